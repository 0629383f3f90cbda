"""YAML as a plain tree, with the place of everything in it.

What belongs here: from bytes to text, from text to a plain tree, and from a path to its line. The types are those of
YAML 1.2 and no more: `true` and `false`, `null` (or `~`, or nothing), whole numbers and decimal ones; `no`, `NO`,
`on`, dates and times of day stay text. What does not: what a scenario's keys mean.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from attrs import evolve, field, frozen

from negotiation.errors import Place, Problem, ScenarioError, join_path

BYTE_ORDER_MARK = "\ufeff"
MAX_DEPTH = 64
MAX_DIGITS = 300

_INT = re.compile(r"[-+]?[0-9]+\Z")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?\Z")
_WORDS: Mapping[str, Any] = {
    **dict.fromkeys(("", "~", "null")),
    "true": True,
    "false": False,
    **{f"{sign}.inf": float(f"{sign}inf") for sign in ("", "+", "-")},
    ".nan": float("nan"),
}

#: What the scanner says; what was expected, what was got (with the scanner's words put in), and the cure.
_SAID = (
    (r"character '\\t'", "spaces", "a tab", "use spaces, not tabs"),
    (r"unexpected end of stream", "the quotes to be closed", "the end of the file", "close the quotes that open here"),
    (r"unknown escape character (.+)", "a known escape", "{0}", "write a backslash as \\\\, or use single quotes"),
    (r"mapping values", "one value", "': ' again", "put a text that contains ': ' in quotes, or check the indentation"),
    (r"sequence entries", "one value", "a list beside the key", "start each '- ' in a line of its own"),
    (r"expected (',' or '.'), but got (.+)", "{0}", "{1}", "close the bracket, or put text with commas in quotes"),
    (r"find expected ':'", "'key: value'", "text alone", "text that goes on is indented further than its key"),
    (r"node content, but found (.+)", "a value", "{0}", "put text with brackets or commas in quotes"),
    (r"but found '<scalar>'", "nothing after the value", "more text", "put the whole text in quotes"),
    (r"but found '<block", "one indentation", "another", "start what stands side by side in the same column"),
    (r"but found '(.+)'", "the next key or entry", "{0}", "start what stands side by side in the same column"),
    (r"character (.+) that cannot start", "a value", "{0}", "put a text that starts with this character in quotes"),
)


@frozen
class Mark:
    """Where a key and its value stand (from 1), and whether the value holds others."""

    key_line: int
    key_column: int
    line: int
    column: int
    holds_others: bool


@frozen
class Marks:
    """The places of a file: a mark for every path, by keys and by the ids of `- id: {...}` entries, never by index."""

    file: str
    at: Mapping[str, Mark] = field(factory=dict)

    def place(self, path: str, *, of_key: bool = False) -> Place:
        """Return where a path stands; what does not stand in the file is placed at the nearest thing around it.

        Parameters
        ----------
        path : a path by ids; "" is the first key of the file.
        of_key : point at the key even where the value is a plain one.
        """
        around = path
        while around and around not in self.at:
            around = around.rpartition(".")[0]
        if not around:
            top = next(iter(self.at.values()), None)
            return Place(self.file, top.key_line, top.key_column) if top else Place(self.file, 1)
        mark = self.at[around]
        if of_key or mark.holds_others or around != path:
            return Place(self.file, mark.key_line, mark.key_column)
        return Place(self.file, mark.line, mark.column)

    def placed(self, problems: Iterable[Problem]) -> list[Problem]:
        """Return problems with their places, in the order of the lines; one that has its place keeps it."""
        found = [each if each.place else evolve(each, place=self._place_of(each)) for each in problems]
        return sorted(dict.fromkeys(found), key=_line_of)

    def _place_of(self, problem: Problem) -> Place:
        """Return the place of the very text that is wrong where the problem tells it, else that of its path."""
        name = problem.got.strip("'\"")
        under_caret = problem.cure.split("\n")[1].strip() if "\n" in problem.cure else ""
        for text in (name, under_caret):
            item = join_path(problem.path, text)
            if text and item in self.at:
                return self.place(item)
        return self.place(problem.path, of_key=bool(name) and f".{problem.path}".endswith(f".{name}"))


def decode(data: bytes, file: str) -> str:
    """Return the text of a file's bytes.

    Raises ScenarioError, with the place, when they are not UTF-8.
    """
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise _error(Place(file, 1), "UTF-8", "UTF-16", "save the file as UTF-8")
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        before = data[: error.start].decode()
        got = f"the byte 0x{data[error.start]:02x}"
        raise _error(Place(file, *_line_and_column(before)), "UTF-8", got, "save the file as UTF-8") from None


def resolve(text: str) -> Any:
    """Return the value of a plain scalar: None, a truth value, a number, or the text itself.

    >>> from negotiation.files.places import resolve
    >>> [resolve(each) for each in ("no", "2022-02-01", "12:30", "true", "~", "0.5", "7")]
    ['no', '2022-02-01', '12:30', True, None, 0.5, 7]
    """
    if text in _WORDS:
        return _WORDS[text]
    if _INT.match(text) and len(text) <= MAX_DIGITS:
        return int(text)
    return float(text) if _FLOAT.match(text) else text


def parse_yaml(text: str, file: str, found: list[Problem] | None = None) -> tuple[dict[str, Any], Marks]:
    """Return the plain tree of a YAML text and the marks of everything in it.

    Parameters
    ----------
    text : the text of one document whose top is a map.
    file : the name by which problems call it.
    found : collects what does not stop the reading (a key twice, a key that is no text, an alias, a tag), so that it
        can be reported with what else is wrong; without it these are raised too.

    Raises
    ------
    ScenarioError
        with the place, when the text is not YAML, starts with a byte-order mark, is empty, has no map at its top, or
        is more than one document.
    """
    from negotiation.files.events import MarkedYAMLError, ReaderError, events_of

    if text.startswith(BYTE_ORDER_MARK):
        raise _error(Place(file, 1), "no byte-order mark", "one", "save the file as plain UTF-8")
    builder = _Builder(file)
    try:
        tree = builder.document(events_of(text))
    except ReaderError as error:
        got = f"the character U+{int(error.character):04X}"
        cure = f'write it as "\\u{int(error.character):04x}" in double quotes'
        raise _error(Place(file, *_line_and_column(text[: error.position])), "printable text", got, cure) from None
    except MarkedYAMLError as error:
        raise _syntax_error(error, file) from None
    if found is None and builder.problems:
        raise ScenarioError(builder.problems)
    if found is not None:
        found += builder.problems
    return tree, Marks(file, builder.marks)


class _Builder:
    """Makes the tree and the marks from the events of the parser."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.problems: list[Problem] = []
        self.marks: dict[str, Mark] = {}

    def document(self, events: Iterable[Any]) -> dict[str, Any]:
        """Return the tree of the one document."""
        self.events = iter(events)
        next(self.events)
        start = next(self.events)
        if type(start).__name__ == "StreamEndEvent":
            raise _error(Place(self.file, 1), "keys and values", "an empty file")
        top = next(self.events)
        tree = self.value(top, "", 0)
        next(self.events)
        after = next(self.events)
        if type(after).__name__ != "StreamEndEvent":
            raise _error(Place(self.file, *_at(after)), "one document a file", "a second one", "remove the line '---'")
        if tree is None:
            raise _error(Place(self.file, 1), "keys and values", "an empty file")
        if not isinstance(tree, dict):
            got = "a list" if isinstance(tree, list) else repr(tree)
            raise _error(
                Place(self.file, *_at(top)), "keys and values at the top of the file", got, "write 'key: value'"
            )
        return tree

    def value(self, event: Any, path: str, depth: int) -> Any:
        """Return the value that starts with an event."""
        kind = type(event).__name__
        if depth > MAX_DEPTH:
            raise _error(Place(self.file, *_at(event)), f"at most {MAX_DEPTH} levels", "more")
        if kind == "AliasEvent":
            cure = f"write out what &{event.anchor} marks, here too"
            self.fail(path, event, "no alias", f"*{event.anchor}", cure)
            return None
        if event.tag is not None and not (kind == "ScalarEvent" and event.tag == "!"):
            self.fail(path, event, "a value without a tag", str(event.tag), "remove the tag; put text in quotes")
        if kind == "ScalarEvent":
            return resolve(event.value) if event.style is None and event.tag is None else event.value
        return self.map(path, depth) if kind == "MappingStartEvent" else self.list(path, depth)

    def until(self, end: str) -> Iterator[Any]:
        """Yield events up to the end of a map or list."""
        while type(event := next(self.events)).__name__ != end:
            yield event

    def map(self, path: str, depth: int) -> dict[str, Any]:
        """Return a map, marking each key and value."""
        found: dict[str, Any] = {}
        for event in self.until("MappingEndEvent"):
            key = self.key(event, path)
            at = join_path(path, key)
            if key in found:
                line = self.marks[at].key_line
                self.fail(at, event, "each key once", repr(key), f"it stands in line {line} already")
                known, self.marks = self.marks, {}
                self.value(next(self.events), at, depth + 1)
                self.marks = known
                continue
            start = next(self.events)
            self.mark(at, event, start)
            found[key] = self.value(start, at, depth + 1)
        return found

    def key(self, event: Any, path: str) -> str:
        """Return the key that an event gives, as text even where it should have been text."""
        if type(event).__name__ != "ScalarEvent":
            self.value(event, path, MAX_DEPTH // 2)
            self.fail(path, event, "a key that is text", "a map, a list or an alias", "put brackets in quotes")
            return ""
        text = str(event.value)
        if event.style is None and not isinstance(resolve(text), str):
            self.fail(join_path(path, text), event, "a key that is text", text or "nothing", "put it in quotes")
        return text

    def list(self, path: str, depth: int) -> list[Any]:
        """Return a list, marking its texts and the ids of its `- id: {...}` entries; of ids that repeat, the last."""
        found = []
        for event in self.until("SequenceEndEvent"):
            kind = type(event).__name__
            if kind == "MappingStartEvent":
                found.append(self.entry(path, depth + 1))
                continue
            item = self.value(event, path, depth + 1)
            found.append(item)
            if isinstance(item, str):
                self.mark(join_path(path, item), event, event)
        return found

    def entry(self, path: str, depth: int) -> dict[str, Any]:
        """Return a map in a list; what stands in a `- id: {...}` entry has a path, in others only texts are marked."""
        known, self.marks = self.marks, {}
        item = self.map(path, depth)
        inner, self.marks = self.marks, known
        if len(item) == 1:
            name = join_path(path, next(iter(item)))
            self.marks |= {at: mark for at, mark in inner.items() if at == name or at not in self.marks}
            return item
        for key, value in item.items():
            at = join_path(path, key)
            for text in [value] if isinstance(value, str) else value if isinstance(value, list) else ():
                if isinstance(text, str):
                    mark = inner[at if text is value else join_path(at, text)]
                    self.marks.setdefault(join_path(at, text), mark)
                    self.marks.setdefault(join_path(path, text), mark)
        return item

    def mark(self, path: str, key: Any, value: Any) -> None:
        """Note where a key and its value stand; an empty value stands at its key."""
        kind = type(value).__name__
        empty = kind == "ScalarEvent" and value.style is None and not value.value
        at = _at(key) if empty else _at(value)
        self.marks[path] = Mark(*_at(key), *at, holds_others=kind in ("MappingStartEvent", "SequenceStartEvent"))

    def fail(self, path: str, event: Any, expected: str, got: str, cure: str) -> None:
        """Record a problem that does not stop the reading."""
        self.problems.append(Problem(path, expected, got, cure, Place(self.file, *_at(event))))


def _at(event: Any) -> tuple[int, int]:
    return event.start_mark.line + 1, event.start_mark.column + 1


def _line_of(problem: Problem) -> tuple[int, int]:
    return (problem.place.line, problem.place.column) if problem.place else (0, 0)


def _line_and_column(before: str) -> tuple[int, int]:
    return before.count("\n") + 1, len(before) - before.rfind("\n")


def _error(place: Place, expected: str, got: str, cure: str = "") -> ScenarioError:
    return ScenarioError([Problem("", expected, got, cure, place)])


def _syntax_error(error: Any, file: str) -> ScenarioError:
    what = str(error.problem)
    mark = error.context_mark if re.search("end of stream|find expected ':'", what) else error.problem_mark
    expected, got, cure = "YAML", what, ""
    for pattern, *parts in _SAID:
        if said := re.search(pattern, what):
            expected, got, cure = (part.format(*said.groups()) for part in parts)
            break
    if error.context_mark and error.context_mark.line != mark.line:
        cure += f"; what it stands in starts in line {error.context_mark.line + 1}"
    return _error(Place(file, mark.line + 1, mark.column + 1), expected, got, cure.removeprefix("; "))
