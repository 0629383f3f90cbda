"""Where turning one number opens or closes the zone, where packages are too many to go through.

Numbers on which gains are straight lines are turned, each signatory's no-deal value, and the common cost of crossing
declared lines. One package says where it enters or leaves the zone, in whole numbers; at the value beside it the solver
looks for a package that does better, until there is none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from math import inf
from typing import TYPE_CHECKING, TypeAlias

from attrs import define, field

from negotiation.analysis.constraints import FLOOR, Constraint
from negotiation.analysis.dials import Dial, crossing_dial, dials_of, flip, is_straight
from negotiation.analysis.formulas import negated
from negotiation.analysis.gap_searched import conflicts_searched
from negotiation.analysis.giving import FORGIVEN, Giving
from negotiation.analysis.programs import AgendaProgram, SolverError, Terms
from negotiation.analysis.thresholds import Threshold
from negotiation.analysis.watching import NUMBERS, ticks
from negotiation.scenario.no_deal import no_deal
from negotiation.scenario.preferences import as_float, units, utility
from negotiation.scenario.world import World, world_at_start

if TYPE_CHECKING:
    from negotiation.scenario.scenario import Scenario

Package: TypeAlias = "tuple[int, ...]"
Found: TypeAlias = "tuple[Threshold, Package]"

#: Better packages looked for, one after another, before a number is given up.
MOST_STEPS = 50


def thresholds_searched(scenario: Scenario, world: World | None = None) -> tuple[Threshold, ...] | None:
    """Return where turning one number opens or closes the zone of an agenda of any size; by how far it is turned.

    None where the solver cannot tell whether there is a zone.

    Parameters
    ----------
    scenario : what is negotiated.
    world : the state of the world; the start, before the opening, if left out.

    Returns
    -------
    thresholds : of option values, weights, interactions and no-deal values, at most one in each direction, and of the
        common cost of crossing declared lines, where the solver can tell; exact for the package that enters or leaves
        last, which the solver proves to be the last within 1e-6 of the number. A signatory's no-deal value is one of
        them whether or not it is given as a number.

    Raises
    ------
    UsageError
        when the solver is not installed.
    """
    world = world_at_start(scenario) if world is None else world
    conflicts, complete = conflicts_searched(scenario, world, 1)
    if not conflicts and not complete:
        return None
    giving = Giving(scenario, world)
    found = [each for each, _ in turned_searched(giving, is_open=not conflicts)]
    dial = crossing_dial(scenario)
    if dial is not None:
        with suppress(SolverError):
            found += [each for each, _ in _Turn(Giving(dial.turn(0.0), world), dial).closing(dial.high)]
    return tuple(sorted(found, key=lambda each: (abs(each.change), each.path)))


def turned_searched(giving: Giving, *, is_open: bool) -> Iterator[Found]:
    """Yield where turning one number opens a zone, or closes it, with the package that enters or leaves it last.

    Numbers for which the solver cannot tell are left out, and `giving` then no longer counts as proved.
    """
    floors = {each.constraint.actor or "": each.constraint for each in giving.named if each.constraint.kind == FLOOR}
    straight = [each for each in dials_of(giving.scenario) if is_straight(giving.scenario, each)]
    owned = {dial.path for dial in straight}
    rest: list[Dial | Constraint] = [each for each in floors.values() if each.name not in owned]
    walk = _Walk(giving, is_open, tuple(floors))
    for each in ticks([*rest, *straight], len(rest) + len(straight), NUMBERS):
        try:
            yield from walk.along(each) if isinstance(each, Dial) else walk.no_deal(each)
        except SolverError:
            giving.is_proved = False


@define
class _Walk:
    """The numbers gone through: for each actor the best package for it, and how far that is from the edge."""

    giving: Giving
    is_open: bool
    signing: tuple[str, ...]
    _tops: dict[str, Package | None] = field(factory=dict)
    _proved: dict[str, bool] = field(factory=dict)

    def top(self, actor: str) -> Package | None:
        """Return the package that is best for an actor over what it asks, while everybody else is content."""
        if actor not in self._tops:
            giving = self.giving.fresh()
            self._tops[actor] = giving.top((actor,), within=self.is_open)
            self._proved[actor] = giving.is_proved
        return self._tops[actor]

    def along(self, dial: Dial) -> Iterator[Found]:
        """Yield where turning a dial down, then up, opens or closes the zone."""
        actor = dial.actors[0]
        top = self.top(actor)
        needed = self.needed(actor, top) if self._proved[actor] and not any(self.giving.apart()) else 0.0
        for goal in (dial.low, dial.high):
            if goal != dial.now and _reach(self.giving.scenario, dial, goal) >= needed:
                turn = _Turn(self.giving, dial)
                yield from turn.closing(goal, top) if self.is_open else turn.opening(goal)

    def needed(self, actor: str, top: Package | None) -> float:
        """Return how far an actor's worth must at least be moved to open the zone, or to close it, in utility.

        By what its best package misses of what it asks, or exceeds it; for ever where there is none.
        """
        giving, scenario = self.giving, self.giving.scenario
        if top is None:
            return 0.0 if self.is_open else inf
        gains = giving.gains(top)
        asked = [gains[actor]] if actor in gains else []
        if actor not in scenario.parties:
            start = utility(scenario, actor, scenario.start, giving.world) or 0
            asked.append((utility(scenario, actor, top, giving.world) or 0) - start)
        if self.is_open:
            return as_float(min(asked)) - FORGIVEN
        return -as_float(min(asked)) - FORGIVEN

    def no_deal(self, constraint: Constraint) -> Iterator[Found]:
        """Yield where a no-deal value that is not given as a number opens the zone, or closes it."""
        actor = constraint.actor or ""
        giving, floor = self.giving.fresh(), no_deal(self.giving.scenario, actor, self.giving.world) or 0
        package = giving.highest(actor)
        giving.proved()
        if package is None or (self.is_open and self.is_idle(actor)):
            return
        gains = giving.gains(package)
        # The highest value at which somebody still gains by the package that is best for the actor.
        highest = floor + gains[actor] - (not any(gain > 0 for other, gain in gains.items() if other != actor))
        if (highest >= floor) != self.is_open:
            return
        far = highest + 1 if self.is_open else highest
        near = highest if self.is_open else highest + 1
        last, first = flip(as_float(near), as_float(far), lambda value: (units(value) <= highest) == self.is_open)
        now = as_float(floor)
        yield Threshold(constraint.name, now, last, first, not self.is_open, constraint.basis), package

    def is_idle(self, actor: str) -> bool:
        """Return whether the zone holds a package that an actor need not sign, so that no value of its closes it."""
        if actor in self.giving.scenario.parties:
            return False
        return _unsigned(self.giving, actor) is not None


def _unsigned(giving: Giving, actor: str) -> Package | None:
    """Return a package of the zone that an actor without a seat need not sign."""

    def laid_out() -> tuple[AgendaProgram, Terms]:
        agenda = giving.agenda()
        giving.ask(agenda)
        agenda.must(negated(giving.asks.signs(actor)))
        return agenda, {}

    found = [giving.best(laid_out)]
    found += [each for each in giving.apart() if giving.is_open(each) and actor not in giving.gains(each)]
    return next((each for each in found if each), None)


def _reach(scenario: Scenario, dial: Dial, goal: float) -> float:
    """Return the most by which a turn may change what any package is worth to an actor over no deal or the start."""
    parts, turned = dial.path.split("."), abs(goal - dial.now)
    if parts[2] == "values":
        return turned * scenario.actors[parts[1]].salience[parts[3]].value
    return 2 * turned if parts[2] == "salience" else turned


def _beyond(value: float, goal: float) -> float:
    """Return a value so far on the way to a goal that the solver no longer forgives what falls short at the first."""
    return min(goal, value + FORGIVEN) if goal > value else max(goal, value - FORGIVEN)


@define
class _Turn:
    """One dial turned, and packages of the zone found on the way."""

    giving: Giving
    dial: Dial

    def at(self, value: float) -> Giving:
        """Return what is asked with the dial at a value."""
        return self.giving.fresh() if value == self.dial.now else Giving(self.dial.turn(value), self.giving.world)

    def is_open(self, package: Package, value: float) -> bool:
        """Return whether a package is in the zone with the dial at a value."""
        return self.at(value).is_open(package)

    def package(self, value: float) -> Package | None:
        """Return a package of the zone with the dial at a value, the one farthest within; None where none is found."""
        giving = self.at(value)
        actors = tuple(actor for actor in self.dial.actors if giving.scenario.actors[actor].has_preferences)
        found = (giving.top(actors, within=True), *giving.apart())
        inside = next((each for each in found if each and giving.is_open(each)), None)
        if inside is None:
            giving.proved()
        return inside

    def closing(self, goal: float, package: Package | None = None) -> Iterator[Found]:
        """Yield where the zone closes on the way to a goal; a package that is in it now helps, if one is known."""
        package = package or self.package(self.dial.now)
        value = self.dial.now
        for _ in range(MOST_STEPS):
            if package is None or self.is_open(package, goal):
                return
            last, value = flip(value, goal, self._holds(package, is_open=True))
            better = self.package(_beyond(value, goal))
            if better is None:
                yield self._threshold(last, value, opens=False), package
                return
            package = better

    def opening(self, goal: float) -> Iterator[Found]:
        """Yield where the zone opens on the way to a goal at which it is open."""
        package, value = self.package(goal), goal
        for _ in range(MOST_STEPS):
            if package is None:
                return
            last, value = flip(self.dial.now, value, self._holds(package, is_open=False))
            better = self.package(_beyond(last, self.dial.now))
            if better is None:
                yield self._threshold(last, value, opens=True), package
                return
            package, value = better, _beyond(last, self.dial.now)

    def _holds(self, package: Package, *, is_open: bool) -> Callable[[float], bool]:
        return lambda value: self.is_open(package, value) == is_open

    def _threshold(self, last: float, first: float, *, opens: bool) -> Threshold:
        dial = self.dial
        return Threshold(dial.path, dial.now, last, first, opens, dial.basis, dial.is_within_range(first))
