"""The facade: play, replay, verify."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from attrs import field, frozen

from negotiation.analysis.scorecard import Scorecard
from negotiation.analysis.scoring import scorecard_of
from negotiation.engine.acts import CHANCE, Act
from negotiation.engine.catalogue import PROTOCOLS, protocol_for, protocol_named
from negotiation.engine.chance import Draws
from negotiation.engine.game import Game
from negotiation.engine.notation import format_act
from negotiation.engine.opening import begin, opened
from negotiation.engine.protocols import Protocol
from negotiation.engine.session import session
from negotiation.engine.state import IllegalActError, State
from negotiation.engine.transcript import Note, Transcript, TranscriptError
from negotiation.errors import UnknownNameError, UsageError
from negotiation.scenario import Scenario
from negotiation.scenario.no_deal import Leaf, realised
from negotiation.scenario.objects import thaw
from negotiation.scenario.outcome import NoDeal, Outcome
from negotiation.strategies import Strategy, strategy_named
from negotiation.text.hooks import html_of, minutes_of

if TYPE_CHECKING:
    from negotiation.analysis.diagnosis import Diagnosis


@frozen(eq=False)
class Play:
    """One negotiation played: the scenario, how it ended, its transcript and scorecard.

    `lost` says what the damaged record that was replayed no longer tells; "" for a whole one.
    """

    scenario: Scenario
    state: State
    seed: int = 0
    run: int = 0
    strategies: Mapping[str, str] = field(factory=dict)
    notes: tuple[Note, ...] = ()
    lost: str = ""

    @property
    def outcome(self) -> Outcome:
        """How it ended: an Agreement or a NoDeal. UsageError when the record stops before the end."""
        if self.state.outcome is None:
            raise UsageError("talks that have ended", f"turn {self.state.turn} of talks that go on", self.lost)
        return self.state.outcome

    @property
    def acts(self) -> tuple[tuple[int, Act], ...]:
        """Every act with its turn; turn 0 is the opening."""
        return self.state.acts

    @cached_property
    def aftermath(self) -> Leaf | None:
        """What chance drew after talks that ended without agreement; None after an agreement.

        Its draws are those of the turn after the last, so that they are no hazard's of the last turn again.
        """
        if not isinstance(self.outcome, NoDeal):
            return None
        draws, turn = Draws(self.seed, self.run), self.outcome.turn + 1
        return realised(self.scenario, self.state.world, lambda measure: draws.uniform("threat", CHANCE, measure, turn))

    @cached_property
    def scorecard(self) -> Scorecard:
        """What the outcome is worth, to each actor and jointly."""
        return scorecard_of(self.scenario, self.outcome, self.state.world, opened(self.state.game), self.aftermath)

    @cached_property
    def diagnosis(self) -> Diagnosis | None:
        """Why nothing could be agreed, where talks failed and no package was left to agree on; else None."""
        from negotiation.analysis.diagnosis import diagnosed  # few plays are asked

        failed = isinstance(self.state.outcome, NoDeal) and not self.scorecard.zone
        return diagnosed(self.scenario, self.state.world) if failed else None

    def __repr__(self) -> str:
        return f"<Play of {self.scenario.id}, seed {self.seed}: {self.state.outcome or 'not ended'}>"

    def __str__(self) -> str:
        return minutes_of(self)

    def _repr_html_(self) -> str | None:
        """Return the play as markup for notebooks."""
        return html_of(self)

    @cached_property
    def transcript(self) -> Transcript:
        """The record of the play: enough to replay and verify it."""
        protocol = self.state.game.protocol
        head = thaw({"name": protocol.name, "deadline_turns": protocol.deadline_turns, **protocol.parameters})
        end = None if self.state.outcome is None or self.lost else self.scorecard.as_plain()
        how = (head, self.state.game.cap, self.seed, self.run, self.strategies)
        return Transcript(self.scenario, *how, self.acts, self.notes, end, self.lost)


def play(
    scenario: Scenario | str | Path,
    strategies: Mapping[str, Strategy | str] | None = None,
    *,
    protocol: Protocol | str | None = None,
    seed: int = 0,
    run: int = 0,
    turns: int | None = None,
    start: State | None = None,
) -> Play:
    """Play one negotiation and return it.

    Parameters
    ----------
    scenario : a scenario, or the name or path of one (under its default reading).
    strategies : by actor, a strategy or its name: for a seat, or for one whose word is asked for. Parties that are
        left out play the scenario's default, else "linear"; for others the word is computed.
    protocol : a protocol or its name, with parameters as in `plenary:quorum=2`; default: the scenario's, with its
        deadline.
    seed, run : the address of every draw; whole numbers from 0 up, a seed below 2**128, a run below 2**64.
    turns : the cap in turns, 1 to 10,000; default: the scenario's.
    start : a state to play on from, instead of the opening; its protocol and cap hold.

    Raises
    ------
    UnknownNameError
        for a name that is not there.
    UsageError
        for a strategy of an actor that has no word in the talks, where the protocol does not fit the scenario, the cap,
        seed or run is out of bounds, the start is of another scenario, or what is given is of another kind.
    """
    if isinstance(scenario, (str, Path)):
        from negotiation.files import load

        scenario = load(scenario)
    for what, given, kinds in (
        ("a scenario, or the name or path of one", scenario, Scenario),
        ("strategies by actor", {} if strategies is None else strategies, Mapping),
        ("a whole number of turns", 1 if turns is None else turns, int),
    ):
        if not isinstance(given, kinds) or isinstance(given, bool):
            raise UsageError(what, repr(given))
    if start is not None and start.game.scenario != scenario:
        raise UsageError("a start in the talks that are played", f"one in {start.game.scenario.id}")
    state = start if start is not None else begin(game_of(scenario, protocol, turns))
    chosen = _chosen(scenario, strategies or {})
    draws = Draws(seed, run)
    state, notes = session(state, chosen, draws)
    names = {actor: str(each) for actor, each in chosen.items()}
    return Play(scenario, state, draws.seed, draws.run, names, notes)


def game_of(scenario: Scenario, protocol: Protocol | str | None = None, turns: int | None = None) -> Game:
    """Return a scenario under a protocol, or its name with parameters (default: its own, with its own deadline)."""
    defaults = scenario.defaults
    if protocol is None or isinstance(protocol, str):
        protocol = protocol_for(scenario, protocol)
    elif not isinstance(protocol, Protocol):
        cure = "call it: plenary(), not plenary" if callable(protocol) else ""
        raise UsageError("a protocol or its name", repr(protocol), cure)
    return Game(scenario, protocol, defaults.turns if turns is None else turns)


def _chosen(scenario: Scenario, strategies: Mapping[str, Strategy | str]) -> dict[str, Strategy]:
    signing = (who for issue in scenario.agenda for option in issue.options for who in option.signs)
    holding = (gate.who for gate in scenario.gates.values() if gate.who in scenario.actors)
    able = tuple(dict.fromkeys((*scenario.seated, *holding, *signing)))
    for actor in strategies:
        if actor in scenario.actors and actor not in able:
            raise UsageError(f"an actor with a seat or a word in the talks: {', '.join(able)}", repr(actor))
        if actor not in able:
            raise UnknownNameError("seat", actor, able)
    found = {}
    for actor in dict.fromkeys((*scenario.parties, *strategies, *scenario.defaults.strategies)):
        each: Any = strategies.get(actor, scenario.defaults.strategies.get(actor, "linear"))
        found[actor] = strategy_named(each) if isinstance(each, str) else each
        if isinstance(each, type) or not (hasattr(found[actor], "seat") or hasattr(found[actor], "decide")):
            name = str(getattr(each, "__name__", ""))
            cure = f"call it: {name}()" if name else "it has seat(view) or decide(view, rng)"
            raise UsageError(f"a strategy for {actor}, or its name", name or repr(each), cure)
    return found


def replay(transcript: Transcript | str | Path, protocol: Protocol | None = None) -> Play:
    """Fold a transcript's acts without calling any strategy, and check that it ends as it says.

    `protocol` is needed only for one that is not in the catalogue; UsageError where it is missing.

    Raises TranscriptError naming the line at which the record and the rules differ (the file may be cut: then
    the part that is whole is folded, and `transcript.lost` says what is missing).
    """
    record = transcript if isinstance(transcript, Transcript) else Transcript.load(transcript)
    file = record.file
    head = dict(record.protocol)
    name, deadline = head.pop("name"), head.pop("deadline_turns")
    if protocol is None and name not in PROTOCOLS:
        raise UsageError("a transcript under a protocol of the catalogue", repr(name), "give it: replay(…, protocol=…)")
    rules = protocol or protocol_named(name, deadline, **head)
    state = begin(Game(record.scenario, rules, record.cap))
    whole = min(state.n, len(record.acts)) if record.lost else state.n
    if state.acts[:whole] != record.acts[:whole]:
        got = format_act(record.acts[0][1]) if record.acts else "nothing"
        raise TranscriptError(file, 2, "the scenario's opening", got)
    lines = line_numbers(record)
    for place in range(state.n, len(record.acts)):
        turn, act = record.acts[place]
        if state.turn != turn:
            raise TranscriptError(file, lines[place], f"an act of turn {state.turn}", f"turn {turn}")
        try:
            state = state.after(act)
        except IllegalActError as error:
            raise TranscriptError(file, lines[place], "an act that is legal there", str(error)) from None
    end = dict((record.end or {}).get("outcome", {}))
    if end.get("reason") == "strategy_failed" and state.outcome is None:
        state = state.with_(outcome=NoDeal("strategy_failed", state.turn, end.get("about", "")))
    found = Play(record.scenario, state, record.seed, record.run, record.strategies, record.notes, record.lost)
    if record.end is not None:
        check_end(found, record, file, max(lines, default=1) + len(record.notes) + 1)
    return found


def line_numbers(record: Transcript) -> list[int]:
    """Return the line on which each act of a transcript stands in its file."""
    found, line = [], 1
    notes = [note.n for note in record.notes]
    for n in range(1, len(record.acts) + 1):
        line += 1
        found.append(line)
        while notes and notes[0] <= n:
            notes.pop(0)
            line += 1
    return found


def check_end(found: Play, record: Transcript, file: str, line: int) -> None:
    """Raise TranscriptError where a folded play does not end as its record says."""
    if found.state.outcome is None:
        raise TranscriptError(file, line, "talks that go on", str(dict(record.end or {}).get("outcome")))
    now, then = found.scorecard.as_plain(), record.end or {}
    for key in now:
        if now[key] != then.get(key):
            where, here, there = _difference(key, now[key], then.get(key))
            raise TranscriptError(file, line, f"{where} {here!r}", repr(there))


def _difference(where: str, now: Any, then: Any) -> tuple[str, Any, Any]:
    """Return the first single figure in which two plain values differ, with its path, and what it is in each."""
    if isinstance(now, Mapping) and isinstance(then, Mapping):
        for key in (*now, *then):
            if now.get(key) != then.get(key):
                return _difference(f"{where}.{key}", now.get(key), then.get(key))
    return where, now, then
