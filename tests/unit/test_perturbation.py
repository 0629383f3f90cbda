"""Every number that a file may hold matters: perturbing it changes some play, score or analysis.

The numeric fields are not listed here but found, by walking the codecs of every class that stands in files. A field
without a case fails by name, and so does a case whose number changes nothing that is observed.
"""

import hashlib
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from attrs import frozen

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
            elif not isinstance(each, codec.Cond | None) and holds_numbers(each.schema()):
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
SIX_TURNS: Tree = {"turns": 6}


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
        "defaults": SIX_TURNS,
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
    strategies: dict[str, Any] = {"upper": "judge", "lower": "judge", "town": SingleText()}
    return told(ng.play(scenario, strategies, protocol=one_text(chair="town")))


def within_range(scenario: Scenario) -> object:
    """Return which numbers would open or close the zone within their authors' ranges."""
    return [(each.path, each.within_range) for each in thresholds_of(scenario)]


@frozen
class Case:
    """A number at its path, what holds it before and after it is perturbed, and what must not look alike then."""

    path: str
    before: Any
    after: Any
    observe: Callable[[Any], object]

    @property
    def field(self) -> str:
        """The field in which the path ends."""
        return field_at(type(self.before), self.path)

    def differs(self) -> bool:
        """Return whether what is observed changes with the number."""
        return self.observe(self.before) != self.observe(self.after)


def at(path: str, value: Any, observe: Callable[[Scenario], object], scenario: Scenario) -> Case:
    """Return the case of a number of a scenario that is set to another value."""
    return Case(path, scenario, scenario.with_(path, value), observe)


MINUTES = "The mills met.\nThe sluice stays open.\n"
LINE = hashlib.sha256(b"The sluice stays open.").hexdigest()[:16]


def cited(lines: int = 2, line: int = 2) -> SourceMap:
    """Return the source map that cites the second line of two."""
    source = {"document": "minutes", "says": "no change", "line": line, "sha256": LINE}
    tree = {"documents": {"minutes": {"title": "Minutes", "lines": lines}}, "sources": {"M1": source}}
    return read_sources(tree, Reader())


