"""What one seat may know: its own numbers, what it heard, what packages are worth to it; and nothing else."""

import pickle
from typing import Any

import numpy as np
import pytest

from negotiation.analysis.expectation import expected_worth
from negotiation.engine.acts import Act
from negotiation.engine.game import Game
from negotiation.engine.opening import begin
from negotiation.engine.protocols import plenary, stacked_alternating_offers
from negotiation.engine.view import MOST_OUTLOOKS, Sheet, redacted
from negotiation.errors import UsageError
from negotiation.scenario.changing import changed
from negotiation.scenario.no_deal import no_deal
from negotiation.scenario.preferences import units, utility
from negotiation.scenario.world import world_at_start
from tests.unit.engine.making import scenario, talks, through, tree

SECRETS: dict[str, Any] = {
    "actors": {
        "b": {
            "red_lines": {"line": {"never": "x == x2", "assumed": "t"}},
            "interests": {"why": {"title": "t", "assumed": "t"}},
            "demands": {"demand": {"demand": "moved(y)", "assumed": "t"}},
            "orders": {"x": [{"better": "x0", "than": "x1", "assumed": "t"}]},
            "chains": {
                "chain": {
                    "when": "x == x2",
                    "loss": 1,
                    "steps": [{"s": {"title": "t", "probability": 0.5}}],
                    "assumed": "t",
                }
            },
            "interactions": {"i": {"when": "x == x1", "amount": 0.1, "anchor": "t"}},
            "trust": {"a": 0.5},
            "bias": {"a": 2},
            "audience_cost": 0.1,
            "discount": 0.9,
            "study_turns": 2,
            "declines": "y",
            "no_deal": 0.3,
            "no_deal_because": "t",
        }
    },
    "measures": {"m": {"title": "t", "by": "b", "effects": {"a": -0.1, "b": -0.2}, "assumed": "t"}},
    "threats": {
        "t": {
            "by": "b",
            "to": "a",
            "measure": "m",
            "unless": "x == x0",
            "probability": 0.7,
            "believed": {"a": 0.6, "d": 0.5},
            "backing_down": 0.05,
            "assumed": "t",
        }
    },
    "claims": {"c": {"title": "t", "believed": {"a": 0.4, "b": 0.8}}},
    "obligations": {
        "o": {"issue": "x", "by": "b", "temptation": 0.31, "penalty": 0.32, "patience": 0.33, "assumed": "t"}
    },
    "preconditions": {"p": {"who": "b", "deeds": ["tables"], "until": "did(a, tables)", "assumed": "t"}},
    "opening": ["b declares secret to d privately"],
    "defaults": {"strategies": {"a": "linear", "b": "boulware:exponent=0.11"}},
    "profiles": {"other": {"about": "t", "set": {"title": "another"}}},
    "record": {"outcome": "no_deal", "then": "nothing"},
}


class TestRedacted:
    """The scenario as a seat knows it: every other's preferences, lines, beliefs and plans are taken out."""

    def test_keeps_ones_own_and_what_is_public(self) -> None:
        """Values, lines and beliefs of one's own; the agenda, measures and threats of all."""
        found = redacted(scenario(**SECRETS), "b")

        assert scenario(**SECRETS).actors["b"] == found.actors["b"]
        assert (0.8, ("m",), ("t",), ("p",)) == (
            found.claims["c"].believed["b"].value,
            tuple(found.measures),
            tuple(found.threats),
            tuple(found.preconditions),
        )
        assert {"b": "boulware:exponent=0.11"} == dict(found.defaults.strategies)

    def test_takes_out_everything_of_others(self) -> None:
        """Nothing of b's is left in what a knows."""
        found = redacted(scenario(**SECRETS), "a")
        other = found.actors["b"]
        empty = (
            "salience",
            "values",
            "orders",
            "interactions",
            "red_lines",
            "interests",
            "demands",
            "chains",
            "trust",
            "bias",
        )

        assert [] == [name for name in empty if getattr(other, name)]
        assert (None, None, (), 0, 1.0, "none") == (
            other.no_deal,
            other.audience_cost,
            other.declines,
            other.study_turns,
            other.discount.value,
            other.preferences,
        )
        duties = {who: redacted(scenario(**SECRETS), who).obligations["o"] for who in "ab"}
        private = {who: (o.temptation.value, o.penalty.value, o.patience.value) for who, o in duties.items()}
        assert {"a": (0.0, 0.0, 0.0), "b": (0.31, 0.32, 0.33)} == private
        assert (["a"], ["a"]) == (list(found.claims["c"].believed), list(found.measures["m"].effects))
        assert ({}, (), {}, None) == (dict(found.preconditions), found.opening, dict(found.profiles), found.record)

    def test_tells_of_a_threat_what_one_believes_of_it(self) -> None:
        """Its own probability is the issuer's to know; what not acting costs the issuer, too."""
        told = {who: redacted(scenario(**SECRETS), who).threats["t"] for who in "abd"}

        assert {"a": 0.6, "b": 0.7, "d": 0.5} == {who: each.probability.value for who, each in told.items()}
        assert {"a": ["a"], "b": [], "d": ["d"]} == {who: list(each.believed) for who, each in told.items()}
        assert {"a": None, "d": None} == {who: told[who].backing_down for who in "ad"}

    @pytest.mark.parametrize("decided_by", ["chance", "seat"])
    def test_no_deal_is_worth_to_a_seat_what_the_engine_says(self, decided_by: str) -> None:
        """By its own beliefs, from what it knows."""
        parts: dict[str, Any] = {**SECRETS, "threats": {"t": {**SECRETS["threats"]["t"], "decided_by": decided_by}}}
        state = talks(**parts)

        for who in "ab":
            assert no_deal(state.game.scenario, who, state.world) == state.view(who).no_deal


