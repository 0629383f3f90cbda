"""What every part of a page needs: one reader's words for one scenario, with its sources where they are at hand."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from attrs import field, frozen

from negotiation.files import Folder, SourceMap
from negotiation.report.document import Amount, Claim, Entry, Line, line
from negotiation.report.pictures_axes import amount
from negotiation.scenario import Basis, Scenario, Text, text_in
from negotiation.scenario.numbers import numbers_of
from negotiation.text.catalogue import join, say

#: Words that may stand in brackets before the ids of sources.
BASES = ("stated", "implied", "assumed", "external")
_BRACKETS = re.compile(r"\[([^\[\]]{1,400})\]")


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
    document = reader.text(reader.sources.documents[source.document].title)
    place = reader.say("line {n} of: {document}", n=source.line, document=document) if source.line else document
    notes = [
        place,
        reader.say("told to: {who}", who=reader.text(source.to)) if source.to else "",
        reader.say("hand: {hand}", hand=reader.say(source.hand)) if source.hand else "",
        reader.say("not yet checked against a source") if source.verified is False else "",
        reader.text(source.note),
    ]
    return Entry(name, who, reader.text(source.says), tuple(filter(None, notes)), source.status == "contested")


def split_citations(text: str, known: Iterable[str]) -> Iterator[str | tuple[str, ...]]:
    """Yield a text in pieces: plain ones, and for brackets that hold ids of sources, the words in them.

    >>> list(split_citations("It refuses [stated S11a, S26a2]; [sic].", ["S11a", "S26a2"]))
    ['It refuses ', ('stated', 'S11a', 'S26a2'), '; [sic].']
    """
    ids, kept, at = frozenset(known), "", 0
    for found in _BRACKETS.finditer(text):
        words = tuple(filter(None, re.split(r"[ ,;，；]+", found[1])))
        kept += text[at : found.start()]
        at = found.end()
        if words and words[-1] in ids and all(word in ids or word in BASES for word in words):
            if kept:
                yield kept
            kept = ""
            yield words
        else:
            kept += found[0]
    if kept + text[at:]:
        yield kept + text[at:]
