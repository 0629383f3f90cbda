"""Conflicts of agendas too large to go through: found by the solver, the smallest first."""

import pytest
from attrs import evolve

from negotiation.analysis import gap_searched, relaxations
from negotiation.analysis.gap import Gap, conflicts_of, gap_of
from negotiation.analysis.gap_searched import conflicts_searched
from negotiation.analysis.programs import Program, SolverError
from negotiation.analysis.relaxations import relaxations_of
from negotiation.files import load
from negotiation.scenario import Actor, Gate, Issue, Option, RedLine, Scenario, at_least
from negotiation.scenario.world import world_at_start
from tests.unit.analysis.test_gap import excerpt, indifferent
from tests.unit.analysis.test_gap_numbers import shares

pytest.importorskip("highspy", reason="the solver of the extra `analysis` is not installed")


def large(n_issues: int = 20, demanded: int = 12, refused: int = 9) -> Scenario:
    """Return talks on many issues of six options; one side demands many of them raised, the other refuses as many."""
    agenda = [
        Issue(f"i{k}", f"Issue {k}", "o0", [Option(f"o{j}", f"level {j}") for j in range(6)]) for k in range(n_issues)
    ]
    up = {issue.id: {f"o{j}": j / 5 for j in range(6)} for issue in agenda}
    down = {issue.id: {f"o{j}": 1 - j / 5 for j in range(6)} for issue in agenda}
    raised = [f"{issue.id} >= o3" for issue in agenda]
    weights = {issue.id: 1 / n_issues for issue in agenda}
    actors = [
        Actor(
            "a",
            "A",
            "party",
            red_lines=[RedLine("many", only_if=at_least(demanded, *raised))],
            salience=weights,
            values=up,
        ),
        Actor(
            "b",
            "B",
            "party",
            red_lines=[RedLine("few", never=at_least(refused, *raised))],
            salience=weights,
            values=down,
            no_deal=0.75,
            no_deal_because="so",
        ),
    ]
    return Scenario("large", "Large", agenda, actors)


