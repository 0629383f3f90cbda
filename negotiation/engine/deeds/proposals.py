"""Texts: floated, offered for discussion, tabled, stood by, accepted, rejected, withdrawn (semantics §4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from negotiation.engine.acts import PROPOSING, Act
from negotiation.engine.deeds.rules import (
    NOTHING,
    OPEN_FLOOR,
    Changes,
    Deed,
    audience_of,
    is_public,
    noted,
    spoke,
    why_meaningless,
    why_taken,
)
from negotiation.engine.log import Proposal
from negotiation.engine.talks import NO_TALKS
from negotiation.errors import UnknownNameError
from negotiation.scenario.binding import bind
from negotiation.scenario.changing import changed
from negotiation.scenario.table import Table
from negotiation.scenario.world import STANDING, WITHDRAWN

if TYPE_CHECKING:
    from negotiation.engine.state import State

TABLED = "tables"
FINAL = "a refusal of that package was final"
NOBODY: frozenset[str] = frozenset()
ONE_AT_A_TIME = "one text at a time"

# -- putting texts -----------------------------------------------------------------------------------------------------


def _may_propose(state: State, act: Act) -> str:
    known = state.proposal(act.label)
    if known is not None and known.act is not act:
        return _may_raise(state, known, act)
    wrong = why_taken(state, act) or why_meaningless(state, act)
    if wrong:
        return wrong
    twice = [issue for issue in act.in_return or () if issue in (act.terms or ())]
    if twice:
        return f"{twice[0]} is named on both sides of the exchange"
    try:
        package = package_in(state, act) if known is None else known.package
    except UnknownNameError as error:
        return str(error)
    return _may_put(state, act.actor, act.deed, package)


def _may_raise(state: State, known: Proposal, act: Act) -> str:
    """Only the author raises the firmness of a text that is there."""
    if known.author != act.actor:
        whose = f" of {known.author}" if state.knows(act.actor, act.label) else ""
        return f"there is already a text {act.label}{whose}; give it another label"
    if PROPOSING.index(act.deed) <= PROPOSING.index(known.firmness):
        return f"there is already a text {act.label}; give it another label, or say 'stands by {act.label}'"
    if act.terms is not None or act.if_ is not None:
        return f"{act.label} stands as it was put; leave its terms out to raise it"
    return _may_put(state, act.actor, act.deed, known.package)


def _may_put(state: State, actor: str, deed: str, package: tuple[int, ...]) -> str:
    """A party accepts what it tables; others may table what the rules allow."""
    if deed != TABLED:
        return may_discuss(state, actor, package)
    if actor not in state.parties:
        return FINAL if package in state.talks.final else state.game.rule_broken(package, state.world)
    return may_sign(state, actor, package) or may_discuss(state, actor, package)


def package_in(state: State, act: Act) -> tuple[int, ...]:
    """Return the full package of a proposal: its terms and what it asks in return, the rest at the status quo."""
    return state.game.package_of(_covered(act), state.world.status_quo)[0]


def _covered(act: Act) -> Table[str, str]:
    if act.in_return is None:
        return NOTHING if act.terms is None else act.terms
    return Table({**(act.terms or NOTHING), **act.in_return})


def may_sign(state: State, actor: str, package: tuple[int, ...]) -> str:
    """Return why an actor may not put its name to a package, from what it may know; "" when it may."""
    if state.talks.final and package in state.talks.final:
        return FINAL
    objection = state.game.objection(actor, package, state.world)
    return _off_agenda(state, actor, package) if state.talks.declined and not objection else objection


def may_discuss(state: State, actor: str, package: tuple[int, ...]) -> str:
    """Return which demand on talks, not given up, keeps an actor from discussing a package, or ""."""
    if not state.game.facts.has_demands_on_talks:
        return ""
    scenario, given_up = state.game.scenario, state.world.given_up
    for demand in state.game.demands(actor, "talks"):
        is_met = bind(demand.demand, scenario, actor)(package, state.world, scenario.start)
        if not is_met and (actor, demand.id) not in given_up:
            return f"its demand {demand.id} conditions talks, and the text does not meet it"
    return ""


def _off_agenda(state: State, actor: str, package: tuple[int, ...]) -> str:
    scenario = state.game.scenario
    for who, issue in state.talks.declined:
        k = scenario.places[issue]
        if who == actor and package[k] != scenario.start[k]:
            return f"{issue} is off its agenda, and the text moves it"
    return ""


def put(state: State, act: Act) -> None:
    """Put the text of an act into the log as it is made, so that whoever hears of it later hears of this one."""
    log, label, place = state.log, act.label, len(state.log.acts) - 1
    known = state.proposal(label)
    if known is not None:
        log.put(changed(known, firmness=act.deed, act=act, place=place, before=known))
        return
    covered = _covered(act)
    package, index = state.game.package_of(covered, state.world.status_quo)
    log.put(Proposal(label, act.actor, package, index, tuple(covered), act.deed, state.turn, act, act.if_, place))


def _propose(state: State, act: Act) -> Changes:
    last = state.log.proposals.get(act.label)
    if last is None or last.act is not act:
        put(state, act)
    if act.deed == TABLED:
        return _stands(state, act) if state.game.facts.plain else {**noted(state, act), **_stands(state, act)}
    softer = state.talks.softer.with_item(act.label, act.actor)
    return {**noted(state, act), "talks": changed(state.talks, softer=softer), **spoke(state, act)}


def _stands(state: State, act: Act) -> Changes:
    """A text stands open; its author accepts it, and others' acceptances of it hold."""
    label, actor, game, open_now = act.what[0], act.actor, state.game, state.open
    accepted = open_now.get(label)
    if actor in state.parties:
        alone = game.facts.alone[actor]
        accepted = alone if accepted is None else accepted | alone
    still = {} if game.protocol.one_text else {k: v for k, v in open_now.items() if k != label}
    still[label] = NOBODY if accepted is None else accepted
    changes: Changes = {"open": still, "standing": label}
    if act.channel in OPEN_FLOOR:
        changes["spoken"] = (*state.spoken, actor)
    if state.talks is not NO_TALKS and label in state.talks.softer:
        changes["talks"] = changed(state.talks, softer=state.talks.softer.without(label))
    return changes


