"""Inline SVG: pictures made small, safe and the same every time, and bars drawn without any plotting library.

What belongs here: SVG as text. No style attributes, no outside references, no scripts: it stands in a page whose policy
allows none of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise
from xml.etree import ElementTree as ET

from attrs import frozen

NAMESPACE = "http://www.w3.org/2000/svg"
XLINK = "{http://www.w3.org/1999/xlink}href"
FONTS = "system-ui, 'Segoe UI', Roboto, 'DejaVu Sans', Verdana, sans-serif"

#: All that may stand in a picture; everything else is left out.
ELEMENTS = frozenset({"svg", "g", "defs", "path", "use", "text", "tspan", "clipPath", "rect", "pattern", "line"})
ATTRIBUTES = frozenset(
    {
        *("d", "x", "y", "x1", "x2", "y1", "y2", "width", "height", "viewBox", "transform", "id", "href", "clip-path"),
        *("fill", "fill-opacity", "stroke", "stroke-width", "stroke-dasharray", "stroke-dashoffset", "stroke-opacity"),
        *("stroke-linejoin", "stroke-linecap", "opacity", "text-anchor", "font-size", "font-weight", "font-style"),
        *("patternUnits", "font-family", "class", "role", "aria-label"),
    }
)
_NUMBER = re.compile(r"-?\d+\.\d+(?:e-?\d+)?")
_REFERENCE = re.compile(r"#([\w.-]+)")
_FEW = 2


def cleaned(svg: str, label: str, prefix: str) -> str:
    """Return a picture's SVG for a page: named, without styles, metadata and what nobody refers to, numbers rounded.

    Parameters
    ----------
    svg : the text of an SVG document.
    label : what the picture shows, for who does not see it.
    prefix : what the ids in it begin with, so that several pictures may stand in one page.
    """
    root = ET.fromstring(svg)  # noqa: S314 - drawn here, not received
    kept = _element(root)
    assert kept is not None  # noqa: S101 - matplotlib draws an svg element
    used = {name for each in kept.iter() for value in each.attrib.values() for name in _REFERENCE.findall(value)}
    for each in kept.iter():
        if each.attrib.get("id") not in used:
            each.attrib.pop("id", None)
        for name, value in each.attrib.items():
            if name == "id":
                each.set(name, f"{prefix}-{value}")
            elif "#" in value and name in {"href", "clip-path", "fill", "stroke"} and _REFERENCE.search(value):
                each.set(name, _renamed(value, used, prefix))
    width, height = root.get("viewBox", "0 0 100 100").split()[2:]
    kept.attrib.clear()
    facts = {"xmlns": NAMESPACE, "viewBox": f"0 0 {_short(width)} {_short(height)}", "role": "img", "aria-label": label}
    for name, value in {**facts, "font-family": FONTS, "stroke-linejoin": "round"}.items():
        kept.set(name, value)
    return ET.tostring(_flat(kept), encoding="unicode")


def _renamed(value: str, used: set[str], prefix: str) -> str:
    """Return a reference with the prefix before the id; colours such as #fff stay."""
    return _REFERENCE.sub(lambda m: f"#{prefix}-{m[1]}" if m[1] in used and not _is_colour(value) else m[0], value)


def _is_colour(value: str) -> bool:
    return re.fullmatch(r"#[0-9a-fA-F]{3,8}", value) is not None


def _element(element: ET.Element) -> ET.Element | None:
    """Return an element with what is allowed in it, styles turned into attributes; None where it is not allowed."""
    tag = str(element.tag).rpartition("}")[2]
    if tag not in ELEMENTS:
        return None
    kept = ET.Element(tag)
    attributes = {name.rpartition("}")[2] if name == XLINK else name: value for name, value in element.attrib.items()}
    style = attributes.pop("style", "")
    for declaration in filter(None, (part.strip() for part in style.split(";"))):
        name, _, value = declaration.partition(":")
        attributes[name.strip()] = value.strip()
    for name, value in attributes.items():
        if name in ATTRIBUTES - {"font-family"} and not _is_idle(name, value):
            kept.set(name, value if name in {"id", "href", "clip-path"} else _short(value))
    kept.text = element.text if tag in {"text", "tspan"} else None
    for child in element:
        inner = _element(child)
        if inner is not None:
            kept.append(inner)
    return kept


def _is_idle(name: str, value: str) -> bool:
    """Return whether an attribute says nothing, or points outside: no rotation, a plain font, another document."""
    if (name == "href" and not value.startswith("#")) or ("url(" in value and "url(#" not in value):
        return True
    return value.startswith("rotate(-0 ") or (name, value) in {("font-style", "normal"), ("font-weight", "400")}


def _short(value: str) -> str:
    """Return a value with its numbers rounded to two decimals."""
    return " ".join(_NUMBER.sub(lambda m: f"{round(float(m[0]), _FEW) + 0.0:g}", value).split())


def _flat(element: ET.Element) -> ET.Element:
    """Return an element without groups that only group, and without empty ones."""
    children = []
    for child in list(element):
        inner = _flat(child)
        is_bare = inner.tag in {"g", "defs"} and not inner.attrib
        if is_bare and inner.tag == "g":
            children += list(inner)
        elif len(inner) or inner.tag not in {"g", "defs"}:
            children.append(inner)
    element[:] = children
    return element


# -- bars without a plotting library -----------------------------------------------------------------------------------


@frozen
class Bar:
    """One row of bars: a name, values (None: not defined) and a mark behind each number."""

    name: str
    values: tuple[float | None, ...]
    is_apart: bool = False


