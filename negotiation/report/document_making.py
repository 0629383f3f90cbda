"""Making the document of a page from a play, or from a scenario before play."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cached_property

from attrs import evolve, frozen

from negotiation.analysis.analysing import MANY_PACKAGES, NO_GAP, Analysis, analyse
from negotiation.analysis.gap import Gap
from negotiation.analysis.relaxations import DROPPED, NO_DEAL_VALUES, ONE_NUMBER, relaxations_of
from negotiation.analysis.scorecard import Scorecard
from negotiation.analysis.thresholds import Threshold
from negotiation.analysis.wording import check_language
from negotiation.files import Folder, bundled_names, open_folder
from negotiation.playing import Play
from negotiation.report import (
    document_analysis,
    document_causes,
    document_gap,
    document_numbers,
    document_orders,
    document_outcome,
    document_scenario,
    document_seatless,
    document_talks,
)
from negotiation.report.document import (
    Block,
    Document,
    Glance,
    Items,
    Line,
    Part,
    Picture,
    Prose,
    Rows,
    Section,
    Told,
)
from negotiation.report.document_briefs import chronologies
from negotiation.report.document_words import Reader, entries
from negotiation.report.pictures import picture
from negotiation.report.pictures_bars import series_of, surplus_of, told_surplus
from negotiation.report.pictures_map import PAIR, world_of, zone_in
from negotiation.report.pictures_talks import threat_nodes
from negotiation.report.svg import Bar, bars
from negotiation.scenario import Scenario
from negotiation.scenario.outcome import Agreement
from negotiation.scenario.preferences import as_float


def document_of(
    source: Play | Scenario | Folder,
    language: str = "en",
    *,
    folder: Folder | None = None,
    thresholds: Iterable[Threshold] | None = None,
    pictures: bool = True,
    analysis: Analysis | None = None,
) -> Document:
    """Return the document of a page about a play, or about a scenario before play.

    Parameters
    ----------
    source : a play; a scenario under a reading; or a folder, under its default reading.
    language : of the reader.
    folder : where the sources and briefs stand; for a bundled scenario its own if left out.
    thresholds : where single numbers open or close the zone, if that was worked out (it takes a while).
    pictures : whether to draw; False makes a page of words and tables, without matplotlib.
    analysis : of the scenario as it stands when talks begin, where there is one already.

    Raises
    ------
    UnknownNameError
        for a language in which neither the messages nor the scenario's texts are.
    UsageError
        where matplotlib is needed and not there.
    """
    if isinstance(source, Folder):
        read = source.with_profile(None)
        return document_of(read, language, folder=source, thresholds=thresholds, pictures=pictures, analysis=analysis)
    scenario = source.scenario if isinstance(source, Play) else source
    check_language(language, scenario)
    reader = Reader(scenario, folder or bundled_folder(scenario), language)
    found = None if thresholds is None else tuple(thresholds)
    return _Making(reader, source, found, pictures, analysis).document()


def _first(figures: tuple[int | None, ...]) -> tuple[float | None]:
    return (None if figures[0] is None else as_float(figures[0]),)


def bundled_folder(scenario: Scenario) -> Folder | None:
    """Return the folder of a bundled scenario that a scenario is, or is a variant of; None for others."""
    if scenario.id not in bundled_names():
        return None
    folder = open_folder(scenario.id)
    return folder if folder.scenario.title == scenario.title else None


@frozen
class _Making:
    """One document being made."""

    reader: Reader
    source: Play | Scenario
    thresholds: Sequence[Threshold] | None
    pictures: bool
    analysis: Analysis | None = None

    def document(self) -> Document:
        reader = self.reader
        note = reader.scenario.neutrality
        return Document(
            language=reader.language,
            title=reader.text(reader.scenario.title),
            meta=self.meta(),
            glance=self.glance(),
            sections=[section for section in self.sections() if section.blocks],
            sources=entries(reader),
            notices=self.notices(),
            note=() if note is None else (reader.text(note),),
        )

    @property
    def play(self) -> Play | None:
        """The play, where there is one."""
        return self.source if isinstance(self.source, Play) else None

    @property
    def card(self) -> Scorecard | None:
        """The scorecard of a play that has ended."""
        return None if self.play is None or self.play.state.outcome is None else self.play.scorecard

    def meta(self) -> tuple[str, ...]:
        """Return how the scenario is read and was played, in short."""
        reader, found = self.reader, []
        if next(document_scenario.reading(reader), None) is not None:
            found.append(reader.say("reading: {name}", name=document_scenario.reading_name(reader.scenario)))
        if self.play is None:
            return (*found, reader.say("before play"))
        found.append(reader.say(self.play.state.game.protocol.name.replace("-", " ")))
        return (*found, reader.say("one play, seed {seed}", seed=self.play.seed))

    def notices(self) -> tuple[str, ...]:
        """Return what is missing from the page, and why."""
        reader, found = self.reader, []
        if not reader.sources:
            found.append(reader.say("This page was made without the scenario’s sources: citations stand as bare ids."))
        if next(chronologies(reader), None) is None:
            found.append(reader.say("The scenario comes without chronologies, so none stand here."))
        lacking, titles = reader.untranslated()
        if lacking:
            text = "{n} of {all} titles of this scenario are not in this language: they stand as they were written."
            found.append(reader.say(text, n=lacking, all=titles))
        if not self.pictures:
            found.append(reader.say("This page was made without pictures."))
        if self.found is not None:
            found += document_analysis.left_out(reader, self.found)
        return tuple(found)

    # -- the sections ----------------------------------------------------------------------------------------------

    def sections(self) -> Iterable[Section]:
        reader, play, scenario = self.reader, self.play, self.reader.scenario
        readings = self.drawn("readings") if scenario.grid is not None else []
        yield self.section("question", "The question", [*document_scenario.question(reader), *readings])
        yield self.section("actors", "Actors, interests, positions", document_scenario.actors(reader))
        if play is not None:
            talks = [*document_talks.talks(reader, play), *self.drawn("timeline"), *self.curves()]
            yield self.section("talks", "The talks", talks)
            yield self.section("outcome", "The outcome, and why", document_outcome.outcome(reader, play))
        if play is not None and self.card is not None:
            scores = [*self.drawn("surplus"), *document_outcome.scores(reader, play), *self.map()]
            yield self.section("scores", "What it is worth to whom", scores)
        yield self.section("gap", "What collides, and what would have to give", self.gap())
        yield self.section("orders", "What follows from orders alone", self.orders())
        yield self.section("no-deal", "What may follow without agreement", self.without_agreement())
        yield self.section("numbers", "Which numbers are assumptions", self.numbers())
        yield self.section("chronologies", "The years before, as told in different places", chronologies(reader))
        yield self.section("record", "The historical record", document_outcome.record(reader))

    def section(self, name: str, title: str, blocks: Iterable[Block]) -> Section:
        return Section(name, self.reader.say(title), blocks)

    def drawn(self, name: str, *made_of: object) -> list[Picture]:
        """Return a picture, or nothing where the page has none."""
        if not self.pictures:
            return []
        return [picture(name, self.source, self.reader.language, made_of=made_of or None)]

    def curves(self) -> list[Picture]:
        tabled = self.play is not None and any(turn and act.deed == "tables" for turn, act in self.play.acts)
        return self.drawn("offers") if tabled else []

    def map(self) -> list[Picture]:
        scenario = self.reader.scenario
        scored = [actor for actor in scenario.parties if scenario.actors[actor].has_preferences]
        return self.drawn("map") if len(scored) == PAIR and scenario.n_packages <= MANY_PACKAGES else []

    @cached_property
    def found(self) -> Analysis | None:
        """The analysis; none of talks that ended, where the scorecard holds all that is told."""
        if self.card is not None and self.card.zone_at_start is not None:
            return None
        scenario, world = world_of(self.source)
        return self.analysis or analyse(scenario, world.before_signature())

    @cached_property
    def stands(self) -> Gap:
        """What stands in the way of an agreement, and what would have to give; empty where a deal is possible."""
        if self.found is not None:
            giving = tuple(each for each in self.found.gap.relaxations if each.family != ONE_NUMBER)
            return evolve(self.found.gap, relaxations=giving)
        scenario, world = world_of(self.source)
        if self.card is None or self.card.zone:
            return NO_GAP
        scored = any(scenario.actors[actor].has_preferences for actor in scenario.parties)
        families = (DROPPED, NO_DEAL_VALUES) if scored else (DROPPED,)
        giving = relaxations_of(scenario, world, families=families)
        return Gap(self.card.conflicts, complete=True, relaxations=giving)

    def gap(self) -> Iterable[Block]:
        reader, (scenario, world) = self.reader, world_of(self.source)
        if self.stands.conflicts:
            yield from self.drawn("gap", self.stands.conflicts, ())
        yield from document_gap.gap(reader, self.stands, self.verdict())
        if self.found is not None:
            yield from document_analysis.picked(reader, self.found)
        if self.play is None and self.found is not None:
            title = reader.say("Why there is no deal, cause by cause")
            yield from document_causes.causes(reader, self.found.diagnosis, title)
        if self.has_deal and scenario.n_packages <= document_analysis.MOST_ROOM:
            yield from document_causes.room(reader, zone_in(scenario, world))
        if any(actor.salience or actor.red_lines or actor.positions for actor in scenario.actors.values()):
            yield from self.drawn("demands")
        if self.found is not None:
            yield from document_analysis.counts(reader, self.found)
        if self.play is None:
            yield from self.map()

    @property
    def has_deal(self) -> bool | None:
        """Whether some package could be agreed; None where that is not known."""
        if self.found is not None:
            return self.found.has_deal
        return None if self.card is None else self.card.has_deal

    def verdict(self) -> Line:
        """Return whether a deal is possible, or was when talks ended."""
        if self.found is not None:
            return document_analysis.verdict(self.reader, self.found)
        assert self.card is not None  # noqa: S101 - one of the two is there
        return document_gap.verdict(self.reader, self.card.zone or 0, self.card.conflicts)

    def orders(self) -> Iterable[Block]:
        world = world_of(self.source)[1]
        return document_orders.orders(
            self.reader, self.stands.conflicts, world, lambda found: self.drawn("shares", found)
        )

    def without_agreement(self) -> Iterable[Block]:
        if threat_nodes(self.source).below:
            yield from self.drawn("threats")
        yield from document_scenario.threats(self.reader)

    def numbers(self) -> Iterable[Block]:
        yield from document_scenario.numbers(self.reader)
        drawn = self.drawn("thresholds", self.thresholds) if self.thresholds else []
        yield from document_numbers.thresholds(self.reader, self.thresholds, drawn)
        world = world_of(self.source)[1]
        yield from document_numbers.swings(self.reader, world, lambda bars: self.drawn("tornado", bars))

    # -- at a glance -----------------------------------------------------------------------------------------------

    def glance(self) -> Glance:
        reader = self.reader
        found = tuple(document_seatless.seatless(reader, self.card, self.found))
        everybody = reader.line("Everybody whose outcomes are scored has a seat.")
        answers: list[tuple[str, Callable[[], list[Block]]]] = [
            ("What was negotiated", self.negotiated),
            ("What came out", self.came_out),
            ("Who gained and who lost, against the start", self.ends),
            ("Which demands collide", lambda: document_gap.headline(reader, self.stands.conflicts)),
            ("Which numbers are assumptions", self.assumed),
        ]
        parts = [Part(reader.say(title), blocks()) for title, blocks in answers]
        lines = (*(() if found else (everybody,)), *document_seatless.unscored(reader))
        return Glance(reader.say("Who had no seat"), found, lines, tuple(part for part in parts if part.blocks))

    def assumed(self) -> list[Block]:
        reader = self.reader
        lines = [document_scenario.assumptions(reader)]
        lines.append(
            reader.line(
                "The sign ° stands behind each of them and all that rests on them; the switch above hides both."
            )
        )
        return [Prose(lines)]

    def negotiated(self) -> list[Block]:
        reader, scenario = self.reader, self.reader.scenario
        lines: list[Line] = [(reader.text(scenario.about),)] if scenario.about is not None else []
        lines.append(
            reader.line(
                "{n} issues make {all:,} packages: {issues}.",
                n=len(scenario.agenda),
                all=scenario.n_packages,
                issues=reader.listed([reader.text(issue.title) for issue in scenario.agenda]),
            )
        )
        return [Prose(lines)]

    def came_out(self) -> list[Block]:
        if self.play is None:
            told = [] if self.found is None else [document_analysis.before_play(self.reader, self.found)]
            return [Prose([*told, self.scale()])]
        blocks: list[Block] = [Prose(document_outcome.verdict(self.reader, self.play))]
        outcome = self.play.state.outcome
        if isinstance(outcome, Agreement):
            blocks.append(Items(document_outcome.settled(self.reader, outcome)))
        return blocks

    def ends(self) -> list[Block]:
        if self.card is None:
            return []
        told = told_surplus(self.card, self.reader.language)
        rows = [
            Bar(row.name, _first(row.figures), not row.is_seated) for row in surplus_of(self.card, self.reader.language)
        ]
        series = series_of(self.card, self.reader.language)[:1]
        brief = Told(series[0], told.alt, Rows(told.rows.header[:3], [row[:3] for row in told.rows.rows], series[0]))
        return [Picture("ends", bars(rows, series, told.alt, "ends"), brief), Prose([self.scale()])]

    def scale(self) -> Line:
        """Return what figures are in, for who has not seen any of them."""
        return self.reader.line(
            "In points of each one’s own scale, on which all issues together weigh 1; scales of different sides do not "
            "compare."
        )
