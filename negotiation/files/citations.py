"""Which sources a scenario cites, and where: found in the plain tree, so that a scenario with faults tells it too.

What belongs here: the walk along the codecs, which know where a basis may stand. What the sources say is in `sources`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from attrs import frozen

from negotiation.errors import Problem, join_path, nearest
from negotiation.files.sources import SOURCE_ID, SourceMap
from negotiation.scenario import codec
from negotiation.scenario.actors import RowCodec
from negotiation.scenario.basis import KINDS
from negotiation.scenario.issues import Issue
from negotiation.scenario.measures import EffectCodec
from negotiation.scenario.scenario import Scenario

_CITING = tuple(kind for kind in KINDS if kind != "assumed")
#: Maps from actors to the sources in which they say so.
_BY_ACTOR = ("claimed", "denied")
#: What the brackets at the end of an act in notation hold beside ids.
_BRACKETS = re.compile(r"\[([^\[\]]*)\]")


@frozen
class Citation:
    """A source cited at a path; `path` ends with the key that cites it."""

    source: str
    path: str


def citations_in(tree: dict[str, Any]) -> list[Citation]:
    """Return every citation in the plain tree of a scenario, its profiles and its opening included, in order."""
    found = [*_scenario(tree, "")]
    for name, profile in _items(tree.get("profiles")):
        for kind in ("set", "add"):
            for path, value in _items(profile.get(kind) if isinstance(profile, dict) else None):
                for step in reversed(path.split(".")):
                    value = {step: value}  # noqa: PLW2901
                found += _scenario(value, join_path("profiles", name, kind))
    for act in _list(tree.get("opening")):
        for brackets in _BRACKETS.findall(act) if isinstance(act, str) else ():
            names = (name for name in re.split(r"[ ,;]+", brackets) if name and name not in KINDS)
            found += (Citation(name, join_path("opening", act)) for name in names)
    return found


def unknown_citations(tree: dict[str, Any], sources: SourceMap) -> list[Problem]:
    """Return a problem for every citation of a source that is not there, with the nearest that is."""
    found = {}
    for each in citations_in(tree):
        if each.source not in sources and re.match(SOURCE_ID, each.source):
            cure = nearest(each.source, sources)
            found[each] = Problem(each.path, "the id of a source in sources.yaml", repr(each.source), cure)
    return list(found.values())


def _scenario(tree: dict[str, Any], path: str) -> Iterator[Citation]:
    yield from _ids(tree.get("numbers"), _CITING, join_path(path, "numbers"))
    yield from _walk(codec.Keyed(Issue), tree.get("issues"), join_path(path, "issues"))
    yield from _walk(codec.Object(Scenario), tree, path)


def _walk(of: codec.Codec, node: Any, path: str) -> Iterator[Citation]:
    """Yield the citations in a node that a codec describes."""
    match of:
        case codec.Num() | EffectCodec():
            yield from _ids(node, _CITING, path)
        case codec.Object(cls):
            for key, attribute, inner in codec.known_fields(cls):
                at, part = join_path(path, key), dict(_items(node)).get(key)
                if isinstance(inner, codec.BasisKeys):
                    yield from _ids(node, _CITING, path)
                elif attribute.name in _BY_ACTOR:
                    yield from _ids(part, [actor for actor, _ in _items(part)], at)
                else:
                    yield from _walk(inner, part, at)
        case codec.Keyed() | codec.Map() | codec.Listed() | codec.Many() | RowCodec():
            for key, inner in _items(node):
                yield from _walk(_inside(of), inner, join_path(path, key))
            for item in _list(node):
                yield from _walk(of if isinstance(of, codec.Listed) else _inside(of), item, path)


def _inside(of: Any) -> codec.Codec:
    """Return the codec of what stands in a map or a list."""
    if isinstance(of, (codec.Keyed, codec.Listed)):
        return codec.Object(of.cls)
    found: codec.Codec = codec.Num() if isinstance(of, RowCodec) else of.of
    return found


def _ids(node: Any, keys: Iterable[str], path: str) -> Iterator[Citation]:
    """Yield the sources named under some keys of a map: one alone, or several in a list."""
    given = dict(_items(node))
    for key in keys:
        names = given.get(key)
        yield from (
            Citation(name, join_path(path, key))
            for name in ([names] if isinstance(names, str) else _list(names))
            if isinstance(name, str)
        )


def _items(node: Any) -> Iterable[tuple[str, Any]]:
    return node.items() if isinstance(node, dict) else ()


def _list(node: Any) -> list[Any]:
    return node if isinstance(node, list) else []
