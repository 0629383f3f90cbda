"""What loading and validating the flagship costs: the first time in a fresh process, again, and its parts."""

from __future__ import annotations

import argparse
import json
import subprocess
import sys

from benchmarks.measuring import clean_environment, figure, median

SCENARIO = "european-security-2022"
CHILD = f"""
import json, time
import negotiation as ng
from negotiation.files.events import events_of
from negotiation.files.folder import find_scenario
def clock(call):
    started = time.process_time()
    call()
    return time.process_time() - started
text = find_scenario("{SCENARIO}").read_text(encoding="utf-8")
first = clock(lambda: ng.load("{SCENARIO}"))
again = clock(lambda: ng.load("{SCENARIO}"))
profile = clock(lambda: ng.load("{SCENARIO}", profile="strict-reading"))
parse = clock(lambda: list(events_of(text)))
found = {{"first": first, "again": again, "another profile": profile, "YAML of scenario.yaml alone": parse}}
print(json.dumps(found))
"""


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeats", type=int, default=9, help="fresh processes (default 9)")
    given = parser.parse_args()
    found = []
    for _ in range(given.repeats + 1):
        command = [sys.executable, "-c", CHILD]
        done = subprocess.run(command, env=clean_environment(), capture_output=True, encoding="utf-8", check=True)
        found.append(json.loads(done.stdout))
    for name in found[0]:
        figure("load", median([each[name] for each in found[1:]]), "s CPU", scenario=SCENARIO, what=name)


if __name__ == "__main__":
    main()
