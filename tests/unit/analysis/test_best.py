"""Best packages through the solver: equal to enumeration where it is possible, proved where it is not."""

import sys
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from typing import Any

import numpy as np
import pytest

from negotiation.analysis import ascent, search
from negotiation.analysis.best import RULES, best_packages
from negotiation.analysis.payoffs import Payoffs
from negotiation.analysis.programs import Program, SolverError, has_solver
from negotiation.analysis.separable import separable
from negotiation.analysis.solutions import solutions
from negotiation.analysis.zone import zone_of
from negotiation.errors import UnknownNameError, UsageError
from negotiation.scenario import Scenario, at_least, exactly, parse_condition
from negotiation.scenario.preferences import UNIT
from negotiation.scenario.world import world_at_start
from tests.unit.analysis.agendas import BASIS, agenda, w

with_solver = pytest.mark.skipif(not has_solver(), reason="needs HiGHS: the extra `analysis`")
WAYS = [
    pytest.param({}, id="additive"),
    pytest.param({"grain": 4}, id="with ties"),
    pytest.param(
        {
            "rules": [
                w.Rule("some", exactly(3, *(f"moved(i{k})" for k in range(6)))),
                w.Rule("then", "i0 == o1 => i1 == o2 or i2 == o2"),
                w.Rule("not_both", "not (i3 == o1 and i4 == o1)"),
            ]
        },
        id="with rules",
    ),
    pytest.param(
        {
            "interactions": [
                [w.Interaction("pair", parse_condition("i0 == o1 and i1 == o1"), 0.3, "for a test", BASIS)],
                [w.Interaction("odd", parse_condition("exactly(1, i2 == o0, i3 == o0)"), -0.2, "for a test", BASIS)],
                [w.Interaction("many", at_least(4, *(f"moved(i{k})" for k in range(6))), 0.1, "for a test", BASIS)],
                [w.Interaction("few", parse_condition("at_most(1, i4 == o1, i5 == o1)"), 0.15, "for a test", BASIS)],
            ]
        },
        id="with interactions",
    ),
    pytest.param({"red_lines": [[w.RedLine("l", BASIS, never="i0 == o0")], [], [], []]}, id="with a line at the start"),
]


def values(found: Any) -> dict[str, Any]:
    """Return each solution's utilities by actor, in units, ascending where the rule sorts them."""
    return {
        name: each and (tuple(each.gains.values()) if name in ("nash", "utilitarian") else sorted(each.gains.values()))
        for name, each in found.items()
    }


