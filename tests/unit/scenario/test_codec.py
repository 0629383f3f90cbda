"""One definition per field: how it is read, written, checked and described; every problem at its path."""

import math
from typing import Any

import pytest
from attrs import frozen

from negotiation.errors import Problem, ScenarioError
from negotiation.scenario import Basis, Measure, Number, Position, RedLine, Row, Table, assumed, codec, stated
from negotiation.scenario.actors import RowCodec
from negotiation.scenario.codec import Reader, coded
from negotiation.scenario.conditions import TRUE, And, Compare, Count, parse_condition
from negotiation.scenario.issues import Option
from negotiation.scenario.measures import Effect, EffectCodec
from negotiation.scenario.talking import Promise
from tests.reference import schema_twin

DEFINITIONS = {"condition": codec.Cond().schema()}
QUOTES = "put it in quotes"


@frozen
class Box:
    """An object with every kind of field."""

    id: str
    size: Number = coded(codec.Num(0.0, 1.0))
    colour: str = coded(codec.Str(words=("red", "blue")), default="red")
    basis: Basis | None = coded(codec.BasisKeys(), default=None)
    inner: tuple[Any, ...] = coded(codec.Many(codec.Object(Option)), default=())
    kind_: str = coded(codec.Str(), key="kind", default="box")
    hidden: int = 0


@frozen
class Label:
    """An object whose id may stand in files that do not key it."""

    id: str = coded(codec.Str())
    text: str = coded(codec.Str(), default="")


def read(of: codec.Codec, node: Any) -> tuple[Any, tuple[Problem, ...]]:
    """Return what a codec reads at the path `at`, and the problems."""
    to = Reader()
    value = of.read(node, "at", to)
    return value, tuple(to.problems)


GOOD: list[tuple[codec.Codec, Any, Any]] = [
    (codec.Str(), "", ""),
    (codec.Str(words=("red", "blue")), "blue", "blue"),
    (codec.Str("a slug", pattern=codec.SLUG_PATTERN), "a-1", "a-1"),
    (codec.Words(), "peace", "peace"),
    (codec.Words(), {"zh": "和平", "en": "peace"}, Table({"en": "peace", "zh": "和平"})),
    (codec.Bool(), False, False),
    (codec.Int(1), 1, 1),
    (codec.Int(1, 9), 9, 9),
    (codec.Num(), -2.5, Number(-2.5)),
    (codec.Num(0.0, 1.0), 1, Number(1.0)),
    (codec.Num(), {"value": 1, "range": [0, 2], "stated": ["S1", "S2"]}, Number(1, stated("S1", "S2"), (0, 2))),
    (codec.Num(), {"value": 1, "assumed": "a guess"}, Number(1, assumed("a guess"))),
    (codec.Ids(), "a", ("a",)),
    (codec.Ids(), ["a", "b"], ("a", "b")),
    (codec.Ids(), [], ()),
    (codec.Cond(), "moved(a) and true", parse_condition("moved(a) and true")),
    (
        codec.Cond(),
        {"at_most": 1, "of": ["true", {"exactly": 0, "of": ["false"]}]},
        parse_condition("at_most(1, true, exactly(0, false))"),
    ),
    (codec.Map(codec.Int()), {"a": 1}, Table({"a": 1})),
    (codec.Map(codec.PlainTree()), {"a": None, "b": [{"c": 1}]}, Table({"a": None, "b": (Table({"c": 1}),)})),
    (codec.Many(codec.Int()), [1, 2], (1, 2)),
    (codec.Keyed(Option), {"a": {"title": "A"}}, Table({"a": Option("a", "A")})),
    (codec.Listed(Option), [{"b": {"title": "B"}}, {"a": {"title": "A"}}], (Option("b", "B"), Option("a", "A"))),
    (RowCodec(), {"a": 0, "b": 1}, Row({"a": 0, "b": 1})),
    (RowCodec(), {"a": 0.2, "scale": "as_given"}, Row({"a": 0.2}, "as_given")),
    (EffectCodec(), -0.5, Effect(-0.5)),
    (EffectCodec(), {"value": 0.5, "range": [0, 1]}, Effect(Number(0.5, None, (0, 1)))),
    (EffectCodec(), {"value": 0.5, "on": "both", "when": "true"}, Effect(0.5, "both", TRUE)),
]

