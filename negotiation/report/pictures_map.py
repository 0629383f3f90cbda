"""The map of outcomes for two actors: every package, the frontier, the zone, solutions, and the path of the offers."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
from attrs import field, frozen

from negotiation.analysis.boxes import Ints
from negotiation.analysis.frontier import pareto
from negotiation.analysis.payoffs import worth
from negotiation.analysis.solutions import solutions
from negotiation.analysis.zone import Zone, zone_of
from negotiation.engine.opening import begin
from negotiation.errors import UsageError
from negotiation.playing import Play, game_of
from negotiation.report import pictures_axes as look
from negotiation.report.document import Amount, Rows, Told
from negotiation.report.pictures_axes import Style, amount, drawing, wrap
from negotiation.scenario import Scenario
from negotiation.scenario.outcome import Agreement
from negotiation.scenario.preferences import UNIT, as_float
from negotiation.scenario.world import World
from negotiation.text.catalogue import join, say, sentences

if TYPE_CHECKING:
    from matplotlib.axes import Axes

#: Packages closer than this, in utility, are one speck.
SPECK = 0.01
#: Places: fewer are drawn larger.
FEW = 400
SOLUTIONS = ("nash", "kalai_smorodinsky", "egalitarian", "utilitarian")
PAIR = 2


@frozen
class Mark:
    """One named point: what it is, and what it is worth to the two, in 1e-12 units."""

    name: str
    worth: tuple[int, int]


@frozen
class Map:
    """The packages of a scenario as two actors see them; arrays `(2, n)` in 1e-12 units."""

    actors: tuple[str, str]
    names: tuple[str, str]
    n_packages: int
    every: Ints = field(eq=False, repr=False)
    zone: Ints = field(eq=False, repr=False)
    frontier: Ints = field(eq=False, repr=False)
    floors: tuple[int, int]
    start: Mark
    agreement: Mark | None
    solutions: tuple[Mark, ...]
    paths: tuple[tuple[str, tuple[Mark, ...]], ...]


def world_of(source: Play | Scenario) -> tuple[Scenario, World]:
    """Return the scenario, and the world at the end of a play, or after the opening of a scenario."""
    if isinstance(source, Play):
        return source.scenario, source.state.world
    # Whatever the protocol: a default one for two must not stand in the way of looking at three.
    return source, begin(game_of(source, "plenary")).world


@lru_cache(maxsize=8)
def zone_in(scenario: Scenario, world: World) -> Zone:
    """Return the zone of a scenario in a world; asked again, the same."""
    return zone_of(scenario, world)


def map_of(source: Play | Scenario, actors: Iterable[str] | None = None, language: str = "en") -> Map:
    """Return what the map shows, of a play as its world ended or of a scenario after its opening.

    Raises UsageError unless two actors with preferences are asked for, or are the parties.
    """
    scenario, world = world_of(source)
    pair = (
        tuple(actors)
        if actors is not None
        else tuple(a for a in scenario.parties if scenario.actors[a].has_preferences)
    )
    if len(pair) != PAIR:
        cure = "from Python, give outcome_map two: actors=(…, …)"
        raise UsageError("two actors with preferences for the map", join(pair) or "none", cure)
    rows = np.stack([worth(scenario, actor, world) for actor in pair])
    zone = zone_in(scenario, world)

    def mark(name: str, index: int) -> Mark:
        return Mark(name, (int(rows[0, index]), int(rows[1, index])))

    picked: dict[int, list[str]] = {}
    for name, found in solutions(scenario, SOLUTIONS, actors=pair, within=zone.mask, world=world).items():
        if found is not None:
            picked.setdefault(found.package, []).append(solution_name(name, language))
    outcome = source.state.outcome if isinstance(source, Play) else None
    agreed = scenario.index_of(scenario.package(outcome.package)) if isinstance(outcome, Agreement) else None
    best = pareto(scenario, pair, zone.feasible, world)
    return Map(
        actors=(pair[0], pair[1]),
        names=(scenario.name(pair[0], language), scenario.name(pair[1], language)),
        n_packages=scenario.n_packages,
        every=rows,
        zone=rows[:, zone.mask],
        frontier=rows[:, best][:, np.argsort(rows[0, best], kind="stable")],
        floors=(zone.floors[pair[0]] or 0, zone.floors[pair[1]] or 0),
        start=mark(say("start", language), scenario.index_of(scenario.start)),
        agreement=None if agreed is None else mark(say("agreement", language), agreed),
        solutions=tuple(mark(join(names, language), index) for index, names in picked.items()),
        paths=_paths(source, pair, rows) if isinstance(source, Play) else (),
    )


def solution_name(name: str, language: str = "en") -> str:
    """Return a bargaining solution's name in words."""
    names = {
        "nash": say("Nash", language),
        "kalai_smorodinsky": say("Kalai–Smorodinsky", language),
        "egalitarian": say("egalitarian", language),
        "utilitarian": say("utilitarian", language),
    }
    return names[name]


