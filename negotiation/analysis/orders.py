"""What follows from orders alone: results that hold for all, for some, or for a share of the numbers that fit them.

What belongs here: numbers consistent with an actor's orders, drawn or taken all together. One number at a time is in
`tornado` and `thresholds`.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
from attrs import evolve, field, frozen

from negotiation.analysis.boxes import BUDGET, Bools, Floats, Ints, require, whole
from negotiation.analysis.constraints import FLOOR, GAIN, GATE, LINE, SIGNATURE, Named, ground_of, named_in
from negotiation.analysis.dials import names_order
from negotiation.analysis.expectation import expected_worth
from negotiation.analysis.pages import Page
from negotiation.analysis.payoffs import worth
from negotiation.analysis.picks import Nash
from negotiation.errors import UnknownNameError, UsageError
from negotiation.scenario.actors import Row
from negotiation.scenario.basis import Number
from negotiation.scenario.no_deal import no_deal
from negotiation.scenario.performance import trusts_of
from negotiation.scenario.preferences import UNIT, units
from negotiation.scenario.table import Table
from negotiation.scenario.world import World, world_at_start

if TYPE_CHECKING:
    from negotiation.scenario.scenario import Scenario

Generator: TypeAlias = np.random.Generator
#: Per actor: partial utilities in units by issue and option, drawn.
Parts: TypeAlias = "tuple[tuple[int, ...], ...]"

#: Which orders drawn numbers keep: every one within a row of values, or those that somebody states or implies.
ROWS, STATED = "rows", "stated"
KEPT = (ROWS, STATED)
#: How values are spaced between best and worst.
EVEN, GAPS = "even", "gaps"
SPACINGS = (EVEN, GAPS)
#: Kinds of basis that make a comparison binding when only stated orders are kept.
BINDING = ("stated", "implied")
#: Draws of one row's values until one fits, before the row is given up: far more than the orders of eight options.
MOST_TRIES = 2**20


def philox(seed: int) -> Generator:
    """Return the generator of a seed: Philox, with the seed as its key (Salmon et al. 2011).

    >>> from negotiation.analysis.orders import philox
    >>> philox(7).integers(1000) == philox(7).integers(1000)
    True
    """
    return np.random.Generator(np.random.Philox(key=seed))


# -- orders ------------------------------------------------------------------------------------------------------------


def order_of(scenario: Scenario, actor: str, issue: str, keep: str = ROWS) -> Bools:
    """Return which options an actor's order puts at least as high as which: bool array `(n_options, n_options)`.

    Parameters
    ----------
    keep : "rows": every order within the row of values, ties included. "stated": what is stated or implied, and the
        row's best and worst options; what follows from these is there too.

    Notes
    -----
    `order[a, b]`: option a is worth no less than option b, whatever the numbers that keep the order.
    """
    row = np.array([number.value for number in scenario.actors[actor].values[issue].values()])
    options = tuple(scenario.actors[actor].values[issue])
    found = np.eye(len(options), dtype=np.bool_)
    if keep == ROWS:
        found |= row[:, None] >= row[None, :]
    else:
        found[row == row.max()] = True
        found[:, row == row.min()] = True
        for pair in scenario.actors[actor].orders.get(issue, ()):
            if pair.basis is not None and pair.basis.kind in BINDING:
                found[options.index(pair.better), options.index(pair.than)] = True
        for middle in range(len(options)):
            found |= found[:, middle, None] & found[None, middle]
    places = [options.index(each) for each in scenario.issues[issue].option_ids]
    return np.asarray(found[np.ix_(places, places)], dtype=np.bool_)


def drawn_row(order: Bools, rng: Generator, spacing: str = EVEN) -> Floats:
    """Return values in [0, 1] drawn at random among those that keep an order, its best at 1 and its worst at 0.

    Parameters
    ----------
    order : which options are at least as high as which, `(n_options, n_options)`.
    rng : the generator.
    spacing : "even": evenly among the values that keep the order. "gaps": in an order drawn so, the gaps between
        neighbours are drawn evenly from [0, 1], independently, and scaled to sum to one; large gaps are rarer.

    Raises
    ------
    UsageError
        when an order of many options is met too seldom.
    """
    n = len(order)
    level = order & order.T
    first = np.array([int(np.flatnonzero(level[j])[0]) for j in range(n)])
    top = np.logical_and.reduce(order, axis=1)
    bottom = np.logical_and.reduce(order, axis=0)
    free = [j for j in range(n) if first[j] == j and not top[j] and not bottom[j]]
    values = np.where(top, 1.0, 0.0)
    if free and not (order[np.ix_(free, free)] | order[np.ix_(free, free)].T).all():
        values[free] = _fitting(order[np.ix_(free, free)], rng)
    elif free:
        ranked = sorted(free, key=lambda j: int(order[j, free].sum()))
        values[ranked] = np.sort(rng.random(len(free)))
    if spacing == GAPS and free:
        levels = np.unique(values)
        gaps = rng.random(len(levels) - 1)
        values = np.concatenate(([0.0], np.cumsum(gaps) / gaps.sum()))[np.searchsorted(levels, values)]
        values[top] = 1.0
    return np.asarray(values[first], dtype=np.float64)


def _fitting(order: Bools, rng: Generator) -> Floats:
    """Return the first even draw that keeps a partial order."""
    above, below = np.nonzero(order & ~np.eye(len(order), dtype=np.bool_))
    for _ in range(MOST_TRIES):
        values = rng.random(len(order))
        if (values[above] >= values[below]).all():
            return values
    raise UsageError("an order that random values meet", f"one of {len(order)} options that they do not")


def drawn_weights(n_issues: int, rng: Generator) -> Floats:
    """Return weights that sum to one, drawn evenly from the simplex `(n_issues,)`."""
    raw = rng.exponential(size=n_issues)
    return np.asarray(raw / raw.sum(), dtype=np.float64)


# -- shares over draws -------------------------------------------------------------------------------------------------


@frozen
class Acceptability:
    """In what share of the draws something holds (SMAA: Lahdelma and Salminen 1998).

    Parameters
    ----------
    draws, seed, keep, spacing, disagreement : how it was sampled.
    zone : the share of draws in which a zone exists.
    nash : how many draws have a Nash package: one from which every party gains.
    options : for each issue and option, the share of Nash packages in which it stands.
    below : for each actor, the share of Nash packages that leave it below its start.
    sizes : how many packages the zone holds, draw by draw: int64 array `(draws,)`.
    """

    draws: int
    seed: int
    keep: str
    spacing: str
    disagreement: str
    zone: float
    nash: int
    options: Table[str, Table[str, float]]
    below: Table[str, float]
    sizes: Ints = field(eq=False, repr=False)

    @property
    def standard_error(self) -> float:
        """The standard error of the zone's share."""
        return float(np.sqrt(self.zone * (1 - self.zone) / self.draws))

    def as_plain(self) -> dict[str, Any]:
        """Return the shares as plain values, for JSON."""
        found = {
            name: getattr(self, name) for name in ("draws", "seed", "keep", "spacing", "disagreement", "zone", "nash")
        }
        found["options"] = {issue: dict(shares) for issue, shares in self.options.items()}
        return {**found, "below": dict(self.below)}


