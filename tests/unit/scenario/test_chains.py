"""Believed chains as trees: what they come to by hand and way by way, what is refused, how they are written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from negotiation.errors import ScenarioError
from negotiation.files import dumps, loads
from negotiation.scenario import Chain, Number, Step
from tests.reference import chain_twin
from tests.unit.scenario.toys import east, toy

RETREAT = Step("retreat", "they back down", 0.5, loss=0.1)
WAR = Step("war", "they fight", 0.25, loss=0.8, branches=[Step("spread", "it spreads", 0.5, loss=1)])
TREE = Chain("fear", "moved(road)", [Step("crisis", "a crisis", 0.4, branches=[RETREAT, WAR])])


@st.composite
def steps(draw: st.DrawFn, depth: int = 0, most: int = 3) -> list[Step]:
    """Steps of which at most one follows: hundredths that sum to 1 or less, each with a loss or none, and branches."""
    left, found = 100, []
    for n in range(draw(st.integers(0, most))):
        odds = draw(st.integers(0, left))
        left -= odds
        loss = draw(st.none() | st.integers(0, 200))
        inner = draw(steps(depth + 1, 2)) if depth < 2 else []
        found.append(Step(f"s{n}", "a step", odds / 100, None if loss is None else loss / 100, branches=inner))
    return found


@st.composite
def chains(draw: st.DrawFn) -> Chain:
    """Trees with a line, branches beside it, and branches within branches; every end costs something."""
    line = [
        Step(f"l{n}", "a step", draw(st.integers(0, 100)) / 100, draw(st.none() | st.just(0.25)), branches=branches)
        for n, branches in enumerate(draw(st.lists(steps(1, 2), min_size=1, max_size=3)))
    ]
    return Chain("fear", "moved(road)", line, draw(st.integers(0, 200)) / 100, branches=draw(steps(1, 2)))


class TestExpectedLoss:
    """Σ loss · Π probability over the steps."""

    def test_by_hand(self) -> None:
        """0.4 · (0.5 · 0.1 + 0.25 · (0.8 + 0.5 · 1)) = 0.15."""
        assert 0.15 == pytest.approx(TREE.expected_loss, rel=1e-15)
        assert 0.4 * (0.5 + 0.25 * 0.5) == pytest.approx(TREE.risk)

    def test_of_a_line_is_the_loss_by_the_product(self) -> None:
        """A line is a tree with one branch each: steps in a row and branches within branches come to the same."""
        last = Step("c", "c", 0.5)
        line = Chain("fear", "true", [Step("a", "a", 0.2), Step("b", "b", 0.3), last], 0.9)
        nested = Chain("fear", "true", [Step("a", "a", 0.2, branches=[Step("b", "b", 0.3, branches=[last])])], 0.9)

        assert 0.9 * (0.2 * 0.3 * 0.5) == line.expected_loss == nested.expected_loss
        assert [0.2, 0.2 * 0.3, 0.2 * 0.3 * 0.5] == [each.probability for each in line.reached()]

    def test_a_loss_on_the_way_is_added(self) -> None:
        """What a step costs is paid by every way that passes it."""
        way = Chain("fear", "true", [Step("a", "a", 0.5, loss=0.2), Step("b", "b", 0.5)], 1)

        assert 0.5 * 0.2 + 0.25 * 1 == way.expected_loss

    def test_branches_stand_beside_the_line(self) -> None:
        """After a step: one of its branches, or the next of the line; the end of the branch takes the chain's loss."""
        side = Step("talks", "talks instead", 0.5)
        beside = Chain("fear", "true", [Step("a", "a", 0.5, branches=[side]), Step("b", "b", 0.25, loss=1)], 0.1)

        assert [("steps.a", 0), ("steps.a.branches.talks", 1), ("steps.b", 1)] == [
            (each.path, each.depth) for each in beside.reached()
        ]
        assert 0.5 * 0.5 * 0.1 + 0.5 * 0.25 * 1 == beside.expected_loss
        assert 0.5 * 0.5 + 0.5 * 0.25 == beside.risk

    @given(chains())
    def test_equals_the_sum_over_all_ways(self, chain: Chain) -> None:
        """Step by step as way by way; the probabilities of the ways to stop sum to 1 where each step's do."""
        ways = list(chain_twin.ways(chain))

        assert float(chain_twin.expected_loss(chain)) == pytest.approx(chain.expected_loss, abs=1e-12)
        assert 1 == sum(odds for odds, _ in ways)


