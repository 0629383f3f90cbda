"""What every part of a page needs: one reader's words for one scenario, with its sources where they are at hand."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator
from typing import Any

from attrs import field, frozen

from negotiation.files import Folder, SourceMap
from negotiation.report.document import Amount, Claim, Entry, Line, line
from negotiation.report.pictures_axes import amount
from negotiation.scenario import Basis, Scenario, Text, text_in
from negotiation.scenario.numbers import numbers_of
from negotiation.scenario.table import Table
from negotiation.text.catalogue import join, say

_WORD = re.compile(r"\b[A-Za-z][A-Za-z0-9_]*\b", re.ASCII)


@frozen
class Reader:
    """One reader of one scenario.

    Parameters
    ----------
    scenario : under its reading.
    folder : where its sources and briefs stand, or None.
    language : the reader's.
    """

    scenario: Scenario
    folder: Folder | None = field(default=None, repr=False)
    language: str = "en"

    @property
    def sources(self) -> SourceMap:
        """The sources; none without a folder."""
        return SourceMap() if self.folder is None else self.folder.sources

    def say(self, message: str, **facts: object) -> str:
        """Return a message in the reader's language."""
        return say(message, self.language, **facts)

    def line(self, message: str, **facts: Any) -> Line:
        """Return a message in the reader's language, amounts in it kept as they are."""
        return line(message, self.language, **facts)

    def text(self, text: Text | None) -> str:
        """Return a text of the scenario in the reader's language."""
        return text_in(text, self.language)

    def name(self, actor: str) -> str:
        """Return an actor's title."""
        return self.scenario.name(actor, self.language)

    def names(self, actors: Iterable[str]) -> str:
        """Return actors' titles as a sentence lists them."""
        return join([self.name(actor) for actor in actors], self.language)

    def listed(self, parts: Iterable[str], message: str = "; ") -> str:
        """Return parts that say something, one after the other."""
        return self.say(message).join(part for part in parts if part)

    def option(self, issue: str, option: str) -> str:
        """Return an option's title."""
        found = self.scenario.issues[issue]
        return self.text(found.options[found.place(option)].title)

    def issue(self, issue: str) -> str:
        """Return an issue's title."""
        return self.text(self.scenario.issues[issue].title)

    def untranslated(self) -> tuple[int, int]:
        """Return how many titles are not in the reader's language, and of how many; text without one is English."""
        titles: list[Text] = [self.scenario.title, *(actor.title for actor in self.scenario.actors.values())]
        for issue in self.scenario.agenda:
            titles += [issue.title, *(option.title for option in issue.options)]
        lacking = [each for each in titles if self.language not in (each if isinstance(each, Table) else ("en",))]
        return len(lacking), len(titles)

    def claim(self, text: str, basis: Basis | None, label: str = "", details: Iterable[str] = ()) -> Claim:
        """Return a claim with who answers for it."""
        found = tuple(each for each in details if each)
        if basis is None:
            return Claim(text, label, details=found)
        return Claim(text, label, basis.kind, basis.sources, self.text(basis.reason), found)

    def about(self, actor: str) -> str:
        """Return the basis of an actor's scores: assumed where any number behind them is, else that of the first."""
        return _basis_of_scores(self.scenario, actor)

    def amount(self, actor: str, value: int | None, *, sign: bool = False) -> Amount:
        """Return a figure of one actor in 1e-12 units, with the basis of its scores."""
        return amount(value, sign=sign, basis=self.about(actor))

    def assumed(self, text: str) -> Amount:
        """Return a text that rests on the numbers of the model."""
        return Amount(text, _worst(each.basis.kind if each.basis else "assumed" for each in numbers_of(self.scenario)))


def _basis_of_scores(scenario: Scenario, actor: str) -> str:
    heads = (f"actors.{actor}.", "threats.", "events.")
    kinds = (
        each.basis.kind if each.basis else "assumed"
        for each in numbers_of(scenario)
        if each.path.startswith(heads) or f".effects.{actor}" in each.path
    )
    return _worst(kinds)


def _worst(kinds: Iterable[str]) -> str:
    """Return the basis of what rests on numbers of several: assumed if one is; "" for none."""
    found = set(kinds)
    return next((kind for kind in ("assumed", "implied", "external", "stated") if kind in found), "")


def entries(reader: Reader) -> tuple[Entry, ...]:
    """Return every source of the scenario as a list tells it."""
    return tuple(_entry(reader, name) for name in reader.sources)


def _entry(reader: Reader, name: str) -> Entry:
    source = reader.sources[name]
    who = reader.sources.cite(name, reader.language).removesuffix(f"[{name}]").strip()
    notes = [
        reader.say("line {n}", n=source.line) if source.line else "",
        reader.say("told to: {who}", who=reader.text(source.to)) if source.to else "",
        reader.say("hand: {hand}", hand=reader.say(source.hand)) if source.hand else "",
        reader.say("not yet checked against a source") if source.verified is False else "",
        reader.text(source.note),
    ]
    document = reader.text(reader.sources.documents[source.document].title)
    contested = source.status == "contested"
    return Entry(name, who, reader.text(source.says), reader.listed(notes), document, contested)


def split_citations(text: str, known: Container[str]) -> Iterator[str | tuple[str]]:
    """Yield a text in pieces: plain ones, and each id of a source by itself, in a tuple.

    A word is taken for an id where it holds a digit, or stands in square brackets.

    >>> from negotiation.report.document_words import split_citations
    >>> list(split_citations("It refuses [stated S11a, note] and (S26a2); note [sic].", ["S11a", "S26a2", "note"]))
    ['It refuses [stated ', ('S11a',), ', ', ('note',), '] and (', ('S26a2',), '); note [sic].']
    """
    at = 0
    for found in _WORD.finditer(text):
        word = found[0]
        in_brackets = text.rfind("[", 0, found.start()) > text.rfind("]", 0, found.start())
        if word in known and (in_brackets or any(each.isdigit() for each in word)):
            if found.start() > at:
                yield text[at : found.start()]
            yield (word,)
            at = found.end()
    if at < len(text):
        yield text[at:]
