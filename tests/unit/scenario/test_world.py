"""The state of the world: a frozen record of what happened, on which conditions and no-deal values depend."""

import pickle
from typing import Any

import pytest

from negotiation.scenario import Event, Measure, Scenario, Table, Threat
from negotiation.scenario.binding import bind
from negotiation.scenario.conditions import parse_condition
from negotiation.scenario.talking import Promise
from negotiation.scenario.world import DISCHARGED, SILENT, STANDING, WITHDRAWN, World, world_at_start
from tests.unit.scenario.toys import start, toy

TALKS = toy(
    measures=[Measure("dam", "a dam", moves={"water": "metered"}), Measure("toll", "a toll", repeats=True)],
    threats=[
        Threat("made", "east", "west", "dam", unless="moved(road)"),
        Threat("unmade", "west", "east", "toll", unless="moved(road)", announced=False),
    ],
    events=[Event("rain", "toll", turn=2), Event("meeting", held=0.5)],
    promises=[
        Promise("said", "east", "west", announced=True),
        Promise("unsaid", "west", "east"),
    ],
    facts={"dry_year": True},
)


class TestWorldAtStart:
    """The world before the opening: the status quo, announced threats standing, facts as listed."""

    def test_is_as_listed(self) -> None:
        """Nothing has happened; a threat that waits for its act is silent and has no base."""
        world = world_at_start(TALKS)

        assert ((0, 0), 0, Table(), frozenset()) == (world.status_quo, world.turn, world.happened, world.deeds)
        assert Table({"made": STANDING, "unmade": SILENT}) == world.threats
        assert Table({"made": (0, 0)}) == world.bases
        assert Table({"dry_year": True}) == world.facts
        assert Table({"said": STANDING}) == world.promises


class TestAfterMeasure:
    """The world after a measure was done (by an event, where one is named)."""

    def test_counts_and_moves(self) -> None:
        """It has happened; issues stand elsewhere, and who moved them is known."""
        world = world_at_start(TALKS).after_measure(TALKS, "dam")

        assert (Table({"dam": 1}), (2, 0), Table({0: "dam"})) == (world.happened, world.status_quo, world.movers)

    @pytest.mark.parametrize(("measure", "count"), [("dam", 1), ("toll", 2)])
    def test_counts_again_what_repeats(self, measure: str, count: int) -> None:
        """A measure that does not repeat lands its effects once, however often it is done."""
        world = world_at_start(TALKS).after_measure(TALKS, measure).after_measure(TALKS, measure)

        assert Table({measure: count}) == world.happened

    def test_counts_the_event(self) -> None:
        """An event has happened as well as its measure; one without a measure alone."""
        world = world_at_start(TALKS).after_measure(TALKS, "toll", "rain").after_event(TALKS, "meeting", None)

        assert Table({"toll": 1, "rain": 1, "meeting": 1}) == world.happened
        assert world == world_at_start(TALKS).after_event(TALKS, "rain", "toll").after_event(TALKS, "meeting", None)


class TestWithThreat:
    """The world in which a threat has another status; one newly made remembers the status quo."""

    def test_remembers_when_it_was_made(self) -> None:
        """The demand is measured against the status quo of that moment; another status leaves it."""
        world = start(TALKS, status_quo=(1, 1)).with_threat("unmade", STANDING).with_threat("made", WITHDRAWN)

        assert Table({"made": WITHDRAWN, "unmade": STANDING}) == world.threats
        assert Table({"made": (0, 0), "unmade": (1, 1)}) == world.bases


class TestDeeds:
    """Who did what, and who knows."""

    def test_are_known_to_all(self) -> None:
        """A deed without an audience is known to everybody."""
        world = start(TALKS).with_deed("east", "leaves")

        assert frozenset({("east", "leaves")}) == world.deeds
        assert world is world.as_seen_by("west")

    def test_are_hidden_from_others(self) -> None:
        """A deed with an audience is known to them alone, until more hear of it, or all do."""
        deed = ("east", "sends", "note")
        private = start(TALKS).with_deed(*deed, audience=frozenset({"east"}))
        wider = private.with_deed(*deed, audience=frozenset({"west"}))
        public = wider.with_deed(*deed)

        assert [set(), {deed}, {deed}] == [set(each.as_seen_by("west").deeds) for each in (private, wider, public)]
        assert public is public.with_deed(*deed, audience=frozenset({"east"}))

    def test_count_consultations(self) -> None:
        """Who has been consulted, each once."""
        world = start(TALKS).with_consulted("hamlet")

        assert frozenset({"hamlet"}) == world.consulted
        assert world is world.with_consulted("hamlet")

    def test_count_back_downs(self) -> None:
        """How often an actor publicly backed down."""
        world = start(TALKS).with_backdown("east").with_backdown("east")

        assert Table({"east": 2}) == world.backdowns


