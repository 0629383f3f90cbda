"""The gap on small random scenarios: equal, set by set and number by number, to looking at everything."""

from math import nextafter
from typing import Any

from hypothesis import assume, given
from hypothesis import strategies as st

from negotiation.analysis.constraints import constraints_of, ground_of
from negotiation.analysis.dials import Dial, crossing_dial, dials_of
from negotiation.analysis.gap import conflicts_of
from negotiation.analysis.hitting import bits_of, hitting_sets, minimal, smallest_hitting_sets
from negotiation.analysis.relaxations import DROPPED, NO_DEAL_VALUES, ONE_NUMBER, relaxations_of
from negotiation.analysis.thresholds import crossing_cost_of, thresholds_of
from negotiation.analysis.zone import zone_of
from negotiation.scenario import (
    Actor,
    Condition,
    Effect,
    Gate,
    Interaction,
    Issue,
    Measure,
    Number,
    Option,
    RedLine,
    Row,
    Rule,
    Scenario,
    Threat,
)
from negotiation.scenario import conditions as c
from tests.reference import gap_twin as twin

OPTIONS = ("a", "b", "c")
tenths = st.integers(0, 10).map(lambda n: n / 10)


@st.composite
def agendas(draw: st.DrawFn) -> list[Issue]:
    """Two or three issues of two or three options; some options need the bloc's or the bystander's signature."""
    found = []
    for i in range(draw(st.integers(2, 3))):
        names = OPTIONS[: draw(st.integers(2, 3))]
        signs = {name: draw(st.sampled_from(((), (), (), ("bloc",), ("s",)))) for name in names}
        options = [Option(name, name, signs=signs[name]) for name in names]
        found.append(Issue(f"i{i}", f"i{i}", draw(st.sampled_from(names)), options))
    return found


def conditions(agenda: list[Issue], *, owned: bool) -> st.SearchStrategy[Condition]:
    """Conditions on packages, few of them easy to meet."""

    @st.composite
    def atoms(draw: st.DrawFn) -> Condition:
        issue = draw(st.sampled_from(agenda))
        option = draw(st.sampled_from(issue.option_ids))
        kinds: list[Condition] = [
            c.Compare(issue.id, draw(st.sampled_from(c.OPERATORS)), option),
            c.Among(issue.id, (option,)),
            c.Atom("moved", (issue.id,)),
        ]
        owns = [c.Atom("met", (issue.id, option)), c.Atom("improved", (issue.id,))] if owned else []
        return draw(st.sampled_from(kinds + owns))

    some = st.lists(atoms(), min_size=2, max_size=3).map(tuple)
    return st.one_of(
        atoms(),
        some.map(c.And),
        some.map(c.Or),
        atoms().map(c.Not),
        st.builds(c.Implies, atoms(), atoms()),
        some.flatmap(
            lambda of: st.builds(c.Count, st.sampled_from(sorted(c.COUNTS)), st.integers(0, len(of)), st.just(of))
        ),
    )


@st.composite
def rows(draw: st.DrawFn, issue: Issue) -> Row:
    """Values in tenths, as given or from 0 to 1."""
    values = [draw(tenths) for _ in issue.option_ids]
    if draw(st.booleans()):
        return Row(dict(zip(issue.option_ids, values, strict=True)), "as_given")
    low, high = draw(st.permutations(range(len(values))))[:2]
    values[low], values[high] = 0.0, 1.0
    return Row(dict(zip(issue.option_ids, values, strict=True)))


