"""The gap by looking at every package and every set: plain loops, nothing of the library but a scenario's values.

It knows scenarios of the size that `tests/property/test_gap.py` makes: at most one threat, which is compellent, and no
events; option values, weights, interactions and no-deal values as numbers.
"""

from itertools import chain, combinations, product
from typing import Any

Package = tuple[int, ...]


def packages(scenario: Any) -> list[Package]:
    """Return every package, in order of index."""
    return list(product(*(range(len(issue.options)) for issue in scenario.agenda)))


def ids(scenario: Any, issue: str) -> list[str]:
    """Return the ids of an issue's options."""
    return [option.id for each in scenario.agenda if each.id == issue for option in each.options]


def start(scenario: Any) -> Package:
    """Return the status quo."""
    return tuple(ids(scenario, issue.id).index(issue.status_quo) for issue in scenario.agenda)


def chosen(scenario: Any, package: Package, issue: str) -> int:
    """Return the place of the option that a package chooses on an issue."""
    return package[[each.id for each in scenario.agenda].index(issue)]


def holds(
    condition: Any, scenario: Any, package: Package, owner: str | None = None, base: Package | None = None
) -> bool:
    """Return whether a condition on packages holds; `improved` compares with a base, the status quo if left out."""
    kind = type(condition).__name__
    if kind == "Constant":
        return bool(condition.value)
    if kind == "Compare":
        mine, other = chosen(scenario, package, condition.issue), ids(scenario, condition.issue).index(condition.option)
        return {
            "==": mine == other,
            "!=": mine != other,
            "<": mine < other,
            "<=": mine <= other,
            ">": mine > other,
            ">=": mine >= other,
        }[condition.op]
    if kind == "Among":
        return ids(scenario, condition.issue)[chosen(scenario, package, condition.issue)] in condition.options
    if kind == "Atom":
        return atom(condition, scenario, package, owner, base or start(scenario))
    parts = [condition.of] if kind == "Not" else [condition.if_, condition.then] if kind == "Implies" else condition.of
    truths = [holds(part, scenario, package, owner, base) for part in parts]
    if kind == "Count":
        number = sum(truths)
        kinds = {"at_least": number >= condition.n, "at_most": number <= condition.n, "exactly": number == condition.n}
        return bool(kinds[condition.kind])
    return {
        "Not": not truths[0],
        "And": all(truths),
        "Or": any(truths),
        "Implies": not truths[0] or truths[-1],
    }[kind]


def atom(condition: Any, scenario: Any, package: Package, owner: str | None, base: Package) -> bool:
    """Return whether an issue moved, or an option is reached that is good enough for the owner."""
    issue = condition.args[0]
    mine = chosen(scenario, package, issue)
    if condition.name == "moved":
        return mine != chosen(scenario, start(scenario), issue)
    row = scenario.actors[owner].values.get(issue)
    order = [row[each].value for each in ids(scenario, issue)] if row else list(range(len(ids(scenario, issue))))
    if condition.name == "improved":
        return bool(order[mine] > order[chosen(scenario, base, issue)])
    sought = condition.args[1] if len(condition.args) > 1 else scenario.actors[owner].positions[issue].seeks
    return bool(order[mine] >= order[ids(scenario, issue).index(sought)])


# -- worth -------------------------------------------------------------------------------------------------------------


def whole(number: float) -> int:
    """Return a number in units of 1e-12, rounded once."""
    return round(number * 10**12)


def worth(scenario: Any, actor: str, package: Package) -> int:
    """Return what a package is worth to an actor."""
    who, total = scenario.actors[actor], 0
    for issue, place in zip(scenario.agenda, package, strict=True):
        option = issue.options[place].id
        total += whole(who.salience[issue.id].value * who.values[issue.id][option].value)
    for each in who.interactions.values():
        if holds(each.when, scenario, package, actor):
            total += whole(each.amount.value)
    audience = 0.0 if who.audience_cost is None else who.audience_cost.value
    for line in crossed(scenario, actor, package, force="declared"):
        cost = who.red_lines[line].cost
        total -= whole(audience if cost is None else cost.value)
    return total


