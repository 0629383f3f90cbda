"""The part of JSON Schema that the codecs use, read slowly: whether a plain tree fits a schema."""

import re
from typing import Any

KINDS = {"string": str, "boolean": bool, "object": dict, "array": list}


def fits(node: Any, schema: dict[str, Any], definitions: dict[str, Any]) -> bool:
    """Return whether a plain tree fits a schema; an unknown word of the schema is a KeyError."""
    return all(_KEYWORDS[word](node, value, schema, definitions) for word, value in schema.items())


def _type(node: Any, value: str, schema: dict[str, Any], definitions: dict[str, Any]) -> bool:
    if value in {"number", "integer"}:
        whole = isinstance(node, int) or (isinstance(node, float) and node.is_integer())
        return not isinstance(node, bool) and (whole or (value == "number" and isinstance(node, float)))
    return isinstance(node, KINDS[value])


def _any_of(node: Any, value: list[Any], schema: dict[str, Any], definitions: dict[str, Any]) -> bool:
    return any(fits(node, each, definitions) for each in value)


def _properties(node: Any, value: dict[str, Any], schema: dict[str, Any], definitions: dict[str, Any]) -> bool:
    return not isinstance(node, dict) or all(fits(node[k], value[k], definitions) for k in value if k in node)


def _additional(node: Any, value: Any, schema: dict[str, Any], definitions: dict[str, Any]) -> bool:
    rest = [k for k in node if k not in schema.get("properties", {})] if isinstance(node, dict) else []
    return not rest if value is False else all(fits(node[k], value, definitions) for k in rest)


def _required(node: Any, value: list[str], schema: dict[str, Any], definitions: dict[str, Any]) -> bool:
    return not isinstance(node, dict) or all(each in node for each in value)


def _items(node: Any, value: dict[str, Any], schema: dict[str, Any], definitions: dict[str, Any]) -> bool:
    return not isinstance(node, list) or all(fits(each, value, definitions) for each in node)


def _names(node: Any, value: dict[str, Any], schema: dict[str, Any], definitions: dict[str, Any]) -> bool:
    return not isinstance(node, dict) or all(fits(each, value, definitions) for each in node)


def _reference(node: Any, value: str, schema: dict[str, Any], definitions: dict[str, Any]) -> bool:
    return fits(node, definitions[value.removeprefix("#/$defs/")], definitions)


_KEYWORDS: dict[str, Any] = {
    "type": _type,
    "anyOf": _any_of,
    "properties": _properties,
    "additionalProperties": _additional,
    "required": _required,
    "items": _items,
    "propertyNames": _names,
    "$ref": _reference,
    "enum": lambda node, value, *_: node in value,
    "pattern": lambda node, value, *_: not isinstance(node, str) or re.search(value, node) is not None,
    "minimum": lambda node, value, *_: isinstance(node, str | dict | list) or node >= value,
    "maximum": lambda node, value, *_: isinstance(node, str | dict | list) or node <= value,
    "minItems": lambda node, value, *_: not isinstance(node, list) or len(node) >= value,
    "maxItems": lambda node, value, *_: not isinstance(node, list) or len(node) <= value,
    "minProperties": lambda node, value, *_: not isinstance(node, dict) or len(node) >= value,
    "maxProperties": lambda node, value, *_: not isinstance(node, dict) or len(node) <= value,
}
