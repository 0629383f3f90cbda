"""The page: one file, whole, the same every time, with a policy that allows what it carries and nothing else."""

from __future__ import annotations

import re
import sys
from html.parser import HTMLParser
from itertools import count, pairwise
from pathlib import Path

import pytest
from attrs import evolve

import negotiation as ng
from negotiation.errors import UsageError
from negotiation.files import open_folder
from negotiation.report import page
from negotiation.report.document import Glance, Rows, Section, plain
from negotiation.report.document_making import document_of
from negotiation.report.page import digest, page_of, policy, write_report
from negotiation.report.pictures_axes import amount
from tests.unit.report.made import FLAGSHIP, PAYLOADS, TOY, Loud, played, poisoned_folder

pytestmark = pytest.mark.usefixtures("few_draws")

VOID = {"meta", "input", "br", "img", "link", "hr"}
ALLOWED = {
    *(
        "html",
        "head",
        "meta",
        "title",
        "style",
        "body",
        "a",
        "header",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "p",
        "section",
        "label",
    ),
    *("input", "span", "div", "nav", "ol", "ul", "li", "main", "strong", "figure", "figcaption", "details", "summary"),
    *("table", "caption", "thead", "tbody", "tr", "th", "td", "article", "dl", "dt", "dd", "footer", "script"),
    *("svg", "g", "defs", "path", "use", "text", "tspan", "clippath", "rect", "pattern", "line"),
}
#: Payloads that reach as far as another of the list: the deep suite tries them too.
OTHERS = (PAYLOADS[0], PAYLOADS[3], PAYLOADS[5], PAYLOADS[7], PAYLOADS[9])
REFERRING = {"href", "src", "action", "formaction", "data", "poster", "srcset", "background", "ping"}


class Seen(HTMLParser):
    """What a page is made of: its elements with their attributes, ids, references, headings and texts."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[str] = []
        self.attributes: list[tuple[str, str, str]] = []
        self.held: dict[str, list[str]] = {}
        self.open: list[str] = []
        self.texts: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element and its attributes."""
        self.elements.append(tag)
        self.attributes += [(tag, name, value or "") for name, value in attrs]
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element that holds nothing."""
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        """Leave an element, which must be the one entered last."""
        assert self.open
        assert tag == self.open.pop()

    def handle_data(self, data: str) -> None:
        """Note a text."""
        if self.open[-1:] in (["script"], ["style"]):
            self.held.setdefault(self.open[-1], []).append(data)
        else:
            self.texts.append(data)

    def values(self, name: str) -> list[str]:
        """Return all values of an attribute."""
        return [value for _, each, value in self.attributes if each == name]

    @property
    def text(self) -> str:
        """All that is read, white space made plain."""
        return " ".join("".join(self.texts).split())


@pytest.fixture(scope="module")
def flagship() -> str:
    """Return the page of the flagship's flexible reading."""
    return page_of(document_of(played(FLAGSHIP)))


