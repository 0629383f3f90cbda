"""Mixed-integer programs over an agenda: one option of each issue, conditions as rows, gains as variables.

The solver is HiGHS (extra `analysis`), imported when a program is made. What it returns is a package; what the package
is worth is worked out again in whole numbers by the caller.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from threading import Lock
from types import MappingProxyType
from typing import Any, TypeAlias

import numpy as np
from attrs import define, field, frozen

from negotiation.analysis.asks import Ask, Every, Some, Worth
from negotiation.analysis.formulas import Among, Formula, Tally
from negotiation.analysis.separable import Separable
from negotiation.analysis.watching import SOLVER, told
from negotiation.errors import NegotiationError, UsageError
from negotiation.scenario.preferences import as_float

Terms: TypeAlias = "dict[int, float]"
Slacks: TypeAlias = "Mapping[str, Slack]"

INFINITE = float("inf")
#: What the solver takes for whole and for satisfied; far below the gap to which results are proved.
TOLERANCE = 1e-9
#: What the program forgives where values are compared; what it then finds is tried again in whole numbers.
SLACK = 1e-9
#: Seconds between looks at the keyboard while the solver runs.
LOOK = 0.05
_ONE_AT_A_TIME = Lock()  # the solver keeps one lock for all of its instances, and refuses a second thread


@frozen(eq=False)
class SolverError(NegotiationError):
    """The solver failed, in its own words."""

    status: str

    def __str__(self) -> str:
        return f"expected an answer of the solver HiGHS, got {self.status}; that says nothing about the packages"


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


@frozen
class Slack:
    """How far what is asked of an actor's worth is lowered: a variable, in utility, and the least that it may be."""

    variable: int
    low: float


