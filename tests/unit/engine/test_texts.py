"""Texts: what may be put, raised, stood by, accepted, rejected and withdrawn, and what comes of it."""

import re
from typing import Any

import pytest

from negotiation.engine.acts import Act
from negotiation.engine.notation import parse_act
from negotiation.engine.protocols import plenary
from negotiation.engine.state import State
from negotiation.errors import UsageError
from negotiation.scenario import Table
from negotiation.scenario.outcome import Agreement
from tests.unit.engine.making import talks, through

LINE: dict[str, Any] = {"actors": {"a": {"red_lines": {"never_x2": {"never": "x == x2", "assumed": "t"}}}}}
CHANNELS: dict[str, Any] = {"channels": {"call": {"title": "t"}, "note": {"title": "t", "latency_turns": 2}}}


def why(state: State, actor: str, deed: str, *what: str, **parts: Any) -> str:
    """Return why an act is not legal."""
    return state.why_illegal(Act(actor, deed, what, **parts))


def terms(**options: str) -> Table[str, str]:
    """Return terms."""
    return Table(options)


class TestPutting:
    """A text has a label, known issues and options, and nothing its author may not sign."""

    @pytest.mark.parametrize(
        ("parts", "reason"),
        [
            ({"what": ()}, "expected a `what` that can be said with 'a tables', got ()"),
            ({"what": ("two words",)}, "'two words' is no name"),
            ({"what": ("to",)}, "'to' is no name"),
            ({"what": ("x",)}, "the scenario calls something else 'x'; give it another label"),
            ({"what": ("A1_leaked",)}, "labels that end in '_leaked' are kept for what leaks; give it another label"),
            ({"terms": terms(z="z0")}, "expected the name of an issue, got 'z'; choose from x, y"),
            ({"terms": terms(x="x9")}, "expected the name of an option of x, got 'x9'"),
            ({"terms": Table()}, "nothing changes in it: every issue stands at its status quo"),
            ({"terms": terms(x="x1"), "in_return": terms(x="x2")}, "x is named on both sides of the exchange"),
        ],
    )
    def test_says_what_is_wrong_with_it(self, parts: dict[str, Any], reason: str) -> None:
        """The reason names what is wrong."""
        act = {"what": ("A1",), "terms": terms(x="x1")} | parts

        assert why(talks(), "a", "tables", *act.pop("what"), **act).startswith(reason)

    @pytest.mark.parametrize(
        ("condition", "reason"),
        [
            ("nosuch == x1", "if: expected the id of an issue, got 'nosuch'"),
            ("x == nosuch", "if: expected the id of an option of x, got 'nosuch'"),
            ("happened(nosuch)", "if: expected the id of a measure or event, got 'nosuch'"),
            ("met(x)", "if: expected a position of a on x, got none"),
            ("did(b, declares, peace) and y == y1", ""),
        ],
    )
    def test_a_condition_asks_only_what_the_scenario_knows(self, condition: str, reason: str) -> None:
        """A text that waits for what nobody knows would wait for ever."""
        found = talks().why_illegal(parse_act(f"a tables A1 if {condition}: x = x1"))

        assert found.startswith(reason) if reason else found == ""

    def test_rules_and_ones_own_lines_bind_the_author(self) -> None:
        """Tabling is accepting; floating is not."""
        state = talks(protocol=plenary(), rules={"r": {"rule": "x == x1 => y == y1"}}, **LINE)

        assert "it breaks the rule r" == why(state, "a", "tables", "A1", terms=terms(x="x1"))
        assert "it crosses the absolute red line never_x2" == why(state, "a", "tables", "A1", terms=terms(x="x2"))
        assert "" == why(state, "a", "floats", "A1", terms=terms(x="x2"))

    def test_proposing_across_anybody_elses_line_is_legal(self) -> None:
        """Otherwise legality would leak preferences."""
        assert "" == why(talks(protocol=plenary(), **LINE).after("a passes"), "b", "tables", "B1", terms=terms(x="x2"))

    def test_labels_are_told_apart(self) -> None:
        """One label, one text: another's is refused, and so is one's own, unless it is raised."""
        state = through(talks(protocol=plenary(), **CHANNELS), "a sends M1 to b by call", "a tables A1: x = x1")

        assert "there is already a text A1 of a; give it another label" == why(
            state.after("a passes"), "b", "tables", "A1", terms=terms(x="x2")
        )
        assert "there is already a text A1; give it another label, or say 'stands by A1'" == why(
            state, "a", "tables", "A1", terms=terms(x="x2")
        )
        assert "there is already a text M1; give it another label" == why(
            state, "a", "tables", "M1", terms=terms(x="x2")
        )

    def test_the_author_of_a_text_one_does_not_know_is_not_told(self) -> None:
        """The label is taken; whose it is stays private."""
        state = through(talks("abc", plenary(), **CHANNELS), "a tables A1 to b by call: x = x1").after(
            "a passes", "b passes"
        )

        assert "there is already a text A1; give it another label" == why(
            state, "c", "tables", "A1", terms=terms(x="x2")
        )

    def test_covers_only_what_it_names(self) -> None:
        """The rest stands at the status quo and carries no duty."""
        state = talks().after("a tables A1: x = x1")

        assert (("x",), (1, 0)) == (state.log.proposals["A1"].covers, state.log.proposals["A1"].package)