def acceptability(
    scenario: Scenario,
    world: World | None = None,
    *,
    draws: int = 600,
    seed: int = 1,
    keep: str = ROWS,
    spacing: str = EVEN,
    disagreement: str = "no deal",
) -> Acceptability:
    """Return in what share of order-consistent draws a zone exists, options stand in the Nash package, actors lose.

    Parameters
    ----------
    scenario : what is negotiated.
    world : the state of the world; the start, before the opening, if left out.
    draws, seed : how often, and the key of the generator.
    keep, spacing : which orders are kept, and how values are spaced; see `order_of` and `drawn_row`.
    disagreement : "no deal", worked out again for each draw, or "start": the status quo.

    Returns
    -------
    acceptability : shares.

    Raises
    ------
    UnknownNameError, UsageError
        for an unknown kind of order, spacing or disagreement point, draws that are none, parties without preferences.

    Notes
    -----
    Saliences are drawn evenly from the simplex; in each row the values between best (1) and worst (0) evenly among
    those that keep its order. Interactions, effects and beliefs stay as they are. The Nash package is the best of the
    zone for the parties with preferences, compared in whole numbers.
    """
    if keep not in KEPT:
        raise UnknownNameError("kind of order", keep, KEPT)
    if spacing not in SPACINGS:
        raise UnknownNameError("spacing", spacing, SPACINGS)
    if disagreement not in {"no deal", "start"}:
        raise UnknownNameError("disagreement point", disagreement, ("no deal", "start"))
    if draws < 1:
        raise UsageError("at least one draw", str(draws))
    drawn = Drawn(scenario, world_at_start(scenario) if world is None else world, keep, disagreement, spacing)
    rng, sizes, picked = philox(seed), np.zeros(draws, dtype=np.int64), []
    below = dict.fromkeys(drawn.actors, 0)
    for i in range(draws):
        one = drawn.one(rng)
        inside = drawn.zone(one)
        sizes[i] = np.count_nonzero(inside)
        best = drawn.nash(one, inside)
        if best is not None:
            picked.append(int(drawn.candidates[best]))
            for actor in drawn.actors:
                below[actor] += int(one.gains(actor, best) < 0)
    places = np.array(np.unravel_index(np.array(picked, dtype=np.int64), scenario.shape))
    options = {
        issue.id: Table({o: _share(np.count_nonzero(row == j), len(picked)) for j, o in enumerate(issue.option_ids)})
        for issue, row in zip(scenario.agenda, places, strict=True)
    }
    losers = Table({actor: _share(n, len(picked)) for actor, n in below.items()})
    zone = float(np.count_nonzero(sizes) / draws)
    return Acceptability(draws, seed, keep, spacing, disagreement, zone, len(picked), Table(options), losers, sizes)


