"""A scenario written in Python, in the words of `negotiation.scenario`; the same as the YAML file beside this script.

Two banks of a river share a ferry. Everything is invented.
"""
# mypy: disable-error-code="arg-type,list-item"
# Texts, lists and maps become conditions, tuples and tables when a value is made, which mypy does not see.

from pathlib import Path

import negotiation as ng
from negotiation.scenario import (
    Actor,
    Defaults,
    Gate,
    Issue,
    Option,
    Position,
    Profile,
    RedLine,
    Rule,
    Scenario,
    assumed,
)

invented = assumed("invented for this example")

hours = Issue(
    "hours",
    "Hours of the ferry",
    status_quo="day",
    options=[Option("day", "by day"), Option("evening", "until ten"), Option("night", "all night")],
)
fare = Issue(
    "fare",
    "Fare",
    status_quo="full",
    options=[Option("full", "the full fare"), Option("reduced", "a reduced fare"), Option("free", "no fare")],
)

northbank = Actor(
    "northbank",
    "Northbank",
    roles="party",
    positions={"hours": Position(seeks="night", basis=invented)},
    salience={"hours": 0.7, "fare": 0.3},
    values={"hours": {"day": 0, "evening": 0.6, "night": 1}, "fare": {"full": 0, "reduced": 0.7, "free": 1}},
)
southbank = Actor(
    "southbank",
    "Southbank",
    roles="party",
    red_lines=[RedLine("some_income", invented, never="fare == free")],
    salience={"hours": 0.5, "fare": 0.5},
    values={"hours": {"day": 0.4, "evening": 1, "night": 0}, "fare": {"full": 1, "reduced": 0.6, "free": 0}},
)
anglers = Actor(
    "anglers",
    "Anglers",
    salience={"hours": 1, "fare": 0},
    values={"hours": {"day": 1, "evening": 0.5, "night": 0}, "fare": {"full": 0, "reduced": 0.5, "free": 1}},
)

ferry = Scenario(
    "ferry",
    "The ferry",
    agenda=[hours, fare],
    actors=[northbank, southbank, anglers],
    seats=["northbank", "southbank"],
    numbers=invented,
    rules=[Rule("night_is_paid", "hours == night => fare == full", invented)],
    gates=[Gate("anglers_consent", "anglers", "consent", "opposable", when="moved(hours)", basis=invented)],
    profiles=[
        Profile(
            "tired-crew",
            "Southbank’s crew goes home at dusk.",
            set={"actors.southbank.red_lines.some_income": {"never": "moved(hours)", "assumed": "a harder reading"}},
        )
    ],
    defaults=Defaults(turns=12),
)

# The file says the same: equal by value, whoever wrote it, in whichever words.
print("equal to the file:", ferry.with_profile() == ng.load(Path(__file__).with_suffix(".yaml")))

# A variant is one line. A path is the address of anything: ids, joined with dots.
cheaper = ferry.with_("actors.southbank.values.fare.reduced", 0.9)
print("one number changed:", cheaper.actors["southbank"].values["fare"]["reduced"].value, end="\n\n")

# A reading of the whole scenario is a profile.
for variant in (ferry, cheaper, ferry.with_profile("tired-crew")):
    play = ng.play(variant, seed=1)
    worth = ", ".join(
        f"{variant.name(score.actor)} {score.change_from_start / 1e12:+.2f}"
        for score in play.scorecard.scores
        if score.change_from_start is not None
    )
    print(f"{variant.profile}: {play.outcome}\n    from the start: {worth}")
