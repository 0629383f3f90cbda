"""A scorecard in words: who ends where, whose consent is missing, who bears the cost, what collides."""

from __future__ import annotations

from typing import TYPE_CHECKING

from negotiation.analysis.gap import conflicts_text
from negotiation.scenario.basis import text_in
from negotiation.scenario.no_deal import Line
from negotiation.scenario.outcome import Agreement
from negotiation.scenario.preferences import as_float
from negotiation.text.catalogue import join, say, sentences
from negotiation.text.layout import heading, page_width, table, wrapped

if TYPE_CHECKING:
    from negotiation.analysis.scorecard import Score, Scorecard

ASSUMED_MARK = "°"


def figure(value: int | None, *, sign: bool = False) -> str:
    """Return a figure in units for a table: two decimals, "–" for none, a sign where asked."""
    if value is None:
        return "–"
    number = round(as_float(value), 2) + 0.0
    return f"{number:+.2f}" if sign else f"{number:.2f}"


def names(card: Scorecard, actors: tuple[str, ...], language: str) -> str:
    """Return actors' titles as a sentence lists them."""
    return join([card.scenario.name(actor, language) for actor in actors], language)


def first_line(card: Scorecard, language: str = "en") -> str:
    """Return the line that opens every outcome: whose consent is missing or presumed, who ends below the start."""
    if not isinstance(card.outcome, Agreement):
        costs = [
            (s.expected_change, f"{card.scenario.name(s.actor, language)} {figure(s.expected_change, sign=True)}")
            for s in card.scores
            if s.expected_change is not None
        ]
        listed = say(", ", language).join(text for _, text in sorted(costs, key=lambda pair: pair[0]))
        return say("No deal. Expected change from the start: {costs}.", language, costs=listed)
    below = card.below_start
    parts = []
    if card.missing_consents:
        parts.append(say("the consent of {who} is missing", language, who=names(card, card.missing_consents, language)))
    if card.presumed:
        parts.append(presumed_text(card, language))
    if below:
        text = "{who} ends below the start" if len(below) == 1 else "{who} end below the start"
        parts.append(say(text, language, who=names(card, below, language)))
    if not parts:
        return say("Agreement. No consent is missing or presumed, and nobody ends below the start.", language)
    return say("Agreement, but {what}.", language, what=say("; ", language).join(parts))


def presumed_text(card: Scorecard, language: str = "en") -> str:
    """Return whose consent is presumed, and why where nobody's preferences are modelled."""
    who = names(card, card.presumed, language)
    if any(card[actor].utility is not None for actor in card.presumed):
        return say("the consent of {who} is presumed, assumed", language, who=who)
    return say("the consent of {who} is presumed, no preferences being modelled there", language, who=who)


def scorecard_text(card: Scorecard, language: str = "en", width: int | None = None) -> str:
    """Return a scorecard as text for a terminal or a notebook."""
    page = page_width(width)
    title = text_in(card.scenario.title, language)
    profile = say("profile {name}", language, name=card.scenario.profile)
    parts = [heading(f"{say('SCORECARD', language)}   {title}", profile, page)]
    parts.append(wrapped(first_line(card, language), page))
    body = _agreement(card, language, page) if isinstance(card.outcome, Agreement) else _no_deal(card, language, page)
    parts += body
    parts.append(sources_of_no_deal(card, language, page))
    parts.append(wrapped(assumption_line(card, language), page))
    if card.scenario.neutrality is not None:
        parts.append(wrapped(text_in(card.scenario.neutrality, language), page))
    return "\n\n".join(part for part in parts if part)


def room_line(card: Scorecard, language: str) -> str:
    """Return how many packages everyone whose word is needed would accept, now and at the opening."""
    if card.zone is None or card.zone_at_start is None:
        return uncounted_line(card, language)
    text = say(
        "{zone:,} of the {all:,} packages are acceptable to everyone whose word is needed; at the opening {before:,}.",
        language,
        zone=card.zone,
        all=card.scenario.n_packages,
        before=card.zone_at_start,
    )
    if card.zone > card.zone_at_start:
        why = say("The room grew because no deal became worse, not because any offer became better.", language)
        return sentences([text, why])
    return text


