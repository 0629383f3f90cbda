"""Seats that react or threaten, read as acts: against scripted opponents, with draws given or seeded."""

import re
from typing import Any

import pytest

from negotiation.data.base_rates import responses
from negotiation.engine.acts import CHANCE, Act
from negotiation.engine.chance import Draws
from negotiation.engine.notation import format_act
from negotiation.engine.procedures import record
from negotiation.errors import UnknownNameError, UsageError
from negotiation.playing import play
from negotiation.scenario import Scenario
from negotiation.strategies import Reactive, Script, Threatening
from negotiation.strategies.reacting import trigger_kind
from tests.unit.engine.making import scenario, talks

MEASURES: dict[str, Any] = {
    "strike": {"title": "t", "by": "a", "kind": "violent", "assumed": "t"},
    "sermon": {"title": "t", "by": "a", "assumed": "t"},
    "quake": {"title": "t", "kind": "political", "assumed": "t"},
    "drawn": {"title": "t", "by": "b", "kind": "violent", "chance_only": True, "assumed": "t"},
    "reprisal": {"title": "t", "by": "b", "kind": "violent", "assumed": "t"},
    "recall": {"title": "t", "by": "b", "kind": "political", "assumed": "t"},
    "drill": {"title": "t", "by": "b", "kind": "nonviolent_military", "assumed": "t"},
}
THREATS: dict[str, Any] = {
    "or_else": {"by": "a", "to": "b", "measure": "strike", "unless": "moved(x)", "announced": False, "assumed": "t"},
}
EVENTS: dict[str, Any] = {
    "tremor": {"measure": "quake", "each_turn": 0, "assumed": "t"},
    "feast": {"each_turn": 0, "assumed": "t"},
}
PARTS: dict[str, Any] = {"measures": MEASURES, "threats": THREATS, "events": EVENTS}
STRUCK = ("a carries out strike publicly", "a passes")


class Drawing:
    """A stream that gives the same draw again and again, and counts."""

    def __init__(self, value: float) -> None:
        self.value, self.n = value, 0

    def random(self) -> float:
        """Return the draw."""
        self.n += 1
        return self.value


def answer(draw: float, *acts: str, **more: Any) -> str:
    """Return how b answers some acts of a in turn 1, in notation; its inner strategy passes."""
    start = talks(**(PARTS | more))
    seat = Reactive(Script()).seat(start.view("b"))
    act = seat.decide(start.after(*(acts or STRUCK)).view("b"), Drawing(draw))  # type: ignore[arg-type]
    return format_act(act)


def said(found: Scenario, strategies: dict[str, Any], seed: int = 0, turns: int = 3) -> list[str]:
    """Return the acts of a play with their turns, in order, passes left out."""
    end = play(found, strategies, protocol="stacked-alternating-offers", turns=turns, seed=seed)
    assert () == end.notes
    return [f"{turn} {format_act(act)}" for turn, act in end.acts if act.deed != "passes"]