def _share(n: int | np.integer[Any], total: int) -> float:
    return float(n) / total if total else 0.0


@frozen
class One:
    """One draw: what the candidates are worth to each actor, its start and its floor, in units."""

    scenario: Scenario | None = field(repr=False)
    values: dict[str, Ints]
    expected: dict[str, Ints]
    starts: dict[str, int]
    floors: dict[str, int]

    def gains(self, actor: str, place: int) -> int:
        """Return an actor's change from the start at one of the candidates."""
        return int(self.values[actor][place]) - self.starts[actor]


@frozen
class Drawn:
    """A scenario whose preferences are drawn: what does not hang on them is worked out once."""

    scenario: Scenario
    world: World
    keep: str
    disagreement: str
    spacing: str = EVEN

    def __attrs_post_init__(self) -> None:
        if not self.bargaining:
            raise UsageError("a party with preferences", "none", "give an actor salience and values")
        require(16 * len(self.scenario.agenda) * self.scenario.n_packages, BUDGET, "the options of every package")

    @cached_property
    def actors(self) -> tuple[str, ...]:
        """The actors with preferences, in the order of the file."""
        return tuple(actor.id for actor in self.scenario.actors.values() if actor.has_preferences)

    @cached_property
    def bargaining(self) -> tuple[str, ...]:
        """The parties with preferences."""
        return tuple(actor for actor in self.scenario.parties if self.scenario.actors[actor].has_preferences)

    @cached_property
    def moving(self) -> tuple[Named, ...]:
        """The lines, gates and signatures that hang on what is drawn."""
        return tuple(each for each in named_in(self.scenario) if self._moves(each))

    def _moves(self, named: Named) -> bool:
        constraint = named.constraint
        if constraint.kind == LINE:
            line = self.scenario.actors[constraint.actor or ""].red_lines[constraint.name.rpartition(".")[2]]
            asks = any(names_order(line.crossed, issue.id) for issue in self.scenario.agenda)
            return asks and self.keep != ROWS and constraint.actor in self.actors
        return constraint.kind in {GATE, SIGNATURE} and self._asks_worth(constraint.actor or "")

    def _asks_worth(self, actor: str) -> bool:
        """Return whether an actor's word hangs on somebody's utility."""
        who = self.scenario.actors.get(actor)
        if who is None or actor in self.scenario.parties:
            return False
        return who.has_preferences or any(self._asks_worth(member) for member in who.members)

    @cached_property
    def candidates(self) -> Ints:
        """The indices of the packages that satisfy everything that does not hang on what is drawn."""
        ground = ground_of(self.scenario, self.world)
        allowed = ground.bits((FLOOR, GAIN))
        for each in self.moving:
            allowed |= 1 << ground.places[each.constraint.name]
        return np.flatnonzero(ground.within(allowed))

    @cached_property
    def _options(self) -> Ints:
        return np.array(np.unravel_index(self.candidates, self.scenario.shape), dtype=np.int64)

    @cached_property
    def signing(self) -> dict[str, Bools]:
        """Which candidates need the signature of each actor with preferences."""
        page = self._page(self.scenario)
        return {a: page.signs(a)[self.candidates] for a in page.signatories() if a in self.actors}

    def _page(self, scenario: Scenario) -> Page:
        return Page(scenario, self.world, whole(scenario.shape), frozenset(scenario.parties))

    @cached_property
    def orders(self) -> dict[str, tuple[Bools, ...]]:
        """Each actor's orders, issue by issue."""
        issues = [issue.id for issue in self.scenario.agenda]
        return {a: tuple(order_of(self.scenario, a, issue, self.keep) for issue in issues) for a in self.actors}

    @cached_property
    def _beside(self) -> dict[str, tuple[Ints, int]]:
        """What candidates and the start are worth to each actor beside the sum of their parts."""
        blank = tuple((0,) * size for size in self.scenario.shape)
        place, found = self.scenario.index_of(self.scenario.start), {}
        for actor in self.actors:
            rest = worth(self.scenario, actor, self.world, blank)
            found[actor] = rest[self.candidates], int(rest[place])
        return found

    @cached_property
    def _is_plain(self) -> bool:
        """Whether a draw is all that counts: no distrust, no answers and no no-deal values that hang on it."""
        trusting = not any(trusts_of(self.scenario, actor, self.world) for actor in self.actors)
        return trusting and self.disagreement == "start" and not self.moving

    def numbers(self, rng: Generator) -> dict[str, tuple[Floats, list[Floats]]]:
        """Return weights and values by actor, drawn."""
        n_issues = len(self.scenario.agenda)
        return {
            actor: (drawn_weights(n_issues, rng), [drawn_row(order, rng, self.spacing) for order in orders])
            for actor, orders in self.orders.items()
        }

    def one(self, rng: Generator) -> One:
        """Return one draw."""
        numbers = self.numbers(rng)
        values, starts = {}, {}
        for actor, (weights, rows) in numbers.items():
            beside, at_start = self._beside[actor]
            parts = [
                np.array([units(float(weight * value)) for value in row], dtype=np.int64)
                for weight, row in zip(weights, rows, strict=True)
            ]
            values[actor] = beside + sum(part[row] for part, row in zip(parts, self._options, strict=True))
            starts[actor] = at_start + sum(int(p[j]) for p, j in zip(parts, self.scenario.start, strict=True))
        if self._is_plain:
            return One(None, values, values, starts, starts)
        scenario = self._with(numbers)
        expected = {
            actor: expected_worth(scenario, actor, self.world)[self.candidates]
            if trusts_of(scenario, actor, self.world)
            else values[actor]
            for actor in self.signing
        }
        floors = starts
        if self.disagreement != "start":
            floors = {actor: no_deal(scenario, actor, self.world) or 0 for actor in self.signing}
        return One(scenario, values, expected, starts, floors)

    def _with(self, numbers: dict[str, Any]) -> Scenario:
        """Return the scenario with preferences drawn."""
        actors = self.scenario.actors
        for actor, (weights, rows) in numbers.items():
            salience, values = {}, {}
            for issue, weight, row in zip(self.scenario.agenda, weights, rows, strict=True):
                salience[issue.id] = Number(float(weight))
                scale = "unit" if row.min() == 0 and row.max() == 1 else "as_given"
                drawn = {o: Number(float(value)) for o, value in zip(issue.option_ids, row, strict=True)}
                values[issue.id] = Row(drawn, scale)
            changed = evolve(actors[actor], salience=Table(salience), values=Table(values), orders=Table())
            actors = actors.with_item(actor, changed)
        return evolve(self.scenario, actors=actors, base=None)

    def zone(self, one: One) -> Bools:
        """Return which candidates lie in the zone of a draw."""
        inside = np.ones(len(self.candidates), dtype=np.bool_)
        above = np.zeros(len(self.candidates), dtype=np.bool_)
        for actor, signs in self.signing.items():
            gains = one.expected[actor] - one.floors[actor]
            inside &= ~signs | (gains >= 0)
            above |= signs & (gains > 0)
        if one.scenario is not None and self.moving:
            page = self._page(one.scenario)
            tests = {each.constraint.name: each for each in named_in(one.scenario)}
            for each in self.moving:
                inside &= tests[each.constraint.name].holds(page)[self.candidates]
        return np.asarray(inside & above, dtype=np.bool_)

    def nash(self, one: One, inside: Bools) -> int | None:
        """Return the place among the candidates of the Nash package of a draw, or None."""
        places = np.flatnonzero(inside)
        gains = np.stack([one.values[actor][places] - one.floors[actor] for actor in self.bargaining])
        rule = Nash((1.0,) * len(self.bargaining))
        rule.feed(places, gains)
        best = rule.best()
        return None if best is None else best[0]


