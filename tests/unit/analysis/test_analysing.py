"""A scenario analysed in one go: the figures, the JSON object and the words."""

import json
import sys
from itertools import pairwise

import pytest
from attrs import evolve

from negotiation.analysis import analysing
from negotiation.analysis.analysing import analyse
from negotiation.analysis.analysing_words import analysis_text, figure_rows
from negotiation.errors import UnknownNameError, UsageError
from negotiation.files import load
from negotiation.scenario import Actor, Rule, Table
from tests.unit.analysis.agendas import agenda
from tests.unit.scenario.toys import toy

KEYS = [
    *("scenario", "profile", "packages", "feasible", "acceptable", "has_deal", "zone", "zone_without_gates", "pareto"),
    *("solutions", "gap", "room", "diagnosis", "exact"),
]


class TestAnalyse:
    """Whether a deal exists, which, for whom, and what would have to give."""

    def test_two_villages(self) -> None:
        """The smallest bundled scenario: counts, the Nash package, and who pays for it."""
        found = analyse(load("two-villages"))
        nash = found.solutions["nash"]

        assert (12, 12, 2, 2, True) == (
            found.packages,
            found.feasible,
            found.zone,
            found.zone_without_gates,
            found.exact,
        )
        assert {"highfield": 6, "millbrook": 9, "lowmead": 3} == found.acceptable
        assert nash is not None
        assert {"water": "every_night", "toll": "free"} == nash.package
        assert (("lowmead",), ("lowmead",)) == (nash.below_start, nash.missing_consents)
        assert found.has_deal

    def test_the_json_object(self) -> None:
        """Its keys, in order, are those that are promised; it goes through JSON unchanged."""
        plain = analyse(load("two-villages")).as_plain()

        assert KEYS == list(plain)
        assert plain == json.loads(json.dumps(plain))
        assert {"count": 7, "packages": plain["pareto"]["packages"]} == plain["pareto"]
        assert sorted(plain["pareto"]["packages"]) == plain["pareto"]["packages"]
        assert ["nash", "kalai_smorodinsky", "egalitarian", "utilitarian"] == list(plain["solutions"])
        assert {"package", "utilities", "gains"} == set(plain["solutions"]["nash"])
        assert {"highfield": 0.1, "millbrook": 0.26, "lowmead": -0.62} == plain["solutions"]["nash"]["gains"]
        assert {"conflicts": [], "relaxations": []} == plain["gap"]

    def test_without_a_zone(self) -> None:
        """Where nothing could be agreed no solution is given, and what collides and would have to give is."""
        found = analyse(load("two-villages", "not-a-drop"))
        plain = found.as_plain()

        assert 0 == found.zone
        assert {None} == set(plain["solutions"].values())
        assert ["actors.highfield.red_lines.daytime", "actors.millbrook.red_lines.some_water"] in plain["gap"][
            "conflicts"
        ]
        assert "dropped" == plain["gap"]["relaxations"][0]["family"]
        assert not found.has_deal

    def test_the_room_that_each_issue_leaves(self) -> None:
        """For each option how many of the zone and how many feasible ones choose it; in words how many are left."""
        found = analyse(load("two-villages"))
        water = {"no_nights": 0, "two_nights": 1, "every_night": 1, "half_days": 0}

        assert {"water": water, "toll": {"full": 0, "half": 1, "free": 1}} == found.room
        assert {"water": dict.fromkeys(water, 3), "toll": dict.fromkeys(["full", "half", "free"], 4)} == (
            found.room_feasible
        )
        assert {"feasible": found.room_feasible, "zone": found.room} == found.as_plain()["room"]
        assert "room by issue options left by the rules in the zone" in " ".join(str(found).split())
        assert "Water for Millbrook 4 4 2" in " ".join(str(found).split())

    def test_an_issue_that_leaves_no_choice(self) -> None:
        """It is told with the one option that is left; rules that close options show too."""
        scenario = load("two-villages")
        rule = Rule("half", "toll == half")
        told = " ".join(str(analyse(evolve(scenario, rules=[rule], base=None))).split())

        assert "Toll for Highfield’s carts 3 1 1" in told
        assert (
            "Only one option is left in the zone: Water for Millbrook: two nights a week; Toll for Highfield’s carts: "
            "half" in told
        )

    def test_why_there_is_no_deal(self) -> None:
        """Where nothing could be agreed the causes are told and are in the object; where something could, none are."""
        none, some = analyse(load("two-villages", "not-a-drop")), analyse(load("two-villages"))

        assert none.diagnosis is not None
        assert ("incompatible_demands", None) == (none.diagnosis.label, some.diagnosis)
        assert (none.diagnosis.as_plain(), None) == (none.as_plain()["diagnosis"], some.as_plain()["diagnosis"])
        assert "Why there is no deal\nNo deal because of demands that cannot be met together" in str(none)
        assert "Why there is no deal" not in str(some)

    def test_an_empty_feasible_set_is_an_answer(self) -> None:
        """Rules that nothing obeys: zeros, and the rules among the conflicts."""
        never = Rule("never", "water == free and water == shared")
        found = analyse(evolve(toy(), rules=[never]))

        assert (0, 0, 0) == (found.feasible, found.zone, len(found.pareto if found.pareto is not None else ()))
        assert [["rules.never"]] == found.as_plain()["gap"]["conflicts"]
        assert "No deal: no package obeys every rule of the agenda." in str(found)
        assert found.diagnosis is None
        assert "enough to gain" not in str(found)

    def test_actors_without_preferences_are_an_answer(self) -> None:
        """Their figures are not defined, and the words say why; where nobody at the table has any, nothing is best."""
        silent = toy(Actor("east", "East", "party"), Actor("west", "West", "party"))
        found = analyse(silent)

        assert (None, {None}) == (found.pareto, set(found.solutions.values()))
        assert None is found.acceptable["east"]
        assert ("east", "west", "miller") == found.undefined
        assert "no preferences in the model, so no figure is invented" in " ".join(str(found).split())

    def test_without_preferences_at_the_table_no_deal_is_not_claimed(self) -> None:
        """Whether a deal exists is not defined, and nothing is said to collide; what collides without numbers is."""
        east, west = (Actor(name, name.title(), "party") for name in ("east", "west"))
        open_to_all = analyse(toy(east, west))
        never = Rule("never", "water == free and water == shared")
        closed = analyse(evolve(toy(east, west), rules=[never]))

        assert (None, None, None) == (open_to_all.zone, open_to_all.zone_without_gates, open_to_all.has_deal)
        assert [] == open_to_all.as_plain()["gap"]["conflicts"]
        assert "Whether a deal exists is not defined: nobody at the table has" in " ".join(str(open_to_all).split())
        assert "No deal" not in str(open_to_all)
        assert (0, [["rules.never"]]) == (closed.zone, closed.as_plain()["gap"]["conflicts"])

    def test_too_many_packages(self) -> None:
        """The zone's frontier is joined, its packages are not counted: what there is and what is best is exact."""
        found = analyse(agenda(12, 5, 2, floor=0.2), solutions=["utilitarian", "nash"])

        assert (None, 5**12, True, True) == (found.zone, found.feasible, found.exact, found.has_deal)
        assert found.solutions["nash"] is not None
        assert "A deal exists." in str(found)
        assert "only the best were searched for" in " ".join(str(found).split())
        assert "not known" in str(found)
        assert {"feasible": None, "zone": None} == found.as_plain()["room"]
        assert "room by issue" not in str(found)

    def test_too_many_packages_and_parties(self) -> None:
        """Where the frontier is too large the solver proves what is best in the zone."""
        pytest.importorskip("highspy")
        found = analyse(agenda(12, 5, 4, floor=0.3), solutions=["egalitarian", "median"])
        best = found.solutions["egalitarian"]

        assert (True, True) == (found.exact, found.has_deal)
        assert best is not None
        assert min(gain or 0 for gain in best.gains.values()) > 0
        assert found.solutions["median"] is not None

    def test_too_many_packages_and_no_deal(self) -> None:
        """Where the zone is empty that is proved, and what collides is listed."""
        pytest.importorskip("highspy")
        found = analyse(agenda(12, 5, 2, floor=5.0), solutions=["utilitarian"])

        assert (0, None, False, True) == (found.zone, found.zone_without_gates, found.has_deal, found.exact)
        assert [["actors.a0.no_deal"], ["actors.a1.no_deal"]] == found.as_plain()["gap"]["conflicts"][:2]
        assert "No deal: none of 244,140,625 packages satisfies everybody who must agree." in " ".join(
            str(found).split()
        )
        assert found.diagnosis is None

    @pytest.mark.parametrize("n_actors", [2, 4])
    def test_too_many_packages_without_the_solver(self, n_actors: int, monkeypatch: pytest.MonkeyPatch) -> None:
        """What is joined is exact; what is not is not called best, and where nothing is found the question is open."""
        monkeypatch.setitem(sys.modules, "highspy", None)
        found = analyse(agenda(12, 5, n_actors, floor=0.3), solutions=["egalitarian"])
        best = found.solutions["egalitarian"]

        assert found.has_deal
        assert best is not None
        assert (n_actors == 2) == found.exact == best.is_exact
        assert (n_actors == 2) == ("Not proved best." not in str(found))

        nothing = analyse(agenda(12, 5, n_actors, floor=5.0), solutions=["utilitarian"])
        assert (False if n_actors == 2 else None) == nothing.has_deal
        assert not nothing.exact
        assert n_actors == 2 or "Whether a deal exists is open." in str(nothing)
        extra = 'The solver can tell more, and what stands in the way: pip install "negotiation[analysis]".'
        assert extra in " ".join(str(nothing).split())

    def test_refusals(self) -> None:
        """An unknown solution gets the nearest names; a budget too small says what is needed."""
        with pytest.raises(UnknownNameError, match="did you mean nash"):
            analyse(toy(), solutions=["nahs"])
        with pytest.raises(UsageError, match="memory budget of at least"):
            analyse(toy(), budget=10)

    def test_a_rule_outside_the_zone_picks_nothing(self) -> None:
        """The median need not lie in the zone; then it is not offered as a deal."""
        found = analyse(load("two-villages"), solutions=["median", "nash"])

        assert found.solutions["nash"] is not None
        assert found.solutions["median"] is None
        assert "Median: no package." in str(found)


