"""The scenario: one immutable value, equal by value, with an index of packages, a digest and a plain tree."""

import pickle
import subprocess
import sys
from itertools import product
from typing import Any

import pytest
from attrs import evolve
from attrs.exceptions import FrozenInstanceError

from negotiation.errors import ScenarioError, UnknownNameError, UsageError
from negotiation.scenario import Actor, Number, Scenario, Table, stated
from negotiation.scenario.digest import canonical_json, digest_of, line_digest
from negotiation.scenario.reader import Reader
from negotiation.scenario.scenario import read_scenario, write_scenario
from tests.unit.scenario.toys import BECAUSE, east, edited, full, full_tree, toy


def reordered(node: Any) -> Any:
    """Return a plain tree with every map in the opposite order; lists keep theirs."""
    if isinstance(node, dict):
        return {key: reordered(node[key]) for key in reversed(node)}
    return [reordered(each) for each in node] if isinstance(node, list) else node


class TestScenario:
    """What is negotiated and by whom; immutable, equal by value, valid when it exists."""

    def test_is_a_value(self) -> None:
        """Two made alike are equal and of one hash; one changed is another."""
        assert full() == full()
        assert {full()} == {full()}
        assert full() != evolve(full(), title="Others")

    def test_stays_what_it_was_found_to_be(self) -> None:
        """Compared again, and through a third, the answers are the same; nothing else is ever equal to it."""
        one, two, three, other = full(), full(), full(), evolve(full(), title="Others")

        assert [True, True, True, True] == [one == two, two == three, one == two, one == three]
        assert [False] * 4 == [one == other, other == two, three == other, other == one]
        assert one != "full"

    def test_is_immutable(self) -> None:
        """Nothing can be set."""
        with pytest.raises(FrozenInstanceError, match=r"^can't set attribute$"):
            full().title = "Others"  # type: ignore[misc]

    def test_takes_lists_and_maps(self) -> None:
        """Objects may come in a list or by id."""
        assert toy().actors == Scenario("x", "x", toy().agenda, dict(toy().actors), numbers=BECAUSE).actors

    def test_pickles(self) -> None:
        """It comes back equal in another process, whose hashes differ."""
        scenario = full().with_profile("saintly")
        hash(scenario)
        code = "import pickle, sys; s = pickle.loads(sys.stdin.buffer.read()); print(s.digest, s in {s.with_profile()})"
        done = subprocess.run(
            [sys.executable, "-c", code], input=pickle.dumps(scenario), capture_output=True, check=True
        )

        assert f"{scenario.digest} False" == done.stdout.decode().strip()
        assert scenario == pickle.loads(pickle.dumps(scenario))
        assert scenario.profile_names == pickle.loads(pickle.dumps(scenario)).profile_names

    def test_knows_its_parts(self) -> None:
        """Issues by id and by place, the shape of the agenda, names in a language."""
        scenario = toy(Actor("king", {"en": "The king", "zh": "国王"}))

        assert Table({"water": 0, "road": 1}) == scenario.places
        assert ((3, 2), 6, (0, 0)) == (scenario.shape, scenario.n_packages, scenario.start)
        assert ("water", "road") == tuple(scenario.issues)
        assert "国王" == scenario.name("king", "zh")

    def test_knows_who_answers_for_a_number(self) -> None:
        """A number's own basis, else the file's `numbers`."""
        assert stated("S1") == toy().basis_of(Number(1, stated("S1")))
        assert BECAUSE == toy().basis_of(Number(1))
        assert toy(numbers=None).basis_of(Number(1)) is None


class TestRepr:
    """What stands in a prompt and in a failed assertion."""

    def test_is_one_line(self) -> None:
        """Which scenario under which reading, and how large it is."""
        found = toy()

        assert "<Scenario two-villages, as-given: 4 actors, 2 issues, 6 packages>" == repr(found) == str(found)


class TestSeats:
    """Who has a seat, in speaking order; without a list the parties by name."""

    def test_are_the_parties_by_name(self) -> None:
        """The order in which actors are listed says nothing."""
        scenario = toy()
        turned = evolve(scenario, actors=dict(reversed(list(scenario.actors.items()))))

        assert (("east", "west"), ("east", "west")) == (scenario.parties, turned.parties)
        assert scenario.parties == scenario.seated

    def test_are_those_listed(self) -> None:
        """In the order given; who is seated without being a party is no signatory for that."""
        scenario = toy(seats=["west", "hamlet", "east"])

        assert ("west", "east") == scenario.parties
        assert ("west", "hamlet", "east") == scenario.seated


