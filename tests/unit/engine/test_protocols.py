"""Who may do what when, and when it ends: the protocols, turn by turn."""

import re
from collections.abc import Callable
from typing import Any

import pytest

from negotiation.engine.acts import Act
from negotiation.engine.catalogue import PROTOCOLS, protocol_named
from negotiation.engine.procedures import bilateral_tracks, monotonic_concession, one_text, record
from negotiation.engine.protocols import Protocol, alternating_offers, plenary, stacked_alternating_offers
from negotiation.engine.state import IllegalActError, State
from negotiation.errors import UnknownNameError, UsageError
from negotiation.playing import play, replay
from negotiation.scenario.outcome import Agreement, NoDeal
from negotiation.strategies import Script
from tests.unit.engine.making import scenario, talks, through

CHANNEL = {"call": {"title": "a call"}}
CHAIRED: dict[str, Any] = {"seats": ["m", "a", "b"], "actors": {"m": {"title": "m", "roles": "mediator"}}}


def speakers(state: State, turns: int, n_most: int = 50) -> list[str]:
    """Return who is asked, turn by turn, when everybody declares something and then passes."""
    found = [""] * turns
    for _ in range(n_most):
        if state.outcome is not None or state.turn > turns:
            break
        who = state.to_act[0]
        found[state.turn - 1] += who
        state = state.after(f"{who} declares patience", f"{who} passes")
    return found


class TestWhoSpeaks:
    """A turn is one pass over the seats; two-party alternating offers takes a proposal and its answer as one."""

    @pytest.mark.parametrize(
        ("protocol", "parts", "order"),
        [
            (stacked_alternating_offers, {}, ["ab", "ab", "ab"]),
            (stacked_alternating_offers, {"parties": "abc"}, ["abc", "abc", "abc"]),
            (stacked_alternating_offers, {"parties": "ab", "seats": ["b", "d", "a"]}, ["bda", "bda", "bda"]),
            (alternating_offers, {}, ["ab", "ba", "ab"]),
            (alternating_offers, {"seats": ["b", "a"]}, ["ba", "ab", "ba"]),
            (alternating_offers, {"seats": ["a", "d", "b"]}, ["abd", "bad", "abd"]),
            (plenary, {"parties": "abc"}, ["abc", "abc", "abc"]),
            (lambda: one_text(chair="m"), CHAIRED, ["m", "m", "m"]),
            (bilateral_tracks, {"channels": CHANNEL}, ["ab", "ab", "ab"]),
        ],
    )
    def test_in_order(self, protocol: Callable[[], Protocol], parts: dict[str, Any], order: list[str]) -> None:
        """Seats are asked in the protocol's order, turn after turn."""
        assert order == speakers(talks(protocol=protocol(), **parts), 3)

    def test_who_has_moved_is_not_asked_again_in_the_turn(self) -> None:
        """One floor act is the seat's move."""
        state = talks().after("a passes")

        assert ("b",) == state.to_act
        assert "it is not the turn of a (b to act)" == state.why_illegal(Act("a", "passes"))

    def test_acts_beside_the_move_leave_the_move(self) -> None:
        """A declaration is no move."""
        assert ("a",) == talks().after("a declares patience").to_act

    def test_both_table_at_once_then_both_answer(self) -> None:
        """Simultaneous monotonic concession: sealed texts first, then each may accept the other's."""
        state = talks(protocol=monotonic_concession())
        tabled = state.after("a tables A1: x = x2", "b tables B1: y = y1")

        assert (("a", "b"), ("a", "b")) == (state.to_act, tabled.to_act)
        assert {"accepts", "passes"} == set(tabled.game.protocol.may(tabled, "a"))
        assert "B1" == tabled.after("a accepts B1").outcome.label  # type: ignore[union-attr]

    def test_only_the_last_text_of_a_side_closes(self) -> None:
        """A concession stands in the place of the text before it."""
        state = through(talks(protocol=monotonic_concession()), "a tables A1: x = x2", "b tables B1: y = y1")
        state = state.after("a tables A2: x = x1", "b stands by B1")

        assert state.after("b accepts A1").outcome is None
        assert isinstance(state.after("b accepts A2").outcome, Agreement)

    def test_nobody_is_asked_after_the_end(self) -> None:
        """Talks that have ended have no seat to ask."""
        state = talks(protocol=plenary()).after("a leaves")

        assert () == state.to_act
        assert "the talks have ended" == state.why_illegal(Act("b", "passes"))


