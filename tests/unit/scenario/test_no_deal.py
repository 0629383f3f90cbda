"""What no deal is worth: the no-deal tree, threats and events, and the figures without threats (semantics §6, §10)."""

from collections.abc import Callable
from typing import Any

import pytest
from attrs import evolve

from negotiation.scenario import Actor, Effect, Event, Measure, Number, Scenario, Threat
from negotiation.scenario.no_deal import (
    Leaf,
    leaves,
    no_deal,
    no_deal_lines,
    no_deal_unthreatened,
    probability_of,
    realised,
    realised_worth,
)
from negotiation.scenario.preferences import UNIT, as_float
from negotiation.scenario.talking import Signal
from negotiation.scenario.world import DISCHARGED, FIRED, SILENT, STANDING, WITHDRAWN, World
from tests.reference import no_deal_twin
from tests.unit.scenario.flagship import ACTORS, flagship
from tests.unit.scenario.toys import BECAUSE, east, hamlet, miller, start, toy, west

PERCENT = UNIT // 100
#: What the start is worth to each village, in hundredths.
AT_START = {"east": 40, "west": 50, "hamlet": 0}

DAM = Measure("dam", "a dam", "east", effects={"west": -0.2, "east": -0.1, "hamlet": -0.4})
TOLL = Measure("toll", "a toll", "west", effects={"east": -0.3, "west": 0.1})
FLOOD = Measure("flood", "a flood", effects={"east": -0.5, "west": -0.1})
MEASURES = (DAM, TOLL, FLOOD)


def dam(name: str = "dam_it", **more: Any) -> Threat:
    """Return the eastern village's threat to build the dam unless water is shared."""
    given = {"by": "east", "to": "west", "measure": "dam", "unless": "water >= shared", "probability": 0.5}
    return Threat(name, **{**given, **more})


def toll(name: str = "toll_it", **more: Any) -> Threat:
    """Return the western village's threat of a toll once the dam is built."""
    given = {"by": "west", "to": "east", "measure": "toll", "if_": "happened(dam)", "probability": 0.8}
    return Threat(name, **{**given, **more})


def talks(*threats: Threat, actors: tuple[Actor, ...] = (), **more: Any) -> Scenario:
    """Return the villages' talks with threats."""
    return toy(*actors, **{"measures": MEASURES, "threats": threats, **more})


def percents(scenario: Scenario, world: World | None = None, *, unthreatened: bool = False) -> dict[str, float]:
    """Return each village's value of no deal in hundredths."""
    world = start(scenario) if world is None else world
    worth = no_deal_unthreatened if unthreatened else no_deal
    return {name: (worth(scenario, name, world) or 0) / PERCENT for name in AT_START}


def constant(draw: float) -> Callable[[str], float]:
    """Return the same draw for every measure."""
    return lambda measure: draw


class TestFlagship:
    """Ruling C.3: before the decree about Russia .00, United States .45, Ukraine .27."""

    def test_gives_the_ruled_figures(self) -> None:
        """To three decimals: .001, .451, .269."""
        scenario = flagship()
        world = start(scenario)

        assert [0.001, 0.451, 0.269] == [round(as_float(no_deal(scenario, each, world) or 0), 3) for each in ACTORS]

    def test_is_exact(self) -> None:
        """Equal to a sum over all draws in exact fractions, to the unit."""
        scenario = flagship()
        world = start(scenario)

        assert [no_deal_twin.expected(scenario, each, world) for each in ACTORS] == [
            no_deal(scenario, each, world) for each in ACTORS
        ]

    def test_moves_with_the_decree(self) -> None:
        """The decree raises Ukraine's value by .03, and nobody else's."""
        scenario = flagship()
        before = start(scenario)
        after = before.after_measure(scenario, "decree", "decree_signed")
        moved = [(no_deal(scenario, each, after) or 0) - (no_deal(scenario, each, before) or 0) for each in ACTORS]

        assert [0, 0, 3 * PERCENT] == moved

    def test_is_told_line_by_line(self) -> None:
        """The status quo first, then what may happen and how likely, then what backing down costs."""
        scenario = flagship()
        lines = {
            line.what: (round(line.amount / PERCENT, 6), round(line.probability, 6))
            for line in no_deal_lines(scenario, "russia", start(scenario))
        }

        assert {
            "": (12.0, 1.0),
            "military_action": (-3.0, 0.3),
            "sanctions": (-5.4, 0.27),
            "action_unless_demands": (-3.5, 0.7),
        } == lines

    def test_leaves_the_threats_out(self) -> None:
        """Without the compellent threat nothing is triggered: no deal is worth the start to all three."""
        scenario = flagship()
        world = start(scenario)

        found = [as_float(no_deal_unthreatened(scenario, each, world) or 0) for each in ACTORS]
        assert [0.12, 0.529, 0.509] == found


