"""The command line: every command, what it prints for people and for programs, and what it exits with."""

import json
import os
import runpy
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from negotiation import __version__, cli
from negotiation.files.folder import bundled_root

NOTE = "Invented: no such villages, no such minutes."


class Said:
    """What a command printed, to standard output and to standard error, and what it exited with."""

    def __init__(self, result: Any) -> None:
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        self.out, self.err, self.code = result.stdout, result.stderr, result.exit_code


def negotiation(*args: str, typed: str = "", columns: int = 88) -> Said:
    """Run the command line in this process on a page of a width."""
    return Said(CliRunner().invoke(cli.app, list(args), input=typed, env={"COLUMNS": str(columns)}))


@pytest.fixture
def toy(tmp_path: Path) -> Path:
    """Return a copy of the toy scenario's folder."""
    return Path(shutil.copytree(bundled_root() / "two-villages", tmp_path / "toy"))


class TestApp:
    """The commands, the version, and what is told to somebody who asks for nothing."""

    def test_lists_its_commands(self) -> None:
        """Help names every command."""
        said = negotiation("--help")

        assert said.code == 0
        expected = ["list", "show", "check", "run", "replay", "analyse", "compare", "plot", "new", "schema"]
        assert expected == [line.split()[0] for line in said.out.partition("Commands:\n")[2].strip().split("\n")]

    def test_tells_its_version(self) -> None:
        """The version is the package's."""
        assert negotiation("--version").out == f"negotiation {__version__}\n"

    @pytest.mark.parametrize(
        "args", [(), ("rnu",), ("run",), ("run", "two-villages", "--wat"), ("run", "x", "--seed", "one")]
    )
    def test_refuses_what_is_no_command(self, args: tuple[str, ...]) -> None:
        """Unknown commands, missing arguments and unknown options exit with 2."""
        assert negotiation(*args).code == 2

    def test_runs_as_a_module(self, root: Path) -> None:
        """`python -m negotiation` is the same command line."""
        done = subprocess.run(
            [sys.executable, "-m", "negotiation", "--version"], cwd=root, capture_output=True, text=True, check=True
        )

        assert done.stdout == f"negotiation {__version__}\n"

    def test_runs_as_a_module_in_this_process(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """The module hands over to `main`."""
        monkeypatch.setattr(sys, "argv", ["negotiation", "--version"])
        with pytest.raises(SystemExit) as end:
            runpy.run_module("negotiation", run_name="__main__")

        assert end.value.code == 0

    def test_is_what_the_console_script_calls(
        self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """`main` reads the arguments of the process and exits."""
        monkeypatch.setattr(sys, "argv", ["negotiation", "--version"])
        with pytest.raises(SystemExit) as end:
            cli.main()

        assert end.value.code == 0
        assert capsys.readouterr().out == f"negotiation {__version__}\n"

    def test_survives_streams_that_cannot_be_told_how_to_write(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Streams that are no files of the system are taken as they are."""
        monkeypatch.setattr(sys, "argv", ["negotiation", "--version"])
        monkeypatch.setattr(sys, "stderr", object())
        with pytest.raises(SystemExit) as end:
            cli.main()

        assert end.value.code == 0

    def test_ends_when_it_is_interrupted(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """An interrupted command says so and exits with 130."""

        def interrupted(*args: object, **named: object) -> None:
            raise KeyboardInterrupt

        monkeypatch.setattr(cli.plays, "play", interrupted)
        said = negotiation("run", "two-villages")

        assert (130, "negotiation: interrupted\n") == (said.code, said.err)

    @pytest.mark.skipif(sys.platform == "win32", reason="pipes of the system")
    def test_says_nothing_when_its_reader_has_gone(self, root: Path) -> None:
        """A closed pipe is no error: nobody is left to be told."""
        read, write = os.pipe()
        os.close(read)
        done = subprocess.run(
            [sys.executable, "-m", "negotiation", "schema"], cwd=root, stdout=write, stderr=subprocess.PIPE, check=False
        )
        os.close(write)

        assert (0, b"") == (done.returncode, done.stderr)

    @pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
    def test_says_that_its_output_cannot_be_written(self, root: Path) -> None:
        """A full disk is told in one line."""
        with Path("/dev/full").open("wb") as full:
            command = [sys.executable, "-m", "negotiation", "list"]
            done = subprocess.run(command, cwd=root, stdout=full, stderr=subprocess.PIPE, check=False)

        told = b"negotiation: expected an output that can be written, got No space left on device\n"
        assert (2, told) == (done.returncode, done.stderr)

    def test_needs_no_colour(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """What goes into a pipe holds no control characters."""
        monkeypatch.setenv("NO_COLOR", "1")

        assert "\x1b" not in negotiation("show", "two-villages").out + negotiation("list").out

    def test_writes_what_the_terminal_can_show(self, root: Path) -> None:
        """Signs that the terminal's encoding lacks are replaced, not fatal."""
        done = subprocess.run(
            [sys.executable, "-m", "negotiation", "run", "two-villages"],
            cwd=root,
            env={**os.environ, "PYTHONIOENCODING": "ascii"},
            capture_output=True,
            check=False,
        )

        assert (0, b"") == (done.returncode, done.stderr)
        assert b"AGREEMENT" in done.stdout


class TestList:
    """`list` names the bundled scenarios with their titles and readings."""

    def test_is_a_table(self) -> None:
        """Each scenario has a row."""
        said = negotiation("list")

        assert said.code == 0
        assert said.out.startswith("scenario")
        assert "two-villages             Two villages                     12   as-given, not-a-drop\n" in said.out

    def test_is_a_list_of_records_on_a_narrow_page(self) -> None:
        """On forty columns each scenario has a few lines."""
        out = negotiation("list", columns=40).out

        assert out.endswith("two-villages\n  title: Two villages\n  packages: 12\n  readings: as-given, not-a-drop\n")
        assert max(map(len, out.split("\n"))) <= 40

    def test_comes_in_the_readers_language(self) -> None:
        """Titles are told in the language asked for."""
        assert "两个村庄" in negotiation("list", "--language", "zh").out


class TestCheck:
    """`check` tells every problem and finding of every path; bad input exits with 2, findings with 1 if strict."""

    def test_passes_a_sound_scenario(self, toy: Path) -> None:
        """Notes are told and fail nobody, strict or not."""
        said = negotiation("check", str(toy), "--source", str(toy / "minutes.txt"), "--strict")

        assert said.code == 0
        assert (
            ": note: no agreement is possible: of 12 packages none suits everyone whose word is needed (under"
            in said.out
        )
        assert said.out.endswith(" (under not-a-drop)\ntoy: 1 note\n")

    def test_says_when_there_is_nothing_to_say(self, toy: Path) -> None:
        """Without a reading that excludes agreement nothing is left to note."""
        file = toy / "scenario.yaml"
        text = file.read_text(encoding="utf-8")
        file.write_text(text[: text.index("profiles:")] + text[text.index("defaults:") :], encoding="utf-8")

        assert "toy: nothing suspicious\n" == negotiation("check", str(toy), "--source", str(toy / "minutes.txt")).out

    @pytest.mark.parametrize(("strict", "code"), [((), 0), (("--strict",), 1)])
    def test_tells_findings(self, toy: Path, strict: tuple[str, ...], code: int) -> None:
        """A finding has its place and cure; only a strict check fails for it."""
        file = toy / "scenario.yaml"
        file.write_text(
            file.read_text(encoding="utf-8").replace("seeks: free, stated: M07", "seeks: free"), encoding="utf-8"
        )
        said = negotiation("check", str(toy), "two-villages", *strict)

        assert said.code == code
        assert ": finding: actors.highfield.positions.toll: nobody answers for it; add stated, implied" in said.out
        assert "\ntoy: 1 finding, 2 notes\n" in said.out
        assert said.out.endswith("\ntwo-villages: 2 notes\n")

    def test_fails_for_a_digest_that_does_not_match(self, toy: Path) -> None:
        """A source text that was changed exits with 1, strict or not."""
        text = toy / "minutes.txt"
        text.write_text(text.read_text(encoding="utf-8").replace("carts", "wagons"), encoding="utf-8")
        said = negotiation("check", str(toy), "--source", str(text))

        assert said.code == 1
        assert "problem: sources.M07.sha256: expected the digest of line 7, " in said.out
        assert "toy: 2 problems, 1 note\n" in said.out

    def test_tells_every_problem_of_bad_files(self, toy: Path) -> None:
        """All problems come at once, each with file, line and cure; the other paths are checked too."""
        file = toy / "scenario.yaml"
        text = (
            file.read_text(encoding="utf-8").replace("seeks: free", "seeks: fre").replace("water: 0.6,", "water: 0.7,")
        )
        file.write_text(text, encoding="utf-8")
        said = negotiation("check", str(toy), "two-villages")

        assert said.code == 2
        assert (
            "actors.highfield.positions.toll: expected the id of an option of toll, got 'fre'; did you mean free?\n"
            in said.err
        )
        assert (
            "actors.highfield.salience: expected weights that sum to 1, got a sum of 1.1; divide each by 1.1\n"
            in said.err
        )
        assert said.err.endswith("negotiation: 2 problems\n")
        assert said.out.endswith("two-villages: 2 notes\n")

    def test_what_cannot_be_played_is_bad_input(self, toy: Path) -> None:
        """An opening that `run` refuses and a record that `replay` refuses are errors, strict or not."""
        file = toy / "scenario.yaml"
        text = file.read_text(encoding="utf-8")
        file.write_text(f"{text}opening: [highfield passes]\n", encoding="utf-8")
        (toy / "late.acts").write_text("2022-02-02\nhighfield declares a\n2022-02-01\nhighfield declares b\n", "utf8")
        said = negotiation("check", str(toy), "two-villages")

        assert (2, 2) == (said.code, negotiation("run", str(toy)).code)
        assert ": error: opening.highfield passes: expected an act that is possible there" in " ".join(said.out.split())
        assert "error: late.acts: expected a date no earlier than 2022-02-02, got " in said.out
        assert "late.acts:3: 2022-02-01; move it to its place among the days\n" in said.out
        assert "toy: 2 errors, " in said.out

    def test_refuses_a_text_that_is_not_there(self, toy: Path) -> None:
        """An unreadable source text is bad input."""
        said = negotiation("check", str(toy), "--source", str(toy / "nowhere.txt"))

        assert said.code == 2
        assert said.err.startswith("negotiation: expected a file that can be read, got ")


class TestNew:
    """`new` writes a commented scenario that passes a strict check and can be played."""

    def test_writes_what_passes_and_plays(self, tmp_path: Path) -> None:
        """The new folder is sound from the first moment."""
        made = negotiation("new", "my-talks", "--in", str(tmp_path))
        folder = tmp_path / "my-talks"

        assert (made.code, made.out) == (
            0,
            f"Wrote {folder}: change it, then `negotiation check {folder}` and `negotiation run {folder}`.\n",
        )
        assert negotiation("check", str(folder), "--strict").code == 0
        assert negotiation("run", str(folder)).code == 0

    def test_keeps_what_is_there(self, tmp_path: Path) -> None:
        """A name that is taken, or is no name, is refused and nothing is written."""
        (tmp_path / "taken").mkdir()
        taken = negotiation("new", "taken", "--in", str(tmp_path))
        bad = negotiation("new", "My Talks", "--in", str(tmp_path))

        assert (2, 2) == (taken.code, bad.code)
        assert "expected a name that is not taken" in taken.err
        assert bad.err.endswith("got 'My Talks'; such as my-talks\n")
        assert ["taken"] == [each.name for each in tmp_path.iterdir()]


class TestSchema:
    """`schema` prints JSON Schemas."""

    @pytest.mark.parametrize(("args", "required"), [((), "actors"), (("--sources",), None)])
    def test_prints_a_schema(self, args: tuple[str, ...], required: str | None) -> None:
        """It is JSON, of scenario.yaml or of sources.yaml."""
        schema = json.loads(negotiation("schema", *args).out)

        assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
        assert required is None or required in schema["required"]
        assert ("sources" in schema["properties"]) == bool(args)
