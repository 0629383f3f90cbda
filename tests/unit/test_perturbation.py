"""Every number that a file may hold matters: perturbing it changes some play, score or analysis.

The numeric fields are not listed here but found, by walking the codecs of every class that stands in files. A field
without a case fails by name, and so does a case whose number changes nothing that is observed.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve, frozen

import negotiation as ng
from negotiation.analysis.durability import durability
from negotiation.analysis.thresholds import thresholds_of
from negotiation.engine.notation import format_act
from negotiation.engine.procedures import one_text
from negotiation.files.sources import SourceMap, read_sources
from negotiation.scenario import Scenario, codec
from negotiation.scenario.beliefs import belief
from negotiation.scenario.codec import Codec, Reader, known_fields
from negotiation.scenario.issues import Issue
from negotiation.scenario.scenario import read_scenario
from negotiation.strategies import Script, SingleText

Tree = dict[str, Any]

#: Numeric fields that nothing needs to read, each with the reason. There is none.
EXCEPTIONS: dict[str, str] = {}

#: Every number may be a map with a range; it stands in no class of its own.
RANGE = "Number.range"

# -- the fields --------------------------------------------------------------------------------------------------------


def inside(of: Codec) -> Codec | None:
    """Return the codec of what a map or a list holds; None for any other."""
    if isinstance(of, codec.Keyed | codec.Listed):
        return codec.Object(of.cls)
    return of.of if isinstance(of, codec.Map | codec.Many) else None


def holds_numbers(node: Any) -> bool:
    """Return whether the JSON Schema of a value lets a number in somewhere."""
    if isinstance(node, dict):
        return node.get("type") in ("number", "integer") or any(map(holds_numbers, node.values()))
    return isinstance(node, list) and any(map(holds_numbers, node))


def numeric_fields(*roots: type) -> Iterator[str]:
    """Yield the numeric fields, as `Class.field`, of some classes and of all that stand in them."""
    left, seen = list(roots), set(roots)
    while left:
        cls = left.pop()
        for _, attribute, of in known_fields(cls):
            each: Codec | None = of
            while (deeper := inside(each) if each is not None else None) is not None:
                each = deeper
            if isinstance(each, codec.Object):
                left += [each.cls] if each.cls not in seen else []
                seen.add(each.cls)
            elif each is not None and holds_numbers(each.schema()):
                yield f"{cls.__name__}.{attribute.name}"


def field_at(root: type, path: str) -> str:
    """Return the field, as `Class.field`, in which a path of a file ends; "" for a path that the codecs do not know."""
    at: Codec | None = codec.Object(root)
    found = ""
    for part in path.split("."):
        if isinstance(at, codec.Object):
            fields = {key: (attribute.name, of) for key, attribute, of in known_fields(at.cls)}
            fields |= {"issues": ("agenda", codec.Keyed(Issue))} if at.cls is Scenario else {}
            if part not in fields:
                return RANGE if part == "range" else ""
            found, at = f"{at.cls.__name__}.{fields[part][0]}", fields[part][1]
        elif at is not None:
            at = inside(at)
            found = RANGE if part == "range" else found
    return found


FIELDS = (*sorted(numeric_fields(Scenario, Issue, SourceMap)), RANGE)

# -- the ground: two mills on one stream, and the town below them ------------------------------------------------------

ISSUES: Tree = {
    "sluice": {
        "title": "The sluice",
        "status_quo": "open",
        "options": [
            {"open": {"title": "open"}},
            {"half": {"title": "half shut", "performs": "upper"}},
            {"shut": {"title": "shut at night", "performs": "upper", "reversible_in_turns": 4}},
        ],
    },
    "watch": {
        "title": "The watch",
        "status_quo": "nobody",
        "options": [
            {"nobody": {"title": "nobody watches"}},
            {"keeper": {"title": "a keeper"}},
            {"both": {"title": "a keeper of each mill"}},
        ],
    },
}
ACTORS: Tree = {
    "upper": {
        "title": "Upper mill",
        "positions": {"watch": {"seeks": "both", "assumed": "it asks for more"}},
        "roles": "party",
        "salience": {"sluice": 0.7, "watch": 0.3},
        "values": {"sluice": {"open": 1, "half": 0.7, "shut": 0}, "watch": {"nobody": 0, "keeper": 0.6, "both": 1}},
    },
    "lower": {
        "title": "Lower mill",
        "positions": {"sluice": {"seeks": "shut", "assumed": "it asks for more"}},
        "roles": "party",
        "salience": {"sluice": 0.7, "watch": 0.3},
        "values": {"sluice": {"open": 0, "half": 0.6, "shut": 1}, "watch": {"nobody": 1, "keeper": 0.7, "both": 0}},
    },
    "town": {
        "title": "The town",
        "salience": {"sluice": 0.7, "watch": 0.3},
        "values": {"sluice": {"open": 1, "half": 0.5, "shut": 0}, "watch": {"nobody": 0, "keeper": 1, "both": 1}},
    },
}
FLOOD: Tree = {"flood": {"title": "a flood", "effects": {"upper": -0.2, "lower": -0.3}}}
BREACH: Tree = {"breach": {"title": "the weir is breached", "by": "upper", "effects": {"upper": -0.05, "lower": -0.4}}}
NOTE: Tree = {"note": {"title": "a note", "audience": "addressees", "latency_turns": 1}}
NO_SECOND_THOUGHTS = {"turns": 6}


def talks(actors: Tree | None = None, **parts: Any) -> Scenario:
    """Return the two mills' talks with some actors' keys and some parts of the scenario added."""
    more = actors or {}
    tree: Tree = {
        "negotiation": 1,
        "id": "two-mills",
        "title": "Two mills",
        "numbers": {"assumed": "invented for this test"},
        "issues": ISSUES,
        "actors": {name: {**ACTORS.get(name, {"title": name}), **more.get(name, {})} for name in {**ACTORS, **more}},
        "seats": ["upper", "lower"],
        "defaults": NO_SECOND_THOUGHTS,
        **parts,
    }
    return read_scenario(tree)


# -- what is observed --------------------------------------------------------------------------------------------------


def told(play: ng.Play) -> list[str]:
    """Return the acts of a play in notation, each after its turn."""
    return [f"{turn} {format_act(act)}" for turn, act in play.acts]


def acts_of(scenario: Scenario) -> object:
    """Play with the scenario's own strategies and return the acts."""
    return told(ng.play(scenario, seed=1))