NO_SLACKS: Slacks = MappingProxyType({})


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

    def best(self, objective: Terms, *, surely: bool = True) -> Answer | None:
        """Return the best point for an objective, to within the gap; None where no point satisfies the rows.

        `surely`: that none does is asked again without presolve, which is known to lose points at times. Raises
        SolverError where the solver fails, without presolve too.
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
        said, ends = solver.getModelStatus(), highspy.HighsModelStatus
        if said not in (ends.kOptimal, ends.kTimeLimit, ends.kInterrupt) and (surely or said != ends.kInfeasible):
            solver.setOptionValue("presolve", "off")
            _run(solver)
            solver.setOptionValue("presolve", "choose")
        info, status = solver.getInfo(), solver.getModelStatus()
        if status == ends.kInterrupt:
            raise KeyboardInterrupt
        if status not in (ends.kOptimal, ends.kTimeLimit, ends.kInfeasible):
            raise SolverError(status.name)
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
                told(SOLVER, 0)
            told(SOLVER, 1, 1)
        except KeyboardInterrupt:
            solver.cancelSolve()
            _wait(solver)
            raise


def _wait(solver: Any) -> None:
    """Wait until the solver has stopped, whatever comes from the keyboard: its thread must not outlive it."""
    while True:
        try:
            solver.wait()
        except KeyboardInterrupt:
            continue
        return


@define
class AgendaProgram:
    """A program over the packages of an agenda that satisfy its limits.

    `choices[k][j]` is the variable of option j of issue k, 0 or 1; `gains[i]` that of actor i's gain, in utility.
    `forgiven` is by how much a worth that is asked may be missed.
    """

    problem: Separable
    floors: tuple[int, ...]
    program: Program
    forgiven: float = SLACK
    choices: list[list[int]] = field(init=False, factory=list)
    gains: list[int] = field(init=False, factory=list)
    _known: dict[Formula, int] = field(init=False, factory=dict)
    _values: dict[Separable, int] = field(init=False, factory=dict)
    _worths: dict[tuple[Worth, Slack | None], int] = field(init=False, factory=dict)

    def __attrs_post_init__(self) -> None:
        for row in self.problem.rows:
            options = [self.program.variable(0, 1, is_whole=True) for _ in range(row.shape[1])]
            self.program.row(1, dict.fromkeys(options, 1.0), 1)
            self.choices.append(options)
        for limit in self.problem.limits:
            self._hold(limit)
        for i, floor in enumerate(self.floors):
            self.gains.append(self._gain(self.problem, i, floor))

    def package(self, answer: Answer) -> tuple[int, ...]:
        """Return the package that an answer chooses."""
        return tuple(int(np.argmax([answer.point[each] for each in options])) for options in self.choices)

    def never(self, package: tuple[int, ...]) -> None:
        """Leave a package out."""
        chosen = dict.fromkeys((row[j] for row, j in zip(self.choices, package, strict=True)), 1.0)
        self.program.row(-INFINITE, chosen, len(package) - 1)

    def _gain(self, problem: Separable, i: int, floor: int) -> int:
        """Return a variable that is what a package is worth to an actor of a problem beyond a floor, in utility."""
        variable = self.program.variable()
        terms: Terms = {variable: -1.0}
        for options, row in zip(self.choices, problem.rows, strict=True):
            terms |= {option: as_float(int(value)) for option, value in zip(options, row[i], strict=True)}
        constant = as_float(problem.base[i] - floor)
        for coupling in problem.couplings:
            literal, fixed = self._literal(coupling.when)
            amount = as_float(coupling.amounts[i])
            constant += amount * fixed
            terms = summed(terms, {each: amount * factor for each, factor in literal.items()})
        self.program.row(-constant, terms, -constant)
        return variable

    # -- asks ------------------------------------------------------------------------------------------------------

    def must(self, ask: Ask, slacks: Slacks = NO_SLACKS) -> None:
        """Ask that an ask be met, values to within what the program forgives and less the slack of their actor."""
        match ask:
            case Worth(actor, least, scale):
                eased = {slacks[actor].variable: 1.0} if actor in slacks else {}
                self.program.row(as_float(least) - self.forgiven, {self._value(scale): 1.0, **eased})
            case Every(parts):
                for part in parts:
                    self.must(part, slacks)
            case Some():
                terms, constant = self._met(ask, slacks)
                self.program.row(1.0 - constant, terms)
            case _:
                self._hold(ask)

    def implied(self, variable: int, ask: Ask, slacks: Slacks = NO_SLACKS) -> None:
        """Let a variable be 1 only where an ask is met, values less the slack of their actor."""
        terms, constant = self._met(ask, slacks)
        self.program.row(-constant, summed({variable: -1.0}, terms))

    def _met(self, ask: Ask, slacks: Slacks) -> tuple[Terms, float]:
        """Return terms and a constant whose sum is below 1 where an ask is not met."""
        match ask:
            case Worth(actor):
                return {self._reached(ask, slacks.get(actor)): 1.0}, 0.0
            case Every(parts):
                variable = self.program.variable(0, 1, is_whole=True)
                for part in parts:
                    self.implied(variable, part, slacks)
                return {variable: 1.0}, 0.0
            case Some(parts):
                terms, constant = dict[int, float](), 0.0
                for part in parts:
                    more, fixed = self._met(part, slacks)
                    terms, constant = summed(terms, more), constant + fixed
                return terms, constant
            case Tally(1, high, parts) if high == len(parts):
                return self._count(parts)
            case _:
                return self._literal(ask)

    def share_out(self, scales: Iterable[tuple[Separable, int]]) -> int:
        """Return a variable that is at most what a package is worth on each scale beyond a floor, in utility."""
        level = self.program.variable()
        for scale, floor in scales:
            self.program.row(as_float(floor), {self._value(scale): 1.0, level: -1.0})
        return level

    def _value(self, scale: Separable) -> int:
        """Return a variable that is what a package is worth on one actor's scale, in utility."""
        if scale not in self._values:
            self._values[scale] = self._gain(scale, 0, 0)
        return self._values[scale]

    def _reached(self, ask: Worth, slack: Slack | None) -> int:
        """Return a variable that is 1 only where a package is worth enough, less the slack."""
        if (ask, slack) not in self._worths:
            least, scale = as_float(ask.least), ask.scale
            lowest = as_float(scale.base[0] + sum(int(row[0].min()) for row in scale.rows))
            lowest += sum(min(0.0, as_float(each.amounts[0])) for each in scale.couplings)
            lowest += 0.0 if slack is None else min(0.0, slack.low)
            variable = self.program.variable(0, 1, is_whole=True)
            # Where the variable is 0 the row asks no more than the lowest that any package is worth.
            terms = {self._value(scale): 1.0, variable: lowest - least}
            self.program.row(lowest - self.forgiven, terms if slack is None else {**terms, slack.variable: 1.0})
            self._worths[(ask, slack)] = variable
        return self._worths[(ask, slack)]

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
            terms, constant = summed(terms, literal), constant + fixed
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


def summed(first: Terms, second: Terms) -> Terms:
    """Return the sum of two sums of terms."""
    found = dict(first)
    for variable, factor in second.items():
        found[variable] = found.get(variable, 0.0) + factor
    return found