class TestAlternatingOffers:
    """One side proposes, the other answers; sides change places every turn."""

    def test_the_proposer_proposes_and_the_other_answers(self) -> None:
        """The deeds of the floor, seat by seat."""
        state = talks(protocol=alternating_offers())
        asked = state.after("a tables A1: x = x1")
        silent = state.after("a passes")
        may = [each.game.protocol.may(each, each.to_act[0]) for each in (state, asked, silent)]

        assert [
            ("tables", "stands by", "passes", "leaves"),
            ("accepts", "rejects", "passes", "leaves"),
            ("passes", "leaves"),
        ] == may

    def test_a_text_that_was_not_taken_is_replaced_by_the_next(self) -> None:
        """One text stands at a time."""
        state = through(talks(protocol=alternating_offers()), "a tables A1: x = x1").after("b tables B1: y = y1")

        assert ({"B1": frozenset({"b"})}, "B1") == (state.open, state.standing)
        assert "'A1' is no text that stands open (open: B1)" == state.why_illegal(Act("a", "accepts", ("A1",)))

    def test_accepting_closes(self) -> None:
        """The author accepts by tabling."""
        outcome = talks(protocol=alternating_offers()).after("a tables A1: x = x1, y = y1", "b accepts A1").outcome

        assert isinstance(outcome, Agreement)
        assert ({"x": "x1", "y": "y1"}, 1, "A1", ("a", "b"), ("x", "y")) == (
            dict(outcome.package),
            outcome.turn,
            outcome.label,
            outcome.signatories,
            outcome.covers,
        )

    def test_takes_two_parties(self) -> None:
        """Three do not alternate."""
        with pytest.raises(UsageError, match=r"expected two parties for alternating offers, got 3 \(a, b, c\)"):
            talks("abc", alternating_offers())


class TestStackedAlternatingOffers:
    """Each seat in turn accepts what stands or tables another; all must accept one text."""

    def test_closes_when_all_have_accepted(self) -> None:
        """Two of three are not enough."""
        state = talks("abc").after("a tables A1: x = x1", "b accepts A1")

        assert state.outcome is None
        assert ("a", "b", "c") == state.after("c accepts A1").outcome.signatories  # type: ignore[union-attr]

    def test_another_text_undoes_the_acceptances_of_the_first(self) -> None:
        """A new tabled text replaces the one that stands, and counts as refusing it."""
        state = talks("abc").after("a tables A1: x = x1", "b accepts A1", "c tables C1: y = y1")

        assert {"C1": frozenset({"c"})} == state.open

    def test_a_rejection_leaves_the_text_standing(self) -> None:
        """It may be thought better of: only a veto is final."""
        state = talks("abc", plenary()).after("a tables A1: x = x1", "b rejects A1")

        assert {"A1": frozenset({"a"})} == state.open
        assert isinstance(through(state).after("a passes", "b accepts A1", "c accepts A1").outcome, Agreement)


