"""What a feature costs a scenario that does not use it: one element of it declared and idle, and the guards it adds.

Declared and idle: two villages play the same acts with and without an element that nothing in the play uses, in blocks
that take turns. This is more than a scenario without the element pays, which passes the same guards and stops there.

Guards: how often a play asks the game's facts whether a feature is there at all, times what such a question takes, as a
share of the play. This is what a scenario without the feature pays for its being in the library.
"""

from __future__ import annotations

import argparse
import time
from collections import Counter
from collections.abc import Mapping
from timeit import timeit
from typing import Any

import negotiation as ng
from benchmarks.measuring import figure, median
from negotiation.engine.facts import Facts
from negotiation.engine.opening import begin
from negotiation.playing import game_of
from negotiation.scenario import Scenario
from negotiation.scenario.scenario import read_scenario, write_scenario

TURNS, PROTOCOL = 60, "stacked-alternating-offers"
WHY = {"assumed": "for the benchmark"}
NEVER = "did(lowmead, leaves)"
#: One idle element of each feature: parts of the file, put over those of the two villages.
IDLE: Mapping[str, dict[str, Any]] = {
    "channels": {"channels": {"note": {"title": "a note", "latency_turns": 1, **WHY}}},
    "events": {"events": {"flood": {"title": "a flood", "turn": 999, **WHY}}},
    "threats": {
        "measures": {"dam": {"title": "a dam", "by": "highfield", "effects": {"millbrook": -0.2}, **WHY}},
        "threats": {
            "dam": {"by": "highfield", "to": "millbrook", "measure": "dam", "if": NEVER, "announced": False, **WHY}
        },
    },
    "promises": {"promises": {"feast": {"title": "a feast", "by": "millbrook", "to": ["highfield"], **WHY}}},
    "signals": {
        "claims": {"dry": {"title": "the canal runs dry", "believed": {"millbrook": 0.5}, **WHY}},
        "signals": {"seen": {"about": "dry", "when": NEVER, "if_true": 0.5, "if_false": 0.1, **WHY}},
    },
    "preconditions": {"preconditions": {"first": {"who": "highfield", "deeds": "answers", "until": NEVER, **WHY}}},
    "gates": {
        "gates": {"press": {"who": "lowmead", "must": "consent", "force": "opposable", "when": "false", **WHY}},
    },
    "mediators": {"actors.hilltop": {"title": "Hilltop", "roles": "mediator"}},
    "chains": {
        "actors.highfield.chains": {
            "dry": {"when": "water == half_days", "loss": 1, "steps": [{"dry": {"title": "dry", "probability": 0}}]}
        }
    },
    "trust": {"actors.highfield.trust": {"millbrook": 1}},
    "demands": {"actors.highfield.demands": {"any": {"demand": "true", **WHY}}},
    "obligations": {
        "obligations": {"water": {"issue": "water", "by": "highfield", "temptation": 0.1, "penalty": 0.2, **WHY}},
        "verification": {"issue": "toll", "detects": {"half": 0.5}},
    },
}


def villages(feature: str = "") -> Scenario:
    """Return the two villages without their gate, with one idle element where a feature is named."""
    parts = write_scenario(ng.load("two-villages"))
    parts["gates"] = {}
    for path, value in IDLE.get(feature, {}).items():
        *above, last = path.split(".")
        node = parts
        for step in above:
            node = node[step]
        node[last] = value
    return read_scenario(parts)


def played(scenario: Scenario) -> ng.Play:
    """Return one play."""
    return ng.play(scenario, late(scenario), protocol=PROTOCOL, turns=TURNS)


def late(scenario: Scenario) -> dict[str, Any]:
    """Return strategies by which both sides concede in the last turns."""
    return {who: ng.Boulware(0.02) for who in scenario.parties}


class Counting:
    """The facts of a game, with a count of the questions."""

    def __init__(self, facts: Facts) -> None:
        self.facts, self.asked = facts, Counter[str]()

    def __getattr__(self, name: str) -> Any:
        self.asked[name] += 1
        return getattr(self.facts, name)


def questions(scenario: Scenario) -> tuple[Counter[str], int]:
    """Return how often one play asks which fact, and its number of acts."""
    game = game_of(scenario, PROTOCOL, TURNS)
    counting = Counting(game.facts)
    object.__setattr__(game, "facts", counting)
    play = ng.play(scenario, late(scenario), start=begin(game))
    return counting.asked, len(play.acts)


def cpu(scenario: Scenario, n: int) -> float:
    """Return the CPU seconds of one play, over a block of `n`."""
    started = time.process_time()
    for _ in range(n):
        played(scenario)
    return (time.process_time() - started) / n


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeats", type=int, default=15, help="blocks of each kind (default 15)")
    parser.add_argument("--block", type=int, default=10, help="plays a block (default 10)")
    given = parser.parse_args()
    plain, idle = villages(), {feature: villages(feature) for feature in IDLE}
    acts = [act for _, act in played(plain).acts]
    for feature, scenario in idle.items():
        if [act for _, act in played(scenario).acts] != acts:
            raise SystemExit(f"the element of {feature} is not idle: the acts differ")
    ratios: dict[str, list[float]] = {feature: [] for feature in idle}
    costs: list[float] = []
    facts, looks = game_of(plain).facts, []
    for _ in range(given.repeats):
        for feature, scenario in idle.items():
            before, now, after = cpu(plain, given.block), cpu(scenario, given.block), cpu(plain, given.block)
            ratios[feature].append(2 * now / (before + after))
            costs += [before, after]
        looks.append(timeit(lambda: facts.has_chance, number=100_000, timer=time.process_time) / 100_000)
    figure("two villages, plain", 1000 * median(costs), "ms CPU", turns=TURNS, acts=len(acts))
    for feature, found in ratios.items():
        figure("declared and idle", 100 * (median(found) - 1), "% more", feature=feature)
    asked, n_acts = questions(plain)
    for name, count in asked.most_common():
        if name.startswith(("has_", "uses_", "plain", "preconditions")):
            share = 100 * count * median(looks) / median(costs)
            figure("guards", share, "% of a play", fact=name, an_act=round(count / n_acts, 2))


if __name__ == "__main__":
    main()
