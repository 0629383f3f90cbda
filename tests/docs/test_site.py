"""The site is built strictly: every page is reached, every link leads somewhere, and no page asks the network."""

import os
import re
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from negotiation import __all__ as root_names
from negotiation.scenario import __all__ as scenario_names
from tests.conftest import ROOT

# Looked for, not imported: every run of the quick suite collects this file.
LACKING = [name for name in ("sphinx", "furo", "myst_parser") if find_spec(name) is None]
pytestmark = [
    pytest.mark.heavy,
    pytest.mark.skipif(bool(LACKING), reason="the site is built with the extra `docs`"),
]

LOADED = re.compile(r'<(?:link|script|img|iframe|source)\b[^>]*?\b(?:href|src)="(?P<address>[^"]*)"')
FOREIGN = re.compile(r"@import|url\(['\"]?(?:https?:)?//")


def build(docs: Path, site: Path) -> subprocess.CompletedProcess[str]:
    """Build a site as `make docs` does."""
    command = (sys.executable, "-m", "sphinx", "-q", "-W", "--keep-going", "-d", str(site.parent / "trees"))
    environment = os.environ | {"PYTHONPATH": str(ROOT), "NO_COLOR": "1"}
    return subprocess.run(
        (*command, str(docs), str(site)), env=environment, capture_output=True, encoding="utf-8", check=False
    )


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of the site, built without a complaint."""
    folder = tmp_path_factory.mktemp("site") / "site"
    done = build(ROOT / "docs", folder)
    assert (0, "", "") == (done.returncode, done.stdout, done.stderr)
    return folder


class TestSite:
    """What a stranger finds."""

    def test_has_every_page(self, site: Path) -> None:
        """Each page and each notebook is there, and reached from the navigation of the home page."""
        pages = [*ROOT.glob("docs/**/*.md"), *ROOT.glob("docs/**/*.ipynb")]
        expected = {path.relative_to(ROOT / "docs").with_suffix(".html").as_posix() for path in pages}
        home = (site / "index.html").read_text(encoding="utf-8")
        decisions = (site / "decisions" / "index.html").read_text(encoding="utf-8")

        assert {page for page in expected if not (site / page).exists()} == set()
        reached = set(re.findall(r'class="reference internal" href="([^"#]+\.html)"', home))
        reached |= {f"decisions/{page}" for page in re.findall(r'href="(\d{4}[^"#]*\.html)"', decisions)}
        assert expected - reached == {"index.html"}

    def test_asks_nothing_of_the_network(self, site: Path) -> None:
        """No page loads anything from elsewhere, nor does a style sheet."""
        loaded = {
            (page.name, found["address"])
            for page in site.rglob("*.html")
            for found in LOADED.finditer(page.read_text(encoding="utf-8"))
        }
        foreign = {sheet.name for sheet in site.rglob("*.css") if FOREIGN.search(sheet.read_text(encoding="utf-8"))}

        assert {address for _, address in loaded if re.match(r"(https?:)?//", address)} == set()
        assert foreign == set()

    def test_describes_every_public_name(self, site: Path) -> None:
        """The names of the root and of the words of scenarios are there, with what slots hide of them."""
        pages = [site / "reference" / name for name in ("python.html", "python-scenario.html")]
        text = "".join(page.read_text(encoding="utf-8") for page in pages)
        described = set(re.findall(r'id="negotiation\.(?:scenario\.)?([\w.]+)"', text))

        assert {*root_names, *scenario_names} - described == set()
        assert {"Play.scorecard", "Play.outcome", "Scenario.n_packages", "Scenario.with_"} <= described

    def test_shows_the_notebook(self, site: Path) -> None:
        """The notebook's page has its pictures and tables, not their code."""
        page = (site / "tutorials" / "what-would-it-take.html").read_text(encoding="utf-8")

        assert page.count('<div class="shown">') == 4
        assert 'aria-label="3 sets of demands' in page
        assert "no package satisfies together" in page


class TestTheCheck:
    """What is wrong fails the build."""

    def test_mistakes_fail(self, tmp_path: Path) -> None:
        """A dead link, and a page that the home page does not list, are named."""
        docs = Path(shutil.copytree(ROOT / "docs", tmp_path / "docs"))
        (docs / "lost.md").write_text("# Lost\n\n[gone](nowhere.md), [unsaid](gallery.md#unsaid)\n", encoding="utf-8")
        done = build(docs, tmp_path / "site")

        assert done.returncode == 1
        assert "lost.md: WARNING: document isn't included in any toctree" in done.stderr
        assert "lost.md:3: WARNING: 'myst' cross-reference target not found: 'nowhere.md'" in done.stderr
        assert "lost.md:3: WARNING: local id not found in doc 'gallery': 'unsaid'" in done.stderr
