"""Random scenarios: valid ones, with awkward texts and ids among them.

Every part of the model occurs: several issues, blocs, red lines, orders, interactions, gates, measures, threats,
events, talk and beliefs, profiles, a record and a grid. Use `scenarios()`; the parts are for tests that need one alone.
"""

from collections.abc import Callable
from functools import cache
from itertools import pairwise
from typing import Any, TypeVar

from attrs import frozen
from hypothesis import strategies as st

from negotiation.scenario import (
    Actor,
    Basis,
    Chain,
    Channel,
    Claim,
    Comparison,
    Condition,
    Defaults,
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
    Table,
    Text,
    Threat,
    Verification,
    assumed,
)
from negotiation.scenario import conditions as c

#: Ids that careless readers of YAML take for something else.
IDS = ("no", "on", "off", "yes", "y", "n", "null", "inf", "nan", "e1", "x0", "o7", "a_1", "id", "value", "status_quo")
SLUGS = ("strict-reading", "no", "1", "2022", "true", "as-given", "1e3", "0-0")
#: Texts that careless writers of YAML spoil.
TEXTS = (
    *("", " ", "no", "NO", "on", "true", "~", "null", "0", "1e3", ".5", "-", "- a", "?", "# a", "a #b", "a: b", "a:"),
    *("{a}", "[a, b]", "a, b", "'a'", '"a"', "\\", "&a", "*a", "!a", "%a", "@a", "`a`", "|", ">", "---", "...", "<<"),
    *("a\nb", "a\n", "\na", "a\n\n", "a\n \nb", " a", "a ", "a\tb", "\t", "\r", "a\r\nb", "\x00", "\x1b", "\x7f"),
    *("\x85", "\xa0", "\u2028", "\ufeff", "\ufffe", "\U0001f54a", "和平", "é", "2022-02-01", "12:30", "no: 1"),
    *("long words " * 20, "和" * 130, "a  b " * 40, "x" * 200, "line\n" * 4 + "end"),
)
SOURCES = ("S1", "S01a", "X", "No", "e9")
NUMBERS = (0.0, 1.0, 0.1, 0.25, 1 / 3, 1e-9, 0.45)

T = TypeVar("T")

texts = st.sampled_from(TEXTS) | st.text(max_size=12)
said = texts.filter(str.strip)
ids = st.sampled_from(IDS) | st.text("abcxyz_019", min_size=1, max_size=5).map("i{}".format)
slugs = st.sampled_from(SLUGS)
source_ids = st.sampled_from(SOURCES)
cited = st.lists(source_ids, min_size=1, max_size=3)


def new(cls: Callable[..., T], /, *values: Any, **more: Any) -> T:
    """Return a value of a class from what its converters take: lists, maps and single ids."""
    return cls(*values, **more)


@cache
def human_texts() -> st.SearchStrategy[Text]:
    """Texts that are not blank, some of them by language."""
    return said | st.dictionaries(st.sampled_from(("en", "zh", "no", "pt-BR")), said, min_size=1, max_size=2).map(Table)


@cache
def bases() -> st.SearchStrategy[Basis | None]:
    """Bases of every kind, or none."""
    kinds = st.sampled_from(("stated", "implied", "external"))
    return st.none() | st.builds(Basis, kinds, cited) | human_texts().map(assumed)


@cache
def numbers(*, low: float = 0.0) -> st.SearchStrategy[Number]:
    """Numbers from `low` to 1, some with a basis or a range of their own."""
    values = st.sampled_from([each for each in (*NUMBERS, -0.3) if each >= low]) | st.floats(low, 1)
    return values.map(Number) | st.builds(lambda value, basis: Number(value, basis, (low, 1.0)), values, bases())


@frozen
class Names:
    """What the parts of one scenario refer to, and conditions on it; `owned` ones ask what only an owner can answer."""

    actors: tuple[str, ...]
    agenda: tuple[Issue, ...]
    measures: tuple[str, ...]
    conditions: st.SearchStrategy[Condition]
    owned: st.SearchStrategy[Condition]
    world: st.SearchStrategy[str]


@st.composite
def issues_of(draw: st.DrawFn, name: str, actors: list[str]) -> Issue:
    """An issue of a given id, with two to four options."""
    names = draw(st.lists(ids, min_size=2, max_size=4, unique=True))
    options = [Option(each, draw(human_texts()), basis=draw(bases())) for each in names]
    options[0] = new(
        Option, names[0], "-", performs=actors[:2], signs=actors[0], reversible_in_turns=2, note=draw(said)
    )
    return new(Issue, name, draw(human_texts()), draw(st.sampled_from(names)), options, about=draw(st.none() | said))


