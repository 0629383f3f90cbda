"""How a turn goes: what happens, what arrives, moves, gates, what was triggered, the end (semantics §3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from negotiation.engine import gates
from negotiation.engine.deeds import DEEDS, due, is_awaited
from negotiation.scenario.beliefs import noticed
from negotiation.scenario.binding import bind
from negotiation.scenario.changing import changed
from negotiation.scenario.outcome import REASONS, NoDeal
from negotiation.scenario.preconditions import cycle_text
from negotiation.scenario.world import STANDING

if TYPE_CHECKING:
    from negotiation.engine.state import State
    from negotiation.scenario.world import World

IDLE_TURNS = 2


def following(state: State) -> State:
    """Return the state in the next phase: deliveries, moves, gates, triggers, ending, then the next turn."""
    phase = state.phase
    if phase == "deliveries":
        return delivered(state)
    if phase == "gates":
        return gates.resolved(state)
    if phase == "moves" and state.talks.tentative:
        return state.with_(phase="gates")
    if phase != "ending" and state.game.facts.has_chance and due(state, "triggers"):
        return state.with_(phase="triggers")
    return turned(state)


def turned(state: State) -> State:
    """Return the state after the end of the turn: ended, or at the start of the next."""
    game, talks, world, facts = state.game, state.talks, state.world, state.game.facts
    idle = 0 if state.active or talks.tentative or _is_pending(state) else talks.idle_turns + 1
    if idle != talks.idle_turns:
        talks = changed(talks, idle_turns=idle)
    if facts.has_signals or facts.has_promises:
        world = _at_end_of_turn(state)
    turn = state.turn
    if turn >= game.horizon or idle >= IDLE_TURNS:
        return state.with_(outcome=ended(state, is_idle=idle >= IDLE_TURNS), talks=talks, world=world)
    return begun(state.with_(turn=turn + 1, spoken=(), active=False, talks=talks, phase="moves", world=world))


def _is_pending(state: State) -> bool:
    """Return whether something is under way: an act travels, a meeting is to come, a message is under study."""
    talks = state.talks
    if talks.mail or any(turn > state.turn for turn in talks.schedule.values()):
        return True
    study = state.game.scenario.actors
    received = ((who, turn) for message in talks.messages.values() for who, turn in message.received.items())
    return any(turn + study[who].study_turns > state.turn for who, turn in received)


def _at_end_of_turn(state: State) -> World:
    """Return the world in which promises that are overdue are broken and signals that stayed away noticed."""
    world, scenario = state.world, state.game.scenario
    for name, status in world.promises.items():
        promise = scenario.promises[name]
        if status != STANDING or promise.by_turn is None or state.turn < promise.by_turn:
            continue
        if promise.if_ is None or bind(promise.if_, scenario, None)(world.status_quo, world, scenario.start):
            audience = world.audience_of("promises", name)
            world = world.with_promise(name, "broken", audience)
            world = world.with_deed(promise.by, "breaks", name, audience=audience)
    new = noticed(scenario, world, end_of_turn=state.turn)
    return changed(world, signals=world.signals | new) if new else world


def begun(state: State) -> State:
    """Return the state at the start of a turn: chance acts where anything is due, then what arrives is delivered."""
    facts, talks = state.game.facts, state.talks
    if facts.uses_turn or (facts.has_gates and talks.asked):
        state = state.with_(world=_at_start_of_turn(state))
        state = state.noticing() if facts.has_signals else state
    if facts.has_chance and is_awaited(state):
        return state.with_(phase="events")
    return state.with_(phase="deliveries") if talks.mail or has_waiting(state) else state


def has_waiting(state: State) -> bool:
    """Return whether an open text waits for its condition."""
    log = state.log
    return log.has_conditions and any(log.proposals[label].if_ is not None for label in state.open)


def _at_start_of_turn(state: State) -> World:
    """Return the world in a new turn: the turn itself, and those who have been consulted by now."""
    world, game = state.world, state.game
    done = [who for who, turn in state.talks.asked.items() if state.turn >= turn + game.delay_of(who)]
    world = world.with_consulted(*done)
    return changed(world, turn=state.turn) if game.facts.uses_turn else world


def delivered(state: State) -> State:
    """Return the state after the acts that arrive in this turn have taken effect; what has become void is dropped."""
    state = state.with_(phase="moves")
    while state.outcome is None:
        arriving = next((each for each in state.talks.mail if each[0] <= state.turn), None)
        if arriving is None:
            break
        mail = tuple(each for each in state.talks.mail if each is not arriving)
        state = state.with_(talks=changed(state.talks, mail=mail))
        act, rule = arriving[1], DEEDS[arriving[1].deed]
        if not rule.why_illegal(state, act):
            before, state = state, state.with_(**rule.changes(state, act))
            state = gates.closings(state.noticing() if state.game.facts.has_signals else state, before)
    return gates.closings(state, state)


def ended(state: State, *, is_idle: bool) -> NoDeal:
    """Return how the talks end with this turn: the first reason in priority."""
    refused, deadline = state.talks.refused, state.game.protocol.deadline_turns
    found = {why.partition(": ")[0]: (label, why.partition(": ")[2]) for label, why in refused.items()}
    if state.open:
        found.pop("vetoed", None)
    for reason in REASONS:
        if reason in found:
            return NoDeal(reason, state.turn, ": ".join(found[reason]))
    circle = cycle_text(state.game.scenario, state.world) if state.game.facts.preconditions else ""
    if is_idle or circle:
        return NoDeal("deadlock", state.turn, circle or "everybody passed two turns")
    return NoDeal("cap" if deadline is None or state.turn < deadline else "deadline", state.turn)
