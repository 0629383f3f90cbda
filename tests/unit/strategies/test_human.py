"""A person in a seat: what it is shown, what it may type, what it is told when something cannot be done."""

import io
import re
from typing import Any

import pytest

from negotiation.engine.protocols import plenary
from negotiation.files import load
from negotiation.playing import Play, play
from negotiation.scenario import Scenario
from negotiation.scenario.outcome import Agreement
from negotiation.scenario.scenario import read_scenario, write_scenario
from negotiation.strategies import Script, strategy_named
from negotiation.strategies.human import Human

TOY = load("two-villages")


def played(lines: list[str], *opponent: str, scenario: Scenario = TOY, **given: Any) -> tuple[Play, str]:
    """Play Millbrook by typed lines against a script for Highfield; return the play and what the person saw."""
    screen = io.StringIO()
    typed = io.StringIO("".join(f"{line}\n" for line in lines))
    person = Human(read_from=typed, write_to=screen, width=given.pop("width", 88), language=given.pop("language", "en"))
    done = play(scenario, {"highfield": Script(*opponent), "millbrook": person}, **given)
    return done, screen.getvalue()


def after(screen: str, line: str) -> str:
    """Return what was said in answer to a typed line."""
    return screen.partition(f"> {line}\n")[2].partition("\n> ")[0]


OFFER = "highfield tables H1: water = every_night, toll = half"
TWO = load("two-villages").with_("defaults", {"protocol": "alternating-offers", "turns": 2})