class TestNoDeal:
    """D_i(W): the expected worth of no deal, by the actor's own beliefs."""

    def test_is_the_status_quo_without_threats(self) -> None:
        """Nothing hangs over the talks: no deal is worth what the status quo is worth; none without preferences."""
        scenario = toy()

        assert AT_START == percents(scenario)
        assert no_deal(scenario, "miller", start(scenario)) is None
        assert no_deal_unthreatened(scenario, "miller", start(scenario)) is None
        assert () == no_deal_lines(scenario, "miller", start(scenario))

    def test_follows_the_status_quo(self) -> None:
        """With the water shared and the road open it is worth 30, 90 and 100."""
        scenario = toy()

        assert {"east": 30, "west": 90, "hamlet": 100} == percents(scenario, start(scenario, status_quo=(1, 1)))

    def test_lands_a_threat_on_every_bearer(self) -> None:
        """A compellent threat is executed with its probability: everybody bears its effects, its issuer too."""
        assert {"east": 40 - 5, "west": 50 - 10, "hamlet": -20} == percents(talks(dam()))

    def test_lands_what_it_triggers(self) -> None:
        """A deterrent threat fires on what the first brought about: .5 · .8 of the toll."""
        assert {"east": 40 - 5 - 12, "west": 50 - 10 + 4, "hamlet": -20} == percents(talks(dam(), toll()))

    def test_a_deterrent_threat_alone_lowers_nobodys(self) -> None:
        """While its trigger cannot happen, a deterrent threat changes no value."""
        assert AT_START == percents(talks(toll()))

    def test_goes_by_each_ones_beliefs(self) -> None:
        """Others use their own believed probabilities; the issuer the stated one, whatever it is said to believe."""
        threat = dam(believed={"west": 1.0, "east": 0.0})

        assert {"east": 35, "west": 30, "hamlet": -20} == percents(talks(threat))

    @pytest.mark.parametrize("status", [SILENT, WITHDRAWN, DISCHARGED, FIRED])
    def test_knows_only_standing_threats(self, status: str) -> None:
        """One not yet made, withdrawn, discharged or carried out hangs over nobody."""
        scenario = talks(dam())

        assert AT_START == percents(scenario, start(scenario).with_threat("dam_it", status))

    def test_waits_for_the_announcement(self) -> None:
        """A threat that is not announced stands once it is made."""
        scenario = talks(dam(announced=False))
        world = start(scenario)

        assert AT_START == percents(scenario, world)
        assert 35 == percents(scenario, world.with_threat("dam_it", STANDING))["east"]

    def test_is_discharged_by_its_demand(self) -> None:
        """Where the status quo satisfies the demand, nothing is triggered."""
        scenario = talks(dam())
        world = start(scenario, status_quo=(1, 0))

        assert {"east": 70, "west": 40, "hamlet": 75} == percents(scenario, world)

    def test_measures_an_improvement_from_the_demand(self) -> None:
        """`improved` compares with the status quo when the demand was made, in its owner's order."""
        scenario = talks(dam(unless="improved(water)", announced=False))
        shared = start(scenario, status_quo=(1, 0))
        made_late = shared.with_threat("dam_it", STANDING)
        made_early = evolve(start(scenario).with_threat("dam_it", STANDING), status_quo=(1, 0))

        assert 65 == percents(scenario, made_late)["east"]
        assert 70 == percents(scenario, made_early)["east"]

    def test_charges_for_backing_down(self) -> None:
        """A threat that is not carried out costs its issuer, and nobody else."""
        assert {"east": 35 - 2.5, "west": 40, "hamlet": -20} == percents(talks(dam(backing_down=0.05)))

    def test_lands_one_deed_once(self) -> None:
        """Two threats that name one measure land its effects once, with the larger probability."""
        both = talks(dam(probability=0.2), dam("dam_too", by="west", unless="road == open", probability=0.5))

        assert percents(talks(dam())) == percents(both)

    def test_lands_one_deed_once_when_triggered_later(self) -> None:
        """So does one that deters and one that demands: the second draw is of what the first left over."""
        scenario = talks(
            dam(probability=0.2),
            toll(),
            toll("toll_anyway", if_=None, unless="road == open", probability=0.3, backing_down=0.5),
        )

        assert 40 - 2 - 0.3 * 30 - 0.2 * (0.8 - 0.3) * 30 == percents(scenario)["east"]

    def test_lands_one_deed_once_even_if_it_repeats(self) -> None:
        """A threat that comes up once the deed is done does not bring it again, nor is it backed down on."""
        scenario = talks(
            dam(probability=1.0),
            toll("toll_anyway", if_=None, unless="road == open", probability=0.2),
            toll(probability=0.5, backing_down=0.5),
            measures=[DAM, evolve(TOLL, repeats=True)],
        )
        certain = scenario.with_("threats.toll_anyway.probability", 1.0)

        assert 40 - 10 - 0.5 * 30 == percents(scenario)["east"]
        assert 50 - 20 + 0.5 * 10 - 0.5 * 50 == percents(scenario)["west"]
        assert {"east": 40 - 10 - 30, "west": 50 - 20 + 10, "hamlet": -40} == percents(certain)

    def test_nobody_backs_down_on_what_was_done(self) -> None:
        """Who announced a deed that another's threat brought about has not backed down on it."""
        scenario = talks(dam(probability=0.0, backing_down=0.5), dam("too", by="west", probability=1.0))

        assert 40 - 10 == percents(scenario)["east"]

    def test_a_weaker_threat_backs_down_with_the_stronger(self) -> None:
        """Where the deed is not done, everybody who announced it backs down, however unlikely they made it."""
        scenario = talks(
            dam(probability=0.0),
            toll("strong", if_=None, unless="road == open", probability=0.5),
            toll("weak", if_="not happened(dam)", probability=0.2, backing_down=0.1),
        )

        assert 50 + 5 - 5 == percents(scenario)["west"]

    def test_counts_what_has_happened(self) -> None:
        """Effects of what was done in play land on no deal; a deed that is done once is not done again."""
        scenario = talks(dam(probability=1.0))
        world = start(scenario).after_measure(scenario, "dam")

        assert {"east": 30, "west": 30, "hamlet": -40} == percents(scenario, world)

    def test_does_again_what_repeats(self) -> None:
        """A measure that repeats lands once more when no deal comes."""
        scenario = talks(dam(probability=1.0), measures=[evolve(DAM, repeats=True)])
        world = start(scenario).after_measure(scenario, "dam").after_measure(scenario, "dam")

        assert {"east": 10, "west": -10, "hamlet": -120} == percents(scenario, world)

    @pytest.mark.parametrize(("on", "expected"), [("no_deal", -20), ("both", -20), ("agreement", 0)])
    def test_counts_effects_that_land_on_no_deal(self, on: str, expected: int) -> None:
        """Those that land on agreements alone move no value of no deal."""
        scenario = talks(measures=[evolve(DAM, effects={"west": Effect(-0.2, on)})])

        assert 50 + expected == percents(scenario, start(scenario, happened={"dam": 1}))["west"]

    def test_moves_issues(self) -> None:
        """What a measure moves stands without agreement from then on."""
        seize = Measure("seize", "the river is seized", "east", moves={"water": "metered"})
        scenario = talks(dam(measure="seize"), measures=[seize])

        assert {"east": 40 + 30, "west": 50 - 25, "hamlet": 22.5} == percents(scenario)

    def test_pays_what_was_paid_in_play(self) -> None:
        """Public back-downs during the talks cost their author without agreement as well."""
        scenario = talks(actors=(east(audience_cost=0.05),))
        world = start(scenario).with_backdown("east")

        assert {**AT_START, "east": 35} == percents(scenario, world)
        assert ("backed down", -5 * PERCENT) == [
            (line.what, line.amount) for line in no_deal_lines(scenario, "east", world)
        ][-1]

    def test_weighs_what_was_seen(self) -> None:
        """A believed probability is the one held now, after the signals that its holder saw."""
        signal = Signal("smoke", "dam_it", "fact(smoke)", 0.9, 0.3)
        scenario = talks(dam(), facts={"smoke": True}, signals=[signal])
        world = evolve(start(scenario), signals=frozenset({("smoke", "west", True)}))

        assert {"east": 35, "west": 50 - 0.75 * 20, "hamlet": -20} == percents(scenario, world)