@st.composite
def actors(draw: st.DrawFn, name: str, agenda: list[Issue], *, roomy: bool, **given: Any) -> Actor:
    """An actor with preferences and up to two lines, absolute or declared."""
    shares = {2: [(0.5, 0.5), (0.8, 0.2)], 3: [(0.5, 0.3, 0.2), (0.1, 0.1, 0.8), (0.4, 0.4, 0.2)]}[len(agenda)]
    weights = draw(st.sampled_from(shares))
    no_deal = draw(st.none() | (st.sampled_from((0.1, 0.2, 0.3)) if roomy else tenths))
    return Actor(
        name,
        name,
        red_lines=draw(lines(agenda, roomy=roomy)),
        salience=dict(zip((issue.id for issue in agenda), weights, strict=True)),
        values={issue.id: draw(rows(issue)) for issue in agenda},
        interactions=draw(
            st.lists(
                st.builds(
                    Interaction,
                    st.just("x"),
                    conditions(agenda, owned=True),
                    st.sampled_from((-0.3, 0.2)),
                    st.just("x"),
                ),
                max_size=1,
            )
        ),
        no_deal=no_deal,
        no_deal_because=None if no_deal is None else "tested",
        **given,
    )


@st.composite
def lines(draw: st.DrawFn, agenda: list[Issue], *, roomy: bool = False) -> list[RedLine]:
    """Up to two red lines, more of them declared where there is to be room."""
    forces = ("absolute", "declared", "declared", "declared") if roomy else ("absolute", "absolute", "declared")
    return [
        RedLine(
            f"l{i}",
            force=draw(st.sampled_from(forces)),
            **{draw(st.sampled_from(("never", "only_if"))): draw(conditions(agenda, owned=True))},
        )
        for i in range(draw(st.integers(0, 2)))
    ]


@st.composite
def threats(draw: st.DrawFn, agenda: list[Issue]) -> dict[str, Any]:
    """One compellent threat, or none."""
    if draw(st.booleans()):
        return {}
    effects = {
        name: Effect(Number(draw(st.sampled_from((-0.5, -0.2, 0.1)))))
        for name in draw(st.sampled_from(("p", "q", "pq")))
    }
    threat = Threat(
        "t",
        by="p",
        to=("q",),
        measure="m",
        unless=draw(conditions(agenda, owned=True)),
        probability=draw(tenths),
        believed={"q": draw(tenths)},
        backing_down=draw(st.none() | st.just(0.1)),
    )
    return {"measures": [Measure("m", "m", "p", effects=effects)], "threats": [threat]}


@st.composite
def scenarios(draw: st.DrawFn, *, roomy: bool = False) -> Scenario:
    """Two parties, a bystander, one who has no preferences, a bloc of three; rules, lines, gates and a threat.

    `roomy`: no deal is worth little and most lines are declared, so that there often is a zone.
    """
    agenda = draw(agendas())
    rule = draw(st.sampled_from(("consensus", "unanimity", "majority", "leader")))
    bloc = Actor(
        "bloc",
        "bloc",
        members=("q", "s", "n"),
        decides_by=rule,
        leader="s" if rule == "leader" else None,
        vetoes=draw(st.sampled_from(((), ("s",)))),
        weights=draw(st.sampled_from(({}, {"s": 3.0}))),
        red_lines=draw(lines(agenda)),
    )
    when = st.none() | conditions(agenda, owned=False)
    return Scenario(
        "small",
        "small",
        agenda,
        [
            draw(actors("p", agenda, roomy=roomy, roles="party")),
            draw(actors("q", agenda, roomy=roomy, roles="party")),
            draw(actors("s", agenda, roomy=roomy)),
            Actor(
                "n",
                "n",
                red_lines=draw(lines(agenda)),
                without_preferences=draw(st.sampled_from(("consents", "withholds"))),
            ),
            bloc,
        ],
        rules=[Rule(f"r{i}", draw(conditions(agenda, owned=False))) for i in range(draw(st.integers(0, 0 if roomy else 1)))],
        gates=[
            Gate(f"g{i}", who, must, force, draw(when))
            for i in range(draw(st.integers(0, 2)))
            for who in [draw(st.sampled_from(("s", "n", "bloc", "q", "nobody")))]
            for must in [draw(st.sampled_from(("consent", "ratify", "be_consulted")))]
            for force in [draw(st.sampled_from(("constitutive", "constitutive", "opposable")))]
        ],
        **draw(threats(agenda)),
    )