class TestPlenary:
    """Many texts stand; one closes by consensus, by number, by weight, and never against a veto."""

    def test_many_texts_stand(self) -> None:
        """A new text replaces none; `accepts LABEL` names one."""
        state = talks("abc", plenary()).after("a tables A1: x = x1", "b tables B1: y = y1", "c accepts A1")

        assert {"A1": frozenset({"a", "c"}), "B1": frozenset({"b"})} == state.open
        assert "A1" == through(state).after("a passes", "b accepts A1").outcome.label  # type: ignore[union-attr]

    def test_standing_by_a_text_keeps_the_acceptances_of_it(self) -> None:
        """An acceptance holds until the text is withdrawn or replaced by its author."""
        state = through(talks("abc", plenary()), "a tables A1: x = x1", "b accepts A1").after("a stands by A1")

        assert {"A1": frozenset({"a", "b"})} == state.open

    def test_a_withdrawal_undoes_them(self) -> None:
        """What is withdrawn is gone; standing by it again begins anew."""
        state = through(talks("abc", plenary()), "a tables A1: x = x1", "b accepts A1").after("a withdraws A1")

        assert {} == state.open
        assert {"A1": frozenset({"a"})} == state.after("a stands by A1").open

    @pytest.mark.parametrize(
        ("parameters", "accepting", "closes"),
        [
            ({"quorum": 2}, "b", True),
            ({"quorum": 3}, "b", False),
            ({"quorum": 2, "vetoes": ("c",)}, "b", False),
            ({"quorum": 2, "vetoes": ("c",)}, "c", True),
            ({"weights": {"a": 1, "b": 1, "c": 3}}, "b", False),
            ({"weights": {"a": 1, "b": 1, "c": 3}}, "c", True),
            ({"weights": {"a": 2, "b": 1, "c": 1}, "threshold": 0.75}, "b", False),
            ({"weights": {"a": 2, "b": 2}, "threshold": 0.75}, "b", True),
        ],
    )
    def test_closes_by_number_or_weight(self, parameters: dict[str, Any], accepting: str, closes: bool) -> None:
        """The author and one more: enough or not; who did not accept does not sign."""
        state = talks("abc", plenary(**parameters)).after("a tables A1: x = x1")
        while state.to_act != (accepting,):
            state = state.after(f"{state.to_act[0]} passes")
        outcome = state.after(f"{accepting} accepts A1").outcome

        assert closes == isinstance(outcome, Agreement)
        assert ("a", accepting) == outcome.signatories if isinstance(outcome, Agreement) else outcome is None

    def test_one_veto_may_be_named_alone(self) -> None:
        """As ids may everywhere."""
        assert plenary(quorum=2, vetoes=("c",)).parameters == plenary(quorum=2, vetoes="c").parameters

    def test_a_veto_is_final_for_the_package_under_any_label(self) -> None:
        """What falls takes every text of the same package with it, and keeps it from coming back."""
        state = through(talks("abc", plenary(quorum=2, vetoes=("c",))), "a tables A1: x = x1", "b tables B1: x = x1")
        state = state.after("a tables A2: y = y1", "b passes", "c rejects A1")
        reason = state.why_illegal(Act("a", "tables", ("A3",), terms=state.log.proposals["A1"].act.terms))

        assert {"A2": frozenset({"a"})} == state.open
        assert "a refusal of that package was final" == reason
        assert "a refusal of that package was final" == state.why_illegal(Act("a", "stands by", ("A1",)))
        assert state.view("a").barred == {state.log.proposals["A1"].index}
        assert not state.view("a").acceptable[state.log.proposals["A1"].index]

    @pytest.mark.parametrize(
        ("parameters", "leaving", "goes_on"),
        [
            ({}, "c", False),
            ({"quorum": 2}, "c", True),
            ({"quorum": 3}, "c", False),
            ({"quorum": 2, "vetoes": ("c",)}, "c", False),
            ({"weights": {"a": 1, "b": 1, "c": 3}}, "c", False),
            ({"weights": {"a": 2, "b": 2, "c": 1}}, "c", True),
        ],
    )
    def test_leaving_ends_what_nobody_else_can_agree(
        self, parameters: dict[str, Any], leaving: str, goes_on: bool
    ) -> None:
        """A party that every agreement needs ends the talks, any other becomes a non-party."""
        state = talks("abc", plenary(**parameters)).after("a tables A1: x = x1", "b passes", f"{leaving} leaves")

        if goes_on:
            assert (("a", "b"), ("a", "b"), {"A1": frozenset({"a"})}) == (state.parties, state.seats, state.open)
            assert isinstance(state.after("a passes", "b accepts A1").outcome, Agreement)
        else:
            assert NoDeal("left", 1, leaving) == state.outcome

    def test_whoever_left_has_not_accepted(self) -> None:
        """An acceptance goes with its giver."""
        state = talks("abc", plenary(quorum=2, vetoes=("b",))).after("a passes", "b passes", "c tables C1: x = x1")
        state = state.after("a accepts C1", "b passes", "c leaves")

        assert {"C1": frozenset({"a"})} == state.open
        assert ("a", "b") == state.after("a passes", "b accepts C1").outcome.signatories  # type: ignore[union-attr]

    @pytest.mark.parametrize(
        ("parameters", "error", "message"),
        [
            ({"quorum": 4}, UsageError, "expected a quorum from 1 to 3, the number of parties, got 4"),
            ({"quorum": 0}, UsageError, "expected a quorum from 1 to 3, the number of parties, got 0"),
            ({"vetoes": ("z",)}, UnknownNameError, "a party with a veto or a weight, got 'z'"),
            ({"weights": {"z": 1}}, UnknownNameError, "a party with a veto or a weight, got 'z'"),
            (
                {"weights": {"a": -1, "b": 1}},
                UsageError,
                "expected weights of 0 or more, one of them more than 0, got a: -1",
            ),
            ({"weights": {"a": 0}}, UsageError, "expected weights of 0 or more, one of them more than 0, got none"),
            ({"weights": {"a": 1}, "quorum": 2}, UsageError, "expected a quorum or weights, got both"),
            ({"weights": {"a": 1}, "threshold": 1.0}, UsageError, "expected a threshold from 0 to less than 1"),
        ],
    )
    def test_refuses_what_makes_no_rule(self, parameters: dict[str, Any], error: type[Exception], message: str) -> None:
        """Numbers that cannot be reached, names of nobody, weights that weigh nothing."""
        with pytest.raises(error, match=re.escape(message)):
            talks("abc", plenary(**parameters))


