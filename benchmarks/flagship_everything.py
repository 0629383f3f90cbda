"""A play of the flagship with everything on: every actor seated, messages, leaks, threats, meetings, mediators, gates.

What belongs here: what such a play costs, whether it grows in step with turns and acts, and where its time goes.
What features that nobody uses cost is measured in `unused_features.py`.
"""

from __future__ import annotations

import argparse
import cProfile
import pstats
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any

from attrs import frozen

import negotiation as ng
from benchmarks.measuring import figure, median
from negotiation.engine.acts import Act
from negotiation.engine.notation import parse_act
from negotiation.engine.procedures import bilateral_tracks
from negotiation.engine.view import View
from negotiation.scenario import Scenario
from negotiation.scenario.scenario import read_scenario, write_scenario
from negotiation.strategies import Boulware, Consenting, RatificationAware, Reactive, Threatening

TURNS = (30, 60, 120)
GOAL_TURNS = 60
MOST_PARTS = 12


def everything() -> Scenario:
    """Return the flagship with what its readings switch on one by one, and signals, all at once.

    The first steps of its preconditions are taken early, so that they hold deeds back without stopping the talks.
    """
    parts = write_scenario(ng.load("european-security-2022", "preconditions-first"))
    feared = write_scenario(ng.load("european-security-2022", "feared-escalation"))
    actors, why = parts["actors"], {"assumed": "for the benchmark"}
    actors["russia"]["chains"] = feared["actors"]["russia"]["chains"]
    actors["russia"]["trust"] = {"united_states": 0.95}
    actors["united_states"] |= {"trust": {"russia": 0.95}, "audience_cost": 0.01}
    parts["claims"]["escalation"]["believed"] = {"united_states": 0.6, "ukraine": 0.6, "russia": 0.1}
    parts["signals"] = {
        "denial": {"about": "escalation", "when": "did(russia, denies)", "if_true": 0.5, "if_false": 0.6, **why},
        "silence": {
            "about": "escalation",
            "when": "did(russia, answers)",
            "by_turn": 9,
            "if_true": 0.4,
            "if_false": 0.5,
            **why,
        },
    }
    parts["seats"] = list(actors)
    return read_scenario(parts)


#: What each actor does beside its move, one line a turn, over and over; {t} is the turn.
BESIDE: Mapping[str, tuple[str, ...]] = {
    "russia": (
        "denies escalation to united_states by call",
        "schedules french_visit with france in 2 turns by call",
        "promises main_reply to united_states by call",
    ),
    "united_states": (
        "offers to discuss bases_{t} with russia by quiet_word: verification = talks",
        "declares escalation to russia by call",
        "schedules ministers_talks with russia in 3 turns by call",
    ),
    "ukraine": ("declares no_decision_without_it publicly",),
    "united_kingdom": (
        "threatens russia with sanctions publicly if happened(military_action)",
        "schedules british_call with russia in 2 turns by call",
    ),
    "france": ("floats visit_{t} to russia, united_states by talks: follow_up = ministers",),
    "hungary": ("floats formula_{t} to russia, nato publicly: form = one_agreement",),
    "poland": ("promises supplies to ukraine publicly",),
    "western_states": ("threatens russia with sanctions publicly if happened(military_action)",),
}
#: Who writes a note to whom each turn; it arrives in the next and is answered two turns later, by the same way.
NOTES: Mapping[str, str] = {
    "russia": "united_states",
    "united_states": "russia",
    "nato": "russia",
    "ukraine": "united_states",
    "romania": "united_states",
}


@frozen
class Busy:
    """Play another strategy on the floor and, before that, do what an actor does beside it in each turn."""

    actor: str
    inner: Any

    def seat(self, view: View) -> Acting:
        """Return a fresh player for one play."""
        inner = self.inner.seat(view) if hasattr(self.inner, "seat") else self.inner
        return Acting(self.actor, inner)

    def __str__(self) -> str:
        return f"busy:{self.actor}"


class Acting:
    """One seat that works through its turn's list, then moves."""

    def __init__(self, actor: str, inner: Any) -> None:
        self.actor, self.inner = actor, inner
        self.turn = 0
        self.left: Iterator[Act] = iter(())

    def decide(self, view: View, rng: Any) -> Act:
        """Return the next act of the list, else the inner strategy's move."""
        if view.turn != self.turn:
            self.turn, self.left = view.turn, beside(self.actor, view.turn)
        for act in self.left if "passes" in view.may else ():
            return act
        found: Act = self.inner.decide(view, rng)
        return found