BAD: list[tuple[codec.Codec, Any, Any, list[Problem]]] = [
    (codec.Str("an id"), 7, "", [Problem("at", "an id", "7", QUOTES)]),
    (codec.Str(), True, "", [Problem("at", "text", "True", QUOTES)]),
    (codec.Str(), None, "", [Problem("at", "text", "nothing")]),
    (codec.Str(), ["a"], "", [Problem("at", "text", "a list")]),
    (codec.Str(words=("red", "blue")), "rad", "red", [Problem("at", "one of red, blue", "'rad'", "did you mean red?")]),
    (codec.Str("a slug", pattern=codec.SLUG_PATTERN), "A", "", [Problem("at", "a slug", "'A'")]),
    (codec.Str("a slug", pattern=codec.SLUG_PATTERN), "a\n", "", [Problem("at", "a slug", "'a\\n'")]),
    (codec.Words(), 7, "", [Problem("at", "text, or a map from languages to texts", "7", QUOTES)]),
    (codec.Words(), {}, "", [Problem("at", "text, or a map from languages to texts", "a map")]),
    (codec.Words(), {"en": 7}, "", [Problem("at", "text, or a map from languages to texts", "a map")]),
    (codec.Bool(), "yes", False, [Problem("at", "true or false", "'yes'")]),
    (codec.Int(1), 0, 1, [Problem("at", "a whole number, 1 or more", "0")]),
    (codec.Int(1, 9), 10, 1, [Problem("at", "a whole number, 1 to 9", "10")]),
    (codec.Int(), True, 0, [Problem("at", "a whole number, 0 or more", "True")]),
    (codec.Int(), 1.5, 0, [Problem("at", "a whole number, 0 or more", "1.5")]),
    (codec.Num(), "1", Number(0), [Problem("at", "a number in [-1000, 1000]", "'1'")]),
    (codec.Num(), True, Number(0), [Problem("at", "a number in [-1000, 1000]", "True")]),
    (codec.Num(), math.inf, Number(0), [Problem("at", "a number in [-1000, 1000]", "inf")]),
    (codec.Num(), math.nan, Number(0), [Problem("at", "a number in [-1000, 1000]", "nan")]),
    (codec.Num(), 10**400, Number(0), [Problem("at", "a number in [-1000, 1000]", f"1{'0' * 79}…")]),
    (codec.Num(0.0), -1, Number(0), [Problem("at", "a number in [0, 1000]", "-1")]),
    (codec.Num(0.0, 1.0), 1.7, Number(0), [Problem("at", "a number in [0, 1]", "1.7")]),
    (codec.Num(), {}, Number(0), [Problem("at.value", "a number in [-1000, 1000]", "nothing")]),
    (
        codec.Num(),
        {"value": "x", "range": [1, 2]},
        Number(0),
        [Problem("at.value", "a number in [-1000, 1000]", "'x'")],
    ),
    (codec.Num(), {"value": 1, "range": 2}, Number(0), [Problem("at.range", "a range [low, high]", "2")]),
    (codec.Num(), {"value": 1, "range": [2]}, Number(0), [Problem("at.range", "a range [low, high]", "a list")]),
    (
        codec.Num(),
        {"value": 1, "range": [0, "b"]},
        Number(0),
        [Problem("at.range", "a number in [-1000, 1000]", "'b'")],
    ),
    (
        codec.Num(),
        {"value": 3, "range": [0, 2]},
        Number(0),
        [Problem("at.range", "a range that contains the value 3", "[0, 2]")],
    ),
    (
        codec.Num(),
        {"value": 1, "valeu": 2},
        Number(0),
        [Problem("at.valeu", "a known key", "'valeu'", "did you mean value?")],
    ),
    (codec.Num(), {"value": 1, "stated": "S 1"}, Number(0), [Problem("at.stated", "an id", "'S 1'")]),
    (codec.Num(), {"value": 1, "stated": []}, Number(0), [Problem("at.stated", "a source or more", "nothing")]),
    (codec.Num(), {"value": 1, "stated": 7}, Number(0), [Problem("at.stated", "an id or a list of ids", "7")]),
    (
        codec.Num(),
        {"value": 1, "stated": "S1", "assumed": "x"},
        Number(0),
        [Problem("at.assumed", "one basis, and 'stated' stands beside it")],
    ),
    (codec.Ids(), 7, (), [Problem("at", "an id or a list of ids", "7")]),
    (codec.Ids(), ["a", 7], ("a", ""), [Problem("at", "an id", "7", QUOTES)]),
    (codec.Cond(), 7, TRUE, [Problem("at", "a condition: text, or a map such as {at_least: 2, of: [...]}", "7")]),
    (
        codec.Cond(),
        "moved(a) or",
        TRUE,
        [
            Problem(
                "at",
                "a condition",
                "",
                "expected an issue, a call such as moved(issue), 'not', 'true', 'false' or '(', got the end\n"
                "    moved(a) or\n               ^",
            )
        ],
    ),
    (
        codec.Cond(),
        {"at_least": 1, "at_most": 2, "of": ["true"]},
        TRUE,
        [Problem("at", "a condition: text, or a map such as {at_least: 2, of: [...]}", "a map")],
    ),
    (codec.Cond(), {"at_least": 1}, TRUE, [Problem("at.of", "a list of conditions", "nothing")]),
    (codec.Cond(), {"at_least": 1, "of": []}, TRUE, [Problem("at.of", "a list of conditions", "a list")]),
    (
        codec.Cond(),
        {"at_least": "one", "of": ["true"], "if": "x"},
        Count("at_least", 0, (TRUE,)),
        [
            Problem("at.if", "a known key", "'if'", "choose from at_least, of"),
            Problem("at.at_least", "a whole number, 0 or more", "'one'"),
        ],
    ),
    (codec.Map(codec.Int()), [], Table(), [Problem("at", "a map", "a list")]),
    (codec.Map(codec.Int()), {7: 1}, Table(), [Problem("at.7", "an id", "7")]),
    (
        codec.Map(codec.Int(), codec.ID_PATTERN),
        {"A": 1, "not": 1, "a": 1},
        Table({"a": 1}),
        [
            Problem("at.A", "an id: small letters, digits and underscores", "'A'"),
            Problem("at.not", "an id: small letters, digits and underscores, no reserved word", "'not'"),
        ],
    ),
    (
        codec.Map(codec.Object(Position)),
        {"a": {}},
        Table(),
        [Problem("at.a", "seeks, refuses or says: what the position is", "none of them")],
    ),
    (codec.Many(codec.Int()), {}, (), [Problem("at", "a list", "a map")]),
    (codec.Keyed(Option), [], Table(), [Problem("at", "a map from ids", "a list")]),
    (
        codec.Keyed(Option, codec.SLUG_PATTERN),
        {"A b": {}},
        Table(),
        [Problem("at.A b", "a slug: small letters, digits and hyphens", "'A b'")],
    ),
    (codec.Keyed(RedLine), {"a": {}}, Table(), [Problem("at.a", "either never or only_if", "neither")]),
    (codec.Listed(Option), {"a": {}}, (), [Problem("at", "a list of `- id: {...}`, in order", "a map")]),
    (
        codec.Listed(Option),
        ["a", {"b": {"title": "B"}, "c": None}],
        (),
        [
            Problem("at", "one `id: {...}` an entry", "'a'", "check the indentation below the id"),
            Problem("at", "one `id: {...}` an entry", "a map", "check the indentation below the id"),
        ],
    ),
    (
        codec.Listed(Option),
        [{"a": {"title": "A"}}, {"a": {"title": "B"}}],
        (Option("a", "A"),),
        [Problem("at.a", "each id once", "'a'")],
    ),
    (
        codec.Listed(Option),
        [{"A": {"title": "A"}}],
        (),
        [Problem("at.A", "an id: small letters, digits and underscores", "'A'")],
    ),
    (codec.Listed(RedLine), [{"a": {}}], (), [Problem("at.a", "either never or only_if", "neither")]),
    (RowCodec(), {"a": 2}, Row({"a": 0}), [Problem("at.a", "a number in [0, 1]", "2")]),
    (
        RowCodec(),
        {"a": 1, "scale": "raw"},
        Row({"a": 1}),
        [Problem("at.scale", "one of unit, as_given", "'raw'", "choose from unit, as_given")],
    ),
    (
        EffectCodec(),
        {"on": "all", "when": "("},
        Effect(0, "no_deal", TRUE),
        [
            Problem("at.value", "a number in [-1000, 1000]", "nothing"),
            Problem("at.on", "one of no_deal, agreement, both", "'all'", "choose from no_deal, agreement, both"),
            Problem(
                "at.when",
                "a condition",
                "",
                "expected an issue, a call such as moved(issue), 'not', 'true', 'false' or '(', got the end\n"
                "    (\n     ^",
            ),
        ],
    ),
]


