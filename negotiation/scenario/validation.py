"""What a scenario must satisfy across its parts: names that exist, weights that sum, nothing in a circle.

Every problem is found; the first does not stop the search.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from attrs import frozen

from negotiation.errors import Problem, join_path, nearest
from negotiation.scenario import conditions as c
from negotiation.scenario.codec import SLUG_PATTERN, Reader

if TYPE_CHECKING:
    from negotiation.scenario.actors import Actor
    from negotiation.scenario.issues import Issue
    from negotiation.scenario.scenario import Scenario

SUM_TOLERANCE = 1e-9
KEYED = (
    "actors",
    "rules",
    "gates",
    "measures",
    "threats",
    "events",
    "promises",
    "channels",
    "claims",
    "signals",
    "preconditions",
    "obligations",
    "profiles",
)


def ordered_agenda(names: Iterable[str], issues: Mapping[str, Issue], to: Reader) -> tuple[Issue, ...]:
    """Return the issues in the order of the agenda, recording names that are missing, unknown or there twice."""
    found: dict[str, Issue] = {}
    for name in names:
        if name in found:
            to.fail(join_path("agenda", name), "each issue once", name)
        elif name not in issues:
            if "issues" not in to.broken and join_path("issues", name) not in to.broken:
                to.fail(join_path("agenda", name), "the id of an issue", name, nearest(name, issues))
        else:
            found[name] = issues[name]
    for name in issues:
        if name not in found:
            to.fail(join_path("issues", name), "an issue that the agenda names", name, "add it to the agenda")
    return tuple(found.values())


def problems_of(scenario: Scenario) -> list[Problem]:
    """Return everything wrong with a scenario, in the order of its parts."""
    check = _Check(scenario, [])
    check.head()
    for issue in scenario.agenda:
        check.issue(issue)
    for name, rule in scenario.rules.items():
        check.condition(rule.rule, f"rules.{name}.rule", package_only=True)
    for actor in scenario.actors.values():
        check.actor(actor)
    check.circles("actors", {a.id: a.members for a in scenario.actors.values()}, "a bloc that is not inside itself")
    check.gates()
    check.measures()
    check.threats()
    check.events()
    check.talking()
    check.profiles()
    check.ends()
    return check.problems


@frozen
class _Check:
    """The search for problems: one method for each part of a scenario."""

    s: Scenario
    problems: list[Problem]

    def fail(self, path: str, expected: str, got: object = "", cure: str = "") -> None:
        self.problems.append(Problem(path, expected, got if isinstance(got, str) else repr(got), cure))

    def known(self, name: str | None, names: Iterable[str], what: str, path: str) -> bool:
        names = tuple(names)
        if name is None or name in names:
            return True
        self.fail(path, f"the id of {what}", repr(name), nearest(name, names))
        return False

    def options(self, issue: str, option: str | None, path: str) -> None:
        if self.known(issue, self.s.issues, "an issue", path) and option is not None:
            self.known(option, self.s.issues[issue].option_ids, f"an option of {issue}", path)

    # -- parts -----------------------------------------------------------------------------------------------------

    def head(self) -> None:
        if not self.s.agenda:
            self.fail("agenda", "at least one issue", "none")
        parties = {a.id for a in self.s.actors.values() if "party" in a.roles}
        if len(parties) < 2:  # noqa: PLR2004
            self.fail("actors", "two parties or more", str(len(parties)), "give an actor `roles: party`")
        if self.s.seats and (not parties <= set(self.s.seats) or len(set(self.s.seats)) != len(self.s.seats)):
            self.fail("seats", "every party once: " + ", ".join(sorted(parties)), ", ".join(self.s.seats))
        for seat in self.s.seats:
            self.known(seat, self.s.actors, "an actor", "seats")
        for kind in KEYED:
            for key, each in getattr(self.s, kind).items():
                if each.id != key:
                    self.fail(f"{kind}.{key}", f"the object's own id as key: {each.id}", repr(key))
        slugs = [("id", self.s.id), ("profile", self.s.profile), *((f"profiles.{p}", p) for p in self.s.profiles)]
        for path, slug in slugs:
            if not re.match(SLUG_PATTERN, slug):
                self.fail(path, "a slug: small letters, digits and hyphens", repr(slug))
        ids = [(f"actors.{a}", a) for a in self.s.actors]
        for issue in self.s.agenda:
            ids += [(f"issues.{issue.id}", issue.id), *((f"issues.{issue.id}.options.{o}", o) for o in issue.option_ids)]
        for path, name in ids:
            if not c.ID.match(name) or name in c.RESERVED:
                self.fail(path, "an id: small letters, digits and underscores, no reserved word", repr(name))

    def issue(self, issue: Issue) -> None:
        for option in issue.options:
            at = f"issues.{issue.id}.options.{option.id}"
            for kind in ("performs", "signs"):
                for actor in getattr(option, kind):
                    self.known(actor, self.s.actors, "an actor", f"{at}.{kind}")

    def actor(self, actor: Actor) -> None:
        at = f"actors.{actor.id}"
        for name, position in actor.positions.items():
            self.options(name, position.seeks, f"{at}.positions.{name}")
            self.options(name, position.refuses, f"{at}.positions.{name}")
        for line in actor.red_lines.values():
            for kind in ("never", "only_if"):
                self.condition(getattr(line, kind), f"{at}.red_lines.{line.id}.{kind}", package_only=True, owner=actor)
            if line.cost is not None and line.force != "declared":
                self.fail(f"{at}.red_lines.{line.id}.cost", "no cost on an absolute line (it is never crossed)", line.cost.value)
        for interest in actor.interests.values():
            for name in interest.issues:
                self.known(name, self.s.issues, "an issue", f"{at}.interests.{interest.id}.issues")
        for demand in actor.demands.values():
            self.condition(demand.demand, f"{at}.demands.{demand.id}.demand", package_only=True, owner=actor)
        for other in (*actor.trust, *actor.bias):
            self.known(other, self.s.actors, "an actor", f"{at}.trust" if other in actor.trust else f"{at}.bias")
        for name in actor.declines:
            self.known(name, self.s.issues, "an issue", f"{at}.declines")
        self.bloc(actor, at)
        self.preferences(actor, at)
        if actor.no_deal is not None and not actor.no_deal_because:
            self.fail(f"{at}.no_deal", "a sentence that says why, under no_deal_because", "none")

    def bloc(self, actor: Actor, at: str) -> None:
        for member in (*actor.members, *actor.weights, *actor.vetoes):
            self.known(member, self.s.actors, "an actor", f"{at}.members")
        if actor.members and actor.decides_by is None:
            self.fail(f"{at}.decides_by", "how the bloc decides: consensus, unanimity, leader or majority", "nothing")
        if actor.decides_by == "leader" and actor.leader not in actor.members:
            self.fail(f"{at}.leader", "one of the members", repr(actor.leader))
        if actor.members and actor.has_preferences:
            self.fail(f"{at}.salience", "no preferences: a bloc's are its members'", "salience")

    def preferences(self, actor: Actor, at: str) -> None:
        if actor.has_preferences != bool(actor.salience):
            cure = "leave out `preferences`, or the salience"
            self.fail(f"{at}.preferences", "salience and values, or none", actor.preferences, cure)
            return
        for name in (*actor.salience, *actor.values):
            self.known(name, self.s.issues, "an issue", f"{at}.salience" if name in actor.salience else f"{at}.values")
        if actor.has_preferences:
            self.weights(actor, at)
            for issue in self.s.agenda:
                self.row(actor, issue, f"{at}.values.{issue.id}")
        elif actor.values or actor.interactions:
            self.fail(f"{at}.salience", "a weight for every issue beside the values", "none")
        for kind in ("interactions", "chains"):
            for each in getattr(actor, kind).values():
                self.condition(each.when, f"{at}.{kind}.{each.id}.when", package_only=True, owner=actor)
        for name, order in actor.orders.items():
            for pair in order:
                self.options(name, pair.better, f"{at}.orders.{name}")
                self.options(name, pair.than, f"{at}.orders.{name}")
            self.order(actor, name, f"{at}.orders.{name}")

    def weights(self, actor: Actor, at: str) -> None:
        missing = [issue.id for issue in self.s.agenda if issue.id not in actor.salience]
        if missing:
            self.fail(f"{at}.salience", "a weight for every issue", "none for " + ", ".join(missing), "0 is a weight")
        negative = [name for name, w in actor.salience.items() if w.value < 0]
        for name in negative:
            self.fail(f"{at}.salience.{name}", "a weight, 0 or more", f"{actor.salience[name].value:g}")
        total = sum(w.value for w in actor.salience.values())
        if not missing and not negative and abs(total - 1) > SUM_TOLERANCE:
            cure = f"divide each by {total:g}" if total > 0 else ""
            self.fail(f"{at}.salience", "weights that sum to 1", f"a sum of {total:.10g}", cure)

    def row(self, actor: Actor, issue: Issue, path: str) -> None:
        row = actor.values.get(issue.id)
        if row is None:
            self.fail(path, "a value for every option", "nothing")
            return
        for option in row:
            self.known(option, issue.option_ids, f"an option of {issue.id}", f"{path}.{option}")
        missing = [option for option in issue.option_ids if option not in row]
        if missing:
            self.fail(path, "a value for every option", "none for " + ", ".join(missing))
            return
        outside = [o for o in issue.option_ids if not 0 <= row[o].value <= 1]
        for option in outside:
            self.fail(f"{path}.{option}", "a value in [0, 1]", f"{row[option].value:g}")
        values = [row[option].value for option in issue.option_ids]
        if not outside and row.scale == "unit" and (min(values), max(values)) != (0, 1):
            got = f"{min(values):g} to {max(values):g}"
            self.fail(path, "values that span 0 to 1", got, "rescale them, or say `scale: as_given`")

    def order(self, actor: Actor, name: str, path: str) -> None:
        row = actor.values.get(name)
        edges: dict[str, list[str]] = {}
        for pair in actor.orders[name]:
            edges.setdefault(pair.better, []).append(pair.than)
            if row and pair.better in row and pair.than in row and row[pair.better].value <= row[pair.than].value:
                got = f"{row[pair.better].value:g} and {row[pair.than].value:g}"
                self.fail(path, f"values that put {pair.better} above {pair.than}", got)
        self.circles(path, edges, "an order that does not go round in a circle")

    def gates(self) -> None:
        for name, gate in self.s.gates.items():
            self.condition(gate.when, f"gates.{name}.when")
            if gate.who not in self.s.actors and gate.force != "opposable" and _close(gate.who, self.s.actors):
                self.fail(f"gates.{name}.who", "the id of an actor", repr(gate.who), nearest(gate.who, self.s.actors))

    def measures(self) -> None:
        for name, measure in self.s.measures.items():
            at = f"measures.{name}"
            self.known(measure.by, self.s.actors, "an actor", f"{at}.by")
            for actor, effect in measure.effects.items():
                self.known(actor, self.s.actors, "an actor", f"{at}.effects.{actor}")
                self.condition(effect.when, f"{at}.effects.{actor}.when", package_only=True)
            for actor in measure.denied:
                self.known(actor, self.s.actors, "an actor", f"{at}.denied.{actor}")
            for issue, option in measure.moves.items():
                self.options(issue, option, f"{at}.moves.{issue}")

    def threats(self) -> None:
        fires: dict[str, list[str]] = {}
        for name, threat in self.s.threats.items():
            at = f"threats.{name}"
            for actor in (threat.by, *threat.to, *threat.believed):
                self.known(actor, self.s.actors, "an actor", at)
            self.known(threat.measure, self.s.measures, "a measure", f"{at}.measure")
            self.condition(threat.unless, f"{at}.unless", package_only=True, owner=self.s.actors.get(threat.by))
            self.condition(threat.if_, f"{at}.if", world_only=True)
            for each in () if threat.if_ is None else c.walk(threat.if_):
                if isinstance(each, c.Atom) and each.name == "happened":
                    event = self.s.events.get(each.args[0])
                    cause = (event.measure or event.id) if event else each.args[0]
                    fires.setdefault(cause, []).append(threat.measure)
        self.circles("threats", fires, "triggers that do not go round in a circle")

    def events(self) -> None:
        for name, event in self.s.events.items():
            self.known(event.measure, self.s.measures, "a measure", f"events.{name}.measure")

    def talking(self) -> None:
        s = self.s
        for name, promise in s.promises.items():
            for actor in (promise.by, *promise.to):
                self.known(actor, s.actors, "an actor", f"promises.{name}")
            self.known(promise.measure, s.measures, "a measure", f"promises.{name}.measure")
            self.condition(promise.if_, f"promises.{name}.if", world_only=True)
        for name, claim in s.claims.items():
            for actor in (*claim.claimed, *claim.denied, *claim.believed):
                self.known(actor, s.actors, "an actor", f"claims.{name}")
        for name, signal in s.signals.items():
            self.known(signal.about, (*s.claims, *s.threats, *s.actors), "a claim, threat or actor", f"signals.{name}.about")
            self.condition(signal.when, f"signals.{name}.when", world_only=True)
            for actor in signal.seen_by:
                self.known(actor, s.actors, "an actor", f"signals.{name}.seen_by")
            if signal.if_true.value + signal.if_false.value == 0:
                self.fail(f"signals.{name}", "a signal that is possible", "0 where true and 0 where false")
        for name, precondition in s.preconditions.items():
            self.known(precondition.who, s.actors, "an actor", f"preconditions.{name}.who")
            self.condition(precondition.until, f"preconditions.{name}.until", world_only=True)
        for name, duty in s.obligations.items():
            self.known(duty.issue, s.issues, "an issue", f"obligations.{name}.issue")
            self.known(duty.by, s.actors, "an actor", f"obligations.{name}.by")
            if duty.solution == "nash" and not 0 < duty.inspection.value < duty.alarm.value < 1:
                got = f"{duty.inspection.value:g} and {duty.alarm.value:g}"
                self.fail(f"obligations.{name}", "0 < inspection < alarm < 1", got)
        if s.verification is not None:
            self.known(s.verification.issue, s.issues, "an issue", "verification.issue")
            for option in s.verification.detects:
                self.options(s.verification.issue, option, "verification.detects")

    def profiles(self) -> None:
        if self.s.profile in self.s.profiles:
            self.fail(f"profiles.{self.s.profile}", "another id than that of the file as it stands", repr(self.s.profile))
        names = (self.s.profile, *self.s.profiles)
        self.known(self.s.default_profile, names, "a profile", "default_profile")
        for name, profile in self.s.profiles.items():
            self.known(profile.extends, names, "a profile", f"profiles.{name}.extends")
        extends = {name: [p.extends] for name, p in self.s.profiles.items() if p.extends}
        self.circles("profiles", extends, "a profile that does not extend itself")

    def ends(self) -> None:
        for actor in self.s.defaults.strategies:
            self.known(actor, self.s.actors, "an actor", "defaults.strategies")
        if self.s.record is not None:
            for issue, option in self.s.record.package.items():
                self.options(issue, option, f"record.package.{issue}")
        if self.s.grid is not None:
            for kind in ("rows", "columns"):
                for each in getattr(self.s.grid, kind):
                    self.condition(each.requires, f"grid.{kind}.{each.id}.requires", package_only=True)

    # -- conditions and circles ------------------------------------------------------------------------------------

    def condition(
        self, condition: c.Condition | None, path: str, *, package_only: bool = False, world_only: bool = False, owner: Any = None
    ) -> None:
        """Check the names a condition uses and that it asks only what may be asked where it stands."""
        if condition is None:
            return
        if package_only and not c.is_package_only(condition):
            self.fail(path, "a condition on packages alone", repr(c.format_condition(condition)))
        if world_only and c.issues_in(condition):
            self.fail(path, "a condition on what happened, not on a package", repr(c.format_condition(condition)))
        for each in c.walk(condition):
            match each:
                case c.Compare("turn", _, _):
                    pass
                case c.Compare(issue, _, option):
                    self.options(issue, option, path)
                case c.Among(issue, options):
                    for option in options:
                        self.options(issue, option, path)
                case c.Count(_, n, of) if n > len(of):
                    self.fail(path, f"a count up to {len(of)}, the number of conditions", str(n))
                case c.Atom(name, args):
                    self.atom(name, args, path, owner)

    def atom(self, name: str, args: tuple[str, ...], path: str, owner: Actor | None) -> None:
        checks: dict[str, Callable[[], object]] = {
            "moved": lambda: self.options(args[0], None, path),
            "improved": lambda: self.owned(name, args, path, owner),
            "met": lambda: self.owned(name, args, path, owner),
            "happened": lambda: self.known(args[0], (*self.s.measures, *self.s.events), "a measure or event", path),
            "did": lambda: self.known(args[0], self.s.actors, "an actor", path),
            "consulted": lambda: [self.known(each, self.s.actors, "an actor", path) for each in args],
            "consented": lambda: self.known(args[0], self.s.actors, "an actor", path),
            "performed": lambda: self.known(args[0], self.s.actors, "an actor", path),
            "fact": lambda: self.known(args[0], self.s.facts, "a fact", path),
        }
        checks[name]()

    def owned(self, name: str, args: tuple[str, ...], path: str, owner: Actor | None) -> None:
        self.options(args[0], args[1] if len(args) > 1 else None, path)
        if owner is None:
            self.fail(path, f"no {name}(…) in a condition that no actor owns", f"{name}({', '.join(args)})")
        elif name == "met" and len(args) == 1 and getattr(owner.positions.get(args[0]), "seeks", None) is None:
            cure = f"add a position that seeks an option, or write met({args[0]}, OPTION)"
            self.fail(path, f"a position of {owner.id} on {args[0]}", "none", cure)

    def circles(self, path: str, edges: Mapping[str, Iterable[str | None]], expected: str) -> None:
        """Report one circle in a graph, if there is one."""
        done: set[str] = set()

        def visit(node: str, trail: tuple[str, ...]) -> bool:
            if node in trail:
                self.fail(path, expected, " → ".join([*trail[trail.index(node) :], node]))
                return True
            if node in done:
                return False
            done.add(node)
            return any(visit(each, (*trail, node)) for each in edges.get(node, ()) if each)

        any(visit(node, ()) for node in edges)


def _close(name: str, known: Iterable[str]) -> bool:
    return nearest(name, known).startswith("did you mean")
