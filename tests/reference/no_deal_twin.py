"""What no deal is worth, by brute force: every combination of draws is played out, one deed after the other (§6).

Each measure has one uniform draw. Where it falls matters only by the probabilities that anybody names, so one draw
from each interval between them stands for all; its weight is the length of the interval, as an exact fraction.
Only the data of the package's values is used, none of its functions.
"""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import product
from typing import Any, NamedTuple

from tests.reference import conditions_twin, utility_twin

Draws = Mapping[str, Fraction]


class Ending(NamedTuple):
    """One way in which no deal ends: the status quo, what happened, and which threats were not carried out."""

    status_quo: dict[str, str]
    happened: dict[str, int]
    backed_down: list[str]


def expected(scenario: Any, actor: str, world: Any) -> int:
    """Return the expected value of no deal to an actor, by its own beliefs, rounded once."""
    total = Fraction(0)
    for weight, draws in cells(scenario, actor):
        total += weight * worth(scenario, actor, ending(scenario, actor, world, draws))
    return round(total)


def worth(scenario: Any, actor: str, end: Ending) -> int:
    """Return what one ending is worth to an actor, its own back-downs included."""
    empty = _World(0, {}, frozenset())

    def holds(condition: Any, package: Mapping[str, str]) -> bool:
        return conditions_twin.holds(condition, conditions_twin.Case(scenario, package, empty, package, actor))

    value = utility_twin.without_agreement(scenario, actor, end.status_quo, end.happened, holds)
    for name in end.backed_down:
        threat = scenario.threats[name]
        if threat.by == actor and threat.backing_down is not None:
            value -= utility_twin.rounded(utility_twin.exact(threat.backing_down))
    return value


class _World(NamedTuple):
    turn: int
    happened: dict[str, int]
    deeds: frozenset[tuple[str, ...]]


def probability(threat: Any, holder: str | None) -> Fraction:
    """Return how likely a holder thinks a threat's execution: its own belief, else what is stated."""
    if holder is not None and holder != threat.by and holder in threat.believed:
        return utility_twin.exact(threat.believed[holder])
    return utility_twin.exact(threat.probability)


def cells(scenario: Any, holder: str | None) -> Iterator[tuple[Fraction, Draws]]:
    """Yield a draw for each measure from each combination of intervals, with its weight."""
    edges: dict[str, set[Fraction]] = {name: {Fraction(0), Fraction(1)} for name in scenario.measures}
    for event in scenario.events.values():
        if event.without_agreement is not None:
            edges[event.measure].add(utility_twin.exact(event.without_agreement))
    for threat in scenario.threats.values():
        edges[threat.measure].add(probability(threat, holder))
    intervals = [list(zip(sorted(each)[:-1], sorted(each)[1:], strict=True)) for each in edges.values()]
    for combination in product(*intervals):
        weight, draws = Fraction(1), {}
        for name, (low, high) in zip(edges, combination, strict=True):
            weight *= high - low
            draws[name] = (low + high) / 2
        yield weight, draws


def ending(scenario: Any, holder: str | None, world: Any, draws: Draws) -> Ending:
    """Return how no deal ends with given draws: threats that demand, then events, then threats that deter."""
    status_quo = {issue.id: issue.options[j].id for issue, j in zip(scenario.agenda, world.status_quo, strict=True)}
    happened = dict(world.happened)
    threats = sorted(scenario.threats.values(), key=lambda threat: threat.measure)
    done: set[str] = set()
    fired: set[str] = set()

    def can_happen(measure: str) -> bool:
        return measure not in done and (measure not in happened or scenario.measures[measure].repeats)

    def triggered(threat: Any) -> bool:
        if world.threats.get(threat.id) != "standing" or threat.id in fired:
            return False
        start = {issue.id: issue.status_quo for issue in scenario.agenda}
        base = {
            issue.id: issue.options[j].id
            for issue, j in zip(scenario.agenda, world.bases.get(threat.id, ()), strict=False)
        }
        case = conditions_twin.Case(scenario, status_quo, _Seen(world, happened), base or start, threat.by)
        if threat.if_ is not None:
            return conditions_twin.holds(threat.if_, case)
        return not conditions_twin.holds(threat.unless, case)

    def fires(threat: Any) -> bool:
        can = triggered(threat) and can_happen(threat.measure)
        return can and draws[threat.measure] < probability(threat, holder)

    def comes(event: Any) -> bool:
        can = event.without_agreement is not None and event.id not in happened and can_happen(event.measure)
        return can and draws[event.measure] < utility_twin.exact(event.without_agreement)

    def next_deed() -> tuple[str, str | None] | None:
        demanding = [t.measure for t in threats if t.unless is not None and fires(t)]
        events = [each for _, each in sorted(scenario.events.items()) if comes(each)]
        deterring = [t.measure for t in threats if t.if_ is not None and fires(t)]
        found: list[tuple[str, str | None]] = [(measure, None) for measure in demanding]
        found += [(each.measure, each.id) for each in events]
        found += [(measure, None) for measure in deterring]
        return found[0] if found else None

    while (deed := next_deed()) is not None:
        measure, event = deed
        done.add(measure)
        if event is None:
            fired |= {
                threat.id for threat in scenario.threats.values() if threat.measure == measure and triggered(threat)
            }
        for name in [measure] if event is None else [measure, event]:
            repeats = name not in scenario.measures or scenario.measures[name].repeats
            happened[name] = happened.get(name, 0) + 1 if repeats else 1
        status_quo |= dict(scenario.measures[measure].moves)
    backed_down = [t.id for t in scenario.threats.values() if triggered(t) and can_happen(t.measure)]
    return Ending(status_quo, happened, backed_down)


class _Seen(NamedTuple):
    """A world with what happened since."""

    world: Any
    happened: dict[str, int]

    def __getattr__(self, name: str) -> Any:
        return getattr(self.world, name)