def _is_structural(of: codec.Codec, problem: Problem) -> bool:
    """Return whether a schema can see a problem: not what a condition says, sums, or ids that stand twice."""
    beyond = ("a condition", "a range that", "each id", "either", "seeks", "one basis", "a source or")
    unseen = ("inf", "nan", str(10**400), "'a\\n'", "7" if isinstance(of, codec.Map) else "")
    return not problem.expected.startswith(beyond) and problem.got not in unseen


class TestCodecs:
    """How one kind of value is read, written and described."""

    @pytest.mark.parametrize(("of", "node", "expected"), GOOD)
    def test_read_and_write(self, of: codec.Codec, node: Any, expected: Any) -> None:
        """A good node gives its value; what is written reads back to the same; nothing is wrong with either."""
        value, problems = read(of, node)
        to = Reader()
        of.check(value, "at", to)

        assert (expected, ()) == (value, problems)
        assert (expected, ()) == read(of, of.write(value))
        assert [] == to.problems

    @pytest.mark.parametrize(("of", "node", "blank", "problems"), BAD)
    def test_refuse(self, of: codec.Codec, node: Any, blank: Any, problems: list[Problem]) -> None:
        """A bad node gives a blank and says at which path what was expected."""
        assert (blank, tuple(problems)) == read(of, node)

    @pytest.mark.parametrize(("of", "node", "expected"), GOOD)
    def test_describe_what_is_good(self, of: codec.Codec, node: Any, expected: Any) -> None:
        """A good node fits the schema, as it was given and as it is written."""
        assert schema_twin.fits(node, of.schema(), DEFINITIONS)
        assert schema_twin.fits(of.write(expected), of.schema(), DEFINITIONS)

    @pytest.mark.parametrize(
        ("of", "node"),
        [(of, node) for of, node, _, problems in BAD if all(_is_structural(of, each) for each in problems)],
    )
    def test_describe_what_is_bad(self, of: codec.Codec, node: Any) -> None:
        """A structurally bad node does not fit it."""
        assert not schema_twin.fits(node, of.schema(), DEFINITIONS)

    def test_leave_what_they_do_not_know_to_others(self) -> None:
        """The base class says of nothing how it is read or described."""
        with pytest.raises(NotImplementedError, match=r"^$"):
            codec.Codec().read(1, "at", Reader())
        with pytest.raises(NotImplementedError, match=r"^$"):
            codec.Codec().schema()


