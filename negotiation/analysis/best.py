"""Exact best packages of agendas too large to enumerate, with more parties than a frontier can carry.

Each rule is a mixed-integer program (HiGHS, extra `analysis`), proved within a relative gap; without the solver a
heuristic with a bound, which never calls itself optimal (see `ascent`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

import numpy as np
from attrs import evolve

from negotiation.analysis.ascent import ascend
from negotiation.analysis.asks import Asks
from negotiation.analysis.boxes import Ints
from negotiation.analysis.formulas import holds_on
from negotiation.analysis.pages import judged_apart
from negotiation.analysis.payoffs import Payoffs, with_preferences
from negotiation.analysis.programs import INFINITE, has_solver, new_solver
from negotiation.analysis.search import GAP, Search
from negotiation.analysis.separable import separable, start_apart
from negotiation.analysis.solutions import BY_ISSUE, Disagreement, Point, Solution, by_issue, known, rule_of, weights_of
from negotiation.analysis.zone import in_zone
from negotiation.scenario import conditions as c
from negotiation.scenario.preferences import UNIT
from negotiation.scenario.table import Table
from negotiation.scenario.world import World, world_at_start

if TYPE_CHECKING:
    from negotiation.scenario.scenario import Scenario

RULES = ("nash", "kalai_smorodinsky", "egalitarian", "utilitarian")


def best_packages(
    scenario: Scenario,
    names: Iterable[str] = RULES,
    *,
    actors: Iterable[str] | None = None,
    disagreement: Disagreement = None,
    weights: Mapping[str, float] | None = None,
    world: World | None = None,
    rules: bool = True,
    lines: Iterable[str] | None = None,
    where: Iterable[c.Condition] = (),
    zone: bool = False,
    gap: float = GAP,
    seconds: float = INFINITE,
) -> Table[str, Solution | None]:
    """Return the package that each bargaining rule picks in an agenda of any size, proved within a relative gap.

    Parameters
    ----------
    scenario : what is negotiated; utilities add up over issues but for interactions and effects.
    names : the rules; see `solutions.SOLUTIONS`.
    actors, disagreement, weights, world : as for `solutions.solutions`.
    rules, lines, where, zone : which packages count, as for `structured.structured_frontier`; for the zone the solver
        must be installed.
    gap : the relative gap within which a package is proved best.
    seconds : the longest that one run of the solver may take; what is not proved then says so.

    Returns
    -------
    solutions : by name; None where a rule picks nothing. `bound` is what no package's value exceeds; `is_exact`
        whether the value is within the gap of it. Without the solver a heuristic takes its place.

    Raises
    ------
    UnknownNameError, UsageError
        for an unknown rule or actor, an actor without preferences, a weight or utility that is not a finite number,
        or the zone where the solver is not installed.

    Notes
    -----
    Egalitarian: max t, g_i ≥ t; Kalai–Smorodinsky: g_i ≥ t a_i with ideals a_i; both then compare the next smallest
    where the smallest leaves a choice. Nash: outer approximation of Σ w log g by tangents (Duran and Grossmann 1986).
    Utilitarian: a sum, made largest issue by issue. Every package is valued again in whole numbers.
    """
    chosen = with_preferences(scenario, actors)
    table = Payoffs(scenario, chosen, world_at_start(scenario) if world is None else world)
    point, strengths, asked = Point.of(table, disagreement), weights_of(chosen, weights), known(names)
    held = () if zone else tuple(scenario.parties if lines is None else lines)
    problem = separable(scenario, chosen, table.world, rules=rules and not zone, lines=held, where=where)
    search = Search(problem, point.values, strengths, gap, seconds)
    if zone:
        _within_zone(search, table)
    else:
        free = separable(scenario, chosen, table.world, rules=rules, where=where)
        start = start_apart(scenario, chosen, table.world, held, free)
        if start is not None:
            search.found[scenario.start] = start - point.values
    found: dict[str, Solution | None] = {}
    for name in sorted(asked, key=ORDER.index):
        if name in BY_ISSUE:
            found[name] = by_issue(name, table, None, point, strengths)
            if zone:
                found[name] = _placed(found[name], table)
        else:
            found[name] = _solution(name, search, table, point, exactly=has_solver() or name == "utilitarian")
    return Table({name: found[name] for name in asked})


def _within_zone(search: Search, table: Payoffs) -> None:
    """Let only packages of the zone count; the start and the status quo are looked at apart."""
    new_solver()
    scenario, asks = table.scenario, Asks(table.scenario, table.world)
    search.asks = (asks.but_gain(), asks.gain(scenario.actors))
    search.left_out = judged_apart(scenario, table.world)
    for package in search.left_out:
        allowed = all(holds_on(each, package) for each in search.problem.limits)
        if allowed and in_zone(scenario, package, table.world):
            worth = np.array(list(table.at(package).values()), dtype=np.int64)
            search.found[package] = worth - search.floors


def _placed(found: Solution | None, table: Payoffs) -> Solution | None:
    """Return a solution that looks at no gains, saying whether it lies in the zone."""
    if found is None:
        return None
    return evolve(found, is_within=in_zone(table.scenario, table.scenario.package_at(found.package), table.world))


#: The cheapest first: what they come across helps the others.
ORDER = ("utilitarian", "egalitarian", "kalai_smorodinsky", "nash", *BY_ISSUE)


def _solution(name: str, search: Search, table: Payoffs, point: Point, *, exactly: bool) -> Solution | None:
    """Return what a rule picks, with its bound."""
    scales = _scales(name, search, exactly=exactly)
    if scales is None:
        return None
    bound = _bound(name, search, scales) if exactly else ascend(name, search, scales)
    best = search.pick(name, scales)
    if best is None:
        return None
    value = rule_of(name, search.weights, scales).value(search.found[best])
    bound = value if bound is None else max(bound, value)
    is_exact = exactly and bound - value <= search.gap * max(abs(value), abs(bound))
    index = table.scenario.index_of(best)
    return point.solution(name, table, index, value=value, is_exact=is_exact, bound=bound)


def _scales(name: str, search: Search, *, exactly: bool) -> Ints | None:
    """What gains are measured by: each actor's largest while nobody loses for two of the rules, else the unit.

    Without the solver the largest while others may lose stand for them.
    """
    if name not in ("kalai_smorodinsky", "nash") or (name == "nash" and not exactly):
        return np.full(search.n_actors, UNIT, dtype=np.int64)
    return search.ideals() if exactly else search.tops()


def _bound(name: str, search: Search, scales: Ints) -> float | None:
    match name:
        case "utilitarian":
            return search.utilitarian()
        case "nash":
            return search.nash(scales)
        case _:
            return search.smallest(name, scales)
