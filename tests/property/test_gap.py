"""The gap on small random scenarios: equal, set by set and number by number, to looking at everything."""

from collections.abc import Iterator
from math import nextafter
from typing import Any, TypeVar

import pytest
from attrs import define, evolve
from hypothesis import assume, example, given
from hypothesis import strategies as st

from negotiation.analysis.constraints import constraints_of, ground_of
from negotiation.analysis.dials import Dial, crossing_dial, dials_of
from negotiation.analysis.gap import conflicts_of
from negotiation.analysis.gap_searched import conflicts_searched
from negotiation.analysis.hitting import bits_of, hitting_sets, minimal, smallest_hitting_sets
from negotiation.analysis.logrolling import logrolling_of
from negotiation.analysis.new_options import new_options_of
from negotiation.analysis.relaxations import DROPPED, FAMILIES, NO_DEAL_VALUES, ONE_NUMBER, relaxations_of
from negotiation.analysis.sebenius import Room, party_added, subtractions_of
from negotiation.analysis.thresholds import crossing_cost_of, thresholds_of
from negotiation.analysis.zone import zone_of
from negotiation.scenario import (
    Actor,
    Condition,
    Demand,
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
from tests.property import small_scenarios as awkward
from tests.reference import gap_twin as twin
from tests.unit.analysis.agendas import listed

T = TypeVar("T")

OPTIONS = ("a", "b", "c")
#: Bytes that decide a scenario; most take fewer, and past the last it is as if all were 0.
N_BYTES = 400


@define
class Choices:
    """Choices made one after another by bytes: byte 0 takes the first, so that examples shrink to the simplest."""

    made: Iterator[int]

    def of(self, *options: T) -> T:
        """Return one of some options."""
        return options[next(self.made, 0) % len(options)]

    def number(self, low: int, high: int) -> int:
        """Return a whole number between two, the low one first."""
        return low + next(self.made, 0) % (high - low + 1)

    def tenth(self) -> float:
        """Return a tenth between 0 and 1."""
        return self.number(0, 10) / 10


def scenarios(*, roomy: bool = False, gated: bool = False) -> st.SearchStrategy[Scenario]:
    """Two parties, a bystander, one who has no preferences, a bloc of three; rules, lines, gates and a threat.

    `roomy`: no deal is worth little and most lines are declared, so that there often is a zone. `gated`: the consent of
    the bystander, or of its bloc, is what stands in the way of it.
    """

    def made_of(made: bytes) -> Scenario:
        return _scenario(Choices(iter(made)), roomy=roomy, gated=gated)

    return st.binary(min_size=N_BYTES, max_size=N_BYTES).map(made_of)


def _scenario(choose: Choices, *, roomy: bool, gated: bool) -> Scenario:
    agenda = _agenda(choose)
    rule = choose.of("consensus", "unanimity", "majority", "leader")
    bloc = Actor(
        "bloc",
        "bloc",
        members=("q", "s", "n"),
        decides_by=rule,
        leader="s" if rule == "leader" else None,
        vetoes=choose.of((), ("s",)),
        weights=choose.of({}, {"s": 3.0}),
        red_lines=_lines(choose, agenda),
    )
    actors = [
        *(_actor(choose, name, agenda, roomy=roomy, roles="party") for name in ("p", "q")),
        _actor(choose, "s", agenda, roomy=roomy),
        Actor("n", "n", red_lines=_lines(choose, agenda), without_preferences=choose.of("consents", "withholds")),
        bloc,
    ]
    n_rules = 0 if roomy else choose.number(0, 1)
    scenario = Scenario(
        "small",
        "small",
        agenda,
        actors,
        rules=[Rule(f"r{i}", _condition(choose, agenda, owned=False)) for i in range(n_rules)],
        gates=[
            _gate(choose, f"g{i}", agenda, gated=gated)
            for i in range(choose.number(0 if roomy and not gated else 1, 2))
        ],
        **_threat(choose, agenda),
    )
    demand = Demand("d", _condition(choose, agenda, owned=True), force=choose.of("absolute", "declared"))
    return choose.of(scenario, scenario, scenario.with_actor(evolve(scenario.actors["q"], demands=[demand])))


def _agenda(choose: Choices) -> list[Issue]:
    """Two or three issues of two or three options; some options need the bloc's or the bystander's signature."""
    found = []
    for i in range(choose.number(2, 3)):
        names = OPTIONS[: choose.number(2, 3)]
        options = [Option(name, name, signs=choose.of((), (), (), ("bloc",), ("s",))) for name in names]
        found.append(Issue(f"i{i}", f"i{i}", choose.of(*names), options))
    return found


def _condition(choose: Choices, agenda: list[Issue], *, owned: bool) -> Condition:
    """A condition on packages: an atom, or one of what is built from atoms."""
    size = choose.number(2, 3)
    several = tuple(_atom(choose, agenda, owned=owned) for _ in range(size))
    return choose.of(
        several[0],
        several[0],
        c.And(several),
        c.Or(several),
        c.Not(several[0]),
        c.Implies(*several[:2]),
        c.Count(choose.of("at_least", "at_most", "exactly"), choose.number(0, size), several),
    )


def _atom(choose: Choices, agenda: list[Issue], *, owned: bool) -> Condition:
    issue = choose.of(*agenda)
    option, op = choose.of(*issue.option_ids), choose.of(*c.OPERATORS)
    kinds: list[Condition] = [
        c.Compare(issue.id, op, option),
        c.Among(issue.id, (option,)),
        c.Atom("moved", (issue.id,)),
    ]
    owns: list[Condition] = [c.Atom("met", (issue.id, option)), c.Atom("improved", (issue.id,))] if owned else []
    return choose.of(*kinds, *owns)


def _row(choose: Choices, issue: Issue) -> Row:
    """Values in tenths, as given or from 0 to 1."""
    values, scale = [choose.tenth() for _ in issue.option_ids], choose.of("unit", "as_given")
    if scale == "unit":
        low = choose.number(0, len(values) - 1)
        values[low], values[low - 1] = 0.0, 1.0
    return Row(dict(zip(issue.option_ids, values, strict=True)), scale)


def _actor(choose: Choices, name: str, agenda: list[Issue], *, roomy: bool, **given: Any) -> Actor:
    """An actor with preferences and up to two lines, absolute or declared."""
    two: list[tuple[float, ...]] = [(0.5, 0.5), (0.8, 0.2)]
    three: list[tuple[float, ...]] = [(0.5, 0.3, 0.2), (0.1, 0.1, 0.8), (0.4, 0.4, 0.2)]
    shares = choose.of(*(two if len(agenda) == 2 else three))
    no_deal = choose.of(None, 0.1, 0.2, 0.3) if roomy else choose.of(None, choose.tenth())
    x = Interaction("x", _condition(choose, agenda, owned=True), choose.of(-0.3, 0.2), "x")
    return Actor(
        name,
        name,
        red_lines=_lines(choose, agenda, roomy=roomy),
        salience=dict(zip((issue.id for issue in agenda), shares, strict=True)),
        values={issue.id: _row(choose, issue) for issue in agenda},
        interactions=choose.of([], [x]),
        no_deal=no_deal,
        no_deal_because=None if no_deal is None else "tested",
        **given,
    )


def _lines(choose: Choices, agenda: list[Issue], *, roomy: bool = False) -> list[RedLine]:
    """Up to two red lines, more of them declared where there is to be room."""
    found = []
    for i in range(choose.number(0, 2)):
        force = choose.of("absolute", "declared", *(("declared", "declared") if roomy else ("absolute",)))
        kind, condition = choose.of("never", "only_if"), _condition(choose, agenda, owned=True)
        never, only_if = (condition, None) if kind == "never" else (None, condition)
        found.append(RedLine(f"l{i}", force=force, never=never, only_if=only_if))
    return found


def _gate(choose: Choices, name: str, agenda: list[Issue], *, gated: bool) -> Gate:
    if gated:
        return Gate(name, choose.of("s", "bloc"), "consent", "constitutive")
    who, must = choose.of("s", "n", "bloc", "q", "nobody"), choose.of("consent", "ratify", "be_consulted")
    force = choose.of("constitutive", "constitutive", "opposable")
    return Gate(name, who, must, force, choose.of(None, _condition(choose, agenda, owned=False)))


def _threat(choose: Choices, agenda: list[Issue]) -> dict[str, Any]:
    """One compellent threat, or none."""
    effects = {
        name: Effect(Number(choose.of(-0.5, -0.2, 0.1)), choose.of("no_deal", "both", "agreement"))
        for name in choose.of("p", "q", "pq")
    }
    threat = Threat(
        "t",
        by="p",
        to=("q",),
        measure="m",
        unless=_condition(choose, agenda, owned=True),
        probability=choose.tenth(),
        believed={"q": choose.tenth()},
        backing_down=choose.of(None, 0.1),
    )
    found = {"measures": [Measure("m", "m", "p", effects=effects)], "threats": [threat]}
    return choose.of({}, found)


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
            frozenset(each.names): listed(each) for each in found
        }

    @given(scenarios())
    def test_who_ends_where(self, scenario: Scenario) -> None:
        """The least and the most that the packages leave everyone, and how many leave it below the start."""
        for each in relaxations_of(scenario, families=(DROPPED,)):
            opened = [twin.packages(scenario)[i] for i in listed(each)]
            for actor in ("p", "q", "s"):
                start, floor = twin.worth(scenario, actor, twin.start(scenario)), twin.floor(scenario, actor)
                values = [twin.worth(scenario, actor, package) for package in opened]
                ends = each.ends[actor]

                assert (min(values) - start, max(values) - start) == ends.change
                assert (min(values) - floor, max(values) - floor) == ends.gain
                assert sum(value < start for value in values) == ends.below
                assert (max(values) < max(start, floor)) == (actor in each.pays)
                assert max(0, max(start, floor) - max(values)) == ends.loss
                assert (min(values) < start) == (actor in each.below_start)

    @given(scenarios(), st.sampled_from(FAMILIES))
    def test_the_package_is_the_most_equal(self, scenario: Scenario, family: str) -> None:
        """No other that opens leaves the worst-off party more over no deal as it was; ties go to the first."""
        for each in relaxations_of(scenario, families=(family,), limit=3):
            assert each.opens is not None
            gains = {
                i: sorted(
                    twin.worth(scenario, actor, twin.packages(scenario)[i]) - twin.floor(scenario, actor)
                    for actor in scenario.parties
                )
                for i in each.opens.tolist()
            }
            first = next(i for i, gain in gains.items() if gain == max(gains.values()))

            assert scenario.options_of(scenario.package_at(first)) == each.package


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
            assert twin.zone(scenario, floors) == listed(each)
            for actor in falls:
                assert not twin.zone(scenario, {**floors, actor: floors[actor] + 1})