class TestAnnouncements:
    """Threats and promises may be made in private: others know them as they stood before."""

    def test_are_known_to_their_audience(self) -> None:
        """Those told know that it stands; the others know nothing, not even its base, until it is public."""
        private = start(TALKS).with_threat("unmade", STANDING, frozenset({"east", "west"}))
        hamlet, west = private.as_seen_by("hamlet"), private.as_seen_by("west")

        assert (SILENT, STANDING) == (hamlet.threats["unmade"], west.threats["unmade"])
        assert (False, True) == ("unmade" in hamlet.bases, "unmade" in west.bases)
        assert frozenset({"east", "west"}) == private.audience_of("threats", "unmade")
        public = private.with_threat("unmade", STANDING)
        assert STANDING == public.as_seen_by("hamlet").threats["unmade"]
        assert public.audience_of("threats", "unmade") is None

    def test_are_withdrawn_before_some(self) -> None:
        """Who did not hear of a change knows the status of before."""
        world = start(TALKS).with_threat("made", WITHDRAWN, frozenset({"west"}))

        assert (STANDING, WITHDRAWN) == tuple(world.as_seen_by(each).threats["made"] for each in ("hamlet", "west"))
        assert "made" in world.as_seen_by("hamlet").bases

    def test_promise_in_private(self) -> None:
        """A promise that one has not heard of is none."""
        world = start(TALKS).with_promise("unsaid", STANDING, frozenset({"east"})).with_promise("said", "kept")

        assert Table({"said": "kept", "unsaid": STANDING}) == world.as_seen_by("east").promises
        assert Table({"said": "kept"}) == world.as_seen_by("hamlet").promises

    def test_keep_what_one_noticed_to_oneself(self) -> None:
        """Nobody knows which signals others saw."""
        seen = frozenset({("smoke", "east", True), ("smoke", "west", False)})
        world = start(TALKS, signals=seen)

        assert frozenset({("smoke", "west", False)}) == world.as_seen_by("west").signals


class TestBeforeSignature:
    """What no deal is measured in: the world in which no agreement has discharged a threat."""

    def test_stands_as_before(self) -> None:
        """Discharged threats stand again; a world without any is itself."""
        world = start(TALKS)
        signed = world.with_threat("made", DISCHARGED).with_threat("unmade", WITHDRAWN)

        assert Table({"made": STANDING, "unmade": WITHDRAWN}) == signed.before_signature().threats
        assert world is world.before_signature()


class TestBearing:
    """What of the world bears on what packages and no deal are worth."""

    @pytest.mark.parametrize(
        ("changes", "deeds", "bears"),
        [
            ({"turn": 2}, False, True),
            ({"happened": {"dam": 1}}, False, True),
            ({"backdowns": {"east": 1}}, False, True),
            ({"deeds": frozenset({("east", "leaves")})}, False, False),
            ({"deeds": frozenset({("east", "leaves")})}, True, True),
            ({"promises": {"said": "kept"}}, True, False),
        ],
    )
    def test_differs_where_it_matters(self, changes: dict[str, Any], deeds: bool, bears: bool) -> None:
        """Deeds matter where threats ask for them; promises and who knows what do not."""
        assert bears is (start(TALKS).bearing(deeds=deeds) != start(TALKS, **changes).bearing(deeds=deeds))


class TestWorld:
    """A value: equal, hashed and pickled by what it holds."""

    def test_is_a_value(self) -> None:
        """Two of the same history are one key."""
        first, second = (world_at_start(TALKS).after_measure(TALKS, "dam") for _ in "ab")

        assert first == second
        assert {first} == {second}
        assert first == pickle.loads(pickle.dumps(first))


class TestWorldAtoms:
    """What conditions ask of the world."""

    @pytest.mark.parametrize(
        ("text", "changes"),
        [
            ("happened(dam)", {"happened": {"dam": 1}}),
            ("happened(rain)", {"happened": {"rain": 1}}),
            ("did(east, leaves)", {"deeds": frozenset({("east", "leaves")})}),
            ("did(east, carries_out)", {"deeds": frozenset({("east", "carries_out", "dam")})}),
            ("did(east, carries_out, dam)", {"deeds": frozenset({("east", "carries_out", "dam")})}),
            ("consulted(east, west)", {"consulted": frozenset({"east", "west", "hamlet"})}),
            ("consented(east)", {"consented": frozenset({"east"})}),
            ("performed(east, dam)", {"performed": frozenset({("east", "dam")})}),
            ("not fact(dry_year)", {"facts": {"dry_year": False}}),
            ("turn >= 2", {"turn": 2}),
        ],
    )
    def test_turn_with_the_world(self, text: str, changes: dict[str, Any]) -> None:
        """Each does not hold at the start, and holds once it has come."""
        holds = bind(parse_condition(text), TALKS, None)
        before, after = start(TALKS), start(TALKS, **changes)

        assert (False, True) == (holds((0, 0), before, (0, 0)), holds((0, 0), after, (0, 0)))

    @pytest.mark.parametrize(
        "changes",
        [
            {"deeds": frozenset({("east", "carries_out")})},
            {"deeds": frozenset({("east", "carries_out", "toll")})},
            {"deeds": frozenset({("west", "carries_out", "dam")})},
        ],
    )
    def test_ask_for_the_whole_deed(self, changes: dict[str, Any]) -> None:
        """Another object, another actor, or no object is another deed."""
        holds = bind(parse_condition("did(east, carries_out, dam)"), TALKS, None)

        assert not holds((0, 0), start(TALKS, **changes), (0, 0))


def test_a_world_needs_no_scenario() -> None:
    """A world can be made by hand."""
    scenario: Scenario = TALKS

    assert World((0, 0)).after_measure(scenario, "dam").status_quo == (2, 0)
