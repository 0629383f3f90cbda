"""What every package is worth to every actor, as arrays with named axes: the door from scenarios to arrays.

U_i(x, W) as in `negotiation.scenario.preferences`, in exact integers (1e-12 units), over all packages at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property, reduce
from math import prod
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
from attrs import Factory, evolve, field, frozen

from negotiation.analysis.boxes import BUDGET, Box, Ints, boxes, in_figures, require, whole
from negotiation.analysis.masks import local_mask
from negotiation.errors import UnknownNameError, UsageError
from negotiation.scenario import conditions as c
from negotiation.scenario.basis import to_ids
from negotiation.scenario.no_deal import no_deal
from negotiation.scenario.preferences import crossing_costs, preferences_of, require_countable, units, utility
from negotiation.scenario.table import Table
from negotiation.scenario.world import World, world_at_start

if TYPE_CHECKING:
    from negotiation.scenario.scenario import Scenario

Parts: TypeAlias = "Sequence[Sequence[int]]"

#: Packages worked on at a time: small enough for a row of each actor to stay in the cache of one core.
BOX_SIZE = 2**16
#: Bytes that working on one package takes beside its row of utilities: gains, masks, copies.
WORKING_BYTES = 64
#: Packages up to which it makes sense to look at each: some minutes of work.
MOST_PACKAGES = 2**32


@frozen
class Term:
    """What packages that satisfy a condition are worth beyond the sum of their parts, in units; None: every package.

    `beside_start` is the condition without the clause that spares the status quo at the start, where it has one.
    """

    when: c.Condition | None
    amount: int
    beside_start: c.Condition | None = None


def terms(scenario: Scenario, actor: str, world: World) -> tuple[Term, ...]:
    """Return what couples issues for an actor: interactions, believed chains, declared lines, effects on agreements.

    In all of them `improved` compares with the status quo at the start. Raises UsageError where they come to more
    than can be counted exactly, as what repeats may.
    """
    found = [Term(each.when, units(each.amount.value)) for each in scenario.actors[actor].interactions.values()]
    found += [Term(each.when, -units(each.expected_loss)) for each in scenario.actors[actor].chains.values()]
    for demand, crossed, cost in crossing_costs(scenario, actor):
        if (actor, demand) not in world.given_up:
            found.append(Term(c.And((_anything_moves(scenario), crossed)), -cost, beside_start=crossed))
    backdowns = world.backdowns.get(actor, 0)
    if backdowns:
        preferences = preferences_of(scenario, actor)
        found.append(Term(None, -backdowns * (0 if preferences is None else preferences.audience_cost)))
    for measure in scenario.measures.values():
        effect = measure.effects.get(actor)
        if effect is not None and effect.on != "no_deal" and measure.id in world.happened:
            found.append(Term(effect.when, units(effect.amount.value) * world.happened[measure.id]))
    require_countable(actor, sum(abs(each.amount) for each in found))
    return tuple(found)


def _anything_moves(scenario: Scenario) -> c.Condition:
    """Return the condition that a package is not the status quo at the start: no line is tested against that."""
    return c.Or(tuple(c.Atom("moved", (issue.id,)) for issue in scenario.agenda))


def worth(
    scenario: Scenario,
    actor: str,
    world: World | None = None,
    parts: Parts | None = None,
    *,
    box: Box | None = None,
    out: Ints | None = None,
) -> Ints:
    """Return what agreeing on each package is worth to an actor, in units of 1e-12.

    The first issues and the last are summed apart (about √n sums each), then added once, pair by pair; what couples
    issues is added where its condition holds.

    Parameters
    ----------
    scenario, actor : whose preferences.
    world : the state of the world; the start, before the opening, if left out.
    parts : partial utilities in units by issue and option, instead of the actor's own: what options are worth when
        they are not surely performed, for example.
    box : the stretch of packages; all of them if left out.
    out : int64 array `(n_packages,)`, C-contiguous, that receives the result.

    Returns
    -------
    worth : int64 array `(n_packages,)`, in order of package index.

    Raises
    ------
    UnknownNameError
        when there is no such actor.
    UsageError
        when the actor has no preferences, or all packages together exceed the default memory budget.
    """
    if actor not in scenario.actors:
        raise UnknownNameError("actor", actor, tuple(scenario.actors))
    preferences = preferences_of(scenario, actor)
    if preferences is None:
        raise _without_preferences(actor)
    if box is None:
        require(8 * scenario.n_packages, BUDGET, f"the worth of {in_figures(scenario.n_packages)}")
        box = whole(scenario.shape)
    world = world_at_start(scenario) if world is None else world
    out = np.empty(box.size, dtype=np.int64) if out is None else out
    _Sum(scenario, actor, world, preferences.parts if parts is None else parts).over(
        box, terms(scenario, actor, world), out
    )
    return out


@frozen
class _Sum:
    """One actor's sum of partial utilities and coupling terms."""

    scenario: Scenario
    actor: str
    world: World
    parts: Parts

    def over(self, box: Box, added: tuple[Term, ...], out: Ints) -> None:
        """Fill `out` with the sums over a box."""
        half = _halfway(box.shape)
        first, second = box.part(0, half), box.part(half, len(box.places))
        kept: dict[int, list[Term]] = {0: [], 1: [], 2: []}
        for term in added:
            kept[_side(self._places(term), first, second)].append(term)
        mine, theirs = self.half(first, kept[0]), self.half(second, kept[1])
        np.add(mine[:, None], theirs[None, :], out=out.reshape(first.size, second.size))
        self.add(kept[2], box, out)

    def half(self, box: Box, added: list[Term]) -> Ints:
        """Return the sums over one half, `(n_combinations,)`."""
        rows = [np.array(self.parts[place], dtype=np.int64) for place in box.places]
        cut = [row[options.start : options.stop] for row, options in zip(rows, box.options, strict=True)]
        total = np.ascontiguousarray(reduce(np.add.outer, cut, np.zeros((), dtype=np.int64))).reshape(-1)
        self.add(added, box, total)
        return total

    def add(self, added: list[Term], box: Box, to: Ints) -> None:
        """Add each term where its condition holds, in place."""
        view = to.reshape(box.shape)
        for term in added:
            if term.when is None:
                view += term.amount
            else:
                holds = local_mask(term.when, self.scenario, box, owner=self.actor, world=self.world)
                np.add(view, holds.astype(np.int64) * term.amount, out=view)

    def _places(self, term: Term) -> set[int]:
        return set() if term.when is None else {self.scenario.places[issue] for issue in c.issues_in(term.when)}


