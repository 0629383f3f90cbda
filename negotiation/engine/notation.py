"""The text of acts, one a line, and of the minutes that hold them: parsers and printers (notation version 1).

What belongs here: the words and their order. What an act is stands in `acts`; whether it is allowed, in `state`.

A line reads: actor, deed, object, `to` or `with` whom, channel, `if` or `unless`, `:` terms, `[sources]`. Whitespace
only separates, `#` starts a comment. A name is letters, digits and underscores, and not one of RESERVED.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from difflib import get_close_matches
from functools import lru_cache
from itertools import islice, pairwise
from math import inf
from textwrap import wrap
from typing import Any, NoReturn
from unicodedata import normalize

from attrs import frozen

from negotiation.engine.acts import CHANCE, DEEDS, Act, Minute, is_plain
from negotiation.errors import ConditionError, NegotiationError, UsageError, around, shortened
from negotiation.scenario import Condition, Table, format_condition, parse_condition
from negotiation.scenario.conditions import RESERVED as CONDITION_WORDS

AUDIENCES = ("publicly", "privately")
LINE_WIDTH = 100

#: What stands after each deed: `what,` and `to,` are one name or several, brackets mark what may be left out.
_STEPS = {
    **dict.fromkeys(("floats", "tables", "sends", "declares", "denies", "promises"), ("what", "[to]")),
    **dict.fromkeys(("stands by", "carries out", "consents to", "objects to"), ("what",)),
    **dict.fromkeys(("accepts", "rejects", "withdraws"), ("what,",)),
    **dict.fromkeys(("reads", "corrects"), ("what", "as", "[not]", "answering", "second")),
    **dict.fromkeys(("passes", "leaves"), ()),
    "offers to discuss": ("what", "[with]"),
    "answers": ("second", "in", "what", "[to]"),
    "threatens": ("to,", "with", "what"),
    "consults": ("to,", "on", "what"),
    "schedules": ("what", "[with]", "[when]"),
}
_CHANCE_STEPS = {"happens": ("what",), "leaks": ("leak", "of", "what"), "passes": ("passes",)}
_READING = {deed.split()[0]: (deed, deed.split()[1:], _STEPS[deed]) for deed in DEEDS}

_LINKS = ("to", "with", "by", "if", "unless", "on", "as", "answering", "of", "return", "for", "turns", "implied")
#: The words that cannot be names. `leak` and `status_quo` can: what follows them tells.
RESERVED = CONDITION_WORDS.union(AUDIENCES, _LINKS, *(deed.split() for deed in DEEDS))
_PARTS = ("to", "with", "on", "in", "by", *AUDIENCES, "if", "unless", ":", "[")
_ORDER = "the order is actor, deed, object, to or with, channel, if or unless, ':' terms, '[' sources"

_TOKEN = re.compile(r"[A-Za-z][A-Za-z0-9_]*|[0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]+|=>|[=!<>]=|\S")
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_TURNS = re.compile(r"[1-9][0-9]*")


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
    where: str = "line "

    def __str__(self) -> str:
        got = repr(found[0]) if (found := _TOKEN.match(self.text, self.position)) and found[0] != "#" else "the end"
        shown, place = around(self.text, self.position)
        said = f"expected {self.expected}, got {shortened(got)}{self.cure and '; '}{self.cure}\n    {shown}\n    "
        return f"{self.where}{self.line}: " * (self.line > 0) + said + re.sub(r"[^\t]", " ", shown[:place]) + "^"


@lru_cache(maxsize=4096)
def is_name(token: str) -> bool:
    """Return whether the notation can say a word as a name."""
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
    ActSyntaxError : the text is not one act; says where, what was expected there, and what may help.

    Examples
    --------
    >>> from negotiation.engine.notation import parse_act
    >>> parse_act("russia tables drafts publicly: form = two_agreements [S09a]").terms
    Table({'form': 'two_agreements'})
    >>> parse_act("russia tabels drafts")
    Traceback (most recent call last):
    negotiation.engine.notation.ActSyntaxError: expected a deed, got 'tabels'; did you mean tables?
        russia tabels drafts
               ^
    """
    return _Parser(text).act()


def parse_minutes(text: str) -> tuple[Minute, ...]:
    r"""Return the acts of minutes, with their dates and lines.

    A date alone on its line holds until the next one; a line indented further than its act continues it.

    Raises
    ------
    ActSyntaxError : an entry is neither an act nor a date; as for `parse_act`, with the number of the line.

    Examples
    --------
    >>> from negotiation.engine.notation import parse_minutes
    >>> parse_minutes("2022-01-26\n  * leak of R2  # at noon")
    (Minute(date='2022-01-26', act=Act(actor='*', deed='leaks', what=('R2',), ...), line=2),)
    """
    lines, starts, indent = text.split("\n"), [], inf
    for at, line in enumerate(lines):
        bare = line.partition("#")[0].expandtabs().rstrip()
        own = len(bare) - len(bare.lstrip())
        if bare and own <= indent:
            starts.append(at)
            indent = inf if _DATE.fullmatch(bare.strip()) else own
    minutes, day = [], ""
    for start, stop in pairwise([*starts, len(lines)]):
        parser = _Parser("\n".join(lines[start:stop]), start + 1)
        if parser.tokens[1] or not _DATE.fullmatch(parser.tokens[0]):
            minutes.append(Minute(day, parser.act(), start + 1))
        else:
            day = parser.name("a date of the calendar", _is_day)
    return tuple(minutes)


