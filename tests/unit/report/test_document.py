"""Documents: what a page says before it is a page, of plays, of scenarios, of what is missing."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import pytest
from attrs import evolve

import negotiation as ng
from negotiation.analysis.thresholds import Threshold
from negotiation.errors import UnknownNameError
from negotiation.files import open_folder
from negotiation.report import document_numbers
from negotiation.report.document import (
    Amount,
    Block,
    Card,
    Cards,
    Claim,
    Document,
    Fold,
    Items,
    Line,
    Minutes,
    Part,
    Prose,
    Rows,
    line,
    plain,
)
from negotiation.report.document_briefs import blocks_of
from negotiation.report.document_gap import collisions, headline
from negotiation.report.document_making import bundled_folder, document_of
from negotiation.report.document_outcome import ending
from negotiation.report.document_words import Reader, split_citations
from negotiation.report.pictures_axes import amount
from negotiation.report.pictures_numbers import DRAWS
from negotiation.scenario import Actor, Number, Scenario, assumed, stated
from negotiation.scenario.numbers import count_numbers
from negotiation.scenario.outcome import REASONS, NoDeal
from negotiation.scenario.scenario import read_scenario, write_scenario
from negotiation.scenario.world import world_at_start
from tests.unit.report.made import FLAGSHIP, TOY, played, silent

pytestmark = pytest.mark.usefixtures("few_draws")

N_TOY = count_numbers(ng.load(TOY))[1]


def made(source: Any, **options: Any) -> Document:
    """Return a document without pictures."""
    return document_of(source, pictures=False, **options)


@lru_cache(maxsize=8)
def told_of(profile: str | None = None) -> Document:
    """Return the document of the flagship played under a reading."""
    return made(played(FLAGSHIP, profile))


def cards_of(document: Document) -> dict[str, Card]:
    """Return the actors' cards by name."""
    parts = [block for block in blocks(document, "actors") if isinstance(block, Part)]
    found = [inner for part in parts for inner in part.blocks if isinstance(inner, Cards)]
    return {card.name: card for cards in found for card in cards.cards}


def blocks(document: Document, section: str) -> tuple[Block, ...]:
    """Return the blocks of one section."""
    return next(each.blocks for each in document.sections if each.id == section)


def said(blocks_: tuple[Block, ...]) -> str:
    """Return what blocks say, as text."""
    found = []
    for block in blocks_:
        if isinstance(block, Prose):
            found += [plain(each) for each in block.lines]
        elif isinstance(block, Items):
            found += [
                f"{each.label}: {each.text} {each.basis}" if isinstance(each, Claim) else plain(each)
                for each in block.items
            ]
        elif isinstance(block, Rows):
            found += [block.caption, *(" | ".join(map(plain, row)) for row in block.rows)]
        elif isinstance(block, (Part, Fold)):
            found += [block.title, said(block.blocks)]
    return "\n".join(found)


def answers(document: Document) -> dict[str, str]:
    """Return the answers at a glance by their headings."""
    return {part.title: said(part.blocks) for part in document.glance.answers}


