"""What one seat may know: never the state, never another seat's numbers (semantics §3).

A View holds a Sheet: the scenario with every other seat's preferences, lines, beliefs and no-deal values taken
out, so that all the library's functions work on it and nothing else can leak.
"""

from __future__ import annotations

from bisect import bisect_left
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
from attrs import evolve, field
from numpy.typing import NDArray

from negotiation.analysis.boxes import BUDGET, in_figures
from negotiation.analysis.expectation import basis_of, expected_worth
from negotiation.analysis.masks import mask
from negotiation.engine.acts import Act
from negotiation.engine.log import Log, Proposal
from negotiation.errors import UsageError
from negotiation.scenario import Actor, Measure, Scenario, Table, Threat
from negotiation.scenario.basis import Number
from negotiation.scenario.changing import made_once
from negotiation.scenario.conditions import Atom, Not, walk
from negotiation.scenario.no_deal import no_deal
from negotiation.scenario.obligations import Obligation
from negotiation.scenario.world import World

if TYPE_CHECKING:
    from negotiation.engine.game import Game


#: Worlds that a seat's sheet remembers what packages are worth in.
MOST_OUTLOOKS = 64

PRIVATE = (
    "salience",
    "values",
    "orders",
    "interactions",
    "red_lines",
    "interests",
    "demands",
    "chains",
    "trust",
    "bias",
)
"""What of an actor no other seat knows."""


@lru_cache(maxsize=128)  # one value for plays of every length: what is looked up for it is found again
def redacted(scenario: Scenario, actor: str) -> Scenario:
    """Return a scenario as one seat knows it: the agenda, what is said in public, and its own numbers only.

    The opening is left out: what the seat heard of it stands in its history.
    """
    strategies = {who: name for who, name in scenario.defaults.strategies.items() if who == actor}
    parts: dict[str, Any] = {
        "actors": [each if each.id == actor else _public(each) for each in scenario.actors.values()],
        "measures": [_seen_measure(each, actor) for each in scenario.measures.values()],
        "threats": [_seen_threat(each, actor) for each in scenario.threats.values()],
        "obligations": [_seen_duty(each, actor) for each in scenario.obligations.values()],
        "claims": [evolve(each, believed=_own(each.believed, actor)) for each in scenario.claims.values()],
        "preconditions": [each for each in scenario.preconditions.values() if each.who == actor],
        "defaults": evolve(scenario.defaults, strategies=Table(strategies)),
        "opening": (),
        "profiles": (),
    }
    return evolve(scenario, **parts, grid=None, record=None, default_profile=None, base=None)


def _own(values: Table[str, Number], actor: str) -> Table[str, Number]:
    return Table({who: value for who, value in values.items() if who == actor})


def _public(actor: Actor) -> Actor:
    nothing: dict[str, Any] = dict.fromkeys(PRIVATE, Table())
    return evolve(
        actor,
        **nothing,
        no_deal=None,
        no_deal_because=None,
        discount=Number(1.0),
        audience_cost=None,
        study_turns=0,
        declines=(),
        preferences="none",
        without_preferences="consents",
    )


def _seen_measure(measure: Measure, actor: str) -> Measure:
    return evolve(measure, effects=Table({who: each for who, each in measure.effects.items() if who == actor}))


def _seen_threat(threat: Threat, actor: str) -> Threat:
    if threat.by == actor:
        return evolve(threat, believed=Table())
    believed = _own(threat.believed, actor)
    probability = believed.get(actor, threat.probability)
    return evolve(threat, probability=probability, believed=believed, backing_down=None)


def _seen_duty(duty: Obligation, actor: str) -> Obligation:
    """Return a duty as one seat knows it: what breaking it would bring or cost its performer is that one's own."""
    if duty.by == actor:
        return duty
    return evolve(duty, temptation=Number(0.0), penalty=Number(0.0), patience=Number(0.0))


class Outlook:
    """What packages are worth to a seat as the world stands, and the order in which it would take them.

    `worth` is an int64 array over all packages in 1e-12 units: what the seat expects to get (A_i); `acceptable` a
    mask: agenda rules hold, none of its absolute lines is crossed, something changes. `basis` is what both depend on;
    `offers` what strategies have worked out from it.
    """

    def __init__(
        self, worth: NDArray[np.int64], acceptable: NDArray[np.bool_], no_deal: int, basis: tuple[object, ...] = ()
    ) -> None:
        self.worth, self.acceptable, self.no_deal, self.basis = worth, acceptable, no_deal, basis
        self.offers: dict[tuple[float, ...], dict[int, int | None]] = {}

    def with_no_deal(self, no_deal: int) -> Outlook:
        """Return the outlook when no deal is worth another value; what has been worked out is kept."""
        found = Outlook(self.worth, self.acceptable, no_deal, self.basis)
        found.__dict__.update({k: v for k, v in self.__dict__.items() if k in ("worths", "signable", "ladder")})
        return found

    @cached_property
    def worths(self) -> list[int]:
        """`worth` as a list, for looking up one package at a time."""
        found: list[int] = self.worth.tolist()
        return found

    @cached_property
    def signable(self) -> list[bool]:
        """`acceptable` as a list, for looking up one package at a time."""
        found: list[bool] = self.acceptable.tolist()
        return found

    @cached_property
    def ladder(self) -> tuple[list[int], list[int]]:
        """The acceptable packages from the least to the most worth, ties by index: (worths, indices)."""
        indices = np.flatnonzero(self.acceptable)
        order = indices[np.argsort(self.worth[indices], kind="stable")]
        return self.worth[order].tolist(), order.tolist()

    @cached_property
    def best(self) -> int:
        """The most that any acceptable package is worth, in units; the no-deal value if none is."""
        worths = self.ladder[0]
        return worths[-1] if worths else self.no_deal

    @cached_property
    def room(self) -> int:
        """How much the best package is worth above no deal; 0 where it is worth less."""
        return max(self.best - self.no_deal, 0)

    def cheapest(self, at_least: int) -> int | None:
        """Return the acceptable package of least worth that is worth `at_least` (lowest index on ties), or None."""
        worths, indices = self.ladder
        place = bisect_left(worths, at_least)
        return indices[place] if place < len(worths) else None


