"""What `import negotiation` costs over a bare interpreter: CPU and wall seconds of fresh processes that take turns."""

from __future__ import annotations

import argparse
import sys
import time

from benchmarks.measuring import cpu_of, figure, median

STATEMENTS = {"bare": "pass", "numpy": "import numpy", "negotiation": "import negotiation"}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeats", type=int, default=15, help="fresh processes of each kind (default 15)")
    given = parser.parse_args()
    cpu: dict[str, list[float]] = {name: [] for name in STATEMENTS}
    wall: dict[str, list[float]] = {name: [] for name in STATEMENTS}
    for repetition in range(given.repeats + 1):
        for name, statement in STATEMENTS.items():
            started = time.perf_counter()
            seconds = cpu_of([sys.executable, "-c", statement])
            if repetition:  # the first round compiles bytecode
                cpu[name].append(seconds)
                wall[name].append(time.perf_counter() - started)
    for unit, found in (("s CPU", cpu), ("s wall", wall)):
        bare, numpy, ours = (median(found[name]) for name in STATEMENTS)
        figure(
            "import",
            ours - bare,
            f"{unit} over a bare interpreter",
            bare=round(bare, 3),
            of_which_numpy=round(numpy - bare, 3),
        )


if __name__ == "__main__":
    main()
