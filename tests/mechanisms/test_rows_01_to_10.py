"""The mechanisms of the reading note, rows 1 to 10: each a test that plays a small scenario from a file."""

import numpy as np
import pytest

from negotiation.analysis.masks import mask
from negotiation.engine.protocols import alternating_offers, plenary
from negotiation.engine.state import IllegalActError
from negotiation.files import load
from negotiation.playing import Play
from negotiation.scenario.beliefs import belief
from negotiation.scenario.no_deal import no_deal
from negotiation.scenario.outcome import Agreement, NoDeal
from negotiation.scenario.preferences import as_float, utility
from negotiation.strategies import RandomAcceptable
from tests.mechanisms.scripts import PATIENT, agreed, begun, floor, said, scenario_of, scripted


def test_row_01_an_issue_left_out_stands_at_the_status_quo_of_that_turn() -> None:
    """A text is completed when it is made: one from before the build-up has few troops, one from after it many."""
    scenario = scenario_of("offers")
    end = scripted(
        scenario,
        protocol="plenary",
        east=("passes", "carries out build_up", "passes", "accepts W2"),
        west=("tables W1: trade = some", "tables W2: trade = some, border = watched"),
    )
    packages = {label: scenario.options_of(end.state.log.proposals[label].package) for label in ("W1", "W2")}

    assert {"W1": "few", "W2": "many"} == {label: package["troops"] for label, package in packages.items()}
    assert (packages["W2"], ("trade", "border")) == (dict(agreed(end).package), agreed(end).covers)


def test_row_01_later_drift_does_not_change_a_text_that_stands() -> None:
    """What moves after a text was made does not move the text: the stored package is answered and signed."""
    end = scripted(
        scenario_of("offers"),
        protocol=plenary(),
        east=("tables E1: trade = some", "carries out build_up", "passes"),
        west=("passes", "accepts E1"),
    )

    assert {"border": "open", "trade": "some", "troops": "few"} == dict(agreed(end).package)
    assert "many" == end.scenario.options_of(end.state.world.status_quo)["troops"]


@pytest.mark.parametrize(
    ("row", "counts"),
    [(0, [0, 0, 0]), (1, [1152, 576, 0]), (2, [8064, 4032, 0]), (3, [5184, 0, 0]), (4, [13824, 5184, 2304])],
    ids=["all met", "two met", "one met", "all moved", "two moved"],
)
def test_row_02_the_counts_of_the_reading_note(row: int, counts: list[int]) -> None:
    """Each reading of the three demands against the three readings of the refusal: §2.4, counted afresh."""
    scenario = load("european-security-2022")
    grid = scenario.grid
    assert grid is not None
    wanted = mask(grid.rows[row].requires, scenario)

    assert counts == [int(np.count_nonzero(wanted & mask(each.requires, scenario))) for each in grid.columns]


@pytest.mark.parametrize(
    ("profile", "terms", "refusal"),
    [
        (None, "land = shared", "it does not meet its demand two_of_three"),
        (None, "land = shared, name = both", ""),
        ("strict-reading", "land = shared, name = both", "it does not meet its demand two_of_three"),
        ("strict-reading", "land = given, name = new", ""),
        ("strict-reading", "land = given, name = both", "it does not meet its demand two_of_three"),
    ],
)
def test_row_02_a_demand_of_two_in_three_is_one_acceptance_rule(profile: str | None, terms: str, refusal: str) -> None:
    """Moved is enough under the soft reading, met in full it must be under the strict one; one of three never is."""
    end = scripted(
        scenario_of("demands", profile),
        claimant=("passes", "accepts H1"),
        holder=(f"tables H1: {terms}", "stands by H1"),
    )

    if refusal:
        assert f"refused: claimant accepts H1: {refusal}" == end.notes[0].text
        assert isinstance(end.outcome, NoDeal)
    else:
        assert ((), 2, "H1") == (end.notes, end.outcome.turn, agreed(end).label)


def test_row_02_the_readings_of_the_flagship_decide_whether_anything_is_signed() -> None:
    """All three demands in full leave nothing that the other side may sign, at any patience; two of three moved do."""
    ends = {
        profile: scripted(
            load("european-security-2022", profile),
            turns=12,
            others={"russia": "conceder", "united_states": "conceder"},
        )
        for profile in ("strict-reading", "flexible-reading")
    }
    demands = {"enlargement", "strike_systems", "nato_posture"}

    assert {"strict-reading": 0, "flexible-reading": 1610} == {name: end.scorecard.zone for name, end in ends.items()}
    assert isinstance(ends["strict-reading"].outcome, NoDeal)
    assert 2 <= len(demands.intersection(_moved(ends["flexible-reading"])))


