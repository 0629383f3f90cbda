"""What a plain tree leaves out because it stands at its default, put in on the way to a path.

What belongs here: what a profile needs to set a value that the file does not spell out.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import attrs

from negotiation.scenario.basis import by_id
from negotiation.scenario.objects import Keyed, Listed, Map, Object, freeze, known_fields, thaw
from negotiation.scenario.primitives import BasisKeys, Codec


def with_defaults(of: Codec, node: Any, path: str) -> Any:
    """Return a plain node with what it leaves out on the way to a path because it stands at its default.

    What has no default, or one worked out from other fields, is not put in.
    """
    first, _, rest = path.partition(".")
    if isinstance(of, Listed):
        entries = (with_defaults(Keyed(of.cls), each, path) if first in each else each for each in node)
        return list(entries)
    inner = Object(of.cls) if isinstance(of, Keyed) else of.of if isinstance(of, Map) else None
    if isinstance(of, Object) and isinstance(node, Mapping):
        for key, attribute, codec in known_fields(of.cls):
            if key == first and not isinstance(codec, BasisKeys):
                inner = codec
                if first not in node and not isinstance(attribute.default, (type(None), attrs.Factory)):  # type: ignore[arg-type]
                    node = node if attribute.default is attrs.NOTHING else {**node, key: codec.write(attribute.default)}
    if inner is None or not rest or not isinstance(node, Mapping) or first not in node:
        return node
    return {**node, first: with_defaults(inner, node[first], rest)}


def codec_at(of: Codec, path: str) -> Codec | None:
    """Return the codec of what may stand at a path below a value of a codec; None where nothing may."""
    if not path:
        return of
    first, _, rest = path.partition(".")
    inner: Codec | None = None
    if isinstance(of, (Keyed, Listed)):
        inner = Object(of.cls)
    elif isinstance(of, Map):
        inner = of.of
    elif isinstance(of, Object):
        inner = next((codec for key, _, codec in known_fields(of.cls) if key == first), None)
    return None if inner is None else codec_at(inner, rest)


def plain_for(of: Codec | None, value: Any) -> Any:
    """Return the plain tree of a plain value or one of the model, where it stands as a value of a codec.

    A list of objects that carry their ids stands as a map by id, or as a list of `- id: {...}`: constructors take both.
    """
    cls = of.cls if isinstance(of, (Keyed, Listed)) and isinstance(value, (list, tuple)) else None
    if of is not None and cls is not None and all(isinstance(each, cls) for each in value):
        return of.write(by_id(value) if isinstance(of, Keyed) else value)
    return thaw(freeze(value))
