"""Zeuthen's principle reaches the Nash point: who risks more to lose by a breakdown concedes.

Harsanyi (1956). Frontier u2 = 1 − u1², disagreement (0, 0): Nash (1/√3, 2/3) = (.5774, .6667).
"""

from __future__ import annotations

from negotiation.engine.procedures import monotonic_concession
from negotiation.playing import play
from negotiation.scenario import Actor, Issue, Option, Scenario, assumed
from negotiation.strategies import Zeuthen

for n in (20, 100, 400):
    shares = [i / n for i in range(n + 1)]
    issue = Issue("share", "Share", "s0", [Option(f"s{i}", f"{share:.4f}") for i, share in enumerate(shares)])
    worth = {"one": shares, "two": [1 - share**2 for share in shares]}
    one, two = (
        Actor(
            name,
            name,
            "party",
            salience={"share": 1},
            values={"share": dict(zip(issue.option_ids, values, strict=True))},
            no_deal=0,
            no_deal_because="the textbook's disagreement point",
        )
        for name, values in worth.items()
    )
    scenario = Scenario(id="zeuthen", title="Zeuthen", numbers=assumed("a model"), agenda=[issue], actors=[one, two])
    end = play(scenario, {"one": Zeuthen(two), "two": Zeuthen(one)}, protocol=monotonic_concession(), turns=2 * n)
    gains = [(end.scorecard[name].gain or 0) / 1e12 for name in worth]
    print(f"grid of {n:3} steps: agreement in turn {end.outcome.turn:3} at ({gains[0]:.4f}, {gains[1]:.4f})")
print("Nash point:                              (0.5774, 0.6667)")
