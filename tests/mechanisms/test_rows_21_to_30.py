"""The mechanisms of the reading note, rows 21 to 30: each a test that plays a small scenario from a file."""

import re

import pytest

from negotiation.engine.acts import Act
from negotiation.engine.protocols import alternating_offers, stacked_alternating_offers
from negotiation.files import load, loads, open_folder
from negotiation.report.showing import Showing
from negotiation.scenario.no_deal import no_deal
from negotiation.scenario.numbers import numbers_of
from negotiation.scenario.outcome import Agreement, NoDeal
from negotiation.scenario.preferences import as_float, utility
from tests.mechanisms.scripts import FOLDER, PATIENT, agreed, begun, said, scenario_of, scripted


def test_row_21_the_non_partys_figures_stand_beside_the_parties() -> None:
    """Who has no seat is scored like those who have, its missing consent is named, and that it ends below its start."""
    outside = scenario_of("decree").with_("events", None).with_("seats", ["east", "west"])
    end = scripted(outside, east=("tables E1: road = open",), west=("accepts E1",))
    scores = {score.actor: score.change_from_start for score in end.scorecard.scores}

    assert {"east": 10**12, "west": 10**12, "neighbour": -(10**12)} == scores
    assert ["neighbour"] == [score.actor for score in end.scorecard.others]
    assert ("neighbour",) == agreed(end).missing_consents
    assert "the consent of Neighbour is missing; Neighbour ends below the start" in str(end.scorecard)
    rows = [line.split() for line in str(end.scorecard).splitlines() if re.match(r"(East|West|Neighbour) ", line)]
    assert [("East", "+1.00"), ("West", "+1.00"), ("Neighbour", "-1.00")] == [(row[0], row[4]) for row in rows]
    assert "Not at the table\nNeighbour" in str(end.scorecard)


def test_row_21_it_acts_without_signing() -> None:
    """It has a seat for acts of its own, and no text to put its name to."""
    state = begun(scenario_of("decree").with_("events", None)).after("east tables E1: road = open", "west passes")

    assert ("neighbour",) == state.to_act
    assert {"tables", "accepts"}.isdisjoint(each.deed for each in state.legal_acts("neighbour"))
    assert ("decree",) == next(each.about for each in state.legal_acts("neighbour") if each.deed == "carries out")


@pytest.mark.parametrize(
    ("profile", "pact", "signs"),
    [
        (None, "soft", False),
        (None, "hard", False),
        ("led", "soft", True),
        ("led", "hard", False),
        ("by-majority", "soft", True),
        ("by-majority", "hard", False),
        ("with-a-veto", "soft", False),
        ("all-must-speak", "soft", False),
    ],
)
def test_row_22_a_bloc_signs_by_its_own_rule(profile: str | None, pact: str, signs: bool) -> None:
    """Big likes it soft, small hard, middle has no say of its own: consensus, a leader, votes, a veto, unanimity."""
    end = scripted(scenario_of("bloc", profile), east=(f"tables E1: pact = {pact}",), west=("accepts E1",))

    assert signs == isinstance(end.outcome, Agreement)
    assert f"1 league {'consents' if signs else 'objects'} to E1" in said(end)


def test_row_22_the_members_keep_their_several_voices() -> None:
    """The bloc has no utility of its own; each member's figures are told."""
    end = scripted(scenario_of("bloc", "led"), east=("tables E1: pact = soft",), west=("accepts E1",))
    changes = {score.actor: score.change_from_start for score in end.scorecard.scores}

    assert {"league": None, "big": 5 * 10**11, "middle": None, "small": -5 * 10**11} == {
        who: changes[who] for who in ("league", "big", "middle", "small")
    }


def test_row_23_a_ratifier_delays_what_it_approves() -> None:
    """Signed in turn 1, ratified in turn 3, in force then."""
    end = scripted(scenario_of("ratifier"), crown=("tables C1: tribute = light",), envoy=("accepts C1",))

    assert "3 parliament consents to C1" == said(end)[-1]
    assert (3, ("crown", "envoy")) == (end.outcome.turn, agreed(end).signatories)


