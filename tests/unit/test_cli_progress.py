"""How far long work has come, on the terminal and nowhere else."""

import io
import sys

import pytest

from negotiation.analysis.watching import told
from negotiation.cli import progress
from negotiation.cli.progress import progress_shown


class Terminal(io.StringIO):
    """Text that is written to a terminal."""

    def isatty(self) -> bool:
        """Say that it is one."""
        return True


def terminal_of(monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """Return standard error, made a terminal."""
    found = Terminal()
    monkeypatch.setattr(sys, "stderr", found)
    monkeypatch.setenv("TERM", "xterm")
    return found


class TestProgressShown:
    """A bar on standard error after two seconds, gone when the work is done."""

    def test_after_a_while(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """What is done has a name, in the reader's language."""
        terminal = terminal_of(monkeypatch)
        monkeypatch.setattr(progress, "PATIENCE", 0.0)
        with progress_shown("zh"):
            told("packages", 1, 3)
            told("solver", 0)
            told("solver", 1, 1)
            told("packages", 2, 3)

        assert "逐一考察方案" in terminal.getvalue()

    def test_not_before(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """What is quick shows nothing."""
        terminal = terminal_of(monkeypatch)
        with progress_shown("en"):
            told("packages", 1, 3)

        assert not terminal.getvalue()

    def test_not_elsewhere(self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
        """A file or a pipe gets none of it."""
        monkeypatch.setattr(progress, "PATIENCE", 0.0)
        with progress_shown("en"):
            told("packages", 1, 3)

        assert ("", "") == tuple(capsys.readouterr())

    def test_is_gone_after_an_interruption(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """The cursor is given back, and nobody is told any more."""
        terminal = terminal_of(monkeypatch)
        monkeypatch.setattr(progress, "PATIENCE", 0.0)

        def interrupted() -> None:
            with progress_shown("en"):
                told("packages", 1, 3)
                raise KeyboardInterrupt("by hand")

        with pytest.raises(KeyboardInterrupt, match="by hand"):
            interrupted()
        before = terminal.getvalue()
        told("packages", 2, 3)

        assert before.count("\x1b[?25l") == before.count("\x1b[?25h") == 1
        assert before == terminal.getvalue()
