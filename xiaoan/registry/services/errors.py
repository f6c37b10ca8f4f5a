"""The sheet as it was handed in, with a column that says what is wrong with each row."""

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import IO, BinaryIO

from xiaoan import workbooks
from xiaoan.directory.rules.identity import Fault
from xiaoan.registry.queries.columns import HEADS, KEYS, REASONS
from xiaoan.registry.queries.words import sentence
from xiaoan.registry.services.reading import Unreadable
from xiaoan.workbooks import Cell, CellError, Formula, Number
from xiaoan.workbooks.writing import LongSheet

Faults = Mapping[int, Sequence[Fault]]
_LONGEST_NAME = 31


def write_errors(path: Path, faults: Faults, file: IO[bytes], kept: BinaryIO | None = None) -> None:
    """Write the sheet anew; each row keeps its number, and the reasons are the last column.

    Reasons of an earlier round make room for the new ones. `kept`: the sheet as it was read.
    """
    try:
        with _sheet(path, kept) as sheet:
            columns = [at for at, head in enumerate(sheet.columns) if head != REASONS]
            is_old = len(columns) < len(sheet.columns)
            head = [*(sheet.columns[at] for at in columns), REASONS]
            name = (sheet.name or path.stem)[:_LONGEST_NAME]
            with LongSheet(file, name, head, last_is_fault=True) as out:
                for row in sheet.rows:
                    cells = [row.cells[at] for at in columns] if is_old else row.cells
                    shown = [
                        "" if one is None else one if type(one) is str else _inert(one)
                        for one in cells
                    ]
                    shown.append(_reasons(faults[row.number]) if row.number in faults else "")
                    out.write(shown, row.number)
    except workbooks.Refused as refused:
        raise Unreadable(refused.code, **dict(refused.values)) from None


def _sheet(path: Path, kept: BinaryIO | None) -> AbstractContextManager[workbooks.Sheet]:
    if kept is None:
        return workbooks.read(path, heads=tuple(KEYS))
    return nullcontext(workbooks.read_again(kept, path))


def _reasons(faults: Sequence[Fault]) -> str:
    said = (f"{HEADS.get(f.field, f.field)}:{sentence(f.code, f.values)}" for f in faults)
    return " ".join(said)


def _inert(cell: Cell) -> Cell:
    """What was computed is shown and stays refused: nobody has looked at what it came to."""
    if isinstance(cell, Formula):
        value = cell.value
        shown = value.text if isinstance(value, Number | CellError) else value
        return f"={'' if shown is None else shown}"
    return cell
