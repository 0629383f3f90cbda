"""Sources: their fields, what must agree among them, how they are cited, and how digests are compared."""

import hashlib
from typing import Any

import pytest

from negotiation.errors import ScenarioError, UnknownNameError
from negotiation.files.places import parse_yaml
from negotiation.files.sources import Document, Source, SourceMap, read_sources, write_sources
from tests.unit.files.made import SOURCES

TEXT = "Ein Text genügt.\n和平\nZwei sind nötig.\n"


def digest(line: str) -> str:
    """Return the digest of a line."""
    return hashlib.sha256(line.encode()).hexdigest()


def source_map(**changes: Any) -> SourceMap:
    """Return a map with one document of three lines and one source, changed."""
    values = {"id": "S1", "document": "notes", "says": "one text is enough", "line": 1, **changes}
    return SourceMap([Document("notes", "Notes", lines=3)], [Source(**values)])


def refusals(tree: dict[str, Any]) -> list[str]:
    """Return what is said of a tree that is no source map."""
    with pytest.raises(ScenarioError) as caught:
        read_sources(tree)
    return [str(each) for each in caught.value.problems]


class TestRead:
    """Every field is read strictly, and written back as it was."""

    def test_fields(self) -> None:
        """Documents and sources are values by id; text may be given by language."""
        sources = read_sources(parse_yaml(SOURCES, "f")[0])

        assert ["S1", "S2", "T1"] == list(sources)
        assert 3 == len(sources)
        assert "东" == sources["S1"].by["zh"]  # type: ignore[index]
        assert ("S1",) == sources["S2"].repeats
        assert "uncontested" == sources["S1"].status
        assert sources["T1"].verified is False

    def test_round_trip(self) -> None:
        """What is written reads back equal."""
        sources = read_sources(parse_yaml(SOURCES, "f")[0])

        assert sources == read_sources(write_sources(sources))
        assert hash(sources) == hash(read_sources(write_sources(sources)))

    def test_empty(self) -> None:
        """A scenario may have no sources yet."""
        assert SourceMap() == read_sources({})

    @pytest.mark.parametrize("text", ["2022-02-01", "2022-02", "2022"])
    def test_date(self, text: str) -> None:
        """A date is a day, a month or a year."""
        tree = {"documents": {"d": {"title": "D"}}, "sources": {"S1": {"document": "d", "says": "x", "date": text}}}

        assert text == read_sources(tree)["S1"].date

    @pytest.mark.parametrize(
        ("field", "value", "expected"),
        [
            ("date", "2022-02-30", "date: expected a date such as 2022-02-01, 2022-02 or '2022', got '2022-02-30'"),
            ("date", "1 May 2022", "date: expected a date such as 2022-02-01, 2022-02 or '2022', got '1 May 2022'"),
            ("date", "2022-13", "date: expected a date such as 2022-02-01, 2022-02 or '2022', got '2022-13'"),
            (
                "date",
                "2022-02-01\n",
                "date: expected a date such as 2022-02-01, 2022-02 or '2022', got '2022-02-01\\n'",
            ),
            ("date", 2022, "date: expected a date such as 2022-02-01, 2022-02 or '2022', got 2022; put it in quotes"),
            (
                "hand",
                "fourth",
                "hand: expected one of first, second, third, editorial, caption, got 'fourth'; choose from first",
            ),
            ("status", "false", "status: expected one of uncontested, contested, got 'false'"),
            ("sha256", "abc", "sha256: expected 12 to 64 hexadecimal digits in small letters, got 'abc'"),
            (
                "sha256",
                123456789012,
                "sha256: expected 12 to 64 hexadecimal digits in small letters, got 123456789012; put",
            ),
            ("line", 0, "line: expected a whole number, 1 or more, got 0"),
            ("verified", "yes", "verified: expected true or false, got 'yes'"),
            ("says", 5, "says: expected text, or a map from languages to texts, got 5; put it in quotes"),
            ("repeats", "no such", "repeats: expected an id, got 'no such'"),
            ("speaker", "x", "speaker: expected a known key, got 'speaker'; "),
            ("document", "nodes", "document: expected the id of a document, got 'nodes'; did you mean notes?"),
        ],
    )
    def test_refused(self, field: str, value: Any, expected: str) -> None:
        """A field that is not what it should be is named with its path."""
        source = {"document": "notes", "line": 1, "says": "x", field: value}
        found = refusals({"documents": {"notes": {"title": "Notes"}}, "sources": {"S1": source}})

        assert 1 == len(found)
        assert found[0].startswith(f"sources.S1.{expected}")

    def test_ids(self) -> None:
        """Ids of sources may have capitals, but no spaces or hyphens."""
        tree = {"documents": {"d": {"title": "D"}}, "sources": {"S-1": {"document": "d", "says": "x"}}}

        assert ["sources.S-1: expected an id: a letter, then letters, digits and underscores, got 'S-1'"] == refusals(
            tree
        )
        assert ["sources: expected a map from ids, got a list"] == refusals({"sources": []})

    def test_everything_at_once(self) -> None:
        """All problems come together."""
        tree = {"documents": {"d": {}}, "sources": {"S1": {"document": "e"}, "S2": 3}}

        assert [
            "documents.d.title: expected the key 'title', got nothing",
            "sources.S1.says: expected the key 'says', got nothing",
            "sources.S2: expected a map, got 3",
            "sources.S1.document: expected the id of a document, got 'e'; choose from d",
        ] == refusals(tree)


