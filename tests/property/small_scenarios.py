"""Random scenarios, small enough to look at every package: awkward constants and ties beside random values.

Hypothesis draws the sizes and a seed; the rest is made from the seed, which is a hundred times faster than drawing
every part and lets each property look at many scenarios.
"""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from attrs import frozen
from hypothesis import strategies as st

from negotiation import scenario as words
from negotiation.scenario import Issue, Scenario, assumed
from negotiation.scenario.conditions import Among, And, Atom, Compare, Condition, Constant, Count, Implies, Not, Or

#: The words of scenarios as authors use them: with bare numbers, lists and maps, which become what they stand for.
w: Any = words

BASIS = assumed("made for a test")
#: Values that tie come as often as values that do not.
AWKWARD = (0.0, 0.25, 0.5, 1.0)
AMOUNTS = (-0.5, -0.1, 0.1, 0.25)
OWNED = ("a", "b", "c")
WITHOUT = ("d", "e")
EVERYBODY = (*OWNED, *WITHOUT, "bloc")
MOST = 2**32 - 1


@frozen
class Maker:
    """Parts of scenarios, made at random from one generator."""

    rng: np.random.Generator
    agenda: tuple[Issue, ...] = ()

    def one(self, of: Sequence[Any]) -> Any:
        """Return one of several."""
        return of[int(self.rng.integers(len(of)))]

    def some(self, make: Callable[[int], Any], most: int, least: int = 0) -> Any:
        """Return some things made, numbered from 0."""
        return [make(n) for n in range(int(self.rng.integers(least, most + 1)))]

    def perhaps(self, make: Callable[[], Any]) -> Any:
        """Return a thing made, or None."""
        return make() if self.rng.random() < 0.5 else None

    def value(self) -> float:
        """Return a value in [0, 1], awkward or random."""
        return self.one(AWKWARD) if self.rng.random() < 0.6 else float(self.rng.random())

    def amount(self) -> float:
        """Return a signed amount."""
        return self.one(AMOUNTS) if self.rng.random() < 0.6 else float(self.rng.random() - 0.5)

    def issue(self, n: int, most_options: int) -> Any:
        """Return an issue; some options need the signature of somebody without a seat, or somebody's performance."""
        names = [f"o{j}" for j in range(int(self.rng.integers(2, most_options + 1)))]
        options = [
            w.Option(
                name,
                name,
                BASIS,
                signs=self.some(lambda _: self.one(EVERYBODY), 1),
                performs=self.some(lambda _: self.one(OWNED), 1),
                reversible_in_turns=self.one([None, None, 1, 2]),
            )
            for name in names
        ]
        return w.Issue(f"i{n}", f"i{n}", self.one(names), options)

    # -- conditions ------------------------------------------------------------------------------------------------

    def atom(self, *, owned: bool) -> Condition:
        """Return a condition on one issue; what only an owner can tell only where there is one."""
        issue = self.one(self.agenda)
        option = self.one(issue.option_ids)
        kind = int(self.rng.integers(7 if owned else 4))
        if kind in (0, 1):
            return Compare(issue.id, self.one(["==", "!=", "<", "<=", ">", ">="]), option)
        if kind == 2:
            return Among(issue.id, tuple(dict.fromkeys((option, self.one(issue.option_ids)))))
        if kind == 3:
            return Atom("moved", (issue.id,))
        return Atom("improved", (issue.id,)) if kind == 4 else Atom("met", (issue.id, option)[: kind - 4])

    def condition(self, *, owned: bool = False, depth: int = 3) -> Condition:
        """Return a condition on packages, k-of-n and implications included."""
        kind = int(self.rng.integers(9))
        if depth == 0 or kind < 3:
            return Constant(self.one([True, False])) if self.rng.random() < 0.05 else self.atom(owned=owned)

        def inner(_: int = 0) -> Condition:
            return self.condition(owned=owned, depth=depth - 1)

        if kind == 3:
            return Not(inner())
        if kind == 4:
            return Implies(inner(), inner())
        of = tuple(self.some(inner, 4, 1))
        if kind < 7:
            return And(of) if kind == 5 else Or(of)
        return Count(self.one(["at_least", "at_most", "exactly"]), int(self.rng.integers(len(of) + 1)), of)

    # -- actors ----------------------------------------------------------------------------------------------------

    def red_line(self, n: int, *, owned: bool = True) -> Any:
        """Return a red line, absolute or declared, of either form."""
        condition, force = self.condition(owned=owned), self.one(["absolute", "absolute", "declared"])
        never = self.one([True, False])
        return w.RedLine(
            f"l{n}",
            BASIS,
            never=condition if never else None,
            only_if=None if never else condition,
            force=force,
            cost=self.one([None, 0.1]) if force == "declared" else None,
        )

    def actor(self, name: str, role: str) -> Any:
        """Return an actor with preferences, positions, interactions, red lines, beliefs and a price of backing down."""
        raw = np.array([self.one([0.0, 1.0, 1.0, 2.0, 3.0]) for _ in self.agenda]) + 1e-3
        rows = {i.id: w.Row({option: self.value() for option in i.option_ids}, scale="as_given") for i in self.agenda}
        floor = self.perhaps(self.value)
        return w.Actor(
            name,
            name,
            role,
            positions={i.id: w.Position(seeks=self.one(i.option_ids), basis=BASIS) for i in self.agenda},
            red_lines=self.some(self.red_line, 2),
            salience=dict(zip([i.id for i in self.agenda], map(float, raw / raw.sum()), strict=True)),
            values=rows,
            interactions=self.some(
                lambda n: w.Interaction(f"m{n}", self.condition(owned=True), self.amount(), "for a test", BASIS), 2
            ),
            chains=self.some(lambda _: w.Chain("c", self.condition(), [self.step()], self.value()), 1),
            demands=self.some(self.demand, 1),
            trust={other: self.value() for other in OWNED if other != name and self.rng.random() < 0.5},
            audience_cost=self.one([None, 0.05, 0.3]),
            no_deal=floor,
            no_deal_because=None if floor is None else "for a test",
        )

    def chain(self, n: int) -> Any:
        """Return a believed chain of events that ends in a loss."""
        return w.Chain(f"c{n}", self.condition(), [self.step()], self.value())

    def step(self) -> Any:
        """Return a step of a chain, with two branches of its own in half of the cases."""
        ends = [w.Step("left", "left", 0.5, self.value()), w.Step("right", "right", 0.25)]
        return w.Step("s", "s", self.value(), branches=ends if self.rng.random() < 0.5 else ())

    def demand(self, n: int) -> Any:
        """Return a demand, before talks or a settlement, seldom one that its owner cannot give up."""
        condition, force = self.condition(owned=True), self.one(["absolute", "declared", "declared"])
        return w.Demand(f"d{n}", condition, conditions=self.one(["talks", "settlement"]), force=force)

    def onlooker(self, name: str) -> Any:
        """Return an actor without preferences."""
        lines = self.some(lambda n: self.red_line(n, owned=False), 1)
        return w.Actor(name, name, without_preferences=self.one(["consents", "withholds"]), red_lines=lines)

    def bloc(self) -> Any:
        """Return a bloc of actors with and without preferences, under any rule."""
        members = [name for name in (*OWNED, *WITHOUT) if self.rng.random() < 0.5] or ["a"]
        return w.Actor(
            "bloc",
            "bloc",
            members=members,
            decides_by=self.one(["consensus", "unanimity", "leader", "majority"]),
            leader=self.one(members),
            weights={member: self.one([0.1, 0.2, 0.7, 1.0]) for member in members[:2]},
            vetoes=self.some(lambda _: self.one(members), 1),
            red_lines=self.some(lambda n: self.red_line(n, owned=False), 1),
        )

    def gate(self, n: int) -> Any:
        """Return a gate of any kind, held by anybody, somebody who is not modelled included."""
        return w.Gate(
            f"g{n}",
            self.one([*EVERYBODY, "somebody_else"]),
            self.one(["consent", "ratify", "be_consulted"]),
            self.one(["constitutive", "constitutive", "opposable", "procedural"]),
            self.perhaps(self.condition),
        )


