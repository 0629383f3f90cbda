"""What a page says about what collides: positions issue by issue, sets that exclude each other, what would have to give."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from negotiation.analysis.gap import Conflict, conflicts_text
from negotiation.analysis.relaxations import DROPPED, NO_DEAL_VALUES, relaxation_text, relaxations_of
from negotiation.analysis.thresholds import Threshold
from negotiation.report.document import Amount, Block, Claim, Items, Line, Part, Prose, Rows
from negotiation.report.document_words import Reader
from negotiation.report.pictures_gap import short_text
from negotiation.scenario.world import World

#: Sets that are told in words; the picture and its table hold all.
FEW = 3


def headline(reader: Reader, conflicts: Sequence[Conflict]) -> tuple[Claim | Line, ...]:
    """Return in a few lines which demands collide: the smallest sets, else the positions that stand against each other."""
    if conflicts:
        found: list[Claim | Line] = [reader.line("No package satisfies these together:")]
        for conflict in conflicts[:FEW]:
            told = [short_text(reader.scenario, each, reader.language) for each in conflict.constraints]
            found.append((reader.say(" – against – ").join(told),))
        if len(conflicts) > FEW:
            found.append(reader.line("and {n} more such sets", n=len(conflicts) - FEW))
        return tuple(found)
    return tuple(Claim(reader.listed(stances), reader.issue(issue)) for issue, stances in collisions(reader))[:FEW]


def collisions(reader: Reader) -> Iterator[tuple[str, list[str]]]:
    """Yield the issues on which actors seek different options or refuse what another seeks, with who asks what."""
    for issue in reader.scenario.agenda:
        told, sought, refused = [], set(), set()
        for actor in reader.scenario.actors.values():
            position = actor.positions.get(issue.id)
            for message, option in (
                ("{who} seeks “{what}”", position and position.seeks),
                ("{who} refuses “{what}”", position and position.refuses),
            ):
                if option:
                    (sought if "seeks" in message else refused).add(option)
                    told.append(reader.say(message, who=reader.name(actor.id), what=reader.option(issue.id, option)))
        if len(sought) + bool(refused) > 1 and sought:
            yield issue.id, told


def gap(reader: Reader, conflicts: Sequence[Conflict], zone: int, world: World) -> Iterator[Block]:
    """Yield what collides under this reading, and the least that would have to give for a zone to open."""
    scenario, language = reader.scenario, reader.language
    facts = {"zone": zone, "all": scenario.n_packages}
    if zone:
        text = "Under this reading {zone:,} of the {all:,} packages satisfy all whose word is needed: nothing excludes a deal."
        yield Prose([(reader.assumed(reader.say(text, **facts)),)])
    else:
        text = "Under this reading none of the {all:,} packages satisfies all whose word is needed."
        yield Prose([(reader.assumed(reader.say(text, **facts)),)])
        told = conflicts_text(scenario, tuple(conflicts), language).split("\n") if conflicts else []
        if told:
            yield Part(reader.say("Demands, red lines and consents that exclude each other"), [Items([(each,) for each in told])])
        giving = relaxations_of(scenario, world, families=(DROPPED, NO_DEAL_VALUES))
        if giving:
            lines = [(reader.assumed(relaxation_text(scenario, each, language)),) for each in giving]
            yield Part(reader.say("What would have to give, at the least"), [Items(lines)])
    found = [[reader.issue(issue), reader.listed(stances)] for issue, stances in collisions(reader)]
    if found:
        header = [reader.say("issue"), reader.say("who asks what")]
        table = Rows(header, found, reader.say("Issues on which positions stand against each other"))
        yield Part(reader.say("Positions against each other, issue by issue"), [table])


def sensitivity(reader: Reader, thresholds: Sequence[Threshold]) -> Iterator[Block]:
    """Yield how single numbers, turned far enough, would open or close the zone."""
    inside = [each for each in thresholds if each.within_range]
    if not thresholds:
        text = "No single number, turned within its bounds, opens or closes the zone."
    elif inside:
        text = "{n} single numbers open or close the zone within the range their author gives."
    else:
        text = "No single number opens or closes the zone within the range its author gives; {all} do beyond it."
    yield Prose([(Amount(reader.say(text, n=len(inside), all=len(thresholds)), "assumed"),)])
