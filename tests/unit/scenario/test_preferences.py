"""What a package is worth to an actor: exact whole numbers of 1e-12 units (semantics §1–2)."""

from fractions import Fraction
from functools import partial
from itertools import product
from typing import Any

import pytest

from negotiation.scenario import Actor, Effect, Interaction, Measure, RedLine, Row, Scenario
from negotiation.scenario.chains import Chain, Step
from negotiation.scenario.preferences import (
    UNIT,
    as_float,
    crossed_lines,
    crossing_costs,
    preferences_of,
    units,
    utility,
)
from negotiation.scenario.talking import Demand
from negotiation.scenario.world import World
from tests.reference import conditions_twin, utility_twin
from tests.unit.scenario.flagship import ACTORS, APPENDIX_A, flagship
from tests.unit.scenario.toys import east, hamlet, miller, start, toy

OPEN = (0, 1)
SHARED = (1, 0)


class TestUnits:
    """Each partial utility is rounded once to a whole number of 1e-12 units; floats are for display."""

    @pytest.mark.parametrize(
        ("value", "expected"),
        [(0.1, UNIT // 10), (0.28 * 0.4, 112 * 10**9), (-0.6, -600 * 10**9), (1 / 3, 333333333333), (5e-13, 0)],
    )
    def test_round_once(self, value: float, expected: int) -> None:
        """Half to even, whatever the float's last digits."""
        assert expected == units(value)

    def test_are_shown_as_floats(self) -> None:
        """The float of a whole number of units."""
        assert 0.112 == as_float(112 * 10**9)


class TestUtility:
    """U_i(x, W) = Σ w·v + Σ b over the interactions that hold + the effects that land on agreements."""

    def test_is_a_sum_of_parts(self) -> None:
        """East: 0.6 on water, 0.4 on the road."""
        scenario = toy()
        world = start(scenario)
        expected = {(0, 0): 4, (0, 1): 0, (1, 0): 7, (1, 1): 3, (2, 0): 10, (2, 1): 6}

        assert {x: value * UNIT // 10 for x, value in expected.items()} == {
            x: utility(scenario, "east", x, world) for x in expected
        }

    def test_is_none_without_preferences(self) -> None:
        """Nobody invents a utility."""
        scenario = toy()

        assert utility(scenario, "miller", OPEN, start(scenario)) is None
        assert preferences_of(scenario, "miller") is None

    def test_counts_interactions_that_hold(self) -> None:
        """A combination is worth more, or less, than its parts."""
        both = Interaction("both", "moved(water) and road == open", -0.25, "a quarter")
        plain, scenario = toy(), toy(east(interactions=[both]))
        world = start(scenario)

        assert -UNIT // 4 == value(scenario, "east", (1, 1), world) - value(plain, "east", (1, 1), world)
        assert value(plain, "east", OPEN, world) == value(scenario, "east", OPEN, world)

    def test_measures_what_improved_in_an_interaction_against_the_start(self) -> None:
        """In its owner's order: shared water is better for the east than free water, and no better than itself."""
        both = Interaction("both", "improved(water)", -0.25, "a quarter")
        plain, scenario = toy(), toy(east(interactions=[both]))
        world = start(scenario)

        assert -UNIT // 4 == value(scenario, "east", SHARED, world) - value(plain, "east", SHARED, world)
        assert value(plain, "east", OPEN, world) == value(scenario, "east", OPEN, world)

    def test_counts_a_believed_escalation(self) -> None:
        """A chain of steps lowers the packages it starts from by its loss times the product of its steps."""
        steps = [Step("one", "one", 0.5), Step("two", "two", 0.2)]
        plain, scenario = toy(), toy(east(chains=[Chain("fear", "moved(road)", steps, 0.3)]))
        world = start(scenario)

        assert -3 * UNIT // 100 == value(scenario, "east", OPEN, world) - value(plain, "east", OPEN, world)
        assert value(plain, "east", SHARED, world) == value(scenario, "east", SHARED, world)

    @pytest.mark.parametrize(
        ("effect", "package", "happened", "expected"),
        [
            (Effect(-0.25), OPEN, 1, 0),
            (Effect(-0.25, "agreement"), OPEN, 1, -25),
            (Effect(-0.25, "both"), OPEN, 1, -25),
            (Effect(-0.25, "both"), OPEN, 0, 0),
            (Effect(-0.25, "both"), OPEN, 2, -50),
            (Effect(0.25, "agreement", "moved(road)"), OPEN, 1, 25),
            (Effect(0.25, "agreement", "moved(road)"), SHARED, 1, 0),
        ],
    )
    def test_counts_effects_that_land_on_agreements(
        self, effect: Effect, package: tuple[int, ...], happened: int, expected: int
    ) -> None:
        """`on`: no deal only, agreements that satisfy the condition, or both; as often as the measure happened."""
        scenario = toy(measures=[Measure("flood", "a flood", effects={"east": effect}, repeats=True)])
        before = start(scenario)
        after = start(scenario, happened={"flood": happened} if happened else {})

        found = value(scenario, "east", package, after) - value(scenario, "east", package, before)
        assert expected * UNIT // 100 == found

    def test_pays_for_backing_down(self) -> None:
        """Each public back-down costs its author's audience cost, in agreement as without."""
        scenario = toy(east(audience_cost=0.05))
        world = start(scenario)

        after = world.with_backdown("east").with_backdown("east").with_backdown("west")
        assert -UNIT // 10 == value(scenario, "east", OPEN, after) - value(scenario, "east", OPEN, world)

    def test_equals_exact_fractions(self) -> None:
        """On all 49,152 packages' parts of Appendix A: the exact product of the numbers as written."""
        scenario = flagship()
        for place, name in enumerate(ACTORS):
            prefs = preferences_of(scenario, name)
            assert prefs is not None
            expected = tuple(
                tuple(int(Fraction(str(w)) * Fraction(str(v)) * UNIT) for v in values)
                for values, w in (rows[place] for rows in APPENDIX_A.values())
            )

            assert expected == prefs.parts

    def test_gives_the_figures_of_the_domain_note(self) -> None:
        """The status quo is worth .120, .529 and .509; the additive solution .6475, .695, .622 (§2.5)."""
        scenario = flagship()
        world = start(scenario)
        additive = scenario.package(
            {"i1": "o3", "i2": "o2", "i3": "o1", "i4": "o2", "i5": "o3", "i8": "o3", "i13": "o2", "i14": "o1"}
        )

        at_start = [value(scenario, each, scenario.start, world) for each in ACTORS]
        assert [120 * 10**9, 529 * 10**9, 509 * 10**9] == at_start
        assert ["0.6475", "0.6950", "0.6220"] == [
            f"{as_float(value(scenario, each, additive, world)):.4f}" for each in ACTORS
        ]

    def test_equals_the_twin(self) -> None:
        """On every package of a toy with interactions and effects, after things have happened."""
        scenario = toy(
            east(interactions=[Interaction("both", "moved(water) or road == open", 0.125, "an eighth")]),
            measures=[Measure("flood", "a flood", effects={"east": Effect(-0.1, "both", "water == free")})],
        )
        world = start(scenario, happened={"flood": 1})
        for package in product(range(3), range(2)):
            options = scenario.options_of(package)
            case = conditions_twin.Case(scenario, options, world, options, "east")
            expected = utility_twin.utility(scenario, "east", options, world.happened, partial(_holds, case))

            assert expected == utility(scenario, "east", package, world)


def _holds(case: conditions_twin.Case, condition: Any, _: object) -> bool:
    return conditions_twin.holds(condition, case)


def value(scenario: Scenario, actor: str, package: tuple[int, ...], world: World) -> int:
    """Return what a package is worth to an actor that has preferences."""
    found = utility(scenario, actor, package, world)
    assert found is not None
    return found


class TestCrossedLines:
    """`never` a condition, or `only_if` one holds; the status quo is never tested."""

    @pytest.mark.parametrize(
        ("line", "package", "crossed"),
        [
            ({"never": "road == open"}, OPEN, True),
            ({"never": "road == open"}, SHARED, False),
            ({"only_if": "moved(water)"}, OPEN, True),
            ({"only_if": "moved(water)"}, SHARED, False),
            ({"only_if": "moved(water)"}, (0, 0), False),
            ({"never": "improved(water)"}, SHARED, True),
            ({"only_if": "improved(water)"}, OPEN, True),
        ],
    )
    def test_are_named(self, line: dict[str, Any], package: tuple[int, ...], crossed: bool) -> None:
        """By id; `improved` is measured against the start, in the owner's order."""
        scenario = toy(east(red_lines=[RedLine("line", **line)]))

        assert (("line",) if crossed else ()) == crossed_lines(scenario, "east", package, start(scenario))

    def test_are_kept_by_force(self) -> None:
        """All of them, only the absolute, or only the declared."""
        lines = [RedLine("hard", never="moved(road)"), RedLine("soft", never="moved(road)", force="declared")]
        scenario = toy(miller(red_lines=lines))
        world = start(scenario)

        assert ("hard", "soft") == crossed_lines(scenario, "miller", OPEN, world)
        assert ("hard",) == crossed_lines(scenario, "miller", OPEN, world, "absolute")
        assert ("soft",) == crossed_lines(scenario, "miller", OPEN, world, "declared")


class TestCrossingCosts:
    """What signing across a declared line or demand costs: its own cost, else the audience cost."""

    LINES: tuple[RedLine, ...] = (
        RedLine("hard", never="moved(road)"),
        RedLine("priced", never="moved(road)", force="declared", cost=0.25),
        RedLine("public", only_if="moved(water)", force="declared"),
    )
    DEMANDS: tuple[Demand, ...] = (
        Demand("share", "water >= shared", force="declared"),
        Demand("talk", "moved(road)", conditions="talks", force="declared"),
        Demand("must", "moved(road)"),
    )

    @pytest.mark.parametrize(
        ("audience", "package", "expected"),
        [
            (None, OPEN, 25),
            (0.1, OPEN, 25 + 10 + 10),
            (0.1, SHARED, 0),
            (0.1, (0, 0), 0),
        ],
    )
    def test_lower_what_is_signed(self, audience: float | None, package: tuple[int, ...], expected: int) -> None:
        """Absolute lines and demands on talks cost nothing; nor does the start."""
        plain = toy()
        scenario = toy(east(red_lines=self.LINES, demands=self.DEMANDS, audience_cost=audience))
        world = start(scenario)

        found = value(plain, "east", package, world) - value(scenario, "east", package, world)
        assert expected * UNIT // 100 == found

    def test_say_on_what_they_fall(self) -> None:
        """The demand's id, the condition of crossing and its cost, in units."""
        scenario = toy(east(red_lines=self.LINES, demands=self.DEMANDS, audience_cost=0.1))
        found = [(name, cost) for name, _, cost in crossing_costs(scenario, "east")]

        assert [("", UNIT // 4), ("", UNIT // 10), ("share", UNIT // 10)] == found
        assert [] == list(crossing_costs(toy(), "east"))

    def test_end_with_what_was_given_up(self) -> None:
        """A demand that its owner gave up in play costs nothing more when it is crossed."""
        scenario = toy(east(demands=self.DEMANDS, audience_cost=0.1))
        before, after = start(scenario), start(scenario, given_up=frozenset({("east", "share")}))

        assert UNIT // 10 == value(scenario, "east", OPEN, after) - value(scenario, "east", OPEN, before)

    def test_are_no_part_of_no_deal(self) -> None:
        """A status quo that moved across a declared line was signed by nobody: it costs nothing."""
        lines = [RedLine("priced", never="moved(road)", force="declared", cost=0.25)]
        plain, scenario = toy(), toy(east(red_lines=lines))
        first, second = preferences_of(plain, "east"), preferences_of(scenario, "east")

        assert first is not None
        assert second is not None
        assert first.base(OPEN, start(plain)) == second.base(OPEN, start(scenario))


class TestAsGiven:
    """A row that is kept exactly as given is worth what it says."""

    def test_is_not_rescaled(self) -> None:
        """0.3 of 0.25 is 0.075, not 0."""
        row = Row({"closed": 0.3, "open": 0.4}, "as_given")
        scenario = toy(hamlet(values={**hamlet().values, "road": row}))

        assert 75 * 10**9 == utility(scenario, "hamlet", (0, 0), start(scenario))


class TestActorsWithout:
    """An actor without preferences may have lines all the same."""

    def test_cross_their_lines(self) -> None:
        """Its lines bind it; no number is needed for that."""
        scenario = toy(Actor("miller", "Miller", red_lines=[RedLine("mill", never="road == open")]))

        assert ("mill",) == crossed_lines(scenario, "miller", OPEN, start(scenario))
