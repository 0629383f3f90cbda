"""What the benchmarks share: figures as JSON lines, medians, and processes of their own that take turns."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent


def figure(name: str, value: float, unit: str, **more: object) -> None:
    """Print one figure as one JSON line."""
    print(
        json.dumps({"figure": name, "value": float(f"{value:.4g}"), "unit": unit, **more}, ensure_ascii=False),
        flush=True,
    )


def median(values: Sequence[float]) -> float:
    """Return the median."""
    return statistics.median(values)


def clean_environment() -> dict[str, str]:
    """Return the environment without what slows every start: bytecode is written and read as usual."""
    return {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}


class Child:
    """A Python process that measures on request: a JSON line in, a JSON line out."""

    def __init__(self, python: str, script: str) -> None:
        self.process = subprocess.Popen(
            [python, str(HERE / script)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            encoding="utf-8",
            env=clean_environment(),
        )

    def ask(self, **request: object) -> dict[str, Any]:
        """Send a request and return the answer.

        Raises
        ------
        RuntimeError
            when the process ended instead.
        """
        assert self.process.stdin is not None  # noqa: S101 - both are pipes
        assert self.process.stdout is not None  # noqa: S101
        self.process.stdin.write(json.dumps(request) + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        if not line:
            message = f"the child ended with {self.process.wait()} instead of an answer"
            raise RuntimeError(message)
        answer: dict[str, Any] = json.loads(line)
        return answer

    def close(self) -> None:
        """End the process."""
        if self.process.stdin is not None:
            self.process.stdin.close()
        self.process.wait()


def requests() -> Iterator[dict[str, Any]]:
    """Yield the requests that a parent sends to this process."""
    for line in sys.stdin:
        yield json.loads(line)


def cpu_of(command: Sequence[str]) -> float:
    """Return the CPU seconds, user and system, that a command takes in a process of its own.

    Raises
    ------
    RuntimeError
        when it fails.
    """
    process = subprocess.Popen(command, env=clean_environment(), stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        message = f"{' '.join(command)} ended with {process.returncode}"
        raise RuntimeError(message)
    return usage.ru_utime + usage.ru_stime