class TestGlance:
    """At a glance: who had no seat and its change from the start first, then four short answers."""

    def test_opens_with_who_had_no_seat(self) -> None:
        """The change from the start stands beside the name, marked as resting on assumptions."""
        (lowmead,) = made(played()).glance.seatless

        assert ("Lowmead", Amount("−0.62", "assumed"), "change from its start") == (
            lowmead.name,
            lowmead.change,
            lowmead.label,
        )
        assert "Lowmead had no seat. The agreement is worth 0.28 to it; the start was worth 0.90." == plain(
            lowmead.lines[0]
        )

    def test_gives_the_expected_change_without_a_deal(self) -> None:
        """After no deal the expected change comes first, what was drawn second."""
        play = played(FLAGSHIP, "strict-reading")
        (ukraine,) = made(play).glance.seatless
        score = play.scorecard["ukraine"]
        drawn = amount(score.change_from_start, sign=True).text

        assert (amount(score.expected_change, sign=True), "expected change from its start") == (
            ukraine.change,
            ukraine.label,
        )
        assert f"in this play the draw left it {drawn} from its start" in plain(ukraine.lines[0])

    def test_gives_prospects_before_play(self) -> None:
        """Before play it is the span over what may be agreed, else what no deal is expected to bring."""
        (possible,) = made(ng.load(TOY)).glance.seatless
        (hopeless,) = made(ng.load(TOY, "not-a-drop")).glance.seatless

        assert Amount("−0.62 … −0.62", "assumed") == possible.change or "…" in str(possible.change)
        assert "100% of them leave it below" in plain(possible.lines[0])
        assert "Without agreement this is what it must expect." in plain(hopeless.lines[0])

    def test_says_where_nobody_is_left_out(self) -> None:
        """Where everybody scored has a seat, that is said."""
        glance = made(ng.play(silent())).glance

        assert ((), "Everybody whose outcomes are scored has a seat.") == (glance.seatless, plain(glance.lines[0]))

    def test_names_who_is_not_scored(self) -> None:
        """Those who speak or consent without a score are named."""
        assert "No seat and no score: NATO, British premiership" in plain(told_of().glance.lines[0])

    def test_tells_an_agreement(self) -> None:
        """What came out: turn, signatures, whose consent is missing, who ends below, what was agreed."""
        told = answers(made(played()))

        assert (
            "Agreement in turn 9, signed by Highfield and Millbrook.\nThe consent of Lowmead is missing."
            in told["What came out"]
        )
        assert "Lowmead ends below the start." in told["What came out"]
        assert "Water for Millbrook: every night" in told["What came out"]
        assert "2 issues make 12 packages" in told["What was negotiated"]
        assert f"All {N_TOY} numbers of this scenario are assumptions" in told["Which numbers are assumptions"]

    def test_tells_no_deal(self) -> None:
        """Without a deal: why the talks stopped, and that nothing was possible."""
        told = answers(told_of("strict-reading"))

        assert "No deal after turn 12: play was stopped there." in told["What came out"]
        assert "none of the 49,152 packages" in told["What came out"]
        assert (
            "“Russia: no settlement unless all three demands are met in full” leaves no package"
            in told["Which demands collide"]
        )

    def test_tells_what_is_possible_before_play(self) -> None:
        """A scenario before play has no outcome, and says how much room there is."""
        assert "Nothing yet. 2 of the 12 packages" in answers(made(ng.load(TOY)))["What came out"]
        assert "nothing can: none of the 12" in answers(made(ng.load(TOY, "not-a-drop")))["What came out"]

    def test_collisions_are_between_actors(self) -> None:
        """Positions collide where two actors ask different things; a single actor's stance is none."""
        reader = Reader(ng.load(FLAGSHIP))
        found = dict(collisions(reader))

        assert "verification" not in found
        assert [
            "sought by Russia: “a return to the state of 1997”",
            "refused by United States: “a return to the state of 1997”",
        ] == (found["nato_posture"])
        assert [] == headline(Reader(silent()), ())

    def test_sets_without_a_common_demand_are_told_whole(self) -> None:
        """Sets that do not share all but one demand stand one by one."""
        told = answers(made(played(TOY, "not-a-drop")))["Which demands collide"]

        assert told


