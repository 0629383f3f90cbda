"""The threats of a scenario as games: their crises, and how credible they must be, or may be.

What no deal is worth, threats and all, is in `scenario.no_deal`.
"""

from __future__ import annotations

from functools import partial
from math import nextafter
from typing import TYPE_CHECKING

from attrs import evolve

from negotiation.analysis.constraints import ground_of
from negotiation.analysis.dials import Dial
from negotiation.analysis.masks import mask
from negotiation.analysis.payoffs import worth
from negotiation.analysis.subgame import Crisis, Payoff
from negotiation.analysis.thresholds import turned
from negotiation.analysis.turning import Turning
from negotiation.analysis.zone import zone_of
from negotiation.errors import UnknownNameError, UsageError
from negotiation.scenario import conditions as c
from negotiation.scenario.basis import Number
from negotiation.scenario.no_deal import leaves, no_deal
from negotiation.scenario.preferences import as_float
from negotiation.scenario.table import Table
from negotiation.scenario.world import FIRED, STANDING, WITHDRAWN, World, world_at_start

if TYPE_CHECKING:
    from negotiation.scenario.measures import Threat
    from negotiation.scenario.scenario import Scenario


def crisis_of(scenario: Scenario, threat: str, world: World | None = None) -> Crisis:
    """Return the crisis of a compellent threat: payoffs in utility to its issuer and its first addressee.

    Parameters
    ----------
    scenario, threat : which threat.
    world : the state of the world; the start, before the opening, if left out.

    Raises
    ------
    UnknownNameError
        when there is no such threat.
    UsageError
        when it demands nothing, or a side has no preferences, or no package meets the demand.

    Notes
    -----
    Status quo: no deal with the threat withdrawn. Impose and back down: no deal after the measure was done, or was not
    and the issuer has paid for it; what others then do counts. Concede: of the packages that obey every rule and meet
    the demand, the one best for the addressee (ties: best for the issuer).
    """
    world = world_at_start(scenario) if world is None else world
    found = threat_of(scenario, threat)
    sides = (found.by, found.to[0])
    for side in sides:
        if not scenario.actors[side].has_preferences:
            raise UsageError("a threat between actors with preferences", f"{side!r}, which has none")
    standing = world.with_threat(threat, STANDING)
    done = standing.after_measure(scenario, found.measure).with_threat(threat, FIRED)
    cost = 0.0 if found.backing_down is None else found.backing_down.value
    quiet = tuple(_worth(scenario, side, world.with_threat(threat, WITHDRAWN)) for side in sides)
    return Crisis(
        status_quo=quiet,
        concede=_conceded(scenario, found, sides, world),
        back_down=(quiet[0] - cost, quiet[1]),
        impose=tuple(_worth(scenario, side, done) for side in sides),
    )


def _worth(scenario: Scenario, side: str, world: World) -> float:
    return as_float(no_deal(scenario, side, world) or 0)


def _conceded(scenario: Scenario, threat: Threat, sides: tuple[str, str], world: World) -> Payoff:
    if threat.unless is None:
        raise UsageError("a threat that demands something (unless)", f"{threat.id!r}, which deters (if)")
    base = world.bases.get(threat.id, scenario.start)
    meets = mask(threat.unless, scenario, threat.by, world, base) & zone_of(scenario, world).feasible
    places = meets.nonzero()[0]
    if not len(places):
        raise UsageError("a demand that some package meets", f"that of {threat.id!r}, which none does")
    issuer, addressee = (worth(scenario, side, world)[places] for side in sides)
    best = max(range(len(places)), key=lambda i: (int(addressee[i]), int(issuer[i])))
    return as_float(int(issuer[best])), as_float(int(addressee[best]))


def threat_of(scenario: Scenario, threat: str) -> Threat:
    """Return a threat by name. Raises UnknownNameError, with the nearest names, when it is not there."""
    if threat not in scenario.threats:
        raise UnknownNameError("threat", threat, tuple(scenario.threats))
    return scenario.threats[threat]


def with_credibility(scenario: Scenario, threat: str, probability: float) -> Scenario:
    """Return the scenario in which a threat has a probability, and everybody believes in it."""
    found = threat_of(scenario, threat)
    believed = Table({who: Number(probability, number.basis) for who, number in found.believed.items()})
    changed = evolve(found, probability=Number(probability, found.probability.basis), believed=believed)
    return evolve(scenario, threats=scenario.threats.with_item(threat, changed), base=None)


def least_deterring(scenario: Scenario, threat: str, world: World | None = None) -> float | None:
    """Return the least credibility of a deterrent threat at which what it is to deter is no longer chosen.

    Parameters
    ----------
    scenario, threat : a threat `if` a measure happens that some other threat, decided by its issuer's seat, announces.
    world : the state of the world; the start, before the opening, if left out.

    Returns
    -------
    credibility : a float whose predecessor does not deter; 0.0 where nothing needs deterring; None where even certainty
        does not deter.

    Raises
    ------
    UnknownNameError
        when there is no such threat.
    UsageError
        when it does not deter a measure that a seat decides on.

    Notes
    -----
    With g what the measure gains its author (backing down counted) and c what the answer costs it: g / c, where the
    author is deterred above that value; at it, it acts. Found by bisection on the no-deal tree itself.
    """
    world = world_at_start(scenario) if world is None else world
    deterrent = threat_of(scenario, threat)
    asked = {atom.args[0] for atom in c.walk(deterrent.if_ or c.TRUE) if isinstance(atom, c.Atom)}
    decided = [each for each in scenario.threats.values() if each.measure in asked and each.decided_by == "seat"]
    if not decided:
        raise UsageError("a threat that deters a measure decided by a seat", f"{threat!r}, which does not")

    standing = world.with_threat(threat, STANDING)

    def deters(probability: float) -> bool:
        other = with_credibility(scenario, threat, probability)
        return not any(
            each.measure in leaf.world.happened for each in decided for leaf in leaves(other, standing, each.by)
        )

    if deters(0.0):
        return 0.0
    if not deters(1.0):
        return None
    low, high = 0.0, 1.0
    while nextafter(low, high) != high:
        middle = low + (high - low) / 2
        low, high = (low, middle) if deters(middle) else (middle, high)
    return high


def most_with_zone(scenario: Scenario, threat: str, world: World | None = None) -> float | None:
    """Return the most credibility of a threat, common to all, at which there is still a zone; None where there is none.

    Raises UnknownNameError when there is no such threat, UsageError when the packages are too many to hold.

    Notes
    -----
    Credibility lowers what no deal is worth to the addressee and may raise what it is worth to the issuer; where the
    second outruns what agreement can give, it closes the zone. The value is exact: at the next float there is none.
    """
    found = threat_of(scenario, threat)
    ground = ground_of(with_credibility(scenario, threat, 1.0), world)
    if ground.is_open:
        return 1.0
    dial = Dial(
        path=f"threats.{threat}.probability",
        now=1.0,
        low=0.0,
        high=1.0,
        actors=(),
        basis=found.probability.basis,
        range=None,
        turn=partial(with_credibility, scenario, threat),
    )
    flips = [each for each in turned(Turning(ground, dial)) if each.opens]
    return max((each.first for each in flips), default=None)
