"""The best of many packages under a bargaining rule, exactly: floats find who may be best, whole numbers decide.

Gains have the axes (n_actors, n_packages), in units, each actor's utility less its disagreement value. Each rule is a
`Pick`: it sees the packages box by box, keeps those that may still be best, and decides at the end. Ties go to the
lowest package index.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal, localcontext
from fractions import Fraction
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt
from attrs import define, field

from negotiation.analysis.boxes import Bools, Floats, Ints
from negotiation.scenario.preferences import UNIT

#: Products within this share of the best are ranked again by whole numbers.
NEAR = 1e-9
#: Exponents up to which weights are taken as ratios of whole numbers; others are compared to fifty digits.
LARGEST_EXPONENT = 64
DIGITS = 50


class Pick(Protocol):
    """A rule that picks one package: fed box by box, asked once."""

    def feed(self, indices: Ints, gains: Ints) -> None:
        """Take packages into account: indices `(n,)`, gains `(n_actors, n)`."""
        ...

    def best(self) -> tuple[int, Ints, int] | None:
        """Return the best package: its index, its gains `(n_actors,)`, how many share its place. None of none."""
        ...

    def value(self, gains: Ints) -> float:
        """Return what the rule makes largest, in utility, at gains `(n_actors,)`."""
        ...


@define
class _Kept:
    """Packages that may still be best, with their gains."""

    indices: Ints
    gains: Ints

    @classmethod
    def none(cls, n_actors: int) -> _Kept:
        return cls(np.arange(0), np.zeros((n_actors, 0), dtype=np.int64))

    def with_(self, indices: Ints, gains: Ints) -> _Kept:
        return _Kept(np.concatenate([self.indices, indices]), np.concatenate([self.gains, gains], axis=1))

    def of(self, chosen: Any) -> _Kept:
        return _Kept(self.indices[chosen], self.gains[:, chosen])

    def first(self) -> tuple[int, Ints, int] | None:
        if not len(self.indices):
            return None
        lowest = int(np.argmin(self.indices))
        return int(self.indices[lowest]), self.gains[:, lowest], len(self.indices)


def individually_rational(gains: Ints) -> Bools:
    """Return which packages leave every actor at or above its disagreement value: bool array `(n_packages,)`."""
    return np.asarray(np.logical_and.reduce(gains >= 0, axis=0), dtype=np.bool_)


@define
class Nash:
    """The largest product of gains, each to the power of its actor's weight (Nash 1950; Harsanyi and Selten 1972).

    Only packages that every actor gains from count: where there is none, the product picks nothing. The product is
    taken in float64, in the order of the actors; those within a relative 1e-9 of the best are ranked by whole numbers.
    """

    weights: tuple[float, ...]
    _kept: _Kept = field(init=False)
    _highest: float = field(init=False, default=0.0)

    def __attrs_post_init__(self) -> None:
        self._kept = _Kept.none(len(self.weights))

    def feed(self, indices: Ints, gains: Ints) -> None:
        """Take packages into account."""
        positive = np.flatnonzero(np.logical_and.reduce(gains > 0, axis=0))
        gains = gains[:, positive]
        products = self.products(gains)
        self._highest = max(self._highest, float(products.max(initial=0.0)))
        near = products >= self._highest * (1 - NEAR)
        self._kept = self._kept.with_(indices[positive[near]], gains[:, near])

    def products(self, gains: Ints) -> Floats:
        """Return the weighted products of gains, `(n_packages,)`, in the order of the actors."""
        found = np.ones(gains.shape[1])
        for row, weight in zip(gains, self.weights, strict=True):
            found *= row / UNIT if weight == 1.0 else (row / UNIT) ** weight
        return found

    def best(self) -> tuple[int, Ints, int] | None:
        """Return the best package, its gains, and how many share its place."""
        kept = self._kept.of(self.products(self._kept.gains) >= self._highest * (1 - NEAR))
        return _ranked(kept, lambda column: _power(column, self.weights)).first()

    def value(self, gains: Ints) -> float:
        """Return the product of gains."""
        return float(self.products(gains[:, None])[0])


def _power(gains: Sequence[int], weights: tuple[float, ...]) -> Any:
    """Return what ranks a product of powers exactly: a whole number, or its logarithm to fifty digits."""
    exponents = [Fraction(str(weight)) for weight in weights]
    common = np.lcm.reduce([each.denominator for each in exponents])
    powers = [int(each * int(common)) for each in exponents]
    divisor = int(np.gcd.reduce(powers)) or 1
    powers = [each // divisor for each in powers]
    if max(powers) <= LARGEST_EXPONENT:
        product = 1
        for gain, power in zip(gains, powers, strict=True):
            product *= gain**power
        return product
    with localcontext() as context:
        context.prec = DIGITS
        return +sum(Decimal(weight) * Decimal(gain).ln() for gain, weight in zip(gains, weights, strict=True))


@define
class Leximin:
    """The largest smallest gain, then the largest second smallest, and so on (egalitarian: Kalai 1977; Sen 1970)."""

    n_actors: int
    _kept: _Kept = field(init=False)

    def __attrs_post_init__(self) -> None:
        self._kept = _Kept.none(self.n_actors)

    def feed(self, indices: Ints, gains: Ints) -> None:
        """Take packages into account."""
        rational = individually_rational(gains)
        kept = self._kept.with_(indices[rational], gains[:, rational])
        self._kept = kept.of(_lexicographic(np.sort(kept.gains, axis=0)))

    def best(self) -> tuple[int, Ints, int] | None:
        """Return the best package, its gains, and how many share its place."""
        return self._kept.first()

    def value(self, gains: Ints) -> float:
        """Return the smallest gain."""
        return int(gains.min()) / UNIT


def _lexicographic(rows: npt.NDArray[Any]) -> Ints:
    """Return the columns that are highest in the first row, among them in the second, and so on."""
    chosen = np.arange(rows.shape[1])
    for row in rows:
        if len(chosen):
            level = row[chosen]
            chosen = chosen[level == level.max()]
    return chosen


@define
class KalaiSmorodinsky:
    """Leximin of gains as shares of each actor's largest (Kalai and Smorodinsky 1975), then the largest sum.

    `ideals` are the largest gains, in units, over packages that leave nobody below its disagreement value; actors that
    can gain nothing are left out of the comparison. On a finite set the equal-shares point need not exist: the best
    smallest share stands for it.
    """

    ideals: tuple[int, ...]
    _kept: _Kept = field(init=False)
    _highest: float = field(init=False, default=-1.0)

    def __attrs_post_init__(self) -> None:
        self._kept = _Kept.none(len(self.ideals))

    def feed(self, indices: Ints, gains: Ints) -> None:
        """Take packages into account."""
        rational = np.flatnonzero(individually_rational(gains))
        gains = gains[:, rational]
        smallest = self.shares(gains).min(axis=0, initial=np.inf)
        self._highest = max(self._highest, float(smallest.max(initial=-1.0)))
        near = smallest >= self._highest * (1 - NEAR)
        self._kept = self._kept.with_(indices[rational[near]], gains[:, near])

    def shares(self, gains: Ints) -> Floats:
        """Return gains as shares of the largest, in ascending order, `(n_actors that can gain, n_packages)`."""
        able = [i for i, ideal in enumerate(self.ideals) if ideal > 0]
        ideals = np.array([self.ideals[i] for i in able], dtype=np.float64)
        return np.sort(gains[able] / ideals[:, None], axis=0)

    def best(self) -> tuple[int, Ints, int] | None:
        """Return the best package, its gains, and how many share its place."""
        shares = self.shares(self._kept.gains)
        near = np.flatnonzero(shares.min(axis=0, initial=np.inf) >= self._highest * (1 - NEAR))
        for row in shares if len(near) else ():
            level = row[near].max()
            near = near[row[near] >= level * (1 - NEAR)]
            if level > 0:
                break
        return _ranked(self._kept.of(near), self._key).first()

    def _key(self, column: Sequence[int]) -> tuple[Any, ...]:
        shares = [Fraction(gain, ideal) for gain, ideal in zip(column, self.ideals, strict=True) if ideal > 0]
        return (*sorted(shares), sum(column))

    def value(self, gains: Ints) -> float:
        """Return the smallest share of a largest gain; 0 where nobody can gain."""
        return float(self.shares(gains[:, None]).min(initial=np.inf)) if any(self.ideals) else 0.0


@define
class Utilitarian:
    """The largest sum of gains, which is the largest sum of utilities; it asks nobody to be content."""

    n_actors: int
    _kept: _Kept = field(init=False)

    def __attrs_post_init__(self) -> None:
        self._kept = _Kept.none(self.n_actors)

    def feed(self, indices: Ints, gains: Ints) -> None:
        """Take packages into account."""
        kept = self._kept.with_(indices, gains)
        self._kept = kept.of(_lexicographic(kept.gains.sum(axis=0, keepdims=True)))

    def best(self) -> tuple[int, Ints, int] | None:
        """Return the best package, its gains, and how many share its place."""
        return self._kept.first()

    def value(self, gains: Ints) -> float:
        """Return the sum of gains."""
        return int(gains.sum()) / UNIT


def _ranked(kept: _Kept, key: Any) -> _Kept:
    """Return the packages whose gains have the highest key; it sees each column of gains once, as whole numbers."""
    if not len(kept.indices):
        return kept
    columns, where = np.unique(kept.gains, axis=1, return_inverse=True)
    keys = [key([int(gain) for gain in column]) for column in columns.T]
    highest = max(keys)
    best = np.array([each == highest for each in keys])
    return kept.of(best[np.asarray(where).reshape(-1)])
