"""Channels: who hears what when; messages, readings and corrections; leaks; what travels and what becomes void."""

import pickle
from typing import Any

import pytest

from negotiation.engine.acts import Act
from negotiation.engine.protocols import alternating_offers, plenary
from negotiation.engine.state import IllegalActError, State
from negotiation.scenario.outcome import Agreement
from tests.unit.engine.making import talks, through

CHANNELS: dict[str, Any] = {
    "channels": {
        "call": {"title": "t"},
        "note": {"title": "t", "latency_turns": 2},
        "press": {"title": "t", "audience": "public", "latency_turns": 1},
        "whisper": {"title": "t", "leaks": 0.5, "assumed": "t"},
    }
}


PARTS: dict[str, Any] = {
    "measures": {"m": {"title": "t", "by": "a", "effects": {"b": -0.2, "c": -0.2}, "assumed": "t"}},
    "threats": {"t": {"by": "a", "to": "b", "measure": "m", "unless": "x == x2", "announced": False, "assumed": "t"}},
    "promises": {"p": {"by": "a", "to": "b", "measure": "m", "by_turn": 1, "assumed": "t"}},
}


def open_talks(parties: str = "abc", **parts: Any) -> State:
    """Return talks in a plenary with channels."""
    return talks(parties, plenary(), **{**CHANNELS, **parts})


def heard(state: State, actor: str) -> list[str]:
    """Return the labels of the acts that an actor has heard, in order."""
    return [act.label for _, act in state.view(actor).acts if act.label]


class TestAudience:
    """The floor and a public channel are for all, any other channel for those it names."""

    @pytest.mark.parametrize(
        ("how", "who"),
        [
            ("", "abcd"),
            (" publicly", "abcd"),
            (" to b privately", "ab"),
            (" to b by call", "ab"),
            (" to b, d by call", "abd"),
        ],
    )
    def test_hears(self, how: str, who: str) -> None:
        """At once, where nothing takes time."""
        state = open_talks().after(f"a declares news{how}")

        assert list(who) == [actor for actor in "abcd" if "news" in heard(state, actor)]

    def test_of_an_answer_is_who_is_answered(self) -> None:
        """An answer, a rejection and an acceptance need no addressee of their own."""
        state = through(open_talks(), "a tables A1 to b by call: x = x1", "a sends M1 to b by whisper")
        state = state.after("* passes") if state.to_act == ("*",) else state
        state = state.after("a passes", "b answers M1 in M2 by call", "b rejects A1 by whisper")

        assert ["A1", "M1", "M2", "A1"] == heard(state, "a")
        assert [] == heard(state, "c")

    @pytest.mark.parametrize(
        ("act", "reason"),
        [
            (Act("a", "declares", ("news",), channel="call"), "say to whom: … to NAME"),
            (Act("a", "declares", ("news",), channel="privately"), "say to whom: … to NAME"),
            (Act("a", "tables", ("A1",), channel="call"), "say to whom: … to NAME"),
            (Act("a", "declares", ("news",), ("a",), "call"), "say to whom: … to NAME"),
            (Act("a", "declares", ("news",), ("zoe",)), "there is no actor 'zoe'; choose from a, b, c, d"),
            (
                Act("a", "declares", ("news",), ("b",), "pigeon"),
                "there is no channel 'pigeon' (channels: call, note, press, whisper)",
            ),
            (Act("a", "passes", channel="press"), "a pass is said on the floor"),
            (Act("a", "leaves", channel="press"), "a pass is said on the floor"),
            (Act("a", "declares", ("news",), channel="press"), ""),
        ],
    )
    def test_is_somebody_there(self, act: Act, reason: str) -> None:
        """What nobody could hear is not said."""
        assert reason == open_talks().why_illegal(act)

    def test_one_act_a_channel_beside_the_move(self) -> None:
        """Each channel once a turn; the next turn anew; the floor and the public floor are two."""
        state = open_talks().after("a declares news to b by call", "a declares news", "a declares news publicly")

        for channel, words in (("call", "'call'"), ("", "'the floor'"), ("publicly", "'publicly'")):
            act = Act("a", "declares", ("more",), ("b",) if channel == "call" else (), channel)
            assert f"it has already acted on {words} beside its move in this turn" == state.why_illegal(act)
        assert "" == through(state).why_illegal(Act("a", "declares", ("more",), ("b",), "call"))

    def test_of_a_soft_text_alone_may_take_it_up(self) -> None:
        """Others are not even told that there is something to take up."""
        state = through(open_talks(), "a floats A1 to b by call: x = x1").after("a passes")
        asked = state.after("b passes")

        assert "accepts" in state.view("b").may
        assert "accepts" not in asked.view("c").may