def floor(scenario: Any, actor: str) -> int:
    """Return what no deal is worth to an actor, with at most one threat, whose demand the status quo does not meet."""
    who, quo = scenario.actors[actor], start(scenario)
    base = worth(scenario, actor, quo) if who.no_deal is None else whole(who.no_deal.value)
    for threat in scenario.threats.values():
        if holds(threat.unless, scenario, quo, threat.by):
            continue
        mine = actor in threat.believed and actor != threat.by
        chance = threat.believed[actor].value if mine else threat.probability.value
        effect = scenario.measures[threat.measure].effects.get(actor)
        hit = base + (whole(effect.amount.value) if effect is not None and effect.on != "agreement" else 0)
        shame = whole(threat.backing_down.value) if threat.backing_down is not None and threat.by == actor else 0
        expected: int = round(chance * hit + (1.0 - chance) * (base - shame))
        return expected
    return int(base)


# -- constraints -------------------------------------------------------------------------------------------------------


def crossed(scenario: Any, actor: str, package: Package, *, force: str = "absolute") -> list[str]:
    """Return which of an actor's lines a package crosses; the status quo crosses none."""
    found = []
    for line in scenario.actors[actor].red_lines.values():
        if line.force == force and package != start(scenario):
            condition = line.only_if if line.never is None else line.never
            if holds(condition, scenario, package, actor) != (line.never is None):
                found.append(line.id)
    return found


def word(scenario: Any, actor: str, package: Package, *, lines: bool = True) -> str:
    """Return an actor's word: yes, no or silent; `lines`: whether its own lines count."""
    if actor not in scenario.actors:
        return "no"
    who = scenario.actors[actor]
    if "party" in who.roles:
        return "yes"
    if lines and crossed(scenario, actor, package):
        return "no"
    if who.members:
        return bloc_word(who, {member: word(scenario, member, package) for member in who.members})
    if who.preferences == "none":
        return "yes" if who.without_preferences == "consents" else "silent"
    return "yes" if worth(scenario, actor, package) >= worth(scenario, actor, start(scenario)) else "no"


def bloc_word(who: Any, words: dict[str, str]) -> str:
    """Return a bloc's word for its members' words."""
    if any(words[member] == "no" for member in who.vetoes):
        return "no"
    if who.decides_by == "leader":
        return words[who.leader]
    if who.decides_by == "majority":
        weight = {member: who.weights[member].value if member in who.weights else 1.0 for member in who.members}
        in_favour = sum(weight[member] for member in who.members if words[member] == "yes")
        return "yes" if 2 * in_favour > sum(weight.values()) else "no"
    if "no" in words.values():
        return "no"
    return "silent" if who.decides_by == "unanimity" and "silent" in words.values() else "yes"


def signers(scenario: Any, package: Package) -> set[str]:
    """Return who must sign a package."""
    found = {actor.id for actor in scenario.actors.values() if "party" in actor.roles}
    for issue, place, quo in zip(scenario.agenda, package, start(scenario), strict=True):
        if place != quo:
            found |= set(issue.options[place].signs)
    return found


def gates_before(scenario: Any, package: Package) -> list[Any]:
    """Return the constitutive gates that stand before a package."""
    return [
        gate
        for gate in scenario.gates.values()
        if gate.force == "constitutive"
        and gate.must != "be_consulted"
        and (gate.when is None or holds(gate.when, scenario, package))
    ]


