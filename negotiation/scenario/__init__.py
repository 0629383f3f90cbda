"""WHAT is negotiated and by whom: the words in which a scenario is written in Python.

Immutable values only; no randomness, no input or output.
"""

from negotiation.scenario.actors import Actor, Comparison, Interaction, Interest, Position, RedLine, Row
from negotiation.scenario.basis import Basis, Number, Text, assumed, external, implied, stated, text_in
from negotiation.scenario.chains import Chain, Step
from negotiation.scenario.conditions import Condition, at_least, at_most, exactly, format_condition, parse_condition
from negotiation.scenario.issues import Gate, Issue, Option, Rule
from negotiation.scenario.measures import Effect, Event, Measure, Threat
from negotiation.scenario.obligations import Obligation, Verification
from negotiation.scenario.readings import Defaults, Grid, Profile, Reading, Record
from negotiation.scenario.scenario import Scenario
from negotiation.scenario.table import Table
from negotiation.scenario.talking import Channel, Claim, Demand, Precondition, Promise, Signal

__all__ = [
    "Actor",
    "Basis",
    "Chain",
    "Channel",
    "Claim",
    "Comparison",
    "Condition",
    "Defaults",
    "Demand",
    "Effect",
    "Event",
    "Gate",
    "Grid",
    "Interaction",
    "Interest",
    "Issue",
    "Measure",
    "Number",
    "Obligation",
    "Option",
    "Position",
    "Precondition",
    "Profile",
    "Promise",
    "Reading",
    "Record",
    "RedLine",
    "Row",
    "Rule",
    "Scenario",
    "Signal",
    "Step",
    "Table",
    "Text",
    "Threat",
    "Verification",
    "assumed",
    "at_least",
    "at_most",
    "exactly",
    "external",
    "format_condition",
    "implied",
    "parse_condition",
    "stated",
    "text_in",
]
