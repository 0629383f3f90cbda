"""What a page says about a scenario as it is before play: the question, the actors, what may follow, the numbers."""

from __future__ import annotations

from collections.abc import Iterator

from negotiation.analysis.wording import condition_text, line_text, path_text
from negotiation.report.believed import belief_text, step_texts
from negotiation.report.document import Amount, Block, Card, Cards, Cell, Claim, Fold, Items, Part, Prose, Rows
from negotiation.report.document_words import Reader
from negotiation.scenario import Actor, Gate, Issue, Measure, Option, Position, Scenario, Threat
from negotiation.scenario.numbers import count_numbers, numbers_of
from negotiation.text.catalogue import sentences

#: The name of a file's own reading where it gives none.
PLAIN = "as-given"


def question(reader: Reader) -> Iterator[Block]:
    """Yield what is negotiated: the question, the reading, issues and options, rules, whose word is needed."""
    scenario = reader.scenario
    yield Prose(list(reading(reader)))
    yield Part(reader.say("Issues and their options"), [options(reader), _about_issues(reader)])
    if scenario.rules:
        rules = [_rule(reader, name) for name in scenario.rules]
        yield Part(reader.say("What every package must satisfy"), [Items(rules)])
    if scenario.gates:
        gates = [_gate(reader, gate) for gate in scenario.gates.values()]
        yield Part(reader.say("Whose word is needed besides"), [Items(gates)])


def reading(reader: Reader) -> Iterator[tuple[str, ...]]:
    """Yield which reading this is, and what it takes the sources to mean."""
    scenario = reader.scenario
    profiles = {} if reader.folder is None else reader.folder.scenario.profiles
    if profiles or scenario.profile != PLAIN:
        about = profiles[scenario.profile].about if scenario.profile in profiles else None
        told = reader.say("Reading: {name}.", name=reading_name(scenario))
        yield (sentences([told, reader.text(about)]),)


def reading_name(scenario: Scenario) -> str:
    """Return the name of a reading as a title tells it."""
    return scenario.profile.removesuffix("-reading").replace("-", " ")


def options(reader: Reader) -> Rows:
    """Return the issues with their options as a table, the start marked."""
    header = [reader.say("issue"), reader.say("option"), reader.say("who performs it"), reader.say("resting on")]
    rows: list[tuple[Cell, ...]] = []
    for issue in reader.scenario.agenda:
        for i, option in enumerate(issue.options):
            rows.append((reader.text(issue.title) if i == 0 else "", *_option(reader, issue, option)))
    caption = reader.say("Issues and options; “as it is” marks how each stands at the start")
    return Rows(header, rows, caption)


def _option(reader: Reader, issue: Issue, option: Option) -> tuple[Cell, ...]:
    title = reader.text(option.title)
    if option.id == issue.status_quo:
        title = reader.say("{option} (as it is)", option=title)
    doing = reader.names(option.performs)
    if option.signs:
        doing = reader.listed([doing, reader.say("signed by {who} too", who=reader.names(option.signs))])
    details = [reader.text(option.note)] if option.note else []
    return title, doing or "–", reader.claim("", option.basis, details=details)


def _about_issues(reader: Reader) -> Block:
    told = [
        reader.line("{label}: {what}", label=reader.text(issue.title), what=reader.text(issue.about))
        for issue in reader.scenario.agenda
        if issue.about
    ]
    return Prose(told)


def _rule(reader: Reader, name: str) -> Claim:
    rule = reader.scenario.rules[name]
    return reader.claim(
        condition_text(rule.rule, reader.scenario, reader.language), rule.basis, reader.text(rule.title)
    )


def _gate(reader: Reader, gate: Gate) -> Claim:
    who = reader.name(gate.who)
    if gate.who not in reader.scenario.actors:
        who = reader.say("{who} (not in this model: its word cannot be had)", who=who)
    must = {
        "consent": reader.say("{who} must consent", who=who),
        "ratify": reader.say("{who} must ratify", who=who),
        "be_consulted": reader.say("{who} must be consulted", who=who),
    }
    force = {
        "constitutive": reader.say("without it there is no agreement"),
        "opposable": reader.say("without it the agreement is marked, not blocked"),
        "procedural": reader.say("without it the agreement is delayed"),
    }
    told = must[gate.must]
    if gate.when is not None:
        where = condition_text(gate.when, reader.scenario, reader.language)
        told = reader.say("{what}, where {where}", what=told, where=where)
    contested = reader.say("contested") if gate.contested else ""
    return reader.claim(reader.listed([told, force[gate.force], contested]), gate.basis, reader.text(gate.title))


