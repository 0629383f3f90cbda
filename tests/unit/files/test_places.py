"""YAML becomes a plain tree with YAML 1.2's few types, and every path knows its line and column."""

from typing import Any

import pytest

from negotiation.errors import Place, Problem, ScenarioError
from negotiation.files.places import MAX_DEPTH, Mark, Marks, decode, parse_yaml, resolve


def refusal(text: str) -> str:
    """Return what is said of a text that cannot be read."""
    with pytest.raises(ScenarioError) as caught:
        parse_yaml(text, "f")
    return str(caught.value)


class TestResolve:
    """Only true and false, null, whole numbers and decimal ones are anything but text."""

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            *(("true", True), ("false", False), ("null", None), ("~", None), ("", None)),
            *(("0", 0), ("-7", -7), ("+7", 7), ("007", 7), ("0.5", 0.5), (".5", 0.5), ("1.", 1.0), ("1e3", 1000.0)),
            *(("-1.5E-3", -0.0015), (".inf", float("inf")), ("+.inf", float("inf")), ("-.inf", float("-inf"))),
        ],
    )
    def test_values(self, text: str, expected: Any) -> None:
        """What YAML 1.2 calls a value is one, of exactly that type."""
        found = resolve(text)

        assert expected == found
        assert type(expected) is type(found)

    def test_not_a_number(self) -> None:
        """.nan is the number that is none."""
        found = resolve(".nan")

        assert found != found  # noqa: PLR0124

    @pytest.mark.parametrize(
        "text",
        [
            *("no", "NO", "yes", "on", "off", "y", "True", "TRUE", "Null", "2022-02-01", "12:30", "1_000", "0x1F"),
            *("0o7", "1e", "e1", ".", "-", "1.2.3", "inf", "nan", "1 000", "５", "1e5\n"),
        ],
    )
    def test_texts(self, text: str) -> None:
        """Everything else stays the text it is."""
        assert text == resolve(text)

    def test_more_digits_than_a_number_holds(self) -> None:
        """A number too long to be exact becomes a decimal one, which the scenario refuses as not finite."""
        assert float("inf") == resolve("9" * 400)


class TestTree:
    """Maps, lists and scalars of one document."""

    def test_types(self) -> None:
        """Quoted scalars are text; plain ones are resolved; blocks keep or fold their lines."""
        text = "a: '1'\nb: \"true\"\nc: [no, 1, ~]\nd: {e: |\n  f\n  g\n}\nh: >-\n  i\n  j\nk:\n"
        tree, _ = parse_yaml(text.replace("{e: |\n  f\n  g\n}", "\n  e: |\n    f\n    g"), "f")

        assert {"a": "1", "b": "true", "c": ["no", 1, None], "d": {"e": "f\ng\n"}, "h": "i j", "k": None} == tree

    def test_marks_of_a_document(self) -> None:
        """A start and an end of the document may be written; comments are passed over."""
        tree, _ = parse_yaml("# c\n---\na: 1 # d\n...\n", "f")

        assert {"a": 1} == tree

    def test_non_specific_tag(self) -> None:
        """A lone exclamation mark says that a scalar is text."""
        assert {"a": "1"} == parse_yaml("a: ! 1\n", "f")[0]

    def test_many_levels(self) -> None:
        """As many levels as anybody writes are read."""
        tree, _ = parse_yaml("a: " + "[" * (MAX_DEPTH - 1) + "]" * (MAX_DEPTH - 1), "f")

        assert isinstance(tree["a"], list)


