"""What conditions may ask where they stand, and names that must exist: the checks that every part shares.

What belongs here: whether a name is known, a condition asks what it may, a graph has a circle. What each part of a
scenario must satisfy is in `validation`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING

from attrs import frozen

from negotiation.errors import Problem, nearest
from negotiation.scenario import conditions as c

if TYPE_CHECKING:
    from negotiation.scenario.actors import Actor
    from negotiation.scenario.scenario import Scenario

ACTS = (
    "floats",
    "offers_to_discuss",
    "tables",
    "stands_by",
    "accepts",
    "rejects",
    "withdraws",
    "sends",
    "answers",
    "reads",
    "corrects",
    "declares",
    "denies",
    "promises",
    "threatens",
    "carries_out",
    "consults",
    "consents_to",
    "objects_to",
    "schedules",
    "passes",
    "leaves",
)
"""The deeds of acts, as conditions spell them."""
DONE = (*ACTS, "breaks", "opens_talks")
"""The deeds that `did` may ask for: those of acts, a promise broken, and talks on an issue opened."""


@frozen
class Check:
    """The search for problems in a scenario: what it found so far, and the checks that every part shares."""

    s: Scenario
    problems: list[Problem]

    def fail(self, path: str, expected: str, got: object = "", cure: str = "") -> None:
        """Record a problem."""
        self.problems.append(Problem(path, expected, got if isinstance(got, str) else repr(got), cure))

    def known(self, name: str | None, names: Iterable[str], what: str, path: str) -> bool:
        """Return whether a name is among those known (None is), recording why not."""
        names = tuple(names)
        if name is None or name in names:
            return True
        self.fail(path, f"the id of {what}", repr(name), nearest(name, names))
        return False

    def options(self, issue: str, option: str | None, path: str) -> None:
        """Check that an issue exists, and an option of it."""
        if self.known(issue, self.s.issues, "an issue", path) and option is not None:
            self.known(option, self.s.issues[issue].option_ids, f"an option of {issue}", path)

    def condition(
        self,
        condition: c.Condition | None,
        path: str,
        *,
        package_only: bool = False,
        world_only: bool = False,
        owner: Actor | None = None,
        cure: str = "",
    ) -> None:
        """Check the names a condition uses and that it asks only what may be asked where it stands, else the cure."""
        if condition is None:
            return
        if package_only and not c.is_package_only(condition):
            self.fail(path, "a condition on packages alone", repr(c.format_condition(condition)), cure)
        if world_only and c.issues_in(condition):
            self.fail(path, "a condition on what happened, not on a package", repr(c.format_condition(condition)), cure)
        for each in c.walk(condition):
            match each:
                case c.Compare("turn", _, _):
                    pass
                case c.Compare(issue, _, option):
                    self.options(issue, option, path)
                case c.Among(issue, options):
                    for option in options:
                        self.options(issue, option, path)
                case c.Count(_, n, of) if not 0 <= n <= len(of):
                    self.fail(path, f"a count up to {len(of)}, the number of conditions", str(n))
                case c.Atom(name, args):
                    self.atom(name, args, path, owner)

    def atom(self, name: str, args: tuple[str, ...], path: str, owner: Actor | None) -> None:
        """Check the names that an atom uses."""
        checks: dict[str, Callable[[], object]] = {
            "moved": lambda: self.options(args[0], None, path),
            "improved": lambda: self.owned(name, args, path, owner),
            "met": lambda: self.owned(name, args, path, owner),
            "happened": lambda: self.known(args[0], (*self.s.measures, *self.s.events), "a measure or event", path),
            "did": lambda: self.did(*args, path=path),
            "consulted": lambda: [self.known(each, self.s.actors, "an actor", path) for each in args],
            "consented": lambda: self.known(args[0], self.s.actors, "an actor", path),
            "performed": lambda: self.did(args[0], "carries_out", args[1], path=path),
            "fact": lambda: self.known(args[0], self.s.facts, "a fact", path),
        }
        checks[name]()

    def did(self, actor: str, deed: str, *what: str, path: str) -> None:
        """Check that somebody may have done a deed; of carrying out, that there is such a measure."""
        self.known(actor, self.s.actors, "an actor", path)
        if deed not in DONE:
            self.fail(path, "a deed", repr(deed), nearest(deed, DONE))
        if deed == "carries_out" and what:
            self.known(what[0], self.s.measures, "a measure", path)

    def owned(self, name: str, args: tuple[str, ...], path: str, owner: Actor | None) -> None:
        """Check an atom that asks about the owner's order or position."""
        self.options(args[0], args[1] if len(args) > 1 else None, path)
        if owner is None:
            self.fail(path, f"no {name}(…) in a condition that no actor owns", f"{name}({', '.join(args)})")
        elif name == "met" and len(args) == 1 and getattr(owner.positions.get(args[0]), "seeks", None) is None:
            cure = f"add a position that seeks an option, or write met({args[0]}, OPTION)"
            self.fail(path, f"a position of {owner.id} on {args[0]}", "none", cure)

    def circles(
        self, edges: Mapping[str, Iterable[str]], at: Callable[[str], str], expected: str, cure: str = ""
    ) -> None:
        """Report one circle in a graph, if there is one: at the path of its first node."""
        done: set[str] = set()

        def visit(node: str, trail: tuple[str, ...]) -> bool:
            if node in trail:
                self.fail(at(node), expected, " → ".join([*trail[trail.index(node) :], node]), cure)
                return True
            if node in done:
                return False
            done.add(node)
            return any(visit(each, (*trail, node)) for each in edges.get(node, ()))

        any(visit(node, ()) for node in edges)
