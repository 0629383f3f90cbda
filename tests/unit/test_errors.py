"""Every error of the library: values that carry facts and a path; the sentence is built from them."""

import pickle
from typing import Any

import pytest

from negotiation.errors import (
    ConditionError,
    NegotiationError,
    Place,
    Problem,
    ScenarioError,
    UnknownNameError,
    UsageError,
    join_path,
    nearest,
    shortened,
    unfit,
)

MANY = tuple(f"zone{n:02}" for n in range(14))


class TestProblem:
    """One thing wrong: where, what was expected, what was got, and the cure."""

    @pytest.mark.parametrize(
        ("problem", "expected"),
        [
            (Problem("", "a map"), "expected a map"),
            (Problem("a.b", "a map", "nothing"), "a.b: expected a map, got nothing"),
            (Problem("a.b", "a map", "nothing", "write one"), "a.b: expected a map, got nothing; write one"),
            (Problem("a.b", "a map", "", "write one"), "a.b: expected a map; write one"),
            (Problem("a", "a map", "", "", Place("x.yaml", 3, 7)), "x.yaml:3:7: a: expected a map"),
        ],
    )
    def test_reads_as_a_sentence(self, problem: Problem, expected: str) -> None:
        """The parts that are there, in one order."""
        assert expected == str(problem)

    def test_can_be_put_under_a_path(self) -> None:
        """The path grows at its front."""
        assert Problem("a.b.c", "x") == Problem("c", "x").under("a.b")
        assert Problem("a", "x") == Problem("", "x").under("a")
        assert "a.b" == join_path("a", "", "b")


class TestConditionError:
    """The text, where it stops making sense, and what was expected there."""

    @pytest.mark.parametrize(
        ("text", "at", "expected"),
        [
            ("a == b ?", 7, "expected more, got '?'\n    a == b ?\n           ^"),
            ("a ==", 4, "expected more, got the end\n    a ==\n        ^"),
            ("a ==  ", 6, "expected more, got the end\n    a ==\n        ^"),
            ("a\nb == c", 2, "expected more, got 'b'\n    b == c\n    ^"),
            ("a\n b => c", 5, "expected more, got '=>'\n     b => c\n       ^"),
            ("moved(a)and", 8, "expected more, got 'and'\n    moved(a)and\n            ^"),
            ("", 0, "expected more, got the end\n    \n    ^"),
        ],
    )
    def test_points_at_it(self, text: str, at: int, expected: str) -> None:
        """The token, the line it stands in, and a caret below."""
        assert expected == str(ConditionError(text, at, "more"))

    @pytest.mark.parametrize("before", [0, 3, 41, 500, 2000])
    def test_shows_a_window_of_a_long_line(self, before: int) -> None:
        """The caret still stands below the place, with … for what is left out to either side."""
        text = "a " * before + "? " + "b " * 500
        _, line, caret = str(ConditionError(text, 2 * before, "more")).split("\n")

        assert "?" == line[caret.index("^")]
        assert 90 > len(line)
        assert ("…" in line.partition("?")[0]) == (2 * before > 40)
        assert line.endswith("…")

    def test_leaves_a_line_of_some_length_whole(self) -> None:
        """A line that fits a screen is shown as it is; the token found is cut where it is long."""
        assert f"\n    {'a ' * 59}?\n" in str(ConditionError("a " * 59 + "?", 118, "more"))
        assert f"got '{'x' * 79}…'\n" in str(ConditionError("x" * 5000, 0, "more"))


