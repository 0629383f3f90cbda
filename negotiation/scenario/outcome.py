"""How a negotiation ends: a value with a reason, never an exception."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

from attrs import field, frozen

from negotiation.scenario.table import Table

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
        about = f" ({self.about})" if self.about else ""
        return f"No deal after turn {self.turn}: {self.reason.replace('_', ' ')}{about}"


Outcome: TypeAlias = Agreement | NoDeal
