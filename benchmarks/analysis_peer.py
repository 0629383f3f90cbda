"""The peer's side of `analysis_vs_negmas.py`, run by a Python that has NegMAS: a JSON line in, a JSON line out.

Uses nothing of this project, so that NegMAS can live in an environment of its own.
"""

from __future__ import annotations

import importlib
import json
import resource
import sys
import time
from typing import Any


def functions(shape: list[int], parties: list[dict[str, Any]]) -> tuple[Any, list[Any]]:
    """Return issues and additive utility functions for `weights` by issue, `values` by issue and option, `reserved`."""
    negmas: Any = importlib.import_module("negmas")
    issues = [negmas.make_issue([f"o{j}" for j in range(size)], name=f"i{k}") for k, size in enumerate(shape)]
    made = [
        negmas.LinearAdditiveUtilityFunction(
            values={f"i{k}": {f"o{j}": v for j, v in enumerate(row)} for k, row in enumerate(each["values"])},
            weights={f"i{k}": w for k, w in enumerate(each["weights"])},
            issues=issues,
            reserved_value=each["reserved"],
        )
        for each in parties
    ]
    return issues, made


def measure(shape: list[int], parties: list[dict[str, Any]]) -> dict[str, Any]:
    """Return CPU seconds of the frontier and of the frontier with its points, the frontier's size, growth of memory."""
    operations: Any = importlib.import_module("negmas.preferences.ops")
    issues, made = functions(shape, parties)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    started = time.process_time()
    utilities, _ = operations.pareto_frontier(made, issues=issues)
    frontier = time.process_time() - started
    for points in (operations.nash_points, operations.ks_points, operations.kalai_points):
        points(made, utilities, issues=issues)
    operations.max_welfare_points(made, utilities, issues=issues)
    return {
        "frontier": frontier,
        "points": time.process_time() - started,
        "n_points": len(utilities),
        "megabytes": (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024,
    }


def main() -> None:
    """Answer requests until there are no more."""
    for line in sys.stdin:
        print(json.dumps(measure(**json.loads(line))), flush=True)


if __name__ == "__main__":
    main()
