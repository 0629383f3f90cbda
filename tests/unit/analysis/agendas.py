"""Agendas of any size with random numbers, for tests of what cannot be enumerated."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from negotiation import scenario as words
from negotiation.analysis.easing import Relaxation
from negotiation.scenario import Scenario, assumed

BASIS = assumed("for a test")
w: Any = words


def agenda(
    n_issues: int, n_options: int, n_actors: int, *, seed: int = 0, grain: int | None = None, **parts: Any
) -> Scenario:
    """Return a scenario of so many issues with so many options each, and actors a0, a1, … who all have seats.

    `grain` gives all issues the same weight and rounds values to so many steps, so that there are ties; `interactions`
    are lists by actor, other parts are the scenario's. `flat` makes every option worth a half.
    """
    rng = np.random.default_rng(seed)
    names = [f"o{j}" for j in range(n_options)]
    issues = [w.Issue(f"i{k}", f"i{k}", "o0", [w.Option(name, name, BASIS) for name in names]) for k in range(n_issues)]
    interactions: Sequence[Any] = parts.pop("interactions", [()] * n_actors)
    red_lines: Sequence[Any] = parts.pop("red_lines", [()] * n_actors)
    actors = []
    for i in range(n_actors):
        raw = np.ones(n_issues) if grain or parts.get("flat") else rng.random(n_issues)
        values = rng.random((n_issues, n_options))
        values = np.round(values * grain) / grain if grain else values
        values = np.full_like(values, 0.5) if parts.get("flat") else values
        rows = {
            issue.id: w.Row(dict(zip(names, map(float, row), strict=True)), scale="as_given")
            for issue, row in zip(issues, values, strict=True)
        }
        actors.append(
            w.Actor(
                f"a{i}",
                f"a{i}",
                "party",
                salience=dict(zip([issue.id for issue in issues], map(float, raw / raw.sum()), strict=True)),
                values=rows,
                interactions=interactions[i],
                red_lines=red_lines[i],
                no_deal=parts.get("floor", 0.3),
                no_deal_because="for a test",
            )
        )
    parts = {name: part for name, part in parts.items() if name not in ("floor", "flat")}
    found: Scenario = w.Scenario("an-agenda", "an agenda", issues, actors, numbers=BASIS, **parts)
    return found


def listed(found: Relaxation) -> list[int]:
    """Return the indices of the packages that a relaxation opens, where all are listed."""
    assert found.opens is not None
    return list(map(int, found.opens))
