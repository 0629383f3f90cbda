"""Exact best packages of agendas too large to enumerate, with more parties than a frontier can carry.

Each rule is a mixed-integer program (HiGHS, extra `analysis`), proved within a relative gap; without the solver a
heuristic with a bound, which never calls itself optimal (see `ascent`).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from functools import reduce
from typing import TYPE_CHECKING

import numpy as np
from attrs import define, evolve, field

from negotiation.analysis.boxes import BUDGET, Ints
from negotiation.analysis.formulas import settled
from negotiation.analysis.minkowski import CapError, Joining
from negotiation.analysis.payoffs import Payoffs, with_preferences
from negotiation.analysis.programs import INFINITE, AgendaProgram, Answer, Program, has_solver
from negotiation.analysis.separable import Coupling, Separable, separable
from negotiation.analysis.solutions import BY_ISSUE, Disagreement, Point, Solution, by_issue, known, rule_of, weights_of
from negotiation.errors import UsageError
from negotiation.scenario import conditions as c
from negotiation.scenario.preferences import UNIT, as_float
from negotiation.scenario.table import Table
from negotiation.scenario.world import World, world_at_start

if TYPE_CHECKING:
    from negotiation.scenario.scenario import Scenario

RULES = ("nash", "kalai_smorodinsky", "egalitarian", "utilitarian")
#: The relative gap to which a package is proved best.
GAP = 1e-6
#: Rounds of tangents after which the Nash product is given with the bound that it has then.
MOST_ROUNDS = 40
TANGENTS = 16
#: Partial packages up to which one weighted sum is made largest issue by issue, without the solver.
SUM_CAP = 20_000


@define
class Search:
    """What is looked for: packages of an agenda that satisfy its limits, by their gains over a disagreement point.

    `found` holds the gains, in units, of every package come across, by package; each rule picks among them exactly.
    """

    problem: Separable
    floors: Ints
    weights: tuple[float, ...]
    gap: float = GAP
    seconds: float = INFINITE
    found: dict[tuple[int, ...], Ints] = field(factory=dict)
    bounds: dict[str, float] = field(factory=dict)
    _ideals: Ints | None = None

    @property
    def n_actors(self) -> int:
        """How many actors there are."""
        return len(self.floors)

    def gains(self, package: tuple[int, ...]) -> Ints | None:
        """Return a package's gains in units, `(n_actors,)`, and remember them; None where it breaks a limit."""
        if package not in self.found:
            if not all(_holds(limit, package) for limit in self.problem.limits):
                return None
            total = np.array(self.problem.base, dtype=np.int64) - self.floors
            for row, option in zip(self.problem.rows, package, strict=True):
                total = total + row[:, option]
            for each in self.problem.couplings:
                if _holds(each.when, package):
                    total = total + np.array(each.amounts, dtype=np.int64)
            self.found[package] = total
        return self.found[package]

    def largest_sum(self, weights: Iterable[int]) -> tuple[tuple[int, ...], int] | None:
        """Return the package with the largest weighted sum of gains and that sum, exactly; None where none satisfies the limits.

        Weights are whole numbers; their sum times the largest gain must fit in 64 bits. Raises CapError when too
        many partial packages must be kept apart.
        """
        factors = np.array(list(weights), dtype=np.int64)
        names = tuple(str(place) for place in range(len(self.problem.rows)))
        front = Joining(_summed(self.problem, factors), names, SUM_CAP, BUDGET).front()
        if not front.n_points:
            return None
        package = np.zeros((1, len(self.problem.rows)), dtype=np.int32)
        if front.trace is not None:
            front.trace.fill(np.zeros(1, dtype=np.int64), package)
        chosen = tuple(map(int, package[0]))
        self.gains(chosen)
        return chosen, int(front.values[0, 0]) - int(factors @ self.floors)

    # -- programs --------------------------------------------------------------------------------------------------

    def program(self) -> AgendaProgram:
        """Return a fresh program over the packages that satisfy the limits."""
        return AgendaProgram(self.problem, tuple(map(int, self.floors)), Program(self.gap, self.seconds))

    def solve(self, program: AgendaProgram, objective: dict[int, float]) -> Answer | None:
        """Return what a program finds, having remembered its package; None where nothing satisfies it."""
        answer = program.program.best(objective)
        if answer is not None:
            self.gains(program.package(answer))
        return answer

    def utilitarian(self) -> float | None:
        """Bound the largest sum of gains, in utility; None where no package satisfies the limits."""
        try:
            best = self.largest_sum([1] * self.n_actors)
            return None if best is None else as_float(best[1])
        except CapError:
            program = self.program()
            answer = self.solve(program, dict.fromkeys(program.gains, 1.0))
            return None if answer is None else answer.bound

    def smallest(self, scales: Ints) -> float | None:
        """Bound the largest smallest gain as a share of `scales`, in units; ties in it go to the largest sum, then leximin."""
        able = [i for i, scale in enumerate(scales) if scale > 0]
        program = self.program()
        level = program.program.variable()
        for i, gain in enumerate(program.gains):
            scale = as_float(int(scales[i])) if i in able else 0.0
            program.program.row(0.0, {gain: 1.0, level: -scale} if scale else {gain: 1.0})
        answer = self.solve(program, {level: 1.0})
        if answer is None:
            return None
        self._levels(scales, able)
        return answer.bound

    def _levels(self, scales: Ints, able: list[int]) -> None:
        """Look on where the smallest share leaves a choice: the second smallest, and so on, while a level is not unique."""
        for rank in range(1, len(able)):
            levels = self._best_levels(scales, able)
            program, level = self.program(), None
            for r in range(rank + 1):
                below = [program.program.variable(0, 1, is_whole=True) for _ in able]
                program.program.row(-INFINITE, dict.fromkeys(below, 1.0), float(r))
                if r == rank:
                    level = program.program.variable()
                for i, slack in zip(able, below, strict=True):
                    scale = as_float(int(scales[i]))
                    largest = 2.0 * self._span() + abs(levels[r]) * scale
                    if level is not None and r == rank:
                        program.program.row(0.0, {program.gains[i]: 1.0, level: -scale, slack: largest})
                    else:
                        program.program.row(levels[r] * scale, {program.gains[i]: 1.0, slack: largest})
            assert level is not None  # noqa: S101 - the last rank has one
            before = len(self.found)
            self.solve(program, {level: 1.0})
            if len(self.found) == before and rank > 1:
                return