class TestPage:
    """A page asks for nothing, is well formed, and can be found one's way in."""

    def test_asks_for_nothing(self, flagship: str) -> None:
        """Every reference stays within the page, and every one of them is answered."""
        seen = Seen(flagship)
        references = [value for _, name, value in seen.attributes if name in REFERRING]

        assert references
        assert all(each.startswith("#") for each in references)
        assert set() == {each[1:] for each in references} - set(seen.values("id"))
        assert "url(" not in "".join(seen.held["style"])
        assert "@import" not in "".join(seen.held["style"])

    def test_is_well_formed(self, flagship: str) -> None:
        """Elements are known and closed in order, ids stand once, nothing carries a style or a handler."""
        seen = Seen(flagship)
        ids = seen.values("id")

        assert ([], set()) == (seen.open, set(seen.elements) - ALLOWED)
        assert sorted(set(ids)) == sorted(ids)
        assert [] == [name for _, name, _ in seen.attributes if name.startswith("on") or name == "style"]

    def test_has_a_strict_policy(self, flagship: str) -> None:
        """The policy names the digests of the one style and the one script, and allows nothing else."""
        seen = Seen(flagship)
        told = next(value for value in seen.values("content") if "default-src" in value)

        assert (1, 1) == (seen.elements.count("style"), seen.elements.count("script"))
        assert policy("".join(seen.held["style"]), "".join(seen.held["script"])) == told
        assert told.startswith("default-src 'none'; style-src 'sha256-")
        assert "unsafe" not in told
        assert "eval(" not in "".join(seen.held["script"])

    def test_headings_step_down_by_one(self, flagship: str) -> None:
        """One first heading; no level is skipped."""
        levels = [int(tag[1]) for tag in Seen(flagship).elements if re.fullmatch(r"h\d", tag)]

        assert 1 == levels.count(1)
        assert [] == [(a, b) for a, b in pairwise(levels) if b > a + 1]

    def test_opens_with_who_had_no_seat(self, flagship: str) -> None:
        """The first words of the main part are about who had no seat; the note on neutrality stands on the page."""
        text = Seen(flagship).text

        change = amount(played(FLAGSHIP).scorecard["ukraine"].change_from_start, sign=True)

        assert f"In brief Who had no seat Ukraine {change.text}° (assumed) change from its start" in text
        assert "please treat the subject, and one another, with care." in text

    def test_marks_every_figure(self, flagship: str) -> None:
        """Two-decimal figures of the model stand with a mark; the switch that hides them is a plain checkbox."""
        text = re.sub(
            r"<(script|style|svg|h\d)\b.*?</\1>|<details class=\"behind\">.*?</details>", "", flagship, flags=re.DOTALL
        )
        bare = re.findall(r">[+−][01]\.\d\d<(?!/span><span class=\"mark\")", text)

        assert [] == bare
        assert '<input type="checkbox" id="hide">' in flagship
        assert "body:has(#hide:checked) .num.assumed .v" in flagship

    def test_links_sources(self, flagship: str) -> None:
        """A citation links to its source and carries its words, for those who see; others follow the link."""
        assert '<a class="cite" href="#src-S11a">S11a<span class="tip" aria-hidden="true"><strong>S11a · ' in flagship
        assert '<div id="src-S11a">' in flagship

    def test_pictures_have_words_and_figures(self, flagship: str) -> None:
        """Each picture has a name for who does not see it, a caption, and its figures behind it."""
        figures = flagship.count("<figure ")

        assert 10 == figures
        assert figures == flagship.count('role="img"') == flagship.count("<figcaption>")
        assert figures == flagship.count('<details class="behind">')

    def test_record_is_closed(self, flagship: str) -> None:
        """The historical record is folded and closed."""
        assert '<details class="fold record"><summary>What happened in fact' in flagship

    def test_is_small(self, flagship: str) -> None:
        """The flagship's page stays below three megabytes."""
        assert len(flagship.encode()) < 3_000_000

    def test_repeats(self) -> None:
        """The same play makes the same page, to the byte."""
        first, second = (page_of(document_of(ng.play(TOY, seed=3), pictures=False)) for _ in range(2))

        assert first == second

    @pytest.mark.parametrize(("name", "profile"), [(FLAGSHIP, "strict-reading"), (TOY, "not-a-drop")])
    def test_other_pages_are_sound(self, name: str, profile: str | None) -> None:
        """Pages without a deal, and of the toy, keep the same rules."""
        seen = Seen(page_of(document_of(played(name, profile), pictures=name == TOY)))

        assert ([], set()) == (seen.open, set(seen.elements) - ALLOWED)
        assert len(set(seen.values("id"))) == len(seen.values("id"))

    def test_of_a_scenario_is_sound(self) -> None:
        """A page may be about a scenario before play."""
        seen = Seen(page_of(document_of(ng.load(TOY))))

        assert ([], set()) == (seen.open, set(seen.elements) - ALLOWED)
        assert "before play" in seen.text

    def test_may_be_read_from_right_to_left(self) -> None:
        """The direction of the page is that of its language."""
        assert '<html lang="zh" dir="ltr">' in page_of(document_of(played(), "zh", pictures=False))


