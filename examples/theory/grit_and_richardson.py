"""First steps and arms races: when small unasked cuts call forth others, and when races settle.

Osgood (1962), An Alternative to War or Surrender: GRIT. Richardson (1960), Arms and Insecurity.
"""

from __future__ import annotations

from negotiation.analysis.wording import circle_text, deed_text
from negotiation.files import load
from negotiation.playing import play
from negotiation.scenario.outcome import NoDeal
from negotiation.scenario.preconditions import circles
from negotiation.scenario.world import world_at_start


def grit(first: float, r_a: float, r_b: float, steps: int = 200) -> tuple[float, float]:
    """Return what A and B cut in all when each answers the other's cut with a share of it."""
    total_a = total_b = 0.0
    cut = first
    for _ in range(steps):
        total_a += cut
        answer = r_b * cut
        total_b += answer
        cut = r_a * answer
    return total_a, total_b


def richardson(fear: tuple[float, float], fatigue: tuple[float, float], grievance: tuple[float, float]) -> list[float]:
    """Return where x' = ky − ax + g and y' = lx − by + h settle, by small steps from nothing."""
    (k, lx), (a, b), (g, h) = fear, fatigue, grievance
    x = y = 0.0
    for _ in range(20_000):
        x, y = x + 0.01 * (k * y - a * x + g), y + 0.01 * (lx * x - b * y + h)
    return [x, y]


total_a, total_b = grit(1, 0.6, 0.8)
print(
    f"GRIT: A cuts u = 1 unasked; B answers each cut with rB = .8 of it, A each answer with rA = .6.\n"
    f"      In all A cuts {total_a:.4f} (u/(1-rA rB) = {1 / (1 - 0.48):.4f}), "
    f"B {total_b:.4f} (u rB/(1-rA rB) = {0.8 / (1 - 0.48):.4f})."
)
x, y = richardson((0.5, 0.4), (1, 0.8), (1, 0.5))
print("Richardson: x' = ky - ax + g, y' = lx - by + h; fear k .5, l .4, fatigue a 1, b .8, grievance g 1, h .5")
print(f"      settle at ({x:.2f}, {y:.2f}); stable because ab > kl")
print()

scenario = load("european-security-2022", profile="preconditions-first")
(circle,) = circles(scenario, world_at_start(scenario))
print("The flagship, its preconditions read strictly:")
print("  ", circle_text(circle.names, scenario))
print("   a first step that would open it:")
for deed in circle.opening:
    print("     ", deed_text(deed, scenario))
print("   a way out that the conditions name themselves:")
for deed in circle.ways_out:
    print("     ", deed_text(deed, scenario))
end = play(scenario, seed=1).outcome
assert isinstance(end, NoDeal)
print(f"   played as it stands: no deal after turn {end.turn}, {end.reason}")
