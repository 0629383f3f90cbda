"""What does not change while a negotiation is played: the scenario, the protocol, and what is looked up often."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, TypeAlias

from attrs import field, frozen

from negotiation.engine.facts import Facts, facts_of
from negotiation.errors import UsageError
from negotiation.scenario import Demand, Scenario, Table
from negotiation.scenario.agreement import broken_rules, discharges
from negotiation.scenario.binding import bind
from negotiation.scenario.preferences import crossed_lines
from negotiation.scenario.readings import MOST_TURNS
from negotiation.scenario.world import World, world_at_start

if TYPE_CHECKING:
    from negotiation.engine.acts import Act
    from negotiation.engine.log import Log
    from negotiation.engine.protocols import Protocol
    from negotiation.engine.state import State
    from negotiation.engine.talks import Talks
    from negotiation.engine.view import Sheet
    from negotiation.scenario.talking import Precondition

#: An act and what its being legal depends on; not the state itself, which would hold the game that holds this.
Stood: TypeAlias = "tuple[Act, World, Talks, tuple[str, ...], Log, int]"
DEFAULT_CAP = 60


@frozen(eq=False)
class Game:
    """A scenario under a protocol, with a cap of 1 to 10,000 turns; caches belong to it, never to a state.

    `start` is the world before the opening, `opened` the one after it, once play has begun; `horizon` the turns that
    strategies plan for: the protocol's deadline if there is one, else the cap. `stood` is the act by which each actor
    last stood by a text, and when: where all that it depends on is as it was, it may do so again. `unmet` gives each
    actor's preconditions that were not met in the world in which that was last asked.
    """

    scenario: Scenario
    protocol: Protocol
    cap: int = DEFAULT_CAP
    sheets: dict[str, Sheet] = field(factory=dict, init=False)
    stood: dict[str, Stood] = field(factory=dict, init=False)
    unmet: dict[str, tuple[World, tuple[Precondition, ...]]] = field(factory=dict, init=False)
    facts: Facts = field(init=False)
    start: World = field(init=False)
    opened: list[World] = field(factory=list, init=False)
    horizon: int = field(init=False)

    def __attrs_post_init__(self) -> None:
        deadline = self.protocol.deadline_turns
        object.__setattr__(self, "facts", facts_of(self.scenario))
        object.__setattr__(self, "start", world_at_start(self.scenario))
        object.__setattr__(self, "horizon", self.cap if deadline is None else min(deadline, self.cap))
        if deadline is not None and deadline > MOST_TURNS:
            raise UsageError(f"a deadline of 1 to {MOST_TURNS:,} turns", f"{deadline:,}")
        if not 1 <= self.cap <= MOST_TURNS:
            raise UsageError(f"a cap of 1 to {MOST_TURNS:,} turns", f"{self.cap:,}")
        self.protocol.check(self.scenario)
        if self.facts.unsayable:
            cure = "acts could not name it: it is a word of their notation; rename it"
            raise UsageError("ids that acts can name", ", ".join(self.facts.unsayable), cure)

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

    def package_of(self, terms: Table[str, str], status_quo: tuple[int, ...]) -> tuple[tuple[int, ...], int]:
        """Return the full package of a proposal's terms, and its index: issues left out stand at the status quo."""
        packages, key = self.facts.packages, (terms, status_quo)
        found = packages.get(key)
        if found is None:
            package = self.scenario.package(terms, status_quo)
            found = packages[key] = package, self.scenario.index_of(package)
        return found

    def objection(self, actor: str, package: tuple[int, ...], world: World) -> str:
        """Return why an actor may not put its name to a package, or "": rules, its own absolute lines and demands."""
        objections, key = self.facts.objections, (actor, package)
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
