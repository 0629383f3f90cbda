"""Whatever the scenario, it reads back as it was written; whatever the text, it is read or refused with places."""

import copy
from collections.abc import Iterator
from typing import Any

from hypothesis import assume, given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from negotiation.errors import Problem, ScenarioError
from negotiation.files import Document, Source, SourceMap, dumps, loads
from negotiation.files.places import parse_yaml, resolve
from negotiation.files.reading import read_sources_text, read_text
from negotiation.files.schema import scenario_schema, sources_schema
from negotiation.files.sources import HANDS, STATUSES, write_sources
from negotiation.files.writing import format_scalar, format_yaml
from negotiation.scenario import Scenario
from negotiation.scenario.scenario import write_scenario
from tests.property.scenarios import IDS, TEXTS, human_texts, scenarios, source_ids, texts
from tests.unit.files.made import SMALL

SCENARIO = Draft202012Validator(scenario_schema())
SOURCES = Draft202012Validator(sources_schema())

scalars = st.none() | st.booleans() | st.integers(-(10**20), 10**20) | st.floats(allow_nan=False) | texts
trees = st.dictionaries(
    texts,
    st.recursive(scalars, lambda of: st.lists(of, max_size=3) | st.dictionaries(texts, of, max_size=3), max_leaves=12),
    max_size=3,
)

#: What may stand anywhere in a file and belongs nowhere.
JUNK: tuple[Any, ...] = (
    *(None, "", True, 0, -1, 7, 0.5, float("inf"), float("nan"), 10**299, "no", "a b", "(", "x" * 1100),
    *([], [1], ["a"], [[]], [{}], [{"a": 1}], [{"a": {}}], [None], {}, {"a": None}, {"": ""}, {"title": "x"}),
    *({"value": "x"}, {"at_least": 1}, {"at_least": 1, "of": ["x"]}, {"stated": "S1"}, {"set": {"a": 1}}),
)


@st.composite
def source_maps(draw: st.DrawFn) -> SourceMap:
    """Maps of a few sources in two documents, with awkward texts."""
    names = draw(st.lists(source_ids, min_size=1, max_size=3, unique=True))
    documents = [Document("a", draw(human_texts()), lines=9), Document("no", "No", publisher=draw(human_texts()))]
    found = [
        Source(
            name,
            draw(st.sampled_from(("a", "no"))),
            draw(human_texts()),
            line=draw(st.integers(1, 9)),
            date=draw(st.sampled_from((None, "2022", "2022-02", "2022-02-01"))),
            date_in_text=draw(st.none() | human_texts()),
            by=draw(st.none() | human_texts()),
            hand=draw(st.sampled_from((None, *HANDS))),
            status=draw(st.sampled_from(STATUSES)),
            repeats=tuple(each for each in names[:1] if each != name),
            verified=draw(st.none() | st.booleans()),
            sha256=draw(st.sampled_from((None, "0123456789ab", "123456789012", "9908e5010042"))),
        )
        for name in names
    ]
    return SourceMap(documents, found)


