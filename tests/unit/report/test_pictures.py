"""Pictures: each draws on the axes it is given or on new ones, in words, the same every time."""

from __future__ import annotations

import os
import subprocess
import sys
from functools import lru_cache
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from attrs import evolve
from matplotlib.figure import Figure

import negotiation as ng
from negotiation.analysis.gap import conflicts_of
from negotiation.analysis.relaxations import DROPPED, relaxations_of
from negotiation.analysis.thresholds import Threshold
from negotiation.errors import UnknownNameError, UsageError
from negotiation.files import open_folder
from negotiation.recording import read_record
from negotiation.report import pictures, pictures_axes
from negotiation.report.document import Amount, Picture, plain
from negotiation.report.pictures import Swing, picture, plot, save_picture, svg_of, threshold_strip, tornado
from negotiation.report.pictures_axes import drawing, tinted, wrap
from negotiation.report.pictures_bars import told_curves, told_surplus
from negotiation.report.pictures_gap import told_gap, told_thresholds
from negotiation.report.pictures_grids import demand_map, reading_grid, told_demands, told_grid
from negotiation.report.pictures_map import map_of, outcome_map, told_map
from negotiation.report.pictures_talks import told_threats, told_timeline
from negotiation.scenario import Event, Measure, Reading, assumed
from negotiation.scenario.scenario import Grid
from tests.unit.report.made import FLAGSHIP, TOY, played, silent

KINDS = [name for name in pictures.KINDS if name != "thresholds"]
#: The toy has no grid, and no demands of it collide.
NOT_OF_TOY = {"gap", "readings"}
STRICT = (FLAGSHIP, "strict-reading")


@lru_cache(maxsize=32)
def drawn(kind: str, source: tuple[str, str | None]) -> Picture:
    """Return a picture of a bundled scenario played under a reading."""
    return picture(kind, played(*source))


def texts(svg: str) -> str:
    """Return all text within a picture."""
    root = ET.fromstring(svg)  # noqa: S314 - drawn here
    return " ".join(each.text or "" for each in root.iter("{http://www.w3.org/2000/svg}text"))


class TestEveryPicture:
    """Every picture is drawn by its name, in words, and is the same text when drawn again."""

    @pytest.mark.parametrize("kind", KINDS)
    @pytest.mark.parametrize("source", [(TOY, None), STRICT])
    def test_is_drawn_and_told(self, kind: str, source: tuple[str, str | None]) -> None:
        """A picture has an SVG that is named by what it shows, a title, and a table of figures behind it."""
        if kind == "readings" and source[0] == TOY:
            pytest.skip("the toy has no grid of readings")
        found = drawn(kind, source)

        root = ET.fromstring(found.svg)  # noqa: S314 - drawn here

        assert " ".join(found.told.alt.split()) == root.get("aria-label")
        assert found.told.title
        assert all(len(row) == len(found.told.rows.header) for row in found.told.rows.rows)
        assert " style=" not in found.svg

    def test_shows_itself_in_a_notebook(self) -> None:
        """A picture is its own SVG there."""
        found = drawn("gap", STRICT)

        assert found.svg == found._repr_svg_()

    @pytest.mark.parametrize("kind", ["map", "surplus", "timeline"])
    def test_repeats(self, kind: str) -> None:
        """Drawn twice, with another picture in between, a picture is the same text."""
        first = drawn(kind, (TOY, None)).svg
        picture("demands", played())

        assert first == picture(kind, played()).svg

    @pytest.mark.parametrize("kind", KINDS)
    def test_takes_and_returns_axes(self, kind: str) -> None:
        """A picture draws on the axes it is given."""
        ax = Figure().add_subplot()

        assert ax is plot(kind, played(*STRICT if kind in NOT_OF_TOY else (TOY,)), ax)

    @pytest.mark.parametrize("kind", KINDS)
    def test_speaks_in_titles(self, kind: str) -> None:
        """No id of the scenario stands in a picture where it has a title."""
        told = texts(drawn(kind, STRICT).svg)

        assert [] == [
            name for name in ("united_states", "nato_posture", "three_demands", "no_guarantee") if name in told
        ]

    def test_may_be_in_another_language(self) -> None:
        """Texts of the scenario stand in the language asked for, whatever the fonts at hand."""
        assert "高田村" in texts(picture("demands", played(), "zh").svg)

    def test_lines_of_chinese_do_not_begin_with_a_mark(self) -> None:
        """A closing bracket or a comma stays with the character before it."""
        assert "寻求：2022年2月1日的状况\n（各方描述不同）" == wrap("寻求：2022年2月1日的状况（各方描述不同）", 26)
        assert "不接受：仅俄方核\n查，不作回报" == wrap("不接受：仅俄方核查，不作回报", 16)

    @pytest.mark.heavy
    def test_is_the_same_in_another_process(self, root: Path) -> None:
        """Neither the order of sets nor what was drawn before changes a byte."""
        code = (
            "import negotiation as ng\nfrom negotiation.report.pictures import picture\n"
            "print(picture('surplus', ng.play('two-villages')).svg)"
        )
        env = {**os.environ, "PYTHONHASHSEED": "7", "PYTHONUTF8": "1"}
        command = [sys.executable, "-c", code]
        done = subprocess.run(command, cwd=root, check=True, capture_output=True, encoding="utf-8", env=env)

        assert drawn("surplus", (TOY, None)).svg == done.stdout.strip()