class TestLatency:
    """What travels takes effect when it arrives; its author knows of it, others do not."""

    def test_arrives_after_its_turns(self) -> None:
        """Sent in turn 1 by note, there in turn 3; a press statement in turn 2."""
        state = open_talks().after("a sends M1 to b by note", "a declares news by press")
        first, second = through(state), through(through(state))

        assert [["M1", "news"], [], []] == [heard(state, actor) for actor in "abc"]
        assert [["news"], ["news"], ["news"]] == [heard(first, actor) for actor in "bcd"]
        assert [["news", "M1"], ["news"]] == [heard(second, actor) for actor in "bc"]

    def test_a_text_is_completed_when_it_is_made(self) -> None:
        """The status quo may move while it travels."""
        measure = {"m": {"title": "t", "by": "b", "moves": {"y": "y1"}, "assumed": "t"}}
        state = open_talks(measures=measure).after("a tables A1 to b by note: x = x1", "a passes", "b carries out m")
        there = through(through(state))

        assert ({}, "there is no text 'A1'") == (
            state.open,
            state.why_illegal(Act("b", "withdraws", ("A1",), channel="publicly")),
        )
        assert (("A1",), (1, 0)) == (there.view("b").open, there.log.proposals["A1"].package)
        assert 1 == there.log.proposals["A1"].turn

    def test_an_acceptance_closes_when_it_reaches_the_author(self) -> None:
        """Two turns later."""
        state = through(talks("ab", plenary(), **CHANNELS), "a tables A1: x = x1").after(
            "a passes", "b accepts A1 by note"
        )

        assert state.outcome is None
        assert 4 == through(through(state)).outcome.turn  # type: ignore[union-attr]

    def test_a_withdrawal_that_arrives_earlier_voids_it(self) -> None:
        """The author took the text back while the acceptance was on its way."""
        state = through(talks("ab", plenary(), **CHANNELS), "a tables A1: x = x1").after(
            "a passes", "b accepts A1 by note"
        )
        state = through(through(through(state), "a withdraws A1"))

        assert (None, {}) == (state.outcome, state.open)
        assert ["A1", "A1", "A1"] == heard(state, "a")

    def test_a_withdrawal_by_a_slow_way_comes_too_late(self) -> None:
        """What overtakes decides."""
        state = through(talks("ab", plenary(), **CHANNELS), "a tables A1 to b by call: x = x1").after(
            "a withdraws A1 by note"
        )
        state = state.after("a passes", "b accepts A1")

        assert isinstance(state.outcome, Agreement)

    def test_a_text_on_its_way_may_be_taken_back(self) -> None:
        """It then never arrives."""
        state = open_talks().after("a tables A1 to b by note: x = x1")
        state = through(through(through(state), "a withdraws A1"))

        assert ((), {}) == (state.view("b").open, state.open)

    def test_a_label_on_its_way_is_taken(self) -> None:
        """No second text slips in under it."""
        state = open_talks().after("a tables A1 to b by note: x = x1", "a sends M1 to b by call")

        assert "there is already a text A1" in state.why_illegal(Act("a", "floats", ("A1",), ("c",), "whisper"))
        assert "there is already a text A1" == state.why_illegal(Act("a", "sends", ("A1",), ("c",), "whisper"))

    def test_threads_run_in_parallel_and_keep_their_order(self) -> None:
        """Two notes and a call in between: each thread in its own order, the call first."""
        state = open_talks().after("a sends N1 to b by note")
        state = through(state).after("a sends N2 to b by note", "a sends C1 to b by call")
        orders = []
        for _ in range(3):
            orders.append([label for label, message in state.talks.messages.items() if message.received])
            state = through(state)

        assert [["C1"], ["N1", "C1"], ["N1", "N2", "C1"]] == orders
        assert ["C1", "N1", "N2"] == heard(state, "b")
        assert ["N1", "N2", "C1"] == heard(state, "a")

    def test_what_arrives_comes_after_what_happens(self) -> None:
        """Events first, then deliveries, then moves: a text that an event made pointless is dropped."""
        measure = {"m": {"title": "t", "moves": {"x": "x1"}, "assumed": "t"}}
        state = open_talks(measures=measure, events={"e": {"measure": "m", "turn": 3, "assumed": "t"}})
        state = through(through(state, "a tables A1 to b by note: x = x1"))
        assert ("events", ("*",)) == (state.phase, state.to_act)
        state = state.after("* e", "* passes")

        assert ({}, "moves") == (state.open, state.phase)


