"""The scenario: everything that is negotiated and by whom, as one immutable value."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property, partial
from numbers import Real
from operator import attrgetter
from typing import Any

from attrs import evolve, field, fields, frozen

from negotiation.errors import ScenarioError, UnknownNameError, UsageError
from negotiation.scenario import codec, validation
from negotiation.scenario.actors import Actor
from negotiation.scenario.basis import (
    KINDS,
    Basis,
    Number,
    Text,
    as_map,
    assumed,
    text_in,
    to_facts,
    to_ids,
    to_text,
    with_ids,
)
from negotiation.scenario.codec import Reader, in_files
from negotiation.scenario.digest import canonical_json, text_digest
from negotiation.scenario.issues import Gate, Issue, Rule
from negotiation.scenario.measures import Event, Measure, Threat
from negotiation.scenario.obligations import Obligation, Verification
from negotiation.scenario.paths import overlay
from negotiation.scenario.readings import Defaults, Grid, Profile, Reading, Record
from negotiation.scenario.table import Table
from negotiation.scenario.talking import Channel, Claim, Precondition, Promise, Signal
from negotiation.scenario.variants import whole, with_new, with_value

__all__ = ["Defaults", "Grid", "Profile", "Reading", "Record", "Scenario", "read_scenario", "write_scenario"]


def to_issues(values: Iterable[Issue]) -> tuple[Issue, ...]:
    """Return issues as a tuple."""
    return with_ids(values, "issues, each an Issue")


@frozen
class Scenario:
    """What is negotiated and by whom; immutable, equal by value, valid when it exists.

    Parameters
    ----------
    id, title : the slug and the human title.
    agenda : the issues, in order; the first is the slowest digit of a package's index.
    actors, gates, measures, threats, events, profiles : by id; a list of objects is taken too.
    seats : who has a seat, in speaking order: every party, and others who act; without it the parties by name.
    numbers : who answers for the numbers that have no basis of their own.
    opening : acts in notation, folded before turn 1: where the talks stand when play begins.

    Raises
    ------
    ScenarioError
        with all its problems, when a name is unknown, weights do not sum to one, a value lies outside its
        scale, a condition asks what it may not ask, or blocs or triggers go round in a circle.
    """

    id: str = field(
        metadata=in_files(codec.Str("a slug: small letters, digits and hyphens", pattern=codec.SLUG_PATTERN))
    )
    title: Text = field(metadata=in_files(codec.Words()), converter=to_text)
    agenda: tuple[Issue, ...] = field(converter=to_issues)
    actors: Table[str, Actor] = field(metadata=in_files(codec.Keyed(Actor)), converter=codec.by_id)
    profile: str = field(
        metadata=in_files(codec.Str("a slug: small letters, digits and hyphens", pattern=codec.SLUG_PATTERN)),
        default="as-given",
    )
    default_profile: str | None = field(metadata=in_files(codec.Str("the id of a profile")), default=None)
    about: Text | None = field(metadata=in_files(codec.Words()), default=None, converter=to_text)
    neutrality: Text | None = field(metadata=in_files(codec.Words()), default=None, converter=to_text)
    numbers: Basis | None = field(default=None)
    seats: tuple[str, ...] = field(metadata=in_files(codec.Ids()), default=(), converter=to_ids)
    rules: Table[str, Rule] = field(metadata=in_files(codec.Keyed(Rule)), default=Table(), converter=codec.by_id)
    gates: Table[str, Gate] = field(metadata=in_files(codec.Keyed(Gate)), default=Table(), converter=codec.by_id)
    measures: Table[str, Measure] = field(
        metadata=in_files(codec.Keyed(Measure)), default=Table(), converter=codec.by_id
    )
    threats: Table[str, Threat] = field(metadata=in_files(codec.Keyed(Threat)), default=Table(), converter=codec.by_id)
    events: Table[str, Event] = field(metadata=in_files(codec.Keyed(Event)), default=Table(), converter=codec.by_id)
    promises: Table[str, Promise] = field(
        metadata=in_files(codec.Keyed(Promise)), default=Table(), converter=codec.by_id
    )
    channels: Table[str, Channel] = field(
        metadata=in_files(codec.Keyed(Channel)), default=Table(), converter=codec.by_id
    )
    claims: Table[str, Claim] = field(metadata=in_files(codec.Keyed(Claim)), default=Table(), converter=codec.by_id)
    signals: Table[str, Signal] = field(metadata=in_files(codec.Keyed(Signal)), default=Table(), converter=codec.by_id)
    preconditions: Table[str, Precondition] = field(
        metadata=in_files(codec.Keyed(Precondition)), default=Table(), converter=codec.by_id
    )
    obligations: Table[str, Obligation] = field(
        metadata=in_files(codec.Keyed(Obligation)), default=Table(), converter=codec.by_id
    )
    verification: Verification | None = field(metadata=in_files(codec.Object(Verification)), default=None)
    facts: Table[str, bool] = field(
        metadata=in_files(codec.Map(codec.Bool(), codec.ID_PATTERN)), default=Table(), converter=to_facts
    )
    opening: tuple[str, ...] = field(
        metadata=in_files(codec.Many(codec.Str("an act in notation"))), default=(), converter=to_ids
    )
    grid: Grid | None = field(metadata=in_files(codec.Object(Grid)), default=None)
    profiles: Table[str, Profile] = field(
        metadata=in_files(codec.Keyed(Profile, codec.SLUG_PATTERN)), default=Table(), converter=codec.by_id
    )
    record: Record | None = field(metadata=in_files(codec.Object(Record)), default=None)
    defaults: Defaults = field(metadata=in_files(codec.Object(Defaults)), default=Defaults())
    _base: Scenario | None = field(default=None, eq=False, repr=False, kw_only=True, alias="base")

    def __attrs_post_init__(self) -> None:
        problems = validation.problems_of(self)
        if problems:
            raise ScenarioError(problems)

    def __repr__(self) -> str:
        size = f"{len(self.actors)} actors, {len(self.agenda)} issues, {self.n_packages} packages"
        return f"<Scenario {self.id}, {self.profile}: {size}>"

    def __eq__(self, other: object) -> bool:
        if self is other:
            return True
        if not isinstance(other, Scenario):
            return NotImplemented
        if self._twin is other._twin:
            return True
        if self._hash_value != other._hash_value or _compared(self) != _compared(other):
            return False
        object.__setattr__(other, "_twin", self._twin)
        return True

    def __hash__(self) -> int:
        return self._hash_value

    @cached_property
    def _twin(self) -> object:
        """What scenarios share once they were found to be equal: they are compared part by part only once."""
        return object()

    @cached_property
    def _hash_value(self) -> int:
        # All that variants differ in: what hashes alike is compared part by part, wherever something is looked up.
        who = (self.id, self.profile, self.agenda, self.actors, self.seats, self.rules, self.gates)
        what = (self.measures, self.threats, self.events, self.promises, self.channels, self.claims, self.signals)
        return hash((*who, *what, self.preconditions, self.obligations, self.verification, self.facts, self.opening))

    @cached_property
    def issues(self) -> Table[str, Issue]:
        """The issues by id."""
        return Table({issue.id: issue for issue in self.agenda})

    @cached_property
    def places(self) -> Table[str, int]:
        """The index of each issue in the agenda."""
        return Table({issue.id: i for i, issue in enumerate(self.agenda)})

    @cached_property
    def _known(self) -> dict[str, tuple[int, dict[str, int]]]:
        """The index of each issue in the agenda, and of its options in listing order."""
        return {
            issue.id: (k, dict(zip(issue.option_ids, range(len(issue.options)), strict=True)))
            for k, issue in enumerate(self.agenda)
        }

    @cached_property
    def kept(self) -> dict[Any, Any]:
        """What was worked out for this very scenario, and is kept with it: one that is equal may tell it otherwise."""
        return {}

    @cached_property
    def parties(self) -> tuple[str, ...]:
        """The actors in the role of party, in speaking order."""
        parties = [actor.id for actor in self.actors.values() if "party" in actor.roles]
        return tuple(seat for seat in self.seats if seat in parties) or tuple(sorted(parties))

    @cached_property
    def seated(self) -> tuple[str, ...]:
        """Who has a seat, in speaking order: `seats` where the file gives them, else the parties."""
        return self.seats or self.parties

    @cached_property
    def shape(self) -> tuple[int, ...]:
        """How many options each issue has, in agenda order."""
        return tuple(len(issue.options) for issue in self.agenda)

    @cached_property
    def n_packages(self) -> int:
        """How many packages there are."""
        product = 1
        for size in self.shape:
            product *= size
        return product

    @cached_property
    def start(self) -> tuple[int, ...]:
        """The status-quo package at the start, before the opening: an option index for each issue."""
        return tuple(issue.start for issue in self.agenda)

    def package(self, options: Any, base: tuple[int, ...] | None = None) -> tuple[int, ...]:
        """Return the package of a map from issues to options; issues left out stand as in `base` (the start).

        Raises UnknownNameError for an issue or an option that is not there.
        """
        found, known = list(self.start if base is None else base), self._known
        for issue, option in as_map(options, "a map from issues to options").items():
            if issue not in known:
                raise UnknownNameError("issue", issue, tuple(known))
            k, places = known[issue]
            if option not in places:
                raise UnknownNameError(f"option of {issue}", option, tuple(places))
            found[k] = places[option]
        return tuple(found)

    def options_of(self, package: tuple[int, ...]) -> dict[str, str]:
        """Return a package as a map from issue ids to option ids."""
        return {issue.id: issue.options[j].id for issue, j in zip(self.agenda, package, strict=True)}

    def index_of(self, package: tuple[int, ...]) -> int:
        """Return a package's index: mixed radix, the first issue slowest."""
        index = 0
        for size, j in zip(self.shape, package, strict=True):
            index = index * size + j
        return index

    def package_at(self, index: int) -> tuple[int, ...]:
        """Return the package of an index. Raises UsageError for one that no package has."""
        if not 0 <= index < self.n_packages:
            raise UsageError(f"the index of a package, 0 to {self.n_packages - 1}", str(index))
        found = []
        for size in reversed(self.shape):
            index, j = divmod(index, size)
            found.append(j)
        return tuple(reversed(found))

    def name(self, actor: str, language: str = "en") -> str:
        """Return an actor's title, or its id where it is not modelled."""
        return text_in(self.actors[actor].title, language) if actor in self.actors else actor

    def basis_of(self, number: Number) -> Basis | None:
        """Return who answers for a number: its own basis, or the scenario's `numbers`."""
        return number.basis or self.numbers

    # -- variants ------------------------------------------------------------------------------------------------

    @property
    def profile_names(self) -> tuple[str, ...]:
        """The readings that can be asked for: the file as it stands, then its profiles."""
        base = self._base or self
        return (base.profile, *base.profiles)

    def with_profile(self, name: str | None = None) -> Scenario:
        """Return the scenario under a reading (None: its default one), resolved: with no profiles left in it.

        Raises UnknownNameError for a reading that is not there, ScenarioError when it makes an invalid scenario.
        """
        base = self._base or self
        name = name or base.default_profile or base.profile
        if name not in self.profile_names:
            raise UnknownNameError("profile", name, self.profile_names)
        tree = _without_profiles(write_scenario(base))
        for each in reversed(base.profile_chain(name)):
            tree = overlay(
                tree, codec.thaw(each.set), codec.thaw(each.add), each.id, partial(whole, codec.Object(Scenario))
            )
        tree["profile"] = name
        found = read_scenario(tree)
        object.__setattr__(found, "_base", base)
        return found

    def profile_chain(self, name: str) -> list[Profile]:
        """Return a profile and those it extends, the nearest first; the file as it stands is the empty chain."""
        chain: list[Profile] = []
        while name in self.profiles:
            chain.append(self.profiles[name])
            name = chain[-1].extends or self.profile
        return chain

    def with_(self, path: str, value: Any) -> Scenario:
        """Return the scenario with what stands at a path replaced, whole; None removes it.

        `value` is a plain value or one of the model, or a list of the model's that carry their ids. Raises
        UnknownNameError when nothing stands at the path, ScenarioError when the result is not valid, UsageError for
        what is no path.
        """
        return read_scenario(with_value(codec.Object(Scenario), write_scenario(self), path, value))

    def with_added(self, path: str, value: Any) -> Scenario:
        """Return the scenario with a value added at a path where nothing stands yet, in a map of things with ids.

        `value` is a plain value or one of the model; an option or an issue comes last. Raises UsageError where
        something stands already, or nothing can be added; UnknownNameError when the map is not there; ScenarioError
        when the result is not valid.
        """
        return read_scenario(with_new(codec.Object(Scenario), write_scenario(self), path, value))

    def with_actor(self, actor: Actor) -> Scenario:
        """Return the scenario with an actor added or replaced. UsageError for what is no Actor."""
        if not isinstance(actor, Actor):
            raise UsageError("an Actor", repr(actor))
        return evolve(self, actors=self.actors.with_item(actor.id, actor), base=None)

    def with_issue(self, issue: Issue) -> Scenario:
        """Return the scenario with an issue replaced where it stands, or added at the end of the agenda.

        Raises UsageError for what is no Issue, ScenarioError when the result is not valid: weights leave it out, say.
        """
        if not isinstance(issue, Issue):
            raise UsageError("an Issue", repr(issue))
        return evolve(self, agenda=tuple({**self.issues, issue.id: issue}.values()), base=None)

    def with_no_deal(self, **values: float) -> Scenario:
        """Return the scenario with scalar no-deal values for some actors, marked as assumed for the variant."""
        found = self
        for actor, value in values.items():
            if actor not in self.actors:
                raise UnknownNameError("actor", actor, tuple(self.actors))
            if not isinstance(value, Real):
                raise UsageError(f"a number for {actor}", repr(value))
            number = Number(float(value), assumed("set for this variant"))
            changed = evolve(found.actors[actor], no_deal=number, no_deal_because="set for this variant")
            found = found.with_actor(changed)
        return found

    def without(self, *kinds: str) -> Scenario:
        """Return the scenario without its rules, gates, threats, events or opening (any of these words)."""
        allowed = ("rules", "gates", "threats", "events", "opening")
        for kind in kinds:
            if kind not in allowed:
                raise UnknownNameError("part that can be left out", kind, allowed)
        left_out: dict[str, Any] = dict.fromkeys(kinds, ())
        return evolve(self, base=None, **left_out)

    @cached_property
    def canonical(self) -> str:
        """The canonical JSON of the values, profiles left out."""
        return canonical_json(_without_profiles(write_scenario(self)))

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the canonical JSON of the values, profiles left out."""
        return text_digest(self.canonical)


def _without_profiles(tree: dict[str, Any]) -> dict[str, Any]:
    return {key: node for key, node in tree.items() if key not in ("profiles", "default_profile")}


def write_scenario(scenario: Scenario) -> dict[str, Any]:
    """Return the plain tree of a scenario: what `read_scenario` reads back to an equal one."""
    tree: dict[str, Any] = {"negotiation": 1}
    body = codec.write(scenario)
    for key in ("id", "title", "profile", "default_profile", "about", "neutrality"):
        if key == "id":
            tree[key] = scenario.id
        elif key in body:
            tree[key] = body[key]
    if scenario.numbers is not None:
        tree["numbers"] = codec.write_basis(scenario.numbers)
    tree["agenda"] = [issue.id for issue in scenario.agenda]
    tree["issues"] = codec.Keyed(Issue).write(scenario.issues)
    return tree | {k: v for k, v in body.items() if k not in tree}


_compared = attrgetter(*(each.name for each in fields(Scenario) if each.eq))


def read_scenario(tree: dict[str, Any], to: Reader | None = None) -> Scenario:
    """Return the scenario of a plain tree.

    Raises ScenarioError with every problem found (paths, no places: `negotiation.files` adds those).
    """
    to = to or Reader()
    if not isinstance(tree, Mapping):
        to.fail("", "a map", tree)
        raise ScenarioError(to.problems)
    tree = dict(tree)
    version = tree.pop("negotiation", None)
    if version != 1 or not isinstance(version, int) or isinstance(version, bool):
        to.fail("negotiation", "format version 1", version, "write 'negotiation: 1' at the top")
    issues = codec.Keyed(Issue).read(tree.pop("issues", None), "issues", to)
    names = codec.Ids().read(tree.pop("agenda", list(issues)), "agenda", to)
    agenda = validation.ordered_agenda(names, issues, to)
    basis = tree.pop("numbers", None)
    numbers = codec.read_basis(basis, "numbers", to) if isinstance(basis, dict) else None
    if basis is not None and numbers is None:
        to.fail("numbers", "who answers for bare numbers, such as {assumed: a reason}", basis)
    if numbers is not None:
        codec.unknown_keys(basis, KINDS, "numbers", to)
    found: Scenario = codec.Object(Scenario).read(tree, "", to, agenda=agenda, numbers=numbers)
    if to.problems:
        raise ScenarioError(to.problems)
    return found
