"""The notation: every form of line, every mistake with its whole message, minutes, and one reading for every line."""

import logging
import pickle
import re

import pytest
from lark import Lark, logger

from negotiation.engine.acts import CHANCE_DEEDS, DEEDS, Act, Minute
from negotiation.engine.notation import (
    RESERVED,
    ActSyntaxError,
    format_act,
    format_minutes,
    parse_act,
    parse_minutes,
)
from negotiation.errors import NegotiationError, UsageError
from negotiation.scenario import Table, parse_condition
from tests.reference import notation_lark

#: The beginning of the flagship's record, as people write it.
REPORTED = """\
# The talks as the two press reports give them. Brackets cite sources; "*" marks what no seat decided.

2021-12-17
  russia tables drafts to united_states, nato_members publicly:
      enlargement = no_expansion, strike_systems = none_near_borders,
      nato_posture = as_in_1997, form = two_agreements                            [S09a]

2022-01-26
  united_states answers drafts in us_reply to russia by note                      [S09b S12a]
  united_states rejects drafts publicly: enlargement = no_ukraine                 [S11a]

2022-02-01
  russia sends letter to united_states by note                                    [implied S35a]
  united_states offers to discuss collective_security with russia by call:
      followup = ministers in return for russian_forces = withdrawn               [S29a S52a]
  united_states offers to discuss bases with russia privately
      if consulted(poland, romania): verification = reciprocal                    [S24a1 S24a2 S26a3]
  * leak of bases                                                                 [S24a1]
  russia threatens united_states, nato_members with military_action publicly
      unless at_least(3, met(enlargement), met(strike_systems), met(nato_posture))
                                                            [S44a2]
"""

MINUTES = (
    Minute(
        "2021-12-17",
        Act(
            "russia",
            "tables",
            ("drafts",),
            ("united_states", "nato_members"),
            "publicly",
            Table(
                {
                    "enlargement": "no_expansion",
                    "strike_systems": "none_near_borders",
                    "nato_posture": "as_in_1997",
                    "form": "two_agreements",
                }
            ),
            cites=("S09a",),
        ),
        4,
    ),
    Minute(
        "2022-01-26",
        Act("united_states", "answers", ("us_reply",), ("russia",), "note", second="drafts", cites=("S09b", "S12a")),
        9,
    ),
    Minute(
        "2022-01-26",
        Act(
            "united_states",
            "rejects",
            ("drafts",),
            channel="publicly",
            terms=Table({"enlargement": "no_ukraine"}),
            cites=("S11a",),
        ),
        10,
    ),
    Minute(
        "2022-02-01",
        Act("russia", "sends", ("letter",), ("united_states",), "note", cites=("S35a",), implied=True),
        13,
    ),
    Minute(
        "2022-02-01",
        Act(
            "united_states",
            "offers to discuss",
            ("collective_security",),
            ("russia",),
            "call",
            Table({"followup": "ministers"}),
            Table({"russian_forces": "withdrawn"}),
            cites=("S29a", "S52a"),
        ),
        14,
    ),
    Minute(
        "2022-02-01",
        Act(
            "united_states",
            "offers to discuss",
            ("bases",),
            ("russia",),
            "privately",
            Table({"verification": "reciprocal"}),
            if_=parse_condition("consulted(poland, romania)"),
            cites=("S24a1", "S24a2", "S26a3"),
        ),
        16,
    ),
    Minute("2022-02-01", Act("*", "leaks", ("bases",), cites=("S24a1",)), 18),
    Minute(
        "2022-02-01",
        Act(
            "russia",
            "threatens",
            ("military_action",),
            ("united_states", "nato_members"),
            "publicly",
            unless=parse_condition("at_least(3, met(enlargement), met(strike_systems), met(nato_posture))"),
            cites=("S44a2",),
        ),
        19,
    ),
)

