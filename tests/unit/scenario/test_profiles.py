"""Profiles and variants: named readings that overlay the file by path, and scenarios changed from Python."""

import re
from typing import Any

import pytest
from attrs import evolve

from negotiation.errors import NegotiationError, ScenarioError, UnknownNameError
from negotiation.scenario import (
    Actor,
    Effect,
    Event,
    Measure,
    Number,
    Option,
    Position,
    Profile,
    RedLine,
    Row,
    Rule,
    Scenario,
    Table,
    assumed,
    parse_condition,
)
from tests.unit.scenario.toys import BECAUSE, east, full, hamlet, toy

RULE = Rule("shut", "road == closed")


def unweighted() -> Scenario:
    """Return the toy with actors that have no preferences, whom a new issue does not concern."""
    bare: Any = {"salience": {}, "values": {}, "preferences": "none", "positions": {}, "orders": {}, "no_deal": None}
    return toy(*(evolve(each, **bare) for each in toy().actors.values()))


def reading(*, extends: str | None = None, add: dict[str, Any] | None = None, **changes: Any) -> Scenario:
    """Return the full scenario under one more reading; dots in the paths it sets are written `__`."""
    paths = {path.replace("__", "."): value for path, value in changes.items()}
    profile = Profile("tried", "tried", extends, paths, add or {})
    base = full()
    return evolve(base, profiles=base.profiles.with_item("tried", profile)).with_profile("tried")


