"""Strategies by name, with parameters, as the command line takes them."""

import re
from typing import Any

import pytest

from negotiation.errors import UnknownNameError, UsageError
from negotiation.playing import play
from negotiation.strategies import (
    CATALOGUE,
    Boulware,
    Conceder,
    Consenting,
    Judge,
    Linear,
    RandomAcceptable,
    RatificationAware,
    Reactive,
    Script,
    SingleText,
    Threatening,
    TimeDependent,
    strategy_named,
)
from negotiation.strategies.human import Human
from tests.unit.engine.making import scenario


class TestStrategyNamed:
    """A name, a colon, parameters."""

    @pytest.mark.parametrize(
        ("text", "strategy"),
        [
            ("boulware", Boulware()),
            ("boulware:", Boulware()),
            ("boulware:exponent=0.1,start=0.2", TimeDependent(0.1, 0.2)),
            ("boulware:exponent=0.1,", TimeDependent(0.1)),
            ("conceder", Conceder()),
            ("linear:start=0.3", Linear(0.3)),
            ("random", RandomAcceptable()),
            ("judge:share=0.25", Judge(0.25)),
            ("single-text", SingleText()),
            ("reactive:table=icb-v16", Reactive(table="icb-v16")),
            ("reactive:inner=judge", Reactive(Judge())),
            ("threatening:tolerance=0.1,inner=boulware", Threatening(Boulware(), 0.1)),
            ("ratification-aware", RatificationAware()),
            ("consenting:against=no_deal", Consenting("no_deal")),
            ("human", Human()),
        ],
    )
    def test_gives_the_strategy(self, text: str, strategy: Any) -> None:
        """Numbers are read as numbers, text as text, the strategy within by its name."""
        assert strategy == strategy_named(text)

    @pytest.mark.parametrize("name", CATALOGUE)
    def test_gives_what_can_play(self, name: str) -> None:
        """Every name in the catalogue takes a seat without parameters, and never fails."""
        end = play(scenario(), {"a": name, "b": "conceder"}, protocol="stacked-alternating-offers", turns=4)

        assert [] == [note for note in end.notes if note.text.startswith("failed")]

    @pytest.mark.parametrize("protocol", ["alternating-offers", "plenary", "bilateral-tracks"])
    @pytest.mark.parametrize("name", CATALOGUE)
    def test_answers_what_is_only_floated(self, name: str, protocol: str) -> None:
        """With acts that are legal, though nothing lies on the table that could be turned down."""
        other = Script("a passes", "a floats A2: x = x1", "a offers to discuss A3: y = y1")
        parts: dict[str, Any] = {"channels": {"call": {"title": "a call", "assumed": "for the test"}}}
        end = play(scenario(**parts), {"a": other, "b": name}, protocol=protocol, turns=6)

        assert [] == [note.text for note in end.notes if note.actor == "b"]

    def test_refuses_an_unknown_name(self) -> None:
        """With the nearest ones."""
        message = "expected the name of a strategy, got 'bulware'; did you mean boulware?"
        with pytest.raises(UnknownNameError, match=re.escape(message)):
            strategy_named("bulware:exponent=0.1")

    @pytest.mark.parametrize("part", ["exponent", "exponent=", "0.1"])
    def test_refuses_a_key_without_a_value(self, part: str) -> None:
        """Whichever of the two is missing."""
        message = f"expected key=value after the strategy's name, got {part}"
        with pytest.raises(UsageError, match=f"^{re.escape(message)}$"):
            strategy_named(f"boulware:start=0.1,{part}")

    def test_refuses_a_parameter_twice(self) -> None:
        """Which of the two was meant, nobody knows."""
        with pytest.raises(UsageError, match=r"^expected each parameter of a strategy once, got 'start=0\.6'$"):
            strategy_named("linear:start=0.5,start=0.6")

    @pytest.mark.parametrize(
        ("text", "message"),
        [
            ("linear:exponent=2", "expected parameters that linear has, got exponent; choose from start"),
            ("random:seed=1,luck=2", "expected parameters that random has, got seed, luck; there is none"),
            ("single-text:bias=3", "expected values that single-text can use, got bias=3.0"),
            ("single-text:bias=left", "expected values that single-text can use, got bias='left'"),
            ("boulware:exponent=late", "expected a positive exponent, got 'late'"),
            ("judge:share=much", "expected a share in [0, 1] for share, got 'much'"),
            ("threatening:tolerance=much", "expected a number for tolerance, got 'much'"),
            ("consenting:against=nothing", "expected consent against start or no_deal, got 'nothing'"),
        ],
    )
    def test_refuses_a_parameter_that_does_not_fit(self, text: str, message: str) -> None:
        """One that the strategy does not have, or a value that it cannot take."""
        with pytest.raises(UsageError, match=f"^{re.escape(message)}$"):
            strategy_named(text)

    def test_refuses_an_unknown_name_within(self) -> None:
        """A table, or the strategy within."""
        with pytest.raises(UnknownNameError, match=re.escape("a table of base rates, got 'mid'")):
            strategy_named("reactive:table=mid")
        with pytest.raises(UnknownNameError, match=re.escape("a strategy, got 'juge'; did you mean judge?")):
            strategy_named("reactive:inner=juge")
