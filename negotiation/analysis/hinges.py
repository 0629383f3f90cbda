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

    The common cost of crossing declared lines is one of these numbers. Where there are too many packages to try every
    number in a few seconds, more than MOST_PACKAGES, the solver turns option values, weights, interactions and no-deal
    values: see `thresholds_searched`; None where it is not installed or cannot tell. `thresholds_of` does not stop
    there.

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
        searched = _searched(scenario, world)
        if searched is None:
            return None
        found = list(searched)
    else:
        crossing = crossing_cost_of(scenario, world)
        found = [*thresholds_of(scenario, world), *([crossing] if crossing is not None else [])]
    return tuple(sorted(found, key=lambda each: (not each.within_range, abs(each.change), each.path)))


def _searched(scenario: Scenario, world: World | None) -> tuple[Threshold, ...] | None:
    if not _has_solver():
        return None
    from negotiation.analysis.thresholds_searched import thresholds_searched  # for large agendas only

    return thresholds_searched(scenario, world)


def _has_solver() -> bool:
    from negotiation.analysis.programs import has_solver  # for large agendas only

    return has_solver()


def thresholds_text(scenario: Scenario, thresholds: Sequence[Threshold] | None, language: str = "en") -> str:
    """Return on which single numbers a zone hangs: a sentence, then the nearest, a line each.

    `thresholds` as `nearest_thresholds` gives them: within their author's range first; None where none were sought.
    """
    if thresholds is None:
        many = say("Too many packages to try every single number here.", language)
        solver = say('The solver can turn some of them: pip install "negotiation[analysis]".', language)
        return many if _has_solver() else sentences([many, solver])
    nearest = ["  " + threshold_text(scenario, each, language) for each in thresholds[:FEW]]
    more = [say("The nearest {n}:", language, n=FEW)] if len(thresholds) > FEW else []
    return "\n".join([sentences([tried_text(scenario, thresholds, language), *more]), *nearest])


def tried_text(scenario: Scenario, thresholds: Sequence[Threshold], language: str = "en") -> str:
    """Return how many single numbers would open or close the zone, and where not all were tried which."""
    told = how_many_text(thresholds, language)
    if scenario.n_packages <= MOST_PACKAGES:
        return told
    if not thresholds:
        told = say("No single number that was tried opens or closes the zone.", language)
    tried = say(
        "Tried among so many packages, where the solver can tell: option values, weights, interactions, no-deal values "
        "and the cost of crossing declared lines.",
        language,
    )
    return sentences([told, tried])


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
