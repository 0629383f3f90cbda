"""What a deal hangs on: the trades that carry it, the issues nobody can miss, the numbers that would close it."""

import sys

import pytest
from attrs import evolve

from negotiation.analysis import hinges
from negotiation.analysis.analysing import analyse
from negotiation.analysis.analysing_words import analysis_text
from negotiation.analysis.hinges import how_many_text, nearest_thresholds, thresholds_text, tried_text
from negotiation.analysis.logrolling import logrolling_of, logrolling_text
from negotiation.analysis.programs import has_solver
from negotiation.analysis.thresholds import Threshold
from negotiation.files import load
from negotiation.scenario import Scenario
from negotiation.scenario.scenario import read_scenario, write_scenario
from negotiation.scenario.world import World, world_at_start

TOY = load("two-villages")
DEAL = {"water": "every_night", "toll": "free"}
NEAR = Threshold("actors.highfield.salience.water", 0.6, 0.7, 0.71, opens=False)


def carries_text(scenario: Scenario, package: dict[str, str], world: World) -> str:
    """Return what carries a package."""
    return logrolling_text(scenario, logrolling_of(scenario, package, world), width=110, options=False)


class TestCarries:
    """What carries a package, in words."""

    def test_tells_issues_trades_and_what_is_needed(self) -> None:
        """A row an issue against the start, the trade that pays both, and who cannot do without which issue."""
        assert carries_text(TOY, DEAL, world_at_start(TOY)) == (
            "change from the start       Highfield  Millbrook  Lowmead\n"
            "Water for Millbrook            -0.300     +0.560   -0.720\n"
            "Toll for Highfield’s carts     +0.400     -0.300   +0.100\n"
            "together                       +0.100     +0.260   -0.620\n"
            "Highfield gives way on Water for Millbrook, Millbrook on Toll for Highfield’s carts: +0.100 and +0.260\n"
            "without Water for Millbrook, below no deal: Millbrook\n"
            "without Toll for Highfield’s carts, below no deal: Highfield"
        )

    def test_tells_how_near_a_trade_comes_where_none_pays_both(self) -> None:
        """Half the toll for a night of water is no bargain for one of them; the nearest is told as such."""
        told = carries_text(TOY, {"water": "half_days", "toll": "half"}, world_at_start(TOY))

        assert "No two issues by themselves leave both sides better off; nearest: Highfield gives way on" in told

    def test_tells_what_comes_beyond_the_issues(self) -> None:
        """What couples issues has a row of its own, so that the rows add up."""
        parts = write_scenario(TOY)
        coupled = {"when": "moved(toll)", "amount": 0.02, "anchor": "a whole settlement", "assumed": "for the test"}
        parts["actors"]["millbrook"]["interactions"] = {"both": coupled}
        scenario = read_scenario(parts)
        told = carries_text(scenario, DEAL, world_at_start(scenario))

        assert "beyond the sum of the issues" in told
        assert ["0", "+0.020", "0"] == told.partition("beyond the sum of the issues")[2].split()[:3]


class TestThresholds:
    """On which single numbers a zone hangs."""

    def test_come_with_those_in_range_first(self) -> None:
        """Ranges come before distance; in each group the least turned comes first."""
        found = nearest_thresholds(TOY) or ()
        keys = [(not each.within_range, abs(each.change)) for each in found]

        assert len(found) > 3
        assert sorted(keys) == keys

    def test_count_the_cost_of_crossing_lines(self) -> None:
        """A declared line that closes the zone at some cost is one of them, with words of its own."""
        parts = write_scenario(TOY)
        line = {"never": "toll == free or toll == half", "force": "declared", "cost": 0.0, "assumed": "for the test"}
        parts["actors"]["millbrook"]["red_lines"]["toll"] = line
        scenario = read_scenario(parts)
        found = [each for each in nearest_thresholds(scenario) or () if each.path == "crossing_cost"]

        assert [False] == [each.opens for each in found]
        assert "the cost of crossing any declared line: the zone closes at 0." in thresholds_text(scenario, found)

    def test_are_told_with_their_number(self) -> None:
        """How many, within the range and beyond, then the three nearest."""
        text = thresholds_text(TOY, [NEAR, *[evolve(NEAR, within_range=False)] * 3])
        first, *rest = text.split("\n")

        told = "close the zone: 1 within their author’s range or without one, 3 beyond it. The nearest 3:"
        assert f"Single numbers that, turned alone, {told}" == first
        assert "  Highfield’s weight on Water for Millbrook: the zone closes at 0.710 (now 0.600)" == rest[0]
        assert 3 == len(rest)

    def test_are_none_where_no_number_turns_the_zone(self) -> None:
        """Nothing found is said as such."""
        assert "No single number, turned within its bounds, opens or closes the zone." == how_many_text(())

    def test_are_not_sought_among_too_many_packages_without_the_solver(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """What would take minutes is not begun, and the text says so and names the extra."""
        monkeypatch.setattr(hinges, "MOST_PACKAGES", 11)
        monkeypatch.setitem(sys.modules, "highspy", None)
        told = " ".join(analysis_text(analyse(TOY)).split())

        assert nearest_thresholds(TOY) is None
        assert "Too many packages to try every single number here. The solver can turn some of them: pip" in told

    @pytest.mark.skipif(not has_solver(), reason="needs HiGHS: the extra `analysis`")
    def test_are_searched_for_among_too_many_packages(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """The solver turns the numbers on which gains are straight lines, and the text says which were tried."""
        expected = nearest_thresholds(TOY)
        monkeypatch.setattr(hinges, "MOST_PACKAGES", 11)
        found = nearest_thresholds(TOY)

        assert expected is not None
        assert found is not None
        values = {each.path: each.first for each in found}
        assert {each.path for each in expected} == {path for path in values if not path.endswith("no_deal")}
        assert {"actors.highfield.no_deal", "actors.millbrook.no_deal"} <= values.keys()
        assert [each.first for each in expected] == pytest.approx([values[each.path] for each in expected], abs=1e-6)
        assert "Tried among so many packages, where the solver can tell: option values," in thresholds_text(TOY, found)
        assert "No single number that was tried opens or closes the zone. Tried" in tried_text(TOY, ())


class TestInAnAnalysis:
    """An analysis tells what a deal hangs on where there is one."""

    def test_is_silent_without_a_deal(self) -> None:
        """Where no deal exists, what would have to give is told instead, one number at a time too."""
        told = analysis_text(analyse(TOY.with_profile("not-a-drop")))

        assert "What carries" not in told
        assert "On which single numbers" not in told
        assert "What would have to give" in told

    def test_is_worked_out_when_asked_for(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Nothing is turned for the figures alone; asked twice, it is worked out once."""
        asked: list[str] = []

        def turn(*_: object) -> tuple[()]:
            asked.append("once")
            return ()

        monkeypatch.setattr("negotiation.analysis.analysing.nearest_thresholds", turn)
        found = analyse(TOY)
        found.as_plain()

        assert [] == asked
        assert found.thresholds == found.thresholds == ()
        assert ["once"] == asked
