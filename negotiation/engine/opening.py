"""How talks open: the acts that stand before turn 1, by nobody's turn, and the world in which play begins."""

from __future__ import annotations

from typing import TYPE_CHECKING

from negotiation.engine import gates
from negotiation.engine.acts import CHANCE, Act
from negotiation.engine.deeds import DEEDS
from negotiation.engine.deeds.rules import why_unheard, why_unsayable
from negotiation.engine.log import Log
from negotiation.engine.notation import format_act, parse_act
from negotiation.engine.state import IllegalActError, State
from negotiation.engine.talks import NO_TALKS, Talks
from negotiation.engine.turns import begun
from negotiation.scenario.changing import changed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from negotiation.engine.game import Game
    from negotiation.scenario.world import World

NOT_IN_OPENING = ("passes", "leaves")


def begin(game: Game, opening: Iterable[Act | str] | None = None) -> State:
    """Return the state at which play begins: the opening folded before turn 1, by nobody's turn.

    Raises IllegalActError for an act that cannot stand in an opening.
    """
    state = _unopened(game)
    for each in game.scenario.opening if opening is None else opening:
        act = parse_act(each) if isinstance(each, str) else each
        reason = _why_not_in_opening(state, act)
        if reason:
            raise IllegalActError(format_act(act), 0, reason)
        state = state.folded(act)
    world = state.world
    world = changed(world, opened=world.happened) if world.happened else world
    state = state.with_(world=world, turn=1, spoken=(), active=False, phase="moves")
    state = state.noticing() if game.facts.has_signals else state
    state = gates.closings(state, state.with_(open={}))
    state = state if state.outcome is not None else begun(state).settled(state)
    if opening is None:
        game.opened[:] = [state.world]
    return state


def _unopened(game: Game) -> State:
    """Return the state before any act."""
    scenario = game.scenario
    declined = frozenset((actor.id, issue) for actor in scenario.actors.values() for issue in actor.declines)
    talks = Talks(declined=declined) if declined else NO_TALKS
    seats, parties = scenario.seated, scenario.parties
    return State(game, Log(), 0, 0, game.start, {}, None, (), seats, parties, talks=talks, phase="opening")


def misplaced(game: Game, opening: Iterable[str] | None = None) -> Iterator[tuple[str, str]]:
    """Yield each act of an opening (the scenario's) that cannot stand there, and why; the others are folded without it.

    Raises ActSyntaxError for a text that is no act.
    """
    state = _unopened(game)
    for each in game.scenario.opening if opening is None else opening:
        act = parse_act(each)
        reason = _why_not_in_opening(state, act)
        if reason:
            yield each, reason
        else:
            state = state.folded(act)


def opened(game: Game) -> World:
    """Return W_0, the world in which play begins: after the opening of the scenario."""
    return game.opened[0] if game.opened else begin(game).world


def _why_not_in_opening(state: State, act: Act) -> str:
    """Return why an act cannot stand in an opening, where it is nobody's turn; "" when it can."""
    if act.deed in NOT_IN_OPENING:
        return "it cannot stand in an opening"
    if act.actor != CHANCE and act.actor not in state.game.scenario.actors:
        return f"there is no actor {act.actor!r}"
    return why_unsayable(act) or why_unheard(state, act) or DEEDS[act.deed].why_illegal(state, act)
