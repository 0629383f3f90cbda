"""Laws of the analysis: the arrays equal the definitions, package by package, on random scenarios."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from negotiation.analysis import frontier, minkowski, payoffs
from negotiation.analysis.best import RULES, best_packages
from negotiation.analysis.boxes import boxes
from negotiation.analysis.dominance import nondominated
from negotiation.analysis.frontier import pareto
from negotiation.analysis.masks import mask
from negotiation.analysis.pages import NO, SILENT, YES, pages
from negotiation.analysis.payoffs import Payoffs, worth
from negotiation.analysis.picks import KalaiSmorodinsky, Leximin, Nash, Pick, Utilitarian, individually_rational
from negotiation.analysis.programs import has_solver
from negotiation.analysis.solutions import solutions
from negotiation.analysis.structured import structured_frontier
from negotiation.analysis.zone import room_in, zone_of
from negotiation.engine.game import Game
from negotiation.engine.protocols import plenary
from negotiation.scenario import Scenario
from negotiation.scenario.agreement import answer, broken_rules, signatories, standing_of
from negotiation.scenario.binding import bind
from negotiation.scenario.conditions import Condition
from negotiation.scenario.preferences import crossed_lines, units
from negotiation.scenario.world import World, world_at_start
from tests.property.small_scenarios import OWNED, conditions, scenarios
from tests.reference import bargaining
from tests.reference.packages import floor_of, in_the_zone, is_acceptable, packages, undominated, worth_of

WORDS = {"yes": YES, "no": NO, "silent": SILENT}


def _asks_talks(scenario: Scenario, package: tuple[int, ...]) -> bool:
    """Return whether an absolute demand on talks is unmet: then a text is not even discussed."""
    return any(
        demand.conditions == "talks"
        and demand.force == "absolute"
        and not bind(demand.demand, scenario, actor)(package, world_at_start(scenario), scenario.start)
        for actor in scenario.parties
        for demand in scenario.actors[actor].demands.values()
    )


def worlds(scenario: Scenario, n_deeds: int) -> World:
    """Return the start, or the world after some deeds."""
    world = world_at_start(scenario)
    for _ in range(n_deeds):
        world = world.after_measure(scenario, "deed")
    return world


class TestRoom:
    """How many packages of a mask choose each option of each issue."""

    @given(scenarios(), st.data())
    def test_is_counted_package_by_package(self, scenario: Scenario, data: st.DataObject) -> None:
        """Whatever the mask, each count is that of its packages with the option."""
        n = scenario.n_packages
        chosen = data.draw(st.lists(st.booleans(), min_size=n, max_size=n))
        inside = [scenario.options_of(scenario.package_at(i)) for i in range(n) if chosen[i]]

        assert {
            issue.id: {option: sum(each[issue.id] == option for each in inside) for option in issue.option_ids}
            for issue in scenario.agenda
        } == room_in(scenario, np.array(chosen, dtype=np.bool_))


class TestMasks:
    """A mask is the scalar condition on every package."""

    @given(st.data(), scenarios())
    def test_equal_the_scalar_definition(self, data: st.DataObject, scenario: Scenario) -> None:
        """Whatever the condition, owner and base, the mask holds where the condition does."""
        condition = data.draw(conditions(scenario.agenda, owned=True))
        base = data.draw(st.sampled_from(packages(scenario)))
        world = world_at_start(scenario)
        holds = bind(condition, scenario, "a")

        expected = [bool(holds(package, world, base)) for package in packages(scenario)]

        assert expected == mask(condition, scenario, "a", world, base).tolist()

    @given(st.data(), scenarios(), st.integers(1, 40))
    def test_join_box_by_box(self, data: st.DataObject, scenario: Scenario, most: int) -> None:
        """Boxes of any size, side by side, give the whole mask."""
        condition = data.draw(conditions(scenario.agenda))
        pieces = [mask(condition, scenario, box=box) for box in boxes(scenario.shape, most)]

        assert mask(condition, scenario).tolist() == np.concatenate(pieces).tolist()


class TestWorth:
    """The worth of packages is the scalar utility, unit for unit."""

    @given(scenarios(), st.integers(0, 2), st.integers(1, 40))
    def test_equals_the_scalar_definition(self, scenario: Scenario, n_deeds: int, most: int) -> None:
        """In any world, whole or box by box, for each actor with preferences."""
        world = worlds(scenario, n_deeds)
        for actor in OWNED:
            expected = [worth_of(scenario, actor, package, world) for package in packages(scenario)]
            pieces = [worth(scenario, actor, world, box=box) for box in boxes(scenario.shape, most)]

            assert expected == worth(scenario, actor, world).tolist()
            assert expected == np.concatenate(pieces).tolist()


class TestPages:
    """What is asked of a page is what the scalar rules of agreement answer, package by package."""

    @given(scenarios(), st.integers(0, 1), st.sampled_from([(), ("a",), ("a", "b"), ("a", "b", "c", "d")]))
    def test_answer_as_the_scalar_rules(self, scenario: Scenario, n_deeds: int, accepted: tuple[str, ...]) -> None:
        """Rules, red lines, words, signatures and validity are the same, whoever accepted."""
        world = worlds(scenario, n_deeds)
        (page,) = pages(scenario, world, accepted)
        for i, package in enumerate(packages(scenario)):
            standing = standing_of(scenario, package, world, accepted)
            beside_gates = [reason for reason in standing.reasons if not reason.startswith("gate ")]

            assert (not broken_rules(scenario, package, world)) == page.feasible()[i]
            assert standing.is_valid == page.valid()[i]
            assert (not beside_gates) == page.valid(gates=False)[i]
            for actor in scenario.actors:
                assert WORDS[answer(scenario, actor, package, world, accepted).word] == page.word(actor)[i]
                assert (actor in signatories(scenario, package)) == page.signs(actor)[i]
                for force in ("absolute", "declared", None):
                    crossed = bool(crossed_lines(scenario, actor, package, world, force))
                    assert crossed == page.crossed(actor, force)[i]


class TestZone:
    """The zone is counted as by looking at every package."""

    @given(scenarios())
    def test_holds_nothing_that_a_party_may_not_sign(self, scenario: Scenario) -> None:
        """The engine refuses no party's name under a package of the zone, and objects where validity does."""
        game, found = Game(scenario, plenary(), 1), zone_of(scenario)
        for i, package in enumerate(packages(scenario)):
            standing = standing_of(scenario, package, game.start, scenario.parties)
            theirs = tuple(
                reason
                for reason in standing.reasons
                if reason.startswith(("rule ", "nothing changes"))
                or reason.split(":")[0].removeprefix("red line of ").removeprefix("demand of ") in scenario.parties
            )
            objections = [each for each in scenario.parties if game.objection(each, package, game.start)]

            assert bool(theirs) == bool(objections) or _asks_talks(scenario, package)
            assert not (found.mask[i] and objections)

    @given(scenarios(), st.integers(0, 1))
    def test_equals_the_count_of_packages(self, scenario: Scenario, n_deeds: int) -> None:
        """With gates and without, by actor, jointly, and by issue and option."""
        world, every = worlds(scenario, n_deeds), packages(scenario)
        zone = zone_of(scenario, world)
        feasible = [package for package in every if not broken_rules(scenario, package, world)]
        inside = [i for i, package in enumerate(every) if in_the_zone(scenario, package, world, gates=True)]

        assert inside == zone.indices.tolist()
        assert len(inside) == zone.count
        assert [in_the_zone(scenario, package, world, gates=False) for package in every] == (
            zone.mask_without_gates.tolist()
        )
        assert len(feasible) == zone.n_feasible
        for actor in OWNED:
            assert sum(is_acceptable(scenario, actor, x, world) for x in feasible) == zone.acceptable[actor]
        assert zone.n_acceptable_to_all == sum(
            all(is_acceptable(scenario, actor, x, world) for actor in scenario.parties) for x in feasible
        )
        for k, issue in enumerate(scenario.agenda):
            for j, option in enumerate(issue.option_ids):
                assert sum(every[i][k] == j for i in inside) == zone.room()[issue.id][option]