def test_row_23_a_failure_reopens_the_talks() -> None:
    """The parliament turns the heavy tribute down; the talks go on and end with the light one."""
    end = scripted(
        scenario_of("ratifier"),
        crown=("tables C1: tribute = heavy", "tables C2: tribute = light"),
        envoy=("accepts C1", "accepts C2"),
    )

    assert ["3 parliament objects to C1", "3 crown tables C2: tribute = light"] == said(end)[2:4]
    assert (5, "C2") == (end.outcome.turn, agreed(end).label)


def test_row_23_or_ends_them() -> None:
    """Where the law says so, a failure is the last word."""
    end = scripted(scenario_of("ratifier", "last-word"), crown=("tables C1: tribute = heavy",), envoy=("accepts C1",))

    assert NoDeal("ratification_failed", 3, "parliament") == end.outcome


def test_row_24_an_issue_is_off_the_agenda_for_one_side() -> None:
    """West declines the key matter: it signs nothing that moves it, and proposes another; east may still raise it."""
    end = scripted(
        scenario_of("agenda"),
        east=("tables E1: key = k1", "accepts W1"),
        west=("accepts E1", "tables W1: secondary = s1"),
    )

    assert "refused: west accepts E1: key is off its agenda, and the text moves it" == end.notes[0].text
    assert (2, {"key": "k0", "secondary": "s1"}) == (end.outcome.turn, dict(agreed(end).package))


def test_row_24_a_side_puts_an_issue_back_or_takes_it_off() -> None:
    """Both are acts of their own."""
    state = begun(scenario_of("agenda")).after("east tables E1: key = k1")
    accept = Act("west", "accepts", ("E1",))
    back = state.after("west consents to key")

    assert "key is off its agenda, and the text moves it" == state.why_illegal(accept)
    assert "" == back.why_illegal(accept)
    assert (
        back.after("west passes", "east objects to secondary")
        .why_illegal(Act("east", "tables", ("E2",), terms=accept.terms))
        .startswith("nothing changes")
    )


def test_row_25_a_principle_is_logged_and_moves_nothing() -> None:
    """A speech act with no option attached: it stands in the record; every figure is as before."""
    scenario = scenario_of("agenda")
    start = begun(scenario)
    after = start.after("east declares indivisible_security publicly", "east declares asks_for_an_explanation")

    assert ("east", "declares", "indivisible_security") in after.world.deeds
    assert (start.open, start.world.status_quo, start.talks) == (after.open, after.world.status_quo, after.talks)
    for who in ("east", "west"):
        assert no_deal(scenario, who, start.world) == no_deal(scenario, who, after.world)
        assert (start.view(who).worth == after.view(who).worth).all()


def test_row_25_a_play_with_principles_ends_as_one_without_them() -> None:
    """The claims stand in the transcript, one act each; outcome and scorecard are those of the play without them."""
    deals = {"west": ("passes", "tables W1: secondary = s1"), "east": ("passes", "passes", "accepts W1")}
    claims = ("declares indivisible_security by press", "declares asks_for_an_explanation", "passes")
    scenario = scenario_of("agenda").with_("channels", {"press": {"title": "the press", "audience": "public"}})
    plain = scripted(scenario, deals)
    spoken = scripted(
        scenario, deals | {"east": ("declares indivisible_security by press", *claims, *deals["east"][1:])}
    )

    assert [line for line in said(spoken) if "declares" not in line] == said(plain)
    assert 2 == len([line for line in said(spoken) if line.startswith("1 east declares")])
    assert spoken.outcome == plain.outcome
    assert spoken.scorecard.as_plain() == plain.scorecard.as_plain()


