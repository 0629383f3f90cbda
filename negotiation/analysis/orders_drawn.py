"""A scenario whose preferences are drawn: what does not hang on them is worked out once, the rest draw by draw."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from attrs import evolve, field, frozen

from negotiation.analysis.boxes import BUDGET, Bools, Floats, Ints, require, whole
from negotiation.analysis.constraints import DEMAND, FLOOR, GAIN, GATE, LINE, SIGNATURE, Named, ground_of, named_in
from negotiation.analysis.dials import asks_order
from negotiation.analysis.expectation import expected_worth
from negotiation.analysis.orders_bounds import terms_ask_order
from negotiation.analysis.orders_draws import EVEN, ROWS, Generator, drawn_row, drawn_weights, order_of
from negotiation.analysis.pages import Page
from negotiation.analysis.payoffs import worth
from negotiation.analysis.picks import Nash
from negotiation.errors import UsageError
from negotiation.scenario.actors import Row
from negotiation.scenario.basis import Number
from negotiation.scenario.no_deal import no_deal
from negotiation.scenario.performance import trusts_of
from negotiation.scenario.preferences import units
from negotiation.scenario.table import Table
from negotiation.scenario.world import World

if TYPE_CHECKING:
    from negotiation.scenario.scenario import Scenario


@frozen
class One:
    """One draw: what the candidates are worth to each actor, its start and its floor, in units."""

    scenario: Scenario | None = field(repr=False)
    values: dict[str, Ints]
    expected: dict[str, Ints]
    starts: dict[str, int]
    floors: dict[str, int]

    def gains(self, actor: str, place: int) -> int:
        """Return an actor's change from the start at one of the candidates."""
        return int(self.values[actor][place]) - self.starts[actor]


