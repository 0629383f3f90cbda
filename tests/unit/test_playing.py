"""The session: seats asked, answers folded, strikes recorded; scripts, starts, defaults, what came of it."""

import gc
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from attrs import evolve

from negotiation.analysis.scoring import scorecard_of
from negotiation.engine.acts import Act
from negotiation.engine.catalogue import protocol_named
from negotiation.engine.chance import Draws
from negotiation.engine.procedures import monotonic_concession
from negotiation.engine.protocols import alternating_offers, plenary
from negotiation.engine.session import ACTS_A_TURN, Chance, computed
from negotiation.engine.transcript import Note
from negotiation.engine.view import View
from negotiation.errors import UnknownNameError, UsageError
from negotiation.files import load
from negotiation.playing import Play, game_of, play, replay
from negotiation.scenario import Table
from negotiation.scenario.outcome import Agreement, NoDeal
from negotiation.scenario.world import world_at_start
from negotiation.strategies import Linear, RandomAcceptable, Script, Strategy
from tests.unit.engine.making import scenario, talks, through

ISSUES_SIGNED: dict[str, Any] = {
    "x": {
        "title": "t",
        "status_quo": "x0",
        "options": [{"x0": {"title": "t"}}, *({f"x{j}": {"title": "t", "signs": "e"}} for j in (1, 2))],
    },
    "y": {"title": "t", "status_quo": "y0", "options": [{"y0": {"title": "t"}}, {"y1": {"title": "t"}}]},
}


class Says:
    """A seat that answers the same each time: an act, or whatever is no act."""

    def __init__(self, *answers: Any) -> None:
        self.answers = list(answers)
        self.asked = 0

    def decide(self, view: object, rng: object) -> Any:
        """Return the next answer, the last one for ever; raise it where it is an error."""
        answer = self.answers[min(self.asked, len(self.answers) - 1)]
        self.asked += 1
        if isinstance(answer, Exception):
            raise answer
        return answer


class Refuses:
    """A strategy that cannot take its seat."""

    def seat(self, view: object) -> object:
        """Fail."""
        raise RuntimeError("no chair")


def texts(end: Play) -> list[str]:
    """Return what the record says beside the acts."""
    return [note.text for note in end.notes]


