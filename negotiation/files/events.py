"""The events of a YAML text as ruamel.yaml gives them, in three quarters of the time.

What belongs here: the only import of ruamel.yaml, made when a file is read. The two classes look up once what their
parents look up at every step, and ask for more tokens only where a key may be open; what they give is the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError
from ruamel.yaml.parser import Parser
from ruamel.yaml.reader import ReaderError
from ruamel.yaml.scanner import Scanner

__all__ = ["MarkedYAMLError", "ReaderError", "events_of"]


class _Scanner(Scanner):
    reader: Any = None

    def __init__(self, loader: Any = None) -> None:
        self.reader = loader.reader
        super().__init__(loader)

    def need_more_tokens(self) -> bool:
        if self.tokens and not self.possible_simple_keys:
            return False
        return bool(super().need_more_tokens())


class _Parser(Parser):
    scanner: Any = None

    def __init__(self, loader: Any) -> None:
        self.scanner = loader.scanner
        super().__init__(loader)


def events_of(text: str) -> Iterator[Any]:
    """Yield the events of a text; raises ReaderError or MarkedYAMLError where it is not YAML."""
    yaml = YAML(typ="safe", pure=True)
    yaml.Scanner, yaml.Parser = _Scanner, _Parser
    yield from yaml.parse(text)
