"""The notation, read with a generated LALR(1) parser: slow, declarative, and sharing no code with the fast one."""

import re
from datetime import date
from pathlib import Path
from typing import Any

from lark import Lark, Token, Transformer
from lark.exceptions import UnexpectedInput, VisitError

from negotiation.engine.acts import Act
from negotiation.scenario import Table
from negotiation.scenario.conditions import Among, And, Atom, Compare, Constant, Count, Implies, Not, Or

GRAMMAR = Path(__file__).with_name("notation.lark")
_LARK = Lark(GRAMMAR.read_text(encoding="utf-8"), start=["line", "minutes"], parser="lalr", lexer="contextual")


class RejectedError(ValueError):
    """The text is not in the language."""


def parse_act(text: str) -> Act:
    """Return the act of one line."""
    act: Act = _read(" ".join(re.sub("#[^\n]*", " ", text).split()), "line")
    return act


def parse_minutes(text: str) -> list[tuple[str, Act]]:
    """Return the acts of minutes, each with its date."""
    minutes: list[tuple[str, Act]] = _read("".join(f"{entry}\n" for entry in joined(text)), "minutes")
    return minutes


def joined(text: str) -> list[str]:
    """Return the entries of minutes, each on one line."""
    entries: list[tuple[int, str]] = []
    for line in text.split("\n"):
        bare = re.sub("#.*", "", line).expandtabs()
        words = " ".join(bare.split())
        indent = re.search(r"\S|\Z", bare)
        if not words or indent is None:
            continue
        if entries and indent.start() > entries[-1][0] and not re.fullmatch(r"[0-9-]{10}", entries[-1][1]):
            entries[-1] = (entries[-1][0], f"{entries[-1][1]} {words}")
        else:
            entries.append((indent.start(), words))
    return [words for _, words in entries]


def _read(text: str, start: str) -> Any:
    try:
        return _Builder().transform(_LARK.parse(text, start=start))
    except (UnexpectedInput, VisitError) as error:
        raise RejectedError(str(error)) from error


def _day(text: str) -> str:
    return date.fromisoformat(text).isoformat()


def _table(pairs: list[tuple[str, str]]) -> Table[str, str]:
    if len(dict(pairs)) < len(pairs):
        raise ValueError("an issue twice")
    return Table(pairs)


