"""The command line: thin, so that what it says can be had from Python too.

What belongs here: commands, their options, exit codes. 0 ran; 1 ran and found something; 2 bad input; 130 interrupted.
"""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from negotiation import __version__
from negotiation.cli import analyses, plays, scenarios, typed
from negotiation.cli.saying import RAN, app
from negotiation.cli.typed import is_transcript

__all__ = ["analyses", "app", "is_transcript", "main", "plays", "scenarios", "typed"]


def main() -> None:
    """Run the command line with the arguments of the process."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    app(prog_name="negotiation")


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"negotiation {__version__}")
        raise typer.Exit(RAN)


@app.callback()
def _options(
    *,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Turn-based simulation of diplomatic negotiations."""
