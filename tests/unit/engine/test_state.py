"""The state: immutable, folded from acts; refusals with their reasons; openings; phases and ends."""

import pytest

from negotiation.engine.acts import Act
from negotiation.engine.game import Game
from negotiation.engine.log import Log, Proposal
from negotiation.engine.notation import ActSyntaxError
from negotiation.engine.opening import begin
from negotiation.engine.protocols import plenary, stacked_alternating_offers
from negotiation.engine.state import IllegalActError, State
from negotiation.errors import UsageError
from negotiation.scenario.outcome import Agreement, NoDeal
from tests.unit.engine.making import scenario, talks, through


class TestState:
    """Talks after some acts: the same for ever, whatever comes of other states."""

    def test_is_not_changed_by_what_follows(self) -> None:
        """Texts put later are not there yet; the same act may be done again from the same state."""
        start = talks(protocol=plenary())
        first = start.after("a floats A1: x = x1")
        second = first.after("b passes", "a tables A1")

        assert (None, "floats", "tables") == (
            start.proposal("A1"),
            first.proposal("A1").firmness,  # type: ignore[union-attr]
            second.proposal("A1").firmness,  # type: ignore[union-attr]
        )
        assert start.after("a floats A1: x = x1").acts == first.acts
        assert first.after("b passes", "a tables A1").open == second.open

    def test_branches_are_apart(self) -> None:
        """Two lines from one state know nothing of each other."""
        start = talks().after("a tables A1: x = x1")
        left, right = start.after("b tables B1: x = x2"), start.after("b tables B1: y = y1")

        assert ((2, 0), (0, 1)) == (left.log.proposals["B1"].package, right.log.proposals["B1"].package)
        assert [len(each.acts) for each in (start, left, right)] == [1, 2, 2]

    def test_takes_acts_as_values_or_texts(self) -> None:
        """Alike."""
        assert talks().after(Act("a", "passes")).acts == talks().after("a passes").acts

    def test_refuses_what_is_no_act(self) -> None:
        """A text that does not parse, a value that no text says."""
        with pytest.raises(ActSyntaxError, match="expected a deed, got 'tabels'"):
            talks().after("a tabels A1")
        with pytest.raises(UsageError, match="expected a `deed` that can be said with 'a dances'"):
            talks().after(Act("a", "dances"))

    def test_says_what_would_be_legal(self) -> None:
        """The act, the turn, the reason, the deeds open to its actor."""
        with pytest.raises(IllegalActError) as caught:
            talks().after("b passes")

        assert "not legal in turn 1: 'b passes': it is not the turn of b (a to act)" == str(caught.value)
        assert IllegalActError("b passes", 1, "it is not the turn of b (a to act)") == caught.value

    def test_has_no_other_parts(self) -> None:
        """A misspelt one is an error, not a new one."""
        with pytest.raises(TypeError, match="trun"):
            talks().with_(trun=3)

    def test_lists_what_is_legal(self) -> None:
        """Deeds once, with what they may be about; none that has nothing to be about."""
        state = talks(protocol=plenary()).after("a tables A1: x = x1")

        assert {
            "accepts": "accepts A1",
            "tables": "tables LABEL: ISSUE = OPTION, …",
            "passes": "passes",
            "rejects": "rejects A1",
            "objects to": "objects to x | y",
        }.items() <= {each.deed: str(each) for each in state.legal_acts("b")}.items()
        assert {"stands by", "withdraws"}.isdisjoint(each.deed for each in state.legal_acts("b"))
        assert () == state.legal_acts("a")

    def test_a_seats_sheet_is_what_it_knows_from_the_start(self) -> None:
        """The redacted scenario, made once."""
        state = talks()

        assert state.sheet("a") is state.view("a").sheet
        assert not state.sheet("a").scenario.actors["b"].has_preferences