def _units(number: float | None) -> int:
    return round((number or 0.0) * 10**12)


class TestThresholds:
    """Where one number opens or closes the zone: exact on both sides, and nothing nearer does."""

    @pytest.mark.heavy
    @given(st.data(), scenarios() | scenarios(roomy=True))
    def test_each_flips_exactly_there(self, data: st.DataObject, scenario: Scenario) -> None:
        """At the last value the zone is as it is now, at the next float it is not."""
        dial = data.draw(st.sampled_from(dials_of(scenario)))
        _check(
            data, scenario, dial, {t.change > 0: (t.last, t.first) for t in thresholds_of(scenario, paths=[dial.path])}
        )

    @given(st.data(), scenarios(roomy=True, gated=True))
    def test_consents_turn(self, data: st.DataObject, scenario: Scenario) -> None:
        """So it is where the bystander's consent is asked for, and its numbers are turned."""
        dials = [dial for dial in dials_of(scenario) if dial.path.startswith(("actors.s.", "actors.bloc."))]
        dial = data.draw(st.sampled_from(dials))
        _check(
            data, scenario, dial, {t.change > 0: (t.last, t.first) for t in thresholds_of(scenario, paths=[dial.path])}
        )

    @pytest.mark.heavy
    @given(st.data(), scenarios(roomy=True))
    def test_the_crossing_cost(self, data: st.DataObject, scenario: Scenario) -> None:
        """The least common cost of declared lines that closes the zone, from no cost up."""
        dial = crossing_dial(scenario)
        found = crossing_cost_of(scenario)
        if dial is None or not twin.zone(dial.turn(0.0)):
            assert found is None
        else:
            _check(data, dial.turn(0.0), dial, {} if found is None else {True: (found.last, found.first)})

    @pytest.mark.heavy
    @given(scenarios())
    def test_numbers_that_open(self, scenario: Scenario) -> None:
        """As relaxations, they list the packages that open."""
        for each in relaxations_of(scenario, families=(ONE_NUMBER,), limit=3):
            (change,) = each.changes
            dial = next(dial for dial in dials_of(scenario) if dial.path == change.name)

            assert change.after is not None
            assert twin.zone(dial.turn(change.after)) == listed(each)
            assert abs(change.after - dial.now) == each.size


