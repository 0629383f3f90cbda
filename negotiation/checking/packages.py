"""Findings on the packages of a scenario: rules, lines, gates and demands that exclude everything, or nothing."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from negotiation.analysis.boxes import Bools
from negotiation.analysis.pages import YES, Page, pages
from negotiation.analysis.zone import zone_of
from negotiation.checking.finding import Finding
from negotiation.checking.looking import Look
from negotiation.scenario import Actor, Gate, Scenario
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
        yield from _lines(actor, tally)
        yield from _chains(actor, tally)
    for gate in scenario.gates.values():
        yield from _gate(gate, scenario, tally)
    for threat in scenario.threats.values():
        if threat.unless is not None and not tally[f"threats.{threat.id} met"]:
            yield Finding(f"threats.{threat.id}.unless", "no package that obeys the rules meets it")
    zone = zone_of(scenario, look.world)
    if not zone.count:
        n = zone.count_without_gates
        without = f", {n:,} with constitutive gates left out" if n else ""
        message = (
            f"no agreement is possible: of {scenario.n_packages:,} packages none suits everyone whose word is needed"
        )
        yield Finding("", message + without, severity="note")


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
            yield Finding(f"rules.{rule}", "no package breaks it: it excludes nothing")
        elif rule in broken:
            yield Finding(f"rules.{rule}", "the status quo breaks it: an offer that leaves its issues out is refused")
    if not tally["open"]:
        cure = "loosen one of " + ", ".join(scenario.rules)
        yield Finding("rules", "no package that changes anything obeys every rule: nothing is feasible", cure)


def _lines(actor: Actor, tally: _Tally) -> Iterator[Finding]:
    at, n_open = f"actors.{actor.id}.red_lines", tally["open"]
    whole = [line for line in actor.red_lines if tally[f"{at}.{line} excludes"] == n_open]
    for line in actor.red_lines:
        if line in whole:
            yield Finding(f"{at}.{line}", "every package that changes anything crosses it: it excludes everything")
        elif not tally[f"{at}.{line} crossed"]:
            yield Finding(f"{at}.{line}", "no package crosses it: it excludes nothing")
    if not whole and tally[f"{at} excludes"] == n_open:
        yield Finding(at, "every package that changes anything crosses one of them: together they exclude everything")


def _chains(actor: Actor, tally: _Tally) -> Iterator[Finding]:
    for chain in actor.chains:
        at = f"actors.{actor.id}.chains.{chain}"
        if not tally[f"{at} starts"]:
            yield Finding(f"{at}.when", "no package that obeys the rules is so: the chain never starts")


def _gate(gate: Gate, scenario: Scenario, tally: _Tally) -> Iterator[Finding]:
    at, before = f"gates.{gate.id}", tally[f"gates.{gate.id} before"]
    if gate.when is not None and is_package_only(gate.when) and not tally[f"{at} stands"]:
        yield Finding(f"{at}.when", "no package is so: the gate never stands")
    if not before or gate.force != "constitutive" or gate.must == "be_consulted" or tally[f"{at} passed"]:
        return
    where = f"it stands before {before:,} of the {tally['open']:,} packages that obey the rules"
    if gate.who in scenario.actors:
        message = f"nobody can pass it: {gate.who} says yes to none; {where}"
        yield Finding(at, message, "see what it refuses, or say `force: opposable`")
    else:
        message = f"nobody can pass it: {gate.who!r} is no actor of the scenario; {where}"
        yield Finding(f"{at}.who", message, "add the actor, or say `force: opposable`")
