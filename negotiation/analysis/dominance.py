"""The exact non-dominated filter on whole numbers: ties are kept, nothing is rounded, NumPy only.

A point dominates another when it is at least as high in every objective and higher in one. Arrays have the axes
(n_objectives, n_points).

Notes
-----
Two objectives: one sort and a running maximum. More: the divide-and-conquer of Kung, Luccio and Preparata (1975, "On
finding the maxima of a set of vectors"), on distinct points in lexicographic order; small subproblems are compared
pairwise. A few strong points, chosen on a sample, are used first to discard most of a long table.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from negotiation.analysis.boxes import Bools, Ints

#: Pairs up to which points are compared all with all.
PAIRWISE = 2**14
#: Points from which a sample of strong points pays.
LONG = 2**13
SAMPLE = 1024
STRONG_POINTS = 24


def nondominated(values: Ints) -> Ints:
    """Return the positions of the points that no other dominates, ascending; equal points stand or fall together.

    Parameters
    ----------
    values : int64 array `(n_objectives, n_points)`, higher is better.

    Returns
    -------
    positions : int64 array `(n_kept,)`.
    """
    values = np.asarray(values, dtype=np.int64)
    n_points = values.shape[1]
    if n_points == 0:
        return np.arange(0, dtype=np.int64)
    if n_points < LONG or len(values) == 1:
        return np.flatnonzero(_maxima(values))
    kept = survivors(values, strong_points(values))
    return kept[_maxima(values[:, kept])]


def distinct_front(values: Ints, rank: Callable[[Ints], Ints]) -> Ints:
    """Return the positions of the points that no other dominates, one for each of equal points, higher ones first.

    Parameters
    ----------
    values : int64 array `(n_objectives, n_points)`, higher is better.
    rank : given positions `(n,)`, whole numbers `(n_digits, n)`: of equal points the lowest in rank is returned.

    Returns
    -------
    positions : int64 array `(n_kept,)`, descending in the first objective, then in the next.
    """
    order = _plane_order(values) if len(values) == 2 else np.lexsort(values[::-1])[::-1]  # noqa: PLR2004 - the plane
    ordered = values[:, order]
    new = np.ones(len(order), dtype=np.bool_)
    new[1:] = (ordered[:, 1:] != ordered[:, :-1]).any(axis=0)
    first = np.flatnonzero(new)
    kept = _distinct_maxima(ordered[:, first]) if len(first) else first
    begins, ends = first[kept], np.append(first[1:], len(order))[kept]
    found = order[begins]
    for i in np.flatnonzero(ends - begins > 1):
        equal = order[begins[i] : ends[i]]
        found[i] = equal[np.lexsort(rank(equal)[::-1])[0]]
    return found


def _plane_order(values: Ints) -> Ints:
    """Positions in descending order of both objectives; one fast sort where no two are equal in the first."""
    order = np.argsort(values[0])[::-1]
    ordered = values[0, order]
    return order if (ordered[1:] < ordered[:-1]).all() else np.lexsort(values[::-1])[::-1]


def strong_points(values: Ints) -> Ints:
    """Return a few points `(n_objectives, n_strong)` that together dominate most of a sample of the others."""
    sample = values[:, :: max(1, values.shape[1] // SAMPLE)]
    best = values[:, [int(np.argmax(each)) for each in _directions(values)]]
    front = sample[:, _maxima(sample)]
    front = np.concatenate([front, best], axis=1)[:, : 2 * SAMPLE]
    beats = _at_least(front, sample) & ~_at_least(sample, front).T
    chosen, open_ = [], np.ones(sample.shape[1], dtype=np.bool_)
    for _ in range(STRONG_POINTS):
        gain = np.count_nonzero(beats[:, open_], axis=1)
        strongest = int(np.argmax(gain))
        if gain[strongest] * 200 < sample.shape[1]:
            break
        chosen.append(strongest)
        open_ &= ~beats[strongest]
    return front[:, chosen]


def _directions(values: Ints) -> list[Ints]:
    """Weighted sums of the objectives, each scaled to its range: all alike, then each in turn counted double."""
    low, high = values.min(axis=1), values.max(axis=1)
    scale = 1.0 / np.maximum(high - low, 1)
    alike = scale @ values
    return [alike, *(alike + scale[k] * values[k] for k in range(len(values)))]


def _at_least(first: Ints, second: Ints) -> Bools:
    """Whether each of the first points is at least as high throughout as each of the second: `(n_first, n_second)`."""
    found = first[0][:, None] >= second[0][None, :]
    for mine, theirs in zip(first[1:], second[1:], strict=True):
        found &= mine[:, None] >= theirs[None, :]
    return np.asarray(found, dtype=np.bool_)


def survivors(values: Ints, strong: Ints) -> Ints:
    """Return the positions of the points that none of the strong points dominates, ascending."""
    kept = np.arange(values.shape[1])
    for point in strong.T:
        current = values if len(kept) == values.shape[1] else values[:, kept]
        beaten = current[0] <= point[0]
        equal = current[0] == point[0]
        for row, level in zip(current[1:], point[1:], strict=True):
            beaten &= row <= level
            equal &= row == level
        stays = ~beaten | equal
        kept = kept[stays]
    return kept


def _maxima(values: Ints) -> Bools:
    """Return which points no other dominates: bool array `(n_points,)`."""
    order = np.lexsort(values[::-1])[::-1]
    ordered = values[:, order]
    new = np.ones(len(order), dtype=np.bool_)
    new[1:] = (ordered[:, 1:] != ordered[:, :-1]).any(axis=0)
    distinct = ordered[:, new]
    stands = np.zeros(distinct.shape[1], dtype=np.bool_)
    stands[_distinct_maxima(distinct)] = True
    found = np.empty(len(order), dtype=np.bool_)
    found[order] = stands[np.cumsum(new) - 1]
    return found


def _distinct_maxima(values: Ints) -> Ints:
    """Return the maxima of distinct points in descending lexicographic order: only an earlier point can dominate."""
    if len(values) == 1:
        return np.zeros(1, dtype=np.int64)
    if len(values) == 2:  # noqa: PLR2004 - the plane
        highest = np.maximum.accumulate(values[1])
        stands = np.ones(values.shape[1], dtype=np.bool_)
        stands[1:] = values[1, 1:] > highest[:-1]
        return np.flatnonzero(stands)
    n_points = values.shape[1]
    if n_points * n_points <= PAIRWISE:
        beaten = np.triu(_at_least(values[1:], values[1:]), 1).any(axis=0)
        return np.flatnonzero(~beaten)
    half = n_points // 2
    first = _distinct_maxima(values[:, :half])
    second = _distinct_maxima(values[:, half:]) + half
    return np.concatenate([first, second[unbeaten(values[1:, first], values[1:, second])]])


def unbeaten(by: Ints, values: Ints) -> Bools:
    """Return which points are not at most as high throughout as some point of `by`: bool array `(n_points,)`."""
    n_by, n_points = by.shape[1], values.shape[1]
    if not n_by or not n_points:
        return np.ones(n_points, dtype=np.bool_)
    if len(by) == 1:
        return np.asarray(values[0] > by[0].max(), dtype=np.bool_)
    if len(by) == 2:  # noqa: PLR2004 - the plane
        return _unbeaten_in_the_plane(by, values)
    if n_by * n_points <= PAIRWISE:
        return np.logical_not(_at_least(by, values).any(axis=0))
    return _split(by, values)


def _unbeaten_in_the_plane(by: Ints, values: Ints) -> Bools:
    order = np.argsort(by[0], kind="stable")
    highest = np.maximum.accumulate(by[1, order[::-1]])[::-1]
    place = np.searchsorted(by[0, order], values[0], side="left")
    found = np.ones(values.shape[1], dtype=np.bool_)
    within = place < len(order)
    found[within] = values[1, within] > highest[place[within]]
    return found


def _split(by: Ints, values: Ints) -> Bools:
    """Divide both sets at the middle of the last objective; what lies across needs the other objectives only."""
    last = np.concatenate([by[-1], values[-1]])
    low, high = last.min(), last.max()
    if low == high:
        return unbeaten(by[:-1], values[:-1])
    middle = np.partition(last, len(last) // 2)[len(last) // 2]
    if middle == low:
        middle = last[last > low].min()
    by_high, high_ = by[-1] >= middle, values[-1] >= middle
    found = np.ones(values.shape[1], dtype=np.bool_)
    found[high_] = unbeaten(by[:, by_high], values[:, high_])
    lower = np.flatnonzero(~high_)
    lower = lower[unbeaten(by[:-1, by_high], values[:-1, lower])]
    found[~high_] = False
    found[lower] = unbeaten(by[:, ~by_high], values[:, lower])
    return found