class TestMessages:
    """Sent, received, studied, answered, read as an answer, corrected."""

    def test_is_known_to_be_pending(self) -> None:
        """Sent and not received; then received."""
        state = open_talks().after("a sends M1 to b by note")
        message = state.talks.messages["M1"]

        assert ("a", ("b",), 1, {}) == (message.by, message.to, message.sent, dict(message.received))
        assert {"b": 3} == dict(through(through(state)).talks.messages["M1"].received)

    @pytest.mark.parametrize(
        ("act", "reason"),
        [
            (Act("a", "sends", ("M2",)), "a message needs an addressee: … to NAME"),
            (Act("a", "sends", ("M1",), ("b",)), "there is already a text M1; give it another label"),
            (Act("a", "sends", ("T1",), ("b",)), "there is already a text T1"),
            (Act("a", "sends", ("x",), ("b",)), "the scenario calls something else 'x'; give it another label"),
            (Act("a", "answers", ("M2",), second="M9"), "there is no text 'M9' to answer"),
            (Act("a", "answers", ("M2",), second="M1"), "M1 has not reached a"),
            (Act("a", "answers", ("M1",), second="M1"), "there is already a text M1; give it another label"),
            (Act("a", "reads", ("M9",), second="M1"), "there is no message 'M9'"),
            (Act("a", "reads", ("M1",), second="T1"), "M1 has not reached a"),
            (Act("a", "corrects", ("M9",), second="T1"), "there is no message 'M9'"),
        ],
    )
    def test_says_what_is_wrong(self, act: Act, reason: str) -> None:
        """Labels, addressees, what has not arrived."""
        state = through(open_talks(), "a tables T1: x = x1".replace("tables", "floats")).after(
            "a sends M1 to b by call"
        )

        assert reason == state.why_illegal(act)

    def test_only_its_sender_corrects_it(self) -> None:
        """Others may read it as they like."""
        state = through(open_talks(), "a sends M1 to b by call").after("a passes")

        assert "M1 is a message of a" == state.why_illegal(Act("b", "corrects", ("M1",), second="M1"))

    def test_every_reading_is_kept(self) -> None:
        """A correction does not move the hearer's."""
        state = through(open_talks(), "a sends M1 to b by call").after("a passes", "b reads M1 as answering K7")
        state = through(state).after("a corrects M1 as not answering K7")

        assert {"b": "K7", "a": "not K7"} == dict(state.talks.messages["M1"].readings)

    def test_a_text_is_answered_without_study(self) -> None:
        """Whoever knows it may answer it; nobody else."""
        state = through(open_talks(), "a tables A1 to b by call: x = x1").after("a passes")

        assert "A1" == state.after("b answers A1 in M1 by call").talks.messages["M1"].answers
        assert "there is no text 'A1' to answer" == state.after("b passes").why_illegal(
            Act("c", "answers", ("M1",), ("a",), "call", second="A1")
        )

    def test_is_studied_before_it_is_answered(self) -> None:
        """For as long as the receiver takes."""
        state = through(open_talks(actors={"b": {"study_turns": 2}}), "a sends M1 to b by call").after("a passes")
        answer = Act("b", "answers", ("M2",), second="M1")

        assert "M1 is under study until turn 3" == state.why_illegal(answer)
        assert [] == [each for each in state.legal_acts("b") if each.deed == "answers"]
        assert "" == through(state).after("a passes").why_illegal(answer)
        assert 3 == through(state).after("a passes", "b answers M1 in M2").talks.messages["M2"].sent


