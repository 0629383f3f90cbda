"""What a scenario must satisfy: every problem is found, each at its path, with what was expected, got, and the cure."""

from typing import Any

import pytest
from attrs import evolve

from negotiation.engine.deeds import DEEDS
from negotiation.errors import Problem, ScenarioError
from negotiation.scenario import (
    Actor,
    Chain,
    Claim,
    Comparison,
    Defaults,
    Demand,
    Effect,
    Event,
    Gate,
    Grid,
    Interaction,
    Issue,
    Measure,
    Number,
    Obligation,
    Option,
    Position,
    Precondition,
    Profile,
    Promise,
    Reading,
    Record,
    RedLine,
    Row,
    Rule,
    Scenario,
    Signal,
    Step,
    Threat,
    Verification,
    objects,
)
from negotiation.scenario.asking import DONE
from negotiation.scenario.conditions import And, Compare, Count
from negotiation.scenario.objects import known_fields
from negotiation.scenario.scenario import read_scenario
from tests.unit.scenario.toys import (
    AGENDA,
    BECAUSE,
    ROAD,
    WATER,
    east,
    edited,
    full,
    full_tree,
    hamlet,
    miller,
    toy,
    villager,
    west,
)

FLOOD = Measure("flood", "a flood")
DAM = Measure("dam", "a dam", "east")


def refused(make: Any) -> str:
    """Return what is said of a scenario that cannot be made."""
    with pytest.raises(ScenarioError) as caught:
        make()
    return str(caught.value)


def red(**line: Any) -> Actor:
    """Return the eastern village with one red line."""
    return east(red_lines=[RedLine("line", **line)], positions={"road": Position(seeks="open")})


