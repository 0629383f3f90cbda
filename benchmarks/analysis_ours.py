"""Our side of `analysis_vs_negmas.py`: a JSON line in, a JSON line out, in a process of its own."""

from __future__ import annotations

import json
import resource
import time
from collections.abc import Callable
from typing import Any

from benchmarks.measuring import requests
from negotiation.analysis.best import best_packages
from negotiation.analysis.boxes import whole
from negotiation.analysis.frontier import frontier_of, pareto
from negotiation.analysis.payoffs import Payoffs, worth
from negotiation.analysis.solutions import solutions, solutions_among
from negotiation.analysis.structured import structured_frontier
from negotiation.scenario import Actor, Issue, Number, Option, Row, Scenario, Table, assumed

RULES = ("nash", "kalai_smorodinsky", "egalitarian", "utilitarian")


def scenario_of(shape: list[int], parties: list[dict[str, Any]]) -> Scenario:
    """Return a fresh scenario in which parties have these preferences."""
    agenda = tuple(
        Issue(f"i{k}", f"issue {k}", "o0", tuple(Option(f"o{j}", f"option {j}") for j in range(size)))
        for k, size in enumerate(shape)
    )
    actors = []
    for k, each in enumerate(parties):
        rows = {
            f"i{i}": Row(Table({f"o{j}": Number(v) for j, v in enumerate(row)}), scale="as_given")
            for i, row in enumerate(each["values"])
        }
        actors.append(
            Actor(
                id=f"p{k}",
                title=f"party {k}",
                roles=("party",),
                salience=Table({f"i{i}": Number(w) for i, w in enumerate(each["weights"])}),
                values=Table(rows),
                no_deal=Number(each["reserved"]),
                no_deal_because="the same for both libraries",
            )
        )
    parts: dict[str, Any] = {"agenda": agenda, "actors": actors, "numbers": assumed("drawn for the benchmark")}
    return Scenario(id="bench", title="bench", **parts)


def enumerated(scenario: Scenario) -> int:
    """Look at every package; return how many packages of the frontier nobody loses by."""
    table = Payoffs(scenario)
    _, values = frontier_of(table)
    return int((values >= table.floors[:, None]).all(axis=0).sum())


def structured(scenario: Scenario) -> int:
    """Join issues; return how many points of the frontier nobody loses by."""
    found = structured_frontier(scenario)
    floors = dict(zip(found.actors, map(int, Payoffs(scenario).floors), strict=True))
    return found.at_or_above(floors).n_points


def points(scenario: Scenario) -> int:
    """Look at every package for the frontier and for each point on it."""
    table = Payoffs(scenario)
    packages, values = frontier_of(table)
    solutions_among(table, RULES, values, lambda at: int(packages[at]))
    return len(packages)


def scored(scenario: Scenario) -> int:
    """Score every package for every actor, into a table that is there."""
    for actor, row in zip(scenario.actors, TABLES[scenario.n_packages], strict=True):
        worth(scenario, actor, box=whole(scenario.shape), out=row)
    return scenario.n_packages


def filled(scenario: Scenario) -> int:
    """Fill a table of that size."""
    TABLES[scenario.n_packages].fill(1)
    return scenario.n_packages


TABLES: dict[int, Any] = {}
CALLS: dict[str, Callable[[Scenario], int]] = {
    "enumerated": enumerated,
    "structured": structured,
    "points": points,
    "frontier": lambda scenario: structured_frontier(scenario).n_points,
    "ties": lambda scenario: len(pareto(scenario)),
    "solutions": lambda scenario: len(solutions(scenario, RULES)),
    "best": lambda scenario: sum(each is not None and each.is_exact for each in best_packages(scenario).values()),
    "scored": scored,
    "filled": filled,
}


def main() -> None:
    """Answer requests: what to do, on which preferences; the CPU seconds, the answer, the growth of memory."""
    import numpy as np

    for request in requests():
        scenario = scenario_of(request["shape"], request["parties"])
        if request["what"] in ("scored", "filled") and scenario.n_packages not in TABLES:
            TABLES[scenario.n_packages] = np.zeros((len(scenario.actors), scenario.n_packages), dtype=np.int64)
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        started = time.process_time()
        answer = CALLS[request["what"]](scenario)
        seconds = time.process_time() - started
        grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
        print(json.dumps({"seconds": seconds, "answer": answer, "megabytes": grown}), flush=True)


if __name__ == "__main__":
    main()
