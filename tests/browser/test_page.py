"""Pages in a browser: no violation of accessibility, no complaint, no request, nothing beside the edge.

Needs a Chromium and axe-core (named by NEGOTIATION_AXE, else fetched by npm); skipped with the reason without them.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

import negotiation as ng
from negotiation.analysis.hinges import nearest_thresholds
from negotiation.files import open_folder
from negotiation.report.page import write_report
from tests.browser.chromium import Tab, browsing, find_axe, find_browser
from tests.unit.report.made import FLAGSHIP, PAYLOADS, TOY, Loud, played, poisoned_folder

pytestmark = pytest.mark.heavy

PAGES = {
    "flexible": (FLAGSHIP, "flexible-reading"),
    "strict": (FLAGSHIP, "strict-reading"),
    "toy": (TOY, None),
    "toy-no-deal": (TOY, "not-a-drop"),
}
SIZES = {"phone": (390, 844), "laptop": (1366, 768), "projector": (1920, 1080)}
OPEN_ALL = "document.querySelectorAll('details').forEach(each => { each.open = true })"
AXE = (
    "axe.run(document).then(found => found.violations.map(each => each.id + ': ' + each.nodes.length + ' at '"
    " + each.nodes[0].html.slice(0, 160)))"
)


@pytest.fixture(scope="module")
def tab() -> Iterator[Tab]:
    """Return a tab of a headless browser."""
    browser = find_browser()
    if browser is None:
        pytest.skip("no Chromium is installed here (Debian's package is called chromium)")
    with browsing(browser) as found:
        yield found


@pytest.fixture(scope="module")
def axe(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return the text of axe-core."""
    found = find_axe(tmp_path_factory.mktemp("axe"))
    if found is None:
        pytest.skip("no axe-core: name its file in NEGOTIATION_AXE, or install npm, which fetches it")
    return found.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Return pages by name: both readings of the flagship, the toy with and without a deal, a scenario, a loud one."""
    folder = tmp_path_factory.mktemp("pages")
    found = {name: write_report(played(*source), folder / f"{name}.html") for name, source in PAGES.items()}
    found["scenario"] = write_report(ng.load(FLAGSHIP), folder / "scenario.html")
    toy = ng.load(TOY)
    found["analysis"] = write_report(toy, folder / "analysis.html", thresholds=nearest_thresholds(toy))
    found["long"] = write_report(ng.play(ng.load(TOY, "not-a-drop"), turns=1000), folder / "long.html")
    loud = open_folder(poisoned_folder(folder, TOY, " ".join(PAYLOADS)))
    play = ng.play(loud.with_profile(None), {"highfield": Loud(PAYLOADS[0])}, turns=3)
    found["loud"] = write_report(play, folder / "loud.html", folder=loud)
    return found


EVERY = (*PAGES, "scenario", "analysis", "long", "loud")


class TestInABrowser:
    """What a browser makes of a page."""

    @pytest.mark.parametrize("name", EVERY)
    def test_breaks_no_rule_of_accessibility(self, tab: Tab, axe: str, pages: dict[str, Path], name: str) -> None:
        """With everything open axe-core finds nothing, and it does look at something."""
        tab.open(pages[name])
        tab.run(OPEN_ALL)
        tab.run(axe)

        assert [] == tab.run(AXE)
        assert tab.run("axe.run(document).then(found => found.passes.length)") > 20

    def test_a_broken_page_is_seen(self, tab: Tab, axe: str, tmp_path: Path) -> None:
        """The check can fail: an image without words, a script that the policy forbids and a request are all seen."""
        policy = "<meta http-equiv='Content-Security-Policy' content=\"script-src 'none'\">"
        broken = tmp_path / "broken.html"
        broken.write_text(f"<html><head>{policy}</head><img src='no.png'><script>1</script></html>", encoding="utf-8")
        tab.open(broken)
        tab.run(axe)

        assert any(found.startswith("image-alt") for found in tab.run(AXE))
        assert tab.complaints
        assert len(tab.requests) > 1

    @pytest.mark.parametrize("name", EVERY)
    def test_asks_for_nothing_and_complains_of_nothing(self, tab: Tab, pages: dict[str, Path], name: str) -> None:
        """The one request is for the page itself; the console stays empty while it is used."""
        tab.open(pages[name])
        tab.run(OPEN_ALL)
        tab.run("document.querySelector('#hide').click()")
        tab.run("document.querySelector('.cite')?.click()")
        tab.run("new Promise(done => setTimeout(done, 300))")

        assert [pages[name].as_uri()] == [each for each in tab.requests if "#" not in each]
        assert [] == tab.complaints

    @pytest.mark.parametrize("size", SIZES)
    @pytest.mark.parametrize("name", ["flexible", "strict", "toy", "analysis", "loud"])
    def test_fits_its_window(self, tab: Tab, pages: dict[str, Path], name: str, size: str, tmp_path: Path) -> None:
        """Nothing stands beside the edge on a phone, a laptop or a projector; it can be seen and printed."""
        tab.open(pages[name], *SIZES[size])
        tab.run(OPEN_ALL)
        tab.screenshot(tmp_path / "seen.png")
        tab.print_to(tmp_path / "printed.pdf")

        assert tab.run("document.documentElement.scrollWidth") <= SIZES[size][0]
        assert (tmp_path / "seen.png").stat().st_size > 10_000
        assert (tmp_path / "printed.pdf").read_bytes().startswith(b"%PDF")


class TestInUse:
    """What the switch, the search and the keyboard do."""

    def test_the_switch_hides_what_is_assumed(self, tab: Tab, pages: dict[str, Path]) -> None:
        """Numbers and pictures that rest on assumptions go, and come back; it works by style alone."""
        kinds = "'.num.assumed .v, .picture.assumed .drawn'"
        seen = f"[...document.querySelectorAll({kinds})].filter(each => each.checkVisibility()).length"
        tab.open(pages["toy"])
        before = tab.run(seen)
        tab.run("document.querySelector('#hide').click()")
        hidden = tab.run(seen)
        tab.run("document.querySelector('#hide').click()")

        assert before > 10
        assert (0, before) == (hidden, tab.run(seen))

    def test_the_search_finds_turns(self, tab: Tab, pages: dict[str, Path]) -> None:
        """Turns without the words are put away; the count is told."""
        tab.open(pages["toy"])
        tab.run("document.querySelector('#search').value = 'every night'")
        tab.run("document.querySelector('#search').dispatchEvent(new Event('input'))")
        tab.run("new Promise(done => setTimeout(done, 400))")
        shown = tab.run("[...document.querySelectorAll('.turn')].filter(e => !e.hidden).length")

        assert 0 < shown < tab.run("document.querySelectorAll('.turn').length")
        assert tab.run("document.querySelector('.search [role=status]').textContent").startswith(f"{shown} of ")

    def test_sources_show_on_focus_and_go_on_escape(self, tab: Tab, pages: dict[str, Path]) -> None:
        """A citation shows its source to the keyboard; Escape puts it away."""
        seen = "getComputedStyle(document.activeElement.querySelector('.tip')).visibility"
        tab.open(pages["toy"])
        tab.run("document.querySelector('main .cite').focus()")
        shown = tab.run(seen)
        tab.run("dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape' }))")

        assert ("visible", "hidden") == (shown, tab.run(seen))

    def test_the_record_stays_closed_on_paper(self, tab: Tab, pages: dict[str, Path]) -> None:
        """Printing opens every fold but the historical record and the figures behind pictures."""
        tab.open(pages["flexible"])
        tab.run("dispatchEvent(new Event('beforeprint'))")
        shut = tab.run("[...document.querySelectorAll('details:not([open])')].map(e => e.className)")
        tab.run("dispatchEvent(new Event('afterprint'))")

        assert {"fold record", "behind"} == set(shut)
        assert tab.run("document.querySelectorAll('details:not([open])').length") > len(shut)

    def test_works_without_scripts(self, tab: Tab, pages: dict[str, Path]) -> None:
        """Without scripts only the search is missing."""
        tab.do("Emulation.setScriptExecutionDisabled", value=True)
        try:
            tab.do("Page.navigate", url=pages["toy"].as_uri())
            time.sleep(0.5)
            box = tab.do("DOM.getDocument", depth=-1)
            found = tab.do("DOM.querySelector", nodeId=box["root"]["nodeId"], selector=".search[hidden]")
        finally:
            tab.do("Emulation.setScriptExecutionDisabled", value=False)

        assert found["nodeId"]


def test_the_flagship_takes_less_than_six_seconds(tmp_path: Path) -> None:
    """The report of the flagship, all pictures included, is written in six seconds at most."""
    play = ng.play(ng.load(FLAGSHIP), seed=5)
    started = time.process_time()
    path = write_report(play, tmp_path / "report.html")

    assert time.process_time() - started < 6
    assert path.stat().st_size < 3_000_000
