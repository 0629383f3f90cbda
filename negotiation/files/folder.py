"""Folders of scenarios: where they are, and what one holds.

What belongs here: finding a scenario by its bundled name or its path, and opening it: the scenario, its sources and
its briefs. What does not: how their text becomes values (`reading`, `sources`).
"""

from __future__ import annotations

import os
from errno import ENAMETOOLONG
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import TypeAlias

from attrs import field, frozen

from negotiation.errors import Problem, ScenarioError, UnknownNameError, UsageError
from negotiation.files.citations import Citation, citations_in
from negotiation.files.places import BYTE_ORDER_MARK, Marks, decode
from negotiation.files.reading import Read, read_sources_text, read_text
from negotiation.files.sources import SourceMap
from negotiation.scenario import Scenario

SCENARIO_FILE = "scenario.yaml"
#: How files end that hold talks and not a scenario.
RECORDS = (".jsonl", ".acts")
SOURCES_FILE = "sources.yaml"


@frozen
class Folder:
    """What a scenario's folder holds, read and checked; briefs are read when they are asked for.

    `scenario` is the file as it stands, with its profiles; `with_profile` gives it resolved. `sources` is empty, and
    `source_marks` None, where there is no sources.yaml. `marks` tell where everything stands.
    """

    path: Path
    name: str
    scenario: Scenario
    sources: SourceMap
    marks: Marks = field(eq=False, repr=False)
    source_marks: Marks | None = field(eq=False, repr=False)
    _read: Read = field(eq=False, repr=False)

    def with_profile(self, name: str | None = None) -> Scenario:
        """Return the scenario under a profile, resolved (None: its default one).

        Raises UnknownNameError for a profile that is not there.
        """
        wanted = name or self.scenario.default_profile or self.scenario.profile
        return self._read.under[wanted] if wanted in self._read.under else self.scenario.with_profile(name)

    @property
    def citations(self) -> list[Citation]:
        """Every citation of a source in the scenario, its profiles and its opening included."""
        return citations_in(self._read.tree)

    @property
    def briefs(self) -> tuple[str, ...]:
        """The names of the briefs, without their languages: public, seat-<actor>, facilitator and others."""
        return tuple(sorted({path.name.split(".")[0] for path in self.path.glob("briefs/*.md")}))

    def brief(self, name: str, language: str = "en") -> str:
        """Return the text of a brief in a language; else in English; else in the first language it has.

        Raises
        ------
        UnknownNameError
            when there is no such brief.
        ScenarioError
            when its file is not UTF-8.
        """
        if name not in self.briefs:
            raise UnknownNameError("brief", name, self.briefs)
        files = {each.name: each for each in sorted(self.path.glob("briefs/*.md")) if each.name.split(".")[0] == name}
        own = f"{name}.{language}.md" if language != "en" else f"{name}.md"
        wanted = next((each for each in (own, f"{name}.md", f"{name}.en.md", *files) if each in files), own)
        return read_file(files[wanted]).removeprefix(BYTE_ORDER_MARK)


def bundled_root() -> Path:
    """Return the folder of the bundled scenarios: within the installed package, else beside it in a checkout."""
    package = Path(str(resources.files("negotiation")))
    inside = package / "_scenarios"
    return inside if inside.is_dir() else package.parent / "scenarios"


def bundled_names() -> tuple[str, ...]:
    """Return the names of the bundled scenarios, sorted."""
    return tuple(sorted(path.parent.name for path in bundled_root().glob(f"*/{SCENARIO_FILE}")))


def open_folder(name_or_path: str | os.PathLike[str]) -> Folder:
    """Return the folder of a scenario, read and checked.

    Parameters
    ----------
    name_or_path : the name of a bundled scenario, a folder that holds a scenario.yaml, or the path of such a file. A
        bundled name stands over a folder of the same name, which is then written ./NAME; a Path is always a path.

    Raises
    ------
    UnknownNameError
        when there is neither, with the nearest bundled name.
    UsageError
        when a path leads nowhere, a folder holds no scenario.yaml, or a file cannot be read.
    ScenarioError
        with every problem of scenario.yaml and sources.yaml, each with its place.
    """
    file = find_scenario(name_or_path).absolute()
    sources = file.with_name(SOURCES_FILE)
    return _opened((file, shown(file), _stamp(file)), (sources, shown(sources), _stamp(sources)))


def find_scenario(name_or_path: str | os.PathLike[str]) -> Path:
    """Return the scenario file that a name or a path means. Raises like `open_folder`, but reads nothing."""
    if isinstance(name_or_path, str) and name_or_path in bundled_names():
        return bundled_root() / name_or_path / SCENARIO_FILE
    if not isinstance(name_or_path, (str, os.PathLike)):
        raise UsageError("the name or path of a scenario", repr(name_or_path))
    path = Path(name_or_path)
    if not _can_be(path):
        raise UsageError("the name or path of a scenario", repr(str(path)))
    if path.is_file():
        if path.suffix in RECORDS:
            raise UsageError("a scenario", str(name_or_path), "that is a record of talks: negotiation replay FILE")
        return path
    if (path / SCENARIO_FILE).is_file():
        return path / SCENARIO_FILE
    if path.is_dir():
        raise UsageError(f"a folder that holds a {SCENARIO_FILE}", repr(str(path)), "make one: negotiation new NAME")
    if isinstance(name_or_path, Path) or path.name != str(name_or_path) or path.suffix in {".yaml", ".yml"}:
        raise UsageError("a folder or file that is there", repr(str(path)), "make one: negotiation new NAME")
    raise UnknownNameError("scenario", str(name_or_path), bundled_names())


def _can_be(path: Path) -> bool:
    """Return whether the system lets a file be of that name: none is so long, or has a zero byte in it."""
    try:
        path.lstat()
    except FileNotFoundError:
        return True
    except (OSError, ValueError) as error:
        return getattr(error, "errno", None) not in {None, ENAMETOOLONG}
    return True


def read_file(path: Path) -> str:
    """Return the text of a file. Raises UsageError when it cannot be read, ScenarioError when it is not UTF-8."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise UsageError("a file that can be read", repr(str(path)), error.strerror or "") from None
    return decode(data, shown(path))


#: A file as it was when it was asked for: its path, its name in messages, its time and size (None: it is not there).
_File: TypeAlias = tuple[Path, str, tuple[int, int] | None]


def shown(path: Path) -> str:
    """Return a path as messages show it: from the current folder where it lies within."""
    path = path.absolute()
    return str(path.relative_to(Path.cwd())) if path.is_relative_to(Path.cwd()) else str(path)


def _stamp(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size


@lru_cache(maxsize=16)
def _opened(scenario_file: _File, sources_file: _File) -> Folder:
    """Read a folder; asked again while neither file has changed, the same value serves."""
    found: list[Problem] = []
    sources, source_marks, read = SourceMap(), None, None
    path, shown_as, _ = sources_file
    try:
        if path.is_file():
            sources, source_marks = read_sources_text(read_file(path), shown_as)
    except ScenarioError as error:
        found += error.problems
    path, shown_as, _ = scenario_file
    try:
        read = read_text(read_file(path), shown_as, sources if source_marks else None)
    except ScenarioError as error:
        found = [*error.problems, *found]
    if found or read is None:
        raise ScenarioError(found)
    name = path.parent.name if path.name == SCENARIO_FILE else path.stem
    return Folder(path.parent, name, read.scenario, sources, read.marks, source_marks, read)