def compared(sources: SourceMap) -> object:
    """Return what is found when sources are compared with their text."""
    return sources.verify(MINUTES)


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
    at("issues.sluice.options.shut.reversible_in_turns", 1, acts_of, talks({"lower": {"trust": {"upper": 0.8}}})),
    at(
        "actors.lower.red_lines.shut.cost",
        0.4,
        acts_of,
        talks({"lower": {"red_lines": {"shut": {"never": "sluice != shut", "force": "declared", "cost": 0.1}}}}),
    ),
    at("actors.council.weights.town", 9, scripted(**SIGNED), council({"town": 1, "upper": 1, "lower": 3})),
    at("actors.upper.salience", {"sluice": 0.4, "watch": 0.6}, acts_of, talks()),
    at("actors.upper.values.sluice.half", 0.2, acts_of, talks()),
    at("actors.lower.no_deal", 0.6, acts_of, talks({"lower": {"no_deal": 0.3, "no_deal_because": "as it was"}})),
    at("actors.lower.trust.upper", 0.9, acts_of, talks(DISTRUST)),
    at(
        "actors.lower.audience_cost",
        0.2,
        scripted(lower=("lower withdraws shut_first publicly",)),
        talks({"lower": {**TAXED["lower"], "audience_cost": 0.1}}),
    ),
    at(
        "actors.town.bias",
        {"upper": 0.1, "lower": 5},
        mediated,
        talks({"town": {"roles": "mediator", "bias": {"upper": 5, "lower": 0.1}}}, seats=["upper", "lower", "town"]),
    ),
    at(
        "actors.lower.study_turns",
        3,
        scripted(("upper sends letter to lower by note",), ("lower passes", "lower answers letter in reply by note")),
        talks({"lower": {"study_turns": 1}}, channels=NOTE),
    ),
    at("actors.lower.discount", 0.8, scores_of, talks({"lower": {"discount": 0.99}})),
    at(
        "actors.lower.interactions.quiet.amount",
        -0.3,
        acts_of,
        talks({"lower": {"interactions": {"quiet": {"when": "watch == keeper", "amount": 0.1, "anchor": "a little"}}}}),
    ),
    *(
        at(
            f"actors.lower.chains.ruin.{path}",
            value,
            acts_of,
            talks(
                {
                    "lower": {
                        "chains": {
                            "ruin": {
                                "when": "watch == both",
                                "steps": [{"spies": {"title": "a keeper spies", "probability": 0.2, "loss": 0}}],
                                "branches": [{"strife": {"title": "the mills fall out", "probability": 0.2}}],
                                "loss": 0.5,
                            }
                        }
                    }
                }
            ),
        )
        for path, value in (
            ("steps.spies.loss", 2),
            ("branches.strife.probability", 0.8),
            ("loss", 2),
        )
    ),
    at(
        "gates.town.delay_turns",
        2,
        scripted(**SIGNED),
        talks(gates={"town": {"who": "town", "must": "ratify", "force": "constitutive", "delay_turns": 1}}),
    ),
    at("measures.flood.effects.lower", -0.1, acts_of, flooded(without_agreement=1)),
    at("threats.ultimatum.probability", 0.1, acts_of, threatened(probability=1)),
    at("threats.ultimatum.believed.lower", 1, acts_of, threatened(believed={"lower": 0.1})),
    at("threats.ultimatum.backing_down", 0.2, scripted(), threatened(decided_by="seat", backing_down=0)),
    at("threats.ultimatum.hazard", 1, acts_of, threatened(hazard=0)),
    at("events.spring.turn", 3, acts_of, flooded(turn=1)),
    at("events.spring.each_turn", 1, acts_of, flooded(each_turn=0.01)),
    at("events.spring.without_agreement", 1, acts_of, flooded(without_agreement=0.1)),
    at(
        "events.visit.held",
        0,
        scripted(("upper schedules visit with lower in 1 turns",)),
        talks(events={"visit": VISIT}),
    ),
    at(
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
    at(
        "channels.note.latency_turns",
        3,
        scripted(("upper tables U1 to lower by note: sluice = half",), ("lower passes", "lower accepts U1")),
        talks(channels=NOTE),
    ),
    at(
        "channels.note.leaks",
        0,
        scripted(("upper floats hint to lower by note: sluice = half",)),
        talks(channels={"note": {**NOTE["note"], "leaks": 1}}),
    ),
    at("claims.leak.believed.lower", 0.9, believed("lower", "leak", DENIED), signalled()),
    at("signals.denial.if_true", 0.2, believed("lower", "leak", DENIED), signalled()),
    at("signals.denial.if_false", 0.9, believed("lower", "leak", DENIED), signalled()),
    at("signals.denial.by_turn", 6, believed("lower", "leak", "upper passes"), signalled(by_turn=1)),
    at("obligations.keep.temptation", 3, lasting, bound()),
    at("obligations.keep.penalty", 0.2, lasting, bound()),
    at("obligations.keep.inspection", 0.3, lasting, bound(solution="nash")),
    at("obligations.keep.alarm", 0.9, lasting, bound(solution="nash")),
    at("obligations.keep.patience", 0.5, lasting, bound(solution="grim", patience=1)),
    at("verification.detects.keeper", 0.1, lasting, bound()),
    at("verification.false_alarm", 0.2, lasting, bound()),
    at("verification.periods", 3, lasting, bound()),
    at("defaults.turns", 9, acts_of, talks()),
    at("defaults.deadline_turns", 4, acts_of, talks(defaults={"turns": 20, "deadline_turns": 10})),
    at(
        "measures.flood.effects.lower.range",
        [-0.9, 0.9],
        within_range,
        talks(
            {"lower": {"no_deal": 0.3, "no_deal_because": "as it was"}},
            measures={"flood": {**FLOOD["flood"], "effects": {"lower": {"value": -0.3, "range": [-0.31, -0.29]}}}},
            events={"spring": {"measure": "flood", "without_agreement": 1}},
        ),
    ),
    Case("documents.minutes.lines", cited(), cited(lines=3), compared),
    Case("sources.M1.line", cited(), cited(line=1), compared),
)

