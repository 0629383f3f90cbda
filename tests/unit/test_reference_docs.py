"""The reference pages list what there is: every key of a scenario file, every deed, every atom, every option.

A page that falls behind the code, or runs ahead of it, fails here.
"""

from __future__ import annotations

import inspect
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, ClassVar

import attrs
import pytest
import typer

import negotiation as ng
from negotiation.analysis.analysing import analyse
from negotiation.cli import app
from negotiation.engine.acts import CHANCE_DEEDS, DEEDS
from negotiation.engine.catalogue import PROTOCOLS
from negotiation.engine.notation import RESERVED
from negotiation.files.sources import Document, Source, SourceMap
from negotiation.scenario import Scenario, codec, conditions
from negotiation.scenario.actors import RowCodec
from negotiation.scenario.basis import KINDS
from negotiation.scenario.issues import Issue
from negotiation.scenario.measures import EffectCodec
from negotiation.scenario.outcome import REASONS
from negotiation.strategies import CATALOGUE
from tests.conftest import ROOT

REFERENCE = ROOT / "docs" / "reference"
CODE = re.compile(r"`([^`]+)`")

#: What the reader takes at the top of the file beside the fields of a Scenario.
TOP = {"negotiation", "agenda", "issues", "numbers"}
TOP_REQUIRED = {"negotiation", "issues"}