IN_PYTHON: dict[str, tuple[Any, str]] = {
    # -- the head
    "no issue": (
        lambda: Scenario("a-test", "A test", [], [Actor("a", "A", "party"), Actor("b", "B", "party")]),
        "agenda: expected at least one issue, got none",
    ),
    "an issue twice": (lambda: toy(agenda=(WATER, ROAD, ROAD)), "agenda.road: expected each issue once, got 'road'"),
    "one party": (
        lambda: toy(west(roles="stakeholder")),
        "actors: expected two parties or more, got 1; give an actor `roles: party`",
    ),
    "a party without a seat": (
        lambda: toy(seats="east"),
        "seats: expected every party once: east, west, got east",
    ),
    "a seat twice": (
        lambda: toy(seats=["east", "west", "east"]),
        "seats: expected every party once: east, west, got east, west, east",
    ),
    "a seat for nobody": (
        lambda: toy(seats=["east", "west", "weast"]),
        "seats: expected the id of an actor, got 'weast'; did you mean west or east?",
    ),
    "an id that is no slug": (
        lambda: evolve(toy(), id="Two villages"),
        "id: expected a slug: small letters, digits and hyphens, got 'Two villages'",
    ),
    "an id with a line end": (
        lambda: evolve(toy(), id="villages\n"),
        "id: expected a slug: small letters, digits and hyphens, got 'villages\\n'",
    ),
    "a profile that is no slug": (
        lambda: toy(profiles=[Profile("Soft", "soft")]),
        "profiles.Soft: expected a slug: small letters, digits and hyphens, got 'Soft'",
    ),
    "an actor that is no id": (
        lambda: toy(Actor("East", "East")),
        "actors.East: expected an id: small letters, digits and underscores, got 'East'",
    ),
    "an actor with a reserved word": (
        lambda: toy(Actor("turn", "Turn")),
        "actors.turn: expected an id: small letters, digits and underscores, no reserved word, got 'turn'",
    ),
    "a measure with a reserved word": (
        lambda: toy(measures=[Measure("fact", "a fact")]),
        "measures.fact: expected an id: small letters, digits and underscores, no reserved word, got 'fact'",
    ),
    "an option with a reserved word": (
        lambda: toy(
            agenda=(WATER, evolve(ROAD, options=[*ROAD.options, Option("not", "not")])),
        ),
        (
            "issues.road.options.not: expected an id: small letters, digits and underscores, no reserved word, "
            "got 'not'\n"
            "actors.east.values.road: expected a value for every option, got none for not\n"
            "actors.west.values.road: expected a value for every option, got none for not\n"
            "actors.hamlet.values.road: expected a value for every option, got none for not"
        ),
    ),
    "an issue that is no id": (
        lambda: toy(agenda=(*AGENDA, evolve(ROAD, id="the road"))),
        (
            "issues.the road: expected an id: small letters, digits and underscores, got 'the road'\n"
            "actors.east.salience: expected a weight for every issue, got none for the road; 0 is a weight\n"
            "actors.east.values.the road: expected a value for every option, got nothing\n"
            "actors.west.salience: expected a weight for every issue, got none for the road; 0 is a weight\n"
            "actors.west.values.the road: expected a value for every option, got nothing\n"
            "actors.hamlet.salience: expected a weight for every issue, got none for the road; 0 is a weight\n"
            "actors.hamlet.values.the road: expected a value for every option, got nothing"
        ),
    ),
    "an object under another id": (
        lambda: toy(measures={"dam": FLOOD}),
        "measures.dam: expected the object's own id as key: flood, got 'dam'",
    ),
    "a line under another id": (
        lambda: toy(east(red_lines={"other": RedLine("line", never="moved(road)")})),
        "actors.east.red_lines.other: expected the object's own id as key: line, got 'other'",
    ),
    # -- issues
    "an unknown performer": (
        lambda: toy(agenda=(evolve(WATER, options=[*WATER.options[:2], Option("metered", "m", performs="est")]), ROAD)),
        "issues.water.options.metered.performs: expected the id of an actor, got 'est'; did you mean west or east?",
    ),
    "an unknown signatory": (
        lambda: toy(agenda=(WATER, evolve(ROAD, options=[ROAD.options[0], Option("open", "o", signs="king")]))),
        (
            "issues.road.options.open.signs: expected the id of an actor, got 'king'; "
            "choose from east, west, hamlet, miller"
        ),
    ),
    # -- actors
    "a position on no issue": (
        lambda: toy(east(positions={"rode": Position(seeks="open", refuses="closed")})),
        "actors.east.positions.rode: expected the id of an issue, got 'rode'; did you mean road?",
    ),
    "a position on no option": (
        lambda: toy(east(positions={"road": Position(seeks="opened", refuses="shut")})),
        (
            "actors.east.positions.road: expected the id of an option of road, got 'opened'; did you mean open?\n"
            "actors.east.positions.road: expected the id of an option of road, got 'shut'; choose from closed, open"
        ),
    ),
    "a red line on the world": (
        lambda: toy(red(never="turn >= 3")),
        "actors.east.red_lines.line.never: expected a condition on packages alone, got 'turn >= 3'",
    ),
    "a cost on an absolute line": (
        lambda: toy(red(never="moved(road)", cost=0.1)),
        "actors.east.red_lines.line.cost: expected no cost on an absolute line (it is never crossed), got 0.1",
    ),
    "a negative cost": (
        lambda: toy(red(never="moved(road)", cost=-0.1, force="declared")),
        "actors.east.red_lines.line.cost: expected a number in [0, 1000], got -0.1",
    ),
    "a line of unknown force": (
        lambda: toy(red(never="moved(road)", force="hard")),
        (
            "actors.east.red_lines.line.force: expected one of absolute, declared, got 'hard'; "
            "choose from absolute, declared"
        ),
    ),
    "a line that meets no position": (
        lambda: toy(red(only_if="met(water)")),
        (
            "actors.east.red_lines.line.only_if: expected a position of east on water, got none; "
            "add a position that seeks an option, or write met(water, OPTION)"
        ),
    ),
    "a position that only refuses": (
        lambda: toy(
            east(positions={"road": Position(refuses="open")}, red_lines=[RedLine("line", only_if="met(road)")])
        ),
        (
            "actors.east.red_lines.line.only_if: expected a position of east on road, got none; "
            "add a position that seeks an option, or write met(road, OPTION)"
        ),
    ),
    "an interest in no issue": (
        lambda: read_scenario(edited(full_tree(), actors__east__interests__fields__issues="field")),
        "actors.east.interests.fields.issues: expected the id of an issue, got 'field'; choose from water, road",
    ),
    "an unknown role": (
        lambda: toy(hamlet(roles=["stakeholder", "guest"])),
        (
            "actors.hamlet.roles: expected one of party, mediator, stakeholder, observer, got 'guest'; "
            "choose from party, mediator, stakeholder, observer"
        ),
    ),
    "a value of no deal without a sentence": (
        lambda: toy(east(no_deal=0.2)),
        "actors.east.no_deal: expected a sentence that says why, under no_deal_because, got none",
    ),
    "a discount above one": (
        lambda: toy(east(discount=1.1)),
        "actors.east.discount: expected a number in [0, 1], got 1.1",
    ),
    # -- blocs
    "an unknown member": (
        lambda: toy(Actor("valley", "Valley", members=["hamlet", "mill"], decides_by="consensus")),
        "actors.valley.members: expected the id of an actor, got 'mill'; did you mean miller?",
    ),
    "a weight of nobody inside": (
        lambda: toy(Actor("valley", "Valley", members="hamlet", decides_by="majority", weights={"east": 1})),
        "actors.valley.weights: expected one of the members, got 'east'; choose from hamlet",
    ),
    "a veto of nobody inside": (
        lambda: toy(Actor("valley", "Valley", members="hamlet", decides_by="majority", vetoes="east")),
        "actors.valley.vetoes: expected one of the members, got 'east'; choose from hamlet",
    ),
    "a bloc without a rule": (
        lambda: toy(Actor("valley", "Valley", members="hamlet")),
        (
            "actors.valley.decides_by: expected how the bloc decides: consensus, unanimity, leader or majority, "
            "got nothing"
        ),
    ),
    "a bloc with an unknown rule": (
        lambda: toy(Actor("valley", "Valley", members="hamlet", decides_by="lot")),
        (
            "actors.valley.decides_by: expected one of consensus, unanimity, leader, majority, got 'lot'; "
            "choose from consensus, unanimity, leader, majority"
        ),
    ),
    "a bloc without its leader": (
        lambda: toy(Actor("valley", "Valley", members="hamlet", decides_by="leader", leader="east")),
        "actors.valley.leader: expected one of the members, got 'east'",
    ),
    "a bloc with preferences": (
        lambda: toy(villager("valley", (0, 1, 0), (0, 1), members=["hamlet"], decides_by="consensus")),
        "actors.valley.salience: expected no preferences: a bloc's are its members', got salience",
    ),
    "a bloc inside itself": (
        lambda: toy(
            Actor("valley", "Valley", members=["hamlet", "banks"], decides_by="consensus"),
            Actor("banks", "Banks", members="valley", decides_by="consensus"),
        ),
        (
            "actors.valley.members: expected a bloc that is not inside itself, got valley → banks → valley; "
            "take one of them out of another's members"
        ),
    ),
    # -- preferences
    "preferences without salience": (
        lambda: toy(miller(preferences="given")),
        (
            "actors.miller.preferences: expected salience and values, or none, got given; "
            "leave out `preferences`, or the salience"
        ),
    ),
    "salience without preferences": (
        lambda: toy(hamlet(preferences="none")),
        (
            "actors.hamlet.preferences: expected salience and values, or none, got none; "
            "leave out `preferences`, or the salience"
        ),
    ),
    "a weight on no issue": (
        lambda: toy(miller(salience={"water": 0.5, "road": 0.3, "roads": 0.2}, values=hamlet().values)),
        "actors.miller.salience.roads: expected the id of an issue, got 'roads'; did you mean road?",
    ),
    "values on no issue": (
        lambda: toy(hamlet(salience={"water": 1, "road": 0}, values={**hamlet().values, "roads": {"open": 1}})),
        "actors.hamlet.values.roads: expected the id of an issue, got 'roads'; did you mean road?",
    ),
    "a weight missing": (
        lambda: toy(miller(salience={"water": 1}, values=hamlet().values)),
        "actors.miller.salience: expected a weight for every issue, got none for road; 0 is a weight",
    ),
    "a negative weight": (
        lambda: toy(miller(salience={"water": 1.2, "road": -0.2}, values=hamlet().values)),
        "actors.miller.salience.road: expected a number in [0, 1000], got -0.2",
    ),
    "weights that do not sum to one": (
        lambda: toy(miller(salience={"water": 0.6, "road": 0.6}, values=hamlet().values)),
        "actors.miller.salience: expected weights that sum to 1, got a sum of 1.2; divide each by 1.2",
    ),
    "weights that nearly sum to one": (
        lambda: toy(miller(salience={"water": 0.6, "road": 0.4000001}, values=hamlet().values)),
        ("actors.miller.salience: expected weights that sum to 1, got a sum of 1.0000001; divide each by 1.0000001"),
    ),
    "weights of nothing": (
        lambda: toy(miller(salience={"water": 0, "road": 0}, values=hamlet().values)),
        "actors.miller.salience: expected weights that sum to 1, got a sum of 0",
    ),
    "a row missing": (
        lambda: toy(miller(salience={"water": 1, "road": 0}, values={"water": hamlet().values["water"]})),
        "actors.miller.values.road: expected a value for every option, got nothing",
    ),
    "a value missing": (
        lambda: toy(miller(salience={"water": 1, "road": 0}, values={**hamlet().values, "road": {"open": 1}})),
        "actors.miller.values.road: expected a value for every option, got none for closed",
    ),
    "a value of no option": (
        lambda: toy(
            miller(salience={"water": 1, "road": 0}, values={**hamlet().values, "road": {"opn": 0, "open": 1}})
        ),
        (
            "actors.miller.values.road.opn: expected the id of an option of road, got 'opn'; did you mean open?\n"
            "actors.miller.values.road: expected a value for every option, got none for closed"
        ),
    ),
    "a value outside its scale": (
        lambda: toy(villager("hamlet", (0, 1.7, 1), (0, 1))),
        "actors.hamlet.values.water.shared: expected a number in [0, 1], got 1.7",
    ),
    "a row that spans too little": (
        lambda: toy(villager("hamlet", (0.2, 0.5, 0.9), (0, 1))),
        (
            "actors.hamlet.values.water: expected values that span 0 to 1, got 0.2 to 0.9; "
            "rescale them, or say `scale: as_given`"
        ),
    ),
    "a row on an unknown scale": (
        lambda: toy(hamlet(salience={"water": 1, "road": 0}, values={**hamlet().values, "road": Row({}, "raw")})),
        "actors.hamlet.values.road.scale: expected one of unit, as_given, got 'raw'; choose from unit, as_given",
    ),
    "values without salience": (
        lambda: toy(miller(values=hamlet().values)),
        "actors.miller.salience: expected a weight for every issue beside the values, got none",
    ),
    "an interaction without salience": (
        lambda: toy(miller(interactions=[Interaction("both", "moved(road)", 0.1, "a tenth")])),
        "actors.miller.salience: expected a weight for every issue beside the values, got none",
    ),
    "an interaction on the world": (
        lambda: toy(hamlet(interactions=[Interaction("both", "turn > 2", 0.1, "a tenth")])),
        "actors.hamlet.interactions.both.when: expected a condition on packages alone, got 'turn > 2'",
    ),
    "a comparison of no options": (
        lambda: toy(miller(orders={"road": [Comparison("opn", "closd")]})),
        (
            "actors.miller.orders.road: expected the id of an option of road, got 'opn'; did you mean open?\n"
            "actors.miller.orders.road: expected the id of an option of road, got 'closd'; did you mean closed?"
        ),
    ),
    "an order against the values": (
        lambda: toy(hamlet(orders={"water": [Comparison("metered", "shared"), Comparison("metered", "free")]})),
        "actors.hamlet.orders.water: expected values that put metered above shared, got 0.6 and 1",
    ),
    "an order against a tie": (
        lambda: toy(
            villager("hamlet", (0, 0, 1), (0, 1), orders={"water": [Comparison("shared", "free")]}),
        ),
        "actors.hamlet.orders.water: expected values that put shared above free, got 0 and 0",
    ),
    "an order in a circle": (
        lambda: toy(miller(orders={"water": [Comparison("free", "shared"), Comparison("shared", "free")]})),
        (
            "actors.miller.orders.water: expected an order that does not go round in a circle, "
            "got free → shared → free; take one comparison out"
        ),
    ),
    # -- gates, measures, threats, events
    "a gate of somebody misspelt": (
        lambda: toy(gates=[Gate("downstream", "hamlets", "consent", "opposable")]),
        "gates.downstream.who: expected the id of an actor, got 'hamlets'; did you mean hamlet?",
    ),
    "a gate of unknown force": (
        lambda: toy(gates=[Gate("downstream", "hamlet", "agree", "soft")]),
        (
            "gates.downstream.must: expected one of consent, ratify, be_consulted, got 'agree'; "
            "choose from consent, ratify, be_consulted\n"
            "gates.downstream.force: expected one of constitutive, opposable, procedural, got 'soft'; "
            "choose from constitutive, opposable, procedural"
        ),
    ),
    "a gate that nobody owns": (
        lambda: toy(gates=[Gate("downstream", "hamlet", "consent", "opposable", "improved(road)")]),
        "gates.downstream.when: expected no improved(…) in a condition that no actor owns, got improved(road)",
    ),
    "a rule on the world": (
        lambda: toy(rules=[Rule("late", "turn > 2 => moved(road)")]),
        "rules.late.rule: expected a condition on packages alone, got 'turn > 2 => moved(road)'",
    ),
    "a measure of nobody": (
        lambda: toy(measures=[Measure("dam", "a dam", "est", effects={"wst": 0.1}, denied={"ham": "S1"})]),
        (
            "measures.dam.by: expected the id of an actor, got 'est'; did you mean west or east?\n"
            "measures.dam.effects.wst: expected the id of an actor, got 'wst'; did you mean west?\n"
            "measures.dam.denied.ham: expected the id of an actor, got 'ham'; did you mean hamlet?"
        ),
    ),
    "a measure that moves nothing known": (
        lambda: toy(measures=[Measure("dam", "a dam", moves={"road": "opn", "rail": "open"})]),
        (
            "measures.dam.moves.road: expected the id of an option of road, got 'opn'; did you mean open?\n"
            "measures.dam.moves.rail: expected the id of an issue, got 'rail'; choose from water, road"
        ),
    ),
    "an effect that lands nowhere": (
        lambda: toy(measures=[Measure("dam", "a dam", effects={"west": Effect(0.1, "everywhere")})]),
        (
            "measures.dam.effects.west.on: expected one of no_deal, agreement, both, got 'everywhere'; "
            "choose from no_deal, agreement, both"
        ),
    ),
    "an effect on the world": (
        lambda: toy(measures=[Measure("dam", "a dam", effects={"west": Effect(0.1, "both", "fact(dry)")})]),
        (
            "measures.dam.effects.west.when: expected a condition on packages alone, got 'fact(dry)'\n"
            "measures.dam.effects.west.when: expected the id of a fact, got 'dry'; there is none"
        ),
    ),
    "a threat of nobody": (
        lambda: toy(
            threats=[Threat("dam_it", "est", "wst", "damn", unless="met(road)", believed={"hat": 0.5})], measures=[DAM]
        ),
        (
            "threats.dam_it.by: expected the id of an actor, got 'est'; did you mean west or east?\n"
            "threats.dam_it.to: expected the id of an actor, got 'wst'; did you mean west?\n"
            "threats.dam_it.believed.hat: expected the id of an actor, got 'hat'; did you mean hamlet?\n"
            "threats.dam_it.measure: expected the id of a measure, got 'damn'; did you mean dam?"
        ),
    ),
    "an impossible probability": (
        lambda: toy(
            measures=[DAM],
            threats=[
                Threat("dam_it", "east", "west", "dam", unless="moved(road)", probability=1.7, believed={"west": -0.1})
            ],
        ),
        (
            "threats.dam_it.probability: expected a number in [0, 1], got 1.7\n"
            "threats.dam_it.believed.west: expected a number in [0, 1], got -0.1"
        ),
    ),
    "a range beyond the scale": (
        lambda: toy(
            measures=[FLOOD], events=[Event("rain", "flood", without_agreement=Number(0.5, BECAUSE, (0.1, 1.2)))]
        ),
        "events.rain.without_agreement.range: expected a number in [0, 1], got 1.2",
    ),
    "a demand on the world": (
        lambda: toy(measures=[DAM], threats=[Threat("dam_it", "east", "west", "dam", unless="turn > 2")]),
        (
            "threats.dam_it.unless: expected a condition on packages alone, got 'turn > 2'; "
            "a threat that waits for an event says `if`"
        ),
    ),
    "a trigger on packages": (
        lambda: toy(measures=[DAM], threats=[Threat("dam_it", "east", "west", "dam", if_="moved(road)")]),
        (
            "threats.dam_it.if: expected a condition on what happened, not on a package, got 'moved(road)'; "
            "a threat that a package discharges says `unless`"
        ),
    ),
    "triggers in a circle": (
        lambda: toy(
            measures=[DAM, FLOOD],
            threats=[
                Threat("dam_it", "east", "west", "dam", if_="happened(flood) or turn > 3"),
                Threat("flood_it", "west", "east", "flood", if_="happened(dam)"),
            ],
        ),
        (
            "threats.dam_it.if: expected triggers that do not go round in a circle, got flood → dam → flood; "
            "let one of them fire on something else"
        ),
    ),
    "triggers in a circle through an event": (
        lambda: toy(
            measures=[DAM],
            events=[Event("breach", "dam", without_agreement=0.1)],
            threats=[Threat("dam_it", "east", "west", "dam", if_="happened(breach)")],
        ),
        (
            "threats.dam_it.if: expected triggers that do not go round in a circle, got dam → dam; "
            "let one of them fire on something else"
        ),
    ),
    "an event of no measure": (
        lambda: toy(measures=[FLOOD], events=[Event("rain", "floods", turn=1)]),
        "events.rain.measure: expected the id of a measure, got 'floods'; did you mean flood?",
    ),
    "an event of a measure's name": (
        lambda: toy(measures=[FLOOD], events=[Event("flood", "flood", turn=1)]),
        "events.flood: expected an id that no measure has, got 'flood'",
    ),
    # -- what is said and owed
    "a demand on the world alone": (
        lambda: toy(east(demands=[Demand("late", "turn > 2", force="soft")])),
        (
            "actors.east.demands.late.force: expected one of absolute, declared, got 'soft'; "
            "choose from absolute, declared\n"
            "actors.east.demands.late.demand: expected a condition on packages alone, got 'turn > 2'"
        ),
    ),
    "trust in nobody": (
        lambda: toy(east(trust={"wst": 0.5}, bias={"est": 1}, declines="rode")),
        (
            "actors.east.declines: expected the id of an issue, got 'rode'; did you mean road?\n"
            "actors.east.trust.wst: expected the id of an actor, got 'wst'; did you mean west?\n"
            "actors.east.bias.est: expected the id of an actor, got 'est'; did you mean west or east?"
        ),
    ),
    "a chain on the world": (
        lambda: toy(east(chains=[Chain("fear", "turn > 2", [Step("one", "one", 1.5)], 0.1)])),
        (
            "actors.east.chains.fear.steps.one.probability: expected a number in [0, 1], got 1.5\n"
            "actors.east.chains.fear.when: expected a condition on packages alone, got 'turn > 2'"
        ),
    ),
    "a promise of nobody": (
        lambda: toy(promises=[Promise("help", "est", "wst", "dam", if_="moved(road)")]),
        (
            "promises.help.by: expected the id of an actor, got 'est'; did you mean west or east?\n"
            "promises.help.to: expected the id of an actor, got 'wst'; did you mean west?\n"
            "promises.help.measure: expected the id of a measure, got 'dam'; there is none\n"
            "promises.help.if: expected a condition on what happened, not on a package, got 'moved(road)'"
        ),
    ),
    "a claim of nobody": (
        lambda: toy(claims=[Claim("it_rained", "it rained", {"est": "S1"}, {"wst": "S2"}, {"ham": 0.5})]),
        (
            "claims.it_rained.claimed.est: expected the id of an actor, got 'est'; did you mean west or east?\n"
            "claims.it_rained.denied.wst: expected the id of an actor, got 'wst'; did you mean west?\n"
            "claims.it_rained.believed.ham: expected the id of an actor, got 'ham'; did you mean hamlet?"
        ),
    ),
    "a signal about nothing": (
        lambda: toy(signals=[Signal("smoke", "fire", "moved(road)", 0, 0, seen_by="est")]),
        (
            "signals.smoke.about: expected the id of a claim, threat or actor, got 'fire'; "
            "choose from east, west, hamlet, miller\n"
            "signals.smoke.when: expected a condition on what happened, not on a package, got 'moved(road)'\n"
            "signals.smoke.seen_by: expected the id of an actor, got 'est'; did you mean west or east?\n"
            "signals.smoke: expected a signal that is possible, got 0 where true and 0 where false"
        ),
    ),
    "a precondition of nobody": (
        lambda: toy(preconditions=[Precondition("first", "est", "signs", "moved(road)")]),
        (
            "preconditions.first.deeds: expected one of accepts, carries_out, floats, offers_to_discuss, tables, "
            "answers, sends, schedules, consults, got 'signs'; did you mean sends?\n"
            "preconditions.first.who: expected the id of an actor, got 'est'; did you mean west or east?\n"
            "preconditions.first.until: expected a condition on what happened, not on a package, got 'moved(road)'"
        ),
    ),
    "a duty of nobody": (
        lambda: toy(obligations=[Obligation("keep", "rode", "est", 0.5, 0.5, 0.6, 0.5, solution="nash")]),
        (
            "obligations.keep.issue: expected the id of an issue, got 'rode'; did you mean road?\n"
            "obligations.keep.by: expected the id of an actor, got 'est'; did you mean west or east?\n"
            "obligations.keep: expected 0 < inspection < alarm < 1, got 0.6 and 0.5"
        ),
    ),
    "verification of no issue": (
        lambda: toy(verification=Verification("rode", {"open": 0.5})),
        "verification.issue: expected the id of an issue, got 'rode'; did you mean road?",
    ),
    "verification by no option": (
        lambda: toy(verification=Verification("road", {"opn": 0.5}, periods=0)),
        (
            "verification.periods: expected a whole number, 1 or more, got 0\n"
            "verification.detects.opn: expected the id of an option of road, got 'opn'; did you mean open?"
        ),
    ),
    # -- profiles, defaults, record, grid
    "a profile of the file's name": (
        lambda: toy(profiles=[Profile("as-given", "as given")]),
        "profiles.as-given: expected another id than that of the file as it stands, got 'as-given'",
    ),
    "an unknown default profile": (
        lambda: toy(profiles=[Profile("soft", "soft")], default_profile="softer"),
        "default_profile: expected the id of a profile, got 'softer'; did you mean soft?",
    ),
    "a profile that extends nothing": (
        lambda: toy(profiles=[Profile("soft", "soft", "mild")]),
        "profiles.soft.extends: expected the id of a profile, got 'mild'; choose from as-given, soft",
    ),
    "a profile that extends itself": (
        lambda: toy(profiles=[Profile("soft", "soft", "mild"), Profile("mild", "mild", "soft")]),
        (
            "profiles.soft.extends: expected a profile that does not extend itself, got soft → mild → soft; "
            "let one of them extend none of the others"
        ),
    ),
    "a strategy for nobody": (
        lambda: toy(defaults=Defaults(strategies={"est": "linear"})),
        "defaults.strategies.est: expected the id of an actor, got 'est'; did you mean west or east?",
    ),
    "no turns": (
        lambda: toy(defaults=Defaults(turns=0, deadline_turns=-1)),
        (
            "defaults.turns: expected a whole number, 1 to 10000, got 0\n"
            "defaults.deadline_turns: expected a whole number, 1 to 10000, got -1"
        ),
    ),
    "more turns than a play may have": (
        lambda: toy(defaults=Defaults(turns=10_001)),
        "defaults.turns: expected a whole number, 1 to 10000, got 10001",
    ),
    "a record off the menu": (
        lambda: toy(record=Record("war", "They fought.", {"road": "mined"})),
        (
            "record.outcome: expected one of no_deal, agreement, got 'war'; choose from no_deal, agreement\n"
            "record.package.road: expected the id of an option of road, got 'mined'; choose from closed, open"
        ),
    ),
    "a reading on the world": (
        lambda: toy(grid=Grid([Reading("soft", "soft", "turn > 2")], [Reading("hard", "hard", "moved(rod)")])),
        (
            "grid.rows.soft.requires: expected a condition on packages alone, got 'turn > 2'\n"
            "grid.columns.hard.requires: expected the id of an issue, got 'rod'; did you mean road?"
        ),
    ),
    "a reading twice": (
        lambda: toy(grid=Grid([Reading("soft", "soft", "true")] * 2, [Reading("hard", "hard", "true")])),
        "grid.rows.soft: expected each id once, got 'soft'",
    ),
    "a grid without readings": (
        lambda: toy(grid=Grid([], [])),
        "grid.rows: expected at least one reading, got none\ngrid.columns: expected at least one reading, got none",
    ),
}

