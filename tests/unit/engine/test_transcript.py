"""Transcripts: written, read back, cut, edited, of another version; each replayed line by line."""

import hashlib
import json
import re
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve

from negotiation.engine.acts import Act
from negotiation.engine.protocols import Protocol, plenary, stacked_alternating_offers
from negotiation.engine.transcript import (
    CHAIN,
    Note,
    Transcript,
    TranscriptError,
    _checked,
    _decoded,
    read_transcript,
)
from negotiation.errors import UsageError
from negotiation.files import load
from negotiation.playing import Play, play, replay
from negotiation.scenario import Table
from negotiation.scenario.outcome import NoDeal
from negotiation.strategies import Script
from tests.unit.engine.making import scenario


def villages(seed: int = 1) -> Play:
    """Return a play of the toy scenario."""
    return play(load("two-villages"), seed=seed)


LAST = 0


def struck() -> Play:
    """Return a play with notes among its acts, in other alphabets than ours, after an opening."""
    lines = {
        "a": Script("a accepts A9", "a tables A1: x = x1", "a accepts Z1"),
        "b": Script("b declares news publicly [S01a]", "b passes", "b rejects A9"),
    }
    parts: dict[str, Any] = {"title": {"en": "t", "zh": "两个村庄"}, "opening": ["d declares news", "d denies news"]}
    waits = {"deeds": ["carries_out"], "assumed": "t"}
    parts["preconditions"] = {
        "p": {"who": "a", "until": "did(b, carries_out)", **waits},
        "q": {"who": "b", "until": "did(a, carries_out)", **waits},
    }
    return play(scenario(**parts), lines, protocol="plenary", turns=3)


def relined(lines: list[str]) -> str:
    """Return the lines of a transcript with their chains made anew, as one who can compute them would."""
    chain, found = "", []
    for line in lines:
        body = line.rpartition(',"chain":"')[0] + "}"
        chain = hashlib.sha256((chain + body).encode()).hexdigest()[:16]
        found.append(f'{body[:-1]},"chain":"{chain}"}}\n')
    return "".join(found)


class TestRoundTrip:
    """What is saved is loaded again, whole."""

    @pytest.mark.parametrize("make", [villages, struck])
    def test_save_and_load(self, make: Any, tmp_path: Path) -> None:
        """The same transcript; the same text again."""
        end = make()
        end.transcript.save(tmp_path / "talks.jsonl")
        again = Transcript.load(tmp_path / "talks.jsonl")

        assert end.transcript == again
        assert end.transcript.lines() == list(again.lines())
        assert "" == again.lost

    def test_every_parameter_of_a_protocol_survives(self, tmp_path: Path) -> None:
        """Weights, vetoes, numbers."""
        end = play(
            scenario("abc"),
            {name: Script() for name in "abc"},
            protocol=plenary(7, vetoes=("a",), weights={"a": 2, "b": 1, "c": 1}, threshold=0.6),
        )
        end.transcript.save(tmp_path / "talks.jsonl")
        again = replay(tmp_path / "talks.jsonl")
        parameters = {"vetoes": ("a",), "weights": Table({"a": 2, "b": 1, "c": 1}), "threshold": 0.6}

        assert parameters == dict(again.state.game.protocol.parameters)
        assert (7, end.outcome) == (again.state.game.protocol.deadline_turns, again.outcome)

    def test_is_lines_of_json_with_a_chain(self) -> None:
        """The header first, then acts and notes in order, then the end."""
        lines = [json.loads(line) for line in struck().transcript.lines()]
        kinds = [
            "".join(key for key in ("negotiation_transcript", "act", "note", "end") if key in line) for line in lines
        ]

        assert kinds[0] == "negotiation_transcript"
        assert kinds[-1] == "end"
        assert {"act", "note"} == set(kinds[1:-1])
        assert all(re.fullmatch(f"[0-9a-f]{{{CHAIN}}}", line["chain"]) for line in lines)

    def test_holds_the_scenario_as_it_was_played(self) -> None:
        """Resolved: a reading, without the others."""
        played = play(load("two-villages", "not-a-drop"), turns=2).transcript
        head = json.loads(played.lines()[0])

        assert ("not-a-drop", False) == (head["scenario"]["profile"], "profiles" in head["scenario"])
        assert played.scenario.digest == head["digest"]

    def test_is_not_written_where_it_cannot_be(self, tmp_path: Path) -> None:
        """The path is told; nothing is left behind."""
        with pytest.raises(UsageError, match=r"expected .*nowhere"):
            villages().transcript.save(tmp_path / "nowhere" / "talks.jsonl")

    def test_a_file_that_is_none_is_refused(self, tmp_path: Path) -> None:
        """Missing, empty, other text, another alphabet."""
        path = tmp_path / "talks.jsonl"
        with pytest.raises(UsageError, match=r"expected a transcript that can be read, got .*No such file"):
            Transcript.load(path)
        for content, message in (
            (b"", "expected a transcript: its header on the first line, got nothing"),
            (b"hello", "expected a transcript: its header on the first line, got line 1 is cut: 0 lines"),
            (b"hello\nthere\n", "expected a line of a transcript, got 'hello'"),
        ):
            path.write_bytes(content)
            with pytest.raises(TranscriptError, match=message):
                Transcript.load(path)
        path.write_bytes(b"\xff\xfe{}\n")
        with pytest.raises(TranscriptError, match=":1: expected text in UTF-8, got the byte 0xff"):
            Transcript.load(path)
        path.write_bytes(b"\xef\xbb\xbf" + "\n".join([*villages().transcript.lines(), ""]).encode())
        assert villages().acts == Transcript.load(path).acts


