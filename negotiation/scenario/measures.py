"""What is done without agreement: measures, and the threats, promises and events that name them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from attrs import field, frozen

from negotiation.errors import Problem, ScenarioError, join_path
from negotiation.scenario import codec
from negotiation.scenario.basis import (
    Basis,
    Number,
    Text,
    as_map,
    to_ids,
    to_lists_of_ids,
    to_names,
    to_number,
    to_numbers,
    to_text,
)
from negotiation.scenario.codec import Reader, in_files
from negotiation.scenario.conditions import Condition, to_condition
from negotiation.scenario.table import Table

LANDINGS = ("no_deal", "agreement", "both")
MEASURE_KINDS = ("other", "verbal", "political", "economic", "nonviolent_military", "violent")
STANDINGS = ("firm", "reported", "denied_by_issuer")


@frozen
class Effect:
    """What a measure is worth to one bearer, in units of utility, and where it lands.

    `on`: no_deal (moves the no-deal value only), agreement (moves the utility of packages that satisfy `when`)
    or both (moves both, hence no gain).
    """

    amount: Number = field(converter=to_number)
    on: str = "no_deal"
    when: Condition | None = field(default=None, converter=to_condition)


def to_effect(value: Effect | Number | float) -> Effect:
    """Return an Effect for a bare number or a Number; an Effect as it is."""
    return value if isinstance(value, Effect) else Effect(value)


def to_effects(values: Mapping[str, Effect | Number | float]) -> Table[str, Effect]:
    """Return effects by actor."""
    effects = as_map(values, "a map from actors to effects")
    return Table({actor: to_effect(effect) for actor, effect in effects.items()})


@frozen
class EffectCodec(codec.Codec):
    """An effect: a number, or a map with `value` and where it lands."""

    blank: Any = Effect(Number(0.0))

    def read(self, node: Any, path: str, to: Reader) -> Any:
        """Return the Effect."""
        if not isinstance(node, Mapping):
            return Effect(codec.Num().read(node, path, to))
        number = codec.Num().read({k: v for k, v in node.items() if k not in ("on", "when")}, path, to)
        on, when = "no_deal", None
        if "on" in node:
            on = codec.Str(words=LANDINGS).read(node["on"], join_path(path, "on"), to)
        if "when" in node:
            when = codec.Cond().read(node["when"], join_path(path, "when"), to)
        return Effect(number, on, when)

    def write(self, value: Any) -> Any:
        """Return the number, or the map."""
        number = codec.Num().write(value.amount)
        rest: dict[str, Any] = {} if value.on == "no_deal" else {"on": value.on}
        if value.when is not None:
            rest["when"] = codec.Cond().write(value.when)
        if not rest:
            return number
        return {**(number if isinstance(number, dict) else {"value": number}), **rest}

    def check(self, value: Any, path: str, to: Reader) -> None:
        """Record what is wrong with the number, or where it lands."""
        codec.Num().check(value.amount, path, to)
        codec.Str(words=LANDINGS).check(value.on, join_path(path, "on"), to)

    def schema(self) -> dict[str, Any]:
        """Return the number's schema with the two keys more."""
        found = codec.Num().schema()
        found["anyOf"][1]["properties"] |= {
            "on": {"enum": list(LANDINGS)},
            "when": {"$ref": "#/$defs/condition"},
        }
        return found


codec.written_by(Effect, EffectCodec())


@frozen
class Measure:
    """What is done without agreement: who does it, what it is worth to every bearer, what it moves.

    `chance_only`: drawn by chance, never a move of a seat. `repeats`: its effects land each time it happens,
    else once. `kind` is how base rates class it. `moves` puts issues at another status quo. `denied` names the
    sources of those who deny it.
    """

    id: str
    title: Text = field(metadata=in_files(codec.Words()), converter=to_text)
    by: str | None = field(metadata=in_files(codec.Str("the id of an actor")), default=None)
    basis: Basis | None = field(metadata=in_files(codec.BasisKeys()), default=None)
    effects: Table[str, Effect] = field(
        metadata=in_files(codec.Map(EffectCodec())), default=Table(), converter=to_effects
    )
    chance_only: bool = field(metadata=in_files(codec.Bool()), default=False)
    repeats: bool = field(metadata=in_files(codec.Bool()), default=False)
    kind: str = field(metadata=in_files(codec.Str(words=MEASURE_KINDS)), default="other")
    moves: Table[str, str] = field(
        metadata=in_files(codec.Map(codec.Str("the id of an option"))), default=Table(), converter=to_names
    )
    denied: Table[str, tuple[str, ...]] = field(
        metadata=in_files(codec.Map(codec.Ids())), default=Table(), converter=to_lists_of_ids
    )
    anchor: Text | None = field(metadata=in_files(codec.Words()), default=None, converter=to_text)


