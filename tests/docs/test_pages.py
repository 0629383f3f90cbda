"""Every block of Python or console on the pages and in the README runs, and every link between pages leads somewhere.

The blocks of one page run from top to bottom in one namespace and in an empty folder of their own.
Nothing can be skipped: a block that is not meant to run is marked `text`.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from sybil import Document
from sybil.parsers.markdown import PythonCodeBlockParser

from tests.conftest import ROOT
from tests.docs.console import ConsoleParser

PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
#: Run by `test_gallery`, which looks at what it draws.
GALLERY = ROOT / "docs" / "gallery.md"
#: The pages about the groups of mechanisms, and an entry of their literature: an article with its title, or a book.
GROUPS = (
    *("offers-that-depend", "demands-and-lines", "threats-and-promises", "unilateral-acts-and-events"),
    *("channels-and-messages", "more-than-two", "two-levels", "sequencing", "after-signature", "risk-chains"),
    *("provenance-in-play", "analysis"),
)
ENTRY = re.compile(r"- [^()]+ (?:\(eds\) )?\(\d{4}\), (?:[\"“]|\*(?![^*]*\* \d+\())")
FENCE = re.compile(r"^\s*(?P<ticks>`{3,}|~{3,})(?P<info>.*)$")
LINK = re.compile(r"\]\((?!https?://|mailto:|#)(?P<target>[^)#\s]+)")


def run_page(page: Path) -> int:
    """Run the blocks of a page and return how many there were; an example that differs raises, with its line."""
    document = Document.parse(str(page), PythonCodeBlockParser(), ConsoleParser())
    examples = list(document.examples())
    for example in examples:
        example.evaluate()
    return len(examples)


def unexecuted(text: str) -> Iterator[str]:
    """Yield what looks like Python and would not run: a fence with another name for it, a prompt outside a fence."""
    ticks, runs = "", False
    for number, line in enumerate(text.splitlines(), 1):
        fence = FENCE.match(line)
        if fence and not ticks:
            ticks, language = fence["ticks"], fence["info"].strip()
            runs = language == "python"
            if language.lower().startswith("py") and not runs:
                yield f"line {number}: a block marked '{language}' does not run; mark it 'python'"
        elif fence and fence["ticks"].startswith(ticks) and not fence["info"].strip():
            ticks, runs = "", False
        elif line.lstrip().startswith(">>> ") and not runs:
            yield f"line {number}: an example outside a block marked 'python' does not run"


def dead_links(page: Path) -> list[str]:
    """Return the targets of links on a page that are not there."""
    return dead_links_in(page.read_text(encoding="utf-8"), page.parent)


def dead_links_in(text: str, folder: Path) -> list[str]:
    """Return the targets of links in a text that are not there, seen from a folder."""
    return [target for target in LINK.findall(text) if not (folder / target).exists()]


@pytest.fixture
def page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a page to write to, beside the empty folder in which it will run."""
    (tmp_path / "run").mkdir()
    monkeypatch.chdir(tmp_path / "run")
    return tmp_path / "page.md"


def name_of(path: Path) -> str:
    """Return the path of a page from the root."""
    return path.relative_to(ROOT).as_posix()


