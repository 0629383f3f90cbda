"""Single numbers at which a zone opens or closes: dials, their bounds, exact thresholds, kinks and jumps."""

from math import nextafter
from typing import Any

import pytest
from attrs import evolve

from negotiation.analysis.dials import REACH, Dial, breakpoints, crossing_dial, dials_of
from negotiation.analysis.thresholds import crossing_cost_of, threshold_text, thresholds_of
from negotiation.analysis.turning import FINEST
from negotiation.analysis.zone import zone_of
from negotiation.errors import UnknownNameError
from negotiation.files import load
from negotiation.scenario import (
    Actor,
    Comparison,
    Effect,
    Gate,
    Issue,
    Measure,
    Number,
    Option,
    RedLine,
    Rule,
    Scenario,
    Threat,
    parse_condition,
)
from negotiation.scenario.validation import problems_of
from tests.property.small_scenarios import small_scenario
from tests.unit.analysis.test_gap import excerpt


def shares(**given: Any) -> Scenario:
    """Return a division of ten: p is worth the share, q the rest; the start is a share of none to p."""
    options = [Option(f"s{i}", f"{i} of 10") for i in range(11)]
    agenda = [Issue("share", "The share", "s0", options)]
    up = {f"s{i}": i / 10 for i in range(11)}
    down = {f"s{i}": 1 - i / 10 for i in range(11)}
    actors = {
        "p": Actor("p", "P", "party", salience={"share": 1}, values={"share": up}),
        "q": Actor("q", "Q", "party", salience={"share": 1}, values={"share": down}, no_deal=0.5, no_deal_because="so"),
    }
    changed = {name: evolve(actors[name], **given.pop(name, {})) for name in actors}
    return Scenario("shares", "Shares", agenda, {**changed, **given.pop("others", {})}, **given)


def dial(scenario: Scenario, path: str) -> Dial:
    """Return the dial of a path."""
    return next(each for each in dials_of(scenario) if each.path == path)


