"""Findings: everything legal but suspicious is found, with its place and reading; what is sound is left alone."""

import hashlib
import shutil
from pathlib import Path
from typing import Any

import pytest

from negotiation.checking import MOST_PACKAGES, Finding, check, findings_in
from negotiation.checking.looking import Look
from negotiation.errors import NegotiationError, Place, UnknownNameError, UsageError
from negotiation.files import load, open_folder
from negotiation.files.folder import bundled_root
from negotiation.playing import play
from negotiation.scenario import Scenario, parse_condition
from negotiation.scenario.scenario import read_scenario, write_scenario

TOY = load("two-villages")
PARTS = write_scenario(TOY)
WHY = {"assumed": "for the test"}
FLOOD = {"flood": {"title": "a flood", "chance_only": True, "effects": {"lowmead": -0.3}, **WHY}}
SUBSIDY = {"title": "a subsidy", "by": "lowmead", "effects": {"lowmead": 0.05}, **WHY}


def variant(**parts: Any) -> Scenario:
    """Return the toy scenario with some parts of its file replaced; None leaves a part out."""
    return read_scenario({key: part for key, part in {**PARTS, **parts}.items() if part is not None})


def actor(name: str, **parts: Any) -> dict[str, Any]:
    """Return the actors of the toy scenario with some parts of one replaced."""
    return {"actors": PARTS["actors"] | {name: PARTS["actors"].get(name, {}) | parts}}


def rule(condition: str, **basis: str) -> dict[str, Any]:
    """Return one rule."""
    return {"rules": {"rule": {"rule": condition, **(basis or WHY)}}}


def lines(*conditions: str) -> dict[str, Any]:
    """Return red lines of Highfield that are never to satisfy conditions."""
    return actor("highfield", red_lines={f"line{i}": {"never": each, **WHY} for i, each in enumerate(conditions)})


def gate(who: str, when: str = "moved(water)") -> dict[str, Any]:
    """Return one constitutive gate."""
    return {"gates": {"gate": {"who": who, "must": "consent", "force": "constitutive", "when": when, **WHY}}}


def threat(**parts: Any) -> dict[str, Any]:
    """Return a flood and a threat of it."""
    told = {"by": "lowmead", "to": "highfield", "measure": "flood", **WHY, **parts}
    return {"measures": FLOOD, "threats": {"threat": told}}


def belief(**parts: Any) -> dict[str, Any]:
    """Return one believed chain, by its id."""
    step = {"dry": {"title": "the fields run dry", "probability": 0.5}}
    told = {"when": "moved(water)", "steps": [step], **WHY, **parts}
    return {"fear": {key: part for key, part in told.items() if part is not None}}


def found(scenario: Scenario) -> list[tuple[str, str]]:
    """Return the paths and messages of what is found, notes left out."""
    return [(each.path, each.message) for each in findings_in(scenario) if each.severity != "note"]


NOBODY = {"press": {"title": "Press", "roles": "observer"}}
THREE_PARTIES = actor("lowmead", roles="party", positions={"water": {"says": "ask us", **WHY}})

