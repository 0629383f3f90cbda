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
from negotiation.analysis.telling import scorecard_text
from negotiation.checking import Finding, check
from negotiation.engine.catalogue import protocol_named
from negotiation.engine.protocols import Protocol
from negotiation.engine.transcript import VERSION, Transcript, TranscriptError
from negotiation.errors import NegotiationError, ScenarioError, UnknownNameError, UsageError
from negotiation.files import bundled_names, open_folder
from negotiation.files.schema import scenario_schema, sources_schema
from negotiation.files.template import new_scenario
from negotiation.playing import Play, play, replay
from negotiation.report.explaining import explained
from negotiation.report.minutes import minutes
from negotiation.report.showing import Showing
from negotiation.report.tables import Block, table
from negotiation.report.unfinished import minutes_so_far
from negotiation.scenario import Scenario, text_in
from negotiation.strategies import strategy_named
from negotiation.strategies.human import Human
from negotiation.text.layout import page_width

RAN, FOUND, BAD_INPUT, INTERRUPTED = 0, 1, 2, 130
MOST_SEED = 2**64 - 1


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


app = typer.Typer(
    cls=_Commands, no_args_is_help=True, add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False
)

ScenarioName = Annotated[
    str, typer.Argument(metavar="SCENARIO", help="A bundled name, or the path of a folder or file.")
]
ProfileName = Annotated[str | None, typer.Option(metavar="NAME", help="The reading; its default one if left out.")]
Language = Annotated[str, typer.Option(metavar="CODE", help="The language of texts and messages, such as zh.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object instead.")]


def main() -> None:
    """Run the command line with the arguments of the process."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    app(prog_name="negotiation")


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


# -- scenarios ---------------------------------------------------------------------------------------------------------


@app.command("list", short_help="List the bundled scenarios.")
def list_(*, language: Language = "en") -> None:
    """List the bundled scenarios."""
    rows = []
    for name in bundled_names():
        scenario = open_folder(name).scenario
        readings = ", ".join(scenario.profile_names)
        rows.append([name, text_in(scenario.title, language), f"{scenario.n_packages:,}", readings])
    tell([table(["scenario", "title", "packages", "readings"], rows, page_width(), right=(2,))])


@app.command(short_help="Show a scenario in words.")
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


@app.command("check", short_help="Say what is wrong or suspicious.")
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


@app.command(short_help="Write a scenario to start from.")
def new(
    name: Annotated[str, typer.Argument(help="Small letters, digits and hyphens; the name of its folder.")],
    *,
    into: Annotated[Path, typer.Option("--in", metavar="FOLDER", help="Where the new folder is made.")] = Path(),
) -> None:
    """Write a commented scenario to start from."""
    folder = new_scenario(name, into)
    typer.echo(f"Wrote {folder}: change it, then `negotiation check {folder}` and `negotiation run {folder}`.")


@app.command(short_help="Print the JSON Schema of scenario files.")
def schema(
    *,
    sources: Annotated[bool, typer.Option("--sources", help="That of sources.yaml instead of scenario.yaml.")] = False,
) -> None:
    """Print the JSON Schema of scenario files, for completion in an editor."""
    typer.echo(json.dumps(sources_schema() if sources else scenario_schema(), indent=2))


# -- plays -------------------------------------------------------------------------------------------------------------


@app.command(short_help="Play a scenario.")
def run(
    scenario: ScenarioName,
    *,
    profile: ProfileName = None,
    protocol: Annotated[
        str | None, typer.Option(metavar="NAME[:KEY=VALUE,…]", help="Such as plenary:quorum=2,vetoes=a+b.")
    ] = None,
    strategy: Annotated[
        list[str] | None,
        typer.Option(
            metavar="ACTOR=NAME[:KEY=VALUE,…]", help="Once for each seat, such as russia=boulware or russia=human."
        ),
    ] = None,
    seed: Annotated[int, typer.Option(metavar="N", help="Of every draw.")] = 0,
    turns: Annotated[
        int | None, typer.Option(metavar="CAP", min=1, help="Stop after so many turns at the latest.")
    ] = None,
    deadline: Annotated[int | None, typer.Option(metavar="N", min=1, help="The last turn, known to the seats.")] = None,
    transcript: Annotated[Path | None, typer.Option(metavar="FILE", help="Write the record of the play there.")] = None,
    explain: Annotated[str | None, typer.Option(metavar="ACTOR", help="Say why its figures are what they are.")] = None,
    language: Language = "en",
    as_json: AsJson = False,
) -> None:
    """Play a scenario; print its minutes and what came of it for whom."""
    if as_json and explain is not None:
        raise UsageError("either --json or --explain", "both")
    if not 0 <= seed <= MOST_SEED:
        raise UsageError(f"a seed from 0 to {MOST_SEED}", str(seed))
    read = open_folder(scenario).with_profile(profile)
    if explain is not None and explain not in read.actors:
        raise UnknownNameError("actor", explain, tuple(read.actors))
    rules = protocol_of(read, protocol, deadline)
    seats = strategies_of(strategy or [], Human(language, write_to=sys.stderr if as_json else None))
    if transcript is not None:
        check_writable(transcript)
    cap = max(read.defaults.turns, deadline or 0) if turns is None else turns
    done = play(read, seats, protocol=rules, seed=seed, turns=cap)
    if transcript is not None:
        done.transcript.save(transcript)
    if as_json:
        typer.echo(json.dumps(plain(done), indent=2, allow_nan=False))
        return
    reasons = [] if explain is None else explained(done, explain, language)
    written = "" if transcript is None else f"\nTranscript: {transcript}"
    tell([*account(done, language), *reasons, f"Played {format_protocol(rules)} with seed {seed}.{written}"])


@app.command("replay", short_help="Check a transcript and print it.")
def replay_(
    transcript: Annotated[Path, typer.Argument(metavar="TRANSCRIPT", help="A file that `run --transcript` wrote.")],
    *,
    language: Language = "en",
    as_json: AsJson = False,
) -> None:
    """Fold a transcript's acts again, check every line of it, and print minutes and scorecard."""
    try:
        record = Transcript.load(transcript)
        done = replay(transcript)
    except TranscriptError as error:
        complain(error)
        raise typer.Exit(FOUND if is_transcript(transcript) else BAD_INPUT) from None
    if record.lost:
        complain(f"{transcript} is damaged: {record.lost}; what is whole was replayed")
    if as_json:
        typer.echo(json.dumps(plain(done), indent=2, allow_nan=False))
    else:
        told: list[Block] = [minutes_so_far(done, language)] if done.state.outcome is None else account(done, language)
        if not record.lost:
            told.append(f"Replayed {len(record.acts)} acts (seed {record.seed}): all as recorded, the scorecard too.")
        tell(told)
    raise typer.Exit(FOUND if record.lost else RAN)


