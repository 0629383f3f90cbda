"""Frontiers and bargaining points, side by side with NegMAS on the same additive preferences, in the same run.

Issues of 10 options, weights and values at random, no deal worth 0.3 to each.
CPU seconds of each process without imports; every repetition has fresh preferences, so that nothing looked up before
helps; both sides take turns; medians. Memory: growth over each program's own size before the call, in fresh processes.
"""

from __future__ import annotations

import argparse
import sys
from typing import Any

import numpy as np

from benchmarks.measuring import Child, figure, median

SEED = 2022
NO_DEAL = 0.3
OURS = "analysis_ours.py"
PEER = "analysis_peer.py"


def drawn(shape: tuple[int, ...], n_parties: int, n: int) -> dict[str, Any]:
    """Return the shape of an agenda and the preferences of its parties."""
    rng = np.random.default_rng([SEED, len(shape), n_parties, n])
    parties = [
        {
            "weights": rng.dirichlet(np.ones(len(shape))).tolist(),
            "values": [rng.random(size).tolist() for size in shape],
            "reserved": NO_DEAL,
        }
        for _ in range(n_parties)
    ]
    return {"shape": list(shape), "parties": parties}


def by_itself(repeats: int) -> None:
    """Measure what has a goal of its own."""
    child = Child(sys.executable, OURS)
    for what, shape, n_parties in (
        ("frontier", (10,) * 50, 2),
        ("frontier", (6,) * 15, 3),
        ("best", (6,) * 20, 6),
        ("ties", (10,) * 6, 2),
        ("ties", (10,) * 6, 4),
        ("solutions", (10,) * 6, 3),
    ):
        answers = [child.ask(what=what, **drawn(shape, n_parties, n)) for n in range(repeats + 1)][1:]
        size = f"{len(shape)} issues of {shape[0]} options, {n_parties} parties"
        found = [answer["answer"] for answer in answers]
        figure(f"analysis, {what}", median([answer["seconds"] for answer in answers]), "s CPU", size=size, found=found)
    ratios = []
    for n in range(repeats + 1):
        given = drawn((10,) * 7, 3, n)
        seconds = [child.ask(what=what, **given)["seconds"] for what in ("filled", "scored")]
        ratios.append(seconds[1] / seconds[0])
    figure("scoring 10^7 packages for 3 actors, over filling the table", median(ratios[1:]), "times")
    child.close()


def side_by_side(python: str, repeats: int) -> None:
    """Measure 10^6 packages on both sides, in turns."""
    for n_parties, rounds in ((2, repeats), (4, min(repeats, 3))):
        found: dict[str, list[float]] = {}
        for n in range(rounds):
            given = drawn((10,) * 6, n_parties, n)
            peer = Child(python, PEER)
            theirs = peer.ask(**given)
            peer.close()
            for what in ("structured", "enumerated", "points"):
                ours = Child(sys.executable, OURS)
                ours.ask(what=what, **drawn((3, 3), n_parties, n))
                mine = ours.ask(what=what, **given)
                ours.close()
                other = theirs["points" if what == "points" else "frontier"]
                found.setdefault(f"{what}, times faster", []).append(other / mine["seconds"])
                found.setdefault(f"{what}, memory over theirs", []).append(mine["megabytes"] / theirs["megabytes"])
                if what != "points":
                    found.setdefault(f"{what}, points less theirs", []).append(mine["answer"] - theirs["n_points"])
        for name, values in found.items():
            figure(f"frontier of 10^6 packages: {name}", median(values), "", parties=n_parties, each=_rounded(values))


def _rounded(values: list[float]) -> list[float]:
    return [float(f"{value:.3g}") for value in values]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--negmas-python", metavar="PATH", help="a Python in whose environment NegMAS is installed")
    parser.add_argument("--repeats", type=int, default=5, help="fresh preferences (default 5)")
    given = parser.parse_args()
    by_itself(given.repeats)
    if given.negmas_python:
        side_by_side(given.negmas_python, given.repeats)


if __name__ == "__main__":
    main()