def broken(scenario: Any, package: Package, floors: dict[str, int] | None = None) -> frozenset[str]:
    """Return the names of what keeps a package out of the zone; with other no-deal values where some are given."""
    found = {f"rules.{rule.id}" for rule in scenario.rules.values() if not holds(rule.rule, scenario, package)}
    signing, standing = signers(scenario, package), gates_before(scenario, package)
    asked = {gate.who for gate in standing if gate.who in scenario.actors}
    for actor in signing | asked:
        found |= {f"actors.{actor}.red_lines.{line}" for line in crossed(scenario, actor, package)}
    for actor in signing:
        if word(scenario, actor, package, lines=False) != "yes":
            found.add(f"actors.{actor}.signature")
    for gate in standing:
        if word(scenario, gate.who, package, lines=False) != "yes":
            found.add(f"gates.{gate.id}")
    for actor in scenario.actors.values():
        for demand in actor.demands.values() if "party" in actor.roles else ():
            if demand.force == "absolute" and not holds(demand.demand, scenario, package, actor.id):
                found.add(f"actors.{actor.id}.demands.{demand.id}")
    gains = gains_of(scenario, package, floors)
    found |= {f"actors.{actor}.no_deal" for actor, gain in gains.items() if gain < 0}
    if package == start(scenario) and not any(
        holds(threat.unless, scenario, package, threat.by) for threat in scenario.threats.values()
    ):
        found.add("something_changes")
    return frozenset(found if any(gain > 0 for gain in gains.values()) else found | {"someone_gains"})


def gains_of(scenario: Any, package: Package, floors: dict[str, int] | None = None) -> dict[str, int]:
    """Return what each signatory with preferences gains over its no-deal value."""
    given = floors or {}
    return {
        actor: worth(scenario, actor, package) - given.get(actor, floor(scenario, actor))
        for actor in signers(scenario, package)
        if scenario.actors[actor].preferences == "given"
    }


def zone(scenario: Any, floors: dict[str, int] | None = None) -> list[int]:
    """Return the indices of the packages in the zone."""
    return [i for i, package in enumerate(packages(scenario)) if not broken(scenario, package, floors)]


# -- conflicts and relaxations -----------------------------------------------------------------------------------------


def subsets(names: list[str]) -> list[frozenset[str]]:
    """Return every set of some names, the smallest first."""
    return [frozenset(each) for each in chain.from_iterable(combinations(names, n) for n in range(len(names) + 1))]


def conflicts(scenario: Any) -> set[frozenset[str]]:
    """Return every set of names that no package satisfies whole, and of which no part is such a set."""
    rows = [broken(scenario, package) for package in packages(scenario)]
    rows = [row for row in rows if "something_changes" not in row]
    found: list[frozenset[str]] = []
    for names in subsets(sorted(frozenset().union(*rows))):
        if all(names & row for row in rows) and not any(smaller <= names for smaller in found):
            found.append(names)
    return set(found)


def droppable(name: str) -> bool:
    """Return whether a constraint is a line, a demand, a gate, or the word of a signatory without a seat."""
    return ".red_lines." in name or ".demands." in name or name.startswith("gates.") or name.endswith(".signature")


def fewest_dropped(scenario: Any) -> dict[frozenset[str], list[int]]:
    """Return the smallest sets of lines, gates and signatures without which there is a zone, and that zone."""
    rows = [broken(scenario, package) for package in packages(scenario)]
    names = sorted(name for name in frozenset().union(*rows) if droppable(name))
    found: dict[frozenset[str], list[int]] = {}
    for dropped in subsets(names):
        if found and len(dropped) > len(next(iter(found))):
            break
        opened = [i for i, row in enumerate(rows) if row <= dropped]
        if opened:
            found[dropped] = opened
    return found


def least_lowering(scenario: Any) -> int | None:
    """Return the least total, in units, by which no-deal values must fall for a zone; None where no fall opens one."""
    totals = []
    for package in packages(scenario):
        gains = gains_of(scenario, package)
        if gains and all(name.endswith(".no_deal") or name == "someone_gains" for name in broken(scenario, package)):
            total = -sum(gain for gain in gains.values() if gain < 0)
            totals.append(total if any(gain > 0 for gain in gains.values()) else total + 1)
    return min(totals, default=None)