class TestLeaks:
    """What was said on a leaky channel may get out, each turn, until it does."""

    def test_is_drawn_at_the_start_of_a_turn(self) -> None:
        """Even where nothing else may happen by chance."""
        state = through(open_talks(), "a tables A1 to b by whisper: x = x1")

        assert (("*",), "events") == (state.to_act, state.phase)
        assert ("A1",) == next(each.about for each in state.legal_acts("*") if each.deed == "leaks")
        assert ("a",) == state.after("* passes").to_act

    def test_once(self) -> None:
        """What has leaked does not leak again."""
        state = through(open_talks(), "a floats A1 to b by whisper: x = x1").after("* leak of A1")

        assert "A1 has leaked already" == state.why_illegal(Act("*", "leaks", ("A1",)))
        assert ("*",) == state.to_act
        assert "'A1' cannot happen now (what can: nothing)" == state.why_illegal(Act("*", "happens", ("A1",)))

    @pytest.mark.parametrize(
        ("deed", "rung"), [("tables", "offers to discuss"), ("offers to discuss", "floats"), ("floats", "floats")]
    )
    def test_makes_a_copy_one_rung_lower_that_nobody_takes_up(self, deed: str, rung: str) -> None:
        """A floated one stays what it is."""
        state = through(open_talks(), f"a {deed} A1 to b by whisper: x = x1").after(
            "* leak of A1", "* passes", "a passes"
        )
        copy = state.view("c").proposal("A1_leaked")

        assert (rung, (1, 0)) == (copy.firmness, copy.package)
        for deed_ in ("accepts", "rejects"):
            assert state.why_illegal(Act("b", deed_, ("A1_leaked",))) != "" or deed_ == "rejects"

    def test_of_a_message_tells_that_there_is_one(self) -> None:
        """Its label, and no more."""
        state = through(open_talks(), "a sends M1 to b by whisper").after("* leak of M1")

        assert ("*", "leaks", "M1") in state.view("c").world.deeds
        assert b"whisper" not in pickle.dumps(state.view("c").acts)

    def test_what_was_said_in_public_does_not_leak(self) -> None:
        """Nor what was said where nothing leaks."""
        state = through(open_talks(), "a floats A1 to b by call: x = x1", "a sends M1 to c by press")

        assert ("a",) == state.to_act

    def test_a_text_named_like_a_threat_does_not_set_it_off(self) -> None:
        """Labels cannot borrow the names of what may happen."""
        parts: dict[str, Any] = {
            "measures": {"fine": {"title": "t", "assumed": "t"}, "raid": {"title": "t", "assumed": "t"}},
            "threats": {"t": {"by": "b", "to": "a", "measure": "fine", "if": "happened(raid)", "assumed": "t"}},
        }
        with pytest.raises(IllegalActError, match="the scenario calls something else 't'"):
            open_talks(**parts).after("a floats t to b by whisper: x = x1")

    def test_says_what_cannot_leak(self) -> None:
        """A text that is not there, or not leaky."""
        state = through(open_talks(), "a floats A1 to b by whisper: x = x1", "a floats A2 to b by call: x = x2")

        assert "there is no text 'A9'" == state.why_illegal(Act("*", "leaks", ("A9",)))
        assert "A2 cannot leak now" == state.why_illegal(Act("*", "leaks", ("A2",)))


class TestPrivateThreatsAndPromises:
    """What is threatened or promised in private is known to those who heard it."""

    def test_weigh_on_those_alone(self) -> None:
        """The others' view of the world is as before."""
        start = open_talks(**PARTS)
        state = start.after("a threatens b with m by call", "a promises p to b by whisper")

        assert ["standing", "standing", "silent"] == [state.view(who).world.threats["t"] for who in "abc"]
        assert [True, True, False] == ["p" in state.view(who).world.promises for who in "abc"]
        assert state.view("b").no_deal < start.view("b").no_deal
        assert state.view("c").no_deal == start.view("c").no_deal
        assert "t" not in state.view("c").world.bases

    def test_become_public_by_what_is_done(self) -> None:
        """A measure carried out is seen by all."""
        state = open_talks(**PARTS).after("a threatens b with m by call", "a promises p to b by whisper")
        state = state.after("a carries out m")

        assert ["fired"] * 3 == [state.view(who).world.threats["t"] for who in "abc"]
        assert ["kept"] * 3 == [state.view(who).world.promises["p"] for who in "abc"]

    def test_a_private_promise_is_broken_in_private(self) -> None:
        """Nobody else learns that there was one."""
        state = through(open_talks(**PARTS), "a promises p to b by call")

        assert "broken" == state.world.promises["p"] == state.view("b").world.promises["p"]
        assert "p" not in state.view("c").world.promises
        assert ("a", "breaks", "p") not in state.view("c").world.deeds

    def test_told_to_more_they_are_known_to_more(self) -> None:
        """Each telling adds its audience; a public one tells all."""
        state = open_talks(**PARTS).after("a threatens b with m by call", "a threatens c with m by whisper")

        assert ["standing"] * 3 + ["silent"] == [state.view(who).world.threats["t"] for who in "abcd"]
        assert frozenset("abc") == state.world.audience_of("threats", "t")
        assert state.after("a threatens b with m").world.audience_of("threats", "t") is None

    def test_under_alternating_offers_too(self) -> None:
        """Channels run beside every protocol."""
        state = talks("ab", alternating_offers(), **CHANNELS, **{**PARTS, "measures": {"m": {"title": "t", "by": "a"}}})
        state = state.after("a threatens b with m by call")

        assert ("a",) == state.to_act
