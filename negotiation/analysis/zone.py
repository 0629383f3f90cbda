"""The zone of possible agreement: what is feasible, who accepts how much of it, and how much room each issue leaves."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np
from attrs import define, field, frozen

from negotiation.analysis.boxes import BUDGET, Bools, Ints, in_figures, require
from negotiation.analysis.pages import Page, page_of, pages
from negotiation.analysis.payoffs import worth
from negotiation.errors import UnknownNameError
from negotiation.scenario.no_deal import no_deal
from negotiation.scenario.table import Table
from negotiation.scenario.world import World, world_at_start
from negotiation.text.hooks import html_of

if TYPE_CHECKING:
    from negotiation.scenario.scenario import Scenario


@frozen
class Zone:
    """Where agreement is possible: counts of packages, by actor and jointly, and which packages they are.

    Parameters
    ----------
    scenario, world : of what, and when.
    floors : each actor's no-deal value by its own beliefs, in units; None for one without preferences.
    acceptable : for each actor with preferences, how many feasible packages leave it at or above its no-deal value
        and cross none of its absolute red lines, nor leave an absolute demand of a party unmet.
    n_acceptable_to_all : how many feasible packages are so for every party with preferences.
    n_valid : how many packages would be valid if everyone with a seat accepted them.
    feasible, mask, mask_without_gates : bool arrays `(n_packages,)`, read-only: what obeys the agenda rules; the zone;
        the zone with constitutive gates left out.
    """

    scenario: Scenario = field(repr=False)
    world: World = field(repr=False)
    floors: Table[str, int | None]
    acceptable: Table[str, int]
    n_acceptable_to_all: int
    n_valid: int
    feasible: Bools = field(eq=False, repr=False)
    mask: Bools = field(eq=False, repr=False)
    mask_without_gates: Bools = field(eq=False, repr=False)

    @property
    def n_packages(self) -> int:
        """How many packages there are."""
        return self.scenario.n_packages

    @property
    def n_feasible(self) -> int:
        """How many packages obey every agenda rule."""
        return int(np.count_nonzero(self.feasible))

    @property
    def count(self) -> int:
        """How many packages the zone holds."""
        return int(np.count_nonzero(self.mask))

    @property
    def count_without_gates(self) -> int:
        """How many packages the zone holds when constitutive gates are left out."""
        return int(np.count_nonzero(self.mask_without_gates))

    @property
    def indices(self) -> Ints:
        """The indices of the zone's packages, ascending: int64 array `(count,)`."""
        return np.flatnonzero(self.mask)

    @property
    def undefined(self) -> tuple[str, ...]:
        """The parties without preferences, for whom no count is defined; they stand in nobody's way but by lines."""
        return tuple(actor for actor in self.scenario.parties if not self.scenario.actors[actor].has_preferences)

    def room(self, *, gates: bool = True) -> Table[str, Table[str, int]]:
        """Return, for each issue and option, how many packages of the zone choose it."""
        return room_in(self.scenario, self.mask if gates else self.mask_without_gates)

    def best_gain(self, actor: str) -> int | None:
        """Return an actor's largest gain over its no-deal value within the zone, in units.

        None where it has no preferences or there is no zone. Raises UnknownNameError for an actor that is not there.
        """
        if actor not in self.scenario.actors:
            raise UnknownNameError("actor", actor, tuple(self.scenario.actors))
        floor = self.floors[actor]
        if floor is None or not self.count:
            return None
        return int(worth(self.scenario, actor, self.world)[self.mask].max()) - floor

    def __repr__(self) -> str:
        which = f"{self.scenario.id}, {self.scenario.profile}"
        return f"<Zone of {which}: {self.count} of {self.n_packages} packages>"

    def _repr_html_(self) -> str | None:
        """Return the zone as markup for notebooks."""
        return html_of(self)

    def __str__(self) -> str:
        from negotiation.analysis.zone_words import zone_text

        return zone_text(self)


@define
class _Tally:
    """The counts so far, while pages are gone through."""

    masks: Bools
    acceptable: dict[str, int]
    to_all: int = 0
    valid: int = 0

    def add(self, page: Page) -> None:
        rows = self.masks[:, page.box.first : page.box.stop]
        better, valid = page.better(), page.valid()
        rows[0], rows[1], rows[2] = page.feasible(), valid & better, page.valid(gates=False) & better
        to_all = page.feasible().copy()
        for actor in self.acceptable:
            content = page.feasible() & (page.gains(actor) >= 0) & ~page.crossed(actor) & ~page.unmet(actor)
            self.acceptable[actor] += int(np.count_nonzero(content))
            if actor in page.scenario.parties:
                to_all &= content
        self.to_all += int(np.count_nonzero(to_all))
        self.valid += int(np.count_nonzero(valid))


def zone_of(
    scenario: Scenario,
    world: World | None = None,
    *,
    accepted: Iterable[str] | None = None,
    budget: int = BUDGET,
) -> Zone:
    """Return the zone of possible agreement: packages valid if accepted, no signatory below D, one above.

    Parameters
    ----------
    scenario : what is negotiated.
    world : the state of the world; the start, before the opening, if left out.
    accepted : who is taken to accept; the parties if left out. Other signatories answer by computation.
    budget : bytes that arrays may take together.

    Returns
    -------
    zone : counts and masks; each no-deal value is the actor's own, by its own beliefs.

    Raises
    ------
    UsageError
        when the budget is too small.

    Notes
    -----
    Valid as `agreement.standing_of` has it: rules, signatures, absolute red lines of signatories, absolute demands of
    parties, constitutive gates, something changes. In the zone, moreover, A_i ≥ D_i for every signatory with
    preferences and A_i > D_i for one.
    """
    world = world_at_start(scenario) if world is None else world
    require(3 * scenario.n_packages, budget, f"three masks over {in_figures(scenario.n_packages)}")
    masks = np.zeros((3, scenario.n_packages), dtype=np.bool_)
    tally = _Tally(masks, {actor.id: 0 for actor in scenario.actors.values() if actor.has_preferences})
    for page in pages(scenario, world, accepted, budget - masks.nbytes):
        tally.add(page)
    masks.flags.writeable = False
    return Zone(
        scenario=scenario,
        world=world,
        floors=Table({actor: no_deal(scenario, actor, world) for actor in scenario.actors}),
        acceptable=Table(tally.acceptable),
        n_acceptable_to_all=tally.to_all,
        n_valid=tally.valid,
        feasible=masks[0],
        mask=masks[1],
        mask_without_gates=masks[2],
    )


def in_zone(scenario: Scenario, package: tuple[int, ...], world: World) -> bool:
    """Return whether one package, of however many, lies in the zone if the parties accept it."""
    page = page_of(scenario, world, package)
    return bool(page.valid()[0] and page.better()[0])


def room_in(scenario: Scenario, mask: Bools) -> Table[str, Table[str, int]]:
    """Return, for each issue and option, how many of the packages in a mask `(n_packages,)` choose the option."""
    found, left = {}, mask
    for issue in scenario.agenda:
        rows = left.reshape(len(issue.options), -1)
        counts = rows.sum(axis=1, dtype=np.int64)
        found[issue.id] = Table(dict(zip(issue.option_ids, map(int, counts), strict=True)))
        # What stands under the options of one issue, added up, is all that later issues are counted in.
        left = rows.sum(axis=0, dtype=np.int32)
    return Table(found)
