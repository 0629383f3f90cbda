"""What is done: measures carried out, chance, consultation, consent, leaving, passing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import evolve

from negotiation.engine.acts import CHANCE, PROPOSING, Act
from negotiation.engine.deeds.rules import Changes, Deed, always, noted, spoke
from negotiation.engine.log import Proposal
from negotiation.scenario.binding import bind
from negotiation.scenario.outcome import NoDeal
from negotiation.scenario.preferences import crossed_lines
from negotiation.scenario.world import BACKED_DOWN, FIRED, STANDING

if TYPE_CHECKING:
    from negotiation.engine.state import State

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
    for name, status in world.threats.items():
        threat = scenario.threats[name]
        if status == STANDING and threat.measure == act.label and threat.by == act.actor:
            world = world.with_threat(name, FIRED)
    for name, status in world.promises.items():
        if status == STANDING and scenario.promises[name].measure == act.label:
            world = evolve(world, promises=world.promises.with_item(name, "kept"))
    return {"world": world, "active": True}


def _measures_of(state: State, actor: str) -> tuple[str, ...]:
    measures = state.game.scenario.measures.values()
    return tuple(m.id for m in measures if m.by == actor and not m.chance_only and can_happen(state, m.id))


# -- chance ------------------------------------------------------------------------------------------------------------


def due(state: State, phase: str) -> tuple[tuple[str, str, float], ...]:
    """Return what chance may draw in a phase: (event, threat or text, what the draw is about, probability)."""
    if phase == "events":
        return (*_events_due(state), *_hazards_due(state), *_leaks_due(state))
    scenario, world = state.game.scenario, state.world
    found = []
    for threat in scenario.threats.values():
        if threat.if_ is None or world.threats.get(threat.id) != STANDING or not can_happen(state, threat.measure):
            continue
        if bind(threat.if_, scenario, threat.by)(world.status_quo, world, scenario.start):
            found.append((threat.id, threat.measure, threat.probability.value))
    return tuple(found)


def _events_due(state: State) -> list[tuple[str, str, float]]:
    found, done = [], _done(state)
    for event in state.game.scenario.events.values():
        if event.id in done or not (event.measure is None or can_happen(state, event.measure)):
            continue
        probability = event.each_turn.value if event.each_turn else 0.0
        if event.turn == state.turn:
            probability = 1.0
        if event.held is not None and state.talks.schedule.get(event.id) == state.turn:
            probability = event.held.value
        if probability > 0:
            found.append((event.id, event.id, probability))
    return found


def _hazards_due(state: State) -> list[tuple[str, str, float]]:
    scenario, world, found = state.game.scenario, state.world, []
    for threat in scenario.threats.values():
        hazard = 0.0 if threat.hazard is None else threat.hazard.value
        if not hazard or threat.unless is None or world.threats.get(threat.id) != STANDING:
            continue
        base = world.bases.get(threat.id, scenario.start)
        unmet = not bind(threat.unless, scenario, threat.by)(world.status_quo, world, base)
        if unmet and can_happen(state, threat.measure):
            found.append((threat.id, threat.measure, hazard))
    return found


def _leaks_due(state: State) -> list[tuple[str, str, float]]:
    found = []
    for label, channel in state.talks.leakable.items():
        leaks = state.game.scenario.channels[channel].leaks
        if leaks is not None and leaks.value > 0 and label not in state.talks.leaked:
            found.append((label, label, leaks.value))
    return found


def can_happen(state: State, measure: str) -> bool:
    """Return whether a measure can still happen: it has not, or it repeats."""
    return measure not in state.world.happened or state.game.scenario.measures[measure].repeats


def _done(state: State) -> frozenset[str]:
    """Return what chance has drawn in this turn and phase."""
    found = set()
    for turn, act in reversed(state.log.acts[: state.n]):
        if turn != state.turn or act.actor != CHANCE:
            break
        found.add(act.label)
    return frozenset(found)


def _may_happen(state: State, act: Act) -> str:
    if state.phase == "opening":
        known = (*state.game.scenario.events, *state.game.scenario.threats, *state.game.scenario.measures)
        return "" if act.label in known else f"there is no event {act.label!r}"
    names = [name for name, _, _ in due(state, state.phase)]
    return "" if act.label in names else f"{act.label!r} cannot happen now (what can: {', '.join(names) or 'nothing'})"


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


def _may_leak(state: State, act: Act) -> str:
    proposal = state.proposal(act.label)
    if proposal is None and act.label not in state.talks.messages:
        return f"there is no text {act.label!r}"
    if state.phase == "opening":
        return ""
    return "" if act.label in [name for name, _, _ in _leaks_due(state)] else f"{act.label} cannot leak now"


def _leak(state: State, act: Act) -> Changes:
    """A leak makes a public copy one rung lower, which nobody can accept."""
    talks = evolve(state.talks, leaked=state.talks.leaked | {act.label})
    proposal = state.proposal(act.label)
    if proposal is not None:
        rung = PROPOSING[max(PROPOSING.index(proposal.firmness) - 1, 0)]
        copy = evolve(proposal, label=f"{act.label}_leaked", firmness=rung, turn=state.turn, act=act)
        state.log.put(copy)
    world = state.world.with_deed(CHANCE, "leaks", act.label)
    return {"talks": talks, "world": world}


# -- gates -------------------------------------------------------------------------------------------------------------


def _may_consult(state: State, act: Act) -> str:
    unknown = [each for each in act.to if each not in state.game.scenario.actors]
    if unknown:
        return f"there is no actor {unknown[0]!r}"
    return "" if act.to else "say who is consulted"


def _consult(state: State, act: Act) -> Changes:
    asked = state.talks.asked
    for each in act.to:
        asked = asked.with_item(each, min(state.turn, asked.get(each, state.turn)))
    changes = noted(state, act, *act.to)
    if state.phase == "opening":
        changes["world"] = evolve(changes["world"], consulted=changes["world"].consulted | set(act.to))
    return {**changes, "talks": evolve(state.talks, asked=asked), "active": True}


def _may_consent(state: State, act: Act) -> str:
    if act.label in state.game.scenario.issues:
        return ""
    if act.label != state.talks.tentative:
        return f"{act.label!r} is no text that awaits consent"
    package = state.log.proposals[act.label].package
    if act.actor in state.game.scenario.actors and act.deed == "consents to":
        lines = crossed_lines(state.game.scenario, act.actor, package, state.world, "absolute")
        return f"it crosses its absolute red line {', '.join(lines)}" if lines else ""
    return ""


def _consent(state: State, act: Act) -> Changes:
    """A word on the text that awaits it; on an issue, taking it off one's agenda or putting it back."""
    yes = act.deed == "consents to"
    if act.label in state.game.scenario.issues:
        pair = (act.actor, act.label)
        declined = state.talks.declined - {pair} if yes else state.talks.declined | {pair}
        return {"talks": evolve(state.talks, declined=declined), **noted(state, act)}
    words = state.talks.words.with_item(act.actor, yes)
    changes = noted(state, act)
    if yes:
        changes["world"] = evolve(changes["world"], consented=changes["world"].consented | {act.actor})
    return {"talks": evolve(state.talks, words=words), **changes}


