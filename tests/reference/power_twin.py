"""Power by going through every coalition and every order of players. Shares no code with the package."""

from collections.abc import Mapping
from fractions import Fraction
from itertools import combinations, permutations


def wins(weights: Mapping[str, float], quota: float, vetoes: tuple[str, ...], least: int, coalition: set[str]) -> bool:
    """Return whether a coalition wins."""
    total = sum(Fraction(str(weights[player])) for player in coalition)
    return total >= Fraction(str(quota)) and set(vetoes) <= coalition and len(coalition) >= least


def swings(weights: Mapping[str, float], quota: float, vetoes: tuple[str, ...], least: int) -> dict[str, int]:
    """Return how many winning coalitions lose without each player."""
    found = dict.fromkeys(weights, 0)
    for size in range(1, len(weights) + 1):
        for coalition in map(set, combinations(weights, size)):
            for player in coalition if wins(weights, quota, vetoes, least, coalition) else ():
                found[player] += not wins(weights, quota, vetoes, least, coalition - {player})
    return found


def shapley(weights: Mapping[str, float], quota: float, vetoes: tuple[str, ...], least: int) -> dict[str, Fraction]:
    """Return in what share of the orders each player is the one who turns losing into winning."""
    found, n = dict.fromkeys(weights, 0), 0
    for order in permutations(weights):
        n += 1
        for place, player in enumerate(order):
            if wins(weights, quota, vetoes, least, set(order[: place + 1])):
                found[player] += 1
                break
    return {player: Fraction(count, n) for player, count in found.items()}


def core(rows: dict[str, list[int]], winning: list[set[str]]) -> list[int]:
    """Return the packages that no winning coalition would leave for another."""
    n = len(next(iter(rows.values())))
    return [
        x
        for x in range(n)
        if not any(all(rows[p][y] > rows[p][x] for p in coalition) for coalition in winning for y in range(n))
    ]
