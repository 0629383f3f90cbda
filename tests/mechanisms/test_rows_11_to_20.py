"""The mechanisms of the reading note, rows 11 to 20: each a test that plays a small scenario from a file."""

import pickle

import pytest

from negotiation.analysis.durability import durability
from negotiation.engine.acts import Act
from negotiation.engine.procedures import one_text
from negotiation.engine.protocols import alternating_offers
from negotiation.engine.state import State
from negotiation.files import load
from negotiation.report.minutes import minutes
from negotiation.scenario.no_deal import no_deal
from negotiation.scenario.outcome import Agreement, NoDeal
from negotiation.scenario.performance import expected
from negotiation.scenario.preconditions import circles
from negotiation.scenario.preferences import utility
from negotiation.strategies import Judge, SingleText
from tests.mechanisms.scripts import PATIENT, agreed, begun, said, scenario_of, scripted


def test_row_11_a_decree_needs_no_consent_and_moves_its_authors_no_deal_value_next_turn() -> None:
    """The neighbour signs in turn 1; in turn 2 its no-deal value has risen by the effect, no other's; all see it."""
    scenario = scenario_of("decree").with_("events", None)
    plain, decreed = (scripted(scenario, turns=2, neighbour=lines) for lines in ((), ("carries out decree",)))
    rise = {who: (decreed.scorecard[who].no_deal or 0) - (plain.scorecard[who].no_deal or 0) for who in scenario.actors}

    assert {"east": 0, "west": 0, "neighbour": 250_000_000_000} == rise
    assert ([], ["1 neighbour carries out decree"]) == (said(plain), said(decreed))
    assert all("decree" in decreed.state.view(who).world.happened for who in scenario.actors)


def test_row_11_in_the_flagship_the_decree_moves_ukraines_no_deal_value_and_no_others() -> None:
    """Carried out in play instead of before it: no consent is asked, and 0.03 of no deal is Ukraine's alone."""
    scenario = load("european-security-2022").with_("seats", ["russia", "united_states", "ukraine"])
    plain, decreed = (
        scripted(scenario.without("opening"), turns=2, ukraine=lines) for lines in ((), ("carries out decree",))
    )
    rise = {
        who: (decreed.scorecard[who].no_deal or 0) - (plain.scorecard[who].no_deal or 0)
        for who in ("russia", "united_states", "ukraine")
    }

    assert {"russia": 0, "united_states": 0, "ukraine": 30_000_000_000} == rise
    assert ["1 ukraine carries out decree"] == said(decreed)


def test_row_11_a_measure_is_its_actors_to_carry_out_and_once() -> None:
    """What another may do is not one's own to do; what is done cannot be done again, unless it repeats."""
    start = begun(scenario_of("decree").with_("events", None))
    state = start.after("east passes", "west passes", "neighbour carries out decree")

    assert "east may not do that now" == start.why_illegal(Act("east", "carries out", ("decree",)))
    assert "decree has been carried out already" == state.why_illegal(
        Act("neighbour", "carries out", ("decree",), channel="publicly")
    )


def test_row_11_events_come_by_themselves_at_a_turn_or_by_hazard() -> None:
    """The thaw comes in turn 2; the flood as the draws have it, each time with its effects."""
    scenario = scenario_of("decree")
    lines = dict.fromkeys(("east", "west"), PATIENT)
    end = scripted(scenario, lines, turns=5)
    floods = [int(line[0]) for line in said(end) if "* flood" in line]

    assert ["2 * thaw"] == [line for line in said(end) if "thaw" in line]
    assert len(floods) == end.state.world.happened["high_water"] > 0
    assert no_deal(scenario, "east", end.state.world) == round(-0.05 * len(floods) * 10**12)
    assert floods == [int(line[0]) for line in said(scripted(scenario, lines, turns=5)) if "* flood" in line]


