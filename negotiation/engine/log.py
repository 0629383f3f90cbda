"""The record of the talks as they go: an append-only list that states share, each with its own length."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from attrs import field, frozen

from negotiation.engine.acts import PROPOSING, Act
from negotiation.scenario.changing import changed, made_once
from negotiation.scenario.conditions import Condition
from negotiation.scenario.table import Table


@made_once(unsafe_hash=True)
class Proposal:
    """A text with a label: who put it, its package, what it covers, how firm it is, and on what condition.

    `index` is the package's, `turn` when it was put, `act` the act that put it so, `if_` the condition under which
    it takes effect. `place` is the act's place in the log (−1: shown to a reader who did not hear it), `before` the
    text as it was put before, less firm or to others: an earlier state, or one who did not hear of the change, knows
    that one.
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
    place: int = field(default=0, eq=False, repr=False)
    before: Proposal | None = field(default=None, eq=False, repr=False)


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
    received: Table[str, int] = Table()
    readings: Table[str, str] = Table()
    act: Act | None = field(default=None, eq=False, repr=False)


#: The deeds that put a text: new, firmer, before more, or as it leaked.
PUTTING = frozenset({*PROPOSING, "stands by", "leaks"})
#: The deeds by which one puts a text of one's own before others.
PUTS_OWN = ("tables", "stands by")
#: How the label of the public copy ends that a leak makes.
LEAKED = "_leaked"


class Log:
    """Acts in order and the texts they put; shared by the states of one line of play.

    `hears` holds who hears a private act, `arrives` the turn in which an act that travels arrives, by place.
    `proposals` holds each text as it was last put; a state asks `proposal` for it as it was put in its own time.
    `own` gives the place at which each actor last tabled or stood by a text, and its label; `has_conditions` whether
    any text was put that takes effect on a condition.
    """

    __slots__ = ("_heard", "acts", "arrives", "has_conditions", "hears", "own", "proposals")

    def __init__(self) -> None:
        self.acts: list[tuple[int, Act]] = []
        self.proposals: dict[str, Proposal] = {}
        self.hears: dict[int, frozenset[str]] = {}
        self.arrives: dict[int, int] = {}
        self.own: dict[str, tuple[int, str]] = {}
        self.has_conditions = False
        self._heard: dict[str, Heard] = {}

    def proposal(self, label: str, n: int) -> Proposal | None:
        """Return the text of a label as the first `n` acts put it, or None."""
        found = self.proposals.get(label)
        while found is not None and found.place >= n:
            found = found.before
        return found

    def last_own(self, actor: str, n: int) -> Proposal | None:
        """Return the text that an actor tabled or stood by last in the first `n` acts, or None."""
        found = self.own.get(actor)
        if found is None or found[0] < n:
            return None if found is None else self.proposals[found[1]]
        for _, act in self.acts[n - 1 :: -1] if n else ():
            if act.actor == actor and act.deed in PUTS_OWN:
                return self.proposals[act.what[0]]
        return None

    def heard(self, each: tuple[int, Act]) -> None:
        """Append an act that is heard."""
        act = each[1]
        if act.deed in PUTS_OWN:
            self.own[act.actor] = len(self.acts), act.what[0]
        self.acts.append(each)

    def is_known(self, place: int, actor: str, turn: int) -> bool:
        """Return whether an actor knows of an act: it is public or addressed to it, and has arrived; or its own."""
        if place in self.hears and actor not in self.hears[place]:
            return False
        return place not in self.arrives or self.arrives[place] <= turn or self.acts[place][1].actor == actor

    def at(self, n: int) -> Log:
        """Return the log to append to when it is `n` acts long: this one, or a copy of its first part."""
        return self if len(self.acts) == n else self.only(range(n))

    def only(self, places: Iterable[int]) -> Log:
        """Return a log of some of the acts, with the texts that they put, as they put them."""
        found = Log()
        new: dict[int, int] = {}
        for place in places:
            new[place] = n = len(found.acts)
            if place in self.hears:
                found.hears[n] = self.hears[place]
            if place in self.arrives:
                found.arrives[n] = self.arrives[place]
            found.heard(self.acts[place])
        for each in self.proposals.values():
            kept = _kept(each, new)
            if kept is not None:
                found.put(kept)
        return found

    def heard_by(self, actor: str, n: int, turn: int) -> Log:
        """Return the log as one actor knows it, in the order in which it heard: as long as that is by now.

        It is shared and grows like any log: what the actor has heard before is not gone through again.
        """
        if not self.hears and not self.arrives:
            return self
        found = self._heard.get(actor)
        if found is None or found.n > n or found.turn > turn:
            is_new, found = found is None, Heard(actor)
            if is_new:
                self._heard[actor] = found
        found.listen(self, n, turn)
        return found.log

    def put(self, proposal: Proposal) -> None:
        """Put a text under its label."""
        self.proposals[proposal.label] = proposal
        if proposal.if_ is not None:
            self.has_conditions = True


class Heard:
    """What one actor has heard of a log so far: public acts and its own at once, what travels when it arrives."""

    __slots__ = ("actor", "log", "n", "turn", "under_way")

    def __init__(self, actor: str) -> None:
        self.actor, self.log = actor, Log()
        self.n = self.turn = 0
        self.under_way: list[int] = []

    def listen(self, log: Log, n: int, turn: int) -> None:
        """Hear the acts of a log up to the first `n`, at a turn."""
        acts, hears, arrives, heard, actor = log.acts, log.hears, log.arrives, self.log.acts, self.actor
        for place in range(self.n, n):
            each = acts[place]
            if self.under_way:
                self.receive(log, each[0])
            audience = hears.get(place)
            if audience is not None and actor not in audience:
                continue
            if place in arrives and each[1].actor != actor:
                self.under_way.append(place)
            elif each[1].deed in PUTTING:
                self.hear(log, place)
            else:
                heard.append(each)
        if self.under_way:
            self.receive(log, turn)
        self.n, self.turn = n, turn

    def receive(self, log: Log, turn: int) -> None:
        """Hear what has arrived by a turn."""
        arrived = [place for place in self.under_way if log.arrives[place] <= turn]
        for place in sorted(arrived, key=lambda place: (log.arrives[place], place)):
            self.under_way.remove(place)
            self.hear(log, place)

    def hear(self, log: Log, place: int) -> None:
        """Hear one act, and the text that it put."""
        self.log.heard(log.acts[place])
        if log.acts[place][1].deed in PUTTING:
            self._put(log, place)

    def _put(self, log: Log, place: int) -> None:
        """Put the text of the act just heard."""
        act, new = log.acts[place][1], len(self.log.acts) - 1
        for label in act.what if act.deed != "leaks" else (f"{act.label}{LEAKED}",):
            version = log.proposal(label, place + 1) if label in log.proposals else None
            if version is not None and version.place == place:
                self.log.put(changed(version, place=new, before=self.log.proposals.get(label)))


def _kept(proposal: Proposal | None, new: Mapping[int, int]) -> Proposal | None:
    """Return a text as the acts that are kept put it, at their new places."""
    if proposal is None:
        return None
    before, place = _kept(proposal.before, new), new.get(proposal.place, -1 if proposal.place < 0 else None)
    if place is None:
        return before
    is_same = place == proposal.place and before is proposal.before
    return proposal if is_same else changed(proposal, place=place, before=before)
