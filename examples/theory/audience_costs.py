"""Fearon (1994), "Domestic Political Audiences and the Escalation of International Disputes": hands that are tied.

The static core: a threat worth g to carry out at cost k is executed iff g − k ≥ −a, a the cost of backing down before
an audience. From a = k − g on the issuer is locked in, and the target, who sees this, faces a threat it must believe.
In Fearon's own game a grows as the crisis goes on.
"""

from __future__ import annotations

from pie import linear, slices

from negotiation.scenario import Actor, Measure, Scenario, Threat, assumed
from negotiation.scenario.no_deal import no_deal, probability_of
from negotiation.scenario.world import world_at_start

GAIN, COST, HARM = 0.05, 0.20, 0.40


def threatened(audience_cost: float) -> Scenario:
    """Return a pie over which A threatens a measure whose execution A decides by its interest."""
    return Scenario(
        id="audience",
        title="A threat before an audience",
        numbers=assumed("a model"),
        agenda=[slices()],
        actors=[
            Actor("a", "A", "party", salience={"share": 1}, values=linear(a_gains=True)),
            Actor("b", "B", "party", salience={"share": 1}, values=linear(a_gains=False)),
        ],
        measures=[Measure("strike", "the threatened measure", by="a", effects={"a": GAIN - COST, "b": -HARM})],
        threats=[
            Threat(
                "ultimatum", "a", "b", "strike", unless="share >= s20", decided_by="seat", backing_down=audience_cost
            )
        ],
    )


print(f"Executing gains {GAIN:.2f} and costs {COST:.2f}; the target would lose {HARM:.2f}.")
print("audience cost   executed   no deal for the issuer   no deal for the target")
for audience_cost in (0.0, 0.05, 0.10, 0.14, 0.15, 0.20):
    scenario = threatened(audience_cost)
    world = world_at_start(scenario)
    executed = probability_of(scenario, scenario.threats["ultimatum"], world, None)
    values = [(no_deal(scenario, actor, world) or 0) / 1e12 for actor in ("a", "b")]
    print(f"{audience_cost:13.2f}   {'yes' if executed else 'no':>8}   {values[0]:22.2f}   {values[1]:22.2f}")
print(f"Locked in from {COST - GAIN:.2f} on: the lock costs the issuer, and is what makes the threat believed.")
