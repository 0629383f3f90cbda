"""The state of the world: a frozen record of what happened, which conditions and no-deal values depend on."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeAlias

from attrs import field, frozen

from negotiation.scenario.changing import changed
from negotiation.scenario.table import Table

if TYPE_CHECKING:
    from negotiation.scenario.scenario import Scenario

STANDING, WITHDRAWN, DISCHARGED, FIRED, SILENT = "standing", "withdrawn", "discharged", "fired", "silent"
BACKED_DOWN = "backed_down"
LEFT_OUT = "left_out"
"""The status of a threat that is not asked about, where it is asked what no deal is worth without it."""


Told: TypeAlias = "Table[tuple[str, str], Table[str, str]]"


@frozen(slots=False, cache_hash=True)  # in a dictionary: the next world starts as a copy of it
class World:
    """What happened up to a turn.

    `status_quo` is the package that stands without agreement, option indices in agenda order; `happened` counts
    measures and events; `opened` is `happened` after the opening; `movers` names the measure that last moved an
    issue's status quo; `threats` gives each threat's status; `bases` the status quo when its demand was made.
    `deeds` are (actor, deed, object), of what was done with texts only as far as conditions ask for it; `private` those
    that only some know of; `signals` what moved whose beliefs;
    `backdowns` counts how often an actor publicly backed down; `promises` gives each promise's status. `told` gives,
    by kind and id, the status that each actor knows of a threat or promise made in private ("": all others).
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
    given_up: frozenset[tuple[str, str]] = frozenset()
    promises: Table[str, str] = Table()
    private: Table[tuple[str, ...], frozenset[str]] = Table()
    told: Told = Table()
    _views: dict[str, World] | None = field(default=None, init=False, eq=False, repr=False)

    def after_measure(self, scenario: Scenario, measure: str, event: str | None = None) -> World:
        """Return the world after a measure was done (by an event, where one is named).

        A measure that does not repeat counts once, however often it is done.
        """
        happened, movers, status_quo = self.happened, self.movers, list(self.status_quo)
        if measure not in happened or scenario.measures[measure].repeats:
            happened = happened.with_item(measure, happened.get(measure, 0) + 1)
        if event is not None:
            happened = happened.with_item(event, happened.get(event, 0) + 1)
        for issue, option in scenario.measures[measure].moves.items():
            k = scenario.places[issue]
            status_quo[k] = scenario.agenda[k].place(option)
            movers = movers.with_item(k, measure)
        return changed(self, happened=happened, movers=movers, status_quo=tuple(status_quo))

    def after_event(self, scenario: Scenario, event: str, measure: str | None) -> World:
        """Return the world after an event, with the measure that it brings where it brings one."""
        if measure is not None:
            return self.after_measure(scenario, measure, event)
        return changed(self, happened=self.happened.with_item(event, self.happened.get(event, 0) + 1))

    def with_threat(self, threat: str, status: str, audience: frozenset[str] | None = None) -> World:
        """Return the world in which a threat has another status, known to an audience (None: to everybody).

        One newly made remembers the status quo.
        """
        bases = self.bases.with_item(threat, self.status_quo) if status == STANDING else self.bases
        told = self._told(("threats", threat), self.threats.get(threat, SILENT), status, audience)
        return changed(self, threats=self.threats.with_item(threat, status), bases=bases, told=told)

    def with_promise(self, promise: str, status: str, audience: frozenset[str] | None = None) -> World:
        """Return the world in which a promise has another status, known to an audience (None: to everybody)."""
        told = self._told(("promises", promise), self.promises.get(promise, ""), status, audience)
        return changed(self, promises=self.promises.with_item(promise, status), told=told)

    def _told(self, key: tuple[str, str], before: str, status: str, audience: frozenset[str] | None) -> Told:
        if audience is None:
            return self.told.without(key)
        known = self.told.get(key, Table({"": before}))
        return self.told.with_item(key, Table({**known, **dict.fromkeys(audience, status)}))

    def audience_of(self, kind: str, name: str) -> frozenset[str] | None:
        """Return who knows of a threat or promise ("threats", "promises") made in private; None: everybody."""
        known = self.told.get((kind, name))
        return None if known is None else frozenset(actor for actor in known if actor)

    def with_consulted(self, *actors: str) -> World:
        """Return the world in which some more actors have been consulted."""
        return self if self.consulted.issuperset(actors) else changed(self, consulted=self.consulted | set(actors))

    def with_deed(self, *deed: str, audience: frozenset[str] | None = None) -> World:
        """Return the world in which somebody did something: actor, deed, object; None: everybody knows."""
        if deed in self.deeds and deed not in self.private:
            return self
        if audience is None:
            return changed(self, deeds=self.deeds | {deed}, private=self.private.without(deed))
        heard = self.private.get(deed, frozenset())
        known = heard | audience
        if deed in self.deeds and known == heard:
            return self
        return changed(self, deeds=self.deeds | {deed}, private=self.private.with_item(deed, known))

    def with_backdown(self, actor: str) -> World:
        """Return the world in which an actor has publicly backed down once more."""
        return changed(self, backdowns=self.backdowns.with_item(actor, self.backdowns.get(actor, 0) + 1))

    def bearing(self, *, deeds: bool) -> tuple[object, ...]:
        """Return what of the world bears on what packages and no deal are worth; `deeds` where threats ask for them."""
        return (
            self.status_quo,
            self.happened,
            self.opened,
            self.movers,
            self.threats,
            self.bases,
            self.signals,
            self.backdowns,
            self.given_up,
            self.facts,
            self.consulted,
            self.consented,
            self.deeds if deeds else None,
            self.turn,
        )

    def before_signature(self) -> World:
        """Return the world in which no agreement has discharged a threat: what no deal is measured in."""
        if DISCHARGED not in self.threats.values():
            return self
        return changed(self, threats=Table({k: STANDING if v == DISCHARGED else v for k, v in self.threats.items()}))

    def as_seen_by(self, actor: str) -> World:
        """Return the world as an actor knows it: without what others do, threaten, promise or notice in private."""
        if not (self.private or self.told or self.signals):
            return self
        views = self._views
        if views is None:
            views = self.__dict__["_views"] = {}
        if actor not in views:
            views[actor] = _seen(self, actor)
        return views[actor]


