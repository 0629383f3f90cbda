"""What a condition means on one package in one world: the scalar definition (masks are tested equal to it)."""

from __future__ import annotations

import operator
from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING, TypeAlias

from negotiation.scenario import conditions as c

if TYPE_CHECKING:
    from negotiation.scenario.scenario import Scenario
    from negotiation.scenario.world import World

Package: TypeAlias = "tuple[int, ...]"
Bound: TypeAlias = "Callable[[Package, World, Package], bool]"

OPERATORS: dict[str, Callable[[int, int], bool]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
COUNTS: dict[str, Callable[[int, int], bool]] = {
    "at_least": operator.ge,
    "at_most": operator.le,
    "exactly": operator.eq,
}


@lru_cache(maxsize=4096)
def bind(condition: c.Condition, scenario: Scenario, owner: str | None = None) -> Bound:
    """Return the function of (package, world, base) that tells whether a condition holds.

    `owner` is the actor whose order `improved` and `met` use; `base` the package that `improved` compares with:
    the status quo when the demand was made.
    """
    match condition:
        case c.Constant(value):
            return lambda x, w, b: value
        case c.Compare("turn", op, n):
            test, number = OPERATORS[op], int(n)
            return lambda x, w, b: test(w.turn, number)
        case c.Compare(issue, op, option):
            k, j, test = scenario.places[issue], scenario.issues[issue].place(option), OPERATORS[op]
            return lambda x, w, b: test(x[k], j)
        case c.Among(issue, options):
            k, chosen = scenario.places[issue], frozenset(scenario.issues[issue].place(each) for each in options)
            return lambda x, w, b: x[k] in chosen
        case c.Not(of):
            inner = bind(of, scenario, owner)
            return lambda x, w, b: not inner(x, w, b)
        case c.And(of):
            parts = tuple(bind(each, scenario, owner) for each in of)
            return lambda x, w, b: all(part(x, w, b) for part in parts)
        case c.Or(of):
            parts = tuple(bind(each, scenario, owner) for each in of)
            return lambda x, w, b: any(part(x, w, b) for part in parts)
        case c.Implies(if_, then):
            first, second = bind(if_, scenario, owner), bind(then, scenario, owner)
            return lambda x, w, b: not first(x, w, b) or second(x, w, b)
        case c.Count(kind, n, of):
            parts, test = tuple(bind(each, scenario, owner) for each in of), COUNTS[kind]
            return lambda x, w, b: test(sum(part(x, w, b) for part in parts), n)
        case c.Atom(name, args):
            return _package_atom(name, args, scenario, owner) if name in c.PACKAGE_ATOMS else _world_atom(name, args)


def ranks(scenario: Scenario, owner: str, issue: str) -> tuple[float, ...]:
    """Return how an actor ranks the options of an issue (higher is better), in listing order.

    Its own values where it has them, else the listing order.
    """
    row = scenario.actors[owner].values.get(issue)
    options = scenario.issues[issue].option_ids
    return tuple(row[each].value for each in options) if row else tuple(map(float, range(len(options))))


def better_options(scenario: Scenario, owner: str, issue: str) -> tuple[frozenset[int], ...]:
    """Return, for each option of an issue, those that are better in an actor's order.

    By its values where it has them; else by the comparisons it makes and what follows from them; else by the listing
    order.
    """
    who = scenario.actors[owner]
    comparisons = () if issue in who.values else who.orders.get(issue, ())
    if not comparisons:
        order = ranks(scenario, owner, issue)
        return tuple(frozenset(j for j, rank in enumerate(order) if rank > own) for own in order)
    place = scenario.issues[issue].place
    above: list[set[int]] = [set() for _ in scenario.issues[issue].options]
    for _ in above:
        for each in comparisons:
            better = place(each.better)
            above[place(each.than)] |= {better, *above[better]}
    return tuple(map(frozenset, above))


def met_options(scenario: Scenario, owner: str, issue: str, option: str | None = None) -> frozenset[int]:
    """Return the options at or beyond the one that an actor's position seeks (or `option`), in its order.

    Options whose values tie are as good as each other; of two that an order leaves open, neither is beyond the other.
    """
    sought = option or scenario.actors[owner].positions[issue].seeks
    least, order = scenario.issues[issue].place(sought or ""), ranks(scenario, owner, issue)
    as_good = frozenset(j for j, rank in enumerate(order) if rank == order[least])
    return as_good | better_options(scenario, owner, issue)[least]


def _package_atom(name: str, args: tuple[str, ...], scenario: Scenario, owner: str | None) -> Bound:
    k = scenario.places[args[0]]
    if name == "moved":
        start = scenario.start[k]
        return lambda x, w, b: x[k] != start
    if name == "improved":
        better = better_options(scenario, owner or "", args[0])
        return lambda x, w, b: x[k] in better[b[k]]
    reached = met_options(scenario, owner or "", args[0], args[1] if len(args) > 1 else None)
    return lambda x, w, b: x[k] in reached


def _did(args: tuple[str, ...]) -> Bound:
    """Return whether an actor did a deed, to an object where one is named: asked after every act, so in one look."""
    if len(args) > 2:  # noqa: PLR2004
        return lambda x, w, b: args in w.deeds
    actor, deed = args
    return lambda x, w, b: any(each[0] == actor and each[1] == deed for each in w.deeds)


def _world_atom(name: str, args: tuple[str, ...]) -> Bound:
    if name == "did":
        return _did(args)
    first = args[0]
    atoms: dict[str, Bound] = {
        "happened": lambda x, w, b: first in w.happened,
        "consulted": lambda x, w, b: w.consulted.issuperset(args),
        "consented": lambda x, w, b: first in w.consented,
        "performed": lambda x, w, b: args in w.performed,
        "fact": lambda x, w, b: w.facts.get(first, False),
    }
    return atoms[name]
