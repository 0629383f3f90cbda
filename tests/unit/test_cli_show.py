"""The command line's `show`: a scenario in words, its numbers, sources and briefs."""

import shutil
from pathlib import Path

import pytest

from negotiation.files.folder import bundled_root
from tests.unit.test_cli import NOTE, negotiation


@pytest.fixture
def toy(tmp_path: Path) -> Path:
    """Return a copy of the toy scenario's folder."""
    return Path(shutil.copytree(bundled_root() / "two-villages", tmp_path / "toy"))


class TestShow:
    """`show` tells a scenario in words: what is asked for, with the neutrality note under every page."""

    def test_tells_issues_actors_gates_and_readings(self) -> None:
        """The overview names options with their basis, positions with sources, red lines, gates, readings."""
        said = negotiation("show", "two-villages")

        assert said.code == 0
        assert said.out.endswith(f"\n\n{NOTE}\n")
        for line in (
            "What is negotiated: 12 packages\n  Water for Millbrook (water)\n    no_nights: no water (as it is) [",
            "    two_nights: two nights a week; performed by Highfield [assumed: a step in between]\n",
            "    position · Toll for Highfield’s carts · seeks no toll [stated M07]\n",
            "    position · Toll for Highfield’s carts · says: half the toll is thinkable [stated\n        M08]\n",
            "    interest · water by day for its fields [stated M03]\n",
            "    red line · nothing without water: only with Water for Millbrook: moved from no water\n",
            "  Lowmead’s consent: Lowmead must consent, where Water for Millbrook: moved from no\n",
            "  as-given (shown here, the default): the file as it stands\n  not-a-drop: Highfield will not part",
            "  Highfield and Millbrook: alternating offers, at most 10 turns; Highfield linear;\n",
        ):
            assert line in said.out

    def test_tells_another_reading(self) -> None:
        """`--profile` shows the scenario under that reading."""
        out = negotiation("show", "two-villages", "--profile", "not-a-drop").out

        assert "profile not-a-drop\n" in out
        assert "    red line · never Water for Millbrook: moved from no water (absolute) [assumed: a" in out

    def test_tells_measures_threats_and_events(self, toy: Path) -> None:
        """What may happen without agreement is told with who does it, to whom, how likely, and what it is worth."""
        more = """
measures:
  flood:
    title: a flood
    by: highfield
    denied: {highfield: [M06]}
    anchor: as bad as it gets
    effects:
      lowmead: -0.3
      millbrook: {value: -0.1, on: agreement, when: moved(toll)}
      highfield: {value: 0.1, on: both}
    assumed: for the test
  drought: {title: a drought}
threats:
  open_it: {title: the open sluice, by: highfield, to: millbrook, measure: flood, unless: moved(toll), probability: 0.2,
    believed: {millbrook: 0.5}, standing: [reported, denied_by_issuer], assumed: for the test}
  answer: {by: millbrook, to: [highfield, lowmead], measure: drought, if: happened(flood), assumed: for the test}
events:
  storm: {title: a storm, measure: flood, turn: 3, each_turn: 0.1, without_agreement: 0.25, assumed: for the test}
opening: ["highfield declares sorrow"]
"""
        file = toy / "scenario.yaml"
        file.write_text(file.read_text(encoding="utf-8") + more, encoding="utf-8")
        told = " ".join(negotiation("show", str(toy)).out.split())

        for part in (
            (
                "a flood (Highfield); effects: Lowmead -0.3, Millbrook -0.1 on agreements, Highfield +0.1 whatever the "
                "outcome; denied by Highfield [assumed: for the test] as bad as it gets"
            ),
            "the open sluice: Highfield to Millbrook: a flood unless Toll for Highfield’s carts: moved from the full",
            "(reported and denied by issuer; probability 20%, Millbrook believes 50%)",
            "Millbrook to Highfield and Lowmead: a drought if a flood has happened (firm; probability 100%)",
            "a storm: a flood: in turn 3, 10% each turn, 25% once talks end without agreement",
            "opening · highfield declares sorrow",
        ):
            assert part in told

    def test_tells_what_an_actor_believes_may_follow(self, toy: Path) -> None:
        """A tree of steps, each with its own odds, those in all, its loss and who answers for it."""
        file, chain = (
            toy / "scenario.yaml",
            """    chains:
      dry: {when: water >= every_night, steps: [right: {title: it becomes a right, probability: 0.5, branches: [
        day: {title: the day is claimed, probability: 0.4, loss: 0.6, anchor: a lot, implied: M06},
        quiet: {title: all stay quiet, probability: 0.5}]}], loss: 0, assumed: a test}
""",
        )
        text = file.read_text(encoding="utf-8")
        file.write_text(
            text.replace("    salience: {water: 0.7", f"{chain}    salience: {{water: 0.7"), encoding="utf-8"
        )
        told = negotiation("show", str(toy)).out

        assert (
            "belief · where Water for Millbrook: every night, or more, it believes that the following may come; "
            "expected loss to it alone: 0.12 [assumed: a test]"
        ) in " ".join(told.split())
        for line in (
            "      → it becomes a right: 50%\n",
            "        → the day is claimed: 40%, in all 20%, loss 0.6 (a lot) [implied M06]\n",
            "        → all stay quiet: 50%, in all 25%, loss 0\n",
        ):
            assert line in told

    def test_tells_what_is_said_and_how(self, toy: Path) -> None:
        """Claims with both sides, promises, demands, what holds deeds back, and channels."""
        more = """
claims:
  dry: {title: the canal runs dry, claimed: {lowmead: M09}, denied: {highfield: [M03, M06]}, assumed: for the test}
promises:
  repair: {by: highfield, to: lowmead, if: "did(lowmead, declares)", by_turn: 4, assumed: for the test}
  feast: {by: millbrook, to: [highfield], measure: feast, assumed: for the test}
preconditions:
  first: {who: millbrook, deeds: [tables, accepts], until: "did(highfield, declares)", assumed: for the test}
channels:
  letter: {title: a letter, latency_turns: 1, leaks: 0.1, assumed: for the test}
  crier: {title: the town crier, audience: public, assumed: for the test}
measures:
  feast: {title: a feast, by: millbrook, assumed: for the test}
"""
        file = toy / "scenario.yaml"
        demand = (
            "demands: {wet: {demand: moved(water), conditions: talks, force: declared, title: wet, assumed: a test}}"
        )
        text = file.read_text(encoding="utf-8").replace(
            "    salience: {water: 0.7", f"    {demand}\n    salience: {{water: 0.7"
        )
        file.write_text(text + more, encoding="utf-8")
        told = " ".join(negotiation("show", str(toy)).out.split())

        for part in (
            "demand · wet: Water for Millbrook: moved from no water (declared, before talks) [assumed: a test]",
            "the canal runs dry: claimed by Lowmead [M09]; denied by Highfield [M03 M06] [assumed: for the test]",
            "Highfield promises Lowmead: repair, if Lowmead did: declares, by turn 4 [assumed: for the test]",
            "Millbrook promises Highfield: a feast [assumed: for the test]",
            "Millbrook does not do this: tables, accepts; until Highfield did: declares [assumed: for the test]",
            "a letter (letter): heard by those addressed, arrives after turns: 1, leaks with 10% a turn",
            "the town crier (crier): heard by all",
        ):
            assert part in told

    def test_tells_the_flagship(self) -> None:
        """Rules, blocs, actors without preferences, gates of every force, options that others sign."""
        told = " ".join(negotiation("show", "european-security-2022").out.split())

        for part in (
            "Verification of the bases in Romania and Poland (verification) The idea was reported as an offer to",
            "one_agreement: one signed agreement acceptable to NATO members; signed by NATO too [stated S46a2]",
            "can be undone in turns: 1; turns to reverse: assumed, talks can be broken off at once",
            "verification needs a meeting that settles how: where Verification of the bases in Romania and Poland:",
            "Polish premiership and Romania; it decides by consensus the other members of 2022 are not modelled",
            "no preferences in this model; where its consent is asked: consents, assumed",
            "aspirants (not in this model: its word cannot be had) must consent, where NATO enlargement: no expansion",
            "without it the agreement is marked, not blocked; contested",
            "must be consulted, where",
            "without it there is no agreement",
            "without it the agreement is delayed",
            "The war has caused great human suffering; please treat the subject, and one another, with care.",
        ):
            assert part in told

    def test_lists_numbers(self, toy: Path) -> None:
        """Every number has its path, its range and who answers for it."""
        file = toy / "scenario.yaml"
        text = file.read_text(encoding="utf-8").replace(
            "two_nights: 0.8", "two_nights: {value: 0.8, range: [0.6, 0.9], implied: M03}"
        )
        file.write_text(text, encoding="utf-8")
        out = negotiation("show", str(toy), "--numbers").out

        assert "26 of 27 numbers are assumptions. Bare numbers: assumed: chosen so that two of" in out
        assert "\nactors.highfield.salience.water               0.6\n" in out
        assert "\nactors.highfield.values.water.two_nights      0.8  0.6 – 0.9\n    implied M03\n" in out
        assert out.endswith(f"\n\n{NOTE}\n")

    def test_lists_numbers_on_a_narrow_page(self) -> None:
        """Where a path leaves no room, its figures stand in the next line."""
        out = negotiation("show", "two-villages", "--numbers", columns=40).out

        assert "\nactors.highfield.salience.water\n                     0.6\n" in out

    def test_lists_sources(self) -> None:
        """Every source is told in our words, with who said it, when, where, and what cites it."""
        out = negotiation("show", "european-security-2022", "--sources").out

        assert (
            "Russia (president), 1 February 2022 [S01a] · hand: second · line 1 of talks\n"
            "  asks for three things: NATO takes in no further members; its members keep strike\n"
        ) in out
        assert "      issues.nato_posture.options.as_in_1997 and 6 more\n" in out
        assert "Russia (president), 1 February 2022, contested [S02a1]" in out
        assert "\n  note: N8: wider than the published draft" in out

    def test_says_that_there_are_none(self, toy: Path) -> None:
        """A scenario without sources and briefs is said to have none."""
        (toy / "sources.yaml").unlink()
        shutil.rmtree(toy / "briefs")

        assert "This scenario comes without sources.\n" in negotiation("show", str(toy), "--sources").out
        assert "This scenario comes without briefs.\n" in negotiation("show", str(toy), "--briefs").out

    def test_lists_briefs_and_prints_one(self) -> None:
        """`--briefs` names them; `--brief` prints one as it is written."""
        briefs = negotiation("show", "two-villages", "--briefs").out
        brief = negotiation("show", "two-villages", "--brief", "public", "--language", "zh").out

        assert "public   Two villages\n" in briefs
        assert brief.startswith((bundled_root() / "two-villages/briefs/public.zh.md").read_text(encoding="utf-8")[:40])
        assert brief.endswith("\n\n纯属虚构：没有这些村庄，也没有这份记录。\n")

    def test_fits_a_narrow_page(self) -> None:
        """On forty columns no line is longer."""
        assert max(map(len, negotiation("show", "two-villages", columns=40).out.split("\n"))) <= 40

    @pytest.mark.parametrize(
        ("args", "message"),
        [
            (("two-vilages",), "expected the name of a scenario, got 'two-vilages'; did you mean two-villages?"),
            (
                ("two-villages", "--profile", "not-a-drp"),
                "expected the name of a profile, got 'not-a-drp'; did you mean not-a-drop?",
            ),
            (("two-villages", "--brief", "pubic"), "expected the name of a brief, got 'pubic'; did you mean public?"),
        ],
    )
    def test_refuses_what_is_not_there(self, args: tuple[str, ...], message: str) -> None:
        """Unknown names are told with the nearest that is known."""
        said = negotiation("show", *args)

        assert (2, "", f"negotiation: {message}\n") == (said.code, said.out, said.err)
