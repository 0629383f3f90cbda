"""On which single numbers a deal hangs: the nearest of them, and what is said of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from negotiation.analysis.thresholds import Threshold, crossing_cost_of, threshold_text, thresholds_of
from negotiation.text.catalogue import say, sentences

if TYPE_CHECKING:
    from negotiation.scenario.scenario import Scenario
    from negotiation.scenario.world import World

#: Packages up to which single numbers are turned without being asked for: some three seconds.
MOST_PACKAGES = 2**16
#: Numbers told.
FEW = 3


def nearest_thresholds(scenario: Scenario, world: World | None = None) -> tuple[Threshold, ...] | None:
    """Return where turning one number opens or closes the zone, those within their author's range first.

    The common cost of crossing declared lines is one of these numbers. None where there are too many packages to try
    in a few seconds, more than MOST_PACKAGES: `thresholds_of` does not stop there.

    Parameters
    ----------
    scenario : what is negotiated.
    world : the state of the world; the start, before the opening, if left out.

    Examples
    --------
    >>> from negotiation.analysis.hinges import nearest_thresholds
    >>> from negotiation.files import load
    >>> [each.path for each in nearest_thresholds(load("two-villages"))][:2]
    ['actors.millbrook.salience.water', 'actors.millbrook.salience.toll']
    """
    if scenario.n_packages > MOST_PACKAGES:
        return None
    crossing = crossing_cost_of(scenario, world)
    found = [*thresholds_of(scenario, world), *([crossing] if crossing is not None else [])]
    return tuple(sorted(found, key=lambda each: (not each.within_range, abs(each.change), each.path)))


def thresholds_text(scenario: Scenario, thresholds: Sequence[Threshold] | None, language: str = "en") -> str:
    """Return on which single numbers a zone hangs: a sentence, then the nearest, a line each.

    `thresholds` as `nearest_thresholds` gives them: within their author's range first; None where none were sought.
    """
    if thresholds is None:
        return say("Too many packages to try every single number here.", language)
    nearest = ["  " + threshold_text(scenario, each, language) for each in thresholds[:FEW]]
    more = [say("The nearest {n}:", language, n=FEW)] if len(thresholds) > FEW else []
    return "\n".join([sentences([how_many_text(thresholds, language), *more]), *nearest])


def how_many_text(thresholds: Sequence[Threshold], language: str = "en") -> str:
    """Return in a sentence how many single numbers would open or close the zone, within their ranges and beyond."""
    if not thresholds:
        return say("No single number, turned within its bounds, opens or closes the zone.", language)
    inside = sum(each.within_range for each in thresholds)
    figures = {"n": inside, "more": len(thresholds) - inside}
    if thresholds[0].opens:
        return say(
            "Single numbers that, turned alone, open a zone: {n} within their author’s range or without one, "
            "{more} beyond it.",
            language,
            **figures,
        )
    return say(
        "Single numbers that, turned alone, close the zone: {n} within their author’s range or without one, "
        "{more} beyond it.",
        language,
        **figures,
    )
