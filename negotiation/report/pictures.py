"""Pictures of scenarios and plays by name: each draws on the axes it is given, or on new ones, and returns them.

What belongs here: which pictures there are, what each is made of, and the picture with its words for a page.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from attrs import field, frozen

from negotiation.analysis.boxes import in_figures
from negotiation.analysis.gap import Conflict, conflicts_of
from negotiation.analysis.orders import Acceptability, acceptability
from negotiation.analysis.relaxations import DROPPED, MANY_PACKAGES, NO_DEAL_VALUES, Relaxation, relaxations_of
from negotiation.analysis.thresholds import Threshold, thresholds_of
from negotiation.analysis.tornado import Bar
from negotiation.analysis.tornado import tornado as swings_of
from negotiation.errors import UnknownNameError, UsageError
from negotiation.playing import Play
from negotiation.recording import Record
from negotiation.report.document import Picture, Told
from negotiation.report.pictures_axes import drawing, save_picture, svg_of
from negotiation.report.pictures_bars import concession_curves, surplus_bars, told_curves, told_surplus
from negotiation.report.pictures_gap import Swing, gap_diagram, threshold_strip, told_gap, told_thresholds, tornado
from negotiation.report.pictures_grids import demand_map, reading_grid, told_demands, told_grid
from negotiation.report.pictures_map import outcome_map, told_map, world_of
from negotiation.report.pictures_numbers import DRAWS, order_shares, told_shares, told_tornado, tornado_of
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
    "order_shares",
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
    "write_picture",
]


Source: TypeAlias = "Play | Scenario | Record"


@frozen
class _Kind:
    """How a picture is drawn and told, and of what."""

    draw: Callable[..., Axes]
    tell: Callable[..., Told]
    of: Callable[[Any], tuple[Any, ...]]
    takes: tuple[type, ...] = field(default=(Play, Scenario), kw_only=True)


def _itself(source: Source) -> tuple[Any, ...]:
    return (source,)


def _scenario(source: Any) -> tuple[Any, ...]:
    return (world_of(source)[0],)


def _card(source: Play) -> tuple[Any, ...]:
    return (source.scorecard,)


def _gap(source: Play | Scenario) -> tuple[Scenario, Sequence[Conflict], Sequence[Relaxation]]:
    scenario, world = world_of(source)
    scored = any(scenario.actors[actor].has_preferences for actor in scenario.parties)
    families = (DROPPED, NO_DEAL_VALUES) if scored else (DROPPED,)
    return scenario, conflicts_of(scenario, world), relaxations_of(scenario, world, families=families)


def _thresholds(source: Play | Scenario) -> tuple[Scenario, Sequence[Threshold]]:
    scenario, world = world_of(source)
    return scenario, thresholds_of(scenario, world)


def _shares(source: Play | Scenario) -> tuple[Scenario, Acceptability]:
    scenario, world = world_of(source)
    return scenario, acceptability(scenario, world, draws=DRAWS)


def _bars(source: Play | Scenario) -> tuple[Scenario, Sequence[Bar]]:
    scenario, world = world_of(source)
    return scenario, swings_of(scenario, world=world, flips=False)


#: The pictures by name.
KINDS: dict[str, _Kind] = {
    "surplus": _Kind(surplus_bars, told_surplus, _card, takes=(Play,)),
    "map": _Kind(outcome_map, told_map, _itself),
    "offers": _Kind(concession_curves, told_curves, _itself, takes=(Play,)),
    "timeline": _Kind(timeline, told_timeline, _itself, takes=(Play, Record)),
    "demands": _Kind(demand_map, told_demands, _scenario),
    "readings": _Kind(reading_grid, told_grid, _scenario),
    "gap": _Kind(gap_diagram, told_gap, _gap),
    "threats": _Kind(threat_tree, told_threats, _itself),
    "thresholds": _Kind(threshold_strip, told_thresholds, _thresholds),
    "tornado": _Kind(tornado_of, told_tornado, _bars),
    "shares": _Kind(order_shares, told_shares, _shares),
}


#: Pictures that need a look at every package.
EVERY_PACKAGE = ("map", "shares", "thresholds", "tornado")
#: Why a picture may be empty.
NOTHING = {
    "gap": "here no demands collide: a deal is possible",
    "readings": "this scenario has no grid of readings",
    "threats": "nothing may follow the end of talks here: there is neither threat nor event",
    "thresholds": "no single number opens or closes the zone here",
    "offers": "no text was tabled",
    "tornado": "no single number changes how many packages the zone holds",
}


def _kind(name: str, source: Source) -> tuple[_Kind, Source]:
    """Return how a picture is drawn, and of what: of a record without acts asked for, the scenario that it opens."""
    if name not in KINDS:
        raise UnknownNameError("picture", name, tuple(KINDS))
    kind = KINDS[name]
    if isinstance(source, Record) and Scenario in kind.takes:
        return kind, source.scenario
    if not isinstance(source, kind.takes):
        got = "a record" if isinstance(source, Record) else "a scenario"
        raise UsageError(f"a play for the picture {name!r}", got, "give a transcript, or play it first")
    return kind, source


def _made_of(name: str, kind: _Kind, source: Source) -> tuple[Any, ...]:
    """Return what a picture shows, worked out. Raises UsageError where too many packages would be looked at."""
    n = source.scenario.n_packages if isinstance(source, (Play, Record)) else source.n_packages
    if name in EVERY_PACKAGE and n > MANY_PACKAGES:
        expected = f"an agenda of at most {MANY_PACKAGES} packages for the picture {name!r}"
        raise UsageError(expected, in_figures(n), "`negotiation analyse` says what is known of larger ones")
    return kind.of(source)


def plot(name: str, source: Source, ax: Axes | None = None, language: str = "en") -> Axes:
    """Draw a picture by its name and return the axes.

    Parameters
    ----------
    name : one of KINDS.
    source : a play, a scenario under a reading, or a record: its acts, or the scenario as it stands at its end.

    Raises
    ------
    UnknownNameError
        when there is no such picture.
    UsageError
        when it needs a play, two parties or matplotlib and there is none, or would look at too many packages.
    """
    kind, source = _kind(name, source)
    return kind.draw(*_made_of(name, kind, source), ax, language=language)


def picture(name: str, source: Source, language: str = "en", *, made_of: tuple[Any, ...] | None = None) -> Picture:
    """Return a picture by its name with its words, for a page. Raises as `plot` does.

    `made_of` are what the picture shows where that is known already: conflicts, thresholds.
    """
    kind, source = _kind(name, source)
    given = _made_of(name, kind, source) if made_of is None else (*_scenario(source), *made_of)
    told = kind.tell(*given, language=language)
    axes = kind.draw(*given, None, language=language)
    return Picture(name, svg_of(axes, told.alt, name), told)


def write_picture(name: str, source: Source, path: str | os.PathLike[str], language: str = "en") -> Path:
    """Write a picture to a file, whole or not at all: SVG, PNG or PDF, as the name ends; return its path.

    Raises as `plot` does, and UsageError for another ending, a path that cannot be written, or an empty picture.
    """
    (kind, source), target = _kind(name, source), Path(path)
    given = _made_of(name, kind, source)
    told = kind.tell(*given, language=language)
    if not told.rows.rows:
        raise UsageError(f"something to show in the picture {name!r}", "nothing", NOTHING.get(name, ""))
    save_picture(kind.draw(*given, None, language=language), target, told.alt)
    return target
