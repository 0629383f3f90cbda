"""Numbers have bounds, so that whatever is worked out of them fits in 64 bits of 1e-12 units."""

from typing import Any

import pytest
from attrs import evolve
from jsonschema import Draft202012Validator

import negotiation as ng
from negotiation.analysis.analysing import analyse
from negotiation.analysis.best import RULES, best_packages
from negotiation.analysis.payoffs import Payoffs
from negotiation.analysis.solutions import solutions
from negotiation.errors import ScenarioError, UsageError
from negotiation.files.schema import scenario_schema
from negotiation.scenario import Chain, Effect, Event, Interaction, Measure, RedLine, Scenario, Step, Threat
from negotiation.scenario.no_deal import no_deal
from negotiation.scenario.preferences import MOST_TOGETHER, UNIT, utility
from negotiation.scenario.primitives import MOST
from negotiation.scenario.scenario import read_scenario, write_scenario
from negotiation.scenario.world import world_at_start
from tests.unit.analysis.agendas import agenda
from tests.unit.scenario.toys import full

SCHEMA = Draft202012Validator(scenario_schema())
SIGNED = ("actors.west.no_deal", "actors.east.interactions.both.amount", "measures.dam.effects.west")
COSTS = (
    "actors.east.audience_cost",
    "actors.east.chains.fear.loss",
    "actors.east.chains.fear.steps.cars.loss",
    "actors.east.salience.water",
    "actors.valley.weights.hamlet",
    "obligations.keep_closed.penalty",
    "obligations.keep_closed.temptation",
    "threats.toll_if_dam.backing_down",
)


def base() -> Scenario:
    """Return a scenario in which a number of every kind stands."""
    scenario = full()
    both = Interaction("both", "water == shared and road == open", 0.1, "a tenth")
    step = Step("cars", "cars come", 0.5, loss=0.1)
    chain = evolve(scenario.actors["east"].chains["fear"], steps=[step])
    return scenario.with_actor(evolve(scenario.actors["east"], interactions=[both], chains=[chain]))


def put(tree: Any, path: str, value: float) -> Any:
    """Return a plain tree with a number at a path of maps and of lists by id."""
    first, _, rest = path.partition(".")
    if isinstance(tree, list):
        return [{key: put(each, rest, value) if key == first else each for key, each in one.items()} for one in tree]
    return {**tree, first: put(tree[first], rest, value) if rest else value}


class TestBounds:
    """What is told in the reader is told by the schema, and of values made in Python."""

    @pytest.mark.parametrize("path", SIGNED + COSTS)
    def test_are_kept_in_files(self, path: str) -> None:
        """Beyond 1000 in either direction, below 0 for costs; the schema says so too."""
        low = -MOST if path in SIGNED else 0.0
        for value in (MOST * 1.01, low - 0.5, 1e9, -1e9, 10**400):
            tree = put(write_scenario(base()), path, value)
            with pytest.raises(ScenarioError, match=rf"expected a number in \[{low:g}, {MOST:g}\], got") as caught:
                read_scenario(tree)

            assert [path] == [each.path for each in caught.value.problems]
            assert not SCHEMA.is_valid(tree)

    @pytest.mark.parametrize("path", [path for path in SIGNED + COSTS if "salience" not in path])
    def test_are_inclusive(self, path: str) -> None:
        """The bounds themselves can be had."""
        tree = put(write_scenario(base()), path, MOST)

        assert SCHEMA.is_valid(tree)
        assert base().id == read_scenario(tree).id

    def test_are_kept_in_python(self) -> None:
        """A value made in Python is looked at too, and its range."""
        scenario = base()
        for changes, path in (
            ({"no_deal": 1e9, "no_deal_because": "b"}, "no_deal"),
            ({"audience_cost": 1e8}, "audience_cost"),
            ({"red_lines": [RedLine("x", never="water == free", force="declared", cost=1e8)]}, "red_lines.x.cost"),
            ({"interactions": [Interaction("x", "true", -1e8, "much")]}, "interactions.x.amount"),
        ):
            with pytest.raises(ScenarioError, match=rf"actors\.east\.{path}: expected a number in \["):
                scenario.with_actor(evolve(scenario.actors["east"], **changes))
        with pytest.raises(ScenarioError, match=r"effects\.west: expected a number in \[-1000, 1000\], got -1"):
            evolve(scenario, measures=[evolve(scenario.measures["dam"], effects={"west": -1e7})], threats=[], base=None)


