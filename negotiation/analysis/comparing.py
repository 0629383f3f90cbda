"""Outcomes side by side: what each is worth to whom, how far from Nash and leximin, and what was better for all.

What belongs here: outcomes of one scenario, or of readings of it, in one table. One outcome alone is in `scorecard`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias, runtime_checkable

import numpy as np
from attrs import field, frozen

from negotiation.analysis.boxes import Bools
from negotiation.analysis.payoffs import worth
from negotiation.analysis.picks import Leximin
from negotiation.analysis.relaxations import MANY_PACKAGES
from negotiation.analysis.scorecard import Scorecard
from negotiation.analysis.scoring import scorecard_of
from negotiation.analysis.solutions import solutions
from negotiation.analysis.zone import zone_of
from negotiation.errors import UsageError
from negotiation.scenario.agreement import signatories, standing_of
from negotiation.scenario.outcome import Agreement
from negotiation.scenario.preferences import as_float
from negotiation.scenario.scenario import Scenario
from negotiation.scenario.table import Table
from negotiation.scenario.world import World, world_at_start

if TYPE_CHECKING:
    from negotiation.analysis.scorecard import Score

Package: TypeAlias = "Mapping[str, str] | tuple[int, ...] | int"


@runtime_checkable
class Scored(Protocol):
    """Whatever carries a scorecard: a play."""

    @property
    def scorecard(self) -> Scorecard:
        """What its outcome is worth, to each and jointly."""
        ...


Given: TypeAlias = "Scorecard | Scored | tuple[Scenario, Package]"

#: Parties from which most packages are efficient, so that the frontier tells little.
MANY_PARTIES = 4


@frozen
class Ended:
    """What an outcome is worth to one actor, in units: utility, gain over no deal, change from the start."""

    utility: int
    gain: int
    change: int


@frozen
class Row:
    """One outcome among others; figures in units of utility, None where they are not defined.

    Parameters
    ----------
    label : what it is called.
    card : its scorecard.
    ends : what it is worth to each actor with preferences; no deal before chance was drawn.
    surplus : the sum of the parties' gains; assumes comparable units.
    satisfied : how many parties gain at least nothing over no deal and end at or above the start.
    parties : how many parties have preferences.
    to_nash, to_leximin : how far the parties' gain shares lie from those at the Nash and the leximin package of the
        zone: the largest difference. None without a zone, and where packages are too many to look at (`is_searched`).
    better : a package in the zone that leaves no actor with preferences worse and one better; None where there is none,
        and where packages are too many to look at.
        Of several, the one whose least gain over the outcome is largest.
    better_by : by actor, how much more it is worth than the outcome.
    """

    label: str
    card: Scorecard = field(repr=False)
    ends: Table[str, Ended] = field(repr=False)
    surplus: float | None
    satisfied: int
    parties: int
    to_nash: float | None
    to_leximin: float | None
    better: Table[str, str] | None = None
    better_by: Table[str, float] = Table()

    @property
    def is_searched(self) -> bool:
        """Whether packages are few enough to look at each, for one that is better and for those that rules pick."""
        return self.card.scenario.n_packages <= MANY_PACKAGES

    @property
    def is_agreement(self) -> bool:
        """Whether the talks ended in agreement."""
        return isinstance(self.card.outcome, Agreement)

    def as_plain(self) -> dict[str, Any]:
        """Return the row as plain values, for JSON."""
        names = ("label", "surplus", "satisfied", "parties", "to_nash", "to_leximin")
        found: dict[str, Any] = {name: getattr(self, name) for name in names}
        better = None if self.better is None else {"package": dict(self.better), "by": dict(self.better_by)}
        return {"scenario": self.card.scenario.id, **found, **self.card.as_plain(), "better_for_all": better}


@frozen
class Comparison:
    """Outcomes side by side, in the order given."""

    rows: tuple[Row, ...]

    @property
    def n_parties(self) -> int:
        """The largest number of parties with preferences in any of the outcomes."""
        return max(row.parties for row in self.rows)

    @property
    def shows_frontier(self) -> bool:
        """Whether efficiency tells something: with more than three parties most packages are efficient."""
        return self.n_parties < MANY_PARTIES

    def as_plain(self) -> dict[str, Any]:
        """Return the comparison as plain values, for JSON."""
        return {"outcomes": [row.as_plain() for row in self.rows]}

    def __str__(self) -> str:
        from negotiation.analysis.comparing_words import comparison_text

        return comparison_text(self)


def compare(given: Iterable[Given] | Mapping[str, Given], world: World | None = None) -> Comparison:
    """Return outcomes side by side, with what was better for all beside each where something was.

    Parameters
    ----------
    given : plays, scorecards, or pairs of a scenario and a package (options by issue, option indices, or its
        index); by label where a map is given, else labelled by number.
    world : the state of the world in which packages are valued and alternatives looked for; each scenario's start,
        before the opening, if left out.

    Returns
    -------
    comparison : a row for each outcome.

    Raises
    ------
    UnknownNameError, UsageError
        when nothing is given, something that is none of these, or a package that does not exist.

    Notes
    -----
    A no-deal counts as what no deal was worth before chance was drawn. Better for all is asked over every actor with
    preferences, with a seat or without, among the packages of the zone: what all who must agree would have accepted.

    Examples
    --------
    >>> from negotiation.analysis.comparing import compare
    >>> from negotiation.files import load
    >>> villages = load("two-villages")
    >>> found = compare([(villages, {"water": "every_night", "toll": "half"}), (villages, {"water": "two_nights"})])
    >>> [row.satisfied for row in found.rows]
    [1, 1]
    """
    if isinstance(given, Scorecard | Scored):
        given = [given]
    pairs = given.items() if isinstance(given, Mapping) else ((str(i), each) for i, each in enumerate(given, 1))
    rows = tuple(_row(label, _card(each, world), world) for label, each in pairs)
    if not rows:
        raise UsageError("at least one outcome to compare", "none")
    return Comparison(rows)


def card_of(scenario: Scenario, package: Package, world: World | None = None) -> Scorecard:
    """Return the scorecard of agreeing on a package, with whose consent is missing or presumed.

    Raises UnknownNameError for an issue or option that is not there, UsageError for an index that no package has.
    """
    world = world_at_start(scenario) if world is None else world
    if isinstance(package, int):
        chosen = scenario.package_at(package)
    else:
        chosen = scenario.package(package) if isinstance(package, Mapping) else _checked(scenario, package)
    signing, standing = signatories(scenario, chosen), standing_of(scenario, chosen, world, scenario.parties)
    covers = tuple(i.id for i, j, s in zip(scenario.agenda, chosen, scenario.start, strict=True) if j != s)
    outcome = Agreement(
        scenario.options_of(chosen),
        signatories=signing,
        missing_consents=standing.missing,
        presumed=standing.presumed,
        covers=covers,
    )
    return scorecard_of(scenario, outcome, world, world)


def _checked(scenario: Scenario, package: tuple[int, ...]) -> tuple[int, ...]:
    shape = scenario.shape
    if len(package) != len(shape) or not all(0 <= j < size for j, size in zip(package, shape, strict=True)):
        raise UsageError(f"{len(shape)} option indices below {shape}", repr(package))
    return tuple(package)


def _card(given: Any, world: World | None) -> Scorecard:
    """Return the scorecard of what is given. Raises UsageError for what has none."""
    if isinstance(given, Scorecard):
        return given
    if isinstance(given, Scored):
        return given.scorecard
    match given:
        case (Scenario() as scenario, package):
            return card_of(scenario, package, world)
    raise UsageError("a play, a scorecard, or a pair of a scenario and a package", f"a {type(given).__name__}")


def _row(label: str, card: Scorecard, world: World | None) -> Row:
    scenario = card.scenario
    world = world_at_start(scenario) if world is None else world
    ends = {score.actor: _end(score, card) for score in card.scores if score.no_deal is not None}
    parties = {actor: end for actor, end in ends.items() if actor in scenario.parties}
    points = _points(scenario, world)
    better = _better(scenario, world, {actor: end.utility for actor, end in ends.items()})
    return Row(
        label=label,
        card=card,
        ends=Table(ends),
        surplus=as_float(sum(end.gain for end in parties.values())) if parties else None,
        satisfied=sum(1 for end in parties.values() if end.gain >= 0 and end.change >= 0),
        parties=len(parties),
        to_nash=_distance(parties, points["nash"]),
        to_leximin=_distance(parties, points["egalitarian"]),
        better=None if better is None else Table(scenario.options_of(scenario.package_at(better[0]))),
        better_by=Table({} if better is None else {actor: as_float(by) for actor, by in better[1].items()}),
    )


def _end(score: Score, card: Scorecard) -> Ended:
    """Return what an outcome is worth to an actor with preferences: no deal as it was before chance was drawn."""
    floor, start = score.no_deal or 0, score.start or 0
    utility = (score.utility or 0) if isinstance(card.outcome, Agreement) else floor
    return Ended(utility, utility - floor, utility - start)


@frozen
class _Point:
    """A package that a rule picks in the zone: utilities, and the largest gains there, by party."""

    utilities: Table[str, int]
    best: Table[str, int]


@lru_cache(maxsize=32)
def _points(scenario: Scenario, world: World) -> Table[str, _Point | None]:
    """Return the Nash and the leximin package of the zone for the parties."""
    actors = tuple(actor for actor in scenario.parties if scenario.actors[actor].has_preferences)
    names = ("nash", "egalitarian")
    if not actors or scenario.n_packages > MANY_PACKAGES:
        return Table(dict.fromkeys(names))
    mask = _zone_mask(scenario, world)
    if not mask.any():
        return Table(dict.fromkeys(names))
    found = solutions(scenario, names, actors=actors, within=mask, world=world)
    zone = zone_of(scenario, world)
    best = Table({actor: zone.best_gain(actor) or 0 for actor in actors})
    return Table({name: None if each is None else _Point(each.utilities, best) for name, each in found.items()})


@lru_cache(maxsize=32)
def _zone_mask(scenario: Scenario, world: World) -> Bools:
    return zone_of(scenario, world).mask


def _distance(ends: dict[str, Ended], point: _Point | None) -> float | None:
    """Return the largest difference between gain shares at the outcome and at a package of the zone."""
    if point is None or not ends or not all(point.best[actor] for actor in ends):
        return None
    return max(abs(end.utility - point.utilities[actor]) / point.best[actor] for actor, end in ends.items())


def _better(scenario: Scenario, world: World, ended: dict[str, int]) -> tuple[int, dict[str, int]] | None:
    """Return the package of the zone that is better for all, and by how much for each; None where there is none.

    None too where packages are too many to look at.
    """
    if scenario.n_packages > MANY_PACKAGES:
        return None
    places = np.flatnonzero(_zone_mask(scenario, world))
    if not ended or not len(places):
        return None
    more = np.stack([worth(scenario, actor, world)[places] - value for actor, value in ended.items()])
    above = (more >= 0).all(axis=0) & (more > 0).any(axis=0)
    if not above.any():
        return None
    rule = Leximin(len(ended))
    rule.feed(places[above], more[:, above])
    best = rule.best()
    assert best is not None  # noqa: S101 - some package is at least as good for everybody
    return best[0], dict(zip(ended, map(int, best[1]), strict=True))
