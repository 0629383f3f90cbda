"""The session: a loop that a student can read. Ask whoever is to act, fold the answers, and so on to the end."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from negotiation.engine import gates
from negotiation.engine.acts import CHANCE, Act
from negotiation.engine.deeds import due
from negotiation.engine.notation import format_act
from negotiation.engine.transcript import Note
from negotiation.errors import NegotiationError, UsageError
from negotiation.scenario.agreement import YES
from negotiation.scenario.outcome import NoDeal
from negotiation.scenario.preferences import UncountableError

if TYPE_CHECKING:
    from negotiation.engine.chance import Draws, Stream
    from negotiation.engine.state import State

STRIKES = 3
TRIES = range(STRIKES)
#: So many acts for each actor end a turn; under the free protocol nothing else stops seats that never pass.
ACTS_A_TURN = 50


def session(state: State, strategies: Mapping[str, Any], draws: Draws) -> tuple[State, tuple[Note, ...]]:
    """Play from a state to its end: ask whoever is to act, fold the answers, and so on; with notes of what failed."""
    seats = Seats(strategies, draws)
    while state.outcome is None:
        acts: list[Act] = []
        for who in state.to_act:
            act = seats.answer(state, who)
            if act is None:
                return state.with_(outcome=NoDeal("strategy_failed", state.turn, who)), tuple(seats.notes)
            acts.append(act)
        state = state.folded(acts[0]) if len(acts) == 1 else folded_together(state, acts)
    return state, tuple(seats.notes)


def folded_together(state: State, acts: Iterable[Act]) -> State:
    """Return the state after acts made at the same time, in the order of the seats; what one of them voids, passes.

    Where one of them leads to a signed text or to the end, those after it are not said.
    """
    phase = state.phase
    for act in acts:
        if state.outcome is None and state.phase == phase and act.actor in state.to_act:
            state = state.after(act if not state.why_illegal(act) else Act(act.actor, "passes"))
    return state


def computed(state: State, who: str) -> Act:
    """Return the act of one for whom nobody decides: the word on a signed text by computation, else a pass."""
    may, label = state.may(who), state.talks.tentative
    if "consults" in may and state.phase == "gates":
        return Act(who, "consults", (label,), gates.unconsulted(state))
    if "consents to" in may and state.phase == "gates":
        word = gates.word_of(state, who).word
        return Act(who, "consents to" if word == YES else "objects to", (label,))
    return Act(who, "passes")


class Unseated:
    """The player of a strategy that could not take its seat: fails whenever it is asked."""

    def __init__(self, error: Exception) -> None:
        self.error = error

    def decide(self, view: object, rng: object) -> Act:
        """Raise what went wrong."""
        raise self.error


def seated(strategy: Any, state: State, who: str) -> Any:
    """Return the player that a strategy seats, or the strategy itself where it keeps nothing between moves."""
    return strategy.seat(state.view(who)) if hasattr(strategy, "seat") else strategy


class Seats:
    """Those who answer in a session: a player where a strategy is given, chance, and computation for the rest.

    An answer that is refused, or a strategy that fails, counts as a strike; after three in one move the seat
    passes, and the notes say so. A seat that failed in three turns ends the talks. Where a turn grows beyond
    `ACTS_A_TURN` acts for each actor, the seats pass until it is over.
    """

    def __init__(self, strategies: Mapping[str, Any], draws: Draws) -> None:
        self.strategies, self.draws, self.chance = strategies, draws, Chance(draws)
        self.players: dict[str, tuple[Any, Stream]] = {}
        self.notes: list[Note] = []
        self.failures: dict[str, set[int]] = {}
        self.turn = self.last = -1

    def answer(self, state: State, who: str) -> Act | None:
        """Return the act of one who is to act; None of one that has failed once too often."""
        turn = state.turn
        if turn != self.turn:
            self.turn, self.last = turn, state.n + ACTS_A_TURN * len(state.game.scenario.actors)
        found = self.players.get(who) or self._seat(state, who)
        if found is None or state.n >= self.last:
            return self._unasked(state, who)
        player, stream = found
        may = state.deeds_of(who)
        view = state.view_with(who, may)
        stream.at(turn)
        for _ in TRIES:
            try:
                act = player.decide(view, stream)
            except Exception as error:  # noqa: BLE001 - a user's strategy may raise anything; the record keeps it
                self._failed(state, who, _told(error))
                continue
            if not isinstance(act, Act):
                self._failed(state, who, f"expected an act, got {type(act).__name__}")
                continue
            try:
                reason = state.why_illegal(act, may) if act.actor == who else "an act of another seat"
            except (TypeError, ValueError, AttributeError):
                if not act.odd_part:
                    raise
                reason = f"its {act.odd_part} is no word"
            if not reason:
                return act if not self.failures else self._unless_failed(who, act)
            if act.deed == "passes" and act.actor == who and state.phase == "gates":
                return self._unless_failed(who, computed(state, who))
            self._note(state, who, f"refused: {_shown(act)}: {reason}")
            if hasattr(player, "refused"):  # a person wants to know
                player.refused(act, reason)
        self._note(state, who, "passes after three answers that could not be used")
        if state.phase == "gates" and "objects to" in may:
            return self._unless_failed(who, Act(who, "objects to", (state.talks.tentative,)))
        passing = computed(state, who) if state.phase == "gates" else Act(who, "passes")
        return self._unless_failed(who, passing)

    def _unasked(self, state: State, who: str) -> Act:
        """Return the act of chance, of one for whom nobody decides, and of one who has done enough in this turn."""
        if who == CHANCE:
            return self.chance.decide(state)
        if who in self.strategies:
            self._note(state, who, "passes, having done as much as fits one turn")
        return computed(state, who)

    def _note(self, state: State, who: str, text: str) -> None:
        self.notes.append(Note(state.n, state.turn, who, text))

    def _failed(self, state: State, who: str, why: str) -> None:
        self._note(state, who, f"failed: {why}")
        self.failures.setdefault(who, set()).add(state.turn)

    def _unless_failed(self, who: str, act: Act) -> Act | None:
        return act if len(self.failures.get(who, ())) < STRIKES else None

    def _seat(self, state: State, who: str) -> tuple[Any, Stream] | None:
        """Return a newly seated player and its draws; None for one for whom nobody decides.

        Raises UsageError where the protocol lets somebody act who is no actor.
        """
        if who != CHANCE and who not in state.game.scenario.actors:
            name = state.game.protocol.name
            raise UsageError(f"`speaks` of the protocol {name} to return a tuple of actors", repr(who))
        if who not in self.strategies:
            return None
        try:
            player = seated(self.strategies[who], state, who)
        except Exception as error:  # noqa: BLE001 - a user's strategy may raise anything; the record keeps it
            player = Unseated(error)
        found = self.players[who] = player, self.draws.stream("strategy", who, state.turn)
        return found


def _told(error: Exception) -> str:
    """Return what went wrong in a strategy; what no strategy is to blame for is raised."""
    if isinstance(error, UncountableError):
        raise error
    return str(error) if isinstance(error, NegotiationError) else f"{type(error).__name__}: {error}"


def _shown(act: Act) -> str:
    """Return an act in notation, or as it is where the notation cannot say it."""
    try:
        return format_act(act)
    except (UsageError, TypeError, ValueError, AttributeError):
        return repr(act)


class Chance:
    """The seat "*": draws what is due, each draw at its own address; two threats that name one measure share a draw."""

    def __init__(self, draws: Draws) -> None:
        self.draws = draws

    def decide(self, state: State) -> Act:
        """Return the next thing that happens, or a pass when nothing else does."""
        for each in due(state, state.phase):
            if self.draws.uniform(each.kind, CHANCE, each.about, state.turn) < each.probability:
                return Act(CHANCE, "leaks" if each.kind == "leak" else "happens", (each.name,))
        return Act(CHANCE, "passes")
