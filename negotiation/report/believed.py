"""What an actor believes may follow from a package, in words: a line for the belief, a line for each step of its tree.

What belongs here: the words that a page in a terminal and a page of a report share.
"""

from __future__ import annotations

from collections.abc import Iterator

from negotiation.analysis.wording import condition_text
from negotiation.scenario import Basis, Chain, Scenario, text_in
from negotiation.scenario.chains import Reached
from negotiation.text.catalogue import say


def belief_text(chain: Chain, scenario: Scenario, actor: str, language: str = "en") -> str:
    """Return where a believed chain begins, and what it takes from the worth of such packages to its holder alone."""
    where = condition_text(chain.when, scenario, language, actor)
    message = "where {what}, it believes that the following may come; expected loss to it alone: {loss:.3g}"
    return say(message, language, what=where, loss=chain.expected_loss)


def step_texts(chain: Chain, language: str = "en") -> Iterator[tuple[int, str, Basis | None]]:
    """Yield each step in words, the deeper ones after what leads to them: depth, text, who answers for it."""
    for each in chain.reached():
        yield each.depth, _step(each, chain, language), each.step.basis


def _step(each: Reached, chain: Chain, language: str) -> str:
    title, given = text_in(each.step.title, language), each.step.probability.value
    parts = [say("{what}: {p:.3g}%", language, what=title, p=100 * given)]
    if each.depth:
        parts.append(say("in all {p:.3g}%", language, p=100 * each.probability))
    if each.loss is not None:
        anchor = chain.anchor if each.step.loss is None else each.step.anchor
        told = say("loss {loss:g}", language, loss=each.loss.value)
        parts.append(f"{told} ({text_in(anchor, language)})" if anchor else told)
    return say(", ", language).join(parts)


def ends_text(chain: Chain, language: str = "en") -> str:
    """Return in a few words to what a believed chain may lead: its ends."""
    ends = [text_in(each.step.title, language) for each in chain.reached() if each.is_end]
    return say("believed to follow: {what}", language, what=say("; ", language).join(ends))
