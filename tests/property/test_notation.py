"""Laws of the notation: what is written is read back, and a generated LALR(1) parser reads every text alike."""

import random
import re
from typing import Any

import pytest
from attrs import asdict, evolve
from hypothesis import Phase, assume, find, given, settings
from hypothesis import strategies as st

from negotiation.engine.acts import DEEDS, Act, Minute
from negotiation.engine.notation import (
    LINE_WIDTH,
    ActSyntaxError,
    format_act,
    format_minutes,
    parse_act,
    parse_minutes,
)
from negotiation.errors import UsageError
from tests.property.acts import ALL_DEEDS, acts, minutes
from tests.reference import notation_lark

#: What a slip of the pen may put into a line: words and signs of the notation, names, and what it does not know.
SLIPS = (
    *" ".join(DEEDS).split(),
    *(
        "to",
        "with",
        "by",
        "publicly",
        "privately",
        "if",
        "unless",
        "in",
        "return",
        "for",
        "on",
        "as",
        "not",
        "answering",
    ),
    *("of", "leak", "turns", "implied", "status_quo", "and", "or", "true", "moved", "met", "turn", "happens"),
    *("*", ":", ",", "=", "[", "]", "(", ")", "{", "}", "==", "<=", "=>", "#", "\n", "-", ".", "é", "：", "\u00a0"),
    *("R1", "form", "x", "Tables", "7", "0", "03", "2022-01-26", "2022-02-30", "2022-1-26", "status-quo", "r1x"),
)
NAMES = ("R1", "form", "x")
LINES = (
    "russia tables R1 to united_states, france by note if moved(form): form = one, seat = two [S09a]",
    "united_states offers to discuss bases with russia privately: a = b in return for status_quo [implied S1 S2]",
    "russia corrects letter as not answering us_reply publicly unless at_least(2, met(form), did(x, accepts))",
    "russia schedules talks with united_states in 3 turns",
    "russia threatens united_states, france with sanctions",
    "* leak of bases [S24a1]",
)


def tokens(line: str) -> list[str]:
    """Return words and signs, as a writer sees them."""
    return re.findall(r"[\w-]+|[=<>!]+|\S", line)


def slipped(rng: random.Random, words: list[str]) -> list[str]:
    """Return the words with one deleted, put in, put in the place of another, doubled or moved on."""
    at, slip = rng.randrange(len(words)), rng.choice(SLIPS if rng.random() < 0.6 else NAMES)
    head, word, tail = words[:at], words[at], words[at + 1 :]
    return rng.choice(
        (
            [*head, *tail] or [slip],
            [*head, slip, word, *tail],
            [*head, slip, *tail],
            [*head, word, word, *tail],
            [*head, *tail[:1], word, *tail[1:]],
        )
    )


def ours(text: str) -> Act | None:
    """Return what the parser reads, None where it refuses."""
    try:
        return parse_act(text)
    except ActSyntaxError:
        return None


def theirs(text: str) -> Act | None:
    """Return what the twin reads, None where it refuses."""
    try:
        return notation_lark.parse_act(text)
    except notation_lark.RejectedError:
        return None


class TestActs:
    """`parse_act` reads back what `format_act` writes, and reads what the grammar says."""

    @pytest.mark.parametrize("deed", ALL_DEEDS, ids=str)
    @given(st.data())
    def test_are_read_back(self, deed: tuple[str, bool], data: st.DataObject) -> None:
        """An act is equal after writing and reading, so is its text, and the twin reads the same act."""
        act = data.draw(acts(deeds=[deed]))
        text = format_act(act)

        assert act == parse_act(text)
        assert act == theirs(text)
        assert text == format_act(parse_act(text))

    @given(acts(), st.randoms(use_true_random=False))
    def test_do_not_depend_on_space(self, act: Act, rng: random.Random) -> None:
        """Lines broken anywhere between words, spaces around signs, comments: the act is the same for both."""
        gaps = [" ", "  ", "\n", "\t ", " # of 2 [S1]: a = b\n  "]
        spaced = "".join(token + rng.choice(gaps) for token in tokens(format_act(act)))

        assert act == ours(spaced)
        assert act == theirs(spaced)

    @given(acts(), st.randoms(use_true_random=False), st.integers(1, 3))
    def test_with_slips_are_judged_alike(self, act: Act, rng: random.Random, n_slips: int) -> None:
        """With words deleted, put in, replaced or moved, both read the same act, or both refuse."""
        words = tokens(format_act(act))
        for _ in range(n_slips):
            words = slipped(rng, words)
        text = " ".join(words)

        assert theirs(text) == ours(text)

    @given(st.lists(st.sampled_from(SLIPS), max_size=12).map(" ".join))
    def test_of_mere_words_are_judged_alike(self, text: str) -> None:
        """Words of the notation in any order: both read the same act, or both refuse."""
        assert theirs(text) == ours(text)
        assert theirs(f"x {text}") == ours(f"x {text}")

    @given(st.text(max_size=20))
    def test_of_any_text_are_judged_alike(self, text: str) -> None:
        """Any characters at all are read or refused with an error of ours."""
        assert theirs(text) == ours(text)

    def test_with_slips_are_of_both_kinds(self) -> None:
        """The law of slips is not empty: many slipped lines still are acts, and many are not."""
        rng = random.Random(0)  # noqa: S311
        read = [ours(" ".join(slipped(rng, tokens(rng.choice(LINES))))) for _ in range(2000)]

        assert 150 < sum(act is not None for act in read) < 1850
        assert len(set(read)) > 60

    @given(acts(), st.randoms(use_true_random=False))
    def test_errors_show_the_place(self, act: Act, rng: random.Random) -> None:
        """The place of an error lies in its line, at a word or the end, and the line is one of the text."""
        text = " ".join(slipped(rng, tokens(format_act(act))))
        assume(ours(text) is None)
        with pytest.raises(ActSyntaxError) as caught:
            parse_act(text)
        error = caught.value

        assert error.text in [line.rstrip() for line in text.split("\n")]
        assert 0 <= error.position <= len(error.text)
        assert not error.text[error.position : error.position + 1].isspace()
        *_, line, caret = str(error).split("\n    ")
        following = line[caret.index("^") :].removesuffix("…")
        assert following == error.text[error.position :][: len(following)]
        assert error.text in line if len(error.text) <= 120 else "…" in line


