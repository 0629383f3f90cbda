"""Belief in performance: parties accept what they expect to get (semantics §2).

A_i(x, W) is U_i with each v_ik(x_k) replaced by ρ v_ik(x_k) + (1 − ρ) v_ik(sq_k). For an option that others
perform, with p the actor's belief that the least trusted of them performs, δ the probability that the chosen
verification option detects a violation, and r the turns in which the option can be reversed,

    ρ = (p + (1 − p) δ) ^ (1 + 1/r),

the exponent being 1 where the option cannot be reversed quickly. Without distrust ρ = 1 and A = U.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, TypeAlias

from negotiation.scenario.beliefs import belief
from negotiation.scenario.preferences import preferences_of, units

if TYPE_CHECKING:
    from negotiation.scenario.binding import Package
    from negotiation.scenario.issues import Option
    from negotiation.scenario.scenario import Scenario
    from negotiation.scenario.world import World

Trusts: TypeAlias = "tuple[tuple[str, float], ...]"
Parts: TypeAlias = "tuple[tuple[int, ...], ...]"


def trusts_of(scenario: Scenario, actor: str, world: World) -> Trusts:
    """Return whom an actor does not fully trust to perform, with its belief now."""
    found = []
    for other in scenario.actors[actor].trust:
        held = belief(scenario, world, actor, other)
        if held is not None and held < 1:
            found.append((other, held))
    return tuple(found)


def performance(option: Option, actor: str, trusts: Trusts, detection: float) -> float:
    """Return ρ: how far an actor expects an option to be performed, in [0, 1]."""
    others = [held for who, held in trusts if who in option.performs and who != actor]
    if not others:
        return 1.0
    trusted = min(others) + (1 - min(others)) * detection
    exponent = 1.0 if option.reversible_in_turns is None else 1 + 1 / option.reversible_in_turns
    return float(trusted**exponent)


@lru_cache(maxsize=512)
def expected_parts(scenario: Scenario, actor: str, trusts: Trusts, detection: float, status_quo: Package) -> Parts:
    """Return an actor's partial utilities in units, by issue and option, as it expects them to be performed."""
    who, found = scenario.actors[actor], []
    for issue, standing in zip(scenario.agenda, status_quo, strict=True):
        weight, row = who.salience[issue.id].value, who.values[issue.id]
        fallback = row[issue.option_ids[standing]].value
        part = []
        for option in issue.options:
            rho = performance(option, actor, trusts, detection)
            part.append(units(weight * (rho * row[option.id].value + (1 - rho) * fallback)))
        found.append(tuple(part))
    return tuple(found)


def detections(scenario: Scenario) -> tuple[int, tuple[float, ...]]:
    """Return the place of the verification issue and what each of its options detects; (-1, (0.0,)) without one."""
    found = scenario.verification
    if found is None:
        return -1, (0.0,)
    issue = scenario.issues[found.issue]
    rates = tuple(found.detects[o].value if o in found.detects else 0.0 for o in issue.option_ids)
    return scenario.places[found.issue], rates


def expected(scenario: Scenario, actor: str, package: Package, world: World) -> int | None:
    """Return A_i(x, W): what agreeing on a package is worth to an actor as it expects it to be performed, in units."""
    prefs = preferences_of(scenario, actor)
    if prefs is None:
        return None
    value, trusts = prefs.utility(package, world), trusts_of(scenario, actor, world)
    if not trusts:
        return value
    place, rates = detections(scenario)
    rate = rates[package[place]] if place >= 0 else 0.0
    parts = expected_parts(scenario, actor, trusts, rate, world.status_quo)
    for own, part, j in zip(prefs.parts, parts, package, strict=True):
        value += part[j] - own[j]
    return value
