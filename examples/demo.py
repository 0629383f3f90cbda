"""What `make demo` shows: the bundled talks of early 2022 under two readings, played, scored and explained.

Prints at most 80 lines of at most 100 columns; writes a page, full minutes, scorecards and transcripts into `out/`.
"""

import shutil
from pathlib import Path

import numpy as np

import negotiation as ng
from negotiation.analysis.telling import assumption_line, scorecard_text
from negotiation.report.brief import bar, brief, grid_counts, grid_text, seats_text, short_names
from negotiation.report.minutes import minutes
from negotiation.report.page import write_report
from negotiation.scenario import text_in
from negotiation.text.layout import WIDTH, wrapped

NAME = "european-security-2022"
READINGS = ("flexible-reading", "strict-reading")
SEED = 2022
OUT = Path("out")


def opening(plays: list[ng.Play], width: int) -> list[str]:
    """Return what is negotiated, who has a seat, and under how many readings a deal is possible at all."""
    scenario = plays[0].scenario
    what = (
        "In December 2021 Russia published two draft agreements on security guarantees, with the United States and "
        f"NATO; both replied in January 2022. {len(scenario.agenda)} issues make {scenario.n_packages:,} packages: "
        f"{', '.join(short_names(scenario))}."
    )
    counts = grid_counts(scenario)
    possible = f"READINGS: in {np.count_nonzero(counts)} of {counts.size} a deal is logically possible"
    readings = "Packages left, by how much of its three demands Russia must get and what the United States refuses:"
    below = "Two readings, played by seats that concede evenly. Each line: who, issues changed, the most telling."
    return [
        bar(text_in(scenario.title), "an exercise for teaching", width),
        wrapped(what, width),
        seats_text(plays, width=width),
        bar(possible, "rules, consents and wishes aside", width),
        wrapped(readings, width),
        grid_text(scenario, width=width),
        wrapped(below, width),
    ]


def write(play: ng.Play) -> Path:
    """Write a play's minutes and scorecard, and its transcript beside them; return the path of the minutes."""
    OUT.mkdir(exist_ok=True)
    path = OUT / f"minutes-{play.scenario.profile}.txt"
    text = f"{minutes(play, width=WIDTH)}\n\n\n{scorecard_text(play.scorecard, width=WIDTH)}\n"
    path.write_text(text, encoding="utf-8")
    play.transcript.save(OUT / f"transcript-{play.scenario.profile}.jsonl")
    return path


def page(play: ng.Play) -> Path:
    """Write the report of a play, one page that asks for nothing, and return its path."""
    OUT.mkdir(exist_ok=True)
    return write_report(play, OUT / f"report-{play.scenario.profile}.html")


def main() -> None:
    """Play, print and write."""
    width = min(100, max(60, shutil.get_terminal_size((100, 24)).columns))
    strategies = {"russia": ng.Linear(), "united_states": ng.Linear()}
    plays = [ng.play(ng.load(NAME, profile=reading), strategies, seed=SEED) for reading in READINGS]
    scenario = plays[0].scenario
    parts = [
        *opening(plays, width),
        *(brief(play, width=width) for play in plays),
        bar("HOW TO READ THIS", "", width),
        wrapped(f"{assumption_line(plays[0].scorecard)} Brackets name sources.", width),
        wrapped(text_in(scenario.neutrality), width),
        wrapped(f"To look at, offline: {' and '.join(page(play).as_posix() for play in plays)}", width),
        wrapped(f"In full, transcripts beside: {' and '.join(write(play).as_posix() for play in plays)}", width),
    ]
    print("\n".join(parts))


if __name__ == "__main__":
    main()