class TestInert:
    """Whatever stands in a scenario, its sources, its briefs or a strategy is text on the page, and nothing else."""

    @pytest.mark.parametrize(
        "payload", [pytest.param(each, marks=pytest.mark.heavy if each in OTHERS else ()) for each in PAYLOADS]
    )
    def test_payloads_are_text(self, tmp_path: Path, payload: str) -> None:
        """A payload in every text at once adds no element, no attribute and no script."""
        folder = open_folder(poisoned_folder(tmp_path, TOY, payload))
        scenario = folder.with_profile(None)
        play = ng.play(scenario, {"highfield": Loud(payload)}, turns=3)
        html = page_of(document_of(play, folder=folder, pictures=payload in PAYLOADS[2::9]))
        seen = Seen(html)

        assert ([], set()) == (seen.open, set(seen.elements) - ALLOWED)
        assert [] == [name for _, name, _ in seen.attributes if name.startswith("on") or name == "style"]
        assert all(value.startswith("#") for _, name, value in seen.attributes if name in REFERRING)
        assert (1, 1) == (seen.elements.count("script"), seen.elements.count("style"))
        assert " ".join(payload.split()) in seen.text

    @pytest.mark.parametrize("payload", PAYLOADS[1:2])
    def test_payloads_of_the_flagship_are_text(self, tmp_path: Path, payload: str) -> None:
        """The same holds with gates, threats, claims and a record."""
        folder = open_folder(poisoned_folder(tmp_path, FLAGSHIP, payload))
        seen = Seen(page_of(document_of(folder, pictures=False)))

        assert ([], set()) == (seen.open, set(seen.elements) - ALLOWED)
        assert (1, 1) == (seen.elements.count("script"), seen.elements.count("style"))
        assert [] == [name for _, name, _ in seen.attributes if name.startswith("on") or name == "style"]

    def test_the_check_can_fail(self) -> None:
        """A page in which a payload had come through would be seen."""
        seen = Seen('<p>a</p><script>alert(1)</script><img src="x" onerror="alert(2)">')

        assert {"img"} == set(seen.elements) - ALLOWED
        assert "onerror" in [name for _, name, _ in seen.attributes]

    def test_style_text_cannot_end_the_style(self) -> None:
        """The one sentence that stands in the style is escaped for it."""
        assert '"\\"\\3c /style>\\4e2d "' == page._css('"</style>中')


def test_a_table_is_looked_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whether it is one of words: the page of many numbers takes no longer for each of them."""
    asked, document = count(), document_of(ng.load(TOY), pictures=False)
    rows = Rows(("number", "value"), [(f"number {i}", f"{i}") for i in range(300)], "Many numbers")
    monkeypatch.setattr(page, "plain", lambda cell: (next(asked), plain(cell))[1])
    page_of(evolve(document, sections=[Section("many", "Many", [rows])], glance=Glance("Who")))

    assert next(asked) == 300


class TestWriting:
    """A report is written whole or not at all."""

    def test_writes_and_returns_the_path(self, tmp_path: Path) -> None:
        """The file holds the page, with line feeds only."""
        path = write_report(played(), tmp_path / "talks.html", pictures=False)
        written = path.read_bytes()

        assert [path] == list(tmp_path.iterdir())
        assert written.startswith(b"<!doctype html>\n")
        assert b"\r" not in written

    def test_refuses_a_path_that_cannot_be_written(self, tmp_path: Path) -> None:
        """A folder that is not there is named; nothing is left behind."""
        with pytest.raises(UsageError, match="a path that can be written"):
            write_report(played(), tmp_path / "no" / "talks.html", pictures=False)

        assert [] == list(tmp_path.iterdir())

    def test_leaves_what_was_there(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """Where a package is missing the old file stays as it was."""
        path = tmp_path / "talks.html"
        path.write_text("old", encoding="utf-8")
        page._environment.cache_clear()
        monkeypatch.setitem(sys.modules, "jinja2", None)
        with pytest.raises(UsageError, match=r"expected Jinja2, to lay out pages.*negotiation\[report\]"):
            write_report(played(), path, pictures=False)

        assert "old" == path.read_text(encoding="utf-8")

    def test_names_the_extra_for_pictures(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """Without matplotlib a page with pictures is refused, one without is made."""
        monkeypatch.setitem(sys.modules, "matplotlib", None)
        with pytest.raises(UsageError, match=r"negotiation\[plots\]"):
            write_report(played(), tmp_path / "talks.html")

        assert "This page was made without pictures." in write_report(
            played(), tmp_path / "talks.html", pictures=False
        ).read_text(encoding="utf-8")


def test_digest_is_that_of_the_standard() -> None:
    """The digest of the empty text is the one that every browser works out."""
    assert "sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=" == digest("")
