"""Small scenarios for the tests of the scenario package: two villages, a river and a road; and edits of plain trees."""

from collections.abc import Mapping
from copy import deepcopy
from typing import Any

from attrs import evolve

from negotiation.scenario import (
    Actor,
    Chain,
    Channel,
    Claim,
    Comparison,
    Demand,
    Effect,
    Event,
    Gate,
    Grid,
    Interaction,
    Interest,
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
    Rule,
    Scenario,
    Signal,
    Step,
    Table,
    Threat,
    Verification,
    assumed,
    at_least,
    implied,
    stated,
)
from negotiation.scenario.scenario import write_scenario
from negotiation.scenario.world import World, world_at_start

BECAUSE = assumed("made up for a test")

WATER = Issue(
    "water",
    "Water of the river",
    "free",
    [
        Option("free", "everybody takes what they need", stated("S1")),
        Option("shared", "shares by season", BECAUSE, performs="east"),
        Option("metered", "a meter for each village", BECAUSE, performs=["east", "west"], reversible_in_turns=2),
    ],
)
ROAD = Issue("road", "The road", "closed", [Option("closed", "closed"), Option("open", "open", signs="miller")])
AGENDA = (WATER, ROAD)


def villager(name: str, water: tuple[float, ...], road: tuple[float, ...], weight: float = 0.6, **more: Any) -> Actor:
    """Return an actor with preferences over the two issues; `weight` is the water's."""
    values = {"water": dict(zip(WATER, water, strict=True)), "road": dict(zip(ROAD, road, strict=True))}
    preferences = {"salience": {"water": weight, "road": 1 - weight}, "values": values}
    return Actor(name, name.title(), **{**preferences, **more})


def east(**more: Any) -> Actor:
    """Return the eastern village, which wants the river metered and the road closed."""
    return villager("east", (0.0, 0.5, 1.0), (1.0, 0.0), **{"roles": "party", **more})


def west(**more: Any) -> Actor:
    """Return the western village, which wants the river free and the road open."""
    return villager("west", (1.0, 0.8, 0.0), (0.0, 1.0), 0.5, **{"roles": "party", **more})


def hamlet(**more: Any) -> Actor:
    """Return the hamlet downstream, which has no seat."""
    return villager("hamlet", (0.0, 1.0, 0.6), (0.0, 1.0), 0.75, **more)


def miller(**more: Any) -> Actor:
    """Return the miller, who has no preferences in the model."""
    return Actor("miller", "The miller", **more)


def toy(*actors: Actor, agenda: tuple[Issue, ...] = AGENDA, **more: Any) -> Scenario:
    """Return a scenario of the two villages; actors given here stand in place of those of the same id."""
    people = {each.id: each for each in (east(), west(), hamlet(), miller())} | {each.id: each for each in actors}
    return Scenario("two-villages", "Two villages", agenda, list(people.values()), **{"numbers": BECAUSE, **more})


def start(scenario: Scenario, **changes: Any) -> World:
    """Return the world at the start of a scenario, with some parts changed."""
    tables: dict[str, Any] = {
        part: Table(value) if isinstance(value, dict) else value for part, value in changes.items()
    }
    return evolve(world_at_start(scenario), **tables)


