"""Findings on the sources, records and briefs of a scenario's folder: what changed, is not cited, or is not there."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from negotiation.checking.finding import Finding
from negotiation.errors import NegotiationError, Place, nearest
from negotiation.files import Folder, dumps
from negotiation.files.checks import check_sources
from negotiation.files.folder import read_file, shown
from negotiation.recording import SUFFIX, read_record
from negotiation.text.catalogue import retell, say

#: Sources that need not be cited: the editors' own words, and what stands under a picture.
NO_STATEMENTS = ("caption", "editorial")

#: What differs from the text, and its cure, as `files.sources` says them.
DIFFERENT = (
    *("the digest of the text, {digest}", "the digest of line {line}, {digest}", "the text of the document"),
    *("the number of lines of the text, {n}", "a line of the text, {first} to {last}"),
    *("it is the digest of line {line}", "is it another file?"),
)
#: What could not be verified, and its cure, as `files.checks` says them.
UNVERIFIED = (
    *("the text, to verify {n} digests of {lines} lines", "the text, to verify {n} digests of {lines} line"),
    *("the text, to verify {n} digest of {lines} line", "the text, to verify its digest"),
    *("a source that was checked", "give it with --source TEXT", "check it, then say true"),
)
NEAREST = ("did you mean {what}?", "choose from {what}", "there is none")

_WORD = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
_BRACKETS = re.compile(r"\[([^\[\]]+)\](?!\()")


def source_findings(
    folder: Folder, source_text: str | os.PathLike[str] | None = None, language: str = "en"
) -> Iterator[Finding]:
    """Yield what is suspicious about the sources and briefs of a folder, and what could not be verified.

    Raises UsageError, ScenarioError when the source text or a brief cannot be read.
    """
    found = check_sources(folder, source_text)
    for each in found.findings:
        expected, cure = (retell(told, DIFFERENT, language) for told in (each.expected, each.cure))
        message = say("expected {what}, got {got}", language, what=expected, got=each.got)
        yield Finding(each.path, message, cure, each.place, "problem")
    for each in found.unverified:
        needed, cure = (retell(told, UNVERIFIED, language) for told in (each.expected, each.cure))
        message = say("not verified: needs {what}", language, what=needed)
        yield Finding(each.path, message, cure, each.place, "note")
    if folder.source_marks is None and folder.citations:
        message = say(
            "not verified: no sources.yaml tells what {n} citations stand for", language, n=len(folder.citations)
        )
        yield Finding("", message, say("write one beside it, or mark what is assumed", language), severity="note")
    briefs = {path: read_file(path) for path in sorted(folder.path.glob("briefs/*.md"))}
    yield from _records(folder)
    yield from _uncited(folder, briefs, language)
    yield from _missing(folder, briefs, language)


def _records(folder: Folder) -> Iterator[Finding]:
    """Records beside the scenario that cannot be replayed."""
    for path in sorted(folder.path.glob(f"*{SUFFIX}")):
        try:
            read_record(folder.with_profile(None), path, folder.sources)
        except NegotiationError as error:
            yield Finding(path.name, str(error), severity="error")


def _uncited(folder: Folder, briefs: Mapping[Path, str], language: str) -> Iterator[Finding]:
    """Sources that nothing cites; captions, the editors' own words and repetitions need not be."""
    used = {word for text in (dumps(folder.scenario), *briefs.values()) for word in _WORD.findall(text)}
    for source in folder.sources.values():
        if source.id not in used and source.hand not in NO_STATEMENTS and not source.repeats:
            at = f"sources.{source.id}"
            place = None if folder.source_marks is None else folder.source_marks.place(at, of_key=True)
            message = say("nothing cites it, in the scenario or in a brief", language)
            yield Finding(at, message, place=place)


def _missing(folder: Folder, briefs: Mapping[Path, str], language: str) -> Iterator[Finding]:
    """What briefs cite in brackets in the manner of this scenario's sources, and is none of them."""
    letters = {match[0] for name in folder.sources if (match := re.match(r"[A-Za-z]+(?=[0-9])", name))}
    manner = re.compile(f"(?:{'|'.join(sorted(letters))})[0-9][a-z0-9]*")
    for path, text in briefs.items() if letters else ():
        for number, line in enumerate(text.split("\n"), 1):
            for word in (word for inside in _BRACKETS.findall(line) for word in _WORD.findall(inside)):
                if word not in folder.sources and manner.fullmatch(word):
                    message = say("[{id}] is no source of sources.yaml", language, id=word)
                    cure = retell(nearest(word, folder.sources), NEAREST, language)
                    yield Finding("briefs", message, cure, Place(shown(path), number))