class TestWords:
    """Words first, wrapped to the page."""

    @pytest.mark.heavy
    @pytest.mark.parametrize("profile", ["flexible-reading", "strict-reading"])
    def test_fit_the_page(self, profile: str) -> None:
        """No line is wider than the page, and the verdict stands first, with the neutrality note at the end."""
        found = analyse(load("european-security-2022", profile))
        for width in (40, 60, 88):
            lines = analysis_text(found, width=width).splitlines()

            assert max(map(len, lines)) <= width
            verdict = "A deal exists" if profile == "flexible-reading" else "No deal"
            assert any(line.startswith(verdict) for line in lines[:5])
            assert "This exercise models publicly reported statements" in " ".join(lines)
            assert not any(first == second == "" for first, second in pairwise(lines))

    def test_say_what_the_gates_cost(self) -> None:
        """Where gates close packages, the words give the count without them."""
        found = evolve(analyse(load("two-villages")), zone=1)

        assert "Without the gates it would be 2." in str(found)

    def test_say_who_pays(self) -> None:
        """Below the best package: who gains, who ends below the start, whose consent is missing."""
        text = " ".join(str(analyse(load("two-villages"))).split())

        assert "Nash, Kalai–Smorodinsky and utilitarian: Water for Millbrook: every night" in text
        assert "Egalitarian: Water for Millbrook: two nights a week" in text
        assert "Below the start: Lowmead. Consent missing: Lowmead." in text


