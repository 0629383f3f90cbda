"""A judge of texts and a mediator's single text, one option at a time."""

import re
from typing import Any

import pytest

from negotiation.engine.acts import Act
from negotiation.engine.notation import format_act
from negotiation.engine.opening import begin
from negotiation.engine.procedures import one_text
from negotiation.engine.protocols import alternating_offers, plenary
from negotiation.errors import UsageError
from negotiation.playing import game_of
from negotiation.scenario import Scenario
from negotiation.strategies import Judge, SingleText
from negotiation.strategies.mediating import criticism, opening_text
from tests.mechanisms.scripts import scenario_of, scripted
from tests.unit.engine.making import talks

MEDIATION = scenario_of("mediation").with_("opening", [])


def judged(share: float, text: str, turns: int = 5, **parts: Any) -> str:
    """Return how b, for whom no deal is worth 0.6 and the best text 1, answers a text in turn 1."""
    state = talks(protocol=alternating_offers(turns), **parts).after(f"a tables A1: {text}")
    return format_act(Judge(share).decide(state.view("b"), None))


class TestJudge:
    """It accepts what is worth its share of the way to the best, else says what is wrong."""

    @pytest.mark.parametrize(
        ("share", "answer"),
        [
            (0.0, "b accepts A1"),
            (0.25, "b accepts A1"),
            (0.26, "b rejects A1: x = x0"),
            (1.0, "b rejects A1: x = x0"),
        ],
    )
    def test_accepts_a_share_of_the_way(self, share: float, answer: str) -> None:
        """x1 y1 is worth 0.7 to b: a quarter of the way from 0.6 to 1."""
        assert answer == judged(share, "x = x1, y = y1")

    def test_asks_for_less_as_time_passes(self) -> None:
        """A text worth just no deal is accepted in the last turn, not before."""
        worth = {"b": {"no_deal": 0.7, "no_deal_because": "t"}}
        start = talks(protocol=plenary(deadline_turns=3), actors=worth)
        state = start.after("a tables A1: x = x1, y = y1")
        deeds = []
        for _ in range(3):
            deeds.append(Judge().decide(state.view("b"), None).deed)
            state = state.after("b passes", "a stands by A1") if state.turn < 3 else state

        assert ["rejects", "rejects", "accepts"] == deeds

    def test_asks_for_nothing_more_where_the_first_turn_is_the_last(self) -> None:
        """One turn: the share is 0."""
        assert "b accepts A1" == judged(1.0, "x = x1, y = y1", turns=1)

    @pytest.mark.parametrize("turns", [1, 5])
    def test_accepts_nothing_below_no_deal(self, turns: int) -> None:
        """Not in the last turn either."""
        assert "b rejects A1: x = x0" == judged(0.0, "x = x2, y = y1", turns=turns)

    def test_accepts_nothing_across_its_line(self) -> None:
        """However much it is worth; its wish is another matter."""
        line = {"never": "y == y1", "force": "absolute", "assumed": "t"}

        assert "b rejects A1" == judged(0.0, "y = y1", actors={"b": {"red_lines": {"no": line}}})

    def test_passes_where_there_is_nothing_to_judge(self) -> None:
        """No text, or no way to answer it."""
        state = talks(protocol=alternating_offers(5))
        tabled = state.after("a tables A1: x = x2")

        assert Act("a", "passes") == Judge().decide(state.view("a"), None)
        assert Act("b", "passes") == Judge().decide(tabled.view_with("b", ("accepts", "passes")), None)

    @pytest.mark.parametrize("share", [-0.1, 1.1, "half", float("nan")])
    def test_refuses_what_is_no_share(self, share: Any) -> None:
        """Before the talks begin."""
        message = f"expected a share in [0, 1] for share, got {share!r}"
        with pytest.raises(UsageError, match=re.escape(message)):
            Judge(share)


class TestCriticism:
    """The one change of option that would raise a text's worth most."""

    @pytest.mark.parametrize(
        ("package", "wish"),
        [
            ((2, 0), {"x": "x0"}),
            ((1, 0), {"y": "y1"}),
            ((0, 0), {"y": "y1"}),
            ((1, 1), {"x": "x0"}),
            ((0, 1), None),
        ],
    )
    def test_names_the_largest_gain(self, package: tuple[int, int], wish: dict[str, str] | None) -> None:
        """It gains 0.6 by x0 for x2, 0.3 by x0 for x1, 0.4 by y1; its best text leaves nothing to wish."""
        assert wish == criticism(talks().view("b"), package)


def revised(
    *turns: dict[str, str], strategy: SingleText | None = None, found: Scenario = MEDIATION, n: int = 8
) -> list[str]:
    """Return the mediator's texts where in each turn some parties reject the text with a wish."""
    lines: dict[str, list[str]] = {"left": [], "right": []}
    for turn, wishes in enumerate(turns, 1):
        for who, told in lines.items():
            told.append(f"rejects M{turn}: {wishes[who]}" if who in wishes else "passes")
    hands = {"mediator": strategy or SingleText()}
    end = scripted(
        found,
        {who: tuple(told) for who, told in lines.items()},
        protocol=one_text(n, chair="mediator"),
        others=hands,
        turns=len(turns) + 1,
    )
    assert () == end.notes
    acts = [act for _, act in end.acts if act.actor == "mediator"]
    options = [None if act.terms is None else found.options_of(found.package(act.terms)) for act in acts]
    return [act.deed if each is None else " ".join(each.values()) for act, each in zip(acts, options, strict=True)]


