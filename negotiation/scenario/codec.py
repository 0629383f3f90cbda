"""One definition per field: how it is read from a plain tree, written back, and described by a JSON Schema.

What belongs here: the codecs and the reader that collects every problem. What a scenario's fields are is said
beside each class; files and line numbers are the business of `negotiation.files`.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

import attrs
from attrs import frozen

from negotiation.errors import ConditionError, Problem, ScenarioError, join_path, nearest
from negotiation.scenario import conditions as c
from negotiation.scenario.basis import KINDS, Basis, Number, number_problem
from negotiation.scenario.table import Table

ID_PATTERN = r"^[a-z][a-z0-9_]*$"
SLUG_PATTERN = r"^[a-z0-9][a-z0-9-]*$"
_PLAIN = {str: "text", bool: "true or false", int: "a number", float: "a number", dict: "a map", list: "a list"}


def described(node: Any) -> str:
    """Return a plain value as an error message shows it."""
    if node is None:
        return "nothing"
    return repr(node) if not isinstance(node, (dict, list)) else _PLAIN[type(node)]


@frozen
class Reader:
    """Collects the problems met while a plain tree becomes values, and the paths that were replaced by blanks."""

    problems: list[Problem] = attrs.field(factory=list)
    broken: set[str] = attrs.field(factory=set)

    def fail(self, path: str, expected: str, node: Any = "", cure: str = "") -> None:
        """Record a problem at a path."""
        got = node if node == "" else described(node)
        self.problems.append(Problem(path, expected, got, cure))
        self.broken.add(path)

    def add(self, problems: tuple[Problem, ...], prefix: str = "") -> None:
        """Record problems found later, but none that only follows from one already recorded."""
        for problem in problems:
            full = problem.under(prefix)
            if not any(_related(full.path, path) for path in self.broken):
                self.problems.append(full)


def _related(path: str, broken: str) -> bool:
    return path == broken or (path + ".") == broken[: len(path) + 1] or (broken + ".") == path[: len(broken) + 1]


class Codec:
    """How one kind of value is read, written and described."""

    blank: Any = None

    def read(self, node: Any, path: str, to: Reader) -> Any:
        """Return the value of a plain node, or a blank after recording what is wrong with it."""
        raise NotImplementedError

    def write(self, value: Any) -> Any:
        """Return the plain node of a value: what `read` reads back to an equal value."""
        return value

    def schema(self) -> dict[str, Any]:
        """Return the JSON Schema of the node."""
        raise NotImplementedError


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
            cure = "put it in quotes" if isinstance(node, (bool, int, float)) else ""
            to.fail(path, self.expected, node, cure)
        elif self.words and node not in self.words:
            to.fail(path, "one of " + ", ".join(self.words), node, nearest(node, self.words))
        elif self.pattern and not c.re.match(self.pattern, node):
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
        """Return the text as a string or a Table by language."""
        if isinstance(node, str):
            return node
        if isinstance(node, dict) and node and all(isinstance(each, str) for each in node.values()):
            return Table(node)
        cure = "put it in quotes" if isinstance(node, (bool, int, float)) else ""
        to.fail(path, "text, or a map from languages to texts", node, cure)
        return self.blank

    def write(self, value: Any) -> Any:
        """Return a string, or a map by language."""
        return value if isinstance(value, str) else dict(sorted(value.items()))

    def schema(self) -> dict[str, Any]:
        """Return a schema for a string or a map of strings."""
        by_language = {"type": "object", "minProperties": 1, "additionalProperties": {"type": "string"}}
        return {"anyOf": [{"type": "string"}, by_language]}


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
    blank: Any = 0

    def read(self, node: Any, path: str, to: Reader) -> Any:
        """Return the whole number."""
        if isinstance(node, int) and not isinstance(node, bool) and node >= self.low:
            return node
        to.fail(path, f"a whole number, {self.low} or more", node)
        return self.low

    def schema(self) -> dict[str, Any]:
        """Return an integer schema."""
        return {"type": "integer", "minimum": self.low}


@frozen
class Num(Codec):
    """A number with its basis and range: bare, or a map with `value`."""

    low: float = -math.inf
    high: float = math.inf
    blank: Any = Number(0.0)

    @property
    def expected(self) -> str:
        """What the number must be, in words."""
        if math.isfinite(self.low) and math.isfinite(self.high):
            return f"a number in [{self.low:g}, {self.high:g}]"
        return f"a number, {self.low:g} or more" if math.isfinite(self.low) else "a finite number"

    def read(self, node: Any, path: str, to: Reader) -> Any:
        """Return the Number."""
        if not isinstance(node, dict):
            return Number(self._value(node, path, to))
        value = self._value(node.get("value"), join_path(path, "value"), to)
        bounds = self._range(node["range"], join_path(path, "range"), to) if "range" in node else None
        basis = read_basis(node, path, to)
        unknown_keys(node, ("value", "range", *KINDS), path, to)
        problem = number_problem(value, bounds)
        if problem:
            to.add((problem,), path)
            to.broken.add(path)
            return self.blank
        return Number(value, basis, bounds)

    def _value(self, node: Any, path: str, to: Reader) -> float:
        if isinstance(node, (int, float)) and not isinstance(node, bool) and self.low <= node <= self.high:
            if math.isfinite(node):
                return float(node)
        to.fail(path, self.expected, node)
        return 0.0

    def _range(self, node: Any, path: str, to: Reader) -> tuple[float, float] | None:
        if isinstance(node, list) and len(node) == 2:  # noqa: PLR2004
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
        number: dict[str, Any] = {"type": "number"}
        if math.isfinite(self.low):
            number["minimum"] = self.low
        if math.isfinite(self.high):
            number["maximum"] = self.high
        pair = {"type": "array", "items": number, "minItems": 2, "maxItems": 2}
        return {"anyOf": [number, _closed({"value": number, "range": pair, **_basis_schema()}, ["value"])]}


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
        if isinstance(node, list):
            return tuple(each.read(item, path, to) for item in node)
        to.fail(path, "an id or a list of ids", node)
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
                first, _, caret = str(error).partition("\n")
                to.fail(path, "a condition", "", f"{first}\n{caret}")
                return c.TRUE
        kinds = [k for k in c.COUNTS if isinstance(node, dict) and k in node]
        if len(kinds) != 1:
            to.fail(path, "a condition: text, or a map such as {at_least: 2, of: [...]}", node)
            return c.TRUE
        kind = kinds[0]
        unknown_keys(node, (kind, "of"), path, to)
        n = Int(0).read(node[kind], join_path(path, kind), to)
        of = node.get("of")
        if not isinstance(of, list) or not of:
            to.fail(join_path(path, "of"), "a list of conditions", of)
            return c.TRUE
        return c.Count(kind, n, tuple(self.read(each, join_path(path, "of"), to) for each in of))

    def write(self, value: Any) -> Any:
        """Return the condition's text."""
        return c.format_condition(value)

    def schema(self) -> dict[str, Any]:
        """Return a schema for text or a k-of-n map."""
        of = {"type": "array", "minItems": 1, "items": {"$ref": "#/$defs/condition"}}
        counts = [_closed({kind: {"type": "integer", "minimum": 0}, "of": of}, [kind, "of"]) for kind in c.COUNTS]
        return {"anyOf": [{"type": "string"}, *counts]}


