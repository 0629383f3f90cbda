"""WHO decides: strategies by family, each citing its source, and the catalogue of those that have a name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Protocol

from negotiation.engine.view import View
from negotiation.errors import UnknownNameError, UsageError
from negotiation.strategies.concession import Boulware, Conceder, Linear, TimeDependent
from negotiation.strategies.mediating import Judge, SingleText
from negotiation.strategies.narrowing import Consenting, RatificationAware, Within
from negotiation.strategies.reacting import Reactive, Threatening
from negotiation.strategies.simple import RandomAcceptable, Script
from negotiation.strategies.zeuthen import Zeuthen


class Strategy(Protocol):
    """An immutable recipe for a seat. `seat(view)`, where there is one, gives a fresh player for each play."""

    def seat(self, view: View) -> Any:
        """Return a player with `decide(view, rng) -> Act`."""


CATALOGUE: Mapping[str, Callable[..., Any]] = {
    "boulware": Boulware,
    "conceder": Conceder,
    "linear": Linear,
    "random": RandomAcceptable,
    "judge": Judge,
    "single-text": SingleText,
    "reactive": Reactive,
    "threatening": Threatening,
    "ratification-aware": RatificationAware,
    "consenting": Consenting,
}
"""The strategies that have a name on the command line."""


def strategy_named(text: str) -> Any:
    """Return the strategy of a name with parameters, such as `boulware` or `boulware:exponent=0.1,start=0.2`.

    Raises UnknownNameError for a name that is not there, UsageError for a parameter that does not fit.
    """
    name, _, rest = text.partition(":")
    if name == "human":
        from negotiation.strategies.human import Human  # noqa: PLC0415

        return Human()
    if name not in CATALOGUE:
        raise UnknownNameError("strategy", name, (*CATALOGUE, "human"))
    parameters: dict[str, float] = {}
    for part in filter(None, rest.split(",")):
        key, sign, value = part.partition("=")
        try:
            parameters[key] = float(value)
        except ValueError:
            raise UsageError("key=number after the strategy's name", part) from None
        if not sign:  # pragma: no cover - float("") has raised
            break
    try:
        return CATALOGUE[name](**parameters)
    except TypeError:
        raise UsageError(f"parameters that {name} has", ", ".join(parameters)) from None


__all__ = [
    "CATALOGUE",
    "Boulware",
    "Conceder",
    "Consenting",
    "Judge",
    "Linear",
    "RandomAcceptable",
    "RatificationAware",
    "Reactive",
    "Script",
    "SingleText",
    "Strategy",
    "Threatening",
    "TimeDependent",
    "Within",
    "Zeuthen",
    "strategy_named",
]
