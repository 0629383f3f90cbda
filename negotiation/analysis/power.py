"""Power in a body that votes: who wins with whom, whose word counts how often, whose word decides.

What belongs here: simple games of up to 20 players, enumerated exactly, and what they mean for packages. A coalition is
a set of players; inside, one bit for each of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from functools import cached_property
from math import factorial, lcm
from typing import TYPE_CHECKING, Any

import numpy as np
from attrs import Factory, field, frozen

from negotiation.analysis.boxes import BUDGET, Bools, Ints, require
from negotiation.errors import UnknownNameError, UsageError
from negotiation.scenario.basis import to_ids
from negotiation.scenario.table import Table

if TYPE_CHECKING:
    from negotiation.scenario.scenario import Scenario

#: Players whose coalitions can be gone through one by one.
MOST_PLAYERS = 20
#: Packages compared pair by pair for the core.
MOST_COMPARED = 2**14


def to_weights(values: Mapping[str, float] | Iterable[str]) -> Table[str, float]:
    """Return weights by player; names alone weigh 1 each."""
    return Table(values if isinstance(values, Mapping) else dict.fromkeys(to_ids(values), 1.0))


@frozen
class Voting:
    """A rule of decision: which coalitions win.

    Parameters
    ----------
    weights : by player; names alone weigh 1 each.
    quota : the least total weight that wins.
    vetoes : players without whom nothing wins.
    least : the least number of players that wins.

    Raises
    ------
    UsageError
        when there are no players or more than 20, a weight or the quota is not a finite number above what it must be,
        or all together do not win.
    UnknownNameError
        when a veto is given to somebody who is no player.

    Examples
    --------
    >>> from negotiation.analysis.power import Voting
    >>> council = Voting({"a": 50, "b": 49, "c": 1}, quota=51)
    >>> council.banzhaf["b"] == council.banzhaf["c"]
    True
    """

    weights: Table[str, float] = field(converter=to_weights)
    quota: float = Factory(lambda self: float(sum(self.weights.values())), takes_self=True)
    vetoes: tuple[str, ...] = field(default=(), converter=to_ids)
    least: int = 0

    def __attrs_post_init__(self) -> None:
        if not 0 < len(self.weights) <= MOST_PLAYERS:
            raise UsageError(f"1 to {MOST_PLAYERS} players", str(len(self.weights)))
        for player, weight in self.weights.items():
            if not (np.isfinite(weight) and weight >= 0):
                raise UsageError(f"a weight of 0 or more for {player}", repr(weight))
        for player in self.vetoes:
            if player not in self.weights:
                raise UnknownNameError("player", player, self.players)
        asks = self.quota > 0 or (self.quota == 0 and (self.vetoes or self.least > 0))
        if not (np.isfinite(self.quota) and asks):
            raise UsageError("a quota above 0", repr(self.quota))
        if not self.wins(self.players):
            raise UsageError("a rule by which all players together win", f"a quota of {self.quota:g}")

    @property
    def players(self) -> tuple[str, ...]:
        """The players, in order."""
        return tuple(self.weights)

    @cached_property
    def _scaled(self) -> tuple[list[int], int]:
        """The weights and the quota as whole numbers in the same unit."""
        exact = [Fraction(str(each)) for each in (*self.weights.values(), self.quota)]
        common = lcm(*(each.denominator for each in exact))
        *weights, quota = (int(each * common) for each in exact)
        return weights, quota

    @cached_property
    def winning_codes(self) -> Bools:
        """Which coalitions win: bool array `(2**n_players,)`; bit i of the index: player i is in."""
        weights, quota = self._scaled
        n = len(weights)
        total: Any = np.zeros(1, dtype=np.int64 if sum(weights) < 2**62 else object)
        count = np.zeros(1, dtype=np.int64)
        for weight in weights:
            total = np.concatenate([total, total + weight])
            count = np.concatenate([count, count + 1])
        needed = sum(1 << self.players.index(player) for player in set(self.vetoes))
        found = np.asarray((total >= quota) & (count >= self.least), dtype=np.bool_)
        found &= (np.arange(2**n) & needed) == needed
        return found

    def code(self, coalition: Iterable[str]) -> int:
        """Return a coalition with a bit for each player. Raises UnknownNameError for somebody who is none."""
        found = 0
        for player in coalition:
            if player not in self.weights:
                raise UnknownNameError("player", player, self.players)
            found |= 1 << self.players.index(player)
        return found

    def named(self, code: int) -> tuple[str, ...]:
        """Return the players of a coalition."""
        return tuple(player for i, player in enumerate(self.players) if code >> i & 1)

    def wins(self, coalition: Iterable[str]) -> bool:
        """Return whether a coalition can decide."""
        return bool(self.winning_codes[self.code(coalition)])

    def blocks(self, coalition: Iterable[str]) -> bool:
        """Return whether a coalition can prevent a decision: whether the others do not win without it."""
        return not self.winning_codes[2 ** len(self.players) - 1 - self.code(coalition)]

    @cached_property
    def minimal_winning(self) -> tuple[tuple[str, ...], ...]:
        """The coalitions that win and lose without any one of their members, the smallest first."""
        return self._minimal(self.winning_codes)

    @cached_property
    def minimal_blocking(self) -> tuple[tuple[str, ...], ...]:
        """The coalitions that block and no longer do without any one of their members, the smallest first."""
        return self._minimal(~self.winning_codes[::-1])

    def _minimal(self, holds: Bools) -> tuple[tuple[str, ...], ...]:
        codes = np.arange(len(holds))
        found = holds.copy()
        for i in range(len(self.players)):
            found &= ((codes >> i & 1) == 0) | ~holds[codes & ~(1 << i)]
        minimal = sorted(map(int, np.flatnonzero(found)), key=lambda code: (code.bit_count(), code))
        return tuple(self.named(code) for code in minimal)

    def _swings(self) -> Iterator[tuple[str, Ints]]:
        """Yield each player with the sizes of the coalitions that win with it and lose without it, itself counted."""
        codes = np.arange(len(self.winning_codes))
        sizes = np.array([code.bit_count() for code in range(2 ** len(self.players))], dtype=np.int64)
        for i, player in enumerate(self.players):
            swings = self.winning_codes & ((codes >> i & 1) == 1) & ~self.winning_codes[codes & ~(1 << i)]
            yield player, sizes[swings]

    @cached_property
    def swings(self) -> Table[str, int]:
        """How many winning coalitions lose without each player (Banzhaf 1965)."""
        return Table({player: len(sizes) for player, sizes in self._swings()})

    @property
    def banzhaf(self) -> Table[str, Fraction]:
        """Each player's share of all swings: the normalised Banzhaf index, exact."""
        total = sum(self.swings.values())
        return Table({player: Fraction(n, total) for player, n in self.swings.items()})

    @property
    def absolute_banzhaf(self) -> Table[str, Fraction]:
        """The share of the others' coalitions that each player swings: the absolute Banzhaf index, exact."""
        return Table({player: Fraction(n, 2 ** (len(self.players) - 1)) for player, n in self.swings.items()})

    @cached_property
    def shapley_shubik(self) -> Table[str, Fraction]:
        """The share of all orders in which each player turns losing into winning (Shapley and Shubik 1954), exact."""
        n, found = len(self.players), {}
        for player, sizes in self._swings():
            counts = np.bincount(sizes, minlength=n + 1)
            orders = sum(int(k) * factorial(s - 1) * factorial(n - s) for s, k in enumerate(counts) if s)
            found[player] = Fraction(orders, factorial(n))
        return Table(found)

    @property
    def veto_players(self) -> tuple[str, ...]:
        """Those without whom nobody wins, by whatever part of the rule."""
        return tuple(player for player in self.players if self.blocks([player]))

    @property
    def has_core(self) -> bool:
        """Whether a fixed prize can be divided so that no winning coalition gains by leaving: whether someone can veto.

        The core then consists of the divisions that give everything to those who can veto (Shapley 1962).
        """
        return bool(self.veto_players)

    def critical(self, in_favour: Iterable[str]) -> tuple[str, ...]:
        """Return whose change of word alone would change the decision."""
        code = self.code(in_favour)
        wins = self.winning_codes[code]
        return tuple(p for i, p in enumerate(self.players) if self.winning_codes[code ^ (1 << i)] != wins)

    def pivots(self, values: Mapping[str, Any]) -> Ints:
        """Return, package by package, who turns losing into winning when players join in order of falling value.

        Parameters
        ----------
        values : by player, an array `(n_packages,)`: gains, for example. Ties join in the order of the players.

        Returns
        -------
        pivots : int64 array `(n_packages,)` of places among `players`.

        Raises
        ------
        UsageError
            when a player has no values.
        """
        table = self._table(values)
        order = np.argsort(-table, axis=0, kind="stable")
        codes = np.bitwise_or.accumulate(np.int64(1) << order, axis=0)
        first = np.argmax(self.winning_codes[codes], axis=0)
        return np.asarray(order[first, np.arange(table.shape[1])], dtype=np.int64)

    def core(self, values: Mapping[str, Any]) -> Ints:
        """Return the packages that no winning coalition would leave for another: none better for each of its members.

        Parameters
        ----------
        values : by player, an array `(n_packages,)` of utilities of the packages that can be chosen.

        Returns
        -------
        core : int64 array of indices, ascending; empty where every package gives way to another (Condorcet's cycle).

        Raises
        ------
        UsageError
            when a player has no values, or packages with different values are too many to compare pair by pair.
        """
        columns, where = np.unique(self._table(values), axis=1, return_inverse=True)
        if columns.shape[1] > MOST_COMPARED:
            raise UsageError(f"at most {MOST_COMPARED} packages to compare", str(columns.shape[1]), "narrow them first")
        require(16 * columns.shape[1], BUDGET, "a comparison of packages")
        stable = np.array([self._stands(columns, j) for j in range(columns.shape[1])], dtype=np.bool_)
        return np.flatnonzero(stable[np.asarray(where).reshape(-1)])

    def _stands(self, columns: Ints, j: int) -> bool:
        codes = np.zeros(columns.shape[1], dtype=np.int64)
        for i, row in enumerate(columns):
            codes |= (row > row[j]).astype(np.int64) << i
        return not self.winning_codes[codes].any()

    def _table(self, values: Mapping[str, Any]) -> Ints:
        missing = [player for player in self.players if player not in values]
        if missing:
            raise UsageError("values for every player", "none for " + ", ".join(missing))
        return np.stack([np.asarray(values[player]) for player in self.players])


