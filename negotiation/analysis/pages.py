"""Who would say what to each package: rules, red lines, consent, signatures and gates, over a box of packages.

The array form of `negotiation.scenario.agreement`, tested equal to it package by package.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

import numpy as np
import numpy.typing as npt
from attrs import field, frozen

from negotiation.analysis.boxes import BUDGET, Bools, Box, Ints, boxes, require
from negotiation.analysis.expectation import expected_worth
from negotiation.analysis.masks import flat, local_mask
from negotiation.analysis.payoffs import BOX_SIZE, WORKING_BYTES, worth
from negotiation.scenario.agreement import discharges
from negotiation.scenario.no_deal import no_deal
from negotiation.scenario.preferences import utility

if TYPE_CHECKING:
    from negotiation.scenario.actors import Actor, RedLine
    from negotiation.scenario.conditions import Condition
    from negotiation.scenario.issues import Gate
    from negotiation.scenario.scenario import Scenario
    from negotiation.scenario.world import World

Array = TypeVar("Array", bound=npt.NDArray[Any])
Words: TypeAlias = npt.NDArray[np.int8]

NO, SILENT, YES = -1, 0, 1
#: Members up to which a bloc's rule is tabulated over all their words; beyond, only over those that occur.
FEW_MEMBERS = 8


@frozen
class Page:
    """One box of packages, and what is asked about it; everything is worked out once, when it is first asked for.

    Every array has the axis (n_packages,): the box's packages in order of index.

    Parameters
    ----------
    scenario, world, box : which packages, in which state of the world.
    accepted : who is taken to accept every package that needs its signature: those with a seat at the table.
    """

    scenario: Scenario
    world: World
    box: Box
    accepted: frozenset[str]
    _kept: dict[tuple[str, ...], Any] = field(factory=dict, init=False, eq=False, repr=False)

    def worth(self, actor: str) -> Ints:
        """Return what each package is worth to an actor with preferences, in units."""
        return self._once(lambda: worth(self.scenario, actor, self.world, box=self.box), "worth", actor)

    def expected(self, actor: str) -> Ints:
        """Return what each package is worth to an actor as it expects it to be performed, in units."""
        return self._once(lambda: expected_worth(self.scenario, actor, self.world, box=self.box), "expected", actor)

    @property
    def start(self) -> int | None:
        """The position of the status quo at the start, or None where it is not in the box."""
        return self._position(self.scenario.start)

    def _position(self, package: tuple[int, ...]) -> int | None:
        position = self.scenario.index_of(package) - self.box.first
        return position if 0 <= position < self.box.size else None

    def feasible(self) -> Bools:
        """Return which packages obey every agenda rule."""

        def rules() -> Bools:
            found = np.ones(self.box.size, dtype=np.bool_)
            for rule in self.scenario.rules.values():
                found &= self.holds(rule.rule)
            return found

        return self._once(rules, "feasible")

    def holds(self, condition: Condition, owner: str | None = None) -> Bools:
        """Return on which packages a condition holds; one made at the start, as rules, lines and gates are."""
        return flat(local_mask(condition, self.scenario, self.box, owner=owner, world=self.world), self.box)

    def crosses(self, actor: str, line: RedLine) -> Bools:
        """Return which packages cross one red line; the status quo at the start crosses none."""
        condition = line.only_if if line.never is None else line.never
        assert condition is not None  # noqa: S101 - RedLine has exactly one
        holds = self.holds(condition, actor)
        if line.never is None:
            holds = ~holds
        if self.start is not None:
            holds[self.start] = False
        return holds

    def crossed(self, actor: str, force: str | None = "absolute") -> Bools:
        """Return which packages cross any of an actor's red lines of a force (None: of either)."""

        def lines() -> Bools:
            found = np.zeros(self.box.size, dtype=np.bool_)
            for line in self.scenario.actors[actor].red_lines.values():
                if force in (None, line.force):
                    found |= self.crosses(actor, line)
            return found

        return self._once(lines, "crossed", actor, force or "")

    def unmet(self, actor: str) -> Bools:
        """Return which packages leave an absolute demand of a party unmet; none for others."""

        def demands() -> Bools:
            found = np.zeros(self.box.size, dtype=np.bool_)
            for demand in self.scenario.actors[actor].demands.values() if actor in self.scenario.parties else ():
                if demand.force == "absolute":
                    found |= ~self.holds(demand.demand, actor)
            return found

        return self._once(demands, "unmet", actor)

    # -- consent ---------------------------------------------------------------------------------------------------

    def word(self, actor: str) -> Words:
        """Return an actor's word on each package by computation: YES, NO or SILENT, as `agreement.answer` gives it."""
        return self._once(lambda: self._word(actor), "word", actor)

    def _word(self, actor: str) -> Words:
        if actor in self.accepted:
            return np.full(self.box.size, YES, dtype=np.int8)
        who = self.scenario.actors.get(actor)
        if who is None:
            return np.full(self.box.size, NO, dtype=np.int8)
        if who.members:
            words = self.members_word(actor).copy()
        elif who.has_preferences:
            at_least = utility(self.scenario, actor, self.scenario.start, self.world) or 0
            words = np.where(self.worth(actor) >= at_least, np.int8(YES), np.int8(NO))
        else:
            words = np.full(self.box.size, YES if who.without_preferences == "consents" else SILENT, dtype=np.int8)
        words[self.crossed(actor) | self.unmet(actor)] = NO
        return words

    def members_word(self, bloc: str) -> Words:
        """Return what a bloc's rule makes of its members' words, its own lines left out."""
        return self._once(lambda: self._bloc(self.scenario.actors[bloc]), "members_word", bloc)

    def _bloc(self, who: Actor) -> Words:
        """Apply a bloc's rule to each combination of its members' words."""
        words = [self.word(member) for member in who.members]
        code = np.zeros(self.box.size, dtype=np.int64)
        for each in words:
            code = code * 3 + (each + 1)
        if len(words) <= FEW_MEMBERS:
            table = [_decide(who, _spelt(value, len(words))) for value in range(3 ** len(words))]
            return np.array(table, dtype=np.int8)[code]
        found, where = np.unique(code, return_inverse=True)
        return np.array([_decide(who, _spelt(int(value), len(words))) for value in found], dtype=np.int8)[where]

    # -- signatures, gates, validity -------------------------------------------------------------------------------

    def signs(self, actor: str) -> Bools:
        """Return which packages need an actor's signature: a party all; else moved options say so."""

        def needed() -> Bools:
            if actor in self.scenario.parties:
                return np.ones(self.box.size, dtype=np.bool_)
            found = np.zeros((1,) * len(self.box.places), dtype=np.bool_)
            for k, (issue, start) in enumerate(zip(self.scenario.agenda, self.scenario.start, strict=True)):
                named = [actor in option.signs and j != start for j, option in enumerate(issue.options)]
                if any(named):
                    found = found | self.box.along(np.array(named), k).astype(np.bool_)
            return flat(found, self.box)

        return self._once(needed, "signs", actor)

    def signatories(self) -> tuple[str, ...]:
        """Return everyone who must sign some package: the parties, then others in the order of the agenda."""
        named = (name for issue in self.scenario.agenda for option in issue.options for name in option.signs)
        return tuple(dict.fromkeys((*self.scenario.parties, *named)))

    def stands(self, gate: Gate) -> Bools:
        """Return before which packages a gate stands."""
        return np.ones(self.box.size, dtype=np.bool_) if gate.when is None else self.holds(gate.when)

    def passes(self, gate: Gate) -> Bools:
        """Return which packages a gate lets through: those that it does not stand before, or whose holder says yes."""
        if gate.must == "be_consulted":
            return np.ones(self.box.size, dtype=np.bool_)
        return np.asarray(~self.stands(gate) | (self.word(gate.who) == YES), dtype=np.bool_)

    def signable(self, actor: str) -> Bools:
        """Return which packages lack nothing of an actor: no signature, or a yes, no line crossed, no demand unmet."""
        wanted = (self.word(actor) == YES) & ~self.crossed(actor) & ~self.unmet(actor)
        return np.asarray(~self.signs(actor) | wanted, dtype=np.bool_)

    def changes(self) -> Bools:
        """Return which packages change something: every one but the status quo, which may still discharge a threat."""
        found = np.ones(self.box.size, dtype=np.bool_)
        position = self._position(self.world.status_quo)
        if position is not None:
            found[position] = bool(discharges(self.scenario, self.world.status_quo, self.world))
        return found

    def valid(self, *, gates: bool = True) -> Bools:
        """Return which packages would be valid if accepted by `accepted`, with or without constitutive gates."""
        found = self.feasible() & self.changes()
        for actor in self.signatories():
            found &= self.signable(actor)
        for gate in self.scenario.gates.values() if gates else ():
            if gate.force == "constitutive":
                found &= self.passes(gate)
        return found

    def gains(self, actor: str) -> Ints:
        """Return what each package is expected to be worth to an actor beyond its own no-deal value, in units."""
        floor = no_deal(self.scenario, actor, self.world)
        assert floor is not None  # noqa: S101 - callers ask for actors with preferences
        return self.expected(actor) - floor

    def better(self) -> Bools:
        """Return which packages leave no signatory with preferences below its no-deal value, and one above it."""
        none_below = np.ones(self.box.size, dtype=np.bool_)
        one_above = np.zeros(self.box.size, dtype=np.bool_)
        for actor in self.signatories():
            if actor in self.scenario.actors and self.scenario.actors[actor].has_preferences:
                gain, signs = self.gains(actor), self.signs(actor)
                none_below &= ~signs | (gain >= 0)
                one_above |= signs & (gain > 0)
        return none_below & one_above

    def _once(self, make: Callable[[], Array], *key: str) -> Array:
        if key not in self._kept:
            self._kept[key] = make()
        kept: Array = self._kept[key]
        return kept