class TestSharesAndSwings:
    """How far numbers matter: one at a time, and all that keep the orders."""

    def test_shares_stand_in_picture_and_table(self) -> None:
        """A deal in 37 of 100 draws; Lowmead, without a seat, below its start in half of the best packages."""
        found = drawn("shares", (TOY, None))
        told = {(row[0], row[1]): str(row[2]) for row in found.told.rows.rows}

        assert "in 37% of 100 draws of numbers that keep the orders a deal exists" in found.told.alt
        assert "Lowmead below its start" in texts(found.svg)
        assert "62%" in told["Water for Millbrook", "every night"]
        assert ("Water for Millbrook", "half of every day") not in told

    def test_long_names_leave_room_for_bars(self) -> None:
        """Titles of any length are cut, so that the layout holds; matplotlib would warn, and warnings are errors."""
        found = ng.load(TOY)
        water = evolve(found.issues["water"], title="Water, " * 200)
        long = evolve(found, agenda=[water, found.issues["toll"]], base=None)

        assert "Water, Water" in texts(picture("shares", long).svg)

    def test_no_best_package_no_shares_of_it(self) -> None:
        """Where no draw has a deal, that alone is told, and that shares of best packages are not defined."""
        found = drawn("shares", STRICT).told

        assert 1 == len(found.rows.rows)
        assert "Shares of best packages are not defined: in no draw does every party gain" in found.alt

    def test_the_gap_says_what_gives_and_who_pays(self) -> None:
        """Who loses in all packages that open, or ends below the start in some; left out where only sets are given."""
        strict, dry = drawn("gap", STRICT), drawn("gap", (TOY, "not-a-drop"))
        words = " ".join(texts(strict.svg).split())

        assert "opens 1,714°; in some below the start: Russia, United States and Ukraine" in words
        assert "opens 2; in all of them a loss to Lowmead." in dry.told.alt
        assert strict.told.is_assumed
        assert "what would have to give" == plain(strict.told.rows.rows[-1][1])
        dry_ = ng.load(TOY, "not-a-drop")
        ways = [evolve(each, opens=None) for each in relaxations_of(dry_, families=[DROPPED])]
        assert (
            "opens at least one package; in it below the start: Lowmead."
            in told_gap(dry_, conflicts_of(dry_), ways).alt
        )
        bare = told_gap(ng.load(*STRICT), conflicts_of(ng.load(*STRICT)))
        assert not bare.is_assumed
        assert "to give" not in bare.alt

    def test_a_tornado_tells_both_ends(self) -> None:
        """Each number with the zone at its least and at its most; nothing where none changes it."""
        found = drawn("tornado", (TOY, None))
        row = next(row for row in found.told.rows.rows if "the value to Millbrook of Water" in str(row[0]))

        assert ["1", "3"] == [each.text for each in row[1:] if isinstance(each, Amount)]
        assert "2 as it stands" in found.told.alt
        assert "The widest swing, between 1 and 3, is that of " in found.told.alt
        assert () == drawn("tornado", STRICT).told.rows.rows


