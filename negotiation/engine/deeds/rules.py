"""What the rule of a deed is, and what several of them share."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeAlias

from attrs import frozen

from negotiation.engine.acts import CHANCE, TEXTS, Act, is_plain
from negotiation.engine.log import LEAKED
from negotiation.engine.notation import format_act, is_name
from negotiation.errors import UsageError, nearest
from negotiation.scenario.asking import Check
from negotiation.scenario.table import Table

if TYPE_CHECKING:
    from negotiation.engine.state import State

Changes: TypeAlias = "dict[str, Any]"
NOTHING: Table[str, str] = Table()
OPEN_FLOOR = ("", "publicly")
ABOUT_TEXTS = frozenset({*TEXTS, "stands by", "accepts", "rejects", "reads", "corrects"})


@frozen
class Deed:
    """The rule of one deed.

    Parameters
    ----------
    why_illegal : (state, act) -> why an act of it is not legal, "" when it is.
    changes : (state, act) -> the parts of the state that it changes, by name; the state puts them in.
    about : (state, actor) -> what an act of it may be about now; None where its words are free, or it needs none.
    takes_terms : whether terms are to be filled in.
    is_move : whether, said on the floor, it is the seat's move in the turn.
    """

    why_illegal: Callable[[State, Act], str]
    changes: Callable[[State, Act], Changes]
    about: Callable[[State, str], tuple[str, ...]] | None = None
    takes_terms: bool = False
    is_move: bool = False


@frozen
class Template:
    """What an actor may do now: a deed, what it may be about, and the terms that may be filled in."""

    deed: str
    about: tuple[str, ...] = ()
    terms: Table[str, tuple[str, ...]] | None = None

    def __str__(self) -> str:
        about = f" {' | '.join(self.about)}" if self.about else ""
        return f"{self.deed}{about}" + (" LABEL: ISSUE = OPTION, …" if self.terms is not None else "")


def always(state: State, act: Act) -> str:
    """Return that an act is legal."""
    return ""


def spoke(state: State, act: Act) -> Changes:
    """Return what changes when an actor has made its move; nothing where the act was not on the floor."""
    return {"spoken": (*state.spoken, act.actor)} if act.channel in OPEN_FLOOR else {}


# -- what every act must satisfy ---------------------------------------------------------------------------------------


def why_unsayable(act: Act) -> str:
    """Return why the notation cannot say an act, so that no record could keep it; "" when it can."""
    if is_plain(act):
        return "" if act.deed != "tables" or is_name(act.what[0]) else f"{act.what[0]!r} is no name"
    try:
        return _why_not_in_notation(act)
    except TypeError:  # an act that cannot be hashed: some part of it is of the wrong kind
        return _why_not_in_notation.__wrapped__(act)


@lru_cache(maxsize=1024)
def _why_not_in_notation(act: Act) -> str:
    try:
        format_act(act)
    except UsageError as error:
        return str(error)
    return ""


def why_unheard(state: State, act: Act) -> str:
    """Return why an act cannot reach anybody where it is said, or whom it names in vain; "" when it can."""
    scenario = state.game.scenario
    unknown = [each for each in act.to if each not in scenario.actors]
    if unknown:
        return f"there is no actor {unknown[0]!r}; {nearest(unknown[0], scenario.actors)}"
    if act.channel in OPEN_FLOOR:
        return ""
    if act.channel != "privately" and act.channel not in scenario.channels:
        return f"there is no channel {act.channel!r} (channels: {', '.join(scenario.channels) or 'none'})"
    audience = audience_of(state, act)
    return "say to whom: … to NAME" if audience is not None and not audience - {act.actor} else ""


def why_meaningless(state: State, act: Act) -> str:
    """Return what in the condition of an act the scenario does not know, or ""."""
    if act.if_ is None and act.unless is None:
        return ""
    check = Check(state.game.scenario, [])
    for key, condition in (("if", act.if_), ("unless", act.unless)):
        check.condition(condition, key, owner=state.game.scenario.actors[act.actor])
    return str(check.problems[0]) if check.problems else ""


def why_taken(state: State, act: Act) -> str:
    """Return why a new text cannot have its label: another thing is called so; "" when it can."""
    scenario, label = state.game.scenario, act.label
    if label.endswith(LEAKED):
        return f"labels that end in {LEAKED!r} are kept for what leaks; give it another label"
    own = scenario.actors[act.actor].demands
    if label in state.game.facts.names or label in own:
        return f"the scenario calls something else {label!r}; give it another label"
    return f"there is already a text {label}; give it another label" if label in state.talks.messages else ""


# -- who hears what ----------------------------------------------------------------------------------------------------


def audience_of(state: State, act: Act) -> frozenset[str] | None:
    """Return who hears an act: None for everybody, else its author and its addressees."""
    if act.channel in OPEN_FLOOR or act.actor == CHANCE:
        return None
    channel = state.game.scenario.channels.get(act.channel)
    if channel is not None and channel.audience == "public":
        return None
    return frozenset((act.actor, *addressees(state, act)))


def addressees(state: State, act: Act) -> tuple[str, ...]:
    """Return whom an act is addressed to: those it names; else who made what it is about, or for whom that was made."""
    if act.to:
        return act.to
    for label in (act.second, *act.what):
        author, to = _made(state, label)
        if author:
            return to if author == act.actor else (author,)
    return ()


def _made(state: State, label: str) -> tuple[str, tuple[str, ...]]:
    """Return who made a text, message or threat, and for whom."""
    proposal, message = state.log.proposals.get(label), state.talks.messages.get(label)
    threat = state.game.scenario.threats.get(label)
    if proposal is not None:
        return proposal.author, proposal.act.to
    if message is not None:
        return message.by, message.to
    return ("", ()) if threat is None else (threat.by, threat.to)


def noted(state: State, act: Act, *objects: str) -> Changes:
    """Return the world in which an act was done, known to those who hear it: one deed for each object.

    Putting, answering and reading texts leaves a trace only where a condition of the scenario asks for it; one that
    names no object, that something was done.
    """
    world, name, about = state.world, act.deed.replace(" ", "_"), objects or act.what or ("",)
    if act.deed in ABOUT_TEXTS:
        asked = state.game.facts.asked
        about = tuple(each for each in about if (act.actor, name, each) in asked)
        about += ("",) if (act.actor, name) in asked else ()
        if not about:
            return {"world": world}
    audience = audience_of(state, act)
    for each in about:
        world = world.with_deed(act.actor, name, each, audience=audience)
    return {"world": world}


def is_public(state: State, act: Act) -> bool:
    """Return whether everybody hears an act."""
    return audience_of(state, act) is None