class TestObject:
    """A map with known keys: a value of an attrs class."""

    BOX = Box("a", Number(0.5), "blue", stated("S1"), (Option("", "x"),), "crate", 3)

    def test_reads_what_it_knows(self) -> None:
        """Keys give fields; what stands around the tree gives the rest; null stands for the default."""
        node = {"size": 0.5, "colour": None, "stated": "S1", "kind": "crate"}
        found = codec.Object(Box).read(node, "at", to := Reader(), id="a")

        assert ([], Box("a", Number(0.5), "red", stated("S1"), (), "crate")) == (to.problems, found)

    def test_writes_what_is_no_default(self) -> None:
        """Fields at their default, the id, and fields that no file knows are left out."""
        assert {"size": 0.5} == codec.write(Box("a", Number(0.5)))
        assert {
            "size": 0.5,
            "colour": "blue",
            "stated": "S1",
            "inner": [{"title": "x"}],
            "kind": "crate",
        } == codec.write(self.BOX)

    def test_misses_what_it_needs(self) -> None:
        """A key without a default is required; of what is no map nothing more is said."""
        found = codec.Object(Box).read({}, "at", to := Reader(), id="a")
        assert ([Problem("at.size", "the key 'size'", "nothing")], Box("a", Number(0))) == (to.problems, found)

        codec.Object(Box).read([], "at", to := Reader(), id="a")
        assert [Problem("at", "a map", "a list")] == to.problems

    def test_knows_its_keys(self) -> None:
        """A key it does not know suggests the nearest; one that looks like half a condition says what to do."""
        codec.Object(Box).read({"size": 1, "colur": "red", "b == c": None, 7: 1}, "at", to := Reader(), id="a")

        known = "choose from size, colour, stated, implied, assumed, external, inner, kind"
        assert [
            Problem("at.colur", "a known key", "'colur'", "did you mean colour?"),
            Problem(
                "at.b == c",
                "a known key",
                "'b == c'",
                "commas and braces split what stands inside { }: put the text or condition in quotes",
            ),
            Problem("at.7", "a known key", "'7'", known),
        ] == to.problems

    def test_checks_what_python_made(self) -> None:
        """What a file could not say is told of a value made in Python."""
        bad = Box(
            "a", Number(1.5, Basis("stated", "S 1")), "green", stated("S-2"), (Option("", "x", reversible_in_turns=0),)
        )
        codec.Object(Box).check(bad, "at", to := Reader())

        assert [
            Problem("at.size.stated", "an id", "'S 1'"),
            Problem("at.size", "a number in [0, 1]", "1.5"),
            Problem("at.colour", "one of red, blue", "'green'", "choose from red, blue"),
            Problem("at.stated", "an id", "'S-2'"),
            Problem("at.inner.reversible_in_turns", "a whole number, 1 or more", "0"),
        ] == to.problems

    def test_describes(self) -> None:
        """Its schema takes what it writes, wants what it needs and nothing else."""
        schema = codec.Object(Box).schema()

        assert ["size"] == schema["required"]
        assert schema_twin.fits(codec.write(self.BOX), schema, DEFINITIONS)
        assert not schema_twin.fits({"size": 1, "hidden": 1}, schema, DEFINITIONS)
        assert not schema_twin.fits({}, schema, DEFINITIONS)

    def test_uses_keys_that_python_reserves(self) -> None:
        """A field with a trailing underscore has its plain name in files."""
        promise = Promise("p", "east", "west", if_="happened(flood)")

        assert {"by": "east", "to": "west", "if": "happened(flood)"} == codec.write(promise)

    def test_takes_its_id_from_its_key(self) -> None:
        """Where the key gives the id the object does not repeat it; by itself it does."""
        found = codec.Keyed(Label).read({"a": {"text": "x"}}, "at", to := Reader())

        assert ([], Table({"a": Label("a", "x")})) == (to.problems, found)
        assert Label("a", "x") == codec.Object(Label).read({"id": "a", "text": "x"}, "at", to)
        assert ["text"] == list(codec.Object(Label).schema()["properties"])
        assert {} == codec.BasisKeys().schema()

    def test_lists_its_fields(self) -> None:
        """Key, attribute and codec of those that stand in files."""
        keys = [(key, attribute.name) for key, attribute, _ in codec.known_fields(Box)]

        assert [
            ("size", "size"),
            ("colour", "colour"),
            ("basis", "basis"),
            ("inner", "inner"),
            ("kind", "kind_"),
        ] == keys


