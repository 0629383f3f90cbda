"""The frontier of huge agendas: caps, bounds, memory, and what couples issues."""

import math
import tracemalloc
from typing import Any

import pytest

from negotiation.analysis.formulas import conjuncts, formula, holds_on, places_in, settled
from negotiation.analysis.frontier import pareto
from negotiation.analysis.minkowski import CapError, Numbering
from negotiation.analysis.payoffs import Payoffs
from negotiation.analysis.solutions import solutions
from negotiation.analysis.structured import structured_frontier
from negotiation.analysis.watching import watching
from negotiation.errors import UnknownNameError, UsageError
from negotiation.scenario import at_least, at_most, parse_condition
from negotiation.scenario.preferences import as_float
from tests.unit.analysis.agendas import agenda, w


def coupled(n_issues: int, **parts: Any) -> Any:
    """Return an agenda all of whose issues are coupled: two k-of-n rules and a chain of implications."""
    issues = range(n_issues)
    rules = [
        w.Rule("enough", at_least(n_issues // 2, *(f"moved(i{k})" for k in issues))),
        w.Rule("few", at_most(n_issues // 3, *(f"i{k} >= o2" for k in issues))),
        *(w.Rule(f"chain{k}", f"i{k} == o1 => i{k + 1} != o0") for k in range(n_issues - 1)),
    ]
    return agenda(n_issues, 3, 2, rules=rules, **parts)


class TestCoupledAgendas:
    """Issues coupled by counts and implications need no enumeration."""

    def test_equal_enumeration_where_it_is_possible(self) -> None:
        """Nine issues, one block: the same packages."""
        scenario = coupled(9)
        found = structured_frontier(scenario)

        assert 1 == len(found.blocks)
        assert pareto(scenario, within=_feasible(scenario)).tolist() == [found.index(i) for i in range(found.n_points)]

    @pytest.mark.heavy
    def test_of_twenty_issues_take_little_memory(self) -> None:
        """3.5 thousand million packages in one block: a few megabytes, every package within the rules."""
        scenario = coupled(20)
        tracemalloc.start()
        found = structured_frontier(scenario)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        rules = [formula(rule.rule, scenario) for rule in scenario.rules.values()]

        assert 20 * 2**20 > peak
        assert 1 == len(found.blocks)
        assert 1 < found.n_points
        assert all(holds_on(rule, tuple(package)) for rule in rules for package in found.packages.tolist())

    def test_keep_their_solutions(self) -> None:
        """Bargaining solutions on the frontier are those of all packages."""
        scenario = coupled(9)
        expected = solutions(scenario, within=_feasible(scenario))
        found = structured_frontier(scenario).solutions()

        assert {name: each and each.package for name, each in expected.items()} == {
            name: each and each.package for name, each in found.items()
        }


def _feasible(scenario: Any) -> Any:
    from negotiation.analysis.zone import zone_of

    return zone_of(scenario).feasible


class TestHugeAgendas:
    """Fifty issues of ten options: 10⁵⁰ packages."""

    def test_have_packages_behind_every_point(self) -> None:
        """Each point's package is worth what the point says, and none dominates another."""
        scenario = agenda(50, 10, 2, grain=20)
        found = structured_frontier(scenario)
        table = found.values

        assert 10**50 == scenario.n_packages
        for i in range(0, found.n_points, 7):
            package = tuple(found.packages[i].tolist())
            assert package == scenario.package_at(found.index(i))
            assert all((table[:, i] >= table[:, j]).any() for j in range(found.n_points))

    @pytest.mark.parametrize("seed", [13, 19, 33, 44])
    def test_keep_the_lowest_index_of_equal_packages(self, seed: int) -> None:
        """Whatever the order in which issues are joined; with many equal packages."""
        scenario = agenda(6, 3, 2, seed=seed, grain=3, rules=[w.Rule("r", "i4 == o1 => i1 != o2 or i3 == o0")])
        found, every = structured_frontier(scenario), pareto(scenario, within=_feasible(scenario))
        lowest: dict[tuple[int, ...], int] = {}
        for index in every.tolist():
            lowest.setdefault(tuple(Payoffs(scenario).at(index).values()), index)

        assert len(lowest) < len(every)
        assert sorted(lowest.values()) == [found.index(i) for i in range(found.n_points)]

    def test_report_progress(self) -> None:
        """Issues joined, of how many."""
        seen: list[tuple[str, int, int | None]] = []
        with watching(lambda *at: seen.append(at)):
            structured_frontier(agenda(5, 3, 2))

        assert [("issues", k, 5) for k in (1, 2, 3, 4, 5)] == seen

    def test_keep_who_is_at_or_above_a_floor(self) -> None:
        """The frontier of what nobody loses by is what of the frontier nobody loses by."""
        scenario = agenda(5, 4, 2)
        floors = {"a0": 5 * 10**11, "a1": 5 * 10**11}
        found = structured_frontier(scenario).at_or_above(floors)

        assert found.n_points
        assert (found.values >= 5 * 10**11).all()
        assert found.n_points == len(found.packages)


class TestCaps:
    """What outgrows a cap stops there, and says what to do."""

    def test_on_points_stop_at_the_issue(self) -> None:
        """With the issue, how many are done, and the cures."""
        with pytest.raises(CapError) as caught:
            structured_frontier(agenda(12, 6, 3), cap=300)

        assert str(caught.value).startswith("expected at most 300 points, got ")
        assert str(caught.value).endswith(
            " of 12 issues joined); give epsilon=0.01 for a frontier within that bound, "
            "ask best_packages for single exact packages, or raise the cap"
        )
        assert 0 < caught.value.done < 12
        assert caught.value.got > caught.value.cap

    def test_on_memory_stop_too(self) -> None:
        """Bytes are counted before they are taken."""
        with pytest.raises(CapError, match="expected at most 50000 bytes, got "):
            structured_frontier(agenda(12, 6, 3), budget=50_000)

    def test_are_kept_within_a_bound(self) -> None:
        """A frontier within epsilon has fewer points, says how far it may be off, and picks nothing."""
        scenario = agenda(12, 6, 3)
        exact, found = structured_frontier(scenario), structured_frontier(scenario, epsilon=0.05, cap=1500)

        assert found.n_points < exact.n_points
        assert 0 < as_float(found.bound) <= 0.05
        assert (exact.is_exact, found.is_exact) == (True, False)
        with pytest.raises(UsageError, match=r"expected an exact frontier, got one within 0\.0\d+; ask best_packages"):
            found.solutions()

    @pytest.mark.parametrize(
        ("options", "error", "message"),
        [
            ({"epsilon": 0.0}, UsageError, "expected epsilon: a positive loss of utility, got 0.0"),
            ({"epsilon": math.nan}, UsageError, "expected epsilon: a positive loss of utility, got nan"),
            ({"lines": ("z",)}, UnknownNameError, "expected the name of an actor, got 'z'; choose from a0, a1"),
            ({"actors": ("z",)}, UnknownNameError, "expected the name of an actor, got 'z'; choose from a0, a1"),
        ],
    )
    def test_refuse_what_makes_no_sense(self, options: Any, error: type[Exception], message: str) -> None:
        """The message says what was expected."""
        with pytest.raises(error) as caught:
            structured_frontier(agenda(3, 2, 2), **options)

        assert message == str(caught.value)

    @pytest.mark.parametrize("call", [pareto, solutions])
    def test_keep_from_enumerating_what_cannot_be(self, call: Any) -> None:
        """Both ways that look at each package refuse, and name those that do not."""
        with pytest.raises(UsageError) as caught:
            call(agenda(50, 10, 2))

        assert str(caught.value) == (
            "expected an agenda of at most 4294967296 packages to look at one by one, got about 10^50 packages; "
            "use structured_frontier or best_packages"
        )


class TestNothingLeft:
    """Conditions that no package satisfies leave a frontier without points: an answer."""

    @pytest.mark.parametrize("condition", ["false", "i0 == o0 and i0 == o1", "i0 == o0 and i1 == o1 and not i0 == o0"])
    def test_is_an_answer(self, condition: str) -> None:
        """No points, no solutions but those that look at none."""
        found = structured_frontier(agenda(4, 2, 2), where=[parse_condition(condition)])

        assert 0 == found.n_points
        assert None is found.solutions()["nash"]


class TestFormulas:
    """Conditions issue by issue."""

    def test_shrink_as_issues_are_settled(self) -> None:
        """A count needs only its running count."""
        scenario = agenda(4, 3, 2)
        two = formula(at_least(2, *(f"moved(i{k})" for k in range(4))), scenario)

        assert settled(settled(two, 0, 1), 1, 0) == settled(settled(two, 0, 0), 1, 2)
        assert True is settled(settled(two, 3, 1), 0, 2)
        assert frozenset({2, 3}) == places_in(settled(settled(two, 0, 1), 1, 0))

    @pytest.mark.parametrize(
        ("text", "parts"),
        [
            ("i0 == o1 and i1 == o1 and i2 == o1", 3),
            ("not (i0 == o1 or i1 == o1)", 2),
            ("not (i0 == o1 => i1 == o1)", 2),
            ("i0 == o1 or i1 == o1", 1),
            ("exactly(1, i0 == o1, i1 == o1)", 1),
            ("not exactly(1, i0 == o1, i1 == o1)", 1),
        ],
    )
    def test_come_apart_where_all_must_hold(self, text: str, parts: int) -> None:
        """So that issues are coupled only by what couples them."""
        assert parts == len(conjuncts(formula(parse_condition(text), agenda(3, 2, 2))))


class TestNumbering:
    """Package indices beyond 64 bits, in a few whole numbers."""

    def test_orders_packages_as_their_indices_do(self) -> None:
        """Digits of many issues each, the most significant first."""
        numbering = Numbering((10,) * 50)

        assert 3 == len(numbering.digits)
        assert [10 ** (len(numbering.digits[0]) - 1), 0, 0] == numbering.of(0)[:, 1].tolist()
        assert [0, 0, 9] == numbering.of(49)[:, 9].tolist()
