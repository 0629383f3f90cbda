"""What the zone asks of a package that is too far away to look at: formulas over options, and values to reach.

What belongs here: each constraint of `constraints` as an ask, whether a package meets one, and how asks come apart. The
program that looks for packages is in `programs`, the frontier of those that meet all in `structured_zone`.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import combinations
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
from attrs import evolve, field, frozen

from negotiation.analysis.constraints import CHANGE, GAIN, Constraint, named_in
from negotiation.analysis.formulas import Formula, among, conjuncts, formula, holds_on, negated, tally
from negotiation.analysis.separable import Separable, lines_of, separable
from negotiation.errors import UsageError
from negotiation.scenario import conditions as c
from negotiation.scenario.binding import bind
from negotiation.scenario.no_deal import no_deal
from negotiation.scenario.performance import detections, expected_parts, trusts_of
from negotiation.scenario.preferences import utility

if TYPE_CHECKING:
    from negotiation.scenario.actors import Actor
    from negotiation.scenario.scenario import Scenario
    from negotiation.scenario.world import World

#: Cases up to which an ask is taken apart; each is a frontier of its own.
MOST_CASES = 256


class CasesError(UsageError):
    """Gates, signatures and blocs leave too many cases to tell apart."""


@frozen
class Worth:
    """A package is worth at least so much to an actor, in units of 1e-12, on a scale made for that actor alone."""

    actor: str
    least: int
    scale: Separable = field(repr=False)


@frozen
class Every:
    """Every one of some asks is met."""

    parts: tuple[Ask, ...]


@frozen
class Some:
    """At least one of some asks is met."""

    parts: tuple[Ask, ...]


Ask: TypeAlias = Formula | Worth | Every | Some


def every(parts: Iterable[Ask]) -> Ask:
    """Return the ask that all of some are met, a formula where they all are."""
    open_ = [part for part in parts if part is not True]
    formulas = [part for part in open_ if not isinstance(part, Worth | Every | Some)]
    settled = tally(len(formulas), len(formulas), formulas)
    others = tuple(part for part in open_ if isinstance(part, Worth | Every | Some))
    if settled is False or not others:
        return settled
    return others[0] if settled is True and len(others) == 1 else Every((settled, *others))


def some(parts: Iterable[Ask]) -> Ask:
    """Return the ask that one of some is met, a formula where they all are."""
    open_ = [part for part in parts if part is not False]
    formulas = [part for part in open_ if not isinstance(part, Worth | Every | Some)]
    settled = tally(1, len(formulas), formulas)
    others = tuple(part for part in open_ if isinstance(part, Worth | Every | Some))
    if settled is True or not others:
        return settled
    return others[0] if settled is False and len(others) == 1 else Some((settled, *others))


def is_met(ask: Ask, package: tuple[int, ...]) -> bool:
    """Return whether a package other than the start meets an ask, in whole numbers."""
    match ask:
        case Worth(_, least, scale):
            return int(scale.worth(package)[0]) >= least
        case Every(parts):
            return all(is_met(part, package) for part in parts)
        case Some(parts):
            return any(is_met(part, package) for part in parts)
        case _:
            return holds_on(ask, package)


# -- how asks come apart -----------------------------------------------------------------------------------------------


@frozen
class Case:
    """One way to meet an ask: every limit holds and every floor is reached, one floor a scale."""

    limits: tuple[Formula, ...] = ()
    floors: tuple[Worth, ...] = ()

    def beside(self, other: Case) -> Case:
        """Return the case that asks for both."""
        highest: dict[Separable, Worth] = {}
        for each in (*self.floors, *other.floors):
            if each.scale not in highest or highest[each.scale].least < each.least:
                highest[each.scale] = each
        return Case(tuple(dict.fromkeys((*self.limits, *other.limits))), tuple(highest.values()))

    def includes(self, other: Case) -> bool:
        """Return whether it plainly asks for no more than another."""
        reached = {each.scale: each.least for each in other.floors}
        asked = all(each.scale in reached and each.least <= reached[each.scale] for each in self.floors)
        return asked and set(self.limits) <= set(other.limits)


def cases_of(ask: Ask) -> tuple[Case, ...]:
    """Return cases of which a package that meets an ask satisfies one or more, and no other package any.

    Raises CasesError when there are too many.
    """
    match ask:
        case Worth():
            return (Case(floors=(ask,)),)
        case Every(parts):
            found: tuple[Case, ...] = (Case(),)
            for part in parts:
                found = _fewest(one.beside(other) for one in found for other in cases_of(part))
            return found
        case Some(parts):
            return _fewest(case for part in parts for case in cases_of(part))
        case False:
            return ()
        case _:
            return (Case(tuple(each for each in conjuncts(ask) if each is not True)),)


def _fewest(cases: Iterable[Case]) -> tuple[Case, ...]:
    """Return cases without those that another includes."""
    found: list[Case] = []
    for case in cases:
        if not any(kept.includes(case) for kept in found):
            found = [kept for kept in found if not case.includes(kept)]
            found.append(case)
            if len(found) > MOST_CASES:
                expected = f"gates, signatures and blocs that leave at most {MOST_CASES} cases to tell apart"
                raise CasesError(expected, "more", "ask best_packages for single exact packages")
    return tuple(found)


# -- what constraints ask ----------------------------------------------------------------------------------------------


@frozen
class Asks:
    """What each constraint of a scenario asks of a package other than the start."""

    scenario: Scenario
    world: World
    _scales: dict[tuple[str, float | None], Separable] = field(factory=dict, init=False, eq=False, repr=False)

    def of(self, constraint: Constraint) -> Ask:
        """Return what a constraint asks."""
        scenario, actor, key = self.scenario, constraint.actor or "", constraint.name.rpartition(".")[2]
        match constraint.kind:
            case "rule":
                return self.formula(scenario.rules[key].rule)
            case "line":
                line = scenario.actors[actor].red_lines[key]
                kept = (
                    self.formula(line.only_if, actor)
                    if line.never is None
                    else negated(self.formula(line.never, actor))
                )
                return some((negated(self.bound(actor)), kept))
            case "demand":
                return self.formula(scenario.actors[actor].demands[key].demand, actor)
            case "gate":
                gate = scenario.gates[key]
                return some((negated(self.stands(gate.when)), self.yes(actor, lines=False)))
            case "signature":
                return some((negated(self.signs(actor)), self.yes(actor, lines=False)))
            case "no_deal":
                return some((negated(self.signs(actor)), self.expects(actor, self.floor(actor))))
            case _:
                return self.gain(actor.id for actor in scenario.actors.values())

    def but_gain(self) -> Ask:
        """Return all that the zone asks of a package, except that somebody gains."""
        named = (each.constraint for each in named_in(self.scenario))
        return every(self.of(each) for each in named if each.kind not in (CHANGE, GAIN))

    def gain(self, actors: Iterable[str], least: int = 1) -> Ask:
        """Return where one of some actors signs and is above its no-deal value, as it expects, by so many units."""
        able = [actor for actor in actors if self.scenario.actors[actor].has_preferences]
        return some(every((self.signs(each), self.expects(each, self.floor(each) + least))) for each in able)

    def floor(self, actor: str) -> int:
        """Return what no deal is worth to an actor with preferences, in units."""
        return no_deal(self.scenario, actor, self.world) or 0

    def worth(self, actor: str, least: int) -> Worth:
        """Return where a package is worth at least so much to an actor."""
        return Worth(actor, least, self.scale(actor))

    def expects(self, actor: str, least: int) -> Ask:
        """Return where a package is worth at least so much to an actor as it expects it to be performed.

        What it expects adds up over issues once the option of the verification issue is known.
        """
        if not trusts_of(self.scenario, actor, self.world):
            return self.worth(actor, least)
        place, rates = detections(self.scenario)
        if place < 0:
            return Worth(actor, least, self.scale(actor, rates[0]))
        settled = (among(place, (j,), len(rates)) for j in range(len(rates)))
        values = (Worth(actor, least, self.scale(actor, rate)) for rate in rates)
        return some(every(pair) for pair in zip(settled, values, strict=True))

    def scale(self, actor: str, detection: float | None = None) -> Separable:
        """Return what packages are worth to an actor, or what it expects where violations are detected so often."""
        key = (actor, detection)
        if key not in self._scales:
            found = separable(self.scenario, (actor,), self.world, rules=False)
            if detection is not None:
                trusts = trusts_of(self.scenario, actor, self.world)
                parts = expected_parts(self.scenario, actor, trusts, detection, self.world.status_quo)
                found = evolve(found, rows=tuple(np.array([part], dtype=np.int64) for part in parts))
            self._scales[key] = found
        return self._scales[key]

    def formula(self, condition: c.Condition | None, owner: str | None = None) -> Formula:
        """Return a condition as a formula, what it asks about the world answered."""
        return formula(self._answered(condition or c.TRUE), self.scenario, owner)

    def _answered(self, condition: c.Condition) -> c.Condition:
        start = self.scenario.start
        if not c.issues_in(condition):
            return c.Constant(value=bind(condition, self.scenario, None)(start, self.world, start))
        match condition:
            case c.Not(of):
                return c.Not(self._answered(of))
            case c.And(of) | c.Or(of):
                return type(condition)(tuple(map(self._answered, of)))
            case c.Implies(if_, then):
                return c.Implies(self._answered(if_), self._answered(then))
            case c.Count(kind, n, of):
                return c.Count(kind, n, tuple(map(self._answered, of)))
            case _:
                return condition

    def stands(self, when: c.Condition | None) -> Formula:
        """Return where a gate stands."""
        return True if when is None else self.formula(when)

    def signs(self, actor: str) -> Formula:
        """Return where an actor's signature is needed."""
        if actor in self.scenario.parties:
            return True
        parts = []
        for k, issue in enumerate(self.scenario.agenda):
            named = (j for j, option in enumerate(issue.options) if actor in option.signs and j != issue.start)
            parts.append(among(k, named, len(issue.options)))
        return tally(1, len(parts), parts)

    def bound(self, actor: str) -> Formula:
        """Return where an actor's absolute lines bind it: where it signs, or a gate of its own stands."""
        gates = self.scenario.gates.values()
        asked = [g for g in gates if g.who == actor and g.force == "constitutive" and g.must != "be_consulted"]
        parts = [self.signs(actor), *(self.stands(gate.when) for gate in asked)]
        return tally(1, len(parts), parts)

    def yes(self, actor: str, *, lines: bool = True) -> Ask:
        """Return where an actor's word is yes, its own lines left out where they are named apart."""
        who = self.scenario.actors.get(actor)
        if who is None or actor in self.scenario.parties:
            return who is not None
        kept = tuple(lines_of(self.scenario, actor)) if lines else ()
        if who.members:
            return every((*kept, self._bloc(who)))
        if who.has_preferences:
            return every(
                (*kept, self.worth(actor, utility(self.scenario, actor, self.scenario.start, self.world) or 0))
            )
        return every((*kept, who.without_preferences == "consents"))

    def not_no(self, actor: str) -> Ask:
        """Return where an actor does not say no."""
        who = self.scenario.actors.get(actor)
        if who is None or actor in self.scenario.parties or who.has_preferences:
            return self.yes(actor)
        kept = lines_of(self.scenario, actor)
        if not who.members:
            return every(kept)
        if who.decides_by == "unanimity":
            return every((*kept, *map(self.not_no, who.members)))
        if who.decides_by == "leader":
            return every((*kept, self._unvetoed(who), self.not_no(who.leader or "")))
        return every((*kept, self._bloc(who)))

    def _unvetoed(self, who: Actor) -> Ask:
        return every(self.not_no(member) for member in who.members if member in who.vetoes)

    def _bloc(self, who: Actor) -> Ask:
        if who.decides_by == "consensus":
            return every(map(self.not_no, who.members))
        if who.decides_by == "unanimity":
            return every(map(self.yes, who.members))
        if who.decides_by == "leader":
            return every((self._unvetoed(who), self.yes(who.leader or "")))
        winning = some(every(map(self.yes, each)) for each in _majorities(who))
        return every((self._unvetoed(who), winning))


def _majorities(who: Actor) -> list[tuple[str, ...]]:
    """Return the smallest sets of members that weigh more than half."""
    weight = {member: who.weights[member].value if member in who.weights else 1.0 for member in who.members}
    found: list[tuple[str, ...]] = []
    for size in range(len(who.members) + 1):
        for each in combinations(who.members, size):
            if 2 * sum(weight[m] for m in each) > sum(weight.values()) and not any(set(f) <= set(each) for f in found):
                found.append(each)
    return found
