"""Automatic seats: what they offer and accept, against the published formulas and their own floors and lines."""

from typing import Any

import pytest

from negotiation.analysis.payoffs import worth
from negotiation.engine.acts import Act
from negotiation.engine.chance import Draws
from negotiation.engine.opening import begin
from negotiation.engine.protocols import alternating_offers, plenary, stacked_alternating_offers
from negotiation.errors import UsageError
from negotiation.files import load
from negotiation.playing import Play, play
from negotiation.scenario import Scenario
from negotiation.scenario.no_deal import no_deal
from negotiation.scenario.outcome import Agreement
from negotiation.scenario.preferences import crossed_lines, units, utility
from negotiation.strategies import Boulware, Conceder, Linear, RandomAcceptable, Script, TimeDependent
from negotiation.strategies.concession import concession_table
from tests.unit.engine.making import scenario, talks

#: Ten options worth 0, 1/9, … 1 to a, and the other way round to b.
LADDER: dict[str, Any] = {
    "issues": {
        "x": {"title": "t", "status_quo": "x0", "options": [{f"x{j}": {"title": "t"}} for j in range(10)]},
        "y": {"title": "t", "status_quo": "y0", "options": [{"y0": {"title": "t"}}, {"y1": {"title": "t"}}]},
    },
    "actors": {
        name: {
            "salience": {"x": 1, "y": 0},
            "values": {
                "x": {f"x{j}": (j if name == "a" else 9 - j) / 9 for j in range(10)},
                "y": {"y0": 0, "y1": 1},
            },
            "no_deal": 0.25,
            "no_deal_because": "t",
        }
        for name in "ab"
    },
}


def offered(end: Play, actor: str) -> list[tuple[int, int]]:
    """Return the turns and packages (by index) that an actor tabled or stood by."""
    proposals = end.state.log.proposals
    return [
        (turn, proposals[act.label].index)
        for turn, act in end.acts
        if act.actor == actor and act.deed in ("tables", "stands by")
    ]


class TestConcession:
    """α(t) = k + (1 − k)(t / (T + 1))^(1/β): Faratin, Sierra & Jennings (1998), eqs (1)–(3)."""

    @pytest.mark.parametrize(("exponent", "start"), [(1.0, 0.0), (0.2, 0.0), (5.0, 0.1), (0.5, 1.0)])
    def test_follows_the_published_curve(self, exponent: float, start: float) -> None:
        """Turn by turn, with relative time t / (T + 1)."""
        expected = [start + (1 - start) * (t / 11) ** (1 / exponent) for t in range(11)]

        assert expected == pytest.approx(concession_table(10, exponent, start).tolist())

    def test_boulware_concedes_late_and_conceder_early(self) -> None:
        """At half time."""
        at_half = [concession_table(9, each.exponent)[5] for each in (Boulware(), Linear(), Conceder())]

        assert [0.5**5, 0.5, 0.5**0.2] == pytest.approx(at_half)

    @pytest.mark.parametrize("strategy", [Boulware(), Linear(), Conceder(), TimeDependent(2.0, 0.3)])
    def test_offers_the_cheapest_package_that_meets_the_target(self, strategy: TimeDependent) -> None:
        """D + (1 − α(t)) (best − D), rounded once; the package of least worth that meets it, of lowest index."""
        game = scenario(**LADDER)
        end = play(game, {"a": strategy, "b": Script()}, protocol=stacked_alternating_offers(8), turns=8)
        values = worth(game, "a")
        curve = concession_table(8, strategy.exponent, strategy.start)
        for turn, index in offered(end, "a"):
            target = units(0.25) + round((1 - curve[turn]) * (units(1) - units(0.25)))
            meeting = [n for n in range(1, game.n_packages) if values[n] >= target]

            assert index == min(meeting, key=lambda n: (values[n], n))

    def test_accepts_what_meets_the_next_offer(self) -> None:
        """AC_next; and in the last turn whatever is worth no deal."""
        game = scenario(**LADDER)
        curve = concession_table(4, 1.0)
        target = 0.25 + (1 - curve[2]) * 0.75
        for j in range(1, 10):
            lines: dict[str, Any] = {"a": Linear(), "b": Script("b passes", f"b tables B1: x = x{j}")}
            end = play(game, lines, protocol=alternating_offers(4))
            last = play(game, lines, protocol=alternating_offers(2))

            assert (j / 9 >= target) == ((2, Act("a", "accepts", ("B1",))) in end.acts)
            assert (j / 9 >= 0.25) == isinstance(last.outcome, Agreement)

    @pytest.mark.parametrize(
        ("parameters", "message"),
        [
            ({"exponent": 0.0}, "expected a positive exponent, got 0.0"),
            ({"exponent": float("inf")}, "expected a positive exponent, got inf"),
            ({"start": 1.5}, r"expected a share in \[0, 1\] for start, got 1.5"),
        ],
    )
    def test_refuses_what_is_no_curve(self, parameters: dict[str, float], message: str) -> None:
        """A share at the start, a positive exponent."""
        with pytest.raises(UsageError, match=message):
            TimeDependent(**parameters)


