"""The exact Pareto frontier of agendas far too large to enumerate: the Minkowski sum of the frontiers of their blocks.

For utilities that add up over blocks of issues, the frontier of A × B is the frontier of the sums of a frontier point
of A and one of B. Blocks are joined one by one and pruned as they grow; every point remembers where it came from, so
that its package can be told. Within a block, issues are settled one by one; partial packages that leave the same
formulas open (see `formulas`) are compared with one another only.

Notes
-----
Exact: nothing is rounded, and a pruned partial package is dominated whatever completes it. Of packages with equal
utilities one stands for all, that of the lowest index. With `epsilon`, partial packages are compared after rounding
down to a grid of ε / n_steps, one step for each joining; a true frontier point then has a kept one within ε.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cached_property, partial
from itertools import pairwise
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
from attrs import define, field, frozen

from negotiation.analysis.boxes import Ints
from negotiation.analysis.dominance import distinct_front
from negotiation.analysis.formulas import Formula, places_in, settled
from negotiation.analysis.separable import Separable
from negotiation.analysis.watching import ISSUES, told
from negotiation.errors import NegotiationError

Small: TypeAlias = npt.NDArray[np.int32]
Remainder: TypeAlias = "tuple[Formula, ...]"

#: Sums formed at a time while two frontiers are joined.
AT_ONCE = 2**18
#: Bytes that one sum takes while it is compared: its coordinates several times over, its origins, its place.
SUM_BYTES = 64
#: Points up to which a frontier is never coarsened.
FEW_POINTS = 256
#: Issues are numbered within whole numbers below this, so that partial package indices never overflow.
LARGEST_DIGIT = 2**62


@frozen(eq=False)
class CapError(NegotiationError):
    """The frontier outgrew a cap: in what, how much, how much came, at which issues, after how many of how many."""

    what: str
    cap: int
    got: int
    issues: tuple[str, ...]
    done: int
    n_issues: int

    def __str__(self) -> str:
        where = ", ".join(self.issues[:3]) + (", …" if len(self.issues) > 3 else "")  # noqa: PLR2004 - a few names
        return (
            f"expected at most {self.cap} {self.what}, got {self.got} at {where} "
            f"({self.done} of {self.n_issues} issues joined); give epsilon=0.01 for a frontier within that bound, "
            "ask best_packages for single exact packages, or raise the cap"
        )


@frozen(eq=False)
class Trace:
    """Where points came from: each from a point before, with an option of an issue or with a point of a block."""

    before: Trace | None
    parents: Small
    members: Small
    place: int | None = None
    block: Trace | None = None

    def fill(self, points: npt.NDArray[np.integer], packages: Small) -> None:
        """Write the options of points into `packages`, `(n_points, n_issues)`."""
        trace: Trace | None = self
        while trace is not None:
            if trace.place is not None:
                packages[:, trace.place] = trace.members[points]
            elif trace.block is not None:
                trace.block.fill(trace.members[points], packages)
            points, trace = trace.parents[points], trace.before


@frozen(eq=False)
class Front:
    """Points of a frontier: values `(n_actors, n_points)`, package indices `(n_digits, n_points)`, and their trace."""

    values: Ints
    ranks: Ints
    trace: Trace | None = None

    @property
    def n_points(self) -> int:
        """How many points there are."""
        return int(self.values.shape[1])


@frozen
class Numbering:
    """Package indices in a few whole numbers, the most significant first, so that they neither round nor overflow."""

    shape: tuple[int, ...]

    @cached_property
    def digits(self) -> tuple[range, ...]:
        """The issues that each whole number counts, side by side."""
        cuts, size = [0], 1
        for place, n_options in enumerate(self.shape):
            if size * n_options > LARGEST_DIGIT:
                cuts.append(place)
                size = 1
            size *= n_options
        return tuple(range(*pair) for pair in pairwise([*cuts, len(self.shape)]))

    def of(self, place: int) -> Ints:
        """Return what each option of an issue adds to a package's index: int64 array `(n_digits, n_options)`."""
        found = np.zeros((len(self.digits), self.shape[place]), dtype=np.int64)
        for row, places in zip(found, self.digits, strict=True):
            if place in places:
                stride = 1
                for later in places[place - places.start + 1 :]:
                    stride *= self.shape[later]
                row[:] = np.arange(self.shape[place]) * stride
        return found


