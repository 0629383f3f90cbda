"""Texts: floated, offered for discussion, tabled, stood by, accepted, rejected, withdrawn (semantics §4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import evolve

from negotiation.engine.acts import PROPOSING, Act
from negotiation.engine.deeds.rules import NOTHING, Changes, Deed, noted, spoke
from negotiation.engine.log import Proposal
from negotiation.errors import UnknownNameError
from negotiation.scenario.binding import bind
from negotiation.scenario.table import Table
from negotiation.scenario.world import STANDING, WITHDRAWN

if TYPE_CHECKING:
    from negotiation.engine.state import State

TABLED = "tables"


def _may_propose(state: State, act: Act) -> str:
    if not act.label:
        return "a text needs a label"
    known = state.proposal(act.label)
    if known is not None:
        return _may_raise(known, act)
    try:
        package = package_in(state, act)
    except UnknownNameError as error:
        return str(error)
    if act.deed != TABLED:
        return may_discuss(state, act.actor, package)
    return may_sign(state, act.actor, package) if act.actor in state.parties else state.game.rule_broken(package, state.world)


def _may_raise(known: Proposal, act: Act) -> str:
    """Only the author raises the firmness of a text that is there."""
    if known.author != act.actor:
        return f"there is already a text {act.label} of {known.author}; give it another label"
    if PROPOSING.index(act.deed) <= PROPOSING.index(known.firmness):
        return f"there is already a text {act.label}; give it another label, or say 'stands by {act.label}'"
    return "" if act.terms is None else f"{act.label} stands as it was put; leave its terms out to raise it"


def package_in(state: State, act: Act) -> tuple[int, ...]:
    """Return the full package of a proposal: its terms and what it asks in return, the rest at the status quo."""
    return state.game.package_of(_covered(act), state.world.status_quo)


def _covered(act: Act) -> Table[str, str]:
    if act.in_return is None:
        return act.terms or NOTHING
    return Table({**(act.terms or NOTHING), **act.in_return})


def may_sign(state: State, actor: str, package: tuple[int, ...]) -> str:
    """Return why an actor may not put its name to a package, from what it may know; "" when it may."""
    if state.talks.vetoed and package in state.talks.vetoed:
        return "a veto has fallen on that package"
    objection = state.game.objection(actor, package, state.world)
    return _off_agenda(state, actor, package) if state.talks.declined and not objection else objection


def may_discuss(state: State, actor: str, package: tuple[int, ...]) -> str:
    """Return which demand on talks keeps an actor from discussing a package, or ""."""
    for demand in state.game.demands(actor, "talks"):
        if not bind(demand.demand, state.game.scenario, actor)(package, state.world, state.game.scenario.start):
            return f"its demand {demand.id} conditions talks, and the text does not meet it"
    return ""


def _off_agenda(state: State, actor: str, package: tuple[int, ...]) -> str:
    scenario = state.game.scenario
    for who, issue in state.talks.declined:
        k = scenario.places[issue]
        if who == actor and package[k] != scenario.start[k]:
            return f"{issue} is off its agenda, and the text moves it"
    return ""


def _propose(state: State, act: Act) -> Changes:
    known = state.proposal(act.label)
    if known is not None:
        put = evolve(known, firmness=act.deed, act=act)
    else:
        package = package_in(state, act)
        index = state.game.scenario.index_of(package)
        covers = tuple(_covered(act))
        put = Proposal(act.label, act.actor, package, index, covers, act.deed, state.turn, act, act.if_)
    state.log.put(put)
    if act.deed == TABLED and not state.game.plain:
        return {**noted(state, act), **_stands(state, act)}
    return _stands(state, act) if act.deed == TABLED else {**noted(state, act), **_offered(state, act)}


def _stands(state: State, act: Act) -> Changes:
    label = act.label
    changes = spoke(state, act)
    still = {} if state.game.protocol.one_text else {k: v for k, v in state.open.items() if k != label}
    still[label] = still_accepted(state, label, act)
    changes["open"], changes["standing"] = still, label
    return changes


def still_accepted(state: State, label: str, act: Act) -> frozenset[str]:
    """Return who has accepted a text that its author puts again: a private one brought to the floor keeps its friends."""
    proposal = state.log.proposals[label]
    author = frozenset((act.actor,) if act.actor in state.parties else ())
    if act is proposal.act or proposal.act.channel == act.channel:
        return author
    state.log.put(evolve(proposal, act=act))
    return author | state.open.get(label, frozenset())


def _offered(state: State, act: Act) -> Changes:
    """A softer text may be taken up for discussion, never signed; it leaves the tabled one as it is."""
    softer = state.talks.softer.with_item(act.label, act.actor)
    return {"talks": evolve(state.talks, softer=softer), **spoke(state, act)}


def own_text(state: State, act: Act) -> str:
    """Return why a label is no text of an actor, or ""."""
    proposal = state.proposal(act.label)
    if proposal is None:
        return f"there is no text {act.label!r}"
    return "" if proposal.author == act.actor else f"{act.label} is a text of {proposal.author}"


def _may_stand_by(state: State, act: Act) -> str:
    wrong = own_text(state, act)
    proposal = state.proposal(act.label)
    if wrong or proposal is None:
        return wrong
    if proposal.firmness != TABLED:
        return f"{act.label} is not tabled"
    return may_sign(state, act.actor, proposal.package)


def _may_accept(state: State, act: Act) -> str:
    proposal = state.proposal(act.label)
    if proposal is not None and act.label in state.talks.softer and proposal.author != act.actor:
        return may_discuss(state, act.actor, proposal.package)
    if proposal is None or act.label not in state.open:
        open_now = ", ".join(state.open_to(act.actor)) or "none"
        return f"{act.label or 'nothing'!r} is no text that stands open (open: {open_now})"
    if act.actor in state.open[act.label]:
        return f"{act.actor} has already accepted {act.label}"
    return may_sign(state, act.actor, proposal.package) or may_discuss(state, act.actor, proposal.package)


def _accept(state: State, act: Act) -> Changes:
    label = act.label
    if label in state.talks.softer and label not in state.open:
        world = state.world
        for issue in state.log.proposals[label].covers:
            world = world.with_deed(act.actor, "opens_talks", issue)
        return {"world": world, **spoke(state, act)}
    return {"open": {**state.open, label: state.open[label] | {act.actor}}, **spoke(state, act)}


def _may_reject(state: State, act: Act) -> str:
    missing = [label for label in act.what if state.proposal(label) is None and label not in state.talks.messages]
    if missing:
        return f"there is no text {missing[0]!r}"
    return "" if all(own_text(state, evolve(act, what=(label,))) for label in act.what) else "it is its own text: withdraw it"


def _reject(state: State, act: Act) -> Changes:
    """A refusal is final only from one with a veto; any other may think better of it while the text stands."""
    changes = {} if state.game.plain else noted(state, act)
    if act.actor in state.game.protocol.parameters.get("vetoes", ()):
        fallen = frozenset(state.log.proposals[label].package for label in act.what if label in state.open)
        changes["talks"] = evolve(state.talks, vetoed=state.talks.vetoed | fallen)
        changes["open"] = {k: v for k, v in state.open.items() if state.log.proposals[k].package not in fallen}
    return {**changes, **spoke(state, act)}


def _may_withdraw(state: State, act: Act) -> str:
    scenario = state.game.scenario
    if act.label in scenario.threats:
        mine = scenario.threats[act.label].by == act.actor and state.world.threats.get(act.label) == STANDING
        return "" if mine else f"{act.label} is no threat of {act.actor} that stands"
    if act.label in scenario.actors.get(act.actor, scenario).demands if act.actor in scenario.actors else ():
        return ""
    open_now = act.label in state.open or act.label in state.talks.softer
    return own_text(state, act) or ("" if open_now else f"{act.label} does not stand open")


def _withdraw(state: State, act: Act) -> Changes:
    scenario = state.game.scenario
    if act.label in scenario.threats:
        world = noted(state, act)["world"].with_threat(act.label, WITHDRAWN)
        return {"world": world.with_backdown(act.actor) if state.game.was_public(state, act.label) else world}
    if act.label in scenario.actors[act.actor].demands:
        given_up = state.talks.given_up | {(act.actor, act.label)}
        return {"world": noted(state, act)["world"].with_backdown(act.actor), "talks": evolve(state.talks, given_up=given_up)}
    still = {k: v for k, v in state.open.items() if k != act.label}
    talks = evolve(state.talks, softer=state.talks.softer.without(act.label))
    return {"open": still, "standing": None if state.standing == act.label else state.standing, "talks": talks}


def _open_texts(state: State, actor: str) -> tuple[str, ...]:
    softer = tuple(label for label, author in state.talks.softer.items() if author != actor)
    return (*state.open_to(actor), *softer)


def _own_texts(state: State, actor: str) -> tuple[str, ...]:
    return tuple(label for label, each in state.log.proposals.items() if each.author == actor)


PROPOSALS: dict[str, Deed] = {
    "floats": Deed(_may_propose, _propose, takes_terms=True, is_move=True),
    "offers to discuss": Deed(_may_propose, _propose, takes_terms=True, is_move=True),
    "tables": Deed(_may_propose, _propose, takes_terms=True, is_move=True),
    "stands by": Deed(_may_stand_by, _stands, _own_texts, is_move=True),
    "accepts": Deed(_may_accept, _accept, _open_texts, is_move=True),
    "rejects": Deed(_may_reject, _reject, _open_texts, is_move=True),
    "withdraws": Deed(_may_withdraw, _withdraw, _own_texts),
}
