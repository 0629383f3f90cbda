"""The least that a new option must be worth, and to whom, for a zone to open."""

from __future__ import annotations

from collections.abc import Iterator
from math import nextafter, prod
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
from attrs import field, frozen

from negotiation.analysis.boxes import BUDGET, Bools, Ints, require, whole
from negotiation.analysis.constraints import CHANGE, FLOOR, GAIN, GATE, SIGNATURE, Constraint, Ground, ground_of
from negotiation.analysis.pages import Page
from negotiation.analysis.wording import package_text
from negotiation.scenario.basis import text_in
from negotiation.scenario.no_deal import no_deal
from negotiation.scenario.preferences import preferences_of, units, utility
from negotiation.scenario.table import Table
from negotiation.text.catalogue import join, say

if TYPE_CHECKING:
    from negotiation.scenario.scenario import Scenario
    from negotiation.scenario.world import World


@frozen
class NewOption:
    """The least that a new option of one issue must be worth for a zone to open.

    Parameters
    ----------
    issue : the issue that would get it.
    rest : how the other issues are then settled: a package with this issue at its status quo.
    needs : what the option must be worth to each actor whose signature or consent is needed, in units of 1e-12.
    values : the same on each actor's scale of the issue's values, from 0 to 1.
    """

    issue: str
    rest: tuple[int, ...]
    needs: Table[str, int]
    values: Table[str, float]

    @property
    def total(self) -> int:
        """The sum over actors, in units; it assumes comparable units."""
        return sum(self.needs.values())


def new_options_of(scenario: Scenario, world: World | None = None) -> tuple[NewOption, ...]:
    """Return, issue by issue, the least that a new option must be worth, and to whom, for a zone to open.

    Parameters
    ----------
    scenario : what is negotiated.
    world : the state of the world; the start, before the opening, if left out.

    Returns
    -------
    options : at most one an issue, that with the least total over all settlements of the other issues; none where
        there is a zone already, and none for an issue on which no single option could open one.

    Raises
    ------
    UsageError
        when the packages are too many to hold.

    Notes
    -----
    The most favourable option is taken: the rest of the package as it is, it crosses no line, breaks no rule and needs
    nobody's word that some option of the issue would not, and it may be worth up to the issue's whole weight to
    everyone. So where no option is returned none can open a zone, other things as they are. It is taken to be
    performed.
    """
    ground = ground_of(scenario, world)
    if ground.is_open:
        return ()
    n_bytes = 8 * scenario.n_packages * (len(scenario.actors) + 2)
    require(n_bytes, BUDGET, f"a new option among {scenario.n_packages} packages")
    found = (_Search(ground, place).cheapest() for place in range(len(scenario.agenda)))
    return tuple(each for each in found if each is not None)