def small_scenario(seed: int, n_issues: int, most_options: int) -> Scenario:
    """Return a scenario with rules, red lines, gates, a bloc, interactions, signers at no seat, a threat, a measure."""
    rng = np.random.default_rng(seed)
    make = Maker(rng, tuple(Maker(rng).issue(n, most_options) for n in range(n_issues)))
    last = make.agenda[-1]
    effects = {
        name: w.Effect(w.Number(make.amount()), make.one(["no_deal", "agreement", "both"])) for name in OWNED[:2]
    }
    effects["a"] = w.Effect(w.Number(make.amount()), "both", make.condition())
    moves = make.one([{}, {make.agenda[0].id: make.one(make.agenda[0].option_ids)}])
    roles = zip(OWNED, ("party", "party", make.one(["party", "stakeholder"])), strict=True)
    found: Scenario = w.Scenario(
        "a-test",
        "a test",
        make.agenda,
        [*(make.actor(*each) for each in roles), *map(make.onlooker, WITHOUT), make.bloc()],
        numbers=BASIS,
        rules=make.some(lambda n: w.Rule(f"r{n}", make.condition()), 1),
        gates=make.some(make.gate, 2),
        verification=make.perhaps(
            lambda: w.Verification(last.id, {option: make.value() for option in last.option_ids})
        ),
        measures=[w.Measure("deed", "a deed", "a", effects=effects, repeats=True, moves=moves)],
        threats=[w.Threat("threat", "a", ("b",), "deed", unless=make.condition(owned=True), probability=make.value())],
    )
    return found


def scenarios(*, max_issues: int = 4, max_options: int = 4) -> st.SearchStrategy[Scenario]:
    """Scenarios of 2 or more issues with 2 or more options."""
    return st.builds(small_scenario, st.integers(0, MOST), st.integers(2, max_issues), st.integers(2, max_options))


def conditions(agenda: tuple[Issue, ...], *, owned: bool = False) -> st.SearchStrategy[Condition]:
    """Conditions on packages; what only an owner can tell only where there is one."""
    return st.integers(0, MOST).map(lambda seed: Maker(np.random.default_rng(seed), agenda).condition(owned=owned))
