"""The scorecard: the figures of an outcome as values (semantics §10); `scoring` finds them, `telling` has the words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from attrs import field, frozen

from negotiation.scenario.outcome import Agreement, Outcome
from negotiation.scenario.preferences import as_float
from negotiation.text.hooks import html_of

if TYPE_CHECKING:
    from negotiation.analysis.gap import Conflict
    from negotiation.scenario import Scenario
    from negotiation.scenario.no_deal import Line

#: How far from 0 and 1 a sum of probabilities is a chance and no rounding.
SPECK = 1e-9


@frozen
class Score:
    """What an outcome is worth to one actor, in 1e-12 units; None where it has no preferences.

    `utility` − `no_deal` = `gain`; `change_from_start` = `utility` − U(sq_0, W_0); `gain_unthreatened` is against
    no deal without compellent threats and hostile acts. After no deal `utility` is what this play's draw realised
    and `expected` what no deal was worth before the draw.
    """

    actor: str
    roles: tuple[str, ...]
    utility: int | None = None
    no_deal: int | None = None
    start: int | None = None
    unthreatened: int | None = None
    red_lines_crossed: tuple[str, ...] = ()
    best_gain: int | None = None
    lines: tuple[Line, ...] = ()

    @property
    def gain(self) -> int | None:
        """Utility less the no-deal value."""
        return _less(self.utility, self.no_deal)

    @property
    def change_from_start(self) -> int | None:
        """Utility less what the status quo was worth at the start."""
        return _less(self.utility, self.start)

    @property
    def expected_change(self) -> int | None:
        """The no-deal value less what the status quo was worth at the start."""
        return _less(self.no_deal, self.start)

    @property
    def gain_unthreatened(self) -> int | None:
        """Utility less the no-deal value without compellent threats and hostile acts of others."""
        return _less(self.utility, self.unthreatened)

    @property
    def gain_share(self) -> float | None:
        """The gain as a share of the largest gain in the zone; None where that is not positive or there is no zone."""
        if self.gain is None or self.best_gain is None or self.best_gain <= 0:
            return None
        return self.gain / self.best_gain

    @property
    def is_at_a_loss(self) -> bool:
        """Whether the actor agreed under threat or at a loss: gain ≥ 0 > gain unthreatened, or below the start."""
        if self.gain is None or self.gain_unthreatened is None or self.change_from_start is None:
            return False
        return self.gain >= 0 > self.gain_unthreatened or self.change_from_start < 0


def _less(a: int | None, b: int | None) -> int | None:
    return None if a is None or b is None else a - b


@frozen
class Scorecard:
    """An outcome scored: each actor's figures, the joint ones over signatories, and why there was no deal.

    Joint figures assume comparable units. `honoured` and `in_force` are None where no
    obligation is modelled. Above MANY_PACKAGES packages the zone is not counted: `zone` (unless it is proved empty),
    `zone_at_start`, best gains and what rests on them are None, and `is_open` says whether it holds a package.
    """

    scenario: Scenario = field(repr=False)
    outcome: Outcome
    scores: tuple[Score, ...]
    signatories: tuple[str, ...]
    zone: int | None = 0
    zone_at_start: int | None = 0
    nash_product: float | None = None
    sum: float | None = None
    minimum: float | None = None
    distance_to_frontier: float | None = None
    pareto_parties: bool | None = None
    pareto_all_affected: bool | None = None
    valid: bool | None = None
    reasons: tuple[str, ...] = ()
    missing_consents: tuple[str, ...] = ()
    presumed: tuple[str, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    drawn: tuple[str, ...] = ()
    honoured: float | None = None
    in_force: float | None = None
    is_open: bool | None = None

    def __getitem__(self, actor: str) -> Score:
        for score in self.scores:
            if score.actor == actor:
                return score
        raise KeyError(actor)

    @property
    def parties(self) -> tuple[Score, ...]:
        """The scores of the parties, of those who signed, and of others with preferences who had a seat."""
        named = {*self.signatories, *self.scenario.parties}
        seats = self.scenario.seated
        return tuple(s for s in self.scores if s.actor in named or (s.actor in seats and s.utility is not None))

    @property
    def others(self) -> tuple[Score, ...]:
        """The scores of those with preferences who were not at the table."""
        return tuple(s for s in self.scores if s not in self.parties and s.utility is not None)

    @property
    def has_deal(self) -> bool | None:
        """Whether some package was left to agree on when talks ended; None where that is not known."""
        return self.is_open if self.zone is None else self.zone > 0

    @property
    def below_start(self) -> tuple[str, ...]:
        """Who ends below its start, of all whose outcome is scored."""
        return tuple(s.actor for s in self.scores if s.change_from_start is not None and s.change_from_start < 0)

    @property
    def is_left_to_chance(self) -> bool:
        """Whether anything that may follow no deal, and is worth something to somebody, may come or not."""
        return any(SPECK < line.probability < 1 - SPECK for score in self.scores for line in score.lines)

    def as_plain(self) -> dict[str, Any]:
        """Return the figures as plain values: the object that `--json` prints below the play's head."""
        return {
            "outcome": plain_outcome(self.outcome),
            "scores": _plain_scores(self),
            "joint": _joint(self),
        }

    def _repr_html_(self) -> str | None:
        """Return the scorecard as markup for notebooks."""
        return html_of(self)

    def __str__(self) -> str:
        from negotiation.analysis.telling import scorecard_text

        return scorecard_text(self)


def plain_outcome(outcome: Outcome) -> dict[str, Any]:
    """Return an outcome as plain values."""
    if isinstance(outcome, Agreement):
        package = dict(outcome.package)
        signed = list(outcome.signatories)
        return {
            "kind": "agreement",
            "turn": outcome.turn,
            "reason": None,
            "package": package,
            "label": outcome.label,
            "signatories": signed,
        }
    return {"kind": "no-deal", "turn": outcome.turn, "reason": outcome.reason, "package": None, "about": outcome.about}


def _plain_scores(card: Scorecard) -> dict[str, Any]:
    found = {}
    for score in card.scores:
        figures = {
            name: None if getattr(score, name) is None else as_float(getattr(score, name))
            for name in ("utility", "no_deal", "gain", "change_from_start", "gain_unthreatened")
        }
        found[score.actor] = {"roles": list(score.roles), **figures, "red_lines_crossed": list(score.red_lines_crossed)}
    return found


def _joint(card: Scorecard) -> dict[str, Any]:
    names = ("nash_product", "sum", "minimum", "distance_to_frontier", "pareto_parties", "pareto_all_affected", "valid")
    found: dict[str, Any] = {name: getattr(card, name) for name in names}
    found["reasons"] = list(card.reasons)
    found["missing_consents"] = list(card.missing_consents)
    found["presumed_consents"] = list(card.presumed)
    found["conflicts"] = [list(conflict.names) for conflict in card.conflicts]
    found["zone"] = card.zone
    found["honoured"], found["in_force"] = card.honoured, card.in_force
    return found