COORDINATES = st.one_of(st.integers(0, 4), st.integers(-(10**12), 10**12))


class TestNondominated:
    """The filter keeps exactly the points that no other dominates, ties included."""

    @given(st.integers(1, 5).flatmap(lambda d: st.lists(st.tuples(*[COORDINATES] * d), max_size=60)))
    def test_equals_all_with_all(self, points: list[tuple[int, ...]]) -> None:
        """On few points, awkward and random."""
        values = np.array(points, dtype=np.int64).reshape(len(points), len(points[0]) if points else 1).T

        assert undominated(points) == nondominated(values).tolist()

    @pytest.mark.parametrize("n_objectives", [1, 2, 3, 4, 5])
    @pytest.mark.parametrize("highest", [30, 10**12])
    @pytest.mark.parametrize("n_points", [700, 9_000])
    def test_equals_all_with_all_on_many(self, n_objectives: int, highest: int, n_points: int) -> None:
        """On many points, with many ties and with few."""
        rng = np.random.default_rng(n_objectives * 1000 + n_points)
        values = rng.integers(0, highest, size=(n_objectives, n_points))
        beaten = np.zeros(n_points, dtype=bool)
        for i in range(n_points):
            at_least = (values >= values[:, i : i + 1]).all(axis=0)
            beaten[i] = (at_least & (values > values[:, i : i + 1]).any(axis=0)).any()

        assert np.flatnonzero(~beaten).tolist() == nondominated(values).tolist()


