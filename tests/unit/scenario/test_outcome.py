"""How a negotiation ends: a value with a reason, never an exception."""

import pytest

from negotiation.scenario import Table
from negotiation.scenario.outcome import REASONS, Agreement, NoDeal


class TestAgreement:
    """A package in force: options by issue, the turn, who signed, whose consent is missing or presumed."""

    def test_reads_as_a_sentence(self) -> None:
        """What was agreed, by whom, and whose word is missing or presumed."""
        outcome = Agreement({"water": "shared", "road": "open"}, 3, "E1", ("east", "west"), ("hamlet",), ("miller",))

        assert (
            "Agreement at turn 3 on E1: water = shared, road = open; signed by east, west; "
            "consent of hamlet missing; consent of miller presumed"
        ) == str(outcome)

    def test_tells_what_it_covers(self) -> None:
        """Of a partial text only the issues that carry obligations; without a label it is a package."""
        outcome = Agreement({"water": "shared", "road": "open"}, covers=("road",))

        assert "Agreement at turn 0 on a package: road = open; signed" == str(outcome)

    def test_is_a_value(self) -> None:
        """Equal by what it holds; its kind is a word."""
        assert Agreement(Table({"a": "x"}), 1) == Agreement({"a": "x"}, 1)
        assert {Agreement({"a": "x"}, 1)} == {Agreement({"a": "x"}, 1)}
        assert "agreement" == Agreement.kind


class TestNoDeal:
    """No agreement: the reason, the turn, and what it was about."""

    @pytest.mark.parametrize(
        ("outcome", "expected"),
        [
            (NoDeal("consent_refused", 4, "E1"), "No deal after turn 4: consent refused (E1)"),
            (NoDeal("cap"), "No deal after turn 0: cap"),
        ],
    )
    def test_reads_as_a_sentence(self, outcome: NoDeal, expected: str) -> None:
        """The reason in words."""
        assert expected == str(outcome)
        assert "no-deal" == outcome.kind

    def test_has_its_reasons_in_priority(self) -> None:
        """Left, vetoed, refused, not ratified, deadlock, deadline, cap, strategy failed."""
        assert ("left", "vetoed", "consent_refused", "ratification_failed") == REASONS[:4]
        assert ("deadlock", "deadline", "cap", "strategy_failed") == REASONS[4:]
