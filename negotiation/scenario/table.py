"""A small frozen mapping: hashable, picklable, equal whatever its order. What maps in a scenario become."""

from __future__ import annotations

from collections.abc import ItemsView, Iterable, Iterator, KeysView, Mapping, ValuesView
from typing import Any, TypeVar, overload

K = TypeVar("K")
V = TypeVar("V")
T = TypeVar("T")
_set = object.__setattr__
_FROZEN = "a Table is frozen; make another with with_item or without"


class Table(Mapping[K, V]):
    """A frozen mapping that keeps the order it was given for display and ignores it in comparisons."""

    __slots__ = ("_hash", "_items")

    _items: dict[K, V]
    _hash: int | None

    def __init__(self, items: Mapping[K, V] | Iterable[tuple[K, V]] = ()) -> None:
        _set(self, "_items", dict(items.items() if isinstance(items, Table) else items))
        _set(self, "_hash", None)

    def __getitem__(self, key: K) -> V:
        return self._items[key]

    def __iter__(self) -> Iterator[K]:
        return iter(self._items)

    def __len__(self) -> int:
        return len(self._items)

    def __contains__(self, key: object) -> bool:
        return key in self._items

    @overload
    def get(self, key: K, /) -> V | None: ...
    @overload
    def get(self, key: K, /, default: V | T) -> V | T: ...
    def get(self, key: K, /, default: Any = None) -> Any:
        """Return the value of a key, or the default; as of any mapping, and quicker."""
        return self._items.get(key, default)

    def keys(self) -> KeysView[K]:
        """Return the keys, in order."""
        return self._items.keys()

    def values(self) -> ValuesView[V]:
        """Return the values, in the order of their keys."""
        return self._items.values()

    def items(self) -> ItemsView[K, V]:
        """Return the pairs of key and value, in order."""
        return self._items.items()

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Table):
            return self._items == other._items
        return self._items == other if isinstance(other, Mapping) else NotImplemented

    def __hash__(self) -> int:
        found = self._hash
        if found is None:
            found = hash(frozenset(self._items.items()))
            object.__setattr__(self, "_hash", found)
        return found

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(_FROZEN)

    def __delattr__(self, name: str) -> None:
        raise AttributeError(_FROZEN)

    def __reduce__(self) -> tuple[Any, ...]:
        return (Table, (self._items,))

    def __repr__(self) -> str:
        return f"Table({self._items!r})"

    def with_item(self, key: K, value: V) -> Table[K, V]:
        """Return a table with `key` set to `value`."""
        return _owning({**self._items, key: value})

    def without(self, key: K) -> Table[K, V]:
        """Return a table without `key`; the same table when it is not there."""
        return _owning({k: v for k, v in self._items.items() if k != key}) if key in self._items else self


def _owning(items: dict[K, V]) -> Table[K, V]:
    """Return a table of a new dictionary that nobody else holds, without copying it."""
    found: Table[K, V] = object.__new__(Table)
    _set(found, "_items", items)
    _set(found, "_hash", None)
    return found