def test_row_12_two_channels_in_one_turn_keep_separate_order() -> None:
    """In one turn east calls, sends a note and speaks to the press: each thread goes its own way, in its own order."""
    end = scripted(
        scenario_of("channels").with_("seats", ["east", "west", "third"]),
        protocol="bilateral-tracks",
        turns=3,
        east=("sends hello to west by call", "sends letter to third by note", "declares concern by press"),
        west=("sends echo to east by call", "sends slip to third by note"),
    )
    heard = {
        who: [act.label for turn, act in end.state.view(who).acts if act.label and turn == 1]
        for who in ("east", "west", "third")
    }
    received = {label: dict(message.received) for label, message in end.state.talks.messages.items()}

    assert [
        "1 east sends hello to west by call",
        "1 east sends letter to third by note",
        "1 east declares concern by press",
        "1 west sends echo to east by call",
        "1 west sends slip to third by note",
    ] == said(end)
    assert {
        "east": ["hello", "letter", "concern", "echo"],
        "west": ["hello", "concern", "echo", "slip"],
        "third": ["concern", "letter", "slip"],
    } == heard
    assert {"hello": {"west": 1}, "echo": {"east": 1}, "letter": {"third": 3}, "slip": {"third": 3}} == received
    assert () == end.notes


def test_row_12_a_slow_note_arrives_after_a_quick_call_that_was_made_later() -> None:
    """Latency: the note of turn 1 is there in turn 3, the call of turn 2 at once."""
    state = begun(scenario_of("channels"))
    state = _through(state, "east sends letter to west by note")
    state = _through(state, "east sends hello to west by call")
    received = {label: dict(message.received) for label, message in state.talks.messages.items()}

    assert {"letter": {"west": 3}, "hello": {"west": 2}} == received
    assert {"letter": 1, "hello": 2} == {label: message.sent for label, message in state.talks.messages.items()}


def test_row_12_one_act_on_a_channel_in_a_turn() -> None:
    """A second call in the same turn is refused; the note is another channel."""
    state = begun(scenario_of("channels")).after("east sends hello to west by call")

    assert "it has already acted on 'call'" in state.why_illegal(Act("east", "sends", ("again",), ("west",), "call"))
    assert state.after("east sends again to west by note").talks.messages["again"].received == {}


def test_row_13_the_reply_comes_no_sooner_than_the_study_takes() -> None:
    """East has the letter in turn 1 and studies it for two turns: an answer in turn 2 is refused, in turn 3 given."""
    end = scripted(
        scenario_of("channels"),
        turns=6,
        west=("sends letter to east by call",),
        east=("passes", "answers letter in reply by call", "passes", "answers letter in reply by call"),
    )
    letter, reply = (end.state.talks.messages[label] for label in ("letter", "reply"))

    assert (1, {"east": 1}, 3, "letter") == (letter.sent, dict(letter.received), reply.sent, reply.answers)
    assert "letter is under study until turn 3" in end.notes[0].text


def test_row_13_a_message_under_way_keeps_the_talks_from_deadlock() -> None:
    """While a note travels and is studied nobody has anything to say, and the talks do not end for that."""
    end = scripted(scenario_of("channels"), west=("sends letter to east by note",))

    assert NoDeal("deadlock", 6, "everybody passed two turns") == end.outcome


def test_row_14_both_readings_of_the_disputed_paper_are_kept() -> None:
    """West reads east's paper as the answer, east corrects: both claims stand, nobody's belief is invented."""
    end = scripted(
        scenario_of("channels"),
        turns=4,
        west=("sends drafts to east by call", "passes", "passes", "reads paper as answering drafts publicly"),
        east=(
            "passes",
            "sends paper to west by call",
            "passes",
            "corrects paper as not answering drafts publicly",
            "declares regret",
        ),
    )
    paper = end.state.talks.messages["paper"]

    assert {"west": "drafts", "east": "not drafts"} == dict(paper.readings)
    assert ("", frozenset()) == (paper.answers, end.state.world.signals)


def test_row_15_a_leak_makes_the_private_offer_public_one_rung_lower() -> None:
    """What was offered in a whisper is out next turn: softer, with its terms, and nobody can take it up."""
    state = begun(scenario_of("channels")).after(
        "east offers to discuss secret with west by whisper: bridge = half",
        "east passes",
        "west passes",
        "third passes",
    )
    before = [b"secret" in pickle.dumps(state.view(who)) for who in ("east", "west", "third")]
    after = state.after("* leak of secret", "* passes", "east passes")
    copy = after.view("third").proposal("secret_leaked")

    assert [True, True, False] == before
    assert ("offers to discuss", "floats") == (after.log.proposals["secret"].firmness, copy.firmness)
    assert "half" == after.game.scenario.options_of(copy.package)["bridge"]
    assert "is no text that stands open" in after.why_illegal(Act("west", "accepts", ("secret_leaked",)))