class TestOutlook:
    """What packages are worth to a seat as the world stands, and the order in which it would take them."""

    def test_is_worth_what_the_scalar_definition_says(self) -> None:
        """Package by package, exactly."""
        state = talks()
        game = state.game.scenario
        expected = [utility(game, "a", game.package_at(n), state.world) for n in range(game.n_packages)]

        assert expected == state.view("a").outlook.worths == state.view("a").worth.tolist()

    def test_orders_what_may_be_signed(self) -> None:
        """From the least to the most worth, ties by index; the status quo is nothing to sign."""
        view = talks().view("a")

        assert [1, 3, 5, 2, 4] == view.outlook.ladder[1]
        assert (4, units(0.6) + units(0.4)) == (view.cheapest(units(0.9)), view.best)
        assert (1, None) == (view.cheapest(-1), view.cheapest(units(2)))

    def test_leaves_out_what_lines_demands_rules_and_the_agenda_forbid(self) -> None:
        """And what was refused for good; and, wherever it is by now, the status quo."""
        parts: dict[str, Any] = {
            "rules": {"r": {"rule": "not (x == x2 and y == y1)"}},
            "actors": {
                "a": {
                    "red_lines": {
                        "never": {"never": "x == x1 and y == y1", "assumed": "t"},
                        "only": {"only_if": "moved(x)", "assumed": "t"},
                        "soft": {"never": "x == x2", "force": "declared", "assumed": "t"},
                    },
                    "demands": {
                        "of_talks": {"demand": "x >= x1", "conditions": "talks", "force": "declared", "assumed": "t"},
                        "of_settlement": {"demand": "x == x2", "force": "declared", "assumed": "t"},
                    },
                },
                "b": {"declines": "y"},
            },
            "measures": {"m": {"title": "t", "by": "b", "moves": {"x": "x1"}, "assumed": "t"}},
        }
        state = talks(**parts)
        moved = through(state, "a passes", "b carries out m")

        assert [2, 4] == np.flatnonzero(state.view("a").acceptable).tolist()
        assert [2, 4] == np.flatnonzero(state.view("b").acceptable).tolist()
        assert [4] == np.flatnonzero(moved.view("a").acceptable).tolist()

    def test_of_one_without_preferences_is_nothing(self) -> None:
        """It has no order, and no deal is worth 0."""
        view = talks(seats=["a", "b", "d"]).view("d")

        assert (0, [0] * 6, 0) == (view.no_deal, view.outlook.worths, view.best)

    def test_where_nothing_may_be_signed_the_best_is_no_deal(self) -> None:
        """There is no package left."""
        view = talks(rules={"r": {"rule": "x == x0 and y == y0"}}).view("a")

        assert (units(0.4), None) == (view.best, view.cheapest(0))

    def test_follows_the_world(self) -> None:
        """Effects on agreements move worth, effects on no deal the floor; what is the same is worked out once."""
        effects = {"a": {"value": -0.25, "on": "agreement"}, "b": {"value": -0.25}}
        measures = {"m": {"title": "t", "by": "b", "effects": effects, "assumed": "t"}}
        state = talks(measures=measures)
        before = {who: (state.view(who).worth.copy(), state.view(who).no_deal) for who in "ab"}
        _ = state.view("b").outlook.ladder
        after = through(state, "a passes", "b carries out m")

        assert (before["a"][0] - units(0.25)).tolist() == after.view("a").worth.tolist()
        assert before["a"][1] == after.view("a").no_deal
        assert before["b"][0].tolist() == after.view("b").worth.tolist()
        assert before["b"][1] - units(0.25) == after.view("b").no_deal
        assert state.view("b").outlook.ladder is after.view("b").outlook.ladder
        assert after.view("a").outlook is after.view("a").outlook

    def test_is_worth_what_is_worked_out_anew(self) -> None:
        """Whatever moves worth, by itself or not at all, is seen: a demand given up, a measure, distrust."""
        options = [{f"x{j}": {"title": "t", "performs": ["b"]}} for j in range(3)]
        parts: dict[str, Any] = {
            "issues": tree()["issues"] | {"x": {"title": "x", "status_quo": "x0", "options": options}},
            "measures": {
                "m": {"title": "t", "by": "b", "effects": {"a": {"value": -0.25, "on": "agreement"}}, "assumed": "t"},
                "n": {"title": "t", "by": "b", "moves": {"x": "x1"}, "assumed": "t"},
            },
            "signals": {
                "s": {"about": "b", "when": "did(b, declares)", "if_true": 0.9, "if_false": 0.1, "assumed": "t"}
            },
        }
        ready = talks(**parts).game.scenario.with_("actors.a.trust", {"b": 0.5})
        for given in (talks(**parts).game.scenario, ready):
            sheet, start = Sheet(given, "a", 9, "A"), world_at_start(given)
            worlds = [start, start.after_measure(given, "m"), start.after_measure(given, "n"), start.with_backdown("a")]
            worlds += [changed(start, signals=frozenset({("s", "a", True)}))]
            worlds += [each.after_measure(given, "n") for each in worlds]
            for world in (*worlds, *worlds):
                assert expected_worth(given, "a", world).tolist() == sheet.outlook(world).worth.tolist()

    def test_does_not_go_through_too_many(self) -> None:
        """A seat that would have to look at each of 10⁵⁰ packages says so, and how else to play it."""
        option = [{f"o{j}": {"title": "t"}} for j in range(10)]
        issues = {f"i{k}": {"title": "t", "status_quo": "o0", "options": option} for k in range(50)}
        who = {
            "salience": dict.fromkeys(issues, 0.02),
            "values": {key: {f"o{j}": j / 9 for j in range(10)} for key in issues},
        }
        state = talks(agenda=list(issues), issues=issues, actors={"a": who, "b": who})

        with pytest.raises(
            UsageError, match=r"whose packages a seat can go through, got about 10\^50 packages; script"
        ):
            state.view("a").outlook  # noqa: B018

    def test_does_not_remember_every_world(self) -> None:
        """Plays that differ in every turn do not fill the memory."""
        parts: dict[str, Any] = {"measures": {"m": {"title": "t", "by": "b", "repeats": True, "assumed": "t"}}}
        state = talks(cap=200, **parts)
        sheet = Sheet(state.sheet("a").scenario, "a", 200, "A")
        world = state.world
        for _ in range(MOST_OUTLOOKS + 9):
            world = world.after_measure(state.game.scenario, "m")
            assert units(1) == sheet.outlook(world).best

        assert len(sheet._outlooks) <= MOST_OUTLOOKS

    def test_asks_who_did_what_where_a_threat_does(self) -> None:
        """A deed may open the way to a threat."""
        parts: dict[str, Any] = {
            "measures": {"m": {"title": "t", "effects": {"a": -0.5}, "assumed": "t"}},
            "threats": {"t": {"by": "b", "to": "a", "measure": "m", "if": "did(a, declares)", "assumed": "t"}},
        }
        state = talks(**parts)
        assert units(0.4) == state.view("a").no_deal

        assert units(0.4) - units(0.5) == state.after("a declares news").view("a").no_deal


