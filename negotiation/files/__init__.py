"""Scenarios as files: reading them with the place of every problem, and writing them canonically.

What belongs here: YAML, folders, sources, briefs, the JSON Schema and the template of a new scenario. What a scenario
is stands in `negotiation.scenario`.
"""

from __future__ import annotations

import os
from pathlib import Path

from negotiation.errors import UsageError
from negotiation.files.folder import SCENARIO_FILE, Folder, bundled_names, open_folder
from negotiation.files.reading import read_text
from negotiation.files.sources import Document, Source, SourceMap
from negotiation.files.writing import format_yaml, write_whole
from negotiation.scenario import Scenario
from negotiation.scenario.scenario import write_scenario

__all__ = [
    "Document",
    "Folder",
    "Source",
    "SourceMap",
    "bundled_names",
    "dump",
    "dumps",
    "load",
    "loads",
    "open_folder",
]


def load(name_or_path: str | os.PathLike[str], profile: str | None = None) -> Scenario:
    """Return a scenario under one of its profiles, resolved.

    Parameters
    ----------
    name_or_path : the name of a bundled scenario, a folder that holds a scenario.yaml, or the path of such a file.
    profile : the reading that is asked for; None: the scenario's default one.

    Raises
    ------
    UnknownNameError
        when there is no such scenario or profile, with the nearest names.
    UsageError
        when a folder holds no scenario.yaml, or a file cannot be read.
    ScenarioError
        with every problem of the scenario and its sources, each with file, line and column.
    """
    return open_folder(name_or_path).with_profile(profile)


def loads(text: str, profile: str | None = None, file: str = "<text>") -> Scenario:
    """Return the scenario that a YAML text gives, under one of its profiles, resolved.

    Raises
    ------
    UnknownNameError
        when there is no such profile.
    ScenarioError
        with every problem, each with line and column; `file` is the name they give the text.
    """
    return read_text(text, file).scenario.with_profile(profile)


def dump(scenario: Scenario, path: str | os.PathLike[str]) -> Path:
    """Write a scenario to a file, whole or not at all, and return its path; in a folder it becomes scenario.yaml.

    Raises UsageError when the path cannot be written, or what is given is of another kind.
    """
    for what, given, kinds in (("a scenario", scenario, Scenario), ("the path of a file", path, (str, os.PathLike))):
        if not isinstance(given, kinds):
            raise UsageError(what, repr(given))
    target = Path(path)
    target = target / SCENARIO_FILE if target.is_dir() else target
    write_whole(dumps(scenario), target)
    return target


def dumps(scenario: Scenario) -> str:
    """Return a scenario as canonical YAML: `loads` gives an equal one, under its default profile."""
    return format_yaml(write_scenario(scenario))