def _paths(play: Play, pair: tuple[str, ...], rows: Ints) -> tuple[tuple[str, tuple[Mark, ...]], ...]:
    """Return the texts that each of the two tabled, in order."""
    found: dict[str, list[Mark]] = {actor: [] for actor in pair}
    for turn, act in play.acts:
        if turn and act.deed == "tables" and act.actor in found:
            index = play.state.log.proposals[act.label].index
            found[act.actor].append(Mark(act.label, (int(rows[0, index]), int(rows[1, index]))))
    return tuple((actor, tuple(marks)) for actor, marks in found.items() if marks)


def outcome_map(
    source: Play | Scenario, ax: Axes | None = None, *, actors: Iterable[str] | None = None, language: str = "en"
) -> Axes:
    """Draw all packages as two actors value them, with what the talks made of them, and return the axes.

    Parameters
    ----------
    source : a play, or a scenario under a reading.
    actors : whose view; the two parties if left out.

    Raises
    ------
    UsageError
        when there are not two such actors, or matplotlib is not there.
    """
    seen = map_of(source, actors, language)
    with drawing(ax) as canvas:
        _specks(canvas, seen.every, "#d3d8dd", say("a package", language), 1)
        if seen.zone.shape[1]:
            _specks(canvas, seen.zone, look.SKY, say("in the zone of possible agreement", language), 2)
        line: Style = {"color": look.INK, "linewidth": 1.4, "marker": ".", "markersize": 5, "zorder": 3}
        canvas.plot(*_floats(seen.frontier), label=say("frontier of what the rules allow", language), **line)
        _floors(canvas, seen, language)
        for i, (actor, marks) in enumerate(seen.paths):
            _path(canvas, i, wrap(seen.names[seen.actors.index(actor)], 24, 1), marks, language)
        for mark, marker in zip(seen.solutions, ("^", "v", "<", ">"), strict=False):
            how: Style = {"s": 120, "color": look.YELLOW, "edgecolor": look.INK, "zorder": 5}
            canvas.scatter(*_point(mark), marker=marker, label=mark.name, **how)
        how = {"s": 110, "color": "white", "edgecolor": look.INK, "linewidth": 2, "zorder": 6}
        canvas.scatter(*_point(seen.start), marker="s", label=seen.start.name, **how)
        if seen.agreement is not None:
            star: Style = {"s": 330, "color": look.INK, "edgecolor": "white", "zorder": 7, "label": seen.agreement.name}
            canvas.scatter(*_point(seen.agreement), marker="*", **star)
        canvas.set_xlabel(say("worth to {who}; assumed", language, who=wrap(seen.names[0], 40, 1)))
        canvas.set_ylabel(say("worth to {who}; assumed", language, who=wrap(seen.names[1], 40, 1)))
        look.legend(canvas, loc="upper left", bbox_to_anchor=(1.01, 1), borderaxespad=0, labelspacing=0.7)
    return canvas


def _point(mark: Mark) -> tuple[float, float]:
    return as_float(mark.worth[0]), as_float(mark.worth[1])


