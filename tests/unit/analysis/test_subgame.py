"""Threats as games: backward induction, quantal response, closed forms, and thresholds within a scenario."""

import json
from math import nextafter
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from attrs import evolve

from negotiation.analysis.subgame import (
    Chance,
    Choice,
    Crisis,
    End,
    backward_induction,
    execution_probability,
    least_credibility,
    least_tying_cost,
    quantal_response,
)
from negotiation.analysis.subgame_threats import crisis_of, least_deterring, most_with_zone, with_credibility
from negotiation.analysis.zone import zone_of
from negotiation.errors import UnknownNameError, UsageError
from negotiation.files import load
from negotiation.scenario import Actor, Measure, Scenario, Threat
from negotiation.scenario.no_deal import leaves
from negotiation.scenario.world import world_at_start
from tests.reference import subgame_twin as twin
from tests.unit.scenario.toys import toy, west

DATA = Path(__file__).parents[2] / "data"
TREE: dict[str, Any] = json.loads((DATA / "crisis_tree.json").read_text("utf-8"))
CRISIS = Crisis(**TREE["payoffs"])


class TestCrisis:
    """The published tree, and random ones."""

    def test_backward_induction(self) -> None:
        """It finds the subgame-perfect equilibrium alone, of the two pure ones in normal form."""
        solved = backward_induction(CRISIS.tree())
        threat, answer, last = TREE["subgame_perfect"]

        assert (threat, answer) == solved.path
        assert 1.0 == solved.plan["issuer"][last]
        assert tuple(TREE["payoffs"]["concede"]) == solved.payoff
        assert TREE["normal_form_pure_nash"] == len(twin.pure_nash(TREE["payoffs"]))
        assert (*TREE["also_nash_but_not_subgame_perfect"][:1], "", "resist") in twin.pure_nash(TREE["payoffs"])

    @pytest.mark.parametrize("rationality", [0.0, 0.5, 2.0, 8.0])
    def test_quantal_response(self, rationality: float) -> None:
        """It equals the formula written out for this game."""
        solved, expected = quantal_response(CRISIS.tree(), rationality), twin.logit(TREE["payoffs"], rationality)

        assert expected["impose"] == pytest.approx(solved.plan["issuer"]["impose"])
        assert expected["concede"] == pytest.approx(solved.plan["addressee"]["concede"])
        assert expected["threaten"] == pytest.approx(solved.plan["threat"]["threaten"])

    def test_quantal_response_ends_in_backward_induction(self) -> None:
        """Nearly without error it is the subgame-perfect equilibrium; without any rationality a coin."""
        solved = quantal_response(CRISIS.tree(), 1e6)

        assert backward_induction(CRISIS.tree()).path == solved.path
        assert tuple(TREE["payoffs"]["concede"]) == pytest.approx(solved.payoff)
        assert {0.5} == {
            each for shares in quantal_response(CRISIS.tree(), 0.0).plan.values() for each in shares.values()
        }

    def test_rationality_that_is_none(self) -> None:
        """Negative or endless rationality is refused."""
        for value in (-1.0, float("inf"), float("nan")):
            with pytest.raises(UsageError, match="a rationality of 0 or more"):
                quantal_response(CRISIS.tree(), value)

    def test_random_trees_end_in_a_nash_equilibrium(self) -> None:
        """Backward induction's plans are among the equilibria in normal form."""
        rng = np.random.default_rng(4)
        for _ in range(200):
            payoffs = {name: list(map(float, rng.integers(-3, 4, 2))) for name in TREE["payoffs"]}
            solved = backward_induction(Crisis(**payoffs).tree())
            chosen = {node: next(c for c, share in shares.items() if share) for node, shares in solved.plan.items()}
            plan = ("status_quo", "") if chosen["threat"] == "status_quo" else ("threaten", chosen["issuer"])

            assert (*plan, chosen["addressee"]) in twin.pure_nash(payoffs)

    def test_chance(self) -> None:
        """A drawn node is worth its expectation; its likelier side is told."""
        node = Choice("a", 0, {"stay": End([0.0]), "go": Chance(0.25, End([4.0]), Choice("b", 0, {"x": End([-1.0])}))})
        solved = backward_induction(node)

        assert ((0.25,), ("go", "x")) == (solved.payoff, solved.path)


