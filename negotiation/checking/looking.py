"""A scenario looked at: the world in which play begins, and what can come about in it at all."""

from __future__ import annotations

from functools import cached_property

from attrs import frozen

from negotiation.engine.deeds import DEEDS
from negotiation.engine.opening import begin
from negotiation.errors import NegotiationError
from negotiation.playing import game_of
from negotiation.scenario import Condition, Event, Scenario, Threat
from negotiation.scenario import conditions as c
from negotiation.scenario.binding import COUNTS, OPERATORS
from negotiation.scenario.world import World, world_at_start
from negotiation.text.catalogue import say


@frozen(slots=False)
class Look:
    """A resolved scenario, and what is worked out about it once.

    What can come about is answered part by part, as if the parts had nothing to do with one another: a "no" is
    certain, a "yes" may be too much. `language` is that of what is found.
    """

    scenario: Scenario
    language: str = "en"

    def say(self, message: str, **facts: object) -> str:
        """Return a message in the reader's language."""
        return say(message, self.language, **facts)

    @cached_property
    def world(self) -> World:
        """The world after the opening; before it, where the opening cannot be played."""
        try:
            return begin(game_of(self.scenario, "plenary")).world
        except NegotiationError:
            return world_at_start(self.scenario)

    def can_be(self, condition: Condition, *, wanted: bool = True) -> bool:
        """Return whether a condition can come to hold, or (`wanted` false) not to."""
        match condition:
            case c.Constant(value):
                return value is wanted
            case c.Not(of):
                return self.can_be(of, wanted=not wanted)
            case c.And(of):
                return (all if wanted else any)(self.can_be(each, wanted=wanted) for each in of)
            case c.Or(of):
                return (any if wanted else all)(self.can_be(each, wanted=wanted) for each in of)
            case c.Implies(if_, then):
                parts = (self.can_be(if_, wanted=not wanted), self.can_be(then, wanted=wanted))
                return (any if wanted else all)(parts)
            case c.Count(kind, n, of):
                least = sum(not self.can_be(each, wanted=False) for each in of)
                most = sum(self.can_be(each) for each in of)
                return any(COUNTS[kind](k, n) is wanted for k in range(least, most + 1))
            case c.Compare("turn", op, n):
                turns = range(1, self.scenario.defaults.turns + 1)
                return any(OPERATORS[op](turn, int(n)) is wanted for turn in turns)
            case c.Atom(name, args) if name in c.WORLD_ATOMS:
                return self._can_ask(name, args, wanted=wanted)
        return True

    def _can_ask(self, name: str, args: tuple[str, ...], *, wanted: bool) -> bool:
        if name == "fact":
            return bool(self.scenario.facts[args[0]]) is wanted
        if name == "did" and wanted:
            return args[1].replace("_", " ") in DEEDS
        if name == "happened":
            return self.can_happen(args[0]) if wanted else args[0] not in self.world.happened
        return True

    def can_happen(self, name: str) -> bool:
        """Return whether a measure or an event can happen: in the opening, by its actor, an event or a threat."""
        if name in self.world.happened:
            return True
        if name in self.scenario.events:
            return self.can_occur(self.scenario.events[name])
        measure = self.scenario.measures[name]
        # Triggers that go round in a circle are refused when a scenario is made, so this comes to an end.
        return (
            (measure.by is not None and not measure.chance_only)
            or any(each.measure == name and self.can_occur(each) for each in self.scenario.events.values())
            or any(each.measure == name and self.can_fire(each) for each in self.scenario.threats.values())
        )

    def can_occur(self, event: Event) -> bool:
        """Return whether an event has a turn within play, or a probability above 0; so too one that has neither."""
        known = [each.value > 0 for each in (event.each_turn, event.without_agreement) if each is not None]
        if event.turn is not None:
            known.append(event.turn <= self.scenario.defaults.turns)
        return not known or any(known)

    def can_fire(self, threat: Threat) -> bool:
        """Return whether a threat may be carried out: somebody believes it, and its trigger can come about."""
        return is_believed(threat) and (threat.if_ is None or self.can_be(threat.if_))


def is_believed(threat: Threat) -> bool:
    """Return whether anybody gives a threat a probability above 0; one decided by a seat is weighed anew each time."""
    return threat.decided_by == "seat" or any(n.value > 0 for n in (threat.probability, *threat.believed.values()))


def is_heeded(threat: Threat) -> bool:
    """Return whether anybody to whom a threat is made gives it a probability above 0."""
    return threat.decided_by == "seat" or any(
        threat.believed.get(who, threat.probability).value > 0 for who in threat.to
    )
