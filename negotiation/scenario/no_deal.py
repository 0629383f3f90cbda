"""What no deal is worth: the root of the no-deal tree (semantics §6).

Standing compellent threats and events come first, then the deterrent threats that they trigger. Threats that
name one measure share one draw: they announce the same deed, so its probability is the largest of theirs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

from attrs import evolve, frozen

from negotiation.scenario.beliefs import belief
from negotiation.scenario.binding import bind
from negotiation.scenario.preferences import preferences_of, units
from negotiation.scenario.table import Table
from negotiation.scenario.world import FIRED, STANDING, World

if TYPE_CHECKING:
    from negotiation.scenario.measures import Threat
    from negotiation.scenario.scenario import Scenario

BACKED_DOWN = "backed down"


@frozen
class Leaf:
    """One way in which no deal may end: its probability, the world then, and who paid for backing down."""

    probability: float
    world: World
    backed_down: tuple[str, ...] = ()


@frozen
class Line:
    """One line of where a no-deal value comes from, in units: a measure (with its probability) or the status quo."""

    what: str
    amount: int
    probability: float = 1.0
    count: int = 1


def leaves(scenario: Scenario, world: World, holder: str | None = None) -> tuple[Leaf, ...]:
    """Return every way in which no deal may end, as a holder believes (None: the stated probabilities)."""
    return tuple(_grow(scenario, Leaf(1.0, world), holder, Table()))


def _grow(scenario: Scenario, leaf: Leaf, holder: str | None, drawn: Table[str, float]) -> Iterator[Leaf]:
    """Yield the leaves below a node; `drawn` holds, by measure, the probability level already drawn against."""
    following = next(_open(scenario, leaf.world, holder, drawn), None)
    if following is None:
        yield leaf
        return
    measure, level, threats, event = following
    before = drawn.get(measure, 0.0)
    chance = (level - before) / (1.0 - before)
    after = drawn.with_item(measure, level)
    if chance > 0.0:
        world = leaf.world.after_measure(scenario, measure, event)
        for threat in threats:
            world = world.with_threat(threat.id, FIRED)
        yield from _grow(scenario, evolve(leaf, probability=leaf.probability * chance, world=world), holder, after)
    if chance < 1.0:
        rest = leaf.probability * (1.0 - chance)
        backed = (*leaf.backed_down, *(t.id for t in threats if t.id not in leaf.backed_down))
        yield from _grow(scenario, evolve(leaf, probability=rest, backed_down=backed), holder, after)


def _open(
    scenario: Scenario, world: World, holder: str | None, drawn: Table[str, float]
) -> Iterator[tuple[str, float, list[Threat], str | None]]:
    """Yield what is triggered and not yet drawn: measure, probability level, the threats that name it, the event."""
    for event in scenario.events.values():
        if event.without_agreement is not None and event.measure not in drawn and event.id not in world.happened:
            yield event.measure, event.without_agreement.value, [], event.id
    triggered: dict[str, list[Threat]] = {}
    for threat in scenario.threats.values():
        if _is_triggered(scenario, threat, world):
            triggered.setdefault(threat.measure, []).append(threat)
    for measure in sorted(triggered):
        level = max(probability_of(scenario, threat, world, holder) for threat in triggered[measure])
        if level > drawn.get(measure, 0.0) or measure not in drawn:
            yield measure, level, triggered[measure], None


def _is_triggered(scenario: Scenario, threat: Threat, world: World) -> bool:
    if world.threats.get(threat.id) != STANDING:
        return False
    if threat.measure in world.happened and not scenario.measures[threat.measure].repeats:
        return False
    if threat.if_ is not None:
        return bind(threat.if_, scenario, threat.by)(world.status_quo, world, scenario.start)
    assert threat.unless is not None  # noqa: S101 - Threat has exactly one
    base = world.bases.get(threat.id, scenario.start)
    return not bind(threat.unless, scenario, threat.by)(world.status_quo, world, base)


def probability_of(scenario: Scenario, threat: Threat, world: World, holder: str | None) -> float:
    """Return P(execution given the trigger) as a holder believes it; None: as it is.

    A threat decided by its issuer's seat is executed exactly when that is no worse for the issuer than not.
    """
    if threat.decided_by == "seat" and (holder in (None, threat.by) or holder not in threat.believed):
        return 1.0 if _pays(scenario, threat, world) else 0.0
    held = None if holder is None else belief(scenario, world, holder, threat.id)
    return threat.probability.value if held is None else held


def _pays(scenario: Scenario, threat: Threat, world: World) -> bool:
    prefs = preferences_of(scenario, threat.by)
    if prefs is None:
        return threat.probability.value >= 0.5  # noqa: PLR2004 - no utility to decide by: the likelier of the two
    done = world.with_threat(threat.id, FIRED).after_measure(scenario, threat.measure)
    left = world.with_threat(threat.id, FIRED)
    acts = _expected(scenario, threat.by, leaves(scenario, done, threat.by))
    waits = _expected(scenario, threat.by, leaves(scenario, left, threat.by)) - _cost(threat)
    return acts >= waits


def _cost(threat: Threat) -> int:
    return 0 if threat.backing_down is None else units(threat.backing_down.value)


def _worth(scenario: Scenario, actor: str, leaf: Leaf) -> int:
    return sum(line.amount for line in _leaf_lines(scenario, actor, leaf))


def _leaf_lines(scenario: Scenario, actor: str, leaf: Leaf) -> Iterator[Line]:
    """Yield the terms of one leaf's worth to an actor: the status quo, each measure's effect, its own back-downs."""
    prefs = preferences_of(scenario, actor)
    assert prefs is not None  # noqa: S101 - callers ask first
    world, given = leaf.world, scenario.actors[actor].no_deal
    base = prefs.base(world.status_quo, world)
    if given is not None:
        base = units(given.value) + base - prefs.base(scenario.start, world)
    yield Line("", base)
    for measure, (amount, lands, _) in prefs.effects.items():
        before = world.opened.get(measure, 0) if given is not None else 0
        count = world.happened.get(measure, 0) - before
        if lands != "agreement" and count > 0:
            yield Line(measure, amount * count, 1.0, count)
    if world.backdowns.get(actor):
        yield Line(BACKED_DOWN, -prefs.audience_cost * world.backdowns[actor], 1.0, world.backdowns[actor])
    for name in leaf.backed_down:
        if scenario.threats[name].by == actor and _cost(scenario.threats[name]):
            yield Line(name, -_cost(scenario.threats[name]))


def _expected(scenario: Scenario, actor: str, found: tuple[Leaf, ...]) -> int:
    return round(sum(leaf.probability * _worth(scenario, actor, leaf) for leaf in found))


@lru_cache(maxsize=4096)
def no_deal(scenario: Scenario, actor: str, world: World) -> int | None:
    """Return D_i(W) in units: the expected worth of no deal, by the actor's own beliefs; None without preferences."""
    if preferences_of(scenario, actor) is None:
        return None
    return _expected(scenario, actor, leaves(scenario, world, actor))


