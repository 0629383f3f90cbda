"""The condition language: its tree, its parser with carets under mistakes, and its printer (semantics §11)."""

from typing import Any

import pytest

from negotiation.errors import ConditionError, UsageError
from negotiation.scenario import at_least, at_most, exactly, format_condition, parse_condition
from negotiation.scenario.conditions import (
    MAX_DEPTH,
    Among,
    And,
    Atom,
    Compare,
    Condition,
    Constant,
    Count,
    Implies,
    Not,
    Or,
    children,
    is_package_only,
    issues_in,
    to_condition,
    walk,
)

A, B, C = (Compare(name, "==", "x") for name in "abc")


class TestParseCondition:
    """The condition that a text says."""

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("true", Constant(True)),
            ("false", Constant(False)),
            ("seat == yes", Compare("seat", "==", "yes")),
            ("seat!=yes", Compare("seat", "!=", "yes")),
            ("seat < yes", Compare("seat", "<", "yes")),
            ("seat <= yes", Compare("seat", "<=", "yes")),
            ("seat > yes", Compare("seat", ">", "yes")),
            ("seat >= yes", Compare("seat", ">=", "yes")),
            ("seat in {yes}", Among("seat", ("yes",))),
            ("seat in { yes , no }", Among("seat", ("yes", "no"))),
            ("moved(seat)", Atom("moved", ("seat",))),
            ("improved(seat)", Atom("improved", ("seat",))),
            ("met(seat)", Atom("met", ("seat",))),
            ("met(seat, yes)", Atom("met", ("seat", "yes"))),
            ("happened(flood)", Atom("happened", ("flood",))),
            ("did(east, leaves)", Atom("did", ("east", "leaves"))),
            ("did(east, carries_out, dam)", Atom("did", ("east", "carries_out", "dam"))),
            ("consulted(east, west)", Atom("consulted", ("east", "west"))),
            ("consented(east)", Atom("consented", ("east",))),
            ("performed(east, dam)", Atom("performed", ("east", "dam"))),
            ("fact(dry_year)", Atom("fact", ("dry_year",))),
            ("turn >= 3", Compare("turn", ">=", "3")),
            ("turn == 007", Compare("turn", "==", "7")),
            ("moved == moved", Compare("moved", "==", "moved")),
            ("at_least == exactly", Compare("at_least", "==", "exactly")),
            ("at_least(1, a == x, b == x)", Count("at_least", 1, (A, B))),
            ("at_most(0, a == x => b == x)", Count("at_most", 0, (Implies(A, B),))),
            ("exactly(1, a == x or b == x)", Count("exactly", 1, (Or((A, B)),))),
            ("  a == x\n  and b == x\t", And((A, B))),
        ],
    )
    def test_reads_every_form(self, text: str, expected: Condition) -> None:
        """Each form of the grammar gives its tree, whatever the white space."""
        assert expected == parse_condition(text)

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("a == x or b == x and c == x", Or((A, And((B, C))))),
            ("a == x and b == x or c == x", Or((And((A, B)), C))),
            ("a == x and (b == x or c == x)", And((A, Or((B, C))))),
            ("a == x and b == x and c == x", And((A, B, C))),
            ("(a == x and b == x) and c == x", And((And((A, B)), C))),
            ("not a == x and b == x", And((Not(A), B))),
            ("not (a == x and b == x)", Not(And((A, B)))),
            ("not not a == x", Not(Not(A))),
            ("a == x or b == x => c == x", Implies(Or((A, B)), C)),
            ("a == x => b == x and c == x", Implies(A, And((B, C)))),
            ("a == x => b == x or c == x", Implies(A, Or((B, C)))),
            ("(a == x => b == x) => c == x", Implies(Implies(A, B), C)),
            ("a == x => (b == x => c == x)", Implies(A, Implies(B, C))),
            ("((a == x))", A),
        ],
    )
    def test_binds_as_the_grammar_says(self, text: str, expected: Condition) -> None:
        """`not` binds tighter than `and`, that than `or`, that than `=>`; parentheses stand above all."""
        assert expected == parse_condition(text)


ISSUE = "expected an issue, a call such as moved(issue), 'not', 'true', 'false' or '('"
OPERATOR = "expected one of == != <= >= < > or 'in'"
MORE = "expected 'and', 'or', '=>' or the end"
CALLS = (
    "expected one of moved, improved, met, happened, did, consulted, consented, performed, fact, "
    "at_least, at_most, exactly"
)