def _check(data: st.DataObject, scenario: Scenario, dial: Dial, found: dict[bool, tuple[float, float]]) -> None:
    """Compare the flips of a dial, by direction (up or not), with the twin's zone at many values."""
    now = bool(twin.zone(scenario))
    for up, goal in enumerate((dial.low, dial.high)):
        last, first = found.get(bool(up), (goal, None))
        if first is not None:
            assert nextafter(last, goal) == first
            assert bool(twin.zone(dial.turn(first))) != now
        shares = data.draw(st.lists(st.floats(0, 1) | st.just(1.0), min_size=5, max_size=5))
        for share in shares:
            value = last if share == 1.0 else dial.now + share * (last - dial.now)
            assert bool(twin.zone(dial.turn(value))) == now, (dial, value)


class TestArithmetic:
    """What dropping an issue, an option or a party does to the room, and what a new option must be worth."""

    @given(scenarios(roomy=True))
    def test_issues_and_options(self, scenario: Scenario) -> None:
        """Without an issue it stays as it is; without an option it is never chosen."""
        found = {each.what: each for each in subtractions_of(scenario)}
        quo = twin.start(scenario)

        for k, issue in enumerate(scenario.agenda):
            expected = twin.room(scenario, lambda x, k=k: x[k] == quo[k])
            assert expected == _room(found.pop(f"issues.{issue.id}").after)
            for j, option in enumerate(issue.option_ids):
                if j != quo[k]:
                    expected = twin.room(scenario, lambda x, k=k, j=j: x[k] != j)
                    assert expected == _room(found.pop(f"issues.{issue.id}.options.{option}").after)
        assert not found

    @given(scenarios(roomy=True))
    def test_parties(self, scenario: Scenario) -> None:
        """With a seat for the bystander, and without it again."""
        added = party_added(scenario, "s")
        more = _seated(scenario)
        dropped = {each.what: each for each in subtractions_of(more) if each.what.startswith("actors.")}

        assert twin.room(scenario) == _room(added.before)
        assert twin.room(more) == _room(added.after)
        assert {"actors.p", "actors.q", "actors.s"} == set(dropped)
        assert twin.room(more) == _room(dropped["actors.s"].before)
        assert twin.room(scenario) == _room(dropped["actors.s"].after)

    @given(scenarios() | scenarios(roomy=True))
    def test_new_options(self, scenario: Scenario) -> None:
        """The least total worth, issue by issue, and the first settlement of the other issues that has it."""
        found = {each.issue: (each.total, each.rest) for each in new_options_of(scenario)}
        expected = {}
        if not twin.zone(scenario):
            expected = {issue.id: twin.new_option(scenario, k) for k, issue in enumerate(scenario.agenda)}

        assert {issue: price for issue, price in expected.items() if price is not None} == found

    @given(scenarios())
    def test_values_are_worth_the_needs(self, scenario: Scenario) -> None:
        """A value on the actor's scale is the least that is worth what is needed."""
        for each in new_options_of(scenario):
            for actor, value in each.values.items():
                weight = scenario.actors[actor].salience[each.issue].value

                assert _units(weight * value) >= each.needs[actor]
                assert 0 <= value <= 1
                assert not value or _units(weight * (value - 1e-9)) < each.needs[actor]


