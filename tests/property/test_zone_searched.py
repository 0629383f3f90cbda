"""Laws of the zone where packages are too many to look at: what is searched for equals the look at every package."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from negotiation.analysis import analysing, relaxations, searching
from negotiation.analysis.analysing import Analysis, Chosen, analyse
from negotiation.analysis.best import RULES, best_packages
from negotiation.analysis.easing import DROPPED
from negotiation.analysis.gap import conflicts_of
from negotiation.analysis.payoffs import Payoffs
from negotiation.analysis.programs import has_solver
from negotiation.analysis.solutions import solutions
from negotiation.analysis.structured import structured_frontier
from negotiation.analysis.zone import in_zone, zone_of
from negotiation.scenario import Scenario
from negotiation.scenario.preferences import UNIT
from negotiation.scenario.world import World, world_at_start
from tests.property import small_scenarios as awkward
from tests.property.test_gap import scenarios
from tests.reference import gap_twin as twin
from tests.reference import packages as plain

#: Values below which the solver's tolerance decides.
SMALLEST = 1e-7
#: How many relaxations of a family are told.
MOST = 11


def bargaining(scenario: Scenario) -> tuple[str, ...]:
    """Return the parties, who all have preferences here."""
    return tuple(scenario.parties)


def worlds(scenario: Scenario, n_deeds: int) -> World:
    """Return the start, or the world after some deeds."""
    world = world_at_start(scenario)
    for _ in range(n_deeds):
        world = world.after_measure(scenario, "deed")
    return world


def efficient(points: list[tuple[int, ...]]) -> set[tuple[int, ...]]:
    """Return the points that no other dominates."""
    return {points[i] for i in plain.undominated(points)}


class TestStructuredFrontierOfTheZone:
    """The frontier of the zone, joined block by block, is that of all packages of the zone."""

    @given(
        scenarios(roomy=True) | scenarios(gated=True) | scenarios(), st.sampled_from([("p", "q"), ("q",), ("s", "p")])
    )
    def test_equals_the_twin(self, scenario: Scenario, actors: tuple[str, ...]) -> None:
        """With gates, lines, blocs, further signatories and a threat, for parties and for others."""
        every = twin.packages(scenario)
        inside = [every[i] for i in twin.zone(scenario)]
        points = [tuple(twin.worth(scenario, actor, package) for actor in actors) for package in inside]
        found = structured_frontier(scenario, actors, zone=True)

        _compare(found, efficient(points), dict(zip(inside, points, strict=True)))

    @given(awkward.scenarios(max_issues=5), st.integers(1, 3), st.integers(0, 1))
    def test_equals_the_look_at_every_package(self, scenario: Scenario, n_actors: int, n_deeds: int) -> None:
        """With distrust, verification, effects and declared lines besides."""
        actors, world = awkward.OWNED[:n_actors], worlds(scenario, n_deeds)
        inside = [x for x in plain.packages(scenario) if plain.in_the_zone(scenario, x, world, gates=True)]
        points = [tuple(plain.worth_of(scenario, actor, x, world) for actor in actors) for x in inside]
        found = structured_frontier(scenario, actors, world=world, zone=True)

        _compare(found, efficient(points), dict(zip(inside, points, strict=True)))

    @given(awkward.scenarios(max_issues=3) | scenarios())
    def test_one_package_lies_in_it_or_not(self, scenario: Scenario) -> None:
        """Asked of one package alone, the answer is that of all together."""
        world = world_at_start(scenario)
        every = plain.packages(scenario)

        assert zone_of(scenario).mask.tolist() == [in_zone(scenario, package, world) for package in every]


def _compare(found: Any, expected: set[tuple[int, ...]], inside: dict[tuple[int, ...], tuple[int, ...]]) -> None:
    """Compare a frontier with the values expected; its packages must lie inside and be worth what it says."""
    points = [tuple(column) for column in found.values.T.tolist()]
    packages = [tuple(row) for row in found.packages.tolist()]

    assert expected == set(points)
    assert len(expected) == len(points)
    assert sorted(packages) == packages
    for package, values in zip(packages, points, strict=True):
        assert inside[package] == values


@pytest.mark.skipif(not has_solver(), reason="needs HiGHS: the extra `analysis`")
class TestBestPackagesOfTheZone:
    """What the solver proves best in the zone is best among all packages of the zone."""

    @given(scenarios(roomy=True) | scenarios(gated=True) | scenarios())
    def test_equal_the_twin(self, scenario: Scenario) -> None:
        """With gates, lines, blocs, further signatories and a threat."""
        _compare_best(scenario, twin.zone(scenario), world_at_start(scenario))

    @given(awkward.scenarios(max_issues=4), st.integers(0, 1))
    def test_equal_the_look_at_every_package(self, scenario: Scenario, n_deeds: int) -> None:
        """With distrust, verification, effects and declared lines besides."""
        world = worlds(scenario, n_deeds)
        every = plain.packages(scenario)
        _compare_best(
            scenario, [i for i, x in enumerate(every) if plain.in_the_zone(scenario, x, world, gates=True)], world
        )


def _compare_best(scenario: Scenario, inside: list[int], world: World) -> None:
    """Compare what is found best with the best among some packages, by index."""
    actors = bargaining(scenario)
    within = [i in set(inside) for i in range(scenario.n_packages)]
    found = best_packages(scenario, (*RULES, "median"), actors=actors, world=world, zone=True)
    expected = solutions(Payoffs(scenario, actors, world), (*RULES, "median"), within=within)

    median = found["median"]
    assert median is not None
    assert within[median.package] == median.is_within
    for name in RULES:
        each, true = found[name], expected[name]
        if each is None:
            assert true is None or (name != "utilitarian" and abs(true.value or 0) < SMALLEST)
            continue
        assert within[each.package]
        assert true is not None
        assert true.value == pytest.approx(each.value, rel=2e-6, abs=SMALLEST)
        assert each.is_exact or abs(each.value or 0) < SMALLEST
        assert (each.bound or 0) >= (true.value or 0) - SMALLEST


@pytest.mark.heavy
@pytest.mark.skipif(not has_solver(), reason="needs HiGHS: the extra `analysis`")
class TestAnalysisOfTooMany:
    """An analysis that looks at no package says what one says that looks at all."""

    @given(scenarios(roomy=True) | scenarios(gated=True) | scenarios() | awkward.scenarios(max_issues=3), st.booleans())
    def test_equals_the_look_at_every_package(self, scenario: Scenario, joined: bool) -> None:
        """Whether a deal exists, what rules pick, how much is feasible, and what collides."""
        expected = analyse(scenario)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(analysing, "MANY_PACKAGES", 0)
            patch.setattr(relaxations, "MANY_PACKAGES", 0)
            patch.setattr(searching, "FEW_PARTIES", 3 * joined)
            found = analyse(scenario)

        assert (expected.zone == 0) == (found.zone == 0) == (not found.has_deal)
        assert expected.feasible == found.feasible
        assert {frozenset(each.names) for each in found.gap.conflicts} <= {
            frozenset(each.names) for each in conflicts_of(scenario)
        }
        assert bool(expected.gap.conflicts) == bool(found.gap.conflicts)
        assert _dropped(expected) == _dropped(found)
        assert expected.pareto is not None
        assert found.frontier is not None
        points = {tuple(column) for column in Payoffs(scenario, bargaining(scenario)).values[:, expected.pareto].T}
        assert points == {tuple(column) for column in found.frontier.values.T}
        for name, true in expected.solutions.items():
            each = found.solutions[name]
            if joined:
                assert true == each or (true and each and _gains(true) == _gains(each))
            elif each is None:
                assert true is None or name not in ("utilitarian", "egalitarian")
            else:
                assert true is not None
                assert _level(name, true) == pytest.approx(_level(name, each), rel=2e-6, abs=SMALLEST * UNIT)


def _dropped(of: Analysis) -> set[tuple[str, ...]]:
    """Return the smallest sets without which there is a zone; where not all of them are told, none."""
    found = {each.names for each in of.gap.relaxations if each.family == DROPPED}
    return found if len(found) < MOST else set()


def _gains(of: Chosen) -> list[int]:
    """Return the gains of those who bargain."""
    return [of.gains[actor] or 0 for actor in ("p", "q", "a", "b") if actor in of.gains]


def _level(name: str, of: Chosen) -> float:
    """Return what a rule makes largest, where that needs nothing but the gains."""
    gains = [float(each) for each in _gains(of)]
    return sum(gains) if name == "utilitarian" else min(gains) if name == "egalitarian" else 0.0
