"""Speech that changes what is known or due: declarations, denials, threats, promises, messages, meetings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import evolve

from negotiation.engine.acts import Act
from negotiation.engine.deeds.rules import Changes, Deed, addressees, audience_of, noted
from negotiation.engine.log import Message
from negotiation.scenario.world import FIRED, STANDING

if TYPE_CHECKING:
    from negotiation.engine.state import State


def _may_declare(state: State, act: Act) -> str:
    return "" if act.label else "a declaration needs a name"


def _may_threaten(state: State, act: Act) -> str:
    found = _threats_of(state, act)
    if not found:
        return f"the scenario has no threat of {act.actor} with {act.label}"
    return "" if any(state.world.threats.get(each) != FIRED for each in found) else f"{act.label} has been carried out"


def _threats_of(state: State, act: Act) -> list[str]:
    """Return the threats that an act makes: of its actor, with its measure, of its kind where it says one."""
    found = []
    for threat in state.game.scenario.threats.values():
        kind = (act.if_ is None or threat.if_ is not None) and (act.unless is None or threat.unless is not None)
        if threat.by == act.actor and threat.measure == act.label and kind:
            found.append(threat.id)
    return found


def _threaten(state: State, act: Act) -> Changes:
    world = noted(state, act)["world"]
    for name in _threats_of(state, act):
        if world.threats.get(name) != FIRED:
            world = world.with_threat(name, STANDING)
    return {"world": world}


def _may_promise(state: State, act: Act) -> str:
    promise = state.game.scenario.promises.get(act.label)
    if promise is None:
        return f"the scenario has no promise {act.label!r}"
    return "" if promise.by == act.actor else f"{act.label} is a promise of {promise.by}"


def _promise(state: State, act: Act) -> Changes:
    world = noted(state, act)["world"]
    return {"world": evolve(world, promises=world.promises.with_item(act.label, STANDING))}


# -- messages ----------------------------------------------------------------------------------------------------------


def _may_send(state: State, act: Act) -> str:
    if not act.label:
        return "a message needs a label"
    if act.label in state.talks.messages or state.proposal(act.label) is not None:
        return f"there is already a text {act.label}"
    return "" if act.to else "a message needs an addressee: … to NAME"


def _may_answer(state: State, act: Act) -> str:
    if act.label in state.talks.messages or state.proposal(act.label) is not None:
        return f"there is already a text {act.label}"
    message, proposal = state.talks.messages.get(act.second), state.proposal(act.second)
    if message is None and proposal is None:
        return f"there is no text {act.second!r} to answer"
    if message is None:
        return ""
    since = message.received.get(act.actor)
    if since is None:
        return f"{act.second} has not reached {act.actor}"
    ready = since + state.game.scenario.actors[act.actor].study_turns
    return "" if state.phase == "opening" or state.turn >= ready else f"{act.second} is under study until turn {ready}"


def _send(state: State, act: Act) -> Changes:
    to = addressees(state, act)
    received = dict.fromkeys(to, state.turn)
    message = Message(act.label, act.actor, to, state.turn, act.second, received)
    talks = evolve(state.talks, messages=state.talks.messages.with_item(act.label, message))
    objects = (act.label, act.second) if act.second else (act.label,)
    return {"talks": talks, **noted(state, act, *objects)}


def _may_read(state: State, act: Act) -> str:
    message = state.talks.messages.get(act.label)
    if message is None:
        return f"there is no message {act.label!r}"
    return "" if act.actor in message.received else f"{act.label} has not reached {act.actor}"


def _read(state: State, act: Act) -> Changes:
    message = state.talks.messages[act.label]
    reading = f"not {act.second}" if act.negated else act.second
    changed = evolve(message, readings=message.readings.with_item(act.actor, reading))
    return {"talks": evolve(state.talks, messages=state.talks.messages.with_item(act.label, changed)), **noted(state, act)}


def _may_correct(state: State, act: Act) -> str:
    message = state.talks.messages.get(act.label)
    if message is None:
        return f"there is no message {act.label!r}"
    return "" if message.by == act.actor else f"{act.label} is a message of {message.by}"


# -- meetings ----------------------------------------------------------------------------------------------------------


def _may_schedule(state: State, act: Act) -> str:
    event = state.game.scenario.events.get(act.label)
    if event is None or event.held is None:
        return f"the scenario has no meeting {act.label!r} (an event with `held`)"
    return "" if act.when or state.phase == "opening" else "say when: … in N turns, or on DATE"


def _schedule(state: State, act: Act) -> Changes:
    if not act.when.isdigit():
        return noted(state, act)
    schedule = state.talks.schedule.with_item(act.label, state.turn + int(act.when))
    return {"talks": evolve(state.talks, schedule=schedule), **noted(state, act)}


def _measures_of(state: State, actor: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(t.measure for t in state.game.scenario.threats.values() if t.by == actor))


def _received(state: State, actor: str) -> tuple[str, ...]:
    return tuple(label for label, each in state.talks.messages.items() if actor in each.received)


SPEECH: dict[str, Deed] = {
    "declares": Deed(_may_declare, noted),
    "denies": Deed(_may_declare, noted),
    "threatens": Deed(_may_threaten, _threaten, _measures_of),
    "promises": Deed(_may_promise, _promise),
    "sends": Deed(_may_send, _send),
    "answers": Deed(_may_answer, _send, _received),
    "reads": Deed(_may_read, _read, _received),
    "corrects": Deed(_may_correct, _read),
    "schedules": Deed(_may_schedule, _schedule),
}

__all__ = ["SPEECH", "audience_of"]
