"""From signature to force: consultation, consent, ratification; who is asked when, and what a refusal does."""

from typing import Any

import pytest

from negotiation.engine.acts import Act
from negotiation.engine.protocols import plenary, stacked_alternating_offers
from negotiation.engine.state import State
from negotiation.playing import play
from negotiation.scenario.outcome import Agreement, NoDeal
from negotiation.strategies import Script
from tests.unit.engine.making import scenario, talks, through

SIGNED = ("a tables A1: x = x1", "b accepts A1")


def gate(who: str = "d", must: str = "consent", force: str = "constitutive", **more: Any) -> dict[str, Any]:
    """Return a scenario's gates: one."""
    return {"gates": {"g": {"who": who, "must": must, "force": force, "assumed": "t", **more}}}


def signed(parties: str = "ab", cap: int = 10, **parts: Any) -> State:
    """Return talks in which a text has just been signed."""
    return talks(parties, cap=cap, **parts).after(*SIGNED)


def agreement(state: State) -> Agreement:
    """Return the agreement in which talks ended."""
    assert isinstance(state.outcome, Agreement), state.outcome
    return state.outcome


class TestConsent:
    """A constitutive consent blocks, an opposable one is marked, a procedural one neither."""

    def test_is_asked_of_the_holder_alone(self) -> None:
        """Nobody else acts meanwhile; the holder sees the text, and says yes or no on the floor."""
        state = signed(**gate())
        view = state.view("d")

        assert (("d",), "gates", ("A1",)) == (state.to_act, state.phase, view.open)
        assert ("consents to", "objects to") == view.may
        assert {"consents to": ("A1",), "objects to": ("A1",)} == {t.deed: t.about for t in state.legal_acts("d")}
        assert "d may not do that now" == state.why_illegal(Act("d", "passes"))

    def test_given_puts_the_text_in_force(self) -> None:
        """And the world knows who consented."""
        state = signed(**gate()).after("d consents to A1")

        assert (("a", "b"), ()) == (agreement(state).signatories, agreement(state).missing_consents)
        assert {"d"} == state.world.consented

    def test_refused_reopens_the_talks_and_is_final_for_the_package(self) -> None:
        """The text is off the table; the same package does not come back under another label."""
        state = signed(**gate()).after("d objects to A1")
        again = Act("a", "tables", ("A2",), terms=state.log.proposals["A1"].act.terms)

        assert (2, {}, None, "") == (state.turn, state.open, state.standing, state.talks.tentative)
        assert {"A1": "consent_refused: d"} == dict(state.talks.refused)
        assert "a refusal of that package was final" == state.why_illegal(again)

    @pytest.mark.parametrize("force", ["opposable", "procedural"])
    def test_refused_is_marked_where_it_does_not_block(self, force: str) -> None:
        """The agreement says whose consent is missing."""
        assert ("d",) == agreement(signed(**gate(force=force)).after("d objects to A1")).missing_consents

    def test_of_one_not_modelled_cannot_be_obtained(self) -> None:
        """Never silently true: a constitutive gate blocks, an opposable one is marked."""
        blocked, marked = signed(**gate("somebody_else")), signed(**gate("somebody_else", force="opposable"))

        assert {"A1": "consent_refused: somebody_else"} == dict(blocked.talks.refused)
        assert ("somebody_else",) == agreement(marked).missing_consents

    def test_is_asked_only_where_the_gate_stands(self) -> None:
        """Its condition is about the package and the world."""
        assert "A1" == agreement(signed(**gate(when="moved(y)"))).label
        assert ("d",) == signed(**gate(when="moved(x) and turn >= 1")).to_act

    def test_is_not_asked_of_a_signatory(self) -> None:
        """Who signs has consented."""
        assert "A1" == agreement(signed(**gate("b"))).label

    def test_is_asked_of_a_party_that_was_outvoted(self) -> None:
        """Quorum replaces signatures, never the constitutive gates: its acceptance is not presumed."""
        state = talks("abc", plenary(quorum=2), **gate("c")).after(*SIGNED)

        assert ("c",) == state.to_act
        assert ("a", "b") == agreement(state.after("c consents to A1")).signatories
        assert {"A1": "consent_refused: c"} == dict(state.after("c objects to A1").talks.refused)

    def test_does_not_cross_the_holders_absolute_line(self) -> None:
        """Consent binds like a signature."""
        line = {"d": {"red_lines": {"never_x1": {"never": "x == x1", "assumed": "t"}}}}
        state = signed(actors=line, **gate())

        assert "it crosses its absolute red line never_x1" == state.why_illegal(Act("d", "consents to", ("A1",)))
        assert ["objects to"] == [each.deed for each in state.legal_acts("d")]

    def test_is_given_on_the_floor_and_on_the_text_that_awaits_it(self) -> None:
        """Not by a note, not on another label, not on an issue."""
        state = signed(channels={"note": {"title": "t", "latency_turns": 1}}, **gate())

        assert "a word on a signed text is given on the floor" == state.why_illegal(
            Act("d", "consents to", ("A1",), to=("a",), channel="note")
        )
        assert "'x' is no text that awaits consent" == state.why_illegal(Act("d", "objects to", ("x",)))

    def test_the_first_refusal_decides(self) -> None:
        """Two that cannot be obtained: the talks reopen for the first."""
        more = {"h": {"who": "nobody", "must": "ratify", "force": "constitutive", "on_failure": "ends", "assumed": "t"}}
        state = signed(gates=gate("somebody_else")["gates"] | more)

        assert (None, {"A1": "consent_refused: somebody_else"}) == (state.outcome, dict(state.talks.refused))

    def test_two_gates_of_one_holder_take_one_word(self) -> None:
        """It is asked once."""
        more = {"h": {"who": "d", "must": "ratify", "force": "opposable", "assumed": "t"}}
        state = signed(gates=gate()["gates"] | more)

        assert "A1" == agreement(state.after("d consents to A1")).label


