"""Who is told how far long work has come."""

from collections.abc import Callable

import pytest

from negotiation.analysis import payoffs
from negotiation.analysis.best import best_packages
from negotiation.analysis.orders import acceptability
from negotiation.analysis.thresholds import thresholds_of
from negotiation.analysis.tornado import ZONE, tornado
from negotiation.analysis.watching import ticks, told, watching
from negotiation.analysis.zone import zone_of
from negotiation.files import load
from tests.unit.analysis.agendas import agenda

Seen = list[tuple[str, int, int | None]]


def seen_in(work: Callable[[], object]) -> Seen:
    """Return what a watcher is told while some work is done."""
    seen: Seen = []
    with watching(lambda *at: seen.append(at)):
        work()
    return seen


class TestWatching:
    """The watcher of a block is told, and nobody else."""

    def test_tells_the_innermost_watcher(self) -> None:
        """Outside every block nobody is; after an inner block the outer one is again."""
        outer: Seen = []
        told("packages", 0)
        with watching(lambda *at: outer.append(at)):
            told("packages", 1, 3)
            assert [("packages", 2, 3)] == seen_in(lambda: told("packages", 2, 3))
            told("packages", 3, 3)
        told("packages", 4)

        assert [("packages", 1, 3), ("packages", 3, 3)] == outer

    def test_a_watcher_may_end_the_work(self) -> None:
        """What it raises comes out, and it is a watcher no more."""

        def enough(what: str, done: int, total: int | None) -> None:
            raise TimeoutError(f"{what}: {done} of {total}")

        with pytest.raises(TimeoutError, match="draws: 1 of 9"), watching(enough):
            list(ticks(range(9), 9, "draws"))
        told("draws", 1)

    def test_ticks_yield_what_they_are_given(self) -> None:
        """Each is told once it is done with."""
        got: list[str] = []

        assert [("draws", 1, 2), ("draws", 2, 2)] == seen_in(lambda: got.extend(ticks("ab", 2, "draws")))
        assert ["a", "b"] == got


class TestWhatIsTold:
    """What may take long says how far it is."""

    def test_going_through_packages(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Box by box, up to all of them."""
        monkeypatch.setattr("negotiation.analysis.pages.BOX_SIZE", 1000)
        seen = seen_in(lambda: zone_of(agenda(6, 5, 2)))

        assert [("packages", k * 625, 5**6) for k in range(1, 26)] == seen
        assert payoffs.BOX_SIZE > 1000

    def test_turning_and_drawing_numbers(self) -> None:
        """Number by number, draw by draw."""
        scenario = load("two-villages")
        turned = [each for each in seen_in(lambda: thresholds_of(scenario)) if each[0] == "numbers"]
        varied = [each for each in seen_in(lambda: tornado(scenario, ZONE)) if each[0] == "numbers"]
        drawn = [each for each in seen_in(lambda: acceptability(scenario, draws=5)) if each[0] == "draws"]

        for seen in (turned, varied, drawn):
            assert [(done, len(seen)) for done in range(1, len(seen) + 1)] == [(done, total) for _, done, total in seen]
            assert seen
        assert 5 == len(drawn)

    def test_waiting_for_the_solver(self) -> None:
        """How long it takes nobody knows; that it is done is told."""
        pytest.importorskip("highspy")
        seen = seen_in(lambda: best_packages(agenda(8, 4, 3), ("egalitarian",)))

        assert {("solver", 0, None), ("solver", 1, 1)} >= {each for each in seen if each[0] == "solver"}
        assert ("solver", 1, 1) in seen
