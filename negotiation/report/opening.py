"""What stands before play, for somebody who sees it for the first time: the grid of readings, and who has a seat.

What belongs here: the first page in a terminal. One play is told by `brief`.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from negotiation.analysis.masks import mask
from negotiation.analysis.scorecard import Scorecard
from negotiation.analysis.telling import ASSUMED_MARK, figure
from negotiation.playing import Play
from negotiation.report.brief import _Teller as Teller
from negotiation.scenario import Scenario, text_in
from negotiation.scenario.outcome import Agreement
from negotiation.text.catalogue import join, say, sentences
from negotiation.text.layout import narrowest, padded, page_width, records, width_of, wrapped


def grid_counts(scenario: Scenario) -> NDArray[np.int64]:
    """Return how many packages each pair of readings leaves possible: int64 array `(n_rows, n_columns)`.

    Rules, gates and no-deal values are left out. An array of shape (0, 0) for a scenario without a grid.
    """
    grid = scenario.grid
    if grid is None:
        return np.zeros((0, 0), dtype=np.int64)
    rows, columns = ([mask(each.requires, scenario) for each in readings] for readings in (grid.rows, grid.columns))
    return np.array([[np.count_nonzero(row & column) for column in columns] for row in rows], dtype=np.int64)


def grid_text(scenario: Scenario, language: str = "en", width: int | None = None) -> str:
    """Return the grid of readings as a table: how many packages each pair leaves possible; "" without a grid."""
    grid, page = scenario.grid, (width or page_width())
    if grid is None:
        return ""
    counts = grid_counts(scenario)
    titles = [text_in(row.title, language) for row in grid.rows]
    rows = [[title, *map("{:,}".format, line)] for title, line in zip(titles, counts, strict=True)]
    heads = [text_in(each.title, language) for each in grid.columns]
    cells = _cells(heads, page - max(map(width_of, titles)) - 2 * len(heads))
    left = min(max(map(width_of, titles)), page - sum(cells) - 2 * len(cells))
    if left < max(map(narrowest, titles)):
        return records(rows, ["", *heads], page)
    columns = [wrapped(head, cell).split("\n") for head, cell in zip(heads, cells, strict=True)]
    depth = max(map(len, columns))
    head_rows = [["", *parts] for parts in zip(*([""] * (depth - len(each)) + each for each in columns), strict=True)]
    body = [line for row in rows for line in _broken(row, left)]
    return "\n".join(
        "  ".join(
            [padded(row[0], left), *(padded(c, n, right=True) for c, n in zip(row[1:], cells, strict=True))]
        ).rstrip()
        for row in (*head_rows, *body)
    )


def _cells(heads: list[str], room: int) -> list[int]:
    """Return the widths to which heads are broken: as few lines as the room allows, but no word cut."""
    least = list(map(narrowest, heads))
    for depth in range(1, max(map(len, heads))):
        cells = [
            next(n for n in range(low, width_of(head) + 1) if wrapped(head, n).count("\n") < depth)
            for head, low in zip(heads, least, strict=True)
        ]
        if sum(cells) <= room:
            return [max(map(width_of, wrapped(head, n).split("\n"))) for head, n in zip(heads, cells, strict=True)]
    return least


def _broken(row: list[str], left: int) -> list[list[str]]:
    """Return a row of a table as lines: its title broken to a width, its figures beside the last line of it."""
    *above, last = wrapped(row[0], left, "", "  ").split("\n")
    return [*([line, *("" for _ in row[1:])] for line in above), [last, *row[1:]]]


def grid_cell(scenario: Scenario) -> tuple[int, int] | None:
    """Return the row and the column of the grid that a reading's red lines imply: the tightest of each; None for none.

    A row or column is implied when one party's own red lines leave no package outside it. Other red lines, rules and
    consents may leave fewer packages than the cell has.
    """
    grid = scenario.grid
    if grid is None:
        return None
    lines = []
    for actor in scenario.parties:
        own = scenario.actors[actor].red_lines.values()
        every = [mask(line.crossed, scenario, actor) for line in own if line.force == "absolute"]
        lines.append(~np.any(every, axis=0) if every else np.ones(scenario.n_packages, dtype=np.bool_))
    found = []
    for readings in (grid.rows, grid.columns):
        masks = [mask(each.requires, scenario) for each in readings]
        implied = [k for k, each in enumerate(masks) if any(not np.any(left & ~each) for left in lines)]
        if not implied:
            return None
        found.append(min(implied, key=lambda k: np.count_nonzero(masks[k])))
    return found[0], found[1]


def seats_text(plays: Sequence[Play], language: str = "en", width: int | None = None) -> str:
    """Return who has no seat, and what each play leaves them against their start; then who has one; then the others."""
    page = width or page_width()
    cards = [play.scorecard for play in plays]
    scenario = cards[0].scenario
    lines = []
    for score in cards[0].others:
        changes = say("; ", language).join(_change(card, score.actor, language) for card in cards)
        who = scenario.name(score.actor, language)
        lines.append(say("No seat: {who} (change from its start: {changes}).", language, who=who, changes=changes))
    seated = join([scenario.name(actor, language) for actor in scenario.seated], language)
    about = say("At the table: {who}.", language, who=seated)
    silent = [s.actor for s in cards[0].scores if s.utility is None and "observer" not in s.roles]
    silent = [actor for actor in silent if actor not in scenario.seated]
    if silent:
        names = join([scenario.name(actor, language) for actor in silent], language)
        about = sentences([about, say("No seat, no score: {who}.", language, who=names)])
    teller = Teller(plays[0], language, page)
    before = [teller.sentence(act) for turn, act in plays[0].acts if not turn]
    opening = [say("Before turn 1: {what}", language, what=sentences(before))] if before else []
    return wrapped(sentences([*lines, about, *opening]), page)


def _change(card: Scorecard, actor: str, language: str) -> str:
    agreed, score = isinstance(card.outcome, Agreement), card[actor]
    change = figure(score.change_from_start if agreed else score.expected_change, sign=True)
    told = f"{card.scenario.profile} {change}{ASSUMED_MARK}"
    return told if agreed else say("{change} expected", language, change=told)
