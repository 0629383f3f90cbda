"""What follows from orders alone: what holds for all the numbers that keep them, and what holds for some."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from attrs import field, frozen

from negotiation.analysis.boxes import Bools, Ints
from negotiation.analysis.constraints import DEMAND, LINE, named_in
from negotiation.analysis.orders_bounds import bounded
from negotiation.analysis.orders_drawn import Drawn
from negotiation.analysis.orders_draws import KEPT, ROWS, STATED
from negotiation.analysis.payoffs import worth
from negotiation.errors import UnknownNameError
from negotiation.scenario.preferences import UNIT, units
from negotiation.scenario.table import Table
from negotiation.scenario.world import World, world_at_start
from negotiation.text.hooks import html_of

if TYPE_CHECKING:
    from negotiation.scenario.scenario import Scenario


@frozen
class FromOrders:
    """What holds for all, and for some, of the numbers that keep the orders; bool arrays `(n_packages,)`.

    Parameters
    ----------
    scenario : of what.
    necessary, possible : by actor with preferences: the packages that are worth no less to it than the start plus
        its margin, whatever the numbers, and under some numbers.
    certain, thinkable : the packages that lie in the zone whatever the numbers, and under some numbers.
    """

    scenario: Scenario = field(repr=False)
    necessary: Table[str, Bools] = field(eq=False, repr=False)
    possible: Table[str, Bools] = field(eq=False, repr=False)
    certain: Bools = field(eq=False, repr=False)
    thinkable: Bools = field(eq=False, repr=False)

    @property
    def zone(self) -> str:
        """Whether a zone exists: "necessary" (one package suits all numbers), "possible", or "impossible"."""
        if self.certain.any():
            return "necessary"
        return "possible" if self.thinkable.any() else "impossible"

    def __repr__(self) -> str:
        certain, thinkable = int(np.count_nonzero(self.certain)), int(np.count_nonzero(self.thinkable))
        of = f"{len(self.certain)} packages, {certain} certain, {thinkable} thinkable"
        return f"<FromOrders of {self.scenario.id}: a deal is {self.zone}; {of}>"

    def _repr_html_(self) -> str | None:
        """Return what follows as markup for notebooks."""
        return html_of(self)

    def __str__(self) -> str:
        from negotiation.analysis.orders_words import orders_text

        return orders_text(self)


def from_orders(
    scenario: Scenario, world: World | None = None, *, keep: str = STATED, margins: dict[str, float] | None = None
) -> FromOrders:
    """Return what follows from orders alone, over all weights and all values that keep them.

    Parameters
    ----------
    scenario : what is negotiated.
    world : the state of the world; the start, before the opening, if left out.
    keep : which orders are kept; see `order_of`.
    margins : by actor, how much more than the start an agreement must be worth to it, in utility; 0 if left out: the
        disagreement point is the status quo.

    Raises
    ------
    UnknownNameError, UsageError
        for an unknown kind of order, no party with preferences, or too many packages.

    Notes
    -----
    With z_kj = w_k v_kj utilities are linear in z, and z ranges over a polytope: it is the convex hull of its corners,
    each of which puts all weight on one issue and 1 on the options of an up-set of its order, 0 on the others. So

        min U(x) − U(y) = min_k m_k + c(x) − c(y),   max U(x) − U(y) = max_k M_k + c(x) − c(y)
        m_k = 1 if x_k is best and y_k worst, 0 if else x_k is at least as high as y_k in every such order, −1 if not
        M_k = −1 if x_k is worst and y_k best, 0 if else y_k is at least as high as x_k in every such order, 1 if not

    with c the interactions and effects, which stay as they are. This is what a linear program over z gives. A row whose
    options all tie is worth 0. A condition that asks for an order which is not kept counts, in a line, a demand, an
    interaction or an effect, where it must hold or where it may, whichever widens the bounds: see `bounded`.

    `certain` asks for one package that suits all numbers: there may be a zone under all numbers without it, so that
    "possible" does not exclude a zone that is always there. Actors' numbers are independent of one another, so
    `thinkable` is exact where no gate or signature hangs on a bystander's utility and no condition on an order that is
    not kept; those gates count as given in `thinkable`, and must hold whatever the numbers in `certain`.
    """
    if keep not in KEPT:
        raise UnknownNameError("kind of order", keep, KEPT)
    drawn = Drawn(scenario, world_at_start(scenario) if world is None else world, keep, "start")
    options = np.array(np.unravel_index(np.arange(scenario.n_packages), scenario.shape))
    necessary, possible, above = {}, {}, {}
    kind, harsh = scenario, scenario
    if keep != ROWS:
        kind, harsh = (bounded(scenario, drawn.orders, kindly=kindly) for kindly in (True, False))
    for actor in drawn.actors:
        low, high = _extremes(drawn, actor, options, kind, harsh)
        margin = units((margins or {}).get(actor, 0.0))
        necessary[actor], possible[actor] = low >= margin, high >= margin
        above[actor] = (low >= margin) & (high > margin), high > margin
    static = np.zeros(scenario.n_packages, dtype=np.bool_)
    static[drawn.candidates] = True
    signs = {actor: drawn.page(scenario).signs(actor) for actor in drawn.signing}
    certain = static & _kept(drawn, harsh) & all(each.constraint.kind in {LINE, DEMAND} for each in drawn.moving)
    thinkable = static & _kept(drawn, kind)
    gains_certain, gains_thinkable = np.zeros_like(static), np.zeros_like(static)
    for actor, signed in signs.items():
        certain &= ~signed | necessary[actor]
        thinkable &= ~signed | possible[actor]
        gains_certain |= signed & above[actor][0]
        gains_thinkable |= signed & above[actor][1]
    zone = certain & gains_certain, thinkable & gains_thinkable
    return FromOrders(scenario, Table(necessary), Table(possible), *zone)


def _kept(drawn: Drawn, scenario: Scenario) -> Bools:
    """Return which packages keep the lines and meet the demands that hang on orders, as a scenario bounds them."""
    tests, page = {each.constraint.name: each for each in named_in(scenario)}, drawn.page(scenario)
    found = np.ones(scenario.n_packages, dtype=np.bool_)
    for each in drawn.moving:
        if each.constraint.kind in {LINE, DEMAND}:
            found &= tests[each.constraint.name].holds(page)
    return found


def _extremes(drawn: Drawn, actor: str, options: Ints, kind: Scenario, harsh: Scenario) -> tuple[Ints, Ints]:
    """Return the least and the most that packages may be worth to an actor beyond the start, in units."""
    scenario = drawn.scenario
    low: Any = None
    high: Any = None
    for order, row, start in zip(drawn.orders[actor], options, scenario.start, strict=True):
        best, worst, ties = np.asarray(order.all(axis=1)), np.asarray(order.all(axis=0)), bool(order.all())
        least = np.where(best & (worst[start] and not ties), UNIT, np.where(order[:, start], 0, -UNIT))[row]
        most = np.where(worst & (best[start] and not ties), -UNIT, np.where(order[start], 0, UNIT))[row]
        low = least if low is None else np.minimum(low, least)
        high = most if high is None else np.maximum(high, most)
    blank, start = tuple((0,) * size for size in scenario.shape), scenario.index_of(scenario.start)
    least, most = (worth(each, actor, drawn.world, blank) for each in (harsh, kind))
    return low + least - most[start], high + most - least[start]
