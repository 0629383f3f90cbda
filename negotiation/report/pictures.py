"""Pictures of scenarios and plays by name: each draws on the axes it is given, or on new ones, and returns them.

What belongs here: which pictures there are, what each is made of, and the picture with its words for a page.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from attrs import field, frozen

from negotiation.analysis.gap import Conflict, conflicts_of
from negotiation.analysis.thresholds import Threshold, thresholds_of
from negotiation.errors import UnknownNameError, UsageError
from negotiation.playing import Play
from negotiation.report.document import Picture, Told
from negotiation.report.pictures_axes import drawing, save_picture, svg_of
from negotiation.report.pictures_bars import concession_curves, surplus_bars, told_curves, told_surplus
from negotiation.report.pictures_gap import Swing, gap_diagram, threshold_strip, told_gap, told_thresholds, tornado
from negotiation.report.pictures_grids import demand_map, reading_grid, told_demands, told_grid
from negotiation.report.pictures_map import outcome_map, told_map, world_of
from negotiation.report.pictures_talks import threat_tree, timeline, told_threats, told_timeline
from negotiation.scenario import Scenario

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = [
    "KINDS",
    "Swing",
    "concession_curves",
    "demand_map",
    "drawing",
    "gap_diagram",
    "outcome_map",
    "picture",
    "plot",
    "reading_grid",
    "save_picture",
    "surplus_bars",
    "svg_of",
    "threat_tree",
    "threshold_strip",
    "timeline",
    "tornado",
]


@frozen
class _Kind:
    """How a picture is drawn and told, and whether it needs a play."""

    draw: Callable[..., Axes]
    tell: Callable[..., Told]
    of: Callable[[Play | Scenario], tuple[Any, ...]]
    needs_play: bool = field(default=False, kw_only=True)


def _scenario(source: Play | Scenario) -> tuple[Any, ...]:
    return (world_of(source)[0],)


def _card(source: Play | Scenario) -> tuple[Any, ...]:
    assert isinstance(source, Play)  # noqa: S101 - asked of plays only
    return (source.scorecard,)


def _conflicts(source: Play | Scenario) -> tuple[Scenario, Sequence[Conflict]]:
    scenario, world = world_of(source)
    return scenario, conflicts_of(scenario, world)


def _thresholds(source: Play | Scenario) -> tuple[Scenario, Sequence[Threshold]]:
    scenario, world = world_of(source)
    return scenario, thresholds_of(scenario, world)


#: The pictures by name.
KINDS: dict[str, _Kind] = {
    "surplus": _Kind(surplus_bars, told_surplus, _card, needs_play=True),
    "map": _Kind(outcome_map, told_map, lambda source: (source,)),
    "offers": _Kind(concession_curves, told_curves, lambda source: (source,), needs_play=True),
    "timeline": _Kind(timeline, told_timeline, lambda source: (source,), needs_play=True),
    "demands": _Kind(demand_map, told_demands, _scenario),
    "readings": _Kind(reading_grid, told_grid, _scenario),
    "gap": _Kind(gap_diagram, told_gap, _conflicts),
    "threats": _Kind(threat_tree, told_threats, lambda source: (source,)),
    "thresholds": _Kind(threshold_strip, told_thresholds, _thresholds),
}


def _kind(name: str, source: Play | Scenario) -> _Kind:
    if name not in KINDS:
        raise UnknownNameError("picture", name, tuple(KINDS))
    if KINDS[name].needs_play and not isinstance(source, Play):
        raise UsageError(f"a play for the picture {name!r}", "a scenario", "give a transcript, or play it first")
    return KINDS[name]


def plot(name: str, source: Play | Scenario, ax: Axes | None = None, language: str = "en") -> Axes:
    """Draw a picture by its name and return the axes.

    Parameters
    ----------
    name : one of KINDS.
    source : a play, or a scenario under a reading.

    Raises
    ------
    UnknownNameError
        when there is no such picture.
    UsageError
        when it needs a play, two parties or matplotlib and there is none.
    """
    kind = _kind(name, source)
    return kind.draw(*kind.of(source), ax, language=language)


def picture(
    name: str, source: Play | Scenario, language: str = "en", *, made_of: tuple[Any, ...] | None = None
) -> Picture:
    """Return a picture by its name with its words, for a page. Raises as `plot` does.

    `made_of` are what the picture shows where that is known already: conflicts, thresholds.
    """
    kind = _kind(name, source)
    given = kind.of(source) if made_of is None else (*_scenario(source), *made_of)
    told = kind.tell(*given, language=language)
    axes = kind.draw(*given, None, language=language)
    return Picture(name, svg_of(axes, told.alt, name), told)