WIDTH, LINE, THIN, SIDE = 440, 19, 11, 64
FILLS = ("#17405f", "url(#{id}-hatch)", "#e3c68f")
INK, EDGE = "#1a1a1a", "#17405f"


def bars(rows: Sequence[Bar], series: Sequence[str], label: str, prefix: str = "bars", mark: str = "°") -> str:
    """Return rows of horizontal bars from a common zero as SVG: the text of `bars_tree`, which says what is what."""
    return ET.tostring(bars_tree(rows, series, label, prefix, mark), encoding="unicode")


def bars_tree(
    rows: Sequence[Bar], series: Sequence[str], label: str, prefix: str = "bars", mark: str = "°"
) -> ET.Element:
    """Return rows of horizontal bars from a common zero as SVG; those set apart come first, with space below them.

    Parameters
    ----------
    rows : names and values, as many as there are series (at most three).
    series : what the bars of a row show, in order; told only where there are several.
    label : what the picture shows, for who does not see it.
    prefix : what the ids in it begin with.
    mark : what stands behind each number.
    """
    ordered = sorted(rows, key=lambda row: not row.is_apart)
    low, high = _span(value for row in ordered for value in row.values if value is not None)
    left = SIDE if low < 0 else 0
    scale = (WIDTH - left - SIDE) / (high - low)
    zero = left - low * scale
    svg = ET.Element("svg", {"xmlns": NAMESPACE, "role": "img", "font-family": FONTS})
    svg.set("aria-label", printable(label))
    if len(series) > 1:
        _hatch(svg, prefix)
    top = _legend(svg, series, prefix) if len(series) > 1 else 0.0
    first = top
    for before, row in pairwise([None, *ordered]):
        assert row is not None  # noqa: S101 - only the first of all is None
        top += 10 if before is not None and before.is_apart and not row.is_apart else 0
        top = _row(svg, row, top, (zero, scale), (prefix, mark))
    line = {"x1": f"{zero:.1f}", "x2": f"{zero:.1f}", "y1": f"{first + 5:.0f}", "y2": f"{top:.0f}", "stroke": INK}
    ET.SubElement(svg, "line", line)
    for name, value in {"viewBox": f"-1 0 {WIDTH + 2} {top + 2:.0f}", "width": f"{WIDTH + 2}"}.items():
        svg.set(name, value)
    return svg


def _span(values: Iterable[float]) -> tuple[float, float]:
    found = [0.0, *values]
    low, high = min(found), max(found)
    return (low, high) if high > low else (low, low + 1.0)


def _hatch(svg: ET.Element, prefix: str) -> None:
    size = {"id": f"{prefix}-hatch", "width": "5", "height": "5", "patternUnits": "userSpaceOnUse"}
    pattern = ET.SubElement(ET.SubElement(svg, "defs"), "pattern", size)
    ET.SubElement(pattern, "rect", {"width": "5", "height": "5", "fill": "#fff"})
    ET.SubElement(pattern, "path", {"d": "M0 5L5 0", "stroke": EDGE, "stroke-width": "1.2"})


def _legend(svg: ET.Element, series: Sequence[str], prefix: str) -> float:
    """Draw what the bars of a row are, one below the other, and return where the legend ends."""
    top = 0.0
    for fill, name in zip(FILLS, series, strict=False):
        box = {"x": "0", "y": f"{top + 4:.0f}", "width": "12", "height": "12", "fill": fill.format(id=prefix)}
        ET.SubElement(svg, "rect", {**box, "stroke": EDGE})
        _text(svg, name, 18, top + 15, 13)
        top += LINE
    return top + 4


def _row(svg: ET.Element, row: Bar, top: float, axis: tuple[float, float], how: tuple[str, str]) -> float:
    """Draw one row below `top`, its name over its bars, and return where it ends."""
    (zero, scale), (prefix, mark) = axis, how
    _text(svg, row.name, 0, top + 15, 14, weight="600" if row.is_apart else "400")
    top += LINE + 2
    for fill, value in zip(FILLS, row.values, strict=False):
        if value is None:
            _text(svg, "–", zero + 5, top + 10, 13)
        else:
            width, left = abs(value) * scale, zero + min(value, 0.0) * scale
            box = {"x": f"{left:.1f}", "y": f"{top:.1f}", "width": f"{max(width, 0.5):.1f}", "height": f"{THIN}"}
            how_filled = {"fill": fill.format(id=prefix), "stroke": EDGE, "stroke-width": "0.8"}
            ET.SubElement(svg, "rect", {**box, **how_filled})
            end, anchor = (left - 5, "end") if value < 0 else (left + width + 5, "start")
            _text(svg, f"{value:+.2f}{mark}".replace("-", "\N{MINUS SIGN}"), end, top + 10, 13, anchor=anchor)
        top += THIN + 3
    return top + 4


def _text(
    svg: ET.Element, text: str, x: float, y: float, size: int, *, anchor: str = "start", weight: str = "400"
) -> None:
    facts = {"x": f"{x:.1f}", "y": f"{y:.1f}", "font-size": f"{size}", "text-anchor": anchor, "fill": INK}
    if weight != "400":
        facts["font-weight"] = weight
    ET.SubElement(svg, "text", facts).text = printable(text)


def printable(text: str) -> str:
    r"""Return a text without what no document may hold, its white space made plain.

    >>> from negotiation.report.svg import printable
    >>> printable("a\x00 b\n c")
    'a b c'
    """
    return " ".join("".join(each for each in text if each.isprintable() or each.isspace()).split())
