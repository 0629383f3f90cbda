"""What would have to give, at the least, where packages are too many to go through: each family a program.

What it means is as in `relaxations`; of what opens, one package is found and not how many there are. Least is proved by
the solver, within a relative gap of 1e-6.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

from negotiation.analysis.constraints import DEMAND, FLOOR, GATE, LINE, SIGNATURE
from negotiation.analysis.easing import DROPPED, FAMILIES, NO_DEAL_VALUES, ONE_NUMBER, Change, Ends, Relaxation
from negotiation.analysis.giving import Giving
from negotiation.analysis.programs import AgendaProgram, SolverError, Terms
from negotiation.analysis.thresholds_searched import turned_searched
from negotiation.analysis.watching import NUMBERS, told
from negotiation.scenario.no_deal import no_deal
from negotiation.scenario.preferences import as_float, utility
from negotiation.scenario.table import Table
from negotiation.scenario.world import World, world_at_start

if TYPE_CHECKING:
    from negotiation.scenario.scenario import Scenario

DROPPABLE = (LINE, DEMAND, GATE, SIGNATURE)


def relaxations_searched(
    scenario: Scenario, world: World | None = None, families: Iterable[str] = FAMILIES, limit: int = 11
) -> tuple[tuple[Relaxation, ...], bool]:
    """Return the least that would have to give for a zone to open, and whether that is proved in each family.

    Parameters
    ----------
    scenario : what is negotiated, an agenda of any size without a zone.
    world : the state of the world; the start, before the opening, if left out.
    families : as for `relaxations.relaxations_of`. `one_number`: only numbers on which gains are straight lines, each
        signatory's no-deal value among them, whether or not it is given as a number.
    limit : how many of a family to return at most. Of no-deal values one way to share the least total is returned.

    Returns
    -------
    relaxations : by family, then by size; none of a family where the solver cannot tell.
    proved : whether each is proved least. Where one package after another misses what is asked by a hair, packages
        that meet it to the last unit are left aside, and nothing is proved of them.

    Raises
    ------
    UsageError
        when the solver is not installed.
    """
    giving = Giving(scenario, world_at_start(scenario) if world is None else world)
    searches: dict[str, Callable[[Giving, int], Iterator[Relaxation]]] = {
        DROPPED: _dropped,
        NO_DEAL_VALUES: _lowered,
        ONE_NUMBER: _one_number,
    }
    found = list[Relaxation]()
    try:
        if giving.one_open() is not None:
            return (), True
        could_tell = giving.is_proved
    except SolverError:
        could_tell = False
    giving = giving.fresh()
    for family in families:
        part = list[Relaxation]()
        try:
            part.extend(searches[family](giving, limit))
        except SolverError:
            could_tell = False
        found += sorted(part, key=lambda each: (each.size, each.names))[:limit]
    return tuple(found), could_tell and giving.is_proved


def _relaxation(
    giving: Giving,
    family: str,
    changes: Iterable[Change],
    size: float,
    package: tuple[int, ...],
    *,
    within_range: bool = True,
) -> Relaxation:
    scenario, ends = giving.scenario, dict[str, Ends]()
    for actor in scenario.actors:
        worth = utility(scenario, actor, package, giving.world)
        if worth is not None:
            start = utility(scenario, actor, scenario.start, giving.world) or 0
            change, gain = worth - start, worth - (no_deal(scenario, actor, giving.world) or 0)
            ends[actor] = Ends((change, change), (gain, gain), int(change < 0))
    shown = Table(scenario.options_of(package))
    return Relaxation(family, tuple(changes), size, shown, None, Table(ends), within_range)


# -- lines, demands, gates and signatures dropped ----------------------------------------------------------------------


def _dropped(giving: Giving, limit: int) -> Iterator[Relaxation]:
    for names in _fewest(giving, limit):
        package = _kindest(giving, names)
        changes = [Change(each.constraint.name) for each in giving.named if each.constraint.name in names]
        yield _relaxation(giving, DROPPED, changes, len(names), package)


def _fewest(giving: Giving, limit: int) -> list[frozenset[str]]:
    """Return the smallest sets of constraints that may be dropped without which there is a zone.

    Each set found is barred, and another of its size asked for.
    """
    droppable = [each.constraint for each in giving.named if each.constraint.kind in DROPPABLE]
    names = frozenset(each.name for each in droppable)
    found = [each for each in map(giving.broken, giving.apart()) if each and each <= names]
    barred = list[tuple[int, ...]]()

    def laid_out() -> tuple[AgendaProgram, Terms]:
        agenda, kept = giving.agenda(), dict[str, int]()
        giving.ask(agenda, without=names)
        for each in droppable:
            kept[each.name] = agenda.program.variable(0, 1, is_whole=True)
            agenda.implied(kept[each.name], giving.asks.of(each))
        for package in barred:
            agenda.program.row(1.0, {kept[name]: 1.0 for name in giving.broken(package)})
            agenda.never(package)
        return agenda, dict.fromkeys(kept.values(), 1.0)

    for _ in range(limit):
        package = giving.best(laid_out, names)
        dropped = frozenset[str]() if package is None else giving.broken(package)
        if package is None or not dropped or any(len(each) < len(dropped) for each in found):
            break
        found.append(dropped)
        barred.append(package)
    fewest = min(map(len, found), default=0)
    smallest = {each for each in found if len(each) == fewest}
    return sorted(smallest, key=sorted)[:limit]


def _kindest(giving: Giving, dropped: frozenset[str]) -> tuple[int, ...]:
    """Return, of the packages that break nothing but what is dropped, the one best for the worst off against the start.

    So somebody ends below the start in it only where somebody does in each.
    """
    scenario, world = giving.scenario, giving.world
    starts = {actor: utility(scenario, actor, scenario.start, world) for actor in scenario.actors}
    scored = {actor: start for actor, start in starts.items() if start is not None}

    def laid_out() -> tuple[AgendaProgram, Terms]:
        agenda = giving.agenda()
        giving.ask(agenda, without=dropped)
        level = agenda.share_out((giving.asks.scale(actor), start) for actor, start in scored.items())
        return agenda, {level: 1.0} if scored else {}

    found = [giving.best(laid_out, dropped)]
    found += [each for each in giving.apart() if giving.broken(each) <= dropped]

    def lowest(package: tuple[int, ...]) -> int:
        worth = {actor: utility(scenario, actor, package, world) or 0 for actor in scored}
        return min((worth[actor] - start for actor, start in scored.items()), default=0)

    return max((each for each in found if each), key=lowest)


# -- no-deal values lowered --------------------------------------------------------------------------------------------


def _lowered(giving: Giving, _: int) -> Iterator[Relaxation]:
    """Yield the falls of signatories' no-deal values of least total, one way to share it, after which there is a zone.

    Each no-deal value is lowered by a slack; their sum is made least.
    """
    floors = [each.constraint for each in giving.named if each.constraint.kind == FLOOR]
    may_break = {*(each.name for each in floors), "someone_gains"}

    def laid_out() -> tuple[AgendaProgram, Terms]:
        agenda = giving.agenda()
        slacks = {each.actor or "": giving.slack(agenda) for each in floors}
        giving.ask(agenda, slacks=slacks)
        return agenda, {each.variable: -1.0 for each in slacks.values()}

    found = [giving.best(laid_out, may_break)]
    found += [each for each in giving.apart() if giving.gains(each) and giving.broken(each) <= may_break]
    ways = [(_falls(giving.gains(each)), each) for each in found if each]
    if ways:
        falls, package = min(ways, key=lambda way: sum(way[0].values()))
        changes = [_change_of_floor(giving, actor, fall) for actor, fall in falls.items() if fall]
        yield _relaxation(giving, NO_DEAL_VALUES, changes, as_float(sum(falls.values())), package)


def _falls(gains: dict[str, int]) -> dict[str, int]:
    """Return how far each no-deal value must fall; where nobody would gain the first by one more unit of 1e-12."""
    level = not any(gain > 0 for gain in gains.values())
    return {actor: max(0, -gain) + (level and actor == next(iter(gains))) for actor, gain in gains.items()}


def _change_of_floor(giving: Giving, actor: str, fall: int) -> Change:
    floor = no_deal(giving.scenario, actor, giving.world) or 0
    return Change(f"actors.{actor}.no_deal", as_float(floor), as_float(floor - fall))


# -- one number turned -------------------------------------------------------------------------------------------------


def _one_number(giving: Giving, _: int) -> Iterator[Relaxation]:
    told(NUMBERS, 0)
    for each, package in turned_searched(giving, is_open=False):
        change = Change(each.path, each.now, each.first)
        yield _relaxation(giving, ONE_NUMBER, (change,), abs(each.change), package, within_range=each.within_range)
