"""Minutes of a record that stops before the talks end, as a damaged transcript gives it."""

from __future__ import annotations

from negotiation.playing import Play
from negotiation.report.minutes import _head, _Teller
from negotiation.scenario import text_in
from negotiation.text.catalogue import say
from negotiation.text.layout import heading, page_width, wrapped


def minutes_so_far(play: Play, language: str = "en", width: int | None = None) -> str:
    """Return the minutes of a play up to where its record stops; there is no outcome to tell."""
    page = page_width(width)
    scenario = play.scenario
    profile = say("profile {name}", language, name=scenario.profile)
    parts = [heading(f"{say('MINUTES', language)}   {text_in(scenario.title, language)}", profile, page)]
    parts.append(_head(play, language, page))
    parts.append("\n".join(_Teller(play, language, page).turns(fold=True)))
    parts.append(wrapped(say("The record stops here, in turn {turn}.", language, turn=play.state.turn), page))
    if scenario.neutrality is not None:
        parts.append(wrapped(text_in(scenario.neutrality, language), page))
    return "\n\n".join(part for part in parts if part)