CASES: dict[str, tuple[dict[str, Any], str, str]] = {
    "nothing feasible": (
        rule("not (moved(water) or moved(toll))"),
        "rules",
        "no package that changes anything obeys every rule: nothing is feasible",
    ),
    "rule of no use": (
        rule("moved(water) or not moved(water)"),
        "rules.rule",
        "no package breaks it: it excludes nothing",
    ),
    "rule against the start": (
        rule("moved(water)"),
        "rules.rule",
        "the status quo breaks it: an offer that leaves its issues out is refused",
    ),
    "line excludes all": (
        lines("moved(water) or moved(toll)"),
        "actors.highfield.red_lines.line0",
        "every package that changes anything crosses it: it excludes everything",
    ),
    "lines exclude all": (
        lines("moved(water)", "moved(toll)"),
        "actors.highfield.red_lines",
        "every package that changes anything crosses one of them: together they exclude everything",
    ),
    "line excludes none": (
        lines("water < no_nights"),
        "actors.highfield.red_lines.line0",
        "no package crosses it: it excludes nothing",
    ),
    "gate of nobody": (
        gate("river_board"),
        "gates.gate.who",
        (
            "nobody can pass it: 'river_board' is no actor of the scenario; it stands before 9 of the 11 packages that "
            "change something and obey the rules"
        ),
    ),
    "gate always refused": (
        gate("lowmead", "water >= every_night"),
        "gates.gate",
        (
            "nobody can pass it: lowmead says yes to none; it stands before 6 of the 11 packages that change something "
            "and obey the rules"
        ),
    ),
    "gate that never stands": (
        gate("lowmead", "water < no_nights"),
        "gates.gate.when",
        "no package is so: the gate never stands",
    ),
    "gate on what cannot be": (
        {**gate("lowmead", "happened(flood)"), "measures": FLOOD},
        "gates.gate.when",
        "nothing in the scenario can bring this about: the gate never stands",
    ),
    "no deal above the start": (
        {"measures": {"subsidy": SUBSIDY}, "opening": ["lowmead carries out subsidy"]},
        "actors.lowmead.no_deal",
        "no deal is worth more than the start, 0.95 over 0.90, and no sentence says why",
    ),
    "effect on nobody's preferences": (
        {
            "actors": PARTS["actors"] | NOBODY,
            "measures": {"flood": {"title": "a flood", "effects": {"press": -0.1}, **WHY}},
        },
        "measures.flood.effects.press",
        "press has no preferences: nobody reads this effect",
    ),
    "trigger nothing produces": (
        threat(**{"if": "happened(flood)", "measure": "dam"})
        | {"measures": FLOOD | {"dam": {"title": "a dam", **WHY}}},
        "threats.threat.if",
        "nothing in the scenario can bring this about: it never fires",
    ),
    "belief of one without preferences": (
        {"actors": PARTS["actors"] | {"press": {**NOBODY["press"], "chains": belief(loss=1)}}},
        "actors.press.chains.fear",
        "press has no preferences: nobody reads this belief",
    ),
    "belief that weighs nothing": (
        actor("highfield", chains=belief(loss=0)),
        "actors.highfield.chains.fear",
        "its expected loss is 0: it lowers no package",
    ),
    "belief that starts nowhere": (
        actor("highfield", chains=belief(loss=1, when="false")),
        "actors.highfield.chains.fear.when",
        "no package that obeys the rules is so: the chain never starts",
    ),
    "belief in a branch that cannot come": (
        actor("highfield", chains=belief(loss=1, branches=[{"none": {"title": "none", "probability": 0}}])),
        "actors.highfield.chains.fear.branches.none.probability",
        "0: neither it nor what follows can come",
    ),
    "belief for which nobody answers": (
        actor("highfield", chains=belief(loss=1, assumed=None)),
        "actors.highfield.chains.fear",
        "nobody answers for it",
    ),
    "threat nobody believes": (
        threat(unless="moved(toll)", probability=0, believed={"highfield": 0}),
        "threats.threat.probability",
        "nobody believes it: every probability is 0",
    ),
    "threat that leaves its addressee cold": (
        threat(unless="moved(toll)", to="highfield", probability=0.5, believed={"highfield": 0}),
        "threats.threat.believed",
        "nobody to whom it is made believes it",
    ),
    "threat to oneself": (
        threat(unless="moved(toll)", by="highfield", to=["highfield", "millbrook"]),
        "threats.threat.to",
        "highfield threatens itself",
    ),
    "threat with what is another's": (
        threat(unless="moved(toll)", by="millbrook", to="highfield", measure="dam")
        | {"measures": FLOOD | {"dam": {"title": "a dam", "by": "highfield", **WHY}}},
        "threats.threat.measure",
        "millbrook threatens with a measure of highfield",
    ),
    "demand met from the start": (
        threat(unless="water == no_nights"),
        "threats.threat.unless",
        "the status quo meets it: the threat demands nothing",
    ),
    "demand nothing meets": (
        threat(unless="water < no_nights"),
        "threats.threat.unless",
        "no package that obeys the rules meets it",
    ),
    "event that cannot be": (
        {"measures": FLOOD, "events": {"rain": {"measure": "flood", "turn": 99}}},
        "events.rain",
        "it cannot happen: no probability above 0, and no turn up to the last, 10",
    ),
    "bare numbers": (
        {"numbers": None},
        "numbers",
        (
            "nobody answers for 27 of the 27 numbers: actors.highfield.salience.water, actors.highfield.salience.toll, "
            "actors.highfield.values.water.no_nights, …"
        ),
    ),
    "position without a basis": (
        actor("highfield", positions={"toll": {"seeks": "free"}}),
        "actors.highfield.positions.toll",
        "nobody answers for it",
    ),
    "red line without a basis": (
        actor("highfield", red_lines={"line": {"never": "water == half_days"}}),
        "actors.highfield.red_lines.line",
        "nobody answers for it",
    ),
    "rule without a basis": (
        {"rules": {"rule": {"rule": "water == half_days => toll == free"}}},
        "rules.rule",
        "nobody answers for it",
    ),
    "party without a position": (
        actor("highfield", positions={}),
        "actors.highfield.positions",
        "highfield has a seat and no position",
    ),
    "protocol that does not fit": (
        {**THREE_PARTIES, "seats": None},
        "defaults.protocol",
        (
            "expected two parties for alternating offers, got 3 (highfield, lowmead, millbrook); use "
            "stacked-alternating-offers or plenary"
        ),
    ),
    "strategy that is not there": (
        {"defaults": {"strategies": {"highfield": "linaer"}}},
        "defaults.strategies.highfield",
        "expected the name of a strategy, got 'linaer'; did you mean linear?",
    ),
    "actor called by a word of the notation": (
        actor("out", title="Out"),
        "actors.out",
        "'out' is a word of the notation of acts: nobody could name it",
    ),
    "strategy of nobody": (
        {"gates": None, "defaults": {"strategies": {"lowmead": "linear"}}},
        "defaults.strategies.lowmead",
        "lowmead has no seat and no gate: nobody plays this strategy",
    ),
}
#: What cannot be played at all.
UNPLAYABLE = ("protocol that does not fit", "strategy that is not there", "actor called by a word of the notation")


