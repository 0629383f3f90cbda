"""Strategies that need no model: at random among what is acceptable, and after a script."""

import pytest

from negotiation.engine.acts import Act
from negotiation.engine.chance import Draws
from negotiation.engine.notation import ActSyntaxError, parse_act
from negotiation.engine.protocols import alternating_offers
from negotiation.playing import play
from negotiation.strategies import RandomAcceptable, Script
from tests.unit.engine.making import scenario, talks


class TestScript:
    """Acts in notation, one a move."""

    def test_recites_in_order_and_then_passes(self) -> None:
        """In each play anew."""
        lines = ("a tables A1: x = x1", "a passes", "a stands by A1")
        for _ in range(2):
            end = play(
                scenario(),
                {"a": Script(*lines), "b": Script("b passes")},
                protocol="stacked-alternating-offers",
                turns=5,
            )

            assert [*map(parse_act, lines), *[Act("a", "passes")] * 2] == [a for _, a in end.acts if a.actor == "a"]

    def test_takes_acts_and_lines_alike(self) -> None:
        """And is written as lines."""
        script = Script("a tables A1: x = x1", Act("a", "passes"))

        assert Script("a tables A1: x = x1", "a passes") == script
        assert "a tables A1: x = x1\na passes" == str(script)

    def test_refuses_what_is_no_act(self) -> None:
        """Before the talks begin."""
        with pytest.raises(ActSyntaxError, match="expected"):
            Script("a ponders")


class TestRandomAcceptable:
    """Any package worth at least no deal."""

    def test_rejects_or_passes_where_it_may_only_answer(self) -> None:
        """A text below no deal."""
        state = talks(protocol=alternating_offers(3)).after("a tables A1: x = x2")
        rng = Draws().stream("strategy", "b", 1)

        assert Act("b", "rejects", ("A1",)) == RandomAcceptable().decide(state.view("b"), rng)
        assert Act("b", "passes") == RandomAcceptable().decide(state.view_with("b", ("accepts", "passes")), rng)

    def test_accepts_what_is_worth_no_deal(self) -> None:
        """Just that."""
        state = talks(protocol=alternating_offers(3)).after("a tables A1: x = x1, y = y1")
        rng = Draws().stream("strategy", "b", 1)

        assert Act("b", "accepts", ("A1",)) == RandomAcceptable().decide(state.view("b"), rng)

    def test_passes_where_nothing_is_worth_no_deal(self) -> None:
        """It draws nothing then."""
        state = talks(actors={"a": {"no_deal": 2, "no_deal_because": "t"}})

        assert Act("a", "passes") == RandomAcceptable().decide(state.view("a"), Draws().stream("strategy", "a", 1))

    def test_offers_any_acceptable_package_and_no_other(self) -> None:
        """Over seeds, each of them: what is worth 0.4 to a, or more."""
        view = talks().view("a")
        texts = {
            str(dict(RandomAcceptable().decide(view, Draws(n).stream("strategy", "a", 1)).terms or {}))
            for n in range(80)
        }

        assert {str(each) for each in ({"x": "x1"}, {"x": "x2"}, {"x": "x2", "y": "y1"})} == texts
