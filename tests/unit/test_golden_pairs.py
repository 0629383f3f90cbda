"""Plays whose acts are kept: pairs that differ in one belief, one bias or one trust, and the flagship by reading.

`UPDATE_GOLDEN=1` records the acts anew; read the difference before you commit it.
"""

import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pytest
from attrs import frozen

import negotiation as ng
from negotiation.engine.acts import Act
from negotiation.engine.notation import format_act, parse_minutes
from negotiation.engine.opening import begin
from negotiation.engine.procedures import one_text
from negotiation.scenario import Scenario
from negotiation.strategies import SingleText
from tests.conftest import ROOT

GOLDEN = ROOT / "tests" / "data" / "golden"
MILLS = GOLDEN / "two-mills.yaml"
FLAGSHIP = "european-security-2022"
READINGS = ("strict-reading", "flexible-reading", "ukraine-at-the-table", "preconditions-first", "feared-escalation")


@frozen
class Pair:
    """Two plays that differ in what stands at one path: there as the file has it, and set to another value."""

    about: str
    path: str
    other: Any
    strategies: Mapping[str, Any]
    protocol: ng.Protocol | None = None

    def plays(self) -> dict[str, ng.Play]:
        """Return both plays by the names of their files."""
        return {f"{self.about}-as-given": self.play(given()), f"{self.about}-changed": self.play(self.changed())}

    def changed(self) -> Scenario:
        """Return the scenario with the other value."""
        return given().with_(self.path, self.other)

    def play(self, scenario: Scenario) -> ng.Play:
        """Return one play."""
        return ng.play(scenario, self.strategies, protocol=self.protocol, seed=1)


def given() -> Scenario:
    """Return the two mills' talks as their file has them."""
    return ng.load(MILLS)


PAIRS = (
    Pair("belief", "threats.ultimatum.believed.lower", 0.9, {}),
    Pair("trust", "actors.lower.trust.upper", 0.5, {}),
    Pair(
        "bias",
        "actors.town.bias",
        {"upper": 0.2, "lower": 5},
        {"upper": "judge", "lower": "judge", "town": SingleText()},
        one_text(chair="town"),
    ),
)


def written(acts: Iterable[tuple[int, Act]]) -> str:
    """Return acts as they are kept: one a line, under the number of their turn."""
    lines: list[str] = []
    last = -1
    for turn, act in acts:
        if turn != last:
            lines.append(f"# turn {turn}" if turn else "# opening")
        last = turn
        lines.append(format_act(act))
    return "\n".join(lines) + "\n"


def check_acts(name: str, play: ng.Play, folder: Path, *, update: bool) -> None:
    """Compare the acts of a play with those that are kept under a name, or keep them."""
    kept, actual = folder / f"{name}.acts", written(play.acts)
    if update:
        kept.write_text(actual, encoding="utf-8")
    assert kept.exists(), f"{kept.name} is not kept yet: run with UPDATE_GOLDEN=1"

    assert kept.read_text(encoding="utf-8") == actual


def flagship(reading: str) -> ng.Play:
    """Return a play of the flagship under a reading, all seats with its own strategies."""
    return ng.play(ng.load(FLAGSHIP, profile=reading), seed=2022)


@pytest.fixture
def update() -> bool:
    """Return whether the acts are to be kept anew."""
    return bool(os.environ.get("UPDATE_GOLDEN"))


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair.about)
class TestPairs:
    """A belief, a bias and a trust each show in what is done, not only in what it is worth."""

    def test_acts_are_as_kept(self, pair: Pair, *, update: bool) -> None:
        """Both plays do what they did when they were kept."""
        for name, play in pair.plays().items():
            check_acts(name, play, GOLDEN, update=update)

    def test_acts_differ(self, pair: Pair) -> None:
        """The two plays part at some act."""
        one, other = pair.plays().values()

        assert written(one.acts) != written(other.acts)

    def test_nothing_else_differs(self, pair: Pair) -> None:
        """Put back, the number makes the scenario equal to the file's: the pair differs in it alone."""
        back: Any = given()
        for part in pair.path.split("."):
            back = back[part] if hasattr(back, "keys") else getattr(back, part)

        assert pair.changed() != given()
        assert pair.changed().with_(pair.path, back) == given()


class TestFlagship:
    """The bundled talks, played by the strategies that its file names."""

    @pytest.mark.parametrize("reading", READINGS)
    def test_acts_are_as_kept(self, reading: str, *, update: bool) -> None:
        """Under each reading the talks go as they went when they were kept."""
        check_acts(f"{FLAGSHIP}-{reading}", flagship(reading), GOLDEN, update=update)

    def test_every_reading_is_kept(self) -> None:
        """No reading of the file is left out."""
        assert set(READINGS) == set(ng.load(FLAGSHIP).profile_names)


class TestKeptActs:
    """What is kept is notation that folds again, and nothing is kept that no test plays."""

    @pytest.mark.parametrize("reading", READINGS)
    def test_fold_to_the_same_end(self, reading: str) -> None:
        """The acts of a file, folded without any strategy, end the talks as the play did."""
        play = flagship(reading)
        minutes = parse_minutes((GOLDEN / f"{FLAGSHIP}-{reading}.acts").read_text(encoding="utf-8"))
        start = begin(play.state.game)

        assert start.after(*(minute.act for minute in minutes[start.n :])).outcome == play.outcome

    def test_no_file_is_left_over(self) -> None:
        """Every file belongs to a play here, or to one of a protocol on the toy (tests/unit/engine/test_golden.py)."""
        names = {f"{FLAGSHIP}-{reading}" for reading in READINGS}
        names |= {f"{pair.about}-{which}" for pair in PAIRS for which in ("as-given", "changed")}

        assert names == {path.stem for path in GOLDEN.glob("*.acts") if not path.stem.startswith("two-villages-")}

    def test_other_acts_are_found(self, tmp_path: Path) -> None:
        """A play that goes otherwise fails until it is kept anew."""
        one, other = PAIRS[0].plays().values()
        with pytest.raises(AssertionError, match=r"pair\.acts is not kept yet: run with UPDATE_GOLDEN=1"):
            check_acts("pair", one, tmp_path, update=False)
        check_acts("pair", one, tmp_path, update=True)
        with pytest.raises(AssertionError, match="sluice = half, watch = keeper, repairs = shared"):
            check_acts("pair", other, tmp_path, update=False)