def _seen(world: World, actor: str) -> World:
    parts: dict[str, Any] = {"private": Table(), "told": Table()}
    hidden = {deed for deed, audience in world.private.items() if actor not in audience}
    if hidden:
        parts["deeds"] = world.deeds - hidden
    if world.signals:
        parts["signals"] = frozenset(signal for signal in world.signals if signal[1] == actor)
    if world.given_up and hidden:
        kept = (pair for pair in world.given_up if (pair[0], "withdraws", pair[1]) not in hidden)
        parts["given_up"] = frozenset(kept)
    if not world.told:
        return changed(world, **parts)
    threats, promises, bases = world.threats, world.promises, world.bases
    for (kind, name), known in world.told.items():
        status = known.get(actor, known[""])
        if kind == "threats":
            threats = threats.with_item(name, status)
            bases = bases.without(name) if status == SILENT else bases
        else:
            promises = promises.with_item(name, status) if status else promises.without(name)
    return changed(world, **parts, threats=threats, promises=promises, bases=bases)


@lru_cache(maxsize=64)  # one value for all plays of a scenario: what is looked up for it is found again
def world_at_start(scenario: Scenario) -> World:
    """Return the world before the opening: the status quo, announced threats standing, facts as listed."""
    return World(
        status_quo=scenario.start,
        threats=Table({t.id: STANDING if t.announced else SILENT for t in scenario.threats.values()}),
        bases=Table({t.id: scenario.start for t in scenario.threats.values() if t.announced}),
        facts=scenario.facts,
        promises=Table({p.id: STANDING for p in scenario.promises.values() if p.announced}),
    )
