"""Powell (2006), "War as a Commitment Problem": a promise for tomorrow that nobody will have to keep.

A's power falls from p1 today to p2 tomorrow. B makes all offers and c is A's cost of war in each period. B can
give all of today's pie, but tomorrow A can hold it to p2 − c only. War today iff p1 − d p2 > (1 − d)(1 + c).
In the scenario the future share is performed by B, and A's trust in B says how far A believes the promise.
"""

from __future__ import annotations

from pie import SLICES, linear, slices

from negotiation.analysis.zone import zone_of
from negotiation.scenario import Actor, Event, Measure, Scenario, assumed


def shifting_power(d: float, p1: float, p2: float, c: float, trust: float) -> Scenario:
    """Return today's and tomorrow's pie, weighed 1 − d and d, with war today as the alternative to agreement."""
    held = round((p2 - c) * SLICES)
    start_a, start_b = d * held / SLICES, (1 - d) + d * (1 - held / SLICES)
    # War is worth p1 − c to A, and nothing to B: whether there is peace hangs on what A is offered and believes.
    war = Measure("war", "war today", effects={"a": (p1 - c) - start_a, "b": -start_b})
    weights = {"today": 1 - d, "tomorrow": d}
    issues = [slices(name="today"), slices(held, performs=("b",), name="tomorrow")]
    values_a = linear(a_gains=True, name="today") | linear(a_gains=True, name="tomorrow")
    values_b = linear(a_gains=False, name="today") | linear(a_gains=False, name="tomorrow")
    return Scenario(
        id="shifting-power",
        title="Power that shifts",
        numbers=assumed("a model"),
        agenda=issues,
        actors=[
            Actor("a", "A", "party", salience=weights, values=values_a, trust={"b": trust}),
            Actor("b", "B", "party", salience=weights, values=values_b),
        ],
        measures=[war],
        events=[Event("war_comes", "war", without_agreement=1)],
    )


print("   d    p1    p2    c   p1-d*p2  (1-d)(1+c)  theory   promise believed  promise not believed")
for d, p1, p2, c in ((0.9, 0.8, 0.4, 0.1), (0.9, 0.5, 0.45, 0.1), (0.5, 0.8, 0.4, 0.1)):
    war = p1 - d * p2 > (1 - d) * (1 + c)
    found = {trust: zone_of(shifting_power(d, p1, p2, c, trust)).count > 0 for trust in (1.0, 0.0)}
    words = {trust: "peace" if deal else "war" for trust, deal in found.items()}
    print(
        f"{d:5.2f} {p1:5.2f} {p2:5.2f} {c:4.2f}   {p1 - d * p2:6.3f}     {(1 - d) * (1 + c):6.3f}   "
        f"{'war' if war else 'peace':>6}   {words[1.0]:>16}  {words[0.0]:>20}"
    )
print()
print("The theory is the last column: nothing binds B tomorrow. The pie is the same in both; only belief changes.")
