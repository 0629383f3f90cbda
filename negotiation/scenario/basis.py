"""Who answers for a claim or a number, and human text in one or several languages."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from numbers import Real
from typing import Any, TypeAlias

from attrs import field, frozen

from negotiation.errors import Problem, ScenarioError, UsageError
from negotiation.scenario.table import Table

KINDS = ("stated", "implied", "assumed", "external")

Text: TypeAlias = str | Table[str, str]


def to_text(value: str | Mapping[str, str] | None) -> Text | None:
    """Return a human text: a string as it is, a map by language as a Table; UsageError for anything else."""
    if value is None or isinstance(value, (str, Table)):
        return value
    return Table(as_map(value, "text, or a map from languages to texts"))


def to_texts(values: Mapping[str, str | Mapping[str, str]]) -> Table[str, Text]:
    """Return human texts by id."""
    return Table({key: to_text(value) or "" for key, value in as_map(values, "a map from ids to texts").items()})


def to_names(values: Mapping[str, str]) -> Table[str, str]:
    """Return ids by id."""
    return Table(as_map(values, "a map from ids to ids"))


def to_facts(values: Mapping[str, bool]) -> Table[str, bool]:
    """Return truth values by id."""
    return Table(as_map(values, "a map from facts to truth values"))


def text_in(text: Text | None, language: str = "en") -> str:
    """Return the text in a language; else in English; else in the first language it has; "" for no text.

    >>> from negotiation.scenario import Table, text_in
    >>> text_in(Table({"en": "peace", "zh": "和平"}), "zh")
    '和平'
    """
    if text is None or isinstance(text, str):
        return text or ""
    for each in (language, "en"):
        if each in text:
            return text[each]
    return next(iter(text.values()), "")


def as_map(values: object, what: str = "a map") -> dict[Any, Any]:
    """Return a map, or pairs of keys and values, as a dict. UsageError for anything else, told as what was expected."""
    try:
        return dict(values)  # type: ignore[call-overload, no-any-return]
    except (TypeError, ValueError):
        raise UsageError(what, repr(values)) from None


def as_several(values: object, what: str) -> tuple[Any, ...]:
    """Return several values as a tuple. UsageError for a text or what is no collection, told as what was expected."""
    if isinstance(values, Iterable) and not isinstance(values, (str, bytes)):
        return tuple(values)
    raise UsageError(what, repr(values))


def with_ids(values: Iterable[Any], what: str = "objects with ids") -> tuple[Any, ...]:
    """Return objects that have ids, as a tuple. UsageError for what is none of them, such as a bare name."""
    found = as_several(values, what)
    for each in found:
        if not hasattr(each, "id"):
            raise UsageError(what, repr(each), "give values of the class, not their names")
    return found


def by_id(values: Mapping[str, Any] | Any) -> Any:
    """Return a Table by id of objects given in a list; a map as a Table.

    Raises ScenarioError when two objects carry one id.
    """
    if isinstance(values, Table):
        return values
    if isinstance(values, Mapping):
        return Table(values)
    found: dict[str, Any] = {}
    for each in with_ids(values):
        if each.id in found:
            raise ScenarioError([Problem(each.id, "each id once", repr(each.id))])
        found[each.id] = each
    return Table(found)


def to_ids(value: str | Iterable[str]) -> tuple[str, ...]:
    """Return ids as a tuple; one id may be given alone."""
    return (value,) if isinstance(value, str) else as_several(value, "an id or a list of ids")


def to_lists_of_ids(values: Mapping[str, str | Iterable[str]]) -> Table[str, tuple[str, ...]]:
    """Return several ids by id."""
    return Table({key: to_ids(value) for key, value in as_map(values, "a map from ids to lists of ids").items()})


@frozen
class Basis:
    """Who answers for a claim: the sources that state, imply or externally support it, or a reason to assume it.

    Raises ScenarioError for an unknown kind, an assumption without a reason, anything else without a source.
    """

    kind: str
    sources: tuple[str, ...] = field(default=(), converter=to_ids)
    reason: Text | None = field(default=None, converter=to_text)

    def __attrs_post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ScenarioError([Problem("", "a basis: " + ", ".join(KINDS), repr(self.kind))])
        if self.kind == "assumed" and (self.reason is None or self.sources):
            got = "sources" if self.sources else "none"
            raise ScenarioError([Problem("assumed", "a reason, and no sources", got)])
        if self.kind != "assumed" and (self.reason is not None or not self.sources):
            got = "a reason" if self.reason is not None else "none"
            raise ScenarioError([Problem(self.kind, "a source or more, and no reason", got)])

    def __str__(self) -> str:
        return f"{self.kind} {' '.join(self.sources) or text_in(self.reason)}".strip()


def stated(*sources: str) -> Basis:
    """Return the basis of what the cited sources say themselves."""
    return Basis("stated", sources)


def implied(*sources: str) -> Basis:
    """Return the basis of what follows from the cited sources without being said."""
    return Basis("implied", sources)


def external(*sources: str) -> Basis:
    """Return the basis of what rests on cited sources outside the scenario's own text."""
    return Basis("external", sources)


