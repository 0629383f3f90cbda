"""What is done: measures carried out, chance, consultation, consent, leaving, passing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from negotiation.engine.acts import CHANCE, PROPOSING, Act
from negotiation.engine.deeds.rules import Changes, Deed, always, noted, spoke
from negotiation.engine.gates import unconsulted
from negotiation.engine.log import LEAKED
from negotiation.scenario.binding import bind
from negotiation.scenario.changing import changed
from negotiation.scenario.no_deal import probability_of
from negotiation.scenario.outcome import NoDeal
from negotiation.scenario.preferences import crossed_lines
from negotiation.scenario.world import BACKED_DOWN, FIRED, STANDING

if TYPE_CHECKING:
    from negotiation.engine.state import State
    from negotiation.scenario import Event, Threat

#: The phases of a turn in which chance draws; where else it speaks, a record tells what happened.
DRAWN = ("events", "triggers")

# -- measures ----------------------------------------------------------------------------------------------------------


def _may_carry_out(state: State, act: Act) -> str:
    measure = state.game.scenario.measures.get(act.label)
    if measure is None:
        return f"there is no measure {act.label!r}"
    if measure.by != act.actor or measure.chance_only:
        return f"{act.label} is no measure that {act.actor} may carry out"
    return "" if can_happen(state, act.label) else f"{act.label} has been carried out already"


def _carry_out(state: State, act: Act) -> Changes:
    scenario = state.game.scenario
    world = noted(state, act)["world"].after_measure(scenario, act.label)
    world = changed(world, performed=world.performed | {(act.actor, act.label)})
    for name, status in world.threats.items():
        threat = scenario.threats[name]
        if status == STANDING and threat.measure == act.label and threat.by == act.actor:
            world = world.with_threat(name, FIRED)
    for name, status in world.promises.items():
        promise = scenario.promises[name]
        if status == STANDING and promise.measure == act.label and promise.by == act.actor:
            world = world.with_promise(name, "kept", None)
    return {"world": world}


def _measures_of(state: State, actor: str) -> tuple[str, ...]:
    measures = state.game.scenario.measures.values()
    return tuple(m.id for m in measures if m.by == actor and not m.chance_only and can_happen(state, m.id))


# -- chance ------------------------------------------------------------------------------------------------------------


@frozen
class Due:
    """What chance may draw: an event, a meeting, a threat or a leak; what the draw is about, and its probability."""

    kind: str
    name: str
    about: str
    probability: float


def due(state: State, phase: str) -> tuple[Due, ...]:
    """Return what chance may draw in a phase: events, hazards and leaks, or at the end of a turn what was triggered."""
    return (*_events_due(state), *_hazards_due(state), *_leaks_due(state)) if phase == "events" else _triggered(state)


def is_awaited(state: State) -> bool:
    """Return whether chance has a word to say at the start of a turn: anything is due, or a meeting was to be."""
    return state.turn in state.talks.schedule.values() or bool(due(state, "events"))


def _events_due(state: State) -> list[Due]:
    done = _done(state)
    likely = [(event, _chance_of(state, event)) for event in state.game.scenario.events.values()]
    return [
        Due("event" if event.held is None else "meeting", event.id, event.id, probability)
        for event, probability in likely
        if probability > 0 and ("happens", event.id) not in done
    ]


def _chance_of(state: State, event: Event) -> float:
    """Return how likely an event is to happen now."""
    if event.measure is not None and not can_happen(state, event.measure):
        return 0.0
    if event.held is not None and state.talks.schedule.get(event.id) == state.turn:
        return event.held.value
    if event.turn == state.turn:
        return 1.0
    return event.each_turn.value if event.each_turn else 0.0


def _hazards_due(state: State) -> list[Due]:
    return [
        Due("threat", threat.id, threat.measure, threat.hazard.value)
        for threat in state.game.scenario.threats.values()
        if threat.unless is not None
        and threat.hazard is not None
        and threat.hazard.value > 0
        and can_happen(state, threat.measure)
        and not _why_not_fired(state, threat)
    ]


def _leaks_due(state: State) -> list[Due]:
    talks, channels = state.talks, state.game.scenario.channels
    rates = {label: channels[way].leaks for label, way in talks.leakable.items() if label not in talks.leaked}
    return [
        Due("leak", label, label, rate.value) for label, rate in rates.items() if rate is not None and rate.value > 0
    ]


def _triggered(state: State) -> tuple[Due, ...]:
    """Return the standing deterrent threats whose trigger has come; each is executed as in the no-deal tree."""
    scenario, world = state.game.scenario, state.world
    return tuple(
        Due("threat", threat.id, threat.measure, probability_of(scenario, threat, world, None))
        for threat in scenario.threats.values()
        if threat.if_ is not None and can_happen(state, threat.measure) and not _why_not_fired(state, threat)
    )


def _why_not_fired(state: State, threat: Threat) -> str:
    """Return why a threat cannot be carried out as things stand; "" when it can."""
    scenario, world = state.game.scenario, state.world
    if world.threats.get(threat.id) != STANDING:
        return f"{threat.id} does not stand"
    if threat.if_ is not None:
        has_come = bind(threat.if_, scenario, threat.by)(world.status_quo, world, scenario.start)
        return "" if has_come else f"the trigger of {threat.id} has not come"
    assert threat.unless is not None  # noqa: S101 - Threat has exactly one
    base = world.bases.get(threat.id, scenario.start)
    is_met = bind(threat.unless, scenario, threat.by)(world.status_quo, world, base)
    return f"the demand of {threat.id} is met" if is_met else ""


def can_happen(state: State, measure: str) -> bool:
    """Return whether a measure can still happen: it has not, or it repeats."""
    return measure not in state.world.happened or state.game.scenario.measures[measure].repeats


def _done(state: State) -> frozenset[tuple[str, str]]:
    """Return what chance has just drawn: deeds with what they were about."""
    found, acts = set(), state.log.acts
    for place in range(state.n - 1, -1, -1):
        turn, act = acts[place]
        if turn != state.turn or act.actor != CHANCE:
            break
        found.add((act.deed, act.label))
    return frozenset(found)


def _may_happen(state: State, act: Act) -> str:
    if state.phase not in DRAWN:
        return _may_have_happened(state, act.label)
    names = _happening(state, CHANCE)
    return "" if act.label in names else f"{act.label!r} cannot happen now (what can: {', '.join(names) or 'nothing'})"


def _may_have_happened(state: State, name: str) -> str:
    scenario = state.game.scenario
    if name in scenario.events:
        measure = scenario.events[name].measure
    elif name in scenario.threats:
        measure, why = scenario.threats[name].measure, _why_not_fired(state, scenario.threats[name])
        if why:
            return why
    elif name in scenario.measures:
        measure = name
    else:
        return f"there is no event {name!r}"
    return "" if measure is None or can_happen(state, measure) else f"{measure} has happened already"


def _happen(state: State, act: Act) -> Changes:
    scenario, world = state.game.scenario, state.world
    if act.label in scenario.events:
        measure = scenario.events[act.label].measure
        return {"world": world.after_event(scenario, act.label, measure)}
    measure = scenario.threats[act.label].measure if act.label in scenario.threats else act.label
    world = world.after_measure(scenario, measure)
    for threat in scenario.threats.values():
        if threat.measure == measure and world.threats.get(threat.id) == STANDING:
            world = world.with_threat(threat.id, FIRED)
    return {"world": world}


def _happening(state: State, actor: str) -> tuple[str, ...]:
    if state.phase not in DRAWN:
        scenario = state.game.scenario
        names = dict.fromkeys((*scenario.events, *scenario.threats, *scenario.measures))
        return tuple(name for name in names if not _may_have_happened(state, name))
    return tuple(each.name for each in due(state, state.phase) if each.kind != "leak")


def _may_leak(state: State, act: Act) -> str:
    why = _may_have_leaked(state, act.label)
    if why or state.phase not in DRAWN:
        return why
    return "" if act.label in _leaking(state, CHANCE) else f"{act.label} cannot leak now"


def _may_have_leaked(state: State, label: str) -> str:
    if state.proposal(label) is None and label not in state.talks.messages:
        return f"there is no text {label!r}"
    return f"{label} has leaked already" if label in state.talks.leaked or label.endswith(LEAKED) else ""


def _leak(state: State, act: Act) -> Changes:
    """A leak makes a public copy one rung lower, which nobody can accept."""
    talks = changed(state.talks, leaked=state.talks.leaked | {act.label})
    proposal = state.proposal(act.label)
    if proposal is not None:
        rung = PROPOSING[max(PROPOSING.index(proposal.firmness) - 1, 0)]
        label, place = f"{act.label}{LEAKED}", len(state.log.acts) - 1
        state.log.put(
            changed(proposal, label=label, firmness=rung, turn=state.turn, act=act, place=place, before=None),
        )
    world = state.world.with_deed(CHANCE, "leaks", act.label)
    return {"talks": talks, "world": world}


def _leaking(state: State, actor: str) -> tuple[str, ...]:
    if state.phase not in DRAWN:
        texts = (*state.log.proposals, *state.talks.messages)
        return tuple(label for label in texts if not _may_have_leaked(state, label))
    return tuple(each.name for each in _leaks_due(state)) if state.phase == "events" else ()


# -- gates -------------------------------------------------------------------------------------------------------------


def _consult(state: State, act: Act) -> Changes:
    """Ask for advice: those asked count as consulted once their time to answer is over."""
    asked, changes = state.talks.asked, noted(state, act, *act.to)
    for each in act.to:
        asked = asked.with_item(each, min(state.turn, asked.get(each, state.turn)))
    at_once = [each for each in act.to if state.phase == "opening" or not state.game.delay_of(each)]
    changes["world"] = changes["world"].with_consulted(*at_once)
    return {**changes, "talks": changed(state.talks, asked=asked)}


def _advisers(state: State, actor: str) -> tuple[str, ...]:
    if state.phase == "gates":
        return unconsulted(state)
    gates = state.game.scenario.gates.values()
    names = dict.fromkeys(gate.who for gate in gates if gate.must == "be_consulted")
    known = (*state.game.scenario.actors,)
    return tuple(each for each in names if each in known and each != actor and each not in state.talks.asked)


def _may_consent(state: State, act: Act) -> str:
    if act.label in state.game.scenario.issues and state.phase != "gates":
        return ""
    if act.label != state.talks.tentative:
        return f"{act.label!r} is no text that awaits consent"
    if act.deed == "objects to":
        return ""
    package = state.log.proposals[act.label].package
    lines = crossed_lines(state.game.scenario, act.actor, package, state.world, "absolute")
    return f"it crosses its absolute red line {', '.join(lines)}" if lines else ""


def _consent(state: State, act: Act) -> Changes:
    """A word on the text that awaits it; on an issue, taking it off one's agenda or putting it back."""
    yes, talks = act.deed == "consents to", state.talks
    if state.phase != "gates":
        pair = (act.actor, act.label)
        declined = talks.declined - {pair} if yes else talks.declined | {pair}
        return {"talks": changed(talks, declined=declined), **noted(state, act)}
    changes = noted(state, act)
    if yes:
        changes["world"] = changed(changes["world"], consented=changes["world"].consented | {act.actor})
    return {**changes, "talks": changed(talks, words=talks.words.with_item(act.actor, yes))}


