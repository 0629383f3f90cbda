"""The exact frontier of a scenario without looking at its packages one by one, and its solutions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from attrs import evolve, field, frozen

from negotiation.analysis.boxes import BUDGET, Ints
from negotiation.analysis.dominance import distinct_front
from negotiation.analysis.minkowski import Joining, Progress
from negotiation.analysis.payoffs import Payoffs, with_preferences
from negotiation.analysis.separable import Separable, separable, start_apart
from negotiation.analysis.solutions import SOLUTIONS, Disagreement, Solution, solutions_among
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
    epsilon: float | None = None,
    cap: int = CAP,
    budget: int = BUDGET,
    progress: Progress | None = None,
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
    epsilon : how far, in utility, a true frontier point may lie above the points returned; exact if left out.
    cap : points that the frontier may have.
    budget : bytes that the work may take.
    progress : called with issues joined, issues in all, and points so far.

    Returns
    -------
    frontier : its points, each with a package; none where no package satisfies the conditions.

    Raises
    ------
    UnknownNameError, UsageError
        when an actor is not there or has no preferences, or `epsilon` is not positive.
    CapError
        when the frontier outgrows the cap or the budget: at which issues, and what to do.
    """
    chosen = with_preferences(scenario, actors)
    world = world_at_start(scenario) if world is None else world
    held = tuple(scenario.parties if lines is None else lines)
    problem = separable(scenario, chosen, world, rules=rules, lines=held, where=where)
    names = tuple(issue.id for issue in scenario.agenda)
    work = Joining(problem, names, cap, budget, _grain(epsilon, problem), progress)
    front = work.front()
    packages = np.zeros((front.n_points, len(names)), dtype=np.int32)
    if front.trace is not None:
        front.trace.fill(np.arange(front.n_points), packages)
    order = np.lexsort(front.ranks[::-1])
    values, packages = front.values[:, order], packages[order]
    if problem.spares_start or any(scenario.actors[actor].red_lines for actor in held):
        free = separable(scenario, chosen, world, rules=rules, where=where)
        start = start_apart(scenario, chosen, world, held, free)
        if start is not None:
            values, packages = _with_start(scenario, start, values, packages)
    values.flags.writeable = packages.flags.writeable = False
    blocks = tuple(tuple(names[place] for place in block) for block in problem.blocks)
    return StructuredFrontier(scenario, world, chosen, values, packages, blocks, work.n_coarsened * work.grain)


def _grain(epsilon: float | None, problem: Separable) -> int:
    """The grid that keeps the sum of what each step may lose within epsilon."""
    if epsilon is None:
        return 0
    if not (np.isfinite(epsilon) and epsilon > 0):
        raise UsageError("epsilon: a positive loss of utility", repr(epsilon))
    n_steps = len(problem.blocks) + len(problem.shape)
    return max(1, units(epsilon) // n_steps)


def _with_start(
    scenario: Scenario, start: Ints, values: Ints, packages: npt.NDArray[np.int32]
) -> tuple[Ints, npt.NDArray[np.int32]]:
    """Return the frontier of the points and the start."""
    values = np.concatenate([values, start[:, None]], axis=1)
    packages = np.concatenate([packages, np.array([scenario.start], dtype=np.int32)])
    order = np.lexsort(packages.T[::-1])
    values, packages = values[:, order], packages[order]
    kept = np.sort(distinct_front(values, lambda at: at[None, :]))
    return values[:, kept], packages[kept]
