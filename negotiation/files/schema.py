"""JSON Schemas of scenario.yaml and sources.yaml, made from the codecs: completion and first checks in an editor.

What belongs here: the shape of the files. Names across the parts, sums and scales are for the reader to check.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from itertools import combinations
from typing import Any

from negotiation.files.sources import SOURCE_ID, SourceMap
from negotiation.scenario import codec
from negotiation.scenario.basis import KINDS
from negotiation.scenario.conditions import RESERVED
from negotiation.scenario.issues import Issue
from negotiation.scenario.scenario import Scenario

DRAFT = "https://json-schema.org/draft/2020-12/schema"

#: What stands in many places, by the name of its definition.
_SHARED: dict[str, codec.Codec] = {
    "condition": codec.Cond(),
    "text": codec.Words(),
    "sources": codec.Ids(pattern=SOURCE_ID),
}

_ONE_BASIS = {"not": {"anyOf": [{"required": list(pair)} for pair in combinations(KINDS, 2)]}}
_NO_RESERVED_WORD = {"not": {"enum": sorted(RESERVED)}}


def _either(*keys: str) -> dict[str, Any]:
    return {"oneOf": [{"required": [key]} for key in keys]}


def _some(*keys: str) -> dict[str, Any]:
    return {"anyOf": [{"required": [key]} for key in keys]}


#: What the classes check when they are made, in the words of a schema.
_RULES: dict[str, dict[str, Any]] = {
    "RedLine": _either("never", "only_if"),
    "Threat": _either("if", "unless"),
    "Event": {
        **_some("turn", "each_turn", "without_agreement", "held"),
        "dependentRequired": {"without_agreement": ["measure"]},
    },
    "Position": _some("seeks", "refuses", "says"),
    "Chain": {**_some("steps", "branches"), "properties": {"steps": {"minItems": 1}}},
    "Issue": {"properties": {"options": {"minItems": 2}}},
    "Actor": {"dependentRequired": {"no_deal": ["no_deal_because"], "salience": ["values"], "values": ["salience"]}},
    "Source": {"dependentRequired": {"sha256": ["line"]}},
}


def scenario_schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of scenario.yaml.

    It rejects what has the wrong shape: keys that are missing or unknown, values of the wrong type or out of bounds,
    words that are none of those allowed. What it accepts may still be wrong across its parts.
    """
    schema = _schema_of(Scenario, "A negotiation scenario: what is negotiated and by whom.")
    basis = schema["$defs"]["Issue"]["properties"]
    properties = {
        "negotiation": {"const": 1, "description": "The version of this format."},
        "id": codec.Str(pattern=codec.SLUG_PATTERN).schema(),
        "agenda": codec.Ids().schema(),
        "issues": _referred(codec.Keyed(Issue).schema(), classes_in(Scenario)),
        "numbers": {
            "type": "object",
            "properties": {kind: basis[kind] for kind in KINDS},
            "additionalProperties": False,
            "minProperties": 1,
            "maxProperties": 1,
            "description": "Who answers for bare numbers.",
        },
    }
    schema["properties"] = properties | schema["properties"]
    for part in ("issues", "actors"):
        schema["properties"][part]["propertyNames"] |= _NO_RESERVED_WORD
    schema["$defs"]["Issue"]["properties"]["options"]["items"]["propertyNames"] |= _NO_RESERVED_WORD
    schema["required"] = ["negotiation", "id", *schema["required"], "issues"]
    return schema


def sources_schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of sources.yaml."""
    return _schema_of(SourceMap, "The sources of a scenario: documents, and the statements that stand in them.")


def _schema_of(cls: type, title: str) -> dict[str, Any]:
    """Return the schema of a file: the object of a class, with every other class under $defs."""
    classes = classes_in(cls)
    definitions = {name: _inside(shared.schema(), classes) for name, shared in _SHARED.items()}
    for name, each in sorted(classes.items()):
        body = _inside(codec.Object(each).schema(), classes)
        parts: dict[str, Any] = {"description": (each.__doc__ or "").split("\n")[0], **body}
        rules = _RULES.get(name, {})
        for key, more in rules.get("properties", {}).items():
            parts["properties"][key] |= more
        definitions[name] = parts | {key: rule for key, rule in rules.items() if key != "properties"}
    top = _inside(codec.Object(cls).schema(), classes)
    return {"$schema": DRAFT, "title": title, **top, "$defs": definitions}


def _inside(schema: dict[str, Any], classes: dict[str, type]) -> dict[str, Any]:
    """Return an object's own schema with references for what stands in it, and one basis at most."""
    found = {key: _referred(value, classes) for key, value in schema.items()}
    return found | (_ONE_BASIS if set(KINDS) <= set(schema.get("properties", ())) else {})


def _referred(node: Any, classes: dict[str, type]) -> Any:
    """Return a schema in which every class and every condition is a reference."""
    if isinstance(node, list):
        return [_referred(each, classes) for each in node]
    if not isinstance(node, dict):
        return node
    for name, cls in classes.items():
        if node == _raw(cls):
            return {"$ref": f"#/$defs/{name}"}
    for name, shared in _SHARED.items():
        if node == shared.schema():
            return {"$ref": f"#/$defs/{name}"}
    return _inside(node, classes)


@lru_cache(maxsize=64)
def _raw(cls: type) -> dict[str, Any]:
    return codec.Object(cls).schema()


@lru_cache(maxsize=4)
def classes_in(cls: type) -> dict[str, type]:
    """Return the classes that stand within a class, by name; those of a scenario's issues with it."""
    found: dict[str, type] = {}

    def visit(of: Any) -> None:
        for inner in _codecs_in(of):
            if isinstance(inner, (codec.Object, codec.Keyed, codec.Listed)) and inner.cls.__name__ not in found:
                found[inner.cls.__name__] = inner.cls
                visit(inner)
            elif isinstance(inner, (codec.Map, codec.Many)):
                visit(inner)

    if cls is Scenario:
        found["Issue"] = Issue
        visit(codec.Object(Issue))
    visit(codec.Object(cls))
    return found


def _codecs_in(of: Any) -> Iterator[Any]:
    if isinstance(of, (codec.Object, codec.Keyed, codec.Listed)):
        yield from (each for _, _, each in codec.known_fields(of.cls))
    else:
        yield of.of
