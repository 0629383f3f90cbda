"""Pictures of what is done: the talks as a timeline by channel and firmness, and threats as a tree."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from attrs import Factory, define, frozen

from negotiation.engine.acts import CHANCE, Act
from negotiation.playing import Play
from negotiation.recording import Record
from negotiation.report import pictures_axes as look
from negotiation.report.document import Amount, Cell, Rows, Told
from negotiation.report.pictures_axes import Style, bare, drawing, wrap
from negotiation.report.pictures_map import world_of
from negotiation.scenario import Scenario, text_in
from negotiation.scenario.no_deal import Leaf, leaves
from negotiation.text.catalogue import join, say

if TYPE_CHECKING:
    from matplotlib.axes import Axes

#: Deed -> how firm it is, or what kind of deed it is where firmness is no question; the marker in pictures.
KINDS = {
    "floats": ("floated", "o"),
    "offers to discuss": ("willing to discuss", "d"),
    "tables": ("tabled", "s"),
    "stands by": ("stood by", "_"),
    "accepts": ("accepted", "*"),
    "rejects": ("rejected", "x"),
    "threatens": ("threatened", "v"),
    "carries out": ("carried out", "P"),
}
OTHER = ("said or done otherwise", ".")
SOFT = ("floats", "offers to discuss")
SKIPPED = ("passes",)
#: With more acts than this, those in which a text is only stood by or rejected are left out.
CROWDED = 200
QUIET = ("stands by", "rejects")


# -- timeline ----------------------------------------------------------------------------------------------------------


@frozen
class Point:
    """One act on the timeline: when, in which row, of what kind."""

    when: int
    row: str
    deed: str
    who: str
    channel: str


def channel_name(scenario: Scenario, channel: str, language: str = "en") -> str:
    """Return a channel in words: the floor, in public, in private, or the channel's title."""
    names = {
        "": say("on the floor", language),
        "publicly": say("in public", language),
        "privately": say("in private", language),
    }
    if channel in names:
        return names[channel]
    return text_in(scenario.channels[channel].title, language) if channel in scenario.channels else channel


def kind_of(deed: str, language: str = "en") -> str:
    """Return how firm a deed is, or what kind of deed it is."""
    return say(KINDS.get(deed, OTHER)[0], language)


def points_of(source: Play | Record, language: str = "en") -> tuple[tuple[Point, ...], tuple[str, ...]]:
    """Return the acts as points, and the moments in words: turns of a play, days of a record."""
    scenario = source.scenario
    if isinstance(source, Record):
        dated = [(minute.date, minute.act) for minute in source.minutes]
        moments = tuple(dict.fromkeys(day for day, _ in dated))
        acts = [(moments.index(day), act) for day, act in dated]
    else:
        last = max((turn for turn, _ in source.acts), default=0)
        moments = (say("before", language), *map(str, range(1, last + 1)))
        acts = list(source.acts)
    skipped = (*SKIPPED, *QUIET) if len(acts) > CROWDED else SKIPPED
    found = [_point(scenario, when, act, language) for when, act in acts if act.deed not in skipped]
    order = {channel: i for i, channel in enumerate(("", "publicly", "privately", *scenario.channels))}
    rank = {point.row: (order.get(point.channel, len(order)), point.who == CHANCE) for point in found}
    return tuple(sorted(found, key=lambda point: rank[point.row])), moments


def _point(scenario: Scenario, when: int, act: Act, language: str) -> Point:
    channel = channel_name(scenario, act.channel, language)
    who = say("nobody at the table", language) if act.actor == CHANCE else scenario.name(act.actor, language)
    row = who if act.actor == CHANCE else say("{who}, {channel}", language, who=who, channel=channel)
    return Point(when, row, act.deed, act.actor, act.channel)


