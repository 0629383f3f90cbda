"""The frontier of the zone of an agenda far too large to enumerate: case by case, with more objectives where needed.

Gates, signatures and no-deal values leave cases: in each, some formulas hold and some actors reach some values. A value
to reach is one objective more, for a package that dominates one that reaches it reaches it too: so the points of a
case's frontier that reach their values are the frontier of the case, and that of all cases together is the zone's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
import numpy.typing as npt
from attrs import define, evolve, field

from negotiation.analysis.asks import Ask, Asks, Case, cases_of, every
from negotiation.analysis.boxes import Ints
from negotiation.analysis.dominance import distinct_front
from negotiation.analysis.formulas import Formula, among, holds_on, negated, tally
from negotiation.analysis.pages import judged_apart
from negotiation.analysis.separable import Coupling, Separable
from negotiation.analysis.zone import in_zone
from negotiation.scenario.performance import trusts_of
from negotiation.scenario.preferences import utility

if TYPE_CHECKING:
    from negotiation.scenario.scenario import Scenario
    from negotiation.scenario.world import World

#: Values `(n_actors, n_points)` in units, and packages `(n_points, n_issues)` of option indices.
Points: TypeAlias = "tuple[Ints, npt.NDArray[np.int32]]"


def zone_points(
    scenario: Scenario, problem: Separable, world: World, joined: Callable[[Separable], Points]
) -> tuple[Points, tuple[Formula, ...]]:
    """Return the frontier of the zone, a package for each point, and the formulas that couple issues.

    Parameters
    ----------
    scenario, world : whose zone, and when.
    problem : the agenda taken apart for the actors whose frontier it is, with further limits that packages must obey.
    joined : the frontier of an agenda taken apart, in any order.
    """
    asks = Asks(scenario, world)
    apart = judged_apart(scenario, world)
    walk = _Walk(problem, tuple(map(asks.scale, problem.actors)), apart, joined)
    parties = tuple(actor for actor in scenario.parties if scenario.actors[actor].has_preferences)
    rest = asks.but_gain()
    points = walk.over(every((rest, asks.gain(parties))))
    trusting = not any(trusts_of(scenario, actor, world) for actor in parties)
    # A package that only others gain by leaves the parties at no deal: where they alone count, any found dominates it.
    if not (trusting and points[0].size and set(problem.actors) == set(parties)):
        others = (actor for actor in scenario.actors if actor not in parties)
        points = front_of((points, walk.over(every((rest, asks.gain(others))))))
    for package in apart:
        if all(holds_on(each, package) for each in problem.limits) and in_zone(scenario, package, world):
            worth = [utility(scenario, actor, package, world) for actor in problem.actors]
            point = np.array(worth, dtype=np.int64)[:, None], np.array([package], dtype=np.int32)
            points = front_of((points, point))
    return points, tuple(walk.limits)


def front_of(pieces: Iterable[Points]) -> Points:
    """Return the frontier of points together, one for each of equal points, in order of their packages."""
    values, packages = (
        np.concatenate(each, axis=axis) for each, axis in zip(zip(*pieces, strict=True), (1, 0), strict=True)
    )
    order = np.lexsort(packages.T[::-1])
    values, packages = values[:, order], packages[order]
    kept = np.sort(distinct_front(values, lambda at: at[None, :]))
    return values[:, kept], packages[kept]


@define
class _Walk:
    """The cases gone through: each joined once, however many values to reach are asked of it."""

    problem: Separable
    scales: tuple[Separable, ...]
    apart: tuple[tuple[int, ...], ...]
    joined: Callable[[Separable], Points]
    limits: dict[Formula, None] = field(factory=dict)
    _kept: dict[tuple[tuple[Formula, ...], tuple[Separable, ...]], Points] = field(factory=dict)

    def over(self, ask: Ask) -> Points:
        """Return the frontier of the packages that meet an ask, but for those looked at apart."""
        n_actors, n_issues = len(self.scales), len(self.apart[0])
        nothing = np.zeros((n_actors, 0), dtype=np.int64), np.zeros((0, n_issues), dtype=np.int32)
        return front_of((nothing, *map(self._of, cases_of(ask))))

    def _of(self, case: Case) -> Points:
        """Return the frontier of a case: of its points those that reach what must be reached."""
        beside = tuple(each.scale for each in case.floors if each.scale not in self.scales)
        key = (case.limits, beside)
        if key not in self._kept:
            self._kept[key] = self._points(case.limits, beside)
        values, packages = self._kept[key]
        rows = (*self.scales, *beside)
        kept = np.ones(len(packages), dtype=np.bool_)
        for each in case.floors:
            kept &= values[rows.index(each.scale)] >= each.least
        return values[: len(self.scales), kept], packages[kept]

    def _points(self, limits: tuple[Formula, ...], beside: tuple[Separable, ...]) -> Points:
        self.limits.update(dict.fromkeys(limits))
        problem = _with_scales(self.problem, beside)
        problem = evolve(problem, limits=tuple(dict.fromkeys((*problem.limits, *limits))))
        values, packages = self.joined(problem)
        # That something changes couples all issues: it is asked only where a package that is apart is in the way.
        while in_the_way := [each for each in self.apart if (packages == np.array(each)).all(axis=1).any()]:
            others = tuple(_other_than(each, problem.shape) for each in in_the_way)
            problem = evolve(problem, limits=(*problem.limits, *others))
            values, packages = self.joined(problem)
        return values, packages


def _other_than(package: tuple[int, ...], shape: tuple[int, ...]) -> Formula:
    moved = [
        negated(among(place, (option,), n_options))
        for place, (option, n_options) in enumerate(zip(package, shape, strict=True))
    ]
    return tally(1, len(moved), moved)


def _with_scales(problem: Separable, scales: tuple[Separable, ...]) -> Separable:
    """Return an agenda with the scales of more actors below those that it has."""
    every_one = (problem, *scales)
    n_actors = [len(each.actors) for each in every_one]
    couplings: dict[Formula, list[int]] = {}
    for i, each in enumerate(every_one):
        first = sum(n_actors[:i])
        for coupling in each.couplings:
            amounts = couplings.setdefault(coupling.when, [0] * sum(n_actors))
            amounts[first : first + n_actors[i]] = coupling.amounts
    return Separable(
        actors=tuple(actor for each in every_one for actor in each.actors),
        rows=tuple(np.concatenate(rows) for rows in zip(*(each.rows for each in every_one), strict=True)),
        base=tuple(value for each in every_one for value in each.base),
        limits=problem.limits,
        couplings=tuple(Coupling(when, tuple(amounts)) for when, amounts in couplings.items()),
    )
