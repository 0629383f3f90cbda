"""The rules of the house as checkers: each takes sources and returns findings, one sentence each, none if all is well.

Layers, budgets and what every name owes its reader; only what the text of a file tells, nothing is imported.
"""

import ast
import io
import re
import statistics
import tokenize
from collections.abc import Callable, Iterable, Iterator
from functools import cache, cached_property
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

from attrs import field, frozen

PACKAGE = "negotiation"

#: Imports go down, or to something listed earlier in the same layer: so the order of this table is the whole rule.
LAYERS = (
    ("errors", "text"),
    ("scenario", "data"),
    ("files", "analysis", "engine"),
    ("strategies", "conflict", "forecast", "interchange"),
    ("playing", "recording", "checking", "ensemble"),
    ("report", "classroom"),
    ("testing", "cli"),
)
RANK = {part: (level, place) for level, layer in enumerate(LAYERS) for place, part in enumerate(layer)}

#: The public face may import every part, and only these import the public face.
FACE = ""
ABOVE_THE_FACE = {"testing", "cli", "__main__"}

MODULE_LINES = 400
BODY_LINES = 60
BODY_MEDIAN = 8
BODY_P90 = 30
COMMENT_SHARE = 0.06
ROOT_NAMES = 25
#: Shares and medians of a handful of functions say nothing.
ENOUGH_FUNCTIONS = 100

#: Slow or optional: imported inside the function that uses them, never on the way to a bare `import negotiation`.
ON_USE = {"dask", "highspy", "jinja2", "markdown_it", "matplotlib", "numba", "pandas", "pyarrow", "scipy"}

#: Import -> the only parts of the package that may have it, anywhere in the file.
ONLY_IN = {"hypothesis": {"testing"}, "typer": {"cli"}}

#: Part of the package -> what it must not import, anywhere in the file.
NEVER_IN = {"text": {"rich", "html", "jinja2"}, "scenario": {"random", "secrets", "ruamel", "yaml"}}

MARKUP = re.compile(r"</?(?:a|b|br|div|em|h[1-6]|html|i|li|ol|p|span|strong|svg|table|tbody|td|th|thead|tr|ul)[\s/>]")
MACHINE_PATH = re.compile(r"(?<![\w.])(?:/(?:work|root|tmp|farm|home|Users)/[\w.]|[A-Z]:\\Users\\)")
PIN = re.compile(r"[A-Za-z0-9._-]+==[A-Za-z0-9.+!_]+")

Function = ast.FunctionDef | ast.AsyncFunctionDef
#: What a statement may stand in: an import is one, and no expression holds any.
STATEMENTS = (ast.stmt, ast.ExceptHandler, ast.match_case)


@frozen
class Source:
    """One file of the repository: its path from the root, and its text."""

    path: str
    text: str = field(repr=False)

    @cached_property
    def tree(self) -> ast.Module:
        """The syntax tree."""
        return ast.parse(self.text, self.path)

    @property
    def module(self) -> str:
        """The dotted name: a package has the name of its folder."""
        return self.path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")

    @property
    def part(self) -> str:
        """The part of the package it belongs to; the public face is the empty name."""
        return self.module.removeprefix(PACKAGE).lstrip(".").partition(".")[0]


@frozen
class Import:
    """One imported name: where, what, and whether it happens when the module loads or only for types."""

    line: int
    target: str
    on_load: bool
    for_types: bool


@cache
def _source(root: Path, path: Path) -> Source:
    return Source(path.relative_to(root).as_posix(), path.read_text(encoding="utf-8"))


def read(root: Path, *patterns: str) -> tuple[Source, ...]:
    """Return the files under `root` that match any of the patterns, in order of path; what is not there is no file."""
    paths = sorted({path for pattern in patterns for path in root.glob(pattern) if path.is_file()})
    return tuple(_source(root, path) for path in paths)


# -- Imports -----------------------------------------------------------------------------------------------------------


@cache
def imports(source: Source) -> tuple[Import, ...]:
    """Return every import of a file, those inside functions and for types included."""
    return tuple(_imports(source, source.tree.body, on_load=True, for_types=False))


