"""What every test may use: the hypothesis profiles and the material shared beside the repository."""

import gc
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

ROOT = Path(__file__).resolve().parents[1]

# Pages are as wide as the terminal; a test's is always the same.
os.environ["COLUMNS"] = "88"

# Deadlines and slowness measure the computer, not the code; what a gate runs tries the same examples everywhere.
_patient = settings(deadline=None, print_blob=True, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("dev", _patient, max_examples=8, derandomize=True, database=None)
settings.register_profile("ci", _patient, max_examples=100, derandomize=True, database=None)
settings.register_profile("nightly", _patient, max_examples=2000)
settings.load_profile(os.environ.get("NEGOTIATION_HYPOTHESIS", "dev"))


def pytest_collection_finish() -> None:
    """Leave what was imported and collected out of every later search for garbage: it stays to the end."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


@pytest.fixture(scope="session")
def root() -> Path:
    """Return the root of the repository."""
    return ROOT


@pytest.fixture(scope="session")
def shared() -> Path | None:
    """Return the folder of shared material (designs, domain notes, source texts), or None in a lone clone."""
    folder = ROOT.parent / "shared"
    return folder if (folder / "domain").is_dir() else None


@pytest.fixture(scope="module")
def few_draws() -> Iterator[None]:
    """Draw ten times where a page draws a hundred times: for tests of pages that are not about the shares of draws."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("negotiation.report.document_orders.DRAWS", 10)
        patch.setattr("negotiation.report.pictures.DRAWS", 10)
        yield