#: Lines as they are printed, and what they say.
LINES: dict[str, Act] = {
    "a floats L to b, c": Act("a", "floats", ("L",), ("b", "c")),
    "a offers to discuss L with b": Act("a", "offers to discuss", ("L",), ("b",)),
    "a tables L: x = y, z = w": Act("a", "tables", ("L",), terms=Table({"x": "y", "z": "w"})),
    "a tables L: status_quo": Act("a", "tables", ("L",), terms=Table()),
    "a tables L: status_quo in return for x = y": Act(
        "a", "tables", ("L",), terms=Table(), in_return=Table({"x": "y"})
    ),
    "a tables L: status_quo = status_quo": Act("a", "tables", ("L",), terms=Table({"status_quo": "status_quo"})),
    "a stands by L": Act("a", "stands by", ("L",)),
    "a accepts L": Act("a", "accepts", ("L",)),
    "a accepts L, M": Act("a", "accepts", ("L", "M")),
    "a rejects L, M": Act("a", "rejects", ("L", "M")),
    "a withdraws L": Act("a", "withdraws", ("L",)),
    "a sends M to b by note": Act("a", "sends", ("M",), ("b",), "note"),
    "a answers L in M to b": Act("a", "answers", ("M",), ("b",), second="L"),
    "a reads M as answering L": Act("a", "reads", ("M",), second="L"),
    "a corrects M as not answering L": Act("a", "corrects", ("M",), second="L", negated=True),
    "a declares m": Act("a", "declares", ("m",)),
    "a denies m to b privately": Act("a", "denies", ("m",), ("b",), "privately"),
    "a promises m if happened(e)": Act("a", "promises", ("m",), if_=parse_condition("happened(e)")),
    "a threatens b, c with m unless met(x)": Act(
        "a", "threatens", ("m",), ("b", "c"), unless=parse_condition("met(x)")
    ),
    "a carries out m": Act("a", "carries out", ("m",)),
    "a consults b, c on L": Act("a", "consults", ("L",), ("b", "c")),
    "a consents to L": Act("a", "consents to", ("L",)),
    "a objects to L": Act("a", "objects to", ("L",)),
    "a schedules talks": Act("a", "schedules", ("talks",)),
    "a schedules talks with b, c on 2022-01-10": Act("a", "schedules", ("talks",), ("b", "c"), when="2022-01-10"),
    "a schedules talks in 12 turns": Act("a", "schedules", ("talks",), when="12"),
    "a passes": Act("a", "passes"),
    "a leaves publicly [implied S1 S2]": Act("a", "leaves", channel="publicly", cites=("S1", "S2"), implied=True),
    "* leak of L [S1]": Act("*", "leaks", ("L",), cites=("S1",)),
    "* storm": Act("*", "happens", ("storm",)),
    "* leakage": Act("*", "happens", ("leakage",)),
    "* leak": Act("*", "happens", ("leak",)),
    "* passes": Act("*", "passes"),
}

ALL_DEEDS = ", ".join(DEEDS)
ORDER = "the order is actor, deed, object, to or with, channel, if or unless, ':' terms, '[' sources"
REST = "'by', 'publicly', 'privately', 'if', 'unless', ':', '[' or the end"

