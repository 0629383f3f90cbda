"""Notebook markup: an outcome in lines, bars and a table, through a hook that lower layers may call."""

from attrs import evolve

import negotiation as ng
from negotiation.analysis.analysing import analyse
from negotiation.report.html import analysis_html, card_html, html_of, play_html
from negotiation.report.pictures_axes import amount
from negotiation.scenario.numbers import count_numbers
from negotiation.text import hooks
from tests.unit.report.made import FLAGSHIP, TOY, played, silent
from tests.unit.report.test_page import ALLOWED, Seen

SMALL = {"small"}


class TestNotebooks:
    """A play and a scorecard show themselves without any optional package."""

    def test_a_play_tells_how_it_ended(self) -> None:
        """Title, table, verdict, bars, figures with marks, the note on neutrality."""
        seen = Seen(play_html(played(FLAGSHIP)))

        assert set() == set(seen.elements) - ALLOWED - SMALL
        assert "Agreement in turn 11, signed by Russia, United States and NATO." in seen.text
        assert f"{amount(played(FLAGSHIP).scorecard['ukraine'].change_from_start, sign=True).text}°" in seen.text
        assert f"All {count_numbers(played(FLAGSHIP).scenario)[1]} numbers of this scenario are" in seen.text
        assert "with care." in seen.text
        assert "svg" in seen.elements

    def test_a_scorecard_opens_with_its_first_line(self) -> None:
        """Whose consent is missing and who ends below the start come first."""
        text = Seen(card_html(played().scorecard)).text

        assert text.startswith("Agreement, but the consent of Lowmead is missing; Lowmead ends below the start.")

    def test_no_deal_shows_the_expected_change_first(self) -> None:
        """Without a deal the expected change stands before that of this play."""
        text = Seen(card_html(played(FLAGSHIP, "strict-reading").scorecard)).text

        assert text.index("change from the start, expected") < text.index("change from the start, in this play")

    def test_an_analysis_tells_whether_a_deal_exists(self) -> None:
        """With a deal the packages that rules pick and for whom; without, what collides and would have to give."""
        found, none = analyse(ng.load(TOY)), analyse(ng.load(FLAGSHIP, "strict-reading"))
        seen, missing = Seen(analysis_html(found)), Seen(analysis_html(none))

        assert found._repr_html_() == analysis_html(found)
        assert set() == set(seen.elements) - ALLOWED - SMALL
        assert "A deal exists: 2 of 12 packages could be agreed." in seen.text
        assert "Millbrook +0.26, Lowmead -0.62. Below the start: Lowmead." in seen.text
        assert "No deal: none of 49,152 packages" in missing.text
        assert "without Russia’s “three demands”: 1,714 of the 49,152 packages open" in missing.text
        assert "No deal because of demands that cannot be met together" in missing.text
        assert "Not defined for NATO" in missing.text

    def test_an_unfinished_play_has_no_figures(self) -> None:
        """A record that stops says where."""
        whole = played()
        cut = ng.replay(evolve(whole.transcript, acts=whole.acts[:5], end=None, notes=()))

        assert "The record stops in turn" in play_html(cut)
        assert "<table" not in play_html(cut)

    def test_names_are_text(self) -> None:
        """What stands in a title is no markup."""
        loud = evolve(silent(), title="<script>alert(1)</script>", base=None)

        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in play_html(ng.play(loud))

    def test_the_hook_finds_them(self) -> None:
        """The hook gives a play's and a scorecard's markup, and nothing for other values."""
        play = played(TOY)

        assert play_html(play) == hooks.html_of(play)
        assert card_html(play.scorecard) == hooks.html_of(play.scorecard)
        assert html_of("anything else") is None
