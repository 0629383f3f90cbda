"""The starter numbers of the security talks of early 2022, built in Python: values, threats, the decree.

Retyped from the domain note "Source reading: Russia–US/NATO security-guarantee talks", Appendix A (option values and
weights) and Appendix C, ruling 3 (no-deal values). All of them are assumptions.
"""

from negotiation.scenario import (
    Actor,
    Event,
    Issue,
    Measure,
    Option,
    Position,
    Row,
    Scenario,
    Threat,
    assumed,
    at_least,
)

BECAUSE = assumed("starter numbers for teaching")
ACTORS = ("russia", "united_states", "ukraine")

#: By issue: for Russia, the United States and Ukraine the values of the options, in order, and the weight.
APPENDIX_A: dict[str, tuple[tuple[list[float], float], ...]] = {
    "i1": (([0, 0.4, 0.8, 1], 0.28), ([1, 0.5, 0.1, 0], 0.22), ([1, 0.5, 0.1, 0], 0.25)),
    "i2": (([0, 0.2, 0.6, 1], 0.20), ([0.5, 0.7, 0.9, 0], 0.10), ([1, 0.9, 0.6, 0.2], 0.07)),
    "i3": (([0, 0.25, 0.5, 1], 0.15), ([1, 0.9, 0.4, 0], 0.15), ([1, 0.9, 0.5, 0], 0.10)),
    "i4": (([0, 0.3, 0.6, 1], 0.05), ([0.4, 0.7, 1, 0], 0.06), ([0.5, 0.6, 0.8, 0.4], 0.03)),
    "i5": (([1, 0.8, 0.4, 0], 0.12), ([0, 0.4, 0.8, 1], 0.32), ([0, 0.4, 0.8, 1], 0.40)),
    "i8": (([0, 0.3, 0.6, 1], 0.10), ([0.8, 1, 0.7, 0], 0.05), ([0.9, 1, 0.5, 0], 0.05)),
    "i13": (([0, 0.5, 1, 0.7], 0.05), ([0.3, 0.6, 0.8, 1], 0.05), ([0.2, 0.4, 0.6, 1], 0.07)),
    "i14": (([0, 0.6, 1], 0.05), ([0.6, 1, 0], 0.05), ([0.5, 0.8, 0], 0.03)),
}
DEMANDS = ("i1", "i2", "i3")


def agenda() -> list[Issue]:
    """Return the eight issues; options are numbered from the status quo."""
    return [
        Issue(name, name, "o0", [Option(f"o{j}", f"{name}.{j}") for j in range(len(rows[0][0]))])
        for name, rows in APPENDIX_A.items()
    ]


def actor(place: int, role: str) -> Actor:
    """Return one of the three actors, with what Appendix A gives it."""
    return Actor(
        ACTORS[place],
        ACTORS[place],
        role,
        positions={issue: Position(seeks="o3") for issue in DEMANDS} if place == 0 else {},
        salience={name: rows[place][1] for name, rows in APPENDIX_A.items()},
        values={
            name: Row({f"o{j}": v for j, v in enumerate(rows[place][0])}, "as_given")
            for name, rows in APPENDIX_A.items()
        },
    )


def flagship() -> Scenario:
    """Return the talks with the threats and measures of ruling 3; no scalar value of no deal stands in it."""
    return Scenario(
        "security-talks",
        "Security talks, early 2022",
        agenda(),
        [
            actor(0, "party"),
            actor(1, "party"),
            actor(2, "stakeholder"),
            Actor("united_kingdom", "United Kingdom"),
            Actor("western_states", "Western states"),
        ],
        numbers=BECAUSE,
        measures=[
            Measure(
                "military_action",
                "military action",
                "russia",
                chance_only=True,
                effects={"ukraine": -0.60, "united_states": -0.15, "russia": -0.10},
            ),
            Measure("sanctions", "severe sanctions", effects={"russia": -0.20, "united_states": -0.05}),
            Measure("decree", "a decree", "ukraine", effects={"ukraine": 0.03}),
        ],
        threats=[
            Threat(
                "action_unless_demands",
                "russia",
                ["united_states"],
                "military_action",
                unless=at_least(3, *(f"met({issue})" for issue in DEMANDS)),
                standing=["reported", "denied_by_issuer"],
                probability=0.3,
                believed={"united_states": 0.4, "ukraine": 0.4},
                backing_down=0.05,
            ),
            sanctions("uk", "united_kingdom"),
            sanctions("west", "western_states"),
        ],
        events=[Event("decree_signed", "decree", turn=1)],
    )


def sanctions(name: str, by: str) -> Threat:
    """Return one of the two threats that name the same sanctions."""
    return Threat(f"sanctions_{name}", by, "russia", "sanctions", if_="happened(military_action)", probability=0.9)