class TestConstraints:
    """What stands in the way, by name; all of it together is the zone."""

    @given(scenarios())
    def test_each_mask_equals_the_twin(self, scenario: Scenario) -> None:
        """Every constraint is satisfied by exactly the packages that the twin says."""
        rows = [twin.broken(scenario, package) for package in twin.packages(scenario)]
        constraints = constraints_of(scenario)

        assert frozenset().union(*rows) <= {each.name for each in constraints}
        for each in constraints:
            assert each.mask is not None
            assert [each.name not in row for row in rows] == each.mask.tolist()

    @given(scenarios())
    def test_together_they_are_the_zone(self, scenario: Scenario) -> None:
        """The packages that satisfy all of them are the zone, no more and no fewer."""
        found = zone_of(scenario).mask
        for each in constraints_of(scenario):
            assert each.mask is not None
            found = found | ~each.mask

        assert found.all()
        assert zone_of(scenario).mask.tolist() == ground_of(scenario).within(0).tolist()
        assert twin.zone(scenario) == zone_of(scenario).indices.tolist()


class TestConflicts:
    """Conflict sets are minimal and complete."""

    @given(scenarios())
    def test_equal_the_twin(self, scenario: Scenario) -> None:
        """They are the sets that the twin finds by trying every set."""
        found = conflicts_of(scenario)

        assert twin.conflicts(scenario) == {frozenset(each.names) for each in found}
        assert len(found) == len({each.names for each in found})
        assert sorted(len(each) for each in found) == [len(each) for each in found]

    @given(scenarios(), st.integers(1, 3))
    def test_a_limit_keeps_the_smallest(self, scenario: Scenario, limit: int) -> None:
        """With a limit, the first of all."""
        every = conflicts_of(scenario)
        assume(every)
        few = conflicts_of(scenario, limit=limit)

        assert min(limit, len(every)) == len(few)
        assert [len(each) for each in every][:limit] == [len(each) for each in few]
        assert set(few) <= set(every)


class TestDropped:
    """The fewest lines, gates and signatures without which there is a zone."""

    @given(scenarios())
    def test_equal_trying_every_set(self, scenario: Scenario) -> None:
        """They open the packages that the twin finds, and no smaller set opens any."""
        found = relaxations_of(scenario, families=(DROPPED,), limit=99)
        expected = {} if twin.zone(scenario) else twin.fewest_dropped(scenario)

        assert {names: opens for names, opens in expected.items() if names} == {
            frozenset(each.names): each.opens.tolist() for each in found
        }

    @given(scenarios())
    def test_who_ends_where(self, scenario: Scenario) -> None:
        """The least and the most that the packages leave everyone, and how many leave it below the start."""
        for each in relaxations_of(scenario, families=(DROPPED,)):
            opened = [twin.packages(scenario)[i] for i in each.opens]
            for actor in ("p", "q", "s"):
                start, floor = twin.worth(scenario, actor, twin.start(scenario)), twin.floor(scenario, actor)
                values = [twin.worth(scenario, actor, package) for package in opened]
                ends = each.ends[actor]

                assert (min(values) - start, max(values) - start) == ends.change
                assert (min(values) - floor, max(values) - floor) == ends.gain
                assert sum(value < start for value in values) == ends.below
                assert (max(values) < max(start, floor)) == (actor in each.pays)
                assert (min(values) < start) == (actor in each.below_start)


class TestNoDealValues:
    """The least total by which no-deal values must fall for a zone."""

    @given(scenarios())
    def test_equals_the_twin(self, scenario: Scenario) -> None:
        """The total is the least, the zone that opens is the twin's, and one unit less of any fall leaves it shut."""
        assume(not twin.zone(scenario))
        found = relaxations_of(scenario, families=(NO_DEAL_VALUES,), limit=99)

        assert (twin.least_lowering(scenario) is None) == (not found)
        for each in found:
            falls = {change.name.split(".")[1]: _units(change.before) - _units(change.after) for change in each.changes}
            floors = {actor: twin.floor(scenario, actor) - fall for actor, fall in falls.items()}

            assert twin.least_lowering(scenario) == sum(falls.values()) == _units(each.size)
            assert twin.zone(scenario, floors) == each.opens.tolist()
            for actor in falls:
                assert not twin.zone(scenario, {**floors, actor: floors[actor] + 1})


