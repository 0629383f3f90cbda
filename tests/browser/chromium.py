"""A headless Chromium spoken to over a pipe: opens a page, watches what it asks for and complains about, runs axe-core.

What belongs here: the browser. What a page must be is in `test_page`.
"""

import base64
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
FLAGS = (
    *("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--remote-debugging-pipe"),
    *("--no-first-run", "--disable-extensions", "--disable-background-networking", "--disable-component-update"),
)
#: Becomes the browser, which reads commands from file descriptor 3 and answers on 4, whatever the pipes were before.
LAUNCH = """
import fcntl, os, sys
ends = [fcntl.fcntl(int(end), fcntl.F_DUPFD, 10) for end in sys.argv[1:3]]
for end, wanted in zip(ends, (3, 4)):
    os.dup2(end, wanted)
os.execv(sys.argv[3], sys.argv[3:])
"""


def find_browser() -> str | None:
    """Return the path of a Chromium on this computer, or None."""
    return next((found for name in NAMES if (found := shutil.which(name))), None)


def find_axe(folder: Path) -> Path | None:
    """Return axe-core: the file that NEGOTIATION_AXE names, else fetched by npm; None where neither is there."""
    given = os.environ.get("NEGOTIATION_AXE")
    if given:
        return Path(given) if Path(given).is_file() else None
    npm = shutil.which("npm")
    if npm is None:
        return None
    fetch = (npm, "install", "--no-audit", "--no-fund", "--silent", "--prefix", folder, "axe-core@4")
    subprocess.run(fetch, check=False, capture_output=True, timeout=120)
    found = folder / "node_modules" / "axe-core" / "axe.min.js"
    return found if found.is_file() else None


class Tab:
    """One tab: what it asked for, what it complained about, and what it is told to do."""

    def __init__(self, reading: int, writing: int) -> None:
        self.reading, self.writing = reading, writing
        self.session = ""
        self.requests: list[str] = []
        self.complaints: list[str] = []
        self._n, self._buffer = 0, b""

    def do(self, method: str, **parameters: Any) -> dict[str, Any]:
        """Give a command of the DevTools protocol and return its result, noting what happens meanwhile."""
        self._n += 1
        message = {"id": self._n, "method": method, "params": parameters}
        if self.session:
            message["sessionId"] = self.session
        os.write(self.writing, json.dumps(message).encode() + b"\0")
        while True:
            told = self._next()
            if told.get("id") == self._n:
                assert "error" not in told, f"{method}: {told['error']}"
                result: dict[str, Any] = told["result"]
                return result
            self._note(told)

    def _next(self) -> dict[str, Any]:
        while b"\0" not in self._buffer:
            read = os.read(self.reading, 1 << 20)
            assert read, "the browser has gone"
            self._buffer += read
        message, _, self._buffer = self._buffer.partition(b"\0")
        found: dict[str, Any] = json.loads(message)
        return found

    def _note(self, event: dict[str, Any]) -> None:
        told = event.get("params", {})
        match event.get("method"):
            case "Network.requestWillBeSent":
                self.requests.append(told["request"]["url"])
            case "Runtime.exceptionThrown":
                self.complaints.append(str(told["exceptionDetails"]))
            case "Log.entryAdded" if told["entry"]["level"] in {"error", "warning"}:
                self.complaints.append(told["entry"]["text"])
            case "Runtime.consoleAPICalled" if told["type"] in {"error", "warning", "assert"}:
                self.complaints.append(str(told["args"]))

    def run(self, script: str) -> Any:
        """Run a script in the page and return its value, waiting where it promises one."""
        found = self.do("Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True)
        assert "exceptionDetails" not in found, found["exceptionDetails"]
        return found["result"].get("value")

    def open(self, path: Path, width: int = 1280, height: int = 800) -> None:
        """Open a file in a window of a size, and wait until it is there."""
        self.resize(width, height)
        self.requests.clear()
        self.complaints.clear()
        self.do("Page.navigate", url=path.as_uri())
        self.run("new Promise(done => document.readyState === 'complete' ? done() : addEventListener('load', done))")
        self.run("new Promise(done => setTimeout(done, 200))")

    def resize(self, width: int, height: int) -> None:
        """Give the window a size."""
        self.do("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False)

    def screenshot(self, path: Path, *, whole: bool = False) -> None:
        """Write what is seen, or the whole page, to a PNG file."""
        found = self.do("Page.captureScreenshot", format="png", captureBeyondViewport=whole)
        path.write_bytes(base64.b64decode(found["data"]))

    def print_to(self, path: Path) -> None:
        """Write the page as it is printed to a PDF file."""
        found = self.do("Page.printToPDF", preferCSSPageSize=True, printBackground=True)
        path.write_bytes(base64.b64decode(found["data"]))


@contextmanager
def browsing(browser: str) -> Iterator[Tab]:
    """Give a tab of a browser of its own, without a profile, that is ended afterwards."""
    to_child, writing = os.pipe()
    reading, from_child = os.pipe()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        command = (browser, *FLAGS, f"--user-data-dir={profile}", "about:blank")
        child = subprocess.Popen(
            (sys.executable, "-c", LAUNCH, str(to_child), str(from_child), *command),
            pass_fds=(to_child, from_child),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        os.close(to_child)
        os.close(from_child)
        try:
            tab = Tab(reading, writing)
            target = tab.do("Target.createTarget", url="about:blank")["targetId"]
            tab.session = tab.do("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
            for domain in ("Page", "Runtime", "Network", "Log"):
                tab.do(f"{domain}.enable")
            yield tab
        finally:
            child.terminate()
            child.wait(timeout=20)
            os.close(reading)
            os.close(writing)
