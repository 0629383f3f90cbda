"""The commands about what could be agreed, about records, and about reports and pictures."""

import json
import shutil
from pathlib import Path

import pytest
from attrs import evolve

from negotiation.files import dump
from negotiation.playing import play
from negotiation.scenario import Measure
from negotiation.strategies import Script
from tests.conftest import ROOT
from tests.unit.scenario.toys import toy
from tests.unit.test_cli import negotiation

pytestmark = pytest.mark.usefixtures("few_draws")

RECORD = ROOT / "scenarios" / "european-security-2022" / "as-reported.acts"


@pytest.fixture(scope="module")
def transcript(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A transcript of the toy."""
    path = tmp_path_factory.mktemp("plays") / "talks.jsonl"
    assert 0 == negotiation("run", "two-villages", "--transcript", str(path)).code
    return path


class TestAnalyse:
    """`analyse` says whether a deal exists, which are best, and what would have to give."""

    def test_says_whether_a_deal_exists(self) -> None:
        """Words come first, then what carries the first package picked and what single numbers would close the zone."""
        said = negotiation("analyse", "european-security-2022")
        told = " ".join(said.out.split())

        assert (0, "") == (said.code, said.err)
        assert "A deal exists: 1,610 of 49,152 packages could be agreed." in told
        assert "What carries the package of Nash\n" in said.out
        assert "Russian forces near Ukraine -0.120 +0.320 +0.400" in told
        assert "On which single numbers it hangs\n" in said.out
        assert "close the zone: 0 within their author’s range or without one, 3 beyond it." in told
        assert "the effect of military action against Ukraine on United States: the zone closes at 1.160" in told

    def test_says_what_collides(self) -> None:
        """Where no deal exists, it names the demands that collide and what would have to give."""
        out = negotiation("analyse", "european-security-2022", "--profile", "strict-reading").out

        assert "No deal: none of 49,152 packages satisfies everybody who must agree." in out
        assert "What would have to give" in out
        assert "Why there is no deal\nNo deal because of demands that cannot be met together" in out

    def test_prints_one_object(self) -> None:
        """--json prints the figures of the analysis, and nothing else."""
        found = json.loads(negotiation("analyse", "two-villages", "--json").out)
        keys = "scenario profile packages feasible acceptable has_deal zone zone_without_gates pareto solutions gap"

        assert [*keys.split(), "room", "diagnosis", "exact"] == list(found)
        assert {"nash", "kalai_smorodinsky", "egalitarian", "utilitarian"} == set(found["solutions"])

    def test_looks_at_a_turn_of_a_play(self, transcript: Path) -> None:
        """--at and --of go together, and ask for the world as it stood."""
        assert 0 == negotiation("analyse", "two-villages", "--at", "2", "--of", str(transcript)).code

    def test_looks_at_the_end_of_a_play(self, tmp_path: Path) -> None:
        """--of alone asks for the world as it stood at the end: a measure carried out has changed the zone by then."""
        file, path = tmp_path / "scenario.yaml", tmp_path / "end.jsonl"
        scenario = toy(measures=[Measure("dam", "a dam", "east", effects={"west": -0.2, "east": -0.05})])
        dump(scenario, file)
        script = Script("east passes", "east carries out dam publicly")
        play(scenario, {"east": script}, turns=2).transcript.save(path)
        of = ("analyse", str(file), "--json", "--of", str(path))

        assert [1, 2, 2] == [json.loads(negotiation(*of, *at).out)["zone"] for at in (("--at", "1"), (), ("--at", "2"))]

    @pytest.mark.parametrize(
        ("args", "message"),
        [
            ("two-villages --at 2", "expected --of with --at: the play whose turn is meant, got --at alone"),
            (
                "two-villages --at 1 --of {transcript} --report page.html",
                "expected either --report or --of, got both; `replay --report` writes the page of a play",
            ),
            ("two-villages --at 99 --of {transcript}", "expected a turn up to"),
            ("european-security-2022 --at 1 --of {transcript}", "expected a transcript of european-security-2022"),
            ("two-vilages", "did you mean two-villages?"),
        ],
    )
    def test_refuses_bad_input(self, args: str, message: str, transcript: Path) -> None:
        """What does not fit is told, with the cure."""
        said = negotiation("analyse", *args.format(transcript=transcript).split())

        assert 2 == said.code
        assert message in said.err


class TestCompare:
    """`compare` puts plays side by side."""

    def test_shows_figures_side_by_side(self, transcript: Path) -> None:
        """A column for each play."""
        said = negotiation("compare", str(transcript), str(transcript))

        assert 0 == said.code
        assert "surplus of the parties" in said.out

    def test_names_the_file_whose_talks_go_on(self, transcript: Path, tmp_path: Path) -> None:
        """Among several, one has to know which."""
        cut = tmp_path / "cut.jsonl"
        cut.write_text("".join(transcript.read_text("utf8").splitlines(keepends=True)[:4]), "utf8")

        said = negotiation("compare", str(transcript), str(cut))
        assert (2, True) == (said.code, f"got {cut}, which stops in turn " in said.err)

    def test_a_page_needs_talks_that_have_ended(self, transcript: Path, tmp_path: Path) -> None:
        """`replay` says so, and writes none."""
        cut, page = tmp_path / "cut.jsonl", tmp_path / "page.html"
        cut.write_text("".join(transcript.read_text("utf8").splitlines(keepends=True)[:4]), "utf8")

        said = negotiation("replay", str(cut), "--report", str(page))
        assert (2, False) == (said.code, page.exists())
        assert f"ended for --report, got {cut}, which stops in turn " in " ".join(said.err.split())

    def test_prints_one_object(self, transcript: Path) -> None:
        """--json prints the outcomes."""
        assert ["outcomes"] == list(json.loads(negotiation("compare", str(transcript), "--json").out))

    def test_names_plays_by_their_paths_where_two_files_are_called_the_same(self, tmp_path: Path) -> None:
        """None of them is lost."""
        for folder, seed in (("a", 1), ("b", 2)):
            (tmp_path / folder).mkdir()
            play("two-villages", seed=seed).transcript.save(tmp_path / folder / "talks.jsonl")
        paths = [str(tmp_path / folder / "talks.jsonl") for folder in "ab"]

        labels = [each["label"] for each in json.loads(negotiation("compare", *paths, "--json").out)["outcomes"]]
        assert labels == [path.removesuffix(".jsonl") for path in paths]


class TestRecords:
    """A record prints as minutes with sources, and can be played on from."""

    def test_prints_as_minutes(self) -> None:
        """Dates, deeds in words, sources, the neutrality note."""
        out = negotiation("replay", str(RECORD)).out

        assert "2021-12-17\n  Russia tables drafts to United States and NATO [S09a]" in out
        assert "Listing an option is not an endorsement" in " ".join(out.split())

    def test_is_told_to_be_missing(self, tmp_path: Path) -> None:
        """The file, not the scenario of the folder it would stand in."""
        said = negotiation("replay", str(tmp_path / "talks.acts"))

        assert 2 == said.code
        assert f"expected a record that can be read, got {tmp_path / 'talks.acts'}; there is no such file" in said.err

    def test_asks_for_its_scenario_where_none_stands_beside_it(self, tmp_path: Path) -> None:
        """With the option that names it; there what is cited must exist."""
        path = tmp_path / "talks.acts"
        path.write_text("2022-01-31\n  russia declares papers [S99z]\n", "utf8")

        assert "name the scenario: --scenario NAME" in negotiation("replay", str(path)).err
        said = negotiation("replay", str(path), "--scenario", "european-security-2022")
        assert (2, True) == (said.code, f"expected the id of a source, got {path}:2: S99z" in said.err)

    def test_is_played_on_from(self, tmp_path: Path) -> None:
        """The record is the opening of the play; its transcript replays."""
        path = tmp_path / "on.jsonl"
        args = ("--from", "as-reported", "--seed", "3", "--transcript", str(path))

        assert 0 == negotiation("run", "european-security-2022", *args).code
        assert 0 == negotiation("replay", str(path)).code

    @pytest.mark.parametrize("option", [("--json",), ("--report", "page.html")])
    def test_has_no_figures_and_no_page(self, option: tuple[str, ...]) -> None:
        """What only a play has is refused for a record, not left out in silence."""
        said = negotiation("replay", str(RECORD), *option)

        assert 2 == said.code
        assert f"expected a transcript for {option[0]}, got a record; play on from it" in said.err

    @pytest.mark.parametrize("option", ["--profile", "--scenario"])
    def test_a_transcript_holds_its_scenario(self, option: str, transcript: Path) -> None:
        """What would be left out in silence is refused."""
        said = negotiation("replay", str(transcript), option, "strict-reading")

        assert 2 == said.code
        assert f"expected a record for {option}, got a transcript; it holds its scenario" in said.err

    def test_is_no_scenario(self, transcript: Path) -> None:
        """A transcript or a record given as a scenario is told as what it is."""
        for path in (transcript, RECORD):
            said = negotiation("run", str(path))

            assert 2 == said.code
            assert "that is a record of talks: negotiation replay FILE" in said.err

    def test_an_unknown_record_is_told(self) -> None:
        """The records that are there are named."""
        said = negotiation("run", "european-security-2022", "--from", "as-told")

        assert (2, "negotiation: expected the name of a record, got 'as-told'; choose from as-reported\n") == (
            said.code,
            said.err,
        )


class TestReports:
    """Pages and pictures are written whole, or the reason is told."""

    def test_a_play_writes_its_page(self, tmp_path: Path) -> None:
        """The page is one file that asks for nothing."""
        path = tmp_path / "page.html"
        said = negotiation("run", "two-villages", "--report", str(path))

        assert 0 == said.code
        assert f"Report: {path}\n" == said.err
        assert path.read_text(encoding="utf-8").startswith("<!doctype html>")

    @pytest.mark.parametrize("name", ["talks", "talks.txt"])
    def test_a_scenario_is_known_by_what_it_holds(self, tmp_path: Path, name: str) -> None:
        """However its file is called, it is taken for no transcript."""
        source, path = dump(toy(), tmp_path / name), tmp_path / "demands.svg"

        assert 0 == negotiation("plot", "demands", str(source), "-o", str(path)).code

    def test_a_picture_is_drawn(self, tmp_path: Path) -> None:
        """One picture into one file."""
        path = tmp_path / "readings.svg"

        assert 0 == negotiation("plot", "readings", "european-security-2022", "-o", str(path)).code
        assert "<svg" in path.read_text(encoding="utf-8")

    @pytest.mark.parametrize("kind", ["timeline", "map", "demands", "readings", "threats"])
    def test_a_picture_of_a_record_is_drawn(self, kind: str, tmp_path: Path) -> None:
        """A record is drawn as it was reported; other pictures show the scenario as it stands at its end."""
        path = tmp_path / "record.svg"
        said = negotiation("plot", kind, str(RECORD), "-o", str(path))

        assert (0, "") == (said.code, said.err)
        assert ("2021-12-17" in path.read_text(encoding="utf-8")) == (kind == "timeline")

    def test_a_record_away_from_its_folder_is_drawn(self, tmp_path: Path) -> None:
        """`--scenario` says of which scenario it is, as in `replay`."""
        record = Path(shutil.copy(RECORD, tmp_path / "elsewhere.acts"))
        args = ("plot", "timeline", str(record), "-o", str(tmp_path / "t.svg"))

        assert 2 == negotiation(*args).code
        assert 0 == negotiation(*args, "--scenario", "european-security-2022").code

    @pytest.mark.parametrize("command", [("replay",), ("plot", "timeline", "-o", "t.svg")])
    def test_a_record_is_read_alike_to_print_and_to_draw(
        self, command: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """What it cites must exist, a scenario must stand beside it or be named, and the file must be there."""
        monkeypatch.chdir(tmp_path)
        (tmp_path / "talks.acts").write_text("2022-01-31\n  russia declares papers [S99z]\n", "utf8")
        named = ("--scenario", "european-security-2022")
        said = [negotiation(*command, *more) for more in (("talks.acts",), ("talks.acts", *named), ("gone.acts",))]

        assert [2, 2, 2] == [each.code for each in said]
        for each, told in zip(
            said, ("name the scenario", "source, got talks.acts:2: S99z", "no such file"), strict=True
        ):
            assert told in each.err

    @pytest.mark.parametrize(
        ("kind", "source", "message"),
        [
            ("surplus", str(RECORD), "a play for the picture 'surplus', got a record; give a transcript, or play it"),
            ("timeline", "two-villages", "a play for the picture 'timeline', got a scenario; give a transcript"),
            ("gap", "two-villages", "something to show in the picture 'gap', got nothing; here no demands collide"),
            ("readings", "two-villages", "'readings', got nothing; this scenario has no grid of readings"),
            ("map", "nowhere.jsonl", "expected a transcript that can be read, got nowhere.jsonl; No such file"),
            ("threats", "two-villages", "'threats', got nothing; nothing may follow the end of talks here"),
            ("wheel", "two-villages", "the name of a picture, got 'wheel'; choose from surplus"),
        ],
    )
    def test_a_picture_that_cannot_be_is_refused(self, kind: str, source: str, message: str, tmp_path: Path) -> None:
        """What lacks is told, and no file is written."""
        said = negotiation("plot", kind, source, "-o", str(tmp_path / "none.svg"))

        assert 2 == said.code
        assert message in said.err
        assert [] == list(tmp_path.iterdir())

    def test_three_parties_have_a_page_and_a_picture(self, tmp_path: Path) -> None:
        """Whatever the default protocol, which is one for two."""
        east = toy().actors["east"]
        others = [evolve(east, id=f"side_{i}", title=f"Side {i}") for i in range(3)]
        dump(evolve(toy(), actors=[*toy().actors.values(), *others], base=None), tmp_path / "talks.yaml")
        page, map_ = str(tmp_path / "p.html"), str(tmp_path / "d.svg")

        assert 0 == negotiation("analyse", str(tmp_path / "talks.yaml"), "--report", page).code
        assert 0 == negotiation("plot", "demands", str(tmp_path / "talks.yaml"), "-o", map_).code

    def test_an_analysis_tells_the_numbers_it_hangs_on(self, tmp_path: Path) -> None:
        """The page of a scenario before play says where single numbers close the zone, and draws it."""
        path = tmp_path / "page.html"
        said = negotiation("analyse", "two-villages", "--report", str(path))
        page = path.read_text(encoding="utf-8")

        assert (0, f"Report: {path}\n") == (said.code, said.err)
        assert "On which of them a deal hangs" in page
        assert "Millbrook’s weight on Water for Millbrook: the zone closes at 0.556 (now 0.700)" in page

    def test_bad_targets_are_told_first(self, tmp_path: Path) -> None:
        """A page that cannot be written is told before anything is played."""
        said = negotiation("run", "two-villages", "--report", str(tmp_path / "nowhere" / "page.html"))

        assert 2 == said.code
        assert "expected a path that can be written" in said.err
