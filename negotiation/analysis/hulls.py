"""Bargaining solutions on the convex hull: lotteries over packages. Never to be confused with those on packages.

The axioms of Nash and of Kalai and Smorodinsky are about convex sets; a lottery makes a finite set convex, if actors
value it by its expected utility. Kalai and Smorodinsky's monotonicity holds here, with two actors, not on packages.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from attrs import frozen

from negotiation.analysis.boxes import Floats, Ints
from negotiation.analysis.frontier import frontier_of
from negotiation.analysis.payoffs import Payoffs, payoffs_of
from negotiation.analysis.programs import Program
from negotiation.analysis.solutions import Disagreement, Point, weights_of
from negotiation.errors import UnknownNameError
from negotiation.scenario.preferences import UNIT
from negotiation.scenario.table import Table

if TYPE_CHECKING:
    from negotiation.scenario.scenario import Scenario
    from negotiation.scenario.world import World

HULL_SOLUTIONS = ("nash_on_hull", "kalai_smorodinsky_on_hull", "egalitarian_on_hull")
ROUNDS = 200
CLOSE = 1e-10
#: Chances below this are the solver's dust.
DUST = 1e-9


@frozen
class Lottery:
    """What a rule picks among lotteries over packages.

    Parameters
    ----------
    name : the rule, one of `HULL_SOLUTIONS`.
    disagreement, disagreement_name : as in `solutions.Solution`.
    chances : the probability of each package, by index.
    utilities, gains : expected, by actor.
    """

    name: str
    disagreement: Table[str, int]
    disagreement_name: str
    chances: Table[int, float]
    utilities: Table[str, float]
    gains: Table[str, float]


def lotteries(
    source: Scenario | Payoffs,
    names: Iterable[str] = HULL_SOLUTIONS,
    *,
    actors: Iterable[str] | None = None,
    within: Any = None,
    disagreement: Disagreement = None,
    weights: Mapping[str, float] | None = None,
    world: World | None = None,
) -> Table[str, Lottery | None]:
    """Return the lottery over packages that each rule picks; None where no lottery leaves everybody at or above D.

    Parameters are those of `solutions.solutions`. With two actors the hull is walked along; with more it takes the
    solver HiGHS (extra `analysis`).

    Raises
    ------
    UnknownNameError, UsageError
        as `solutions.solutions`; and UsageError for three actors or more without the solver.

    Notes
    -----
    Nash: the largest Π g^w; Kalai–Smorodinsky: the largest common share of the ideals on the hull; egalitarian: the
    largest common gain; then the largest sum. Only frontier packages can be drawn.
    """
    table = payoffs_of(source, actors, world)
    asked = (names,) if isinstance(names, str) else tuple(names)
    for name in asked:
        if name not in HULL_SOLUTIONS:
            raise UnknownNameError("solution on the hull", name, HULL_SOLUTIONS)
    point, strengths = Point.of(table, disagreement), weights_of(table.actors, weights)
    packages, utilities = frontier_of(table, within)
    gains = utilities - point.values[:, None]
    if not len(packages):
        return Table(dict.fromkeys(asked))
    hull: _Edges | _Mixtures
    hull = _Edges.of(gains) if len(table.actors) == 2 else _Mixtures(gains / UNIT)  # noqa: PLR2004 - the plane
    found: dict[str, Lottery | None] = {}
    for name in asked:
        by_share = name == "kalai_smorodinsky_on_hull"
        chances = hull.nash(strengths) if name == "nash_on_hull" else hull.even(by_share=by_share)
        found[name] = None if chances is None else _lottery(name, table, point, packages, gains=gains, chances=chances)
    return Table(found)


def _lottery(
    name: str, table: Payoffs, point: Point, packages: Ints, *, gains: Ints, chances: dict[int, float]
) -> Lottery:
    expected = sum(chance * gains[:, i] / UNIT for i, chance in chances.items())
    rows = dict(zip(table.actors, map(float, np.asarray(expected)), strict=True))
    utilities = Table({actor: gain + point.by_actor[actor] / UNIT for actor, gain in rows.items()})
    drawn = Table({int(packages[i]): chance for i, chance in sorted(chances.items())})
    return Lottery(name, point.by_actor, point.name, drawn, utilities, Table(rows))


@frozen
class _Edge:
    """A stretch of the hull between two points, where nobody loses: gains at its ends, and the packages there."""

    packages: tuple[int, int]
    start: Floats
    step: Floats
    low: float
    high: float

    def at(self, t: float) -> Floats:
        return self.start + t * self.step

    def chances(self, t: float) -> dict[int, float]:
        """The probabilities at a place on the edge."""
        first, second = self.packages
        if first == second:
            return {first: 1.0}
        return {i: chance for i, chance in ((first, 1.0 - t), (second, t)) if chance > 0.0}


@frozen
class _Edges:
    """The upper hull of points in the plane, from the second actor's best to the first's, where nobody loses."""

    edges: tuple[_Edge, ...]

    @classmethod
    def of(cls, gains: Ints) -> _Edges:
        """Return the hull of the gains of frontier packages, `(2, n_packages)`."""
        order = np.lexsort((-gains[1], gains[0]))
        points = [(int(gains[0, i]), int(gains[1, i]), int(i)) for i in order]
        chain: list[tuple[int, int, int]] = []
        for each in points:
            if chain and chain[-1][:2] == each[:2]:
                continue
            while len(chain) > 1 and _turns_left(chain[-2], chain[-1], each):
                chain.pop()
            chain.append(each)
        found = []
        for first, second in zip(chain, chain[1:] or chain, strict=False):
            start = np.array(first[:2]) / UNIT
            step = np.array(second[:2]) / UNIT - start
            low = -start[0] / step[0] if start[0] < 0 and step[0] > 0 else 0.0 if start[0] >= 0 else np.inf
            high = -start[1] / step[1] if start[1] >= 0 and step[1] < 0 else 1.0 if start[1] >= 0 else -np.inf
            if low <= min(high, 1.0):
                found.append(_Edge((first[2], second[2]), start, step, float(low), float(min(high, 1.0))))
        return cls(tuple(found))

    def nash(self, weights: tuple[float, ...]) -> dict[int, float] | None:
        """Return the chances at which the weighted product is largest."""
        best, found = 0.0, None
        for edge in self.edges:
            (x, y), (dx, dy), (v, w) = edge.start, edge.step, weights
            turn = -(w * dy * x + v * dx * y) / (dx * dy * (v + w)) if dx * dy else 0.0
            t = min(max(turn, edge.low), edge.high)
            product = float(np.prod(np.maximum(edge.at(t), 0.0) ** np.array(weights)))
            if product > best:
                best, found = product, edge.chances(t)
        return found

    def even(self, *, by_share: bool) -> dict[int, float] | None:
        """Return the chances at which gains, or shares of the ideals, are equal; the nearest end where none is."""
        if not self.edges:
            return None
        ideals = np.array([self.edges[-1].at(self.edges[-1].high)[0], self.edges[0].at(self.edges[0].low)[1]])
        scales = np.where(ideals > 0, ideals, 1.0) if by_share else np.ones(2)
        best, found = -np.inf, None
        for edge in self.edges:
            slope = edge.step[0] / scales[0] - edge.step[1] / scales[1]
            turn = (edge.start[1] / scales[1] - edge.start[0] / scales[0]) / slope if slope else 0.0
            t = min(max(turn, edge.low), edge.high)
            shares = edge.at(t) / scales
            worth = float(shares.min()) if (ideals > 0).all() or not by_share else float(shares.sum())
            if worth > best + CLOSE:
                best, found = worth, edge.chances(t)
        return found


def _turns_left(first: tuple[int, int, int], second: tuple[int, int, int], third: tuple[int, int, int]) -> bool:
    """Whether the second point lies on or below the line from the first to the third."""
    return (second[0] - first[0]) * (third[1] - first[1]) >= (second[1] - first[1]) * (third[0] - first[0])


@frozen
class _Mixtures:
    """Lotteries over points of any number of objectives, by linear programs: gains `(n_actors, n_packages)`."""

    gains: Floats

    def _program(self) -> tuple[Program, list[int], list[int]]:
        """Return a program with a chance for each package and a gain for each actor, nobody losing."""
        program = Program(gap=CLOSE)
        chances = [program.variable(0.0, 1.0) for _ in range(self.gains.shape[1])]
        program.row(1.0, dict.fromkeys(chances, 1.0), 1.0)
        expected = []
        for row in self.gains:
            gain = program.variable(0.0)
            program.row(0.0, {gain: -1.0, **dict(zip(chances, map(float, row), strict=True))}, 0.0)
            expected.append(gain)
        return program, chances, expected

    def even(self, *, by_share: bool) -> dict[int, float] | None:
        """Return the chances with the largest smallest gain, or share of the ideals; then with the largest sum."""
        scales = [1.0] * len(self.gains)
        if by_share:
            for i in range(len(self.gains)):
                program, _, expected = self._program()
                answer = program.best({expected[i]: 1.0})
                if answer is None:
                    return None
                scales[i] = answer.value
        program, chances, expected = self._program()
        level = program.variable()
        for gain, scale in zip(expected, scales, strict=True):
            if scale > CLOSE:
                program.row(0.0, {gain: 1.0, level: -scale})
        answer = program.best({level: 1.0}) if any(scale > CLOSE for scale in scales) else program.best({})
        if answer is None:
            return None
        if any(scale > CLOSE for scale in scales):
            program.row(answer.value - CLOSE, {level: 1.0})
        answer = program.best(dict.fromkeys(expected, 1.0)) or answer
        return _drawn(answer.point, chances)

    def nash(self, weights: tuple[float, ...]) -> dict[int, float] | None:
        """Return the chances at which the weighted product is largest, by tangents to the logarithms of the gains."""
        fair = self.even(by_share=True)
        if fair is None:
            return None
        at = np.asarray(sum(chance * self.gains[:, i] for i, chance in fair.items()))
        if not (at > CLOSE).all():
            return None
        program, chances, expected = self._program()
        logs = [program.variable() for _ in expected]
        best, found, here = -np.inf, fair, fair
        for _ in range(ROUNDS):
            product = float(np.array(weights) @ np.log(at))
            if product > best:
                best, found = product, here
            for log, gain, place in zip(logs, expected, at, strict=True):
                program.row(1.0 - float(np.log(place)), {gain: 1.0 / float(place), log: -1.0})
            answer = program.best(dict(zip(logs, weights, strict=True)))
            if answer is None or answer.value - best < CLOSE:
                break
            here = _drawn(answer.point, chances)
            at = np.maximum(np.asarray(sum(chance * self.gains[:, i] for i, chance in here.items())), CLOSE)
        return found


def _drawn(point: tuple[float, ...], chances: list[int]) -> dict[int, float]:
    kept = {i: point[variable] for i, variable in enumerate(chances) if point[variable] > DUST}
    total = sum(kept.values())
    return {i: chance / total for i, chance in kept.items()}
