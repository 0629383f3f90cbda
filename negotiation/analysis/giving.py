"""Packages that keep every constraint but what gives, where packages are too many to go through: found by the solver.

What belongs here: the one program behind relaxations and thresholds of large agendas. Constraints are left out, or what
they ask of an actor's worth is lowered by a slack.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from typing import TYPE_CHECKING

from attrs import define, field

from negotiation.analysis.asks import Asks
from negotiation.analysis.constraints import CHANGE, FLOOR, GAIN, GATE, SIGNATURE, Named, named_in
from negotiation.analysis.pages import judged_apart, page_of
from negotiation.analysis.programs import (
    INFINITE,
    NO_SLACKS,
    SLACK,
    AgendaProgram,
    Program,
    Slack,
    Slacks,
    SolverError,
    Terms,
)
from negotiation.analysis.separable import separable
from negotiation.analysis.zone import in_zone
from negotiation.scenario.agreement import discharges
from negotiation.scenario.preferences import as_float, units, utility

if TYPE_CHECKING:
    from negotiation.scenario.scenario import Scenario
    from negotiation.scenario.world import World

#: The relative gap within which what gives is proved least.
GAP = 1e-6
#: Gains that the solver surely tells from none, in utility.
FORGIVEN = 1e-6
#: How often a package may fall short in whole numbers before more is asked than need be, and then all is given up.
PATIENCE = 10
#: By how much what is asked may be missed; where that ends nowhere, by how much it must be exceeded.
MISSED, EXCEEDED = SLACK, -3 * SLACK
#: What a lower no-deal value eases, and what a package worth more to an actor eases.
NO_DEAL, WORTH = (FLOOR, GAIN), (FLOOR, GAIN, GATE, SIGNATURE)


@define
class Giving:
    """What is asked of the packages of a scenario, and which package does best where some of it gives.

    `is_proved` as long as no question was answered but for packages that meet what is asked to the last unit.
    """

    scenario: Scenario
    world: World
    named: tuple[Named, ...] = field(init=False)
    asks: Asks = field(init=False)
    is_proved: bool = field(init=False, default=True)
    _forgiven: float = field(init=False, default=MISSED)

    def __attrs_post_init__(self) -> None:
        self.named = tuple(each for each in named_in(self.scenario) if each.constraint.kind != CHANGE)
        self.asks = Asks(self.scenario, self.world)

    def fresh(self) -> Giving:
        """Return the same, with nothing answered yet."""
        return Giving(self.scenario, self.world)

    def proved(self) -> None:
        """Raise SolverError where something was answered but for packages that meet what is asked to the last unit."""
        if not self.is_proved:
            raise SolverError("packages that all fall short by a hair")

    # -- packages in whole numbers -------------------------------------------------------------------------------------

    def broken(self, package: tuple[int, ...]) -> frozenset[str]:
        """Return the names of the constraints that a package breaks."""
        page = page_of(self.scenario, self.world, package)
        return frozenset(each.constraint.name for each in self.named if not each.holds(page)[0])

    def gains(self, package: tuple[int, ...]) -> dict[str, int]:
        """Return what a package is expected to bring each of its signatories over no deal, in units."""
        page = page_of(self.scenario, self.world, package)
        return {
            actor: int(page.gains(actor)[0])
            for actor in page.signatories()
            if self.scenario.actors[actor].has_preferences and page.signs(actor)[0]
        }

    def is_open(self, package: tuple[int, ...]) -> bool:
        """Return whether a package lies in the zone."""
        return in_zone(self.scenario, package, self.world)

    def apart(self) -> Iterator[tuple[int, ...]]:
        """Yield the packages that no program holds and that change something: they are looked at one by one."""
        for package in judged_apart(self.scenario, self.world):
            # To leave everything as it is would be an agreement only where that discharges a threat.
            if package != self.world.status_quo or discharges(self.scenario, package, self.world):
                yield package

    # -- programs ------------------------------------------------------------------------------------------------------

    def agenda(self) -> AgendaProgram:
        """Return a program over all packages but those judged apart."""
        agenda = AgendaProgram(separable(self.scenario, (), self.world, rules=False), (), Program(GAP), self._forgiven)
        for package in judged_apart(self.scenario, self.world):
            agenda.never(package)
        return agenda

    def ask(
        self,
        agenda: AgendaProgram,
        *,
        without: Collection[str] = (),
        slacks: Slacks = NO_SLACKS,
        eased: Collection[str] = NO_DEAL,
    ) -> None:
        """Ask every constraint of a program's packages but those left out by name; some kinds less the slacks."""
        for each in self.named:
            if each.constraint.name not in without:
                lowered = slacks if each.constraint.kind in eased else NO_SLACKS
                agenda.must(self.asks.of(each.constraint), lowered)

    def slack(self, agenda: AgendaProgram, actors: Iterable[str] = (), high: float = INFINITE) -> Slack:
        """Return a slack from 0 up; where actors are given also below, by how far they may be above what they ask."""
        low = min((self._most_above(actor) for actor in actors), default=0.0)
        return Slack(agenda.program.variable(low, high), low)

    def _most_above(self, actor: str) -> float:
        scale = self.asks.scale(actor)
        highest = scale.base[0] + sum(int(row[0].max()) for row in scale.rows)
        highest += sum(max(0, each.amounts[0]) for each in scale.couplings)
        start = utility(self.scenario, actor, self.scenario.start, self.world) or 0
        return min(0.0, as_float(min(self.asks.floor(actor), start) - highest)) - 1.0

    def best(
        self, laid_out: Callable[[], tuple[AgendaProgram, Terms]], may_break: Collection[str] = ()
    ) -> tuple[int, ...] | None:
        """Return the package that a program finds best; None where none satisfies it.

        `laid_out` makes the program and its objective. `may_break` are the constraints that the package may break in
        whole numbers: those that the program forgives more are left out, up to so many. Then what is asked must be
        exceeded by a hair, and what is found is not proved best. Raises SolverError where that ends nowhere either, or
        the solver fails.
        """
        for self._forgiven in (MISSED, EXCEEDED):
            agenda, objective = laid_out()
            for _ in range(PATIENCE):
                answer = agenda.program.best(objective)
                if answer is None:
                    return None
                package = agenda.package(answer)
                if self.broken(package) <= frozenset(may_break):
                    return package
                agenda.never(package)
            self.is_proved = False
        raise SolverError("one package after another that falls short by a hair")

    def one_open(self) -> tuple[int, ...] | None:
        """Return a package of the zone; None where it holds none. Raises SolverError as `best` does."""

        def laid_out() -> tuple[AgendaProgram, Terms]:
            agenda = self.agenda()
            self.ask(agenda)
            return agenda, {}

        return next((each for each in self.apart() if self.is_open(each)), None) or self.best(laid_out)

    def top(self, actors: tuple[str, ...], *, within: bool = False) -> tuple[int, ...] | None:
        """Return the package that is best for the worst off of some actors over what they ask; all others content.

        What they ask: no less than no deal where they sign, than the start where they consent, themselves or in a bloc.
        `within`: only packages of the zone. Packages judged apart are not looked at.
        """

        def laid_out() -> tuple[AgendaProgram, Terms]:
            agenda = self.agenda()
            slack = self.slack(agenda, actors, 0.0 if within else INFINITE)
            self.ask(agenda, slacks=dict.fromkeys(actors, slack), eased=WORTH)
            if not set(actors) & set(self.scenario.parties):
                # Whoever only consents may be best off where nobody gains: somebody must by more than is forgiven.
                agenda.must(self.asks.gain(self.scenario.actors, units(FORGIVEN)))
            return agenda, {slack.variable: -1.0} if actors else {}

        named = () if within else (each.constraint for each in self.named if each.constraint.kind in WORTH)
        return self.best(laid_out, {each.name for each in named if each.kind != FLOOR or each.actor in actors})

    def highest(self, actor: str) -> tuple[int, ...] | None:
        """Return the package that an actor signs with the largest gain over no deal, everybody else content."""

        def laid_out() -> tuple[AgendaProgram, Terms]:
            agenda = self.agenda()
            slack = self.slack(agenda, (actor,))
            self.ask(agenda, slacks={actor: slack})
            agenda.must(self.asks.signs(actor))
            return agenda, {slack.variable: -1.0}

        may_break = {f"actors.{actor}.no_deal", "someone_gains"}
        found = [self.best(laid_out, may_break)]
        found += [each for each in self.apart() if actor in self.gains(each) and self.broken(each) <= may_break]
        return max((each for each in found if each), key=lambda each: self.gains(each)[actor], default=None)
