"""A diagnosis in words: what keeps the deal away, and how causes act together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from negotiation.text.catalogue import join, say
from negotiation.text.layout import page_width, wrapped

if TYPE_CHECKING:
    from negotiation.analysis.diagnosis import Diagnosis


def cause_text(cause: str, language: str = "en") -> str:
    """Return what a cause is called in a sentence."""
    names = {
        "incompatible_demands": say("demands that cannot be met together", language),
        "beliefs": say("private information or beliefs that differ", language),
        "commitment": say("doubt that what is signed will be performed", language),
        "indivisibility": say("a stake that cannot be divided", language),
        "audience_or_ratification": say("audiences at home or a ratification that fails", language),
    }
    return names[cause]


def diagnosis_text(found: Diagnosis, language: str = "en", width: int | None = None) -> str:
    """Return a diagnosis as text for a terminal or a notebook, wrapped to the page."""
    page = page_width(width)
    if found.has_deal:
        return wrapped(say("A deal exists: there is nothing to explain.", language), page)
    if not found.enough:
        text = say(
            "No deal, and no single cause explains it: whatever is switched off, nobody has enough to gain.", language
        )
        return wrapped(text, page)
    lines = [_sentence(found, language)]
    shares = [
        say("{cause} {share:.0%}", language, cause=cause_text(cause, language), share=float(found.shares[cause]))
        for cause in found.causes
    ]
    if len(found.causes) > 1:
        lines.append(say("Shares over all orders of switching off: {shares}.", language, shares=", ".join(shares)))
    return "\n".join(wrapped(line, page) for line in lines)


def _sentence(found: Diagnosis, language: str) -> str:
    sets = [join([cause_text(cause, language) for cause in each], language) for each in found.enough]
    if found.label == "together":
        return say("No deal because of {causes}: only both gone would open one.", language, causes=sets[0])
    if len(sets) == 1:
        return say("No deal because of {causes}: without it there would be one.", language, causes=sets[0])
    ways = say("; or ", language).join(sets)
    return say("No deal. Any one of these gone would open one: {causes}.", language, causes=ways)
