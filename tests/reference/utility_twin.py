"""What a package is worth to an actor, in exact fractions of the numbers as they are written (semantics §2).

Only the data of the package's values is used, none of its functions.
"""

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

UNIT = 10**12
Options = Mapping[str, str]
Test = Callable[[Any, Options], bool]


def exact(number: Any) -> Fraction:
    """Return a number as the decimal fraction that its shortest text says."""
    return Fraction(repr(float(number.value)))


def rounded(value: Fraction) -> int:
    """Return a value as a whole number of 1e-12 units, half to even."""
    return round(value * UNIT)


def base(scenario: Any, actor: str, package: Options, holds: Test) -> int:
    """Return Σ w·v + Σ b over the interactions that hold, each term rounded once."""
    who = scenario.actors[actor]
    terms = [
        rounded(exact(who.salience[issue]) * exact(who.values[issue][option])) for issue, option in package.items()
    ]
    terms += [rounded(exact(each.amount)) for each in who.interactions.values() if holds(each.when, package)]
    return sum(terms)


def effects(scenario: Any, actor: str, happened: Mapping[str, int], lands: Callable[[Any], bool]) -> int:
    """Return what the measures that happened are worth to an actor, of those effects that land."""
    total = 0
    for measure in scenario.measures.values():
        effect = measure.effects.get(actor)
        if effect is not None and lands(effect):
            total += rounded(exact(effect.amount)) * happened.get(measure.id, 0)
    return total


def utility(scenario: Any, actor: str, package: Options, happened: Mapping[str, int], holds: Test) -> int:
    """Return U: the base, and the effects that land on agreements whose condition the package satisfies."""

    def lands(effect: Any) -> bool:
        return effect.on in {"agreement", "both"} and (effect.when is None or holds(effect.when, package))

    return base(scenario, actor, package, holds) + effects(scenario, actor, happened, lands)


def without_agreement(scenario: Any, actor: str, status_quo: Options, happened: Mapping[str, int], holds: Test) -> int:
    """Return what a status quo without agreement is worth: the base, and the effects that land on no deal."""
    own = effects(scenario, actor, happened, lambda effect: effect.on in {"no_deal", "both"})
    return base(scenario, actor, status_quo, holds) + own
