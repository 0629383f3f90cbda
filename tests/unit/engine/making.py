"""A small scenario to try the engine's rules on: two or three parties, two issues, and whatever a test adds."""

from typing import Any

from negotiation.engine.game import Game
from negotiation.engine.opening import begin
from negotiation.engine.protocols import Protocol, stacked_alternating_offers
from negotiation.engine.state import State
from negotiation.scenario import Scenario
from negotiation.scenario.scenario import read_scenario

VALUES = {
    "a": {"x": {"x0": 0, "x1": 0.6, "x2": 1}, "y": {"y0": 1, "y1": 0}},
    "b": {"x": {"x0": 1, "x1": 0.5, "x2": 0}, "y": {"y0": 0, "y1": 1}},
    "c": {"x": {"x0": 0, "x1": 1, "x2": 0.5}, "y": {"y0": 0, "y1": 1}},
}


def tree(parties: str = "ab", **parts: Any) -> dict[str, Any]:
    """Return a scenario as a plain tree: parties a, b (and c), and an onlooker d without preferences or seat."""
    actors: dict[str, Any] = {
        name: {"title": name, "roles": "party", "salience": {"x": 0.6, "y": 0.4}, "values": VALUES[name]}
        for name in parties
    }
    actors["d"] = {"title": "d"}
    for name, more in parts.pop("actors", {}).items():
        actors[name] = actors.get(name, {}) | more
    return {
        "negotiation": 1,
        "id": "small",
        "title": "small",
        "numbers": {"assumed": "made for a test"},
        "seats": list(parties),
        "agenda": ["x", "y"],
        "issues": {
            "x": {"title": "x", "status_quo": "x0", "options": [{f"x{j}": {"title": "t"}} for j in range(3)]},
            "y": {"title": "y", "status_quo": "y0", "options": [{f"y{j}": {"title": "t"}} for j in range(2)]},
        },
        "actors": actors,
        **parts,
    }


def scenario(parties: str = "ab", **parts: Any) -> Scenario:
    """Return the scenario of a tree."""
    return read_scenario(tree(parties, **parts))


def talks(parties: str = "ab", protocol: Protocol | None = None, cap: int = 10, **parts: Any) -> State:
    """Return talks at the start of turn 1, under stacked alternating offers unless another protocol is given."""
    return begin(Game(scenario(parties, **parts), protocol or stacked_alternating_offers(), cap))


def through(state: State, *acts: str) -> State:
    """Return the state after some acts and then everybody's pass, chance's included, to the next turn."""
    turn = state.turn
    state = state.after(*acts)
    while state.outcome is None and state.turn == turn:
        state = state.after(f"{state.to_act[0]} passes")
    return state