def pages(
    scenario: Scenario, world: World, accepted: Iterable[str] | None = None, budget: int = BUDGET
) -> Iterator[Page]:
    """Yield pages that cover all packages in order of index and keep within a budget of bytes.

    `accepted` are taken to accept; the parties if left out. Raises UsageError when the budget is too small even for
    the smallest useful page.
    """
    each = WORKING_BYTES + 24 * len(scenario.actors) + len(scenario.gates)
    require(each * min(scenario.n_packages, 1024), budget, "the smallest useful page of packages")
    signed = frozenset(scenario.parties if accepted is None else accepted)
    for box in boxes(scenario.shape, min(BOX_SIZE, budget // each)):
        yield Page(scenario, world, box, signed)


def judged_apart(scenario: Scenario, world: World) -> tuple[tuple[int, ...], ...]:
    """Return the packages that are not like the others: the start crosses no line, the status quo changes nothing."""
    return tuple(dict.fromkeys((scenario.start, world.status_quo)))


def page_of(scenario: Scenario, world: World, package: tuple[int, ...]) -> Page:
    """Return the page of a single package, accepted by the parties."""
    options = tuple(range(j, j + 1) for j in package)
    box = Box(tuple(range(len(package))), options, scenario.index_of(package))
    return Page(scenario, world, box, frozenset(scenario.parties))


def _spelt(code: int, n_members: int) -> list[int]:
    """Return the members' words that a code in base three stands for."""
    words = []
    for _ in range(n_members):
        code, digit = divmod(code, 3)
        words.append(digit - 1)
    return words[::-1]


def _decide(who: Actor, words: list[int]) -> int:
    """Return a bloc's word for its members' words."""
    by_member = dict(zip(who.members, words, strict=True))
    against = [member for member, word in by_member.items() if word == NO]
    if any(member in who.vetoes for member in against):
        return NO
    if who.decides_by == "leader":
        return by_member[who.leader or ""]
    if who.decides_by == "majority":
        weight = {member: who.weights[member].value if member in who.weights else 1.0 for member in who.members}
        in_favour = sum(weight[member] for member, word in by_member.items() if word == YES)
        return YES if 2 * in_favour > sum(weight.values()) else NO
    if against:
        return NO
    return SILENT if who.decides_by == "unanimity" and SILENT in words else YES
