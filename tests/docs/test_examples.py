"""Every `examples/NN_name.py` runs, and prints what `NN_name.out` recorded.

The quick suite runs the first as a reader runs it, in a process of its own, and the others in this one.

`UPDATE_OUT=1` records anew; read the difference before you commit it.
"""

import io
import os
import runpy
import subprocess
import sys
from collections.abc import Callable
from contextlib import chdir, redirect_stdout
from pathlib import Path

import pytest

from tests.conftest import ROOT

EXAMPLES = sorted([*ROOT.glob("examples/[0-9][0-9]_*.py"), *ROOT.glob("examples/theory/*.py")])
EXAMPLES.remove(ROOT / "examples" / "theory" / "pie.py")


#: A plain terminal of 100 columns.
PLAIN = {"NO_COLOR": "1", "COLUMNS": "100", "PYTHONUTF8": "1"}


def output_of(script: Path, folder: Path) -> str:
    """Run a script as a reader runs it, but in a plain terminal, and return what it printed.

    Raises
    ------
    AssertionError
        If the script does not end well, or warns.
    """
    env = os.environ | PLAIN | {"PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "error"}
    done = subprocess.run(
        [sys.executable, script], cwd=folder, env=env, capture_output=True, encoding="utf-8", check=False
    )
    assert not done.returncode, f"{script.name} ended with {done.returncode}:\n{done.stderr}"
    return done.stdout


def output_here(script: Path, folder: Path) -> str:
    """Run a script in this process, as if it had been started in the folder, and return what it printed."""
    before, printed = set(sys.modules), io.StringIO()
    with pytest.MonkeyPatch.context() as patch, chdir(folder), redirect_stdout(printed):
        for name, value in PLAIN.items():
            patch.setenv(name, value)
        patch.syspath_prepend(script.parent)
        runpy.run_path(str(script), run_name="__main__")
    for name in set(sys.modules) - before:
        if str(script.parent) in str(getattr(sys.modules[name], "__file__", "")):
            del sys.modules[name]
    return printed.getvalue()


def check_output(script: Path, folder: Path, *, update: bool, run: Callable[[Path, Path], str] = output_of) -> None:
    """Compare what a script prints with what was recorded beside it, or record it."""
    recorded = script.with_suffix(".out")
    actual = run(script, folder)
    if update:
        recorded.write_text(actual, encoding="utf-8")
    assert recorded.exists(), f"{recorded.name} is not recorded yet: run with UPDATE_OUT=1"

    assert recorded.read_text(encoding="utf-8") == actual


class TestExamples:
    """A script and the output CI saw belong together, and the check can fail."""

    @pytest.mark.parametrize("script", EXAMPLES, ids=lambda script: script.stem)
    def test_prints_what_was_recorded(self, script: Path, tmp_path: Path) -> None:
        """The script prints its recorded output."""
        run = output_of if script == EXAMPLES[0] else output_here
        check_output(script, tmp_path, update=bool(os.environ.get("UPDATE_OUT")), run=run)

    @pytest.mark.heavy
    @pytest.mark.parametrize("script", EXAMPLES[1:], ids=lambda script: script.stem)
    def test_runs_as_a_reader_runs_it(self, script: Path, tmp_path: Path) -> None:
        """In a process of its own, with nothing loaded before it, the script prints the same."""
        check_output(script, tmp_path, update=False)

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