class TestRaising:
    """Floated < willing to discuss < tabled: only the author makes a text firmer, as it was put."""

    def test_goes_up_and_never_down(self) -> None:
        """Each rung is an act; the way down is a withdrawal."""
        state = talks(protocol=plenary(), **CHANNELS).after("a floats A1: x = x1", "b passes", "a offers to discuss A1")

        assert "offers to discuss" == state.log.proposals["A1"].firmness
        assert "there is already a text A1" in why(state.after("b passes"), "a", "floats", "A1")
        assert "tables" == state.after("b passes", "a tables A1").log.proposals["A1"].firmness

    def test_leaves_the_terms_as_they_are(self) -> None:
        """A raised text is the same text."""
        state = talks(protocol=plenary()).after("a floats A1: x = x1", "b passes")

        assert "A1 stands as it was put; leave its terms out to raise it" == why(
            state, "a", "tables", "A1", terms=terms(x="x2")
        )

    def test_a_text_across_ones_line_is_not_raised_to_a_tabled_one(self) -> None:
        """What may be floated may not be signed by the back door."""
        state = talks(protocol=plenary(), **LINE).after("a floats A1: x = x2", "b passes")

        assert "it crosses the absolute red line never_x2" == why(state, "a", "tables", "A1")
        assert "" == why(state, "a", "offers to discuss", "A1")

    def test_a_raised_text_is_signed_like_any_other(self) -> None:
        """Once tabled, the lines of whoever accepts it count: it is no longer up for mere discussion."""
        state = talks("ba", plenary(), **LINE).after("b floats B1: x = x2", "a accepts B1", "b tables B1")

        assert "it crosses the absolute red line never_x2" == why(state, "a", "accepts", "B1")

    def test_is_not_for_others(self) -> None:
        """Another's float is another's."""
        state = talks(protocol=plenary()).after("a floats A1: x = x1")

        assert "there is already a text A1 of a; give it another label" == why(state, "b", "tables", "A1")


class TestStandingBy:
    """Repeating an offer is tabling it again, never a pass."""

    def test_is_for_ones_own_tabled_texts(self) -> None:
        """Not for another's, nor for a float, nor for what is not there."""
        state = talks(protocol=plenary()).after("a floats A1: x = x1", "b tables B1: x = x1")

        assert "A1 is not tabled" == why(state, "a", "stands by", "A1")
        assert "B1 is a text of b" == why(state, "a", "stands by", "B1")
        assert "there is no text 'A9'" == why(state, "a", "stands by", "A9")

    def test_puts_the_same_package_whatever_moved_since(self) -> None:
        """Later drift does not change a text."""
        measure = {"m": {"title": "t", "by": "b", "moves": {"y": "y1"}, "assumed": "t"}}
        state = through(talks(measures=measure), "a tables A1: x = x1").after("a passes", "b carries out m")
        state = through(state).after("a stands by A1")

        assert (0, 1) == state.world.status_quo
        assert (1, 0) == state.log.proposals["A1"].package

    def test_is_active(self) -> None:
        """Two turns of standing by are no deadlock."""
        state = through(through(through(talks(), "a tables A1: x = x1"), "a stands by A1"), "a stands by A1")

        assert (4, 0) == (state.turn, state.talks.idle_turns)


