"""What is typed: protocols, strategies, paths, read from their texts."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from negotiation.engine.catalogue import protocol_named
from negotiation.engine.protocols import Protocol
from negotiation.engine.transcript import VERSION
from negotiation.errors import UsageError
from negotiation.scenario import Scenario
from negotiation.strategies import strategy_named
from negotiation.strategies.human import Human


def protocol_of(scenario: Scenario, text: str | None, deadline: int | None) -> Protocol:
    """Return the protocol of a text such as `plenary:quorum=2,vetoes=a+b`; the scenario's own for None.

    Raises UnknownNameError, UsageError where there is none such or it does not fit the scenario.
    """
    defaults = scenario.defaults
    name, _, rest = (defaults.protocol if text is None else text).partition(":")
    parameters: dict[str, Any] = {}
    for part in filter(None, rest.split(",")):
        key, sign, value = part.partition("=")
        if not sign or key in parameters:
            raise UsageError("each parameter of a protocol once, as KEY=VALUE", repr(part))
        parameters[key] = _parameter(key, value)
    try:
        found = protocol_named(name, defaults.deadline_turns if deadline is None else deadline, **parameters)
        found.check(scenario)
    except (AttributeError, TypeError):  # such as a word where a number is needed, or weights, which are a map
        raise UsageError(f"parameters that {name} can use", rest) from None
    return found


def _parameter(key: str, value: str) -> Any:
    """Return the value of a parameter: several where the key is a plural (a+b), each a number if it can be."""
    if key.endswith("s"):
        return tuple(filter(None, value.split("+")))
    for kind in (int, float):
        try:
            return kind(value)
        except ValueError:
            continue
    return value


def format_protocol(protocol: Protocol) -> str:
    """Return a protocol as it is typed: `protocol_of` reads it back, its deadline aside."""
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


def is_transcript(path: Path) -> bool:
    """Return whether a file starts as transcripts of this version do: then what is wrong with it came later."""
    try:
        head = json.loads(path.read_text(encoding="utf-8").partition("\n")[0])
    except (OSError, ValueError):
        return False
    return isinstance(head, dict) and head.get("negotiation_transcript") == VERSION