def scores_of(scenario: Scenario) -> object:
    """Play with the scenario's own strategies and return the scorecard's figures."""
    return ng.play(scenario, seed=1).scorecard.as_plain()


def scripted(upper: tuple[str, ...] = (), lower: tuple[str, ...] = (), **others: Any) -> Callable[[Scenario], object]:
    """Return what plays scripts and gives the acts and the figures."""

    def observe(scenario: Scenario) -> object:
        strategies = {"upper": Script(*upper), "lower": Script(*lower)}
        play = ng.play(scenario, strategies, seed=1, **others)
        return told(play), play.scorecard.as_plain()

    return observe


def believed(holder: str, about: str, *acts: str) -> Callable[[Scenario], object]:
    """Return what plays a script of the upper mill and gives what somebody then believes about something."""

    def observe(scenario: Scenario) -> object:
        play = ng.play(scenario, {"upper": Script(*acts), "lower": Script()})
        return belief(scenario, play.state.world, holder, about)

    return observe


def lasting(scenario: Scenario) -> object:
    """Return how an agreement to shut the sluice under a keeper's eye lasts."""
    found = durability(scenario, scenario.package({"sluice": "shut", "watch": "keeper"}))
    return found and (found.honoured(), found.in_force(), found.undetected())


def mediated(scenario: Scenario) -> object:
    """Return the acts where the town tables a single text and the mills say what is wrong with it."""
    strategies = {"upper": "judge", "lower": "judge", "town": SingleText()}
    return told(ng.play(scenario, strategies, protocol=one_text(chair="town")))


def within_range(scenario: Scenario) -> object:
    """Return which numbers would open or close the zone within their authors' ranges."""
    return [(each.path, each.within_range) for each in thresholds_of(scenario)]


@frozen
class Case:
    """A number at its path, another value for it, and an observation that the two must not leave alike."""

    path: str
    value: Any
    observe: Callable[[Any], object]
    scenario: Scenario

    @property
    def field(self) -> str:
        """The field in which the path ends."""
        return field_at(Scenario, self.path)

    def differs(self) -> bool:
        """Return whether the observation changes with the number."""
        return self.observe(self.scenario) != self.observe(self.scenario.with_(self.path, self.value))