@define
class Joining:
    """The work of joining issues and blocks: what is joined, under which caps, how coarsely, and how far it came.

    `grain` is the side of the grid, in units, to which points are rounded before they are compared; 0 compares them
    as they are. `cap` is the largest number of points, `budget` the largest number of bytes.
    """

    problem: Separable
    names: tuple[str, ...]
    cap: int
    budget: int
    grain: int = 0
    n_coarsened: int = 0
    _held: int = 0
    _done: int = 0
    _numbering: Numbering = field(init=False)

    def __attrs_post_init__(self) -> None:
        self._numbering = Numbering(self.problem.shape)

    def front(self) -> Front:
        """Return the frontier of the whole agenda; without points where no package satisfies the limits."""
        if False in self.problem.limits:
            nothing = self._origin()
            return Front(nothing.values[:, :0], nothing.ranks[:, :0])
        blocks = [self.block(places) for places in self.problem.blocks]
        order = sorted(range(len(blocks)), key=lambda i: (blocks[i].n_points, i))
        front = blocks[order[0]]
        self._note(self.problem.blocks[order[0]], front.n_points)
        for i in order[1:]:
            front = self.join(front, blocks[i], self.problem.blocks[i])
        values = front.values + np.array(self.problem.base, dtype=np.int64)[:, None]
        return Front(values, front.ranks, front.trace)

    def _origin(self) -> Front:
        n_digits = len(self._numbering.digits)
        return Front(np.zeros((len(self.problem.actors), 1), dtype=np.int64), np.zeros((n_digits, 1), dtype=np.int64))

    # -- within a block --------------------------------------------------------------------------------------------

    def block(self, places: tuple[int, ...]) -> Front:
        """Return the frontier of one block: its issues settled one by one, points kept apart by what is left open."""
        limits, couplings = self.problem.within(places)
        if len(places) == 1 and not limits and not couplings:
            return self._free(places[0])
        start: Remainder = (*limits, *(each.when for each in couplings))
        amounts = np.array([each.amounts for each in couplings], dtype=np.int64).reshape(-1, len(self.problem.actors))
        front, states = self._origin(), {start: np.zeros(1, dtype=np.int32)}
        for place in settling_order(places, start):
            front, states = self._settle(front, states, place, len(limits), amounts)
        return front

    def _free(self, place: int) -> Front:
        """Return the frontier of one issue that nothing is asked about."""
        values, ranks = self.problem.rows[place], self._numbering.of(place)
        kept = self._prune(values, lambda at: ranks[:, at])
        trace = Trace(None, np.zeros(len(kept), dtype=np.int32), kept.astype(np.int32), place=place)
        return Front(values[:, kept], ranks[:, kept], self._hold(trace))

    def _settle(
        self, front: Front, states: dict[Remainder, Small], place: int, n_limits: int, amounts: Ints
    ) -> tuple[Front, dict[Remainder, Small]]:
        """Settle one issue: add each of its options to the points of each state it may follow."""
        into: dict[Remainder, list[tuple[Small, Small, Ints]]] = {}
        for left, points in states.items():
            for after, (options, values) in self._moves(left, place, n_limits, amounts).items():
                into.setdefault(after, []).append((points, options, values))
        ranks = self._numbering.of(place)
        pieces, found, n_points, coarsened = [], {}, 0, False
        for after, sources in into.items():
            values = np.concatenate([_sums(front.values[:, points], added) for points, _, added in sources], axis=1)
            parents = np.concatenate([np.repeat(points, len(options)) for points, options, _ in sources])
            chosen = np.concatenate([np.tile(options, len(points)) for points, options, _ in sources])
            self._check(values.shape[1] * self._sum_bytes, (place,), "bytes")
            kept = self._prune(values, partial(_rank, front.ranks, ranks, parents, chosen))
            coarsened |= self._is_coarse(values.shape[1])
            pieces.append((values[:, kept], parents[kept], chosen[kept]))
            found[after] = np.arange(n_points, n_points + len(kept), dtype=np.int32)
            n_points += len(kept)
        self.n_coarsened += coarsened
        self._check(n_points, (place,), "points")
        if not pieces:
            return Front(front.values[:, :0], front.ranks[:, :0]), {}
        values, parents, chosen = (np.concatenate(each, axis=-1) for each in zip(*pieces, strict=True))
        trace = self._hold(Trace(front.trace, parents, chosen, place=place))
        return Front(values, front.ranks[:, parents] + ranks[:, chosen], trace), found

    def _moves(self, left: Remainder, place: int, n_limits: int, amounts: Ints) -> dict[Remainder, tuple[Small, Ints]]:
        """Return what each option leaves open, with the options that leave it and what they add, by actor."""
        found: dict[Remainder, tuple[list[int], list[Ints]]] = {}
        for option in range(self.problem.shape[place]):
            after = tuple(settled(each, place, option) for each in left)
            if False in after[:n_limits]:
                continue
            added = self.problem.rows[place][:, option]
            for i, (before, each) in enumerate(zip(left[n_limits:], after[n_limits:], strict=True)):
                if each is True and before is not True:
                    added = added + amounts[i]
            # What is settled either way asks nothing more: it must not keep partial packages apart.
            key = tuple(isinstance(each, bool) or each for each in after)
            options, values = found.setdefault(key, ([], []))
            options.append(option)
            values.append(added)
        return {
            after: (np.array(options, dtype=np.int32), np.array(values, dtype=np.int64).T)
            for after, (options, values) in found.items()
        }

    # -- blocks together -------------------------------------------------------------------------------------------

    def join(self, front: Front, block: Front, places: tuple[int, ...]) -> Front:
        """Return the frontier of the sums of a point of each, formed some at a time."""
        values = front.values[:, :0]
        parents = members = np.zeros(0, dtype=np.int32)
        width, coarsened = max(1, AT_ONCE // max(front.n_points, 1)), False

        for low in range(0, block.n_points, width):
            some = np.arange(low, min(low + width, block.n_points), dtype=np.int32)
            n_sums = front.n_points * len(some) + len(parents)
            self._check(n_sums * self._sum_bytes, places, "bytes")
            values = np.concatenate([values, _sums(front.values, block.values[:, some])], axis=1)
            parents = np.concatenate([parents, np.repeat(np.arange(front.n_points, dtype=np.int32), len(some))])
            members = np.concatenate([members, np.tile(some, front.n_points)])
            kept = self._prune(values, partial(_rank, front.ranks, block.ranks, parents, members))
            coarsened |= self._is_coarse(n_sums)
            values, parents, members = values[:, kept], parents[kept], members[kept]
        self.n_coarsened += coarsened
        self._note(places, values.shape[1])
        trace = self._hold(Trace(front.trace, parents, members, block=block.trace))
        return Front(values, front.ranks[:, parents] + block.ranks[:, members], trace)

    # -- comparing and caps ----------------------------------------------------------------------------------------

    def _prune(self, values: Ints, rank: Callable[[Ints], Ints]) -> Ints:
        return distinct_front(values // self.grain if self._is_coarse(values.shape[1]) else values, rank)

    def _is_coarse(self, n_points: int) -> bool:
        return self.grain > 0 and n_points > FEW_POINTS

    @property
    def _sum_bytes(self) -> int:
        return SUM_BYTES + 24 * len(self.problem.actors)

    def _hold(self, trace: Trace) -> Trace:
        self._held += trace.parents.nbytes + trace.members.nbytes
        return trace

    def _note(self, places: Sequence[int], n_points: int) -> None:
        """Check the number of points after some issues were joined, and report how far the work came."""
        self._check(n_points, places, "points")
        self._done += len(places)
        told(ISSUES, self._done, len(self.names))

    def _check(self, got: int, places: Sequence[int], what: str) -> None:
        cap, got = (self.cap, got) if what == "points" else (self.budget, got + self._held)
        if got > cap:
            issues = tuple(self.names[place] for place in places)
            raise CapError(what, cap, got, issues, self._done, len(self.names))


def _rank(first: Ints, second: Ints, parents: Small, members: Small, at: Ints) -> Ints:
    """The package indices of some sums, `(n_digits, n)`, from those of what they are sums of."""
    return first[:, parents[at]] + second[:, members[at]]


def _sums(first: Ints, second: Ints) -> Ints:
    """Every sum of a point of each: `(n_actors, n_first · n_second)`, the second fastest."""
    return (first[:, :, None] + second[:, None, :]).reshape(len(first), -1)


def settling_order(places: Iterable[int], open_: Remainder) -> tuple[int, ...]:
    """Return the issues in an order that leaves few formulas half settled: each time the one that leaves the fewest."""
    asked = [places_in(each) for each in open_]
    left, done = sorted(places), frozenset[int]()
    found = []
    while left:
        after = {
            place: sum(bool(each & (done | {place})) and not each <= done | {place} for each in asked) for place in left
        }
        best = min(left, key=lambda place: (after[place], place))
        found.append(best)
        left.remove(best)
        done |= {best}
    return tuple(found)