class TestMistakes:
    """A text that does not parse is refused with a caret under the place where it stops making sense."""

    @pytest.mark.parametrize(
        ("text", "message", "caret"),
        [
            ("", f"{ISSUE}, got the end", 0),
            ("   ", f"{ISSUE}, got the end", 0),
            ("and", f"{ISSUE}, got 'and'", 0),
            ("Moved(seat)", f"{ISSUE}, got 'Moved'", 0),
            ("3 == seat", f"{ISSUE}, got '3'", 0),
            ("seat", f"{OPERATOR}, got the end", 4),
            ("seat  ", f"{OPERATOR}, got the end", 4),
            ("seat = yes", f"{OPERATOR}, got '='", 5),
            ("seat => yes", f"{OPERATOR}, got '=>'", 5),
            ("seat ==", "expected an option of the issue (its id), got the end", 7),
            ("seat == 3", "expected an option of the issue (its id), got '3'", 8),
            ("seat == not", "expected an option of the issue (its id), got 'not'", 8),
            ("seat == turn", "expected an option of the issue (its id), got 'turn'", 8),
            ("a == b == c", f"{MORE}, got '=='", 7),
            ("seat == yes)", f"{MORE}, got ')'", 11),
            ("seat == yes, road", f"{MORE}, got ','", 11),
            ("seat == yes # no", f"{MORE}, got '#'", 12),
            ("(seat == yes", "expected ')', got the end", 12),
            ("not", f"{ISSUE}, got the end", 3),
            ("a == x and", f"{ISSUE}, got the end", 10),
            ("a == x or or b == x", f"{ISSUE}, got 'or'", 10),
            ("seat in yes", "expected '{', got 'yes'", 8),
            ("seat in {}", "expected an option, got '}'", 9),
            ("seat in {yes no}", "expected '}', got 'no'", 13),
            ("seat in {yes,", "expected an option, got the end", 13),
            ("move(seat)", f"{CALLS}, got 'move'", 0),
            ("a == x and gone(seat)", f"{CALLS}, got 'gone'", 11),
            ("moved()", "expected a name, got ')'", 6),
            ("moved(3)", "expected a name, got '3'", 6),
            ("moved(not)", "expected a name, got 'not'", 6),
            ("moved(a, b)", "expected 1 name in moved(…), got ')'", 10),
            ("met(a, b, c)", "expected 1 to 2 names in met(…), got ')'", 11),
            ("did(east)", "expected 2 to 3 names in did(…), got ')'", 8),
            ("performed(east)", "expected 2 names in performed(…), got ')'", 14),
            ("moved(seat", "expected ')', got the end", 10),
            ("fact == x", "expected '(', got '=='", 5),
            ("at_least(x, a == x)", "expected a whole number, got 'x'", 9),
            ("at_least(2)", "expected ',', got ')'", 10),
            ("at_least(2, a == x", "expected ')', got the end", 18),
            ("turn", "expected one of == != <= >= < >, got the end", 4),
            ("turn in {a}", "expected one of == != <= >= < >, got 'in'", 5),
            ("turn == three", "expected a number of turns, got 'three'", 8),
            ("turn == 1234567890", f"{MORE}, got '0'", 17),
            (
                "a == x => b == x => c == x",
                "expected 'and', 'or' or the end ('=>' does not chain: use parentheses), got '=>'",
                17,
            ),
        ],
    )
    def test_are_told_with_a_caret(self, text: str, message: str, caret: int) -> None:
        """The sentence says what was expected and got; the caret stands under it."""
        with pytest.raises(ConditionError) as caught:
            parse_condition(text)

        assert f"{message}\n    {text.rstrip()}\n    {' ' * caret}^" == str(caught.value)

    def test_show_the_line_they_are_in(self) -> None:
        """Of a text of several lines only the line with the mistake is shown, tabs as one blank."""
        with pytest.raises(ConditionError) as caught:
            parse_condition("moved(seat)\n\tand road ?? open\nand true")

        assert "got '?'\n     and road ?? open\n              ^" == str(caught.value).partition(", ")[2]
        assert 22 == caught.value.at

    @pytest.mark.parametrize("text", ["(" * 2000 + "true" + ")" * 2000, "not " * 2000 + "true"])
    def test_are_told_when_nobody_could_read_it(self, text: str) -> None:
        """Too many conditions inside each other are refused before they exhaust the interpreter."""
        with pytest.raises(ConditionError, match=f"^expected at most {MAX_DEPTH} conditions inside each other, got"):
            parse_condition(text)

    def test_begin_one_beyond_the_limit(self) -> None:
        """As many conditions inside each other as the limit says are read."""
        assert Constant(True) == parse_condition("(" * (MAX_DEPTH - 1) + "true" + ")" * (MAX_DEPTH - 1))


