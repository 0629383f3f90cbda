"""load, loads, dump and dumps: the four words by which scenarios come and go."""

import subprocess
import sys
from pathlib import Path

import pytest

from negotiation.errors import ScenarioError, UnknownNameError, UsageError
from negotiation.files import __all__ as public
from negotiation.files import bundled_names, dump, dumps, load, loads, open_folder
from negotiation.scenario.scenario import read_scenario, write_scenario
from tests.conftest import ROOT
from tests.unit.files.made import SMALL


class TestLoad:
    """A scenario by name or path, under one of its readings."""

    def test_default_reading(self) -> None:
        """Without a profile the scenario's default one is meant; the result is resolved."""
        scenario = load("european-security-2022")

        assert "flexible-reading" == scenario.profile
        assert () == tuple(scenario.profiles)

    def test_named_reading(self) -> None:
        """A named profile is resolved."""
        assert "strict-reading" == load("european-security-2022", profile="strict-reading").profile

    def test_unknown_reading(self) -> None:
        """A misspelt profile suggests the nearest."""
        with pytest.raises(UnknownNameError, match=r"got 'strict'; did you mean strict-reading\?"):
            load("european-security-2022", "strict")

    @pytest.mark.parametrize("name", bundled_names())
    def test_bundled_round_trip(self, name: str, tmp_path: Path) -> None:
        """Every bundled scenario reads back equal: from its file as it stands, from its tree under every reading."""
        folder = open_folder(name)

        assert folder.scenario == open_folder(dump(folder.scenario, tmp_path / "a.yaml")).scenario
        for profile in folder.scenario.profile_names:
            scenario = load(name, profile)
            assert scenario == read_scenario(write_scenario(scenario))


class TestLoads:
    """A scenario from text."""

    def test_profile(self) -> None:
        """A profile may be named here, too."""
        assert "as-given" == loads(SMALL).profile
        assert "mild" == loads(SMALL, "mild").profile

    def test_problems_have_places(self) -> None:
        """The text is called `<text>`, or as the caller says."""
        with pytest.raises(ScenarioError, match=r"<text>:1:1: id: expected the key 'id', got nothing"):
            loads("title: x\n")
        with pytest.raises(ScenarioError, match=r"^here:1:1: expected keys and values, got an empty file$"):
            loads("", file="here")


class TestDump:
    """A scenario becomes canonical text, and a file whole or not at all."""

    def test_text(self) -> None:
        """The text is canonical: writing what was read changes nothing."""
        text = dumps(loads(SMALL))

        assert text == dumps(loads(text))
        assert text.startswith("negotiation: 1\nid: small-talks\ntitle: Small talks\nagenda: [form, seat]\n\nissues:\n")
        assert "      - one: {title: one text, stated: S1}\n" in text

    def test_into_a_folder(self, tmp_path: Path) -> None:
        """In a folder the file is called scenario.yaml."""
        assert tmp_path / "scenario.yaml" == dump(loads(SMALL), tmp_path)
        assert loads(SMALL) == load(tmp_path)

    def test_unwritable(self, tmp_path: Path) -> None:
        """A path that cannot be written is refused."""
        with pytest.raises(UsageError, match="expected a path that can be written"):
            dump(loads(SMALL), tmp_path / "nowhere" / "scenario.yaml")


class TestImport:
    """The package is cheap to import: YAML waits until a file is read."""

    def test_no_yaml(self) -> None:
        """ruamel.yaml is loaded by the first reading, not by the import."""
        code = (
            "import sys, negotiation.files as f; print('ruamel.yaml' in sys.modules); "
            "f.bundled_names(); f.load('two-villages'); print('ruamel.yaml' in sys.modules)"
        )
        done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)

        assert ["False", "True"] == done.stdout.split()

    def test_names(self) -> None:
        """The public names are sorted."""
        assert sorted(public) == public
