"""What a condition means on one package in one world; every atom against a slow reading, on every package."""

from collections.abc import Callable
from itertools import product

import pytest

from negotiation.scenario import Actor, Comparison, Condition, Position, at_least, at_most, exactly, parse_condition
from negotiation.scenario.binding import better_options, bind, met_options, ranks
from negotiation.scenario.conditions import OPERATORS, Among, Atom, Compare
from tests.reference import conditions_twin
from tests.unit.scenario.toys import AGENDA, hamlet, start, toy, villager

SEEKS = {"water": Position(seeks="shared"), "road": Position(seeks="open")}
OWNERS = {
    "values": hamlet(positions=SEEKS),
    "ties": villager("hamlet", (0.0, 0.0, 1.0), (0.0, 1.0), positions=SEEKS, orders={}),
    "an order": Actor(
        "hamlet",
        "Hamlet",
        positions=SEEKS,
        orders={"water": [Comparison("shared", "metered"), Comparison("metered", "free")]},
    ),
    "part of an order": Actor("hamlet", "Hamlet", positions=SEEKS, orders={"water": [Comparison("free", "metered")]}),
    "the listing": Actor("hamlet", "Hamlet", positions=SEEKS),
}


def atoms() -> list[Condition]:
    """Return every condition on one issue of the toy."""
    found: list[Condition] = []
    for issue in AGENDA:
        found += [Compare(issue.id, op, option) for op in OPERATORS for option in issue]
        found += [Among(issue.id, (option, issue.status_quo)) for option in issue]
        found += [Atom(name, (issue.id,)) for name in ("moved", "improved", "met")]
        found += [Atom("met", (issue.id, option)) for option in issue]
    return found


class TestBind:
    """The function of (package, world, base) that tells whether a condition holds."""

    @pytest.mark.parametrize("owner", OWNERS.values(), ids=OWNERS)
    def test_equals_the_twin_on_every_atom(self, owner: Actor) -> None:
        """Every operator on every option, and every atom that asks for the owner's order, on every package and base."""
        scenario = toy(owner)
        world = start(scenario)
        packages = list(product(range(3), range(2)))
        for condition, package, base in product(atoms(), packages, packages):
            case = conditions_twin.Case(
                scenario, scenario.options_of(package), world, scenario.options_of(base), "hamlet"
            )

            assert conditions_twin.holds(condition, case) == bind(condition, scenario, "hamlet")(package, world, base)

    @pytest.mark.parametrize(("make", "counts"), [(at_least, {2, 3}), (at_most, {0, 1, 2}), (exactly, {2})])
    def test_counts(self, make: Callable[..., Condition], counts: set[int]) -> None:
        """At least, at most, exactly two of three."""
        scenario = toy()
        condition = make(2, "water >= shared", "water == metered", "road == open")
        holds = bind(condition, scenario, None)
        found = {
            (x[0] >= 1) + (x[0] == 2) + (x[1] == 1) for x in product(range(3), range(2)) if holds(x, start(scenario), x)
        }

        assert counts == found

    @pytest.mark.parametrize(
        ("text", "packages"),
        [
            ("moved(water) => road == open", {(0, 0), (0, 1), (1, 1), (2, 1)}),
            ("moved(water) and road == open", {(1, 1), (2, 1)}),
            ("moved(water) or road == open", {(0, 1), (1, 0), (1, 1), (2, 0), (2, 1)}),
            ("not (moved(water) or road == open)", {(0, 0)}),
            ("true", set(product(range(3), range(2)))),
            ("false", set()),
        ],
    )
    def test_joins(self, text: str, packages: set[tuple[int, ...]]) -> None:
        """And, or, not and implication, each on every package."""
        scenario = toy()
        holds = bind(parse_condition(text), scenario, None)

        assert packages == {x for x in product(range(3), range(2)) if holds(x, start(scenario), x)}


class TestOrders:
    """An actor's order: by its values; else by its comparisons and what follows from them; else as listed."""

    @pytest.mark.parametrize(
        ("owner", "better"),
        [
            ("values", ({1, 2}, set(), {1})),
            ("ties", ({2}, {2}, set())),
            ("an order", ({1, 2}, set(), {1})),
            ("part of an order", (set(), set(), {0})),
            ("the listing", ({1, 2}, {2}, set())),
        ],
    )
    def test_say_what_is_better(self, owner: str, better: tuple[set[int], ...]) -> None:
        """For each option of the water, those that the hamlet likes better."""
        assert better == better_options(toy(OWNERS[owner]), "hamlet", "water")

    @pytest.mark.parametrize(
        ("owner", "option", "met"),
        [
            ("values", None, {1}),
            ("values", "metered", {1, 2}),
            ("ties", "free", {0, 1, 2}),
            ("an order", "metered", {1, 2}),
            ("part of an order", "metered", {0, 2}),
            ("part of an order", "shared", {1}),
            ("the listing", None, {1, 2}),
        ],
    )
    def test_say_what_is_at_or_beyond(self, owner: str, option: str | None, met: set[int]) -> None:
        """The option sought, those as good, those better."""
        assert met == met_options(toy(OWNERS[owner]), "hamlet", "water", option)

    def test_rank(self) -> None:
        """Higher is better: its values, else the places in the listing."""
        assert (0.0, 1.0, 0.6) == ranks(toy(), "hamlet", "water")
        assert (0.0, 1.0, 2.0) == ranks(toy(OWNERS["an order"]), "hamlet", "water")
