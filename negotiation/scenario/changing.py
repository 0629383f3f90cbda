"""A frozen value with some parts changed, for what changes with every act: as `attrs.evolve`, several times as fast."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from operator import attrgetter
from typing import Any, TypeVar

import attrs

T = TypeVar("T")


def changed(value: T, **parts: Any) -> T:
    """Return a value of an attrs class with some of its parts changed. KeyError for a part that it does not have.

    Parts that are not given to the initializer start anew.

    >>> from negotiation.scenario.changing import changed
    >>> from negotiation.scenario.outcome import NoDeal
    >>> changed(NoDeal("cap", turn=3), turn=4)
    NoDeal(reason='cap', turn=4, about='')
    """
    kind: Any = type(value)
    places, read = _parts_of(kind)
    found = list(read(value))
    for name, part in parts.items():
        found[places[name]] = part
    new: T = kind(*found)
    return new


def retouched(value: T, **parts: Any) -> T:
    """Return a value of an attrs class with parts changed that are known to keep it valid: nothing is checked again.

    For thousands of variants of one scenario, in which one number moves between bounds that keep it valid: asking
    anew whether all its parts fit costs far more than what is worked out from them. Parts are taken as they are, of
    the kind that the class keeps. KeyError for a part that it does not have.

    >>> from negotiation.scenario.changing import retouched
    >>> from negotiation.scenario.outcome import NoDeal
    >>> retouched(NoDeal("cap", turn=3), turn=4)
    NoDeal(reason='cap', turn=4, about='')
    """
    kind: Any = type(value)
    places, read = _parts_of(kind)
    found = list(read(value))
    for name, part in parts.items():
        found[places[name]] = part
    new: T = object.__new__(kind)
    for name, place in places.items():
        object.__setattr__(new, name, found[place])
    return new


@lru_cache(maxsize=64)
def _parts_of(kind: Any) -> tuple[dict[str, int], Callable[[Any], tuple[Any, ...]]]:
    names = [each.name for each in attrs.fields(kind) if each.init]
    return {name: place for place, name in enumerate(names)}, attrgetter(*names)
