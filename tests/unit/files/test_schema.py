"""The JSON Schemas: valid themselves, true of what is valid, and false of what has the wrong shape."""

from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from negotiation.errors import Problem, ScenarioError
from negotiation.files.folder import bundled_names, bundled_root, open_folder, read_file
from negotiation.files.places import parse_yaml
from negotiation.files.schema import DRAFT, scenario_schema, sources_schema
from negotiation.scenario.scenario import write_scenario
from tests.unit.files.made import SMALL, SOURCES
from tests.unit.files.test_reading import BAD, header

SCENARIO = Draft202012Validator(scenario_schema())
SOURCE_MAP = Draft202012Validator(sources_schema())


def errors(validator: Draft202012Validator, tree: Any) -> list[str]:
    """Return what a schema says of a tree."""
    return [f"{error.json_path}: {error.message}" for error in validator.iter_errors(tree)]


class TestSchemas:
    """Both are schemas of draft 2020-12, with references that lead somewhere."""

    @pytest.mark.parametrize("schema", [scenario_schema(), sources_schema()], ids=["scenario", "sources"])
    def test_valid(self, schema: dict[str, Any]) -> None:
        """The schema itself is valid, names its draft, and refers only to what it defines."""
        Draft202012Validator.check_schema(schema)
        texts = str(schema).split("'$ref': '#/$defs/")[1:]

        assert DRAFT == schema["$schema"]
        assert {text.partition("'")[0] for text in texts} <= set(schema["$defs"])

    def test_definitions(self) -> None:
        """Every class of the model has a definition with its own first sentence."""
        definitions = scenario_schema()["$defs"]

        assert {"condition", "text", "sources", "Actor", "Gate", "Issue", "Option", "RedLine", "Threat"} <= set(
            definitions
        )
        assert definitions["Rule"]["description"].startswith("What every package must satisfy")
        assert {"$ref": "#/$defs/condition"} == definitions["Rule"]["properties"]["rule"]
        assert {"$ref": "#/$defs/Option"} == definitions["Issue"]["properties"]["options"]["items"][
            "additionalProperties"
        ]

    def test_fresh_each_time(self) -> None:
        """What a caller does to a schema does not reach the next."""
        scenario_schema()["$defs"].clear()

        assert scenario_schema()["$defs"]


class TestScenarioSchema:
    """True of valid scenarios, false of those of the wrong shape."""

    @pytest.mark.parametrize("name", bundled_names())
    def test_bundled(self, name: str) -> None:
        """Every bundled scenario satisfies it, as written and in canonical form."""
        folder = open_folder(name)

        assert [] == errors(SCENARIO, folder._read.tree)
        assert [] == errors(SCENARIO, write_scenario(folder.scenario))

    def test_small(self) -> None:
        """So does the small one, and its sources theirs."""
        assert [] == errors(SCENARIO, parse_yaml(SMALL, "f")[0])
        assert [] == errors(SOURCE_MAP, parse_yaml(SOURCES, "f")[0])

    @pytest.mark.parametrize("path", BAD, ids=lambda path: path.stem)
    def test_bad(self, path: Path) -> None:
        """It rejects every bad file whose shape is wrong; what is wrong otherwise is for the reader."""
        found: list[Problem] = []
        try:
            tree, _ = parse_yaml(read_file(path), "f", found)
        except ScenarioError:
            assert "no" == header(path)["structural"]
            return
        rejected = not SCENARIO.is_valid(tree)

        assert found or (header(path)["structural"] == "yes") is rejected


class TestSourcesSchema:
    """True of valid sources, false of others."""

    @pytest.mark.parametrize("name", bundled_names())
    def test_bundled(self, name: str) -> None:
        """Every bundled scenario's sources satisfy it."""
        path = bundled_root() / name / "sources.yaml"
        if path.is_file():
            assert [] == errors(SOURCE_MAP, parse_yaml(read_file(path), "f")[0])

    @pytest.mark.parametrize(
        ("old", "new"),
        [
            ("hand", "hands"),
            ("line: 1, ", ""),
            ("says: one text is enough,\n    ", ""),
            ("status: contested", "status: false"),
            ("2022-02-01", "2022"),
            ("f7e0e5e4b3d4", "f7e0"),
            ("S1:", "S-1:"),
        ],
    )
    def test_bad(self, old: str, new: str) -> None:
        """A key, a word, a date, a digest or an id of the wrong shape is rejected."""
        text = SOURCES.replace("line: 1,", "hand: first, line: 1,")

        assert [] == errors(SOURCE_MAP, parse_yaml(text, "f")[0])
        assert [] != errors(SOURCE_MAP, parse_yaml(text.replace(old, new), "f")[0])
