"""The exact frontier of a scenario without looking at its packages one by one, and its solutions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from attrs import define, evolve, field, frozen

from negotiation.analysis.boxes import BUDGET, Ints
from negotiation.analysis.minkowski import Joining
from negotiation.analysis.payoffs import Payoffs, with_preferences
from negotiation.analysis.separable import Separable, separable, start_apart
from negotiation.analysis.solutions import SOLUTIONS, Disagreement, Solution, solutions_among
from negotiation.analysis.structured_zone import Points, front_of, zone_points
from negotiation.errors import UsageError
from negotiation.scenario import conditions as c
from negotiation.scenario.preferences import as_float, units
from negotiation.scenario.table import Table
from negotiation.scenario.world import World, world_at_start

if TYPE_CHECKING:
    from negotiation.scenario.scenario import Scenario

#: Points that a frontier may have unless the caller says otherwise.
CAP = 1_000_000


@frozen
class StructuredFrontier:
    """A Pareto frontier found without enumerating packages.

    Parameters
    ----------
    scenario, world, actors : of what, when, for whom.
    values : int64 array `(n_actors, n_points)`, in units, read-only: the distinct utilities on the frontier.
    packages : int32 array `(n_points, n_issues)` of option indices: for each point the package of lowest index that
        attains it. Points stand in ascending order of these packages.
    blocks : the issues in groups, by what couples them.
    bound : 0 where the frontier is exact; else, in units, how far a true frontier point may lie above every point here,
        in the coordinate where it is least above.
    """

    scenario: Scenario = field(repr=False)
    world: World = field(repr=False)
    actors: tuple[str, ...]
    values: Ints = field(eq=False, repr=False)
    packages: npt.NDArray[np.int32] = field(eq=False, repr=False)
    blocks: tuple[tuple[str, ...], ...] = field(repr=False)
    bound: int = 0

    @property
    def n_points(self) -> int:
        """How many distinct points the frontier has."""
        return int(self.values.shape[1])

    @property
    def is_exact(self) -> bool:
        """Whether these are exactly the points of the frontier."""
        return self.bound == 0

    def index(self, point: int) -> int:
        """Return the package index of a point, however large."""
        return self.scenario.index_of(tuple(map(int, self.packages[point])))

    def at_or_above(self, floors: Mapping[str, int]) -> StructuredFrontier:
        """Return the points at or above a value for each actor, in units: the frontier of the packages that are.

        It is that frontier because whatever dominates such a package is such a package too.
        """
        least = np.array([floors[actor] for actor in self.actors], dtype=np.int64)
        kept = np.logical_and.reduce(self.values >= least[:, None], axis=0)
        return evolve(self, values=self.values[:, kept], packages=self.packages[kept])

    def solutions(
        self,
        names: Iterable[str] = tuple(SOLUTIONS),
        *,
        disagreement: Disagreement = None,
        weights: Mapping[str, float] | None = None,
    ) -> Table[str, Solution | None]:
        """Return the package that each bargaining rule picks on this frontier; see `solutions.solutions`.

        On an exact frontier they are those of the whole set: each rule picks a package that none dominates. Packages
        with equal utilities count once in `n_tied`. Raises UsageError on a frontier within a bound.
        """
        if not self.is_exact:
            cure = "ask best_packages for exact points"
            raise UsageError("an exact frontier", f"one within {as_float(self.bound):g}", cure)
        table = Payoffs(self.scenario, self.actors, self.world)
        return solutions_among(table, names, self.values, self.index, disagreement=disagreement, weights=weights)


def structured_frontier(
    scenario: Scenario,
    actors: Iterable[str] | None = None,
    *,
    world: World | None = None,
    rules: bool = True,
    lines: Iterable[str] | None = None,
    where: Iterable[c.Condition] = (),
    zone: bool = False,
    epsilon: float | None = None,
    cap: int = CAP,
    budget: int = BUDGET,
) -> StructuredFrontier:
    """Return the exact Pareto frontier of an agenda of any size, block by block.

    Parameters
    ----------
    scenario : what is negotiated; utilities add up over issues but for interactions and effects.
    actors : for whom; every actor with preferences if left out.
    world : the state of the world; the start, before the opening, if left out.
    rules : whether packages must obey the agenda rules.
    lines : whose absolute red lines must not be crossed; those of the parties if left out, () for nobody's. The
        status quo at the start crosses none.
    where : further conditions on packages that must hold.
    zone : whether only packages of the zone count, all of them: those valid if the parties accept, no signatory below
        its no-deal value, one above. That asks for the agenda rules and the lines of who signs or must consent, so
        `rules` and `lines` say nothing more.
    epsilon : how far, in utility, a true frontier point may lie above the points returned; exact if left out.
    cap : points that the frontier may have.
    budget : bytes that the work may take.

    Returns
    -------
    frontier : its points, each with a package; none where no package satisfies the conditions. In the zone the package
        need not be the one of lowest index.

    Raises
    ------
    UnknownNameError, UsageError
        when an actor is not there or has no preferences, `epsilon` is not positive or given for the zone, or gates and
        blocs leave too many cases to tell apart.
    CapError
        when the frontier outgrows the cap or the budget: at which issues, and what to do.

    Notes
    -----
    In the zone every actor whose consent or no-deal value counts and who is not among `actors` is an objective more,
    and so is one that does not trust another to perform: see `structured_zone`.
    """
    chosen = with_preferences(scenario, actors)
    world = world_at_start(scenario) if world is None else world
    held = () if zone else tuple(scenario.parties if lines is None else lines)
    problem = separable(scenario, chosen, world, rules=rules and not zone, lines=held, where=where)
    names = tuple(issue.id for issue in scenario.agenda)
    work = _Work(names, cap, budget, _grain(epsilon, problem))
    if zone:
        if epsilon is not None:
            raise UsageError("the frontier of the zone exactly", f"epsilon={epsilon!r}", "ask best_packages, zone=True")
        points, limits = zone_points(scenario, problem, world, work.points)
        problem = evolve(problem, limits=(*problem.limits, *limits))
    else:
        points = work.points(problem)
        if problem.spares_start or any(scenario.actors[actor].red_lines for actor in held):
            free = separable(scenario, chosen, world, rules=rules, where=where)
            start = start_apart(scenario, chosen, world, held, free)
            if start is not None:
                points = front_of((points, (start[:, None], np.array([scenario.start], dtype=np.int32))))
    values, packages = points
    values.flags.writeable = packages.flags.writeable = False
    blocks = tuple(tuple(names[place] for place in block) for block in problem.blocks)
    return StructuredFrontier(scenario, world, chosen, values, packages, blocks, work.lost)


@define
class _Work:
    """How frontiers are joined: under which caps, on what grid, and how much was lost to it, in units."""

    names: tuple[str, ...]
    cap: int
    budget: int
    grain: int
    lost: int = 0

    def points(self, problem: Separable) -> Points:
        """Return the frontier of an agenda taken apart, in order of its packages."""
        joining = Joining(problem, self.names, self.cap, self.budget, self.grain)
        front = joining.front()
        packages = np.zeros((front.n_points, len(self.names)), dtype=np.int32)
        if front.trace is not None:
            front.trace.fill(np.arange(front.n_points), packages)
        self.lost = joining.n_coarsened * self.grain
        order = np.lexsort(front.ranks[::-1])
        return front.values[:, order], packages[order]


def _grain(epsilon: float | None, problem: Separable) -> int:
    """The grid that keeps the sum of what each step may lose within epsilon."""
    if epsilon is None:
        return 0
    if not (np.isfinite(epsilon) and epsilon > 0):
        raise UsageError("epsilon: a positive loss of utility", repr(epsilon))
    n_steps = len(problem.blocks) + len(problem.shape)
    return max(1, units(epsilon) // n_steps)
