"""Why there is no deal: incompatible demands, beliefs, commitment, indivisibility, or audience and ratification.

What belongs here: each cause switched off, alone and with others, and what then opens. The words are in
`diagnosis_words`, the smallest changes within one cause in `relaxations`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fractions import Fraction
from functools import cached_property
from itertools import combinations
from math import factorial
from typing import TYPE_CHECKING, Any

import numpy as np
from attrs import evolve, field, frozen

from negotiation.analysis.boxes import Ints
from negotiation.analysis.expectation import expected_worth
from negotiation.analysis.frontier import nondominated
from negotiation.analysis.pages import pages
from negotiation.analysis.programs import Program, has_solver
from negotiation.analysis.zone import zone_of
from negotiation.errors import UsageError
from negotiation.scenario.basis import Number
from negotiation.scenario.no_deal import no_deal
from negotiation.scenario.preferences import UNIT
from negotiation.scenario.table import Table
from negotiation.scenario.world import World, world_at_start
from negotiation.text.hooks import html_of

if TYPE_CHECKING:
    from negotiation.scenario.actors import Actor, RedLine
    from negotiation.scenario.issues import Issue
    from negotiation.scenario.scenario import Scenario

DEMANDS, BELIEFS, COMMITMENT = "incompatible_demands", "beliefs", "commitment"
INDIVISIBILITY, AUDIENCE = "indivisibility", "audience_or_ratification"
CAUSES = (DEMANDS, BELIEFS, COMMITMENT, INDIVISIBILITY, AUDIENCE)
#: Packages up to which causes are switched off without being asked for: some two seconds.
MOST_PACKAGES = 2**16
#: Parties up to which lotteries need no solver.
PAIR = 2
#: Expected gains above this count as gains, where a solver finds them.
DUST = 1e-9


@frozen
class Diagnosis:
    """Which causes keep a deal away, and how they act together.

    Parameters
    ----------
    scenario, world : of what, and when.
    opens : whether there is a zone with each set of causes switched off, in the order of `CAUSES`.
    """

    scenario: Scenario = field(repr=False)
    world: World = field(repr=False)
    opens: Table[tuple[str, ...], bool] = field(repr=False)

    @property
    def has_deal(self) -> bool:
        """Whether there is a zone as it is."""
        return self.opens[()]

    @property
    def enough(self) -> tuple[tuple[str, ...], ...]:
        """The smallest sets of causes without which there is a zone: none where there is one, or never one."""
        found: list[tuple[str, ...]] = []
        for causes, is_open in self.opens.items():
            if is_open and not any(set(smaller) <= set(causes) for smaller in found):
                found.append(causes)
        return () if self.has_deal else tuple(found)

    @property
    def causes(self) -> tuple[str, ...]:
        """The causes that matter: those in any of the smallest sets."""
        return tuple(cause for cause in CAUSES if any(cause in each for each in self.enough))

    @property
    def label(self) -> str:
        """What keeps the deal away, in a word.

        "none" where there is a zone; one of `CAUSES`; "together" where only several causes switched off at once open a
        zone; "each" where any of several does; "several" where some do alone and others together; "no_surplus" where
        none does: nobody has enough to gain.
        """
        if self.has_deal:
            return "none"
        sizes = [len(each) for each in self.enough]
        if not sizes:
            return "no_surplus"
        if sizes == [1]:
            return self.enough[0][0]
        if max(sizes) == 1:
            return "each"
        return "together" if len(sizes) == 1 else "several"

    @property
    def shares(self) -> Table[str, Fraction]:
        """Each cause's share in opening a zone, averaged over the orders in which causes are switched off (Shapley).

        They add up to one, but for no deal that no cause explains and for a zone that is there anyway: then to nought.
        """
        n, found = len(CAUSES), {}
        for cause in CAUSES:
            total = Fraction(0)
            for others in self.opens:
                if cause not in others:
                    gained = int(self.opens[_with(others, cause)]) - int(self.opens[others])
                    total += Fraction(factorial(len(others)) * factorial(n - 1 - len(others)), factorial(n)) * gained
            found[cause] = total
        return Table(found)

    @property
    def interactions(self) -> Table[tuple[str, str], Fraction]:
        """For each pair of causes, how they act together: above 0 both are needed, below 0 either will do.

        The average, over what else is switched off, of what both open less what each opens alone (Owen 1972).
        """
        found = {}
        for first, second in combinations(CAUSES, 2):
            others = [each for each in self.opens if first not in each and second not in each]
            total = sum(
                self.opens[_with(each, first, second)]
                - self.opens[_with(each, first)]
                - self.opens[_with(each, second)]
                + self.opens[each]
                for each in others
            )
            found[first, second] = Fraction(total, len(others))
        return Table(found)

    def as_plain(self) -> dict[str, Any]:
        """Return the diagnosis as plain values, for JSON."""
        return {
            "has_deal": self.has_deal,
            "label": self.label,
            "causes": list(self.causes),
            "enough": [list(each) for each in self.enough],
            "shares": {cause: float(share) for cause, share in self.shares.items()},
            "interactions": [
                {"causes": list(pair), "value": float(value)} for pair, value in self.interactions.items() if value
            ],
        }

    def _repr_html_(self) -> str | None:
        """Return the diagnosis as markup for notebooks."""
        return html_of(self)

    def __str__(self) -> str:
        from negotiation.analysis.diagnosis_words import diagnosis_text

        return diagnosis_text(self)


def diagnose(scenario: Scenario, world: World | None = None) -> Diagnosis:
    """Return which causes keep a deal away: for every set of causes, whether there is a zone without them.

    Parameters
    ----------
    scenario : what is negotiated.
    world : the state of the world; the start, before the opening, if left out.

    Raises
    ------
    UsageError
        when no party has preferences, the packages are too many to hold, or three parties or more need lotteries and
        the solver is not installed.

    Notes
    -----
    Switched off, a cause is replaced by its absence (Fearon 1995; Powell 2006; Putnam 1988):

    - incompatible demands: no absolute red line or demand of anybody
    - beliefs: everybody holds the stated probability of each threat, and believes in no chain of events
    - commitment: everybody expects that what is signed is performed
    - indivisibility: lotteries over valid packages may be agreed, which is what dividing them comes to
    - audience or ratification: no cost of crossing declared lines or backing down, no constitutive gate, and no
      signature but the parties'
    """
    world = world_at_start(scenario) if world is None else world
    if not any(scenario.actors[actor].has_preferences for actor in scenario.parties):
        raise UsageError("a party with preferences", "none", "a diagnosis needs numbers: give an actor preferences")
    opens: dict[tuple[str, ...], bool] = {}
    kept: dict[tuple[str, ...], _Off] = {(): _Off(scenario, world)}
    for causes in (each for size in range(len(CAUSES) + 1) for each in combinations(CAUSES, size)):
        others = tuple(cause for cause in causes if cause != INDIVISIBILITY)
        if others not in kept:
            changed = SWITCHES[others[-1]](kept[others[:-1]].scenario)
            kept[others] = _Off(changed, _without_signals(changed, world, others))
        opens[causes] = kept[others].is_open or (others != causes and kept[others].lottery_exists)
    return Diagnosis(scenario, world, Table(opens))


def diagnosed(scenario: Scenario, world: World | None = None) -> Diagnosis | None:
    """Return which causes keep a deal away, where that can be told within a few seconds; else None.

    So it is None where no party has preferences, where no package obeys the agenda rules, where there are more than
    MOST_PACKAGES packages, and where three parties or more need a solver that is not there: `diagnose` says which.

    Parameters
    ----------
    scenario : what is negotiated.
    world : the state of the world; the start, before the opening, if left out.
    """
    n_parties = sum(scenario.actors[actor].has_preferences for actor in scenario.parties)
    if not n_parties or scenario.n_packages > MOST_PACKAGES or (n_parties > PAIR and not has_solver()):
        return None
    return diagnose(scenario, world) if zone_of(scenario, world).n_feasible else None


def _with(causes: tuple[str, ...], *more: str) -> tuple[str, ...]:
    return tuple(cause for cause in CAUSES if cause in causes or cause in more)


@frozen
class _Off:
    """A scenario and a world with causes switched off; each question is answered once."""

    scenario: Scenario
    world: World

    @cached_property
    def is_open(self) -> bool:
        """Whether there is a zone."""
        return zone_of(self.scenario, self.world).count > 0

    @cached_property
    def lottery_exists(self) -> bool:
        """Whether a lottery over valid packages would be agreed."""
        parties = tuple(actor for actor in self.scenario.parties if self.scenario.actors[actor].has_preferences)
        return _lottery_exists(self.scenario, self.world, parties)


def _without_signals(scenario: Scenario, world: World, causes: tuple[str, ...]) -> World:
    """Return the world without what moved beliefs that are switched off."""
    off = set(scenario.threats) if BELIEFS in causes else set()
    off |= set(scenario.actors) if COMMITMENT in causes else set()
    return evolve(
        world, signals=frozenset(each for each in world.signals if scenario.signals[each[0]].about not in off)
    )


# -- switches ----------------------------------------------------------------------------------------------------------


def _each_actor(scenario: Scenario, change: Callable[[Actor], Actor], **parts: Any) -> Scenario:
    actors = Table({actor.id: change(actor) for actor in scenario.actors.values()})
    return evolve(scenario, actors=actors, base=None, **parts)


def _without_lines(scenario: Scenario) -> Scenario:
    """Return a scenario without absolute red lines and demands."""

    def change(actor: Actor) -> Actor:
        lines = {name: line for name, line in actor.red_lines.items() if line.force != "absolute"}
        demands = {name: demand for name, demand in actor.demands.items() if demand.force != "absolute"}
        return evolve(actor, red_lines=Table(lines), demands=Table(demands))

    return _each_actor(scenario, change)


def _without_beliefs(scenario: Scenario) -> Scenario:
    """Return a scenario in which everybody holds the stated probabilities."""
    threats = Table({each.id: evolve(each, believed=Table()) for each in scenario.threats.values()})
    return _each_actor(scenario, lambda actor: evolve(actor, chains=Table()), threats=threats)


def _without_distrust(scenario: Scenario) -> Scenario:
    """Return a scenario in which everybody is expected to perform."""
    return _each_actor(scenario, lambda actor: evolve(actor, trust=Table()))


def _without_audience(scenario: Scenario) -> Scenario:
    """Return a scenario without audience costs, constitutive gates and signatures but the parties'."""

    def free(line: RedLine) -> RedLine:
        return evolve(line, cost=Number(0.0)) if line.force == "declared" else line

    def change(actor: Actor) -> Actor:
        lines = Table({name: free(line) for name, line in actor.red_lines.items()})
        return evolve(actor, audience_cost=None, red_lines=lines)

    def unsigned(issue: Issue) -> Issue:
        return evolve(issue, options=tuple(evolve(option, signs=()) for option in issue.options))

    threats = Table({each.id: evolve(each, backing_down=None) for each in scenario.threats.values()})
    gates = Table({name: gate for name, gate in scenario.gates.items() if gate.force != "constitutive"})
    agenda = tuple(unsigned(issue) for issue in scenario.agenda)
    return _each_actor(scenario, change, threats=threats, gates=gates, agenda=agenda)


