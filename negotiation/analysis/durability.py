"""After signature: does an agreement last? Violations, detection, false alarms, collapse (semantics §9).

Closed forms for the named solutions of the inspection game, and a simulation that they are tested against.
Avenhaus, von Stengel & Zamir (2002), "Inspection games", Handbook of Game Theory 3, §2–4; Tsebelis (1989).
"""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

import numpy as np
from attrs import frozen

from negotiation.errors import UsageError
from negotiation.scenario.performance import detections

if TYPE_CHECKING:
    from negotiation.scenario.binding import Package
    from negotiation.scenario.obligations import Obligation
    from negotiation.scenario.scenario import Scenario


@frozen
class Duty:
    """One obligation under a package: the chance that it is violated in a period, and that this is detected."""

    obligation: Obligation
    violated: float
    detected: float

    @property
    def seen(self) -> float:
        """The probability that the obligation is violated and detected in a period."""
        return self.violated * self.detected


@frozen
class Durability:
    """How an agreement is expected to last, over periods that are alike and independent.

    `false_alarm` is the probability of an alarm without a violation in a period, `periods` the horizon.
    """

    duties: tuple[Duty, ...]
    false_alarm: float
    periods: int

    def honoured(self, n: int | None = None) -> float:
        """Return P(no violation in n periods) = Π_o (1 − P(violated))^n; n defaults to the horizon."""
        product = 1.0
        for duty in self.duties:
            product *= 1 - duty.violated
        return float(product ** self._n(n))

    def in_force(self, n: int | None = None) -> float:
        """Return P(no detected violation and no false alarm in n periods): ((1 − f) Π_o (1 − P(violated) δ))^n."""
        product = 1 - self.false_alarm
        for duty in self.duties:
            product *= 1 - duty.seen
        return float(product ** self._n(n))

    def stands(self, n: int | None = None) -> float:
        """Return P(not ended in n periods): as `in_force`, but what a detection only snaps back does not end it."""
        product = 1 - self.false_alarm
        for duty in self.duties:
            product *= 1 - (duty.seen if duty.obligation.on_detection == "ends" else 0.0)
        return float(product ** self._n(n))

    def undetected(self, n: int | None = None) -> float:
        """Return P(no alarm in n periods | one obligation is violated in each): falls as verification rises."""
        most = max((duty.detected for duty in self.duties), default=0.0)
        return float((1 - most) ** self._n(n))

    def _n(self, n: int | None) -> int:
        found = self.periods if n is None else n
        if found < 0:
            raise UsageError("a number of periods, 0 or more", str(found))
        return found

    def simulate(self, rng: np.random.Generator, runs: int, n: int | None = None) -> tuple[float, float]:
        """Return the shares of simulated runs that were honoured and in force after n periods.

        Once an alarm has ended an agreement nothing more is owed under it, so later violations do not count
        towards `in_force`; `honoured` asks about the duties themselves, period by period, alarm or not.
        """
        periods = self._n(n)
        violated = np.zeros((runs, periods), dtype=bool)
        alarmed = rng.random((runs, periods)) < self.false_alarm
        for duty in self.duties:
            violates = rng.random((runs, periods)) < duty.violated
            violated |= violates
            alarmed |= violates & (rng.random((runs, periods)) < duty.detected)
        return float(np.mean(~violated.any(axis=1))), float(np.mean(~alarmed.any(axis=1)))


def violation(obligation: Obligation, detection: float) -> float:
    """Return P(violation in a period) under an obligation's named solution, δ the detection under control.

    leader: 0 where δ ≥ d/(b + d), else 1 (control is announced). nash: e/(1 − a + e), whatever b and d.
    grim: 0 where δ · patience ≥ d/(d + b), else 1: the shadow of a future that only detection can end.
    """
    d, b = obligation.temptation.value, obligation.penalty.value
    if obligation.solution == "nash":
        e, a = obligation.inspection.value, obligation.alarm.value
        return e / (1 - a + e) if d > 0 else 0.0
    if d == 0:
        return 0.0
    threshold = d / (b + d)
    shadow = detection if obligation.solution == "leader" else detection * obligation.patience.value
    return 0.0 if shadow >= threshold else 1.0


def durability(scenario: Scenario, package: Package, covers: Collection[str] = ()) -> Durability | None:
    """Return how a package is expected to last; None where the scenario names no obligation.

    An obligation counts where the agreement covers its issue (`covers`; without it, every issue that has left the
    status quo at the start).
    """
    if not scenario.obligations:
        return None
    place, rates = detections(scenario)
    rate = rates[package[place]] if place >= 0 else 0.0
    found = []
    for obligation in sorted(scenario.obligations.values(), key=lambda each: each.id):  # as a record has them
        k = scenario.places[obligation.issue]
        if package[k] != scenario.start[k] and (not covers or obligation.issue in covers):
            found.append(Duty(obligation, violation(obligation, rate), _detected(obligation, rate)))
    verification = scenario.verification
    false_alarm = 0.0 if verification is None else verification.false_alarm.value
    periods = 10 if verification is None else verification.periods
    return Durability(tuple(found), false_alarm, periods)


def _detected(obligation: Obligation, rate: float) -> float:
    """Return P(detected | violated): δ, times the chance of being controlled at all where the inspector mixes."""
    if obligation.solution != "nash":
        return rate
    d, b = obligation.temptation.value, obligation.penalty.value
    return rate * (d / (b + d) if b + d > 0 else 0.0)
