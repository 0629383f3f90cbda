"""Negotiation arithmetic: what dropping or adding does, what a new option must be worth, what carries a package."""

import pytest
from attrs import evolve

from negotiation.analysis.logrolling import Settled, Trade, logrolling_of, logrolling_text
from negotiation.analysis.new_options import new_option_text, new_options_of
from negotiation.analysis.sebenius import between, party_added, subtractions_of
from negotiation.analysis.zone import zone_of
from negotiation.errors import UnknownNameError, UsageError
from negotiation.files import load
from negotiation.scenario import Actor, Interaction, Issue, Number, Option, Scenario, Table
from tests.unit.analysis.test_gap import excerpt
from tests.unit.analysis.test_gap_numbers import shares


def swap() -> Scenario:
    """Return two issues, each dear to one side: neither has a zone alone, both together have."""
    agenda = [Issue(name, name.upper(), "no", [Option("no", "no"), Option("yes", "yes")]) for name in ("land", "sea")]
    values = {
        "p": {"land": {"no": 0, "yes": 1}, "sea": {"no": 1, "yes": 0}},
        "q": {"land": {"no": 1, "yes": 0}, "sea": {"no": 0, "yes": 1}},
    }
    weights = {"p": {"land": 0.7, "sea": 0.3}, "q": {"land": 0.2, "sea": 0.8}}
    actors = [Actor(name, name.upper(), "party", salience=weights[name], values=values[name]) for name in values]
    return Scenario("swap", "A swap", agenda, actors)


class TestSubtractions:
    """What dropping each issue, option and party does to the room for agreement."""

    def test_an_issue_that_carries_a_trade(self) -> None:
        """Without either issue there is no zone: they are worth agreeing on together."""
        found = {each.what: each for each in subtractions_of(swap())}

        assert ["issues.land", "issues.land.options.yes", "issues.sea", "issues.sea.options.yes"] == list(found)
        assert all(each.closes and not each.opens for each in found.values())
        assert {"p": 400_000_000_000, "q": 600_000_000_000} == found["issues.land"].before.best
        assert {} == found["issues.land"].best
        assert found["issues.land"].after.least is None

    def test_options_of_the_flagship(self) -> None:
        """An option that nobody in the zone chooses is no loss; another costs someone its best package."""
        found = {each.what: each for each in subtractions_of(load("european-security-2022", "flexible-reading"))}

        assert {0} == set(found["issues.verification.options.one_sided"].best.values())
        assert found["issues.enlargement.options.moratorium"].best["russia"] < 0

    def test_a_party(self) -> None:
        """Where three have seats each may be dropped; what the third cannot accept then opens."""
        values = {f"s{i}": 0.0 if i < 10 else 1.0 for i in range(11)}
        third = Actor(
            "r", "R", "party", salience={"share": 1}, values={"share": values}, no_deal=0.5, no_deal_because="so"
        )
        found = {each.what: each for each in subtractions_of(shares(others={"r": third}))}
        dropped = found["actors.r"]

        assert dropped.opens
        assert not dropped.closes
        assert 5 == dropped.after.zone
        assert {"actors.p", "actors.q", "actors.r"} == {what for what in found if what.startswith("actors")}

    def test_a_seat(self) -> None:
        """A seat for an actor that gains nothing closes the zone; the flagship's for Ukraine leaves it as it is."""
        scenario = load("european-security-2022", "flexible-reading")
        added = party_added(scenario, "ukraine")

        assert "actors.ukraine" == added.what
        assert zone_of(scenario).count == added.before.zone
        assert zone_of(load("european-security-2022", "ukraine-at-the-table")).count == added.after.zone

    def test_refusals(self) -> None:
        """A seat is for somebody who is there, has none, and is no bloc."""
        scenario = load("european-security-2022", "flexible-reading")
        with pytest.raises(UnknownNameError, match=r"expected the name of an? actor, got 'ukrain'"):
            party_added(scenario, "ukrain")
        for actor in ("russia", "nato"):
            with pytest.raises(UsageError) as raised:
                party_added(scenario, actor)

            assert UsageError("an actor without a seat that is no bloc", repr(actor)) == raised.value

    def test_between_two_scenarios(self) -> None:
        """The value of an issue added is that of two scenarios, with it and without."""
        more = swap()
        fewer = evolve(
            more,
            agenda=more.agenda[:1],
            actors=[
                evolve(each, salience={"land": 1}, values={"land": each.values["land"]})
                for each in more.actors.values()
            ],
        )
        added = between(fewer, more, "issues.sea")

        assert added.opens
        assert (0, 1) == (added.before.zone, added.after.zone)


