"""What would have to give in agendas too large to go through, and the numbers on which a zone hangs there."""

import sys
from typing import Any

import pytest
from attrs import evolve

from negotiation.analysis import hinges
from negotiation.analysis.analysing import analyse
from negotiation.analysis.easing import (
    DROPPED,
    NO_DEAL_VALUES,
    ONE_NUMBER,
    Change,
    Ends,
    Relaxation,
    relaxation_text,
)
from negotiation.analysis.gap import gap_of, gap_text
from negotiation.analysis.giving import Giving
from negotiation.analysis.programs import Program, SolverError
from negotiation.analysis.relaxations import relaxations_of
from negotiation.analysis.relaxations_searched import relaxations_searched
from negotiation.analysis.thresholds import thresholds_of
from negotiation.analysis.thresholds_searched import thresholds_searched
from negotiation.analysis.watching import watching
from negotiation.analysis.zone import in_zone
from negotiation.errors import UnknownNameError, UsageError
from negotiation.files import load
from negotiation.scenario import RedLine, Scenario, Table
from negotiation.scenario.world import world_at_start
from tests.unit.analysis.agendas import agenda
from tests.unit.analysis.test_gap_searched import large
from tests.unit.analysis.test_structured import coupled


def dear(floor: float = 0.85) -> Scenario:
    """Return twenty issues of six options between six parties; no deal is worth more to them than they can all have."""
    return agenda(20, 6, 6, seed=1, floor=floor)


