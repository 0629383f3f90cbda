"""What `make demo` shows: the bundled talks of early 2022 under two readings, played, scored and explained.

Prints at most 80 lines of at most 100 columns; writes a page, full minutes, scorecards and transcripts into `out/`.
`python examples/demo.py zh` does the same in Chinese.
"""

import re
import shutil
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

import negotiation as ng
from negotiation.analysis.telling import assumption_line, scorecard_text
from negotiation.cli.typed import check_writable
from negotiation.errors import UsageError
from negotiation.report.brief import brief, short_names
from negotiation.report.minutes import minutes
from negotiation.report.opening import grid_cell, grid_counts, grid_text, seats_text
from negotiation.report.page import write_report
from negotiation.scenario import Table, text_in
from negotiation.text.catalogue import join, languages, say, sentences
from negotiation.text.layout import NARROWEST, WIDTH, bar, wrapped

NAME = "european-security-2022"
READINGS = ("flexible-reading", "strict-reading")
SEED = 2022
OUT = Path("out")
ABOUT = Table(
    {
        "en": "In December 2021 Russia published two draft agreements on security guarantees, with the United States "
        "and NATO; both replied in January 2022.",
        "zh": "2021年12月，俄罗斯公布了分别面向美国和北约的两份安全保障草案；双方于2022年1月作出回应。",
    }
)
GRID = Table(
    {
        "en": "Packages left, by what Russia must get (rows) and what the US refuses (columns):",
        "zh": "按俄方要求满足到何种程度（行）、美方拒绝什么（列）来分，尚存的方案数：",
    }
)


def opening(plays: list[ng.Play], language: str, width: int) -> list[str]:
    """Return what is negotiated, who has a seat, and under how many readings a deal is possible at all."""
    scenario, counts = plays[0].scenario, grid_counts(plays[0].scenario)
    packages = say(
        "{n} issues make {all:,} packages: {issues}.",
        language,
        n=len(scenario.agenda),
        all=scenario.n_packages,
        issues=say(", ", language).join(short_names(scenario, language)),
    )
    possible = say(
        "READINGS: in {n} of {all} a deal is logically possible",
        language,
        n=np.count_nonzero(counts),
        all=counts.size,
    )
    readings = say("; ", language).join(reading(play.scenario, language) for play in plays)
    parts = [
        say("Played, equally well founded: {readings}.", language, readings=readings),
        say("Seats concede evenly.", language),
        say(
            "Lines say whose text changes how many issues since its last, which most.",
            language,
        ),
    ]
    return [
        bar(text_in(scenario.title, language), say("an exercise for teaching", language), width),
        wrapped(sentences([text_in(ABOUT, language), packages]), width),
        seats_text(plays, language, width),
        bar(possible, say("rules, consents and wishes aside", language), width),
        wrapped(text_in(GRID, language), width),
        grid_text(scenario, language, width),
        wrapped(sentences(parts), width),
    ]


def reading(scenario: ng.Scenario, language: str) -> str:
    """Return a reading with its place in the grid: the title of its row, and the letter that opens its column's."""
    grid, cell = scenario.grid, grid_cell(scenario)
    assert grid is not None, "the demo's scenario has a grid"
    assert cell is not None, "both readings lie in it"
    row, column = text_in(grid.rows[cell[0]].title, language), text_in(grid.columns[cell[1]].title, language)
    letter = re.split(r"(?<=[)）])", column)[0]
    return say("{name}: “{row}” with {column}", language, name=scenario.profile, row=row, column=letter)


def command() -> str:
    """Return how to call the command line from here: by name where it is found, by path, or through Python."""
    name, here = "negotiation", Path(sys.executable).parent
    if shutil.which(name):
        return name
    found = shutil.which(name, path=str(here))
    path = Path(found or sys.executable)
    told = str(path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path)
    return told if found else f"{told} -m {name}"


def write(plays: list[ng.Play], language: str) -> tuple[list[Path], list[Path]]:
    """Write pages, minutes with scorecards, and transcripts, all or nothing; return the paths of pages and minutes.

    Raises UsageError where the folder cannot be written into.
    """
    pages = [OUT / f"report-{play.scenario.profile}.html" for play in plays]
    texts = [OUT / f"minutes-{play.scenario.profile}.txt" for play in plays]
    transcripts = [OUT / f"transcript-{play.scenario.profile}.jsonl" for play in plays]
    with folder_beside() as folder:
        for path in (*pages, *texts, *transcripts):
            check_writable(path)
        for play, page, text, transcript in zip(plays, pages, texts, transcripts, strict=True):
            write_report(play, folder / page.name, language)
            told = f"{minutes(play, language, WIDTH)}\n\n\n{scorecard_text(play.scorecard, language, WIDTH)}\n"
            (folder / text.name).write_text(told, encoding="utf-8")
            play.transcript.save(folder / transcript.name)
        for path in (*pages, *texts, *transcripts):
            (folder / path.name).replace(path)
    return pages, texts


@contextmanager
def folder_beside() -> Iterator[Path]:
    """Give a folder to write into within OUT, which is made where it is missing."""
    try:
        OUT.mkdir(exist_ok=True)
        with TemporaryDirectory(prefix=".", dir=OUT) as folder:
            yield Path(folder)
    except OSError as error:
        found = "a file" if OUT.is_file() else f"one that cannot be ({error.strerror})"
        raise UsageError(
            f"a folder {str(OUT)!r} that can be written", found, "move or remove it, then run again"
        ) from error


def main(arguments: Sequence[str] = ()) -> None:
    """Play, write and print."""
    language = next(iter(arguments), "en")
    if len(arguments) > 1 or language not in languages():
        got = repr(" ".join(arguments))
        raise UsageError(
            f"one language at most, of {', '.join(languages())}", got, "such as `python examples/demo.py zh`"
        )
    width = min(100, max(NARROWEST, shutil.get_terminal_size((80, 24)).columns))
    strategies = {"russia": ng.Linear(), "united_states": ng.Linear()}
    plays = [ng.play(ng.load(NAME, profile=reading), strategies, seed=SEED) for reading in READINGS]
    scenario = plays[0].scenario
    pages, texts = (join([each.as_posix() for each in paths], language) for paths in write(plays, language))
    assumed = assumption_line(plays[0].scorecard, language).replace("`negotiation ", f"`{command()} ")
    marks = sentences([assumed, say("Brackets name sources.", language)])
    parts = [
        *opening(plays, language, width),
        *(brief(play, language, width) for play in plays),
        bar(say("HOW TO READ THIS", language), say("all that was written works offline", language), width),
        wrapped(marks, width),
        wrapped(text_in(scenario.neutrality, language), width),
        wrapped(say("Pages: {paths}", language, paths=pages), width),
        wrapped(say("Minutes: {paths}", language, paths=texts), width),
    ]
    print("\n".join(parts))


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except ng.NegotiationError as refused:
        print(f"demo: {refused}", file=sys.stderr)
        sys.exit(2)