CONDITIONS = {
    "rood == open": "expected the id of an issue, got 'rood'; did you mean road?",
    "road == opn": "expected the id of an option of road, got 'opn'; did you mean open?",
    "road in {open, opn}": "expected the id of an option of road, got 'opn'; did you mean open?",
    "moved(rood)": "expected the id of an issue, got 'rood'; did you mean road?",
    "happened(floods)": "expected the id of a measure or event, got 'floods'; did you mean flood?",
    "did(est, leaves)": "expected the id of an actor, got 'est'; did you mean west or east?",
    "did(east, leave)": "expected a deed, got 'leave'; did you mean leaves?",
    "did(east, carries_out, flod)": "expected the id of a measure, got 'flod'; did you mean flood?",
    "consulted(west, est)": "expected the id of an actor, got 'est'; did you mean west or east?",
    "consented(est)": "expected the id of an actor, got 'est'; did you mean west or east?",
    "performed(est, flood)": "expected the id of an actor, got 'est'; did you mean west or east?",
    "performed(east, flod)": "expected the id of a measure, got 'flod'; did you mean flood?",
    "fact(dry_yea)": "expected the id of a fact, got 'dry_yea'; did you mean dry_year?",
    "at_least(3, moved(road), moved(water))": "expected a count up to 2, the number of conditions, got 3",
    "not (true and met(road, open))": "expected no met(…) in a condition that no actor owns, got met(road, open)",
}


