"""Who acts or is affected: positions, interests, red lines, and what each outcome is worth to whom."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from attrs import Factory, field, frozen

from negotiation.errors import Problem, ScenarioError
from negotiation.scenario import codec
from negotiation.scenario.basis import Basis, Number, Text, to_ids, to_number, to_text
from negotiation.scenario.codec import Reader, coded, join_path
from negotiation.scenario.conditions import Condition, to_condition
from negotiation.scenario.table import Table
from negotiation.scenario.talking import Chain, Demand

ROLES = ("party", "mediator", "stakeholder", "observer")
DECISIONS = ("consensus", "unanimity", "leader", "majority")


@frozen
class Position:
    """A stated stance on an issue: the option the actor seeks or refuses, with its source."""

    seeks: str | None = coded(codec.Str("the id of an option"), default=None)
    refuses: str | None = coded(codec.Str("the id of an option"), default=None)
    basis: Basis | None = coded(codec.BasisKeys(), default=None)
    says: Text | None = coded(codec.Words(), default=None, converter=to_text)

    def __attrs_post_init__(self) -> None:
        if not (self.seeks or self.refuses or self.says):
            raise ScenarioError([Problem("", "seeks, refuses or says: what the position is", "none of them")])


@frozen
class Interest:
    """Why an actor holds a position, with its source."""

    id: str
    title: Text = coded(codec.Words(), converter=to_text)
    basis: Basis | None = coded(codec.BasisKeys(), default=None)
    issues: tuple[str, ...] = coded(codec.Ids(), default=(), converter=to_ids)


@frozen
class RedLine:
    """A line an actor will not cross: `never` a condition, or `only_if` one holds.

    Absolute (the default): never accepted, whatever the utility. Declared: a position; crossing it costs `cost`.
    """

    id: str
    basis: Basis | None = coded(codec.BasisKeys(), default=None)
    never: Condition | None = coded(codec.Cond(), default=None, converter=to_condition)
    only_if: Condition | None = coded(codec.Cond(), default=None, converter=to_condition)
    force: str = coded(codec.Str(words=("absolute", "declared")), default="absolute")
    cost: Number | None = coded(codec.Num(low=0.0), default=None, converter=to_number)
    title: Text | None = coded(codec.Words(), default=None, converter=to_text)

    def __attrs_post_init__(self) -> None:
        if (self.never is None) == (self.only_if is None):
            raise ScenarioError([Problem("", "either never or only_if", "both" if self.never else "neither")])


@frozen
class Row(Mapping[str, Number]):
    """The values of one issue's options to one actor, in [0, 1]; `scale` is "as_given" where they do not span 0–1."""

    values_: Table[str, Number] = field(converter=codec.table_of(to_number))
    scale: str = "unit"

    def __getitem__(self, option: str) -> Number:
        return self.values_[option]

    def __iter__(self) -> Iterator[str]:
        return iter(self.values_)

    def __len__(self) -> int:
        return len(self.values_)


def to_row(value: Any) -> Row:
    """Return a Row for a map from options to numbers; a Row as it is."""
    return value if isinstance(value, Row) else Row(value)


@frozen
class RowCodec(codec.Codec):
    """A row of option values: a map from options to numbers in [0, 1], with `scale: as_given` where it says so."""

    blank: Any = Row({})
    _of: codec.Map = codec.Map(codec.Num(0.0, 1.0))

    def read(self, node: Any, path: str, to: Reader) -> Any:
        """Return the Row."""
        if isinstance(node, dict) and "scale" in node:
            scale = codec.Str(words=("unit", "as_given")).read(node["scale"], join_path(path, "scale"), to)
            return Row(self._of.read({k: v for k, v in node.items() if k != "scale"}, path, to), scale)
        return Row(self._of.read(node, path, to))

    def write(self, value: Any) -> Any:
        """Return the map."""
        scale = {"scale": value.scale} if value.scale != "unit" else {}
        return {**scale, **self._of.write(value.values_)}

    def schema(self) -> dict[str, Any]:
        """Return an object schema."""
        return {**self._of.schema(), "properties": {"scale": {"enum": ["unit", "as_given"]}}}


@frozen
class Interaction:
    """What a combination is worth beyond its parts: signed, in units of utility, with an anchor in words."""

    id: str
    when: Condition = coded(codec.Cond(), converter=to_condition)
    amount: Number = coded(codec.Num(), converter=to_number)
    anchor: Text = coded(codec.Words(), converter=to_text)
    basis: Basis | None = coded(codec.BasisKeys(), default=None)


