"""Values of which many are made in a play, each from the one before: quick to make, quick to change."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from operator import attrgetter
from typing import TYPE_CHECKING, Any, TypeVar

import attrs

__all__ = ["changed", "made_once"]

T = TypeVar("T")
KEPT_HASH = "_attrs_cached_hash"
_new, _set = object.__new__, object.__setattr__

if TYPE_CHECKING:
    from attrs import frozen as made_once
else:

    def made_once(kind: Any = None, **how: Any) -> Any:
        """Make an attrs class whose values nothing changes: as `attrs.frozen`, three times as quick to make.

        The type checker holds everybody to it; a running program does not.
        """
        return attrs.define(kind, slots=False, **how)


def changed(value: T, **parts: Any) -> T:
    """Return a value of an attrs class with some of its parts changed: as `attrs.evolve`, several times as fast.

    Of a class without slots the new value starts as a copy of the old one's dictionary, and neither converters nor
    validators run. Parts that are not given to the initializer, and a hash that was kept, start anew. KeyError for a
    part that it does not have.

    >>> from negotiation.scenario.changing import changed
    >>> from negotiation.scenario.outcome import NoDeal
    >>> changed(NoDeal("cap", turn=3), turn=4)
    NoDeal(reason='cap', turn=4, about='')
    """
    kind: Any = type(value)
    if not hasattr(value, "__dict__"):
        return _made_anew(kind, value, parts)
    before = value.__dict__
    after = {**before, **parts, **_starts_anew(kind)}
    if KEPT_HASH in after:
        after[KEPT_HASH] = None
    if len(after) != len(before):
        raise KeyError(*(name for name in parts if name not in before))
    found: T = _new(kind)
    _set(found, "__dict__", after)
    return found


def _made_anew(kind: Any, value: T, parts: dict[str, Any]) -> T:
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


@lru_cache(maxsize=64)
def _starts_anew(kind: Any) -> dict[str, Any]:
    return {each.name: each.default for each in attrs.fields(kind) if not each.init}
