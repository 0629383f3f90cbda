"""What every picture shares: axes sized for a slide, marks that survive grey, text that is only text, SVG that repeats.

What belongs here: looks. What a picture shows is in the modules beside it; matplotlib is imported inside functions.
"""

from __future__ import annotations

import io
import textwrap
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from negotiation.analysis.telling import figure
from negotiation.errors import UsageError
from negotiation.files.writing import write_whole
from negotiation.report.document import Amount
from negotiation.report.svg import cleaned, printable
from negotiation.text.layout import width_of, wrapped

if TYPE_CHECKING:
    from matplotlib.axes import Axes

#: Inches: the shape of a slide.
SLIDE = (10.0, 5.625)
#: Colours that people with any colour vision tell apart, dark and light ones in turn so that they differ in grey.
BLUE, ORANGE, GREEN, PINK, SKY, YELLOW = "#0b5394", "#c05a00", "#007a5e", "#a8447f", "#56a0d3", "#d9a400"
COLOURS = (BLUE, ORANGE, GREEN, PINK, SKY, YELLOW)
MARKERS = ("o", "s", "^", "D", "v", "P")
DASHES: tuple[Any, ...] = ("-", (0, (5, 2)), (0, (1, 1.5)), (0, (6, 2, 1, 2)), "-", "-")
INK, QUIET, RULE, FAINT = "#1a1a1a", "#59636e", "#b9c0c7", "#e9ecef"
#: By ending, what is left out of a file so that the same picture makes the same bytes.
UNDATED = {".png": {"Software": None}, ".pdf": {"CreationDate": None, "Creator": None, "Producer": None}}
#: Fonts looked for, in this order, where the usual one lacks letters; letters that an error names.
LETTERS = (
    *("Noto Sans CJK SC", "Source Han Sans SC", "WenQuanYi Zen Hei", "WenQuanYi Micro Hei", "Droid Sans Fallback"),
    *("PingFang SC", "Hiragino Sans GB", "Microsoft YaHei", "SimHei", "Arial Unicode MS"),
)
FEW_LETTERS = 8
SMALL, NORMAL, LARGE = 10.0, 11.5, 13.0

#: What drawing functions take by keyword.
Style: TypeAlias = "dict[str, Any]"

STYLE: Style = {
    "font.family": ["DejaVu Sans"],
    "font.size": NORMAL,
    "text.parse_math": False,
    "axes.unicode_minus": True,
    "axes.edgecolor": RULE,
    "axes.labelcolor": INK,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.titlesize": LARGE,
    "axes.titlelocation": "left",
    "axes.titleweight": "semibold",
    "xtick.color": QUIET,
    "ytick.color": QUIET,
    "text.color": INK,
    "legend.frameon": False,
    "legend.fontsize": SMALL,
    "hatch.linewidth": 0.8,
    "hatch.color": BLUE,
    "svg.fonttype": "none",
    "svg.hashsalt": "negotiation",
    "savefig.facecolor": "white",
}


def amount(value: int | None, *, sign: bool = False, basis: str = "assumed") -> Amount:
    """Return a figure in 1e-12 units as it is read: two decimals, a true minus, "–" for none."""
    text = figure(value, sign=sign).replace("-", "\N{MINUS SIGN}")
    return Amount(text, "" if value is None else basis)


def signed(value: int | None) -> str:
    """Return a change in 1e-12 units as pictures write it, marked as resting on assumptions where there is one."""
    found = amount(value, sign=True)
    return found.text + found.mark


def wrap(text: str, width: int, most: int = 3) -> str:
    """Return a text broken into at most so many lines of about `width` columns; "…" stands for what is left out."""
    text = printable(text)
    if width_of(text) > len(text):
        lines = wrapped(text, max(width, 8)).split("\n")
    else:
        lines = textwrap.wrap(text, width, break_on_hyphens=False)
    if len(lines) > most:
        lines = [*lines[: most - 1], lines[most - 1].rstrip(" ,;:") + " …"]
    return "\n".join(lines)


@contextmanager
def drawing(ax: Axes | None, size: tuple[float, float] = SLIDE) -> Iterator[Axes]:
    """Give the axes to draw on, new ones for None, in the house's style.

    Raises UsageError, naming the extra to install, where matplotlib is not there.
    """
    matplotlib = _matplotlib()
    with matplotlib.rc_context(STYLE), warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph .* missing from font")
        yield ax if ax is not None else _new_axes(size)


