"""The condition language: a readable predicate on packages and the state of the world (semantics §11).

What belongs here: the syntax tree, its parser and its printer. What a condition means is in `binding`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NoReturn, TypeAlias

from attrs import field, frozen

from negotiation.errors import ConditionError, UsageError

OPERATORS = ("==", "!=", "<=", ">=", "<", ">")
COUNTS = ("at_least", "at_most", "exactly")
PACKAGE_ATOMS: Mapping[str, tuple[int, int]] = {"moved": (1, 1), "improved": (1, 1), "met": (1, 2)}
WORLD_ATOMS: Mapping[str, tuple[int, int]] = {
    "happened": (1, 1),
    "did": (2, 3),
    "consulted": (1, 9),
    "consented": (1, 1),
    "performed": (2, 2),
    "fact": (1, 1),
}
RESERVED = frozenset({"and", "or", "not", "in", "true", "false", "turn", "fact"})
#: Conditions inside each other, parentheses and negations counted: far more than anybody reads.
MAX_DEPTH = 50
ID = re.compile(r"[a-z][a-z0-9_]*\Z")
_TOKEN = re.compile(r"\s*(?:(=>|==|!=|<=|>=|[<>(){},])|([a-z][a-z0-9_]*)|([0-9]{1,9}))")


def _several(conditions: Iterable[Condition]) -> tuple[Condition, ...]:
    return tuple(conditions)


@frozen
class Constant:
    """Always true, or always false."""

    value: bool


@frozen
class Compare:
    """An issue's option compared with another in listing order, or the turn with a number."""

    issue: str
    op: str
    option: str


@frozen
class Among:
    """An issue's option is one of several."""

    issue: str
    options: tuple[str, ...]


@frozen
class Atom:
    """A named question about a package (moved, improved, met) or the world (happened, did, consulted, …)."""

    name: str
    args: tuple[str, ...]


@frozen
class Not:
    """The condition does not hold."""

    of: Condition


@frozen
class And:
    """All of the conditions hold."""

    of: tuple[Condition, ...] = field(converter=_several)


@frozen
class Or:
    """At least one of the conditions holds."""

    of: tuple[Condition, ...] = field(converter=_several)


@frozen
class Implies:
    """Where the first holds, the second does."""

    if_: Condition
    then: Condition


@frozen
class Count:
    """At least, at most or exactly `n` of the conditions hold."""

    kind: str
    n: int
    of: tuple[Condition, ...] = field(converter=_several)


Condition: TypeAlias = Constant | Compare | Among | Atom | Not | And | Or | Implies | Count
KINDS = (Constant, Compare, Among, Atom, Not, And, Or, Implies, Count)
TRUE = Constant(True)


def children(condition: Condition) -> tuple[Condition, ...]:
    """Return the conditions directly inside a condition."""
    match condition:
        case Not(of):
            return (of,)
        case And(of) | Or(of) | Count(_, _, of):
            return of
        case Implies(if_, then):
            return (if_, then)
        case _:
            return ()


def walk(condition: Condition) -> Iterator[Condition]:
    """Yield the condition and everything inside it, outermost first."""
    yield condition
    for child in children(condition):
        yield from walk(child)


def is_package_only(condition: Condition) -> bool:
    """Return whether the condition asks nothing about the world."""
    return not any(
        (isinstance(c, Atom) and c.name in WORLD_ATOMS) or (isinstance(c, Compare) and c.issue == "turn")
        for c in walk(condition)
    )


def issues_in(condition: Condition) -> frozenset[str]:
    """Return the issues on which the condition's package atoms depend."""
    found = set()
    for each in walk(condition):
        if isinstance(each, (Compare, Among)) and each.issue != "turn":
            found.add(each.issue)
        elif isinstance(each, Atom) and each.name in PACKAGE_ATOMS:
            found.add(each.args[0])
    return frozenset(found)


def to_condition(value: str | Mapping[str, Any] | Condition | None) -> Condition | None:
    """Return a condition for a text or a k-of-n map; a condition (or None) as it is.

    Raises ConditionError for a text that does not parse, UsageError for a map that is no k-of-n or for what is none.
    """
    return None if value is None else _condition(value)


