"""Random talks: small scenarios with every mechanism, each protocol, and walks over legal acts.

Everything follows from one seed, so that a failing walk is told by its seed alone.
"""

from collections.abc import Iterator
from random import Random
from typing import Any

from negotiation.engine.acts import CHANCE, DEEDS, PROPOSING, Act
from negotiation.engine.deeds import Template
from negotiation.engine.game import Game
from negotiation.engine.opening import begin
from negotiation.engine.procedures import bilateral_tracks, monotonic_concession, one_text, record
from negotiation.engine.protocols import Protocol, alternating_offers, plenary, stacked_alternating_offers
from negotiation.engine.state import State
from negotiation.scenario import Scenario, Table, parse_condition
from negotiation.scenario.scenario import read_scenario

SEATED = ("ann", "bob", "cem")
CHAIR, OUTSIDER, BLOC = "med", "outsider", "bloc"
ISSUES = {"x": 3, "y": 2, "z": 2}
PACKAGE_CONDITIONS = ("moved(x)", "x >= x1", "y == y1", "moved(y) or moved(z)", "x == x2 and z == z0", "not z == z1")
WORLD_CONDITIONS = (
    "happened(raid)",
    "happened(shift)",
    "did(ann, declares, peace)",
    "did(bob, tables)",
    "turn >= 2",
    "consulted(outsider)",
)


#: What moves talks towards their end, one way or the other.
FIRM = ("tables", "accepts", "accepts", "stands by", "consents to", "rejects", "withdraws")
FORCEFUL = ("carries out", "threatens", "promises", "withdraws", "floats", "declares")


