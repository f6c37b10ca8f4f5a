"""Sheets that people hand in: held in a file while they are read, why one cannot be taken, which column is
which, what a cell says, and the same sheet back with what is wrong in each row.

Reading itself is done by `workbooks`, in a child process; what a row means is of the app that asked for it.
"""

import datetime as dt
import hashlib
import io
import tempfile
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, Generic, TypeVar

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.utils.translation import override

from xiaoan import workbooks
from xiaoan.kernel.errors import Invalid
from xiaoan.workbooks import Cell, CellError, Formula, Number, kinds, remarking

# What xiaoan.workbooks says of a file: code → sentence.
FILE_FAULTS = {
    "file_too_large": _l("文件有 %(found)s 字节,最多 %(limit)s。请分成几份。"),
    "empty": _l("文件里什么也没有。请核对是不是选错了文件。"),
    "not_a_workbook": _l("这不是表格文件(%(kind)s)。请上传 .xlsx 或 .csv。"),
    "encrypted": _l("文件加了密码。请取消密码、保存后再上传。"),
    "old_xls": _l("这是旧的 .xls 格式。请在 Excel 或 WPS 里另存为 .xlsx。"),
    "damaged": _l("文件损坏或不完整。请在 Excel 或 WPS 里打开,另存为新的 .xlsx 后再上传。"),
    "unusual_xml": _l("文件的写法不是表格软件会用的。请在 Excel 或 WPS 里另存为新的 .xlsx。"),
    "entities": _l("文件里有不安全的定义。请在 Excel 或 WPS 里另存为新的 .xlsx。"),
    "bad_path": _l("文件里有名字不安全的部分。请在 Excel 或 WPS 里另存为新的 .xlsx。"),
    "nested_file": _l("文件里嵌了另一个文件(%(part)s)。请删掉嵌入的对象,再保存。"),
    "too_many_parts": _l(
        "文件由 %(found)s 个部分组成,最多 %(limit)s。请只把表格复制到新的工作簿。"
    ),
    "bomb": _l(
        "文件展开后有 %(found)s 字节,最多 %(limit)s。请只把有内容的行按值粘贴到新的工作簿。"
    ),
    "no_sheet": _l("工作簿里没有可见的、有内容的表。请取消隐藏后保存。"),
    "no_header": _l("前十行里没有找到表头。请从模板开始填。"),
    "duplicate_header": _l("表头“%(header)s”在 %(columns)s 列重复。请改名或只留一列。"),
    "missing_header": _l("第 %(row)s 行 %(column)s 列有内容,这一列却没有表头。请补上表头或清空。"),
    "too_many_rows": _l("超过 %(limit)s 行。请分成几份。"),
    "too_many_columns": _l(
        "单元格 %(column)s%(row)s 有内容,只读前 %(limit)s 列。请删去表格右边的内容。"
    ),
    "row_too_large": _l("第 %(row)s 行超过 %(limit)s 字节。请删去不属于名册的内容。"),
    "cell_too_long": _l(
        "单元格 %(column)s%(row)s 超过 %(limit)s 个字。请改短;CSV 里也可能是少了一个引号。"
    ),
    "bad_encoding": _l("从第 %(row)s 行起认不出文字编码。请另存为“CSV UTF-8”或 .xlsx。"),
    "bad_quotes": _l("第 %(row)s 行的引号不成对。请改正,或另存为 .xlsx。"),
    "too_slow": _l("读这个文件超过 %(limit)s 秒。请分成几份。"),
    "too_much_memory": _l("读这个文件占的内存太多。请只把有内容的行按值粘贴到新的工作簿。"),
    "reader_died": _l("这个文件让读取程序停了。请在 Excel 或 WPS 里另存为新的 .xlsx。"),
    "reader_failed": _l("读不了这个文件。请在 Excel 或 WPS 里另存为新的 .xlsx 后再上传。"),
}
_LONGEST_SUFFIX = 5
_Row = TypeVar("_Row")


@dataclass(frozen=True)
class RowFault:
    """A cell that is wrong: its row as Excel counts, its column, what stands there, how to mend it."""

    row: int
    column: str
    value: str
    sentence: str


class BadCell(Exception):
    """Said by whoever reads a row: the code of the column that is wrong, and how to mend it."""

    def __init__(self, key: str, sentence: str) -> None:
        super().__init__(sentence)
        self.key = key


