"""Finding the messages in the code, for Babel: what is given to `say`, and what stands in the tables it is given.

Babel calls `extract` for each module (see babel.cfg). A message is a text given to one of `SPOKEN`. Where a name is
given, its texts are looked up: in assignments and loops of the same function, in tables of the same module.
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator, Mapping
from os import sep
from typing import IO, Any, TypeAlias

#: Function or method -> the place of the message among its arguments.
SPOKEN = {"say": 0, "N_": 0, "line": 0, "title": 0, "section": 1, "retell": 1}
#: Words that scenarios and protocols bring by name: they are said with their hyphens and underscores as spaces.
NAMED = (
    # protocols
    *("alternating offers", "stacked alternating offers", "plenary", "one text", "record"),
    *("monotonic concession", "bilateral tracks"),
    # roles, how a group decides, what is taken for a word that is not computed
    *("party", "mediator", "stakeholder", "observer", "consensus", "unanimity", "leader", "majority"),
    *("consents", "withholds", "absolute", "declared", "backed down"),
    # how a threat stands, the remove of a source, channels
    *("firm", "reported", "denied by issuer", "first", "second", "third", "editorial", "caption"),
    *("publicly", "privately"),
    # how deeds go on, for a person in a seat
    *("WHAT", "WHAT to WHOM", "WHOM with WHAT unless CONDITION", "WHOM on WHAT", "MESSAGE in WHAT"),
    *("MESSAGE as answering WHAT", "MESSAGE as not answering WHAT", "MEETING in N turns"),
)
Message: TypeAlias = "tuple[int, str, str, list[str]]"
Function: TypeAlias = "ast.FunctionDef | ast.AsyncFunctionDef"


def extract(
    fileobj: IO[bytes], keywords: Mapping[str, Any], comment_tags: Collection[str], options: Mapping[str, Any]
) -> Iterator[Message]:
    """Yield the messages of a module as Babel wants them: line, function, message, comments."""
    for number, message in sorted(set(messages_in(fileobj.read()))):
        yield number, "", message, []
    if fileobj.name.endswith(f"text{sep}catalogue.py"):
        for word in NAMED:
            yield 0, "", word, []


def messages_in(code: bytes) -> Iterator[tuple[int, str]]:
    """Yield the messages of a module, each with its line; the marks of pictures, a single sign each, are none."""
    tree = ast.parse(code)
    for number, message in _within(tree, [tree]):
        if len(message) > 1 or message == " ":
            yield number, message


def _within(node: ast.AST, scopes: list[ast.AST]) -> Iterator[tuple[int, str]]:
    """Yield what is said under a node; `scopes` are the functions around it, the module first."""
    for child in ast.iter_child_nodes(node):
        inner = [*scopes, child] if isinstance(child, (ast.FunctionDef, ast.ClassDef)) else scopes
        if isinstance(child, ast.Call):
            given = _given(child)
            if given is not None:
                for text in _texts(given, scopes):
                    yield child.lineno, text
        yield from _within(child, inner)


def _given(call: ast.Call) -> ast.expr | None:
    """Return the message that a call is given, or None where it says nothing."""
    name = _name(call.func)
    if isinstance(call.func, ast.Attribute) and _name(call.func.value) == "view":
        return None  # what a seat says at the table is notation, the same in every language
    if name == "map" and len(call.args) > 1 and _name(call.args[0]) == "say":
        return call.args[1]
    place = SPOKEN.get(name)
    return call.args[place] if place is not None and len(call.args) > place else None


def _name(function: ast.expr) -> str:
    if isinstance(function, ast.Name):
        return function.id
    return function.attr if isinstance(function, ast.Attribute) else ""


def _texts(given: ast.expr, scopes: list[ast.AST]) -> Iterator[str]:
    """Yield every text that an expression may stand for."""
    if isinstance(given, ast.Constant):
        if isinstance(given.value, str):
            yield given.value
    elif isinstance(given, ast.Name):
        found = (list(_bound(given.id, scope, scopes)) for scope in reversed(scopes))
        yield from next((each for each in found if each), [])
    else:
        for part in _parts(given):
            yield from _texts(part, scopes)


def _parts(given: ast.expr) -> list[ast.expr]:
    """Return the expressions of which one is what an expression stands for."""
    if isinstance(given, ast.IfExp):
        return [given.body, given.orelse]
    if isinstance(given, (ast.BoolOp, ast.Dict)):
        return given.values
    if isinstance(given, (ast.Subscript, ast.Starred)):
        return [given.value]
    if isinstance(given, (ast.Tuple, ast.List)):
        return given.elts
    if isinstance(given, ast.Call) and isinstance(given.func, ast.Attribute) and given.func.attr == "get":
        return [given.func.value, *given.args[1:]]
    return []


def _bound(name: str, scope: ast.AST, scopes: list[ast.AST]) -> Iterator[str]:
    """Yield the texts that a name is bound to in a function, or in a module at its top."""
    nodes = ast.iter_child_nodes(scope) if isinstance(scope, ast.Module) else ast.walk(scope)
    grown = ""
    for node in sorted(nodes, key=lambda each: getattr(each, "lineno", 0)):
        if isinstance(node, ast.Assign) and any(_name(each) == name for each in node.targets):
            yield from [grown] if grown else []
            told = list(_texts(node.value, scopes))
            grown = told[0] if len(told) == 1 else ""
            yield from told if not grown else []
        elif isinstance(node, ast.AugAssign) and _name(node.target) == name:
            grown += "".join(_texts(node.value, scopes))
        elif isinstance(node, ast.AnnAssign) and _name(node.target) == name and node.value is not None:
            yield from _texts(node.value, scopes)
        elif isinstance(node, (ast.For, ast.comprehension)):
            yield from _looped(name, node.target, node.iter, scopes)
    yield from [grown] if grown else []


def _looped(name: str, target: ast.expr, values: ast.expr, scopes: list[ast.AST]) -> Iterator[str]:
    """Yield the texts that a loop gives to a name, by its place among the targets."""
    if isinstance(target, ast.Name) and target.id == name:
        yield from _texts(values, scopes)
    if not isinstance(target, ast.Tuple):
        return
    place = next((i for i, each in enumerate(target.elts) if _name(each) == name), None)
    if place is not None:
        for table in _tables(values, scopes):
            for each in _column(table, place):
                yield from _texts(each, scopes)


def _tables(values: ast.expr, scopes: list[ast.AST]) -> Iterator[ast.expr]:
    """Yield what a loop runs over: a table as it is written, the items of one, or one that has a name."""
    if isinstance(values, ast.Call) and isinstance(values.func, ast.Attribute) and values.func.attr == "items":
        yield from _tables(values.func.value, scopes)
    elif isinstance(values, ast.Name):
        for node in (node for scope in scopes[1:] or scopes for node in ast.walk(scope)):
            if isinstance(node, (ast.Assign, ast.AnnAssign)) and node.value is not None:
                targets = node.targets if isinstance(node, ast.Assign) else [node.target]
                if values.id in map(_name, targets):
                    yield node.value
    else:
        yield values


def _column(table: ast.expr, place: int) -> list[ast.expr]:
    """Return one column of a table: keys or values of a dictionary, else one part of each row."""
    if isinstance(table, ast.Dict):
        return [each for each in (table.values if place else table.keys) if each is not None]
    rows = table.elts if isinstance(table, (ast.Tuple, ast.List)) else []
    return [row.elts[place] for row in rows if isinstance(row, (ast.Tuple, ast.List)) and len(row.elts) > place]
