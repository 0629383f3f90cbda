"""How many packages satisfy formulas, without looking at them one by one."""

from __future__ import annotations

from math import prod

from negotiation.analysis.formulas import settled
from negotiation.analysis.minkowski import CapError, Remainder, settling_order
from negotiation.analysis.separable import Separable

#: Partial packages that leave different formulas open, up to which they are kept apart.
MOST_STATES = 100_000


def n_within(problem: Separable, cap: int = MOST_STATES) -> int:
    """Return how many packages satisfy the limits of an agenda taken apart.

    Parameters
    ----------
    problem : the agenda; its utilities are not looked at.
    cap : how many partial packages may be kept apart by what they leave open.

    Raises
    ------
    CapError
        when there are more.

    Notes
    -----
    Issues that limits couple are settled one by one; partial packages that leave the same formulas open are counted
    together. Counts of groups of issues that nothing couples are multiplied.
    """
    return prod(_of_block(problem, places, cap) for places in problem.blocks) if False not in problem.limits else 0


def _of_block(problem: Separable, places: tuple[int, ...], cap: int) -> int:
    limits, _ = problem.within(places)
    states: dict[Remainder, int] = {limits: 1}
    for done, place in enumerate(settling_order(places, limits)):
        after: dict[Remainder, int] = {}
        for left, count in states.items():
            for option in range(problem.shape[place]):
                key = tuple(settled(each, place, option) for each in left)
                if False not in key:
                    after[key] = after.get(key, 0) + count
        states = after
        if len(states) > cap:
            raise CapError("partial packages", cap, len(states), (f"issue {place}",), done, len(problem.shape))
    return sum(states.values())
