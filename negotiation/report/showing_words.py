"""One reader's words for the pages of `showing`: names, bases, labels, notes in brackets, wrapped lines."""

from __future__ import annotations

from collections.abc import Iterable

from attrs import frozen

from negotiation.analysis.wording import basis_text
from negotiation.files import Folder
from negotiation.scenario import Basis, Scenario, Text, text_in
from negotiation.text.catalogue import join, say
from negotiation.text.layout import page_width, wrapped

STEP = "  "


@frozen
class Wording:
    """One reader of one scenario.

    Parameters
    ----------
    folder, scenario : what was opened, and the scenario under the reading that is shown.
    language : the reader's.
    width : of the page; the terminal's if left out.
    """

    folder: Folder
    scenario: Scenario
    language: str = "en"
    width: int | None = None

    @property
    def page(self) -> int:
        """The width of the page, in columns."""
        return page_width(self.width)

    def say(self, message: str, **facts: object) -> str:
        """Return a message in the reader's language."""
        return say(message, self.language, **facts)

    def _text(self, text: Text | None) -> str:
        return text_in(text, self.language)

    def _names(self, actors: tuple[str, ...]) -> str:
        return join([self.scenario.name(each, self.language) for each in actors], self.language)

    def _basis(self, basis: Basis | None) -> str:
        """Return who answers for a claim, in brackets, with the reason where it is assumed."""
        told = basis_text(basis, self.language)
        if basis is None or basis.reason is None:
            return told
        return f"[{self.say('{label}: {what}', label=told[1:-1], what=self._text(basis.reason))}]"

    def _named(self, name: Text | None, told: str, basis: Basis | None) -> str:
        return self._line(f"{self._labelled(name, told)} {self._basis(basis)}".rstrip(), 1)

    def _labelled(self, name: Text | None, told: str) -> str:
        return self.say("{label}: {what}", label=self._text(name), what=told) if name else told

    def _noted(self, what: str, how: str, basis: Basis | None) -> str:
        return f"{self.say('{what} ({how})', what=what, how=how)} {self._basis(basis)}".rstrip()

    def _commas(self, parts: Iterable[str]) -> str:
        return self.say(", ").join(parts)

    def _semicolons(self, parts: Iterable[str]) -> str:
        return self.say("; ").join(part for part in parts if part)

    def _line(self, text: str, level: int = 0) -> str:
        return wrapped(text, self.page, STEP * level, STEP * (level + 2 if level else 0))
