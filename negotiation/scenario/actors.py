"""Who acts or is affected: positions, interests, red lines, and what each outcome is worth to whom."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from attrs import Factory, field, frozen

from negotiation.errors import Problem, ScenarioError, join_path
from negotiation.scenario import codec
from negotiation.scenario.basis import Basis, Number, Text, as_map, as_several, to_ids, to_number, to_numbers, to_text
from negotiation.scenario.chains import Chain
from negotiation.scenario.codec import Reader, in_files
from negotiation.scenario.conditions import TRUE, Condition, Not, to_condition
from negotiation.scenario.table import Table
from negotiation.scenario.talking import Demand

ROLES = ("party", "mediator", "stakeholder", "observer")
SCALES = ("unit", "as_given")
DECISIONS = ("consensus", "unanimity", "leader", "majority")


@frozen
class Position:
    """A stated stance on an issue: the option the actor seeks or refuses, with its source."""

    seeks: str | None = field(metadata=in_files(codec.Str("the id of an option")), default=None)
    refuses: str | None = field(metadata=in_files(codec.Str("the id of an option")), default=None)
    basis: Basis | None = field(metadata=in_files(codec.BasisKeys()), default=None)
    says: Text | None = field(metadata=in_files(codec.Words()), default=None, converter=to_text)

    def __attrs_post_init__(self) -> None:
        if not (self.seeks or self.refuses or self.says):
            raise ScenarioError([Problem("", "seeks, refuses or says: what the position is", "none of them")])


@frozen
class Interest:
    """Why an actor holds a position, with its source."""

    id: str
    title: Text = field(metadata=in_files(codec.Words()), converter=to_text)
    basis: Basis | None = field(metadata=in_files(codec.BasisKeys()), default=None)
    issues: tuple[str, ...] = field(metadata=in_files(codec.Ids()), default=(), converter=to_ids)


@frozen
class RedLine:
    """A line an actor will not cross: `never` a condition, or `only_if` one holds.

    Absolute (the default): never accepted, whatever the utility. Declared: a position; crossing it costs `cost`.
    """

    id: str
    basis: Basis | None = field(metadata=in_files(codec.BasisKeys()), default=None)
    never: Condition | None = field(metadata=in_files(codec.Cond()), default=None, converter=to_condition)
    only_if: Condition | None = field(metadata=in_files(codec.Cond()), default=None, converter=to_condition)
    force: str = field(metadata=in_files(codec.Str(words=("absolute", "declared"))), default="absolute")
    cost: Number | None = field(metadata=in_files(codec.Num(low=0.0)), default=None, converter=to_number)
    title: Text | None = field(metadata=in_files(codec.Words()), default=None, converter=to_text)

    def __attrs_post_init__(self) -> None:
        if (self.never is None) == (self.only_if is None):
            got = "neither" if self.never is None else "both"
            raise ScenarioError([Problem("", "either never or only_if", got)])

    @property
    def crossed(self) -> Condition:
        """The condition on which a package crosses the line."""
        return Not(self.only_if or TRUE) if self.never is None else self.never


@frozen
class Row(Mapping[str, Number]):
    """The values of one issue's options to one actor, in [0, 1]; `scale` is "as_given" where they do not span 0–1."""

    values_: Table[str, Number] = field(converter=to_numbers)
    scale: str = "unit"

    def __getitem__(self, option: str) -> Number:
        return self.values_[option]

    def __iter__(self) -> Iterator[str]:
        return iter(self.values_)

    def __len__(self) -> int:
        return len(self.values_)


def to_row(value: Row | Mapping[str, Number | float]) -> Row:
    """Return a Row for a map from options to numbers; a Row as it is."""
    return value if isinstance(value, Row) else Row(as_map(value, "a map from options to numbers"))


def to_rows(values: Mapping[str, Row | Mapping[str, Number | float]]) -> Table[str, Row]:
    """Return rows by issue."""
    return Table({issue: to_row(row) for issue, row in as_map(values, "a map from issues to rows of values").items()})


@frozen
class RowCodec(codec.Codec):
    """A row of option values: a map from options to numbers in [0, 1], with `scale: as_given` where it says so."""

    blank: Any = Row({})
    _of: codec.Map = codec.Map(codec.Num(0.0, 1.0))

    def read(self, node: Any, path: str, to: Reader) -> Any:
        """Return the Row."""
        if isinstance(node, Mapping) and "scale" in node:
            scale = codec.Str(words=SCALES).read(node["scale"], join_path(path, "scale"), to)
            return Row(self._of.read({k: v for k, v in node.items() if k != "scale"}, path, to), scale)
        return Row(self._of.read(node, path, to))

    def write(self, value: Any) -> Any:
        """Return the map."""
        scale = {"scale": value.scale} if value.scale != "unit" else {}
        return {**scale, **self._of.write(value.values_)}

    def check(self, value: Any, path: str, to: Reader) -> None:
        """Record a value out of bounds, or an unknown scale."""
        codec.Str(words=SCALES).check(value.scale, join_path(path, "scale"), to)
        self._of.check(value.values_, path, to)

    def schema(self) -> dict[str, Any]:
        """Return an object schema."""
        return {**self._of.schema(), "properties": {"scale": {"enum": list(SCALES)}}}


