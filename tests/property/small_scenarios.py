"""Random scenarios, small enough to look at every package: awkward constants and ties beside random values."""

from hypothesis import strategies as st

from negotiation.scenario import (
    Actor,
    Effect,
    Gate,
    Interaction,
    Issue,
    Measure,
    Number,
    Option,
    Position,
    RedLine,
    Row,
    Rule,
    Scenario,
    Threat,
    assumed,
)
from negotiation.scenario.conditions import And, Atom, Among, Compare, Condition, Constant, Count, Implies, Not, Or

BASIS = assumed("made for a test")
#: Values that tie, and values that do not.
VALUES = st.one_of(st.sampled_from([0.0, 0.25, 0.5, 1.0]), st.floats(0, 1))
AMOUNTS = st.one_of(st.sampled_from([-0.5, -0.1, 0.1, 0.25]), st.floats(-0.5, 0.5))
OPERATORS = st.sampled_from(["==", "!=", "<", "<=", ">", ">="])
OWNED = ("a", "b", "c")
WITHOUT = ("d", "e")


@st.composite
def agendas(draw: st.DrawFn, *, max_issues: int = 4, max_options: int = 4) -> tuple[Issue, ...]:
    """Agendas of 2 or more issues with 2 or more options; some options need the signature of an actor at no seat."""
    issues = []
    for k in range(draw(st.integers(2, max_issues))):
        names = [f"o{j}" for j in range(draw(st.integers(2, max_options)))]
        signs = st.lists(st.sampled_from([*OWNED, *WITHOUT, "bloc"]), max_size=1)
        options = [Option(name, name, BASIS, signs=draw(signs)) for name in names]
        issues.append(Issue(f"i{k}", f"i{k}", draw(st.sampled_from(names)), options))
    return tuple(issues)


def atoms(agenda: tuple[Issue, ...], *, owned: bool) -> st.SearchStrategy[Condition]:
    """Conditions on one issue; those that need an owner only where there is one."""

    def on(issue: Issue) -> st.SearchStrategy[Condition]:
        options = st.sampled_from(issue.option_ids)
        found = [
            st.builds(Compare, st.just(issue.id), OPERATORS, options),
            st.builds(lambda chosen: Among(issue.id, tuple(chosen)), st.lists(options, min_size=1, max_size=2)),
            st.just(Atom("moved", (issue.id,))),
        ]
        if owned:
            found += [
                st.just(Atom("improved", (issue.id,))),
                st.just(Atom("met", (issue.id,))),
                options.map(lambda option: Atom("met", (issue.id, option))),
            ]
        return st.one_of(found)

    return st.sampled_from(agenda).flatmap(on)


def conditions(agenda: tuple[Issue, ...], *, owned: bool = False) -> st.SearchStrategy[Condition]:
    """Conditions on packages: atoms, and what is built from them, k-of-n and implications included."""

    def built(inner: st.SearchStrategy[Condition]) -> st.SearchStrategy[Condition]:
        several = st.lists(inner, min_size=1, max_size=4).map(tuple)
        counts = st.sampled_from(["at_least", "at_most", "exactly"])
        return st.one_of(
            inner.map(Not),
            several.map(And),
            several.map(Or),
            st.builds(Implies, inner, inner),
            several.flatmap(lambda of: st.builds(Count, counts, st.integers(0, len(of)), st.just(of))),
        )

    return st.recursive(st.one_of(atoms(agenda, owned=owned), st.booleans().map(Constant)), built, max_leaves=6)


