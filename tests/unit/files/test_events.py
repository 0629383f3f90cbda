"""The events of a YAML text are those of ruamel.yaml, only sooner."""

from typing import Any

import pytest
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from negotiation.files.events import events_of
from negotiation.files.folder import bundled_names, bundled_root, read_file
from tests.unit.files.made import SMALL, SOURCES

AWKWARD = (
    *("? a\n: b\n", "- - a\n  - b\n- c: d\n  e: [f, {g: h}]\n", "a: &x >-\n  b\n  c\nd: *x\n", "{a: b, c, ? d : e}\n"),
    *("'a': \"b\"\n", "---\na\n...\n---\nb\n", "a: b\n # c\nd:\n- e\n", "a: |+\n  b\n\n\nc: !d e\n", "", "[a, b]: c\n"),
    *("a: {b\n", "a: 'b\n", "a: b: c\n", "a\nb: c\n", "\ta: b\n"),
)


def told(events: Any) -> list[tuple[Any, ...]]:
    """Return what events tell: kind, value, place; and the error they end with."""
    found: list[tuple[Any, ...]] = []
    try:
        for each in events:
            value, style = getattr(each, "value", None), getattr(each, "style", None)
            found.append((type(each), value, style, each.start_mark.line, each.start_mark.column))
    except YAMLError as error:
        found.append((type(error), str(error)))
    return found


class TestEventsOf:
    """The same events, at the same places, with the same errors."""

    @pytest.mark.parametrize("text", [SMALL, SOURCES, *AWKWARD])
    def test_same_events(self, text: str) -> None:
        """On small and on awkward texts."""
        assert told(YAML(typ="safe", pure=True).parse(text)) == told(events_of(text))

    @pytest.mark.parametrize("name", bundled_names())
    def test_bundled(self, name: str) -> None:
        """On every bundled scenario."""
        text = read_file(bundled_root() / name / "scenario.yaml")

        assert told(YAML(typ="safe", pure=True).parse(text)) == told(events_of(text))
