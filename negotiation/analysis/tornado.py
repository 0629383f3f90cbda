"""One number at a time: how far a figure moves over each number's range, and where the answer flips.

What belongs here: every number that nobody states, alone, everything else as it is. Many numbers at once are in
`orders`; the exact flips are those of `thresholds`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import numpy as np
from attrs import field, frozen

from negotiation.analysis.constraints import Ground, ground_of
from negotiation.analysis.dials import Dial, dials_of
from negotiation.analysis.picks import Nash
from negotiation.analysis.thresholds import Threshold, turned
from negotiation.analysis.turning import Turning
from negotiation.analysis.watching import NUMBERS, ticks
from negotiation.errors import UnknownNameError, UsageError
from negotiation.scenario.no_deal import no_deal
from negotiation.scenario.numbers import DEFAULTS
from negotiation.scenario.preferences import as_float

if TYPE_CHECKING:
    from negotiation.scenario.basis import Basis
    from negotiation.scenario.scenario import Scenario
    from negotiation.scenario.world import World

ZONE, EXISTS, NO_DEAL, NASH_GAIN = "zone", "exists", "no_deal", "nash_gain"
FIGURES = (ZONE, EXISTS, NO_DEAL, NASH_GAIN)
#: Kinds of number that are probabilities: varied twice as far.
PROBABILITIES = frozenset({"probability", "believed", "without_agreement", "trust"})
#: Parts of a scenario whose numbers vary here; of events only what happens without agreement, of believed chains
#: their losses.
BEARING = frozenset({"actors", "measures", "threats"})


@frozen
class Bar:
    """How far one number alone moves a figure.

    Parameters
    ----------
    path, basis : where the number stands, and who answers for it.
    now, low, high : its value, and the ends of its range or of the default one.
    at_now, at_low, at_high : the figure there; None where it is not defined (no Nash package).
    flips : the exact values at which the zone opens or closes, on either side, however far; see `thresholds`.
    """

    path: str
    basis: Basis | None = field(repr=False)
    now: float
    low: float
    high: float
    at_now: float | None
    at_low: float | None
    at_high: float | None
    flips: tuple[Threshold, ...] = ()

    @property
    def swing(self) -> float:
        """The difference between the largest and the smallest of the three figures; undefined ones count as 0."""
        found = [each or 0.0 for each in (self.at_now, self.at_low, self.at_high)]
        return max(found) - min(found)

    @property
    def flips_within(self) -> bool:
        """Whether the zone opens or closes within the range."""
        return any(self.low <= each.first <= self.high for each in self.flips)

    def as_plain(self) -> dict[str, Any]:
        """Return the bar as plain values, for JSON."""
        names = ("path", "now", "low", "high", "at_now", "at_low", "at_high", "swing")
        found: dict[str, Any] = {name: getattr(self, name) for name in names}
        found["flips"] = [{"at": each.first, "opens": each.opens} for each in self.flips]
        return found


def tornado(
    scenario: Scenario,
    figure: str = ZONE,
    actor: str | None = None,
    world: World | None = None,
    *,
    paths: Iterable[str] | None = None,
    flips: bool = True,
) -> tuple[Bar, ...]:
    """Return how far each number that nobody states moves a figure, the farthest first.

    Parameters
    ----------
    scenario : what is negotiated.
    figure : "zone": how many packages the zone holds. "exists": 1 where there is a zone, else 0. "no_deal": an actor's
        no-deal value. "nash_gain": what an actor expects to gain over no deal at the parties' Nash package in the zone.
    actor : whose no-deal value or gain.
    world : the state of the world; the start, before the opening, if left out.
    paths : which numbers; every one that is not stated and may matter if left out.
    flips : whether to look for the exact values at which the zone opens or closes.

    Returns
    -------
    bars : by swing, the largest first, then by path.

    Raises
    ------
    UnknownNameError
        for an unknown figure, actor or path.
    UsageError
        for a figure of an actor without one, or packages too many to hold.

    Notes
    -----
    A number varies over its author's range; without one by the half-width of its basis to either side (implied 0.10,
    external 0.10, assumed 0.25; probabilities twice that), clipped to what keeps the scenario valid and its orders. A
    salience is multiplied by 1 ± the half-width and the vector made to sum to one again.
    """
    _check(scenario, figure, actor)
    ground = ground_of(scenario, world)
    dials = {dial.path: dial for dial in dials_of(scenario) if _may_vary(dial)}
    chosen = tuple(dials if paths is None else paths)
    for path in chosen:
        if path not in dials:
            raise UnknownNameError("number that may vary", path, tuple(dials))
    asked, going = _Asked(ground, figure, actor or ""), ticks(chosen, len(chosen), NUMBERS)
    bars = [_bar(asked, dials[path], flips=flips) for path in going]
    return tuple(sorted(bars, key=lambda bar: (-bar.swing, bar.path)))


def _check(scenario: Scenario, figure: str, actor: str | None) -> None:
    if figure not in FIGURES:
        raise UnknownNameError("figure", figure, FIGURES)
    if figure in {ZONE, EXISTS}:
        return
    if actor is None:
        raise UsageError(f"the actor whose {figure} is asked for", "nobody")
    if actor not in scenario.actors:
        raise UnknownNameError("actor", actor, tuple(scenario.actors))
    if not scenario.actors[actor].has_preferences:
        raise UsageError("an actor with preferences", f"{actor!r}, which has none", "its figures are not defined")
    if figure == NASH_GAIN and actor not in scenario.parties:
        raise UsageError("a party, for a gain at the Nash package", repr(actor))


def _may_vary(dial: Dial) -> bool:
    """Return whether nobody states a number, and it is one that bears on the zone or on no deal."""
    bears = dial.path.partition(".")[0] in BEARING or dial.path.endswith(".without_agreement")
    return bears and (dial.basis is None or dial.basis.kind != "stated")


def range_of(dial: Dial) -> tuple[float, float]:
    """Return the range over which a number varies: its author's, else the default one of its basis."""
    kind = "assumed" if dial.basis is None else dial.basis.kind
    width, parts = DEFAULTS[kind], dial.path.split(".")
    if dial.range is not None:
        low, high = dial.range
    elif parts[0] == "actors" and parts[2] == "salience":
        low, high = (dial.now * factor / (1 + dial.now * (factor - 1)) for factor in (1 - width, 1 + width))
    else:
        width = 2 * width if PROBABILITIES.intersection(parts) else width
        low, high = dial.now - width, dial.now + width
    return min(max(low, dial.low), dial.now), max(min(high, dial.high), dial.now)


