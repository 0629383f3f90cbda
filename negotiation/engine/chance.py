"""Chance: every draw has an address, so that adding an actor, a worker or a turn moves nobody else's draws.

Philox key = seed, counter = (index, turn, run, purpose), purpose = 64-bit BLAKE2 of "kind/actor/object"
(semantics §13). Only uniform draws in [0, 1).
"""

from __future__ import annotations

from functools import lru_cache
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

import numpy as np
from attrs import field, frozen

from negotiation.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable

KINDS = (
    "strategy",
    "threat",
    "event",
    "meeting",
    "leak",
    "latency",
    "detection",
    "ratifier",
    "response",
)


@lru_cache(maxsize=4096)
def purpose_of(kind: str, actor: str, about: str = "") -> int:
    """Return the 64-bit purpose of a draw: BLAKE2 of `kind/actor/object`."""
    return int.from_bytes(blake2b(f"{kind}/{actor}/{about}".encode(), digest_size=8).digest(), "little")


def _plain(number: Any) -> Any:
    return int(number) if isinstance(number, np.integer) else number


def _bits(n: int) -> Callable[[object, Any, object], None]:
    def check(instance: object, attribute: Any, value: object) -> None:
        if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < 2**n:
            raise UsageError(f"a whole number from 0 to 2**{n} - 1 for the {attribute.name}", repr(value))

    return check


@frozen
class Draws:
    """All the chance of one play: a seed and a run; each draw is asked for by its address.

    Raises UsageError for a seed or a run that is no whole number from 0 up (a seed below 2**128, a run below 2**64).
    """

    seed: int = field(default=0, converter=_plain, validator=_bits(128))
    run: int = field(default=0, converter=_plain, validator=_bits(64))

    def generator(self, kind: str, actor: str, about: str = "", turn: int = 0) -> np.random.Generator:
        """Return the generator at an address; ValueError for a kind outside the closed list."""
        return np.random.Generator(self._bits(kind, actor, about, turn))

    def _bits(self, kind: str, actor: str, about: str, turn: int) -> np.random.Philox:
        if kind not in KINDS:
            message = f"expected a kind of draw: {', '.join(KINDS)}, got {kind!r}"
            raise ValueError(message)
        counter = np.array([0, turn, self.run, purpose_of(kind, actor, about)], dtype=np.uint64)
        return np.random.Philox(key=self.seed, counter=counter)

    def uniform(self, kind: str, actor: str, about: str = "", turn: int = 0) -> float:
        """Return the first uniform draw in [0, 1) at an address."""
        raw = int(self._bits(kind, actor, about, turn).random_raw())
        return (raw >> 11) * 2.0**-53  # as `Generator.random` makes a double of 53 bits

    def stream(self, kind: str, actor: str, turn: int) -> Stream:
        """Return the stream of draws of one actor in one turn, made when first used."""
        return Stream(self, kind, actor, turn)


class Stream:
    """Uniform draws of one actor in one turn; the generator is made at the first draw."""

    __slots__ = ("_made", "actor", "draws", "kind", "turn")

    def __init__(self, draws: Draws, kind: str, actor: str, turn: int) -> None:
        self.draws, self.kind, self.actor, self.turn = draws, kind, actor, turn
        self._made: np.random.Generator | None = None

    def at(self, turn: int) -> Stream:
        """Return the stream set to the start of a turn."""
        self.turn, self._made = turn, None
        return self

    def random(self) -> float:
        """Return the next uniform draw in [0, 1)."""
        if self._made is None:
            self._made = self.draws.generator(self.kind, self.actor, turn=self.turn)
        return float(self._made.random())

    def below(self, n: int) -> int:
        """Return a whole number from 0 to n − 1, each equally likely, from one uniform draw."""
        return int(self.random() * n)

    def uniform(self, about: str) -> float:
        """Return the draw about one object in this turn, whatever was drawn before."""
        return self.draws.uniform(self.kind, self.actor, about, self.turn)