class TestAnswering:
    """Accepting, rejecting: what stands open, once, and nothing across one's own lines."""

    def test_accepts_only_what_stands_open(self) -> None:
        """Not what is not there, nor one's own, nor what one has accepted, nor two at a time."""
        state = through(talks("abc", plenary()), "a tables A1: x = x1", "b accepts A1").after("a tables A2: x = x2")

        assert "b has already accepted A1" == why(state, "b", "accepts", "A1")
        assert "'A9' is no text that stands open (open: A2)" == why(state, "b", "accepts", "A9")
        assert "one text at a time" == why(state.after("b passes"), "c", "accepts", "A1", "A9")
        assert "expected a `what`" in why(state.after("b passes"), "c", "accepts")

    def test_binds_whoever_accepts(self) -> None:
        """By lines, rules and settlement demands of its own."""
        demand = {"b": {"demands": {"y_first": {"demand": "moved(y)", "assumed": "t"}}}}
        state = talks(protocol=plenary(), actors=demand).after("a tables A1: x = x1")

        assert "it does not meet its demand y_first" == why(state, "b", "accepts", "A1")
        assert "" == why(state, "b", "rejects", "A1")

    def test_one_who_accepted_does_not_reject(self) -> None:
        """An acceptance holds."""
        state = through(talks("abc", plenary()), "a tables A1: x = x1", "b accepts A1").after("a tables A2: x = x2")

        assert "b has accepted A1" == why(state, "b", "rejects", "A1")

    def test_rejects_what_it_knows_and_not_its_own(self) -> None:
        """A label of nobody, and a text of one's own."""
        state = talks(protocol=plenary()).after("a tables A1: x = x1", "b tables B1: y = y1")

        assert "there is no text 'A9'" == why(state, "a", "rejects", "A9")
        assert "it is its own text: withdraw it" == why(state, "a", "rejects", "B1", "A1")

    def test_a_message_may_be_rejected(self) -> None:
        """By whoever received it."""
        state = talks(protocol=plenary(), **CHANNELS).after("a sends M1 to b by call", "a tables A1: x = x1")

        assert "" == why(state, "b", "rejects", "M1")

    def test_a_softer_text_is_taken_up_by_others_alone(self) -> None:
        """Not by its author; and it is closed by nobody."""
        state = talks(protocol=plenary()).after("a floats A1: x = x1", "b accepts A1")

        assert "a may not do that now" == why(state, "a", "accepts", "A1")
        assert {("b", "opens_talks", "x")} == {deed for deed in state.world.deeds if deed[1] == "opens_talks"}
        assert state.outcome is None

    def test_one_without_a_signature_takes_up_what_is_soft_and_signs_nothing(self) -> None:
        """An onlooker with a seat may discuss."""
        state = talks(protocol=plenary(), seats=["a", "b", "d"]).after("a tables A1: x = x1", "b floats B1: y = y1")

        assert "d is no party: it signs nothing" == why(state, "d", "accepts", "A1")
        assert "" == why(state, "d", "accepts", "B1")

    def test_an_issue_taken_off_ones_agenda_binds_whoever_took_it_off(self) -> None:
        """The side that declined it signs nothing that moves it; the other may."""
        state = through(talks(protocol=plenary()), "a objects to x").after("a passes")

        assert "" == why(state, "b", "tables", "B1", terms=terms(x="x1"))
        assert "x is off its agenda, and the text moves it" == why(
            through(state), "a", "tables", "A1", terms=terms(x="x1", y="y1")
        )


class TestWithdrawing:
    """Texts, threats and declared demands are taken back by who made them."""

    @pytest.mark.parametrize("text", ["tables", "floats"])
    def test_takes_a_text_from_the_table(self, text: str) -> None:
        """Tabled or softer; then it no longer stands."""
        state = through(talks(protocol=plenary()), f"a {text} A1: x = x1")
        withdrawn = state.after("a withdraws A1")

        assert ({}, None, {}) == (withdrawn.open, withdrawn.standing, dict(withdrawn.talks.softer))
        assert "A1 does not stand open" == why(through(withdrawn), "a", "withdraws", "A1")

    def test_is_for_ones_own(self) -> None:
        """One at a time, and only what stands."""
        state = talks(protocol=plenary()).after("a tables A1: x = x1")

        assert "A1 is a text of a" == why(state, "b", "withdraws", "A1")
        assert "there is no text 'B9'" == why(state, "b", "withdraws", "B9")
        assert "one text at a time" == why(state, "b", "withdraws", "A1", "B9")

    def test_demands_are_given_up_once_and_only_declared_ones(self) -> None:
        """An absolute demand is no bargaining chip."""
        demands = {
            "firm": {"demand": "moved(x)", "assumed": "t"},
            "soft": {"demand": "moved(y)", "conditions": "talks", "force": "declared", "assumed": "t"},
        }
        state = talks(protocol=plenary(), actors={"a": {"demands": demands, "audience_cost": 0.1}})
        given_up = through(state, "a withdraws soft")

        assert "firm is an absolute demand" == why(state, "a", "withdraws", "firm")
        assert "its demand soft conditions talks, and the text does not meet it" == why(
            state, "a", "tables", "A1", terms=terms(x="x1")
        )
        assert "" == why(given_up, "a", "tables", "A1", terms=terms(x="x1"))
        assert "soft has been given up" == why(given_up, "a", "withdraws", "soft")
        assert {"a": 1} == dict(given_up.world.backdowns)


