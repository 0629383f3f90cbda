"""What an actor believes: prior odds times the stated likelihood ratios of the signals it has seen (semantics §8).

A belief is worked out from the prior and the set of signals seen, in the order of their ids: it cannot depend on
the order in which they came.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from negotiation.scenario.binding import Bound, bind

if TYPE_CHECKING:
    from negotiation.scenario.scenario import Scenario
    from negotiation.scenario.talking import Signal
    from negotiation.scenario.world import World


def prior(scenario: Scenario, holder: str, about: str) -> float | None:
    """Return what an actor believes before play about a claim, a threat or an actor; None where it holds no belief.

    About a threat without a belief of its own an actor holds the stated probability, the issuer always does.
    """
    if about in scenario.claims:
        found = scenario.claims[about].believed.get(holder)
        return None if found is None else found.value
    if about in scenario.threats:
        threat = scenario.threats[about]
        own = None if holder == threat.by else threat.believed.get(holder)
        return threat.probability.value if own is None else own.value
    trust = scenario.actors[holder].trust.get(about)
    return None if trust is None else trust.value


def belief(scenario: Scenario, world: World, holder: str, about: str) -> float | None:
    """Return what an actor believes now: P(claim), P(execution) or P(the actor performs); None for no belief."""
    found = prior(scenario, holder, about)
    if found is None or not world.signals:
        return found
    for name, seen in sorted((s, yes) for s, who, yes in world.signals if who == holder):
        signal = scenario.signals[name]
        if signal.about == about:
            found = posterior(found, signal, seen=seen)
    return found


def posterior(probability: float, signal: Signal, *, seen: bool) -> float:
    """Return a probability after a signal was seen, or was not seen by its turn.

    Posterior odds = prior odds · if_true / if_false; for a signal that stayed away, · (1 − if_true)/(1 − if_false).
    Evidence that both hypotheses exclude moves nothing.
    """
    true, false = signal.if_true.value, signal.if_false.value
    if not seen:
        true, false = 1 - true, 1 - false
    total = probability * true + (1 - probability) * false
    return probability if total == 0 else probability * true / total


@lru_cache(maxsize=256)
def holders(scenario: Scenario, signal: Signal) -> tuple[str, ...]:
    """Return who takes notice of a signal: `seen_by`, else everybody who holds a belief about it."""
    if signal.seen_by:
        return signal.seen_by
    about = signal.about
    if about in scenario.threats:
        issuer = scenario.threats[about].by
        return tuple(a.id for a in scenario.actors.values() if a.has_preferences and a.id != issuer)
    return tuple(actor for actor in scenario.actors if prior(scenario, actor, about) is not None)


def noticed(scenario: Scenario, world: World, *, end_of_turn: int | None = None) -> frozenset[tuple[str, str, bool]]:
    """Return the signals that are newly noticed in a world: (signal, holder, seen or stayed away).

    With `end_of_turn`, signals whose `by_turn` has come count as having stayed away.
    """
    found, signals, start = set(), world.signals, scenario.start
    for name, who, holds, by_turn in _watched(scenario):
        if (name, who, True) in signals or (name, who, False) in signals:
            continue
        if holds(world.status_quo, world.as_seen_by(who), start):
            found.add((name, who, True))
        elif end_of_turn is not None and by_turn is not None and end_of_turn >= by_turn:
            found.add((name, who, False))
    return frozenset(found)


@lru_cache(maxsize=64)
def _watched(scenario: Scenario) -> tuple[tuple[str, str, Bound, int | None], ...]:
    """Return each signal with each who takes notice of it, when it is seen, and the turn by which it should be."""
    return tuple(
        (name, who, bind(signal.when, scenario, who), signal.by_turn)
        for name, signal in scenario.signals.items()
        for who in holders(scenario, signal)
    )
