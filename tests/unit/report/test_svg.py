"""SVG for pages: what is kept, what is taken out, and bars without a plotting library."""

from xml.etree import ElementTree as ET

import pytest

from negotiation.report.svg import Bar, bars, cleaned, printable

DRAWN = """<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"
viewBox="0 0 100.123456 50">
<metadata>who made it</metadata><!-- a comment --><defs><style>*{color:red}</style></defs>
<g id="figure_1"><defs><path id="mark" d="M 1.23456 0 L 0 -0.00001" style="stroke: #000000; stroke-width: 0.8"/></defs>
<g><use xlink:href="#mark" x="1.999999" y="2" onload="alert(1)"/><use xlink:href="http://example.org/#a" x="1"/></g>
<path d="M 0 0" clip-path="url(#cut)" style="fill: #0b5394; filter: url(#f); behavior: url(http://example.org)"/>
<clipPath id="cut"><rect x="0" y="0" width="1" height="1"/></clipPath>
<text style="font-size: 10px; text-anchor: middle" transform="rotate(-0 1 1)" x="1">a &lt;b&gt; &amp; "c"</text>
<foreignObject><p>out</p></foreignObject><script>alert(1)</script><image href="x.png"/></g></svg>"""


class TestCleaned:
    """A cleaned picture holds what is drawn and a name, and nothing that a strict page would refuse."""

    def test_keeps_what_is_drawn(self) -> None:
        """Paths, marks, clips and texts stay; numbers are rounded; ids get a prefix and unused ones go."""
        svg = cleaned(DRAWN, 'A "name" & <more>', "one")

        assert 'viewBox="0 0 100.12 50"' in svg
        assert '<path id="one-mark" d="M 1.23 0 L 0 0" stroke="#000000" stroke-width="0.8" />' in svg
        assert '<use href="#one-mark" x="2" y="2" />' in svg
        assert 'clip-path="url(#one-cut)"' in svg
        assert 'fill="#0b5394"' in svg
        assert 'font-size="10px"' in svg
        assert 'a &lt;b&gt; &amp; "c"</text>' in svg
        assert 'aria-label="A &quot;name&quot; &amp; &lt;more&gt;"' in svg
        assert "figure_1" not in svg

    @pytest.mark.parametrize(
        "gone", ["style", "script", "onload", "example.org", "foreignObject", "image", "made it", "rotate"]
    )
    def test_drops_what_does_not_belong(self, gone: str) -> None:
        """Styles, scripts, handlers, outside references, metadata and empty turns are gone."""
        assert gone in DRAWN
        assert gone not in cleaned(DRAWN, "a picture", "one")


class TestBars:
    """Bars from a common zero, those set apart first, legible without colour."""

    def test_are_drawn_from_zero(self) -> None:
        """A row has its name, a bar for each series and the number with its mark; undefined values are a dash."""
        rows = [Bar("Russia", (0.04, None)), Bar("Ukraine & <others>", (-0.21, 0.5), is_apart=True)]
        svg = bars(rows, ("expected", "in this play"), "changes", "p")
        root = ET.fromstring(svg)  # noqa: S314 - drawn here
        texts = [each.text for each in root.iter("{http://www.w3.org/2000/svg}text")]

        assert ["expected", "in this play", "Ukraine & <others>", "−0.21°", "+0.50°", "Russia", "+0.04°", "–"] == texts
        assert 'fill="url(#p-hatch)"' in svg

    def test_need_no_legend_for_one_series(self) -> None:
        """With a single series the figure's caption says what it is."""
        svg = bars([Bar("A", (0.0,))], ("change",), "changes")

        assert "change</text>" not in svg
        assert "hatch" not in svg

    def test_may_be_none(self) -> None:
        """No rows make an empty picture, not an error."""
        assert bars([], ("change",), "changes").startswith("<svg")


def test_printable_is_plain() -> None:
    """What no document may hold is left out, white space is one space."""
    assert "a b c" == printable("a\x00\x07 b\n\t c\u202e")