class TestOpeningText:
    """The weighted middle of what positions seek."""

    @pytest.mark.parametrize(
        ("bias", "text"),
        [
            ({}, [2, 2]),
            ({"left": 3.0}, [3, 1]),
            ({"right": 3.0}, [1, 3]),
            ({"left": 1.0, "right": 0.0}, [4, 0]),
            ({"left": 0.0, "right": 0.0}, [0, 0]),
        ],
    )
    def test_weighs_the_positions(self, bias: dict[str, float], text: list[int]) -> None:
        """Left seeks s4 and l0, right s0 and l4; where nobody weighs anything it is the start."""
        view = begin(game_of(MEDIATION, one_text(8, chair="mediator"))).view("mediator")

        assert text == opening_text(view, bias)

    def test_is_the_start_where_nobody_weighs_anything(self) -> None:
        """The start, not the first option in the list."""
        found = MEDIATION.with_("issues.shore.status_quo", "s3")
        view = begin(game_of(found, one_text(8, chair="mediator"))).view("mediator")

        assert [3, 0] == opening_text(view, {"left": 0.0, "right": 0.0})

    def test_takes_the_start_for_who_seeks_nothing(self) -> None:
        """A party without a position on an issue, or with one that only refuses, stands at the start."""
        found = MEDIATION.with_("actors.right.positions", {"lake": {"refuses": "l4", "assumed": "t"}})
        view = begin(game_of(found, one_text(8, chair="mediator"))).view("mediator")

        assert [2, 0] == opening_text(view, {})

    def test_is_the_start_where_the_middle_breaks_a_rule(self) -> None:
        """A mediator tables nothing that the agenda forbids."""
        rules = {"no_middle": {"rule": "not (shore == s2)", "assumed": "t"}}
        found = MEDIATION.with_("rules", rules)
        view = begin(game_of(found, one_text(8, chair="mediator"))).view("mediator")

        assert [0, 0] == opening_text(view, {})


class TestSingleText:
    """It grants one criticism a turn, by one option."""

    def test_goes_one_option_towards_a_criticism(self) -> None:
        """However far the wish."""
        assert ["s2 l2", "s3 l2", "s4 l2"] == revised({"left": "shore = s4"}, {"left": "shore = s4"})
        assert ["s2 l2", "s1 l2"] == revised({"right": "shore = s0"})

    def test_stands_by_its_text_where_nobody_criticises(self) -> None:
        """The same text again; a rejection without a wish is no criticism."""
        assert ["s2 l2", "stands by"] == revised({})

    def test_stops_where_the_wish_is_granted(self) -> None:
        """A wish for what the text says moves nothing."""
        assert ["s2 l2", "stands by"] == revised({"left": "shore = s2"})

    def test_hears_the_parties_by_turns(self) -> None:
        """With even weights: who has just been granted one waits for the other."""
        wishes = {"left": "shore = s4", "right": "lake = l4"}

        assert ["s2 l2", "s3 l2", "s3 l3", "s4 l3"] == revised(wishes, wishes, wishes)

    def test_hears_whom_it_favours_more_often(self) -> None:
        """A weight of 2.5 to 1 for right: it begins nearer to right, and right is granted more."""
        wishes = {"left": "shore = s4", "right": "lake = l0"}
        texts = revised(wishes, wishes, wishes, wishes, strategy=SingleText({"right": 2.5}))

        assert ["s1 l3", "s1 l2", "s1 l1", "s2 l1", "s2 l0"] == texts

    def test_leans_as_the_scenario_says(self) -> None:
        """The mediator's own bias holds where the strategy names none, and yields where it does."""
        biased = MEDIATION.with_("actors.mediator", {"title": "M", "roles": "mediator", "bias": {"left": 3}})

        assert ["s3 l1", "stands by"] == revised({}, found=biased)
        assert ["s1 l3", "stands by"] == revised({}, found=biased, strategy=SingleText({"left": 1, "right": 3}))

    def test_grants_of_two_equal_ones_what_it_likes_itself(self) -> None:
        """A mediator with preferences of its own, asked for two things at once."""
        values = {
            "shore": {f"s{j}": 0.1 * (j == 0) for j in range(5)} | {"scale": "as_given"},
            "lake": {f"l{j}": j / 4 for j in range(5)},
        }
        own = {"title": "M", "roles": "mediator", "salience": {"shore": 0.5, "lake": 0.5}, "values": values}
        wishes = {"left": "shore = s4", "right": "lake = l4"}

        assert ["s2 l2", "s2 l3"] == revised(wishes, found=MEDIATION.with_("actors.mediator", own))
        assert ["s2 l2", "s3 l2"] == revised(wishes)

    def test_makes_no_step_that_breaks_a_rule(self) -> None:
        """The text stays, and the criticism counts as heard."""
        found = MEDIATION.with_("rules", {"low": {"rule": "shore < s3", "assumed": "t"}})

        assert ["s2 l2", "stands by"] == revised({"left": "shore = s4"}, found=found)

    def test_passes_while_its_text_is_the_start(self) -> None:
        """There is no text that changes nothing."""
        nobody = MEDIATION.with_("actors.left.positions", None).with_("actors.right.positions", None)

        assert ["passes", "passes"] == revised({}, found=nobody)
