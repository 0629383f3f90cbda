"""Bargaining solutions: published values, the rules of ties, and what is refused."""

import json
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from negotiation import scenario as words
from negotiation.analysis.picks import KalaiSmorodinsky, Leximin, Nash, Pick, Utilitarian, individually_rational
from negotiation.analysis.solutions import SOLUTIONS, solution, solutions
from negotiation.errors import UnknownNameError, UsageError
from negotiation.scenario import Scenario, assumed
from negotiation.scenario.preferences import UNIT

CASES: dict[str, Any] = json.loads((Path(__file__).parents[2] / "data" / "bargaining.json").read_text("utf-8"))
FRONTIERS: dict[str, Callable[[float], float]] = {
    "1 - u1": lambda u: 1 - u,
    "1 - u1^2": lambda u: 1 - u * u,
    "sqrt(1 - u1)": lambda u: math.sqrt(1 - u),
    "1 - u1/2": lambda u: 1 - u / 2,
}
STEPS = 20_000
BASIS = assumed("for a test")
w: Any = words


def pick(rule: str, points: np.ndarray, at: list[float], weights: tuple[float, ...] = (1.0, 1.0)) -> np.ndarray | None:
    """Return the utilities that a rule picks among points `(n_actors, n_points)`, in natural units."""
    values = np.rint(points * UNIT).astype(np.int64)
    gains = values - np.rint(np.array(at) * UNIT).astype(np.int64)[:, None]
    ideals = gains[:, individually_rational(gains)].max(axis=1, initial=0)
    rules: dict[str, Pick] = {
        "nash": Nash(weights),
        "egalitarian": Leximin(len(points)),
        "utilitarian": Utilitarian(len(points)),
        "kalai_smorodinsky": KalaiSmorodinsky(tuple(map(int, ideals))),
    }
    rules[rule].feed(np.arange(values.shape[1]), gains)
    best = rules[rule].best()
    return None if best is None else points[:, best[0]]


def grid(case: dict[str, Any]) -> np.ndarray:
    """Return a fine grid of points on a published frontier, `(2, n_points)`."""
    low, high = case.get("range", (0.0, 1.0))
    first = np.linspace(low, high, STEPS + 1)
    return np.array([first, [FRONTIERS[case["frontier"]](float(u)) for u in first]])


def split(values: tuple[float, ...] = (0.0, 0.25, 0.5, 0.75, 1.0), **floors: float) -> Scenario:
    """Return a scenario in which two actors divide one: what one gets, the other does not; a third looks on."""
    options = [w.Option(f"o{j}", f"o{j}", BASIS) for j in range(len(values))]
    issue = w.Issue("share", "share", "o0", options)
    extra = w.Issue("colour", "colour", "o0", options[:2])

    def actor(name: str, row: list[float]) -> Any:
        values = {
            "share": w.Row(dict(zip(issue.option_ids, row, strict=True)), scale="as_given"),
            "colour": {"o0": 0, "o1": 1},
        }
        return w.Actor(
            name,
            name,
            "party",
            salience={"share": 1.0, "colour": 0.0},
            values=values,
            no_deal=floors.get(name, 0.0),
            no_deal_because="for a test",
        )

    found: Scenario = w.Scenario(
        "a-split",
        "a split",
        (issue, extra),
        [actor("a", list(values)), actor("b", [1 - v for v in values]), w.Actor("onlooker", "onlooker")],
        numbers=BASIS,
    )
    return found


