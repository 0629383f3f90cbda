"""Minutes of a record that stops before the talks end, as a damaged transcript gives it."""

from __future__ import annotations

from attrs import evolve

from negotiation.engine.transcript import Transcript
from negotiation.playing import Play, replay
from negotiation.report.minutes import minutes
from negotiation.scenario import text_in
from negotiation.scenario.outcome import NoDeal
from negotiation.text.catalogue import say
from negotiation.text.layout import page_width, wrapped


def minutes_so_far(play: Play, language: str = "en", width: int | None = None) -> str:
    """Return the minutes of a play up to where its record stops; there is no outcome to tell."""
    page, turn = page_width(width), play.state.turn
    # Minutes end with a paragraph on the outcome: they are made with one that stands in, and without that paragraph.
    ended = evolve(play, state=play.state.with_(outcome=NoDeal("cap", turn)))
    parts = [minutes(ended, language, width).rpartition("\n\n")[0]]
    parts.append(wrapped(say("The record stops here, in turn {turn}.", language, turn=turn), page))
    if play.scenario.neutrality is not None:
        parts.append(wrapped(text_in(play.scenario.neutrality, language), page))
    return "\n\n".join(parts)


def text_of(value: Play | Transcript) -> str:
    """Return the minutes of a play, or of a transcript, which is folded for them; up to where they stop."""
    found = replay(value) if isinstance(value, Transcript) else value
    return minutes_so_far(found) if found.state.outcome is None else minutes(found)
