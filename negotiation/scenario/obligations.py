"""What is owed after signature: who performs what, what tempts them not to, and how violations come to light."""

from __future__ import annotations

from attrs import frozen

from negotiation.scenario import codec
from negotiation.scenario.basis import Basis, Number, Text, to_number, to_text
from negotiation.scenario.codec import coded
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
    issue: str = coded(codec.Str("the id of an issue"))
    by: str = coded(codec.Str("the id of an actor"))
    temptation: Number = coded(codec.Num(0.0), converter=to_number)
    penalty: Number = coded(codec.Num(0.0), converter=to_number)
    inspection: Number = coded(codec.Num(0.0, 1.0), default=Number(0.1), converter=to_number)
    alarm: Number = coded(codec.Num(0.0, 1.0), default=Number(0.5), converter=to_number)
    patience: Number = coded(codec.Num(0.0, 1.0), default=Number(0.9), converter=to_number)
    solution: str = coded(codec.Str(words=SOLUTIONS), default="leader")
    on_detection: str = coded(codec.Str(words=("ends", "snaps_back")), default="ends")
    basis: Basis | None = coded(codec.BasisKeys(), default=None)
    title: Text | None = coded(codec.Words(), default=None, converter=to_text)


@frozen
class Verification:
    """How violations come to light: the issue whose options verify, what each detects, false alarms, the horizon.

    `detects` is P(a violation is detected in a period) by option, `false_alarm` P(an alarm without one) in a
    period, `periods` the number of periods over which an agreement is judged.
    """

    issue: str = coded(codec.Str("the id of an issue"))
    detects: Table[str, Number] = coded(codec.Map(codec.Num(0.0, 1.0)), converter=codec.table_of(to_number))
    false_alarm: Number = coded(codec.Num(0.0, 1.0), default=Number(0.0), converter=to_number)
    periods: int = coded(codec.Int(1), default=10)
    basis: Basis | None = coded(codec.BasisKeys(), default=None)
