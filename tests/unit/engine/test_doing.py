"""What is done and what happens: measures, events, meetings, threats and promises in play, leaving and passing."""

from typing import Any

import pytest

from negotiation.engine.acts import Act
from negotiation.engine.deeds import due
from negotiation.engine.game import Game
from negotiation.engine.opening import begin
from negotiation.engine.protocols import plenary
from negotiation.engine.state import IllegalActError, State
from negotiation.scenario.no_deal import no_deal
from tests.unit.engine.making import scenario, talks, through

PROMISE: dict[str, Any] = {"by": "a", "to": "b", "measure": "m", "by_turn": 2, "assumed": "t"}


def measures(*names: str, **more: dict[str, Any]) -> dict[str, Any]:
    """Return measures by id."""
    return {name: {"title": "t", "assumed": "t", **more.get(name, {})} for name in names}


def threat(**parts: Any) -> dict[str, Any]:
    """Return a threat of a to b."""
    return {"by": "a", "to": "b", "measure": "m", "assumed": "t", **parts}


def what_can(state: State) -> list[tuple[str, str, str, float]]:
    """Return what chance may draw now."""
    return [(each.kind, each.name, each.about, each.probability) for each in due(state, state.phase)]


class TestMeasures:
    """A measure needs no consent, is its actor's, and lands once unless it repeats."""

    @pytest.mark.parametrize(
        ("name", "reason"),
        [
            ("nosuch", "there is no measure 'nosuch'"),
            ("of_b", "of_b is no measure that a may carry out"),
            ("of_chance", "of_chance is no measure that a may carry out"),
            ("of_a", ""),
        ],
    )
    def test_is_for_its_actor(self, name: str, reason: str) -> None:
        """Another's, chance's, nobody's: refused."""
        parts: dict[str, Any] = measures(
            "of_a", "of_b", "of_chance", of_a={"by": "a"}, of_b={"by": "b"}, of_chance={"by": "a", "chance_only": True}
        )

        assert reason == talks(measures=parts).why_illegal(Act("a", "carries out", (name,)))

    def test_happens_once_or_as_often_as_it_repeats(self) -> None:
        """The count is what its effects are multiplied with."""
        parts: dict[str, Any] = measures(
            "once", "often", once={"by": "a"}, often={"by": "a", "repeats": True, "effects": {"b": -0.1}}
        )
        state = talks(measures=parts).after("a carries out once", "a carries out often publicly")
        state = through(state)

        assert "once has been carried out already" == state.why_illegal(Act("a", "carries out", ("once",)))
        state = state.after("a carries out often")
        assert {"once": 1, "often": 2} == dict(state.world.happened)
        assert no_deal(state.game.scenario, "b", state.world) == 600_000_000_000 - 200_000_000_000

    def test_moves_the_status_quo_for_all_to_see(self) -> None:
        """Whatever way it was told."""
        parts: dict[str, Any] = measures("m", m={"by": "a", "moves": {"x": "x2"}})
        state = talks(measures=parts).after("a carries out m")

        assert ((2, 0), {0: "m"}) == (state.view("d").world.status_quo, dict(state.world.movers))