def _matplotlib() -> Any:
    try:
        return import_module("matplotlib")
    except ImportError:
        cure = "install the extra: pip install 'negotiation[plots]'"
        raise UsageError("matplotlib, to draw pictures", "an installation without it", cure) from None


def _new_axes(size: tuple[float, float]) -> Axes:
    """Return axes in a figure of their own, which no global list of figures keeps."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    canvas = FigureCanvasAgg(Figure(figsize=size, layout="constrained"))
    return canvas.figure.add_subplot()


def tinted(share: float) -> tuple[float, float, float]:
    """Return white with a share of blue in it, from 0 to 1: the darker, the more."""
    red, green, blue = (int(SKY[i : i + 2], 16) / 255 for i in (1, 3, 5))
    return 1 - share * (1 - red), 1 - share * (1 - green), 1 - share * (1 - blue)


def bare(ax: Axes) -> None:
    """Take away spines and ticks, for pictures that are laid out by hand."""
    ax.set_xticks([])
    ax.set_yticks([])
    for spine in ax.spines.values():
        spine.set_visible(False)


def legend(ax: Axes, **how: Any) -> None:
    """Name what is drawn, where anything has a name."""
    if ax.get_legend_handles_labels()[1]:
        ax.legend(borderaxespad=how.pop("borderaxespad", 0.2), **how)


def svg_of(ax: Axes, label: str = "", prefix: str = "picture") -> str:
    """Return a picture as SVG: the same text for the same picture, small, without styles, dates and outside references.

    Parameters
    ----------
    label : what the picture shows, for who does not see it.
    prefix : what the ids in it begin with.
    """
    with drawing(ax):
        buffer = io.StringIO()
        _figure(ax).savefig(buffer, format="svg", metadata={"Date": None, "Creator": None})
    return cleaned(buffer.getvalue(), printable(label), prefix)


def save_picture(ax: Axes, path: Path, label: str = "") -> None:
    """Write a picture to a file, whole or not at all: SVG, PNG or PDF, as the name ends.

    Raises UsageError for another ending, a path that cannot be written, or letters that no font here has; an SVG
    leaves letters to the fonts of who looks at it.
    """
    ending = path.suffix.lower()
    if ending == ".svg":
        write_whole(svg_of(ax, label) + "\n", path)
    elif ending in UNDATED:
        _write_bytes(_bytes(ax, ending), path)
    else:
        raise UsageError("a file that ends in .svg, .png or .pdf", repr(str(path)))


def _bytes(ax: Axes, ending: str) -> bytes:
    with drawing(ax):
        _find_letters(ax)
        buffer = io.BytesIO()
        _figure(ax).savefig(buffer, format=ending[1:], dpi=192, metadata=UNDATED[ending])
    return buffer.getvalue()


def _find_letters(ax: Axes) -> None:
    """Give texts a font that has their letters. Raises UsageError where none is installed: they would be boxes."""
    manager, texts = import_module("matplotlib.font_manager"), import_module("matplotlib.text")
    written = [each for each in _figure(ax).findobj(texts.Text) if each.get_text() and each.get_visible()]
    asked = {ord(letter) for each in written for letter in each.get_text() if letter.isprintable()}
    usual = list(STYLE["font.family"])
    lacking = asked - set(manager.get_font(manager.findfont(usual[0])).get_charmap())
    if not lacking:
        return
    for name in LETTERS:
        files = [each.fname for each in manager.fontManager.ttflist if each.name == name]
        if any(lacking <= set(manager.get_font(file).get_charmap()) for file in files):
            for each in written:
                each.set_fontfamily([*usual, name])
            return
    shown = "".join(map(chr, sorted(lacking)[:FEW_LETTERS]))
    cure = "install a font such as Noto Sans CJK, or write an .svg: the reader’s fonts show it"
    raise UsageError(f"a font with the letters {shown}", "none that is installed", cure)


def _write_bytes(data: bytes, path: Path) -> None:
    beside = path.with_name(f".{path.name}.part")
    try:
        beside.write_bytes(data)
        beside.replace(path)
    except OSError as error:
        beside.unlink(missing_ok=True)
        raise UsageError("a path that can be written", repr(str(path)), error.strerror or "") from None


def _figure(ax: Axes) -> Any:
    return ax.get_figure(root=True)