# -- all numbers at once -----------------------------------------------------------------------------------------------


@frozen
class FromOrders:
    """What holds for all, and for some, of the numbers that keep the orders; bool arrays `(n_packages,)`.

    Parameters
    ----------
    necessary, possible : by actor with preferences: the packages that are worth no less to it than the start plus
        its margin, whatever the numbers, and under some numbers.
    certain, thinkable : the packages that lie in the zone whatever the numbers, and under some numbers.
    """

    necessary: Table[str, Bools] = field(eq=False, repr=False)
    possible: Table[str, Bools] = field(eq=False, repr=False)
    certain: Bools = field(eq=False, repr=False)
    thinkable: Bools = field(eq=False, repr=False)

    @property
    def zone(self) -> str:
        """Whether a zone exists: "necessary" (one package suits all numbers), "possible", or "impossible"."""
        if self.certain.any():
            return "necessary"
        return "possible" if self.thinkable.any() else "impossible"


def from_orders(
    scenario: Scenario, world: World | None = None, *, keep: str = STATED, margins: dict[str, float] | None = None
) -> FromOrders:
    """Return what follows from orders alone, over all weights and all values that keep them.

    Parameters
    ----------
    scenario : what is negotiated.
    world : the state of the world; the start, before the opening, if left out.
    keep : which orders are kept; see `order_of`.
    margins : by actor, how much more than the start an agreement must be worth to it, in utility; 0 if left out: the
        disagreement point is the status quo.

    Raises
    ------
    UnknownNameError, UsageError
        for an unknown kind of order, no party with preferences, or too many packages.

    Notes
    -----
    With z_kj = w_k v_kj utilities are linear in z, and z ranges over a polytope: it is the convex hull of its corners,
    each of which puts all weight on one issue and 1 on the options of an up-set of its order, 0 on the others. So

        min U(x) − U(y) = min_k (0 if x_k is at least as high as y_k in every such order, else −1) + c(x) − c(y)
        max U(x) − U(y) = max_k (0 if y_k is at least as high as x_k in every such order, else 1) + c(x) − c(y)

    with c the interactions and effects, which stay as they are. This is what a linear program over z gives. A row whose
    options all tie is worth 0. `certain` asks for one package that suits all numbers: there may be a zone under all
    numbers without it, so that "possible" does not exclude a zone that is always there. Actors' numbers are independent
    of one another, so `thinkable` is exact where no gate or signature hangs on a bystander's utility; those count as
    given in `thinkable`, and must hold whatever the numbers in `certain`.
    """
    if keep not in KEPT:
        raise UnknownNameError("kind of order", keep, KEPT)
    drawn = Drawn(scenario, world_at_start(scenario) if world is None else world, keep, "start")
    options = np.array(np.unravel_index(np.arange(scenario.n_packages), scenario.shape))
    necessary, possible, above = {}, {}, {}
    for actor in drawn.actors:
        low, high = _extremes(drawn, actor, options)
        margin = units((margins or {}).get(actor, 0.0))
        necessary[actor], possible[actor] = low >= margin, high >= margin
        above[actor] = (low >= margin) & (high > margin), high > margin
    static = np.zeros(scenario.n_packages, dtype=np.bool_)
    static[drawn.candidates] = True
    signs = {actor: drawn._page(scenario).signs(actor) for actor in drawn.signing}  # noqa: SLF001 - same module
    certain, thinkable = static & (not drawn.moving), static.copy()
    gains_certain, gains_thinkable = np.zeros_like(static), np.zeros_like(static)
    for actor, signed in signs.items():
        certain &= ~signed | necessary[actor]
        thinkable &= ~signed | possible[actor]
        gains_certain |= signed & above[actor][0]
        gains_thinkable |= signed & above[actor][1]
    return FromOrders(Table(necessary), Table(possible), certain & gains_certain, thinkable & gains_thinkable)


def _extremes(drawn: Drawn, actor: str, options: Ints) -> tuple[Ints, Ints]:
    """Return the least and the most that packages may be worth to an actor beyond the start, in units."""
    scenario = drawn.scenario
    low: Any = None
    high: Any = None
    for order, row, start in zip(drawn.orders[actor], options, scenario.start, strict=True):
        least = np.where(order[:, start], 0, -UNIT)[row]
        most = np.where(order[start], 0, UNIT)[row]
        low = least if low is None else np.minimum(low, least)
        high = most if high is None else np.maximum(high, most)
    rest = worth(scenario, actor, drawn.world, tuple((0,) * size for size in scenario.shape))
    beyond = rest - rest[scenario.index_of(scenario.start)]
    return low + beyond, high + beyond