#: A line with a mistake, where the caret stands, and the sentence.
MISTAKES: list[tuple[str, int, str]] = [
    ("", 0, "expected an actor or '*', got the end"),
    ("# only a comment", 0, "expected an actor or '*', got the end"),
    ("tables drafts: form = one", 0, "expected an actor or '*', got 'tables'; the actor comes first"),
    (
        "2022-01-26 russia passes",
        0,
        "expected an actor or '*', got '2022-01-26'; a date stands alone on its line, as 2022-01-26",
    ),
    ("to accepts R1", 0, "expected an actor or '*', got 'to'"),
    ("russia", 6, f"expected a deed, got the end; choose from {ALL_DEEDS}"),
    ("United States tables R1", 7, f"expected a deed, got 'States'; choose from {ALL_DEEDS}"),
    ("russia-federation passes", 6, "expected a deed, got '-'; names have underscores, not hyphens"),
    ("russia tabels drafts: form = one", 7, "expected a deed, got 'tabels'; did you mean tables?"),
    ("russia vetoes drafts", 7, f"expected a deed, got 'vetoes'; choose from {ALL_DEEDS}"),
    ("russia offer to discuss bases", 7, "expected a deed, got 'offer'; did you mean offers to discuss?"),
    ("russia offers bases", 14, "expected 'to', got 'bases'; the deed is 'offers to discuss'"),
    ("russia carries decree", 15, "expected 'out', got 'decree'; the deed is 'carries out'"),
    ("russia tables", 13, "expected a name, got the end"),
    ("russia tables to united_states", 14, "expected a name, got 'to'; 'to' is a reserved word"),
    ("russia tables 1st", 14, "expected a name, got '1'"),
    (
        "russia tables R1 form = one",
        17,
        f"expected 'to', 'with', {REST}, got 'form'; terms come after ':'",
    ),
    ("russia tables R1 for france", 17, f"expected 'to', 'with', {REST}, got 'for'"),
    ("russia tables peace-plan", 19, f"expected 'to', 'with', {REST}, got '-'; names have underscores, not hyphens"),
    ("russia tables R1 tomorrow", 17, f"expected 'to', 'with', {REST}, got 'tomorrow'"),
    ("russia accepts R1.", 17, f"expected ',', {REST}, got '.'"),
    ("russia accepts R1, R2,", 22, "expected a name, got the end"),
    ("russia accepts R1 to france", 18, f"expected ',', {REST}, got 'to'; {ORDER}"),
    ("russia accepts R1 publicaly", 18, f"expected ',', {REST}, got 'publicaly'; did you mean publicly?"),
    ("russia accepts R1 by", 20, "expected a channel, got the end"),
    ("russia passes R1", 14, f"expected {REST}, got 'R1'"),
    ("russia answers drafts to france", 22, "expected 'in', got 'to'"),
    ("russia reads letter as note", 23, "expected 'not' or 'answering', got 'note'; did you mean not?"),
    ("russia corrects letter answering note", 23, "expected 'as', got 'answering'"),
    ("russia threatens france by sanctions", 24, "expected ',' or 'with', got 'by'"),
    ("russia consults france, poland", 30, "expected ',' or 'on', got the end"),
    ("russia schedules talks on Monday", 26, "expected a date such as 2022-01-10, got 'Monday'"),
    ("russia schedules talks on 2022-02-30", 26, "expected a date such as 2022-01-10, got '2022-02-30'"),
    ("russia schedules talks in 0 turns", 26, "expected a number of turns, 1 or more, got '0'"),
    ("russia schedules talks in 2 weeks", 28, "expected 'turns', got 'weeks'"),
    ("russia tables R1:", 17, "expected 'status_quo' or an issue, got the end"),
    ("russia tables R1: form", 22, "expected '=', got the end"),
    ("russia tables R1: form == one", 23, "expected '=', got '=='; did you mean =?"),
    ("russia tables R1: form = one,", 29, "expected an issue, got the end"),
    ("russia tables R1: form = one, form = two", 30, "expected an issue that is not named yet, got 'form'"),
    ("russia tables R1: status_quo, form = one", 28, "expected 'in', '[' or the end, got ','"),
    ("russia tables R1: form = one publicly", 29, f"expected ',', 'in', '[' or the end, got 'publicly'; {ORDER}"),
    ("russia tables R1: form = one in exchange for x = y", 32, "expected 'return', got 'exchange'"),
    ("russia tables R1： form = one", 16, f"expected 'to', 'with', {REST}, got '：'; write ':'"),
    ("russia tables R1: a = b， c = d", 23, "expected ',', 'in', '[' or the end, got '，'; write ','"),
    (
        "russia tables R1 if : form = one",
        20,
        "expected an issue, a call such as moved(issue), 'not', 'true', 'false' or '(', got ':'",
    ),
    ("russia tables R1 if moved(form: form = one", 30, "expected ')', got ':'"),
    (
        "russia tables R1 if a == b => c == d => e == f",
        37,
        "expected 'and', 'or' or the end ('=>' does not chain: use parentheses), got '=>'",
    ),
    ("russia tables R1 if moved(form) x", 32, "expected 'and', 'or', '=>' or the end, got 'x'"),
    (
        "russia tables R1 if moved(a) unless moved(b)",
        29,
        f"expected 'and', 'or', '=>' or the end, got 'unless'; {ORDER}",
    ),
    ("russia accepts R1 []", 19, "expected 'implied' or a source, got ']'"),
    ("russia accepts R1 [implied]", 26, "expected a source, got ']'"),
    ("russia accepts R1 [S1, S2]", 21, "expected ']' or a source, got ','"),
    ("russia accepts R1 [S1  # a comment", 21, "expected ']' or a source, got the end"),
    ("russia accepts R1 [S1] publicly", 23, f"expected the end, got 'publicly'; {ORDER}"),
    ("*", 1, "expected a name, got the end"),
    ("* leak of", 9, "expected a name, got the end"),
    ("* leak of R1 to france", 13, f"expected '[' or the end, got 'to'; {ORDER}"),
    ("* passes by", 9, f"expected '[' or the end, got 'by'; {ORDER}"),
]