def _all(of: list[Any]) -> tuple[Condition, ...]:
    return tuple(of)


def conditions(agenda: tuple[Issue, ...], *, owned: bool = False) -> st.SearchStrategy[Condition]:
    """Conditions on packages; `owned` ones also ask what only their owner can answer."""
    pairs = [(issue.id, option) for issue in agenda for option in issue.option_ids]
    plain = [c.Atom("moved", (issue.id,)) for issue in agenda] + [c.Constant(True), c.Constant(False)]
    of_owner = [c.Atom("met", pair) for pair in pairs] + [c.Atom("improved", (issue.id,)) for issue in agenda]
    among = [c.Among(issue.id, issue.option_ids[:n]) for issue in agenda for n in (1, 2)]
    pair, op = st.sampled_from(pairs), st.sampled_from(c.OPERATORS)
    compared = st.builds(lambda pair, op: c.Compare(pair[0], op, pair[1]), pair, op)
    atoms = compared | st.sampled_from([*plain, *among, *(of_owner if owned else ())])
    several = st.lists(atoms | compared.map(c.Not), min_size=2, max_size=3).map(_all)
    counts = st.builds(c.Count, st.sampled_from(c.COUNTS), st.integers(0, 2), several)
    inner = (
        atoms
        | st.builds(c.And, several)
        | st.builds(c.Or, several)
        | counts
        | st.builds(c.Implies, atoms, st.builds(c.Or, several))
    )
    return inner | inner.map(c.Not) | st.builds(c.Implies, inner, inner) | st.builds(c.And, st.tuples(inner, inner))


@st.composite
def rows(draw: st.DrawFn, issue: Issue) -> Row:
    """Values of an issue's options: spanning 0 to 1, or as given."""
    values = [draw(numbers()) for _ in issue.options]
    as_given = draw(st.booleans())
    if not as_given:
        values[0], values[1] = Number(0.0), Number(1.0, draw(bases()))
    order = draw(st.permutations(issue.option_ids))
    return Row(dict(zip(order, values, strict=True)), "as_given" if as_given else "unit")


@st.composite
def preferences(draw: st.DrawFn, names: Names) -> dict[str, Any]:
    """What gives an actor preferences: weights that sum to one, values, an order that agrees, an interaction."""
    parts = [draw(st.integers(1, 9)) for _ in names.agenda]
    values = {issue.id: draw(rows(issue)) for issue in names.agenda}
    first = names.agenda[0].id
    ranked = sorted(values[first], key=lambda option: values[first][option].value)
    better = [pair for pair in pairwise(ranked) if values[first][pair[0]].value < values[first][pair[1]].value]
    found: dict[str, Any] = {
        "salience": {issue.id: Number(n / sum(parts)) for issue, n in zip(names.agenda, parts, strict=True)},
        "values": values,
        "orders": {first: [Comparison(high, low, basis=draw(bases())) for low, high in better]} if better else {},
        "discount": draw(st.just(Number(1.0)) | numbers()),
    }
    if draw(st.booleans()):
        effect = draw(names.conditions), draw(numbers(low=-1.0)), draw(said)
        found["interactions"] = [new(Interaction, draw(ids), *effect, basis=draw(bases()))]
        found |= {"no_deal": draw(numbers()), "no_deal_because": "a reason"}
    return found


def blocs(members: tuple[str, ...], rule: str) -> dict[str, Any]:
    """Return what makes an actor a bloc of given members with a given rule."""
    found: dict[str, Any] = {"members": members, "decides_by": rule, "vetoes": members[1:], "others": "others"}
    return found | {"weights": {members[0]: 0.5}} | ({"leader": members[0]} if rule == "leader" else {})