@dataclass(frozen=True)
class Template:
    """What a sheet is asked to be. `heads`: code of a column → its heading; `needed`: codes of those that
    must be there; `largest`: bytes; `most`: rows; `longest`: characters of a cell."""

    heads: Mapping[str, Any]
    needed: Collection[str]
    largest: int = 5 << 20
    most: int = 5_000
    longest: int = 200

    @property
    def columns(self) -> dict[str, str]:
        """The headings as they stand on a sheet, whatever language its reader has."""
        with override("zh-hans"):
            return {key: str(head) for key, head in self.heads.items()}


@dataclass(frozen=True)
class Taken(Generic[_Row]):
    """What was read of a sheet: rows that are right; or faults, and the sheet with remarks beside them."""

    rows: tuple[_Row, ...]
    faults: tuple[RowFault, ...] = ()
    sheet: bytes = b""

    @property
    def total(self) -> int:
        """Rows that were read, right or wrong."""
        return len(self.rows) + len({one.row for one in self.faults})


def of_file(code: str, values: Mapping[str, Any]) -> str:
    """Why a file as a whole could not be taken, and how to mend it."""
    known = FILE_FAULTS.get(code)
    return str(known) % values if known else _("读不了这个文件。")


@contextmanager
def held(file: "UploadedFile[Any] | None") -> Iterator[Path]:
    """What a form has sent, piece by piece in a file of its own that is gone afterwards. Invalid: nothing
    was chosen."""
    if file is None:
        raise Invalid(_("请选一个 .xlsx 或 .csv 文件。"), {"file": "missing"})
    suffix = Path(file.name or "").suffix[:_LONGEST_SUFFIX]
    with tempfile.NamedTemporaryFile(suffix=suffix) as kept:
        for chunk in file.chunks():
            kept.write(chunk)
        kept.flush()
        yield Path(kept.name)


def refuse_large(size: int, largest: int) -> None:
    """Before anything of it is read; both in bytes."""
    if size > largest:
        words = of_file("file_too_large", {"found": size, "limit": largest})
        raise Invalid(words, {"file": "file_too_large"})


def refuse_text(path: Path) -> None:
    """Text that is named as a workbook is none: to read it as CSV would only find its headings missing."""
    if path.suffix.lower() != ".xlsx":
        return
    with path.open("rb") as file:
        try:
            is_text = kinds.kind_of(file) == kinds.TEXT
        except workbooks.Refused:
            return  # The reader says what it is.
    if is_text:
        words = _(
            "名字是 .xlsx,里面却是文字,不是工作簿。请在 Excel 或 WPS 里另存为 .xlsx,或改名为 .csv。"
        )
        raise Invalid(words, {"file": "not_a_workbook"})


def digest(path: Path, largest: int) -> str:
    """What file it is, read piece by piece; one that is too large is not read at all."""
    refuse_large(path.stat().st_size, largest)
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@contextmanager
def opened(
    path: Path,
    limits: workbooks.Limits,
    heads: Collection[str],
    keep: BinaryIO | None = None,
    *,
    loose: bool = False,
) -> Iterator[workbooks.Sheet]:
    """A sheet, to be gone through inside the `with`; whatever makes it unreadable is Invalid, at `file`.
    `loose`: as another program exported it, in whatever shape."""
    refuse_text(path)
    try:
        with workbooks.read(path, limits, heads=heads, keep=keep, loose=loose) as sheet:
            yield sheet
    except workbooks.Refused as refused:
        words = of_file(refused.code, dict(refused.values))
        raise Invalid(words, {"file": refused.code}) from None


def columns(sheet: workbooks.Sheet, heads: Mapping[str, str], needed: Collection[str]) -> list[str]:
    """The code of each column of a sheet, '' for one that is none of `heads` (code → heading). Invalid: one
    that is needed is not there."""
    codes = {head: code for code, head in heads.items()}
    found = [codes.get(plain_head(head), "") for head in sheet.columns]
    require([heads[code] for code in needed if code not in found])
    return found


def require(missing: Sequence[str]) -> None:
    """Refuse a sheet that lacks columns, by their headings."""
    if missing:
        raise Invalid(
            _("表头缺少:%(heads)s。请用模板,或把列名改成这些。") % {"heads": "、".join(missing)},
            {"file": "heads"},
        )


def plain_head(head: str) -> str:
    """A heading without spaces and the mark of a column that must be filled."""
    return "".join(head.split()).strip("*")


