"""From the text of a scenario to the scenario, with every problem in its place.

What belongs here: what a reader finds in one go: the text, the values, the names across them, the sources cited and
each profile resolved. What does not: where files lie (`folder`).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from attrs import evolve, field, frozen

from negotiation.errors import Problem, ScenarioError, UnknownNameError, join_path
from negotiation.files.citations import unknown_citations
from negotiation.files.places import Marks, parse_yaml
from negotiation.files.schema import classes_in
from negotiation.files.sources import SourceMap, read_sources
from negotiation.scenario import Scenario
from negotiation.scenario.codec import Reader, known_fields
from negotiation.scenario.paths import child, keys_of, look_up
from negotiation.scenario.scenario import read_scenario

#: What an expected id is called, and where such ids are made.
_PARTS = (
    *(("issue", "issues"), ("actor", "actors"), ("measure", "measures"), ("event", "events"), ("fact", "facts")),
    *(("claim", "claims"), ("threat", "threats"), ("profile", "profiles")),
)


@frozen
class Read:
    """A scenario as a file gave it: with its profiles, and under each of them; where everything stands."""

    scenario: Scenario
    marks: Marks
    tree: dict[str, Any] = field(eq=False, repr=False)
    under: dict[str, Scenario] = field(factory=dict, eq=False, repr=False)


def read_text(text: str, file: str, sources: SourceMap | None = None) -> Read:
    """Return the scenario that a text gives, each of its profiles resolved once.

    Parameters
    ----------
    text : the YAML of a scenario.
    file : the name by which problems call it.
    sources : what may be cited; None: whatever is cited is taken as it is.

    Raises
    ------
    ScenarioError
        with every problem, each with its place.
    """
    found: list[Problem] = []
    tree, marks = parse_yaml(text, file, found)
    scenario, under = None, {}
    try:
        scenario = read_scenario(tree, Reader())
    except ScenarioError as error:
        found += _new(error.problems, found)
        found += _new(_missing_paths(tree), found)
    if scenario is not None:
        for name in scenario.profiles:
            try:
                under[name] = scenario.with_profile(name)
            except ScenarioError as error:
                found += [_in_profile(problem, scenario, name) for problem in error.problems]
    if sources is not None:
        found += unknown_citations(tree, sources)
    if found or scenario is None:
        raise ScenarioError(marks.placed(_causes(found, tree)))
    return Read(scenario, marks, tree, under | {scenario.profile: scenario.with_profile(scenario.profile)})


def read_sources_text(text: str, file: str) -> tuple[SourceMap, Marks]:
    """Return the source map that a text gives, and where everything stands.

    Raises ScenarioError with every problem, each with its place.
    """
    found: list[Problem] = []
    tree, marks = parse_yaml(text, file, found)
    sources = SourceMap()
    try:
        sources = read_sources(tree, Reader())
    except ScenarioError as error:
        found += _new(error.problems, found)
    if found:
        raise ScenarioError(marks.placed(found))
    return sources, marks


def _new(problems: tuple[Problem, ...] | Iterator[Problem], known: list[Problem]) -> list[Problem]:
    """Return the problems at paths where none is known yet: a key twice needs not be said twice."""
    at = {problem.path for problem in known if problem.path}
    return [problem for problem in problems if problem.path not in at]


def _causes(problems: list[Problem], tree: dict[str, Any]) -> list[Problem]:
    """Return problems without those that only follow: a name that is there but could not be read is not unknown."""
    causes = [each for each in problems if not _is_there(each.expected, each.got.strip("'"), tree)]
    return causes or problems


def _is_there(expected: str, name: str, tree: dict[str, Any]) -> bool:
    if not expected.startswith("the id of "):
        return False
    _, _, issue = expected.partition(" an option of ")
    places = [f"issues.{issue}.options"] if issue else [part for kind, part in _PARTS if kind in expected]
    for place in places:
        try:
            known = keys_of(look_up(tree, place))
        except UnknownNameError:
            continue
        if name in known or not known:
            return True
    return False


def _missing_paths(tree: dict[str, Any]) -> Iterator[Problem]:
    """Yield the paths that profiles replace and that are not there, for a scenario that cannot be resolved.

    What is missing may stand at its default where it is a field of the model; then nothing is said.
    """
    profiles = tree.get("profiles")
    for name, profile in profiles.items() if isinstance(profiles, dict) else ():
        changes = profile.get("set") if isinstance(profile, dict) and "extends" not in profile else None
        for path in changes if isinstance(changes, dict) else ():
            try:
                look_up(tree, path)
            except UnknownNameError as error:
                if not _may_be_default(tree, path):
                    cure = str(error).partition("; ")[2]
                    yield Problem(join_path("profiles", name, "set", path), "a path of the scenario", path, cure)


def _may_be_default(node: Any, path: str) -> bool:
    first, _, rest = path.partition(".")
    if first in keys_of(node):
        return _may_be_default(child(node, first), rest)
    return any(first == key for cls in (Scenario, *classes_in(Scenario).values()) for key, _, _ in known_fields(cls))


def _in_profile(problem: Problem, scenario: Scenario, name: str) -> Problem:
    """Return a problem of a resolved scenario at the path of the profile that brings it in."""
    if problem.path.startswith("profiles."):
        return problem
    best = ""
    for profile in reversed(scenario.profile_chain(name)):
        for kind in ("set", "add"):
            for path in getattr(profile, kind):
                if f"{path}.".startswith(f"{problem.path}.") or f"{problem.path}.".startswith(f"{path}."):
                    deeper = problem.path if len(problem.path) > len(path) else path
                    best = join_path("profiles", profile.id, kind, deeper)
    if best:
        return evolve(problem, path=best)
    return evolve(problem, path=f"profiles.{name}", expected=f"{problem.expected} at {problem.path}")
