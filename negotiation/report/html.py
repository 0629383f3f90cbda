"""Small markup for notebooks: an outcome in a few lines, bars and a table; no template engine, no plotting library."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from xml.etree import ElementTree as ET

from negotiation.analysis.analysing import Analysis
from negotiation.analysis.analysing_words import figure_rows, for_whom_text, rule_text, undefined_text, verdict_text
from negotiation.analysis.diagnosis import Diagnosis
from negotiation.analysis.diagnosis_words import diagnosis_lines
from negotiation.analysis.gap import Gap, gap_text
from negotiation.analysis.orders import Acceptability
from negotiation.analysis.orders_all import FromOrders
from negotiation.analysis.scorecard import Scorecard
from negotiation.analysis.telling import first_line
from negotiation.analysis.wording import package_text
from negotiation.analysis.zone import Zone
from negotiation.playing import Play
from negotiation.report.document import Amount, Cell, plain
from negotiation.report.document_outcome import figures_of, verdict
from negotiation.report.document_scenario import assumptions
from negotiation.report.document_talks import setting
from negotiation.report.document_words import Reader
from negotiation.report.pictures_bars import series_of, surplus_of, told_surplus
from negotiation.report.svg import Bar, bars_tree, printable
from negotiation.scenario import Scenario
from negotiation.scenario.preferences import as_float
from negotiation.text.catalogue import sentences


def html_of(value: object) -> str | None:
    """Return a play, a scorecard, or what an analysis found as markup for a notebook; None for anything else."""
    if isinstance(value, Play):
        return play_html(value)
    if isinstance(value, Analysis):
        return analysis_html(value)
    if isinstance(value, Scorecard):
        return card_html(value)
    if isinstance(value, (Acceptability, Diagnosis, FromOrders, Gap, Zone)) and value.scenario is not None:
        return lines_html(value, value.scenario)
    return None


def lines_html(value: Acceptability | Diagnosis | FromOrders | Gap | Zone, scenario: Scenario) -> str:
    """Return what a value says of itself as paragraphs for a notebook, with what its figures rest on."""
    root = ET.Element("div", {"lang": "en"})
    for each in str(value).splitlines():
        _add(root, "p", each.strip())
    _foot(root, Reader(scenario))
    return ET.tostring(root, encoding="unicode", method="html")


def play_html(play: Play, language: str = "en") -> str:
    """Return how a play ended and what that is worth to whom, as markup for a notebook."""
    reader = Reader(play.scenario, None, language)
    root = ET.Element("div", {"lang": language})
    _add(root, "h3", reader.text(play.scenario.title))
    _add(root, "p", setting(reader, play))
    _add(root, "p", sentences(map(plain, verdict(reader, play))))
    if play.state.outcome is not None:
        _figures(root, reader, play.scorecard)
    _foot(root, reader)
    return ET.tostring(root, encoding="unicode", method="html")


def card_html(card: Scorecard, language: str = "en") -> str:
    """Return a scorecard as markup for a notebook: who ends where, in bars and in a table."""
    reader = Reader(card.scenario, None, language)
    root = ET.Element("div", {"lang": language})
    _add(root, "p", first_line(card, language))
    _figures(root, reader, card)
    _foot(root, reader)
    return ET.tostring(root, encoding="unicode", method="html")


def analysis_html(found: Analysis, language: str = "en") -> str:
    """Return an analysis as markup for a notebook: whether a deal exists, for whom, what collides, counts."""
    reader = Reader(found.scenario, None, language)
    root = ET.Element("div", {"lang": language})
    _add(root, "h3", reader.text(found.scenario.title))
    _add(root, "p", verdict_text(found, language))
    rows = [
        (rule_text(name, language), package_text(found.scenario, found.scenario.package(each.package), language), told)
        for name, each in found.solutions.items()
        if each is not None
        for told in [for_whom_text(found, each, language)]
    ]
    if rows:
        _table(root, [reader.say(name) for name in ("rule", "package", "for whom")], rows)
    if found.gap.conflicts:
        for each in gap_text(found.scenario, found.gap, language).splitlines():
            _add(root, "p", each.strip())
    if found.diagnosis is not None:
        _add(root, "p", sentences(diagnosis_lines(found.diagnosis, language)))
    head, *counts = figure_rows(found, language)
    _table(root, head, counts)
    if found.undefined:
        _add(root, "p", undefined_text(found, language))
    _foot(root, reader)
    return ET.tostring(root, encoding="unicode", method="html")


def _figures(root: ET.Element, reader: Reader, card: Scorecard) -> None:
    rows = [
        Bar(row.name, tuple(None if each is None else as_float(each) for each in row.figures), not row.is_seated)
        for row in surplus_of(card, reader.language)
    ]
    if rows:
        label = told_surplus(card, reader.language).alt
        root.append(bars_tree(rows, series_of(card, reader.language), label, "surplus"))
    header, body = figures_of(reader, card)
    _table(root, header, body)


def _table(root: ET.Element, header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> None:
    table = ET.SubElement(root, "table")
    head = ET.SubElement(ET.SubElement(table, "thead"), "tr")
    for name in header:
        _add(head, "th" if name else "td", name)
    body = ET.SubElement(table, "tbody")
    for row in rows:
        line = ET.SubElement(body, "tr")
        for i, cell in enumerate(row):
            _add(line, "td" if i else "th", plain(cell) + (cell.mark if isinstance(cell, Amount) else ""))


def _foot(root: ET.Element, reader: Reader) -> None:
    _add(root, "p", f"° {plain(assumptions(reader))}")
    if reader.scenario.neutrality is not None:
        _add(ET.SubElement(root, "p"), "small", reader.text(reader.scenario.neutrality))


def _add(parent: ET.Element, tag: str, text: str) -> None:
    ET.SubElement(parent, tag).text = printable(text)
