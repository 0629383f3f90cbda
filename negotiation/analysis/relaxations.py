"""What would have to give, at the least, for a zone to open: one family of changes at a time, each proved minimal.

Families: lines, gates and signatures dropped; no-deal values lowered; one number turned.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
from attrs import field, frozen

from negotiation.analysis.boxes import Bools, Ints
from negotiation.analysis.constraints import DEMAND, FLOOR, GAIN, GATE, LINE, SIGNATURE, Ground, ground_of
from negotiation.analysis.dials import dials_of
from negotiation.analysis.hitting import bits_of
from negotiation.analysis.pages import Page, pages
from negotiation.analysis.thresholds import turned
from negotiation.analysis.turning import Turning
from negotiation.analysis.wording import path_text, told_apart
from negotiation.errors import UnknownNameError
from negotiation.scenario.no_deal import no_deal
from negotiation.scenario.preferences import as_float, utility
from negotiation.scenario.table import Table
from negotiation.text.catalogue import join, say

if TYPE_CHECKING:
    from negotiation.scenario.scenario import Scenario
    from negotiation.scenario.world import World

DROPPED, NO_DEAL_VALUES, ONE_NUMBER = "dropped", "no_deal_values", "one_number"
FAMILIES = (DROPPED, NO_DEAL_VALUES, ONE_NUMBER)
DROPPABLE = (LINE, DEMAND, GATE, SIGNATURE)


@frozen
class Change:
    """One thing that gives: its name or path, and for a number its value before and after (None: dropped)."""

    name: str
    before: float | None = None
    after: float | None = None

    def as_plain(self) -> dict[str, Any]:
        """Return the change as plain values, for JSON: what is dropped goes from nothing to nothing."""
        return {"name": self.name, "from": self.before, "to": self.after}


@frozen
class Ends:
    """Where the packages that a relaxation opens leave one actor, in units of 1e-12: the least and the most.

    `change` is from the start, `gain` over the no-deal value as it was before anything gave; 'below' counts the
    packages that leave the actor below the start.
    """

    change: tuple[int, int]
    gain: tuple[int, int]
    below: int

    @property
    def loss(self) -> int:
        """What the actor loses in every package at the least, in units: against the start or no deal, if the more."""
        return max(0, -self.change[1], -self.gain[1])


@frozen
class Relaxation:
    """Changes of one family that open a zone, while no smaller change of this family does.

    Parameters
    ----------
    family : dropped, no_deal_values or one_number.
    changes : what gives.
    size : how many are dropped; the total fall of no-deal values; how far the number is turned.
    opens : the indices of the packages in the zone that opens, ascending: int64 array; none of them where they are
        too many to list.
    ends : where these packages leave each actor with preferences.
    within_range : whether a number stays in its author's range.
    package : of these packages the egalitarian one, as options by issue: the largest smallest gain of a party over no
        deal as it was before anything gave, then the largest second smallest, and so on; the first by index of equals.
    is_listed : whether `opens` lists the packages.
    """

    family: str
    changes: tuple[Change, ...]
    size: float
    opens: Ints = field(eq=False, repr=False)
    ends: Table[str, Ends] = field(repr=False)
    within_range: bool = True
    package: Table[str, str] = field(default=Table(), repr=False)
    is_listed: bool = True

    @property
    def names(self) -> tuple[str, ...]:
        """The names of what gives."""
        return tuple(each.name for each in self.changes)

    @property
    def opened(self) -> int | None:
        """How many packages open; None where they are too many to list."""
        return len(self.opens) if self.is_listed else None

    @property
    def below_start(self) -> tuple[str, ...]:
        """Who ends below the start in some package that opens."""
        return tuple(actor for actor, ends in self.ends.items() if ends.below)

    @property
    def pays(self) -> tuple[str, ...]:
        """Who loses in every package that opens: against the start, or against no deal as it was."""
        return tuple(actor for actor, ends in self.ends.items() if ends.loss)

    def as_plain(self) -> dict[str, Any]:
        """Return the relaxation as plain values, for JSON: what each who pays loses at the least, in its utility."""
        return {
            "family": self.family,
            "changes": [each.as_plain() for each in self.changes],
            "size": self.size,
            "opened": self.opened,
            "package": dict(self.package),
            "pays": {actor: as_float(self.ends[actor].loss) for actor in self.pays},
            "below_start": list(self.below_start),
            "within_range": self.within_range,
        }


def relaxations_of(
    scenario: Scenario, world: World | None = None, *, families: Iterable[str] = FAMILIES, limit: int = 11
) -> tuple[Relaxation, ...]:
    """Return the least that would have to give for a zone to open, family by family; none where there is a zone.

    Parameters
    ----------
    scenario : what is negotiated.
    world : the state of the world; the start, before the opening, if left out.
    families : `dropped`: the fewest lines, gates and signatures left out. `no_deal_values`: the least total by which
        the signatories' no-deal values fall. `one_number`: the least change of each single number that opens a zone.
    limit : how many of a family to return at most: of equals the first by name; of numbers those turned least.

    Returns
    -------
    relaxations : by family, then by size; none of a family where nothing of its kind opens a zone.

    Raises
    ------
    UnknownNameError
        when a family is none of these.
    UsageError
        when the packages are too many to hold.
    """
    return relaxations_in(ground_of(scenario, world), families, limit)


def relaxations_in(ground: Ground, families: Iterable[str] = FAMILIES, limit: int = 11) -> tuple[Relaxation, ...]:
    """Return the relaxations of a ground, as `relaxations_of` does."""
    searches: dict[str, Callable[[Ground], Iterator[Relaxation]]] = {
        DROPPED: _dropped,
        NO_DEAL_VALUES: _lowered,
        ONE_NUMBER: _one_number,
    }
    found: list[Relaxation] = []
    for family in families:
        if family not in searches:
            raise UnknownNameError("family of relaxations", family, FAMILIES)
        if not ground.is_open:
            found += sorted(searches[family](ground), key=lambda each: (each.size, each.names))[:limit]
    return tuple(found)


def _relaxation(
    ground: Ground, family: str, changes: Iterable[Change], size: float, opens: Ints, *, within_range: bool = True
) -> Relaxation:
    package = ground.scenario.options_of(ground.scenario.package_at(_egalitarian(ground, opens)))
    return Relaxation(family, tuple(changes), size, opens, ends_of(ground, opens), within_range, Table(package))


def _egalitarian(ground: Ground, packages: Ints) -> int:
    """Return the index of the package with the largest smallest gain of a party, then the second smallest, and on."""
    actors = [actor for actor in ground.scenario.parties if ground.scenario.actors[actor].has_preferences]
    floors = {actor: no_deal(ground.scenario, actor, ground.world) or 0 for actor in actors}
    rows = [over(ground, packages, Page.worth, actor) - floor for actor, floor in floors.items()]
    gains = np.sort(np.array(rows, dtype=np.int64).reshape(len(actors), len(packages)), axis=0)
    chosen = np.arange(len(packages))
    for row in gains:
        chosen = chosen[row[chosen] == row[chosen].max()]
    return int(packages[chosen[0]])


def ends_of(ground: Ground, packages: Ints) -> Table[str, Ends]:
    """Return where packages, given by ascending index, leave each actor with preferences."""
    scenario, world, found = ground.scenario, ground.world, {}
    for actor in (each.id for each in scenario.actors.values() if each.has_preferences):
        values = over(ground, packages, Page.worth, actor)
        start, floor = utility(scenario, actor, scenario.start, world), no_deal(scenario, actor, world)
        low, high = int(values.min()), int(values.max())
        start, floor = start or 0, floor or 0
        below = int(np.count_nonzero(values < start))
        found[actor] = Ends((low - start, high - start), (low - floor, high - floor), below)
    return Table(found)


def over(ground: Ground, packages: Ints, ask: Callable[[Page, str], npt.NDArray[Any]], actor: str) -> Ints:
    """Return what is asked of pages about an actor, for packages given by ascending index: int64 array."""
    parts: list[Ints] = []
    for page in pages(ground.scenario, ground.world):
        low, high = np.searchsorted(packages, (page.box.first, page.box.stop))
        if low < high:
            parts.append(ask(page, actor)[packages[low:high] - page.box.first].astype(np.int64))
    return np.concatenate(parts) if parts else np.empty(0, dtype=np.int64)


# -- the families ------------------------------------------------------------------------------------------------------


def _dropped(ground: Ground) -> Iterator[Relaxation]:
    """Yield the smallest sets of lines, gates and signatures without which there is a zone."""
    droppable = ground.bits(DROPPABLE)
    enough = [code for code in ground.minimal_patterns if not code & ~droppable]
    fewest = min((code.bit_count() for code in enough), default=0)
    for code in enough:
        if code.bit_count() == fewest:
            changes = (Change(ground.constraints[i].name) for i in bits_of(code))
            yield _relaxation(ground, DROPPED, changes, fewest, np.flatnonzero(ground.within(code)))


def _lowered(ground: Ground) -> Iterator[Relaxation]:
    """Yield the falls of signatories' no-deal values of least total after which there is a zone.

    Nothing else may be broken. Where a package leaves nobody above its no-deal value, one more unit of 1e-12 opens it,
    taken from the first signatory.
    """
    packages = np.flatnonzero(ground.within(ground.bits((FLOOR, GAIN))))
    actors, falls, signed = _falls(ground, packages)
    packages, falls, signed = packages[signed.any(axis=0)], falls[:, signed.any(axis=0)], signed[:, signed.any(axis=0)]
    if not len(packages):
        return
    totals = falls.sum(axis=0)
    least = totals.min()
    for fall in np.unique(falls[:, totals == least], axis=1).T:
        given = dict(zip(actors, map(int, fall), strict=True))
        opens = packages[_opened(ground, packages, given)]
        changes = tuple(_change_of_floor(ground, actor, amount) for actor, amount in given.items() if amount)
        yield _relaxation(ground, NO_DEAL_VALUES, changes, as_float(int(least)), opens)


def _falls(ground: Ground, packages: Ints) -> tuple[tuple[str, ...], Ints, Bools]:
    """Return, by signatory with preferences, how far its no-deal value must fall for each package, and who signs."""
    scenario = ground.scenario
    names = next(iter(pages(scenario, ground.world))).signatories()
    actors = tuple(actor for actor in names if scenario.actors[actor].has_preferences)
    shape = (len(actors), len(packages))
    gains = np.array([over(ground, packages, Page.gains, actor) for actor in actors]).reshape(shape)
    signed = np.array([over(ground, packages, Page.signs, actor) for actor in actors]).reshape(shape) > 0
    falls = np.where(signed, np.maximum(0, -gains), 0)
    level = ~(signed & (gains > 0)).any(axis=0) & signed.any(axis=0)
    if actors:
        falls[np.argmax(signed, axis=0)[level], np.flatnonzero(level)] += 1
    return actors, falls, signed


def _opened(ground: Ground, packages: Ints, falls: dict[str, int]) -> Bools:
    """Return which packages lie in the zone once no-deal values have fallen."""
    inside = np.ones(len(packages), dtype=np.bool_)
    above = np.zeros(len(packages), dtype=np.bool_)
    for actor, fall in falls.items():
        gains = over(ground, packages, Page.gains, actor) + fall
        signed = over(ground, packages, Page.signs, actor) > 0
        inside &= ~signed | (gains >= 0)
        above |= signed & (gains > 0)
    return inside & above


def _change_of_floor(ground: Ground, actor: str, fall: int) -> Change:
    floor = no_deal(ground.scenario, actor, ground.world) or 0
    return Change(f"actors.{actor}.no_deal", as_float(floor), as_float(floor - fall))


def _one_number(ground: Ground) -> Iterator[Relaxation]:
    """Yield, for each number and direction, the least turn that opens a zone."""
    for dial in dials_of(ground.scenario):
        turning = Turning(ground, dial)
        for each in turned(turning):
            opens = turning.candidates[turning.opened(each.first)]
            change = Change(each.path, each.now, each.first)
            yield _relaxation(ground, ONE_NUMBER, (change,), abs(each.change), opens, within_range=each.within_range)


# -- words -------------------------------------------------------------------------------------------------------------


def relaxation_text(scenario: Scenario, relaxation: Relaxation, language: str = "en") -> str:
    """Return a relaxation in words: what gives, how many packages open, who pays, who ends below the start."""
    what = join([_given(scenario, relaxation, each, language) for each in relaxation.changes], language)
    parts = [_opening(scenario, relaxation, what, language)]
    if relaxation.pays:
        who = join([_losing(scenario, relaxation, actor, language) for actor in relaxation.pays], language)
        parts.append(say("a loss in every one of them: {who}", language, who=who))
    below = tuple(actor for actor in relaxation.below_start if actor not in relaxation.pays)
    if below:
        parts.append(say("below the start in some of them: {who}", language, who=_names(scenario, below, language)))
    if not relaxation.below_start:
        parts.append(say("below the start: nobody", language))
    return say("; ", language).join(parts)


def _opening(scenario: Scenario, relaxation: Relaxation, what: str, language: str) -> str:
    if relaxation.opened is None:
        return say("{what}: some package opens; they are too many to count", language, what=what)
    facts = {"n": relaxation.opened, "all": scenario.n_packages}
    return say("{what}: {n:,} of the {all:,} packages open", language, what=what, **facts)


def _losing(scenario: Scenario, relaxation: Relaxation, actor: str, language: str) -> str:
    amount = f"{as_float(relaxation.ends[actor].loss):.2g}"
    return say("{who} {amount} or more", language, who=scenario.name(actor, language), amount=amount)


def _names(scenario: Scenario, actors: tuple[str, ...], language: str) -> str:
    return join([scenario.name(actor, language) for actor in actors], language)


def _given(scenario: Scenario, relaxation: Relaxation, change: Change, language: str) -> str:
    if change.after is None:
        return say("without {what}", language, what=path_text(scenario, change.name, language))
    what = path_text(scenario, change.name, language)
    before, after = told_apart(change.before or 0.0, change.after)
    return say("{what} {after} instead of {before}", language, what=what, before=before, after=after)
