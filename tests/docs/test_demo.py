"""`make demo` says what it must, in a space that fits a screen or two, and writes what it says it wrote.

It runs as `make demo` runs it: a script of its own, in a plain terminal, in an empty folder, with no network.
"""

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve

import negotiation as ng
from negotiation.report.brief import _Teller as Teller
from negotiation.report.brief import brief, brief_minutes, short_names
from negotiation.report.minutes import minutes
from negotiation.report.opening import grid_cell, grid_counts, grid_text, seats_text
from negotiation.scenario import Event, Measure, Number, Threat, text_in
from negotiation.scenario.numbers import count_numbers
from negotiation.scenario.scenario import read_scenario, write_scenario
from negotiation.text.layout import bar, width_of
from tests.conftest import ROOT

READINGS = ("flexible-reading", "strict-reading")
LINES, COLUMNS = 80, 100
NO_NETWORK = """import socket


def refuse(*args):
    raise OSError("no network")


socket.socket.connect = refuse
"""


def run(folder: Path, *arguments: str, columns: int = COLUMNS, path: str = "") -> subprocess.CompletedProcess[str]:
    """Run the demo in a folder without a network, with folders to find commands in."""
    (folder / "sitecustomize.py").write_text(NO_NETWORK, encoding="utf-8")
    paths = os.pathsep.join([str(ROOT), str(folder)])
    plain = {"COLUMNS": str(columns), "NO_COLOR": "1", "PYTHONUTF8": "1", "PYTHONWARNINGS": "error"}
    return subprocess.run(
        [sys.executable, str(ROOT / "examples" / "demo.py"), *arguments],
        cwd=folder,
        env=os.environ | plain | {"PYTHONPATH": paths, "PATH": path},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def demo(folder: Path, columns: int = COLUMNS, *arguments: str) -> str:
    """Return what the demo prints where `negotiation` is found by name."""
    found = folder / "bin" / "negotiation"
    found.parent.mkdir(exist_ok=True)
    found.touch(mode=0o755)
    done = run(folder, *arguments, columns=columns, path=str(found.parent))
    assert not done.returncode, done.stderr
    return done.stdout


def words(text: str) -> str:
    """Return a text on one line: where lines break is a matter of width."""
    return " ".join(text.split())


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder in which the demo ran."""
    return tmp_path_factory.mktemp("demo")


@pytest.fixture(scope="module")
def printed(folder: Path) -> str:
    """Return what the demo printed."""
    return demo(folder)


@pytest.fixture(scope="module")
def scenario() -> ng.Scenario:
    """Return the scenario of the demo."""
    return ng.load("european-security-2022")


class TestDemo:
    """`make demo`, for somebody who has never seen the project."""

    def test_fits(self, printed: str) -> None:
        """It prints at most 80 lines of at most 100 columns."""
        lines = printed.splitlines()

        assert len(lines) <= LINES
        assert max(map(width_of, lines)) <= COLUMNS

    @pytest.mark.heavy
    @pytest.mark.parametrize("language", ["en", "zh"])
    def test_fits_an_ordinary_terminal(self, tmp_path: Path, language: str) -> None:
        """In 80 columns it still takes at most 80 lines, in both languages."""
        lines = demo(tmp_path, 80, language).splitlines()

        assert len(lines) <= LINES
        assert max(map(width_of, lines)) <= 80

    @pytest.mark.heavy
    @pytest.mark.parametrize("columns", [40, 60])
    def test_cuts_no_word_in_a_narrow_terminal(self, printed: str, tmp_path: Path, columns: int) -> None:
        """In a narrow terminal it takes more lines; none is too long, and no word is cut."""
        text = demo(tmp_path, columns)

        assert max(map(width_of, text.splitlines())) <= columns
        assert {word for word in text.split() if word.isalpha()} <= set(re.findall(r"\w+", printed))

    @pytest.mark.parametrize("arguments", [("xx",), ("en", "zh")])
    def test_refuses_what_is_no_language(self, tmp_path: Path, arguments: tuple[str, ...]) -> None:
        """What was expected, what was got and the cure, in one line; nothing is written."""
        done = run(tmp_path, *arguments)

        assert done.returncode == 2
        got, cure = " ".join(arguments), "such as `python examples/demo.py zh`"
        assert done.stderr == f"demo: expected one language at most, of en, zh, got {got!r}; {cure}\n"
        assert not (tmp_path / "out").exists()

    def test_refuses_a_file_in_place_of_its_folder(self, tmp_path: Path) -> None:
        """The file is named, and stays as it is."""
        (tmp_path / "out").write_text("mine", encoding="utf-8")
        done = run(tmp_path)

        assert done.returncode == 2
        cure = "move or remove it, then run again"
        assert done.stderr == f"demo: expected a folder 'out' that can be written, got a file; {cure}\n"
        assert (tmp_path / "out").read_text(encoding="utf-8") == "mine"

    @pytest.mark.skipif(not Path("/proc/self").exists(), reason="no folder in which even root may not write")
    @pytest.mark.heavy
    def test_refuses_a_folder_that_cannot_be_written(self, tmp_path: Path) -> None:
        """A folder that takes no files is refused in one line, before anything is printed."""
        (tmp_path / "out").symlink_to("/proc")
        done = run(tmp_path)

        assert (done.returncode, done.stdout) == (2, "")
        assert re.fullmatch(r"demo: expected a folder 'out' that can be written, got one .*again\n", done.stderr)

    @pytest.mark.heavy
    def test_writes_all_or_nothing(self, tmp_path: Path) -> None:
        """Where one of the files cannot be written, none is."""
        (tmp_path / "out" / "transcript-strict-reading.jsonl").mkdir(parents=True)
        done = run(tmp_path)

        assert (done.returncode, len(done.stderr.splitlines())) == (2, 1)
        assert "transcript-strict-reading.jsonl" in done.stderr
        assert len(list((tmp_path / "out").iterdir())) == 1

    @pytest.mark.heavy
    def test_names_a_command_that_works_from_here(self, tmp_path: Path) -> None:
        """Where `negotiation` is not found by name, the command stands with its path, or as a module of Python."""
        printed = re.search("`(.+?) show european-security-2022 --numbers`", words(run(tmp_path).stdout))
        assert printed is not None
        command = [*printed[1].split(), "show", "two-villages", "--numbers"]

        assert not subprocess.run(command, check=False, capture_output=True).returncode

    def test_places_the_readings_in_the_grid(self, printed: str) -> None:
        """Each reading is named with its row and its column."""
        assert "flexible-reading: “at least two moved” with (a)" in words(printed)
        assert "strict-reading: “all three demands met in full” with (c)" in words(printed)

    def test_says_what_is_negotiated(self, printed: str) -> None:
        """It opens with what the talks are about: the drafts, the issues, how many packages."""
        opening = words(printed)[:600]

        assert "Russia published two draft agreements on security guarantees" in opening
        assert "49,152 packages: enlargement, strike systems, NATO posture" in opening

    def test_says_who_has_no_seat_first(self, printed: str) -> None:
        """Ukraine comes before those at the table, with its change from the start in both plays."""
        seatless = printed.index("No seat: Ukraine (change from its start:")

        assert seatless < printed.index("At the table: Russia")
        assert "No seat, no score: NATO, British premiership" in words(printed)

    def test_shows_the_grid_of_readings(self, printed: str, scenario: ng.Scenario) -> None:
        """Every row of the grid stands there with its counts, computed anew, and how many of them are not 0."""
        assert scenario.grid is not None
        told = [words(line) for line in printed.splitlines()]

        for row, counts in zip(scenario.grid.rows, grid_counts(scenario), strict=True):
            assert f"{text_in(row.title)} {' '.join(f'{n:,}' for n in counts)}" in told
        assert "in 8 of 15 a deal is logically possible" in printed

    @pytest.mark.parametrize("reading", READINGS)
    def test_opens_each_play_with_its_answer(self, printed: str, reading: str) -> None:
        """Below each play's heading stands how it ended, before any turn."""
        play = printed.partition(f"── PLAYED: {reading} ")[2].partition("── ")[2]
        answer = {"flexible-reading": "Agreement in turn", "strict-reading": "No deal: under this reading none"}

        assert play.lstrip("─").splitlines()[1].startswith(answer[reading])

    def test_tells_turns_in_a_line_each(self, printed: str) -> None:
        """A turn is a line; turns in which nothing changes are one line together."""
        strict = printed.partition("PLAYED: strict-reading")[2]

        assert " 1  Russia, 6 of 8: enlargement → no expansion of NATO at all" in strict
        assert " 3  to 6: Russia 4 and 2 of 8; United States 4 and 4 of 8" in strict
        assert "Russia stands by R5, also in 9 and 11." in strict
        assert "\n 9  " not in strict

    def test_says_whose_consent_is_presumed(self, printed: str) -> None:
        """An agreement's first sentence says whose consent is missing or presumed, and who ends below the start."""
        assert "NATO is presumed, no preferences being modelled there; nobody scored ends below the" in words(printed)

    def test_names_what_collides_with_sources(self, printed: str) -> None:
        """No deal is explained by the demands that collide, each with who answers for it."""
        text = words(printed)

        assert "What collides: Russia: only with all of these 3: NATO enlargement: no expansion of NATO at all;" in text
        assert "[implied S02b S07b3 S17a]" in text
        assert "· United States: never NATO enlargement: a moratorium for a set time, or more [implied S11a]" in text

    def test_says_who_bears_the_cost(self, printed: str) -> None:
        """The expected cost of no deal comes first, what this play drew second; who bears most is named first."""
        table = printed.partition("Cost of no deal")[2].splitlines()

        assert table[0].index("expected°") < table[0].index("in this play")
        assert ["Ukraine", "Russia", "United"] == [line.split()[0] for line in table[1:4]]
        assert table[4].startswith("Drawn in this play: ")

    def test_marks_and_counts_assumed_numbers(self, printed: str, scenario: ng.Scenario) -> None:
        """One line counts the assumed numbers and says how to list them; every score is marked."""
        assumed, total = count_numbers(scenario)

        assert f"{assumed} of the {total} numbers of this scenario are assumptions" in words(printed)
        assert "`negotiation show european-security-2022 --numbers`" in words(printed)
        assert "agreement°  no deal°  gain°  from start°" in printed

    def test_carries_the_neutrality_note(self, printed: str, scenario: ng.Scenario) -> None:
        """The whole note stands there."""
        assert words(text_in(scenario.neutrality)) in words(printed)

    def test_ends_with_what_it_wrote(self, printed: str, folder: Path) -> None:
        """The last words are the paths of full minutes, whose transcripts replay to the same end."""
        first, _, second = words(printed).rpartition("Minutes: ")[2].partition(" and ")

        assert [f"out/minutes-{reading}.txt" for reading in READINGS] == [first, second]
        for path, kind in ((first, "agreement"), (second, "no-deal")):
            text = (folder / path).read_text(encoding="utf-8")
            assert "MINUTES" in text
            assert "SCORECARD" in text
            transcript = folder / path.replace("minutes", "transcript").replace(".txt", ".jsonl")
            assert ng.replay(transcript).outcome.kind == kind

    @pytest.mark.heavy
    def test_works_twice(self, printed: str, folder: Path) -> None:
        """Run again it prints the same, over what it wrote before."""
        assert printed == demo(folder)


class TestBrief:
    """`negotiation.report.brief` on other plays than those of the demo."""

    def test_says_whose_consent_is_missing_and_who_loses(self) -> None:
        """The villages' agreement takes Lowmead's water without its word; its objection is told."""
        text = brief(ng.play("two-villages", seed=1), width=100)

        assert "the consent of Lowmead is missing; below the start: Lowmead." in text
        assert "    Lowmead objects to " in text

    def test_folds_turns_that_are_stood_by(self) -> None:
        """Texts that are stood by are told once, with the later turns in which they are."""
        told = brief_minutes(ng.play(ng.load("two-villages", profile="not-a-drop")), width=100)

        assert " 7  Highfield stands by H5, also in 9." in told.splitlines()

    def test_no_deal_with_room_for_one(self) -> None:
        """Talks that stop early say how many packages would have suited everybody."""
        play = ng.play("two-villages", {"highfield": ng.Script(), "millbrook": ng.Script()}, turns=1)

        assert (
            "No deal after turn 1 (play was stopped there), though 2 of the 12 packages would have suited all who sign."
            in " ".join(brief(play).split())
        )

    def test_names_what_nobody_decided(self) -> None:
        """An event is told by its measure's title, after the star of chance."""
        parts: dict[str, Any] = {
            "measures": [Measure("flood", "a flood in the lower fields")],
            "events": [Event("high_water", "flood", turn=2), Event("autumn", "flood", without_agreement=Number(1.0))],
        }
        wet = evolve(ng.load("two-villages", profile="not-a-drop"), **parts, base=None)
        text = brief(ng.play(wet), width=100)

        assert " 2  *  a flood in the lower fields\n" in text

    def test_names_a_threat_by_its_measure(self) -> None:
        """What is carried out under a threat, or under a name of nobody's, is told in words."""
        parts: dict[str, Any] = {
            "measures": [Measure("levy", "a levy on carts", by="millbrook")],
            "threats": [Threat("pay", by="millbrook", to=["highfield"], measure="levy", unless="moved(toll)")],
        }
        teller = Teller(ng.play(evolve(ng.load("two-villages"), **parts, base=None), turns=1), "en", 100)

        assert "a levy on carts" == teller.measure("pay")
        assert "high water" == teller.measure("high_water")

    def test_changes_of_one_without_preferences_stand_in_order(self) -> None:
        """Without numbers no change tells more than another: the agenda's order stands."""
        tree = write_scenario(ng.load("two-villages"))
        for key in ("salience", "values", "red_lines"):
            del tree["actors"]["millbrook"][key]
        seats = {
            "highfield": ng.Script("highfield passes", "highfield rejects M2"),
            "millbrook": ng.Script("millbrook passes", "millbrook tables M2: toll = half, water = half_days"),
        }
        told = brief_minutes(ng.play(read_scenario(tree), seats, turns=2), width=100)

        assert "Millbrook, 2 of 2: water → half of every day; toll → half the toll" in told

    def test_an_agreement_names_what_stays_as_it_is(self) -> None:
        """Issues that keep their status quo are told in one line, the others with what was settled."""
        seats = {
            "highfield": ng.Script("highfield tables H1: water = two_nights"),
            "millbrook": ng.Script("millbrook accepts H1"),
        }
        text = brief(ng.play("two-villages", seats), width=100)

        assert "\nAgreed: water: two nights a week; as it is: toll.\n" in text

    def test_words_keep_their_hyphens(self) -> None:
        """A word that titles write with a hyphen is written so where an id stands for it."""
        tree = write_scenario(ng.load("two-villages"))
        tree["issues"]["followup"] = tree["issues"].pop("toll") | {"title": "Later: a follow-up"}
        tree["agenda"] = ["water", "followup"]
        for actor in tree["actors"].values():
            for key in ("positions", "salience", "values"):
                if "toll" in actor.get(key, {}):
                    actor[key]["followup"] = actor[key].pop("toll")

        assert ("water", "follow-up") == short_names(read_scenario(tree))

    def test_other_languages_use_titles(self) -> None:
        """Where English takes an id's words, another language takes the title."""
        assert short_names(ng.load("two-villages"), "zh") == ("磨溪村的用水", "高田村车辆的过桥费")
        assert short_names(ng.load("two-villages")) == ("water", "toll")

    def test_fits_a_narrow_page(self) -> None:
        """On a narrow page one change stands for all, and tables become lists."""
        text = brief(ng.play("two-villages", protocol="plenary", seed=1), width=40)

        assert max(map(width_of, text.splitlines())) <= 40
        assert "  agreement°: " in text

    def test_the_grid_is_told_in_any_width(self, scenario: ng.Scenario) -> None:
        """Heads are broken to the width of their columns; counts stand flush right."""
        wide, narrow = (grid_text(scenario, width=width).splitlines() for width in (100, 70))

        assert "all three demands met in full                     0            0                  0" in wide
        assert len(narrow) > len(wide)
        assert "三项要求全部满足" in grid_text(scenario, "zh")

    def test_seats_tell_who_has_none_first(self) -> None:
        """Who has no seat, with each play's change; who has one; who has neither seat nor score; what came before."""
        plays = [ng.play(ng.load("european-security-2022", profile=each), turns=1) for each in READINGS]
        text = words(seats_text(plays))

        assert text.startswith("No seat: Ukraine (change from its start: flexible-reading -0.21° expected; strict-")
        assert "At the table: Russia and United States. No seat, no score: NATO, British premiership" in text
        assert text.endswith("Before turn 1: Ukraine carries out: a decree that enlarges the Ukrainian army.")
        assert "无席位：低草村（相对起点的变化：as-given -0.62°）。在座：高田村和磨溪村。" == seats_text(
            [ng.play("two-villages")], "zh"
        )

    def test_a_seat_that_is_no_party_is_told_among_the_seats(self) -> None:
        """Lowmead at the table is neither without a seat nor away; nor is it where the minutes list the seats."""
        villages = ng.load("two-villages").with_("seats", ["highfield", "lowmead", "millbrook"])
        play = ng.play(villages, protocol="plenary")

        assert "At the table: Highfield, Lowmead and Millbrook." == seats_text([play])
        assert "Seats   Highfield, Lowmead and Millbrook · plenary" in minutes(play)
        assert "Not at the table" not in str(play.scorecard)

    def test_a_scenario_without_a_grid_has_none(self) -> None:
        """No grid, no counts, no text."""
        villages = ng.load("two-villages")

        assert grid_counts(villages).size == 0
        assert grid_text(villages) == ""
        assert grid_cell(villages) is None

    def test_red_lines_place_a_reading_in_the_grid(self, scenario: ng.Scenario) -> None:
        """The row and column that one party's own lines imply, the tightest of them; none where no line implies one."""
        places = {name: grid_cell(ng.load(scenario.id, profile=name)) for name in READINGS}
        silent = scenario.with_("actors.united_states.red_lines", {})

        assert places == {"flexible-reading": (4, 0), "strict-reading": (0, 2)}
        assert grid_cell(silent) is None

    def test_the_grid_cuts_no_word(self, scenario: ng.Scenario) -> None:
        """On a narrow page titles are broken at spaces, and on the narrowest the table becomes a list."""
        known = set(grid_text(scenario).split())

        assert set(grid_text(scenario, width=60).split()) <= known
        assert "  (b) no guarantee of any kind: 576" in grid_text(scenario, width=40).splitlines()

    def test_no_heading_is_longer_than_the_page(self) -> None:
        """What stands at the right end of a heading gives way first."""
        assert bar("PLAYED", "by turns", 30) == "── PLAYED ──────── by turns ──"
        assert bar("PLAYED", "alternating offers", 20) == "── PLAYED ──────────"
        assert bar("PLAYED", "", 9) == "── PLAYED"
        assert bar("PLAYED: the strict reading", "", 20) == "── PLAYED: the\n   strict reading"
