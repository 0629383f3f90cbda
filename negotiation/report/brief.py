"""A play in brief, for somebody who sees it for the first time: a line a turn, a table an outcome.

What belongs here: one play told in some thirty lines. What stands before play is in `opening`; the whole of it in
`minutes`, and in the scorecard's own text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from negotiation.analysis.gap import conflicts_text
from negotiation.analysis.scorecard import Score, Scorecard
from negotiation.analysis.telling import ASSUMED_MARK, figure, presumed_text, uncounted_line
from negotiation.engine.acts import CHANCE, Act
from negotiation.engine.log import Proposal
from negotiation.engine.notation import format_act
from negotiation.playing import Play
from negotiation.scenario import Issue, Option, Scenario, text_in
from negotiation.scenario.outcome import Agreement, reason_text
from negotiation.scenario.preferences import preferences_of
from negotiation.text.catalogue import clauses, join, say, sentences
from negotiation.text.layout import bar, page_width, table, width_of, wrapped

INDENT = "    "
MOST_CHANGES = 3
FIRST, LAST = 2, 1
ARTICLE = re.compile("^(an?|the) ")
QUIET = ("stands by", "passes", "rejects", "consents to")
SENTENCES = {
    "stands by": "{who} stands by {what}.",
    "withdraws": "{who} withdraws {what}.",
    "declares": "{who} declares: {what}.",
    "carries out": "{who} carries out: {what}.",
    "objects to": "{who} objects to {what}.",
    "leaves": "{who} leaves the talks.",
}


def brief(play: Play, language: str = "en", width: int | None = None) -> str:
    """Return one play in brief: its answer in two sentences, a line a turn, then what came of it and for whom."""
    page = width or page_width()
    game = play.state.game
    protocol = say(game.protocol.name.replace("-", " "), language)
    rules = clauses([protocol, say("at most {n} turns", language, n=game.horizon)], language)
    parts = [
        bar(say("PLAYED: {profile}", language, profile=play.scenario.profile), rules, page),
        wrapped(answer_text(play, language), page),
        brief_minutes(play, language, page),
    ]
    if isinstance(play.outcome, Agreement):
        parts += [_settled(play, language, page), scores_text(play.scorecard, language, page)]
    else:
        parts += [_collisions(play, language, page), costs_text(play.scorecard, language, page)]
    return "\n".join(part for part in parts if part)


def answer_text(play: Play, language: str = "en") -> str:
    """Return how a play ended, in two sentences: whose word is missing or presumed, then what it changes for whom."""
    card, outcome, scenario = play.scorecard, play.outcome, play.scenario
    if isinstance(outcome, Agreement):
        words = _words_missing(card, language)
        first = say("Agreement in turn {turn}: {what}.", language, turn=outcome.turn, what=words)
        n = sum(scenario.issues[issue].status_quo != option for issue, option in outcome.package.items())
        if card.zone is None:
            changed = say("{n} of the {issues} issues change.", language, n=n, issues=len(scenario.agenda))
            return sentences([first, changed, uncounted_line(card, language)])
        second = say(
            "{n} of the {issues} issues change; {zone:,} of the {all:,} packages would have suited all who sign.",
            language,
            n=n,
            issues=len(scenario.agenda),
            zone=card.zone,
            all=scenario.n_packages,
        )
        return sentences([first, second])
    reason = reason_text(outcome, language, scenario.name(outcome.about, language))
    message = (
        "No deal after turn {turn} ({reason}), though {zone:,} of the {all:,} packages would have suited all who sign."
        if card.zone
        else "No deal after turn {turn} ({reason})."
        if card.zone is None
        else "No deal: under this reading none of the {all:,} packages satisfies everyone whose word is needed."
    )
    first = say(message, language, turn=outcome.turn, reason=reason, zone=card.zone, all=scenario.n_packages)
    parts = [
        sentences([_name(card, score, language), f"{figure(score.expected_change, sign=True)}{ASSUMED_MARK}"])
        for score in (*card.others, *card.parties)
        if score.expected_change is not None
    ]
    changes = say(", ", language).join(parts)
    room = [uncounted_line(card, language)] if card.zone is None else []
    return sentences([first, *room, say("Expected change from the start: {changes}.", language, changes=changes)])


def _words_missing(card: Scorecard, language: str) -> str:
    def named(actors: Iterable[str]) -> str:
        return join([card.scenario.name(actor, language) for actor in actors], language)

    below = card.below_start
    parts = [
        say("the consent of {who} is missing", language, who=named(card.missing_consents)),
        presumed_text(card, language),
        say("below the start: {who}", language, who=named(below)),
    ]
    told = [part for part, who in zip(parts, (card.missing_consents, card.presumed, below), strict=True) if who]
    return say("; ", language).join(told if below else [*told, say("nobody scored ends below the start", language)])


def _name(card: Scorecard, score: Score, language: str) -> str:
    name = card.scenario.name(score.actor, language)
    return say("{who} (no seat)", language, who=name) if score in card.others else name


def brief_minutes(play: Play, language: str = "en", width: int | None = None) -> str:
    """Return the minutes with a line for each text tabled: how many issues it changes, and the changes that tell most.

    Changes are against the same side's last text, at first against the start; what tells most is what moves the
    author's own score most. Turns in which a text is only stood by are told together, where the first of them stands;
    so are turns one after the other that only table texts, but for the first two such texts and the last.
    Refusals, consents and the opening are not told.
    """
    page = width or page_width()
    return "\n".join(_Teller(play, language, page).lines())


class _Teller:
    """Tells one play in one language, a line for each act that changes something."""

    def __init__(self, play: Play, language: str, page: int) -> None:
        self.play, self.language, self.page = play, language, page
        self.scenario = play.scenario
        self.short = _Short(play.scenario, language)
        self.before: dict[str, Proposal] = {}

    def say(self, message: str, **facts: object) -> str:
        return say(message, self.language, **facts)

    def lines(self) -> list[str]:
        by_turn: dict[int, list[Act]] = {}
        for turn, act in self.play.acts:
            if turn:
                by_turn.setdefault(turn, []).append(act)
        quiet = {turn for turn, acts in by_turn.items() if all(act.deed in QUIET for act in acts)}
        stood: dict[Act, list[int]] = {}
        for turn in sorted(quiet):
            for act in by_turn[turn]:
                if act.deed == "stands by":
                    stood.setdefault(act, []).append(turn)
        tabling = {turn for turn, acts in by_turn.items() if {act.deed for act in acts} - set(QUIET) == {"tables"}}
        between = set(sorted(tabling)[FIRST:-LAST])
        found: list[str] = []
        waiting: dict[int, list[Act]] = {}
        for turn, acts in by_turn.items():
            if turn in between:
                waiting[turn] = acts
                continue
            told = self.quiet(turn, acts, stood) if turn in quiet else []
            if told or turn not in quiet:
                found += self.folded(waiting) + (told or self.loud(turn, acts))
                waiting = {}
        return found

    def quiet(self, turn: int, acts: list[Act], stood: dict[Act, list[int]]) -> list[str]:
        told = [self.stands(act, stood[act][1:]) for act in acts if stood.get(act, [0])[0] == turn]
        return [self.line(str(turn), sentences(told))] if told else []

    def loud(self, turn: int, acts: list[Act]) -> list[str]:
        told = [self.sentence(act) for act in acts if act.deed not in QUIET]
        return [self.line("" if i else str(turn), text) for i, text in enumerate(told)]

    def folded(self, turns: dict[int, list[Act]]) -> list[str]:
        """Return one line for turns that only table texts: how many issues each side changes; a lone turn in full."""
        if len(turns) < 2:  # noqa: PLR2004
            return [line for turn, acts in turns.items() for line in self.loud(turn, acts)]
        sizes: dict[str, list[str]] = {}
        for act in (each for acts in turns.values() for each in acts if each.deed == "tables"):
            sizes.setdefault(act.actor, []).append(str(len(self.changes(act)[0])))
        told = [
            self.say(
                "{who} {sizes} of {all}",
                who=self.scenario.name(actor, self.language),
                sizes=join(found, self.language),
                all=len(self.scenario.agenda),
            )
            for actor, found in sizes.items()
        ]
        text = self.say("to {turn}: {told}", turn=max(turns), told=self.say("; ").join(told))
        return [self.line(str(min(turns)), text)]

    def line(self, margin: str, text: str) -> str:
        return wrapped(text, self.page, f"{margin:>2}  ", INDENT)

    def stands(self, act: Act, later: list[int]) -> str:
        who, turns = self.scenario.name(act.actor, self.language), join(list(map(str, later)), self.language)
        message = "{who} stands by {label}, also in {turns}." if later else "{who} stands by {label}."
        return self.say(message, who=who, label=act.label, turns=turns)

    def sentence(self, act: Act) -> str:
        who = self.scenario.name(act.actor, self.language)
        if act.deed == "tables":
            return self.tabled(act, who)
        if act.actor == CHANCE:
            return f"*  {self.measure(act.label)}"
        if act.deed == "accepts":
            return self.accepted(act, who)
        message = SENTENCES.get(act.deed, "{who}: {act}.")
        what = self.measure(act.label) if act.label else ""
        return self.say(message, who=who, what=what, act=format_act(act).partition(" ")[2])

    def accepted(self, act: Act, who: str) -> str:
        outcome = self.play.state.outcome
        last = [each for _, each in self.play.acts if each.deed == "accepts"][-1]
        closes = isinstance(outcome, Agreement) and outcome.label == act.label and last == act
        message = "{who} accepts {label}; signed by {signed}." if closes else "{who} accepts {label}."
        names = [self.scenario.name(actor, self.language) for actor in getattr(outcome, "signatories", ())]
        return self.say(message, who=who, label=act.label, signed=join(names, self.language))

    def measure(self, name: str) -> str:
        scenario = self.scenario
        if name in scenario.events:
            event = scenario.events[name]
            return text_in(event.title, self.language) or self.measure(event.measure or name)
        if name in scenario.threats:
            name = scenario.threats[name].measure
        title = scenario.measures[name].title if name in scenario.measures else name.replace("_", " ")
        return text_in(title, self.language)

    def tabled(self, act: Act, who: str) -> str:
        changed, package = self.changes(act)
        head = self.say("{who}, {n} of {all}: ", who=who, n=len(changed), all=len(package))
        told = [self.short.settled(k, package[k]) for k in changed]
        return head + self.fitted(told, self.page - len(INDENT) - width_of(head))

    def changes(self, act: Act) -> tuple[list[int], tuple[int, ...]]:
        """Return the issues that a text changes against the same side's last one, and the text's package."""
        proposal = self.play.state.log.proposals[act.label]
        last = self.before.get(act.actor)
        self.before[act.actor] = proposal
        before = self.scenario.start if last is None else last.package
        return self.ranked(act.actor, before, proposal.package), proposal.package

    def fitted(self, told: list[str], room: int) -> str:
        """Return as many of the changes as fit into the room, at least one and at most three; "…" for the others."""
        semicolon, more = self.say("; "), " …"
        for n in range(min(MOST_CHANGES, len(told)), 1, -1):
            text = semicolon.join(told[:n]) + (more if n < len(told) else "")
            if width_of(text) <= room:
                return text
        return "".join(told[:1]) + (more if len(told) > 1 else "")

    def ranked(self, actor: str, before: tuple[int, ...], after: tuple[int, ...]) -> list[int]:
        prefs = preferences_of(self.scenario, actor)
        changed = [k for k, (i, j) in enumerate(zip(before, after, strict=True)) if i != j]
        if prefs is None:
            return changed
        return sorted(changed, key=lambda k: -abs(prefs.parts[k][after[k]] - prefs.parts[k][before[k]]))


class _Short:
    """Issues and options in a few words: in English an issue's id, written as the titles write the same words.

    An option is told by its title, without an article at its head.
    """

    def __init__(self, scenario: Scenario, language: str) -> None:
        self.scenario, self.language = scenario, language
        self.words: dict[str, str] = {}
        for title in _titles(scenario):
            for i, word in enumerate(title.split()):
                plain = word.strip("().,;:“”").removesuffix("’s")
                if plain.isupper() or (i and plain[:1].isupper()):
                    self.words[plain.lower()] = plain
                elif "-" in plain:
                    self.words[plain.lower().replace("-", "")] = plain.lower()

    def of(self, each: Issue | Option) -> str:
        """Return an issue or an option in a few words."""
        if self.language != "en" or isinstance(each, Option):
            title = text_in(each.title, self.language)
            return ARTICLE.sub("", title) if self.language == "en" else title
        whole = each.id.replace("_", "")
        words = self.words
        return words[whole] if whole in words else " ".join(words.get(word, word) for word in each.id.split("_"))

    def settled(self, k: int, j: int) -> str:
        """Return an issue with its option."""
        issue = self.scenario.agenda[k]
        option = say("as it is", self.language) if j == issue.start else self.of(issue.options[j])
        return f"{self.of(issue)} → {option}"


def _titles(scenario: Scenario) -> Iterable[str]:
    for actor in scenario.actors.values():
        yield text_in(actor.title)
    for issue in scenario.agenda:
        yield text_in(issue.title)
        yield from (text_in(option.title) for option in issue.options)


def short_names(scenario: Scenario, language: str = "en") -> tuple[str, ...]:
    """Return the issues of the agenda in a few words each, as brief minutes name them."""
    short = _Short(scenario, language)
    return tuple(short.of(issue) for issue in scenario.agenda)


# -- what came of it ---------------------------------------------------------------------------------------------------


def _settled(play: Play, language: str, page: int) -> str:
    outcome, scenario = play.outcome, play.scenario
    assert isinstance(outcome, Agreement)  # noqa: S101 - asked of agreements only
    settled, still = [], []
    for issue, name in zip(scenario.agenda, short_names(scenario, language), strict=True):
        option = outcome.package[issue.id]
        if option == issue.status_quo:
            still.append(name)
        else:
            title = text_in(issue.options[issue.place(option)].title, language)
            settled.append(say("{issue}: {option}", language, issue=name, option=title))
    if still:
        settled.append(say("as it is: {issues}", language, issues=join(still, language)))
    return wrapped(say("Agreed: {what}.", language, what=say("; ", language).join(settled)), page, "", INDENT)


def scores_text(card: Scorecard, language: str = "en", width: int | None = None) -> str:
    """Return what an agreement is worth to everyone with preferences: a table, those without a seat first."""
    words = ("agreement", "no deal", "gain", "from start", "gain unthreatened")
    header = ["", *(f"{say(word, language)}{ASSUMED_MARK}" for word in words)]
    rows = []
    for s in (*card.others, *card.parties):
        if s.utility is not None:
            changes = [figure(each, sign=True) for each in (s.gain, s.change_from_start, s.gain_unthreatened)]
            rows.append([_name(card, s, language), figure(s.utility), figure(s.no_deal), *changes])
    return table(rows, header, (width or page_width()))


def costs_text(card: Scorecard, language: str = "en", width: int | None = None) -> str:
    """Return who bears the cost of no deal: expected first, then what this play's draw brought; the most first."""
    page = width or page_width()
    scored = [s for s in card.scores if s.expected_change is not None]
    rows = [
        [_name(card, s, language), figure(s.expected_change, sign=True), figure(s.change_from_start, sign=True)]
        for s in sorted(scored, key=lambda each: each.expected_change or 0)
    ]
    measures = card.scenario.measures
    titles = [text_in(measures[name].title, language) for name in card.drawn if name in measures]
    drawn = say("; ", language).join(titles) if titles else say("nothing more", language)
    words = (say("expected", language), say("in this play", language))
    head = say("Cost of no deal (change from start)", language)
    figures = table(rows, [head, *(f"{word}{ASSUMED_MARK}" for word in words)], page)
    return "\n".join([figures, wrapped(say("Drawn in this play: {what}.", language, what=drawn), page)])


def _collisions(play: Play, language: str, page: int) -> str:
    conflicts = play.scorecard.conflicts
    if not conflicts:
        return ""
    text = conflicts_text(play.scenario, conflicts, language).replace("\n  ", " ")
    first, *others = text.split("\n")
    lines = [sentences([say("What collides:", language), first]), *others]
    return "\n".join(wrapped(line, page, INDENT if i else "", INDENT) for i, line in enumerate(lines))