@with_solver
class TestBestPackages:
    """The package that each rule picks, of any number of packages."""

    @pytest.mark.parametrize("parts", WAYS)
    @pytest.mark.parametrize("seed", [1, 2])
    def test_equal_enumeration_where_it_is_possible(self, parts: dict[str, Any], seed: int) -> None:
        """Values are those of looking at every package, and the bound holds."""
        scenario = agenda(6, 3, 4, seed=seed, floor=0.3, **parts)
        zone = zone_of(scenario)
        within = zone.feasible & ~_crossed(scenario)
        expected, found = solutions(scenario, RULES, within=within), best_packages(scenario)

        assert {name: each is None for name, each in expected.items()} == {
            name: each is None for name, each in found.items()
        }
        for name, each in found.items():
            if each is not None:
                assert each.is_exact
                assert expected[name].value == pytest.approx(each.value, rel=2e-6)  # type: ignore[union-attr]
                assert each.bound is not None
                assert each.bound >= expected[name].value - 1e-12  # type: ignore[operator, union-attr]
        for name in ("egalitarian", "utilitarian"):
            assert values(expected)[name] == values(found)[name]

    @pytest.mark.parametrize(
        ("n_issues", "n_options", "n_actors"), [(12, 4, 4), pytest.param(20, 6, 6, marks=pytest.mark.heavy)]
    )
    def test_are_proved_under_ten_couplings(self, n_issues: int, n_options: int, n_actors: int) -> None:
        """Up to 3.7 · 10¹⁵ packages: every rule within a relative gap of 1e-6."""
        couplings = [
            w.Rule(f"r{k}", at_least(1, f"i{k} <= o2", f"i{k + 1} >= o2", f"i{k + 2} != o1")) for k in range(10)
        ]
        found = best_packages(agenda(n_issues, n_options, n_actors, rules=couplings))

        for each in found.values():
            assert each is not None
            assert each.is_exact
            assert each.bound is not None
            assert each.value is not None
            assert 0 <= each.bound - each.value <= 1e-6 * each.bound

    def test_compare_all_levels_where_the_smallest_leaves_a_choice(self) -> None:
        """An actor that can gain nothing does not make the others' gains a matter of chance."""
        scenario = agenda(5, 3, 3, grain=3)
        flat = scenario.with_actor(_indifferent(scenario))
        found, expected = best_packages(flat), solutions(flat, RULES)

        assert values(expected)["egalitarian"] == values(found)["egalitarian"]
        assert values(expected)["kalai_smorodinsky"] == values(found)["kalai_smorodinsky"]
        assert None is found["nash"] is expected["nash"]

    def test_pick_nothing_where_nobody_can_be_content(self) -> None:
        """Floors above what there is leave only the sum; conditions that nothing satisfies leave nothing."""
        assert {"utilitarian"} == {n for n, each in best_packages(agenda(4, 3, 3, floor=0.99)).items() if each}
        nothing = best_packages(agenda(4, 3, 3), where=[parse_condition("i0 == o0 and i0 == o1")])

        assert {None} == set(nothing.values())

    def test_share_nothing_where_nobody_can_gain(self) -> None:
        """Every package is worth no deal to everybody: the rule that shares out gains finds none."""
        scenario = agenda(4, 3, 3, flat=True, floor=0.5)
        name = "kalai_smorodinsky"
        found, expected = best_packages(scenario, (name,))[name], solutions(scenario, (name,))[name]

        assert found is not None
        assert expected is not None
        assert expected.gains == found.gains

    def test_need_no_running_sum(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Where too many partial packages must be kept apart the solver makes the sum largest."""
        monkeypatch.setattr(search, "SUM_CAP", 1)
        rules = [w.Rule("r", at_least(2, *(f"moved(i{k})" for k in range(5))))]
        scenario = agenda(5, 3, 3, rules=rules)
        found, expected = (
            best_packages(scenario, ("utilitarian",)),
            solutions(scenario, within=zone_of(scenario).feasible),
        )

        assert expected["utilitarian"].package == found["utilitarian"].package  # type: ignore[union-attr]

    def test_go_issue_by_issue_too(self) -> None:
        """The rules that look at no gains need no solver."""
        scenario = agenda(20, 6, 6)
        found = best_packages(scenario, ("median", "compromise"))

        assert all(each is not None and each.value is None for each in found.values())

    def test_say_what_is_not_proved(self) -> None:
        """Without time to prove it a package is not called exact."""
        found = best_packages(agenda(20, 6, 6), ("egalitarian",), seconds=0.02)["egalitarian"]

        assert found is None or not found.is_exact

    def test_refuse_unknown_rules(self) -> None:
        """The nearest names are given."""
        with pytest.raises(UnknownNameError, match=r"expected the name of a solution, got 'nahs'; did you mean nash\?"):
            best_packages(agenda(3, 2, 2), ("nahs",))

    def test_tell_of_a_solver_that_fails(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """A failure is no answer: it is not taken for "nothing satisfies the rows"."""
        program = Program(1e-6)
        program.variable(0, 1, is_whole=True)
        failed = type(program.solver.getModelStatus()).kSolveError
        monkeypatch.setattr(program.solver, "getModelStatus", lambda: failed, raising=False)

        with pytest.raises(SolverError) as caught:
            program.best({0: 1.0})

        assert "expected an answer of the solver HiGHS, got kSolveError; that says nothing about the packages" == str(
            caught.value
        )

    def test_pass_an_interruption_on(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Ctrl-C stops the solver and reaches the caller."""
        program = Program(1e-6)
        program.variable(0, 1, is_whole=True)
        wait, looks = program.solver.wait, count()

        def interrupted(*seconds: float) -> Any:
            if not next(looks):
                raise KeyboardInterrupt
            return wait(*seconds)

        monkeypatch.setattr(program.solver, "wait", interrupted, raising=False)
        with pytest.raises(KeyboardInterrupt) as caught:
            program.best({0: 1.0})

        assert not caught.value.args
        assert next(looks) == 2

    def test_outlive_no_second_interruption(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Ctrl-C again, while the solver stops: it is waited for all the same, then the first one is passed on."""
        program = Program(1e-6)
        program.variable(0, 1, is_whole=True)
        wait, looks = program.solver.wait, count()

        def interrupted(*seconds: float) -> Any:
            if next(looks) < 3:
                raise KeyboardInterrupt
            return wait(*seconds)

        monkeypatch.setattr(program.solver, "wait", interrupted, raising=False)
        with pytest.raises(KeyboardInterrupt) as caught:
            program.best({0: 1.0})

        assert not caught.value.args
        assert next(looks) == 4

    def test_wait_for_one_another(self) -> None:
        """From several threads at a time."""
        scenario = agenda(6, 4, 3)
        with ThreadPoolExecutor(4) as pool:
            found = list(pool.map(lambda _: best_packages(scenario, ("nash",))["nash"], range(4)))

        assert len({each and each.package for each in found}) == 1


class TestBounds:
    """What no package exceeds, before it is put beside what was found."""

    @pytest.mark.parametrize("seed", range(3))
    def test_lie_at_or_above_the_best(self, seed: int) -> None:
        """Of the heuristic; and of the tangents, to within the gap."""
        scenario = agenda(6, 3, 3, seed=seed)
        world = world_at_start(scenario)
        table = Payoffs(scenario)
        problem = separable(scenario, table.actors, world)
        expected = solutions(scenario, RULES)
        unit = np.full(3, UNIT, dtype=np.int64)
        for name in ("nash", "egalitarian"):
            bound = ascent.ascend(name, search.Search(problem, table.floors, (1.0,) * 3), unit)

            assert bound is not None
            assert bound >= expected[name].value  # type: ignore[operator, union-attr]
        if has_solver():
            work = search.Search(problem, table.floors, (1.0,) * 3)
            ideals = work.ideals()
            assert ideals is not None
            exact = work.nash(ideals)
            assert exact is not None
            assert expected["nash"].value == pytest.approx(exact, rel=2e-6)  # type: ignore[union-attr]
            assert expected["egalitarian"].value == pytest.approx(work.smallest("egalitarian", unit), rel=2e-6)  # type: ignore[union-attr]


class TestWithoutTheSolver:
    """A heuristic with a bound, which never calls itself optimal."""

    @pytest.fixture(autouse=True)
    def _no_solver(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setitem(sys.modules, "highspy", None)

    @pytest.mark.parametrize("parts", WAYS)
    def test_is_within_its_bound(self, parts: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
        """No package is better than the bound, and the one found is not far below the best."""
        monkeypatch.setattr(ascent, "ROUNDS", 20)
        scenario = agenda(6, 3, 4, seed=1, floor=0.2, **parts)
        expected = solutions(scenario, RULES, within=zone_of(scenario).feasible & ~_crossed(scenario))
        found = best_packages(scenario)

        assert not has_solver()
        for name in ("nash", "egalitarian"):
            each, true = found[name], expected[name]
            assert each is not None
            assert true is not None
            assert not each.is_exact
            assert each.bound >= true.value >= each.value >= 0.8 * true.value  # type: ignore[operator]
        assert expected["utilitarian"].package == found["utilitarian"].package  # type: ignore[union-attr]
        assert not found["kalai_smorodinsky"].is_exact  # type: ignore[union-attr]

    def test_comes_close_on_huge_agendas(self) -> None:
        """Twenty issues, six parties: within a tenth of the bound."""
        found = best_packages(agenda(20, 6, 6))

        for name in ("nash", "kalai_smorodinsky", "egalitarian"):
            each = found[name]
            assert each is not None
            assert each.value > 0.9 * each.bound  # type: ignore[operator]

    def test_finds_out_that_nothing_will_do(self) -> None:
        """Where the bound shows it, or no package satisfies the conditions."""
        assert None is best_packages(agenda(4, 3, 3, floor=0.99))["egalitarian"]
        nothing = best_packages(agenda(4, 3, 3), where=[parse_condition("i0 == o0 and i0 == o1")])

        assert {None} == set(nothing.values())

    def test_says_when_it_finds_nothing(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Not finding is not proving: the cure is the solver."""
        monkeypatch.setattr(search.Search, "pick", lambda *_: None)
        with pytest.raises(UsageError) as caught:
            best_packages(agenda(4, 3, 3), ("egalitarian",))

        assert str(caught.value).startswith("expected a package for egalitarian, got none found, though one of value ")
        assert str(caught.value).endswith('is not ruled out; install the solver: pip install "negotiation[analysis]"')

    def test_names_the_extra(self) -> None:
        """A program made without the solver says what to install."""
        with pytest.raises(UsageError) as caught:
            Program(1e-6)

        assert str(caught.value) == (
            "expected the solver HiGHS (the package highspy), got an installation without it; "
            'install it with: pip install "negotiation[analysis]"'
        )


def _crossed(scenario: Scenario) -> Any:
    from negotiation.analysis.pages import pages

    (page,) = pages(scenario, world_at_start(scenario))
    found = page.crossed("a0")
    for actor in scenario.parties:
        found = found | page.crossed(actor)
    return found


def _indifferent(scenario: Scenario) -> Any:
    rows = {i.id: w.Row(dict.fromkeys(i.option_ids, 0.5), scale="as_given") for i in scenario.agenda}
    weights = {issue.id: 1 / len(scenario.agenda) for issue in scenario.agenda}
    return w.Actor("flat", "flat", "party", salience=weights, values=rows, no_deal=0.5, no_deal_because="for a test")