class TestReactive:
    """It answers what others do with a kind of response drawn from the row of that kind of trigger."""

    @pytest.mark.parametrize(
        ("draw", "expected"),
        [
            (0.0, "b carries out reprisal publicly"),
            (0.596, "b carries out reprisal publicly"),
            (0.598, "b carries out recall publicly"),
            (0.810, "b carries out recall publicly"),
            (0.812, "b carries out drill publicly"),
            (0.895, "b carries out drill publicly"),
            (0.897, "b declares protest publicly"),
            (0.948, "b declares protest publicly"),
            (0.950, "b passes"),
            (0.999, "b passes"),
        ],
    )
    def test_answers_violence_by_the_row(self, draw: float, expected: str) -> None:
        """Violent below 0.597, political up to 0.811, military up to 0.896, verbal up to 0.949; else what is rare."""
        assert expected == answer(draw)

    def test_draws_from_the_seats_own_stream(self) -> None:
        """Seed by seed the act is that of the draw at its address; over seeds the shares are those of the row."""
        found, row = scenario(**PARTS), responses("icb-v16", "violent")
        acts = {"violent": "reprisal", "political": "recall", "nonviolent_military": "drill", "verbal": "protest"}
        counts = dict.fromkeys([*row, ""], 0)
        for seed in range(300):
            hands = {"a": Script("a carries out strike publicly"), "b": Reactive(Script())}
            told = [line for line in said(found, hands, seed, turns=1) if line.startswith("1 b")]
            draw, kind = Draws(seed).uniform("strategy", "b", turn=1), ""
            for each, share in row.items():
                draw -= share
                if draw < 0:
                    kind = each
                    break
            counts[kind] += 1
            deed = "declares" if kind == "verbal" else "carries out"
            assert ([f"1 b {deed} {acts[kind]} publicly"] if kind else []) == told

        assert {kind: share * 300 for kind, share in row.items()} == pytest.approx(
            {kind: counts[kind] for kind in row}, abs=30
        )

    def test_makes_its_offers_beside(self) -> None:
        """A response takes no move: it goes on with the inner strategy's act in the same turn, and answers once."""
        hands = {"a": Script("a carries out strike publicly"), "b": Reactive(Script("b tables B1: x = x1"))}
        seed = next(n for n in range(50) if Draws(n).uniform("strategy", "b", turn=1) < 0.597)

        assert [
            "1 a carries out strike publicly",
            "1 b carries out reprisal publicly",
            "1 b tables B1: x = x1",
        ] == said(scenario(**PARTS), hands, seed)

    def test_answers_each_of_two_measures(self) -> None:
        """In order, one a turn: there is one public word beside a move."""
        parts = PARTS | {"measures": MEASURES | {"raid": MEASURES["strike"] | {"by": "c"}}}
        start = talks("abc", **parts)
        seat, draws = Reactive(Script()).seat(start.view("b")), Drawing(0.9)
        state = start.after("a passes", "b passes", "c carries out raid publicly", "c passes", *STRUCK)
        told = []
        for others in ((), (), ("c passes", "a tables A3: x = x1"), ()):
            state = state.after(*others)
            act = seat.decide(state.view("b"), draws)  # type: ignore[arg-type]
            state = state.after(act)
            told.append((act.deed, draws.n))

        assert [("declares", 1), ("passes", 1), ("declares", 2), ("passes", 2)] == told

    @pytest.mark.parametrize("draw", [0.0, 0.7])
    def test_does_nothing_where_it_has_no_such_measure(self, draw: float) -> None:
        """None of the kind, one that chance alone does, or one that has been done."""
        few = {name: MEASURES[name] for name in ("strike", "sermon", "quake", "drawn")}

        assert "b passes" == answer(draw, measures=few)

    def test_carries_out_again_only_what_repeats(self) -> None:
        """A measure that has been carried out is spent."""
        done = ("a passes", "b carries out reprisal publicly", "b passes", *STRUCK)
        again = MEASURES | {"reprisal": MEASURES["reprisal"] | {"repeats": True}}

        assert "b passes" == answer(0.0, *done)
        assert "b carries out reprisal publicly" == answer(0.0, *done, measures=again)

    def test_answers_a_threat_in_the_turn_in_which_it_is_made(self) -> None:
        """A threat addressed to the seat is a verbal trigger: verbal below 0.611, else nothing."""
        threatened = ("a threatens b with strike publicly", "a passes")

        assert "b declares protest publicly" == answer(0.610, *threatened)
        assert "b passes" == answer(0.612, *threatened)

    @pytest.mark.parametrize(
        "acts",
        [
            ("a carries out sermon publicly", "a passes"),
            ("a declares strike publicly", "a passes"),
            ("a passes", "b carries out recall publicly", "b passes", "a passes"),
            ("a passes", "b carries out reprisal publicly"),
        ],
        ids=["no kind", "words", "its own, last turn", "its own, now"],
    )
    def test_is_not_triggered_by_what_is_no_trigger(self, acts: tuple[str, ...]) -> None:
        """A measure of no kind, words, and its own acts."""
        assert "b passes" == answer(0.0, *acts)

    def test_is_not_triggered_by_the_opening(self) -> None:
        """What happened before the talks is no trigger."""
        assert "b passes" == answer(0.0, "a passes", opening=["a carries out strike publicly"])

    def test_says_nothing_where_it_may_not(self) -> None:
        """A deed that is not open to the seat is no response."""
        start = talks(**PARTS)
        for draw in (0.0, 0.9):
            seat = Reactive(Script()).seat(start.view("b"))
            view = start.after(*STRUCK).view_with("b", ("passes",))

            assert "passes" == seat.decide(view, Drawing(draw)).deed  # type: ignore[arg-type]

    def test_refuses_an_unknown_table(self) -> None:
        """Before the talks begin."""
        message = "expected the name of a table of base rates, got 'mid'; choose from icb-v16"
        with pytest.raises(UnknownNameError, match=re.escape(message)):
            Reactive(table="mid")


