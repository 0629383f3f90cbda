"""Pages about agendas too large to look at package by package: the same sections, and what is left out is said."""

import re
from functools import lru_cache
from pathlib import Path
from time import process_time

import pytest
from attrs import evolve

from negotiation.analysis import analysing
from negotiation.analysis.analysing import Analysis, analyse
from negotiation.analysis.gap import gap_of
from negotiation.files import dump, load
from negotiation.report import document_analysis
from negotiation.report.document import Document, Part, Rows, plain
from negotiation.report.document_making import document_of
from negotiation.report.document_seatless import seatless
from negotiation.report.document_words import Reader
from negotiation.scenario import Actor, Scenario
from negotiation.text.catalogue import say
from tests.unit.analysis.test_gap_searched import large
from tests.unit.report.made import TOY
from tests.unit.report.test_document import answers, blocks, made, said
from tests.unit.test_cli import negotiation

pytest.importorskip("highspy", reason="the solver of the extra `analysis` is not installed")
pytestmark = pytest.mark.usefixtures("few_draws")

N = "3,656,158,440,062,976"


@lru_cache(maxsize=4)
def analysed(demanded: int = 5) -> Analysis:
    """Return the analysis of large talks; with five demanded a deal exists, with twelve none."""
    return analyse(large(demanded=demanded))


def page(found: Analysis) -> Document:
    """Return the page of an analysis, without pictures."""
    return document_of(found.scenario, pictures=False, analysis=found, thresholds=found.thresholds)


