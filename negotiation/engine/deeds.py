"""What each deed needs and does: one pair of functions a deed, so that the state needs no branch for any."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from attrs import evolve, frozen

from negotiation.engine.acts import CHANCE, Act
from negotiation.engine.log import Proposal
from negotiation.errors import UnknownNameError, UsageError
from negotiation.scenario.binding import bind
from negotiation.scenario.outcome import NoDeal
from negotiation.scenario.table import Table
from negotiation.scenario.world import FIRED, STANDING, WITHDRAWN

if TYPE_CHECKING:
    from negotiation.engine.state import State


@frozen
class Deed:
    """The rule of one deed: why an act of it is not legal ("" when it is), and the state after it."""

    why_illegal: Callable[[State, Act], str]
    apply: Callable[[State, Act], State]
    about: Callable[[State, str], tuple[str, ...]] = lambda state, actor: ()
    takes_terms: bool = False


@frozen
class Template:
    """What an actor may do now: a deed, what it may be about, and whether terms are to be filled in."""

    deed: str
    about: tuple[str, ...] = ()
    terms: Table[str, tuple[str, ...]] | None = None

    def __str__(self) -> str:
        about = f" {' | '.join(self.about)}" if self.about else ""
        return f"{self.deed}{about}" + (" LABEL: ISSUE = OPTION, …" if self.terms is not None else "")


def template(state: State, actor: str, deed: str) -> Template:
    """Return the template of a deed for an actor now."""
    rule = DEEDS[deed]
    scenario = state.game.scenario
    terms = Table({issue.id: issue.option_ids for issue in scenario.agenda}) if rule.takes_terms else None
    return Template(deed, rule.about(state, actor), terms)


def _always(state: State, act: Act) -> str:  # noqa: ARG001
    return ""


def _spoke(state: State, act: Act, **changes: object) -> State:
    """Return the state in which an actor has made its move."""
    talks = state.talks if state.talks.active or act.deed == "passes" else evolve(state.talks, active=True)
    return state.with_(spoken=(*state.spoken, act.actor), talks=talks, **changes)


# -- proposals ---------------------------------------------------------------------------------------------------------


def _may_table(state: State, act: Act) -> str:
    if not act.label:
        return "a tabled text needs a label"
    if state.proposal(act.label) is not None:
        return f"there is already a text {act.label}; give it another label, or say 'stands by {act.label}'"
    try:
        package = state.game.package_of(act.terms or Table(), state.world.status_quo)
    except UnknownNameError as error:
        return str(error)
    return _may_sign(state, act.actor, package)


def _may_sign(state: State, actor: str, package: tuple[int, ...]) -> str:
    if package in state.talks.vetoed:
        return "a veto has fallen on that package"
    return state.game.objection(actor, package, state.world)


def _table(state: State, act: Act) -> State:
    terms = act.terms or Table()
    package = state.game.package_of(terms, state.world.status_quo)
    covers = tuple(terms)
    state.log.proposals[act.label] = Proposal(act.label, act.actor, package, covers, "tabled", state.turn, act)
    return _stands(state, act)


def _stands(state: State, act: Act) -> State:
    accepted = frozenset((act.actor,))
    still = {} if state.game.protocol.one_text else {k: v for k, v in state.open.items() if k != act.label}
    return _spoke(state, act, open={**still, act.label: accepted}, standing=act.label)


def _own_text(state: State, act: Act) -> str:
    proposal = state.proposal(act.label)
    if proposal is None:
        return f"there is no text {act.label!r}"
    return "" if proposal.author == act.actor else f"{act.label} is a text of {proposal.author}"


def _may_stand_by(state: State, act: Act) -> str:
    wrong = _own_text(state, act)
    proposal = state.proposal(act.label)
    return wrong or (_may_sign(state, act.actor, proposal.package) if proposal else "")


def _may_accept(state: State, act: Act) -> str:
    proposal = state.proposal(act.label)
    if proposal is None or act.label not in state.open:
        open_now = ", ".join(state.open_to(act.actor)) or "none"
        return f"{act.label or 'nothing'!r} is no text that stands open (open: {open_now})"
    if act.actor in state.open[act.label]:
        return f"{act.actor} has already accepted {act.label}"
    return _may_sign(state, act.actor, proposal.package)


def _accept(state: State, act: Act) -> State:
    return _spoke(state, act, open={**state.open, act.label: state.open[act.label] | {act.actor}})


def _may_reject(state: State, act: Act) -> str:
    return "" if act.label in state.open_to(act.actor) else f"{act.label!r} is no text that stands open to {act.actor}"


def _reject(state: State, act: Act) -> State:
    proposal = state.log.proposals[act.label]
    if act.actor in state.game.protocol.parameters.get("vetoes", ()):
        talks = evolve(state.talks, vetoed=state.talks.vetoed | {proposal.package})
        still = {k: v for k, v in state.open.items() if state.log.proposals[k].package != proposal.package}
        return _spoke(state.with_(talks=talks), act, open=still)
    if state.game.protocol.one_text:
        return _spoke(state, act, open={}, standing=None)
    return _spoke(state, act)


def _may_withdraw(state: State, act: Act) -> str:
    if act.label in state.game.scenario.threats:
        mine = state.game.scenario.threats[act.label].by == act.actor
        return "" if mine and state.world.threats.get(act.label) == STANDING else f"{act.label} is no threat of {act.actor} that stands"
    return _own_text(state, act) or ("" if act.label in state.open else f"{act.label} does not stand open")


def _withdraw(state: State, act: Act) -> State:
    if act.label in state.game.scenario.threats:
        return state.with_(world=state.world.with_threat(act.label, WITHDRAWN))
    still = {k: v for k, v in state.open.items() if k != act.label}
    return state.with_(open=still, standing=None if state.standing == act.label else state.standing)


# -- the floor ---------------------------------------------------------------------------------------------------------


def _leave(state: State, act: Act) -> State:
    left = (*state.talks.left, act.actor)
    seats = tuple(seat for seat in state.seats if seat != act.actor)
    state = _spoke(state, act, talks=evolve(state.talks, left=left, active=True))
    if state.game.protocol.needs_all or not seats:
        return state.with_(outcome=NoDeal("left", state.turn, act.actor))
    still = {k: v - {act.actor} for k, v in state.open.items()}
    return state.with_(seats=seats, open=still)


def _may_declare(state: State, act: Act) -> str:
    for turn, each in reversed(state.log.acts[: state.n]):
        if turn != state.turn:
            break
        if (each.actor, each.deed, each.channel) == (act.actor, act.deed, act.channel):
            return "one declaration a turn and channel has been made"
    return ""


def _declare(state: State, act: Act) -> State:
    return state.with_(world=state.world.with_deed(act.actor, "declares", act.label))


# -- measures and chance -----------------------------------------------------------------------------------------------


def _may_carry_out(state: State, act: Act) -> str:
    measure = state.game.scenario.measures.get(act.label)
    if measure is None:
        return f"there is no measure {act.label!r}"
    if measure.by != act.actor or measure.chance_only:
        return f"{act.label} is no measure that {act.actor} may carry out"
    if act.label in state.world.happened and not measure.repeats:
        return f"{act.label} has been carried out already"
    return ""


def _carry_out(state: State, act: Act) -> State:
    world = state.world.after_measure(state.game.scenario, act.label).with_deed(act.actor, "carries_out", act.label)
    return state.with_(world=world)


def due(state: State, phase: str) -> tuple[tuple[str, str, float], ...]:
    """Return what chance may draw in a phase: (event or threat, measure, probability), in the order of the file."""
    scenario, world = state.game.scenario, state.world
    found = []
    if phase == "events":
        for event in scenario.events.values():
            probability = 1.0 if event.turn == state.turn else (event.each_turn.value if event.each_turn else 0.0)
            if probability > 0 and _can_happen(state, event.measure) and (CHANCE, event.id) not in _done(state):
                found.append((event.id, event.measure, probability))
    for threat in scenario.threats.values():
        if world.threats.get(threat.id) != STANDING or not _can_happen(state, threat.measure):
            continue
        if phase == "events" and threat.unless is not None and threat.hazard is not None and threat.hazard.value > 0:
            base = world.bases.get(threat.id, scenario.start)
            if not bind(threat.unless, scenario, threat.by)(world.status_quo, world, base):
                found.append((threat.id, threat.measure, threat.hazard.value))
        if phase == "triggers" and threat.if_ is not None:
            if bind(threat.if_, scenario, threat.by)(world.status_quo, world, scenario.start):
                found.append((threat.id, threat.measure, threat.probability.value))
    return tuple(found)


def _can_happen(state: State, measure: str) -> bool:
    return measure not in state.world.happened or state.game.scenario.measures[measure].repeats


def _done(state: State) -> frozenset[tuple[str, str]]:
    """Return what chance has drawn in this turn and phase."""
    found = set()
    for turn, act in reversed(state.log.acts[: state.n]):
        if turn != state.turn or act.actor != CHANCE:
            break
        found.add((CHANCE, act.label))
    return frozenset(found)


def _may_happen(state: State, act: Act) -> str:
    names = [name for name, _, _ in due(state, state.phase)]
    return "" if act.label in names else f"{act.label!r} cannot happen now (what can: {', '.join(names) or 'nothing'})"


def _happen(state: State, act: Act) -> State:
    scenario = state.game.scenario
    if act.label in scenario.events:
        return state.with_(world=state.world.after_measure(scenario, scenario.events[act.label].measure, act.label))
    measure = scenario.threats[act.label].measure
    world = state.world.after_measure(scenario, measure)
    for name, each, _ in due(state, state.phase):
        if each == measure and name in scenario.threats:
            world = world.with_threat(name, FIRED)
    return state.with_(world=world)


def _pass(state: State, act: Act) -> State:
    if act.actor != CHANCE:
        return _spoke(state, act)
    if state.phase == "events":
        return state.with_(phase="moves")
    world = state.world
    for name, _, _ in due(state, "triggers"):
        world = world.with_threat(name, "backed_down")
    return state.with_(world=world, phase="moves")


def _open_texts(state: State, actor: str) -> tuple[str, ...]:
    return state.open_to(actor)


def _own_texts(state: State, actor: str) -> tuple[str, ...]:
    return tuple(label for label, each in state.log.proposals.items() if each.author == actor)


DEEDS: dict[str, Deed] = {
    "tables": Deed(_may_table, _table, takes_terms=True),
    "stands by": Deed(_may_stand_by, _stands, _own_texts),
    "accepts": Deed(_may_accept, _accept, _open_texts),
    "rejects": Deed(_may_reject, _reject, _open_texts),
    "withdraws": Deed(_may_withdraw, _withdraw, _own_texts),
    "declares": Deed(_may_declare, _declare),
    "carries out": Deed(_may_carry_out, _carry_out),
    "happens": Deed(_may_happen, _happen),
    "passes": Deed(_always, _pass),
    "leaves": Deed(_always, _leave),
}


def open_with(state: State, act: Act) -> State:
    """Return the state after an act of the opening: deeds that say where the talks stand.

    Raises UsageError for an act that makes no sense before play.
    """
    allowed = ("carries out", "declares", "happens")
    if act.deed == "happens" and act.label in state.game.scenario.events:
        return _happen(_logged(state, act), act)
    if act.deed not in allowed[:2]:
        raise UsageError(f"an act that can stand in an opening: {', '.join(allowed)}", act.deed)
    reason = DEEDS[act.deed].why_illegal(state, act)
    if reason:
        raise UsageError("an act that is possible in the opening", reason)
    return DEEDS[act.deed].apply(_logged(state, act), act)


def _logged(state: State, act: Act) -> State:
    state.log.append(0, act)
    return state.with_(n=state.n + 1)
