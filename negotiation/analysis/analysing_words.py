"""An analysis in words: whether a deal exists, which, for whom, what would have to give, who ends below the start."""

from __future__ import annotations

from typing import TYPE_CHECKING

from negotiation.analysis.diagnosis_words import diagnosis_text
from negotiation.analysis.gap import gap_text
from negotiation.analysis.hinges import thresholds_text
from negotiation.analysis.logrolling import logrolling_of, logrolling_text
from negotiation.analysis.programs import has_solver
from negotiation.analysis.telling import figure
from negotiation.analysis.wording import issue_text, package_text
from negotiation.scenario.basis import text_in
from negotiation.text.catalogue import count_text, join, say, sentences
from negotiation.text.layout import heading, page_width, table, wrapped

if TYPE_CHECKING:
    from negotiation.analysis.analysing import Analysis, Chosen
    from negotiation.analysis.minkowski import CapError


def analysis_text(found: Analysis, language: str = "en", width: int | None = None) -> str:
    """Return an analysis as text for a terminal or a notebook, wrapped to the page.

    Parameters
    ----------
    found : the analysis.
    language : the reader's.
    width : columns; the terminal's if left out.
    """
    page = page_width(width)
    title = text_in(found.scenario.title, language)
    profile = say("profile {name}", language, name=found.scenario.profile)
    parts = [heading(title, profile, page), _lines(verdict_text(found, language), page)]
    parts += _best(found, language, page)
    parts += _hinges(found, language, page)
    if found.gap.conflicts:
        parts.append(_lines(gap_text(found.scenario, found.gap, language), page))
    if found.diagnosis is not None:
        why = diagnosis_text(found.diagnosis, language, page)
        parts.append("\n".join([say("Why there is no deal", language), why]))
    parts += [_figures(found, language, page), *_room(found, language, page)]
    if found.stopped is not None:
        parts.append(wrapped(stopped_text(found, found.stopped, language), page))
    if found.undefined:
        parts.append(_lines(undefined_text(found, language), page))
    if found.scenario.neutrality:
        parts.append(wrapped(text_in(found.scenario.neutrality, language), page))
    return "\n\n".join(parts)


def _lines(text: str, page: int) -> str:
    """Return lines wrapped each, with the indent that they have kept."""
    found = []
    for line in text.splitlines():
        indent = line[: len(line) - len(line.lstrip())]
        found.append(wrapped(line.lstrip(), page, indent, indent + "  "))
    return "\n".join(found)


def verdict_text(found: Analysis, language: str) -> str:
    """Return the first sentences: does a deal exist, and how much room there is."""
    if found.zone is None and not found.is_defined:
        return say("Whether a deal exists is not defined: nobody at the table has preferences in the model.", language)
    if found.zone is None:
        many = say("The packages are too many to look at one by one: only the best were searched for.", language)
        deal = say("A deal exists.", language) if found.has_deal else say("Whether a deal exists is open.", language)
        return sentences([deal, many, *_without_solver(found, language)])
    if found.feasible == 0:
        return say("No deal: no package obeys every rule of the agenda.", language)
    if found.zone:
        verdict = say(
            "A deal exists: {n:,} of {all:,} packages could be agreed.", language, n=found.zone, all=found.packages
        )
    else:
        none = "No deal: none of {all:,} packages satisfies everybody who must agree."
        verdict = sentences([say(none, language, all=found.packages), *_without_solver(found, language)])
    if found.zone_without_gates not in (None, found.zone):
        without = say("Without the gates it would be {n:,}.", language, n=found.zone_without_gates)
        verdict = sentences([verdict, without])
    return verdict


def _without_solver(found: Analysis, language: str) -> list[str]:
    """Return what the solver would tell where it is not installed: what stands in the way, what is best for sure."""
    if found.has_deal or found.gap.conflicts or has_solver():
        return []
    return [say('The solver can tell more, and what stands in the way: pip install "negotiation[analysis]".', language)]


def _best(found: Analysis, language: str, page: int) -> list[str]:
    """Return the packages that the rules pick, those that agree told together, each with who gains and who loses."""
    together: dict[tuple[tuple[str, str], ...], list[str]] = {}
    for name, each in found.solutions.items():
        if each is not None:
            together.setdefault(tuple(each.package.items()), []).append(name)
    parts = []
    for names in together.values():
        each = found.solutions[names[0]]
        assert each is not None  # noqa: S101 - kept only where it is
        rules = _opening([rule_text(name, language) for name in names], language)
        package = package_text(found.scenario, found.scenario.package(each.package), language)
        parts.append(_lines(say("{rules}: {package}.", language, rules=rules, package=package), page))
        parts[-1] += "\n" + _lines("  " + for_whom_text(found, each, language), page)
    silent = [rule_text(name, language) for name, each in found.solutions.items() if each is None]
    if together and silent:
        parts.append(_lines(say("{rules}: no package.", language, rules=_opening(silent, language)), page))
    return parts


def _opening(rules: list[str], language: str) -> str:
    """Return rules as a line begins with them."""
    told = join(rules, language)
    return told[:1].upper() + told[1:]


