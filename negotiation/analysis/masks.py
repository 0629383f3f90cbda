"""Conditions over all packages at once: the array form of `negotiation.scenario.binding`, tested equal to it.

No table of option indices is ever made: each issue is an axis, and a condition on few issues stays small until the end.
"""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING, Any

import numpy as np
from attrs import frozen

from negotiation.analysis.boxes import BUDGET, Bools, Box, in_figures, require, whole
from negotiation.scenario import conditions as c
from negotiation.scenario.binding import COUNTS, bind
from negotiation.scenario.world import World, world_at_start

if TYPE_CHECKING:
    from negotiation.scenario.scenario import Scenario


def mask(
    condition: c.Condition,
    scenario: Scenario,
    owner: str | None = None,
    world: World | None = None,
    base: tuple[int, ...] | None = None,
    *,
    box: Box | None = None,
) -> Bools:
    """Return on which packages a condition holds.

    Parameters
    ----------
    condition, scenario : what is asked, and of which agenda.
    owner : the actor whose order `improved` and `met` use.
    world : the state of the world for world atoms; the start, before the opening, if left out.
    base : the package that `improved` compares with; the status quo at the start if left out.
    box : the stretch of packages; all of them if left out.

    Returns
    -------
    mask : bool array `(n_packages,)`, in order of package index.

    Raises
    ------
    UsageError
        when all packages together exceed the default memory budget; give a box then.
    """
    if box is None:
        require(scenario.n_packages, BUDGET, f"a mask over {in_figures(scenario.n_packages)}")
        box = whole(scenario.shape)
    return flat(local_mask(condition, scenario, box, owner=owner, world=world, base=base), box)


def flat(values: Bools, box: Box) -> Bools:
    """Return an array that broadcasts to a box as a row of its own over the box's packages, `(n_packages,)`."""
    return np.array(np.broadcast_to(values, box.shape), order="C").reshape(-1)


def local_mask(
    condition: c.Condition,
    scenario: Scenario,
    box: Box,
    *,
    owner: str | None = None,
    world: World | None = None,
    base: tuple[int, ...] | None = None,
) -> Bools:
    """Return where a condition holds in a box, as an array that broadcasts to the box's shape.

    Axes of issues that the condition does not ask about have length 1. The box must have an axis for each issue that
    it does ask about. Parameters as for `mask`.
    """
    world = world_at_start(scenario) if world is None else world
    return _Asked(scenario, owner, world, scenario.start if base is None else base).where(condition, box)


def truths(condition: c.Condition, scenario: Scenario, owner: str | None = None) -> Bools:
    """Return for which options of the one issue that it asks about a condition on packages holds: `(n_options,)`."""
    return _Asked(scenario, owner, world_at_start(scenario), scenario.start).row(condition)


@frozen
class _Asked:
    """Whose conditions, in which world, compared with which package."""

    scenario: Scenario
    owner: str | None
    world: World
    base: tuple[int, ...]

    def where(self, condition: c.Condition, box: Box) -> Bools:
        """Where a condition holds; one on a single issue or on none goes by the scalar definition."""
        issues = c.issues_in(condition)
        if not issues:
            holds = bind(condition, self.scenario, self.owner)(self.scenario.start, self.world, self.base)
            return np.full((1,) * len(box.places), holds, dtype=np.bool_)
        if len(issues) == 1:
            return np.asarray(box.along(self.row(condition), self.scenario.places[next(iter(issues))]), dtype=np.bool_)
        parts = [self.where(each, box) for each in c.children(condition)]
        match condition:
            case c.And():
                return reduce(np.logical_and, parts)
            case c.Or():
                return reduce(np.logical_or, parts)
            case c.Implies():
                return ~parts[0] | parts[1]
            case c.Count(kind, n, _):
                total: Any = reduce(np.add, (part.astype(np.int16) for part in parts))
                return np.asarray(COUNTS[kind](total, n), dtype=np.bool_)
            case _:
                return ~parts[0]

    def row(self, condition: c.Condition) -> Bools:
        """For which options of its only issue a condition holds: bool array `(n_options,)`."""
        k = self.scenario.places[next(iter(c.issues_in(condition)))]
        holds, start = bind(condition, self.scenario, self.owner), self.scenario.start
        before, after = start[:k], start[k + 1 :]
        options = range(self.scenario.shape[k])
        return np.array([holds((*before, j, *after), self.world, self.base) for j in options], dtype=np.bool_)
