"""The zone of agendas of any size: its frontier joined case by case, its best packages proved by the solver."""

from itertools import product
from typing import Any

import numpy as np
import pytest
from attrs import evolve

from negotiation.analysis.asks import Case, Every, Some, Worth, cases_of, every, some
from negotiation.analysis.best import RULES, best_packages
from negotiation.analysis.formulas import among
from negotiation.analysis.frontier import pareto
from negotiation.analysis.gap_searched import conflicts_searched
from negotiation.analysis.payoffs import Payoffs
from negotiation.analysis.programs import has_solver
from negotiation.analysis.structured import structured_frontier
from negotiation.analysis.zone import in_zone, zone_of
from negotiation.errors import UsageError
from negotiation.files import load
from negotiation.scenario import Actor, Gate, Issue, Option, Scenario
from negotiation.scenario.agreement import standing_of
from negotiation.scenario.preferences import UNIT
from negotiation.scenario.world import world_at_start
from tests.unit.analysis import test_gap
from tests.unit.analysis.agendas import agenda, w
from tests.unit.engine.making import scenario as small

with_solver = pytest.mark.skipif(not has_solver(), reason="needs HiGHS: the extra `analysis`")


def deals(p: dict[str, Any] | None = None, **signed: Any) -> Scenario:
    """Return one issue: nothing, a promise that q performs and r signs, a trade; no deal is worth 0.5 to q."""
    options = [
        Option("nothing", "nothing"),
        Option("promise", "a promise", performs=["q"], signs=["r"]),
        Option("trade", "a trade", **signed),
    ]
    values = {
        "p": {"nothing": 0.0, "promise": 0.5, "trade": 0.3},
        "q": {"nothing": 1.0, "promise": 0.5, "trade": 0.6},
        "r": {"nothing": 0.0, "promise": 1.0, "trade": 0.4},
    }
    rows = {name: {"deal": w.Row(row, scale="as_given")} for name, row in values.items()}
    given: dict[str, Any] = {"salience": {"deal": 1}, "no_deal_because": "so"}
    actors = [
        Actor("p", "P", "party", values=rows["p"], **{**given, "no_deal": 0.5, **(p or {})}),
        Actor("q", "Q", "party", values=rows["q"], no_deal=0.5, **given),
        Actor("r", "R", values=rows["r"], no_deal=0.0, **given),
    ]
    return Scenario("deals", "Deals", [Issue("deal", "The deal", "nothing", options)], actors)


def points(scenario: Scenario, **options: Any) -> list[tuple[tuple[int, ...], tuple[float, ...]]]:
    """Return the packages on the zone's frontier for the parties, with their values."""
    found = structured_frontier(scenario, ("p", "q"), zone=True, **options)
    values = [tuple(value / UNIT for value in column) for column in found.values.T.tolist()]
    return list(zip(map(tuple, found.packages.tolist()), values, strict=True))


def gated(n_issues: int = 14) -> Scenario:
    """Return many issues between two parties; a third, for whom the start is good, must consent where either moves."""
    base = agenda(n_issues, 5, 3, seed=3, floor=0.2)
    third = base.actors["a2"]
    values = {issue: w.Row({**row, "o0": w.Number(0.75)}, scale="as_given") for issue, row in third.values.items()}
    holder = evolve(third, roles=(), no_deal=None, no_deal_because=None, values=values)
    gate = Gate("consent", "a2", "consent", "constitutive", when="moved(i0) or i5 != o4")
    return evolve(base, actors=base.actors.with_item("a2", holder), gates=[gate])


