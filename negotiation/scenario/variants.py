"""Variants of a scenario as plain trees: what stands at a path replaced, or a value added where nothing stands yet.

What belongs here: which codec governs a path. How trees are changed is in `paths`, what a valid scenario is elsewhere.
"""

from __future__ import annotations

from typing import Any

from negotiation.errors import UsageError
from negotiation.scenario import codec
from negotiation.scenario.issues import Issue
from negotiation.scenario.paths import replaced, stands


def whole(top: codec.Codec, tree: dict[str, Any], path: str) -> dict[str, Any]:
    """Return the tree of a scenario with what it leaves out on the way to a path because it stands at its default."""
    first, _, rest = path.partition(".")
    if first == "issues":
        return {**tree, first: codec.with_defaults(codec.Keyed(Issue), tree[first], rest)}
    found: dict[str, Any] = codec.with_defaults(top, tree, path)
    return found


def with_value(top: codec.Codec, tree: dict[str, Any], path: str, value: Any) -> dict[str, Any]:
    """Return the tree with what stands at a path replaced, whole; None removes it.

    Parameters
    ----------
    top, tree : the codec of a scenario, and its plain tree.
    path, value : the address, and a plain value or one of the model there.

    Raises
    ------
    UnknownNameError, UsageError
        when nothing stands at the path, or it is none.
    """
    value = codec.plain_for(_codec_for(top, path), value)
    found: dict[str, Any] = replaced(whole(top, tree, path), path, value)
    return found


def with_new(top: codec.Codec, tree: dict[str, Any], path: str, value: Any) -> dict[str, Any]:
    """Return the tree with a value added where nothing stands yet; a new issue comes last on the agenda.

    Parameters
    ----------
    top, tree : the codec of a scenario, and its plain tree.
    path, value : an address in a map or list of things with ids, and a plain value or one of the model there.

    Raises
    ------
    UnknownNameError, UsageError
        when the map is not there, something stands already, or nothing can be added there.
    """
    of = _codec_for(top, path)
    around, _, name = path.rpartition(".")
    if of is None or not name or not isinstance(_codec_for(top, around), (codec.Keyed, codec.Listed, codec.Map)):
        raise UsageError("a path in a map of things with ids, such as actors.NAME.red_lines.ID", repr(path))
    own = getattr(value, "id", name)
    if own != name:
        raise UsageError(f"a value whose id is {name}", repr(own), f"add it as {around}.{own}")
    if value is None:
        raise UsageError("a value to add", "None", "with_(path, None) removes what stands there")
    tree = whole(top, tree, path)
    if stands(tree, path):
        raise UsageError("a path where nothing stands yet", repr(path), "replace it by with_")
    found: dict[str, Any] = replaced(tree, path, codec.plain_for(of, value), add=True)
    return {**found, "agenda": [*found["agenda"], name]} if around == "issues" else found


def _codec_for(top: codec.Codec, path: object) -> codec.Codec | None:
    """Return the codec of what may stand at a path of a scenario. UsageError for what is no path."""
    if not isinstance(path, str):
        raise UsageError("a path such as actors.NAME.discount", repr(path))
    first, _, rest = path.partition(".")
    return codec.codec_at(codec.Keyed(Issue), rest) if first == "issues" else codec.codec_at(top, path)
