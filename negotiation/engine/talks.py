"""What of a state few plays use: softer texts, messages, signatures that wait; shared unchanged by the others."""

from __future__ import annotations

from attrs import frozen

from negotiation.engine.acts import Act
from negotiation.engine.log import Message
from negotiation.scenario.table import Table


@frozen(slots=False)
class Talks:
    """The part of a state that few plays use.

    Parameters
    ----------
    left, idle_turns : who left; for how many turns everybody passed.
    refused, final : why texts failed, by label; the packages that were refused for good.
    softer : texts that may be discussed but not signed, with their authors.
    declined : issues taken off an actor's agenda.
    messages, mail : messages by label; acts on their way, with the turn in which they arrive.
    schedule, leakable, leaked : meetings by turn; texts that may leak, by channel; those that have.
    tentative, signed, signers, words, asked : the signed text that awaits others' words, since when, by whom it
        was signed, the words given, and who was consulted when.
    """

    left: tuple[str, ...] = ()
    idle_turns: int = 0
    refused: Table[str, str] = Table()
    final: frozenset[tuple[int, ...]] = frozenset()
    softer: Table[str, str] = Table()
    declined: frozenset[tuple[str, str]] = frozenset()
    messages: Table[str, Message] = Table()
    mail: tuple[tuple[int, Act], ...] = ()
    schedule: Table[str, int] = Table()
    leakable: Table[str, str] = Table()
    leaked: frozenset[str] = frozenset()
    tentative: str = ""
    signed: int = 0
    signers: tuple[str, ...] = ()
    words: Table[str, bool] = Table()
    asked: Table[str, int] = Table()


NO_TALKS = Talks()
