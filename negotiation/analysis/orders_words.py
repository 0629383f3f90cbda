"""What follows from orders alone, in words: for all numbers that keep them, and over draws."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from negotiation.scenario.basis import text_in
from negotiation.text.catalogue import say, sentences

if TYPE_CHECKING:
    from negotiation.analysis.orders import Acceptability
    from negotiation.analysis.orders_all import FromOrders

#: Shares of options above it are told.
HALF = 0.5


def orders_text(found: FromOrders, language: str = "en") -> str:
    """Return in words what holds for all numbers that keep the orders: of a deal, then actor by actor."""
    lines = [zone_sentence(found.zone, language)]
    for actor, certain in found.necessary.items():
        text = "{who}: {certain:,} of {all:,} packages worth no less whatever the numbers, {possible:,} under some"
        lines.append(
            say(
                text,
                language,
                who=found.scenario.name(actor, language),
                certain=int(np.count_nonzero(certain)),
                possible=int(np.count_nonzero(found.possible[actor])),
                all=len(certain),
            )
        )
    return "\n".join(lines)


def zone_sentence(zone: str, language: str = "en") -> str:
    """Return in a sentence whether a deal exists under all numbers, under some or under none."""
    told = {
        "necessary": say(
            "Compared with the start, some package suits all whose word is needed, whatever the numbers, as "
            "long as they keep each one’s best, worst and the orders that sources state.",
            language,
        ),
        "possible": say(
            "Compared with the start, the orders that sources state do not settle whether a deal exists: it "
            "depends on the numbers.",
            language,
        ),
        "impossible": say(
            "Compared with the start, no package suits all whose word is needed, whatever the numbers, as "
            "long as they keep each one’s best, worst and the orders that sources state.",
            language,
        ),
    }
    return told[zone]


def acceptability_text(found: Acceptability, language: str = "en") -> str:
    """Return in words in what share of draws a deal exists, who loses in the best packages, and what stands in most."""
    lines = [drawn_sentence(found, language)]
    if not found.nash:
        return sentences([*lines, undefined_sentence(found, language)])
    text = "{who} ends below its start in {share} of the best packages for those at the table"
    lines += [
        say(text, language, who=found.scenario.name(actor, language), share=f"{share:.0%}")
        for actor, share in found.below.items()
        if share
    ]
    often = [
        say("{issue}: {option} in {share:.0%}", language, issue=title, option=text_in(option.title, language), share=n)
        for issue in found.scenario.agenda
        for title in [text_in(issue.title, language)]
        for option in issue.options
        for n in [found.options[issue.id][option.id] or 0.0]
        if n > HALF
    ]
    if often:
        lines.append(say("In most of the best packages: {what}.", language, what=say("; ", language).join(often)))
    return "\n".join(lines)


def drawn_sentence(found: Acceptability, language: str = "en") -> str:
    """Return in what share of draws a deal exists."""
    share = f"{found.zone:.0%}"
    text = "In {share} of {n} draws of numbers that keep the scenario’s orders a deal exists."
    return say(text, language, share=share, n=found.draws)


def undefined_sentence(found: Acceptability, language: str = "en") -> str:
    """Return that shares of best packages are not defined, and why."""
    text = "Shares of best packages are not defined: in no draw does every party gain from a package of the zone."
    return say(text, language)
