"""A record: what was reported, act by act, with dates and sources; folded, it says where the talks stand."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path

from attrs import evolve, frozen

from negotiation.engine.acts import Minute
from negotiation.engine.notation import ActSyntaxError, format_act, parse_minutes
from negotiation.engine.opening import begin
from negotiation.engine.state import IllegalActError, State
from negotiation.errors import UnknownNameError, UsageError, nearest
from negotiation.playing import game_of
from negotiation.scenario import Scenario

SUFFIX = ".acts"


@frozen
class Record:
    """A folded record: its minutes (date, line, act), the state at its end, and the scenario that opens with it.

    To play on from a record is to play its scenario: the record's acts are the opening.
    """

    scenario: Scenario
    minutes: tuple[Minute, ...]
    state: State

    def until(self, date: str) -> State:
        """Return the state at the end of a day (ISO): what was reported later is left out."""
        acts = [minute.act for minute in self.minutes if minute.date <= date]
        return begin(self.state.game, acts)


def fold_record(scenario: Scenario, text: str, file: str = "<record>") -> Record:
    """Return a record folded under a scenario: anybody acts when the record says so.

    Raises ActSyntaxError where a line is no act, UsageError naming the line where an act makes no sense there or a
    date is earlier than the one before it: the order of a record is that of the days.
    """
    try:
        minutes = parse_minutes(text)
    except ActSyntaxError as error:
        raise evolve(error, where=f"{file}:") from None
    for before, minute in pairwise(minutes):
        if minute.date < before.date:
            at, cure = f"{file}:{_line_of_date(text, minute)}: {minute.date}", "move it to its place among the days"
            raise UsageError(f"a date no earlier than {before.date}", at, cure)
    opened = evolve(scenario, opening=[format_act(minute.act) for minute in minutes], base=None)
    try:
        return Record(opened, minutes, begin(game_of(opened)))
    except IllegalActError as error:
        place = _first_refused(scenario, minutes)
        raise UsageError("an act that is possible there", f"{file}:{place.line}: {error.act}", error.reason) from None


def _line_of_date(text: str, minute: Minute) -> int:
    """Return the line of the date under which an act stands."""
    lines = text.split("\n")[: minute.line]
    return next(n for n in range(len(lines), 0, -1) if lines[n - 1].partition("#")[0].strip() == minute.date)


def _first_refused(scenario: Scenario, minutes: tuple[Minute, ...]) -> Minute:
    game = game_of(scenario)
    for n in range(1, len(minutes) + 1):
        try:
            begin(game, [minute.act for minute in minutes[:n]])
        except IllegalActError:
            return minutes[n - 1]
    return minutes[-1]


def record_file(folder: Path, name: str) -> Path:
    """Return the file of a record: a path as it is, or a name beside the scenario.

    Raises UnknownNameError when there is no such record, with those that are there.
    """
    for candidate in (Path(name), folder / name, folder / f"{name}{SUFFIX}"):
        if candidate.suffix == SUFFIX and candidate.is_file():
            return candidate
    raise UnknownNameError("record", name, sorted(each.stem for each in folder.glob(f"*{SUFFIX}")))


def read_record(scenario: Scenario, path: Path, sources: Iterable[str] = ()) -> Record:
    """Return the record of a file, folded. Raises as `fold_record`, and UsageError for a file that cannot be read.

    Where the ids of the scenario's `sources` are given, a record that cites another is refused.
    """
    try:
        text = path.read_text(encoding="utf8")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError("a record that can be read", str(path), str(error)) from None
    found, known = fold_record(scenario, text, str(path)), tuple(sources)
    for minute in found.minutes:
        for cited in minute.act.cites:
            if known and cited not in known:
                raise UsageError("the id of a source", f"{path}:{minute.line}: {cited}", nearest(cited, known))
    return found


__all__ = ["ActSyntaxError", "Record", "fold_record", "read_record", "record_file"]
