"""The reader: what collects every problem met while a plain tree becomes values.

What belongs here: which problem follows from another. How values are read is in `primitives` and `objects`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from typing import Any

from attrs import evolve, field, frozen

from negotiation.errors import Problem, nearest, shortened


def described(node: Any) -> str:
    """Return a plain value as an error message shows it."""
    if node is None:
        return "nothing"
    if isinstance(node, Mapping):
        return "a map"
    if isinstance(node, (list, tuple)):
        return "a list"
    return shortened(repr(node))


@frozen
class Reader:
    """Collects the problems met while a plain tree becomes values, and the paths that were replaced by blanks.

    `lost` are ids of objects that could not be made: that somebody names them is no second problem. `odd` are the
    paths of values of another kind altogether: nothing that reads them may look at them.
    """

    problems: list[Problem] = field(factory=list)
    broken: set[str] = field(factory=set)
    lost: set[str] = field(factory=set)
    odd: set[str] = field(factory=set)

    def fail(self, path: str, expected: str, node: Any = "", cure: str = "") -> None:
        """Record a problem at a path."""
        got = node if isinstance(node, str) and node == "" else described(node)
        self.problems.append(Problem(path, expected, got, cure))
        self.broken.add(path)

    def refuse(self, path: str, expected: str, value: Any, cure: str = "") -> None:
        """Record a value of another kind altogether."""
        self.fail(path, expected, value, cure)
        self.odd.add(path)

    def add(self, problems: Iterable[Problem], prefix: str = "") -> None:
        """Record problems found later, but none that only follows from one already recorded."""
        for problem in problems:
            full, name = problem.under(prefix), problem.got.strip("'")
            is_name = problem.expected.startswith("the id of ")
            if is_name and not problem.cure.startswith("did you mean") and get_close_matches(name, self.lost):
                full = evolve(full, cure=nearest(name, self.lost))
            if not (is_name and self.is_lost(name)) and not any(_related(full.path, path) for path in self.broken):
                self.problems.append(full)

    def is_lost(self, name: str) -> bool:
        """Return whether a name is that of an object that could not be made, however its id was spelt there."""
        return _plain(name) in map(_plain, self.lost)

    def lose(self, path: str, name: str) -> None:
        """Record that the object of an id could not be made, for a problem already recorded."""
        self.broken.add(path)
        self.lost.add(name)


def _plain(name: str) -> str:
    return name.casefold().replace("-", "_").replace(" ", "_")


def _related(path: str, broken: str) -> bool:
    return path == broken or f"{broken}.".startswith(f"{path}.") or f"{path}.".startswith(f"{broken}.")