class TestPublishedValues:
    """Each rule gives the published point, on a fine grid of the frontier."""

    @pytest.mark.parametrize(
        "case", CASES["frontiers"], ids=lambda case: f"{case['frontier']} from {case['disagreement']}"
    )
    @pytest.mark.parametrize("rule", ["nash", "kalai_smorodinsky", "egalitarian", "utilitarian"])
    def test_are_reproduced(self, case: dict[str, Any], rule: str) -> None:
        """Within a step of the grid and the rounding of the published figure; where indeterminate, the sum is."""
        found = pick(rule, grid(case), case["disagreement"])

        assert found is not None
        if rule == "utilitarian":
            assert case["sum"] == pytest.approx(found.sum(), abs=1e-9)
        if case[rule] is not None:
            assert case[rule] == pytest.approx(found.tolist(), abs=2e-4)

    def test_include_the_split_of_a_pie_under_threat_of_war(self) -> None:
        """Nash halves what war would cost the two sides together."""
        case = CASES["fearon"]
        shares = np.linspace(0, 1, STEPS + 1)
        at = [case["p"] - case["cost_a"], 1 - case["p"] - case["cost_b"]]
        points = np.array([shares, 1 - shares])
        found = pick("nash", points, at)
        inside = points[0, (points[0] >= at[0] - 1e-9) & (points[1] >= at[1] - 1e-9)]

        assert found is not None
        assert case["nash"] == pytest.approx(found[0], abs=1e-4)
        assert case["range"] == pytest.approx([inside.min(), inside.max()], abs=1e-4)

    def test_include_what_is_not_monotone_on_finite_sets(self) -> None:
        """Adding a point to a finite set may leave a player of Kalai and Smorodinsky's solution with less."""
        case = CASES["kalai_smorodinsky_on_finite_sets"]
        before = np.array(case["set"], dtype=float).T
        after = np.array([*case["set"], case["added"]], dtype=float).T

        assert case["picks"] == pick("kalai_smorodinsky", before, case["disagreement"]).tolist()  # type: ignore[union-attr]
        assert case["then_picks"] == pick("kalai_smorodinsky", after, case["disagreement"]).tolist()  # type: ignore[union-attr]


class TestNash:
    """The product of gains, to the power of weights."""

    @pytest.mark.parametrize(
        ("weights", "expected"),
        [
            ((1, 1), 0.5),
            ((1, 3), 0.25),
            ((0.3, 0.7), 0.3),
            ((1 / 3, 2 / 3), 1 / 3),
            ((0.123456789, 0.876543211), 0.123456789),
        ],
    )
    def test_shares_a_pie_in_proportion_to_weights(self, weights: tuple[float, ...], expected: float) -> None:
        """On a straight frontier each gets its share of the weight."""
        shares = np.linspace(0, 1, STEPS + 1)
        found = pick("nash", np.array([shares, 1 - shares]), [0.0, 0.0], weights)

        assert found is not None
        assert expected == pytest.approx(found[0], abs=1e-4)

    def test_tells_apart_what_floats_cannot(self) -> None:
        """Products that differ in the twentieth digit are ranked by whole numbers."""
        gains = np.array([[10**12 - 1, 10**12 + 1, 10**12], [10**12 + 1, 10**12 - 1, 10**12]])
        rule = Nash((1.0, 1.0))
        rule.feed(np.arange(3), gains)

        assert (2, 1) == (rule.best()[0], rule.best()[2])  # type: ignore[index]

    def test_gives_the_lowest_index_of_equals(self) -> None:
        """Packages with the same product: the first, and how many there are."""
        rule = Nash((1.0, 1.0))
        rule.feed(np.array([7, 3]), np.array([[2, 4], [6, 3]]))
        rule.feed(np.array([5]), np.array([[3], [4]]))
        best = rule.best()

        assert best is not None
        assert (3, [4, 3], 3) == (best[0], best[1].tolist(), best[2])


class TestKalaiSmorodinsky:
    """Shares of the largest gains, compared from the smallest up."""

    def test_is_never_dominated(self) -> None:
        """The lowest index of equal smallest shares would be a package that another dominates."""
        points = np.array([[0.5, 0.5, 1.0, 0.0], [0.5, 0.6, 0.0, 1.0]])
        found = pick("kalai_smorodinsky", points, [0.0, 0.0])

        assert [0.5, 0.6] == found.tolist()  # type: ignore[union-attr]

    def test_leaves_out_who_can_gain_nothing(self) -> None:
        """An actor without any possible gain does not level the others down."""
        points = np.array([[0.2, 0.9], [0.2, 0.8], [0.0, 0.0]])
        found = pick("kalai_smorodinsky", points, [0.0, 0.0, 0.0])

        assert [0.9, 0.8, 0.0] == found.tolist()  # type: ignore[union-attr]