class TestWithProfile:
    """The scenario under a reading, resolved: with no profiles left in it."""

    def test_is_the_default_one(self) -> None:
        """Without a name, the default reading; without a default, the file as it stands."""
        assert "generous" == full().with_profile().profile
        assert "as-given" == evolve(full(), default_profile=None).with_profile().profile

    def test_is_resolved(self) -> None:
        """No profile is left, nor a default; the names can still be asked for."""
        scenario = full().with_profile("generous")

        assert Table() == scenario.profiles
        assert scenario.default_profile is None
        assert ("as-given", "generous", "saintly") == scenario.profile_names

    def test_replaces_what_stands(self) -> None:
        """What stands at a path is replaced, whole; the rest is the file's."""
        base, scenario = full(), full().with_profile("generous")

        assert Table({"water": Number(0.5), "road": Number(0.5)}) == scenario.actors["east"].salience
        assert base.actors["west"] == scenario.actors["west"]

    def test_extends_one_other(self) -> None:
        """What the extended reading changes comes first, through the whole chain."""
        scenario = full().with_profile("saintly")

        assert ["saintly", "generous"] == [each.id for each in full().profile_chain("saintly")]
        assert Number(0.5) == scenario.actors["east"].salience["water"]
        assert ["no_free_water"] == list(scenario.actors["east"].red_lines)

    def test_the_nearest_wins(self) -> None:
        """Where both change one path, the reading stands over the one it extends."""
        scenario = reading(extends="generous", actors__east__salience={"water": 0.9, "road": 0.1})

        assert Number(0.9) == scenario.actors["east"].salience["water"]

    def test_may_extend_the_file(self) -> None:
        """Extending the file as it stands says nothing more."""
        assert "T" == reading(extends="as-given", title="T").title

    def test_is_the_file_as_it_stands(self) -> None:
        """The reading named in the head is the file: equal but for its profiles."""
        scenario = full().with_profile("as-given")

        assert evolve(full(), profiles=(), default_profile=None) == scenario

    def test_goes_from_one_to_another(self) -> None:
        """From a resolved scenario one comes to any other reading, and back."""
        base = full()

        assert base.with_profile("as-given") == base.with_profile("saintly").with_profile("as-given")

    def test_adds(self) -> None:
        """`add` puts what is new: under a map that stands, or one that stood at its empty default."""
        scenario = reading(
            add={
                "measures.wall": {"title": "a wall", "assumed": "a thought"},
                "actors.hamlet.red_lines.dry": {"never": "water == metered"},
                "actors.hamlet.no_deal": {"value": 0.1, "assumed": "a guess"},
                "actors.hamlet.no_deal_because": "they have nothing",
                "issues.water.options.rationed": {"title": "rations"},
                **{f"actors.{name}.values.water.rationed": 0.5 for name in ("east", "west", "hamlet")},
            }
        )

        assert Measure("wall", "a wall", basis=assumed("a thought")) == scenario.measures["wall"]
        assert ["dry"] == list(scenario.actors["hamlet"].red_lines)
        assert ("free", "shared", "metered", "rationed") == scenario.issues["water"].option_ids

    def test_null_removes(self) -> None:
        """None takes away what stands: an object, a field, an option of a list."""
        scenario = reading(gates__downstream=None, about=None, actors__west__discount=None)

        assert ["elders"] == list(scenario.gates)
        assert scenario.about is None
        assert Number(1.0) == scenario.actors["west"].discount

    @pytest.mark.parametrize(
        ("path", "value", "expected"),
        [
            ("actors.hamlet.discount", 0.5, Number(0.5)),
            ("actors.hamlet.roles", ["observer"], ("observer",)),
            ("actors.hamlet.without_preferences", "withholds", "withholds"),
            ("actors.hamlet.orders", {}, Table()),
        ],
    )
    def test_sets_what_stands_at_its_default(self, path: str, value: Any, expected: Any) -> None:
        """Whether a file says a default or leaves it out, a reading may replace it."""
        scenario = reading(**{path.replace(".", "__"): value})

        assert expected == getattr(scenario.actors["hamlet"], path.rpartition(".")[2])

    def test_adds_over_a_default(self) -> None:
        """What the file leaves out does not stand yet, so it may also be added."""
        assert ("observer",) == reading(add={"actors.miller.roles": "observer"}).actors["miller"].roles

    def test_takes_values_of_the_model(self) -> None:
        """In Python a reading may set an object of the model."""
        line = RedLine("pride", never="moved(road)", basis=BECAUSE)
        scenario = reading(actors__east__red_lines__pride=line, rules__road_needs_water__rule="true")

        assert line == scenario.actors["east"].red_lines["pride"]

    @pytest.mark.parametrize(
        ("changes", "message"),
        [
            (
                {"actors__est__title": "East"},
                (
                    "profiles.tried.set.actors.est.title: expected a path of the scenario, got actors.est.title; "
                    "did you mean actors.west or actors.east or actors.miller?"
                ),
            ),
            (
                {"actors__east__no_deal": 0.3},
                (
                    "profiles.tried.set.actors.east.no_deal: expected a path of the scenario, got actors.east.no_deal; "
                    "did you mean actors.east.orders or actors.east.demands or actors.east.roles?"
                ),
            ),
            (
                {"add": {"actors.east.title": "East"}},
                (
                    "profiles.tried.add.actors.east.title: expected a path where nothing stands yet, "
                    "got actors.east.title; put it under set:"
                ),
            ),
            (
                {"add": {"actors.east.colour": "red"}},
                (
                    "actors.east.colour: expected a known key, got 'colour'; choose from title, roles, about, members, "
                    "decides_by, leader, weights, vetoes, others, positions, interests, red_lines, …"
                ),
            ),
            (
                {"actors__east__salience": {"water": 2, "road": -1}},
                "actors.east.salience.road: expected a number in [0, 1000], got -1",
            ),
            ({"profiles__generous__about": "x"}, None),
        ],
    )
    def test_refuses(self, changes: dict[str, Any], message: str | None) -> None:
        """A path that is not there, one that is, or what makes no valid scenario, is told with its path."""
        with pytest.raises(ScenarioError) as caught:
            reading(**changes)

        if message is None:
            assert str(caught.value).startswith("profiles.tried.set.profiles.generous.about: expected a path of the")
        else:
            assert message == str(caught.value)

    def test_refuses_unknown_names(self) -> None:
        """A reading that is not there names those that are."""
        with pytest.raises(UnknownNameError) as caught:
            full().with_profile("generus")

        assert "expected the name of a profile, got 'generus'; did you mean generous?" == str(caught.value)


