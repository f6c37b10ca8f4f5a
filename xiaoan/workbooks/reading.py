"""Reading a spreadsheet: the parent's side, which never looks into the file itself."""

import fcntl
import json
import os
import select
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any, BinaryIO, TypeVar

from xiaoan.workbooks import frames
from xiaoan.workbooks.refusals import Refused
from xiaoan.workbooks.values import Cell, Limits, Row, Sheet

STANDARD = Limits()
_Row = TypeVar("_Row")
_CHILD = "xiaoan.workbooks.child"
_ROOT = Path(__file__).resolve().parents[2]
_READ = 1 << 20
# So much the child may be ahead: with the 64 KB of an ordinary pipe, less than one batch, the two would
# work by turns. No more is given to whoever asks, on an ordinary system.
_AHEAD = 1 << 20
# The child ends by itself after so many seconds of work. On a busy machine these take much longer to
# pass; one that waits for nothing is given up after this many times as long.
_PATIENCE = 10
# A batch is sent as soon as it is larger than this, so a frame is never longer by more than a row.
_FRAME = 4 << 20
_LONGEST_CHARACTER = 6
_SUFFIXES = {"xlsx": (".xlsx", ".xlsm"), "csv": (".csv", ".txt", ".tsv"), "xls": (".xls",)}
# What the rows of a frame that is not of our making may raise.
_MALFORMED = (ValueError, KeyError, TypeError, RecursionError)


@contextmanager
def read(
    path: Path,
    limits: Limits = STANDARD,
    *,
    heads: Collection[str] = (),
    keep: BinaryIO | None = None,
    loose: bool = False,
) -> Iterator[Sheet]:
    """Open a spreadsheet in a process of its own, within limits; Refused says why it cannot be read.

    The row of headings is the one of the first ten that has most of `heads`, else the first that is not
    blank. Rows come as they are read, so Refused may also be raised while going through them: keep
    nothing for good before the last one. Time counts while the child is waited for, not while the
    caller works. What the child sends goes to `keep`, too, for `read_again`.

    `loose`: a sheet that another program wrote and nobody can be asked to mend (see `loose.split`); .xls too.
    """
    with path.open("rb") as file:
        found = os.fstat(file.fileno()).st_size
        if found > limits.file_bytes:
            raise Refused("file_too_large", found=found, limit=limits.file_bytes)
        told = json.dumps({"limits": asdict(limits), "heads": list(heads), "loose": loose})
        with start(_CHILD, told, file, subprocess.PIPE) as child:
            received = _Frames(child, limits, keep)
            try:
                yield _sheet(received, path)
            finally:
                received.close()
                child.kill()


def start(module: str, told: str, file: BinaryIO, out: int | BinaryIO) -> "subprocess.Popen[bytes]":
    """A module of ours as a process that reads a file and is told one argument."""
    return subprocess.Popen(  # noqa: S603  # our own module, told nothing but limits and headings
        [sys.executable, "-s", "-P", "-X", "utf8", "-m", module, told],
        stdin=file,
        stdout=out,
        stderr=subprocess.DEVNULL,
        cwd="/",
        # Nothing of ours: no keys, no addresses of databases.
        env={"PYTHONPATH": str(_ROOT), "TMPDIR": tempfile.gettempdir()},
    )


def read_again(kept: BinaryIO, path: Path) -> Sheet:
    """The sheet of `path` once more, from what was kept when its last row had been read."""
    kept.seek(0)
    return _sheet(_Kept(kept), path)


