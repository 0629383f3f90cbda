"""Blocks of pages marked `console`: `$ negotiation …`, and below it what is printed; `...` stands for any of it.

What belongs here: running them. What a page must be is in `test_pages`.
"""

import doctest
import shlex
from collections.abc import Iterator

from sybil import Example
from sybil.parsers.markdown import CodeBlockParser
from typer.testing import CliRunner

from negotiation import cli

COLUMNS = 88


def commands(text: str) -> Iterator[tuple[str, str]]:
    """Yield each command of a block with what should be printed below it.

    Raises
    ------
    ValueError
        If the block starts with something else.
    """
    for part in ("\n" + text.rstrip("\n")).split("\n$ ")[1:]:
        command, _, printed = part.partition("\n")
        yield command, printed.strip("\n") + "\n" if printed.strip() else ""
    if not text.startswith("$ "):
        raise ValueError("a block marked 'console' starts with '$ '")


def said(command: str) -> str:
    """Run a command in this process, in the current folder, and return what it printed, errors too.

    Raises
    ------
    ValueError
        If it is not `negotiation`: such a block is marked `text`.
    """
    name, *args = shlex.split(command)
    if name != "negotiation":
        raise ValueError(f"'{name}' is not run; mark the block 'text'")
    result = CliRunner().invoke(cli.app, args, prog_name="negotiation", env={"COLUMNS": str(COLUMNS)})
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return "\n".join(line.rstrip() for line in result.output.strip("\n").splitlines()) + "\n"


def evaluate(example: Example) -> str | None:
    """Run the commands of a block; return how what they print differs from the page, or None."""
    flags = doctest.ELLIPSIS | doctest.REPORT_NDIFF
    for command, expected in commands(str(example.parsed)):
        actual = said(command)
        if not doctest.OutputChecker().check_output(expected, actual, flags):
            told = doctest.OutputChecker().output_difference(doctest.Example(command, expected), actual, flags)
            return f"$ {command}\n{told}"
    return None


class ConsoleParser(CodeBlockParser):
    """Finds the blocks marked `console`."""

    language = "console"

    def evaluate(self, example: Example) -> str | None:
        """Run a block."""
        return evaluate(example)
