"""Conditions: what is printed parses to the same tree, and every tree means what a slow reading of it says."""

from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from negotiation.errors import ConditionError
from negotiation.scenario import (
    Actor,
    Comparison,
    Condition,
    Issue,
    Option,
    Position,
    Row,
    Scenario,
    format_condition,
    parse_condition,
)
from negotiation.scenario.binding import bind
from negotiation.scenario.conditions import (
    COUNTS,
    OPERATORS,
    PACKAGE_ATOMS,
    RESERVED,
    WORLD_ATOMS,
    Among,
    And,
    Atom,
    Compare,
    Constant,
    Count,
    Implies,
    Not,
    Or,
)
from negotiation.scenario.world import World
from tests.reference import conditions_twin
from tests.unit.scenario.toys import BECAUSE, miller, start, toy, villager

AWKWARD = ("a", "n", "or_", "not_a", "moved", "met", "at_least", "inn", "trueish", "x9", "z_")
ids = st.sampled_from(AWKWARD) | st.from_regex(r"[a-z][a-z0-9_]{0,5}", fullmatch=True).filter(
    lambda name: name not in RESERVED
)


def trees(leaf: st.SearchStrategy[Condition], *, least: int = 2) -> st.SearchStrategy[Condition]:
    """Conditions built of leaves; conjunctions and disjunctions have at least `least` parts."""

    def built(inner: st.SearchStrategy[Condition]) -> st.SearchStrategy[Condition]:
        several = st.lists(inner, min_size=least, max_size=3).map(tuple)
        counted = st.lists(inner, min_size=1, max_size=3).map(tuple)
        return st.one_of(
            inner.map(Not),
            several.map(And),
            several.map(Or),
            st.builds(Implies, inner, inner),
            st.builds(Count, st.sampled_from(COUNTS), st.integers(0, 3), counted),
        )

    return st.recursive(leaf, built, max_leaves=8)


def sayable() -> st.SearchStrategy[Condition]:
    """Leaves of the grammar over any names."""
    calls = [
        st.builds(Atom, st.just(name), st.lists(ids, min_size=low, max_size=high).map(tuple))
        for name, (low, high) in {**PACKAGE_ATOMS, **WORLD_ATOMS}.items()
    ]
    return st.one_of(
        st.builds(Constant, st.booleans()),
        st.builds(Compare, ids, st.sampled_from(OPERATORS), ids),
        st.builds(Compare, st.just("turn"), st.sampled_from(OPERATORS), st.integers(0, 99).map(str)),
        st.builds(Among, ids, st.lists(ids, min_size=1, max_size=3).map(tuple)),
        *calls,
    )


def refusal(text: str) -> ConditionError | None:
    """Return why a text is no condition, or None where it is one."""
    try:
        parse_condition(text)
    except ConditionError as error:
        return error
    return None


class TestNotation:
    """What `format_condition` prints, `parse_condition` reads back; what it refuses, it refuses in place."""

    @given(trees(sayable()))
    def test_is_read_back(self, condition: Condition) -> None:
        """Printing and parsing gives the tree itself."""
        assert condition == parse_condition(format_condition(condition))

    @given(trees(sayable()), st.sampled_from([" ", "\n", "\t "]))
    def test_means_the_same_in_any_space(self, condition: Condition, space: str) -> None:
        """White space between tokens says nothing."""
        text = format_condition(condition)
        for sign in "(){},":
            text = text.replace(sign, f" {sign} ")

        assert condition == parse_condition(text.replace(" ", space))

    @given(st.text(alphabet="ab= <>!(){},#\n039 andortuinmvefc", max_size=30))
    def test_refuses_within_the_text(self, text: str) -> None:
        """Any text parses, or is refused at a place inside it, by a sentence whose caret stands in the line shown."""
        error = refusal(text)
        if error is not None:
            _, line, caret = str(error).split("\n")

            assert 0 <= error.at <= len(text)
            assert line.strip() in text.replace("\t", " ")
            assert len(caret) - 1 <= len(line)

    @given(trees(sayable()), st.data())
    def test_points_at_what_was_broken(self, condition: Condition, data: st.DataObject) -> None:
        """A sign that no grammar knows, put between two tokens, is where the caret stands."""
        words = format_condition(condition).split(" ")
        place = data.draw(st.integers(0, len(words)))
        text = " ".join([*words[:place], "§", *words[place:]])
        error = refusal(text)

        assert error is not None
        assert text.index("§") == error.at


SEATS = Issue("seats", "Seats", "none", [Option(each, each) for each in ("none", "one", "two")])
DATES = Issue("dates", "Dates", "june", [Option(each, each) for each in ("may", "june", "july")])
AGENDA = (SEATS, DATES)
VALUES = (0.0, 0.5, 1.0)


@st.composite
def owners(draw: st.DrawFn) -> Actor:
    """An actor that ranks options by values (ties among them), by comparisons, or not at all."""
    positions = {issue.id: Position(seeks=draw(st.sampled_from(issue.option_ids))) for issue in AGENDA}
    if draw(st.booleans()):
        rows = {
            issue.id: Row({each: draw(st.sampled_from(VALUES)) for each in issue}, scale="as_given") for issue in AGENDA
        }
        return Actor("owner", "Owner", positions=positions, salience={"seats": 0.5, "dates": 0.5}, values=rows)
    orders = {}
    for issue in AGENDA:
        ranked = draw(st.permutations(issue.option_ids))
        pairs = [(i, j) for i in range(3) for j in range(i)]
        chosen = draw(st.lists(st.sampled_from(pairs), unique=True))
        orders[issue.id] = [Comparison(ranked[i], ranked[j]) for i, j in chosen]
    return Actor("owner", "Owner", positions=positions, orders=orders)


