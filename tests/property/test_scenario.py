"""Scenarios: what is written reads back, what is broken is told, values are exact, and no deal is a sum over draws."""

import pickle
from collections.abc import Iterator
from copy import deepcopy
from itertools import product
from typing import Any

from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from negotiation.errors import Problem, ScenarioError
from negotiation.scenario import (
    Actor,
    Effect,
    Event,
    Gate,
    Interaction,
    Issue,
    Measure,
    Number,
    Option,
    Position,
    RedLine,
    Row,
    Rule,
    Scenario,
    Table,
    Threat,
    parse_condition,
)
from negotiation.scenario.agreement import NO, SILENT, YES, answer
from negotiation.scenario.no_deal import leaves, no_deal, no_deal_lines, no_deal_unthreatened, realised
from negotiation.scenario.paths import look_up, replaced, walk_paths
from negotiation.scenario.preferences import utility
from negotiation.scenario.scenario import read_scenario, write_scenario
from negotiation.scenario.world import STANDING, World, world_at_start
from tests.reference import agreement_twin, conditions_twin, no_deal_twin, utility_twin
from tests.unit.scenario.toys import BECAUSE, full_tree

SEAT = Issue("seat", "Seat", "none", [Option(each, each) for each in ("none", "one", "two")])
ROAD = Issue("road", "Road", "shut", [Option("shut", "shut"), Option("open", "open", signs="c")])
AGENDA = (SEAT, ROAD)
PEOPLE = ("a", "b", "c")
NAMES = ("dam", "toll", "wall")
PACKAGES = list(product(range(3), range(2)))
#: Numbers with two decimals, so that no product of two of them has more than the twelve that a unit keeps.
hundredths = st.integers(0, 100).map(lambda n: n / 100)
signed = st.integers(-100, 100).map(lambda n: n / 100)
DEMANDS = ("moved(seat)", "seat == two", "road == open", "improved(seat)", "met(seat, one)", "true", "false")
TESTS = ("moved(seat)", "seat >= one and road == open", "not moved(road)", "true")


@st.composite
def actors(draw: st.DrawFn, name: str) -> Actor:
    """An actor with preferences whose numbers have two decimals."""
    weight = draw(hundredths)
    rows = {issue.id: Row({each: draw(hundredths) for each in issue}, "as_given") for issue in AGENDA}
    tests = draw(st.lists(st.sampled_from(TESTS), max_size=2))
    interactions = [Interaction(f"m{n}", test, draw(signed), "for a test") for n, test in enumerate(tests)]
    lines = [RedLine(f"l{n}", never=test) for n, test in enumerate(draw(st.lists(st.sampled_from(TESTS), max_size=1)))]
    return Actor(
        name,
        name,
        "party" if name in {"a", "b"} else "stakeholder",
        positions={"seat": Position(seeks="two")},
        salience={"seat": weight, "road": round(1 - weight, 2)},
        values=rows,
        interactions=interactions,
        red_lines=lines if name == "c" else (),
    )


@st.composite
def measures(draw: st.DrawFn, name: str) -> Measure:
    """A measure with effects on some, that may move an issue or repeat."""
    effects = {
        who: Effect(draw(signed), draw(st.sampled_from(("no_deal", "agreement", "both"))))
        for who in draw(st.lists(st.sampled_from(PEOPLE), unique=True))
    }
    moves = draw(st.sampled_from(({}, {}, {"seat": "one"}, {"road": "open"})))
    by = draw(st.none() | st.sampled_from(PEOPLE))
    return Measure(name, name, by, effects=effects, moves=moves, repeats=draw(st.booleans()))


@st.composite
def threats(draw: st.DrawFn, name: str) -> Threat:
    """A threat of any kind; what deters fires on a measure that comes before its own, so that no circle is made."""
    place = draw(st.integers(0, 2))
    trigger = draw(st.sampled_from(("happened", "not happened"))) if place else ""
    common: dict[str, Any] = {
        "by": draw(st.sampled_from(PEOPLE)),
        "to": draw(st.sampled_from(PEOPLE)),
        "measure": NAMES[place],
        "probability": draw(hundredths),
        "believed": draw(st.dictionaries(st.sampled_from(PEOPLE), hundredths, max_size=2)),
        "backing_down": draw(st.none() | hundredths),
        "announced": draw(st.sampled_from((True, True, False))),
    }
    if trigger and draw(st.booleans()):
        cause = NAMES[draw(st.integers(0, place - 1))]
        return Threat(name, if_=f"{trigger}({cause})", **common)
    return Threat(name, unless=draw(st.sampled_from(DEMANDS)), **common)


