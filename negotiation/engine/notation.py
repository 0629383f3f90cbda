"""The text of acts, one a line, and of the minutes that hold them: parsers and printers (notation version 1).

What belongs here: the words and their order. What an act is stands in `acts`; whether it is allowed, in `state`.

A line reads: actor, deed, object, `to` or `with` whom, channel, `if` or `unless`, `:` terms, `[sources]`. Whitespace
only separates, `#` starts a comment. A name is letters, digits and underscores, and not one of RESERVED.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from difflib import get_close_matches
from functools import lru_cache
from itertools import islice
from textwrap import fill
from typing import Any, NoReturn
from unicodedata import normalize

from attrs import field, frozen

from negotiation.engine.acts import CHANCE, DEEDS, Act
from negotiation.errors import ConditionError, NegotiationError, UsageError
from negotiation.scenario import Condition, Table, format_condition, parse_condition
from negotiation.scenario.conditions import RESERVED as CONDITION_WORDS

AUDIENCES = ("publicly", "privately")
STATUS_QUO = "status_quo"
LINE_WIDTH = 100

#: What stands after each deed: `what,` and `to,` are one name or several, brackets mark what may be left out.
_SAYINGS = {
    **dict.fromkeys(("floats", "tables", "sends", "declares", "denies", "promises"), "what [to]"),
    **dict.fromkeys(("stands by", "carries out", "consents to", "objects to"), "what"),
    **dict.fromkeys(("accepts", "rejects", "withdraws"), "what,"),
    **dict.fromkeys(("reads", "corrects"), "what as [not] answering second"),
    **dict.fromkeys(("passes", "leaves"), ""),
    "offers to discuss": "what [with]",
    "answers": "second in what [to]",
    "threatens": "to, with what",
    "consults": "to, on what",
    "schedules": "what [with] [when]",
}
_STEPS = {deed: tuple(_SAYINGS[deed].split()) for deed in DEEDS}
_CHANCE_STEPS = {"happens": ("what",), "leaks": ("leak", "of", "what"), "passes": ("passes",)}
_DEED_BY_FIRST_WORD = {deed.split()[0]: deed for deed in DEEDS}
_READING = {first: (deed, deed.split()[1:], _STEPS[deed]) for first, deed in _DEED_BY_FIRST_WORD.items()}

#: The words that cannot be names. `leak` and `status_quo` can: what follows them tells.
RESERVED = CONDITION_WORDS.union(
    *(deed.split() for deed in DEEDS),
    AUDIENCES,
    ("to", "with", "by", "if", "unless", "on", "as", "answering", "of", "return", "for", "turns", "implied"),
)
_PARTS = ("to", "with", "on", "in", "by", *AUDIENCES, "if", "unless", ":", "[")
_ORDER = "the order is actor, deed, object, to or with, channel, if or unless, ':' terms, '[' sources"

_TOKEN = re.compile(r"[A-Za-z][A-Za-z0-9_]*|[0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]+|\S")
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_TURNS = re.compile(r"[1-9][0-9]*")
_COMMENT = re.compile(r"#[^\n]*")


@frozen(eq=False)
class ActSyntaxError(NegotiationError):
    """A line is not an act: the line, where it stops making sense (0-based), and what was expected there.

    `line` is its number, from 1, or 0 where the text has only one; `cure` is what may help, or "".
    """

    text: str
    position: int
    expected: str
    line: int = 0
    cure: str = ""

    def __str__(self) -> str:
        where = f"line {self.line}: " if self.line else ""
        found = _TOKEN.match(self.text, self.position)
        got = repr(found[0]) if found and found[0] != "#" else "the end"
        cure = f"; {self.cure}" if self.cure else ""
        blank = re.sub(r"[^\t]", " ", self.text[: self.position])
        return f"{where}expected {self.expected}, got {got}{cure}\n    {self.text}\n    {blank}^"


@frozen
class Minute:
    """One act of the minutes: its date ("" where none is given), the act, and the line on which it starts.

    The line is 0 where the minute comes from no text; it does not count in comparisons.
    """

    date: str
    act: Act
    line: int = field(default=0, eq=False)


@lru_cache(maxsize=4096)
def _is_name(token: str) -> bool:
    return _NAME.fullmatch(token) is not None and token not in RESERVED


def _is_day(text: str) -> bool:
    try:
        return _DATE.fullmatch(text) is not None and bool(date.fromisoformat(text))
    except ValueError:
        return False


def parse_act(text: str) -> Act:
    """Return the act that a line says; a line break in it counts as a space.

    Raises
    ------
    ActSyntaxError
        The text is not one act: says where, what was expected there, and what may help.

    Examples
    --------
    >>> from negotiation.engine.notation import parse_act
    >>> act = parse_act("russia tables drafts to united_states publicly: form = two_agreements [S09a]")
    >>> act.deed, act.what, act.to, act.channel, act.terms, act.cites
    ('tables', ('drafts',), ('united_states',), 'publicly', Table({'form': 'two_agreements'}), ('S09a',))
    >>> parse_act("russia tabels drafts")
    Traceback (most recent call last):
    negotiation.engine.notation.ActSyntaxError: expected a deed, got 'tabels'; did you mean tables?
        russia tabels drafts
               ^
    """
    return _Parser(text).act()


def parse_minutes(text: str) -> tuple[Minute, ...]:
    """Return the acts of minutes, with their dates and lines.

    A date alone on its line holds until the next one; a line indented further than its act continues it.

    Raises
    ------
    ActSyntaxError
        A line is neither an act nor a date: as for `parse_act`, with its number.

    Examples
    --------
    >>> from negotiation.engine.notation import parse_minutes
    >>> minutes = parse_minutes("2022-01-26\\n  france accepts R1\\n      publicly  # at noon\\n  * leak of R2")
    >>> [(minute.date, minute.line, minute.act.deed) for minute in minutes]
    [('2022-01-26', 2, 'accepts'), ('2022-01-26', 4, 'leaks')]
    """
    lines, minutes, day = text.split("\n"), [], ""
    for start, stop in _entries(lines):
        entry = "\n".join(lines[start:stop])
        bare = _COMMENT.sub("", entry).strip()
        if not _DATE.fullmatch(bare):
            minutes.append(Minute(day, _Parser(entry, start + 1).act(), start + 1))
        elif _is_day(bare):
            day = bare
        else:
            raise ActSyntaxError(entry, entry.index(bare), "a date of the calendar", start + 1)
    return tuple(minutes)


def _entries(lines: list[str]) -> Iterator[tuple[int, int]]:
    start, stop, indent = 0, 0, 0
    for at, line in enumerate(lines):
        bare = line.partition("#")[0].expandtabs()
        own = len(bare) - len(bare.lstrip())
        if not bare.strip():
            continue
        if stop and own > indent:
            stop = at + 1
            continue
        if stop:
            yield start, stop
        start, stop, indent = at, at + 1, own
        if _DATE.fullmatch(bare.strip()):
            yield at, at + 1
            stop = 0
    if stop:
        yield start, stop


class _Parser:
    """A recursive-descent reader of one act; it looks for the places of its tokens only when it must tell one."""

    def __init__(self, text: str, first_line: int = 0) -> None:
        self.source, self.first_line = text, first_line
        self.text = _COMMENT.sub(lambda comment: " " * len(comment[0]), text) if "#" in text else text
        self.tokens: list[str] = [*_TOKEN.findall(self.text), "", ""]
        self.at = 0
        self.tried: list[tuple[int, tuple[str, ...]]] = []
        self.parts: dict[str, Any] = {}

    def act(self) -> Act:
        actor, word = self.tokens[0], self.tokens[1]
        if actor == CHANCE:
            return self.chance()
        if not _is_name(actor):
            self.fail_actor()
        self.at = 1
        if word not in _READING:
            self.fail_deed()
        deed, more, steps = _READING[word]
        self.at = 2
        for word in more:
            self.take(word, f"the deed is '{deed}'")
        self.object(steps)
        self.rest()
        return Act(actor, deed, **self.parts)

    def chance(self) -> Act:
        self.at, deed = 1, "happens"
        if self.skip("passes"):
            deed = "passes"
        elif self.tokens[2] == "of" and self.skip("leak"):
            self.at, deed = 3, "leaks"
        if deed != "passes":
            self.parts["what"] = (self.name("an event" if deed == "happens" else "a name"),)
        self.end()
        return Act(CHANCE, deed, **self.parts)

    def object(self, steps: tuple[str, ...]) -> None:
        parts = self.parts
        for step in steps:
            if step == "what":
                parts["what"] = (self.name("a name"),)
            elif step == "what,":
                parts["what"] = self.names("a name")
            elif step == "second":
                parts["second"] = self.name("a name")
            elif step == "to,":
                parts["to"] = self.names("an actor")
            elif step in ("[to]", "[with]"):
                if self.skip("to", "with"):
                    parts["to"] = self.names("an actor")
            elif step == "[not]":
                parts["negated"] = bool(self.skip("not"))
            elif step == "[when]":
                self.when()
            else:
                self.take(step)

    def when(self) -> None:
        word, token = self.skip("on", "in"), self.tokens[self.at]
        if word == "on" and not _is_day(token):
            self.fail("a date such as 2022-01-10")
        if word == "in" and not _TURNS.fullmatch(token):
            self.fail("a number of turns, 1 or more")
        if word:
            self.parts["when"] = token
            self.at += 1
        if word == "in":
            self.take("turns")

    def rest(self) -> None:
        parts = self.parts
        if word := self.skip("by", "publicly", "privately"):
            parts["channel"] = self.name("a channel") if word == "by" else word
        if word := self.skip("if", "unless"):
            parts["if_" if word == "if" else word] = self.condition()
        if self.skip(":"):
            parts["terms"] = self.package()
            if self.skip("in"):
                self.take("return")
                self.take("for")
                parts["in_return"] = self.package()
        self.end()

    def end(self) -> None:
        if self.skip("["):
            if self.skip("implied"):
                self.parts["implied"] = True
            cites = [self.name("a source")]
            while not self.skip("]"):
                cites.append(self.name("a source"))
            self.parts["cites"] = tuple(cites)
        if token := self.tokens[self.at]:
            self.fail("the end", _ORDER if token in _PARTS else "")

    def condition(self) -> Condition:
        start = self.place(self.at)
        while self.tokens[self.at] not in (":", "[", ""):
            self.at += 1
        try:
            return parse_condition(self.text[start : self.place(self.at)])
        except ConditionError as error:
            found = _TOKEN.match(self.text, start + error.at)
            cure = _ORDER if found and found[0] in _PARTS[4:-2] else ""
            raise self.error(start + error.at, error.expected, cure) from None

    def package(self) -> Table[str, str]:
        if self.tokens[self.at + 1] != "=" and self.skip(STATUS_QUO):
            return Table()
        pairs: dict[str, str] = {}
        while not pairs or self.skip(","):
            issue = self.name("an issue")
            if issue in pairs:
                self.at -= 1
                self.fail("an issue that is not named yet")
            self.take("=")
            pairs[issue] = self.name("an option")
        return Table(pairs)

    def names(self, kind: str) -> tuple[str, ...]:
        names = [self.name(kind)]
        while self.skip(","):
            names.append(self.name(kind))
        return tuple(names)

    def name(self, kind: str) -> str:
        token = self.tokens[self.at]
        if not _is_name(token):
            self.fail(kind, f"'{token}' is a reserved word" if token in RESERVED else "")
        self.at += 1
        return token

    def take(self, word: str, cure: str = "") -> None:
        if not self.skip(word):
            self.fail(cure=cure)

    def skip(self, *words: str) -> str:
        token = self.tokens[self.at]
        if token in words:
            self.at += 1
            return token
        self.tried.append((self.at, words))
        return ""

    def fail_actor(self) -> NoReturn:
        token = self.tokens[0]
        cure = "a date stands alone on its line, as 2022-01-26" if token[:1].isdigit() else ""
        self.fail("an actor or '*'", "the actor comes first" if token in _READING else cure)

    def fail_deed(self) -> NoReturn:
        close = get_close_matches(self.tokens[1], _DEED_BY_FIRST_WORD, n=2)
        names = " or ".join(_DEED_BY_FIRST_WORD[word] for word in close)
        self.fail("a deed", f"did you mean {names}?" if close else "choose from " + ", ".join(DEEDS))

    def fail(self, kind: str = "", cure: str = "") -> NoReturn:
        token, place = self.tokens[self.at], self.place(self.at)
        words = [word for at, words in self.tried if at == self.at for word in words]
        expected = [*(f"'{word}'" for word in words), *([kind] if kind else [])]
        sign, close = normalize("NFKC", token), get_close_matches(token, words, n=1)
        if sign != token and sign in ":,=[]*":
            cure = f"write '{sign}'"
        elif ":" in words and self.tokens[self.at + 1] == "=":
            cure = "terms come after ':'"
        elif kind == "the end" and self.first_line and self.text[:place].rstrip(" \t").endswith("\n"):
            cure = "a line indented further than its act continues it"
        elif close and not cure:
            cure = f"did you mean {close[0]}?"
        raise self.error(place, " or ".join([", ".join(expected[:-1]), expected[-1]][len(expected) == 1 :]), cure)

    def place(self, index: int) -> int:
        found = next(islice(_TOKEN.finditer(self.text), index, None), None)
        return found.start() if found else len(self.text.rstrip())

    def error(self, place: int, expected: str, cure: str) -> ActSyntaxError:
        start, above = self.text.rfind("\n", 0, place) + 1, self.text.count("\n", 0, place)
        line = above + (self.first_line or 1) if self.first_line or "\n" in self.text else 0
        return ActSyntaxError(self.source[start:].partition("\n")[0], place - start, expected, line, cure)


def format_act(act: Act) -> str:
    """Return the line that says an act; `parse_act` reads it back to an equal one.

    Raises
    ------
    UsageError
        The notation cannot say the act: a name is not a name, or a part does not go with the deed.

    Examples
    --------
    >>> from negotiation.engine.acts import Act
    >>> from negotiation.engine.notation import format_act
    >>> format_act(Act("russia", "corrects", ("letter",), second="us_reply", negated=True, cites=("S34a", "S35a")))
    'russia corrects letter as not answering us_reply [S34a S35a]'
    """
    chance = act.actor == CHANCE
    steps = (_CHANCE_STEPS if chance else _STEPS).get(act.deed)
    misfit = "deed" if steps is None else _misfit(act, steps) or _misnamed(act)
    if steps is None or misfit:
        raise UsageError(f"a `{misfit}` that can be said with '{act.actor} {act.deed}'", repr(getattr(act, misfit)))
    line = act.actor if chance else f"{act.actor} {act.deed}"
    line += "".join(f" {said}" for step in steps if (said := _said(act, step)))
    if act.channel:
        line += f" {act.channel}" if act.channel in AUDIENCES else f" by {act.channel}"
    if act.if_ is not None:
        line += f" if {format_condition(act.if_)}"
    if act.unless is not None:
        line += f" unless {format_condition(act.unless)}"
    if act.terms is not None:
        line += ": " + _package(act.terms)
        if act.in_return is not None:
            line += " in return for " + _package(act.in_return)
    if act.cites:
        line += f" [{'implied ' if act.implied else ''}{' '.join(act.cites)}]"
    return line


def _said(act: Act, step: str) -> str:
    if step in ("what", "what,"):
        return ", ".join(act.what)
    if step in ("[to]", "[with]"):
        return f"{step[1:-1]} {', '.join(act.to)}" if act.to else ""
    if step == "second":
        return act.second
    if step == "to,":
        return ", ".join(act.to)
    if step == "[not]":
        return "not" if act.negated else ""
    if step == "[when]":
        return (f"on {act.when}" if "-" in act.when else f"in {act.when} turns") if act.when else ""
    return step


def _package(terms: Table[str, str]) -> str:
    return ", ".join([f"{issue} = {terms[issue]}" for issue in terms]) or STATUS_QUO


def _misfit(act: Act, steps: tuple[str, ...]) -> str:
    """Return the name of a part that does not go with the deed, or with the other parts."""
    if len(act.what) != 1 if "what" in steps else bool(act.what) != ("what," in steps):
        return "what"
    if not ("[to]" in steps or "[with]" in steps) and bool(act.to) != ("to," in steps):
        return "to"
    if bool(act.second) != ("second" in steps):
        return "second"
    if act.negated and "[not]" not in steps:
        return "negated"
    if act.when and not ("[when]" in steps and (_is_day(act.when) or _TURNS.fullmatch(act.when))):
        return "when"
    if act.actor == CHANCE:
        return next((part for part in ("channel", "if_", "unless", "terms") if getattr(act, part) not in ("", None)), "")
    if act.unless is not None and act.if_ is not None:
        return "unless"
    if act.in_return is not None and act.terms is None:
        return "in_return"
    return "implied" if act.implied and not act.cites else ""


def _misnamed(act: Act) -> str:
    """Return the name of a part in which a name is not one."""
    if act.actor != CHANCE and not _is_name(act.actor):
        return "actor"
    if act.channel and act.channel not in AUDIENCES and not _is_name(act.channel):
        return "channel"
    if act.second and not _is_name(act.second):
        return "second"
    for part, names in (("what", act.what), ("to", act.to), ("cites", act.cites)):
        if names and not all(map(_is_name, names)):
            return part
    for part, terms in (("terms", act.terms), ("in_return", act.in_return)):
        if terms and not all([_is_name(issue) and _is_name(terms[issue]) for issue in terms]):
            return part
    return ""


def format_minutes(minutes: Iterable[Minute]) -> str:
    """Return minutes as text; `parse_minutes` reads them back to equal ones.

    Raises
    ------
    UsageError
        The notation cannot say an act, or a date is not one, or is missing after one was given.

    Examples
    --------
    >>> from negotiation.engine.notation import Minute, format_minutes, parse_act
    >>> print(format_minutes([Minute("2022-01-26", parse_act("france accepts R1"))]), end="")
    2022-01-26
      france accepts R1
    """
    lines, day = [], ""
    for minute in minutes:
        if minute.date != day:
            if not _is_day(minute.date):
                raise UsageError("a date of the calendar", repr(minute.date), "a date holds until the next one")
            day = minute.date
            lines += ["", day] if lines else [day]
        start, more = ("  ", "      ") if day else ("", "    ")
        text = format_act(minute.act)
        lines.append(fill(text, LINE_WIDTH, initial_indent=start, subsequent_indent=more, break_on_hyphens=False))
    return "".join(f"{line}\n" for line in lines)
