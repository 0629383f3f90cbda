"""Minimal sets of small whole numbers, each set written as the bits of an int: antichains and hitting sets."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from attrs import frozen


def bits_of(number: int) -> tuple[int, ...]:
    """Return the positions of the bits that are set, ascending.

    >>> from negotiation.analysis.hitting import bits_of
    >>> bits_of(0b1010)
    (1, 3)
    """
    found = []
    while number:
        lowest = number & -number
        found.append(lowest.bit_length() - 1)
        number ^= lowest
    return tuple(found)


def minimal(sets: Iterable[int]) -> tuple[int, ...]:
    """Return the sets that contain no other of the sets, each once, by size and then by value.

    >>> from negotiation.analysis.hitting import minimal
    >>> minimal([0b111, 0b101, 0b010])
    (2, 5)
    """
    found: list[int] = []
    for each in sorted(set(sets), key=lambda s: (s.bit_count(), s)):
        if not any(kept & each == kept for kept in found):
            found.append(each)
    return tuple(found)


@frozen
class _Search:
    """The search for minimal hitting sets: which sets each element hits, and what a partial solution may still take.

    Sets are numbered; `hits[v]` has a bit for each set that contains the element v.
    """

    sets: Sequence[int]
    hits: Sequence[int]
    most: int

    def below(self, chosen: tuple[int, ...], only: tuple[int, ...], left: int, free: int) -> Iterator[int]:
        """Yield the minimal hitting sets that extend `chosen`.

        `only[u]` are the sets that `chosen[u]` alone hits, `left` the sets not hit yet, `free` the elements to take.
        """
        if not left:
            yield sum(1 << v for v in chosen)
            return
        if len(chosen) == self.most:
            return
        hardest = min((self.sets[e] & free for e in bits_of(left)), key=int.bit_count)
        free &= ~hardest
        for v in bits_of(hardest):
            kept = tuple(each & ~self.hits[v] for each in only)
            if all(kept):
                yield from self.below((*chosen, v), (*kept, left & self.hits[v]), left & ~self.hits[v], free)
            free |= 1 << v


def hitting_sets(sets: Iterable[int], most: int | None = None) -> Iterator[int]:
    """Yield every minimal set that shares an element with each of the sets, of at most `most` elements.

    Parameters
    ----------
    sets : what is to be hit; nothing hits an empty set.
    most : the largest size wanted; any if left out.

    Notes
    -----
    The depth-first search of Murakami & Uno (2014), MMCS: an element is taken only while every element taken before
    still hits a set that no other does; no solution is found twice and none is stored.

    References
    ----------
    Murakami, K. & Uno, T. (2014), Discrete Applied Mathematics 170: 83–94, algorithm MMCS.

    Examples
    --------
    >>> from negotiation.analysis.hitting import hitting_sets
    >>> sorted(hitting_sets([0b011, 0b110]))
    [2, 5]
    """
    edges = minimal(sets)
    n = max((each.bit_length() for each in edges), default=0)
    hits = [sum(1 << e for e, each in enumerate(edges) if each >> v & 1) for v in range(n)]
    search = _Search(edges, hits, n if most is None else most)
    yield from search.below((), (), (1 << len(edges)) - 1, (1 << n) - 1)


def smallest_hitting_sets(sets: Iterable[int], limit: int) -> tuple[tuple[int, ...], bool]:
    """Return the smallest minimal hitting sets, at most `limit` of them, and whether these are all there are."""
    edges = minimal(sets)
    n = max((each.bit_length() for each in edges), default=0)
    found: list[int] = []
    for size in range(n + 1):
        for each in hitting_sets(edges, size):
            if each.bit_count() == size:
                if len(found) == limit:
                    return tuple(found), False
                found.append(each)
    return tuple(found), True