class TestFrontierOfTheZone:
    """Gates, signatures and no-deal values as cases and further objectives."""

    def test_a_signatory_may_be_the_only_one_to_gain(self) -> None:
        """Both parties are left at no deal, the third signs and gains: a package of the zone."""
        assert [((1,), (0.5, 0.5))] == points(deals())
        assert [((1,), (0.5, 0.5))] == points(evolve(deals(), gates=[Gate("g", "r", "consent", "constitutive")]))

    def test_nobody_gains(self) -> None:
        """Where all are left at no deal there is no zone, exactly."""
        found = structured_frontier(test_gap.indifferent(), zone=True)

        assert 0 == found.n_points
        assert found.is_exact

    def test_distrust_is_weighed(self) -> None:
        """What p expects of the promise is a half of what it is worth: at no deal, not above it."""
        wary = {"trust": {"q": 0.5}, "no_deal": 0.25}

        assert [((1,), (0.5, 0.5)), ((2,), (0.3, 0.6))] == points(deals(wary))
        assert [((2,), (0.3, 0.6))] == points(deals({**wary, "no_deal": 0.26}))

    def test_further_conditions_hold_too(self) -> None:
        """As without the zone."""
        wary = {"trust": {"q": 0.5}, "no_deal": 0.25}

        assert [((1,), (0.5, 0.5))] == points(deals(wary), where=[w.parse_condition("deal != trade")])

    def test_of_a_large_agenda(self) -> None:
        """Six thousand million packages: every point lies in the zone, some only because the third consents."""
        scenario = gated()
        world = world_at_start(scenario)
        found = structured_frontier(scenario, scenario.parties, zone=True)
        free = structured_frontier(evolve(scenario, gates=[]), scenario.parties, zone=True)

        assert 5**14 == scenario.n_packages
        assert all(in_zone(scenario, tuple(package), world) for package in found.packages.tolist())
        assert not all(in_zone(scenario, tuple(package), world) for package in free.packages.tolist())
        assert any(package[0] or package[5] for package in found.packages.tolist())

    @pytest.mark.parametrize(("force", "inside"), [("absolute", [2]), ("declared", [1, 2])])
    def test_parties_sign_only_what_they_absolutely_demand(self, force: str, inside: list[int]) -> None:
        """An absolute demand bounds the zone as a line does, looked at or joined; a declared one does not."""
        demand = w.Demand("trade", w.parse_condition("deal == trade"), force=force)
        scenario = deals({"no_deal": 0.2, "demands": [demand]})
        world = world_at_start(scenario)

        assert inside == zone_of(scenario).indices.tolist()
        assert inside == [j for j in range(3) if in_zone(scenario, (j,), world)]
        assert inside == [package[0] for package, _ in points(scenario)]

    def test_of_the_flagship(self) -> None:
        """Gates, lines and a threat of a real scenario: the frontier of the 1,610 packages of its zone."""
        scenario = load("european-security-2022", "flexible-reading")
        zone, table = zone_of(scenario), Payoffs(scenario, scenario.parties)
        found = structured_frontier(scenario, scenario.parties, zone=True)
        expected = table.values[:, pareto(table, within=zone.mask)]

        assert 1610 == zone.count
        assert set(map(tuple, expected.T.tolist())) == set(map(tuple, found.values.T.tolist()))
        assert zone.mask[[found.index(point) for point in range(found.n_points)]].all()

    def test_is_refused_within_a_bound(self) -> None:
        """What is rounded could fall below a no-deal value."""
        with pytest.raises(UsageError, match=r"expected the frontier of the zone exactly, got epsilon=0\.1; ask best"):
            structured_frontier(deals(), zone=True, epsilon=0.1)

    def test_of_too_many_cases(self) -> None:
        """Nine signatories for nine options are more cases than are told apart."""
        others = [
            Actor(f"s{k}", f"S{k}", salience={f"i{k}": 1}, values={f"i{k}": {"o0": 1, "o1": 0}}) for k in range(9)
        ]
        base = agenda(9, 2, 2)
        issues = [
            evolve(i, options=[i.options[0], evolve(i.options[1], signs=[f"s{k}"])]) for k, i in enumerate(base.agenda)
        ]
        zeros = {issue.id: {"o0": 0, "o1": 0} for issue in issues}
        signing = [
            evolve(
                each,
                salience={issue.id: 1 / 9 for issue in issues},
                values={i: w.Row(row, scale="as_given") for i, row in zeros.items()},
            )
            for each in others
        ]
        scenario = evolve(base, agenda=issues, actors=[*base.actors.values(), *signing])

        with pytest.raises(UsageError, match="leave at most 256 cases to tell apart, got more; ask best_packages"):
            structured_frontier(scenario, zone=True)


