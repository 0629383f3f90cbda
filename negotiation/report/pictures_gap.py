"""Pictures of what collides and what it hangs on: sets of demands that exclude each other, thresholds, swings."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from attrs import frozen

from negotiation.analysis.constraints import GATE, LINE, RULE, Constraint
from negotiation.analysis.gap import Conflict
from negotiation.analysis.relaxations import Relaxation, relaxation_text
from negotiation.analysis.thresholds import Threshold
from negotiation.analysis.wording import constraint_text, path_text
from negotiation.report import pictures_axes as look
from negotiation.report.document import Amount, Rows, Told
from negotiation.report.pictures_axes import Style, bare, drawing, wrap
from negotiation.report.svg import printable
from negotiation.scenario import Scenario, text_in
from negotiation.scenario.numbers import numbers_of
from negotiation.text.catalogue import join, say, sentences

if TYPE_CHECKING:
    from matplotlib.axes import Axes

#: Sets drawn beside each other; the table holds all.
MOST_SETS = 8
#: Ways to open a zone that are drawn.
MOST_WAYS = 2


def _demands(conflicts: Iterable[Conflict]) -> tuple[Constraint, ...]:
    """Return what takes part in any set, each once: what takes part in most of them first."""
    found = [each for conflict in conflicts for each in conflict.constraints]
    once = list({each.name: each for each in found}.values())
    names = [each.name for each in found]
    return tuple(sorted(once, key=lambda each: -names.count(each.name)))


def gap_diagram(
    scenario: Scenario,
    conflicts: Sequence[Conflict],
    relaxations: Sequence[Relaxation] = (),
    ax: Axes | None = None,
    language: str = "en",
) -> Axes:
    """Draw demands in rows, in columns the sets that no package satisfies together, then what would have to give.

    Each column of a relaxation says how many packages open and who pays. Raises UsageError where matplotlib is not
    there.
    """
    shown = list(conflicts)[:MOST_SETS]
    demands = _demands(shown)
    ways = _ways(relaxations, demands)
    with drawing(ax, (11.0, (1.0 if not ways else 2.0) + 0.78 * max(len(demands), 1))) as canvas:
        bare(canvas)
        for row in range(len(demands)):
            if row % 2 == 0:
                canvas.axhspan(row - 0.5, row + 0.5, color=look.FAINT, linewidth=0)
        for column, conflict in enumerate(shown):
            rows = sorted(demands.index(each) for each in conflict.constraints)
            canvas.plot([column, column], [rows[0], rows[-1]], color=look.INK, linewidth=3, zorder=2)
            for row in range(len(demands)):
                is_in = row in rows
                how: Style = {"s": 190 if is_in else 60, "zorder": 3, "color": look.INK if is_in else look.RULE}
                canvas.scatter(column, row, marker="o" if is_in else ".", **how)
        for i, (way, rows) in enumerate(ways):
            aside = len(shown) + 0.6 + 1.6 * i
            canvas.scatter([aside] * len(rows), rows, s=190, marker="D", color="white", edgecolor=look.INK, zorder=3)
            told = wrap(_price(scenario, way, language), 22, 5)
            canvas.text(aside, len(demands) - 0.3, told, ha="center", va="top", fontsize=look.SMALL)
        canvas.set_xlim(-0.7, max(len(shown) + 1.6 * len(ways), 5) - 0.3)
        canvas.set_ylim(max(len(demands), 1) - 0.5, -0.5)
        texts = [wrap(short_text(scenario, each, language), 62, 3) for each in demands]
        canvas.set_yticks(range(len(demands)), texts, color=look.INK, fontsize=look.SMALL)
        names = [say("set {n}", language, n=i + 1) for i in range(len(shown))]
        places = [*range(len(shown)), *(len(shown) + 0.6 + 1.6 * i for i in range(len(ways)))]
        canvas.set_xticks(places, [*names, *[say("what gives", language)] * len(ways)], color=look.INK)
        canvas.xaxis.tick_top()
        canvas.tick_params(length=0)
        caption = say("joined dots: no package satisfies all of these together", language)
        if ways:
            caption = say("{dots}; diamond: what gives way, at the least", language, dots=caption)
        canvas.set_xlabel(wrap(caption, 56, 2), color=look.QUIET, labelpad=78 if ways else 4)
    return canvas


def _ways(relaxations: Iterable[Relaxation], demands: Sequence[Constraint]) -> list[tuple[Relaxation, list[int]]]:
    """Return the relaxations whose demands all stand in a row, each with these rows."""
    names = [each.name for each in demands]
    found = [each for each in relaxations if set(each.names) <= set(names)]
    return [(each, sorted(map(names.index, each.names))) for each in found[:MOST_WAYS]]


def _price(scenario: Scenario, way: Relaxation, language: str) -> str:
    """Return how many packages a relaxation opens, and who loses in all of them, or ends below the start in some."""
    if way.opened is None:
        who = join([scenario.name(actor, language) for actor in way.below_start], language)
        below = say("opens at least one package°; in it below the start: {who}", language, who=who)
        return below if who else say("opens at least one package°; nobody below the start in it", language)
    if way.pays:
        who = join([scenario.name(actor, language) for actor in way.pays], language)
        return say("opens {n:,}°; in all of them a loss to {who}", language, n=way.opened, who=who)
    if way.below_start:
        who = join([scenario.name(actor, language) for actor in way.below_start], language)
        return say("opens {n:,}°; in some below the start: {who}", language, n=way.opened, who=who)
    return say("opens {n:,}°; nobody below the start", language, n=way.opened)


def short_text(scenario: Scenario, constraint: Constraint, language: str = "en") -> str:
    """Return a constraint in as few words as its author found: who, and the title; else its words without sources."""
    _, _, key = constraint.name.rpartition(".")
    titles = {
        LINE: lambda: scenario.actors[constraint.actor or ""].red_lines[key].title,
        GATE: lambda: scenario.gates[key].title,
        RULE: lambda: scenario.rules[key].title,
    }
    title = titles[constraint.kind]() if constraint.kind in titles else None
    if title is None:
        text = constraint_text(scenario, constraint, language)
        return text[: text.rindex(" [")] if text.endswith("]") and " [" in text else text
    told = text_in(title, language)
    if constraint.kind != LINE:
        return told
    return say("{who}: {what}", language, who=scenario.name(constraint.actor or "", language), what=told)


def told_gap(
    scenario: Scenario, conflicts: Sequence[Conflict], relaxations: Sequence[Relaxation] = (), language: str = "en"
) -> Told:
    """Return in words what the diagram of the gap shows."""
    demands, rows = _demands(conflicts), []
    for each in demands:
        inside = [str(i + 1) for i, conflict in enumerate(conflicts) if each in conflict.constraints]
        rows.append((constraint_text(scenario, each, language), say(", ", language).join(inside)))
    ways = _ways(relaxations, demands)
    for way, _ in ways:
        rows.append((relaxation_text(scenario, way, language), say("what would have to give", language)))
    alt = say(
        "{n} sets of demands, red lines and gates that no package satisfies together; most often among them: {what}.",
        language,
        n=len(conflicts),
        what=short_text(scenario, demands[0], language) if demands else "–",
    )
    title = say("What collides", language)
    header = (say("demand, red line or gate", language), say("in the sets", language))
    if ways:
        price = _price(scenario, ways[0][0], language).replace("°", "")
        facts = {"what": short_text(scenario, demands[ways[0][1][0]], language), "price": price}
        alt = sentences([alt, say("What would have to give, first: {what}; {price}.", language, **facts)])
    return Told(title, alt, Rows(header, rows, title), is_assumed=bool(ways))


# -- one number at a time ----------------------------------------------------------------------------------------------


def threshold_strip(
    scenario: Scenario, thresholds: Sequence[Threshold], ax: Axes | None = None, language: str = "en"
) -> Axes:
    """Draw, number by number, its value, its author's range, and where the zone opens or closes; return the axes.

    Raises UsageError where matplotlib is not there.
    """
    ranges = {each.path: each.number.range for each in numbers_of(scenario)}
    with drawing(ax, (10.0, 1.5 + 0.55 * max(len(thresholds), 1))) as canvas:
        for row, each in enumerate(thresholds):
            bounds = ranges.get(each.path)
            if bounds is not None:
                canvas.plot(bounds, [row, row], color=look.RULE, linewidth=9, solid_capstyle="butt", zorder=1)
            canvas.annotate(
                "", (each.first, row), (each.now, row), arrowprops={"arrowstyle": "->", "color": look.QUIET}
            )
            canvas.scatter(each.now, row, s=70, color="white", edgecolor=look.INK, linewidth=2, zorder=3)
            colour = look.INK if each.within_range else "white"
            canvas.scatter(
                each.first, row, s=110, marker="D", color=colour, edgecolor=look.INK, linewidth=1.5, zorder=3
            )
            text = f"{each.first:.2f}".replace("-", "\N{MINUS SIGN}")
            how: Style = {"textcoords": "offset points", "va": "center", "fontsize": look.SMALL}
            # Beyond the diamond, where no arrow runs through the figure.
            aside, side = ((-10, 0), "right") if each.first < each.now else ((10, 0), "left")
            canvas.annotate(text, (each.first, row), aside, ha=side, **how)
        names = [wrap(path_text(scenario, each.path, language), 44, 2) for each in thresholds]
        canvas.set_yticks(range(len(names)), names, color=look.INK, fontsize=look.SMALL)
        canvas.set_ylim(max(len(names), 1) - 0.5, -0.5)
        canvas.margins(x=0.12)
        canvas.tick_params(axis="y", length=0)
        legend = (
            "circle: the number now · band: its author’s range · diamond: where the zone {turns} (hollow: out of range)"
        )
        turns = say("opens", language) if thresholds and thresholds[0].opens else say("closes", language)
        caption = wrap(say(legend, language, turns=turns), 64, 2)
        canvas.set_xlabel(caption, color=look.QUIET, fontsize=look.SMALL)
    return canvas


def told_thresholds(scenario: Scenario, thresholds: Sequence[Threshold], language: str = "en") -> Told:
    """Return in words what the strip of thresholds shows."""
    rows = []
    for each in thresholds:
        basis = "assumed" if each.basis is None else each.basis.kind
        within = say("yes", language) if each.within_range else say("no", language)
        values = [f"{value:.4g}".replace("-", "\N{MINUS SIGN}") for value in (each.now, each.first)]
        name = path_text(scenario, each.path, language)
        rows.append((name, Amount(values[0], basis), Amount(values[1], basis), within))
    inside = sum(each.within_range for each in thresholds)
    alt = say(
        "Single numbers that open or close the zone when turned far enough: {n}, of which {inside} within the range "
        "their author gives.",
        language,
        n=len(thresholds),
        inside=inside,
    )
    header = [say(each, language) for each in ("number", "now", "where the zone changes", "within its range")]
    title = say("Single numbers on which a zone hangs", language)
    return Told(title, alt, Rows(header, rows, title))


@frozen
class Swing:
    """How far one figure moves when one number runs over its range: its name, and the figure at both ends."""

    name: str
    low: float
    high: float


def tornado(swings: Sequence[Swing], base: float, ax: Axes | None = None, *, label: str = "") -> Axes:
    """Draw how far one figure moves as each number runs over its range, the widest swing on top; return the axes.

    Parameters
    ----------
    base : the figure with every number as it stands.
    label : what the figure is.

    Raises
    ------
    UsageError
        where matplotlib is not there.
    """
    ordered = sorted(swings, key=lambda each: -abs(each.high - each.low))
    with drawing(ax, (10.0, 1.3 + 0.5 * max(len(ordered), 1))) as canvas:
        for row, each in enumerate(ordered):
            for end, fill, hatch in ((each.low, "#ffffff", "////"), (each.high, look.BLUE, "")):
                canvas.barh(row, end - base, 0.6, left=base, color=fill, hatch=hatch, edgecolor=look.BLUE)
        canvas.axvline(base, color=look.INK, linewidth=1)
        canvas.set_yticks(range(len(ordered)), [wrap(each.name, 44, 2) for each in ordered], color=look.INK)
        canvas.set_ylim(max(len(ordered), 1) - 0.5, -0.5)
        canvas.tick_params(axis="y", length=0)
        canvas.set_xlabel(printable(label))
    return canvas