def _units(number: float | None) -> int:
    return round((number or 0.0) * 10**12)


class TestThresholds:
    """Where one number opens or closes the zone: exact on both sides, and nothing nearer does."""

    @given(st.data(), scenarios() | scenarios(roomy=True))
    def test_each_flips_exactly_there(self, data: st.DataObject, scenario: Scenario) -> None:
        """At the last value the zone is as it is now, at the next float it is not."""
        dial = data.draw(st.sampled_from(dials_of(scenario)))
        _check(data, scenario, dial, {t.change > 0: (t.last, t.first) for t in thresholds_of(scenario, paths=[dial.path])})

    @given(st.data(), scenarios(roomy=True))
    def test_the_crossing_cost(self, data: st.DataObject, scenario: Scenario) -> None:
        """The least common cost of declared lines that closes the zone, from no cost up."""
        dial = crossing_dial(scenario)
        found = crossing_cost_of(scenario)
        if dial is None or not twin.zone(dial.turn(0.0)):
            assert found is None
        else:
            _check(data, dial.turn(0.0), dial, {} if found is None else {True: (found.last, found.first)})

    @given(scenarios())
    def test_numbers_that_open(self, scenario: Scenario) -> None:
        """As relaxations, they list the packages that open."""
        for each in relaxations_of(scenario, families=(ONE_NUMBER,), limit=3):
            (change,) = each.changes
            dial = next(dial for dial in dials_of(scenario) if dial.path == change.name)

            assert change.after is not None
            assert twin.zone(dial.turn(change.after)) == each.opens.tolist()
            assert abs(change.after - dial.now) == each.size


def _check(data: st.DataObject, scenario: Scenario, dial: Dial, found: dict[bool, tuple[float, float]]) -> None:
    """Compare the flips of a dial, by direction (up or not), with the twin's zone at many values."""
    now = bool(twin.zone(scenario))
    for goal in (dial.low, dial.high):
        last, first = found.get(goal > dial.now, (goal, None))
        if first is not None:
            assert nextafter(last, goal) == first
            assert bool(twin.zone(dial.turn(first))) != now
        shares = data.draw(st.lists(st.floats(0, 1) | st.just(1.0), min_size=5, max_size=5))
        for share in shares:
            value = last if share == 1.0 else dial.now + share * (last - dial.now)
            assert bool(twin.zone(dial.turn(value))) == now, (dial, value)


class TestHittingSets:
    """Minimal sets that share an element with each of some sets."""

    @given(st.lists(st.integers(1, 2**7 - 1), max_size=7))
    def test_equal_trying_every_set(self, sets: list[int]) -> None:
        """On random sets, each is found once, and the smallest first where there is a limit."""
        hits = [each for each in range(2**7) if all(each & other for other in sets)]
        expected = [each for each in hits if not any(other != each and other & each == other for other in hits)]
        found = list(hitting_sets(sets))

        assert expected == sorted(found)
        assert len(found) == len(set(found))
        for limit in (0, 1, 3, len(expected)):
            few, complete = smallest_hitting_sets(sets, limit)
            assert sorted(each.bit_count() for each in expected)[:limit] == [each.bit_count() for each in few]
            assert (limit >= len(expected)) == complete

    @given(st.lists(st.integers(0, 2**7 - 1), max_size=9))
    def test_minimal_sets_contain_no_other(self, sets: list[int]) -> None:
        """The sets kept are those that contain no other, each once."""
        expected = {each for each in sets if not any(other != each and other & each == other for other in sets)}

        assert expected == set(minimal(sets))
        assert len(expected) == len(minimal(sets))

    @given(st.integers(0, 2**70))
    def test_bits(self, number: int) -> None:
        """The positions of the bits make the number."""
        assert number == sum(1 << bit for bit in bits_of(number))