class TestPackages:
    """Package index: mixed radix, first issue of the agenda slowest, options in listed order."""

    def test_are_indexed_in_order(self) -> None:
        """Every package has the index of its place in the product of options, and back."""
        scenario = toy()
        packages = list(product(*map(range, scenario.shape)))

        assert list(range(6)) == [scenario.index_of(package) for package in packages]
        assert packages == [scenario.package_at(index) for index in range(6)]

    @pytest.mark.parametrize("index", [-1, 6])
    def test_end(self, index: int) -> None:
        """There is no package before the first or after the last."""
        with pytest.raises(UsageError, match=f"^expected the index of a package, 0 to 5, got {index}$"):
            toy().package_at(index)

    def test_are_named_by_options(self) -> None:
        """Issues left out stand as in the base: the start, or the one given."""
        scenario = toy()

        assert (2, 0) == scenario.package({"water": "metered"})
        assert (0, 1) == scenario.package({"water": "free"}, (2, 1))
        assert {"water": "metered", "road": "open"} == scenario.options_of((2, 1))

    @pytest.mark.parametrize(
        ("options", "message"),
        [
            ({"wate": "free"}, "expected the name of an issue, got 'wate'; did you mean water?"),
            ({"road": "opn"}, "expected the name of an option of road, got 'opn'; did you mean open?"),
        ],
    )
    def test_refuse_unknown_names(self, options: dict[str, str], message: str) -> None:
        """An issue or an option that is not there names the nearest."""
        with pytest.raises(UnknownNameError) as caught:
            toy().package(options)

        assert message == str(caught.value)


class TestIssue:
    """One matter under negotiation and its ordered options, one of which is the status quo."""

    def test_knows_its_options(self) -> None:
        """Their ids in order, their places, the start."""
        (water, _) = toy().agenda

        assert ["free", "shared", "metered"] == list(water)
        assert (0, 2) == (water.start, water.place("metered"))
        assert (True, False) == (water.has("shared"), water.has("shard"))
        with pytest.raises(KeyError, match="shard"):
            water.place("shard")


class TestReadScenario:
    """The scenario of a plain tree; every problem at once."""

    def test_reads_what_was_written(self) -> None:
        """Writing and reading gives an equal scenario, under every reading."""
        scenario = full()

        assert scenario == read_scenario(write_scenario(scenario))
        assert toy(numbers=None) == read_scenario(write_scenario(toy(numbers=None)))
        for name in scenario.profile_names:
            resolved = scenario.with_profile(name)
            assert resolved == read_scenario(write_scenario(resolved))

    def test_keeps_the_head_first(self) -> None:
        """A written tree begins as a file does, and leaves out what stands at its default."""
        assert [
            "negotiation",
            "id",
            "title",
            "default_profile",
            "about",
            "numbers",
            "agenda",
            "issues",
            "actors",
        ] == list(full_tree())[:9]
        assert {"title": "The miller"} == full_tree()["actors"]["miller"]

    def test_takes_the_agenda_from_the_issues(self) -> None:
        """Without an agenda the issues stand in their order."""
        assert ("water", "road") == tuple(read_scenario(edited(full_tree(), agenda=None)).issues)

    @pytest.mark.parametrize(
        ("changes", "message"),
        [
            (
                {"negotiation": None},
                "negotiation: expected format version 1, got nothing; write 'negotiation: 1' at the top",
            ),
            (
                {"negotiation": True},
                "negotiation: expected format version 1, got True; write 'negotiation: 1' at the top",
            ),
            ({"negotiation": 2}, "negotiation: expected format version 1, got 2; write 'negotiation: 1' at the top"),
            ({"id": None}, "id: expected the key 'id', got nothing"),
            ({"title": 7}, "title: expected text, or a map from languages to texts, got 7; put it in quotes"),
            ({"titel": "x"}, "titel: expected a known key, got 'titel'; did you mean title?"),
            ({"issues": None}, "issues: expected a map from ids, got nothing"),
            ({"actors": "east"}, "actors: expected a map from ids, got 'east'"),
            ({"agenda": ["water", "water", "road"]}, "agenda.water: expected each issue once, got 'water'"),
            (
                {"agenda": ["water", "road", "rode"]},
                "agenda.rode: expected the id of an issue, got 'rode'; did you mean road?",
            ),
            (
                {"agenda": ["water"], "issues__road": None, "issues__rail": {"title": "Rail", "status_quo": "a"}},
                "issues.rail.options: expected the key 'options', got nothing",
            ),
            (
                {"numbers": "assumed"},
                "numbers: expected who answers for bare numbers, such as {assumed: a reason}, got 'assumed'",
            ),
            (
                {"numbers": {}},
                "numbers: expected who answers for bare numbers, such as {assumed: a reason}, got a map",
            ),
            (
                {"numbers__because": "x"},
                "numbers.because: expected a known key, got 'because'; choose from stated, implied, assumed, external",
            ),
        ],
    )
    def test_refuses(self, changes: dict[str, Any], message: str) -> None:
        """The first problem told is the one that was made."""
        with pytest.raises(ScenarioError) as caught:
            read_scenario(edited(full_tree(), **changes))

        assert message == str(caught.value.problems[0])

    def test_misses_an_issue_that_the_agenda_leaves_out(self) -> None:
        """An issue beside the agenda is told, and no more is made of it."""
        with pytest.raises(ScenarioError) as caught:
            read_scenario(edited(full_tree(), agenda=["road"]))

        first = "issues.water: expected an issue that the agenda names, got 'water'; add it to the agenda"
        assert first == str(caught.value.problems[0])

    @pytest.mark.parametrize("tree", [None, [], "negotiation: 1"])
    def test_refuses_what_is_no_map(self, tree: Any) -> None:
        """A file that holds no map is told so."""
        with pytest.raises(ScenarioError, match=r"^expected a map, got (nothing|a list|'negotiation: 1')$"):
            read_scenario(tree)

    def test_adds_to_a_reader(self) -> None:
        """Problems that somebody found before are told with those found now."""
        reader = Reader()
        reader.fail("sources", "a source map", None)
        with pytest.raises(ScenarioError) as caught:
            read_scenario(full_tree(), reader)

        assert "sources: expected a source map, got nothing" == str(caught.value)


