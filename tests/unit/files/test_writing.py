"""Canonical YAML: what it looks like, that it reads back, and that a file is written whole or not at all."""

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from negotiation.errors import UsageError
from negotiation.files.places import parse_yaml
from negotiation.files.writing import format_scalar, format_yaml, write_whole


class TestFormatScalar:
    """A scalar goes without quotes where it reads back as the same text."""

    @pytest.mark.parametrize(
        ("value", "expected"),
        [
            *((None, "null"), (True, "true"), (False, "false"), (0, "0"), (-7, "-7"), (10**20, "1" + "0" * 20)),
            *((0.5, "0.5"), (1.0, "1"), (-0.0, "0"), (1e-9, "1e-09"), (1e22, "1e+22"), (1e15, "1000000000000000.0")),
            *((float("inf"), ".inf"), (float("-inf"), "-.inf"), (float("nan"), ".nan")),
            *(("a", "a"), ("no", "no"), ("2022-02-01", "2022-02-01"), ("12:30", "12:30"), ("a, b", "a, b"), ("é", "é")),
            *(("", '""'), ("true", '"true"'), ("1", '"1"'), ("~", '"~"'), ("a: b", '"a: b"'), ("a:", '"a:"')),
            *(("- a", '"- a"'), ("#a", '"#a"'), ("a #b", '"a #b"'), ("a#b", "a#b"), (" a", '" a"'), ("a ", '"a "')),
            *(("<<", '"<<"'), ("=", '"="'), ("...", '"..."'), ('a"b', 'a"b'), ('"a"', '"\\"a\\""'), ("\\", "\\")),
            *(("a\nb\t\\", '"a\\nb\\t\\\\"'), ("\x00", '"\\u0000"'), ("\u2028", '"\\u2028"'), ("a\xa0b", "a\xa0b")),
            *(("\U000e0001", '"\\U000e0001"'), ("\ud800", '"\\ud800"')),
        ],
    )
    def test_value(self, value: Any, expected: str) -> None:
        """In one line, with quotes and escapes only where they are needed."""
        assert expected == format_scalar(value)

    @pytest.mark.parametrize("text", ["a, b", "[a", "a}", "12:30", "http://a"])
    def test_within_braces(self, text: str) -> None:
        """Within braces and as a key, commas, brackets and colons need quotes too."""
        assert f'"{text}"' == format_scalar(text, flow=True)


class TestFormatYaml:
    """Short maps in one line, one option a line, long text folded."""

    @pytest.mark.parametrize(
        ("tree", "expected"),
        [
            ({}, "{}\n"),
            ({"a": 1, "b": {}, "c": []}, "a: 1\nb: {}\nc: []\n"),
            ({"a": {"b": 1, "c": ["d", "e, f"]}}, 'a: {b: 1, c: [d, "e, f"]}\n'),
            ({"a": {"b": {"c": 1}}}, "a:\n  b: {c: 1}\n"),
            ({"a": {"b": 1}, "c": {"d": {"e": 1}}, "f": 1, "g": 2}, "a: {b: 1}\n\nc:\n  d: {e: 1}\n\nf: 1\ng: 2\n"),
            ({"a": [{"b": {"t": {"en": "x", "zh": "y"}}}, {"c": {}}]}, "a:\n  - b: {t: {en: x, zh: y}}\n  - c: {}\n"),
            ({"a": [{"b": 1, "c": 2}, [1, [2]], [], {}]}, "a:\n  - {b: 1, c: 2}\n  - [1, [2]]\n  - []\n  - {}\n"),
            ({"a": [{"b": {"c": "d " * 70 + "d"}}]}, "a:\n  - b:\n      c: >-\n        " + "X"),
            ({"a": [["b" * 60, "c" * 60]]}, f"a:\n  - - {'b' * 60}\n    - {'c' * 60}\n"),
            ({"a": "b\nc"}, "a: |-\n  b\n  c\n"),
            ({"a": "b\n\nc\n"}, "a: |\n  b\n\n  c\n"),
            ({"a": ["b\nc"]}, 'a: ["b\\nc"]\n'),
            ({"a": "b\n"}, "a: |\n  b\n"),
            ({"a": "b\n\n"}, 'a: "b\\n\\n"\n'),
            ({"a": "b\n \nc"}, 'a: "b\\n \\nc"\n'),
            ({"a": "\nb"}, 'a: "\\nb"\n'),
            ({"a": "b\n\tc"}, 'a: "b\\n\\tc"\n'),
            ({"a": "x" * 150}, f"a: {'x' * 150}\n"),
            ({"a": "x  y" * 50}, f"a: {'x  y' * 50}\n"),
            ({"a": ": " + "x" * 150}, f"a: >-\n  :\n  {'x' * 150}\n"),
        ],
    )
    def test_layout(self, tree: dict[str, Any], expected: str) -> None:
        """The text is as expected, and reads back as the tree."""
        text = format_yaml(tree)

        assert expected.removesuffix("X") == text[: len(expected.removesuffix("X"))]
        assert tree == parse_yaml(text, "f")[0] or tree == {}

    def test_folded_text(self) -> None:
        """Long text is folded at spaces before column 100."""
        words = " ".join(f"word{i}" for i in range(40))
        text = format_yaml({"about": {"en": words, "zh": "short"}})

        assert ["about:", "  en: >-"] == text.splitlines()[:2]
        assert 100 >= max(len(line) for line in text.splitlines()) > 90
        assert {"about": {"en": words, "zh": "short"}} == parse_yaml(text, "f")[0]

    def test_folded_texts_in_a_list(self) -> None:
        """A list of texts is one line where it fits, else one text an entry."""
        short, long = ["a", "b c"], ["d " * 60 + "e", "f\ng"]

        assert "of: [a, b c]\n" == format_yaml({"of": short})
        assert {"of": long} == parse_yaml(format_yaml({"of": long}), "f")[0]

    def test_key_that_is_too_long(self) -> None:
        """A key longer than YAML looks for its colon is written with a question mark."""
        tree = {"a": {"k" * 1100: {"b": {"c": 1}}, "l" * 1100: "d"}}
        text = format_yaml(tree)

        assert "\n  ? k" in text
        assert tree == parse_yaml(text, "f")[0]


