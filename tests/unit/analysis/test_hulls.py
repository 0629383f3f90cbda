"""Solutions on the convex hull: closed forms, lotteries, and what holds on convex sets alone."""

import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from negotiation.analysis.hulls import HULL_SOLUTIONS, _Edges, _Mixtures, lotteries
from negotiation.analysis.programs import has_solver
from negotiation.analysis.solutions import solutions
from negotiation.errors import UnknownNameError
from negotiation.scenario.preferences import UNIT
from tests.unit.analysis.agendas import agenda

CASES: dict[str, Any] = json.loads((Path(__file__).parents[2] / "data" / "bargaining.json").read_text("utf-8"))
with_solver = pytest.mark.skipif(not has_solver(), reason="needs HiGHS: the extra `analysis`")
POINTS = st.lists(st.tuples(st.integers(-3, 12), st.integers(-3, 12)), min_size=1, max_size=12)


def undominated(points: list[tuple[int, int]]) -> np.ndarray:
    """Return the gains of the points that no other dominates, in units, `(2, n_points)`."""
    kept = [p for p in set(points) if not any(q != p and q[0] >= p[0] and q[1] >= p[1] for q in points)]
    return np.array(sorted(kept), dtype=np.int64).T * UNIT


def at(points: np.ndarray, chances: dict[int, float] | None) -> list[float] | None:
    """Return the expected gains of a lottery."""
    return None if chances is None else sum(c * points[:, i] / UNIT for i, c in chances.items()).tolist()  # type: ignore[union-attr]


class TestOnTwoPoints:
    """On the line between two packages everything has a closed form."""

    @pytest.mark.parametrize(
        ("case", "low", "high"),
        [(0, (0.0, 1.0), (1.0, 0.0)), (1, (-0.2, 0.9), (0.8, -0.1)), (4, (0.0, 1.0), (2.0, 0.0))],
    )
    def test_the_published_points_are_exact(self, case: int, low: tuple[float, ...], high: tuple[float, ...]) -> None:
        """Straight frontiers, as lotteries over their two ends."""
        published = CASES["frontiers"][case]
        points = np.rint(np.array([low, high]).T * UNIT).astype(np.int64)
        hull, d = _Edges.of(points), np.array(published["disagreement"])

        assert published["nash"] == pytest.approx(list(d + at(points, hull.nash((1.0, 1.0)))), abs=1e-4)
        assert published["kalai_smorodinsky"] == pytest.approx(list(d + at(points, hull.even(by_share=True))), abs=1e-4)
        assert published["egalitarian"] == pytest.approx(list(d + at(points, hull.even(by_share=False))), abs=1e-4)

    @pytest.mark.parametrize("weights", [(1.0, 3.0), (0.3, 0.7)])
    def test_nash_goes_by_weights(self, weights: tuple[float, float]) -> None:
        """Each gets its share of the weight."""
        points = np.array([[0, 1], [1, 0]]) * UNIT

        assert [w / sum(weights) for w in weights] == pytest.approx(at(points, _Edges.of(points).nash(weights)))


class TestTheHull:
    """What holds for any points in the plane."""

    @given(POINTS)
    def test_is_never_worse_than_a_package(self, points: list[tuple[int, int]]) -> None:
        """A lottery has at least the product, and the smallest gain, of the best single package."""
        front = undominated(points)
        hull = _Edges.of(front)
        rational = [p for p in (front.T / UNIT).tolist() if min(p) >= 0]
        nash, even = at(front, hull.nash((1.0, 1.0))), at(front, hull.even(by_share=False))

        if any(min(p) > 0 for p in rational):
            assert nash is not None
            assert math.prod(nash) >= max(p[0] * p[1] for p in rational) - 1e-9
        if rational:
            assert even is not None
            assert min(even) >= max(min(p) for p in rational) - 1e-9

    @given(POINTS, st.integers(-3, 12), st.integers(-3, 12))
    def test_makes_kalai_smorodinsky_monotone(self, points: list[tuple[int, int]], x: int, y: int) -> None:
        """Adding packages that leave both ideals as they are hurts nobody (two actors, free disposal)."""
        before = undominated([*points, (0, 0)])
        after = undominated([*points, (0, 0), (x, y)])
        shares = []
        for front in (before, after):
            hull = _Edges.of(front)
            ends = [hull.edges[-1].at(hull.edges[-1].high)[0], hull.edges[0].at(hull.edges[0].low)[1]]
            shares.append((ends, at(front, hull.even(by_share=True))))
        (ideals, first), (later, second) = shares

        if ideals == pytest.approx(later) and min(ideals) > 0:
            assert first is not None
            assert second is not None
            assert all(b >= a - 1e-9 for a, b in zip(first, second, strict=True))

    @with_solver
    @given(POINTS)
    def test_is_the_same_by_linear_programs(self, points: list[tuple[int, int]]) -> None:
        """Walking along the hull and solving for chances give the same gains."""
        front = undominated(points)
        edges, mixtures = _Edges.of(front), _Mixtures(front / UNIT)
        pairs = [
            (edges.nash((1.0, 2.0)), mixtures.nash((1.0, 2.0))),
            (edges.even(by_share=False), mixtures.even(by_share=False)),
        ]
        ideals = edges.even(by_share=True)
        if ideals is not None and min(at(front, ideals) or [0]) > 0:
            pairs.append((ideals, mixtures.even(by_share=True)))

        for walked, solved in pairs:
            assert (walked is None) == (solved is None)
            if walked is not None:
                assert at(front, walked) == pytest.approx(at(front, solved), abs=1e-4)


class TestLotteries:
    """Lotteries over the packages of a scenario."""

    def test_are_named_apart_from_packages(self) -> None:
        """Their names say that they are on the hull; they name the disagreement point and the packages drawn."""
        scenario = agenda(4, 3, 2, seed=3)
        found = lotteries(scenario)

        assert not set(found) & set(solutions(scenario))
        for each in found.values():
            assert each is not None
            assert "no deal" == each.disagreement_name
            assert 1.0 == pytest.approx(sum(each.chances.values()))
            assert len(each.chances) <= 2

    @with_solver
    def test_need_linear_programs_for_more_actors(self) -> None:
        """Three actors: at least as good as the best package, at equal shares where there are any."""
        scenario = agenda(4, 3, 3, seed=3)
        found, single = lotteries(scenario), solutions(scenario)
        nash, even = found["nash_on_hull"], found["egalitarian_on_hull"]

        assert math.prod(nash.gains.values()) >= single["nash"].value - 1e-9  # type: ignore[union-attr, operator]
        assert min(even.gains.values()) >= single["egalitarian"].value - 1e-9  # type: ignore[union-attr, operator]

    @pytest.mark.parametrize("n_actors", [2, pytest.param(3, marks=with_solver)])
    def test_are_none_where_nobody_can_be_content(self, n_actors: int) -> None:
        """Not even by lot; nor where no package counts."""
        scenario = agenda(3, 2, n_actors, floor=0.99)

        assert {None} == set(lotteries(scenario).values())
        assert {None} == set(lotteries(scenario, within=np.zeros(8, dtype=bool)).values())

    def test_refuse_unknown_rules(self) -> None:
        """The names are given."""
        with pytest.raises(UnknownNameError) as caught:
            lotteries(agenda(3, 2, 2), ("nash",))

        assert str(caught.value).startswith("expected the name of a solution on the hull, got 'nash'; ")
        assert HULL_SOLUTIONS == caught.value.known