class TestSections:
    """The sections of a page, in order, as far as there is something to say."""

    def test_stand_in_order(self) -> None:
        """The question, actors, talks, outcome, scores, gap, orders, no deal, numbers, chronologies, record."""
        order = [
            "question",
            "actors",
            "talks",
            "outcome",
            "scores",
            "gap",
            "orders",
            "no-deal",
            "numbers",
            "chronologies",
            "record",
        ]

        assert order == [section.id for section in told_of().sections]
        assert ["question", "actors", "gap", "orders", "numbers"] == [
            section.id for section in made(ng.load(TOY)).sections
        ]

    @pytest.mark.heavy
    def test_orders_say_what_needs_no_numbers(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """A deal that lines exclude is excluded whatever the numbers, unmarked; shares of draws are assumed."""
        monkeypatch.setattr("negotiation.report.document_orders.DRAWS", DRAWS)
        flexible = said(blocks(made(ng.load(FLAGSHIP)), "orders"))
        strict = blocks(made(ng.load(FLAGSHIP, "strict-reading")), "orders")

        assert "the orders that sources state do not settle whether a deal exists" in flexible
        assert "In 100% of 100 draws of numbers that keep the scenario’s orders a deal exists." in flexible
        assert "Ukraine ends below its start in 28% of the best packages for those at the table" in flexible
        assert "Strike systems near Russia’s borders | the same limits on both sides of the border | 100%" in flexible
        assert "no package suits all whose word is needed, whatever the numbers" in said(strict)
        assert isinstance(strict[0], Prose)
        assert all(isinstance(each, str) for each in strict[0].lines[0])

    def test_texts_that_are_not_translated_are_named(self) -> None:
        """A page in a language that the scenario does not speak is made, and says so; not so in its own."""
        plain_title = evolve(ng.load(TOY), title="Two villages", base=None)

        assert (0, 13) == Reader(ng.load(TOY), None, "zh").untranslated()
        assert (1, 13) == Reader(plain_title, None, "zh").untranslated()
        assert (0, 13) == Reader(plain_title, None, "en").untranslated()
        assert any("13 个标题中有 1 个" in each for each in made(plain_title, language="zh").notices)
        assert not any("titles of this scenario" in each for each in made(plain_title).notices)

    def test_orders_need_numbers(self) -> None:
        """Where nobody at the table has preferences the section is left out."""
        villages = ng.load(TOY)
        mute = [Actor(each.id, each.title, each.roles) for each in villages.actors.values()]

        assert "orders" not in [section.id for section in made(evolve(villages, actors=mute, base=None)).sections]

    def test_question_names_options_rules_and_gates(self) -> None:
        """Options stand with who performs them and who answers for them; rules and gates in words."""
        told = said(blocks(made(ng.load(FLAGSHIP)), "question"))

        assert "Reading: flexible. Reads the softer wording" in told
        assert "NATO enlargement | no guarantee (as it is) | – | " in told
        assert "signed by NATO too" in told
        assert "verification needs a meeting that settles how: where Verification" in told
        assert "aspirants (not in this model: its word cannot be had) must consent" in told
        assert "whether a legal right or a political principle is contested" in told

    def test_actors_are_grouped(self) -> None:
        """First who has a stake and no seat, then the table, then the others."""
        parts = [block for block in blocks(made(ng.load(FLAGSHIP)), "actors") if isinstance(block, Part)]

        assert ["No seat, but a stake that is scored", "At the table"] == [part.title for part in parts[:2]]
        titles = [title for title, _ in cards_of(made(ng.load(FLAGSHIP)))["Russia"].groups]
        assert ["Interests", "Positions", "Red lines and demands"] == titles

    def test_beliefs_are_their_holders(self) -> None:
        """What an actor believes may follow stands in its card alone, the deeper steps after what leads to them."""
        cards = cards_of(made(ng.load(FLAGSHIP, "feared-escalation")))
        groups = {name: dict(card.groups) for name, card in cards.items()}
        title = "What it believes may follow, and nobody else need believe"
        belief, *steps = groups["Russia"][title]

        assert ["Russia"] == [name for name, found in groups.items() if title in found]
        assert ("“war with nato”", ("S02a3", "S15a", "S16a", "S16b")) == (belief.label, belief.sources)
        assert belief.text.endswith("expected loss to it alone: 0.0354")
        assert ["→", "→→", "→→→", "→→→"] == [step.label for step in steps]
        assert "an armed attempt on Donbas or Crimea: 30%, in all 6%" == steps[1].text
        assert steps[2].text.endswith("50%, in all 3%, loss 1 (as bad as moving everything from best to worst)")
        assert "30%, in all 1.8%, loss 0.3 (as bad as strike systems" in steps[3].text

    def test_demands_are_told(self) -> None:
        """A demand says whether it conditions talks or a settlement."""
        tree = write_scenario(ng.load(TOY))
        tree["actors"]["millbrook"]["demands"] = {
            "talk": {"demand": "moved(water)", "conditions": "talks", "assumed": "a test"}
        }
        tree["actors"]["highfield"]["demands"] = {
            "sign": {"demand": "moved(toll)", "assumed": "a test", "title": "Toll"}
        }
        cards = cards_of(made(read_scenario(tree)))
        claims = [claim for card in cards.values() for _, found in card.groups for claim in found]

        assert any("(absolute, before talks)" in claim.text and claim.label == "demand" for claim in claims)
        assert any("(absolute, for a settlement)" in claim.text and claim.label == "Toll" for claim in claims)

    def test_talks_are_minutes(self) -> None:
        """Turns have headlines, acts their channel and firmness; quiet turns are told together."""
        (minutes,) = (block for block in blocks(made(played()), "talks") if isinstance(block, Minutes))
        (stretch,) = minutes.stretches
        first = stretch.turns[0]

        assert ("Turn 1", "Highfield tables H1: 1 of 2 issues moved from the start.") == (first.title, first.headline)
        assert ("tabled", "on the floor") == (first.deeds[0].firmness, first.deeds[0].channel)
        assert ("Toll for Highfield’s carts: no toll",) == first.deeds[0].terms
        assert any(turn.is_quiet for turn in stretch.turns)

    def test_long_talks_are_folded(self) -> None:
        """Beyond some turns the minutes come in stretches; only the last is open."""
        loud = {"highfield": ng.RandomAcceptable(), "millbrook": ng.RandomAcceptable()}
        play = ng.play(ng.load(TOY, "not-a-drop"), loud, turns=80, seed=1)
        (minutes,) = (block for block in blocks(made(play), "talks") if isinstance(block, Minutes))

        assert len(minutes.stretches) > 1
        assert [False] * (len(minutes.stretches) - 1) + [True] == [each.is_open for each in minutes.stretches]

    def test_answers_that_failed_are_told(self) -> None:
        """What a strategy got wrong stands under the talks."""
        wrong: dict[str, Any] = {"highfield": ng.Script("highfield accepts NOTHING"), "millbrook": ng.Linear()}
        told = said(blocks(made(ng.play(ng.load(TOY), wrong, turns=2)), "talks"))

        assert "Answers that could not be used" in told
        assert "Turn 1, Highfield: " in told

    def test_a_deadline_is_told(self) -> None:
        """Talks with a deadline say so."""
        play = ng.play(ng.load(TOY), protocol=ng.alternating_offers(deadline_turns=4))

        assert "Rules: alternating offers; at most 4 turns." in said(blocks(made(play), "talks"))

    def test_outcome_says_why(self) -> None:
        """Room, efficiency, and who agreed at a loss."""
        told = said(blocks(made(played()), "outcome"))

        assert "2 of the 12 packages are acceptable to everyone whose word is needed" in told
        assert "No other feasible package is better for a signatory and worse for none." in told
        assert "Agreed under threat or at a loss: Lowmead: −0.62 from the start" in told
        assert "What was agreed also needs the signature of NATO." in said(blocks(told_of(), "outcome"))

    def test_outcome_tells_crossed_lines(self) -> None:
        """Declared red lines that the agreement crosses are named."""
        tree = write_scenario(ng.load(TOY))
        tree["actors"]["highfield"]["red_lines"]["nights"] = {
            "never": "moved(water)",
            "force": "declared",
            "stated": "M06",
        }

        assert "Red lines of Highfield crossed: nights" in said(blocks(made(ng.play(read_scenario(tree))), "outcome"))

    def test_scores_stand_in_tables(self) -> None:
        """Everybody's figures, joint figures, and where no-deal values come from."""
        told = said(blocks(told_of(), "scores"))

        score = played(FLAGSHIP).scorecard["ukraine"]
        figures = [amount(score.utility), amount(score.start), amount(score.change_from_start, sign=True)]

        assert " | ".join(["Ukraine | no seat", *map(plain, figures)]) in told
        assert "efficient for the signatories | " in told
        assert "military action against Ukraine | −0.03 (30%) | −0.06 (40%) | −0.24 (40%)" in told
        assert "backing down from military action against Ukraine" in told
        assert f"together | {amount(played(FLAGSHIP).scorecard['russia'].no_deal).text} | " in told

    def test_scores_without_a_deal_tell_the_draw(self) -> None:
        """Without a deal the expected change stands before that of this play."""
        plays = [played(FLAGSHIP, "strict-reading", seed) for seed in range(9)]
        drawn = {bool(play.scorecard.drawn): play for play in plays}
        told = {happened: said(blocks(made(play), "scores")) for happened, play in drawn.items()}

        assert "In this play the draw brought nothing more; another may." in told[False]
        assert "In this play the draw brought: military action" in told[True]

    def test_scores_without_a_deal_tell_where_nothing_is_drawn(self) -> None:
        """No event and no threat: there is no draw that might have gone otherwise."""
        play = ng.play("two-villages", {"highfield": ng.Script(), "millbrook": ng.Script()}, turns=2)

        assert "Nothing more was left to chance." in said(blocks(made(play), "scores"))
        assert "Nothing more was left to chance." in str(play.scorecard)
        assert "the draw" not in str(play.scorecard)

    def test_gap_tells_what_would_have_to_give(self) -> None:
        """Sets in full words with their sources, what would have to give, and positions issue by issue."""
        found = blocks(told_of("strict-reading"), "gap")
        told = said(found)

        assert "That leaves no package that any one of the following would accept:" in told
        assert "United States: never NATO enlargement: a moratorium for a set time, or more implied" in told
        assert "without Russia’s “three demands”: 1,714 of the 49,152 packages open" in told
        assert "sought by Russia: “no expansion of NATO at all”" in told

    def test_gap_tells_how_much_room_each_issue_leaves(self) -> None:
        """How many options are left by the rules and in the zone, then how many packages choose each; none without."""
        told = said(blocks(told_of(), "gap"))

        assert "NATO enlargement | 4 | 4 | 2\n" in told
        assert "\nNATO enlargement | no guarantee | 3,360 | 660\n | a moratorium for a set time | 2,688 | 950\n" in told
        assert "How much room each issue leaves" not in said(blocks(told_of("strict-reading"), "gap"))

    def test_why_there_is_no_deal_cause_by_cause(self) -> None:
        """Of a play with its outcome, of a scenario with what collides; nothing where something could be agreed."""
        ended = said(blocks(told_of("strict-reading"), "outcome"))
        before = said(blocks(made(ng.load(TOY, "not-a-drop")), "gap"))

        assert "Why there was no deal, cause by cause\nNo deal because of demands that cannot be met together" in ended
        assert (
            "\ndemands that cannot be met together | nobody has an absolute red line or demand | a deal exists | 100%"
            in ended
        )
        assert "\na stake that cannot be divided | a lottery over packages may be agreed | no deal | 0%" in ended
        assert "Why there is no deal, cause by cause" in before
        for open_ in (said(blocks(told_of(), "outcome")), said(blocks(made(ng.load(TOY)), "gap"))):
            assert "cause by cause" not in open_
        stopped = made(ng.play(TOY, turns=1))
        assert "cause by cause" not in said(blocks(stopped, "outcome")) + said(blocks(stopped, "gap"))

    def test_gap_by_logic_is_no_assumption(self) -> None:
        """What red lines alone exclude does not rest on numbers."""
        (lead, *_) = blocks(told_of("strict-reading"), "gap")

        assert Prose([("Under this reading none of the 49,152 packages satisfies all whose word is needed.",)]) == lead

    def test_numbers_are_listed(self) -> None:
        """Every number in words with its range and its basis."""
        found = blocks(made(ng.load(FLAGSHIP)), "numbers")
        told = said(found)

        assert f"All {count_numbers(ng.load(FLAGSHIP))[1]} numbers, one by one" in told
        assert "Where nothing else is said: starter numbers for teaching" in told
        assert "the effect of military action against Ukraine on Ukraine | −0.6 | −0.8 … −0.3" in told

    def test_thresholds_are_told_where_they_are_given(self) -> None:
        """Sensitivity is told of thresholds worked out elsewhere."""
        path = "actors.highfield.salience.water"
        near = Threshold(path, 0.6, 0.7, 0.71, opens=False)

        told = said(blocks(made(played(), thresholds=[near]), "numbers"))
        beyond = said(blocks(made(played(), thresholds=[evolve(near, within_range=False, opens=True)]), "numbers"))

        assert "turned alone, close the zone: 1 within their author’s range or without one, 0 beyond it." in told
        assert "Highfield’s weight on Water for Millbrook: the zone closes at 0.710 (now 0.600)" in told
        assert "turned alone, open a zone: 0 within their author’s range or without one, 1 beyond it." in beyond
        assert "No single number, turned within its bounds" in said(blocks(made(played(), thresholds=[]), "numbers"))

    def test_how_far_numbers_move_the_zone(self) -> None:
        """How many of the numbers that nobody states matter, and without pictures the table behind the tornado."""
        told = said(blocks(told_of(), "numbers"))
        strict = said(blocks(told_of("strict-reading"), "numbers"))

        assert "29 of the 93 numbers that nobody states change how many packages could be agreed when each" in told
        assert "the probability of military action against Ukraine as United States believes it | 1,396 | 1,716" in told
        assert "0 of the 93 numbers that nobody states change how many packages could be agreed" in strict
        assert "How the zone changes as one number runs over its range" not in strict

    def test_no_swings_without_numbers_or_for_many_packages(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Nothing is told where nothing is scored, no number may vary, or trying every number would take long."""
        title, villages = "How far single numbers move the zone", ng.load(TOY)
        mute = [Actor(each.id, each.title, each.roles) for each in villages.actors.values()]
        silent_ = evolve(villages, actors=mute, base=None)

        assert title in said(blocks(made(villages), "numbers"))
        assert [] == list(document_numbers.swings(Reader(silent_), world_at_start(silent_), lambda _: []))
        monkeypatch.setattr(document_numbers, "tornado", lambda *_, **__: ())
        assert title not in said(blocks(made(villages), "numbers"))
        monkeypatch.undo()
        monkeypatch.setattr(document_numbers, "MOST_PACKAGES", 11)
        assert title not in said(blocks(made(villages), "numbers"))

    def test_record_is_closed(self) -> None:
        """The historical record is folded, and stays closed on paper."""
        _, record = blocks(told_of(), "record")

        assert isinstance(record, Fold)
        assert record.is_record
        assert "full-scale invasion of Ukraine" in said(record.blocks)
        assert "severe sanctions on Russia: imposed from 22 February 2022" in said(record.blocks)
        assert "use of force: the UN General Assembly" in said(record.blocks)

    def test_record_may_be_short(self) -> None:
        """A record needs neither a package nor a caution."""
        tree = write_scenario(ng.load(TOY))
        tree["record"] = {"outcome": "agreement", "then": "They agreed.", "assumed": "a test"}
        _, record = blocks(made(read_scenario(tree)), "record")

        assert "They agreed." in said((record,))

    def test_three_chronologies(self) -> None:
        """Each telling of the years before is folded by itself, its table captioned."""
        lead, *others = blocks(told_of(), "chronologies")
        folds = [block for block in others if isinstance(block, Fold)]

        assert isinstance(lead, Prose)
        assert ["As told in Moscow", "As told in Kyiv", "As told in Washington and Brussels"] == [
            f.title for f in folds
        ]
        assert "As told in Moscow" == getattr(folds[0].blocks[0], "caption", "")


class TestUnfinished:
    """A record that stops before the talks end is told as far as it goes."""

    def test_has_no_scores(self) -> None:
        """There is an outcome section that says where the record stops, and no scores."""
        whole = played()
        cut = ng.replay(evolve(whole.transcript, acts=whole.acts[:5], end=None, notes=()))
        document = made(cut)

        assert "The record stops in turn" in answers(document)["What came out"]
        assert "scores" not in [section.id for section in document.sections]
        assert "Who gained and who lost, against the start" not in answers(document)


class TestSources:
    """Where words and sources come from."""

    def test_a_bundled_scenario_has_its_folder(self) -> None:
        """A bundled scenario, or a variant of it, is told with its sources."""
        assert bundled_folder(ng.load(TOY).with_no_deal(highfield=0.1)) is not None
        assert bundled_folder(evolve(ng.load(TOY), title="Another", base=None)) is None
        assert bundled_folder(silent()) is None

    def test_a_folder_is_told_under_its_default_reading(self) -> None:
        """A folder may be given instead of a scenario."""
        assert made(ng.load(TOY)) == made(open_folder(TOY))

    def test_what_is_missing_is_named(self) -> None:
        """Without sources and chronologies the page says so, and is made."""
        assert ("sources", "chronologies", "pictures") == tuple(
            next(word for word in ("sources", "chronologies", "pictures") if word in notice)
            for notice in made(silent()).notices
        )
        assert 1 == len(told_of().notices)

    def test_a_language_that_is_not_there_is_refused(self) -> None:
        """The languages that are there are named."""
        with pytest.raises(UnknownNameError, match="expected the name of a language, got 'xx'"):
            made(played(), language="xx")

    def test_another_language_is_the_scenario_s(self) -> None:
        """Texts stand in the language asked for."""
        assert "两个村庄" == made(played(), language="zh").title

    @pytest.mark.parametrize(("language", "direction"), [("en", "ltr"), ("ar-EG", "rtl")])
    def test_direction(self, language: str, direction: str) -> None:
        """Arabic, Hebrew, Persian and Urdu run from right to left."""
        assert direction == evolve(made(played()), language=language).direction

    def test_entries_say_what_a_reader_should_know(self) -> None:
        """Who, when, what, at which remove, whether contested or unchecked."""
        cited = told_of().cited

        assert "line 2; told to: United States; hand: second" == cited["S02a1"].note
        assert cited["S02a1"].is_contested
        assert "not yet checked against a source" in cited["X58"].note


class TestBases:
    """Every number keeps who answers for it."""

    def scored(self, basis: Any) -> Scenario:
        """Return the toy with all numbers of one actor resting on one basis."""
        tree = write_scenario(ng.load(TOY))
        scenario = read_scenario(tree)
        lowmead = scenario.actors["lowmead"]
        salience = {issue: Number(n.value, basis) for issue, n in lowmead.salience.items()}
        values = {i: {o: Number(n.value, basis) for o, n in row.items()} for i, row in lowmead.values.items()}
        changed = evolve(lowmead, salience=salience, values=values)
        return scenario.with_actor(changed)

    def test_scores_take_the_weakest(self) -> None:
        """A score rests on an assumption where any number behind it does."""
        assert "stated" == Reader(self.scored(stated("M09"))).about("lowmead")
        assert "assumed" == Reader(self.scored(assumed("a guess"))).about("lowmead")

    def test_marks_follow(self) -> None:
        """A stated figure has another mark than an assumed one; counts have none."""
        assert ["°", "s", "i", "x", ""] == [
            Amount("1", basis).mark for basis in ("assumed", "stated", "implied", "external", "")
        ]

    def test_partly_assumed_numbers_are_counted(self) -> None:
        """Some numbers may be stated; a scenario may hold none that is assumed, or no number at all."""
        some = self.scored(stated("M09"))
        none = evolve(some, numbers=stated("M01"), base=None)

        assert f"of the {N_TOY} numbers" in answers(made(some))["Which numbers are assumptions"]
        assert f"None of the {N_TOY} numbers" in answers(made(none))["Which numbers are assumptions"]

    def test_there_may_be_no_numbers(self) -> None:
        """A scenario in which nobody has preferences holds no numbers, and is still told."""
        tree = write_scenario(ng.load(TOY))
        for actor in tree["actors"].values():
            actor.pop("salience")
            actor.pop("values")
        told = made(read_scenario(tree))

        assert "This scenario holds no numbers." in said(blocks(told, "numbers"))


class TestWords:
    """Small parts of documents."""

    def test_lines_keep_amounts(self) -> None:
        """A message is split around its amounts, formats included."""
        expected: Line = ("a 1,000 b ", Amount("+0.1", "assumed"))

        assert expected == line("a {n:,} b {x}", n=1000, x=Amount("+0.1", "assumed"))
        assert ("{}",) == line("{{}}")
        assert "a 1,000 b +0.1" == plain(expected)

    @pytest.mark.parametrize("reason", REASONS)
    def test_every_reason_has_words(self, reason: str) -> None:
        """Every way to end without a deal is told in a sentence."""
        told = plain(ending(Reader(ng.load(TOY)), NoDeal(reason, 3, "highfield")))

        assert told.startswith("No deal after turn 3: ")
        assert "_" not in told

    def test_citations_are_found(self) -> None:
        """Ids with a digit are found anywhere, others within brackets only; text is kept whole."""
        text = "[implied S1 talks], talks and S1–S2, XS1 [talks"
        pieces = list(split_citations(text, ("S1", "S2", "talks")))

        assert text == "".join(piece if isinstance(piece, str) else piece[0] for piece in pieces)
        assert [("S1",), ("talks",), ("S1",), ("S2",), ("talks",)] == [
            piece for piece in pieces if isinstance(piece, tuple)
        ]

    def test_briefs_lose_their_marks(self) -> None:
        """Lists, tables, quotes, code and raw markup become plain text; sections become parts."""
        marked = "# T\n\nA **b** `c`\nd<br>e\n\n## One\n\n1. x *y*\n2. z\n\n| h |\n|---|\n| *c* |\n\n> q\n\n---\n\n"
        lead, parts = blocks_of(f"{marked}<div>raw</div>\n\n    code\n")

        assert ("A b c d<br>e",) == lead
        assert "One" == parts[0].title
        assert "x y\nz\n\nc\nq\n<div>raw</div>\ncode" == said(parts[0].blocks)

    def test_durability_is_told(self) -> None:
        """Where obligations are modelled the outcome says how likely it lasts."""
        tree = write_scenario(ng.load(TOY))
        tree["obligations"] = {
            "nights": {"issue": "water", "by": "highfield", "temptation": 0.1, "penalty": 0.5, "assumed": "a test"}
        }
        told = said(blocks(made(ng.play(read_scenario(tree))), "outcome"))

        assert "Chance that it is still honoured at the end of the periods: " in told


def test_threats_of_others_are_told() -> None:
    """Threats stand with how they are reported, measures with what they would change, claims with both sides."""
    told = said(blocks(told_of(), "no-deal"))

    assert "Russia to United States and NATO: military action against Ukraine unless all of these 3" in told
    assert "severe sanctions on Russia if military action against Ukraine has happened" in told
    assert "military action against Ukraine | −0.60 | −0.15 | −0.10 | Ukraine −0.60: more than all" in told
    assert "claimed by United States [S04a1 S33a]; denied by Russia [S34a S35a S36a2 S37a]" in told
