"""Reading a scenario's text: every problem at once, each in its place; bad input stands in tests/data/bad_scenarios."""

from pathlib import Path
from typing import Any

import pytest

from negotiation.errors import ScenarioError
from negotiation.files.folder import open_folder
from negotiation.files.places import parse_yaml
from negotiation.files.reading import read_sources_text, read_text
from negotiation.files.sources import SourceMap
from tests.conftest import ROOT
from tests.unit.files.made import SMALL, SOURCES

BAD = sorted((ROOT / "tests/data/bad_scenarios").glob("*.yaml"))


def header(path: Path) -> dict[str, str]:
    """Return what the first lines of a bad scenario say is wrong with it."""
    data = path.read_bytes()
    text = data.decode("utf-16" if data[0] in {0xFE, 0xFF} else "utf-8", errors="replace").removeprefix("\ufeff")
    lines = [line.removeprefix("# ").partition(":") for line in text.splitlines()[:4]]
    return {key: value.strip() for key, _, value in lines}


def refusals(text: str, **more: Any) -> list[str]:
    """Return what is said of a text that is no valid scenario."""
    with pytest.raises(ScenarioError) as caught:
        read_text(text, "f", **more)
    return [str(each) for each in caught.value.problems]


class TestBadScenarios:
    """Each bad file is refused with a message, a path and a line."""

    def test_there_are_enough(self) -> None:
        """Thirty kinds of mistakes and more."""
        assert 80 <= len(BAD)

    @pytest.mark.parametrize("path", BAD, ids=lambda path: path.stem)
    def test_refused(self, path: Path) -> None:
        """The file's own first lines say what is expected of the reader."""
        expected = header(path)
        with pytest.raises(ScenarioError) as caught:
            open_folder(path)
        places = [each.place for each in caught.value.problems]
        shown = path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path
        found = [
            each
            for each in caught.value.problems
            if expected["expect"] in str(each) and each.path == expected["path"] and each.place is not None
        ]

        assert [int(expected["line"])] == [each.place.line for each in found if each.place], str(caught.value)
        assert {str(shown)} == {place.file for place in places if place}
        assert len(places) <= 4

    def test_condition_shows_its_caret(self) -> None:
        """A condition that does not parse is shown with a caret under the mistake."""
        with pytest.raises(ScenarioError) as caught:
            open_folder(ROOT / "tests/data/bad_scenarios/condition_does_not_parse.yaml")

        assert str(caught.value).endswith(
            "39:16: rules.tied.rule: expected a condition; expected one of == != <= >= < > or 'in', got 'is'\n"
            "    form is one\n"
            "         ^"
        )


class TestReadText:
    """One reading finds what is wrong with the text, the values, the names, the sources and the profiles."""

    def test_valid(self) -> None:
        """A valid text gives the scenario as it stands, and one for each reading."""
        read = read_text(SMALL, "f")

        assert "small-talks" == read.scenario.id
        assert ("as-given", "mild") == read.scenario.profile_names
        assert {"as-given", "mild"} == set(read.under)
        assert read.scenario.with_profile("mild") == read.under["mild"]
        assert 0.5 == read.under["mild"].actors["east"].salience["form"].value
        assert 27 == read.marks.place("actors.west").line

    def test_everything_at_once(self) -> None:
        """Faults of the text, of values, across parts and of sources come together, in the order of the lines."""
        text = (
            SMALL.replace("title: Form", "title: Form\n    title: Forms")
            .replace("one: 0.5, two: 1}", "one: 5, two: 1}")
            .replace("salience: {form: 0.5, seat: 0.5}\n    values", "salience: {form: 0.5, seat: 0.9}\n    values")
            .replace("actors.east.salience", "actors.east.saliense")
        )

        assert [
            "f:8:5: issues.form.title: expected each key once, got 'title'; it stands in line 7 already",
            (
                "f:12:40: issues.form.options.one.stated: expected the id of a source in sources.yaml, got 'S1'; "
                "there is none"
            ),
            "f:26:28: actors.east.values.form.one: expected a number in [0, 1], got 5",
            "f:31:5: actors.west.salience: expected weights that sum to 1, got a sum of 1.4; divide each by 1.4",
            (
                "f:39:7: profiles.mild.set.actors.east.saliense: expected a path of the scenario, "
                "got actors.east.saliense; did you mean "
                "actors.east.salience or actors.east.values or actors.east.roles?"
            ),
        ] == refusals(text, sources=SourceMap())

    def test_what_follows_is_left_out(self) -> None:
        """A part that is there but could not be read is not also called unknown wherever it is named."""
        text = SMALL.replace("- two: {title: two texts}", "- two: {titel: two texts}").replace(
            "actors:\n", "rules:\n  tied: {rule: form == two => seat == taken}\nactors:\n"
        )

        assert [
            "f:12:9: issues.form.options.two.title: expected the key 'title', got nothing",
            "f:12:15: issues.form.options.two.titel: expected a known key, got 'titel'; did you mean title?",
        ] == refusals(text)

    def test_what_only_looks_as_if_it_followed(self) -> None:
        """An unknown name of a part that is sound is told."""
        text = SMALL.replace("- two: {title: two texts}", "- two: {titel: two texts}").replace(
            "actors:\n", "rules:\n  tied: {rule: sea == taken}\nactors:\n"
        )

        assert "f:20:16: rules.tied.rule: expected the id of an issue, got 'sea'; did you mean seat?" in refusals(text)

    def test_profiles_that_cannot_be_resolved(self) -> None:
        """Beside other faults paths are looked at, but not what may stand at its default, nor upon another profile."""
        text = SMALL.replace("title: East", "titel: East").replace("en: East", "en: 1") + (
            "  harsh: {about: x, extends: mild, set: {actors.east.colour: red}}\n  odd: 3\n"
            "  soft: {about: x, set: {actors.est.title: x}}\n  plain: {about: x, set: 4}\n"
            "  late: {about: x, set: {actors.east.discount: 0.9, defaults.turns: 9}}\n"
        )
        found = [each for each in refusals(text) if "path of the scenario" in each]

        assert [
            (
                "f:41:26: profiles.soft.set.actors.est.title: expected a path of the scenario, got actors.est.title; "
                "did you mean actors.west or actors.east?"
            )
        ] == found

    def test_problem_of_a_profile_upon_another(self) -> None:
        """A fault is told where it is brought in: by the profile extended, once."""
        text = SMALL.replace("salience: {form: 0.5, seat: 0.5}\n", "salience: {form: 0.5, seat: 0.6}\n") + (
            "  harsh: {about: x, extends: mild, set: {actors.east.title: The East}}\n"
        )
        text = text.replace("seat: 0.6}\n    values", "seat: 0.5}\n    values")

        assert [
            (
                "f:38:7: profiles.mild.set.actors.east.salience: expected weights that sum to 1, got a sum of 1.1; "
                "divide each by 1.1"
            )
        ] == refusals(text)

    def test_sources_cited_by_profiles(self) -> None:
        """A profile may cite, too."""
        text = SMALL + "      issues.form.options.one.stated: S3\n"
        sources, _ = read_sources_text(SOURCES, "g")

        assert [
            (
                "f:39:39: profiles.mild.set.issues.form.options.one.stated: "
                "expected the id of a source in sources.yaml, got 'S3'; choose from S1, S2, T1"
            )
        ] == refusals(text, sources=sources)


