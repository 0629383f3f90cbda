"""A scenario in words: what is negotiated and by whom, which claims rest on which sources, which numbers on what.

What belongs here: pages about a scenario as it is before play. What came of a play is told by `minutes`, by the
scorecard and by `explaining`.
"""

from __future__ import annotations

from collections.abc import Iterator

from attrs import frozen

from negotiation.analysis.wording import condition_text, line_text
from negotiation.report.believed import belief_text, step_texts
from negotiation.report.showing_words import STEP, Wording
from negotiation.report.tables import Block, table, title
from negotiation.scenario import (
    Actor,
    Demand,
    Event,
    Gate,
    Issue,
    Measure,
    Position,
    Threat,
)
from negotiation.scenario.measures import Effect
from negotiation.scenario.numbers import count_numbers, numbers_of
from negotiation.text.catalogue import clauses, count_text, join, sentences
from negotiation.text.layout import heading, wrapped

FEW = 3
#: Columns for a number and its range, beside its path.
FIGURES = 24


@frozen
class Showing(Wording):
    """One scenario shown to one reader: each method returns a page, or a part of one, as blocks."""

    def overview(self) -> list[Block]:
        """Return the scenario in words: issues, rules, actors, gates, what happens without agreement, readings."""
        parts: list[Block] = [self.head()]
        if self.scenario.about is not None:
            parts.append(self._line(self._text(self.scenario.about)))
        n = count_text(self.scenario.n_packages)
        parts += self._section(self.say("What is negotiated: {n} packages", n=n), self._issues())
        parts += self._section(self.say("What every package must satisfy"), self._rules())
        parts += self._section(self.say("Who acts or is affected"), self._actors())
        parts += self._section(self.say("Whose word is needed besides"), self._gates())
        parts += self._section(self.say("What may happen without agreement"), self._measures())
        parts += self._section(self.say("What is said, and how"), self._talking())
        parts += self._section(self.say("Readings"), self._readings())
        parts += self._section(self.say("How it is played, if nobody says otherwise"), self._defaults())
        return [*parts, *self.foot()]

    def head(self) -> str:
        """Return the heading of every page: the title, the reading."""
        profile = self.say("profile {name}", name=self.scenario.profile)
        return heading(self._text(self.scenario.title), profile, self.page)

    def foot(self) -> list[Block]:
        """Return what stands under every page: the neutrality note, where the scenario carries one."""
        note = self.scenario.neutrality
        return [] if note is None else [self._line(self._text(note))]

    # -- numbers, sources, briefs ----------------------------------------------------------------------------------

    def numbers(self) -> list[Block]:
        """Return every number with its path, its range and who answers for it."""
        assumed, total = count_numbers(self.scenario)
        count = self.say("{assumed} of {total} numbers are assumptions.", assumed=assumed, total=total)
        if self.scenario.numbers is not None:
            bare = self.say("Bare numbers: {basis}.", basis=self._basis(self.scenario.numbers)[1:-1])
            count = sentences([count, bare])
        return [self.head(), self._line(count), "\n".join(self._numbers()), *self.foot()]

    def _numbers(self) -> Iterator[str]:
        listed = numbers_of(self.scenario)
        room = min(max((len(each.path) for each in listed), default=0), self.page - FIGURES)
        for each in listed:
            bounds = "" if each.number.range is None else "{:g} – {:g}".format(*each.number.range)
            figures = f"  {each.number.value:>6g}  {bounds}".rstrip()
            yield f"{each.path:<{room}}{figures}" if len(each.path) <= room else f"{each.path}\n{'':<{room}}{figures}"
            if each.number.basis is not None:
                yield self._line(self._basis(each.number.basis)[1:-1], 2)

    def sources(self) -> list[Block]:
        """Return every source: who said it, when, at which remove, what it says in our words, what cites it."""
        cited: dict[str, list[str]] = {}
        for each in self.folder.citations:
            cited.setdefault(each.source, []).append(each.path.rpartition(".")[0])
        lines = [line for name in self.folder.sources for line in self._source(name, cited.get(name, []))]
        documents = [self._document(name) for name in self.folder.sources.documents]
        none = self._line(self.say("This scenario comes without sources."))
        return [self.head(), *(["\n".join(documents), "\n".join(lines)] if lines else [none]), *self.foot()]

    def _document(self, name: str) -> str:
        each = self.folder.sources.documents[name]
        about = clauses([self._text(each.title), self._text(each.publisher)], self.language)
        return self._line(self.say("{label}: {what}", label=name, what=about))

    def _source(self, name: str, cited: list[str]) -> Iterator[str]:
        each = self.folder.sources[name]
        stands = self.say("line {n} of {document}", n=each.line, document=each.document) if each.line else each.document
        hand = self.say("hand: {hand}", hand=self.say(each.hand)) if each.hand else ""
        told = " · ".join(part for part in (self.folder.sources.cite(name, self.language), hand, stands) if part)
        yield wrapped(told, self.page, "", STEP * 2)
        if each.says is not None:
            yield self._line(self._text(each.says), 1)
        if each.note is not None:
            yield self._line(self.say("note: {note}", note=self._text(each.note)), 1)
        if cited:
            places = list(dict.fromkeys(cited))
            more = self.say(" and {n} more", n=len(places) - FEW) if len(places) > FEW else ""
            yield self._line(self.say("cited by {places}", places=self._commas(places[:FEW])) + more, 1)

    def briefs(self) -> list[Block]:
        """Return the names of the briefs, each with its first line."""
        rows = [
            [name, self.folder.brief(name, self.language).lstrip("# ").split("\n")[0]] for name in self.folder.briefs
        ]
        none = self._line(self.say("This scenario comes without briefs."))
        header = [self.say(name) for name in ("brief", "what it is")]
        return [self.head(), table(header, rows, self.page) if rows else none, *self.foot()]

    def brief(self, name: str) -> list[Block]:
        """Return the text of a brief as it is written. Raises UnknownNameError when there is none of that name."""
        return [self.folder.brief(name, self.language).rstrip(), *self.foot()]

    # -- the parts -------------------------------------------------------------------------------------------------

    def _issues(self) -> Iterator[str]:
        for issue in self.scenario.agenda:
            yield self._line(self._noted(self._text(issue.title), issue.id, issue.basis), 1)
            if issue.about is not None:
                yield self._line(self._text(issue.about), 2)
            yield from self._options(issue)

    def _options(self, issue: Issue) -> Iterator[str]:
        for option in issue.options:
            title = self._text(option.title)
            if option.id == issue.status_quo:
                title = self.say("{option} (as it is)", option=title)
            parts = [self.say("{label}: {what}", label=option.id, what=title)]
            if option.performs:
                parts.append(self.say("performed by {who}", who=self._names(option.performs)))
            if option.signs:
                parts.append(self.say("signed by {who} too", who=self._names(option.signs)))
            if option.reversible_in_turns is not None:
                parts.append(self.say("can be undone in turns: {n}", n=option.reversible_in_turns))
            if option.note is not None:
                parts.append(self._text(option.note))
            yield self._line(f"{self._semicolons(parts)} {self._basis(option.basis)}".rstrip(), 2)

    def _rules(self) -> Iterator[str]:
        for rule in self.scenario.rules.values():
            told = condition_text(rule.rule, self.scenario, self.language)
            yield self._named(rule.title, told, rule.basis)

    def _actors(self) -> Iterator[str]:
        for actor in self.scenario.actors.values():
            roles = join([self.say(role) for role in actor.roles], self.language)
            who = self.say("{what} ({how})", what=self._text(actor.title), how=actor.id)
            yield self._line(clauses([who, roles], self.language), 1)
            yield from (self._line(part, 2) for part in self._about(actor))
            for issue, position in actor.positions.items():
                yield self._line(self.say("position · {what}", what=self._position(issue, position)), 2)
            for interest in actor.interests.values():
                what = f"{self._text(interest.title)} {self._basis(interest.basis)}".rstrip()
                yield self._line(self.say("interest · {what}", what=what), 2)
            for line in actor.red_lines.values():
                told = line_text(line, self.scenario, actor.id, self.language)
                what = self._labelled(line.title, told)
                what = self._noted(what, self.say(line.force), line.basis)
                yield self._line(self.say("red line · {what}", what=what), 2)
            for demand in actor.demands.values():
                yield self._line(self.say("demand · {what}", what=self._demand(demand, actor.id)), 2)
            for chain in actor.chains.values():
                told = (
                    f"{belief_text(chain, self.scenario, actor.id, self.language)} {self._basis(chain.basis)}".rstrip()
                )
                yield self._line(self.say("belief · {what}", what=told), 2)
                for depth, step, basis in step_texts(chain, self.language):
                    yield self._line(f"→ {step} {self._basis(basis)}".rstrip(), 3 + depth)

    def _demand(self, demand: Demand, actor: str) -> str:
        told = condition_text(demand.demand, self.scenario, self.language, actor)
        when = self.say("before talks") if demand.conditions == "talks" else self.say("for a settlement")
        how = clauses([self.say(demand.force), when], self.language)
        return self._noted(self._labelled(demand.title, told), how, demand.basis)

    def _about(self, actor: Actor) -> Iterator[str]:
        if actor.about is not None:
            yield self._text(actor.about)
        if actor.members:
            how = self.say(actor.decides_by or "consensus")
            yield self.say("members: {who}; it decides by {how}", who=self._names(actor.members), how=how)
        if actor.others is not None:
            yield self._text(actor.others)
        if not actor.has_preferences and not actor.members:
            yield self.say(
                "no preferences in this model; where its consent is asked: {word}, assumed",
                word=self.say(actor.without_preferences),
            )
        if actor.no_deal_because is not None:
            yield self.say("no deal: {why}", why=self._text(actor.no_deal_because))

    def _position(self, issue: str, position: Position) -> str:
        options = self.scenario.issues[issue]
        parts = []
        for verb, option in (("seeks", position.seeks), ("refuses", position.refuses)):
            if option is not None:
                title = self._text(options.options[options.place(option)].title)
                parts.append(self.say("{verb} {what}", verb=self.say(verb), what=title))
        if position.says is not None:
            parts.append(self.say("says: {what}", what=self._text(position.says)))
        return f"{self._text(options.title)} · {self._semicolons(parts)} {self._basis(position.basis)}".rstrip()

    def _gates(self) -> Iterator[str]:
        for gate in self.scenario.gates.values():
            yield self._named(gate.title, self._gate(gate), gate.basis)

    def _gate(self, gate: Gate) -> str:
        who = self._names((gate.who,))
        if gate.who not in self.scenario.actors:
            who = self.say("{who} (not in this model: its word cannot be had)", who=who)
        what = {
            "consent": self.say("{who} must consent", who=who),
            "ratify": self.say("{who} must ratify", who=who),
            "be_consulted": self.say("{who} must be consulted", who=who),
        }[gate.must]
        force = {
            "constitutive": self.say("without it there is no agreement"),
            "opposable": self.say("without it the agreement is marked, not blocked"),
            "procedural": self.say("without it the agreement is delayed"),
        }[gate.force]
        when = (
            ""
            if gate.when is None
            else self.say("where {what}", what=condition_text(gate.when, self.scenario, self.language))
        )
        contested = self.say("contested") if gate.contested else ""
        return self._semicolons([clauses([what, when], self.language), force, contested])

    def _measures(self) -> Iterator[str]:
        for measure in self.scenario.measures.values():
            yield self._named(None, self._measure(measure), measure.basis)
            if measure.anchor is not None:
                yield self._line(self._text(measure.anchor), 2)
        for threat in self.scenario.threats.values():
            yield self._named(threat.title, self._threat(threat), threat.basis)
        for event in self.scenario.events.values():
            yield self._named(event.title, self._event(event), event.basis)

    def _measure(self, measure: Measure) -> str:
        what = self._text(measure.title)
        if measure.by is not None:
            what = self.say("{what} ({how})", what=what, how=self._names((measure.by,)))
        effects = self._commas(f"{self._names((who,))} {self._effect(each)}" for who, each in measure.effects.items())
        denied = self.say("denied by {who}", who=self._names(tuple(measure.denied))) if measure.denied else ""
        return self._semicolons([what, effects and self.say("effects: {effects}", effects=effects), denied])

    def _effect(self, effect: Effect) -> str:
        where = {"agreement": self.say("on agreements"), "both": self.say("whatever the outcome")}.get(effect.on, "")
        return f"{effect.amount.value:+g} {where}".rstrip()

    def _threat(self, threat: Threat) -> str:
        scenario, language = self.scenario, self.language
        measure = self._text(scenario.measures[threat.measure].title)
        who, to = self._names((threat.by,)), self._names(threat.to)
        if threat.unless is not None:
            demand = condition_text(threat.unless, scenario, language, threat.by)
            text = self.say("{who} to {to}: {measure} unless {what}", who=who, to=to, measure=measure, what=demand)
        else:
            trigger = "" if threat.if_ is None else condition_text(threat.if_, scenario, language, threat.by)
            text = self.say("{who} to {to}: {measure} if {what}", who=who, to=to, measure=measure, what=trigger)
        standing = join([self.say(each.replace("_", " ")) for each in threat.standing], language)
        odds = [self.say("probability {p:.0%}", p=threat.probability.value)]
        odds += [
            self.say("{who} believes {p:.0%}", who=self._names((each,)), p=n.value)
            for each, n in threat.believed.items()
        ]
        return self.say("{what} ({how})", what=text, how=self._semicolons([standing, self._commas(odds)]))

    def _event(self, event: Event) -> str:
        measure = self.scenario.measures.get(event.measure or "")
        parts = []
        if event.turn is not None:
            parts.append(self.say("in turn {n}", n=event.turn))
        if event.each_turn is not None:
            parts.append(self.say("{p:.0%} each turn", p=event.each_turn.value))
        if event.without_agreement is not None:
            parts.append(self.say("{p:.0%} once talks end without agreement", p=event.without_agreement.value))
        what = event.id.replace("_", " ") if measure is None else self._text(measure.title)
        return self.say("{label}: {what}", label=what, what=self._commas(parts)) if parts else what

    def _talking(self) -> Iterator[str]:
        """Yield contested claims, promises, what holds deeds back, and the channels beside the floor."""
        scenario, language = self.scenario, self.language
        for claim in scenario.claims.values():
            sides = {"claimed by {who}": claim.claimed, "denied by {who}": claim.denied}
            told = [self.say(verb, who=self._cited(who, ids)) for verb, by in sides.items() for who, ids in by.items()]
            yield self._named(claim.title, self._semicolons(told), claim.basis)
        for promise in scenario.promises.values():
            who, to = self._names((promise.by,)), self._names(promise.to)
            measure = scenario.measures.get(promise.measure or "")
            what = promise.title or (measure.title if measure else promise.id.replace("_", " "))
            told = [self.say("{who} promises {to}: {what}", who=who, to=to, what=self._text(what))]
            if promise.if_ is not None:
                told.append(self.say("if {what}", what=condition_text(promise.if_, scenario, language, promise.by)))
            if promise.by_turn is not None:
                told.append(self.say("by turn {n}", n=promise.by_turn))
            yield self._named(None, clauses(told, language), promise.basis)
        for held in scenario.preconditions.values():
            deeds = self._commas(deed.replace("_", " ") for deed in held.deeds)
            until = condition_text(held.until, scenario, language, held.who)
            told = [
                self.say(
                    "{who} does not do this: {deeds}; until {what}",
                    who=self._names((held.who,)),
                    deeds=deeds,
                    what=until,
                )
            ]
            yield self._named(held.title, told[0], held.basis)
        for channel in scenario.channels.values():
            told = [self.say("heard by all") if channel.audience == "public" else self.say("heard by those addressed")]
            if channel.latency_turns:
                told.append(self.say("arrives after turns: {n}", n=channel.latency_turns))
            if channel.leaks is not None:
                told.append(self.say("leaks with {p:.0%} a turn", p=channel.leaks.value))
            name = self.say("{what} ({how})", what=self._text(channel.title), how=channel.id)
            yield self._named(name, clauses(told, language), channel.basis)

    def _cited(self, who: str, sources: tuple[str, ...]) -> str:
        return f"{self._names((who,))} [{' '.join(sources)}]"

    def _readings(self) -> Iterator[str]:
        base = self.folder.scenario
        for name in base.profile_names:
            marks = [self.say("shown here")] if name == self.scenario.profile else []
            marks += [self.say("the default")] if name == (base.default_profile or base.profile) else []
            about = (
                self._text(base.profiles[name].about) if name in base.profiles else self.say("the file as it stands")
            )
            marked = self.say("{what} ({how})", what=name, how=self._commas(marks)) if marks else name
            yield self._line(self.say("{label}: {what}", label=marked, what=about), 1)

    def _defaults(self) -> Iterator[str]:
        defaults, seats = self.scenario.defaults, self._names(self.scenario.seated)
        ends = self.say("at most {n} turns", n=min(defaults.turns, defaults.deadline_turns or defaults.turns))
        plays = [f"{self._names((who,))} {name}" for who, name in defaults.strategies.items()]
        rules = clauses([self.say(defaults.protocol.replace("-", " ")), ends], self.language)
        yield self._line(self._semicolons([self.say("{label}: {what}", label=seats, what=rules), *plays]), 1)
        for act in self.scenario.opening:
            yield self._line(self.say("opening · {act}", act=act), 1)

    def _section(self, name: str, lines: Iterator[str]) -> list[Block]:
        told = "\n".join(lines)
        return [title(name, self.page), told] if told else []
