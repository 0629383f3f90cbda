"""What a page says about the talks: minutes, turn by turn, each act with its channel and how firm it was."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from negotiation.engine.acts import CHANCE, PROPOSING, Act
from negotiation.playing import Play
from negotiation.report.document import Block, Deed, Items, Minutes, Part, Prose, Stretch, Turn
from negotiation.report.document_words import Reader
from negotiation.report.minutes import NOTES
from negotiation.report.minutes import _Teller as Teller
from negotiation.report.pictures_talks import channel_name, kind_of
from negotiation.text.catalogue import retell, sentences

#: Turns shown at once; longer talks are folded in stretches of so many.
STRETCH = 25
QUIET = ("stands by", "passes", "rejects")
UNBROKEN = 10_000


def talks(reader: Reader, play: Play) -> Iterator[Block]:
    """Yield how the talks were held, the minutes, and answers that could not be used."""
    yield Prose([(setting(reader, play),), reader.line("What an offer does not name stays as it is.")])
    yield Minutes(stretches(reader, play))
    if play.notes:
        noted = [
            reader.line(
                "Turn {turn}, {who}: {what}",
                turn=note.turn,
                who=reader.name(note.actor),
                what=retell(note.text, NOTES, reader.language),
            )
            for note in play.notes
        ]
        yield Part(reader.say("Answers that could not be used"), [Items(noted)])


def setting(reader: Reader, play: Play) -> str:
    """Return who sat at the table under which rules, and who decided for them."""
    game = play.state.game
    deadline = game.protocol.deadline_turns
    ends = reader.say("no deadline, stopped after {n} turns at the latest", n=game.cap)
    if deadline is not None:
        ends = reader.say("at most {n} turns", n=game.horizon)
    return reader.say(
        "At the table: {seats}. Rules: {protocol}; {ends}.",
        seats=reader.names(reader.scenario.seated),
        protocol=reader.say(game.protocol.name.replace("-", " ")),
        ends=ends,
    )


def stretches(reader: Reader, play: Play) -> tuple[Stretch, ...]:
    """Return the minutes: runs of turns without news told as one, long talks in stretches of which the last is open."""
    found = list(_turns(reader, play))
    if len(found) <= STRETCH:
        return (Stretch(reader.say("All turns"), tuple(found)),) if found else ()
    parts = [found[i : i + STRETCH] for i in range(0, len(found), STRETCH)]
    return tuple(
        Stretch(
            reader.say("{first} to {last}", first=part[0].title, last=part[-1].title), tuple(part), part is parts[-1]
        )
        for part in parts
    )


def _turns(reader: Reader, play: Play) -> Iterator[Turn]:
    teller = Teller(reader.scenario, play.state.log, reader.language, UNBROKEN)
    heads = _Headlines(reader, play)
    told = [
        (turn, [act for _, act in acts if not _is_idle(act)]) for turn, acts in groupby(play.acts, lambda each: each[0])
    ]
    for is_quiet, run in groupby(told, lambda each: each[0] > 0 and all(act.deed in QUIET for act in each[1])):
        turns = list(run)
        if is_quiet and len(turns) > 1:
            deeds = [deed for _, acts in turns for deed in _deeds(reader, teller, acts)]
            title = reader.say("Turns {first}–{last}", first=turns[0][0], last=turns[-1][0])
            yield Turn(title, heads.of([]), tuple(deeds), is_quiet=True)
            continue
        for turn, acts in turns:
            title = reader.say("Turn {n}", n=turn) if turn else reader.say("Before turn 1")
            yield Turn(title, heads.of(acts), tuple(_deeds(reader, teller, acts)), is_quiet)


class _Headlines:
    """Tells a turn in a line: what was tabled and how far it moved, what was accepted or done."""

    def __init__(self, reader: Reader, play: Play) -> None:
        self.reader, self.play = reader, play
        self.teller = Teller(reader.scenario, play.state.log, reader.language, UNBROKEN)
        self.before: dict[str, tuple[int, ...]] = {}

    def of(self, acts: Sequence[Act]) -> str:
        """Return the headline of a turn's acts."""
        told = [self.tabled(act) if act.deed == "tables" else self.other(act) for act in acts if act.deed not in QUIET]
        return sentences(told) if told else self.reader.say("Nothing changes: nobody moves from its text.")

    def tabled(self, act: Act) -> str:
        """Return who tables what, and how many issues it moves from its author's last text or from the start."""
        package = self.play.state.log.proposals[act.label].package
        last = self.before.get(act.actor)
        self.before[act.actor] = package
        base = self.reader.scenario.start if last is None else last
        n = sum(i != j for i, j in zip(base, package, strict=True))
        message = "{who} tables {what}: {n} of {all} issues moved from the start."
        if last is not None:
            message = "{who} tables {what}: {n} of {all} issues moved from its last text."
        return self.reader.say(message, who=self.reader.name(act.actor), what=act.label, n=n, all=len(package))

    def other(self, act: Act) -> str:
        """Return what else was done, without channel terms."""
        return self.teller.act(act)[0].lstrip("* ")


def _is_idle(act: Act) -> bool:
    return act.actor == CHANCE and act.deed == "passes"


def _deeds(reader: Reader, teller: Teller, acts: Sequence[Act]) -> Iterator[Deed]:
    for act in acts:
        first, *terms = teller.act(act)
        firmness = kind_of(act.deed, reader.language) if act.deed in PROPOSING else ""
        channel = "" if act.actor == CHANCE else channel_name(reader.scenario, act.channel, reader.language)
        yield Deed(first.lstrip("* "), tuple(terms), channel, firmness)
