"""The Pareto frontier of an agenda that can be enumerated: exact, ties kept, worked through box by box."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import numpy as np

from negotiation.analysis.boxes import Bools, Ints
from negotiation.analysis.dominance import nondominated, strong_points, survivors
from negotiation.analysis.payoffs import Payoffs, payoffs_of
from negotiation.errors import UsageError

if TYPE_CHECKING:
    from negotiation.scenario.scenario import Scenario
    from negotiation.scenario.world import World

__all__ = ["nondominated", "pareto"]

#: Candidates from which they are reduced to the frontier so far.
MANY = 2**17


def pareto(
    source: Scenario | Payoffs,
    actors: Iterable[str] | None = None,
    within: Any = None,
    world: World | None = None,
) -> Ints:
    """Return the packages that no other package dominates: none is at least as good for every actor and better for one.

    Parameters
    ----------
    source : a scenario, or the table of its payoffs.
    actors : for whom; every actor with preferences (every row of the table) if left out.
    within : bool array `(n_packages,)`, the packages that count; all if left out.
    world : the state of the world, where the source is a scenario.

    Returns
    -------
    packages : int64 array of package indices, ascending; packages with equal utilities stand together. Empty where
        nothing counts.

    Raises
    ------
    UnknownNameError, UsageError
        when an actor is not there or has no preferences, or the mask does not fit the agenda.
    """
    return frontier_of(payoffs_of(source, actors, world), within)[0]


def frontier_of(table: Payoffs, within: Any = None) -> tuple[Ints, Ints]:
    """Return the packages on a table's frontier `(n_kept,)` and their utilities `(n_actors, n_kept)`; see `pareto`."""
    table.enumerable()
    within = to_mask(within, table.n_packages)
    found, values = np.arange(0), np.zeros((len(table.actors), 0), dtype=np.int64)
    strong = values
    waiting: list[tuple[Ints, Ints]] = []
    n_waiting = 0
    for box in table.boxes():
        here = None if within is None else np.flatnonzero(within[box.first : box.stop])
        if here is not None and not len(here):
            continue
        utilities = table.over(box) if here is None else table.over(box)[:, here]
        if not strong.shape[1]:
            strong = strong_points(utilities)
        kept = survivors(utilities, strong)
        waiting.append(((kept if here is None else here[kept]) + box.first, utilities[:, kept]))
        n_waiting += len(kept)
        if n_waiting > MANY:
            found, values = _reduced(found, values, waiting)
            waiting, n_waiting, strong = [], 0, strong_points(values)
    return _reduced(found, values, waiting)


def _reduced(found: Ints, values: Ints, waiting: list[tuple[Ints, Ints]]) -> tuple[Ints, Ints]:
    """Return the frontier of what was found and what waits, with its utilities."""
    found = np.concatenate([found, *(indices for indices, _ in waiting)])
    values = np.concatenate([values, *(utilities for _, utilities in waiting)], axis=1)
    kept = nondominated(values)
    return found[kept], values[:, kept]


def to_mask(within: Any, n_packages: int) -> Bools | None:
    """Return a mask `(n_packages,)` as it is, checked; None for none. Raises UsageError when it does not fit."""
    if within is None:
        return None
    found = np.asarray(within)
    if found.dtype != np.bool_ or found.shape != (n_packages,):
        got = f"an array of {found.dtype} with shape {found.shape}"
        cure = "make one with analysis.masks.mask"
        raise UsageError(f"a mask: {n_packages} booleans, one for each package", got, cure)
    return found
