"""What a package is worth to an actor: the scalar definition of utility, in exact integers (semantics §1–2).

U_i(x, W) = Σ_k w_ik v_ik(x_k) + Σ_m b_im [condition_m(x)] + effects_i(x, W), each term rounded once to an
integer number of 1e-12 units. Each b and each effect lies in [-1000, 1000], and all of an actor's, taken as positive,
come to at most 100,000: every sum of them fits in 64 bits.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

from attrs import frozen

from negotiation.errors import UsageError
from negotiation.scenario.binding import Bound, Package, bind
from negotiation.scenario.conditions import Condition, Not

if TYPE_CHECKING:
    from negotiation.scenario.scenario import Scenario
    from negotiation.scenario.world import World

UNIT = 10**12
#: The most that an actor's gains and losses may come to, one by one and taken as positive: differences and sums over
#: dozens of actors still fit in 64 bits.
MOST_TOGETHER = 100_000


def units(value: float) -> int:
    """Return a number as a whole number of 1e-12 units, rounded once (half to even).

    >>> from negotiation.scenario.preferences import units
    >>> units(0.28 * 0.4)
    112000000000
    """
    return round(value * UNIT)


def as_float(value: int) -> float:
    """Return a whole number of 1e-12 units as a float, for display."""
    return value / UNIT


@frozen(eq=False)
class UncountableError(UsageError):
    """What an actor gains and loses comes to more than can be counted exactly: no strategy is to blame for it."""


def require_countable(actor: str, total: int) -> None:
    """Raise UncountableError where an actor's gains and losses together, in units, cannot be counted exactly."""
    if abs(total) > MOST_TOGETHER * UNIT:
        expected = f"gains and losses of {actor} that come to at most {MOST_TOGETHER:,} together"
        cure = "what repeats counts each time: make its effects smaller, or the talks shorter"
        raise UncountableError(expected, f"{as_float(total):,.0f}", cure)


@frozen
class Preferences:
    """An actor's preferences made ready: partial utilities by issue and option, then what couples issues.

    `parts[k][j]` is w·v of option j of issue k, in units; `couplings` are (condition, units).
    `effects` maps a measure to (units, lands on, condition or None); `crossings` are what signing across a declared
    line costs, which no deal does not.
    """

    actor: str
    parts: tuple[tuple[int, ...], ...]
    couplings: tuple[tuple[Bound, int], ...]
    audience_cost: int
    effects: dict[str, tuple[int, str, Bound | None]]
    crossings: tuple[tuple[Bound, int], ...]
    start: Package

    def base(self, package: Package, world: World) -> int:
        """Return the worth of a package without the effects of measures, in units."""
        total = 0
        for part, j in zip(self.parts, package, strict=True):
            total += part[j]
        for holds, amount in self.couplings:
            if holds(package, world, self.start):
                total += amount
        return total

    def utility(self, package: Package, world: World) -> int:
        """Return the worth of agreeing on a package in a world, in units."""
        total = self.base(package, world) - self.audience_cost * world.backdowns.get(self.actor, 0)
        for crossed, cost in self.crossings if package != self.start else ():
            if crossed(package, world, self.start):
                total -= cost
        for measure, (amount, lands, when) in self.effects.items():
            if lands != "no_deal" and measure in world.happened and (when is None or when(package, world, self.start)):
                total += amount * world.happened[measure]
        require_countable(self.actor, total)
        return total


@lru_cache(maxsize=1024)
def preferences_of(scenario: Scenario, actor: str) -> Preferences | None:
    """Return an actor's preferences made ready, or None where it has none."""
    who = scenario.actors[actor]
    if not who.has_preferences:
        return None
    parts = []
    for issue in scenario.agenda:
        weight, row = who.salience[issue.id].value, who.values[issue.id]
        parts.append(tuple(units(weight * row[option].value) for option in issue.option_ids))
    couplings = tuple((bind(m.when, scenario, actor), units(m.amount.value)) for m in who.interactions.values())
    couplings += tuple((bind(c.when, scenario, actor), -units(c.expected_loss)) for c in who.chains.values())
    effects = {}
    for measure in scenario.measures.values():
        if actor in measure.effects:
            effect = measure.effects[actor]
            when = None if effect.when is None else bind(effect.when, scenario, actor)
            effects[measure.id] = (units(effect.amount.value), effect.on, when)
    audience = 0 if who.audience_cost is None else units(who.audience_cost.value)
    costs = tuple((_crossing(scenario, actor, *each), each[2]) for each in crossing_costs(scenario, actor))
    return Preferences(actor, tuple(parts), couplings, audience, effects, costs, scenario.start)


def _crossing(scenario: Scenario, actor: str, demand: str, crossed: Condition, _: int) -> Bound:
    """Return whether a package crosses a line or a demand; a demand that was given up in play binds nobody."""
    holds = bind(crossed, scenario, actor)
    return (lambda x, w, b: (actor, demand) not in w.given_up and holds(x, w, b)) if demand else holds


def crossing_costs(scenario: Scenario, actor: str) -> Iterator[tuple[str, Condition, int]]:
    """Yield what crosses each declared line or demand and its cost in units: its own, else the audience's.

    First the demand's id ("" for a line). They hold of what is signed: the status quo at the start crosses nothing,
    and no deal costs nobody a crossing.
    """
    who = scenario.actors[actor]
    audience = 0.0 if who.audience_cost is None else who.audience_cost.value
    for line in who.red_lines.values():
        cost = audience if line.cost is None else line.cost.value
        if line.force == "declared" and cost:
            yield "", line.crossed, units(cost)
    for demand in who.demands.values():
        if demand.force == "declared" and demand.conditions == "settlement" and audience:
            yield demand.id, Not(demand.demand), units(audience)


def utility(scenario: Scenario, actor: str, package: Package, world: World) -> int | None:
    """Return what agreeing on a package is worth to an actor, in units; None where it has no preferences."""
    prefs = preferences_of(scenario, actor)
    return None if prefs is None else prefs.utility(package, world)


def crossed_lines(
    scenario: Scenario, actor: str, package: Package, world: World, force: str | None = None
) -> tuple[str, ...]:
    """Return the ids of an actor's red lines that a package crosses; the status quo at the start crosses none.

    `force` keeps only the absolute or only the declared lines.
    """
    if package == scenario.start:
        return ()
    return tuple(
        name
        for name, strength, crossed in _lines(scenario, actor)
        if force in (None, strength) and crossed(package, world, scenario.start)
    )


@lru_cache(maxsize=1024)
def _lines(scenario: Scenario, actor: str) -> tuple[tuple[str, str, Bound], ...]:
    lines = scenario.actors[actor].red_lines.values()
    return tuple((line.id, line.force, bind(line.crossed, scenario, actor)) for line in lines)