class TestCut:
    """A file cut anywhere yields its complete part, and says what is lost."""

    @pytest.mark.parametrize("make", [villages, struck])
    def test_at_every_byte_of_the_last_lines(self, make: Any, tmp_path: Path) -> None:
        """Every complete line is kept; what is kept folds."""
        end, path = make(), tmp_path / "talks.jsonl"
        end.transcript.save(path)
        content = path.read_bytes()
        ends = [found.end() for found in re.finditer(b"\n", content)]
        for at in range(ends[-4], len(content)):
            bodies, lost = _checked(_decoded(content[:at], "f"), "f")
            assert sum(at >= each - 1 for each in ends) == len(bodies)
            assert (at in {each - 1 for each in ends} or at in ends) == (lost == "")
        for at in range(ends[-4], len(content), 97):
            path.write_bytes(content[:at])
            again = Transcript.load(path)

            assert end.transcript.acts[: len(again.acts)] == again.acts
            assert end.transcript.notes[: len(again.notes)] == again.notes
            assert (again.end is None) == (again.lost != "")

    def test_what_is_kept_is_replayed(self, tmp_path: Path) -> None:
        """To where the record stops; also within the opening."""
        end, path = struck(), tmp_path / "talks.jsonl"
        end.transcript.save(path)
        lines = path.read_bytes().splitlines(keepends=True)
        for n in range(1, len(lines)):
            path.write_bytes(b"".join(lines[:n]) + lines[n][:9])
            again = replay(path)

            assert again.acts[: n - 1] == end.acts[: len(again.acts)][: n - 1] or n > len(end.acts)
            assert "is cut" in Transcript.load(path).lost

    def test_after_a_whole_line_the_end_is_missing(self, tmp_path: Path) -> None:
        """How far the record goes is told; asked for its outcome, it says that the talks go on."""
        path = tmp_path / "talks.jsonl"
        lines = villages().transcript.lines()
        path.write_text("\n".join(lines[:4]) + "\n", encoding="utf8")
        again = replay(path)

        assert "the end is missing: 3 acts are kept, up to turn 2" == Transcript.load(path).lost
        with pytest.raises(UsageError, match="expected talks that have ended, got turn 2 of talks that go on"):
            _ = again.outcome

    def test_before_the_first_act_nothing_was_said(self) -> None:
        """The header alone is a transcript."""
        found = read_transcript(villages().transcript.lines()[0] + "\n")

        assert ((), "the end is missing: 0 acts are kept, up to turn 0") == (found.acts, found.lost)

    def test_in_the_header_it_is_none(self) -> None:
        """There is nothing to keep."""
        with pytest.raises(TranscriptError, match="expected a transcript: its header on the first line"):
            read_transcript(villages().transcript.lines()[0][:-5])


