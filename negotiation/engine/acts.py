"""Acts: one deed in the talks, as a value. Their text is in `notation`, their rules in `state`."""

from __future__ import annotations

from attrs import frozen

from negotiation.scenario import Table
from negotiation.scenario.conditions import Condition

CHANCE = "*"

PROPOSING = ("floats", "offers to discuss", "tables")
TEXTS = (*PROPOSING, "sends", "answers")
DEEDS = (
    *PROPOSING,
    "stands by",
    "accepts",
    "rejects",
    "withdraws",
    "sends",
    "answers",
    "reads",
    "corrects",
    "declares",
    "denies",
    "promises",
    "threatens",
    "carries out",
    "consults",
    "consents to",
    "objects to",
    "schedules",
    "passes",
    "leaves",
)
CHANCE_DEEDS = ("happens", "leaks", "passes")


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
    """

    actor: str
    deed: str
    what: tuple[str, ...] = ()
    to: tuple[str, ...] = ()
    channel: str = ""
    terms: Table[str, str] | None = None
    in_return: Table[str, str] | None = None
    if_: Condition | None = None
    unless: Condition | None = None
    second: str = ""
    negated: bool = False
    when: str = ""
    cites: tuple[str, ...] = ()
    implied: bool = False

    @property
    def label(self) -> str:
        """The label of the text the act is about, or ""."""
        return self.what[0] if self.what else ""
