"""What threats, back-downs and denials cost, seen in the scorecard and in the world."""

from attrs import evolve

from negotiation.engine.opening import begin
from negotiation.engine.protocols import stacked_alternating_offers
from negotiation.engine.state import State
from negotiation.playing import game_of, play
from negotiation.scenario import (
    Actor,
    Channel,
    Demand,
    Issue,
    Measure,
    Obligation,
    Option,
    Precondition,
    Scenario,
    Threat,
    assumed,
    parse_condition,
)
from negotiation.scenario.binding import bind
from negotiation.scenario.preconditions import circles
from negotiation.scenario.preferences import utility
from negotiation.strategies import Script


def two_sides(**parts: object) -> Scenario:
    """Return an issue that A wants moved and B does not, with whatever else a test needs."""
    issue = Issue("land", "Land", "kept", [Option("kept", "kept"), Option("half", "half"), Option("ceded", "ceded")])
    a = Actor("a", "A", "party", salience={"land": 1}, values={"land": {"kept": 0, "half": 0.5, "ceded": 1}})
    b = Actor("b", "B", "party", salience={"land": 1}, values={"land": {"kept": 1, "half": 0.5, "ceded": 0}})
    given = {"agenda": [issue], "actors": [a, b], "numbers": assumed("a test")}
    return Scenario(id="two-sides", title="Two sides", **(given | parts))  # type: ignore[arg-type]


def opened(scenario: Scenario) -> State:
    """Return the state at which talks under stacked alternating offers begin."""
    return begin(game_of(scenario, stacked_alternating_offers(5)))


class TestExtortion:
    """`gain ≥ 0 > gain_unthreatened` puts an actor under "agreed under threat or at a loss" (semantics §10)."""

    def test_agreeing_under_threat_is_no_mutual_benefit(self) -> None:
        """B cedes half under a threat worth more than that: gain, but none without the threat."""
        scenario = two_sides(
            measures=[Measure("raid", "a raid", by="a", effects={"b": -0.8})],
            threats=[Threat("or_else", "a", "b", "raid", unless="moved(land)")],
        )
        hands = {"a": Script("a tables A1: land = half"), "b": Script("b accepts A1")}
        score = play(scenario, hands, protocol=stacked_alternating_offers(3)).scorecard["b"]

        assert (300_000_000_000, -500_000_000_000) == (score.gain, score.gain_unthreatened)
        assert score.is_at_a_loss


class TestBackingDown:
    """A public demand that is given up costs once, when it is given up."""

    def test_a_demand_given_up_costs_no_second_time(self) -> None:
        """After the withdrawal the text that crosses it costs nothing more."""
        scenario = two_sides()
        demand = Demand("all", parse_condition("land == ceded"), force="declared")
        a = evolve(scenario.actors["a"], demands=[demand], audience_cost=0.1)
        scenario = scenario.with_actor(a)
        before, after = opened(scenario), opened(scenario).after("a withdraws all publicly")
        half = scenario.package({"land": "half"})

        assert 400_000_000_000 == utility(scenario, "a", half, before.world)
        assert 400_000_000_000 == utility(scenario, "a", half, after.world)


class TestDenials:
    """Denying in public what one said oneself is backing down, unless the channel was deniable."""

    def test_only_a_deniable_word_can_be_denied_for_nothing(self) -> None:
        """The same private word, over a deniable channel and over another."""
        channels = [Channel("word", "a quiet word", deniable=True), Channel("note", "a note")]
        for channel, cost in (("word", 0), ("note", 1)):
            state = opened(two_sides(channels=channels))
            state = state.after(f"a floats idea to b by {channel}: land = half", "a denies idea publicly")

            assert cost == state.world.backdowns.get("a", 0)


class TestPerformed:
    """`performed(actor, measure)` holds once the actor has carried it out."""

    def test_a_measure_carried_out_is_performed(self) -> None:
        """What is announced is not yet performed."""
        scenario = two_sides(measures=[Measure("pull_back", "a pull-back", by="a")])
        asks = bind(parse_condition("performed(a, pull_back)"), scenario)
        before = opened(scenario)
        after = before.after("a carries out pull_back publicly")

        assert not asks(scenario.start, before.world, scenario.start)
        assert asks(scenario.start, after.world, scenario.start)


class TestCoveredDuties:
    """Only what an agreement covers carries obligations (semantics §4)."""

    def test_an_issue_moved_by_itself_carries_no_duty(self) -> None:
        """An agreement on one issue says nothing of the duties under another that a measure has moved."""
        other = Issue("arms", "Arms", "many", [Option("many", "many"), Option("few", "few")])
        base = two_sides()
        actors = [
            evolve(x, salience={"land": 0.5, "arms": 0.5}, values={**x.values, "arms": {"many": 1, "few": 0}})
            for x in base.actors.values()
        ]
        scenario = evolve(
            base,
            agenda=[*base.agenda, other],
            actors=actors,
            measures=[Measure("disarm", "disarming", by="a", moves={"arms": "few"})],
            obligations=[Obligation("few_arms", "arms", "a", temptation=1, penalty=0)],
            base=None,
        )
        hands = {
            "a": Script("a carries out disarm publicly", "a tables A1: land = half"),
            "b": Script("b accepts A1"),
        }

        assert 1.0 == play(scenario, hands, protocol=stacked_alternating_offers(3)).scorecard.honoured


class TestWithdrawnPreconditions:
    """A first step that nobody asked for: an actor withdraws its own precondition (GRIT), and the circle opens."""

    def test_withdrawing_ones_own_precondition_opens_the_circle(self) -> None:
        """Each waits for the other; one gives up waiting, and backs down for it where that costs."""
        waits = [
            Precondition("a_first", "a", "accepts", parse_condition("did(b, accepts)")),
            Precondition("b_first", "b", "accepts", parse_condition("did(a, accepts)")),
        ]
        scenario = two_sides(preconditions=waits)
        state = opened(scenario)
        after = state.after("a withdraws a_first publicly")

        assert ["precondition cycle: a_first → b_first → a_first"] == [str(c) for c in circles(scenario, state.world)]
        assert () == circles(scenario, after.world)
        assert 1 == after.world.backdowns["a"]