def full() -> Scenario:
    """Return a scenario in which every part of the model occurs."""
    return toy(
        east(
            about={"en": "upstream", "zh": "上游"},
            positions={"water": Position(seeks="metered", basis=stated("S1", "S2")), "road": Position(says="no cars")},
            interests=[Interest("fields", "dry fields", implied("S3"), "water")],
            red_lines=[
                RedLine("no_free_water", stated("S1"), only_if=at_least(1, "water >= shared", "not moved(road)")),
                RedLine("pride", never="road == open", force="declared", cost=0.1),
            ],
            orders={"water": [Comparison("metered", "free", stated("S1"))]},
            interactions=[Interaction("both", "moved(water) and road == open", -0.1, "as bad as a lost harvest")],
            demands=[Demand("talk_first", "moved(road)", conditions="talks", force="declared", basis=stated("S5"))],
            chains=[Chain("fear", "road == open", [Step("cars", "cars come", 0.5)], 0.2, {"en": "a lost summer"})],
            trust={"west": Number(0.9, BECAUSE)},
            audience_cost=0.05,
            study_turns=1,
            declines="road",
        ),
        west(no_deal=Number(0.45, BECAUSE, (0.2, 0.6)), no_deal_because="they have wells", discount=0.9),
        Actor("valley", "The valley", members=["hamlet", "miller"], decides_by="majority", weights={"hamlet": 2}),
        about="A river and a road.",
        rules=[Rule("road_needs_water", "road == open => water != free", BECAUSE)],
        gates=[
            Gate("downstream", "hamlet", "consent", "opposable", "moved(water)", contested=True),
            Gate("elders", "council", "ratify", "constitutive", "happened(flood)"),
        ],
        measures=[
            Measure("dam", "a dam", "east", effects={"west": -0.2, "hamlet": Effect(-0.3, "both", "water == free")}),
            Measure("toll", "a toll", "west", moves={"road": "closed"}, denied={"west": "S4"}, repeats=True),
            Measure("flood", "a flood", chance_only=True, effects={"east": Number(-0.1, BECAUSE, (-0.3, 0.0))}),
        ],
        threats=[
            Threat("dam_unless_shared", "east", ["west"], "dam", unless="water >= shared", probability=0.3),
            Threat(
                "toll_if_dam", "west", "east", "toll", if_="happened(dam)", believed={"east": 0.5}, backing_down=0.05
            ),
        ],
        events=[Event("rain", "flood", each_turn=0.2, without_agreement=0.1)],
        facts={"dry_year": True},
        promises=[Promise("help", "west", "east", "toll", if_="happened(flood)", by_turn=3, announced=True)],
        channels=[Channel("note", "a note", latency_turns=1, leaks=0.1, deniable=True)],
        claims=[Claim("it_rained", "it rained", {"east": "S6"}, {"west": ["S7", "S8"]}, {"east": 0.9})],
        signals=[Signal("clouds", "it_rained", "fact(dry_year)", 0.3, 0.6, by_turn=2, seen_by="west")],
        preconditions=[Precondition("ask_first", "east", ["tables", "accepts"], "did(west, floats)", "water")],
        obligations=[
            Obligation("keep_closed", "road", "east", 0.4, 0.6, inspection=0.5, alarm=0.5),
            Obligation("read_meters", "water", "west", 0.4, 0.6, solution="nash", on_detection="snaps_back"),
        ],
        verification=Verification("water", {"metered": Number(0.8, None, (0.5, 1.0))}, 0.05, periods=4),
        opening=["east declares publicly"],
        grid=Grid([Reading("soft", "soft", "moved(water)")], [Reading("hard", "hard", "water == metered")]),
        profiles=[
            Profile("generous", "East gives in.", set={"actors.east.salience": {"water": 0.5, "road": 0.5}}),
            Profile("saintly", "East gives all.", "generous", {"actors.east.red_lines.pride": None}),
        ],
        default_profile="generous",
        record=Record("no_deal", "They still talk.", beyond={"weather": "it rained"}),
    )


def full_tree() -> dict[str, Any]:
    """Return the plain tree of the scenario in which everything occurs."""
    return write_scenario(full())


def edited(tree: Mapping[str, Any], **changes: Any) -> dict[str, Any]:
    """Return a copy of a plain tree with changes by path, dots written `__`; None removes, what is missing is made."""
    found: dict[str, Any] = deepcopy(dict(tree))
    for path, value in changes.items():
        *above, last = path.split("__")
        node: Any = found
        for step in above:
            node = node.setdefault(step, {}) if isinstance(node, dict) else _entry(node, step)
        if value is None:
            node.pop(last)
        else:
            node[last] = value
    return found


def _entry(entries: list[dict[str, Any]], name: str) -> Any:
    return next(entry[name] for entry in entries if name in entry)
