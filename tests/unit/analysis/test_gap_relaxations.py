"""What would have to give, at the least: families of relaxations, who pays, who ends below the start, in words."""

import json

import pytest
from attrs import evolve

from negotiation.analysis.relaxations import (
    DROPPED,
    FAMILIES,
    NO_DEAL_VALUES,
    ONE_NUMBER,
    Change,
    relaxation_text,
    relaxations_of,
)
from negotiation.analysis.zone import zone_of
from negotiation.errors import UnknownNameError
from negotiation.files import load
from negotiation.scenario import Actor, Gate, Issue, Option, RedLine, Scenario
from tests.unit.analysis.agendas import listed
from tests.unit.analysis.test_gap import excerpt, indifferent
from tests.unit.analysis.test_gap_numbers import shares


class TestDropped:
    """The fewest lines, gates and signatures without which there is a zone."""

    def test_the_excerpt(self) -> None:
        """Russia's demands alone; what opens leaves Ukraine below the start."""
        scenario = excerpt()
        (found,) = relaxations_of(scenario, families=[DROPPED])

        assert (Change("actors.russia.red_lines.three_demands"),) == found.changes
        assert 1 == found.size
        assert [scenario.index_of((0, 2, 1))] == listed(found)
        assert ("ukraine",) == found.pays == found.below_start
        assert zone_of(scenario.with_(found.names[0], None)).indices.tolist() == listed(found)

    def test_the_flagship(self) -> None:
        """In the strict reading one line of Russia stands against three of the United States."""
        scenario = load("european-security-2022", "strict-reading")
        (found,) = relaxations_of(scenario)

        assert ("actors.russia.red_lines.three_demands",) == found.names
        assert zone_of(scenario.with_(found.names[0], None)).count == found.opened
        assert () == found.pays
        assert ("russia", "united_states", "ukraine") == found.below_start

    def test_equals_in_order_of_name(self) -> None:
        """Where any of several is enough they come by name, no more than asked for."""
        lines = [RedLine("b", never="moved(share)"), RedLine("a", only_if="share == s0 and moved(share)")]
        scenario = shares(p={"red_lines": lines[:1]}, q={"red_lines": []})
        scenario = evolve(scenario, gates=[Gate("g", "nobody", "consent", "constitutive")])
        (both,) = relaxations_of(scenario, families=[DROPPED])

        assert ("actors.p.red_lines.b", "gates.g") == both.names

        colliding = shares(
            p={"red_lines": [RedLine("l", never="share > s3")]}, q={"red_lines": [RedLine("l", never="share < s4")]}
        )
        names = [each.names for each in relaxations_of(colliding, families=[DROPPED])]

        assert [("actors.p.red_lines.l",), ("actors.q.red_lines.l",)] == names
        assert 1 == len(relaxations_of(colliding, families=[DROPPED], limit=1))

    def test_signatures(self) -> None:
        """The word of a signatory without a seat may be what stands in the way."""
        options = [Option("s0", "none"), Option("s1", "some", signs="r")]
        scenario = shares(others={"r": Actor("r", "R", without_preferences="withholds")})
        scenario = evolve(
            scenario,
            agenda=[Issue("share", "The share", "s0", options)],
            actors={
                "p": evolve(scenario.actors["p"], values={"share": {"s0": 0, "s1": 1}}),
                "q": evolve(scenario.actors["q"], values={"share": {"s0": 0, "s1": 1}}),
                "r": scenario.actors["r"],
            },
        )
        (found,) = relaxations_of(scenario, families=[DROPPED])

        assert ("actors.r.signature",) == found.names
        assert "without R’s signature: 1 of the 2 packages open; below the start: nobody" == relaxation_text(
            scenario, found
        )

    def test_none_where_only_numbers_collide(self) -> None:
        """No line dropped helps those whose no-deal values collide."""
        assert () == relaxations_of(shares(q={"no_deal": 1.2}), families=[DROPPED])


class TestPlain:
    """What --json gives of a relaxation, and the words for it."""

    def test_of_a_line_dropped(self) -> None:
        """What is dropped goes from nothing to nothing; the package is one of those that open."""
        plain = relaxations_of(excerpt(), families=[DROPPED])[0].as_plain()

        keys = ["family", "changes", "size", "opened", "package", "pays", "below_start", "gains", "within_range"]
        assert keys == list(plain)
        assert [{"name": "actors.russia.red_lines.three_demands", "from": None, "to": None}] == plain["changes"]
        assert (1, {"ukraine": 0.088}, ["ukraine"]) == (plain["opened"], plain["pays"], plain["below_start"])
        assert {
            "enlargement": "no_guarantee",
            "strike_systems": "reciprocal_limits",
            "nato_posture": "transparency",
        } == plain["package"]
        assert plain == json.loads(json.dumps(plain))

    def test_of_a_number(self) -> None:
        """A number goes from its value to the one that opens; q loses what its no-deal value was worth more."""
        (found, *_) = relaxations_of(shares(q={"no_deal": 1.2}), families=[NO_DEAL_VALUES])

        assert [{"name": "actors.q.no_deal", "from": 1.2, "to": 0.9}] == found.as_plain()["changes"]
        assert ({"share": "s1"}, {"q": 0.3}) == (found.as_plain()["package"], found.as_plain()["pays"])

    def test_the_package_is_the_egalitarian_one(self) -> None:
        """With 4 of ten p gains 0.4 and q 0.5, with 5 the other way round: the first of equals is shown."""
        line = RedLine("l", never="moved(share)")
        scenario = shares(p={"red_lines": [line]}, q={"no_deal": 0.1})
        (found,) = relaxations_of(scenario, families=[DROPPED])

        assert found.opens is not None
        assert [1, 2, 3, 4, 5, 6, 7, 8, 9] == found.opens.tolist()
        assert {"share": "s4"} == found.package

    def test_where_packages_are_not_listed(self) -> None:
        """Their number is null, and the words say so."""
        scenario = excerpt()
        found = evolve(relaxations_of(scenario, families=[DROPPED])[0], opens=None)

        assert found.as_plain()["opened"] is None
        assert "without Russia’s “three demands”: at least one package opens (" in relaxation_text(scenario, found)


