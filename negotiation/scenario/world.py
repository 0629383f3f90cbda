"""The state of the world: a frozen record of what happened, which conditions and no-deal values depend on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import evolve, frozen

from negotiation.scenario.table import Table

if TYPE_CHECKING:
    from negotiation.scenario.scenario import Scenario

STANDING, WITHDRAWN, DISCHARGED, FIRED, SILENT = "standing", "withdrawn", "discharged", "fired", "silent"
BACKED_DOWN = "backed_down"


@frozen(cache_hash=True)
class World:
    """What happened up to a turn.

    `status_quo` is the package that stands without agreement, option indices in agenda order; `happened` counts
    measures and events; `opened` is `happened` after the opening; `movers` names the measure that last moved an
    issue's status quo; `threats` gives each threat's status; `bases` the status quo when its demand was made.
    `deeds` are (actor, deed, object), `private` those that only some know of; `signals` what moved whose beliefs;
    `backdowns` counts how often an actor publicly backed down; `promises` gives each promise's status.
    """

    status_quo: tuple[int, ...]
    turn: int = 0
    happened: Table[str, int] = Table()
    opened: Table[str, int] = Table()
    movers: Table[int, str] = Table()
    threats: Table[str, str] = Table()
    bases: Table[str, tuple[int, ...]] = Table()
    deeds: frozenset[tuple[str, ...]] = frozenset()
    consulted: frozenset[str] = frozenset()
    consented: frozenset[str] = frozenset()
    performed: frozenset[tuple[str, str]] = frozenset()
    facts: Table[str, bool] = Table()
    signals: frozenset[tuple[str, str, bool]] = frozenset()
    backdowns: Table[str, int] = Table()
    promises: Table[str, str] = Table()
    private: Table[tuple[str, ...], frozenset[str]] = Table()

    def after_measure(self, scenario: Scenario, measure: str, event: str | None = None) -> World:
        """Return the world after a measure was done (by an event, where one is named)."""
        return evolve(self, **_after(self, scenario, measure, event))

    def after_event(self, scenario: Scenario, event: str, measure: str | None) -> World:
        """Return the world after an event, with the measure that it brings where it brings one."""
        if measure is not None:
            return self.after_measure(scenario, measure, event)
        return evolve(self, happened=self.happened.with_item(event, self.happened.get(event, 0) + 1))

    def with_threat(self, threat: str, status: str) -> World:
        """Return the world in which a threat has another status; one newly made remembers the status quo."""
        bases = self.bases.with_item(threat, self.status_quo) if status == STANDING else self.bases
        return evolve(self, threats=self.threats.with_item(threat, status), bases=bases)

    def with_deed(self, *deed: str, audience: frozenset[str] | None = None) -> World:
        """Return the world in which somebody did something: actor, deed, object; None: everybody knows."""
        if audience is None:
            return evolve(self, deeds=self.deeds | {deed}, private=self.private.without(deed))
        if deed in self.deeds and deed not in self.private:
            return self
        known = self.private.get(deed, frozenset()) | audience
        return evolve(self, deeds=self.deeds | {deed}, private=self.private.with_item(deed, known))

    def with_backdown(self, actor: str) -> World:
        """Return the world in which an actor has publicly backed down once more."""
        return evolve(self, backdowns=self.backdowns.with_item(actor, self.backdowns.get(actor, 0) + 1))

    @property
    def bearing(self) -> tuple[object, ...]:
        """What of the world bears on what packages and no deal are worth; deeds do so through threats and beliefs."""
        deeds = self.deeds if self.threats else None
        return (
            self.status_quo,
            self.happened,
            self.opened,
            self.movers,
            self.threats,
            self.bases,
            self.signals,
            self.backdowns,
            self.facts,
            deeds,
            self.turn,
        )

    def as_seen_by(self, actor: str) -> World:
        """Return the world without the deeds that an actor knows nothing of."""
        hidden = frozenset(deed for deed, audience in self.private.items() if actor not in audience)
        return evolve(self, deeds=self.deeds - hidden, private=Table()) if hidden else self


def _after(world: World, scenario: Scenario, measure: str, event: str | None) -> dict[str, object]:
    happened = world.happened.with_item(measure, world.happened.get(measure, 0) + 1)
    if event is not None:
        happened = happened.with_item(event, happened.get(event, 0) + 1)
    status_quo, movers = list(world.status_quo), world.movers
    for issue, option in scenario.measures[measure].moves.items():
        k = scenario.places[issue]
        status_quo[k] = scenario.agenda[k].place(option)
        movers = movers.with_item(k, measure)
    return {"happened": happened, "status_quo": tuple(status_quo), "movers": movers}


def world_at_start(scenario: Scenario) -> World:
    """Return the world before the opening: the status quo, announced threats standing, facts as listed."""
    return World(
        status_quo=scenario.start,
        threats=Table({t.id: STANDING if t.announced else SILENT for t in scenario.threats.values()}),
        bases=Table({t.id: scenario.start for t in scenario.threats.values() if t.announced}),
        facts=scenario.facts,
        promises=Table({p.id: STANDING for p in scenario.promises.values() if p.announced}),
    )
