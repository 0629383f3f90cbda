"""Strategies that need no model: at random among what is acceptable, and after a script."""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING

from attrs import field, frozen

from negotiation.engine.acts import Act
from negotiation.engine.notation import format_act, parse_act
from negotiation.engine.view import View
from negotiation.errors import UsageError
from negotiation.strategies.concession import best_open

if TYPE_CHECKING:
    from negotiation.engine.chance import Stream


@frozen
class RandomAcceptable:
    """Table any package worth at least no deal, each equally likely; accept any text that is.

    The baseline of the field ("zero-intelligence" with a reservation value: Gode & Sunder 1993).
    """

    def decide(self, view: View, rng: Stream) -> Act:
        """Return the act for now."""
        floor, worths = view.no_deal, view.outlook.worths
        label = best_open(view, worths, view.outlook.signable) if "accepts" in view.may else ""
        if label and worths[view.index(label)] >= floor:
            return view.say("accepts", label)
        rungs, indices = view.outlook.ladder
        first = bisect_left(rungs, floor)
        if "tables" not in view.may:
            return view.say("rejects") if "rejects" in view.may and view.tabled else view.say("passes")
        if first == len(indices):
            return view.say("passes")
        return view.table(indices[first + rng.below(len(indices) - first)])


def _lines(acts: tuple[str | Act, ...]) -> tuple[Act, ...]:
    found = tuple(parse_act(each) if isinstance(each, str) else each for each in acts)
    for each in found:
        if not isinstance(each, Act):
            cure = "one argument each: Script(*acts)" if isinstance(each, (list, tuple)) else ""
            raise UsageError("acts, or their notation", repr(each), cure)
    return found


@frozen(init=False)
class Script:
    """Acts in notation, one a move, in order; then passes.

    An act that is not legal when its turn comes is answered by the session as any other.
    """

    acts: tuple[Act, ...] = field(converter=_lines)

    def __init__(self, *acts: str | Act) -> None:
        self.__attrs_init__(acts)

    def seat(self, view: View) -> Reciting:
        """Return a fresh player for one play."""
        return Reciting(list(self.acts))

    def __str__(self) -> str:
        return "\n".join(format_act(act) for act in self.acts)


class Reciting:
    """One seat that recites its script."""

    def __init__(self, acts: list[Act]) -> None:
        self.left = acts

    def decide(self, view: View, rng: object) -> Act:
        """Return the next act of the script, or pass."""
        return self.left.pop(0) if self.left else view.say("passes")
