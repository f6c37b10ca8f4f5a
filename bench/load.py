"""Posting forms over kept connections: as fast as answers come (closed), or at a set rate (open)."""

import re
import socket
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from xiaoan.kernel.ids import uuid7

TOKEN = "b" * 32
_LENGTH = re.compile(rb"content-length: *([0-9]+)", re.IGNORECASE)


@dataclass(frozen=True)
class Post:
    """What fills the address (a class; a child), whose session it is, the form if it is no roll-call."""

    unit_no: int | str
    session: str
    form: str = ""


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
    port: int, path: str, posts: Sequence[Post], connections: int, wanted: int, rate: float = 0,
    done: list[float] | None = None,
) -> Load:  # fmt: skip
    """Post to `path` (with the class number filled in) over several connections.

    With a `rate` (posts a second in all) each post has its moment, and its latency counts from that
    moment: a server that falls behind cannot hide it. `done` takes the moment of each answer
    (perf_counter).
    """
    latencies: list[float] = []
    faults = [0]
    # Written beforehand: the generator shares the cores with what it measures.
    ready = [_request(path.format(post.unit_no), post) for post in posts]
    share = [list(enumerate(ready))[n::connections] for n in range(connections)]

    def work(mine: list[tuple[int, bytes]]) -> None:
        connection = _connect(port)
        for at, request in mine:
            due = began + at / rate if rate else time.perf_counter()
            time.sleep(max(0.0, due - time.perf_counter()))
            connection.sendall(request)
            status, is_last = read_answer(connection)
            latencies.append((time.perf_counter() - due) * 1000)
            if done is not None:
                done.append(time.perf_counter())
            faults[0] += status != wanted
            if is_last:  # an answer without a length ends its connection
                connection.close()
                connection = _connect(port)
        connection.close()

    threads = [threading.Thread(target=work, args=(mine,)) for mine in share]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    taken = time.perf_counter() - began
    return _load(latencies, taken, faults[0])


def _load(latencies: Sequence[float], taken: float, faults: int) -> Load:
    found = sorted(latencies)

    def at(share: float) -> float:
        return round(found[min(int(len(found) * share), len(found) - 1)], 1)

    return Load(round(len(found) / taken, 1), at(0.5), at(0.95), at(0.99), len(found), faults)


def _request(path: str, post: Post) -> bytes:
    body = f"csrfmiddlewaretoken={TOKEN}&" + (post.form or _all_present())
    return (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n"
        "Content-Type: application/x-www-form-urlencoded\r\n"
        f"Content-Length: {len(body)}\r\n"
        f"Cookie: xiaoan={post.session}; xiaoan-csrf={TOKEN}\r\n\r\n{body}"
    ).encode()


def _all_present() -> str:
    form = {"submission_id": str(uuid7()), "base_version": 0, "reason": "", "confirmed": "1"}
    return urlencode(form)


def _connect(port: int) -> socket.socket:
    return socket.create_connection(("127.0.0.1", port), timeout=60)


def read_answer(connection: socket.socket) -> tuple[int, bool]:
    """Reads one whole answer; gives its status, and whether the server closes the connection after it."""
    found = b""
    while b"\r\n\r\n" not in found:
        more = connection.recv(65536)
        if not more:
            raise ConnectionError("the server closed the connection")
        found += more
    head, body = found.split(b"\r\n\r\n", 1)
    length = _LENGTH.search(head)
    missing = (int(length[1]) if length else 0) - len(body)
    while missing > 0:
        missing -= len(connection.recv(65536))
    return int(head[9:12]), b"connection: close" in head.lower()
