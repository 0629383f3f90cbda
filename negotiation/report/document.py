"""What a page says, before it is a page: one value made of sections, tables, lines and pictures, without any markup.

What belongs here: the values. They are filled by `document_making` and its neighbours and laid out by `page`; a play,
an analysis or an ensemble of plays fill the same ones. All text in them is plain and untrusted.
"""

from __future__ import annotations

from collections.abc import Iterable
from string import Formatter
from typing import Any, ClassVar, TypeAlias

from attrs import field, frozen

from negotiation.text.catalogue import say

#: Who may answer for a number or a claim, and the mark that stands behind a number for it.
MARKS = {"assumed": "°", "stated": "s", "implied": "i", "external": "x"}
RIGHT_TO_LEFT = ("ar", "fa", "he", "ur")


@frozen
class Amount:
    """A number as it is read, or a sentence that rests on numbers; `basis` is who answers for it, "" for counts."""

    text: str
    basis: str = ""

    @property
    def mark(self) -> str:
        """The mark behind the number."""
        return MARKS.get(self.basis, "")


@frozen
class Claim:
    """Something said about the scenario: a label before it, its text, who answers for it and on which sources."""

    text: str
    label: str = ""
    basis: str = ""
    sources: tuple[str, ...] = ()
    reason: str = ""
    details: tuple[str, ...] = ()


#: A sentence whose numbers keep their basis.
Line: TypeAlias = "tuple[str | Amount, ...]"
Cell: TypeAlias = "str | Amount | Claim"


def line(message: str, language: str = "en", **facts: Any) -> Line:
    """Return a message in a language with its facts put in, amounts kept as they are.

    >>> from negotiation.report.document import Amount, line
    >>> line("{who} ends {change} from its start.", who="Russia", change=Amount("+0.04", "assumed"))
    ('Russia ends ', Amount(text='+0.04', basis='assumed'), ' from its start.')
    """
    parts: list[str | Amount] = []
    for literal, name, spec, _ in Formatter().parse(say(message, language)):
        value = literal if name is None else facts[name]
        told = value if isinstance(value, Amount) else format(value, spec or "")
        for part in [literal] if name is None else [literal, told]:
            if isinstance(part, str) and parts and isinstance(parts[-1], str):
                parts[-1] += part
            elif part:
                parts.append(part)
    return tuple(parts)


def plain(of: Line | Cell) -> str:
    """Return a line or a cell as plain text.

    >>> from negotiation.report.document import Amount, plain
    >>> plain(("by ", Amount("0.3", "assumed")))
    'by 0.3'
    """
    if isinstance(of, tuple):
        return "".join(plain(part) for part in of)
    return of if isinstance(of, str) else of.text


def _to_lines(lines: Iterable[Line]) -> tuple[Line, ...]:
    return tuple(lines)


def _to_items(items: Iterable[Line | Claim]) -> tuple[Line | Claim, ...]:
    return tuple(items)


