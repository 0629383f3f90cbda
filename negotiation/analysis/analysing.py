"""A scenario analysed in one go: what could be agreed, what is best for whom, what stands in the way.

What belongs here: putting the parts of the analysis together. How each is found is elsewhere; the words are in
`analysing_words`.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import TYPE_CHECKING, Any

from attrs import field, frozen

from negotiation.analysis.best import RULES
from negotiation.analysis.boxes import BUDGET, Ints
from negotiation.analysis.constraints import GAIN
from negotiation.analysis.diagnosis import Diagnosis, diagnosed
from negotiation.analysis.frontier import pareto
from negotiation.analysis.gap import Gap, conflicts_of, gap_of
from negotiation.analysis.hinges import nearest_thresholds
from negotiation.analysis.minkowski import CapError
from negotiation.analysis.payoffs import Payoffs
from negotiation.analysis.programs import has_solver
from negotiation.analysis.relaxations import DROPPED, relaxations_of
from negotiation.analysis.searching import FEW_PARTIES, FEW_POINTS, feasible_counted, zone_searched
from negotiation.analysis.solutions import Solution, known, solutions
from negotiation.analysis.structured import StructuredFrontier, structured_frontier
from negotiation.analysis.zone import Zone, room_in, zone_of
from negotiation.scenario.agreement import standing_of
from negotiation.scenario.no_deal import no_deal
from negotiation.scenario.preferences import as_float, utility
from negotiation.scenario.table import Table
from negotiation.scenario.world import World, world_at_start
from negotiation.text.hooks import html_of

if TYPE_CHECKING:
    from negotiation.analysis.thresholds import Threshold
    from negotiation.scenario.scenario import Scenario

NO_GAP = Gap((), complete=True, relaxations=())
#: Packages up to which all of them are looked at; beyond, the zone is searched.
MANY_PACKAGES = 2**24
#: Feasible packages up to which the frontier of more than a few parties is worked out.
MANY_TO_COMPARE = 2**22


@frozen
class Chosen:
    """The package that a rule picks: what it is worth to each actor, and its gain over no deal, in units.

    `below_start` names who ends below the start, `missing_consents` whose consent the package lacks. Figures are None
    for an actor without preferences: they are not defined.
    """

    package: Table[str, str]
    utilities: Table[str, int | None]
    gains: Table[str, int | None]
    below_start: tuple[str, ...] = ()
    missing_consents: tuple[str, ...] = ()
    is_exact: bool = True

    def as_plain(self) -> dict[str, Any]:
        """Return the package and its figures as plain values, for JSON."""
        return {
            "package": dict(self.package),
            "utilities": {actor: _plain(value) for actor, value in self.utilities.items()},
            "gains": {actor: _plain(value) for actor, value in self.gains.items()},
        }


@frozen(slots=False)
class Analysis:
    """What could be agreed, what is best, and what stands in the way.

    Parameters
    ----------
    scenario, world : of what, and when.
    packages : how many there are.
    feasible : how many obey every rule; None where there are too many to look at and rules couple too much.
    acceptable : for each actor, how many feasible packages leave it at or above its no-deal value and cross none of
        its absolute red lines; None for one without preferences, or where there are too many packages.
    zone, zone_without_gates : how many packages the zone holds, with and without constitutive gates; None where there
        are too many packages, unless the zone is proved empty, and where nobody at the table has preferences although
        some package obeys all rules, lines and gates.
    pareto : indices of the feasible packages that no feasible one dominates for the parties, ascending; None where
        nobody at the table has preferences or there are too many packages to compare one by one: more than 2**24, or
        above three parties more than four million feasible ones. `frontier` is worked out instead.
    solutions : by rule, among the packages of the zone, with no deal as the disagreement point; None where a rule
        picks nothing.
    gap : what collides and what would have to give; empty where there is a zone.
    exact : whether every figure given is proved and every conflict listed.
    is_open : whether the zone holds a package, where it is not counted; None where that is not known either.
    room, room_feasible : for each issue and option, how many packages of the zone, and how many feasible ones, choose
        it; None where they are not counted.
    frontier : where `pareto` is None, the same frontier joined issue by issue: of packages with equal utilities one
        stands for all. None where nobody at the table has preferences.
    stopped : where that frontier outgrew a cap and is None: at which issues, how far it came.
    """

    scenario: Scenario = field(repr=False)
    world: World = field(repr=False)
    packages: int
    feasible: int | None
    acceptable: Table[str, int | None]
    zone: int | None
    zone_without_gates: int | None
    pareto: Ints | None = field(eq=False, repr=False)
    solutions: Table[str, Chosen | None] = field(repr=False)
    gap: Gap = field(repr=False)
    exact: bool = True
    is_open: bool | None = None
    room: Table[str, Table[str, int]] | None = field(default=None, repr=False)
    room_feasible: Table[str, Table[str, int]] | None = field(default=None, repr=False)
    frontier: StructuredFrontier | None = field(default=None, repr=False)
    stopped: CapError | None = field(default=None, repr=False)

    @property
    def undefined(self) -> tuple[str, ...]:
        """The actors whose figures are not defined, because they have no preferences in the model."""
        return tuple(actor.id for actor in self.scenario.actors.values() if not actor.has_preferences)

    @cached_property
    def thresholds(self) -> tuple[Threshold, ...] | None:
        """Where turning one number opens or closes the zone, the nearest first; worked out when first asked for.

        None where there are too many packages to try; see `hinges.nearest_thresholds`.
        """
        return nearest_thresholds(self.scenario, self.world)

    @cached_property
    def diagnosis(self) -> Diagnosis | None:
        """Which causes keep a deal away; worked out when first asked for.

        None where there is a deal, where that is not known, or where no package obeys the rules; see
        `diagnosis.diagnosed`.
        """
        return diagnosed(self.scenario, self.world) if self.has_deal is False else None

    @property
    def is_defined(self) -> bool:
        """Whether anybody at the table has preferences, without which nothing is worth more or less than no deal."""
        return bool(bargaining(self.scenario))

    @property
    def has_deal(self) -> bool | None:
        """Whether some package could be agreed; None where that is not known."""
        return self.is_open if self.zone is None else self.zone > 0

    def as_plain(self) -> dict[str, Any]:
        """Return the analysis as plain values: the object that `--json` prints."""
        return {
            "scenario": self.scenario.id,
            "profile": self.scenario.profile,
            "packages": self.packages,
            "feasible": self.feasible,
            "acceptable": dict(self.acceptable),
            "has_deal": self.has_deal,
            "zone": self.zone,
            "zone_without_gates": self.zone_without_gates,
            "pareto": self._plain_pareto(),
            "solutions": {name: each and each.as_plain() for name, each in self.solutions.items()},
            "gap": {
                "conflicts": [list(each.names) for each in self.gap.conflicts],
                "relaxations": [each.as_plain() for each in self.gap.relaxations],
            },
            "room": {"feasible": _plain_room(self.room_feasible), "zone": _plain_room(self.room)},
            "diagnosis": self.diagnosis and self.diagnosis.as_plain(),
            "exact": self.exact,
        }

    def _plain_pareto(self) -> dict[str, Any] | None:
        if self.pareto is not None:
            return {"count": len(self.pareto), "packages": list(map(int, self.pareto))}
        if self.frontier is not None:
            packages = [self.frontier.index(point) for point in range(self.frontier.n_points)]
            return {"count": len(packages), "packages": packages, "one_for_equals": True}
        if self.stopped is not None:
            stopped = {name: getattr(self.stopped, name) for name in ("what", "cap", "got", "done", "n_issues")}
            return {"count": None, "packages": None, "stopped": {**stopped, "issues": list(self.stopped.issues)}}
        return None

    def _repr_html_(self) -> str | None:
        """Return the analysis as markup for notebooks."""
        return html_of(self)

    def __str__(self) -> str:
        from negotiation.analysis.analysing_words import analysis_text

        return analysis_text(self)


def analyse(
    scenario: Scenario,
    world: World | None = None,
    *,
    solutions: Iterable[str] = RULES,
    budget: int = BUDGET,
) -> Analysis:
    """Return what could be agreed, which packages are best and for whom, and what stands in the way.

    Parameters
    ----------
    scenario : what is negotiated.
    world : the state of the world; the start, before the opening, if left out.
    solutions : the bargaining rules asked for; see `solutions.SOLUTIONS`.
    budget : bytes that arrays may take together.

    Returns
    -------
    analysis : exact where the packages can be looked at one by one. Where they are too many, the best of the zone are
        searched for, or what collides and what would have to give where there is none; the zone is not counted, nor
        what each accepts.

    Raises
    ------
    UnknownNameError
        for an unknown solution.
    UsageError
        when the budget is too small.

    Notes
    -----
    Parties with preferences bargain; everybody's figures are shown. An actor without preferences and an empty set of
    packages are answers, not errors.

    Examples
    --------
    >>> from negotiation.analysis.analysing import analyse
    >>> from negotiation.files import load
    >>> found = analyse(load("two-villages"))
    >>> found.packages, found.zone, dict(found.solutions["nash"].package)
    (12, 2, {'water': 'every_night', 'toll': 'free'})
    """
    names, world = known(solutions), world_at_start(scenario) if world is None else world
    if scenario.n_packages > MANY_PACKAGES:
        return _searched(scenario, world, names)
    zone = zone_of(scenario, world, budget=budget)
    pareto, frontier, stopped = _frontier(zone, budget)
    undecided = bool(zone.n_valid) and not bargaining(scenario)
    gap = NO_GAP if zone.count or undecided else _gap(scenario, world)
    everyone = {actor.id: zone.acceptable.get(actor.id) for actor in scenario.actors.values()}
    return Analysis(
        scenario=scenario,
        world=world,
        packages=scenario.n_packages,
        feasible=zone.n_feasible,
        acceptable=Table(everyone),
        zone=None if undecided else zone.count,
        zone_without_gates=None if undecided else zone.count_without_gates,
        pareto=pareto,
        solutions=_solutions(zone, names, budget),
        gap=gap,
        exact=gap.complete,
        room=None if undecided else zone.room(),
        room_feasible=room_in(scenario, zone.feasible),
        frontier=frontier,
        stopped=stopped,
    )


def bargaining(scenario: Scenario) -> tuple[str, ...]:
    """Return who bargains: the parties with preferences, in speaking order."""
    return tuple(actor for actor in scenario.parties if scenario.actors[actor].has_preferences)


def _gap(scenario: Scenario, world: World) -> Gap:
    """Return what stands in the way; where nobody at the table has preferences, no number can give."""
    if bargaining(scenario):
        return gap_of(scenario, world)
    dropped = relaxations_of(scenario, world, families=(DROPPED,))
    told = (each for each in conflicts_of(scenario, world) if all(c.kind != GAIN for c in each.constraints))
    return Gap(tuple(told), complete=True, relaxations=dropped, scenario=scenario)


def _frontier(zone: Zone, budget: int) -> tuple[Ints | None, StructuredFrontier | None, CapError | None]:
    """Return the frontier of what is feasible: listed, else joined, else where the joining stopped."""
    actors = bargaining(zone.scenario)
    if not actors or (len(actors) > FEW_PARTIES and zone.n_feasible > MANY_TO_COMPARE):
        return None, *_joined(zone.scenario, zone.world, budget)
    return pareto(Payoffs(zone.scenario, actors, zone.world, budget), within=zone.feasible), None, None


def _joined(
    scenario: Scenario, world: World, budget: int = BUDGET
) -> tuple[StructuredFrontier | None, CapError | None]:
    """Return the frontier of what is feasible joined issue by issue, or where it outgrew the cap."""
    actors = bargaining(scenario)
    if not actors:
        return None, None
    try:
        return structured_frontier(scenario, actors, world=world, lines=(), cap=FEW_POINTS, budget=budget), None
    except CapError as stopped:
        return None, stopped


def _solutions(zone: Zone, names: tuple[str, ...], budget: int) -> Table[str, Chosen | None]:
    actors = bargaining(zone.scenario)
    if not actors or not zone.count:
        return Table(dict.fromkeys(names))
    found = solutions(Payoffs(zone.scenario, actors, zone.world, budget), names, within=zone.mask)
    return Table({name: _chosen(zone.scenario, zone.world, each) for name, each in found.items()})


def _chosen(scenario: Scenario, world: World, found: Solution | None) -> Chosen | None:
    if found is None or not found.is_within:
        return None
    package = scenario.package_at(found.package)
    return chosen_package(scenario, package, world, is_exact=found.is_exact)


def chosen_package(scenario: Scenario, package: tuple[int, ...], world: World, *, is_exact: bool = True) -> Chosen:
    """Return what one package is worth to every actor, and gains it over no deal."""
    utilities = {actor: utility(scenario, actor, package, world) for actor in scenario.actors}
    gains, below = {}, []
    for actor, value in utilities.items():
        floor, start = no_deal(scenario, actor, world), utility(scenario, actor, scenario.start, world)
        gains[actor] = None if value is None or floor is None else value - floor
        below += [actor] if value is not None and start is not None and value < start else []
    missing = standing_of(scenario, package, world, scenario.parties).missing
    named = Table(scenario.options_of(package))
    return Chosen(named, Table(utilities), Table(gains), tuple(below), missing, is_exact)


def _searched(scenario: Scenario, world: World, names: tuple[str, ...]) -> Analysis:
    """Return what can be said without looking at every package: whether there is a deal, which, or what collides."""
    found, is_open = zone_searched(scenario, world, names, bargaining(scenario))
    gap = Gap((), complete=is_open is True, relaxations=())
    if is_open is not True and has_solver():
        gap = _gap(scenario, world)
        known = bool(bargaining(scenario)) and gap.complete
        is_open = False if gap.conflicts else True if known else is_open
    chosen = {name: _chosen(scenario, world, each) for name, each in found.items()}
    proved = gap.proved and all(each is None or each.is_exact for each in chosen.values())
    frontier, stopped = _joined(scenario, world)
    return Analysis(
        scenario=scenario,
        world=world,
        packages=scenario.n_packages,
        feasible=feasible_counted(scenario, world),
        acceptable=Table(dict.fromkeys(scenario.actors)),
        zone=0 if is_open is False else None,
        zone_without_gates=None,
        pareto=None,
        solutions=Table(chosen),
        gap=gap,
        exact=gap.complete and proved,
        is_open=is_open,
        frontier=frontier,
        stopped=stopped,
    )


def _plain_room(room: Table[str, Table[str, int]] | None) -> dict[str, dict[str, int]] | None:
    return None if room is None else {issue: dict(options) for issue, options in room.items()}


def _plain(value: int | None) -> float | None:
    return None if value is None else as_float(value)
