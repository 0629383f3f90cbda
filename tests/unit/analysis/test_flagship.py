"""The bundled talks of early 2022: the counts and figures of their source reading, reproduced package by package."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from attrs import evolve

from negotiation.analysis.masks import mask
from negotiation.analysis.payoffs import worth
from negotiation.analysis.solutions import solution
from negotiation.analysis.zone import Zone, zone_of
from negotiation.files import load
from negotiation.scenario import Actor, Gate, Scenario, at_least, parse_condition
from negotiation.scenario.preferences import as_float
from negotiation.scenario.world import world_at_start
from tests.reference.packages import worth_of

COUNTS: dict[str, Any] = json.loads((Path(__file__).parents[2] / "data" / "flagship_counts.json").read_text("utf-8"))
DEMANDS = ("enlargement", "strike_systems", "nato_posture")
LATER_RULE = "limits_need_a_text"
PARTIES = ("russia", "united_states")


@pytest.fixture(scope="module")
def flagship() -> Scenario:
    """Return the talks in their flexible reading."""
    return load("european-security-2022", "flexible-reading")


def with_three_rules(scenario: Scenario) -> Scenario:
    """Return the talks without the rule that was added later."""
    return evolve(scenario, rules=scenario.rules.without(LATER_RULE), base=None)


def holding(scenario: Scenario, condition: str, owner: str | None = None) -> np.ndarray:
    """Return where a condition in words holds."""
    return mask(parse_condition(condition), scenario, owner)


class TestTheGrid:
    """How many packages satisfy each pair of readings, rules left out."""

    @pytest.mark.parametrize("row", COUNTS["grid"]["rows"], ids=lambda row: f"{row['at_least']} of 3 {row['of']}")
    def test_counts_what_each_pair_of_readings_leaves(self, flagship: Scenario, row: dict[str, Any]) -> None:
        """Russian readings against those of the United States."""
        asked = at_least(row["at_least"], *(f"{row['of']}({issue})" for issue in DEMANDS))
        russian = mask(asked, flagship, "russia")
        found = [int((russian & holding(flagship, each)).sum()) for each in COUNTS["grid"]["columns"].values()]

        assert COUNTS["n_packages"] == len(russian)
        assert row["counts"] == found


class TestFeasible:
    """What the agenda rules leave."""

    def test_three_rules(self, flagship: Scenario) -> None:
        """With the three rules of the source reading, and under its readings."""
        zone = zone_of(with_three_rules(flagship))
        reading = holding(flagship, COUNTS["grid"]["columns"]["a"])
        moved = [mask(at_least(n, *(f"moved({issue})" for issue in DEMANDS)), flagship) for n in (2, 3)]
        expected = COUNTS["with_three_rules"]

        assert expected["feasible"] == zone.n_feasible
        assert [expected["two_moved_a"], expected["three_moved_a"]] == [
            int((zone.feasible & reading & each).sum()) for each in moved
        ]

    def test_the_flexible_reading(self, flagship: Scenario) -> None:
        """What crosses nobody's red line: without rules, with three, and as shipped."""
        expected = COUNTS["flexible"]
        found = [zone_of(each).n_valid for each in (flagship.without("rules"), with_three_rules(flagship), flagship)]

        assert [expected["without_rules"], expected["with_three_rules"], expected["as_shipped"]] == found

    def test_the_strict_reading(self) -> None:
        """Under the strict reading no package is valid at all."""
        zone = zone_of(load("european-security-2022", "strict-reading"))

        assert (0, 0) == (zone.n_valid, zone.count)


