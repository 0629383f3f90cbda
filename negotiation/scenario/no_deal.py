"""What no deal is worth: the root of the no-deal tree (semantics §6).

Standing compellent threats come first, then events, then the deterrent threats that those trigger. Whatever names one
measure shares one draw: it is the same deed, done once, with the largest of the probabilities.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from math import fsum
from typing import TYPE_CHECKING, TypeAlias

from attrs import evolve, frozen

from negotiation.scenario.beliefs import belief
from negotiation.scenario.binding import bind
from negotiation.scenario.preferences import Preferences, preferences_of, require_countable, units
from negotiation.scenario.table import Table
from negotiation.scenario.world import FIRED, LEFT_OUT, STANDING, World

if TYPE_CHECKING:
    from negotiation.scenario.measures import Threat
    from negotiation.scenario.scenario import Scenario

BACKED_DOWN = "backed down"


Drawn: TypeAlias = "Table[str, float]"
NOTHING_DRAWN: Drawn = Table()


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


@frozen
class _Draw:
    """What is drawn next: a measure, the level its uniform draw must stay below, and what announced it."""

    measure: str
    level: float
    event: str | None = None
    threats: tuple[str, ...] = ()

    def done(self, scenario: Scenario, world: World) -> World:
        """Return the world in which the measure is done: every threat drawn with it fires."""
        world = world.after_measure(scenario, self.measure, self.event)
        for threat in self.threats:
            world = world.with_threat(threat, FIRED)
        return world


def leaves(scenario: Scenario, world: World, holder: str | None = None) -> tuple[Leaf, ...]:
    """Return every way in which no deal may end, as a holder believes (None: the stated probabilities)."""
    return tuple(_grow(scenario, world, holder))


def _grow(
    scenario: Scenario, world: World, holder: str | None, drawn: Drawn = NOTHING_DRAWN, probability: float = 1.0
) -> Iterator[Leaf]:
    """Yield the leaves below a node; `drawn` holds, by measure, the level already drawn against; 1 once it is done."""
    draw = next(_open(scenario, world, holder, drawn), None)
    if draw is None:
        yield Leaf(probability, world, _backed_down(scenario, world, drawn))
        return
    before = drawn.get(draw.measure, 0.0)
    chance = (draw.level - before) / (1.0 - before)
    if chance > 0.0:
        after = drawn.with_item(draw.measure, 1.0)
        yield from _grow(scenario, draw.done(scenario, world), holder, after, probability * chance)
    if chance < 1.0:
        after = drawn.with_item(draw.measure, draw.level)
        yield from _grow(scenario, world, holder, after, probability * (1.0 - chance))


def _open(scenario: Scenario, world: World, holder: str | None, drawn: Drawn) -> Iterator[_Draw]:
    """Yield what is triggered and not yet drawn: compellent threats, then events, then deterrent threats."""
    for draw in (
        *_announced(scenario, world, holder, drawn, compellent=True),
        *_coming(scenario, world),
        *_announced(scenario, world, holder, drawn, compellent=False),
    ):
        if _can_happen(scenario, world, draw.measure) and (
            draw.measure not in drawn or draw.level > drawn[draw.measure]
        ):
            yield draw


def _announced(
    scenario: Scenario, world: World, holder: str | None, drawn: Drawn, *, compellent: bool
) -> Iterator[_Draw]:
    """Yield what triggered threats announce, by measure, at the largest of their probabilities."""
    levels: dict[str, dict[str, float]] = {}
    for threat in scenario.threats.values():
        if threat.is_compellent == compellent and _is_triggered(scenario, threat, world):
            level = probability_of(scenario, threat, world, holder, drawn)
            levels.setdefault(threat.measure, {})[threat.id] = level
    for measure, by_threat in sorted(levels.items()):
        yield _Draw(measure, max(by_threat.values()), None, tuple(by_threat))


def _coming(scenario: Scenario, world: World) -> Iterator[_Draw]:
    """Yield the events that may happen once talks end without agreement."""
    for name, event in sorted(scenario.events.items()):
        if event.without_agreement is not None and event.measure is not None and name not in world.happened:
            yield _Draw(event.measure, event.without_agreement.value, name)


def _can_happen(scenario: Scenario, world: World, measure: str) -> bool:
    return measure not in world.happened or scenario.measures[measure].repeats


def _backed_down(scenario: Scenario, world: World, drawn: Drawn) -> tuple[str, ...]:
    """Return the triggered threats whose measure was not done after all."""
    return tuple(
        threat.id
        for threat in scenario.threats.values()
        if drawn.get(threat.measure) != 1.0
        and _can_happen(scenario, world, threat.measure)
        and _is_triggered(scenario, threat, world)
    )


def _is_triggered(scenario: Scenario, threat: Threat, world: World) -> bool:
    if world.threats.get(threat.id) != STANDING:
        return False
    if threat.if_ is not None:
        return bind(threat.if_, scenario, threat.by)(world.status_quo, world, scenario.start)
    assert threat.unless is not None  # noqa: S101 - Threat has exactly one
    base = world.bases.get(threat.id, scenario.start)
    return not bind(threat.unless, scenario, threat.by)(world.status_quo, world, base)


def probability_of(
    scenario: Scenario, threat: Threat, world: World, holder: str | None, drawn: Drawn = NOTHING_DRAWN
) -> float:
    """Return P(execution given the trigger) as a holder believes it; None: as it is.

    A threat decided by its issuer's seat is executed exactly when that is no worse for the issuer than not; one of a
    measure that chance alone does is drawn all the same.
    """
    believes_otherwise = holder not in (None, threat.by) and holder in threat.believed
    decides = threat.decided_by == "seat" and not scenario.measures[threat.measure].chance_only
    if decides and not believes_otherwise:
        return 1.0 if _pays(scenario, threat, world, drawn) else 0.0
    held = None if holder is None else belief(scenario, world, holder, threat.id)
    return threat.probability.value if held is None else held


def _pays(scenario: Scenario, threat: Threat, world: World, drawn: Drawn) -> bool:
    if preferences_of(scenario, threat.by) is None:
        return threat.probability.value >= 0.5  # noqa: PLR2004 - no utility to decide by: the likelier of the two
    decided, measure, by = world.with_threat(threat.id, FIRED), threat.measure, threat.by
    done = _grow(scenario, decided.after_measure(scenario, measure), by, drawn.with_item(measure, 1.0))
    left = _grow(scenario, decided, by, drawn)
    return _expected(scenario, by, done) >= _expected(scenario, by, left) - _cost(threat)


def _cost(threat: Threat) -> int:
    return 0 if threat.backing_down is None else units(threat.backing_down.value)


def _worth(scenario: Scenario, actor: str, leaf: Leaf) -> int:
    total = sum(line.amount for line in _leaf_lines(scenario, actor, leaf))
    require_countable(actor, total)
    return total


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


def _expected(scenario: Scenario, actor: str, found: Iterable[Leaf]) -> int:
    return round(fsum(leaf.probability * _worth(scenario, actor, leaf) for leaf in found))


@lru_cache(maxsize=4096)
def no_deal(scenario: Scenario, actor: str, world: World) -> int | None:
    """Return D_i(W) in units: the expected worth of no deal, by the actor's own beliefs; None without preferences."""
    if preferences_of(scenario, actor) is None:
        return None
    return _expected(scenario, actor, _grow(scenario, world, actor))