class TestConflictsSearched:
    """The smallest conflicts, and whether these are all."""

    def test_of_a_large_agenda(self) -> None:
        """Among 3.6 × 10¹⁵ packages: the demand against the refusal, and against what the other wants at least."""
        scenario = large()
        found, complete = conflicts_searched(scenario)

        assert 6**20 == scenario.n_packages
        assert complete
        assert [
            ["actors.a.red_lines.many", "actors.b.red_lines.few"],
            ["actors.a.red_lines.many", "actors.b.no_deal"],
        ] == [[each.name for each in one] for one in found]

    def test_none_where_there_is_a_zone(self) -> None:
        """Where demand and refusal leave room there is nothing to find."""
        assert ((), True) == conflicts_searched(large(demanded=5))

    def test_no_more_than_asked_for(self) -> None:
        """With a limit it says that there may be others."""
        found, complete = conflicts_searched(large(), limit=1)

        assert 1 == len(found)
        assert not complete

    def test_of_the_flagship(self) -> None:
        """The same as going through its packages."""
        scenario = load("european-security-2022", "strict-reading")
        found, complete = conflicts_searched(scenario)

        assert complete
        assert [each.constraints for each in conflicts_of(scenario)] == list(found)

    def test_of_the_excerpt(self) -> None:
        """Gates and lines of those who must consent are asked too."""
        found, complete = conflicts_searched(excerpt())

        assert complete
        assert {each.constraints for each in conflicts_of(excerpt())} == set(found)

    def test_a_gate_that_waits_for_the_world(self) -> None:
        """What a gate asks about the world is answered before packages are looked for."""
        told = Gate("g", "nobody", "consent", "constitutive", when="consulted(q) and moved(share) or turn > 3")
        scenario = evolve(shares(), gates=[told])
        world = evolve(world_at_start(scenario), consulted=frozenset({"q"}))

        assert ((), True) == conflicts_searched(scenario)
        assert [["gates.g"]] == [[each.name for each in one] for one in conflicts_searched(scenario, world)[0]]

    @pytest.mark.parametrize("outer", ["consensus", "unanimity", "leader", "majority"])
    @pytest.mark.parametrize("inner", ["consensus", "unanimity", "leader", "majority"])
    def test_blocs_of_blocs(self, outer: str, inner: str) -> None:
        """However a bloc and a bloc inside it decide: the same as going through all packages."""
        names = ("r", "t", "u")
        values = {"share": {f"s{i}": abs(i - 6) / 10 for i in range(11)} | {"s0": 0.2, "s10": 1, "s6": 0}}
        others = {
            "r": Actor("r", "R", without_preferences="withholds", red_lines=[RedLine("l", never="share > s7")]),
            "t": Actor("t", "T", salience={"share": 1}, values=values),
            "u": Actor("u", "U", red_lines=[RedLine("l", only_if="share < s5")]),
            "v": Actor("v", "V", members=names, decides_by=inner, leader="t", vetoes=("u",)),
            "w": Actor("w", "W", members=("v", "p", "t"), decides_by=outer, leader="v", vetoes=("v",)),
        }
        for least in ("s0", "s4", "s5", "s8"):
            lines = [RedLine("m", only_if=f"share >= {least}")]
            scenario = shares(
                p={"red_lines": lines},
                others=others,
                gates=[Gate("g", "w", "consent", "constitutive", when="moved(share)")],
            )
            found, complete = conflicts_searched(scenario)

            assert complete
            assert {each.constraints for each in conflicts_of(scenario)} == set(found)

    def test_too_close_to_call(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Where the solver takes for enough what is a unit short, it says that it cannot tell."""
        monkeypatch.setattr(gap_searched, "PATIENCE", 1)

        assert ((), False) == conflicts_searched(indifferent())
        assert [("someone_gains",)] == [each.names for each in conflicts_of(indifferent())]

    def test_a_solver_that_fails(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Its failure proves nothing: the search ends and says that it is not complete."""

        def failed(*_: object, **__: object) -> None:
            raise SolverError("kSolveError")

        monkeypatch.setattr(Program, "best", failed)

        assert ((), False) == conflicts_searched(large())

    @pytest.mark.parametrize(("trusted", "shut"), [(1.0, False), (0.9, False), (0.5, True)])
    def test_distrust(self, trusted: float, shut: bool) -> None:
        """What one expects of a share that another performs must be enough: half of a half is not four tenths."""
        options = [Option(f"s{i}", f"{i} of 10", performs=["q"]) for i in range(11)]
        scenario = evolve(
            shares(p={"trust": {"q": trusted}, "no_deal": 0.4, "no_deal_because": "so"}),
            agenda=[Issue("share", "The share", "s0", options)],
        )
        found, complete = conflicts_searched(scenario)

        assert complete
        assert [("actors.p.no_deal", "actors.q.no_deal")] * shut == [tuple(each.name for each in one) for one in found]


class TestLargeGap:
    """The gap of agendas too large to go through."""

    def test_asks_the_solver(self) -> None:
        """Conflicts and what would have to give come from the solver, proved."""
        found = gap_of(large())

        assert found.complete
        assert found.proved
        assert found.relaxations == relaxations_of(large())
        assert found.conflicts == conflicts_of(large())

    def test_nothing_gives_where_there_is_a_zone(self) -> None:
        """There is nothing to open."""
        assert Gap((), complete=True, relaxations=()) == gap_of(large(demanded=5))
        assert relaxations_of(large(demanded=5)) == ()

    def test_by_the_number_of_packages(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """The solver is asked past so many packages, the smallest conflict and ten others if not told otherwise."""
        monkeypatch.setattr(relaxations, "MANY_PACKAGES", 63)
        scenario = excerpt()

        assert 5 == len(conflicts_of(scenario))
        assert isinstance(gap_of(scenario, limit=2), Gap)
        assert 2 == len(gap_of(scenario, limit=2).conflicts)
        assert not gap_of(scenario, limit=2).complete
