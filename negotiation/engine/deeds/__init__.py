"""What each deed needs and does: one rule a deed, so that the state needs no branch for any."""

from __future__ import annotations

from typing import TYPE_CHECKING

from negotiation.engine.deeds.doing import DOING, due
from negotiation.engine.deeds.proposals import PROPOSALS
from negotiation.engine.deeds.rules import Changes, Deed, Template, addressees, audience_of, is_public
from negotiation.engine.deeds.speech import SPEECH
from negotiation.scenario.table import Table

if TYPE_CHECKING:
    from negotiation.engine.state import State

DEEDS: dict[str, Deed] = {**PROPOSALS, **SPEECH, **DOING}


def template(state: State, actor: str, deed: str) -> Template:
    """Return the template of a deed for an actor now."""
    rule = DEEDS[deed]
    scenario = state.game.scenario
    terms = Table({issue.id: issue.option_ids for issue in scenario.agenda}) if rule.takes_terms else None
    return Template(deed, rule.about(state, actor), terms)


__all__ = ["DEEDS", "Changes", "Deed", "Template", "addressees", "audience_of", "due", "is_public", "template"]
