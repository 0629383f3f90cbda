"""How the analysis grows: CPU seconds against packages, issues and parties, and a picture of them.

Agendas are additive, with preferences drawn at random; no deal is worth 0.45 to each party. A point is the median of
three agendas of its size. A series ends where that takes longer than the limit, or where a frontier outgrows the cap.
"""

from __future__ import annotations

import argparse
import json
import math
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.analysis_ours import scenario_of
from benchmarks.measuring import figure, median
from negotiation.analysis.best import best_packages
from negotiation.analysis.frontier import frontier_of
from negotiation.analysis.minkowski import CapError
from negotiation.analysis.payoffs import Payoffs
from negotiation.analysis.structured import structured_frontier
from negotiation.analysis.zone import zone_of
from negotiation.scenario import Scenario

#: Seconds after which a series is not taken further, points that a joined frontier may have, packages looked at.
LIMIT, CAP, MOST = 3.0, 50_000, 11_000_000
FLOOR = 0.45
ENUMERATED = ("zone, every package", "frontier, every package")
WORK: dict[str, Callable[[Scenario], object]] = {
    ENUMERATED[0]: zone_of,
    ENUMERATED[1]: lambda scenario: frontier_of(Payoffs(scenario)),
    "frontier, joined": lambda scenario: structured_frontier(scenario, cap=CAP),
    "frontier of the zone, joined": lambda scenario: structured_frontier(scenario, zone=True, cap=CAP),
    "best of the zone, solver": lambda scenario: best_packages(scenario, ("egalitarian",), zone=True),
}
#: By what grows: shapes and numbers of parties, in order.
GROWING: dict[str, list[tuple[tuple[int, ...], int]]] = {
    "packages": [((6,) * n, 3) for n in range(2, 10)],
    "issues": [((10,) * n, 2) for n in (2, 3, 4, 5, 6, 7, 10, 15, 20, 30, 40, 50)],
    "parties": [((6,) * 7, n) for n in range(2, 7)],
}


def drawn(shape: tuple[int, ...], n_parties: int, seed: int) -> Scenario:
    """Return an agenda with preferences drawn at random, the same for the same sizes and seed."""
    rng = np.random.default_rng([len(shape), shape[0], n_parties, seed])
    parties = []
    for _ in range(n_parties):
        weights = rng.random(len(shape))
        values = [rng.random(size).tolist() for size in shape]
        parties.append({"weights": (weights / weights.sum()).tolist(), "values": values, "reserved": FLOOR})
    return scenario_of(list(shape), parties)


def cost(work: Callable[[Scenario], object], shape: tuple[int, ...], n_parties: int) -> float | None:
    """Return the CPU seconds of some work, the median of three agendas of a size; None where it outgrows a cap."""
    found = []
    for seed in range(3):
        scenario = drawn(shape, n_parties, seed)
        started = time.process_time()
        try:
            work(scenario)
        except CapError:
            return None
        found.append(time.process_time() - started)
    return median(found)


def measured() -> Iterator[dict[str, Any]]:
    """Yield every point: what grows, of how many, what is done, and its CPU seconds."""
    cost(WORK["best of the zone, solver"], (2, 2), 2)
    for growing, sizes in GROWING.items():
        going = set(WORK)
        for shape, n_parties in sizes:
            at = {"packages": math.prod(shape), "issues": len(shape), "parties": n_parties}[growing]
            for name in (name for name in WORK if name in going):
                too_many = name in ENUMERATED and math.prod(shape) > MOST
                seconds = None if too_many else cost(WORK[name], shape, n_parties)
                if seconds is None or seconds > LIMIT:
                    going.discard(name)
                if seconds is not None:
                    yield {"growing": growing, "at": at, "work": name, "seconds": seconds}


def draw(points: list[dict[str, Any]], path: Path) -> None:
    """Draw the points as three panels: seconds against packages, issues and parties."""
    import matplotlib as mpl

    mpl.use("svg")
    mpl.rcParams |= {"svg.fonttype": "none", "svg.hashsalt": "growth", "font.family": "sans-serif", "font.size": 9}
    from matplotlib import pyplot as plt

    titles = {
        "packages": "packages (3 parties, 6 options an issue)",
        "issues": "issues (2 parties, 10 options an issue)",
        "parties": "parties (7 issues, 6 options each)",
    }
    marks = dict(zip(WORK, "osD^v", strict=True))
    figure_, axes = plt.subplots(1, 3, figsize=(11, 4), sharey=True, layout="constrained")
    for growing, ax in zip(GROWING, axes, strict=True):
        for name, mark in marks.items():
            here = [each for each in points if (each["growing"], each["work"]) == (growing, name)]
            ax.plot([each["at"] for each in here], [each["seconds"] for each in here], marker=mark, ms=4, label=name)
        ax.set_yscale("log")
        ax.set_xscale("log" if growing == "packages" else "linear")
        ax.set_xlabel(titles[growing])
        ax.grid(visible=True, alpha=0.3)
    axes[-1].xaxis.get_major_locator().set_params(integer=True)
    axes[0].set_ylabel("CPU seconds")
    handles, labels = axes[0].get_legend_handles_labels()
    figure_.legend(handles, labels, loc="outside lower center", ncols=len(labels), frameon=False)
    figure_.savefig(path, metadata={"Date": None, "Creator": None})


def main() -> None:
    """Measure and print, or draw what was printed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--draw", nargs=2, type=Path, metavar=("LINES", "SVG"), help="draw printed lines into a file")
    given = parser.parse_args()
    if given.draw is None:
        for each in measured():
            figure("growth", each.pop("seconds"), "s", **each)
        return
    lines = [json.loads(line) for line in given.draw[0].read_text(encoding="utf-8").splitlines()]
    draw([{**each, "seconds": each["value"]} for each in lines if each["figure"] == "growth"], given.draw[1])


if __name__ == "__main__":
    main()
