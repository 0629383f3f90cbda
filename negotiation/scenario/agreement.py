"""Who must agree: signatories, gates, consent by computation, and what makes an agreement valid (semantics §7)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import define, field, frozen

from negotiation.scenario.binding import Package, bind
from negotiation.scenario.no_deal import no_deal
from negotiation.scenario.preferences import UNIT, crossed_lines, units, utility

if TYPE_CHECKING:
    from collections.abc import Iterable

    from negotiation.scenario.actors import Actor
    from negotiation.scenario.issues import Gate
    from negotiation.scenario.scenario import Scenario
    from negotiation.scenario.world import World

YES, NO, SILENT = "yes", "no", "silent"


@frozen
class Answer:
    """An actor's word on a package: yes, no or silent; whether it is presumed; and why.

    `under_threat`: measured against no deal instead of the start, the word would be another.
    """

    word: str
    presumed: bool = False
    why: str = ""
    under_threat: bool = False


def signatories(scenario: Scenario, package: Package) -> tuple[str, ...]:
    """Return who must sign a package: the parties, and those that its moved options name."""
    found = dict.fromkeys(scenario.parties)
    for issue, j, start in zip(scenario.agenda, package, scenario.start, strict=True):
        if j != start:
            found.update(dict.fromkeys(issue.options[j].signs))
    return tuple(found)


def open_gates(scenario: Scenario, package: Package, world: World) -> tuple[Gate, ...]:
    """Return the gates that stand before a package in a world."""
    return tuple(
        gate
        for gate in scenario.gates.values()
        if gate.when is None or bind(gate.when, scenario, None)(package, world, scenario.start)
    )


def unmet_demands(scenario: Scenario, actor: str, package: Package, world: World) -> tuple[str, ...]:
    """Return the ids of a party's absolute demands that a package does not meet: it signs no such package."""
    if actor not in scenario.parties:
        return ()
    return tuple(
        each.id
        for each in scenario.actors[actor].demands.values()
        if each.force == "absolute" and not bind(each.demand, scenario, actor)(package, world, scenario.start)
    )


def answer(  # noqa: PLR0917 - of what each question here takes, and who answers otherwise
    scenario: Scenario,
    actor: str,
    package: Package,
    world: World,
    signed: Iterable[str] = (),
    waiting: Iterable[str] = (),
) -> Answer:
    """Return an actor's word on a package by computation: consent is U(x) ≥ U(sq_0) and no absolute line crossed.

    A party, moreover, has no absolute demand that the package does not meet.

    Parameters
    ----------
    scenario, actor, package, world : whose word, on what, and when.
    signed : those who answered by their own acceptance.
    waiting : those who must answer by their own acceptance and have not.

    Returns
    -------
    answer : a bloc applies its rule to its members' answers; its own absolute lines bind it like anybody.
    """
    signed, waiting = frozenset(signed), frozenset(waiting)
    if actor in signed:
        return Answer(YES, why="by its own acceptance")
    who = scenario.actors.get(actor)
    if who is None:
        return Answer(NO, why="not represented in this model: its word cannot be obtained here")
    lines = crossed_lines(scenario, actor, package, world, "absolute")
    if lines:
        return Answer(NO, why="red line: " + ", ".join(lines))
    unmet = unmet_demands(scenario, actor, package, world)
    if unmet:
        return Answer(NO, why="demand: " + ", ".join(unmet))
    if actor in waiting:
        return Answer(SILENT, why="it has not accepted")
    if who.members:
        return _bloc(who, {each: answer(scenario, each, package, world, signed, waiting) for each in who.members})
    value = utility(scenario, actor, package, world)
    if value is None:
        word = YES if who.without_preferences == "consents" else SILENT
        return Answer(word, presumed=True, why="no preferences in the model: presumed, assumed")
    start = utility(scenario, actor, scenario.start, world)
    floor = no_deal(scenario, actor, world)
    assert start is not None  # noqa: S101 - it has preferences
    assert floor is not None  # noqa: S101 - it has preferences
    word = YES if value >= start else NO
    return Answer(word, why="compared with the start", under_threat=(value >= floor) != (value >= start))


def _bloc(who: Actor, answers: dict[str, Answer]) -> Answer:
    """Return a bloc's word by its rule over its members' answers."""
    words = {member: each.word for member, each in answers.items()}
    presumed = any(each.presumed for each in answers.values()) or who.others is not None
    against = [member for member, word in words.items() if word == NO]
    vetoed = [member for member in against if member in who.vetoes]
    if vetoed:
        return Answer(NO, why="vetoed by " + ", ".join(vetoed))
    if who.decides_by == "leader" and who.leader is not None:
        return Answer(words[who.leader], answers[who.leader].presumed, why=f"led by {who.leader}")
    if who.decides_by == "majority":
        weights = {member: units(who.weights[member].value) if member in who.weights else UNIT for member in words}
        in_favour = sum(weights[member] for member, word in words.items() if word == YES)
        return Answer(YES if 2 * in_favour > sum(weights.values()) else NO, presumed, "by majority")
    if against:
        return Answer(NO, why="objected to by " + ", ".join(against))
    silent = [member for member, word in words.items() if word == SILENT]
    if silent and who.decides_by == "unanimity":
        return Answer(SILENT, presumed, "no word from " + ", ".join(silent))
    return Answer(YES, presumed, f"by {who.decides_by}")


