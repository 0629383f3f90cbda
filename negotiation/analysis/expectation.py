"""What every package is worth to an actor as it expects it to be performed: A_i as an array."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from negotiation.analysis.boxes import Box, Ints, whole
from negotiation.analysis.payoffs import terms, worth
from negotiation.scenario.performance import detections, expected_parts, trusts_of
from negotiation.scenario.world import World, world_at_start

if TYPE_CHECKING:
    from negotiation.scenario.scenario import Scenario


def expected_worth(scenario: Scenario, actor: str, world: World | None = None, *, box: Box | None = None) -> Ints:
    """Return A_i over packages, in units of 1e-12, an int64 array `(n_packages,)`; equal to U_i without distrust.

    Parameters
    ----------
    scenario, actor : whose expectation, by its own beliefs.
    world : the state of the world; the start, before the opening, if left out.
    box : the stretch of packages; all of them if left out.

    Raises
    ------
    UnknownNameError, UsageError
        as `payoffs.worth` does.
    """
    world = world_at_start(scenario) if world is None else world
    trusts = trusts_of(scenario, actor, world) if actor in scenario.actors else ()
    if not trusts:
        return worth(scenario, actor, world, box=box)
    box = whole(scenario.shape) if box is None else box
    place, rates = detections(scenario)
    if place < 0:
        return worth(scenario, actor, world, expected_parts(scenario, actor, trusts, 0.0, world.status_quo), box=box)
    found = np.empty(box.size, dtype=np.int64)
    chosen, options = _option_at(box, place), box.options[box.axes[place]]
    for j in range(options.start, options.stop):
        parts = expected_parts(scenario, actor, trusts, rates[j], world.status_quo)
        values = worth(scenario, actor, world, parts, box=box)
        np.copyto(found, values, where=chosen == j)
    return found


def basis_of(scenario: Scenario, actor: str, world: World) -> tuple[object, ...]:
    """Return all that A_i depends on in a world: in two worlds where these are equal, so is every A_i.

    The conditions of the terms ask about packages alone, so the world does not enter by them.
    """
    trusts = trusts_of(scenario, actor, world)
    return terms(scenario, actor, world), trusts, world.status_quo if trusts else None


def _option_at(box: Box, place: int) -> Ints:
    """Return which option of one issue each package of a box chooses, `(n_packages,)`."""
    n_options = box.options[box.axes[place]].stop
    options = box.along(np.arange(n_options), place)
    return np.ascontiguousarray(np.broadcast_to(options, box.shape)).reshape(-1)
