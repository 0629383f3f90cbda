"""Turn-based simulation of diplomatic negotiations: scenarios from sources, plays, scores, explanations.

>>> import negotiation as ng
>>> scenario = ng.load("two-villages")
>>> end = ng.play(scenario, seed=1)
>>> end.outcome.kind
'agreement'
"""

from negotiation.analysis.scorecard import Scorecard
from negotiation.checking import check
from negotiation.engine.acts import Act
from negotiation.engine.protocols import Protocol, alternating_offers, plenary, stacked_alternating_offers
from negotiation.engine.transcript import Transcript
from negotiation.engine.view import View
from negotiation.errors import NegotiationError
from negotiation.files import dump, load
from negotiation.playing import Play, play, replay
from negotiation.scenario import Scenario
from negotiation.scenario.outcome import Agreement, NoDeal, Outcome
from negotiation.strategies import Boulware, Conceder, Linear, RandomAcceptable, Script, Strategy

__version__ = "0.1.0"

__all__ = [
    "Act",
    "Agreement",
    "Boulware",
    "Conceder",
    "Linear",
    "NegotiationError",
    "NoDeal",
    "Outcome",
    "Play",
    "Protocol",
    "RandomAcceptable",
    "Scenario",
    "Scorecard",
    "Script",
    "Strategy",
    "Transcript",
    "View",
    "alternating_offers",
    "check",
    "dump",
    "load",
    "play",
    "plenary",
    "replay",
    "stacked_alternating_offers",
]