class TestPareto:
    """The frontier is exactly the non-dominated packages, ties kept, in order of index."""

    @given(st.data(), scenarios(), st.integers(1, 3))
    def test_equals_all_with_all(self, data: st.DataObject, scenario: Scenario, n_actors: int) -> None:
        """For some actors, among all packages and within a mask."""
        actors = OWNED[:n_actors]
        condition = data.draw(conditions(scenario.agenda))
        world, within = world_at_start(scenario), mask(condition, scenario)
        points = [tuple(worth_of(scenario, actor, x, world) for actor in actors) for x in packages(scenario)]
        places = [i for i in range(len(points)) if within[i]]

        assert undominated(points) == pareto(scenario, actors).tolist()
        assert [places[i] for i in undominated([points[i] for i in places])] == (
            pareto(Payoffs(scenario, actors), within=within).tolist()
        )

    @given(scenarios(), st.integers(1, 3), st.integers(1, 9), st.integers(0, 9))
    def test_is_the_same_box_by_box(self, scenario: Scenario, n_actors: int, size: int, many: int) -> None:
        """However small the boxes, and however often what waits is reduced to the frontier."""
        expected = pareto(scenario, OWNED[:n_actors]).tolist()
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(payoffs, "BOX_SIZE", size)
            patch.setattr(frontier, "MANY", many)

            assert expected == pareto(scenario, OWNED[:n_actors]).tolist()


POINTS = st.integers(1, 4).flatmap(
    lambda d: st.lists(st.tuples(*[st.one_of(st.integers(-2, 5), COORDINATES)] * d), min_size=1, max_size=40)
)


