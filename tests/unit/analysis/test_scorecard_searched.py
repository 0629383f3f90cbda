"""Scorecards of agendas too large to look at package by package: what is known of the zone, and what is not."""

from functools import lru_cache
from pathlib import Path

import pytest

from negotiation.analysis import scorecard_searched, scoring
from negotiation.analysis.comparing import card_of, compare
from negotiation.analysis.scorecard import Scorecard
from negotiation.analysis.zone import zone_of
from negotiation.files import load
from negotiation.playing import Play, play, replay
from negotiation.report.brief import answer_text
from negotiation.report.document_making import document_of
from negotiation.scenario import Scenario
from negotiation.scenario.outcome import NoDeal
from negotiation.scenario.world import world_at_start
from negotiation.strategies import Script
from tests.unit.analysis.test_gap_searched import large
from tests.unit.report.test_document import blocks, said

pytest.importorskip("highspy", reason="the solver of the extra `analysis` is not installed")

RAISED = [f"i{k}" for k in range(15, 20)]


@lru_cache(maxsize=4)
def agreed(settled: int = 5) -> Play:
    """Return large talks in which a text that raises some issues is tabled and accepted."""
    terms = ", ".join(f"{issue} = o3" for issue in RAISED[:settled])
    lines = {"a": Script(f"a tables R1: {terms}"), "b": Script("b accepts R1")}
    return play(large(demanded=settled), lines, protocol="alternating-offers")


@lru_cache(maxsize=4)
def failed(demanded: int) -> Play:
    """Return large talks in which nobody ever says anything."""
    return play(large(demanded=demanded), {"a": Script(), "b": Script()}, protocol="alternating-offers", turns=2)


def forget() -> None:
    """Let what rests on how far one looks be worked out anew."""
    searched = scorecard_searched.deal_searched, scorecard_searched._frontier
    for kept in (scoring._conflicts, *searched):
        kept.cache_clear()


def without_agreement(scenario: Scenario) -> Scorecard:
    """Return the scorecard of talks that were stopped at once."""
    world = world_at_start(scenario)
    return scoring.scorecard_of(scenario, NoDeal("cap", 1), world, world)


class TestLarge:
    """Figures that need every package are None; the others are as ever."""

    def test_an_agreement(self) -> None:
        """Gains and efficiency are known, shares of the best gain are not."""
        card = agreed().scorecard

        assert (None, None, True) == (card.zone, card.zone_at_start, card.has_deal)
        assert (True, True, True) == (card.pareto_parties, card.pareto_all_affected, card.valid)
        assert (0.015, None, None, None) == (card.nash_product, card.sum, card.minimum, card.distance_to_frontier)
        assert None is card.as_plain()["joint"]["zone"]
        assert "Some of the 3,656,158,440,062,976 packages are acceptable to everyone" in " ".join(str(card).split())

    def test_a_package_that_another_dominates(self) -> None:
        """It is told from the others, as where every package is looked at."""
        scenario = load("two-villages")
        for index in range(scenario.n_packages):
            exact = card_of(scenario, index)
            found = scorecard_searched.efficient_searched(
                scenario, scenario.package_at(index), scenario.parties, world_at_start(scenario)
            )
            assert exact.pareto_parties is found

    def test_no_deal_though_one_was_possible(self) -> None:
        """What is possible is told, without a count."""
        card = failed(5).scorecard

        assert (None, True, ()) == (card.zone, card.has_deal, card.conflicts)
        assert "Some of the 3,656,158,440,062,976 packages" in " ".join(answer_text(failed(5)).split())

    def test_no_deal_where_none_was_possible(self) -> None:
        """The zone is proved empty, and what collides is told."""
        card = failed(12).scorecard

        assert (0, False) == (card.zone, card.has_deal)
        assert ("actors.a.red_lines.many", "actors.b.red_lines.few") == card.conflicts[0].names
        assert "No package of the 3,656,158,440,062,976 satisfies everyone" in " ".join(str(card).split())

    @pytest.mark.parametrize("profile", ["strict-reading", "flexible-reading"])
    def test_as_going_through_all(self, profile: str, monkeypatch: pytest.MonkeyPatch) -> None:
        """Whether a deal was left, and what collides, are as where every package is looked at."""
        scenario = load("european-security-2022", profile)
        exact = without_agreement(scenario)
        forget()
        monkeypatch.setattr(scoring, "MANY_PACKAGES", 1)
        found = without_agreement(scenario)
        forget()

        assert exact.has_deal is found.has_deal is (zone_of(scenario).count > 0)
        assert {each.names for each in exact.conflicts} == {each.names for each in found.conflicts}

    def test_nobody_can_tell(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Without the solver, and where the frontier is cut short, it is said that it is not known."""
        monkeypatch.setattr(scorecard_searched, "has_solver", lambda: False)
        monkeypatch.setattr(scorecard_searched, "zone_searched", lambda *_: ({}, None))
        monkeypatch.setattr(scorecard_searched, "FEW_POINTS", 1)
        forget()
        scenario = large(n_issues=11, demanded=1)
        card, agreement = without_agreement(scenario), card_of(scenario, {"i0": "o5"})
        forget()

        assert (None, None) == (card.zone, card.has_deal)
        assert "Whether any of the 362,797,056 packages is acceptable" in " ".join(str(card).split())
        assert None is agreement.pareto_parties
        assert "better for a signatory and worse for none is open." in " ".join(str(agreement).split())

    def test_a_transcript_replays(self, tmp_path: Path) -> None:
        """What was not counted is null in the record, and found so again."""
        for i, each in enumerate((agreed(), failed(5), failed(12))):
            each.transcript.save(tmp_path / f"{i}.jsonl")
            assert each.scorecard == replay(tmp_path / f"{i}.jsonl").scorecard

    def test_outcomes_are_compared(self) -> None:
        """No distance is worked out, and it is said why."""
        found = compare([agreed(), failed(12)])

        assert [(None, None, None)] * 2 == [(row.to_nash, row.to_leximin, row.better) for row in found.rows]
        assert "Where packages are too many to look at one by one" in " ".join(str(found).split())
        assert "too many" not in str(compare([(load("two-villages"), {"water": "two_nights"})]))


class TestPages:
    """Pages of plays on large agendas."""

    def test_a_play_has_a_page(self) -> None:
        """The sections of any play; what rules pick stands where the map would."""
        document = document_of(agreed(), pictures=False)
        told = said(blocks(document, "gap"))

        assert ["question", "actors", "talks", "outcome", "scores", "gap", "numbers"] == [
            each.id for each in document.sections
        ]
        assert "Some of the 3,656,158,440,062,976 packages" in said(blocks(document, "outcome"))
        assert "Nash, egalitarian and utilitarian | Issue 15" in told
        assert [True] == ["too many packages" in each for each in document.notices if "packages" in each]

    def test_a_play_without_a_deal(self) -> None:
        """What collides and would have to give is told, and that nothing was possible."""
        document = document_of(failed(12), pictures=False)

        assert "none of the 3,656,158,440,062,976 packages" in said(blocks(document, "outcome"))
        assert "without A’s “many”: at least one package opens" in said(blocks(document, "gap"))
