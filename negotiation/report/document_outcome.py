"""What a page says about how talks ended: the outcome and why, what it is worth to everybody, and the record beside."""

from __future__ import annotations

from collections.abc import Iterator

from negotiation.analysis.scorecard import Score, Scorecard
from negotiation.analysis.telling import efficiency_line, nothing_drawn, room_line, uncounted_line
from negotiation.playing import Play
from negotiation.report.document import Amount, Block, Cell, Claim, Fold, Items, Line, Part, Prose, Rows
from negotiation.report.document_causes import causes
from negotiation.report.document_gap import none_possible
from negotiation.report.document_words import Reader
from negotiation.scenario.agreement import signatories
from negotiation.scenario.no_deal import BACKED_DOWN
from negotiation.scenario.no_deal import Line as Term
from negotiation.scenario.outcome import Agreement, NoDeal, reason_text

# -- how it ended ------------------------------------------------------------------------------------------------------


def verdict(reader: Reader, play: Play) -> tuple[Line, ...]:
    """Return how a play ended, in sentences: what, whose word is missing or presumed, who ends below the start."""
    outcome, card = play.state.outcome, None if play.state.outcome is None else play.scorecard
    if outcome is None or card is None:
        return (reader.line("The record stops in turn {turn}; the talks had not ended.", turn=play.state.turn),)
    if isinstance(outcome, NoDeal):
        is_shut = card.has_deal is False
        return (ending(reader, outcome), none_possible(reader, card.conflicts) if is_shut else possible(reader, card))
    facts = {"turn": outcome.turn, "who": reader.names(outcome.signatories)}
    found = [reader.line("Agreement in turn {turn}, signed by {who}.", **facts)]
    for actors, message in (
        (outcome.missing_consents, "The consent of {who} is missing."),
        (outcome.presumed, "The consent of {who} is presumed, which is an assumption."),
        (outcome.unconsulted, "Not consulted: {who}."),
    ):
        if actors:
            found.append(reader.line(message, who=reader.names(actors)))
    below = card.below_start
    if below:
        text = "{who} ends below the start." if len(below) == 1 else "{who} end below the start."
        text = reader.say(text, who=reader.names(below))
    else:
        text = reader.say("Nobody whose outcomes are scored ends below the start.")
    return (*found, (reader.assumed(text),))


def ending(reader: Reader, outcome: NoDeal) -> Line:
    """Return that there is no deal, after which turn, and why the talks stopped."""
    why = reason_text(outcome, reader.language, reader.name(outcome.about))
    return reader.line("No deal after turn {turn}: {why}.", turn=outcome.turn, why=why)


def possible(reader: Reader, card: Scorecard) -> Line:
    """Return how many packages would have suited all whose word is needed."""
    if card.zone is None:
        return (reader.assumed(uncounted_line(card, reader.language)),)
    text = "{zone:,} of the {all:,} packages would have suited all whose word is needed."
    return (reader.assumed(reader.say(text, zone=card.zone, all=card.scenario.n_packages)),)


def settled(reader: Reader, outcome: Agreement) -> tuple[Claim, ...]:
    """Return the issues that an agreement moves, each with its settlement, then what stays as it is."""
    scenario, found, still = reader.scenario, [], []
    for issue in scenario.agenda:
        option = outcome.package[issue.id]
        if option == issue.status_quo:
            still.append(reader.text(issue.title))
        else:
            found.append(Claim(reader.option(issue.id, option), reader.text(issue.title)))
    if still:
        found.append(Claim(reader.listed(still), reader.say("As it is")))
    return tuple(found)


def outcome(reader: Reader, play: Play) -> Iterator[Block]:
    """Yield the outcome: how it ended, what was agreed issue by issue, and why it is what it is."""
    yield Prose(verdict(reader, play), "lead")
    ended = play.state.outcome
    if ended is None:
        return
    if isinstance(ended, Agreement):
        yield _package(reader, ended)
    why = list(reasons(reader, play.scorecard))
    if why:
        yield Part(reader.say("Why"), [Items(why)])
    yield from causes(reader, play.diagnosis, reader.say("Why there was no deal, cause by cause"))


def _package(reader: Reader, agreed: Agreement) -> Rows:
    rows = []
    for issue in reader.scenario.agenda:
        before, after = reader.option(issue.id, issue.status_quo), agreed.package[issue.id]
        now = reader.say("as it is") if after == issue.status_quo else reader.option(issue.id, after)
        rows.append([reader.text(issue.title), before, now])
    header = [reader.say("issue"), reader.say("at the start"), reader.say("agreed")]
    return Rows(header, rows, reader.say("What was agreed, issue by issue"))


