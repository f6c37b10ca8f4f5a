"""Twenty big screens of the county while roll-calls come in: what they cost, and how long it takes until each
shows a roll-call that was answered.

Measured over HTTP, with the served processes and PostgreSQL. The cost is the processor time of both with the
screens, less that without them: of a county at rest, and in the rush (the same number of other classes).
Without the worker, whose jobs come when they come."""

import os
import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from importlib import import_module
from pathlib import Path
from typing import Any

from bench import county, load

SCREENS, RATE, CONNECTIONS, WORKERS = 20, 150.0, 32, 2
REST_S, BAR_SHARE, BAR_S = 20.0, 0.05, 2.0
# As the page asks: what comes in each second, the rest every five.
LIVE_S, REST_EVERY = 1.0, 5
_TICKET = re.compile(r'data-ticket="([^"]+)"')
_SEEN = re.compile(r'id="live".*?seen=([0-9a-f]{16})', re.DOTALL)
_COUNT = re.compile(r'data-count="noon.classes">([^<]*)<')
_TICK = os.sysconf("SC_CLK_TCK")


class Screen:
    """One screen that asks as its script does; keeps when it showed how many classes."""

    def __init__(self, port: int, session: str, unit: int) -> None:
        self.connection = HTTPConnection("127.0.0.1", port, timeout=60)
        self.headers = {"Cookie": f"xiaoan={session}"}
        self.address = f"/situation/{unit}/screen/"
        self.shown: list[tuple[float, int]] = []
        self.asked = self.sent = 0
        page = self._get(self.address)[1]
        self.ticket = _only(_TICKET, page)
        self._take(page)

    def _get(self, address: str) -> tuple[Any, str]:
        self.connection.request("GET", address, headers=self.headers)
        answer = self.connection.getresponse()
        body = answer.read().decode()
        if answer.status not in (200, 204):
            raise RuntimeError(f"{address}: {answer.status}")
        return answer, body

    def _take(self, body: str) -> None:
        self.seen = _only(_SEEN, body)
        count = _COUNT.search(body)
        if count:
            digits = "".join(filter(str.isdigit, count[1]))
            self.shown.append((time.perf_counter(), int(digits or 0)))

    def look(self, turn: int) -> None:
        _answer, body = self._get(f"{self.address}live/?seen={self.seen}&t={self.ticket}")
        self.asked += 1
        if body:
            self.sent += 1
            self._take(body)
        if turn % REST_EVERY == 0:
            answer, _body = self._get(f"{self.address}?part=1&seen=0")
            self.ticket = answer.headers["X-Ticket"]


def _only(pattern: re.Pattern[str], text: str) -> str:
    found = pattern.search(text)
    if found is None:
        raise RuntimeError(pattern.pattern)
    return found[1]


def measure(home: Path, session: str, unit: int) -> dict[str, Any]:
    """Shares of all processors; when what came in was shown, in s; how fast it came in."""
    posts = county.class_teachers(100_000)
    half = len(posts) // 2
    day = import_module("xiaoan.kernel.clock").today().isoformat()
    path = f"/screening/rollcall/{{}}/{day}/noon/"
    with county.served(home, WORKERS, "--no-worker") as port:

        def rush(some: list[load.Post], done: list[float]) -> load.Load:
            return load.run(port, path, some, CONNECTIONS, 302, RATE, done)

        def rest() -> None:
            time.sleep(REST_S)

        time.sleep(5)  # what a fresh server does once
        alone = _spent(home, rest)
        rushed = _spent(home, lambda: rush(posts[:half], []))
        done: list[float] = []
        with _watching(port, session, unit) as watched:
            beside = _spent(home, rest)
            before = max(one.shown[-1][1] for one in watched if one.shown)
            found: list[load.Load] = []
            both = _spent(home, lambda: found.append(rush(posts[half:], done)))
            time.sleep(3)
    return {
        "posts": len(done), "per_second": found[0].per_second, "p95_ms": found[0].p95,
        "faults": found[0].faults, "asked": sum(one.asked for one in watched),
        "sent": sum(one.sent for one in watched),
        "share_rest": _less(beside, alone), "share_rush": _less(both, rushed),
        **_seen_after(watched, done, before),
    }  # fmt: skip