class TestFindings:
    """Each thing that is legal but suspicious is found, once, at its path; a sound scenario has no findings."""

    @pytest.mark.parametrize(("parts", "path", "message"), CASES.values(), ids=CASES)
    def test_are_found(self, parts: dict[str, Any], path: str, message: str) -> None:
        """The suspicious part is named, with the reason."""
        assert (path, message) in found(variant(**parts))

    def test_are_none_for_a_sound_scenario(self) -> None:
        """The toy scenario has no findings under the file as it stands."""
        assert [] == found(TOY)

    def test_tell_every_act_of_an_opening_that_is_not_possible_there(self) -> None:
        """Each at its own line, with the reason of the engine; the others are folded as if it were not there."""
        acts = ["highfield passes", "highfield tables H: toll = half", "highfield stands by H", "lowmead accepts H"]
        messages = {each.path: each.message for each in findings_in(variant(opening=acts)) if each.severity == "error"}

        assert [f"opening.{acts[place]}" for place in (0, 3)] == list(messages)
        assert messages["opening.highfield passes"] == (
            "expected an act that is possible there, got 'highfield passes': it cannot stand in an opening"
        )

    def test_tell_every_act_of_an_opening_that_does_not_parse(self) -> None:
        """Each at its own line, all at once, those that are not possible there among them."""
        acts = ["highfield tabels H", "millbrook declares trust", "lowmead leavs", "highfield passes"]
        messages = {each.path: each.message for each in findings_in(variant(opening=acts)) if each.severity == "error"}

        assert [f"opening.{acts[place]}" for place in (0, 2, 3)] == list(messages)
        assert messages["opening.highfield passes"].endswith("'highfield passes': it cannot stand in an opening")
        assert "expected a deed, got 'leavs'; did you mean leaves?" in messages["opening.lowmead leavs"]

    @pytest.mark.parametrize("case", UNPLAYABLE)
    def test_what_play_refuses_is_an_error(self, case: str) -> None:
        """What is found there is no matter of taste: `play` refuses the scenario."""
        parts, path, _ = CASES[case]
        scenario = variant(**parts)

        assert {"error"} == {each.severity for each in findings_in(scenario) if each.path == path}
        with pytest.raises(NegotiationError, match="expected "):
            play(scenario)

    def test_say_where_no_agreement_is_possible_as_a_fact(self) -> None:
        """An empty zone is a note, not a finding: a reading may well mean it."""
        (note,) = findings_in(TOY.with_profile("not-a-drop"))

        assert Finding("", note.message, severity="note") == note
        assert note.message == "no agreement is possible: of 12 packages none suits everyone whose word is needed"

    def test_say_how_many_packages_only_gates_exclude(self) -> None:
        """Where constitutive gates alone stand in the way, their part is told."""
        (note,) = [each.message for each in findings_in(variant(**gate("lowmead"))) if each.severity == "note"]

        assert note.endswith("none suits everyone whose word is needed, 2 with constitutive gates left out")

    def test_need_no_more_where_a_sentence_says_why(self) -> None:
        """A no deal above the start is explained by no_deal_because, or by the anchor of what raises it."""
        opening = ["lowmead carries out subsidy"]
        anchored = {"subsidy": SUBSIDY | {"anchor": "less than a night of water"}}
        because = actor("lowmead", no_deal_because="the subsidy comes anyway")

        assert [] == found(variant(measures=anchored, opening=opening))
        assert [] == found(variant(measures={"subsidy": SUBSIDY}, opening=opening, **because))

    def test_are_not_sought_among_too_many_packages(self) -> None:
        """An agenda that cannot be gone through is said to be so, and nothing is claimed about its packages."""
        n = 23
        options = [{"a": {"title": "as it is", **WHY}}, {"b": {"title": "otherwise", **WHY}}]
        issues = {f"i{k}": {"title": f"Issue {k}", "status_quo": "a", "options": options} for k in range(n)}
        party = {"title": "A party", "roles": "party", "positions": {"i0": {"seeks": "b", **WHY}}}
        head = {"negotiation": 1, "id": "large", "title": "Large", "agenda": list(issues), "issues": issues}
        (note,) = findings_in(read_scenario({**head, "actors": {"p": party, "q": party}}))

        assert 2**n > MOST_PACKAGES
        assert (
            note.message
            == "8,388,608 packages are too many to go through: what rules, lines and gates exclude is unknown"
        )


