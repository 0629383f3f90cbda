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
SPOKEN = {"say": 0, "N_": 0, "line": 0, "title": 0, "section": 1}
#: Words that scenarios and protocols bring by name: they are said with their hyphens and underscores as spaces.
NAMED = (
    # protocols
    *("alternating offers", "stacked alternating offers", "plenary", "one text", "record"),
    *("monotonic concession", "bilateral tracks"),
    # why talks end without agreement
    *("left", "vetoed", "consent refused", "ratification failed", "deadlock", "deadline", "cap", "strategy failed"),
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
    elif isinstance(given, ast.IfExp):
        yield from _texts(given.body, scopes)
        yield from _texts(given.orelse, scopes)
    elif isinstance(given, ast.BoolOp):
        for each in given.values:
            yield from _texts(each, scopes)
    elif isinstance(given, ast.Subscript):
        yield from _texts(given.value, scopes)
    elif isinstance(given, ast.Call) and _name(given.func) == "get" and isinstance(given.func, ast.Attribute):
        yield from _texts(given.func.value, scopes)
        for each in given.args[1:]:
            yield from _texts(each, scopes)
    elif isinstance(given, ast.Dict):
        for each in given.values:
            yield from _texts(each, scopes)
    elif isinstance(given, ast.Starred):
        yield from _texts(given.value, scopes)
    elif isinstance(given, (ast.Tuple, ast.List)):
        yield from _first(given, scopes)
    elif isinstance(given, ast.Name):
        for scope in reversed(scopes):
            found = list(_bound(given.id, scope, scopes))
            if found:
                yield from found
                return


def _first(given: ast.Tuple | ast.List, scopes: list[ast.AST]) -> Iterator[str]:
    for each in given.elts:
        yield from _texts(each, scopes)


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
    if isinstance(values, ast.Name):
        for scope in reversed(scopes):
            for node in ast.walk(scope):
                if isinstance(node, (ast.Assign, ast.AnnAssign)) and node.value is not None:
                    targets = node.targets if isinstance(node, ast.Assign) else [node.target]
                    if any(_name(each) == values.id for each in targets):
                        yield from _looped(name, target, node.value, scopes)
        return
    if isinstance(values, ast.Call) and _name(values.func) == "items" and isinstance(values.func, ast.Attribute):
        yield from _looped(name, target, values.func.value, scopes)
        return
    if isinstance(target, ast.Name) and target.id == name:
        yield from _texts(values, scopes)
    elif isinstance(target, ast.Tuple):
        place = next((i for i, each in enumerate(target.elts) if _name(each) == name), None)
        if place is None:
            return
        if isinstance(values, ast.Dict):
            for each in values.keys if place == 0 else values.values:
                if each is not None:
                    yield from _texts(each, scopes)
        elif isinstance(values, (ast.Tuple, ast.List)):
            for row in values.elts:
                if isinstance(row, (ast.Tuple, ast.List)) and len(row.elts) > place:
                    yield from _texts(row.elts[place], scopes)