def _to_names(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(names)


def _to_rows(rows: Iterable[Iterable[Cell]]) -> tuple[tuple[Cell, ...], ...]:
    return tuple(tuple(row) for row in rows)


def _to_cards(cards: Iterable[Card]) -> tuple[Card, ...]:
    return tuple(cards)


def _to_stretches(stretches: Iterable[Stretch]) -> tuple[Stretch, ...]:
    return tuple(stretches)


def _to_blocks(blocks: Iterable[Block]) -> tuple[Block, ...]:
    return tuple(blocks)


def _to_sections(sections: Iterable[Section]) -> tuple[Section, ...]:
    return tuple(sections)


@frozen
class Prose:
    """Paragraphs."""

    kind: ClassVar[str] = "prose"
    lines: tuple[Line, ...] = field(converter=_to_lines)
    style: str = ""


@frozen
class Items:
    """A list of claims or lines."""

    kind: ClassVar[str] = "items"
    items: tuple[Line | Claim, ...] = field(converter=_to_items)


@frozen
class Rows:
    """A table: the first column names the row. `caption` says what it shows."""

    kind: ClassVar[str] = "rows"
    header: tuple[str, ...] = field(converter=_to_names)
    rows: tuple[tuple[Cell, ...], ...] = field(converter=_to_rows)
    caption: str = ""


@frozen
class Told:
    """What a picture shows, in words: a title, a sentence for who does not see it, and the figures behind it.

    `is_assumed` says whether it rests on assumed numbers, so that it is hidden with them.
    """

    title: str
    alt: str
    rows: Rows
    is_assumed: bool = True


@frozen
class Picture:
    """A picture: its SVG, already cleaned, and what it shows in words."""

    kind: ClassVar[str] = "picture"
    id: str
    svg: str = field(repr=False)
    told: Told

    def _repr_svg_(self) -> str:
        """Return the picture for notebooks."""
        return self.svg


@frozen
class Card:
    """Somebody or something with a name, a line below it, and groups of claims."""

    name: str
    about: str = ""
    tags: tuple[str, ...] = ()
    groups: tuple[tuple[str, tuple[Claim, ...]], ...] = ()


@frozen
class Cards:
    """Cards beside each other."""

    kind: ClassVar[str] = "cards"
    cards: tuple[Card, ...] = field(converter=_to_cards)


@frozen
class Deed:
    """One act as minutes tell it: the sentence, its terms, through which channel, how firm."""

    text: str
    terms: tuple[str, ...] = ()
    channel: str = ""
    firmness: str = ""


@frozen
class Turn:
    """One turn, or a run of turns in which nothing changed (`is_quiet`)."""

    title: str
    headline: str
    deeds: tuple[Deed, ...]
    is_quiet: bool = False


@frozen
class Stretch:
    """Some turns that open and close together."""

    title: str
    turns: tuple[Turn, ...]
    is_open: bool = True


@frozen
class Minutes:
    """The talks, stretch by stretch; they can be searched."""

    kind: ClassVar[str] = "minutes"
    stretches: tuple[Stretch, ...] = field(converter=_to_stretches)


@frozen
class Entry:
    """One source: its id, who said it when, what it says in our words, what to know about it, where it stands."""

    id: str
    who: str
    says: str
    note: str = ""
    group: str = ""
    is_contested: bool = False


@frozen
class Part:
    """Blocks under a heading of their own."""

    kind: ClassVar[str] = "part"
    title: str
    blocks: tuple[Block, ...] = field(converter=_to_blocks)


@frozen
class Fold:
    """Blocks that are closed until opened; `is_record` keeps them closed on paper too."""

    kind: ClassVar[str] = "fold"
    title: str
    blocks: tuple[Block, ...] = field(converter=_to_blocks)
    is_record: bool = False


Block: TypeAlias = "Prose | Items | Rows | Picture | Cards | Minutes | Part | Fold"


@frozen
class Section:
    """One section of the page: an id within the page, a heading, its blocks."""

    id: str
    title: str
    blocks: tuple[Block, ...] = field(converter=_to_blocks)


@frozen
class Seatless:
    """Who had no seat: the name, the change from its start, and what to know about it."""

    name: str
    change: Amount | None
    label: str
    lines: tuple[Line, ...] = ()


@frozen
class Glance:
    """The page in two minutes: who had no seat first, then four short answers, each a heading with blocks."""

    title: str
    seatless: tuple[Seatless, ...] = ()
    lines: tuple[Line, ...] = ()
    answers: tuple[Part, ...] = ()


@frozen
class Document:
    """A page before it is laid out.

    Parameters
    ----------
    language : of the reader.
    title, meta : the scenario, and how it was read and played.
    glance, sections : what the page says, in order.
    sources : what each source says, by id, for the words that appear beside a citation.
    notices : what is missing from the page, and why.
    note : the neutrality note, paragraph by paragraph.
    """

    language: str
    title: str
    meta: tuple[str, ...]
    glance: Glance
    sections: tuple[Section, ...] = field(converter=_to_sections)
    sources: tuple[Entry, ...] = field(default=(), repr=False)
    notices: tuple[str, ...] = ()
    note: tuple[str, ...] = ()

    @property
    def direction(self) -> str:
        """How the language runs: ltr or rtl."""
        return "rtl" if self.language.partition("-")[0] in RIGHT_TO_LEFT else "ltr"

    @property
    def cited(self) -> dict[str, Entry]:
        """The sources by id."""
        return {entry.id: entry for entry in self.sources}