#: Minutes with a mistake, and the message.
MISTAKES_IN_MINUTES: dict[str, str] = {
    "a passes\n\n# x\nb pases": ("line 4: expected a deed, got 'pases'; did you mean passes?\n    b pases\n      ^"),
    "a passes\n  b passes": (
        f"line 2: expected {REST}, got 'b'; a line indented further than its act continues it\n      b passes\n      ^"
    ),
    "2022-01-26\n\ta tables L: # first\n\t\tx y # second": (
        "line 3: expected '=', got 'y'\n    \t\tx y # second\n    \t\t  ^"
    ),
    "a tables L:  # here\nb passes": (
        "line 1: expected 'status_quo' or an issue, got the end\n    a tables L:  # here\n               ^"
    ),
    "a tables L if moved(x) and\n    : x = y\n": (
        "line 2: expected an issue, a call such as moved(issue), 'not', 'true', 'false' or '(', got ':'\n"
        "        : x = y\n        ^"
    ),
    " 2022-02-30  # no such day\n a passes": (
        "line 1: expected a date of the calendar, got '2022-02-30'\n     2022-02-30  # no such day\n     ^"
    ),
    "26 January 2022\n  a passes": (
        "line 1: expected an actor or '*', got '26'; a date stands alone on its line, as 2022-01-26\n"
        "    26 January 2022\n    ^"
    ),
    "a schedules talks on\r\n  2022-01-32\r\n": (
        "line 2: expected a date such as 2022-01-10, got '2022-01-32'\n      2022-01-32\n      ^"
    ),
}

#: Acts that no line can say, and the message.
UNSAYABLE: list[tuple[Act, str]] = [
    (Act("a", "vetoes", ("L",)), "expected a `deed` that can be said with 'a vetoes', got 'vetoes'"),
    (Act("a", "happens", ("e",)), "expected a `deed` that can be said with 'a happens', got 'happens'"),
    (Act("*", "tables", ("L",)), "expected a `deed` that can be said with '* tables', got 'tables'"),
    (Act("a", "tables"), "expected a `what` that can be said with 'a tables', got ()"),
    (Act("a", "tables", ("L", "M")), "expected a `what` that can be said with 'a tables', got ('L', 'M')"),
    (Act("a", "accepts"), "expected a `what` that can be said with 'a accepts', got ()"),
    (Act("a", "passes", ("L",)), "expected a `what` that can be said with 'a passes', got ('L',)"),
    (Act("a", "accepts", ("L",), ("b",)), "expected a `to` that can be said with 'a accepts', got ('b',)"),
    (Act("a", "threatens", ("m",)), "expected a `to` that can be said with 'a threatens', got ()"),
    (Act("a", "answers", ("M",)), "expected a `second` that can be said with 'a answers', got ''"),
    (Act("a", "sends", ("M",), second="L"), "expected a `second` that can be said with 'a sends', got 'L'"),
    (Act("a", "sends", ("M",), negated=True), "expected a `negated` that can be said with 'a sends', got True"),
    (Act("a", "sends", ("M",), when="3"), "expected a `when` that can be said with 'a sends', got '3'"),
    (Act("a", "schedules", ("M",), when="soon"), "expected a `when` that can be said with 'a schedules', got 'soon'"),
    (Act("*", "passes", channel="note"), "expected a `channel` that can be said with '* passes', got 'note'"),
    (
        Act("*", "passes", if_=parse_condition("true")),
        "expected a `if_` that can be said with '* passes', got Constant(value=True)",
    ),
    (
        Act("a", "passes", if_=parse_condition("true"), unless=parse_condition("true")),
        "expected a `unless` that can be said with 'a passes', got Constant(value=True)",
    ),
    (Act("*", "passes", terms=Table()), "expected a `terms` that can be said with '* passes', got Table({})"),
    (Act("a", "passes", in_return=Table()), "expected a `in_return` that can be said with 'a passes', got Table({})"),
    (Act("a", "passes", implied=True), "expected a `implied` that can be said with 'a passes', got True"),
    (Act("publicly", "passes"), "expected a name, got 'publicly'"),
    (Act("", "passes"), "expected a name, got ''"),
    (Act("a", "passes", channel="to"), "expected a name, got 'to'"),
    (Act("a", "answers", ("M",), second="two words"), "expected a name, got 'two words'"),
    (Act("a", "tables", ("peace-plan",)), "expected a name, got 'peace-plan'"),
    (Act("a", "tables", ("L",), ("",)), "expected a name, got ''"),
    (Act("a", "tables", ("L",), terms=Table({"x": "in"})), "expected a name, got 'in'"),
    (Act("a", "tables", ("L",), terms=Table({"1": "y"})), "expected a name, got '1'"),
    (Act("a", "passes", cites=("S1\n",)), "expected a name, got 'S1\\n'"),
]


