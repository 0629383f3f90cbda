"""What does not change while a negotiation is played: the scenario, the protocol, and what is looked up often."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from attrs import field, frozen

from negotiation.errors import UsageError
from negotiation.scenario import Scenario, Table
from negotiation.scenario.agreement import broken_rules, discharges
from negotiation.scenario.conditions import Compare, walk
from negotiation.scenario.preferences import crossed_lines
from negotiation.scenario.world import World, world_at_start

if TYPE_CHECKING:
    from negotiation.engine.protocols import Protocol
    from negotiation.engine.view import Sheet

DEFAULT_CAP = 60


@frozen(eq=False)
class Game:
    """A scenario under a protocol, with a cap in turns; caches belong to it, never to a state."""

    scenario: Scenario
    protocol: Protocol
    cap: int = DEFAULT_CAP
    sheets: dict[str, Sheet] = field(factory=dict, init=False)
    _packages: dict[tuple[Table[str, str], tuple[int, ...]], tuple[int, ...]] = field(factory=dict, init=False)
    _objections: dict[tuple[str, tuple[int, ...]], str] = field(factory=dict, init=False)

    def __attrs_post_init__(self) -> None:
        if self.cap < 1:
            raise UsageError("a cap of one turn or more", str(self.cap))
        self.protocol.check(self.scenario)

    @cached_property
    def start(self) -> World:
        """The world before the opening."""
        return world_at_start(self.scenario)

    @cached_property
    def has_chance(self) -> bool:
        """Whether anything may happen during play that no seat decides."""
        return bool(self.scenario.events or self.scenario.threats)

    @cached_property
    def uses_turn(self) -> bool:
        """Whether any condition of the scenario asks for the turn."""
        found = [gate.when for gate in self.scenario.gates.values()] + [t.if_ for t in self.scenario.threats.values()]
        return any(isinstance(c, Compare) and c.issue == "turn" for each in found if each for c in walk(each))

    @property
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
            candidates = [initials, *(letters[:n] for n in range(1, len(letters) + 1)), letters + "_"]
            found[actor] = next(c for c in candidates if c not in found.values() or c.endswith("_"))
        return found

    def package_of(self, terms: Table[str, str], status_quo: tuple[int, ...]) -> tuple[int, ...]:
        """Return the full package of a proposal's terms: issues left out stand at the status quo."""
        key = (terms, status_quo)
        found = self._packages.get(key)
        if found is None:
            found = self._packages[key] = self.scenario.package(terms, status_quo)
        return found

    def objection(self, actor: str, package: tuple[int, ...], world: World) -> str:
        """Return why an actor may not put its name to a package, or "": rules and its own absolute lines."""
        key = (actor, package)
        found = self._objections.get(key)
        if found is None:
            found = self._objections[key] = self._object(actor, package, world)
        return found

    def _object(self, actor: str, package: tuple[int, ...], world: World) -> str:
        rules = broken_rules(self.scenario, package, world)
        if rules:
            return "it breaks the rule " + ", ".join(rules)
        if package == self.scenario.start and not discharges(self.scenario, package, world):
            return "nothing changes in it: every issue stands at its status quo"
        lines = crossed_lines(self.scenario, actor, package, world, "absolute")
        return "it crosses the absolute red line " + ", ".join(lines) if lines else ""