def _room(room: Room) -> tuple[int, dict[str, int], int | None, int | None]:
    return room.zone, dict(room.best), room.least, room.total


def _seated(scenario: Scenario) -> Scenario:
    """Return the scenario with a seat for the bystander."""
    return evolve(scenario, actors=scenario.actors.with_item("s", evolve(scenario.actors["s"], roles="party")))


class TestLogrolling:
    """What each issue of a package gives and costs each actor sums to its change from the start."""

    @given(st.data(), scenarios())
    def test_sums(self, data: st.DataObject, scenario: Scenario) -> None:
        """Issue by issue as the twin has it, what couples issues apart; trades are what they say."""
        package = data.draw(st.sampled_from(twin.packages(scenario)))
        found, quo = logrolling_of(scenario, package), twin.start(scenario)
        rows = {each.issue: each for each in found.settled}

        for actor in ("p", "q", "s"):
            change = twin.worth(scenario, actor, package) - twin.worth(scenario, actor, quo)
            issues = 0
            for k, issue in enumerate(scenario.agenda):
                part = twin.part(scenario, actor, k, package) - twin.part(scenario, actor, k, quo)
                issues += part
                assert part == (rows[issue.id].changes[actor] if issue.id in rows else 0)
            assert change == found.totals[actor] == issues + found.beyond[actor]
        for trade in found.trades:
            gives, takes = rows[trade.gives].changes, rows[trade.takes].changes
            assert gives[trade.first] < 0 < gives[trade.second]
            assert takes[trade.second] < 0 < takes[trade.first]
            assert (gives[trade.first] + takes[trade.first], gives[trade.second] + takes[trade.second]) == trade.nets

    @given(st.data(), scenarios(roomy=True))
    def test_needed(self, data: st.DataObject, scenario: Scenario) -> None:
        """An issue is needed by those who would be below their no-deal value were it back at the start."""
        package = data.draw(st.sampled_from(twin.packages(scenario)))
        for each in logrolling_of(scenario, package).settled:
            k = scenario.places[each.issue]
            back = (*package[:k], scenario.start[k], *package[k + 1 :])
            signing = twin.gains_of(scenario, package)
            then = {actor: twin.worth(scenario, actor, back) - twin.floor(scenario, actor) for actor in signing}

            assert {actor for actor in signing if signing[actor] >= 0 > then[actor]} == set(each.needed_by)


