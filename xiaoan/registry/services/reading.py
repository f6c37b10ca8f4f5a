"""The rows of a sheet as texts by column, whatever file they come in."""

import csv
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from xiaoan.registry.queries.columns import HEADS, KEYS, NEEDED


class Unreadable(Exception):
    """The file as a whole cannot be taken: `code` and what its sentence needs."""

    def __init__(self, code: str, **values: str) -> None:
        super().__init__(code)
        self.code = code
        self.values = values


@dataclass
class Sheet:
    """`rows` gives number and cells; a column that the sheet does not have is empty."""

    rows: Iterator[tuple[int, dict[str, str]]]


@contextmanager
def read_roster(path: Path) -> Iterator[Sheet]:
    """Open a roster; refused as a whole where a needed column is missing."""
    text = _text(path.read_bytes())
    lines = csv.reader(text.splitlines())
    heads = [KEYS.get(head.strip(), "") for head in next(lines, [])]
    missing = [key for key in NEEDED if key not in heads]
    if missing:
        raise Unreadable("heads_missing", heads="、".join(HEADS[key] for key in missing))
    yield Sheet(_rows(lines, heads))


def _rows(lines: Iterator[list[str]], heads: list[str]) -> Iterator[tuple[int, dict[str, str]]]:
    empty = dict.fromkeys(HEADS, "")
    for number, cells in enumerate(lines, start=2):
        if any(cells):
            yield number, {**empty, **dict(zip(heads, cells, strict=False))}


def _text(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("gb18030")