class TestLook:
    """What can come about: a "no" is certain, a "yes" may be too much."""

    PARTS: dict[str, Any] = {  # noqa: RUF012 - read only
        "measures": {
            "flood": {"title": "a flood"},
            "drought": {"title": "a drought"},
            "dam": {"title": "a dam", "by": "highfield"},
        },
        "events": {"rain": {"measure": "flood", "each_turn": 0.1}, "never": {"measure": "drought", "each_turn": 0}},
        "threats": {
            "strike": {
                "by": "lowmead",
                "to": "highfield",
                "measure": "drought",
                "unless": "moved(water)",
                "probability": 0,
            }
        },
        "facts": {"war": False},
    }

    @pytest.mark.parametrize(
        ("condition", "can_hold", "can_fail"),
        [
            ("true", True, False),
            ("false", False, True),
            ("happened(flood)", True, True),
            ("happened(rain)", True, True),
            ("happened(dam)", True, True),
            ("happened(drought)", False, True),
            ("happened(never)", False, True),
            ("not happened(drought)", True, False),
            ("happened(drought) or happened(flood)", True, True),
            ("happened(drought) and happened(flood)", False, True),
            ("happened(drought) => happened(never)", True, False),
            ("happened(flood) => happened(drought)", True, True),
            ("at_least(1, happened(drought), happened(never))", False, True),
            ("at_most(1, happened(flood), happened(drought))", True, False),
            ("exactly(2, happened(flood), happened(dam))", True, True),
            ("did(highfield, carries_out, dam)", True, True),
            ("did(highfield, sings)", False, True),
            ("fact(war)", False, True),
            ("consulted(lowmead)", True, True),
            ("turn >= 3", True, True),
            ("turn > 10", False, True),
            ("turn >= 1", True, False),
            ("moved(water)", True, True),
        ],
    )
    def test_tells_what_can_be(self, condition: str, can_hold: bool, can_fail: bool) -> None:
        """A condition can hold, fail, or both."""
        look, asked = Look(variant(**self.PARTS)), parse_condition(condition)

        assert (can_hold, can_fail) == (look.can_be(asked), look.can_be(asked, wanted=False))

    def test_sees_what_the_opening_did(self) -> None:
        """What was done before play has happened, whoever may do it again."""
        look = Look(variant(**self.PARTS, opening=["highfield carries out dam"]))

        assert look.can_happen("dam")
        assert not look.can_be(parse_condition("happened(dam)"), wanted=False)

    def test_follows_threats_to_their_triggers(self) -> None:
        """A threat brings its measure about if its own trigger can come, and not by itself."""
        measures = FLOOD | {"rain": {"title": "rain"}}
        chained = threat(**{"if": "happened(rain)"}) | {"measures": measures}

        assert Look(variant(**chained, events={"monsoon": {"measure": "rain", "turn": 2}})).can_happen("flood")
        assert not Look(variant(**chained)).can_happen("flood")


