"""Why there is no deal: built scenarios with one cause are labelled right, two causes show how they act together."""

import json
import sys
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from attrs import evolve

from negotiation.analysis.diagnosis import CAUSES, Diagnosis, crosses_the_quadrant, diagnose, diagnosed
from negotiation.analysis.diagnosis_words import cause_text, diagnosis_text
from negotiation.analysis.zone import zone_of
from negotiation.errors import UsageError
from negotiation.files import load
from negotiation.scenario import Actor, RedLine, Scenario, Signal, Threat
from negotiation.scenario.measures import Measure
from negotiation.scenario.world import world_at_start
from tests.unit.analysis.agendas import agenda
from tests.unit.scenario.toys import BECAUSE, east, start, toy, villager, west

DATA = Path(__file__).parents[2] / "data" / "diagnosis"
ONE_CAUSE = {
    "demands": "incompatible_demands",
    "beliefs": "beliefs",
    "commitment": "commitment",
    "indivisibility": "indivisibility",
    "ratification": "audience_or_ratification",
}


def built(name: str) -> Scenario:
    """Return a built scenario."""
    return load(DATA / f"{name}.yaml")


class TestDiagnosed:
    """What is told without being asked for."""

    def test_is_the_diagnosis(self) -> None:
        """Of a scenario that is not too large."""
        found = diagnosed(built("beliefs"))

        assert found is not None
        assert diagnose(built("beliefs")).opens == found.opens

    def test_none_where_it_would_be_refused_or_slow(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Without preferences at the table, with many packages, for three parties without the solver."""
        silent = toy(Actor("east", "East", "party"), Actor("west", "West", "party"))
        three = evolve(toy(), actors=[*toy().actors.values(), evolve(east(), id="north", title="North")], base=None)

        assert None is diagnosed(silent)
        assert None is diagnosed(agenda(9, 4, 2, floor=5.0))
        monkeypatch.setitem(sys.modules, "highspy", None)
        assert None is diagnosed(three)
        assert diagnosed(toy()) is not None


class TestOneCause:
    """Scenarios with exactly one cause."""

    @pytest.mark.parametrize(("name", "cause"), ONE_CAUSE.items())
    def test_is_labelled_right(self, name: str, cause: str) -> None:
        """The cause alone explains the failure, whole; nothing acts together with anything."""
        found = diagnose(built(name))

        assert 0 == zone_of(built(name)).count
        assert (cause, ((cause,),), (cause,)) == (found.label, found.enough, found.causes)
        assert {each: Fraction(int(each == cause)) for each in CAUSES} == found.shares
        assert {Fraction(0)} == set(found.interactions.values())
        assert str(found).startswith("No deal because of")
        assert "<p>No deal because of" in (found._repr_html_() or "")

    def test_every_file_is_used(self) -> None:
        """No built scenario is left out, and each cause has one."""
        assert {*ONE_CAUSE, "two_together", "two_either"} == {path.stem for path in DATA.glob("*.yaml")}
        assert set(CAUSES) == set(ONE_CAUSE.values())

    def test_an_audience(self) -> None:
        """A declared line that is dear to cross, and a threat that is dear to drop, are audience too."""
        proud = east(
            red_lines=[RedLine("pride", BECAUSE, never="moved(water) or moved(road)", force="declared", cost=2.0)],
            audience_cost=0.1,
        )
        kind = west(values=east().values)

        assert "audience_or_ratification" == diagnose(toy(proud, kind)).label


class TestTwoCauses:
    """How two causes act together."""

    def test_both_needed(self) -> None:
        """Each prevents the deal by itself: only both gone open it; each has half, and they complement each other."""
        found = diagnose(built("two_together"))
        pair = ("incompatible_demands", "audience_or_ratification")

        assert ("together", (pair,)) == (found.label, found.enough)
        assert {each: Fraction(int(each in pair), 2) for each in CAUSES} == found.shares
        assert 1 == found.interactions[pair]
        assert "only both gone would open one" in " ".join(str(found).split())

    def test_either_will_do(self) -> None:
        """Each closes a way of its own: either gone opens one, and they stand in for each other."""
        found = diagnose(built("two_either"))
        pair = ("incompatible_demands", "audience_or_ratification")

        assert ("each", (pair[:1], pair[1:])) == (found.label, found.enough)
        assert {each: Fraction(int(each in pair), 2) for each in CAUSES} == found.shares
        assert -1 == found.interactions[pair]
        assert "Any one of these gone would open one" in " ".join(str(found).split())
        assert "50%" in str(found)

    def test_several(self) -> None:
        """Where one does alone and two others together, the label says several."""
        opens = {
            causes: "beliefs" in causes or {"commitment", "indivisibility"} <= set(causes)
            for causes in diagnose(built("demands")).opens
        }
        scenario = built("demands")
        found = Diagnosis(scenario, world_at_start(scenario), type(diagnose(scenario).opens)(opens))

        assert "several" == found.label
        assert 1 == sum(found.shares.values())
        assert "; or " in " ".join(str(found).split())


class TestDiagnose:
    """Answers without a cause, and refusals."""

    def test_a_deal_needs_no_explanation(self) -> None:
        """Where there is a zone, nothing is diagnosed."""
        found = diagnose(load("two-villages"))

        assert ("none", ()) == (found.label, found.enough)
        assert {0} == set(found.shares.values())
        assert "there is nothing to explain" in str(found)

    def test_nobody_has_enough_to_gain(self) -> None:
        """No deal that no cause explains is told as such."""
        found = diagnose(toy(west(no_deal=3.0, no_deal_because="for a test")))

        assert "no_surplus" == found.label
        assert "nobody has enough to gain" in " ".join(str(found).split())
        assert 0 == sum(found.shares.values())

    def test_three_parties(self) -> None:
        """With three parties a solver looks for lotteries."""
        pytest.importorskip("highspy")
        rows = {"east": (0.0, 0.0, 1.0), "west": (0.0, 1.0, 0.0), "third": (0.0, 1.0, 0.0)}
        parts = {"no_deal": 0.2, "no_deal_because": "for a test", "roles": "party"}
        people = [villager(name, row, (1.0, 0.0), 1.0, **parts) for name, row in rows.items()]
        scenario = toy(*people)

        assert "indivisibility" == diagnose(scenario).label

    def test_nothing_valid_to_draw(self) -> None:
        """Without a valid package there is no lottery either."""
        shut = east(red_lines=[RedLine("never", BECAUSE, never="true")])
        scenario = toy(shut, west(no_deal=3.0, no_deal_because="for a test"))

        assert "no_surplus" == diagnose(scenario).label

    def test_signals_go_with_their_beliefs(self) -> None:
        """What moved a belief is left out with it."""
        dam = Measure("dam", "a dam", "east", effects={"west": -0.3})
        threat = Threat("dam_unless", "east", "west", "dam", unless="moved(water)", probability=0.5)
        signal = Signal("seen", "dam_unless", "happened(dam)", 0.9, 0.1)
        scenario = toy(measures=[dam], threats=[threat], signals=[signal])
        world = start(scenario, signals=frozenset({("seen", "west", True)}))

        assert diagnose(scenario, world).opens.keys() == diagnose(scenario).opens.keys()

    def test_plain(self) -> None:
        """The JSON object."""
        plain = diagnose(built("two_either")).as_plain()
        pair = ["incompatible_demands", "audience_or_ratification"]

        assert plain == json.loads(json.dumps(plain))
        assert [{"causes": pair, "value": -1.0}] == plain["interactions"]

    def test_numbers_are_needed(self) -> None:
        """Without preferences at the table there is nothing to diagnose."""
        silent = [Actor(name, name.title(), "party") for name in ("east", "west")]
        with pytest.raises(UsageError, match="a diagnosis needs numbers"):
            diagnose(toy(*silent))

    @pytest.mark.parametrize("width", [40, 88])
    def test_words_fit_the_page(self, width: int) -> None:
        """No line is wider than the page; every cause has its words."""
        for name in (*ONE_CAUSE, "two_together", "two_either"):
            assert max(map(len, diagnosis_text(diagnose(built(name)), width=width).splitlines())) <= width
        assert len(CAUSES) == len({cause_text(cause) for cause in CAUSES})


class TestQuadrant:
    """Mixtures of points in the plane."""

    @pytest.mark.parametrize(
        ("points", "expected"),
        [
            ([(1, 0)], True),
            ([(0, 0)], False),
            ([(-1, 2), (2, -1)], True),
            ([(-2, 1), (1, -2)], False),
            ([(-1, 1), (1, -1)], False),
            ([(-1, 2)], False),
            ([(-1, 10), (3, -9), (10, -1)], True),
            ([(-1, -1), (1, -5)], False),
        ],
    )
    def test_where_both_gain(self, points: list[tuple[int, int]], expected: bool) -> None:
        """The segment through the origin itself gives nobody a gain."""
        assert expected == crosses_the_quadrant(np.array(points).T)

    def test_against_many_mixtures(self) -> None:
        """On random points the answer is that of trying many mixtures of pairs."""
        rng = np.random.default_rng(8)
        for _ in range(100):
            points = rng.integers(-9, 10, (2, 5))
            found = crosses_the_quadrant(points)
            t = np.linspace(0, 1, 201)[:, None, None]
            mixed = t * points[:, None, :, None] + (1 - t) * points[:, None, None, :]
            best = mixed.min(axis=0).max()
            if best > 0:
                assert found
            if not found:
                assert best <= 1e-9