class TestMarks:
    """Paths are keys and ids of `- id: {...}` entries, never indices; each has the place of its key and value."""

    TEXT = (
        "agenda: [a, b]\nissues:\n  a:\n    options:\n"
        "      - x: {title: X}\n      - y:\n          title: >-\n            Y\n"
    )

    def test_key_and_value(self) -> None:
        """Both have line and column, from 1."""
        _, marks = parse_yaml("a:\n  b:   c\n", "f")

        assert {"a": Mark(1, 1, 2, 3, True), "a.b": Mark(2, 3, 2, 8, False)} == marks.at

    @pytest.mark.parametrize(
        ("path", "expected"),
        [
            ("", (1, 1)),
            ("agenda", (1, 1)),
            ("agenda.b", (1, 13)),
            ("issues.a", (3, 3)),
            ("issues.a.options", (4, 5)),
            ("issues.a.options.x", (5, 9)),
            ("issues.a.options.x.title", (5, 20)),
            ("issues.a.options.y.title", (7, 18)),
        ],
    )
    def test_place(self, path: str, expected: tuple[int, int]) -> None:
        """What holds others stands where its key does, a plain value where it starts."""
        _, marks = parse_yaml(self.TEXT, "f")

        assert Place("f", *expected) == marks.place(path)

    def test_place_of_a_key(self) -> None:
        """On demand the key is meant."""
        _, marks = parse_yaml(self.TEXT, "f")

        assert Place("f", 5, 13) == marks.place("issues.a.options.x.title", of_key=True)

    def test_what_is_not_there(self) -> None:
        """A path that does not stand in the file is placed at the key of the nearest thing around it."""
        _, marks = parse_yaml(self.TEXT, "f")

        assert Place("f", 5, 9) == marks.place("issues.a.options.x.about.en")
        assert Place("f", 1, 1) == marks.place("title")
        assert Place("g", 1, 1) == Marks("g").place("title")

    def test_path_within_a_path(self) -> None:
        """The keys of a profile are paths themselves; what they hold continues them."""
        _, marks = parse_yaml("set:\n  a.b.c:\n    d: 1\n", "f")

        assert Place("f", 3, 8) == marks.place("set.a.b.c.d")
        assert Place("f", 2, 3) == marks.place("set.a.b.c.e")

    def test_empty_value(self) -> None:
        """A value that is left out stands at its key."""
        _, marks = parse_yaml("a:\n  b:\n  c: ~\n", "f")

        assert Place("f", 2, 3) == marks.place("a.b")
        assert Place("f", 3, 6) == marks.place("a.c")

    def test_id_twice_in_a_list(self) -> None:
        """An id that repeats stands where it stands last; what it holds, where it stood first."""
        _, marks = parse_yaml("o:\n  - a: {t: 1}\n  - a: {t: 2}\n", "f")

        assert Place("f", 3, 5) == marks.place("o.a")
        assert Place("f", 2, 12) == marks.place("o.a.t")

    def test_texts_of_nameless_entries(self) -> None:
        """Entries without an id have no path, but a text in them is found when a problem tells it."""
        text = "o:\n  - {better: a, than: b}\n  - {better: c, than: d, of: [e, 1]}\n  - {n: 1, m: {k: l}}\n  - [f]\n"
        _, marks = parse_yaml(text, "f")
        places = [each.place for each in marks.placed([Problem("o", "", repr(got)) for got in "adef"])]

        assert [Place("f", 2, 14), Place("f", 3, 23), Place("f", 3, 31), Place("f", 5, 6)] == places
        assert "o.n" not in marks.at


class TestPlaced:
    """Problems get the place of the very thing that is wrong, and come in the order of the lines."""

    TEXT = "b: {titel: x, seeks: y}\na: [no, on]\nof:\n  - form == one\n  - form === two\n"

    def placed(self, *problems: Problem) -> list[str]:
        """Return the places of problems, in order."""
        _, marks = parse_yaml(self.TEXT, "f")
        return [str(each.place) for each in marks.placed(problems)]

    def test_name_that_is_wrong(self) -> None:
        """Where the last step of the path is what was got, the key is wrong, not its value."""
        assert ["f:1:5"] == self.placed(Problem("b.titel", "a known key", "'titel'"))

    def test_value_that_is_wrong(self) -> None:
        """Else the value is."""
        assert ["f:1:22"] == self.placed(Problem("b.seeks", "the id of an option", "'y'"))

    def test_one_of_several(self) -> None:
        """A text in a list is found by what was got, a condition by the text above the caret."""
        caret = Problem("of", "a condition", "", "expected …, got '='\n    form === two\n           ^")

        assert ["f:2:9", "f:5:5"] == self.placed(caret, Problem("a", "an id", "'on'"))

    def test_order_and_repetition(self) -> None:
        """The order is that of the lines; what has a place keeps it; what is said twice is said once."""
        elsewhere = Problem("z", "this", place=Place("g", 1))
        first, last = Problem("b", "this"), Problem("of", "that")

        assert ["f:1:1", "g:1:1", "f:3:1"] == self.placed(last, first, last, elsewhere)