class TestLines:
    """Actor, deed, object, to or with, channel, if or unless, terms, sources: a line has one reading."""

    @pytest.mark.parametrize("line", LINES)
    def test_are_read(self, line: str) -> None:
        """The line says this act, to the twin too."""
        assert LINES[line] == parse_act(line)
        assert LINES[line] == notation_lark.parse_act(line)

    @pytest.mark.parametrize("line", LINES)
    def test_are_written(self, line: str) -> None:
        """The act is written like this."""
        assert line == format_act(LINES[line])

    def test_show_every_deed(self) -> None:
        """No deed is without its line."""
        assert {*DEEDS, *CHANCE_DEEDS} == {act.deed for act in LINES.values()}

    def test_take_to_and_with_alike(self) -> None:
        """Addressees may come after either word."""
        assert parse_act("a tables L to b") == parse_act("a tables L with b")
        assert parse_act("a schedules L to b") == parse_act("a schedules L with b")

    def test_take_any_space_and_comments(self) -> None:
        """Line breaks, spaces where none are needed, and comments change nothing."""
        spread = "a\n tables  L :x=y , # to be [checked]\n z = w[ S1]\t# : at noon"

        assert parse_act("a tables L: x = y, z = w [S1]") == parse_act(spread)

    def test_let_words_inside_names(self) -> None:
        """A name may begin like a word, or be one in another case."""
        assert Act("tomorrow", "tables", ("In",), ("ofice", "TO"), "iffy") == parse_act(
            "tomorrow tables In to ofice, TO by iffy"
        )

    def test_keep_conditions_apart(self) -> None:
        """A condition ends at a colon, a bracket or the end of the act."""
        condition = parse_condition("x in {y, z} => not moved(x)")

        assert condition == parse_act("a tables L if x in {y, z} => not moved(x): x = y").if_
        assert condition == parse_act("a tables L if x in {y, z} => not moved(x)[S1]").if_
        assert condition == parse_act("a tables L unless x in {y, z}\n => not moved(x) # :").unless


