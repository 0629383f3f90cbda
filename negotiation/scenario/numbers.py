"""Every number of a scenario with its path, basis and range: what is assumed, what may be varied."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import attrs
from attrs import frozen

from negotiation.errors import join_path
from negotiation.scenario.basis import Basis, Number
from negotiation.scenario.codec import known_fields

if TYPE_CHECKING:
    from negotiation.scenario.scenario import Scenario

KINDS_WITH_NUMBERS = (
    "actors",
    "gates",
    "measures",
    "threats",
    "events",
    "promises",
    "channels",
    "claims",
    "signals",
    "obligations",
    "verification",
)
DEFAULTS = {"stated": 0.0, "implied": 0.10, "external": 0.10, "assumed": 0.25}
"""Half-widths within which a number may be varied when it has no range of its own, by kind of basis."""


@frozen
class Listed:
    """One number of a scenario: its path, the number, and who answers for it."""

    path: str
    number: Number
    basis: Basis | None

    @property
    def is_assumed(self) -> bool:
        """Whether nobody but the author answers for it."""
        return self.basis is None or self.basis.kind == "assumed"

    @property
    def half_width(self) -> float:
        """How far the number may be varied to either side by default."""
        return DEFAULTS["assumed" if self.basis is None else self.basis.kind]


def numbers_of(scenario: Scenario) -> tuple[Listed, ...]:
    """Return every number of a scenario, in the order of the file."""
    return _numbers(scenario)


@lru_cache(maxsize=64)
def _numbers(scenario: Scenario) -> tuple[Listed, ...]:
    found = []
    for kind in KINDS_WITH_NUMBERS:
        for path, number in _walk(getattr(scenario, kind), kind):
            found.append(Listed(path, number, scenario.basis_of(number)))
    return tuple(found)


def _walk(value: Any, path: str) -> Iterator[tuple[str, Number]]:
    if isinstance(value, Number):
        yield path, value
    elif isinstance(value, Mapping):
        for key, each in value.items():
            yield from _walk(each, join_path(path, str(key)))
    elif isinstance(value, tuple):
        for each in value:
            yield from _walk(each, join_path(path, getattr(each, "id", "")))
    elif attrs.has(type(value)):
        amount = getattr(value, "amount", None)
        if amount is not None and not known_fields(type(value)):
            yield from _walk(amount, path)
        for key, attribute, _ in known_fields(type(value)):
            part = getattr(value, attribute.name)
            if part != attribute.default:
                yield from _walk(part, join_path(path, key))


def count_numbers(scenario: Scenario) -> tuple[int, int]:
    """Return how many numbers of a scenario are assumed, and how many there are."""
    listed = numbers_of(scenario)
    return sum(each.is_assumed for each in listed), len(listed)
