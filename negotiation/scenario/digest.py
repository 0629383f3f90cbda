"""One canonical text for a plain tree, and its digest."""

from __future__ import annotations

import hashlib
import json
from typing import Any

_CANONICAL = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def canonical_json(tree: Any) -> str:
    """Return the tree as JSON with sorted keys, no white space, and shortest round-trip numbers."""
    return _CANONICAL.encode(tree)


def digest_of(tree: Any) -> str:
    """Return the SHA-256 of a plain tree's canonical JSON, in hexadecimal."""
    return text_digest(canonical_json(tree))


def text_digest(text: str) -> str:
    """Return the SHA-256 of a text's UTF-8 bytes, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def line_digest(line: str) -> str:
    """Return the SHA-256 of a line's UTF-8 bytes without its terminator, in hexadecimal."""
    return hashlib.sha256(line.rstrip("\r\n").encode()).hexdigest()
