"""The condition language: a readable predicate on packages and the state of the world (semantics §11).

What belongs here: the syntax tree, its parser and its printer. What a condition means is in `binding`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, TypeAlias

from attrs import field, frozen

from negotiation.errors import ConditionError

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
_TOKEN = re.compile(r"\s*(?:(=>|==|!=|<=|>=|[<>(){},])|([a-z][a-z0-9_]*)|([0-9]+))")


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

    of: tuple[Condition, ...] = field(converter=tuple)


@frozen
class Or:
    """At least one of the conditions holds."""

    of: tuple[Condition, ...] = field(converter=tuple)


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
    of: tuple[Condition, ...] = field(converter=tuple)


Condition: TypeAlias = Constant | Compare | Among | Atom | Not | And | Or | Implies | Count
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


def to_condition(value: Any) -> Any:
    """Return a condition for a text or a k-of-n map; a condition (or None) as it is."""
    if isinstance(value, str):
        return parse_condition(value)
    if isinstance(value, Mapping):
        kind = next(k for k in COUNTS if k in value)
        return Count(kind, int(value[kind]), tuple(to_condition(each) for each in value["of"]))
    return value


def at_least(n: int, *of: str | Condition) -> Count:
    """Return the condition that at least `n` of the others hold."""
    return Count("at_least", n, tuple(to_condition(each) for each in of))


def at_most(n: int, *of: str | Condition) -> Count:
    """Return the condition that at most `n` of the others hold."""
    return Count("at_most", n, tuple(to_condition(each) for each in of))


def exactly(n: int, *of: str | Condition) -> Count:
    """Return the condition that exactly `n` of the others hold."""
    return Count("exactly", n, tuple(to_condition(each) for each in of))


def parse_condition(text: str) -> Condition:
    """Return the condition that a text says.

    Raises ConditionError, with the place in the text, when it does not parse.

    >>> format_condition(parse_condition("moved(form) and not (seat == yes or seat == maybe)"))
    'moved(form) and not (seat == yes or seat == maybe)'
    """
    parser = _Parser(text)
    condition = parser.implication()
    if parser.kind != "end":
        parser.fail("'and', 'or', '=>' or the end")
    return condition


class _Parser:
    """A recursive-descent reader with one token of look-ahead."""

    def __init__(self, text: str) -> None:
        self.text, self.stop, self.depth = text, 0, 0
        self.advance()

    def advance(self) -> str:
        token = getattr(self, "token", "")
        match = _TOKEN.match(self.text, self.stop)
        if match:
            self.kind = ("sign", "name", "number")[(match.lastindex or 1) - 1]
            self.token, self.at, self.stop = match.group(match.lastindex or 0), match.start(match.lastindex or 0), match.end()
        else:
            rest = self.text[self.stop :]
            self.kind, self.token, self.at = "end", "", self.stop + len(rest) - len(rest.lstrip())
            if rest.strip():
                self.kind = "unknown"
        return token

    def fail(self, expected: str) -> None:
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
        if self.kind == "name" and (self.token == "fact" or self.token not in RESERVED):
            start, name = self.at, self.advance()
            if self.token == "(":
                return self.call(name, start)
            return self.comparison(name)
        self.fail("an issue, a call such as moved(issue), 'not', 'true', 'false' or '('")
        raise AssertionError  # pragma: no cover

    def turn(self) -> Condition:
        self.advance()
        op = self.operator()
        if self.kind != "number":
            self.fail("a number of turns")
        return Compare("turn", op, self.advance())

    def operator(self) -> str:
        if self.token not in OPERATORS:
            self.fail("one of " + " ".join(OPERATORS) + " or 'in'")
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
            n, of = int(self.advance()), []
            while self.token == ",":
                self.advance()
                of.append(self.implication())
            self.take(")")
            return Count(name, n, tuple(of))
        args = [self.argument()]
        while self.token == ",":
            self.advance()
            args.append(self.argument())
        low, high = known[name]
        if not low <= len(args) <= high:
            self.fail(f"{low} to {high} names in {name}(…)" if low != high else f"{low} name in {name}(…)")
        self.take(")")
        return Atom(name, tuple(args))

    def argument(self) -> str:
        if self.kind != "name":
            self.fail("a name")
        return self.advance()


def format_condition(condition: Condition, level: int = 0) -> str:
    """Return the text of a condition; parsing it gives the same condition.

    `level` is the binding strength of the place it stands in: 0 implication, 1 or, 2 and, 3 not.
    """
    match condition:
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