class TestEdited:
    """A line that is not as it was written is named."""

    @pytest.mark.parametrize("number", [1, 2, 5])
    def test_names_the_line(self, number: int) -> None:
        """Whatever was changed in it."""
        lines = villages().transcript.lines()
        lines[number - 1] = lines[number - 1].replace("highfield", "highfeild", 1)
        with pytest.raises(
            TranscriptError, match=rf"<transcript>:{number}: expected the chain .* is not as it was written"
        ):
            read_transcript("\n".join(lines) + "\n")

    def test_names_where_a_line_is_missing(self) -> None:
        """The first after the gap."""
        lines = villages().transcript.lines()
        del lines[3]
        with pytest.raises(TranscriptError, match="<transcript>:4: expected the chain"):
            read_transcript("\n".join(lines) + "\n")

    def test_another_version_is_told_whatever_its_lines_look_like(self) -> None:
        """A later one need not have a chain."""
        with pytest.raises(TranscriptError, match="expected transcript version 1, got 2; replay it with"):
            read_transcript('{"negotiation_transcript": 2, "sealed": true}\n{"turn": 1}\n')

    def test_another_version_is_told(self) -> None:
        """With the cure."""
        lines = villages().transcript.lines()
        lines[0] = lines[0].replace('"negotiation_transcript":1', '"negotiation_transcript":9')
        with pytest.raises(
            TranscriptError, match="expected transcript version 1, got 9; replay it with the library that wrote"
        ):
            read_transcript(relined(lines))

    @pytest.mark.parametrize(
        ("line", "old", "new", "message"),
        [
            (1, '"digest":"', '"digest":"0', "expected the digest"),
            (
                1,
                '"seed":',
                '"seeds":',
                "expected a header with scenario, digest, protocol, cap, seed, .* got none with seed",
            ),
            (1, '"status_quo":"full"', '"status_quo":"empty"', "expected a valid scenario in the header, got"),
            (1, '"negotiation_transcript":1', '"negotiation":1', "expected transcript version 1, got none"),
            (2, "tables", "tabels", "expected an act in notation, got expected a deed, got 'tabels'"),
            (2, '"turn":1', '"turn":"one"', "expected act 1 with its turn, a note, or the end in the last line, got"),
            (2, '"act":', '"deed":', "expected act 1 with its turn, a note, or the end in the last line, got"),
            (3, '"n":2', '"n":99', "expected act 2 with its turn, a note, or the end in the last line, got"),
            (
                LAST,
                '{"end":',
                '{"ends":',
                "expected act [0-9]+ with its turn, a note, or the end in the last line, got",
            ),
            (LAST, '"outcome":', '"result":', "expected act [0-9]+ with its turn, a note, or the end in the last line"),
            (1, '"cap":10', '"cap":"x"', 'expected a whole number for cap, got "x"'),
            (1, '"seed":1', '"seed":null', "expected a whole number for seed, got null"),
            (1, '"protocol":{"', '"protocol":[],"old":{"', r"expected a map for protocol, got \[\]"),
            (1, '"name":"alternating-offers"', '"name":5', "expected a protocol with its name and deadline_turns, got"),
            (
                1,
                '"strategies":{"highfield":"T',
                '"strategies":{"lowmead":5,"highfield":"T',
                "expected the name of a strategy for each seat",
            ),
            (2, '{"act"', '["act"', "expected an object in JSON, got"),
        ],
    )
    def test_one_who_remakes_the_chain_is_found_too(self, line: int, old: str, new: str, message: str) -> None:
        """By what the line says."""
        lines = villages().transcript.lines()
        line = line or len(lines)
        assert old in lines[line - 1]
        lines[line - 1] = lines[line - 1].replace(old, new, 1)
        with pytest.raises(TranscriptError, match=rf"<transcript>:{line}: {message}"):
            read_transcript(relined(lines))

    def test_a_word_that_looks_like_a_chain_is_none(self) -> None:
        """An id of a scenario does not pass for the end of a line."""
        line = villages().transcript.lines()[0]
        with pytest.raises(TranscriptError, match="its header on the first line, got line 1 is cut"):
            read_transcript(line[:60] + ',"chain":"yes"}')


