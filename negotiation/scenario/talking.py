"""What is said and believed: channels, contested claims, signals, preconditions and promises, as data."""

from __future__ import annotations

from attrs import field, frozen

from negotiation.scenario import codec
from negotiation.scenario.basis import Basis, Number, Text, to_ids, to_lists_of_ids, to_number, to_numbers, to_text
from negotiation.scenario.codec import in_files
from negotiation.scenario.conditions import Condition, to_condition
from negotiation.scenario.table import Table

GUARDED = (
    "accepts",
    "carries_out",
    "floats",
    "offers_to_discuss",
    "tables",
    "answers",
    "sends",
    "schedules",
    "consults",
)
"""The deeds that a precondition can hold back, with underscores as in conditions."""


@frozen
class Channel:
    """A way for acts to travel: who hears them, how many turns later, and how likely each turn a leak is.

    `audience`: public (everybody) or addressees. `deniable`: what was said there may be denied at no cost.
    """

    id: str
    title: Text = field(metadata=in_files(codec.Words()), converter=to_text)
    audience: str = field(metadata=in_files(codec.Str(words=("addressees", "public"))), default="addressees")
    latency_turns: int = field(metadata=in_files(codec.Int(0)), default=0)
    leaks: Number | None = field(metadata=in_files(codec.Num(0.0, 1.0)), default=None, converter=to_number)
    deniable: bool = field(metadata=in_files(codec.Bool()), default=False)
    basis: Basis | None = field(metadata=in_files(codec.BasisKeys()), default=None)


@frozen
class Claim:
    """A contested fact: who claims it, who denies it (source ids), and how likely each actor holds it at the start."""

    id: str
    title: Text = field(metadata=in_files(codec.Words()), converter=to_text)
    claimed: Table[str, tuple[str, ...]] = field(
        metadata=in_files(codec.Map(codec.Ids())), default=Table(), converter=to_lists_of_ids
    )
    denied: Table[str, tuple[str, ...]] = field(
        metadata=in_files(codec.Map(codec.Ids())), default=Table(), converter=to_lists_of_ids
    )
    believed: Table[str, Number] = field(
        metadata=in_files(codec.Map(codec.Num(0.0, 1.0))), default=Table(), converter=to_numbers
    )
    basis: Basis | None = field(metadata=in_files(codec.BasisKeys()), default=None)


@frozen
class Signal:
    """What moves beliefs: something seen, and how likely it is where the belief is true and where it is false.

    `about` is a claim, a threat (its execution) or an actor (whether it performs what it owes). Seeing `when`
    multiplies the odds by if_true / if_false; with `by_turn`, not having seen it by the end of that turn
    multiplies them by (1 − if_true) / (1 − if_false). `seen_by` defaults to everybody who holds the belief.
    """

    id: str
    about: str = field(metadata=in_files(codec.Str("the id of a claim, a threat or an actor")))
    when: Condition = field(metadata=in_files(codec.Cond()), converter=to_condition)
    if_true: Number = field(metadata=in_files(codec.Num(0.0, 1.0)), converter=to_number)
    if_false: Number = field(metadata=in_files(codec.Num(0.0, 1.0)), converter=to_number)
    by_turn: int | None = field(metadata=in_files(codec.Int(1)), default=None)
    seen_by: tuple[str, ...] = field(metadata=in_files(codec.Ids()), default=(), converter=to_ids)
    basis: Basis | None = field(metadata=in_files(codec.BasisKeys()), default=None)
    title: Text | None = field(metadata=in_files(codec.Words()), default=None, converter=to_text)


@frozen
class Precondition:
    """What an actor will not do before something else is done: deeds held back until a condition on the world."""

    id: str
    who: str = field(metadata=in_files(codec.Str("the id of an actor")))
    deeds: tuple[str, ...] = field(metadata=in_files(codec.Ids(GUARDED)), converter=to_ids)
    until: Condition = field(metadata=in_files(codec.Cond()), converter=to_condition)
    about: tuple[str, ...] = field(metadata=in_files(codec.Ids()), default=(), converter=to_ids)
    basis: Basis | None = field(metadata=in_files(codec.BasisKeys()), default=None)
    title: Text | None = field(metadata=in_files(codec.Words()), default=None, converter=to_text)


@frozen
class Promise:
    """What an actor announces that it will do for others: a measure, where a condition holds, by a turn."""

    id: str
    by: str = field(metadata=in_files(codec.Str("the id of an actor")))
    to: tuple[str, ...] = field(metadata=in_files(codec.Ids()), converter=to_ids)
    measure: str | None = field(metadata=in_files(codec.Str("the id of a measure")), default=None)
    if_: Condition | None = field(metadata=in_files(codec.Cond(), "if"), default=None, converter=to_condition)
    by_turn: int | None = field(metadata=in_files(codec.Int(1)), default=None)
    announced: bool = field(metadata=in_files(codec.Bool()), default=False)
    basis: Basis | None = field(metadata=in_files(codec.BasisKeys()), default=None)
    title: Text | None = field(metadata=in_files(codec.Words()), default=None, converter=to_text)


@frozen
class Demand:
    """A demand on packages: what it conditions (talks or a settlement), and whether it is absolute or declared.

    A demand that conditions talks keeps its owner from discussing or accepting any text that does not meet it;
    one that conditions a settlement, from signing one. Declared: it may be given up, at the owner's audience cost.
    """

    id: str
    demand: Condition = field(metadata=in_files(codec.Cond()), converter=to_condition)
    conditions: str = field(metadata=in_files(codec.Str(words=("settlement", "talks"))), default="settlement")
    force: str = field(metadata=in_files(codec.Str(words=("absolute", "declared"))), default="absolute")
    basis: Basis | None = field(metadata=in_files(codec.BasisKeys()), default=None)
    title: Text | None = field(metadata=in_files(codec.Words()), default=None, converter=to_text)