class TestEvents:
    """What happens by itself once talks end without agreement."""

    def test_lands(self) -> None:
        """With its probability, on everybody it touches; one during play only is no part of it."""
        scenario = talks(events=[Event("rain", "flood", without_agreement=0.4), Event("snow", "flood", each_turn=0.5)])

        assert {"east": 20, "west": 46, "hamlet": 0} == percents(scenario)

    def test_triggers(self) -> None:
        """A deterrent threat may fire on an event as on its measure."""
        for trigger in ("happened(rain)", "happened(flood)"):
            scenario = talks(toll(if_=trigger, probability=0.5), events=[Event("rain", "flood", without_agreement=0.4)])

            assert 20 - 0.2 * 30 == percents(scenario)["east"]

    def test_happens_once(self) -> None:
        """An event that happened, or whose measure was done and does not repeat, does not come again."""
        scenario = talks(events=[Event("rain", "flood", each_turn=0.1, without_agreement=1.0)])

        again = scenario.with_("measures.flood", evolve(FLOOD, repeats=True))
        after = start(scenario).after_measure(scenario, "flood", "rain")
        assert [-10, -10] == [percents(each, after)["east"] for each in (scenario, again)]
        assert -60 == percents(again, start(again).after_measure(again, "flood"))["east"]
        assert -10 == percents(scenario, start(scenario).after_measure(scenario, "flood"))["east"]

    def test_shares_a_draw_with_threats_and_events_of_its_measure(self) -> None:
        """The same deed comes once, with the largest of the probabilities, whatever announces it, in any order."""
        events = [Event("drizzle", "flood", without_agreement=0.1), Event("rain", "flood", without_agreement=0.4)]
        threat = dam(measure="flood", probability=0.2)
        found = [percents(talks(threat, events=each))["east"] for each in (events, events[::-1])]

        assert [20, 20] == found

    def test_comes_after_demands_and_before_what_deters(self) -> None:
        """A trigger that something has not happened is asked once demands and events are settled."""
        scenario = talks(
            dam(probability=0.5),
            toll("alarm_it", measure="alarm", if_="not happened(dam) and not happened(flood)", probability=1.0),
            events=[Event("rain", "flood", without_agreement=0.4)],
            measures=[*MEASURES, Measure("alarm", "an alarm", "west", effects={"east": -1.0})],
        )

        assert 40 - 5 - 20 - 0.5 * 0.6 * 100 == percents(scenario)["east"]

    def test_come_in_the_order_of_their_names(self) -> None:
        """Two that move one issue: the later name has the last word, however they are listed."""
        measures = [Measure(name, name, moves={"water": name}) for name in ("shared", "metered")]
        events = [Event("a", "shared", without_agreement=1.0), Event("b", "metered", without_agreement=1.0)]
        found = [percents(talks(measures=measures, events=each))["east"] for each in (events, events[::-1])]

        assert [100, 100] == found

    def test_comes_after_demands(self) -> None:
        """What an event moves, a demand that is settled no longer sees."""
        pave = Measure("pave", "the road is paved", moves={"road": "open"})
        scenario = talks(
            dam(unless="road == open", probability=0.5),
            events=[Event("paving", "pave", without_agreement=1.0)],
            measures=[DAM, pave],
        )

        assert 0 - 5 == percents(scenario)["east"]


