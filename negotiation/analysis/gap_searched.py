"""Conflicts where packages are too many to go through: found by a solver, the smallest first, proved one by one.

What belongs here: the question "is there a package that satisfies all of these?" as a mixed-integer program, and the
search that asks it. Where packages can be gone through `gap` does, without a solver.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import combinations
from typing import TYPE_CHECKING, TypeAlias

from attrs import define, field, frozen

from negotiation.analysis.boxes import Box
from negotiation.analysis.constraints import CHANGE, Constraint, Named, named_in
from negotiation.analysis.formulas import Formula, among, formula, negated, tally
from negotiation.analysis.hitting import hitting_sets
from negotiation.analysis.pages import Page
from negotiation.analysis.programs import INFINITE, AgendaProgram, Program, Terms
from negotiation.analysis.separable import lines_of, separable
from negotiation.errors import UsageError
from negotiation.scenario import conditions as c
from negotiation.scenario.agreement import discharges
from negotiation.scenario.binding import bind
from negotiation.scenario.no_deal import no_deal
from negotiation.scenario.performance import trusts_of
from negotiation.scenario.preferences import as_float, utility
from negotiation.scenario.world import World, world_at_start

if TYPE_CHECKING:
    from negotiation.scenario.actors import Actor
    from negotiation.scenario.scenario import Scenario

#: What the program forgives where utilities are compared; what it then finds is tried again in whole numbers.
SLACK = 1e-9
#: The relative gap to which the most satisfied constraints are wanted: any package will do, a good one saves questions.
GAP = 0.01
#: How often a package may fall short in whole numbers before the question is given up as undecided.
PATIENCE, UNDECIDED = 200, -1


@frozen
class Worth:
    """A package is worth at least so much to an actor, in units of 1e-12."""

    actor: str
    least: int


@frozen
class Every:
    """Every one of some asks is met."""

    parts: tuple[Ask, ...]


@frozen
class Some:
    """At least one of some asks is met."""

    parts: tuple[Ask, ...]


Ask: TypeAlias = Formula | Worth | Every | Some


def conflicts_searched(
    scenario: Scenario, world: World | None = None, limit: int = 11
) -> tuple[tuple[tuple[Constraint, ...], ...], bool]:
    """Return minimal sets of constraints that no package satisfies, and whether these are all there are.

    Parameters
    ----------
    scenario : what is negotiated; an agenda of any size.
    world : the state of the world; the start, before the opening, if left out.
    limit : how many to return at most.

    Returns
    -------
    conflicts : the smallest first; empty where there is a zone.
    complete : whether no other conflict exists; false too where no-deal values are so nearly met by so many packages
        that the solver cannot tell.

    Raises
    ------
    UsageError
        when the solver is not installed, or an actor distrusts another: its expectations do not add up over issues.

    Notes
    -----
    Implicit hitting sets: the smallest set that shares a constraint with what every package found so far breaks is
    asked for; either a package satisfies it, and is added, or it is a conflict, and minimal.

    References
    ----------
    Liffiton, M. H., Previti, A., Malik, A. & Marques-Silva, J. (2016), Fast, flexible MUS enumeration, Constraints
    21 (2): 223–250, for the duality; Moreno-Centeno, E. & Karp, R. M. (2013), The implicit hitting set approach,
    Operations Research 61 (2): 453–468.
    """
    world = world_at_start(scenario) if world is None else world
    for actor in scenario.actors:
        if trusts_of(scenario, actor, world):
            raise UsageError(
                "actors that trust one another to perform, in an agenda too large to go through",
                f"{actor!r}, which does not",
                f"take away actors.{actor}.trust",
            )
    search = _Search(scenario, world, tuple(each for each in named_in(scenario) if each.constraint.kind != CHANGE))
    proved = list[int]()
    # The start crosses no line, so it is asked apart, where it would count as an agreement: it discharges a threat.
    broken = [search.broken(scenario.start)] if discharges(scenario, scenario.start, world) else []
    while (wanted := next((each for each in _by_size(broken) if each not in proved), None)) is not None:
        if len(proved) == limit:
            return search.named_sets(proved), False
        found = search.package(wanted)
        if found == UNDECIDED:
            return search.named_sets(proved), False
        if found is None:
            proved.append(wanted)
        elif not found:
            return (), True
        else:
            broken.append(found)
    return search.named_sets(proved), True


def _by_size(sets: Iterable[int]) -> list[int]:
    return sorted(hitting_sets(sets), key=lambda code: (code.bit_count(), code))


@define
class _Search:
    """The program of one scenario: a variable for each constraint, 1 only where a package satisfies it."""

    scenario: Scenario
    world: World
    named: tuple[Named, ...]
    agenda: AgendaProgram = field(init=False)
    satisfied: list[int] = field(init=False, factory=list)
    _worths: dict[Worth, Terms] = field(init=False, factory=dict)

    def __attrs_post_init__(self) -> None:
        scenario = self.scenario
        actors = tuple(each.id for each in scenario.actors.values() if each.has_preferences)
        problem = separable(scenario, actors, self.world, rules=False)
        self.agenda = AgendaProgram(problem, (0,) * len(actors), Program(GAP))
        asks = _Asks(scenario, self.world)
        self._never(scenario.start)
        for each in self.named:
            variable = self.agenda.program.variable(0, 1, is_whole=True)
            self.satisfied.append(variable)
            self._implied(variable, asks.of(each.constraint))

    def _never(self, package: tuple[int, ...]) -> None:
        """Leave a package out."""
        chosen = dict.fromkeys((row[j] for row, j in zip(self.agenda.choices, package, strict=True)), 1.0)
        self.agenda.program.row(-INFINITE, chosen, len(package) - 1)

    def _implied(self, variable: int, ask: Ask) -> None:
        """Let a variable be 1 only where an ask is met."""
        terms, constant = self._met(ask)
        self.agenda.program.row(-constant, _sum({variable: -1.0}, terms))

    def _met(self, ask: Ask) -> tuple[Terms, float]:
        """Return terms and a constant whose sum is below 1 where an ask is not met."""
        program = self.agenda.program
        match ask:
            case Worth():
                return self._worth(ask), 0.0
            case Every(parts):
                variable = program.variable(0, 1, is_whole=True)
                for part in parts:
                    self._implied(variable, part)
                return {variable: 1.0}, 0.0
            case Some(parts):
                terms, constant = dict[int, float](), 0.0
                for part in parts:
                    more, fixed = self._met(part)
                    terms, constant = _sum(terms, more), constant + fixed
                return terms, constant
            case _:
                return self.agenda._literal(ask)  # noqa: SLF001 - the program's own way to say a formula

    def _worth(self, ask: Worth) -> Terms:
        """Return a variable that is 1 only where a package is worth enough."""
        if ask not in self._worths:
            problem, program = self.agenda.problem, self.agenda.program
            i, variable = problem.actors.index(ask.actor), program.variable(0, 1, is_whole=True)
            least = as_float(ask.least)
            lowest = as_float(problem.base[i] + sum(int(row[i].min()) for row in problem.rows))
            lowest += sum(min(0.0, as_float(each.amounts[i])) for each in problem.couplings)
            # Where the variable is 0 the row asks no more than the lowest that any package is worth.
            program.row(lowest - SLACK, {self.agenda.gains[i]: 1.0, variable: lowest - least})
            self._worths[ask] = {variable: 1.0}
        return self._worths[ask]

    def package(self, wanted: int) -> int | None:
        """Return what some package that satisfies the wanted constraints breaks, a bit each; None where there is none.

        What the program forgives may not do in whole numbers: such packages are left out, up to so many.
        """
        solver = self.agenda.program.solver
        for i, variable in enumerate(self.satisfied):
            solver.changeColBounds(variable, float(wanted >> i & 1), 1.0)
        for _ in range(PATIENCE):
            answer = self.agenda.program.best(dict.fromkeys(self.satisfied, 1.0))
            if answer is None:
                return None
            package = self.agenda.package(answer)
            broken = self.broken(package)
            if not broken & wanted:
                return broken
            self._never(package)
        return UNDECIDED

    def broken(self, package: tuple[int, ...]) -> int:
        """Return which constraints a package breaks, a bit each, in whole numbers."""
        places, options = tuple(range(len(package))), tuple(range(j, j + 1) for j in package)
        box = Box(places, options, self.scenario.index_of(package))
        page = Page(self.scenario, self.world, box, frozenset(self.scenario.parties))
        return sum(1 << i for i, each in enumerate(self.named) if not each.holds(page)[0])

    def named_sets(self, codes: Iterable[int]) -> tuple[tuple[Constraint, ...], ...]:
        """Return the constraints whose bits are set, for each of some codes."""
        return tuple(
            tuple(each.constraint for i, each in enumerate(self.named) if code >> i & 1)
            for code in sorted(codes, key=_size)
        )


def _size(code: int) -> tuple[int, int]:
    return code.bit_count(), code


def _sum(first: Terms, second: Terms) -> Terms:
    found = dict(first)
    for variable, factor in second.items():
        found[variable] = found.get(variable, 0.0) + factor
    return found


# -- what constraints ask ----------------------------------------------------------------------------------------------


@frozen
class _Asks:
    """What each constraint of a scenario asks of a package other than the start."""

    scenario: Scenario
    world: World

    def of(self, constraint: Constraint) -> Ask:
        """Return what a constraint asks."""
        scenario, actor, key = self.scenario, constraint.actor or "", constraint.name.rpartition(".")[2]
        match constraint.kind:
            case "rule":
                return self.formula(scenario.rules[key].rule)
            case "line":
                line = scenario.actors[actor].red_lines[key]
                kept = (
                    self.formula(line.only_if, actor)
                    if line.never is None
                    else negated(self.formula(line.never, actor))
                )
                return Some((negated(self.bound(actor)), kept))
            case "demand":
                return self.formula(scenario.actors[actor].demands[key].demand, actor)
            case "gate":
                gate = scenario.gates[key]
                return Some((negated(self.stands(gate.when)), self.yes(actor, lines=False)))
            case "signature":
                return Some((negated(self.signs(actor)), self.yes(actor, lines=False)))
            case "no_deal":
                floor = no_deal(scenario, actor, self.world) or 0
                return Some((negated(self.signs(actor)), Worth(actor, floor)))
            case _:
                able = [each for each in scenario.actors.values() if each.has_preferences]
                floors = {each.id: no_deal(scenario, each.id, self.world) or 0 for each in able}
                return Some(tuple(Every((self.signs(each), Worth(each, floor + 1))) for each, floor in floors.items()))

    def formula(self, condition: c.Condition | None, owner: str | None = None) -> Formula:
        """Return a condition as a formula, what it asks about the world answered."""
        return formula(self._answered(condition or c.TRUE), self.scenario, owner)

    def _answered(self, condition: c.Condition) -> c.Condition:
        start = self.scenario.start
        if not c.issues_in(condition):
            return c.Constant(value=bind(condition, self.scenario, None)(start, self.world, start))
        match condition:
            case c.Not(of):
                return c.Not(self._answered(of))
            case c.And(of) | c.Or(of):
                return type(condition)(tuple(map(self._answered, of)))
            case c.Implies(if_, then):
                return c.Implies(self._answered(if_), self._answered(then))
            case c.Count(kind, n, of):
                return c.Count(kind, n, tuple(map(self._answered, of)))
            case _:
                return condition

    def stands(self, when: c.Condition | None) -> Formula:
        """Return where a gate stands."""
        return True if when is None else self.formula(when)

    def signs(self, actor: str) -> Formula:
        """Return where an actor's signature is needed."""
        if actor in self.scenario.parties:
            return True
        parts = []
        for k, issue in enumerate(self.scenario.agenda):
            named = (j for j, option in enumerate(issue.options) if actor in option.signs and j != issue.start)
            parts.append(among(k, named, len(issue.options)))
        return tally(1, len(parts), parts)

    def bound(self, actor: str) -> Formula:
        """Return where an actor's absolute lines bind it: where it signs, or a gate of its own stands."""
        gates = self.scenario.gates.values()
        parts = [self.signs(actor)]
        if not self.scenario.actors[actor].members:
            asked = [g for g in gates if g.who == actor and g.force == "constitutive" and g.must != "be_consulted"]
            parts += [self.stands(gate.when) for gate in asked]
        return tally(1, len(parts), parts)

    def yes(self, actor: str, *, lines: bool = True) -> Ask:
        """Return where an actor's word is yes, its own lines left out where they are named apart."""
        who = self.scenario.actors.get(actor)
        if who is None or actor in self.scenario.parties:
            return who is not None
        if who.members:
            return self._bloc(who)
        kept = tuple(lines_of(self.scenario, actor)) if lines else ()
        if who.has_preferences:
            return Every((*kept, Worth(actor, utility(self.scenario, actor, self.scenario.start, self.world) or 0)))
        return Every((*kept, who.without_preferences == "consents"))

    def not_no(self, actor: str) -> Ask:
        """Return where an actor does not say no."""
        who = self.scenario.actors.get(actor)
        if who is None or actor in self.scenario.parties or who.has_preferences:
            return self.yes(actor)
        if not who.members:
            return Every(tuple(lines_of(self.scenario, actor)))
        if who.decides_by == "unanimity":
            return Every(tuple(map(self.not_no, who.members)))
        if who.decides_by == "leader":
            return Every((self._unvetoed(who), self.not_no(who.leader or "")))
        return self._bloc(who)

    def _unvetoed(self, who: Actor) -> Ask:
        return Every(tuple(self.not_no(member) for member in who.members if member in who.vetoes))

    def _bloc(self, who: Actor) -> Ask:
        if who.decides_by == "consensus":
            return Every(tuple(map(self.not_no, who.members)))
        if who.decides_by == "unanimity":
            return Every(tuple(map(self.yes, who.members)))
        if who.decides_by == "leader":
            return Every((self._unvetoed(who), self.yes(who.leader or "")))
        winning = Some(tuple(Every(tuple(map(self.yes, each))) for each in _majorities(who)))
        return Every((self._unvetoed(who), winning))


def _majorities(who: Actor) -> list[tuple[str, ...]]:
    """Return the smallest sets of members that weigh more than half."""
    weight = {member: who.weights[member].value if member in who.weights else 1.0 for member in who.members}
    found: list[tuple[str, ...]] = []
    for size in range(len(who.members) + 1):
        for each in combinations(who.members, size):
            if 2 * sum(weight[m] for m in each) > sum(weight.values()) and not any(set(f) <= set(each) for f in found):
                found.append(each)
    return found
