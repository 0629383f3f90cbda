"""Why a person's line or act cannot be taken, in the person's language.

What belongs here: refusals that a person in a seat reads. The same errors, where an author or a program meets them,
stay English and stand in `errors` and `engine.notation`; here their parts are put into the reader's words.
"""

from __future__ import annotations

import re

from negotiation.analysis.wording import condition_text, line_text
from negotiation.engine.acts import PROPOSING, Act
from negotiation.engine.notation import ActSyntaxError
from negotiation.engine.view import View
from negotiation.errors import UnknownNameError, nearest
from negotiation.scenario import Table
from negotiation.scenario.agreement import broken_rules, discharges
from negotiation.scenario.preferences import crossed_lines
from negotiation.text.catalogue import retell, say

#: What may be expected in a line besides its quoted words, and what stands between such parts.
KINDS = (
    *("an actor", "a deed", "a channel", "a name", "an issue", "an option", "a source", "the end", "one of"),
    *("an issue that is not named yet", "a call such as moved(issue)", "an option of the issue (its id)"),
    *("the end ('=>' does not chain: use parentheses)", "a whole number", "a number of turns"),
    *("a number of turns, 1 or more", "a date such as 2022-01-10", ", ", " or "),
)
#: What may help.
HINTS = (
    *("did you mean {what}?", "choose from {what}", "the deed is {what}", "write {what}", "{what} is a reserved word"),
    *("the actor comes first", "names have underscores, not hyphens", "terms come after ':'"),
    "a date stands alone on its line, as 2022-01-26",
    "the order is actor, deed, object, to or with, channel, if or unless, ':' terms, '[' sources",
)


def refusal(view: View, act: Act, language: str = "en") -> str:
    """Return why an act of a seat cannot be done, as far as the seat can tell; "" when it can, or only others know."""
    if act.actor != view.actor:
        return say("you speak for {own}, not for {other}", language, own=view.actor, other=act.actor)
    if act.deed not in view.may:
        may = say(", ", language).join(dict.fromkeys(view.may))
        return say("you may not say '{deed}' now (you may: {may})", language, deed=act.deed, may=may)
    if act.deed in ("accepts", "rejects"):
        closed = [label for label in act.what if label not in view.open]
        if closed:
            return say(
                "{label} is no text that stands open to you (open: {labels})",
                language,
                label=closed[0],
                labels=_labels(view.open, language),
            )
    elif act.deed == "stands by" and act.label not in view.mine:
        return say(
            "{label} is no text of yours (yours: {labels})",
            language,
            label=act.label,
            labels=_labels(view.mine, language),
        )
    elif act.deed in PROPOSING and act.label in texts(view):
        return say("there is already a text {label}; give yours another label", language, label=act.label)
    try:
        package = _package(view, act)
    except UnknownNameError as error:
        return unknown_text(error, language)
    return objection(view, package, language) if package and act.deed in ("accepts", "stands by", "tables") else ""


def _labels(labels: tuple[str, ...], language: str) -> str:
    return say(", ", language).join(dict.fromkeys(labels)) or say("none", language)


def _package(view: View, act: Act) -> tuple[int, ...] | None:
    """Return the package that an act puts or answers; None for other acts."""
    if act.deed in ("accepts", "rejects", "stands by"):
        return view.proposal(act.label).package
    if act.deed in PROPOSING:
        return view.scenario.package(act.terms or Table(), view.world.status_quo)
    return None


def objection(view: View, package: tuple[int, ...], language: str = "en") -> str:
    """Return why a seat may not put its name to a package, or "": rules, and its own absolute lines."""
    scenario, actor = view.scenario, view.actor
    rules = broken_rules(scenario, package, view.world)
    if rules:
        told = condition_text(scenario.rules[rules[0]].rule, scenario, language)
        return say("it breaks the rule {id} ({what})", language, id=rules[0], what=told)
    if package == scenario.start and not discharges(scenario, package, view.world):
        return say("nothing changes in it: every issue stands as it was at the start", language)
    lines = crossed_lines(scenario, actor, package, view.world, "absolute")
    if lines:
        told = line_text(scenario.actors[actor].red_lines[lines[0]], scenario, actor, language)
        return say("it crosses your absolute red line {id} ({what})", language, id=lines[0], what=told)
    return ""


def texts(view: View) -> tuple[str, ...]:
    """Return the labels of the texts that a seat knows."""
    return tuple(dict.fromkeys(act.label for _, act in view.acts if act.deed in PROPOSING))


# -- errors in the reader's words --------------------------------------------------------------------------------------


def syntax_text(error: ActSyntaxError, language: str = "en") -> str:
    """Return why a line is no act: what was expected, what was got, what may help, and a mark below the place.

    >>> from negotiation.engine.notation import ActSyntaxError, parse_act
    >>> from negotiation.strategies.refusing import syntax_text
    >>> try:
    ...     parse_act("russia acepts E1")
    ... except ActSyntaxError as error:
    ...     print(syntax_text(error, "zh"))
    应为：行为；实为：'acepts'；您是否想输入 accepts？
        russia acepts E1
               ^
    """
    first, *place = str(error).split("\n")
    tail = f"; {error.cure}" if error.cure else ""
    got = first.removesuffix(tail).partition(f"expected {error.expected}, got ")[2]
    return "\n".join([_expected(error.expected, got, error.cure, language), *place])


def unknown_text(error: UnknownNameError, language: str = "en") -> str:
    """Return that a name is not there, and the nearest that are."""
    kind, _, of = error.kind.partition(" of ")
    what = say("an option of {issue}", language, issue=of) if of else say(f"an {kind}", language)
    expected = say("the name of {what}", language, what=what)
    return _expected(expected, repr(error.name), nearest(error.name, error.known), language)


def _expected(expected: str, got: str, cure: str, language: str) -> str:
    words = {each: say(each, language) for each in KINDS}
    known = "|".join(re.escape(each) for each in sorted(words, key=len, reverse=True))
    told = re.sub(known, lambda found: words[found[0]], expected)
    text = say("expected {what}, got {got}", language, what=told, got=words.get(got, got))
    return say("{text}; {more}", language, text=text, more=retell(cure, HINTS, language)) if cure else text
