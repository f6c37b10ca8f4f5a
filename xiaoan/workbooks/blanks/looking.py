"""Looking at a form from outside: the parent's side, which never opens the file itself."""

import json
import os
import signal
import subprocess
import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import Any

from xiaoan.workbooks.blanks.values import CODES, Blank, Cell, Grid, Mark, Unfit
from xiaoan.workbooks.reading import start
from xiaoan.workbooks.values import Limits

# A form is a page or a few; unpacked it may be so much.
FORM = Limits(
    file_bytes=2 << 20, unpacked_bytes=24 << 20, parts=400, memory_bytes=512 << 20, seconds=10
)
_PATIENCE = 6
_CHILD = "xiaoan.workbooks.blanks.child"
_MALFORMED = (ValueError, KeyError, TypeError, IndexError, RecursionError)


def look(path: Path, limits: Limits = FORM) -> Blank:
    """What a file asks for. Unfit: it is no form that can be taken, and why."""
    size = path.stat().st_size
    if size > limits.file_bytes:
        raise Unfit("file_too_large", found=size, limit=limits.file_bytes)
    # The answer goes to a file, so that the limit on files holds for it, too.
    with path.open("rb") as file, tempfile.TemporaryFile() as out:
        with start(_CHILD, json.dumps(asdict(limits)), file, out) as child:
            try:
                code = child.wait(limits.seconds * _PATIENCE)
            except subprocess.TimeoutExpired:
                child.kill()
                raise Unfit("too_slow", limit=limits.seconds) from None
        if code:
            raise _death(code, limits)
        out.seek(0, os.SEEK_SET)
        return _read(out.read())


def _death(code: int, limits: Limits) -> Unfit:
    if code == -signal.SIGXCPU:
        return Unfit("too_slow", limit=limits.seconds)
    if code < 0:
        return Unfit("reader_died", signal=-code)
    return Unfit("reader_failed", error="exit")


def _read(answer: bytes) -> Blank:
    """What the child said, if it is of that form."""
    try:
        told = json.loads(answer)
        refused = _refusal(told)
        if refused is None:
            return Blank(
                str(told["kind"]),
                tuple(_grid(*one) for one in told["grids"]),
                tuple(Mark(*map(str, one)) for one in told["marks"]),
            )
    except _MALFORMED:
        raise Unfit("reader_failed", error="answer") from None
    raise refused


def _refusal(told: Any) -> Unfit | None:
    if "code" not in told:
        return None
    code, values = str(told["code"]), dict(told["values"])
    if code not in CODES or not all(isinstance(one, int | str) for one in values.values()):
        raise ValueError(code)
    return Unfit(code, **values)


def _grid(name: str, is_table: bool, rows: list[list[tuple[str, str, int, int]]]) -> Grid:
    lines = tuple(tuple(Cell(str(r), str(t), int(c), int(n)) for r, t, c, n in row) for row in rows)
    return Grid(str(name), lines, bool(is_table))
