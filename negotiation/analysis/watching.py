"""Who is told how far long work has come: whoever asks to, without a parameter on every function on the way.

What belongs here: the one way in which analyses report progress. How it is shown is for the caller to decide.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TypeAlias, TypeVar

T = TypeVar("T")

#: Called with what is done, how much of it, and of how much (None: nobody knows); work goes on when it returns.
Watcher: TypeAlias = "Callable[[str, int, int | None], None]"

#: What may take long: going through packages, joining issues, waiting for the solver, turning numbers, drawing numbers.
PACKAGES, ISSUES, SOLVER, NUMBERS, DRAWS = "packages", "issues", "solver", "numbers", "draws"

_watcher: ContextVar[Watcher | None] = ContextVar("watcher", default=None)


@contextmanager
def watching(watcher: Watcher) -> Iterator[None]:
    """Tell a watcher how far long work comes inside the `with` block, and nobody outside it.

    Parameters
    ----------
    watcher : called now and then with what is done ("packages", "issues", "solver", "numbers" or "draws"), how much of
        it, and of how much, None where nobody knows. What it raises ends the work.

    Examples
    --------
    >>> from negotiation.analysis.watching import watching
    >>> from negotiation.analysis.structured import structured_frontier
    >>> from negotiation.files import load
    >>> with watching(lambda what, done, total: print(what, done, "of", total)):
    ...     frontier = structured_frontier(load("two-villages"))
    issues 1 of 2
    issues 2 of 2
    """
    token = _watcher.set(watcher)
    try:
        yield
    finally:
        _watcher.reset(token)


def told(what: str, done: int, total: int | None = None) -> None:
    """Tell whoever watches, if anybody does, how much is done."""
    watcher = _watcher.get()
    if watcher is not None:
        watcher(what, done, total)


def ticks(things: Iterable[T], total: int, what: str) -> Iterator[T]:
    """Yield things, telling whoever watches after each how many are done with."""
    for done, each in enumerate(things, 1):
        yield each
        told(what, done, total)
