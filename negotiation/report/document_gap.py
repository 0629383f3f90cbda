"""What a page says about what collides: positions issue by issue, sets that exclude each other, what has to give."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from attrs import evolve

from negotiation.analysis.constraints import LINE, RULE, Constraint
from negotiation.analysis.gap import Conflict, Gap, not_all_text, not_proved_text
from negotiation.analysis.relaxations import relaxation_text
from negotiation.analysis.wording import constraint_text
from negotiation.report.document import Block, Claim, Items, Line, Part, Prose, Rows
from negotiation.report.document_words import Reader
from negotiation.report.pictures_gap import short_text

#: Sets that are told at a glance, and in full; the table behind the picture holds all.
FEW, MOST = 3, 12


def headline(reader: Reader, conflicts: Sequence[Conflict]) -> list[Block]:
    """Return in a few lines which demands collide: the smallest sets, else positions that stand against each other."""
    if not conflicts:
        found = [Claim(reader.listed(stances), reader.issue(issue)) for issue, stances in collisions(reader)]
        return [Items(found[:FEW])] if found else []

    def told(constraints: Iterable[Constraint]) -> str:
        return reader.say(" – against – ").join(
            short_text(reader.scenario, each, reader.language) for each in constraints
        )

    shared, rest = star(conflicts)
    if shared:
        head = reader.line("“{what}” leaves no package together with any one of these:", what=told(shared))
    else:
        head = reader.line("No package satisfies these together:")
    lines = [(told(constraints),) for constraints in rest]
    more = [reader.line("and {n} more such sets", n=len(lines) - FEW)] if len(lines) > FEW else []
    return [Prose([head]), Items([*lines[:FEW], *more])]


def star(conflicts: Sequence[Conflict]) -> tuple[tuple[Constraint, ...], list[tuple[Constraint, ...]]]:
    """Return what all sets share, and the one thing that each has besides; nothing, and the sets, where not so."""
    sets = [conflict.constraints for conflict in conflicts]
    shared = tuple(each for each in sets[0] if all(each in other for other in sets[1:]))
    if len(sets) > 1 and shared and all(len(each) == len(shared) + 1 for each in sets):
        return shared, [tuple(each for each in found if each not in shared) for found in sets]
    return (), sets


def collisions(reader: Reader) -> Iterator[tuple[str, list[str]]]:
    """Yield the issues on which actors seek different options or refuse what another seeks, with who asks what."""
    for issue in reader.scenario.agenda:
        sought, refused = dict[str, list[str]](), dict[str, list[str]]()
        for actor in reader.scenario.actors.values():
            position = actor.positions.get(issue.id)
            if position is not None and position.seeks:
                sought.setdefault(position.seeks, []).append(actor.id)
            if position is not None and position.refuses:
                refused.setdefault(position.refuses, []).append(actor.id)
        stances = [("seeks", option, who) for option, who in sought.items()]
        stances += [("refuses", option, who) for option, who in refused.items()]
        if any(
            stance != other and set(who) != set(others) for stance, *_, who in stances for other, *_, others in stances
        ) or (len(sought) > 1):
            yield issue.id, [_stance(reader, issue.id, *stance) for stance in stances]


def _stance(reader: Reader, issue: str, stance: str, option: str, who: list[str]) -> str:
    facts = {"who": reader.names(who), "what": reader.option(issue, option)}
    if stance == "seeks":
        return reader.say("sought by {who}: “{what}”", **facts)
    return reader.say("refused by {who}: “{what}”", **facts)


def none_possible(reader: Reader, conflicts: Sequence[Conflict]) -> Line:
    """Return that no package satisfies everybody: by logic alone, or only as long as the numbers are what they are."""
    told = reader.say(
        "Under this reading none of the {all:,} packages satisfies all whose word is needed.",
        all=reader.scenario.n_packages,
    )
    return (told,) if by_logic(conflicts) else (reader.assumed(told),)


def by_logic(conflicts: Sequence[Conflict]) -> bool:
    """Whether some set of lines and rules excludes a deal, whatever the numbers."""
    return any(all(each.kind in (LINE, RULE) for each in conflict.constraints) for conflict in conflicts)


def verdict(reader: Reader, zone: int, conflicts: Sequence[Conflict]) -> Line:
    """Return how many packages satisfy everybody under this reading, or that none does."""
    if not zone:
        return none_possible(reader, conflicts)
    text = "Under this reading {zone:,} of the {all:,} packages satisfy all whose word is needed: a deal is possible."
    return (reader.assumed(reader.say(text, zone=zone, all=reader.scenario.n_packages)),)


def gap(reader: Reader, stands: Gap, lead: Line) -> Iterator[Block]:
    """Yield whether a deal is possible (`lead`), what collides, and the least that would have to give."""
    yield Prose([lead])
    if stands.conflicts:
        title = reader.say("Demands, red lines and consents that exclude each other")
        yield Part(title, list(_sets(reader, stands)))
    if stands.relaxations:
        lines = [
            (reader.assumed(relaxation_text(reader.scenario, each, reader.language)),) for each in stands.relaxations
        ]
        blocks: list[Block] = [Items(lines)]
        if not stands.proved:
            blocks.append(Prose([(not_proved_text(reader.language),)]))
        yield Part(reader.say("What would have to give, at the least"), blocks)
    found = [[reader.issue(issue), reader.listed(stances)] for issue, stances in collisions(reader)]
    if found:
        header = [reader.say("issue"), reader.say("who asks what")]
        table = Rows(header, found, reader.say("Issues on which positions stand against each other"))
        yield Part(reader.say("Positions against each other, issue by issue"), [table])


def _sets(reader: Reader, stands: Gap) -> Iterator[Block]:
    """Yield the sets in full words with their sources, and whether there may be others."""
    shared, rest = star(stands.conflicts)
    others = [] if stands.complete else [Prose([(not_all_text(reader.language),)])]
    if shared:
        yield Items([_constraint(reader, each) for each in shared])
        yield Prose([reader.line("That leaves no package that any one of the following would accept:")])
        yield Items([_constraint(reader, each) for constraints in rest for each in constraints])
        yield from others
        return
    for constraints in rest[:MOST]:
        yield Prose([reader.line("No package satisfies these together:")])
        yield Items([_constraint(reader, each) for each in constraints])
    if len(rest) > MOST:
        yield Prose([reader.line("and {n} more such sets", n=len(rest) - MOST)])
    yield from others


def _constraint(reader: Reader, constraint: Constraint) -> Claim:
    told = constraint_text(reader.scenario, evolve(constraint, basis=None), reader.language)
    return reader.claim(told, constraint.basis)