class TestWhatCannotBeSaid:
    """`format_act` writes what `parse_act` reads back, or refuses."""

    @given(acts(), acts(), st.randoms(use_true_random=False))
    def test_is_refused(self, act: Act, other: Act, rng: random.Random) -> None:
        """A part taken over from another act is either read back, or the act is refused."""
        part = rng.choice([*asdict(act, recurse=False)])
        mixed = evolve(act, **{part: getattr(other, part)})
        try:
            text = format_act(mixed)
        except UsageError:
            assert mixed != act
        else:
            assert mixed == parse_act(text)

    @given(acts(), st.text(max_size=4), st.sampled_from(["actor", "channel", "second", "what", "to", "cites"]))
    def test_is_refused_by_name(self, act: Act, word: str, part: str) -> None:
        """So it is with any text in the place of a name."""
        old = getattr(act, part)
        new: Any = word if isinstance(old, str) else (word, *old)
        mixed = evolve(act, **{part: new})
        try:
            text = format_act(mixed)
        except UsageError:
            assert mixed != act
        else:
            assert mixed == parse_act(text)


def parts_of(act: Act) -> dict[str, Any]:
    """Return the parts of an act that are there."""
    return {part: value for part, value in asdict(act, recurse=False).items() if value not in ("", (), None, False)}


class TestMinutes:
    """`parse_minutes` reads back what `format_minutes` writes, and reads what the grammar says."""

    @given(minutes())
    def test_are_read_back(self, them: tuple[Minute, ...]) -> None:
        """Minutes are equal after writing and reading."""
        assert them == parse_minutes(format_minutes(them))

    @given(minutes())
    def test_are_read_alike(self, them: tuple[Minute, ...]) -> None:
        """The twin finds the same dates and acts."""
        text = format_minutes(them)

        assert [(minute.date, minute.act) for minute in them] == notation_lark.parse_minutes(text)

    @given(minutes(), st.randoms(use_true_random=False))
    def test_with_slips_are_judged_alike(self, them: tuple[Minute, ...], rng: random.Random) -> None:
        """With lines indented, broken, deleted or commented, both read the same minutes, or both refuse."""
        lines = format_minutes(them).split("\n")
        for _ in range(3):
            at = rng.randrange(len(lines))
            line, half = lines[at], len(lines[at]) // 2
            slips: list[list[str]] = [
                [" " + line],
                [line.strip()],
                [],
                ["# " + line],
                [line + " # 7"],
                [line, "2022-02-28"],
            ]
            slips += [[line[:half], "       " + line[half:]], [line[:half], line[half:]], ["\t" + line], ["", line, ""]]
            lines[at : at + 1] = rng.choice(slips)
            lines = lines or [""]
        text = "\n".join(lines)
        try:
            read = [(minute.date, minute.act) for minute in parse_minutes(text)]
        except ActSyntaxError:
            with pytest.raises(notation_lark.RejectedError, match=r"."):
                notation_lark.parse_minutes(text)
        else:
            assert read == notation_lark.parse_minutes(text)

    @given(minutes())
    def test_tell_the_lines(self, them: tuple[Minute, ...]) -> None:
        """Each minute knows the line on which its actor stands; no line is longer than it must be."""
        text = format_minutes(them)
        lines = text.split("\n")

        assert all(lines[each.line - 1].split()[0] == each.act.actor for each in parse_minutes(text))
        assert all(len(line) <= LINE_WIDTH for line in lines if len(line.split()) > 1)


class TestTheGenerator:
    """The acts tried are of every kind."""

    @pytest.mark.parametrize("part", sorted(asdict(Act("x", "passes"))))
    def test_makes_every_part(self, part: str) -> None:
        """Every part of an act is made, where its deed has it."""
        deed = {"second": "answers", "negated": "reads", "when": "schedules"}.get(part, "tables")
        quick = settings(max_examples=200, phases=[Phase.generate], derandomize=True)
        act = find(acts(deeds=[(deed, False)]), lambda act: part in parts_of(act), settings=quick)

        assert part in parts_of(act)
