"""Messages in the reader's language: English in the code, other languages in gettext catalogues.

`locales/<language>/LC_MESSAGES/negotiation.po` is the source, the `.mo` beside it what is read.
"""

from __future__ import annotations

import gettext
from functools import lru_cache
from pathlib import Path
from typing import Any

LOCALES = Path(__file__).parent / "locales"
DOMAIN = "negotiation"


@lru_cache(maxsize=16)
def _catalogue(language: str) -> gettext.NullTranslations:
    if language == "en":
        return gettext.NullTranslations()
    return gettext.translation(DOMAIN, LOCALES, [language], fallback=True)


def languages() -> tuple[str, ...]:
    """Return the languages that messages come in, English first."""
    found = sorted(each.parent.parent.name for each in LOCALES.glob(f"*/LC_MESSAGES/{DOMAIN}.mo"))
    return ("en", *found)


def say(message: str, language: str = "en", **facts: Any) -> str:
    """Return a message in a language with its facts put in; in English where the language does not have it.

    >>> from negotiation.text.catalogue import say
    >>> say("{who} tables {label}", who="Russia", label="R1")
    'Russia tables R1'
    """
    text = _catalogue(language).gettext(message) if message else ""
    return text.format(**facts) if facts else text


def join(parts: list[str] | tuple[str, ...], language: str = "en") -> str:
    """Return a list of names as a sentence says it: "A", "A and B", "A, B and C".

    >>> from negotiation.text.catalogue import join
    >>> join(["Russia", "Ukraine", "NATO"])
    'Russia, Ukraine and NATO'
    """
    if len(parts) < 2:  # noqa: PLR2004
        return "".join(parts)
    comma = say(", ", language)
    return comma.join(parts[:-1]) + say(" and ", language) + parts[-1]
