"""Notebooks without their server: cells of plain Python run from top to bottom, and what they show is written down.

What belongs here: running, reading and writing. What a notebook must be is in `test_notebooks`.
"""

import ast
import io
import json
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any, TypeAlias

#: A notebook or a part of it, as the format has it (nbformat 4.5).
Json: TypeAlias = "dict[str, Any]"

#: What a value shows itself as, the richest first, and how a value without these is shown.
RICH = {"image/svg+xml": "_repr_svg_", "text/html": "_repr_html_"}
PLAIN = "text/plain"


def read(path: Path) -> Json:
    """Return a notebook."""
    found: Json = json.loads(path.read_text(encoding="utf-8"))
    return found


def write(notebook: Json, path: Path) -> None:
    """Write a notebook as its own server writes it."""
    path.write_text(json.dumps(notebook, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def text_of(cell: Json, kind: str = "source") -> str:
    """Return a text of a cell or of an output, which the format may keep as a list of lines."""
    text = cell[kind]
    return text if isinstance(text, str) else "".join(text)


def executed(notebook: Json) -> Json:
    """Return a notebook with the outputs that its cells make now, in one namespace and in the current folder.

    What a cell prints comes first, then the value of its last expression, richest first; any error is raised.
    """
    namespace: dict[str, Any] = {"__name__": "__main__"}
    cells, n = [], 0
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            n += 1
            cells.append(cell | {"execution_count": n, "outputs": _outputs(text_of(cell), namespace, n)})
        else:
            cells.append(cell)
    return notebook | {"cells": cells}


def _outputs(source: str, namespace: dict[str, Any], n: int) -> list[Json]:
    body, value = ast.parse(source).body, None
    last = body.pop() if body and isinstance(body[-1], ast.Expr) else None
    printed = io.StringIO()
    with redirect_stdout(printed):
        exec(compile(ast.Module(body, []), f"cell {n}", "exec"), namespace)  # noqa: S102 - it is a notebook's job
        if isinstance(last, ast.Expr):
            value = eval(compile(ast.Expression(last.value), f"cell {n}", "eval"), namespace)  # noqa: S307 - the same
    found: list[Json] = []
    if printed.getvalue():
        found.append({"name": "stdout", "output_type": "stream", "text": printed.getvalue().splitlines(keepends=True)})
    if value is not None:
        data = {kind: lines.splitlines(keepends=True) for kind, lines in _shown(value).items()}
        found.append({"data": data, "execution_count": n, "metadata": {}, "output_type": "execute_result"})
    return found


def _shown(value: object) -> dict[str, str]:
    shown = {kind: getattr(value, name)() for kind, name in RICH.items() if hasattr(value, name)}
    return {kind: text for kind, text in shown.items() if text is not None} or {PLAIN: repr(value)}