def uncounted_line(card: Scorecard, language: str) -> str:
    """Return whether any of so many packages that they are not counted is acceptable to all whose word is needed."""
    some = "Some of the {all:,} packages are acceptable to everyone whose word is needed; how many was not counted."
    open_ = "Whether any of the {all:,} packages is acceptable to everyone whose word is needed is not known."
    return say(some if card.has_deal else open_, language, all=card.scenario.n_packages)


def efficiency_line(card: Scorecard, language: str) -> str:
    """Return whether another feasible package would have been better for a signatory and worse for none."""
    if card.pareto_parties is None:
        return say("Whether another feasible package is better for a signatory and worse for none is open.", language)
    efficient = say("No other feasible package is better for a signatory and worse for none.", language)
    beaten = say("Another feasible package would have been better for a signatory and worse for none.", language)
    return efficient if card.pareto_parties else beaten


def _rows(scores: tuple[Score, ...], card: Scorecard, language: str) -> list[list[str]]:
    found = []
    for s in scores:
        if s.utility is None:
            continue
        signed = s.actor in card.signatories and s.gain_share is not None
        share = f"{round(100 * (s.gain_share or 0)) + 0}%" if signed else "–"
        name = card.scenario.name(s.actor, language)
        figures = [figure(s.utility), figure(s.no_deal)]
        changes = [figure(each, sign=True) for each in (s.gain, s.change_from_start, s.gain_unthreatened)]
        found.append([name, *figures, *changes, share])
    return found


def _header(language: str) -> list[str]:
    words = (
        say("agreement", language),
        *(say(m, language) for m in ("no deal", "gain", "from start", "unthreatened", "of best gain")),
    )
    return ["", *(f"{word}{ASSUMED_MARK}" for word in words)]


def _figures(card: Scorecard, language: str, page: int) -> list[str]:
    rows = _rows(card.parties, card, language)
    if card.others:
        rows.append([say("Not at the table", language)])
        rows += _rows(card.others, card, language)
    parts = [table(rows, _header(language), page)]
    for s in card.scores:
        if s.red_lines_crossed:
            crossed = say(", ", language).join(s.red_lines_crossed)
            parts.append(
                say(
                    "Red lines crossed by {who}: {lines}.",
                    language,
                    who=card.scenario.name(s.actor, language),
                    lines=crossed,
                )
            )
    silent = tuple(s.actor for s in card.scores if s.utility is None)
    if silent:
        who = names(card, silent, language)
        parts.append(
            wrapped(say("No score for {who}: the sources give them no preferences here.", language, who=who), page)
        )
    return parts


def _agreement(card: Scorecard, language: str, page: int) -> list[str]:
    outcome = card.outcome
    assert isinstance(outcome, Agreement)  # noqa: S101
    about = [efficiency_line(card, language), room_line(card, language)]
    parts = [wrapped(sentences(about), page), *_figures(card, language, page)]
    losers = tuple(s for s in card.scores if s.is_at_a_loss)
    if losers:
        title = say("Agreed under threat or at a loss", language)
        lines = [_loss(card, s, language) for s in losers]
        parts.append("\n".join([title, *(wrapped(line, page, "    ", "      ") for line in lines)]))
    parts.append(wrapped(_jointly(card, language), page))
    return parts


def _loss(card: Scorecard, score: Score, language: str) -> str:
    return say(
        "{who}: {change} from the start, {unthreatened} against no deal without threats, "
        "{gain} against no deal as it is",
        language,
        who=card.scenario.name(score.actor, language),
        change=figure(score.change_from_start, sign=True),
        unthreatened=figure(score.gain_unthreatened, sign=True),
        gain=figure(score.gain, sign=True),
    )


def _jointly(card: Scorecard, language: str) -> str:
    def number(value: float | None, digits: int) -> str:
        return "–" if value is None else f"{value:.{digits}f}"

    return say(
        "Jointly, over the signatories (assumes comparable units): Nash product {nash}, sum of gain shares {sum}, "
        "smallest {minimum}, distance to the frontier {distance}.",
        language,
        nash=number(card.nash_product, 4),
        sum=number(card.sum, 2),
        minimum=number(card.minimum, 2),
        distance=number(card.distance_to_frontier, 2),
    )