class TestRefusals:
    """What cannot be drawn is refused in words."""

    def test_names_the_extra(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Without matplotlib the error names the extra to install."""
        monkeypatch.setitem(sys.modules, "matplotlib", None)
        with pytest.raises(UsageError, match=r"expected matplotlib, to draw pictures.*negotiation\[plots\]"):
            plot("demands", played())

    def test_names_the_pictures(self) -> None:
        """An unknown picture is answered with the nearest ones."""
        with pytest.raises(UnknownNameError, match="did you mean surplus"):
            plot("surplas", played())

    @pytest.mark.parametrize("kind", ["surplus", "offers", "timeline"])
    def test_asks_for_a_play(self, kind: str) -> None:
        """What is told of a play is not drawn of a scenario."""
        with pytest.raises(UsageError, match=f"a play for the picture '{kind}'"):
            plot(kind, ng.load(TOY))

    def test_asks_for_two_actors(self) -> None:
        """The map has two axes: with three parties two have to be named."""
        three = ng.load(FLAGSHIP, "ukraine-at-the-table")
        with pytest.raises(UsageError, match="two actors with preferences"):
            map_of(three)

        assert ("Russia", "Ukraine") == map_of(three, ("russia", "ukraine")).names


class TestSaving:
    """Pictures are written as SVG, PNG or PDF, whole or not at all."""

    def test_writes_what_the_name_says(self, tmp_path: Path) -> None:
        """The ending of the name decides; the same picture makes the same bytes."""
        ax = plot("demands", played())
        names = ("a.svg", "b.svg", "a.png", "a.pdf", "b.pdf")
        for name in names:
            save_picture(ax, tmp_path / name, "demands")
        written = {name: (tmp_path / name).read_bytes() for name in names}

        assert written["a.svg"] == written["b.svg"]
        assert written["a.pdf"] == written["b.pdf"]
        assert (b"\x89PNG", b"%PDF") == (written["a.png"][:4], written["a.pdf"][:4])
        assert set(names) == {each.name for each in tmp_path.iterdir()}

    def test_writes_by_name(self, tmp_path: Path) -> None:
        """A picture is written by its name, with what it shows for who does not see it."""
        path = pictures.write_picture("timeline", played(), tmp_path / "talks.svg")

        assert 'aria-label="Acts in order' in path.read_text(encoding="utf-8")

    def test_letters_that_no_font_has_are_refused(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """A PNG would show boxes, so nothing is written; an SVG leaves letters to who looks at it."""
        monkeypatch.setattr(pictures_axes, "LETTERS", ())
        ax = plot("demands", played(), language="zh")
        with pytest.raises(
            UsageError, match=r"expected a font with the letters .+, got none that is installed; install"
        ):
            save_picture(ax, tmp_path / "a.png")
        assert [] == list(tmp_path.iterdir())
        save_picture(ax, tmp_path / "a.svg")

        assert "高田村" in (tmp_path / "a.svg").read_text(encoding="utf-8")

    def test_letters_are_looked_for_in_other_fonts(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """Where another installed font has them, it is taken beside the usual one."""
        monkeypatch.setattr(pictures_axes, "LETTERS", ("No Such Font", "STIXGeneral"))
        ax = plot("demands", played())
        ax.set_title("ℊ")
        save_picture(ax, tmp_path / "a.png")

        assert ["DejaVu Sans", "STIXGeneral"] == ax.title.get_fontfamily()

    @pytest.mark.parametrize("name", ["a.jpg", "a"])
    def test_refuses_other_endings(self, tmp_path: Path, name: str) -> None:
        """Anything else is refused before a file is touched."""
        with pytest.raises(UsageError, match=r"ends in \.svg, \.png or \.pdf"):
            save_picture(plot("demands", played()), tmp_path / name)

        assert [] == list(tmp_path.iterdir())

    @pytest.mark.parametrize("name", ["a.svg", "a.png"])
    def test_refuses_a_path_that_is_not_there(self, tmp_path: Path, name: str) -> None:
        """A folder that is missing is named."""
        with pytest.raises(UsageError, match="a path that can be written"):
            save_picture(plot("demands", played()), tmp_path / "no" / name)


class TestSurplus:
    """Bars of what an outcome changes; those without a seat are a group of their own."""

    def test_tells_the_change_from_the_start_first(self) -> None:
        """The alt text opens with the change from the start; who has no seat stands first in the table."""
        told = told_surplus(played().scorecard)

        assert (
            "Bars for each actor. change from the start: Lowmead −0.62, Highfield +0.10 and Millbrook +0.26."
            == told.alt
        )
        assert ("Lowmead", "no seat", Amount("−0.62", "assumed")) == told.rows.rows[0][:3]

    def test_has_two_groups(self) -> None:
        """The two groups are named."""
        told = texts(drawn("surplus", (TOY, None)).svg)

        assert "No seat" in told
        assert "At the table" in told

    def test_may_have_one_group(self) -> None:
        """Where everybody sits at the table no group is named."""
        assert "No seat" not in texts(svg_of(plot("surplus", ng.play(silent()))))


class TestMap:
    """All packages as two actors value them."""

    def test_tells_zone_floors_and_agreement(self) -> None:
        """The alt text gives how many packages are possible, what no deal is worth, and where the agreement lies."""
        told = told_map(played())

        assert "2 of 12 lie in the zone" in told.alt
        assert "No deal is worth 0.60 to Highfield and 0.30 to Millbrook." in told.alt
        assert "The agreement is worth 0.70 and 0.56." in told.alt
        assert "H9" in [plain(row[0]) for row in told.rows.rows]

    def test_is_drawn_of_a_scenario(self) -> None:
        """Before play there are neither texts nor an agreement."""
        seen = map_of(ng.load(TOY))

        assert (None, ()) == (seen.agreement, seen.paths)
        assert "agreement" not in texts(svg_of(outcome_map(ng.load(TOY)))).replace("possible agreement", "")

    def test_is_drawn_without_a_zone(self) -> None:
        """Where nothing can be agreed no zone and no solution is drawn."""
        seen = map_of(played(TOY, "not-a-drop"))

        assert (0, ()) == (seen.zone.shape[1], seen.solutions)


class TestCurves:
    """What each party's own texts were worth to it, turn by turn."""

    def test_tells_how_far_each_went(self) -> None:
        """The alt text gives each party's first and last text in its own eyes."""
        assert "Highfield’s own texts go from 1.00 to 0.70 in its own eyes" in told_curves(played()).alt

    def test_passes_over_who_never_tabled(self) -> None:
        """A party that tabled nothing has no curve to tell."""
        strategies: dict[str, Any] = {"highfield": ng.Script(), "millbrook": ng.Linear()}
        play = ng.play(ng.load(TOY), strategies, turns=2)

        assert "Highfield’s own texts" not in told_curves(play).alt
        assert svg_of(plot("offers", play))

    def test_may_have_nothing_to_show(self) -> None:
        """Talks without any text give empty axes."""
        strategies = {"highfield": ng.Script(), "millbrook": ng.Script()}

        assert "no deal" not in texts(svg_of(plot("offers", ng.play(ng.load(TOY), strategies, turns=1))))


class TestGrids:
    """Issues against actors, readings against readings."""

    def test_tells_weights_with_their_basis(self) -> None:
        """A weight is marked as assumed; what an actor asks stands in words."""
        told = told_demands(ng.load(TOY))

        assert "Highfield weighs most: Water for Millbrook" in told.alt
        assert Amount("60%", "assumed") in told.rows.rows[0]
        assert "refuses: half of every day; red line: never Water for Millbrook: half of every day" in told.rows.rows[0]

    def test_shows_actors_without_weights(self) -> None:
        """An actor that only seeks or refuses is shown with its words alone."""
        told = told_demands(ng.load(FLAGSHIP))

        assert "Hungarian premiership" in told.rows.header
        assert "refuses: a commitment that NATO will not admit Ukraine" in told.rows.rows[0]

    def test_counts_packages_by_reading(self) -> None:
        """The grid counts what each pair of readings leaves; it rests on no assumed number."""
        told = told_grid(ng.load(FLAGSHIP))

        assert "8 of 15 pairs" in told.alt
        assert ("at least two moved", "13,824", "5,184", "2,304") == told.rows.rows[-1]
        assert not told.is_assumed

    def test_may_be_empty(self) -> None:
        """Neither picture needs anything to be there."""
        assert svg_of(reading_grid(silent()))
        assert told_grid(silent()).rows.rows == ()
        assert svg_of(demand_map(silent()))

    def test_knows_the_basis_of_a_weight(self) -> None:
        """A weight that nobody answers for is an assumption."""
        bare = evolve(ng.load(TOY), numbers=None, base=None)

        assert Amount("60%", "assumed") in told_demands(bare).rows.rows[0]

    def test_takes_one_reading(self) -> None:
        """A grid of one row and one column is a grid."""
        reading = Reading("any", "any package", "true", assumed("a test"))
        scenario = evolve(ng.load(TOY), grid=Grid([reading], [reading]), base=None)

        assert "12" in texts(svg_of(reading_grid(scenario)))


class TestGap:
    """Sets of demands that no package satisfies together."""

    def test_tells_the_sets(self) -> None:
        """Demands stand in few words; the table says in which sets each takes part."""
        scenario = played(*STRICT).scenario
        told = told_gap(scenario, conflicts_of(scenario))

        assert "3 sets" in told.alt
        assert "Russia: no settlement unless all three demands are met in full" in told.alt
        assert "1, 2, 3" == told.rows.rows[0][1]

    def test_may_be_empty(self) -> None:
        """Where nothing collides the picture is empty and says so."""
        assert "0 sets" in told_gap(ng.load(TOY), ()).alt


class TestNumbers:
    """One number at a time: thresholds and swings."""

    THRESHOLDS = (
        Threshold("actors.highfield.salience.water", 0.6, 0.7, 0.71, opens=False, basis=assumed("a test")),
        Threshold("actors.millbrook.values.toll.half", 0.5, -0.1, -0.2, opens=False, within_range=False),
    )

    def test_thresholds_are_told(self) -> None:
        """Each number stands with its value now, where the zone changes, and whether its author allows for that."""
        told = told_thresholds(ng.load(TOY), self.THRESHOLDS)

        assert "2, of which 1 within the range" in told.alt
        assert (Amount("0.5", "assumed"), Amount("−0.2", "assumed"), "no") == told.rows.rows[1][1:]

    def test_thresholds_are_drawn(self) -> None:
        """Numbers are named in words, with the author's range where there is one."""
        ranged = ng.load(FLAGSHIP)
        path = "measures.military_action.effects.ukraine"
        drawn = threshold_strip(ranged, [Threshold(path, -0.6, -0.7, -0.71, opens=True)])

        assert "the effect of military action against Ukraine on Ukraine" in texts(svg_of(drawn))
        assert "where the zone closes" in texts(svg_of(threshold_strip(ng.load(TOY), self.THRESHOLDS)))
        assert svg_of(threshold_strip(ng.load(TOY), ()))

    def test_of_a_toy_are_found(self) -> None:
        """By name the picture works out the thresholds itself."""
        assert "Highfield" in texts(picture("thresholds", played()).svg)

    def test_swings_are_drawn_widest_first(self) -> None:
        """A tornado has its widest swing on top."""
        drawn = tornado([Swing("narrow", 0.4, 0.5), Swing("wide", 0.1, 0.9)], 0.45, label="share of plays")

        assert ["wide", "narrow"] == [each.get_text() for each in drawn.get_yticklabels()]


class TestTimeline:
    """Acts by speaker, channel and firmness."""

    def test_counts_acts(self) -> None:
        """The alt text counts acts by kind; the table does so for each speaker and channel."""
        told = told_timeline(played())

        assert "7 tabled" in told.alt
        assert "Highfield, on the floor" in [row[0] for row in told.rows.rows]
        assert not told.is_assumed

    def test_draws_a_record_by_days(self) -> None:
        """A record has days instead of turns, and channels with titles."""
        scenario = ng.load(FLAGSHIP, "strict-reading")
        record = read_record(scenario, open_folder(FLAGSHIP).path / "as-reported.acts")
        told = texts(svg_of(plot("timeline", record)))
        with pytest.raises(UsageError, match="a play for the picture 'offers', got a record"):
            plot("offers", record)

        assert "2022-01-26" in told
        assert "United States, a word in private that may be" in told
        assert "willing to discuss" in told
        assert "nobody at the table" in told

    def test_leaves_out_what_only_repeats(self) -> None:
        """In long talks texts that are stood by or rejected are not drawn one by one."""
        long = ng.play(ng.load(TOY, "not-a-drop"), turns=120)

        assert "rejected" not in told_timeline(long).alt


class TestThreats:
    """What may follow no deal."""

    def test_tells_each_way_with_what_others_believe(self) -> None:
        """Each way has its probability as stated and as each believer takes it."""
        told = told_threats(played(*STRICT))

        assert "military action against Ukraine → severe sanctions on Russia 27%" in told.alt
        assert ("as stated", "as United States believes", "as Ukraine believes") == told.rows.header[1:]
        assert ("nothing more; Russia backs down", "70%", "60%", "60%") == tuple(map(plain, told.rows.rows[-1]))

    def test_draws_beliefs_under_the_branches(self) -> None:
        """Where belief differs from what is stated the tree says so."""
        assert "40%° to United States" in texts(drawn("threats", STRICT).svg)

    def test_may_have_no_branches(self) -> None:
        """Where nothing threatens, no deal is all that follows."""
        assert "nothing more 100%" in told_threats(ng.load(TOY)).alt

    def test_names_what_has_no_title(self) -> None:
        """Events are named by their own title, else by that of their measure."""
        tree = ng.load(TOY)
        flood = evolve(
            tree,
            measures=[Measure("flood", "a flood", effects={"highfield": -0.1})],
            events=[
                Event("spring", measure="flood", without_agreement=0.5),
                Event("autumn", title="rain", measure="flood", without_agreement=0.2),
            ],
            base=None,
        )

        assert "flood" in told_threats(flood).alt


class TestLooks:
    """Small helpers of looks."""

    def test_wraps_and_cuts(self) -> None:
        """A text is broken at spaces, wide characters between them; what does not fit is shown by dots."""
        assert "one two,\nthree …" == wrap("one two, three, four five", 8, 2)
        assert "和平和平\n和平" == wrap("和平和平和平", 8)

    def test_tints_from_white(self) -> None:
        """Nothing is white."""
        assert (1.0, 1.0, 1.0) == tinted(0)

    def test_new_axes_are_a_slide(self) -> None:
        """Without axes new ones are made, sixteen to nine."""
        with drawing(None) as ax:
            figure: Any = ax.get_figure()
            width, height = figure.get_size_inches()

        assert 16 / 9 == pytest.approx(width / height)
