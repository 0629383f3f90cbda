"""Seats that keep to fewer packages than they might, and seats that answer a signed text."""

import re
from typing import Any

import pytest

from negotiation.engine.acts import Act
from negotiation.engine.state import State
from negotiation.errors import UsageError
from negotiation.playing import play
from negotiation.scenario import parse_condition
from negotiation.scenario.conditions import TRUE
from negotiation.scenario.outcome import Agreement, NoDeal
from negotiation.strategies import Conceder, Consenting, Linear, RatificationAware, Script, Within
from negotiation.strategies.narrowing import allowed
from tests.unit.engine.making import scenario, talks

#: An issue that is all one to its holder.
FLAT = {"scale": "as_given", "y0": 0, "y1": 0}


def tabled(strategy: Any, turns: int = 6, **parts: Any) -> set[str]:
    """Return the texts that a tables against a seat that passes, as options by issue."""
    found = scenario(**parts)
    end = play(found, {"a": strategy, "b": Script()}, protocol="stacked-alternating-offers", turns=turns)
    proposals = end.state.log.proposals.values()
    return {" ".join(found.options_of(each.package).values()) for each in proposals if each.author == "a"}


def gates(*, when: str | None = None, must: str = "ratify", who: str = "d") -> dict[str, Any]:
    """Return a gate of d."""
    gate = {"who": who, "must": must, "force": "constitutive", "assumed": "t"}
    return {"g": gate | ({} if when is None else {"when": when})}


def refusing(**options: str) -> dict[str, Any]:
    """Return d with positions that refuse options."""
    return {"d": {"positions": {issue: {"refuses": option, "assumed": "t"} for issue, option in options.items()}}}


class TestWithin:
    """It plays another strategy, but puts its name only to packages that satisfy a condition."""

    def test_offers_only_what_is_allowed(self) -> None:
        """Unbound it begins with its best, x2 y0; bound to at most x1 it begins with the best of those."""
        assert "x2 y0" in tabled(Linear())
        assert {"x1 y0"} == tabled(Within("x <= x1 and y == y0"))

    def test_accepts_only_what_is_allowed(self) -> None:
        """The best text of all is left on the table where it is not allowed; one that is allowed is signed."""
        state = talks().after("a passes", "b tables B1: x = x2")
        for condition, deed in (("x <= x1", "tables"), ("x <= x2", "accepts")):
            strategy = Within(parse_condition(condition), Conceder(exponent=1e6))

            assert deed == strategy.seat(state.view("a")).decide(state.view("a"), None).deed

    def test_narrows_again_what_is_narrow(self) -> None:
        """One within another keeps to both conditions, whichever comes first."""
        for one, other in (("x <= x1", "y == y0"), ("y == y0", "x <= x1")):
            assert {"x1 y0"} == tabled(Within(one, Within(other)))

    def test_passes_where_nothing_is_allowed(self) -> None:
        """An empty set of packages: no offers."""
        assert set() == tabled(Within("x == x0 and y == y0"))


class TestRatificationAware:
    """It keeps within what those who must ratify or consent are known to allow: their positions, nothing else."""

    def test_keeps_to_what_the_holder_allows(self) -> None:
        """Neither the refused option nor any beyond it."""
        parts: dict[str, Any] = {"gates": gates(), "actors": refusing(x="x1")}

        assert {"x2 y0"} <= tabled(Linear(), **parts)
        assert all(text.startswith("x0") for text in tabled(RatificationAware(), **parts))
        assert tabled(RatificationAware(), gates=gates(), actors=refusing(x="x2")) == {"x1 y0"}

    def test_heeds_every_position_of_every_gate(self) -> None:
        """Two positions of one holder, and another holder's, hold together."""
        more: dict[str, Any] = {"e": {"title": "e", "positions": {"x": {"refuses": "x2", "assumed": "t"}}}}
        both = {"g": gates()["g"], "h": gates(who="e", must="consent")["g"]}
        view = talks(gates=both, actors=refusing(x="x2", y="y1") | more).view("a")

        assert parse_condition("x < x2 and y < y1 and x < x2") == allowed(view)

    def test_heeds_a_gate_only_where_it_stands(self) -> None:
        """A gate for one case binds what falls under it."""
        view = talks(gates=gates(when="y == y1"), actors=refusing(x="x1")).view("a")

        assert parse_condition("y == y1 => x < x1") == allowed(view)
        assert "x2 y0" in tabled(RatificationAware(), gates=gates(when="y == y1"), actors=refusing(x="x1"))

    @pytest.mark.parametrize(
        "parts",
        [
            {},
            {"gates": gates(must="be_consulted"), "actors": refusing(x="x1")},
            {"gates": gates(who="nobody")},
            {"gates": gates(), "actors": {"d": {"positions": {"x": {"seeks": "x1", "assumed": "t"}}}}},
        ],
        ids=["no gate", "an adviser", "unrepresented", "no refusal"],
    )
    def test_is_free_where_nobody_refuses(self, parts: dict[str, Any]) -> None:
        """No gate, advice alone, a holder that is no actor, a position that refuses nothing."""
        assert TRUE == allowed(talks(**parts).view("a"))

    def test_knows_no_preferences(self) -> None:
        """A holder that would lose by every text but says nothing is offered the same as one that gains."""
        texts = []
        for best in ("x0", "x2"):
            values = {"x": {f"x{j}": float(f"x{j}" == best) for j in range(3)}, "y": FLAT}
            holder = {"d": {"salience": {"x": 1, "y": 0}, "values": values}}
            texts.append(tabled(RatificationAware(), gates=gates(), actors=holder))

        assert texts[0] == texts[1]
        assert "x2 y0" in texts[0]

    def test_brings_home_what_its_parliament_will_have(self) -> None:
        """A script that accepts anything: unbound, the talks fail at ratification; bound, they end in force."""
        home = {
            "salience": {"x": 1, "y": 0},
            "values": {"x": {"scale": "as_given", "x0": 0.5, "x1": 0.6, "x2": 0}, "y": FLAT},
        }
        parts: dict[str, Any] = {
            "gates": {"g": gates()["g"] | {"on_failure": "ends"}},
            "actors": {"d": {**home, **refusing(x="x2")["d"]}},
        }
        ends = [
            play(
                scenario(**parts),
                {"a": strategy, "b": Script("b accepts A1")},
                protocol="stacked-alternating-offers",
                turns=2,
            ).outcome
            for strategy in (Linear(start=0.5), RatificationAware(Linear(start=0.0)))
        ]

        assert NoDeal("ratification_failed", 1, "d") == ends[0]
        assert isinstance(ends[1], Agreement)


