"""A zone in words: how many packages could be agreed, who would accept how many, which options are left."""

from __future__ import annotations

from typing import TYPE_CHECKING

from negotiation.scenario.basis import text_in
from negotiation.text.catalogue import say, sentences

if TYPE_CHECKING:
    from negotiation.analysis.zone import Zone


def zone_text(zone: Zone, language: str = "en") -> str:
    """Return a zone in words, a line each: counts, who accepts how many feasible packages, options left by issue."""
    scenario = zone.scenario
    counts = [say("{n:,} of {all:,} packages could be agreed.", language, n=zone.count, all=zone.n_packages)]
    if zone.count_without_gates != zone.count:
        counts.append(say("Without the gates it would be {n:,}.", language, n=zone.count_without_gates))
    counts.append(say("{n:,} obey every rule.", language, n=zone.n_feasible))
    content = [
        say("{who} {n:,}", language, who=scenario.name(actor, language), n=n) for actor, n in zone.acceptable.items()
    ]
    lines = [sentences(counts)]
    if content:
        lines.append(say("Acceptable to: {who}.", language, who=say(", ", language).join(content)))
    if zone.count:
        room = zone.room()
        left = [
            say("{issue} {n} of {all}", language, issue=text_in(issue.title, language), n=n, all=len(issue.options))
            for issue in scenario.agenda
            for n in [sum(packages > 0 for packages in room[issue.id].values())]
        ]
        lines.append(say("Options left in the zone: {what}.", language, what=say("; ", language).join(left)))
    return "\n".join(lines)