class TestEvents:
    """Events at a turn, by hazard, as meetings: drawn at the start of a turn, before anybody moves."""

    def test_come_at_their_turn(self) -> None:
        """Not before, and once."""
        parts: dict[str, Any] = {
            "measures": measures("m"),
            "events": {"e": {"measure": "m", "turn": 2, "assumed": "t"}},
        }
        state = talks(**parts)
        assert ("a",) == state.to_act
        state = state.after("a passes", "b passes")

        assert [("event", "e", "e", 1.0)] == what_can(state)
        assert "'x' cannot happen now (what can: e)" == state.why_illegal(Act("*", "happens", ("x",)))
        assert {"e": 1, "m": 1} == dict(state.after("* e").world.happened)

    def test_come_by_hazard_turn_after_turn(self) -> None:
        """One that brings a measure, until that has happened; one that brings none, again and again."""
        parts: dict[str, Any] = {
            "measures": measures("m"),
            "events": {
                "e": {"measure": "m", "each_turn": 0.5, "assumed": "t"},
                "f": {"each_turn": 0.25, "assumed": "t"},
                "g": {"each_turn": 0, "assumed": "t"},
            },
        }
        state = talks(**parts)
        assert [("event", "e", "e", 0.5), ("event", "f", "f", 0.25)] == what_can(state)
        state = state.after("* f")
        assert [("event", "e", "e", 0.5)] == what_can(state)
        state = through(state.after("* e", "* passes"))

        assert [("event", "f", "f", 0.25)] == what_can(state)

    def test_meetings_wait_for_an_act(self) -> None:
        """Scheduled in so many turns; called off if not held, even if it never could have been."""
        parts: dict[str, Any] = {"events": {"m": {"held": 0.5, "assumed": "t"}, "n": {"held": 0, "assumed": "t"}}}
        state = talks(**parts).after("a schedules m in 1 turns", "a schedules n in 1 turns publicly")
        state = through(state)

        assert [("meeting", "m", "m", 0.5)] == what_can(state)
        done = state.after("* m", "* passes")
        assert {("*", "cancels", "n")} == {deed for deed in done.world.deeds if deed[1] == "cancels"}
        assert {("*", "cancels", "m"), ("*", "cancels", "n")} == {
            deed for deed in state.after("* passes").world.deeds if deed[1] == "cancels"
        }

    @pytest.mark.parametrize(
        ("act", "reason"),
        [
            (Act("a", "schedules", ("m",)), "say when: … in N turns, or on DATE"),
            (Act("a", "schedules", ("e",), when="1"), "the scenario has no meeting 'e' (an event with `held`)"),
            (Act("a", "schedules", ("z",), when="1"), "the scenario has no meeting 'z' (an event with `held`)"),
            (
                Act("a", "schedules", ("m",), when="soon"),
                "expected a `when` that can be said with 'a schedules', got 'soon'",
            ),
            (Act("a", "schedules", ("m",), when="²"), "expected a `when` that can be said with 'a schedules', got '²'"),
            (Act("a", "schedules", ("m",), when="2022-02-30"), "expected a `when` that can be said"),
        ],
    )
    def test_meetings_are_scheduled_with_sense(self, act: Act, reason: str) -> None:
        """What, and when."""
        parts: dict[str, Any] = {"events": {"m": {"held": 0.5, "assumed": "t"}, "e": {"turn": 9, "assumed": "t"}}}

        assert talks(**parts).why_illegal(act).startswith(reason)

    def test_a_date_is_for_the_record(self) -> None:
        """It is noted, and no turn waits for it."""
        state = talks(events={"m": {"held": 1, "assumed": "t"}}).after("a schedules m on 2022-01-10")

        assert ({}, True) == (dict(state.talks.schedule), ("a", "schedules", "m") in state.world.deeds)

    def test_a_coming_meeting_keeps_the_talks_alive(self) -> None:
        """Waiting for it is no deadlock."""
        state = talks(events={"m": {"held": 1, "assumed": "t"}}).after("a schedules m in 4 turns")
        for _ in range(4):
            state = through(state)

        assert (5, 0, ("*",)) == (state.turn, state.talks.idle_turns, state.to_act)


