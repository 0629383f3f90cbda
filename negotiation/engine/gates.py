"""From signature to force: who else must say a word on a signed text, and what comes of it (semantics §7)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from negotiation.scenario.agreement import Answer, answer, discharges, open_gates
from negotiation.scenario.binding import bind
from negotiation.scenario.changing import changed
from negotiation.scenario.conditions import Atom, walk
from negotiation.scenario.issues import Gate
from negotiation.scenario.outcome import Agreement, NoDeal
from negotiation.scenario.table import Table
from negotiation.scenario.world import DISCHARGED

if TYPE_CHECKING:
    from negotiation.engine.log import Proposal
    from negotiation.engine.state import State

#: What one is asked for whose signature a text needs, and who has no seat.
SIGNATURE = Gate("signature", "", "consent", "constitutive")


@frozen
class Tally:
    """Where a signed text stands: who is awaited now, whether time must pass, and the words that count.

    `refusal` is the reason and the holder that stopped it, `ends` whether that ends the talks.
    """

    awaited: tuple[str, ...] = ()
    waits: bool = False
    missing: tuple[str, ...] = ()
    refusal: str = ""
    ends: bool = False


def closing(state: State, proposal: Proposal, signers: tuple[str, ...]) -> State:
    """Return the state with a text signed that enough have accepted, where its condition holds."""
    if state.talks.tentative or state.outcome is not None:
        return state
    if not _holds(state, proposal) or not _changes(state, proposal):
        return state
    talks = changed(state.talks, tentative=proposal.label, signed=state.turn, signers=signers, words=Table())
    signed = state.with_(talks=talks)
    if not state.game.facts.has_gates:
        return in_force(signed, ())
    return signed.with_(phase="gates")


def closings(state: State, before: State) -> State:
    """Return the state with what can be closed closed: what was accepted since, and what waits for its condition."""
    proposals, known, closes = state.log.proposals, before.open, state.game.protocol.closes
    for label, accepted in state.open.items():
        proposal = proposals[label]
        if accepted is not known.get(label) or proposal.if_ is not None:
            signers = closes(state, proposal, accepted)
            if signers is not None:
                state = closing(state, proposal, signers)
    return state


def _holds(state: State, proposal: Proposal) -> bool:
    """Return whether the condition of a text holds now."""
    if proposal.if_ is None:
        return True
    scenario, world = state.game.scenario, changed(state.world, turn=state.turn)
    if any(isinstance(each, Atom) and each.name == "did" for each in walk(proposal.if_)):
        arrives = state.log.arrives
        heard = (act for place, (_, act) in enumerate(state.acts) if arrives.get(place, 0) <= state.turn)
        deeds = {(act.actor, act.deed.replace(" ", "_"), each) for act in heard for each in act.what or ("",)}
        world = changed(world, deeds=world.deeds | deeds)
    return bind(proposal.if_, scenario, proposal.author)(proposal.package, world, scenario.start)


def _changes(state: State, proposal: Proposal) -> bool:
    """Return whether anything changes by a text: an issue leaves its status quo, or a threat is discharged."""
    scenario = state.game.scenario
    return proposal.package != state.world.status_quo or bool(discharges(scenario, proposal.package, state.world))


def tally(state: State) -> Tally:
    """Return where the signed text stands."""
    scenario, talks = state.game.scenario, state.talks
    package = state.log.proposals[talks.tentative].package
    found = Tally()
    for actor in talks.signers:
        if actor not in state.parties:
            found = _word(state, found, actor, SIGNATURE)
    for gate in open_gates(scenario, package, state.world):
        if gate.must == "be_consulted":
            found = _consultation(state, found, gate)
        elif gate.who not in talks.signers:
            found = _word(state, found, gate.who, gate)
    return found


def _consultation(state: State, found: Tally, gate: Gate) -> Tally:
    asked = state.talks.asked.get(gate.who)
    if gate.who in state.talks.signers or gate.who in state.world.consulted:
        return found
    if gate.who not in state.game.scenario.actors:
        return found
    if asked is None:
        party = next(actor for actor in state.talks.signers if actor in state.parties)
        return changed(found, awaited=(*found.awaited, party))
    return changed(found, waits=True) if state.turn < asked + gate.delay_turns else found


def _word(state: State, found: Tally, who: str, gate: Gate) -> Tally:
    """Return where the text stands when the word of a gate's holder, or of a signatory without a seat, is counted."""
    word = state.talks.words.get(who) if who in state.game.scenario.actors else False
    if word is None:
        if state.turn < state.talks.signed + gate.delay_turns:
            return changed(found, waits=True)
        return changed(found, awaited=(*found.awaited, who)) if who not in found.awaited else found
    if word:
        return found
    if gate.force != "constitutive":
        return changed(found, missing=(*found.missing, who)) if who not in found.missing else found
    if found.refusal:
        return found
    reason = "ratification_failed" if gate.must == "ratify" else "consent_refused"
    return changed(found, refusal=f"{reason}: {who}", ends=gate.on_failure == "ends")