class TestDecidedBySeat:
    """Executed or not by the issuer's interest: exactly when it is no worse for it than not."""

    @pytest.mark.parametrize(
        ("effect", "backing_down", "executes"),
        [(-0.1, None, False), (0.0, None, True), (-0.1, 0.05, False), (-0.1, 0.1, True), (-0.1, 0.2, True)],
    )
    def test_weighs_the_deed_against_backing_down(
        self, effect: float, backing_down: float | None, executes: bool
    ) -> None:
        """The stated probability says nothing; a tie executes."""
        deed = evolve(DAM, effects={"east": effect, "west": -0.2})
        scenario = talks(
            dam(decided_by="seat", probability=0.3, backing_down=backing_down), measures=[deed], actors=(east(),)
        )

        assert 50 - 20 * executes == percents(scenario)["west"]

    def test_weighs_what_follows(self) -> None:
        """The issuer counts what its deed triggers: the dam alone pays, with the toll it does not."""
        deed = evolve(DAM, effects={"east": 0.1, "west": -0.2})
        alone = talks(dam(decided_by="seat"), measures=[deed, TOLL])
        followed = talks(dam(decided_by="seat"), toll(probability=1.0), measures=[deed, TOLL])

        assert [30, 50] == [percents(each)["west"] for each in (alone, followed)]

    def test_weighs_what_is_settled_already(self) -> None:
        """A flood that did not come is not expected again: only where it came would relief bring the toll."""
        relief = Measure("relief", "relief", "east", effects={"east": 0.1})
        scenario = talks(
            dam("relief_it", measure="relief", if_="turn >= 0", unless=None, decided_by="seat"),
            toll(if_="happened(relief) and happened(flood)", probability=1.0),
            events=[Event("rain", "flood", without_agreement=0.5)],
            measures=[TOLL, FLOOD, relief],
        )

        assert 40 - 0.5 * 50 + 0.5 * 10 == percents(scenario)["east"]

    def test_does_not_flee_what_is_settled_already(self) -> None:
        """A flood that did not come is no reason to act: without it, the deed only costs."""
        relief = Measure("relief", "relief", "east", effects={"east": -0.1})
        scenario = talks(
            dam("relief_it", measure="relief", if_="turn >= 0", unless=None, decided_by="seat"),
            events=[Event("rain", "flood", without_agreement=0.5)],
            measures=[FLOOD, relief],
        )

        assert 40 - 0.5 * 50 == percents(scenario)["east"]

    def test_others_keep_their_beliefs(self) -> None:
        """Who has a belief of its own uses it; who has none knows what the issuer will do."""
        scenario = talks(dam(decided_by="seat", believed={"hamlet": 0.5}))

        assert {"east": 40, "west": 50, "hamlet": -20} == percents(scenario)

    @pytest.mark.parametrize(("probability", "executes"), [(0.5, True), (0.4, False)])
    def test_without_preferences_does_the_likelier(self, probability: float, executes: bool) -> None:
        """An issuer without preferences has no interest to decide by: the likelier of the two."""
        scenario = talks(dam(by="miller", decided_by="seat", probability=probability), actors=(miller(),))

        assert 50 - 20 * executes == percents(scenario)["west"]

    def test_never_decides_what_chance_alone_does(self) -> None:
        """A measure that is drawn by chance alone is drawn, whoever threatens it."""
        scenario = talks(dam(decided_by="seat"), measures=[evolve(DAM, chance_only=True)])

        assert 35 == percents(scenario)["east"]
        assert 0.5 == probability_of(scenario, scenario.threats["dam_it"], start(scenario), None)

    def test_two_wait_for_each_other(self) -> None:
        """Two such threats are each decided knowing that the other will be."""
        scenario = talks(
            dam(decided_by="seat", backing_down=0.2),
            toll(decided_by="seat", if_=None, unless="road == open", backing_down=0.0),
        )

        assert {"east": 0, "west": 40, "hamlet": -40} == percents(scenario)


