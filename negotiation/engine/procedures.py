"""More procedures as bundles of rule functions: one text, monotonic concession, bilateral tracks, a record."""

from __future__ import annotations

from itertools import takewhile
from typing import TYPE_CHECKING

from negotiation.engine.acts import CHANCE, DEEDS
from negotiation.engine.protocols import FLOOR, PROPOSE, SOFT, Protocol, beside, in_order, when_all_sign
from negotiation.errors import UnknownNameError, UsageError

if TYPE_CHECKING:
    from negotiation.engine.log import Proposal
    from negotiation.engine.state import State
    from negotiation.scenario import Scenario


def one_text(deadline_turns: int | None = None, chair: str = "") -> Protocol:
    """Return the one-text procedure: a chair tables one text a turn, the parties answer it at the same time.

    Rejections may name what the critic would rather have (`rejects T1: ISSUE = OPTION`); the chair revises.
    Fisher & Ury (1981), ch. 7; Raiffa (1982), ch. 14 (Camp David).

    Parameters
    ----------
    chair : the actor that tables; it needs a seat and no signature of its own.
    """

    def speaks(state: State) -> tuple[str, ...]:
        if chair in state.seats and chair not in state.spoken:
            return (chair,)
        if state.standing is None:
            return ()
        return tuple(party for party in state.parties if party not in state.spoken and party != chair)

    def may(state: State, actor: str) -> tuple[str, ...]:
        if actor == chair:
            return PROPOSE
        return ("accepts", "rejects", "passes", "leaves") if state.open_to(actor) else ("passes", "leaves")

    def check(scenario: Scenario) -> None:
        if not chair:
            cure = f"name who has a seat and tables the text, such as chair={scenario.seated[-1]}"
            raise UsageError("a chair for one text", "none", cure)
        if chair not in scenario.seated:
            raise UnknownNameError("seated actor to take the chair", chair, scenario.seated)

    found = Protocol("one-text", speaks, may, when_all_sign, check=check, parameters={"chair": chair})
    return found.with_deadline(deadline_turns)


def monotonic_concession(deadline_turns: int | None = None) -> Protocol:
    """Return simultaneous monotonic concession: both sides table at once, then each may accept the other's text.

    Zeuthen (1930); Harsanyi (1956); Rosenschein & Zlotkin (1994), ch. 3. Texts stand side by side.
    """

    def speaks(state: State) -> tuple[str, ...]:
        tabling = tuple(party for party in state.parties if party not in state.spoken)
        return tabling or tuple(party for party in state.parties if state.spoken.count(party) == 1)

    def may(state: State, actor: str) -> tuple[str, ...]:
        if actor not in state.spoken:
            return PROPOSE
        return ("accepts", "passes") if state.open_to(actor) else ("passes",)

    found = Protocol("monotonic-concession", speaks, may, _all_but_last, one_text=False)
    return found.with_deadline(deadline_turns)


def _all_but_last(state: State, proposal: Proposal, accepted: frozenset[str]) -> tuple[str, ...] | None:
    """Close the last text of a side that all accepted, and no older one."""
    latest = [label for label in state.open if state.log.proposals[label].author == proposal.author]
    return when_all_sign(state, proposal, accepted) if latest and latest[-1] == proposal.label else None


def bilateral_tracks(deadline_turns: int | None = None) -> Protocol:
    """Return a plenary with bilateral tracks: texts tabled on a channel are known to their addressees alone.

    Each seat moves in order; beside its move it has one act on every channel, so several threads run in one
    turn. Standing by a private text on the floor brings it into the plenary. It closes when all signatories accept.
    """

    def may(state: State, actor: str) -> tuple[str, ...]:
        if actor not in state.parties:
            return beside(state, actor)
        return (*(FLOOR if state.open_to(actor) else PROPOSE), "rejects", "withdraws", *SOFT)

    def check(scenario: Scenario) -> None:
        if not scenario.channels:
            raise UsageError("channels for bilateral tracks", "none", "give the scenario a `channels:` section")

    found = Protocol("bilateral-tracks", in_order, may, when_all_sign, one_text=False, check=check)
    return found.with_deadline(deadline_turns)


EVERY_DEED = tuple(dict.fromkeys((*FLOOR, *SOFT, *DEEDS)))


def record(deadline_turns: int | None = None) -> Protocol:
    """Return the free protocol: anybody, chance included, may do anything; a turn is over when everybody passed."""

    def speaks(state: State) -> tuple[str, ...]:
        acts = takewhile(lambda said: said[0] == state.turn, reversed(state.acts))
        passed = {act.actor for _, act in acts if act.deed == "passes"}
        return tuple(each for each in (*state.game.scenario.actors, CHANCE) if each not in passed)

    def may(state: State, actor: str) -> tuple[str, ...]:
        return EVERY_DEED

    found = Protocol("record", speaks, may, when_all_sign, one_text=False)
    return found.with_deadline(deadline_turns)
