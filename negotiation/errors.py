"""Every error of the library: values that carry facts and a path; the sentence is built from them.

What belongs here: the base class, the problems of a file, and the refusals that several layers share.
What does not: wording that only one module uses.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from difflib import get_close_matches
from inspect import signature
from typing import Any

from attrs import evolve, field, fields, frozen, has

#: The most of a value that a message shows.
LONGEST = 80
#: What starts as values do in messages: quoted, in brackets, or as the words of Python that make it.
_VALUE = re.compile(r"['\"\[{(<]|\w+\(|\w{80}")
#: What starts as a path does, or holds a slash and no space: it is shown whole, up to a length that few have.
_PATH = re.compile(r"['\"]?(?:(?:~|\.{1,2}|[A-Za-z]:)?[/\\].{0,1000}|[^\s]{0,500}/[^\s]{0,500})\Z")
_TOKEN = re.compile(r"=>|[=!<>]=|\w+|\S")


def shortened(text: str) -> str:
    """Return what was found as a message shows it: cut, with … for the rest, where it is a long value.

    Lists of names and paths of files stay whole.

    >>> from negotiation.errors import shortened
    >>> shortened(repr("no " * 40))
    "'no no no no no no no no no no no no no no no no no no no no no no no no no no n…'"
    """
    if len(text) <= LONGEST + 2 or not _VALUE.match(text) or _PATH.match(text):
        return text
    quote = text[0] if text[0] == text[-1] and text[0] in "'\"" else ""
    return f"{text[:LONGEST]}…{quote}"


def around(line: str, at: int) -> tuple[str, int]:
    """Return what a message shows of a line about a place in it, … for the rest, and where the place is there."""
    if len(line) <= LONGEST + LONGEST // 2:
        return line, at
    first, last = max(0, at - LONGEST // 2), at + LONGEST // 2
    return f"{'…' * (first > 0)}{line[first:last]}{'…' * (last < len(line))}", at - first + (first > 0)


@frozen
class Place:
    """Where something stands in a file: its name, line and column (both from 1)."""

    file: str
    line: int
    column: int = 1

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


@frozen
class Problem:
    """One thing wrong with a scenario: where (path by ids), what was expected, what was got, and the cure."""

    path: str
    expected: str
    got: str = ""
    cure: str = ""
    place: Place | None = None

    def __str__(self) -> str:
        where = f"{self.place}: " if self.place else ""
        at = f"{'.'.join(map(shortened, self.path.split('.')))}: " if self.path else ""
        got = f", got {shortened(self.got)}" if self.got else ""
        cure = f"; {self.cure}" if self.cure else ""
        return f"{where}{at}expected {self.expected}{got}{cure}"

    def under(self, prefix: str) -> Problem:
        """Return the problem with its path put under `prefix`."""
        return evolve(self, path=join_path(prefix, self.path))


def join_path(*parts: str) -> str:
    """Return the path made of the non-empty parts, joined with dots."""
    return ".".join(parts) if all(parts) else ".".join(filter(None, parts))


class NegotiationError(Exception):
    """The base of every error that the library raises on purpose; errors of one class compare by their facts."""

    def __eq__(self, other: object) -> bool:
        if type(self) is not type(other):
            return NotImplemented
        return _facts(self) == _facts(other)

    def __hash__(self) -> int:
        return hash((type(self), _facts(self)))


def _facts(error: BaseException) -> tuple[Any, ...]:
    kind = type(error)
    return tuple(getattr(error, each.name) for each in fields(kind)) if has(kind) else error.args


def _to_problems(values: Iterable[Problem]) -> tuple[Problem, ...]:
    return tuple(values)


def _to_names(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(values)


@frozen(eq=False)
class ScenarioError(NegotiationError):
    """A scenario is not valid: all its problems at once."""

    problems: tuple[Problem, ...] = field(converter=_to_problems)

    def __str__(self) -> str:
        return "\n".join(str(problem) for problem in self.problems)


@frozen(eq=False)
class ConditionError(NegotiationError):
    """A condition does not parse: the text, where it stops making sense (0-based), and what was expected there."""

    text: str
    at: int
    expected: str

    def __str__(self) -> str:
        found = _TOKEN.match(self.text, self.at)
        got = "the end" if found is None else shortened(repr(found.group()))
        at = min(self.at, len(self.text.rstrip()))
        start = self.text.rfind("\n", 0, at) + 1
        line = self.text[start:].partition("\n")[0].replace("\t", " ").rstrip()
        shown, place = around(line, at - start)
        return f"expected {self.expected}, got {got}\n    {shown}\n    {' ' * place}^"


@frozen(eq=False)
class UnknownNameError(NegotiationError):
    """A name that is not there: its kind, the name, the names that are, and the nearest of them."""

    kind: str
    name: str
    known: tuple[str, ...] = field(converter=_to_names)

    def __str__(self) -> str:
        article = "an" if self.kind[:1] in "aeio" else "a"
        got = shortened(repr(self.name))
        return f"expected the name of {article} {self.kind}, got {got}; {nearest(self.name, self.known)}"


@frozen(eq=False)
class UsageError(NegotiationError):
    """An argument cannot be used: what was expected, what was got, and the cure."""

    expected: str
    got: str = ""
    cure: str = ""

    def __str__(self) -> str:
        return str(Problem("", self.expected, self.got, self.cure))


def unfit(name: str, maker: Callable[..., Any], parameters: Mapping[str, object], *own: str) -> UsageError:
    """Return the error of parameters that do not fit what a name calls: unknown ones first, then values.

    Parameters
    ----------
    own : parameters of the maker that are given otherwise.

    >>> from negotiation.errors import unfit
    >>> str(unfit("linear", lambda start: None, {"stat": 1}))
    'expected parameters that linear has, got stat; did you mean start?'
    >>> str(unfit("linear", lambda start: None, {"start": "late"}))
    "expected values that linear can use, got start='late'"
    """
    known = [each for each in signature(maker).parameters if each not in own]
    unknown = [each for each in parameters if each not in known]
    if unknown:
        return UsageError(f"parameters that {name} has", ", ".join(unknown), nearest(unknown[0], known))
    return UsageError(
        f"values that {name} can use", ", ".join(f"{key}={shortened(repr(value))}" for key, value in parameters.items())
    )


def nearest(name: str, known: Iterable[str]) -> str:
    """Return a cure for a misspelt name: the closest known ones, or the list when none is close."""
    names: Sequence[str] = list(dict.fromkeys(known))
    close = get_close_matches(str(name), names, n=3, cutoff=0.6)
    if close:
        return "did you mean " + " or ".join(map(shortened, close)) + "?"
    if not names:
        return "there is none"
    return "choose from " + ", ".join(map(shortened, names[:12])) + (", …" if len(names) > 12 else "")  # noqa: PLR2004