@with_solver
class TestBestPackagesOfTheZone:
    """What is best among the packages of the zone, of any number of packages."""

    def test_of_a_large_agenda(self) -> None:
        """The solver's are those of the frontier, proved."""
        scenario = gated()
        found = best_packages(scenario, actors=scenario.parties, zone=True)
        expected = structured_frontier(scenario, scenario.parties, zone=True).solutions(RULES)

        for name, each in found.items():
            true = expected[name]
            assert each is not None
            assert true is not None
            assert each.is_exact
            assert true.value == pytest.approx(each.value, rel=2e-6)
            assert in_zone(scenario, scenario.package_at(each.package), world_at_start(scenario))

    def test_nobody_gains(self) -> None:
        """Where all are left at no deal nothing is picked, though the solver sees no difference."""
        scenario = test_gap.indifferent()

        assert 0 == zone_of(scenario).count
        assert {None} == set(best_packages(scenario, zone=True).values())

    def test_what_looks_at_no_gains_says_whether_it_lies_within(self) -> None:
        """The median is given wherever it lies."""
        scenario = deals()
        found = best_packages(scenario, ("median",), actors=("p", "q"), zone=True)["median"]

        assert found is not None
        assert bool(zone_of(scenario).mask[found.package]) == found.is_within


def test_best_packages_of_the_zone_need_the_solver(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without it they are refused, the extra is named."""
    monkeypatch.setitem(__import__("sys").modules, "highspy", None)

    with pytest.raises(UsageError, match=r"negotiation\[analysis\]"):
        best_packages(deals(), zone=True)


class TestAsks:
    """How what is asked is put together and taken apart."""

    def test_come_together_where_they_can(self) -> None:
        """Formulas become one; what is settled goes."""
        first, second = among(0, [0], 3), among(1, [1], 3)
        scale = object()
        much: Any = Worth("a", 1, scale)  # type: ignore[arg-type]

        assert not isinstance(every((first, second)), Every)
        assert not isinstance(some((first, second)), Some)
        assert much == every((True, much)) == some((False, much))
        assert (False, True) == (every((much, False)), some((much, True)))

    def test_come_apart_in_cases(self) -> None:
        """The higher of two floors counts; a case that asks more than another is left out."""
        scale: Any = object()
        low, high = Worth("a", 1, scale), Worth("a", 2, scale)
        gate = among(0, [0], 3)

        assert (Case(floors=(high,)),) == cases_of(Every((low, high)))
        assert (Case(floors=(low,)),) == cases_of(Some((high, low)))
        assert (Case((gate,)), Case(floors=(low,))) == cases_of(Some((gate, Every((gate, high)), low)))


@with_solver
class TestMovedStatusQuo:
    """What stands without agreement has moved: to go back is an agreement, to leave it as it is none."""

    def test_is_what_nothing_changes_against(self) -> None:
        """Counted, joined, searched, and as the engine would close it."""
        free: dict[str, Any] = {"no_deal": 0.0, "no_deal_because": "for a test"}
        measure = {"title": "t", "by": "a", "moves": {"x": "x1"}, "assumed": "t"}
        scenario = small(actors={"a": free, "b": free}, measures={"m": measure})
        world = world_at_start(scenario).after_measure(scenario, "m")
        expected = {(0, 0), (1, 1), (2, 0), (2, 1)}
        front = structured_frontier(scenario, ("a", "b"), world=world, zone=True)
        best = best_packages(scenario, ("nash", "utilitarian"), world=world, zone=True)

        assert expected == {scenario.package_at(int(i)) for i in np.flatnonzero(zone_of(scenario, world).mask)}
        assert expected == {x for x in product(range(3), range(2)) if in_zone(scenario, x, world)}
        assert expected == {tuple(map(int, x)) for x in front.packages}
        assert {scenario.package_at(each.package) for each in best.values() if each} <= expected
        assert ((), True) == conflicts_searched(scenario, world)
        assert expected == {x for x in expected if standing_of(scenario, x, world, ("a", "b")).is_valid}
        assert not standing_of(scenario, world.status_quo, world, ("a", "b")).is_valid
