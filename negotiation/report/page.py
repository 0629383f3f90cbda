"""The page: one HTML file that holds everything it shows and asks nobody for anything.

What belongs here: laying a document out. Every text in it is untrusted: the templates escape all of them, and the
page's own policy allows no script and no style but the two that it carries, known by their digests.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import re
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import Any

from negotiation.analysis.analysing import Analysis
from negotiation.analysis.thresholds import Threshold
from negotiation.errors import UsageError
from negotiation.files import Folder
from negotiation.files.writing import write_whole
from negotiation.playing import Play
from negotiation.report.document import Amount, Document, plain
from negotiation.report.document_making import document_of
from negotiation.report.document_words import split_citations
from negotiation.report.page_words import words
from negotiation.scenario import Scenario

HERE = Path(__file__).parent
#: An amount longer than this is a sentence.
SENTENCE = 24
#: A table with a longer cell than this, beside its first column, is one of words.
WORDS = 32


def write_report(
    source: Play | Scenario | Folder,
    path: str | os.PathLike[str],
    language: str = "en",
    *,
    folder: Folder | None = None,
    thresholds: Iterable[Threshold] | None = None,
    pictures: bool = True,
    analysis: Analysis | None = None,
) -> Path:
    """Write the page about a play, or about a scenario before play, whole or not at all; return its path.

    Parameters
    ----------
    source : a play; a scenario under a reading; or a folder, under its default reading.
    path : of the HTML file.
    language : of the reader; texts that a language does not have stand in English.
    folder : where the sources and briefs stand; for a bundled scenario its own if left out.
    thresholds : where single numbers open or close the zone, if that was worked out (it takes a while).
    pictures : whether to draw; False makes a page of words and tables, without matplotlib.
    analysis : of the scenario as it stands when talks begin, where there is one already.

    Raises
    ------
    UnknownNameError
        for a language in which neither the messages nor the scenario's texts are.
    UsageError
        when the path cannot be written, or a package is not there: the message names the extra to install.
    """
    target = Path(path)
    document = document_of(source, language, folder=folder, thresholds=thresholds, pictures=pictures, analysis=analysis)
    write_whole(page_of(document), target)
    return target


def page_of(document: Document) -> str:
    """Return the HTML of a document. Raises UsageError, naming the extra to install, where Jinja2 is not there."""
    environment = _environment()
    own = words(document.language)
    told = "".join(f"--{name}:{_css(own[name])};" for name in ("gone", "colon"))
    style = (HERE / "style" / "page.css").read_text(encoding="utf-8") + f":root{{{told}}}\n"
    script = (HERE / "style" / "page.js").read_text(encoding="utf-8")
    template = environment.get_template("page.html")
    found: str = template.render(
        document=document,
        words=own,
        policy=policy(style, script),
        style=_safe(style),
        script=_safe(script),
        cited=lambda text: list(split_citations(text, document.cited)),
    )
    return found.rstrip() + "\n"


def policy(style: str, script: str) -> str:
    """Return the content policy that allows one style, one script, and nothing else."""
    return (
        f"default-src 'none'; style-src '{digest(style)}'; script-src '{digest(script)}'; "
        "base-uri 'none'; form-action 'none'"
    )


def digest(text: str) -> str:
    """Return the digest of a text as a content policy names it."""
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _css(text: str) -> str:
    """Return a text as a CSS string that cannot end the style it stands in."""
    return re.sub(r"\\u([0-9a-f]{4})", r"\\\1 ", json.dumps(text)).replace("<", "\\3c ")


@lru_cache(maxsize=1)
def _environment() -> Any:
    try:
        import jinja2
    except ImportError:
        cure = "install the extra: pip install 'negotiation[report]'"
        raise UsageError("Jinja2, to lay out pages", "an installation without it", cure) from None
    found = jinja2.Environment(
        loader=jinja2.FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    found.filters["drawn"] = _safe
    found.tests["amount"] = lambda each: isinstance(each, Amount)
    found.tests["said"] = lambda each: len(each.text) > SENTENCE
    found.tests["wordy"] = lambda rows: any(len(plain(cell)) > WORDS for row in rows.rows for cell in row[1:])
    return found


def _safe(text: str) -> Any:
    """Return what was made here, cleaned pictures and the page's own style and script, to stand as it is."""
    from markupsafe import Markup

    return Markup(text)  # noqa: S704 - made here: no text of a scenario passes through
