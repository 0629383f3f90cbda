"""The state of the world: a frozen record of what happened, which conditions and no-deal values depend on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import evolve, frozen

from negotiation.scenario.table import Table

if TYPE_CHECKING:
    from negotiation.scenario.scenario import Scenario

STANDING, WITHDRAWN, DISCHARGED, FIRED, SILENT = "standing", "withdrawn", "discharged", "fired", "silent"


@frozen
class World:
    """What happened up to a turn.

    `status_quo` is the package that stands without agreement, option indices in agenda order; `happened` counts
    measures and events; `opened` is `happened` after the opening; `movers` names the measure that last moved an
    issue's status quo; `threats` gives each threat's status; `bases` the status quo when its demand was made.
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

    def after_measure(self, scenario: Scenario, measure: str, event: str | None = None) -> World:
        """Return the world after a measure was done (by an event, where one is named)."""
        return evolve(self, **_after(self, scenario, measure, event))

    def with_threat(self, threat: str, status: str) -> World:
        """Return the world in which a threat has another status; one newly made remembers the status quo."""
        bases = self.bases.with_item(threat, self.status_quo) if status == STANDING else self.bases
        return evolve(self, threats=self.threats.with_item(threat, status), bases=bases)

    def with_deed(self, *deed: str) -> World:
        """Return the world in which somebody did something: actor, deed, object."""
        return evolve(self, deeds=self.deeds | {deed})


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
    )
