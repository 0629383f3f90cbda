"""Paths: the one address of everything in a scenario, by ids, never by positions."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from negotiation.errors import Problem, ScenarioError, UnknownNameError, join_path


def child(node: Any, key: str) -> Any:
    """Return what stands under a key of a map, or under an id of a list of `- id: {...}`; KeyError if nothing."""
    if isinstance(node, dict):
        return node[key]
    if isinstance(node, list):
        for each in node:
            if isinstance(each, dict) and len(each) == 1 and key in each:
                return each[key]
    raise KeyError(key)


def keys_of(node: Any) -> list[str]:
    """Return the keys of a map, or the ids of a list of `- id: {...}`."""
    if isinstance(node, dict):
        return [str(key) for key in node]
    if isinstance(node, list):
        return [next(iter(each)) for each in node if isinstance(each, dict) and len(each) == 1]
    return []


def walk_paths(node: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Yield every path below a plain tree with what stands there, the outer first."""
    for key in keys_of(node):
        inner, at = child(node, key), join_path(path, key)
        yield at, inner
        yield from walk_paths(inner, at)


def look_up(tree: Any, path: str) -> Any:
    """Return what stands at a path. Raises UnknownNameError, with the nearest paths, when nothing does."""
    node, done = tree, ""
    for part in path.split("."):
        try:
            node = child(node, part)
        except KeyError:
            raise UnknownNameError("path", path, [join_path(done, key) for key in keys_of(node)]) from None
        done = join_path(done, part)
    return node


def replaced(tree: Any, path: str, value: Any, *, add: bool = False) -> Any:
    """Return a tree with what stands at a path replaced, whole (None: removed); the tree itself is unchanged.

    With `add` the path's last step may be new. Raises UnknownNameError when nothing stands there otherwise.
    """
    first, _, rest = path.partition(".")
    if rest:
        try:
            return _put(tree, first, replaced(child(tree, first), rest, value, add=add))
        except KeyError:
            raise UnknownNameError("path", path, keys_of(tree)) from None
        except UnknownNameError as error:
            raise UnknownNameError("path", path, [join_path(first, each) for each in error.known]) from None
    if first not in keys_of(tree) and not (add and isinstance(tree, dict)):
        raise UnknownNameError("path", path, keys_of(tree))
    return _put(tree, first, value)


def _put(tree: Any, key: str, value: Any) -> Any:
    if isinstance(tree, dict):
        return {k: v for k, v in {**tree, key: value}.items() if not (k == key and v is None)}
    return [{key: value} if key in each else each for each in tree if not (key in each and value is None)]


def overlay(tree: Any, changes: dict[str, Any], additions: dict[str, Any], profile: str) -> Any:
    """Return a tree with a profile's changes and additions made, in that order.

    Raises ScenarioError naming every path of the profile that is not there (or, to be added, already is).
    """
    problems = []
    for kind, parts in (("set", changes), ("add", additions)):
        for path, value in parts.items():
            at = join_path("profiles", profile, kind, path)
            try:
                if kind == "add" and _stands(tree, path):
                    problems.append(Problem(at, "a path where nothing stands yet", path, "put it under set:"))
                    continue
                tree = replaced(tree, path, value, add=kind == "add")
            except UnknownNameError as error:
                problems.append(Problem(at, "a path of the scenario", path, str(error).partition("; ")[2]))
    if problems:
        raise ScenarioError(problems)
    return tree


def _stands(tree: Any, path: str) -> bool:
    try:
        look_up(tree, path)
    except UnknownNameError:
        return False
    return True