class TestStrikes:
    """Three answers that cannot be used in one move, and the seat passes, recorded; it never accepts."""

    def test_illegal_acts_are_refused_with_their_reason(self) -> None:
        """Then the seat passes."""
        end = play(scenario(), {"a": Says(Act("a", "accepts", ("A9",))), "b": Script()}, turns=1)

        refused = "refused: a accepts A9: a may not do that now"
        assert [refused] * 3 + ["passes after three answers that could not be used"] == texts(end)
        assert [(1, Act("a", "passes")), (1, Act("b", "passes"))] == list(end.acts)
        assert Note(0, 1, "a", refused) == end.notes[0]

    def test_a_misspelt_deed_is_told_with_the_nearest(self) -> None:
        """Not as one that is not open to the seat now."""
        end = play(scenario(), {"a": Says(Act("a", "accept", ("A9",))), "b": Script()}, turns=1)

        assert texts(end)[0].endswith("there is no deed 'accept'; did you mean accepts?")

    def test_one_good_answer_in_three_is_taken(self) -> None:
        """The strikes before it are recorded all the same."""
        end = play(
            scenario(),
            {"a": Says(Act("a", "leaves", ("x",)), Act("b", "passes"), Act("a", "passes")), "b": Script()},
            turns=1,
        )

        assert texts(end)[0].startswith("refused: Act(actor='a', deed='leaves', what=('x',)")
        assert ["refused: b passes: an act of another seat"] == texts(end)[1:]
        assert Act("a", "passes") == end.acts[0][1]

    @pytest.mark.parametrize(
        ("answer", "text"),
        [
            (None, "failed: expected an act, got NoneType"),
            ("a passes", "failed: expected an act, got str"),
            (RuntimeError("out of ideas"), "failed: RuntimeError: out of ideas"),
            (UsageError("sense", "nonsense"), "failed: expected sense, got nonsense"),
        ],
    )
    def test_what_is_no_act_is_a_failure(self, answer: Any, text: str) -> None:
        """So is a strategy that raises."""
        end = play(scenario(), {"a": Says(answer), "b": Script("b declares news")}, turns=1)

        assert [text] * 3 + ["passes after three answers that could not be used"] == texts(end)
        assert NoDeal("cap", 1) == end.outcome

    def test_an_act_that_the_notation_cannot_say_is_refused(self) -> None:
        """No record could keep it; the note shows it as it is."""
        end = play(scenario(), {"a": Says(Act("a", "declares", ("two words",))), "b": Script()}, turns=1)

        assert texts(end)[0].startswith("refused: Act(actor='a', deed='declares', what=('two words',)")
        assert texts(end)[0].endswith("expected a name, got 'two words'")
        assert end.outcome == replay(end.transcript).outcome

    @pytest.mark.parametrize(("part", "value"), [("channel", ["call"]), ("deed", ["floats"])])
    def test_parts_that_are_no_words_are_refused(self, part: str, value: Any) -> None:
        """An act is judged even where it was put together wrongly."""
        parts: dict[str, Any] = {"deed": "floats", "what": "A1", "terms": {"x": "x1"}, part: value}
        end = play(scenario(), {"a": Says(Act("a", **parts)), "b": Script()}, protocol="plenary", turns=1)

        assert all(text.startswith("refused: Act(actor='a'") for text in texts(end)[:3])
        assert any(texts(end)[0].endswith(why) for why in (f"its {part} is no word", "may not do that now"))

    def test_failing_in_three_turns_ends_the_talks(self) -> None:
        """Once in a turn is enough; refusals do not count."""
        news = ["b declares news", "b passes"] * 5
        failing = Says(*[RuntimeError("no"), Act("a", "passes")] * 5)
        end = play(scenario(), {"a": failing, "b": Script(*news)})
        refused = play(scenario(), {"a": Says(Act("a", "accepts", ("A9",))), "b": Script(*news)}, turns=4)

        assert (NoDeal("strategy_failed", 3, "a"), 6) == (end.outcome, failing.asked)
        assert NoDeal("cap", 4) == refused.outcome

    def test_a_strategy_that_cannot_take_its_seat_fails(self) -> None:
        """Like one that raises whenever it is asked."""
        end = play(scenario(), {"a": Refuses(), "b": Script(*["b declares news", "b passes"] * 5)})

        assert NoDeal("strategy_failed", 3, "a") == end.outcome
        assert "failed: RuntimeError: no chair" == texts(end)[0]


class Restless:
    """A seat that never passes."""

    def decide(self, view: View, rng: object) -> Act:
        """Table a text, then stand by it."""
        last = view.last_own()
        return view.say("stands by", last.label) if last else view.table(1)


class TestLongTurns:
    """Under the free protocol a turn has no end of its own: the session ends it, so that the cap holds."""

    def test_seats_that_never_pass_are_passed(self) -> None:
        """After so many acts for each actor; the record says so, and replays."""
        end = play(scenario(), {"a": Restless(), "b": Restless()}, protocol="record", turns=2)

        said = sum(act.deed in ("tables", "stands by") for _, act in end.acts)
        assert NoDeal("cap", 2) == end.outcome
        assert said == pytest.approx(2 * ACTS_A_TURN * len(scenario().actors), rel=0.05)
        assert {"passes, having done as much as fits one turn"} == set(texts(end))
        assert end.outcome == replay(end.transcript).outcome

    def test_strategies_of_the_house_come_to_an_end_too(self) -> None:
        """They stand by their texts for ever where nothing bids them stop."""
        assert 2 >= play("two-villages", protocol="record", turns=2).outcome.turn


