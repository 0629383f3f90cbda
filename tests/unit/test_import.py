"""A bare `import negotiation` stays light: it loads numpy, attrs and the standard library, nothing slow or optional."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

SLOW_OR_OPTIONAL = {
    *("dask", "highspy", "hypothesis", "jinja2", "matplotlib", "numba", "pandas", "pyarrow", "pytest"),
    *("rich", "ruamel", "scipy", "typer"),
}


def loaded_by(statement: str, root: Path) -> set[str]:
    """Return the top-level modules that a fresh interpreter holds after the statement."""
    code = (
        f"import json, sys\n{statement}\nprint(json.dumps(sorted({{name.partition('.')[0] for name in sys.modules}})))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True)
    return set(json.loads(done.stdout))


class TestImport:
    """`import negotiation` is cheap: slow and optional packages wait until they are used."""

    def test_loads_nothing_slow_or_optional(self, root: Path) -> None:
        """The library is loaded; none of the packages that must wait is."""
        loaded = loaded_by("import negotiation", root)

        assert "negotiation" in loaded
        assert set() == loaded & SLOW_OR_OPTIONAL

    @pytest.mark.parametrize("package", ["hypothesis", "rich"])
    def test_sees_what_is_loaded(self, root: Path, package: str) -> None:
        """The check itself can fail: a package that is imported is seen."""
        assert package in loaded_by(f"import {package}", root) & SLOW_OR_OPTIONAL
