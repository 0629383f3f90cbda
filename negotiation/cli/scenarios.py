"""Commands about scenarios: list, show, check, new, schema."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer

from negotiation.analysis.wording import check_language
from negotiation.checking import Finding, check, finding_text
from negotiation.cli.saying import BAD_INPUT, FOUND, RAN, Language, ProfileName, ScenarioName, app, complain, tell
from negotiation.errors import NegotiationError
from negotiation.files import bundled_names, open_folder
from negotiation.files.schema import scenario_schema, sources_schema
from negotiation.files.template import new_scenario
from negotiation.report.showing import Showing
from negotiation.report.tables import table
from negotiation.scenario import text_in
from negotiation.text.catalogue import count_text, say
from negotiation.text.layout import page_width


@app.command("list", short_help="List the bundled scenarios.")
def list_(*, language: Language = "en") -> None:
    """List the bundled scenarios."""
    rows = []
    scenarios = {name: open_folder(name).scenario for name in bundled_names()}
    check_language(language, *scenarios.values())
    for name, scenario in scenarios.items():
        readings = ", ".join(scenario.profile_names)
        rows.append([name, text_in(scenario.title, language), count_text(scenario.n_packages), readings])
    header = [say(name, language) for name in ("scenario", "title", "packages", "readings")]
    tell([table(header, rows, page_width(), right=(2,))])


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
    check_language(language, folder.scenario)
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
    language: Language = "en",
) -> None:
    """Read scenarios, name every problem with its line and cure, and say what is suspicious."""
    check_language(language)
    worst = RAN
    for path in paths:
        try:
            folder = open_folder(path)
            found = check(folder, source, language=language)
        except NegotiationError as error:
            complain(error)
            worst = BAD_INPUT
            continue
        for each in found:
            typer.echo(finding_text(each, language))
        typer.echo(say("{label}: {what}", language, label=folder.name, what=_counted(found, language)))
        severities = {each.severity for each in found}
        if "error" in severities:
            worst = BAD_INPUT
        elif "problem" in severities or (strict and "finding" in severities):
            worst = max(worst, FOUND)
    raise typer.Exit(worst)


def _counted(found: Iterable[Finding], language: str) -> str:
    """Return how many findings of each severity there are, in words."""
    severities = [each.severity for each in found]
    told = []
    for severity, one, more in (
        ("error", "{n} error", "{n} errors"),
        ("problem", "{n} problem", "{n} problems"),
        ("finding", "{n} finding", "{n} findings"),
        ("note", "{n} note", "{n} notes"),
    ):
        n = severities.count(severity)
        told += [say(more if n > 1 else one, language, n=n)] if n else []
    return say(", ", language).join(told) or say("nothing suspicious", language)


@app.command(short_help="Write a scenario to start from.")
def new(
    name: Annotated[str, typer.Argument(help="Small letters, digits and hyphens; the name of its folder.")],
    *,
    into: Annotated[Path, typer.Option("--in", metavar="FOLDER", help="Where the new folder is made.")] = Path(),
    language: Language = "en",
) -> None:
    """Write a commented scenario to start from."""
    check_language(language)
    folder = new_scenario(name, into)
    text = "Wrote {folder}: change it, then `negotiation check {folder}` and `negotiation run {folder}`."
    typer.echo(say(text, language, folder=folder))


@app.command(short_help="Print the JSON Schema of scenario files.")
def schema(
    *,
    sources: Annotated[bool, typer.Option("--sources", help="That of sources.yaml instead of scenario.yaml.")] = False,
) -> None:
    """Print the JSON Schema of scenario files, for completion in an editor."""
    typer.echo(json.dumps(sources_schema() if sources else scenario_schema(), indent=2))