@frozen
class _Search:
    """The search over all settlements of the issues but one: arrays `(n_before, n_after)`."""

    ground: Ground
    place: int
    _page: Page = field(init=False)

    @_page.default
    def _whole_page(self) -> Page:
        scenario = self.ground.scenario
        return Page(scenario, self.ground.world, whole(scenario.shape), frozenset(scenario.parties))

    def by_option(self, values: npt.NDArray[Any]) -> npt.NDArray[Any]:
        """Return values by package as an array `(n_before, n_options, n_after)`."""
        shape, k = self.ground.scenario.shape, self.place
        return values.reshape(prod(shape[:k]), shape[k], prod(shape[k + 1 :]))

    def allowed(self) -> Bools:
        """Return where an option as harmless as the best of the issue's options stands in nobody's way.

        The start is left out: that it crosses no line holds for it alone.
        """
        scenario = self.ground.scenario
        others = np.arange(scenario.n_packages) != scenario.index_of(scenario.start)
        found = np.ones(self.by_option(others).shape[::2], dtype=np.bool_)
        for i, each in enumerate(self.ground.constraints):
            if each.kind not in {FLOOR, GAIN, CHANGE} and not self._is_bought(each):
                found &= self.by_option(self.ground.satisfies(i) & others).any(axis=1)
        return found

    def _is_bought(self, constraint: Constraint) -> bool:
        """Return whether an actor's word hangs on what the package is worth to it."""
        who = self.ground.scenario.actors.get(constraint.actor or "")
        return constraint.kind in {GATE, SIGNATURE} and who is not None and who.has_preferences

    def floors(self) -> dict[str, tuple[Ints, Bools]]:
        """Return how far the other issues leave each signatory above its no-deal value, and where it must sign."""
        found = {}
        for each in self.ground.constraints:
            if each.kind == FLOOR and each.actor:
                least = no_deal(self.ground.scenario, each.actor, self.ground.world) or 0
                rest = self.rest(each.actor, self._page.expected(each.actor))
                found[each.actor] = (rest - least, self.everywhere(self._page.signs(each.actor)))
        return found

    def consents(self) -> Iterator[tuple[str, Ints, Bools]]:
        """Yield how far the other issues leave each actor without a seat above the start, and where it is asked."""
        scenario, world, page = self.ground.scenario, self.ground.world, self._page
        for each in self.ground.constraints:
            actor = each.actor or ""
            if self._is_bought(each) and actor not in scenario.parties:
                gate = scenario.gates[each.name.partition(".")[2]] if each.kind == GATE else None
                stands = page.signs(actor) if gate is None else page.stands(gate)
                least = utility(scenario, actor, scenario.start, world) or 0
                yield actor, self.rest(actor, page.worth(actor)) - least, self.everywhere(stands)

    def everywhere(self, values: Bools) -> Bools:
        """Return where something holds whatever option the issue has, `(n_before, n_after)`."""
        return np.asarray(self.by_option(values).all(axis=1), dtype=np.bool_)

    def rest(self, actor: str, values: Ints) -> Ints:
        """Return what the other issues are worth to an actor, the issue's own part left out."""
        preferences = preferences_of(self.ground.scenario, actor)
        assert preferences is not None  # noqa: S101 - only actors with preferences are won
        part = np.array(preferences.parts[self.place], dtype=np.int64)
        return np.asarray((self.by_option(values) - part[None, :, None]).max(axis=1), dtype=np.int64)

    def cheapest(self) -> NewOption | None:
        """Return the option of least total worth that opens a zone, or None."""
        possible, floors, needs = self.allowed(), self.floors(), dict[str, Ints]()
        asked = [(actor, margin, where) for actor, (margin, where) in floors.items()]
        for actor, margin, where in (*asked, *self.consents()):
            need = np.where(where, np.maximum(0, -margin), 0)
            needs[actor] = np.maximum(need, needs[actor]) if actor in needs else need
            possible &= needs[actor] <= self.most(actor)
        raised = self.raised(floors, needs, possible.shape)
        possible &= raised >= 0
        if not possible.any():
            return None
        totals = sum(needs.values(), np.zeros(possible.shape, dtype=np.int64)) + (raised > 0)
        totals[~possible] = np.iinfo(np.int64).max
        before, after = np.unravel_index(int(totals.argmin()), totals.shape)
        found = {actor: int(need[before, after]) for actor, need in needs.items()}
        if raised[before, after]:
            found[list(floors)[raised[before, after] - 1]] += 1
        return self._option(int(before), int(after), found)

    def raised(self, floors: dict[str, tuple[Ints, Bools]], needs: dict[str, Ints], shape: tuple[int, ...]) -> Ints:
        """Return the number, from 1, of the signatory that must get one unit more so that one gains.

        0 where one gains already, -1 where none can.
        """
        found = np.full(shape, -1, dtype=np.int64)
        for number, (actor, (_, signs)) in reversed(list(enumerate(floors.items(), 1))):
            found[signs & (needs[actor] < self.most(actor))] = number
        for actor, (margin, signs) in floors.items():
            found[signs & (margin + needs[actor] > 0)] = 0
        return found

    def most(self, actor: str) -> int:
        """Return the most that an option of the issue may be worth to an actor: its whole weight, in units."""
        issue = self.ground.scenario.agenda[self.place].id
        return units(self.ground.scenario.actors[actor].salience[issue].value)

    def _option(self, before: int, after: int, needs: dict[str, int]) -> NewOption:
        scenario, k = self.ground.scenario, self.place
        first = (before * scenario.shape[k] + scenario.start[k]) * prod(scenario.shape[k + 1 :]) + after
        issue = scenario.agenda[k].id
        values = {actor: _value(scenario.actors[actor].salience[issue].value, need) for actor, need in needs.items()}
        return NewOption(issue, scenario.package_at(first), Table(needs), Table(values))


def _value(weight: float, need: int) -> float:
    """Return the least value on a scale from 0 to 1 that is worth a number of units, given the issue's weight."""
    value = need / units(1.0) / weight if need else 0.0
    while units(weight * value) < need:
        value = nextafter(value, 2.0)
    return min(value, 1.0)


def new_option_text(scenario: Scenario, option: NewOption, language: str = "en") -> str:
    """Return what a new option must be worth in words: the issue, to whom how much, and what is settled beside it."""
    issue = scenario.issues[option.issue]
    needs = [
        say("{value:.2f} to {who}", language, value=value, who=scenario.name(actor, language))
        for actor, value in option.values.items()
    ]
    return say(
        "A new option on {issue}, worth at least {needs} on a scale from 0 to 1, beside: {rest}",
        language,
        issue=text_in(issue.title, language),
        needs=join(needs, language),
        rest=package_text(scenario, option.rest, language),
    )
