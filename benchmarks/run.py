"""Run every benchmark and print one JSON line a figure. `--negmas-python PATH` adds the peer."""

from __future__ import annotations

import argparse
import platform
import subprocess
import sys

from benchmarks.measuring import HERE, figure


def main() -> None:
    """Run them one after the other; end with 1 if any failed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--negmas-python", metavar="PATH", help="a Python in whose environment NegMAS is installed")
    given = parser.parse_args()
    peer = ["--negmas-python", given.negmas_python] if given.negmas_python else []
    figure("python", 1, platform.python_version(), machine=platform.machine(), system=platform.system())
    failed = 0
    alone = ("import_time.py", "load_flagship.py", "flagship_everything.py", "unused_features.py")
    scripts = [*((script, []) for script in alone), ("play_vs_negmas.py", peer)]
    for script, options in [*scripts, *([("analysis_vs_negmas.py", peer)] if peer else [])]:
        done = subprocess.run([sys.executable, str(HERE / script), *options], check=False)
        failed += done.returncode != 0
    raise SystemExit(bool(failed))


if __name__ == "__main__":
    main()