def _condition(value: str | Mapping[str, Any] | Condition) -> Condition:
    if isinstance(value, str):
        return parse_condition(value)
    if isinstance(value, KINDS):
        return value
    if not isinstance(value, Mapping):
        raise UsageError("a condition, or its text", repr(value))
    kinds = [kind for kind in COUNTS if set(value) == {kind, "of"}]
    if not kinds:
        raise UsageError("a condition: text, or a map such as {at_least: 2, of: [...]}", repr(dict(value)))
    return _count(kinds[0], value[kinds[0]], value["of"])


def _count(kind: str, n: object, of: object) -> Count:
    if not isinstance(n, int) or isinstance(n, bool):
        raise UsageError(f"a whole number for {kind}", repr(n))
    if not isinstance(of, (list, tuple)):
        raise UsageError("a list of conditions", repr(of))
    return Count(kind, n, tuple(_condition(each) for each in of))


def at_least(n: int, *of: str | Condition) -> Count:
    """Return the condition that at least `n` of the others hold.

    >>> from negotiation.scenario import at_least, format_condition
    >>> format_condition(at_least(2, "moved(form)", "moved(seat)", "date == may"))
    'at_least(2, moved(form), moved(seat), date == may)'
    """
    return _count("at_least", n, of)


def at_most(n: int, *of: str | Condition) -> Count:
    """Return the condition that at most `n` of the others hold."""
    return _count("at_most", n, of)


def exactly(n: int, *of: str | Condition) -> Count:
    """Return the condition that exactly `n` of the others hold."""
    return _count("exactly", n, of)


def parse_condition(text: str) -> Condition:
    """Return the condition that a text says.

    Raises ConditionError, with the place in the text, when it does not parse, UsageError for what is no text.

    >>> from negotiation.scenario import format_condition, parse_condition
    >>> format_condition(parse_condition("moved(form) and not (seat == yes or seat == maybe)"))
    'moved(form) and not (seat == yes or seat == maybe)'
    """
    if not isinstance(text, str):
        raise UsageError("the text of a condition", repr(text))
    parser = _Parser(text)
    condition = parser.implication()
    if parser.kind != "end":
        parser.fail("'and', 'or', '=>' or the end")
    return condition


