"""What stands in the way of an agreement: the smallest sets of demands, red lines and gates that no package satisfies.

What belongs here: conflicts and their words. The constraints are in `constraints`, what would have to give in
`relaxations`.
"""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING

from attrs import frozen

from negotiation.analysis.constraints import Constraint, Ground, constraints_of, ground_of
from negotiation.analysis.hitting import bits_of, hitting_sets, smallest_hitting_sets
from negotiation.analysis.wording import condition_text, constraint_text
from negotiation.text.catalogue import say

if TYPE_CHECKING:
    from negotiation.scenario.scenario import Scenario
    from negotiation.scenario.world import World

__all__ = [
    "Conflict",
    "Constraint",
    "condition_text",
    "conflict_text",
    "conflicts_in",
    "conflicts_of",
    "conflicts_text",
    "constraints_of",
]

#: Constraints up to which every conflict is searched for; with more, the smallest and ten others.
MANY_CONSTRAINTS = 30
FEW_CONFLICTS = 11


@frozen
class Conflict:
    """Constraints that no package satisfies together, while each of them left out leaves a package for the others."""

    constraints: tuple[Constraint, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the constraints, in the order of the file."""
        return tuple(each.name for each in self.constraints)

    def __len__(self) -> int:
        return len(self.constraints)


def conflicts_of(scenario: Scenario, world: World | None = None, limit: int | None = None) -> tuple[Conflict, ...]:
    """Return every minimal set of constraints that no package satisfies; none where there is a zone.

    Parameters
    ----------
    scenario : what is negotiated.
    world : the state of the world; the start, before the opening, if left out.
    limit : how many to return at most, the smallest first. If left out: every one for up to 30 constraints that some
        package breaks, else the smallest and ten others.

    Returns
    -------
    conflicts : by size, then in the order of the file.

    Raises
    ------
    UsageError
        when the packages are too many to go through.

    Notes
    -----
    A set is a conflict exactly when it shares a constraint with what each package breaks: conflicts are the minimal
    hitting sets of the packages' violations, and only violations that contain no other matter. Packages are those
    that change something: that an agreement does is no demand of anybody's.
    """
    return conflicts_in(ground_of(scenario, world), limit)


def conflicts_in(ground: Ground, limit: int | None = None) -> tuple[Conflict, ...]:
    """Return the conflicts among the constraints of a ground, as `conflicts_of` does."""
    if ground.is_open:
        return ()
    sets = ground.minimal_patterns
    if limit is None and reduce(int.__or__, sets).bit_count() > MANY_CONSTRAINTS:
        limit = FEW_CONFLICTS
    found = tuple(hitting_sets(sets)) if limit is None else smallest_hitting_sets(sets, limit)[0]
    ordered = sorted(found, key=lambda code: (code.bit_count(), bits_of(code)))
    return tuple(Conflict(ground.named(code)) for code in ordered)


def conflict_text(scenario: Scenario, conflict: Conflict, language: str = "en") -> str:
    """Return a conflict in words, one line for each constraint, with its sources in brackets."""
    lines = [constraint_text(scenario, each, language) for each in conflict.constraints]
    if len(lines) == 1:
        return say("{what} – and no package does", language, what=lines[0])
    return "\n".join([lines[0], *(say("against {what}", language, what=each) for each in lines[1:])])


def conflicts_text(scenario: Scenario, conflicts: tuple[Conflict, ...], language: str = "en") -> str:
    """Return conflicts in words, those that share all but one constraint told together.

    Lines are indented by two spaces for each level.
    """
    left, parts = list(conflicts), []
    while left:
        common = _most_shared(left)
        together = [
            each for each in left if common and len(each) == len(common) + 1 and set(common) <= set(each.constraints)
        ]
        if len(together) > 1:
            left = [each for each in left if each not in together]
            parts.append(_star_text(scenario, common, together, language))
        else:
            parts.append(conflict_text(scenario, left.pop(0), language))
    return "\n".join(parts)


def _most_shared(conflicts: list[Conflict]) -> tuple[Constraint, ...]:
    """Return what the first conflict shares with most others that differ from it by one constraint."""
    first = conflicts[0]
    cores = [tuple(each for each in first.constraints if each is not left_out) for left_out in first.constraints]
    return max(cores, key=lambda core: sum(len(c) == len(first) and set(core) <= set(c.constraints) for c in conflicts))


def _star_text(scenario: Scenario, common: tuple[Constraint, ...], conflicts: list[Conflict], language: str) -> str:
    lines = [constraint_text(scenario, each, language) for each in common]
    lines.append(say("That leaves no package that any one of the following would accept:", language))
    for conflict in conflicts:
        other = next(each for each in conflict.constraints if each not in common)
        lines.append("  " + say("· {what}", language, what=constraint_text(scenario, other, language)))
    return "\n".join(lines)