def text_of(cell: Cell) -> str:
    """What a cell says as text; of a formula or an error nothing, so that it is missed."""
    if isinstance(cell, Formula | CellError) or cell is None:
        return ""
    if isinstance(cell, Number):
        return cell.text
    if isinstance(cell, dt.date):
        return f"{cell:%Y-%m-%d}"
    return " ".join(str(cell).split())


def texts(sheet: workbooks.Sheet, codes: Sequence[str]) -> Iterator[tuple[int, dict[str, str]]]:
    """Row by row: its number as Excel counts, and what its cells say, by the code of their column."""
    for line in sheet.rows:
        yield (
            line.number,
            {code: text_of(cell) for code, cell in zip(codes, line.cells, strict=False) if code},
        )


def remarked(sheet: workbooks.Sheet, title: str, head: str, said: Mapping[int, str]) -> bytes:
    """The sheet as it came, with a last column `head` of what is wrong with each row."""
    out = io.BytesIO()
    remarking.write(sheet, title, remarking.Remarks(head, said), out)
    return out.getvalue()


def take(
    name: str, content: bytes, asked: Template, read: Callable[[int, dict[str, str]], _Row]
) -> Taken[_Row]:
    """A sheet read row by row. `read` makes of a row's number and texts what it means, or says BadCell.

    Invalid, at `file`: what cannot be read at all, lacks a column, has no row or too many.
    """
    refuse_large(len(content), asked.largest)
    heads = asked.columns
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryFile() as keep:
        path = (
            Path(folder) / f"{Path(name).stem[:40] or 'sheet'}{Path(name).suffix[:_LONGEST_SUFFIX]}"
        )
        path.write_bytes(content)
        limits = workbooks.Limits(file_bytes=asked.largest)
        with opened(path, limits, tuple(heads.values()), keep=keep) as sheet:
            rows, faults = _rows(sheet, asked, heads, read)
        if not rows and not faults:
            raise Invalid(_("文件里没有数据行。"), {"file": "empty"})
        if not faults:
            return Taken(tuple(rows))
        told: dict[int, str] = {}
        for one in faults:
            told[one.row] = f"{told.get(one.row, '')}{one.column}:{one.sentence} "
        again = remarked(workbooks.read_again(keep, path), path.stem, _("错误说明"), told)
        return Taken(tuple(rows), tuple(faults), again)


def _rows(
    sheet: workbooks.Sheet,
    asked: Template,
    heads: Mapping[str, str],
    read: Callable[[int, dict[str, str]], _Row],
) -> tuple[list[_Row], list[RowFault]]:
    codes = columns(sheet, heads, asked.needed)
    rows: list[_Row] = []
    faults: list[RowFault] = []
    for number, cells in sheet.lines:
        if len(rows) + len(faults) >= asked.most:
            raise Invalid(
                _("一份文件最多 %(n)s 行。请分成几份上传。") % {"n": asked.most}, {"file": "rows"}
            )
        at = {code: cell for code, cell in zip(codes, cells, strict=False) if code}
        try:
            texts = {code: _typed(code, cell, asked.longest) for code, cell in at.items()}
            rows.append(read(number, texts))
        except BadCell as bad:
            value = _as_it_stands(at.get(bad.key), asked.longest)
            faults.append(RowFault(number, heads[bad.key], value, str(bad)))
    return rows, faults


def _typed(code: str, cell: Cell, longest: int) -> str:
    """What a person has typed into a cell; neither a formula nor what cannot be seen."""
    if isinstance(cell, Formula):
        raise BadCell(code, _("这一格是公式。请改成数值。"))
    if isinstance(cell, CellError | bool):
        raise BadCell(code, _("这一格有错。请改正。"))
    found = _as_it_stands(cell, longest).strip()
    if len(found) > longest or not all(sign.isprintable() for sign in found):
        raise BadCell(code, _("不超过 %(n)s 个字,不能有特殊控制符。") % {"n": longest})
    return found


def _as_it_stands(cell: Cell, longest: int) -> str:
    if isinstance(cell, Formula):
        return _as_it_stands(cell.value, longest)
    if cell is None:
        return ""
    if isinstance(cell, dt.date):
        return f"{cell:%Y-%m-%d}"
    return cell.text if isinstance(cell, Number | CellError) else str(cell)[: longest + 1]
