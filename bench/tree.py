"""A command with its peak memory: of itself and all its children, at the moment when they have most."""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

_EVERY = 0.3


@dataclass(frozen=True)
class Ran:
    """How a command went."""

    seconds: float
    cpu: float
    peak_mb: int
    code: int
    out: str
    err: str


def run(words: Sequence[str], environment: dict[str, str]) -> Ran:
    """`xiaoan` with these words."""
    before = os.times()
    began = time.perf_counter()
    child = subprocess.Popen(
        [sys.executable, "-m", "xiaoan.cli", *words], env=environment, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    peak = [0]
    over = threading.Event()

    def watch() -> None:
        while not over.wait(_EVERY):
            peak[0] = max(peak[0], sum(map(_memory, _family(child.pid))))

    watcher = threading.Thread(target=watch)
    watcher.start()
    out, err = child.communicate()
    seconds = time.perf_counter() - began
    over.set()
    watcher.join()
    after = os.times()
    used = (after.children_user + after.children_system) - (
        before.children_user + before.children_system
    )
    return Ran(round(seconds, 1), round(used, 1), peak[0] >> 10, child.returncode, out, err)


def _family(pid: int) -> list[int]:
    """A process and its descendants."""
    found = [pid]
    for one in found:
        for path in Path(f"/proc/{one}/task").glob("*/children"):
            found += [int(word) for word in _text(path).split()]
    return found


def _memory(pid: int) -> int:
    """Kilobytes of its own, and its share of what several use."""
    for line in _text(Path(f"/proc/{pid}/smaps_rollup")).splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1])
    return 0


def _text(path: Path) -> str:
    try:
        return path.read_text()
    except OSError:
        return ""
