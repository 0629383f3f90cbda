"""Commands about what could be agreed: analyse, compare."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from negotiation.analysis.analysing import analyse
from negotiation.analysis.analysing_words import analysis_text
from negotiation.analysis.comparing import compare
from negotiation.analysis.comparing_words import comparison_text
from negotiation.cli.progress import progress_shown
from negotiation.cli.saying import AsJson, Language, ProfileName, Report, ScenarioName, app, report_to, tell
from negotiation.cli.typed import check_writable
from negotiation.engine.state import State, begin
from negotiation.engine.transcript import Transcript
from negotiation.errors import UsageError
from negotiation.files import open_folder
from negotiation.playing import game_of, replay
from negotiation.scenario import Scenario
from negotiation.scenario.world import World


@app.command("analyse", short_help="Say what could be agreed.")
def analyse_(
    scenario: ScenarioName,
    *,
    profile: ProfileName = None,
    at: Annotated[int | None, typer.Option(metavar="TURN", min=0, help="As the world stood then; needs --of.")] = None,
    of: Annotated[Path | None, typer.Option(metavar="TRANSCRIPT", help="The play whose world is meant.")] = None,
    report: Report = None,
    language: Language = "en",
    as_json: AsJson = False,
) -> None:
    """Say whether a deal exists, which are best and for whom, and what would have to give where none does."""
    if (at is None) != (of is None):
        raise UsageError("both --at and --of, or neither", "--at alone" if of is None else "--of alone")
    if report is not None:
        check_writable(report)
    folder = open_folder(scenario)
    read = folder.with_profile(profile)
    world = begin(game_of(read, "plenary")).world if of is None else world_at(read, Transcript.load(of), at or 0)
    with progress_shown(language):
        found = analyse(read, world)
    report_to(report, read, language, folder)
    if as_json:
        typer.echo(json.dumps(found.as_plain(), indent=2, allow_nan=False))
        return
    tell([analysis_text(found, language)])


def world_at(scenario: Scenario, record: Transcript, turn: int) -> World:
    """Return the world at the end of a turn of a recorded play. Raises UsageError for a play of another scenario."""
    if record.scenario.id != scenario.id:
        raise UsageError(f"a transcript of {scenario.id}", f"one of {record.scenario.id}")
    state: State = replay(record).state
    if turn > state.turn:
        raise UsageError(f"a turn up to {state.turn}, the last one", str(turn))
    upto = begin(state.game)
    for when, act in state.acts[upto.n :]:
        if when > turn:
            break
        upto = upto.after(act)
    return upto.world


@app.command(short_help="Draw a picture.")
def plot(
    kind: Annotated[str, typer.Argument(metavar="KIND", help="Such as map, surplus, readings or gap.")],
    source: Annotated[str, typer.Argument(metavar="SCENARIO|TRANSCRIPT", help="What the picture is of.")],
    *,
    output: Annotated[Path, typer.Option("-o", "--output", metavar="FILE", help="An .svg, .png or .pdf file.")],
    profile: ProfileName = None,
    language: Language = "en",
) -> None:
    """Draw one picture of a scenario or a play into a file."""
    from negotiation.report.pictures import write_picture

    check_writable(output)
    is_file = Path(source).is_file() and not source.endswith((".yaml", ".yml"))
    of = replay(source) if is_file else open_folder(source).with_profile(profile)
    typer.echo(f"Wrote {write_picture(kind, of, output, language)}")


@app.command("compare", short_help="Put outcomes side by side.")
def compare_(
    transcripts: Annotated[list[Path], typer.Argument(metavar="TRANSCRIPT…", help="Plays that have ended.")],
    *,
    language: Language = "en",
    as_json: AsJson = False,
) -> None:
    """Put the outcomes of several plays side by side, and name what would have been better for all."""
    found = compare({path.stem: replay(path).scorecard for path in transcripts})
    if as_json:
        typer.echo(json.dumps(found.as_plain(), indent=2, allow_nan=False))
        return
    tell([comparison_text(found, language)])
