"""What is owed after signature: who performs what, what tempts them not to, and how violations come to light."""

from __future__ import annotations

from attrs import field, frozen

from negotiation.scenario import codec
from negotiation.scenario.basis import Basis, Number, Text, to_number, to_numbers, to_text
from negotiation.scenario.codec import in_files
from negotiation.scenario.table import Table

SOLUTIONS = ("leader", "nash", "grim")


@frozen
class Obligation:
    """One actor's duty under an issue once it has moved, as an inspection game (Avenhaus, von Stengel & Zamir 2002).

    Payoffs in one period, inspector's first: controlled and legal (−inspection, 0); controlled and violated
    (−alarm, −penalty); not controlled and legal (0, 0); not controlled and violated (−1, temptation), with
    0 < inspection < alarm < 1. `solution` names the version played: leader (announced inspection), nash (mixing)
    or grim (a repeated game ended by the first violation seen; `patience` is the performer's discount factor).
    """

    id: str
    issue: str = field(metadata=in_files(codec.Str("the id of an issue")))
    by: str = field(metadata=in_files(codec.Str("the id of an actor")))
    temptation: Number = field(metadata=in_files(codec.Num(0.0)), converter=to_number)
    penalty: Number = field(metadata=in_files(codec.Num(0.0)), converter=to_number)
    inspection: Number = field(metadata=in_files(codec.Num(0.0, 1.0)), default=Number(0.1), converter=to_number)
    alarm: Number = field(metadata=in_files(codec.Num(0.0, 1.0)), default=Number(0.5), converter=to_number)
    patience: Number = field(metadata=in_files(codec.Num(0.0, 1.0)), default=Number(0.9), converter=to_number)
    solution: str = field(metadata=in_files(codec.Str(words=SOLUTIONS)), default="leader")
    on_detection: str = field(metadata=in_files(codec.Str(words=("ends", "snaps_back"))), default="ends")
    basis: Basis | None = field(metadata=in_files(codec.BasisKeys()), default=None)
    title: Text | None = field(metadata=in_files(codec.Words()), default=None, converter=to_text)


@frozen
class Verification:
    """How violations come to light: the issue whose options verify, what each detects, false alarms, the horizon.

    `detects` is P(a violation is detected in a period) by option, `false_alarm` P(an alarm without one) in a
    period, `periods` the number of periods over which an agreement is judged.
    """

    issue: str = field(metadata=in_files(codec.Str("the id of an issue")))
    detects: Table[str, Number] = field(metadata=in_files(codec.Map(codec.Num(0.0, 1.0))), converter=to_numbers)
    false_alarm: Number = field(metadata=in_files(codec.Num(0.0, 1.0)), default=Number(0.0), converter=to_number)
    periods: int = field(metadata=in_files(codec.Int(1)), default=10)
    basis: Basis | None = field(metadata=in_files(codec.BasisKeys()), default=None)
