"""One threat as a game, by going through every pair of plans in normal form. Shares no code with the package."""

from itertools import product
from math import exp

Payoffs = dict[str, list[float]]


def outcome(issuer: tuple[str, str], addressee: str) -> str:
    """Return where a pair of plans ends: the issuer threatens or not and then imposes or backs down."""
    if issuer[0] == "status_quo":
        return "status_quo"
    return "concede" if addressee == "concede" else issuer[1]


def pure_nash(payoffs: Payoffs) -> set[tuple[str, ...]]:
    """Return the pure equilibria of the reduced normal form; what follows no threat is left out."""
    plans = [("status_quo", ""), ("threaten", "impose"), ("threaten", "back_down")]
    answers = ["concede", "resist"]

    def pay(plan: tuple[str, str], answer: str) -> list[float]:
        return payoffs[outcome(plan, answer)]

    return {
        (*plan, answer)
        for plan, answer in product(plans, answers)
        if all(pay(other, answer)[0] <= pay(plan, answer)[0] for other in plans)
        and all(pay(plan, other)[1] <= pay(plan, answer)[1] for other in answers)
    }


def logit(payoffs: Payoffs, rationality: float) -> dict[str, float]:
    """Return the probabilities of threatening, conceding and imposing, written out for this one game."""

    def share(first: float, second: float) -> float:
        return 1 / (1 + exp(rationality * (second - first)))

    impose = share(payoffs["impose"][0], payoffs["back_down"][0])
    resisted = [impose * a + (1 - impose) * b for a, b in zip(payoffs["impose"], payoffs["back_down"], strict=True)]
    concede = share(payoffs["concede"][1], resisted[1])
    threatened = concede * payoffs["concede"][0] + (1 - concede) * resisted[0]
    return {"impose": impose, "concede": concede, "threaten": share(threatened, payoffs["status_quo"][0])}