def _hinges(found: Analysis, language: str, page: int) -> list[str]:
    """Return what a deal hangs on: what carries the first package picked, and the numbers that would close the zone."""
    if not found.has_deal:
        return []
    parts = []
    first = next(((name, each) for name, each in found.solutions.items() if each is not None), None)
    if first is not None:
        head = say("What carries the package of {rule}", language, rule=rule_text(first[0], language))
        carried = logrolling_of(found.scenario, first[1].package, found.world)
        told = logrolling_text(found.scenario, carried, language, page, options=False)
        parts.append(f"{head}\n{_lines(told, page)}")
    numbers = thresholds_text(found.scenario, found.thresholds, language)
    parts.append("\n".join([say("On which single numbers it hangs", language), _lines(numbers, page)]))
    return parts


def rule_text(name: str, language: str = "en") -> str:
    """Return what a bargaining rule is called in a sentence."""
    names = {
        "nash": say("Nash", language),
        "kalai_smorodinsky": say("Kalai–Smorodinsky", language),
        "egalitarian": say("egalitarian", language),
        "utilitarian": say("utilitarian", language),
        "median": say("median", language),
        "compromise": say("compromise", language),
    }
    return names[name]


def for_whom_text(found: Analysis, each: Chosen, language: str) -> str:
    """Return who gains how much over no deal, and who ends below the start."""
    gains = [
        f"{found.scenario.name(actor, language)} {figure(gain, sign=True)}"
        for actor, gain in each.gains.items()
        if gain is not None
    ]
    text = say("Against no deal: {gains}.", language, gains=say(", ", language).join(gains))
    below = [found.scenario.name(actor, language) for actor in each.below_start]
    missing = [found.scenario.name(actor, language) for actor in each.missing_consents]
    if below:
        ends = say("Below the start: {who}.", language, who=join(below, language))
    else:
        ends = say("Nobody ends below the start.", language)
    lacks = say("Consent missing: {who}.", language, who=join(missing, language)) if missing else ""
    unproved = "" if each.is_exact else say("Not proved best.", language)
    return sentences([text, ends, lacks, unproved])


def _figures(found: Analysis, language: str, page: int) -> str:
    """Return the counts as a table."""
    head, *rows = figure_rows(found, language)
    return table(rows, tuple(head), page)


def figure_rows(found: Analysis, language: str) -> list[list[str]]:
    """Return the counts in rows: packages, feasible, acceptable to each, efficient."""
    rows = [
        [say("packages", language), _count(found.packages, language)],
        [say("feasible", language), _count(found.feasible, language)],
        *(
            [
                say("acceptable to {who}", language, who=found.scenario.name(actor, language)),
                _count(n, language),
            ]
            for actor, n in found.acceptable.items()
            if actor not in found.undefined
        ),
    ]
    if found.pareto is not None:
        rows.append([say("feasible and efficient for the parties", language), f"{len(found.pareto):,}"])
    if found.frontier is not None:
        text = say("feasible and efficient for the parties, equals once", language)
        rows.append([text, f"{found.frontier.n_points:,}"])
    return rows


def _room(found: Analysis, language: str, page: int) -> list[str]:
    """Return how many options of each issue are left in the zone, and which issues leave no choice."""
    if not found.zone or found.room is None or found.room_feasible is None:
        return []
    rows, settled = [], []
    for issue in found.scenario.agenda:
        left = [option for option, n in found.room[issue.id].items() if n]
        by_rules = sum(n > 0 for n in found.room_feasible[issue.id].values())
        rows.append([text_in(issue.title, language), f"{len(issue.options)}", f"{by_rules}", f"{len(left)}"])
        if len(left) == 1:
            settled.append(issue_text(issue, left[0], language))
    head = [say(each, language) for each in ("room by issue", "options", "left by the rules", "in the zone")]
    parts = [table(rows, head, page)]
    if settled:
        text = say("Only one option is left in the zone: {what}.", language, what=say("; ", language).join(settled))
        parts.append(_lines(text, page))
    return ["\n".join(parts)]


def stopped_text(found: Analysis, stopped: CapError, language: str) -> str:
    """Return at which issues the frontier was given up, and what may be asked for instead."""
    issues = [text_in(found.scenario.issues[each].title, language) for each in stopped.issues]
    facts = {"done": stopped.done, "n": stopped.n_issues, "cap": stopped.cap, "what": join(issues, language)}
    gave_up = say(
        "The efficient packages were given up at {what}, with {done} of {n} issues joined: more than {cap:,} points.",
        language,
        **facts,
    )
    picked = [each for each in found.solutions.values() if each is not None]
    exact = say("The packages picked above are exact.", language)
    further = say(
        "`structured_frontier` joins on under a larger `cap`, or within a bound, `epsilon`.",
        language,
    )
    return sentences([gave_up, *([exact] if picked and all(each.is_exact for each in picked) else []), further])


def _count(n: int | None, language: str) -> str:
    """Return a count, or that it is not known."""
    return say("not known", language) if n is None else count_text(n)


def undefined_text(found: Analysis, language: str) -> str:
    """Return whose figures are not defined, and why."""
    who = join([found.scenario.name(actor, language) for actor in found.undefined], language)
    return say("Not defined for {who}: no preferences in the model, so no figure is invented.", language, who=who)