def spots(node: Any, at: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield the way to everything in a tree but its top."""
    inside = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for step, value in inside:
        yield (*at, step)
        yield from spots(value, (*at, step))


@st.composite
def broken_trees(draw: st.DrawFn) -> dict[str, Any]:
    """Trees of scenarios in which something was replaced by junk, left out, or called by another name."""
    tree = copy.deepcopy(write_scenario(draw(scenarios(max_issues=1, max_actors=3))))
    for _ in range(draw(st.integers(1, 3))):
        *above, last = draw(st.sampled_from(list(spots(tree)) or [("id",)]))
        node: Any = tree
        for step in above:
            node = node[step]
        how = draw(st.sampled_from(("put", "drop", "rename")))
        if how == "put" or not (isinstance(node, dict) and last in node):
            node[last] = copy.deepcopy(draw(st.sampled_from(JUNK)))
        elif how == "drop":
            del node[last]
        else:
            node[draw(st.sampled_from(("x", "scale", "stated", "no", "", "A b", "turn")))] = node.pop(last)
    return tree


def refusals(text: str, sources: SourceMap | None) -> tuple[Problem, ...]:
    """Return what is wrong with a text; nothing, if it is read."""
    try:
        read_text(text, "f", sources)
    except ScenarioError as error:
        return error.problems
    return ()


class TestScenarios:
    """load(dump(s)) == s."""

    @given(scenarios(max_issues=2, max_actors=3))
    def test_round_trip(self, scenario: Scenario) -> None:
        """A scenario with its profiles reads back equal, to the letter of its text, which satisfies the schema."""
        text = dumps(scenario)
        read = read_text(text, "f")

        assert scenario == read.scenario
        assert scenario.digest == read.scenario.digest
        assert text == dumps(read.scenario)
        assert write_scenario(scenario) == read.tree
        assert [] == [error.message for error in SCENARIO.iter_errors(read.tree)]

    @given(scenarios(max_issues=1, max_actors=3))
    def test_resolved(self, scenario: Scenario) -> None:
        """A scenario under one of its readings reads back equal, and so do texts under their default one."""
        resolved = loads(dumps(scenario))

        assert scenario.with_profile() == resolved
        assert resolved == loads(dumps(resolved))


class TestSources:
    """Sources read back as they were written."""

    @given(source_maps())
    def test_round_trip(self, sources: SourceMap) -> None:
        """Equal by value, and true to the schema."""
        tree = write_sources(sources)

        assert sources == read_sources_text(format_yaml(tree), "f")[0]
        assert [] == [error.message for error in SOURCES.iter_errors(tree)]


class TestTrees:
    """Any plain tree reads back as it was written."""

    @given(trees)
    def test_round_trip(self, tree: dict[str, Any]) -> None:
        """Types and texts survive, whatever they look like."""
        text = format_yaml(tree)
        if tree:
            found, marks = parse_yaml(text, "f")

            assert tree == found
            assert text.isprintable() or "\n" in text
            assert all(1 <= mark.line <= len(text.split("\n")) for mark in marks.at.values())

    @given(st.sampled_from((*TEXTS, *IDS)) | st.text(max_size=20))
    def test_scalar(self, text: str) -> None:
        """A text in one line is text again, in a block and within braces."""
        line = format_scalar(text)

        assert "\n" not in line
        assert {"a": text} == parse_yaml(f"a: {line}", "f")[0]
        assert {"a": [text]} == parse_yaml(f"a: [{format_scalar(text, flow=True)}]", "f")[0]

    @given(st.from_regex(r"[-+]?[0-9.]{1,6}([eE][-+]?[0-9]{1,3})?", fullmatch=True))
    def test_numbers(self, text: str) -> None:
        """What looks like a number is one exactly where Python agrees."""
        try:
            expected: Any = float(text)
        except ValueError:
            expected = text

        assert expected == resolve(text)


class TestBroken:
    """Bad input is refused with places, never with a traceback."""

    @given(broken_trees())
    def test_trees(self, tree: dict[str, Any]) -> None:
        """A scenario with something replaced, left out or renamed is read, or every problem has its place."""
        problems = refusals(format_yaml(tree), SourceMap())

        assert all(each.place is not None and str(each) for each in problems)

    @given(st.data())
    def test_texts(self, data: st.DataObject) -> None:
        """So is a text in which something was put in or cut out."""
        start = data.draw(st.integers(0, len(SMALL)))
        length = data.draw(st.integers(0, 9))
        put = data.draw(
            st.sampled_from(("", "\t", "'", '"', "{", "]", ": ", "- ", "&a ", "*a", "#", "\n", "  ", *TEXTS))
        )
        text = SMALL[:start] + put + SMALL[start + length :]
        assume(text != SMALL)
        lines = [each.place.line if each.place else 0 for each in refusals(text, None)]

        assert all(1 <= line <= text.count("\n") + 2 for line in lines)