@lru_cache(maxsize=4096)
def no_deal_unthreatened(scenario: Scenario, actor: str, world: World) -> int | None:
    """Return the no-deal value without compellent threats and others' hostile acts, in units; None without preferences.

    Left out: every compellent threat, whoever issued it; threats that others address to the actor; measures of
    others that hurt it, done or to come; and the status quo that such a measure brought about.
    """
    prefs = preferences_of(scenario, actor)
    if prefs is None:
        return None
    found = world
    for threat in scenario.threats.values():
        if threat.is_compellent or _is_against(scenario, threat, actor):
            found = found.with_threat(threat.id, LEFT_OUT)
    hostile = [name for name in scenario.measures if _hurts(scenario, prefs, name, scenario.measures[name].by)]
    status_quo = list(found.status_quo)
    for k, mover in world.movers.items():
        if mover in hostile and prefs.parts[k][scenario.start[k]] > prefs.parts[k][status_quo[k]]:
            status_quo[k] = scenario.start[k]
    happened = Table({k: v for k, v in found.happened.items() if k not in hostile})
    found = evolve(found, happened=happened, status_quo=tuple(status_quo))
    return _expected(scenario, actor, _grow(scenario, found, actor, Table(dict.fromkeys(hostile, 1.0))))


def _is_against(scenario: Scenario, threat: Threat, actor: str) -> bool:
    prefs = preferences_of(scenario, actor)
    addressed = threat.by != actor and any(_is_among(scenario, actor, each) for each in threat.to)
    return addressed or (prefs is not None and _hurts(scenario, prefs, threat.measure, threat.by))


def _is_among(scenario: Scenario, actor: str, group: str) -> bool:
    return actor == group or any(_is_among(scenario, actor, each) for each in scenario.actors[group].members)


def _hurts(scenario: Scenario, prefs: Preferences, measure: str, by: str | None) -> bool:
    """Return whether another's measure costs an actor, or moves an issue to what is worse for it than the start."""
    if by is None or by == prefs.actor:
        return False
    each = scenario.measures[measure]
    moves = ((scenario.places[issue], scenario.issues[issue].place(option)) for issue, option in each.moves.items())
    costs = prefs.actor in each.effects and each.effects[prefs.actor].amount.value < 0
    return costs or any(prefs.parts[k][j] < prefs.parts[k][scenario.start[k]] for k, j in moves)


def no_deal_lines(scenario: Scenario, actor: str, world: World) -> tuple[Line, ...]:
    """Return where an actor's no-deal value comes from: expected amounts in units, the status quo first.

    Measures come in the order of the scenario, then what backing down costs. Amounts are rounded one by one, so
    that their sum may differ from D by a unit or two (1e-12).
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
    places = {what: i for i, what in enumerate(("", *scenario.measures, BACKED_DOWN, *scenario.threats))}
    ordered = sorted(totals.items(), key=lambda item: places[item[0]])
    return tuple(Line(what, round(amount), p, count) for what, (amount, p, count) in ordered)


def realised(scenario: Scenario, world: World, draw: Callable[[str], float]) -> Leaf:
    """Return the one way in which no deal ends when `draw(measure)` gives each measure's uniform draw in [0, 1)."""
    drawn = NOTHING_DRAWN
    while (following := next(_open(scenario, world, None, drawn), None)) is not None:
        is_done = draw(following.measure) < following.level
        world = following.done(scenario, world) if is_done else world
        drawn = drawn.with_item(following.measure, 1.0 if is_done else following.level)
    return Leaf(1.0, world, _backed_down(scenario, world, drawn))


def realised_worth(scenario: Scenario, actor: str, leaf: Leaf) -> int | None:
    """Return what one drawn ending of no deal is worth to an actor, in units; None without preferences."""
    return None if preferences_of(scenario, actor) is None else _worth(scenario, actor, leaf)
