"""The trades across issues that carry a package: what each issue gives and costs each actor against the start."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import permutations
from typing import TYPE_CHECKING

from attrs import frozen

from negotiation.analysis.payoffs import with_preferences
from negotiation.analysis.wording import issue_text
from negotiation.scenario.agreement import signatories
from negotiation.scenario.basis import text_in
from negotiation.scenario.no_deal import no_deal
from negotiation.scenario.performance import expected
from negotiation.scenario.preferences import as_float, preferences_of, utility
from negotiation.scenario.table import Table
from negotiation.scenario.world import World, world_at_start
from negotiation.text.catalogue import join, say
from negotiation.text.layout import WIDTH, table

if TYPE_CHECKING:
    from negotiation.scenario.scenario import Scenario

#: Trades told.
FEW = 3


@frozen
class Settled:
    """One issue of a package.

    Parameters
    ----------
    issue, option : how it is settled.
    changes : for each actor what that is worth against the issue's status quo at the start, in units of 1e-12.
    needed_by : the signatories that would be below their no-deal value if this issue alone went back to the start.
    """

    issue: str
    option: str
    changes: Table[str, int]
    needed_by: tuple[str, ...] = ()


@frozen
class Trade:
    """Two issues traded by two actors: on `gives` the first loses and the second gains, on `takes` the reverse.

    `nets` are what the two issues together are worth to the first and to the second, in units of 1e-12.
    """

    first: str
    second: str
    gives: str
    takes: str
    nets: tuple[int, int]

    @property
    def pays_both(self) -> bool:
        """Whether the two issues together leave both better off."""
        return min(self.nets) > 0


@frozen
class Logrolling:
    """What carries a package, in each actor's own utility against the start.

    Parameters
    ----------
    package : an option index for each issue.
    actors : the columns.
    settled : one row for each issue that leaves its status quo.
    beyond : what the package is worth to each actor beyond the sum of its issues: interactions and effects, in units.
    totals : the whole change from the start, in units; the rows and `beyond` sum to it.
    trades : pairs of issues that two signatories trade, those that pay both first.
    """

    package: tuple[int, ...]
    actors: tuple[str, ...]
    settled: tuple[Settled, ...]
    beyond: Table[str, int]
    totals: Table[str, int]
    trades: tuple[Trade, ...]


def logrolling_of(
    scenario: Scenario, package: int | tuple[int, ...] | Mapping[str, str], world: World | None = None
) -> Logrolling:
    """Return the logrolling table of a package: issue by issue, what it is worth to whom against the start.

    Parameters
    ----------
    scenario : what is negotiated.
    package : by index, by option indices, or a map from issues to options (others as at the start).
    world : the state of the world; the start, before the opening, if left out.

    Raises
    ------
    UnknownNameError
        for an issue or an option that is not there.
    UsageError
        when no actor has preferences.
    """
    world = world_at_start(scenario) if world is None else world
    chosen = _package(scenario, package)
    actors = with_preferences(scenario)
    totals = {actor: _worth(scenario, actor, chosen, world) for actor in actors}
    sums = dict.fromkeys(actors, 0)
    settled = []
    for k, issue in enumerate(scenario.agenda):
        if chosen[k] != scenario.start[k]:
            changes = {actor: _change(scenario, actor, k, chosen[k]) for actor in actors}
            sums = {actor: total + changes[actor] for actor, total in sums.items()}
            needed = _needed_by(scenario, chosen, k, world)
            settled.append(Settled(issue.id, issue.option_ids[chosen[k]], Table(changes), needed))
    beyond = {actor: totals[actor] - sums[actor] for actor in actors}
    signing = [actor for actor in signatories(scenario, chosen) if actor in actors]
    trades = sorted(_trades(tuple(settled), signing), key=lambda each: not each.pays_both)
    return Logrolling(chosen, actors, tuple(settled), Table(beyond), Table(totals), tuple(trades))


def _package(scenario: Scenario, package: int | tuple[int, ...] | Mapping[str, str]) -> tuple[int, ...]:
    if isinstance(package, Mapping):
        return scenario.package(package)
    return package if isinstance(package, tuple) else scenario.package_at(int(package))


def _worth(scenario: Scenario, actor: str, package: tuple[int, ...], world: World) -> int:
    return (utility(scenario, actor, package, world) or 0) - (utility(scenario, actor, scenario.start, world) or 0)


def _change(scenario: Scenario, actor: str, place: int, option: int) -> int:
    preferences = preferences_of(scenario, actor)
    assert preferences is not None  # noqa: S101 - only actors with preferences are asked
    return preferences.parts[place][option] - preferences.parts[place][scenario.start[place]]


def _needed_by(scenario: Scenario, package: tuple[int, ...], place: int, world: World) -> tuple[str, ...]:
    back = (*package[:place], scenario.start[place], *package[place + 1 :])
    found = []
    for actor in signatories(scenario, package):
        floor = no_deal(scenario, actor, world) if actor in scenario.actors else None
        if floor is not None:
            now, then = (expected(scenario, actor, each, world) or 0 for each in (package, back))
            if now >= floor > then:
                found.append(actor)
    return tuple(found)


def _trades(settled: tuple[Settled, ...], signing: list[str]) -> Iterator[Trade]:
    for gives, takes in permutations(settled, 2):
        for i, first in enumerate(signing):
            for second in signing[i + 1 :]:
                lost, won = gives.changes[first], takes.changes[first]
                gained, paid = gives.changes[second], takes.changes[second]
                if lost < 0 < won and paid < 0 < gained:
                    yield Trade(first, second, gives.issue, takes.issue, (lost + won, gained + paid))


def logrolling_text(
    scenario: Scenario, found: Logrolling, language: str = "en", width: int = WIDTH, *, options: bool = True
) -> str:
    """Return a logrolling table in words: a row for each issue that moves, the trades, the issues nobody can miss.

    Parameters
    ----------
    scenario, found : of what.
    language, width : of the reader and the page.
    options : whether rows say how each issue is settled, too.
    """
    rows = [
        [
            issue_text(scenario.issues[each.issue], each.option, language)
            if options
            else text_in(scenario.issues[each.issue].title, language),
            *(_figure(each.changes[actor]) for actor in found.actors),
        ]
        for each in found.settled
    ]
    if any(found.beyond.values()):
        beyond = say("beyond the sum of the issues", language)
        rows.append([beyond, *(_figure(found.beyond[actor]) for actor in found.actors)])
    rows.append([say("together", language), *(_figure(found.totals[actor]) for actor in found.actors)])
    header = [say("change from the start", language), *(scenario.name(actor, language) for actor in found.actors)]
    return "\n".join([table(rows, header, width), *_told(scenario, found, language)])


def _told(scenario: Scenario, found: Logrolling, language: str) -> Iterator[str]:
    """Yield the trades that pay both sides, the best first, else how near one comes; then what a signatory needs."""
    trades = sorted(found.trades, key=lambda each: -min(each.nets))
    paying = [each for each in trades if each.pays_both]
    for each in paying[:FEW]:
        yield _trade_text(scenario, each, language)
    if trades and not paying:
        nearest = _trade_text(scenario, trades[0], language)
        yield say("No two issues by themselves leave both sides better off; nearest: {trade}", language, trade=nearest)
    for row in found.settled:
        if row.needed_by:
            who = join([scenario.name(actor, language) for actor in row.needed_by], language)
            issue = text_in(scenario.issues[row.issue].title, language)
            yield say("without {issue}, below no deal: {who}", language, issue=issue, who=who)


def _figure(value: int) -> str:
    return f"{round(as_float(value), 3) + 0.0:+.3f}" if value else "0"


def _trade_text(scenario: Scenario, trade: Trade, language: str = "en") -> str:
    return say(
        "{first} gives way on {gives}, {second} on {takes}: {net_first} and {net_second}",
        language,
        first=scenario.name(trade.first, language),
        second=scenario.name(trade.second, language),
        gives=text_in(scenario.issues[trade.gives].title, language),
        takes=text_in(scenario.issues[trade.takes].title, language),
        net_first=_figure(trade.nets[0]),
        net_second=_figure(trade.nets[1]),
    )
