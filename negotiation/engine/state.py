"""The immutable position of the talks after some acts: what may be done now, and what comes of doing it.

A state is a fold over acts: everything that changes the talks is an act in its log.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import evolve, frozen

from negotiation.engine import deeds
from negotiation.engine.acts import CHANCE, Act
from negotiation.engine.game import Game
from negotiation.engine.log import Log, Proposal
from negotiation.engine.notation import format_act, parse_act
from negotiation.engine.view import Sheet, View, sheet_of
from negotiation.errors import NegotiationError
from negotiation.scenario.agreement import discharges, standing_of
from negotiation.scenario.outcome import Agreement, NoDeal, Outcome
from negotiation.scenario.table import Table
from negotiation.scenario.world import DISCHARGED, World

if TYPE_CHECKING:
    from collections.abc import Iterable

IDLE_TURNS = 2


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
    """What few plays use, shared unchanged by the others: who left, what was refused, how long nothing moved."""

    left: tuple[str, ...] = ()
    refused: Table[str, str] = Table()
    vetoed: frozenset[tuple[int, ...]] = frozenset()
    idle_turns: int = 0
    active: bool = False
    opening: bool = False


@frozen(eq=False)
class State:
    """The talks after the first `n` acts of a log.

    `open` maps the label of each text that may be accepted to those who accepted it; `standing` is the label of
    the last one tabled. `spoken` are those who have made their move in this turn.
    """

    game: Game
    log: Log
    n: int
    turn: int
    world: World
    open: dict[str, frozenset[str]]
    standing: str | None = None
    spoken: tuple[str, ...] = ()
    seats: tuple[str, ...] = ()
    talks: Talks = Talks()
    phase: str = "moves"
    outcome: Outcome | None = None

    @property
    def to_act(self) -> tuple[str, ...]:
        """Who is to act now: seats, or chance; nobody once the talks have ended."""
        if self.outcome is not None:
            return ()
        return (CHANCE,) if self.phase != "moves" else self.game.protocol.speaks(self)

    @property
    def acts(self) -> tuple[tuple[int, Act], ...]:
        """The acts so far, each with its turn."""
        return tuple(self.log.acts[: self.n])

    def proposal(self, label: str) -> Proposal | None:
        """Return the text of a label, or None."""
        return self.log.proposals.get(label)

    def open_to(self, actor: str) -> tuple[str, ...]:
        """Return the labels of the texts that an actor may still accept: open, and not accepted by it."""
        return tuple(label for label, accepted in self.open.items() if actor not in accepted)

    def may(self, actor: str) -> tuple[str, ...]:
        """Return the deeds open to an actor now."""
        if actor not in self.to_act:
            return ()
        return ("happens", "passes") if actor == CHANCE else self.game.protocol.may(self, actor)

    def legal_acts(self, actor: str) -> tuple[deeds.Template, ...]:
        """Return what an actor may do now as templates: deed, what it may be about, and the terms it may fill."""
        return tuple(deeds.template(self, actor, deed) for deed in self.may(actor))

    def why_illegal(self, act: Act) -> str:
        """Return why an act is not legal now, from what its actor may know; "" when it is legal."""
        if self.outcome is not None:
            return "the talks have ended"
        if act.actor not in self.to_act:
            return f"it is not the turn of {act.actor} ({', '.join(self.to_act)} to act)"
        may = self.may(act.actor)
        if act.deed not in may:
            return f"{act.actor} may not do that now"
        return deeds.DEEDS[act.deed].why_illegal(self, act)

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
            state = state._settled(deeds.DEEDS[act.deed].apply(state._logged(act), act))
        return state

    def view(self, actor: str) -> View:
        """Return what one seat may know now."""
        return View(self.sheet(actor), self.log, self.n, self.turn, self.world, self.may(actor), self.open_to(actor))

    def sheet(self, actor: str) -> Sheet:
        """Return what a seat knows from the start: the agenda, the rules, its own preferences."""
        return sheet_of(self.game, actor)

    # -- the fold --------------------------------------------------------------------------------------------------

    def _logged(self, act: Act) -> State:
        log = self.log.at(self.n)
        log.append(self.turn, act)
        return self.with_(log=log, n=self.n + 1)

    def with_(self, **changes: object) -> State:
        """Return the state with some parts changed (for the rules of deeds; users call `after`)."""
        return evolve(self, **changes)

    def _settled(self, state: State) -> State:
        """Close what can be closed; end the turn when nobody is left to act in it."""
        if state.open is not self.open and state.outcome is None:
            for label, accepted in state.open.items():
                if accepted is not self.open.get(label):
                    state = state.closing(label, accepted)
        while state.outcome is None and not state.talks.opening and not state.to_act:
            state = state._turned()
        return state

    def closing(self, label: str, accepted: frozenset[str]) -> State:
        """Return the state with a text signed, where enough have accepted it and every gate that blocks passed."""
        proposal = self.log.proposals[label]
        signing = self.game.protocol.closes(self, proposal, accepted)
        if signing is None:
            return self
        scenario = self.game.scenario
        standing = standing_of(scenario, proposal.package, self.world, accepted, signing)
        if not standing.is_valid:
            left = {k: v for k, v in self.open.items() if k != label}
            refused = self.talks.refused.with_item(label, "; ".join(standing.reasons))
            return self.with_(open=left, standing=None, talks=evolve(self.talks, refused=refused))
        world = self.world
        for threat in discharges(scenario, proposal.package, world):
            world = world.with_threat(threat, DISCHARGED)
        agreement = Agreement(
            Table(scenario.options_of(proposal.package)),
            self.turn,
            label,
            signing,
            standing.missing,
            standing.presumed,
            standing.unconsulted,
            proposal.covers,
        )
        return self.with_(outcome=agreement, world=world)

    def _turned(self) -> State:
        """Return the state after the end of a phase: events, then moves, then triggers, then the next turn."""
        if self.phase == "moves" and self.game.has_chance and deeds.due(self, "triggers"):
            return self.with_(phase="triggers")
        idle = 0 if self.talks.active else self.talks.idle_turns + 1
        state = self.with_(talks=evolve(self.talks, idle_turns=idle, active=False)) if idle or self.talks.active else self
        ended = state._ended()
        if ended is not None:
            return state.with_(outcome=ended)
        state = state.with_(turn=state.turn + 1, spoken=())
        return state.begun()

    def begun(self) -> State:
        """Return the state at the start of a turn: chance acts first where anything is due."""
        state = self
        if state.game.uses_turn:
            state = state.with_(world=evolve(state.world, turn=state.turn))
        phase = "events" if state.game.has_chance and deeds.due(state, "events") else "moves"
        return state if phase == state.phase else state.with_(phase=phase)

    def _ended(self) -> NoDeal | None:
        """Return how the talks end with this turn, if they do: the first reason in priority."""
        refused = self.talks.refused
        deadline = self.game.protocol.deadline_turns
        last = deadline is not None and self.turn >= deadline
        capped = self.turn >= self.game.cap
        idle = self.talks.idle_turns >= IDLE_TURNS
        if not (last or capped or idle):
            return None
        if refused:
            label, why = list(refused.items())[-1]
            return NoDeal("consent_refused", self.turn, f"{label}: {why}")
        if idle:
            return NoDeal("deadlock", self.turn, "everybody passed two turns")
        return NoDeal("deadline" if last else "cap", self.turn)


def begin(game: Game, opening: Iterable[Act | str] | None = None) -> State:
    """Return the state at which play begins: the opening folded before turn 1.

    Raises IllegalActError for an act of the opening that makes no sense there.
    """
    state = State(game, Log(), 0, 0, game.start, {}, seats=game.scenario.parties, talks=Talks(opening=True))
    for each in game.scenario.opening if opening is None else opening:
        act = parse_act(each) if isinstance(each, str) else each
        state = deeds.open_with(state, act)
    world = evolve(state.world, opened=state.world.happened)
    return state.with_(world=world, turn=1, spoken=(), talks=evolve(state.talks, opening=False, active=False)).begun()
