"""A bloc's word by its rule over its members' words, in the words of semantics §7 and exact fractions."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any


def word_of(bloc: Any, words: Mapping[str, str]) -> str:
    """Return "yes", "no" or "silent"."""
    if any(words[member] == "no" for member in bloc.vetoes):
        return "no"
    if bloc.decides_by == "leader":
        return words[bloc.leader]
    if bloc.decides_by == "majority":
        weights = {name: Fraction(repr(bloc.weights[name].value)) if name in bloc.weights else 1 for name in words}
        in_favour = sum(weight for name, weight in weights.items() if words[name] == "yes")
        return "yes" if in_favour > Fraction(sum(weights.values())) / 2 else "no"
    if "no" in words.values():
        return "no"
    return "silent" if bloc.decides_by == "unanimity" and "silent" in words.values() else "yes"
