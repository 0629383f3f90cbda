"""Where lower layers ask for more than text: renderings are looked up by name when they are asked for, and only then.

What belongs here: names. So a play can show itself in a notebook although the layer that draws it lies above.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

#: The module whose `html_of(value)` gives the markup of a value, or None for one that it does not know.
HTML = "negotiation.report.html"

#: The module whose `text_of(value)` gives the minutes of a play or of a transcript.
MINUTES = "negotiation.report.unfinished"


def html_of(value: Any) -> str | None:
    """Return a value as markup for a notebook; None where nothing knows how, so that its text is shown instead.

    >>> from negotiation.text.hooks import html_of
    >>> html_of("a string") is None
    True
    """
    found: str | None = import_module(HTML).html_of(value)
    return found


def minutes_of(value: Any) -> str:
    """Return a play or a transcript as readable minutes.

    >>> import negotiation as ng
    >>> from negotiation.text.hooks import minutes_of
    >>> minutes_of(ng.play("two-villages", seed=1)).startswith("MINUTES   Two villages")
    True
    """
    found: str = import_module(MINUTES).text_of(value)
    return found
