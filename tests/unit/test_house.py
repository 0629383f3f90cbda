"""The house keeps its own rules: layers, budgets, docstrings, paths, pins; and each checker is seen to fail.

The checkers and the numbers stand in `tests/house.py`.
"""

import re
import tomllib
from pathlib import Path

import pytest

from tests import house
from tests.house import Source

#: Assembled, so that this file does not itself break the rule.
SOMEBODYS_HOME = "/" + "home/somebody/talks.yaml"

#: One or more bad cases a rule: the rule, the files, and what it says of them.
BAD: list[tuple[str, dict[str, str], list[str]]] = [
    (
        "layering",
        {"negotiation/engine/state.py": "from negotiation.strategies.time import Linear\n"},
        ["negotiation/engine/state.py:1: 'engine' (L2) imports 'strategies' (L3), listed later"],
    ),
    (
        "layering",
        {"negotiation/analysis/zone.py": "def late():\n    from negotiation import engine\n"},
        ["negotiation/analysis/zone.py:2: 'analysis' (L2) imports 'engine' (L2), listed later"],
    ),
    (
        "layering",
        {"negotiation/text/tables.py": "from ..scenario.issues import Issue\n"},
        ["negotiation/text/tables.py:1: 'text' (L0) imports 'scenario' (L1), listed later"],
    ),
    (
        "layering",
        {"negotiation/playing.py": "import negotiation as ng\n"},
        ["negotiation/playing.py:1: 'playing' imports the public face"],
    ),
    (
        "layering",
        {"negotiation/playing.py": "from negotiation import load\n"},
        ["negotiation/playing.py:1: 'playing' imports the public face"],
    ),
    (
        "layering",
        {"negotiation/cli.py": "from negotiation.testing import scenarios\n"},
        ["negotiation/cli.py:1: 'cli' imports 'testing', which nothing imports"],
    ),
    (
        "layering",
        {"negotiation/utils.py": ""},
        ["negotiation/utils.py: 'utils' is in no layer; list it in tests/house.py"],
    ),
    (
        "layering",
        {"negotiation/files/read.py": "import negotiation.utils.text\n"},
        ["negotiation/files/read.py:1: 'files' imports 'utils', which is in no layer"],
    ),
    (
        "cycles",
        {
            "negotiation/scenario/a.py": "from negotiation.scenario.b import B\n",
            "negotiation/scenario/b.py": "def late():\n    from negotiation.scenario import a\n",
        },
        ["import cycle: negotiation.scenario.a -> negotiation.scenario.b -> negotiation.scenario.a"],
    ),
    (
        "imports_on_use",
        {"negotiation/report/plots.py": "try:\n    import matplotlib.pyplot as plt\nexcept ImportError: ...\n"},
        [
            "negotiation/report/plots.py:2: 'matplotlib' is imported when the module loads; import it where it is used",
        ],
    ),
    (
        "forbidden_imports",
        {"negotiation/engine/act.py": "def acts():\n    from hypothesis import given\n"},
        ["negotiation/engine/act.py:2: 'hypothesis' does not belong in 'engine'"],
    ),
    (
        "forbidden_imports",
        {"negotiation/text/tables.py": "import rich.table\n\nROW = '<td>'\n"},
        [
            "negotiation/text/tables.py:1: 'rich' does not belong in 'text'",
            "negotiation/text/tables.py:3: HTML does not belong in 'text'",
        ],
    ),
    (
        "long_modules",
        {"negotiation/errors.py": "x = 1\n" * 401},
        ["negotiation/errors.py: 401 lines (at most 400)"],
    ),
    (
        "long_bodies",
        {"negotiation/errors.py": "def long():\n    '''Do much.'''\n" + "    x = 1\n" * 61},
        ["negotiation/errors.py:1: 'long' has a body of 61 lines (at most 60)"],
    ),
    (
        "drifting_figures",
        {
            "negotiation/errors.py": "# why\n".join(f"def f{i}():\n" + "    x = 1\n" * 31 for i in range(100))
            + "# y\n" * 200
        },
        [
            "the median body is 31 (at most 8)",
            "the body at nine in ten is 31 (at most 30)",
            "the share of comment lines is 0.0855 (at most 0.06)",
        ],
    ),
    (
        "missing_docstrings",
        {
            "negotiation/errors.py": "class A:\n    '''A.'''\n    def b(self): ...\n    def _c(self): ...\n"
            "    @x.default\n    def d(self): ...\ndef e(): ...\n",
        },
        [
            "negotiation/errors.py: the module has no docstring",
            "negotiation/errors.py:3: 'b' has no docstring",
            "negotiation/errors.py:7: 'e' has no docstring",
        ],
    ),
    (
        "missing_test_docstrings",
        {"tests/unit/test_a.py": "class TestA:\n    def test_b(self):\n        assert True\n"},
        ["tests/unit/test_a.py:2: 'test_b' has no docstring"],
    ),
    (
        "unpinned_raises",
        {"tests/unit/test_a.py": "with pytest.raises(ValueError):\n    f()\n"},
        ["tests/unit/test_a.py:1: `raises` does not look at the message"],
    ),
    (
        "crowded_face",
        {"negotiation/__init__.py": f"__all__ = {[f'b{i:02}' for i in range(25)] + ['a']}\n"},
        [
            "negotiation/__init__.py: `__all__` is not sorted",
            "negotiation/__init__.py: 26 public names (at most 25)",
        ],
    ),
    (
        "crowded_face",
        {"negotiation/__init__.py": "__all__ = errors.__all__ + ['play']\n"},
        ["negotiation/__init__.py: expected one `__all__`, a plain list of names"],
    ),
    (
        "machine_paths",
        {"docs/index.md": f"# Title\n\nOpen {SOMEBODYS_HOME} and look.\n"},
        ["docs/index.md:3: an absolute path of some computer: /" + "home/s"],
    ),
    (
        "loose_pins",
        {"requirements-dev.txt": "# pins\nattrs==26.1.0\nnumpy>=2\n-e .\n"},
        [
            "requirements-dev.txt:3: expected `name==version`, got 'numpy>=2'",
            "requirements-dev.txt:4: expected `name==version`, got '-e .'",
        ],
    ),
]