class TestDials:
    """The numbers that may open or close a zone, and how far they may be turned."""

    def test_of_the_flagship(self) -> None:
        """All but the ends of values that span 0 to 1, turned as `with_` would turn them."""
        scenario = load("european-security-2022", "flexible-reading")
        paths = {each.path for each in dials_of(scenario)}

        assert "actors.russia.values.enlargement.moratorium" in paths
        assert "actors.russia.values.enlargement.no_guarantee" not in paths
        assert "actors.ukraine.values.strike_systems.none_near_borders" in paths
        assert "threats.action_unless_demands.believed.united_states" in paths
        assert "measures.military_action.effects.ukraine" in paths

    @pytest.mark.parametrize(
        "path",
        [
            "actors.russia.values.enlargement.moratorium",
            "actors.russia.no_deal",
        ],
    )
    def test_turned_as_with_does(self, path: str) -> None:
        """The scenario of a dial is that with the number replaced."""
        scenario = excerpt()
        at = dial(scenario, path)

        assert scenario.with_(path, 0.45) == at.turn(0.45)

    @pytest.mark.parametrize("seed", range(4))
    def test_turned_scenarios_are_valid(self, seed: int) -> None:
        """Nothing is asked anew when a dial turns, so between its bounds nothing may be wrong, nor left over."""
        for scenario in (small_scenario(seed, 2, 3), load("two-villages")):
            for at in dials_of(scenario)[seed::4]:
                for value in (at.low, at.now + 0.3 * (at.high - at.now), at.high):
                    turned = at.turn(value)

                    assert [] == problems_of(turned)
                    assert (turned, turned.shape) == (evolve(turned), scenario.shape)
                    assert hash(turned) == hash(evolve(turned))

    def test_effects_stay_where_they_land(self) -> None:
        """An effect turned lands where it did, on the same packages."""
        effect = Effect(Number(-0.1), "both", parse_condition("moved(share)"))
        scenario = shares(measures=[Measure("m", "M", "p", effects={"q": effect})])
        turned = dial(scenario, "measures.m.effects.q").turn(-0.3)

        assert Effect(Number(-0.3), "both", parse_condition("moved(share)")) == turned.measures["m"].effects["q"]

    def test_weights_keep_their_proportions(self) -> None:
        """A weight turned leaves the others in proportion; together they are one."""
        turned = dial(excerpt(), "actors.russia.salience.enlargement").turn(0.5)
        weights = [number.value for number in turned.actors["russia"].salience.values()]

        assert pytest.approx([0.5, 0.31 / 0.55 / 2, 0.24 / 0.55 / 2]) == weights
        assert pytest.approx(1.0, abs=1e-12) == sum(weights)

    def test_the_only_weight_stays(self) -> None:
        """Where one issue has all the weight there is nothing to turn."""
        assert not [each for each in dials_of(shares()) if "salience" in each.path]

    def test_values_keep_orders(self) -> None:
        """A value stays strictly between what its actor puts below and above it."""
        orders = {"share": [Comparison("s5", "s4"), Comparison("s6", "s5")]}
        at = dial(shares(p={"orders": orders}), "actors.p.values.share.s5")

        assert (nextafter(0.4, 1), nextafter(0.6, 0)) == (at.low, at.high)

    def test_bounds(self) -> None:
        """Probabilities and trust from 0 to 1, costs from 0, other numbers twice the stakes to either side."""
        line = RedLine("l", never="share == s3", force="declared", cost=0.1)
        threat = Threat(
            "t", "p", ("q",), "m", unless="moved(share)", probability=0.3, backing_down=0.2, believed={"q": 0.4}
        )
        scenario = shares(
            p={"trust": {"q": 0.5}, "red_lines": [line], "audience_cost": 0.3},
            measures=[Measure("m", "M", "p", effects={"q": -0.1})],
            threats=[threat],
            others={"b": Actor("b", "B", members=("p", "q"), decides_by="majority", weights={"p": 2, "q": 1})},
        )
        expected = {
            "actors.p.trust.q": (0, 1),
            "actors.p.red_lines.l.cost": (0, 0.1 + REACH),
            "actors.p.audience_cost": (0, 0.3 + REACH),
            "actors.q.no_deal": (0.5 - REACH, 0.5 + REACH),
            "actors.b.weights.p": (0, 2 + 3 + REACH),
            "actors.b.weights.q": (0, 1 + 3 + REACH),
            "measures.m.effects.q": (-0.1 - REACH, -0.1 + REACH),
            "threats.t.probability": (0, 1),
            "threats.t.believed.q": (0, 1),
            "threats.t.backing_down": (0, 0.2 + REACH),
        }
        found = {each.path: (each.low, each.high) for each in dials_of(scenario)}

        assert expected == {path: bounds for path, bounds in found.items() if ".values." not in path}

    def test_kinks_of_probabilities(self) -> None:
        """Threats of one measure share a draw: the largest probability counts, so others are kinks."""
        threats = [
            Threat(name, "p", ("q",), "m", unless="moved(share)", probability=chance)
            for name, chance in (("t", 0.3), ("u", 0.7))
        ]
        scenario = shares(measures=[Measure("m", "M", "p", effects={"q": -0.4})], threats=threats)

        assert (0.3, 0.7) == breakpoints(scenario, dial(scenario, "threats.t.probability"))

    def test_kinks_of_values(self) -> None:
        """Where a line asks for its owner's order, ties with other options are kinks; else there are none."""
        asked = shares(p={"red_lines": [RedLine("l", only_if="met(share, s3)")]})
        path = "actors.p.values.share.s5"

        assert (0.1, 0.2, 0.3, 0.4, 0.6, 0.7, 0.8, 0.9) == breakpoints(asked, dial(asked, path))
        assert () == breakpoints(shares(), dial(shares(), path))

    def test_kinks_of_weights(self) -> None:
        """A bloc's word may change where some members weigh as much as the others."""
        bloc = Actor("b", "B", members=("p", "q", "r"), decides_by="majority", weights={"p": 5.0, "q": 2.0})
        scenario = shares(others={"b": bloc, "r": Actor("r", "R")})

        assert (1.0, 3.0) == breakpoints(scenario, dial(scenario, "actors.b.weights.p"))


