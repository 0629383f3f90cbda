"""Plays and scenarios for tests of the report: bundled ones played once, and one with a payload in every text."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

import negotiation as ng
from negotiation.files import open_folder
from negotiation.files.sources import read_sources, write_sources
from negotiation.files.writing import format_yaml
from negotiation.scenario import Scenario
from negotiation.scenario.scenario import read_scenario, write_scenario

FLAGSHIP = "european-security-2022"
TOY = "two-villages"

#: What a page must never take for markup, a script, a style, a formula or a reference.
PAYLOADS = (
    "<script>alert(1)</script>",
    "</script><script>alert(2)</script>",
    '"><img src=x onerror=alert(3)>',
    "' onmouseover='alert(4)",
    "</style><style>*{display:none}</style>",
    "<svg/onload=alert(5)>",
    "[a](javascript:alert(6)) ![b](http://example.org/b.png)",
    "<iframe src=//example.org></iframe>",
    "{{ 7 * 7 }}{% raw %}{# #}",
    "]]><!--<a href=javascript:alert(8)>",
    "$\\frac{1}{0}$ \\x \x07 \u202e",
    "<math><mtext></form><style><img src onerror=alert(9)>",
)
#: Keys whose texts people read.
TEXTS = frozenset(
    {
        *("title", "about", "neutrality", "says", "note", "assumed", "anchor", "others", "no_deal_because", "then"),
        *("caution", "publisher", "date_in_text"),
    }
)


@lru_cache(maxsize=16)
def played(name: str = TOY, profile: str | None = None, seed: int = 0) -> ng.Play:
    """Return a bundled scenario played under a reading, with its own default strategies."""
    return ng.play(ng.load(name, profile), seed=seed)


@lru_cache(maxsize=4)
def silent() -> Scenario:
    """Return the toy without positions, sources of conflict, gates or anybody beyond its parties."""
    found = ng.load(TOY).without("gates")
    tree = write_scenario(found)
    del tree["actors"]["lowmead"]
    tree["title"], tree["id"] = "Two and no more", "two-and-no-more"
    for key in ("about", "neutrality"):
        tree.pop(key)
    for actor in tree["actors"].values():
        for key in ("positions", "interests", "red_lines"):
            actor.pop(key, None)
    return read_scenario(tree)


def poisoned(node: Any, payload: str, *, is_text: bool = False) -> Any:
    """Return a plain tree with a payload in place of every text that people read."""
    if isinstance(node, dict):
        by_language = is_text and set(node) <= {"en", "zh"}
        return {key: poisoned(value, payload, is_text=by_language or key in TEXTS) for key, value in node.items()}
    if isinstance(node, list):
        return [poisoned(each, payload) for each in node]
    return payload if is_text and isinstance(node, str) else node


def poisoned_folder(into: Path, name: str, payload: str) -> Path:
    """Write a bundled scenario with a payload in every text, in its sources, its briefs and the name of its folder."""
    folder = open_folder(name)
    target = into / "<img src=x onerror=alert(0)>"
    (target / "briefs").mkdir(parents=True)
    tree = poisoned(write_scenario(folder.scenario), payload)
    if "record" in tree:
        tree["record"]["beyond"] = {"use_of_force": payload, **dict.fromkeys(tree["record"]["beyond"], payload)}
    (target / "scenario.yaml").write_text(format_yaml(tree), encoding="utf-8")
    sources = write_sources(folder.sources)
    for each in sources["sources"].values():
        for key in ("by", "to"):
            if key in each:
                each[key] = payload
    sources = poisoned(sources, payload)
    sources["documents"] = poisoned(sources["documents"], payload)
    read_sources(sources)
    (target / "sources.yaml").write_text(format_yaml(sources), encoding="utf-8")
    table = f"| a | b |\n|---|---|\n| {payload} | x |"
    brief = "\n\n".join([f"# {payload}", payload, f"## {payload}", f"- {payload}", table, f"> {payload}\n"])
    (target / "briefs" / "chronologies.md").write_text(brief, encoding="utf-8")
    return target


class Loud:
    """A strategy whose name and mistakes carry a payload."""

    def __init__(self, payload: str) -> None:
        self.payload = payload

    def __str__(self) -> str:
        return self.payload

    def decide(self, view: Any, rng: Any) -> Any:
        """Fail, in loud words."""
        raise ValueError(self.payload)
