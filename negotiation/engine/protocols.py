"""The rules of turn and closure: who may do what when, and when it ends. A protocol is data: rule functions.

To make another, write functions with these signatures and put them in a `Protocol`; nothing is subclassed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from math import isfinite
from typing import TYPE_CHECKING, Any

from attrs import evolve, field, frozen

from negotiation.errors import UnknownNameError, UsageError
from negotiation.scenario import Table
from negotiation.scenario.agreement import signatories
from negotiation.scenario.basis import to_ids

if TYPE_CHECKING:
    from negotiation.engine.log import Proposal
    from negotiation.engine.state import State
    from negotiation.scenario import Scenario

FLOOR = ("tables", "stands by", "accepts", "passes", "leaves")
PROPOSE = ("tables", "stands by", "passes", "leaves")
SOFT = ("floats", "offers to discuss")
BESIDE = (*SOFT, "passes", "leaves")
FLOOR_OR_SOFT = (*FLOOR, *SOFT)
PROPOSE_OR_SOFT = (*PROPOSE, *SOFT)


def _any_scenario(scenario: Scenario) -> None:
    """Accept every scenario."""


def _to_table(parameters: Mapping[str, Any]) -> Table[str, Any]:
    return Table(parameters)


def _needs_all(parties: tuple[str, ...]) -> bool:
    """Every agreement needs every party: one that leaves ends the talks."""
    return False


@frozen
class Protocol:
    """A bundle of rule functions.

    Parameters
    ----------
    name, parameters : what it is called, and its parameters (written in transcripts).
    speaks : state -> the actors to act now; none left: the turn is over.
    may : (state, actor) -> the deeds open to an actor now.
    closes : (state, proposal, accepted) -> who signs it when enough have accepted, else None.
    deadline_turns : the last turn, or None for an open horizon (the cap still ends play).
    one_text : whether a new tabled text replaces the one that stands, and counts as refusing it.
    goes_on : parties -> whether these alone can still agree, when another has left; the default says no.
    check : scenario -> None; raises UsageError where the protocol does not fit the scenario.
    """

    name: str
    speaks: Callable[[State], tuple[str, ...]]
    may: Callable[[State, str], tuple[str, ...]]
    closes: Callable[[State, Proposal, frozenset[str]], tuple[str, ...] | None]
    deadline_turns: int | None = None
    one_text: bool = True
    goes_on: Callable[[tuple[str, ...]], bool] = _needs_all
    check: Callable[[Scenario], None] = _any_scenario
    parameters: Mapping[str, Any] = field(default=Table(), converter=_to_table)

    def with_deadline(self, turns: int | None) -> Protocol:
        """Return the protocol with another deadline. Raises UsageError for less than one turn."""
        given: object = turns
        if given is not None and not (isinstance(given, int) and given >= 1):
            raise UsageError("a deadline of one turn or more", repr(given))
        return evolve(self, deadline_turns=turns)


# -- rules that protocols share ----------------------------------------------------------------------------------------


def in_order(state: State) -> tuple[str, ...]:
    """One after the other: the first seat that has not moved in this turn."""
    spoken = state.spoken
    for seat in state.seats:
        if seat not in spoken:
            return (seat,)
    return ()


def beside(state: State, actor: str) -> tuple[str, ...]:
    """What a seat may do that signs nothing, where many texts stand: a mediator may table its own, others float."""
    return (*PROPOSE, "withdraws", *SOFT) if "mediator" in state.game.scenario.actors[actor].roles else BESIDE


def when_all_sign(state: State, proposal: Proposal, accepted: frozenset[str]) -> tuple[str, ...] | None:
    """Close when every party, and every signatory that has a seat, accepted; the others answer by computation."""
    for party in state.parties:
        if party not in accepted:
            return None
    return signatories(state.game.scenario, proposal.package)


def _open_to_all(state: State, actor: str) -> tuple[str, ...]:
    if actor not in state.parties:
        return BESIDE
    return PROPOSE_OR_SOFT if state.standing is None or not state.open_to(actor) else FLOOR_OR_SOFT


# -- stacked alternating offers (n parties) ----------------------------------------------------------------------------


def stacked_alternating_offers(deadline_turns: int | None = None) -> Protocol:
    """Return the stacked alternating offers protocol: in turn, each seat accepts the standing text or tables another.

    A turn is one pass over the seats. Aydoğan, Festen, Hindriks & Jonker (2017), "Alternating Offers Protocols
    for Multilateral Negotiation", §3.
    """
    return Protocol("stacked-alternating-offers", in_order, _open_to_all, when_all_sign).with_deadline(deadline_turns)


# -- alternating offers (two parties) ----------------------------------------------------------------------------------


def _proposer_then_answer(state: State) -> tuple[str, ...]:
    first, second = state.parties
    proposer, other = (first, second) if state.turn % 2 else (second, first)
    for seat in (proposer, other):
        if seat not in state.spoken:
            return (seat,)
    return in_order(state) if len(state.seats) > 2 else ()  # noqa: PLR2004


def _propose_or_answer(state: State, actor: str) -> tuple[str, ...]:
    if actor not in state.parties:
        return BESIDE
    proposer = state.parties[0] if state.turn % 2 else state.parties[1]
    if actor == proposer:
        return PROPOSE
    return ("accepts", "rejects", "passes", "leaves") if state.open_to(actor) else ("passes", "leaves")


def _two_parties(scenario: Scenario) -> None:
    if len(scenario.parties) != 2:  # noqa: PLR2004
        got = f"{len(scenario.parties)} ({', '.join(scenario.parties)})"
        raise UsageError("two parties for alternating offers", got, "use stacked-alternating-offers or plenary")


def alternating_offers(deadline_turns: int | None = None) -> Protocol:
    """Return two-party alternating offers: a proposal and its answer make one turn; the sides take turns proposing.

    Rubinstein (1982), "Perfect Equilibrium in a Bargaining Model", §2. Raises UsageError in play unless the
    scenario has two parties.
    """
    found = Protocol("alternating-offers", _proposer_then_answer, _propose_or_answer, when_all_sign, check=_two_parties)
    return found.with_deadline(deadline_turns)


# -- plenary -----------------------------------------------------------------------------------------------------------


@frozen
class _Vote:
    """When enough parties have accepted a text in a plenary."""

    quorum: int | None
    vetoes: tuple[str, ...]
    weights: Table[str, float] | None
    threshold: float

    def is_enough(self, accepted: frozenset[str]) -> bool:
        """Return whether these parties are enough, without the consent of any other."""
        if not accepted.issuperset(self.vetoes):
            return False
        if self.weights is not None:
            return sum(self.weights.get(each, 0.0) for each in accepted) > self.threshold * sum(self.weights.values())
        return self.quorum is not None and len(accepted) >= self.quorum

    def closes(self, state: State, proposal: Proposal, accepted: frozenset[str]) -> tuple[str, ...] | None:
        if self.quorum is None and self.weights is None:
            return when_all_sign(state, proposal, accepted)
        return tuple(each for each in state.parties if each in accepted) if self.is_enough(accepted) else None

    def goes_on(self, parties: tuple[str, ...]) -> bool:
        return self.is_enough(frozenset(parties))

    def may(self, state: State, actor: str) -> tuple[str, ...]:
        if actor not in state.parties:
            return beside(state, actor)
        return (*FLOOR, "rejects", "withdraws", *SOFT) if state.open_to(actor) else (*PROPOSE, "withdraws", *SOFT)

    def check(self, scenario: Scenario) -> None:
        parties = scenario.parties
        if self.quorum is not None and not 1 <= self.quorum <= len(parties):
            raise UsageError(f"a quorum from 1 to {len(parties)}, the number of parties", str(self.quorum))
        for actor in (*self.vetoes, *(self.weights or ())):
            if actor not in parties:
                raise UnknownNameError("party with a veto or a weight", actor, parties)

    def parameters(self) -> dict[str, Any]:
        """Return what was given, as transcripts keep it."""
        found: dict[str, Any] = {"quorum": self.quorum, "vetoes": self.vetoes or None, "weights": self.weights}
        found |= {} if self.weights is None else {"threshold": self.threshold}
        return {key: value for key, value in found.items() if value is not None}


def plenary(
    deadline_turns: int | None = None,
    quorum: int | None = None,
    vetoes: str | Iterable[str] = (),
    weights: Mapping[str, float] | None = None,
    threshold: float = 0.5,
) -> Protocol:
    """Return a plenary: many texts stand; one closes by consensus, or when enough parties accept and no veto falls.

    Parameters
    ----------
    quorum : how many acceptances close a text; None: all signatories must accept (consensus), unless `weights`.
    vetoes : parties, or one, without whose acceptance nothing closes; their `rejects` is final for that package.
    weights, threshold : voting weights by party: a text closes with more than `threshold` of their sum.

    Raises
    ------
    UsageError
        for a quorum beside weights, weights that are negative or all 0, a threshold outside [0, 1); in play also for a
        quorum that the parties cannot make up.
    UnknownNameError
        in play, for a veto or weight of no party.
    """
    if quorum is not None and not isinstance(quorum, int):
        raise UsageError("a whole number for the quorum", repr(quorum))
    if weights is not None:
        _check_weights(weights, threshold, quorum)
    vote = _Vote(quorum, to_ids(vetoes), None if weights is None else Table(weights), threshold)
    return Protocol(
        "plenary",
        in_order,
        vote.may,
        vote.closes,
        one_text=False,
        goes_on=vote.goes_on,
        check=vote.check,
        parameters=vote.parameters(),
    ).with_deadline(deadline_turns)


def _check_weights(weights: Mapping[str, float], threshold: float, quorum: int | None) -> None:
    if quorum is not None:
        raise UsageError("a quorum or weights", "both")
    if not isinstance(weights, Mapping):
        raise UsageError("weights by party", repr(weights))
    wrong = [f"{actor}: {weight}" for actor, weight in weights.items() if not _is_number(weight) or weight < 0]
    if wrong or not any(weights.values()):
        raise UsageError("weights of 0 or more, one of them more than 0", ", ".join(wrong) or "none")
    if not _is_number(threshold) or not 0 <= threshold < 1:
        raise UsageError("a threshold from 0 to less than 1, a share of all weights", f"{threshold}")


def _is_number(value: object) -> bool:
    return isinstance(value, (int, float)) and isfinite(value)
