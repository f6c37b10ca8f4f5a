"""A sheet written anew with a last column of remarks; here, or by a process of its own beside other work.

`python -m xiaoan.workbooks.remarking` has the frames that were kept on its standard input, the remarks as
JSON in a file whose number it is told (what is told to a program by its name, everybody can see), and the
new sheet as its standard output.
"""

import gc
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, BinaryIO

from xiaoan.workbooks.reading import read_again
from xiaoan.workbooks.values import SELDOM, Cell, CellError, Formula, Number, Sheet
from xiaoan.workbooks.writing import LongSheet

_THIS = "xiaoan.workbooks.remarking"
_ROOT = Path(__file__).resolve().parents[2]
_LONGEST_NAME = 31


@dataclass(frozen=True)
class Remarks:
    """What is said of rows, by their numbers, and the heading of that column."""

    head: str
    rows: Mapping[int, str]


def write(sheet: Sheet, title: str, remarks: Remarks, out: IO[bytes]) -> None:
    """Each row keeps its number. Remarks of an earlier round make room for the new ones.

    `title`: of a sheet that has no name.
    """
    columns = [at for at, head in enumerate(sheet.columns) if head != remarks.head]
    is_old = len(columns) < len(sheet.columns)
    head = [*(sheet.columns[at] for at in columns), remarks.head]
    name = (sheet.name or title)[:_LONGEST_NAME]
    with LongSheet(out, name, head, last_is_fault=True) as file:
        for number, cells in sheet.lines:
            kept = [cells[at] for at in columns] if is_old else cells
            # A list is of texts only, and may be written as it is.
            shown = [*kept] if type(cells) is list else list(map(_inert, kept))
            shown.append(remarks.rows.get(number, ""))
            file.write(shown, number)


def start(
    kept: BinaryIO, path: Path, remarks: Remarks, out: IO[bytes]
) -> "subprocess.Popen[bytes]":
    """Have what was kept of a sheet written with remarks. Until it ends, `kept` is its own."""
    kept.flush()
    kept.seek(0)
    with tempfile.TemporaryFile("w+", encoding="utf-8") as told:
        json.dump({"name": path.name, **asdict(remarks)}, told, ensure_ascii=False)
        told.flush()
        told.seek(0)
        number = told.fileno()
        return subprocess.Popen(  # noqa: S603  # our own module
            [sys.executable, "-s", "-P", "-X", "utf8", "-m", _THIS, str(number)],
            stdin=kept,
            stdout=out,
            stderr=subprocess.DEVNULL,
            pass_fds=(number,),
            cwd="/",
            env={"PYTHONPATH": str(_ROOT), "TMPDIR": tempfile.gettempdir()},
        )


def main() -> None:
    gc.set_threshold(SELDOM)
    with os.fdopen(int(sys.argv[1]), encoding="utf-8") as told:
        said = json.load(told)
    path = Path(said["name"])
    rows = {int(row): text for row, text in said["rows"].items()}
    sheet = read_again(sys.stdin.buffer, path)
    with os.fdopen(os.dup(1), "wb") as out:
        write(sheet, path.stem, Remarks(said["head"], rows), out)


def _inert(cell: Cell) -> Cell:
    """What was computed is shown and stays refused: nobody has looked at what it came to."""
    if isinstance(cell, Formula):
        value = cell.value
        shown = value.text if isinstance(value, Number | CellError) else value
        return f"={'' if shown is None else shown}"
    return cell


if __name__ == "__main__":
    main()
