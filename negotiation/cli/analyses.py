"""Commands about what could be agreed: analyse, compare."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Annotated

import typer

from negotiation.analysis.analysing import analyse
from negotiation.analysis.analysing_words import analysis_text
from negotiation.analysis.comparing import compare
from negotiation.analysis.comparing_words import comparison_text
from negotiation.analysis.wording import check_language
from negotiation.cli.progress import progress_shown
from negotiation.cli.saying import (
    AsJson,
    Language,
    ProfileName,
    RecordsScenario,
    Report,
    ScenarioName,
    app,
    report_to,
    tell,
    tell_lost,
)
from negotiation.cli.typed import check_writable, is_transcript, open_record
from negotiation.engine.opening import begin
from negotiation.engine.state import State
from negotiation.engine.transcript import Transcript
from negotiation.errors import UsageError
from negotiation.files import open_folder
from negotiation.playing import Play, game_of, replay
from negotiation.recording import SUFFIX, Record
from negotiation.scenario import Scenario
from negotiation.scenario.world import World
from negotiation.text.catalogue import say


@app.command("analyse", short_help="Say what could be agreed.")
def analyse_(
    scenario: ScenarioName,
    *,
    profile: ProfileName = None,
    at: Annotated[int | None, typer.Option(metavar="TURN", min=0, help="As the world stood then; needs --of.")] = None,
    of: Annotated[
        Path | None, typer.Option(metavar="TRANSCRIPT", help="As the world stood in a play: at its end, or --at.")
    ] = None,
    report: Report = None,
    language: Language = "en",
    as_json: AsJson = False,
) -> None:
    """Say whether a deal exists, which are best and for whom, and what would have to give where none does."""
    if at is not None and of is None:
        raise UsageError("--of with --at: the play whose turn is meant", "--at alone")
    if report is not None:
        if of is not None:
            raise UsageError("either --report or --of", "both", "`replay --report` writes the page of a play")
        check_writable(report)
    folder = open_folder(scenario)
    read = folder.with_profile(profile)
    check_language(language, read)
    if of is None:
        world = begin(game_of(read, "plenary")).world
    else:
        record = Transcript.load(of)
        world = world_at(read, record, at)
        tell_lost(record, of, language)
    with progress_shown(language):
        found = analyse(read, world)
    report_to(report, read, language, folder, found)
    if as_json:
        typer.echo(json.dumps(found.as_plain(), indent=2, allow_nan=False))
        return
    tell([analysis_text(found, language)])


def world_at(scenario: Scenario, record: Transcript, turn: int | None = None) -> World:
    """Return the world at the end of a turn of a recorded play, by default the last.

    Raises UsageError for a play of another scenario, and for a turn that it does not have.
    """
    if record.scenario.id != scenario.id:
        raise UsageError(f"a transcript of {scenario.id}", f"one of {record.scenario.id}")
    state: State = replay(record).state
    if turn is None:
        return state.world
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
    source: Annotated[
        str, typer.Argument(metavar="SCENARIO|TRANSCRIPT", help="What the picture is of; a record (.acts) too.")
    ],
    *,
    output: Annotated[Path, typer.Option("-o", "--output", metavar="FILE", help="An .svg, .png or .pdf file.")],
    profile: ProfileName = None,
    scenario: RecordsScenario = None,
    language: Language = "en",
) -> None:
    """Draw one picture of a scenario, a play or a record into a file."""
    from negotiation.report.pictures import write_picture

    check_writable(output)
    path = Path(source)
    of: Play | Record | Scenario
    if path.suffix == SUFFIX:
        _, of = open_record(path, scenario, profile)
    elif path.suffix == ".jsonl" or is_transcript(path):
        record = Transcript.load(path)
        of = replay(record)
        tell_lost(record, path, language)
    else:
        of = open_folder(source).with_profile(profile)
    check_language(language, of if isinstance(of, Scenario) else of.scenario)
    typer.echo(say("Wrote {path}", language, path=write_picture(kind, of, output, language)))


def _ended(path: Path) -> Play:
    """Return the play of a transcript. Raises UsageError where its record stops before the end."""
    found = replay(path)
    if found.state.outcome is None:
        raise UsageError("a transcript of talks that have ended", f"{path}, which stops in turn {found.state.turn}")
    return found


@app.command("compare", short_help="Put outcomes side by side.")
def compare_(
    transcripts: Annotated[list[Path], typer.Argument(metavar="TRANSCRIPT…", help="Plays that have ended.")],
    *,
    language: Language = "en",
    as_json: AsJson = False,
) -> None:
    """Put the outcomes of several plays side by side, and name what would have been better for all."""
    cards = {name: _ended(path).scorecard for name, path in _named(transcripts).items()}
    check_language(language, *(card.scenario for card in cards.values()))
    found = compare(cards)
    if as_json:
        typer.echo(json.dumps(found.as_plain(), indent=2, allow_nan=False))
        return
    tell([comparison_text(found, language)])


def _named(paths: list[Path]) -> dict[str, Path]:
    """Return files by their names without ending; by their paths where two are called the same."""
    stems = Counter(path.stem for path in dict.fromkeys(paths))
    return {path.stem if stems[path.stem] == 1 else path.with_suffix("").as_posix(): path for path in paths}
