"""Negotiation arithmetic: the value of adding or dropping an issue, an option or a party.

What belongs here: the room for agreement before and after. What a new option must be worth is in `new_options`.

Following J. K. Sebenius (1983), Negotiation arithmetic: adding and subtracting issues and parties, International
Organization 37 (2): 281–316; what is here is the arithmetic only, not its advice.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import prod
from typing import TYPE_CHECKING

import numpy as np
from attrs import evolve, frozen

from negotiation.analysis.boxes import Bools, Ints, whole
from negotiation.analysis.constraints import Ground, ground_of
from negotiation.analysis.pages import Page
from negotiation.errors import UnknownNameError, UsageError
from negotiation.scenario.table import Table

if TYPE_CHECKING:
    from negotiation.scenario.scenario import Scenario
    from negotiation.scenario.world import World


@frozen
class Room:
    """How much there is to agree on, in units of 1e-12 over each signatory's no-deal value.

    Parameters
    ----------
    zone : how many packages lie in the zone.
    best : the most each party with preferences can gain within the zone; empty where there is no zone.
    least : the largest smallest gain of a party; None where there is no zone.
    total : the largest sum of gains; it assumes comparable units. None where there is no zone.
    """

    zone: int
    best: Table[str, int]
    least: int | None = None
    total: int | None = None


@frozen
class Arithmetic:
    """What one addition or subtraction does to the room for agreement.

    `what` is a path: `issues.enlargement`, `issues.enlargement.options.moratorium`, `actors.ukraine`.
    """

    what: str
    before: Room
    after: Room

    @property
    def opens(self) -> bool:
        """Whether a zone opens."""
        return not self.before.zone and bool(self.after.zone)

    @property
    def closes(self) -> bool:
        """Whether the zone closes."""
        return bool(self.before.zone) and not self.after.zone

    @property
    def best(self) -> Table[str, int]:
        """By how much the most that each party can gain changes, for those with a figure before and after."""
        common = [actor for actor in self.before.best if actor in self.after.best]
        return Table({actor: self.after.best[actor] - self.before.best[actor] for actor in common})


def room_of(ground: Ground, within: Bools | None = None) -> Room:
    """Return the room that the zone leaves, or the part of it within a mask `(n_packages,)`."""
    inside = ground.within(0) if within is None else ground.within(0) & within
    chosen = np.flatnonzero(inside)
    scenario, page = ground.scenario, _page(ground)
    parties = [actor for actor in scenario.parties if scenario.actors[actor].has_preferences]
    if not len(chosen) or not parties:
        return Room(len(chosen), Table())
    gains = np.array([page.gains(actor)[chosen] for actor in parties])
    best = dict(zip(parties, map(int, gains.max(axis=1)), strict=True))
    return Room(len(chosen), Table(best), int(gains.min(axis=0).max()), int(gains.sum(axis=0).max()))


def _page(ground: Ground) -> Page:
    scenario = ground.scenario
    return Page(scenario, ground.world, whole(scenario.shape), frozenset(scenario.parties))


def subtractions_of(scenario: Scenario, world: World | None = None) -> tuple[Arithmetic, ...]:
    """Return what dropping each issue, each option and each party does to the room for agreement.

    An issue dropped stays at its status quo; an option dropped cannot be chosen (the status quo cannot be dropped); a
    party dropped signs no longer and keeps its gates. Its members in a bloc answer for themselves. Where only two
    parties are left none can be dropped.

    Parameters
    ----------
    scenario : what is negotiated.
    world : the state of the world; the start, before the opening, if left out.
    """
    ground = ground_of(scenario, world)
    return (*_without_issues(ground), *_without_parties(ground))


def _without_issues(ground: Ground) -> Iterator[Arithmetic]:
    now = room_of(ground)
    for k, issue in enumerate(ground.scenario.agenda):
        options = _options(ground.scenario, k)
        yield Arithmetic(f"issues.{issue.id}", now, room_of(ground, options == issue.start))
        for j, option in enumerate(issue.option_ids):
            if j != issue.start:
                name = f"issues.{issue.id}.options.{option}"
                yield Arithmetic(name, now, room_of(ground, options != j))


def _options(scenario: Scenario, place: int) -> Ints:
    """Return the option that each package chooses on an issue, `(n_packages,)`."""
    inner, outer = prod(scenario.shape[place + 1 :]), prod(scenario.shape[:place])
    return np.tile(np.repeat(np.arange(scenario.shape[place]), inner), outer)


def _without_parties(ground: Ground) -> Iterator[Arithmetic]:
    scenario = ground.scenario
    now = room_of(ground)
    for actor in scenario.parties if len(scenario.parties) > 2 else ():  # noqa: PLR2004 - talks need two
        left = _seated(scenario, tuple(each for each in scenario.parties if each != actor))
        yield Arithmetic(f"actors.{actor}", now, room_of(ground_of(left, ground.world)))


def party_added(scenario: Scenario, actor: str, world: World | None = None) -> Arithmetic:
    """Return what a seat for one more actor does to the room for agreement: it signs, by its own acceptance.

    Raises
    ------
    UnknownNameError
        when there is no such actor.
    UsageError
        when it is a party already, or a bloc.
    """
    if actor not in scenario.actors:
        raise UnknownNameError("actor", actor, tuple(scenario.actors))
    if actor in scenario.parties or scenario.actors[actor].members:
        raise UsageError("an actor without a seat that is no bloc", repr(actor))
    more = _seated(scenario, (*scenario.parties, actor))
    return between(scenario, more, f"actors.{actor}", world)


def _seated(scenario: Scenario, parties: tuple[str, ...]) -> Scenario:
    """Return the scenario with other parties at the table."""
    actors = {}
    for who in scenario.actors.values():
        roles = tuple(role for role in who.roles if role != "party")
        roles = (*roles, "party") if who.id in parties else roles or ("stakeholder",)
        actors[who.id] = evolve(who, roles=roles)
    return evolve(scenario, actors=Table(actors), seats=parties)


def between(before: Scenario, after: Scenario, what: str, world: World | None = None) -> Arithmetic:
    """Return what changing one scenario into another does to the room: an issue or an option more, for example.

    Parameters
    ----------
    before, after : the two scenarios; with more issues or options in one, `world` must be left out.
    what : a name for the change.
    world : the state of the world; the start of each, before the opening, if left out.
    """
    return Arithmetic(what, room_of(ground_of(before, world)), room_of(ground_of(after, world)))
