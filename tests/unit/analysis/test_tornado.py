"""One number at a time: ranges, figures and exact flips, each against the scenario with that number set."""

import json
from typing import Any

import pytest
from attrs import evolve

from negotiation.analysis.dials import Dial, dials_of
from negotiation.analysis.solutions import solutions
from negotiation.analysis.tornado import Bar, range_of, tornado
from negotiation.analysis.zone import zone_of
from negotiation.errors import UnknownNameError, UsageError
from negotiation.files import load
from negotiation.scenario import (
    Actor,
    Chain,
    Measure,
    Number,
    Scenario,
    Step,
    Threat,
    assumed,
    external,
    implied,
    stated,
)
from negotiation.scenario.no_deal import no_deal
from negotiation.scenario.preferences import as_float
from negotiation.scenario.world import world_at_start
from tests.property.small_scenarios import small_scenario
from tests.unit.scenario.toys import BECAUSE, east, toy, west


def threatened() -> Scenario:
    """Return the two villages with a dam threatened unless the water is shared."""
    dam = Measure("dam", "a dam", "east", effects={"west": -0.2, "east": -0.05})
    threat = Threat("dam_unless", "east", "west", "dam", unless="water >= shared", probability=0.5)
    return toy(measures=[dam], threats=[threat])


def dial(scenario: Scenario, path: str) -> Dial:
    """Return the dial of a path."""
    return next(each for each in dials_of(scenario) if each.path == path)


def figure(scenario: Scenario, name: str, actor: str) -> float | None:
    """Return a figure of a scenario, worked out from the beginning."""
    zone = zone_of(scenario)
    if name == "zone":
        return zone.count
    if name == "exists":
        return float(zone.count > 0)
    if name == "no_deal":
        return as_float(no_deal(scenario, actor, world_at_start(scenario)) or 0)
    nash = solutions(scenario, ["nash"], actors=scenario.parties, within=zone.mask)["nash"]
    return None if nash is None else as_float(nash.gains[actor])


