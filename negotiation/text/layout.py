"""Layout for a terminal, a pipe or a notebook: wrapped paragraphs, plain tables, rules; wide characters count two."""

from __future__ import annotations

import re
import shutil
import textwrap
import unicodedata
from collections.abc import Iterable, Sequence

WIDTH = 88
NARROWEST = 40
#: What is not broken: a word or a wide character, with the full-width marks that cannot stand apart from it.
_PIECE = re.compile(r"[（“《]*(?:[!-~]+|[^\s])[，。；：、）”》！？…]*|\s+")


def width_of(text: str) -> int:
    """Return how many columns a text takes: East Asian wide characters take two, marks none.

    >>> from negotiation.text.layout import width_of
    >>> width_of("和平 now")
    8
    """
    wide = sum(unicodedata.east_asian_width(char) in "WF" for char in text)
    return len(text) + wide - sum(unicodedata.combining(char) > 0 for char in text)


def labelled(name: str, what: str) -> str:
    """Return a name and what it is, with the colon of the name's own writing.

    >>> from negotiation.text.layout import labelled
    >>> labelled("title", "Two villages"), labelled("标题", "两个村庄")
    ('title: Two villages', '标题：两个村庄')
    """
    return f"{name}：{what}" if width_of(name[-1:]) > 1 else f"{name}: {what}"


def page_width(width: int | None = None) -> int:
    """Return the width to write for: the one given, else the terminal's, at most WIDTH, at least NARROWEST."""
    found = shutil.get_terminal_size((WIDTH, 24)).columns if width is None else width
    return max(NARROWEST, min(found, WIDTH))


def wrapped(text: str, width: int, indent: str = "", hang: str | None = None) -> str:
    """Return a paragraph broken at spaces (or between wide characters) to a width, later lines under `hang`."""
    hang = indent if hang is None else hang
    if width_of(text) == len(text):
        return textwrap.fill(text, width, initial_indent=indent, subsequent_indent=hang, break_on_hyphens=False)
    lines, line = [], indent
    for piece in _PIECE.findall(text):
        if width_of(line) + width_of(piece) > width and line.strip():
            lines.append(line.rstrip())
            line = hang + piece.lstrip()
        else:
            line += piece
    return "\n".join([*lines, line.rstrip()])


def narrowest(text: str) -> int:
    """Return the least width to which a text wraps with no word cut.

    >>> from negotiation.text.layout import narrowest
    >>> narrowest("no guarantee of any kind")
    9
    """
    pieces = text.split() if width_of(text) == len(text) else _PIECE.findall(text)
    return max(map(width_of, pieces), default=0)


def padded(text: str, width: int, *, right: bool = False) -> str:
    """Return a text filled with spaces to a width, on its left where `right`."""
    space = " " * max(0, width - width_of(text))
    return space + text if right else text + space


def rule(width: int) -> str:
    """Return a line across the page."""
    return "─" * width


def bar(left: str, right: str, width: int) -> str:
    """Return a heading within a line across the page, with something at its right end where there is room.

    A heading longer than the page is broken at its words.
    """
    for end in (f" {right} ──" if right else "", ""):
        line = f"── {left} "
        fill = width - width_of(line) - width_of(end)
        if fill > 1:
            return line + "─" * fill + end
    return wrapped(left, width, "── ", "   ")


def heading(left: str, right: str, width: int) -> str:
    """Return a heading with something at its right end, and a rule below it."""
    gap = width - width_of(left) - width_of(right)
    apart = "\n".join(wrapped(each, width) for each in (left, right) if each)
    first = left + " " * gap + right if gap > 1 else apart
    return f"{first}\n{rule(width)}"


def table(rows: Sequence[Sequence[str]], header: Sequence[str] = (), width: int = WIDTH) -> str:
    """Return a plain table: the first column left, the others right; too wide a one becomes a list of records."""
    every = [list(header), *map(list, rows)] if header else [list(row) for row in rows]
    if not every:
        return ""
    widths = [max(width_of(row[i]) for row in every if i < len(row)) for i in range(max(map(len, every)))]
    if sum(widths) + 2 * (len(widths) - 1) > width:
        return records(rows, header, width)
    lines = []
    for row in every:
        cells = [padded(cell, widths[i], right=i > 0) for i, cell in enumerate(row)]
        lines.append("  ".join(cells).rstrip())
    return "\n".join(lines)


def records(rows: Iterable[Sequence[str]], header: Sequence[str], width: int = WIDTH) -> str:
    """Return rows as records, for a page too narrow for a table: the first cell, then `name: cell` lines."""
    lines = []
    for row in rows:
        lines.append(wrapped(row[0], width, "", "  "))
        names = list(header)[1:] or [""] * (len(row) - 1)
        lines += [
            wrapped(labelled(name, cell) if name else cell, width, "  ", "    ")
            for name, cell in zip(names, row[1:], strict=False)
            if cell.strip()
        ]
    return "\n".join(lines)
