"""The toy scenario under each protocol: the acts as they were recorded, to be read as minutes and replayed.

A change of them is a change of what the engine means. To record them anew, delete a file and run with
NEGOTIATION_RECORD=1; then read what has changed.
"""

import os
from pathlib import Path
from typing import Any

import pytest

from negotiation.engine.acts import Minute
from negotiation.engine.catalogue import PROTOCOLS, protocol_named
from negotiation.engine.game import Game
from negotiation.engine.notation import format_act, format_minutes, parse_minutes
from negotiation.engine.opening import begin
from negotiation.files import load
from negotiation.playing import Play, play
from negotiation.scenario import Scenario
from negotiation.strategies import Judge, Linear, Script, SingleText, Zeuthen

FOLDER = Path(__file__).parents[2] / "data" / "golden"
ACTORS = load("two-villages").actors
CHANNELS = {"messenger": {"title": "a messenger"}, "letter": {"title": "a letter", "latency_turns": 1}}

#: By protocol: its parameters, the seats that do not play "linear", and what the scenario has besides.
PLAYS: dict[str, tuple[dict[str, Any], dict[str, Any], dict[str, Any]]] = {
    "alternating-offers": ({}, {}, {}),
    "stacked-alternating-offers": ({}, {"highfield": "boulware", "millbrook": "conceder"}, {}),
    "plenary": ({"quorum": 2, "vetoes": ["millbrook"]}, {}, {}),
    "one-text": (
        {"chair": "lowmead"},
        {"lowmead": SingleText(), "highfield": Judge(0.3), "millbrook": Judge(0.3)},
        {"seats": ["lowmead", "highfield", "millbrook"]},
    ),
    "monotonic-concession": (
        {},
        {"highfield": Zeuthen(ACTORS["millbrook"]), "millbrook": Zeuthen(ACTORS["highfield"])},
        {},
    ),
    "bilateral-tracks": (
        {},
        {
            "highfield": Script(
                "highfield floats H1 to millbrook by messenger: water = two_nights",
                "highfield passes",
                "highfield tables H1 by messenger",
                "highfield sends assurance to millbrook by letter",
                "highfield tables H2: toll = half",
            ),
            "millbrook": Script(
                "millbrook accepts H1 by messenger",
                "millbrook passes",
                "millbrook tables M1 to highfield by letter: water = every_night, toll = half",
                "millbrook rejects H2",
                "millbrook accepts H1 by letter",
            ),
        },
        {"channels": CHANNELS},
    ),
    "record": (
        {},
        {
            "highfield": Script(
                "highfield tables H1: water = two_nights", "highfield declares own_fields publicly [M03]"
            ),
            "millbrook": Script("millbrook declares dry_fields [M04]", "millbrook accepts H1"),
            "lowmead": Script("lowmead declares night_water publicly [M09]", "lowmead objects to H1"),
        },
        {},
    ),
}


def scenario_of(name: str) -> Scenario:
    """Return the toy scenario with what a protocol needs besides."""
    found = load("two-villages")
    for path, value in PLAYS[name][2].items():
        found = found.with_(path, value)
    return found


def played(name: str) -> Play:
    """Return the play under a protocol."""
    parameters, seats, _ = PLAYS[name]
    strategies = {"highfield": Linear(), "millbrook": Linear(), **seats}
    return play(scenario_of(name), strategies, protocol=protocol_named(name, **parameters), turns=8, seed=5)


def told(end: Play) -> str:
    """Return the acts of a play, turn by turn, and how it ended."""
    lines, last = [], -1
    for turn, act in end.acts:
        lines += [f"# turn {turn}"] if turn != last else []
        lines.append(format_act(act))
        last = turn
    return "\n".join([*lines, f"# {end.outcome}", ""])


class TestGolden:
    """Each protocol of the catalogue has its transcript."""

    def test_none_is_missing(self) -> None:
        """And none is left over."""
        recorded = {path.stem.removeprefix("two-villages-") for path in FOLDER.glob("two-villages-*.acts")}

        assert set(PROTOCOLS) == set(PLAYS)
        assert set(PROTOCOLS) == recorded or os.environ.get("NEGOTIATION_RECORD")

    @pytest.mark.parametrize("name", PLAYS)
    def test_plays_as_recorded(self, name: str) -> None:
        """Act by act."""
        path = FOLDER / f"two-villages-{name}.acts"
        if os.environ.get("NEGOTIATION_RECORD") and not path.exists():
            path.write_text(told(played(name)), encoding="utf8")

        assert path.read_text(encoding="utf8") == told(played(name))

    @pytest.mark.parametrize("name", PLAYS)
    def test_folds_to_the_same_end(self, name: str) -> None:
        """The lines alone, without a strategy; and the text is minutes that print as they read."""
        text = (FOLDER / f"two-villages-{name}.acts").read_text(encoding="utf8")
        minutes = parse_minutes(text)
        game = Game(scenario_of(name), protocol_named(name, **PLAYS[name][0]), 8)
        state = begin(game).after(*(minute.act for minute in minutes))

        assert f"# {state.outcome}" == text.splitlines()[-1]
        assert minutes == parse_minutes(format_minutes([Minute("", minute.act) for minute in minutes]))
