"""Published base rates of international crises, as shares by row.

International Crisis Behavior project (ICB), version 16: 512 crises, 1,131 crisis actors, 1918–2021
(Brecher, Wilkenfeld, Beardsley, James & Quinn). Shares are recomputed from its actor-level file: the major
response of a crisis actor by the kind of act that triggered the crisis for it. They are associations in selected
cases, never effects. Rows do not sum to 1: the rest are responses too rare to be listed, told as "other".
"""

from __future__ import annotations

from collections.abc import Mapping

from attrs import frozen

from negotiation.errors import UnknownNameError

KINDS = ("verbal", "political", "economic", "nonviolent_military", "violent")
"""Kinds of acts, from talk to violence; what a measure's `kind` may be."""

CAUTION = "An association in selected crises, not an effect."


@frozen
class BaseRate:
    """One published share: what it is of, the value, the cases, the source."""

    about: str
    value: float
    n: int
    source: str


ICB_RESPONSES: Mapping[str, Mapping[str, float]] = {
    "violent": {
        "violent": 0.432 + 0.165,
        "political": 0.214,
        "nonviolent_military": 0.085,
        "verbal": 0.053,
    },
    "nonviolent_military": {
        "political": 0.302,
        "nonviolent_military": 0.291 + 0.106,
        "violent": 0.185,
        "verbal": 0.058,
    },
    "political": {
        "political": 0.406,
        "violent": 0.220,
        "nonviolent_military": 0.181 + 0.102,
    },
    "verbal": {"verbal": 0.611},
    "economic": {"political": 0.500, "economic": 0.227},
}
"""ICB v16: share of crisis actors by major response, for each kind of trigger (verbal n = 18, economic n = 22).

Single and multiple violent (and non-violent) responses are added up.
"""

MEDIATION = (
    BaseRate("formal or semi-formal agreement where a mediator took part", 0.627, 158, "ICB v16"),
    BaseRate("formal or semi-formal agreement elsewhere", 0.221, 353, "ICB v16"),
)
SANCTIONS = (
    BaseRate("the target gives in to a threat of sanctions", 0.433, 413, "TIES v4, 1963–2005"),
    BaseRate("the target gives in to imposed sanctions", 0.286, 427, "TIES v4, 1963–2005"),
    BaseRate(
        "threatened sanctions that were imposed, whether or not the target gave in", 0.460, 940, "TIES v4, 1963–2005"
    ),
)

TABLES: Mapping[str, Mapping[str, Mapping[str, float]]] = {"icb-v16": ICB_RESPONSES}


def responses(table: str, trigger: str) -> Mapping[str, float]:
    """Return the shares of responses to a kind of trigger. Raises UnknownNameError for a table or kind not there."""
    if table not in TABLES:
        raise UnknownNameError("table of base rates", table, tuple(TABLES))
    if trigger not in TABLES[table]:
        raise UnknownNameError("kind of trigger", trigger, tuple(TABLES[table]))
    return TABLES[table][trigger]