@st.composite
def talks(draw: st.DrawFn) -> Scenario:
    """Scenarios with up to four threats and two events over three measures."""
    events = [
        Event(f"e{n}", draw(st.sampled_from(NAMES)), each_turn=0.5, without_agreement=draw(st.none() | hundredths))
        for n in range(draw(st.integers(0, 2)))
    ]
    return Scenario(
        "a-test",
        "A test",
        AGENDA,
        [draw(actors(name)) for name in PEOPLE],
        numbers=BECAUSE,
        measures=[draw(measures(name)) for name in NAMES],
        threats=[draw(threats(f"t{n}")) for n in range(draw(st.integers(0, 4)))],
        events=events,
        rules=[Rule("r", draw(st.sampled_from(TESTS)))] if draw(st.booleans()) else (),
        gates=[Gate("g", "c", "consent", draw(st.sampled_from(("constitutive", "opposable"))))],
    )


@st.composite
def worlds_of(draw: st.DrawFn, scenario: Scenario) -> World:
    """Worlds in which measures were done, threats made or settled, at some status quo."""
    world = world_at_start(scenario)
    for name in draw(st.lists(st.sampled_from(NAMES), max_size=2)):
        world = world.after_measure(scenario, name)
    for name in scenario.threats:
        status = draw(st.sampled_from((None, None, STANDING, "withdrawn")))
        world = world if status is None else world.with_threat(name, status)
    return world


class TestRoundTrip:
    """`read_scenario(write_scenario(s)) == s`, of one digest whatever the order of maps."""

    @given(talks())
    def test_gives_an_equal_scenario(self, scenario: Scenario) -> None:
        """Equal, of one hash and digest, through plain trees and through pickles."""
        again = read_scenario(write_scenario(scenario))

        assert (scenario, hash(scenario), scenario.digest) == (again, hash(again), again.digest)
        assert scenario == pickle.loads(pickle.dumps(scenario))

    @given(talks(), st.randoms(use_true_random=False))
    def test_does_not_know_the_order_of_maps(self, scenario: Scenario, random: Any) -> None:
        """Shuffled maps give an equal scenario, of one digest, with the same values of no deal to the unit."""
        again = read_scenario(shuffled(write_scenario(scenario), random))
        world, after = world_at_start(scenario), world_at_start(again)

        assert (scenario, scenario.digest) == (again, again.digest)
        no_deal.cache_clear()
        first = [no_deal(scenario, each, world) for each in PEOPLE]
        no_deal.cache_clear()
        assert first == [no_deal(again, each, after) for each in PEOPLE]


def shuffled(node: Any, random: Any) -> Any:
    """Return a plain tree with its maps in another order; lists keep theirs."""
    if isinstance(node, dict):
        keys = list(node)
        random.shuffle(keys)
        return {key: shuffled(node[key], random) for key in keys}
    return [shuffled(each, random) for each in node] if isinstance(node, list) else node


AWKWARD: tuple[Any, ...] = (
    *(None, True, 0, -1, 1.5, 10**400, float("nan"), "", "none", "water", "east", "turn", "(", "moved(water)"),
    *(
        [],
        [1],
        ["east"],
        [{}],
        [{"a": 1}],
        {},
        {"value": 2},
        {"at_least": 9, "of": ["true"]},
        {"en": 1},
        {"scale": "x"},
    ),
)
TREE = full_tree()
#: What a profile sets is keyed by paths: those keys have dots, and no path of their own.
PATHS = [path for path, _ in walk_paths(TREE) if ".set." not in path]


def keys(node: Any) -> Iterator[Any]:
    """Yield every map of a plain tree."""
    if isinstance(node, dict):
        yield node
    for each in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        yield from keys(each)


