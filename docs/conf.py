"""How the site is built from these pages: `make docs`, or `python -m sphinx -W docs site`.

What belongs here: what a forge does by itself and a site needs told. The pages stay plain Markdown.
"""

import ast
import inspect
import json
import os
import re
import textwrap
from collections.abc import Iterator
from typing import Any, get_args

from sphinx.application import Sphinx

import negotiation
import negotiation.scenario

project = "negotiation"
author = "The negotiation authors"
copyright = "The negotiation authors; code MIT, texts CC BY 4.0"  # noqa: A001 - the name that Sphinx reads
version = release = negotiation.__version__

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
source_suffix = {".md": "markdown", ".ipynb": "markdown"}

myst_heading_anchors = 4
napoleon_google_docstring = False
napoleon_use_rtype = False
napoleon_attr_annotations = False
autodoc_member_order = "bysource"
autodoc_typehints = "signature"
autodoc_typehints_format = "short"
maximum_signature_line_length = 100
autoclass_content = "class"
add_module_names = False
default_role = "code"
python_display_short_literal_types = True
toc_object_entries_show_parents = "hide"

html_theme = "furo"
html_title = f"negotiation {version}"
html_static_path = ["_static"]
html_css_files = ["site.css"]
html_copy_source = False
html_show_sphinx = False

#: The pages that are written from docstrings, and the module of each.
APIS = {"reference/python": negotiation, "reference/python-scenario": negotiation.scenario}

LINK = re.compile(r"\]\((?P<page>[a-z0-9/-]+)\.(?:md|ipynb)\)")


def contents(text: str) -> str:
    """Return the navigation that a list of pages makes: under each heading, the pages that it links to."""
    parts = []
    for section in re.split(r"^## ", text, flags=re.MULTILINE)[1:]:
        pages = LINK.findall(section)
        if pages:
            caption = section.partition("\n")[0]
            parts += ["", "```{toctree}", ":hidden:", f":caption: {caption}", "", *dict.fromkeys(pages), "```"]
    return "\n".join(parts)


def api(module: Any) -> str:
    """Return directives that write down the public names of a module; those that stand on another page are left out."""
    directives = ["", "```{eval-rst}"]
    for name in module.__all__:
        value = getattr(module, name)
        path = f"{module.__name__}.{name}"
        if module is negotiation and name in negotiation.scenario.__all__:
            continue
        if get_args(value):
            directives += [f".. py:data:: {path}", f"   :value: {either(value)}", "", "   One of these.", ""]
        elif isinstance(value, type):
            directives += [f".. autoclass:: {path}", "   :members:", "", *cached(value), ""]
        else:
            directives += [f".. autofunction:: {path}", ""]
    return "\n".join([*directives, "```", ""])


def cached(value: type) -> Iterator[str]:
    """Yield directives for the cached properties of a class, which slots have made invisible."""
    for node in ast.parse(textwrap.dedent(inspect.getsource(value))).body[0].body:
        if not isinstance(node, ast.FunctionDef) or node.name.startswith("_"):
            continue
        if "cached_property" in map(ast.unparse, node.decorator_list):
            yield f"   .. py:property:: {node.name}\n      :type: {ast.unparse(node.returns)}\n"
            yield textwrap.indent(f"{ast.get_docstring(node)}\n", 6 * " ")


def either(union: Any) -> str:
    """Return the names of the classes of which a value is one."""
    return " | ".join(kind.__name__ for kind in get_args(union))


def notebook(text: str) -> str:
    """Return a notebook as a page: its texts, its code, and below that what it was kept with."""
    parts = []
    for cell in json.loads(text)["cells"]:
        source = "".join(cell["source"])
        parts.append(source if cell["cell_type"] == "markdown" else f"```python\n{source}\n```")
        parts += [shown(output) for output in cell.get("outputs", ())]
    return "\n\n".join(parts)


def shown(output: dict[str, Any]) -> str:
    """Return what a cell printed or what its value shows, as markup."""
    data = output.get("data", {"text/plain": output.get("text", "")})
    kind = next(kind for kind in ("image/svg+xml", "text/html", "text/plain") if kind in data)
    content = "".join(data[kind])
    if kind == "text/plain":
        return f"```text\n{content.rstrip()}\n```"
    return f'```{{raw}} html\n<div class="shown">\n{content}\n</div>\n```'


def complete(app: Sphinx, docname: str, source: list[str]) -> None:
    """Add to a page what only a site shows."""
    if os.fspath(app.env.doc2path(docname)).endswith(".ipynb"):
        source[0] = notebook(source[0])
    elif docname == "index":
        source[0] += contents(source[0])
    elif docname == "decisions/index":
        source[0] += "\n```{toctree}\n:glob:\n:maxdepth: 1\n\n0*\n```\n"
    elif docname in APIS:
        source[0] += api(APIS[docname])
    # A prompt's block ends with an empty line for who runs it, not for who reads it.
    source[0] = source[0].replace("\n\n```\n", "\n```\n")


def described(*told: Any) -> None:
    """Give what a parameter means its own line: types stand in signatures, so docstrings do not repeat them."""
    lines = told[-1]
    for title in ("Parameters", "Returns"):
        before, rule, rest = "\n".join(lines).partition(f"{title}\n{'-' * len(title)}\n")
        named, gap, after = rest.partition("\n\n")
        named = re.sub(r"^(?P<names>[*\w][\w, *]*) : ", r"\g<names>\n    ", named, flags=re.MULTILINE)
        lines[:] = f"{before}{rule}{named}{gap}{after}".split("\n")


def kept(*told: Any) -> None:
    """Undo that the first words of a property before a colon are taken for its type."""
    _, kind, _, thing, _, lines = told
    if kind == "property":
        lines[:] = [*inspect.cleandoc(thing.__doc__ or "").splitlines(), ""]


def signed(*told: Any) -> tuple[str | None, str | None]:
    """Call conditions by their name in signatures, and not by all the kinds there are."""
    kinds = either(negotiation.scenario.Condition)
    signature, returned = (text and text.replace(kinds, "Condition") for text in told[-2:])
    return signature, returned


def heard(*told: Any) -> None:
    """Give what the theme leaves out to who hears a page or has no mouse: levels of headings, a way to scroll."""
    context = told[3]
    tree = context.get("furo_navigation_tree", "")
    context["furo_navigation_tree"] = tree.replace('role="heading"', 'role="heading" aria-level="2"')
    context["body"] = context.get("body", "").replace("<pre>", '<pre tabindex="0">')


def setup(app: Sphinx) -> None:
    """Have pages completed as they are read."""
    app.connect("source-read", complete)
    app.connect("autodoc-process-docstring", described, priority=400)
    app.connect("autodoc-process-docstring", kept, priority=600)
    app.connect("autodoc-process-signature", signed)
    app.connect("html-page-context", heard, priority=900)
