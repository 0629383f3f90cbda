"""What a condition means, by a slow reading of its tree: no function of the package, only the data of its values.

A package is a map from issues to options here, an order the list of an issue's options.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

Options = Mapping[str, str]


class Case(NamedTuple):
    """What a condition is asked about: a package, a world, what a demand was made against, and who made it."""

    scenario: Any
    package: Options
    world: Any
    base: Options
    owner: str | None = None


def holds(node: Any, case: Case) -> bool:
    """Return whether a condition holds; every part of it is looked at, none is spared."""
    kind = type(node).__name__
    parts = [holds(each, case) for each in inside(node)]
    if kind == "Constant":
        return bool(node.value)
    if kind == "Not":
        return [True] != parts
    if kind == "Implies":
        return parts != [True, False]
    if kind == "And":
        return False not in parts
    if kind == "Or":
        return True in parts
    if kind == "Count":
        return counted(parts.count(True), node.kind, node.n)
    if kind == "Compare" and node.issue == "turn":
        return compared(case.world.turn, node.op, int(node.option))
    if kind == "Compare":
        order = listed(case.scenario, node.issue)
        return compared(order.index(case.package[node.issue]), node.op, order.index(node.option))
    if kind == "Among":
        return case.package[node.issue] in list(node.options)
    return atom(node.name, list(node.args), case)


def counted(found: int, kind: str, n: int) -> bool:
    """Return whether as many hold as a count says."""
    return {"at_least": found >= n, "at_most": found <= n, "exactly": found == n}[kind]


def inside(node: Any) -> list[Any]:
    """Return the conditions directly inside a condition."""
    if type(node).__name__ == "Implies":
        return [node.if_, node.then]
    if type(node).__name__ == "Not":
        return [node.of]
    return list(node.of) if type(node).__name__ in {"And", "Or", "Count"} else []


def compared(left: int, op: str, right: int) -> bool:
    """Return whether two places in an order, or two turns, are as an operator says."""
    below, above = left < right, left > right
    same = not below and not above
    return {"==": same, "!=": not same, "<": below, "<=": not above, ">": above, ">=": not below}[op]


def listed(scenario: Any, issue: str) -> list[str]:
    """Return an issue's options in listing order."""
    (found,) = [each for each in scenario.agenda if each.id == issue]
    return [option.id for option in found.options]


def atom(name: str, args: list[str], case: Case) -> bool:
    """Return whether an atom holds, by the sentence that defines it."""
    first, world = args[0], case.world
    if name == "moved":
        (issue,) = [each for each in case.scenario.agenda if each.id == first]
        return bool(case.package[first] != issue.status_quo)
    if name == "improved":
        return is_better(case.scenario, case.owner, first, case.package[first], case.base[first])
    if name == "met":
        sought = args[1] if len(args) > 1 else case.scenario.actors[case.owner].positions[first].seeks
        return case.package[first] == sought or as_good(case.scenario, case.owner, first, case.package[first], sought)
    if name == "did":
        return any(list(deed)[: len(args)] == args for deed in world.deeds)
    answers: dict[str, bool] = {
        "happened": world.happened.get(first, 0) > 0,
        "consulted": all(each in world.consulted for each in args),
        "consented": first in world.consented,
        "performed": tuple(args) in world.performed,
        "fact": bool(world.facts.get(first, False)),
    }
    return answers[name]


def is_better(scenario: Any, owner: str | None, issue: str, one: str, other: str) -> bool:
    """Return whether an owner ranks one option above another: by its values, else its comparisons, else the listing."""
    actor = scenario.actors[owner]
    if issue in actor.values:
        return float(actor.values[issue][one].value) > float(actor.values[issue][other].value)
    pairs = [(each.better, each.than) for each in actor.orders.get(issue, ())]
    if not pairs:
        order = listed(scenario, issue)
        return order.index(one) > order.index(other)
    reached = {other}
    while True:
        more = {better for better, than in pairs if than in reached} - reached
        if not more:
            return one in reached - {other}
        reached |= more


def as_good(scenario: Any, owner: str | None, issue: str, one: str, other: str) -> bool:
    """Return whether an owner ranks one option no lower than another, of those it can rank."""
    values = scenario.actors[owner].values.get(issue)
    if values is not None and float(values[one].value) == float(values[other].value):
        return True
    return is_better(scenario, owner, issue, one, other)