class TestTakingBackWhatWasSaid:
    """A precondition is given up, a denial of one's own words costs, each once and in public."""

    def test_a_precondition_is_given_up_by_whose_it_is(self) -> None:
        """The first step that nobody asked for."""
        waits = {"p": {"who": "a", "deeds": ["tables"], "until": "did(b, tables)", "assumed": "t"}}
        state = talks(protocol=plenary(), preconditions=waits, actors={"a": {"audience_cost": 0.1}})
        given_up = through(state, "a withdraws p")

        assert "its precondition p is not met: did(b, tables)" == why(state, "a", "tables", "A1", terms=terms(x="x1"))
        assert "" == why(given_up, "a", "tables", "A1", terms=terms(x="x1"))
        assert "p is no precondition of a that stands" == why(given_up, "a", "withdraws", "p")
        assert {"a": 1} == dict(given_up.world.backdowns)

    def test_denying_ones_own_words_is_backing_down(self) -> None:
        """In public; not where their way was deniable, nor for another's words."""
        channels = {"call": {"title": "t"}, "word": {"title": "t", "deniable": True}}
        state = talks(protocol=plenary(), channels=channels).after("a sends M1 to b by call", "a sends M2 to b by word")

        assert [{"a": 1}, {}, {}] == [
            dict(state.after(act).world.backdowns)
            for act in ("a denies M1", "a denies M2", "a denies M1 to b privately")
        ]
        assert {} == dict(state.after("a passes", "b denies M1").world.backdowns)


class TestConditionalTexts:
    """A text with a condition is accepted at any time, and takes effect only where it holds."""

    def test_closes_when_its_condition_comes_to_hold(self) -> None:
        """By a deed, in any turn."""
        measure = {"m": {"title": "t", "by": "b", "assumed": "t"}}
        state = talks(measures=measure).after("a tables A1 if happened(m): x = x1", "b accepts A1")

        assert state.outcome is None
        assert isinstance(through(state).after("a passes", "b carries out m").outcome, Agreement)

    def test_asks_who_did_what_even_where_nothing_else_does(self) -> None:
        """In a scenario that keeps no trace of deeds the acts themselves are asked."""
        state = talks("abc", plenary()).after("a tables A1 if did(c, rejects): x = x1", "b accepts A1", "c accepts A1")
        refusing = state.after("a tables A2: x = x2", "b passes", "c rejects A2")

        assert state.game.facts.plain
        assert state.outcome is None
        assert ("A1", 2) == (refusing.outcome.label, refusing.outcome.turn)  # type: ignore[union-attr]

    def test_a_package_atom_is_about_the_text_itself(self) -> None:
        """It holds or not for good."""
        yes = talks().after("a tables A1 if moved(x): x = x1", "b accepts A1")
        no = talks().after("a tables A1 if moved(y): x = x1", "b accepts A1")

        assert isinstance(yes.outcome, Agreement)
        assert (None, {"A1": frozenset({"a", "b"})}) == (no.outcome, no.open)


class TestOfAnotherKind:
    """Parts of an act that somebody writes as they come to mind are taken for what they are, or refused in words."""

    def test_words_terms_and_conditions(self) -> None:
        """A word alone, a list, a plain dictionary, a condition as text."""
        loose = Act("a", "tables", "A1", terms={"x": "x1"}, if_="moved(y)")

        assert parse_act("a tables A1 if moved(y): x = x1") == loose
        assert Act("a", "rejects", ("A1", "A2")) == Act("a", "rejects", ["A1", "A2"])
        assert hash(loose)

    @pytest.mark.parametrize(
        ("parts", "message"),
        [
            ({"what": 3}, "expected a word, or words, got 3"),
            ({"what": ("A1", None)}, "expected a word, or words, got ('A1', None)"),
            ({"to": [1]}, "expected a word, or words, got [1]"),
            ({"terms": ["x1"]}, "expected terms: options by issue, got ['x1']"),
            ({"in_return": {"x": 1}}, "expected terms: options by issue, got {'x': 1}"),
        ],
    )
    def test_what_is_none_of_these(self, parts: dict[str, Any], message: str) -> None:
        """At once, where it is made; in play it is a strike."""
        with pytest.raises(UsageError, match=re.escape(message)):
            Act("a", "tables", **parts)
