"""Acts: one deed in the talks, as a value. Their text is in `notation`, their rules in `state`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from attrs import field, frozen

from negotiation.errors import UsageError
from negotiation.scenario import Table
from negotiation.scenario.asking import ACTS
from negotiation.scenario.conditions import Condition, to_condition

CHANCE = "*"

PROPOSING = ("floats", "offers to discuss", "tables")
TEXTS = (*PROPOSING, "sends", "answers")
DEEDS = tuple(each.replace("_", " ") for each in ACTS)
CHANCE_DEEDS = ("happens", "leaks", "passes")
#: The deeds about texts that most talks are made of.
PLAIN = ("tables", "stands by", "accepts")


def _to_names(value: object) -> tuple[str, ...]:
    if type(value) is tuple:
        found = value
    else:
        found = tuple(value) if isinstance(value, Iterable) and not isinstance(value, str) else (value,)
    for each in found:
        if not isinstance(each, str):
            raise UsageError("a word, or words", repr(value))
    return found


def _to_options(value: object) -> Table[str, str] | None:
    if value is None or isinstance(value, Table):
        return value
    if isinstance(value, Mapping) and all(isinstance(each, str) for pair in value.items() for each in pair):
        return Table(value)
    raise UsageError("terms: options by issue", repr(value))


@frozen
class Act:
    """One deed in the talks.

    Parameters
    ----------
    actor : who acts; "*" is chance.
    deed : one of DEEDS; for chance one of CHANCE_DEEDS.
    what : what the deed is about: a label, labels, a message, a measure, an event, the threatened actors.
    to : the addressees, where the deed has some.
    channel : "" (the floor), "publicly", "privately", or the name of a channel ("note", "call", …).
    terms : for proposals, options by issue (only what is covered; empty: the status quo as it stands).
    in_return : what the other side is to do for it, options by issue.
    if_, unless : the condition of a conditional offer, promise or threat.
    second : the other object: the message answered, the measure threatened, the subject of a consultation.
    negated : for "reads" and "corrects": "as not answering".
    when : for "schedules": an ISO date or a number of turns.
    cites, implied : the sources of the act, and whether they only imply it.

    One word may stand without its tuple, terms may be any map, a condition its text. Raises UsageError for what is of
    another kind, ConditionError for a condition that does not parse.
    """

    actor: str
    deed: str
    what: tuple[str, ...] = field(default=(), converter=_to_names)
    to: tuple[str, ...] = field(default=(), converter=_to_names)
    channel: str = ""
    terms: Table[str, str] | None = field(default=None, converter=_to_options)
    in_return: Table[str, str] | None = field(default=None, converter=_to_options)
    if_: Condition | None = field(default=None, converter=to_condition)
    unless: Condition | None = field(default=None, converter=to_condition)
    second: str = ""
    negated: bool = False
    when: str = ""
    cites: tuple[str, ...] = field(default=(), converter=_to_names)
    implied: bool = False

    @property
    def odd_part(self) -> str:
        """The first part that is no word, and should be one, or ""."""
        words = ("actor", "deed", "channel", "second", "when")
        return next((name for name in words if not isinstance(getattr(self, name), str)), "")

    @property
    def label(self) -> str:
        """The label of the text the act is about, or ""."""
        return self.what[0] if self.what else ""


@frozen
class Minute:
    """One act of the minutes: its date or "", the act, and the line it starts on (0 without a text; not compared)."""

    date: str
    act: Act
    line: int = field(default=0, eq=False)


def is_plain(act: Act) -> bool:
    """Return whether an act says nothing beside its actor, one of the `PLAIN` deeds, one object and terms."""
    if (
        act.channel
        or act.to
        or act.second
        or act.when
        or act.cites
        or act.negated
        or act.implied
        or act.actor == CHANCE
    ):
        return False
    return act.deed in PLAIN and len(act.what) == 1 and act.if_ is act.unless is None and act.in_return is None
