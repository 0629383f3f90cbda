"""Good packages of huge agendas without a solver: a weighted dual for the bound, swaps for the package.

A heuristic: it states how far it may be from the best and never calls itself optimal.

Notes
-----
For weights W ≥ 0 no package has Σ W g above its largest weighted sum L(W), which is found exactly. So the smallest
share of scales a is at most L / Σ W a, and the product Π g^w at most Π (w L / (W Σ w))^w. The weights are moved by
multiplicative updates (Arora, Hazan and Kale 2012), which also come across packages; the best is improved by changing
one option or two at a time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from negotiation.analysis.boxes import Floats, Ints
from negotiation.errors import UsageError
from negotiation.scenario.preferences import UNIT

if TYPE_CHECKING:
    from negotiation.analysis.search import Search

ROUNDS = 80
#: Whole numbers that stand for weights sum to about this: fine enough, and where worth is of the size of values far
#: from overflow; to less where gains are larger.
RESOLUTION = 2**18
#: The most that a weighted sum may come to.
MOST_SUM = 2**62
SWAPS_TRIED = 24
MOST_ASCENTS = 200


def ascend(name: str, search: Search, scales: Ints) -> float | None:
    """Look for a good package by a rule and return a bound that no package's value exceeds.

    Parameters
    ----------
    name : "nash", "kalai_smorodinsky" or "egalitarian".
    search : what is looked for; it remembers what is come across.
    scales : what gains are shares of, in units, `(n_actors,)`.

    Returns
    -------
    bound : in utility, as the rule's value; None where no package satisfies the limits, or the bound shows that every
        one leaves somebody below the disagreement point.

    Raises
    ------
    CapError
        when the limits keep too many partial packages apart.
    UsageError
        when no package that the rule may pick is found though the bound allows one.
    """
    bound = _dual(name, search, scales)
    if bound is None or bound < 0:
        return None
    _swaps(name, search, scales)
    if search.pick(name, scales) is None:
        cure = 'install the solver: pip install "negotiation[analysis]"'
        raise UsageError(f"a package for {name}", f"none found, though one of value {bound:.3g} is not ruled out", cure)
    return bound


def _dual(name: str, search: Search, scales: Ints) -> float | None:
    """Move the weights towards those who have least, and return the lowest bound on the way."""
    able = scales > 0
    if not able.any():
        return 0.0
    sizes = np.where(able, scales, 1) / UNIT
    powers = np.array(search.weights) if name == "nash" else np.where(able, 1.0, 0.0)
    share = powers / powers.sum()
    lowest = np.inf
    resolution = max(1, min(RESOLUTION, MOST_SUM // max(1, _reach(search)) - len(scales)))
    for turn in range(ROUNDS):
        whole = np.maximum(np.rint(resolution * share / sizes / (share / sizes).sum()), powers > 0).astype(np.int64)
        best = search.largest_sum(whole)
        if best is None:
            return None
        lowest = min(lowest, _bound(name, best[1] / UNIT, whole, powers, sizes))
        shares = search.found[best[0]] / UNIT / sizes
        share = share * np.exp(-np.clip(shares - shares[able].mean(), -1, 1) / np.sqrt(1 + turn))
        share /= share.sum()
    return float(lowest)


def _reach(search: Search) -> int:
    """Return what no gain exceeds in size, nor any part of it, in units."""
    problem = search.problem
    parts = [np.abs(row).max(axis=1, initial=0) for row in problem.rows]
    terms = [np.abs(each.amounts) for each in problem.couplings]
    return int((np.abs(search.floors) + np.abs(problem.base) + sum(parts) + sum(terms)).max(initial=0))


def _bound(name: str, largest: float, weights: Ints, powers: Floats, sizes: Floats) -> float:
    if name != "nash":
        return float(largest / (weights * sizes)[powers > 0].sum())
    if largest <= 0:
        return -1.0
    return float(np.exp(powers @ np.log(powers * largest / (weights * powers.sum()))))


def _swaps(name: str, search: Search, scales: Ints) -> None:
    """Improve the best package come across by changing one option or two, while that helps."""
    able = scales > 0 if (scales > 0).any() else scales >= 0
    sizes = np.where(scales > 0, scales, 1)
    rows = search.problem.rows
    current = search.pick(name, scales) or _least_bad(search, sizes)
    for _ in range(MOST_ASCENTS):
        moves = [(k, j) for k, row in enumerate(rows) for j in range(row.shape[1]) if j != current[k]]
        steps = np.array([rows[k][:, j] - rows[k][:, current[k]] for k, j in moves]).T
        shares = (search.found[current][:, None, None] + steps[:, :, None] + steps[:, None, :]) / sizes[:, None, None]
        worth = _rough(name, search, shares[able])
        places = np.array([k for k, _ in moves])
        worth[places[:, None] == places[None, :]] = -np.inf
        single = _rough(name, search, ((search.found[current][:, None] + steps) / sizes[:, None])[able])
        order = np.argsort(-np.concatenate([worth.ravel(), single]), kind="stable")[:SWAPS_TRIED]
        before = current
        for at in order:
            changed = list(current)
            pair = (int(at) - worth.size,) if at >= worth.size else divmod(int(at), len(moves))
            for move in pair:
                changed[moves[move][0]] = moves[move][1]
            search.gains(tuple(changed))
        current = search.pick(name, scales) or _least_bad(search, sizes)
        if current == before:
            return


def _rough(name: str, search: Search, shares: Floats) -> Floats:
    """Rank shares, `(n_actors, …)`, for a rule: those in which somebody loses by the largest loss."""
    smallest = shares.min(axis=0)
    if name != "nash":
        return np.asarray(smallest + 1e-6 * shares.sum(axis=0))
    weights = np.array(search.weights)
    product = np.tensordot(weights, np.log(np.maximum(shares, 1e-300)), axes=1)
    return np.where(smallest > 0, product, -1e6 + np.minimum(smallest, 0.0))


def _least_bad(search: Search, sizes: Ints) -> tuple[int, ...]:
    """Return the package come across whose largest loss is smallest."""
    return max(sorted(search.found), key=lambda package: float((search.found[package] / sizes).min()))
