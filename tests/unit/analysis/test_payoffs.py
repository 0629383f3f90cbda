"""Payoffs: axes, budgets, and what is refused."""

from typing import Any

import numpy as np
import pytest

from negotiation.analysis.boxes import boxes, whole
from negotiation.analysis.masks import mask
from negotiation.analysis.payoffs import Payoffs, worth
from negotiation.analysis.zone import zone_of
from negotiation.errors import UnknownNameError, UsageError
from negotiation.scenario import parse_condition
from negotiation.scenario.preferences import preferences_of
from tests.unit.analysis.agendas import agenda, w


class TestBoxes:
    """Boxes cover all packages, each a stretch of the index."""

    @pytest.mark.parametrize("most", [1, 2, 5, 6, 7, 23, 24, 1000])
    def test_cover_every_package_once(self, most: int) -> None:
        """Side by side, none larger than asked."""
        found = list(boxes((2, 3, 4), most))

        assert [0, *(box.stop for box in found)] == [*(box.first for box in found), 24]
        assert max(box.size for box in found) <= most

    def test_is_whole_where_it_fits(self) -> None:
        """One box is enough for few packages."""
        assert [whole((2, 3))] == list(boxes((2, 3), 6))


class TestPayoffs:
    """The table of utilities, made when it is asked for."""

    def test_has_axes_actors_and_packages(self) -> None:
        """Rows in the order asked for, read-only."""
        table = Payoffs(agenda(3, 2, 3), ("a2", "a0"))

        assert (2, 8) == table.values.shape
        assert worth(table.scenario, "a0").tolist() == table.row("a0").tolist() == table.values[1].tolist()
        assert not table.values.flags.writeable
        assert [int(each) for each in table.values[:, 5]] == list(table.at(5).values())
        assert table.at(5) == table.at((1, 0, 1))

    def test_is_streamed_within_its_budget(self) -> None:
        """A budget too small for the table still gives it box by box."""
        table = Payoffs(agenda(5, 4, 2), budget=Payoffs(agenda(5, 4, 2)).package_bytes * 1024)
        small = Payoffs(agenda(6, 4, 2), budget=table.budget)

        assert 4 == len(list(small.boxes()))
        assert (
            Payoffs(agenda(6, 4, 2)).values.tolist()
            == np.concatenate([small.over(box) for box in small.boxes()], axis=1).tolist()
        )

    def test_takes_partial_utilities_from_outside(self) -> None:
        """What options are worth when they are not surely performed, for example."""
        scenario = agenda(3, 2, 2)
        preferences = preferences_of(scenario, "a0")
        assert preferences is not None
        doubled = [[2 * each for each in part] for part in preferences.parts]

        assert (2 * worth(scenario, "a0")).tolist() == worth(scenario, "a0", parts=doubled).tolist()

    @pytest.mark.parametrize(
        ("call", "error", "message"),
        [
            (
                lambda: Payoffs(agenda(5, 4, 2), budget=100),
                UsageError,
                "at least 81920 bytes for the smallest useful box of packages, got 100; give budget=81920 or more",
            ),
            (
                lambda: Payoffs(agenda(7, 4, 2), budget=100_000).values,
                UsageError,
                "for a table of 16384 packages, got 100000; give budget=262144 or more, or work through it box by box",
            ),
            (
                lambda: Payoffs(agenda(3, 2, 2), ("a7",)),
                UnknownNameError,
                "expected the name of an actor, got 'a7'; choose from",
            ),
            (
                lambda: Payoffs(agenda(3, 2, 2), ()),
                UsageError,
                "expected at least one actor with preferences, got none",
            ),
            (
                lambda: Payoffs(agenda(3, 2, 2), ("a0",)).row("a1"),
                UnknownNameError,
                "expected the name of a row of the table",
            ),
            (lambda: worth(agenda(3, 2, 2), "z"), UnknownNameError, "expected the name of an actor, got 'z'"),
            (
                lambda: worth(agenda(40, 10, 2), "a0"),
                UsageError,
                "for the worth of about 10^40 packages",
            ),
            (
                lambda: mask(parse_condition("moved(i0)"), agenda(40, 10, 2)),
                UsageError,
                "for a mask over about 10^40 packages",
            ),
            (lambda: zone_of(agenda(5, 4, 2), budget=10), UsageError, "three masks over 1024 packages, got 10"),
            (
                lambda: zone_of(agenda(5, 4, 2), budget=4000),
                UsageError,
                "the smallest useful page of packages, got 928",
            ),
        ],
    )
    def test_refuses_what_does_not_fit(self, call: Any, error: type[Exception], message: str) -> None:
        """The message says what is needed."""
        with pytest.raises(error) as caught:
            call()

        assert message in str(caught.value)


class TestZone:
    """The zone's answers where something is missing."""

    def test_names_parties_without_preferences(self) -> None:
        """No figure is invented for them; they count as content."""
        base = agenda(3, 2, 2)
        silent = w.Actor("silent", "silent", "party")
        zone = zone_of(base.with_actor(silent))

        assert ("silent",) == zone.undefined
        assert zone_of(base).count == zone.count
        assert None is zone.floors["silent"]
        assert None is zone.best_gain("silent")

    def test_asks_that_somebody_gain(self) -> None:
        """Packages that leave everybody exactly at the no-deal value are valid, but in no zone."""
        flat = agenda(4, 2, 2, floor=0.5, flat=True)
        zone = zone_of(flat)

        assert {"a0": 16, "a1": 16} == dict(zone.acceptable)
        assert (15, 0) == (zone.n_valid, zone.count)

    def test_tells_the_largest_gain_in_it(self) -> None:
        """By actor; none without a zone."""
        scenario = agenda(3, 2, 2)
        zone = zone_of(scenario)

        assert int((worth(scenario, "a0")[zone.indices]).max()) - (zone.floors["a0"] or 0) == zone.best_gain("a0")
        assert None is zone_of(scenario.with_no_deal(a0=2.0)).best_gain("a0")

    def test_knows_its_actors(self) -> None:
        """A misspelt name is an error."""
        with pytest.raises(UnknownNameError, match="expected the name of an actor, got 'z'"):
            zone_of(agenda(3, 2, 2)).best_gain("z")

    def test_is_the_same_in_small_pages(self) -> None:
        """Whatever the budget allows at a time."""
        scenario = agenda(6, 4, 2)
        small = 3 * scenario.n_packages + (64 + 24 * 2) * 1024

        assert zone_of(scenario).mask.tolist() == zone_of(scenario, budget=small).mask.tolist()
