"""Conditions and constraints in words: titles of issues and options, who asks for what, on which sources.

Every word that is not the scenario's own goes through the message catalogue.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from negotiation.analysis.constraints import DEMAND, FLOOR, GAIN, LINE, RULE, Constraint
from negotiation.errors import UnknownNameError
from negotiation.scenario import conditions as c
from negotiation.scenario.basis import Basis, Text, text_in
from negotiation.scenario.binding import met_options
from negotiation.scenario.table import Table
from negotiation.text.catalogue import languages, say

if TYPE_CHECKING:
    from collections.abc import Iterable

    from negotiation.scenario.actors import RedLine
    from negotiation.scenario.issues import Issue
    from negotiation.scenario.scenario import Scenario


def issue_text(issue: Issue, option: str, language: str = "en") -> str:
    """Return one settlement of an issue in words: "title: option"."""
    chosen = text_in(issue.options[issue.place(option)].title, language)
    return say("{issue}: {option}", language, issue=text_in(issue.title, language), option=chosen)


def package_text(scenario: Scenario, package: tuple[int, ...], language: str = "en") -> str:
    """Return what a package changes, in words: the issues that leave their status quo."""
    moved = [
        issue_text(issue, issue.options[j].id, language)
        for issue, j, start in zip(scenario.agenda, package, scenario.start, strict=True)
        if j != start
    ]
    return say("; ", language).join(moved) if moved else say("everything as it is", language)


def basis_text(basis: Basis | None, language: str = "en") -> str:
    """Return who answers for a claim, in brackets: `[stated S11a]`; "" where nobody does."""
    if basis is None:
        return ""
    kinds = {
        "stated": say("stated", language),
        "implied": say("implied", language),
        "assumed": say("assumed", language),
        "external": say("external", language),
    }
    return "[" + " ".join((kinds[basis.kind], *basis.sources)) + "]"


def condition_text(condition: c.Condition, scenario: Scenario, language: str = "en", owner: str | None = None) -> str:
    """Return a condition in words.

    Parameters
    ----------
    condition, scenario : what is asked, and of which agenda.
    language : the reader's.
    owner : the actor whose order `improved` and `met` use.
    """
    return _Words(scenario, language, owner).of(condition)


class _Words:
    """One reader's words for the conditions of one scenario."""

    def __init__(self, scenario: Scenario, language: str, owner: str | None) -> None:
        self.scenario, self.language, self.owner = scenario, language, owner

    def say(self, message: str, **facts: object) -> str:
        """Return a message in the reader's language."""
        return say(message, self.language, **facts)

    def of(self, condition: c.Condition, *, inside: bool = False) -> str:
        """Return a condition in words; in parentheses where it is `inside` another and joins several."""
        match condition:
            case c.Constant(value):
                return self.say("always") if value else self.say("on no terms")
            case c.Compare("turn", op, n):
                return self.turn(op, n)
            case c.Compare(issue, op, option):
                return self.compared(issue, op, option)
            case c.Among(issue, options):
                return self.settled(issue, self.either([self.title(issue, each) for each in options]))
            case c.Atom(name, args):
                return self.package_atom(name, args) if name in c.PACKAGE_ATOMS else self.world_atom(name, args)
            case c.Not(of):
                return self.say("not: {what}", what=self.of(of, inside=True))
            case c.Count(kind, n, of):
                return self.counted(kind, n, [self.of(each, inside=True) for each in of], inside=inside)
            case c.And(of):
                text = self.say(" – and ").join(self.of(each, inside=True) for each in of)
            case c.Or(of):
                text = self.say(" – or ").join(self.of(each, inside=True) for each in of)
            case c.Implies(if_, then):
                first, second = self.of(if_, inside=True), self.of(then, inside=True)
                text = self.say("where {first}, then {second}", first=first, second=second)
        return self.say("({what})", what=text) if inside else text

    def title(self, issue: str, option: str) -> str:
        """Return an option's title."""
        each = self.scenario.issues[issue]
        return text_in(each.options[each.place(option)].title, self.language)

    def settled(self, issue: str, how: str) -> str:
        """Return an issue and how it is settled."""
        return self.say(
            "{issue}: {option}", issue=text_in(self.scenario.issues[issue].title, self.language), option=how
        )

    def either(self, names: list[str]) -> str:
        """Return names of which any will do."""
        if len(names) == 1:
            return names[0]
        return self.say("{some} or {last}", some=self.say(", ").join(names[:-1]), last=names[-1])

    def compared(self, issue: str, op: str, option: str) -> str:
        """Return a comparison with an option in listing order; open ends that hold one option only say it alone."""
        options = self.scenario.issues[issue].option_ids
        place, last = options.index(option), len(options) - 1
        strict = {">": (place + 1, ">="), "<": (place - 1, "<=")}
        if op in strict and 0 <= strict[op][0] <= last:
            place, op = strict[op]
        title = self.title(issue, options[place])
        if op == "==" or (op == ">=" and place == last) or (op == "<=" and place == 0):
            return self.settled(issue, title)
        messages = {
            "!=": self.say("anything but {option}", option=title),
            ">=": self.say("{option}, or more", option=title),
            "<=": self.say("{option}, or less", option=title),
            ">": self.say("more than {option}", option=title),
            "<": self.say("less than {option}", option=title),
        }
        return self.settled(issue, messages[op])

    def counted(self, kind: str, n: int, parts: list[str], *, inside: bool) -> str:
        """Return a k-of-n in words."""
        size = len(parts)
        if size == 1 and n == 1 and kind != "at_most":
            return parts[0]
        if kind == "at_least" and n == size:
            head = self.say("all of these {size}", size=size)
        elif (kind, n) in {("at_most", 0), ("exactly", 0)}:
            head = self.say("none of these {size}", size=size)
        elif kind == "at_least":
            head = self.say("at least {n} of these {size}", n=n, size=size)
        elif kind == "at_most":
            head = self.say("at most {n} of these {size}", n=n, size=size)
        else:
            head = self.say("exactly {n} of these {size}", n=n, size=size)
        text = self.say("{head}: {parts}", head=head, parts=self.say("; ").join(parts))
        return self.say("({what})", what=text) if inside else text

    def turn(self, op: str, n: str) -> str:
        """Return a comparison of the turn with a number."""
        messages = {
            "==": self.say("in turn {n}", n=n),
            "!=": self.say("in any turn but {n}", n=n),
            "<": self.say("before turn {n}", n=n),
            "<=": self.say("up to turn {n}", n=n),
            ">": self.say("after turn {n}", n=n),
            ">=": self.say("from turn {n} on", n=n),
        }
        return messages[op]

    def who(self) -> str:
        """Return the title of the actor whose order counts."""
        return self.scenario.name(self.owner or "", self.language)

    def package_atom(self, name: str, args: tuple[str, ...]) -> str:
        """Return moved, improved or met in words."""
        issue = self.scenario.issues[args[0]]
        if name == "moved":
            return self.settled(
                issue.id, self.say("moved from {option}", option=self.title(issue.id, issue.status_quo))
            )
        if name == "improved":
            return self.settled(issue.id, self.say("better for {who} than when the demand was made", who=self.who()))
        sought = args[1] if len(args) > 1 else self.scenario.actors[self.owner or ""].positions[issue.id].seeks or ""
        title = self.title(issue.id, sought)
        if len(met_options(self.scenario, self.owner or "", issue.id, sought)) == 1:
            return self.settled(issue.id, title)
        return self.settled(issue.id, self.say("{option}, or better for {who}", option=title, who=self.who()))

    def world_atom(self, name: str, args: tuple[str, ...]) -> str:
        """Return what the world is asked, in words."""
        titles = [self.named(each) for each in args]
        first, rest = titles[0], " ".join(titles[1:])
        messages = {
            "happened": self.say("{what} has happened", what=first),
            "did": self.say("{who} did: {what}", who=first, what=rest),
            "consulted": self.say("{who} consulted", who=self.say(", ").join(titles)),
            "consented": self.say("{who} consented", who=first),
            "performed": self.say("{who} performed {what}", who=first, what=rest),
            "fact": self.say("{what} is a fact", what=first),
        }
        return messages[name]

    def named(self, name: str) -> str:
        """Return the title of an actor, a measure or an event; a name as it is otherwise."""
        if name in self.scenario.actors:
            return self.scenario.name(name, self.language)
        for kind in (self.scenario.measures, self.scenario.events):
            if name in kind:
                return text_in(kind[name].title, self.language) or name
        return name.replace("_", " ")