class TestHuman:
    """The recipe: a strategy like any other, by name or with streams of its own."""

    def test_has_a_name(self) -> None:
        """It is asked for by name, and written down by name."""
        assert strategy_named("human") == Human()
        assert str(Human()) == "human"

    def test_uses_the_terminal(self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        """Without streams of its own it reads standard input and writes standard output."""
        monkeypatch.setattr("sys.stdin", io.StringIO("leaves\n"))
        done = play(TOY, {"highfield": Script(OFFER), "millbrook": Human()})

        assert str(done.outcome) == "No deal after turn 1: millbrook left the talks"
        assert "You are Millbrook." in capsys.readouterr().out


class TestView:
    """Where the talks stand, in words: the turn, the texts to be answered, what they are worth, what may be done."""

    def test_is_shown_in_words(self) -> None:
        """A text that stands open is told issue by issue, with its worth against no deal."""
        _, screen = played(["accepts H1"], OFFER)

        assert screen == (
            "\n" + "─" * 88 + "\n"
            "Turn 1 of at most 10. You are Millbrook.\n"
            "Invented: no such villages, no such minutes.\n"
            "What was said\n"
            "    highfield tables H1: water = every_night, toll = half\n"
            "H1, a text of Highfield\n"
            "      Water for Millbrook: every night\n"
            "      Toll for Highfield’s carts: half the toll\n"
            "    worth 0.71 to you; no deal is worth 0.30: +0.41\n"
            "You may (? explains)\n"
            "    accepts H1\n"
            "    rejects H1\n"
            "    passes\n"
            "    leaves\n"
            "    also: declares, denies, consults, objects to, consents to\n"
            "> accepts H1\n"
        )

    def test_accepts_close_the_talks(self) -> None:
        """What is typed is an act like any other."""
        done, _ = played(["accepts H1"], OFFER)

        assert done.outcome.kind == "agreement"
        assert done.strategies["millbrook"] == "human"

    def test_tells_which_lines_a_text_crosses(self) -> None:
        """A line of one's own that a text crosses is told, with its force."""
        _, screen = played(["rejects H1"], "highfield tables H1: toll = free")

        assert (
            "    worth 0.00 to you; no deal is worth 0.30: -0.30\n"
            "    crosses your red line (absolute): only with Water for Millbrook: moved from no water\n"
        ) in screen

    def test_is_not_offered_what_an_absolute_line_forbids(self) -> None:
        """A text that leaves Millbrook without water may be rejected, not accepted, where its line is absolute."""
        absolute = TOY.with_("actors.millbrook.red_lines.some_water.force", "absolute")
        _, screen = played(["rejects H1"], "highfield tables H1: toll = free", scenario=absolute)
        offered = screen[screen.index("You may") : screen.index("> ")]

        assert "    rejects H1\n" in offered
        assert "accepts H1" not in offered

    def test_tells_what_was_said_since(self) -> None:
        """Later turns tell only what is new, without the neutrality note, and what may be tabled."""
        _, screen = played(["rejects H1", "tables M2: water = half_days"], OFFER, "highfield rejects M2")
        second, third = screen.split("─" * 88)[2:4]

        assert second.startswith("\nTurn 2 of at most 10. You are Millbrook.\nH1, a text of Highfield, as it was")
        assert "    tables M2: ISSUE = OPTION, …\n    passes\n" in second
        assert "What was said since\n    highfield rejects M2\n" in third
        assert "Invented" not in second + third

    def test_tells_what_an_offer_leaves_as_it_is(self) -> None:
        """An issue that a text names and leaves at the status quo is told as such."""
        _, screen = played(["rejects H1"], "highfield tables H1: water = two_nights, toll = full")

        assert "Toll for Highfield’s carts: the full toll (as it is)" in screen

    def test_shows_nothing_of_the_others(self) -> None:
        """No number, red line or interest of another seat reaches the screen."""
        parts = write_scenario(TOY)
        parts["actors"]["highfield"]["salience"] = {"water": 0.8765, "toll": 0.1235}
        parts["actors"]["highfield"]["values"]["water"]["two_nights"] = 0.4321
        _, screen = played(["?", "? H1", "rejects H1"], OFFER, scenario=read_scenario(parts))

        assert not re.search(r"8765|1235|4321|0\.88|0\.43|daytime|by day for its fields|the water of the day", screen)

    def test_fits_a_narrow_page(self) -> None:
        """On forty columns no line of prose is longer."""
        _, screen = played(["?", "rejects H1"], OFFER, width=40)

        assert [] == [line for line in screen.split("\n") if len(line) > 40]

    def test_speaks_the_readers_language(self) -> None:
        """Titles come in the reader's language; the notation is the same in every one."""
        _, screen = played(["accepts H1"], OFFER, language="zh")

        assert "磨溪村的用水：每夜" in screen

    def test_does_without_preferences(self) -> None:
        """A seat without preferences is shown the text without a worth."""
        parts = write_scenario(TOY)
        for key in ("salience", "values", "red_lines"):
            del parts["actors"]["millbrook"][key]
        done, screen = played(["?", "accepts H1"], OFFER, scenario=read_scenario(parts))

        assert done.outcome.kind == "agreement"
        assert "worth 0" not in screen
        assert "      every_night: every night\n" in screen
        assert "Your red lines" not in screen


class TestTyping:
    """Acts are read in notation; one's own name may be left out; what cannot be done is explained, without limit."""

    @pytest.mark.parametrize("line", ["accepts H1", "millbrook accepts H1", "  accepts   H1  # gladly"])
    def test_takes_an_act_with_or_without_the_name(self, line: str) -> None:
        """The seat speaks for itself."""
        done, _ = played([line], OFFER)

        assert done.outcome.kind == "agreement"

    @pytest.mark.parametrize(
        ("line", "answer"),
        [
            (
                "acepts H1",
                "expected a deed, got 'acepts'; did you mean accepts?\n    millbrook acepts H1\n              ^",
            ),
            (
                "tables M1: water = every_night",
                (
                    "That cannot be done: you may not say 'tables' now (you may: accepts, rejects, passes,\n"
                    "leaves, declares, denies, consults, objects to, consents to)."
                ),
            ),
            ("highfield passes", "That cannot be done: you speak for millbrook, not for highfield."),
            ("* passes", "That cannot be done: you speak for millbrook, not for *."),
            ("accepts H9", "That cannot be done: H9 is no text that stands open to you (open: H1)."),
            (
                "accepts H1",
                (
                    "That cannot be done: it crosses your absolute red line some_water (only with Water for\n"
                    "Millbrook: moved from no water)."
                ),
            ),
            ("? H9", "There is no text H9 (texts: H1)."),
        ],
    )
    def test_explains_what_cannot_be_done(self, line: str, answer: str) -> None:
        """The reason is told, with a caret where the line does not parse, and the question is put again."""
        done, screen = played([line, line, line, line, "leaves"], "highfield tables H1: toll = free")

        assert answer == after(screen, line)
        assert str(done.outcome) == "No deal after turn 1: millbrook left the talks"
        assert () == done.notes

    @pytest.mark.parametrize(
        ("line", "reason"),
        [
            ("tables H1: water = every_night", "there is already a text H1; give yours another label"),
            (
                "tables M2: watr = every_night",
                "expected the name of an issue, got 'watr'; did you mean water?",
            ),
            ("tables M2: status_quo", "nothing changes in it: every issue stands as it was at the start"),
            ("stands by H1", "H1 is no text of yours (yours: none)"),
        ],
    )
    def test_explains_texts_that_cannot_be_put(self, line: str, reason: str) -> None:
        """Labels, issues and what may be signed are checked before the table sees them."""
        _, screen = played(["rejects H1", line, "leaves"], OFFER)

        assert reason in after(screen, line).replace("\n", " ")

    def test_explains_broken_rules(self) -> None:
        """A rule of the agenda is told in words."""
        parts = write_scenario(TOY)
        parts["rules"] = {"paid": {"rule": "toll == free => water != no_nights", "assumed": "for the test"}}
        _, screen = played(["rejects H1", "tables M2: toll = free", "leaves"], OFFER, scenario=read_scenario(parts))

        assert "it breaks the rule paid (where Toll for Highfield’s carts: no toll, then" in after(
            screen, "tables M2: toll = free"
        ).replace("\n", " ")

    def test_stands_by_its_own_text(self) -> None:
        """A text of one's own can be put again."""
        script = (
            "highfield passes",
            "highfield rejects M2",
            "highfield tables H3: toll = free",
            "highfield rejects M2",
        )
        lines = ["passes", "tables M2: water = half_days", "rejects H3", "stands by M2", "leaves"]
        done, screen = played(lines, *script)

        assert "    stands by M2\n" in screen
        assert ["tables", "stands by"] == [a.deed for _, a in done.acts if a.label == "M2" and a.actor == "millbrook"]

    def test_passes_over_lines_that_say_nothing(self) -> None:
        """Empty lines and comments are no mistakes."""
        done, screen = played(["", "   ", "# thinking", "accepts H1"], OFFER)

        assert done.outcome.kind == "agreement"
        assert "expected" not in screen

    def test_ends_with_its_input(self) -> None:
        """At the end of the input the seat says so once, and passes from then on."""
        done, screen = played(["rejects H1"], OFFER)

        assert 1 == screen.count("No more input: this seat passes from now on.")
        assert ["rejects", "passes"] == [act.deed for _, act in done.acts if act.actor == "millbrook"][:2]

    def test_ends_where_its_input_is_no_text(self) -> None:
        """Bytes that are no text end the input like its end does."""
        typed = io.TextIOWrapper(io.BytesIO(b"\xff\xfe\n"), encoding="utf-8")
        screen = io.StringIO()
        play(TWO, {"highfield": Script(OFFER), "millbrook": Human(read_from=typed, write_to=screen)})

        assert "No more input: this seat passes from now on." in screen.getvalue()

    def test_is_told_when_the_table_refuses(self) -> None:
        """What only the table knows, such as a veto that fell, is told after the fact; the seat is asked again."""
        script = (
            "highfield tables H1: water = two_nights, toll = half",
            "highfield rejects M1",
        )
        lines = ["tables M1: water = every_night, toll = half", "tables M2: water = every_night, toll = half", "leaves"]
        done, screen = played(lines, *script, protocol=plenary(vetoes=("highfield",)))

        assert "The table did not take “millbrook tables M2: water = every_night, toll = half”: " in screen
        assert str(done.outcome).endswith("millbrook left the talks")

    def test_is_told_why_the_table_refuses(self) -> None:
        """One act beside the move in a turn: the second is refused, with the reason, in the person's language."""
        for language, reason in (("en", "it has already acted on 'the floor' beside its move"), ("zh", "本轮")):
            lines = ["rejects H1", "declares peace", "declares more", "leaves"]
            done, screen = played(lines, OFFER, language=language)

            assert reason in after(screen, "declares more").replace("\n", " ")
            assert "peace" in str([act for _, act in done.acts])
            assert "more" not in str([act for _, act in done.acts])

    @pytest.mark.parametrize("word", ["quit", "Exit", "q"])
    def test_is_told_how_to_stop(self, word: str) -> None:
        """Who has had enough learns of both ways, and no act is made of the word."""
        _, screen = played([word, "leaves"], OFFER)

        assert "“leaves” ends the talks for all" in after(screen, word)
        assert "expected a deed" not in screen

    def test_shows_a_text_with_and_without_a_space(self) -> None:
        """`? H1` and `?H1` are the same."""
        _, screen = played(["? H1", "?H1", "leaves"], OFFER)

        assert after(screen, "? H1") == after(screen, "?H1")
        assert "Water for Millbrook: every night" in after(screen, "?H1")

    def test_is_shown_a_text_once(self) -> None:
        """A text that stood open before is told in a line, with what it is worth now."""
        _, screen = played(["rejects H1", "declares peace", "leaves"], OFFER)

        assert "H1, a text of Highfield, as it was shown" in after(screen, "declares peace")
        assert "to you; no deal is worth" in after(screen, "declares peace")
        assert 1 == screen.count("Water for Millbrook: every night")


class TestGates:
    """Whose word a signed text needs may be a person: it is shown the text and asked; silence is computed."""

    def asked(self, lines: list[str], **parts: Any) -> tuple[Play, str]:
        """Play two scripts to a signed text while a person sits for Lowmead, whose consent it needs."""
        screen = io.StringIO()
        person = Human(read_from=io.StringIO("".join(f"{line}\n" for line in lines)), write_to=screen, width=88)
        seats: dict[str, Any] = {
            "highfield": Script(OFFER),
            "millbrook": Script("millbrook accepts H1"),
            "lowmead": person,
        }
        done = play(read_scenario(write_scenario(TOY) | parts), seats)
        return done, screen.getvalue()

    @pytest.mark.parametrize(("line", "missing"), [("consents to H1", ()), ("objects to H1", ("lowmead",))])
    def test_takes_the_word_of_a_person(self, line: str, missing: tuple[str, ...]) -> None:
        """The text is shown with its worth, and the two words it may say."""
        done, screen = self.asked([line])

        assert "    worth 0.23 to you; no deal is worth 0.90: -0.67\n" in screen
        assert (
            "    consents to H1\n    objects to H1\n" in screen or "    objects to H1\n    consents to H1\n" in screen
        )
        assert isinstance(done.outcome, Agreement)
        assert missing == done.outcome.missing_consents

    def test_computes_the_word_of_a_silent_seat(self) -> None:
        """After the end of the input the word is the one that the model computes."""
        done, _ = self.asked([])

        assert isinstance(done.outcome, Agreement)
        assert ("lowmead",) == done.outcome.missing_consents

    @pytest.mark.parametrize("lines", [["? H1", "consults lowmead on H1"], []], ids=["said", "silent"])
    def test_consults_whom_the_text_wants_consulted(self, lines: list[str]) -> None:
        """Before a signed text holds, those whom a gate wants consulted are; a silent seat consults them too."""
        gate = {"who": "lowmead", "must": "be_consulted", "force": "procedural", "assumed": "for the test"}
        screen = io.StringIO()
        typed = [["tables H1: water = every_night, toll = half", *lines], ["accepts H1"]]
        people = [Human(read_from=io.StringIO("\n".join([*each, ""])), write_to=screen, width=88) for each in typed]
        seats: dict[str, Any] = dict(zip(("highfield", "millbrook"), people, strict=True))
        done = play(read_scenario(write_scenario(TOY) | {"gates": {"told": gate}}), seats)

        assert done.outcome.kind == "agreement"
        assert "    consults lowmead on H1\n> " in screen.getvalue()


class TestHelp:
    """`?` tells how to speak, the issues and options with their ids and worth, and one's own red lines."""

    @pytest.mark.parametrize("sign", ["?", "help"])
    def test_tells_how_to_speak(self, sign: str) -> None:
        """Every deed that is open is shown as it can be typed."""
        _, screen = played([sign, "accepts H1"], OFFER)

        assert after(screen, sign) == (
            "Type one act a line; your own name may be left out. What a text does not name stays as\n"
            "it is. “? LABEL” shows a text again. You may:\n"
            "    accepts H1\n"
            "    rejects H1\n"
            "    passes\n"
            "    leaves\n"
            "    declares WHAT\n"
            "    denies WHAT\n"
            "    consults WHOM on WHAT\n"
            "    objects to ISSUE\n"
            "    consents to ISSUE\n"
            "Issues and options, with what each is worth to you (* as it stands now)\n"
            "  water: Water for Millbrook\n"
            "    * 0.00  no_nights: no water\n"
            "      0.28  two_nights: two nights a week\n"
            "      0.56  every_night: every night\n"
            "      0.70  half_days: half of every day\n"
            "  toll: Toll for Highfield’s carts\n"
            "    * 0.30  full: the full toll\n"
            "      0.15  half: half the toll\n"
            "      0.00  free: no toll\n"
            "Your red lines\n"
            "    only with Water for Millbrook: moved from no water [stated M05]"
        )

    def test_shows_a_text_again(self) -> None:
        """A label after the question mark shows that text."""
        _, screen = played(["? H1", "accepts H1"], OFFER)

        assert after(screen, "? H1").startswith("H1, a text of Highfield\n      Water for Millbrook: every night\n")


def test_nothing_is_asked_of_a_seat_that_has_gone_silent() -> None:
    """After the end of the input no further question appears on the screen."""
    _, screen = played([], OFFER)

    assert 1 == screen.count("You may (? explains)")
