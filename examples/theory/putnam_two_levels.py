"""Putnam (1988), "Diplomacy and Domestic Politics": what the table signs, those at home must ratify.

One dimension, negotiators with ideals 0 and 1, and a ratifier of the side at 0, with an ideal of its own and a worth
of no agreement: what is worth as much to it is the win-set. The outcome is the bargain clamped to it; a narrow one can
help its negotiator (Schelling's conjecture) or hurt it; signing outside is involuntary defection.
"""

from __future__ import annotations

import numpy as np

from negotiation.analysis.solutions import solution
from negotiation.engine.notation import format_act
from negotiation.engine.protocols import alternating_offers
from negotiation.playing import play
from negotiation.scenario import Actor, Gate, Issue, Option, Scenario, assumed
from negotiation.strategies import Script

GRID = 21
POINTS = [i / (GRID - 1) for i in range(GRID)]
ISSUE = Issue(
    "line",
    "Where the line is drawn",
    "none",
    [Option("none", "no agreement in force"), *(Option(f"p{i}", f"{x:.2f}") for i, x in enumerate(POINTS))],
)


def near(ideal: float, name: str, role: str, breakdown: float) -> Actor:
    """Return an actor with a loss that grows with the square of the distance from its ideal."""
    values = {"none": breakdown} | {f"p{i}": 1 - (x - ideal) ** 2 for i, x in enumerate(POINTS)}
    low, high = min(values.values()), max(values.values())
    scaled = {option: (value - low) / (high - low) for option, value in values.items()}
    return Actor(name, name.replace("_", " "), role, salience={"line": 1}, values={"line": scaled})


def talks(home_of_zero: float, floor: float) -> Scenario:
    """Return talks in which the side at 0 must have a ratifier's word; `floor` is what no agreement is worth to it."""
    return Scenario(
        id="two-levels",
        title="A bargain and its ratification",
        numbers=assumed("a model"),
        agenda=[ISSUE],
        actors=[
            near(0, "zero", "party", -0.3),
            near(1, "one", "party", -0.3),
            near(home_of_zero, "home", "stakeholder", floor),
        ],
        gates=[Gate("home_ratifies", "home", must="ratify", force="constitutive", on_failure="ends")],
    )


print("ratifier's ideal   no agreement is worth   win-set        bargain   ratified bargain")
for ideal, floor in ((0.0, 0.0), (0.0, 0.75), (0.0, 0.96), (0.3, 0.96), (0.9, 0.96)):
    scenario = talks(ideal, floor)
    home = scenario.actors["home"].values["line"]
    allowed = np.array([home[option].value >= home["none"].value for option in ISSUE.option_ids])
    inside = [POINTS[i - 1] for i in np.flatnonzero(allowed) if i]
    moved = allowed.copy()
    moved[0] = False
    free, ratified = (solution(scenario, "nash", actors=("zero", "one"), within=each) for each in (None, moved))
    shown = [f"{POINTS[each.package - 1]:.2f}" if each is not None else "none" for each in (free, ratified)]
    win_set = f"{min(inside):.2f} to {max(inside):.2f}"
    print(f"{ideal:16.2f}   {floor:21.2f}   {win_set}   {shown[0]:>7}   {shown[1]:>16}")

hands = {"one": Script("one tables O1: line = p18"), "zero": Script("zero accepts O1")}
end = play(talks(0.0, 0.75), hands, protocol=alternating_offers(4))
print()
print("Signed at 0.90, outside the win-set of the second row:")
for turn, act in end.acts:
    print(f"   {turn}  {format_act(act)}")
print("  ", end.outcome)
