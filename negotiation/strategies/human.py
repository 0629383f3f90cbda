"""A person in a seat, at a plain terminal: shows what the seat may know, reads acts in notation, explains refusals.

What belongs here: the words between a seat and the person in it. Nothing is shown that is not in the View.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from typing import TextIO

from attrs import field, frozen

from negotiation.analysis.wording import basis_text, issue_text, line_text
from negotiation.engine.acts import CHANCE, Act
from negotiation.engine.log import Proposal
from negotiation.engine.notation import ActSyntaxError, format_act, parse_act
from negotiation.engine.view import View
from negotiation.scenario.agreement import YES, answer
from negotiation.scenario.basis import text_in
from negotiation.scenario.preferences import as_float, crossed_lines, preferences_of, utility
from negotiation.strategies.refusing import refusal, syntax_text
from negotiation.text.catalogue import retell, say
from negotiation.text.layout import page_width, rule, wrapped

INDENT = "    "
HELP = ("?", "help")
#: What people type who have had enough.
STOP = ("quit", "exit", "q", "bye")
#: Why the table does not take an act that a seat thinks it may do, as the engine says it.
TOLD = (
    "it has already acted on 'the floor' beside its move in this turn",
    "it has already acted on '{channel}' beside its move in this turn",
)
#: How deeds go on whose objects are the seat's own to choose.
FORMS = {
    **dict.fromkeys(("declares", "denies"), ("WHAT",)),
    **dict.fromkeys(("promises", "sends"), ("WHAT to WHOM",)),
    "threatens": ("WHOM with WHAT unless CONDITION",),
    "consults": ("WHOM on WHAT",),
    "answers": ("MESSAGE in WHAT",),
    **dict.fromkeys(("reads", "corrects"), ("MESSAGE as answering WHAT", "MESSAGE as not answering WHAT")),
    "schedules": ("MEETING in N turns",),
}


@frozen
class Human:
    """A person at a terminal.

    Parameters
    ----------
    language : of the words around the acts; the notation is the same in every language.
    read_from, write_to : the streams; standard input and output if left out.
    width : of the page; the terminal's if left out.
    """

    language: str = "en"
    read_from: TextIO | None = field(default=None, eq=False, repr=False)
    write_to: TextIO | None = field(default=None, eq=False, repr=False)
    width: int | None = None

    def seat(self, view: View) -> Seated:
        """Return a fresh player for one play."""
        return Seated(self.language, self.read_from or sys.stdin, self.write_to or sys.stdout, self.width)

    def __str__(self) -> str:
        return "human"


class Seated:
    """One seat in which a person sits."""

    def __init__(self, language: str, source: TextIO, target: TextIO, width: int | None) -> None:
        self.language, self.source, self.target, self.width = language, source, target, width
        self.seen: set[int] = set()
        self.shown: set[str] = set()
        self.last: tuple[View, Act] | None = None
        self.is_mute = False
        self.reason = ""

    def refused(self, act: Act, reason: str) -> None:
        """Keep why the table did not take an act, to be told when the seat is asked again."""
        self.reason = reason

    def decide(self, view: View, rng: object) -> Act:
        """Return the act that the person types; asks again until it is one that can be done."""
        if self.is_mute:
            return silence(view)
        if self.last is not None and self.last[0] is view:
            said, why = format_act(self.last[1]), retell(self.reason, TOLD, self.language)
            text = "The table did not take “{act}”: {reason}. Say something else, or pass."
            self.tell(self.say(text, act=said, reason=why))
        else:
            self.show(view)
        while True:
            line = self.read()
            if line is None:
                self.is_mute = True
                self.tell(self.say("No more input: this seat passes from now on."))
                return silence(view)
            act = self.understood(line, view)
            if act is not None:
                self.last = (view, act)
                return act

    def understood(self, line: str, view: View) -> Act | None:
        """Return the act that a line says if it can be done; else say why not, or give the help asked for."""
        words = line.removeprefix("?").split()
        if line.startswith("?") or words[0].lower() in HELP:
            self.help(view, words if line.startswith("?") else words[1:])
            return None
        if line.lower() in STOP:
            self.tell(self.say("“leaves” ends the talks for all, and they are scored; Ctrl+C stops without a record."))
            return None
        text = line if words[0] in view.scenario.actors or words[0] == "*" else f"{view.actor} {line}"
        try:
            act = parse_act(text)
        except ActSyntaxError as error:
            first, *place = syntax_text(error, self.language).split("\n")
            self.tell(first)
            self.write("\n".join(place))
            return None
        reason = refusal(view, act, self.language)
        if reason:
            told = self.say("That cannot be done: {reason}.", reason=reason)
            self.tell(told.replace("?.", "?").replace("？。", "？"))
            return None
        return act

    # -- what the person is shown ----------------------------------------------------------------------------------

    def show(self, view: View) -> None:
        """Write where the talks stand, as far as the seat knows it."""
        self.write(f"\n{rule(self.page)}")
        who = text_in(view.scenario.actors[view.actor].title, self.language)
        self.tell(self.say("Turn {n} of at most {last}. You are {who}.", n=view.turn, last=view.horizon, who=who))
        if self.last is None and view.scenario.neutrality is not None:
            self.tell(text_in(view.scenario.neutrality, self.language))
        news = [act for _, act in view.acts if id(act) not in self.seen]
        self.seen.update(map(id, news))
        told = [format_act(act) for act in news if act.actor != view.actor and act != Act(CHANCE, "passes")]
        if told:
            self.write(self.say("What was said" if self.last is None else "What was said since"))
            self.lines(told)
        for label in view.open:
            self.text(view, label, in_full=label not in self.shown)
        self.shown.update(view.open)
        if not view.open:
            self.write(self.say("No text stands open to you."))
        self.write(self.say("You may (? explains)"))
        self.lines(self.examples(view))

    def text(self, view: View, label: str, *, in_full: bool = True) -> None:
        """Write a text in words, and what it is worth to the seat; its words only in full."""
        proposal = view.proposal(label)
        by = text_in(view.scenario.actors[proposal.author].title, self.language)
        known = "{label}, a text of {who}, as it was shown (“? {label}” shows it again)"
        self.tell(self.say("{label}, a text of {who}" if in_full else known, label=label, who=by))
        if in_full:
            self.lines(self.terms(view, proposal), "  ")
        self.lines(self.judged(view, proposal))

    def terms(self, view: View, proposal: Proposal) -> Iterator[str]:
        """Yield the issues that a text moves, or names."""
        for issue, j, standing in zip(view.scenario.agenda, proposal.package, view.world.status_quo, strict=True):
            if j != standing or issue.id in proposal.covers:
                told = issue_text(issue, issue.option_ids[j], self.language)
                yield self.say("{option} (as it is)", option=told) if j == issue.start else told

    def judged(self, view: View, proposal: Proposal) -> Iterator[str]:
        """Yield what a text is worth to the seat against no deal, and which lines of its own it crosses."""
        worth = utility(view.scenario, view.actor, proposal.package, view.world)
        if worth is not None:
            gain = f"{as_float(worth - view.no_deal):+.2f}"
            figures = {"worth": f"{as_float(worth):.2f}", "floor": f"{as_float(view.no_deal):.2f}", "gain": gain}
            yield self.say("worth {worth} to you; no deal is worth {floor}: {gain}", **figures)
        lines = view.scenario.actors[view.actor].red_lines
        for name in crossed_lines(view.scenario, view.actor, proposal.package, view.world):
            told = line_text(lines[name], view.scenario, view.actor, self.language)
            force = self.say("absolute") if lines[name].force == "absolute" else self.say("declared")
            yield self.say("crosses your red line ({force}): {line}", force=force, line=told)

    def examples(self, view: View, *, in_full: bool = False) -> Iterator[str]:
        """Yield what may be done now, each as it can be typed; deeds beside the move by name only, unless in full."""
        own, new = tuple(dict.fromkeys(view.mine)), f"{view.sheet.prefix}{view.turn}"
        terms = f"{new}: {self.say('ISSUE')} = {self.say('OPTION')}, …"
        measures = view.scenario.measures.values()
        able = tuple(label for label in view.open if not refusal(view, view.say("accepts", label)))
        about = {
            "tables": (terms,),
            **dict.fromkeys(("passes", "leaves"), ("",)),
            **dict.fromkeys(("stands by", "withdraws"), own),
            "accepts": able,
            "rejects": view.open,
        }
        if is_signed(view):
            about |= dict.fromkeys(("consents to", "objects to"), view.open)
            about["consults"] = (f"{', '.join(to_consult(view))} on {view.tabled}",)
        beside = {
            **dict.fromkeys(("floats", "offers to discuss"), (terms,)),
            **dict.fromkeys(("consents to", "objects to"), (self.say("ISSUE"),)),
            **{deed: tuple(self.say(form) for form in forms) for deed, forms in FORMS.items()},
            "carries out": tuple(each.id for each in measures if each.by == view.actor and not each.chance_only),
        }
        deeds = tuple(dict.fromkeys(view.may))
        for deed in deeds:
            for what in about.get(deed, ()):
                yield f"{deed} {what}".rstrip()
        others = [deed for deed in deeds if deed not in about]
        if others and not in_full:
            yield self.say("also: {deeds}", deeds=self.say(", ").join(others))
        for deed in others if in_full else ():
            yield from (f"{deed} {what}".rstrip() for what in beside.get(deed, ("",)))

    def help(self, view: View, labels: list[str]) -> None:
        """Write how to speak, the issues and what their options are worth to the seat; or the texts asked for."""
        known = {act.label for _, act in view.acts if act.deed == "tables"}
        for label in labels:
            if label in known:
                self.text(view, label)
            else:
                listed = self.say(", ").join(sorted(known)) or "–"
                self.tell(self.say("There is no text {label} (texts: {known}).", label=label, known=listed))
        if labels:
            return
        self.tell(
            self.say(
                "Type one act a line; your own name may be left out. What a text does not name stays as it is. "
                "“? LABEL” shows a text again. You may:"
            )
        )
        self.lines(self.examples(view, in_full=True))
        self.tell(self.say("Issues and options, with what each is worth to you (* as it stands now)"))
        self.write("\n".join(self.options(view)))
        lines = view.scenario.actors[view.actor].red_lines.values()
        if lines:
            self.tell(self.say("Your red lines"))
            told = ((line_text(each, view.scenario, view.actor, self.language), each.basis) for each in lines)
            self.lines(f"{text} {basis_text(basis, self.language)}".rstrip() for text, basis in told)

    def options(self, view: View) -> Iterator[str]:
        """Yield each issue and its options, with their ids."""
        prefs = preferences_of(view.scenario, view.actor)
        for k, issue in enumerate(view.scenario.agenda):
            named = self.say("{label}: {what}", label=issue.id, what=text_in(issue.title, self.language))
            yield wrapped(named, self.page, "  ", INDENT * 2)
            for j, option in enumerate(issue.options):
                mark = "*" if j == view.world.status_quo[k] else " "
                worth = "" if prefs is None else f"{as_float(prefs.parts[k][j]):.2f}  "
                told = self.say("{label}: {what}", label=option.id, what=text_in(option.title, self.language))
                yield wrapped(f"{mark} {worth}{told}", self.page, INDENT, INDENT * 3)

    # -- the terminal ----------------------------------------------------------------------------------------------

    @property
    def page(self) -> int:
        """The width of the page, in columns."""
        return page_width(self.width)

    def say(self, message: str, **facts: object) -> str:
        """Return a message in the reader's language."""
        return say(message, self.language, **facts)

    def write(self, text: str) -> None:
        """Write a text as it is."""
        self.target.write(f"{text}\n")

    def tell(self, text: str) -> None:
        """Write a paragraph."""
        self.write(wrapped(text, self.page))

    def lines(self, texts: Iterable[str], indent: str = "") -> None:
        """Write one indented line for each text."""
        for text in texts:
            self.write(wrapped(text, self.page, INDENT + indent, INDENT * 2 + indent))

    def read(self) -> str | None:
        """Return the next line that says something; None at the end of the input."""
        while True:
            self.target.write("> ")
            self.target.flush()
            try:
                line = self.source.readline()
            except UnicodeDecodeError:
                line = ""
            if not line or not self.source.isatty():  # a terminal has shown the line itself, but no end of the input
                self.write(line.rstrip("\n"))
            if not line:
                return None
            if line.partition("#")[0].strip():
                return line.strip()


def is_signed(view: View) -> bool:
    """Return whether a seat is asked for its word on a text that has been signed: then nobody can pass."""
    return "passes" not in view.may


def to_consult(view: View) -> tuple[str, ...]:
    """Return the actors that the scenario's gates want consulted."""
    gates = view.scenario.gates.values()
    return tuple(dict.fromkeys(g.who for g in gates if g.must == "be_consulted" and g.who in view.scenario.actors))


def silence(view: View) -> Act:
    """Return the act of a seat that has nothing to say: a pass; on a signed text, what is computed for it."""
    if not is_signed(view):
        return view.say("passes")
    if "consults" in view.may:
        return Act(view.actor, "consults", (view.tabled,), to_consult(view))
    word = answer(view.scenario, view.actor, view.proposal(view.tabled).package, view.world)
    return view.say("consents to" if word.word == YES else "objects to", view.tabled)