def _moved(end: Play) -> list[str]:
    """Return the issues that leave the start in the agreement of a play."""
    return [name for name, option in agreed(end).package.items() if option != end.scenario.issues[name].status_quo]


def test_row_02_a_demand_may_condition_talks_until_it_is_given_up() -> None:
    """A text that does not meet it is not even discussed; a declared demand may be given up, in public at a cost."""
    state = begun(scenario_of("demands", "before-talks"))
    state = state.after("claimant passes", "holder floats H1: land = shared")
    with pytest.raises(
        IllegalActError, match="its demand two_of_three conditions talks, and the text does not meet it"
    ):
        state.after("claimant accepts H1")
    state = state.after("claimant withdraws two_of_three", "claimant accepts H1")

    assert ("claimant", "opens_talks", "land") in state.world.deeds
    assert {"claimant": 1} == dict(state.world.backdowns)


def test_row_02_a_declared_line_is_crossed_at_a_cost_an_absolute_one_never() -> None:
    """A declared line is a position: crossing it costs what it says, once."""
    scenario = scenario_of("demands", "declared-line")
    end = scripted(scenario, holder=("tables H1: water = given",), claimant=("passes", "accepts H1"))

    assert isinstance(end.outcome, Agreement)
    assert ("land_first",) == end.scorecard["claimant"].red_lines_crossed
    assert 0.4 - 0.1 == pytest.approx(as_float(end.scorecard["claimant"].utility or 0))


@pytest.mark.parametrize("strategy", ["linear", "conceder", "boulware", "random", RandomAcceptable()])
def test_row_03_a_text_across_a_red_line_is_never_accepted_at_any_utility(strategy: str) -> None:
    """One-sided watching is worth most to west, and west never puts its name to it."""
    scenario = scenario_of("offers")
    offer = "tables E{}: border = one_sided, trade = none"
    end = scripted(scenario, east=tuple(offer.format(n) for n in range(8)), others={"west": strategy})
    best = scenario.package({"border": "one_sided"})

    assert utility(scenario, "west", best, begun(scenario).world) == 10**12
    assert isinstance(end.outcome, NoDeal)
    assert [] == [
        line for line in said(end) if "west accepts" in line or ("west tables" in line and "one_sided" in line)
    ]


def test_row_03_an_acceptance_across_a_red_line_is_refused_and_recorded() -> None:
    """A script that accepts all the same is told why; three answers like that and the seat passes."""
    end = scripted(
        scenario_of("offers"),
        protocol=alternating_offers(2),
        east=("tables E1: border = one_sided",),
        west=("accepts E1", "accepts E1", "accepts E1"),
    )

    assert NoDeal("deadline", 2) == end.outcome
    assert "refused: west accepts E1: it crosses the absolute red line reciprocity" == end.notes[0].text
    assert "passes after three answers that could not be used" == end.notes[3].text


def test_row_04_a_conditional_text_waits_for_the_counter_performance() -> None:
    """Accepted in turn 2, it takes effect when east has pulled back, in turn 4, and not before."""
    end = scripted(
        scenario_of("offers"),
        west=("tables W1 if did(east, carries_out, pull_back): trade = some",),
        east=("passes", "accepts W1", "passes", "carries out pull_back"),
    )

    assert isinstance(end.outcome, Agreement)
    assert ["1 west tables W1 if did(east, carries_out, pull_back): trade = some", "2 east accepts W1"] == said(end)[:2]
    assert (4, "4 east carries out pull_back") == (end.outcome.turn, said(end)[-1])


def test_row_04_without_the_counter_performance_it_takes_no_effect() -> None:
    """All have accepted, the deed stays away, the talks end without an agreement."""
    scenario = scenario_of("offers")
    end = scripted(
        scenario,
        protocol=plenary(4),
        west=("tables W1 if did(east, carries_out, pull_back): trade = some", *["declares patience"] * 8),
        east=("passes", "accepts W1"),
    )

    assert NoDeal("deadline", 4) == end.outcome
    assert {"W1": frozenset({"east", "west"})} == end.state.open


def test_row_04_a_text_may_wait_for_a_turn() -> None:
    """A condition on the turn takes effect when that turn begins, without anybody's act."""
    end = scripted(
        scenario_of("offers"),
        west=("tables W1 if turn >= 3: trade = some",),
        east=("passes", "accepts W1"),
    )

    assert 3 == end.outcome.turn
    assert "2 west passes" == said(end, passes=True)[-1]


