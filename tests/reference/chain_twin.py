"""What a believed chain is expected to cost, way by way, in exact fractions: every point at which it may stop.

Only the data of the chain is used, none of its functions. A way is a list of steps; it stops after each of them with
what the steps that may follow leave to 1, and costs what all of its steps cost.
"""

from collections.abc import Iterator
from fractions import Fraction
from typing import Any


def exact(number: Any) -> Fraction:
    """Return a number as the decimal fraction that its shortest text says."""
    return Fraction(repr(float(number.value)))


def expected_loss(chain: Any) -> Fraction:
    """Return Σ over ways of P(the way stops there) · (the losses of its steps)."""
    return sum((odds * cost for odds, cost in ways(chain)), Fraction(0))


def ways(chain: Any) -> Iterator[tuple[Fraction, Fraction]]:
    """Yield the probability and the cost of each way to stop; the first is that nothing happens at all."""
    left = [(Fraction(1), Fraction(0), list(chain.branches), list(chain.steps))]
    while left:
        odds, cost, branches, line = left.pop()
        following = [(step, []) for step in branches] + ([(line[0], line[1:])] if line else [])
        yield odds * (1 - sum(exact(step.probability) for step, _ in following)), cost
        for step, rest in following:
            loss = Fraction(0) if step.loss is None else exact(step.loss)
            if step.loss is None and not step.branches and not rest and chain.loss is not None:
                loss = exact(chain.loss)
            left.append((odds * exact(step.probability), cost + loss, list(step.branches), rest))
