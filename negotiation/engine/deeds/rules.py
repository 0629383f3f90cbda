"""What the rule of a deed is, and what several of them share."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeAlias

from attrs import frozen

from negotiation.engine.acts import CHANCE, Act
from negotiation.scenario.table import Table

if TYPE_CHECKING:
    from negotiation.engine.state import State

Changes: TypeAlias = "dict[str, Any]"
NOTHING: Table[str, str] = Table()
OPEN_FLOOR = ("", "publicly")


@frozen
class Deed:
    """The rule of one deed.

    Parameters
    ----------
    why_illegal : (state, act) -> why an act of it is not legal, "" when it is.
    changes : (state, act) -> the parts of the state that it changes, by name; the state puts them in.
    about : (state, actor) -> what an act of it may be about now.
    takes_terms : whether terms are to be filled in.
    is_move : whether, said on the floor, it is the seat's move in the turn.
    """

    why_illegal: Callable[[State, Act], str]
    changes: Callable[[State, Act], Changes]
    about: Callable[[State, str], tuple[str, ...]] = lambda state, actor: ()
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
    if act.channel not in OPEN_FLOOR:
        return {}
    return {"spoken": (*state.spoken, act.actor), "active": state.active or act.deed != "passes"}


def audience_of(state: State, act: Act) -> frozenset[str] | None:
    """Return who hears an act: None for everybody, else its author and its addressees."""
    if act.channel in OPEN_FLOOR or act.actor == CHANCE:
        return None
    channel = state.game.scenario.channels.get(act.channel)
    if channel is not None and channel.audience == "public":
        return None
    return frozenset((act.actor, *addressees(state, act)))


def addressees(state: State, act: Act) -> tuple[str, ...]:
    """Return whom an act is addressed to: those it names; for an answer to a text or message, its author."""
    if act.to:
        return act.to
    for label in (act.second, *act.what):
        proposal, message = state.log.proposals.get(label), state.talks.messages.get(label)
        author = proposal.author if proposal else (message.by if message else "")
        if author and author != act.actor:
            return (author,)
    return ()


def noted(state: State, act: Act, *objects: str) -> Changes:
    """Return the world in which an act was done, known to those who hear it: one deed for each object."""
    world, audience = state.world, audience_of(state, act)
    for each in objects or act.what or ("",):
        deed = (act.actor, act.deed.replace(" ", "_"), each)
        world = world.with_deed(*deed, audience=audience)
    return {"world": world}


def is_public(state: State, act: Act) -> bool:
    """Return whether everybody hears an act."""
    return audience_of(state, act) is None