def _by_place(ones: tuple[int, ...], others: dict[int, int]) -> Scenario:
    """Return the scenario of some bytes by place, all others 0."""
    made = dict.fromkeys(ones, 1) | others
    return _scenario(Choices(made.get(i, 0) for i in range(N_BYTES)), roomy=False, gated=False)


#: A scenario of which the solver's presolve once lost the packages, and one at which it once failed.
LOST = _by_place(
    (0, 4, 9, 52, 72, 90, 99, 103, 108, 113, 116, 137, 139, 140, 145, 146, 147, 164),
    {12: 44, 69: 212, 105: 244, 143: 108},
)
FAILED = _by_place((0, 5, 34, 35, 37, 60, 63, 81, 84, 107, 110, 114, 136), {3: 254, 12: 94, 88: 2, 113: 30})


class TestSearched:
    """What the solver finds is what going through all packages finds."""

    @example(LOST)
    @example(FAILED)
    @given(scenarios() | scenarios(gated=True) | awkward.scenarios(max_issues=3))
    def test_equals_going_through(self, scenario: Scenario) -> None:
        """Every conflict, and that these are all."""
        pytest.importorskip("highspy", reason="the solver of the extra `analysis` is not installed")
        found, complete = conflicts_searched(scenario, limit=999)

        assert complete
        assert [set(each.names) for each in conflicts_of(scenario)] == sorted(
            ({each.name for each in one} for one in found),
            key=lambda names: (len(names), [i for i, c in enumerate(constraints_of(scenario)) if c.name in names]),
        )


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
