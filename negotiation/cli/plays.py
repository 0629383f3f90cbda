"""Commands about plays: run, replay."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from negotiation.analysis.diagnosis_words import diagnosis_text
from negotiation.analysis.telling import scorecard_text
from negotiation.analysis.wording import check_language
from negotiation.cli.saying import (
    BAD_INPUT,
    FOUND,
    RAN,
    AsJson,
    Language,
    ProfileName,
    RecordsScenario,
    Report,
    ScenarioName,
    app,
    complain,
    report_to,
    tell,
    tell_lost,
)
from negotiation.cli.typed import check_writable, format_protocol, is_transcript, open_record, strategies_of
from negotiation.engine.catalogue import protocol_for
from negotiation.engine.transcript import Transcript, TranscriptError
from negotiation.errors import UnknownNameError, UsageError
from negotiation.files import Folder, open_folder
from negotiation.playing import Play, play, replay
from negotiation.recording import SUFFIX, read_record, record_file
from negotiation.report.explaining import explained
from negotiation.report.minutes import minutes, record_minutes
from negotiation.report.tables import Block
from negotiation.report.unfinished import minutes_so_far
from negotiation.scenario import text_in
from negotiation.strategies.human import Human
from negotiation.text.catalogue import say
from negotiation.text.layout import page_width, wrapped


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
    start: Annotated[
        str | None, typer.Option("--from", metavar="RECORD", help="Play on from a record, such as as-reported.")
    ] = None,
    report: Report = None,
    explain: Annotated[str | None, typer.Option(metavar="ACTOR", help="Say why its figures are what they are.")] = None,
    language: Language = "en",
    as_json: AsJson = False,
) -> None:
    """Play a scenario; print its minutes and what came of it for whom."""
    if as_json and explain is not None:
        raise UsageError("either --json or --explain", "both")
    folder = open_folder(scenario)
    read = folder.with_profile(profile)
    if start is not None:
        read = read_record(read, record_file(folder.path, start), folder.sources).scenario
    if explain is not None and explain not in read.actors:
        raise UnknownNameError("actor", explain, tuple(read.actors))
    check_language(language, read)
    rules = protocol_for(read, protocol, deadline)
    seats = strategies_of(strategy or [], Human(language, write_to=sys.stderr if as_json else None))
    for path in (transcript, report):
        if path is not None:
            check_writable(path)
    cap = max(read.defaults.turns, deadline or 0) if turns is None else turns
    done = play(read, seats, protocol=rules, seed=seed, turns=cap)
    if transcript is not None:
        done.transcript.save(transcript)
    report_to(report, done, language, folder)
    if as_json:
        typer.echo(json.dumps(plain(done), indent=2, allow_nan=False))
        return
    reasons = [] if explain is None else explained(done, explain, language)
    how = [say("Played {protocol} with seed {seed}.", language, protocol=format_protocol(rules), seed=seed)]
    if transcript is not None:
        how.append(say("Transcript: {path}", language, path=transcript))
    tell([*account(done, language), *reasons, "\n".join(how)])


@app.command("replay", short_help="Check a transcript and print it.")
def replay_(
    transcript: Annotated[
        Path, typer.Argument(metavar="TRANSCRIPT", help="A file that `run --transcript` wrote, or a record (.acts).")
    ],
    *,
    scenario: RecordsScenario = None,
    profile: ProfileName = None,
    report: Report = None,
    language: Language = "en",
    as_json: AsJson = False,
) -> None:
    """Fold a transcript's acts again, check every line of it, and print minutes and scorecard; or print a record."""
    if transcript.suffix == SUFFIX:
        if report is not None or as_json:
            asked = "--json" if as_json else "--report"
            raise UsageError(f"a transcript for {asked}", "a record", "play on from it: `negotiation run --from`")
        folder, found = open_record(transcript, scenario, profile)
        check_language(language, found.scenario)
        tell([record_minutes(found, language), neutral(folder, language)])
        raise typer.Exit(RAN)
    if scenario is not None or profile is not None:
        asked = "--profile" if scenario is None else "--scenario"
        raise UsageError(f"a record for {asked}", "a transcript", "it holds its scenario, under its profile")
    try:
        record = Transcript.load(transcript)
        done = replay(record)
    except TranscriptError as error:
        complain(error)
        raise typer.Exit(FOUND if is_transcript(transcript) else BAD_INPUT) from None
    check_language(language, record.scenario)
    tell_lost(record, transcript, language)
    if report is not None and done.state.outcome is None:
        got, cure = (
            f"{transcript}, which stops in turn {done.state.turn}",
            "leave --report out: it prints that far",
        )
        raise UsageError("a transcript of talks that have ended for --report", got, cure)
    report_to(report, done, language)
    if as_json:
        typer.echo(json.dumps(plain(done), indent=2, allow_nan=False))
    else:
        told: list[Block] = [minutes_so_far(done, language)] if done.state.outcome is None else account(done, language)
        if not record.lost:
            text = "Replayed {n} acts (seed {seed}): all as recorded, the scorecard too."
            told.append(wrapped(say(text, language, n=len(record.acts), seed=record.seed), page_width()))
        tell(told)
    raise typer.Exit(FOUND if record.lost else RAN)


def neutral(folder: Folder, language: str) -> str:
    """Return the neutrality note of a scenario, wrapped; "" where it carries none."""
    return wrapped(text_in(folder.scenario.neutrality, language), page_width())


def account(done: Play, language: str) -> list[Block]:
    """Return what is printed about a play: minutes, what went wrong in it, why nothing was agreed, the scorecard."""
    why = done.diagnosis
    because = (
        [] if why is None else ["\n".join([say("Why there was no deal", language), diagnosis_text(why, language)])]
    )
    return [minutes(done, language), *because, scorecard_text(done.scorecard, language)]


def plain(done: Play) -> dict[str, Any]:
    """Return the object that --json prints; without an outcome where the record stops before the end."""
    head = {
        "scenario": done.scenario.id,
        "profile": done.scenario.profile,
        "protocol": format_protocol(done.state.game.protocol),
        "seed": done.seed,
    }
    if done.state.outcome is None:
        return {**head, "outcome": None, "scores": None, "joint": None, "diagnosis": None}
    return head | done.scorecard.as_plain() | {"diagnosis": done.diagnosis and done.diagnosis.as_plain()}