class TestReplay:
    """The acts are folded again; no strategy is asked; what does not fit is named with its line."""

    def test_gives_the_same_play(self, tmp_path: Path) -> None:
        """Outcome, scorecard and record."""
        end, path = villages(), tmp_path / "talks.jsonl"
        end.transcript.save(path)
        again = replay(path)

        assert (end.outcome, end.scorecard.as_plain()) == (again.outcome, again.scorecard.as_plain())
        assert end.transcript == again.transcript

    def test_asks_no_strategy(self) -> None:
        """The record is enough."""

        class Fails:
            """A seat that must not be asked."""

            calls = 0

            def decide(self, view: object, rng: object) -> Act:
                """Pass once, then fail."""
                Fails.calls += 1
                return Act("a", "passes")

        end = play(scenario(), {"a": Fails(), "b": Script()})
        calls = Fails.calls
        replay(end.transcript)

        assert calls == Fails.calls

    @pytest.mark.parametrize(
        ("place", "act", "line", "message"),
        [
            (0, (1, Act("millbrook", "passes")), 2, "expected an act that is legal there, got not legal in turn 1"),
            (1, (2, Act("millbrook", "passes")), 3, "expected an act of turn 1, got turn 2"),
            (2, (9, Act("highfield", "passes")), 4, "expected an act of turn 2, got turn 9"),
        ],
    )
    def test_names_the_line_that_does_not_fit(self, place: int, act: tuple[int, Act], line: int, message: str) -> None:
        """An act out of turn, or one that is not legal."""
        record = villages().transcript
        acts = list(record.acts)
        acts[place] = act
        with pytest.raises(TranscriptError, match=message) as caught:
            replay(evolve(record, acts=tuple(acts)))

        assert line == caught.value.line

    def test_an_act_after_the_end_does_not_fit(self) -> None:
        """The talks have ended there."""
        record = villages().transcript
        more = (*record.acts, (record.acts[-1][0], Act("highfield", "passes")))
        with pytest.raises(TranscriptError, match="the talks have ended"):
            replay(evolve(record, acts=more))

    def test_another_opening_does_not_fit(self) -> None:
        """It is the scenario's."""
        record = struck().transcript
        for acts in (record.acts[1:], ()):
            with pytest.raises(TranscriptError, match="<transcript>:2: expected the scenario's opening, got"):
                replay(evolve(record, acts=acts))

    def test_another_end_does_not_fit(self) -> None:
        """The figure that differs is named; so are talks that go on."""
        record = villages().transcript
        end = dict(record.end or {})
        lines = len(record.acts) + len(record.notes) + 2
        with pytest.raises(TranscriptError, match=rf"<transcript>:{lines}: expected joint .* got None"):
            replay(evolve(record, end={key: value for key, value in end.items() if key != "joint"}))
        with pytest.raises(TranscriptError, match="expected talks that go on, got"):
            replay(evolve(record, acts=record.acts[:-1]))

    def test_the_figure_that_differs_is_told_alone(self) -> None:
        """With its path, not among all that are alike."""
        record = villages().transcript
        end: dict[str, Any] = json.loads(json.dumps(dict(record.end or {})))
        end["scores"]["lowmead"]["gain"] = 0.5
        with pytest.raises(TranscriptError, match=r"expected scores\.lowmead\.gain -0\.62, got 0\.5$"):
            replay(evolve(record, end=end))

    @pytest.mark.parametrize("parties", ["abc", "acb", "bac", "bca", "cab", "cba"])
    def test_the_order_of_actors_in_a_file_moves_no_digit(self, parties: str, tmp_path: Path) -> None:
        """A record names them by id: products and sums of three come out as they were written."""
        worth = {"a": 0.1, "b": 0.3, "c": 0.7}
        values = {name: {"x": {"x0": 0, "x1": worth[name], "x2": 1}, "y": {"y0": 1, "y1": 0}} for name in worth}
        weights = {"x": 0.9, "y": 0.1}
        actors = {name: {"values": values[name], "salience": weights} for name in worth}
        lines = {name: Script(f"{name} accepts A1") for name in "bc"} | {"a": Script("a tables A1: x = x1")}
        end = play(
            scenario(parties, seats=["a", "b", "c"], actors=actors), lines, protocol=stacked_alternating_offers()
        )
        assert end.scorecard.nash_product == pytest.approx(0.09 * 0.27 * 0.63)

        end.transcript.save(tmp_path / "t.jsonl")
        assert end.scorecard.as_plain() == replay(tmp_path / "t.jsonl").scorecard.as_plain()

    def test_a_failed_strategy_ends_the_replay_as_it_ended_the_play(self) -> None:
        """What was no act is in the end."""

        class Fails:
            """A seat that fails."""

            def decide(self, view: object, rng: object) -> Act:
                """Fail."""
                raise RuntimeError("no")

        end = play(scenario(), {"a": Fails(), "b": Script(*["b declares news"] * 9)})
        again = replay(end.transcript)

        assert NoDeal("strategy_failed", 3, "a") == end.outcome == again.outcome

    def test_knows_the_lines_between_which_notes_stand(self, tmp_path: Path) -> None:
        """An act that does not fit is named with its line in the file."""
        record = struck().transcript
        place = next(n for n, (_, act) in enumerate(record.acts) if act.deed == "rejects" or n == len(record.acts) - 1)
        acts = list(record.acts)
        acts[place] = (acts[place][0], Act("zoe", "passes"))
        wrong = evolve(record, acts=tuple(acts), end=None)
        with pytest.raises(TranscriptError, match="it is not the turn of zoe") as caught:
            replay(wrong)

        assert '"zoe passes"' in wrong.lines()[caught.value.line - 1]

    def test_a_protocol_of_ones_own_is_handed_in(self) -> None:
        """It is in no catalogue."""
        first_wins = Protocol(
            "first-wins",
            lambda state: state.seats[:1] if not state.spoken else (),
            lambda state, actor: ("tables", "passes"),
            lambda state, proposal, accepted: tuple(accepted),
        )
        end = play(scenario(), {"a": Script("a tables A1: x = x2")}, protocol=first_wins)

        assert end.outcome == replay(end.transcript, first_wins).outcome

    def test_a_note_before_the_first_act_is_kept(self) -> None:
        """It stands after it in the file."""
        record = Transcript(
            scenario(),
            {"name": "plenary", "deadline_turns": None},
            5,
            0,
            acts=((1, Act("a", "passes")),),
            notes=(Note(0, 1, "a", "x"),),
        )
        again = read_transcript("".join(f"{line}\n" for line in record.lines()))

        assert (record.acts, record.notes) == (again.acts, again.notes)
        assert stacked_alternating_offers().name != again.protocol["name"]