def timeline(source: Play | Record, ax: Axes | None = None, language: str = "en") -> Axes:
    """Draw every act in order: a row for each speaker and channel, a mark for how firm it was; return the axes.

    Parameters
    ----------
    source : a play, by turns; or a record, by days.

    Raises
    ------
    UsageError
        where matplotlib is not there.
    """
    points, moments = points_of(source, language)
    rows = list(dict.fromkeys(point.row for point in points))
    with drawing(ax, (10.0, max(2.4, 1.5 + 0.42 * len(rows)))) as canvas:
        for row in range(len(rows)):
            canvas.axhline(row, color=look.FAINT, linewidth=1, zorder=0)
        crowd: dict[tuple[int, str], int] = {}
        for kind in (*KINDS, ""):
            chosen = [point for point in points if (point.deed if point.deed in KINDS else "") == kind]
            if not chosen:
                continue
            x = []
            for point in chosen:
                place = (point.when, point.row)
                crowd[place] = crowd.get(place, -1) + 1
                x.append(point.when + 0.11 * crowd[place])
            name, marker = KINDS.get(kind, OTHER)
            fill = "white" if kind in SOFT else look.INK
            how: Style = {"s": 150 if marker == "*" else 80, "facecolor": fill, "edgecolor": look.INK, "linewidth": 1.5}
            if marker in "x_":
                how |= {"facecolor": look.INK, "edgecolor": None}
            canvas.scatter(
                x, [rows.index(p.row) for p in chosen], marker=marker, label=say(name, language), zorder=3, **how
            )
        canvas.set_yticks(range(len(rows)), [wrap(row, 46, 2) for row in rows], color=look.INK, fontsize=look.SMALL)
        canvas.set_ylim(len(rows) - 0.4, -0.6)
        step = max(1, len(moments) // 16)
        canvas.set_xticks(range(0, len(moments), step), moments[::step])
        canvas.tick_params(axis="y", length=0)
        canvas.set_xlabel(say("day", language) if isinstance(source, Record) else say("turn", language))
        look.legend(canvas, loc="lower left", bbox_to_anchor=(0, 1), ncols=5, columnspacing=1.2)
    return canvas


def told_timeline(source: Play | Record, language: str = "en") -> Told:
    """Return in words what the timeline shows."""
    points, _ = points_of(source, language)
    rows = list(dict.fromkeys(point.row for point in points))
    kinds = list(dict.fromkeys(kind_of(deed, language) for deed in (*KINDS, "") if any(_is(p, deed) for p in points)))
    body = []
    for row in rows:
        counts = [sum(p.row == row and kind_of(p.deed, language) == kind for p in points) for kind in kinds]
        body.append([row, *(str(n) if n else "–" for n in counts)])
    totals = [(sum(kind_of(p.deed, language) == kind for p in points), kind) for kind in kinds]
    listed = join([say("{n} {kind}", language, n=n, kind=kind) for n, kind in totals], language)
    alt = say("Acts in order, a row for each speaker and channel: {what}.", language, what=listed or "–")
    title = say("Who did what when, on which channel, how firmly", language)
    return Told(title, alt, Rows(["", *kinds], body, title), is_assumed=False)


def _is(point: Point, deed: str) -> bool:
    return point.deed == deed if deed else point.deed not in KINDS


# -- threats -----------------------------------------------------------------------------------------------------------


@define
class Node:
    """One way that no deal may go on: what happens, how likely it is from the node before, and what follows."""

    what: str
    probability: float
    backed_down: tuple[str, ...] = ()
    below: list[Node] = Factory(list)

    @property
    def leaves(self) -> list[Node]:
        """The ends below this node, from the top down."""
        return [leaf for node in self.below for leaf in node.leaves] if self.below else [self]


def threat_nodes(source: Play | Scenario, holder: str | None = None) -> Node:
    """Return what may follow no deal as a tree, with probabilities as stated or as one actor believes them.

    Each node's probability is that of the whole way to it.
    """
    scenario, world = world_of(source)
    before = set(world.happened)
    return _grown("", [(leaf, _way(leaf, before)) for leaf in leaves(scenario, world, holder)], 0)


def _way(leaf: Leaf, before: set[str]) -> tuple[str, ...]:
    return tuple(name for name in leaf.world.happened if name not in before)


def _grown(what: str, found: list[tuple[Leaf, tuple[str, ...]]], depth: int) -> Node:
    node = Node(what, sum(leaf.probability for leaf, _ in found))
    steps = dict.fromkeys(way[depth] if len(way) > depth else "" for _, way in found)
    for step in steps:
        under = [(leaf, way) for leaf, way in found if (way[depth] if len(way) > depth else "") == step]
        if step:
            node.below.append(_grown(step, under, depth + 1))
        elif len(steps) > 1:
            backed = tuple(dict.fromkeys(name for leaf, _ in under for name in leaf.backed_down))
            node.below.append(Node("", sum(leaf.probability for leaf, _ in under), backed))
    return node


def node_text(scenario: Scenario, node: Node, language: str = "en") -> str:
    """Return what happens at a node, in words."""
    for table in (scenario.events, scenario.measures):
        title = getattr(table.get(node.what), "title", None)
        if title is not None:
            return text_in(title, language)
    if node.what:
        return node.what.replace("_", " ")
    paying = [scenario.threats[t].by for t in node.backed_down if scenario.threats[t].backing_down is not None]
    who = join([scenario.name(each, language) for each in dict.fromkeys(paying)], language)
    return say("nothing more; {who} backs down", language, who=who) if who else say("nothing more", language)


def threat_tree(source: Play | Scenario, ax: Axes | None = None, language: str = "en") -> Axes:
    """Draw what may follow when talks end without agreement, with stated and believed probabilities; return the axes.

    Raises UsageError where matplotlib is not there.
    """
    scenario, _ = world_of(source)
    root = threat_nodes(source)
    n = len(root.leaves)
    views = {each: dict(_odds(threat_nodes(source, each))) for each in believers(scenario)}
    with drawing(ax, (10.0, max(2.2, 0.6 + 0.95 * n))) as canvas:
        bare(canvas)
        canvas.set_xlim(-0.02, _depth(root) + 1.0)
        canvas.set_ylim(n - 0.35, -0.65)
        _Tree(canvas, scenario, views, language).branch(root, (), iter(range(n)))
    return canvas


def believers(scenario: Scenario) -> tuple[str, ...]:
    """Return the actors that hold beliefs of their own about threats."""
    return tuple(a for a in scenario.actors if any(a in threat.believed for threat in scenario.threats.values()))


def _depth(node: Node) -> int:
    return 1 + max((_depth(each) for each in node.below), default=0)


def _odds(node: Node, way: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], float]]:
    """Yield each way, and how likely its last step is after the one before."""
    for each in node.below:
        yield (*way, each.what), each.probability / node.probability if node.probability else 0.0
        yield from _odds(each, (*way, each.what))