def _imports(source: Source, nodes: Iterable[ast.AST], *, on_load: bool, for_types: bool) -> Iterator[Import]:
    for node in nodes:
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield Import(node.lineno, alias.name, on_load, for_types)
        elif isinstance(node, ast.ImportFrom):
            base = _absolute(source, node)
            for alias in node.names:
                yield Import(node.lineno, f"{base}.{alias.name}", on_load, for_types)
        elif isinstance(node, ast.If) and _named(node.test) == "TYPE_CHECKING":
            yield from _imports(source, node.body, on_load=False, for_types=True)
            yield from _imports(source, node.orelse, on_load=on_load, for_types=for_types)
        else:
            inside = on_load and not isinstance(node, Function)
            below = (each for each in ast.iter_child_nodes(node) if isinstance(each, STATEMENTS))
            yield from _imports(source, below, on_load=inside, for_types=for_types)


def _named(node: ast.expr) -> str:
    """Return the last name of `name` or `module.name`; nothing of anything else."""
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""


def _absolute(source: Source, node: ast.ImportFrom) -> str:
    if not node.level:
        return node.module or ""
    package = source.module if source.path.endswith("__init__.py") else source.module.rpartition(".")[0]
    above = package.split(".")[: len(package.split(".")) - (node.level - 1)]
    return ".".join([*above, *([node.module] if node.module else [])])


def _inner(sources: Iterable[Source], source: Source) -> Iterator[tuple[Import, str]]:
    """Yield the imports of our own package, each with the module it reaches (a name in a module reaches the module)."""
    known = {other.module for other in sources}
    for item in imports(source):
        if item.target == PACKAGE or item.target.startswith(PACKAGE + "."):
            owner = item.target.rpartition(".")[0] or PACKAGE
            is_module = item.target in known or (owner == PACKAGE and item.target.rpartition(".")[2] in RANK)
            yield item, item.target if is_module or item.target == PACKAGE else owner


def layering(sources: Iterable[Source]) -> list[str]:
    """Find imports that point up, or to a part listed later in the same layer, or to a part no layer lists."""
    sources = tuple(sources)
    findings = []
    for source in sources:
        if source.part not in RANK and source.part not in {FACE, "__main__"}:
            findings.append(f"{source.path}: '{source.part}' is in no layer; list it in tests/house.py")
            continue
        for item, module in _inner(sources, source):
            reason = _trespass(source.part, module.removeprefix(PACKAGE).lstrip(".").partition(".")[0])
            if reason:
                findings.append(f"{source.path}:{item.line}: {reason}")
    return findings


def _trespass(importer: str, imported: str) -> str | None:
    if importer in {imported, FACE, "__main__"}:
        return None
    if imported == FACE:
        return None if importer in ABOVE_THE_FACE else f"'{importer}' imports the public face"
    if imported not in RANK:
        return f"'{importer}' imports '{imported}', which is in no layer"
    if imported == "testing":
        return f"'{importer}' imports 'testing', which nothing imports"
    if RANK[imported] < RANK[importer]:
        return None
    return f"'{importer}' (L{RANK[importer][0]}) imports '{imported}' (L{RANK[imported][0]}), listed later"


def cycles(sources: Iterable[Source]) -> list[str]:
    """Find a cycle of imports; an import inside a function counts, one for types only does not."""
    sources = tuple(sources)
    graph = {
        source.module: {module for item, module in _inner(sources, source) if not item.for_types} - {source.module}
        for source in sources
    }
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return ["import cycle: " + " -> ".join(reversed(error.args[1]))]
    return []


def imports_on_use(sources: Iterable[Source]) -> list[str]:
    """Find optional or slow packages imported when a module loads."""
    return [
        f"{source.path}:{item.line}: '{_top(item)}' is imported when the module loads; import it where it is used"
        for source in sources
        for item in imports(source)
        if item.on_load and _top(item) in ON_USE
    ]


def forbidden_imports(sources: Iterable[Source]) -> list[str]:
    """Find packages imported in a part of the house where they do not belong, and markup in plain-text tables."""
    findings = []
    for source in sources:
        for item in imports(source):
            top = _top(item)
            if source.part not in ONLY_IN.get(top, {source.part}) or top in NEVER_IN.get(source.part, ()):
                findings.append(f"{source.path}:{item.line}: '{top}' does not belong in '{source.part}'")
        if source.part == "text":
            findings += [
                f"{source.path}:{node.lineno}: HTML does not belong in 'text'"
                for node in ast.walk(source.tree)
                if isinstance(node, ast.Constant) and isinstance(node.value, str) and MARKUP.search(node.value)
            ]
    return findings