class TestManyParties:
    """Above three parties the frontier of very many packages is joined issue by issue, under a cap."""

    def test_are_joined(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """The same frontier, of packages with equal utilities one; up to three parties all are listed."""
        every = analyse(agenda(3, 3, 4)).pareto
        monkeypatch.setattr(analysing, "MANY_TO_COMPARE", 10)
        four, three = analyse(agenda(3, 3, 4)), analyse(agenda(3, 3, 3))

        assert (None, True) == (four.pareto, four.exact)
        assert four.zone is not None
        assert three.pareto is not None
        assert every is not None
        assert four.frontier is not None
        assert every.tolist() == [four.frontier.index(point) for point in range(four.frontier.n_points)]
        assert {"count": 14, "packages": every.tolist(), "one_for_equals": True} == four.as_plain()["pareto"]
        assert "feasible and efficient for the parties, equals once  14" in str(four)
        assert "feasible and efficient" in str(three)

    def test_say_where_the_frontier_outgrew_its_cap(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """The issue, how many were joined, and what may be asked for instead; everything else is as it was."""
        monkeypatch.setattr(analysing, "MANY_TO_COMPARE", 10)
        monkeypatch.setattr(analysing, "FEW_POINTS", 10)
        found = analyse(agenda(4, 3, 4))
        stopped = found.stopped
        text = " ".join(str(found).split())

        assert (None, None, True) == (found.pareto, found.frontier, found.exact)
        assert stopped is not None
        assert stopped.got > stopped.cap == 10
        plain = {"what": "points", "cap": 10, "got": stopped.got, "done": stopped.done, "n_issues": 4}
        assert {
            "count": None,
            "packages": None,
            "stopped": {**plain, "issues": list(stopped.issues)},
        } == found.as_plain()["pareto"]
        given_up = f"given up at {stopped.issues[0]}, with {stopped.done} of 4 issues joined: more than 10 points."
        assert f"The efficient packages were {given_up} The packages picked above are exact" in text
        none = evolve(found, solutions=Table(dict.fromkeys(found.solutions)))
        assert "picked above" not in str(none)
        assert f"{given_up} `structured_frontier` joins on" in " ".join(str(none).split())


class TestFigures:
    """Counts as a table tells them."""

    @pytest.mark.parametrize(
        ("n", "told"),
        [
            (49_152, "49,152"),
            (10**18 - 1, "999,999,999,999,999,999"),
            (10**50, "1.00 × 10⁵⁰"),
            (4 * 10**700, "4.00 × 10⁷⁰⁰"),
        ],
    )
    def test_long_counts_are_rounded(self, n: int, told: str) -> None:
        """So that they stand in a table, however large."""
        found = evolve(analyse(load("two-villages")), packages=n)

        assert told == figure_rows(found, "en")[0][1]
