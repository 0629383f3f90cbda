"""Pictures of what outcomes are worth: surplus bars by actor, and how offers moved from turn to turn."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from negotiation.analysis.scorecard import Score, Scorecard
from negotiation.playing import Play
from negotiation.report import pictures_axes as look
from negotiation.report.document import Amount, Cell, Rows, Told
from negotiation.report.pictures_axes import Style, amount, drawing, signed, wrap
from negotiation.scenario.no_deal import no_deal
from negotiation.scenario.outcome import Agreement
from negotiation.scenario.preferences import as_float, utility
from negotiation.text.catalogue import join, say

if TYPE_CHECKING:
    from matplotlib.axes import Axes

#: Fill, hatching and edge of the bars of one actor, in order.
FILLS = ((look.BLUE, ""), ("#ffffff", "////"), ("#e3c68f", ""))
BAR = 0.25


# -- surplus -----------------------------------------------------------------------------------------------------------


@frozen
class Surplus:
    """What an outcome changes for one actor: figures in 1e-12 units, one for each series."""

    name: str
    is_seated: bool
    figures: tuple[int | None, ...]


def surplus_of(card: Scorecard, language: str = "en") -> tuple[Surplus, ...]:
    """Return the changes of everybody with preferences, those without a seat first.

    After an agreement: change from start, gain unthreatened, gain. After no deal: the expected change from the start,
    then the change in this play.
    """
    seated = {score.actor for score in card.parties}
    found = [
        Surplus(card.scenario.name(score.actor, language), score.actor in seated, _figures(card, score))
        for score in card.scores
        if score.utility is not None
    ]
    return tuple(sorted(found, key=lambda each: each.is_seated))


def _figures(card: Scorecard, score: Score) -> tuple[int | None, ...]:
    if isinstance(card.outcome, Agreement):
        return score.change_from_start, score.gain_unthreatened, score.gain
    return score.expected_change, score.change_from_start


def series_of(card: Scorecard, language: str = "en") -> tuple[str, ...]:
    """Return what the bars of an actor show, in order."""
    if isinstance(card.outcome, Agreement):
        return (
            say("change from the start", language),
            say("against no deal without threats", language),
            say("against no deal as it is", language),
        )
    return say("change from the start, expected", language), say("change from the start, in this play", language)


def surplus_bars(card: Scorecard, ax: Axes | None = None, language: str = "en") -> Axes:
    """Draw what an outcome changes for each actor, and return the axes; those without a seat are a group of their own.

    Raises UsageError where matplotlib is not there.
    """
    rows, series = surplus_of(card, language), series_of(card, language)
    with drawing(ax) as canvas:
        places = _places(rows)
        for i, name in enumerate(series):
            fill, hatch = FILLS[i]
            y = [place + BAR * (i - (len(series) - 1) / 2) for place in places]
            widths = [as_float(row.figures[i] or 0) for row in rows]
            canvas.barh(y, widths, BAR * 0.86, color=fill, hatch=hatch, edgecolor=look.BLUE, linewidth=1, label=name)
            for row, at, width in zip(rows, y, widths, strict=True):
                side = "right" if width < 0 else "left"
                shift = (-5 if width < 0 else 5, 0)
                how: Style = {"ha": side, "va": "center", "fontsize": look.SMALL, "textcoords": "offset points"}
                canvas.annotate(signed(row.figures[i]), (width, at), shift, **how)
        canvas.axvline(0, color=look.INK, linewidth=1)
        canvas.set_yticks(places, [wrap(row.name, 26, 2) for row in rows], color=look.INK)
        canvas.invert_yaxis()
        canvas.margins(x=0.14, y=0.04)
        canvas.spines["left"].set_visible(False)
        canvas.tick_params(axis="y", length=0)
        canvas.set_xlabel(say("in units of what is at stake on all issues; assumed", language))
        _group_names(canvas, rows, places, language)
        look.legend(canvas, loc="lower left", bbox_to_anchor=(0, 1), ncols=len(series), handlelength=1.4)
    return canvas


def _places(rows: tuple[Surplus, ...]) -> list[float]:
    """Return where each row stands, from the top down: a gap between who has no seat and who has one."""
    apart = sum(not row.is_seated for row in rows)
    return [i + (0.5 if row.is_seated and apart else 0.0) for i, row in enumerate(rows)]


def _group_names(canvas: Axes, rows: tuple[Surplus, ...], places: list[float], language: str) -> None:
    """Write over each group which it is, where there are two."""
    firsts = {row.is_seated: place for row, place in reversed(list(zip(rows, places, strict=True)))}
    if len(firsts) < len((True, False)):
        return
    where = canvas.get_yaxis_transform()
    for is_seated, place in firsts.items():
        name = say("At the table", language) if is_seated else say("No seat", language)
        how: Style = {
            "transform": where,
            "ha": "right",
            "fontsize": look.SMALL,
            "color": look.QUIET,
            "fontstyle": "italic",
        }
        canvas.text(1, place - 0.42, name, **how)
    canvas.axhline(firsts[True] - 0.75, color=look.RULE, linewidth=1)


def told_surplus(card: Scorecard, language: str = "en") -> Told:
    """Return in words what the bars show."""
    rows, series = surplus_of(card, language), series_of(card, language)
    seat = {True: say("at the table", language), False: say("no seat", language)}
    ends = join([f"{row.name} {signed(row.figures[0]).rstrip('°')}" for row in rows], language)
    alt = say("Bars for each actor. {what}: {ends}.", language, what=series[0], ends=ends)
    body: list[tuple[Cell, ...]] = [
        (row.name, seat[row.is_seated], *(amount(each, sign=True) for each in row.figures)) for row in rows
    ]
    title = say("What the outcome changes, and for whom", language)
    return Told(title, alt, Rows(("", say("seat", language), *series), body, title))


# -- offers over turns -------------------------------------------------------------------------------------------------


@frozen
class Offer:
    """One text on the table: when it was put, by whom, and what it is worth to each party, in 1e-12 units."""

    label: str
    author: str
    turn: int
    worth: dict[str, int]


def offers_of(play: Play) -> tuple[Offer, ...]:
    """Return the texts tabled during play, in order, as the world stands at the end."""
    scenario, found = play.scenario, []
    parties = [actor for actor in scenario.parties if scenario.actors[actor].has_preferences]
    for turn, act in play.acts:
        if turn and act.deed == "tables":
            package = play.state.log.proposals[act.label].package
            worth = {actor: utility(scenario, actor, package, play.state.world) or 0 for actor in parties}
            found.append(Offer(act.label, act.actor, turn, worth))
    return tuple(found)


def concession_curves(play: Play, ax: Axes | None = None, language: str = "en") -> Axes:
    """Draw what each party's own texts were worth to it, turn by turn, and the others' to it; return the axes.

    A line for its own texts, hollow marks for those of others, a dotted line for its no-deal value.
    Raises UsageError where matplotlib is not there.
    """
    offers = offers_of(play)
    with drawing(ax) as canvas:
        for i, actor in enumerate(_drawn(offers)):
            colour, marker = look.COLOURS[i % 6], look.MARKERS[i % 6]
            name = wrap(play.scenario.name(actor, language), 24, 1)
            own = [(offer.turn, as_float(offer.worth[actor])) for offer in offers if offer.author == actor]
            others = [(offer.turn, as_float(offer.worth[actor])) for offer in offers if offer.author != actor]
            how: Style = {"color": colour, "marker": marker, "markersize": 8}
            label = say("{who}: its own texts", language, who=name)
            canvas.plot(*_columns(own), linestyle=look.DASHES[i % 6], linewidth=2, label=label, **how)
            label = say("{who}: the others’ texts", language, who=name)
            hollow: Style = {"markerfacecolor": "white", "linestyle": "none", "label": label}
            canvas.plot(*_columns(others), **how, **hollow)
            floor = as_float(no_deal(play.scenario, actor, play.state.world) or 0)
            canvas.axhline(floor, color=colour, linestyle=(0, (1, 2)), linewidth=1.5)
            words = say("no deal, {who}", language, who=name)
            place: Style = {"xycoords": ("axes fraction", "data"), "textcoords": "offset points", "va": "bottom"}
            canvas.annotate(
                words, (1, floor), (4, -4), color=colour, fontsize=look.SMALL, annotation_clip=False, **place
            )
        if isinstance(play.state.outcome, Agreement):
            canvas.axvline(play.state.outcome.turn, color=look.INK, linewidth=1, linestyle=(0, (4, 3)))
            canvas.annotate(
                say("agreement", language),
                (play.state.outcome.turn, 0),
                (-4, 4),
                rotation=90,
                ha="right",
                va="bottom",
                xycoords=("data", "axes fraction"),
                textcoords="offset points",
                fontsize=look.SMALL,
            )
        canvas.set_xlabel(say("turn", language))
        canvas.set_ylabel(say("worth of a text; assumed", language))
        canvas.locator_params(axis="x", integer=True)
        look.legend(canvas, loc="lower left", bbox_to_anchor=(0, 1), ncols=2)
    return canvas


def _drawn(offers: tuple[Offer, ...]) -> list[str]:
    """Return whose texts are followed: everybody with a row in the offers."""
    return list(offers[0].worth) if offers else []


def _columns(points: list[tuple[int, float]]) -> tuple[list[int], list[float]]:
    return [turn for turn, _ in points], [worth for _, worth in points]


def told_curves(play: Play, language: str = "en") -> Told:
    """Return in words what the curves show."""
    offers, scenario = offers_of(play), play.scenario
    parts = []
    for actor in _drawn(offers):
        own = [offer.worth[actor] for offer in offers if offer.author == actor]
        if own:
            facts = {"who": scenario.name(actor, language), "first": amount(own[0]).text, "last": amount(own[-1]).text}
            parts.append(say("{who}’s own texts go from {first} to {last} in its own eyes", language, **facts))
    alt = say("Lines over turns. {what}.", language, what=say("; ", language).join(parts))
    header = [say("text", language), say("turn", language), say("put by", language)]
    header += [say("worth to {who}", language, who=scenario.name(actor, language)) for actor in _drawn(offers)]
    rows: list[list[str | Amount]] = [
        [
            offer.label,
            str(offer.turn),
            scenario.name(offer.author, language),
            *(amount(each) for each in offer.worth.values()),
        ]
        for offer in offers
    ]
    title = say("How the texts moved, turn by turn", language)
    return Told(title, alt, Rows(header, rows, title))
