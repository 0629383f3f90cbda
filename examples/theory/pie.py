"""A pie of 100 slices between A and B, and what happens without agreement: the ground of these examples."""

from __future__ import annotations

from negotiation.scenario import Actor, Event, Issue, Measure, Option, Scenario, assumed

SLICES = 100


def slices(status_quo: int = 0, performs: tuple[str, ...] = (), name: str = "share") -> Issue:
    """Return an issue: how many of 100 slices A gets, with one of them the status quo."""
    options = [Option(f"s{i}", f"{i} of {SLICES} for A", performs=performs) for i in range(SLICES + 1)]
    return Issue(name, "A's share", f"s{status_quo}", options)


def linear(a_gains: bool, name: str = "share") -> dict[str, dict[str, float]]:  # noqa: FBT001
    """Return values that rise (for A) or fall (for B) evenly with A's share."""
    return {name: {f"s{i}": (i if a_gains else SLICES - i) / SLICES for i in range(SLICES + 1)}}


def war_over_a_pie(p: float, cost_a: float, cost_b: float) -> Scenario:
    """Return the pie with a war that is certain without agreement: A wins it with p, the costs fall on each side."""
    war = Measure(
        "war",
        "war over the pie",
        effects={"a": p - cost_a, "b": (1 - p - cost_b) - 1},
        anchor="from the status quo, in which B has everything",
    )
    return Scenario(
        id="pie",
        title="A pie that may be fought over",
        numbers=assumed("a model"),
        agenda=[slices()],
        actors=[
            Actor("a", "A", "party", salience={"share": 1}, values=linear(a_gains=True)),
            Actor("b", "B", "party", salience={"share": 1}, values=linear(a_gains=False)),
        ],
        measures=[war],
        events=[Event("war_comes", "war", without_agreement=1)],
    )