class TestOneText:
    """A chair tables, the parties answer at the same time; the chair revises."""

    def test_the_parties_answer_at_the_same_time(self) -> None:
        """All of them are asked at once, and each may say what it would rather have."""
        state = talks(protocol=one_text(chair="m"), **CHAIRED).after("m tables M1: x = x1")

        assert ("a", "b") == state.to_act
        assert isinstance(state.after("a accepts M1", "b accepts M1").outcome, Agreement)
        assert 2 == state.after("a rejects M1: y = y1", "b accepts M1").turn

    def test_nobody_answers_where_nothing_stands(self) -> None:
        """A chair that passes ends the turn."""
        assert 2 == talks(protocol=one_text(chair="m"), **CHAIRED).after("m passes").turn

    def test_a_chair_that_left_tables_nothing_more(self) -> None:
        """The talks then run out."""
        state = talks(protocol=one_text(chair="m"), **CHAIRED).after("m tables M1: x = x1", "a passes", "b passes")
        state = state.after("m leaves", "a passes", "b passes")

        assert ("a", "b") == state.to_act

    def test_a_party_may_take_the_chair(self) -> None:
        """It signs by tabling."""
        state = talks(protocol=one_text(chair="a")).after("a tables A1: x = x1")

        assert ("a", "b") == state.after("b accepts A1").outcome.signatories  # type: ignore[union-attr]

    def test_needs_a_seat_for_its_chair(self) -> None:
        """A chair at no table cannot preside."""
        with pytest.raises(
            UsageError, match=r"expected a chair for one text, got none; name who has a seat .* chair=b"
        ):
            talks(protocol=one_text())
        with pytest.raises(UnknownNameError, match="a seated actor to take the chair, got 'd'"):
            talks(protocol=one_text(chair="d"))


class TestBilateralTracks:
    """Texts on a channel are known to their addressees alone; standing by one brings it to the floor."""

    def test_a_private_text_is_closed_by_those_who_know_it_or_brought_to_all(self) -> None:
        """The third party hears of it when its author stands by it, and the second's acceptance holds."""
        state = talks("abc", bilateral_tracks(), channels=CHANNEL)
        state = through(state, "a tables A1 to b by call: x = x1", "a passes", "b accepts A1 by call")
        unknown = state.after("a passes", "b passes")
        public = state.after("a stands by A1", "b passes")

        assert ((), ("A1",)) == (unknown.view("c").open, public.view("c").open)
        assert "c may not do that now" == unknown.why_illegal(Act("c", "accepts", ("A1",)))
        assert {"A1": frozenset({"a", "b"})} == public.open
        assert ("a", "b", "c") == public.after("c accepts A1").outcome.signatories  # type: ignore[union-attr]

    def test_needs_channels(self) -> None:
        """Without any there is no track."""
        with pytest.raises(UsageError, match="expected channels for bilateral tracks, got none"):
            talks(protocol=bilateral_tracks())


class TestRecord:
    """Anybody may do anything, chance too; a turn is over when all have passed."""

    def test_anybody_acts_in_any_order(self) -> None:
        """Seats or not, as often as they like."""
        state = talks(protocol=record(), measures={"m": {"title": "m", "by": "d", "repeats": True, "assumed": "t"}})
        state = state.after("b tables B1: x = x1", "d carries out m", "b tables B2: y = y1", "* m", "a accepts B1")

        assert ("B1", {"m": 2}) == (state.outcome.label, dict(state.world.happened))  # type: ignore[union-attr]

    def test_a_turn_is_over_when_all_have_passed(self) -> None:
        """Chance included."""
        state = talks(protocol=record()).after("a passes", "b passes", "d passes")

        assert (1, ("*",)) == (state.turn, state.to_act)
        assert 2 == state.after("* passes").turn

    def test_can_be_played_to_an_end(self) -> None:
        """Scripts that fall silent bring the turns to an end, and the talks with them."""
        lines = {"a": Script("a tables A1: x = x1"), "b": Script("b declares patience", "b accepts A1")}
        end = play(scenario(), lines, protocol=record())

        assert isinstance(end.outcome, Agreement)
        assert "deadlock" == play(scenario(), {"a": Script(), "b": Script()}, protocol="record").outcome.reason  # type: ignore[union-attr]

    def test_ends_with_strategies_that_never_pass(self) -> None:
        """A play of conceding seats comes to its cap, and replays."""
        end = play(scenario(), {"a": "linear", "b": "judge"}, protocol="record", turns=2)

        assert end.outcome.turn <= 2
        assert replay(end.transcript).outcome == end.outcome