@contextmanager
def _watching(port: int, session: str, unit: int) -> Iterator[list[Screen]]:
    """Screens that ask, each at its own moment of the second."""
    watched = [Screen(port, session, unit) for _n in range(SCREENS)]
    stop = threading.Event()
    began = time.perf_counter()

    def ask(screen: Screen, offset: float) -> None:
        turn = 0
        while not stop.is_set():
            due = began + offset + turn * LIVE_S
            time.sleep(max(0.0, due - time.perf_counter()))
            screen.look(turn)
            turn = max(turn + 1, int((time.perf_counter() - began - offset) / LIVE_S))

    threads = [
        threading.Thread(target=ask, args=(one, n * LIVE_S / SCREENS))
        for n, one in enumerate(watched)
    ]
    for thread in threads:
        thread.start()
    try:
        yield watched
    finally:
        stop.set()
        for thread in threads:
            thread.join()


def _seen_after(watched: list[Screen], done: list[float], before: int) -> dict[str, Any]:
    """From the answer to a roll-call until each screen counted it. `unseen`: never, while it was watched."""
    waits, unseen = [], 0
    for screen in watched:
        at = 0
        for nth, moment in enumerate(sorted(done), 1):
            while at < len(screen.shown) and screen.shown[at][1] < before + nth:
                at += 1
            if at == len(screen.shown):
                unseen += 1
            else:
                waits.append(max(0.0, screen.shown[at][0] - moment))
    order = sorted(waits) or [float("nan")]
    last = len(order) - 1
    return {
        "seen_p50_s": round(order[last // 2], 2), "seen_p95_s": round(order[int(last * 0.95)], 2),
        "seen_max_s": round(order[last], 2), "unseen": unseen,
    }  # fmt: skip


def _spent(home: Path, act: Callable[[], object]) -> tuple[float, float]:
    """Processor seconds of what is served and of PostgreSQL, and seconds by the clock."""
    began, cpu = time.perf_counter(), _cpu(home)
    act()
    return _cpu(home) - cpu, time.perf_counter() - began


def _less(with_: tuple[float, float], without: tuple[float, float]) -> float:
    """The share of all processors that came on top, for the same work beside it."""
    return round((with_[0] - without[0]) / with_[1] / (os.cpu_count() or 1), 4)


def _cpu(home: Path) -> float:
    """Of the children of this process and of the database's server, all that they and their children used."""
    parents, used = {}, {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(") ")[2].split()
        except OSError:
            continue
        pid = int(stat.parent.name)
        parents[pid], used[pid] = int(fields[1]), sum(map(int, fields[11:15])) / _TICK
    postmaster = int((home / "pg" / "postmaster.pid").read_text().split()[0])
    return sum(
        seconds for pid, seconds in used.items()
        if pid != os.getpid() and _is_below(pid, {os.getpid(), postmaster}, parents)
    )  # fmt: skip


def _is_below(pid: int, roots: set[int], parents: dict[int, int]) -> bool:
    while pid in parents and pid not in roots:
        pid = parents[pid]
    return pid in roots


def report(found: dict[str, Any]) -> None:
    print(
        f"{SCREENS} screens, each second: {found['share_rest']:.1%} of the processors at rest, "
        f"{found['share_rush']:.1%} in the rush (bar {BAR_SHARE:.0%}); {found['asked']} asked, "
        f"{found['sent']} sent"
    )
    print(
        f"  {found['posts']} roll-calls at {found['per_second']}/s (p95 {found['p95_ms']} ms, "
        f"{found['faults']} faults) shown after p50 {found['seen_p50_s']} p95 {found['seen_p95_s']} "
        f"max {found['seen_max_s']} s (bar {BAR_S} s), {found['unseen']} not seen"
    )
