"""What does not change while a negotiation is played: the scenario, the protocol, and what is looked up often."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from attrs import field, frozen

from negotiation.engine.notation import RESERVED
from negotiation.errors import UsageError
from negotiation.scenario import Demand, Scenario, Table
from negotiation.scenario.agreement import broken_rules, discharges
from negotiation.scenario.binding import bind
from negotiation.scenario.conditions import Atom, Compare, walk
from negotiation.scenario.preferences import crossed_lines
from negotiation.scenario.world import World, world_at_start

if TYPE_CHECKING:
    from negotiation.engine.protocols import Protocol
    from negotiation.engine.state import State
    from negotiation.engine.view import Sheet

DEFAULT_CAP = 60


class Looked:
    """What was looked up about a scenario's packages: facts that do not change, kept from play to play."""

    __slots__ = ("objections", "packages")

    def __init__(self) -> None:
        self.packages: dict[tuple[Table[str, str], tuple[int, ...]], tuple[int, ...]] = {}
        self.objections: dict[tuple[str, tuple[int, ...]], str] = {}


@lru_cache(maxsize=32)
def looked_up(scenario: Scenario) -> Looked:
    """Return the look-ups of a scenario."""
    return Looked()


@frozen(eq=False)
class Game:
    """A scenario under a protocol, with a cap in turns; caches belong to it, never to a state."""

    scenario: Scenario
    protocol: Protocol
    cap: int = DEFAULT_CAP
    sheets: dict[str, Sheet] = field(factory=dict, init=False)
    _looked_up: Looked = field(init=False)

    def __attrs_post_init__(self) -> None:
        object.__setattr__(self, "_looked_up", looked_up(self.scenario))
        if self.cap < 1:
            raise UsageError("a cap of one turn or more", str(self.cap))
        self.protocol.check(self.scenario)
        unsayable = sorted(RESERVED.intersection(self._ids()))
        if unsayable:
            cure = "acts could not name it: it is a word of their notation; rename it"
            raise UsageError("ids that acts can name", ", ".join(map(repr, unsayable)), cure)

    def _ids(self) -> Iterator[str]:
        """Yield the ids that acts may have to say."""
        s = self.scenario
        for part in (s.actors, s.issues, s.measures, s.threats, s.events, s.promises, s.channels):
            yield from part
        for issue in s.agenda:
            yield from issue.option_ids
        for actor in s.actors.values():
            yield from actor.demands

    @cached_property
    def start(self) -> World:
        """The world before the opening."""
        return world_at_start(self.scenario)

    @cached_property
    def has_chance(self) -> bool:
        """Whether anything may happen during play that no seat decides."""
        leaks = any(channel.leaks is not None for channel in self.scenario.channels.values())
        return bool(leaks or self.scenario.events or self.scenario.threats)

    @cached_property
    def stirs(self) -> bool:
        """Whether anything may happen at the start of a turn by itself."""
        return self.has_chance or self.uses_turn or bool(self.scenario.channels)

    @cached_property
    def uses_turn(self) -> bool:
        """Whether any condition of the scenario asks for the turn."""
        s = self.scenario
        found = [gate.when for gate in s.gates.values()] + [each.if_ for each in s.threats.values()]
        found += [each.if_ for each in s.promises.values()]
        found += [each.when for each in s.signals.values()] + [each.until for each in s.preconditions.values()]
        return any(isinstance(c, Compare) and c.issue == "turn" for each in found if each for c in walk(each))

    @cached_property
    def names(self) -> frozenset[str]:
        """The names that the scenario gives to other things than texts."""
        s = self.scenario
        return frozenset((*s.issues, *s.measures, *s.threats, *s.events, *s.promises))

    @cached_property
    def options(self) -> Table[str, tuple[str, ...]]:
        """The ids of the options by issue."""
        return Table({issue.id: issue.option_ids for issue in self.scenario.agenda})

    @cached_property
    def horizon(self) -> int:
        """The turns that strategies plan for: the protocol's deadline if there is one, else the cap."""
        deadline = self.protocol.deadline_turns
        return self.cap if deadline is None else min(deadline, self.cap)

    @cached_property
    def prefixes(self) -> dict[str, str]:
        """The letters with which each actor's labels begin: initials, made longer until no two are alike."""
        found: dict[str, str] = {}
        for actor in self.scenario.actors:
            initials = "".join(word[0] for word in actor.split("_") if word).upper()
            letters = actor.replace("_", "").upper()
            candidates = [initials, *(letters[:n] for n in range(1, len(letters) + 1))]
            candidates = [f"{each}_" if each[-1].isdigit() else each for each in candidates]
            candidates += [letters + "_" * n for n in range(1, len(self.scenario.actors) + 1)]
            found[actor] = next(each for each in candidates if each not in found.values())
        return found

    @cached_property
    def has_signals(self) -> bool:
        """Whether anything that is seen moves a belief."""
        return bool(self.scenario.signals)

    @cached_property
    def has_preconditions(self) -> bool:
        """Whether any deed waits for another."""
        return bool(self.scenario.preconditions)

    @cached_property
    def plain(self) -> bool:
        """Whether nothing in the scenario asks who did what: then proposals leave no trace in the world."""
        s = self.scenario
        conditions = [g.when for g in s.gates.values()] + [t.if_ for t in s.threats.values()]
        asks = any(isinstance(c, Atom) and c.name == "did" for each in conditions if each for c in walk(each))
        return not (asks or s.signals or s.preconditions or s.channels or s.promises)

    @cached_property
    def has_gates(self) -> bool:
        """Whether any agreement may need a word beside those of the seats."""
        return bool(self.scenario.gates) or any(o.signs for issue in self.scenario.agenda for o in issue.options)

    @cached_property
    def side_deeds(self) -> dict[str, tuple[str, ...]]:
        """What each actor may do beside its move in a turn: what the scenario gives it occasion for."""
        return {actor: self._side_deeds(actor) for actor in self.scenario.actors}

    def _waits(self, actor: str) -> bool:
        return any(each.who == actor for each in self.scenario.preconditions.values())

    def _side_deeds(self, actor: str) -> tuple[str, ...]:
        s = self.scenario
        found = ["declares", "denies"]
        found += ["carries out"] if any(m.by == actor and not m.chance_only for m in s.measures.values()) else []
        found += ["threatens"] if any(t.by == actor for t in s.threats.values()) else []
        found += ["withdraws"] if "threatens" in found or s.actors[actor].demands or self._waits(actor) else []
        found += ["promises"] if any(p.by == actor for p in s.promises.values()) else []
        found += ["floats", "offers to discuss", "sends", "answers", "reads", "corrects"] if s.channels else []
        found += ["withdraws"] if s.channels and "withdraws" not in found else []
        found += ["schedules"] if any(e.held is not None for e in s.events.values()) else []
        found += ["consults"] if s.gates else []
        return (*found, "objects to", "consents to")

    @lru_cache(maxsize=256)  # noqa: B019 - games are few and live as long as their plays
    def demands(self, actor: str, conditions: str) -> tuple[Demand, ...]:
        """Return an actor's demands that condition talks, or the absolute ones that condition a settlement."""
        demands = [each for each in self.scenario.actors[actor].demands.values() if each.conditions == conditions]
        return tuple(each for each in demands if conditions == "talks" or each.force == "absolute")

    def delay_of(self, actor: str) -> int:
        """Return how many turns an actor that is consulted takes to answer."""
        gates = self.scenario.gates.values()
        return max((g.delay_turns for g in gates if g.who == actor and g.must == "be_consulted"), default=0)

    def was_public(self, state: State, threat: str) -> bool:
        """Return whether a threat was made before everybody."""
        each = self.scenario.threats[threat]
        deed = (each.by, "threatens", each.measure)
        return deed not in state.world.private if deed in state.world.deeds else each.announced

    def latency(self, channel: str) -> int:
        """Return how many turns later an act on a channel arrives."""
        return self.scenario.channels[channel].latency_turns if channel in self.scenario.channels else 0

    def rule_broken(self, package: tuple[int, ...], world: World) -> str:
        """Return which agenda rules a package breaks, in words, or ""."""
        rules = broken_rules(self.scenario, package, world)
        return "it breaks the rule " + ", ".join(rules) if rules else ""

    def package_of(self, terms: Table[str, str], status_quo: tuple[int, ...]) -> tuple[int, ...]:
        """Return the full package of a proposal's terms: issues left out stand at the status quo."""
        packages, key = self._looked_up.packages, (terms, status_quo)
        found = packages.get(key)
        if found is None:
            found = packages[key] = self.scenario.package(terms, status_quo)
        return found

    def objection(self, actor: str, package: tuple[int, ...], world: World) -> str:
        """Return why an actor may not put its name to a package, or "": rules, its own absolute lines and demands."""
        objections, key = self._looked_up.objections, (actor, package)
        found = objections.get(key)
        if found is None:
            found = objections[key] = self._object(actor, package, world)
        if not found and package == world.status_quo and not discharges(self.scenario, package, world):
            return "nothing changes in it: every issue stands at its status quo"
        return found

    def _object(self, actor: str, package: tuple[int, ...], world: World) -> str:
        """Return what of it never changes: conditions on packages alone."""
        rules = self.rule_broken(package, world)
        if rules:
            return rules
        lines = crossed_lines(self.scenario, actor, package, world, "absolute")
        if lines:
            return "it crosses the absolute red line " + ", ".join(lines)
        for demand in self.demands(actor, "settlement"):
            if not bind(demand.demand, self.scenario, actor)(package, world, self.scenario.start):
                return f"it does not meet its demand {demand.id}"
        return ""
