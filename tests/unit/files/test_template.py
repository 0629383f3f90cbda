"""A new scenario reads without problems, explains itself, and never overwrites."""

from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from negotiation.errors import UsageError
from negotiation.files.checks import SourceCheck, check_sources
from negotiation.files.folder import open_folder, read_file
from negotiation.files.places import parse_yaml
from negotiation.files.schema import scenario_schema, sources_schema
from negotiation.files.template import new_scenario


class TestNewScenario:
    """`new_scenario` writes a folder to start from."""

    @pytest.mark.parametrize("name", ["my-talks", "2022", "true", "no", "1e3"])
    def test_reads(self, tmp_path: Path, name: str) -> None:
        """Scenario, sources and brief are there, valid, and of that name; there is nothing to verify."""
        path = new_scenario(name, tmp_path)
        folder = open_folder(path)

        assert tmp_path / name == path
        assert (name, name) == (folder.name, folder.scenario.id)
        assert ("as-given", "dry-year") == folder.scenario.profile_names
        assert (2, 2) == (len(folder.scenario.agenda), len(folder.scenario.parties))
        assert {"S1", "S2", "S3"} == {each.source for each in folder.citations} == set(folder.sources)
        assert folder.brief("public").startswith("# ")
        assert SourceCheck() == check_sources(folder)
        assert [path] == list(tmp_path.iterdir())

    def test_satisfies_the_schemas(self, tmp_path: Path) -> None:
        """An editor finds no fault with it."""
        path = new_scenario("talks", tmp_path)
        for file, schema in (("scenario.yaml", scenario_schema()), ("sources.yaml", sources_schema())):
            Draft202012Validator(schema).validate(parse_yaml(read_file(path / file), file)[0])

    def test_explains_itself(self, tmp_path: Path) -> None:
        """A third of its lines and more are comments or carry one; none is wider than a screen."""
        lines = read_file(new_scenario("talks", tmp_path) / "scenario.yaml").splitlines()

        assert sum("#" in line for line in lines) >= len(lines) / 4
        assert max(map(len, lines)) <= 120

    @pytest.mark.parametrize(
        ("name", "cure"),
        [
            ("My Talks", "such as my-talks"),
            ("", "such as my-talks"),
            ("-a", "such as a"),
            ("../a", "such as a"),
            ("a\n", "such as a"),
        ],
    )
    def test_no_slug(self, tmp_path: Path, name: str, cure: str) -> None:
        """Another name is refused, with one that would do."""
        with pytest.raises(UsageError, match=r"expected a name of small letters, digits and hyphens") as caught:
            new_scenario(name, tmp_path)

        assert cure == caught.value.cure
        assert [] == list(tmp_path.iterdir())

    def test_taken(self, tmp_path: Path) -> None:
        """What is there stays as it is."""
        (tmp_path / "talks").write_text("mine", encoding="utf-8")
        with pytest.raises(UsageError, match=r"expected a name that is not taken, got '.*talks'; choose another"):
            new_scenario("talks", tmp_path)

        assert "mine" == (tmp_path / "talks").read_text(encoding="utf-8")

    def test_unwritable(self, tmp_path: Path) -> None:
        """A folder that cannot be written is refused, and nothing is left."""
        (tmp_path / "file").write_text("", encoding="utf-8")
        with pytest.raises(UsageError, match=r"expected a folder that can be written, got '.*file'; Not a directory"):
            new_scenario("talks", tmp_path / "file")

        assert ["file"] == [each.name for each in tmp_path.iterdir()]