class TestNewOptions:
    """The least that a new option must be worth, and to whom, for a zone to open."""

    def test_it_opens_and_nothing_less_does(self) -> None:
        """Where there are no lines the option can be put in: with these values there is a zone, with any less none."""
        scenario = shares(p={"no_deal": 0.6, "no_deal_because": "so"}, q={"no_deal": 0.7})
        (found,) = new_options_of(scenario)

        assert {"p": 600_000_000_001, "q": 700_000_000_000} == found.needs
        assert 1_300_000_000_001 == found.total
        assert zone_of(_with_option(scenario, found.values)).count
        for actor in found.values:
            less = {**found.values, actor: found.values[actor] - 1e-11}
            assert not zone_of(_with_option(scenario, less)).count

    def test_nobody_can_be_bought_past_a_line(self) -> None:
        """In the strict flagship three issues collide, so that no option of one opens a zone."""
        assert () == new_options_of(load("european-security-2022", "strict-reading"))

    def test_beyond_the_weight_of_an_issue(self) -> None:
        """An option may be worth at most the whole weight of its issue."""
        assert () == new_options_of(shares(q={"no_deal": 1.2}))

    def test_none_where_there_is_a_zone(self) -> None:
        """Nothing has to be invented."""
        assert () == new_options_of(shares())

    def test_of_the_excerpt(self) -> None:
        """Where others are asked, what they must get is named too."""
        scenario = excerpt().with_("actors.russia.red_lines.three_demands", None)
        scenario = scenario.with_("actors.russia.no_deal", {"value": 0.4, "assumed": "so"})
        found = {each.issue: each for each in new_options_of(scenario)}

        assert {"enlargement", "nato_posture"} == set(found)
        assert (0, 2, 0) == found["nato_posture"].rest
        assert {"russia": 214_000_000_001, "united_states": 215_000_000_000, "ukraine": 0} == found[
            "nato_posture"
        ].needs
        assert pytest.approx(0.215 / 0.32) == found["nato_posture"].values["united_states"]
        assert (
            "A new option on NATO forces and infrastructure in Europe, worth at least 0.89 to Russia, "
            "0.67 to United States and 0.00 to Ukraine on a scale from 0 to 1, beside: "
            "Strike systems near Russia’s borders: the same limits on both sides"
        ) == new_option_text(scenario, found["nato_posture"])


def _with_option(scenario: Scenario, values: Table[str, float] | dict[str, float]) -> Scenario:
    """Return a division with one option more, worth what is given."""
    issue = scenario.agenda[0]
    actors = []
    for actor in scenario.actors.values():
        row = {**actor.values["share"].values_, "new": Number(values[actor.id])}
        actors.append(evolve(actor, values={"share": row}))
    return evolve(scenario, agenda=[evolve(issue, options=(*issue.options, Option("new", "new")))], actors=actors)


class TestLogrolling:
    """The trades across issues that carry a package."""

    def test_a_swap(self) -> None:
        """Each side gives what is cheap to it and takes what is dear; each issue is needed by who takes it."""
        found = logrolling_of(swap(), {"land": "yes", "sea": "yes"})

        assert (
            Settled("land", "yes", Table({"p": 700_000_000_000, "q": -200_000_000_000}), ("p",)),
            Settled("sea", "yes", Table({"p": -300_000_000_000, "q": 800_000_000_000}), ("q",)),
        ) == found.settled
        assert (Trade("p", "q", "sea", "land", (400_000_000_000, 600_000_000_000)),) == found.trades
        assert found.trades[0].pays_both
        assert {"p": 400_000_000_000, "q": 600_000_000_000} == found.totals
        assert {"p": 0, "q": 0} == found.beyond

    def test_by_index_or_by_options(self) -> None:
        """A package is given any way."""
        scenario = swap()

        assert logrolling_of(scenario, 3) == logrolling_of(scenario, (1, 1))
        assert logrolling_of(scenario, {"land": "yes"}) == logrolling_of(scenario, 2)
        assert () == logrolling_of(scenario, 2).trades

    def test_beyond_the_sum(self) -> None:
        """What a combination is worth beyond its parts stands apart, in numbers and in words."""
        scenario = swap()
        both = Interaction("both", "land == yes and sea == yes", -0.5, "as bad as both")
        scenario = evolve(
            scenario,
            actors=[evolve(scenario.actors["p"], interactions=[both]), scenario.actors["q"]],
        )
        found = logrolling_of(scenario, 3)

        assert {"p": -500_000_000_000, "q": 0} == found.beyond
        assert {"p": -100_000_000_000, "q": 600_000_000_000} == found.totals
        assert [
            "change from the start              P       Q",
            "LAND: yes                     +0.700  -0.200",
            "SEA: yes                      -0.300  +0.800",
            "beyond the sum of the issues  -0.500       0",
            "together                      -0.100  +0.600",
            "P gives way on SEA, Q on LAND: +0.400 and +0.600",
            "without SEA, below no deal: Q",
        ] == logrolling_text(scenario, found).split("\n")

    def test_next_to_nothing_is_no_loss(self) -> None:
        """What rounds to nothing has no minus."""
        scenario = load("two-villages")
        found = logrolling_of(scenario, {"water": "every_night", "toll": "free"})
        tiny = evolve(found, totals=Table(dict.fromkeys(found.actors, -1)))

        told = logrolling_text(scenario, tiny)

        assert ("-0.000" not in told, told.count("+0.000")) == (True, 3)

    def test_unknown_option(self) -> None:
        """An option that is not there is refused."""
        with pytest.raises(UnknownNameError, match=r"expected the name of an? option of land, got 'maybe'"):
            logrolling_of(swap(), {"land": "maybe"})
