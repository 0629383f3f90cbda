"""Sources: where each statement stands, who made it, at which remove, and what it says in our words.

What belongs here: the values of `sources.yaml`, their checks, citations, and the comparison with a source text. The
sentences themselves never stand here: a line is known by its number and its digest.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from attrs import field, frozen

from negotiation.errors import Problem, ScenarioError, UnknownNameError, join_path, nearest
from negotiation.scenario import codec
from negotiation.scenario.basis import Text, text_in, to_ids, to_text
from negotiation.scenario.codec import Reader, in_files
from negotiation.scenario.digest import line_digest
from negotiation.scenario.table import Table

HANDS = ("first", "second", "third", "editorial", "caption")
STATUSES = ("uncontested", "contested")
SOURCE_ID = r"^[A-Za-z][A-Za-z0-9_]*$"
#: A text in which none of so many cited lines occurs is another text.
ENOUGH_TO_TELL = 2
DATE = r"^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$"

_MONTHS = (
    *("", "January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_DIGEST = codec.Str("12 to 64 hexadecimal digits in small letters", pattern=r"^[0-9a-f]{12,64}$")


@frozen
class Date(codec.Codec):
    """A date as ISO 8601 writes it: a day, a month or a year."""

    blank: Any = ""

    def read(self, node: Any, path: str, to: Reader) -> Any:
        """Return the date as text."""
        if isinstance(node, str) and re.fullmatch(DATE, node) and _is_date(node):
            return node
        cure = "put it in quotes" if isinstance(node, int) else ""
        to.fail(path, "a date such as 2022-02-01, 2022-02 or '2022'", node, cure)
        return ""

    def schema(self) -> dict[str, Any]:
        """Return a string schema."""
        return {"type": "string", "pattern": DATE}


def _is_date(text: str) -> bool:
    try:
        date.fromisoformat(text + "-01-01"[len(text) - 4 :])
    except ValueError:
        return False
    return True


@frozen
class SourceTable(codec.Keyed):
    """A map from the ids of sources, which may have capital letters, to sources."""

    pattern: str = SOURCE_ID

    def read(self, node: Any, path: str, to: Reader) -> Any:
        """Return a Table by id."""
        bad = [key for key in node if not re.match(self.pattern, key)] if isinstance(node, dict) else []
        for key in bad:
            to.fail(join_path(path, key), "an id: a letter, then letters, digits and underscores", key)
        return super().read({k: v for k, v in node.items() if k not in bad} if bad else node, path, to)


@frozen
class Document:
    """A text that sources cite. `lines` and `sha256` are those of the whole text, for whoever has it."""

    id: str
    title: Text = field(metadata=in_files(codec.Words()), converter=to_text)
    publisher: Text | None = field(metadata=in_files(codec.Words()), default=None, converter=to_text)
    language: str | None = field(
        metadata=in_files(codec.Str("a language such as en or zh", pattern=codec.LANGUAGE_PATTERN)), default=None
    )
    lines: int | None = field(metadata=in_files(codec.Int(1)), default=None)
    sha256: str | None = field(metadata=in_files(_DIGEST), default=None)


@frozen
class Source:
    """One statement: the document and line it stands in, who made it, and what it says in our words.

    `hand`: first (own words), second (reported), third (told on by somebody else), editorial or caption. `status`:
    contested where somebody concerned disputes it. `date` is the best date, `date_in_text` the text's own.
    `repeats` names sources that say the same. `verified: false` marks what was not yet checked. `sha256` is the start
    of the digest of the cited line.
    """

    id: str
    document: str = field(metadata=in_files(codec.Str("the id of a document")))
    says: Text = field(metadata=in_files(codec.Words()), converter=to_text)
    line: int | None = field(metadata=in_files(codec.Int(1)), default=None)
    publisher: Text | None = field(metadata=in_files(codec.Words()), default=None, converter=to_text)
    date_in_text: Text | None = field(metadata=in_files(codec.Words()), default=None, converter=to_text)
    date: str | None = field(metadata=in_files(Date()), default=None)
    by: Text | None = field(metadata=in_files(codec.Words()), default=None, converter=to_text)
    to: Text | None = field(metadata=in_files(codec.Words()), default=None, converter=to_text)
    hand: str | None = field(metadata=in_files(codec.Str(words=HANDS)), default=None)
    act: str | None = field(metadata=in_files(codec.Str("the kind of statement")), default=None)
    status: str = field(metadata=in_files(codec.Str(words=STATUSES)), default="uncontested")
    repeats: tuple[str, ...] = field(metadata=in_files(codec.Ids(pattern=SOURCE_ID)), default=(), converter=to_ids)
    note: Text | None = field(metadata=in_files(codec.Words()), default=None, converter=to_text)
    verified: bool | None = field(metadata=in_files(codec.Bool()), default=None)
    sha256: str | None = field(metadata=in_files(_DIGEST), default=None)


@frozen
class SourceMap(Mapping[str, Source]):
    """The sources of a scenario by id, and the documents they stand in; immutable, equal by value.

    Raises
    ------
    ScenarioError
        with all problems: a document or a repeated source that is not there, a line beyond its document, a digest
        without a line.
    """

    documents: Table[str, Document] = field(
        metadata=in_files(codec.Keyed(Document)), default=Table(), converter=codec.by_id
    )
    sources: Table[str, Source] = field(metadata=in_files(SourceTable(Source)), default=Table(), converter=codec.by_id)

    def __attrs_post_init__(self) -> None:
        problems = [problem for each in self.sources.values() for problem in self._problems_of(each)]
        if problems:
            raise ScenarioError(problems)

    def __getitem__(self, name: str) -> Source:
        if name not in self.sources:
            raise UnknownNameError("source", name, tuple(self.sources))
        return self.sources[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.sources)

    def __len__(self) -> int:
        return len(self.sources)

    def __contains__(self, name: object) -> bool:
        return name in self.sources

    def _problems_of(self, source: Source) -> Iterator[Problem]:
        at = f"sources.{source.id}"
        document = self.documents.get(source.document)
        if document is None:
            cure = nearest(source.document, self.documents)
            yield Problem(f"{at}.document", "the id of a document", repr(source.document), cure)
        elif document.lines is not None and source.line is not None and source.line > document.lines:
            yield Problem(f"{at}.line", f"a line of {document.id}, 1 to {document.lines}", str(source.line))
        if source.sha256 is not None and source.line is None:
            yield Problem(f"{at}.sha256", "a line beside the digest", "none", "add `line`")
        for other in source.repeats:
            if other not in self.sources or other == source.id:
                cure = nearest(other, [name for name in self.sources if name != source.id])
                yield Problem(f"{at}.repeats", "the id of another source", repr(other), cure)

    def cite(self, ids: str | Iterable[str], language: str = "en") -> str:
        """Return a short citation for a reader: who said it, when, and the ids; ids not in the map stand alone.

        >>> from negotiation.files.sources import Document, Source, SourceMap
        >>> a, b = (Source(id, "talks", "…", by="Russia", date="2022-02-01") for id in ("S1", "S2"))
        >>> SourceMap([Document("talks", "Two reports")], [a, b]).cite(["S1", "S2", "S9"])
        'Russia, 1 February 2022 [S1, S2]; [S9]'
        """
        chinese = language == "zh"
        comma, semicolon, space = ("\uff0c", "\uff1b", "") if chinese else (", ", "; ", " ")
        groups: dict[str, list[str]] = {}
        for name in to_ids(ids):
            groups.setdefault(self._who(name, language, comma), []).append(name)
        return semicolon.join(f"{who}{space if who else ''}[{', '.join(names)}]" for who, names in groups.items())

    def _who(self, name: str, language: str, comma: str) -> str:
        if name not in self.sources:
            return ""
        source = self.sources[name]
        who = source.by or source.publisher or self.documents[source.document].title
        contested = {"zh": "有争议"}.get(language, "contested") if source.status == "contested" else ""
        return comma.join(part for part in (text_in(who, language), _day(source.date, language), contested) if part)

    def checkable(self, document: str) -> list[Source]:
        """Return the sources whose line of a document is known by its digest."""
        return [each for each in self.sources.values() if each.document == document and each.sha256]

    def verify(self, text: str, document: str | None = None) -> list[Problem]:
        """Return what differs between the digests and numbers of lines given here and a source text.

        Parameters
        ----------
        text : the whole source text; its lines end with a line feed.
        document : the id of the document that it is; None: the one with the most of its digests in the text.

        Raises
        ------
        UnknownNameError
            when there is no such document.
        """
        document = document or self.document_of(text) or ""
        if document not in self.documents:
            raise UnknownNameError("document", document, tuple(self.documents))
        digests = _digests(text)
        about = self.documents[document]
        found = []
        if about.lines not in (None, len(digests)):
            expected = f"the number of lines of the text, {len(digests)}"
            found.append(Problem(f"documents.{document}.lines", expected, str(about.lines)))
        whole = hashlib.sha256(text.encode()).hexdigest()
        if about.sha256 and not whole.startswith(about.sha256):
            expected = f"the digest of the text, {whole[: len(about.sha256)]}"
            found.append(Problem(f"documents.{document}.sha256", expected, about.sha256))
        cited = self.checkable(document)
        if len(cited) > ENOUGH_TO_TELL and not _n_found(cited, digests):
            got = f"a text without any of the {len(cited)} lines cited"
            return [Problem(f"documents.{document}", "the text of the document", got, "is it another file?")]
        return found + [problem for source in cited for problem in _compared(source, digests)]

    def document_of(self, text: str) -> str | None:
        """Return the id of the document that a text is: the one with the most of its digests in it; None for none."""
        digests = _digests(text)
        return max(self.documents, key=lambda name: _n_found(self.checkable(name), digests), default=None)


def _digests(text: str) -> list[str]:
    """Return the digests of the lines of a text."""
    return [line_digest(line) for line in text.removesuffix("\n").split("\n")]


def _n_found(sources: Iterable[Source], digests: list[str]) -> int:
    return sum(any(digest.startswith(str(each.sha256)) for digest in digests) for each in sources)


def _compared(source: Source, digests: list[str]) -> list[Problem]:
    """Return what is wrong with the line and the digest of a source, given the digests of all lines."""
    at, given, line = f"sources.{source.id}", str(source.sha256), source.line or 0
    if line > len(digests):
        return [Problem(f"{at}.line", f"a line of the text, 1 to {len(digests)}", str(line))]
    if digests[line - 1].startswith(given):
        return []
    elsewhere = [str(n) for n, digest in enumerate(digests, 1) if digest.startswith(given)]
    cure = f"it is the digest of line {' or '.join(elsewhere)}" if elsewhere else ""
    return [Problem(f"{at}.sha256", f"the digest of line {line}, {digests[line - 1][: len(given)]}", given, cure)]


def _day(iso: str | None, language: str) -> str:
    """Return an ISO date as a reader of the language writes it."""
    year, month, day = [*map(int, (iso or "0").split("-")), 0, 0][:3]
    if language == "zh":
        return "".join(f"{n}{unit}" for n, unit in ((year, "年"), (month, "月"), (day, "日")) if n)
    return " ".join(part for part in (str(day or ""), _MONTHS[month], str(year or "")) if part)


def read_sources(tree: dict[str, Any], to: Reader | None = None) -> SourceMap:
    """Return the source map of a plain tree.

    Raises ScenarioError with every problem found (paths, no places).
    """
    to = to or Reader()
    found: SourceMap = codec.Object(SourceMap).read(tree, "", to)
    if to.problems:
        raise ScenarioError(to.problems)
    return found


def write_sources(sources: SourceMap) -> dict[str, Any]:
    """Return the plain tree of a source map: what `read_sources` reads back to an equal one."""
    tree: dict[str, Any] = codec.write(sources)
    return tree
