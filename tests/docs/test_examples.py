"""Every `examples/NN_name.py` runs as a reader runs it, and prints what `NN_name.out` recorded.

`UPDATE_OUT=1` records anew; read the difference before you commit it.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT

EXAMPLES = sorted([*ROOT.glob("examples/[0-9][0-9]_*.py"), *ROOT.glob("examples/theory/*.py")])
EXAMPLES.remove(ROOT / "examples" / "theory" / "pie.py")


def output_of(script: Path, folder: Path) -> str:
    """Run a script in the folder, in a plain terminal of 100 columns, and return what it printed.

    Raises
    ------
    AssertionError
        If the script does not end well, or warns.
    """
    plain = {"NO_COLOR": "1", "COLUMNS": "100", "PYTHONUTF8": "1", "PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "error"}
    done = subprocess.run(
        [sys.executable, script], cwd=folder, env=os.environ | plain, capture_output=True, encoding="utf-8", check=False
    )
    assert not done.returncode, f"{script.name} ended with {done.returncode}:\n{done.stderr}"
    return done.stdout


def check_output(script: Path, folder: Path, *, update: bool) -> None:
    """Compare what a script prints with what was recorded beside it, or record it."""
    recorded = script.with_suffix(".out")
    actual = output_of(script, folder)
    if update:
        recorded.write_text(actual, encoding="utf-8")
    assert recorded.exists(), f"{recorded.name} is not recorded yet: run with UPDATE_OUT=1"

    assert recorded.read_text(encoding="utf-8") == actual


class TestExamples:
    """A script and the output CI saw belong together, and the check can fail."""

    @pytest.mark.parametrize("script", EXAMPLES, ids=lambda script: script.stem)
    def test_prints_what_was_recorded(self, script: Path, tmp_path: Path) -> None:
        """The script prints its recorded output."""
        check_output(script, tmp_path, update=bool(os.environ.get("UPDATE_OUT")))

    def test_every_record_has_a_script(self) -> None:
        """No output is left of a script that is gone."""
        assert [] == [out.name for out in ROOT.glob("examples/*.out") if not out.with_suffix(".py").exists()]

    def test_other_output_is_found(self, tmp_path: Path) -> None:
        """A script that prints something else fails until it is recorded anew."""
        script = tmp_path / "01_hello.py"
        script.write_text("print('hello')\n", encoding="utf-8")
        with pytest.raises(AssertionError, match=r"01_hello\.out is not recorded yet: run with UPDATE_OUT=1"):
            check_output(script, tmp_path, update=False)
        check_output(script, tmp_path, update=True)
        check_output(script, tmp_path, update=False)
        script.write_text("print('good-bye')\n", encoding="utf-8")
        with pytest.raises(AssertionError, match="hello"):
            check_output(script, tmp_path, update=False)

    def test_a_broken_script_is_found(self, tmp_path: Path) -> None:
        """A script that raises fails, with its traceback."""
        script = tmp_path / "02_broken.py"
        script.write_text("raise SystemExit('no such scenario')\n", encoding="utf-8")

        with pytest.raises(AssertionError, match=r"02_broken\.py ended with 1:\s+no such scenario"):
            check_output(script, tmp_path, update=False)
