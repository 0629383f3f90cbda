"""The protocols that have a name, on the command line and in transcripts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from negotiation.engine import procedures, protocols
from negotiation.engine.protocols import Protocol
from negotiation.errors import UnknownNameError, unfit

PROTOCOLS: Mapping[str, Callable[..., Protocol]] = {
    "alternating-offers": protocols.alternating_offers,
    "stacked-alternating-offers": protocols.stacked_alternating_offers,
    "plenary": protocols.plenary,
    "one-text": procedures.one_text,
    "monotonic-concession": procedures.monotonic_concession,
    "bilateral-tracks": procedures.bilateral_tracks,
    "record": procedures.record,
}


def protocol_named(name: str, deadline_turns: int | None = None, **parameters: Any) -> Protocol:
    """Return the protocol of a name. Raises UnknownNameError, or UsageError for a parameter it does not have."""
    if name not in PROTOCOLS:
        raise UnknownNameError("protocol", name, tuple(PROTOCOLS))
    if "vetoes" in parameters:
        parameters["vetoes"] = tuple(parameters["vetoes"])
    try:
        return PROTOCOLS[name](deadline_turns, **parameters)
    except TypeError:
        raise unfit(name, PROTOCOLS[name], parameters, "deadline_turns") from None