class TestCauses:
    """What is wrong is told with its own cause, and what only follows from it is not told at all."""

    def test_both_conditions_of_a_line(self) -> None:
        """A line that says both is told, and so is the misspelt name in the first."""
        line = "    red_lines: {bar: {never: form == onee, only_if: moved(seat)}}\n"
        text = SMALL.replace("    roles: party\n", "    roles: party\n" + line, 1)

        assert [
            "actors.east.red_lines.bar: expected either never or only_if, got both",
            (
                "actors.east.red_lines.bar.never: expected the id of an option of form, got 'onee'; "
                "did you mean one or none?"
            ),
        ] == [each.partition(": ")[2] for each in refusals(text)]

    def test_names_of_what_could_not_be_made(self) -> None:
        """A name like that of an issue that could not be made is cured with it, not with another."""
        text = SMALL.replace("status_quo: none", "status_quo: nono").replace("{form: 0.6,", "{forn: 0.6,")
        found = [each for each in refusals(text) if "'forn'" in each]

        assert found
        assert all(each.endswith("expected the id of an issue, got 'forn'; did you mean form?") for each in found)

    def test_an_id_with_a_capital(self) -> None:
        """Who names an issue whose id is refused for its spelling names it all the same."""
        text = SMALL.replace("\n  form:", "\n  Form:", 1)

        assert ["issues.Form: expected an id: small letters, digits and underscores, got 'Form'"] == [
            each.partition(": ")[2] for each in refusals(text)
        ]

    def test_a_version_with_a_point(self) -> None:
        """The version is a whole number."""
        assert [
            "f:1:14: negotiation: expected format version 1, got 1.0; write 'negotiation: 1' at the top"
        ] == refusals(SMALL.replace("negotiation: 1", "negotiation: 1.0"))


class TestReadSourcesText:
    """Sources are read like scenarios."""

    def test_valid(self) -> None:
        """The map comes with its marks."""
        sources, marks = read_sources_text(SOURCES, "g")

        assert ["S1", "S2", "T1"] == list(sources)
        assert 7 == marks.place("sources.S2.says").line

    def test_everything_at_once(self) -> None:
        """Faults of the text and of the values come together."""
        text = SOURCES.replace("line: 3,", "line: 4,") + "sources: {}\n"
        with pytest.raises(ScenarioError) as caught:
            read_sources_text(text, "g")

        assert [
            "g:7:31: sources.S2.line: expected a line of notes, 1 to 3, got 4",
            "g:9:1: sources: expected each key once, got 'sources'; it stands in line 4 already",
        ] == [str(each) for each in caught.value.problems]

    def test_only_the_text_is_wrong(self) -> None:
        """A fault that does not stop the reading is still a fault."""
        with pytest.raises(ScenarioError, match="g:9:1: documents: expected each key once"):
            read_sources_text(SOURCES + "documents: {}\n", "g")


class TestTypes:
    """YAML's traps do not snap: no, on, dates and times stay text."""

    def test_ids(self) -> None:
        """`no` and `on` can be options."""
        text = SMALL.replace("taken", "no").replace("empty", "on")
        scenario = read_text(text, "f").scenario

        assert ("on", "no") == scenario.issues["seat"].option_ids
        assert {"issues", "actors.east.values.seat.no"} <= set(parse_yaml(text, "f")[1].at)
