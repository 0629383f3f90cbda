"""Packages looked at one by one, with plain Python loops and the scalar definitions of the scenario."""

from itertools import product

from negotiation.scenario import Scenario
from negotiation.scenario.agreement import signatories, standing_of
from negotiation.scenario.binding import bind
from negotiation.scenario.no_deal import no_deal
from negotiation.scenario.performance import expected
from negotiation.scenario.preferences import crossed_lines, utility
from negotiation.scenario.world import World


def worth_of(scenario: Scenario, actor: str, package: tuple[int, ...], world: World) -> int:
    """Return what a package is worth to an actor with preferences, in units."""
    value = utility(scenario, actor, package, world)
    assert value is not None
    return value


def floor_of(scenario: Scenario, actor: str, world: World) -> int:
    """Return what no deal is worth to an actor with preferences, in units."""
    value = no_deal(scenario, actor, world)
    assert value is not None
    return value


def packages(scenario: Scenario) -> list[tuple[int, ...]]:
    """Return every package, in order of index."""
    return list(product(*(range(len(issue.options)) for issue in scenario.agenda)))


def in_the_zone(scenario: Scenario, package: tuple[int, ...], world: World, *, gates: bool) -> bool:
    """Return whether a package is in the zone: valid if the parties accept, nobody who signs below D, one above."""
    standing = standing_of(scenario, package, world, scenario.parties)
    reasons = [reason for reason in standing.reasons if gates or not reason.startswith("gate ")]
    gains = []
    for actor in signatories(scenario, package):
        value = expected(scenario, actor, package, world)
        if value is not None:
            gains.append(value - floor_of(scenario, actor, world))
    return not reasons and all(gain >= 0 for gain in gains) and any(gain > 0 for gain in gains)


def is_acceptable(scenario: Scenario, actor: str, package: tuple[int, ...], world: World) -> bool:
    """Return whether a package is worth no less than no deal to an actor and keeps its absolute lines and demands."""
    value = expected(scenario, actor, package, world)
    enough = value is not None and value >= floor_of(scenario, actor, world)
    demands = scenario.actors[actor].demands.values() if actor in scenario.parties else ()
    met = all(
        bind(each.demand, scenario, actor)(package, world, scenario.start)
        for each in demands
        if each.force == "absolute"
    )
    return enough and met and not crossed_lines(scenario, actor, package, world, "absolute")


def undominated(points: list[tuple[int, ...]]) -> list[int]:
    """Return the positions of the points that no other dominates, by comparing all with all."""
    kept = []
    for i, point in enumerate(points):
        if not any(
            all(theirs >= mine for theirs, mine in zip(other, point, strict=True)) and other != point
            for other in points
        ):
            kept.append(i)
    return kept