class TestScalar:
    """An author's scalar is the value at the start before listed threats and events; it moves with the status quo."""

    def actor(self) -> Actor:
        """Return the western village with a scalar of .45."""
        return west(no_deal=Number(0.45, BECAUSE), no_deal_because="they have wells")

    def test_stands_for_the_status_quo(self) -> None:
        """At the start it is the value; threats and events come on top."""
        assert 45 == percents(talks(actors=(self.actor(),)))["west"]
        assert 45 - 10 == percents(talks(dam(), actors=(self.actor(),)))["west"]

    def test_moves_with_the_status_quo(self) -> None:
        """By U(sq_t) − U(sq_0): 50 → 90 makes 45 → 85."""
        scenario = talks(actors=(self.actor(),))

        assert 85 == percents(scenario, start(scenario, status_quo=(1, 1)))["west"]

    def test_holds_what_the_opening_brought(self) -> None:
        """What was done before play is in it; what is done in play comes on top."""
        scenario = talks(actors=(self.actor(),), measures=[evolve(DAM, repeats=True)])
        world = start(scenario, happened={"dam": 2}, opened={"dam": 1})

        assert 45 - 20 == percents(scenario, world)["west"]
        assert 45 == percents(scenario, start(scenario, happened={"dam": 1}, opened={"dam": 1}))["west"]
        assert 50 - 40 == percents(talks(measures=[evolve(DAM, repeats=True)]), world)["west"]