class TestSignatures:
    """An option may need the signature of one without a seat: its word is asked like a consent."""

    def test_of_one_without_a_seat_is_asked(self) -> None:
        """It signs with the parties, or the text falls."""
        x = {
            "title": "x",
            "status_quo": "x0",
            "options": [{"x0": {"title": "t"}}, {"x1": {"title": "t", "signs": "d"}}],
        }
        y = {"title": "y", "status_quo": "y0", "options": [{"y0": {"title": "t"}}, {"y1": {"title": "t"}}]}
        values = {name: {"values": {"x": {"x0": 0, "x1": 1}, "y": {"y0": 0, "y1": 1}}} for name in "ab"}
        state = signed(issues={"x": x, "y": y}, actors=values)

        assert ("d",) == state.to_act
        assert ("a", "b", "d") == agreement(state.after("d consents to A1")).signatories
        assert {"A1": "consent_refused: d"} == dict(state.after("d objects to A1").talks.refused)


class TestConsultation:
    """Whoever must be consulted is asked before the text is in force, and given the time to answer."""

    def test_is_a_partys_duty(self) -> None:
        """The first that signed asks all at once."""
        state = signed(**gate(must="be_consulted", force="procedural"))

        assert (("a",), ("consults",)) == (state.to_act, state.may("a"))
        assert ("d",) == next(each.about for each in state.legal_acts("a"))
        assert "A1" == agreement(state.after("a consults d on A1")).label
        assert "expected a `to` that can be said with 'a consults', got ()" == state.why_illegal(
            Act("a", "consults", ("A1",))
        )

    @pytest.mark.parametrize(("delay", "turn"), [(0, 1), (1, 2), (3, 4)])
    def test_takes_its_time(self, delay: int, turn: int) -> None:
        """In force when the time to answer is over; then the world counts it as consulted."""
        state = signed(**gate(must="be_consulted", force="procedural", delay_turns=delay)).after("a consults d on A1")

        assert turn == agreement(state).turn
        assert {"d"} == state.world.consulted

    def test_may_come_before_the_signature(self) -> None:
        """Then nobody waits twice."""
        parts = gate(must="be_consulted", force="procedural", delay_turns=2)
        state = through(through(talks(**parts), "a consults d on matters"), "a declares patience")

        assert (3, frozenset("d")) == (state.turn, state.world.consulted)
        assert 3 == agreement(state.after(*SIGNED)).turn

    def test_of_one_not_modelled_or_that_signs_is_not_needed(self) -> None:
        """There is nobody to ask, or it has heard."""
        assert "A1" == agreement(signed(**gate("somebody_else", must="be_consulted"))).label
        assert "A1" == agreement(signed(**gate("b", must="be_consulted"))).label
        assert {"b"} == signed(**gate("b", must="be_consulted")).world.consulted

    def test_is_no_secret_in_conditions(self) -> None:
        """A gate may stand only until somebody was consulted."""
        parts = gate(when="not consulted(d)")

        assert ("d",) == signed(**parts).to_act
        assert "A1" == agreement(signed(opening=["a consults d on matters"], **parts)).label


