"""Mixed-integer programs over an agenda: one option of each issue, conditions as rows, gains as variables.

The solver is HiGHS (extra `analysis`), imported when a program is made. What it returns is a package; what the package
is worth is worked out again in whole numbers by the caller.
"""

from __future__ import annotations

from collections.abc import Iterable
from threading import Lock
from typing import Any, TypeAlias

import numpy as np
from attrs import define, field, frozen

from negotiation.analysis.formulas import Among, Formula, Tally
from negotiation.analysis.separable import Separable
from negotiation.errors import UsageError
from negotiation.scenario.preferences import as_float

Terms: TypeAlias = "dict[int, float]"

INFINITE = float("inf")
#: What the solver takes for whole and for satisfied; far below the gap to which results are proved.
TOLERANCE = 1e-9
#: Seconds between looks at the keyboard while the solver runs.
LOOK = 0.05
_ONE_AT_A_TIME = Lock()  # the solver keeps one lock for all of its instances, and refuses a second thread


def has_solver() -> bool:
    """Return whether HiGHS is installed."""
    try:
        import highspy  # noqa: F401
    except ImportError:
        return False
    return True


def new_solver() -> Any:
    """Return a silent HiGHS. Raises UsageError, naming the extra, when it is not installed."""
    try:
        import highspy
    except ImportError:
        cure = 'install it with: pip install "negotiation[analysis]"'
        raise UsageError("the solver HiGHS (the package highspy)", "an installation without it", cure) from None

    def without_greeting(solver: Any) -> Any:
        solver.setOptionValue("output_flag", False)
        return super(silent, solver).enableCallbacks()

    # The solver greets when it first calls back, before it can be told not to.
    silent: Any = type("Silent", (highspy.Highs,), {"enableCallbacks": without_greeting})
    solver = silent()
    for name in ("mip_feasibility_tolerance", "primal_feasibility_tolerance", "dual_feasibility_tolerance"):
        solver.setOptionValue(name, TOLERANCE)
    solver.setOptionValue("threads", 1)
    solver.HandleUserInterrupt = True
    return solver


@frozen
class Answer:
    """What the solver found: its point, the value there, and a bound that no point's value exceeds."""

    point: tuple[float, ...]
    value: float
    bound: float


@define
class Program:
    """A program to be maximised: variables by number, rows of terms between two numbers."""

    gap: float
    seconds: float = INFINITE
    solver: Any = field(factory=new_solver)
    n_variables: int = 0

    def variable(self, low: float = -INFINITE, high: float = INFINITE, *, is_whole: bool = False) -> int:
        """Add a variable and return its number."""
        import highspy

        self.solver.addVar(low, high)
        self.n_variables += 1
        if is_whole:
            self.solver.changeColIntegrality(self.n_variables - 1, highspy.HighsVarType.kInteger)
        return self.n_variables - 1

    def row(self, low: float, terms: Terms, high: float = INFINITE) -> None:
        """Ask that the sum of some terms lie between two numbers."""
        columns = np.fromiter(terms, dtype=np.int32, count=len(terms))
        factors = np.fromiter(terms.values(), dtype=np.float64, count=len(terms))
        self.solver.addRow(low, high, len(columns), columns, factors)

    def best(self, objective: Terms) -> Answer | None:
        """Return the best point for an objective, to within the gap; None where no point satisfies the rows.

        An interruption from the keyboard stops the solver and is passed on.
        """
        import highspy

        solver = self.solver
        costs = np.zeros(self.n_variables)
        costs[list(objective)] = list(objective.values())
        solver.changeColsCost(self.n_variables, np.arange(self.n_variables, dtype=np.int32), costs)
        solver.changeObjectiveSense(highspy.ObjSense.kMaximize)
        solver.setOptionValue("mip_rel_gap", self.gap)
        solver.setOptionValue("mip_abs_gap", self.gap * self.gap)
        if self.seconds < INFINITE:
            solver.setOptionValue("time_limit", self.seconds)
        _run(solver)
        info, status = solver.getInfo(), solver.getModelStatus()
        if status == highspy.HighsModelStatus.kInterrupt:
            raise KeyboardInterrupt
        if info.primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
            return None
        is_mixed = info.mip_node_count >= 0
        bound = info.mip_dual_bound if is_mixed else info.objective_function_value
        return Answer(tuple(solver.getSolution().col_value), info.objective_function_value, bound)


