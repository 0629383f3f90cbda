"""Why one actor's figures are what they are: its worth issue by issue, no deal line by line, the texts it answered.

What belongs here: one actor's page about one play. Everybody's figures are in the scorecard.
"""

from __future__ import annotations

from collections.abc import Iterator

from attrs import field, frozen
from rich.text import Text

from negotiation.analysis.scorecard import Score
from negotiation.analysis.telling import figure
from negotiation.analysis.wording import basis_text, issue_text, line_text
from negotiation.engine.opening import begin, opened
from negotiation.errors import UnknownNameError
from negotiation.playing import Play
from negotiation.report.believed import ends_text
from negotiation.report.tables import Block, table, title
from negotiation.scenario import Scenario, text_in
from negotiation.scenario.binding import bind
from negotiation.scenario.no_deal import no_deal
from negotiation.scenario.outcome import Agreement
from negotiation.scenario.preferences import crossed_lines, preferences_of, units, utility
from negotiation.text.catalogue import clauses, say, sentences
from negotiation.text.layout import heading, page_width, wrapped


def explained(play: Play, actor: str, language: str = "en", width: int | None = None) -> list[Block]:
    """Return a page on why an actor's figures are what they are.

    Raises UnknownNameError for an actor that is not there.
    """
    if actor not in play.scenario.actors:
        raise UnknownNameError("actor", actor, tuple(play.scenario.actors))
    return _Explained(play, actor, language, page_width(width)).page()


@frozen
class _Seen:
    """One text that the actor knew: what it and no deal were worth to it when it was put, and what it said to it."""

    label: str
    author: str
    turn: int
    worth: int
    floor: int
    crossed: tuple[str, ...]
    asked: int | None
    answers: list[str] = field(factory=list)