def _floats(values: Ints) -> Any:
    return values / UNIT


def _specks(canvas: Axes, values: Ints, colour: str, label: str, layer: int) -> None:
    """Draw packages as one shape of small squares: as many as there are places, however many packages lie there.

    Where places are few their squares are larger, so that they are seen.
    """
    from matplotlib.patches import PathPatch
    from matplotlib.path import Path

    places = np.unique(np.round(values / UNIT / SPECK).astype(np.int64), axis=1) * SPECK
    half = 0.4 * min(max(FEW / max(places.shape[1], 1), 1.0) ** 0.5, 3.0)
    corners = np.array([(-1, -1), (1, -1), (1, 1), (-1, 1), (-1, -1)]) * half * SPECK
    points = (places.T[:, None, :] + corners[None]).reshape(-1, 2)
    codes = np.tile([Path.MOVETO, Path.LINETO, Path.LINETO, Path.LINETO, Path.CLOSEPOLY], places.shape[1])
    shape = PathPatch(Path(points, codes), facecolor=colour, edgecolor="none", label=label, zorder=layer)
    shape.set_in_layout(False)  # its thousands of corners lie within the axes: nobody need go round them
    canvas.add_artist(shape)
    canvas.update_datalim(points)
    canvas.autoscale_view()


def _floors(canvas: Axes, seen: Map, language: str) -> None:
    """Draw both no-deal values as lines, each named at its end."""
    how: Style = {"color": look.PINK, "linestyle": (0, (5, 3)), "linewidth": 1.4, "zorder": 2.5}
    canvas.axvline(as_float(seen.floors[0]), **how)
    canvas.axhline(as_float(seen.floors[1]), label=say("no deal, to each of the two", language), **how)


def _path(canvas: Axes, i: int, name: str, marks: tuple[Mark, ...], language: str) -> None:
    """Draw the texts of one actor in order; the first and the last carry their labels."""
    x, y = zip(*map(_point, marks), strict=True)
    label = say("texts of {who}, in order", language, who=name)
    how: Style = {"color": (look.BLUE, look.ORANGE)[i % 2], "linestyle": look.DASHES[i], "marker": look.MARKERS[i]}
    canvas.plot(x, y, linewidth=1.6, markersize=6, markeredgecolor="white", label=label, zorder=4, **how)
    for k in {0, len(marks) - 1}:
        text: Style = {"fontsize": look.SMALL, "color": how["color"], "weight": "bold", "zorder": 8}
        canvas.annotate(wrap(marks[k].name, 12, 1), (x[k], y[k]), (6, 6), textcoords="offset points", **text)


def told_map(source: Play | Scenario, actors: Iterable[str] | None = None, language: str = "en") -> Told:
    """Return in words what the map shows."""
    seen = map_of(source, actors, language)
    first, second = seen.names
    alt = say(
        "Every package by what it is worth to {first} (across) and to {second} (up). {zone:,} of {all:,} lie in the "
        "zone of possible agreement. No deal is worth {floor} to {first} and {other} to {second}.",
        language,
        first=first,
        second=second,
        zone=seen.zone.shape[1],
        all=seen.n_packages,
        floor=amount(seen.floors[0]).text,
        other=amount(seen.floors[1]).text,
    )
    if seen.agreement is not None:
        x, y = (amount(each).text for each in seen.agreement.worth)
        alt = sentences([alt, say("The agreement is worth {x} and {y}.", language, x=x, y=y)])
    marks = [seen.start, Mark(say("no deal", language), seen.floors), *seen.solutions]
    marks += [seen.agreement] if seen.agreement is not None else []
    marks += [mark for _, path in seen.paths for mark in path]
    rows: list[tuple[str | Amount, ...]] = [(mark.name, *(amount(each) for each in mark.worth)) for mark in marks]
    header = ["", *(say("worth to {who}", language, who=name) for name in seen.names)]
    title = say("All packages as {first} and {second} value them", language, first=first, second=second)
    return Told(title, alt, Rows(header, rows, title))
