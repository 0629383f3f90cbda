"""What a page says of an analysis: whether a deal is possible, which packages rules pick, counts, what is left out."""

from __future__ import annotations

from collections.abc import Iterator

from negotiation.analysis.analysing import MANY_PACKAGES, Analysis
from negotiation.analysis.analysing_words import figure_rows, for_whom_text, rule_text, stopped_text, verdict_text
from negotiation.analysis.diagnosis import MOST_PACKAGES as MOST_DIAGNOSED
from negotiation.analysis.hinges import MOST_PACKAGES as MOST_TURNED
from negotiation.analysis.wording import package_text
from negotiation.report import document_gap
from negotiation.report.document import Block, Cell, Line, Part, Prose, Rows
from negotiation.report.document_orders import MOST as MOST_ORDERED
from negotiation.report.document_words import Reader
from negotiation.report.pictures_map import PAIR
from negotiation.text.catalogue import join

#: Packages up to which the room of each issue is told.
MOST_ROOM = 2**20


def verdict(reader: Reader, found: Analysis) -> Line:
    """Return whether a deal is possible under this reading, and by how many packages where they are counted."""
    if found.zone is None:
        return (reader.assumed(verdict_text(found, reader.language)),)
    return document_gap.verdict(reader, found.zone, found.gap.conflicts)


def before_play(reader: Reader, found: Analysis) -> Line:
    """Return in short, before play, whether anything can come out."""
    if found.zone is None:
        told = reader.say("Nothing yet. {verdict}", verdict=verdict_text(found, reader.language))
    elif found.zone:
        text = "Nothing yet. {zone:,} of the {all:,} packages would suit all whose word is needed."
        told = reader.say(text, zone=found.zone, all=found.packages)
    else:
        text = "Nothing yet, and nothing can: none of the {all:,} packages satisfies all whose word is needed."
        told = reader.say(text, all=found.packages)
    return (reader.assumed(told),)


def picked(reader: Reader, found: Analysis) -> Iterator[Block]:
    """Yield the packages that bargaining rules pick, rules that agree together, each with what it is to whom."""
    together: dict[tuple[tuple[str, str], ...], list[str]] = {}
    for name, each in found.solutions.items():
        if each is not None:
            together.setdefault(tuple(each.package.items()), []).append(name)
    rows: list[tuple[Cell, ...]] = []
    for names in together.values():
        each = found.solutions[names[0]]
        if each is not None:
            package = package_text(found.scenario, found.scenario.package(each.package), reader.language)
            rules = join([rule_text(name, reader.language) for name in names], reader.language)
            rows.append((rules, package, reader.assumed(for_whom_text(found, each, reader.language))))
    if rows:
        header = [reader.say(each) for each in ("rule", "package", "for whom")]
        title = reader.say("Packages that bargaining rules pick")
        yield Part(title, [Rows(header, rows, reader.say("What is moved; everything else stays as it is"))])


def counts(reader: Reader, found: Analysis) -> Iterator[Block]:
    """Yield how many packages there are, obey the rules, are acceptable to each, and efficient; where that stopped."""
    head, *rows = figure_rows(found, reader.language)
    told: list[tuple[Cell, ...]] = [
        (name, reader.assumed(n) if i and n[0].isdigit() else n) for i, (name, n) in enumerate(rows)
    ]
    blocks: list[Block] = [Rows(head, told, reader.say("Packages by what they satisfy"))]
    if found.stopped is not None:
        blocks.append(Prose([(stopped_text(found, found.stopped, reader.language),)]))
    yield Part(reader.say("How many packages"), blocks)


def left_out(reader: Reader, found: Analysis) -> Iterator[str]:
    """Yield what the page leaves out because there are too many packages for it, in a sentence; nothing for few."""
    n, missing = found.packages, []
    if found.is_defined:
        scored = [actor for actor in found.scenario.parties if found.scenario.actors[actor].has_preferences]
        limits = [
            ("how many packages could be agreed", MANY_PACKAGES, found.zone is None),
            ("how many would be acceptable to each", MANY_PACKAGES, True),
            ("the map of all packages", MANY_PACKAGES, len(scored) == PAIR),
            ("how much room each issue leaves", MOST_ROOM, found.has_deal),
            ("why there is no deal, cause by cause", MOST_DIAGNOSED, found.has_deal is False),
            ("what follows from orders alone", MOST_ORDERED, True),
            ("how far single numbers move the zone", MOST_TURNED, True),
        ]
        missing += [reader.say(what) for what, most, applies in limits if applies and n > most]
    if missing:
        text = "There are too many packages for some of a page, which is left out: {what}."
        yield reader.say(text, what=reader.listed(missing))
