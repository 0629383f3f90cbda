"""Boxes: stretches of the table of all packages, so that what does not fit in memory is worked through piece by piece.

What belongs here: the cut of the table, and the check of a memory budget. What is computed on a box is elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from itertools import product
from math import log10, prod
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
from attrs import frozen

from negotiation.analysis.watching import PACKAGES, told
from negotiation.errors import UsageError

Ints: TypeAlias = npt.NDArray[np.int64]
Bools: TypeAlias = npt.NDArray[np.bool_]
Floats: TypeAlias = npt.NDArray[np.float64]

#: Bytes that arrays may take together unless the caller says otherwise.
BUDGET = 2**30
#: Numbers from here on are told by their power of ten.
LONG_NUMBER = 10**12


@frozen
class Box:
    """A range of options for each of some issues; arrays over a box have one axis for each of them, in this order.

    Parameters
    ----------
    places : the issues, by their index in the agenda.
    options : for each of them a range of option indices.
    first : the index of the first package; a box over the whole agenda holds the packages from there, side by side.
    """

    places: tuple[int, ...]
    options: tuple[range, ...]
    first: int = 0

    @cached_property
    def shape(self) -> tuple[int, ...]:
        """How many options each axis has."""
        return tuple(len(options) for options in self.options)

    @cached_property
    def size(self) -> int:
        """How many packages the box holds."""
        return prod(self.shape)

    @property
    def stop(self) -> int:
        """The index after the last package."""
        return self.first + self.size

    @cached_property
    def axes(self) -> dict[int, int]:
        """The axis of each issue."""
        return {place: axis for axis, place in enumerate(self.places)}

    def along(self, values: npt.NDArray[np.generic], place: int) -> npt.NDArray[np.generic]:
        """Return values of one issue's options `(n_options,)`, cut to the box and laid along that issue's axis."""
        axis = self.axes[place]
        options = self.options[axis]
        shape = [1] * len(self.places)
        shape[axis] = len(options)
        return values[options.start : options.stop].reshape(shape)

    def part(self, low: int, high: int) -> Box:
        """Return the box of the axes from `low` up to `high`."""
        return Box(self.places[low:high], self.options[low:high])


def whole(shape: tuple[int, ...]) -> Box:
    """Return the box of all packages of an agenda with so many options by issue."""
    return Box(tuple(range(len(shape))), tuple(range(size) for size in shape))


def boxes(shape: tuple[int, ...], most: int) -> Iterator[Box]:
    """Yield boxes of at most `most` packages that cover all packages in order of index.

    Leading issues are fixed, one is cut, the trailing ones are whole, so that each box is one stretch of the index.
    """
    cut, inner = len(shape), 1
    while cut and inner * shape[cut - 1] <= most:
        cut -= 1
        inner *= shape[cut]
    if not cut:
        yield whole(shape)
        return
    step, places, first = max(1, most // inner), tuple(range(len(shape))), 0
    trailing = tuple(range(size) for size in shape[cut:])
    for digits in product(*(range(size) for size in shape[: cut - 1])):
        leading = tuple(range(digit, digit + 1) for digit in digits)
        for low in range(0, shape[cut - 1], step):
            box = Box(places, (*leading, range(low, min(low + step, shape[cut - 1])), *trailing), first)
            yield box
            first = box.stop
            told(PACKAGES, first, prod(shape))


def in_figures(n_packages: int) -> str:
    """Return how many packages there are, in words that stay short.

    >>> from negotiation.analysis.boxes import in_figures
    >>> in_figures(49152), in_figures(10**50)
    ('49152 packages', 'about 10^50 packages')
    """
    return f"{n_packages if n_packages < LONG_NUMBER else f'about 10^{round(log10(n_packages))}'} packages"


def require(n_bytes: int, budget: int, what: str) -> None:
    """Raise UsageError, saying what is needed, when `what` takes more bytes than the budget allows."""
    if n_bytes > budget:
        cure = f"give budget={n_bytes} or more, or work through it box by box"
        raise UsageError(f"a memory budget of at least {n_bytes} bytes for {what}", f"{budget}", cure)