def voting_of(scenario: Scenario, bloc: str) -> Voting:
    """Return how a bloc decides as a rule of decision over its members' words, each of them yes or no.

    Raises
    ------
    UnknownNameError
        when there is no such actor.
    UsageError
        when the actor has no members.

    Notes
    -----
    Silence counts as no here; by consensus it would count as yes. A majority is more than half of all weight.
    """
    if bloc not in scenario.actors:
        raise UnknownNameError("actor", bloc, tuple(scenario.actors))
    who = scenario.actors[bloc]
    if not who.members:
        raise UsageError("a bloc with members", f"{bloc!r}, which has none")
    if who.decides_by == "leader" and who.leader is not None:
        return Voting(who.members, 0.0, (who.leader, *who.vetoes))
    if who.decides_by == "majority":
        weights = {member: who.weights[member].value if member in who.weights else 1.0 for member in who.members}
        total = sum(Fraction(str(weight)) for weight in weights.values())
        step = Fraction(1, 2 * lcm(*(Fraction(str(weight)).denominator for weight in weights.values())))
        return Voting(weights, float(total / 2 + step), who.vetoes)
    return Voting(who.members, float(len(who.members)), who.vetoes)


def majority(players: Iterable[str]) -> Voting:
    """Return the rule of simple majority: more than half of the players.

    >>> from negotiation.analysis.power import majority
    >>> majority("abc").minimal_winning
    (('a', 'b'), ('a', 'c'), ('b', 'c'))
    """
    names = tuple(players)
    return Voting(names, float(len(names) // 2 + 1))