class _Builder(Transformer[Token, Any]):
    """The tree of a text as acts: every deed and every part gives the fields it sets."""

    def __default_token__(self, token: Token) -> str:
        return str(token)

    # -- the parts of a line
    def minutes(self, items: list[Any]) -> list[tuple[str, Act]]:
        """Put under each act the date that holds for it."""
        day, acts = "", []
        for item in items:
            if isinstance(item, Act):
                acts.append((day, item))
            else:
                day = item
        return acts

    def line(self, items: list[Any]) -> Act:
        """Take the act itself."""
        act: Act = items[0]
        return act

    def day(self, items: list[str]) -> str:
        """Take a date of the calendar."""
        return _day(items[0])

    def act(self, items: list[Any]) -> Act:
        """Put the fields together."""
        actor, *parts = items
        return Act(actor=actor, **{key: value for part in parts if part for key, value in part.items()})

    def chance_passes(self, items: list[Any]) -> Act:
        """Chance does nothing."""
        return Act("*", "passes", **(items[1] if items[1:] else {}))

    def chance_leaks(self, items: list[Any]) -> Act:
        """A text gets out."""
        return Act("*", "leaks", (items[1],), **(items[2] if items[2:] else {}))

    def chance_happens(self, items: list[Any]) -> Act:
        """An event happens."""
        return Act("*", "happens", (items[0],), **(items[1] if items[1:] else {}))

    def event(self, items: list[str]) -> str:
        """Take the name."""
        return items[0]

    # -- deeds
    def telling(self, items: list[Any]) -> dict[str, Any]:
        """Something is told, to some."""
        return {"deed": items[0], "what": (items[1],), **(items[2] if items[2:] else {})}

    def naming(self, items: list[Any]) -> dict[str, Any]:
        """One thing is named, or several."""
        return {"deed": items[0], "what": items[1] if isinstance(items[1], tuple) else (items[1],)}

    def answering(self, items: list[Any]) -> dict[str, Any]:
        """One text is answered in another."""
        return {"deed": "answers", "second": items[0], "what": (items[1],), **(items[2] if items[2:] else {})}

    def reading(self, items: list[str]) -> dict[str, Any]:
        """A message is read as answering another, or not."""
        return {"deed": items[0], "what": (items[1],), "negated": "not" in items[2:-1], "second": items[-1]}

    def threatening(self, items: list[Any]) -> dict[str, Any]:
        """Some are threatened with a measure."""
        return {"deed": "threatens", "to": items[0], "what": (items[1],)}

    def consulting(self, items: list[Any]) -> dict[str, Any]:
        """Some are consulted on a text."""
        return {"deed": "consults", "to": items[0], "what": (items[1],)}

    def scheduling(self, items: list[Any]) -> dict[str, Any]:
        """A meeting, with some, at some time."""
        name, *parts = items
        return {"deed": "schedules", "what": (name,), **{k: v for part in parts for k, v in part.items()}}

    def staying(self, items: list[str]) -> dict[str, Any]:
        """Nothing is named."""
        return {"deed": items[0]}

    def offers_to_discuss(self, items: list[Any]) -> str:
        """Two steps of a deed in one."""
        return "offers to discuss"

    def stands_by(self, items: list[Any]) -> str:
        """The same."""
        return "stands by"

    def carries_out(self, items: list[Any]) -> str:
        """The same."""
        return "carries out"

    def consents_to(self, items: list[Any]) -> str:
        """The same."""
        return "consents to"

    def objects_to(self, items: list[Any]) -> str:
        """The same."""
        return "objects to"

    # -- what follows a deed
    def names(self, items: list[str]) -> tuple[str, ...]:
        """Take the names."""
        return tuple(items)

    def to(self, items: list[tuple[str, ...]]) -> dict[str, Any]:
        """Whom it is said to."""
        return {"to": items[0]}

    def when(self, items: list[str]) -> dict[str, Any]:
        """A date or a number of turns."""
        return {"when": _day(items[0]) if "-" in items[0] else items[0]}

    def channel(self, items: list[str]) -> dict[str, Any]:
        """By which channel."""
        return {"channel": items[0]}

    def limit(self, items: list[Any]) -> dict[str, Any]:
        """Under which condition."""
        return {{"if": "if_", "unless": "unless"}[items[0]]: items[1]}

    def terms(self, items: list[Any]) -> dict[str, Any]:
        """What is to be agreed, and what is asked for it."""
        return {"terms": items[0], "in_return": items[1]}

    def status_quo(self, items: list[Any]) -> Table[str, str]:
        """Nothing changes."""
        return Table()

    def package(self, items: list[tuple[str, str]]) -> Table[str, str]:
        """Options by issue."""
        return _table(items)

    def pair(self, items: list[str]) -> tuple[str, str]:
        """An issue and its option."""
        return (items[0], items[1])

    def issue(self, items: list[str]) -> str:
        """Take the name."""
        return items[0]

    def cites(self, items: list[str]) -> dict[str, Any]:
        """The sources, after the word that says they only imply it."""
        implied = items[0] == "implied"
        return {"cites": tuple(items[implied:]), "implied": implied}

    # -- conditions
    def implies(self, items: list[Any]) -> Implies:
        """Where the first holds, the second does."""
        return Implies(items[0], items[1])

    def any_of(self, items: list[Any]) -> Or:
        """At least one holds."""
        return Or(tuple(items))

    def all_of(self, items: list[Any]) -> And:
        """All hold."""
        return And(tuple(items))

    def negation(self, items: list[Any]) -> Not:
        """It does not hold."""
        return Not(items[0])

    def true(self, items: list[str]) -> Constant:
        """Always."""
        return Constant(True)

    def false(self, items: list[str]) -> Constant:
        """Never."""
        return Constant(False)

    def compare(self, items: list[str]) -> Compare:
        """One beside another."""
        return Compare(*items)

    def among(self, items: list[str]) -> Among:
        """One of several."""
        return Among(items[0], tuple(items[1:]))

    def count(self, items: list[Any]) -> Count:
        """So many of them hold."""
        return Count(items[0], int(items[1]), tuple(items[2:]))

    def atom(self, items: list[Any]) -> Atom:
        """A named question."""
        return Atom(items[0], tuple(item for item in items[1:] if item is not None))