DISTRUST: Tree = {"lower": {"trust": {"upper": 0.5}}}
DUTY: Tree = {"issue": "sluice", "by": "upper", "temptation": 1, "penalty": 2, "inspection": 0.1, "alarm": 0.5}
WATCHED: Tree = {"issue": "watch", "detects": {"nobody": 0, "keeper": 0.36, "both": 0.8}, "false_alarm": 0.01}
SIGNAL: Tree = {"about": "leak", "when": "did(upper, denies, leak)", "if_true": 0.8, "if_false": 0.4}
CLAIM: Tree = {"leak": {"title": "the sluice leaks", "believed": {"lower": 0.5}}}
ULTIMATUM: Tree = {"by": "upper", "to": "lower", "measure": "breach", "unless": "watch == both", "probability": 0.5}
VISIT: Tree = {"title": "a visit of the lower mill", "held": 0.9}
TAXED: Tree = {"lower": {"demands": {"shut_first": {"demand": "sluice == shut", "force": "declared"}}}}
TEXT = "upper tables U1: sluice = half, watch = both"
SIGNED: Tree = {"upper": (TEXT,), "lower": ("lower accepts U1",)}
DENIED = "upper denies leak publicly"


def bound(**parts: Any) -> Scenario:
    """Return talks in which the upper mill is obliged to keep the sluice, under a watch."""
    return talks(obligations={"keep": {**DUTY, **parts}}, verification=WATCHED)


def council(weights: Tree) -> Scenario:
    """Return talks in which a council of the town and the mills decides by majority whether a text holds."""
    bloc = {"members": ["town", "upper", "lower"], "decides_by": "majority", "weights": weights}
    gate = {"who": "council", "must": "consent", "force": "constitutive"}
    return talks({"council": bloc}, gates={"council": gate})


def threatened(**parts: Any) -> Scenario:
    """Return talks under the upper mill's threat to breach the weir unless both watch."""
    return talks(measures=BREACH, threats={"ultimatum": {**ULTIMATUM, **parts}})


def flooded(**parts: Any) -> Scenario:
    """Return talks over which a flood may come."""
    return talks(measures=FLOOD, events={"spring": {"measure": "flood", **parts}})


def signalled(**parts: Any) -> Scenario:
    """Return talks in which a denial bears on a contested claim."""
    return talks(claims=CLAIM, signals={"denial": {**SIGNAL, **parts}})