class TestTriggerKind:
    """The kind of measure that an act brought about."""

    @pytest.mark.parametrize(
        ("act", "kind"),
        [
            (Act("a", "carries out", ("strike",)), "violent"),
            (Act("a", "carries out", ("sermon",)), ""),
            (Act("a", "threatens", ("strike",), ("b",)), "verbal"),
            (Act("a", "threatens", ("strike",), ("d",)), ""),
            (Act("a", "declares", ("strike",)), ""),
            (Act(CHANCE, "happens", ("tremor",)), "political"),
            (Act(CHANCE, "happens", ("feast",)), ""),
            (Act(CHANCE, "happens", ("or_else",)), "violent"),
            (Act(CHANCE, "happens", ("quake",)), "political"),
            (Act(CHANCE, "leaks", ("A1",)), ""),
            (Act(CHANCE, "passes"), ""),
        ],
    )
    def test_of_an_act(self, act: Act, kind: str) -> None:
        """What actors do, what threatens the seat, and what chance draws: events, threats, measures."""
        assert kind == trigger_kind(talks(**PARTS).view("b"), act)

    def test_of_a_measure_that_happens_in_a_record(self) -> None:
        """Where chance is told instead of drawn, it is answered alike."""
        start = talks(protocol=record(), **PARTS)
        seat = Reactive(Script()).seat(start.view("b"))
        act = seat.decide(start.after("* strike").view("b"), Drawing(0.0))  # type: ignore[arg-type]

        assert "b carries out reprisal publicly" == format_act(act)


def dear(cost: float, *, announced: bool = False) -> dict[str, Any]:
    """Return a threat of a that costs a itself something, surely; and one of b, which is none of a's business."""
    strike = {"title": "t", "by": "a", "effects": {"a": -cost, "b": -0.5}, "assumed": "t"}
    raid = {"title": "t", "by": "b", "effects": {"b": -0.5}, "assumed": "t"}
    more = {"unless": "moved(x)", "probability": 1, "announced": announced, "assumed": "t"}
    return {
        "measures": {"raid": raid, "strike": strike},
        "threats": {
            "not_mine": {"by": "b", "to": "a", "measure": "raid", **more},
            "or_else": {"by": "a", "to": "b", "measure": "strike", **more},
        },
    }


class TestThreatening:
    """A threat is made where carrying it out would cost no more than the tolerance, withdrawn where it would."""

    @pytest.mark.parametrize(
        ("cost", "tolerance", "told"),
        [
            (0.0, 0.05, ["1 a threatens b with strike publicly"]),
            (0.05, 0.05, ["1 a threatens b with strike publicly"]),
            (0.06, 0.05, []),
            (0.06, 0.10, ["1 a threatens b with strike publicly"]),
            (0.00, -0.01, []),
        ],
    )
    def test_threatens_where_it_is_credible(self, cost: float, tolerance: float, told: list[str]) -> None:
        """Once, and only its own threats."""
        hands = {"a": Threatening(Script(), tolerance), "b": Script()}

        assert told == said(scenario(**dear(cost)), hands)

    @pytest.mark.parametrize(("cost", "told"), [(0.05, []), (0.06, ["1 a withdraws or_else publicly"])])
    def test_withdraws_what_has_become_too_dear(self, cost: float, told: list[str]) -> None:
        """A threat that stands at the start; once it is withdrawn, it is not made again."""
        hands = {"a": Threatening(Script()), "b": Script()}

        assert told == said(scenario(**dear(cost, announced=True)), hands)

    def test_makes_its_offers_beside(self) -> None:
        """A threat takes no move, and there is one such word in a turn."""
        hands = {"a": Threatening(Script("a tables A1: x = x2")), "b": Script()}

        assert ["1 a threatens b with strike publicly", "1 a tables A1: x = x2"] == said(scenario(**dear(0)), hands)

    def test_is_silent_where_it_may_not_speak(self) -> None:
        """A deed that is not open to the seat is left."""
        for cost, announced in ((0.0, False), (0.5, True)):
            state = talks(**dear(cost, announced=announced))
            seat = Threatening(Script()).seat(state.view("a"))

            assert "passes" == seat.decide(state.view_with("a", ("passes",)), Drawing(0)).deed  # type: ignore[arg-type]

    def test_risks_nothing_without_preferences(self) -> None:
        """Who has no utility has nothing to lose by it."""
        none: dict[str, Any] = {"a": {"salience": {}, "values": {}}}
        start = talks(**dear(0.9), actors=none)
        act = Threatening(Script()).seat(start.view("a")).decide(start.view("a"), Drawing(0))  # type: ignore[arg-type]

        assert "a threatens b with strike publicly" == format_act(act)

    @pytest.mark.parametrize("tolerance", ["much", float("nan")])
    def test_refuses_a_tolerance_that_is_no_number(self, tolerance: Any) -> None:
        """Before the talks begin."""
        with pytest.raises(UsageError, match=f"expected a number for tolerance, got {tolerance!r}"):
            Threatening(tolerance=tolerance)