class Maker:
    """Makes one random scenario, as a plain tree."""

    def __init__(self, rng: Random, n_parties: int) -> None:
        self.rng, self.parties = rng, SEATED[:n_parties]
        self.sentinels: dict[str, list[float]] = {}

    def maybe(self, share: float, value: Any) -> Any:
        """Return a value with some probability, else None."""
        return value if self.rng.random() < share else None

    def one(self, *values: Any) -> Any:
        """Return one of several values."""
        return self.rng.choice(values)

    def number(self, actor: str, low: float = 0.0, high: float = 1.0) -> float:
        """Return a number that occurs nowhere else, and remember whose it is."""
        value = self.rng.uniform(low, high)
        self.sentinels.setdefault(actor, []).append(value)
        return value

    def actor(self, name: str) -> dict[str, Any]:
        """Return an actor with preferences, and what it may have besides."""
        weights = [self.rng.uniform(0.1, 1) for _ in ISSUES]
        values = {
            issue: {"scale": "as_given", **{f"{issue}{j}": self.number(name) for j in range(size)}}
            for issue, size in ISSUES.items()
        }
        found: dict[str, Any] = {
            "title": name,
            "roles": "party" if name in self.parties else "stakeholder",
            "salience": dict(zip(ISSUES, (weight / sum(weights) for weight in weights), strict=True)),
            "values": values,
            "discount": self.number(name, 0.9),
            "audience_cost": self.number(name, 0, 0.1),
            "study_turns": self.one(0, 0, 1),
            "trust": self.maybe(0.3, {SEATED[0]: self.number(name)} if name != SEATED[0] else {SEATED[1]: 0.5}),
            "declines": self.maybe(0.1, "z"),
            "red_lines": self.maybe(
                0.5, {"line": {self.one("never", "only_if"): self.one(*PACKAGE_CONDITIONS), "assumed": "t"}}
            ),
            "demands": self.maybe(0.4, self.demands()),
        }
        return {key: value for key, value in found.items() if value}

    def demands(self) -> dict[str, Any]:
        """Return a demand, of talks or settlement, absolute or declared."""
        demand = {"demand": self.one(*PACKAGE_CONDITIONS), "conditions": self.one("talks", "settlement")}
        return {"demand_of_it": {**demand, "force": self.one("absolute", "declared"), "assumed": "t"}}

    def gates(self) -> dict[str, Any]:
        """Return up to two gates."""
        found = {}
        for n in range(self.one(0, 1, 1, 2)):
            gate = {
                "who": self.one(OUTSIDER, OUTSIDER, BLOC, self.parties[-1], "nobody_here"),
                "must": self.one("consent", "ratify", "be_consulted"),
                "force": self.one("constitutive", "opposable", "procedural"),
                "delay_turns": self.one(0, 0, 1, 2),
                "on_failure": self.one("reopens", "reopens", "ends"),
                "when": self.maybe(0.7, self.one(*PACKAGE_CONDITIONS, *WORLD_CONDITIONS)),
                "assumed": "t",
            }
            found[f"gate{n}"] = {key: value for key, value in gate.items() if value is not None}
        return found

    def measures(self) -> dict[str, Any]:
        """Return a move of the status quo, two measures of seats, and one of chance."""
        bearers = (*self.parties, OUTSIDER)
        lands = self.one("no_deal", "agreement", "both")
        effects = {name: {"value": self.number(name, -0.5, 0.2), "on": lands} for name in bearers}
        return {
            "shift": {"title": "t", "by": self.parties[0], "moves": {"x": self.one("x0", "x1")}, "assumed": "t"},
            "levy": {"title": "t", "by": self.parties[1], "repeats": True, "effects": effects, "assumed": "t"},
            "raid": {"title": "t", "by": self.parties[0], "chance_only": True, "effects": effects, "assumed": "t"},
            "fine": {"title": "t", "by": self.parties[1], "effects": effects, "assumed": "t"},
        }

    def threats(self) -> dict[str, Any]:
        """Return a compellent threat and a deterrent one."""
        first, second = self.parties[:2]
        compellent = {
            "by": first,
            "to": second,
            "measure": "raid",
            "unless": self.one(*PACKAGE_CONDITIONS),
            "probability": self.rng.random(),
            "believed": {second: self.number(second)},
            "hazard": self.one(0, 0.2),
            "backing_down": self.number(first, 0, 0.1),
            "announced": self.one(True, False),
            "decided_by": self.one("chance", "seat"),
            "assumed": "t",
        }
        deterrent = {
            "by": second,
            "to": first,
            "measure": "fine",
            "if": self.one("happened(raid)", "happened(shift)", "did(ann, declares, peace)"),
            "probability": self.rng.random(),
            "announced": self.one(True, False),
            "assumed": "t",
        }
        return {"or_else": compellent, "if_so": deterrent}

    def talk(self) -> dict[str, Any]:
        """Return channels, promises, claims, signals and preconditions, or some of them."""
        first, second = self.parties[:2]
        by_turn = {"by_turn": 3} if self.rng.random() < 0.5 else {}
        signal = {
            "about": "fact_of_it",
            "when": self.one(*WORLD_CONDITIONS),
            "if_true": 0.7,
            "if_false": 0.2,
            **by_turn,
        }
        found = {
            "channels": {
                "call": {"title": "t"},
                "note": {"title": "t", "latency_turns": 2},
                "press": {"title": "t", "audience": "public", "latency_turns": 1},
                "whisper": {"title": "t", "leaks": 0.4, "assumed": "t"},
            },
            "promises": {"word": {"by": second, "to": first, "measure": "levy", "by_turn": 2, "assumed": "t"}},
            "claims": {
                "fact_of_it": {"title": "t", "believed": {first: self.number(first), second: self.number(second)}}
            },
            "signals": {
                "sign": {**signal, "assumed": "t"},
                "sign_of_will": {**signal, "about": "or_else", "assumed": "t"},
            },
            "preconditions": {
                "first_that": {
                    "who": second,
                    "deeds": [self.one("accepts", "tables", "carries_out")],
                    "until": self.one(*WORLD_CONDITIONS[:4]),
                    "assumed": "t",
                }
            },
        }
        shares = {"channels": 0.8, "promises": 0.5, "claims": 1, "signals": 0.6, "preconditions": 0.2}
        return {kind: part for kind, part in found.items() if self.rng.random() < shares[kind]}

    def tree(self) -> dict[str, Any]:
        """Return the whole scenario."""
        issues = {}
        for issue, size in ISSUES.items():
            options = [{f"{issue}{j}": {"title": "t"}} for j in range(size)]
            if issue == "x" and self.rng.random() < 0.3:
                options[2]["x2"]["signs"] = self.one(OUTSIDER, BLOC)
            issues[issue] = {"title": "t", "status_quo": f"{issue}0", "options": options}
        members = [OUTSIDER, self.parties[-1]]
        actors = {name: self.actor(name) for name in (*self.parties, OUTSIDER)}
        actors[CHAIR] = {"title": "t", "roles": "mediator"}
        actors[BLOC] = {"title": "t", "members": members, "decides_by": self.one("consensus", "majority"), "vetoes": []}
        rules = self.maybe(0.3, {"rule": {"rule": self.one("y == y1 => moved(x)", "not (x == x2 and z == z1)")}})
        events = {
            "thaw": {"turn": 2, "measure": "raid", "assumed": "t"},
            "gale": {"each_turn": 0.3, "assumed": "t"},
            "summit": {"held": 0.5, "assumed": "t"},
        }
        found: dict[str, Any] = {
            "negotiation": 1,
            "id": "random-talks",
            "title": "t",
            "numbers": {"assumed": "t"},
            "seats": [*self.parties, CHAIR],
            "agenda": list(ISSUES),
            "issues": issues,
            "actors": actors,
            "rules": rules or {},
            "gates": self.gates(),
            "measures": self.measures(),
            "threats": self.maybe(0.7, self.threats()) or {},
            "events": {name: event for name, event in events.items() if self.rng.random() < 0.4},
            **self.talk(),
        }
        if not found["threats"]:
            found.get("signals", {}).pop("sign_of_will", None)
        return found