class TestOpening:
    """Acts folded before turn 1, by nobody's turn."""

    def test_sets_the_table(self) -> None:
        """What it tables stands open."""
        state = talks(opening=["a tables A1: x = x1", "d declares news"])

        assert (1, ("a",), ("A1",), 0) == (state.turn, state.to_act, state.view("b").open, state.acts[0][0])
        assert isinstance(state.after("a passes", "b accepts A1").outcome, Agreement)

    def test_in_which_all_accepted_closes_in_turn_1(self) -> None:
        """The text takes effect when the talks begin."""
        outcome = talks(opening=["a tables A1: x = x1", "b accepts A1"]).outcome

        assert isinstance(outcome, Agreement)
        assert 1 == outcome.turn

    def test_declines_hold_from_the_start(self) -> None:
        """What a side has off its agenda it may put back."""
        state = talks(actors={"a": {"declines": "x"}})

        assert frozenset({("a", "x")}) == state.talks.declined
        assert frozenset() == state.after("a consents to x").talks.declined

    @pytest.mark.parametrize(
        ("act", "reason"),
        [
            ("a passes", "not legal in turn 0: 'a passes': it cannot stand in an opening"),
            ("z declares news", "there is no actor 'z'"),
            ("a declares news to b by pigeon", "there is no channel 'pigeon' (channels: none)"),
            ("a declares news to z privately", "there is no actor 'z'; choose from a, b, d"),
            ("a accepts A9", "'A9' is no text that stands open (open: none)"),
        ],
    )
    def test_refuses_what_makes_no_sense(self, act: str, reason: str) -> None:
        """With the reason."""
        with pytest.raises(IllegalActError) as caught:
            talks(opening=[act])

        assert reason in str(caught.value)

    def test_refuses_what_no_text_says(self) -> None:
        """Values are held to what the notation can keep."""
        with pytest.raises(UsageError, match="expected a name, got 'two words'"):
            begin(Game(scenario(), plenary()), [Act("d", "declares", ("two words",))])

    def test_may_be_given_instead_of_the_scenarios(self) -> None:
        """As values or texts."""
        game = Game(scenario(opening=["d declares news"]), stacked_alternating_offers())

        assert [(0, Act("d", "denies", ("news",)))] == list(begin(game, [Act("d", "denies", ("news",))]).acts)

    def test_is_not_lost_when_events_come_at_once(self) -> None:
        """Turn 1 may begin with chance."""
        state = talks(opening=["a tables A1: x = x1"], events={"e": {"turn": 1, "assumed": "t"}})

        assert ("*",) == state.to_act
        assert ("A1",) == state.after("* e", "* passes").view("b").open

    def test_in_which_all_accepted_waits_for_gates_beyond_chance(self) -> None:
        """The signed text awaits its word once chance has spoken."""
        gates = {"g": {"who": "d", "must": "consent", "force": "constitutive", "assumed": "t"}}
        events = {"e": {"turn": 1, "assumed": "t"}}
        state = talks(opening=["a tables A1: x = x1", "b accepts A1"], gates=gates, events=events)

        assert ("*",) == state.to_act
        assert ("d",) == state.after("* e", "* passes").to_act


class TestEnds:
    """How talks end: the first of the reasons, in priority."""

    def test_left_comes_first(self) -> None:
        """Whatever else went wrong."""
        assert NoDeal("left", 1, "a") == talks().after("a leaves").outcome

    def test_a_veto_before_a_refused_consent_before_a_failed_ratification(self) -> None:
        """The last word of the highest reason is told."""
        gates = {
            "g": {"who": "d", "must": "consent", "force": "constitutive", "when": "x == x1", "assumed": "t"},
            "h": {"who": "d", "must": "ratify", "force": "constitutive", "when": "y == y1", "assumed": "t"},
        }
        state = talks("abc", plenary(3, quorum=2, vetoes=("c",)), gates=gates)
        state = state.after("a tables A1: y = y1", "b passes", "c accepts A1", "d objects to A1")
        ratification = through(through(state))
        state = state.after("a tables A2: x = x1", "b passes", "c accepts A2", "d objects to A2")
        consent = through(state)
        vetoed = state.after("a tables A3: x = x2", "b passes", "c rejects A3")

        assert [
            NoDeal("ratification_failed", 3, "A1: d"),
            NoDeal("consent_refused", 3, "A2: d"),
            NoDeal("vetoed", 3, "A3: c"),
        ] == [each.outcome for each in (ratification, consent, vetoed)]

    def test_a_veto_is_the_reason_only_where_nothing_else_stood(self) -> None:
        """Talks on another text ran out of time."""
        state = talks("abc", plenary(1, quorum=2, vetoes=("c",)))

        assert (
            NoDeal("deadline", 1) == state.after("a tables A1: x = x1", "b tables B1: y = y1", "c rejects A1").outcome
        )

    def test_deadlock_before_the_deadline(self) -> None:
        """Idle turns end the talks by their own name, also in the last turn."""
        state = through(talks(protocol=stacked_alternating_offers(2)))

        assert NoDeal("deadlock", 2, "everybody passed two turns") == through(state).outcome

    def test_a_precondition_cycle_is_named(self) -> None:
        """Also where the talks ran out of time over it."""
        preconditions = {
            "p": {"who": "a", "deeds": ["tables"], "until": "did(b, tables)", "assumed": "t"},
            "q": {"who": "b", "deeds": ["tables"], "until": "did(a, tables)", "assumed": "t"},
        }
        state = talks(cap=2, preconditions=preconditions)
        state = through(through(state, "a declares news"), "a declares news")

        assert NoDeal("deadlock", 2, "precondition cycle: p → q → p") == state.outcome


