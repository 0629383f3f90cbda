"""What a page says about room and failure: how much room each issue leaves, and cause by cause why there is no deal."""

from __future__ import annotations

from collections.abc import Iterator

from negotiation.analysis.diagnosis import CAUSES, Diagnosis
from negotiation.analysis.diagnosis_words import cause_text, diagnosis_lines, without_text
from negotiation.analysis.zone import Zone, room_in
from negotiation.report.document import Amount, Block, Cell, Fold, Part, Prose, Rows
from negotiation.report.document_words import Reader
from negotiation.scenario.table import Table


def causes(reader: Reader, found: Diagnosis | None, title: str) -> Iterator[Block]:
    """Yield why there is no deal: which causes, and for each of them whether there would be one without it."""
    if found is None:
        return
    blocks: list[Block] = [Prose([(reader.assumed(told),) for told in diagnosis_lines(found, reader.language)])]
    rows = [
        (
            cause_text(cause, reader.language),
            without_text(cause, reader.language),
            reader.assumed(reader.say("a deal exists") if found.opens[cause,] else reader.say("no deal")),
            reader.assumed(f"{float(found.shares[cause]):.0%}"),
        )
        for cause in CAUSES
    ]
    header = [reader.say(each) for each in ("cause", "switched off", "by itself", "share")]
    caption = reader.say("Each cause switched off; shares are averages over all orders of switching off")
    yield Part(title, [*blocks, Rows(header, rows, caption)])


def room(reader: Reader, zone: Zone) -> Iterator[Block]:
    """Yield how many options of each issue are left in a zone that holds some package, then how many choose each."""
    by_rules, left = room_in(zone.scenario, zone.feasible), zone.room()
    found: list[list[Cell]] = [
        [reader.issue(issue), f"{len(options)}", f"{_open(by_rules[issue])}", _assumed(f"{_open(options)}")]
        for issue, options in left.items()
    ]
    header = [reader.say(each) for each in ("issue", "options", "left by the rules", "in the zone")]
    each_option: list[list[Cell]] = [
        [
            reader.issue(issue) if i == 0 else "",
            reader.option(issue, option),
            f"{by_rules[issue][option]:,}",
            _assumed(f"{n:,}"),
        ]
        for issue, options in left.items()
        for i, (option, n) in enumerate(options.items())
    ]
    heads = [reader.say(each) for each in ("issue", "option", "packages that obey the rules", "packages in the zone")]
    every = Rows(heads, each_option, reader.say("How many packages choose each option"))
    blocks: list[Block] = [
        Rows(header, found, reader.say("Options that some package of the zone chooses")),
        Fold(reader.say("Option by option"), [every]),
    ]
    yield Part(reader.say("How much room each issue leaves"), blocks)


def _open(options: Table[str, int]) -> int:
    return sum(n > 0 for n in options.values())


def _assumed(text: str) -> Amount:
    return Amount(text, "assumed")
