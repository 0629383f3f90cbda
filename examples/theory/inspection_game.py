"""The inspection game in two versions: what detection deters depends on who moves first.

Avenhaus, von Stengel & Zamir (2002). Announced control (leader) deters from δ = d/(b + d) on; in the mixed
equilibrium (nash) P(violation) = e/(1 − a + e) whatever the penalty (Tsebelis 1989).
"""

from __future__ import annotations

from attrs import evolve
from pie import linear, slices

from negotiation.analysis.durability import durability
from negotiation.scenario import Actor, Issue, Obligation, Option, Scenario, Verification, assumed

ISSUES = [
    slices(performs=("b",)),
    Issue(
        "control",
        "Verification",
        "none",
        [Option("none", "none"), Option("spot", "spot checks"), Option("full", "full")],
    ),
]
DETECTION = {"none": 0.0, "spot": 0.25, "full": 0.5}
WEIGHTS = {"share": 0.5, "control": 0.5}
VALUES = {"control": {"none": 0.0, "spot": 0.5, "full": 1.0}}
DUTY = Obligation("limit", "share", "b", temptation=1, penalty=2, inspection=0.1, alarm=0.5)
BASE = Scenario(
    id="inspection",
    title="A limit that may be cheated on",
    numbers=assumed("a model"),
    agenda=ISSUES,
    actors=[
        Actor(
            name,
            name.upper(),
            "party",
            salience=WEIGHTS,
            values=linear(a_gains=name == "a") | VALUES,
        )
        for name in ("a", "b")
    ],
    obligations=[DUTY],
    verification=Verification("control", DETECTION, false_alarm=0.01, periods=5),
)

print("solution  verification  detected  P(violated)  honoured(5)  in force(5)  undetected(5)")
for solution in ("leader", "nash", "grim"):
    scenario = evolve(BASE, obligations=[evolve(DUTY, solution=solution)])
    for option, detected in DETECTION.items():
        lasts = durability(scenario, scenario.package({"share": "s50", "control": option}))
        assert lasts is not None
        figures = (lasts.duties[0].violated, lasts.honoured(), lasts.in_force(), lasts.undetected())
        shown = "  ".join(f"{figure:11.3f}" for figure in figures)
        print(f"{solution:8}  {option:12}  {detected:8.2f}  {shown}")
print()
print("leader, grim: legal where a violation is detected with d/(b+d) = 1/3 or more.")
print("nash: violated with e/(1-a+e) = 1/6, untouched by penalty and verification alike.")
print("What is not seen ends nothing: with no detection only false alarms do, 1 in 100 a period.")
print("undetected: the chance that violating in every period is never seen.")
