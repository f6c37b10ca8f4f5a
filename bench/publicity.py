"""The public page against the served product: whole, packed and 304, as phones and a proxy in front
ask for it.

`python -m bench.publicity [--people N]` measures this alone. The target is 1,000 requests a second
(issue: the public page). Connections are kept, as a proxy keeps them."""

import argparse
import json
import socket
import statistics
import tempfile
import threading
import time
from importlib import import_module
from pathlib import Path
from typing import Any

from bench import county, load

CONNECTIONS, REQUESTS, WORKERS = 16, 20_000, 2
TARGET = 1000.0
PAGES = {
    "front page": "/public/", "front page in English": "/public/en/", "all schools": "/public/schools/",
    "calendar file": "/public/openings.ics", "openings as JSON": "/public/openings.json",
    "Atom": "/public/feed.atom",
}  # fmt: skip


def measure(home: Path) -> dict[str, Any]:
    """Requests a second, p50 and p95 in ms and bytes of each page, whole, packed and known (304); a
    search, which is never kept; how long after a decision the page says so."""
    found: dict[str, Any] = {}
    with county.served(home, WORKERS) as port:
        for name, path in PAGES.items():
            whole = _head(port, path, "")
            tag = whole["etag"]
            found[name] = {
                "bytes": int(whole["content-length"]),
                "packed_bytes": int(_head(port, path, "Accept-Encoding: gzip")["content-length"]),
                "packed": _run(port, path, "Accept-Encoding: gzip", 200),
                "known": _run(port, path, f"If-None-Match: {tag}", 304),
            }
        found["front page, whole"] = _run(port, "/public/", "", 200)
        found["search"] = _run(port, "/public/schools/search/?q=%E5%B0%8F", "", 200, 400)
        found["shown after_s"] = _announced(port)
    return found


def _request(path: str, header: str, method: str = "GET") -> bytes:
    more = f"{header}\r\n" if header else ""
    return f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n{more}\r\n".encode()


def _head(port: int, path: str, header: str) -> dict[str, str]:
    with socket.create_connection(("127.0.0.1", port), timeout=60) as connection:
        connection.sendall(_request(path, header, "HEAD"))
        found = b""
        while b"\r\n\r\n" not in found:
            found += connection.recv(65536)
    lines = found.split(b"\r\n\r\n")[0].decode().split("\r\n")[1:]
    return {name.lower(): value for name, _sep, value in (line.partition(": ") for line in lines)}


def _run(
    port: int, path: str, header: str, wanted: int, requests: int = REQUESTS
) -> dict[str, Any]:
    request = _request(path, header)
    latencies: list[float] = []
    faults = [0]

    def work(count: int) -> None:
        connection = socket.create_connection(("127.0.0.1", port), timeout=60)
        for _ in range(count):
            since = time.perf_counter()
            connection.sendall(request)
            status, is_last = load.read_answer(connection)
            latencies.append((time.perf_counter() - since) * 1000)
            faults[0] += status != wanted
            if is_last:
                connection.close()
                connection = socket.create_connection(("127.0.0.1", port), timeout=60)
        connection.close()

    work(20)  # the copy is made
    latencies.clear()
    threads = [
        threading.Thread(target=work, args=(requests // CONNECTIONS,)) for _ in range(CONNECTIONS)
    ]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    taken = time.perf_counter() - began
    order = sorted(latencies)
    return {
        "per_second": round(len(order) / taken, 1), "p50_ms": round(statistics.median(order), 1),
        "p95_ms": round(order[int(len(order) * 0.95)], 1), "requests": len(order),
        "faults": faults[0],
    }  # fmt: skip


def _announced(port: int) -> float:
    """Seconds from the commit of a decision until a phone is shown it, at most, of five."""
    from xiaoan.kernel.actor import system
    from xiaoan.kernel.scope import acting_as
    from xiaoan.publicity import services

    worst = 0.0
    for _ in range(5):
        before = _head(port, "/public/openings.json", "")["last-modified"]
        time.sleep(1.1)  # a second is what Last-Modified can tell
        with acting_as(system("bench")):
            services.turn()
        since = time.perf_counter()
        while _head(port, "/public/openings.json", "")["last-modified"] == before:
            time.sleep(0.02)
        worst = max(worst, time.perf_counter() - since)
    return round(worst, 2)


def report(found: dict[str, Any]) -> None:
    print(f"public page, requests/s packed and known (bar {TARGET:.0f}), p95 of the packed one")
    for name in PAGES:
        one = found[name]
        print(
            f"  {name:22} {one['packed']['per_second']:8} {one['known']['per_second']:8} "
            f"{one['packed']['p95_ms']:7} ms, {one['packed_bytes']} bytes"
        )
    print(f"  search {found['search']['per_second']}/s; shown after {found['shown after_s']} s")


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.publicity")
    parser.add_argument("--people", type=int, default=12_000)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="xiaoan-bench-") as folder:
        home = Path(folder)
        county.build(home, given.people)
        county.enter(home)
        try:
            print(json.dumps(measure(home), indent=1, ensure_ascii=False))
        finally:
            import_module("django.db").connections.close_all()
            import_module("xiaoan.embedded").stop(home / "pg")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