class TestView:
    """What a seat is shown, and the acts it answers with."""

    def test_tells_what_stands(self) -> None:
        """Turn, horizon, deeds, texts of one's own and of others, by the order in which they were put."""
        state = through(talks(protocol=plenary(7)), "a tables A1: x = x1", "b tables B1: y = y1").after(
            "a stands by A1"
        )
        view = state.view("b")

        assert ("b", 2, 7, ("A1",), ("A1", "A1"), ("B1",), "A1") == (
            view.actor,
            view.turn,
            view.horizon,
            view.open,
            view.offers,
            view.mine,
            view.tabled,
        )
        assert ("B1", 1) == (view.last_own().label, view.index("B1"))  # type: ignore[union-attr]
        assert (None, "") == (talks().view("a").last_own(), talks().view("a").tabled)
        with pytest.raises(KeyError, match="B9"):
            view.proposal("B9")

    def test_has_the_words_to_answer_with(self) -> None:
        """Accepting what stands; tabling a package, or standing by it where it is the last one."""
        view = talks().after("a tables A1: x = x1").view("b")
        own = through(talks(), "a tables A1: x = x1").view("a")

        assert [Act("b", "accepts", ("A1",)), Act("b", "rejects", ("A1",)), Act("b", "passes")] == [
            view.say("accepts"),
            view.say("rejects"),
            view.say("passes"),
        ]
        assert Act("b", "tables", ("B1",), terms=view.sheet.terms(3, (0, 0))) == view.table(3)
        assert {"x": "x1", "y": "y1"} == dict(view.table(3).terms or {})
        assert Act("b", "passes") == view.table(None)
        assert Act("a", "stands by", ("A1",)) == own.table(2)

    def test_taken_earlier_knows_nothing_of_later(self) -> None:
        """Its history and its texts end where it was taken; and so does what is pickled of it."""
        start = talks(protocol=plenary())
        view = start.view("b")
        after = start.after("a tables ZQZ: x = x1", "b declares WQW to a privately")

        assert ((), ()) == (view.acts, view.open)
        assert b"ZQZ" not in pickle.dumps(view)
        assert b"WQW" not in pickle.dumps(view)
        assert b"WQW" in pickle.dumps(after.view("a"))

    def test_survives_pickling(self) -> None:
        """What a seat at another computer would be sent."""
        state = talks(protocol=plenary(), channels={"call": {"title": "t"}})
        state = through(state, "a tables A1: x = x1", "b sends M1 to a by call", "b rejects A1")
        view = state.view("b")
        again = pickle.loads(pickle.dumps(view))

        for name in ("acts", "open", "may", "turn", "n", "world", "offers", "barred", "no_deal"):
            assert getattr(view, name) == getattr(again, name)
        assert view.scenario == again.scenario

    def test_of_whoever_must_consent_shows_the_text(self) -> None:
        """Even one that was private until it was signed."""
        parts: dict[str, Any] = {
            "channels": {"call": {"title": "t"}},
            "gates": {"g": {"who": "d", "must": "consent", "force": "constitutive", "assumed": "t"}},
        }
        state = through(talks(protocol=plenary(), **parts), "a tables A1 to b by call: x = x1").after("a passes")
        state = state.after("b accepts A1 by call")

        assert (("A1",), (1, 0)) == (state.view("d").open, state.view("d").proposal("A1").package)

    def test_knows_what_is_to_be_seen_from_the_start_and_when_a_turn_begins(self) -> None:
        """Nobody has to act first."""
        signal = {"about": "c", "if_true": 0.5, "if_false": 0.25, "seen_by": "a", "assumed": "t"}
        parts: dict[str, Any] = {
            "claims": {"c": {"title": "t", "believed": {"a": 0.5}, "assumed": "t"}},
            "signals": {"now": {**signal, "when": "not happened(m)"}, "later": {**signal, "when": "turn >= 2"}},
            "measures": {"m": {"title": "t", "assumed": "t"}},
        }
        state = talks(**parts)

        assert {("now", "a", True)} == state.world.signals
        assert {("now", "a", True), ("later", "a", True)} == state.after("a passes", "b passes").world.signals

    def test_says_nothing_of_what_others_noticed(self) -> None:
        """Signals in the world are each holder's own."""
        parts: dict[str, Any] = {
            "claims": {"c": {"title": "t", "believed": {"a": 0.5, "b": 0.5}}},
            "signals": {
                "s": {"about": "c", "when": "did(a, declares, word)", "if_true": 0.9, "if_false": 0.1, "assumed": "t"}
            },
        }
        state = talks("abc", **parts).after("a declares word to b privately")

        assert {"a", "b"} == {who for _, who, _ in state.world.signals}
        assert [frozenset({("s", "b", True)}), frozenset()] == [state.view(who).world.signals for who in "bc"]

    def test_one_sheet_for_all_plays_of_a_scenario(self) -> None:
        """What is worked out once serves the next play."""
        game = scenario()
        states = [begin(Game(game, stacked_alternating_offers(), 10)) for _ in range(2)]

        assert states[0].view("a").sheet is states[1].view("a").sheet

    def test_one_scenario_for_plays_of_every_length(self) -> None:
        """Equal copies would be compared part by part wherever something was looked up for the other."""
        game = talks().game.scenario
        views = [begin(Game(game, stacked_alternating_offers(), cap)).view("a") for cap in (5, 9)]

        assert views[0].scenario is views[1].scenario
        assert [5, 9] == [view.horizon for view in views]
