"""Findings on a scenario that is valid: what is legal but suspicious, facts worth knowing, sources that changed.

What belongs here: what several layers can tell only together. What makes a scenario invalid is in
`scenario.validation`, how a digest is compared in `files.checks`.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator

from attrs import evolve

from negotiation.checking.finding import SEVERITIES, Finding, finding_text
from negotiation.checking.looking import Look
from negotiation.checking.packages import package_findings
from negotiation.checking.parts import part_findings
from negotiation.checking.sources import source_findings
from negotiation.errors import Place
from negotiation.files import Folder, open_folder
from negotiation.scenario import Scenario

__all__ = ["SEVERITIES", "Finding", "check", "finding_text", "findings_in"]

#: Packages up to which they are gone through one by one.
MOST_PACKAGES = 2**22


def check(
    source: Scenario | Folder | str | os.PathLike[str],
    source_text: str | os.PathLike[str] | None = None,
    *,
    language: str = "en",
) -> tuple[Finding, ...]:
    """Return what is suspicious about a valid scenario under each of its readings, and about its sources.

    Parameters
    ----------
    source : a scenario, an opened folder, or the name or path of one. Sources and briefs are looked at where there is
        a folder.
    source_text : the path of the text that the sources cite, to verify their digests.
    language : in which findings are told; what they quote of an error stays English.

    Returns
    -------
    findings : errors first (what play or replay refuses), then problems, findings in the order of the file, and notes.

    Raises
    ------
    UnknownNameError, UsageError, ScenarioError
        when the scenario or the text cannot be read.

    Examples
    --------
    >>> from negotiation import check
    >>> [str(finding) for finding in check("two-villages") if finding.severity != "note"]
    []
    """
    if isinstance(source, Scenario):
        return _ordered(_under_each(source.profile_names, source.with_profile, language))
    folder = source if isinstance(source, Folder) else open_folder(source)
    found = _under_each(folder.scenario.profile_names, folder.with_profile, language)
    placed = [evolve(each, place=_place(folder, each)) for each in found]
    return _ordered([*placed, *source_findings(folder, source_text, language)])


def findings_in(scenario: Scenario, language: str = "en") -> Iterator[Finding]:
    """Yield what is suspicious about one resolved scenario, in a language, without places."""
    look = Look(scenario, language)
    yield from part_findings(look)
    if scenario.n_packages <= MOST_PACKAGES:
        yield from package_findings(look)
        return
    text = "{n:,} packages are too many to go through: what rules, lines and gates exclude is unknown"
    yield Finding("agenda", look.say(text, n=scenario.n_packages), severity="note")


def _under_each(names: tuple[str, ...], reading: Callable[[str], Scenario], language: str) -> list[Finding]:
    """Return what is found under the readings, each finding once, with the readings it was found under."""
    found: dict[Finding, list[str]] = {}
    for name in names:
        for each in findings_in(reading(name), language):
            found.setdefault(each, []).append(name)
    return [evolve(each, readings=() if len(at) == len(names) else tuple(at)) for each, at in found.items()]


def _ordered(found: Iterable[Finding]) -> tuple[Finding, ...]:
    def key(each: Finding) -> tuple[int, str, int, int]:
        place = each.place or Place("", 0, 0)
        return SEVERITIES.index(each.severity), place.file, place.line, place.column

    return tuple(sorted(found, key=key))


def _place(folder: Folder, finding: Finding) -> Place:
    """Return where a finding stands: in the profile that brings it in, or in the file's own part."""
    for reading in finding.readings[:1]:
        for profile in folder.scenario.profile_chain(reading):
            for kind in ("set", "add"):
                for path in getattr(profile, kind):
                    if f"{finding.path}.".startswith(f"{path}."):
                        return folder.marks.place(f"profiles.{profile.id}.{kind}.{finding.path}", of_key=True)
    return folder.marks.place(finding.path, of_key=True)