class TestThreatsInPlay:
    """Made by acts, of their kind; fired by chance on their trigger or hazard; backed down from; withdrawn."""

    @pytest.mark.parametrize(
        ("act", "reason"),
        [
            (Act("a", "threatens", ("m",), ("b",)), ""),
            (Act("a", "threatens", ("z",), ("b",)), "the scenario has no threat of a with z"),
            (Act("a", "threatens", ("m",)), "expected a `to` that can be said with 'a threatens', got ()"),
        ],
    )
    def test_name_a_measure_of_the_scenario(self, act: Act, reason: str) -> None:
        """A threat on an unknown act is none."""
        state = talks(measures=measures("m"), threats={"t": threat(unless="x == x2", announced=False)})

        assert reason == state.why_illegal(act)

    def test_are_made_by_kind(self) -> None:
        """With one measure, `if` and `unless` are two threats."""
        threats = {
            "t": threat(unless="x == x2", announced=False),
            "u": threat(**{"if": "happened(n)"}, announced=False),
        }
        state = talks(measures=measures("m", "n"), threats=threats)
        made = [
            {
                name
                for name, status in state.after(f"a threatens b with m{how}").world.threats.items()
                if status == "standing"
            }
            for how in ("", " unless x == x2", " if happened(n)")
        ]

        assert [{"t", "u"}, {"t"}, {"u"}] == made

    def test_fire_on_their_trigger_at_the_end_of_its_turn(self) -> None:
        """Two that name one measure fire together, once."""
        threats = {
            "t": threat(**{"if": "happened(n)"}, probability=0.7),
            "u": threat(by="b", to="a", **{"if": "happened(n)"}, probability=0.9),
        }
        state = talks(measures=measures("m", "n", n={"by": "a"}), threats=threats).after(
            "a carries out n", "a passes", "b passes"
        )

        assert [("threat", "t", "m", 0.7), ("threat", "u", "m", 0.9)] == what_can(state)
        fired = state.after("* u")
        assert ({"t": "fired", "u": "fired"}, 1) == (dict(fired.world.threats), fired.world.happened["m"])
        assert ((), 1, 2) == (due(fired, "triggers"), fired.turn, fired.after("* passes").turn)

    def test_not_executed_they_are_backed_down_from(self) -> None:
        """In public at the audience's cost, in private at none, and known to those who knew of it."""
        threats = {
            "t": threat(**{"if": "happened(n)"}, announced=False),
            "u": threat(**{"if": "happened(n)"}, measure="o", announced=False),
        }
        state = talks(measures=measures("m", "n", "o", n={"by": "b"}), threats=threats)
        state = state.after(
            "a threatens b with m", "a threatens b with o privately", "a passes", "b carries out n", "b passes"
        )
        state = state.after("* passes")

        assert {"t": "backed_down", "u": "backed_down"} == dict(state.world.threats)
        assert {"a": 1} == dict(state.world.backdowns)
        assert "silent" == state.view("d").world.threats["u"]
        assert 2 == state.turn

    def test_decided_by_a_seat_they_are_executed_where_that_pays(self) -> None:
        """By the issuer's interest, as in the no-deal tree."""
        parts: dict[str, Any] = measures("m", "n", m={"effects": {"a": -0.1, "b": -0.5}}, n={"by": "b"})
        state = [
            talks(
                measures=parts,
                threats={"t": threat(**{"if": "happened(n)"}, decided_by="seat", probability=0.5, backing_down=cost)},
            ).after("a passes", "b carries out n", "b passes")
            for cost in (0, 0.2)
        ]

        assert [[("threat", "t", "m", 0.0)], [("threat", "t", "m", 1.0)]] == [what_can(each) for each in state]

    def test_compellent_ones_fire_by_hazard_while_the_demand_is_unmet(self) -> None:
        """Not where the status quo meets it, nor without a hazard, nor once withdrawn."""
        parts: dict[str, Any] = {"measures": measures("m", "n", n={"by": "a", "moves": {"x": "x2"}})}
        state = talks(**parts, threats={"t": threat(unless="x == x2", hazard=0.25)})
        assert [("threat", "t", "m", 0.25)] == what_can(state)
        met = through(state.after("* passes", "a carries out n"))
        withdrawn = through(state.after("* passes", "a withdraws t"))

        assert (("a",), ("a",)) == (met.to_act, withdrawn.to_act)
        assert ("a",) == talks(**parts, threats={"t": threat(unless="x == x2")}).to_act
        assert "t is no threat of a that stands" == withdrawn.why_illegal(Act("a", "withdraws", ("t",)))
        assert "b may not do that now" == met.after("a passes").why_illegal(Act("b", "withdraws", ("t",)))

    def test_carried_out_they_are_fired(self) -> None:
        """By their issuer's own act; what is done cannot be threatened again."""
        state = talks(measures=measures("m", m={"by": "a"}), threats={"t": threat(unless="x == x2")}).after(
            "a carries out m"
        )

        assert "fired" == state.world.threats["t"]
        assert "m has been carried out" == through(state).why_illegal(Act("a", "threatens", ("m",), ("b",)))

    def test_remember_the_status_quo_of_their_demand(self) -> None:
        """What has improved is measured from there."""
        parts: dict[str, Any] = measures("m", "n", n={"by": "b", "moves": {"x": "x1"}})
        state = talks(measures=parts, threats={"t": threat(unless="improved(x)", announced=False)})
        state = through(state, "a passes", "b carries out n").after("a threatens b with m")

        assert (1, 0) == state.world.bases["t"]