class TestReservedWords:
    """The words of the notation and of conditions cannot be names; `leak` and `status_quo` can."""

    @pytest.mark.parametrize("word", sorted(RESERVED))
    def test_are_no_names(self, word: str) -> None:
        """Neither parser takes the word for a name, and no act is written with it."""
        with pytest.raises(ActSyntaxError, match=f"expected a name, got '{word}'; '{word}' is a reserved word"):
            parse_act(f"a accepts {word}")
        with pytest.raises(UsageError, match=f"expected a name, got '{word}'"):
            format_act(Act("a", "accepts", (word,)))
        with pytest.raises(notation_lark.RejectedError, match="Unexpected"):
            notation_lark.parse_act(f"a accepts {word}")

    def test_are_those_of_the_grammar(self) -> None:
        """The twin has the same list."""
        words = re.search(
            r"^NAME: /\(\?!\(\?:([a-z|]+)\)", notation_lark.GRAMMAR.read_text(encoding="utf-8"), re.MULTILINE
        )

        assert words is not None
        assert set(words[1].split("|")) == RESERVED

    @pytest.mark.parametrize("word", ["leak", "status_quo", "happens", "is", "from"])
    def test_are_no_more_than_needed(self, word: str) -> None:
        """What follows these words tells that they are names."""
        line = (
            f"{word} tables {word} to {word} by {word}: {word} = {word} in return for {word} = {word} [{word} {word}]"
        )

        assert line == format_act(parse_act(line))
        assert notation_lark.parse_act(line) == parse_act(line)


class TestMistakes:
    """An error says where the line stops making sense, what was expected there, what was got, and what may help."""

    @pytest.mark.parametrize(("line", "position", "sentence"), MISTAKES, ids=[mistake[0] for mistake in MISTAKES])
    def test_are_told(self, line: str, position: int, sentence: str) -> None:
        """The message is this sentence, the line, and a caret under the place; the twin refuses the line too."""
        with pytest.raises(ActSyntaxError) as caught:
            parse_act(line)

        assert f"{sentence}\n    {line}\n    {' ' * position}^" == str(caught.value)
        assert (line, position, 0) == (caught.value.text, caught.value.position, caught.value.line)
        with pytest.raises(notation_lark.RejectedError, match=r"."):
            notation_lark.parse_act(line)

    @pytest.mark.parametrize("text", MISTAKES_IN_MINUTES)
    def test_are_told_with_their_line(self, text: str) -> None:
        """In minutes the number of the line stands before the sentence."""
        with pytest.raises(ActSyntaxError) as caught:
            parse_minutes(text)

        assert MISTAKES_IN_MINUTES[text] == str(caught.value)

    def test_are_counted_in_an_act_of_several_lines(self) -> None:
        """An act over several lines counts them from 1."""
        with pytest.raises(ActSyntaxError) as caught:
            parse_act("a tables L:\n  x = y,\n  x = z")

        assert (3, 2, "  x = z") == (caught.value.line, caught.value.position, caught.value.text)

    def test_show_a_window_of_a_long_line(self) -> None:
        """The caret stands below the place."""
        long = ActSyntaxError(f"{'a ' * 500}? {'b ' * 500}", 1000, "a deed")
        _, line, caret = str(long).split("\n")

        assert "?" == line[caret.index("^")]
        assert 90 > len(line)

    def test_compare_by_their_facts(self) -> None:
        """Errors are values: equal when their facts are, before and after pickling."""
        with pytest.raises(ActSyntaxError) as caught:
            parse_act("a pases")
        error = ActSyntaxError("a pases", 2, "a deed", 0, "did you mean passes?")

        assert isinstance(error, NegotiationError)
        assert error == caught.value
        assert error == pickle.loads(pickle.dumps(error))


class TestWhatCannotBeSaid:
    """`format_act` refuses an act that no line can say, rather than write one that says something else."""

    @pytest.mark.parametrize(("act", "message"), UNSAYABLE, ids=[str(message) for _, message in UNSAYABLE])
    def test_is_refused(self, act: Act, message: str) -> None:
        """The message names the part and what stands there."""
        with pytest.raises(UsageError) as caught:
            format_act(act)

        assert message == str(caught.value)