class TestWhereADealExists:
    """Which packages the rules pick, what they hang on, how many are efficient; not what needs all of them."""

    @pytest.mark.heavy
    def test_stands_in_the_same_sections(self) -> None:
        """As for an agenda that is small."""
        small = {section.id for section in document_of(load(TOY), pictures=False).sections}

        assert ["question", "actors", "gap", "numbers"] == [each.id for each in page(analysed()).sections]
        assert {each.id for each in page(analysed()).sections} <= small

    def test_says_what_the_analysis_holds(self) -> None:
        """A deal exists; the packages picked with what they are to whom; counts, and that others are not known."""
        document = page(analysed())
        told = said(blocks(document, "gap"))

        assert "A deal exists. The packages are too many to look at one by one" in told
        assert "Nash, egalitarian and utilitarian | Issue 15: level 3; " in told
        assert "Against no deal: A +0.15, B +0.10. Below the start: B." in told
        assert f"\nfeasible | {N}\nacceptable to A | not known\n" in told
        assert "efficient for the parties, equals once | 101" in told
        assert "Nothing yet. A deal exists." in answers(document)["What came out"]

    def test_says_which_numbers_it_hangs_on(self) -> None:
        """The thresholds that the solver finds."""
        told = said(blocks(page(analysed()), "numbers"))

        assert "B’s no-deal value: the zone closes at 0.850 (now 0.750)" in told

    def test_says_what_is_left_out(self) -> None:
        """In one sentence among what is missing from the page."""
        (told,) = [each for each in page(analysed()).notices if "too many packages" in each]

        assert told == (
            "There are too many packages for some of a page, which is left out: how many packages could be agreed; how "
            "many would be acceptable to each; the map of all packages; how much room each issue leaves; what follows "
            "from orders alone; how far single numbers move the zone."
        )

    def test_nothing_is_left_out_of_few(self) -> None:
        """A small agenda has no such sentence."""
        assert not [each for each in document_of(load(TOY), pictures=False).notices if "too many" in each]

    def test_who_has_no_seat(self) -> None:
        """What becomes of it is told over the packages that rules pick."""
        scenario = large(demanded=5)
        others = Actor("c", "C", salience=scenario.actors["a"].salience, values=scenario.actors["a"].values)
        found = analyse(evolve(scenario, actors=[*scenario.actors.values(), others], base=None))
        (told,) = seatless(Reader(found.scenario), None, found)

        assert told.change is not None
        assert "…" in told.change.text
        assert "change from its start, over the packages that the bargaining rules pick" == told.label
        assert "the others were not looked at one by one" in plain(told.lines[0])

    def test_a_frontier_that_stopped_is_told(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Where the joining outgrew its cap: at which issues, and what may be asked for."""
        monkeypatch.setattr(analysing, "FEW_POINTS", 40)
        told = said(tuple(document_analysis.counts(Reader(large()), analyse(large(demanded=5)))))

        assert "The efficient packages were given up at Issue" in told
        assert "equals once" not in told


class TestWhereNoneExists:
    """What collides and what would have to give, in words."""

    def test_says_what_collides_and_what_would_have_to_give(self) -> None:
        """As for a small agenda, with one package that opens in place of how many."""
        document = page(analysed(12))
        told = said(blocks(document, "gap"))

        assert f"none of the {N} packages satisfies all whose word is needed" in told
        assert "That leaves no package that any one of the following would accept:\n: B: never at least 9" in told
        assert "What would have to give, at the least\nwithout A’s “many”: at least one package opens" in told
        assert "leaves no package" in answers(document)["Which demands collide"]
        (left,) = [each for each in document.notices if "too many packages" in each]
        assert "could be agreed" not in left
        assert "why there is no deal, cause by cause" in left

    def test_says_where_not_everything_was_sought(self) -> None:
        """Conflicts that may not be all, and what is not proved least."""
        found, few = analysed(12), gap_of(large(), limit=1)
        told = said(blocks(page(evolve(found, gap=evolve(few, proved=False))), "gap"))

        assert not few.complete
        assert "Others may collide too: not every set was sought." in told
        assert "Not proved least" in told
        assert "Others may collide" not in said(blocks(page(found), "gap"))


class TestUndefined:
    """Where nobody at the table has preferences."""

    def test_is_not_told_as_no_deal(self) -> None:
        """Whether a deal exists is not defined, with few packages as with many."""
        scenario = load(TOY)
        mute = [Actor(each.id, each.title, each.roles) for each in scenario.actors.values()]
        told = said(blocks(made(evolve(scenario, actors=mute, base=None)), "gap"))

        assert "Whether a deal exists is not defined" in told
        assert "none of the" not in told

    def test_of_large_talks(self) -> None:
        """Neither is whether a deal exists known, nor does it hang on a number."""
        scenario = large()
        mute = [Actor(each.id, each.title, each.roles) for each in scenario.actors.values()]
        found = analyse(evolve(scenario, actors=mute, base=None))

        assert (None, None) == (found.has_deal, found.zone)
        assert "Whether a deal exists is not defined" in str(found)
        assert "hangs" not in str(found)


class TestCommandLine:
    """`analyse --report`."""

    @pytest.mark.parametrize("demanded", [pytest.param(5, marks=pytest.mark.heavy), 12])
    def test_writes_a_page(self, demanded: int, tmp_path: Path) -> None:
        """Of talks in a folder, with pictures, within six seconds and three megabytes."""
        dump(large(demanded=demanded), tmp_path / "talks.yaml")
        before, target = process_time(), tmp_path / "page.html"
        ran = negotiation("analyse", str(tmp_path / "talks.yaml"), "--report", str(target))
        seconds, html = process_time() - before, target.read_text(encoding="utf-8")

        assert 0 == ran.code
        assert f"Report: {target}" in ran.err
        assert len(html) < 3e6
        assert seconds < 6
        assert 'id="picture-map"' not in html
        assert re.search("too many packages for some of a page", html)

    @pytest.mark.parametrize("kind", ["map", "shares", "thresholds", "tornado"])
    def test_pictures_of_every_package_are_refused(self, kind: str, tmp_path: Path) -> None:
        """With the reason, and nothing is written."""
        dump(large(), tmp_path / "talks.yaml")
        ran = negotiation("plot", kind, str(tmp_path / "talks.yaml"), "-o", str(tmp_path / "p.svg"))

        assert 2 == ran.code
        assert f"at most 16777216 packages for the picture '{kind}', got about 10^16 packages" in ran.err
        assert not (tmp_path / "p.svg").exists()

    @pytest.mark.parametrize(("demanded", "code", "told"), [(12, 0, "Wrote"), (5, 2, "here no demands collide")])
    def test_the_gap_is_drawn(self, demanded: int, code: int, told: str, tmp_path: Path) -> None:
        """Where demands collide; where they do not, that is said."""
        dump(large(demanded=demanded), tmp_path / "talks.yaml")
        ran = negotiation("plot", "gap", str(tmp_path / "talks.yaml"), "-o", str(tmp_path / "p.svg"))

        assert code == ran.code
        assert told in ran.out + ran.err


def rows_of(document: Document, title: str) -> Rows:
    """Return the table of a part in the section on the gap."""
    (part,) = [each for each in blocks(document, "gap") if isinstance(each, Part) and each.title == say(title)]
    (table,) = [each for each in part.blocks if isinstance(each, Rows)]
    return table


class TestFew:
    """Small agendas tell the same: which packages are picked, and how many there are."""

    def test_counts_and_picks(self) -> None:
        """Counts are as the analysis has them; everything but the rules rests on numbers."""
        scenario: Scenario = load(TOY)
        document, found = document_of(scenario, pictures=False), analyse(scenario)
        counted = rows_of(document, "How many packages")

        assert ("packages", "12") == counted.header
        assert ("feasible", f"{found.feasible}") == counted.rows[0]
        assert ["assumed"] * 4 == [getattr(row[1], "basis", "") for row in counted.rows[1:]]
        assert [] != list(rows_of(document, "Packages that bargaining rules pick").rows)
