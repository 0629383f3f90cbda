"""WHO decides: strategies by family, each citing its source, and the catalogue of those that have a name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Protocol, TypeAlias

from negotiation.engine.acts import Act
from negotiation.engine.view import View
from negotiation.errors import UnknownNameError, UsageError, unfit
from negotiation.strategies.concession import Boulware, Conceder, Linear, TimeDependent
from negotiation.strategies.mediating import Judge, SingleText
from negotiation.strategies.narrowing import Consenting, RatificationAware, Within
from negotiation.strategies.reacting import Reactive, Threatening
from negotiation.strategies.simple import RandomAcceptable, Script
from negotiation.strategies.zeuthen import Zeuthen


class Player(Protocol):
    """Who decides for a seat in one play."""

    def decide(self, view: View, rng: Any) -> Act:
        """Return the act for now, from what the seat may know; `rng` gives uniform draws."""


class Recipe(Protocol):
    """A strategy that keeps something between moves: it seats a fresh player for each play."""

    def seat(self, view: View) -> Any:
        """Return a player."""


Strategy: TypeAlias = Player | Recipe
"""An immutable recipe for a seat: something with `seat(view)`, or, where nothing is kept between moves, `decide`."""

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
    """Return the strategy of a name with parameters, such as `boulware:exponent=0.1` or `reactive:inner=judge`.

    Raises UnknownNameError for a name that is not there, UsageError for a parameter that does not fit.
    """
    name, _, rest = text.partition(":")
    if name == "human":
        if rest:
            raise UsageError("no parameters for human", repr(rest))
        from negotiation.strategies.human import Human

        return Human()
    if name not in CATALOGUE:
        raise UnknownNameError("strategy", name, (*CATALOGUE, "human"))
    parameters: dict[str, Any] = {}
    for part in filter(None, rest.split(",")):
        key, sign, value = part.partition("=")
        if not sign or not value:
            raise UsageError("key=value after the strategy's name", part)
        if key in parameters:
            raise UsageError("each parameter of a strategy once", repr(part))
        parameters[key] = strategy_named(value) if key == "inner" else _number_or_text(value)
    try:
        return CATALOGUE[name](**parameters)
    except (TypeError, ValueError):
        raise unfit(name, CATALOGUE[name], parameters) from None


def _number_or_text(value: str) -> float | str:
    try:
        return float(value)
    except ValueError:
        return value


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
