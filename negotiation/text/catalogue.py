"""Messages in the reader's language: English in the code, other languages in gettext catalogues.

`locales/<language>/LC_MESSAGES/negotiation.po` is the source, the `.mo` beside it what is read.
"""

from __future__ import annotations

import gettext
import re
from collections.abc import Iterable
from decimal import Decimal
from functools import lru_cache, reduce
from pathlib import Path
from typing import Any

LOCALES = Path(__file__).parent / "locales"
DOMAIN = "negotiation"
#: The longest count that is told digit by digit.
LONGEST = 10**18
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_FIELD = re.compile(r"\{(\w+)\}")
#: What no space follows; the empty text is where a text begins.
FULL_WIDTH_ENDS = ("", "。", "！", "？", "：", "）")


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

    Counts beyond LONGEST are rounded to three digits.

    >>> from negotiation.text.catalogue import say
    >>> say("{who} tables {label}", who="Russia", label="R1")
    'Russia tables R1'
    >>> say("{n:,} packages", n=49152), say("{n:,} packages", n=6**64), say("seed {n}", n=2**64)
    ('49,152 packages', '6.33 × 10⁴⁹ packages', 'seed 18446744073709551616')
    """
    text = _catalogue(language).gettext(message) if message else ""
    for name, value in facts.items():
        if type(value) is int and value >= LONGEST:
            facts[name] = _Long(value)
    return text.format(**facts) if facts else text


class _Long(int):
    """A whole number that, told as a count (`{n:,}`), does not fit a line, and is rounded to three digits there."""

    def __format__(self, spec: str) -> str:
        if spec != ",":
            return format(int(self), spec)
        digits, _, power = f"{Decimal(int(self)):.2e}".partition("e+")
        return f"{digits} × 10{power.lstrip('0').translate(_RAISED)}"


def count_text(n: int) -> str:
    """Return a count in figures: with commas, or beyond LONGEST rounded to three digits, such as 1.00 × 10⁵⁰."""
    return f"{n if n < LONGEST else _Long(n):,}"


def join(parts: list[str] | tuple[str, ...], language: str = "en") -> str:
    """Return a list of names as a sentence says it: "A", "A and B", "A, B and C".

    >>> from negotiation.text.catalogue import join
    >>> join(["Russia", "Ukraine", "NATO"])
    'Russia, Ukraine and NATO'
    >>> join(["9", "11"], "zh"), join(["俄罗斯", "NATO"], "zh")
    ('9 和 11', '俄罗斯和 NATO')
    """
    if len(parts) < 2:  # noqa: PLR2004
        return "".join(parts)
    comma, link = say(", ", language), say(" and ", language)
    if not link.isascii():  # a word without spaces needs them beside figures and Latin letters
        link = " " * parts[-2][-1:].isascii() + link + " " * parts[-1][:1].isascii()
    return comma.join(parts[:-1]) + link + parts[-1]


def retell(text: str, messages: Iterable[str], language: str = "en") -> str:
    """Return an English text in a language by the message that it was made from; as it is where it was made otherwise.

    For what is recorded or raised in English, and shown to a person.

    >>> from negotiation.text.catalogue import retell
    >>> retell("did you mean free?", ["choose from {names}", "did you mean {names}?"])
    'did you mean free?'
    """
    for message in messages:
        parts = (f"(?P<{name}>.+)" if i % 2 else re.escape(name) for i, name in enumerate(_FIELD.split(message)))
        found = re.fullmatch("".join(parts), text)
        if found is not None:
            return say(message, language, **found.groupdict())
    return text


def clauses(parts: Iterable[str], language: str = "en") -> str:
    """Return the parts that say something as one sentence, with commas between: not a list, so not `join`.

    >>> from negotiation.text.catalogue import clauses
    >>> clauses(["Russia must consent", "", "where the form is signed"])
    'Russia must consent, where the form is signed'
    """
    told = [part for part in parts if part]
    return reduce(lambda text, more: say("{text}, {more}", language, text=text, more=more), told) if told else ""


def sentences(parts: Iterable[str]) -> str:
    """Return sentences one after the other: with a space between, but none after a full-width mark.

    >>> from negotiation.text.catalogue import sentences
    >>> sentences(["It is so.", "", "So be it."])
    'It is so. So be it.'
    """
    told = ""
    for part in filter(None, parts):
        told += part if told[-1:] in FULL_WIDTH_ENDS else f" {part}"
    return told
