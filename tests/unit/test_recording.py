"""The record of the flagship folds, says what the text says, and can be played on from."""

import re
from pathlib import Path

import pytest

from negotiation.engine.acts import Act
from negotiation.engine.notation import ActSyntaxError
from negotiation.errors import UnknownNameError, UsageError
from negotiation.files import open_folder
from negotiation.playing import play, replay
from negotiation.recording import Record, fold_record, read_record, record_file
from negotiation.report.minutes import record_minutes
from negotiation.scenario import Scenario
from negotiation.scenario.no_deal import no_deal
from tests.conftest import ROOT

FOLDER = ROOT / "scenarios" / "european-security-2022"


@pytest.fixture(scope="module")
def flagship() -> Scenario:
    """The flagship under its default reading."""
    return open_folder("european-security-2022").with_profile(None)


@pytest.fixture(scope="module")
def reported(flagship: Scenario) -> Record:
    """The record as reported, folded."""
    return read_record(flagship, record_file(FOLDER, "as-reported"))


class TestAsReported:
    """The state at the end of the record is what the text leaves standing."""

    def test_every_statement_is_told_or_named_as_no_act(self) -> None:
        """Every statement of the source stands in the record, or in its head as a repetition or no act."""
        text = (FOLDER / "as-reported.acts").read_text(encoding="utf8")
        sources = open_folder("european-security-2022").sources

        missing = {name for name in sources if name.startswith("S")} - set(re.findall(r"S\d\d[a-z]\d?", text))

        assert set() == missing

    def test_at_most_a_fifth_are_declarations(self, reported: Record) -> None:
        """Plain declarations are the last resort: at most a fifth of the acts."""
        deeds = [minute.act.deed for minute in reported.minutes]

        assert deeds.count("declares") * 5 <= len(deeds)

    def test_every_act_cites_a_source(self, reported: Record) -> None:
        """Nothing is in the record that the text does not report."""
        assert [] == [minute for minute in reported.minutes if not minute.act.cites]

    def test_the_verification_idea_is_an_offer_to_discuss_and_its_leak_one_rung_lower(self, reported: Record) -> None:
        """Bloomberg's idea was to be discussed; what leaked of it is softer still, and nobody can accept it."""
        proposals = reported.state.log.proposals

        assert ("offers to discuss", "floats") == (proposals["bases"].firmness, proposals["bases_leaked"].firmness)
        assert "bases" not in reported.state.open

    def test_both_claims_about_the_paper_stand(self, reported: Record) -> None:
        """The receiver's reading and the sender's correction are both kept: a correction need not move the hearer."""
        letter = reported.state.talks.messages["letter"]

        assert {"united_states": "us_reply", "russia": "not us_reply"} == dict(letter.readings)

    def test_the_threats_stand(self, reported: Record) -> None:
        """The compellent threat and both deterrent ones stand at the end."""
        assert {"standing"} == set(reported.state.world.threats.values())

    def test_the_decree_raises_ukraines_no_deal_value_by_its_effect(self, flagship: Scenario, reported: Record) -> None:
        """Before the decree .269, after it .299."""
        before = no_deal(flagship, "ukraine", reported.until("2022-01-31").world)
        after = no_deal(flagship, "ukraine", reported.state.world)

        assert (269_000_000_000, 299_000_000_000) == (before, after)

    def test_the_private_offer_was_known_to_two_until_it_leaked(self, reported: Record) -> None:
        """A word in private is heard by its addressee alone."""
        log = reported.state.log
        heard = log.heard_by("ukraine", reported.state.n, 1)

        assert "bases" not in heard.proposals
        assert "bases" in log.heard_by("russia", reported.state.n, 1).proposals

    def test_the_talks_play_on_from_it(self, reported: Record, tmp_path_factory: pytest.TempPathFactory) -> None:
        """The record is the opening; the transcript carries it and replays."""
        end = play(reported.scenario, seed=3)
        path = tmp_path_factory.mktemp("record") / "talks.jsonl"
        end.transcript.save(path)

        assert end.outcome == replay(path).outcome
        restated = Act("russia", "stands by", ("drafts",), channel="publicly", cites=("S01a", "S08a"))
        assert restated in [act for _, act in end.acts]

    def test_it_reads_as_minutes_with_sources(self, reported: Record) -> None:
        """The minutes give each day, and each act in words with its sources."""
        text = record_minutes(reported, width=88)

        assert "2021-12-17\n  Russia tables drafts to United States and NATO [S09a]" in text
        assert "Russia corrects: letter is not the answer to us reply. [S04a2 S34a S35a]" in text


class TestBadRecords:
    """A record that cannot be folded says where and why."""

    def test_an_impossible_act_is_named_with_its_line(self, flagship: Scenario) -> None:
        """An answer to a text that is not there is refused with its line."""
        with pytest.raises(UsageError, match=r"<record>:3: russia answers papers in answer.*there is no text 'papers'"):
            fold_record(flagship, "2022-01-31\n# a comment\nrussia answers papers in answer\n")

    def test_a_line_that_is_no_act_is_named_with_its_file(self, flagship: Scenario) -> None:
        """With the nearest deed."""
        with pytest.raises(ActSyntaxError, match=r"^talks.acts:2: expected a deed, got 'tabels'; did you mean tables"):
            fold_record(flagship, "2022-01-31\n  russia tabels papers\n", "talks.acts")

    def test_a_day_before_the_one_above_it_is_named_with_its_line(self, flagship: Scenario) -> None:
        """The order of a record is that of the days; two acts of a day, and a day told again at once, are no matter."""
        days = "2022-01-31\n  russia declares papers\n2022-01-31\n  russia declares more\n\n"
        assert 2 == len(fold_record(flagship, days).minutes)

        late = f"{days}2022-01-26  # told late\n  # by both\n  russia declares past\n"
        with pytest.raises(
            UsageError,
            match=r"^expected a date no earlier than 2022-01-31, got talks.acts:6: 2022-01-26; move it to its place",
        ):
            fold_record(flagship, late, "talks.acts")

    def test_a_source_that_is_not_there_is_refused(self, flagship: Scenario, tmp_path: Path) -> None:
        """A record is worth what it cites."""
        path = tmp_path / "talks.acts"
        path.write_text("2022-01-31\n  russia declares papers [S01a S99z]\n", "utf8")

        assert ("S01a", "S99z") == read_record(flagship, path).minutes[0].act.cites
        with pytest.raises(UsageError, match=r"expected the id of a source, got .*talks.acts:2: S99z"):
            read_record(flagship, path, open_folder(FOLDER).sources)

    def test_an_unknown_record_lists_those_that_are_there(self) -> None:
        """A name that is not there is answered with the names that are."""
        with pytest.raises(UnknownNameError, match="did you mean as-reported"):
            record_file(FOLDER, "as-reportd")
