"""Strategies that keep to fewer packages than they might: those a ratifier is likely to let through, for one."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from attrs import evolve, field, frozen
from numpy.typing import NDArray

from negotiation.analysis.masks import mask
from negotiation.engine.view import Sheet
from negotiation.errors import UsageError
from negotiation.scenario import Condition, parse_condition
from negotiation.scenario.conditions import TRUE, And, Compare, Implies
from negotiation.strategies.concession import Linear
from negotiation.strategies.reacting import seated

if TYPE_CHECKING:
    from negotiation.engine.acts import Act
    from negotiation.engine.view import View


class NarrowSheet(Sheet):
    """A sheet on which only packages that satisfy a condition are acceptable."""

    def __init__(self, sheet: Sheet, condition: Condition) -> None:
        super().__init__(sheet.scenario, sheet.actor, sheet.horizon, sheet.prefix)
        self.wider, self.condition = sheet, condition

    @cached_property
    def acceptable(self) -> NDArray[np.bool_]:
        """Which packages the seat may and will put its name to."""
        found = self.wider.acceptable & mask(self.condition, self.scenario, owner=self.actor)
        return np.asarray(found, dtype=np.bool_)


def _read(condition: str | Condition) -> Condition:
    return parse_condition(condition) if isinstance(condition, str) else condition


@frozen
class Within:
    """Play another strategy, but put one's name only to packages that satisfy a condition (text or value)."""

    condition: Condition = field(converter=_read)
    inner: Any = field(factory=Linear)

    def seat(self, view: View) -> Narrowed:
        """Return a fresh player for one play."""
        return Narrowed(self.inner, NarrowSheet(view.sheet, self.condition), view)


@frozen
class RatificationAware:
    """Play another strategy within what those who must ratify or consent are known to allow.

    Known are positions alone: on an issue on which a gate's holder refuses an option, neither that option nor any
    beyond it in listing order is signed while the gate stands; Putnam's (1988) win-set as seen from outside.
    """

    inner: Any = field(factory=Linear)

    def seat(self, view: View) -> Narrowed:
        """Return a fresh player for one play."""
        return Narrowed(self.inner, NarrowSheet(view.sheet, allowed(view)), view)


def allowed(view: View) -> Condition:
    """Return the condition that no gate's holder refuses what a package moves, by its positions."""
    found: list[Condition] = []
    for gate in view.scenario.gates.values():
        holder = view.scenario.actors.get(gate.who)
        for issue, position in () if holder is None or gate.must == "be_consulted" else holder.positions.items():
            if position.refuses is not None:
                fine = Compare(issue, "<", position.refuses)
                found.append(fine if gate.when is None else Implies(gate.when, fine))
    return And(tuple(found)) if len(found) > 1 else (found[0] if found else TRUE)


class Narrowed:
    """One seat that plays another strategy on a narrower sheet."""

    def __init__(self, inner: Any, sheet: NarrowSheet, view: View) -> None:
        self.sheet = sheet
        self.inner = seated(inner, evolve(view, sheet=sheet))

    def decide(self, view: View, rng: object) -> Act:
        """Return the inner strategy's act."""
        answer: Act = self.inner.decide(evolve(view, sheet=self.sheet), rng)
        return answer


def _start_or_no_deal(instance: object, attribute: object, value: str) -> None:
    if value not in ("start", "no_deal"):
        raise UsageError("consent against start or no_deal", f"{value!r}")


@frozen
class Consenting:
    """Answer a signed text by computation: consent where it is worth at least the start (or no deal).

    `against` is "start" (the rule of the engine, where nobody else decides) or "no_deal": consent under threat.
    """

    against: str = field(default="start", validator=_start_or_no_deal)

    def decide(self, view: View, rng: object) -> Act:
        """Return the act for now."""
        is_on_the_floor = "passes" in view.may  # a word is due after the signature, and there nobody may pass
        if is_on_the_floor or "consents to" not in view.may or not view.tabled:
            return view.say("passes")
        outlook, index = view.outlook, view.index(view.tabled)
        start = outlook.worths[view.scenario.index_of(view.scenario.start)]
        floor = start if self.against == "start" else outlook.no_deal
        willing = outlook.signable[index] and outlook.worths[index] >= floor
        return view.say("consents to" if willing else "objects to", view.tabled)
