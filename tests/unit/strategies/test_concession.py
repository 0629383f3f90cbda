"""Time-dependent concession: what a curve may be, and what a seat does where it cannot offer."""

import re
from typing import Any

import pytest

from negotiation.engine.acts import Act
from negotiation.engine.protocols import alternating_offers, stacked_alternating_offers
from negotiation.errors import UsageError
from negotiation.strategies import Boulware, Conceder, Linear, TimeDependent
from negotiation.strategies.concession import best_open, concession_table
from tests.unit.engine.making import talks

POOR: dict[str, Any] = {"actors": {"b": {"no_deal": 2, "no_deal_because": "t"}}}


class TestTimeDependent:
    """The recipe."""

    @pytest.mark.parametrize(
        ("given", "message"),
        [
            ({"exponent": 0}, "expected a positive exponent, got 0"),
            ({"exponent": -1.0}, "expected a positive exponent, got -1.0"),
            ({"exponent": float("inf")}, "expected a positive exponent, got inf"),
            ({"exponent": float("nan")}, "expected a positive exponent, got nan"),
            ({"exponent": "late"}, "expected a positive exponent, got 'late'"),
            ({"start": -0.1}, "expected a share in [0, 1] for start, got -0.1"),
            ({"start": 1.1}, "expected a share in [0, 1] for start, got 1.1"),
            ({"start": "early"}, "expected a share in [0, 1] for start, got 'early'"),
        ],
    )
    def test_refuses_what_is_no_curve(self, given: dict[str, Any], message: str) -> None:
        """A positive exponent, a share at the start; numbers both."""
        with pytest.raises(UsageError, match=re.escape(message)):
            TimeDependent(**given)

    def test_has_three_names(self) -> None:
        """Late, even, early; each may begin higher."""
        assert TimeDependent(0.2) == Boulware()
        assert TimeDependent(1.0, 0.1) == Linear(0.1)
        assert TimeDependent(5.0, 0.2) == Conceder(start=0.2)

    @pytest.mark.parametrize("exponent", [0.2, 1.0, 5.0])
    def test_never_takes_back_and_never_concedes_all(self, exponent: float) -> None:
        """The share conceded rises from the start, and stays below 1 in the last turn."""
        table = concession_table(9, exponent, 0.1).tolist()

        assert 0.1 == table[0]
        assert table == sorted(table)
        assert table[-1] < 1


class TestConceding:
    """A seat for which no package is worth no deal, or which may only answer."""

    def test_passes_where_nothing_is_worth_no_deal(self) -> None:
        """Where it might table."""
        state = talks(protocol=stacked_alternating_offers(3), **POOR).after("a passes")

        assert Act("b", "passes") == Linear().seat(state.view("b")).decide(state.view("b"), None)

    def test_rejects_where_it_may_only_answer(self) -> None:
        """The text before it."""
        state = talks(protocol=alternating_offers(3), **POOR).after("a tables A1: x = x2")

        assert Act("b", "rejects", ("A1",)) == Linear().seat(state.view("b")).decide(state.view("b"), None)

    def test_passes_where_it_may_do_nothing_else(self) -> None:
        """Neither table nor reject."""
        state = talks(protocol=alternating_offers(3)).after("a tables A1: x = x2")
        view = state.view_with("b", ("accepts", "passes"))

        assert Act("b", "passes") == Linear().seat(state.view("b")).decide(view, None)

    def test_accepts_nothing_across_its_own_line(self) -> None:
        """Though it is worth the most; there is no other text."""
        line = {"never": "y == y1", "force": "absolute", "assumed": "t"}
        state = talks(protocol=alternating_offers(1), actors={"b": {"red_lines": {"no": line}}})
        view = state.after("a tables A1: y = y1").view("b")

        assert "" == best_open(view, view.outlook.worths, view.outlook.signable)
        assert Act("b", "rejects", ("A1",)) == Linear().seat(view).decide(view, None)
