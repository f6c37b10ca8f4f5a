"""Command at the size of a county: a week of rosters planned, coverage, who is in command, gaps; pages.

`python -m bench.command [--people N]` measures this alone.
"""

import argparse
import tempfile
import time
from collections.abc import Callable
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any

from bench import county

ROLES = ("county_leader", "bureau_officer", "township_liaison", "principal", "class_teacher")
# Milliseconds; what the lists of the county are held to.
BAR = 300
TIMES = 12


def measure(sessions: dict[str, str]) -> dict[str, Any]:
    """Seconds to plan a week of every unit, to look for gaps, to settle; pages by role."""
    from xiaoan.command import rules, services
    from xiaoan.command.queries import coverage, now, roster
    from xiaoan.directory import queries as directory
    from xiaoan.kernel.actor import system
    from xiaoan.kernel.scope import acting_as

    with acting_as(system("bench")):
        county_no = directory.county().no
        places = directory.places_inside(directory.county().interval, *rules.KINDS_OF_UNIT)

    def inside(act: Callable[[Any], object]) -> float:
        def run() -> None:
            with acting_as(system("bench")) as actor:
                act(actor)

        return _seconds(run)

    planned = sum(inside(partial(_week, place)) for place in places)
    return {
        "units": len(places), "plan_s": round(planned, 1),
        "coverage_s": inside(lambda actor: coverage.coverage(actor, county_no)),
        "now_s": inside(lambda _actor: now.now(places)),
        "gaps_s": inside(lambda _actor: roster.gaps(places)),
        "settle_s": inside(services.settle), "pages": _pages(sessions, county_no),
    }  # fmt: skip


def _week(place: Any, actor: Any) -> None:
    """The shifts that ship, and somebody in every seat of the coming week."""
    from xiaoan.command import services
    from xiaoan.command.queries import people, roster
    from xiaoan.kernel import clock
    from xiaoan.kernel.ids import uuid7

    today = clock.today()
    if roster.kinds_of([place.no], today, today):
        return  # the demonstration's own
    services.adopt(actor, uuid7(), place.no)
    staff = [one.user_id for one in people.candidates(place, today)]
    seats = [
        (gap, seat) for gap in roster.gaps([place]) for seat, n in gap.missing.items() for _n in range(n)
    ]  # fmt: skip
    kinds = {one.name: one.pk for one in roster.kinds_of([place.no], today, today)[place.no]}
    changes = tuple(
        services.Change(kinds[gap.name], gap.day, seat, None, staff[n % len(staff)])
        for n, (gap, seat) in enumerate(seats)
        if len(staff) > 1
    )
    if changes:
        services.plan(actor, services.Plan(uuid7(), place.no, changes))


def _seconds(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    return round(time.perf_counter() - began, 3)


def _pages(sessions: dict[str, str], county_no: int) -> list[dict[str, Any]]:
    """Median and p95 of whole pages, for whom they open."""
    from django.conf import settings

    import_module("xiaoan.management.commands.serve").collect_static()
    found = []
    for role in ROLES:
        client = county.browser()
        client.cookies[settings.SESSION_COOKIE_NAME] = sessions[role]
        own = client.get("/command/")["Location"]
        for path in (own, f"{own}roster/", f"{own}coverage/", f"{own}calls/", "/command/mine/"):
            if client.get(path).status_code == 200:
                times = sorted(_milliseconds(client, path) for _ in range(TIMES))
                page = path.replace(own, "…/")
                found.append(
                    {"role": role, "page": page, "p50_ms": times[TIMES // 2], "p95_ms": times[-1]}
                )
    return found


def _milliseconds(client: Any, path: str) -> float:
    began = time.perf_counter()
    assert client.get(path).status_code == 200
    return round(1000 * (time.perf_counter() - began), 1)


def report(found: dict[str, Any]) -> None:
    print(
        f"command: a week of {found['units']} units planned in {found['plan_s']} s; coverage "
        f"{found['coverage_s']} s, in command everywhere {found['now_s']} s, gaps {found['gaps_s']} s, "
        f"settled in {found['settle_s']} s"
    )
    for page in found["pages"]:
        over = " OVER" if page["p95_ms"] > BAR else ""
        print(f"  {page['role']:18}{page['page']:14}{page['p50_ms']:>8}{page['p95_ms']:>8}{over}")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.command")
    parser.add_argument("--people", type=int, default=200_000)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="xiaoan-bench-") as folder:
        home = Path(folder)
        print(f"county built in {county.build(home, given.people):.1f} s")
        county.enter(home)
        report(measure(import_module("bench.__main__").sessions()))
        import_module("django.db").connections.close_all()
        import_module("xiaoan.embedded").stop(home / "pg")


if __name__ == "__main__":
    main()
