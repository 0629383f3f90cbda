"""The zone as a function of one number: where it is open, and the neighbouring floats between which that changes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property
from itertools import pairwise
from math import nextafter
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
from attrs import field, frozen

from negotiation.analysis.boxes import Bools, Floats, Ints, whole
from negotiation.analysis.constraints import (
    CHANGE,
    DEMAND,
    FLOOR,
    GAIN,
    GATE,
    LINE,
    SIGNATURE,
    Ground,
    Named,
    named_in,
)
from negotiation.analysis.dials import Dial, asks_order, breakpoints, flip, is_straight
from negotiation.analysis.pages import Page
from negotiation.scenario.no_deal import no_deal
from negotiation.scenario.preferences import utility

if TYPE_CHECKING:
    from negotiation.scenario.conditions import Condition
    from negotiation.scenario.scenario import Scenario

Span: TypeAlias = tuple[float, float]

#: Gains count as straight where they lie this close to a line, in units of 1e-12.
STRAIGHT = 16
#: What is not straight is followed on pieces of this share of the dial's bounds.
FINEST = 1 / 64
#: How far around an estimate the exact value is looked for, each distance in turn.
NEARBY = (1e-12, 1e-10, 1e-8, 1e-6, 1e-4, 1e-2)


@frozen
class Reading:
    """What depends on a dial, at one of its values; arrays `(n_candidates,)`."""

    gains: dict[str, Ints]
    floors: dict[str, int]
    words: dict[str, Bools]
    consents: dict[str, Ints]


@frozen
class Turning:
    """One dial of a ground: the zone as a function of its value.

    Only candidates are looked at: the packages that satisfy every constraint that the dial cannot move.
    """

    ground: Ground
    dial: Dial
    _kept: dict[float, Reading] = field(factory=dict, init=False, eq=False, repr=False)

    @property
    def scenario(self) -> Scenario:
        """The scenario with the dial as it is."""
        return self.ground.scenario

    @cached_property
    def moving(self) -> tuple[Named, ...]:
        """The lines, gates and signatures that the dial may move, and whether the start would change something."""
        return tuple(each for each in named_in(self.scenario) if self._moves(each))

    def _moves(self, named: Named) -> bool:
        constraint = named.constraint
        if constraint.kind in {GATE, SIGNATURE}:
            return not self._behind(constraint.actor or "").isdisjoint(self.dial.actors)
        if constraint.kind in {LINE, DEMAND} and constraint.actor in self.dial.actors:
            who, key = self.scenario.actors[constraint.actor], constraint.name.rpartition(".")[2]
            if constraint.kind == DEMAND:
                return self._reorders(who.demands[key].demand)
            return self._reorders(who.red_lines[key].only_if) or self._reorders(who.red_lines[key].never)
        if constraint.kind == CHANGE:
            threats = (each for each in self.scenario.threats.values() if each.by in self.dial.actors)
            return any(self._reorders(threat.unless) for threat in threats)
        return False

    def _reorders(self, condition: Condition | None) -> bool:
        """Return whether the dial may reorder options whose order a condition of its actor asks for."""
        parts = self.dial.path.split(".")
        return parts[2:3] == ["values"] and asks_order(condition, parts[3])

    def _behind(self, actor: str) -> set[str]:
        """Return whose utility or weight may decide an actor's word: nobody's where it has a seat."""
        who = self.scenario.actors.get(actor)
        if who is None or actor in self.scenario.parties:
            return set()
        return {actor}.union(*(self._behind(member) for member in who.members))

    @cached_property
    def candidates(self) -> Ints:
        """The indices of the packages that satisfy everything the dial cannot move."""
        allowed = self.ground.bits((FLOOR, GAIN))
        for each in self.moving:
            allowed |= 1 << self.ground.places[each.constraint.name]
        return np.flatnonzero(self.ground.within(allowed))

    @cached_property
    def signing(self) -> dict[str, Bools]:
        """Which candidates need the signature of each actor with preferences."""
        page = self._page(self.scenario)
        actors = [actor for actor in page.signatories() if self.scenario.actors[actor].has_preferences]
        return {actor: page.signs(actor)[self.candidates] for actor in actors}

    def _page(self, scenario: Scenario) -> Page:
        return Page(scenario, self.ground.world, whole(scenario.shape), frozenset(scenario.parties))

    @cached_property
    def _expected(self) -> dict[str, Ints]:
        page = self._page(self.scenario)
        return {actor: page.expected(actor)[self.candidates] for actor in self.signing}

    def at(self, value: float) -> Reading:
        """Return what depends on the dial at one of its values."""
        if value not in self._kept:
            self._kept[value] = self._read(value)
        return self._kept[value]

    def _read(self, value: float) -> Reading:
        scenario = self.scenario if value == self.dial.now else self.dial.turn(value)
        page = self._page(scenario)
        gains = {}
        floors = {actor: no_deal(scenario, actor, self.ground.world) or 0 for actor in self.signing}
        for actor, floor in floors.items():
            touched = actor in self.dial.actors
            gains[actor] = (page.expected(actor)[self.candidates] if touched else self._expected[actor]) - floor
        words = {each.constraint.name: each.holds(page)[self.candidates] for each in self.moving}
        consents = {actor: self._consent(page, actor) for actor in self.dial.actors if words and self._values(actor)}
        return Reading(gains, floors, words, consents)

    def _values(self, actor: str) -> bool:
        return self.scenario.actors[actor].has_preferences

    def _consent(self, page: Page, actor: str) -> Ints:
        at_least = utility(page.scenario, actor, page.scenario.start, page.world) or 0
        return page.worth(actor)[self.candidates] - at_least

    def opened(self, value: float) -> Bools:
        """Return which candidates are in the zone at a value of the dial."""
        reading = self.at(value)
        found = np.ones(len(self.candidates), dtype=np.bool_)
        above = np.zeros(len(self.candidates), dtype=np.bool_)
        for actor, signs in self.signing.items():
            found &= ~signs | (reading.gains[actor] >= 0)
            above |= signs & (reading.gains[actor] > 0)
        for word in reading.words.values():
            found &= word
        return found & above

    def is_open(self, value: float) -> bool:
        """Return whether there is a zone at a value of the dial."""
        return bool(self.opened(value).any())

    # -- spans of the dial where there is a zone -----------------------------------------------------------------------

    @cached_property
    def _cuts(self) -> tuple[float, ...]:
        if is_straight(self.scenario, self.dial):
            return ()
        return (self.dial.low, *breakpoints(self.scenario, self.dial), self.dial.high)

    @property
    def _ends(self) -> frozenset[float]:
        return frozenset(end for span in self.spans for end in span)

    @cached_property
    def spans(self) -> tuple[Span, ...]:
        """Where there is a zone, as closed intervals of the dial's values, ascending; ends to about 1e-10."""
        if not len(self.candidates):
            return ()
        if not self._cuts:
            return _merged(self._solved(self.dial.low, self.dial.high))
        found = [(cut, cut) for cut in self._cuts if self.is_open(cut)]
        for low, high in pairwise(self._cuts):
            a, b = nextafter(low, high), nextafter(high, low)
            if a < b:
                found += self._pieces(a, b)
        return _merged(found)

    def _pieces(self, a: float, b: float) -> list[Span]:
        """Return where there is a zone between two values with no known kink between them."""
        middle = a + (b - a) / 2
        if not self._runs_straight(a, b) and b - a > FINEST * (self.dial.high - self.dial.low):
            return [*self._pieces(a, middle), *self._pieces(middle, b)]
        return self._solved(a, b)

    def _runs_straight(self, a: float, b: float) -> bool:
        """Return whether gains and no-deal values lie on straight lines between two values, as far as two more tell."""
        first, last = self.at(a), self.at(b)
        for share in (0.5, 0.382):
            between = self.at(a + share * (b - a))
            for actor, gains in between.gains.items():
                line = first.gains[actor] + share * (last.gains[actor] - first.gains[actor])
                if np.abs(line - gains).max() > STRAIGHT:
                    return False
        # Where several actors decide a word together, which of them turns it is not known from its ends.
        return all(
            len(self._deciding(name)) <= 1 or np.array_equal(word, last.words[name])
            for name, word in first.words.items()
        )

    def _solved(self, a: float, b: float) -> list[Span]:
        """Return where there is a zone on a straight piece: each package's interval, then their union."""
        if (self.opened(a) & self.opened(b)).any():
            return [(a, b)]
        first, last = self.at(a), self.at(b)
        low, high = np.full(len(self.candidates), a), np.full(len(self.candidates), b)
        for actor, signs in self.signing.items():
            _cut((low, high), (a, b), first.gains[actor], last.gains[actor], signs)
        for name, word in first.words.items():
            dead = ~word & ~last.words[name]
            low[dead], high[dead] = np.inf, -np.inf
            differ = word != last.words[name]
            for actor in self._deciding(name):
                _cut((low, high), (a, b), first.consents[actor], last.consents[actor], differ)
        found: list[Span] = []
        for actor, signs in self.signing.items():
            lows, highs = low.copy(), high.copy()
            lows[~signs] = np.inf
            _cut((lows, highs), (a, b), first.gains[actor] - 1, last.gains[actor] - 1, signs)
            kept = lows <= highs + NEARBY[0]
            found += _merged(zip(lows[kept].tolist(), np.maximum(lows, highs)[kept].tolist(), strict=True))
        return found

    def _deciding(self, name: str) -> tuple[str, ...]:
        """Return whose utility the dial moves may decide a word."""
        holder = next(each.constraint.actor for each in self.moving if each.constraint.name == name)
        behind = self._behind(holder or "")
        return tuple(actor for actor in self.dial.actors if actor in behind and self._values(actor))

    # -- exact flips ---------------------------------------------------------------------------------------------------

    def first_flip(self, goal: float) -> Span | None:
        """Return the last value as now and the first that is not, on the way to a bound; None if there is none."""
        if not len(self.candidates) or goal == self.dial.now:
            return None
        for near, far in self._brackets(goal):
            if self.is_open(far) != self.ground.is_open and self.is_open(near) == self.ground.is_open:
                return flip(near, far, lambda value: self.is_open(value) == self.ground.is_open)
        return None

    def _brackets(self, goal: float) -> Iterator[Span]:
        """Yield pairs of values around each place where a flip is expected on the way to a bound, the nearest first."""
        now, up = self.dial.now, goal > self.dial.now
        low, high = min(now, goal), max(now, goal)
        places = (p for p in self._ends.union(self._cuts) if low - NEARBY[0] <= p <= high + NEARBY[0])
        for place in sorted(places, reverse=not up):
            if place in self._cuts:
                yield nextafter(place, now), place
                yield place, nextafter(place, goal)
            for distance in NEARBY if place in self._ends else ():
                before, after = (place - distance, place + distance) if up else (place + distance, place - distance)
                yield min(max(before, low), high), min(max(after, low), high)
            for span in self.spans:
                middle = sum(span) / 2
                if place in span and low <= middle <= high:
                    yield now, middle


def _cut(ends: tuple[Floats, Floats], piece: Span, first: Ints, last: Ints, where: Bools) -> None:
    """Narrow intervals, in place, to where a quantity that runs straight over a piece is at least 0."""
    (low, high), (a, b) = ends, piece
    low[where & (first < 0) & (last < 0)] = np.inf
    rises, falls = where & (first < 0) & (last >= 0), where & (first >= 0) & (last < 0)
    for chosen, end, narrow in ((rises, low, np.maximum), (falls, high, np.minimum)):
        start, stop = first[chosen].astype(np.float64), last[chosen].astype(np.float64)
        end[chosen] = narrow(end[chosen], a + (b - a) * (start / (start - stop)))


def _merged(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Return intervals with those that touch joined, ascending."""
    ordered = np.array(sorted(spans), dtype=np.float64).reshape(-1, 2)
    reached = np.maximum.accumulate(ordered[:, 1])
    apart = ordered[1:, 0] > reached[:-1] + NEARBY[0]
    starts = ordered[np.r_[True, apart][: len(ordered)], 0]
    stops = reached[np.r_[apart, True][: len(ordered)]]
    return tuple(zip(starts.tolist(), stops.tolist(), strict=True))
