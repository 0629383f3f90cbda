"""What a scenario must satisfy across its parts: names that exist, weights that sum, nothing in a circle.

Every problem is found; the first does not stop the search.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from math import fsum
from typing import TYPE_CHECKING, Any

from attrs import frozen

from negotiation.errors import Problem, join_path, nearest
from negotiation.scenario import codec
from negotiation.scenario import conditions as c
from negotiation.scenario.asking import Check
from negotiation.scenario.codec import Reader
from negotiation.scenario.issues import Issue
from negotiation.scenario.preferences import MOST_TOGETHER

if TYPE_CHECKING:
    from negotiation.scenario.actors import Actor
    from negotiation.scenario.scenario import Scenario

SUM_TOLERANCE = 1e-9
#: Below it, the id of a gate's holder is that of somebody who is not modelled rather than a misspelt one.
ALIKE = 0.85


def ordered_agenda(names: Iterable[str], issues: Mapping[str, Issue], to: Reader) -> tuple[Issue, ...]:
    """Return the issues in the order of the agenda, recording names that are missing, unknown or there twice."""
    found: dict[str, Issue] = {}
    for name in names:
        if name in found:
            to.fail(join_path("agenda", name), "each issue once", name)
        elif name not in issues:
            if "issues" not in to.broken and not to.is_lost(name):
                to.fail(join_path("agenda", name), "the id of an issue", name, nearest(name, issues))
            to.broken.add("agenda")
        else:
            found[name] = issues[name]
    for name in issues:
        if name not in found:
            to.fail(join_path("issues", name), "an issue that the agenda names", name, "add it to the agenda")
    return tuple(found.values())


def problems_of(scenario: Scenario) -> list[Problem]:
    """Return everything wrong with a scenario: each value by itself first, then across its parts, in their order."""
    to = Reader()
    codec.Object(type(scenario)).check(scenario, "", to)
    allowed = codec.Map(codec.Cond(), codec.ID_PATTERN)
    agenda: tuple[Any, ...] = scenario.agenda
    for issue in agenda:
        if not isinstance(issue, Issue) or allowed.key(issue.id, "issues", to):
            codec.Object(Issue).check(issue, f"issues.{issue.id}", to)
    codec.BasisKeys().check(scenario.numbers, "numbers", to)
    if to.odd:
        return list(dict.fromkeys(to.problems))
    check = _Parts(scenario, [])
    check.head()
    for issue in scenario.agenda:
        check.issue(issue)
    for name, rule in scenario.rules.items():
        check.condition(rule.rule, f"rules.{name}.rule", package_only=True)
    for actor in scenario.actors.values():
        check.actor(actor)
    check.blocs()
    check.gates()
    check.measures()
    check.threats()
    check.events()
    check.totals()
    check.talking()
    check.signals()
    check.profiles()
    check.ends()
    to.add(check.problems)
    return list(dict.fromkeys(to.problems))


@frozen
class _Parts(Check):
    """The search for problems: one method for each part of a scenario."""

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
        ids = [issue.id for issue in self.s.agenda]
        for name in sorted({each for each in ids if ids.count(each) > 1}):
            self.fail(f"agenda.{name}", "each issue once", repr(name))

    def issue(self, issue: Issue) -> None:
        for option in issue.options:
            at = f"issues.{issue.id}.options.{option.id}"
            for kind in ("performs", "signs"):
                for actor in getattr(option, kind):
                    self.known(actor, self.s.actors, "an actor", f"{at}.{kind}")

    def actor(self, actor: Actor) -> None:
        at = f"actors.{actor.id}"
        self.stances(actor, at)
        for line in actor.red_lines.values():
            for kind in ("never", "only_if"):
                self.condition(getattr(line, kind), f"{at}.red_lines.{line.id}.{kind}", package_only=True, owner=actor)
            if line.cost is not None and line.force != "declared":
                expected = "no cost on an absolute line (it is never crossed)"
                self.fail(f"{at}.red_lines.{line.id}.cost", expected, line.cost.value)
        for demand in actor.demands.values():
            self.condition(demand.demand, f"{at}.demands.{demand.id}.demand", package_only=True, owner=actor)
        for kind in ("trust", "bias"):
            for other in getattr(actor, kind):
                self.known(other, self.s.actors, "an actor", f"{at}.{kind}.{other}")
        self.bloc(actor, at)
        self.preferences(actor, at)
        if actor.no_deal is not None and not actor.no_deal_because:
            self.fail(f"{at}.no_deal", "a sentence that says why, under no_deal_because", "none")

    def stances(self, actor: Actor, at: str) -> None:
        for name, position in actor.positions.items():
            self.options(name, position.seeks, f"{at}.positions.{name}")
            self.options(name, position.refuses, f"{at}.positions.{name}")
        for interest in actor.interests.values():
            for name in interest.issues:
                self.known(name, self.s.issues, "an issue", f"{at}.interests.{interest.id}.issues")
        for name in actor.declines:
            self.known(name, self.s.issues, "an issue", f"{at}.declines")

    def bloc(self, actor: Actor, at: str) -> None:
        for member in actor.members:
            self.known(member, self.s.actors, "an actor", f"{at}.members")
        for path, named in (("weights", actor.weights), ("vetoes", actor.vetoes)):
            for name in named:
                if name not in actor.members:
                    self.fail(f"{at}.{path}", "one of the members", repr(name), nearest(name, actor.members))
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
        for name in dict.fromkeys((*actor.salience, *actor.values)):
            kind = "salience" if name in actor.salience else "values"
            self.known(name, self.s.issues, "an issue", f"{at}.{kind}.{name}")
        if actor.has_preferences:
            self.weights(actor, at)
            for issue in self.s.agenda:
                self.row(actor, issue, f"{at}.values.{issue.id}")
        elif actor.values or actor.interactions:
            self.fail(f"{at}.salience", "a weight for every issue beside the values", "none")
        for kind in ("interactions", "chains"):
            for each in getattr(actor, kind).values():
                self.condition(each.when, f"{at}.{kind}.{each.id}.when", package_only=True, owner=actor)
        for chain in actor.chains.values():
            for problem in chain.problems():
                self.fail(f"{at}.chains.{chain.id}.{problem.path}", problem.expected, problem.got, problem.cure)
        for name, order in actor.orders.items():
            for pair in order:
                self.options(name, pair.better, f"{at}.orders.{name}")
                self.options(name, pair.than, f"{at}.orders.{name}")
            self.order(actor, name, f"{at}.orders.{name}")

    def weights(self, actor: Actor, at: str) -> None:
        missing = [issue.id for issue in self.s.agenda if issue.id not in actor.salience]
        if missing:
            self.fail(f"{at}.salience", "a weight for every issue", "none for " + ", ".join(missing), "0 is a weight")
        total = fsum(w.value for w in actor.salience.values())
        if not missing and abs(total - 1) > SUM_TOLERANCE:
            cure = f"divide each by {total:.10g}" if total > 0 else ""
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
        values = [row[option].value for option in issue.option_ids]
        if row.scale == "unit" and (min(values), max(values)) != (0, 1):
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
        self.circles(edges, lambda _: path, "an order that does not go round in a circle", "take one comparison out")

    def blocs(self) -> None:
        members = {actor.id: actor.members for actor in self.s.actors.values()}
        expected, cure = "a bloc that is not inside itself", "take one of them out of another's members"
        self.circles(members, lambda name: f"actors.{name}.members", expected, cure)

    def gates(self) -> None:
        waits: dict[str, list[str]] = {}
        for name, gate in self.s.gates.items():
            asked = _awaited(gate.when)
            waits[name] = [o.id for o in self.s.gates.values() if o.who in asked and o.must != "be_consulted"]
            self.condition(gate.when, f"gates.{name}.when")
            if gate.who not in self.s.actors and get_close_matches(gate.who, self.s.actors, cutoff=ALIKE):
                self.fail(f"gates.{name}.who", "the id of an actor", repr(gate.who), nearest(gate.who, self.s.actors))
        expected, cure = "gates that do not wait for one another's word in a circle", "let one of them stand without it"
        self.circles(waits, lambda name: f"gates.{name}.when", expected, cure)

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
        at_if: dict[str, str] = {}
        for name, threat in self.s.threats.items():
            at = f"threats.{name}"
            has_issuer = self.known(threat.by, self.s.actors, "an actor", f"{at}.by")
            for actor in threat.to:
                self.known(actor, self.s.actors, "an actor", f"{at}.to")
            for actor in threat.believed:
                self.known(actor, self.s.actors, "an actor", f"{at}.believed.{actor}")
            self.known(threat.measure, self.s.measures, "a measure", f"{at}.measure")
            if has_issuer:
                cure = "a threat that waits for an event says `if`"
                owner = self.s.actors[threat.by]
                self.condition(threat.unless, f"{at}.unless", package_only=True, owner=owner, cure=cure)
            cure = "a threat that a package discharges says `unless`"
            self.condition(threat.if_, f"{at}.if", world_only=True, cure=cure)
            for each in () if threat.if_ is None else c.walk(threat.if_):
                if isinstance(each, c.Atom) and each.name == "happened":
                    event = self.s.events.get(each.args[0])
                    cause = (event.measure or event.id) if event else each.args[0]
                    fires.setdefault(cause, []).append(threat.measure)
                    at_if.setdefault(cause, f"{at}.if")
        expected, cure = "triggers that do not go round in a circle", "let one of them fire on something else"
        self.circles(fires, at_if.__getitem__, expected, cure)

    def events(self) -> None:
        for name, event in self.s.events.items():
            self.known(event.measure, self.s.measures, "a measure", f"events.{name}.measure")
            if name in self.s.measures:
                self.fail(f"events.{name}", "an id that no measure has", repr(name))

    def totals(self) -> None:
        """Check that what each actor gains and loses, once each, can be summed exactly."""
        for actor in self.s.actors.values():
            total = sum(map(abs, self.worths(actor)))
            if actor.has_preferences and total > MOST_TOGETHER:
                expected = f"gains and losses that come to at most {MOST_TOGETHER:,} together"
                self.fail(f"actors.{actor.id}", expected, f"{total:,.0f}", "measure them on the scale of the values")

    def worths(self, actor: Actor) -> Iterator[float]:
        """Yield the gains and losses of an actor beside its options' values."""
        audience = 0.0 if actor.audience_cost is None else actor.audience_cost.value
        own = (actor.no_deal, *(each.amount for each in actor.interactions.values()))
        of_threats = (each.backing_down for each in self.s.threats.values() if each.by == actor.id)
        of_measures = (m.effects[actor.id].amount for m in self.s.measures.values() if actor.id in m.effects)
        yield from (each.value for each in (*own, *of_threats, *of_measures) if each is not None)
        yield from (each.expected_loss for each in actor.chains.values())
        yield from (audience if line.cost is None else line.cost.value for line in actor.red_lines.values())
        yield audience * (1 + len(actor.demands))

    def talking(self) -> None:
        s = self.s
        for name, promise in s.promises.items():
            self.known(promise.by, s.actors, "an actor", f"promises.{name}.by")
            for actor in promise.to:
                self.known(actor, s.actors, "an actor", f"promises.{name}.to")
            self.known(promise.measure, s.measures, "a measure", f"promises.{name}.measure")
            self.condition(promise.if_, f"promises.{name}.if", world_only=True)
        for name, claim in s.claims.items():
            for kind in ("claimed", "denied", "believed"):
                for actor in getattr(claim, kind):
                    self.known(actor, s.actors, "an actor", f"claims.{name}.{kind}.{actor}")
        for name, precondition in s.preconditions.items():
            self.known(precondition.who, s.actors, "an actor", f"preconditions.{name}.who")
            self.condition(precondition.until, f"preconditions.{name}.until", world_only=True)
        for name, duty in s.obligations.items():
            self.known(duty.issue, s.issues, "an issue", f"obligations.{name}.issue")
            self.known(duty.by, s.actors, "an actor", f"obligations.{name}.by")
            if duty.solution == "nash" and not 0 < duty.inspection.value < duty.alarm.value < 1:
                got = f"{duty.inspection.value:g} and {duty.alarm.value:g}"
                self.fail(f"obligations.{name}", "0 < inspection < alarm < 1", got)
        verification = s.verification
        if verification is not None and self.known(verification.issue, s.issues, "an issue", "verification.issue"):
            for option in verification.detects:
                self.options(verification.issue, option, f"verification.detects.{option}")

    def signals(self) -> None:
        s = self.s
        for name, signal in s.signals.items():
            self.known(
                signal.about, (*s.claims, *s.threats, *s.actors), "a claim, threat or actor", f"signals.{name}.about"
            )
            self.condition(signal.when, f"signals.{name}.when", world_only=True)
            for actor in signal.seen_by:
                self.known(actor, s.actors, "an actor", f"signals.{name}.seen_by")
            if signal.if_true.value + signal.if_false.value == 0:
                self.fail(f"signals.{name}", "a signal that is possible", "0 where true and 0 where false")

    def profiles(self) -> None:
        if self.s.profile in self.s.profiles:
            self.fail(
                f"profiles.{self.s.profile}", "another id than that of the file as it stands", repr(self.s.profile)
            )
        names = (self.s.profile, *self.s.profiles)
        self.known(self.s.default_profile, names, "a profile", "default_profile")
        for name, profile in self.s.profiles.items():
            self.known(profile.extends, names, "a profile", f"profiles.{name}.extends")
        extends = {name: [p.extends] for name, p in self.s.profiles.items() if p.extends}
        expected, cure = "a profile that does not extend itself", "let one of them extend none of the others"
        self.circles(extends, lambda name: f"profiles.{name}.extends", expected, cure)

    def ends(self) -> None:
        for actor in self.s.defaults.strategies:
            self.known(actor, self.s.actors, "an actor", f"defaults.strategies.{actor}")
        if self.s.record is not None:
            for issue, option in self.s.record.package.items():
                self.options(issue, option, f"record.package.{issue}")
        if self.s.grid is not None:
            for kind in ("rows", "columns"):
                if not getattr(self.s.grid, kind):
                    self.fail(f"grid.{kind}", "at least one reading", "none")
                for each in getattr(self.s.grid, kind):
                    self.condition(each.requires, f"grid.{kind}.{each.id}.requires", package_only=True)


def _awaited(condition: c.Condition | None) -> set[str]:
    """Return the actors whose consent a condition cannot do without."""
    match condition:
        case c.Atom("consented", (who,)):
            return {who}
        case c.And(of):
            return set().union(*map(_awaited, of))
    return set()