def own_text(state: State, act: Act) -> str:
    """Return why a label is no text of an actor, or ""."""
    return _not_own(state, act, state.proposal(act.label))


def _not_own(state: State, act: Act, proposal: Proposal | None) -> str:
    if proposal is not None and proposal.author == act.actor:
        return ""
    if proposal is None or not state.knows(act.actor, act.label):
        return f"there is no text {act.label!r}"
    return f"{act.label} is a text of {proposal.author}"


def _may_stand_by(state: State, act: Act) -> str:
    proposal = state.log.proposal(act.label, state.n)
    if proposal is None or proposal.author != act.actor:
        return _not_own(state, act, proposal)
    if proposal.firmness != TABLED:
        return f"{act.label} is not tabled"
    return _may_put(state, act.actor, TABLED, proposal.package)


def _stand_by(state: State, act: Act) -> Changes:
    """Stand by a text; one that only some know is brought before everybody."""
    log = state.log
    proposal = log.proposals[act.what[0]]
    if proposal.act.channel not in OPEN_FLOOR:
        log.put(changed(proposal, act=act, place=len(log.acts) - 1, before=proposal))
    if not act.channel and not act.to:
        state.game.stood[act.actor] = act, state.world, state.talks, state.parties, log, state.n
    return _stands(state, act)


# -- answering them ----------------------------------------------------------------------------------------------------


def _may_accept(state: State, act: Act) -> str:
    label, actor = act.label, act.actor
    if len(act.what) > 1:
        return ONE_AT_A_TIME
    proposal = state.proposal(label) if state.knows(actor, label) else None
    if proposal is not None and label in state.talks.softer and proposal.author != actor:
        return may_discuss(state, actor, proposal.package)
    if proposal is None or label not in state.open:
        open_now = ", ".join(state.open_to(actor)) or "none"
        return f"{label!r} is no text that stands open (open: {open_now})"
    if actor not in state.parties:
        return f"{actor} is no party: it signs nothing"
    if actor in state.open[label]:
        return f"{actor} has already accepted {label}"
    return may_sign(state, actor, proposal.package) or may_discuss(state, actor, proposal.package)


def _accept(state: State, act: Act) -> Changes:
    label = act.label
    if label in state.talks.softer:
        world, covers = noted(state, act)["world"], state.log.proposals[label].covers
        for issue in covers:
            world = world.with_deed(act.actor, "opens_talks", issue, audience=audience_of(state, act))
        return {"world": world, **spoke(state, act)}
    changes: Changes = {} if state.game.facts.plain else noted(state, act)
    return {**changes, "open": {**state.open, label: state.open[label] | {act.actor}}, **spoke(state, act)}


def _may_reject(state: State, act: Act) -> str:
    for label in act.what:
        if not state.knows(act.actor, label) and act.actor not in state.received(label):
            return f"there is no text {label!r}"
        if not own_text(state, changed(act, what=(label,))):
            return "it is its own text: withdraw it"
        if act.actor in state.open.get(label, ()):
            return f"{act.actor} has accepted {label}"
    return ""


