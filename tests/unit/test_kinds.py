"""What is of another kind altogether is told in a sentence, not by a traceback from our insides."""

from collections.abc import Callable
from typing import Any

import pytest
from attrs import evolve

import negotiation as ng
from negotiation.errors import NegotiationError
from negotiation.scenario import (
    Actor,
    Chain,
    Claim,
    Effect,
    Event,
    Grid,
    Issue,
    Measure,
    Number,
    Option,
    Profile,
    Record,
    Rule,
    Scenario,
    at_least,
    parse_condition,
)

ISSUE: Any = Issue("i", "t", "a", (Option("a", "A"), Option("b", "B")))
ODD: Any = "i"
THREE: Any = 3
LIST: Any = ["i"]
VILLAGES: Any = ng.load("two-villages")
HIGH: Any = VILLAGES.actors["highfield"]


def village(**parts: Any) -> Scenario:
    """Return the two villages with parts of the scenario changed."""
    found: Scenario = evolve(VILLAGES, base=None, **parts)
    return found


def highfield(**parts: Any) -> Scenario:
    """Return the two villages with parts of one actor changed."""
    found: Scenario = VILLAGES.with_actor(evolve(HIGH, **parts))
    return found


CALLS: dict[str, tuple[Callable[[], Any], str]] = {
    "options": (lambda: Issue("i", "t", "a", (ODD, ODD)), "options, each an Option, got 'i'"),
    "agenda": (lambda: Scenario(id="x", title="x", agenda=(ODD,), actors=()), "issues, each an Issue, got 'i'"),
    "actors": (lambda: Scenario(id="x", title="x", agenda=(ISSUE,), actors=[ODD]), "objects with ids, got 'i'"),
    "lines": (lambda: Actor("p", "P", red_lines=[ODD]), "objects with ids, got 'i'"),
    "no options": (lambda: Issue("w", "W", "a", THREE), "expected options, each an Option, got 3"),
    "no agenda": (lambda: village(agenda=None), "expected issues, each an Issue, got None"),
    "another agenda": (lambda: village(agenda=[HIGH]), "issues.highfield: expected an Issue, got "),
    "no actors": (lambda: village(actors=None), "expected objects with ids, got None"),
    "salience": (lambda: Actor("x", "X", salience=LIST), "expected a map from ids to numbers, got ['i']"),
    "values": (lambda: Actor("x", "X", values=THREE), "expected a map from issues to rows of values, got 3"),
    "row": (lambda: Actor("x", "X", values={"w": THREE}), "expected a map from options to numbers, got 3"),
    "orders": (lambda: Actor("x", "X", orders={"w": THREE}), "expected comparisons, each a Comparison, got 3"),
    "comparison": (
        lambda: highfield(orders={"water": [3]}),
        "actors.highfield.orders.water: expected a Comparison, got 3",
    ),
    "roles": (lambda: Actor("x", "X", roles=THREE), "expected an id or a list of ids, got 3"),
    "role": (lambda: highfield(roles=[3]), "actors.highfield.roles: expected an id or a list of ids, got 3"),
    "title": (lambda: Actor("x", THREE), "expected text, or a map from languages to texts, got 3"),
    "id": (
        lambda: village(actors={**VILLAGES.actors, "x": Actor(THREE, "X")}),
        "expected the object's own id as key: 3",
    ),
    "position": (lambda: highfield(positions={"water": 3}), "positions.water: expected a Position, got 3"),
    "interest": (lambda: highfield(interests=[ISSUE]), "actors.highfield.interests.i: expected an Interest, got "),
    "line": (lambda: highfield(red_lines={"x": 3}), "actors.highfield.red_lines.x: expected a RedLine, got 3"),
    "turns": (lambda: highfield(study_turns="a"), "study_turns: expected a whole number, 0 or more, got 'a'"),
    "leader": (lambda: highfield(leader=3), "actors.highfield.leader: expected the id of a member, got 3"),
    "basis": (lambda: highfield(basis=3), "actors.highfield: expected a basis: stated(…), implied(…), "),
    "its basis": (
        lambda: highfield(no_deal=Number(1, THREE), no_deal_because="b"),
        "actors.highfield.no_deal: expected a basis: stated(…), ",
    ),
    "numbers": (lambda: village(numbers=3), "numbers: expected a basis: stated(…), "),
    "steps": (lambda: Chain("c", "true", steps=THREE), "expected steps, each a Step, got 3"),
    "readings": (lambda: Grid(THREE, ()), "expected readings, each a Reading, got 3"),
    "grid": (lambda: village(grid=3), "grid: expected a Grid, got 3"),
    "rules": (lambda: village(rules=[ISSUE]), "rules.i: expected a Rule, got "),
    "rule": (lambda: village(rules=[Rule("r", None)]), "rules.r.rule: expected the key 'rule', got nothing"),
    "seats": (lambda: village(seats=THREE), "expected an id or a list of ids, got 3"),
    "facts": (lambda: village(facts=[1]), "expected a map from facts to truth values, got [1]"),
    "effects": (lambda: Measure("m", "m", effects=THREE), "expected a map from actors to effects, got 3"),
    "effect": (
        lambda: village(measures=[Measure("m", "m", effects={"highfield": Effect(None)})]),
        "measures.m.effects.highfield: expected a number in [-1000, 1000], got nothing",
    ),
    "moves": (lambda: Measure("m", "m", moves=THREE), "expected a map from ids to ids, got 3"),
    "denied": (lambda: Measure("m", "m", denied=THREE), "expected a map from ids to lists of ids, got 3"),
    "hazard": (lambda: Event("e", each_turn=ODD), "expected a number, got 'i'"),
    "claimed": (lambda: Claim("c", "c", claimed={"a": THREE}), "expected an id or a list of ids, got 3"),
    "profile": (lambda: Profile("p", "p", set=THREE), "expected a map from paths to what stands there, got 3"),
    "beyond": (lambda: Record("no_deal", "x", beyond=THREE), "expected a map from ids to texts, got 3"),
    "number": (lambda: Number(ODD), "expected a number, got 'i'"),
    "truth": (lambda: Number(True), "expected a number, got True"),
    "huge": (lambda: Number(-(10**400)), "expected a finite number, got -inf"),
    "range": (lambda: Number(1, range=THREE), "range: expected a range [low, high], got 3"),
    "condition": (lambda: parse_condition(THREE), "expected the text of a condition, got 3"),
    "count": (lambda: at_least(ODD, "true"), "expected a whole number for at_least, got 'i'"),
    "of": (lambda: Rule("r", {"at_least": 1, "of": "true"}), "expected a list of conditions, got 'true'"),
    "with_actor": (lambda: VILLAGES.with_actor(THREE), "expected an Actor, got 3"),
    "with_issue": (lambda: VILLAGES.with_issue(THREE), "expected an Issue, got 3"),
    "with_no_deal": (lambda: VILLAGES.with_no_deal(highfield=ODD), "expected a number for highfield, got 'i'"),
    "package": (lambda: VILLAGES.package(THREE), "expected a map from issues to options, got 3"),
    "load": (lambda: ng.load(THREE), "the name or path of a scenario, got 3"),
    "check": (lambda: ng.check(THREE), "the name or path of a scenario, got 3"),
    "replay": (lambda: ng.replay(THREE), "the path of a transcript, got 3"),
    "dump": (lambda: ng.dump(THREE, "a.yaml"), "a scenario, got 3"),
    "dump_to": (lambda: ng.dump(ng.load("two-villages"), THREE), "the path of a file, got 3"),
    "with": (lambda: ng.load("two-villages").with_(THREE, 1), "a path such as actors.NAME.discount, got 3"),
    "speaks": (
        lambda: ng.play("two-villages", protocol=evolve(ng.plenary(), speaks=lambda _: ODD)),
        "`speaks` of the protocol plenary to return a tuple of actors, got 'i'",
    ),
    "quorum": (lambda: ng.plenary(quorum=ODD), "a whole number for the quorum, got 'i'"),
    "weights": (lambda: ng.plenary(weights=LIST), "weights by party, got ['i']"),
    "weight": (lambda: ng.plenary(weights={"a": ODD}), "weights of 0 or more, one of them more than 0, got a: i"),
    "threshold": (lambda: ng.plenary(weights={"a": 1}, threshold=ODD), "a threshold from 0 to less than 1"),
    "deadline": (lambda: ng.plenary(deadline_turns=ODD), "a deadline of one turn or more, got 'i'"),
}


@pytest.mark.parametrize("name", CALLS)
def test_is_told_in_a_sentence(name: str) -> None:
    """What was expected, and what was got."""
    call, told = CALLS[name]
    with pytest.raises(NegotiationError) as caught:
        call()

    assert told in str(caught.value)