def test_row_04_a_reciprocal_text_binds_both_sides_in_one_deal() -> None:
    """What is offered and what is asked in return stand in one package; each covers its own issue."""
    end = scripted(
        scenario_of("offers"),
        west=("tables W1: trade = free in return for border = watched",),
        east=("passes", "accepts W1"),
    )

    assert {"trade": "free", "border": "watched", "troops": "few"} == dict(agreed(end).package)
    assert ("trade", "border") == agreed(end).covers


def test_row_04_one_sided_verification_crosses_the_line() -> None:
    """In the flagship what asks Russia for nothing in return crosses the United States' line on reciprocity."""
    scenario = load("european-security-2022").with_("actors.russia.red_lines", None)
    ends = [
        scripted(
            scenario,
            turns=2,
            russia=(f"tables R1: verification = {option}, follow_up = ministers",),
            united_states=("accepts R1",),
        )
        for option in ("one_sided", "reciprocal")
    ]

    assert ["no-deal", "agreement"] == [end.outcome.kind for end in ends]
    assert "refused: united_states accepts R1: it crosses the absolute red line" in ends[0].notes[0].text
    assert [] == [line for line in said(ends[0]) if "united_states accepts" in line]
    assert () == ends[1].notes


def test_row_05_accepting_a_floated_offer_opens_talks_and_no_deal() -> None:
    """Softer texts are taken up, never signed; only their author makes them firmer."""
    end = scripted(
        scenario_of("offers"),
        protocol="plenary",
        west=("floats W1: border = watched, trade = some", "passes", "offers to discuss W1", "tables W1"),
        east=("passes", "accepts W1", "accepts W1", "accepts W1"),
    )
    talks = {deed for deed in end.state.world.deeds if deed[1] == "opens_talks"}

    assert {("east", "opens_talks", "border"), ("east", "opens_talks", "trade")} == talks
    assert [
        "1 west floats W1: border = watched, trade = some",
        "2 east accepts W1",
        "3 east accepts W1",
        "3 west offers to discuss W1",
        "4 east accepts W1",
        "4 west tables W1",
    ] == said(end)
    assert isinstance(end.outcome, NoDeal)


def test_row_05_only_what_was_tabled_is_signed() -> None:
    """Once the author has tabled it, the same acceptance closes it."""
    end = scripted(
        scenario_of("offers"),
        protocol="plenary",
        west=("floats W1: border = watched", "tables W1"),
        east=("passes", "accepts W1", "accepts W1"),
    )

    assert (3, "W1") == (end.outcome.turn, agreed(end).label)


def test_row_06_no_force_before_the_allies_were_consulted_and_no_force_against_their_word() -> None:
    """Consultation takes the host two turns; then its consent is asked, and it may withhold it."""
    lines = {"east": ("tables E1: bases = mutual",), "west": ("accepts E1",)}
    end = scripted(scenario_of("consultation"), lines)
    vetoed = scripted(scenario_of("consultation", "unwilling"), lines)

    assert [
        "1 east tables E1: bases = mutual",
        "1 west accepts E1",
        "1 east consults host, harbour on E1",
        "1 host consents to E1",
    ] == said(end)
    assert (3, ("host",)) == (end.outcome.turn, agreed(end).presumed)
    assert NoDeal("consent_refused", 3, "E1: host") == vetoed.outcome


def test_row_06_in_the_flagship_no_verification_before_both_hosts_were_consulted() -> None:
    """Reciprocal verification waits for Romania and Poland: asked after the signature, in force after their word."""
    terms = "strike_systems = reciprocal_limits, nato_posture = transparency, verification = {}, follow_up = ministers"
    lines = {
        verification: {
            "russia": (f"tables R1: {terms.format(verification)}, form = one_agreement",),
            "united_states": ("accepts R1",),
        }
        for verification in ("reciprocal", "talks")
    }
    scenario = load("european-security-2022")
    slow = scenario.with_("gates.romania_consulted.delay_turns", 2)
    asked, unasked, waited = (
        scripted(each, lines[option])
        for each, option in ((scenario, "reciprocal"), (scenario, "talks"), (slow, "reciprocal"))
    )
    steps = ("united_states accepts R1", "russia consults romania, poland on R1", "romania consents to R1")
    places = [said(asked).index(f"1 {step}") for step in (*steps, "poland consents to R1")]

    assert sorted(places) == places
    assert {"romania", "poland"} <= set(agreed(asked).presumed)
    assert [] == [line for line in said(unasked) if "consults" in line or "poland" in line]
    assert {"romania", "poland"} <= asked.state.world.consulted
    assert (1, 1, 3) == (asked.outcome.turn, unasked.outcome.turn, waited.outcome.turn)