class TestCheck:
    """`check` looks at every reading, places what it finds in the files, and looks at sources and briefs."""

    @pytest.fixture
    def folder(self, tmp_path: Path) -> Path:
        """Return a copy of the toy scenario's folder."""
        return Path(shutil.copytree(bundled_root() / "two-villages", tmp_path / "toy"))

    def edit(self, file: Path, old: str, new: str) -> None:
        """Replace a piece of text that stands in a file once."""
        text = file.read_text(encoding="utf-8")
        assert text.count(old) == 1
        file.write_text(text.replace(old, new), encoding="utf-8")

    def test_takes_a_scenario_a_folder_a_name_or_a_path(self, folder: Path) -> None:
        """All say the same; only those with a folder tell places and sources."""
        by_scenario, by_name = check(TOY), check("two-villages")
        by_folder, by_path = check(open_folder(folder)), check(folder)

        assert ["no agreement is possible"] == [each.message.partition(":")[0] for each in by_scenario]
        assert [each.message for each in by_name] == [each.message for each in by_path]
        assert by_folder == by_path
        assert by_scenario[0].message == by_path[0].message

    def test_names_the_readings_and_the_place(self, folder: Path) -> None:
        """What only one reading brings in stands in its profile, and says under which reading it was found."""
        self.edit(
            folder / "scenario.yaml", "never: moved(water), assumed", "never: moved(water) or moved(toll), assumed"
        )
        finding = next(each for each in check(folder) if each.severity == "finding")

        assert finding.readings == ("not-a-drop",)
        assert finding.place is not None
        assert "daytime" in (folder / "scenario.yaml").read_text(encoding="utf-8").split("\n")[finding.place.line - 1]
        assert str(finding).endswith(
            "finding: actors.highfield.red_lines.daytime: every package that changes anything crosses it: it excludes "
            "everything (under not-a-drop)"
        )

    def test_finds_what_all_readings_share_once(self, folder: Path) -> None:
        """A finding of the file itself names no reading and stands where it is written."""
        self.edit(folder / "scenario.yaml", "seeks: free, stated: M07", "seeks: free")
        (finding,) = [each for each in check(folder) if each.severity == "finding"]

        assert (finding.path, finding.readings) == ("actors.highfield.positions.toll", ())
        assert finding.cure == "add stated, implied or external (ids of sources), or assumed (a reason)"

    def test_finds_sources_that_nobody_cites(self, folder: Path) -> None:
        """Captions, the editors' words and repetitions need not be cited; other statements are found."""
        more = (
            "  N1: {document: minutes, line: 1, says: a, hand: caption}\n"
            "  N2: {document: minutes, line: 2, says: b, hand: second}\n"
            "  N3: {document: minutes, line: 2, says: c, hand: second, repeats: M03}\n"
        )
        file = folder / "sources.yaml"
        file.write_text(file.read_text(encoding="utf-8") + more, encoding="utf-8")
        (finding,) = [each for each in check(folder) if each.severity == "finding"]

        assert finding.path == "sources.N2"
        assert finding.message == "nothing cites it, in the scenario or in a brief"
        assert finding.place == Place(str(file), len(file.read_text(encoding="utf-8").split("\n")) - 2, 3)

    def test_finds_what_briefs_cite_and_is_not_there(self, folder: Path) -> None:
        """A sign in brackets like those of the sources must be one; links and other brackets are left alone."""
        brief = folder / "briefs" / "public.md"
        brief.write_text("One [M04, M99].\n[M98](a link) [see below] [N6]\n", encoding="utf-8")
        (finding,) = [each for each in check(folder) if each.severity == "finding" and each.path == "briefs"]

        assert (finding.message, finding.place) == ("[M99] is no source of sources.yaml", Place(str(brief), 1))
        assert finding.cure.startswith("did you mean M09")

    def test_verifies_the_digests_against_a_source_text(self, folder: Path) -> None:
        """With the right text nothing is left to verify; a changed line is a problem, first of all."""
        text = folder / "minutes.txt"
        right = check(folder, text)
        text.write_text(
            text.read_text(encoding="utf-8").replace("no date", "No date").replace("carts", "wagons"), encoding="utf-8"
        )
        wrong = check(folder, text)

        assert ["note"] == [each.severity for each in right]
        assert {"problem"} == {each.severity for each in wrong[:2]}
        assert "sources.M07.sha256" in [each.path for each in wrong if each.severity == "problem"]

    def test_says_what_it_could_not_verify(self, folder: Path) -> None:
        """Without the text there is a note; nothing is silently taken as verified."""
        notes = [each for each in check(folder) if each.path == "documents.minutes"]

        assert ["not verified: needs the text, to verify 7 digests of 7 lines"] == [each.message for each in notes]
        assert ["give it with --source TEXT"] == [each.cure for each in notes]

    def test_finds_nothing_to_cite_without_sources(self, folder: Path) -> None:
        """A scenario without sources.yaml has no findings about sources, but it is said that they are not verified."""
        (folder / "sources.yaml").unlink()
        found = check(folder)

        assert [] == [each for each in found if each.severity == "finding"]
        assert "not verified: no sources.yaml tells what 16 citations stand for" in [each.message for each in found]

    def test_refuses_what_is_not_there(self, folder: Path) -> None:
        """A scenario or a text that cannot be read is an error."""
        with pytest.raises(UnknownNameError, match="got 'two-vilages'; did you mean two-villages"):
            check("two-vilages")
        with pytest.raises(UsageError, match="a file that can be read"):
            check(folder, folder / "nowhere.txt")

    def test_digests_of_the_toy_are_those_of_its_minutes(self) -> None:
        """The invented source text of the toy scenario is the one its sources cite."""
        text = (bundled_root() / "two-villages" / "minutes.txt").read_bytes()
        document = open_folder("two-villages").sources.documents["minutes"]

        assert hashlib.sha256(text).hexdigest() == document.sha256


