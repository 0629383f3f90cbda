"""The Zeuthen strategy for simultaneous monotonic concession.

Zeuthen (1930), Problems of Monopoly and Economic Warfare; Harsanyi (1956), Econometrica 24; Rosenschein &
Zlotkin (1994), Rules of Encounter, ch. 3. It ends at a package with the largest product of gains, up to the grid.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from attrs import frozen

from negotiation.analysis.payoffs import worth
from negotiation.engine.acts import Act
from negotiation.scenario import Actor
from negotiation.scenario.no_deal import no_deal

if TYPE_CHECKING:
    from negotiation.engine.view import View


@frozen
class Zeuthen:
    """Concede when one's own risk limit is not the larger, just enough to make it so; accept what is as good.

    risk_i = (u_i(own) − u_i(theirs)) / (u_i(own) − d_i), 1 where u_i(own) = d_i.

    Parameters
    ----------
    other : the other side as the seat believes it to be: its preferences are an assumption of the strategy, for
        the View holds none. Its no-deal value is taken from the same assumption.
    """

    other: Actor

    def seat(self, view: View) -> Weighing:
        """Return a fresh player for one play."""
        known = view.scenario.with_actor(self.other)
        theirs = worth(known, self.other.id, view.world).astype(float)
        floor = no_deal(known, self.other.id, view.world)
        return Weighing(theirs, float(floor or 0))


class Weighing:
    """One seat that weighs the two sides' risk limits."""

    def __init__(self, theirs: np.ndarray, floor: float) -> None:
        self.theirs, self.their_floor = theirs, floor
        self.offer = -1

    def decide(self, view: View, rng: object) -> Act:
        """Return the act for now."""
        mine, floor = view.worth.astype(float), float(view.no_deal)
        feasible = view.acceptable & (mine >= floor) & (self.theirs >= self.their_floor)
        if not feasible.any():
            return view.say("passes")
        other = view.index(view.offers[-1]) if view.offers else -1
        if "accepts" in view.may and self.offer >= 0 and view.open:
            label = max(view.open, key=lambda each: mine[view.index(each)])
            if mine[view.index(label)] >= mine[self.offer]:
                return view.say("accepts", label)
        if "tables" not in view.may:
            return view.say("passes")
        if self.offer < 0:
            self.offer = _best(feasible, mine, self.theirs)
        elif other >= 0:
            self._concede(mine, floor, feasible, other)
        return view.table(self.offer)

    def _concede(self, mine: np.ndarray, floor: float, feasible: np.ndarray, other: int) -> None:
        own = _risk(mine[self.offer], mine[other], floor)
        theirs = _risk(self.theirs[other], self.theirs[self.offer], self.their_floor)
        if own > theirs:
            return
        better = feasible & (self.theirs > self.theirs[self.offer]) & (mine <= mine[self.offer])
        gained = self.theirs[other] - self.theirs
        their_risk = np.where(
            self.theirs[other] > self.their_floor, gained / max(self.theirs[other] - self.their_floor, 1.0), 1.0
        )
        own_risk = np.where(mine > floor, (mine - mine[other]) / np.maximum(mine - floor, 1.0), 1.0)
        enough = better & (own_risk >= their_risk)
        choice = enough if enough.any() else better
        if choice.any():
            self.offer = _best(choice, mine, self.theirs)


def _risk(own: float, other: float, floor: float) -> float:
    return 1.0 if own <= floor else (own - other) / (own - floor)


def _best(among: np.ndarray, mine: np.ndarray, theirs: np.ndarray) -> int:
    """Return the package best for oneself, then for the other, then of lowest index."""
    candidates = np.flatnonzero(among)
    order = np.lexsort((candidates, -theirs[candidates], -mine[candidates]))
    return int(candidates[order[0]])
