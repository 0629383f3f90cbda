"""Who must agree: signatories, gates, consent by computation, and what makes an agreement valid (semantics §7)."""

from typing import Any

import pytest

from negotiation.scenario import Actor, Demand, Effect, Gate, Measure, RedLine, Rule, Scenario, Threat
from negotiation.scenario.agreement import (
    NO,
    SILENT,
    YES,
    Answer,
    Standing,
    answer,
    broken_rules,
    discharges,
    open_gates,
    signatories,
    standing_of,
)
from negotiation.scenario.world import STANDING, WITHDRAWN
from tests.unit.scenario.toys import ROAD, WATER, east, hamlet, miller, start, toy, villager, west

BOTH = ("east", "west")
#: The hamlet is better off with the water shared, or the road open, and worse off nowhere.
SHARED, OPEN, METERED, CLOSED = (1, 0), (0, 1), (2, 0), (0, 0)


def gate(force: str, who: str = "hamlet", must: str = "consent", when: str | None = None) -> Gate:
    """Return a gate."""
    return Gate("gate", who, must, force, when)


def poor(**more: Any) -> Actor:
    """Return a hamlet that is worse off with anything but free water."""
    return villager("hamlet", (1.0, 0.5, 0.0), (0.0, 1.0), 0.75, **more)


def standing(scenario: Scenario, package: tuple[int, ...] = SHARED, **more: Any) -> Standing:
    """Return where a package stands once both parties have accepted it."""
    return standing_of(scenario, package, more.pop("world", start(scenario)), more.pop("accepted", BOTH), **more)


class TestSignatories:
    """The actors listed as parties, plus those named in `signs` of any option that differs from the start."""

    def test_are_the_parties(self) -> None:
        """Always, in speaking order."""
        assert ("east", "west") == signatories(toy(), CLOSED)
        assert ("west", "east") == signatories(toy(seats=["west", "east"]), SHARED)

    def test_are_whom_moved_options_name(self) -> None:
        """The miller signs where the road is opened, and only there."""
        assert ("east", "west", "miller") == signatories(toy(), OPEN)
        assert ("east", "west") == signatories(toy(), SHARED)

    def test_are_not_whom_the_start_names(self) -> None:
        """An option that does not differ from the start needs nobody's signature."""
        started = Scenario("x", "x", [WATER, open_at_start()], toy().actors, numbers=toy().numbers)

        assert ("east", "west") == signatories(started, (0, 1))
        assert ("east", "west") == signatories(started, (0, 0))


def open_at_start() -> Any:
    """Return the road with its open option as status quo."""
    return type(ROAD)("road", "The road", "open", ROAD.options)


class TestOpenGates:
    """The gates that stand before a package in a world."""

    @pytest.mark.parametrize(
        ("when", "package", "stands"),
        [
            (None, CLOSED, True),
            ("moved(water)", SHARED, True),
            ("moved(water)", OPEN, False),
            ("happened(flood) and moved(water)", SHARED, True),
            ("not happened(flood)", SHARED, False),
        ],
    )
    def test_depend_on_package_and_world(self, when: str | None, package: tuple[int, ...], stands: bool) -> None:
        """A condition may ask about both; without one the gate always stands."""
        scenario = toy(gates=[gate("opposable", when=when)], measures=[Measure("flood", "a flood")])
        world = start(scenario, happened={"flood": 1})

        assert (("gate",) if stands else ()) == tuple(each.id for each in open_gates(scenario, package, world))


