"""Posting forms over kept connections: as fast as answers come (closed), or at a set rate (open)."""

import http.client
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from xiaoan.kernel.ids import uuid7

TOKEN = "b" * 32


@dataclass(frozen=True)
class Post:
    """One class teacher's submission."""

    unit_no: int
    session: str


@dataclass(frozen=True)
class Load:
    """What came of it: how many a second, latencies in milliseconds, answers that were not as wanted."""

    per_second: float
    p50: float
    p95: float
    p99: float
    count: int
    faults: int


def run(
    port: int, path: str, posts: Sequence[Post], connections: int, wanted: int, rate: float = 0
) -> Load:
    """Post to `path` (with the class number filled in) over several connections.

    With a `rate` (posts a second in all) each post has its moment, and its latency counts from that
    moment: a server that falls behind cannot hide it.
    """
    latencies: list[float] = []
    faults = [0]
    share = [list(enumerate(posts))[n::connections] for n in range(connections)]

    def work(mine: list[tuple[int, Post]]) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        for at, post in mine:
            due = began + at / rate if rate else time.perf_counter()
            time.sleep(max(0.0, due - time.perf_counter()))
            status = _send(connection, path.format(post.unit_no), post.session)
            latencies.append((time.perf_counter() - due) * 1000)
            faults[0] += status != wanted
        connection.close()

    threads = [threading.Thread(target=work, args=(mine,)) for mine in share]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    taken = time.perf_counter() - began
    found = sorted(latencies)

    def at(share: float) -> float:
        return round(found[min(int(len(found) * share), len(found) - 1)], 1)

    return Load(round(len(found) / taken, 1), at(0.5), at(0.95), at(0.99), len(found), faults[0])


def _send(connection: http.client.HTTPConnection, path: str, session: str) -> int:
    body = urlencode(
        {
            "csrfmiddlewaretoken": TOKEN,
            "submission_id": str(uuid7()),
            "base_version": 0,
            "reason": "",
            "confirmed": "1",
        }
    )
    connection.request(
        "POST",
        path,
        body,
        {
            "Content-Type": "application/x-www-form-urlencoded",
            "Cookie": f"xiaoan={session}; xiaoan-csrf={TOKEN}",
        },
    )
    answer = connection.getresponse()
    answer.read()
    return answer.status