@frozen
class Map(Codec):
    """A map from ids to values of one kind."""

    of: Codec
    pattern: str = ""
    blank: Any = Table()

    def read(self, node: Any, path: str, to: Reader) -> Any:
        """Return a Table."""
        if not isinstance(node, dict):
            to.fail(path, "a map", node)
            return Table()
        found = {k: self.of.read(v, join_path(path, k), to) for k, v in node.items() if self.key(k, path, to)}
        return Table({k: v for k, v in found.items() if v is not None or isinstance(self.of, PlainTree)})

    def key(self, key: str, path: str, to: Reader) -> bool:
        """Return whether the key may stand in the map, recording why not."""
        if self.pattern and not c.re.match(self.pattern, key):
            to.fail(join_path(path, key), "an id: small letters, digits and underscores", key)
            return False
        return True

    def write(self, value: Any) -> Any:
        """Return a map."""
        return {k: self.of.write(v) for k, v in value.items()}

    def schema(self) -> dict[str, Any]:
        """Return an object schema."""
        found: dict[str, Any] = {"type": "object", "additionalProperties": self.of.schema()}
        if self.pattern:
            found["propertyNames"] = {"pattern": self.pattern}
        return found


@frozen
class Many(Codec):
    """A list of values of one kind."""

    of: Codec
    blank: Any = ()

    def read(self, node: Any, path: str, to: Reader) -> Any:
        """Return a tuple."""
        if isinstance(node, list):
            return tuple(self.of.read(each, path, to) for each in node)
        to.fail(path, "a list", node)
        return ()

    def write(self, value: Any) -> Any:
        """Return a list."""
        return [self.of.write(each) for each in value]

    def schema(self) -> dict[str, Any]:
        """Return an array schema."""
        return {"type": "array", "items": self.of.schema()}