def _consentable(state: State, actor: str) -> tuple[str, ...]:
    if state.phase != "gates":
        return tuple(state.game.scenario.issues)
    return tuple(
        each for each in (state.talks.tentative,) if not _may_consent(state, Act(actor, "consents to", (each,)))
    )


def _objectionable(state: State, actor: str) -> tuple[str, ...]:
    return (state.talks.tentative,) if state.phase == "gates" else tuple(state.game.scenario.issues)


# -- the floor ---------------------------------------------------------------------------------------------------------


def _leave(state: State, act: Act) -> Changes:
    """Leave the table: one whom every agreement needs ends the talks, any other becomes a non-party."""
    seats = tuple(seat for seat in state.seats if seat != act.actor)
    changes = {**spoke(state, act), "seats": seats}
    if act.actor not in state.parties:
        return changes
    changes["talks"] = changed(state.talks, left=(*state.talks.left, act.actor))
    parties = tuple(party for party in state.parties if party != act.actor)
    if not state.game.protocol.goes_on(parties):
        return {**changes, "outcome": NoDeal("left", state.turn, act.actor)}
    still = {k: v - {act.actor} for k, v in state.open.items()}
    return {**changes, "parties": parties, "open": still}


def _may_pass(state: State, act: Act) -> str:
    return always(state, act) if act.channel in ("", "publicly") else "a pass is said on the floor"


