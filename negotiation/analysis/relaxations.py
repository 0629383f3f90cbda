"""What would have to give, at the least, for a zone to open: one family of changes at a time, each proved minimal.

Families: lines, gates and signatures dropped; no-deal values lowered; one number turned. Where packages are too many to
go through, the solver is asked: `relaxations_searched`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from negotiation.analysis.boxes import BUDGET, Bools, Ints
from negotiation.analysis.constraints import DEMAND, FLOOR, GAIN, GATE, LINE, SIGNATURE, Ground, ground_of
from negotiation.analysis.dials import dials_of
from negotiation.analysis.easing import (
    DROPPED,
    FAMILIES,
    NO_DEAL_VALUES,
    ONE_NUMBER,
    Change,
    Ends,
    Relaxation,
    relaxation_text,
)
from negotiation.analysis.hitting import bits_of
from negotiation.analysis.pages import Page, pages
from negotiation.analysis.thresholds import turned
from negotiation.analysis.turning import Turning
from negotiation.errors import UnknownNameError
from negotiation.scenario.no_deal import no_deal
from negotiation.scenario.preferences import as_float, utility
from negotiation.scenario.table import Table

if TYPE_CHECKING:
    from negotiation.scenario.scenario import Scenario
    from negotiation.scenario.world import World

__all__ = [
    "DROPPED",
    "FAMILIES",
    "NO_DEAL_VALUES",
    "ONE_NUMBER",
    "Change",
    "Ends",
    "Relaxation",
    "ends_of",
    "is_large",
    "over",
    "relaxation_text",
    "relaxations_in",
    "relaxations_of",
]

DROPPABLE = (LINE, DEMAND, GATE, SIGNATURE)
#: Packages up to which they are gone through one by one, where a solver could be asked instead.
MANY_PACKAGES = 2**24


def is_large(scenario: Scenario) -> bool:
    """Return whether packages are too many to go through, and the solver is asked instead."""
    if scenario.n_packages <= MANY_PACKAGES:
        return False
    from negotiation.analysis.programs import has_solver  # for large agendas only: every play imports this module

    return scenario.n_packages > BUDGET // 8 or has_solver()


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
        when the packages are too many to go through and the solver (extra `analysis`) is not installed.
    """
    chosen = _known(families)
    if is_large(scenario):
        from negotiation.analysis.relaxations_searched import relaxations_searched

        return relaxations_searched(scenario, world, chosen, limit)[0]
    return relaxations_in(ground_of(scenario, world), chosen, limit)


def _known(families: Iterable[str]) -> tuple[str, ...]:
    found = tuple(families)
    for family in found:
        if family not in FAMILIES:
            raise UnknownNameError("family of relaxations", family, FAMILIES)
    return found


def relaxations_in(ground: Ground, families: Iterable[str] = FAMILIES, limit: int = 11) -> tuple[Relaxation, ...]:
    """Return the relaxations of a ground, as `relaxations_of` does."""
    searches: dict[str, Callable[[Ground], Iterator[Relaxation]]] = {
        DROPPED: _dropped,
        NO_DEAL_VALUES: _lowered,
        ONE_NUMBER: _one_number,
    }
    found: list[Relaxation] = []
    for family in _known(families):
        if not ground.is_open:
            found += sorted(searches[family](ground), key=lambda each: (each.size, each.names))[:limit]
    return tuple(found)


def _relaxation(
    ground: Ground, family: str, changes: Iterable[Change], size: float, opens: Ints, *, within_range: bool = True
) -> Relaxation:
    package = ground.scenario.options_of(ground.scenario.package_at(_egalitarian(ground, opens)))
    return Relaxation(family, tuple(changes), size, Table(package), opens, ends_of(ground, opens), within_range)


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
