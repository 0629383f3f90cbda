"""The record of a play: JSON Lines with the resolved scenario in the header; enough to replay and verify.

Each line carries a chain, the start of the SHA-256 of the chain before it and its own content: an edited line,
a missing one or a cut file is found where it happens. This module knows the file, not the play.
"""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

from attrs import field, frozen

from negotiation.engine.acts import Act
from negotiation.engine.notation import format_act, parse_act
from negotiation.errors import NegotiationError, ScenarioError, UsageError
from negotiation.files.writing import write_whole
from negotiation.scenario import Scenario
from negotiation.scenario.digest import canonical_json
from negotiation.scenario.scenario import read_scenario
from negotiation.text.hooks import minutes_of

VERSION = 1
CHAIN = 16
KINDS = {dict: "a map", str: "a text", int: "a whole number"}
HEAD = {"scenario": dict, "digest": str, "protocol": dict, "cap": int, "seed": int, "run": int, "strategies": dict}
_TAIL = re.compile(rf'[0-9a-f]{{{CHAIN}}}"}}')


@frozen(eq=False)
class TranscriptError(NegotiationError):
    """A transcript cannot be used: the file, the line (from 1), what was expected, what was got, and the cure."""

    file: str
    line: int
    expected: str
    got: str = ""
    cure: str = ""

    def __str__(self) -> str:
        got = f", got {self.got}" if self.got else ""
        cure = f"; {self.cure}" if self.cure else ""
        return f"{self.file}:{self.line}: expected {self.expected}{got}{cure}"


@frozen
class Note:
    """What the session recorded beside the acts: a refused answer, a strategy that failed."""

    n: int
    turn: int
    actor: str
    text: str


@frozen
class Transcript:
    """One play, written down.

    `acts` are (turn, act), turn 0 for the opening; `end` is the outcome and scores as plain values, None where
    the record stops before the end; `lost` says what a damaged file no longer tells; `file` is what errors call it.
    """

    scenario: Scenario
    protocol: Mapping[str, Any]
    cap: int
    seed: int
    run: int = 0
    strategies: Mapping[str, str] = field(factory=dict)
    acts: tuple[tuple[int, Act], ...] = ()
    notes: tuple[Note, ...] = ()
    end: Mapping[str, Any] | None = None
    lost: str = ""
    file: str = field(default="<transcript>", eq=False)

    def __repr__(self) -> str:
        return f"<Transcript of {self.scenario.id}: {len(self.acts)} acts, seed {self.seed}>"

    def __str__(self) -> str:
        return minutes_of(self)

    def lines(self) -> list[str]:
        """Return the lines of the file, without line ends."""
        found, chain = list[str](), ""
        for text in self._texts():
            chain = sha256(f"{chain}{text}}}".encode()).hexdigest()[:CHAIN]
            found.append(f'{text},"chain":"{chain}"}}')
        return found

    def _texts(self) -> list[str]:
        """Return each line as canonical JSON, without its chain and its closing brace."""
        said: dict[int, str] = {}  # a strategy that stands by its text says the same act many times
        found = [self._head()]
        for n, (turn, act) in enumerate(self.acts, 1):
            key = id(act)
            if key not in said:
                said[key] = f'{{"act":{canonical_json(format_act(act))},"n":'
            found.append(f'{said[key]}{n},"turn":{turn}')
        for note in reversed(self.notes):  # each after the act before it, or the first one
            found.insert(max(note.n, 1) + 1, _noted(note))
        return found if self.end is None else [*found, canonical_json({"end": dict(self.end)})[:-1]]

    def _head(self) -> str:
        """Return the first line: the canonical JSON of the scenario, worked out once, among what is short."""
        found = {
            "negotiation_transcript": VERSION,
            "digest": self.scenario.digest,
            "protocol": dict(self.protocol),
            "cap": self.cap,
            "seed": self.seed,
            "run": self.run,
            "strategies": dict(self.strategies),
        }
        parts = {key: canonical_json(value) for key, value in found.items()} | {"scenario": self.scenario.canonical}
        return "{" + ",".join([f'"{key}":{parts[key]}' for key in sorted(parts)])

    def save(self, path: str | Path) -> None:
        """Write the transcript; a file that was there is replaced only when all is written.

        Raises UsageError when the path cannot be written.
        """
        write_whole("\n".join([*self.lines(), ""]), Path(path))

    @classmethod
    def load(cls, path: str | Path) -> Transcript:
        """Return the transcript of a file; one cut anywhere gives its complete part and says what is lost.

        Raises TranscriptError for a file that is none, of another version, or edited: naming the line.
        """
        if not isinstance(path, (str, Path)):
            raise UsageError("the path of a transcript", repr(path))
        try:
            content = Path(path).read_bytes()
        except (OSError, ValueError) as error:
            reason = str(getattr(error, "strerror", None) or error)
            raise UsageError("a transcript that can be read", str(path), reason) from None
        return read_transcript(_decoded(content, str(path)), str(path))


