"""What is negotiated: issues with ordered options, and the rules between them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from attrs import field, frozen

from negotiation.errors import Problem, ScenarioError, nearest
from negotiation.scenario import codec
from negotiation.scenario.basis import Basis, Text, to_ids, to_text, with_ids
from negotiation.scenario.codec import in_files
from negotiation.scenario.conditions import Condition, to_condition


@frozen
class Option:
    """One settlement of an issue: who performs it, whose signature it needs, how fast it can be undone.

    `performs` and `signs` name actors; `reversible_in_turns` is None where it cannot be undone quickly.
    """

    id: str
    title: Text = field(metadata=in_files(codec.Words()), converter=to_text)
    basis: Basis | None = field(metadata=in_files(codec.BasisKeys()), default=None)
    performs: tuple[str, ...] = field(metadata=in_files(codec.Ids()), default=(), converter=to_ids)
    signs: tuple[str, ...] = field(metadata=in_files(codec.Ids()), default=(), converter=to_ids)
    reversible_in_turns: int | None = field(metadata=in_files(codec.Int(1)), default=None)
    note: Text | None = field(metadata=in_files(codec.Words()), default=None, converter=to_text)


def to_options(values: Iterable[Option]) -> tuple[Option, ...]:
    """Return options as a tuple."""
    return with_ids(values, "options, each an Option")


@frozen
class Issue:
    """One matter under negotiation and its discrete, ordered options, one of which is the status quo.

    Raises ScenarioError when it has no options, an id twice, or a status quo that is none of its options.
    """

    id: str
    title: Text = field(metadata=in_files(codec.Words()), converter=to_text)
    status_quo: str = field(metadata=in_files(codec.Str("the id of an option")))
    options: tuple[Option, ...] = field(metadata=in_files(codec.Listed(Option)), converter=to_options)
    about: Text | None = field(metadata=in_files(codec.Words()), default=None, converter=to_text)
    basis: Basis | None = field(metadata=in_files(codec.BasisKeys()), default=None)
    _places: dict[str, int] = field(init=False, eq=False, repr=False)

    def __attrs_post_init__(self) -> None:
        ids = [option.id for option in self.options]
        twice = sorted({each for each in ids if ids.count(each) > 1})
        problems = [Problem(f"options.{each}", "each id once", repr(each)) for each in twice]
        if len(ids) < 2:  # noqa: PLR2004
            problems.append(Problem("options", "two options or more", str(len(ids))))
        if self.status_quo not in ids and ids:
            cure = nearest(self.status_quo, ids)
            problems.append(Problem("status_quo", "the id of one of the issue's options", repr(self.status_quo), cure))
        if problems:
            raise ScenarioError(problems)
        object.__setattr__(self, "_places", {each: i for i, each in enumerate(ids)})

    def __iter__(self) -> Iterator[str]:
        """Iterate over the ids of the options, in order."""
        return iter(self._places)

    @property
    def option_ids(self) -> tuple[str, ...]:
        """The ids of the options, in listing order."""
        return tuple(self._places)

    @property
    def start(self) -> int:
        """The index of the status quo."""
        return self._places[self.status_quo]

    def place(self, option: str) -> int:
        """Return the index of an option in listing order; KeyError when it is none of this issue's."""
        return self._places[option]

    def has(self, option: str) -> bool:
        """Return whether the issue has an option of that id."""
        return option in self._places


@frozen
class Rule:
    """What every package must satisfy, whoever accepts it: a condition on packages alone."""

    id: str
    rule: Condition = field(metadata=in_files(codec.Cond()), converter=to_condition)
    basis: Basis | None = field(metadata=in_files(codec.BasisKeys()), default=None)
    title: Text | None = field(metadata=in_files(codec.Words()), default=None, converter=to_text)


@frozen
class Gate:
    """Who else must consent, ratify or be consulted before an agreement holds, when, and with what force.

    `force`: constitutive (the thing cannot exist without it: blocks), opposable (another's rights are disposed
    of: marked, does not block) or procedural (delays). `when` is a condition; without one the gate always stands.
    Its word takes `delay_turns`; a ratification that fails reopens the talks or ends them (`on_failure`).
    A `who` that is no actor of the scenario is unrepresented: its word cannot be obtained in the model.
    """

    id: str
    who: str = field(metadata=in_files(codec.Str("the id of an actor")))
    must: str = field(metadata=in_files(codec.Str(words=("consent", "ratify", "be_consulted"))))
    force: str = field(metadata=in_files(codec.Str(words=("constitutive", "opposable", "procedural"))))
    when: Condition | None = field(metadata=in_files(codec.Cond()), default=None, converter=to_condition)
    basis: Basis | None = field(metadata=in_files(codec.BasisKeys()), default=None)
    title: Text | None = field(metadata=in_files(codec.Words()), default=None, converter=to_text)
    contested: bool = field(metadata=in_files(codec.Bool()), default=False)
    delay_turns: int = field(metadata=in_files(codec.Int(0)), default=0)
    on_failure: str = field(metadata=in_files(codec.Str(words=("reopens", "ends"))), default="reopens")
