"""A play as minutes: what was tabled, answered and done, turn by turn, in words."""

from __future__ import annotations

from negotiation.analysis.wording import circle_text, condition_text
from negotiation.engine.acts import CHANCE, PROPOSING, Act
from negotiation.engine.log import Log, Proposal
from negotiation.engine.transcript import Note
from negotiation.playing import Play
from negotiation.recording import Record
from negotiation.scenario import Scenario, Table
from negotiation.scenario.basis import text_in
from negotiation.scenario.outcome import OF_ACTORS, Agreement, NoDeal, reason_text
from negotiation.scenario.preconditions import CYCLE
from negotiation.text.catalogue import clauses, join, retell, say, sentences
from negotiation.text.layout import heading, page_width, wrapped

INDENT = "    "
SENTENCES = {
    "floats": "{who} floats {what}{to_whom}",
    "offers to discuss": "{who} offers to discuss {what}{with_whom}",
    "tables": "{who} tables {what}{to_whom}",
    "stands by": "{who} stands by {what}",
    "accepts": "{who} accepts {what}",
    "rejects": "{who} rejects {what}",
    "withdraws": "{who} withdraws {what}",
    "sends": "{who} sends {what}{to_whom}",
    "answers": "{who} answers {second} in {what}{to_whom}",
    "reads": "{who} reads {what} as {not_}answering {second}",
    "corrects": "{who} corrects: {what} is {not_}the answer to {second}",
    "declares": "{who} declares: {what}",
    "denies": "{who} denies: {what}",
    "promises": "{who} promises{to_whom}: {what}",
    "threatens": "{who} threatens {to} with {what}",
    "carries out": "{who} carries out: {what}",
    "consults": "{who} consults {to} on {what}",
    "consents to": "{who} consents to {what}",
    "objects to": "{who} objects to {what}",
    "schedules": "{who} schedules {what}{with_whom}{when}",
    "passes": "{who} passes",
    "leaves": "{who} leaves the talks",
}
"""How each deed is told; the messages of the catalogue."""
NOTES = (
    "refused: {act}: {why}",
    "failed: {why}",
    "passes after three answers that could not be used",
    "passes, having done as much as fits one turn",
)
"""What a play notes beside the acts."""


def minutes(play: Play, language: str = "en", width: int | None = None, *, fold: bool = True) -> str:
    """Return the minutes of a play.

    Parameters
    ----------
    fold : whether turns in which nothing changes are told in one line.
    """
    page = page_width(width)
    scenario = play.scenario
    profile = say("profile {name}", language, name=scenario.profile)
    title = f"{say('MINUTES', language)}   {text_in(scenario.title, language)}"
    parts = [heading(title, profile, page), _head(play, language, page)]
    teller = _Teller(scenario, play.state.log, language, page)
    parts.append("\n".join(teller.turns(play, fold=fold)))
    if play.notes:
        notes = [wrapped(note_text(note, language), page, INDENT, INDENT + "  ") for note in play.notes]
        parts.append("\n".join([say("Answers that could not be used", language), *notes]))
    parts.append("\n".join([_verdict(play, language, page), *_settled(play, language, page)]))
    return "\n\n".join(part for part in parts if part)


def _head(play: Play, language: str, page: int) -> str:
    scenario, game = play.scenario, play.state.game
    seats = join([scenario.name(each, language) for each in scenario.seated], language)
    deadline = game.protocol.deadline_turns
    ends = (
        say("at most {n} turns", language, n=game.horizon)
        if deadline is not None
        else say("no deadline, stopped after {n} turns at the latest", language, n=game.cap)
    )
    protocol = say(game.protocol.name.replace("-", " "), language)
    rules = clauses([protocol, ends], language)
    lines = [wrapped(f"{say('Seats', language)}   {seats} · {rules}", page, "", "        ")]
    lines.append(wrapped(say("What an offer does not name stays as it is.", language), page))
    return "\n".join(lines)


def record_minutes(record: Record, language: str = "en", width: int | None = None) -> str:
    """Return a record as minutes: by date, each act in words with its sources."""
    page = page_width(width)
    teller = _Teller(record.scenario, record.state.log, language, page)
    title = f"{say('RECORD', language)}   {text_in(record.scenario.title, language)}"
    parts = [heading(title, say("as reported", language), page)]
    day, lines = "", list[str]()
    for minute in record.minutes:
        if minute.date != day:
            parts.append("\n".join(lines))
            day, lines = minute.date, [minute.date]
        lines += teller.paragraph(minute.act, "  ")
    parts.append("\n".join(lines))
    return "\n\n".join(part for part in parts if part)