class TestPromises:
    """Made by acts, kept by their measure, broken when they are overdue."""

    def test_are_their_makers(self) -> None:
        """Nobody promises for another, or what the scenario does not know."""
        state = talks(measures=measures("m"), promises={"p": PROMISE})

        assert "the scenario has no promise 'z'" == state.why_illegal(Act("a", "promises", ("z",)))
        assert "b may not do that now" == state.after("a passes").why_illegal(Act("b", "promises", ("p",)))

    def test_of_another_are_not_ones_own_to_make(self) -> None:
        """Where one has promises of one's own."""
        mine = {**PROMISE, "by": "b", "to": "a"}
        state = talks(measures=measures("m"), promises={"p": PROMISE, "q": mine}).after("a passes")

        assert "p is a promise of a" == state.why_illegal(Act("b", "promises", ("p",)))
        assert ("q",) == next(each.about for each in state.legal_acts("b") if each.deed == "promises")

    def test_are_kept_by_their_maker_alone(self) -> None:
        """The same measure by another keeps nobody's promise."""
        parts: dict[str, Any] = measures("m", m={"by": "a"})
        kept = talks(measures=parts, promises={"p": PROMISE}).after("a promises p to b", "a carries out m publicly")
        other = talks(measures=parts, promises={"p": {**PROMISE, "by": "b", "to": "a", "announced": True}})

        assert "kept" == kept.world.promises["p"]
        assert "standing" == other.after("a carries out m").world.promises["p"]

    def test_are_broken_when_overdue(self) -> None:
        """At the end of their turn, where their condition holds; a promise kept or broken is not made anew."""
        when = {**PROMISE, "if": "happened(n)"}
        state = talks(
            measures=measures("m", "n", n={"by": "b"}), promises={"p": {**PROMISE, "announced": True}, "q": when}
        )
        state = through(through(state, "a promises q to b"))

        assert {"p": "broken", "q": "standing"} == dict(state.world.promises)
        assert ("a", "breaks", "p") in state.world.deeds
        done = through(state.after("a promises p to b", "a passes", "b carries out n"))
        assert {"p": "broken", "q": "broken"} == dict(done.world.promises)


class TestChanceWhereNobodyDraws:
    """An opening tells what happened; there chance may say anything that can have happened."""

    @pytest.mark.parametrize(
        ("opening", "happened"),
        [(["* e"], {"e": 1, "m": 1}), (["* t"], {"m": 1}), (["* m"], {"m": 1}), (["* f", "* f"], {"f": 2})],
    )
    def test_tells_events_threats_and_measures(self, opening: list[str], happened: dict[str, int]) -> None:
        """By their names."""
        parts: dict[str, Any] = {
            "measures": measures("m"),
            "events": {"e": {"measure": "m", "turn": 9, "assumed": "t"}, "f": {"turn": 9, "assumed": "t"}},
            "threats": {"t": threat(unless="x == x2")},
        }
        state = talks(opening=opening, **parts)

        assert happened == dict(state.world.happened) == dict(state.world.opened)

    def test_a_measure_that_does_not_repeat_happens_once_there_too(self) -> None:
        """By whatever name it is told."""
        threats = {
            "s": threat(unless="x == x2", announced=False),
            "t": threat(**{"if": "happened(m)"}, measure="n"),
            "u": threat(unless="x == x0"),
        }
        events = {"e": {"measure": "m", "turn": 9, "assumed": "t"}}
        game = Game(scenario(measures=measures("m", "n"), events=events, threats=threats), plenary())
        for opening, reason in (
            (["* m", "* e"], "m has happened already"),
            (["* z"], "there is no event 'z'"),
            (["* s"], "s does not stand"),
            (["* t"], "the trigger of t has not come"),
            (["* u"], "the demand of u is met"),
        ):
            with pytest.raises(IllegalActError, match=reason):
                begin(game, opening)


class TestLeavingAndPassing:
    """Said on the floor; a non-party that leaves takes its seat with it, and nothing else."""

    def test_a_seat_without_a_signature_may_go(self) -> None:
        """The talks go on without it."""
        state = talks(seats=["a", "d", "b"]).after("a passes", "d leaves")

        assert (("a", "b"), ("b",), None) == (state.seats, state.to_act, state.outcome)

    def test_passing_is_no_activity(self) -> None:
        """Everything else is."""
        state = talks().after("a passes")

        assert (False, True) == (state.active, state.after("b declares news").active)
