"""Outcomes side by side: figures, distances, what was better for all, and the words."""

import json
from typing import Any

import numpy as np
import pytest

import negotiation as ng
from negotiation.analysis.comparing import Given, card_of, compare
from negotiation.analysis.comparing_words import comparison_text
from negotiation.analysis.payoffs import worth
from negotiation.analysis.scoring import scorecard_of
from negotiation.analysis.solutions import solutions
from negotiation.analysis.zone import zone_of
from negotiation.errors import UnknownNameError, UsageError
from negotiation.files import load
from negotiation.scenario import Actor, Scenario
from negotiation.scenario.no_deal import Leaf
from negotiation.scenario.outcome import NoDeal
from negotiation.scenario.preferences import as_float
from negotiation.scenario.world import world_at_start
from tests.unit.analysis.agendas import agenda
from tests.unit.scenario.toys import toy


def villages() -> Scenario:
    """Return the bundled villages."""
    return load("two-villages")


class TestCompare:
    """A row for each outcome."""

    def test_plays_and_scorecards_are_taken_alike(self) -> None:
        """A play stands for its scorecard, in a list or alone; what has none is told, with what is taken."""
        play = ng.play(villages(), seed=1)
        alone: Any = play

        assert str(compare([play.scorecard])) == str(compare([play])) == str(compare(alone))
        wrong: Any = play.outcome
        with pytest.raises(UsageError, match="a play, a scorecard, or a pair of a scenario and a package, got a Agr"):
            compare([wrong])

    def test_figures(self) -> None:
        """Surplus, parties satisfied, and distances from the Nash and the leximin package."""
        given: dict[str, Given] = {
            "half": (villages(), {"water": "every_night", "toll": "half"}),
            "nash": (villages(), 8),
        }
        found = compare(given)
        half, nash = found.rows

        assert ("half", "nash") == (half.label, nash.label)
        assert {"water": "every_night", "toll": "free"} == nash.card.outcome.package  # type: ignore[union-attr]
        assert (0.36, 2, 2, 0.0) == pytest.approx((nash.surplus, nash.satisfied, nash.parties, nash.to_nash))
        assert (0.35, 1) == pytest.approx((half.surplus, half.satisfied))
        assert (0.16 / 0.12, 0.5) == pytest.approx((half.to_nash, nash.to_leximin))
        assert ("lowmead",) == nash.card.missing_consents

    def test_no_deal_counts_before_chance_was_drawn(self) -> None:
        """What no deal was worth, not what this play's draw made of it; nothing gained over itself."""
        scenario = villages()
        world = world_at_start(scenario)
        (row,) = compare([scorecard_of(scenario, NoDeal("deadline", 3), world, world, Leaf(1.0, world))]).rows

        assert ("1", 0.0, 2, 1.0) == (row.label, row.surplus, row.satisfied, row.to_nash)
        assert not row.is_agreement
        assert row.better is None

    @pytest.mark.parametrize("seed", [1, 4, 5])
    def test_better_for_all(self, seed: int) -> None:
        """A package of the zone that nobody is worse off with, at everybody's utilities; against every package."""
        scenario = agenda(3, 3, 3, seed=seed, floor=0.3, grain=3)
        inside = zone_of(scenario).mask
        rows = np.stack([worth(scenario, actor) for actor in scenario.actors])
        found = compare([(scenario, index) for index in range(scenario.n_packages)])

        assert any(row.better for row in found.rows)
        for index, row in enumerate(found.rows):
            more = rows - rows[:, [index]]
            better = inside & (more >= 0).all(axis=0) & (more > 0).any(axis=0)

            assert better.any() == (row.better is not None)
            if row.better is not None:
                chosen = scenario.index_of(scenario.package(row.better))
                assert better[chosen]
                assert more[:, better].min(axis=0).max() == more[:, chosen].min()
                assert [as_float(int(each)) for each in more[:, chosen]] == list(row.better_by.values())
                assert "Better for all was" in comparison_text(compare([(scenario, index)]))

    def test_distances_are_nought_at_the_solutions(self) -> None:
        """The Nash package lies at no distance from itself, the leximin package neither."""
        scenario = agenda(3, 3, 2, seed=2)
        zone = zone_of(scenario)
        picks = solutions(scenario, ["nash", "egalitarian"], within=zone.mask)
        assert picks["nash"] is not None
        assert picks["egalitarian"] is not None
        nash, leximin = compare([(scenario, each.package) for each in picks.values() if each is not None]).rows

        assert (0.0, 0.0) == (nash.to_nash, leximin.to_leximin)

    def test_without_a_zone_distances_are_not_defined(self) -> None:
        """And nothing was better for all; nor is anything defined without preferences at the table."""
        scenario = load("two-villages", "not-a-drop")
        silent = toy(Actor("east", "East", "party"), Actor("west", "West", "party"))
        world = world_at_start(silent)
        failed = scorecard_of(silent, NoDeal("deadline"), world, world)
        rows = compare([(scenario, {"toll": "half"}), failed]).rows

        assert [(None, None)] * 2 == [(row.to_nash, row.to_leximin) for row in rows]
        assert [None, None] == [row.better for row in rows]
        assert (None, 0, 0) == (rows[1].surplus, rows[1].satisfied, rows[1].parties)
        assert "–" in str(compare([failed]))

    def test_distance_where_a_party_can_gain_nothing(self) -> None:
        """A share of nothing is not defined."""
        scenario = toy()
        world = world_at_start(scenario)
        rows = compare([(scenario, index) for index in range(scenario.n_packages)], world).rows
        best = [zone_of(scenario).best_gain(actor) for actor in scenario.parties]

        assert all((row.to_nash is None) == (not all(best)) for row in rows)

    def test_packages_in_every_form(self) -> None:
        """Options by issue, option indices and the index name the same package."""
        scenario = villages()
        cards = [card_of(scenario, each) for each in ({"water": "every_night", "toll": "free"}, (2, 2), 8)]

        assert 1 == len({card.outcome for card in cards})

    def test_plain(self) -> None:
        """The JSON object: the scorecard's figures with those of the comparison."""
        plain = compare([(villages(), 8)]).as_plain()

        assert plain == json.loads(json.dumps(plain))
        assert {"label", "surplus", "outcome", "scores", "joint", "better_for_all"} <= set(plain["outcomes"][0])

    def test_refusals(self) -> None:
        """Nothing to compare, packages that do not exist."""
        with pytest.raises(UsageError, match="at least one outcome to compare"):
            compare([])
        with pytest.raises(UsageError, match="2 option indices below"):
            compare([(villages(), (0, 9))])
        with pytest.raises(UsageError, match="the index of a package"):
            compare([(villages(), 12)])
        with pytest.raises(UnknownNameError, match="did you mean half"):
            compare([(villages(), {"toll": "hlaf"})])


class TestWords:
    """Words first, then the table."""

    @pytest.mark.parametrize("width", [40, 60, 88])
    def test_fit_the_page(self, width: int) -> None:
        """No line is wider than the page."""
        rows = {f"play {i}": (villages(), i) for i in range(4)}

        assert max(map(len, comparison_text(compare(rows), width=width).splitlines())) <= width

    def test_many_parties_do_not_lean_on_the_frontier(self) -> None:
        """Above three parties efficiency is not shown, and it says why."""
        few, many = (str(compare([(agenda(2, 2, n), 1)])) for n in (3, 4))

        assert "efficient for the parties" in few
        assert "efficient for the parties" not in many
        assert "most packages are efficient" in " ".join(many.split())

    def test_outcomes_of_different_scenarios(self) -> None:
        """An actor that one of them does not have shows a dash there."""
        text = str(compare([(villages(), 8), (agenda(2, 2, 2), 1)]))
        line = next(each for each in text.splitlines() if each.startswith("Lowmead, against no deal"))

        assert line.endswith("–")
