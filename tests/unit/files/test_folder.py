"""Folders: finding a scenario by name or path, and what an opened one holds."""

import os
from importlib import resources
from pathlib import Path

import pytest

from negotiation.errors import ScenarioError, UnknownNameError, UsageError
from negotiation.files.folder import bundled_names, bundled_root, find_scenario, open_folder, read_file, shown
from tests.conftest import ROOT
from tests.unit.files.made import SMALL, SOURCES


@pytest.fixture
def talks(tmp_path: Path) -> Path:
    """Return a folder with a scenario, its sources and some briefs."""
    folder = tmp_path / "talks"
    (folder / "briefs").mkdir(parents=True)
    (folder / "scenario.yaml").write_text(SMALL, encoding="utf-8")
    (folder / "sources.yaml").write_text(SOURCES, encoding="utf-8")
    for name in ("public.md", "public.zh.md", "seat-east.md", "debrief.en.md", "notes.zh.md"):
        (folder / "briefs" / name).write_text(name, encoding="utf-8")
    return folder


@pytest.fixture
def bundle(talks: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Put the folder among the bundled scenarios of an installed package, and return it."""
    inside = talks.parent / "package" / "_scenarios"
    inside.parent.mkdir()
    talks.parent.joinpath("talks").rename(inside.parent / "moved")
    inside.mkdir()
    (inside.parent / "moved").rename(inside / "talks")
    monkeypatch.setattr(resources, "files", lambda package: inside.parent)
    return inside / "talks"


class TestBundled:
    """Bundled scenarios are found beside the package in a checkout, and inside it once installed."""

    def test_checkout(self) -> None:
        """In a checkout they stand beside the package."""
        assert ROOT / "scenarios" == bundled_root()
        assert "european-security-2022" in bundled_names()

    def test_wheel(self, bundle: Path) -> None:
        """In a wheel they stand within the package."""
        assert bundle.parent == bundled_root()
        assert ("talks",) == bundled_names()
        assert bundle / "scenario.yaml" == find_scenario("talks")

    @pytest.mark.parametrize("name", bundled_names())
    def test_every_one_opens(self, name: str) -> None:
        """Each is valid under every reading, and every source it cites is there."""
        folder = open_folder(name)

        assert name == folder.name == folder.scenario.id
        for profile in folder.scenario.profile_names:
            assert profile == folder.with_profile(profile).profile


class TestFindScenario:
    """A name, a folder or a file."""

    def test_folder_and_file(self, talks: Path) -> None:
        """Both mean the file, as text or as a path."""
        for given in (talks, str(talks), talks / "scenario.yaml", str(talks / "scenario.yaml")):
            assert talks / "scenario.yaml" == find_scenario(given)

    @pytest.mark.parametrize("given", ["./talk", "no/such/place", Path("talk")])
    def test_a_path_that_is_not_there(self, given: str | Path) -> None:
        """A path is no misspelt name: no bundled one is offered for it."""
        with pytest.raises(UsageError, match=r"expected a folder or file that is there, got '.*'; make one: "):
            find_scenario(given)
        with pytest.raises(UnknownNameError, match="the name of a scenario, got 'talk'"):
            find_scenario("talk")

    def test_bundled_name_first(self, bundle: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """A bundled name stands over a folder of that name; ./NAME or a Path means the folder."""
        (tmp_path / "here" / "talks").mkdir(parents=True)
        (tmp_path / "here" / "talks" / "scenario.yaml").write_text(SMALL, encoding="utf-8")
        monkeypatch.chdir(tmp_path / "here")

        assert bundle / "scenario.yaml" == find_scenario("talks")
        assert Path("talks/scenario.yaml") == find_scenario("./talks")
        assert Path("talks/scenario.yaml") == find_scenario(Path("talks"))

    def test_unknown_name(self) -> None:
        """A misspelt name suggests the nearest."""
        with pytest.raises(UnknownNameError) as caught:
            find_scenario("european-securty-2022")

        expected = "expected the name of a scenario, got 'european-securty-2022'; did you mean european-security-2022?"
        assert expected == str(caught.value)

    @pytest.mark.parametrize("path", ["none.yaml", "no/where"])
    def test_a_path_that_leads_nowhere(self, path: str) -> None:
        """What is written like a path is told as a path, without the list of bundled names."""
        with pytest.raises(UsageError) as caught:
            find_scenario(path)

        assert f"expected a folder or file that is there, got '{path}'; make one: negotiation new NAME" == str(
            caught.value
        )

    def test_folder_without_scenario(self, tmp_path: Path) -> None:
        """A folder that is no scenario says what it should hold."""
        with pytest.raises(
            UsageError, match=r"a folder that holds a scenario\.yaml, got '.*'; make one: negotiation new"
        ):
            find_scenario(tmp_path)

    @pytest.mark.parametrize("name", ["x" * 5000, "a\0b"])
    def test_a_name_that_no_file_can_have(self, name: str) -> None:
        """Too long a name, or one with a zero byte, is refused in a sentence that does not repeat it all."""
        with pytest.raises(UsageError, match=r"^expected the name or path of a scenario, got ") as caught:
            find_scenario(name)

        assert 140 > len(str(caught.value))

    def test_a_file_of_another_kind(self, tmp_path: Path) -> None:
        """A file of plain lines is not shown whole."""
        path = tmp_path / "passwd"
        path.write_text("root:x:0:0:root\n" * 100)
        with pytest.raises(
            ScenarioError, match="expected keys and values at the top of the file, got 'root:x:"
        ) as caught:
            open_folder(path)

        assert "…'; write 'key: value'" in str(caught.value)
        assert 300 > len(str(caught.value))


class TestOpenFolder:
    """What is opened is read and checked, sources included."""

    def test_parts(self, talks: Path) -> None:
        """Scenario, sources and marks are there; every profile is resolved."""
        folder = open_folder(talks)

        assert (talks, "talks", "small-talks") == (folder.path, folder.name, folder.scenario.id)
        assert ["S1", "S2", "T1"] == list(folder.sources)
        assert ["S1"] == [each.source for each in folder.citations]
        assert 19 == folder.marks.place("actors").line
        assert folder.source_marks is not None

    def test_profiles(self, talks: Path) -> None:
        """A reading is given resolved; the default one where none is named; an unknown one suggests the nearest."""
        folder = open_folder(talks)

        assert folder.scenario.with_profile("mild") == folder.with_profile("mild")
        assert "as-given" == folder.with_profile().profile
        with pytest.raises(UnknownNameError, match=r"expected the name of a profile, got 'milt'; did you mean mild\?"):
            folder.with_profile("milt")

    def test_without_sources(self, talks: Path) -> None:
        """Without sources.yaml nothing is known of sources, and citations stand unchecked."""
        (talks / "sources.yaml").unlink()
        folder = open_folder(talks)

        assert 0 == len(folder.sources)
        assert folder.source_marks is None

    def test_file_of_another_name(self, talks: Path) -> None:
        """A file need not be called scenario.yaml; it is called by its own name."""
        (talks / "scenario.yaml").rename(talks / "other.yaml")

        assert "other" == open_folder(talks / "other.yaml").name

    def test_both_files_at_once(self, talks: Path) -> None:
        """What is wrong with the scenario and with its sources comes together."""
        (talks / "scenario.yaml").write_text(SMALL.replace("title: West", "titel: West"), encoding="utf-8")
        (talks / "sources.yaml").write_text(SOURCES.replace("line: 3,", "line: 4,"), encoding="utf-8")
        with pytest.raises(ScenarioError) as caught:
            open_folder(talks)

        assert ["actors.west.title", "actors.west.titel", "sources.S2.line"] == [p.path for p in caught.value.problems]
        assert {"scenario.yaml", "sources.yaml"} == {Path(p.place.file).name for p in caught.value.problems if p.place}

    def test_unknown_source(self, talks: Path) -> None:
        """A citation of a source that is not there suggests the nearest."""
        (talks / "scenario.yaml").write_text(SMALL.replace("stated: S1", "stated: S11"), encoding="utf-8")
        with pytest.raises(ScenarioError, match=r"got 'S11'; did you mean S1\?"):
            open_folder(talks)

    def test_same_value_while_unchanged(self, talks: Path) -> None:
        """Asked again, the same value serves until a file changes."""
        first = open_folder(talks)
        again = open_folder(str(talks))
        (talks / "scenario.yaml").write_text(SMALL.replace("Small talks", "Tiny talks"), encoding="utf-8")

        assert first is again
        assert "Tiny talks" == open_folder(talks).scenario.title

    def test_place_from_here(self, talks: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """Messages name a file from the current folder, if it lies within."""
        monkeypatch.chdir(talks.parent)

        assert os.path.join("talks", "scenario.yaml") == open_folder("talks").marks.file  # noqa: PTH118
        assert os.path.join("talks", "a") == shown(talks / "a")  # noqa: PTH118
        assert str(talks.parent.parent) == shown(talks.parent.parent)


class TestBriefs:
    """Briefs are text by name and language, read when they are asked for."""

    def test_names(self, talks: Path) -> None:
        """Names come without languages, sorted."""
        assert ("debrief", "notes", "public", "seat-east") == open_folder(talks).briefs

    @pytest.mark.parametrize(
        ("name", "language", "expected"),
        [
            ("public", "en", "public.md"),
            ("public", "zh", "public.zh.md"),
            ("public", "fr", "public.md"),
            ("debrief", "en", "debrief.en.md"),
            ("debrief", "zh", "debrief.en.md"),
            ("notes", "en", "notes.zh.md"),
        ],
    )
    def test_language(self, talks: Path, name: str, language: str, expected: str) -> None:
        """In the language; else in English; else in the first there is."""
        assert expected == open_folder(talks).brief(name, language)

    def test_default_language(self, talks: Path) -> None:
        """English, unless another is asked for; a byte-order mark is no part of the text."""
        (talks / "briefs" / "seat-east.md").write_text("\ufeffFor East only.", encoding="utf-8")

        assert "For East only." == open_folder(talks).brief("seat-east")

    def test_unknown(self, talks: Path) -> None:
        """A brief that is not there suggests the nearest."""
        with pytest.raises(
            UnknownNameError, match=r"expected the name of a brief, got 'seat-est'; did you mean seat-east"
        ):
            open_folder(talks).brief("seat-est")


class TestReadFile:
    """Files are read as UTF-8, or refused."""

    def test_unreadable(self, tmp_path: Path) -> None:
        """A file that cannot be read says why."""
        with pytest.raises(
            UsageError, match=r"expected a file that can be read, got '.*none'; No such file or directory"
        ):
            read_file(tmp_path / "none")

    def test_not_utf8(self, tmp_path: Path) -> None:
        """Another encoding is refused with the place."""
        (tmp_path / "a").write_bytes(b"a\n\xff")
        with pytest.raises(ScenarioError, match=r"a:2:1: expected UTF-8, got the byte 0xff"):
            read_file(tmp_path / "a")