class TestSolutions:
    """Solutions of a scenario, each with its disagreement point."""

    def test_name_the_disagreement_point(self) -> None:
        """No deal unless another is given: the start, or values by actor."""
        scenario = split(a=0.25, b=0.25)

        assert ("no deal", {"a": UNIT // 4, "b": UNIT // 4}) == _point(solution(scenario, "nash"))
        assert ("start", {"a": 0, "b": UNIT}) == _point(solution(scenario, "utilitarian", disagreement="start"))
        assert ("given", {"a": 0, "b": 0}) == _point(solution(scenario, "nash", disagreement={"a": 0, "b": 0}))

    def test_give_package_utilities_and_gains(self) -> None:
        """The Nash package of an even split, ties broken by the lowest index."""
        found = solution(split(), "nash")

        assert found is not None
        assert (4, 2, {"a": UNIT // 2, "b": UNIT // 2}) == (found.package, found.n_tied, dict(found.gains))
        assert found.utilities == found.gains

    def test_pick_nothing_where_nobody_can_be_content(self) -> None:
        """Floors that exceed what there is leave only the sum and the rules that look at no gains."""
        found = solutions(split(a=0.75, b=0.75))

        assert {"nash", "kalai_smorodinsky", "egalitarian"} == {name for name, each in found.items() if each is None}

    def test_nash_picks_nothing_where_somebody_cannot_gain(self) -> None:
        """Packages that leave an actor exactly at its floor have no product."""
        found = solutions(split(a=1.0))

        assert found["nash"] is None
        assert {"a": 0, "b": 0} == dict(found["egalitarian"].gains)  # type: ignore[union-attr]

    def test_stay_within_a_mask(self) -> None:
        """Only packages in the mask count; the median may lie outside and says so."""
        within = np.zeros(10, dtype=bool)
        within[[2, 3]] = True
        found = solutions(split(), within=within)

        assert 2 == found["nash"].package  # type: ignore[union-attr]
        assert {"a": UNIT // 4, "b": 3 * UNIT // 4} == dict(found["nash"].gains)  # type: ignore[union-attr]
        assert not found["median"].is_within  # type: ignore[union-attr]

    @pytest.mark.parametrize(("weights", "median", "mean"), [({}, 0, 2), ({"a": 3}, 4, 3), ({"b": 3}, 0, 1)])
    def test_go_issue_by_issue(self, weights: dict[str, float], median: int, mean: int) -> None:
        """Median and mean of the favourite options, by weight; the lower of two."""
        scenario = split()
        found = solutions(scenario, ("median", "compromise"), weights=weights)
        share = [scenario.package_at(found[name].package)[0] for name in ("median", "compromise")]  # type: ignore[union-attr]

        assert [median, mean] == share

    @pytest.mark.parametrize(
        ("options", "error", "message"),
        [
            ({"names": ("nosh",)}, UnknownNameError, "expected the name of a solution, got 'nosh'; did you mean nash?"),
            (
                {"actors": ("a", "z")},
                UnknownNameError,
                "expected the name of an actor, got 'z'; choose from a, b, onlooker",
            ),
            (
                {"actors": ("onlooker",)},
                UsageError,
                (
                    "expected an actor with preferences, got 'onlooker', which has none; "
                    "leave it out: its figures are not defined"
                ),
            ),
            ({"disagreement": {"a": 0.1}}, UsageError, "expected a disagreement value for every actor, got none for b"),
            ({"disagreement": {"a": 0.1, "b": math.nan}}, UsageError, "expected a finite utility for b, got nan"),
            (
                {"disagreement": "war"},
                UnknownNameError,
                "expected the name of a disagreement point, got 'war'; choose from start",
            ),
            ({"weights": {"a": 0}}, UsageError, "expected a positive weight for a, got 0"),
            (
                {"weights": {"c": 1}},
                UnknownNameError,
                "expected the name of an actor who bargains, got 'c'; choose from a, b",
            ),
            (
                {"within": [True, False]},
                UsageError,
                (
                    "expected a mask: 10 booleans, one for each package, got an array of bool with shape (2,); "
                    "make one with analysis.masks.mask"
                ),
            ),
        ],
    )
    def test_refuse_what_makes_no_sense(self, options: dict[str, Any], error: type[Exception], message: str) -> None:
        """The message says what was expected, what was got, and the cure."""
        with pytest.raises(error) as caught:
            solutions(split(), **options)

        assert message == str(caught.value)

    def test_are_described(self) -> None:
        """Each rule says in words what it asks."""
        assert all(SOLUTIONS.values())


def _point(found: Any) -> tuple[str, dict[str, int]]:
    return found.disagreement_name, dict(found.disagreement)