def _decoded(content: bytes, file: str) -> str:
    """Return a file's text, without a mark at its start and a last character that is cut."""
    try:
        text = codecs.getincrementaldecoder("utf-8-sig")().decode(content)
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise TranscriptError(file, line, "text in UTF-8", f"the byte 0x{content[error.start]:02x}") from None
    return text.replace("\r\n", "\n")


def _noted(note: Note) -> str:
    return canonical_json({"n": note.n, "turn": note.turn, "actor": note.actor, "note": note.text})[:-1]


def read_transcript(text: str, file: str = "<transcript>") -> Transcript:
    """Return the transcript that a text holds. Raises TranscriptError as `Transcript.load` does."""
    bodies, lost = _checked(text, file)
    if not bodies:
        raise TranscriptError(file, 1, "a transcript: its header on the first line", lost or "nothing")
    head = bodies[0]
    _check_head(head, file)
    try:
        scenario = read_scenario(head["scenario"])
    except ScenarioError as error:
        raise TranscriptError(file, 1, "a valid scenario in the header", str(error)) from None
    if scenario.digest != head["digest"]:
        raise TranscriptError(file, 1, f"the digest {scenario.digest} of the scenario", str(head["digest"]))
    acts, notes = list[tuple[int, Act]](), list[Note]()
    end: dict[str, Any] | None = None
    for number, body in enumerate(bodies[1:], 2):
        match body:
            case {"end": {"outcome": dict()} as end} if number == len(bodies):
                pass
            case {"n": int(n), "turn": int(turn), "actor": str(actor), "note": str(note)} if actor in scenario.actors:
                notes.append(Note(n, turn, actor, note))
            case {"act": str(said), "n": int(n), "turn": int(turn)} if n == len(acts) + 1:
                try:
                    acts.append((turn, parse_act(said)))
                except NegotiationError as error:
                    raise TranscriptError(file, number, "an act in notation", str(error)) from None
            case _:
                expected = f"act {len(acts) + 1} with its turn, a note, or the end in the last line"
                raise TranscriptError(file, number, expected, canonical_json(body))
    if end is None and not lost:
        lost = f"the end is missing: {len(acts)} acts are kept, up to turn {acts[-1][0] if acts else 0}"
    return Transcript(
        scenario,
        head["protocol"],
        head["cap"],
        head["seed"],
        head["run"],
        head["strategies"],
        tuple(acts),
        tuple(notes),
        end,
        lost,
        file,
    )


def _check_head(head: dict[str, Any], file: str) -> None:
    """Raise TranscriptError for a header in which something is missing, or of another kind."""
    for key, kind in HEAD.items():
        if key not in head:
            raise TranscriptError(file, 1, f"a header with {', '.join(HEAD)}", f"none with {key}")
        if type(head[key]) is not kind:
            raise TranscriptError(file, 1, f"{KINDS[kind]} for {key}", canonical_json(head[key]))
    match head["protocol"]:
        case {"name": str(), "deadline_turns": int() | None}:
            pass
        case other:
            raise TranscriptError(file, 1, "a protocol with its name and deadline_turns", canonical_json(other))
    if not all(isinstance(each, str) for each in head["strategies"].values()):
        raise TranscriptError(file, 1, "the name of a strategy for each seat", canonical_json(head["strategies"]))


def _checked(text: str, file: str) -> tuple[list[dict[str, Any]], str]:
    """Return the lines whose chain holds, and what is lost after them (a cut in the last line)."""
    bodies: list[dict[str, Any]] = []
    chain = ""
    lines = text.split("\n")
    _check_version(lines[0], file)
    for number, line in enumerate(lines, 1):
        if not line.strip() and number == len(lines):
            break
        cut, _, tail = line.rpartition(',"chain":"')
        if not _TAIL.fullmatch(tail):
            if number == len(lines):
                return bodies, f"line {number} is cut: {max(len(bodies) - 1, 0)} lines after the header are kept"
            raise TranscriptError(file, number, "a line of a transcript", repr(line[:40]))
        chain = sha256(f"{chain}{cut}}}".encode()).hexdigest()[:CHAIN]
        if tail[:-2] != chain:
            cure = "the line, or one taken out before it, is not as it was written"
            raise TranscriptError(file, number, f"the chain {chain}", tail[:-2], cure)
        bodies.append(_object(cut + "}", file, number))
    return bodies, ""


def _check_version(line: str, file: str) -> None:
    """Raise TranscriptError for a header of another version: what its lines look like is not known."""
    try:
        head = json.loads(line)
    except ValueError:
        return
    version = head.get("negotiation_transcript", "none") if isinstance(head, dict) else VERSION
    if version != VERSION:
        cure = "replay it with the library that wrote it"
        raise TranscriptError(file, 1, f"transcript version {VERSION}", str(version), cure)


def _object(text: str, file: str, number: int) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise TranscriptError(file, number, "an object in JSON", repr(text[:40]))
    return found