def _no_deal(card: Scorecard, language: str, page: int) -> list[str]:
    parts = [cost_of_no_deal(card, language, page)]
    if card.has_deal is not False:
        parts.append(wrapped(room_line(card, language), page))
    else:
        text = say(
            "No package of the {all:,} satisfies everyone whose word is needed.", language, all=card.scenario.n_packages
        )
        parts.append(wrapped(text, page))
        parts.append(collisions(card, language, page))
    parts.append(wrapped(say("No outcome of this table is a victory.", language), page))
    return parts


def collisions(card: Scorecard, language: str, page: int, most: int = 3) -> str:
    """Return which demands, red lines and gates collide: the smallest sets, in words with sources."""
    lines = [say("What collides", language)]
    for each in conflicts_text(card.scenario, card.conflicts[:most], language).split("\n"):
        indent = "    " + " " * (len(each) - len(each.lstrip()))
        lines.append(wrapped(each.strip(), page, indent, indent + "  "))
    if len(card.conflicts) > most:
        more = len(card.conflicts) - most
        lines.append("    " + say("and {n} more such sets: `negotiation analyse` lists them", language, n=more))
    return "\n".join(lines)


def cost_of_no_deal(card: Scorecard, language: str, page: int) -> str:
    """Return who bears the cost of no deal: expected first, then what this play's draw realised."""
    lines = [say("Who bears the cost of no deal (change from the start)", language)]
    scored = [s for s in card.scores if s.expected_change is not None]
    rows = []
    for s in sorted(scored, key=lambda each: each.expected_change or 0):
        away = say("not at the table", language) if s in card.others else ""
        drawn = figure(s.change_from_start, sign=True)
        rows.append([card.scenario.name(s.actor, language), figure(s.expected_change, sign=True), drawn, away])
    header = ["", f"{say('expected', language)}{ASSUMED_MARK}", say("in this play", language), ""]
    lines.append(table(rows, header, page - 4))
    titles = [text_in(card.scenario.measures[m].title, language) for m in card.drawn if m in card.scenario.measures]
    if titles:
        lines.append(
            wrapped(
                say("In this play the draw brought: {what}.", language, what=say("; ", language).join(titles)), page
            )
        )
    else:
        lines.append(wrapped(nothing_drawn(card, language), page))
    return "\n".join(lines)


def nothing_drawn(card: Scorecard, language: str) -> str:
    """Return that nothing more came after talks without agreement: by chance, or because nothing could."""
    if not card.is_left_to_chance:
        return say("Nothing more was left to chance.", language)
    return say(
        "In this play the draw brought nothing more; another may. The expected cost is the figure to read.", language
    )


def sources_of_no_deal(card: Scorecard, language: str, page: int) -> str:
    """Return where the no-deal values come from, line by line."""
    scored = [s for s in card.scores if s.lines]
    if not any(len(s.lines) > 1 for s in scored):
        return ""
    lines = [say("Where the no-deal values come from", language)]
    for s in scored:
        parts = [_line(card, line, language) for line in s.lines if line.amount or not line.what]
        parts.append(f"{say('together', language)} {figure(s.no_deal)}")
        who, told = card.scenario.name(s.actor, language), say("; ", language).join(parts)
        lines.append(wrapped(say("{who}: {what}", language, who=who, what=told), page, "    ", "      "))
    return "\n".join(lines)


def _line(card: Scorecard, line: Line, language: str) -> str:
    scenario = card.scenario
    if not line.what:
        return f"{say('status quo', language)} {figure(line.amount)}"
    if line.what in scenario.threats:
        threat = scenario.threats[line.what]
        title = say(
            "backing down from {threat}", language, threat=text_in(scenario.measures[threat.measure].title, language)
        )
    else:
        title = text_in(scenario.measures[line.what].title, language)
    times = f"{line.count} × " if line.count > 1 else ""
    if line.probability < 1:
        title = say("{what} ({how})", language, what=title, how=f"{line.probability:.0%}")
    return f"{times}{title} {figure(line.amount, sign=True)}"


def assumption_line(card: Scorecard, language: str = "en") -> str:
    """Return the line that says which numbers are assumed and how to list them."""
    from negotiation.scenario.numbers import count_numbers

    assumed, total = count_numbers(card.scenario)
    return say(
        "{mark} rests on assumed numbers: {assumed} of the {total} numbers of this scenario are assumptions; "
        "`negotiation show {id} --numbers` lists each with its basis.",
        language,
        mark=ASSUMED_MARK,
        assumed=assumed,
        total=total,
        id=card.scenario.id,
    )