class TestThresholds:
    """Where one number opens or closes the zone: the last value as now, and the next float."""

    def test_of_a_division(self) -> None:
        """Half to each leaves q at its no-deal value; a no-deal value above the best share leaves nothing."""
        found = {each.path: each for each in thresholds_of(shares())}
        closes = found["actors.q.no_deal"]

        assert not closes.opens
        assert nextafter(closes.last, 1) == closes.first
        assert pytest.approx(0.9, abs=1e-11) == closes.first
        assert pytest.approx(0.4, abs=1e-11) == closes.change
        assert closes.within_range
        assert zone_of(shares().with_("actors.q.no_deal", closes.last)).count
        assert not zone_of(shares().with_("actors.q.no_deal", closes.first)).count

    def test_that_open(self) -> None:
        """Where q wants more than anything leaves it, its no-deal value must fall, past the range of its author."""
        dear = Number(1.2, range=(0.95, 1.5))
        (opens,) = thresholds_of(shares(q={"no_deal": dear}), paths=["actors.q.no_deal"])

        assert opens.opens
        assert not opens.within_range
        assert pytest.approx(0.9, abs=1e-11) == opens.first
        assert 0.9 < opens.last

    def test_of_numbers_that_do_not_matter(self) -> None:
        """What nothing hangs on has no threshold."""
        assert () == thresholds_of(shares(), paths=["actors.p.values.share.s9"])

    def test_in_order(self) -> None:
        """By how far the number is turned."""
        changes = [
            abs(each.change) for each in thresholds_of(excerpt().with_("actors.russia.red_lines.three_demands", None))
        ]

        assert len(changes) > 5
        assert sorted(changes) == changes

    def test_none_where_lines_collide(self) -> None:
        """No single number opens the strictly read flagship: its lines collide, not its numbers."""
        assert () == thresholds_of(load("european-security-2022", "strict-reading"))

    def test_unknown_number(self) -> None:
        """A path that is no dial is refused, with the nearest."""
        with pytest.raises(UnknownNameError) as raised:
            thresholds_of(shares(), paths=["actors.q.nodeal"])

        assert (
            "expected the name of a number that may be turned, got 'actors.q.nodeal'; did you mean actors.q.no_deal"
        ) in str(raised.value)

    def test_a_seat_that_decides_makes_a_jump(self) -> None:
        """Where its issuer decides on a threat, another's no-deal value jumps; the jump is found exactly."""
        measure = Measure("m", "M", "p", effects={"p": -0.2, "q": -0.6})
        threat = Threat("t", "p", ("q",), "m", unless="share == s10", decided_by="seat", backing_down=0.1)
        scenario = shares(q={"no_deal": 1.2}, measures=[measure], threats=[threat])
        (opens,) = thresholds_of(scenario, paths=["threats.t.backing_down"])

        assert opens.opens
        assert pytest.approx(0.2, abs=1e-11) == opens.first
        assert not zone_of(scenario.with_("threats.t.backing_down", opens.last)).count
        assert zone_of(scenario.with_("threats.t.backing_down", opens.first)).count

    def test_trust_is_no_straight_line(self) -> None:
        """What is expected falls with a power of trust where an option is soon reversed; the threshold is exact."""
        options = [Option(f"s{i}", f"{i} of 10", performs="q", reversible_in_turns=1) for i in range(11)]
        scenario = shares(p={"trust": {"q": 0.9}, "no_deal": 0.1, "no_deal_because": "so"})
        scenario = evolve(scenario, agenda=[Issue("share", "The share", "s0", options)])
        (closes,) = thresholds_of(scenario, paths=["actors.p.trust.q"])

        assert not closes.opens
        assert pytest.approx((0.1 / 0.5) ** 0.5, abs=1e-10) == closes.first
        assert zone_of(scenario.with_("actors.p.trust.q", closes.last)).count
        assert not zone_of(scenario.with_("actors.p.trust.q", closes.first)).count

    def test_the_weight_of_a_member(self) -> None:
        """A bloc's majority passes to those who consent where their weight is more than half."""
        bloc = Actor("b", "B", members=("r", "t"), decides_by="majority", weights={"r": 1.0, "t": 3.0})
        others = {
            "b": bloc,
            "r": Actor("r", "R"),
            "t": Actor("t", "T", without_preferences="withholds"),
        }
        scenario = shares(others=others, gates=[Gate("g", "b", "consent", "constitutive")])
        found = {each.path: each for each in thresholds_of(scenario)}

        assert {"actors.b.weights.r", "actors.b.weights.t"} == {path for path in found if "weights" in path}
        assert (3.0, nextafter(3.0, 4)) == (found["actors.b.weights.r"].last, found["actors.b.weights.r"].first)
        assert pytest.approx(1.0, abs=1e-15) == found["actors.b.weights.t"].first
        assert not zone_of(scenario.with_("actors.b.weights.t", found["actors.b.weights.t"].last)).count
        assert zone_of(scenario.with_("actors.b.weights.t", found["actors.b.weights.t"].first)).count

    @pytest.mark.parametrize(
        ("kind", "now", "last", "opens"),
        [
            ("never", 0.2, nextafter(0.45, 0), False),
            ("never", 0.8, nextafter(0.45, 1), False),
            ("only_if", 0.2, nextafter(0.45, 0), True),
            ("only_if", 0.8, nextafter(0.45, 1), True),
        ],
    )
    def test_a_tie_alone(self, kind: str, now: float, last: float, opens: bool) -> None:
        """Where a line turns on the tie of two options the zone opens or closes at that one value."""
        line = RedLine("l", **{kind: "met(share, s0) and not improved(share)"})  # type: ignore[arg-type]
        row = {"scale": "as_given", **{f"s{i}": 0.0 for i in range(11)}, "s0": 0.45, "s5": now}
        scenario = shares(
            p={"red_lines": [line], "no_deal": 0, "no_deal_because": "so"},
            q={"no_deal": 0.4},
            rules=[Rule("half", "share in {s0, s5}")],
        ).with_("actors.p.values.share", row)
        (found,) = thresholds_of(scenario, paths=["actors.p.values.share.s5"])

        assert (last, 0.45, opens) == (found.last, found.first, found.opens)

    def test_a_value_that_a_seat_decides_by(self) -> None:
        """Where a threat moves the status quo, what that is worth to its issuer decides, and the other's loss jumps."""
        measure = Measure("m", "M", "p", effects={"p": -0.2, "q": -0.6}, moves={"share": "s1"})
        threat = Threat("t", "p", ("q",), "m", unless="share == s10", decided_by="seat", backing_down=0.05)
        scenario = shares(q={"no_deal": 1.2}, measures=[measure], threats=[threat])
        (opens,) = thresholds_of(scenario, paths=["actors.p.values.share.s1"])

        assert opens.opens
        assert pytest.approx(0.15, abs=1e-11) == opens.first
        assert not zone_of(scenario.with_("actors.p.values.share.s1", opens.last)).count
        assert zone_of(scenario.with_("actors.p.values.share.s1", opens.first)).count

    def test_pieces(self) -> None:
        """The share of a dial's bounds on which what is not straight is followed."""
        assert FINEST == 1 / 64


