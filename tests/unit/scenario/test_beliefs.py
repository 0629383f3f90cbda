"""What actors believe and expect: signals, performance, and the numbers that may be varied (semantics §2, §8)."""

from fractions import Fraction
from typing import Any

import pytest
from attrs import evolve

from negotiation.scenario import (
    Claim,
    Measure,
    Number,
    Option,
    Scenario,
    Signal,
    Threat,
    Verification,
    assumed,
    external,
    implied,
    stated,
)
from negotiation.scenario.beliefs import belief, holders, noticed, posterior, prior
from negotiation.scenario.numbers import Listed, count_numbers, numbers_of
from negotiation.scenario.performance import detections, expected, expected_parts, performance, trusts_of
from negotiation.scenario.preferences import UNIT, utility
from negotiation.scenario.world import World
from tests.unit.scenario.toys import BECAUSE, east, full, hamlet, start, toy, west

SMOKE = Signal("smoke", "dam_it", "fact(smoke)", 0.8, 0.2, by_turn=3)


def signalled(*signals: Signal, **more: Any) -> Scenario:
    """Return talks with a threat, a claim, some trust and signals about them."""
    return toy(
        *more.pop("actors", (east(trust={"west": 0.9}),)),
        measures=[Measure("dam", "a dam")],
        threats=[Threat("dam_it", "east", "west", "dam", unless="true", probability=0.5, believed={"west": 0.25})],
        claims=[Claim("it_rained", "it rained", believed={"east": 0.75, "miller": 0.5})],
        signals=signals,
        facts={"smoke": False, "rain": False},
        **more,
    )


class TestPrior:
    """What an actor believes before play about a claim, a threat or an actor; None where it holds no belief."""

    @pytest.mark.parametrize(
        ("holder", "about", "held"),
        [
            ("east", "it_rained", 0.75),
            ("west", "it_rained", None),
            ("west", "dam_it", 0.25),
            ("hamlet", "dam_it", 0.5),
            ("east", "dam_it", 0.5),
            ("east", "west", 0.9),
            ("west", "east", None),
        ],
    )
    def test_is_as_listed(self, holder: str, about: str, held: float | None) -> None:
        """Its own number; of a threat else the stated one; the issuer always knows the stated one."""
        scenario = signalled()

        assert held == prior(scenario, holder, about)
        assert held == belief(scenario, start(scenario), holder, about)


class TestPosterior:
    """Posterior odds = prior odds × stated likelihood ratio."""

    @pytest.mark.parametrize(
        ("probability", "true", "false", "seen", "after"),
        [
            (0.5, 0.8, 0.2, True, Fraction(4, 5)),
            (0.25, 0.8, 0.2, True, Fraction(4, 7)),
            (0.25, 0.8, 0.2, False, Fraction(1, 13)),
            (0.3, 0.5, 0.5, True, Fraction(3, 10)),
            (0.3, 0.0, 1.0, True, Fraction(0)),
            (0.0, 1.0, 0.5, True, Fraction(0)),
            (1.0, 0.0, 0.5, True, Fraction(1)),
        ],
    )
    def test_moves_by_the_ratio(
        self, probability: float, true: float, false: float, seen: bool, after: Fraction
    ) -> None:
        """Seen, or not seen by its turn."""
        signal = Signal("s", "it_rained", "true", true, false)

        assert float(after) == pytest.approx(posterior(probability, signal, seen=seen), abs=1e-15)

    def test_does_not_move_by_what_cannot_be(self) -> None:
        """Evidence that both hypotheses exclude moves nothing."""
        assert 1.0 == posterior(1.0, Signal("s", "it_rained", "true", 0.0, 0.5), seen=True)
        assert 0.3 == posterior(0.3, Signal("s", "it_rained", "true", 1.0, 1.0), seen=False)


