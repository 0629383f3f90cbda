"""Paths: the one address of everything in a scenario, by ids, never by positions."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from negotiation.errors import Problem, ScenarioError, UnknownNameError, join_path


def child(node: Any, key: str) -> Any:
    """Return what stands under a key of a map, or under an id of a list of `- id: {...}`; KeyError if nothing."""
    if isinstance(node, Mapping):
        return node[key]
    for each in node if isinstance(node, (list, tuple)) else ():
        if _is_entry(each) and key in each:
            return each[key]
    raise KeyError(key)


def keys_of(node: Any) -> list[str]:
    """Return the keys of a map, or the ids of a list of `- id: {...}`."""
    if isinstance(node, Mapping):
        return [str(key) for key in node]
    if isinstance(node, (list, tuple)):
        return [next(iter(each)) for each in node if _is_entry(each)]
    return []


def _is_entry(node: Any) -> bool:
    return isinstance(node, Mapping) and len(node) == 1


def walk_paths(node: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Yield every path below a plain tree with what stands there, the outer first."""
    for key in keys_of(node):
        inner, at = child(node, key), join_path(path, key)
        yield at, inner
        yield from walk_paths(inner, at)


def look_up(tree: Any, path: str) -> Any:
    """Return what stands at a path.

    Raises UnknownNameError, with the nearest paths, when nothing does.

    >>> from negotiation.scenario.paths import look_up
    >>> look_up({"issues": {"form": {"options": [{"oral": {"title": "a handshake"}}]}}}, "issues.form.options.oral")
    {'title': 'a handshake'}
    """
    node, done, parts = tree, "", path.split(".")
    for i, part in enumerate(parts, 1):
        node = _step(node, part, done, ".".join(parts[i:]))
        done = join_path(done, part)
    return node


def _step(node: Any, part: str, done: str, rest: str) -> Any:
    try:
        return child(node, part)
    except KeyError:
        raise _nothing_at(node, part, done, rest) from None


def _nothing_at(node: Any, part: str, done: str, rest: str) -> UnknownNameError:
    """Return the error for a path at a step of which nothing stands; what stands beside it is the cure."""
    name = "".join([f"{done}." if done else "", part, f".{rest}" if rest else ""])
    return UnknownNameError("path", name, [join_path(done, key) for key in keys_of(node)])


def replaced(tree: Any, path: str, value: Any, *, add: bool = False, done: str = "") -> Any:
    """Return a tree with what stands at a path replaced, whole (None: removed); the tree itself is unchanged.

    Parameters
    ----------
    tree, path : a plain tree, and the address in it.
    value : a plain tree.
    add : whether the path's last step may be new; in a list of `- id: {...}` it is put at the end.
    done : the path of the tree itself, for messages.

    Raises
    ------
    UnknownNameError
        when nothing stands at a step of the path.
    """
    first, dot, rest = path.partition(".")
    if dot:
        inner = _step(tree, first, done, rest)
        value = replaced(inner, rest, value, add=add, done=join_path(done, first))
        return _put(tree, first, value)
    is_list = isinstance(tree, (list, tuple)) and all(map(_is_entry, tree))
    if first not in keys_of(tree) and not (add and (is_list or isinstance(tree, Mapping))):
        raise _nothing_at(tree, first, done, "")
    return _put(tree, first, value)


def _put(tree: Any, key: str, value: Any) -> Any:
    if isinstance(tree, Mapping):
        return {k: v for k, v in {**tree, key: value}.items() if not (k == key and v is None)}
    if key not in keys_of(tree):
        return [*tree, {key: value}]
    entries = [{key: value} if _is_entry(each) and key in each else each for each in tree]
    return [each for each in entries if not (_is_entry(each) and key in each and value is None)]


def overlay(
    tree: Any,
    changes: Mapping[str, Any],
    additions: Mapping[str, Any],
    profile: str,
    whole: Callable[[Any, str], Any] = lambda tree, path: tree,
) -> Any:
    """Return a tree with a profile's changes and additions made, in that order.

    Parameters
    ----------
    tree : a plain tree.
    changes, additions : by path, what replaces something that stands, and what is new.
    profile : whose they are, for messages.
    whole : (tree, path) -> the tree with what it leaves out on the way to a path because it stands at its default.

    Raises
    ------
    ScenarioError
        naming every path of the profile that is not there (or, to be added, already is).
    """
    problems = []
    for kind, parts in (("set", changes), ("add", additions)):
        for path, value in parts.items():
            at = join_path("profiles", profile, kind, path)
            try:
                if kind == "add" and stands(tree, path):
                    problems.append(Problem(at, "a path where nothing stands yet", path, "put it under set:"))
                    continue
                tree = replaced(whole(tree, path), path, value, add=kind == "add")
            except UnknownNameError as error:
                problems.append(Problem(at, "a path of the scenario", path, str(error).partition("; ")[2]))
    if problems:
        raise ScenarioError(problems)
    return tree


def stands(tree: Any, path: str) -> bool:
    """Return whether something stands at a path of a plain tree."""
    try:
        look_up(tree, path)
    except UnknownNameError:
        return False
    return True
