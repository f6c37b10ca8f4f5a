"""Lists of illness, verification, devices and rounds, as each level sees them: on a wave of the ill today,
after a tenth of half a school year and after the whole of it.

`python -m bench.care [--people N]` measures this alone.
"""

import argparse
import json
import tempfile
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

import psycopg

from bench import county
from bench.care_rows import TENTH, WHOLE, begin, go_on

# What no list may take, in milliseconds (p95).
BAR = 300
_ILLNESS = (
    "/illness/today/", "/illness/list/", "/illness/list/?show=untraced",
    "/illness/list/?show=certificate", "/illness/list/?show=against", "/illness/list/?show=closed",
    "/keypersons/returns/",
)  # fmt: skip
_CHECKS = (
    "/verification/?round={round}", "/verification/names/untrue/?round={round}",
    "/verification/names/late/?round={round}", "/verification/names/missed/?round={round}",
    "/verification/disagreements/", "/verification/disagreements/?state=overdue",
    "/verification/disagreements/?state=cleared", "/verification/disagreements/?outcome=untrue",
    "/verification/samples/",
)  # fmt: skip
LISTS = {
    "bureau_officer": (
        *_ILLNESS, "/illness/list/?show=open&offset=1900", *_CHECKS,
        "/verification/names/late/?round={round}&offset=9000",
        "/verification/disagreements/?state=cleared&offset=9000", "/verification/lists/",
        "/verification/lists/{list}/", "/screening/devices/", "/screening/devices/?offset=900",
        "/screening/doubts/", "/screening/doubts/?state=explained&offset=900",
    ),
    "township_liaison": (*_ILLNESS, *_CHECKS),
    "principal": (*_ILLNESS, *_CHECKS, "/screening/devices/", "/screening/watch/", "/screening/doubts/"),
    "school_doctor": (*_ILLNESS, "/screening/watch/", "/screening/devices/"),
    "class_teacher": (*_ILLNESS, "/verification/disagreements/", "/screening/watch/"),
    "dormitory_keeper": ("/screening/rounds/", "/screening/watch/"),
    "guardian": ("/illness/own/",),
}  # fmt: skip


def measure(server: str, sessions: dict[str, str]) -> list[dict[str, Any]]:
    """p95 of every list by role after each part of the history; `server`: the superuser's address."""
    from xiaoan.directory import queries as directory
    from xiaoan.kernel import clock
    from xiaoan.verification.models import OutsideList

    outside = import_module("bench.outside")
    officer, round_id = outside.county_round()
    with import_module("xiaoan.kernel.scope").acting_as(officer):
        newest = OutsideList.objects.order_by("-received_at").values_list("id", flat=True)[0]
        unit_no = directory.county().no
    with psycopg.connect(server, autocommit=True) as connection:
        given = begin(connection, round_id, unit_no, clock.now())
        tenth = _lists(sessions, round=round_id, list=newest)
        go_on(connection, given)
    whole = _lists(sessions, round=round_id, list=newest)
    return [
        {**late, "tenth_ms": early["p95_ms"], "bar_ms": BAR}
        for early, late in zip(tenth, whole, strict=True)
    ]


def _lists(sessions: dict[str, str], **ids: Any) -> list[dict[str, Any]]:

    p95 = import_module("bench.rows").p95
    found = []
    for role, addresses in LISTS.items():
        client = county.browser()
        client.cookies["xiaoan"] = sessions[role]
        for address in addresses:
            url = address.format(**ids)
            if "?" not in url:
                url = client.get(url, follow=True).request["PATH_INFO"]
            ask = _asking(client, url)
            status = ask().status_code
            found.append({"role": role, "list": address, "status": status, "p95_ms": p95(ask)})
    return found


def _asking(client: Any, url: str) -> Callable[[], Any]:
    return lambda: client.get(url)


def report(found: list[dict[str, Any]]) -> None:
    over = sum(one["p95_ms"] > BAR for one in found)
    print(
        f"lists of illness, verification, devices and rounds, p95 in ms after {TENTH} and after {WHOLE} "
        f"school days; {over} of {len(found)} over {BAR} ms"
    )
    for one in found:
        print(
            f"  {one['role']:18} {one['list']:56} {one['status']} {one['tenth_ms']:7} {one['p95_ms']:7}"
        )


def alone() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.care")
    parser.add_argument("--people", type=int, default=200_000)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="xiaoan-bench-") as folder:
        home = Path(folder)
        county.build(home, given.people)
        place = county.enter(home)
        import_module("django.core.management").call_command(
            "collectstatic", interactive=False, verbosity=0
        )
        found = measure(place.superuser, import_module("bench.__main__").sessions())
        report(found)
        print(json.dumps([one for one in found if one["p95_ms"] > BAR], ensure_ascii=False))
        import_module("django.db").connections.close_all()
        import_module("xiaoan.embedded").stop(home / "pg")


if __name__ == "__main__":
    alone()
