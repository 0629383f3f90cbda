"""A finding: one thing that is suspicious about a scenario, or worth knowing, with its place and its cure."""

from __future__ import annotations

from attrs import frozen

from negotiation.errors import Place
from negotiation.text.catalogue import say

#: An error is what play refuses, a problem something that is not so, a finding legal but suspicious, a note a fact.
SEVERITIES = ("error", "problem", "finding", "note")


@frozen
class Finding:
    """One thing found: where (path by ids, and place in the file where there is one), what, and the cure.

    Parameters
    ----------
    severity : "error" (play or replay refuses it), "problem" (something given is not so), "finding" (legal but
        suspicious) or "note" (a fact).
    readings : the profiles under which it was found; empty: under all of them.
    """

    path: str
    message: str
    cure: str = ""
    place: Place | None = None
    severity: str = "finding"
    readings: tuple[str, ...] = ()

    def __str__(self) -> str:
        return finding_text(self)


def finding_text(finding: Finding, language: str = "en") -> str:
    """Return a finding as a line: place, severity, path, message, readings, cure.

    The message and the cure are in the language in which it was found.
    """
    severities = {
        "error": say("error", language),
        "problem": say("problem", language),
        "finding": say("finding", language),
        "note": say("note", language),
    }
    told = say("{label}: {what}", language, label=finding.path, what=finding.message)
    told = told if finding.path else finding.message
    if finding.readings:
        under = say("under {readings}", language, readings=say(", ", language).join(finding.readings))
        told = say("{what} ({how})", language, what=told, how=under)
    if finding.cure:
        told = say("{text}; {more}", language, text=told, more=finding.cure)
    told = say("{label}: {what}", language, label=severities[finding.severity], what=told)
    return f"{finding.place}: {told}" if finding.place else told
