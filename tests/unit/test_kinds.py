"""What is of another kind altogether is told in a sentence, not by a traceback from our insides."""

from collections.abc import Callable
from typing import Any

import pytest
from attrs import evolve

import negotiation as ng
from negotiation.errors import NegotiationError
from negotiation.scenario import Actor, Issue, Option, Scenario

ISSUE: Any = Issue("i", "t", "a", (Option("a", "A"), Option("b", "B")))
ODD: Any = "i"
THREE: Any = 3
LIST: Any = ["i"]
CALLS: dict[str, tuple[Callable[[], Any], str]] = {
    "options": (lambda: Issue("i", "t", "a", (ODD, ODD)), "options, each an Option, got 'i'"),
    "agenda": (lambda: Scenario(id="x", title="x", agenda=(ODD,), actors=()), "issues, each an Issue, got 'i'"),
    "actors": (lambda: Scenario(id="x", title="x", agenda=(ISSUE,), actors=[ODD]), "objects with ids, got 'i'"),
    "lines": (lambda: Actor("p", "P", red_lines=[ODD]), "objects with ids, got 'i'"),
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