def sections(page: Path) -> dict[str, str]:
    """Return the text below each heading of a page, up to the next heading, by heading."""
    parts = re.split(r"^#+ (.+)$", page.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def rows(section: str) -> Iterator[tuple[str, str]]:
    """Yield the first cell of each row of a section's table, and the rest of the row; not the header."""
    lines = [line for line in section.splitlines() if line.startswith("|")]
    for line in lines[2:]:
        first, _, rest = line.strip("|").partition("|")
        yield first.strip(), rest


def keys(section: str) -> dict[str, tuple[bool, str]]:
    """Return the keys that a table lists: whether each must be there, and the rest of its row."""
    return {name: ("*" in first, rest) for first, rest in rows(section) for name in CODE.findall(first)}


def classes(of: type, found: dict[str, type] | None = None) -> dict[str, type]:
    """Return the classes that stand in a file, by name: a class and all that its fields hold."""
    found = {} if found is None else found
    found[of.__name__] = of
    for _, _, each in codec.known_fields(of):
        while isinstance(each, codec.Map | codec.Many):
            each = each.of  # noqa: PLW2901 - the codec within
        cls = getattr(each, "cls", None)
        if cls is not None and cls.__name__ not in found:
            classes(cls, found)
    return found


CLASSES = classes(Scenario) | classes(Issue) | classes(SourceMap)


def words_of(each: codec.Codec) -> tuple[str, ...]:
    """Return the words that a field may take, where they are listed."""
    return tuple(getattr(each, "words", ()))


class TestScenarioFile:
    """`docs/reference/scenario-file.md` lists every key, which must be there, and every word that a key takes."""

    page = sections(REFERENCE / "scenario-file.md")

    @pytest.mark.parametrize("name", sorted(CLASSES))
    def test_every_key_is_listed(self, name: str) -> None:
        """A section has a row for each key, none for another, and a star where the key must be there."""
        expected: dict[str, bool] = {}
        for key, attribute, each in codec.known_fields(CLASSES[name]):
            if isinstance(each, codec.BasisKeys):
                expected |= dict.fromkeys(KINDS, False)
            elif attribute.name != "id" or CLASSES[name] is Scenario:
                expected[key] = attribute.default is attrs.NOTHING
        if CLASSES[name] is Scenario:
            expected |= {key: key in TOP_REQUIRED for key in TOP}

        assert expected == {key: required for key, (required, _) in keys(self.page[name]).items()}

    @pytest.mark.parametrize("name", sorted(CLASSES))
    def test_every_word_is_listed(self, name: str) -> None:
        """Where a key takes one of several words, its row names them all."""
        listed = keys(self.page[name])

        for key, _, each in codec.known_fields(CLASSES[name]):
            assert set(words_of(each)) <= set(CODE.findall(listed[key][1])) if words_of(each) else True

    def test_numbers_rows_and_effects(self) -> None:
        """What a number, a row of values and an effect take as maps is listed too."""
        number = codec.Num().schema()["anyOf"][1]["properties"]
        effect = EffectCodec().schema()["anyOf"][1]["properties"]

        assert set(number) == set(keys(self.page["Number"]))
        assert set(effect) == set(keys(self.page["Effect"]))
        assert set(RowCodec().schema()["properties"]) == set(keys(self.page["Row"]))

    def test_no_section_too_many(self) -> None:
        """A class that is gone has no section left."""
        written = {name for name in self.page if re.fullmatch(r"[A-Z][A-Za-z]+", name)}

        assert {"Number", "Row", "Effect", "Paths", "Editors"} == written - set(CLASSES)

    def test_documents_and_sources(self) -> None:
        """The two classes of sources.yaml are among those looked at."""
        assert {Document, Source} <= set(CLASSES.values())


class TestConditions:
    """`docs/reference/conditions.md` names every atom, count and operator."""

    page = sections(REFERENCE / "conditions.md")

    def test_package_atoms(self) -> None:
        """The questions about a package are listed, none besides."""
        assert set(conditions.PACKAGE_ATOMS) == {name.partition("(")[0] for name in keys(self.page["About a package"])}

    def test_world_atoms(self) -> None:
        """The questions about the world are listed, none besides; `turn` is compared with a number."""
        listed = {re.split(r"\W", name)[0] for name in keys(self.page["About the world"])}

        assert {*conditions.WORLD_ATOMS, "turn"} == listed

    def test_counts(self) -> None:
        """The k-of-n forms are listed."""
        text = self.page["Joining them"]

        assert all(f"`{kind}(" in text for kind in conditions.COUNTS)

    def test_operators(self) -> None:
        """The operators are listed."""
        assert set(conditions.OPERATORS) <= set(CODE.findall(self.page["Comparing"]))

    def test_reserved_words(self) -> None:
        """The words that cannot be ids are listed."""
        assert conditions.RESERVED == set(CODE.findall(self.page["Words that cannot be ids"]))


class TestActs:
    """`docs/reference/acts.md` names every deed and every reserved word."""

    page = sections(REFERENCE / "acts.md")

    def test_deeds(self) -> None:
        """Every deed has a row, none besides, and those of chance too."""
        assert set(DEEDS) == {name for first, _ in rows(self.page["Deeds"]) for name in CODE.findall(first)}
        assert set(CHANCE_DEEDS) == {name for first, _ in rows(self.page["Chance"]) for name in CODE.findall(first)}

    def test_examples_parse(self) -> None:
        """Every example line is an act, and says itself."""
        from negotiation.engine.notation import format_act, parse_act

        for part in ("Deeds", "Chance"):
            for _, rest in rows(self.page[part]):
                example = CODE.findall(rest)[-1]
                assert example == format_act(parse_act(example))

    def test_reserved_words(self) -> None:
        """The words that cannot be names are listed."""
        assert RESERVED == set(CODE.findall(self.page["Words that cannot be names"]))


class TestPublic:
    """`docs/reference/public.md` names what is public."""

    page = sections(REFERENCE / "public.md")

    def test_root_names(self) -> None:
        """Every name at the root is listed, none besides."""
        assert set(ng.__all__) == {name for first, _ in rows(self.page["At the root"]) for name in CODE.findall(first)}

    def test_authoring_names(self) -> None:
        """Every word of negotiation.scenario is listed, none besides."""
        from negotiation import scenario

        assert set(scenario.__all__) == set(CODE.findall(self.page["To write scenarios"].strip().rpartition("\n\n")[2]))


class TestCommandLine:
    """`docs/reference/command-line.md` names every command, option, protocol and strategy."""

    page = sections(REFERENCE / "command-line.md")
    commands: ClassVar[dict[str, Any]] = typer.main.get_command(app).commands  # type: ignore[attr-defined]

    @pytest.mark.parametrize("name", sorted(commands))
    def test_options(self, name: str) -> None:
        """A command's section has a row for each of its options, none besides."""
        options = {opt for each in self.commands[name].params for opt in each.opts if opt.startswith("--")}

        assert options == set(keys(self.page[name]))

    def test_no_command_too_many(self) -> None:
        """A command that is gone has no section left."""
        assert set(self.commands) == {name for name in self.page if name.islower()}

    def test_protocols(self) -> None:
        """Every protocol has a row, none besides."""
        assert set(PROTOCOLS) == {name for first, _ in rows(self.page["Protocols"]) for name in CODE.findall(first)}

    @pytest.mark.parametrize("name", sorted(PROTOCOLS))
    def test_parameters_of_protocols(self, name: str) -> None:
        """A protocol's row names what it takes and can be typed: no map, and nothing that needs one."""
        cells = {CODE.findall(first)[0]: rest for first, rest in rows(self.page["Protocols"])}
        given = set(inspect.signature(PROTOCOLS[name]).parameters) - {"deadline_turns", "weights", "threshold"}

        assert given == set(CODE.findall(cells[name]))

    @pytest.mark.parametrize("name", ["What analyse --json prints", "A relaxation", "A diagnosis"])
    def test_keys_of_an_analysis(self, name: str) -> None:
        """The keys of the object that `analyse --json` prints are listed, in order, none besides."""
        plain = analyse(ng.load("two-villages", "not-a-drop")).as_plain()
        shown = {"A relaxation": plain["gap"]["relaxations"][0], "A diagnosis": plain["diagnosis"]}.get(name, plain)

        assert list(shown) == [key for first, _ in rows(self.page[name]) for key in CODE.findall(first)]

    def test_strategies(self) -> None:
        """Every strategy has a row, none besides; a person is one too."""
        listed = {name for first, _ in rows(self.page["Strategies"]) for name in CODE.findall(first)}

        assert {*CATALOGUE, "human"} == listed

    @pytest.mark.parametrize("name", sorted(CATALOGUE))
    def test_parameters(self, name: str) -> None:
        """A strategy's row names what it takes and can be typed: no map."""
        cells = {CODE.findall(first)[0]: rest for first, rest in rows(self.page["Strategies"])}
        given = inspect.signature(CATALOGUE[name]).parameters.values()

        assert {each.name for each in given if "Mapping" not in each.annotation} == set(CODE.findall(cells[name]))


class TestTranscripts:
    """`docs/reference/transcripts.md` names every key of every line, and every reason for which talks end."""

    page = sections(REFERENCE / "transcripts.md")

    def test_keys(self) -> None:
        """A transcript has the keys that the page lists, line by line."""
        play = ng.play("two-villages", seed=1)
        head, act, *_, end = (json.loads(line) for line in play.transcript.lines())

        for name, line in (("The header", head), ("An act", act), ("The end", end)):
            assert set(line) == {key for first, _ in rows(self.page[name]) for key in CODE.findall(first)}

    def test_reasons(self) -> None:
        """Every reason why talks end without agreement has a row, in the same order."""
        assert list(REASONS) == [CODE.findall(first)[0] for first, _ in rows(self.page["Why talks end"])]
