"""Published base rates: the shares as they are published, what a row may hold, and names that are not there."""

import re

import pytest

from negotiation.data.base_rates import CAUTION, ICB_RESPONSES, KINDS, MEDIATION, SANCTIONS, TABLES, responses
from negotiation.errors import UnknownNameError
from negotiation.scenario.measures import MEASURE_KINDS

#: ICB v16: major response by trigger; single and multiple acts of one kind added up.
PUBLISHED = {
    "violent": {"violent": 0.597, "political": 0.214, "nonviolent_military": 0.085, "verbal": 0.053},
    "nonviolent_military": {"political": 0.302, "nonviolent_military": 0.397, "violent": 0.185, "verbal": 0.058},
    "political": {"political": 0.406, "violent": 0.220, "nonviolent_military": 0.283},
    "verbal": {"verbal": 0.611},
    "economic": {"political": 0.500, "economic": 0.227},
}


class TestResponses:
    """One row for each kind of trigger."""

    @pytest.mark.parametrize("trigger", KINDS)
    def test_are_the_published_shares(self, trigger: str) -> None:
        """Row by row, in per mille."""
        assert PUBLISHED[trigger] == pytest.approx(dict(responses("icb-v16", trigger)))

    @pytest.mark.parametrize("trigger", KINDS)
    def test_are_shares_of_known_kinds(self, trigger: str) -> None:
        """Each in [0, 1], together at most 1, each a kind that a measure may have; the rest is told as other."""
        row = responses("icb-v16", trigger)

        assert set(row) <= set(KINDS) < set(MEASURE_KINDS)
        assert all(0 <= share <= 1 for share in row.values())
        assert 0 < sum(row.values()) <= 1

    def test_cover_every_kind(self) -> None:
        """Whatever a measure may be classed as, but other, has a row; there is one table."""
        assert set(KINDS) == set(ICB_RESPONSES)
        assert {"icb-v16": ICB_RESPONSES} == TABLES

    def test_of_an_unknown_table_are_refused(self) -> None:
        """With the names that are there."""
        message = "expected the name of a table of base rates, got 'icb-v15'; did you mean icb-v16?"
        with pytest.raises(UnknownNameError, match=re.escape(message)):
            responses("icb-v15", "violent")

    def test_to_an_unknown_trigger_are_refused(self) -> None:
        """A measure of another kind triggers nothing."""
        message = (
            "expected the name of a kind of trigger, got 'other'; "
            "choose from violent, nonviolent_military, political, verbal, economic"
        )
        with pytest.raises(UnknownNameError, match=re.escape(message)):
            responses("icb-v16", "other")


class TestBaseRates:
    """Single shares, each with its cases and its source."""

    def test_are_the_published_ones(self) -> None:
        """Agreement with and without mediation; sanctions threatened and imposed."""
        assert [(0.627, 158), (0.221, 353)] == [(each.value, each.n) for each in MEDIATION]
        assert [(0.433, 413), (0.286, 427), (0.460, 940)] == [(each.value, each.n) for each in SANCTIONS]

    def test_say_what_they_are_of(self) -> None:
        """A sentence, a share, a count, a data set; and that they are no effects."""
        for each in (*MEDIATION, *SANCTIONS):
            assert 0 <= each.value <= 1
            assert each.n > 0
            assert each.about
            assert each.source.startswith(("ICB v16", "TIES v4"))
        assert "not an effect" in CAUTION