def test_row_06_whoever_was_consulted_before_needs_no_second_time() -> None:
    """Consulting is an act of its own: asked in turn 1, the host's two turns are over when the text is signed."""
    end = scripted(
        scenario_of("consultation"),
        east=("consults host, harbour on bases", "passes", "passes", "tables E1: bases = mutual"),
        west=("passes", "declares patience", "passes", "accepts E1"),
    )

    assert 3 == end.outcome.turn
    assert ["1 east consults host, harbour on bases"] == [line for line in said(end) if "consults" in line]


def test_row_06_what_touches_no_ally_needs_none() -> None:
    """Talks about inspections need nobody's word but the parties'."""
    end = scripted(scenario_of("consultation"), east=("tables E1: bases = talks",), west=("accepts E1",))

    assert (1, ()) == (end.outcome.turn, agreed(end).presumed)


def test_row_07_sanctions_fire_only_after_the_raid_and_lower_nobodys_value_before() -> None:
    """Without the event nothing fires and no deal is worth the same; with it the threat fires in the same turn."""
    quiet = scenario_of("threats")
    raided = quiet.with_("events.incursion", {"measure": "raid", "turn": 2, "assumed": "it happens"})
    lines = dict.fromkeys(("strong", "weak"), PATIENT)
    without, after = (scripted(each, lines, turns=3) for each in (quiet, raided))
    alone = quiet.without("threats")

    assert [] == [line for line in said(without) if line.startswith("* ")]
    assert ["2 * incursion", "2 * sanctions_if_raid"] == [line for line in said(after) if " * " in line]
    assert "fired" == after.state.world.threats["sanctions_if_raid"]
    assert [no_deal(alone, who, begun(alone).world) for who in ("strong", "weak")] == [
        no_deal(quiet, who, begun(quiet).world) for who in ("strong", "weak")
    ]


def test_row_07_where_the_raid_can_happen_the_threat_weighs_on_whoever_bears_it() -> None:
    """A raid as likely as not without agreement: with sanctions to follow, no deal is worth 0.15 less to the strong."""
    quiet = scenario_of("threats")
    likely = quiet.with_(
        "events.incursion", {"measure": "raid", "without_agreement": 0.5, "assumed": "as likely as not"}
    )
    ends = [scripted(each, turns=1) for each in (likely.without("threats"), likely, quiet.without("threats"), quiet)]
    floors = {who: [end.scorecard[who].no_deal or 0 for end in ends] for who in ("strong", "weak")}

    assert -0.5 * 0.3 == pytest.approx(as_float(floors["strong"][1] - floors["strong"][0]))
    assert (floors["weak"][0], floors["strong"][2], floors["weak"][2]) == (
        floors["weak"][1],
        floors["strong"][3],
        floors["weak"][3],
    )


def test_row_07_it_fires_on_its_event_and_on_no_other() -> None:
    """Another event, and a refusal, trigger nothing."""
    scenario = scenario_of("threats").with_(
        "events.incursion", {"measure": "alarm", "turn": 1, "assumed": "a false one"}
    )
    end = scripted(scenario, turns=2, strong=("tables S1: valley = given",), weak=("rejects S1",))

    assert ["1 * incursion"] == [line for line in said(end) if " * " in line]
    assert "standing" == end.state.world.threats["sanctions_if_raid"]


def test_row_08_the_two_kinds_of_threat_are_told_apart_in_the_log() -> None:
    """One says `unless`, the other `if`; each act touches its own kind alone."""
    scenario = scenario_of("threats")
    end = scripted(
        scenario,
        strong=(
            "threatens weak with raid unless met(valley)",
            "passes",
            "threatens weak with raid if happened(sanctions)",
        ),
        weak=("passes", "passes"),
    )

    assert ["1 strong threatens weak with raid unless met(valley)"] == said(end)
    assert "the scenario has no threat of strong with raid" in end.notes[0].text
    assert scenario.threats["raid_unless_given"].is_compellent
    assert not scenario.threats["sanctions_if_raid"].is_compellent


def test_row_08_a_signature_that_ignores_the_demand_discharges_nothing() -> None:
    """Only an agreement that meets the demand discharges the threat; it stays for the other."""
    lines = {"strong": ("threatens weak with raid unless met(valley)", "tables S1: {}"), "weak": ("accepts S1",)}
    for terms, status in (("pass = open", "standing"), ("valley = given", "discharged")):
        told = {who: tuple(line.format(terms) for line in each) for who, each in lines.items()}
        end = scripted(scenario_of("threats"), told)

        assert isinstance(end.outcome, Agreement)
        assert status == end.state.world.threats["raid_unless_given"]