class TestWith:
    """The scenario with what stands at a path replaced, whole; None removes it."""

    @pytest.mark.parametrize(
        ("path", "value", "expected"),
        [
            ("title", {"en": "Talks"}, Table({"en": "Talks"})),
            ("actors.east.salience.water", Number(0.6, BECAUSE), Number(0.6, BECAUSE)),
            ("actors.east.values.water.shared", 0.25, Number(0.25)),
            ("actors.east.discount", 0.9, Number(0.9)),
            (
                "actors.east.values.road",
                Row({"closed": 1, "open": 0.5}, "as_given"),
                Row({"closed": 1, "open": 0.5}, "as_given"),
            ),
            ("actors.east.positions", {"road": Position(seeks="open")}, Table({"road": Position(seeks="open")})),
            ("rules.road_needs_water.rule", parse_condition("true or true"), parse_condition("true or true")),
            ("measures.dam.effects.west", Effect(-0.1, "both"), Effect(-0.1, "both")),
            ("issues.water.options.free.title", "free for all", "free for all"),
            ("events.rain", Event("rain", "flood", turn=3), Event("rain", "flood", turn=3)),
            ("seats", ["west", "east"], ("west", "east")),
            ("numbers", {"implied": ["S1"]}, None),
        ],
    )
    def test_replaces(self, path: str, value: Any, expected: Any) -> None:
        """A plain value, or one of the model, at any path."""
        found: Any = full().with_(path, value)
        for step in path.split("."):
            if isinstance(found, tuple):
                (found,) = [each for each in found if each.id == step]
            else:
                found = getattr(found, step) if hasattr(found, step) else found[step]

        assert expected is None or expected == found

    def test_removes(self) -> None:
        """None takes away what stands."""
        assert ["elders"] == list(full().with_("gates.downstream", None).gates)

    def test_leaves_the_scenario_alone(self) -> None:
        """What it was made of is unchanged."""
        scenario = full()
        scenario.with_("title", "other")

        assert full() == scenario

    def test_refuses_what_is_not_there(self) -> None:
        """A path at which nothing stands names what does."""
        with pytest.raises(UnknownNameError, match=r"^expected the name of a path, got 'actors.eest'; did you mean "):
            full().with_("actors.eest", {})

    def test_refuses_what_makes_no_sense(self) -> None:
        """An invalid scenario is refused as any."""
        with pytest.raises(ScenarioError) as caught:
            full().with_("actors.east.discount", 2)

        assert "actors.east.discount: expected a number in [0, 1], got 2" == str(caught.value)