def note_text(note: Note, language: str = "en") -> str:
    """Return what was noted beside the acts: an answer that could not be used, and why."""
    told = retell(note.text, NOTES, language)
    return say("turn {turn}, {who}: {what}", language, turn=note.turn, who=note.actor, what=told)


class _Teller:
    """Tells the acts of one line of talks in one language."""

    def __init__(self, scenario: Scenario, log: Log, language: str, page: int) -> None:
        self.scenario, self.log, self.language, self.page = scenario, log, language, page
        self.before: dict[str, Proposal] = {}

    def paragraph(self, act: Act, margin: str) -> list[str]:
        """Return one act as lines, the first after a margin."""
        told = self.act(act)
        found = [wrapped(told[0], self.page, margin, INDENT + "  ")]
        return found + [wrapped(each, self.page, INDENT * 2, INDENT * 2 + "  ") for each in told[1:]]

    def say(self, message: str, **facts: object) -> str:
        return say(message, self.language, **facts)

    def full(self, sentence: str) -> str:
        return self.say("{what}.", what=sentence)

    def name(self, actor: str) -> str:
        return self.scenario.name(actor, self.language)

    def turns(self, play: Play, *, fold: bool) -> list[str]:
        """Return the lines of all turns; runs of turns in which everybody only stood by are folded."""
        by_turn: dict[int, list[Act]] = {}
        for turn, act in play.acts:
            by_turn.setdefault(turn, []).append(act)
        lines: list[str] = []
        quiet: list[int] = []
        for turn, acts in by_turn.items():
            shown = [act for act in acts if not (act.actor == CHANCE and act.deed == "passes")]
            if fold and turn > 0 and all(act.deed in ("stands by", "passes", "rejects") for act in shown):
                quiet.append(turn)
                continue
            lines += self._quiet(quiet)
            quiet = []
            lines += self._turn(turn, shown)
        return lines + self._quiet(quiet)

    def _quiet(self, turns: list[int]) -> list[str]:
        if not turns:
            return []
        span = f"{turns[0]}–{turns[-1]}" if len(turns) > 1 else f"{turns[0]}"
        stands = self.say("Nothing changes: nobody moves from its text.")
        told = stands if self.before else self.say("Nothing changes: nobody tables a text.")
        return [wrapped(told, self.page, f"{span:>2}  ", INDENT)]

    def _turn(self, turn: int, acts: list[Act]) -> list[str]:
        lines: list[str] = []
        for act in acts:
            lines += self.paragraph(act, INDENT if lines else f"{turn or '–':>2}  ")
        return lines

    def act(self, act: Act) -> list[str]:
        """Return what one act says: a sentence, then a line for each of its terms."""
        if act.actor == CHANCE:
            return [f"*  {self._happened(act)}"]
        if act.deed in PROPOSING:
            return self._proposes(act)
        said = self.full(self.say(SENTENCES[act.deed], **self._facts(act)) + self._how(act))
        sentence = sentences([said, self._cites(act)])
        return [sentence, *self._terms(act.terms)]

    def _facts(self, act: Act) -> dict[str, str]:
        """Return what a sentence about an act may mention."""
        to = join([self.name(each) for each in act.to], self.language)
        return {
            "who": self.name(act.actor),
            "what": join([self._named(each) for each in act.what], self.language),
            "second": self._named(act.second),
            "to": to,
            "to_whom": self.say(" to {to}", to=to) if to else "",
            "with_whom": self.say(" with {to}", to=to) if to else "",
            "not_": self.say("not ") if act.negated else "",
            "when": self._when(act.when),
        }

    def _when(self, when: str) -> str:
        if not when:
            return ""
        return self.say(" on {day}", day=when) if "-" in when else self.say(" in {n} turns", n=when)

    def _how(self, act: Act) -> str:
        """Return through which channel an act went and on what condition."""
        channel = self.scenario.channels.get(act.channel)
        how = (
            text_in(channel.title, self.language)
            if channel
            else self.say(act.channel)
            if act.channel not in ("", "publicly")
            else ""
        )
        parts = [self.say(" ({how})", how=how)] if how else []
        if act.if_ is not None:
            parts.append(
                self.say(", if {condition}", condition=condition_text(act.if_, self.scenario, self.language, act.actor))
            )
        if act.unless is not None:
            condition = condition_text(act.unless, self.scenario, self.language, act.actor)
            parts.append(self.say(", unless {condition}", condition=condition))
        return "".join(parts)

    def _named(self, name: str) -> str:
        """Return what a name stands for in words: a measure, claim, promise, event, issue or threat; else itself."""
        scenario = self.scenario
        for table in (scenario.measures, scenario.claims, scenario.promises, scenario.events, scenario.issues):
            found = table.get(name)
            title = getattr(found, "title", None)
            if title is not None:
                return text_in(title, self.language)
        if name in scenario.threats:
            return self._named(scenario.threats[name].measure)
        return name if any(each.isupper() for each in name) else name.replace("_", " ")

    def _terms(self, terms: Table[str, str] | None) -> list[str]:
        places = self.scenario.places
        return [self.option(places[k], self.scenario.issues[k].place(terms[k])) for k in terms] if terms else []

    def _cites(self, act: Act) -> str:
        if not act.cites:
            return ""
        return f"[{self.say('implied') + ' ' if act.implied else ''}{' '.join(act.cites)}]"

    def _happened(self, act: Act) -> str:
        if act.deed == "leaks":
            return sentences([self.full(self.say("{what} becomes known", what=act.label)), self._cites(act)])
        return sentences([self.full(self._named(act.label)), self._cites(act)])

    def _proposes(self, act: Act) -> list[str]:
        if act.deed == "tables" and act.in_return is None and act.if_ is None and not act.channel:
            return self._tables(act, self.name(act.actor))
        said = self.say(SENTENCES[act.deed], **self._facts(act)) + self._how(act)
        sentence = sentences([said, self._cites(act)])
        lines = [sentence, *self._terms(act.terms)]
        if act.in_return is not None:
            lines += [self.say("in return for"), *self._terms(act.in_return)]
        return lines

    def _tables(self, act: Act, who: str) -> list[str]:
        proposal = self.log.proposals[act.label]
        last = self.before.get(act.actor)
        self.before[act.actor] = proposal
        start = self.scenario.start if last is None else last.package
        changed = [k for k, j in enumerate(proposal.package) if j != start[k]]
        if last is None or not changed:
            sentence = self.say("{who} tables {what}", who=who, what=act.label)
            changed = [self.scenario.places[issue] for issue in act.terms or ()]
        else:
            sentence = self.say("{who} tables {what}: as {last}, but", who=who, what=act.label, last=last.label)
        return [sentences([sentence, self._cites(act)]), *(self.option(k, proposal.package[k]) for k in changed)]

    def option(self, k: int, j: int) -> str:
        """Return an issue and its option in words, marking the one that stands at the start."""
        issue = self.scenario.agenda[k]
        option = text_in(issue.options[j].title, self.language)
        if j == issue.start:
            option = self.say("{option} (as it is)", option=option)
        return self.say("{issue}: {option}", issue=text_in(issue.title, self.language), option=option)