class TestProblemsOf:
    """Everything wrong with a scenario, in the order of its parts; the first does not stop the search."""

    @pytest.mark.parametrize(("make", "expected"), IN_PYTHON.values(), ids=IN_PYTHON)
    def test_finds(self, make: Any, expected: str) -> None:
        """Each thing that can be wrong is found, at its path, and nothing besides."""
        assert expected == refused(make)

    @pytest.mark.parametrize(("text", "expected"), CONDITIONS.items())
    def test_finds_names_in_conditions(self, text: str, expected: str) -> None:
        """Whatever a condition names must be there."""
        gate = Gate("downstream", "hamlet", "consent", "opposable", text)

        said = refused(lambda: toy(gates=[gate], measures=[FLOOD], facts={"dry_year": True}))
        assert f"gates.downstream.when: {expected}" == said

    def test_finds_a_negative_count(self) -> None:
        """A count below nothing can only be built in Python."""
        rule = Rule("few", Count("at_least", -1, (Compare("road", "==", "open"),)))

        said = refused(lambda: toy(rules=[rule]))
        assert "rules.few.rule: expected a count up to 1, the number of conditions, got -1" == said

    def test_finds_all_at_once(self) -> None:
        """Problems of different parts are told together, each once."""
        tree = edited(full_tree(), seats=["east"], threats__toll_if_dam__measure="tol", default_profile="meek")

        assert refused(lambda: read_scenario(tree)).split("\n") == [
            "seats: expected every party once: east, west, got east",
            "threats.toll_if_dam.measure: expected the id of a measure, got 'tol'; did you mean toll?",
            "default_profile: expected the id of a profile, got 'meek'; choose from as-given, generous, saintly",
        ]

    def test_leaves_out_what_follows(self) -> None:
        """An issue that cannot be made is one problem, not one for each place that names it."""
        tree = edited(full_tree(), issues__water__status_quo="frei")

        expected = "issues.water.status_quo: expected the id of one of the issue's options, got 'frei'; "
        assert expected + "did you mean free?" == refused(lambda: read_scenario(tree))

    def test_leaves_out_what_follows_from_a_key(self) -> None:
        """An id that may not stand is one problem, also where the rest of the file uses it."""
        tree = edited(full_tree(), actors__Hamlet=full_tree()["actors"]["hamlet"], actors__valley__members="Hamlet")

        said = refused(lambda: read_scenario(edited(tree, actors__valley__weights=None)))
        assert "actors.Hamlet: expected an id: small letters, digits and underscores, got 'Hamlet'" == said

    def test_knows_whom_it_may_not_know(self) -> None:
        """A gate's holder that is like no actor is unrepresented: no problem."""
        gates = [Gate("far", "united_nations", "consent", "constitutive"), Gate("king", "king", "ratify", "procedural")]
        scenario = toy(Actor("united_towns", "United towns"), gates=gates)

        assert "united_nations" not in scenario.actors

    def test_finds_nothing(self) -> None:
        """A scenario in which everything occurs is valid, and so are conditions that only Python can build."""
        scenario = evolve(full(), rules=[Rule("one", And((Compare("road", "==", "open"),)))])

        assert ["one"] == list(scenario.rules)

    def test_looks_once_at_what_is_sound(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """A variant shares its sound parts with its scenario: only the new ones are looked at."""
        seen: list[str] = []

        def fields_of(cls: type) -> Any:
            seen.append(cls.__name__)
            return known_fields(cls)

        scenario = full()
        monkeypatch.setattr(objects, "known_fields", fields_of)
        evolve(scenario, gates=[*scenario.gates.values(), Gate("far", "miller", "ratify", "procedural")])

        assert ["Scenario", "Gate"] == seen

    def test_looks_again_at_what_is_not(self) -> None:
        """What was found wrong in one scenario is found wrong in the next."""
        bad = Gate("Far", "miller", "ratify", "procedural")

        expected = "gates.Far: expected an id: small letters, digits and underscores, got 'Far'"
        assert [expected] * 2 == [refused(lambda: toy(gates=[bad])) for _ in range(2)]


class TestAsGiven:
    """A row that does not span 0 to 1 says `scale: as_given`, and is then kept exactly as given."""

    def test_is_kept(self) -> None:
        """The row stands in the scenario as it was written."""
        row = Row({"closed": 0.3, "open": 0.4}, "as_given")
        scenario = toy(hamlet(values={**hamlet().values, "road": row}, salience={"water": 0.5, "road": 0.5}))

        assert row == scenario.actors["hamlet"].values["road"]


class TestMakingIssues:
    """An issue refuses options that are none, a status quo that is none of them, an id twice."""

    @pytest.mark.parametrize(
        ("options", "status_quo", "problems"),
        [
            ([], "a", [Problem("options", "two options or more", "0")]),
            (["a"], "a", [Problem("options", "two options or more", "1")]),
            (["a", "b", "a"], "a", [Problem("options.a", "each id once", "'a'")]),
            (
                ["a", "b"],
                "z",
                [Problem("status_quo", "the id of one of the issue's options", "'z'", "choose from a, b")],
            ),
        ],
    )
    def test_is_refused(self, options: list[str], status_quo: str, problems: list[Problem]) -> None:
        """All that is wrong is said at once."""
        with pytest.raises(ScenarioError) as caught:
            Issue("seat", "Seat", status_quo, [Option(each, each) for each in options])

        assert tuple(problems) == caught.value.problems


class TestMakingParts:
    """What needs one of two words, or at least one, says so when it is made."""

    @pytest.mark.parametrize(
        ("make", "problem"),
        [
            (Position, Problem("", "seeks, refuses or says: what the position is", "none of them")),
            (lambda: RedLine("line"), Problem("", "either never or only_if", "neither")),
            (
                lambda: RedLine("line", never="true", only_if="true"),
                Problem("", "either never or only_if", "both"),
            ),
            (
                lambda: Threat("t", "a", "b", "m"),
                Problem("", "either if (deterrent) or unless (compellent)", "neither"),
            ),
            (
                lambda: Threat("t", "a", "b", "m", if_="true", unless="true"),
                Problem("", "either if (deterrent) or unless (compellent)", "both"),
            ),
            (
                lambda: Event("e", "m"),
                Problem("", "turn, each_turn, without_agreement or held: when it happens", "none of them"),
            ),
            (
                lambda: Event("e", without_agreement=0.5),
                Problem("measure", "the id of a measure that happens without agreement", "nothing"),
            ),
            (
                lambda: Chain("fear", "true", [], 0.5),
                Problem("steps", "at least one step", "none"),
            ),
            (
                lambda: toy(measures=[DAM, FLOOD, DAM]),
                Problem("dam", "each id once", "'dam'"),
            ),
        ],
    )
    def test_is_refused(self, make: Any, problem: Problem) -> None:
        """The one problem is told."""
        with pytest.raises(ScenarioError) as caught:
            make()

        assert (problem,) == caught.value.problems


class TestDone:
    """The deeds that `did` may ask for."""

    def test_are_those_that_seats_do_and_two_that_follow(self) -> None:
        """What chance alone does is nobody's deed; a promise broken and talks opened are."""
        acts = {each.replace(" ", "_") for each in DEEDS} - {"happens", "leaks"}

        assert {*acts, "breaks", "opens_talks"} == set(DONE)
