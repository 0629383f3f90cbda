"""The peer's side of `play_vs_negmas.py`, run by a Python that has NegMAS: a JSON line in, a JSON line out.

Uses nothing of this project, so that NegMAS can live in an environment of its own.
"""

from __future__ import annotations

import importlib
import json
import sys
import time
from typing import Any


class Peer:
    """NegMAS with one set of additive preferences."""

    def __init__(self) -> None:
        self.negmas: Any = importlib.import_module("negmas")
        self.sao: Any = importlib.import_module("negmas.sao")
        self.issues: Any = None
        self.turns = 0
        self.given: list[dict[str, Any]] = []
        self.ready: list[Any] = []

    def prepare(self, shape: list[int], parties: list[dict[str, Any]], turns: int) -> None:
        """Take the preferences: for each party `weights` by issue, `values` by issue and option, `reserved`."""
        self.issues = [
            self.negmas.make_issue([f"o{j}" for j in range(size)], name=f"i{k}") for k, size in enumerate(shape)
        ]
        self.turns, self.given = turns, parties
        self.ready = self.functions()

    def functions(self) -> list[Any]:
        """Return fresh utility functions of the parties."""
        return [
            self.negmas.LinearAdditiveUtilityFunction(
                values={f"i{k}": {f"o{j}": v for j, v in enumerate(row)} for k, row in enumerate(each["values"])},
                weights={f"i{k}": w for k, w in enumerate(each["weights"])},
                issues=self.issues,
                reserved_value=each["reserved"],
            )
            for each in self.given
        ]

    def play(self, functions: list[Any]) -> Any:
        """Play once and return the mechanism: stacked alternating offers between Boulware negotiators."""
        mechanism = self.negmas.SAOMechanism(issues=self.issues, n_steps=self.turns)
        for k, function in enumerate(functions):
            mechanism.add(self.sao.BoulwareTBNegotiator(name=f"p{k}"), preferences=function)
        mechanism.run()
        return mechanism

    def run(self, plays: int, *, fresh: bool) -> dict[str, Any]:
        """Play several times; return CPU seconds, acts, the turn and package of agreement of the last play.

        `fresh` gives every play utility functions of its own, made before the clock starts.
        """
        each = [self.functions() if fresh else self.ready for _ in range(plays)]
        started = time.process_time()
        played = [self.play(functions) for functions in each]
        seconds = time.process_time() - started
        last = played[-1]
        acts = sum(len(m.extended_trace) + (m.agreement is not None) for m in played)
        package = None if last.agreement is None else [int(option[1:]) for option in last.agreement]
        return {"seconds": seconds, "acts": acts, "turn": last.state.step, "package": package}


def main() -> None:
    """Answer requests until there are none."""
    peer = Peer()
    for line in sys.stdin:
        request = json.loads(line)
        if "shape" in request:
            peer.prepare(request["shape"], request["parties"], request["turns"])
            answer: dict[str, Any] = {"version": peer.negmas.__version__}
        else:
            answer = peer.run(request["plays"], fresh=request["fresh"])
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