def _halfway(shape: tuple[int, ...]) -> int:
    """The cut that makes the two halves most alike in size."""
    sizes = [max(prod(shape[:k]), prod(shape[k:])) for k in range(len(shape) + 1)]
    return sizes.index(min(sizes))


def _side(places: set[int], first: Box, second: Box) -> int:
    """Which half holds all of the issues: 0 or 1; 2 for neither."""
    if places <= set(first.places):
        return 0
    return 1 if places <= set(second.places) else 2


def _without_preferences(actor: str) -> UsageError:
    cure = "leave it out: its figures are not defined"
    return UsageError("an actor with preferences", f"{actor!r}, which has none", cure)


def with_preferences(scenario: Scenario, actors: Iterable[str] | None = None) -> tuple[str, ...]:
    """Return the actors with preferences, in the order of the file; those asked for, in the order asked for.

    Raises UnknownNameError for an actor that is not there, UsageError for one without preferences or for none at all.
    """
    if actors is None:
        chosen = tuple(actor.id for actor in scenario.actors.values() if actor.has_preferences)
    else:
        chosen = to_ids(actors)
    for actor in chosen:
        if actor not in scenario.actors:
            raise UnknownNameError("actor", actor, tuple(scenario.actors))
        if not scenario.actors[actor].has_preferences:
            raise _without_preferences(actor)
    if not chosen:
        raise UsageError("at least one actor with preferences", "none", "give an actor salience and values")
    return chosen