def test_row_26_a_believed_chain_enters_its_holders_valuation_alone() -> None:
    """East values the wide door lower by loss times the product of the steps; west does not."""
    scenario, world = scenario_of("chain"), begun(scenario_of("chain")).world
    wide = scenario.package({"door": "wide"})

    assert -0.5 * 0.4 * 0.5 == pytest.approx(as_float(utility(scenario, "east", wide, world) or 0))
    assert 10**12 == utility(scenario, "west", wide, world)
    assert "belief" in str(scenario.actors["east"].chains["to_war"].basis)


def test_row_26_it_keeps_its_holder_from_signing_what_the_chain_spoils() -> None:
    """No deal worth −0.05, east would take the wide door in the end; with the chain that it believes it does not."""
    scenario = scenario_of("chain").with_no_deal(east=-0.05)
    without = scenario.with_("actors.east.chains", None)
    lines, seats = ("passes", "tables W1: door = wide"), {"east": "conceder"}
    ends = [scripted(each, protocol=alternating_offers(2), west=lines, others=seats) for each in (scenario, without)]

    assert ["no-deal", "agreement"] == [end.outcome.kind for end in ends]


def test_row_26_a_belief_that_branches_weighs_every_way() -> None:
    """An accession leads to a stand-off or to fighting, and fighting may spread: each loss by what leads to it."""
    scenario, world = scenario_of("risk-tree"), begun(scenario_of("risk-tree")).world
    wide, plain = scenario.package({"door": "wide"}), scenario.with_("actors.east.chains", None)

    expected = 0.5 * (0.4 * 0.1 + 0.2 * (0.5 + 0.5 * 1)) + 0.1 * 0.3
    found = [utility(each, "east", wide, world) or 0 for each in (plain, scenario)]
    assert -expected == pytest.approx(as_float(found[1] - found[0]))
    assert utility(plain, "west", wide, world) == utility(scenario, "west", wide, world)
    assert "belief" in str(scenario.actors["east"].chains["unrest"].basis)


def test_row_26_a_branch_decides_whether_its_holder_signs() -> None:
    """No deal worth −0.1: east refuses the wide door, and takes it where it does not believe that fighting follows."""
    scenario = scenario_of("risk-tree").with_no_deal(east=-0.1)
    calm = scenario.with_("actors.east.chains.unrest.steps.joins.branches.fights.probability", 0)
    lines, seats = ("passes", "tables W1: door = wide"), {"east": "conceder"}
    ends = [scripted(each, protocol=alternating_offers(2), west=lines, others=seats) for each in (scenario, calm)]

    assert ["no-deal", "agreement"] == [end.outcome.kind for end in ends]
    assert [None, {"door": "wide"}] == [getattr(end.outcome, "package", None) for end in ends]
    assert -0.05 == pytest.approx(as_float(ends[1].scorecard["east"].utility or 0))


def test_row_26_the_belief_is_in_its_holders_view_alone() -> None:
    """What an actor fears is private: the other seat sees no chain."""
    state = begun(scenario_of("risk-tree"))

    assert [1, 0] == [len(state.view(seat).scenario.actors["east"].chains) for seat in ("east", "west")]


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.yaml")), ids=lambda path: path.stem)
def test_row_27_every_number_of_a_small_scenario_says_who_answers_for_it(path: object) -> None:
    """Each has a basis: a source, or that it is assumed."""
    assert [] == [each.path for each in numbers_of(load(str(path))) if each.basis is None]


def test_row_27_every_position_interest_and_line_of_the_flagship_cites_or_says_assumed() -> None:
    """Line by line, under every reading; an act in the record cites as well."""
    for profile in load("european-security-2022").profile_names:
        scenario = load("european-security-2022", profile)
        for actor in scenario.actors.values():
            for kind in ("positions", "interests", "red_lines", "demands", "chains"):
                for name, each in getattr(actor, kind).items():
                    basis = each.basis
                    assert basis is not None, (profile, actor.id, kind, name)
                    assert basis.sources or basis.kind == "assumed", (profile, actor.id, kind, name)