@frozen
class Comparison:
    """One comparison within an order: an option better than another to the actor, with its basis."""

    better: str = coded(codec.Str("the id of an option"))
    than: str = coded(codec.Str("the id of an option"))
    basis: Basis | None = coded(codec.BasisKeys(), default=None)


@frozen
class Actor:
    """Who acts or is affected: its roles, what it says, wants and will not do, and what options are worth to it.

    `salience` are swing weights that sum to 1 over the issues; `values` give each option a value in [0, 1].
    Without them the actor has no preferences: it acts, speaks and consents without an invented utility.
    A bloc has `members` and decides by `decides_by`; its own members have preferences, it has none.
    `trust` is the probability, by actor, that it performs what it owes; `audience_cost` what each public
    back-down costs; `study_turns` how long it studies a message before it can answer; `declines` the issues
    that are off its agenda; `bias` the weights of a mediator without preferences.
    `no_deal` is the author's value of no deal before listed threats and events; it needs `no_deal_because`.
    """

    id: str
    title: Text = coded(codec.Words(), converter=to_text)
    roles: tuple[str, ...] = coded(codec.Ids(ROLES), default=("stakeholder",), converter=lambda r: tuple(sorted(set(to_ids(r)))))
    about: Text | None = coded(codec.Words(), default=None, converter=to_text)
    members: tuple[str, ...] = coded(codec.Ids(), default=(), converter=to_ids)
    decides_by: str | None = coded(codec.Str(words=DECISIONS), default=None)
    leader: str | None = coded(codec.Str("the id of a member"), default=None)
    weights: Table[str, Number] = coded(codec.Map(codec.Num(0.0)), default=Table(), converter=codec.table_of(to_number))
    vetoes: tuple[str, ...] = coded(codec.Ids(), default=(), converter=to_ids)
    others: Text | None = coded(codec.Words(), default=None, converter=to_text)
    positions: Table[str, Position] = coded(codec.Map(codec.Object(Position)), default=Table(), converter=codec.by_id)
    interests: Table[str, Interest] = coded(codec.Keyed(Interest), default=Table(), converter=codec.by_id)
    red_lines: Table[str, RedLine] = coded(codec.Keyed(RedLine), default=Table(), converter=codec.by_id)
    salience: Table[str, Number] = coded(codec.Map(codec.Num(0.0)), default=Table(), converter=codec.table_of(to_number))
    values: Table[str, Row] = coded(codec.Map(RowCodec()), default=Table(), converter=codec.table_of(to_row))
    orders: Table[str, tuple[Comparison, ...]] = coded(
        codec.Map(codec.Many(codec.Object(Comparison))), default=Table(), converter=codec.table_of(tuple)
    )
    interactions: Table[str, Interaction] = coded(codec.Keyed(Interaction), default=Table(), converter=codec.by_id)
    no_deal: Number | None = coded(codec.Num(), default=None, converter=to_number)
    no_deal_because: Text | None = coded(codec.Words(), default=None, converter=to_text)
    demands: Table[str, Demand] = coded(codec.Keyed(Demand), default=Table(), converter=codec.by_id)
    chains: Table[str, Chain] = coded(codec.Keyed(Chain), default=Table(), converter=codec.by_id)
    trust: Table[str, Number] = coded(codec.Map(codec.Num(0.0, 1.0)), default=Table(), converter=codec.table_of(to_number))
    audience_cost: Number | None = coded(codec.Num(0.0), default=None, converter=to_number)
    bias: Table[str, Number] = coded(codec.Map(codec.Num(0.0)), default=Table(), converter=codec.table_of(to_number))
    study_turns: int = coded(codec.Int(0), default=0)
    declines: tuple[str, ...] = coded(codec.Ids(), default=(), converter=to_ids)
    discount: Number = coded(codec.Num(0.0, 1.0), default=Number(1.0), converter=to_number)
    preferences: str = coded(
        codec.Str(words=("none", "given")),
        default=Factory(lambda self: "given" if self.salience else "none", takes_self=True),
    )
    without_preferences: str = coded(codec.Str(words=("consents", "withholds")), default="consents")
    basis: Basis | None = coded(codec.BasisKeys(), default=None)

    @property
    def has_preferences(self) -> bool:
        """Whether outcomes are worth a number to the actor."""
        return self.preferences == "given"