def _pass(state: State, act: Act) -> Changes:
    if act.actor != CHANCE:
        return spoke(state, act)
    world, scenario = state.world, state.game.scenario
    if state.phase == "triggers":
        for each in due(state, "triggers"):
            issuer = scenario.threats[each.name].by
            pays = state.game.was_public(state, each.name)
            world = world.with_threat(each.name, BACKED_DOWN, world.audience_of("threats", each.name))
            world = world.with_backdown(issuer) if pays else world
        return {"world": world, "phase": "ending"}
    done = _done(state)
    for event, turn in state.talks.schedule.items():
        if turn == state.turn and ("happens", event) not in done:
            world = world.with_deed(CHANCE, "cancels", event)
    return {"world": world, "phase": "deliveries"}


DOING: dict[str, Deed] = {
    "carries out": Deed(_may_carry_out, _carry_out, _measures_of),
    "happens": Deed(_may_happen, _happen, _happening),
    "leaks": Deed(_may_leak, _leak, _leaking),
    "consults": Deed(always, _consult, _advisers),
    "consents to": Deed(_may_consent, _consent, _consentable),
    "objects to": Deed(_may_consent, _consent, _objectionable),
    "passes": Deed(_may_pass, _pass, is_move=True),
    "leaves": Deed(_may_pass, _leave, is_move=True),
}