@st.composite
def actors_with_preferences(draw: st.DrawFn, name: str, agenda: tuple[Issue, ...], role: str) -> Actor:
    """Actors with salience, values, positions on every issue, interactions and red lines."""
    raw = [draw(st.sampled_from([0.0, 1.0, 1.0, 2.0, 3.0])) for _ in agenda]
    total = sum(raw) or 1.0
    weights = [each / total for each in raw] if sum(raw) else [1.0 / len(agenda)] * len(agenda)
    rows = {}
    for issue in agenda:
        rows[issue.id] = Row({option: draw(VALUES) for option in issue.option_ids}, scale="as_given")
    seeks = {issue.id: Position(seeks=draw(st.sampled_from(issue.option_ids)), basis=BASIS) for issue in agenda}
    own = conditions(agenda, owned=True)
    interactions = [
        Interaction(f"m{n}", draw(own), draw(AMOUNTS), "for a test", BASIS) for n in range(draw(st.integers(0, 2)))
    ]
    no_deal = draw(st.one_of(st.none(), VALUES))
    return Actor(
        name,
        name,
        role,
        positions=seeks,
        red_lines=draw(red_lines(own)),
        salience={issue.id: weight for issue, weight in zip(agenda, weights, strict=True)},
        values=rows,
        interactions=interactions,
        no_deal=no_deal,
        no_deal_because=None if no_deal is None else "for a test",
    )


@st.composite
def red_lines(draw: st.DrawFn, own: st.SearchStrategy[Condition]) -> list[RedLine]:
    """Up to two red lines, absolute or declared, of either form."""
    found = []
    for n in range(draw(st.integers(0, 2))):
        condition, force = draw(own), draw(st.sampled_from(["absolute", "absolute", "declared"]))
        never = draw(st.booleans())
        found.append(
            RedLine(
                f"l{n}", BASIS, never=condition if never else None, only_if=None if never else condition, force=force
            )
        )
    return found


@st.composite
def blocs(draw: st.DrawFn) -> Actor:
    """A bloc of actors with and without preferences, under any rule."""
    members = draw(st.lists(st.sampled_from([*OWNED, *WITHOUT]), min_size=1, max_size=4, unique=True))
    return Actor(
        "bloc",
        "bloc",
        members=members,
        decides_by=draw(st.sampled_from(["consensus", "unanimity", "leader", "majority"])),
        leader=members[0],
        weights={member: draw(st.sampled_from([0.1, 0.2, 0.7, 1.0])) for member in members[:2]},
        vetoes=draw(st.lists(st.sampled_from(members), max_size=1)),
    )


@st.composite
def scenarios(draw: st.DrawFn, *, max_issues: int = 4, max_options: int = 4) -> Scenario:
    """Scenarios with rules, red lines, gates, a bloc, interactions, signers without a seat, a threat and a measure."""
    agenda = draw(agendas(max_issues=max_issues, max_options=max_options))
    free = conditions(agenda)
    roles = dict(zip(OWNED, ["party", "party", draw(st.sampled_from(["party", "stakeholder"]))], strict=True))
    actors = [draw(actors_with_preferences(name, agenda, roles[name])) for name in OWNED]
    for name in WITHOUT:
        says = draw(st.sampled_from(["consents", "withholds"]))
        actors.append(Actor(name, name, without_preferences=says, red_lines=draw(red_lines(free))))
    actors.append(draw(blocs()))
    gates = [
        Gate(
            f"g{n}",
            draw(st.sampled_from([*OWNED, *WITHOUT, "bloc", "somebody_else"])),
            draw(st.sampled_from(["consent", "ratify", "be_consulted"])),
            draw(st.sampled_from(["constitutive", "constitutive", "opposable", "procedural"])),
            draw(st.one_of(st.none(), free)),
        )
        for n in range(draw(st.integers(0, 2)))
    ]
    effects = {
        name: Effect(Number(draw(AMOUNTS)), draw(st.sampled_from(["no_deal", "agreement", "both"])))
        for name in OWNED[:2]
    }
    effects["a"] = Effect(Number(draw(AMOUNTS)), "both", draw(free))
    demand = draw(conditions(agenda, owned=True))
    return Scenario(
        "a-test",
        "a test",
        agenda,
        actors,
        numbers=BASIS,
        rules=[Rule(f"r{n}", draw(free)) for n in range(draw(st.integers(0, 1)))],
        gates=gates,
        measures=[Measure("deed", "a deed", "a", effects=effects, repeats=True)],
        threats=[Threat("threat", "a", ("b",), "deed", unless=demand, probability=draw(VALUES))],
    )