@st.composite
def actors_of(draw: st.DrawFn, name: str, names: Names) -> Actor:
    """An actor of a given id: the first two are parties with preferences, others may have none, or be a bloc."""
    place = names.actors.index(name)
    issue = names.agenda[-1]
    option = draw(st.sampled_from(issue.option_ids))
    stance, force = draw(st.sampled_from(("seeks", "refuses"))), draw(st.sampled_from(("absolute", "declared")))
    found: dict[str, Any] = {
        "positions": {issue.id: new(Position, **{stance: option}, basis=draw(bases()), says=draw(st.none() | said))},
        "interests": [new(Interest, draw(ids), draw(human_texts()), issues=issue.id)],
        "without_preferences": draw(st.sampled_from(("consents", "withholds"))),
        "basis": draw(bases()),
    }
    if draw(st.booleans()):
        kind = draw(st.sampled_from(("never", "only_if")))
        cost = {"cost": draw(numbers())} if force == "declared" else {}
        found["red_lines"] = [
            new(RedLine, draw(ids), basis=draw(bases()), force=force, **{kind: draw(names.owned)}, **cost)
        ]
    if draw(st.booleans()):
        end = new(Step, draw(ids), draw(said), 0.25, draw(st.none() | numbers()), draw(st.none() | human_texts()))
        inner = draw(st.sampled_from(((), (end,))))
        steps = [new(Step, draw(ids), draw(said), draw(numbers()), branches=inner, basis=draw(bases()))]
        branches = draw(st.sampled_from(((), inner))) if steps[0].probability.value <= 0.75 else ()
        found["chains"] = [new(Chain, draw(ids), draw(names.conditions), steps, draw(numbers()), branches=branches)]
        found["demands"] = [new(Demand, draw(ids), draw(names.owned), conditions="talks", force=force)]
        found |= {"trust": {names.actors[0]: draw(numbers())}, "study_turns": 2, "declines": issue.id}
    kind = "given" if place < 2 else draw(st.sampled_from(("given", "none", "bloc")))
    if kind == "bloc":
        found |= blocs(names.actors[:2], draw(st.sampled_from(("consensus", "unanimity", "majority", "leader"))))
    if kind == "given":
        found |= draw(preferences(names))
    roles = ("party",) if place < 2 else draw(st.sampled_from(("observer", ("mediator", "stakeholder"))))
    return new(Actor, name, draw(human_texts()), roles, **found)


@st.composite
def measures_of(draw: st.DrawFn, name: str, names: Names) -> Measure:
    """A measure of a given id, with effects, a moved status quo, and somebody who denies it."""
    lands, when = st.sampled_from(("no_deal", "agreement", "both")), st.none() | names.conditions
    issue = names.agenda[0]
    return new(
        Measure,
        name,
        draw(human_texts()),
        by=draw(st.sampled_from((None, *names.actors))),
        basis=draw(bases()),
        effects={each: new(Effect, draw(numbers(low=-1.0)), draw(lands), draw(when)) for each in names.actors[:2]},
        chance_only=draw(st.booleans()),
        repeats=draw(st.booleans()),
        moves={issue.id: draw(st.sampled_from(issue.option_ids))} if draw(st.booleans()) else {},
        denied={names.actors[0]: draw(cited)} if draw(st.booleans()) else {},
        anchor=draw(st.none() | human_texts()),
    )


@st.composite
def threats_of(draw: st.DrawFn, names: Names) -> list[Threat]:
    """Threats, deterrent and compellent; what fires comes before what it fires, so that nothing goes in a circle."""
    found = []
    for name in draw(st.lists(ids, max_size=2, unique=True)):
        deterrent = len(names.measures) > 1 and draw(st.booleans())
        condition = f"happened({names.measures[0]}) and turn >= 2" if deterrent else draw(names.owned)
        found.append(
            new(
                Threat,
                name,
                by=names.actors[0],
                to=names.actors[1:],
                measure=names.measures[-1],
                probability=draw(numbers()),
                believed={names.actors[1]: draw(numbers())},
                standing=draw(st.sampled_from(("firm", ("reported", "denied_by_issuer")))),
                decided_by=draw(st.sampled_from(("chance", "seat"))),
                backing_down=draw(st.none() | numbers()),
                hazard=draw(st.none() | numbers()),
                announced=draw(st.booleans()),
                basis=draw(bases()),
                **{"if_" if deterrent else "unless": condition},
            )
        )
    return found


@st.composite
def talk(draw: st.DrawFn, names: Names) -> dict[str, Any]:
    """What is said and believed, from promises to verification; each may be absent."""
    one, other = names.actors[:2]
    issue = names.agenda[0]
    claim = new(
        Claim, draw(ids), draw(said), claimed={one: draw(cited)}, denied={other: draw(cited)}, believed={one: 0.5}
    )
    parts: dict[str, Any] = {
        "promises": [new(Promise, draw(ids), one, other, measure=names.measures[0], if_=draw(st.none() | names.world))],
        "channels": [new(Channel, draw(ids), draw(human_texts()), latency_turns=1, leaks=draw(numbers()))],
        "claims": [claim],
        "preconditions": [
            new(Precondition, draw(ids), one, ("accepts", "tables"), draw(names.world), basis=draw(bases()))
        ],
        "verification": new(Verification, issue.id, {option: draw(numbers()) for option in issue.option_ids}),
    }
    found = {kind: part for kind, part in parts.items() if draw(st.booleans())}
    if "claims" in found:
        found["signals"] = [
            new(Signal, draw(ids), claim.id, draw(names.world), draw(numbers()), Number(0.5), by_turn=2)
        ]
    return found