class TestReader:
    """Collects the problems; of what follows from a problem nothing is said."""

    def test_records(self) -> None:
        """A path, what was expected, what was got in words, and a cure."""
        to = Reader()
        to.fail("a.b", "a map", None)
        to.fail("a.c", "text", {}, "write some")
        to.fail("a.d", "more")

        assert [
            Problem("a.b", "a map", "nothing"),
            Problem("a.c", "text", "a map", "write some"),
            Problem("a.d", "more"),
        ] == to.problems

    @pytest.mark.parametrize(
        ("path", "is_new"),
        [("a.b", False), ("a.b.c", False), ("a", False), ("a.bc", True), ("ab", True), ("c", True)],
    )
    def test_leaves_out_what_is_around_or_inside(self, path: str, is_new: bool) -> None:
        """A problem at, above or below a broken path follows from it; a neighbour of like name does not."""
        to = Reader()
        to.fail("x.a.b", "a map", None)
        to.add([Problem(path, "more")], "x")

        assert is_new is (len(to.problems) == 2)

    def test_leaves_out_what_names_the_lost(self) -> None:
        """Who names an object that could not be made is told nothing; who names another is."""
        to = Reader()
        to.lose("issues.seat", "seat")
        to.add([Problem("x", "the id of an issue", "'seat'"), Problem("y", "the id of an issue", "'sea'")])
        to.add([Problem("z", "one of the members", "'seat'")])

        assert ["y", "z"] == [each.path for each in to.problems]

    @pytest.mark.parametrize(
        ("node", "expected"),
        [(None, "nothing"), ("a", "'a'"), (1.5, "1.5"), ({}, "a map"), ([], "a list"), ((), "a list")],
    )
    def test_describes_values(self, node: Any, expected: str) -> None:
        """Plain values as they are, maps and lists by their kind."""
        assert expected == codec.described(node)


