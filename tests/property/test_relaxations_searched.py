"""What would have to give in agendas too large to go through: equal to going through those that are not."""

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import assume, given

from negotiation.analysis.dials import dials_of, is_straight
from negotiation.analysis.easing import DROPPED, NO_DEAL_VALUES, ONE_NUMBER, Relaxation
from negotiation.analysis.gap import conflicts_of
from negotiation.analysis.programs import has_solver
from negotiation.analysis.relaxations import relaxations_of
from negotiation.analysis.relaxations_searched import relaxations_searched
from negotiation.analysis.thresholds import crossing_cost_of, thresholds_of
from negotiation.analysis.thresholds_searched import thresholds_searched
from negotiation.analysis.zone import in_zone
from negotiation.scenario import Scenario
from negotiation.scenario.preferences import UNIT
from negotiation.scenario.world import world_at_start
from tests.property import small_scenarios as awkward
from tests.property.test_gap import scenarios
from tests.reference import gap_twin as twin

pytestmark = pytest.mark.skipif(not has_solver(), reason="needs HiGHS: the extra `analysis`")

#: What the solver forgives, in utility.
CLOSE = 1e-8


def searched(scenario: Scenario, family: str) -> tuple[Relaxation, ...]:
    """Return the relaxations of one family, which the solver must be able to tell."""
    found, could_tell = relaxations_searched(scenario, families=(family,), limit=99)

    assert could_tell
    return found


class TestDropped:
    """The fewest lines, demands, gates and signatures without which there is a zone."""

    @given(scenarios() | scenarios(gated=True))
    def test_equal_the_twin(self, scenario: Scenario) -> None:
        """Every smallest set, with a package that opens; where somebody ends below the start, somebody does in each."""
        assume(not twin.zone(scenario))
        found = searched(scenario, DROPPED)
        expected = {names: opens for names, opens in twin.fewest_dropped(scenario).items() if names}

        assert expected.keys() == {frozenset(each.names) for each in found}
        for each in found:
            opens = expected[frozenset(each.names)]
            package = scenario.package(each.package)

            assert each.opens is None
            assert scenario.index_of(package) in opens
            assert max(_worst(scenario, twin.packages(scenario)[i]) for i in opens) == _worst(scenario, package)
            assert {actor for actor in ("p", "q", "s") if _changes(scenario, package)[actor] < 0} == set(
                each.below_start
            )

    @given(awkward.scenarios(max_issues=4))
    def test_equal_the_look_at_every_package(self, scenario: Scenario) -> None:
        """With distrust, verification, effects and declared lines besides."""
        assume(conflicts_of(scenario))
        expected = {each.names: each for each in relaxations_of(scenario, families=(DROPPED,), limit=99)}
        found = {each.names: each for each in searched(scenario, DROPPED)}

        assert expected.keys() == found.keys()
        for names, each in found.items():
            opens = expected[names].opens
            assert opens is not None
            assert scenario.index_of(scenario.package(each.package)) in opens.tolist()


def _changes(scenario: Any, package: tuple[int, ...]) -> dict[str, int]:
    start = twin.start(scenario)
    return {
        actor: twin.worth(scenario, actor, package) - twin.worth(scenario, actor, start) for actor in ("p", "q", "s")
    }


def _worst(scenario: Any, package: tuple[int, ...]) -> int:
    return min(_changes(scenario, package).values())


class TestNoDealValues:
    """The least total by which no-deal values must fall."""

    @given(scenarios() | scenarios(gated=True))
    def test_equals_the_twin(self, scenario: Scenario) -> None:
        """The least total, and the package is in the zone once they have fallen."""
        assume(not twin.zone(scenario))
        found = searched(scenario, NO_DEAL_VALUES)
        expected = twin.least_lowering(scenario)

        assert (expected is None) == (not found)
        for each in found:
            falls = {c.name.split(".")[1]: round(((c.before or 0) - (c.after or 0)) * UNIT) for c in each.changes}
            floors = {actor: twin.floor(scenario, actor) - fall for actor, fall in falls.items()}

            assert (expected or 0) / UNIT == pytest.approx(each.size, abs=CLOSE)
            assert sum(falls.values()) == round(each.size * UNIT)
            assert scenario.index_of(scenario.package(each.package)) in twin.zone(scenario, floors)

    @given(awkward.scenarios(max_issues=4))
    def test_equals_the_look_at_every_package(self, scenario: Scenario) -> None:
        """With distrust, verification, effects and declared lines besides."""
        assume(conflicts_of(scenario))
        expected = relaxations_of(scenario, families=(NO_DEAL_VALUES,), limit=1)
        found = searched(scenario, NO_DEAL_VALUES)

        assert [each.size for each in expected] == pytest.approx([each.size for each in found], abs=CLOSE)


