"""Every source that a scenario cites is found, with the path of the key that cites it."""

from typing import Any

import pytest

from negotiation.files.citations import Citation, citations_in, unknown_citations
from negotiation.files.schema import classes_in
from negotiation.files.sources import Document, Source, SourceMap
from negotiation.scenario import Scenario, codec

#: A plain tree that cites each source in one place, by the number in its id.
TREE: dict[str, Any] = {
    "numbers": {"implied": "S1"},
    "issues": {
        "form": {
            "external": "S2",
            "options": [{"one": {"stated": ["S3", "S4"]}}, {"two": {"assumed": "S99 says nothing"}}],
        }
    },
    "actors": {
        "east": {
            "stated": "S5",
            "positions": {"form": {"implied": "S6"}},
            "interests": {"peace": {"stated": "S7"}},
            "red_lines": {"line": {"stated": "S8", "cost": {"value": 1, "external": "S9"}}},
            "salience": {"form": {"value": 1, "stated": "S10"}},
            "values": {"form": {"scale": "as_given", "one": {"value": 0, "implied": "S11"}}},
            "orders": {"form": [{"better": "one", "than": "two", "stated": "S12"}]},
            "chains": {"war": {"steps": [{"first": {"stated": "S13"}}]}},
        }
    },
    "measures": {
        "strike": {
            "effects": {"east": {"value": -1, "on": "both", "stated": "S14"}},
            "denied": {"east": ["S15", "S16"]},
        }
    },
    "claims": {"claim": {"claimed": {"east": "S17"}}},
    "record": {"external": ["S18"]},
    "grid": {"rows": [{"hard": {"stated": "S19"}}]},
    "opening": ["east passes [S20 S21]", "east tables a: form = one [implied S22, S23]", "west passes []"],
    "profiles": {
        "mild": {
            "set": {
                "actors.east.red_lines.line.stated": "S24",
                "issues.form.options.one": {"stated": "S25"},
                "measures.strike.denied": {"east": "S26"},
                "numbers": {"stated": "S27"},
                "actors.east.values.form.one": {"value": 1, "implied": "S28"},
                "nowhere.at.all": {"stated": "S98"},
            },
            "add": {"rules.new": {"rule": "form == one", "stated": "S29"}},
        }
    },
}


class TestCitationsIn:
    """The walk follows the codecs, which know where a basis may stand."""

    def test_all(self) -> None:
        """Each place where a source may be cited is found, and no other."""
        found = [each.source for each in citations_in(TREE)]

        assert [f"S{i}" for i in range(1, 30)] == sorted(found, key=lambda name: int(name[1:]))

    @pytest.mark.parametrize(
        ("source", "path"),
        [
            ("S1", "numbers.implied"),
            ("S4", "issues.form.options.one.stated"),
            ("S10", "actors.east.salience.form.stated"),
            ("S12", "actors.east.orders.form.stated"),
            ("S16", "measures.strike.denied.east"),
            ("S19", "grid.rows.hard.stated"),
            ("S21", "opening.east passes [S20 S21]"),
            ("S24", "profiles.mild.set.actors.east.red_lines.line.stated"),
            ("S29", "profiles.mild.add.rules.new.stated"),
        ],
    )
    def test_path(self, source: str, path: str) -> None:
        """The path is that of the key that cites it."""
        assert Citation(source, path) in citations_in(TREE)

    def test_ids_that_look_like_a_basis(self) -> None:
        """An actor called `stated` cites nobody."""
        tree = {"actors": {"stated": {"title": "S1"}}, "record": {"package": {"stated": "S2"}}}

        assert [] == citations_in(tree)

    @pytest.mark.parametrize(
        "junk", [None, 1, "S1", [], ["S1"], [["S1"]], {"a": "S1"}, {"stated": {"a": "S1"}}, [None]]
    )
    @pytest.mark.parametrize("part", [*TREE])
    def test_what_is_no_scenario(self, part: str, junk: Any) -> None:
        """A tree with faults cites what it cites; nothing stops the walk."""
        citations_in({part: junk, "record": {"external": "S18"} if part != "record" else junk})
        citations_in({part: {"a": junk}})


class TestCodecs:
    """The walk knows every kind of codec there is."""

    def test_known(self) -> None:
        """A new kind must be looked at, whether a basis may stand in it."""
        silent = {"Bool", "Cond", "Int", "PlainTree", "Str", "Words"}
        walked = {"BasisKeys", "EffectCodec", "Ids", "Keyed", "Listed", "Many", "Map", "Num", "Object", "RowCodec"}
        found: set[str] = set()

        def visit(of: Any) -> None:
            found.add(type(of).__name__)
            for name in ("of", "_of"):
                if isinstance(getattr(of, name, None), codec.Codec):
                    visit(getattr(of, name))

        for cls in (Scenario, *classes_in(Scenario).values()):
            for _, _, each in codec.known_fields(cls):
                visit(each)

        assert silent | walked >= found
        assert walked - {"Object"} <= found | {"Listed"}


class TestUnknownCitations:
    """A source that is not there is a problem, with the nearest that is."""

    def test_problems(self) -> None:
        """Only unknown ids are told; what is no id at all is told by the reader."""
        sources = SourceMap([Document("d", "D")], [Source("S1", "d", "…"), Source("S12", "d", "…")])
        tree = {"numbers": {"stated": ["S1", "S13", "S13", "no id"]}}

        assert ["numbers.stated: expected the id of a source in sources.yaml, got 'S13'; did you mean S1 or S12?"] == [
            str(each) for each in unknown_citations(tree, sources)
        ]
