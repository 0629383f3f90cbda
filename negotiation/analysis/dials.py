"""The numbers of a scenario that a zone may hang on, each as a dial: how far it may be turned, and the scenario then.

What belongs here: which numbers, between which bounds, and how the scenario changes. What follows is in `thresholds`.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from math import nextafter
from typing import TYPE_CHECKING, Any

from attrs import evolve, field, frozen

from negotiation.scenario import conditions as c
from negotiation.scenario.actors import Row
from negotiation.scenario.basis import Basis, Number
from negotiation.scenario.changing import retouched
from negotiation.scenario.codec import known_fields
from negotiation.scenario.measures import Effect
from negotiation.scenario.numbers import numbers_of
from negotiation.scenario.primitives import MOST
from negotiation.scenario.table import Table

if TYPE_CHECKING:
    from negotiation.scenario.scenario import Scenario

#: Questions about a package whose answer is its owner's order.
ASKING = ("improved", "met")
#: What the zone at a given state of the world does not depend on.
IGNORED = frozenset({"discount", "bias", "hazard", "each_turn", "held"})
#: The parts of a scenario whose numbers a zone can hang on.
TURNED = frozenset({"actors", "measures", "threats", "events"})

#: How far a number without bounds of its own is turned to either side: twice everything at stake on the issues.
REACH = 2.0


@frozen
class Dial:
    """One number of a scenario, and the bounds within which the scenario stays valid and its orders hold.

    Parameters
    ----------
    path : where the number stands; `crossing_cost` for the common cost of crossing declared lines.
    now, low, high : its value and its bounds.
    actors : those whose utility of packages, or whose word as a bloc, it enters; none where it only moves no deal.
    basis : who answers for it.
    range : the range over which its author lets it vary, if any; it does not bound the dial.
    turn : gives the scenario with the number set to a value within the bounds.
    """

    path: str
    now: float
    low: float
    high: float
    actors: tuple[str, ...]
    basis: Basis | None
    range: tuple[float, float] | None
    turn: Callable[[float], Scenario] = field(eq=False, repr=False)

    def is_within_range(self, value: float) -> bool:
        """Return whether a value lies in the author's range; True where none is given."""
        return self.range is None or self.range[0] <= value <= self.range[1]


def dials_of(scenario: Scenario) -> tuple[Dial, ...]:
    """Return the numbers that may open or close a zone, in the order of the file.

    An option's value keeps the orders that its actor states and, where values span 0 to 1, the author's best and worst.
    A weight is turned with the actor's other weights kept in proportion, so that they sum to one. Discounts and
    hazards during play do not move the zone and are left out.
    """
    found = []
    for listed in numbers_of(scenario):
        parts = listed.path.split(".")
        if parts[0] in TURNED and IGNORED.isdisjoint(parts) and not _is_odds_of_step(parts):
            bounds = _bounds(scenario, parts, listed.number.value)
            if bounds is not None:
                turn = partial(_turned, scenario, tuple(parts))
                number = listed.number
                found.append(Dial(listed.path, number.value, *bounds, _whose(parts), listed.basis, number.range, turn))
    return tuple(found)


def _is_odds_of_step(parts: list[str]) -> bool:
    """Return whether a number is the probability of one step of a believed chain, turned by none: only losses are."""
    return parts[2] == "chains" and parts[-1] == "probability"


def crossing_dial(scenario: Scenario) -> Dial | None:
    """Return the common cost of crossing any declared line, from none up; None where no line is declared."""
    lines = tuple(
        f"actors.{actor.id}.red_lines.{line.id}"
        for actor in scenario.actors.values()
        for line in actor.red_lines.values()
        if line.force == "declared"
    )
    if not lines:
        return None
    actors = tuple(dict.fromkeys(line.split(".")[1] for line in lines))
    return Dial("crossing_cost", 0.0, 0.0, REACH, actors, None, None, partial(_with_costs, scenario, lines))


def _with_costs(scenario: Scenario, lines: tuple[str, ...], value: float) -> Scenario:
    for line in lines:
        scenario = _turned(scenario, (*line.split("."), "cost"), value)
    return scenario


def _whose(parts: list[str]) -> tuple[str, ...]:
    if parts[0] == "actors":
        return (parts[1],)
    return (parts[3],) if parts[0] == "measures" else ()


def _bounds(scenario: Scenario, parts: list[str], now: float) -> tuple[float, float] | None:
    """Return how far a number may be turned, or None where it may not be turned at all."""
    kind = parts[2]
    if kind == "values":
        return _value_bounds(scenario, parts[1], parts[3], parts[4])
    if kind == "salience":
        rest = sum(weight.value for issue, weight in scenario.actors[parts[1]].salience.items() if issue != parts[3])
        return (0.0, 1.0) if rest > 0 else None
    if kind in {"probability", "believed", "without_agreement", "trust"}:
        return 0.0, 1.0
    if kind == "weights":
        return 0.0, min(now + sum(weight.value for weight in scenario.actors[parts[1]].weights.values()) + REACH, MOST)
    if kind in {"backing_down", "audience_cost"} or parts[-1] in {"cost", "loss"}:
        return 0.0, min(now + REACH, MOST)
    return max(now - REACH, -MOST), min(now + REACH, MOST)


def _value_bounds(scenario: Scenario, actor: str, issue: str, option: str) -> tuple[float, float] | None:
    who = scenario.actors[actor]
    row = who.values[issue]
    values = [number.value for number in row.values()]
    if row.scale == "unit" and row[option].value in {min(values), max(values)}:
        return None
    low, high = 0.0, 1.0
    for pair in who.orders.get(issue, ()):
        if pair.better == option:
            low = max(low, nextafter(row[pair.than].value, 2.0))
        elif pair.than == option:
            high = min(high, nextafter(row[pair.better].value, -1.0))
    return low, high