def _verdict(play: Play, language: str, page: int) -> str:
    outcome, scenario = play.outcome, play.scenario
    if isinstance(outcome, NoDeal):
        why = reason_text(outcome, language, scenario.name(outcome.about, language))
        if outcome.about and outcome.reason not in OF_ACTORS:
            about = scenario.name(outcome.about, language)
            if outcome.about.startswith(CYCLE):
                about = circle_text(outcome.about.removeprefix(CYCLE).split(" → ")[:-1], scenario, language)
            why = say("{what} ({how})", language, what=why, how=about)
        return wrapped(say("NO DEAL after turn {turn}: {why}.", language, turn=outcome.turn, why=why), page)
    signed = join([scenario.name(each, language) for each in outcome.signatories], language)
    text = say(
        "AGREEMENT at turn {turn} on {label}, signed by {who}.",
        language,
        turn=outcome.turn,
        label=outcome.label,
        who=signed,
    )
    for actors, message in (
        (outcome.missing_consents, "Consent of {who}: missing."),
        (outcome.presumed, "Consent of {who}: presumed, assumed."),
        (outcome.unconsulted, "{who}: not consulted."),
    ):
        if actors:
            who = join([scenario.name(each, language) for each in actors], language)
            text = sentences([text, say(message, language, who=who)])
    below = play.scorecard.below_start
    if below:
        message = "{who} ends below the start." if len(below) == 1 else "{who} end below the start."
        who = join([scenario.name(each, language) for each in below], language)
        text = sentences([text, say(message, language, who=who)])
    return wrapped(text, page)


def _settled(play: Play, language: str, page: int) -> list[str]:
    outcome = play.outcome
    if not isinstance(outcome, Agreement):
        return []
    teller = _Teller(play.scenario, play.state.log, language, page)
    package = play.scenario.package(outcome.package)
    return [wrapped(teller.option(k, j), page, INDENT, INDENT + "  ") for k, j in enumerate(package)]
