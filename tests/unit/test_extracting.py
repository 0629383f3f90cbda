"""Finding messages in code: what is given to `say`, wherever its text stands; nothing else."""

import io

import pytest

from negotiation.text.locales.extracting import NAMED, extract, messages_in


class Named(io.BytesIO):
    """A file with a name, as Babel opens it."""

    def __init__(self, code: str, name: str) -> None:
        super().__init__(code.encode())
        self.name = name


def found(code: str) -> list[str]:
    """Return the messages of a piece of code, in order of their lines."""
    return [message for _, message in messages_in(code.encode())]


class TestMessages:
    """A message is a text given to one of the functions that say something."""

    @pytest.mark.parametrize(
        ("code", "messages"),
        [
            ('say("one", language)', ["one"]),
            ('self.say("one")', ["one"]),
            ('reader.line("one", who="two")', ["one"]),
            ('self.section("name", "A title", [])', ["A title"]),
            ('retell(text, ("one {n}", "two"), language)', ["one {n}", "two"]),
            ('map(say, ("one", "two"))', ["one", "two"]),
            ('say("one" if many else "two")', ["one", "two"]),
            ('say(name or "one")', ["one"]),
            ('say({"a": "one", "b": "two"}[key])', ["one", "two"]),
            ('say({"a": "one"}.get(key, "two"))', ["one", "two"]),
            ('say(["one", *("two",)])', ["one", "two"]),
            ('say(" ")', [" "]),
            ('say("x")', []),
            ("say(17)", []),
            ("say(name)", []),
            ("say(made())", []),
            ("say()", []),
            ('print("one")', []),
            ('view.say("passes")', []),
            ('(lambda: 1)("one")', []),
        ],
    )
    def test_are_what_is_said(self, code: str, messages: list[str]) -> None:
        """Literals, choices between them, tables and lists are looked into; marks and notation are none."""
        assert messages == found(code)

    def test_are_found_by_name_in_the_same_function(self) -> None:
        """A name stands for what the function binds it to: in one piece, grown, annotated or in a loop."""
        code = """
def tell():
    first = "one"
    grown = "two, "
    grown += "three"
    noted: str = "four"
    for each in ("five", "six"):
        say(each)
    return say(first), say(grown), say(noted), [say(word) for word in ("seven", "eight")]
"""

        assert {"one", "two, three", "four", "five", "six", "seven", "eight"} == set(found(code))

    def test_of_a_name_bound_twice_are_both(self) -> None:
        """What is bound before something else is bound is said somewhere too."""
        code = 'def tell():\n    text = "one"\n    if many:\n        text = "two"\n    return say(text)\n'

        assert ["one", "two"] == found(code)

    def test_are_found_in_tables_of_the_module(self) -> None:
        """A constant of the module is looked up where the function has no such name."""
        tables = 'WORDS = ("one", "two")\nTOLD: tuple[str, ...] = ("three",)\n'
        code = f"{tables}def tell(i):\n    say(WORDS[i])\n    say(TOLD[i])\n"

        assert ["one", "two", "three"] == found(code)

    def test_are_found_in_columns_of_tables(self) -> None:
        """A loop over rows or items takes the column that the name stands for, and no other."""
        code = """
def tell():
    rows = [("a", "one"), ("b", "two")]
    named: dict[str, str] = {"three": "c"}
    for key, text in rows:
        say(text)
    for word, sign in named.items():
        say(word)
    for key, text in made():
        say(key)
    for name, text in (("d", "four"), ("short",), 5):
        say(text)
"""

        assert {"one", "two", "three", "four"} == set(found(code))


class TestExtract:
    """What Babel is given: line, function, message, comments."""

    def test_yields_lines_and_messages(self) -> None:
        """Each message comes once, with the line where it is said."""
        file = Named('say("one")\nsay("two")\nsay("one")', "negotiation/report/words.py")

        assert [(1, "", "one", []), (2, "", "two", []), (3, "", "one", [])] == list(extract(file, {}, (), {}))

    def test_yields_words_said_by_name_with_the_catalogue(self) -> None:
        """Words that scenarios bring by name are listed once, with the module that says them."""
        yielded = list(extract(Named("", "negotiation/text/catalogue.py"), {}, (), {}))

        assert list(NAMED) == [message for _, _, message, _ in yielded]