class TestShowing:
    """Printed, a play and its transcript are minutes; in a prompt they are one line."""

    def test_printed_they_are_minutes(self) -> None:
        """The same for both."""
        end = play("two-villages", seed=1)

        assert str(end).startswith("MINUTES   Two villages")
        assert "AGREEMENT at turn 9 on H9" in str(end)
        assert str(end) == str(end.transcript)

    def test_answers_that_could_not_be_used_are_told(self) -> None:
        """Whoever writes a strategy sees in the minutes what went wrong, and that nothing was tabled."""

        class Broken:
            def decide(self, view: View, rng: Any) -> Act:
                raise ZeroDivisionError("by nothing")

        text = " ".join(str(play("two-villages", {"highfield": Broken(), "millbrook": Broken()})).split())

        assert "Answers that could not be used turn 1, highfield: failed: ZeroDivisionError: by nothing" in text
        assert "Nothing changes: nobody tables a text." in text

    @pytest.mark.parametrize(
        ("seed", "below"),
        [(2, "Ukraine ends below the start"), (9, "United States and Ukraine end below the start")],
    )
    def test_tells_who_ends_below_the_start(self, seed: int, below: str) -> None:
        """In the minutes, and in the first line of the scorecard."""
        seats: dict[str, Strategy | str] = {"russia": "random", "united_states": "random"}
        ended = play("european-security-2022", seats, seed=seed)

        assert f"{below}." in " ".join(str(ended).split())
        assert f"; {below}." in " ".join(str(ended.scorecard).split())

    def test_one_that_is_cut_tells_how_far_it_goes(self) -> None:
        """There is no outcome to tell."""
        cut = evolve(play("two-villages", seed=1).transcript, end=None, lost="the rest")
        cut = evolve(cut, acts=cut.acts[:4])

        assert "The record stops here, in turn 3." in str(cut)

    def test_in_a_prompt_they_are_short(self) -> None:
        """The whole scenario does not fit a screen."""
        end = play("two-villages", seed=1)

        assert repr(end).startswith("<Play of two-villages, seed 1: Agreement at turn 9 on H9: ")
        assert f"<Transcript of two-villages: {len(end.acts)} acts, seed 1>" == repr(end.transcript)


class TestTogether:
    """In simultaneous protocols moves are sealed first, then folded in the order of the seats."""

    def test_are_sealed(self) -> None:
        """Nobody sees the other's text of the same moment."""
        lines = {"a": Script("a tables A1: x = x1"), "b": Script("b accepts A1", "b tables B1: y = y1", "b accepts A1")}
        end = play(scenario(), lines, protocol=monotonic_concession(3))

        assert "refused: b accepts A1: b may not do that now" == texts(end)[0]
        assert "A1" == end.outcome.label  # type: ignore[union-attr]

    def test_what_an_earlier_one_voids_passes(self) -> None:
        """Two acceptances cross: the first closes, the second is not folded."""
        lines = {
            "a": Script("a tables A1: x = x1", "a accepts B1"),
            "b": Script("b tables B1: y = y1, x = x2", "b accepts A1"),
        }
        end = play(scenario(), lines, protocol=monotonic_concession())

        assert ("B1", 3) == (end.outcome.label, len(end.acts))  # type: ignore[union-attr]


class TestSeats:
    """Who is asked: seats by their strategies, parties by default, the others by computation."""

    def test_parties_play_linear_where_nothing_else_is_said(self) -> None:
        """Or what the scenario says."""
        end = play(scenario())
        other = play(
            scenario(defaults={"strategies": {"a": "boulware"}, "protocol": "stacked-alternating-offers"}),
            {"b": "random"},
        )

        assert {"a": str(Linear()), "b": str(Linear())} == dict(end.strategies)
        assert "TimeDependent(exponent=0.2, start=0.0)" == other.strategies["a"]
        assert str(RandomAcceptable()) == other.strategies["b"]

    def test_seats_without_a_strategy_pass(self) -> None:
        """A mediator nobody plays says nothing."""
        end = play(scenario(seats=["a", "d", "b"]), {"a": Script(), "b": Script()}, protocol="plenary")

        assert [Act(who, "passes") for who in "adb"] == [act for _, act in end.acts[:3]]
        assert Act("d", "passes") == computed(talks(seats=["d", "a", "b"]), "d")

    def test_a_strategy_needs_a_word_in_the_talks(self) -> None:
        """A seat, a gate, a signature."""
        gates = {"g": {"who": "f", "must": "consent", "force": "constitutive", "assumed": "t"}}
        parts: dict[str, Any] = {"gates": gates, "actors": {name: {"title": name} for name in "efg"}}
        base, signed = scenario(**parts), scenario(issues=ISSUES_SIGNED, **parts)
        lines: dict[str, Any] = {"a": Script("a tables A1: x = x1"), "b": Script("b accepts A1")}

        assert isinstance(play(signed, {**lines, "e": Script("e consents to A1")}).outcome, Agreement)
        assert NoDeal("consent_refused", 3, "A1: f") == play(base, {**lines, "f": Script("f objects to A1")}).outcome
        with pytest.raises(UsageError, match="expected an actor with a seat or a word in the talks: a, b, f, got 'g'"):
            play(base, {"g": Script()})
        with pytest.raises(UnknownNameError, match="expected the name of a seat, got 'h'"):
            play(base, {"h": Script()})

    def test_strategies_have_names(self) -> None:
        """Known ones."""
        with pytest.raises(UnknownNameError, match="the name of a strategy, got 'liner'; did you mean linear"):
            play(scenario(), {"a": "liner"})

    def test_a_class_is_no_strategy_yet(self) -> None:
        """Nor is what makes one: both want to be called."""
        makers: dict[str, Any] = {"Linear": Linear, "RandomAcceptable": RandomAcceptable}
        for name, maker in makers.items():
            with pytest.raises(
                UsageError, match=rf"expected a strategy for a, or its name, got {name}; call it: {name}\(\)"
            ):
                play(scenario(), {"a": maker})
        nothing: Any = 3
        with pytest.raises(UsageError, match="expected a strategy for a, or its name, got 3; it has seat"):
            play(scenario(), {"a": nothing})


