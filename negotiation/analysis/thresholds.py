"""The exact values of single numbers at which a zone opens or closes.

What belongs here: one number at a time, everything else as it is. How the zone depends on it is in `turning`, what
changes several numbers at once in `relaxations`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from attrs import frozen

from negotiation.analysis.constraints import Ground, ground_of
from negotiation.analysis.dials import crossing_dial, dials_of
from negotiation.analysis.turning import Turning
from negotiation.analysis.watching import NUMBERS, ticks
from negotiation.analysis.wording import path_text, told_apart
from negotiation.errors import UnknownNameError
from negotiation.text.catalogue import say

if TYPE_CHECKING:
    from negotiation.scenario.basis import Basis
    from negotiation.scenario.scenario import Scenario
    from negotiation.scenario.world import World


@frozen
class Threshold:
    """Where turning one number, and nothing else, opens or closes the zone.

    Parameters
    ----------
    path : where the number stands; `crossing_cost` for the common cost of crossing declared lines.
    now : its value.
    last : the last value, on the way from now, at which the zone is as it is now.
    first : the next float: the first value at which the zone has opened or closed.
    opens : whether the zone opens there; otherwise it closes.
    basis : who answers for the number.
    within_range : whether `first` lies in the author's range; True where none is given.
    """

    path: str
    now: float
    last: float
    first: float
    opens: bool
    basis: Basis | None = None
    within_range: bool = True

    @property
    def change(self) -> float:
        """How far the number is turned, up or down."""
        return self.first - self.now


def thresholds_of(
    scenario: Scenario, world: World | None = None, *, paths: Iterable[str] | None = None
) -> tuple[Threshold, ...]:
    """Return where turning one number opens the zone (if there is none) or closes it (if there is one).

    Parameters
    ----------
    scenario : what is negotiated.
    world : the state of the world; the start, before the opening, if left out.
    paths : which numbers; every one that may matter if left out.

    Returns
    -------
    thresholds : at most one for each number and direction, the nearest; by how far the number is turned.

    Raises
    ------
    UnknownNameError
        when a path is that of no number that may be turned.
    UsageError
        when the packages are too many to hold.

    Notes
    -----
    Utilities and no-deal values are linear in each single number, but for kinks at known places. So each package is in
    the zone on intervals that are computed from two points of each piece, their union is taken over all packages, and
    its ends are then made exact by bisection down to neighbouring floats on the integers themselves. Where a threat is
    decided by its issuer's seat, no-deal values may jump; they are then followed in pieces of 1/64 of the bounds.
    """
    return thresholds_in(ground_of(scenario, world), paths)


def thresholds_in(ground: Ground, paths: Iterable[str] | None = None) -> tuple[Threshold, ...]:
    """Return the thresholds of a ground, as `thresholds_of` does."""
    dials = {dial.path: dial for dial in dials_of(ground.scenario)}
    chosen = tuple(dials if paths is None else paths)
    for path in chosen:
        if path not in dials:
            raise UnknownNameError("number that may be turned", path, tuple(dials))
    found = [each for path in ticks(chosen, len(chosen), NUMBERS) for each in turned(Turning(ground, dials[path]))]
    return tuple(sorted(found, key=lambda each: (abs(each.change), each.path)))


def crossing_cost_of(scenario: Scenario, world: World | None = None) -> Threshold | None:
    """Return the least common cost of crossing declared lines at which these lines close the zone.

    None where no line is declared, where there is no zone even at no cost, or where no cost up to twice everything at
    stake closes it.
    """
    dial = crossing_dial(scenario)
    if dial is None:
        return None
    ground = ground_of(dial.turn(0.0), world)
    return next(iter(turned(Turning(ground, dial))), None) if ground.is_open else None


def turned(turning: Turning) -> Iterator[Threshold]:
    """Yield where turning a dial down, then up, first opens or closes the zone."""
    dial, opens = turning.dial, not turning.ground.is_open
    for goal in (dial.low, dial.high):
        pair = turning.first_flip(goal)
        if pair is not None:
            inside = dial.is_within_range(pair[1])
            yield Threshold(dial.path, dial.now, *pair, opens, dial.basis, inside)


def threshold_text(scenario: Scenario, threshold: Threshold, language: str = "en") -> str:
    """Return a threshold in words: which number, where the zone opens or closes, where it stands now."""
    what = path_text(scenario, threshold.path, language)
    now, first = told_apart(threshold.now, threshold.first)
    if threshold.opens:
        text = say("{what}: a zone opens at {first} (now {now})", language, what=what, first=first, now=now)
    else:
        text = say("{what}: the zone closes at {first} (now {now})", language, what=what, first=first, now=now)
    outside = say("outside the range its author gives", language)
    return text if threshold.within_range else say("{text}, {more}", language, text=text, more=outside)
