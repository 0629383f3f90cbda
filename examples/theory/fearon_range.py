"""Fearon (1995), "Rationalist Explanations for War": with costs of war there is always a range that beats it.

Any x in [p − c_A, p + c_B] that is a share of the pie, 0 to 1, beats war for both; so what has to be explained is why
it is not found, or not trusted. Nash's point is p + (c_B − c_A)/2, clamped to the pie.
"""

from __future__ import annotations

from pie import war_over_a_pie

from negotiation.analysis.solutions import solution
from negotiation.analysis.zone import zone_of

print("A wins a war with p; costs c_A and c_B; A's share of the pie that both prefer to war")
print(f"{'p':>5} {'c_A':>5} {'c_B':>5}   range of shares   Nash    theory: range   Nash")
for p, cost_a, cost_b in ((0.6, 0.1, 0.15), (0.5, 0.2, 0.2), (0.1, 0.5, 0.1), (0.9, 0.05, 0.3)):
    scenario = war_over_a_pie(p, cost_a, cost_b)
    zone = zone_of(scenario)
    shares = [scenario.package_at(int(i))[0] for i in zone.indices]
    nash = solution(scenario, "nash", within=zone.mask)
    assert nash is not None
    share = scenario.package_at(nash.package)[0]
    span = f"{min(shares) / 100:.2f} to {max(shares) / 100:.2f}"
    theory = f"{max(0, p - cost_a):.2f} to {min(1, p + cost_b):.2f}   {min(1, max(0, p + (cost_b - cost_a) / 2)):.3f}"
    print(f"{p:5.2f} {cost_a:5.2f} {cost_b:5.2f}   {span}      {share / 100:.2f}    {theory}")
print()
print("Shares are whole hundredths; 0.00 is the status quo, in which B has all: no agreement is needed for it.")
print("Costs open the range: private information, commitment or an indivisible pie must account for a war.")