class TestDeadlines:
    """A deadline is the protocol's, a cap the play's; the earlier of the two is what strategies plan for."""

    @pytest.mark.parametrize(
        ("deadline", "cap", "horizon", "end"),
        [
            (None, 3, 3, NoDeal("cap", 3)),
            (3, 9, 3, NoDeal("deadline", 3)),
            (9, 3, 3, NoDeal("cap", 3)),
            (1, 1, 1, NoDeal("deadline", 1)),
        ],
    )
    def test_end_the_talks(self, deadline: int | None, cap: int, horizon: int, end: NoDeal) -> None:
        """Each by its own name."""
        state = talks(protocol=stacked_alternating_offers(deadline), cap=cap)
        assert horizon == state.game.horizon == state.view("a").horizon
        while state.outcome is None:
            state = state.after(f"{state.to_act[0]} declares patience", f"{state.to_act[0]} passes")

        assert end == state.outcome

    def test_are_one_turn_or_more(self) -> None:
        """No turns, no talks; nor more of them than strategies can plan for."""
        with pytest.raises(UsageError, match="expected a deadline of one turn or more, got 0"):
            stacked_alternating_offers(0)
        for cap, told in ((0, "0"), (10_001, "10,001"), (100_000_000, "100,000,000")):
            with pytest.raises(UsageError, match=f"^expected a cap of 1 to 10,000 turns, got {told}$"):
                talks(cap=cap)
        assert 10_000 == talks(cap=10_000).game.horizon


class TestDeadlock:
    """Everybody passed two turns: nothing was done, and nothing is under way."""

    def test_after_two_idle_turns(self) -> None:
        """The second of them ends the talks."""
        state = through(talks(), "a tables A1: x = x1")
        state = through(state)

        assert (3, 1) == (state.turn, state.talks.idle_turns)
        assert NoDeal("deadlock", 3, "everybody passed two turns") == through(state).outcome

    def test_whatever_is_done_starts_the_count_anew(self) -> None:
        """A declaration is enough."""
        state = through(through(through(talks()), "a declares patience"))

        assert (4, 1) == (state.turn, state.talks.idle_turns)


class TestByName:
    """The catalogue, for the command line and transcripts."""

    def test_knows_them_all(self) -> None:
        """Each name makes a protocol of that name."""
        for name in PROTOCOLS:
            assert name == protocol_named(name).name

    def test_takes_parameters(self) -> None:
        """As transcripts keep them: lists for tuples."""
        found = protocol_named("plenary", 7, quorum=2, vetoes=["a"])

        assert (7, {"quorum": 2, "vetoes": ("a",)}) == (found.deadline_turns, dict(found.parameters))

    def test_refuses_what_it_does_not_know(self) -> None:
        """A name, or a parameter."""
        with pytest.raises(UnknownNameError, match="the name of a protocol, got 'plenery'; did you mean plenary"):
            protocol_named("plenery")
        with pytest.raises(UsageError, match="expected parameters that plenary has, got chair; choose from quorum"):
            protocol_named("plenary", chair="a")

    def test_a_protocol_is_data(self) -> None:
        """Rule functions make one; nothing is subclassed."""
        first_wins = Protocol(
            "first-wins",
            lambda state: state.seats[:1] if not state.spoken else (),
            lambda state, actor: ("tables", "passes"),
            lambda state, proposal, accepted: tuple(accepted),
        )

        assert ("a",) == talks(protocol=first_wins).after("a tables A1: x = x2").outcome.signatories  # type: ignore[union-attr]
        with pytest.raises(
            IllegalActError, match="not legal in turn 1: 'a leaves': a may not do that now; legal now: tables"
        ):
            talks(protocol=first_wins).after("a leaves")