class TestTornado:
    """How far each number alone moves a figure."""

    @pytest.mark.parametrize("name", ["zone", "exists", "no_deal", "nash_gain"])
    def test_figures_are_those_of_the_scenario_with_the_number_set(self, name: str) -> None:
        """Every bar, at both its ends, worked out again from the beginning."""
        scenario = threatened()
        bars = tornado(scenario, name, "west", flips=False)
        turns = {each.path: each.turn for each in dials_of(scenario)}

        assert {"threats.dam_unless.probability", "measures.dam.effects.west"} <= {bar.path for bar in bars}
        assert [bar.swing for bar in bars] == sorted((bar.swing for bar in bars), reverse=True)
        for bar in bars:
            assert figure(scenario, name, "west") == bar.at_now
            assert figure(turns[bar.path](bar.low), name, "west") == bar.at_low
            assert figure(turns[bar.path](bar.high), name, "west") == bar.at_high

    def test_losses_of_a_believed_chain_are_turned_and_its_odds_are_not(self) -> None:
        """In a branch as at the ends; turned, the loss stands in its step and moves what the packages are worth."""
        ends = [Step("rain", "it rains", 0.5, loss=0.2), Step("storm", "a storm", 0.25)]
        tree = Chain("fear", "moved(road)", [Step("cars", "cars come", 0.5, branches=ends)], 0.4)
        scenario = toy(west(chains=[tree]))
        at = "actors.west.chains.fear"
        found = {each.path for each in dials_of(scenario) if each.path.startswith(at)}
        rain = f"{at}.steps.cars.branches.rain.loss"

        assert {f"{at}.loss", rain} == found
        assert 0.5 * (0.5 * 1.2 + 0.25 * 0.4) == pytest.approx(
            dial(scenario, rain).turn(1.2).actors["west"].chains["fear"].expected_loss
        )
        (bar,) = tornado(scenario, paths=[rain], flips=False)
        turned = [dial(scenario, rain).turn(end) for end in (bar.low, bar.high)]
        assert [bar.at_low, bar.at_high] == [figure(each, "zone", "west") for each in turned]

    def test_flips_are_exact(self) -> None:
        """At the last value the zone is as now, at the next float it is not."""
        scenario = threatened()
        turns = {each.path: each.turn for each in dials_of(scenario)}
        bars = tornado(scenario)
        is_open = zone_of(scenario).count > 0

        assert any(bar.flips for bar in bars)
        for bar in bars:
            for flip in bar.flips:
                assert (zone_of(turns[bar.path](flip.last)).count > 0) == is_open
                assert (zone_of(turns[bar.path](flip.first)).count > 0) != is_open
            within = any(bar.low <= flip.first <= bar.high for flip in bar.flips)
            assert within == bar.flips_within

    @pytest.mark.heavy
    def test_the_flagship(self) -> None:
        """Military action as the United States believes it moves the zone most; every number is a bar of its own."""
        bars = tornado(load("european-security-2022"), flips=False)

        assert "threats.action_unless_demands.believed.united_states" == bars[0].path
        assert (1396, 1610, 1716) == (bars[0].at_low, bars[0].at_now, bars[0].at_high)
        assert len(bars) == len({bar.path for bar in bars}) > 80

    @pytest.mark.parametrize("seed", range(5))
    def test_scenarios_of_every_kind(self, seed: int) -> None:
        """With blocs, gates, distrust, chains and threats: as it is, the figure is the zone's size."""
        scenario = small_scenario(seed, 2, 3)
        bars = tornado(scenario, flips=False)

        assert {zone_of(scenario).count} == {bar.at_now for bar in bars}

    def test_stated_numbers_stay(self) -> None:
        """What a source states does not vary, and asking for it says so."""
        fixed = evolve(
            threatened(), threats=[evolve(threatened().threats["dam_unless"], probability=Number(0.5, stated("S1")))]
        )

        assert "threats.dam_unless.probability" not in {bar.path for bar in tornado(fixed, flips=False)}
        with pytest.raises(UnknownNameError, match="name of a number that may vary"):
            tornado(fixed, paths=["threats.dam_unless.probability"])

    def test_plain(self) -> None:
        """A bar goes through JSON unchanged; a figure that is not defined is null."""
        bar = Bar("a.b", None, 0.5, 0.25, 0.75, 0.1, None, 0.2)

        assert bar.swing == 0.2
        assert bar.as_plain() == json.loads(json.dumps(bar.as_plain()))
        assert bar.as_plain()["at_low"] is None

    @pytest.mark.parametrize(
        ("options", "error", "message"),
        [
            ({"figure": "zoen"}, UnknownNameError, "did you mean zone"),
            ({"figure": "no_deal"}, UsageError, "the actor whose no_deal is asked for"),
            ({"figure": "no_deal", "actor": "eats"}, UnknownNameError, "did you mean east"),
            ({"figure": "no_deal", "actor": "miller"}, UsageError, "its figures are not defined"),
            ({"figure": "nash_gain", "actor": "hamlet"}, UsageError, "a party, for a gain at the Nash package"),
        ],
    )
    def test_refusals(self, options: dict[str, Any], error: type[Exception], message: str) -> None:
        """Unknown figures and actors, and actors without the figure."""
        with pytest.raises(error, match=message):
            tornado(toy(), **options)


class TestRanges:
    """The author's range, else the default of the basis."""

    @pytest.mark.parametrize(
        ("basis", "expected"),
        [
            (assumed("a guess"), (0.0, 1.0)),
            (implied("S1"), (0.3, 0.7)),
            (external("S1"), (0.3, 0.7)),
        ],
    )
    def test_of_a_probability(self, basis: Any, expected: tuple[float, float]) -> None:
        """Twice the half-width of the basis, within 0 and 1."""
        scenario = threatened()
        threat = evolve(scenario.threats["dam_unless"], probability=Number(0.5, basis))
        found = dial(evolve(scenario, threats=[threat]), "threats.dam_unless.probability")

        assert range_of(found) == pytest.approx(expected)

    def test_of_the_author(self) -> None:
        """It stands over the default."""
        floor = west(no_deal=Number(0.45, BECAUSE, (0.2, 0.6)), no_deal_because="wells")

        assert (0.2, 0.6) == range_of(dial(toy(floor), "actors.west.no_deal"))

    def test_of_a_salience(self) -> None:
        """By a factor, the vector made to sum to one: .6 is varied to .45 of .85 and to .75 of 1.15."""
        low, high = range_of(dial(toy(), "actors.east.salience.water"))

        assert (0.45 / 0.85, 0.75 / 1.15) == pytest.approx((low, high))

    def test_of_a_value_keeps_orders(self) -> None:
        """A value stays within what keeps the scenario valid."""
        low, high = range_of(dial(toy(), "actors.east.values.water.shared"))

        assert (0.25, 0.75) == (low, high)

    def test_of_actors_without_preferences(self) -> None:
        """There is nothing to vary for them."""
        bars = tornado(toy(Actor("hamlet", "Hamlet")), flips=False)

        assert not any(bar.path.startswith("actors.hamlet") for bar in bars)
        assert east().has_preferences