def scenario_of(owner: Actor) -> Scenario:
    """Return a scenario of the two issues in which an owner has its word."""

    def party(name: str) -> Actor:
        values = {issue.id: dict(zip(issue, VALUES, strict=True)) for issue in AGENDA}
        return Actor(name, name, "party", salience={"seats": 0.5, "dates": 0.5}, values=values)

    return Scenario("a-test", "A test", AGENDA, [party("east"), party("west"), owner], numbers=BECAUSE)


def met(args: tuple[str, str]) -> Condition:
    """Return the condition that an issue is settled at or beyond an option."""
    return Atom("met", args)


def answerable() -> st.SearchStrategy[Condition]:
    """Leaves about the two issues and a small world."""
    on_issues: list[st.SearchStrategy[Condition]] = []
    for issue in AGENDA:
        option = st.sampled_from(issue.option_ids)
        on_issues += [
            st.builds(Compare, st.just(issue.id), st.sampled_from(OPERATORS), option),
            st.builds(Among, st.just(issue.id), st.lists(option, max_size=2).map(tuple)),
            st.sampled_from([Atom(name, (issue.id,)) for name in ("moved", "improved", "met")]),
            st.tuples(st.just(issue.id), option).map(met),
        ]
    names = st.sampled_from(("east", "west", "flood", "leaves"))
    return st.one_of(
        *on_issues,
        st.builds(Constant, st.booleans()),
        st.builds(Compare, st.just("turn"), st.sampled_from(OPERATORS), st.integers(0, 3).map(str)),
        st.builds(lambda a, b: Atom("performed", (a, b)), names, names),
        st.lists(names, min_size=2, max_size=3).map(lambda args: Atom("did", tuple(args))),
        st.lists(names, min_size=1, max_size=2).map(lambda args: Atom("consulted", tuple(args))),
        st.builds(lambda kind, a: Atom(kind, (a,)), st.sampled_from(("happened", "consented", "fact")), names),
    )


@st.composite
def worlds(draw: st.DrawFn) -> World:
    """Worlds in which some of it happened."""
    names = st.sampled_from(("east", "west", "flood", "leaves"))
    return start(
        toy(),
        turn=draw(st.integers(0, 3)),
        happened=draw(st.dictionaries(names, st.integers(1, 2))),
        deeds=draw(st.frozensets(st.lists(names, min_size=2, max_size=3).map(tuple), max_size=3)),
        consulted=draw(st.frozensets(names)),
        consented=draw(st.frozensets(names)),
        performed=draw(st.frozensets(st.tuples(names, names), max_size=2)),
        facts=draw(st.dictionaries(names, st.booleans())),
    )


class TestBind:
    """The scalar meaning of a condition equals a slow reading of its tree, on every package."""

    @given(trees(answerable(), least=0), owners(), worlds(), st.sampled_from(list(product(range(3), repeat=2))))
    def test_equals_the_twin(self, condition: Condition, owner: Actor, world: World, base: tuple[int, ...]) -> None:
        """On all nine packages, in any world, against any status quo at the time of the demand."""
        scenario = scenario_of(owner)
        bound = bind(condition, scenario, "owner")
        for package in product(range(3), repeat=2):
            options, before = scenario.options_of(package), scenario.options_of(base)

            case = conditions_twin.Case(scenario, options, world, before, "owner")

            assert conditions_twin.holds(condition, case) == bound(package, world, base)

    @given(trees(answerable()), owners(), worlds())
    def test_survives_notation(self, condition: Condition, owner: Actor, world: World) -> None:
        """What was printed and parsed means the same."""
        scenario = scenario_of(owner)
        again = bind(parse_condition(format_condition(condition)), scenario, "owner")

        assert bind(condition, scenario, "owner")((1, 2), world, (0, 0)) == again((1, 2), world, (0, 0))


class TestTheTwin:
    """The twin itself answers a few questions that can be checked by hand."""

    def test_knows_an_order(self) -> None:
        """Three comparisons away is still better; what nothing compares is not."""
        order = [Comparison("two", "one"), Comparison("one", "none")]
        scenario = scenario_of(Actor("owner", "Owner", orders={"seats": order, "dates": [Comparison("may", "july")]}))

        assert conditions_twin.is_better(scenario, "owner", "seats", "two", "none")
        assert not conditions_twin.is_better(scenario, "owner", "seats", "none", "two")
        assert not conditions_twin.is_better(scenario, "owner", "dates", "june", "july")

    def test_knows_ties(self) -> None:
        """Options of one value are as good as each other, and neither is better."""
        scenario = toy(villager("hamlet", (1.0, 1.0, 0.0), (0.0, 1.0)), miller())

        assert conditions_twin.as_good(scenario, "hamlet", "water", "free", "shared")
        assert not conditions_twin.is_better(scenario, "hamlet", "water", "free", "shared")
