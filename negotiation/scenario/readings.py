"""Named readings of a scenario, the grid they form, the historical record, and how it is played by default."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from attrs import field, frozen

from negotiation.scenario import codec
from negotiation.scenario.basis import Basis, Text, as_map, to_names, to_text, to_texts, with_ids
from negotiation.scenario.codec import in_files
from negotiation.scenario.conditions import Condition, to_condition
from negotiation.scenario.table import Table


def to_changes(values: Mapping[str, Any]) -> Table[str, Any]:
    """Return what stands at paths as frozen plain trees, by path."""
    found: Table[str, Any] = codec.freeze(as_map(values, "a map from paths to what stands there"))
    return found


@frozen
class Profile:
    """A named reading of a scenario: what stands at some paths is replaced, whole; `add` puts what is new."""

    id: str
    about: Text = field(metadata=in_files(codec.Words()), converter=to_text)
    extends: str | None = field(metadata=in_files(codec.Str("the id of a profile")), default=None)
    set: Table[str, Any] = field(metadata=in_files(codec.Map(codec.PlainTree())), default=Table(), converter=to_changes)
    add: Table[str, Any] = field(metadata=in_files(codec.Map(codec.PlainTree())), default=Table(), converter=to_changes)


@frozen
class Record:
    """What happened, shown only after play: kept beside the outcomes, not among them."""

    outcome: str = field(metadata=in_files(codec.Str(words=("no_deal", "agreement"))))
    then: Text = field(metadata=in_files(codec.Words()), converter=to_text)
    package: Table[str, str] = field(
        metadata=in_files(codec.Map(codec.Str("the id of an option"))), default=Table(), converter=to_names
    )
    beyond: Table[str, Text] = field(metadata=in_files(codec.Map(codec.Words())), default=Table(), converter=to_texts)
    basis: Basis | None = field(metadata=in_files(codec.BasisKeys()), default=None)
    caution: Text | None = field(metadata=in_files(codec.Words()), default=None, converter=to_text)


@frozen
class Reading:
    """One row or column of the grid of readings: a condition that a package must satisfy under it."""

    id: str
    title: Text = field(metadata=in_files(codec.Words()), converter=to_text)
    requires: Condition = field(metadata=in_files(codec.Cond()), converter=to_condition)
    basis: Basis | None = field(metadata=in_files(codec.BasisKeys()), default=None)


def to_readings(values: Iterable[Reading]) -> tuple[Reading, ...]:
    """Return readings as a tuple."""
    return with_ids(values, "readings, each a Reading")


@frozen
class Grid:
    """Readings against readings: how many packages satisfy each pair, rules and gates left out."""

    rows: tuple[Reading, ...] = field(metadata=in_files(codec.Listed(Reading)), converter=to_readings)
    columns: tuple[Reading, ...] = field(metadata=in_files(codec.Listed(Reading)), converter=to_readings)
    about: Text | None = field(metadata=in_files(codec.Words()), default=None, converter=to_text)


#: The most turns that a play may be given: what strategies plan with holds a number for each of them.
MOST_TURNS = 10_000


@frozen
class Defaults:
    """How the scenario is played when nobody says otherwise."""

    protocol: str = field(metadata=in_files(codec.Str("the name of a protocol")), default="alternating-offers")
    turns: int = field(metadata=in_files(codec.Int(1, MOST_TURNS)), default=60)
    deadline_turns: int | None = field(metadata=in_files(codec.Int(1, MOST_TURNS)), default=None)
    strategies: Table[str, str] = field(
        metadata=in_files(codec.Map(codec.Str("the name of a strategy"))), default=Table(), converter=to_names
    )