class TestWriteWhole:
    """A file is written beside its place first, then put there: never half."""

    def test_text(self, tmp_path: Path) -> None:
        """The text arrives in UTF-8 with plain line ends, and nothing is left beside it."""
        write_whole("a: 和平\n", tmp_path / "a.yaml")

        assert "a: 和平\n".encode() == (tmp_path / "a.yaml").read_bytes()
        assert [tmp_path / "a.yaml"] == list(tmp_path.iterdir())

    def test_replaces(self, tmp_path: Path) -> None:
        """What stood there is replaced; a link keeps pointing at it."""
        (tmp_path / "a.yaml").write_text("old", encoding="utf-8")
        (tmp_path / "b.yaml").symlink_to(tmp_path / "a.yaml")
        write_whole("new", tmp_path / "b.yaml")

        assert (tmp_path / "b.yaml").is_symlink()
        assert "new" == (tmp_path / "a.yaml").read_text(encoding="utf-8")

    @pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
    def test_pipe(self, tmp_path: Path) -> None:
        """A pipe is written to, and stays a pipe."""
        pipe = tmp_path / "pipe"
        os.mkfifo(pipe)
        with ThreadPoolExecutor(1) as pool:
            read = pool.submit(pipe.read_text, encoding="utf-8")
            write_whole("a: 和平\n", pipe)

        assert "a: 和平\n" == read.result(timeout=5)
        assert pipe.is_fifo()

    def test_no_folder(self, tmp_path: Path) -> None:
        """A path that cannot be written is refused with the reason."""
        with pytest.raises(UsageError, match=r"expected a path that can be written, got '.*a\.yaml'; No such file"):
            write_whole("a", tmp_path / "nowhere" / "a.yaml")

    def test_no_path(self) -> None:
        """A path that no file can have is refused with the reason."""
        with pytest.raises(UsageError, match=r"expected a path that can be written, got 'a.x00b'; embedded null byte"):
            write_whole("a", Path("a\0b"))

    def test_fails_half_way(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """When putting it in place fails, what stood there stands, and nothing is left beside it."""
        (tmp_path / "a.yaml").write_text("old", encoding="utf-8")

        def full(beside: str, target: str) -> None:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr("os.replace", full)
        with pytest.raises(UsageError, match="No space left on device"):
            write_whole("new", tmp_path / "a.yaml")

        assert ["a.yaml"] == [each.name for each in tmp_path.iterdir()]
        assert "old" == (tmp_path / "a.yaml").read_text(encoding="utf-8")