def beside(actor: str, turn: int) -> Iterator[Act]:
    """Yield what an actor does beside its move in a turn: its line, a note, an answer to one of three turns ago."""
    lines = BESIDE.get(actor, ())
    if lines:
        yield _act(f"{actor} {lines[turn % len(lines)]}".replace("{t}", str(turn)))
    if actor in NOTES and turn % 2:
        yield _act(f"{actor} sends {actor}_{turn} to {NOTES[actor]} by note")
    elif turn > 3:  # the first notes arrive in turn 2
        for writer, reader in NOTES.items():
            if reader == actor and actor in NOTES:
                yield _act(f"{actor} answers {writer}_{turn - 3} in {actor}_{turn} to {writer} by note")
                return


_read: dict[str, Act] = {}


def _act(text: str) -> Act:
    """Return an act of a text, read once: how fast notation is read is no part of a play."""
    if text not in _read:
        _read[text] = parse_act(text)
    return _read[text]


def strategies(scenario: Scenario) -> dict[str, Any]:
    """Return who plays how: parties concede late, threaten where it is credible and mind ratifiers; all are busy.

    So a text is signed in the last turn, and goes through its gates.
    """
    offers = Reactive(Threatening(RatificationAware(Boulware(0.02))))
    return {who: Busy(who, offers if who in scenario.parties else Consenting()) for who in scenario.seated}


def played(scenario: Scenario, turns: int, seed: int = 0) -> ng.Play:
    """Return one play; another seed draws other leaks and meetings, so that nothing is looked up for an earlier one."""
    return ng.play(scenario, strategies(scenario), protocol=bilateral_tracks(), turns=turns, seed=seed)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeats", type=int, default=7, help="plays of each length (default 7)")
    given = parser.parse_args()
    scenario = everything()
    played(scenario, min(TURNS))
    found: dict[int, list[tuple[float, int]]] = {turns: [] for turns in TURNS}
    for seed in range(given.repeats):
        for turns in TURNS:
            started = time.process_time()
            play = played(scenario, turns, seed)
            found[turns].append((1000 * (time.process_time() - started), len(play.acts)))
            if play.state.turn != turns or play.notes:
                raise SystemExit(f"a play of {play.state.turn} turns, not {turns}, with {len(play.notes)} refusals")
    for turns, each in found.items():
        ms, acts = median([one for one, _ in each]), median([n for _, n in each])
        us = median([1000 * one / n for one, n in each])
        figure("flagship, everything on", ms, "ms CPU", turns=turns, acts=acts, us_an_act=round(us, 1))
    for fewer, more in pairwise(TURNS):
        times = [late / (more / fewer * early) for (early, _), (late, _) in zip(found[fewer], found[more], strict=True)]
        figure("a turn costs, of what it costs in a shorter play", median(times), "ratio", turns=[fewer, more])
    for part, share in shares(scenario):
        figure("own time under a profiler", share, "%", turns=GOAL_TURNS, part=part)


def shares(scenario: Scenario) -> Iterator[tuple[str, float]]:
    """Yield the parts of the library with their share of the own time of one play, in percent, the most first."""
    profile = cProfile.Profile()
    profile.runcall(played, scenario, GOAL_TURNS, 99)
    own: Counter[str] = Counter()
    for (file, _, _), (_, _, seconds, _, _) in pstats.Stats(profile).stats.items():  # type: ignore[attr-defined]
        own[_part(file)] += seconds
    total = sum(own.values())
    yield from ((part, 100 * seconds / total) for part, seconds in own.most_common(MOST_PARTS))


def _part(file: str) -> str:
    """Return what part of the library a file belongs to: a module of the engine, or a package."""
    names = Path(file).with_suffix("").parts
    if "negotiation" not in names or "site-packages" in names:
        return "this script" if names[-1] == Path(__file__).stem else "Python and libraries"
    below = names[len(names) - 1 - names[::-1].index("negotiation") + 1 :]
    return " ".join(below[:2]) if below[0] in {"engine", "scenario"} else below[0]


if __name__ == "__main__":
    main()