class TestTheZone:
    """The zone with scalar no-deal values, and how much of it leaves Ukraine at or above its start."""

    def zone(self, scenario: Scenario) -> Zone:
        """Return the zone without gates, threats and events, from the scalar no-deal values."""
        bare = scenario.without("gates", "threats", "events", "opening")
        return zone_of(bare.with_no_deal(**COUNTS["scalar_zone"]["no_deal"]))

    @pytest.mark.parametrize("rules", ["with_three_rules", "as_shipped"])
    def test_is_counted_exactly(self, flagship: Scenario, rules: str) -> None:
        """In whole numbers: floats would count differently with the order of addition."""
        scenario = with_three_rules(flagship) if rules == "with_three_rules" else flagship
        zone, expected = self.zone(scenario), COUNTS["scalar_zone"][rules]
        start = worth_of(scenario, "ukraine", scenario.start, world_at_start(scenario))

        assert expected["zone"] == zone.count
        assert expected["ukraine_at_or_above_its_start"] == int((worth(scenario, "ukraine")[zone.mask] >= start).sum())
        assert expected.get("feasible", zone.n_feasible) == zone.n_feasible

    def test_says_how_much_room_each_issue_leaves(self, flagship: Scenario) -> None:
        """Each issue's options share the whole zone among them."""
        zone = zone_of(flagship)

        assert {zone.count} == {sum(room.values()) for room in zone.room().values()}
        assert 0 == zone.room()["enlargement"]["no_expansion"]

    def test_in_words(self) -> None:
        """One line in a prompt; counts, who accepts how much and what is left when printed; markup in a notebook."""
        zone, none = zone_of(load("two-villages")), zone_of(load("two-villages", "not-a-drop"))

        assert "<Zone of two-villages, as-given: 2 of 12 packages>" == repr(zone)
        assert [
            "2 of 12 packages could be agreed. 12 obey every rule.",
            "Acceptable to: Highfield 6, Millbrook 9, Lowmead 3.",
            "Options left in the zone: Water for Millbrook 2 of 4; Toll for Highfield’s carts 2 of 3.",
        ] == str(zone).splitlines()
        assert "Options left" not in str(none)
        assert "<p>2 of 12 packages could be agreed." in (zone._repr_html_() or "")

    def test_in_words_beside_gates(self) -> None:
        """What gates close is told; where nobody has preferences nobody accepts or refuses."""
        gated = evolve(load("two-villages"), gates=[Gate("g", "nobody", "consent", "constitutive")], base=None)
        bare = load("two-villages").without("gates")
        mute = [Actor(each.id, each.title, each.roles) for each in bare.actors.values()]

        assert str(zone_of(gated)).startswith("0 of 12 packages could be agreed. Without the gates it would be 2. ")
        assert "Acceptable to" not in str(zone_of(evolve(bare, actors=mute, base=None)))


class TestNash:
    """The Nash package between the two parties, setting by setting."""

    @pytest.mark.parametrize("setting", COUNTS["nash"]["settings"], ids=range(len(COUNTS["nash"]["settings"])))
    def test_is_the_published_one(self, flagship: Scenario, setting: dict[str, Any]) -> None:
        """Without and with red lines and rules, from low and high no-deal values."""
        lines = {True: "lines", "strict": "strict_lines"}.get(setting["lines"])
        within = np.ones(flagship.n_packages, dtype=bool)
        if lines:
            within &= holding(flagship, COUNTS["nash"][lines])
        if setting["rules"]:
            within &= zone_of(with_three_rules(flagship)).feasible
        floors = dict(zip(PARTIES, setting["no_deal"], strict=True))
        found = solution(flagship, "nash", actors=PARTIES, within=within, disagreement=floors)

        if setting["package"] is None:
            assert found is None
            return
        assert found is not None
        package = flagship.package_at(found.package)
        world = world_at_start(flagship)
        utilities = [as_float(worth_of(flagship, a, package, world)) for a in (*PARTIES, "ukraine")]

        assert setting["package"] == list(package)
        assert setting["utilities"] == pytest.approx(utilities, abs=1e-12)

    def test_starts_from_the_published_status_quo(self, flagship: Scenario) -> None:
        """What the start is worth to each."""
        world = world_at_start(flagship)
        found = {a: as_float(worth_of(flagship, a, flagship.start, world)) for a in COUNTS["nash"]["start"]}

        assert COUNTS["nash"]["start"] == pytest.approx(found, abs=1e-12)
