"""How the figures of a scorecard come about (semantics §10): each actor's, the joint ones, and what collides."""

from __future__ import annotations

from functools import lru_cache
from math import prod
from typing import Any

import numpy as np
from attrs import frozen

from negotiation.analysis.boxes import Ints
from negotiation.analysis.durability import durability
from negotiation.analysis.frontier import pareto
from negotiation.analysis.gap import Conflict, conflicts_of
from negotiation.analysis.payoffs import worth
from negotiation.analysis.relaxations import MANY_PACKAGES
from negotiation.analysis.scorecard import Score, Scorecard
from negotiation.analysis.zone import Zone, in_zone, zone_of
from negotiation.scenario import Scenario
from negotiation.scenario.agreement import standing_of
from negotiation.scenario.binding import Package
from negotiation.scenario.changing import changed
from negotiation.scenario.no_deal import Leaf, Line, no_deal, no_deal_lines, no_deal_unthreatened, realised_worth
from negotiation.scenario.outcome import Agreement, NoDeal, Outcome
from negotiation.scenario.preferences import UNIT, crossed_lines, utility
from negotiation.scenario.world import World

#: So many scorecards of agreements are kept with their scenario.
MOST_KEPT = 64


def scorecard_of(
    scenario: Scenario, outcome: Outcome, world: World, start: World, aftermath: Leaf | None = None
) -> Scorecard:
    """Return the scorecard of an outcome.

    Parameters
    ----------
    world : the state of the world when the talks ended.
    start : W_0, after the opening.
    aftermath : what chance drew after talks that ended without agreement.

    Agreements of one scenario that are alike, in worlds that are equal, share what is worked out.
    """
    if not isinstance(outcome, Agreement):
        return _scored(scenario, outcome, world, start, aftermath)
    is_worth_less = any(who.discount.value != 1.0 for who in scenario.actors.values())
    key = ("scorecard", changed(outcome, label="", turn=outcome.turn if is_worth_less else 0), world, start)
    found: Scorecard | None = scenario.kept.get(key)
    if found is None:
        if len(scenario.kept) >= MOST_KEPT:
            scenario.kept.clear()
        found = scenario.kept[key] = _scored(scenario, outcome, world, start, aftermath)
    return changed(found, outcome=outcome)


def _scored(scenario: Scenario, outcome: Outcome, world: World, start: World, aftermath: Leaf | None) -> Scorecard:
    """Return the scorecard of an outcome."""
    before = world.before_signature()
    agreed = scenario.package(outcome.package) if isinstance(outcome, Agreement) else None
    ended = _Ended(scenario, outcome, agreed, world, before, start, aftermath)
    scores = tuple(ended.score(actor) for actor in scenario.actors)
    figures: dict[str, Any] = _zone_figures(scenario, agreed, before, start)
    if isinstance(outcome, NoDeal) or agreed is None:
        signing = scenario.parties
        drawn = () if aftermath is None else tuple(m for m in aftermath.world.happened if m not in world.happened)
        conflicts = _conflicts(scenario, world) if figures["zone"] == 0 else ()
        return Scorecard(scenario, outcome, scores, signing, **figures, conflicts=conflicts, drawn=drawn)
    figures |= _joint_figures(scenario, outcome, agreed, scores, world)
    return Scorecard(scenario, outcome, scores, outcome.signatories, **figures)


def _is_large(scenario: Scenario) -> bool:
    """Return whether packages are too many to look at each: figures that need it are None."""
    return scenario.n_packages > MANY_PACKAGES


def _zone_figures(
    scenario: Scenario, agreed: Package | None, before: World, start: World
) -> dict[str, int | bool | None]:
    """Return how many packages could be agreed when talks ended and when they began, or whether any could."""
    if not _is_large(scenario):
        return {"zone": _zone(scenario, before).count, "zone_at_start": _zone(scenario, start).count}
    from negotiation.analysis.scorecard_searched import deal_searched  # for large agendas only

    is_open = True if agreed and in_zone(scenario, agreed, before) else deal_searched(scenario, before)[0]
    return {"zone": 0 if is_open is False else None, "zone_at_start": None, "is_open": is_open}


@lru_cache(maxsize=32)
def _zone(scenario: Scenario, world: World) -> Zone:
    return zone_of(scenario, world)


@lru_cache(maxsize=32)
def _conflicts(scenario: Scenario, world: World) -> tuple[Conflict, ...]:
    """Return what collides: the smallest sets first, demands before mere no-deal values, then by name."""

    def key(each: Conflict) -> tuple[int, int, tuple[str, ...]]:
        floors = sum(name.endswith(".no_deal") for name in each.names)
        return (len(each.names), floors, each.names)

    if not _is_large(scenario):
        return tuple(sorted(conflicts_of(scenario, world), key=key))
    from negotiation.analysis.scorecard_searched import deal_searched  # for large agendas only

    return tuple(sorted(deal_searched(scenario, world)[1], key=key))


@lru_cache(maxsize=32)
def _frontier(scenario: Scenario, actors: tuple[str, ...], world: World) -> Ints:
    """Return the packages that no feasible one dominates for some actors, indices ascending."""
    return pareto(scenario, actors, _zone(scenario, world).feasible, world)


