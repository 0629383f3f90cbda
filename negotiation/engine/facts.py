"""What the engine must mind in a scenario, found out once and kept from play to play."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from functools import lru_cache
from itertools import groupby
from operator import attrgetter

from attrs import field, frozen

from negotiation.engine.notation import RESERVED
from negotiation.scenario import Scenario, Table
from negotiation.scenario.conditions import Atom, Compare, Condition, walk
from negotiation.scenario.talking import Precondition


@frozen(eq=False)
class Facts:
    """What does not change about a scenario; what is false here, the engine need not ask about in any act.

    Parameters
    ----------
    has_chance : whether anything may happen during play that no seat decides.
    has_signals : whether anything that is seen moves a belief.
    has_promises : whether anybody may promise anything.
    has_demands_on_talks : whether any demand conditions talks.
    has_gates : whether any agreement may need a word beside those of the seats.
    uses_turn : whether any condition asks for the turn.
    plain : whether nothing asks who did what: then proposals leave no trace in the world.
    asked : what conditions ask whether it was done: actor, deed and object, where one is named; of putting and
        answering texts nothing else leaves a trace in the world.
    unsayable : the paths of what is called by a word of the notation, so that no act can name it.
    names : the names that the scenario gives to other things than texts.
    options : the ids of the options by issue.
    side_deeds : what each actor may do beside its move in a turn: what the scenario gives it occasion for.
    preconditions : by actor, what its deeds wait for; those alone who have any.
    alone : each actor as a set of one.
    prefixes : the letters with which each actor's labels begin.
    packages, objections : what was looked up about packages so far.
    """

    has_chance: bool
    has_signals: bool
    has_promises: bool
    has_demands_on_talks: bool
    has_gates: bool
    uses_turn: bool
    plain: bool
    asked: frozenset[tuple[str, ...]]
    unsayable: tuple[str, ...]
    names: frozenset[str]
    options: Table[str, tuple[str, ...]]
    side_deeds: dict[str, tuple[str, ...]]
    preconditions: dict[str, tuple[Precondition, ...]]
    alone: dict[str, frozenset[str]]
    prefixes: dict[str, str]
    packages: dict[tuple[Table[str, str], tuple[int, ...]], tuple[tuple[int, ...], int]] = field(factory=dict)
    objections: dict[tuple[str, tuple[int, ...]], str] = field(factory=dict)


@lru_cache(maxsize=32)
def facts_of(scenario: Scenario) -> Facts:
    """Return the facts of a scenario."""
    s = scenario
    waiting = sorted(s.preconditions.values(), key=attrgetter("who"))
    leaks = any(channel.leaks is not None for channel in s.channels.values())
    demands = [demand for actor in s.actors.values() for demand in actor.demands.values()]
    return Facts(
        has_chance=bool(leaks or s.events or s.threats),
        has_signals=bool(s.signals),
        has_promises=bool(s.promises),
        has_demands_on_talks=any(demand.conditions == "talks" for demand in demands),
        has_gates=bool(s.gates) or any(option.signs for issue in s.agenda for option in issue.options),
        uses_turn=_uses_turn(s),
        plain=_is_plain(s),
        asked=frozenset(_asked(s)),
        unsayable=tuple(path for path, name in _ids(s) if name in RESERVED),
        names=frozenset((*s.issues, *s.measures, *s.threats, *s.events, *s.promises)),
        options=Table({issue.id: issue.option_ids for issue in s.agenda}),
        side_deeds={actor: _side_deeds(s, actor) for actor in s.actors},
        preconditions={actor: tuple(each) for actor, each in groupby(waiting, key=attrgetter("who"))},
        alone={actor: frozenset((actor,)) for actor in s.actors},
        prefixes=prefixes_of(s.actors),
    )


def _on_the_world(s: Scenario) -> Iterator[Condition]:
    """Yield every part of the conditions that may ask about the world."""
    found = [gate.when for gate in s.gates.values()] + [each.if_ for each in s.threats.values()]
    found += [each.if_ for each in s.promises.values()]
    found += [each.when for each in s.signals.values()] + [each.until for each in s.preconditions.values()]
    for condition in found:
        if condition is not None:
            yield from walk(condition)


def _uses_turn(s: Scenario) -> bool:
    return any(isinstance(each, Compare) and each.issue == "turn" for each in _on_the_world(s))


def _asked(s: Scenario) -> Iterator[tuple[str, ...]]:
    return (each.args for each in _on_the_world(s) if isinstance(each, Atom) and each.name == "did")


def _is_plain(s: Scenario) -> bool:
    return not (any(_asked(s)) or s.signals or s.preconditions or s.channels or s.promises)


def _ids(s: Scenario) -> Iterator[tuple[str, str]]:
    """Yield the ids that acts may have to say, each after its path."""
    for part in ("actors", "issues", "measures", "threats", "events", "promises", "channels"):
        yield from ((f"{part}.{name}", name) for name in getattr(s, part))
    for issue in s.agenda:
        yield from ((f"issues.{issue.id}.options.{name}", name) for name in issue.option_ids)
    for actor in s.actors.values():
        yield from ((f"actors.{actor.id}.demands.{name}", name) for name in actor.demands)


def _side_deeds(s: Scenario, actor: str) -> tuple[str, ...]:
    waits = any(each.who == actor for each in s.preconditions.values())
    found = ["declares", "denies"]
    found += ["carries out"] if any(m.by == actor and not m.chance_only for m in s.measures.values()) else []
    found += ["threatens"] if any(t.by == actor for t in s.threats.values()) else []
    found += ["withdraws"] if "threatens" in found or s.actors[actor].demands or waits else []
    found += ["promises"] if any(p.by == actor for p in s.promises.values()) else []
    found += ["floats", "offers to discuss", "sends", "answers", "reads", "corrects"] if s.channels else []
    found += ["withdraws"] if s.channels and "withdraws" not in found else []
    found += ["schedules"] if any(e.held is not None for e in s.events.values()) else []
    found += ["consults"] if s.gates else []
    return (*found, "objects to", "consents to")


def prefixes_of(actors: Collection[str]) -> dict[str, str]:
    """Return the letters for each actor's labels: initials, made longer until no two are alike."""
    found: dict[str, str] = {}
    for actor in actors:
        initials = "".join(word[0] for word in actor.split("_") if word).upper()
        letters = actor.replace("_", "").upper()
        candidates = [initials, *(letters[:n] for n in range(1, len(letters) + 1))]
        candidates = [f"{each}_" if each[-1].isdigit() else each for each in candidates]
        candidates += [letters + "_" * n for n in range(1, len(actors) + 1)]
        found[actor] = next(each for each in candidates if each not in found.values())
    return found
