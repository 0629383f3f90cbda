"""Pictures of how far numbers matter: shares over all that keep the orders, and one figure over each one's range."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from negotiation.analysis.orders import Acceptability
from negotiation.analysis.orders_words import undefined_sentence
from negotiation.analysis.tornado import Bar
from negotiation.analysis.wording import path_text
from negotiation.report import pictures_axes as look
from negotiation.report.document import Amount, Cell, Rows, Told
from negotiation.report.pictures_axes import Style, drawing, wrap
from negotiation.report.pictures_gap import Swing, tornado
from negotiation.scenario import Scenario, text_in
from negotiation.text.catalogue import say, sentences

if TYPE_CHECKING:
    from matplotlib.axes import Axes

#: Draws for a picture or a page: a share is within about ten points of that of endless draws.
DRAWS = 100
#: Numbers drawn; the table holds all that move the figure.
MOST_SWINGS = 12


def shares_of(scenario: Scenario, found: Acceptability, language: str = "en") -> Iterator[tuple[str, str, float]]:
    """Yield group by group what holds in which share: a deal, who ends below the start, options of the best package."""
    draws = say("all draws", language)
    yield draws, say("a deal exists", language), found.zone
    if not found.nash:
        return
    best = say("best packages for those at the table (Nash)", language)
    for actor, below in found.below.items():
        yield best, say("{who} below its start", language, who=scenario.name(actor, language)), below or 0.0
    for issue in scenario.agenda:
        for option in issue.options:
            share = found.options[issue.id][option.id]
            if share:
                yield text_in(issue.title, language), text_in(option.title, language), share


def order_shares(scenario: Scenario, found: Acceptability, ax: Axes | None = None, language: str = "en") -> Axes:
    """Draw in what share of the numbers that keep the orders something holds, in bars by group; return the axes.

    Raises UsageError where matplotlib is not there.
    """
    rows = list(shares_of(scenario, found, language))
    groups = list(dict.fromkeys(group for group, *_ in rows))
    with drawing(ax, (10.0, 1.2 + 0.3 * (len(rows) + len(groups)))) as canvas:
        at, ticks, names = 0.0, [], []
        for group in groups:
            how: Style = {"fontsize": look.SMALL, "weight": "bold", "va": "center"}
            canvas.text(0, at, wrap(group, 60, 1), in_layout=False, **how)
            for _, name, share in (row for row in rows if row[0] == group):
                at += 1
                canvas.barh(at, share, 0.7, color=look.BLUE)
                canvas.annotate(f"{share:.0%}°", (share, at), (5, 0), textcoords="offset points", va="center")
                ticks.append(at)
                names.append(wrap(name, 66, 1))
            at += 1.2
        canvas.set_yticks(ticks, names, color=look.INK, fontsize=look.SMALL)
        canvas.set_ylim(at - 0.4, -0.8)
        canvas.set_xlim(0, 1.1)
        canvas.set_xticks([0, 0.5, 1], ["0%", "50%", "100%"])
        canvas.tick_params(axis="y", length=0)
        text = say(
            "share of {n} draws that keep the orders, or of their best packages; ° assumed", language, n=found.draws
        )
        canvas.set_xlabel(wrap(text, 48, 2), color=look.QUIET)
    return canvas


def told_shares(scenario: Scenario, found: Acceptability, language: str = "en") -> Told:
    """Return in words what the picture of shares shows."""
    alt = say(
        "Bars: in {share:.0%} of {n} draws of numbers that keep the orders a deal exists.",
        language,
        share=found.zone,
        n=found.draws,
    )
    rows = [
        (group, name, Amount(f"{share:.0%}", "assumed")) for group, name, share in shares_of(scenario, found, language)
    ]
    header = [say(each, language) for each in ("of", "what holds", "share")]
    title = say("What holds in which share of numbers that keep the orders", language)
    if not found.nash:
        alt = sentences([alt, undefined_sentence(found, language)])
    return Told(title, alt, Rows(header, rows, title))


def tornado_of(scenario: Scenario, bars: Sequence[Bar], ax: Axes | None = None, language: str = "en") -> Axes:
    """Draw how many packages the zone holds as each number runs over its range, the widest swings; return the axes.

    Raises UsageError where matplotlib is not there.
    """
    moving = [each for each in bars if each.swing][:MOST_SWINGS]
    swings = [Swing(path_text(scenario, each.path, language), each.at_low or 0, each.at_high or 0) for each in moving]
    label = say("packages in the zone; hatched: number at its least, full: at its most; assumed", language)
    canvas = tornado(swings, (bars[0].at_now or 0) if bars else 0, ax)
    canvas.set_xlabel(wrap(label, 48, 2))
    canvas.locator_params(axis="x", integer=True)
    return canvas


def told_tornado(scenario: Scenario, bars: Sequence[Bar], language: str = "en") -> Told:
    """Return in words what the tornado shows."""
    moving = [each for each in bars if each.swing]
    now = f"{bars[0].at_now or 0:,.0f}" if bars else "0"
    alt = say(
        "Packages in the zone, {now} as it stands, as single numbers run over their ranges: {n} numbers change how "
        "many.",
        language,
        now=now,
        n=len(moving),
    )
    if moving:
        ends = sorted(each or 0 for each in (moving[0].at_low, moving[0].at_now, moving[0].at_high))
        text = "The widest swing, between {low} and {high}, is that of {what}."
        widest = path_text(scenario, moving[0].path, language)
        alt = sentences([alt, say(text, language, low=f"{ends[0]:,.0f}", high=f"{ends[-1]:,.0f}", what=widest)])
    rows: list[tuple[Cell, ...]] = [
        (path_text(scenario, each.path, language), _count(each.at_low), _count(each.at_high)) for each in moving
    ]
    header = [say(each, language) for each in ("number", "zone at its least", "zone at its most")]
    title = say("How the zone changes as one number runs over its range", language)
    return Told(title, alt, Rows(header, rows, title))


def _count(value: float | None) -> Amount:
    return Amount(f"{value or 0:,.0f}", "assumed")