class TestBelief:
    """What is believed now, from the prior and the set of signals that the holder saw."""

    def test_does_not_know_the_order(self) -> None:
        """Two signals move a belief alike, whichever came first; those of others, or about else, do not."""
        scenario = signalled(SMOKE, evolve(SMOKE, id="fire"), evolve(SMOKE, id="rain", about="it_rained"))
        seen = frozenset({("fire", "west", True), ("smoke", "west", True), ("smoke", "hamlet", False)})
        world = evolve(start(scenario), signals=seen | {("rain", "west", True)})

        assert pytest.approx(16 / 19) == belief(scenario, world, "west", "dam_it")
        assert pytest.approx(0.2) == belief(scenario, world, "hamlet", "dam_it")
        assert 0.5 == belief(scenario, world, "east", "dam_it")
        assert belief(scenario, world, "west", "it_rained") is None


class TestNoticed:
    """The signals that are newly noticed, by whom, and those that stayed away."""

    def test_are_taken_by_their_holders(self) -> None:
        """Those named; of a threat everybody with preferences but its issuer; else who holds a belief."""
        scenario = signalled()

        assert ("west", "hamlet") == holders(scenario, SMOKE)
        assert ("east", "miller") == holders(scenario, evolve(SMOKE, about="it_rained"))
        assert ("east",) == holders(scenario, evolve(SMOKE, about="west"))
        assert ("miller",) == holders(scenario, evolve(SMOKE, seen_by="miller"))

    @pytest.mark.parametrize(
        ("facts", "end_of_turn", "expected"),
        [
            ({"smoke": True}, None, {("smoke", "west", True), ("smoke", "hamlet", True)}),
            ({}, None, set()),
            ({}, 2, set()),
            ({}, 3, {("smoke", "west", False), ("smoke", "hamlet", False)}),
            ({"smoke": True}, 3, {("smoke", "west", True), ("smoke", "hamlet", True)}),
        ],
    )
    def test_come_or_stay_away(
        self, facts: dict[str, bool], end_of_turn: int | None, expected: set[tuple[str, str, bool]]
    ) -> None:
        """Once its condition holds a signal is seen; by the end of its turn it has stayed away."""
        scenario = signalled(SMOKE)

        assert expected == noticed(scenario, start(scenario, facts=facts), end_of_turn=end_of_turn)

    def test_are_noticed_once(self) -> None:
        """Who has noticed a signal does not notice it again."""
        scenario = signalled(SMOKE)
        world = evolve(start(scenario, facts={"smoke": True}), signals=frozenset({("smoke", "west", False)}))

        assert {("smoke", "hamlet", True)} == noticed(scenario, world)

    def test_are_noticed_by_those_who_know(self) -> None:
        """A deed done in private is a signal to nobody else; one without a turn never stays away."""
        scenario = signalled(evolve(SMOKE, when="did(east, sends)", by_turn=None))
        world = start(scenario).with_deed("east", "sends", audience=frozenset({"west"}))

        assert {("smoke", "west", True)} == noticed(scenario, world, end_of_turn=9)