class TestRelaxationsOfLargeAgendas:
    """Families of relaxations among 3.6 × 10¹⁵ packages."""

    @pytest.fixture(autouse=True)
    def _solver(self) -> None:
        pytest.importorskip("highspy", reason="the solver of the extra `analysis` is not installed")

    def test_dropped(self) -> None:
        """The one line without which there is a zone, and the package kindest to the worst off."""
        scenario = large()
        (found,) = relaxations_of(scenario)
        changed = scenario.with_(found.names[0], None)

        assert (DROPPED, (Change("actors.a.red_lines.many"),), 1) == (found.family, found.changes, found.size)
        assert (None, None) == (found.opens, found.opened)
        assert in_zone(changed, scenario.package(found.package), world_at_start(scenario))
        assert ("b",) == found.below_start
        assert Ends((10**10, 10**10), (10**10, 10**10), 0) == found.ends["a"]
        assert (
            "without A’s “many”: at least one package opens (Issue 12: level 1); there, against no deal as it was: "
            "A +0.010, B +0.240; below the start: B"
        ) == relaxation_text(scenario, evolve(found, package=Table(_only(found, 12))))

    def test_no_deal_values(self) -> None:
        """The least total, shared in one way, opens the zone; less of any does not."""
        scenario = dear()
        (found,) = relaxations_of(scenario, families=(NO_DEAL_VALUES,))
        package, world = scenario.package(found.package), world_at_start(scenario)
        lowered: Any = scenario
        for each in found.changes:
            lowered = lowered.with_(each.name, {"value": each.after, "assumed": "for a test"})

        assert set(found.names) == {f"actors.a{i}.no_deal" for i in range(6)}
        assert found.size == pytest.approx(sum((each.before or 0) - (each.after or 0) for each in found.changes))
        assert in_zone(lowered, package, world)
        assert not in_zone(scenario, package, world)
        assert set(found.pays) == set(scenario.parties)

    @pytest.mark.heavy
    def test_one_number(self) -> None:
        """Each number that alone opens a zone: a no-deal value, and a weight or an option that matters enough."""
        scenario = agenda(5, 4, 3, seed=1).with_("actors.a2.no_deal", {"value": 0.9, "assumed": "for a test"})
        found, could_tell = relaxations_searched(scenario, families=(ONE_NUMBER,))
        first = found[0]

        assert could_tell
        assert "actors.a2.no_deal" in {each.names[0] for each in found}
        assert sorted(each.size for each in found) == [each.size for each in found]
        number = {"value": first.changes[0].after, "assumed": "for a test"}
        assert in_zone(
            scenario.with_(first.names[0], number), scenario.package(first.package), world_at_start(scenario)
        )

    def test_of_the_flagship(self) -> None:
        """The same line as going through its packages."""
        scenario = load("european-security-2022", "strict-reading")
        found, could_tell = relaxations_searched(scenario, families=(DROPPED, NO_DEAL_VALUES))

        assert could_tell
        assert [each.names for each in relaxations_of(scenario)] == [each.names for each in found]

    def test_no_more_than_asked_for(self) -> None:
        """Of several smallest sets as many as the limit."""
        scenario = _refusing(3)

        assert 1 == len(relaxations_searched(scenario, families=(DROPPED,), limit=1)[0])
        assert 2 == len(relaxations_searched(scenario, families=(DROPPED,))[0])

    def test_an_unknown_family(self) -> None:
        """Its name is told with those that there are."""
        with pytest.raises(UnknownNameError, match="family of relaxations"):
            relaxations_of(large(), families=("droped",))

    def test_a_solver_that_fails(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """What it cannot tell is left out, and said not to be proved."""

        def failed(*_: object, **__: object) -> None:
            raise SolverError("kSolveError")

        monkeypatch.setattr(Program, "best", failed)

        scenario = load("two-villages", "not-a-drop")
        assert ((), False) == relaxations_searched(scenario)
        assert None is thresholds_searched(scenario)

    def test_packages_that_all_fall_short(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Where one after another misses in whole numbers, the question is given up."""
        giving = Giving(large(), world_at_start(large()))
        monkeypatch.setattr(Giving, "broken", lambda *_: frozenset({"x"}))

        with pytest.raises(SolverError, match="falls short by a hair"):
            giving.best(lambda: (giving.agenda(), {}))

    @pytest.mark.heavy
    def test_where_very_many_fall_short(self) -> None:
        """Twelfths do not add up to three quarters: what exceeds what is asked by a hair is found, and not proved."""
        scenario = large(12, demanded=4, refused=6)
        giving = Giving(scenario, world_at_start(scenario))
        top = giving.top(("a",), within=True)

        assert top is not None
        assert giving.is_open(top)
        assert not giving.is_proved
        assert "actors.a.no_deal" not in {each.path for each in thresholds_searched(scenario) or ()}
        told = gap_text(large(), evolve(gap_of(large()), proved=False))
        assert "Not proved least: too many packages miss what is asked by a hair." == told.split("\n")[-1]

    def test_without_the_solver(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """The extra is named."""
        monkeypatch.setitem(sys.modules, "highspy", None)

        with pytest.raises(UsageError, match=r"negotiation\[analysis\]"):
            relaxations_of(large())

    def test_are_told_by_an_analysis(self) -> None:
        """In words and as plain values, where no deal exists."""
        found = analyse(large())
        (plain,) = found.as_plain()["gap"]["relaxations"]
        text = " ".join(str(found).split())

        assert found.exact
        assert (None, ["b"]) == (plain["opened"], plain["below_start"])
        assert [-0.15, 0.24] < plain["gains"]["b"]
        assert "What would have to give, at the least without A’s “many”: at least one package opens" in text

    def test_report_progress_and_can_be_interrupted(self) -> None:
        """Numbers turned, of how many; what the watcher raises ends the work."""
        seen: list[tuple[str, int, int | None]] = []
        with watching(lambda *at: seen.append(at)):
            thresholds_searched(open_to_both())

        numbers = [(done, total) for what, done, total in seen if what == "numbers"]
        assert numbers[-1][0] == numbers[-1][1]

        def stop(*_: object) -> None:
            raise KeyboardInterrupt("enough")

        with watching(stop), pytest.raises(KeyboardInterrupt, match="enough"):
            gap_of(large())


def open_to_both() -> Scenario:
    """Return 60 million packages among which there is a zone: one side demands less than the other refuses."""
    return large(10, demanded=3, refused=5)


def _only(found: Relaxation, k: int) -> dict[str, str]:
    """Return the options of a package with everything at the start but one issue, raised by one."""
    return {issue: "o1" if issue == f"i{k}" else "o0" for issue in found.package}


def _refusing(n_issues: int) -> Scenario:
    """Return two parties of whom each refuses what the other asks for."""
    lines = [[RedLine("up", only_if="i0 == o1")], [RedLine("down", never="i0 == o1")]]
    return agenda(n_issues, 2, 2, red_lines=lines, floor=0.0)


class TestThresholdsOfLargeAgendas:
    """The numbers that, turned alone, close a zone among 60 million packages."""

    @pytest.fixture(autouse=True)
    def _solver(self) -> None:
        pytest.importorskip("highspy", reason="the solver of the extra `analysis` is not installed")

    def test_no_deal_values(self) -> None:
        """For each party the most that the others leave it: also where it is not given as a number."""
        found = {each.path: each for each in thresholds_searched(open_to_both()) or ()}

        assert {"actors.a.no_deal", "actors.b.no_deal"} == set(found)
        assert 0.24 == pytest.approx(found["actors.a.no_deal"].first, abs=1e-9)
        assert 0.82 == pytest.approx(found["actors.b.no_deal"].first, abs=1e-9)
        assert not any(each.opens for each in found.values())

    def test_the_crossing_cost(self) -> None:
        """Each must give way: it closes the zone where it takes all that the better of both packages brings."""
        scenario = open_to_both()
        line = RedLine("high", never=" or ".join(f"i{k} >= o3" for k in range(10)), force="declared")
        b = scenario.actors["b"]
        scenario = evolve(
            scenario, actors=scenario.actors.with_item("b", evolve(b, red_lines=[*b.red_lines.values(), line]))
        )
        found = {each.path: each for each in thresholds_searched(scenario) or ()}

        assert 0.07 == pytest.approx(found["crossing_cost"].first, abs=1e-9)

    def test_equal_going_through_all(self) -> None:
        """On coupled issues: the same numbers, as far."""
        scenario = coupled(6, floor=0.35)
        expected = thresholds_of(scenario)
        found = thresholds_searched(scenario) or ()

        assert expected
        assert [(each.path, each.opens) for each in expected] == [(each.path, each.opens) for each in found]
        assert [each.first for each in expected] == pytest.approx([each.first for each in found], abs=1e-6)

    def test_are_told_by_an_analysis(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """What carries the package, and the nearest numbers."""
        monkeypatch.setattr(hinges, "FEW", 1)
        text = " ".join(str(analyse(open_to_both())).split())

        assert "What carries the package of Nash" in text
        assert "B’s no-deal value: the zone closes at 0.820 (now 0.750)" in text
