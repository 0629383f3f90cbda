"""What an actor believes may follow from a package, step by step: a small tree, and the loss to be expected of it.

What belongs here: the belief as data and what it comes to. That it lowers its holder's utility, and nobody else's, is
said in `preferences`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from math import fsum

from attrs import field, frozen

from negotiation.errors import Problem, ScenarioError, join_path
from negotiation.scenario import codec
from negotiation.scenario.basis import Basis, Number, Text, to_number, to_text, with_ids
from negotiation.scenario.codec import in_files
from negotiation.scenario.conditions import Condition, to_condition

#: How far above 1 the probabilities of what may follow a step may sum by rounding.
TOLERANCE = 1e-9


def to_steps(values: Iterable[Step]) -> tuple[Step, ...]:
    """Return steps as a tuple."""
    return with_ids(values, "steps, each a Step")


@frozen
class Step:
    """One step of a believed chain, with its probability given what comes before it, its loss, and its branches."""

    id: str
    title: Text = field(metadata=in_files(codec.Words()), converter=to_text)
    probability: Number = field(metadata=in_files(codec.Num(0.0, 1.0)), converter=to_number)
    loss: Number | None = field(metadata=in_files(codec.Num(0.0)), default=None, converter=to_number)
    anchor: Text | None = field(metadata=in_files(codec.Words()), default=None, converter=to_text)
    branches: tuple[Step, ...] = field(metadata=in_files(codec.Listed(lambda: Step)), default=(), converter=to_steps)
    basis: Basis | None = field(metadata=in_files(codec.BasisKeys()), default=None)


@frozen
class Reached:
    """A step of a chain as its holder believes it.

    Parameters
    ----------
    step, path : the step, and its place below the chain.
    depth : how many steps come before it.
    probability : that it is reached at all, given the package: the product along the way.
    loss : what it costs the holder by itself; None where nobody says.
    is_end : whether nothing further follows it.
    """

    step: Step
    path: str
    depth: int
    probability: float
    loss: Number | None
    is_end: bool

    @property
    def expected(self) -> float:
        """What it adds to the loss to be expected."""
        return 0.0 if self.loss is None else self.loss.value * self.probability


@frozen
class Chain:
    """An actor's believed escalation: a tree that starts from packages that satisfy `when` and ends in losses.

    Parameters
    ----------
    when : a condition on packages.
    steps : one after the other, a line; branches of any step may stand beside the next of the line.
    loss : what each end costs that has no loss of its own, in units of utility, 0 or more.
    anchor : its size in words.
    branches : what may follow at once, beside the first step of the line.

    Raises
    ------
    ScenarioError
        for a chain without a step.

    Notes
    -----
    After a step at most one of its branches, or the next step of the line, follows; what their probabilities leave to
    1 is that nothing further does. The worth of the packages falls, to the holder alone, by

        Σ_s loss_s · Π_(r up to s) probability_r,

    over all steps s that cost something. Losses along a way add up.

    Examples
    --------
    >>> from negotiation.scenario import Chain, Step
    >>> retreat = Step("retreat", "they back down", 0.5, loss=0.1)
    >>> fear = Chain("fear", "true", branches=[retreat, Step("war", "they fight", 0.25, loss=0.8)])
    >>> fear.expected_loss
    0.25
    """

    id: str
    when: Condition = field(metadata=in_files(codec.Cond()), converter=to_condition)
    steps: tuple[Step, ...] = field(metadata=in_files(codec.Listed(Step)), default=(), converter=to_steps)
    loss: Number | None = field(metadata=in_files(codec.Num(0.0)), default=None, converter=to_number)
    anchor: Text | None = field(metadata=in_files(codec.Words()), default=None, converter=to_text)
    branches: tuple[Step, ...] = field(metadata=in_files(codec.Listed(Step)), default=(), converter=to_steps)
    basis: Basis | None = field(metadata=in_files(codec.BasisKeys()), default=None)

    def __attrs_post_init__(self) -> None:
        if not self.steps and not self.branches:
            raise ScenarioError([Problem("steps", "at least one step", "none")])

    @property
    def expected_loss(self) -> float:
        """What the packages lose in worth to the holder: each loss by the probability that its step is reached."""
        return fsum(each.expected for each in self.reached())

    @property
    def risk(self) -> float:
        """The probability that one of the ends is reached, as the holder believes; of a line, that all of it runs."""
        return fsum(each.probability for each in self.reached() if each.is_end)

    def reached(self) -> Iterator[Reached]:
        """Yield every step in the order of reading: a step, what its branches lead to, then the next of the line."""
        yield from self._reached(self.branches, self.steps, "", 0, 1.0)

    def _reached(
        self, branches: tuple[Step, ...], line: tuple[Step, ...], path: str, depth: int, given: float
    ) -> Iterator[Reached]:
        for step, rest, at in _following(branches, line, path):
            probability = given * step.probability.value
            is_end = not step.branches and not rest
            loss = self.loss if step.loss is None and is_end else step.loss
            yield Reached(step, at, depth, probability, loss, is_end)
            yield from self._reached(step.branches, rest, at, depth + 1, probability)

    def problems(self) -> Iterator[Problem]:
        """Yield what is wrong across its steps, with paths below the chain: sums above 1, ends that cost nothing."""
        yield from _sums(self.branches, self.steps, "")
        for each in self.reached():
            if each.is_end and each.loss is None:
                cure = "a loss of the chain stands for every end without one"
                yield Problem(join_path(each.path, "loss"), "what this end costs the actor", "nothing", cure)


def _following(
    branches: tuple[Step, ...], line: tuple[Step, ...], path: str
) -> Iterator[tuple[Step, tuple[Step, ...], str]]:
    """Yield what may follow at a place: each step, the rest of the line after it, its path below the chain."""
    for step in branches:
        yield step, (), join_path(path, "branches", step.id)
    if line:
        yield line[0], line[1:], f"steps.{line[0].id}"


def _sums(branches: tuple[Step, ...], line: tuple[Step, ...], path: str) -> Iterator[Problem]:
    following = tuple(_following(branches, line, path))
    total = fsum(step.probability.value for step, _, _ in following)
    if len(following) > 1 and total > 1 + TOLERANCE:
        expected = "probabilities that sum to 1 or less: at most one of these follows"
        beside = f", with {line[0].id} beside them" if line else ""
        yield Problem(join_path(path, "branches"), expected, f"a sum of {total:.10g}{beside}")
    for step, rest, at in following:
        yield from _sums(step.branches, rest, at)