def no_deal_unthreatened(scenario: Scenario, actor: str, world: World) -> int | None:
    """Return the no-deal value without compellent threats and without others' acts that hurt the actor, in units."""
    prefs = preferences_of(scenario, actor)
    if prefs is None:
        return None
    found = world
    for threat in scenario.threats.values():
        if threat.is_compellent and threat.by != actor:
            found = found.with_threat(threat.id, "left out")
    hostile = [name for name in world.happened if name in scenario.measures and _is_hostile(scenario, actor, name)]
    status_quo = list(found.status_quo)
    for k, mover in world.movers.items():
        if scenario.measures[mover].by not in (None, actor):
            start = scenario.start[k]
            if prefs.parts[k][start] > prefs.parts[k][status_quo[k]]:
                status_quo[k] = start
    happened = Table({k: v for k, v in found.happened.items() if k not in hostile})
    return no_deal(scenario, actor, evolve(found, happened=happened, status_quo=tuple(status_quo)))


def _is_hostile(scenario: Scenario, actor: str, measure: str) -> bool:
    each = scenario.measures[measure]
    return each.by not in (None, actor) and actor in each.effects and each.effects[actor].amount.value < 0


def no_deal_lines(scenario: Scenario, actor: str, world: World) -> tuple[Line, ...]:
    """Return where an actor's no-deal value comes from: expected amounts in units, the status quo first.

    Amounts are rounded one by one, so that their sum may differ from D by a unit or two (1e-12).
    """
    if preferences_of(scenario, actor) is None:
        return ()
    totals: dict[str, tuple[float, float, int]] = {}
    for leaf in leaves(scenario, world, actor):
        for line in _leaf_lines(scenario, actor, leaf):
            amount, probability, count = totals.get(line.what, (0.0, 0.0, 0))
            totals[line.what] = (
                amount + leaf.probability * line.amount,
                probability + leaf.probability,
                max(count, line.count),
            )
    return tuple(Line(what, round(amount), p, count) for what, (amount, p, count) in totals.items())


def realised(scenario: Scenario, world: World, draw: Callable[[str], float]) -> Leaf:
    """Return the one way in which no deal ends when `draw(measure)` gives each measure's uniform draw in [0, 1)."""
    leaf, drawn = Leaf(1.0, world), Table[str, float]()
    while True:
        following = next(_open(scenario, leaf.world, None, drawn), None)
        if following is None:
            return leaf
        measure, level, threats, event = following
        drawn = drawn.with_item(measure, level)
        if draw(measure) < level:
            changed = leaf.world.after_measure(scenario, measure, event)
            for threat in threats:
                changed = changed.with_threat(threat.id, FIRED)
            leaf = evolve(leaf, world=changed)
        else:
            backed = (*leaf.backed_down, *(t.id for t in threats if t.id not in leaf.backed_down))
            leaf = evolve(leaf, backed_down=backed)


def realised_worth(scenario: Scenario, actor: str, leaf: Leaf) -> int | None:
    """Return what one drawn ending of no deal is worth to an actor, in units; None without preferences."""
    return None if preferences_of(scenario, actor) is None else _worth(scenario, actor, leaf)
