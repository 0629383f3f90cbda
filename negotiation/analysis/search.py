"""The search for one package of a huge agenda: programs for each bargaining rule, and every package come across.

What a program finds is valued again in whole numbers, and each rule picks exactly among all that was come across.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from contextlib import suppress

import numpy as np
from attrs import define, field

from negotiation.analysis.asks import Ask, is_met
from negotiation.analysis.boxes import BUDGET, Floats, Ints
from negotiation.analysis.minkowski import CapError, Joining
from negotiation.analysis.programs import INFINITE, AgendaProgram, Answer, Program
from negotiation.analysis.separable import Coupling, Separable
from negotiation.analysis.solutions import rule_of
from negotiation.scenario.preferences import UNIT, as_float

#: The relative gap to which a package is proved best.
GAP = 1e-6
#: Rounds of tangents after which the Nash product is given with the bound that it has then.
MOST_ROUNDS = 40
TANGENTS = 16
#: How often what a program finds may fall short in whole numbers before its bound alone is taken.
PATIENCE = 200
#: Partial packages up to which one weighted sum is made largest issue by issue, without the solver.
SUM_CAP = 20_000


@define
class Search:
    """What is looked for: packages of an agenda that satisfy its limits, by their gains over a disagreement point.

    `asks` are what else packages must meet, `left_out` packages that do not count; both need the solver.
    `found` holds the gains, in units, of every package come across, by package; each rule picks among them exactly.
    """

    problem: Separable
    floors: Ints
    weights: tuple[float, ...]
    gap: float = GAP
    seconds: float = INFINITE
    asks: tuple[Ask, ...] = ()
    left_out: tuple[tuple[int, ...], ...] = ()
    found: dict[tuple[int, ...], Ints] = field(factory=dict)
    _ideals: Ints | None = None

    @property
    def n_actors(self) -> int:
        """How many actors there are."""
        return len(self.floors)

    def gains(self, package: tuple[int, ...]) -> Ints | None:
        """Return a package's gains in units, `(n_actors,)`, and remember them; None where it does not count."""
        if package not in self.found:
            limits = (*self.problem.limits, *self.asks)
            if package in self.left_out or not all(is_met(each, package) for each in limits):
                return None
            self.found[package] = self.value(package)
        return self.found[package]

    def value(self, package: tuple[int, ...]) -> Ints:
        """Return a package's gains in units, `(n_actors,)`, whether or not it obeys the limits."""
        return self.problem.worth(package) - self.floors

    def largest_sum(self, weights: Iterable[int]) -> tuple[tuple[int, ...], int] | None:
        """Return the package with the largest weighted sum of gains, and the sum; None where none satisfies the limits.

        Weights are whole numbers; their sum times the largest gain must fit in 64 bits. Raises CapError when too
        many partial packages must be kept apart.
        """
        factors = np.array(list(weights), dtype=np.int64)
        if not (self.problem.limits or self.problem.couplings):
            package = tuple(int(np.argmax(factors @ row)) for row in self.problem.rows)
            gains = self.gains(package)
            return None if gains is None else (package, int(factors @ gains))
        names = tuple(str(place) for place in range(len(self.problem.rows)))
        front = Joining(_summed(self.problem, factors), names, SUM_CAP, BUDGET).front()
        if not front.n_points:
            return None
        options = np.zeros((1, len(self.problem.rows)), dtype=np.int32)
        if front.trace is not None:
            front.trace.fill(np.zeros(1, dtype=np.int64), options)
        chosen = tuple(map(int, options[0]))
        self.gains(chosen)
        return chosen, int(front.values[0, 0]) - int(factors @ self.floors)

    # -- programs --------------------------------------------------------------------------------------------------

    def program(self) -> AgendaProgram:
        """Return a fresh program over the packages that count."""
        program = AgendaProgram(self.problem, tuple(map(int, self.floors)), Program(self.gap, self.seconds))
        for ask in self.asks:
            program.must(ask)
        return program

    def solve(self, program: AgendaProgram, objective: dict[int, float], *, surely: bool = True) -> Answer | None:
        """Return what a program finds, having remembered its package; None where nothing satisfies it.

        What the program forgives may not count in whole numbers: such packages are left out, up to so many.
        """
        for _ in range(PATIENCE):
            answer = program.program.best(objective, surely=surely)
            if answer is None or self.gains(program.package(answer)) is not None:
                return answer
            program.never(program.package(answer))
        return answer

    def utilitarian(self) -> float | None:
        """Bound the largest sum of gains, in utility; None where no package satisfies the limits."""
        with suppress(CapError):
            if not self.asks:
                best = self.largest_sum([1] * self.n_actors)
                return None if best is None else as_float(best[1])
        program = self.program()
        answer = self.solve(program, dict.fromkeys(program.gains, 1.0))
        return None if answer is None else answer.bound

    def smallest(self, name: str, scales: Ints) -> float | None:
        """Bound the largest smallest share: each actor's gain over its scale, in units; None where somebody must lose.

        Actors whose scale is 0 must not lose, but are not compared. Packages that share the smallest share are told
        apart by the second smallest, and so on.
        """
        program = self.program()
        level = self._share_out(program, scales)
        answer = self.solve(program, {level: 1.0})
        if answer is None:
            return None
        if self._is_tied(name, scales):
            for rank in range(2, int(np.count_nonzero(scales)) + 1):
                self._next_level(name, scales, rank)
        return answer.bound

    def _share_out(self, program: AgendaProgram, scales: Ints) -> int:
        """Ask that every actor have a share of its scale, or no loss where that is 0; return the share's variable."""
        # Where nobody can gain there is nothing to share, and nothing else would bound the share.
        level = program.program.variable(high=INFINITE if scales.any() else 0.0)
        for gain, scale in zip(program.gains, scales, strict=True):
            program.program.row(0.0, {gain: 1.0, level: -as_float(int(scale))} if scale else {gain: 1.0})
        return level

    def _shares(self, name: str, scales: Ints) -> list[float]:
        """Return the best shares so far, ascending."""
        best = self.pick(name, scales)
        gains = self.found[best] if best is not None else scales
        return sorted(int(gain) / int(scale) for gain, scale in zip(gains, scales, strict=True) if scale)

    def _is_tied(self, name: str, scales: Ints) -> bool:
        """Whether some other package has the same smallest share, as far as the solver can tell at once."""
        best = self.pick(name, scales)
        if best is None or not any(scales):
            return False
        program, lowest = self.program(), self._shares(name, scales)[0]
        for gain, scale in zip(program.gains, scales, strict=True):
            program.program.row(lowest * as_float(int(scale)), {gain: 1.0})
        chosen = [options[option] for options, option in zip(program.choices, best, strict=True)]
        program.program.row(-INFINITE, dict.fromkeys(chosen, 1.0), float(len(chosen) - 1))
        return self.solve(program, dict.fromkeys(program.gains, 1.0), surely=False) is not None

    def _next_level(self, name: str, scales: Ints, rank: int) -> None:
        """Make the share of a rank largest, among packages that are as good as the best in the ranks below."""
        program, levels = self.program(), self._shares(name, scales)
        level = program.program.variable(0.0, levels[-1] + self._reach / as_float(int(scales[scales > 0].min())))
        for below, known_level in enumerate([*levels[: rank - 1], None]):
            slack = [program.program.variable(0, 1, is_whole=True) for _ in scales]
            program.program.row(-INFINITE, dict.fromkeys(slack, 1.0), float(below))
            for gain, scale, free in zip(program.gains, scales, slack, strict=True):
                size = as_float(int(scale))
                if known_level is None and size:
                    program.program.row(0.0, {gain: 1.0, level: -size, free: 4 * self._reach})
                else:
                    program.program.row((known_level or 0.0) * size, {gain: 1.0, free: 2 * self._reach})
        self.solve(program, {level: 1.0})

    @property
    def _reach(self) -> float:
        """More than any two gains of an actor differ, in utility."""
        spread = sum(int((row.max(axis=1) - row.min(axis=1)).max()) for row in self.problem.rows)
        return as_float(spread + sum(max(map(abs, each.amounts)) for each in self.problem.couplings)) + 1.0

    def ideals(self) -> Ints | None:
        """Return each actor's largest gain while nobody loses, in units, `(n_actors,)`; None where somebody must lose.

        They are attained: found exactly where one weighted sum suffices, else to within the gap.
        """
        if self._ideals is None:
            for i in range(self.n_actors):
                program = self.program()
                for gain in program.gains:
                    program.program.row(0.0, {gain: 1.0})
                if self.solve(program, {program.gains[i]: 1.0}) is None:
                    break
            rational = [each for each in self.found.values() if (each >= 0).all()]
            self._ideals = np.max(rational, axis=0) if rational else None
        return self._ideals

    def tops(self) -> Ints | None:
        """Return each actor's largest gain, whoever loses, in units, `(n_actors,)`; None where somebody must lose."""
        found = []
        for i in range(self.n_actors):
            best = self.largest_sum(int(i == j) for j in range(self.n_actors))
            if best is None or best[1] < 0:
                return None
            found.append(best[1])
        return np.array(found, dtype=np.int64)

    def nash(self, ideals: Ints) -> float | None:
        """Bound the largest product of gains, by tangents to the logarithm; None where somebody cannot gain.

        Σ w log g is made largest under tangents to each logarithm; a tangent is added where the last package lies,
        until the bound is within the gap of the best package.
        """
        if not (ideals > 0).all():
            return None
        tops, weights = np.array([as_float(int(each)) for each in ideals]), np.array(self.weights)
        program = self.program()
        logs = [program.program.variable() for _ in tops]
        lowest = self._lowest_logs(np.log(tops), weights)
        for i, (low, top) in enumerate(zip(lowest, np.log(tops), strict=True)):
            program.program.row(math.exp(low), {program.gains[i]: 1.0})
            for at in np.linspace(low, top, TANGENTS):
                _tangent(program, logs[i], i, math.exp(at))
        bound = math.inf
        for _ in range(MOST_ROUNDS):
            answer = self.solve(program, dict(zip(logs, self.weights, strict=True)))
            if answer is None:
                return None
            bound = min(bound, answer.bound)
            best = self.pick("nash", ideals)
            if best is not None and bound - _log_product(self.found[best], weights) <= self.gap:
                break
            for i, variable in enumerate(program.gains):
                _tangent(program, logs[i], i, max(answer.point[variable], math.exp(lowest[i])))
        return math.exp(bound)

    def _lowest_logs(self, tops: Floats, weights: Floats) -> Floats:
        """What each log gain must at least be to beat the best product so far, were the others at their tops."""
        best = self.pick("nash", np.ones(self.n_actors, dtype=np.int64))
        if best is None:
            return tops - math.log(UNIT)
        known_product = _log_product(self.found[best], weights)
        return np.minimum(tops - (weights @ tops - known_product) / weights - 1e-6, tops)

    # -- picks -----------------------------------------------------------------------------------------------------

    def pick(self, name: str, ideals: Ints) -> tuple[int, ...] | None:
        """Return the best package come across, by an exact rule; of equals the first in order of index."""
        packages = sorted(self.found)
        if not packages:
            return None
        rule = rule_of(name, self.weights, ideals)
        rule.feed(np.arange(len(packages)), np.array([self.found[each] for each in packages]).T)
        best = rule.best()
        return None if best is None else packages[best[0]]


def _tangent(program: AgendaProgram, log: int, i: int, at: float) -> None:
    """Ask that a variable lie below the tangent to the logarithm of an actor's gain at a point."""
    program.program.row(1.0 - math.log(at), {program.gains[i]: 1.0 / at, log: -1.0})


def _log_product(gains: Ints, weights: Floats) -> float:
    return float(weights @ np.log(gains / UNIT))


def _summed(problem: Separable, weights: Ints) -> Separable:
    """Return an agenda in which one actor stands for all, with the weighted sum of their utilities."""
    couplings = tuple(Coupling(each.when, (int(weights @ np.array(each.amounts)),)) for each in problem.couplings)
    rows = tuple((weights @ row)[None, :] for row in problem.rows)
    base = (int(weights @ np.array(problem.base, dtype=np.int64)),)
    return Separable(("all",), rows, base, problem.limits, couplings)
