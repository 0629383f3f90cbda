"""The wheel is whole: built from the source distribution, installed away from the source tree, it lists and runs.

The only test here that wants a package index, for the libraries the wheel depends on; without one it is skipped.
"""

import json
import os
import subprocess
import sys
import tomllib
import venv
import zipfile
from pathlib import Path

import pytest

from tests.conftest import ROOT

pytestmark = pytest.mark.wheel

SCENARIOS = sorted(path.parent.name for path in ROOT.glob("scenarios/*/scenario.yaml"))


def run(*command: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run a command away from the source tree, unhelped by the environment of the tests."""
    env = {key: value for key, value in os.environ.items() if key not in {"PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV"}}
    return subprocess.run(
        command, cwd=cwd, env=env | {"PYTHONUTF8": "1"}, capture_output=True, encoding="utf-8", check=False
    )


def done(*command: str | Path, cwd: Path) -> str:
    """Run a command that must end well, and return what it printed."""
    process = run(*command, cwd=cwd)
    assert not process.returncode, f"{command} ended with {process.returncode}:\n{process.stdout}{process.stderr}"
    return process.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the wheel, built from the source distribution: so both are whole."""
    folder = tmp_path_factory.mktemp("dist")
    done(sys.executable, "-m", "build", "--no-isolation", "--outdir", folder, ROOT, cwd=folder)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def python(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the interpreter of a fresh environment that holds the wheel and what it depends on, nothing else."""
    folder = tmp_path_factory.mktemp("away")
    venv.create(folder / "venv", with_pip=True)
    python = folder / "venv" / ("Scripts" if os.name == "nt" else "bin") / "python"
    needs = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["dependencies"]
    pip = (python, "-m", "pip", "--disable-pip-version-check", "install", "--quiet")
    fetched = run(*pip, "--retries", "1", "--constraint", ROOT / "requirements-dev.txt", *needs, cwd=folder)
    if fetched.returncode:
        errors = [line for line in fetched.stderr.splitlines() if line.startswith("ERROR")]
        pytest.skip(f"no package index gave what the wheel depends on: {' '.join(errors[:1])}")
    done(*pip, "--no-index", "--no-deps", wheel, cwd=folder)
    done(python, "-m", "pip", "check", cwd=folder)
    return python


class TestWheel:
    """A wheel needs nothing of the tree it was built from."""

    def test_holds_the_scenarios(self, wheel: Path) -> None:
        """Every file of every bundled scenario, the licences and the type marker are inside."""
        held = set(zipfile.ZipFile(wheel).namelist())
        files = {path.relative_to(ROOT) for path in ROOT.glob("scenarios/**/*") if path.is_file()}
        expected = {f"negotiation/_{path.as_posix()}" for path in files} | {"negotiation/py.typed"}

        assert set() == expected - held
        assert {"LICENSE", "scenarios/LICENSE"} <= {name.partition("/licenses/")[2] for name in held}

    def test_holds_nothing_else(self, wheel: Path) -> None:
        """Tests, examples and documents stay out."""
        tops = {name.partition("/")[0] for name in zipfile.ZipFile(wheel).namelist()}

        assert {"negotiation", f"negotiation-{wheel.name.split('-')[1]}.dist-info"} == tops

    def test_is_what_is_imported(self, python: Path, tmp_path: Path) -> None:
        """The package that loads is the installed one, not the source tree."""
        place = Path(done(python, "-c", "import negotiation; print(negotiation.__path__[0])", cwd=tmp_path).strip())

        assert place.is_relative_to(python.parents[1])
        assert not place.is_relative_to(ROOT)

    def test_lists(self, python: Path, tmp_path: Path) -> None:
        """`python -m negotiation list` names every bundled scenario."""
        listed = done(python, "-m", "negotiation", "list", cwd=tmp_path)

        assert SCENARIOS
        assert [] == [name for name in SCENARIOS if name not in listed]

    @pytest.mark.parametrize("scenario", SCENARIOS)
    def test_runs(self, python: Path, tmp_path: Path, scenario: str) -> None:
        """`run` plays the scenario and says how it ended."""
        told = done(python, "-m", "negotiation", "run", scenario, "--seed", "1", "--json", cwd=tmp_path)
        result = json.loads(told)

        assert result["scenario"] == scenario
        assert result["outcome"]["kind"] in {"agreement", "no-deal"}