class TestPlay:
    """One negotiation played: by name or value, under any protocol, from any state, with its aftermath."""

    def test_takes_a_scenario_by_name(self) -> None:
        """Under its default reading."""
        assert play("two-villages", seed=1).outcome == play(load("two-villages"), seed=1).outcome

    @pytest.mark.parametrize("name", ["two-villages", "european-security-2022"])
    def test_leaves_no_circle_of_values_behind(self, name: str) -> None:
        """A play that nobody holds is gone at once: thousands in a row need no search for garbage."""
        given = load(name)
        play(given, seed=1).transcript  # noqa: B018 - what is looked up once stays
        gc.freeze()  # what was there before is not looked at
        gc.disable()
        try:
            play(given, seed=2).transcript  # noqa: B018
            assert gc.collect() == 0
        finally:
            gc.enable()
            gc.unfreeze()

    def test_agreements_that_are_alike_are_scored_alike_but_for_time(self) -> None:
        """The label of the text does not enter; the turn does, where an actor discounts what comes late."""
        plain = load("two-villages")
        impatient = plain.with_("actors.highfield.discount", 0.9)
        outcome, start = play(plain, seed=1).outcome, world_at_start(plain)
        assert isinstance(outcome, Agreement)
        for given, is_less in ((plain, False), (impatient, True)):
            ends = [evolve(outcome, turn=turn, label=label) for turn, label in ((1, "H1"), (5, "M5"))]
            early, late = (scorecard_of(given, end, start, start) for end in ends)

            assert ends == [early.outcome, late.outcome]
            assert is_less is (late["highfield"].utility != early["highfield"].utility)
            assert late["millbrook"] == early["millbrook"]

    def test_takes_a_protocol_by_name_with_the_scenarios_deadline(self) -> None:
        """Or the scenario's own."""
        game = scenario(defaults={"protocol": "plenary", "deadline_turns": 3, "turns": 9})

        assert ("plenary", 3, 9) == (
            game_of(game).protocol.name,
            game_of(game).protocol.deadline_turns,
            game_of(game).cap,
        )
        assert ("alternating-offers", 3, 4) == (
            game_of(game, "alternating-offers", 4).protocol.name,
            game_of(game, "alternating-offers").protocol.deadline_turns,
            game_of(game, "alternating-offers", 4).cap,
        )
        assert game_of(game, alternating_offers()).protocol.deadline_turns is None

    def test_plays_on_from_a_state(self) -> None:
        """Of the same scenario; the record has what came before."""
        state = through(talks(), "a tables A1: x = x1")
        end = play(state.game.scenario, {"a": Script(), "b": Script("b accepts A1")}, start=state)

        assert (2, 4) == (end.outcome.turn, len(end.acts))
        assert end.outcome == replay(end.transcript).outcome
        with pytest.raises(UsageError, match="expected a start in the talks that are played, got one in small"):
            play("two-villages", start=state)

    def test_of_talks_that_have_ended_asks_nobody(self) -> None:
        """There is nothing left to play."""
        state = talks().after("a leaves")

        assert NoDeal("left", 1, "a") == play(state.game.scenario, {"b": Says(RuntimeError())}, start=state).outcome

    def test_is_the_same_for_the_same_seed(self) -> None:
        """And another for another."""
        ends = [
            play(scenario(), {"a": "random", "b": "random"}, protocol="stacked-alternating-offers", seed=seed)
            for seed in (1, 1, 2, 3, 4)
        ]

        assert ends[0].acts == ends[1].acts
        assert len({str(end.acts) for end in ends}) > 1
        other = play(scenario(), {"a": "random", "b": "random"}, protocol="stacked-alternating-offers", seed=1, run=1)
        assert other.run == 1

    def test_tells_what_came_after_no_deal(self) -> None:
        """The draw of the threat that stood; nothing after an agreement."""
        parts: dict[str, Any] = {
            "measures": {"m": {"title": "t", "effects": {"b": -0.5}, "assumed": "t"}},
            "threats": {
                "t": {"by": "a", "to": "b", "measure": "m", "unless": "x == x2", "probability": 0.5, "assumed": "t"}
            },
        }
        seen = set()
        for seed in range(12):
            end = play(scenario(**parts), {"a": Script(), "b": Script()}, seed=seed)
            assert end.aftermath is not None
            fired = Draws(seed).uniform("threat", "*", "m", 3) < 0.5
            assert fired == ("m" in end.aftermath.world.happened)
            seen.add(fired)
        agreed = play(
            scenario(**parts), {"a": Script("a tables A1: x = x1"), "b": Script("b accepts A1")}, protocol="plenary"
        )

        assert {True, False} == seen
        assert agreed.aftermath is None

    def test_draws_anew_after_the_talks(self) -> None:
        """What a hazard spared in the last turn is not spared by the same draw again: as often as the tree says."""
        threat = {"by": "a", "to": "b", "measure": "m", "unless": "x == x2", "probability": 0.5, "hazard": 0.5}
        parts: dict[str, Any] = {
            "measures": {"m": {"title": "t", "effects": {"b": -0.5}, "assumed": "t"}},
            "threats": {"t": {**threat, "assumed": "t"}},
        }
        fired = 0
        for seed in range(400):
            end = play(scenario(**parts), {"a": Script(), "b": Script()}, seed=seed, turns=1)
            assert end.aftermath is not None
            fired += "m" in end.aftermath.world.happened

        assert abs(fired / 400 - 0.75) < 0.06

    @pytest.mark.parametrize(
        ("given", "message"),
        [
            ({"scenario": 3}, "expected a scenario, or the name or path of one, got 3"),
            ({"strategies": ["linear"]}, "expected strategies by actor, got ['linear']"),
            ({"protocol": 3}, "expected a protocol or its name, got 3"),
            ({"turns": "many"}, "expected a whole number of turns, got 'many'"),
            ({"turns": True}, "expected a whole number of turns, got True"),
            ({"turns": 100_000_000}, "expected a cap of 1 to 10,000 turns, got 100,000,000"),
        ],
    )
    def test_refuses_what_is_of_another_kind(self, given: dict[str, Any], message: str) -> None:
        """In a sentence, before anything is played."""
        with pytest.raises(UsageError, match=re.escape(message)):
            play(**{"scenario": scenario(), **given})

    @pytest.mark.parametrize(("seed", "run"), [(-1, 0), (0, -1), (1.5, 0), (True, 0), (2**128, 0)])
    def test_needs_a_seed_that_is_a_whole_number(self, seed: Any, run: Any) -> None:
        """From 0 up; one of NumPy's will do."""
        with pytest.raises(
            UsageError, match=r"a whole number from 0 to 2\*\*(128 - 1 for the seed|64 - 1 for the run), got "
        ):
            play(scenario(), seed=seed, run=run)
        assert 3 == play(scenario(), seed=np.int64(3)).seed  # type: ignore[arg-type]

    def test_a_word_given_beside_the_computed_one_counts(self) -> None:
        """A gate's holder that consents at a loss has consented: what is in force is valid."""
        values = {"x": {"x0": 1, "x1": 0, "x2": 0}, "y": {"y0": 1, "y1": 0}}
        parts: dict[str, Any] = {
            "actors": {"d": {"salience": {"x": 0.5, "y": 0.5}, "values": values}},
            "gates": {"g": {"who": "d", "must": "consent", "force": "constitutive", "assumed": "t"}},
        }
        talks = {"a": Script("a tables A1: x = x1"), "b": Script("b accepts A1"), "d": Script("d consents to A1")}
        end = play(scenario(**parts), talks, protocol="plenary")

        assert (True, ()) == (end.scorecard.valid, end.scorecard.reasons)

    def test_without_an_end_has_no_outcome(self) -> None:
        """Nor a scorecard."""
        unfinished = Play(scenario(), talks())

        assert unfinished.transcript.end is None
        with pytest.raises(UsageError, match="expected talks that have ended, got turn 1 of talks that go on"):
            _ = unfinished.outcome