class TestDigest:
    """SHA-256 of the canonical JSON of the values, profiles left out."""

    def test_is_that_of_the_values(self) -> None:
        """The order of maps, and how a number was written, say nothing; a value says something."""
        scenario = full()

        assert scenario.digest == read_scenario(reordered(full_tree())).digest
        assert scenario.digest == toy_with(salience={"water": 0.6, "road": 0.4}).digest
        assert scenario.digest != toy_with(salience={"water": 0.5, "road": 0.5}).digest

    def test_does_not_know_the_readings(self) -> None:
        """With or without other readings the values are the same; another reading has other values."""
        scenario = full()

        assert scenario.digest == evolve(scenario, profiles=(), default_profile=None).digest
        assert scenario.digest == scenario.with_profile("as-given").digest
        assert scenario.digest != scenario.with_profile("generous").digest

    def test_is_of_canonical_json(self) -> None:
        """Sorted keys, no white space, shortest numbers that round-trip, any script as it is; nothing not finite."""
        assert '{"a":[0.1,1,true,null],"b":"和平"}' == canonical_json({"b": "和平", "a": [0.1, 1, True, None]})
        assert "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a" == digest_of({})
        with pytest.raises(ValueError, match="Out of range float values are not JSON compliant"):
            canonical_json(float("nan"))

    @pytest.mark.parametrize("line", ["和平", "和平\n", "和平\r\n", "和平\r"])
    def test_of_a_line(self, line: str) -> None:
        """SHA-256 of the UTF-8 bytes of the line without its terminator."""
        assert "c38b401e2062ca88b55918bd5bd0d7ef958ba269da5692dbf4bba49785c1939c" == line_digest(line)
        assert line_digest(" 和平") != line_digest(line)


def toy_with(**changes: Any) -> Scenario:
    """Return the full scenario with some of the eastern village's fields changed."""
    return full().with_actor(evolve(full().actors["east"], **changes))


class TestActor:
    """Who acts or is affected."""

    def test_has_a_set_of_roles(self) -> None:
        """One alone or several in any order, each once; a stakeholder where nothing is said."""
        assert ("party",) == east().roles
        assert ("mediator", "party") == Actor("x", "X", ["party", "mediator", "party"]).roles
        assert ("stakeholder",) == Actor("x", "X").roles

    def test_has_preferences_where_they_are_given(self) -> None:
        """Salience gives preferences; without it there are none."""
        assert (True, "given") == (east().has_preferences, east().preferences)
        assert (False, "none") == (Actor("x", "X").has_preferences, Actor("x", "X").preferences)

    def test_has_rows(self) -> None:
        """A row reads as a map from options to numbers."""
        row = east().values["water"]

        assert (3, Number(0.5), ["free", "shared", "metered"]) == (len(row), row["shared"], list(row))
        assert dict(row) == {**row}