class TestSourceMap:
    """The map is frozen, equal by value, and sound when it exists."""

    def test_look_up(self) -> None:
        """A source is found by its id; a misspelt one suggests the nearest."""
        sources = source_map()

        assert "one text is enough" == sources["S1"].says
        assert "S1" in sources
        assert "S2" not in sources
        with pytest.raises(UnknownNameError, match=r"expected the name of a source, got 'S11'; did you mean S1\?"):
            sources["S11"]

    @pytest.mark.parametrize(
        ("changes", "expected"),
        [
            (
                {"document": "note"},
                "sources.S1.document: expected the id of a document, got 'note'; did you mean notes?",
            ),
            ({"line": 4}, "sources.S1.line: expected a line of notes, 1 to 3, got 4"),
            (
                {"line": None, "sha256": "0" * 12},
                "sources.S1.sha256: expected a line beside the digest, got none; add `line`",
            ),
            ({"repeats": "S2"}, "sources.S1.repeats: expected the id of another source, got 'S2'; there is none"),
            ({"repeats": "S1"}, "sources.S1.repeats: expected the id of another source, got 'S1'; there is none"),
        ],
    )
    def test_unsound(self, changes: dict[str, Any], expected: str) -> None:
        """What does not agree is refused, also from Python."""
        with pytest.raises(ScenarioError) as caught:
            source_map(**changes)

        assert expected == str(caught.value)


class TestCite:
    """A citation says who, when and which ids; in English and Chinese."""

    @pytest.mark.parametrize(
        ("ids", "language", "expected"),
        [
            ("S1", "en", "East, 1 February 2022 [S1]"),
            ("S1", "zh", "东\uff0c2022年2月1日[S1]"),
            (["S2", "S1"], "en", "West, contested [S2]; East, 1 February 2022 [S1]"),
            (["S2", "S1"], "zh", "West\uff0c有争议[S2]\uff1b东\uff0c2022年2月1日[S1]"),
            (["T1", "X9"], "en", "A conversation [T1]; [X9]"),
            ((), "en", ""),
        ],
    )
    def test_citation(self, ids: Any, language: str, expected: str) -> None:
        """Sources of one voice and day share their brackets; unknown ids stand alone."""
        assert expected == read_sources(parse_yaml(SOURCES, "f")[0]).cite(ids, language)

    @pytest.mark.parametrize(
        ("date", "language", "expected"),
        [
            ("2021-12", "en", "East, December 2021 [S1]"),
            ("2021", "en", "East, 2021 [S1]"),
            ("2021-12", "zh", "East\uff0c2021年12月[S1]"),
            (None, "en", "East [S1]"),
        ],
    )
    def test_dates(self, date: str | None, language: str, expected: str) -> None:
        """A month, a year or no date is cited as it is."""
        assert expected == source_map(by="East", date=date).cite("S1", language)


class TestVerify:
    """Digests and numbers of lines are compared with the source text."""

    def sources(self, **changes: Any) -> SourceMap:
        """Return a map of the text above, changed."""
        document = {"lines": 3, "sha256": digest(TEXT)[:20], **changes.pop("document", {})}
        lines = {"S1": "Ein Text genügt.", "S2": "和平", "S3": "Zwei sind nötig."}
        given = {name: digest(line)[:16] for name, line in lines.items()} | changes
        sources = [Source(name, "notes", "…", line=i, sha256=each) for i, (name, each) in enumerate(given.items(), 1)]
        return SourceMap([Document("other", "Other"), Document("notes", "Notes", **document)], sources)

    def test_all_agree(self) -> None:
        """The text that was read gives no findings, and is known by its lines."""
        assert [] == self.sources().verify(TEXT)
        assert "notes" == self.sources().document_of(TEXT)
        assert [] == self.sources(document={"sha256": None}).verify(TEXT.removesuffix("\n"))

    def test_one_line_changed(self) -> None:
        """A changed line is named with the digest it has now, and so is the document."""
        changed = TEXT.replace("和平", "战争")
        found = [str(each) for each in self.sources().verify(changed)]

        assert [
            f"documents.notes.sha256: expected the digest of the text, {digest(changed)[:20]}, got {digest(TEXT)[:20]}",
            f"sources.S2.sha256: expected the digest of line 2, {digest('战争')[:16]}, got {digest('和平')[:16]}",
        ] == found

    def test_digest_of_another_line(self) -> None:
        """A digest that belongs to another line says to which."""
        found = self.sources(S1=digest("和平")[:12]).verify(TEXT)

        assert ["it is the digest of line 2"] == [each.cure for each in found]

    def test_other_number_of_lines(self) -> None:
        """A text of another length is told, and a line beyond its end."""
        found = [str(each) for each in self.sources(document={"sha256": None}).verify("Ein Text genügt.\n和平\n")]

        assert [
            "documents.notes.lines: expected the number of lines of the text, 2, got 3",
            "sources.S3.line: expected a line of the text, 1 to 2, got 3",
        ] == found

    def test_another_text(self) -> None:
        """A text in which none of the lines occurs is told once, not line by line."""
        found = [str(each) for each in self.sources().verify("nothing\n", "notes")]

        assert [
            (
                "documents.notes: expected the text of the document, got a text without any of the 3 lines cited; "
                "is it another file?"
            )
        ] == found

    def test_unknown_document(self) -> None:
        """A document that is not there is refused."""
        with pytest.raises(UnknownNameError, match="expected the name of a document, got 'nodes'; did you mean notes"):
            self.sources().verify(TEXT, "nodes")
        with pytest.raises(UnknownNameError, match="expected the name of a document, got ''; there is none"):
            SourceMap().verify(TEXT)
