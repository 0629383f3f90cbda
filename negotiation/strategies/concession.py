"""Time-dependent concession: demand less as the deadline comes nearer.

Faratin, Sierra & Jennings (1998), "Negotiation decision functions for autonomous agents", Robotics and
Autonomous Systems 24, eqs (1)–(3), polynomial family.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from negotiation.engine.acts import Act
from negotiation.engine.view import Outlook, View
from negotiation.errors import UsageError


@lru_cache(maxsize=256)
def concession_table(horizon: int, exponent: float, start: float = 0.0) -> NDArray[np.float64]:
    """Return the share conceded by turn, an array (horizon + 1,) whose entry t is for turn t; entry 0 is unused.

    α(t) = k + (1 − k) · (t / (T + 1))^(1/β), with T the horizon, β the exponent and k the share at the start.
    Departure from the source: T + 1 for t_max, the field's later convention, so that turn T is not yet 1.
    """
    time = np.arange(horizon + 1) / (horizon + 1)
    found: NDArray[np.float64] = start + (1 - start) * time ** (1 / exponent)
    return found


def _positive(instance: object, attribute: Any, value: object) -> None:
    if not isinstance(value, (int, float)) or not 0 < value < float("inf"):
        raise UsageError(f"a positive {attribute.name}", f"{value!r}")


def a_share(instance: object, attribute: Any, value: object) -> None:
    """Raise UsageError for a field that is no share in [0, 1]."""
    if not isinstance(value, (int, float)) or not 0 <= value <= 1:
        raise UsageError(f"a share in [0, 1] for {attribute.name}", f"{value!r}")


@frozen
class TimeDependent:
    """Demand from the best package down to the no-deal value as time passes; accept what meets the next demand.

    The target in turn t is D + (1 − α(t)) · (best − D), D the seat's no-deal value now; it offers the package of
    least worth that meets the target, and accepts a text worth at least its next offer (AC_next: Baarslag,
    Hindriks & Jonker 2014) or, in the last turn, at least its no-deal value. Nothing below D is ever offered or
    accepted, nor anything across the seat's own absolute lines.

    Parameters
    ----------
    exponent : β of the source; below 1 Boulware (late), 1 linear, above 1 Conceder (early).
    start : the share conceded at the start, in [0, 1].
    """

    exponent: float = field(default=1.0, validator=_positive)
    start: float = field(default=0.0, validator=a_share)

    def seat(self, view: View) -> Conceding:
        """Return a fresh player for one play."""
        return Conceding(view.horizon, self.exponent, self.start)


class Conceding:
    """One seat that plays a time-dependent strategy; keeps at hand what it saw in the outlook it had last.

    `offers` are what it offers in each turn, as far as it has been asked; every play with this curve and in this
    outlook shares them. `before` is what it went by when it last stood by a text, and `again` that act: where neither
    what it would offer nor what it may answer is another, it says the same again.
    """

    __slots__ = ("again", "before", "curve", "last", "offers", "outlook", "signable", "worths")

    def __init__(self, horizon: int, exponent: float, start: float) -> None:
        self.curve, self.last = (horizon, exponent, start), horizon
        self.outlook: Outlook | None = None

    def look(self, outlook: Outlook) -> None:
        """Take down the figures of another outlook."""
        self.outlook, self.worths, self.signable = outlook, outlook.worths, outlook.signable
        self.offers = outlook.offers.setdefault(self.curve, {})
        self.before: tuple[object, ...] = ()
        self.again: Act | None = None

    def offer(self, outlook: Outlook, turn: int) -> int | None:
        """Return the package to offer in a turn: the one of least worth that meets the target, or None."""
        kept = 1.0 - float(concession_table(*self.curve)[turn])
        return outlook.cheapest(outlook.no_deal + round(kept * outlook.room))

    def decide(self, view: View, rng: object) -> Act:
        """Return the act for now."""
        outlook, turn, may = view.outlook, view.turn, view.may
        if outlook is not self.outlook:
            self.look(outlook)
        is_last = turn >= self.last
        turn = min(turn, self.last)
        if turn not in self.offers:
            self.offers[turn] = self.offer(outlook, turn)
        offer = self.offers[turn]
        now = offer, view.open, may, is_last
        if now == self.before and self.again is not None:
            return self.again
        if view.open and "accepts" in may:
            label = best_open(view, self.worths, self.signable)
            if label:
                wanted = outlook.no_deal if offer is None or is_last else self.worths[offer]
                if self.worths[view.index(label)] >= wanted:
                    return view.say("accepts", label)
        if "tables" not in may:
            return view.say("rejects") if "rejects" in may and view.tabled else view.say("passes")
        act = view.table(offer)
        if act.deed == "stands by":
            self.before, self.again = now, act
        return act


def best_open(view: View, worths: list[int], signable: list[bool]) -> str:
    """Return the open text that is worth most to a seat among those it may accept (the latest on ties), or ""."""
    found, most = "", None
    for label in view.open:
        index = view.index(label)
        if signable[index] and (most is None or worths[index] >= most):
            found, most = label, worths[index]
    return found


def Boulware(exponent: float = 0.2, start: float = 0.0) -> TimeDependent:  # noqa: N802
    """Return the strategy that concedes late (β = 0.2)."""
    return TimeDependent(exponent, start)


def Linear(start: float = 0.0) -> TimeDependent:  # noqa: N802
    """Return the strategy that concedes evenly (β = 1)."""
    return TimeDependent(1.0, start)


def Conceder(exponent: float = 5.0, start: float = 0.0) -> TimeDependent:  # noqa: N802
    """Return the strategy that concedes early (β = 5)."""
    return TimeDependent(exponent, start)