@frozen
class Threat:
    """A measure announced for a case. `if` makes it deterrent (it fires on an event), `unless` compellent.

    A compellent threat is discharged only by an agreement that satisfies its demand, or by withdrawal.
    `probability` is that of execution given the trigger; `believed` what others hold it to be; `backing_down` is
    what not executing costs the issuer. `announced: false` waits for the act that makes the threat.
    """

    id: str
    by: str = field(metadata=in_files(codec.Str("the id of an actor")))
    to: tuple[str, ...] = field(metadata=in_files(codec.Ids()), converter=to_ids)
    measure: str = field(metadata=in_files(codec.Str("the id of a measure")))
    if_: Condition | None = field(metadata=in_files(codec.Cond(), "if"), default=None, converter=to_condition)
    unless: Condition | None = field(metadata=in_files(codec.Cond()), default=None, converter=to_condition)
    probability: Number = field(metadata=in_files(codec.Num(0.0, 1.0)), default=Number(1.0), converter=to_number)
    believed: Table[str, Number] = field(
        metadata=in_files(codec.Map(codec.Num(0.0, 1.0))), default=Table(), converter=to_numbers
    )
    standing: tuple[str, ...] = field(metadata=in_files(codec.Ids(STANDINGS)), default=("firm",), converter=to_ids)
    decided_by: str = field(metadata=in_files(codec.Str(words=("chance", "seat"))), default="chance")
    backing_down: Number | None = field(metadata=in_files(codec.Num(0.0)), default=None, converter=to_number)
    hazard: Number | None = field(metadata=in_files(codec.Num(0.0, 1.0)), default=None, converter=to_number)
    announced: bool = field(metadata=in_files(codec.Bool()), default=True)
    basis: Basis | None = field(metadata=in_files(codec.BasisKeys()), default=None)
    title: Text | None = field(metadata=in_files(codec.Words()), default=None, converter=to_text)

    def __attrs_post_init__(self) -> None:
        if (self.if_ is None) == (self.unless is None):
            got = "both" if self.unless is not None else "neither"
            raise ScenarioError([Problem("", "either if (deterrent) or unless (compellent)", got)])

    @property
    def is_compellent(self) -> bool:
        """Whether the threat demands something, instead of deterring it."""
        return self.unless is not None


@frozen
class Event:
    """What happens by itself: at a turn, with a hazard each turn, or once talks end without agreement.

    A meeting is an event that an act schedules: `held` is the probability that it takes place.
    """

    id: str
    measure: str | None = field(metadata=in_files(codec.Str("the id of a measure")), default=None)
    turn: int | None = field(metadata=in_files(codec.Int(1)), default=None)
    each_turn: Number | None = field(metadata=in_files(codec.Num(0.0, 1.0)), default=None, converter=to_number)
    without_agreement: Number | None = field(metadata=in_files(codec.Num(0.0, 1.0)), default=None, converter=to_number)
    held: Number | None = field(metadata=in_files(codec.Num(0.0, 1.0)), default=None, converter=to_number)
    basis: Basis | None = field(metadata=in_files(codec.BasisKeys()), default=None)
    title: Text | None = field(metadata=in_files(codec.Words()), default=None, converter=to_text)

    def __attrs_post_init__(self) -> None:
        given = [self.turn, self.each_turn, self.without_agreement, self.held]
        if all(each is None for each in given):
            expected = "turn, each_turn, without_agreement or held: when it happens"
            raise ScenarioError([Problem("", expected, "none of them")])
        if self.without_agreement is not None and self.measure is None:
            raise ScenarioError([Problem("measure", "the id of a measure that happens without agreement", "nothing")])