class TestChance:
    """The seat of chance draws what is due, each at its own address; threats that name one measure share a draw."""

    def test_draws_each_kind_at_its_own_address(self) -> None:
        """Events, meetings, leaks, hazards: the address says which."""
        parts: dict[str, Any] = {
            "measures": {"m": {"title": "t", "assumed": "t"}},
            "events": {"e": {"each_turn": 0.5, "assumed": "t"}, "s": {"held": 0.5, "assumed": "t"}},
            "threats": {
                "t": {"by": "a", "to": "b", "measure": "m", "unless": "x == x2", "hazard": 0.5, "assumed": "t"}
            },
            "channels": {"whisper": {"title": "t", "leaks": 0.5, "assumed": "t"}},
        }
        for seed in range(8):
            chance, draws = Chance(Draws(seed)), Draws(seed)
            state = talks(**parts).after("* passes", "a floats A1 to b by whisper: x = x1", "a schedules s in 1 turns")
            state = state.after("a passes", "b passes")
            expected = [
                name
                for name, kind, about in (
                    ("e", "event", "e"),
                    ("s", "meeting", "s"),
                    ("t", "threat", "m"),
                    ("A1", "leak", "A1"),
                )
                if draws.uniform(kind, "*", about, 2) < 0.5
            ]
            found = []
            while state.phase == "events":
                act = chance.decide(state)
                found += [act.label] if act.what else []
                state = state.after(act)

            assert expected == found

    def test_two_threats_that_name_one_measure_share_a_draw(self) -> None:
        """They announce the same deed: the likelier decides."""
        parts: dict[str, Any] = {
            "measures": {"m": {"title": "t", "assumed": "t"}, "n": {"title": "t", "by": "a", "assumed": "t"}},
            "threats": {
                name: {"by": who, "to": "a", "measure": "m", "if": "happened(n)", "probability": p, "assumed": "t"}
                for name, who, p in (("t", "b", 0.2), ("u", "d", 0.6))
            },
        }
        state = talks(**parts).after("a carries out n", "a passes", "b passes")
        fired = [Chance(Draws(seed)).decide(state).deed == "happens" for seed in range(200)]

        assert [Draws(seed).uniform("threat", "*", "m", 1) < 0.6 for seed in range(200)] == fired


