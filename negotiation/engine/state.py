"""The immutable position of the talks after some acts: what may be done now, and what comes of doing it.

A state is a fold over acts: everything that changes the talks is an act in its log. How a turn goes from phase to
phase stands in `turns`, what signed texts wait for in `gates`, what each deed does in `deeds`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from attrs import field, frozen

from negotiation.engine import gates
from negotiation.engine.acts import CHANCE, PROPOSING, TEXTS, Act
from negotiation.engine.deeds import DEEDS, Changes, Template, audience_of, templates
from negotiation.engine.deeds.proposals import put
from negotiation.engine.deeds.rules import OPEN_FLOOR, why_unheard, why_unsayable
from negotiation.engine.deeds.speech import send
from negotiation.engine.game import Game
from negotiation.engine.log import PUTS_OWN, Log, Proposal
from negotiation.engine.notation import format_act, parse_act
from negotiation.engine.talks import NO_TALKS, Talks
from negotiation.engine.turns import following, has_waiting
from negotiation.engine.view import NOTHING, Sheet, View, sheet_of
from negotiation.errors import NegotiationError, nearest
from negotiation.scenario.beliefs import noticed
from negotiation.scenario.changing import changed, made_once
from negotiation.scenario.outcome import Outcome
from negotiation.scenario.preconditions import holding_back, is_met
from negotiation.scenario.world import World

if TYPE_CHECKING:
    from collections.abc import Iterator

    from negotiation.scenario.talking import Precondition

CHANCE_MAY = ("happens", "leaks", "passes")
TAKING_UP = ("accepts", "rejects")


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


N_PARTS = 16
_new = object.__new__


@made_once(eq=False)  # in a dictionary: the next state starts as a copy of it
class State:
    """The talks after the first `n` acts of a log.

    `open` maps the label of each text that may be accepted to those who accepted it; `standing` is the label of
    the last one tabled. `seats` are those who may still act, `parties` those who must still agree. `spoken` are
    those who have made their move in this turn; `active` whether any of them did more than pass. `phase` is
    opening, events, deliveries, moves, gates, waiting, triggers or ending.
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
    _to_act: tuple[str, ...] | None = field(default=None, init=False, repr=False)
    _open_to: tuple[str, tuple[str, ...]] | None = field(default=None, init=False, repr=False)

    @property
    def to_act(self) -> tuple[str, ...]:
        """Who is to act now: seats, those whose word a signed text awaits, or chance; nobody at the end."""
        found = self._to_act
        return self._whose_turn() if found is None else found

    def _whose_turn(self) -> tuple[str, ...]:
        """Find out who is to act."""
        phase = self.phase
        if self.outcome is not None:
            found: tuple[str, ...] = ()
        elif phase == "moves":
            found = self.game.protocol.speaks(self) if self.talks is NO_TALKS or not self.talks.tentative else ()
        elif phase == "gates":
            found = gates.awaited(self)
        else:
            found = (CHANCE,) if phase in ("events", "triggers") else ()
        self.__dict__["_to_act"] = found
        return found

    @property
    def acts(self) -> tuple[tuple[int, Act], ...]:
        """The acts so far, each with its turn."""
        return tuple(self.log.acts[: self.n])

    def proposal(self, label: str) -> Proposal | None:
        """Return the text of a label, or None."""
        return self.log.proposal(label, self.n)

    def open_to(self, actor: str) -> tuple[str, ...]:
        """Return the labels of the texts that an actor may still accept: open, heard of, and not accepted by it."""
        known = self._open_to
        if known is not None and known[0] == actor:
            return known[1]
        found: tuple[str, ...] = ()
        for label, accepted in self.open.items():
            if actor not in accepted:
                found += (label,)
        if found and (self.log.hears or self.log.arrives):
            found = tuple(label for label in found if self.knows(actor, label))
        self.__dict__["_open_to"] = actor, found
        return found

    def soft_to(self, actor: str) -> tuple[str, ...]:
        """Return the labels of the others' softer texts that an actor may take up for discussion."""
        return tuple(self._soft_to(actor))

    def _soft_to(self, actor: str) -> Iterator[str]:
        softer = self.talks.softer.items()
        return (label for label, author in softer if author != actor and self.knows(actor, label))

    def knows(self, actor: str, label: str) -> bool:
        """Return whether an actor has heard of a text."""
        found, log = self.proposal(label), self.log
        if not log.hears and not log.arrives:
            return found is not None
        while found is not None and not log.is_known(found.place, actor, self.turn):
            found = found.before
        return found is not None

    def received(self, label: str) -> tuple[str, ...]:
        """Return who has received a message; nobody where there is none of that label."""
        message = self.talks.messages.get(label)
        return () if message is None else tuple(message.received)

    @property
    def on_the_way(self) -> tuple[str, ...]:
        """The labels of the texts that are on their way."""
        return tuple(act.label for _, act in self.talks.mail if act.deed in TEXTS)

    # -- what may be done ------------------------------------------------------------------------------------------

    def may(self, actor: str) -> tuple[str, ...]:
        """Return the deeds open to an actor now."""
        return self.deeds_of(actor) if actor in self.to_act else ()

    def deeds_of(self, actor: str) -> tuple[str, ...]:
        """Return the deeds open to one who is known to be to act: for those who have just asked."""
        if actor == CHANCE:
            return CHANCE_MAY
        if self.phase != "moves":
            return gates.may(self, actor)
        found = self.game.protocol.may(self, actor) + self.game.facts.side_deeds[actor]
        if self.talks is not NO_TALKS and any(self._soft_to(actor)):
            found += TAKING_UP
        unmet = self._unmet(actor) if actor in self.game.facts.preconditions else ()
        return tuple(deed for deed in found if not holding_back(unmet, deed)) if unmet else found

    def _unmet(self, actor: str) -> tuple[Precondition, ...]:
        """Return an actor's preconditions that are not met as the world stands."""
        game, world = self.game, self.world
        known = game.unmet.get(actor)
        if known is None or known[0] is not world:
            waits = game.facts.preconditions[actor]
            known = game.unmet[actor] = world, tuple(p for p in waits if not is_met(game.scenario, world, p))
        return known[1]

    def legal_acts(self, actor: str) -> tuple[Template, ...]:
        """Return what an actor may do now as templates: deed, what it may be about, and the terms it may fill."""
        return templates(self, actor, self.may(actor))

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
        if act.deed == "stands by" in may:  # where all is as it was when this very act was done, it may be again
            stood = self.game.stood.get(act.actor)
            if stood is not None and stood[0] is act:
                _, world, talks, parties, log, n = stood
                is_same = world is self.world and talks is self.talks and parties is self.parties
                if is_same and log is self.log and n <= self.n:
                    return ""
        held = ""
        if act.actor in self.game.facts.preconditions:
            held = holding_back(self._unmet(act.actor), act.deed, act.what)
        if act.deed not in may:
            if act.deed not in DEEDS:
                return f"there is no deed {act.deed!r}; {nearest(str(act.deed), DEEDS)}"
            return held or f"{act.actor} may not do that now"
        rule = DEEDS[act.deed]
        if act.channel or act.to or not rule.is_move:
            held = held or self._why_not_here(act)
        return held or why_unsayable(act) or rule.why_illegal(self, act)

    def _why_not_here(self, act: Act) -> str:
        """Return why an act cannot be done where it is said; "" when it can."""
        wrong = why_unheard(self, act)
        if wrong or act.actor == CHANCE or (DEEDS[act.deed].is_move and act.channel in OPEN_FLOOR):
            return wrong
        if self.phase == "gates":
            return "" if act.channel in OPEN_FLOOR else "a word on a signed text is given on the floor"
        return self._why_not_beside(act)

    def _why_not_beside(self, act: Act) -> str:
        """Beside its move a seat has one act a channel in a turn."""
        acts = self.log.acts
        for place in range(self.n - 1, -1, -1):
            turn, each = acts[place]
            if turn != self.turn:
                break
            beside = not (DEEDS[each.deed].is_move and each.channel in OPEN_FLOOR)
            if beside and each.actor == act.actor and each.channel == act.channel:
                return f"it has already acted on {act.channel or 'the floor'!r} beside its move in this turn"
        return ""

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
        return self.view_with(actor, self.may(actor))

    def view_with(self, actor: str, may: tuple[str, ...]) -> View:
        """Return what one seat may know now, with the deeds open to it: for those who have just asked."""
        game, log, world, n, talks = self.game, self.log, self.world, self.n, self.talks
        sheet = game.sheets.get(actor) or sheet_of(game, actor)
        if talks is NO_TALKS and not (log.hears or log.arrives or game.facts.has_signals):
            return View(sheet, log, n, self.turn, world, may, self.open_to(actor))
        if log.hears or log.arrives:
            log = log.heard_by(actor, n, self.turn)
            n = len(log.acts)
        if game.facts.has_signals or self.log.hears:
            world = world.as_seen_by(actor)
        if self.phase != "gates":
            open_now = self.open_to(actor)
        else:
            open_now, signed = (talks.tentative,), self.proposal(talks.tentative)
            if signed is not None and log.proposal(talks.tentative, n) is None:
                log = log.only(range(n))
                log.put(changed(signed, place=-1, before=None))
        barred = frozenset(map(game.scenario.index_of, talks.final)) if talks.final else NOTHING
        return View(sheet, log, n, self.turn, world, may, open_now, barred)

    def sheet(self, actor: str) -> Sheet:
        """Return what a seat knows from the start: the agenda, the rules, its own preferences."""
        return sheet_of(self.game, actor)

    # -- the fold --------------------------------------------------------------------------------------------------

    def with_(self, **changes: Any) -> State:
        """Return the state with some parts changed. TypeError for a part that states do not have."""
        parts = {**self.__dict__, **changes}
        parts["_to_act"] = parts["_open_to"] = None
        if len(parts) != N_PARTS:
            raise TypeError(", ".join(changes))
        found: State = _new(State)
        found.__dict__ = parts
        return found

    def folded(self, act: Act) -> State:
        """Return the state after an act that is known to be legal: for those who have just asked."""
        state, n, log, deed = self, self.n, self.log, act.deed
        if len(log.acts) != n:
            log = log.at(n)
            state = self.with_(log=log)
        log.acts.append((self.turn, act))
        if act.channel and act.channel != "publicly":
            changes = state._travelling(act)  # noqa: SLF001 - its own
        else:
            changes = DEEDS[deed].changes(state, act)
        parts = {**state.__dict__, **changes}
        parts["n"], parts["_to_act"], parts["_open_to"] = n + 1, None, None
        if deed in PUTS_OWN:
            parts["active"], log.own[act.actor] = True, (n, act.what[0])
        elif deed != "passes" and act.actor != CHANCE:
            parts["active"] = True
        state = _new(State)
        state.__dict__ = parts
        if state.world is not self.world and state.game.facts.has_signals:
            state = state.noticing()
        return state if state.phase == "opening" else state.settled(self)

    def _travelling(self, act: Act) -> Changes:
        """Return what an act on a channel changes: it may be private, arrive later, or leak."""
        place, audience, channels = self.n, audience_of(self, act), self.game.scenario.channels
        if audience is not None:
            self.log.hears[place] = audience
        talks = self.talks
        if act.deed in TEXTS and audience is not None and act.channel in channels and channels[act.channel].leaks:
            talks = changed(talks, leakable=talks.leakable.with_item(act.label, act.channel))
        state = self.with_(talks=talks) if talks is not self.talks else self
        delay = 0 if self.phase == "opening" else self.game.latency(act.channel)
        if not delay:
            return {"talks": talks, **DEEDS[act.deed].changes(state, act)}
        self.log.arrives[place] = self.turn + delay
        if act.deed in PROPOSING:
            put(state, act)
        elif act.deed in TEXTS:
            talks = send(state, act, received=False)["talks"]
        return {"talks": changed(talks, mail=(*talks.mail, (self.turn + delay, act)))}

    def noticing(self) -> State:
        """Return the state in which everybody has taken notice of what just happened."""
        new = noticed(self.game.scenario, self.world)
        return self.with_(world=changed(self.world, signals=self.world.signals | new)) if new else self

    def settled(self, before: State) -> State:
        """Return the state with what can be closed closed, moved on to the next who is to act."""
        state = self
        if state.open is not before.open or state.world is not before.world or has_waiting(state):
            state = gates.closings(state, before)
        while not state._whose_turn() and state.outcome is None:  # noqa: SLF001 - its own
            state = following(state)
        return state
