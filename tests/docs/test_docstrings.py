"""Every `>>>` in a docstring of the package runs, and prints what the docstring says.

Each docstring stands alone: it starts from an empty namespace and imports what it uses, as its reader must.
"""

import ast
import doctest
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import ROOT

OPTIONS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE | doctest.REPORT_NDIFF


def examples(path: Path, name: str) -> Iterator[doctest.DocTest]:
    """Yield the docstrings of a file that hold examples, each with its place."""
    text = path.read_text(encoding="utf-8")
    for node in ast.walk(ast.parse(text)) if ">>>" in text else ():
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            docstring = ast.get_docstring(node, clean=False)
            if docstring and ">>>" in docstring:
                place = f"{name}:{getattr(node, 'name', 'module')}"
                lineno = node.body[0].lineno - 1
                yield doctest.DocTestParser().get_doctest(docstring, {}, place, str(path), lineno)


def run(test: doctest.DocTest) -> str:
    """Run one docstring and return what went wrong; nothing if all is well."""
    report: list[str] = []
    doctest.DocTestRunner(verbose=False, optionflags=OPTIONS).run(test, out=report.append)
    return "".join(report)


DOCSTRINGS = [
    test
    for path in sorted(ROOT.glob("negotiation/**/*.py"))
    for test in examples(path, path.relative_to(ROOT).as_posix())
]


class TestDocstrings:
    """Examples in docstrings are true, and the check can fail."""

    @pytest.mark.parametrize("test", DOCSTRINGS, ids=lambda test: test.name)
    def test_run(self, test: doctest.DocTest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """The docstring prints what it says."""
        monkeypatch.chdir(tmp_path)

        assert run(test) == ""

    def test_wrong_output_is_found(self, tmp_path: Path) -> None:
        """An example that prints something else is reported, with its line."""
        path = tmp_path / "sums.py"
        path.write_text('def one():\n    """Be one.\n\n    >>> 1 + 1\n    3\n    """\n', encoding="utf-8")
        (test,) = examples(path, "sums.py")

        assert "line 4, in sums.py:one" in run(test)
        assert "- 3\n    + 2" in run(test)

    def test_a_missing_import_is_found(self, tmp_path: Path) -> None:
        """A docstring may not use what only its module has."""
        path = tmp_path / "sums.py"
        path.write_text('"""Sums.\n\n>>> two\n2\n"""\n\ntwo = 2\n', encoding="utf-8")
        (test,) = examples(path, "sums.py")

        assert "NameError: name 'two' is not defined" in run(test)