class TestFormatCondition:
    """The text of a condition; parsing it gives the same condition."""

    @pytest.mark.parametrize(
        "text",
        [
            "true",
            "a == x or b == x and c == x",
            "(a == x or b == x) and not (c == x or true)",
            "(a == x => b == x) => c == x",
            "not (a == x => b == x)",
            "not not moved(a)",
            "at_least(2, moved(a), a == x => b == x, c in {x, y})",
            "(a == x and b == x) and c == x",
            "turn >= 3 and fact(dry)",
        ],
    )
    def test_writes_as_one_would(self, text: str) -> None:
        """No parenthesis too many, none too few."""
        assert text == format_condition(parse_condition(text))

    @pytest.mark.parametrize(
        ("condition", "expected"),
        [
            (And(()), "true"),
            (Or(()), "false"),
            (Among("a", ()), "false"),
            (Count("at_least", 0, ()), "true"),
            (Count("at_least", 1, ()), "false"),
            (Count("at_most", 1, ()), "true"),
            (Count("exactly", 1, ()), "false"),
            (And((A,)), "a == x"),
            (Not(Or((A,))), "not (a == x)"),
            (Not(And(())), "not true"),
        ],
    )
    def test_says_what_the_grammar_has_no_words_for(self, condition: Condition, expected: str) -> None:
        """Conditions of nothing, or of one part, that only Python can build read as what they mean."""
        assert expected == format_condition(condition)


class TestTree:
    """What stands inside a condition, and what it asks about."""

    def test_is_walked_outermost_first(self) -> None:
        """Every condition inside is met once, in reading order."""
        tree = parse_condition("not a == x => at_least(1, b == x, c == x and true)")

        assert [Implies, Not, Compare, Count, Compare, And, Compare, Constant] == [type(each) for each in walk(tree)]
        assert (Not(A), tree.then if isinstance(tree, Implies) else None) == children(tree)
        assert () == children(A)

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("moved(a) and b in {x} => not met(c, x)", True),
            ("at_least(1, improved(a), true)", True),
            ("moved(a) or not (b == x and happened(flood))", False),
            ("turn >= 2", False),
            ("fact(dry)", False),
        ],
    )
    def test_knows_whether_it_asks_about_packages_alone(self, text: str, expected: bool) -> None:
        """A world atom or the turn, however deep, makes it ask about the world."""
        assert expected is is_package_only(parse_condition(text))

    def test_knows_its_issues(self) -> None:
        """The issues on which it depends; the turn is none."""
        assert {"a", "b", "c"} == issues_in(parse_condition("moved(a) and b in {x} and c > x and turn > 2 or fact(d)"))


class TestToCondition:
    """A condition for a text or a k-of-n map; a condition (or None) as it is."""

    def test_takes_what_authors_write(self) -> None:
        """Texts, conditions, k-of-n maps, one inside the other, and nothing."""
        counted = to_condition({"at_least": 2, "of": ["a == x", B, {"at_most": 1, "of": ["c == x"]}]})

        assert at_least(2, "a == x", B, at_most(1, C)) == counted
        assert exactly(1, A) == Count("exactly", 1, (A,))
        assert A is to_condition(A)
        assert to_condition(None) is None

    @pytest.mark.parametrize("value", [{}, {"of": ["a == x"]}, {"at_least": 1}, {"two": 2, "of": []}])
    def test_refuses_other_maps(self, value: dict[str, Any]) -> None:
        """A map that is no k-of-n says what one looks like."""
        with pytest.raises(UsageError) as caught:
            to_condition(value)

        expected = "expected a condition: text, or a map such as {at_least: 2, of: [...]}, got "
        assert expected + repr(value) == str(caught.value)