class _Parser:
    """A recursive-descent reader of one act; it looks for the places of its tokens only when it must tell one."""

    def __init__(self, text: str, first_line: int = 0) -> None:
        self.source, self.first_line = text, first_line
        self.text = re.sub(r"#.*", lambda comment: " " * len(comment[0]), text) if "#" in text else text
        self.tokens: list[str] = [*_TOKEN.findall(self.text), "", ""]
        self.at = 0
        self.tried: list[tuple[int, tuple[str, ...]]] = []
        self.parts: dict[str, Any] = {}

    def act(self) -> Act:
        parts, actor, word = self.parts, self.tokens[0], self.tokens[1]
        if actor == CHANCE:
            return self.chance()
        if not is_name(actor):
            dated = "a date stands alone on its line, as 2022-01-26" if actor[:1].isdigit() else ""
            self.fail("an actor or '*'", "the actor comes first" if actor in _READING else dated)
        self.at = 1
        if word not in _READING:
            close = [_READING[each][0] for each in get_close_matches(word, _READING, n=1, cutoff=0.7)]
            self.fail("a deed", f"did you mean {close[0]}?" if close else "choose from " + ", ".join(DEEDS))
        self.at, (deed, more, steps) = 2, _READING[word]
        self.take(*more, cure=f"the deed is '{deed}'")
        self.objects(steps)
        if word := self.skip("by", *AUDIENCES):
            parts["channel"] = self.name("a channel") if word == "by" else word
        if word := self.skip("if", "unless"):
            parts["if_" if word == "if" else word] = self.condition()
        if self.skip(":"):
            parts["terms"] = self.package()
            if self.skip("in"):
                self.take("return", "for")
                parts["in_return"] = self.package()
        self.end()
        return Act(actor, deed, **parts)

    def chance(self) -> Act:
        leaks, self.at = self.tokens[1:3] == ["leak", "of"], 1
        deed = "leaks" if leaks else "passes" if self.tokens[1] == "passes" else "happens"
        self.objects(_CHANCE_STEPS[deed])
        self.end()
        return Act(CHANCE, deed, **self.parts)

    def objects(self, steps: tuple[str, ...]) -> None:
        parts = self.parts
        for step in steps:
            if step == "what":
                parts["what"] = (self.name("a name"),)
            elif step == "second":
                parts["second"] = self.name("a name")
            elif step in ("what,", "to,"):
                parts[step[:-1]] = self.names()
            elif step in ("[to]", "[with]"):
                if self.skip("to", "with"):
                    parts["to"] = self.names()
            elif step == "[not]":
                parts["negated"] = bool(self.skip("not"))
            elif step == "[when]":
                if self.skip("on"):
                    parts["when"] = self.name("a date such as 2022-01-10", _is_day)
                elif self.skip("in"):
                    parts["when"] = self.name("a number of turns, 1 or more", _TURNS.fullmatch)
                    self.take("turns")
            else:
                self.take(step)

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
        if self.tokens[self.at + 1] != "=" and self.skip("status_quo"):
            return Table()
        pairs: dict[str, str] = {}
        while not pairs or self.skip(","):
            if (issue := self.tokens[self.at]) in pairs:
                self.fail("an issue that is not named yet")
            self.name("an issue")
            self.take("=")
            pairs[issue] = self.name("an option")
        return Table(pairs)

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

    def names(self) -> tuple[str, ...]:
        names = [self.name("a name")]
        while self.skip(","):
            names.append(self.name("a name"))
        return tuple(names)

    def name(self, kind: str, is_one: Callable[[str], Any] = is_name) -> str:
        token = self.tokens[self.at]
        if not is_one(token):
            self.fail(kind, f"'{token}' is a reserved word" if token in RESERVED else "")
        self.at += 1
        return token

    def take(self, *words: str, cure: str = "") -> None:
        if not all(map(self.skip, words)):
            self.fail(cure=cure)

    def skip(self, *words: str) -> str:
        token = self.tokens[self.at]
        if token in words:
            self.at += 1
            return token
        self.tried.append((self.at, words))
        return ""

    def fail(self, kind: str = "", cure: str = "") -> NoReturn:
        token, place = self.tokens[self.at], self.place(self.at)
        words = [word for at, words in self.tried if at == self.at for word in words]
        expected = [*(f"'{word}'" for word in words), *([kind] if kind else [])]
        sign, close = normalize("NFKC", token), get_close_matches(token, words, n=1)
        if sign != token and sign in ":,=[]*":
            cure = f"write '{sign}'"
        elif sign == "-":
            cure = "names have underscores, not hyphens"
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
        return ActSyntaxError(self.source[start:].partition("\n")[0].rstrip(), place - start, expected, line, cure)