class TestBrokenTrees:
    """Bad input gets a clear error: whatever stands in a tree, it is a scenario or told what is wrong, nothing else."""

    @given(st.lists(st.tuples(st.sampled_from(PATHS), st.sampled_from(AWKWARD)), min_size=1, max_size=3))
    def test_are_told(self, changes: list[tuple[str, Any]]) -> None:
        """Any values at any paths: a scenario that reads back, or problems with sentences."""
        tree: Any = TREE
        for path, value in changes:
            if path in dict(walk_paths(tree)):
                tree = replaced(tree, path, deepcopy(value))
        self.examine(tree)

    @given(st.data(), st.sampled_from(AWKWARD))
    def test_are_told_of_keys(self, data: st.DataObject, value: Any) -> None:
        """Any key in any map, text or not."""
        tree = deepcopy(TREE)
        chosen = data.draw(st.sampled_from(range(len(list(keys(tree))))))
        node = list(keys(tree))[chosen]
        node[data.draw(st.sampled_from(("east", "water", "turn", "Some Key", "", "a.b", 7, None)))] = value
        self.examine(tree)

    def examine(self, tree: Any) -> None:
        """Read a tree; see that its refusal makes sense."""
        try:
            scenario = read_scenario(tree)
        except ScenarioError as error:
            problems: tuple[Problem, ...] = error.problems

            assert problems
            assert len(set(problems)) == len(problems)
            assert all(each.expected and str(each) for each in problems)
        else:
            assert scenario == read_scenario(write_scenario(scenario))


class TestPaths:
    """Every path of a written scenario can be looked up, replaced by itself, and changed back."""

    @given(st.sampled_from(PATHS), st.sampled_from(AWKWARD))
    def test_replace_what_they_find(self, path: str, value: Any) -> None:
        """Putting back what stood there gives the tree; putting anything there is seen there, and only there."""
        stood = look_up(TREE, path)
        changed = replaced(TREE, path, value if value is not None else 0)

        assert replaced(TREE, path, stood) == TREE
        assert replaced(changed, path, stood) == TREE
        assert repr(value if value is not None else 0) == repr(look_up(changed, path))


class TestUtility:
    """Exact whole numbers, equal to plain fractions of the numbers as written."""

    @given(st.data(), talks())
    def test_equals_the_twin(self, data: st.DataObject, scenario: Scenario) -> None:
        """For every actor and package, in any world."""
        world = data.draw(worlds_of(scenario))
        for name, package in product(PEOPLE, PACKAGES):
            options = scenario.options_of(package)

            def holds(condition: Any, chosen: Any, name: str = name) -> bool:
                return conditions_twin.holds(condition, conditions_twin.Case(scenario, chosen, world, chosen, name))

            expected = utility_twin.utility(scenario, name, options, world.happened, holds)
            assert expected == utility(scenario, name, package, world)