CASES = (
    Case("issues.sluice.options.shut.reversible_in_turns", 1, scores_of, talks(DISTRUST)),
    Case(
        "actors.lower.red_lines.shut.cost",
        0.4,
        acts_of,
        talks({"lower": {"red_lines": {"shut": {"never": "sluice != shut", "force": "declared", "cost": 0.1}}}}),
    ),
    Case("actors.council.weights.town", 3, scripted(**SIGNED), council({"town": 1, "upper": 1, "lower": 3})),
    Case("actors.upper.salience", {"sluice": 0.4, "watch": 0.6}, acts_of, talks()),
    Case("actors.upper.values.sluice.half", 0.2, acts_of, talks()),
    Case("actors.lower.no_deal", 0.6, acts_of, talks({"lower": {"no_deal": 0.3, "no_deal_because": "as it was"}})),
    Case("actors.lower.trust.upper", 0.9, acts_of, talks(DISTRUST)),
    Case(
        "actors.lower.audience_cost",
        0.2,
        scripted(lower=("lower withdraws shut_first publicly",)),
        talks({"lower": {**TAXED["lower"], "audience_cost": 0.1}}),
    ),
    Case(
        "actors.town.bias",
        {"upper": 0.1, "lower": 5},
        mediated,
        talks({"town": {"roles": "mediator", "bias": {"upper": 5, "lower": 0.1}}}, seats=["upper", "lower", "town"]),
    ),
    Case(
        "actors.lower.study_turns",
        3,
        scripted(("upper sends letter to lower by note",), ("lower passes", "lower answers letter in reply by note")),
        talks({"lower": {"study_turns": 1}}, channels=NOTE),
    ),
    Case("actors.lower.discount", 0.8, scores_of, talks({"lower": {"discount": 0.99}})),
    Case(
        "actors.lower.interactions.quiet.amount",
        -0.3,
        acts_of,
        talks({"lower": {"interactions": {"quiet": {"when": "watch == keeper", "amount": 0.1, "anchor": "a little"}}}}),
    ),
    *(
        Case(
            f"actors.lower.chains.ruin.{path}",
            value,
            acts_of,
            talks(
                {
                    "lower": {
                        "chains": {
                            "ruin": {
                                "when": "watch == both",
                                "steps": [{"spies": {"title": "a keeper spies", "probability": 0.2}}],
                                "loss": 0.5,
                            }
                        }
                    }
                }
            ),
        )
        for path, value in (("steps.spies.probability", 1), ("loss", 2))
    ),
    Case(
        "gates.town.delay_turns",
        2,
        scripted(**SIGNED),
        talks(gates={"town": {"who": "town", "must": "ratify", "force": "constitutive", "delay_turns": 1}}),
    ),
    Case("measures.flood.effects.lower", -0.1, acts_of, flooded(without_agreement=1)),
    Case("threats.ultimatum.probability", 0.1, acts_of, threatened(probability=1)),
    Case("threats.ultimatum.believed.lower", 1, acts_of, threatened(believed={"lower": 0.1})),
    Case("threats.ultimatum.backing_down", 0.2, scripted(), threatened(decided_by="seat", backing_down=0)),
    Case("threats.ultimatum.hazard", 1, acts_of, threatened(hazard=0)),
    Case("events.spring.turn", 3, acts_of, flooded(turn=1)),
    Case("events.spring.each_turn", 1, acts_of, flooded(each_turn=0.01)),
    Case("events.spring.without_agreement", 1, acts_of, flooded(without_agreement=0.1)),
    Case(
        "events.visit.held", 0, scripted(("upper schedules visit with lower in 1 turns",)), talks(events={"visit": VISIT})
    ),
    Case(
        "promises.repair.by_turn",
        6,
        acts_of,
        talks(
            DISTRUST,
            measures={"mend": {"title": "the weir is mended", "by": "upper"}},
            promises={"repair": {"by": "upper", "to": "lower", "measure": "mend", "by_turn": 1, "announced": True}},
            signals={"broken": {"about": "upper", "when": "did(upper, breaks)", "if_true": 0, "if_false": 1}},
        ),
    ),
    Case(
        "channels.note.latency_turns",
        3,
        scripted(("upper tables U1 to lower by note: sluice = half",), ("lower passes", "lower accepts U1")),
        talks(channels=NOTE),
    ),
    Case(
        "channels.note.leaks",
        0,
        scripted(("upper floats hint to lower by note: sluice = half",)),
        talks(channels={"note": {**NOTE["note"], "leaks": 1}}),
    ),
    Case("claims.leak.believed.lower", 0.9, believed("lower", "leak", DENIED), signalled()),
    Case("signals.denial.if_true", 0.2, believed("lower", "leak", DENIED), signalled()),
    Case("signals.denial.if_false", 0.9, believed("lower", "leak", DENIED), signalled()),
    Case("signals.denial.by_turn", 6, believed("lower", "leak", "upper passes"), signalled(by_turn=1)),
    Case("obligations.keep.temptation", 3, lasting, bound()),
    Case("obligations.keep.penalty", 0.2, lasting, bound()),
    Case("obligations.keep.inspection", 0.3, lasting, bound(solution="nash")),
    Case("obligations.keep.alarm", 0.9, lasting, bound(solution="nash")),
    Case("obligations.keep.patience", 0.5, lasting, bound(solution="grim", patience=1)),
    Case("verification.detects.keeper", 0.1, lasting, bound()),
    Case("verification.false_alarm", 0.2, lasting, bound()),
    Case("verification.periods", 3, lasting, bound()),
    Case("defaults.turns", 9, acts_of, talks()),
    Case("defaults.deadline_turns", 4, acts_of, talks(defaults={"turns": 20, "deadline_turns": 10})),
    Case(
        "measures.flood.effects.lower",
        {"value": -0.3, "range": [-0.9, 0.9]},
        within_range,
        talks(
            {"lower": {"no_deal": 0.3, "no_deal_because": "as it was"}},
            measures={"flood": {**FLOOD["flood"], "effects": {"lower": {"value": -0.3, "range": [-0.31, -0.29]}}}},
            events={"spring": {"measure": "flood", "without_agreement": 1}},
        ),
    ),
)
