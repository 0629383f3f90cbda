"""How maps, lists and objects are read from a plain tree, written back, checked, and described by a JSON Schema.

What belongs here: the codecs of values that hold others. What a scenario's fields are is said beside each class;
files and line numbers are the business of `negotiation.files`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import lru_cache
from typing import Any
from weakref import WeakValueDictionary

import attrs
from attrs import frozen

from negotiation.errors import ScenarioError, join_path
from negotiation.scenario import conditions as c
from negotiation.scenario.basis import KINDS, Number
from negotiation.scenario.primitives import (
    ID_PATTERN,
    SLUG_PATTERN,
    BasisKeys,
    Codec,
    Cond,
    Num,
    basis_schema,
    closed,
    read_basis,
    unknown_keys,
    write_basis,
)
from negotiation.scenario.reader import Reader
from negotiation.scenario.table import Table


@frozen
class Map(Codec):
    """A map from ids to values of one kind."""

    of: Codec
    pattern: str = ""
    blank: Any = Table()

    def read(self, node: Any, path: str, to: Reader) -> Any:
        """Return a Table, without the values that could not be made."""
        if not isinstance(node, Mapping):
            to.fail(path, "a map", node)
            return Table()
        found = {k: self.of.read(v, join_path(path, str(k)), to) for k, v in node.items() if self.key(k, path, to)}
        return Table({k: v for k, v in found.items() if v is not None or isinstance(self.of, PlainTree)})

    def key(self, key: Any, path: str, to: Reader) -> bool:
        """Return whether the key may stand in the map, recording why not."""
        if isinstance(key, str) and (not self.pattern or re.fullmatch(self.pattern, key)):
            return True
        expected = "a slug: small letters, digits and hyphens" if self.pattern == SLUG_PATTERN else "an id"
        if self.pattern == ID_PATTERN:
            expected += ": small letters, digits and underscores" + (", no reserved word" if key in c.RESERVED else "")
        to.fail(join_path(path, str(key)), expected, key)
        to.lost.add(str(key))
        return False

    def write(self, value: Any) -> Any:
        """Return a map."""
        return {k: self.of.write(v) for k, v in value.items()}

    def check(self, value: Any, path: str, to: Reader) -> None:
        """Record what is wrong with each key and value."""
        for key, each in value.items():
            if self.key(key, path, to):
                self.of.check(each, join_path(path, key), to)

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
        """Return a tuple, without the values that could not be made."""
        if isinstance(node, (list, tuple)):
            found = (self.of.read(each, path, to) for each in node)
            return tuple(each for each in found if each is not None)
        to.fail(path, "a list", node)
        return ()

    def write(self, value: Any) -> Any:
        """Return a list."""
        return [self.of.write(each) for each in value]

    def check(self, value: Any, path: str, to: Reader) -> None:
        """Record what is wrong with each value."""
        for each in value:
            self.of.check(each, path, to)

    def schema(self) -> dict[str, Any]:
        """Return an array schema."""
        return {"type": "array", "items": self.of.schema()}


class PlainTree(Codec):
    """Any plain tree, kept as it is (the values of a profile)."""

    def read(self, node: Any, path: str, to: Reader) -> Any:
        """Return the tree with its maps and lists frozen."""
        return freeze(node)

    def write(self, value: Any) -> Any:
        """Return the tree with plain maps and lists."""
        return thaw(value)

    def check(self, value: Any, path: str, to: Reader) -> None:
        """Record nothing: what a profile says is read where it is put."""

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
    return attrs.field(metadata=in_files(codec, key), **options)


def in_files(codec: Codec, key: str = "") -> dict[str, Any]:
    """Return the metadata of an attrs field that the files know: its codec, and its key where it is not the name.

    Where the field itself is written as `field(...)`, type checkers see what its converter takes.
    """
    return {"codec": codec, "key": key}


def known_fields(cls: type) -> tuple[tuple[str, attrs.Attribute[Any], Codec], ...]:
    """Return the fields of a class that stand in files: key, attribute, codec."""
    any_class: Any = cls
    return _known_fields(any_class)


@lru_cache(maxsize=256)
def _known_fields(cls: Any) -> tuple[tuple[str, attrs.Attribute[Any], Codec], ...]:
    return tuple(
        (each.metadata["key"] or each.name, each, each.metadata["codec"])
        for each in attrs.fields(cls)
        if "codec" in each.metadata
    )


#: The objects that were found sound, by identity: values do not change, and variants of a scenario share most parts.
_SOUND: WeakValueDictionary[int, Any] = WeakValueDictionary()


@frozen
class Object(Codec):
    """A map with known keys: a value of an attrs class."""

    cls: type

    def read(self, node: Any, path: str, to: Reader, **given: Any) -> Any:
        """Return the value; None where it cannot be made. `given` holds what the tree around it says (its id)."""
        if not isinstance(node, Mapping):
            to.fail(path, "a map", node)
            node = {}
        keys: list[str] = []
        values: dict[str, Any] = dict(given)
        for key, attribute, codec in known_fields(self.cls):
            if isinstance(codec, BasisKeys):
                keys += KINDS
                values[attribute.name] = read_basis(node, path, to)
            elif attribute.name not in given:
                keys.append(key)
                if key in node and node[key] is not None:
                    values[attribute.name] = codec.read(node[key], join_path(path, key), to)
                elif attribute.default is attrs.NOTHING:
                    if path not in to.broken:
                        to.fail(join_path(path, key), f"the key '{key}'", node.get(key))
                    values[attribute.name] = codec.blank
        unknown_keys(node, keys, path, to)
        try:
            return self._made(values)
        except ScenarioError as error:
            to.add(error.problems, path)
            return self._without_one(values)

    def _made(self, values: Mapping[str, Any]) -> Any:
        return self.cls(**{_aliases(self.cls)[name]: value for name, value in values.items()})

    def _without_one(self, values: dict[str, Any]) -> Any:
        """Return the value without one of two conditions that exclude each other: the other is looked at too."""
        for _, attribute, codec in reversed(known_fields(self.cls)):
            if isinstance(codec, Cond) and attribute.default is None and values.get(attribute.name) is not None:
                with suppress(ScenarioError):
                    return self._made({name: value for name, value in values.items() if name != attribute.name})
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

    def check(self, value: Any, path: str, to: Reader) -> None:
        """Record what is wrong with each field not at its default; what was found sound is not looked at again."""
        if not isinstance(value, self.cls):
            to.refuse(path, f"{'an' if self.cls.__name__[0] in 'AEIO' else 'a'} {self.cls.__name__}", value)
            return
        if _SOUND.get(id(value)) is value:
            return
        n_problems = len(to.problems)
        for key, attribute, codec in known_fields(type(value)):
            part = getattr(value, attribute.name)
            if part is None and attribute.default is attrs.NOTHING:
                to.refuse(join_path(path, key), f"the key '{key}'", part)
            if part is None or part is attribute.default:  # sound as it was written
                continue
            codec.check(part, path if isinstance(codec, BasisKeys) else join_path(path, key), to)
        if len(to.problems) == n_problems:
            _SOUND[id(value)] = value

    def schema(self) -> dict[str, Any]:
        """Return an object schema with no other keys."""
        properties: dict[str, Any] = {}
        required = []
        for key, attribute, codec in known_fields(self.cls):
            if attribute.name == "id":
                continue
            if isinstance(codec, BasisKeys):
                properties.update(basis_schema())
                continue
            properties[key] = codec.schema()
            if attribute.default is attrs.NOTHING:
                required.append(key)
        return closed(properties, required)


@frozen
class Keyed(Codec):
    """A map from ids to objects that carry their id."""

    cls: type
    pattern: str = ID_PATTERN
    blank: Any = Table()

    def read(self, node: Any, path: str, to: Reader) -> Any:
        """Return a Table by id, without the objects that could not be made."""
        if not isinstance(node, Mapping):
            to.fail(path, "a map from ids", node)
            return Table()
        allowed = Map(self, self.pattern)
        return Table(_kept({k: v for k, v in node.items() if allowed.key(k, path, to)}, self.cls, path, to))

    def write(self, value: Any) -> Any:
        """Return a map by id."""
        return {k: Object(self.cls).write(v) for k, v in value.items()}

    def check(self, value: Any, path: str, to: Reader) -> None:
        """Record what is wrong with each key and object."""
        Map(Object(self.cls), self.pattern).check(value, path, to)
        for key, each in value.items():
            if getattr(each, "id", key) != key:
                to.fail(join_path(path, key), f"the object's own id as key: {each.id}", key)

    def schema(self) -> dict[str, Any]:
        """Return an object schema."""
        return Map(Object(self.cls), self.pattern).schema()


@frozen
class Listed(Codec):
    """A list whose order matters, of objects that carry their id: `- id: {...}`.

    A class that stands within itself is not there yet when its fields are named: a function gives it.
    """

    of: type | Callable[[], type]
    blank: Any = ()

    @property
    def cls(self) -> type:
        """The class of the objects."""
        return self.of if isinstance(self.of, type) else self.of()

    def read(self, node: Any, path: str, to: Reader) -> Any:
        """Return a tuple of objects, without those that could not be made."""
        if not isinstance(node, (list, tuple)):
            to.fail(path, "a list of `- id: {...}`, in order", node)
            return ()
        found: dict[str, Any] = {}
        for item in node:
            if not isinstance(item, Mapping) or len(item) != 1:
                to.fail(path, "one `id: {...}` an entry", item, "check the indentation below the id")
                continue
            ((key, inner),) = item.items()
            if key in found:
                to.fail(join_path(path, key), "each id once", key)
            elif Map(self, ID_PATTERN).key(key, path, to):
                found[key] = inner
        return tuple(_kept(found, self.cls, path, to).values())

    def write(self, value: Any) -> Any:
        """Return a list of one-key maps."""
        return [{each.id: Object(self.cls).write(each)} for each in value]

    def check(self, value: Any, path: str, to: Reader) -> None:
        """Record what is wrong with each id and object."""
        found: set[str] = set()
        cls: Any = self.cls
        for each in value:
            if not isinstance(each, cls):
                Object(self.cls).check(each, path, to)
                continue
            if each.id in found:
                to.fail(join_path(path, each.id), "each id once", each.id)
            elif Map(self, ID_PATTERN).key(each.id, path, to):
                Object(self.cls).check(each, join_path(path, each.id), to)
            found.add(each.id)

    def schema(self) -> dict[str, Any]:
        """Return an array schema; of a class within itself, with a reference to its definition."""
        if isinstance(self.of, type):
            one = Map(Object(self.of), ID_PATTERN).schema()
        else:
            of = {"$ref": f"#/$defs/{self.cls.__name__}"}
            one = {"type": "object", "additionalProperties": of, "propertyNames": {"pattern": ID_PATTERN}}
        one |= {"minProperties": 1, "maxProperties": 1}
        return {"type": "array", "items": one}


def _kept(nodes: Mapping[str, Any], cls: type, path: str, to: Reader) -> dict[str, Any]:
    """Return the objects of some ids that could be made; those that could not are lost."""
    found = {}
    for key, node in nodes.items():
        at = join_path(path, key)
        value = Object(cls).read(node, at, to, id=key)
        if value is None:
            to.lose(at, key)
        else:
            found[key] = value
    return found


_OWN_CODECS: dict[type, Codec] = {Number: Num(), **dict.fromkeys(c.KINDS, Cond())}


def written_by(cls: type, codec: Codec) -> None:
    """Let a codec write the values of a class that is no object with known keys."""
    _OWN_CODECS[cls] = codec


def write(value: Any) -> Any:
    """Return the plain tree of a value of the model."""
    return _OWN_CODECS.get(type(value), Object(type(value))).write(value)


@lru_cache(maxsize=256)
def _aliases(cls: Any) -> dict[str, str]:
    """Return what a class calls its fields when it is made."""
    return {each.name: each.alias or each.name for each in attrs.fields(cls)}


def _is_default(attribute: attrs.Attribute[Any], part: Any, value: Any) -> bool:
    default: Any = attribute.default
    if isinstance(default, attrs.Factory):  # type: ignore[arg-type]
        default = default.factory(value) if default.takes_self else default.factory()
    return bool(part == default) and attribute.default is not attrs.NOTHING