class TestRandomAcceptable:
    """Any package worth at least no deal, each equally likely; any text that is, is accepted."""

    def test_offers_each_acceptable_package(self) -> None:
        """And none below the floor."""
        game = scenario(**LADDER)
        values, seen = worth(game, "a"), set()
        for seed in range(40):
            end = play(game, {"a": RandomAcceptable(), "b": Script()}, protocol="stacked-alternating-offers", seed=seed)
            seen |= {index for _, index in offered(end, "a")}

        assert {n for n in range(1, game.n_packages) if values[n] >= units(0.25)} == seen

    def test_accepts_what_is_worth_no_deal(self) -> None:
        """At once."""
        for j, deed in ((2, "tables"), (3, "accepts")):
            state = talks(protocol=plenary(), **LADDER).after("a passes", f"b tables B1: x = x{j}")

            assert deed == RandomAcceptable().decide(state.view("a"), Draws().stream("strategy", "a", 1)).deed

    def test_passes_where_nothing_is_worth_it(self) -> None:
        """Or rejects, where it may only answer."""
        poor = {**LADDER, "actors": {**LADDER["actors"], "a": {**LADDER["actors"]["a"], "no_deal": 2}}}
        asked = talks(protocol=alternating_offers(), **poor).after("a passes", "b passes", "b tables B1: x = x9")

        assert "passes" == RandomAcceptable().decide(talks(**poor).view("a"), None).deed  # type: ignore[arg-type]
        assert "rejects" == RandomAcceptable().decide(asked.view("a"), None).deed  # type: ignore[arg-type]
        silent = talks(protocol=alternating_offers(), **poor).after("a passes", "b passes", "b passes")
        assert "passes" == RandomAcceptable().decide(silent.view("a"), None).deed  # type: ignore[arg-type]
        assert "passes" == Linear().seat(silent.view("a")).decide(silent.view("a"), None).deed
        assert "rejects" == Linear().seat(asked.view("a")).decide(asked.view("a"), None).deed


class TestFloorsAndLines:
    """None of the automatic seats proposes or accepts below its own no-deal value or across its own absolute lines."""

    @pytest.mark.parametrize("protocol", ["alternating-offers", "stacked-alternating-offers", "plenary"])
    @pytest.mark.parametrize("strategy", ["boulware", "linear", "conceder", "random"])
    @pytest.mark.parametrize("name", ["two-villages", "european-security-2022"])
    def test_are_kept(self, name: str, strategy: str, protocol: str) -> None:
        """Act by act, in the world as it then was."""
        game = load(name)
        for seed in range(3 if strategy == "random" else 1):
            end = play(game, dict.fromkeys(game.parties, strategy), protocol=protocol, turns=12, seed=seed)

            assert () == end.notes
            _check(game, end)

    def test_are_kept_while_the_world_moves(self) -> None:
        """Measures that lower no deal or agreements are seen before the next act."""
        parts = {
            **LADDER,
            "measures": {
                "m": {
                    "title": "t",
                    "repeats": True,
                    "effects": {"a": {"value": -0.1, "on": "both"}, "b": -0.1},
                    "assumed": "t",
                }
            },
            "events": {"e": {"measure": "m", "each_turn": 0.7, "assumed": "t"}},
        }
        for seed in range(6):
            game = scenario(**parts)
            end = play(
                game, {"a": "linear", "b": "conceder"}, protocol="stacked-alternating-offers", turns=9, seed=seed
            )

            assert () == end.notes
            _check(game, end)


def _check(game: Scenario, end: Play) -> None:
    state = begin(end.state.game)
    for _, act in end.acts[state.n :]:
        world, state = state.world, state.after(act)
        if act.actor in game.parties and act.deed in ("tables", "stands by", "accepts"):
            package = state.log.proposals[act.label].package
            value, floor = utility(game, act.actor, package, world), no_deal(game, act.actor, world)
            assert value is not None
            assert floor is not None
            assert value >= floor
            assert () == crossed_lines(game, act.actor, package, world, "absolute")
    if isinstance(end.outcome, Agreement):
        assert all(
            score.gain is None or score.gain >= 0 for score in end.scorecard.parties if score.actor in game.parties
        )
