"""The gallery shows every kind of picture, as its commands draw it, and says to who does not see it what it shows.

`UPDATE_OUT=1` draws the pictures anew and writes their words into the page; look at them before you commit them.
"""

import os
import re
from contextlib import chdir
from pathlib import Path

import pytest

from negotiation.report.pictures import KINDS
from tests.conftest import ROOT
from tests.docs.test_pages import GALLERY as PAGE
from tests.docs.test_pages import run_page

IMAGE = re.compile(r"!\[(?P<alt>[^\]]*)\]\((?P<path>gallery/[a-z]+\.svg)\)")
LARGEST = 60_000


def alternative(svg: str) -> str:
    """Return what a picture says of itself."""
    found = re.search(r'aria-label="([^"]*)"', svg)
    assert found is not None
    return found[1]


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder in which every block of the page ran, and record the pictures if asked to."""
    folder = tmp_path_factory.mktemp("gallery")
    with chdir(folder):
        n_blocks = run_page(PAGE)
    assert n_blocks
    if os.environ.get("UPDATE_OUT") == "1":
        record(folder)
    return folder


def record(folder: Path) -> None:
    """Copy the pictures of a folder beside the page, and their words into it."""
    (PAGE.parent / "gallery").mkdir(exist_ok=True)
    for path in folder.glob("*.svg"):
        (PAGE.parent / "gallery" / path.name).write_bytes(path.read_bytes())
    text = PAGE.read_text(encoding="utf-8")
    for image in list(IMAGE.finditer(text)):
        words = alternative((PAGE.parent / image["path"]).read_text(encoding="utf-8"))
        text = text.replace(image[0], f"![{words}]({image['path']})")
    PAGE.write_text(text, encoding="utf-8")


class TestGallery:
    """Pictures, words and commands belong together."""

    def test_shows_every_kind_once(self) -> None:
        """There is one picture of each kind, and no other file beside them."""
        shown = [image["path"] for image in IMAGE.finditer(PAGE.read_text(encoding="utf-8"))]
        kept = [path.relative_to(PAGE.parent).as_posix() for path in (PAGE.parent / "gallery").iterdir()]

        assert sorted(f"gallery/{kind}.svg" for kind in KINDS) == sorted(shown) == sorted(kept)

    @pytest.mark.parametrize("kind", KINDS)
    @pytest.mark.heavy
    def test_is_what_its_command_draws(self, kind: str, drawn: Path) -> None:
        """The picture beside the page is the one that its command draws, to the byte, and is small."""
        kept = (PAGE.parent / "gallery" / f"{kind}.svg").read_bytes()

        assert (drawn / f"{kind}.svg").read_bytes() == kept, "draw the gallery anew with UPDATE_OUT=1"
        assert len(kept) <= LARGEST

    @pytest.mark.parametrize("kind", KINDS)
    @pytest.mark.heavy
    def test_says_what_it_shows(self, kind: str, drawn: Path) -> None:
        """The words for who does not see a picture are the picture's own, on every page that shows it."""
        expected = alternative((drawn / f"{kind}.svg").read_text(encoding="utf-8"))

        for page in (PAGE, ROOT / "docs" / "index.md"):
            for image in IMAGE.finditer(page.read_text(encoding="utf-8")):
                if image["path"] == f"gallery/{kind}.svg":
                    assert expected == image["alt"]