class TestRatification:
    """A ratifier says its word after a delay; where it fails, the talks reopen or end."""

    def test_waits_and_then_asks(self) -> None:
        """Nobody moves while the text waits."""
        state = signed(**gate(must="ratify", delay_turns=2))

        assert (3, ("d",)) == (state.turn, state.to_act)
        assert 3 == agreement(state.after("d consents to A1")).turn

    def test_failing_reopens_or_ends(self) -> None:
        """As the gate says; what failed ratification may be signed again."""
        reopened = signed(**gate(must="ratify")).after("d objects to A1")
        ended = signed(**gate(must="ratify", on_failure="ends")).after("d objects to A1")

        assert (None, 2) == (reopened.outcome, reopened.turn)
        assert "" == reopened.why_illegal(Act("a", "tables", ("A2",), terms=reopened.log.proposals["A1"].act.terms))
        assert NoDeal("ratification_failed", 1, "d") == ended.outcome

    def test_does_not_outlast_the_deadline(self) -> None:
        """A text that waits when time is over is not in force."""
        state = signed(cap=2, **gate(must="ratify", delay_turns=5))

        assert NoDeal("cap", 2) == state.outcome

    def test_lets_what_was_triggered_fire_meanwhile(self) -> None:
        """Waiting is no truce: the threat fires in the turn of its event."""
        measures = {"raid": {"title": "t", "assumed": "t"}, "fine": {"title": "t", "assumed": "t"}}
        state = signed(
            measures=measures,
            events={"e": {"measure": "raid", "turn": 2, "assumed": "t"}},
            threats={"t": {"by": "b", "to": "a", "measure": "fine", "if": "happened(raid)", "assumed": "t"}},
            **gate(must="ratify", delay_turns=3),
        )
        state = state.after("* e", "* passes")

        assert ("triggers", 2) == (state.phase, state.turn)
        assert "fired" == state.after("* t", "* passes").world.threats["t"]


class TestTheSession:
    """Whose word is due gives it by its strategy, else by computation."""

    def test_computes_the_word_of_one_without_a_strategy(self) -> None:
        """And the outcome says that it was presumed."""
        end = play(scenario(**gate()), {"a": Script(SIGNED[0]), "b": Script(SIGNED[1])})

        assert ("d",) == agreement(end.state).presumed

    def test_asks_a_strategy_where_there_is_one(self) -> None:
        """A script may object where computation would have consented."""
        lines = {"a": Script(SIGNED[0]), "b": Script(SIGNED[1]), "d": Script("d objects to A1")}

        assert NoDeal("consent_refused", 3, "A1: d") == play(scenario(**gate()), lines).outcome

    @pytest.mark.parametrize("holder", ["c", "d"])
    def test_a_pass_leaves_it_to_computation(self, holder: str) -> None:
        """Strategies that know nothing of gates do not stop the talks: an outvoted party's silence is no consent."""
        lines = {"a": Script(SIGNED[0]), "b": Script(SIGNED[1]), "c": Script(), holder: Script()}
        end = play(scenario("abc", **gate(holder)), lines, protocol=plenary(quorum=2), turns=3)

        assert isinstance(end.outcome, Agreement if holder == "d" else NoDeal)

    def test_three_useless_words_are_an_objection(self) -> None:
        """Never a consent; and a duty to consult is done for the seat."""
        lines = {"a": Script(SIGNED[0]), "b": Script(SIGNED[1]), "d": Script(*["d accepts A1"] * 3)}
        end = play(scenario(**gate()), lines)
        asked = play(
            scenario(**gate(must="be_consulted")),
            {"a": Script(SIGNED[0], *["a accepts A1"] * 3), "b": Script(SIGNED[1])},
        )

        assert NoDeal("consent_refused", 3, "A1: d") == end.outcome
        assert "passes after three answers that could not be used" in [note.text for note in end.notes]
        assert isinstance(asked.outcome, Agreement)

    def test_two_protocols_later_the_same(self) -> None:
        """Under a deadline the text must be in force by then."""
        protocol = stacked_alternating_offers(2)
        lines = {"a": Script("a passes", SIGNED[0]), "b": Script("b passes", SIGNED[1])}

        assert isinstance(play(scenario(**gate()), lines, protocol=protocol).outcome, Agreement)
        assert NoDeal("deadline", 2) == play(scenario(**gate(delay_turns=1)), lines, protocol=protocol).outcome
