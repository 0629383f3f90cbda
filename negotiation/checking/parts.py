"""Findings on the parts of a scenario, each looked at by itself: one function for each kind."""

from __future__ import annotations

from collections.abc import Iterator

from negotiation.analysis.wording import circle_text, deed_text
from negotiation.checking.finding import Finding
from negotiation.checking.looking import Look, is_believed, is_heeded
from negotiation.engine.facts import facts_of
from negotiation.engine.notation import parse_act
from negotiation.engine.opening import misplaced
from negotiation.errors import NegotiationError, join_path
from negotiation.playing import game_of
from negotiation.scenario import Actor, Basis
from negotiation.scenario.binding import bind
from negotiation.scenario.no_deal import no_deal, no_deal_lines
from negotiation.scenario.numbers import numbers_of
from negotiation.scenario.preconditions import can_hold, circles, is_met
from negotiation.scenario.preferences import as_float, utility
from negotiation.strategies import strategy_named

FEW = 3


def part_findings(look: Look) -> Iterator[Finding]:
    """Yield what is suspicious about the parts of a scenario."""
    named = tuple(_names(look))
    yield from named
    for find in (
        *((_defaults, _opening) if not named else ()),
        _claims,
        _numbers,
        _effects,
        _chains,
        _threats,
        _events,
        _gates,
        _no_deals,
        _circles,
        _preconditions,
    ):
        yield from find(look)


def _names(look: Look) -> Iterator[Finding]:
    """Ids that no act can say: the scenario cannot be played at all."""
    for path in facts_of(look.scenario).unsayable:
        message = look.say("'{name}' is a word of the notation of acts: nobody could name it", name=path.split(".")[-1])
        yield Finding(path, message, look.say("rename it"), severity="error")


def _defaults(look: Look) -> Iterator[Finding]:
    """Defaults that cannot be played: a protocol that does not fit, a strategy that is not there, nobody's seat."""
    scenario = look.scenario
    try:
        game_of(scenario)
    except NegotiationError as error:
        yield Finding("defaults.protocol", str(error), severity="error")
    asked = {*scenario.seated, *(gate.who for gate in scenario.gates.values())}
    for actor, name in scenario.defaults.strategies.items():
        at = f"defaults.strategies.{actor}"
        if actor not in asked:
            message = look.say("{who} has no seat and no gate: nobody plays this strategy", who=actor)
            yield Finding(at, message, look.say("name it under `seats`, beside the parties"))
        try:
            strategy_named(name)
        except NegotiationError as error:
            yield Finding(at, str(error), severity="error")


def _opening(look: Look) -> Iterator[Finding]:
    """An opening that cannot be folded: every act that does not parse, and each other that is not possible there."""
    read: list[str] = []
    for act in look.scenario.opening:
        try:
            parse_act(act)
            read.append(act)
        except NegotiationError as error:
            yield Finding(join_path("opening", act), str(error), severity="error")
    try:
        game = game_of(look.scenario, "plenary")
    except NegotiationError as error:
        yield Finding("opening", str(error), severity="error")
        return
    for act, reason in misplaced(game, read):
        message = look.say("expected an act that is possible there, got {act}: {reason}", act=repr(act), reason=reason)
        yield Finding(join_path("opening", act), message, severity="error")


def _claims(look: Look) -> Iterator[Finding]:
    """Claims for which nobody answers, and parties without a position."""
    scenario = look.scenario
    bases: list[tuple[str, Basis | None]] = []
    for actor in scenario.actors.values():
        if actor.id in scenario.parties and not actor.positions:
            message = look.say("{who} has a seat and no position", who=actor.id)
            yield Finding(f"actors.{actor.id}.positions", message, look.say("say what it seeks or refuses"))
        bases += _bases_of(actor)
    for kind in ("rules", "gates", "threats"):
        bases += [(f"{kind}.{name}", each.basis) for name, each in getattr(scenario, kind).items()]
    cure = look.say("add stated, implied or external (ids of sources), or assumed (a reason)")
    for path, basis in bases:
        if basis is None:
            yield Finding(path, look.say("nobody answers for it"), cure)


def _bases_of(actor: Actor) -> Iterator[tuple[str, Basis | None]]:
    for kind in ("positions", "interests", "red_lines"):
        for name, each in getattr(actor, kind).items():
            yield f"actors.{actor.id}.{kind}.{name}", each.basis


def _numbers(look: Look) -> Iterator[Finding]:
    """Numbers for which nobody answers."""
    listed = numbers_of(look.scenario)
    bare = [each.path for each in listed if each.basis is None]
    if bare:
        some = look.say(", ").join([*bare[:FEW], *(["…"] if len(bare) > FEW else [])])
        text = "nobody answers for {n} of the {all} numbers: {some}"
        message = look.say(text, n=len(bare), all=len(listed), some=some)
        cure = look.say("say who does, as in {example}", example="`numbers: {assumed: a reason}`")
        yield Finding("numbers", message, cure)


def _effects(look: Look) -> Iterator[Finding]:
    """Effects on actors without preferences, which no figure shows."""
    scenario = look.scenario
    for measure in scenario.measures.values():
        for actor in measure.effects:
            if not scenario.actors[actor].has_preferences:
                at = f"measures.{measure.id}.effects.{actor}"
                message = look.say("{who} has no preferences: nobody reads this effect", who=actor)
                yield Finding(at, message, look.say("give it salience and values, or leave the effect out"))


