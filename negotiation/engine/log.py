"""The record of the talks as they go: an append-only list that states share, each with its own length."""

from __future__ import annotations

from attrs import frozen

from negotiation.engine.acts import Act


@frozen
class Proposal:
    """A text with a label: who put it, its full package, the issues it covers, how firm it is, when it was put."""

    label: str
    author: str
    package: tuple[int, ...]
    covers: tuple[str, ...]
    firmness: str
    turn: int
    act: Act


class Log:
    """Acts in order, and the proposals they put; shared by the states of one line of play."""

    __slots__ = ("acts", "proposals")

    def __init__(self, acts: list[tuple[int, Act]] | None = None, proposals: dict[str, Proposal] | None = None) -> None:
        self.acts: list[tuple[int, Act]] = [] if acts is None else acts
        self.proposals: dict[str, Proposal] = {} if proposals is None else proposals

    def at(self, n: int) -> Log:
        """Return the log to append to when it is `n` acts long: this one, or a copy of its first part."""
        if len(self.acts) == n:
            return self
        acts = self.acts[:n]
        kept = {id(act) for _, act in acts}
        return Log(acts, {label: each for label, each in self.proposals.items() if id(each.act) in kept})

    def append(self, turn: int, act: Act) -> None:
        """Put an act at the end."""
        self.acts.append((turn, act))
