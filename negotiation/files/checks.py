"""Whether the sources still are what the scenario says they are, and what cannot be known without their text.

What belongs here: the comparison of a folder with a source text, in places. What a digest is stands in `sources`.
"""

from __future__ import annotations

import os
from pathlib import Path

from attrs import frozen

from negotiation.errors import Problem
from negotiation.files.folder import Folder, read_file


@frozen
class SourceCheck:
    """What the check of the sources found, and what it could not verify: both with their places."""

    findings: tuple[Problem, ...] = ()
    unverified: tuple[Problem, ...] = ()


def check_sources(folder: Folder, source_text: str | os.PathLike[str] | None = None) -> SourceCheck:
    """Return what differs between a folder's sources and a source text, and what could not be compared.

    Parameters
    ----------
    folder : the folder of a scenario.
    source_text : the path of the text that the sources cite; None: there is none at hand.

    Raises
    ------
    UsageError
        when the text cannot be read.
    ScenarioError
        when the text is not UTF-8.
    """
    sources, marks = folder.sources, folder.source_marks
    if marks is None:
        return SourceCheck()
    findings: list[Problem] = []
    compared = None
    if source_text is not None and sources.documents:
        text = read_file(Path(source_text))
        compared = sources.document_of(text)
        findings = sources.verify(text, compared)
    unverified = [_unverified(folder, name) for name in sources.documents if name != compared]
    open_questions = [
        Problem(f"sources.{each.id}.verified", "a source that was checked", "false", "check it, then say true")
        for each in sources.sources.values()
        if each.verified is False
    ]
    unknown = [each for each in unverified if each] + open_questions
    return SourceCheck(tuple(marks.placed(findings)), tuple(marks.placed(unknown)))


def _unverified(folder: Folder, document: str) -> Problem | None:
    """Return what was not compared for a document; None where there is nothing to compare."""
    cited = folder.sources.checkable(document)
    about = folder.sources.documents[document]
    if not cited and about.sha256 is None:
        return None
    n_digests, n_lines = len(cited), len({each.line for each in cited})
    counted = f"{n_digests} digest{'s' * (n_digests != 1)} of {n_lines} line{'s' * (n_lines != 1)}"
    what = f"the text, to verify {counted if cited else 'its digest'}"
    return Problem(f"documents.{document}", what, "none", "give it with --source TEXT")