class TestAnswer:
    """Consent is U(x) ≥ U(sq_0) and no absolute line crossed; the test against no deal is flagged beside it."""

    @pytest.mark.parametrize(("package", "word"), [(SHARED, YES), (OPEN, YES), (CLOSED, YES), (METERED, YES)])
    def test_is_yes_where_nothing_gets_worse(self, package: tuple[int, ...], word: str) -> None:
        """As good as the start is good enough."""
        scenario = toy()

        assert Answer(word, why="compared with the start") == answer(scenario, "hamlet", package, start(scenario))

    def test_is_no_where_it_gets_worse(self) -> None:
        """Below the start is no."""
        scenario = toy(poor())

        assert Answer(NO, why="compared with the start") == answer(scenario, "hamlet", SHARED, start(scenario))

    @pytest.mark.parametrize(
        ("amount", "package", "word"),
        [(-0.6, SHARED, NO), (0.6, OPEN, YES), (-0.2, SHARED, NO)],
    )
    def test_flags_what_no_deal_would_change(self, amount: float, package: tuple[int, ...], word: str) -> None:
        """Consent under threat is no consent: where no deal is the measure of another word, that is marked."""
        dam = Measure("dam", "a dam", "east", effects={"hamlet": amount})
        scenario = toy(poor(), measures=[dam], threats=[Threat("t", "east", "west", "dam", unless="moved(water)")])

        found = answer(scenario, "hamlet", package, start(scenario))
        assert (word, abs(amount) > 0.375) == (found.word, found.under_threat)

    def test_counts_effects_in_both_worlds(self) -> None:
        """Effects that land on agreements lower package and start alike: consent does not move."""
        flood = Measure("flood", "a flood", effects={"hamlet": Effect(-0.5, "agreement")})
        scenario = toy(measures=[flood])

        assert YES == answer(scenario, "hamlet", SHARED, start(scenario, happened={"flood": 1})).word

    def test_is_no_across_an_absolute_line(self) -> None:
        """Whatever the package is worth; a declared line does not bind."""
        hard = toy(hamlet(red_lines=[RedLine("dry", never="moved(water)")]))
        soft = toy(hamlet(red_lines=[RedLine("dry", never="moved(water)", force="declared")]))

        assert Answer(NO, why="red line: dry") == answer(hard, "hamlet", SHARED, start(hard))
        assert YES == answer(soft, "hamlet", SHARED, start(soft)).word

    @pytest.mark.parametrize(("says", "word"), [("consents", YES), ("withholds", SILENT)])
    def test_is_presumed_without_preferences(self, says: str, word: str) -> None:
        """An actor without preferences follows `without_preferences`, presumed, assumed."""
        scenario = toy(miller(without_preferences=says))

        expected = Answer(word, presumed=True, why="no preferences in the model: presumed, assumed")
        assert expected == answer(scenario, "miller", SHARED, start(scenario))

    def test_is_no_of_whom_nobody_models(self) -> None:
        """Unrepresented: cannot be obtained in this model, never silently true."""
        scenario = toy()

        expected = Answer(NO, why="not represented in this model: its word cannot be obtained here")
        assert expected == answer(scenario, "council", SHARED, start(scenario))

    def test_is_given_by_acceptance(self) -> None:
        """Who accepted has answered; who must and has not is silent."""
        scenario = toy(poor())
        world = start(scenario)

        assert Answer(YES, why="by its own acceptance") == answer(scenario, "hamlet", SHARED, world, ["hamlet"])
        assert Answer(SILENT, why="it has not accepted") == answer(scenario, "hamlet", SHARED, world, (), ["hamlet"])


def bloc(rule: str, **more: Any) -> Scenario:
    """Return talks with a bloc: a says yes, b no, c (without preferences) is presumed to consent, d to withhold."""
    members = [villager("a", (0, 1, 0.5), (0, 1)), villager("b", (1, 0, 0), (0, 1)), Actor("c", "C")]
    members.append(Actor("d", "D", without_preferences="withholds"))
    given = {"members": "abcd", "decides_by": rule, **more}
    return toy(*members, Actor("valley", "The valley", **{**given, "members": tuple(given["members"])}))