def reasons(reader: Reader, card: Scorecard) -> Iterator[Line]:
    """Yield why the outcome is what it is: room, efficiency, lines crossed, who agreed under threat or at a loss."""
    scenario = reader.scenario
    if card.has_deal is not False:
        yield (reader.assumed(room_line(card, reader.language)),)
    if isinstance(card.outcome, Agreement):
        yield (reader.assumed(efficiency_line(card, reader.language)),)
        package = scenario.package(card.outcome.package)
        beyond = [who for who in signatories(scenario, package) if who not in scenario.parties]
        if beyond:
            yield reader.line("What was agreed also needs the signature of {who}.", who=reader.names(beyond))
        lasting = (("honoured", card.honoured), ("in force", card.in_force))
        for what, value in lasting:
            if value is not None:
                odds = Amount(f"{value:.0%}", "assumed")
                yield reader.line(
                    "Chance that it is still {what} at the end of the periods: {p}", what=reader.say(what), p=odds
                )
    for score in card.scores:
        if score.red_lines_crossed:
            lines = [_red_line(reader, score.actor, name) for name in score.red_lines_crossed]
            yield reader.line(
                "Red lines of {who} crossed: {what}", who=reader.name(score.actor), what=reader.listed(lines)
            )
    for score in card.scores:
        if isinstance(card.outcome, Agreement) and score.is_at_a_loss:
            yield _loss(reader, score)


def _red_line(reader: Reader, actor: str, name: str) -> str:
    return reader.text(reader.scenario.actors[actor].red_lines[name].title) or name.replace("_", " ")


def _loss(reader: Reader, score: Score) -> Line:
    return reader.line(
        "Agreed under threat or at a loss: {who}: {change} from the start, {unthreatened} against no deal without "
        "threats, {gain} against no deal as it is",
        who=reader.name(score.actor),
        change=reader.amount(score.actor, score.change_from_start, sign=True),
        unthreatened=reader.amount(score.actor, score.gain_unthreatened, sign=True),
        gain=reader.amount(score.actor, score.gain, sign=True),
    )


# -- scores ------------------------------------------------------------------------------------------------------------


def scores(reader: Reader, play: Play) -> Iterator[Block]:
    """Yield the scorecard: figures by actor, joint figures, where no-deal values come from."""
    card = play.scorecard
    yield Rows(*figures_of(reader, card), reader.say("What the outcome is worth, actor by actor"))
    yield Prose([reader.line("No outcome of this table is a victory."), *drawn(reader, card), *_silent(reader, card)])
    if isinstance(card.outcome, Agreement):
        yield Fold(
            reader.say("Joint figures, over the signatories (they assume comparable units)"), [_joint(reader, card)]
        )
    terms = [score for score in card.scores if score.lines]
    if terms:
        yield Fold(reader.say("Where the no-deal values come from, as each believes"), [_terms(reader, terms)])


def figures_of(reader: Reader, card: Scorecard) -> tuple[list[str], list[list[Cell]]]:
    """Return the header and the rows of a scorecard as a table, those without a seat first."""
    agreed = (
        "agreement",
        "at the start",
        "change from the start",
        "no deal",
        "gain",
        "gain unthreatened",
        "of best gain",
    )
    not_agreed = ("at the start", "no deal, expected", "change from the start, expected", "change in this play")
    names = agreed if isinstance(card.outcome, Agreement) else not_agreed
    rows = []
    seated = {score.actor for score in card.parties}
    for score in sorted(card.scores, key=lambda each: each.actor in seated):
        if score.utility is None:
            continue
        seat = reader.say("at the table") if score.actor in seated else reader.say("no seat")
        rows.append([reader.name(score.actor), seat, *_figures(reader, card, score)])
    return ["", reader.say("seat"), *map(reader.say, names)], rows


def _figures(reader: Reader, card: Scorecard, score: Score) -> Iterator[Cell]:
    who = score.actor
    if isinstance(card.outcome, NoDeal):
        yield reader.amount(who, score.start)
        yield reader.amount(who, score.no_deal)
        yield reader.amount(who, score.expected_change, sign=True)
        yield reader.amount(who, score.change_from_start, sign=True)
        return
    yield reader.amount(who, score.utility)
    yield reader.amount(who, score.start)
    yield reader.amount(who, score.change_from_start, sign=True)
    yield reader.amount(who, score.no_deal)
    yield reader.amount(who, score.gain, sign=True)
    yield reader.amount(who, score.gain_unthreatened, sign=True)
    yield "–" if score.gain_share is None else Amount(f"{score.gain_share:.0%}", reader.about(who))


