"""Pictures in rows and columns: who cares for what and asks what, and what pairs of readings leave possible."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from attrs import frozen

from negotiation.analysis.wording import line_text
from negotiation.report import pictures_axes as look
from negotiation.report.document import Amount, Cell, Rows, Told
from negotiation.report.opening import grid_counts
from negotiation.report.pictures_axes import Style, bare, drawing, wrap
from negotiation.scenario import Actor, Scenario, text_in
from negotiation.scenario import conditions as c
from negotiation.text.catalogue import say

if TYPE_CHECKING:
    from matplotlib.axes import Axes

#: Actors in the map of demands, the first that say anything; the page lists everybody.
MOST_ACTORS = 6


# -- issues and actors -------------------------------------------------------------------------------------------------


@frozen
class Stance:
    """Where one actor stands on one issue: its weight, what it seeks or refuses in words, its red lines on it."""

    salience: float | None
    basis: str
    asks: tuple[str, ...]
    red_lines: tuple[str, ...]


def stance_of(scenario: Scenario, actor: Actor, issue: str, language: str = "en") -> Stance:
    """Return where an actor stands on an issue."""
    position, options = actor.positions.get(issue), scenario.issues[issue]
    asks = []
    for message, option in (("seeks", position and position.seeks), ("refuses", position and position.refuses)):
        if option:
            title = text_in(options.options[options.place(option)].title, language)
            asks.append(say("seeks: {what}", language, what=title) if message == "seeks" else refuses(title, language))
    lines = tuple(
        line_text(line, scenario, actor.id, language)
        for line in actor.red_lines.values()
        if issue in c.issues_in(line.never if line.never is not None else line.only_if or c.TRUE)
    )
    weight = actor.salience.get(issue)
    basis = None if weight is None else scenario.basis_of(weight)
    kind = "" if weight is None else "assumed" if basis is None else basis.kind
    return Stance(None if weight is None else weight.value, kind, tuple(asks), lines)


def refuses(title: str, language: str) -> str:
    """Return in words that an option is refused."""
    return say("refuses: {what}", language, what=title)


def speaking(scenario: Scenario) -> tuple[str, ...]:
    """Return the actors that weigh issues, seek or refuse options, or draw red lines: the parties first."""
    found = [
        actor.id
        for actor in scenario.actors.values()
        if actor.salience or actor.red_lines or any(p.seeks or p.refuses for p in actor.positions.values())
    ]
    return tuple(sorted(found, key=lambda each: each not in scenario.parties))


def demand_map(scenario: Scenario, ax: Axes | None = None, language: str = "en") -> Axes:
    """Draw issues against actors: weight as shade, what is sought or refused in words, red lines as bars.

    Returns the axes. Raises UsageError where matplotlib is not there.
    """
    actors = speaking(scenario)[:MOST_ACTORS]
    n = max(len(actors), 1)
    with drawing(ax, (12.0, 0.85 * len(scenario.agenda) + 1.1)) as canvas:
        bare(canvas)
        for row, issue in enumerate(scenario.agenda):
            for column, name in enumerate(actors):
                _stance(
                    canvas, (column, row), stance_of(scenario, scenario.actors[name], issue.id, language), (n, language)
                )
        canvas.set_xlim(-0.01, n + 0.01)
        canvas.set_ylim(len(scenario.agenda) + 0.02, -0.02)
        titles = [wrap(scenario.name(name, language), 132 // n // 2, 2) for name in actors]
        canvas.set_xticks([column + 0.5 for column in range(len(actors))], titles, color=look.INK)
        canvas.xaxis.tick_top()
        issues = [wrap(text_in(issue.title, language), 22) for issue in scenario.agenda]
        canvas.set_yticks([row + 0.5 for row in range(len(issues))], issues, color=look.INK)
        canvas.tick_params(length=0)
        canvas.set_xlabel(
            say("shade and percentage: weight (assumed) · dark bar: a red line on the issue", language),
            color=look.QUIET,
        )
    return canvas


def _stance(canvas: Axes, at: tuple[int, int], stance: Stance, how: tuple[int, str]) -> None:
    from matplotlib.patches import Rectangle

    (x, y), (n, _) = at, how
    weight = stance.salience or 0.0
    face = look.tinted(min(weight * 1.1, 0.45))
    canvas.add_patch(Rectangle((x + 0.01, y + 0.02), 0.98, 0.96, facecolor=face, edgecolor=look.RULE, linewidth=0.6))
    if stance.red_lines:
        canvas.add_patch(
            Rectangle((x + 0.015, y + 0.04), 0.02 + 0.004 * n, 0.92, facecolor="#9c1f1f", edgecolor="none")
        )
    room = 132 // n
    left = x + 0.05 + 0.008 * n
    if stance.salience is not None:
        canvas.text(x + 0.97, y + 0.9, f"{weight:.0%}", ha="right", va="bottom", fontsize=look.SMALL, weight="bold")
    text = "\n".join(wrap(each, room, 4 if len(stance.asks) == 1 else 2) for each in stance.asks)
    canvas.text(left, y + 0.1, text, ha="left", va="top", fontsize=8.5, linespacing=1.15, clip_on=True)


def told_demands(scenario: Scenario, language: str = "en") -> Told:
    """Return in words what the map of demands shows."""
    actors, rows = speaking(scenario), []
    for issue in scenario.agenda:
        cells: list[Cell] = [text_in(issue.title, language)]
        for name in actors:
            stance = stance_of(scenario, scenario.actors[name], issue.id, language)
            parts = [*stance.asks, *(say("red line: {what}", language, what=each) for each in stance.red_lines)]
            cells.append(say("; ", language).join(parts) or "–")
            weight = "–" if stance.salience is None else f"{stance.salience:.0%}"
            cells += [Amount(weight, stance.basis)] if scenario.actors[name].salience else []
        rows.append(cells)
    header = [say("issue", language)]
    for name in actors:
        header.append(scenario.name(name, language))
        header += [say("weight", language)] if scenario.actors[name].salience else []
    parts = []
    for name in actors:
        weights = scenario.actors[name].salience
        if weights:
            most = max(weights, key=lambda issue: weights[issue].value)
            facts = {"who": scenario.name(name, language), "issue": text_in(scenario.issues[most].title, language)}
            parts.append(say("{who} weighs most: {issue}", language, **facts))
    alt = say("Issues in rows, actors in columns. {what}.", language, what=say("; ", language).join(parts))
    title = say("Who cares for what, and asks what", language)
    return Told(title, alt, Rows(header, rows, title))


# -- readings ----------------------------------------------------------------------------------------------------------


def reading_grid(scenario: Scenario, ax: Axes | None = None, language: str = "en") -> Axes:
    """Draw how many packages each pair of readings leaves possible; hatched where none. Returns the axes.

    Raises UsageError where matplotlib is not there.
    """
    from matplotlib.patches import Rectangle

    counts, grid = grid_counts(scenario), scenario.grid
    n_rows, n_columns = counts.shape
    with drawing(ax, (10.0, 0.7 * n_rows + 1.4)) as canvas:
        bare(canvas)
        top = np.log10(max(int(counts.max(initial=0)), 10))
        for (row, column), count in np.ndenumerate(counts):
            face = look.tinted(0.5 * float(np.log10(max(int(count), 1))) / float(top))
            how: Style = {"facecolor": face, "edgecolor": look.RULE, "hatch": "" if count else "///", "linewidth": 1}
            canvas.add_patch(Rectangle((column, row), 1, 1, **how))
            ground = "none" if count else "white"
            box: Style = {"facecolor": ground, "edgecolor": "none", "pad": 3}
            style: Style = {"ha": "center", "va": "center", "fontsize": look.LARGE, "weight": "bold", "bbox": box}
            canvas.text(column + 0.5, row + 0.5, f"{int(count):,}", **style)
        canvas.set_xlim(0, max(n_columns, 1))
        canvas.set_ylim(max(n_rows, 1), 0)
        columns = (
            [wrap(text_in(each.title, language), 72 // max(n_columns, 1)) for each in grid.columns] if grid else []
        )
        rows = [wrap(text_in(each.title, language), 30, 2) for each in grid.rows] if grid else []
        canvas.set_xticks([i + 0.5 for i in range(len(columns))], columns, color=look.INK)
        canvas.set_yticks([i + 0.5 for i in range(len(rows))], rows, color=look.INK)
        canvas.xaxis.tick_top()
        canvas.tick_params(length=0)
    return canvas


def told_grid(scenario: Scenario, language: str = "en") -> Told:
    """Return in words what the grid of readings shows."""
    counts, grid = grid_counts(scenario), scenario.grid
    alt = say(
        "Readings against readings: {n} of {all} pairs leave at least one package possible, rules and consents aside.",
        language,
        n=int(np.count_nonzero(counts)),
        all=counts.size,
    )
    columns = [text_in(each.title, language) for each in grid.columns] if grid else []
    titles = [text_in(each.title, language) for each in grid.rows] if grid else []
    rows = [[title, *(f"{int(each):,}" for each in line)] for title, line in zip(titles, counts, strict=True)]
    title = say("Packages left possible by each pair of readings", language)
    return Told(title, alt, Rows(["", *columns], rows, title), is_assumed=False)