@frozen
class Payoffs:
    """What packages are worth to actors: a table with axes (n_actors, n_packages), made when it is asked for.

    Parameters
    ----------
    scenario : what is negotiated.
    actors : the rows, in this order; every actor with preferences if left out.
    world : the state of the world; the start, before the opening, if left out.
    budget : bytes that arrays may take together.

    Raises
    ------
    UnknownNameError, UsageError
        when an actor is not there or has no preferences, or the budget is too small even to work box by box.
    """

    scenario: Scenario
    actors: tuple[str, ...] = field(
        default=Factory(lambda self: with_preferences(self.scenario), takes_self=True), converter=to_ids
    )
    world: World = Factory(lambda self: world_at_start(self.scenario), takes_self=True)
    budget: int = BUDGET

    def __attrs_post_init__(self) -> None:
        with_preferences(self.scenario, self.actors)
        smallest = min(self.scenario.n_packages, 1024) * self.package_bytes
        require(smallest, self.budget, "the smallest useful box of packages")

    @property
    def package_bytes(self) -> int:
        """Bytes that working on one package takes: its row of utilities and what is derived from it."""
        return 8 * len(self.actors) + WORKING_BYTES

    @property
    def n_packages(self) -> int:
        """How many packages there are."""
        return self.scenario.n_packages

    @cached_property
    def values(self) -> Ints:
        """Utilities in units: int64 array `(n_actors, n_packages)`, read-only.

        Raises UsageError when it exceeds the budget; `boxes` goes through it piece by piece.
        """
        require(8 * len(self.actors) * self.n_packages, self.budget, f"a table of {in_figures(self.n_packages)}")
        found = np.empty((len(self.actors), self.n_packages), dtype=np.int64)
        for row, actor in zip(found, self.actors, strict=True):
            worth(self.scenario, actor, self.world, box=whole(self.scenario.shape), out=row)
        found.flags.writeable = False
        return found

    def enumerable(self) -> None:
        """Raise UsageError where there are too many packages to look at one by one."""
        if self.n_packages > MOST_PACKAGES:
            cure = "use structured_frontier or best_packages"
            expected = f"an agenda of at most {MOST_PACKAGES} packages to look at one by one"
            raise UsageError(expected, in_figures(self.n_packages), cure)

    def row(self, actor: str) -> Ints:
        """Return one actor's utilities in units, `(n_packages,)`; UnknownNameError when it is no row of the table."""
        if actor not in self.actors:
            raise UnknownNameError("row of the table", actor, self.actors)
        found: Ints = self.values[self.actors.index(actor)]
        return found

    def boxes(self) -> Iterator[Box]:
        """Yield boxes that cover all packages in order of index and keep within the budget."""
        most = max(1, min(BOX_SIZE, self.budget // self.package_bytes))
        return boxes(self.scenario.shape, most)

    def over(self, box: Box) -> Ints:
        """Return the utilities in units of a box's packages, `(n_actors, n_packages of the box)`."""
        found = np.empty((len(self.actors), box.size), dtype=np.int64)
        for row, actor in zip(found, self.actors, strict=True):
            worth(self.scenario, actor, self.world, box=box, out=row)
        return found

    def at(self, package: int | tuple[int, ...]) -> Table[str, int]:
        """Return what one package, given by index or by options, is worth to each actor, in units."""
        chosen = self.scenario.package_at(package) if isinstance(package, int) else package
        return Table({actor: utility(self.scenario, actor, chosen, self.world) or 0 for actor in self.actors})

    @cached_property
    def floors(self) -> Ints:
        """What no deal is worth to each actor by its own beliefs, in units: int64 array `(n_actors,)`."""
        return np.array([no_deal(self.scenario, actor, self.world) for actor in self.actors], dtype=np.int64)


def payoffs_of(source: Scenario | Payoffs, actors: Iterable[str] | None = None, world: World | None = None) -> Payoffs:
    """Return the table of a scenario, or a table with other rows where some are named; a table as it is otherwise."""
    if isinstance(source, Payoffs):
        return source if actors is None else evolve(source, actors=to_ids(actors))
    world = world_at_start(source) if world is None else world
    return Payoffs(source, with_preferences(source, actors), world)
