"""The record of the talks as they go: an append-only list that states share, each with its own length."""

from __future__ import annotations

from collections.abc import Iterable

from attrs import field, frozen

from negotiation.engine.acts import Act
from negotiation.scenario.conditions import Condition
from negotiation.scenario.table import Table


@frozen
class Proposal:
    """A text with a label: who put it, its package, what it covers, how firm it is, and on what condition.

    `index` is the package's, `turn` when it was put, `if_` the condition under which it takes effect.
    """

    label: str
    author: str
    package: tuple[int, ...]
    index: int
    covers: tuple[str, ...]
    firmness: str
    turn: int
    act: Act
    if_: Condition | None = None


@frozen
class Message:
    """A message on its way: who sent it to whom and when, what its sender says it answers, who has received it.

    `received` gives the turn by receiver; `readings` what each receiver, or its sender in a correction, says that
    it answers ("not X" where it is said not to). All of them are kept: a correction need not move the hearer.
    """

    label: str
    by: str
    to: tuple[str, ...]
    sent: int
    answers: str = ""
    received: Table[str, int] = field(default=Table(), converter=Table)
    readings: Table[str, str] = Table()


class Log:
    """Acts in order and the texts they put; shared by the states of one line of play.

    `hears` holds who hears a private act, `arrives` the turn in which an act that travels arrives, by place.
    """

    __slots__ = ("acts", "arrives", "hears", "proposals")

    def __init__(self) -> None:
        self.acts: list[tuple[int, Act]] = []
        self.proposals: dict[str, Proposal] = {}
        self.hears: dict[int, frozenset[str]] = {}
        self.arrives: dict[int, int] = {}

    def at(self, n: int) -> Log:
        """Return the log to append to when it is `n` acts long: this one, or a copy of its first part."""
        return self if len(self.acts) == n else self.only(range(n))

    def only(self, places: Iterable[int]) -> Log:
        """Return a log of some of the acts, with the texts that they put."""
        found = Log()
        for place in places:
            if place in self.hears:
                found.hears[len(found.acts)] = self.hears[place]
            if place in self.arrives:
                found.arrives[len(found.acts)] = self.arrives[place]
            found.acts.append(self.acts[place])
        kept = {id(act) for _, act in found.acts}
        found.proposals = {label: each for label, each in self.proposals.items() if id(each.act) in kept}
        return found

    def heard_by(self, actor: str, n: int, turn: int) -> Log:
        """Return the log as one actor knows it: what is public or addressed to it, and has arrived."""
        if not self.hears and not self.arrives:
            return self
        hears, arrives, acts = self.hears, self.arrives, self.acts
        return self.only(
            place
            for place in range(n)
            if (place not in hears or actor in hears[place])
            and (place not in arrives or arrives[place] <= turn or acts[place][1].actor == actor)
        )

    def put(self, proposal: Proposal) -> None:
        """Put a text under its label."""
        self.proposals[proposal.label] = proposal