class TestPerformance:
    """A_i(x, W): parties accept what they expect to get."""

    @pytest.mark.parametrize(
        ("performs", "reversible", "trusts", "detection", "rho"),
        [
            ((), None, (("west", 0.5),), 0.0, 1.0),
            (("east",), None, (("east", 0.5),), 0.0, 1.0),
            (("west",), None, (), 0.0, 1.0),
            (("west",), None, (("west", 0.5),), 0.0, 0.5),
            (("west",), None, (("west", 0.5),), 0.5, 0.75),
            (("west",), 1, (("west", 0.5),), 0.0, 0.25),
            (("west", "hamlet"), None, (("west", 0.9), ("hamlet", 0.4)), 0.0, 0.4),
        ],
    )
    def test_lowers_what_others_perform(
        self,
        performs: tuple[str, ...],
        reversible: int | None,
        trusts: tuple[tuple[str, float], ...],
        detection: float,
        rho: float,
    ) -> None:
        """By the least trusted of those who perform, raised by verification, lowered by a quick way back."""
        option = Option("o", "O", performs=performs, reversible_in_turns=reversible)

        assert pytest.approx(rho) == performance(option, "east", trusts, detection)

    def test_is_utility_without_distrust(self) -> None:
        """ρ = 1: A = U; an actor without preferences expects nothing."""
        scenario = toy(east(trust={"west": 1.0}))
        world = start(scenario)

        assert utility(scenario, "east", (2, 0), world) == expected(scenario, "east", (2, 0), world)
        assert expected(scenario, "miller", (2, 0), world) is None

    def test_mixes_with_the_status_quo(self) -> None:
        """The metered river is performed by both, and half trusted: (.5)^1.5 of the step from free to metered."""
        scenario = toy(east(trust={"west": 0.5}))
        world = start(scenario)

        value = 0.4 + 0.6 * 0.5**1.5
        assert round(value * UNIT) == pytest.approx(expected(scenario, "east", (2, 0), world), abs=1)
        assert utility(scenario, "east", (1, 0), world) == expected(scenario, "east", (1, 0), world)
        moved = start(scenario, status_quo=(2, 0))
        assert UNIT == expected(scenario, "east", (2, 0), moved)

    def test_is_raised_by_verification(self) -> None:
        """The chosen option of the one verification issue detects; options that are not listed detect nothing."""
        scenario = toy(east(trust={"west": 0.5}), verification=Verification("road", {"open": 1.0}))
        world = start(scenario)

        assert (1, (0.0, 1.0)) == detections(scenario)
        assert (-1, (0.0,)) == detections(toy())
        assert utility(scenario, "east", (2, 1), world) == expected(scenario, "east", (2, 1), world)
        assert (utility(scenario, "east", (2, 0), world) or 0) > (expected(scenario, "east", (2, 0), world) or 0)

    def test_goes_by_the_belief_of_the_moment(self) -> None:
        """Trust moves with what was seen."""
        signal = Signal("late", "west", "fact(smoke)", 0.2, 0.8)
        scenario = signalled(signal)
        world = evolve(start(scenario), signals=frozenset({("late", "east", True)}))

        ((other, held),) = trusts_of(scenario, "east", world)
        assert "west" == other
        assert pytest.approx(9 / 13) == held
        parts = expected_parts(scenario, "east", (("west", 0.0),), 0.0, (0, 0))
        assert (0, 300 * 10**9, 0) == parts[0]


class TestNumbers:
    """Every number of a scenario with its path, basis and range."""

    def test_are_listed_by_path(self) -> None:
        """In the order of the file, each at the path at which it stands."""
        scenario = full()
        found = {each.path: each for each in numbers_of(scenario)}

        assert ["actors.east.red_lines.pride.cost", "actors.east.salience.water"] == list(found)[:2]
        assert Listed("actors.west.no_deal", Number(0.45, BECAUSE, (0.2, 0.6)), BECAUSE) == found["actors.west.no_deal"]
        assert Number(-0.3) == found["measures.dam.effects.hamlet"].number
        assert Number(0.1) == found["events.rain.without_agreement"].number
        assert BECAUSE == found["threats.toll_if_dam.believed.east"].basis
        assert "actors.east.discount" not in found

    def test_stand_where_they_are_looked_up(self) -> None:
        """Putting a number back at its path changes nothing; an effect's number is the whole of a plain effect."""
        scenario = evolve(full(), profiles=(), default_profile=None)
        paths = [each.path for each in numbers_of(scenario) if scenario != scenario.with_(each.path, each.number)]

        assert ["measures.dam.effects.hamlet"] == paths

    @pytest.mark.parametrize(
        ("basis", "is_assumed", "half_width"),
        [
            (None, True, 0.25),
            (assumed("a guess"), True, 0.25),
            (stated("S1"), False, 0.0),
            (implied("S1"), False, 0.1),
            (external("X1"), False, 0.1),
        ],
    )
    def test_may_be_varied(self, basis: Any, is_assumed: bool, half_width: float) -> None:
        """Default half-widths: stated 0, implied .10, external .10, assumed .25."""
        listed = Listed("a", Number(0.5), basis)

        assert (is_assumed, half_width) == (listed.is_assumed, listed.half_width)

    def test_are_counted(self) -> None:
        """How many are assumed, of how many."""
        scenario = toy(hamlet(discount=Number(0.9, stated("S1"))), west())

        assert (21, 22) == count_numbers(scenario)


class TestPreconditionsOfBelief:
    """A world may be made for a belief alone."""

    def test_needs_nothing_else(self) -> None:
        """Beliefs ask for signals only."""
        scenario = signalled(SMOKE)

        assert 0.25 == belief(scenario, World((0, 0)), "west", "dam_it")
