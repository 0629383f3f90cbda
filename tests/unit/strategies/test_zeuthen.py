"""The Zeuthen strategy: on published frontiers it ends at the largest product of gains, up to the grid."""

from typing import Any

import numpy as np
import pytest

from negotiation.engine.acts import Act
from negotiation.engine.opening import begin
from negotiation.engine.procedures import monotonic_concession
from negotiation.engine.protocols import stacked_alternating_offers
from negotiation.playing import Play, game_of, play
from negotiation.scenario import Scenario
from negotiation.scenario.outcome import Agreement
from negotiation.scenario.scenario import read_scenario
from negotiation.strategies import Script, Zeuthen
from negotiation.strategies.zeuthen import _risk

#: What the other offers in some tests is not to be signed.
LINE: dict[str, Any] = {"red_lines": {"no": {"never": "x == p1", "force": "absolute", "assumed": "t"}}}


def frontier(first: list[float], second: list[float], **actors: Any) -> Scenario:
    """Return an issue whose options are points of a frontier, beside the status quo, which is worth 0 to both."""
    names = [f"p{j}" for j in range(len(first))]
    parties = {
        who: {
            "title": who,
            "roles": "party",
            "salience": {"x": 1},
            "values": {"x": {"scale": "as_given", "none": 0.0, **dict(zip(names, worth, strict=True))}},
            **actors.get(who, {}),
        }
        for who, worth in (("a", first), ("b", second))
    }
    tree: dict[str, Any] = {
        "negotiation": 1,
        "id": "frontier",
        "title": "frontier",
        "numbers": {"assumed": "made for a test"},
        "agenda": ["x"],
        "issues": {"x": {"title": "x", "status_quo": "none", "options": [{n: {"title": n}} for n in ("none", *names)]}},
        "actors": parties,
    }
    return read_scenario(tree)


def circle(n: int) -> Scenario:
    """Return the frontier u2 = 1 − u1², in n steps."""
    first = [j / n for j in range(n + 1)]
    return frontier(first, [1 - u * u for u in first])


def both(found: Scenario, turns: int = 200) -> Play:
    """Return a play of two Zeuthen seats, each of which knows the other as it is."""
    hands = {"a": Zeuthen(found.actors["b"]), "b": Zeuthen(found.actors["a"])}
    return play(found, hands, protocol=monotonic_concession(turns), turns=turns)


def utilities(end: Play) -> list[float]:
    """Return what an agreement is worth to a and b."""
    assert isinstance(end.outcome, Agreement), end.outcome
    return [(end.scorecard[who].utility or 0) / 1e12 for who in "ab"]


class TestOutcome:
    """Two Zeuthen seats end at the Nash point."""

    @pytest.mark.parametrize("n", [50, 200])
    def test_is_the_nash_point_of_the_circle(self, n: int) -> None:
        """(1/√3, 2/3) = (.5774, .6667), to within a step of the grid and its slope."""
        found = utilities(both(circle(n)))

        assert 3**-0.5 == pytest.approx(found[0], abs=1.01 / n)
        assert 2 / 3 == pytest.approx(found[1], abs=2 / n)

    def test_is_the_middle_of_a_line_above_no_deal(self) -> None:
        """u2 = 1 − u1 with no deal at (.2, .1): (.55, .45)."""
        first = [j / 100 for j in range(101)]
        floors = {who: {"no_deal": d, "no_deal_because": "t"} for who, d in (("a", 0.2), ("b", 0.1))}
        found = utilities(both(frontier(first, [1 - u for u in first], **floors)))

        assert [0.55, 0.45] == pytest.approx(found, abs=0.0101)

    def test_concedes_monotonically(self) -> None:
        """Each offer is worth no more to its author and more to the other than the one before."""
        found = circle(50)
        end = both(found)
        for who, other in ("ab", "ba"):
            texts = [each for each in end.state.log.proposals.values() if each.author == who]
            worth = {
                each: [float(found.actors[each].values["x"][found.options_of(t.package)["x"]].value) for t in texts]
                for each in (who, other)
            }

            assert worth[who] == sorted(worth[who], reverse=True)
            assert worth[other] == sorted(set(worth[other]))
            assert len(texts) > 1

    def test_is_the_only_package_that_both_would_have(self) -> None:
        """Both table it, and take it in the first turn."""
        end = both(frontier([0.5], [0.5]))

        assert ([0.5, 0.5], 1) == (utilities(end), end.outcome.turn)


