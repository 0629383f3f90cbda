"""Conditions that ask for an order of options, while only part of the order is known: where they may hold, and must."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
from attrs import define, evolve

from negotiation.analysis.boxes import Bools
from negotiation.analysis.dials import ASKING, asks_order
from negotiation.scenario import conditions as c
from negotiation.scenario.table import Table

if TYPE_CHECKING:
    from negotiation.scenario.actors import Actor, Interaction, RedLine
    from negotiation.scenario.measures import Effect, Measure
    from negotiation.scenario.scenario import Scenario


def terms_ask_order(scenario: Scenario, actor: str) -> bool:
    """Return whether what a package is worth to an actor beside the sum of its parts hangs on its order."""
    who = scenario.actors[actor]
    asked = [each.when for each in who.interactions.values()] + [each.when for each in who.chains.values()]
    asked += [line.crossed for line in who.red_lines.values() if line.force == "declared"]
    asked += [demand.demand for demand in who.demands.values() if demand.force == "declared"]
    effects = (measure.effects.get(actor) for measure in scenario.measures.values())
    return any(map(asks_order, [*asked, *(each.when for each in effects if each is not None)]))


def bounded(scenario: Scenario, orders: Mapping[str, tuple[Bools, ...]], *, kindly: bool) -> Scenario:
    """Return a scenario in which no condition asks for an order, at one end of what the orders leave open.

    Parameters
    ----------
    orders : by actor and issue, which options are worth at least as much as which: `(n_options, n_options)`.
    kindly : whether all that is open turns out as its owner would like: lines kept, demands met, gains there and losses
        not; else the other way round.

    Notes
    -----
    Each question is bounded apart, so that the bounds of a condition that asks several may be wider than need be. An
    order is strict where it holds in one direction only.
    """
    actors = {
        actor.id: _Bounds(scenario, actor.id, orders[actor.id]).of_actor(actor, kindly=kindly)
        if actor.id in orders
        else actor
        for actor in scenario.actors.values()
    }
    measures = {each.id: _of_measure(scenario, each, orders, kindly=kindly) for each in scenario.measures.values()}
    return evolve(scenario, actors=Table(actors), measures=Table(measures), base=None)


def _of_measure(
    scenario: Scenario, measure: Measure, orders: Mapping[str, tuple[Bools, ...]], *, kindly: bool
) -> Measure:
    def effect_of(who: str, effect: Effect) -> Effect:
        if who not in orders or effect.when is None:
            return effect
        may = (effect.amount.value > 0) == kindly
        return evolve(effect, when=_Bounds(scenario, who, orders[who]).of(effect.when, may=may))

    return evolve(measure, effects=Table({who: effect_of(who, each) for who, each in measure.effects.items()}))


@define
class _Bounds:
    """What one actor's orders say of conditions that it owns."""

    scenario: Scenario
    owner: str
    orders: tuple[Bools, ...]

    def of_actor(self, who: Actor, *, kindly: bool) -> Actor:
        """Return the actor with its conditions bounded."""

        def line_of(line: RedLine) -> RedLine:
            if not asks_order(line.crossed):
                return line
            return evolve(line, never=self.of(line.crossed, may=not kindly), only_if=None)

        def interaction_of(each: Interaction) -> Interaction:
            return evolve(each, when=self.of(each.when, may=(each.amount.value > 0) == kindly))

        return evolve(
            who,
            red_lines=Table({name: line_of(each) for name, each in who.red_lines.items()}),
            demands=Table(
                {name: evolve(each, demand=self.of(each.demand, may=kindly)) for name, each in who.demands.items()}
            ),
            interactions=Table({name: interaction_of(each) for name, each in who.interactions.items()}),
            chains=Table(
                {name: evolve(each, when=self.of(each.when, may=not kindly)) for name, each in who.chains.items()}
            ),
        )

    def of(self, condition: c.Condition, *, may: bool) -> c.Condition:
        """Return a condition that holds wherever this one may hold; or, not `may`, only where it must."""
        match condition:
            case c.Atom(name) if name in ASKING:
                return self._asked(condition, may=may)
            case c.Not(of):
                return c.Not(self.of(of, may=not may))
            case c.And(of):
                return c.And(tuple(self.of(each, may=may) for each in of))
            case c.Or(of):
                return c.Or(tuple(self.of(each, may=may) for each in of))
            case c.Implies(if_, then):
                return c.Implies(self.of(if_, may=not may), self.of(then, may=may))
            case c.Count("exactly", n, of):
                both = c.Count("at_least", n, of), c.Count("at_most", n, of)
                return c.And(tuple(self.of(each, may=may) for each in both))
            case c.Count(kind, n, of):
                upwards = may if kind == "at_least" else not may
                return c.Count(kind, n, tuple(self.of(each, may=upwards) for each in of))
            case _:
                return condition

    def _asked(self, atom: c.Atom, *, may: bool) -> c.Condition:
        place, issue = self.scenario.places[atom.args[0]], self.scenario.issues[atom.args[0]]
        order = self.orders[place]
        if atom.name == "improved":
            other = self.scenario.start[place]
            chosen = ~order[other] if may else order[:, other] & ~order[other]
        else:
            sought = atom.args[1] if len(atom.args) > 1 else self.scenario.actors[self.owner].positions[issue.id].seeks
            other = issue.place(sought or "")
            chosen = ~(order[other] & ~order[:, other]) if may else order[:, other]
        options = tuple(issue.option_ids[j] for j in np.flatnonzero(chosen))
        return c.Among(issue.id, options) if options else c.Constant(value=False)