def test_row_15_a_play_records_the_leak_and_no_deal_comes_of_it() -> None:
    """Whispered in turn 1, out in turn 2: the copy is public, floated, and nobody's signature can be put to it."""
    end = scripted(
        scenario_of("channels"),
        turns=4,
        east=("offers to discuss secret with west by whisper: bridge = half",),
        west=("passes", "accepts secret_leaked"),
    )
    copy = end.state.view("third").proposal("secret_leaked")

    assert ["1 east offers to discuss secret with west by whisper: bridge = half", "2 * leak of secret"] == said(end)
    assert ("floats", "east", "half") == (copy.firmness, copy.author, end.scenario.options_of(copy.package)["bridge"])
    assert "refused: west accepts secret_leaked" in end.notes[0].text
    assert isinstance(end.outcome, NoDeal)


def test_row_15_backing_down_costs_in_public_and_nothing_in_private() -> None:
    """The same withdrawal, whispered, costs no audience; but only in public does everybody learn of it."""
    scenario = scenario_of("threats").with_("channels", {"whisper": {"title": "a word in private"}})
    state = begun(scenario).after("strong threatens weak with raid publicly")
    public, private = (state.after(f"strong withdraws raid_unless_given{how}") for how in ("", " by whisper"))

    assert ({"strong": 1}, {}) == (dict(public.world.backdowns), dict(private.world.backdowns))
    assert ("withdrawn", "standing") == tuple(
        private.view(who).world.threats["raid_unless_given"] for who in ("weak", "villagers")
    )


def test_row_15_a_threat_made_in_private_weighs_on_those_who_heard_it() -> None:
    """Nobody else's view or no-deal value knows of it."""
    scenario = scenario_of("threats").with_("channels", {"whisper": {"title": "a word in private"}})
    start = begun(scenario)
    state = start.after("strong threatens weak with raid by whisper")
    statuses = {who: state.view(who).world.threats["raid_unless_given"] for who in ("strong", "weak", "villagers")}

    assert {"strong": "standing", "weak": "standing", "villagers": "silent"} == statuses
    assert state.view("villagers").no_deal == start.view("villagers").no_deal
    assert state.view("weak").no_deal < start.view("weak").no_deal


def test_row_16_a_mediators_formula_needs_both_sides() -> None:
    """The mediator tables without signing: one acceptance closes nothing, two do; its own name is not on it."""
    one = scripted(scenario_of("mediation"), left=("accepts formula",))
    both = scripted(scenario_of("mediation"), left=("accepts formula",), right=("accepts formula",))

    assert isinstance(one.outcome, NoDeal)
    assert (1, ("left", "right")) == (both.outcome.turn, agreed(both).signatories)


@pytest.mark.parametrize(
    ("towards", "first"), [("left", "mediator tables M1: shore = s4"), ("right", "mediator tables M1: lake = l4")]
)
def test_row_16_bias_shifts_the_text(towards: str, first: str) -> None:
    """Weights on one party move a mediator's first text to what that party seeks, and the end to its advantage."""
    even = scenario_of("mediation").with_("opening", [])
    biased = even.with_("actors.mediator", {"title": "Mediator", "roles": "mediator", "bias": {towards: 9}})
    seats = {"mediator": SingleText(), "left": Judge(0.6), "right": Judge(0.6)}
    ends = [scripted(each, protocol=one_text(12, chair="mediator"), others=seats) for each in (even, biased)]
    worth = [end.scorecard[towards].utility or 0 for end in ends]

    assert ["1 mediator tables M1: shore = s2, lake = l2", f"1 {first}"] == [said(end)[0] for end in ends]
    assert worth[1] > worth[0] > 0


