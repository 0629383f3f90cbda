"""Outcomes side by side in words and as a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from negotiation.analysis.telling import figure, first_line
from negotiation.analysis.wording import package_text
from negotiation.scenario.preferences import units
from negotiation.text.catalogue import say, sentences
from negotiation.text.layout import page_width, table, wrapped

if TYPE_CHECKING:
    from negotiation.analysis.comparing import Comparison, Row


def comparison_text(found: Comparison, language: str = "en", width: int | None = None) -> str:
    """Return outcomes side by side as text for a terminal or a notebook: words first, then the table."""
    page = page_width(width)
    parts = ["\n".join(_told(row, language, page)) for row in found.rows]
    parts.append(table(_rows(found, language), _header(found, language), page))
    note = say("Sums and distances assume comparable units.", language)
    if not found.shows_frontier:
        more = say("With more than three parties most packages are efficient, so efficiency is not shown.", language)
        note = sentences([note, more])
    if not all(row.is_searched for row in found.rows):
        many = "Where packages are too many to look at one by one, no better package and no distance is looked for."
        note = sentences([note, say(many, language)])
    parts.append(wrapped(note, page))
    return "\n\n".join(parts)


def _told(row: Row, language: str, page: int) -> list[str]:
    """Return an outcome in words: how it stands, and what was better for all."""
    first = say("{label}: {what}", language, label=row.label, what=first_line(row.card, language))
    lines = [wrapped(first, page, hang="  ")]
    if row.better is not None:
        scenario = row.card.scenario
        package = package_text(scenario, scenario.package(row.better), language)
        gains = say(", ", language).join(
            f"{scenario.name(actor, language)} {figure(units(by), sign=True)}" for actor, by in row.better_by.items()
        )
        text = say("Better for all was {package} ({gains}).", language, package=package, gains=gains)
        lines.append(wrapped(text, page, "  ", "  "))
    return lines


def _header(found: Comparison, language: str) -> list[str]:
    return [say("outcome", language), *(row.label for row in found.rows)]


def _rows(found: Comparison, language: str) -> list[list[str]]:
    """Return the figures, a line each, an outcome in each column."""
    actors = dict.fromkeys(actor for row in found.rows for actor in row.ends)
    lines = []
    for actor in actors:
        named = next(row.card.scenario for row in found.rows if actor in row.card.scenario.actors)
        name = named.name(actor, language)
        gains = [_figure(row, actor, "gain") for row in found.rows]
        changes = [_figure(row, actor, "change") for row in found.rows]
        lines.append([say("{who}, against no deal", language, who=name), *gains])
        lines.append([say("{who}, against the start", language, who=name), *changes])
    lines += [
        [say("surplus of the parties", language), *(_number(row.surplus) for row in found.rows)],
        [say("parties satisfied", language), *(f"{row.satisfied} / {row.parties}" for row in found.rows)],
        [say("distance to Nash", language), *(_number(row.to_nash) for row in found.rows)],
        [say("distance to egalitarian", language), *(_number(row.to_leximin) for row in found.rows)],
    ]
    if found.shows_frontier:
        words = {True: say("yes", language), False: say("no", language), None: "–"}
        efficient = [words[row.card.pareto_parties] for row in found.rows]
        lines.append([say("efficient for the parties", language), *efficient])
    return lines


def _figure(row: Row, actor: str, name: str) -> str:
    return figure(getattr(row.ends[actor], name) if actor in row.ends else None, sign=True)


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}"