#: Files that keep every rule, close to the edge of several.
GOOD = {
    "negotiation/__init__.py": "'''The face.'''\nfrom negotiation.cli import main\n__all__ = ['Act', 'main']\n",
    "negotiation/__main__.py": "'''Run.'''\nfrom negotiation.cli import main\nmain()\n",
    "negotiation/cli.py": "'''Line.'''\nimport typer\nfrom negotiation.playing import play\n",
    "negotiation/playing.py": "'''Play.'''\nfrom negotiation.engine import session\nfrom . import errors\n",
    "negotiation/engine/__init__.py": "'''Play.'''\nfrom .session import run\n",
    "negotiation/engine/session.py": (
        "'''Session.'''\nfrom typing import TYPE_CHECKING\nfrom ..files import read\n"
        "if TYPE_CHECKING:\n    import matplotlib\n    from negotiation.engine import run\n"
        "def draw():\n    '''Draw.'''\n    import matplotlib\n    def inner(): ...\n"
    ),
    "negotiation/text/tables.py": "'''Tables.'''\nARROW = 'a < b and c > d'\n",
    "negotiation/testing/acts.py": "'''Generators.'''\nfrom hypothesis import given\nfrom negotiation import play\n",
    "tests/unit/test_a.py": (
        "def test_a():\n    '''It says so.'''\n    with pytest.raises(ValueError) as caught:\n        f()\n"
        "    with pytest.raises(ValueError, match='no'):\n        f()\n"
    ),
    "requirements-dev.txt": "# pins\nruamel.yaml==0.19.1\n",
}


def _sources(files: dict[str, str]) -> tuple[Source, ...]:
    return tuple(Source(path, text) for path, text in files.items())


class TestTheHouse:
    """Every rule holds, for every file there is; a part that does not exist yet breaks none."""

    @pytest.mark.parametrize("rule", house.RULES)
    def test_keeps_its_rules(self, root: Path, rule: str) -> None:
        """No file of the repository breaks the rule."""
        check, patterns = house.RULES[rule]

        assert [] == check(house.read(root, *patterns))

    def test_tells_its_version_once(self, root: Path) -> None:
        """The project file and the citation give the same version."""
        project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
        cited = re.search(r"^version: (\S+)$", (root / "CITATION.cff").read_text(encoding="utf-8"), re.MULTILINE)

        assert cited is not None
        assert project["version"] == cited[1]


class TestTheCheckers:
    """Every checker fails when it should, says where and what, and passes what is good."""

    @pytest.mark.parametrize(("rule", "files", "expected"), BAD, ids=[f"{case[0]}-{i}" for i, case in enumerate(BAD)])
    def test_find_what_is_bad(self, rule: str, files: dict[str, str], expected: list[str]) -> None:
        """A bad file is found, with its place and the reason."""
        check, _ = house.RULES[rule]

        assert expected == check(_sources(files))

    @pytest.mark.parametrize("rule", house.RULES)
    def test_pass_what_is_good(self, rule: str, tmp_path: Path) -> None:
        """Good files pass, read from disk as the real ones are."""
        for path, text in GOOD.items():
            (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / path).write_text(text, encoding="utf-8")
        check, patterns = house.RULES[rule]
        sources = house.read(tmp_path, *patterns)

        assert sources
        assert [] == check(sources)

    def test_are_all_seen_to_fail(self) -> None:
        """Each rule has at least one bad case."""
        assert set(house.RULES) == {case[0] for case in BAD}