class TestShortened:
    """What was found is cut where it is long; names that are listed are not."""

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("x" * 82, "x" * 82),
            ("x" * 83, "x" * 80 + "…"),
            (repr("x" * 80), repr("x" * 80)),
            (repr("x" * 81), f"'{'x' * 79}…'"),
            (repr("it's " * 30), '"' + ("it's " * 30)[:79] + '…"'),
            (repr(["x"] * 50), "['x', " + "'x', " * 14 + "'x'," + "…"),
            (repr("/srv/a b" + "/cd" * 99 + ".yaml"), repr("/srv/a b" + "/cd" * 99 + ".yaml")),
            ("out/" + "x" * 99 + ".acts:3: 2022-02-01", "out/" + "x" * 99 + ".acts:3: 2022-02-01"),
            (repr("out/" + "x" * 99 + ".acts"), repr("out/" + "x" * 99 + ".acts")),
            ("none for " + "water, " * 30, "none for " + "water, " * 30),
            ("Actor(id='x', " + "b" * 200, "Actor(id='x', " + "b" * 66 + "…"),
        ],
    )
    def test_cuts(self, text: str, expected: str) -> None:
        """The closing quote stays."""
        assert expected == shortened(text)

    def test_is_what_messages_show(self) -> None:
        """Of paths, values, names and parameters; the error itself keeps the whole."""
        long = "x" * 5000
        problem = Problem(f"actors.{long}", "a known key", repr(long))
        errors = (problem, UnknownNameError("actor", long, [long]), UsageError("a number", repr(long)))
        told = [*map(str, errors), str(unfit("linear", lambda start: None, {"start": long}))]

        assert all(320 > len(each) for each in told)
        assert all("…" in each for each in told)
        assert repr(long) == problem.got


class TestOtherErrors:
    """A scenario with all its problems; a name that is not there; an argument that cannot be used."""

    @pytest.mark.parametrize(
        ("error", "expected"),
        [
            (ScenarioError([Problem("a", "x"), Problem("b", "y")]), "a: expected x\nb: expected y"),
            (UnknownNameError("turn", "x", ()), "expected the name of a turn, got 'x'; there is none"),
            (UnknownNameError("actor", "x", ["xy"]), "expected the name of an actor, got 'x'; did you mean xy?"),
            (UsageError("a number"), "expected a number"),
            (UsageError("a number", "'x'", "write one"), "expected a number, got 'x'; write one"),
        ],
    )
    def test_read_as_sentences(self, error: NegotiationError, expected: str) -> None:
        """What was expected, got, and the cure."""
        assert expected == str(error)

    @pytest.mark.parametrize(
        "error",
        [
            ScenarioError([Problem("a", "x", place=Place("f", 1))]),
            ConditionError("a", 0, "x"),
            UnknownNameError("actor", "x", ["y"]),
            UsageError("a number", "x"),
            NegotiationError("plain"),
        ],
    )
    def test_are_values(self, error: NegotiationError) -> None:
        """Equal by their facts, of one hash, the same after a journey to another process."""
        again = pickle.loads(pickle.dumps(error))

        assert (error, hash(error), str(error)) == (again, hash(again), str(again))

    @pytest.mark.parametrize(
        ("one", "other"),
        [
            (UsageError("a"), UsageError("b")),
            (NegotiationError("a"), NegotiationError("b")),
            (UsageError("a"), NegotiationError("a")),
            (UsageError("a"), "expected a"),
        ],
    )
    def test_differ_by_their_facts(self, one: NegotiationError, other: Any) -> None:
        """Other facts, another class, or no error at all."""
        assert one != other

    def test_carry_their_causes(self) -> None:
        """They can be raised from one another and noted upon, frozen as they are."""
        error, cause = UsageError("a number"), ConditionError("a", 0, "x")
        with pytest.raises(UsageError, match=r"^expected a number$") as caught:
            raise error from cause

        caught.value.add_note("seen")
        assert cause is caught.value.__cause__


class TestNearest:
    """A cure for a misspelt name: the closest known ones, or the list when none is close."""

    @pytest.mark.parametrize(
        ("name", "known", "expected"),
        [
            ("rusia", ["russia", "ukraine"], "did you mean russia?"),
            ("est", ["east", "west", "north"], "did you mean west or east?"),
            ("xyz", ["east", "west"], "choose from east, west"),
            ("xyz", [], "there is none"),
            (3, ["east", "west"], "choose from east, west"),
            ("xyz", ["a", "b", "a"], "choose from a, b"),
            ("xyz", MANY[:12], "choose from " + ", ".join(MANY[:12])),
            ("xyz", MANY, "choose from " + ", ".join(MANY[:12]) + ", …"),
        ],
    )
    def test_helps(self, name: Any, known: list[str], expected: str) -> None:
        """Up to three close names; else up to twelve of all."""
        assert expected == nearest(name, known)