class TestNoDeal:
    """The root of the tree is the sum over all draws; what one draw brings is a leaf of it."""

    @given(st.data(), talks())
    def test_equals_the_twin(self, data: st.DataObject, scenario: Scenario) -> None:
        """Within a unit of 1e-12 of the exact sum over every combination of draws, for every actor's beliefs."""
        world = data.draw(worlds_of(scenario))
        for name in PEOPLE:
            found = no_deal(scenario, name, world)

            assert found is not None
            assert abs(no_deal_twin.expected(scenario, name, world) - found) <= 1

    @given(st.data(), talks())
    def test_is_drawn_as_the_twin_plays(self, data: st.DataObject, scenario: Scenario) -> None:
        """The same draws bring the same deeds, the same status quo and the same back-downs."""
        world = data.draw(worlds_of(scenario))
        for _, draws in no_deal_twin.cells(scenario, None):
            expected = no_deal_twin.ending(scenario, None, world, draws)
            leaf = realised(scenario, world, {name: float(draw) for name, draw in draws.items()}.__getitem__)

            assert expected.happened == dict(leaf.world.happened)
            assert expected.status_quo == scenario.options_of(leaf.world.status_quo)
            assert sorted(expected.backed_down) == sorted(leaf.backed_down)

    @given(st.data(), talks())
    def test_is_a_sum_of_its_leaves(self, data: st.DataObject, scenario: Scenario) -> None:
        """Probabilities of leaves sum to one; the lines sum to the value, but for their rounding."""
        world = data.draw(worlds_of(scenario))
        for name in PEOPLE:
            lines = no_deal_lines(scenario, name, world)

            assert abs(sum(leaf.probability for leaf in leaves(scenario, world, name)) - 1) < 1e-9
            assert abs(sum(line.amount for line in lines) - (no_deal(scenario, name, world) or 0)) <= len(lines)

    @given(st.data(), talks(), hundredths, hundredths)
    def test_unthreatened_does_not_know_what_is_believed(
        self, data: st.DataObject, scenario: Scenario, low: float, high: float
    ) -> None:
        """Raising the believed probability of a threat never raises its addressee's other two figures."""
        world = data.draw(worlds_of(scenario))
        for threat in scenario.threats.values():
            (addressee,) = threat.to
            figures = []
            for believed in sorted((low, high)):
                changed = evolve(threat, believed=threat.believed.with_item(addressee, Number(believed)))
                variant = evolve(scenario, threats=scenario.threats.with_item(threat.id, changed))
                floor = no_deal_unthreatened(variant, addressee, world)
                start = utility(variant, addressee, variant.start, world_at_start(variant))
                value = utility(variant, addressee, (2, 1), world)
                assert None not in (floor, start, value)
                figures.append(((value or 0) - (floor or 0), (value or 0) - (start or 0)))

            assert figures[1][0] <= figures[0][0]
            assert figures[1][1] <= figures[0][1]

    @given(st.data(), talks())
    def test_a_deterrent_threat_that_cannot_fire_changes_nothing(self, data: st.DataObject, scenario: Scenario) -> None:
        """Added to any talks, a threat whose trigger cannot happen lowers nobody's value."""
        world = data.draw(worlds_of(scenario))
        idle = Threat("idle", "a", "b", "wall", if_="fact(never)", backing_down=1.0)
        more = evolve(scenario, threats=scenario.threats.with_item("idle", idle), facts=Table({"never": False}))
        standing = world.with_threat("idle", STANDING)

        assert [no_deal(scenario, each, world) for each in PEOPLE] == [no_deal(more, each, standing) for each in PEOPLE]


RULES = ("consensus", "unanimity", "leader", "majority")


@st.composite
def blocs(draw: st.DrawFn) -> Scenario:
    """Talks with a bloc of members that consent, object or say nothing, inside a bloc around it."""
    words = draw(st.lists(st.sampled_from((YES, NO, SILENT)), min_size=1, max_size=4))
    members = [member(f"m{n}", word) for n, word in enumerate(words)]
    names = [each.id for each in members]
    inner = Actor(
        "inner",
        "Inner",
        members=names,
        decides_by=draw(st.sampled_from(RULES)),
        leader=draw(st.sampled_from(names)),
        weights=draw(st.dictionaries(st.sampled_from(names), st.sampled_from((0.1, 0.2, 0.3, 1.0)))),
        vetoes=draw(st.lists(st.sampled_from(names), max_size=1)),
    )
    outer = Actor(
        "outer", "Outer", members=["inner", names[0]], decides_by=draw(st.sampled_from(RULES)), leader="inner"
    )
    parties = [draw(actors(name)) for name in PEOPLE]
    return Scenario("a-test", "A test", AGENDA, [*parties, *members, inner, outer], numbers=BECAUSE)


def member(name: str, word: str) -> Actor:
    """Return an actor without preferences that consents, withholds its word, or objects to everything."""
    lines = [RedLine("no", never=parse_condition("true"))] if word == NO else []
    return Actor(name, name, red_lines=lines, without_preferences="consents" if word == YES else "withholds")


class TestBlocs:
    """A bloc's word follows from its members' words, by its rule."""

    @given(blocs())
    def test_equal_the_twin(self, scenario: Scenario) -> None:
        """By a table of what each rule wants, in exact fractions of the weights."""
        world = world_at_start(scenario)
        for name in ("inner", "outer"):
            bloc = scenario.actors[name]
            words = {each: answer(scenario, each, (1, 1), world).word for each in bloc.members}

            assert agreement_twin.word_of(bloc, words) == answer(scenario, name, (1, 1), world).word