class TestPages:
    """What a page shows is what happens."""

    @pytest.mark.parametrize("path", [page for page in PAGES if page != GALLERY], ids=name_of)
    def test_runs(self, path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """Every block of Python or console on the page runs, and prints what the page says."""
        monkeypatch.chdir(tmp_path)

        assert run_page(path) >= 0

    @pytest.mark.parametrize("path", PAGES, ids=name_of)
    def test_leaves_nothing_out(self, path: Path) -> None:
        """Whatever looks like Python is in a block that runs."""
        assert [] == list(unexecuted(path.read_text(encoding="utf-8")))

    @pytest.mark.parametrize("path", PAGES, ids=name_of)
    def test_links(self, path: Path) -> None:
        """Every link to another page or file leads somewhere."""
        assert [] == dead_links(path)


class TestLiterature:
    """A page about a group of mechanisms names what it rests on: author, year, title, and where."""

    @pytest.mark.parametrize("name", GROUPS)
    def test_is_named(self, name: str) -> None:
        """Each entry begins so; there are several."""
        text = (ROOT / "docs" / "explanation" / f"{name}.md").read_text(encoding="utf-8")
        entries = [line for line in text.partition("\n## Literature\n")[2].partition("\n## ")[0].split("\n") if line]

        assert len(entries) >= 2
        assert [] == [entry for entry in entries if not ENTRY.match(entry)]

    def test_an_entry_without_a_title_is_found(self) -> None:
        """A journal alone does not say what to read."""
        assert ENTRY.match('- Putnam (1988), "Diplomacy and Domestic Politics", *International Organization* 42(3).')
        assert ENTRY.match("- Moreau & Missier (eds) (2013), *PROV-DM*, W3C Recommendation.")
        assert not ENTRY.match("- Fearon (1994), *American Political Science Review* 88(3), pp. 577–592: audiences.")


class TestTheCheck:
    """The checks of pages can fail."""

    def test_blocks_share_a_namespace(self, page: Path) -> None:
        """A later block sees what an earlier one made; prompts and plain code both count."""
        page.write_text("```python\nx = 20\n```\n\nand\n\n```python\n>>> x + 1\n21\n>>> x\n20\n```\n", encoding="utf-8")

        assert run_page(page) == 3

    def test_wrong_output_is_found(self, page: Path) -> None:
        """An example that prints something else fails, with its line."""
        page.write_text("# Sum\n\n```python\n>>> 1 + 1\n3\n```\n", encoding="utf-8")

        with pytest.raises(AssertionError, match=r"line 4, column 1 did not evaluate as expected:\nExpected:\n    3"):
            run_page(page)

    def test_wrong_console_is_found(self, page: Path) -> None:
        """A command that prints something else fails, with what it does print; "..." stands for anything."""
        page.write_text("```console\n$ negotiation --version\nneg...\n```\n", encoding="utf-8")
        assert run_page(page) == 1

        page.write_text("```console\n$ negotiation check moon\nnothing suspicious\n```\n", encoding="utf-8")
        with pytest.raises(
            AssertionError, match=r"\$ negotiation check moon\n(.*\n)* +- nothing suspicious\n +\+ .*'moon'"
        ):
            run_page(page)

    def test_other_commands_are_refused(self, page: Path) -> None:
        """A block of other commands, or without a prompt, cannot pass for one that runs."""
        page.write_text("```console\n$ make test\n```\n", encoding="utf-8")
        with pytest.raises(ValueError, match="'make' is not run; mark the block 'text'"):
            run_page(page)

        page.write_text("```console\nnegotiation list\n```\n", encoding="utf-8")
        with pytest.raises(ValueError, match=r"a block marked 'console' starts with '\$ '"):
            run_page(page)

    def test_broken_code_is_found(self, page: Path) -> None:
        """A block that raises fails, with the error itself."""
        page.write_text("```python\nnegotiate()\n```\n", encoding="utf-8")

        with pytest.raises(NameError, match="name 'negotiate' is not defined"):
            run_page(page)

    def test_code_that_would_not_run_is_found(self) -> None:
        """Another name for Python and a prompt outside a block are found; other languages are left alone."""
        text = "```py\nx\n```\n>>> 1\n```yaml\na: 1\n```\n````text\n```python\n````\n```python\n>>> 1\n1\n```\n"

        assert [
            "line 1: a block marked 'py' does not run; mark it 'python'",
            "line 4: an example outside a block marked 'python' does not run",
        ] == list(unexecuted(text))

    def test_a_dead_link_is_found(self, page: Path) -> None:
        """A link to a file that is not there is found; addresses and anchors are left alone."""
        page.write_text("[a](page.md#top) [b](gone.md) [c](https://example.org) [d](#top)\n", encoding="utf-8")

        assert ["gone.md"] == dead_links(page)
