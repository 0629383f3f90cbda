"""What follows from orders is what holds at every corner, and for every draw, of the numbers that keep them."""

from itertools import product

import numpy as np
import pytest
from attrs import evolve
from hypothesis import example, given
from hypothesis import strategies as st

from negotiation.analysis.orders_all import from_orders
from negotiation.analysis.orders_drawn import Drawn
from negotiation.analysis.orders_draws import KEPT, SPACINGS, drawn_row, order_of, philox
from negotiation.analysis.payoffs import worth
from negotiation.analysis.zone import zone_of
from negotiation.scenario import Scenario, Table
from negotiation.scenario.world import world_at_start
from tests.property.small_scenarios import scenarios
from tests.reference.orders_twin import extremes
from tests.unit.analysis.agendas import agenda

#: What rounding each part of a drawn utility to units may add up to.
SLACK = 10


def ordered(seed: int) -> Scenario:
    """Return a small agenda whose rows span 0 to 1 nearly everywhere, with ties."""
    return agenda(3, 3, 2, seed=seed, grain=3)


@example(seed=212, keep="rows")
@given(seed=st.integers(0, 10_000), keep=st.sampled_from(KEPT))
def test_necessary_and_possible_are_the_extremes_over_corners(seed: int, keep: str) -> None:
    """Package by package and actor by actor, against every corner."""
    scenario = ordered(seed)
    found = from_orders(scenario, keep=keep)
    for index, options in enumerate(product(*(issue.option_ids for issue in scenario.agenda))):
        for actor in scenario.actors.values():
            low, high = extremes(actor, scenario.agenda, list(options), stated_only=keep == "stated")

            assert (low >= 0, high >= 0) == (found.necessary[actor.id][index], found.possible[actor.id][index])


@given(seed=st.integers(0, 10_000), keep=st.sampled_from(KEPT), spacing=st.sampled_from(SPACINGS))
def test_a_draw_is_a_scenario_like_any_other(seed: int, keep: str, spacing: str) -> None:
    """Its zone is that of the scenario with the numbers drawn, between what is certain and what is thinkable."""
    scenario = ordered(seed)
    world = world_at_start(scenario)
    drawn = Drawn(scenario, world, keep, "no deal", spacing)
    numbers = drawn.numbers(philox(seed))
    one = drawn.one(philox(seed))
    zone = np.zeros(scenario.n_packages, dtype=bool)
    zone[drawn.candidates[drawn.zone(one)]] = True

    assert np.array_equal(zone_of(drawn.with_numbers(numbers)).mask, zone)

    from_start = Drawn(scenario, world, keep, "start", spacing)
    zone[:] = False
    zone[from_start.candidates[from_start.zone(from_start.one(philox(seed)))]] = True
    bounds = from_orders(scenario, keep=keep)

    assert not (bounds.certain & ~zone).any()
    assert not (zone & ~bounds.thinkable).any()


@given(scenario=scenarios(max_issues=2, max_options=5), seed=st.integers(0, 10_000), keep=st.sampled_from(KEPT))
def test_draws_of_scenarios_of_every_kind(scenario: Scenario, seed: int, keep: str) -> None:
    """With blocs, gates, distrust and threats a draw's zone is that of the scenario with the numbers drawn."""
    drawn = Drawn(scenario, world_at_start(scenario), keep, "no deal")
    zone = np.zeros(scenario.n_packages, dtype=bool)
    one, scenario = drawn.one(philox(seed)), drawn.with_numbers(drawn.numbers(philox(seed)))
    zone[drawn.candidates[drawn.zone(one)]] = True

    assert np.array_equal(zone_of(scenario).mask, zone)
    for actor in drawn.actors:
        assert np.array_equal(worth(scenario, actor, drawn.world)[drawn.candidates], one.values[actor])


@given(scenario=scenarios(max_issues=2, max_options=5), seed=st.integers(0, 10_000), keep=st.sampled_from(KEPT))
def test_a_draw_lies_between_the_bounds(scenario: Scenario, seed: int, keep: str) -> None:
    """With lines, demands and interactions that ask for orders: its zone, and its gains from the start."""
    scenario = evolve(
        scenario, actors=Table({k: evolve(a, trust=Table()) for k, a in scenario.actors.items()}), base=None
    )
    drawn, bounds = Drawn(scenario, world_at_start(scenario), keep, "start"), from_orders(scenario, keep=keep)
    one = drawn.one(philox(seed))
    zone = np.zeros(scenario.n_packages, dtype=bool)
    zone[drawn.candidates[drawn.zone(one)]] = True

    assert not (bounds.certain & ~zone).any()
    assert not (zone & ~bounds.thinkable).any()
    for actor in drawn.actors:
        gains = one.values[actor] - one.starts[actor]
        assert (gains >= -SLACK)[bounds.necessary[actor][drawn.candidates]].all()
        assert bounds.possible[actor][drawn.candidates][gains >= SLACK].all()


@given(seed=st.integers(0, 10_000), spacing=st.sampled_from(SPACINGS))
def test_drawn_rows_keep_their_order(seed: int, spacing: str) -> None:
    """Never below what the order puts below; the best at 1 and the worst at 0; ties stay ties."""
    scenario = ordered(seed)
    for actor, issue in product(scenario.actors, scenario.issues):
        order = order_of(scenario, actor, issue)
        row = drawn_row(order, philox(seed), spacing)

        assert (row[:, None] >= row[None, :])[order].all()
        assert row.max() == pytest.approx(1.0)
