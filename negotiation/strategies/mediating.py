"""Mediators and judges: a single text revised by criticism, and parties that answer it.

Fisher & Ury (1981), ch. 7; Raiffa (1982), ch. 14. A mediator knows positions and criticisms, never preferences.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from attrs import field, frozen

from negotiation.engine.acts import Act
from negotiation.scenario.table import Table
from negotiation.strategies.concession import a_share

if TYPE_CHECKING:
    from negotiation.engine.view import View


@frozen
class Judge:
    """Accept a text worth at least a share of the way from no deal to the best; else reject it and say what is wrong.

    The criticism names, of the issues on which the text gives less than the judge's best option, the one that
    would raise its worth most. `share` falls to 0 in the last turn; nothing below no deal or across an absolute
    line is accepted.

    Parameters
    ----------
    share : the share asked for at the start, in [0, 1].
    """

    share: float = field(default=0.5, validator=a_share)

    def decide(self, view: View, rng: object) -> Act:
        """Return the act for now."""
        label = view.tabled
        if not label:
            return view.say("passes")
        outlook, index = view.outlook, view.index(label)
        patience = (view.horizon - view.turn) / max(view.horizon - 1, 1)
        target = outlook.no_deal + round(self.share * patience * max(outlook.best - outlook.no_deal, 0))
        if "accepts" in view.may and outlook.signable[index] and outlook.worths[index] >= target:
            return view.say("accepts", label)
        if "rejects" not in view.may:
            return view.say("passes")
        return Act(view.actor, "rejects", (label,), terms=criticism(view, view.proposal(label).package))


def criticism(view: View, package: tuple[int, ...]) -> Table[str, str] | None:
    """Return the one change of option that a seat would most like to see in a text; None where it has no wish."""
    scenario, outlook = view.scenario, view.outlook
    here, best, wish = outlook.worths[scenario.index_of(package)], 0, None
    for k, issue in enumerate(scenario.agenda):
        for j, option in enumerate(issue.options):
            index = scenario.index_of((*package[:k], j, *package[k + 1 :]))
            gain = outlook.worths[index] - here
            if j != package[k] and gain > best:
                best, wish = gain, Table({issue.id: option.id})
    return wish


def _weights(values: Mapping[str, float]) -> Table[str, float]:
    return Table(values)


@frozen
class SingleText:
    """A mediator's single text: begin between the positions, revise where criticism weighs most.

    It starts from the weighted middle of what positions seek (the start, for a party that seeks nothing), and in each
    turn goes one option towards the criticism of the party with the largest weight among those not heard most
    recently. A mediator with preferences of its own grants of two criticisms of equal weight the one that is worth
    more to itself.

    Parameters
    ----------
    bias : weights of the parties; even where it is silent. Without one the mediator's own `bias` in the scenario.
    """

    bias: Table[str, float] = field(default=Table(), converter=_weights)

    def seat(self, view: View) -> Mediating:
        """Return a fresh player for one play."""
        stated = {who: float(n) for who, n in view.scenario.actors[view.actor].bias.items()}
        return Mediating({**stated, **self.bias})


class Mediating:
    """One chair that revises its text."""

    def __init__(self, bias: dict[str, float]) -> None:
        self.bias = bias
        self.text: list[int] | None = None
        self.heard: dict[str, float] = {}

    def decide(self, view: View, rng: object) -> Act:
        """Return the next text."""
        scenario = view.scenario
        if self.text is None:
            self.text = opening_text(view, self.bias)
        else:
            self._revise(view)
        if tuple(self.text) == scenario.start or "tables" not in view.may:
            return view.say("passes")
        return view.table(scenario.index_of(tuple(self.text)))

    def _revise(self, view: View) -> None:
        """Grant one criticism of the last turn: that of the party whose weight, not yet used up, is largest."""
        wishes = [act for turn, act in view.acts if turn == view.turn - 1 and act.deed == "rejects" and act.terms]
        for act in wishes:
            self.heard[act.actor] = self.heard.get(act.actor, 0.0) + self.bias.get(act.actor, 1.0)
        if not wishes or self.text is None:
            return
        before, text = view.outlook.worths, list(self.text)

        def pull(act: Act) -> tuple[float, int]:
            changed = _changed(view, text, act)
            return (self.heard[act.actor], before[view.scenario.index_of(tuple(changed))])

        granted = max(wishes, key=pull)
        self.heard[granted.actor] = 0.0
        changed = _changed(view, text, granted)
        if not _breaks(view, tuple(changed)):
            self.text = changed


def _changed(view: View, text: list[int], act: Act) -> list[int]:
    """Return the text one option nearer to what a criticism wishes."""
    found = list(text)
    for issue, option in (act.terms or {}).items():
        k = view.scenario.places[issue]
        wished = view.scenario.agenda[k].place(option)
        found[k] += (wished > found[k]) - (wished < found[k])
    return found


def _breaks(view: View, package: tuple[int, ...]) -> bool:
    index = view.scenario.index_of(package)
    return not bool(view.acceptable[index])


def opening_text(view: View, bias: dict[str, float]) -> list[int]:
    """Return the first text: on each issue the weighted middle, in listing order, of what positions seek."""
    scenario, found = view.scenario, []
    for issue in scenario.agenda:
        places = []
        for party in scenario.parties:
            position = scenario.actors[party].positions.get(issue.id)
            sought = issue.start if position is None or position.seeks is None else issue.place(position.seeks)
            places.append((sought, bias.get(party, 1.0)))
        total = sum(weight for _, weight in places)
        found.append(round(sum(place * weight for place, weight in places) / total) if total else issue.start)
    return found if not _breaks(view, tuple(found)) else list(scenario.start)
