"""What a page says about single numbers: where each opens or closes the zone, and how far it moves it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from negotiation.analysis.hinges import MOST_PACKAGES, tried_text
from negotiation.analysis.thresholds import Threshold, threshold_text
from negotiation.analysis.tornado import Bar, tornado
from negotiation.report.document import Amount, Block, Items, Part, Picture, Prose
from negotiation.report.document_words import Reader
from negotiation.report.pictures_numbers import told_tornado
from negotiation.scenario.world import World

#: Thresholds that are told; the table behind the picture holds all.
FEW = 3


def thresholds(reader: Reader, found: Sequence[Threshold] | None, drawn: list[Picture]) -> Iterator[Block]:
    """Yield how single numbers, turned far enough, would open or close the zone; nothing where none were sought."""
    if found is None:
        return
    blocks: list[Block] = [Prose([(Amount(tried_text(reader.scenario, found, reader.language), "assumed"),)])]
    if found:
        told = [threshold_text(reader.scenario, each, reader.language) for each in found[:FEW]]
        nearest = [re.sub(r"(?<![\w-])-(?=\d)", "\N{MINUS SIGN}", each) for each in told]
        blocks.append(Items([(Amount(each, "assumed"),) for each in nearest]))
    yield Part(reader.say("On which of them a deal hangs"), [*blocks, *drawn])


def swings(reader: Reader, world: World, draw: Callable[[Sequence[Bar]], list[Picture]]) -> Iterator[Block]:
    """Yield how the zone changes as one number that nobody states runs over its range, everything else as it is.

    Nothing where no party has preferences, or for agendas too large to try every number. `draw` returns the picture, or
    nothing; then its table stands instead.
    """
    scenario = reader.scenario
    scored = any(scenario.actors[actor].has_preferences for actor in scenario.parties)
    if not scored or scenario.n_packages > MOST_PACKAGES:
        return
    bars = tornado(scenario, world=world, flips=False)
    moving = [each for each in bars if each.swing]
    if not bars:
        return
    text = (
        "{n} of the {all} numbers that nobody states change how many packages could be agreed when each, alone, runs "
        "over its range."
    )
    blocks: list[Block] = [Prose([(reader.assumed(reader.say(text, n=len(moving), all=len(bars))),)])]
    if moving:
        blocks += draw(bars) or [told_tornado(scenario, bars, reader.language).rows]
    yield Part(reader.say("How far single numbers move the zone"), blocks)