# -- actors ------------------------------------------------------------------------------------------------------------


def actors(reader: Reader) -> Iterator[Block]:
    """Yield everybody: those with a stake and no seat first, then the parties, then the others."""
    scenario = reader.scenario
    every = list(scenario.actors.values())
    apart = [each for each in every if each.has_preferences and each.id not in scenario.parties]
    seated = [scenario.actors[name] for name in scenario.parties]
    others = [each for each in every if each not in apart and each not in seated]
    for title, group in (
        (reader.say("No seat, but a stake that is scored"), apart),
        (reader.say("At the table"), seated),
        (reader.say("Others who act, consent or are affected; none of their stakes is scored"), others),
    ):
        if group:
            yield Part(title, [Cards([_card(reader, each) for each in group])])


def _card(reader: Reader, actor: Actor) -> Card:
    groups = (
        (reader.say("Interests"), [reader.claim(reader.text(i.title), i.basis) for i in actor.interests.values()]),
        (reader.say("Positions"), [_position(reader, issue, p) for issue, p in actor.positions.items()]),
        (reader.say("Red lines and demands"), [*_lines(reader, actor)]),
        (reader.say("What it believes may follow, and nobody else need believe"), [*_beliefs(reader, actor)]),
    )
    about = sentences([reader.text(actor.about), reader.listed(_composition(reader, actor))])
    tags = tuple(reader.say(role) for role in actor.roles)
    return Card(reader.text(actor.title), about, tags, tuple((title, tuple(found)) for title, found in groups if found))


def _composition(reader: Reader, actor: Actor) -> Iterator[str]:
    if actor.members:
        how = reader.say(actor.decides_by or "consensus")
        yield reader.say("Members: {who}; it decides by {how}", who=reader.names(actor.members), how=how)
    if actor.others is not None:
        yield reader.text(actor.others)
    if not actor.has_preferences and not actor.members and actor.id in asked(reader.scenario):
        word = reader.say(actor.without_preferences)
        yield reader.say("It has no preferences in this model; where its consent is asked: {word}, assumed", word=word)


def asked(scenario: Scenario) -> frozenset[str]:
    """Return whose word an agreement may need: signatories, holders of gates, and the members of such blocs."""
    found = {*scenario.parties, *(gate.who for gate in scenario.gates.values())}
    found |= {who for issue in scenario.agenda for option in issue.options for who in option.signs}
    blocs = [scenario.actors[who].members for who in found if who in scenario.actors]
    return frozenset(found).union(*blocs)


def _position(reader: Reader, issue: str, position: Position) -> Claim:
    parts = []
    if position.seeks is not None:
        parts.append(reader.say("seeks: {what}", what=reader.option(issue, position.seeks)))
    if position.refuses is not None:
        parts.append(reader.say("refuses: {what}", what=reader.option(issue, position.refuses)))
    if position.says is not None:
        parts.append(reader.say("says: {what}", what=reader.text(position.says)))
    return reader.claim(reader.listed(parts), position.basis, reader.issue(issue))


def _lines(reader: Reader, actor: Actor) -> Iterator[Claim]:
    scenario, language = reader.scenario, reader.language
    for each in actor.red_lines.values():
        label = reader.text(each.title) or reader.say("red line")
        told = line_text(each, scenario, actor.id, language)
        yield reader.claim(reader.say("{what} ({how})", what=told, how=reader.say(each.force)), each.basis, label)
    for demand in actor.demands.values():
        told = condition_text(demand.demand, scenario, language, actor.id)
        when = reader.say("before talks") if demand.conditions == "talks" else reader.say("for a settlement")
        label = reader.text(demand.title) or reader.say("demand")
        how = reader.say("{what} ({how})", what=told, how=reader.listed([reader.say(demand.force), when], ", "))
        yield reader.claim(how, demand.basis, label)


def _beliefs(reader: Reader, actor: Actor) -> Iterator[Claim]:
    for chain in actor.chains.values():
        label = reader.say("“{id}”", id=chain.id.replace("_", " "))
        yield reader.claim(belief_text(chain, reader.scenario, actor.id, reader.language), chain.basis, label)
        for depth, step, basis in step_texts(chain, reader.language):
            yield reader.claim(step, basis, "→" * (depth + 1))


# -- without agreement -------------------------------------------------------------------------------------------------


