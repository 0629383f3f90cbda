"""Strategies that act beside their offers: they react to what others do, or threaten where it is credible."""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING, Any

from attrs import field, frozen

from negotiation.data.base_rates import KINDS, TABLES, responses
from negotiation.engine.acts import CHANCE, Act
from negotiation.errors import UnknownNameError, UsageError
from negotiation.scenario.no_deal import no_deal
from negotiation.scenario.preferences import units
from negotiation.scenario.world import SILENT, STANDING
from negotiation.strategies.concession import Linear

if TYPE_CHECKING:
    from negotiation.engine.chance import Stream
    from negotiation.engine.view import View


def seated(strategy: Any, view: View) -> Any:
    """Return the player that a strategy seats, or the strategy itself where it keeps nothing between moves."""
    return strategy.seat(view) if hasattr(strategy, "seat") else strategy


def _known_table(instance: object, attribute: object, value: str) -> None:
    if value not in TABLES:
        raise UnknownNameError("table of base rates", str(value), tuple(TABLES))


def _finite(instance: object, attribute: Any, value: object) -> None:
    if not isinstance(value, (int, float)) or not isfinite(value):
        raise UsageError(f"a number for {attribute.name}", f"{value!r}")


@frozen
class Reactive:
    """Play another strategy, and answer others' measures with a kind of response drawn from published base rates.

    A trigger is a measure that another actor, or chance, carried out and that has a `kind`; a threat addressed to the
    seat is a verbal one. Each is answered once, in order, one a turn. The response is drawn from the table's row for
    that kind: verbal is a declaration, the other kinds are one of the seat's own measures of that kind that it may
    carry out; where it has none, it does nothing.

    Parameters
    ----------
    inner : the strategy that makes the offers.
    table : the table of base rates (ICB v16; association, not effect).
    """

    inner: Any = field(factory=Linear)
    table: str = field(default="icb-v16", validator=_known_table)

    def seat(self, view: View) -> Reacting:
        """Return a fresh player for one play."""
        return Reacting(seated(self.inner, view), self.table)


class Reacting:
    """One seat that reacts, then plays on."""

    def __init__(self, inner: Any, table: str) -> None:
        self.inner, self.table = inner, table
        self.answered = self.spoke_in = 0

    def decide(self, view: View, rng: Stream) -> Act:
        """Return a reaction to what has not been answered yet, else the inner strategy's act."""
        for turn, act in view.acts[self.answered :] if self.spoke_in != view.turn else ():
            self.answered += 1
            kind = "" if act.actor == view.actor or turn == 0 else trigger_kind(view, act)
            if kind:
                found = self._response(view, kind, rng)
                if found is not None:
                    self.spoke_in = view.turn
                    return found
        answer: Act = self.inner.decide(view, rng)
        return answer

    def _response(self, view: View, kind: str, rng: Stream) -> Act | None:
        draw = rng.random()
        for response, share in responses(self.table, kind).items():
            draw -= share
            if draw < 0:
                return self._act(view, response)
        return None

    def _act(self, view: View, response: str) -> Act | None:
        if response == "verbal":
            return Act(view.actor, "declares", ("protest",), channel="publicly") if "declares" in view.may else None
        for measure in view.scenario.measures.values():
            able = measure.by == view.actor and measure.kind == response and not measure.chance_only
            if able and (measure.repeats or measure.id not in view.world.happened) and "carries out" in view.may:
                return Act(view.actor, "carries out", (measure.id,), channel="publicly")
        return None


def trigger_kind(view: View, act: Act) -> str:
    """Return the kind of measure that an act brought about, or "" where it is no trigger."""
    name = act.label
    if act.actor == CHANCE and name in view.scenario.events:
        name = view.scenario.events[name].measure or ""
    elif act.actor == CHANCE and name in view.scenario.threats:
        name = view.scenario.threats[name].measure
    elif act.actor != CHANCE and act.deed != "carries out":
        return "verbal" if act.deed == "threatens" and view.actor in act.to else ""
    measure = view.scenario.measures.get(name)
    return measure.kind if measure is not None and measure.kind in KINDS else ""


@frozen
class Threatening:
    """Play another strategy, and make one's own threats where carrying them out would be credible.

    A silent threat is made when the seat's own no-deal value with the threat standing is at most `tolerance`
    below that without it: what one would rather not do, others need not believe (Schelling 1960, ch. 2;
    Fearon 1994). One that stands is withdrawn when it has become dearer than that.

    Parameters
    ----------
    inner : the strategy that makes the offers.
    tolerance : how much of its own no-deal value the seat would risk, in units of utility.
    """

    inner: Any = field(factory=Linear)
    tolerance: float = field(default=0.05, validator=_finite)

    def seat(self, view: View) -> Menacing:
        """Return a fresh player for one play."""
        return Menacing(seated(self.inner, view), units(self.tolerance))


class Menacing:
    """One seat that threatens where it is credible, then plays on."""

    def __init__(self, inner: Any, tolerance: int) -> None:
        self.inner, self.tolerance = inner, tolerance
        self.spoke_in = 0

    def decide(self, view: View, rng: Stream) -> Act:
        """Return a threat or a withdrawal where one is due, else the inner strategy's act."""
        if self.spoke_in != view.turn:
            self.spoke_in = view.turn
            for threat in view.scenario.threats.values():
                if threat.by != view.actor:
                    continue
                status = view.world.threats.get(threat.id)
                cost = self._cost(view, threat.id)
                if status == SILENT and cost <= self.tolerance and "threatens" in view.may:
                    return Act(view.actor, "threatens", (threat.measure,), threat.to, channel="publicly")
                if status == STANDING and cost > self.tolerance and "withdraws" in view.may:
                    return Act(view.actor, "withdraws", (threat.id,), channel="publicly")
        answer: Act = self.inner.decide(view, rng)
        return answer

    def _cost(self, view: View, threat: str) -> int:
        """Return what the threat standing takes from the seat's own no-deal value, in units."""
        standing = no_deal(view.scenario, view.actor, view.world.with_threat(threat, STANDING))
        silent = no_deal(view.scenario, view.actor, view.world.with_threat(threat, SILENT))
        return 0 if standing is None or silent is None else silent - standing