def assumed(reason: str | Mapping[str, str]) -> Basis:
    """Return the basis of what no source gives: the author's reason for assuming it."""
    return Basis("assumed", (), reason)


def to_range(value: Iterable[float] | None) -> tuple[float, float] | None:
    """Return a range as a pair of floats; None as it is."""
    if value is None:
        return None
    try:
        low, high = value
    except (TypeError, ValueError):
        raise ScenarioError([Problem("range", "a range [low, high]", repr(value))]) from None
    return to_float(low), to_float(high)


def to_float(value: float) -> float:
    """Return a number as a float. Raises ScenarioError for what is no number, a truth value and a text among it."""
    if isinstance(value, Real) and not isinstance(value, bool):
        try:
            return float(value)
        except OverflowError:
            return math.inf if value > 0 else -math.inf
    raise ScenarioError([Problem("", "a number", repr(value))])


@frozen
class Number:
    """A value with its basis and the range over which it may be varied.

    `basis` is None for a bare number: it answers to the scenario's `numbers`.
    Raises ScenarioError when the value or range is not finite or the value lies outside its range.
    """

    value: float = field(converter=to_float)
    basis: Basis | None = None
    range: tuple[float, float] | None = field(default=None, converter=to_range)

    def __attrs_post_init__(self) -> None:
        problem = number_problem(self.value, self.range)
        if problem is not None:
            raise ScenarioError([problem])

    def __float__(self) -> float:
        return self.value


def number_problem(value: float, bounds: tuple[float, float] | None) -> Problem | None:
    """Return what is wrong with a value and its range, or None."""
    if not math.isfinite(value):
        return Problem("", "a finite number", str(value))
    if bounds is None:
        return None
    low, high = bounds
    if not (math.isfinite(low) and math.isfinite(high) and low <= high):
        return Problem("range", "a range [low, high] of finite numbers", f"[{low:g}, {high:g}]")
    if not low <= value <= high:
        return Problem("range", f"a range that contains the value {value:g}", f"[{low:g}, {high:g}]")
    return None


def to_number(value: Number | float | None) -> Number | None:
    """Return a Number for a bare number; a Number or None as it is. Raises ScenarioError for anything else."""
    return None if value is None else _number(value)


def _number(value: object) -> Number:
    return value if isinstance(value, Number) else Number(value)  # type: ignore[arg-type]


def to_numbers(values: Mapping[str, Number | float]) -> Table[str, Number]:
    """Return numbers by id. Raises ScenarioError, with the id, for what is no number."""
    found = {}
    for key, value in as_map(values, "a map from ids to numbers").items():
        try:
            found[key] = _number(value)
        except ScenarioError as error:
            raise ScenarioError([problem.under(key) for problem in error.problems]) from None
    return Table(found)
