"""Sheets handed in: read whole, faults by row and column, and the same sheet back with remarks."""

import datetime as dt
import tempfile
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

from django.utils.translation import gettext as _
from django.utils.translation import override

from xiaoan import workbooks
from xiaoan.directory.rules import identity
from xiaoan.kernel.errors import Invalid
from xiaoan.web import uploads

LARGEST = 5 << 20
MOST_ROWS = 2_000
_LIMITS = workbooks.Limits(file_bytes=LARGEST, rows=MOST_ROWS + 20)
Row = TypeVar("Row")


@dataclass(frozen=True)
class RowFault:
    """A cell that is wrong: its row as Excel counts, its column, what stands there, how to mend it."""

    row: int
    column: str
    value: str
    sentence: str


@dataclass(frozen=True)
class Read(Generic[Row]):
    """What a sheet says; with faults nothing is taken, and `sheet` is the same with the remarks."""

    rows: tuple[tuple[int, Row], ...] = ()
    faults: tuple[RowFault, ...] = ()
    sheet: bytes = b""


class Bad(Exception):
    """What is wrong with a cell of the column `key`."""

    def __init__(self, key: str, sentence: str) -> None:
        super().__init__(sentence)
        self.key = key


def plain(heads: Mapping[str, object]) -> dict[str, str]:
    """The columns as they stand on a sheet, whatever language its reader has."""
    with override("zh-hans"):
        return {key: str(head) for key, head in heads.items()}


def read(
    name: str,
    content: bytes,
    heads: Mapping[str, object],
    needed: Collection[str],
    row_of: Callable[[Mapping[str, str]], Row],
) -> Read[Row]:
    """Read a sheet with `row_of`, which raises Bad. Invalid: the file cannot be taken, or has no rows."""
    uploads.refuse_large(len(content), LARGEST)
    known = plain(heads)
    rows: list[tuple[int, Row]] = []
    faults: list[RowFault] = []
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryFile() as keep:
        path = Path(folder) / f"sheet{Path(name).suffix[:8]}"
        path.write_bytes(content)
        with uploads.opened(path, _LIMITS, tuple(known.values()), keep) as sheet:
            codes = uploads.columns(sheet, known, needed)
            for number, texts in uploads.texts(sheet, codes):
                _refuse_many(number)
                try:
                    rows.append((number, row_of(texts)))
                except Bad as bad:
                    value = texts.get(bad.key, "")
                    faults.append(RowFault(number, known[bad.key], value, str(bad)))
        if not faults:
            if not rows:
                raise Invalid(_("文件里没有数据行。"), {"file": "empty"})
            return Read(tuple(rows))
        told = {one.row: f"{one.column}:{one.sentence}" for one in faults}
        again = workbooks.read_again(keep, path)
        marked = uploads.remarked(again, path.stem, _("错误说明"), told)
        return Read(tuple(rows), tuple(faults), marked)


def _refuse_many(number: int) -> None:
    if number > MOST_ROWS:
        words = _("一份文件最多 %(n)s 行。请分成几份上传。") % {"n": MOST_ROWS}
        raise Invalid(words, {"file": "rows"})


def day_of(texts: Mapping[str, str], key: str) -> dt.date:
    """A day of a cell; Bad where it is none."""
    found = identity.read_date(texts.get(key, ""), field=key)
    if isinstance(found, dt.date):
        return found
    raise Bad(key, _("日期请写成 2026-11-24 这样。"))
