"""Reading many sheets quickly: each in a process of its own under the product's limits, as always,
but forked from one that has the reader loaded already. Starting Python costs ten times what reading does.

The frames are taken apart by the product's own receiver. The forking process is a small one, since what
a process has before it is limited counts too.
"""

import json
import os
import pickle
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import BinaryIO

from tests.workbooks.books import Outcome, Table, no
from xiaoan.workbooks import Refused, child, loose, opening, reading, table
from xiaoan.workbooks.reading import STANDARD

_PRELOADED = (opening, table, loose)
_ROOT = Path(__file__).parents[2]


class Forked:
    """What the receiver needs of a child."""

    def __init__(self, path: Path, heads: Sequence[str]) -> None:
        told = json.dumps({"limits": asdict(STANDARD), "heads": list(heads), "loose": False})
        ours, theirs = os.pipe()
        self.pid = os.fork()
        if not self.pid:
            os.dup2(os.open(path, os.O_RDONLY), 0)
            os.dup2(theirs, 1)
            sys.stdin = os.fdopen(0, encoding="utf-8")
            sys.argv = ["child", told]
            try:
                child.main()
            finally:
                os._exit(1)
        os.close(theirs)
        self.stdout: BinaryIO = os.fdopen(ours, "rb", buffering=0)
        self.largest = 0

    def wait(self) -> int:
        _, status, used = os.wait4(self.pid, 0)
        self.largest = used.ru_maxrss << 10
        return os.waitstatus_to_exitcode(status)


def read(path: Path, heads: Sequence[str]) -> tuple[Outcome, int]:
    """What comes of reading, and the memory that it took."""
    forked = Forked(path, heads)
    received = reading._Frames(forked, STANDARD)  # type: ignore[arg-type]  # all that it uses
    found: Outcome
    try:
        told = reading._sheet(received, path)
        rows = tuple((row.number, row.cells) for row in told.rows)
        found = Table(told.columns, rows, told.notes, told.encoding)
    except Refused as refused:
        found = no(refused.code, **refused.values)
    forked.stdout.close()
    if not forked.largest:
        forked.wait()
    return found, forked.largest


def outcomes(sheets: Iterable[tuple[str, bytes]], heads: Sequence[str]) -> list[Outcome]:
    """What comes of reading each of the sheets: its name, its content."""
    with tempfile.TemporaryDirectory() as folder:
        said, answer = Path(folder) / "in", Path(folder) / "out"
        said.write_bytes(pickle.dumps((list(sheets), tuple(heads))))
        subprocess.run(
            [sys.executable, "-m", "tests.workbooks.forked", said, answer], check=True, cwd=_ROOT
        )
        found: list[Outcome] = pickle.loads(answer.read_bytes())  # noqa: S301  # our own
    return found


def main() -> None:
    said, answer = map(Path, sys.argv[1:])
    sheets, heads = pickle.loads(said.read_bytes())  # noqa: S301  # our own
    found = []
    for name, content in sheets:
        path = said.parent / name
        path.write_bytes(content)
        found.append(read(path, heads)[0])
        path.unlink()
    answer.write_bytes(pickle.dumps(found))


if __name__ == "__main__":
    main()
