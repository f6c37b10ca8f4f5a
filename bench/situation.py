"""Boards and big screens in the morning's rush: what a board takes of each level, what twenty screens cost.

`python -m bench.situation [--people N]`. The bars: p95 100 ms a board; twenty screens no more than 5 % of
the machine's processors; a new roll-call shown within 2 s at 150 a second (bench/screens.py)."""

import json
import os
import time
from importlib import import_module
from pathlib import Path
from typing import Any

from bench import county, screens

REPEATS, BAR_MS = 40, 100.0
BOARDS = {
    "leader": ("county_leader", "/situation/"), "officer": ("bureau_officer", "/situation/"),
    "township": ("township_liaison", "/situation/"), "principal": ("principal", "/situation/"),
    "schools": ("bureau_officer", "/situation/{county}/rollcall.classes/?by=school"),
    "map": ("bureau_officer", "/situation/{county}/map/"),
}  # fmt: skip


def measure(home: Path, sessions: dict[str, str]) -> dict[str, Any]:
    """Each page in ms; what twenty screens cost and when they show what comes in."""
    import_module("xiaoan.management.commands.serve").collect_static()
    _keep()
    numbering = import_module("xiaoan.directory.rules")
    found: dict[str, Any] = {
        name: _page(sessions[role], address.format(county=numbering.COUNTY))
        for name, (role, address) in BOARDS.items()
    }
    found["screens"] = screens.measure(home, sessions["county_leader"], numbering.COUNTY)
    return found


def _keep() -> None:
    """The figures of today, as the worker keeps them."""
    system = import_module("xiaoan.kernel.actor").system("bench")
    clock = import_module("xiaoan.kernel.clock")
    with import_module("xiaoan.kernel.scope").acting_as(system) as actor:
        import_module("xiaoan.indicators.services").refresh(actor, clock.today())


def _page(session: str, address: str) -> dict[str, Any]:
    client = county.browser()
    client.cookies["xiaoan"] = session
    taken = []
    for n in range(REPEATS + 3):
        began = time.perf_counter()
        answer = client.get(address)
        if n >= 3:
            taken.append((time.perf_counter() - began) * 1000)
    order = sorted(taken)
    return {
        "status": answer.status_code, "kb": round(len(answer.content) / 1024),
        "p50_ms": round(order[len(order) // 2], 1), "p95_ms": round(order[int(len(order) * 0.95)], 1),
    }  # fmt: skip


def report(found: dict[str, Any]) -> None:
    print(f"boards, p50 and p95 (bar {BAR_MS:.0f} ms)")
    for name, one in found.items():
        if name != "screens":
            print(
                f"  {name:10} {one['p50_ms']:7} {one['p95_ms']:7} ms, {one['kb']} KB, {one['status']}"
            )
    screens.report(found["screens"])


def main() -> None:
    def run(_place: Any, sessions: dict[str, str]) -> None:
        found = measure(Path(os.environ["XIAOAN_HOME"]), sessions)
        report(found)
        print(json.dumps(found))

    county.alone("situation", run)


if __name__ == "__main__":
    main()
