"""What each deed needs and does: one rule a deed, so that the state needs no branch for any."""

from __future__ import annotations

from typing import TYPE_CHECKING

from negotiation.engine.deeds.doing import DOING, Due, due, is_awaited
from negotiation.engine.deeds.proposals import PROPOSALS
from negotiation.engine.deeds.rules import Changes, Deed, Template, audience_of
from negotiation.engine.deeds.speech import SPEECH

if TYPE_CHECKING:
    from negotiation.engine.state import State

DEEDS: dict[str, Deed] = {**PROPOSALS, **SPEECH, **DOING}


def template(state: State, actor: str, deed: str) -> Template:
    """Return the template of a deed for an actor now."""
    rule = DEEDS[deed]
    about = () if rule.about is None else rule.about(state, actor)
    return Template(deed, about, state.game.facts.options if rule.takes_terms else None)


def templates(state: State, actor: str, deeds: tuple[str, ...]) -> tuple[Template, ...]:
    """Return the templates of some deeds, without those that nothing is there for now."""
    found = (template(state, actor, deed) for deed in dict.fromkeys(deeds))
    return tuple(each for each in found if each.about or DEEDS[each.deed].about is None)


__all__ = ["DEEDS", "Changes", "Deed", "Due", "Template", "audience_of", "due", "is_awaited", "template", "templates"]
