"""What the tests of mechanisms share: small scenarios from files, plays from scripts, and what was said in them."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from negotiation.engine.notation import format_act
from negotiation.engine.opening import begin
from negotiation.engine.protocols import Protocol
from negotiation.engine.state import State
from negotiation.files import load
from negotiation.playing import Play, game_of, play
from negotiation.scenario import Scenario
from negotiation.scenario.no_deal import no_deal
from negotiation.scenario.outcome import Agreement
from negotiation.scenario.world import World
from negotiation.strategies import Script

FOLDER = Path(__file__).parents[1] / "data" / "mechanisms"
PATIENT = ("declares patience",) * 9


def scenario_of(name: str, profile: str | None = None) -> Scenario:
    """Return a scenario of the folder under one of its readings."""
    return load(FOLDER / f"{name}.yaml", profile)


def scripted(
    scenario: Scenario,
    lines: Mapping[str, tuple[str, ...]] | None = None,
    *,
    protocol: Protocol | str | None = None,
    turns: int | None = None,
    seed: int = 0,
    others: Mapping[str, Any] | None = None,
    **more: tuple[str, ...],
) -> Play:
    """Return a play of scripts: for each actor its acts in notation, without its name; parties left out pass."""
    strategies: dict[str, Any] = {party: Script() for party in scenario.parties}
    for actor, told in {**(lines or {}), **more}.items():
        strategies[actor] = Script(*(f"{actor} {line}" for line in told))
    return play(scenario, strategies | dict(others or {}), protocol=protocol, turns=turns, seed=seed)


def begun(scenario: Scenario, protocol: Protocol | str | None = None) -> State:
    """Return the talks at the start of turn 1."""
    return begin(game_of(scenario, protocol))


def said(end: Play, *, passes: bool = False) -> list[str]:
    """Return the acts of a play with their turns, in order; passes only where asked."""
    return [f"{turn} {format_act(act)}" for turn, act in end.acts if passes or act.deed != "passes"]


def agreed(end: Play) -> Agreement:
    """Return the agreement in which a play ended."""
    outcome = end.outcome
    assert isinstance(outcome, Agreement), outcome
    return outcome


def floor(scenario: Scenario, actor: str, world: World) -> int:
    """Return what no deal is worth to an actor with preferences, in units."""
    value = no_deal(scenario, actor, world)
    assert value is not None
    return value
