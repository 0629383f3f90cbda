"""Threats as a game: who carries out what, who gives way, and how credible a threat must be.

What belongs here: trees of decisions solved backwards, the crisis of one threat, and its closed forms. The threats of a
scenario are in `subgame_threats`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from math import exp
from typing import TypeAlias

from attrs import field, frozen

from negotiation.errors import UsageError
from negotiation.scenario.table import Table

Payoff: TypeAlias = tuple[float, ...]
#: Differences in payoff times rationality beyond which a choice is certain to the last digit of a float.
CERTAIN = 700.0


def to_payoff(values: Iterable[float]) -> Payoff:
    """Return what each player gets as a tuple of floats."""
    return tuple(map(float, values))


def to_choices(values: Mapping[str, Node]) -> Table[str, Node]:
    """Return choices by name."""
    return Table(values)


@frozen
class End:
    """Where a game ends: what each player gets."""

    payoff: Payoff = field(converter=to_payoff)


@frozen
class Choice:
    """Where one player chooses; of choices worth the same to it, the first is taken."""

    name: str
    player: int
    choices: Table[str, Node] = field(converter=to_choices)


@frozen
class Chance:
    """Where a choice is drawn: what happens with the probability, and otherwise."""

    probability: float
    happens: Node
    otherwise: Node


Node: TypeAlias = End | Choice | Chance


@frozen
class Solved:
    """How a game is played: what it is worth to each player, and the probability of each choice at each node.

    `path` names the choices that are likeliest, from the root on, chance left out.
    """

    payoff: Payoff
    plan: Table[str, Table[str, float]]
    path: tuple[str, ...]


def backward_induction(node: Node) -> Solved:
    """Return how a game of perfect information is played by players who look ahead: its subgame-perfect equilibrium.

    Notes
    -----
    From the ends back, each player takes the choice that is worth most to it (Selten 1965); ties go to the choice
    listed first.
    """
    return _solve(node, None)


def quantal_response(node: Node, rationality: float) -> Solved:
    """Return the logit quantal response equilibrium of a game of perfect information, in its agent form.

    Parameters
    ----------
    node : the root.
    rationality : λ ≥ 0: at 0 every choice is as likely as any other; towards infinity it is backward induction.

    Raises
    ------
    UsageError
        when the rationality is negative or not finite.

    Notes
    -----
    At each node choice c has probability proportional to exp(λ u_c), with u_c what it is worth to the player, given how
    everybody plays from there (McKelvey and Palfrey 1998, section 3). With perfect information one pass backwards
    finds it.
    """
    if not 0 <= rationality < float("inf"):
        raise UsageError("a rationality of 0 or more", repr(rationality))
    return _solve(node, rationality)


def _solve(node: Node, rationality: float | None) -> Solved:
    if isinstance(node, End):
        return Solved(node.payoff, Table(), ())
    if isinstance(node, Chance):
        parts = [_solve(node.happens, rationality), _solve(node.otherwise, rationality)]
        shares = [node.probability, 1 - node.probability]
        return Solved(_mixed(shares, parts), _plans(parts), parts[0 if node.probability >= shares[1] else 1].path)
    names = tuple(node.choices)
    parts = [_solve(each, rationality) for each in node.choices.values()]
    worths = [part.payoff[node.player] for part in parts]
    best = worths.index(max(worths))
    shares = [float(i == best) for i in range(len(parts))] if rationality is None else _logit(worths, rationality)
    plan = Table({node.name: Table(dict(zip(names, shares, strict=True))), **_plans(parts)})
    return Solved(_mixed(shares, parts), plan, (names[best], *parts[best].path))


def _logit(worths: list[float], rationality: float) -> list[float]:
    highest = max(worths)
    raw = [exp(max(-CERTAIN, rationality * (worth - highest))) for worth in worths]
    return [each / sum(raw) for each in raw]


def _mixed(shares: list[float], parts: list[Solved]) -> Payoff:
    """Return expected payoffs; what surely happens counts exactly."""
    if 1.0 in shares:
        return parts[shares.index(1.0)].payoff
    n_players = len(parts[0].payoff)
    return tuple(sum(s * part.payoff[i] for s, part in zip(shares, parts, strict=True)) for i in range(n_players))


def _plans(parts: list[Solved]) -> Table[str, Table[str, float]]:
    return Table({name: shares for part in parts for name, shares in part.plan.items()})


# -- one threat --------------------------------------------------------------------------------------------------------


@frozen
class Crisis:
    """One threat as a game: threaten or not, concede or resist, impose or back down; payoffs (issuer, addressee).

    Who is indifferent concedes, or imposes; who is indifferent about threatening does not.
    """

    status_quo: Payoff = field(converter=to_payoff)
    concede: Payoff = field(converter=to_payoff)
    back_down: Payoff = field(converter=to_payoff)
    impose: Payoff = field(converter=to_payoff)

    def tree(self, credibility: float | None = None) -> Choice:
        """Return the game; with a credibility, execution is drawn with that probability, not chosen."""
        last: Node
        if credibility is None:
            last = Choice("issuer", 0, {"impose": End(self.impose), "back_down": End(self.back_down)})
        else:
            last = Chance(credibility, End(self.impose), End(self.back_down))
        answer = Choice("addressee", 1, {"concede": End(self.concede), "resist": last})
        return Choice("threat", 0, {"status_quo": End(self.status_quo), "threaten": answer})

    @property
    def least_credibility(self) -> float | None:
        """The least probability of execution at which the addressee concedes; None where none makes it.

        With D what conceding costs it against being let off and c what execution does: D / c (Drezner 1999).
        """
        return least_credibility(self.back_down[1] - self.concede[1], self.back_down[1] - self.impose[1])


def least_credibility(demand: float, harm: float) -> float | None:
    """Return the least probability of execution at which a target concedes: demand / harm; None beyond 1.

    Parameters
    ----------
    demand : what conceding costs the target.
    harm : what execution costs the target.

    Notes
    -----
    A target concedes iff the harm it expects is at least what the demand costs it: P · harm ≥ demand (Schelling 1960;
    Drezner 1999).

    Examples
    --------
    >>> from negotiation.analysis.subgame import least_credibility
    >>> least_credibility(0.3, 0.4), least_credibility(0.5, 0.4)
    (0.7499999999999999, None)
    """
    if demand <= 0:
        return 0.0
    return None if harm < demand else demand / harm


def execution_probability(gain: float, audience_cost: float, most_cost: float) -> float:
    """Return P(execute) of an issuer whose cost is even on [0, most_cost]: clip((gain + audience cost) / most cost).

    It executes iff gain − cost ≥ −audience cost (Fearon 1994, static). `most_cost` is above 0.
    """
    return min(1.0, max(0.0, (gain + audience_cost) / most_cost))


def least_tying_cost(demand: float, harm: float, gain: float, most_cost: float) -> float | None:
    """Return the least audience cost at which a threat makes its target concede: max(0, K D / c − g); None if D > c.

    Parameters
    ----------
    demand, harm : what conceding and execution cost the target.
    gain, most_cost : the issuer's gain from executing, and the most that executing may cost it.
    """
    credibility = least_credibility(demand, harm)
    return None if credibility is None else max(0.0, most_cost * credibility - gain)