class TestSeat:
    """What one seat does against a script."""

    def test_stands_by_its_offer_while_the_other_says_nothing(self) -> None:
        """There is nothing to weigh."""
        found = circle(10)
        end = play(found, {"a": Zeuthen(found.actors["b"]), "b": Script()}, protocol=monotonic_concession(2), turns=2)

        assert ["tables", "passes", "stands by", "passes"] == [act.deed for _, act in end.acts if act.actor == "a"]

    def test_stands_firm_where_its_risk_limit_is_larger(self) -> None:
        """The other has offered nearly nothing to it and half to itself: it has less to lose by standing firm."""
        found = frontier([1.0, 0.1, 0.5], [0.1, 0.3, 0.2])
        state = begin(game_of(found, monotonic_concession(9)))
        seat = Zeuthen(found.actors["b"]).seat(state.view("a"))
        first = seat.decide(state.view("a"), None)
        state = state.after(first, "b tables B1: x = p1", "a passes", "b passes")

        assert Act("a", "stands by", first.what) == seat.decide(state.view("a"), None)

    def test_concedes_what_it_can_where_nothing_is_enough(self) -> None:
        """What the other offers crosses its line: it takes its best of those that are better for the other."""
        found = frontier([1.0, 0.2, 0.9], [0.0, 0.9, 0.1], a=LINE)
        state = begin(game_of(found, monotonic_concession(9)))
        seat = Zeuthen(found.actors["b"]).seat(state.view("a"))
        state = state.after(seat.decide(state.view("a"), None), "b tables B1: x = p1", "a passes", "b passes")
        act = seat.decide(state.view("a"), None)

        assert ("tables", {"x": "p2"}) == (act.deed, dict(act.terms or {}))

    def test_cannot_concede_beyond_what_is_best_for_the_other(self) -> None:
        """At the end of its ladder it stands by its offer."""
        found = frontier([1.0, 0.2], [0.0, 0.9], a=LINE)
        state = begin(game_of(found, monotonic_concession(9)))
        seat = Zeuthen(found.actors["b"]).seat(state.view("a"))
        first = seat.decide(state.view("a"), None)
        state = state.after(first, "b tables B1: x = p1", "a passes", "b passes")

        assert Act("a", "stands by", first.what) == seat.decide(state.view("a"), None)

    def test_takes_of_two_texts_the_better(self) -> None:
        """The other's last text may be its worse one."""
        found = frontier([0.5, 1.0, 0.9], [0.6, 0.2, 0.3])
        state = begin(game_of(found, monotonic_concession(9)))
        seat = Zeuthen(found.actors["b"]).seat(state.view("a"))
        state = state.after(seat.decide(state.view("a"), None), "b tables B1: x = p1")

        assert Act("a", "accepts", ("B1",)) == seat.decide(state.view("a"), None)

    def test_passes_where_no_package_is_better_than_no_deal_for_both(self) -> None:
        """The zone, as it believes, is empty."""
        found = frontier([0.5], [0.5], a={"no_deal": 0.6, "no_deal_because": "t"})
        state = begin(game_of(found, stacked_alternating_offers(2)))

        assert Act("a", "passes") == Zeuthen(found.actors["b"]).seat(state.view("a")).decide(state.view("a"), None)

    def test_knows_of_the_other_what_it_is_told(self) -> None:
        """The View holds none of the other's numbers: another assumption gives another offer."""
        found = frontier([1.0, 0.5], [0.0, 0.5])
        believed = frontier([1.0, 0.5], [0.0, 0.5], b={"no_deal": 0.4, "no_deal_because": "t"}).actors["b"]
        state = begin(game_of(found, monotonic_concession(9)))
        acts = [
            Zeuthen(each).seat(state.view("a")).decide(state.view("a"), None) for each in (found.actors["b"], believed)
        ]

        assert [{"x": "p0"}, {"x": "p1"}] == [act.terms for act in acts]

    def test_takes_the_others_preferences_as_given_where_there_are_none(self) -> None:
        """An assumption without preferences: every package is as good to the other."""
        found = frontier([1.0, 0.5], [0.0, 0.5])
        seat = Zeuthen(found.actors["b"]).seat(begin(game_of(found, monotonic_concession(9))).view("a"))

        assert np.array_equal([0, 0, 5e11], seat.theirs)
        assert 0.0 == seat.their_floor


class TestRisk:
    """(own − theirs) / (own − no deal), and 1 where nothing is to be lost."""

    @pytest.mark.parametrize(
        ("own", "other", "floor", "risk"), [(1.0, 0.5, 0.0, 0.5), (1.0, 0.0, 0.5, 2.0), (0.5, 0.2, 0.5, 1.0)]
    )
    def test_limit(self, own: float, other: float, floor: float, risk: float) -> None:
        """As published."""
        assert risk == _risk(own, other, floor)
