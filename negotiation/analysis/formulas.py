"""Conditions issue by issue: what is left of a condition once some issues are settled.

A condition becomes a formula of counts over sets of options. Settling an issue leaves a smaller formula; equal
remainders need not be told apart. So a k-of-n line over many issues needs one running count, and a chain of
implications one truth at a time, however many packages there are.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import TYPE_CHECKING, TypeAlias

from attrs import frozen

from negotiation.analysis.masks import truths
from negotiation.scenario import conditions as c

if TYPE_CHECKING:
    from negotiation.scenario.scenario import Scenario


@frozen(cache_hash=True)
class Among:
    """One of some options of an issue, both by index, is chosen."""

    place: int
    options: frozenset[int]
    n_options: int


@frozen(cache_hash=True)
class Tally:
    """From `low` to `high` of the parts hold."""

    low: int
    high: int
    parts: tuple[Formula, ...]


Formula: TypeAlias = bool | Among | Tally


def formula(condition: c.Condition, scenario: Scenario, owner: str | None = None) -> Formula:
    """Return a condition on packages as a formula; `improved` compares with the start."""
    if len(c.issues_in(condition)) <= 1 and c.issues_in(condition):
        holds = truths(condition, scenario, owner)
        place = scenario.places[next(iter(c.issues_in(condition)))]
        return among(place, (j for j, each in enumerate(holds) if each), len(holds))
    parts = [formula(each, scenario, owner) for each in c.children(condition)]
    match condition:
        case c.Constant(value):
            return value
        case c.Not():
            return negated(parts[0])
        case c.Or():
            return tally(1, len(parts), parts)
        case c.Implies():
            return tally(1, 2, (negated(parts[0]), parts[1]))
        case c.Count(kind, n, _):
            low = 0 if kind == "at_most" else n
            return tally(low, len(parts) if kind == "at_least" else n, parts)
        case _:
            return tally(len(parts), len(parts), parts)


def among(place: int, options: Iterable[int], n_options: int) -> Formula:
    """Return the formula that one of some options is chosen: true of all of them, false of none."""
    chosen = frozenset(options)
    if len(chosen) in (0, n_options):
        return bool(chosen)
    return Among(place, chosen, n_options)


def tally(low: int, high: int, parts: Iterable[Formula]) -> Formula:
    """Return the formula that from `low` to `high` of the parts hold, as simple as is cheap to see."""
    open_ = []
    for part in parts:
        if part is True:
            low, high = low - 1, high - 1
        elif part is not False:
            open_.append(part)
    low, high = max(low, 0), min(high, len(open_))
    if low > high:
        return False
    if (low, high) == (0, len(open_)):
        return True
    if len(open_) == 1:
        return open_[0] if low else negated(open_[0])
    return Tally(low, high, tuple(open_))


def negated(of: Formula) -> Formula:
    """Return the formula that another does not hold."""
    match of:
        case Among(place, options, n_options):
            return among(place, frozenset(range(n_options)) - options, n_options)
        case Tally(0, high, parts):
            return tally(high + 1, len(parts), parts)
        case Tally(low, high, parts):
            return tally(0, low - 1, parts) if high == len(parts) else Tally(0, 0, (of,))
        case _:
            return not of


def conjuncts(of: Formula) -> tuple[Formula, ...]:
    """Return formulas that hold together exactly where one does: its parts where it asks for all of them."""
    if isinstance(of, Tally) and of.low == len(of.parts):
        return tuple(each for part in of.parts for each in conjuncts(part))
    if isinstance(of, Tally) and of.high == 0 and len(of.parts) > 1:
        return tuple(each for part in of.parts for each in conjuncts(negated(part)))
    return (of,)


@lru_cache(maxsize=2**16)
def places_in(of: Formula) -> frozenset[int]:
    """Return the issues, by index, that a formula still asks about."""
    match of:
        case Among(place):
            return frozenset((place,))
        case Tally(_, _, parts):
            return frozenset().union(*map(places_in, parts))
        case _:
            return frozenset()


def settled(of: Formula, place: int, option: int) -> Formula:
    """Return what is left of a formula once an option of an issue is chosen."""
    if place not in places_in(of):
        return of
    match of:
        case Among(_, options):
            return option in options
        case Tally(low, high, parts):
            return tally(low, high, (settled(part, place, option) for part in parts))
        case _:
            return of


def holds_on(of: Formula, package: tuple[int, ...]) -> bool:
    """Return whether a formula holds on a whole package."""
    for place, option in enumerate(package):
        of = settled(of, place, option)
    return of is True