def test_row_08_it_is_carried_out_where_no_agreement_meets_it_and_nobody_withdrew_it() -> None:
    """Talks that end without agreement draw it, refused or not; a withdrawal or a signature that meets it stops it."""
    scenario = scenario_of("threats").with_("threats.raid_unless_given.probability", 1)
    threat = "threatens weak with raid unless met(valley)"
    stands, refused, withdrawn, met = (
        scripted(scenario, strong=(threat, *strong), weak=weak)
        for strong, weak in (
            ((), ()),
            (("tables S1: valley = given",), ("rejects S1",)),
            (("passes", "withdraws raid_unless_given"), ()),
            (("tables S1: valley = given",), ("accepts S1",)),
        )
    )

    assert [("raid", "sanctions"), ("raid", "sanctions"), ()] == [
        end.scorecard.drawn for end in (stands, refused, withdrawn)
    ]
    assert ["standing", "standing", "withdrawn", "discharged"] == [
        end.state.world.threats["raid_unless_given"] for end in (stands, refused, withdrawn, met)
    ]
    assert "2 strong withdraws raid_unless_given" in said(withdrawn)


def test_row_08_withdrawal_takes_it_back_and_costs_who_made_it_in_public() -> None:
    """A threat withdrawn no longer weighs on no deal; its issuer has publicly backed down once."""
    scenario = scenario_of("threats")
    state = begun(scenario)
    before = floor(scenario, "weak", state.world)
    threatened = state.after("strong threatens weak with raid", "strong passes", "weak passes")
    withdrawn = threatened.after("strong withdraws raid_unless_given")

    assert round(before - 0.6 * 0.5 * 10**12) == no_deal(scenario, "weak", threatened.world)
    assert before == no_deal(scenario, "weak", withdrawn.world)
    assert {"strong": 1} == dict(withdrawn.world.backdowns)


def test_row_09_belief_in_hostile_intent_rises_where_the_test_is_not_met() -> None:
    """The riders not gone by turn 2, west holds a march likelier; gone, less likely; words alone move nothing."""
    scenario = scenario_of("beliefs")
    stays = scripted(scenario, turns=2, east=("declares peaceful",))
    goes = scripted(scenario, turns=2, east=("carries out riders_home",))
    held = [belief(scenario, end.state.world, "west", "march_unless_open") for end in (stays, goes)]

    assert [0.8, 0.2] == pytest.approx(held)
    assert 0.5 == belief(scenario, begun(scenario).after("east declares peaceful").world, "west", "march_unless_open")


def test_row_09_the_belief_enters_what_no_deal_is_worth() -> None:
    """West's no-deal value falls with the march it now holds likelier."""
    scenario = scenario_of("beliefs")
    start = begun(scenario)
    after = start.after(
        "east passes", "west passes", "east declares peaceful", "east passes", "west declares patience", "west passes"
    )

    assert (3, no_deal(scenario, "west", start.world)) == (after.turn, round((1 - 0.5 * 0.4) * 10**12))
    assert round((1 - 0.8 * 0.4) * 10**12) == no_deal(scenario, "west", after.world)


def test_row_10_both_words_on_a_contested_fact_are_kept() -> None:
    """East denies what west declares: both acts are logged, each keeps its own belief."""
    scenario = scenario_of("beliefs")
    end = scripted(scenario, turns=1, east=("denies riders_massed",), west=("declares riders_massed",))
    held = {who: belief(scenario, end.state.world, who, "riders_massed") for who in ("east", "west", "north")}

    assert ["1 east denies riders_massed", "1 west declares riders_massed"] == said(end)
    assert {("east", "denies", "riders_massed"), ("west", "declares", "riders_massed")} <= end.state.world.deeds
    assert {"east": 0.0, "west": 0.8, "north": 0.5} == held


def test_row_10_a_belief_is_changed_only_by_what_its_holder_saw() -> None:
    """A witness west hears of moves west's belief, and nobody else's."""
    scenario = scenario_of("beliefs").with_("seats", ["east", "west", "north"])
    end = scripted(scenario, turns=1, north=("declares riders_seen",))
    held = [belief(scenario, end.state.world, who, "riders_massed") for who in ("west", "north")]

    assert [0.8 * 0.9 / (0.8 * 0.9 + 0.2 * 0.3), 0.5] == pytest.approx(held)