class TestUnthreatened:
    """The value of no deal without compellent threats and others' hostile acts (semantics §10)."""

    def test_leaves_out_every_demand(self) -> None:
        """Whoever issued it: its own as well, with what it would trigger and what backing down costs."""
        scenario = talks(dam(backing_down=0.1), toll())

        assert AT_START == percents(scenario, unthreatened=True)

    def test_leaves_out_others_hostile_deeds(self) -> None:
        """The dam, once built, hurts the west and the hamlet by another's act, and the east by its own."""
        scenario = talks()
        world = start(scenario).after_measure(scenario, "dam")

        assert {"east": 30, "west": 50, "hamlet": 0} == percents(scenario, world, unthreatened=True)

    def test_keeps_what_nobody_did(self) -> None:
        """A flood is nobody's act: done or to come, it stays."""
        scenario = talks(events=[Event("rain", "flood", without_agreement=0.4)])
        world = start(scenario).after_measure(scenario, "flood")

        assert {"east": 20, "west": 46, "hamlet": 0} == percents(scenario, unthreatened=True)
        assert {"east": -10, "west": 40, "hamlet": 0} == percents(scenario, world, unthreatened=True)

    def test_leaves_out_hostile_deeds_to_come(self) -> None:
        """Another's hostile measure is left out whatever would bring it: an event, or a threat that deters."""
        by_event = talks(events=[Event("breach", "dam", without_agreement=0.5)])
        by_threat = talks(toll(if_="happened(flood)"), events=[Event("rain", "flood", without_agreement=1.0)])

        assert {"east": 35, "west": 50, "hamlet": 0} == percents(by_event, unthreatened=True)
        assert {"east": -10, "west": 40 + 8, "hamlet": 0} == percents(by_threat, unthreatened=True)

    def test_leaves_out_what_is_addressed_to_it(self) -> None:
        """A threat that others address to the actor is left out even where its measure is nobody's."""
        threat = toll(measure="dam", if_="happened(flood)", to="hamlet", by="miller", probability=1.0)
        scenario = talks(
            threat,
            events=[Event("rain", "flood", without_agreement=1.0)],
            measures=[evolve(DAM, by=None, effects={"hamlet": 0.4, "west": -0.2}), FLOOD],
        )

        assert {"east": -10, "west": 40, "hamlet": 0} == percents(scenario, unthreatened=True)

    def test_leaves_out_what_is_addressed_to_its_bloc(self) -> None:
        """A threat to a bloc is one to its members, and to theirs."""
        blocs = (
            Actor("banks", "Banks", members="hamlet", decides_by="consensus"),
            Actor("valley", "Valley", members=["banks", "miller"], decides_by="consensus"),
        )
        threat = toll(measure="gift", if_="happened(flood)", to="valley", probability=1.0)
        scenario = talks(
            threat,
            actors=blocs,
            events=[Event("rain", "flood", without_agreement=1.0)],
            measures=[Measure("gift", "a gift", effects={"hamlet": 0.3, "east": 0.1}), FLOOD],
        )

        assert {"east": 0, "west": 40, "hamlet": 0} == percents(scenario, unthreatened=True)

    def test_takes_back_a_hostile_status_quo(self) -> None:
        """An issue that another moved to what is worse stands at the start; one moved to what is better stays."""
        seize = Measure("seize", "the river is seized", "east", moves={"water": "metered"})
        pave = Measure("pave", "the road is paved", "east", moves={"road": "open"})
        scenario = talks(measures=[seize, pave])
        world = start(scenario).after_measure(scenario, "seize").after_measure(scenario, "pave")

        assert {"east": 60, "west": 50, "hamlet": 70} == percents(scenario, world)
        assert {"east": 60, "west": 100, "hamlet": 70} == percents(scenario, world, unthreatened=True)

    @pytest.mark.parametrize("believed", [0.0, 0.3, 1.0])
    def test_does_not_move_with_what_its_addressee_believes(self, believed: float) -> None:
        """Raising the believed probability of a threat never raises its addressee's gain against this value."""
        scenario = talks(dam(probability=1.0), toll(believed={"east": believed}), actors=(east(),))

        assert AT_START == percents(scenario, unthreatened=True)