def _reject(state: State, act: Act) -> Changes:
    """A refusal is final only from one with a veto; any other may think better of it while the text stands."""
    changes: Changes = {} if state.game.facts.plain else noted(state, act)
    if act.actor in state.game.protocol.parameters.get("vetoes", ()):
        labels = [label for label in act.what if label in state.open]
        fallen = frozenset(state.log.proposals[label].package for label in labels)
        refused = state.talks.refused
        for label in labels:
            refused = refused.with_item(label, f"vetoed: {act.actor}")
        changes["talks"] = changed(state.talks, final=state.talks.final | fallen, refused=refused)
        changes["open"] = {k: v for k, v in state.open.items() if state.log.proposals[k].package not in fallen}
        changes["standing"] = state.standing if state.standing in changes["open"] else None
    return {**changes, **spoke(state, act)}


# -- taking back -------------------------------------------------------------------------------------------------------


def _may_withdraw(state: State, act: Act) -> str:
    if len(act.what) > 1:
        return ONE_AT_A_TIME
    scenario, label = state.game.scenario, act.label
    if label in scenario.threats:
        mine = scenario.threats[label].by == act.actor and state.world.threats.get(label) == STANDING
        return "" if mine else f"{label} is no threat of {act.actor} that stands"
    if label in scenario.preconditions:
        mine = scenario.preconditions[label].who == act.actor and (act.actor, label) not in state.world.given_up
        return "" if mine else f"{label} is no precondition of {act.actor} that stands"
    demand = scenario.actors[act.actor].demands.get(label)
    if demand is not None:
        if demand.force == "absolute":
            return f"{label} is an absolute demand"
        return f"{label} has been given up" if (act.actor, label) in state.world.given_up else ""
    stands = label in state.open or label in state.talks.softer or label in state.on_the_way
    return own_text(state, act) or ("" if stands else f"{label} does not stand open")


def _withdraw(state: State, act: Act) -> Changes:
    """Take back a threat, a demand or a text; who publicly takes back what was public backs down."""
    scenario, label, talks = state.game.scenario, act.label, state.talks
    world, is_said_to_all = noted(state, act)["world"], is_public(state, act)
    if label in scenario.threats:
        pays = is_said_to_all and state.game.was_public(state, label)
        world = world.with_threat(label, WITHDRAWN, audience_of(state, act))
        return {"world": world.with_backdown(act.actor) if pays else world}
    if label in scenario.actors[act.actor].demands or label in scenario.preconditions:
        world = changed(world, given_up=world.given_up | {(act.actor, label)})
        return {"world": world.with_backdown(act.actor) if is_said_to_all else world}
    mail = tuple(each for each in talks.mail if each[1].deed not in PROPOSING or each[1].label != label)
    talks = changed(talks, softer=talks.softer.without(label), mail=mail)
    still = {k: v for k, v in state.open.items() if k != label}
    standing = None if state.standing == label else state.standing
    return {"world": world, "open": still, "standing": standing, "talks": talks}


# -- what acts may be about --------------------------------------------------------------------------------------------


def _acceptable(state: State, actor: str) -> tuple[str, ...]:
    labels = (*state.open_to(actor), *state.soft_to(actor))
    return tuple(label for label in labels if not _may_accept(state, Act(actor, "accepts", (label,))))


def _rejectable(state: State, actor: str) -> tuple[str, ...]:
    labels = (*state.open_to(actor), *state.soft_to(actor), *state.talks.messages)
    return tuple(label for label in labels if not _may_reject(state, Act(actor, "rejects", (label,))))


def _own_texts(state: State, actor: str) -> tuple[str, ...]:
    labels = state.log.proposals
    return tuple(label for label in labels if not _may_stand_by(state, Act(actor, "stands by", (label,))))


def _own_words(state: State, actor: str) -> tuple[str, ...]:
    scenario = state.game.scenario
    labels = (*scenario.threats, *scenario.actors[actor].demands, *state.log.proposals)
    return tuple(label for label in labels if not _may_withdraw(state, Act(actor, "withdraws", (label,))))


PROPOSALS: dict[str, Deed] = {
    "floats": Deed(_may_propose, _propose, takes_terms=True, is_move=True),
    "offers to discuss": Deed(_may_propose, _propose, takes_terms=True, is_move=True),
    "tables": Deed(_may_propose, _propose, takes_terms=True, is_move=True),
    "stands by": Deed(_may_stand_by, _stand_by, _own_texts, is_move=True),
    "accepts": Deed(_may_accept, _accept, _acceptable, is_move=True),
    "rejects": Deed(_may_reject, _reject, _rejectable, is_move=True),
    "withdraws": Deed(_may_withdraw, _withdraw, _own_words),
}
