"""Indices of power equal those found by going through every coalition and every order of players."""

from itertools import combinations
from typing import Any

from hypothesis import assume, given
from hypothesis import strategies as st

from negotiation.analysis.power import Voting
from tests.reference import power_twin as twin


@st.composite
def rules(draw: st.DrawFn) -> dict[str, Any]:
    """Draw a rule of decision for up to five players."""
    weights = draw(st.lists(st.sampled_from([0, 1, 2, 3, 0.5, 0.1, 7]), min_size=1, max_size=5))
    players = {name: float(weight) for name, weight in zip("abcde", weights, strict=False)}
    assume(sum(weights) > 0)
    quota = draw(st.sampled_from([0.1, 0.3, 1.0, 2.5, 4.0, 6.0]))
    vetoes = tuple(draw(st.sets(st.sampled_from(sorted(players)), max_size=2)))
    least = draw(st.integers(0, len(players)))
    assume(twin.wins(players, quota, vetoes, least, set(players)))
    return {"weights": players, "quota": quota, "vetoes": vetoes, "least": least}


@given(rule=rules())
def test_indices(rule: dict[str, Any]) -> None:
    """Swings and Shapley–Shubik, exactly; each index adds up to one."""
    game = Voting(**rule)

    assert twin.swings(**rule) == dict(game.swings)
    assert twin.shapley(**rule) == dict(game.shapley_shubik)
    assert 1 == sum(game.shapley_shubik.values())
    assert 1 == sum(game.banzhaf.values())


@given(rule=rules())
def test_coalitions(rule: dict[str, Any]) -> None:
    """Winning, blocking, and the smallest of both."""
    game = Voting(**rule)
    everybody = set(rule["weights"])
    for size in range(len(everybody) + 1):
        for coalition in map(set, combinations(sorted(everybody), size)):
            wins = twin.wins(coalition=coalition, **rule)

            assert wins == game.wins(coalition)
            assert game.blocks(coalition) == (not twin.wins(coalition=everybody - coalition, **rule))
            smaller = [twin.wins(coalition=coalition - {player}, **rule) for player in coalition]
            assert (wins and not any(smaller)) == (coalition in [set(each) for each in game.minimal_winning])


@given(rule=rules(), data=st.data())
def test_core_and_pivots(rule: dict[str, Any], data: st.DataObject) -> None:
    """The core is what no winning coalition leaves; the pivot turns losing into winning."""
    game = Voting(**rule)
    n = data.draw(st.integers(1, 6))
    rows = {p: data.draw(st.lists(st.integers(0, 3), min_size=n, max_size=n)) for p in game.players}
    names = sorted(game.players)
    winning = [set(c) for k in range(len(names) + 1) for c in combinations(names, k) if game.wins(c)]

    assert twin.core(rows, [each for each in winning if each]) == game.core(rows).tolist()
    for package, pivot in enumerate(game.pivots(rows).tolist()):
        order = sorted(range(len(game.players)), key=lambda i: (-rows[game.players[i]][package], i))
        before = [game.players[i] for i in order[: order.index(pivot)]]

        assert not game.wins(before)
        assert game.wins([*before, game.players[pivot]])