NO_OUTLOOK = Outlook(np.zeros(0, dtype=np.int64), np.zeros(0, dtype=bool), 0)
NOTHING: frozenset[int] = frozenset()


class Sheet:
    """What a seat knows from the start, and what is worked out from it once."""

    def __init__(self, scenario: Scenario, actor: str, horizon: int, prefix: str) -> None:
        self.scenario, self.actor, self.horizon, self.prefix = scenario, actor, horizon, prefix
        self._terms: dict[tuple[int, tuple[int, ...]], Table[str, str]] = {}
        self._standing_by: dict[str, Act] = {}
        self._outlooks: dict[Any, Outlook] = {}
        self.last: tuple[World | None, frozenset[int], Outlook] = (None, NOTHING, NO_OUTLOOK)

    @cached_property
    def acceptable(self) -> NDArray[np.bool_]:
        """Which packages the seat's lines and demands, and the agenda's rules, leave open to it.

        UsageError for an agenda of too many packages to look at each.
        """
        scenario, who = self.scenario, self.scenario.actors[self.actor]
        if 8 * scenario.n_packages > BUDGET:
            cure = "script the seat, or write a strategy that does not look at each"
            raise UsageError("an agenda whose packages a seat can go through", in_figures(scenario.n_packages), cure)
        found = np.ones(scenario.n_packages, dtype=bool)
        conditions = [rule.rule for rule in scenario.rules.values()]
        conditions += [Not(line.never) for line in who.red_lines.values() if line.force == "absolute" and line.never]
        conditions += [line.only_if for line in who.red_lines.values() if line.force == "absolute" and line.only_if]
        binding = [d for d in who.demands.values() if d.force == "absolute" or d.conditions == "talks"]
        conditions += [demand.demand for demand in binding]
        conditions += [Not(Atom("moved", (issue,))) for issue in who.declines]
        for condition in conditions:
            found &= mask(condition, scenario, owner=self.actor)
        return found

    @cached_property
    def _asks_deeds(self) -> bool:
        """Whether any threat asks who did what."""
        asked = (c for threat in self.scenario.threats.values() if threat.if_ is not None for c in walk(threat.if_))
        return any(isinstance(each, Atom) and each.name == "did" for each in asked)

    def outlook(self, world: World, barred: frozenset[int] = frozenset()) -> Outlook:
        """Return what packages are worth to the seat in a world; worked out once for each world that differs.

        `barred` are the indices of packages that were refused for good.
        """
        key = (world.bearing(deeds=self._asks_deeds), barred)
        found = self._outlooks.get(key)
        if found is None:
            if len(self._outlooks) >= MOST_OUTLOOKS:
                self._outlooks.clear()
            found = self._outlooks[key] = self._looked(world, barred)
        self.last = (world, barred, found)
        return found

    def _looked(self, world: World, barred: frozenset[int]) -> Outlook:
        scenario, has_preferences = self.scenario, self.scenario.actors[self.actor].has_preferences
        floor = no_deal(scenario, self.actor, world) or 0 if has_preferences else 0
        basis = (world.status_quo, barred, basis_of(scenario, self.actor, world) if has_preferences else ())
        for same in self._outlooks.values():
            if same.basis == basis:
                return same.with_no_deal(floor)
        acceptable = self.acceptable.copy()
        acceptable[[scenario.index_of(world.status_quo), *barred]] = False
        if not has_preferences:
            return Outlook(np.zeros(scenario.n_packages, dtype=np.int64), acceptable, floor, basis)
        return Outlook(expected_worth(scenario, self.actor, world), acceptable, floor, basis)

    def standing_by(self, label: str) -> Act:
        """Return the act that stands by a text of the seat's."""
        found = self._standing_by.get(label)
        if found is None:
            found = self._standing_by[label] = Act(self.actor, "stands by", (label,))
        return found

    def terms(self, index: int, status_quo: tuple[int, ...]) -> Table[str, str]:
        """Return the options by which a package differs from the status quo."""
        found = self._terms.get((index, status_quo))
        if found is None:
            package = self.scenario.package_at(index)
            moved = {
                issue.id: issue.option_ids[j]
                for issue, j, standing in zip(self.scenario.agenda, package, status_quo, strict=True)
                if j != standing
            }
            found = self._terms[(index, status_quo)] = Table(moved)
        return found