class _Parser:
    """A recursive-descent reader with one token of look-ahead."""

    def __init__(self, text: str) -> None:
        self.text, self.token, self.stop, self.depth = text, "", 0, 0
        self.advance()

    def advance(self) -> str:
        """Read the next token and return the one before it."""
        token, match = self.token, _TOKEN.match(self.text, self.stop)
        if match is not None:
            group = match.lastindex or 0
            self.kind = ("", "sign", "name", "number")[group]
            self.token, self.at, self.stop = match.group(group), match.start(group), match.end()
        else:
            rest = self.text[self.stop :].lstrip()
            self.kind, self.token, self.at = ("unknown" if rest else "end"), "", len(self.text) - len(rest)
        return token

    def fail(self, expected: str) -> NoReturn:
        raise ConditionError(self.text, self.at, expected)

    def take(self, token: str) -> None:
        if self.token != token:
            self.fail(repr(token))
        self.advance()

    def name(self, expected: str) -> str:
        if self.kind != "name" or self.token in RESERVED:
            self.fail(expected)
        return self.advance()

    def implication(self) -> Condition:
        left = self.disjunction()
        if self.token == "=>":
            self.advance()
            right = self.disjunction()
            if self.token == "=>":
                self.fail("'and', 'or' or the end ('=>' does not chain: use parentheses)")
            return Implies(left, right)
        return left

    def disjunction(self) -> Condition:
        parts = [self.conjunction()]
        while self.token == "or":
            self.advance()
            parts.append(self.conjunction())
        return parts[0] if len(parts) == 1 else Or(tuple(parts))

    def conjunction(self) -> Condition:
        parts = [self.negation()]
        while self.token == "and":
            self.advance()
            parts.append(self.negation())
        return parts[0] if len(parts) == 1 else And(tuple(parts))

    def negation(self) -> Condition:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            self.fail(f"at most {MAX_DEPTH} conditions inside each other")
        if self.token == "not":
            self.advance()
            found: Condition = Not(self.negation())
        else:
            found = self.primary()
        self.depth -= 1
        return found

    def primary(self) -> Condition:
        if self.token == "(":
            self.advance()
            inside = self.implication()
            self.take(")")
            return inside
        if self.kind == "name" and self.token in ("true", "false"):
            return Constant(self.advance() == "true")
        if self.kind == "name" and self.token == "turn":
            return self.turn()
        if self.kind != "name" or (self.token != "fact" and self.token in RESERVED):
            self.fail("an issue, a call such as moved(issue), 'not', 'true', 'false' or '('")
        start, name = self.at, self.advance()
        return self.call(name, start) if self.token == "(" or name == "fact" else self.comparison(name)

    def turn(self) -> Condition:
        self.advance()
        op = self.operator("")
        if self.kind != "number":
            self.fail("a number of turns")
        return Compare("turn", op, str(int(self.advance())))

    def operator(self, more: str = " or 'in'") -> str:
        if self.token not in OPERATORS:
            self.fail("one of " + " ".join(OPERATORS) + more)
        return self.advance()

    def comparison(self, issue: str) -> Condition:
        if self.token == "in":
            self.advance()
            self.take("{")
            options = [self.name("an option")]
            while self.token == ",":
                self.advance()
                options.append(self.name("an option"))
            self.take("}")
            return Among(issue, tuple(options))
        return Compare(issue, self.operator(), self.name("an option of the issue (its id)"))

    def call(self, name: str, start: int) -> Condition:
        known = {**PACKAGE_ATOMS, **WORLD_ATOMS}
        if name not in known and name not in COUNTS:
            self.at = start
            self.fail("one of " + ", ".join([*known, *COUNTS]))
        self.take("(")
        if name in COUNTS:
            if self.kind != "number":
                self.fail("a whole number")
            n = int(self.advance())
            self.take(",")
            of = [self.implication()]
            while self.token == ",":
                self.advance()
                of.append(self.implication())
            self.take(")")
            return Count(name, n, tuple(of))
        args = [self.name("a name")]
        while self.token == ",":
            self.advance()
            args.append(self.name("a name"))
        low, high = known[name]
        if not low <= len(args) <= high:
            count = f"{low} to {high} names" if low != high else f"{low} name" + "s" * (low > 1)
            self.fail(f"{count} in {name}(…)")
        self.take(")")
        return Atom(name, tuple(args))


def _without_empty(condition: Condition) -> Condition:
    """Return a constant for a condition on nothing, which the grammar has no words for."""
    match condition:
        case Count(kind, n, ()):
            return Constant(n == 0 or kind == "at_most")
        case And(()) | Or(()) | Among(_, ()):
            return Constant(isinstance(condition, And))
        case _:
            return condition


def format_condition(condition: Condition, level: int = 0) -> str:
    """Return the text of a condition; parsing it gives the same condition.

    One built in Python of fewer parts than the grammar has (a conjunction of one) gives another of the same meaning.
    `level` is the binding strength of the place it stands in: 0 implication, 1 or, 2 and, 3 not.
    """
    match _without_empty(condition):
        case Constant(value):
            return "true" if value else "false"
        case Compare(issue, op, option):
            return f"{issue} {op} {option}"
        case Among(issue, options):
            return f"{issue} in {{{', '.join(options)}}}"
        case Atom(name, args):
            return f"{name}({', '.join(args)})"
        case Count(kind, n, of):
            return f"{kind}({', '.join([str(n), *(format_condition(each) for each in of)])})"
        case Not(of):
            return f"not {format_condition(of, 3)}"
        case And(of):
            text, own = " and ".join(format_condition(each, 3) for each in of), 2
        case Or(of):
            text, own = " or ".join(format_condition(each, 2) for each in of), 1
        case Implies(if_, then):
            text, own = f"{format_condition(if_, 1)} => {format_condition(then, 1)}", 0
    return f"({text})" if level > own else text