class TestRefusals:
    """What is not one map of YAML is refused with its place and a cure."""

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("", "f:1:1: expected keys and values, got an empty file"),
            ("# nothing\n", "f:1:1: expected keys and values, got an empty file"),
            ("---\n", "f:1:1: expected keys and values, got an empty file"),
            ("\n- a\n", "f:2:1: expected keys and values at the top of the file, got a list; write 'key: value'"),
            ("a", "f:1:1: expected keys and values at the top of the file, got 'a'; write 'key: value'"),
            ("a: 1\n---\nb: 2\n", "f:2:1: expected one document a file, got a second one; remove the line '---'"),
            ("\ufeffa: 1", "f:1:1: expected no byte-order mark, got one; save the file as plain UTF-8"),
            ("a:\n\tb: 1\n", "f:2:1: expected spaces, got a tab; use spaces, not tabs"),
            ("a: b\tc # d\n", "f:1:5: expected spaces, got a tab; use spaces, not tabs"),
            (
                "a: 1\nb: 'x\n",
                "f:2:4: expected the quotes to be closed, got the end of the file; close the quotes that open here",
            ),
            (
                'a: "\\q"\n',
                "f:1:6: expected a known escape, got 'q'; write a backslash as \\\\, or use single quotes",
            ),
            (
                "a: b: c\n",
                (
                    "f:1:5: expected one value, got ': ' again; "
                    "put a text that contains ': ' in quotes, or check the indentation"
                ),
            ),
            (
                "a: - b\n",
                "f:1:4: expected one value, got a list beside the key; start each '- ' in a line of its own",
            ),
            (
                "a: [b\nc: d\n",
                (
                    "f:2:2: expected ',' or ']', got ':'; close the bracket, or put text with commas in quotes; "
                    "what it stands in starts in line 1"
                ),
            ),
            (
                "a: 1\nb\nc: 1\n",
                "f:2:1: expected 'key: value', got text alone; text that goes on is indented further than its key",
            ),
            ("a: ]\n", "f:1:4: expected a value, got ']'; put text with brackets or commas in quotes"),
            ("a: 'b' c\n", "f:1:8: expected nothing after the value, got more text; put the whole text in quotes"),
            (
                "a:\n  b: 1\n c: 2\n",
                (
                    "f:3:2: expected one indentation, got another; start what stands side by side in the same column; "
                    "what it stands in starts in line 1"
                ),
            ),
            (
                "a:\n  - b\n  }\n",
                (
                    "f:3:3: expected the next key or entry, got }; start what stands side by side in the same column; "
                    "what it stands in starts in line 2"
                ),
            ),
            ("a: @b\n", "f:1:4: expected a value, got '@'; put a text that starts with this character in quotes"),
            ("a: !b!c d\n", "f:1:4: expected YAML, got found undefined tag handle '!b!'"),
            (
                "a: b\x07\n",
                'f:1:5: expected printable text, got the character U+0007; write it as "\\u0007" in double quotes',
            ),
            ("a: " + "[" * 70, "f:1:68: expected at most 64 levels, got more"),
        ],
    )
    def test_text(self, text: str, expected: str) -> None:
        """The message names the place, what was expected and got, and the cure."""
        assert expected == refusal(text)

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("a: 1\nb: 2\na: 3\n", "f:3:1: a: expected each key once, got 'a'; it stands in line 1 already"),
            ("a: &x 1\nb: *x\n", "f:2:4: b: expected no alias, got *x; write out what &x marks, here too"),
            ("a:\n  1: b\n", "f:2:3: a.1: expected a key that is text, got 1; put it in quotes"),
            (": b\n", "f:1:1: expected a key that is text, got nothing; put it in quotes"),
            (
                "{a: 1}: b\n",
                "f:1:1: expected a key that is text, got a map, a list or an alias; put brackets in quotes",
            ),
            (
                "a: !!str 1\n",
                (
                    "f:1:4: a: expected a value without a tag, got tag:yaml.org,2002:str; remove the tag; put text "
                    "in quotes"
                ),
            ),
            (
                "a: !x {b: 1}\n",
                "f:1:4: a: expected a value without a tag, got !x; remove the tag; put text in quotes",
            ),
        ],
    )
    def test_what_does_not_stop_the_reading(self, text: str, expected: str) -> None:
        """Such problems are raised, or collected beside the tree for a report of everything."""
        found: list[Problem] = []
        tree, _ = parse_yaml(text, "f", found)

        assert expected == refusal(text)
        assert [expected] == [str(each) for each in found]
        assert tree

    def test_of_a_key_twice_the_first_stands(self) -> None:
        """The second value is passed over, and no mark points into it."""
        tree, marks = parse_yaml("a: {b: 1}\na:\n  c: 2\nd: 3\n", "f", [])

        assert {"a": {"b": 1}, "d": 3} == tree
        assert {"a", "a.b", "d"} == set(marks.at)


class TestDecode:
    """Files are UTF-8."""

    def test_utf8(self) -> None:
        """Any character is read; a byte-order mark is left for the parser to name."""
        assert "\ufeff和平\r\n" == decode("\ufeff和平\r\n".encode(), "f")

    @pytest.mark.parametrize(
        ("data", "expected"),
        [
            ("a: é\n".encode("latin-1"), "f:1:4: expected UTF-8, got the byte 0xe9; save the file as UTF-8"),
            ("é\nab".encode() + b"\xff", "f:2:3: expected UTF-8, got the byte 0xff; save the file as UTF-8"),
            ("a".encode("utf-16-le"), ""),
            ("a".encode("utf-16"), "f:1:1: expected UTF-8, got UTF-16; save the file as UTF-8"),
            (b"\xfe\xff\x00a", "f:1:1: expected UTF-8, got UTF-16; save the file as UTF-8"),
        ],
    )
    def test_others(self, data: bytes, expected: str) -> None:
        """Another encoding is refused at the first byte that tells it."""
        if not expected:
            assert "a\x00" == decode(data, "f")
            return
        with pytest.raises(ScenarioError) as caught:
            decode(data, "f")

        assert expected == str(caught.value)
