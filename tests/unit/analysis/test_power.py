"""Who wins with whom, whose word counts how often: published values, blocs, packages."""

from fractions import Fraction

import pytest

from negotiation.analysis.payoffs import worth
from negotiation.analysis.power import Voting, majority, voting_of
from negotiation.errors import UnknownNameError, UsageError
from negotiation.scenario import Actor
from tests.unit.scenario.toys import toy

PERMANENT = ("China", "France", "Russia", "United Kingdom", "United States")
ELECTED = tuple(f"elected {i}" for i in range(1, 11))
COUNCIL_1958 = {"France": 4, "Germany": 4, "Italy": 4, "Belgium": 2, "Netherlands": 2, "Luxembourg": 1}


class TestPublished:
    """Values from the literature, to the digits printed there."""

    def test_security_council(self) -> None:
        """Fifteen members, nine votes, five vetoes (since 1966).

        Shapley–Shubik .1963 and .0019 (421/2145 and 4/2145); Banzhaf, normalised, .1669 and .0165, from 848 winning
        coalitions, all swung by each permanent member, and 84 swings for each elected one: D. S. Felsenthal and
        M. Machover, The Measurement of Voting Power (1998), and A. D. Taylor, Mathematics and Politics (1995).
        """
        council = Voting((*PERMANENT, *ELECTED), 9, PERMANENT)

        assert (Fraction(421, 2145), Fraction(4, 2145)) == tuple(
            council.shapley_shubik[each] for each in ("China", "elected 1")
        )
        assert (848, 84) == (council.swings["China"], council.swings["elected 1"])
        assert (0.1669, 0.0165) == (
            round(float(council.banzhaf["France"]), 4),
            round(float(council.banzhaf["elected 9"]), 4),
        )
        assert 848 == council.winning_codes.sum()
        assert PERMANENT == council.veto_players
        assert council.has_core
        assert comb_4_of_10() == len(council.minimal_winning)
        assert 5 == sum(len(each) == 1 for each in council.minimal_blocking)
        assert council.blocks(ELECTED[:7])
        assert not council.blocks(ELECTED[:6])

    def test_council_of_ministers_1958(self) -> None:
        """Six members with 4, 4, 4, 2, 2, 1 votes, quota 12: Luxembourg had votes and no power.

        Banzhaf, normalised, 10, 10, 10, 6, 6 and 0 of 42; Shapley–Shubik 14/60, 9/60 and 0: S. J. Brams and
        P. J. Affuso, Power and size: a new paradox, Theory and Decision 7 (1976); Felsenthal and Machover (1998).
        """
        council = Voting(COUNCIL_1958, 12)

        assert [10, 10, 10, 6, 6, 0] == list(council.swings.values())
        assert [Fraction(n, 42) for n in (10, 10, 10, 6, 6, 0)] == list(council.banzhaf.values())
        assert [Fraction(n, 60) for n in (14, 14, 14, 9, 9, 0)] == list(council.shapley_shubik.values())
        assert Fraction(10, 32) == council.absolute_banzhaf["France"]
        assert not council.has_core


def comb_4_of_10() -> int:
    """Return how many ways there are to choose four of ten."""
    return 210


class TestBlocs:
    """A bloc's rule as a rule of decision over its members' words."""

    @pytest.mark.parametrize(
        ("rule", "winning"),
        [
            ({"decides_by": "consensus"}, [("east", "west", "hamlet")]),
            ({"decides_by": "unanimity"}, [("east", "west", "hamlet")]),
            ({"decides_by": "leader", "leader": "west"}, [("west",)]),
            ({"decides_by": "majority"}, [("east", "west"), ("east", "hamlet"), ("west", "hamlet")]),
            ({"decides_by": "majority", "weights": {"east": 2.0}}, [("east", "west"), ("east", "hamlet")]),
            ({"decides_by": "majority", "vetoes": "east"}, [("east", "west"), ("east", "hamlet")]),
        ],
    )
    def test_rules(self, rule: dict[str, object], winning: list[tuple[str, ...]]) -> None:
        """Consensus and unanimity, a leader, majorities with weights and vetoes."""
        parts: dict[str, object] = {"members": ["east", "west", "hamlet"], **rule}
        game = voting_of(toy(Actor("valley", "The valley", **parts)), "valley")  # type: ignore[arg-type]

        assert winning == list(game.minimal_winning)

    def test_refusals(self) -> None:
        """An unknown actor, and one that is no bloc."""
        with pytest.raises(UnknownNameError, match="did you mean east"):
            voting_of(toy(), "eats")
        with pytest.raises(UsageError, match="a bloc with members"):
            voting_of(toy(), "east")


class TestPackages:
    """What a rule of decision means for packages."""

    def test_pivot_by_package(self) -> None:
        """Joining in order of what a package is worth to them, the second of three decides by majority."""
        scenario = toy()
        values = {actor: worth(scenario, actor) for actor in ("east", "west", "hamlet")}
        pivots = majority(values).pivots(values)

        for package, place in enumerate(pivots):
            ranked = sorted(values, key=lambda actor: -int(values[actor][package]))
            assert values[ranked[1]][package] == values[majority(values).players[place]][package]

    def test_critical(self) -> None:
        """Whose change of word would change the decision."""
        assert ("a", "b") == majority("abc").critical(["a", "b"])
        assert () == majority("abc").critical("abc")
        assert ("b", "c") == majority("abc").critical(["a"])

    def test_condorcet(self) -> None:
        """Three packages in a circle have no core; a package that all put first is the core."""
        circle = {"a": [3, 2, 1], "b": [1, 3, 2], "c": [2, 1, 3]}

        assert [] == majority("abc").core(circle).tolist()
        assert [1] == majority("abc").core({"a": [0, 1], "b": [0, 1], "c": [1, 0]}).tolist()
        assert [0, 1, 2] == Voting(("a", "b", "c")).core(circle).tolist()

    def test_too_many_to_compare(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """The core of very many packages is refused, with the number."""
        monkeypatch.setattr("negotiation.analysis.power.MOST_COMPARED", 2)
        with pytest.raises(UsageError, match="at most 2 packages to compare, got 3"):
            majority("ab").core({"a": [1, 2, 3], "b": [1, 2, 3]})


class TestRefusals:
    """Rules of decision that are none."""

    @pytest.mark.parametrize(
        ("given", "message"),
        [
            ({"weights": {}}, "1 to 20 players, got 0"),
            ({"weights": [f"p{i}" for i in range(21)]}, "1 to 20 players, got 21"),
            ({"weights": {"a": -1.0}}, "a weight of 0 or more for a"),
            ({"weights": {"a": float("nan")}}, "a weight of 0 or more for a"),
            ({"weights": {"a": 1.0}, "quota": 0.0}, "a quota above 0"),
            ({"weights": {"a": 1.0}, "quota": float("inf")}, "a quota above 0"),
            ({"weights": {"a": 1.0}, "quota": 2.0}, "all players together win"),
        ],
    )
    def test_numbers(self, given: dict[str, object], message: str) -> None:
        """No players or too many, weights and quotas that are none, a quota that nobody meets."""
        with pytest.raises(UsageError, match=message):
            Voting(**given)  # type: ignore[arg-type]

    def test_names(self) -> None:
        """A veto of somebody else, a coalition of somebody else, a player without values."""
        with pytest.raises(UnknownNameError, match="name of a player"):
            Voting(("a", "b"), 1, "c")
        with pytest.raises(UnknownNameError, match="name of a player"):
            Voting(("a", "b"), 1).wins("c")
        with pytest.raises(UsageError, match="none for b"):
            Voting(("a", "b"), 1).core({"a": [1]})