def test_row_27_every_number_of_the_flagship_says_who_answers_for_it_and_every_source_where_it_stands() -> None:
    """Under every reading: a basis for each number; each source that is cited is there, statements with their line."""
    folder = open_folder("european-security-2022")
    for profile in folder.scenario.profile_names:
        listed = numbers_of(folder.with_profile(profile))
        cited = {source for each in listed if each.basis for source in each.basis.sources}

        assert [] == [each.path for each in listed if each.basis is None]
        assert [] == [each.path for each in listed if not each.basis.sources and not each.basis.reason]  # type: ignore[union-attr]
        assert [] == [source for source in cited if source not in folder.sources]
    statements = {each.source for each in folder.citations if re.match(r"S\d", each.source)}
    assert len(statements) > 60
    assert [] == [source for source in statements if not folder.sources[source].line]


def test_row_27_an_act_keeps_its_sources() -> None:
    """What a line of a script cites stands in the transcript."""
    end = scripted(scenario_of("agenda"), turns=1, east=("declares concern publicly [S25a S26a1]",))

    assert ["1 east declares concern publicly [S25a S26a1]"] == said(end)


def test_row_28_the_same_scenario_runs_with_and_without_a_deadline() -> None:
    """An open horizon ends at the cap with drift in it, a deadline in its turn and by its name."""
    scenario = scenario_of("decree")
    lines = dict.fromkeys(("east", "west"), PATIENT)
    free = scripted(scenario, lines, turns=4)
    bound = scripted(scenario, lines, turns=4, protocol=stacked_alternating_offers(3))

    assert (NoDeal("cap", 4), NoDeal("deadline", 3)) == (free.outcome, bound.outcome)
    assert "thaw" in free.state.world.happened


def test_row_29_what_a_side_says_and_why_stand_apart() -> None:
    """The report gives its public positions and its stated interests, each with who answers for it."""
    folder = open_folder(FOLDER / "demands.yaml")
    text = "\n".join(map(str, Showing(folder, folder.with_profile(None), width=100).overview()))
    told = text[text.index("Claimant") : text.index("Holder")]

    assert "a new name" in told
    assert "water for its fields" in told
    assert told.index("a new name") < told.index("water for its fields")


def test_row_30_no_deal_names_what_it_costs_those_without_a_seat_and_no_victor() -> None:
    """The raid of a no-deal costs the villagers most; the report says so first, and calls nobody a winner."""
    scenario = scenario_of("threats").with_("threats.raid_unless_given.probability", 1)
    end = scripted(scenario, strong=("threatens weak with raid",))
    text = str(end.scorecard)
    assert isinstance(end.outcome, NoDeal)
    assert ("raid", "sanctions") == end.scorecard.drawn
    assert "No deal. Expected change from the start: Villagers −" in text.replace("-", "−")
    assert "not at the table" in text
    assert "No outcome of this table is a victory." in text
    assert not re.search(r"\b(win|wins|winner|won|victor|loser)\b", text, re.IGNORECASE)


def test_row_30_in_the_flagship_who_has_no_seat_bears_most_and_is_named_first() -> None:
    """Talks that cannot succeed: Ukraine's cost leads, the human cost of the war is named, and no side is a winner."""
    end = scripted(
        load("european-security-2022", "strict-reading"), others={"russia": "linear", "united_states": "linear"}
    )
    text = " ".join(str(end.scorecard).split())
    costs = {score.actor: score.expected_change for score in end.scorecard.scores if score.expected_change is not None}

    assert isinstance(end.outcome, NoDeal)
    assert "No deal. Expected change from the start: Ukraine -0.21, Russia -0.12, United States -0.08." in text
    assert ("ukraine", True) == (min(costs, key=lambda who: costs[who]), all(cost < 0 for cost in costs.values()))
    assert "The war has caused great human suffering" in text
    assert "No outcome of this table is a victory." in text
    assert not re.search(r"\b(win|wins|winner|won|victor|loser)\b", text, re.IGNORECASE)


def test_row_30_loads_from_text_as_from_a_file() -> None:
    """The same scenario, given as text, is the same value."""
    assert scenario_of("threats") == loads((FOLDER / "threats.yaml").read_text(encoding="utf8"))