def _is_efficient(scenario: Scenario, package: Package, actors: tuple[str, ...], world: World) -> bool | None:
    """Return whether no feasible package dominates a package for some actors; None where that is not known."""
    if not actors:
        return None
    if not _is_large(scenario):
        return scenario.index_of(package) in _frontier(scenario, actors, world)
    from negotiation.analysis.scorecard_searched import efficient_searched  # for large agendas only

    return efficient_searched(scenario, package, actors, world)


@lru_cache(maxsize=32)
def _on_frontier(scenario: Scenario, actor: str, actors: tuple[str, ...], world: World) -> Ints:
    """Return what the packages of a frontier are worth to an actor."""
    return worth(scenario, actor, world)[_frontier(scenario, actors, world)]


@lru_cache(maxsize=256)
def _best_gain(scenario: Scenario, actor: str, world: World) -> int | None:
    """Return an actor's largest gain within the zone, in units; None where there are too many packages."""
    return None if _is_large(scenario) else _zone(scenario, world).best_gain(actor)


@lru_cache(maxsize=256)
def _no_deal_lines(scenario: Scenario, actor: str, world: World, _: tuple[str, ...]) -> tuple[Line, ...]:
    """Return what no deal is made of, kept by the order of what it may be made of too: it is that of the lines."""
    return no_deal_lines(scenario, actor, world)


@frozen
class _Ended:
    """What every actor's score is worked out from: how the talks ended, in which world, and the zone then.

    `agreed` is the package of an agreement, None after no deal; `before` is the world before the signature discharged
    any threat: no deal is what would have come instead.
    """

    scenario: Scenario
    outcome: Outcome
    agreed: Package | None
    world: World
    before: World
    start: World
    aftermath: Leaf | None

    def score(self, actor: str) -> Score:
        """Return the score of one actor."""
        scenario, world, who = self.scenario, self.world, self.scenario.actors[actor]
        crossed = () if self.agreed is None else crossed_lines(scenario, actor, self.agreed, world)
        if not who.has_preferences:
            return Score(actor, who.roles, red_lines_crossed=crossed)
        value, floor = self.value(actor), no_deal(scenario, actor, self.before)
        factor = who.discount.value ** max(self.outcome.turn - 1, 0)
        if factor != 1.0 and value is not None and floor is not None:
            value, floor = round(value * factor), round(floor * factor)
        return Score(
            actor,
            who.roles,
            value,
            floor,
            utility(scenario, actor, scenario.start, self.start),
            no_deal_unthreatened(scenario, actor, self.before),
            crossed,
            _best_gain(scenario, actor, self.before),
            _no_deal_lines(scenario, actor, self.before, (*scenario.measures, *scenario.threats)),
        )

    def value(self, actor: str) -> int | None:
        """Return what the outcome is worth to an actor, before discounting."""
        if self.agreed is not None:
            return utility(self.scenario, actor, self.agreed, self.world)
        if self.aftermath is None:
            return no_deal(self.scenario, actor, self.world)
        return realised_worth(self.scenario, actor, self.aftermath)


def _joint_figures(
    scenario: Scenario, outcome: Agreement, package: Package, scores: tuple[Score, ...], world: World
) -> dict[str, Any]:
    # By id, as a record names its actors: products and sums of floats come out the same to the last digit.
    by_id = sorted(scores, key=lambda score: score.actor)
    signing = [score for score in by_id if score.actor in outcome.signatories and score.gain is not None]
    gains = [score.gain or 0 for score in signing]
    shares = [score.gain_share for score in signing]
    known = [share for share in shares if share is not None]
    seated = tuple(actor for actor in outcome.signatories if actor in scenario.parties)
    consented = world.consented.difference(outcome.missing_consents)
    standing = standing_of(scenario, package, world, consented.union(seated), outcome.signatories)
    with_preferences = tuple(actor for actor in scenario.actors if scenario.actors[actor].has_preferences)
    parties = tuple(score.actor for score in signing)
    lasting = durability(scenario, package, outcome.covers)
    return {
        "honoured": None if lasting is None else lasting.honoured(),
        "in_force": None if lasting is None else lasting.in_force(),
        "nash_product": prod(gain / UNIT for gain in gains) if gains and min(gains) >= 0 else None,
        "sum": sum(known) if known and len(known) == len(shares) else None,
        "minimum": min(known) if known and len(known) == len(shares) else None,
        "pareto_parties": _is_efficient(scenario, package, parties, world),
        "pareto_all_affected": _is_efficient(scenario, package, with_preferences, world),
        "distance_to_frontier": _distance(scenario, signing, package, world),
        "valid": standing.is_valid,
        "reasons": standing.reasons,
        "missing_consents": outcome.missing_consents,
        "presumed": outcome.presumed,
    }


def _distance(scenario: Scenario, signing: list[Score], package: Package, world: World) -> float | None:
    """Return the least, over the frontier, of the largest difference in gain share from a package."""
    if not signing or any(not score.best_gain for score in signing):
        return None
    actors = tuple(score.actor for score in signing)
    largest: Any = 0.0
    for score in signing:
        here = utility(scenario, score.actor, package, world) or 0
        differences = np.abs(_on_frontier(scenario, score.actor, actors, world) - here)
        largest = np.maximum(largest, differences / float(score.best_gain or 1))
    return float(largest.min())
