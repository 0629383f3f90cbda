"""One play of stacked alternating offers, side by side with NegMAS on the same preferences, in the same run.

3 issues of 5 options, two parties with additive preferences, both Boulware with the same curve (time to the fourth
power, the peer's default), at most 100 turns, no deal worth 0.3.
CPU seconds without imports; acts counted on both sides; blocks of plays of about the same
duration take turns; medians over the repetitions.
"""

from __future__ import annotations

import argparse
import cProfile
import pstats
import tempfile
import time
from pathlib import Path
from statistics import mean
from typing import Any, NamedTuple

import numpy as np

import negotiation as ng
from benchmarks.measuring import Child, figure, median
from negotiation.scenario import Actor, Issue, Number, Option, Row, Scenario, Table, assumed

SHAPE = (5, 5, 5)
TURNS = 100
NO_DEAL = 0.3
SEED = 2022
EXPONENT = 0.25  # conceded by turn t: (t / (T + 1)) ** (1 / exponent)
OURS_FOR_ONE = 8  # plays of ours for one of theirs: blocks of like duration, as a core that wakes is slow at first
WAYS = ("in memory", "written", "fresh preferences")


def drawn(n: int) -> list[dict[str, Any]]:
    """Return the preferences of two parties: weights and monotone values at random, opposed on every issue."""
    rng = np.random.default_rng([SEED, n])
    parties = []
    for sign in (1, -1):
        weights = rng.dirichlet(np.full(len(SHAPE), 2.0))
        values = [[0.0, *sorted(rng.random(size - 2).tolist()), 1.0][::sign] for size in SHAPE]
        parties.append({"weights": weights.tolist(), "values": values, "reserved": NO_DEAL})
    return parties


