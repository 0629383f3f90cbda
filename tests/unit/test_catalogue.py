"""The message catalogues: complete, true to their placeholders, compiled, and seen on a whole page."""

from __future__ import annotations

import io
import re
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from string import Formatter

import pytest

import negotiation as ng
from negotiation.engine.catalogue import PROTOCOLS
from negotiation.files.sources import HANDS
from negotiation.report.minutes import minutes
from negotiation.report.page import write_report
from negotiation.scenario.actors import DECISIONS, ROLES
from negotiation.scenario.measures import STANDINGS
from negotiation.text.catalogue import DOMAIN, LOCALES, languages, say
from negotiation.text.locales.extracting import NAMED, messages_in
from tests.conftest import ROOT
from tests.unit.test_cli_chinese import odd

pofile = pytest.importorskip("babel.messages.pofile")
mofile = pytest.importorskip("babel.messages.mofile")
pytestmark = pytest.mark.usefixtures("few_draws")

PACKAGE = Path(ng.__file__).parent
DEMO = ROOT / "examples" / "demo.py"
TRANSLATED = languages()[1:]
#: Latin words that a Chinese page may show: names of readings and events, ids and paths, and ids said as words where
#: a scenario gives no title.
EXEMPT = re.compile(
    r"\b(?:events|channels)\.[\w.]+|\b(?:strict|flexible|as given)\b|\baspirants\b|\buse of force\b"
    r"|\{\w+\}|MK-41|ES-11|\bsources\.yaml\b",
    re.ASCII,
)


def fields(message: str) -> list[tuple[str, str | None]]:
    """Return the placeholders of a message with their formats, in order of name."""
    return sorted((name, spec) for _, name, spec, _ in Formatter().parse(message) if name is not None)


@cache
def extracted() -> set[str]:
    """Return every message of the code."""
    modules = [each for each in PACKAGE.rglob("*.py") if LOCALES not in each.parents] + [DEMO]
    return {message for each in modules for _, message in messages_in(each.read_bytes())} | set(NAMED)


@cache
def translations(language: str) -> dict[str, str]:
    """Return the translations of a language by message."""
    path = LOCALES / language / "LC_MESSAGES" / f"{DOMAIN}.po"
    read = pofile.read_po(io.BytesIO(path.read_bytes()))
    return {each.id: each.string for each in read if each.id and not each.fuzzy}


def test_the_template_lists_the_messages_of_the_code() -> None:
    """`make messages` was run after the last change of a message."""
    template = pofile.read_po(io.BytesIO((LOCALES / f"{DOMAIN}.pot").read_bytes()))
    assert {each.id for each in template if each.id} == extracted()


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_message_is_translated(language: str) -> None:
    """No message of the code is left in English."""
    known = translations(language)
    assert sorted(message for message in extracted() if not known.get(message)) == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_translations_keep_their_placeholders(language: str) -> None:
    """Each placeholder comes back, with its format."""
    assert [each for each, told in translations(language).items() if fields(each) != fields(told)] == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_the_compiled_catalogue_is_that_of_the_source(language: str) -> None:
    """The .mo holds what the .po compiles to."""
    path = LOCALES / language / "LC_MESSAGES" / f"{DOMAIN}.po"
    compiled = io.BytesIO()
    mofile.write_mo(compiled, pofile.read_po(io.BytesIO(path.read_bytes()), locale=language))
    assert path.with_suffix(".mo").read_bytes() == compiled.getvalue()


def test_words_said_by_name_are_listed() -> None:
    """Protocols, roles and their like are messages too."""
    names = [*PROTOCOLS, *ROLES, *DECISIONS, *STANDINGS, *HANDS]
    assert {name.replace("-", " ").replace("_", " ") for name in names} <= set(NAMED)


def test_nothing_said_is_nothing() -> None:
    """The empty message is not the head of a catalogue."""
    assert [say("", language) for language in languages()] == ["" for _ in languages()]


class _Words(HTMLParser):
    """Collects what a reader of a page sees or hears."""

    def __init__(self) -> None:
        super().__init__()
        self.told: list[str] = []
        self.is_code = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.is_code = tag in ("style", "script")
        self.told += [value for name, value in attrs if value and name in ("aria-label", "data-label", "title", "alt")]

    def handle_endtag(self, tag: str) -> None:
        self.is_code = False

    def handle_data(self, data: str) -> None:
        if not self.is_code:
            self.told.append(data)


@pytest.mark.parametrize(
    ("name", "profile"),
    [
        pytest.param("european-security-2022", "flexible-reading", marks=pytest.mark.heavy),
        pytest.param("european-security-2022", "strict-reading", marks=pytest.mark.heavy),
        ("two-villages", None),
    ],
)
def test_a_chinese_page_has_no_english_left(name: str, profile: str | None, tmp_path: Path) -> None:
    """Latin words on a page are names, ids and labels only; marks are full-width."""
    scenario = ng.load(name, profile=profile)
    played = ng.play(scenario, {each: ng.Linear() for each in scenario.parties}, seed=2022)
    page = _Words()
    page.feed(write_report(played, tmp_path / "page.html", "zh").read_text(encoding="utf-8"))
    left = [text for text in page.told if re.search(r"[A-Za-z][a-z’'-]{2,}", EXEMPT.sub("", text))]
    assert left == []
    assert [text for text in page.told if odd(" ".join(text.split()).lstrip("，。；：、）"))] == []


def test_chinese_minutes_have_no_english_left() -> None:
    """Latin words in minutes are the name of the reading and the labels of texts only."""
    scenario = ng.load("two-villages")
    played = ng.play(scenario, {each: ng.Linear() for each in scenario.parties}, seed=1)
    assert re.findall(r"[A-Za-z][a-z-]{2,}", minutes(played, "zh").replace(scenario.profile, "")) == []