@pytest.mark.parametrize("protocol", ["plenary", "bilateral-tracks"])
def test_row_16_a_mediator_puts_its_text_in_open_talks_and_both_sides_decide(protocol: str) -> None:
    """It carries a word, tries a formula out, then tables it: one acceptance closes nothing, two do."""
    way = {"word": {"title": "a word in private"}}
    scenario = scenario_of("mediation").with_("opening", []).with_("channels", way)
    mediator = (
        "sends hopes to right by word",
        "floats formula: shore = s2, lake = l2",
        "tables formula",
    )
    one, both = (
        scripted(
            scenario,
            protocol=protocol,
            turns=4,
            mediator=mediator,
            left=("accepts formula", "accepts formula"),
            right=right,
        )
        for right in (("passes",), ("passes", "accepts formula"))
    )

    assert isinstance(one.outcome, NoDeal)
    assert {"formula": frozenset({"left"})} == one.state.open
    assert (2, "formula", ("left", "right")) == (both.outcome.turn, agreed(both).label, agreed(both).signatories)
    assert [
        "1 mediator sends hopes to right by word",
        "1 mediator floats formula: shore = s2, lake = l2",
        "1 left accepts formula",
        "2 mediator tables formula",
        "2 left accepts formula",
        "2 right accepts formula",
    ] == said(both)


def test_row_16_who_mediates_may_table_and_who_only_looks_on_may_not() -> None:
    """The role decides, not the seat: an observer in the same seat floats at most, and neither of them accepts."""
    mediated = scenario_of("mediation").with_("opening", [])
    observed, text = mediated.with_("actors.mediator.roles", "observer"), "formula: shore = s2"
    tabled, floated = (
        scripted(each, protocol="plenary", turns=2, mediator=(f"tables {text}", f"floats {text}"))
        for each in (mediated, observed)
    )

    assert ["1 mediator tables formula: shore = s2"] == said(tabled)[:1]
    assert ["1 mediator floats formula: shore = s2"] == said(floated)
    assert "refused: mediator tables formula: shore = s2: mediator may not do that now" == floated.notes[0].text
    for each in (mediated, observed):
        assert "accepts" not in begun(each, "plenary").may("mediator")


def test_row_16_bias_shifts_the_text_of_a_mediator_in_the_plenary() -> None:
    """Its texts begin with what the favoured side seeks and are worth more to it; both sides must sign."""
    even = scenario_of("mediation").with_("opening", [])
    biased = even.with_("actors.mediator", {"title": "Mediator", "roles": "mediator", "bias": {"left": 9}})
    seats = {"mediator": SingleText(), "left": Judge(0.6), "right": Judge(0.6)}
    ends = [scripted(each, protocol="plenary", turns=12, others=seats) for each in (even, biased)]
    texts = [[end.state.log.proposals[f"M{turn}"].package for turn in range(1, 6)] for end in ends]
    world = begun(even).world
    worth = [[(utility(even, "left", text, world) or 0) / 10**11 for text in each] for each in texts]

    assert ["1 mediator tables M1: shore = s2, lake = l2", "1 mediator tables M1: shore = s4"] == [
        said(end)[0] for end in ends
    ]
    assert [[5, 6.75, 6, 6.75, 6], [10, 9.25, 8.5, 7.75, 6]] == worth
    assert [("M5", ("left", "right"))] * 2 == [(agreed(end).label, agreed(end).signatories) for end in ends]


def test_row_17_a_scheduled_meeting_is_held_in_its_turn_or_called_off() -> None:
    """One sure to be held, one sure not to be: each in the turn it was scheduled for."""
    end = scripted(
        scenario_of("meetings"),
        turns=6,
        east=("schedules summit with west in 2 turns", "passes", "schedules visit with west in 2 turns"),
    )

    assert ["3 * summit"] == [line for line in said(end) if "* " in line]
    assert ("*", "cancels", "visit") in end.state.world.deeds
    assert ("*", "cancels", "summit") not in end.state.world.deeds


def test_row_17_a_meeting_as_likely_as_not_is_held_in_some_plays() -> None:
    """The draw of the meeting decides, the same for the same seed."""
    held = []
    for seed in range(20):
        end = scripted(scenario_of("meetings"), turns=3, seed=seed, east=("schedules call with west in 1 turns",))
        held.append("call" in end.state.world.happened)
        assert held[-1] != (("*", "cancels", "call") in end.state.world.deeds)

    assert 4 <= sum(held) <= 16


