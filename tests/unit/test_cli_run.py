"""The command line's `run` and `replay`: minutes, scorecard, one object, records and explanations."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from negotiation import cli
from negotiation.engine.transcript import Transcript
from negotiation.files import dump, load
from negotiation.scenario.scenario import read_scenario, write_scenario
from negotiation.strategies import Script
from tests.unit.test_cli import NOTE, negotiation

OUTCOME = {"kind", "turn", "reason", "package"}
SCORE = {"roles", "utility", "no_deal", "gain", "change_from_start", "gain_unthreatened", "red_lines_crossed"}
JOINT = {
    *("nash_product", "sum", "minimum", "pareto_parties", "pareto_all_affected"),
    *("valid", "reasons", "missing_consents", "conflicts"),
}


def interrupted(*args: object, **named: object) -> None:
    """Be interrupted."""
    raise KeyboardInterrupt


@pytest.fixture
def talks(tmp_path: Path) -> Path:
    """Return the transcript of a play of the toy scenario."""
    file = tmp_path / "talks.jsonl"
    assert negotiation("run", "two-villages", "--seed", "7", "--transcript", str(file)).code == 0
    return file


class TestRun:
    """`run` plays and tells minutes, scorecard and seed; `--json` prints one object."""

    def test_tells_minutes_and_scorecard(self) -> None:
        """People read what was said, what came of it for whom, and under which seed."""
        said = negotiation("run", "two-villages")

        assert (0, "") == (said.code, said.err)
        assert said.out.startswith("MINUTES   Two villages")
        assert "\n\nSCORECARD   Two villages" in said.out
        assert said.out.endswith(f"{NOTE}\n\nPlayed alternating-offers with seed 0.\n")

    def test_is_prose_on_a_narrow_page(self) -> None:
        """On forty columns tables become records."""
        assert (
            "\nHighfield\n  agreement°: 0.70\n  no deal°: 0.60\n" in negotiation("run", "two-villages", columns=40).out
        )

    def test_prints_one_object(self) -> None:
        """`--json` prints the play's head, outcome, scores and joint figures, and nothing else."""
        said = negotiation("run", "two-villages", "--json", "--seed", "3")
        play = json.loads(said.out)

        assert (0, "") == (said.code, said.err)
        assert ["scenario", "profile", "protocol", "seed", "outcome", "scores", "joint", "diagnosis"] == list(play)
        assert play["diagnosis"] is None
        assert ["two-villages", "as-given", "alternating-offers", 3] == list(play.values())[:4]
        assert OUTCOME <= set(play["outcome"])
        assert play["outcome"]["package"] == {"water": "every_night", "toll": "free"}
        assert {"highfield", "millbrook", "lowmead"} == set(play["scores"])
        assert all(set(score) == SCORE for score in play["scores"].values())
        assert JOINT <= set(play["joint"])

    def test_prints_no_package_without_a_deal(self) -> None:
        """After no deal the package is null and the reason is given; actors without preferences have null figures."""
        play = json.loads(negotiation("run", "european-security-2022", "--profile", "strict-reading", "--json").out)

        assert ["no-deal", "cap", None] == [play["outcome"][key] for key in ("kind", "reason", "package")]
        assert play["scores"]["press"]["utility"] is None
        assert play["joint"]["conflicts"]
        assert ("incompatible_demands", ["incompatible_demands"]) == (
            play["diagnosis"]["label"],
            play["diagnosis"]["causes"],
        )

    def test_says_why_there_was_no_deal(self) -> None:
        """Where nothing could be agreed the cause is told; where talks failed although something could, none is."""
        closed = negotiation("run", "two-villages", "--profile", "not-a-drop").out
        stopped = negotiation("run", "two-villages", "--turns", "1").out

        assert "\n\nWhy there was no deal\nNo deal because of demands that cannot be met together" in closed
        assert closed.index("NO DEAL") < closed.index("Why there was no deal") < closed.index("SCORECARD")
        assert ("NO DEAL" in stopped, "Why there was no deal" in stopped) == (True, False)

    def test_takes_protocols_with_parameters(self) -> None:
        """A protocol is named with its parameters, several joined by plus signs."""
        text = "plenary:quorum=2,vetoes=highfield+millbrook"
        play = json.loads(negotiation("run", "two-villages", "--protocol", text, "--json").out)

        assert play["protocol"] == text

    def test_takes_strategies_caps_and_deadlines(self) -> None:
        """Seats play what they are told; a deadline beyond the default cap moves the cap."""
        args = [f"--strategy={actor}=boulware:exponent=0.1" for actor in ("highfield", "millbrook")]
        short = json.loads(negotiation("run", "two-villages", "--turns", "2", "--json", *args).out)
        reading = ("--profile", "not-a-drop", "--deadline", "14", "--json")
        last = json.loads(negotiation("run", "two-villages", *reading, *args).out)

        assert ("cap", 2) == (short["outcome"]["reason"], short["outcome"]["turn"])
        assert ("deadline", 14) == (last["outcome"]["reason"], last["outcome"]["turn"])

    def test_comes_in_the_readers_language(self) -> None:
        """Titles are told in the language asked for."""
        assert "磨溪村的用水" in negotiation("run", "two-villages", "--language", "zh").out

    def test_seats_a_person(self) -> None:
        """A person plays at the terminal."""
        odd = negotiation("run", "two-villages", "--strategy", "millbrook=human:x=1")
        assert (2, True) == (odd.code, "expected no parameters for human, got 'x=1'" in odd.err)

        said = negotiation("run", "two-villages", "--strategy", "millbrook=human", typed="leaves\n")

        assert said.code == 0
        assert "Turn 1 of at most 10. You are Millbrook.\n" in said.out
        assert "NO DEAL after turn 1" in said.out

    def test_keeps_a_person_out_of_the_object(self) -> None:
        """With --json the person is spoken to on standard error."""
        said = negotiation("run", "two-villages", "--strategy", "millbrook=human", "--json", typed="leaves\n")

        assert json.loads(said.out)["outcome"]["reason"] == "left"
        assert "You are Millbrook." in said.err

    def test_tells_answers_that_could_not_be_used(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """What a strategy got wrong stands under the minutes."""
        monkeypatch.setattr(cli.typed, "strategy_named", lambda _: Script("highfield accepts H9"))
        out = negotiation("run", "two-villages", "--strategy", "highfield=script", "--turns", "1").out

        assert "\n\nAnswers that could not be used\n    turn 1, highfield: refused: highfield accepts H9: " in out

    @pytest.mark.parametrize(
        ("args", "message"),
        [
            ("--strategy highfeild=linear", "expected the name of a seat, got 'highfeild'; did you mean highfield?"),
            ("--strategy highfield=linaer", "expected the name of a strategy, got 'linaer'; did you mean linear?"),
            ("--strategy highfield", "expected ACTOR=NAME, such as russia=linear, got 'highfield'"),
            (
                "--strategy highfield=linear --strategy highfield=linear",
                "expected one strategy for each actor, got two for 'highfield'",
            ),
            ("--strategy highfield=boulware:exponent=fast", "expected a positive exponent, got 'fast'"),
            ("--protocol plenery", "expected the name of a protocol, got 'plenery'; did you mean plenary?"),
            ("--protocol plenary:quorum", "expected each parameter of a protocol once, as KEY=VALUE, got 'quorum'"),
            ("--protocol plenary:quorum=many", "expected a whole number for the quorum, got 'many'"),
            ("--protocol plenary:weights=highfield", "expected weights by party, got ('highfield',)"),
            ("--protocol plenary:quorum=9", "expected a quorum from 1 to 2, the number of parties, got 9"),
            ("--protocol plenary:quorum=1.5,speed=2", "has, got speed; choose from quorum, vetoes, weights, threshold"),
            ("--explain highfild", "got 'highfild'; did you mean highfield?"),
            ("--explain highfield --json", "expected either --json or --explain, got both"),
            ("--seed -1", "expected a whole number from 0 to 2**128 - 1 for the seed, got -1"),
            ("--turns 100000000", "expected a cap of 1 to 10,000 turns, got 100,000,000"),
            ("--deadline 100000000", "expected a deadline of 1 to 10,000 turns, got 100,000,000"),
        ],
    )
    def test_refuses_bad_input(self, args: str, message: str) -> None:
        """What is not there or does not fit is told, with the cure, before anything is played."""
        said = negotiation("run", "two-villages", *args.split())

        assert (2, "") == (said.code, said.out)
        assert said.err.startswith("negotiation: expected ")
        assert said.err.endswith(f"{message}\n")

    @pytest.mark.parametrize("args", [("--turns", "0"), ("--deadline", "0"), ("--turns", "many")])
    def test_refuses_bad_numbers(self, args: tuple[str, ...]) -> None:
        """Numbers out of range name their option."""
        said = negotiation("run", "two-villages", *args)

        assert said.code == 2
        assert f"Invalid value for '{args[0]}'" in said.err


class TestDeadline:
    """The last turn is told as it will be."""

    def test_a_cap_before_the_deadline_is_the_end(self) -> None:
        """Minutes do not promise turns that are not played."""
        assert "at most 3 turns\n" in negotiation("run", "two-villages", "--turns", "3", "--deadline", "8").out


class TestNarrow:
    """In a narrow terminal nothing that is a sentence runs over its edge."""

    @pytest.mark.parametrize("name", ["two-villages", "european-security-2022"])
    def test_run_and_replay_keep_to_the_width(self, name: str, tmp_path: Path) -> None:
        """Titles, folded turns and the last line of a replay too."""
        file = str(tmp_path / "t.jsonl")
        ran = negotiation("run", name, "--transcript", file, columns=40).out.partition("Transcript:")[0]
        replayed = negotiation("replay", file, columns=40).out

        assert [] == [line for line in (ran + replayed).split("\n") if len(line) > 40]


class TestTranscript:
    """`run --transcript` writes whole records or none, and says so before play where it cannot."""

    def test_says_where_it_is(self, tmp_path: Path) -> None:
        """The last line is the path; nothing else is left in the folder."""
        file = tmp_path / "talks.jsonl"
        said = negotiation("run", "two-villages", "--transcript", str(file))

        assert said.out.endswith(f"Played alternating-offers with seed 0.\nTranscript: {file}\n")
        assert [file] == list(tmp_path.iterdir())

    @pytest.mark.parametrize(
        ("path", "reason"),
        [("nowhere/talks.jsonl", "there is no folder '{}/nowhere'"), (".", "it is no ordinary file")],
    )
    def test_refuses_a_path_before_play(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, path: str, reason: str
    ) -> None:
        """A path that cannot be written is told before anything is played; nothing is left behind."""
        monkeypatch.delattr(cli.plays, "play")
        said = negotiation("run", "two-villages", "--transcript", str(tmp_path / path))

        assert said.code == 2
        assert said.err.startswith("negotiation: expected a path that can be written, got ")
        assert said.err.endswith(f"; {reason.format(tmp_path)}\n")
        assert [] == list(tmp_path.iterdir())

    def test_refuses_a_folder_that_cannot_be_written(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """The reason of the system is given."""

        def refuse(self: Path, *, exist_ok: bool = True) -> None:
            raise PermissionError(13, "Permission denied")

        monkeypatch.setattr(Path, "touch", refuse)
        said = negotiation("run", "two-villages", "--transcript", str(tmp_path / "talks.jsonl"))

        assert (2, True) == (said.code, said.err.endswith("talks.jsonl'; Permission denied\n"))

    def test_keeps_what_was_there_until_all_is_written(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """A play that is interrupted leaves an older file as it was."""
        file = tmp_path / "talks.jsonl"
        file.write_text("older\n", encoding="utf-8")
        monkeypatch.setattr(cli.plays, "play", interrupted)

        assert negotiation("run", "two-villages", "--transcript", str(file)).code == 130
        assert [(file, "older\n")] == [(each, each.read_text(encoding="utf-8")) for each in tmp_path.iterdir()]


class TestExplain:
    """`run --explain ACTOR` tells why an actor's figures are what they are."""

    def explained(self, *args: str) -> str:
        """Return the page of an explained play."""
        said = negotiation("run", *args)
        assert said.code == 0
        return str(said.out).partition("\nEXPLAINED   ")[2]

    def test_tells_an_agreement_term_by_term(self) -> None:
        """Each issue's weight and value, against the start; no deal line by line; lines; texts with its answers."""
        page = self.explained("two-villages", "--explain", "millbrook")

        for part in (
            "The agreement is worth 0.56 to Millbrook: +0.26 from the start (0.30), +0.26 against no\ndeal (0.30).\n",
            "Water for Millbrook: every night         0.70 × 0.80    0.56           0.00    +0.56\n",
            "Toll for Highfield’s carts: no toll      0.30 × 0.00    0.00           0.30    -0.30\n",
            "together                                                0.56           0.30    +0.26\n",
            "status quo                  0.30\ntogether                    0.30\n",
            "  only with Water for Millbrook: moved from no water (absolute, kept) [stated M05]\n",
            "H1 (1)         0.00      0.30   rejected it, 2 times   it crosses an absolute line: some\n",
            "M2 (2)         1.00      0.30   tabled it\n",
            "H9 (9)         0.56      0.30   accepted it            worth more than no deal\n",
        ):
            assert part in page

    def test_tells_what_was_worth_more_than_no_deal_and_less_than_asked(self) -> None:
        """A text that was let go although it beat no deal is compared with what the actor asked for itself."""
        page = self.explained("two-villages", "--explain", "highfield")

        assert "M8 (8)         0.70      0.60   rejected it   worth more than no deal, less than its own\n" in page
        assert "last text (0.84)\n" in page

    def test_tells_no_deal_with_its_threats(self) -> None:
        """Expected before drawn, and each line of no deal with its probability."""
        page = self.explained("european-security-2022", "--profile", "strict-reading", "--explain", "russia")

        assert page.startswith("Russia ")
        assert (
            "No deal is expected to be worth 0.00 to Russia: -0.12 from the start (0.12). In this\nplay it came to"
            in page
        )
        assert "military action against Ukraine                          30%      -0.03\n" in page
        assert "backing down from military action against Ukraine        70%      -0.04\n" in page
        assert "(absolute) [implied S02b S07b3 S17a]\n" in page

    def test_tells_one_without_a_seat(self) -> None:
        """Who had no say is told so, and what the texts would have been worth to it."""
        page = self.explained("two-villages", "--explain", "lowmead")

        assert "H1 (1)         1.00      0.90   had no say   worth more than no deal\n" in page
        assert "M2 (2)         0.00      0.90   had no say   worth less than no deal\n" in page

    def test_tells_one_without_preferences(self) -> None:
        """There are no figures to explain."""
        page = self.explained("european-security-2022", "--profile", "strict-reading", "--explain", "press")

        assert "Press has no preferences in this model: no outcome is given a number for it.\n" in page

    def test_tells_what_couples_issues_and_what_was_done(self, tmp_path: Path) -> None:
        """Interactions, effects on agreements, an author's no deal and a discount are told beside the issues."""
        parts, why = write_scenario(load("two-villages")), {"assumed": "for the test"}
        parts["actors"]["millbrook"] |= {
            "interactions": {"both": {"when": "moved(toll)", "amount": 0.02, "anchor": "a whole settlement", **why}},
            "no_deal": 0.25,
            "no_deal_because": "the mill stands still",
            "discount": 0.99,
        }
        on_toll = {"value": -0.01, "on": "both", "when": "moved(toll)"}
        parts["measures"] = {
            "subsidy": {
                "title": "a subsidy",
                "by": "millbrook",
                "effects": {"millbrook": {"value": 0.05, "on": "both"}},
            },
            "dues": {"title": "dues", "by": "highfield", "effects": {"millbrook": {"value": -0.01, "on": "agreement"}}},
            "tax": {"title": "a tax", "by": "highfield", "effects": {"millbrook": on_toll}},
            "fair": {"title": "a fair", "by": "highfield", "effects": {"lowmead": 0.1}},
        }
        parts["opening"] = [
            "millbrook carries out subsidy",
            "highfield carries out dues",
            "highfield carries out tax",
            "highfield carries out fair",
        ]
        page = self.explained(str(dump(read_scenario(parts), tmp_path / "coupled.yaml")), "--explain", "millbrook")

        for part in (
            "a whole settlement                                          0.02           0.00    +0.02\n",
            "a subsidy                                                   0.05           0.05    +0.00\n",
            "dues                                                       -0.01          -0.01    +0.00\n",
            "a tax                                                      -0.01           0.00    -0.01\n",
            "together                                                    0.48           0.34    +0.14\n",
            "together                                            0.25\n",
            "status quo (the mill stands still)",
            "Each turn counts for 0.99 of the one before",
        ):
            assert part in page
        assert "a fair" not in page

    def test_tells_what_a_belief_takes(self, tmp_path: Path) -> None:
        """What the actor believes may follow has a row of its own: each loss by what leads to it."""
        parts = write_scenario(load("two-villages"))
        ends = [
            {"suit": {"title": "a suit", "probability": 0.1}},
            {"feud": {"title": "a feud", "probability": 0.2, "loss": 0.25}},
        ]
        strife = {"when": "moved(toll)", "branches": ends, "loss": 0.1, "assumed": "for the test"}
        parts["actors"]["millbrook"]["chains"] = {"strife": strife}
        page = self.explained(str(dump(read_scenario(parts), tmp_path / "feud.yaml")), "--explain", "millbrook")

        assert re.search(r"believed to follow: a suit; a feud +-0\.06 +0\.00 +-0\.06\n", page)
        assert re.search(r"together +0\.50 +0\.30 +\+0\.20\n", page)
        assert "backing down" not in page

    def test_tells_what_declared_lines_cost(self, tmp_path: Path) -> None:
        """What crossing a declared line costs has a row of its own, so that the rows add up."""
        parts = write_scenario(load("two-villages"))
        line = {"never": "toll == free", "force": "declared", "cost": 0.01, "assumed": "for the test"}
        parts["actors"]["millbrook"]["red_lines"]["toll"] = line
        page = self.explained(str(dump(read_scenario(parts), tmp_path / "declared.yaml")), "--explain", "millbrook")

        assert re.search(r"declared lines crossed, backing down +-0\.01 +0\.00 +-0\.01\n", page)
        assert "(declared, crossed by the agreement) [assumed]" in " ".join(page.split())


class TestReplay:
    """`replay` folds the acts again: 0 where all is as recorded, 1 where it is not, 2 where it is no record."""

    def test_tells_the_same_as_the_play(self, talks: Path) -> None:
        """Minutes and figures are those of the play; the last line says that all is as recorded."""
        played = negotiation("run", "two-villages", "--seed", "7").out
        said = negotiation("replay", str(talks))

        assert (0, "") == (said.code, said.err)
        assert played.partition("SCORECARD")[0] == said.out.partition("SCORECARD")[0]
        assert sorted(played.split("\n")[:-2]) == sorted(said.out.split("\n")[:-2])
        assert said.out.endswith(" acts (seed 7): all as recorded, the scorecard too.\n")

    def test_prints_the_same_object(self, talks: Path) -> None:
        """`--json` prints the object that `run --json` printed."""
        played = negotiation("run", "two-villages", "--seed", "7", "--json").out

        assert json.loads(played) == json.loads(negotiation("replay", str(talks), "--json").out)

    def test_replays_what_is_whole(self, talks: Path) -> None:
        """A file cut in the middle says what is lost and tells the rest."""
        lines = talks.read_text(encoding="utf-8").split("\n")
        talks.write_text("\n".join([*lines[:7], lines[7][:30]]), encoding="utf-8")
        said = negotiation("replay", str(talks))
        lost = "line 8 is cut: 6 lines after the header are kept; what is whole was replayed"

        assert (1, f"negotiation: {talks} is damaged: {lost}\n") == (said.code, said.err)
        assert re.search(r"\n\nThe record stops here, in turn \d+\.\n\n" + re.escape(NOTE) + r"\n\Z", said.out)
        assert "    Millbrook rejects H1.\n 2  Millbrook tables M2\n" in said.out
        assert "NO DEAL" not in said.out

    @pytest.mark.parametrize("args", [("analyse", "two-villages", "--of"), ("plot", "timeline")])
    def test_what_is_lost_is_told_wherever_a_transcript_is_read(
        self, args: tuple[str, ...], talks: Path, tmp_path: Path
    ) -> None:
        """What is shown then is the world of the part that is whole."""
        talks.write_text("\n".join(talks.read_text(encoding="utf-8").split("\n")[:7]) + "\n", encoding="utf-8")
        more = ("-o", str(tmp_path / "x.svg")) if args[0] == "plot" else ()
        said = negotiation(*args, str(talks), *more)

        assert (0, True) == (said.code, said.err.startswith(f"negotiation: {talks} is damaged: the end is missing: 6 "))

    def test_prints_no_outcome_where_there_is_none(self, talks: Path) -> None:
        """The object of a record without an end has none."""
        lines = talks.read_text(encoding="utf-8").split("\n")
        talks.write_text("\n".join(lines[:6]) + "\n", encoding="utf-8")
        said = negotiation("replay", str(talks), "--json")

        assert said.code == 1
        assert [None, None, None, None] == list(json.loads(said.out).values())[4:]

    def test_tells_all_where_only_the_end_is_lost(self, talks: Path) -> None:
        """Acts that lead to the end give the outcome, though the recorded one is lost."""
        lines = talks.read_text(encoding="utf-8").rstrip("\n").split("\n")
        talks.write_text("\n".join(lines[:-1]) + "\n", encoding="utf-8")
        said = negotiation("replay", str(talks))

        assert said.code == 1
        assert "the end is missing" in said.err
        assert "SCORECARD" in said.out

    @pytest.mark.parametrize(
        ("edit", "code", "message"),
        [
            (
                lambda lines: [*lines[:4], lines[4].replace("highfield", "millbrook"), *lines[5:]],
                1,
                ":5: expected the chain ",
            ),
            (lambda lines: [*lines[:3], *lines[4:]], 1, ":4: expected the chain "),
            (lambda lines: [lines[0].replace('"seed":7', '"seed":8'), *lines[1:]], 1, ":1: expected the chain "),
            (lambda lines: [lines[0].replace('transcript":1', 'transcript":2'), *lines[1:]], 2, ":1: expected "),
            (lambda lines: ["hello"], 2, ":1: expected "),
            (lambda lines: [""], 2, ":1: expected a transcript: its header on the first line, got nothing"),
            (lambda lines: ["[1]"], 2, ":1: expected "),
        ],
        ids=["edited", "line missing", "header edited", "another version", "no transcript", "empty", "not ours"],
    )
    def test_names_the_line_that_differs(
        self, talks: Path, edit: Callable[[list[str]], list[str]], code: int, message: str
    ) -> None:
        """An edited record exits with 1, another version or another file with 2; both name the line."""
        talks.write_text("\n".join(edit(talks.read_text(encoding="utf-8").split("\n"))), encoding="utf-8")
        said = negotiation("replay", str(talks))

        assert (code, "") == (said.code, said.out)
        assert said.err.startswith(f"negotiation: {talks}{message}")

    def test_names_the_line_at_which_play_differs(self, talks: Path) -> None:
        """A whole record whose acts do not lead where it says is found, and exits with 1."""
        plain: dict[str, Any] = dict(Transcript.load(talks).end or {})
        end = plain | {"outcome": plain["outcome"] | {"turn": 99}}
        record = Transcript.load(talks)
        changed = Transcript(
            record.scenario, record.protocol, record.cap, 7, 0, record.strategies, record.acts, (), end
        )
        changed.save(talks)
        said = negotiation("replay", str(talks))

        assert said.code == 1
        assert said.err.startswith(f"negotiation: {talks}:")
        assert "expected outcome.turn 9, got 99" in said.err

    def test_reads_its_file_once(self, talks: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """What is told is what was checked, although somebody else writes the file meanwhile."""
        read: list[Path] = []
        read_bytes = Path.read_bytes

        def noted(path: Path) -> bytes:
            read.append(path)
            return read_bytes(path)

        monkeypatch.setattr(Path, "read_bytes", noted)

        assert negotiation("replay", str(talks)).code == 0
        assert [talks] == read

    def test_refuses_what_is_not_there(self, tmp_path: Path) -> None:
        """A file that cannot be read, or holds no text, is bad input."""
        (tmp_path / "bytes").write_bytes(b"\xff\xfe\n")
        missing, noise = (
            negotiation("replay", str(tmp_path / "nowhere")),
            negotiation("replay", str(tmp_path / "bytes")),
        )

        assert (2, 2) == (missing.code, noise.code)
        assert "expected a transcript that can be read" in missing.err
        assert ":1: expected text in UTF-8, got the byte 0xff" in noise.err


class TestIsTranscript:
    """What tells an edited record from a file that never was one."""

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ('{"negotiation_transcript": 1}\n', True),
            ('{"negotiation_transcript": 2}', False),
            ("[]", False),
            ("x", False),
        ],
    )
    def test_reads_the_first_line(self, tmp_path: Path, text: str, expected: bool) -> None:
        """The first line carries the version."""
        file = tmp_path / "file"
        file.write_text(text, encoding="utf-8")

        assert expected == cli.is_transcript(file)
        assert not cli.is_transcript(tmp_path / "nowhere")