class TestMinutesOfTalks:
    """A date alone on its line holds until the next one; a line indented further than its act continues it."""

    def test_are_read(self) -> None:
        """The record begins with these acts, under these dates, on these lines; to the twin too."""
        minutes = parse_minutes(REPORTED)

        assert minutes == MINUTES
        assert [minute.line for minute in minutes] == [minute.line for minute in MINUTES]
        assert notation_lark.parse_minutes(REPORTED) == [(minute.date, minute.act) for minute in MINUTES]

    def test_are_written(self) -> None:
        """Acts stand under their date; a long one goes on, indented further."""
        wanted = (
            "2022-01-26\n"
            "  united_states answers drafts in us_reply to russia by note [S09b S12a]\n"
            "  united_states rejects drafts publicly: enlargement = no_ukraine [S11a]\n"
            "\n"
            "2022-02-01\n"
            "  russia sends letter to united_states by note [implied S35a]\n"
            "  united_states offers to discuss collective_security with russia by call: followup = ministers\n"
            "      in return for russian_forces = withdrawn [S29a S52a]\n"
        )

        assert wanted == format_minutes(MINUTES[1:5])

    def test_without_dates_are_not_indented(self) -> None:
        """A list of acts alone starts at the margin; its continuation is indented."""
        long = Act("a", "accepts", ("L" * 60, "M" * 60))

        assert f"a passes\na accepts {'L' * 60},\n    {'M' * 60}\n" == format_minutes(
            [Minute("", Act("a", "passes")), Minute("", long)]
        )
        assert "" == format_minutes([])
        assert () == parse_minutes("\n# nothing\n")

    @pytest.mark.parametrize("n_letters", range(60, 100, 3))
    def test_break_between_words_only(self, n_letters: int) -> None:
        """Neither a long name nor a date is broken, wherever the line ends."""
        act = Act("a", "schedules", ("L" * n_letters,), when="2022-01-10", cites=("S" * 120,))

        assert (Minute("2022-01-01", act),) == parse_minutes(format_minutes([Minute("2022-01-01", act)]))

    def test_go_on_after_blank_lines_and_comments(self) -> None:
        """Only indentation ends an act."""
        text = "a tables L:\n\n# why\n  x = y,\n      z = w\n    [S1]\nb\n  passes"

        assert (
            Act("a", "tables", ("L",), terms=Table({"x": "y", "z": "w"}), cites=("S1",)),
            Act("b", "passes"),
        ) == tuple(minute.act for minute in parse_minutes(text))

    def test_tell_dates_that_go_on_from_headings(self) -> None:
        """A date on a line that continues an act belongs to the act."""
        (minute,) = parse_minutes("2022-01-01\n  a schedules talks on\n    2022-01-10\n")

        assert Minute("2022-01-01", Act("a", "schedules", ("talks",), when="2022-01-10")) == minute

    def test_compare_without_their_line(self) -> None:
        """Where a minute stood is no part of what it says."""
        assert Minute("", Act("a", "passes"), 1) == Minute("", Act("a", "passes"), 2)

    @pytest.mark.parametrize("day", ["", "soon", "2022-02-30"])
    def test_need_dates_that_can_be_written(self, day: str) -> None:
        """After a date comes a date."""
        with pytest.raises(UsageError) as caught:
            format_minutes([Minute("2022-01-01", Act("a", "passes")), Minute(day, Act("a", "passes"))])

        assert f"expected a date of the calendar, got {day!r}; a date holds until the next one" == str(caught.value)


class TestTheGrammar:
    """The LALR(1) grammar of the twin has no conflicts: no line has two readings."""

    @staticmethod
    def conflicts(grammar: str, start: list[str], caplog: pytest.LogCaptureFixture) -> list[str]:
        """Return the conflicts that the generator resolves by itself."""
        logger.addHandler(caplog.handler)
        try:
            with caplog.at_level(logging.DEBUG, logger=logger.name):
                Lark(grammar, start=start, parser="lalr", lexer="contextual", debug=True)
        finally:
            logger.removeHandler(caplog.handler)
        return [record.getMessage() for record in caplog.records if "conflict" in record.getMessage()]

    def test_has_no_conflicts(self, caplog: pytest.LogCaptureFixture) -> None:
        """Nothing is resolved in silence."""
        grammar = notation_lark.GRAMMAR.read_text(encoding="utf-8")

        assert [] == self.conflicts(grammar, ["line", "minutes"], caplog)

    def test_would_tell_a_conflict(self, caplog: pytest.LogCaptureFixture) -> None:
        """Terms without a word before what is asked in return would have two readings; that is told."""
        grammar = notation_lark.GRAMMAR.read_text(encoding="utf-8").replace("_IN _RETURN _FOR", '","')

        assert self.conflicts(grammar, ["line", "minutes"], caplog)