class TestClosedForms:
    """Schelling, Drezner and Fearon in closed form, against the trees."""

    @pytest.mark.parametrize(("demand", "harm"), [(0.3, 0.4), (0.5, 0.5), (0.1, 2.0)])
    def test_least_credibility(self, demand: float, harm: float) -> None:
        """The addressee concedes from demand / harm on, and not just below."""
        least = least_credibility(demand, harm)
        crisis = Crisis((0, 0), (1, -demand), (-0.1, 0), (-0.2, -harm))

        assert demand / harm == least == crisis.least_credibility
        assert "concede" in backward_induction(crisis.tree(nextafter(least, 2) if least < 1 else 1.0)).path
        assert (
            "resist" in backward_induction(Choice("t", 0, {"go": crisis.tree(least - 1e-9).choices["threaten"]})).path
        )

    def test_no_credibility_is_enough(self) -> None:
        """None where execution hurts less than conceding; 0 where conceding costs nothing."""
        assert least_credibility(0.5, 0.4) is None
        assert 0.0 == least_credibility(0.0, 0.4)
        assert least_tying_cost(0.5, 0.4, 0.1, 1.0) is None

    def test_audience_costs(self) -> None:
        """P(execute) = clip((g + a) / K, 0, 1), and the least cost that ties is max(0, K D / c − g)."""
        gain, most, demand, harm = 0.1, 0.8, 0.3, 0.4
        cost = least_tying_cost(demand, harm, gain, most)

        assert cost == pytest.approx(most * demand / harm - gain)
        assert demand / harm == pytest.approx(execution_probability(gain, cost or 0.0, most))
        assert (0.0, 1.0) == (execution_probability(-1.0, 0.0, 1.0), execution_probability(1.0, 1.0, 1.0))
        assert 0.0 == least_tying_cost(demand, harm, 5.0, most)

    def test_audience_costs_by_trees(self) -> None:
        """The share of issuers that impose, over evenly spread costs, is the closed form."""
        gain, audience, most = 0.1, 0.3, 0.8
        costs = (np.arange(2000) + 0.5) / 2000 * most
        imposed = [
            backward_induction(Crisis((0, 0), (1, -1), (-audience, 0), (gain - k, -1)).tree()).plan["issuer"]["impose"]
            for k in costs
        ]

        assert execution_probability(gain, audience, most) == pytest.approx(np.mean(imposed), abs=1e-3)


def valley(**changes: Any) -> Scenario:
    """Return a valley under threat of a raid, which its issuer decides on, and of sanctions on the raid."""
    scenario = load(DATA / "mechanisms" / "threats.yaml")
    raid = evolve(scenario.threats["raid_unless_given"], decided_by="seat", announced=True, **changes)
    measure = evolve(scenario.measures["raid"], chance_only=False)
    measure = evolve(measure, effects=measure.effects.with_item("strong", to_effect(0.1)))
    threats = scenario.threats.with_item(raid.id, raid)
    return evolve(scenario, threats=threats, measures=scenario.measures.with_item("raid", measure), base=None)


def to_effect(value: float) -> Any:
    """Return an effect of a value."""
    return Measure("m", "m", effects={"strong": value}).effects["strong"]