class PlainTree(Codec):
    """Any plain tree, kept as it is (the values of a profile)."""

    def read(self, node: Any, path: str, to: Reader) -> Any:  # noqa: ARG002
        """Return the tree with its maps and lists frozen."""
        return freeze(node)

    def write(self, value: Any) -> Any:
        """Return the tree with plain maps and lists."""
        return thaw(value)

    def schema(self) -> dict[str, Any]:
        """Return the schema that allows everything."""
        return {}


def freeze(node: Any) -> Any:
    """Return a plain tree with Tables and tuples for its maps and lists; a value of the model as its plain tree."""
    if attrs.has(type(node)):
        return freeze(write(node))
    if isinstance(node, Mapping):
        return Table({k: freeze(v) for k, v in node.items()})
    return tuple(freeze(each) for each in node) if isinstance(node, (list, tuple)) else node


def thaw(node: Any) -> Any:
    """Return a frozen plain tree with maps and lists again."""
    if isinstance(node, Mapping):
        return {k: thaw(v) for k, v in node.items()}
    return [thaw(each) for each in node] if isinstance(node, tuple) else node


def coded(codec: Codec, key: str = "", **options: Any) -> Any:
    """Return an attrs field that the files know: its codec, and its key there where it differs from the name."""
    return attrs.field(metadata={"codec": codec, "key": key}, **options)


def known_fields(cls: type) -> list[tuple[str, attrs.Attribute[Any], Codec]]:
    """Return the fields of a class that stand in files: key, attribute, codec."""
    found = []
    for each in attrs.fields(cls):
        if "codec" in each.metadata:
            found.append((each.metadata["key"] or each.name, each, each.metadata["codec"]))
    return found


@frozen
class BasisKeys(Codec):
    """The basis of the object it stands in: one of the keys stated, implied, assumed, external beside the others."""

    def schema(self) -> dict[str, Any]:
        """Return nothing: the keys are added by the object."""
        return {}


@frozen
class Object(Codec):
    """A map with known keys: a value of an attrs class."""

    cls: type

    def read(self, node: Any, path: str, to: Reader, **given: Any) -> Any:
        """Return the value; `given` holds what the tree around it says (its id)."""
        if not isinstance(node, dict):
            to.fail(path, "a map", node)
            node = {}
        known, keys = known_fields(self.cls), []
        values: dict[str, Any] = dict(given)
        for key, attribute, codec in known:
            if isinstance(codec, BasisKeys):
                keys += KINDS
                values[attribute.name] = read_basis(node, path, to)
            elif attribute.name not in given:
                keys.append(key)
                if key in node and (node[key] is not None or isinstance(codec, PlainTree)):
                    values[attribute.name] = codec.read(node[key], join_path(path, key), to)
                elif attribute.default is attrs.NOTHING:
                    if path not in to.broken:
                        to.fail(join_path(path, key), f"the key '{key}'", node.get(key))
                    values[attribute.name] = codec.blank
        unknown_keys(node, keys, path, to)
        try:
            return self.cls(**{_alias(self.cls, name): value for name, value in values.items()})
        except ScenarioError as error:
            to.add(error.problems, path)
            return None

    def write(self, value: Any) -> Any:
        """Return a map without the fields that stand at their default."""
        found: dict[str, Any] = {}
        for key, attribute, codec in known_fields(type(value)):
            part = getattr(value, attribute.name)
            if isinstance(codec, BasisKeys):
                found.update(write_basis(part))
            elif not _is_default(attribute, part, value) and attribute.name != "id":
                found[key] = codec.write(part)
        return found

    def schema(self) -> dict[str, Any]:
        """Return an object schema with no other keys."""
        properties: dict[str, Any] = {}
        required = []
        for key, attribute, codec in known_fields(self.cls):
            if attribute.name == "id":
                continue
            if isinstance(codec, BasisKeys):
                properties.update(_basis_schema())
                continue
            properties[key] = codec.schema()
            if attribute.default is attrs.NOTHING:
                required.append(key)
        return _closed(properties, required)


