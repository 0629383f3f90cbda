"""Paths: the one address of everything in a scenario, by ids, never by positions (semantics §12)."""

from typing import Any

import pytest

from negotiation.errors import Problem, ScenarioError, UnknownNameError
from negotiation.scenario.paths import child, keys_of, look_up, overlay, replaced, walk_paths

TREE: dict[str, Any] = {
    "title": "Talks",
    "issues": {
        "seat": {"title": "Seat", "options": [{"none": {"title": "no seat"}}, {"one": {"title": "one seat"}}]},
        "road": {"title": "Road", "note": None},
    },
    "agenda": ["seat", "road"],
}


class TestLookUp:
    """What stands at a path; UnknownNameError, with the nearest paths, when nothing does."""

    @pytest.mark.parametrize(
        ("path", "expected"),
        [
            ("title", "Talks"),
            ("issues.seat.title", "Seat"),
            ("issues.seat.options.one.title", "one seat"),
            ("issues.road.note", None),
            ("agenda", ["seat", "road"]),
        ],
    )
    def test_finds(self, path: str, expected: Any) -> None:
        """Keys of maps, and ids in lists of `- id: {...}`."""
        assert expected == look_up(TREE, path)

    @pytest.mark.parametrize(
        ("path", "cure"),
        [
            ("titel", "did you mean title?"),
            ("issues.saet.title", "did you mean issues.seat?"),
            ("issues.seat.options.two", "did you mean issues.seat.options.one or issues.seat.options.none?"),
            ("issues.road.note.deeper", "there is none"),
            ("agenda.seat", "there is none"),
            ("title.first", "there is none"),
            ("", "choose from title, issues, agenda"),
        ],
    )
    def test_says_what_is_near(self, path: str, cure: str) -> None:
        """What stands beside the step at which nothing does."""
        with pytest.raises(UnknownNameError) as caught:
            look_up(TREE, path)

        assert f"expected the name of a path, got {path!r}; {cure}" == str(caught.value)

    def test_is_built_of_children(self) -> None:
        """A child is under a key or an id; lists of anything else have none."""
        assert "Seat" == child(TREE["issues"]["seat"], "title")
        assert ["none", "one"] == keys_of(TREE["issues"]["seat"]["options"])
        assert [] == keys_of(TREE["agenda"])
        with pytest.raises(KeyError, match="seat"):
            child(TREE["agenda"], "seat")

    def test_yields_every_path(self) -> None:
        """The outer first; each can be looked up."""
        found = dict(walk_paths(TREE))

        assert ["title", "issues", "issues.seat", "issues.seat.title", "issues.seat.options"] == list(found)[:5]
        assert "issues.seat.options.one.title" in found
        assert found == {path: look_up(TREE, path) for path in found}


class TestReplaced:
    """A tree with what stands at a path replaced, whole; None removes; the tree itself is unchanged."""

    def test_replaces_whole(self) -> None:
        """Nothing merges: what stood there is gone."""
        found = replaced(TREE, "issues.seat", {"about": "new"})

        assert {"about": "new"} == found["issues"]["seat"]
        assert "Seat" == TREE["issues"]["seat"]["title"]
        assert TREE["issues"]["road"] is found["issues"]["road"]

    def test_replaces_in_lists(self) -> None:
        """An entry of a list keeps its place."""
        found = replaced(TREE, "issues.seat.options.none", {"title": "nobody"})

        assert [{"none": {"title": "nobody"}}, {"one": {"title": "one seat"}}] == found["issues"]["seat"]["options"]

    def test_removes(self) -> None:
        """None takes a key, or an entry, away."""
        assert ["seat"] == list(replaced(TREE, "issues.road", None)["issues"])
        assert [{"one": {"title": "one seat"}}] == look_up(
            replaced(TREE, "issues.seat.options.none", None), "issues.seat.options"
        )

    def test_adds(self) -> None:
        """With `add` the last step may be new; in a list it comes last."""
        assert "later" == replaced(TREE, "issues.road.about", "later", add=True)["issues"]["road"]["about"]
        found = replaced(TREE, "issues.seat.options.two", {"title": "two seats"}, add=True)

        assert ["none", "one", "two"] == keys_of(found["issues"]["seat"]["options"])

    @pytest.mark.parametrize(
        ("path", "add", "message"),
        [
            (
                "issues.rode",
                False,
                "expected the name of a path, got 'issues.rode'; did you mean issues.road or issues.seat?",
            ),
            ("isues.road", True, "expected the name of a path, got 'isues.road'; did you mean issues?"),
            ("agenda.rail", True, "expected the name of a path, got 'agenda.rail'; there is none"),
            ("title.first", True, "expected the name of a path, got 'title.first'; there is none"),
        ],
    )
    def test_refuses_what_is_not_there(self, path: str, add: bool, message: str) -> None:
        """A step above the last must stand; so must the last, unless it is added to a map or a list of entries."""
        with pytest.raises(UnknownNameError) as caught:
            replaced(TREE, path, "x", add=add)

        assert message == str(caught.value)


class TestOverlay:
    """A tree with a profile's changes and additions made, in that order; everything that is wrong at once."""

    def test_makes_both(self) -> None:
        """What is set may be built upon by what is added."""
        found = overlay(TREE, {"issues.road": {"title": "Rail"}}, {"issues.road.about": "steel"}, "modern")

        assert {"title": "Rail", "about": "steel"} == found["issues"]["road"]

    def test_names_every_path_that_is_wrong(self) -> None:
        """A path to be set that is not there, one to be added that is, and one without a place."""
        with pytest.raises(ScenarioError) as caught:
            overlay(TREE, {"issues.rode": 1, "title": "Talk"}, {"title": "x", "isues.y": 2}, "modern")

        expected = [
            Problem(
                "profiles.modern.set.issues.rode",
                "a path of the scenario",
                "issues.rode",
                "did you mean issues.road or issues.seat?",
            ),
            Problem("profiles.modern.add.title", "a path where nothing stands yet", "title", "put it under set:"),
            Problem("profiles.modern.add.isues.y", "a path of the scenario", "isues.y", "did you mean issues?"),
        ]
        assert tuple(expected) == caught.value.problems
