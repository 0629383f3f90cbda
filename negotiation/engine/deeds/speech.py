"""Speech that changes what is known or due: declarations, denials, threats, promises, messages, meetings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from negotiation.engine.acts import TEXTS, Act
from negotiation.engine.deeds.rules import (
    Changes,
    Deed,
    addressees,
    always,
    audience_of,
    is_public,
    noted,
    why_meaningless,
    why_taken,
)
from negotiation.engine.log import Message
from negotiation.scenario.changing import changed
from negotiation.scenario.table import Table
from negotiation.scenario.world import FIRED, STANDING

if TYPE_CHECKING:
    from negotiation.engine.state import State


def _deny(state: State, act: Act) -> Changes:
    """Deny something; denying before everybody what one said oneself is backing down, unless its way is deniable."""
    world, said = noted(state, act)["world"], _own_words(state, act)
    channel = None if said is None else state.game.scenario.channels.get(said.channel)
    pays = said is not None and is_public(state, act) and not (channel is not None and channel.deniable)
    return {"world": world.with_backdown(act.actor) if pays else world}


def _own_words(state: State, act: Act) -> Act | None:
    """Return the act in which an actor put the text or message that it now speaks of, or None."""
    if state.proposal(act.label) is None and act.label not in state.talks.messages:
        return None
    for _, each in reversed(state.acts):
        if each.actor == act.actor and each.deed in TEXTS and each.label == act.label:
            return each
    return None


def _may_threaten(state: State, act: Act) -> str:
    found, wrong = _threats_of(state, act), why_meaningless(state, act)
    if wrong:
        return wrong
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
    world, audience = noted(state, act)["world"], audience_of(state, act)
    for name in _threats_of(state, act):
        if world.threats.get(name) != FIRED:
            world = world.with_threat(name, STANDING, audience)
    return {"world": world}


def _may_promise(state: State, act: Act) -> str:
    promise = state.game.scenario.promises.get(act.label)
    if promise is None:
        return f"the scenario has no promise {act.label!r}"
    return "" if promise.by == act.actor else f"{act.label} is a promise of {promise.by}"


def _promise(state: State, act: Act) -> Changes:
    world = noted(state, act)["world"]
    if world.promises.get(act.label) in (None, STANDING):
        world = world.with_promise(act.label, STANDING, audience_of(state, act))
    return {"world": world}


# -- messages ----------------------------------------------------------------------------------------------------------


def _may_send(state: State, act: Act) -> str:
    return why_new(state, act) or ("" if act.to else "a message needs an addressee: … to NAME")


def why_new(state: State, act: Act) -> str:
    """Return why a message cannot have its label; "" when it can, or when it is the one that arrives."""
    known = state.talks.messages.get(act.label)
    if known is not None and known.act is act:
        return ""
    return f"there is already a text {act.label}" if state.proposal(act.label) is not None else why_taken(state, act)


def _may_answer(state: State, act: Act) -> str:
    wrong = why_new(state, act)
    if wrong:
        return wrong
    message = state.talks.messages.get(act.second)
    if message is None:
        return "" if state.knows(act.actor, act.second) else f"there is no text {act.second!r} to answer"
    ready = ready_turn(state, act.actor, act.second)
    if ready is None:
        return f"{act.second} has not reached {act.actor}"
    return "" if state.phase == "opening" or state.turn >= ready else f"{act.second} is under study until turn {ready}"


def ready_turn(state: State, actor: str, label: str) -> int | None:
    """Return from which turn on an actor can answer a message; None while it has not received it."""
    since = state.talks.messages[label].received.get(actor)
    return None if since is None else since + state.game.scenario.actors[actor].study_turns


def send(state: State, act: Act, *, received: bool = True) -> Changes:
    """Return the talks in which a message is sent; in which it is received, too, where it does not travel."""
    to = addressees(state, act)
    known = state.talks.messages.get(act.label)
    message = known if known is not None else Message(act.label, act.actor, to, state.turn, act.second, act=act)
    if received:
        message = changed(message, received=Table(dict.fromkeys(to, state.turn)))
    return {"talks": changed(state.talks, messages=state.talks.messages.with_item(act.label, message))}


def _send(state: State, act: Act) -> Changes:
    objects = (act.label, act.second) if act.second else (act.label,)
    return {**send(state, act), **noted(state, act, *objects)}


def _may_read(state: State, act: Act) -> str:
    message = state.talks.messages.get(act.label)
    if message is None:
        return f"there is no message {act.label!r}"
    return "" if act.actor in message.received else f"{act.label} has not reached {act.actor}"


def _read(state: State, act: Act) -> Changes:
    message = state.talks.messages[act.label]
    reading = f"not {act.second}" if act.negated else act.second
    read = changed(message, readings=message.readings.with_item(act.actor, reading))
    messages = state.talks.messages.with_item(act.label, read)
    return {"talks": changed(state.talks, messages=messages), **noted(state, act)}


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
    return {"talks": changed(state.talks, schedule=schedule), **noted(state, act)}


# -- what acts may be about --------------------------------------------------------------------------------------------


def _threatened(state: State, actor: str) -> tuple[str, ...]:
    measures = dict.fromkeys(t.measure for t in state.game.scenario.threats.values() if t.by == actor)
    return tuple(each for each in measures if not _may_threaten(state, Act(actor, "threatens", (each,))))


def _promised(state: State, actor: str) -> tuple[str, ...]:
    return tuple(promise.id for promise in state.game.scenario.promises.values() if promise.by == actor)


def _received(state: State, actor: str) -> tuple[str, ...]:
    return tuple(label for label, each in state.talks.messages.items() if actor in each.received)


def _answerable(state: State, actor: str) -> tuple[str, ...]:
    texts = [label for label, each in state.log.proposals.items() if each.author != actor and state.knows(actor, label)]
    ready = [label for label in _received(state, actor) if state.turn >= (ready_turn(state, actor, label) or 0)]
    return (*ready, *texts)


def _sent(state: State, actor: str) -> tuple[str, ...]:
    return tuple(label for label, each in state.talks.messages.items() if each.by == actor)


def _meetings(state: State, actor: str) -> tuple[str, ...]:
    return tuple(event.id for event in state.game.scenario.events.values() if event.held is not None)


SPEECH: dict[str, Deed] = {
    "declares": Deed(always, noted),
    "denies": Deed(always, _deny),
    "threatens": Deed(_may_threaten, _threaten, _threatened),
    "promises": Deed(_may_promise, _promise, _promised),
    "sends": Deed(_may_send, _send),
    "answers": Deed(_may_answer, _send, _answerable),
    "reads": Deed(_may_read, _read, _received),
    "corrects": Deed(_may_correct, _read, _sent),
    "schedules": Deed(_may_schedule, _schedule, _meetings),
}