@st.composite
def endings(draw: st.DrawFn, names: Names) -> dict[str, Any]:
    """A record, a grid of readings and defaults; each may be absent."""
    issue = names.agenda[0]
    row, column = (
        new(Reading, draw(ids), draw(human_texts()), draw(names.conditions), basis=draw(bases())) for _ in "ab"
    )
    package = draw(st.sampled_from(({}, {issue.id: issue.option_ids[0]})))
    record = new(Record, "no_deal", draw(human_texts()), package=package, beyond={"a": draw(human_texts())})
    return {
        "record": record if draw(st.booleans()) else None,
        "grid": new(Grid, (row,), (column,), about=draw(st.none() | said)) if draw(st.booleans()) else None,
        "defaults": draw(st.sampled_from((Defaults(), Defaults(protocol="plenary", turns=9, deadline_turns=3)))),
    }


@st.composite
def profiles_of(draw: st.DrawFn, actors: list[Actor], names: Names, taken: str) -> list[Profile]:
    """Up to two profiles, the second upon the first: what they replace is there, what they add is not."""
    found: list[Profile] = []
    for name in draw(st.lists(slugs.filter(lambda name: name != taken), max_size=2, unique=True)):
        actor, issue = draw(st.sampled_from(actors)), names.agenda[-1]
        changes: dict[str, Any] = {f"actors.{actor.id}.title": draw(said)}
        if actor.has_preferences and issue.id not in actor.orders:
            row = {option: number.value for option, number in draw(rows(issue)).items()}
            changes[f"actors.{actor.id}.values.{issue.id}"] = {"scale": "as_given", **row}
        additions = {f"actors.{actor.id}.assumed": draw(said)} if actor.basis is None and not found else {}
        has_base = bool(found) and draw(st.booleans())
        extends = found[-1].id if has_base else None
        found.append(new(Profile, name, draw(human_texts()), extends=extends, set=changes, add=additions))
    return found


@st.composite
def scenarios(draw: st.DrawFn, *, max_issues: int = 3, max_actors: int = 4, with_profiles: bool = True) -> Scenario:
    """Valid scenarios: `max_issues` issues of two to four options at most, two parties, `max_actors` actors at most."""
    who = draw(st.lists(ids, min_size=2, max_size=max_actors, unique=True))
    issue_ids = draw(st.lists(ids, min_size=1, max_size=max_issues, unique=True))
    agenda = tuple(draw(issues_of(each, who)) for each in issue_ids)
    measures = tuple(draw(st.lists(ids, min_size=1, max_size=3, unique=True)))
    world = st.sampled_from((f"happened({measures[0]})", "turn >= 2", "not turn < 3"))
    names = Names(tuple(who), agenda, measures, conditions(agenda), conditions(agenda, owned=True), world)
    actors = [draw(actors_of(each, names)) for each in who]
    profile = draw(slugs)
    profiles = draw(profiles_of(actors, names, profile)) if with_profiles else []
    gate = {
        "who": who[-1],
        "must": draw(st.sampled_from(("consent", "ratify", "be_consulted"))),
        "force": draw(st.sampled_from(("constitutive", "opposable", "procedural"))),
        "when": draw(st.none() | names.conditions),
    }
    event = {"measure": measures[0], "turn": draw(st.sampled_from((None, 3))), "each_turn": draw(numbers())}
    return new(
        Scenario,
        draw(slugs),
        draw(human_texts()),
        agenda,
        actors,
        profile=profile,
        default_profile=draw(st.sampled_from([None, profile, *(each.id for each in profiles)])),
        about=draw(st.none() | human_texts()),
        neutrality=draw(st.none() | human_texts()),
        numbers=draw(bases()),
        seats=draw(st.sampled_from(((), who[:2], who[1::-1]))),
        rules=[new(Rule, draw(ids), draw(names.conditions), basis=draw(bases()))] if draw(st.booleans()) else [],
        gates=[new(Gate, draw(ids), **gate, basis=draw(bases()))] if draw(st.booleans()) else [],
        measures=[draw(measures_of(each, names)) for each in measures],
        threats=draw(threats_of(names)),
        events=[new(Event, "event", **event, basis=draw(bases()))] if draw(st.booleans()) else [],
        facts={draw(ids): draw(st.booleans())} if draw(st.booleans()) else {},
        opening=draw(st.sampled_from(((), (f"{who[0]} passes",)))),
        profiles=profiles,
        **draw(talk(names)),
        **draw(endings(names)),
    )