def deed_text(deed: tuple[str, ...], scenario: Scenario, language: str = "en") -> str:
    """Return a deed in words: who, what, and the title of what it is about (actor, deed, object by id)."""
    words = _Words(scenario, language, None)
    who, what, *about = (words.named(each) for each in deed)
    return say("{who}: {what}", language, who=who, what=" ".join([what, *(f"“{each}”" for each in about)]))


def circle_text(names: Iterable[str], scenario: Scenario, language: str = "en") -> str:
    """Return a circle of preconditions in words: what each is called, the first again at the end."""
    known = scenario.preconditions
    called = [_called(name, known[name].title if name in known else None, language) for name in names]
    return say("precondition cycle: {names}", language, names=" → ".join([*called, called[0]]))


def line_text(line: RedLine, scenario: Scenario, actor: str, language: str = "en") -> str:
    """Return a red line in words: "never …" or "only with …"."""
    if line.never is not None:
        return say("never {what}", language, what=condition_text(line.never, scenario, language, actor))
    return say("only with {what}", language, what=condition_text(line.only_if or c.TRUE, scenario, language, actor))


def constraint_text(scenario: Scenario, constraint: Constraint, language: str = "en") -> str:
    """Return a constraint in words: who, what it asks, and who answers for that, in brackets."""
    text = _plain(scenario, constraint, language)
    basis = basis_text(constraint.basis, language)
    return f"{text} {basis}" if basis else text


