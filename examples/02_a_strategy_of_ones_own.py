"""A strategy of one's own in ten lines, tried against a script, read as minutes.

A strategy sees its View: the worth of every package to its own seat, what was tabled, what it may do now; never the
other side's numbers.
"""

from attrs import frozen

import negotiation as ng
from negotiation.report.minutes import minutes


@frozen
class Mirror:
    """Give what I was given: lower my demand by what the other side's offers have risen in my eyes."""

    def seat(self, view: ng.View) -> "Mirror":
        """Take a seat: nothing is kept between moves, so I am my own player."""
        return self

    def decide(self, view: ng.View, rng: object) -> ng.Act:
        """Accept a text that meets my demand; else table the cheapest that does."""
        theirs = [int(view.worth[view.index(label)]) for label in view.offers]
        given = theirs[-1] - theirs[0] if theirs else 0
        demand = max(view.best - given, view.no_deal)
        if "accepts" in view.may and view.acceptable[view.index(view.tabled)] and theirs[-1] >= demand:
            return view.say("accepts")
        return view.table(view.cheapest(at_least=demand)) if "tables" in view.may else view.say("rejects")


# The opponent recites: half of every day, every night, then half the toll, then two nights a week.
millbrook = ng.Script(
    "millbrook tables M1: water = half_days",
    "millbrook tables M2: water = every_night",
    "millbrook tables M3: water = every_night, toll = half",
    "millbrook tables M4: water = two_nights, toll = half",
)

scenario = ng.load("two-villages")
play = ng.play(
    scenario,
    {"highfield": Mirror(), "millbrook": millbrook},
    protocol=ng.stacked_alternating_offers(deadline_turns=6),
)
print(minutes(play))
