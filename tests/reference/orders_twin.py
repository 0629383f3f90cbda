"""Orders by brute force: every corner of the numbers that keep them. Shares no code with the package.

A corner puts all weight on one issue and gives the options of one up-set of its order the value 1, the others 0.
"""

from itertools import product
from typing import Any

Pairs = set[tuple[str, str]]


def pairs_of(actor: Any, issue: Any, *, stated_only: bool) -> Pairs:
    """Return the pairs (a, b) of options with a never below b."""
    row = {option: number.value for option, number in actor.values[issue.id].items()}
    names = list(row)
    if not stated_only:
        return {(a, b) for a in names for b in names if row[a] >= row[b]}
    best, worst = max(row.values()), min(row.values())
    return {
        (a, b)
        for a in names
        for b in names
        if row[a] == best
        or row[b] == worst
        or any(
            (a, b) == (each.better, each.than) and each.basis is not None and each.basis.kind in ("stated", "implied")
            for each in actor.orders.get(issue.id, ())
        )
    }


def up_sets(names: list[str], pairs: Pairs) -> list[set[str]]:
    """Return every set of options that holds, with an option, all that are never below it."""
    found = []
    for bits in product((False, True), repeat=len(names)):
        chosen = {name for name, bit in zip(names, bits, strict=True) if bit}
        if all(a in chosen for a, b in pairs if b in chosen):
            found.append(chosen)
    return found


def extremes(actor: Any, agenda: Any, package: list[str], *, stated_only: bool) -> tuple[int, int]:
    """Return the least and the most of U(package) − U(start) over all corners, without interactions and effects."""
    found = []
    for issue, option in zip(agenda, package, strict=True):
        names = [each.id for each in issue.options]
        quo = issue.status_quo if isinstance(issue.status_quo, str) else names[issue.start]
        row = [actor.values[issue.id][name].value for name in names]
        for chosen in up_sets(names, pairs_of(actor, issue, stated_only=stated_only)):
            spans = len(set(row)) == 1 or (chosen and len(chosen) < len(names))
            if spans:
                found.append((option in chosen) - (quo in chosen))
    return min(found), max(found)