class TestVariants:
    """Variants in one line from Python; a variant forgets the readings of the file it came from."""

    def test_with_actor(self) -> None:
        """An actor is added or replaced."""
        scenario = toy().with_actor(hamlet(about="small")).with_actor(Actor("king", "The king"))

        assert "small" == scenario.actors["hamlet"].about
        assert "The king" == scenario.name("king")
        assert "stranger" == scenario.name("stranger")

    def test_with_issue(self) -> None:
        """An issue is replaced where it stands; a new one comes last, where every check allows it."""
        scenario = toy().with_issue(evolve(toy().issues["water"], title="The brook"))

        assert ("water", "road") == tuple(scenario.issues)
        assert "The brook" == scenario.agenda[0].title
        rail = evolve(toy().issues["water"], id="rail")
        with pytest.raises(
            ScenarioError, match=r"actors\.east\.salience: expected a weight for every issue, got none for "
        ):
            toy().with_issue(rail)

        assert ("water", "road", "rail") == tuple(unweighted().with_issue(rail).issues)
        assert unweighted().with_issue(rail) == unweighted().with_added("issues.rail", rail)

    def test_with_a_list_of_the_model(self) -> None:
        """Where things stand by id, a list of them is taken as constructors take it, in order where order matters."""
        rules = [Rule("dry", "water == free", assumed("for a test")), Rule("shut", "road == closed")]
        lines = [RedLine("pride", never="road == open")]
        options = [Option(name, name.title()) for name in ("shared", "free", "rationed")]
        scenario = toy().with_("rules", rules).with_("actors.east.red_lines", lines)

        assert rules == list(scenario.rules.values())
        assert lines == list(scenario.actors["east"].red_lines.values())
        assert options == list(unweighted().with_("issues.water.options", options).issues["water"].options)
        assert not toy().with_("rules", rules).with_("rules", []).rules
        with pytest.raises(ScenarioError, match=r"^shut: expected each id once, got 'shut'$"):
            toy().with_("rules", rules[1:] * 2)
        with pytest.raises(ScenarioError, match=r"^rules: expected a map from ids, got a list$"):
            toy().with_("rules", lines)

    def test_with_added(self) -> None:
        """A value is added where nothing stands yet: of the model or plain, by id, last where order matters."""
        line, option = RedLine("hill", never="road == open"), Option("rationed", "by card")
        scenario = toy().with_added("actors.east.red_lines.hill", line)
        plain = toy().with_added("actors.east.red_lines.hill", {"never": "road == open"})

        assert line == scenario.actors["east"].red_lines["hill"]
        assert plain == scenario
        assert "rationed" == unweighted().with_added("issues.water.options.rationed", option).agenda[0].option_ids[-1]
        assert 0.5 == toy().with_added("actors.east.trust.west", 0.5).actors["east"].trust["west"].value
        assert line not in toy().actors["east"].red_lines.values()

    @pytest.mark.parametrize(
        ("path", "value", "told"),
        [
            ("rules.shut", RULE, "expected a path where nothing stands yet, got 'rules.shut'; replace it by with_"),
            ("rules.dry", RULE, "expected a value whose id is dry, got 'shut'; add it as rules.shut"),
            ("rules.dry", None, "expected a value to add, got None; with_(path, None) removes what stands there"),
            (
                "rules",
                RULE,
                "expected a path in a map of things with ids, such as actors.NAME.red_lines.ID, got 'rules'",
            ),
            (
                "rules.",
                RULE,
                "expected a path in a map of things with ids, such as actors.NAME.red_lines.ID, got 'rules.'",
            ),
            ("opening.x", "x", "such as actors.NAME.red_lines.ID, got 'opening.x'"),
            ("actors.east.about.x", "x", "such as actors.NAME.red_lines.ID, got 'actors.east.about.x'"),
            ("actors.est.trust.west", 1, "expected the name of a path, got 'actors.est.trust.west'; did you mean "),
            (7, RULE, "expected a path such as actors.NAME.discount, got 7"),
        ],
    )
    def test_refuses_to_add(self, path: Any, value: Any, told: str) -> None:
        """What stands already, has another id, or can have nothing beside it."""
        with pytest.raises(NegotiationError) as caught:
            toy().with_("rules", [RULE]).with_added(path, value)

        assert told in str(caught.value)

    @pytest.mark.parametrize("path", ["actors..x", "actors.", ".actors"])
    def test_of_an_empty_step(self, path: str) -> None:
        """A path with nothing between its dots is told as it was given."""
        with pytest.raises(UnknownNameError, match=rf"^expected the name of a path, got '{re.escape(path)}'"):
            toy().with_(path, None)

    def test_with_no_deal(self) -> None:
        """Scalar no-deal values are marked as assumed for the variant."""
        scenario = toy().with_no_deal(east=0.3, west=0.4)

        assert Number(0.3, assumed("set for this variant")) == scenario.actors["east"].no_deal
        assert "set for this variant" == scenario.actors["west"].no_deal_because
        with pytest.raises(UnknownNameError, match=r"^expected the name of an actor, got 'est'; did you mean west or "):
            toy().with_no_deal(est=0.3)

    def test_without(self) -> None:
        """Rules, gates, threats, events and the opening may be left out, and nothing else."""
        scenario = full().without("rules", "gates", "threats", "opening")

        assert (Table(), Table(), Table(), ()) == (scenario.rules, scenario.gates, scenario.threats, scenario.opening)
        assert ["rain"] == list(scenario.events)
        with pytest.raises(UnknownNameError) as caught:
            full().without("actors")

        message = "expected the name of a part that can be left out, got 'actors'; choose from rules, gates, threats, "
        assert f"{message}events, opening" == str(caught.value)

    def test_forget_the_readings(self) -> None:
        """A variant of a resolved reading stands for itself."""
        scenario = full().with_profile("saintly")

        assert ("saintly",) == scenario.with_actor(east()).profile_names
        assert ("saintly",) == scenario.with_("title", "x").profile_names
        assert ("saintly",) == scenario.without("rules").profile_names