def _run(solver: Any) -> None:
    with _ONE_AT_A_TIME:
        solver.startSolve()
        try:
            while not solver.wait(LOOK)[0]:
                pass
        except KeyboardInterrupt:
            solver.cancelSolve()
            solver.wait()
            raise


@define
class AgendaProgram:
    """A program over the packages of an agenda that satisfy its limits.

    `choices[k][j]` is the variable of option j of issue k, 0 or 1; `gains[i]` that of actor i's gain, in utility.
    """

    problem: Separable
    floors: tuple[int, ...]
    program: Program
    choices: list[list[int]] = field(init=False, factory=list)
    gains: list[int] = field(init=False, factory=list)
    _known: dict[Formula, int] = field(init=False, factory=dict)

    def __attrs_post_init__(self) -> None:
        for row in self.problem.rows:
            options = [self.program.variable(0, 1, is_whole=True) for _ in range(row.shape[1])]
            self.program.row(1, dict.fromkeys(options, 1.0), 1)
            self.choices.append(options)
        for limit in self.problem.limits:
            self._hold(limit)
        holds = [self._literal(each.when) for each in self.problem.couplings]
        for i, floor in enumerate(self.floors):
            self.gains.append(self._gain(i, floor, holds))

    def package(self, answer: Answer) -> tuple[int, ...]:
        """Return the package that an answer chooses."""
        return tuple(int(np.argmax([answer.point[each] for each in options])) for options in self.choices)

    def _gain(self, i: int, floor: int, holds: list[tuple[Terms, float]]) -> int:
        variable = self.program.variable()
        terms: Terms = {variable: -1.0}
        for options, row in zip(self.choices, self.problem.rows, strict=True):
            terms |= {option: as_float(int(value)) for option, value in zip(options, row[i], strict=True)}
        constant = as_float(self.problem.base[i] - floor)
        for coupling, (literal, fixed) in zip(self.problem.couplings, holds, strict=True):
            amount = as_float(coupling.amounts[i])
            constant += amount * fixed
            for each, factor in literal.items():
                terms[each] = terms.get(each, 0.0) + amount * factor
        self.program.row(-constant, terms, -constant)
        return variable

    # -- formulas --------------------------------------------------------------------------------------------------

    def _hold(self, limit: Formula) -> None:
        """Ask that a formula hold."""
        match limit:
            case Tally(low, high, parts):
                terms, fixed = self._count(parts)
                self.program.row(low - fixed, terms, high - fixed)
            case _:
                terms, fixed = self._literal(limit)
                self.program.row(1 - fixed, terms)

    def _literal(self, of: Formula) -> tuple[Terms, float]:
        """Return terms and a constant whose sum is 1 where a formula holds, else 0."""
        match of:
            case Among(place, options):
                return {self.choices[place][option]: 1.0 for option in options}, 0.0
            case Tally():
                if of not in self._known:
                    self._known[of] = self._indicator(of)
                return {self._known[of]: 1.0}, 0.0
            case _:
                return {}, float(of)

    def _count(self, parts: Iterable[Formula]) -> tuple[Terms, float]:
        """Return terms and a constant whose sum is how many of the parts hold."""
        terms: Terms = {}
        constant = 0.0
        for part in parts:
            literal, fixed = self._literal(part)
            constant += fixed
            for each, factor in literal.items():
                terms[each] = terms.get(each, 0.0) + factor
        return terms, constant

    def _indicator(self, of: Tally) -> int:
        """Return a variable that is 1 exactly where a tally holds: where it is both enough and not too much."""
        terms, fixed = self._count(of.parts)
        n_parts = len(of.parts)
        sides = []
        if of.low > 0:
            enough = self.program.variable(0, 1, is_whole=True)
            self.program.row(-fixed, {**terms, enough: -float(of.low)})
            self.program.row(-INFINITE, {**terms, enough: -float(n_parts - of.low + 1)}, of.low - 1 - fixed)
            sides.append(enough)
        if of.high < n_parts:
            few = self.program.variable(0, 1, is_whole=True)
            self.program.row(-INFINITE, {**terms, few: float(n_parts - of.high)}, n_parts - fixed)
            self.program.row(of.high + 1 - fixed, {**terms, few: float(of.high + 1)})
            sides.append(few)
        if len(sides) == 1:
            return sides[0]
        both = self.program.variable(0, 1, is_whole=True)
        self.program.row(-1.0, {both: 1.0, sides[0]: -1.0, sides[1]: -1.0})
        for side in sides:
            self.program.row(0.0, {side: 1.0, both: -1.0})
        return both