class TestRefusals:
    """A tree that is none is refused, with a path by ids, in Python as in a file."""

    def test_at_most_one_follows(self) -> None:
        """Sums above 1 are found at every step, the next of the line counted."""
        half = [Step("one", "one", 0.5, loss=0), Step("two", "two", 0.6, loss=0)]
        chain = Chain("fear", "true", [Step("a", "a", 1, branches=half[1:]), Step("b", "b", 0.5, branches=half)], 1)
        with pytest.raises(ScenarioError) as caught:
            toy(east(chains=[chain, Chain("more", "true", branches=half)]))

        expected = "expected probabilities that sum to 1 or less: at most one of these follows, got a sum of 1.1"

        assert str(caught.value).splitlines() == [
            f"actors.east.chains.fear.steps.a.branches: {expected}, with b beside them",
            f"actors.east.chains.fear.steps.b.branches: {expected}",
            f"actors.east.chains.more.branches: {expected}",
        ]

    def test_a_rounded_sum_is_one(self) -> None:
        """0.1 + 0.2 + 0.7 is 1 as it is written, though not in floating point."""
        parts = [Step(f"s{n}", "s", odds, loss=1) for n, odds in enumerate((0.7, 0.1, 0.2))]

        scenario = toy(east(chains=[Chain("fear", "true", branches=parts)]))

        assert 1 == pytest.approx(scenario.actors["east"].chains["fear"].risk)

    def test_an_end_costs_something(self) -> None:
        """Each end without a loss of its own is named where the chain has none either; a loss of 0 is one."""
        ends = [Step("one", "one", 0.5), Step("two", "two", 0.25, loss=0)]
        with pytest.raises(ScenarioError) as caught:
            toy(east(chains=[Chain("fear", "true", [Step("a", "a", 1, branches=ends)])]))

        assert str(caught.value) == (
            "actors.east.chains.fear.steps.a.branches.one.loss: expected what this end costs the actor, got nothing; "
            "a loss of the chain stands for every end without one"
        )

    def test_each_id_once_among_branches(self) -> None:
        """Two branches of one step cannot be told apart by one id."""
        twice = [Step("one", "one", 0.5, loss=1)] * 2
        with pytest.raises(ScenarioError, match=r"fear\.steps\.a\.branches\.one: expected each id once"):
            toy(east(chains=[Chain("fear", "true", [Step("a", "a", 1, branches=twice)])]))


class TestInFiles:
    """The same words in YAML, nested, and back."""

    def test_a_tree_comes_back(self) -> None:
        """load(dump(s)) == s; what stands at its default is left out."""
        scenario = toy(east(chains=[TREE]))
        text = dumps(scenario)

        assert scenario == loads(text)
        assert "branches" in text
        assert TREE == loads(text).actors["east"].chains["fear"]

    def test_paths_reach_into_branches(self) -> None:
        """A number in a branch is changed by its path."""
        found = toy(east(chains=[TREE])).with_("actors.east.chains.fear.steps.crisis.branches.war.loss", 0)

        assert Number(0.0) == found.actors["east"].chains["fear"].steps[0].branches[1].loss
        assert 0.4 * (0.5 * 0.1 + 0.25 * 0.5) == pytest.approx(found.actors["east"].chains["fear"].expected_loss)
