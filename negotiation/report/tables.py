"""Tables for a terminal or a pipe: columns where there is room, else one record after another.

What belongs here: how rows are laid out. All other text goes through `text.layout`; nothing needs colour to be read.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeAlias

from rich.box import SIMPLE_HEAD
from rich.table import Table
from rich.text import Text

from negotiation.text.layout import labelled, wrapped

#: What a page is made of: text broken into lines, headings and tables.
Block: TypeAlias = "str | Text | Table"

#: Columns below which rows are told as records.
ROOM = 60


def title(text: str, width: int) -> Text:
    """Return a heading within a page; bold where the terminal can."""
    return Text(wrapped(text, width), style="bold")


def table(header: Sequence[str], rows: Iterable[Sequence[str]], width: int, right: Iterable[int] = ()) -> Block:
    """Return rows as a table, or as records where the page is too narrow.

    Parameters
    ----------
    header, rows : the names of the columns, and the cells.
    width : of the page, in columns of characters.
    right : the columns set flush right, by index; their cells are never broken.
    """
    if width < ROOM:
        return records(header, rows, width)
    numbers = frozenset(right)
    found = Table(box=SIMPLE_HEAD, pad_edge=False, show_edge=False, header_style="bold")
    for i, name in enumerate(header):
        if i in numbers:
            found.add_column(name, justify="right", no_wrap=True)
        else:
            found.add_column(name, overflow="fold")
    for row in rows:
        found.add_row(*map(Text, row))
    return found


def records(header: Sequence[str], rows: Iterable[Sequence[str]], width: int) -> str:
    """Return rows one below the other: the first cell, then `name: cell` for every other one that says something."""
    lines = []
    for first, *rest in rows:
        lines.append(wrapped(first, width, "", "    "))
        named = zip(header[1:], rest, strict=True)
        lines += [
            wrapped(labelled(name, cell) if name else cell, width, "  ", "      ") for name, cell in named if cell
        ]
    return "\n".join(lines)
