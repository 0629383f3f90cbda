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
        "audience_or_ratification": say("audiences at home or a consent that is refused", language),
    }
    return names[cause]


def without_text(cause: str, language: str = "en") -> str:
    """Return in words what it is to switch a cause off."""
    texts = {
        "incompatible_demands": say("nobody has an absolute red line or demand", language),
        "beliefs": say("everybody holds the stated probabilities", language),
        "commitment": say("everybody trusts what is signed", language),
        "indivisibility": say("a lottery over packages may be agreed", language),
        "audience_or_ratification": say(
            "no cost of crossing lines or backing down, no gate, no signature but the parties’", language
        ),
    }
    return texts[cause]


def diagnosis_text(found: Diagnosis, language: str = "en", width: int | None = None) -> str:
    """Return a diagnosis as text for a terminal or a notebook, wrapped to the page."""
    page = page_width(width)
    return "\n".join(wrapped(line, page) for line in diagnosis_lines(found, language))


def diagnosis_lines(found: Diagnosis, language: str = "en") -> list[str]:
    """Return a diagnosis in sentences: which causes keep a deal away, and where there are several, their shares."""
    if found.has_deal:
        return [say("A deal exists: there is nothing to explain.", language)]
    if not found.enough:
        text = "No deal, and no single cause explains it: whatever is switched off, nobody has enough to gain."
        return [say(text, language)]
    lines = [_sentence(found, language)]
    shares = [
        say("{cause} {share:.0%}", language, cause=cause_text(cause, language), share=float(found.shares[cause]))
        for cause in found.causes
    ]
    if len(found.causes) > 1:
        lines.append(
            say("Shares over all orders of switching off: {shares}.", language, shares=say(", ", language).join(shares))
        )
    return lines


def _sentence(found: Diagnosis, language: str) -> str:
    sets = [join([cause_text(cause, language) for cause in each], language) for each in found.enough]
    if found.label == "together":
        return say("No deal because of {causes}: only both gone would open one.", language, causes=sets[0])
    if len(sets) == 1:
        return say("No deal because of {causes}: but for that there would be one.", language, causes=sets[0])
    ways = say("; or ", language).join(sets)
    return say("No deal. Any one of these gone would open one: {causes}.", language, causes=ways)
