"""One definition per field: how it is read from a plain tree, written back, and described by a JSON Schema.

What belongs here: nothing of its own; this is the one name under which `reader`, `primitives`, `objects` and
`filling` are used.
"""

from __future__ import annotations

from negotiation.scenario.basis import by_id
from negotiation.scenario.filling import codec_at, plain_for, with_defaults
from negotiation.scenario.objects import (
    Keyed,
    Listed,
    Many,
    Map,
    Object,
    PlainTree,
    coded,
    freeze,
    in_files,
    known_fields,
    thaw,
    write,
    written_by,
)
from negotiation.scenario.primitives import (
    ID_PATTERN,
    LANGUAGE_PATTERN,
    SLUG_PATTERN,
    SOURCE_PATTERN,
    BasisKeys,
    Bool,
    Codec,
    Cond,
    Ids,
    Int,
    Num,
    Str,
    Words,
    basis_schema,
    read_basis,
    unknown_keys,
    write_basis,
)
from negotiation.scenario.reader import Reader, described

__all__ = [
    "ID_PATTERN",
    "LANGUAGE_PATTERN",
    "SLUG_PATTERN",
    "SOURCE_PATTERN",
    "BasisKeys",
    "Bool",
    "Codec",
    "Cond",
    "Ids",
    "Int",
    "Keyed",
    "Listed",
    "Many",
    "Map",
    "Num",
    "Object",
    "PlainTree",
    "Reader",
    "Str",
    "Words",
    "basis_schema",
    "by_id",
    "codec_at",
    "coded",
    "described",
    "freeze",
    "in_files",
    "known_fields",
    "plain_for",
    "read_basis",
    "thaw",
    "unknown_keys",
    "with_defaults",
    "write",
    "write_basis",
    "written_by",
]