# -- the floor ---------------------------------------------------------------------------------------------------------


def _leave(state: State, act: Act) -> Changes:
    if act.actor not in state.parties:
        return {**spoke(state, act), "seats": tuple(seat for seat in state.seats if seat != act.actor)}
    seats = tuple(seat for seat in state.seats if seat != act.actor)
    changes = {**spoke(state, act), "talks": evolve(state.talks, left=(*state.talks.left, act.actor))}
    if state.game.protocol.needs_all or not seats:
        return {**changes, "outcome": NoDeal("left", state.turn, act.actor)}
    parties = tuple(party for party in state.parties if party != act.actor)
    still = {k: v - {act.actor} for k, v in state.open.items()}
    return {**changes, "seats": seats, "parties": parties, "open": still}


def _pass(state: State, act: Act) -> Changes:
    if act.actor != CHANCE:
        return spoke(state, act)
    world = state.world
    if state.phase == "triggers":
        for name, _, _ in due(state, "triggers"):
            world = world.with_threat(name, BACKED_DOWN)
            issuer = state.game.scenario.threats[name].by
            world = world.with_backdown(issuer) if state.game.was_public(state, name) else world
        return {"world": world, "phase": "ending"}
    done = _done(state)
    for event, turn in state.talks.schedule.items():
        if turn == state.turn and event not in done:
            world = world.with_deed(CHANCE, "cancels", event)
    return {"world": world, "phase": "moves"}


def leaked_copy(proposal: Proposal) -> bool:
    """Return whether a text is the public copy that a leak made."""
    return proposal.act.deed == "leaks"


DOING: dict[str, Deed] = {
    "carries out": Deed(_may_carry_out, _carry_out, _measures_of),
    "happens": Deed(_may_happen, _happen),
    "leaks": Deed(_may_leak, _leak),
    "consults": Deed(_may_consult, _consult),
    "consents to": Deed(_may_consent, _consent),
    "objects to": Deed(_may_consent, _consent),
    "passes": Deed(always, _pass, is_move=True),
    "leaves": Deed(always, _leave, is_move=True),
}