class TestFinding:
    """A finding reads as a line: place, severity, path, message, readings, cure."""

    def test_reads_as_a_line(self) -> None:
        """Every part that is there is told."""
        full = Finding("rules.a", "it is odd", "change it", Place("s.yaml", 3, 5), "finding", ("strict",))

        assert str(full) == "s.yaml:3:5: finding: rules.a: it is odd (under strict); change it"
        assert str(Finding("", "a fact", severity="note")) == "note: a fact"


class TestCircles:
    """Preconditions that wait for each other are told, with what would break the circle."""

    def test_preconditions_that_keep_everybody_from_tabling(self) -> None:
        """Nothing meets one, the other waits for it: the talks cannot open."""
        late = {"who": "millbrook", "deeds": ["tables"], "until": "turn >= 99", **WHY}
        after = {"who": "highfield", "deeds": ["tables"], "until": "did(millbrook, tables)", **WHY}
        never = "nothing in the scenario can bring this about: millbrook never does it"
        silent = "no party may ever table a text"

        both = {each.path: each.message for each in findings_in(variant(preconditions={"a": after, "b": late}))}
        assert {"preconditions.b.until": never, "preconditions.a": silent}.items() <= both.items()
        one = [each.message for each in findings_in(variant(preconditions={"b": late}))]
        assert (True, False) == (never in one, silent in one)
        soon = [
            each.message
            for each in findings_in(variant(preconditions={"a": after, "b": late | {"until": "turn >= 2"}}))
        ]
        assert not {never, silent} & set(soon)

    def test_the_flagships_strict_preconditions_are_named(self) -> None:
        """The reading of §3.10 has a circle; the finding names a way out."""
        found = [each for each in check("european-security-2022") if "precondition cycle" in each.message]

        assert ["preconditions.demands_first"] == [each.path.removeprefix("profiles.") for each in found]
        assert found[0].message == "precondition cycle: demands first → withdrawal first → demands first"
        assert found[0].cure == (
            "what breaks it: United States: offers to discuss first; "
            "Russia: carries out “Russian forces pulled back from the border” first; Hungarian premiership: floats"
        )
