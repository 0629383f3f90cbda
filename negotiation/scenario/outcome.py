"""How a negotiation ends: a value with a reason, never an exception."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

from attrs import field, frozen

from negotiation.scenario.table import Table
from negotiation.text.catalogue import say

REASONS = (
    "left",
    "vetoed",
    "consent_refused",
    "ratification_failed",
    "deadlock",
    "deadline",
    "cap",
    "strategy_failed",
)
"""Why talks end without agreement, in priority."""
#: The reasons that are about an actor; others may be about a text, or about what stood in the way.
OF_ACTORS = ("left", "strategy_failed")


def _to_table(options: Mapping[str, str]) -> Table[str, str]:
    return Table(options)


@frozen
class Agreement:
    """A package in force: options by issue, the turn, who signed, whose consent is missing or presumed."""

    package: Table[str, str] = field(converter=_to_table)
    turn: int = 0
    label: str = ""
    signatories: tuple[str, ...] = ()
    missing_consents: tuple[str, ...] = ()
    presumed: tuple[str, ...] = ()
    unconsulted: tuple[str, ...] = ()
    covers: tuple[str, ...] = ()

    kind = "agreement"

    def __str__(self) -> str:
        terms = ", ".join(f"{issue} = {self.package[issue]}" for issue in self.covers or self.package)
        marks = [f"consent of {', '.join(self.missing_consents)} missing"] if self.missing_consents else []
        marks += [f"consent of {', '.join(self.presumed)} presumed"] if self.presumed else []
        signed = f"signed by {', '.join(self.signatories)}" if self.signatories else "signed"
        return f"Agreement at turn {self.turn} on {self.label or 'a package'}: {terms}; " + "; ".join([signed, *marks])


@frozen
class NoDeal:
    """No agreement: the reason (one of REASONS), the turn, and what it was about."""

    reason: str
    turn: int = 0
    about: str = ""

    kind = "no-deal"

    def __str__(self) -> str:
        about = f" ({self.about})" if self.about and self.reason not in OF_ACTORS else ""
        return f"No deal after turn {self.turn}: {reason_text(self)}{about}"


def reason_text(outcome: NoDeal, language: str = "en", who: str = "") -> str:
    """Return why talks ended without agreement, in words.

    `who` is what the actor is called that it is about, for one of OF_ACTORS; its id if left out.

    >>> from negotiation.scenario.outcome import NoDeal, reason_text
    >>> reason_text(NoDeal("left", 3, "russia"), who="Russia")
    'Russia left the talks'
    """
    who = who or outcome.about or say("a seat", language)
    reasons = {
        "left": say("{who} left the talks", language, who=who),
        "vetoed": say("a veto fell", language),
        "consent_refused": say("a consent without which there is no agreement was refused", language),
        "ratification_failed": say("a ratification failed", language),
        "deadlock": say("nobody could or would move any more", language),
        "deadline": say("the deadline passed", language),
        "cap": say("play was stopped there", language),
        "strategy_failed": say("{who} gave no answer that could be used", language, who=who),
    }
    return reasons[outcome.reason]


Outcome: TypeAlias = Agreement | NoDeal
