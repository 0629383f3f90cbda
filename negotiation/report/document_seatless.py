"""What a page says first: who had no seat, and what becomes of them in a play, or over what may be agreed."""

from __future__ import annotations

from collections.abc import Iterator

from negotiation.analysis.analysing import MANY_PACKAGES, Analysis
from negotiation.analysis.payoffs import worth
from negotiation.analysis.scorecard import Scorecard
from negotiation.report.document import Amount, Line, Seatless
from negotiation.report.document_words import Reader
from negotiation.report.pictures_map import zone_in
from negotiation.scenario.no_deal import no_deal
from negotiation.scenario.outcome import Agreement
from negotiation.scenario.preferences import utility


def seatless(reader: Reader, card: Scorecard | None, found: Analysis | None) -> Iterator[Seatless]:
    """Yield whoever is scored and had no seat, with its change: in a play that ended, else by the analysis."""
    scenario = reader.scenario
    for actor in scenario.actors.values():
        if not actor.has_preferences or actor.id in scenario.parties:
            continue
        if card is not None:
            yield _change(reader, card, actor.id)
        elif found is not None:
            yield _prospects(reader, found, actor.id)


def unscored(reader: Reader) -> Iterator[Line]:
    """Yield who has neither a seat nor a score."""
    silent = [
        actor.id
        for actor in reader.scenario.actors.values()
        if not actor.has_preferences and not {"party", "observer"} & set(actor.roles)
    ]
    if silent:
        yield reader.line("No seat and no score: {who}.", who=reader.names(silent))


def _change(reader: Reader, card: Scorecard, actor: str) -> Seatless:
    """Return what became of somebody without a seat in a play."""
    facts: dict[str, str | Amount] = {"who": reader.name(actor)}
    score = card[actor]
    facts |= {"start": reader.amount(actor, score.start), "end": reader.amount(actor, score.utility)}
    if isinstance(card.outcome, Agreement):
        change = reader.amount(actor, score.change_from_start, sign=True)
        told = reader.line(
            "{who} had no seat. The agreement is worth {end} to it; the start was worth {start}.", **facts
        )
        return Seatless(reader.name(actor), change, reader.say("change from its start"), (told,))
    change = reader.amount(actor, score.expected_change, sign=True)
    facts["draw"] = reader.amount(actor, score.change_from_start, sign=True)
    text = "{who} had no seat. This is what it had to expect; in this play the draw left it {draw} from its start."
    told = reader.line(text, **facts)
    return Seatless(reader.name(actor), change, reader.say("expected change from its start"), (told,))


def _prospects(reader: Reader, found: Analysis, actor: str) -> Seatless:
    """Return what may become of somebody without a seat: over all that may be agreed, or over what the rules pick."""
    scenario, world = found.scenario, found.world
    start, floor = utility(scenario, actor, scenario.start, world) or 0, no_deal(scenario, actor, world) or 0
    facts: dict[str, str | Amount | float] = {"who": reader.name(actor)}
    facts["expected"] = expected = reader.amount(actor, floor - start, sign=True)
    if scenario.n_packages <= MANY_PACKAGES:
        values = list(map(int, worth(scenario, actor, world)[zone_in(scenario, world).mask] - start))
        facts["below"] = sum(each < 0 for each in values) / max(len(values), 1)
        label = "change from its start, over the packages that may be agreed"
        text = (
            "{who} has no seat. Packages that all whose word is needed would accept leave it between {low} and {high} "
            "from its start; {below:.0%} of them leave it below. No deal is expected to leave it {expected}."
        )
    else:
        values = [(each.utilities[actor] or 0) - start for each in found.solutions.values() if each is not None]
        label = "change from its start, over the packages that the bargaining rules pick"
        text = (
            "{who} has no seat. The packages that the bargaining rules pick leave it between {low} and {high} from its "
            "start; the others were not looked at one by one. No deal is expected to leave it {expected}."
        )
    if not values:
        told = reader.line("{who} has no seat. Without agreement this is what it must expect.", **facts)
        return Seatless(reader.name(actor), expected, reader.say("expected change from its start"), (told,))
    low, high = (reader.amount(actor, each, sign=True) for each in (min(values), max(values)))
    told = reader.line(text, low=low, high=high, **facts)
    return Seatless(reader.name(actor), Amount(f"{low.text} … {high.text}", low.basis), reader.say(label), (told,))