def test_row_18_a_precondition_cycle_ends_in_deadlock_and_is_named() -> None:
    """Each waits for the other; the engine says which conditions go round."""
    end = scripted(scenario_of("preconditions"))

    assert NoDeal("deadlock", 2, "precondition cycle: reply_first → withdraw_first → reply_first") == end.outcome
    told = (
        "NO DEAL after turn 2: nobody could or would move any more "
        "(precondition cycle: reply first → withdraw first → reply first)."
    )
    assert told in " ".join(minutes(end).split())


def test_row_18_what_would_break_it_is_named_too() -> None:
    """First steps of the members, and what a third may say where a condition names it."""
    scenario = scenario_of("preconditions")
    (circle,) = circles(scenario, begun(scenario).world)

    assert (("west tables", "east carries out withdrawal"), ()) == (circle.first_steps, circle.others)


def test_row_18_a_mediators_formula_opens_it() -> None:
    """With the friend's formula west may table, then east may answer: no cycle is left."""
    scenario = scenario_of("preconditions", "a-formula")
    end = scripted(
        scenario,
        friend=("declares formula",),
        west=("passes", "tables W1: riders = home"),
        east=("passes", "passes", "accepts W1"),
    )

    assert () == circles(scenario, begun(scenario).world)
    assert (3, "W1") == (end.outcome.turn, agreed(end).label)


def test_row_18_a_deed_held_back_is_no_legal_act_and_the_reason_is_given() -> None:
    """Until the condition holds the deed is not among the legal acts; whoever tries is told what it waits for."""
    state = begun(scenario_of("preconditions"))

    assert {"tables", "accepts", "carries out"}.isdisjoint(each.deed for each in state.legal_acts("east"))
    assert "its precondition reply_first is not met: did(west, tables)" == state.why_illegal(
        Act("east", "carries out", ("withdrawal",))
    )


def test_row_19_better_verification_hides_fewer_violations() -> None:
    """The chance that a violation goes undetected falls with the level; whether they occur it does not say."""
    scenario = scenario_of("afterwards")
    unseen = []
    for checks in ("none", "visits", "keys"):
        end = scripted(
            scenario, west=(f"tables W1: tower = lowered, checks = {checks}",), east=("passes", "accepts W1")
        )
        assert isinstance(end.outcome, Agreement)
        found = durability(scenario, scenario.package(agreed(end).package))
        assert found is not None
        unseen.append(found.undetected(1))

    assert [1.0, 0.5, 0.1] == pytest.approx(unseen)


def test_row_20_the_same_promise_is_believed_less_by_the_aggrieved() -> None:
    """With east trusted at 0.4, a lowered tower is worth 0.4 of it to west; verification makes up for some of that."""
    plain, aggrieved = scenario_of("afterwards"), scenario_of("afterwards", "aggrieved")
    worth = [
        [
            expected(each, "west", each.package({"tower": "lowered", "checks": checks}), begun(each).world)
            for checks in ("none", "visits")
        ]
        for each in (plain, aggrieved)
    ]

    assert [[10**12, 10**12], [4 * 10**11, 7 * 10**11]] == worth


def test_row_20_so_the_aggrieved_refuses_what_it_would_sign_with_trust() -> None:
    """No deal worth 0.5 to west: a lowered tower is signed on trust, refused at 0.4, and signed with visits."""
    plain, aggrieved = (
        scenario_of("afterwards", profile).with_no_deal(west=0.5) for profile in ("as-given", "aggrieved")
    )
    tower, visits = "tables E1: tower = lowered", "tables E1: tower = lowered, checks = visits"
    ends = [
        scripted(each, protocol=alternating_offers(1), turns=1, east=(text,), others={"west": "conceder"})
        for each, text in ((plain, tower), (aggrieved, tower), (aggrieved, visits))
    ]

    assert ["agreement", "no-deal", "agreement"] == [end.outcome.kind for end in ends]
    assert ["1 west accepts E1", "1 west rejects E1", "1 west accepts E1"] == [said(end)[1] for end in ends]
    assert [10**12, 10**12] == [end.scorecard["west"].utility for end in (ends[0], ends[2])]


def _through(state: State, act: str) -> State:
    """Return the state after an act and everybody's pass."""
    state = state.after(act)
    while state.to_act and state.turn == state.acts[-1][0]:
        state = state.after(Act(state.to_act[0], "passes"))
    return state
