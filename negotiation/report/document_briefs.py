"""Briefs, which are Markdown, as blocks of a page: headings, paragraphs, lists, tables; links and markup become text.

What belongs here: turning marks into structure. Nothing of a brief reaches the page as markup of its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from negotiation.report.document import Block, Fold, Items, Part, Prose, Rows
from negotiation.report.document_words import Reader

CHRONOLOGIES = "chronologies"


def blocks_of(text: str) -> tuple[tuple[str, ...], tuple[Part, ...]]:
    r"""Return the paragraphs of a Markdown text before its first section, and its sections as parts.

    >>> from negotiation.report.document_briefs import blocks_of
    >>> blocks_of("# All\n\nFirst.\n\n## One\n\n- a *b* [c](http://d)")
    (('First.',), (Part(title='One', blocks=(Items(items=(('a b c',),)),)),))
    """
    from markdown_it import MarkdownIt
    from markdown_it.tree import SyntaxTreeNode

    root = SyntaxTreeNode(MarkdownIt("commonmark", {"html": False}).enable("table").parse(text))
    lead: list[str] = []
    parts: list[tuple[str, list[Block]]] = []
    for node in root.children:
        if node.type == "heading":
            if node.tag != "h1":
                parts.append((_words(node), []))
        elif parts:
            parts[-1][1].extend(_blocks(node))
        else:
            lead.append(_words(node))
    return tuple(lead), tuple(Part(title, blocks) for title, blocks in parts)


def _blocks(node: Any) -> Iterator[Block]:
    if node.type in {"bullet_list", "ordered_list"}:
        yield Items([(_words(item),) for item in node.children])
    elif node.type == "table":
        head, *bodies = node.children
        header = [_words(cell) for cell in head.children[0].children]
        rows = [[_words(cell) for cell in row.children] for body in bodies for row in body.children]
        yield Rows(header, rows)
    elif node.type != "hr":
        yield Prose([(_words(node),)])


def _words(node: Any) -> str:
    """Return what a node says, as one plain line."""
    if node.type in {"text", "code_inline", "code_block", "fence", "html_inline", "html_block"}:
        return str(node.content).strip("\n")
    if node.type in {"softbreak", "hardbreak"}:
        return " "
    space = "" if node.type in {"inline", "strong", "em", "link", "image", "paragraph", "heading", "th", "td"} else " "
    return space.join(_words(child) for child in node.children)


def chronologies(reader: Reader) -> Iterator[Block]:
    """Yield the chronologies of the scenario's briefs, each as told in one place; nothing where there are none."""
    if reader.folder is None or CHRONOLOGIES not in reader.folder.briefs:
        return
    lead, parts = blocks_of(reader.folder.brief(CHRONOLOGIES, reader.language))
    yield Prose([(each,) for each in lead])
    for part in parts:
        yield Fold(part.title, [_captioned(block, part.title) for block in part.blocks])


def _captioned(block: Block, title: str) -> Block:
    return Rows(block.header, block.rows, title) if isinstance(block, Rows) else block