def _plain(scenario: Scenario, constraint: Constraint, language: str) -> str:
    key = constraint.name.rpartition(".")[2]
    if constraint.kind == RULE:
        return say("Rule: {what}", language, what=condition_text(scenario.rules[key].rule, scenario, language))
    if constraint.actor is None:
        if constraint.kind == GAIN:
            return say("Every agreement: at least one signatory better off than from no deal", language)
        return say("Every agreement: something changes", language)
    if constraint.kind == LINE:
        what = line_text(scenario.actors[constraint.actor].red_lines[key], scenario, constraint.actor, language)
    elif constraint.kind == DEMAND:
        demand = scenario.actors[constraint.actor].demands[key].demand
        what = say("only with {what}", language, what=condition_text(demand, scenario, language, constraint.actor))
    elif constraint.kind == FLOOR:
        what = say("no less than from no deal", language)
    else:
        what = _word_text(scenario, constraint.actor, language)
    return say("{who}: {what}", language, who=_who(scenario, constraint, language), what=what)


def _who(scenario: Scenario, constraint: Constraint, language: str) -> str:
    name = scenario.name(constraint.actor or "", language)
    messages = {
        "sign": say("{who}, who must sign", language, who=name),
        "consent": say("{who}, who must consent", language, who=name),
        "ratify": say("{who}, who must ratify", language, who=name),
    }
    return messages.get(constraint.must, name)


def _word_text(scenario: Scenario, actor: str, language: str) -> str:
    """Return what the consent of an actor without a seat asks for."""
    who = scenario.actors.get(actor)
    if who is None:
        return say("its word cannot be obtained in this model", language)
    if who.members:
        rules = {
            "consensus": say("no member objects", language),
            "unanimity": say("every member says yes", language),
            "majority": say("a majority of its members", language),
            "leader": say("the word of {leader}", language, leader=scenario.name(who.leader or "", language)),
        }
        return rules[who.decides_by or "consensus"]
    if who.has_preferences:
        return say("no less than at the start", language)
    return say("presumed to withhold its word", language)


