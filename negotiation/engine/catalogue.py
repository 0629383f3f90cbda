"""The protocols that have a name, on the command line and in transcripts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from negotiation.engine import procedures, protocols
from negotiation.engine.protocols import Protocol
from negotiation.errors import UnknownNameError, UsageError, unfit
from negotiation.scenario import Scenario

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


def protocol_for(scenario: Scenario, text: str | None = None, deadline: int | None = None) -> Protocol:
    """Return the protocol of a text such as `plenary:quorum=2,vetoes=a+b,deadline=9`; the scenario's own for None.

    The deadline is the one given beside the text, else the text's, else the scenario's.

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
    told = parameters.pop("deadline", defaults.deadline_turns)
    try:
        found = protocol_named(name, told if deadline is None else deadline, **parameters)
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
