"""A child that a file has taken over, or that goes astray: started in place of the real one.

Which way is the first of the headings it is told.
"""

import json
import os
import signal
import sys
import tempfile
import time
from collections.abc import Callable
from typing import Any

from xiaoan.workbooks import child, frames
from xiaoan.workbooks.refusals import Refused

HEAD = {
    "kind": "csv", "name": "", "columns": ["a"], "encoding": "utf-8", "header_row": 1,
}  # fmt: skip


def out(content: bytes) -> None:
    sys.stdout.buffer.write(content)
    sys.stdout.buffer.flush()


def frame(kind: bytes, text: str | bytes) -> bytes:
    content = text.encode() if isinstance(text, str) else text
    return frames.FRONT.pack(kind, len(content)) + content


def restricted(work: Callable[[], object]) -> Callable[[], None]:
    """Under the limits of the real child, in place of its reading."""

    def send(*_told: Any, **_more: Any) -> int:
        work()
        return 0

    def run() -> None:
        child._send = send  # type: ignore[assignment]  # in its place
        child.main()

    return run


def spin() -> None:
    while True:
        pass


def tell_environment() -> None:
    raise Refused("reader_failed", error=",".join(sorted(os.environ)))


def fill_the_disk() -> None:
    with tempfile.TemporaryFile() as file:
        file.truncate(1 << 30)


WAYS: dict[str, Callable[[], object]] = {
    "sleep": lambda: time.sleep(100),
    "spin": restricted(spin),
    "memory": restricted(lambda: bytearray(600 << 20)),
    "disk": restricted(fill_the_disk),
    "environment": restricted(tell_environment),
    "abort": restricted(os.abort),
    "fault": restricted(lambda: os.kill(os.getpid(), signal.SIGSEGV)),
    "nothing": lambda: None,
    "no frame": lambda: out(b"hello"),
    "endless frame": lambda: out(frames.FRONT.pack(frames.HEAD, 1 << 31)),
    "no text": lambda: out(frame(frames.HEAD, b"\xff")),
    "no JSON": lambda: out(frame(frames.HEAD, "{")),
    "deep JSON": lambda: out(frame(frames.HEAD, "[" * 100_000)),
    "rows first": lambda: out(frame(frames.ROWS, "2\x1fx")),
    "other head": lambda: out(frame(frames.HEAD, "{}")),
    "wide row": lambda: out(
        frame(frames.HEAD, json.dumps(HEAD)) + frame(frames.ROWS, "2\x1fx\x1fy")
    ),
    "unknown code": lambda: out(frame(frames.REFUSAL, '{"code": "x", "values": {}}')),
    "pickle": lambda: out(frame(frames.HEAD, b"\x80\x04cos\nsystem\n.")),
}

if __name__ == "__main__":
    WAYS[json.loads(sys.argv[1])["heads"][0]]()