class TestSolutions:
    """Each rule picks what looking at every package picks, ties included."""

    @given(st.data(), scenarios(), st.integers(1, 3), st.sampled_from([None, "start"]))
    def test_equal_the_look_at_every_package(
        self, data: st.DataObject, scenario: Scenario, n_actors: int, at: str | None
    ) -> None:
        """On random scenarios, within a mask, from no deal or from the start."""
        actors, world = OWNED[:n_actors], world_at_start(scenario)
        within = mask(data.draw(conditions(scenario.agenda)), scenario)
        powers = data.draw(st.tuples(*[st.integers(1, 3)] * n_actors))
        found = solutions(
            scenario, actors=actors, within=within, disagreement=at, weights=dict(zip(actors, powers, strict=True))
        )
        places = np.flatnonzero(within).tolist()
        points = [tuple(worth_of(scenario, a, scenario.package_at(i), world) for a in actors) for i in places]
        origin = tuple(
            worth_of(scenario, a, scenario.start, world) if at else floor_of(scenario, a, world) for a in actors
        )
        expected = {
            "nash": bargaining.nash(points, origin, powers),
            "egalitarian": bargaining.egalitarian(points, origin),
            "kalai_smorodinsky": bargaining.kalai_smorodinsky(points, origin),
            "utilitarian": bargaining.utilitarian(points),
        }

        for name, number in expected.items():
            each = found[name]
            assert (None if number is None else places[number]) == (None if each is None else each.package)
            if each is not None:
                assert origin == tuple(each.disagreement.values())
                assert tuple(each.gains.values()) == tuple(
                    u - d for u, d in zip(points[number or 0], origin, strict=True)
                )

    @given(POINTS)
    def test_picks_equal_the_look_at_every_point(self, points: list[tuple[int, ...]]) -> None:
        """On bare points with many ties, fed in two portions."""
        at = (0,) * len(points[0])
        gains = np.array(points, dtype=np.int64).T
        ideals = gains[:, individually_rational(gains)].max(axis=1, initial=0)
        rules: dict[str, tuple[Pick, int | None]] = {
            "nash": (Nash((1.0,) * len(at)), bargaining.nash(points, at, (1,) * len(at))),
            "egalitarian": (Leximin(len(at)), bargaining.egalitarian(points, at)),
            "kalai_smorodinsky": (
                KalaiSmorodinsky(tuple(map(int, ideals))),
                bargaining.kalai_smorodinsky(points, at),
            ),
            "utilitarian": (Utilitarian(len(at)), bargaining.utilitarian(points)),
        }
        for rule, expected in rules.values():
            middle = len(points) // 2
            rule.feed(np.arange(middle), gains[:, :middle])
            rule.feed(np.arange(middle, len(points)), gains[:, middle:])
            best = rule.best()

            assert expected == (None if best is None else best[0])

    @given(POINTS, st.data())
    def test_nash_is_invariant_to_affine_rescaling(self, points: list[tuple[int, ...]], data: st.DataObject) -> None:
        """Other units and another zero for each actor pick the same package."""
        n_actors = len(points[0])
        factors = data.draw(st.tuples(*[st.integers(1, 1000)] * n_actors))
        gains = np.array(points, dtype=np.int64).T
        first, second = Nash((1.0,) * n_actors), Nash((1.0,) * n_actors)
        first.feed(np.arange(len(points)), gains)
        second.feed(np.arange(len(points)), gains * np.array(factors)[:, None])
        before, after = first.best(), second.best()

        assert (before is None) == (after is None)
        assert before is None or after is None or before[0] == after[0]


def frontier_by_looking(
    scenario: Scenario, actors: tuple[str, ...], world: World, lines: tuple[str, ...], where: Condition
) -> list[int]:
    """Return the packages on the frontier, by comparing all with all; of equal ones the lowest index."""
    holds, kept, points = bind(where, scenario), [], []
    for i, package in enumerate(packages(scenario)):
        crossed = any(crossed_lines(scenario, actor, package, world, "absolute") for actor in lines)
        if not crossed and not broken_rules(scenario, package, world) and holds(package, world, scenario.start):
            kept.append(i)
            points.append(tuple(worth_of(scenario, actor, package, world) for actor in actors))
    found: dict[tuple[int, ...], int] = {}
    for place in undominated(points):
        found.setdefault(points[place], kept[place])
    return sorted(found.values())