@frozen
class Drawn:
    """A scenario whose preferences are drawn: what does not hang on them is worked out once."""

    scenario: Scenario
    world: World
    keep: str
    disagreement: str
    spacing: str = EVEN

    def __attrs_post_init__(self) -> None:
        if not self.bargaining:
            raise UsageError("a party with preferences", "none", "give an actor salience and values")
        require(16 * len(self.scenario.agenda) * self.scenario.n_packages, BUDGET, "the options of every package")

    @cached_property
    def actors(self) -> tuple[str, ...]:
        """The actors with preferences, in the order of the file."""
        return tuple(actor.id for actor in self.scenario.actors.values() if actor.has_preferences)

    @cached_property
    def bargaining(self) -> tuple[str, ...]:
        """The parties with preferences."""
        return tuple(actor for actor in self.scenario.parties if self.scenario.actors[actor].has_preferences)

    @cached_property
    def moving(self) -> tuple[Named, ...]:
        """The lines, demands, gates and signatures that hang on what is drawn."""
        return tuple(each for each in named_in(self.scenario) if self._moves(each))

    def _moves(self, named: Named) -> bool:
        constraint = named.constraint
        if constraint.kind in {LINE, DEMAND}:
            who, key = self.scenario.actors[constraint.actor or ""], constraint.name.rpartition(".")[2]
            asked = who.red_lines[key].crossed if constraint.kind == LINE else who.demands[key].demand
            return self.keep != ROWS and constraint.actor in self.actors and asks_order(asked)
        return constraint.kind in {GATE, SIGNATURE} and self._asks_worth(constraint.actor or "")

    def _asks_worth(self, actor: str) -> bool:
        """Return whether an actor's word hangs on somebody's utility."""
        who = self.scenario.actors.get(actor)
        if who is None or actor in self.scenario.parties:
            return False
        return who.has_preferences or any(self._asks_worth(member) for member in who.members)

    @cached_property
    def candidates(self) -> Ints:
        """The indices of the packages that satisfy everything that does not hang on what is drawn."""
        ground = ground_of(self.scenario, self.world)
        allowed = ground.bits((FLOOR, GAIN))
        for each in self.moving:
            allowed |= 1 << ground.places[each.constraint.name]
        return np.flatnonzero(ground.within(allowed))

    @cached_property
    def _options(self) -> Ints:
        return np.array(np.unravel_index(self.candidates, self.scenario.shape), dtype=np.int64)

    @cached_property
    def signing(self) -> dict[str, Bools]:
        """Which candidates need the signature of each actor with preferences."""
        page = self.page(self.scenario)
        return {a: page.signs(a)[self.candidates] for a in page.signatories() if a in self.actors}

    def page(self, scenario: Scenario) -> Page:
        """Return the page of all packages of a scenario."""
        return Page(scenario, self.world, whole(scenario.shape), frozenset(scenario.parties))

    @cached_property
    def orders(self) -> dict[str, tuple[Bools, ...]]:
        """Each actor's orders, issue by issue."""
        issues = [issue.id for issue in self.scenario.agenda]
        return {a: tuple(order_of(self.scenario, a, issue, self.keep) for issue in issues) for a in self.actors}

    @cached_property
    def _beside(self) -> dict[str, tuple[Ints, int]]:
        """What candidates and the start are worth to each actor beside the sum of their parts."""
        blank = tuple((0,) * size for size in self.scenario.shape)
        place, found = self.scenario.index_of(self.scenario.start), {}
        for actor in self.actors:
            rest = worth(self.scenario, actor, self.world, blank)
            found[actor] = rest[self.candidates], int(rest[place])
        return found

    @cached_property
    def _is_plain(self) -> bool:
        """Whether a draw is all that counts: no distrust, no answers and no no-deal values that hang on it."""
        trusting = not any(trusts_of(self.scenario, actor, self.world) for actor in self.actors)
        return trusting and self.disagreement == "start" and not self.moving and not self._turning

    @cached_property
    def _turning(self) -> tuple[str, ...]:
        """The actors to whom packages are worth more or less beside the sum of their parts as their order is drawn."""
        return () if self.keep == ROWS else tuple(a for a in self.actors if terms_ask_order(self.scenario, a))

    def numbers(self, rng: Generator) -> dict[str, tuple[Floats, list[Floats]]]:
        """Return weights and values by actor, drawn."""
        n_issues = len(self.scenario.agenda)
        return {
            actor: (drawn_weights(n_issues, rng), [drawn_row(order, rng, self.spacing) for order in orders])
            for actor, orders in self.orders.items()
        }

    def one(self, rng: Generator) -> One:
        """Return one draw."""
        numbers = self.numbers(rng)
        values, starts = {}, {}
        for actor, (weights, rows) in numbers.items():
            beside, at_start = self._beside[actor]
            parts = [
                np.array([units(float(weight * value)) for value in row], dtype=np.int64)
                for weight, row in zip(weights, rows, strict=True)
            ]
            values[actor] = beside + sum(part[row] for part, row in zip(parts, self._options, strict=True))
            starts[actor] = at_start + sum(int(p[j]) for p, j in zip(parts, self.scenario.start, strict=True))
        if self._is_plain:
            return One(None, values, values, starts, starts)
        scenario = self.with_numbers(numbers)
        for actor in self._turning:
            every = worth(scenario, actor, self.world)
            values[actor], starts[actor] = every[self.candidates], int(every[scenario.index_of(scenario.start)])
        expected = {
            actor: expected_worth(scenario, actor, self.world)[self.candidates]
            if trusts_of(scenario, actor, self.world)
            else values[actor]
            for actor in self.signing
        }
        floors = starts
        if self.disagreement != "start":
            floors = {actor: no_deal(scenario, actor, self.world) or 0 for actor in self.signing}
        return One(scenario, values, expected, starts, floors)

    def with_numbers(self, numbers: dict[str, Any]) -> Scenario:
        """Return the scenario with preferences drawn."""
        actors = self.scenario.actors
        for actor, (weights, rows) in numbers.items():
            salience, values = {}, {}
            for issue, weight, row in zip(self.scenario.agenda, weights, rows, strict=True):
                salience[issue.id] = Number(float(weight))
                scale = "unit" if row.min() == 0 and row.max() == 1 else "as_given"
                drawn = {o: Number(float(value)) for o, value in zip(issue.option_ids, row, strict=True)}
                values[issue.id] = Row(drawn, scale)
            changed = evolve(actors[actor], salience=Table(salience), values=Table(values), orders=Table())
            actors = actors.with_item(actor, changed)
        return evolve(self.scenario, actors=actors, base=None)

    def zone(self, one: One) -> Bools:
        """Return which candidates lie in the zone of a draw."""
        inside = np.ones(len(self.candidates), dtype=np.bool_)
        above = np.zeros(len(self.candidates), dtype=np.bool_)
        for actor, signs in self.signing.items():
            gains = one.expected[actor] - one.floors[actor]
            inside &= ~signs | (gains >= 0)
            above |= signs & (gains > 0)
        if one.scenario is not None and self.moving:
            page = self.page(one.scenario)
            tests = {each.constraint.name: each for each in named_in(one.scenario)}
            for each in self.moving:
                inside &= tests[each.constraint.name].holds(page)[self.candidates]
        return np.asarray(inside & above, dtype=np.bool_)

    def nash(self, one: One, inside: Bools) -> int | None:
        """Return the place among the candidates of the Nash package of a draw, or None."""
        places = np.flatnonzero(inside)
        gains = np.stack([one.values[actor][places] - one.floors[actor] for actor in self.bargaining])
        rule = Nash((1.0,) * len(self.bargaining))
        rule.feed(places, gains)
        best = rule.best()
        return None if best is None else best[0]