def highest_floor(scenario: Any, actor: str) -> int | None:
    """Return the largest no-deal value of one actor at which there is a zone of packages that it signs, or None."""
    best = []
    for package in packages(scenario):
        gains, own = gains_of(scenario, package), {f"actors.{actor}.no_deal", "someone_gains"}
        if actor in gains and broken(scenario, package) <= own:
            value = worth(scenario, actor, package)
            others = any(gain > 0 for other, gain in gains.items() if other != actor)
            best.append(value if others else value - 1)
    return max(best, default=None)


# -- arithmetic --------------------------------------------------------------------------------------------------------


def room(scenario: Any, keep: Any = None) -> tuple[int, dict[str, int], int | None, int | None]:
    """Return the zone's size among packages to keep, each party's best gain, the best least gain and the best sum."""
    inside = [each for each in packages(scenario) if (keep is None or keep(each)) and not broken(scenario, each)]
    parties = [actor.id for actor in scenario.actors.values() if "party" in actor.roles]
    rows = [[worth(scenario, actor, each) - floor(scenario, actor) for actor in parties] for each in inside]
    if not rows:
        return 0, {}, None, None
    best = {actor: max(row[i] for row in rows) for i, actor in enumerate(parties)}
    return len(rows), best, max(map(min, rows)), max(map(sum, rows))


def new_option(scenario: Any, place: int) -> tuple[int, Package] | None:
    """Return the least total that a new option of an issue must be worth for a zone to open, and the first rest."""
    quo, issue, found = start(scenario), scenario.agenda[place], []
    for rest in packages(scenario):
        if rest[place] == quo[place]:
            total = _price(scenario, place, [(*rest[:place], j, *rest[place + 1 :]) for j in range(len(issue.options))])
            if total is not None:
                found.append((total, rest))
    return min(found, default=None)


def _price(scenario: Any, place: int, row: list[Package]) -> int | None:
    """Return the least total that an option must be worth beside one settlement of the other issues, or None."""
    real = [package for package in row if package != start(scenario)]
    blocked = frozenset.intersection(*(broken(scenario, package) for package in real))
    if any(not _is_bought(scenario, name) for name in blocked):
        return None
    needs: dict[str, int] = {}
    signing = [actor for actor in ("p", "q", "s") if all(actor in signers(scenario, package) for package in row)]
    margins = {}
    for actor in signing:
        margins[actor] = max(
            worth(scenario, actor, each) - part(scenario, actor, place, each) - floor(scenario, actor) for each in row
        )
        needs[actor] = max(0, -margins[actor])
    if _is_asked(scenario, row):
        base = worth(scenario, "s", start(scenario))
        margin = max(worth(scenario, "s", each) - part(scenario, "s", place, each) - base for each in row)
        needs["s"] = max(0, -margin, needs.get("s", 0))
    most = {actor: whole(scenario.actors[actor].salience[scenario.agenda[place].id].value) for actor in needs}
    if any(needs[actor] > most[actor] for actor in needs):
        return None
    if any(margins[actor] + needs[actor] > 0 for actor in signing):
        return sum(needs.values())
    return sum(needs.values()) + 1 if any(needs[actor] < most[actor] for actor in signing) else None


def _is_bought(scenario: Any, name: str) -> bool:
    """Return whether a constraint yields where an option is worth enough to somebody."""
    if name == "someone_gains" or name.endswith(".no_deal") or name == "actors.s.signature":
        return True
    return name.startswith("gates.") and scenario.gates[name.removeprefix("gates.")].who == "s"


def _is_asked(scenario: Any, row: list[Package]) -> bool:
    """Return whether the bystander must sign or consent whatever the option."""
    if all("s" in signers(scenario, package) for package in row):
        return True
    gates = [{gate.id for gate in gates_before(scenario, package) if gate.who == "s"} for package in row]
    return bool(set.intersection(*gates))


def part(scenario: Any, actor: str, place: int, package: Package) -> int:
    """Return what the option of one issue is worth to an actor."""
    issue = scenario.agenda[place]
    option, who = issue.options[package[place]].id, scenario.actors[actor]
    return whole(who.salience[issue.id].value * who.values[issue.id][option].value)