def awaiting(text: str = "x = x1") -> State:
    """Return talks that await d's consent: d likes the start best, and is raided where there is no deal."""
    holder = {"salience": {"x": 1, "y": 0}, "values": {"x": {"x0": 1, "x1": 0.5, "x2": 0}, "y": FLAT}}
    return talks(
        gates=gates(must="consent"),
        actors={"d": holder},
        measures={"raid": {"title": "t", "by": "a", "effects": {"d": -0.8}, "assumed": "t"}},
        threats={"or_else": {"by": "a", "to": "d", "measure": "raid", "unless": "moved(x)", "assumed": "t"}},
    ).after(f"a tables A1: {text}", "b accepts A1")


class TestConsenting:
    """It answers a signed text by computation: against the start, or against no deal as threats have made it."""

    @pytest.mark.parametrize(
        ("against", "text", "deed"),
        [
            ("start", "y = y1", "consents to"),
            ("start", "x = x1", "objects to"),
            ("no_deal", "x = x1", "consents to"),
            ("no_deal", "x = x2", "objects to"),
        ],
    )
    def test_answers_by_what_the_text_is_worth(self, against: str, text: str, deed: str) -> None:
        """The start is worth 1, x1 0.5, x2 0, no deal 0.2: consent under threat is given to x1 alone."""
        act = Consenting(against).decide(awaiting(text).view("d"), None)

        assert Act("d", deed, ("A1",)) == act

    def test_objects_to_what_crosses_its_line(self) -> None:
        """Whatever it is worth."""
        line = {"never": "y == y1", "force": "absolute", "assumed": "t"}
        state = talks(gates=gates(must="consent"), actors={"d": {"red_lines": {"no": line}}})
        acts = {
            text: Consenting().decide(state.after(f"a tables A1: {text}", "b accepts A1").view("d"), None).deed
            for text in ("x = x1", "y = y1")
        }

        assert {"x = x1": "consents to", "y = y1": "objects to"} == acts

    def test_passes_where_no_word_is_due(self) -> None:
        """At the table, before anything is signed."""
        state = talks()

        assert Act("a", "passes") == Consenting().decide(state.view("a"), None)
        assert Act("d", "passes") == Consenting().decide(state.view_with("d", ("consents to",)), None)

    def test_passes_on_the_floor_while_a_text_stands(self) -> None:
        """With a seat of its own it hears the text; its word on it is due once the text is signed, and not before."""
        seated = talks(gates=gates(must="consent"), seats=["a", "b", "d"])
        state = seated.after("a tables A1: x = x1", "b passes")

        assert ("A1",) == state.view("d").open
        assert Act("d", "passes") == Consenting().decide(state.view("d"), None)

    def test_decides_a_play(self) -> None:
        """The same talks end in force, or go on, by what the holder answers."""
        found = awaiting().game.scenario
        ends = [
            play(
                found,
                {"a": Script("a tables A1: x = x1"), "b": Script("b accepts A1"), "d": Consenting(against)},
                protocol="stacked-alternating-offers",
                turns=1,
            ).outcome
            for against in ("start", "no_deal")
        ]

        assert ["no-deal", "agreement"] == [end.kind for end in ends]

    def test_refuses_another_yardstick(self) -> None:
        """There are two."""
        message = "expected consent against start or no_deal, got 'nodeal'"
        with pytest.raises(UsageError, match=re.escape(message)):
            Consenting("nodeal")