class TestProtocols:
    """A protocol is named with its parameters wherever it is named: in Python, in a scenario, at the command line."""

    def test_takes_a_deadline_with_its_name(self) -> None:
        """Over the scenario's own."""
        ended = play("two-villages", {"millbrook": Script()}, protocol="alternating-offers:deadline=3")

        assert NoDeal("deadline", 3) == ended.outcome

    def test_takes_parameters_with_its_name(self) -> None:
        """In a call, and as the scenario's own; the transcript keeps them."""
        named = play("two-villages", protocol="plenary:quorum=2,vetoes=highfield+millbrook", turns=3)
        own = load("two-villages").with_("defaults.protocol", "one-text:chair=lowmead").with_("seats", None)
        told = {"name": "plenary", "deadline_turns": None, "quorum": 2, "vetoes": ["highfield", "millbrook"]}

        assert told.items() <= named.transcript.protocol.items()
        assert named.outcome == replay(named.transcript).outcome
        with pytest.raises(UnknownNameError, match="seated actor to take the chair, got 'lowmead'"):
            play(own)

    def test_the_end_by_the_cap_is_told_in_words(self) -> None:
        """The word "cap" is the library's own."""
        assert "NO DEAL after turn 1: play was stopped there." in str(play("two-villages", turns=1))


