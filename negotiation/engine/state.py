"""The immutable position of the talks after some acts: what may be done now, and what comes of doing it.

A state is a fold over acts: everything that changes the talks is an act in its log. In a turn chance comes first
(events), then the seats move, then gates answer where a text was signed, then triggers, then the turn ends.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from attrs import evolve, frozen

from negotiation.engine import gates
from negotiation.engine.acts import CHANCE, Act
from negotiation.engine.deeds import DEEDS, Template, audience_of, due, template
from negotiation.engine.deeds.rules import OPEN_FLOOR
from negotiation.engine.game import Game
from negotiation.engine.log import Log, Message, Proposal
from negotiation.engine.notation import format_act, parse_act
from negotiation.engine.view import Sheet, View, sheet_of
from negotiation.errors import NegotiationError
from negotiation.scenario.beliefs import noticed
from negotiation.scenario.binding import bind
from negotiation.scenario.outcome import NoDeal, Outcome
from negotiation.scenario.preconditions import cycle_text, holding_back
from negotiation.scenario.table import Table
from negotiation.scenario.world import World

if TYPE_CHECKING:
    from collections.abc import Iterable

IDLE_TURNS = 2
CHANCE_MAY = ("happens", "leaks", "passes")
NOT_IN_OPENING = ("passes", "leaves")


@frozen(eq=False)
class IllegalActError(NegotiationError):
    """An act that is not legal now: the act, the turn, the reason, and what would be legal."""

    act: str
    turn: int
    reason: str
    legal: tuple[str, ...] = ()

    def __str__(self) -> str:
        legal = f"; legal now: {', '.join(self.legal)}" if self.legal else ""
        return f"not legal in turn {self.turn}: {self.act!r}: {self.reason}{legal}"


@frozen
class Talks:
    """What few plays use, shared unchanged by the others.

    Parameters
    ----------
    left, idle_turns : who left; for how many turns everybody passed.
    refused, vetoed : why signed texts failed, by label; the packages on which a veto fell.
    softer : texts that may be discussed but not signed, with their authors.
    declined, given_up : issues taken off an actor's agenda; demands given up.
    messages, mail : messages by label; acts on their way, with the turn in which they arrive.
    schedule, leakable, leaked : meetings by turn; texts that may leak, by channel; those that have.
    tentative, signed, signers, words, asked : the signed text that awaits others' words, since when, by whom it
        was signed, the words given, and who was consulted when.
    """

    left: tuple[str, ...] = ()
    idle_turns: int = 0
    refused: Table[str, str] = Table()
    vetoed: frozenset[tuple[int, ...]] = frozenset()
    softer: Table[str, str] = Table()
    declined: frozenset[tuple[str, str]] = frozenset()
    given_up: frozenset[tuple[str, str]] = frozenset()
    messages: Table[str, Message] = Table()
    mail: tuple[tuple[int, Act], ...] = ()
    schedule: Table[str, int] = Table()
    leakable: Table[str, str] = Table()
    leaked: frozenset[str] = frozenset()
    tentative: str = ""
    signed: int = 0
    signers: tuple[str, ...] = ()
    words: Table[str, bool] = Table()
    asked: Table[str, int] = Table()


NO_TALKS = Talks()


@frozen(eq=False)
class State:
    """The talks after the first `n` acts of a log.

    `open` maps the label of each text that may be accepted to those who accepted it; `standing` is the label of
    the last one tabled. `seats` are those who may still act, `parties` those who must still agree. `spoken` are
    those who have made their move in this turn; `active` whether any of them did more than pass. `phase` is
    opening, events, moves, gates, triggers or ending.
    """

    game: Game
    log: Log
    n: int
    turn: int
    world: World
    open: dict[str, frozenset[str]]
    standing: str | None
    spoken: tuple[str, ...]
    seats: tuple[str, ...]
    parties: tuple[str, ...]
    active: bool = False
    talks: Talks = NO_TALKS
    phase: str = "moves"
    outcome: Outcome | None = None

    @property
    def to_act(self) -> tuple[str, ...]:
        """Who is to act now: seats, those whose word a signed text awaits, or chance; nobody at the end."""
        phase = self.phase
        if self.outcome is not None:
            return ()
        if phase == "moves":
            return self.game.protocol.speaks(self) if self.talks is NO_TALKS or not self.talks.tentative else ()
        if phase == "gates":
            return gates.awaited(self)
        return (CHANCE,) if phase in ("events", "triggers") else ()

    @property
    def acts(self) -> tuple[tuple[int, Act], ...]:
        """The acts so far, each with its turn."""
        return tuple(self.log.acts[: self.n])

    def proposal(self, label: str) -> Proposal | None:
        """Return the text of a label, or None."""
        return self.log.proposals.get(label)

    def open_to(self, actor: str) -> tuple[str, ...]:
        """Return the labels of the texts that an actor may still accept: open, heard of, and not accepted by it."""
        labels = [label for label, accepted in self.open.items() if actor not in accepted]
        if self.log.hears and labels:
            labels = [label for label in labels if self.knows(actor, label)]
        return tuple(labels)

    def knows(self, actor: str, label: str) -> bool:
        """Return whether an actor has heard of a text."""
        audience = audience_of(self, self.log.proposals[label].act)
        return audience is None or actor in audience

    def may(self, actor: str) -> tuple[str, ...]:
        """Return the deeds open to an actor now."""
        if actor not in self.to_act:
            return ()
        if self.phase == "moves":
            found = self.game.protocol.may(self, actor) + self.game.side_deeds[actor]
            return self._not_held_back(actor, found) if self.game.has_preconditions else found
        return CHANCE_MAY if actor == CHANCE else gates.may(self, actor)

    def _not_held_back(self, actor: str, deeds: tuple[str, ...]) -> tuple[str, ...]:
        scenario, world = self.game.scenario, self.world
        return tuple(deed for deed in deeds if not holding_back(scenario, world, actor, deed))

    def legal_acts(self, actor: str) -> tuple[Template, ...]:
        """Return what an actor may do now as templates: deed, what it may be about, and the terms it may fill."""
        return tuple(template(self, actor, deed) for deed in self.may(actor))

    def why_illegal(self, act: Act, may: tuple[str, ...] = ()) -> str:
        """Return why an act is not legal now, from what its actor may know; "" when it is legal.

        `may` are the deeds open to the actor, for those who have just asked.
        """
        if not may:
            if self.outcome is not None:
                return "the talks have ended"
            if act.actor not in self.to_act:
                return f"it is not the turn of {act.actor} ({', '.join(self.to_act)} to act)"
            may = self.may(act.actor)
        if act.deed not in may:
            return f"{act.actor} may not do that now"
        rule = DEEDS[act.deed]
        if (act.channel or not rule.is_move) and not self._is_move(act) and self.phase == "moves":
            wrong = self._why_not_beside(act)
            if wrong:
                return wrong
        if self.game.has_preconditions:
            held = holding_back(self.game.scenario, self.world, act.actor, act.deed, act.what)
            if held:
                return held
        return rule.why_illegal(self, act)

    def _why_not_beside(self, act: Act) -> str:
        """Beside its move a seat has one act a channel in a turn."""
        known = self.game.scenario.channels
        if act.channel not in (*OPEN_FLOOR, "privately") and act.channel not in known:
            return f"there is no channel {act.channel!r} (channels: {', '.join(known) or 'none'})"
        if (act.channel == "privately" or act.channel in known) and not act.to and not DEEDS[act.deed].is_move:
            return "say to whom: … to NAME"
        for turn, each in reversed(self.log.acts[: self.n]):
            if turn != self.turn:
                break
            if each.actor == act.actor and each.channel == act.channel and not self._is_move(each):
                return f"it has already acted on {act.channel or 'the floor'!r} beside its move in this turn"
        return ""

    def _is_move(self, act: Act) -> bool:
        return DEEDS[act.deed].is_move and act.channel in OPEN_FLOOR

    def after(self, *acts: Act | str) -> State:
        """Return the state after acts (values, or texts in notation), in order.

        Raises IllegalActError for the first that is not legal, ActSyntaxError for a text that is no act.
        """
        state = self
        for each in acts:
            act = parse_act(each) if isinstance(each, str) else each
            reason = state.why_illegal(act)
            if reason:
                raise IllegalActError(format_act(act), state.turn, reason, state.may(act.actor))
            state = state.folded(act)
        return state

    def view(self, actor: str) -> View:
        """Return what one seat may know now."""
        game, log, world, n = self.game, self.log, self.world, self.n
        if log.hears or log.arrives:
            log = log.heard_by(actor, n, self.turn)
            n = len(log.acts)
        if world.private:
            world = world.as_seen_by(actor)
        sheet = game.sheets[actor] if actor in game.sheets else sheet_of(game, actor)
        open_now = (self.talks.tentative,) if self.phase == "gates" else self.open_to(actor)
        return View(sheet, log, n, self.turn, world, self.may(actor), open_now)

    def sheet(self, actor: str) -> Sheet:
        """Return what a seat knows from the start: the agenda, the rules, its own preferences."""
        return sheet_of(self.game, actor)

    # -- the fold --------------------------------------------------------------------------------------------------

    def with_(self, **changes: Any) -> State:
        """Return the state with some parts changed."""
        parts = {
            "log": self.log,
            "n": self.n,
            "turn": self.turn,
            "world": self.world,
            "open": self.open,
            "standing": self.standing,
            "spoken": self.spoken,
            "seats": self.seats,
            "parties": self.parties,
            "active": self.active,
            "talks": self.talks,
            "phase": self.phase,
            "outcome": self.outcome,
        }
        parts.update(changes)
        return State(self.game, **parts)

    def folded(self, act: Act) -> State:
        """Return the state after an act that is known to be legal: for those who have just asked."""
        log, state = self.log, self
        if len(log.acts) != self.n:
            log = log.at(self.n)
            state = self.with_(log=log)
        log.acts.append((self.turn, act))
        if act.channel and act.channel != "publicly":
            changes = state._travelling(act)
        else:
            changes = DEEDS[act.deed].changes(state, act)
        changes["n"] = self.n + 1
        state = state.with_(**changes)
        if state.game.has_signals:
            state = state.noticing()
        return state if state.phase == "opening" else state.settled(self)

    def _travelling(self, act: Act) -> dict[str, Any]:
        """Return what an act on a channel changes: it may be private, arrive later, or leak."""
        place, audience = self.n, audience_of(self, act)
        if audience is not None:
            self.log.hears[place] = audience
        delay = 0 if self.phase == "opening" else self.game.latency(act.channel)
        talks = self.talks
        if act.channel in self.game.scenario.channels and act.deed in ("floats", "offers to discuss", "tables", "sends"):
            talks = evolve(talks, leakable=talks.leakable.with_item(act.label, act.channel))
        state = self.with_(talks=talks) if talks is not self.talks else self
        if not delay:
            return {"talks": talks, **DEEDS[act.deed].changes(state, act)}
        self.log.arrives[place] = self.turn + delay
        return {"talks": evolve(talks, mail=(*talks.mail, (self.turn + delay, act)))}

    def noticing(self) -> State:
        """Return the state in which everybody has taken notice of what just happened."""
        new = noticed(self.game.scenario, self.world)
        return self.with_(world=evolve(self.world, signals=self.world.signals | new)) if new else self

    def settled(self, before: State) -> State:
        """Return the state with what can be closed closed, moved on to the next who is to act."""
        state = self
        if state.outcome is None and (state.open is not before.open or state.world is not before.world):
            for label, accepted in state.open.items():
                if accepted is not before.open.get(label) or state.log.proposals[label].if_ is not None:
                    state = gates.closing(state, label, accepted)
        while state.outcome is None and not state.to_act:
            state = state._next_phase()
        return state

    def _next_phase(self) -> State:
        """Return the state in the next phase: moves, gates, triggers, ending, then the next turn."""
        if self.phase == "gates":
            return gates.resolved(self)
        if self.phase == "moves" and self.talks.tentative:
            return self.with_(phase="gates")
        if self.phase != "ending" and self.game.has_chance and due(self, "triggers"):
            return self.with_(phase="triggers")
        return self._turned()

    def _turned(self) -> State:
        """Return the state after the end of the turn: ended, or at the start of the next."""
        game, talks, world = self.game, self.talks, self.world
        idle = 0 if self.active or talks.tentative else talks.idle_turns + 1
        if idle != talks.idle_turns:
            talks = evolve(talks, idle_turns=idle)
        if game.has_signals or world.promises:
            world = self._at_end_of_turn()
        if self.turn >= game.horizon or idle >= IDLE_TURNS:
            return self.with_(outcome=self._ended(idle), talks=talks, world=world)
        following = self.with_(turn=self.turn + 1, spoken=(), active=False, talks=talks, phase="moves", world=world)
        return following.begun() if game.stirs or talks.mail else following

    def _at_end_of_turn(self) -> World:
        """Return the world in which promises that are overdue are broken and signals that stayed away noticed."""
        world, scenario = self.world, self.game.scenario
        for name, status in world.promises.items():
            promise = scenario.promises[name]
            is_due = promise.by_turn is not None and self.turn >= promise.by_turn and status == "standing"
            if is_due and (promise.if_ is None or bind(promise.if_, scenario, None)(world.status_quo, world, scenario.start)):
                world = evolve(world, promises=world.promises.with_item(name, "broken"))
                world = world.with_deed(promise.by, "breaks", name)
        new = noticed(scenario, world, end_of_turn=self.turn)
        return evolve(world, signals=world.signals | new) if new else world

    def begun(self) -> State:
        """Return the state at the start of a turn: what has arrived is delivered, chance acts where anything is due."""
        state = self
        if state.game.uses_turn:
            state = state.with_(world=evolve(state.world, turn=state.turn))
        if state.talks.mail:
            state = state.delivered()
        return state.with_(phase="events") if state.game.has_chance and due(state, "events") else state

    def delivered(self) -> State:
        """Return the state after the acts that arrive in this turn have taken effect; what has become void is dropped."""
        state = self.with_(talks=evolve(self.talks, mail=tuple(each for each in self.talks.mail if each[0] > self.turn)))
        for arrives, act in self.talks.mail:
            rule = DEEDS[act.deed]
            if arrives <= self.turn and not rule.why_illegal(state, act):
                before = state
                state = state.with_(**{k: v for k, v in rule.changes(state, act).items() if k not in ("spoken", "active")})
                state = state.noticing() if state.game.has_signals else state
                for label, accepted in state.open.items():
                    if state.outcome is None and accepted is not before.open.get(label):
                        state = gates.closing(state, label, accepted)
        return state

    def _ended(self, idle_turns: int) -> NoDeal:
        """Return how the talks end with this turn: the first reason in priority."""
        idle = idle_turns >= IDLE_TURNS
        refused, deadline = self.talks.refused, self.game.protocol.deadline_turns
        if refused:
            label, why = list(refused.items())[-1]
            kind, _, about = why.partition(": ")
            return NoDeal(kind, self.turn, f"{label}: {about}")
        if self.talks.vetoed and not self.open:
            return NoDeal("vetoed", self.turn)
        circle = cycle_text(self.game.scenario, self.world) if self.game.has_preconditions else ""
        if idle or circle:
            return NoDeal("deadlock", self.turn, circle or "everybody passed two turns")
        return NoDeal("cap" if deadline is None or self.turn < deadline else "deadline", self.turn)


def begin(game: Game, opening: Iterable[Act | str | tuple[str, Act]] | None = None) -> State:
    """Return the state at which play begins: the opening folded before turn 1, by nobody's turn.

    Raises IllegalActError for an act that cannot stand in an opening.
    """
    seats, parties = game.scenario.seated, game.scenario.parties
    state = State(game, Log(), 0, 0, game.start, {}, None, (), seats, parties, phase="opening")
    for each in game.scenario.opening if opening is None else opening:
        act = parse_act(each) if isinstance(each, str) else each
        assert isinstance(act, Act)  # noqa: S101 - texts are parsed above
        if act.deed in NOT_IN_OPENING:
            raise IllegalActError(format_act(act), 0, "it cannot stand in an opening")
        if act.actor != CHANCE and act.actor not in game.scenario.actors:
            raise IllegalActError(format_act(act), 0, f"there is no actor {act.actor!r}")
        reason = DEEDS[act.deed].why_illegal(state, act)
        if reason:
            raise IllegalActError(format_act(act), 0, reason)
        state = state.folded(act)
    world = evolve(state.world, opened=state.world.happened)
    return state.with_(world=world, turn=1, spoken=(), active=False, phase="moves").begun()