def straight(scenario: Scenario) -> list[str]:
    """Return the numbers on which gains are straight lines."""
    return [dial.path for dial in dials_of(scenario) if is_straight(scenario, dial)]


class TestOneNumber:
    """The turn of one number that opens a zone or closes it."""

    @pytest.mark.heavy
    @given(scenarios() | scenarios(gated=True))
    def test_that_open_equal_going_through_all(self, scenario: Scenario) -> None:
        """The same numbers, to within what the solver forgives; the package is in the zone there."""
        assume(not twin.zone(scenario))
        expected = [each for each in thresholds_of(scenario, paths=straight(scenario)) if each.opens]
        found = searched(scenario, ONE_NUMBER)
        owned = [each for each in found if each.names[0] in straight(scenario)]
        dials = {dial.path: dial for dial in dials_of(scenario)}

        _same([(t.path, t.now, t.first) for t in expected], [_turn(each) for each in owned])
        for each in owned:
            turned = dials[each.names[0]].turn(each.changes[0].after or 0.0)
            assert in_zone(turned, scenario.package(each.package), world_at_start(scenario))
        floors = {each.names[0].split(".")[1]: each.changes[0].after for each in found if each not in owned}
        _check_floors(scenario, floors, is_open=False)

    @pytest.mark.heavy
    @given(scenarios(roomy=True) | scenarios(roomy=True, gated=True))
    def test_that_close_equal_going_through_all(self, scenario: Scenario) -> None:
        """So it is where there is a zone, and with the common cost of crossing declared lines."""
        assume(twin.zone(scenario))
        crossing = crossing_cost_of(scenario)
        expected = [*thresholds_of(scenario, paths=straight(scenario)), *([crossing] if crossing else [])]
        found = thresholds_searched(scenario) or ()
        owned = [each for each in found if each.path in (*straight(scenario), "crossing_cost")]

        assert not any(each.opens for each in found)
        _same([(t.path, t.now, t.first) for t in expected], [(t.path, t.now, t.first) for t in owned])
        floors = {each.path.split(".")[1]: each.last for each in found if each not in owned}
        _check_floors(scenario, floors, is_open=True)


def _check_floors(scenario: Scenario, found: Mapping[str, float | None], *, is_open: bool) -> None:
    """Compare no-deal values that are not given as numbers with the twin's largest at which there is a zone."""
    for actor in ("p", "q", "s"):
        highest = twin.highest_floor(scenario, actor)
        given = f"actors.{actor}.no_deal" in straight(scenario)
        if given or highest is None or (is_open and _is_idle(scenario, actor)):
            assert actor not in found
        else:
            assert highest / UNIT == pytest.approx(found[actor], abs=CLOSE)


def _is_idle(scenario: Any, actor: str) -> bool:
    """Return whether some package of the zone does without an actor's signature."""
    inside = [twin.packages(scenario)[i] for i in twin.zone(scenario)]
    return any(actor not in twin.gains_of(scenario, package) for package in inside)


def _turn(each: Relaxation) -> tuple[str, float, float]:
    (change,) = each.changes
    return change.name, change.before or 0.0, change.after or 0.0


def _same(expected: list[tuple[str, float, float]], found: list[tuple[str, float, float]]) -> None:
    """Compare numbers turned: the same in the same direction, as far."""
    one, other = ({(path, first > now): first for path, now, first in each} for each in (expected, found))

    assert one.keys() == other.keys()
    for key, first in one.items():
        assert first == pytest.approx(other[key], abs=2e-6), key