class TestStructuredFrontier:
    """The frontier joined block by block is that of all packages, one package for equal ones."""

    @given(
        st.data(), scenarios(max_issues=5), st.integers(1, 3), st.integers(0, 1), st.sampled_from([(), ("a",), OWNED])
    )
    def test_equals_the_look_at_every_package(
        self, data: st.DataObject, scenario: Scenario, n_actors: int, n_deeds: int, lines: tuple[str, ...]
    ) -> None:
        """With rules, red lines, interactions, effects, k-of-n conditions and implications, whatever they couple."""
        actors, world = OWNED[:n_actors], worlds(scenario, n_deeds)
        where = data.draw(conditions(scenario.agenda))
        found = structured_frontier(scenario, actors, world=world, lines=lines, where=[where])

        assert frontier_by_looking(scenario, actors, world, lines, where) == [
            found.index(point) for point in range(found.n_points)
        ]
        for package, values in zip(found.packages.tolist(), found.values.T.tolist(), strict=True):
            assert [worth_of(scenario, actor, tuple(package), world) for actor in actors] == values

    @given(st.data(), scenarios(max_issues=5), st.integers(1, 3))
    def test_gives_the_solutions_of_all_packages(self, data: st.DataObject, scenario: Scenario, n_actors: int) -> None:
        """Every rule picks the same package on the frontier as among all packages."""
        actors = OWNED[:n_actors]
        where = data.draw(conditions(scenario.agenda))
        found = structured_frontier(scenario, actors, rules=False, lines=(), where=[where]).solutions()
        expected = solutions(scenario, actors=actors, within=mask(where, scenario))

        assert {name: each and each.package for name, each in expected.items()} == {
            name: each and each.package for name, each in found.items()
        }

    @given(scenarios(max_issues=5), st.integers(1, 3), st.floats(0.001, 0.5), st.booleans())
    def test_stays_within_its_bound(self, scenario: Scenario, n_actors: int, epsilon: float, small: bool) -> None:
        """Every true frontier point is at most the stated bound above some point, in every coordinate."""
        actors = OWNED[:n_actors]
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(minkowski, "FEW_POINTS", 0)
            if small:
                patch.setattr(minkowski, "AT_ONCE", 4)
            found = structured_frontier(scenario, actors, epsilon=epsilon)
            exact = structured_frontier(scenario, actors)

        assert units(epsilon) >= found.bound
        for point in exact.values.T:
            assert (found.values + found.bound >= point[:, None]).all(axis=0).any()


@pytest.mark.skipif(not has_solver(), reason="needs HiGHS: the extra `analysis`")
class TestBestPackages:
    """What the solver proves best is best among all packages, and no package exceeds its bound."""

    @given(st.data(), scenarios(max_issues=5), st.integers(1, 3), st.sampled_from([(), OWNED]))
    def test_equal_the_look_at_every_package(
        self, data: st.DataObject, scenario: Scenario, n_actors: int, lines: tuple[str, ...]
    ) -> None:
        """With rules, red lines, interactions, effects and any further condition, to within the gap."""
        actors, world = OWNED[:n_actors], worlds(scenario, 1)
        where = data.draw(conditions(scenario.agenda))
        (page,) = pages(scenario, world)
        within = page.feasible() & page.holds(where)
        for actor in lines:
            within &= ~page.crossed(actor)
        found = best_packages(scenario, RULES, actors=actors, world=world, lines=lines, where=[where])
        expected = solutions(scenario, RULES, actors=actors, world=world, within=within)

        for name, true in expected.items():
            each = found[name]
            if each is None:
                assert true is None or abs(true.value or 0) < SMALLEST
                continue
            assert within[each.package]
            assert true is not None
            assert each.is_exact or abs(each.value or 0) < SMALLEST
            assert true.value == pytest.approx(each.value, rel=2e-6, abs=SMALLEST)
            assert (each.bound or 0) >= (true.value or 0) - SMALLEST


#: Values below which the solver's tolerance decides.
SMALLEST = 1e-7