def threats(reader: Reader) -> Iterator[Block]:
    """Yield what is threatened and what may happen without agreement, contested claims included."""
    scenario = reader.scenario
    told = [_threat(reader, threat) for threat in scenario.threats.values()]
    if told:
        yield Part(reader.say("What is threatened, and how it is reported"), [Items(told)])
    effects = [each for each in scenario.measures.values() if each.effects]
    if effects:
        yield Part(reader.say("What measures would change, without agreement"), [_effects(reader, effects)])
    claims = [_contested(reader, name) for name in scenario.claims]
    if claims:
        yield Part(reader.say("What is contested"), [Items(claims)])


def _threat(reader: Reader, threat: Threat) -> Claim:
    scenario, language = reader.scenario, reader.language
    measure = reader.text(scenario.measures[threat.measure].title)
    facts = {"who": reader.name(threat.by), "to": reader.names(threat.to), "measure": measure}
    if threat.unless is not None:
        what = condition_text(threat.unless, scenario, language, threat.by)
        told = reader.say("{who} to {to}: {measure} unless {what}", what=what, **facts)
    else:
        what = "" if threat.if_ is None else condition_text(threat.if_, scenario, language, threat.by)
        told = reader.say("{who} to {to}: {measure} if {what}", what=what, **facts)
    standing = reader.listed([reader.say(each.replace("_", " ")) for each in threat.standing], ", ")
    return reader.claim(told, threat.basis, reader.text(threat.title), [reader.say("standing: {how}", how=standing)])


def _effects(reader: Reader, measures: list[Measure]) -> Rows:
    bearers = list(dict.fromkeys(actor for measure in measures for actor in measure.effects))
    rows = []
    for measure in measures:
        cells: list[Cell] = [reader.text(measure.title)]
        for actor in bearers:
            effect = measure.effects.get(actor)
            if effect is None:
                cells.append("–")
                continue
            basis = reader.scenario.basis_of(effect.amount)
            text = f"{effect.amount.value:+.2f}".replace("-", "\N{MINUS SIGN}")
            cells.append(Amount(text, "assumed" if basis is None else basis.kind))
        rows.append([*cells, reader.text(measure.anchor) or "–"])
    header = [reader.say("measure"), *(reader.name(each) for each in bearers), reader.say("what the numbers stand for")]
    return Rows(header, rows, reader.say("Effects of measures; no number here measures human suffering"))


def _contested(reader: Reader, name: str) -> Claim:
    claim = reader.scenario.claims[name]
    parts = []
    for message, by in (("claimed by {who}", claim.claimed), ("denied by {who}", claim.denied)):
        for who, sources in by.items():
            parts.append(f"{reader.say(message, who=reader.name(who))} [{' '.join(sources)}]")
    return reader.claim(reader.listed(parts), claim.basis, reader.text(claim.title))


# -- numbers -----------------------------------------------------------------------------------------------------------


def numbers(reader: Reader) -> Iterator[Block]:
    """Yield how many numbers are assumed, and every one of them with its range and who answers for it."""
    scenario = reader.scenario
    if not numbers_of(scenario):
        yield Prose([reader.line("This scenario holds no numbers.")])
        return
    told = [assumptions(reader), reader.line("Vary them before you believe a result; there is no true solution.")]
    if scenario.numbers is not None and scenario.numbers.reason is not None:
        told.append(reader.line("Where nothing else is said: {why}.", why=reader.text(scenario.numbers.reason)))
    yield Prose(told)
    rows = []
    for each in numbers_of(scenario):
        kind = "assumed" if each.basis is None else each.basis.kind
        value = f"{each.number.value:g}".replace("-", "\N{MINUS SIGN}")
        bounds = "–" if each.number.range is None else "{:g} … {:g}".format(*each.number.range)
        name = path_text(scenario, each.path, reader.language)
        basis = Claim("", basis=kind) if each.number.basis is None else reader.claim("", each.basis)
        rows.append((name, Amount(value, kind), bounds.replace("-", "\N{MINUS SIGN}"), basis))
    header = [reader.say(each) for each in ("number", "value", "range", "resting on")]
    table = Rows(header, rows, reader.say("Every number, and who answers for it"))
    yield Fold(reader.say("All {n} numbers, one by one", n=len(rows)), [table])


def assumptions(reader: Reader) -> tuple[str | Amount, ...]:
    """Return how many of the numbers are assumed."""
    count, total = count_numbers(reader.scenario)
    if not count:
        return reader.line("None of the {total} numbers of this scenario is an assumption.", total=total)
    if count == total:
        text = "All {total} numbers of this scenario are assumptions: weights, values, effects and probabilities."
        return reader.line(text, total=total)
    text = "{n} of the {total} numbers of this scenario are assumptions: weights, values, effects or probabilities."
    return reader.line(text, n=count, total=total)
