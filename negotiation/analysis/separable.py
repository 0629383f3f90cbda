"""An agenda taken apart: partial utilities by issue, what couples them, and blocks that stand together."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from attrs import frozen

from negotiation.analysis.boxes import Ints
from negotiation.analysis.formulas import Formula, conjuncts, formula, holds_on, negated, places_in
from negotiation.analysis.payoffs import Term, terms
from negotiation.errors import UnknownNameError
from negotiation.scenario import conditions as c
from negotiation.scenario.preferences import preferences_of, utility

if TYPE_CHECKING:
    from negotiation.scenario.scenario import Scenario
    from negotiation.scenario.world import World


@frozen
class Coupling:
    """What packages that satisfy a formula are worth beyond the sum of their parts, in units, by actor."""

    when: Formula
    amounts: tuple[int, ...]


@frozen(eq=False)
class Separable:
    """Utilities and conditions, ready to be gone through issue by issue.

    Parameters
    ----------
    actors : whose utilities, in this order.
    rows : for each issue, int64 array `(n_actors, n_options)`: what its options are worth, in units.
    base : what every package is worth besides, in units, by actor.
    limits : formulas that every package must satisfy.
    couplings : what combinations of options are worth.
    spares_start : whether the start is spared a cost that its couplings count: see `start_apart`.
    """

    actors: tuple[str, ...]
    rows: tuple[Ints, ...]
    base: tuple[int, ...]
    limits: tuple[Formula, ...]
    couplings: tuple[Coupling, ...]
    spares_start: bool = False

    @property
    def shape(self) -> tuple[int, ...]:
        """How many options each issue has."""
        return tuple(row.shape[1] for row in self.rows)

    @cached_property
    def blocks(self) -> tuple[tuple[int, ...], ...]:
        """The issues in groups, ascending: those stand together that a limit or coupling joins, or a chain of them."""
        group = list(range(len(self.rows)))
        for joined in (*map(places_in, self.limits), *(places_in(each.when) for each in self.couplings)):
            to = min((group[place] for place in joined), default=0)
            merged = {group[place] for place in joined}
            group = [to if each in merged else each for each in group]
        found: dict[int, list[int]] = {}
        for place, each in enumerate(group):
            found.setdefault(each, []).append(place)
        return tuple(map(tuple, found.values()))

    def worth(self, package: tuple[int, ...]) -> Ints:
        """Return what a package is worth to each actor, in units, `(n_actors,)`, whether or not it obeys the limits."""
        total = np.array(self.base, dtype=np.int64)
        for row, option in zip(self.rows, package, strict=True):
            total = total + row[:, option]
        for each in self.couplings:
            if holds_on(each.when, package):
                total = total + np.array(each.amounts, dtype=np.int64)
        return total

    def within(self, places: Iterable[int]) -> tuple[tuple[Formula, ...], tuple[Coupling, ...]]:
        """Return the limits and couplings that ask about some of the issues."""
        chosen = frozenset(places)
        limits = tuple(each for each in self.limits if places_in(each) & chosen)
        return limits, tuple(each for each in self.couplings if places_in(each.when) & chosen)


def separable(
    scenario: Scenario,
    actors: tuple[str, ...],
    world: World,
    *,
    rules: bool = True,
    lines: Iterable[str] = (),
    where: Iterable[c.Condition] = (),
) -> Separable:
    """Return an agenda taken apart for some actors.

    Parameters
    ----------
    actors : those with preferences whose utilities count.
    world : the state of the world: effects on agreements that happened so far are part of utilities.
    rules : whether packages must obey the agenda rules.
    lines : the actors whose absolute red lines packages must not cross; the start is not exempted here.
    where : further conditions on packages that must hold.

    Raises
    ------
    UnknownNameError
        when an actor is not there.
    """
    asked: list[Formula] = [formula(each.rule, scenario) for each in scenario.rules.values()] if rules else []
    asked += [formula(each, scenario) for each in where]
    for actor in lines:
        if actor not in scenario.actors:
            raise UnknownNameError("actor", actor, tuple(scenario.actors))
        asked += lines_of(scenario, actor)
    parts = [_preferences(scenario, actor) for actor in actors]
    rows = tuple(
        np.array([part[k] for part in parts], dtype=np.int64).reshape(len(actors), n_options)
        for k, n_options in enumerate(scenario.shape)
    )
    base, couplings, spares = [0] * len(actors), dict[Formula, list[int]](), False
    for i, actor in enumerate(actors):
        for term in terms(scenario, actor, world):
            when = _formula(term, scenario, actor)
            spares |= term.beside_start is not None
            if when is True:
                base[i] += term.amount
            elif when is not False:
                couplings.setdefault(when, [0] * len(actors))[i] += term.amount
    limits = dict.fromkeys(each for one in asked for each in conjuncts(one) if each is not True)
    found = tuple(Coupling(when, tuple(amounts)) for when, amounts in couplings.items() if any(amounts))
    return Separable(actors, rows, tuple(base), tuple(limits), found, spares)


def lines_of(scenario: Scenario, actor: str) -> list[Formula]:
    """Return what packages that cross no absolute red line of an actor satisfy."""
    found: list[Formula] = []
    for line in scenario.actors[actor].red_lines.values():
        if line.force == "absolute":
            if line.never is not None:
                found.append(negated(formula(line.never, scenario, actor)))
            elif line.only_if is not None:
                found.append(formula(line.only_if, scenario, actor))
    return found


def start_apart(
    scenario: Scenario, actors: tuple[str, ...], world: World, lines: tuple[str, ...], free: Separable
) -> Ints | None:
    """Return what the start is worth, `(n_actors,)`, where it must be looked at apart; None where it need not be.

    It must where it obeys all but red lines, which it is never tested against, and crosses one or is spared its cost.
    `free` is the agenda taken apart without red lines.
    """
    if not all(holds_on(each, scenario.start) for each in free.limits):
        return None
    asked = [each for actor in lines for each in lines_of(scenario, actor)]
    if not free.spares_start and all(holds_on(each, scenario.start) for each in asked):
        return None
    return np.array([utility(scenario, actor, scenario.start, world) for actor in actors], dtype=np.int64)


def _preferences(scenario: Scenario, actor: str) -> tuple[tuple[int, ...], ...]:
    preferences = preferences_of(scenario, actor)
    assert preferences is not None  # noqa: S101 - callers ask for actors with preferences
    return preferences.parts


def _formula(term: Term, scenario: Scenario, actor: str) -> Formula:
    condition = term.when if term.beside_start is None else term.beside_start
    return True if condition is None else formula(condition, scenario, actor)