class TestCrossingCost:
    """The least common cost of crossing declared lines at which they close the zone."""

    def test_of_a_division(self) -> None:
        """Every share in the zone crosses p's declared line; the dearest that one can bear is what it gains."""
        line = RedLine("l", never="share < s9", force="declared")
        found = crossing_cost_of(shares(p={"red_lines": [line]}))

        assert found is not None
        assert ("crossing_cost", 0.0) == (found.path, found.now)
        assert pytest.approx(0.5, abs=1e-11) == found.first
        assert nextafter(found.last, 1) == found.first

    def test_none(self) -> None:
        """Without declared lines, without a zone, or where a package crosses none."""
        line = RedLine("l", never="share == s3", force="declared")

        assert crossing_cost_of(shares()) is None
        assert crossing_dial(shares()) is None
        assert crossing_cost_of(shares(p={"red_lines": [line]})) is None
        assert crossing_cost_of(shares(p={"red_lines": [line]}, q={"no_deal": 1.2})) is None

    def test_of_lines_that_have_a_cost(self) -> None:
        """The cost is counted from none, whatever the lines cost now."""
        line = RedLine("l", never="share < s9", force="declared", cost=0.6)
        scenario = shares(p={"red_lines": [line]})
        found = crossing_cost_of(scenario)

        assert not zone_of(scenario).count
        assert found is not None
        assert pytest.approx(0.5, abs=1e-11) == found.first


class TestThresholdText:
    """Thresholds in words."""

    def test_closes(self) -> None:
        """Which number, where, and where it stands."""
        found = next(each for each in thresholds_of(shares()) if each.path == "actors.q.no_deal")

        assert "Q’s no-deal value: the zone closes at 0.900 (now 0.500)" == threshold_text(shares(), found)

    def test_opens_outside_its_range(self) -> None:
        """That the author does not let it go so far is said."""
        scenario = shares(q={"no_deal": Number(1.2, range=(0.95, 1.5))})
        (found,) = thresholds_of(scenario, paths=["actors.q.no_deal"])

        assert "Q’s no-deal value: a zone opens at 0.900 (now 1.200), outside the range its author gives" == (
            threshold_text(scenario, found)
        )

    def test_the_crossing_cost(self) -> None:
        """The common cost has a name of its own."""
        scenario = shares(p={"red_lines": [RedLine("l", never="share < s9", force="declared")]})
        found = crossing_cost_of(scenario)

        assert found is not None
        assert "the cost of crossing any declared line: the zone closes at 0.500 (now 0.000)" == (
            threshold_text(scenario, found)
        )