@frozen
class Standing:
    """Where a signed package stands: what makes it invalid, whose consent is missing, presumed or refused."""

    reasons: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    presumed: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()
    unconsulted: tuple[str, ...] = ()

    @property
    def is_valid(self) -> bool:
        """Whether nothing makes the package invalid."""
        return not self.reasons


def broken_rules(scenario: Scenario, package: Package, world: World) -> tuple[str, ...]:
    """Return the ids of the agenda rules that a package breaks."""
    return tuple(
        rule.id
        for rule in scenario.rules.values()
        if not bind(rule.rule, scenario, None)(package, world, scenario.start)
    )


def standing_of(
    scenario: Scenario, package: Package, world: World, accepted: Iterable[str], signing: Iterable[str] | None = None
) -> Standing:
    """Return where a package stands once `accepted` have accepted it: valid, or why not; whose word is missing.

    `signing` are those who sign, as the talks close: a party then answers only by its own acceptance, also as a gate's
    holder and as a member of a bloc, others by computation; and a constitutive consultation must have been held. Left
    out, it is asked what would be: all signatories sign, everybody outside `accepted` answers as computed, and
    consultations can still be held.

    Valid: agenda rules hold, every signatory is in, every constitutive gate passed, no absolute red line of a
    signatory or of a constitutive gate's holder crossed, every absolute demand of a party that signs met, and something
    changes.
    """
    accepted = frozenset(accepted)
    found = _Tally(scenario, package, world, accepted, signing is not None)
    found.reasons += [f"rule {rule}" for rule in broken_rules(scenario, package, world)]
    if package == world.status_quo and not discharges(scenario, package, world):
        found.reasons.append("nothing changes")
    for actor in signatories(scenario, package) if signing is None else signing:
        found.sign(actor)
    for gate in open_gates(scenario, package, world):
        found.pass_gate(gate)
    parts = (found.reasons, found.missing, found.presumed, found.refused, found.unconsulted)
    return Standing(*(tuple(dict.fromkeys(each)) for each in parts))


@define
class _Tally:
    """What is found while signatories and gates are asked one after the other."""

    scenario: Scenario
    package: Package
    world: World
    accepted: frozenset[str]
    closes: bool
    reasons: list[str] = field(factory=list)
    missing: list[str] = field(factory=list)
    presumed: list[str] = field(factory=list)
    refused: list[str] = field(factory=list)
    unconsulted: list[str] = field(factory=list)

    def word_of(self, actor: str) -> Answer:
        """Return an actor's word on the package."""
        waiting = frozenset(self.scenario.parties) - self.accepted if self.closes else ()
        return answer(self.scenario, actor, self.package, self.world, self.accepted, waiting)

    def sign(self, actor: str) -> None:
        """Note whether a signatory is in."""
        word = self.word_of(actor)
        if word.word != YES:
            self.reasons.append(f"signature of {actor}: {word.why}")
        elif lines := crossed_lines(self.scenario, actor, self.package, self.world, "absolute"):
            self.reasons.append(f"red line of {actor}: {', '.join(lines)}")
        elif unmet := unmet_demands(self.scenario, actor, self.package, self.world):
            self.reasons.append(f"demand of {actor}: {', '.join(unmet)}")
        elif word.presumed:
            self.presumed.append(actor)

    def pass_gate(self, gate: Gate) -> None:
        """Note whether a gate passes, and what follows where it does not."""
        if gate.must == "be_consulted":
            if gate.who not in self.world.consulted:
                self.unconsulted.append(gate.who)
                self.stop(gate, f"{gate.who} has not been consulted", blocks=self.closes)
            return
        word = self.word_of(gate.who)
        if word.word != YES:
            self.missing += [gate.who] if gate.force != "constitutive" else []
            self.stop(gate, f"{gate.who} does not {gate.must} ({word.why})")
        elif word.presumed:
            self.presumed.append(gate.who)

    def stop(self, gate: Gate, reason: str, *, blocks: bool = True) -> None:
        """Note that a gate did not pass, where it is one that blocks."""
        if blocks and gate.force == "constitutive":
            self.reasons.append(f"gate {gate.id}: {reason}")
            self.refused.append(gate.who)


def discharges(scenario: Scenario, package: Package, world: World) -> tuple[str, ...]:
    """Return the standing compellent threats whose demand a package satisfies."""
    return tuple(
        threat.id
        for threat in scenario.threats.values()
        if threat.unless is not None
        and world.threats.get(threat.id) == "standing"
        and bind(threat.unless, scenario, threat.by)(package, world, world.bases.get(threat.id, scenario.start))
    )