def drawn(reader: Reader, card: Scorecard) -> Iterator[Line]:
    """Yield what chance drew after talks that ended without agreement, and how to read it."""
    if isinstance(card.outcome, Agreement):
        return
    titles = [reader.text(card.scenario.measures[m].title) for m in card.drawn if m in card.scenario.measures]
    if titles:
        yield reader.line("In this play the draw brought: {what}.", what=reader.listed(titles))
    else:
        yield (nothing_drawn(card, reader.language),)


def _silent(reader: Reader, card: Scorecard) -> Iterator[Line]:
    silent = [score.actor for score in card.scores if score.utility is None]
    if silent:
        yield reader.line("No score for {who}: the sources give them no preferences here.", who=reader.names(silent))


def _joint(reader: Reader, card: Scorecard) -> Rows:
    yes, no = reader.say("yes"), reader.say("no")
    figures: list[tuple[str, float | bool | None]] = [
        (reader.say("product of gains (Nash)"), card.nash_product),
        (reader.say("sum of the shares of each one’s best gain"), card.sum),
        (reader.say("smallest of these shares"), card.minimum),
        (reader.say("distance to the frontier, in shares"), card.distance_to_frontier),
        (reader.say("efficient for the signatories"), card.pareto_parties),
        (reader.say("efficient for all who are scored"), card.pareto_all_affected),
    ]
    rows: list[tuple[Cell, ...]] = []
    for name, value in figures:
        if isinstance(value, bool):
            rows.append((name, reader.assumed(yes if value else no)))
        else:
            rows.append((name, "–" if value is None else reader.assumed(f"{value:.3g}")))
    return Rows([reader.say("figure"), reader.say("value")], rows, reader.say("Joint figures"))


def _terms(reader: Reader, scored: list[Score]) -> Rows:
    names = list(dict.fromkeys(term.what for score in scored for term in score.lines))
    rows = []
    for name in names:
        cells: list[Cell] = [_term(reader, name)]
        for score in scored:
            term = next((each for each in score.lines if each.what == name), None)
            cells.append("–" if term is None else _share(reader, score.actor, term))
        rows.append(cells)
    rows.append([reader.say("together"), *(reader.amount(score.actor, score.no_deal) for score in scored)])
    header = [reader.say("part"), *(reader.name(score.actor) for score in scored)]
    return Rows(header, rows, reader.say("No deal, part by part; in brackets how likely each takes it to be"))


def _share(reader: Reader, actor: str, term: Term) -> Amount:
    found = reader.amount(actor, term.amount, sign=bool(term.what))
    odds = f" ({term.probability:.0%})" if term.probability < 1 else ""
    return Amount(found.text + odds, found.basis)


def _term(reader: Reader, name: str) -> str:
    """Return a part of a no-deal value in words: the status quo, a measure, backing down."""
    scenario = reader.scenario
    if not name:
        return reader.say("status quo")
    if name == BACKED_DOWN:
        return reader.say("backed down")
    if name in scenario.threats:
        title = reader.text(scenario.measures[scenario.threats[name].measure].title)
        return reader.say("backing down from {threat}", threat=title)
    return reader.text(scenario.measures[name].title)


# -- the record --------------------------------------------------------------------------------------------------------


def record(reader: Reader) -> Iterator[Block]:
    """Yield what happened in fact, closed until opened: beside the model, neither its proof nor its refutation."""
    found = reader.scenario.record
    if found is None:
        return
    then = reader.claim(reader.text(found.then), found.basis)
    blocks: list[Block] = [Items([then])]
    if found.package:
        rows = [[reader.issue(issue), reader.option(issue, option)] for issue, option in found.package.items()]
        header = [reader.say("issue"), reader.say("as it went")]
        blocks.append(Rows(header, rows, reader.say("The record in the options of this scenario")))
    beyond = [Claim(reader.text(text), _beyond(reader, name)) for name, text in found.beyond.items()]
    if beyond:
        blocks.append(Part(reader.say("Outside the options, so without a number here"), [Items(beyond)]))
    if found.caution is not None:
        blocks.append(Prose([(reader.text(found.caution),)], "note"))
    yield Prose([reader.line("Nobody at the table knew what follows. Open it after the discussion.")])
    yield Fold(reader.say("What happened in fact"), blocks, is_record=True)


def _beyond(reader: Reader, name: str) -> str:
    if name in reader.scenario.issues:
        return reader.issue(name)
    if name in reader.scenario.measures:
        return reader.text(reader.scenario.measures[name].title)
    return name.replace("_", " ")
