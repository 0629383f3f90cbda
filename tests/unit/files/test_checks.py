"""What the check of the sources finds, and what it says it could not verify."""

import hashlib
from pathlib import Path

import pytest

from negotiation.errors import ScenarioError, UsageError
from negotiation.files.checks import SourceCheck, check_sources
from negotiation.files.folder import Folder, open_folder
from tests.unit.files.made import SMALL, SOURCES

TEXT = "one\ntwo\nthree\n"


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """Return a folder whose source S1 is the first line of the text."""
    digest = hashlib.sha256(b"one").hexdigest()[:12]
    (tmp_path / "scenario.yaml").write_text(SMALL, encoding="utf-8")
    (tmp_path / "sources.yaml").write_text(SOURCES.replace("f7e0e5e4b3d4", digest), encoding="utf-8")
    return open_folder(tmp_path)


class TestCheckSources:
    """With the text every digest is compared; without it, what could not be verified is named."""

    def test_without_text(self, folder: Folder) -> None:
        """Nothing is found; the digests and what its author had not verified are named."""
        found = check_sources(folder)

        assert () == found.findings
        assert [
            "documents.notes: expected the text, to verify 1 digest of 1 line, got none; give it with --source TEXT",
            "sources.T1.verified: expected a source that was checked, got false; check it, then say true",
        ] == [str(each).partition("sources.yaml:")[2].partition(": ")[2] for each in found.unverified]
        assert [2, 8] == [each.place.line for each in found.unverified if each.place]

    def test_with_text(self, folder: Folder, tmp_path: Path) -> None:
        """A text that agrees leaves nothing but what its author had not verified."""
        (tmp_path / "text.txt").write_text(TEXT, encoding="utf-8")
        found = check_sources(folder, tmp_path / "text.txt")

        assert () == found.findings
        assert ["sources.T1.verified"] == [each.path for each in found.unverified]

    def test_with_another_text(self, folder: Folder, tmp_path: Path) -> None:
        """What differs is found, in its place."""
        (tmp_path / "text.txt").write_text("two\none\n", encoding="utf-8")
        found = check_sources(folder, str(tmp_path / "text.txt"))

        assert ["documents.notes.lines", "sources.S1.sha256"] == [each.path for each in found.findings]
        assert [(2, 46), (6, 13)] == [(each.place.line, each.place.column) for each in found.findings if each.place]
        assert "it is the digest of line 2" == found.findings[1].cure

    def test_document_known_by_its_digest_alone(self, tmp_path: Path) -> None:
        """A document with a digest of its own, but no cited line, is named too."""
        sources = "documents:\n  a: {title: A, sha256: 0123456789ab}\n  b: {title: B}\n"
        (tmp_path / "scenario.yaml").write_text(SMALL.replace(", stated: S1", ""), encoding="utf-8")
        (tmp_path / "sources.yaml").write_text(sources, encoding="utf-8")
        found = check_sources(open_folder(tmp_path))

        assert ["documents.a"] == [each.path for each in found.unverified]

    def test_without_sources(self, folder: Folder, tmp_path: Path) -> None:
        """Where there are no sources, there is nothing to say."""
        (tmp_path / "sources.yaml").unlink()

        assert SourceCheck() == check_sources(open_folder(tmp_path), tmp_path / "scenario.yaml")
        assert SourceCheck() != check_sources(folder)

    def test_no_documents(self, tmp_path: Path) -> None:
        """An empty map of sources has nothing to compare a text with."""
        (tmp_path / "scenario.yaml").write_text(SMALL.replace(", stated: S1", ""), encoding="utf-8")
        (tmp_path / "sources.yaml").write_text("documents: {}\n", encoding="utf-8")

        assert SourceCheck() == check_sources(open_folder(tmp_path), tmp_path / "scenario.yaml")

    def test_unreadable_text(self, folder: Folder, tmp_path: Path) -> None:
        """A text that cannot be read is refused."""
        with pytest.raises(UsageError, match="expected a file that can be read"):
            check_sources(folder, tmp_path / "none.txt")
        (tmp_path / "text.txt").write_bytes(b"\xff")
        with pytest.raises(ScenarioError, match="expected UTF-8"):
            check_sources(folder, tmp_path / "text.txt")


class TestFlagship:
    """The bundled scenario's digests are those of the text it cites."""

    def test_source_text(self, shared: Path | None) -> None:
        """All 110 statements cite lines that are as they were read."""
        text = shared and shared / "seeds" / "security-talks-2022.zh.txt"
        if not text or not text.is_file():
            pytest.skip("the source text is not here: its digests cannot be verified")
        folder = open_folder("european-security-2022")

        assert () == check_sources(folder, text).findings
        assert 110 == len(folder.sources.checkable("talks"))