def scenario_of(parties: list[dict[str, Any]], name: str = "bench") -> Scenario:
    """Return the scenario in which two parties have these preferences."""
    agenda = tuple(
        Issue(f"i{k}", f"issue {k}", "o0", tuple(Option(f"o{j}", f"option {j}") for j in range(size)))
        for k, size in enumerate(SHAPE)
    )
    actors = []
    for k, each in enumerate(parties):
        rows = {
            f"i{i}": Row(Table({f"o{j}": Number(v) for j, v in enumerate(row)})) for i, row in enumerate(each["values"])
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
    return Scenario(id=name, title=name, **parts)


class Ours:
    """Our library with one set of additive preferences."""

    def __init__(self, parties: list[dict[str, Any]], folder: Path) -> None:
        self.parties, self.folder = parties, folder
        self.scenario = scenario_of(parties)
        self.n_fresh = 0

    def play(self, scenario: Scenario) -> ng.Play:
        """Play once."""
        strategies = {"p0": ng.Boulware(EXPONENT), "p1": ng.Boulware(EXPONENT)}
        protocol = ng.stacked_alternating_offers(deadline_turns=TURNS)
        return ng.play(scenario, strategies, protocol=protocol, turns=TURNS, seed=SEED)

    def fresh(self) -> Scenario:
        """Return the scenario under another name, so that nothing looked up for an earlier one serves it."""
        self.n_fresh += 1
        return scenario_of(self.parties, f"bench-{self.n_fresh}")

    def run(self, plays: int, way: str) -> dict[str, Any]:
        """Play several times; return CPU seconds, acts, and how the last play ended."""
        each = [self.fresh() if way == "fresh preferences" else self.scenario for _ in range(plays)]
        for old in self.folder.glob("*.jsonl"):  # each play writes a new file
            old.unlink()
        acts = 0
        started = time.process_time()
        for n, scenario in enumerate(each):
            play = self.play(scenario)
            if way == "written":
                play.transcript.save(self.folder / f"{n}.jsonl")
            acts += play.state.n
        seconds = time.process_time() - started
        end = play.outcome
        package = [int(option[1:]) for option in end.package.values()] if isinstance(end, ng.Agreement) else None
        return {"seconds": seconds, "acts": acts, "turn": end.turn, "package": package}


class Times(NamedTuple):
    """What one play took in a block of plays."""

    seconds: float
    acts: float


def bare_file(folder: str, files: int = 200) -> float:
    """Return the CPU seconds of making a file of 16 kB and putting it in its place, with nothing of ours."""
    content = b"x" * 16_000
    with tempfile.TemporaryDirectory(dir=folder) as made:
        started = time.process_time()
        for n in range(files):
            beside = Path(made, f"{n}.part")
            beside.write_bytes(content)
            beside.replace(Path(made, f"{n}.jsonl"))
        return (time.process_time() - started) / files


def compare(child: Child, n: int, repeats: int, plays: int, folder: str) -> dict[str, list[tuple[Times, Times]]]:
    """Return, by way, what our plays and the peer's took in each repetition."""
    parties = drawn(n)
    child.ask(shape=list(SHAPE), parties=parties, turns=TURNS)
    found: dict[str, list[tuple[Times, Times]]] = {way: [] for way in WAYS}
    with tempfile.TemporaryDirectory(dir=folder) as made:
        ours = Ours(parties, Path(made))
        for way in WAYS:  # one after the other: fresh preferences leave much behind that others would go round
            for repetition in range(repeats + 1):
                mine = ours.run(OURS_FOR_ONE * plays, way)
                theirs = child.ask(plays=plays, fresh=way == "fresh preferences")
                if repetition:  # the first round warms both sides up
                    blocks = ((mine, OURS_FOR_ONE * plays), (theirs, plays))
                    a, b = (Times(each["seconds"] / n_plays, each["acts"] / n_plays) for each, n_plays in blocks)
                    found[way].append((a, b))
    return found


def shares(n: int, plays: int) -> dict[str, float]:
    """Return where the time of our plays goes: the share of each part of the package, as a profiler sees it."""
    with tempfile.TemporaryDirectory() as folder:
        ours = Ours(drawn(n), Path(folder))
        ours.run(1, "in memory")
        profile = cProfile.Profile()
        profile.runcall(ours.run, plays, "in memory")
    total: dict[str, float] = {}
    for (file, _, _), (_, _, own, _, _) in pstats.Stats(profile).stats.items():  # type: ignore[attr-defined]
        parts = Path(file).parts
        part = "/".join(parts[parts.index("negotiation") + 1 :]) if "negotiation" in parts else "Python and libraries"
        total[part] = total.get(part, 0.0) + own
    whole = sum(total.values())
    most = sorted(total.items(), key=lambda item: -item[1])[:8]
    return {part: round(own / whole, 2) for part, own in most}


def alone(draws: int, repeats: int, plays: int, folder: str) -> None:
    """Print our own figures: seconds a play and an act, and where they go."""
    for way in WAYS:
        seconds, acts = [], []
        with tempfile.TemporaryDirectory(dir=folder) as made:
            for n in range(draws):
                ours = Ours(drawn(n), Path(made))
                ours.run(plays, way)
                runs = [ours.run(plays, way) for _ in range(repeats)]
                seconds.append(median([run["seconds"] / plays for run in runs]))
                acts.append(runs[0]["acts"] / plays)
        figure("play", 1e3 * median(seconds), "ms CPU a play", way=way, acts=median(acts))
        per_act = median([1e6 * s / a for s, a in zip(seconds, acts, strict=True)])
        figure("act", per_act, "µs CPU an act", way=way)
    figure("a file of 16 kB", 1e3 * median([bare_file(folder) for _ in range(repeats)]), "ms CPU, by itself")
    parts = shares(0, plays)
    figure("where the time goes", sum(parts.values()), "of own time, by module, under a profiler", **parts)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--negmas-python", metavar="PATH", help="a Python in whose environment NegMAS is installed")
    parser.add_argument("--draws", type=int, default=5, help="sets of preferences (default 5)")
    parser.add_argument("--repeats", type=int, default=7, help="blocks for each set (default 7)")
    parser.add_argument(
        "--plays", type=int, default=20, help="plays of the peer in a block (default 20); ours are eight times as many"
    )
    parser.add_argument(
        "--folder", metavar="PATH", default=".", help="where transcripts are written (default: here; they do not stay)"
    )
    given = parser.parse_args()
    alone(given.draws, given.repeats, given.plays, given.folder)
    if given.negmas_python is None:
        print('{"skipped": "play against NegMAS", "because": "no --negmas-python PATH was given"}')
        return
    child = Child(given.negmas_python, "peer_negmas.py")
    version = child.ask(shape=list(SHAPE), parties=drawn(0), turns=TURNS)["version"]
    rows: dict[str, list[tuple[Times, Times]]] = {way: [] for way in WAYS}
    for n in range(given.draws):
        for way, found in compare(child, n, given.repeats, given.plays, given.folder).items():
            rows[way] += found
    child.close()
    for way, pairs in rows.items():
        ratios = [theirs.seconds / ours.seconds for ours, theirs in pairs]
        more = {
            "ours_ms": round(1e3 * median([ours.seconds for ours, _ in pairs]), 3),
            "theirs_ms": round(1e3 * median([theirs.seconds for _, theirs in pairs]), 3),
            "ours_acts": round(mean(ours.acts for ours, _ in pairs), 1),
            "theirs_acts": round(mean(theirs.acts for _, theirs in pairs), 1),
            "range": [round(min(ratios), 1), round(max(ratios), 1)],
        }
        figure("play against NegMAS", median(ratios), "times faster", way=way, negmas=version, **more)


if __name__ == "__main__":
    main()
