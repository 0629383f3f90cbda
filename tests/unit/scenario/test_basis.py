"""Who answers for a claim or a number, and human text in one or several languages."""

import math
from collections.abc import Callable, Iterable
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from negotiation.errors import Problem, ScenarioError
from negotiation.scenario import Basis, Number, Table, Text, assumed, external, implied, stated, text_in
from negotiation.scenario.basis import (
    to_ids,
    to_lists_of_ids,
    to_names,
    to_number,
    to_numbers,
    to_range,
    to_text,
    to_texts,
)


class TestBasis:
    """Who answers for a claim: the sources that state, imply or externally support it, or a reason to assume it."""

    @pytest.mark.parametrize("kind", [stated, implied, external])
    def test_names_sources(self, kind: Callable[..., Basis]) -> None:
        """One function a kind takes the ids of sources, and shows them."""
        basis = kind("S1", "S2")

        assert (kind.__name__, ("S1", "S2"), None) == (basis.kind, basis.sources, basis.reason)
        assert f"{kind.__name__} S1 S2" == str(basis)

    def test_assumes_for_a_reason(self) -> None:
        """What no source gives has the author's reason, in one language or several."""
        assert "assumed a guess" == str(assumed("a guess"))
        assert "assumed a guess" == str(assumed({"zh": "猜测", "en": "a guess"}))

    def test_takes_one_source_alone(self) -> None:
        """A single id needs no list."""
        assert stated("S1") == Basis("stated", "S1")

    @pytest.mark.parametrize(
        ("arguments", "problem"),
        [
            (("guessed",), Problem("", "a basis: stated, implied, assumed, external", "'guessed'")),
            (("assumed",), Problem("assumed", "a reason, and no sources", "none")),
            (("assumed", "S1", "a guess"), Problem("assumed", "a reason, and no sources", "sources")),
            (("stated",), Problem("stated", "a source or more, and no reason", "none")),
            (("implied", "S1", "a guess"), Problem("implied", "a source or more, and no reason", "a reason")),
        ],
    )
    def test_refuses_what_nobody_answers_for(self, arguments: tuple[Any, ...], problem: Problem) -> None:
        """An unknown kind, an assumption without a reason, anything else without a source."""
        with pytest.raises(ScenarioError) as caught:
            Basis(*arguments)

        assert (problem,) == caught.value.problems


class TestNumber:
    """A value with its basis and the range over which it may be varied."""

    def test_is_a_value(self) -> None:
        """Whole numbers become floats; equal numbers hash alike; it is a float where one is asked for."""
        number = Number(1, assumed("a guess"), (0, 2))

        assert (1.0, (0.0, 2.0)) == (number.value, number.range)
        assert number == Number(1.0, assumed("a guess"), (0.0, 2.0))
        assert {number} == {Number(1.0, assumed("a guess"), (0.0, 2.0))}
        assert float(number) == 1.0

    @pytest.mark.parametrize(
        ("value", "bounds", "problem"),
        [
            (math.nan, None, Problem("", "a finite number", "nan")),
            (-math.inf, None, Problem("", "a finite number", "-inf")),
            (1.0, (2.0, 0.0), Problem("range", "a range [low, high] of finite numbers", "[2, 0]")),
            (1.0, (0.0, math.inf), Problem("range", "a range [low, high] of finite numbers", "[0, inf]")),
            (1.0, (math.nan, 2.0), Problem("range", "a range [low, high] of finite numbers", "[nan, 2]")),
            (1.5, (0.0, 1.0), Problem("range", "a range that contains the value 1.5", "[0, 1]")),
            (-0.5, (0.0, 1.0), Problem("range", "a range that contains the value -0.5", "[0, 1]")),
        ],
    )
    def test_refuses_what_cannot_be_varied(
        self, value: float, bounds: tuple[float, float] | None, problem: Problem
    ) -> None:
        """A value or range that is not finite, or a value outside its range."""
        with pytest.raises(ScenarioError) as caught:
            Number(value, None, bounds)

        assert (problem,) == caught.value.problems

    @pytest.mark.parametrize("bounds", [(0.5, 1.0), (0.0, 0.5), (0.5, 0.5)])
    def test_stands_at_the_edge(self, bounds: tuple[float, float]) -> None:
        """A range may begin or end at the value."""
        assert bounds == Number(0.5, None, bounds).range


class TestConverters:
    """What authors may write short becomes the values of the model."""

    @pytest.mark.parametrize("value", [1, 1.0, np.float64(1.0), np.int64(1), Fraction(1), Number(1.0)])
    def test_numbers(self, value: Any) -> None:
        """Any real number is a Number."""
        assert Number(1.0) == to_number(value)

    def test_no_number(self) -> None:
        """None stays None."""
        assert to_number(None) is None

    @pytest.mark.parametrize("value", ["0.5", True, [0.5], 1j])
    def test_not_a_number(self, value: Any) -> None:
        """Text, truth values and lists are refused, in a map with their id."""
        with pytest.raises(ScenarioError) as caught:
            to_number(value)
        with pytest.raises(ScenarioError) as inside:
            to_numbers({"water": value})

        assert (Problem("", "a number", repr(value)),) == caught.value.problems
        assert (Problem("water", "a number", repr(value)),) == inside.value.problems

    def test_numbers_by_id(self) -> None:
        """Bare numbers and Numbers stand side by side."""
        assert Table({"a": Number(0.5), "b": Number(1.0)}) == to_numbers({"a": 0.5, "b": Number(1.0)})

    @pytest.mark.parametrize(("value", "expected"), [(None, None), ([0, 1], (0.0, 1.0))])
    def test_ranges(self, value: Iterable[float] | None, expected: tuple[float, float] | None) -> None:
        """A range is a pair of floats, or none."""
        assert expected == to_range(value)

    def test_ids(self) -> None:
        """One id may be given alone, several in any iterable; also by id."""
        assert ("a",) == to_ids("a")
        assert ("a", "b") == to_ids(["a", "b"])
        assert Table({"x": ("a",), "y": ("a", "b")}) == to_lists_of_ids({"x": "a", "y": ["a", "b"]})
        assert Table({"x": "a"}) == to_names({"x": "a"})

    def test_texts(self) -> None:
        """A string stays, a map by language becomes a Table, nothing stays nothing; also by id."""
        by_language = Table({"en": "peace", "zh": "和平"})

        assert ("peace", by_language, None) == (to_text("peace"), to_text({"en": "peace", "zh": "和平"}), to_text(None))
        assert by_language is to_text(by_language)
        assert Table({"a": "peace", "b": by_language}) == to_texts({"a": "peace", "b": {"en": "peace", "zh": "和平"}})


class TestTextIn:
    """The text in a language; else in English; else in the first language it has; "" for no text."""

    @pytest.mark.parametrize(
        ("text", "language", "expected"),
        [
            ("peace", "zh", "peace"),
            (Table({"en": "peace", "zh": "和平"}), "zh", "和平"),
            (Table({"zh": "和平", "en": "peace"}), "fr", "peace"),
            (Table({"zh": "和平", "ru": "мир"}), "fr", "和平"),
            (None, "en", ""),
            ("", "en", ""),
            (Table(), "en", ""),
        ],
    )
    def test_finds_the_nearest(self, text: Text | None, language: str, expected: str) -> None:
        """Each fallback in its turn."""
        assert expected == text_in(text, language)