class TestThreats:
    """Thresholds of credibility within a scenario."""

    def test_least_at_which_sanctions_deter(self) -> None:
        """A raid that gains .1 against sanctions that cost .3: a third, exactly; just below, the raid comes."""
        scenario = valley()
        least = least_deterring(scenario, "sanctions_if_raid")
        assert least is not None

        def raided(credibility: float) -> bool:
            other = with_credibility(scenario, "sanctions_if_raid", credibility)
            return any("raid" in leaf.world.happened for leaf in leaves(other, world_at_start(other), "strong"))

        assert least_credibility(0.1, 0.3) == pytest.approx(least, abs=1e-11)
        assert not raided(least)
        assert raided(nextafter(least, 0))

    def test_backing_down_counts(self) -> None:
        """Where letting it be costs .05, the raid gains .15 by comparison: half."""
        assert least_deterring(valley(backing_down=0.05), "sanctions_if_raid") == pytest.approx(0.5, abs=1e-11)

    def test_nothing_deters_or_nothing_needs_it(self) -> None:
        """None where even certainty does not; 0 where the raid would not come anyway."""
        assert least_deterring(valley(backing_down=0.5), "sanctions_if_raid") is None
        lossy = valley()
        raid = evolve(lossy.measures["raid"], effects={"strong": -0.1})

        assert 0.0 == least_deterring(
            evolve(lossy, measures=lossy.measures.with_item("raid", raid)), "sanctions_if_raid"
        )

    def test_most_at_which_there_is_a_zone(self) -> None:
        """An issuer that gains from executing asks for more than the weaker side can give: exact to the float."""
        dam = Measure("dam", "a dam", "east", effects={"east": 0.9, "west": -0.1})
        scenario = toy(measures=[dam], threats=[Threat("dam_unless", "east", "west", "dam", unless="water == metered")])
        most = most_with_zone(scenario, "dam_unless")
        assert most is not None

        assert zone_of(with_credibility(scenario, "dam_unless", most)).count
        assert not zone_of(with_credibility(scenario, "dam_unless", nextafter(most, 2))).count

    def test_always_or_never_a_zone(self) -> None:
        """1 where certainty leaves a zone; None where there is none at any credibility."""
        dam = Measure("dam", "a dam", "east", effects={"west": -0.5})
        threats = [Threat("dam_unless", "east", "west", "dam", unless="water == metered", believed={"west": 0.2})]
        greedy = west(no_deal=3.0, no_deal_because="for a test")

        assert 1.0 == most_with_zone(toy(measures=[dam], threats=threats), "dam_unless")
        assert most_with_zone(toy(greedy, measures=[dam], threats=threats), "dam_unless") is None

    def test_the_crisis_of_a_threat(self) -> None:
        """Who is worth what when nothing is done, when the demand is met, when it is let be, when it is carried out."""
        crisis = crisis_of(valley(backing_down=0.05), "raid_unless_given")

        assert (0.0, 1.0) == tuple(round(each, 12) for each in (crisis.status_quo[0], crisis.status_quo[1] + 0.3))
        assert (1.0, 0.3) == pytest.approx(crisis.concede)
        assert (-0.05, 0.7) == pytest.approx(crisis.back_down)
        assert (0.1 - 0.3, 0.2) == pytest.approx(crisis.impose)
        assert least_credibility(0.4, 0.5) == pytest.approx(crisis.least_credibility)

    def test_refusals(self) -> None:
        """Unknown threats, threats of the other kind, demands that nothing meets, actors without preferences."""
        dam = Measure("dam", "a dam", "east", effects={"west": -0.5})

        with pytest.raises(UnknownNameError, match="did you mean raid_unless_given"):
            crisis_of(valley(), "raid_unless_give")
        with pytest.raises(UsageError, match="a threat between actors with preferences"):
            crisis_of(valley(), "sanctions_if_raid")
        with pytest.raises(UsageError, match="deters a measure decided by a seat"):
            least_deterring(valley(), "raid_unless_given")
        for threat, message in (
            (Threat("t", "east", "west", "dam", unless="false"), "a demand that some package meets"),
            (Threat("t", "east", "west", "dam", if_="happened(toll)"), "a threat that demands something"),
        ):
            measures = [dam, Measure("toll", "a toll")]
            with pytest.raises(UsageError, match=message):
                crisis_of(toy(Actor("miller", "Miller"), measures=measures, threats=[threat]), "t")