#: Numbers that stand inside conditions, which files hold as text: path, the condition now, and with another number.
COUNTS = (
    ("rules.enough.rule", "at_least(1, moved(sluice), moved(watch))", "at_least(2, moved(sluice), moved(watch))"),
    ("preconditions.later.until", "turn >= 2", "turn >= 5"),
)


class TestEveryNumberMatters:
    """Each numeric field of the schema is read by something that shows."""

    @pytest.mark.parametrize("field", FIELDS)
    def test_has_a_case(self, field: str) -> None:
        """Every numeric field is perturbed in a case below, or listed as an exception with its reason."""
        assert (field in {case.field for case in CASES}) != bool(EXCEPTIONS.get(field))

    @pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.field}-{case.path}")
    def test_perturbed_it_shows(self, case: Case) -> None:
        """With another number there, a play, a score, a belief, a zone or a finding is another."""
        assert case.field in FIELDS
        assert case.differs()

    @pytest.mark.parametrize(("path", "now", "then"), COUNTS, ids=[path for path, _, _ in COUNTS])
    def test_counts_in_conditions_show(self, path: str, now: str, then: str) -> None:
        """A count and a turn within a condition matter like any other number."""
        waits = {"who": "upper", "deeds": "tables", "until": now if "later" in path else "true"}
        rule = {"rule": now if "enough" in path else "true"}
        scenario = talks(rules={"enough": rule}, preconditions={"later": waits})

        assert at(path, then, acts_of, scenario).differs()

    def test_exceptions_are_fields(self) -> None:
        """No exception is left of a field that is gone."""
        assert set(EXCEPTIONS) <= set(FIELDS)


class TestTheCheck:
    """The search for fields and the comparison can fail."""

    def test_fields_are_found_wherever_they_stand(self) -> None:
        """Plain numbers, whole ones, maps of them, rows of values and effects are found, each in its own class."""
        assert {
            "Actor.trust",
            "Actor.values",
            "Channel.latency_turns",
            "Defaults.turns",
            "Document.lines",
            "Measure.effects",
            "Option.reversible_in_turns",
            "Step.probability",
            "Verification.periods",
        } <= set(FIELDS)

    def test_texts_and_flags_are_not_fields(self) -> None:
        """What holds no number needs no case."""
        assert not {"Actor.title", "Measure.chance_only", "Threat.unless", "Profile.set"} & set(FIELDS)

    def test_a_new_number_needs_a_case(self) -> None:
        """A class with a number that nobody perturbs is found by the name of the field."""

        @frozen
        class Tide:
            height: float = codec.coded(codec.Num(0.0))

        assert ["Tide.height"] == list(numeric_fields(Tide))
        assert "Tide.height" not in {case.field for case in CASES}

    def test_a_number_that_nothing_reads_is_found(self) -> None:
        """The hazard of a threat that has not been made moves nothing in a play in which nobody makes it."""
        silent = threatened(announced=False, hazard=0.1)

        assert not at("threats.ultimatum.hazard", 1, acts_of, silent).differs()

    def test_a_path_names_its_field(self) -> None:
        """Paths are followed through maps and lists; one that the files do not know names none."""
        assert field_at(Scenario, "issues.sluice.options.shut.reversible_in_turns") == "Option.reversible_in_turns"
        assert field_at(Scenario, "measures.flood.effects.lower.range") == RANGE
        assert field_at(Scenario, "actors.lower.hair") == ""