@frozen
class _Tree:
    """One tree being drawn: what others believe stands under the stated probabilities where it differs."""

    canvas: Axes
    scenario: Scenario
    views: dict[str, dict[tuple[str, ...], float]]
    language: str

    def branch(self, node: Node, way: tuple[str, ...], free: Iterator[int]) -> float:
        """Draw a node and what follows it; return how far down it stands."""
        canvas, x = self.canvas, len(way)
        below = [(each, self.branch(each, (*way, each.what), free)) for each in node.below]
        y = sum(place for _, place in below) / len(below) if below else float(next(free))
        for each, place in below:
            canvas.plot([x + 0.55, x + 0.63, x + 1], [y, place, place], color=look.QUIET, linewidth=1.5, zorder=1)
            odds = each.probability / node.probability if node.probability else 0.0
            how: Style = {"ha": "right", "fontsize": look.NORMAL}
            canvas.text(x + 0.98, place - 0.05, f"{odds:.0%}°", va="bottom", weight="bold", **how)
            how |= {"fontsize": 8.5, "color": look.QUIET}
            how["bbox"] = {"facecolor": "white", "edgecolor": "none", "pad": 0.5, "alpha": 0.85}
            canvas.text(x + 0.98, place + 0.05, self.others((*way, each.what), odds), va="top", **how)
        start = say("talks end without agreement", self.language)
        text = node_text(self.scenario, node, self.language) if way else start
        box: Style = {
            "boxstyle": "round,pad=0.35",
            "facecolor": "white" if node.below else look.FAINT,
            "edgecolor": look.INK,
        }
        canvas.text(x + 0.02, y, wrap(text, 22, 4), ha="left", va="center", fontsize=look.SMALL, bbox=box, zorder=3)
        if not node.below:
            words = say("in all {p:.0%}°", self.language, p=node.probability)
            canvas.text(x + 0.7, y, words, ha="left", va="center", fontsize=look.NORMAL)
        return y

    def others(self, way: tuple[str, ...], stated: float) -> str:
        """Return who believes what where that differs from what is stated."""
        found: dict[str, list[str]] = {}
        for who, view in self.views.items():
            odds = f"{view.get(way, 0.0):.0%}"
            if odds != f"{stated:.0%}":
                found.setdefault(odds, []).append(self.scenario.name(who, self.language))
        told = [
            say("{p}° to {who}", self.language, p=odds, who=join(who, self.language)) for odds, who in found.items()
        ]
        return wrap(say("; ", self.language).join(told), 24, 3)


def told_threats(source: Play | Scenario, language: str = "en") -> Told:
    """Return in words what the tree of threats shows, with the probabilities that others believe."""
    scenario, _ = world_of(source)
    holders = believers(scenario)
    tree = threat_nodes(source)
    ends = dict(_ends(scenario, tree, language))
    views = [dict(_ends(scenario, threat_nodes(source, each), language)) for each in holders]
    rows: list[tuple[Cell, ...]] = [
        (way, *(Amount(f"{view.get(way, 0.0):.0%}", "assumed") for view in (ends, *views)))
        for way in dict.fromkeys(way for view in (ends, *views) for way in view)
        if tree.below
    ]
    told = join([f"{way} {p:.0%}" for way, p in ends.items()], language)
    alt = say("A tree from the end of talks without agreement: {ways}.", language, ways=told)
    header = [say("how it goes on", language), say("as stated", language)]
    header += [say("as {who} believes", language, who=scenario.name(each, language)) for each in holders]
    title = say("How it may go on, and how likely each way is taken to be", language)
    return Told(title, alt, Rows(header, rows, title))


def _ends(scenario: Scenario, node: Node, language: str, way: tuple[str, ...] = ()) -> Iterator[tuple[str, float]]:
    """Yield each way from a node to an end, in words, with its probability."""
    if not node.below:
        yield say(" → ", language).join(way) or say("nothing more", language), node.probability
    for each in node.below:
        yield from _ends(scenario, each, language, (*way, node_text(scenario, each, language)))
