"""Canonical YAML that reads aloud: short maps in one line, one option a line, long text folded.

What belongs here: how a plain tree of a scenario becomes text, and how text reaches a file whole or not at all. The
order of the keys is that of the tree.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from itertools import pairwise
from pathlib import Path
from stat import S_ISDIR, S_ISREG
from typing import Any
from unicodedata import category

from negotiation.errors import UsageError
from negotiation.files.places import resolve

#: A map or a list stays in one line up to here; a text is folded a little earlier.
WIDTH = 120
TEXT_WIDTH = 100
#: YAML looks for the colon after a key this far; a longer key is written with a question mark.
KEY_WIDTH = 1000
#: Below this every whole number is a float, and is written without a point.
EXACT_INTEGERS = 1e15
_INDICATORS = "-?:,[]{}#&*!|>'\"%@`"
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t"}


def format_yaml(tree: dict[str, Any]) -> str:
    """Return the canonical text of a plain tree; parsing it gives an equal one.

    >>> from negotiation.files.writing import format_yaml
    >>> print(format_yaml({"id": "a", "facts": {"no": True}}), end="")
    id: a
    facts: {no: true}
    """
    parts = ["\n".join(_map({key: value}, 0)) + "\n" for key, value in tree.items()]
    found = "".join(parts[:1])
    for before, part in pairwise(parts):
        found += "\n" + part if "\n" in before[:-1] or "\n" in part[:-1] else part
    return found or "{}\n"


def _block(node: Any, indent: int) -> Iterator[str]:
    yield from _map(node, indent) if isinstance(node, dict) else _list(node, indent)


def _map(node: dict[str, Any], indent: int) -> Iterator[str]:
    pad = " " * indent
    for key, value in node.items():
        head = f"{pad}{format_scalar(key, flow=True)}:"
        if len(head) > KEY_WIDTH:
            yield f"{pad}? {head.strip()[:-1]}"
            head = f"{pad}:"
        yield from _after(head, value, indent)


def _list(node: list[Any], indent: int) -> Iterator[str]:
    pad = " " * indent
    for item in node:
        if isinstance(item, (dict, list)) and (not item or len(pad + _flow(item)) + 2 > WIDTH):
            first, *rest = _block(item, indent + 2) if item else [_flow(item)]
            yield f"{pad}- {first.lstrip(' ')}"
            yield from rest
        elif isinstance(item, dict) and len(item) == 1:
            yield f"{pad}- {_flow(item)[1:-1]}"
        else:
            yield from _after(f"{pad}-", item, indent)


def _after(head: str, value: Any, indent: int) -> Iterator[str]:
    """Yield the lines of a value that stands after a key or a dash."""
    if isinstance(value, str):
        first, *rest = _text(value, TEXT_WIDTH - indent - 2)
        yield f"{head} {first}"
        yield from (" " * (indent + 2) + line if line else "" for line in rest)
    elif head.endswith("-") or _is_short(value, WIDTH - len(head) - 1):
        yield f"{head} {_flow(value)}"
    else:
        yield head
        yield from _block(value, indent + 2)


def _is_short(value: Any, room: int) -> bool:
    """Whether a value stands in one line: it fits, and holds neither maps within a map nor maps or lists in a list."""
    if not value or not isinstance(value, (dict, list)):
        return True
    if isinstance(value, dict) and any(isinstance(each, dict) and each for each in value.values()):
        return False
    return not any(isinstance(each, (dict, list)) and each for each in _lists_in(value)) and len(_flow(value)) <= room


def _lists_in(value: Any) -> Iterator[Any]:
    for each in value.values() if isinstance(value, dict) else [value]:
        if isinstance(each, list):
            yield from each


def _flow(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{format_scalar(k, flow=True)}: {_flow(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(_flow(each) for each in value) + "]"
    return format_scalar(value, flow=True)


def _text(text: str, room: int) -> list[str]:
    """Return a text as it stands after a key: in one line, or the sign of a block and its lines."""
    line = format_scalar(text)
    if not _is_printable(text.replace("\n", "")) or text[:1] in (" ", "\n"):
        return [line]
    if "\n" in text:
        lines = text.split("\n")
        if lines[-2:] == ["", ""] or any(each and not each.strip(" ") for each in lines):
            return [line]
        return ["|", *lines[:-1]] if not lines[-1] else ["|-", *lines]
    first, *words = text.split(" ")
    if len(line) <= room or not first or not all(words):
        return [line]
    folded = [first]
    for word in words:
        if len(folded[-1]) + 1 + len(word) > room:
            folded.append(word)
        else:
            folded[-1] += f" {word}"
    return [">-", *folded] if len(folded) > 1 else [line]


def format_scalar(value: Any, *, flow: bool = False) -> str:
    """Return a plain value in one line; text goes without quotes where that is safe.

    Parameters
    ----------
    value : None, a truth value, a number or a text.
    flow : whether it stands within braces or brackets, or is a key.
    """
    if isinstance(value, str):
        return value if _is_plain(value, flow) else '"' + "".join(_escaped(each) for each in value) + '"'
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, float) and value.is_integer() and abs(value) < EXACT_INTEGERS:
        return str(int(value))
    return repr(value).replace("inf", ".inf").replace("nan", ".nan")


def _is_plain(text: str, flow: bool) -> bool:  # noqa: FBT001
    if not text or text != text.strip() or text[0] in _INDICATORS or not isinstance(resolve(text), str):
        return False
    if ": " in text or " #" in text or text.endswith(":") or text.startswith("...") or text in ("<<", "="):
        return False
    return _is_printable(text) and not (flow and any(each in ",[]{}:" for each in text))


def _is_printable(text: str) -> bool:
    return text.isprintable() or all(each.isprintable() or category(each) == "Zs" for each in text)


def _escaped(character: str) -> str:
    if character in _ESCAPES:
        return _ESCAPES[character]
    if _is_printable(character):
        return character
    code = ord(character)
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"  # noqa: PLR2004


def write_whole(text: str, path: Path) -> None:
    """Write a text to a file whole or not at all: beside it first, then in its place.

    What is no regular file, such as a terminal or a pipe, is written to, never replaced.

    Raises UsageError when the path cannot be written.
    """
    content = memoryview(text.encode())
    target = os.path.realpath(path) if os.path.islink(path) else os.fspath(path)
    folder, name = os.path.split(target)
    beside = os.path.join(folder, f".{name}.{os.getpid()}.part")
    try:
        if _is_special(target):
            _write(target, content)
            return
        _write(beside, content)
        os.replace(beside, target)
    except (OSError, ValueError) as error:  # a path with a null is no value for a path
        with suppress(OSError, ValueError):
            os.unlink(beside)
        why = getattr(error, "strerror", None) or str(error)
        raise UsageError("a path that can be written", repr(str(path)), why) from None


def _write(path: str, content: memoryview) -> None:
    with open(path, "wb", buffering=0) as file:
        while content:
            content = content[file.write(content) :]


def _is_special(path: str) -> bool:
    """Return whether a path is there, and neither a regular file nor a folder."""
    try:
        mode = os.stat(path).st_mode
    except FileNotFoundError:
        return False
    return not (S_ISREG(mode) or S_ISDIR(mode))