class TestBlocs:
    """A bloc is in when its rule over its members' own answers is met; it has no utility of its own."""

    @pytest.mark.parametrize(
        ("rule", "more", "expected"),
        [
            ("consensus", {"members": "acd"}, Answer(YES, presumed=True, why="by consensus")),
            ("consensus", {"members": "a"}, Answer(YES, why="by consensus")),
            ("consensus", {}, Answer(NO, why="objected to by b")),
            ("unanimity", {"members": "ac"}, Answer(YES, presumed=True, why="by unanimity")),
            ("unanimity", {"members": "acd"}, Answer(SILENT, presumed=True, why="no word from d")),
            ("unanimity", {}, Answer(NO, why="objected to by b")),
            ("leader", {"leader": "a"}, Answer(YES, why="led by a")),
            ("leader", {"leader": "b"}, Answer(NO, why="led by b")),
            ("leader", {"leader": "c"}, Answer(YES, presumed=True, why="led by c")),
            ("leader", {"leader": "d"}, Answer(SILENT, presumed=True, why="led by d")),
            ("leader", {"leader": "a", "vetoes": "b"}, Answer(NO, why="vetoed by b")),
            ("majority", {}, Answer(NO, presumed=True, why="by majority")),
            ("majority", {"members": "abc"}, Answer(YES, presumed=True, why="by majority")),
            ("majority", {"members": "ab"}, Answer(NO, why="by majority")),
            ("majority", {"weights": {"a": 2.1}}, Answer(YES, presumed=True, why="by majority")),
            ("majority", {"members": "abc", "vetoes": ["b", "c"]}, Answer(NO, why="vetoed by b")),
            ("majority", {"members": "ab", "weights": {"a": 0.3, "b": 0.1}}, Answer(YES, why="by majority")),
            ("consensus", {"members": "a", "others": "twelve more"}, Answer(YES, presumed=True, why="by consensus")),
        ],
    )
    def test_decide_by_their_rule(self, rule: str, more: dict[str, Any], expected: Answer) -> None:
        """No objection, active yes of all, the leader, a weighted majority, named vetoes; others are presumed."""
        scenario = bloc(rule, **more)

        assert expected == answer(scenario, "valley", SHARED, start(scenario))

    def test_count_weights_exactly(self) -> None:
        """A tie is no majority, whatever the order in which floats are added."""
        weights = {"a": 0.1, "c": 0.2, "b": 0.3}
        for members in ("acb", "bca"):
            scenario = bloc("majority", members=members, weights=weights)

            assert NO == answer(scenario, "valley", SHARED, start(scenario)).word

    def test_may_stand_inside_each_other(self) -> None:
        """A bloc's word is a member's word in the bloc around it."""
        inner = bloc("majority", members="abc")
        outer = Actor("basin", "The basin", members=["valley", "hamlet"], decides_by="unanimity")
        scenario = inner.with_actor(outer)

        expected = Answer(YES, presumed=True, why="by unanimity")
        assert expected == answer(scenario, "basin", SHARED, start(scenario))

    def test_count_a_signatory_by_its_acceptance(self) -> None:
        """A member that is itself a signatory answers once, by its own acceptance."""
        scenario = toy(Actor("valley", "The valley", members=["west", "hamlet"], decides_by="unanimity"))
        world = start(scenario)

        assert NO == answer(scenario, "valley", SHARED, world).word
        assert YES == answer(scenario, "valley", SHARED, world, ["west"]).word
        assert SILENT == answer(scenario, "valley", SHARED, world, (), ["west"]).word

    def test_are_bound_by_their_own_lines(self) -> None:
        """A bloc has no utility, but it may have absolute lines."""
        line = RedLine("door", never="moved(water)")
        scenario = bloc("majority", members="ac", red_lines=[line])

        assert Answer(NO, why="red line: door") == answer(scenario, "valley", SHARED, start(scenario))