@frozen
class _Asked:
    """The figure that is asked for, of a ground."""

    ground: Ground
    figure: str
    actor: str

    def at(self, turning: Turning, value: float) -> float | None:
        """Return the figure with one number set to a value."""
        if self.figure == NO_DEAL:
            scenario = turning.scenario if value == turning.dial.now else turning.dial.turn(value)
            found = no_deal(scenario, self.actor, self.ground.world)
            return None if found is None else as_float(found)
        inside = turning.opened(value)
        if self.figure == EXISTS:
            return float(inside.any())
        if self.figure == ZONE:
            return float(np.count_nonzero(inside))
        return self.gain(turning, value)

    def gain(self, turning: Turning, value: float) -> float | None:
        """Return what the actor expects to gain at the Nash package of the zone; None where there is none."""
        parties = [actor for actor in turning.scenario.parties if actor in turning.signing]
        places = np.flatnonzero(turning.opened(value))
        gains = np.stack([turning.at(value).gains[actor][places] for actor in parties])
        rule = Nash((1.0,) * len(parties))
        rule.feed(places, gains)
        best = rule.best()
        return None if best is None else as_float(int(best[1][parties.index(self.actor)]))


def _bar(asked: _Asked, dial: Dial, *, flips: bool) -> Bar:
    turning = Turning(asked.ground, dial)
    low, high = range_of(dial)
    return Bar(
        path=dial.path,
        basis=dial.basis,
        now=dial.now,
        low=low,
        high=high,
        at_now=asked.at(turning, dial.now),
        at_low=asked.at(turning, low),
        at_high=asked.at(turning, high),
        flips=tuple(turned(turning)) if flips else (),
    )
