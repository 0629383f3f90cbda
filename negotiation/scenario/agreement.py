"""Who must agree: signatories, gates, consent by computation, and what makes an agreement valid (semantics §7)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from negotiation.scenario.binding import Package, bind
from negotiation.scenario.no_deal import no_deal
from negotiation.scenario.preferences import crossed_lines, utility

if TYPE_CHECKING:
    from collections.abc import Iterable

    from negotiation.scenario.issues import Gate
    from negotiation.scenario.scenario import Scenario
    from negotiation.scenario.world import World

YES, NO, SILENT = "yes", "no", "silent"


@frozen
class Answer:
    """An actor's word on a package: yes, no or silent; whether it is presumed; and why.

    `under_threat`: yes only because no deal would be worse than the start, or no where no deal is worse still.
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


def answer(scenario: Scenario, actor: str, package: Package, world: World, signed: Iterable[str] = ()) -> Answer:
    """Return an actor's word on a package by computation: consent is U(x) ≥ U(sq_0) and no absolute line crossed.

    `signed` are those who answered by their own acceptance. A bloc applies its rule to its members' answers.
    """
    signed = frozenset(signed)
    if actor in signed:
        return Answer(YES, why="by its own acceptance")
    who = scenario.actors.get(actor)
    if who is None:
        return Answer(NO, why="not represented in this model: its word cannot be obtained here")
    if who.members:
        return _bloc(scenario, actor, package, world, signed)
    lines = crossed_lines(scenario, actor, package, world, "absolute")
    if lines:
        return Answer(NO, why="red line: " + ", ".join(lines))
    value = utility(scenario, actor, package, world)
    if value is None:
        word = YES if who.without_preferences == "consents" else SILENT
        return Answer(word, presumed=True, why="no preferences in the model: presumed, assumed")
    start = utility(scenario, actor, scenario.start, world)
    floor = no_deal(scenario, actor, world)
    assert start is not None and floor is not None  # noqa: S101, PT018 - it has preferences
    word = YES if value >= start else NO
    return Answer(word, why="compared with the start", under_threat=(value >= floor) != (value >= start))


def _bloc(scenario: Scenario, actor: str, package: Package, world: World, signed: frozenset[str]) -> Answer:
    who = scenario.actors[actor]
    answers = {member: answer(scenario, member, package, world, signed) for member in who.members}
    words = {member: each.word for member, each in answers.items()}
    presumed = any(each.presumed for each in answers.values()) or who.others is not None
    against = [member for member, word in words.items() if word == NO]
    vetoed = [member for member in against if member in who.vetoes]
    if vetoed:
        return Answer(NO, why="vetoed by " + ", ".join(vetoed))
    if who.decides_by == "leader":
        return Answer(words[who.leader or ""], answers[who.leader or ""].presumed, why=f"led by {who.leader}")
    if who.decides_by == "majority":
        weight = {member: who.weights[member].value if member in who.weights else 1.0 for member in who.members}
        in_favour = sum(weight[member] for member, word in words.items() if word == YES)
        return Answer(YES if 2 * in_favour > sum(weight.values()) else NO, presumed, "by majority")
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
        rule.id for rule in scenario.rules.values() if not bind(rule.rule, scenario, None)(package, world, scenario.start)
    )


def standing_of(
    scenario: Scenario, package: Package, world: World, accepted: Iterable[str], signing: Iterable[str] | None = None
) -> Standing:
    """Return where a package stands once `accepted` have accepted it: valid, or why not; whose word is missing.

    `signing` are those who must sign: by default all signatories, under a quorum those who make it up.

    Valid: agenda rules hold, every signatory is in, every constitutive gate passed, no absolute red line of a
    signatory or of a constitutive gate's holder crossed, and something changes.
    """
    accepted = frozenset(accepted)
    reasons = [f"rule {rule}" for rule in broken_rules(scenario, package, world)]
    if package == scenario.start and not discharges(scenario, package, world):
        reasons.append("nothing changes")
    missing, presumed, refused, unconsulted = [], [], [], []
    for actor in signatories(scenario, package) if signing is None else signing:
        word = answer(scenario, actor, package, world, accepted)
        lines = crossed_lines(scenario, actor, package, world, "absolute") if actor in scenario.actors else ()
        if word.word != YES:
            reasons.append(f"signature of {actor}: {word.why}")
        elif lines:
            reasons.append(f"red line of {actor}: {', '.join(lines)}")
        elif word.presumed:
            presumed.append(actor)
    for gate in open_gates(scenario, package, world):
        if gate.must == "be_consulted":
            if gate.who not in world.consulted:
                unconsulted.append(gate.who)
            continue
        word = answer(scenario, gate.who, package, world, accepted)
        if word.word == YES:
            presumed += [gate.who] if word.presumed else []
        elif gate.force == "constitutive":
            reasons.append(f"gate {gate.id}: {gate.who} does not {gate.must} ({word.why})")
            refused.append(gate.who)
        else:
            missing.append(gate.who)
    return Standing(*(tuple(dict.fromkeys(each)) for each in (reasons, missing, presumed, refused, unconsulted)))


def discharges(scenario: Scenario, package: Package, world: World) -> tuple[str, ...]:
    """Return the standing compellent threats whose demand a package satisfies."""
    return tuple(
        threat.id
        for threat in scenario.threats.values()
        if threat.unless is not None
        and world.threats.get(threat.id) == "standing"
        and bind(threat.unless, scenario, threat.by)(package, world, world.bases.get(threat.id, scenario.start))
    )
