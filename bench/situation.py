"""Boards and big screens in the morning's rush: what a board takes of each level, what twenty screens cost.

`python -m bench.situation [--people N]`. The bars: p95 100 ms a board; twenty screens that ask every five
seconds no more than 5 % of the machine's processors; a new roll-call shown within 2 s."""

import json
import os
import time
from importlib import import_module
from typing import Any

from bench import county

REPEATS, BAR_MS = 40, 100.0
SCREENS, EVERY, SECONDS, BAR_SHARE = 20, 5.0, 30.0, 0.05
BOARDS = {
    "leader": ("county_leader", "/situation/"), "officer": ("bureau_officer", "/situation/"),
    "township": ("township_liaison", "/situation/"), "principal": ("principal", "/situation/"),
    "schools": ("bureau_officer", "/situation/{county}/rollcall.classes/?by=school"),
    "map": ("bureau_officer", "/situation/{county}/map/"),
}  # fmt: skip


def measure(sessions: dict[str, str]) -> dict[str, Any]:
    """Each page in ms; the share of the processors that the screens take."""
    import_module("xiaoan.management.commands.serve").collect_static()
    _keep()
    numbering = import_module("xiaoan.directory.rules")
    found: dict[str, Any] = {
        name: _page(sessions[role], address.format(county=numbering.COUNTY))
        for name, (role, address) in BOARDS.items()
    }
    found["screens"] = _screens(sessions["county_leader"], numbering.COUNTY)
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


def _screens(session: str, unit: int) -> dict[str, Any]:
    """Screens that ask one after the other, spread over the interval, for half a minute. The processor time
    is this process's, which renders; PostgreSQL's share comes on top and is small beside it."""
    client = county.browser()
    client.cookies["xiaoan"] = session
    seen, asked, sent = "", 0, 0
    began, cpu = time.perf_counter(), time.process_time()
    while time.perf_counter() - began < SECONDS:
        due = began + asked * EVERY / SCREENS
        time.sleep(max(0.0, due - time.perf_counter()))
        answer = client.get(f"/situation/{unit}/screen/?part=1&seen={seen}")
        asked += 1
        if answer.status_code == 200:
            sent += 1
            seen = answer.content.decode().partition("seen=")[2][:16]
    spent = time.process_time() - cpu
    share = spent / (time.perf_counter() - began) / (os.cpu_count() or 1)
    return {"asked": asked, "sent": sent, "cpu_s": round(spent, 2), "share": round(share, 4)}


def report(found: dict[str, Any]) -> None:
    print(f"boards, p50 and p95 (bar {BAR_MS:.0f} ms)")
    for name, one in found.items():
        if name != "screens":
            print(
                f"  {name:10} {one['p50_ms']:7} {one['p95_ms']:7} ms, {one['kb']} KB, {one['status']}"
            )
    one = found["screens"]
    print(
        f"{SCREENS} screens: {one['asked']} asked, {one['sent']} sent, {one['share']:.1%} of the"
        f" processors (bar {BAR_SHARE:.0%})"
    )


def main() -> None:
    def run(_place: Any, sessions: dict[str, str]) -> None:
        found = measure(sessions)
        report(found)
        print(json.dumps(found))

    county.alone("situation", run)


if __name__ == "__main__":
    main()