class TestReplay:
    """Under a protocol of one's own."""

    def test_needs_the_protocol(self) -> None:
        """A transcript keeps its name alone, which no catalogue has; the cure is told."""
        own = evolve(plenary(), name="own")
        record = play(scenario(), protocol=own, turns=2).transcript
        message = "expected a transcript under a protocol of the catalogue, got 'own'; give it: replay(…, protocol=…)"
        with pytest.raises(UsageError, match=f"^{re.escape(message)}$"):
            replay(record)

        assert record.acts == replay(record, own).acts


class TestDamaged:
    """A record that is cut replays as far as it goes, and what it lost is not forgotten."""

    def test_says_what_is_lost(self, tmp_path: Path) -> None:
        """By its last line, or by one among its acts."""
        path = tmp_path / "talks.jsonl"
        play("two-villages", seed=1).transcript.save(path)
        lines = path.read_text("utf8").splitlines(keepends=True)

        path.write_text("".join(lines)[:-300], "utf8")
        short = replay(path)
        assert f"line {len(lines)} is cut" in short.lost == short.transcript.lost
        assert short.transcript.end is None
        assert isinstance(short.outcome, Agreement)

        path.write_text("".join(lines[:4]), "utf8")
        with pytest.raises(UsageError, match="got turn 2 of talks that go on; the end is missing: 3 acts are kept"):
            replay(path).outcome  # noqa: B018


class TestMistakes:
    """What cannot be a protocol, a strategy or a script is refused at once, with the cure."""

    @pytest.mark.parametrize(
        ("call", "error"),
        [
            (lambda: play(scenario(), protocol=plenary), "expected a protocol or its name, .*; call it: plenary"),  # type: ignore[arg-type]
            (lambda: play(scenario(), protocol=7), "expected a protocol or its name, got 7$"),  # type: ignore[arg-type]
            (
                lambda: play(scenario(), protocol="one-text"),
                "expected a chair for one text, got none; name who has a seat",
            ),
            (lambda: play(scenario(), protocol="plenary:quorum=x"), "a whole number for the quorum, got"),
            (lambda: play(scenario(), {"a": Script}), "expected a strategy for a, or its name, .*; call it: "),  # type: ignore[dict-item]
            (lambda: play(scenario(), {"a": Linear}), "expected a strategy for a, or its name, .*; call it: "),  # type: ignore[dict-item]
            (lambda: play(scenario(), {"b": None}), "expected a strategy for b, or its name, got None; it has seat"),  # type: ignore[dict-item]
            (lambda: Script(["a passes"]), "expected acts, or their notation, .*; one argument each"),  # type: ignore[arg-type]
            (
                lambda: play(scenario(), {"a": "boulware:pace=1"}),
                "has, got pace; choose from exponent, start",
            ),
            (lambda: play(scenario(), {"a": "consenting:pace=1"}), "got pace; choose from against"),
            (lambda: protocol_named("plenary", pace=1), "that plenary has, got pace; choose from quorum, vetoes"),
        ],
    )
    def test_are_refused(self, call: Callable[[], object], error: str) -> None:
        """By a sentence, not by a traceback from within."""
        with pytest.raises(UsageError, match=error):
            call()


class TestScript:
    """Acts in notation, one a move, in order; then passes."""

    def test_recites(self) -> None:
        """And falls silent at its end; each play anew."""
        script = Script("a declares news", Act("a", "tables", ("A1",), terms=Table()))
        assert "a declares news\na tables A1: status_quo" == str(script)
        player = script.seat(talks().view("a"))

        assert ["declares", "tables", "passes", "passes"] == [
            player.decide(talks().view("a"), None).deed for _ in range(4)
        ]
        assert "declares" == script.seat(talks().view("a")).decide(talks().view("a"), None).deed

    def test_an_illegal_line_is_refused_and_the_next_one_taken(self) -> None:
        """As from any other seat."""
        end = play(
            scenario(),
            {"a": Script("a accepts A9", "a tables A1: x = x1"), "b": Script("b accepts A1")},
            protocol=plenary(),
        )

        assert ["refused: a accepts A9: a may not do that now"] == texts(end)
        assert isinstance(end.outcome, Agreement)