class TestPlain:
    """Plain trees frozen and thawed; values of the model as the trees that a file would hold."""

    def test_freeze_and_thaw(self) -> None:
        """Maps become Tables, lists tuples, and back."""
        tree = {"a": [1, {"b": None}], "c": "x"}
        frozen_tree = codec.freeze(tree)

        assert Table({"a": (1, Table({"b": None})), "c": "x"}) == frozen_tree
        assert frozen_tree == codec.freeze(frozen_tree)
        assert tree == codec.thaw(frozen_tree)
        hash(frozen_tree)

    @pytest.mark.parametrize(
        ("value", "expected"),
        [
            (Number(0.5), 0.5),
            (Number(0.5, assumed("x")), {"value": 0.5, "assumed": "x"}),
            (Row({"a": 0.5}, "as_given"), {"scale": "as_given", "a": 0.5}),
            (Effect(0.5, "both"), {"value": 0.5, "on": "both"}),
            (And((Compare("a", "==", "x"), TRUE)), "a == x and true"),
            (
                Measure("dam", "a dam", "east", effects={"west": -0.2}),
                {"title": "a dam", "by": "east", "effects": {"west": -0.2}},
            ),
        ],
    )
    def test_write(self, value: Any, expected: Any) -> None:
        """Every value of the model has a plain tree."""
        assert expected == codec.write(value)
        assert expected == codec.thaw(codec.freeze(value))

    def test_by_id(self) -> None:
        """Objects in a list, or by id already; each id once."""
        a, b = Option("a", "A"), Option("b", "B")

        assert Table({"a": a, "b": b}) == codec.by_id([a, b])
        assert Table({"a": a}) == codec.by_id({"a": a})
        table = Table({"a": a})
        assert table is codec.by_id(table)
        with pytest.raises(ScenarioError, match=r"^a: expected each id once, got 'a'$"):
            codec.by_id([a, a])

    @pytest.mark.parametrize(
        ("path", "expected"),
        [
            ("a.colour", {"a": {"size": 1, "colour": "red"}, "b": {"size": 1}}),
            ("a.size", {"a": {"size": 1}, "b": {"size": 1}}),
            ("a.basis", {"a": {"size": 1}, "b": {"size": 1}}),
            ("a.inner", {"a": {"size": 1, "inner": []}, "b": {"size": 1}}),
            ("a.what.ever", {"a": {"size": 1}, "b": {"size": 1}}),
            ("z.colour", {"a": {"size": 1}, "b": {"size": 1}}),
        ],
    )
    def test_with_defaults(self, path: str, expected: Any) -> None:
        """What stands at its default is put in on the way to a path, and nowhere else."""
        tree = {"a": {"size": 1}, "b": {"size": 1}}

        assert expected == codec.with_defaults(codec.Keyed(Box), tree, path)
        assert [{key: value} for key, value in expected.items()] == codec.with_defaults(
            codec.Listed(Box), [{key: value} for key, value in tree.items()], path
        )
