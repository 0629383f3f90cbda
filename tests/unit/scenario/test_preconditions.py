"""What must come first: preconditions, the circles they form, and what breaks them (semantics §3)."""

import pytest

from negotiation.scenario import Precondition, Scenario
from negotiation.scenario.preconditions import Circle, circles, cycle_text, holding_back, is_met
from tests.unit.scenario.toys import start, toy


def first(name: str, who: str, until: str, deeds: tuple[str, ...] = ("tables",), about: str = "") -> Precondition:
    """Return a precondition."""
    return Precondition(name, who, deeds, until, about or ())


def waiting(*preconditions: Precondition, seats: tuple[str, ...] = ("east", "west", "hamlet")) -> Scenario:
    """Return talks with preconditions, in which the hamlet has a seat."""
    return toy(preconditions=preconditions, seats=seats, facts={"spring": False})


class TestHoldingBack:
    """Which precondition keeps an actor from a deed now, in words, or nothing."""

    def test_holds_until_it_is_met(self) -> None:
        """The deed named, of the actor named, until the world says so."""
        scenario = waiting(first("thaw", "east", "fact(spring)", ("tables", "carries_out")))
        world, later = start(scenario), start(scenario, facts={"spring": True})

        held = "its precondition thaw is not met: fact(spring)"
        unmet = tuple(scenario.preconditions.values())
        assert (held, held) == (holding_back(unmet, "tables"), holding_back(unmet, "carries out"))
        assert ("", "") == (holding_back(unmet, "accepts"), holding_back((), "tables"))
        assert (False, True) == tuple(is_met(scenario, each, scenario.preconditions["thaw"]) for each in (world, later))

    @pytest.mark.parametrize(
        ("what", "held"), [(("road",), True), (("water", "road"), True), (("water",), False), ((), False)]
    )
    def test_holds_back_what_it_is_about(self, what: tuple[str, ...], held: bool) -> None:
        """A deed about something else is free."""
        scenario = waiting(first("thaw", "east", "fact(spring)", about="road"))

        assert held is bool(holding_back(scenario.preconditions.values(), "tables", what))


EAST = first("east_first", "east", "did(west, tables)")
WEST = first("west_first", "west", "did(east, tables)")


class TestCircles:
    """The circles of preconditions that no deed can open as things stand."""

    def test_are_found(self) -> None:
        """Each waits for the other: what would open it is a first step of either."""
        scenario = waiting(EAST, WEST)
        world = start(scenario)

        expected = Circle(("east_first", "west_first"), (("west", "tables"), ("east", "tables")))
        assert (expected,) == circles(scenario, world)
        assert "precondition cycle: east_first → west_first → east_first" == cycle_text(scenario, world)

    def test_are_opened_by_a_deed(self) -> None:
        """Once one has been done there is no circle."""
        scenario = waiting(EAST, WEST)

        assert "" == cycle_text(scenario, start(scenario).with_deed("east", "tables", "E1"))

    @pytest.mark.parametrize(
        ("until", "is_circle"),
        [
            ("did(east, tables) or fact(spring)", False),
            ("did(east, tables) and fact(spring)", True),
            ("did(east, tables) or did(hamlet, floats)", False),
            ("did(east, accepts)", False),
            ("at_least(2, did(east, tables), fact(spring), turn > 3)", False),
            ("at_least(3, did(east, tables), fact(spring), turn > 3)", True),
            ("at_most(0, did(west, tables), did(hamlet, floats))", True),
            ("not did(west, tables)", False),
        ],
    )
    def test_have_ways_out(self, until: str, is_circle: bool) -> None:
        """A condition that may yet hold, or a deed that nothing holds back, is a way out."""
        scenario = waiting(EAST, first("west_first", "west", until))
        world = start(scenario).with_deed("west", "tables") if until.startswith("at_most") else start(scenario)

        assert (is_circle and not until.startswith("at_most")) is bool(circles(scenario, world))

    def test_are_opened_by_giving_one_up(self) -> None:
        """A precondition that its owner withdrew holds nothing back."""
        scenario = waiting(EAST, WEST)
        world = start(scenario, given_up=frozenset({("east", "east_first")}))

        assert "" == cycle_text(scenario, world)
        assert [True, False] == [is_met(scenario, world, each) for each in scenario.preconditions.values()]

    def test_need_somebody_at_the_table(self) -> None:
        """A deed of an actor without a seat never comes: the one who waits for it waits for ever, in no circle."""
        alone = waiting(first("guest", "east", "did(hamlet, floats)"), seats=("east", "west"))
        either = first("east_first", "east", "did(west, tables) or did(hamlet, floats)")
        without, seated = waiting(either, WEST, seats=("east", "west")), waiting(either, WEST)

        assert [0, 1, 0] == [len(circles(each, start(each))) for each in (alone, without, seated)]

    def test_name_third_parties(self) -> None:
        """Deeds of others that the conditions name are a way out that somebody else would have to take."""
        scenario = waiting(
            first("east_first", "east", "did(west, tables) or did(hamlet, floats)"),
            first("west_first", "west", "did(east, tables)"),
            first("hamlet_first", "hamlet", "did(east, tables)", ("floats",)),
        )
        (found,) = circles(scenario, start(scenario))

        assert ("east_first", "hamlet_first") == found.names
        assert (("hamlet floats", "east tables"), ("west tables",)) == (found.first_steps, found.others)

    def test_go_by_what_the_deed_is_about(self) -> None:
        """A precondition about one issue holds back no deed about another."""
        road = first("west_first", "west", "did(east, tables, water)", about="road")
        water = first("east_first", "east", "did(west, tables, water)", about="water")
        crossed = waiting(water, road)
        same = waiting(first("east_first", "east", "did(west, tables, road)", about="water"), road)

        assert () == circles(crossed, start(crossed))
        assert 1 == len(circles(same, start(same)))

    def test_are_told_apart(self) -> None:
        """Two circles, and one who only waits for a circle."""
        scenario = waiting(
            EAST,
            WEST,
            first("a", "hamlet", "did(hamlet, answers)", ("sends",)),
            first("b", "hamlet", "did(hamlet, sends)", ("answers",)),
            first("c", "hamlet", "did(east, tables)", ("accepts",)),
        )
        found = circles(scenario, start(scenario))

        assert [("a", "b"), ("east_first", "west_first")] == [each.names for each in found]
        assert ("hamlet answers", "hamlet sends") == found[0].first_steps
        assert all(not each.others for each in found)
