"""What a page says about orders: what follows from them alone, and in what share of the numbers that keep them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from negotiation.analysis.gap import Conflict
from negotiation.analysis.orders import Acceptability, acceptability
from negotiation.analysis.orders_all import from_orders
from negotiation.analysis.orders_words import undefined_sentence, zone_sentence
from negotiation.report.document import Amount, Block, Items, Line, Part, Picture, Prose, Rows
from negotiation.report.document_gap import by_logic
from negotiation.report.document_words import Reader
from negotiation.report.pictures_numbers import DRAWS
from negotiation.scenario.world import World

#: Packages that are looked at for all numbers at once, and draw by draw.
MOST, MOST_DRAWN = 2**20, 2**17


def orders(
    reader: Reader, conflicts: Sequence[Conflict], world: World, draw: Callable[[Acceptability], list[Picture]]
) -> Iterator[Block]:
    """Yield what follows from orders alone, without and with draws; nothing without numbers or for huge agendas.

    `draw` returns the picture of shares, or nothing; then a table stands instead.
    """
    scenario = reader.scenario
    scored = any(scenario.actors[actor].has_preferences for actor in scenario.parties)
    if not scored or scenario.n_packages > MOST:
        return
    yield Prose([_verdict(reader, from_orders(scenario, world).zone, conflicts)])
    if scenario.n_packages <= MOST_DRAWN and not by_logic(conflicts):
        found = acceptability(scenario, world, draws=DRAWS)
        yield from _shares(reader, found)
        yield from draw(found) or _options(reader, found)


def _verdict(reader: Reader, zone: str, conflicts: Sequence[Conflict]) -> Line:
    """Return whether a deal exists under all numbers, under some or under none; assumed where effects matter."""
    told = zone_sentence(zone, reader.language)
    return (told,) if by_logic(conflicts) else (reader.assumed(told),)


def _shares(reader: Reader, found: Acceptability) -> Iterator[Block]:
    """Yield the shares of draws: of a deal, and of those below the start."""
    head = "In {share} of {n} draws of numbers that keep the scenario’s orders a deal exists."
    lines: list[Line] = [reader.line(head, share=_share(found.zone), n=found.draws)]
    lines.append(reader.line("Effects, interactions and beliefs stay as they are; shares are no probabilities."))
    yield Prose(lines)
    if not found.nash:
        yield Prose([(reader.assumed(undefined_sentence(found, reader.language)),)])
        return
    text = "{who} ends below its start in {share} of the best packages for those at the table"
    below = [
        reader.line(text, who=reader.name(actor), share=_share(share)) for actor, share in found.below.items() if share
    ]
    yield Items(
        below or [reader.line("Nobody ends below the start in any of the best packages for those at the table")]
    )


def _options(reader: Reader, found: Acceptability) -> Iterator[Block]:
    """Yield the shares of options in the best packages as a table."""
    if not found.nash:
        return
    header = [reader.say(each) for each in ("issue", "option", "share of best packages")]
    title = reader.say("Options in the best packages for those at the table (Nash)")
    yield Part(title, [Rows(header, list(_rows(reader, found)), title)])


def _rows(reader: Reader, found: Acceptability) -> Iterable[list[str | Amount]]:
    for issue, options in found.options.items():
        for i, (option, share) in enumerate(sorted(options.items(), key=lambda each: -(each[1] or 0))):
            if share:
                yield [reader.issue(issue) if i == 0 else "", reader.option(issue, option), _share(share)]


def _share(share: float) -> Amount:
    return Amount(f"{share:.0%}", "assumed")
