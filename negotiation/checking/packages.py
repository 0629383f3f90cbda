"""Findings on the packages of a scenario: rules, lines, gates and demands that exclude everything, or nothing."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from negotiation.analysis.boxes import Bools
from negotiation.analysis.pages import YES, Page, pages
from negotiation.analysis.zone import zone_of
from negotiation.checking.finding import Finding
from negotiation.checking.looking import Look
from negotiation.scenario import Actor, Gate
from negotiation.scenario.agreement import broken_rules
from negotiation.scenario.conditions import is_package_only


def package_findings(look: Look) -> Iterator[Finding]:
    """Yield what excludes every package or none, and say where no agreement is possible."""
    scenario = look.scenario
    tally = _tally(look)
    yield from _rules(look, tally)
    if not tally["open"]:
        return
    for actor in scenario.actors.values():
        yield from _lines(look, actor, tally)
        yield from _chains(look, actor, tally)
    for gate in scenario.gates.values():
        yield from _gate(look, gate, tally)
    for threat in scenario.threats.values():
        if threat.unless is not None and not tally[f"threats.{threat.id} met"]:
            yield Finding(f"threats.{threat.id}.unless", look.say("no package that obeys the rules meets it"))
    zone = zone_of(scenario, look.world)
    if not zone.count:
        text = "no agreement is possible: of {all:,} packages none suits everyone whose word is needed"
        message = look.say(text, all=scenario.n_packages)
        if zone.count_without_gates:
            more = look.say("{n:,} with constitutive gates left out", n=zone.count_without_gates)
            message = look.say("{text}, {more}", text=message, more=more)
        yield Finding("", message, severity="note")


class _Tally(dict[str, int]):
    """How many packages are so and so. "open" are those that obey the rules and change something."""

    def add(self, key: str, mask: Bools) -> None:
        self[key] = self.get(key, 0) + int(np.count_nonzero(mask))


def _tally(look: Look) -> _Tally:
    """Count what is asked about rules, lines, gates and demands, in one pass over the packages."""
    tally = _Tally()
    for page in pages(look.scenario, look.world):
        _count(page, tally)
    return tally


def _count(page: Page, tally: _Tally) -> None:
    scenario, is_open = page.scenario, page.feasible() & page.changes()
    tally.add("open", is_open)
    for rule in scenario.rules.values():
        tally.add(f"rules.{rule.id} broken", ~page.holds(rule.rule))
    for actor in scenario.actors.values():
        at = f"actors.{actor.id}.red_lines"
        for line in actor.red_lines.values():
            crosses = page.crosses(actor.id, line)
            tally.add(f"{at}.{line.id} crossed", crosses)
            tally.add(f"{at}.{line.id} excludes", crosses & is_open)
        tally.add(f"{at} excludes", page.crossed(actor.id) & is_open)
        for chain in actor.chains.values():
            tally.add(f"actors.{actor.id}.chains.{chain.id} starts", page.holds(chain.when, actor.id) & page.feasible())
    for gate in scenario.gates.values():
        stands = page.stands(gate)
        tally.add(f"gates.{gate.id} stands", stands)
        tally.add(f"gates.{gate.id} before", stands & is_open)
        tally.add(f"gates.{gate.id} passed", stands & is_open & (page.word(gate.who) == YES))
    for threat in scenario.threats.values():
        if threat.unless is not None:
            tally.add(f"threats.{threat.id} met", page.feasible() & page.holds(threat.unless, threat.by))


def _rules(look: Look, tally: _Tally) -> Iterator[Finding]:
    scenario = look.scenario
    broken = broken_rules(scenario, scenario.start, look.world)
    for rule in scenario.rules:
        if not tally[f"rules.{rule} broken"]:
            yield Finding(f"rules.{rule}", look.say("no package breaks it: it excludes nothing"))
        elif rule in broken:
            message = look.say("the status quo breaks it: an offer that leaves its issues out is refused")
            yield Finding(f"rules.{rule}", message)
    if not tally["open"]:
        message = look.say("no package that changes anything obeys every rule: nothing is feasible")
        yield Finding("rules", message, look.say("loosen one of {rules}", rules=look.say(", ").join(scenario.rules)))


def _lines(look: Look, actor: Actor, tally: _Tally) -> Iterator[Finding]:
    at, n_open = f"actors.{actor.id}.red_lines", tally["open"]
    whole = [line for line in actor.red_lines if tally[f"{at}.{line} excludes"] == n_open]
    for line in actor.red_lines:
        if line in whole:
            message = look.say("every package that changes anything crosses it: it excludes everything")
            yield Finding(f"{at}.{line}", message)
        elif not tally[f"{at}.{line} crossed"]:
            yield Finding(f"{at}.{line}", look.say("no package crosses it: it excludes nothing"))
    if not whole and tally[f"{at} excludes"] == n_open:
        text = "every package that changes anything crosses one of them: together they exclude everything"
        yield Finding(at, look.say(text))


def _chains(look: Look, actor: Actor, tally: _Tally) -> Iterator[Finding]:
    for chain in actor.chains:
        at = f"actors.{actor.id}.chains.{chain}"
        if not tally[f"{at} starts"]:
            message = look.say("no package that obeys the rules is so: the chain never starts")
            yield Finding(f"{at}.when", message)


def _gate(look: Look, gate: Gate, tally: _Tally) -> Iterator[Finding]:
    at, before = f"gates.{gate.id}", tally[f"gates.{gate.id} before"]
    if gate.when is not None and is_package_only(gate.when) and not tally[f"{at} stands"]:
        yield Finding(f"{at}.when", look.say("no package is so: the gate never stands"))
    if not before or gate.force != "constitutive" or gate.must == "be_consulted" or tally[f"{at} passed"]:
        return
    text = "it stands before {n:,} of the {all:,} packages that change something and obey the rules"
    where = look.say(text, n=before, all=tally["open"])
    if gate.who in look.scenario.actors:
        message = look.say("nobody can pass it: {who} says yes to none; {where}", who=gate.who, where=where)
        yield Finding(at, message, look.say("see what it refuses, or say `force: opposable`"))
    else:
        text = "nobody can pass it: {who} is no actor of the scenario; {where}"
        message = look.say(text, who=repr(gate.who), where=where)
        yield Finding(f"{at}.who", message, look.say("add the actor, or say `force: opposable`"))
