"""The sheet as it was handed in, with a column that says what is wrong with each row."""

import subprocess
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import IO, BinaryIO

from xiaoan import workbooks
from xiaoan.directory.rules.identity import Fault
from xiaoan.registry.queries.columns import HEADS, KEYS, REASONS
from xiaoan.registry.queries.words import sentence
from xiaoan.registry.services.reading import Unreadable
from xiaoan.workbooks import remarking
from xiaoan.workbooks.remarking import Remarks

Faults = Mapping[int, Sequence[Fault]]


def write_errors(path: Path, faults: Faults, file: IO[bytes], kept: BinaryIO | None = None) -> None:
    """Write the sheet anew; each row keeps its number, and the reasons are the last column.

    `kept`: the sheet as it was read.
    """
    try:
        with _sheet(path, kept) as sheet:
            remarking.write(sheet, path.stem, _remarks(faults), file)
    except workbooks.Refused as refused:
        raise Unreadable(refused.code, **dict(refused.values)) from None


class ErrorsBeside:
    """The sheet with its errors, written by a process of its own while the rows are brought in."""

    def __init__(self, path: Path, file: IO[bytes], kept: BinaryIO) -> None:
        self._path, self._file, self._kept = path, file, kept
        self._begun: dict[int, Sequence[Fault]] = {}
        self._process: subprocess.Popen[bytes] | None = None

    def begin(self, faults: Faults) -> None:
        """The rows are judged."""
        self._begun = dict(faults)
        self._process = remarking.start(self._kept, self._path, _remarks(faults), self._file)

    def end(self, faults: Faults) -> None:
        """The rows are in: were more of them refused meanwhile, the sheet is written once more."""
        if self._process and self._process.wait() == 0 and self._begun == faults:
            return
        self._file.seek(0)
        self._file.truncate()
        write_errors(self._path, faults, self._file, self._kept)

    def stop(self) -> None:
        """Whatever has happened, nothing goes on."""
        if self._process:
            self._process.kill()
            self._process.wait()


def _sheet(path: Path, kept: BinaryIO | None) -> AbstractContextManager[workbooks.Sheet]:
    if kept is None:
        return workbooks.read(path, heads=tuple(KEYS))
    return nullcontext(workbooks.read_again(kept, path))


def _remarks(faults: Faults) -> Remarks:
    return Remarks(REASONS, {number: _reasons(them) for number, them in faults.items()})


def _reasons(faults: Sequence[Fault]) -> str:
    said = (f"{HEADS.get(f.field, f.field)}:{sentence(f.code, f.values)}" for f in faults)
    return " ".join(said)
