"""Random acts, conditions and minutes that the notation can say: every deed, every part, awkward names beside any."""

from collections.abc import Sequence
from functools import cache
from string import ascii_letters, ascii_lowercase, digits
from typing import Any

from hypothesis import strategies as st

from negotiation.engine.acts import CHANCE, CHANCE_DEEDS, DEEDS, Act, Minute
from negotiation.engine.notation import RESERVED
from negotiation.scenario import Condition, Table
from negotiation.scenario.conditions import (
    COUNTS,
    OPERATORS,
    PACKAGE_ATOMS,
    WORLD_ATOMS,
    Among,
    And,
    Atom,
    Compare,
    Constant,
    Count,
    Implies,
    Not,
    Or,
)
from negotiation.scenario.conditions import RESERVED as CONDITION_WORDS

#: Names that start as a word of the notation does, are one in another case, or are one in some places.
AWKWARD = (
    "leak",
    "status_quo",
    "happens",
    "tomorrow",
    "in_return",
    "TO",
    "Tables",
    "if_",
    "R1",
    "x",
    "implied_",
    "a_1",
)
#: Ids that a condition might take for one of its own words.
AWKWARD_IDS = ("met", "did", "moved", "at_least", "android", "nota", "turn_1", "i", "to", "leak")
ATOMS = {**PACKAGE_ATOMS, **WORLD_ATOMS}
#: Every deed, with whether chance does it.
ALL_DEEDS = (*((deed, False) for deed in DEEDS), *((deed, True) for deed in CHANCE_DEEDS))
ADDRESSED = ("floats", "offers to discuss", "tables", "sends", "answers", "declares", "denies", "promises", "schedules")


@cache
def names() -> st.SearchStrategy[str]:
    """Names of the notation."""
    any_name = st.tuples(st.sampled_from(ascii_letters), st.text(ascii_letters + digits + "_", max_size=7)).map("".join)
    return st.one_of(st.sampled_from(AWKWARD), any_name).filter(lambda name: name not in RESERVED)


@cache
def ids() -> st.SearchStrategy[str]:
    """Ids of the condition language."""
    any_id = st.tuples(st.sampled_from(ascii_lowercase), st.text(ascii_lowercase + "0_", max_size=7)).map("".join)
    return st.one_of(st.sampled_from(AWKWARD_IDS), any_id).filter(lambda name: name not in CONDITION_WORDS)


def _atoms() -> st.SearchStrategy[Atom]:
    def of_kind(kind: str) -> st.SearchStrategy[Atom]:
        low, high = ATOMS[kind]
        return st.builds(Atom, st.just(kind), st.lists(ids(), min_size=low, max_size=high).map(tuple))

    return st.sampled_from(sorted(ATOMS)).flatmap(of_kind)


@cache
def conditions(*, max_leaves: int = 5) -> st.SearchStrategy[Condition]:
    """Conditions of every kind, inside one another."""
    leaves = st.one_of(
        st.builds(Constant, st.booleans()),
        st.builds(Compare, ids(), st.sampled_from(OPERATORS), ids()),
        st.builds(Compare, st.just("turn"), st.sampled_from(OPERATORS), st.integers(0, 99).map(str)),
        st.builds(Among, ids(), st.lists(ids(), min_size=1, max_size=3).map(tuple)),
        _atoms(),
    )

    def above(of: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
        several = st.lists(of, min_size=2, max_size=3).map(tuple)
        counted = st.lists(of, min_size=1, max_size=3).map(tuple)
        return st.one_of(
            st.builds(Not, of),
            st.builds(And, several),
            st.builds(Or, several),
            st.builds(Implies, of, of),
            st.builds(Count, st.sampled_from(COUNTS), st.integers(0, 4), counted),
        )

    return st.recursive(leaves, above, max_leaves=max_leaves)


@cache
def packages(*, max_issues: int = 3) -> st.SearchStrategy[Table[str, str]]:
    """Options by issue; none means the status quo."""
    return st.dictionaries(names(), names(), max_size=max_issues).map(Table)


@cache
def days() -> st.SearchStrategy[str]:
    """Dates as the notation writes them."""
    return st.dates().map(str)


@st.composite
def acts(draw: st.DrawFn, *, deeds: Sequence[tuple[str, bool]] = ALL_DEEDS, max_names: int = 3) -> Act:
    """Acts of seats and of chance: whatever a line can say, allowed by the rules or not."""
    deed, is_of_chance = draw(st.sampled_from(deeds))
    some = st.lists(names(), min_size=1, max_size=max_names).map(tuple)
    cites = draw(st.one_of(st.just(()), some))
    sources: dict[str, Any] = {"cites": cites, "implied": bool(cites) and draw(st.booleans())}
    if is_of_chance:
        return Act(CHANCE, deed, () if deed == "passes" else (draw(names()),), **sources)
    parts: dict[str, Any] = {"what": (draw(names()),)}
    if deed in ("accepts", "rejects", "withdraws"):
        parts["what"] = draw(some)
    elif deed in ("passes", "leaves"):
        parts["what"] = ()
    elif deed in ("threatens", "consults"):
        parts["to"] = draw(some)
    elif deed in ("answers", "reads", "corrects"):
        parts["second"] = draw(names())
        parts["negated"] = deed != "answers" and draw(st.booleans())
    elif deed == "schedules":
        parts["when"] = draw(st.one_of(st.just(""), days(), st.integers(1, 99).map(str)))
    if deed in ADDRESSED:
        parts["to"] = draw(st.one_of(st.just(()), some))
    parts["channel"] = draw(st.one_of(st.sampled_from(["", "publicly", "privately", "note"]), names()))
    limit = draw(st.sampled_from(["", "", "if_", "unless"]))
    if limit:
        parts[limit] = draw(conditions())
    if draw(st.booleans()):
        parts["terms"] = draw(packages())
        parts["in_return"] = draw(st.one_of(st.none(), packages()))
    return Act(draw(names()), deed, **parts, **sources)


@st.composite
def minutes(draw: st.DrawFn, *, max_acts: int = 5) -> tuple[Minute, ...]:
    """Minutes: acts without a date first, if at all; then acts under dates, in any order."""
    early = draw(st.lists(acts(), max_size=2))
    late = draw(st.lists(st.tuples(days(), acts()), max_size=max_acts))
    return (*(Minute("", act) for act in early), *(Minute(day, act) for day, act in late))
