"""How single values are read from a plain tree, written back, checked, and described by a JSON Schema.

What belongs here: the codecs of values that hold no others, and the keys that give a basis. Maps, lists and objects
are in `objects`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from attrs import frozen

from negotiation.errors import ConditionError, join_path, nearest
from negotiation.scenario import conditions as c
from negotiation.scenario.basis import KINDS, Basis, Number, number_problem
from negotiation.scenario.reader import Reader
from negotiation.scenario.table import Table

ID_PATTERN = rf"^(?!(?:{'|'.join(sorted(c.RESERVED))})$)[a-z][a-z0-9_]*$"
SLUG_PATTERN = r"^[a-z0-9][a-z0-9-]*$"
SOURCE_PATTERN = r"^[A-Za-z][A-Za-z0-9_]*$"
LANGUAGE_PATTERN = r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$"


class Codec:
    """How one kind of value is read, written, checked and described."""

    blank: Any = None

    def read(self, node: Any, path: str, to: Reader) -> Any:
        """Return the value of a plain node, or a blank after recording what is wrong with it."""
        raise NotImplementedError

    def write(self, value: Any) -> Any:
        """Return the plain node of a value: what `read` reads back to an equal value."""
        return value

    def check(self, value: Any, path: str, to: Reader) -> None:
        """Record what `read` would say of a value made in Python."""
        self.read(self.write(value), path, to)

    def schema(self) -> dict[str, Any]:
        """Return the JSON Schema of the node."""
        raise NotImplementedError


#: What to do where YAML took a comma for the end of a value.
SPLIT = "commas and braces split what stands inside { }: put the text or condition in quotes"


def closed(properties: dict[str, Any], required: list[str]) -> dict[str, Any]:
    """Return the schema of an object with these properties and no others."""
    found: dict[str, Any] = {"type": "object", "properties": properties, "additionalProperties": False}
    return {**found, "required": required} if required else found


def unknown_keys(node: Mapping[str, Any], known: Iterable[str], path: str, to: Reader) -> None:
    """Record every key of a map that is not known, with the nearest that is."""
    known = tuple(known)
    for key in node:
        if key in known:
            continue
        is_split = node[key] is None and re.search(r"[=<>!() ]", str(key))
        cure = SPLIT if is_split else nearest(str(key), known)
        to.fail(join_path(path, str(key)), "a known key", str(key), cure)


def _quotes(node: Any) -> str:
    return "put it in quotes" if isinstance(node, (bool, int, float)) else ""


@frozen
class Str(Codec):
    """A string: an id, a slug, one of several words, or any."""

    expected: str = "text"
    words: tuple[str, ...] = ()
    pattern: str = ""
    blank: Any = ""

    def read(self, node: Any, path: str, to: Reader) -> Any:
        """Return the string; a number or a truth value is refused, to be put in quotes."""
        if not isinstance(node, str):
            to.refuse(path, self.expected, node, _quotes(node))
        elif self.words and node not in self.words:
            to.fail(path, "one of " + ", ".join(self.words), node, nearest(node, self.words))
        elif self.pattern and not re.fullmatch(self.pattern, node):
            to.fail(path, self.expected, node)
        else:
            return node
        return self.words[0] if self.words else self.blank

    def schema(self) -> dict[str, Any]:
        """Return a string schema."""
        found: dict[str, Any] = {"type": "string"}
        if self.words:
            found["enum"] = list(self.words)
        if self.pattern:
            found["pattern"] = self.pattern
        return found


@frozen
class Words(Codec):
    """Human text: a string, or a map from languages to strings."""

    blank: Any = ""

    def read(self, node: Any, path: str, to: Reader) -> Any:
        """Return the text as a string or a Table by language; one that says nothing is refused."""
        texts = node if isinstance(node, Mapping) and node else {"en": node}
        if not all(isinstance(each, str) for pair in texts.items() for each in pair):
            is_split = isinstance(node, Mapping) and None in node.values()
            to.fail(path, "text, or a map from languages to texts", node, SPLIT if is_split else _quotes(node))
            return self.blank
        known = len(to.problems)
        for language, text in texts.items():
            at = join_path(path, language) if texts is node else path
            if not re.fullmatch(LANGUAGE_PATTERN, language):
                to.fail(at, "a language such as en or zh", language)
            if not text.strip():
                to.fail(at, "text", None, "put words there, or leave the key out where it may be")
        if len(to.problems) > known:
            return self.blank
        return node if isinstance(node, str) else Table(node)

    def check(self, value: Any, path: str, to: Reader) -> None:
        """Record what is no text."""
        self.read(value, path, to)

    def write(self, value: Any) -> Any:
        """Return a string, or a map by language."""
        return dict(sorted(value.items())) if isinstance(value, Mapping) else value

    def schema(self) -> dict[str, Any]:
        """Return a schema for a string or a map of strings."""
        text = {"type": "string", "pattern": r"\S"}
        by_language = {"type": "object", "minProperties": 1, "propertyNames": {"pattern": LANGUAGE_PATTERN}}
        return {"anyOf": [text, {**by_language, "additionalProperties": text}]}


@frozen
class Bool(Codec):
    """true or false."""

    blank: Any = False

    def read(self, node: Any, path: str, to: Reader) -> Any:
        """Return the truth value."""
        if isinstance(node, bool):
            return node
        to.fail(path, "true or false", node)
        return False

    def schema(self) -> dict[str, Any]:
        """Return a boolean schema."""
        return {"type": "boolean"}


@frozen
class Int(Codec):
    """A whole number within bounds."""

    low: int = 0
    high: int | None = None
    blank: Any = 0

    @property
    def expected(self) -> str:
        """What the number must be, in words."""
        return f"a whole number, {self.low} {'or more' if self.high is None else f'to {self.high}'}"

    def read(self, node: Any, path: str, to: Reader) -> Any:
        """Return the whole number."""
        if isinstance(node, int) and not isinstance(node, bool) and self.low <= node <= (self.high or node):
            return node
        told = to.fail if isinstance(node, int) else to.refuse
        told(path, self.expected, node)
        return self.low

    def schema(self) -> dict[str, Any]:
        """Return an integer schema."""
        return {"type": "integer", "minimum": self.low} | ({} if self.high is None else {"maximum": self.high})


#: The most that a number of a scenario may be, in either direction: what options are worth lies in [0, 1], and sums
#: of what is worth more must fit in 64 bits of 1e-12 units.
MOST = 1000.0


@frozen
class Num(Codec):
    """A number with its basis and range: bare, or a map with `value`; in [-1000, 1000] where nothing else is said."""

    low: float = -MOST
    high: float = MOST
    blank: Any = Number(0.0)

    @property
    def expected(self) -> str:
        """What the number must be, in words."""
        return f"a number in [{self.low:g}, {self.high:g}]"

    def read(self, node: Any, path: str, to: Reader) -> Any:
        """Return the Number."""
        if not isinstance(node, Mapping):
            return Number(self._value(node, path, to))
        known = len(to.problems)
        value = self._value(node.get("value"), join_path(path, "value"), to)
        bounds = self._range(node["range"], join_path(path, "range"), to) if "range" in node else None
        problem = number_problem(value, bounds) if len(to.problems) == known else None
        basis = read_basis(node, path, to)
        unknown_keys(node, ("value", "range", *KINDS), path, to)
        if problem is not None:
            to.add((problem,), path)
        if len(to.problems) > known:
            to.broken.add(path)
            return self.blank
        return Number(value, basis, bounds)

    def check(self, value: Any, path: str, to: Reader) -> None:
        """Record a value or a range beyond the bounds."""
        if not isinstance(value, Number):
            to.refuse(path, self.expected, value)
            return
        BasisKeys().check(value.basis, path, to)
        for part, each in (("", value.value), *(("range", each) for each in value.range or ())):
            if not self.low <= each <= self.high:
                to.fail(join_path(path, part), self.expected, each)

    def _value(self, node: Any, path: str, to: Reader) -> float:
        if isinstance(node, (int, float)) and not isinstance(node, bool) and self.low <= node <= self.high:
            return float(node)
        to.fail(path, self.expected, node)
        return 0.0

    def _range(self, node: Any, path: str, to: Reader) -> tuple[float, float] | None:
        if isinstance(node, (list, tuple)) and len(node) == 2:  # noqa: PLR2004
            return (self._value(node[0], path, to), self._value(node[1], path, to))
        to.fail(path, "a range [low, high]", node)
        return None

    def write(self, value: Any) -> Any:
        """Return a bare number, or a map where it has a basis or range of its own."""
        if value.basis is None and value.range is None:
            return value.value
        found: dict[str, Any] = {"value": value.value}
        if value.range is not None:
            found["range"] = list(value.range)
        return {**found, **write_basis(value.basis)}

    def schema(self) -> dict[str, Any]:
        """Return a schema for a number or a map with `value`."""
        number: dict[str, Any] = {"type": "number", "minimum": self.low, "maximum": self.high}
        pair = {"type": "array", "items": number, "minItems": 2, "maxItems": 2}
        return {"anyOf": [number, closed({"value": number, "range": pair, **basis_schema()}, ["value"])]}


@frozen
class Ids(Codec):
    """Several ids in a list, or one alone."""

    words: tuple[str, ...] = ()
    pattern: str = ""
    blank: Any = ()

    def read(self, node: Any, path: str, to: Reader) -> Any:
        """Return the ids as a tuple."""
        each = Str("an id", self.words, self.pattern)
        if isinstance(node, str):
            return (each.read(node, path, to),)
        if isinstance(node, (list, tuple)):
            return tuple(each.read(item, path, to) for item in node)
        to.refuse(path, "an id or a list of ids", node)
        return ()

    def write(self, value: Any) -> Any:
        """Return one id alone, several as a list."""
        return value[0] if len(value) == 1 else list(value)

    def schema(self) -> dict[str, Any]:
        """Return a schema for a string or an array of strings."""
        one = Str("an id", self.words, self.pattern).schema()
        return {"anyOf": [one, {"type": "array", "items": one}]}


@frozen
class Cond(Codec):
    """A condition: text, or a k-of-n map."""

    blank: Any = c.TRUE

    def read(self, node: Any, path: str, to: Reader) -> Any:
        """Return the condition."""
        if isinstance(node, str):
            try:
                return c.parse_condition(node)
            except ConditionError as error:
                to.fail(path, "a condition", "", str(error))
                return c.TRUE
        kinds = [kind for kind in c.COUNTS if isinstance(node, Mapping) and kind in node]
        if len(kinds) != 1:
            to.fail(path, "a condition: text, or a map such as {at_least: 2, of: [...]}", node)
            return c.TRUE
        kind = kinds[0]
        unknown_keys(node, (kind, "of"), path, to)
        n = Int(0).read(node[kind], join_path(path, kind), to)
        of = node.get("of")
        if not isinstance(of, (list, tuple)) or not of:
            to.fail(join_path(path, "of"), "a list of conditions", of)
            return c.TRUE
        return c.Count(kind, n, tuple(self.read(each, join_path(path, "of"), to) for each in of))

    def write(self, value: Any) -> Any:
        """Return the condition's text."""
        return c.format_condition(value)

    def check(self, value: Any, path: str, to: Reader) -> None:
        """Record what is no condition; one made in Python has been read already, or built of its parts."""
        if not isinstance(value, c.KINDS):
            to.refuse(path, "a condition, or its text", value)

    def schema(self) -> dict[str, Any]:
        """Return a schema for text or a k-of-n map."""
        of = {"type": "array", "minItems": 1, "items": {"$ref": "#/$defs/condition"}}
        counts = [closed({kind: {"type": "integer", "minimum": 0}, "of": of}, [kind, "of"]) for kind in c.COUNTS]
        return {"anyOf": [{"type": "string"}, *counts]}