class TestLeaves:
    """Every way in which no deal may end."""

    def test_are_all_there_is(self) -> None:
        """Their probabilities sum to one; each says what happened, who fired and who backed down."""
        scenario = talks(dam(), toll())
        found = leaves(scenario, start(scenario), None)

        assert [
            (0.4, {"dam": 1, "toll": 1}, (FIRED, FIRED), ()),
            (0.1, {"dam": 1}, (FIRED, STANDING), ("toll_it",)),
            (0.5, {}, (STANDING, STANDING), ("dam_it",)),
        ] == [
            (
                round(leaf.probability, 9),
                dict(leaf.world.happened),
                (leaf.world.threats["dam_it"], leaf.world.threats["toll_it"]),
                leaf.backed_down,
            )
            for leaf in found
        ]

    def test_go_by_a_holders_beliefs(self) -> None:
        """None: by what is stated."""
        scenario = talks(dam(believed={"west": 0.9}))

        assert [[0.9, 0.1], [0.5, 0.5]] == [
            [round(leaf.probability, 9) for leaf in leaves(scenario, start(scenario), holder)]
            for holder in ("west", None)
        ]

    def test_leave_out_what_cannot_be(self) -> None:
        """What is certain, or impossible, makes one leaf."""
        certain, impossible = talks(dam(probability=1.0)), talks(dam(probability=0.0))

        assert [1, 1] == [len(leaves(each, start(each))) for each in (certain, impossible)]


class TestRealised:
    """The one way in which no deal ends when each measure's uniform draw is given."""

    @pytest.mark.parametrize(
        ("draws", "happened", "backed_down"),
        [
            ({"dam": 0.49, "toll": 0.79}, {"dam": 1, "toll": 1}, ()),
            ({"dam": 0.49, "toll": 0.8}, {"dam": 1}, ("toll_it",)),
            ({"dam": 0.5, "toll": 0.0}, {}, ("dam_it",)),
        ],
    )
    def test_happens_below_the_level(
        self, draws: dict[str, float], happened: dict[str, int], backed_down: tuple[str, ...]
    ) -> None:
        """A measure is done when its draw is below its probability, by what is stated, not by what is believed."""
        scenario = talks(dam(believed={"west": 1.0}), toll())
        leaf = realised(scenario, start(scenario), draws.__getitem__)

        assert (happened, backed_down, 1.0) == (dict(leaf.world.happened), leaf.backed_down, leaf.probability)

    def test_lands_one_deed_once(self) -> None:
        """A draw that is below both probabilities does the deed once, one between them by the likelier."""
        scenario = talks(dam(probability=0.2), dam("too", by="west", unless="road == open", probability=0.5))
        for draw, happened in ((0.1, {"dam": 1}), (0.3, {"dam": 1}), (0.6, {})):
            assert happened == realised(scenario, start(scenario), constant(draw)).world.happened

    def test_is_worth_what_it_brought(self) -> None:
        """Each actor's value of the one ending; none without preferences."""
        scenario = talks(dam(backing_down=0.05))
        world = start(scenario)
        done, not_done = (realised(scenario, world, constant(u)) for u in (0.0, 0.9))

        assert (30 * PERCENT, 35 * PERCENT) == tuple(
            realised_worth(scenario, "east", leaf) for leaf in (done, not_done)
        )
        assert realised_worth(scenario, "miller", done) is None
        assert Leaf(1.0, world) == Leaf(1.0, world, ())

    def test_is_what_the_leaves_say(self) -> None:
        """Over an even spread of draws each ending comes as often as its leaf is likely."""
        scenario = talks(dam(), toll(), actors=(hamlet(),))
        world, n = start(scenario), 20
        seen = [
            realised(scenario, world, {"dam": (i + 0.5) / n, "toll": (j + 0.5) / n}.__getitem__).world
            for i in range(n)
            for j in range(n)
        ]

        assert {leaf.world: round(leaf.probability * n * n) for leaf in leaves(scenario, world)} == {
            each: seen.count(each) for each in seen
        }