def _chains(look: Look) -> Iterator[Finding]:
    """Beliefs in what may follow that weigh nothing: their holder has no preferences, or a step cannot come."""
    for actor in look.scenario.actors.values():
        for chain in actor.chains.values():
            at = f"actors.{actor.id}.chains.{chain.id}"
            if chain.basis is None:
                cure = look.say("add stated, implied or external (ids of sources), or assumed (a reason)")
                yield Finding(at, look.say("nobody answers for it"), cure)
            if not actor.has_preferences:
                message = look.say("{who} has no preferences: nobody reads this belief", who=actor.id)
                yield Finding(at, message, look.say("give it salience and values, or leave the chain out"))
            elif not chain.expected_loss:
                yield Finding(at, look.say("its expected loss is 0: it lowers no package"))
            for each in chain.reached():
                if not each.step.probability.value:
                    message = look.say("0: neither it nor what follows can come")
                    yield Finding(f"{at}.{each.path}.probability", message)


def _threats(look: Look) -> Iterator[Finding]:
    """Threats nobody believes, with what is another's, that nothing triggers, or that demand what is so already."""
    scenario, world = look.scenario, look.world
    for threat in scenario.threats.values():
        at = f"threats.{threat.id}"
        if not is_believed(threat):
            yield Finding(f"{at}.probability", look.say("nobody believes it: every probability is 0"))
        elif not is_heeded(threat):
            yield Finding(f"{at}.believed", look.say("nobody to whom it is made believes it"))
        if threat.by in threat.to:
            yield Finding(f"{at}.to", look.say("{who} threatens itself", who=threat.by))
        owner = scenario.measures[threat.measure].by
        if owner not in (None, threat.by):
            message = look.say("{who} threatens with a measure of {other}", who=threat.by, other=owner)
            yield Finding(f"{at}.measure", message, look.say("name a measure of its own, or one by nobody"))
        if threat.if_ is not None and not look.can_be(threat.if_):
            cure = look.say("add an event, a threat or an actor that brings it about")
            yield Finding(f"{at}.if", look.say("nothing in the scenario can bring this about: it never fires"), cure)
        if threat.unless is not None:
            base = world.bases.get(threat.id, scenario.start)
            if bind(threat.unless, scenario, threat.by)(world.status_quo, world, base):
                yield Finding(f"{at}.unless", look.say("the status quo meets it: the threat demands nothing"))


def _events(look: Look) -> Iterator[Finding]:
    """Events that cannot happen."""
    last = look.scenario.defaults.turns
    for event in look.scenario.events.values():
        if not look.can_occur(event):
            text = "it cannot happen: no probability above 0, and no turn up to the last, {last}"
            yield Finding(f"events.{event.id}", look.say(text, last=last))


def _gates(look: Look) -> Iterator[Finding]:
    """Gates that ask of the world what never comes about."""
    for gate in look.scenario.gates.values():
        if gate.when is not None and not look.can_be(gate.when):
            message = look.say("nothing in the scenario can bring this about: the gate never stands")
            yield Finding(f"gates.{gate.id}.when", message)


def _no_deals(look: Look) -> Iterator[Finding]:
    """A no deal that is worth more than the start, without a sentence that says why."""
    scenario, world = look.scenario, look.world
    for actor in scenario.actors.values():
        floor, start = no_deal(scenario, actor.id, world), utility(scenario, actor.id, scenario.start, world)
        if floor is None or start is None or floor <= start or actor.no_deal_because:
            continue
        raising = [line.what for line in no_deal_lines(scenario, actor.id, world) if line.what and line.amount > 0]
        raising = list(dict.fromkeys([*raising, *world.movers.values()]))
        if raising and all(scenario.measures[each].anchor for each in raising):
            continue
        text = "no deal is worth more than the start, {floor:.2f} over {start:.2f}, and no sentence says why"
        message = look.say(text, floor=as_float(floor), start=as_float(start))
        cure = look.say("say it under no_deal_because")
        if raising:
            text = "say it under no_deal_because, or under the anchor of {measures}"
            cure = look.say(text, measures=look.say(", ").join(raising))
        yield Finding(f"actors.{actor.id}.no_deal", message, cure)


def _circles(look: Look) -> Iterator[Finding]:
    """Preconditions that wait for each other, with what would break the circle: a fact about the reading."""
    for circle in circles(look.scenario, look.world):
        first = [deed_text(deed, look.scenario, look.language) for deed in circle.opening]
        ways = [look.say("{deed} first", deed=deed) for deed in first]
        ways += [deed_text(deed, look.scenario, look.language) for deed in circle.ways_out]
        message = circle_text(circle.names, look.scenario, look.language)
        cure = look.say("what breaks it: {ways}", ways=look.say("; ").join(ways))
        yield Finding(f"preconditions.{circle.names[0]}", message, cure, severity="note")


def _preconditions(look: Look) -> Iterator[Finding]:
    """Preconditions that nothing can meet, and those that keep every party from tabling anything."""
    scenario, world = look.scenario, look.world
    unmet = {each.id: each for each in scenario.preconditions.values() if not is_met(scenario, world, each)}
    for each in unmet.values():
        if not look.can_be(each.until):
            message = look.say("nothing in the scenario can bring this about: {who} never does it", who=each.who)
            yield Finding(f"preconditions.{each.id}.until", message)
    stuck = set(unmet)
    while freed := {
        name
        for name in stuck
        if look.can_be(unmet[name].until) and can_hold(unmet[name].until, stuck, unmet, scenario, world)
    }:
        stuck -= freed
    silent = [unmet[name] for name in unmet if name in stuck and "tables" in unmet[name].deeds]
    if silent and set(scenario.parties) <= {each.who for each in silent if not each.about}:
        cure = look.say("let one of the parties table a text before it")
        yield Finding(f"preconditions.{silent[0].id}", look.say("no party may ever table a text"), cure)