@frozen
class Keyed(Codec):
    """A map from ids to objects that carry their id."""

    cls: type
    pattern: str = ID_PATTERN
    blank: Any = Table()

    def read(self, node: Any, path: str, to: Reader) -> Any:
        """Return a Table by id."""
        if not isinstance(node, dict):
            to.fail(path, "a map from ids", node)
            return Table()
        allowed = Map(Object(self.cls), self.pattern)
        read = Object(self.cls).read
        found = {k: read(v, join_path(path, k), to, id=k) for k, v in node.items() if allowed.key(k, path, to)}
        return Table({k: v for k, v in found.items() if v is not None})

    def write(self, value: Any) -> Any:
        """Return a map by id."""
        return {k: Object(self.cls).write(v) for k, v in value.items()}

    def schema(self) -> dict[str, Any]:
        """Return an object schema."""
        return Map(Object(self.cls), self.pattern).schema()


@frozen
class Listed(Codec):
    """A list whose order matters, of objects that carry their id: `- id: {...}`."""

    cls: type
    blank: Any = ()

    def read(self, node: Any, path: str, to: Reader) -> Any:
        """Return a tuple of objects."""
        if not isinstance(node, list):
            to.fail(path, "a list of `- id: {...}`, in order", node)
            return ()
        found: dict[str, Any] = {}
        for item in node:
            if not isinstance(item, dict) or len(item) != 1:
                to.fail(path, "one `id: {...}` an entry", item, "check the indentation below the id")
                continue
            ((key, inner),) = item.items()
            if key in found:
                to.fail(join_path(path, key), "each id once", key)
            elif Map(self, ID_PATTERN).key(key, path, to):
                found[key] = Object(self.cls).read(inner, join_path(path, key), to, id=key)
        return tuple(each for each in found.values() if each is not None)

    def write(self, value: Any) -> Any:
        """Return a list of one-key maps."""
        return [{each.id: Object(self.cls).write(each)} for each in value]

    def schema(self) -> dict[str, Any]:
        """Return an array schema."""
        one = {**Map(Object(self.cls), ID_PATTERN).schema(), "minProperties": 1, "maxProperties": 1}
        return {"type": "array", "items": one}


def by_id(values: Any) -> Any:
    """Return a Table by id of objects given in a list; a map as a Table.

    Raises ScenarioError when two objects carry one id.
    """
    if isinstance(values, Table):
        return values
    if isinstance(values, Mapping):
        return Table(values)
    found: dict[str, Any] = {}
    for each in values:
        if each.id in found:
            raise ScenarioError([Problem(each.id, "each id once", repr(each.id))])
        found[each.id] = each
    return Table(found)


def table_of(convert: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Return a converter of maps that converts each value."""
    return lambda values: Table({k: convert(v) for k, v in dict(values).items()})


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
    return Basis(kind, Ids(pattern=r"^[A-Za-z][A-Za-z0-9_]*$").read(node[kind], at, to))


def write_basis(basis: Basis | None) -> dict[str, Any]:
    """Return the keys that give a basis."""
    if basis is None:
        return {}
    if basis.kind == "assumed":
        return {"assumed": Words().write(basis.reason or "")}
    return {basis.kind: Ids().write(basis.sources)}


def unknown_keys(node: Mapping[str, Any], known: list[str] | tuple[str, ...], path: str, to: Reader) -> None:
    """Record every key of a map that is not known, with the nearest that is."""
    for key in node:
        if key in known:
            continue
        if node[key] is None and c.re.search(r"[=<>!() ]", str(key)):
            cure = "commas and braces split a condition inside { }: put the condition in quotes"
        else:
            cure = nearest(str(key), known)
        to.fail(join_path(path, str(key)), "a known key", str(key), cure)


def write(value: Any) -> Any:
    """Return the plain tree of a value of the model."""
    return Object(type(value)).write(value)


def _alias(cls: type, name: str) -> str:
    return str(getattr(attrs.fields_dict(cls)[name], "alias", name))


def _is_default(attribute: attrs.Attribute[Any], part: Any, value: Any) -> bool:
    default: Any = attribute.default
    if isinstance(default, attrs.Factory):  # type: ignore[arg-type]
        default = default.factory(value) if default.takes_self else default.factory()
    return bool(part == default) and attribute.default is not attrs.NOTHING


def _closed(properties: dict[str, Any], required: list[str]) -> dict[str, Any]:
    found: dict[str, Any] = {"type": "object", "properties": properties, "additionalProperties": False}
    if required:
        found["required"] = required
    return found


def _basis_schema() -> dict[str, Any]:
    ids = Ids(pattern=r"^[A-Za-z][A-Za-z0-9_]*$").schema()
    return {"stated": ids, "implied": ids, "external": ids, "assumed": Words().schema()}
