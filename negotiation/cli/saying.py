"""The application, the one place where errors end, and how things are said."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.text import Text
from typer.core import TyperGroup

from negotiation.analysis.analysing import Analysis
from negotiation.analysis.hinges import nearest_thresholds
from negotiation.engine.transcript import Transcript
from negotiation.errors import NegotiationError, ScenarioError
from negotiation.files import Folder
from negotiation.playing import Play
from negotiation.report.tables import Block
from negotiation.scenario import Scenario
from negotiation.text.catalogue import retell, say
from negotiation.text.layout import page_width

RAN, FOUND, BAD_INPUT, INTERRUPTED = 0, 1, 2, 130


#: What a transcript says of its own damage.
LOST = (
    "the end is missing: {n} acts are kept, up to turn {turn}",
    "line {line} is cut: {n} lines after the header are kept",
)
#: The commands as the help lists them.
ORDER = ("list", "show", "check", "run", "replay", "analyse", "compare", "plot", "new", "schema")


class _Commands(TyperGroup):
    """The one place where errors that are meant for the user end: each is told, none as a traceback."""

    def list_commands(self, ctx: Any) -> list[str]:
        """Return the commands in the order in which they are met."""
        return sorted(super().list_commands(ctx), key=ORDER.index)

    def invoke(self, ctx: Any) -> Any:
        try:
            result = super().invoke(ctx)
            sys.stdout.flush()
        except NegotiationError as error:
            complain(error)
            raise typer.Exit(BAD_INPUT) from None
        except KeyboardInterrupt:
            complain("interrupted")
            raise typer.Exit(INTERRUPTED) from None
        except BrokenPipeError:
            # Whoever read has gone; what is left in the buffer must not complain at exit.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            raise typer.Exit(RAN) from None
        except OSError as error:
            complain(f"expected an output that can be written, got {error.strerror}")
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            raise typer.Exit(BAD_INPUT) from None
        return result


app = typer.Typer(
    cls=_Commands, no_args_is_help=True, add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False
)

ScenarioName = Annotated[
    str, typer.Argument(metavar="SCENARIO", help="A bundled name, or the path of a folder or file.")
]
ProfileName = Annotated[str | None, typer.Option(metavar="NAME", help="The reading; its default one if left out.")]
Language = Annotated[str, typer.Option(metavar="CODE", help="The language of texts and messages, such as zh.")]
Report = Annotated[Path | None, typer.Option(metavar="FILE", help="Write the report there, as one HTML page.")]
RecordsScenario = Annotated[
    str | None, typer.Option("--scenario", metavar="SCENARIO", help="Of a record; the folder it stands in if left out.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object instead.")]


# -- saying things -----------------------------------------------------------------------------------------------------


def console() -> Console:
    """Return where blocks are written: as wide as every other page, without guesses at what is a number."""
    return Console(width=page_width(), highlight=False, markup=False, emoji=False)


def tell(blocks: Iterable[Block]) -> None:
    """Print blocks with an empty line between them, but none under a heading; nothing is cut or broken again."""
    to, gap = console(), False
    for block in blocks:
        with to.capture() as caught:
            to.print(block, soft_wrap=isinstance(block, (str, Text)))
        lines = [line.rstrip() for line in caught.get().removesuffix("\n").split("\n")]
        typer.echo("\n".join(["", *lines] if gap else lines))
        gap = not isinstance(block, Text)


def complain(what: NegotiationError | str) -> None:
    """Print an error to standard error; the problems of a scenario one a line, each with its place."""
    if isinstance(what, ScenarioError):
        n = len(what.problems)
        typer.echo("\n".join([str(what), f"negotiation: {n} problem{'s' if n > 1 else ''}"]), err=True)
    else:
        typer.echo(f"negotiation: {what}", err=True)


def tell_lost(record: Transcript, path: Path, language: str) -> None:
    """Say on standard error what a damaged transcript has lost, if it is one."""
    if record.lost:
        lost = retell(record.lost, LOST, language)
        complain(say("{file} is damaged: {lost}; what is whole was replayed", language, file=path, lost=lost))


def report_to(
    path: Path | None, of: Play | Scenario, language: str, folder: Folder | None = None, found: Analysis | None = None
) -> None:
    """Write the report of a play or a scenario, where a path is given, and say so on standard error.

    `found` is the analysis of the same scenario and world, where there is one.
    """
    if path is None:
        return
    from negotiation.report.page import write_report
    from negotiation.report.pictures_map import world_of

    thresholds = nearest_thresholds(*world_of(of)) if found is None else found.thresholds
    write_report(of, path, language, folder=folder, thresholds=thresholds, analysis=found)
    typer.echo(say("Report: {path}", language, path=path), err=True)
