"""What follows from orders alone, by draws: the share of numbers that fit the orders for which something holds.

What belongs here: shares. What holds for all numbers or for some is in `orders_all`; one number at a time is in
`tornado` and `thresholds`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from attrs import field, frozen

from negotiation.analysis.boxes import Ints
from negotiation.analysis.orders_drawn import Drawn
from negotiation.analysis.orders_draws import EVEN, KEPT, ROWS, SPACINGS, philox
from negotiation.analysis.watching import DRAWS, ticks
from negotiation.errors import UnknownNameError, UsageError
from negotiation.scenario.table import Table
from negotiation.scenario.world import World, world_at_start
from negotiation.text.hooks import html_of

if TYPE_CHECKING:
    from negotiation.scenario.scenario import Scenario


@frozen
class Acceptability:
    """In what share of the draws something holds (SMAA: Lahdelma, Hokkanen and Salminen 1998).

    Parameters
    ----------
    scenario : of what.
    draws, seed, keep, spacing, disagreement : how it was sampled.
    zone : the share of draws in which a zone exists.
    nash : how many draws have a Nash package: one from which every party gains.
    options : for each issue and option, the share of Nash packages in which it stands; None where there are none.
    below : for each actor, the share of Nash packages that leave it below its start; None where there are none.
    sizes : how many packages the zone holds, draw by draw: int64 array `(draws,)`.
    """

    scenario: Scenario = field(repr=False)
    draws: int
    seed: int
    keep: str
    spacing: str
    disagreement: str
    zone: float
    nash: int
    options: Table[str, Table[str, float | None]]
    below: Table[str, float | None]
    sizes: Ints = field(eq=False, repr=False)

    @property
    def standard_error(self) -> float:
        """The standard error of the zone's share."""
        return float(np.sqrt(self.zone * (1 - self.zone) / self.draws))

    def as_plain(self) -> dict[str, Any]:
        """Return the shares as plain values, for JSON."""
        found = {
            name: getattr(self, name) for name in ("draws", "seed", "keep", "spacing", "disagreement", "zone", "nash")
        }
        found["options"] = {issue: dict(shares) for issue, shares in self.options.items()}
        return {**found, "below": dict(self.below)}

    def __repr__(self) -> str:
        share = f"{self.zone:.0%} of {self.draws} draws"
        return f"<Acceptability of {self.scenario.id}: a deal in {share}, seed {self.seed}>"

    def _repr_html_(self) -> str | None:
        """Return the shares as markup for notebooks."""
        return html_of(self)

    def __str__(self) -> str:
        from negotiation.analysis.orders_words import acceptability_text

        return acceptability_text(self)


def acceptability(
    scenario: Scenario,
    world: World | None = None,
    *,
    draws: int = 600,
    seed: int = 1,
    keep: str = ROWS,
    spacing: str = EVEN,
    disagreement: str = "no deal",
) -> Acceptability:
    """Return in what share of order-consistent draws a zone exists, options stand in the Nash package, actors lose.

    Parameters
    ----------
    scenario : what is negotiated.
    world : the state of the world; the start, before the opening, if left out.
    draws, seed : how often, and the key of the generator.
    keep, spacing : which orders are kept, and how values are spaced; see `order_of` and `drawn_row`.
    disagreement : "no deal", worked out again for each draw, or "start": the status quo.

    Returns
    -------
    acceptability : shares.

    Raises
    ------
    UnknownNameError, UsageError
        for an unknown kind of order, spacing or disagreement point, draws that are none, parties without preferences.

    Notes
    -----
    Saliences are drawn evenly from the simplex; in each row the values between best (1) and worst (0) evenly among
    those that keep its order. Interactions, effects and beliefs stay as they are. The Nash package is the best of the
    zone for the parties with preferences, compared in whole numbers.
    """
    if keep not in KEPT:
        raise UnknownNameError("kind of order", keep, KEPT)
    if spacing not in SPACINGS:
        raise UnknownNameError("spacing", spacing, SPACINGS)
    if disagreement not in {"no deal", "start"}:
        raise UnknownNameError("disagreement point", disagreement, ("no deal", "start"))
    if draws < 1:
        raise UsageError("at least one draw", str(draws))
    drawn = Drawn(scenario, world_at_start(scenario) if world is None else world, keep, disagreement, spacing)
    rng, sizes, picked = philox(seed), np.zeros(draws, dtype=np.int64), []
    below = dict.fromkeys(drawn.actors, 0)
    for i in ticks(range(draws), draws, DRAWS):
        one = drawn.one(rng)
        inside = drawn.zone(one)
        sizes[i] = np.count_nonzero(inside)
        best = drawn.nash(one, inside)
        if best is not None:
            picked.append(int(drawn.candidates[best]))
            for actor in drawn.actors:
                below[actor] += int(one.gains(actor, best) < 0)
    places = np.array(np.unravel_index(np.array(picked, dtype=np.int64), scenario.shape))
    options = {
        issue.id: Table({o: _share(np.count_nonzero(row == j), len(picked)) for j, o in enumerate(issue.option_ids)})
        for issue, row in zip(scenario.agenda, places, strict=True)
    }
    losers = Table({actor: _share(n, len(picked)) for actor, n in below.items()})
    zone = float(np.count_nonzero(sizes) / draws)
    return Acceptability(
        scenario, draws, seed, keep, spacing, disagreement, zone, len(picked), Table(options), losers, sizes
    )


def _share(n: int | np.integer[Any], total: int) -> float | None:
    return float(n) / total if total else None