def protocol_of(rng: Random, scenario: Scenario) -> Protocol:
    """Return a protocol that fits a scenario."""
    parties = scenario.parties
    made = {
        "stacked": stacked_alternating_offers(rng.choice((None, 5))),
        "consensus": plenary(),
        "quorum": plenary(quorum=rng.randint(1, len(parties))),
        "veto": plenary(quorum=rng.randint(1, 2), vetoes=parties[:1]),
        "weights": plenary(weights=dict(zip(parties, (3, 2, 1), strict=False)), threshold=0.4),
        "one text": one_text(chair=CHAIR),
        "record": record(),
    }
    if scenario.channels:
        made["tracks"] = bilateral_tracks()
    if len(parties) == 2:
        made |= {"alternating": alternating_offers(), "monotonic": monotonic_concession()}
    return made[rng.choice(sorted(made))]


class Talks:
    """One random scenario under one random protocol, and a walk through it."""

    def __init__(self, seed: int, *, n_acts: int = 30, cap: int = 6) -> None:
        self.rng = Random(seed)  # noqa: S311 - the walk is told by its seed
        maker = Maker(self.rng, self.rng.choice((2, 2, 3)))
        self.scenario: Scenario = read_scenario(maker.tree())
        self.sentinels = maker.sentinels
        self.game = Game(self.scenario, protocol_of(self.rng, self.scenario), cap)
        self.n_acts = n_acts
        self.n_labels = 0
        self.is_quiet = self.rng.random() < 0.1

    def walk(self) -> Iterator[tuple[State, Act, State]]:
        """Yield steps: the state before, a legal act at random, the state after."""
        state = begin(self.game)
        for _ in range(self.n_acts):
            if state.outcome is not None:
                return
            act = self.act(state)
            if state.why_illegal(act):
                continue
            after = state.after(act)
            yield state, act, after
            state = after

    def act(self, state: State) -> Act:
        """Return an act of somebody who may act, filled in; mostly one that moves the talks on."""
        actor = self.rng.choice(state.to_act)
        seldom = ("leaves", "objects to", "consents to") if state.phase == "moves" else ()
        templates = state.legal_acts(actor)
        templates = tuple(t for t in templates if t.deed not in seldom or self.rng.random() < 0.05) or templates
        if self.is_quiet and self.rng.random() < 0.9:
            templates = tuple(each for each in templates if each.deed == "passes") or templates
        elif actor != CHANCE:
            wanted = self.rng.choice((FIRM, FIRM, FIRM, FORCEFUL, DEEDS, DEEDS))
            templates = tuple(each for each in templates if each.deed in wanted) or templates
        return self.filled(state, actor, self.rng.choice(templates))

    def label(self) -> str:
        """Return a label that occurs nowhere else, and is found in any pickle."""
        self.n_labels += 1
        return f"ZQ{self.n_labels}Q"

    def filled(self, state: State, actor: str, template: Template) -> Act:
        """Return a sensible act of a template."""
        deed, rng = template.deed, self.rng
        if actor == CHANCE:
            return Act(actor, deed, () if deed == "passes" else (rng.choice(template.about),))
        about = rng.choice(template.about) if template.about else ""
        parts: dict[str, Any] = {"what": (about,) if about else ()}
        others = [each for each in self.scenario.actors if each != actor]
        if deed in ("declares", "denies"):
            parts["what"] = (rng.choice(("peace", "concern")),)
        elif deed in PROPOSING:
            parts |= self.raised(state, actor, deed) or self.text(state)
        elif deed == "sends":
            parts |= {"what": (self.label(),), "to": (rng.choice(others),)}
        elif deed == "answers":
            parts |= {"what": (self.label(),), "second": about}
        elif deed in ("reads", "corrects"):
            parts |= {"second": rng.choice(("earlier", "letter")), "negated": rng.random() < 0.5}
        elif deed == "schedules":
            parts["when"] = str(rng.randint(1, 3))
        elif deed == "consults":
            parts |= {"what": (state.talks.tentative or "matters",), "to": (about,)}
        elif deed == "threatens":
            parts["to"] = (rng.choice(others),)
        if state.phase == "moves" and deed not in ("passes", "leaves", "carries out", "consents to", "objects to"):
            parts |= self.way(deed, others, parts)
        return Act(actor, deed, **parts)

    def raised(self, state: State, actor: str, deed: str) -> dict[str, Any]:
        """Return, for some proposals, a softer text of the actor's own, to be raised; else nothing."""
        softer = [label for label, author in state.talks.softer.items() if author == actor]
        own = [
            label for label in softer if PROPOSING.index(state.log.proposals[label].firmness) < PROPOSING.index(deed)
        ]
        return {"what": (self.rng.choice(own),)} if own and self.rng.random() < 0.6 else {}

    def text(self, state: State) -> dict[str, Any]:
        """Return what a proposal says: terms, sometimes something in return, sometimes a condition."""
        names = [issue for issue in ISSUES if self.rng.random() < 0.5] or ["x"]
        terms = {issue: f"{issue}{self.rng.randrange(ISSUES[issue])}" for issue in names}
        put = list(state.log.proposals.values())
        if put and self.rng.random() < 0.3:
            again = self.scenario.options_of(self.rng.choice(put).package)
            return {"what": (self.label(),), "terms": Table(again)}
        parts: dict[str, Any] = {"what": (self.label(),), "terms": Table(terms)}
        if len(names) > 1 and self.rng.random() < 0.3:
            parts |= {"terms": Table({names[0]: terms.pop(names[0])}), "in_return": Table(terms)}
        if self.rng.random() < 0.2:
            parts["if_"] = parse_condition(self.rng.choice((*WORLD_CONDITIONS, *PACKAGE_CONDITIONS)))
        return parts

    def way(self, deed: str, others: list[str], parts: dict[str, Any]) -> dict[str, Any]:
        """Return how an act is said: on the floor, in public, in private, on a channel."""
        channel = self.rng.choice(("", "", "", "publicly", "privately", *self.scenario.channels))
        if channel in ("", "publicly"):
            return {"channel": channel}
        addressed = deed in (*PROPOSING, "sends", "answers", "declares", "denies", "promises", "schedules")
        if not addressed and deed not in ("threatens", "consults"):
            return {}
        return {"channel": channel, "to": parts.get("to") or (self.rng.choice(others),)}
