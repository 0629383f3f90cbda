"""How a negotiation ends: a value with a reason, never an exception."""

import pytest

from negotiation.scenario import Table
from negotiation.scenario.outcome import OF_ACTORS, REASONS, Agreement, NoDeal, reason_text


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
            (
                NoDeal("consent_refused", 4, "E1"),
                "No deal after turn 4: a consent without which there is no agreement was refused (E1)",
            ),
            (NoDeal("ratification_failed", 4, "E1"), "No deal after turn 4: a ratification failed (E1)"),
            (NoDeal("strategy_failed", 2, "east"), "No deal after turn 2: east gave no answer that could be used"),
            (NoDeal("left"), "No deal after turn 0: a seat left the talks"),
            (NoDeal("cap"), "No deal after turn 0: play was stopped there"),
        ],
    )
    def test_reads_as_a_sentence(self, outcome: NoDeal, expected: str) -> None:
        """The reason in words."""
        assert expected == str(outcome)
        assert "no-deal" == outcome.kind

    @pytest.mark.parametrize("reason", REASONS)
    def test_every_reason_has_words(self, reason: str) -> None:
        """In both languages; those about an actor say who."""
        ended = NoDeal(reason, 3, "russia")
        english, chinese = reason_text(ended, who="Russia"), reason_text(ended, "zh", "俄罗斯")

        assert str(ended).startswith("No deal after turn 3: ")
        assert english != chinese
        assert (reason in OF_ACTORS) == english.startswith("Russia ") == chinese.startswith("俄罗斯")

    def test_has_its_reasons_in_priority(self) -> None:
        """Left, vetoed, refused, not ratified, deadlock, deadline, cap, strategy failed."""
        assert ("left", "vetoed", "consent_refused", "ratification_failed") == REASONS[:4]
        assert ("deadlock", "deadline", "cap", "strategy_failed") == REASONS[4:]