@frozen
class BasisKeys(Codec):
    """The basis of the object it stands in: one of the keys stated, implied, assumed, external beside the others."""

    def check(self, value: Any, path: str, to: Reader) -> None:
        """Record a source whose name is none."""
        if value is not None and not isinstance(value, Basis):
            to.refuse(path, "a basis: " + ", ".join(f"{kind}(…)" for kind in KINDS), value)
        elif value is not None and value.sources:
            Ids(pattern=SOURCE_PATTERN).read(value.sources, join_path(path, value.kind), to)

    def schema(self) -> dict[str, Any]:
        """Return nothing: the keys are added by the object."""
        return {}


def read_basis(node: Mapping[str, Any], path: str, to: Reader) -> Basis | None:
    """Return the basis that a map's keys give, or None where it has none."""
    kinds = [kind for kind in KINDS if kind in node]
    if not kinds:
        return None
    if len(kinds) > 1:
        to.fail(join_path(path, kinds[1]), f"one basis, and '{kinds[0]}' stands beside it")
    kind = kinds[0]
    at = join_path(path, kind)
    if kind == "assumed":
        return Basis(kind, (), Words().read(node[kind], at, to))
    known = len(to.problems)
    sources = Ids(pattern=SOURCE_PATTERN).read(node[kind], at, to)
    if not sources and len(to.problems) == known:
        to.fail(at, "a source or more", None)
    return Basis(kind, sources) if sources else None


def write_basis(basis: Basis | None) -> dict[str, Any]:
    """Return the keys that give a basis."""
    if basis is None:
        return {}
    if basis.kind == "assumed":
        return {"assumed": Words().write(basis.reason or "")}
    return {basis.kind: Ids().write(basis.sources)}


def basis_schema() -> dict[str, Any]:
    """Return the properties of a basis."""
    ids = Ids(pattern=SOURCE_PATTERN).schema()
    return {"stated": ids, "implied": ids, "external": ids, "assumed": Words().schema()}
