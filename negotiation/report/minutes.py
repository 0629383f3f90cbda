"""A play as minutes: what was tabled, answered and done, turn by turn, in words."""

from __future__ import annotations

from collections.abc import Callable

from negotiation.engine.acts import CHANCE, Act
from negotiation.engine.log import Proposal
from negotiation.playing import Play
from negotiation.scenario import Scenario
from negotiation.scenario.basis import text_in
from negotiation.scenario.outcome import Agreement, NoDeal
from negotiation.text.catalogue import join, say
from negotiation.text.layout import heading, page_width, wrapped

INDENT = "    "


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
    teller = _Teller(play, language, page)
    parts.append("\n".join(teller.turns(fold=fold)))
    parts.append("\n".join([_verdict(play, language, page), *_settled(play, language, page)]))
    return "\n\n".join(part for part in parts if part)


def _head(play: Play, language: str, page: int) -> str:
    scenario, game = play.scenario, play.state.game
    seats = join([scenario.name(each, language) for each in scenario.parties], language)
    deadline = game.protocol.deadline_turns
    ends = (
        say("at most {n} turns", language, n=deadline)
        if deadline is not None
        else say("no deadline, stopped after {n} turns at the latest", language, n=game.cap)
    )
    protocol = say(game.protocol.name.replace("-", " "), language)
    lines = [wrapped(f"{say('Seats', language)}   {seats} · {protocol}, {ends}", page, "", "        ")]
    lines.append(wrapped(say("What an offer does not name stays as it is.", language), page))
    return "\n".join(lines)


class _Teller:
    """Tells the acts of one play in one language."""

    def __init__(self, play: Play, language: str, page: int) -> None:
        self.play, self.language, self.page = play, language, page
        self.scenario: Scenario = play.scenario
        self.before: dict[str, Proposal] = {}

    def say(self, message: str, **facts: object) -> str:
        return say(message, self.language, **facts)

    def name(self, actor: str) -> str:
        return self.scenario.name(actor, self.language)

    def names(self, actors: tuple[str, ...]) -> str:
        return join([self.name(each) for each in actors], self.language)

    def turns(self, *, fold: bool) -> list[str]:
        """Return the lines of all turns; runs of turns in which everybody only stood by are folded."""
        by_turn: dict[int, list[Act]] = {}
        for turn, act in self.play.acts:
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
        return [f"{span:>2}  {self.say('Nothing changes: each side stands by its text.')}"]

    def _turn(self, turn: int, acts: list[Act]) -> list[str]:
        lines: list[str] = []
        for act in acts:
            told = self.act(act)
            margin = f"{turn or '–':>2}  " if not lines else INDENT
            lines.append(wrapped(told[0], self.page, margin, INDENT + "  "))
            lines += [wrapped(each, self.page, INDENT * 2, INDENT * 2 + "  ") for each in told[1:]]
        return lines

    def act(self, act: Act) -> list[str]:
        """Return what one act says: a sentence, then a line for each of its terms."""
        if act.actor == CHANCE:
            return [f"*  {self._happened(act)}"]
        who = self.name(act.actor)
        if act.deed == "tables":
            return self._tables(act, who)
        tell: dict[str, Callable[[], str]] = {
            "stands by": lambda: self.say("{who} stands by {label}.", who=who, label=act.label),
            "accepts": lambda: self.say("{who} accepts {label}.", who=who, label=act.label),
            "rejects": lambda: self.say("{who} rejects {label}.", who=who, label=act.label),
            "withdraws": lambda: self.say("{who} withdraws {label}.", who=who, label=act.label),
            "declares": lambda: self.say("{who} declares: {what}.", who=who, what=act.label.replace("_", " ")),
            "carries out": lambda: self.say("{who} carries out: {what}.", who=who, what=self._measure(act.label)),
            "passes": lambda: self.say("{who} passes.", who=who),
            "leaves": lambda: self.say("{who} leaves the talks.", who=who),
        }
        return [tell[act.deed]() + self._cites(act)]

    def _cites(self, act: Act) -> str:
        if not act.cites:
            return ""
        return f" [{'implied ' if act.implied else ''}{' '.join(act.cites)}]"

    def _measure(self, name: str) -> str:
        measure = self.scenario.measures.get(name)
        return name.replace("_", " ") if measure is None else text_in(measure.title, self.language)

    def _happened(self, act: Act) -> str:
        name = act.label
        if name in self.scenario.events:
            event = self.scenario.events[name]
            return text_in(event.title, self.language) or self._measure(event.measure)
        if name in self.scenario.threats:
            return self._measure(self.scenario.threats[name].measure)
        return name.replace("_", " ")

    def _tables(self, act: Act, who: str) -> list[str]:
        proposal = self.play.state.log.proposals[act.label]
        last = self.before.get(act.actor)
        self.before[act.actor] = proposal
        start = self.scenario.start if last is None else last.package
        changed = [k for k, j in enumerate(proposal.package) if j != start[k]]
        if last is None or not changed:
            sentence = self.say("{who} tables {label}", who=who, label=act.label)
            changed = [self.scenario.places[issue] for issue in act.terms or ()]
        else:
            sentence = self.say("{who} tables {label}: as {last}, but", who=who, label=act.label, last=last.label)
        return [sentence + self._cites(act), *(self.option(k, proposal.package[k]) for k in changed)]

    def option(self, k: int, j: int) -> str:
        """Return an issue and its option in words, marking the one that stands at the start."""
        issue = self.scenario.agenda[k]
        text = f"{text_in(issue.title, self.language)}: {text_in(issue.options[j].title, self.language)}"
        return text + (f" ({self.say('as it is')})" if j == issue.start else "")


def _verdict(play: Play, language: str, page: int) -> str:
    outcome, scenario = play.outcome, play.scenario
    if isinstance(outcome, NoDeal):
        why = say(outcome.reason.replace("_", " "), language)
        about = f" ({scenario.name(outcome.about, language) if outcome.about in scenario.actors else outcome.about})" if outcome.about else ""
        return wrapped(say("NO DEAL after turn {turn}: {why}.", language, turn=outcome.turn, why=why + about), page)
    signed = join([scenario.name(each, language) for each in outcome.signatories], language)
    text = say("AGREEMENT at turn {turn} on {label}, signed by {who}.", language, turn=outcome.turn, label=outcome.label, who=signed)
    for actors, message in (
        (outcome.missing_consents, "Consent of {who}: missing."),
        (outcome.presumed, "Consent of {who}: presumed, assumed."),
        (outcome.unconsulted, "{who}: not consulted."),
    ):
        if actors:
            text += " " + say(message, language, who=join([scenario.name(each, language) for each in actors], language))
    return wrapped(text, page)


def _settled(play: Play, language: str, page: int) -> list[str]:
    outcome = play.outcome
    if not isinstance(outcome, Agreement):
        return []
    teller = _Teller(play, language, page)
    package = play.scenario.package(outcome.package)
    return [wrapped(teller.option(k, j), page, INDENT, INDENT + "  ") for k, j in enumerate(package)]
