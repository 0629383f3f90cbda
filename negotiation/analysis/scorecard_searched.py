"""What a scorecard tells where packages are too many to look at: whether a deal is left, and whether one is better."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from negotiation.analysis.gap import Conflict
from negotiation.analysis.gap_searched import conflicts_searched
from negotiation.analysis.minkowski import CapError
from negotiation.analysis.programs import has_solver
from negotiation.analysis.searching import FEW_POINTS, zone_searched
from negotiation.analysis.structured import StructuredFrontier, structured_frontier
from negotiation.scenario.preferences import utility

if TYPE_CHECKING:
    from negotiation.scenario.scenario import Scenario
    from negotiation.scenario.world import World


@lru_cache(maxsize=32)
def deal_searched(scenario: Scenario, world: World) -> tuple[bool | None, tuple[Conflict, ...]]:
    """Return whether some package could be agreed, None where that cannot be told, and what collides where none."""
    if has_solver():
        found, complete = conflicts_searched(scenario, world)
        if found or complete:
            return not found, tuple(map(Conflict, found))
    actors = tuple(actor for actor in scenario.parties if scenario.actors[actor].has_preferences)
    return zone_searched(scenario, world, ("nash",), actors)[1], ()


@lru_cache(maxsize=32)
def _frontier(scenario: Scenario, actors: tuple[str, ...], world: World) -> StructuredFrontier | None:
    try:
        return structured_frontier(scenario, actors, world=world, lines=(), cap=FEW_POINTS)
    except CapError:
        return None


def efficient_searched(
    scenario: Scenario, package: tuple[int, ...], actors: tuple[str, ...], world: World
) -> bool | None:
    """Return whether a package is one that no feasible one dominates for some actors; None where too many are not."""
    front = _frontier(scenario, actors, world)
    if front is None:
        return None
    here = [utility(scenario, actor, package, world) or 0 for actor in actors]
    return bool((front.values == [[value] for value in here]).all(axis=0).any())
