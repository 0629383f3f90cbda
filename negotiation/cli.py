"""The command line: thin, so that what it says can be had from Python too.

What belongs here: commands, their options, exit codes. 0 ran; 1 ran and found something; 2 bad input; 130 interrupted.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.text import Text
from typer.core import TyperGroup

from negotiation import __version__
from negotiation.checking import Finding, check
from negotiation.engine.protocols import PROTOCOLS, Protocol, protocol_named
from negotiation.engine.transcript import VERSION, Transcript, TranscriptError
from negotiation.errors import NegotiationError, ScenarioError, UsageError
from negotiation.files import bundled_names, open_folder
from negotiation.files.schema import scenario_schema, sources_schema
from negotiation.files.template import new_scenario
from negotiation.playing import Play, play, replay
from negotiation.report.explaining import explained
from negotiation.report.minutes import minutes
from negotiation.report.showing import Showing
from negotiation.report.tables import Block, table
from negotiation.scenario import Scenario, text_in
from negotiation.strategies import strategy_named
from negotiation.strategies.human import Human
from negotiation.text.layout import page_width

RAN, FOUND, BAD_INPUT, INTERRUPTED = 0, 1, 2, 130


class _Commands(TyperGroup):
    """The one place where errors that are meant for the user end: each is told, none as a traceback."""

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
        return result


app = typer.Typer(cls=_Commands, no_args_is_help=True, add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)

ScenarioName = Annotated[str, typer.Argument(metavar="SCENARIO", help="A bundled name, or the path of a folder or file.")]
ProfileName = Annotated[str | None, typer.Option(metavar="NAME", help="The reading; its default one if left out.")]
Language = Annotated[str, typer.Option(metavar="CODE", help="The language of texts and messages, such as zh.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object instead.")]


def main() -> None:
    """Run the command line with the arguments of the process."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    app()


# -- saying things -----------------------------------------------------------------------------------------------------


def console() -> Console:
    """Return where blocks are written: as wide as every other page, without guesses at what is a number."""
    return Console(width=page_width(), highlight=False, markup=False, emoji=False)


def tell(blocks: Iterable[Block]) -> None:
    """Print blocks with an empty line after each but headings; nothing is cut or broken again."""
    to = console()
    for block in blocks:
        with to.capture() as caught:
            to.print(block, soft_wrap=isinstance(block, (str, Text)))
        typer.echo("\n".join(line.rstrip() for line in caught.get().split("\n")), nl=False)
        if not isinstance(block, Text):
            typer.echo()


def complain(what: NegotiationError | str) -> None:
    """Print an error to standard error; the problems of a scenario one a line, each with its place."""
    if isinstance(what, ScenarioError):
        n = len(what.problems)
        typer.echo("\n".join([str(what), f"negotiation: {n} problem{'s' if n > 1 else ''}"]), err=True)
    else:
        typer.echo(f"negotiation: {what}", err=True)


def _version(wanted: bool) -> None:  # noqa: FBT001
    if wanted:
        typer.echo(f"negotiation {__version__}")
        raise typer.Exit(RAN)


@app.callback()
def _options(
    *, version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")] = False
) -> None:
    """Turn-based simulation of diplomatic negotiations."""


# -- scenarios ---------------------------------------------------------------------------------------------------------


@app.command("list")
def list_(*, language: Language = "en") -> None:
    """List the bundled scenarios."""
    rows = []
    for name in bundled_names():
        scenario = open_folder(name).scenario
        readings = ", ".join(scenario.profile_names)
        rows.append([name, text_in(scenario.title, language), f"{scenario.n_packages:,}", readings])
    tell([table(["scenario", "title", "packages", "readings"], rows, page_width(), right=(2,))])


@app.command()
def show(
    scenario: ScenarioName,
    *,
    profile: ProfileName = None,
    numbers: Annotated[bool, typer.Option("--numbers", help="List every number and who answers for it.")] = False,
    sources: Annotated[bool, typer.Option("--sources", help="List every source and what cites it.")] = False,
    briefs: Annotated[bool, typer.Option("--briefs", help="List the briefs.")] = False,
    brief: Annotated[str | None, typer.Option(metavar="NAME", help="Print a brief.")] = None,
    language: Language = "en",
) -> None:
    """Show a scenario in words: issues, actors, positions, red lines, gates, threats, readings."""
    folder = open_folder(scenario)
    page = Showing(folder, folder.with_profile(profile), language)
    asked = [
        *([page.numbers()] if numbers else []),
        *([page.sources()] if sources else []),
        *([page.briefs()] if briefs else []),
        *([page.brief(brief)] if brief is not None else []),
    ]
    for blocks in asked or [page.overview()]:
        tell(blocks)


@app.command("check")
def check_(
    paths: Annotated[list[str], typer.Argument(metavar="PATH…", help="Bundled names, or paths of folders or files.")],
    *,
    source: Annotated[Path | None, typer.Option(metavar="TEXT", help="The text that the sources cite.")] = None,
    strict: Annotated[bool, typer.Option("--strict", help="Exit with 1 if anything suspicious is found.")] = False,
) -> None:
    """Read scenarios, name every problem with its line and cure, and say what is suspicious."""
    worst = RAN
    for path in paths:
        try:
            folder = open_folder(path)
            found = check(folder, source)
        except NegotiationError as error:
            complain(error)
            worst = BAD_INPUT
            continue
        for each in found:
            typer.echo(str(each))
        typer.echo(f"{folder.name}: {_counted(found)}")
        if any(each.severity == "problem" or (strict and each.severity == "finding") for each in found):
            worst = max(worst, FOUND)
    raise typer.Exit(worst)


def _counted(found: Iterable[Finding]) -> str:
    """Return how many findings of each severity there are, in words."""
    severities = [each.severity for each in found]
    counts = [(severities.count(name), name) for name in ("problem", "finding", "note")]
    told = ", ".join(f"{n} {name}{'s' if n > 1 else ''}" for n, name in counts if n)
    return told or "nothing suspicious"


@app.command()
def new(
    name: Annotated[str, typer.Argument(help="Small letters, digits and hyphens; the name of its folder.")],
    *,
    into: Annotated[Path, typer.Option("--in", metavar="FOLDER", help="Where the new folder is made.")] = Path(),
) -> None:
    """Write a commented scenario to start from."""
    folder = new_scenario(name, into)
    typer.echo(f"Wrote {folder}: change it, then `negotiation check {folder}` and `negotiation run {folder}`.")


@app.command()
def schema(
    *, sources: Annotated[bool, typer.Option("--sources", help="That of sources.yaml instead of scenario.yaml.")] = False
) -> None:
    """Print the JSON Schema of scenario files, for completion in an editor."""
    typer.echo(json.dumps(sources_schema() if sources else scenario_schema(), indent=2))
