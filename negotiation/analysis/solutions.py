"""Bargaining solutions on packages: which package a rule picks, from which disagreement point, with what gains.

Discrete solutions pick a package. Those on the convex hull pick a lottery and are in `hulls`, under other names.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
from attrs import frozen

from negotiation.analysis.boxes import Bools, Ints
from negotiation.analysis.frontier import to_mask
from negotiation.analysis.payoffs import Payoffs, payoffs_of
from negotiation.analysis.picks import KalaiSmorodinsky, Leximin, Nash, Pick, Utilitarian, individually_rational
from negotiation.errors import UnknownNameError, UsageError
from negotiation.scenario.preferences import preferences_of, units, utility
from negotiation.scenario.table import Table

if TYPE_CHECKING:
    from negotiation.scenario.scenario import Scenario
    from negotiation.scenario.world import World

#: What each solution asks of its set, for words beside the figures.
SOLUTIONS: Mapping[str, str] = Table(
    {
        "nash": "the largest product of gains",
        "kalai_smorodinsky": "gains in the same share of each actor's largest",
        "egalitarian": "the largest smallest gain; assumes comparable units",
        "utilitarian": "the largest sum; assumes comparable units",
        "median": "on each issue the median of the actors' favourite options; gains are not looked at",
        "compromise": "on each issue the weighted mean of the favourite options, rounded; gains are not looked at",
    }
)
BY_ISSUE = ("median", "compromise")

Disagreement: TypeAlias = "Mapping[str, float] | str | None"


@frozen
class Solution:
    """The package that a rule picks.

    Parameters
    ----------
    name : the rule, one of `SOLUTIONS`.
    disagreement : what each actor gets without agreement, in units: gains are counted from here.
    disagreement_name : "no deal" (by each actor's own beliefs), "start" (the status quo), or "given".
    package : the index of the package.
    utilities, gains : by actor, in units.
    value : what the rule made largest, in utility: the product of gains, the smallest share, the smallest gain, the
        sum of gains; None for the rules that look at no gains.
    n_tied : how many packages share its place; the one with the lowest index is given.
    is_within : whether it lies in the set asked about; only the median and the compromise may not.
    is_exact, bound : whether it is proved best, and a bound that no package's value exceeds, where it was not found by
        looking at every package.
    """

    name: str
    disagreement: Table[str, int]
    disagreement_name: str
    package: int
    utilities: Table[str, int]
    gains: Table[str, int]
    value: float | None = None
    n_tied: int = 1
    is_within: bool = True
    is_exact: bool = True
    bound: float | None = None


def solutions(
    source: Scenario | Payoffs,
    names: Iterable[str] = tuple(SOLUTIONS),
    *,
    actors: Iterable[str] | None = None,
    within: Any = None,
    disagreement: Disagreement = None,
    weights: Mapping[str, float] | None = None,
    world: World | None = None,
) -> Table[str, Solution | None]:
    """Return the package that each bargaining rule picks, by the rule's name; None where a rule picks nothing.

    Parameters
    ----------
    source : a scenario, or the table of its payoffs.
    names : the rules; see `SOLUTIONS`.
    actors : who bargains; every actor with preferences (every row of the table) if left out.
    within : bool array `(n_packages,)`, the packages that count; all if left out.
    disagreement : utilities by actor, or "start" for the status quo; each actor's no-deal value if left out.
    weights : positive weights by actor, 1 for those left out: exponents in the Nash product, capabilities in the
        median and the compromise.
    world : the state of the world, where the source is a scenario.

    Returns
    -------
    solutions : by name. Nash picks nothing where no package gives every actor a gain; Kalai–Smorodinsky and the
        egalitarian rule nothing where every package leaves somebody below the disagreement value.

    Raises
    ------
    UnknownNameError, UsageError
        for an unknown rule or actor, an actor without preferences, a weight or utility that is not a finite number,
        a mask that does not fit.

    Notes
    -----
    Ties go to the lowest package index; Kalai–Smorodinsky and the egalitarian rule compare the whole sorted vector
    first (leximin), then the sum. Everything is compared in whole numbers (Nash: see `picks.Nash`).
    """
    table = payoffs_of(source, actors, world)
    names = known(names)
    table.enumerable()
    within = to_mask(within, table.n_packages)
    point = Point.of(table, disagreement)
    strengths = weights_of(table.actors, weights)
    found = _best(table, names, within, point, strengths)
    found |= {name: by_issue(name, table, within, point, strengths) for name in names if name in BY_ISSUE}
    return Table({name: found[name] for name in names})


def solutions_among(
    table: Payoffs,
    names: Iterable[str],
    values: Ints,
    index: Callable[[int], int],
    *,
    disagreement: Disagreement = None,
    weights: Mapping[str, float] | None = None,
) -> Table[str, Solution | None]:
    """Return the solutions among packages given by utilities `(n_actors, n_packages)`, in order, and their index."""
    names = known(names)
    point, strengths = Point.of(table, disagreement), weights_of(table.actors, weights)
    gains = values - point.values[:, None]
    ideals = gains[:, individually_rational(gains)].max(axis=1, initial=0)
    found: dict[str, Solution | None] = {}
    for name in names:
        if name in BY_ISSUE:
            found[name] = by_issue(name, table, None, point, strengths)
            continue
        found[name] = None
        rule = rule_of(name, strengths, ideals)
        rule.feed(np.arange(gains.shape[1]), gains)
        best = rule.best()
        if best is not None:
            facts = {"n_tied": best[2], "value": rule.value(best[1])}
            found[name] = point.solution(name, table, index(best[0]), **facts)
    return Table(found)


def solution(source: Scenario | Payoffs, name: str, **options: Any) -> Solution | None:
    """Return the package that one bargaining rule picks, or None; the options are those of `solutions`."""
    return solutions(source, (name,), **options)[name]


def known(names: Iterable[str]) -> tuple[str, ...]:
    """Return names of solutions as a tuple. Raises UnknownNameError, with the nearest names, for one that is not."""
    found = (names,) if isinstance(names, str) else tuple(names)
    for name in found:
        if name not in SOLUTIONS:
            raise UnknownNameError("solution", name, tuple(SOLUTIONS))
    return found


@frozen
class Point:
    """A disagreement point: values in units `(n_actors,)`, by actor, and what it is called."""

    name: str
    by_actor: Table[str, int]

    @property
    def values(self) -> Ints:
        """The values in the order of the actors: int64 array `(n_actors,)`."""
        return np.array(list(self.by_actor.values()), dtype=np.int64)

    @classmethod
    def of(cls, table: Payoffs, given: Disagreement) -> Point:
        """Return each actor's no-deal value (None), the status quo ("start"), or the utilities given."""
        if given is None:
            return cls("no deal", Table(dict(zip(table.actors, map(int, table.floors), strict=True))))
        if isinstance(given, str):
            if given != "start":
                raise UnknownNameError("disagreement point", given, ("start",))
            start = table.scenario.start
            return cls("start", Table({a: utility(table.scenario, a, start, table.world) or 0 for a in table.actors}))
        missing = [actor for actor in table.actors if actor not in given]
        if missing:
            raise UsageError("a disagreement value for every actor", "none for " + ", ".join(missing))
        return cls("given", Table({actor: units(_finite(given[actor], actor)) for actor in table.actors}))

    def solution(self, name: str, table: Payoffs, package: int, **facts: Any) -> Solution:
        """Return the solution at a package, with its utilities and gains."""
        utilities = table.at(package)
        gains = Table({actor: utilities[actor] - self.by_actor[actor] for actor in table.actors})
        return Solution(name, self.by_actor, self.name, package, utilities, gains, **facts)


def _finite(value: float, actor: str) -> float:
    if not np.isfinite(value):
        raise UsageError(f"a finite utility for {actor}", repr(value))
    return float(value)


def weights_of(actors: tuple[str, ...], given: Mapping[str, float] | None) -> tuple[float, ...]:
    """Return positive weights in the order of the actors, 1 for those left out.

    Raises UnknownNameError for a weight of somebody else, UsageError for one that is not positive and finite.
    """
    for actor, weight in (given or {}).items():
        if actor not in actors:
            raise UnknownNameError("actor who bargains", actor, actors)
        if not (np.isfinite(weight) and weight > 0):
            raise UsageError(f"a positive weight for {actor}", repr(weight))
    return tuple(float((given or {}).get(actor, 1.0)) for actor in actors)


# -- rules that compare gains ------------------------------------------------------------------------------------------


def _best(
    table: Payoffs, names: tuple[str, ...], within: Bools | None, point: Point, weights: tuple[float, ...]
) -> dict[str, Solution | None]:
    """Go through the packages once, and once more for the shares of Kalai and Smorodinsky."""
    ideals = np.zeros(len(table.actors), dtype=np.int64)
    first = {name: rule_of(name, weights, ideals) for name in names if name not in (*BY_ISSUE, "kalai_smorodinsky")}
    for indices, gains in _gains(table, within, point):
        for rule in first.values():
            rule.feed(indices, gains)
        ideals = np.maximum(ideals, gains[:, individually_rational(gains)].max(axis=1, initial=0))
    if "kalai_smorodinsky" in names:
        first["kalai_smorodinsky"] = rule_of("kalai_smorodinsky", weights, ideals)
        for indices, gains in _gains(table, within, point):
            first["kalai_smorodinsky"].feed(indices, gains)
    found: dict[str, Solution | None] = {}
    for name, rule in first.items():
        best = rule.best()
        found[name] = None
        if best is not None:
            found[name] = point.solution(name, table, best[0], n_tied=best[2], value=rule.value(best[1]))
    return found


def rule_of(name: str, weights: tuple[float, ...], ideals: Ints) -> Pick:
    """Return the rule of that name, afresh; `ideals` are the largest gains, for Kalai–Smorodinsky alone."""
    match name:
        case "nash":
            return Nash(weights)
        case "egalitarian":
            return Leximin(len(weights))
        case "kalai_smorodinsky":
            return KalaiSmorodinsky(tuple(map(int, ideals)))
        case _:
            return Utilitarian(len(weights))


def _gains(table: Payoffs, within: Bools | None, point: Point) -> Iterable[tuple[Ints, Ints]]:
    """Yield indices `(n,)` and gains `(n_actors, n)` of the packages that count, box by box."""
    values = point.values[:, None]
    for box in table.boxes():
        here = None if within is None else np.flatnonzero(within[box.first : box.stop])
        if here is None:
            yield np.arange(box.first, box.stop), table.over(box) - values
        elif len(here):
            yield here + box.first, table.over(box)[:, here] - values


# -- rules that go issue by issue --------------------------------------------------------------------------------------


def by_issue(
    name: str, table: Payoffs, within: Bools | None, point: Point, weights: tuple[float, ...]
) -> Solution | None:
    """Return the package made up issue by issue: the median or the weighted mean of the favourite options."""
    package = []
    for k, issue in enumerate(table.scenario.agenda):
        favourites, strengths = [], []
        for actor, weight in zip(table.actors, weights, strict=True):
            preferences = preferences_of(table.scenario, actor)
            assert preferences is not None  # noqa: S101 - rows of the table have preferences
            favourites.append(int(np.argmax(preferences.parts[k])))
            salience = table.scenario.actors[actor].salience[issue.id].value
            strengths.append(weight if name == "median" else weight * salience)
        package.append((weighted_median if name == "median" else weighted_mean)(favourites, strengths))
    index = table.scenario.index_of(tuple(package))
    is_within = within is None or bool(within[index])
    return point.solution(name, table, index, is_within=is_within)


def weighted_median(places: list[int], weights: list[float]) -> int:
    """Return the lowest place with at least half of the weight at or below it (Black 1948).

    >>> from negotiation.analysis.solutions import weighted_median
    >>> weighted_median([0, 3, 3], [1.0, 1.0, 1.0])
    3
    """
    total, below = sum(weights), 0.0
    for place, weight in sorted(zip(places, weights, strict=True)):
        below += weight
        if 2 * below >= total:
            return place
    return max(places)


def weighted_mean(places: list[int], weights: list[float]) -> int:
    """Return the place nearest to Σ c s x / Σ c s (Van den Bos 1991; Achen 2006), the lower of two equally near.

    Without any weight it is the plain mean.

    >>> from negotiation.analysis.solutions import weighted_mean
    >>> weighted_mean([0, 3], [1.0, 1.0])
    1
    """
    total = sum(weights)
    if not total:
        weights, total = [1.0] * len(places), float(len(places))
    mean = sum(place * weight for place, weight in zip(places, weights, strict=True)) / total
    return int(np.ceil(mean - 0.5))