def sheet_of(game: Game, actor: str) -> Sheet:
    """Return the sheet of a seat, made once for a scenario."""
    if actor not in game.sheets:
        game.sheets[actor] = _sheet(game.scenario, actor, game.horizon, game.facts.prefixes.get(actor, ""))
    return game.sheets[actor]


@lru_cache(maxsize=128)
def _sheet(scenario: Scenario, actor: str, horizon: int, prefix: str) -> Sheet:
    return Sheet(redacted(scenario, actor), actor, horizon, prefix)


@made_once
class View:
    """What one seat may know now. Its history is a shared log with a length, never a copy.

    `may` are the deeds open to it; `open` the labels of the texts it may accept; `barred` the indices of the
    packages that were refused for good.
    """

    sheet: Sheet
    _log: Log = field(repr=False)
    n: int
    turn: int
    world: World
    may: tuple[str, ...]
    open: tuple[str, ...]
    barred: frozenset[int] = frozenset()

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle what the seat knows, and nothing that the shared log has been told since."""
        log = self._log.only(range(self.n))
        return (View, (self.sheet, log, self.n, self.turn, self.world, self.may, self.open, self.barred))

    @property
    def actor(self) -> str:
        """Whose view it is."""
        return self.sheet.actor

    @property
    def scenario(self) -> Scenario:
        """The scenario as this seat knows it."""
        return self.sheet.scenario

    @property
    def horizon(self) -> int:
        """The last turn to plan for: the deadline, else the cap."""
        return self.sheet.horizon

    @property
    def outlook(self) -> Outlook:
        """What packages are worth to this seat now."""
        sheet = self.sheet
        world, barred, found = sheet.last
        return found if world is self.world and barred is self.barred else sheet.outlook(self.world, self.barred)

    @property
    def worth(self) -> NDArray[np.int64]:
        """What this seat expects each package to be worth to it, in 1e-12 units."""
        return self.outlook.worth

    @property
    def acceptable(self) -> NDArray[np.bool_]:
        """Which packages this seat may put its name to."""
        return self.outlook.acceptable

    @property
    def no_deal(self) -> int:
        """What no deal is worth to this seat now, by its own beliefs, in units."""
        return self.outlook.no_deal

    @property
    def best(self) -> int:
        """The most that any acceptable package is worth to this seat, in units; its no-deal value if none is."""
        return self.outlook.best

    @property
    def acts(self) -> tuple[tuple[int, Act], ...]:
        """The acts so far that this seat has seen, each with its turn."""
        return tuple(self._log.acts[: self.n])

    def proposal(self, label: str) -> Proposal:
        """Return the text of a label. KeyError when there is none."""
        found = self._log.proposal(label, self.n)
        if found is None:
            raise KeyError(label)
        return found

    def index(self, label: str) -> int:
        """Return the index of the package that a label names."""
        return self._log.proposals[label].index

    @property
    def offers(self) -> tuple[str, ...]:
        """The labels of the others' tabled texts, in the order in which they were last put."""
        return self._labels(own=False)

    @property
    def mine(self) -> tuple[str, ...]:
        """The labels of this seat's tabled texts, in the order in which they were last put."""
        return self._labels(own=True)

    def _labels(self, *, own: bool) -> tuple[str, ...]:
        acts = self._log.acts[: self.n]
        return tuple(
            act.label for _, act in acts if act.deed in ("tables", "stands by") and (act.actor == self.actor) == own
        )

    @property
    def tabled(self) -> str:
        """The label of the last text put by another that stands open to this seat, or ""."""
        return self.open[-1] if self.open else ""

    def last_own(self) -> Proposal | None:
        """Return this seat's last tabled text, or None."""
        return self._log.last_own(self.sheet.actor, self.n)

    def cheapest(self, at_least: int) -> int | None:
        """Return the acceptable package of least worth that is worth `at_least` (lowest index on ties), or None."""
        return self.outlook.cheapest(at_least)

    # -- acts to answer with ---------------------------------------------------------------------------------------

    def say(self, deed: str, *what: str) -> Act:
        """Return an act of this seat; what it is about defaults to the text to be answered, for accepts and rejects."""
        if not what and deed in ("accepts", "rejects"):
            what = (self.tabled,)
        return Act(self.sheet.actor, deed, what)

    def table(self, index: int | None) -> Act:
        """Return the act that tables a package; stands by this seat's last text if it is the same; passes for None."""
        sheet = self.sheet
        if index is None:
            return Act(sheet.actor, "passes")
        last = self._log.last_own(sheet.actor, self.n)
        if last is not None and last.index == index:
            return sheet.standing_by(last.label)
        terms = sheet.terms(index, self.world.status_quo)
        return Act(sheet.actor, "tables", (f"{sheet.prefix}{self.turn}",), terms=terms)
