"""What must come first: preconditions, the circles they form, and what breaks them (semantics §3; Osgood 1962)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from negotiation.scenario import conditions as c
from negotiation.scenario.binding import bind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from negotiation.scenario.scenario import Scenario
    from negotiation.scenario.talking import Precondition
    from negotiation.scenario.world import World


#: How a circle is told, before the names of its preconditions.
CYCLE = "precondition cycle: "


@frozen
class Circle:
    """Preconditions that wait for each other, in order, and what would break the circle.

    `opening` are deeds that would open it if their actor did them unasked (GRIT); `ways_out` the deeds of third
    actors that the conditions themselves name as a way out (a mediator's formula): each actor, deed and object by id.
    `first_steps` and `others` tell them as text.
    """

    names: tuple[str, ...]
    opening: tuple[tuple[str, ...], ...] = ()
    ways_out: tuple[tuple[str, ...], ...] = ()

    @property
    def first_steps(self) -> tuple[str, ...]:
        """The deeds of its own actors that would open it, as text."""
        return tuple(" ".join(deed).replace("_", " ") for deed in self.opening)

    @property
    def others(self) -> tuple[str, ...]:
        """The deeds of third actors that the conditions name, as text."""
        return tuple(" ".join(deed).replace("_", " ") for deed in self.ways_out)

    def __str__(self) -> str:
        return CYCLE + " → ".join([*self.names, self.names[0]])


def holding_back(unmet: Iterable[Precondition], deed: str, what: Iterable[str] = ()) -> str:
    """Return which of an actor's unmet preconditions keeps it from a deed, in words, or ""."""
    name = deed.replace(" ", "_")
    for each in unmet:
        if name in each.deeds and not (each.about and set(each.about).isdisjoint(what)):
            return f"its precondition {each.id} is not met: {c.format_condition(each.until)}"
    return ""


def is_met(scenario: Scenario, world: World, precondition: Precondition) -> bool:
    """Return whether what a precondition waits for has come, or its actor has withdrawn it."""
    if (precondition.who, precondition.id) in world.given_up:
        return True
    return bind(precondition.until, scenario, precondition.who)(world.status_quo, world, scenario.start)


def circles(scenario: Scenario, world: World) -> tuple[Circle, ...]:
    """Return the circles of preconditions that no deed can open as things stand.

    A deed is possible when its actor has a seat and no unmet precondition holds it back that cannot be met; what can be
    met is worked out to a fixed point. The preconditions left wait for each other.
    """
    unmet = {p.id: p for p in scenario.preconditions.values() if not is_met(scenario, world, p)}
    blocked = set(unmet)
    while True:
        opened = {name for name in blocked if can_hold(unmet[name].until, blocked, unmet, scenario, world)}
        if not opened:
            break
        blocked -= opened
    return tuple(_circle(names, unmet) for names in _loops(blocked, unmet))


def can_hold(
    condition: c.Condition, blocked: set[str], unmet: dict[str, Precondition], scenario: Scenario, world: World
) -> bool:
    """Return whether a condition may come to hold when the blocked ones among the unmet preconditions stay unmet."""
    match condition:
        case c.And(of):
            return all(can_hold(each, blocked, unmet, scenario, world) for each in of)
        case c.Or(of):
            return any(can_hold(each, blocked, unmet, scenario, world) for each in of)
        case c.Count(kind, n, of):
            possible = sum(can_hold(each, blocked, unmet, scenario, world) for each in of)
            return possible >= n or kind == "at_most"
        case c.Atom("did", args):
            if bind(condition, scenario, None)(world.status_quo, world, scenario.start):
                return True
            return args[0] in scenario.seated and not any(_holds_back(unmet[name], args) for name in blocked)
        case _:
            return True


def _holds_back(precondition: Precondition, deed: tuple[str, ...]) -> bool:
    actor, name, *about = deed
    same = precondition.who == actor and name in precondition.deeds
    return same and (not precondition.about or not about or about[0] in precondition.about)


def _loops(blocked: set[str], unmet: dict[str, Precondition]) -> list[list[str]]:
    """Return one circle through each group of blocked preconditions that wait for each other."""
    waits = {
        name: [other for other in sorted(blocked) if _waits_for(unmet[name], unmet[other])] for name in sorted(blocked)
    }
    found: list[list[str]] = []
    covered: set[str] = set()
    for name in sorted(blocked):
        trail = [name]
        while trail[-1] not in trail[:-1] and waits[trail[-1]]:
            trail.append(waits[trail[-1]][0])
        if trail[-1] in trail[:-1]:
            loop = trail[trail.index(trail[-1]) : -1]
            if not covered & set(loop):
                found.append(loop)
                covered |= set(loop)
    return found


def _waits_for(precondition: Precondition, other: Precondition) -> bool:
    return any(
        isinstance(a, c.Atom) and a.name == "did" and _holds_back(other, a.args) for a in c.walk(precondition.until)
    )


def _circle(names: list[str], unmet: dict[str, Precondition]) -> Circle:
    members = {unmet[name].who for name in names}
    steps: list[tuple[str, ...]] = []
    others: list[tuple[str, ...]] = []
    for name in names:
        for atom in c.walk(unmet[name].until):
            if isinstance(atom, c.Atom) and atom.name == "did":
                (steps if atom.args[0] in members else others).append(atom.args)
    return Circle(tuple(names), tuple(dict.fromkeys(steps)), tuple(dict.fromkeys(others)))


def cycle_text(scenario: Scenario, world: World) -> str:
    """Return the first circle of preconditions in words, or ""."""
    found = circles(scenario, world)
    return str(found[0]) if found else ""
