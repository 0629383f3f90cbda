"""What stands between packages and agreement, named one by one: lines, rules, gates, signatures, no-deal values.

What belongs here: the constraints and which packages break which. What follows from them is in `gap`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cached_property, partial
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from attrs import evolve, field, frozen

from negotiation.analysis.boxes import BUDGET, Bools, Ints, require
from negotiation.analysis.hitting import bits_of, minimal
from negotiation.analysis.pages import YES, Page, pages
from negotiation.scenario.basis import Basis
from negotiation.scenario.preferences import utility
from negotiation.scenario.world import World, world_at_start

if TYPE_CHECKING:
    from negotiation.scenario.actors import RedLine
    from negotiation.scenario.issues import Gate, Rule
    from negotiation.scenario.scenario import Scenario
    from negotiation.scenario.talking import Demand

RULE, LINE, DEMAND, GATE, SIGNATURE, FLOOR = "rule", "line", "demand", "gate", "signature", "no_deal"
CHANGE, GAIN = "change", "gain"

#: Constraints written in one machine word; a scenario with more takes several.
WORD_BITS = 63


@frozen
class Constraint:
    """One thing that a package must satisfy to lie in the zone.

    Parameters
    ----------
    name : a path such as `actors.russia.red_lines.three_demands`, `actors.russia.demands.text`, `rules.whole`,
        `gates.allies_ratify`, `actors.russia.no_deal` (no signatory below its no-deal value), `actors.nato.signature`
        (the word of a signatory without a seat), `something_changes`, or `someone_gains` (one signatory above its
        no-deal value).
    kind : rule, line, demand, gate, signature, no_deal, change or gain.
    actor : whose line, word or no-deal value it is; None for rules, for change and for gain.
    must : what is asked of an actor without a seat: sign, consent or ratify; "" for one with a seat.
    basis : who answers for it.
    mask : bool array `(n_packages,)`, which packages satisfy it; None where they were too many to hold.
    """

    name: str
    kind: str
    actor: str | None = None
    must: str = ""
    basis: Basis | None = None
    mask: Bools | None = field(default=None, eq=False, repr=False)


@frozen
class Named:
    """A constraint, and how to tell on a page of packages which satisfy it."""

    constraint: Constraint
    holds: Callable[[Page], Bools] = field(eq=False, repr=False)


def named_in(scenario: Scenario) -> Iterator[Named]:
    """Yield every constraint of a scenario with its test, in the order of the file: rules, actors, gates, the rest.

    Together they are the zone: absolute lines bind an actor where it signs or must consent, absolute demands a party;
    consent is asked apart from its holder's own lines; a bloc's word is one constraint, its members' lines included.
    """
    for rule in scenario.rules.values():
        yield Named(Constraint(f"rules.{rule.id}", RULE, basis=rule.basis), partial(_obeys, rule))
    for actor in scenario.actors:
        yield from _of_actor(scenario, actor)
    for gate in _constitutive(scenario):
        yield Named(Constraint(f"gates.{gate.id}", GATE, gate.who, gate.must, gate.basis), partial(_passes, gate))
    yield Named(Constraint("something_changes", CHANGE), Page.changes)
    yield Named(Constraint("someone_gains", GAIN), _someone_gains)


def _constitutive(scenario: Scenario) -> Iterator[Gate]:
    return (g for g in scenario.gates.values() if g.force == "constitutive" and g.must != "be_consulted")


def _of_actor(scenario: Scenario, actor: str) -> Iterator[Named]:
    who, seated = scenario.actors[actor], actor in scenario.parties
    signs = seated or any(actor in o.signs for issue in scenario.agenda for o in issue.options)
    gates = tuple(gate for gate in _constitutive(scenario) if gate.who == actor)
    must = "" if seated else "sign" if signs else next((gate.must for gate in gates), "")
    for line in who.red_lines.values() if signs or gates else ():
        if line.force == "absolute":
            name = f"actors.{actor}.red_lines.{line.id}"
            yield Named(Constraint(name, LINE, actor, must, line.basis), partial(_keeps, actor, line, gates))
    for demand in who.demands.values() if seated else ():
        if demand.force == "absolute":
            name = f"actors.{actor}.demands.{demand.id}"
            yield Named(Constraint(name, DEMAND, actor, basis=demand.basis), partial(_meets, actor, demand))
    if signs and not seated:
        yield Named(Constraint(f"actors.{actor}.signature", SIGNATURE, actor, must, who.basis), partial(_signs, actor))
    if signs and who.has_preferences:
        basis = scenario.numbers if who.no_deal is None else scenario.basis_of(who.no_deal)
        yield Named(Constraint(f"actors.{actor}.no_deal", FLOOR, actor, must, basis), partial(_at_least, actor))


def _obeys(rule: Rule, page: Page) -> Bools:
    return page.holds(rule.rule)


def _keeps(actor: str, line: RedLine, gates: Iterable[Gate], page: Page) -> Bools:
    binds = page.signs(actor)
    for gate in gates:
        binds = binds | page.stands(gate)
    return ~binds | ~page.crosses(actor, line)


def _meets(actor: str, demand: Demand, page: Page) -> Bools:
    return page.holds(demand.demand, actor)


def _passes(gate: Gate, page: Page) -> Bools:
    return ~page.stands(gate) | _consents(page, gate.who)


def _signs(actor: str, page: Page) -> Bools:
    return ~page.signs(actor) | _consents(page, actor)


def _at_least(actor: str, page: Page) -> Bools:
    return ~page.signs(actor) | (page.gains(actor) >= 0)


def _consents(page: Page, actor: str) -> Bools:
    """Return which packages an actor consents to, its own lines left out."""
    who = page.scenario.actors.get(actor)
    if who is None or actor in page.accepted:
        return np.asarray(page.word(actor) == YES, dtype=np.bool_)
    if who.members:
        return np.asarray(page.members_word(actor) == YES, dtype=np.bool_)
    if who.has_preferences:
        at_least = utility(page.scenario, actor, page.scenario.start, page.world) or 0
        return np.asarray(page.worth(actor) >= at_least, dtype=np.bool_)
    return np.full(page.box.size, who.without_preferences == "consents", dtype=np.bool_)


def _someone_gains(page: Page) -> Bools:
    found = np.zeros(page.box.size, dtype=np.bool_)
    for actor in page.signatories():
        if page.scenario.actors[actor].has_preferences:
            found |= page.signs(actor) & (page.gains(actor) > 0)
    return found


@frozen
class Ground:
    """Which packages break which constraints.

    Parameters
    ----------
    scenario, world : whose constraints, in which state of the world.
    constraints : every one by name, without masks; those are in `codes`.
    codes : int64 array `(n_words, n_packages)`, read-only; bit i of word w: constraint w · 63 + i is broken.
    """

    scenario: Scenario = field(repr=False)
    world: World = field(repr=False)
    constraints: tuple[Constraint, ...]
    codes: Ints = field(eq=False, repr=False)

    @cached_property
    def places(self) -> dict[str, int]:
        """The index of each constraint by name."""
        return {each.name: i for i, each in enumerate(self.constraints)}

    @property
    def _found(self) -> tuple[list[int], list[int]]:
        if len(self.codes) == 1:
            found, first = np.unique(self.codes[0], return_index=True)
            return [int(code) for code in found], [int(i) for i in first]
        rows, first = np.unique(self.codes, axis=1, return_index=True)
        numbers = [sum(int(word) << (WORD_BITS * w) for w, word in enumerate(column)) for column in rows.T]
        return numbers, [int(i) for i in first]

    @cached_property
    def patterns(self) -> dict[int, int]:
        """Every set of constraints, a bit each, that is all that some package breaks, with its first such package.

        Only packages that change something: that an agreement does is no demand of anybody's.
        """
        unchanged = self.bits((CHANGE,))
        return {code: first for code, first in zip(*self._found, strict=True) if not code & unchanged}

    @cached_property
    def minimal_patterns(self) -> tuple[int, ...]:
        """The sets that contain no other: the least that must give way for some package to lie in the zone."""
        return minimal(self.patterns)

    @property
    def is_open(self) -> bool:
        """Whether a package breaks no constraint: whether there is a zone."""
        return self.minimal_patterns == (0,)

    def within(self, allowed: int) -> Bools:
        """Return which packages break none but the allowed constraints (a bit each), `(n_packages,)`."""
        found = np.ones(self.codes.shape[1], dtype=np.bool_)
        for w, word in enumerate(self.codes):
            forbidden = ~(allowed >> (WORD_BITS * w)) & ((1 << WORD_BITS) - 1)
            found &= (word & np.int64(forbidden)) == 0
        return found

    def satisfies(self, place: int) -> Bools:
        """Return which packages satisfy one constraint, `(n_packages,)`."""
        word, bit = divmod(place, WORD_BITS)
        return np.asarray((self.codes[word] >> np.int64(bit)) & 1 == 0, dtype=np.bool_)

    def bits(self, kinds: Iterable[str]) -> int:
        """Return the constraints of some kinds, a bit each."""
        wanted = frozenset(kinds)
        return sum(1 << i for i, each in enumerate(self.constraints) if each.kind in wanted)

    def named(self, code: int) -> tuple[Constraint, ...]:
        """Return the constraints whose bits are set."""
        return tuple(self.constraints[i] for i in bits_of(code))


def ground_of(scenario: Scenario, world: World | None = None, *, budget: int = BUDGET) -> Ground:
    """Return which packages break which constraints.

    Raises UsageError when one code a package takes more than the budget of bytes.
    """
    world = world_at_start(scenario) if world is None else world
    named = tuple(named_in(scenario))
    n_words = -(-len(named) // WORD_BITS)
    n_bytes = 8 * n_words * scenario.n_packages
    require(n_bytes, budget, f"what each of {scenario.n_packages} packages breaks")
    codes: npt.NDArray[np.int64] = np.zeros((n_words, scenario.n_packages), dtype=np.int64)
    for page in pages(scenario, world, budget=max(budget - n_bytes, BUDGET // 16)):
        for i, each in enumerate(named):
            word, bit = divmod(i, WORD_BITS)
            codes[word, page.box.first : page.box.stop] |= (~each.holds(page)).astype(np.int64) << np.int64(bit)
    codes.flags.writeable = False
    return Ground(scenario, world, tuple(each.constraint for each in named), codes)


def constraints_of(scenario: Scenario, world: World | None = None) -> tuple[Constraint, ...]:
    """Return everything that a package must satisfy to lie in the zone, each with its mask over all packages.

    The packages that satisfy all of them are the zone: valid if every party accepts, no signatory below its no-deal
    value, one above it. Raises UsageError when the packages are too many to hold.

    Parameters
    ----------
    scenario : what is negotiated.
    world : the state of the world; the start, before the opening, if left out.
    """
    ground = ground_of(scenario, world)
    return tuple(evolve(each, mask=ground.satisfies(i)) for i, each in enumerate(ground.constraints))