@frozen
class _Explained:
    """One play, one actor, one reader."""

    play: Play
    actor: str
    language: str
    width: int

    def page(self) -> list[Block]:
        profile = self.say("profile {name}", name=self.scenario.profile)
        name = f"{self.say('EXPLAINED')}   {self.scenario.name(self.actor, self.language)}"
        parts: list[Block] = [heading(name, profile, self.width), wrapped(self.summary(), self.width)]
        if self.score.utility is not None:
            what = "What the status quo at the end is worth to it, issue by issue"
            if self.is_agreed:
                what = "What the agreement is worth to it, issue by issue"
            parts += [self.title(what), self.by_issue()]
            parts += [self.title("What no deal is expected to be worth to it"), self.no_deal()]
        lines = "\n".join(self.red_lines())
        if lines:
            parts += [self.title("Its red lines"), lines]
        texts = self.texts() if self.score.utility is not None else []
        if texts:
            parts += [self.title("The texts it knew, as each stood when it was put"), self.told(texts)]
        return parts

    def title(self, message: str) -> Text:
        return title(self.say(message), self.width)

    @property
    def scenario(self) -> Scenario:
        return self.play.scenario

    @property
    def score(self) -> Score:
        return self.play.scorecard[self.actor]

    @property
    def is_agreed(self) -> bool:
        return isinstance(self.play.outcome, Agreement)

    def say(self, message: str, **facts: object) -> str:
        return say(message, self.language, **facts)

    def summary(self) -> str:
        """Return in a sentence or two where the actor ends."""
        score = self.score
        facts = {
            "who": self.scenario.name(self.actor, self.language),
            "utility": figure(score.utility),
            "start": figure(score.start),
            "floor": figure(score.no_deal),
            "change": figure(score.change_from_start, sign=True),
            "expected": figure(score.expected_change, sign=True),
            "gain": figure(score.gain, sign=True),
        }
        if score.utility is None:
            return self.say("{who} has no preferences in this model: no outcome is given a number for it.", **facts)
        text = "The agreement is worth {utility} to {who}: {change} from the start ({start}), "
        text += "{gain} against no deal ({floor})."
        if not self.is_agreed:
            text = "No deal is expected to be worth {floor} to {who}: {expected} from the start ({start}). "
            text += "In this play it came to {utility}."
        told = self.say(text, **facts)
        discount = self.scenario.actors[self.actor].discount.value
        if discount != 1:
            text = "Each turn counts for {d:g} of the one before: this is not in the rows below."
            told = sentences([told, self.say(text, d=discount)])
        return told

    # -- worth -----------------------------------------------------------------------------------------------------

    def by_issue(self) -> Block:
        """Return the worth of what is in force at the end, term by term, beside the start."""
        scenario, who = self.scenario, self.scenario.actors[self.actor]
        prefs = preferences_of(scenario, self.actor)
        assert prefs is not None  # noqa: S101 - asked only where there is a utility
        package, rows = self.package, []
        for issue, parts, j, before in zip(scenario.agenda, prefs.parts, package, scenario.start, strict=True):
            option = issue.options[j]
            what = issue_text(issue, option.id, self.language)
            product = f"{who.salience[issue.id].value:.2f} × {who.values[issue.id][option.id].value:.2f}"
            rows.append([what, product, *figures(parts[j], parts[before])])
        terms = list(self.terms())
        now = sum(parts[j] for parts, j in zip(prefs.parts, package, strict=True)) + sum(now for _, now, _ in terms)
        if self.is_agreed:
            total = utility(scenario, self.actor, package, self.play.state.world) or 0
            terms += [(self.say("declared lines crossed, backing down"), total - now, 0)] if total != now else []
            now = total
        rows += [[name, "", *figures(amount, then)] for name, amount, then in terms]
        rows.append([self.say("together"), "", *figures(now, self.score.start or 0)])
        header = ["", *(self.say(each) for each in ("weight × value", "worth", "at the start", "change"))]
        return table(header, rows, self.width, right=(1, 2, 3, 4))

    @property
    def package(self) -> tuple[int, ...]:
        outcome = self.play.outcome
        return (
            self.scenario.package(outcome.package)
            if isinstance(outcome, Agreement)
            else self.play.state.world.status_quo
        )

    def terms(self) -> Iterator[tuple[str, int, int]]:
        """Yield what couples issues, what it believes may follow, and what measures add: name, now, at the start."""
        scenario, world, who = self.scenario, self.play.state.world, self.scenario.actors[self.actor]
        start = opened(self.play.state.game)
        coupled = [
            *((text_in(m.anchor, self.language), m.when, units(m.amount.value)) for m in who.interactions.values()),
            *((ends_text(c, self.language), c.when, -units(c.expected_loss)) for c in who.chains.values()),
        ]
        for name, when, amount in coupled:
            holds = bind(when, scenario, self.actor)
            now = amount * holds(self.package, world, self.package)
            then = amount * holds(scenario.start, start, scenario.start)
            if now or then:
                yield name, now, then
        for measure in scenario.measures.values():
            effect = measure.effects.get(self.actor)
            if effect is None or effect.on == "no_deal":
                continue
            lands = (lambda x, w, b: True) if effect.when is None else bind(effect.when, scenario, self.actor)
            amount = units(effect.amount.value)
            now = amount * world.happened.get(measure.id, 0) * lands(self.package, world, self.package) * self.is_agreed
            then = amount * start.happened.get(measure.id, 0) * lands(scenario.start, start, scenario.start)
            if now or then:
                yield text_in(measure.title, self.language), now, then

    def no_deal(self) -> Block:
        """Return where the no-deal value comes from, line by line."""
        scenario, rows = self.scenario, []
        because = scenario.actors[self.actor].no_deal_because
        for line in self.score.lines:
            if not line.what:
                name = self.say("status quo")
                if because:
                    name = self.say("{what} ({how})", what=name, how=text_in(because, self.language))
            elif line.what in scenario.threats:
                measure = scenario.measures[scenario.threats[line.what].measure]
                name = self.say("backing down from {threat}", threat=text_in(measure.title, self.language))
            else:
                done = scenario.measures.get(line.what)
                name = self.say(line.what) if done is None else text_in(done.title, self.language)
            times = f"{line.count} × " if line.count > 1 else ""
            odds = "" if line.probability == 1 else f"{line.probability:.0%}"
            rows.append([f"{times}{name}", odds, figure(line.amount, sign=bool(line.what))])
        rows.append([self.say("together"), "", figure(sum(line.amount for line in self.score.lines))])
        return table(["", self.say("believed"), self.say("expected")], rows, self.width, right=(1, 2))

    def red_lines(self) -> Iterator[str]:
        """Yield each red line in words, and whether the agreement crosses it."""
        for line in self.scenario.actors[self.actor].red_lines.values():
            told = line_text(line, self.scenario, self.actor, self.language)
            state = self.say("absolute") if line.force == "absolute" else self.say("declared")
            if self.is_agreed:
                crossed = line.id in self.score.red_lines_crossed
                kept = self.say("crossed by the agreement") if crossed else self.say("kept")
                state = clauses([state, kept], self.language)
            told = self.say("{what} ({how})", what=told, how=state)
            text = f"{told} {basis_text(line.basis, self.language)}".rstrip()
            yield wrapped(text, self.width, "  ", "      ")

    # -- texts -----------------------------------------------------------------------------------------------------

    def texts(self) -> list[_Seen]:
        """Return the texts that the actor knew, in order, its own among them."""
        known = {act.label for _, act in self.play.state.view(self.actor).acts if act.deed == "tables"}
        found: dict[str, _Seen] = {}
        state = begin(self.play.state.game)
        for turn, act in self.play.acts[state.n :]:
            world, state = state.world, state.after(act)
            if act.deed == "tables" and act.label in known:
                package = state.log.proposals[act.label].package
                own = [each.worth for each in found.values() if each.author == self.actor]
                found[act.label] = _Seen(
                    act.label,
                    act.actor,
                    turn,
                    utility(self.scenario, self.actor, package, world) or 0,
                    no_deal(self.scenario, self.actor, world) or 0,
                    crossed_lines(self.scenario, self.actor, package, world, "absolute"),
                    own[-1] if own else None,
                )
            elif act.actor == self.actor and act.deed in ("accepts", "rejects") and act.label in found:
                found[act.label].answers.append(act.deed)
        return list(found.values())

    def told(self, texts: list[_Seen]) -> Block:
        """Return the texts as rows: worth, no deal, what the actor said, and what the figures say about that."""
        rows = []
        for each in texts:
            if each.author == self.actor:
                said, why = self.say("tabled it"), ""
            else:
                said, why = self.answered(each), self.why(each)
            rows.append(
                [
                    self.say("{what} ({how})", what=each.label, how=each.turn),
                    figure(each.worth),
                    figure(each.floor),
                    said,
                    why,
                ]
            )
        names = ("text (turn)", "worth", "no deal", "its answer", "what the figures say")
        return table([self.say(name) for name in names], rows, self.width, right=(1, 2))

    def answered(self, text: _Seen) -> str:
        if "accepts" in text.answers:
            return self.say("accepted it")
        if self.actor not in self.scenario.parties:
            return self.say("had no say")
        n = len(text.answers)
        if n > 1:
            return self.say("rejected it, {n} times", n=n)
        return self.say("rejected it") if n else self.say("did not accept it")

    def why(self, text: _Seen) -> str:
        if text.crossed:
            names = self.say(", ").join(name.replace("_", " ") for name in text.crossed)
            return self.say("it crosses an absolute line: {lines}", lines=names)
        if text.worth < text.floor:
            return self.say("worth less than no deal")
        if text.asked is not None and text.worth < text.asked:
            return self.say("worth more than no deal, less than its own last text ({asked})", asked=figure(text.asked))
        return self.say("worth more than no deal") if text.worth > text.floor else self.say("worth as much as no deal")


def figures(now: int, then: int) -> tuple[str, str, str]:
    """Return three cells: now, at the start, the change."""
    return figure(now), figure(then), figure(now - then, sign=True)
