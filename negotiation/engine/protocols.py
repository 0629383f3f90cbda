"""The rules of turn and closure: who may do what when, and when it ends. A protocol is data: rule functions.

To make another, write functions with these signatures and put them in a `Protocol`; nothing is subclassed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from attrs import evolve, field, frozen

from negotiation.errors import UnknownNameError, UsageError
from negotiation.scenario import Table
from negotiation.scenario.agreement import signatories

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
    needs_all : whether every party is needed for any agreement (one that leaves ends the talks).
    check : scenario -> None; raises UsageError where the protocol does not fit the scenario.
    """

    name: str
    speaks: Callable[[State], tuple[str, ...]]
    may: Callable[[State, str], tuple[str, ...]]
    closes: Callable[[State, Proposal, frozenset[str]], tuple[str, ...] | None]
    deadline_turns: int | None = None
    one_text: bool = True
    needs_all: bool = True
    check: Callable[[Scenario], None] = _any_scenario
    parameters: Mapping[str, Any] = field(default=Table(), converter=Table)

    def with_deadline(self, turns: int | None) -> Protocol:
        """Return the protocol with another deadline. Raises UsageError for less than one turn."""
        if turns is not None and turns < 1:
            raise UsageError("a deadline of one turn or more", str(turns))
        return evolve(self, deadline_turns=turns)


# -- rules that protocols share ----------------------------------------------------------------------------------------


def in_order(state: State) -> tuple[str, ...]:
    """One after the other: the first seat that has not moved in this turn."""
    spoken = state.spoken
    for seat in state.seats:
        if seat not in spoken:
            return (seat,)
    return ()


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


def plenary(
    deadline_turns: int | None = None,
    quorum: int | None = None,
    vetoes: tuple[str, ...] = (),
    weights: Mapping[str, float] | None = None,
    threshold: float = 0.5,
) -> Protocol:
    """Return a plenary: many texts stand; one closes by consensus, or when enough parties accept and no veto falls.

    Parameters
    ----------
    quorum : how many acceptances close a text; None: all signatories must accept (consensus), unless `weights`.
    vetoes : parties without whose acceptance nothing closes; their `rejects` is final for that package.
    weights, threshold : voting weights by party: a text closes with more than `threshold` of their sum.
    """

    def enough(accepted: frozenset[str]) -> bool:
        if weights is not None:
            return sum(weights.get(actor, 0.0) for actor in accepted) > threshold * sum(weights.values())
        return len(accepted) >= (quorum or 0)

    def closes(state: State, proposal: Proposal, accepted: frozenset[str]) -> tuple[str, ...] | None:
        if quorum is None and weights is None:
            return when_all_sign(state, proposal, accepted)
        if not (enough(accepted) and accepted.issuperset(vetoes)):
            return None
        return tuple(actor for actor in state.parties if actor in accepted)

    def may(state: State, actor: str) -> tuple[str, ...]:
        if actor not in state.parties:
            return BESIDE
        return (*FLOOR, "rejects", "withdraws", *SOFT) if state.open_to(actor) else (*PROPOSE, "withdraws", *SOFT)

    def check(scenario: Scenario) -> None:
        parties = scenario.parties
        if quorum is not None and not 1 <= quorum <= len(parties):
            raise UsageError(f"a quorum from 1 to {len(parties)}, the number of parties", str(quorum))
        for actor in (*vetoes, *(weights or ())):
            if actor not in parties:
                raise UnknownNameError("party with a veto or a weight", actor, parties)

    given = {"quorum": quorum, "vetoes": tuple(vetoes) or None, "weights": weights and Table(weights)}
    parameters = {key: value for key, value in given.items() if value is not None}
    parameters |= {"threshold": threshold} if weights is not None else {}
    return Protocol(
        "plenary",
        in_order,
        may,
        closes,
        one_text=False,
        needs_all=quorum is None and weights is None,
        check=check,
        parameters=parameters,
    ).with_deadline(deadline_turns)
