"""Every notebook runs, shows what it was kept with, and leads somewhere.

`UPDATE_OUT=1` records what the cells show anew; read the difference before you commit it.
"""

import os
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import ROOT
from tests.docs.notebooks import executed, read, text_of, write
from tests.docs.test_pages import dead_links_in

NOTEBOOKS = sorted(ROOT.glob("docs/**/*.ipynb"))


def cell(source: str) -> dict[str, Any]:
    """Return a notebook of one cell."""
    return {"cells": [{"cell_type": "code", "id": "one", "metadata": {}, "source": source, "outputs": []}]}


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.name)
class TestNotebooks:
    """What a notebook shows is what happens."""

    @pytest.mark.heavy
    def test_runs(self, path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """Every cell runs, from top to bottom in an empty folder, and shows what is kept below it."""
        monkeypatch.chdir(tmp_path)
        kept = read(path)
        actual = executed(kept)
        if os.environ.get("UPDATE_OUT") == "1":
            write(actual, path)
            kept = actual

        for then, now in zip(kept["cells"], actual["cells"], strict=True):
            assert then.get("outputs") == now.get("outputs"), "record the notebook anew with UPDATE_OUT=1"

    def test_links(self, path: Path) -> None:
        """Every link in its text leads somewhere."""
        for each in read(path)["cells"]:
            assert [] == dead_links_in(text_of(each) if each["cell_type"] == "markdown" else "", path.parent)

    def test_is_written_as_a_server_writes_it(self, path: Path, tmp_path: Path) -> None:
        """A server that opens and saves it changes no more than it must."""
        write(read(path), tmp_path / path.name)

        assert (tmp_path / path.name).read_bytes() == path.read_bytes()


class TestTheCheck:
    """What a cell shows is found, and a cell that fails is not passed over."""

    def test_printed_and_shown(self) -> None:
        """What is printed comes first, then the last value; a statement shows nothing."""
        (found,) = executed(cell("x = 20\nprint(x)\nx + 1"))["cells"]
        printed, shown = found["outputs"]

        assert printed["text"] == ["20\n"]
        assert shown["data"] == {"text/plain": ["21"]}
        assert executed(cell("x = 20"))["cells"][0]["outputs"] == []

    def test_rich_values_show_themselves(self) -> None:
        """A play shows itself as markup, not as its fields."""
        (found,) = executed(cell("import negotiation as ng\nng.play('two-villages', seed=1)"))["cells"]

        assert list(found["outputs"][0]["data"]) == ["text/html"]
        assert found["outputs"][0]["data"]["text/html"][0].startswith('<div lang="en"><h3>Two villages</h3>')

    def test_errors_are_raised(self) -> None:
        """A cell that fails fails the notebook; so does what only a notebook server understands."""
        with pytest.raises(NameError, match="name 'negotiate' is not defined"):
            executed(cell("negotiate()"))
        with pytest.raises(SyntaxError, match="invalid syntax"):
            executed(cell("%matplotlib inline"))