class TestStandingOf:
    """Valid: rules hold, all signatories in, constitutive gates passed, no absolute line crossed, something changes."""

    def test_is_valid(self) -> None:
        """Both parties accept what breaks nothing."""
        found = standing(toy())

        assert Standing() == found
        assert found.is_valid

    @pytest.mark.parametrize(
        "scenario",
        [
            toy(east(demands=[Demand("road", "moved(road)", force="declared")])),
            toy(hamlet(demands=[Demand("road", "moved(road)")])),
        ],
    )
    def test_asks_for_absolute_demands_of_parties_only(self, scenario: Scenario) -> None:
        """A declared one may be given up; who does not sign demands in vain."""
        assert standing(scenario, SHARED).is_valid

    @pytest.mark.parametrize(
        ("scenario", "package", "reasons"),
        [
            (toy(rules=[Rule("dry", "water == free"), Rule("low", "road == open")]), SHARED, ["rule dry", "rule low"]),
            (toy(), CLOSED, ["nothing changes"]),
            (toy(east(red_lines=[RedLine("line", never="moved(water)")])), SHARED, ["red line of east: line"]),
            (toy(east(demands=[Demand("road", "moved(road)")])), SHARED, ["demand of east: road"]),
            (toy(east(demands=[Demand("road", "moved(road)", conditions="talks")])), SHARED, ["demand of east: road"]),
            (
                toy(miller(red_lines=[RedLine("mill", never="moved(road)")])),
                OPEN,
                ["signature of miller: red line: mill"],
            ),
            (
                toy(miller(without_preferences="withholds")),
                OPEN,
                ["signature of miller: no preferences in the model: presumed, assumed"],
            ),
            (
                toy(poor(), gates=[gate("constitutive")]),
                SHARED,
                ["gate gate: hamlet does not consent (compared with the start)"],
            ),
            (
                toy(gates=[gate("constitutive", "council", "ratify")]),
                SHARED,
                [
                    (
                        "gate gate: council does not ratify "
                        "(not represented in this model: its word cannot be obtained here)"
                    )
                ],
            ),
            (
                toy(hamlet(red_lines=[RedLine("dry", never="moved(water)")]), gates=[gate("constitutive")]),
                SHARED,
                ["gate gate: hamlet does not consent (red line: dry)"],
            ),
        ],
    )
    def test_says_what_makes_it_invalid(self, scenario: Scenario, package: tuple[int, ...], reasons: list[str]) -> None:
        """Every reason, in order: rules, change, signatures and lines, gates."""
        found = standing(scenario, package)

        assert tuple(reasons) == found.reasons
        assert not found.is_valid

    def test_measures_change_from_the_status_quo_of_the_turn(self) -> None:
        """When the status quo has moved, going back to the start is a change, staying there is none."""
        scenario = toy()
        world = start(scenario, status_quo=(2, 0))

        assert () == standing(scenario, CLOSED, world=world).reasons
        assert ("nothing changes",) == standing(scenario, METERED, world=world).reasons

    def test_a_discharged_threat_is_a_change(self) -> None:
        """At least one issue leaves its status quo or a threat is discharged."""
        threat = Threat("t", "east", "west", "dam", unless="water == free", announced=False)
        scenario = toy(measures=[Measure("dam", "a dam")], threats=[threat])
        world = start(scenario)

        assert ("nothing changes",) == standing(scenario, CLOSED, world=world).reasons
        assert () == standing(scenario, CLOSED, world=world.with_threat("t", STANDING)).reasons

    def test_presumes_a_signatory_without_preferences(self) -> None:
        """It counts as in, and is named."""
        assert Standing(presumed=("miller",)) == standing(toy(), OPEN)

    @pytest.mark.parametrize("must", ["consent", "ratify"])
    @pytest.mark.parametrize("force", ["opposable", "procedural"])
    def test_marks_what_does_not_block(self, must: str, force: str) -> None:
        """Another's rights are disposed of, or it is delayed: it may be signed, and whose word is missing is named."""
        assert Standing(missing=("hamlet",)) == standing(toy(poor(), gates=[gate(force, must=must)]))

    def test_names_whom_nobody_models(self) -> None:
        """An unrepresented holder's word is missing, never silently there."""
        assert Standing(missing=("council",)) == standing(toy(gates=[gate("opposable", "council")]))

    def test_names_who_refuses_and_who_is_presumed(self) -> None:
        """A constitutive gate's holder that refuses; one that is presumed to consent."""
        found = standing(toy(poor(), gates=[gate("constitutive")]))

        assert ((), ("hamlet",)) == (found.missing, found.refused)
        assert Standing(presumed=("miller",)) == standing(toy(gates=[gate("constitutive", "miller")]))

    def test_takes_a_partys_acceptance_for_its_consent(self) -> None:
        """A party that accepted has consented as a gate's holder too."""
        assert Standing() == standing(toy(gates=[gate("constitutive", "west")]))

    @pytest.mark.parametrize("force", ["procedural", "opposable"])
    def test_names_who_was_not_consulted(self, force: str) -> None:
        """Consultation is no consent: what is missing is named, and nothing is blocked."""
        scenario = toy(poor(), gates=[gate(force, must="be_consulted")])

        assert Standing(unconsulted=("hamlet",)) == standing(scenario)
        assert Standing(unconsulted=("hamlet",)) == standing(scenario, signing=BOTH)
        assert Standing() == standing(scenario, world=start(scenario, consulted=frozenset({"hamlet"})))

    def test_needs_a_constitutive_consultation_to_close(self) -> None:
        """It can still be held while talks go on; as they close it must have been."""
        scenario = toy(gates=[gate("constitutive", must="be_consulted")])
        held = start(scenario, consulted=frozenset({"hamlet"}))

        assert Standing(unconsulted=("hamlet",)) == standing(scenario)
        assert Standing(
            reasons=("gate gate: hamlet has not been consulted",), refused=("hamlet",), unconsulted=("hamlet",)
        ) == standing(scenario, signing=BOTH)
        assert Standing() == standing(scenario, signing=BOTH, world=held)

    def test_names_each_once(self) -> None:
        """Two gates of one holder name it once."""
        gates = [gate("opposable"), Gate("second", "hamlet", "ratify", "procedural")]

        assert ("hamlet",) == standing(toy(poor(), gates=gates)).missing

    def test_asks_who_has_not_accepted_what_it_would_say(self) -> None:
        """Without closing, everybody outside those who accepted answers as computed."""
        expected = ("signature of west: compared with the start",)

        assert expected == standing(toy(), accepted=()).reasons
        assert () == standing(toy(west(values=hamlet().values)), accepted=()).reasons

    def test_closes_by_acceptance_alone(self) -> None:
        """As talks close a party answers only by accepting, as signatory, as gate's holder, as a bloc's member."""
        valley = Actor("valley", "The valley", members=["east", "hamlet"], decides_by="unanimity")
        gates = [gate("constitutive", "east"), Gate("bloc", "valley", "consent", "constitutive")]
        scenario = toy(valley, gates=gates)

        found = standing(scenario, accepted=["west"], signing=["west"])
        assert (
            "gate gate: east does not consent (it has not accepted)",
            "gate bloc: valley does not consent (no word from east)",
        ) == found.reasons
        assert ("signature of east: it has not accepted",) == standing(toy(), accepted=["west"], signing=BOTH).reasons

    def test_is_signed_by_those_who_make_it_up(self) -> None:
        """Under a quorum only those who sign must; the gates stand all the same."""
        assert () == standing(toy(), accepted=["west"], signing=["west"]).reasons
        blocked = standing(toy(poor(), gates=[gate("constitutive")]), accepted=["west"], signing=["west"])
        assert 1 == len(blocked.reasons)