def _top(item: Import) -> str:
    return item.target.partition(".")[0]


# -- Size --------------------------------------------------------------------------------------------------------------


def long_modules(sources: Iterable[Source]) -> list[str]:
    """Find modules of more lines than the budget."""
    return [
        f"{source.path}: {n_lines} lines (at most {MODULE_LINES})"
        for source in sources
        if (n_lines := len(source.text.splitlines())) > MODULE_LINES
    ]


def body_lines(function: Function) -> int:
    """Return the length of a body: from its first statement after the docstring to its last."""
    body = function.body[1:] if ast.get_docstring(function) is not None else function.body
    return (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0


def long_bodies(sources: Iterable[Source]) -> list[str]:
    """Find function bodies of more lines than the budget, docstrings not counted."""
    return [
        f"{source.path}:{function.lineno}: '{function.name}' has a body of {n_lines} lines (at most {BODY_LINES})"
        for source in sources
        for function in _functions(source)
        if (n_lines := body_lines(function)) > BODY_LINES
    ]


def drifting_figures(sources: Iterable[Source]) -> list[str]:
    """Find figures of the whole package that leave their budget: median body, body at nine in ten, share of comments.

    Comments that document a field (`#:`) are documentation and do not count.
    """
    sources = tuple(sources)
    bodies = sorted(body_lines(function) for source in sources for function in _functions(source))
    if len(bodies) < ENOUGH_FUNCTIONS:
        return []
    figures = (
        ("the median body", statistics.median(bodies), BODY_MEDIAN),
        ("the body at nine in ten", bodies[int(0.9 * len(bodies))], BODY_P90),
        ("the share of comment lines", comment_share(sources), COMMENT_SHARE),
    )
    return [f"{name} is {value:.3g} (at most {budget})" for name, value, budget in figures if value > budget]


def comment_share(sources: Iterable[Source]) -> float:
    """Return whole-line comments as a share of lines that are not blank."""
    n_comments = n_lines = 0
    for source in sources:
        n_lines += sum(1 for line in source.text.splitlines() if line.strip())
        n_comments += sum(
            token.type == tokenize.COMMENT and not token.line[: token.start[1]].strip() and token.string[:2] != "#:"
            for token in tokenize.generate_tokens(io.StringIO(source.text).readline)
        )
    return n_comments / max(n_lines, 1)


@cache
def _functions(source: Source) -> tuple[Function, ...]:
    return tuple(node for node in ast.walk(source.tree) if isinstance(node, Function))


# -- What a name owes its reader ---------------------------------------------------------------------------------------


def missing_docstrings(sources: Iterable[Source]) -> list[str]:
    """Find modules, public classes, functions and methods without a docstring."""
    findings = []
    for source in sources:
        if source.text.strip() and not ast.get_docstring(source.tree):
            findings.append(f"{source.path}: the module has no docstring")
        findings += [
            f"{source.path}:{node.lineno}: '{node.name}' has no docstring"
            for node in _public(source.tree.body)
            if not ast.get_docstring(node)
        ]
    return findings


def _public(nodes: Iterable[ast.stmt]) -> Iterator[Function | ast.ClassDef]:
    for node in nodes:
        if isinstance(node, ast.If | ast.Try):
            yield from _public([*node.body, *node.orelse])
        elif (
            isinstance(node, Function | ast.ClassDef) and not node.name.startswith("_") and not _is_part_of_other(node)
        ):
            yield node
            if isinstance(node, ast.ClassDef):
                yield from _public(node.body)


def _is_part_of_other(node: Function | ast.ClassDef) -> bool:
    """An overload, a setter or a deleter, or a default or validator of a field: documented with what it belongs to."""
    names = (ast.unparse(decorator) for decorator in node.decorator_list)
    return any(re.fullmatch(r"(typing\.)?overload|\w+\.(setter|deleter|default|validator)", name) for name in names)


def missing_test_docstrings(sources: Iterable[Source]) -> list[str]:
    """Find tests that do not say in a sentence what they show."""
    return [
        f"{source.path}:{function.lineno}: '{function.name}' has no docstring"
        for source in sources
        for function in _functions(source)
        if function.name.startswith("test_") and not ast.get_docstring(function)
    ]


def unpinned_raises(sources: Iterable[Source]) -> list[str]:
    """Find tests that expect an error without looking at it: neither `match=` nor `as`."""
    findings = []
    for source in sources:
        captured = {
            item.context_expr
            for node in ast.walk(source.tree)
            if isinstance(node, ast.With | ast.AsyncWith)
            for item in node.items
            if item.optional_vars is not None
        }
        findings += [
            f"{source.path}:{node.lineno}: `raises` does not look at the message"
            for node in ast.walk(source.tree)
            if isinstance(node, ast.Call)
            and _named(node.func) == "raises"
            and node not in captured
            and not any(keyword.arg in {"match", "check"} for keyword in node.keywords)
        ]
    return findings


def crowded_face(sources: Iterable[Source]) -> list[str]:
    """Find a root `__all__` that is missing, unsorted, too long, or not a plain list of strings."""
    findings = []
    for source in sources:
        lists = [
            node.value
            for node in source.tree.body
            if isinstance(node, ast.Assign) and any(ast.unparse(target) == "__all__" for target in node.targets)
        ]
        if len(lists) != 1 or not isinstance(lists[0], ast.List | ast.Tuple):
            findings.append(f"{source.path}: expected one `__all__`, a plain list of names")
            continue
        names = [ast.literal_eval(name) for name in lists[0].elts]
        if names != sorted(names):
            findings.append(f"{source.path}: `__all__` is not sorted")
        if len(names) > ROOT_NAMES:
            findings.append(f"{source.path}: {len(names)} public names (at most {ROOT_NAMES})")
    return findings


# -- Any text ----------------------------------------------------------------------------------------------------------


def machine_paths(sources: Iterable[Source]) -> list[str]:
    """Find absolute paths of some computer."""
    return [
        f"{source.path}:{number}: an absolute path of some computer: {found[0]}"
        for source in sources
        for number, line in enumerate(source.text.splitlines(), 1)
        if (found := MACHINE_PATH.search(line))
    ]


def loose_pins(sources: Iterable[Source]) -> list[str]:
    """Find lines of a requirements file that are not an exact pin: ranges, options, addresses."""
    return [
        f"{source.path}:{number}: expected `name==version`, got '{line}'"
        for source in sources
        for number, line in enumerate(source.text.splitlines(), 1)
        if line.strip() and not line.startswith("#") and not PIN.fullmatch(line)
    ]


#: Every rule, with the files it reads.
RULES: dict[str, tuple[Callable[[Iterable[Source]], list[str]], tuple[str, ...]]] = {
    "layering": (layering, ("negotiation/**/*.py",)),
    "cycles": (cycles, ("negotiation/**/*.py",)),
    "imports_on_use": (imports_on_use, ("negotiation/**/*.py",)),
    "forbidden_imports": (forbidden_imports, ("negotiation/**/*.py",)),
    "long_modules": (long_modules, ("negotiation/**/*.py",)),
    "long_bodies": (long_bodies, ("negotiation/**/*.py",)),
    "drifting_figures": (drifting_figures, ("negotiation/**/*.py",)),
    "missing_docstrings": (missing_docstrings, ("negotiation/**/*.py",)),
    "missing_test_docstrings": (missing_test_docstrings, ("tests/**/*.py",)),
    "unpinned_raises": (unpinned_raises, ("tests/**/*.py",)),
    "crowded_face": (crowded_face, ("negotiation/__init__.py",)),
    "machine_paths": (
        machine_paths,
        (
            *("*.md", "*.toml", "*.txt", "*.cff", "Makefile", ".ci/*", "docs/**/*.md"),
            *("negotiation/**/*.py", "tests/**/*.py", "examples/*", "benchmarks/**/*.py", "scenarios/**/*"),
        ),
    ),
    "loose_pins": (loose_pins, ("requirements-dev.txt",)),
}