class TestNoDealValues:
    """The least total by which no-deal values must fall."""

    def test_one_actor(self) -> None:
        """Q must come down to what the best share leaves it: exactly, as p gains."""
        scenario = shares(q={"no_deal": 1.2})
        (found,) = relaxations_of(scenario, families=[NO_DEAL_VALUES])

        assert (Change("actors.q.no_deal", 1.2, 0.9),) == found.changes
        assert 0.3 == found.size
        assert [1] == listed(found)
        assert ("q",) == found.pays
        assert (
            "Q’s no-deal value 0.900 instead of 1.200: 1 of the 11 packages open; "
            "a loss in every one of them: Q 0.3 or more"
        ) == relaxation_text(scenario, found)

    def test_one_unit_more_where_nobody_gains(self) -> None:
        """Where all are level, one must come down by one more unit, so that it gains."""
        scenario = indifferent()
        (found,) = relaxations_of(scenario, families=[NO_DEAL_VALUES])

        assert (Change("actors.p.no_deal", 0.5, 0.5 - 1e-12),) == found.changes
        assert 1e-12 == found.size
        assert [1] == listed(found)
        assert () == found.pays

    def test_several_ways_of_the_same_total(self) -> None:
        """Each way of sharing the same total is one relaxation, with the package it opens."""
        scenario = shares(p={"no_deal": 0.6, "no_deal_because": "so"}, q={"no_deal": 0.7})
        found = relaxations_of(scenario, families=[NO_DEAL_VALUES], limit=99)

        assert {0.300000000001} == {each.size for each in found}
        assert [[3], [4], [5], [6]] == sorted(listed(each) for each in found)
        assert [1, 2, 2, 2] == sorted(len(each.changes) for each in found)

    def test_none_where_lines_collide(self) -> None:
        """Lines do not yield to lower expectations."""
        assert () == relaxations_of(excerpt(), families=[NO_DEAL_VALUES])


class TestOneNumber:
    """The least turn of one number that opens a zone."""

    def test_a_division(self) -> None:
        """Its no-deal value, nothing else."""
        scenario = shares(q={"no_deal": 1.2})
        found = relaxations_of(scenario, families=[ONE_NUMBER])

        assert ["actors.q.no_deal"] == [each.names[0] for each in found]
        assert found[0].changes[0].after is not None
        assert zone_of(scenario.with_("actors.q.no_deal", found[0].changes[0].after)).indices.tolist() == (
            listed(found[0])
        )

    def test_sorted_by_how_far(self) -> None:
        """The number turned least comes first, at most as many as asked for."""
        scenario = excerpt().with_("actors.russia.red_lines.three_demands", None)
        scenario = scenario.with_("actors.russia.no_deal", {"value": 0.4, "assumed": "so"})
        found = relaxations_of(scenario, families=[ONE_NUMBER], limit=3)

        assert [
            "actors.russia.no_deal",
            "actors.russia.salience.strike_systems",
            "actors.russia.salience.enlargement",
        ] == [each.names[0] for each in found]
        assert sorted(each.size for each in found) == [each.size for each in found]
        assert (
            "Russia’s weight on Strike systems near Russia’s borders 0.610 instead of 0.310: "
            "1 of the 64 packages open; a loss in every one of them: Russia 0.15 or more and Ukraine 0.088 or more"
        ) == relaxation_text(scenario, found[1])


class TestRelaxations:
    """All families together."""

    def test_none_where_there_is_a_zone(self) -> None:
        """Nothing has to give."""
        assert () == relaxations_of(shares())

    def test_by_family(self) -> None:
        """In the order asked for."""
        scenario = shares(q={"no_deal": 1.2})
        families = [each.family for each in relaxations_of(scenario)]

        assert [NO_DEAL_VALUES, ONE_NUMBER] == families
        assert families[::-1] == [each.family for each in relaxations_of(scenario, families=FAMILIES[::-1])]

    def test_unknown_family(self) -> None:
        """A family that is none is refused, with the nearest."""
        with pytest.raises(UnknownNameError) as raised:
            relaxations_of(excerpt(), families=["droped"])

        assert UnknownNameError("family of relaxations", "droped", FAMILIES) == raised.value

    def test_small_changes_in_words(self) -> None:
        """A change of one unit is not told as none."""
        scenario: Scenario = indifferent()
        (found,) = relaxations_of(scenario, families=[NO_DEAL_VALUES])

        told = relaxation_text(scenario, found)

        assert told.startswith("P’s no-deal value 0.499999999999 instead of 0.500000000000: 1 of the 2 packages open")
