"""What stands in the way of an agreement: the smallest sets of demands, red lines and gates that no package satisfies.

What belongs here: conflicts and their words. The constraints are in `constraints`, what would have to give in
`relaxations`.
"""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING, Any

from attrs import field, frozen

from negotiation.analysis.constraints import Constraint, Ground, constraints_of, ground_of
from negotiation.analysis.hitting import bits_of, hitting_sets, smallest_hitting_sets
from negotiation.analysis.relaxations import Relaxation, is_large, relaxation_text, relaxations_in
from negotiation.analysis.wording import condition_text, constraint_text
from negotiation.text.catalogue import join, say
from negotiation.text.hooks import html_of

if TYPE_CHECKING:
    from negotiation.scenario.scenario import Scenario
    from negotiation.scenario.world import World

__all__ = [
    "Conflict",
    "Constraint",
    "Gap",
    "condition_text",
    "conflict_text",
    "conflicts_in",
    "conflicts_of",
    "conflicts_text",
    "constraints_of",
    "gap_of",
    "gap_text",
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
        package breaks and packages that can be gone through, else the smallest and ten others.

    Returns
    -------
    conflicts : by size, then in the order of the file.

    Raises
    ------
    UsageError
        when the packages are too many to go through and the solver (extra `analysis`) is not installed.

    Notes
    -----
    A set is a conflict exactly when it shares a constraint with what each package breaks: conflicts are the minimal
    hitting sets of the packages' violations, and only violations that contain no other matter. Packages are those
    that change something: that an agreement does is no demand of anybody's.
    """
    if is_large(scenario):
        return _conflicts_beyond(scenario, world, limit)[0]
    return conflicts_in(ground_of(scenario, world), limit)


def _conflicts_beyond(scenario: Scenario, world: World | None, limit: int | None) -> tuple[tuple[Conflict, ...], bool]:
    from negotiation.analysis.gap_searched import conflicts_searched

    found, complete = conflicts_searched(scenario, world, FEW_CONFLICTS if limit is None else limit)
    return tuple(map(Conflict, found)), complete


def conflicts_in(ground: Ground, limit: int | None = None) -> tuple[Conflict, ...]:
    """Return the conflicts among the constraints of a ground, as `conflicts_of` does."""
    return _searched(ground, limit)[0]


def _searched(ground: Ground, limit: int | None) -> tuple[tuple[Conflict, ...], bool]:
    """Return conflicts, the smallest first, and whether these are all there are."""
    if ground.is_open:
        return (), True
    sets = ground.minimal_patterns
    if limit is None and reduce(int.__or__, sets).bit_count() > MANY_CONSTRAINTS:
        limit = FEW_CONFLICTS
    found, complete = (tuple(hitting_sets(sets)), True) if limit is None else smallest_hitting_sets(sets, limit)
    ordered = sorted(found, key=lambda code: (code.bit_count(), bits_of(code)))
    return tuple(Conflict(ground.named(code)) for code in ordered), complete


def _gap_beyond(scenario: Scenario, world: World | None, limit: int | None) -> Gap:
    from negotiation.analysis.relaxations_searched import relaxations_searched

    conflicts, complete = _conflicts_beyond(scenario, world, limit)
    giving, proved = relaxations_searched(scenario, world) if conflicts else ((), True)
    return Gap(conflicts, complete, giving, proved, scenario)


@frozen
class Gap:
    """What stands in the way of an agreement, and the least that would have to give.

    Parameters
    ----------
    conflicts : minimal sets of constraints that no package satisfies; none where there is a zone.
    complete : whether these are all there are.
    relaxations : the least that opens a zone, family by family.
    proved : whether these are proved least. Where packages are too many to go through, the solver may not be able to
        tell those that miss by a hair from those that do not; where it cannot tell at all a family is left out.
    scenario : of what, for words; None for a gap put together by hand, which is then told by name.
    """

    conflicts: tuple[Conflict, ...]
    complete: bool
    relaxations: tuple[Relaxation, ...]
    proved: bool = True
    scenario: Scenario | None = field(default=None, eq=False, repr=False)

    def __repr__(self) -> str:
        known = "" if self.complete else ", not all there are"
        return f"<Gap: conflicts {len(self.conflicts)}{known}; ways to open a zone {len(self.relaxations)}>"

    def __str__(self) -> str:
        """Say what collides and what would have to give, in the scenario's words."""
        if not self.conflicts:
            return say("Nothing collides.")
        if self.scenario is not None:
            return gap_text(self.scenario, self)
        lines = [say("What collides"), *("  " + join(each.names) for each in self.conflicts)]
        if self.relaxations:
            lines.append(say("What would have to give, at the least"))
            lines += [f"  {each.family.replace('_', ' ')}: {join(each.names)}" for each in self.relaxations]
        return "\n".join(lines)

    def _repr_html_(self) -> str | None:
        """Return the gap as markup for notebooks; None without a scenario to word it."""
        return html_of(self)

    def as_plain(self) -> dict[str, Any]:
        """Return the gap as plain values, for JSON."""
        return {
            "conflicts": [list(each.names) for each in self.conflicts],
            "complete": self.complete,
            "relaxations": [each.as_plain() for each in self.relaxations],
        }


def gap_of(scenario: Scenario, world: World | None = None, *, limit: int | None = None) -> Gap:
    """Return what stands in the way of an agreement and the least that would have to give; empty where there is a zone.

    Parameters
    ----------
    scenario : what is negotiated.
    world : the state of the world; the start, before the opening, if left out.
    limit : how many conflicts to return at most, the smallest first; as for `conflicts_of` if left out.

    Raises
    ------
    UsageError
        when the packages are too many to go through and the solver (extra `analysis`) is not installed.
    """
    if is_large(scenario):
        return _gap_beyond(scenario, world, limit)
    ground = ground_of(scenario, world)
    conflicts, complete = _searched(ground, limit)
    return Gap(conflicts, complete, relaxations_in(ground), scenario=scenario)


def gap_text(scenario: Scenario, gap: Gap, language: str = "en") -> str:
    """Return a gap in words: what collides, then what would have to give at the least; "" where there is a zone."""
    if not gap.conflicts:
        return ""
    lines = [say("What collides", language), conflicts_text(scenario, gap.conflicts, language)]
    if not gap.complete:
        lines.append(not_all_text(language))
    if gap.relaxations:
        lines.append(say("What would have to give, at the least", language))
        lines += [relaxation_text(scenario, each, language) for each in gap.relaxations]
    if not gap.proved:
        lines.append(not_proved_text(language))
    return "\n".join(lines)


def not_all_text(language: str = "en") -> str:
    """Return that there may be other conflicts than those told."""
    return say("Others may collide too: not every set was sought.", language)


def not_proved_text(language: str = "en") -> str:
    """Return that what would have to give is not proved least, and why."""
    return say("Not proved least: too many packages miss what is asked by a hair.", language)


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