class TestBrokenRules:
    """What every package must satisfy, whoever accepts it."""

    def test_are_named(self) -> None:
        """By id; what they do not forbid is allowed."""
        scenario = toy(rules=[Rule("no_meter", "water != metered"), Rule("dry_road", "road == open => moved(water)")])
        world = start(scenario)

        assert [(), ("dry_road",), ("no_meter",), ()] == [
            broken_rules(scenario, package, world) for package in ((1, 1), OPEN, METERED, CLOSED)
        ]


class TestDischarges:
    """A compellent threat is discharged only when an agreement satisfies the demand, not by just any signature."""

    def scenario(self) -> Scenario:
        """Return talks with two compellent threats and one that deters."""
        return toy(
            measures=[Measure("dam", "a dam"), Measure("toll", "a toll")],
            threats=[
                Threat("share", "east", "west", "dam", unless="improved(water)"),
                Threat("open", "west", "east", "toll", unless="road == open"),
                Threat("deter", "west", "east", "toll", if_="happened(dam)"),
            ],
        )

    def test_names_those_whose_demand_is_met(self) -> None:
        """By the package, in its owner's order."""
        scenario = self.scenario()
        world = start(scenario)

        assert [("share",), ("open",), ("share", "open"), ()] == [
            discharges(scenario, package, world) for package in (SHARED, OPEN, (2, 1), CLOSED)
        ]

    def test_leaves_out_those_that_do_not_stand(self) -> None:
        """What was withdrawn, or is not yet made, cannot be discharged."""
        scenario = self.scenario()

        assert () == discharges(scenario, OPEN, start(scenario).with_threat("open", WITHDRAWN))

    def test_measures_from_when_the_demand_was_made(self) -> None:
        """An issue that had improved before the demand has to improve further."""
        scenario = self.scenario()
        late = start(scenario, status_quo=SHARED).with_threat("share", STANDING)

        assert [(), ("share",)] == [discharges(scenario, package, late) for package in (SHARED, METERED)]