def format_act(act: Act) -> str:
    """Return the line that says an act; `parse_act` reads it back to an equal one.

    Raises
    ------
    UsageError : the notation cannot say the act: a name is not a name, or a part does not go with the others.

    Examples
    --------
    >>> from negotiation.engine.acts import Act
    >>> from negotiation.engine.notation import format_act
    >>> format_act(Act("russia", "corrects", ("letter",), second="us_reply", negated=True, cites=("S34a", "S35a")))
    'russia corrects letter as not answering us_reply [S34a S35a]'
    """
    terms, said = act.terms, f"{act.actor} {act.deed}"
    if is_plain(act) and is_name(act.actor) and is_name(act.what[0]):
        return f"{said} {act.what[0]}" if terms is None else f"{said} {act.what[0]}: {_package((*terms.items(),))}"
    is_chance = act.actor == CHANCE
    steps = (_CHANCE_STEPS if is_chance else _STEPS).get(act.deed, ())
    _check(act, steps)
    words = [act.actor, "" if is_chance else act.deed, *(_SAID[step](act) if step in _SAID else step for step in steps)]
    words.append(f"by {act.channel}" if act.channel and act.channel not in AUDIENCES else act.channel)
    for word, condition in (("if", act.if_), ("unless", act.unless)):
        if condition is not None:
            words.append(f"{word} {format_condition(condition)}")
    said = " ".join(filter(None, words))
    said += "" if terms is None else f": {_package((*terms.items(),))}"
    said += "" if act.in_return is None else f" in return for {_package((*act.in_return.items(),))}"
    return f"{said} [{'implied ' if act.implied else ''}{' '.join(act.cites)}]" if act.cites else said


_SAID: Mapping[str, Callable[[Act], str]] = {
    "what": lambda act: act.what[0],
    "what,": lambda act: ", ".join(act.what),
    "second": lambda act: act.second,
    "to,": lambda act: ", ".join(act.to),
    "[to]": lambda act: "to " + ", ".join(act.to) if act.to else "",
    "[with]": lambda act: "with " + ", ".join(act.to) if act.to else "",
    "[not]": lambda act: "not" if act.negated else "",
    "[when]": lambda act: act.when and (f"on {act.when}" if "-" in act.when else f"in {act.when} turns"),
}


@lru_cache(maxsize=1024)
def _package(terms: tuple[tuple[str, str], ...]) -> str:
    _check_names([word for pair in terms for word in pair])
    return ", ".join([f"{issue} = {option}" for issue, option in terms]) or "status_quo"


def _check(act: Act, steps: tuple[str, ...]) -> None:
    is_chance = act.actor == CHANCE
    part = (
        (act.deed not in (_CHANCE_STEPS if is_chance else _STEPS) and "deed")
        or ((len(act.what) != 1 if "what" in steps else bool(act.what) != ("what," in steps)) and "what")
        or (bool(act.to) != ("to," in steps) and not ("[to]" in steps or "[with]" in steps) and "to")
        or (bool(act.second) != ("second" in steps) and "second")
        or (act.negated and "[not]" not in steps and "negated")
        or (act.when and not ("[when]" in steps and (_is_day(act.when) or _TURNS.fullmatch(act.when))) and "when")
        or (act.channel and is_chance and "channel")
        or (act.if_ is not None and is_chance and "if_")
        or (act.unless is not None and (is_chance or act.if_ is not None) and "unless")
        or (act.terms is not None and is_chance and "terms")
        or (act.in_return is not None and act.terms is None and "in_return")
        or (act.implied and not act.cites and "implied")
    )
    if part:
        raise UsageError(f"a `{part}` that can be said with '{act.actor} {act.deed}'", repr(getattr(act, str(part))))
    names = [*act.what, *act.to, *act.cites, *([] if is_chance else [act.actor]), *([act.second] if act.second else [])]
    _check_names(names if act.channel in ("", *AUDIENCES) else [*names, act.channel])


def _check_names(names: Sequence[str]) -> None:
    if not all(map(is_name, names)):
        raise UsageError("a name", repr(next(name for name in names if not is_name(name))))


def format_minutes(minutes: Iterable[Minute]) -> str:
    r"""Return minutes as text; `parse_minutes` reads them back to equal ones.

    Raises
    ------
    UsageError : the notation cannot say an act, or a date is none, or is missing after one was given.

    Examples
    --------
    >>> from negotiation.engine.acts import Minute
    >>> from negotiation.engine.notation import format_minutes, parse_act
    >>> format_minutes([Minute("2022-01-26", parse_act("france accepts R1"))])
    '2022-01-26\n  france accepts R1\n'
    """
    lines, day = list[str](), ""
    for minute in minutes:
        if minute.date != day:
            if not _is_day(minute.date):
                raise UsageError("a date of the calendar", repr(minute.date), "a date holds until the next one")
            day = minute.date
            lines += ["", day] if lines else [day]
        indent = "  " if day else ""
        parts = wrap(format_act(minute.act), LINE_WIDTH - 6, break_long_words=False)
        lines.append(indent + f"\n{indent}    ".join(parts))
    return "".join(f"{line}\n" for line in lines)