SWITCHES: dict[str, Callable[[Scenario], Scenario]] = {
    DEMANDS: _without_lines,
    BELIEFS: _without_beliefs,
    COMMITMENT: _without_distrust,
    AUDIENCE: _without_audience,
}


# -- lotteries ---------------------------------------------------------------------------------------------------------


def _lottery_exists(scenario: Scenario, world: World, parties: tuple[str, ...]) -> bool:
    """Return whether a lottery over valid packages leaves no party below no deal and one above it."""
    valid = np.concatenate([page.valid() for page in pages(scenario, world)])
    if not valid.any():
        return False
    floors = [no_deal(scenario, actor, world) or 0 for actor in parties]
    rows = [expected_worth(scenario, a, world)[valid] - floor for a, floor in zip(parties, floors, strict=True)]
    gains = np.stack(rows)
    gains = np.unique(gains[:, nondominated(gains)], axis=1)
    if len(parties) == PAIR:
        return crosses_the_quadrant(gains)
    return _mixes(gains)


def crosses_the_quadrant(gains: Ints) -> bool:
    """Return whether a mixture of points `(2, n)` is at or above 0 in both coordinates and above it in one; exact.

    It is where a point is, or where some point below the quadrant's right side and one left of its top see the origin
    below the line between them.
    """
    points: Iterable[tuple[int, int]] = [(int(x), int(y)) for x, y in gains.T]
    if any(x >= 0 and y >= 0 and (x or y) for x, y in points):
        return True
    right = [(x, y) for x, y in points if x > 0 > y]
    left = [(x, y) for x, y in points if y > 0 > x]
    if not right or not left:
        return False
    x, y = max(right, key=lambda point: Fraction(point[1], point[0]))
    u, v = max(left, key=lambda point: Fraction(point[0], point[1]))
    return x * v - y * u > 0


def _mixes(gains: Ints) -> bool:
    """Return whether a mixture of points of any number of coordinates gains, by a linear program."""
    program = Program(gap=DUST)
    chances = [program.variable(0.0, 1.0) for _ in range(gains.shape[1])]
    program.row(1.0, dict.fromkeys(chances, 1.0), 1.0)
    scaled = gains / UNIT
    for row in scaled:
        program.row(0.0, dict(zip(chances, map(float, row), strict=True)))
    answer = program.best(dict(zip(chances, map(float, scaled.sum(axis=0)), strict=True)))
    return answer is not None and answer.value > DUST
