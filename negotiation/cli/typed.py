"""What is typed: protocols, strategies, paths, read from their texts; a record by its path."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from negotiation.engine.protocols import Protocol
from negotiation.engine.transcript import VERSION
from negotiation.errors import UsageError
from negotiation.files import Folder, open_folder
from negotiation.files.folder import SCENARIO_FILE
from negotiation.recording import Record, read_record
from negotiation.strategies import strategy_named
from negotiation.strategies.human import Human


def format_protocol(protocol: Protocol) -> str:
    """Return a protocol as it is typed: `protocol_for` reads it back, its deadline aside."""
    told = [f"{key}={'+'.join(v) if isinstance(v, (list, tuple)) else v}" for key, v in protocol.parameters.items()]
    return ":".join([protocol.name, *([",".join(told)] if told else [])])


def strategies_of(texts: list[str], human: Human) -> dict[str, Any]:
    """Return the strategies by actor of texts such as `russia=boulware:exponent=0.1`; "human" is the one given.

    Raises UnknownNameError, UsageError for what is none.
    """
    found: dict[str, Any] = {}
    for text in texts:
        actor, sign, name = text.partition("=")
        if not (actor and sign and name):
            raise UsageError("ACTOR=NAME, such as russia=linear", repr(text))
        if actor in found:
            raise UsageError("one strategy for each actor", f"two for {actor!r}")
        found[actor] = human if name == "human" else strategy_named(name)
    return found


def check_writable(path: Path) -> None:
    """Raise UsageError when a file cannot be written there, without touching what is there."""
    target = Path(os.path.realpath(path))
    beside = target.with_name(f".{target.name}.{os.getpid()}.part")
    cure = "it is no ordinary file" if target.exists() and not target.is_file() else ""
    try:
        if not cure:
            beside.touch(exist_ok=False)
            beside.unlink()
    except OSError as error:
        cure = f"there is no folder {str(path.parent)!r}" if not target.parent.exists() else error.strerror or ""
    if cure:
        raise UsageError("a path that can be written", repr(str(path)), cure)


def open_record(path: Path, scenario: str | None, profile: str | None) -> tuple[Folder, Record]:
    """Return a record, folded under a reading of its scenario, and the folder of that: the one it stands in, or named.

    Raises UsageError where there is no such file, no scenario beside it, or a line that cites no source of the folder,
    and as `read_record`.
    """
    if not path.is_file():
        raise UsageError("a record that can be read", str(path), "there is no such file")
    if scenario is None and not (path.parent / SCENARIO_FILE).is_file():
        raise UsageError("a record beside its scenario", str(path), "name the scenario: --scenario NAME")
    folder = open_folder(scenario or str(path.parent))
    return folder, read_record(folder.with_profile(profile), path, folder.sources)


def is_transcript(path: Path) -> bool:
    """Return whether a file starts as transcripts of this version do: then what is wrong with it came later."""
    try:
        head = json.loads(path.read_text(encoding="utf-8").partition("\n")[0])
    except (OSError, ValueError):
        return False
    return isinstance(head, dict) and head.get("negotiation_transcript") == VERSION