def awaited(state: State) -> tuple[str, ...]:
    """Return whose word is due next: one at a time."""
    found = tally(state)
    return () if found.refusal else found.awaited[:1]


def may(state: State, actor: str) -> tuple[str, ...]:
    """Return what the one whose word is due may do: consult those who must be, or consent or object."""
    to_consult = unconsulted(state)
    return ("consults",) if to_consult and actor in state.parties else ("consents to", "objects to")


def unconsulted(state: State) -> tuple[str, ...]:
    """Return who must still be consulted on the signed text; whoever signs it needs not be asked."""
    scenario, talks = state.game.scenario, state.talks
    if not talks.tentative:
        return ()
    package = state.log.proposals[talks.tentative].package
    return tuple(
        gate.who
        for gate in open_gates(scenario, package, state.world)
        if gate.must == "be_consulted"
        and gate.who in scenario.actors
        and gate.who not in (*talks.signers, *talks.asked)
        and gate.who not in state.world.consulted
    )


def resolved(state: State) -> State:
    """Return the state once nobody is awaited: in force, refused, or waiting for time to pass."""
    found = tally(state)
    if found.refusal:
        reason, _, who = found.refusal.partition(": ")
        if found.ends:
            return state.with_(outcome=NoDeal(reason, state.turn, who))
        return _reopened(state, found.refusal)
    return state.with_(phase="waiting") if found.waits else in_force(state, found.missing)


def _reopened(state: State, refusal: str) -> State:
    """Return the state in which the talks go on without the signed text; consent refused is final for its package."""
    talks, label = state.talks, state.talks.tentative
    final = talks.final
    if refusal.startswith("consent_refused"):
        final |= {state.log.proposals[label].package}
    still = {k: v for k, v in state.open.items() if k != label}
    talks = changed(talks, tentative="", words=Table(), refused=talks.refused.with_item(label, refusal), final=final)
    standing = None if state.standing == label else state.standing
    return state.with_(open=still, standing=standing, talks=talks, phase="moves")


def _advised(state: State) -> tuple[str, ...]:
    """Return the signatories that would have had to be consulted."""
    advised = {gate.who for gate in state.game.scenario.gates.values() if gate.must == "be_consulted"}
    return tuple(actor for actor in state.talks.signers if actor in advised)


def word_of(state: State, actor: str) -> Answer:
    """Return an actor's word on the signed text by computation; a party answers by its own acceptance alone."""
    package, signers = state.log.proposals[state.talks.tentative].package, state.talks.signers
    signed = tuple(party for party in state.parties if party in signers)
    waiting = tuple(party for party in state.parties if party not in signers)
    return answer(state.game.scenario, actor, package, state.world, signed, waiting)


def in_force(state: State, missing: tuple[str, ...]) -> State:
    """Return the state in which the signed text is in force."""
    scenario, talks = state.game.scenario, state.talks
    proposal = state.log.proposals[talks.tentative]
    world = state.world
    world = world.with_consulted(*talks.asked, *_advised(state))
    for threat in discharges(scenario, proposal.package, world):
        world = world.with_threat(threat, DISCHARGED)
    waiting = [actor for actor in talks.signers if actor not in state.parties]
    waiting += [gate.who for gate in open_gates(scenario, proposal.package, world) if gate.must != "be_consulted"]
    presumed = [
        actor
        for actor in dict.fromkeys(waiting)
        if actor in scenario.actors and actor not in missing and word_of(state, actor).presumed
    ]
    options = Table(scenario.options_of(proposal.package))
    agreement = Agreement(
        options, state.turn, talks.tentative, talks.signers, missing, tuple(presumed), (), proposal.covers
    )
    return state.with_(outcome=agreement, world=world)