def flip(near: float, far: float, is_near: Callable[[float], bool]) -> tuple[float, float]:
    """Return neighbouring floats between which an answer changes, given one of each kind: the last near, the first far.

    Parameters
    ----------
    near, far : a value for which `is_near` holds, and one for which it does not.
    """
    while nextafter(near, far) != far:
        middle = near + (far - near) / 2
        if middle in {near, far}:
            middle = nextafter(near, far)
        if is_near(middle):
            near = middle
        else:
            far = middle
    return near, far


def is_straight(scenario: Scenario, dial: Dial) -> bool:
    """Return whether all gains are straight lines over a dial's bounds, with neither kink nor jump.

    They are for an option's value, a weight, an interaction and a no-deal value, unless a seat decides on a threat or a
    condition asks for the order that the value may change.
    """
    parts = dial.path.split(".")
    if parts[0] != "actors" or parts[2] not in {"values", "salience", "interactions", "no_deal"}:
        return False
    if any(threat.decided_by == "seat" for threat in scenario.threats.values()):
        return False
    return parts[2] != "values" or not _asks_order(scenario, parts[1], parts[3])


def breakpoints(scenario: Scenario, dial: Dial) -> tuple[float, ...]:
    """Return where, within its bounds, turning a dial may change what conditions, blocs or draws depend on.

    For an option's value the values that it would tie with, where its actor's order decides a condition; for a
    probability the other probabilities; for a bloc's weight the values at which some of its members would tie with
    the rest.
    """
    parts = dial.path.split(".")
    found: set[float] = set()
    if parts[0] == "actors" and parts[2] == "values" and _asks_order(scenario, parts[1], parts[3]):
        row = scenario.actors[parts[1]].values[parts[3]]
        found = {number.value for option, number in row.items() if option != parts[4]}
    elif parts[0] in {"threats", "events"}:
        found = {each.number.value for each in numbers_of(scenario) if each.path.partition(".")[0] == parts[0]}
    elif parts[0] == "actors" and parts[2] == "weights":
        found = _ties(scenario, parts[1], parts[3])
    return tuple(sorted(each for each in found if dial.low < each < dial.high))


def _ties(scenario: Scenario, bloc: str, member: str) -> set[float]:
    """Return the weights of one member at which some members weigh as much as the others."""
    who = scenario.actors[bloc]
    others = [who.weights[m].value if m in who.weights else 1.0 for m in who.members if m != member]
    sums = {0.0}
    for weight in others:
        sums |= {total + weight for total in sums}
    return {abs(2 * total - sum(others)) for total in sums}


def _asks_order(scenario: Scenario, actor: str, issue: str) -> bool:
    """Return whether some condition asks for an actor's order of an issue's options."""
    who = scenario.actors[actor]
    asked: list[c.Condition | None] = []
    for line in who.red_lines.values():
        asked += [line.never, line.only_if]
    asked += [each.demand for each in who.demands.values()]
    asked += [each.when for each in who.interactions.values()]
    asked += [each.when for each in who.chains.values()]
    asked += [threat.unless for threat in scenario.threats.values() if threat.by == actor]
    asked += [m.effects[actor].when for m in scenario.measures.values() if actor in m.effects]
    return any(asks_order(condition, issue) for condition in asked)


def asks_order(condition: c.Condition | None, issue: str = "") -> bool:
    """Return whether a condition asks for its owner's order of an issue's options; of any issue's if none is named."""
    return condition is not None and any(
        isinstance(each, c.Atom) and each.name in ASKING and issue in ("", each.args[0]) for each in c.walk(condition)
    )


# -- the scenario with a number changed --------------------------------------------------------------------------------


def _turned(scenario: Scenario, parts: tuple[str, ...], value: float) -> Scenario:
    if parts[0] == "actors" and parts[2] == "salience":
        who = scenario.actors[parts[1]]
        weights = _renormalised(who.salience, parts[3], value)
        return retouched(scenario, actors=scenario.actors.with_item(who.id, evolve(who, salience=weights)))
    return retouched(scenario, **{parts[0]: _put(getattr(scenario, parts[0]), parts[1:], Number(value))})


def _renormalised(weights: Table[str, Number], issue: str, value: float) -> Table[str, Number]:
    """Return weights with one of them set and the others kept in proportion; they sum to one."""
    rest = sum(weight.value for name, weight in weights.items() if name != issue)
    scaled = {name: Number(weight.value * (1.0 - value) / rest, weight.basis) for name, weight in weights.items()}
    return Table({**scaled, issue: Number(value, weights[issue].basis)})


def _put(node: Any, parts: tuple[str, ...], number: Number) -> Any:
    """Return a value of the model with a number put at a path below it; an effect keeps where it lands."""
    if not parts:
        return evolve(node, amount=number) if isinstance(node, Effect) else number
    first, rest = parts[0], parts[1:]
    if isinstance(node, Table):
        return node.with_item(first, _put(node[first], rest, number))
    if isinstance(node, tuple):
        return tuple(_put(each, rest, number) if each.id == first else each for each in node)
    if isinstance(node, Row):
        return evolve(node, values_=node.values_.with_item(first, _put(node[first], rest, number)))
    name = next(attribute.name for key, attribute, _ in known_fields(type(node)) if key == first)
    return evolve(node, **{name: _put(getattr(node, name), rest, number)})
