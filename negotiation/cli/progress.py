"""How far long work has come, on the terminal: a bar with the time left, for what takes more than two seconds."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic

from attrs import define, field
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

from negotiation.analysis.watching import watching
from negotiation.text.catalogue import say

#: Seconds before which nothing is shown.
PATIENCE = 2.0


@contextmanager
def progress_shown(language: str) -> Iterator[None]:
    """Show how far the work in the `with` block has come, where standard error is a terminal; leave nothing behind."""
    if not sys.stderr.isatty():
        yield
        return
    shown = _Shown(language)
    try:
        with watching(shown.told):
            yield
    finally:
        shown.bars.stop()


@define
class _Shown:
    """The bars: one for each kind of work, begun when it is first told of after a while."""

    language: str
    bars: Progress = field(init=False)
    _began: float = field(factory=monotonic)
    _tasks: dict[str, TaskID] = field(factory=dict)

    def __attrs_post_init__(self) -> None:
        columns = (TextColumn("{task.description}"), BarColumn(), TimeRemainingColumn())
        self.bars = Progress(*columns, console=Console(stderr=True), transient=True)

    def told(self, what: str, done: int, total: int | None) -> None:
        """Take in how much is done; the bar of what is all done goes."""
        if monotonic() - self._began < PATIENCE:
            return
        if done == total:
            if what in self._tasks:
                self.bars.remove_task(self._tasks.pop(what))
            return
        if what not in self._tasks:
            self.bars.start()
            self._tasks[what] = self.bars.add_task(_named(what, self.language), total=total)
        self.bars.update(self._tasks[what], completed=done, total=total)


def _named(what: str, language: str) -> str:
    """Return what a kind of work is called."""
    names = {
        "packages": say("going through packages", language),
        "issues": say("joining issues", language),
        "solver": say("waiting for the solver", language),
        "numbers": say("turning numbers", language),
        "draws": say("drawing numbers", language),
    }
    return names[what]
