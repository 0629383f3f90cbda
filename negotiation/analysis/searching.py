"""What can be said of the zone where packages are too many to look at: whether it is empty, and what is best in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import evolve

from negotiation.analysis.asks import CasesError
from negotiation.analysis.best import best_packages
from negotiation.analysis.counting import n_within
from negotiation.analysis.minkowski import CapError
from negotiation.analysis.programs import has_solver
from negotiation.analysis.separable import separable
from negotiation.analysis.solutions import Solution
from negotiation.analysis.structured import structured_frontier
from negotiation.analysis.zone import in_zone

if TYPE_CHECKING:
    from negotiation.scenario.scenario import Scenario
    from negotiation.scenario.world import World

#: Parties up to which the whole frontier of the zone is tried, and points that it may have.
FEW_PARTIES, FEW_POINTS = 3, 20_000


def zone_searched(
    scenario: Scenario, world: World, names: tuple[str, ...], actors: tuple[str, ...]
) -> tuple[dict[str, Solution | None], bool | None]:
    """Return what bargaining rules pick in the zone, and whether it holds a package; None where that is not known.

    Parameters
    ----------
    scenario, world : whose zone, and when.
    names, actors : the rules, and the parties who bargain.

    Notes
    -----
    For few parties the exact frontier of the zone, joined block by block. Where it is too large, the solver; where
    that is not installed, the heuristic over valid packages, of which only those in the zone are kept.
    """
    found: dict[str, Solution | None] = dict.fromkeys(names)
    if not actors:
        return found, None
    if len(actors) <= FEW_PARTIES:
        try:
            front = structured_frontier(scenario, actors, world=world, zone=True, cap=FEW_POINTS)
        except (CapError, CasesError):
            pass
        else:
            return _inside(scenario, world, dict(front.solutions(names))), bool(front.n_points)
    found |= best_packages(scenario, names, actors=actors, world=world, zone=has_solver())
    found = _inside(scenario, world, found)
    return found, True if any(each is not None and each.is_within for each in found.values()) else None


def _inside(scenario: Scenario, world: World, found: dict[str, Solution | None]) -> dict[str, Solution | None]:
    """Return solutions, saying of each whether it lies in the zone."""
    return {
        name: each and evolve(each, is_within=in_zone(scenario, scenario.package_at(each.package), world))
        for name, each in found.items()
    }


def feasible_counted(scenario: Scenario, world: World) -> int | None:
    """Return how many packages obey the agenda rules, without looking at them; None where they couple too much."""
    try:
        return n_within(separable(scenario, (), world))
    except CapError:
        return None
