"""A finding: one thing that is suspicious about a scenario, or worth knowing, with its place and its cure."""

from __future__ import annotations

from attrs import frozen

from negotiation.errors import Place

#: A problem is something given that is not so, a finding legal but suspicious, a note a fact.
SEVERITIES = ("problem", "finding", "note")


@frozen
class Finding:
    """One thing found: where (path by ids, and place in the file where there is one), what, and the cure.

    Parameters
    ----------
    severity : "problem" (something given is not so), "finding" (legal but suspicious) or "note" (a fact).
    readings : the profiles under which it was found; empty: under all of them.
    """

    path: str
    message: str
    cure: str = ""
    place: Place | None = None
    severity: str = "finding"
    readings: tuple[str, ...] = ()

    def __str__(self) -> str:
        where = f"{self.place}: " if self.place else ""
        at = f"{self.path}: " if self.path else ""
        under = f" (under {', '.join(self.readings)})" if self.readings else ""
        cure = f"; {self.cure}" if self.cure else ""
        return f"{where}{self.severity}: {at}{self.message}{under}{cure}"