def path_text(scenario: Scenario, path: str, language: str = "en") -> str:
    """Return what stands at a path in words: a line, a rule, a gate, a signature or a number; else the path itself."""
    parts = path.split(".")
    if path == "crossing_cost":
        return say("the cost of crossing any declared line", language)
    if parts[0] in {"rules", "gates"}:
        part = (scenario.rules if parts[0] == "rules" else scenario.gates)[parts[1]]
        return say("“{id}”", language, id=_called(parts[1], part.title, language))
    if parts[0] == "actors":
        return _of_actor(scenario, parts, language)
    if parts[0] == "measures" and parts[2] == "effects":
        measure, who = text_in(scenario.measures[parts[1]].title, language), scenario.name(parts[3], language)
        return say("the effect of {measure} on {who}", language, measure=measure, who=who)
    if parts[0] == "threats":
        return _of_threat(scenario, parts, language) or path
    return path


def _called(name: str, title: Text | None, language: str) -> str:
    """Return what a part of a scenario is called in a few words: its id in English, elsewhere its title if any."""
    return text_in(title, language) if title is not None and language != "en" else name.replace("_", " ")


def _of_actor(scenario: Scenario, parts: list[str], language: str) -> str:
    """Return what stands below an actor in words."""
    who, kind, own = scenario.name(parts[1], language), parts[2], parts[2:4][-1]
    if kind == "salience":
        issue = text_in(scenario.issues[parts[3]].title, language)
        return say("{who}’s weight on {issue}", language, who=who, issue=issue)
    if kind == "values":
        what = issue_text(scenario.issues[parts[3]], parts[4], language)
        return say("the value to {who} of {what}", language, who=who, what=what)
    if kind == "trust":
        return say("{who}’s trust in {other}", language, who=who, other=scenario.name(parts[3], language))
    messages = {
        "no_deal": say("{who}’s no-deal value", language, who=who),
        "signature": say("{who}’s signature", language, who=who),
        "audience_cost": say("{who}’s audience cost", language, who=who),
        "weights": say("the weight of {other} in {who}", language, other=scenario.name(parts[-1], language), who=who),
    }
    actor = scenario.actors[parts[1]]
    part = actor.red_lines.get(own) or actor.demands.get(own)
    title = None if part is None else part.title
    return messages.get(kind, say("{who}’s “{id}”", language, who=who, id=_called(own, title, language)))


def _of_threat(scenario: Scenario, parts: list[str], language: str) -> str:
    """Return a number of a threat in words; "" where there are no words for it."""
    threat = scenario.threats[parts[1]]
    what, issuer = text_in(scenario.measures[threat.measure].title, language), scenario.name(threat.by, language)
    if parts[2] == "believed":
        who = scenario.name(parts[3], language)
        return say("the probability of {what} as {who} believes it", language, what=what, who=who)
    messages = {
        "probability": say("the probability of {what}", language, what=what),
        "backing_down": say("what it costs {who} not to carry out {what}", language, who=issuer, what=what),
    }
    return messages.get(parts[2], "")


def told_apart(before: float, after: float) -> tuple[str, str]:
    """Return two numbers with the fewest digits, three or more, that tell them apart."""
    for digits in range(3, 16):
        found = f"{before:.{digits}f}", f"{after:.{digits}f}"
        if found[0] != found[1]:
            break
    return found


def check_language(language: str, *scenarios: Scenario) -> None:
    """Raise UnknownNameError for a language in which neither the messages nor any of the scenarios' texts are."""
    texts = (text for each in scenarios for text in (each.title, each.about, each.neutrality))
    own = (name for text in texts if isinstance(text, Table) for name in text)
    known = tuple(dict.fromkeys((*languages(), *own)))
    if language not in known:
        raise UnknownNameError("language", language, known)