codec.written_by(Row, RowCodec())


@frozen
class Interaction:
    """What a combination is worth beyond its parts: signed, in units of utility, with an anchor in words."""

    id: str
    when: Condition = field(metadata=in_files(codec.Cond()), converter=to_condition)
    amount: Number = field(metadata=in_files(codec.Num()), converter=to_number)
    anchor: Text = field(metadata=in_files(codec.Words()), converter=to_text)
    basis: Basis | None = field(metadata=in_files(codec.BasisKeys()), default=None)


@frozen
class Comparison:
    """One comparison within an order: an option better than another to the actor, with its basis."""

    better: str = field(metadata=in_files(codec.Str("the id of an option")))
    than: str = field(metadata=in_files(codec.Str("the id of an option")))
    basis: Basis | None = field(metadata=in_files(codec.BasisKeys()), default=None)


def to_orders(values: Mapping[str, Iterable[Comparison]]) -> Table[str, tuple[Comparison, ...]]:
    """Return comparisons by issue."""
    orders = as_map(values, "a map from issues to lists of comparisons")
    return Table({issue: as_several(found, "comparisons, each a Comparison") for issue, found in orders.items()})


def to_roles(value: str | Iterable[str]) -> tuple[str, ...]:
    """Return roles as a sorted tuple without repetition; one may be given alone."""
    return tuple(sorted(set(to_ids(value)), key=str))


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
    title: Text = field(metadata=in_files(codec.Words()), converter=to_text)
    roles: tuple[str, ...] = field(metadata=in_files(codec.Ids(ROLES)), default=("stakeholder",), converter=to_roles)
    about: Text | None = field(metadata=in_files(codec.Words()), default=None, converter=to_text)
    members: tuple[str, ...] = field(metadata=in_files(codec.Ids()), default=(), converter=to_ids)
    decides_by: str | None = field(metadata=in_files(codec.Str(words=DECISIONS)), default=None)
    leader: str | None = field(metadata=in_files(codec.Str("the id of a member")), default=None)
    weights: Table[str, Number] = field(
        metadata=in_files(codec.Map(codec.Num(0.0))), default=Table(), converter=to_numbers
    )
    vetoes: tuple[str, ...] = field(metadata=in_files(codec.Ids()), default=(), converter=to_ids)
    others: Text | None = field(metadata=in_files(codec.Words()), default=None, converter=to_text)
    positions: Table[str, Position] = field(
        metadata=in_files(codec.Map(codec.Object(Position))), default=Table(), converter=codec.by_id
    )
    interests: Table[str, Interest] = field(
        metadata=in_files(codec.Keyed(Interest)), default=Table(), converter=codec.by_id
    )
    red_lines: Table[str, RedLine] = field(
        metadata=in_files(codec.Keyed(RedLine)), default=Table(), converter=codec.by_id
    )
    salience: Table[str, Number] = field(
        metadata=in_files(codec.Map(codec.Num(0.0))), default=Table(), converter=to_numbers
    )
    values: Table[str, Row] = field(metadata=in_files(codec.Map(RowCodec())), default=Table(), converter=to_rows)
    orders: Table[str, tuple[Comparison, ...]] = field(
        metadata=in_files(codec.Map(codec.Many(codec.Object(Comparison)))), default=Table(), converter=to_orders
    )
    interactions: Table[str, Interaction] = field(
        metadata=in_files(codec.Keyed(Interaction)), default=Table(), converter=codec.by_id
    )
    no_deal: Number | None = field(metadata=in_files(codec.Num()), default=None, converter=to_number)
    no_deal_because: Text | None = field(metadata=in_files(codec.Words()), default=None, converter=to_text)
    demands: Table[str, Demand] = field(metadata=in_files(codec.Keyed(Demand)), default=Table(), converter=codec.by_id)
    chains: Table[str, Chain] = field(metadata=in_files(codec.Keyed(Chain)), default=Table(), converter=codec.by_id)
    trust: Table[str, Number] = field(
        metadata=in_files(codec.Map(codec.Num(0.0, 1.0))), default=Table(), converter=to_numbers
    )
    audience_cost: Number | None = field(metadata=in_files(codec.Num(0.0)), default=None, converter=to_number)
    bias: Table[str, Number] = field(
        metadata=in_files(codec.Map(codec.Num(0.0))), default=Table(), converter=to_numbers
    )
    study_turns: int = field(metadata=in_files(codec.Int(0)), default=0)
    declines: tuple[str, ...] = field(metadata=in_files(codec.Ids()), default=(), converter=to_ids)
    discount: Number = field(metadata=in_files(codec.Num(0.0, 1.0)), default=Number(1.0), converter=to_number)
    preferences: str = field(
        metadata=in_files(codec.Str(words=("none", "given"))),
        default=Factory(lambda self: "given" if self.salience else "none", takes_self=True),
    )
    without_preferences: str = field(metadata=in_files(codec.Str(words=("consents", "withholds"))), default="consents")
    basis: Basis | None = field(metadata=in_files(codec.BasisKeys()), default=None)

    @property
    def has_preferences(self) -> bool:
        """Whether outcomes are worth a number to the actor."""
        return self.preferences == "given"
