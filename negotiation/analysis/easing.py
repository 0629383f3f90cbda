"""What would have to give for a zone to open: the changes, what they open, who pays; and these in words.

What belongs here: values and words. The changes are found in `relaxations`, where packages can be gone through, and in
`relaxations_searched`, where they cannot.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from attrs import field, frozen

from negotiation.analysis.boxes import Ints
from negotiation.analysis.wording import package_text, path_text, told_apart
from negotiation.scenario.preferences import as_float
from negotiation.scenario.table import Table
from negotiation.text.catalogue import join, say

if TYPE_CHECKING:
    from negotiation.scenario.scenario import Scenario

DROPPED, NO_DEAL_VALUES, ONE_NUMBER = "dropped", "no_deal_values", "one_number"
FAMILIES = (DROPPED, NO_DEAL_VALUES, ONE_NUMBER)


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
    packages that leave the actor below the start. Where packages are too many to list, all are those of the one shown.
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
    package : a package in the zone that opens. Of all that there are the egalitarian one: the largest smallest gain of
        a party over no deal as it was before anything gave, then the largest second smallest, and so on; the first by
        index of equals. Where they are too many to list, one that is known: of those that open when something is
        dropped, the one that leaves the worst off highest against the start.
    opens : the indices of the packages in that zone, ascending: int64 array; None where they are too many to list: it
        is known that `package` is one, and not how many others there are.
    ends : where these packages, or the one, leave each actor with preferences.
    within_range : whether a number stays in its author's range.
    """

    family: str
    changes: tuple[Change, ...]
    size: float
    package: Table[str, str]
    opens: Ints | None = field(eq=False, repr=False)
    ends: Table[str, Ends] = field(repr=False)
    within_range: bool = True

    @property
    def names(self) -> tuple[str, ...]:
        """The names of what gives."""
        return tuple(each.name for each in self.changes)

    @property
    def opened(self) -> int | None:
        """How many packages open; None where that is not known: at least one."""
        return None if self.opens is None else len(self.opens)

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
            "gains": {actor: list(map(as_float, ends.gain)) for actor, ends in self.ends.items()},
            "within_range": self.within_range,
        }


def relaxation_text(scenario: Scenario, relaxation: Relaxation, language: str = "en") -> str:
    """Return a relaxation in words: what gives, how many packages open, who pays, who ends below the start."""
    what = join([_given(scenario, relaxation, each, language) for each in relaxation.changes], language)
    if relaxation.opened is None:
        return _shown_text(scenario, relaxation, what, language)
    figures = {"n": relaxation.opened, "all": scenario.n_packages}
    parts = [say("{what}: {n:,} of the {all:,} packages open", language, what=what, **figures)]
    if relaxation.pays:
        who = join([_losing(scenario, relaxation, actor, language) for actor in relaxation.pays], language)
        parts.append(say("a loss in every one of them: {who}", language, who=who))
    below = tuple(actor for actor in relaxation.below_start if actor not in relaxation.pays)
    if below:
        parts.append(say("below the start in some of them: {who}", language, who=_names(scenario, below, language)))
    if not relaxation.below_start:
        parts.append(say("below the start: nobody", language))
    return say("; ", language).join(parts)


def _shown_text(scenario: Scenario, relaxation: Relaxation, what: str, language: str) -> str:
    """Return a relaxation of which one package that opens is known: what that is, and what it is to whom."""
    package = package_text(scenario, scenario.package(relaxation.package), language)
    gains = [
        f"{scenario.name(actor, language)} {as_float(ends.gain[0]):+.3f}" for actor, ends in relaxation.ends.items()
    ]
    below = _names(scenario, relaxation.below_start, language)
    ends = say("below the start: {who}", language, who=below) if below else say("below the start: nobody", language)
    parts = [
        say("{what}: at least one package opens ({package})", language, what=what, package=package),
        say("there, against no deal as it was: {gains}", language, gains=say(", ", language).join(gains)),
        ends,
    ]
    return say("; ", language).join(parts)


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