def heavy(size: float = MOST, *, repeats: bool = False) -> Scenario:
    """Return the two villages with everything at the bound."""
    villages = ng.load("two-villages")
    high, mill = villages.actors["highfield"], villages.actors["millbrook"]
    terms = [Interaction(f"x{i}", "moved(water)", size if i % 2 else -size, "a") for i in range(9)]
    lines = [RedLine("dear", never="toll == half", force="declared", cost=size)]
    fear = Chain("fear", "moved(toll)", [Step("worst", "the worst", 1.0, loss=size)])
    because: Any = {"no_deal_because": "for a test", "audience_cost": size}
    high = evolve(high, interactions=terms, red_lines=lines, chains=[fear], no_deal=-size, **because)
    measures = [
        Measure("siege", "a siege", "highfield", effects={"highfield": Effect(size, "both"), "millbrook": -size}),
        Measure("storm", "a storm", effects={"millbrook": Effect(-size, "both")}, repeats=repeats),
    ]
    threats = [Threat("dry", "highfield", "millbrook", "siege", unless="moved(water)", backing_down=size)]
    events = [Event("gale", "storm", each_turn=1.0), Event("gust", "storm", without_agreement=0.5)]
    actors = [high, evolve(mill, no_deal=size, **because), villages.actors["lowmead"]]
    return evolve(villages, actors=actors, measures=measures, threats=threats, events=events, profiles=(), base=None)


class TestSums:
    """Terms at the bound add up exactly, or are refused in a sentence."""

    def test_are_exact(self) -> None:
        """Arrays and the scalar definition agree on every package; checks, plays and analyses come through."""
        scenario = heavy()
        table, world = Payoffs(scenario), world_at_start(scenario)
        for actor in table.actors:
            each = [utility(scenario, actor, scenario.package_at(i), world) for i in range(scenario.n_packages)]

            assert each == table.row(actor).tolist()
        assert no_deal(scenario, "millbrook", world) == table.floors[1]
        assert ng.check(scenario)
        assert ng.play(scenario, seed=1).outcome is not None
        assert analyse(scenario).as_plain()

    def test_of_too_many_terms_are_refused(self) -> None:
        """A hundred and one terms at the bound come to more than can be counted."""
        scenario = base()
        many = [Interaction(f"x{i}", "true", MOST, "much") for i in range(101)]
        with pytest.raises(
            ScenarioError,
            match=r"actors\.east: expected gains and losses that come to at most 100,000 together, got 101,000",
        ):
            scenario.with_actor(evolve(scenario.actors["east"], interactions=many))

        fewer = scenario.with_actor(evolve(scenario.actors["east"], interactions=many[:98]))

        assert 98 == len(fewer.actors["east"].interactions)

    def test_of_what_repeats_are_refused(self) -> None:
        """What happens over and over in play is refused once it comes to too much, wherever it is asked for."""
        scenario = heavy(repeats=True)
        world = world_at_start(scenario)
        world = evolve(world, happened=world.happened.with_item("storm", MOST_TOGETHER))
        for ask in (
            lambda: no_deal(scenario, "millbrook", world),
            lambda: utility(scenario, "millbrook", (1, 1), world),
            lambda: Payoffs(scenario, world=world).values,
        ):
            with pytest.raises(UsageError, match="expected gains and losses of millbrook that come to at most 100,000"):
                ask()

        with pytest.raises(UsageError, match=r"expected gains and losses of .* at most 100,000 together, got -?10"):
            ng.play(scenario, turns=2000, seed=1)

        assert -MOST_TOGETHER * UNIT < (utility(scenario, "millbrook", (1, 1), world_at_start(scenario)) or 0)

    def test_are_bounded_without_the_solver(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Weighted sums of large gains do not overflow: no package is better than the bound of the heuristic."""
        terms = [
            [Interaction(f"x{k}", f"i{k} == o1 => i{k + 1} != o0", size * (k + 1) / 5, "b") for k in range(5)]
            for size in (1000.0, 900.0, -700.0)
        ]
        scenario = agenda(6, 3, 3, interactions=terms, floor=-1000)
        expected = solutions(scenario, RULES)
        monkeypatch.setattr("negotiation.analysis.best.has_solver", lambda: False)
        found = best_packages(scenario)
        for name in ("nash", "egalitarian"):
            each, true = found[name], expected[name]

            assert each is not None
            assert true is not None
            assert true.value is not None
            assert each.bound is not None
            assert true.value <= each.bound <= 1.2 * true.value