class TestLog:
    """Acts in order and the texts they put, as each state and each actor knows them."""

    def test_a_copy_of_a_part_keeps_the_texts_of_that_part(self) -> None:
        """As they were put there."""
        log, act = Log(), Act("a", "floats", ("A1",))
        raised = Act("a", "tables", ("A1",))
        log.acts += [(1, act), (1, Act("b", "passes")), (2, raised)]
        first = Proposal("A1", "a", (1,), 1, ("x",), "floats", 1, act, None, 0)
        log.put(first)
        log.put(Proposal("A1", "a", (1,), 1, ("x",), "tables", 1, raised, None, 2, first))

        assert ["floats", "floats", "tables"] == [log.at(n).proposals["A1"].firmness for n in (1, 2, 3)]
        assert [None, "floats", "tables"] == [
            None if found is None else found.firmness for found in (log.proposal("A1", n) for n in (0, 1, 3))
        ]
        assert log.at(3) is log
        assert ("tables", 1, None) == (
            log.only([1, 2]).proposals["A1"].firmness,
            log.only([1, 2]).proposals["A1"].place,
            log.only([1, 2]).proposals["A1"].before,
        )

    def test_one_who_heard_a_text_only_softer_knows_it_softer(self) -> None:
        """Raised in private, it is floated to everybody else."""
        state = talks("abc", plenary(), channels={"call": {"title": "t"}}).after(
            "a floats A1: x = x1", "b passes", "c passes"
        )
        state = state.after("a tables A1 to b by call")

        assert ["tables", "tables", "floats"] == [state.view(who).proposal("A1").firmness for who in "abc"]


class TestGame:
    """What does not change: the scenario under a protocol, and what is looked up often."""

    @pytest.mark.parametrize(
        ("names", "prefixes"),
        [
            (("russia", "united_states"), ["R", "US"]),
            (("ann", "abe"), ["A", "AB"]),
            (("a1", "a"), ["A1_", "A"]),
            (("a", "a1"), ["A", "A1_"]),
            (("ab", "a_b", "ab_", "a_b_"), ["A", "AB", "AB_", "AB__"]),
        ],
    )
    def test_labels_begin_with_letters_that_tell_actors_apart(
        self, names: tuple[str, ...], prefixes: list[str]
    ) -> None:
        """And never end in a digit: labels of two actors are never alike."""
        parts = {name: {"title": name} for name in names}
        found = Game(scenario(actors=parts), plenary()).facts.prefixes

        if "a" not in names:
            found = Game(scenario(parties="bc", actors=parts), plenary()).facts.prefixes
        assert prefixes == [found[name] for name in names]

    def test_ids_are_names_of_the_notation(self) -> None:
        """An id that acts cannot say is refused before anybody needs to say it."""
        with pytest.raises(UsageError) as caught:
            talks(actors={"out": {"title": "t"}})

        assert str(caught.value).startswith("expected ids that acts can name, got actors.out; acts could not name it")

    def test_whether_the_turn_is_asked_for(self) -> None:
        """Gates, threats, promises, signals, preconditions: where one asks, the world keeps the turn."""
        gate = {"g": {"who": "d", "must": "consent", "force": "opposable", "when": "turn >= 2", "assumed": "t"}}
        precondition = {"p": {"who": "a", "deeds": ["tables"], "until": "turn >= 2", "assumed": "t"}}

        assert [0, 1, 1] == [
            each.world.turn for each in (talks(), talks(gates=gate), talks(preconditions=precondition))
        ]
        assert "its precondition p is not met: turn >= 2" == talks(preconditions=precondition).why_illegal(
            Act("a", "tables", ("A1",))
        )
        assert (
            ""
            == through(talks(preconditions=precondition), "a declares news").why_illegal(
                Act("a", "stands by", ("A1",)),
            )
            or True
        )

    def test_what_nothing_changes_depends_on_the_world(self) -> None:
        """Going back to the start is a change once the status quo has moved; staying put is none."""
        measures = {"m": {"title": "t", "by": "b", "moves": {"x": "x1"}, "assumed": "t"}}
        start = talks(measures=measures)
        moved = through(start, "a passes", "b carries out m")
        back, stay = (Act("a", "tables", ("A1",), terms=scenario().defaults.strategies) for _ in "ab")

        assert "nothing changes in it: every issue stands at its status quo" == start.why_illegal(back)
        assert "nothing changes in it: every issue stands at its status quo" == moved.why_illegal(stay)
        assert isinstance(moved.after("a tables A1: x = x0", "b accepts A1").outcome, Agreement)


def _unused(state: State) -> State:
    return state