class _Kept:
    """Frames that have been read before."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file

    def next(self) -> tuple[bytes, str]:
        front = self._file.read(frames.FRONT.size)
        if len(front) < frames.FRONT.size:
            raise _broken("kept")
        kind, length = frames.FRONT.unpack(front)
        return kind, self._file.read(length).decode()


class _Frames:
    """The frames of a child, awaited no longer than the limits allow."""

    def __init__(
        self, child: subprocess.Popen[bytes], limits: Limits, keep: BinaryIO | None = None
    ) -> None:
        assert child.stdout is not None  # noqa: S101  # for the type: it is a pipe
        self._child = child
        self._pipe = child.stdout.fileno()
        with suppress(OSError):  # an account with many pipes gets no wider ones: it is slower only
            fcntl.fcntl(self._pipe, fcntl.F_SETPIPE_SZ, _AHEAD)
        self._poll = select.poll()
        self._poll.register(self._pipe, select.POLLIN)
        self._open = True
        self._keep = keep
        self._limits = limits
        self._left = float(limits.seconds * _PATIENCE)
        self._buffer = bytearray()
        self._longest = _FRAME + limits.columns * limits.cell_chars * _LONGEST_CHARACTER

    def close(self) -> None:
        """No more is read: the pipe's number may soon be another file's."""
        self._open = False

    def next(self) -> tuple[bytes, str]:
        """Kind and text of the next frame. A refusal is raised."""
        if not self._open:
            raise ValueError("the sheet is closed: go through its rows inside the with")
        kind, length = frames.FRONT.unpack(self._take(frames.FRONT.size))
        if length > self._longest:
            raise _broken("length")
        content = self._take(length)
        try:
            text = content.decode()
        except UnicodeDecodeError:
            raise _broken("text") from None
        if self._keep is not None:
            self._keep.write(frames.FRONT.pack(kind, length) + content)
        if kind == frames.REFUSAL:
            raise _refusal(text)
        return kind, text

    def _take(self, size: int) -> bytes:
        while len(self._buffer) < size:
            self._buffer += self._more()
        taken = bytes(self._buffer[:size])
        del self._buffer[:size]
        return taken

    def _more(self) -> bytes:
        began = time.monotonic()
        ready = self._poll.poll(max(0.0, self._left) * 1000)
        self._left -= time.monotonic() - began
        if not ready:
            raise Refused("too_slow", limit=self._limits.seconds)
        content = os.read(self._pipe, _READ)
        if not content:
            raise self._death()
        return content

    def _death(self) -> Refused:
        """Why a child is gone that has not said so."""
        code = self._child.wait()
        if code == -signal.SIGXCPU:
            return Refused("too_slow", limit=self._limits.seconds)
        if code == -signal.SIGABRT:
            # So ends Rust where memory is not given; what else goes wrong there comes as an exception.
            return Refused("too_much_memory", limit=self._limits.memory_bytes)
        if code < 0:
            return Refused("reader_died", signal=-code)
        return _broken("exit")


def _sheet(received: _Frames | _Kept, path: Path) -> Sheet:
    kind, text = received.next()
    if kind != frames.HEAD:
        raise _broken("order")
    head = _json(text)
    try:
        columns = tuple(map(_text, head["columns"]))
        suffixes = _SUFFIXES[head["kind"]]
        name, encoding = _text(head["name"]), _text(head["encoding"])
        row = int(head["header_row"])
    except _MALFORMED:
        raise _broken("head") from None
    told = [f"extension:{path.suffix}"] if path.suffix.lower() not in ("", *suffixes) else []
    if row > 1:
        told.append(f"header_row:{row}")
    batches = _batches(received, told)
    rows, lines = _each(batches, columns, _batch), _each(batches, columns, _lines)
    return Sheet(name, columns, rows, lines, encoding, told)


def _each(
    batches: Iterator[str], columns: Sequence[str], read: Callable[[str, int], list[_Row]]
) -> Iterator[_Row]:
    for text in batches:
        try:
            yield from read(text, len(columns))
        except _MALFORMED:
            raise _broken("rows") from None


def _batches(received: _Frames | _Kept, told: list[str]) -> Iterator[str]:
    while True:
        kind, text = received.next()
        if kind == frames.END:
            told[:0] = _notes(text)
            return
        if kind != frames.ROWS:
            raise _broken("order")
        yield text


def _notes(text: str) -> list[str]:
    end = _json(text)
    try:
        return [_text(note) for note in end["notes"]]
    except _MALFORMED:
        raise _broken("end") from None


def _batch(text: str, width: int) -> list[Row]:
    return [Row(*frames.read_line(line, width)) for line in text.split(frames.ROW)]


def _lines(text: str, width: int) -> list[tuple[int, Sequence[Cell]]]:
    return [frames.read_texts(line, width) for line in text.split(frames.ROW)]


def _refusal(text: str) -> Refused:
    """A refusal as the child sent it, if it is one."""
    told = _json(text)
    try:
        code, values = _text(told["code"]), dict(told["values"])
        if not all(isinstance(value, int | str) for value in values.values()):
            return _broken("refusal")
        return Refused(code, **values)
    except _MALFORMED:
        return _broken("refusal")


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except _MALFORMED:
        raise _broken("json") from None


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("no text")
    return frames.whole(value)


def _broken(what: str) -> Refused:
    """The child does not keep to the form of frames: it is not believed."""
    return Refused("reader_failed", error=what)