def account(done: Play, language: str) -> list[Block]:
    """Return what is printed about a play: its minutes, what went wrong in it, its scorecard."""
    notes = [f"turn {note.turn}, {note.actor}: {note.text}" for note in done.notes]
    marked = ["\n".join(["Answers that could not be used", *(f"    {each}" for each in notes)])] if notes else []
    return [minutes(done, language), *marked, scorecard_text(done.scorecard, language)]


def plain(done: Play) -> dict[str, Any]:
    """Return the object that --json prints; without an outcome where the record stops before the end."""
    head = {
        "scenario": done.scenario.id,
        "profile": done.scenario.profile,
        "protocol": format_protocol(done.state.game.protocol),
        "seed": done.seed,
    }
    if done.state.outcome is None:
        return {**head, "outcome": None, "scores": None, "joint": None}
    return head | done.scorecard.as_plain()


# -- what is typed -----------------------------------------------------------------------------------------------------


def protocol_of(scenario: Scenario, text: str | None, deadline: int | None) -> Protocol:
    """Return the protocol of a text such as `plenary:quorum=2,vetoes=a+b`; the scenario's own for None.

    Raises UnknownNameError, UsageError where there is none such or it does not fit the scenario.
    """
    defaults = scenario.defaults
    name, _, rest = (defaults.protocol if text is None else text).partition(":")
    parameters: dict[str, Any] = {}
    for part in filter(None, rest.split(",")):
        key, sign, value = part.partition("=")
        if not sign or key in parameters:
            raise UsageError("each parameter of a protocol once, as KEY=VALUE", repr(part))
        parameters[key] = _parameter(key, value)
    found = protocol_named(name, defaults.deadline_turns if deadline is None else deadline, **parameters)
    try:
        found.check(scenario)
    except TypeError:
        raise UsageError(f"parameters that {name} can use", rest) from None
    return found


def _parameter(key: str, value: str) -> Any:
    """Return the value of a parameter: several where the key is a plural (a+b), each a number if it can be."""
    if key.endswith("s"):
        return tuple(filter(None, value.split("+")))
    for kind in (int, float):
        try:
            return kind(value)
        except ValueError:
            continue
    return value


def format_protocol(protocol: Protocol) -> str:
    """Return a protocol as it is typed: `protocol_of` reads it back, its deadline aside."""
    told = [f"{key}={'+'.join(v) if isinstance(v, (list, tuple)) else v}" for key, v in protocol.parameters.items()]
    return ":".join([protocol.name, *([",".join(told)] if told else [])])


def strategies_of(texts: list[str], human: Human) -> dict[str, Any]:
    """Return the strategies by actor of texts such as `russia=boulware:exponent=0.1`; "human" is the one given.

    Raises UnknownNameError, UsageError for what is none.
    """
    found: dict[str, Any] = {}
    for text in texts:
        actor, sign, name = text.partition("=")
        if not (actor and sign and name):
            raise UsageError("ACTOR=NAME, such as russia=linear", repr(text))
        if actor in found:
            raise UsageError("one strategy for each actor", f"two for {actor!r}")
        found[actor] = human if name == "human" else strategy_named(name)
    return found


def check_writable(path: Path) -> None:
    """Raise UsageError when a file cannot be written there, without touching what is there."""
    target = Path(os.path.realpath(path))
    beside = target.with_name(f".{target.name}.{os.getpid()}.part")
    cure = "it is no ordinary file" if target.exists() and not target.is_file() else ""
    try:
        if not cure:
            beside.touch(exist_ok=False)
            beside.unlink()
    except OSError as error:
        cure = f"there is no folder {str(path.parent)!r}" if not target.parent.exists() else error.strerror or ""
    if cure:
        raise UsageError("a path that can be written", repr(str(path)), cure)


def is_transcript(path: Path) -> bool:
    """Return whether a file starts as transcripts of this version do: then what is wrong with it came later."""
    try:
        head = json.loads(path.read_text(encoding="utf-8").partition("\n")[0])
    except (OSError, ValueError):
        return False
    return isinstance(head, dict) and head.get("negotiation_transcript") == VERSION
