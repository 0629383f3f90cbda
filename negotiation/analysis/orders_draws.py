"""Orders of options, and weights and values drawn at random that keep them."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from negotiation.analysis.boxes import Bools, Floats
from negotiation.errors import UsageError

if TYPE_CHECKING:
    from negotiation.scenario.scenario import Scenario

Generator: TypeAlias = np.random.Generator

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

    >>> from negotiation.analysis.orders_draws import philox
    >>> philox(7).random() == philox(7).random()
    True
    """
    return np.random.Generator(np.random.Philox(key=seed))


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
