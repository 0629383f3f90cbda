"""A new scenario to start from: two issues, two parties, every part explained where it stands.

What belongs here: the texts of the template and their writing. They read without problems, as a test sees.
"""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path

from negotiation.errors import UsageError
from negotiation.files.folder import SCENARIO_FILE, SOURCES_FILE
from negotiation.files.writing import format_scalar
from negotiation.scenario.codec import SLUG_PATTERN

_SCENARIO = """\
# A scenario to start from. Everything in it is invented: replace it part by part.
#
#   A list means that order matters; a map means that it does not.
#   Whoever answers for a claim stands beside it:
#     stated, implied, external: ids of sources.yaml   what a source says, what follows from it, what lies outside
#     assumed: a reason                                what no source gives
#   A text is one string, or a map by language: {{en: peace, zh: 和平}}. Put text with ': ' or ' #' in quotes;
#   inside braces, text with commas too.
#
#   negotiation check {name}       reads the file and names every problem with its line and cure
#   negotiation run {name}         plays it
#   negotiation schema             prints the JSON Schema that gives completion in an editor

negotiation: 1                    # the version of this format
id: {name}
title: {title}
profile: as-given                 # the name of this file as it stands; other readings stand under `profiles`
about: Two neighbours share a river and talk about its water and about who measures it.
numbers: {{assumed: invented for a first play}}   # who answers for every number without a basis of its own

# What is negotiated. Options are ordered, and one of them is the status quo: what holds if nothing is agreed.

agenda: [water, gauges]

issues:
  water:
    title: The water that is let through in summer
    status_quo: as_now
    options:
      - as_now:       {{title: the dam decides alone, stated: S1}}
      - fixed_share:  {{title: a fixed share each month, stated: S2, performs: upstream}}
      - half:         {{title: half of the flow, assumed: the downstream farmers’ hope, performs: upstream}}
  gauges:
    title: Who reads the gauges
    status_quo: each_alone
    options:
      - each_alone:   {{title: each side reads its own, stated: S1}}
      - shared:       {{title: both read all gauges together, assumed: the usual first step}}
      - third_party:  {{title: a third party reads and publishes, stated: S2, reversible_in_turns: 4}}

# What every package must satisfy, whoever accepts it. `=>` means: where the first holds, the second must.

rules:
  share_is_measured: {{rule: water == half => gauges != each_alone, assumed: a share that nobody measures is no share}}

# Who acts or is affected. `salience` weighs the issues and sums to 1; `values` rank each issue’s options from 0 to 1.
# Without both, an actor acts and consents but is given no invented utility.

actors:
  upstream:
    title: Upstream
    roles: party
    positions:
      water:          {{seeks: fixed_share, stated: S2}}
    red_lines:                    # never a condition, or only_if one holds
      keeps_the_dam:  {{never: water == half, implied: S1}}
    salience:         {{water: 0.7, gauges: 0.3}}
    values:
      water:          {{as_now: 1, fixed_share: 0.6, half: 0}}
      gauges:         {{each_alone: 0, shared: 1, third_party: 0.5}}
  downstream:
    title: Downstream
    roles: party
    positions:
      water:          {{seeks: half, stated: S3}}
    salience:         {{water: 0.8, gauges: 0.2}}
    values:
      water:          {{as_now: 0, fixed_share: {{value: 0.7, implied: S3, range: [0.5, 0.9]}}, half: 1}}
      gauges:         {{each_alone: 0, shared: 0.8, third_party: 1}}

# Further parts, all optional: gates (whose word an agreement needs beside the parties’), measures and the threats and
# events that name them, facts, opening, record (what happened in fact), defaults.

# Other readings of the same talks. Each path is replaced, whole; `null` removes; a path that is new stands under `add`.

profiles:
  dry-year:
    about: Downstream needs the water more than anything.
    set:
      actors.downstream.salience: {{water: 0.95, gauges: 0.05}}
"""

_SOURCES = """\
# Where each statement stands, who made it, at which remove, and what it says in your words: never the sentence itself.
#
#   hand      first (own words), second (reported), third (told on), editorial, caption
#   status    contested where somebody concerned disputes it, else uncontested
#   sha256    12 or more digits of the SHA-256 of the cited line, without its line end; then
#             negotiation check {name} --source TEXT  tells whether the line is still the one you read

documents:
  notes: {{title: Notes for a first scenario (invented), language: en, lines: 3}}

sources:
  S1: {{document: notes, line: 1, date: 2024-05-01, by: Upstream, hand: second, status: uncontested,
    says: the dam is run from upstream alone and stays so}}
  S2: {{document: notes, line: 2, date: 2024-05-02, by: Upstream, hand: first, status: uncontested,
    says: a fixed share can be discussed if a third party measures}}
  S3: {{document: notes, line: 3, date: 2024-05-02, by: Downstream, hand: second, status: contested,
    says: half of the summer flow is a right}}
"""

_PUBLIC = """\
# {title}

What everybody at the table knows.
Two neighbours share a river; the dam stands upstream, the fields lie downstream.
They talk about the water that is let through in summer, and about who reads the gauges.

Say who claims what (“said”, “was reported to have said”, “denied”), mark what is contested, and cite: [S1, S2].
A confidential brief for a seat goes into `seat-upstream.md`, notes for the teacher into `facilitator.md` and
`debrief.md`; another language has its code before the ending, as in `public.zh.md`.
"""


def new_scenario(name: str, folder: str | os.PathLike[str] = ".") -> Path:
    """Write a commented scenario to start from into a new folder of that name, and return the folder.

    Parameters
    ----------
    name : the scenario's id: small letters, digits and hyphens.
    folder : where the new folder is made.

    Raises
    ------
    UsageError
        when the name is no slug, something of that name is there already, or it cannot be written.
    """
    if not re.fullmatch(SLUG_PATTERN, name) or "\n" in name:
        raise UsageError("a name of small letters, digits and hyphens", repr(name), f"such as {_slug(name)}")
    target = Path(folder) / name
    if target.exists():
        raise UsageError("a name that is not taken", repr(str(target)), "choose another, or move what is there")
    words = {"name": format_scalar(name), "title": format_scalar(name.replace("-", " ").strip().capitalize())}
    beside = target.with_name(f".{name}.{os.getpid()}.part")
    try:
        (beside / "briefs").mkdir(parents=True)
        for file, text in ((SCENARIO_FILE, _SCENARIO), (SOURCES_FILE, _SOURCES), ("briefs/public.md", _PUBLIC)):
            (beside / file).write_text(text.format(**words), encoding="utf-8", newline="\n")
        beside.rename(target)
    except OSError as error:
        shutil.rmtree(beside, ignore_errors=True)
        raise UsageError("a folder that can be written", repr(str(folder)), error.strerror or "") from None
    return target


def _slug(name: str) -> str:
    """Return a name made into a slug."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-") or "my-talks"
