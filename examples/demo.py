"""What `make demo` shows: the bundled talks of early 2022 under two readings, played, scored and explained.

Prints at most 80 lines of at most 100 columns; writes a page, full minutes, scorecards and transcripts into `out/`.
`python examples/demo.py zh` does the same in Chinese.
"""

import shutil
import sys
from pathlib import Path

import numpy as np

import negotiation as ng
from negotiation.analysis.telling import assumption_line, scorecard_text
from negotiation.report.brief import brief, short_names
from negotiation.report.minutes import minutes
from negotiation.report.opening import grid_counts, grid_text, seats_text
from negotiation.report.page import write_report
from negotiation.scenario import Table, text_in
from negotiation.text.catalogue import join, say, sentences
from negotiation.text.layout import WIDTH, bar, wrapped

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
        "en": "Packages left, by how much of its three demands Russia must get and what the United States refuses:",
        "zh": "按俄方三项要求须满足到何种程度、美方拒绝什么来分，尚存的方案数：",
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
    how = say("Two readings, played by seats that concede evenly.", language)
    lines = say("Each line: who, issues changed, the most telling.", language)
    return [
        bar(text_in(scenario.title, language), say("an exercise for teaching", language), width),
        wrapped(sentences([text_in(ABOUT, language), packages]), width),
        seats_text(plays, language, width),
        bar(possible, say("rules, consents and wishes aside", language), width),
        wrapped(text_in(GRID, language), width),
        grid_text(scenario, language, width),
        wrapped(sentences([how, lines]), width),
    ]


def write(play: ng.Play, language: str) -> Path:
    """Write a play's minutes and scorecard, and its transcript beside them; return the path of the minutes."""
    OUT.mkdir(exist_ok=True)
    path = OUT / f"minutes-{play.scenario.profile}.txt"
    text = f"{minutes(play, language, WIDTH)}\n\n\n{scorecard_text(play.scorecard, language, WIDTH)}\n"
    path.write_text(text, encoding="utf-8")
    play.transcript.save(OUT / f"transcript-{play.scenario.profile}.jsonl")
    return path


def page(play: ng.Play, language: str) -> Path:
    """Write the report of a play, one page that asks for nothing, and return its path."""
    OUT.mkdir(exist_ok=True)
    return write_report(play, OUT / f"report-{play.scenario.profile}.html", language)


def main(language: str = "en") -> None:
    """Play, print and write."""
    width = min(100, max(60, shutil.get_terminal_size((100, 24)).columns))
    strategies = {"russia": ng.Linear(), "united_states": ng.Linear()}
    plays = [ng.play(ng.load(NAME, profile=reading), strategies, seed=SEED) for reading in READINGS]
    scenario = plays[0].scenario
    pages = join([page(play, language).as_posix() for play in plays], language)
    files = join([write(play, language).as_posix() for play in plays], language)
    marks = sentences([assumption_line(plays[0].scorecard, language), say("Brackets name sources.", language)])
    parts = [
        *opening(plays, language, width),
        *(brief(play, language, width) for play in plays),
        bar(say("HOW TO READ THIS", language), "", width),
        wrapped(marks, width),
        wrapped(text_in(scenario.neutrality, language), width),
        wrapped(say("To look at, offline: {paths}", language, paths=pages), width),
        wrapped(say("In full, transcripts beside: {paths}", language, paths=files), width),
    ]
    print("\n".join(parts))


if __name__ == "__main__":
    main(*sys.argv[1:2])
