"""Conflicts where packages are too many to go through: found by a solver, the smallest first, proved one by one.

What belongs here: the search for conflicts. What each constraint asks is in `asks`, the program in `programs`. Where
packages can be gone through `gap` does, without a solver.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from attrs import define, field

from negotiation.analysis.asks import Asks
from negotiation.analysis.constraints import CHANGE, Constraint, Named, named_in
from negotiation.analysis.hitting import hitting_sets
from negotiation.analysis.pages import judged_apart, page_of
from negotiation.analysis.programs import AgendaProgram, Program, SolverError
from negotiation.analysis.separable import separable
from negotiation.scenario.agreement import discharges
from negotiation.scenario.world import World, world_at_start

if TYPE_CHECKING:
    from negotiation.scenario.scenario import Scenario

#: The relative gap to which the most satisfied constraints are wanted: any package will do, a good one saves questions.
GAP = 0.01
#: How often a package may fall short in whole numbers before the question is given up as undecided.
PATIENCE, UNDECIDED = 200, -1


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
        when the solver is not installed.

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
    search = _Search(scenario, world, tuple(each for each in named_in(scenario) if each.constraint.kind != CHANGE))
    proved = list[int]()
    # What the program leaves out is asked apart, where it would count as an agreement: it changes something.
    broken = [
        search.broken(each)
        for each in judged_apart(scenario, world)
        if each != world.status_quo or discharges(scenario, each, world)
    ]
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

    def __attrs_post_init__(self) -> None:
        nobody = separable(self.scenario, (), self.world, rules=False)
        self.agenda, asks = AgendaProgram(nobody, (), Program(GAP)), Asks(self.scenario, self.world)
        for package in judged_apart(self.scenario, self.world):
            self.agenda.never(package)
        for each in self.named:
            variable = self.agenda.program.variable(0, 1, is_whole=True)
            self.satisfied.append(variable)
            self.agenda.implied(variable, asks.of(each.constraint))

    def package(self, wanted: int) -> int | None:
        """Return what some package that satisfies the wanted constraints breaks, a bit each; None where there is none.

        What the program forgives may not do in whole numbers: such packages are left out, up to so many.
        """
        solver = self.agenda.program.solver
        for i, variable in enumerate(self.satisfied):
            solver.changeColBounds(variable, float(wanted >> i & 1), 1.0)
        for _ in range(PATIENCE):
            try:
                answer = self.agenda.program.best(dict.fromkeys(self.satisfied, 1.0))
            except SolverError:
                return UNDECIDED
            if answer is None:
                return None
            package = self.agenda.package(answer)
            broken = self.broken(package)
            if not broken & wanted:
                return broken
            self.agenda.never(package)
        return UNDECIDED

    def broken(self, package: tuple[int, ...]) -> int:
        """Return which constraints a package breaks, a bit each, in whole numbers."""
        page = page_of(self.scenario, self.world, package)
        return sum(1 << i for i, each in enumerate(self.named) if not each.holds(page)[0])

    def named_sets(self, codes: Iterable[int]) -> tuple[tuple[Constraint, ...], ...]:
        """Return the constraints whose bits are set, for each of some codes."""
        return tuple(
            tuple(each.constraint for i, each in enumerate(self.named) if code >> i & 1)
            for code in sorted(codes, key=_size)
        )


def _size(code: int) -> tuple[int, int]:
    return code.bit_count(), code
