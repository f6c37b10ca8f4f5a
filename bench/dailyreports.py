"""The daily reports of a county: all schools drafted in a job, the county's, pages of those who sign and of
those who wait; and the briefing of the morning.

`python -m bench.dailyreports [--people N]` measures this alone. Targets: 412 schools in 60 s, the county in
10 s, a page p95 300 ms.
"""

import time
from collections.abc import Callable
from functools import partial
from importlib import import_module
from typing import Any

from bench import county

SCHOOLS_S, COUNTY_S, PAGE_MS = 60.0, 10.0, 300.0
TIMES = 20


def measure(sessions: dict[str, str]) -> dict[str, Any]:
    """Seconds to open, to draft schools, townships and the county, to make all briefings; pages in ms."""
    from xiaoan.dailyreports import services
    from xiaoan.dailyreports.queries import drafting
    from xiaoan.directory import queries as directory
    from xiaoan.indicators import services as indicators
    from xiaoan.kernel import clock
    from xiaoan.kernel.actor import system
    from xiaoan.kernel.scope import acting_as

    worker, day = system("bench"), clock.today()

    def within(act: Callable[[], object]) -> float:
        with acting_as(worker):
            began = time.perf_counter()
            act()
            return round(time.perf_counter() - began, 2)

    found: dict[str, Any] = {
        "refresh_s": within(lambda: indicators.refresh(worker, day)),
        "open_s": within(lambda: services.open_day(worker, day)),
    }
    with acting_as(worker):
        place = directory.county()
        units = {
            kind: directory.places_inside(place.interval, kind) for kind in ("school", "township")
        }
    found["units"] = {kind: len(places) for kind, places in units.items()}
    for kind, places in (*units.items(), ("county", [place])):
        found[f"draft_{kind}_s"] = within(partial(drafting.drafts, worker, places, day))
    briefings = import_module("xiaoan.briefings.queries.choosing")
    found["briefing_county_s"] = within(lambda: briefings.choose(worker, place))
    return {**found, "pages": _pages(sessions, place.no)}


def _pages(sessions: dict[str, str], county_no: int) -> list[dict[str, Any]]:
    from xiaoan.dailyreports.models import Report
    from xiaoan.kernel import clock
    from xiaoan.kernel.actor import system
    from xiaoan.kernel.scope import acting_as

    with acting_as(system("bench")):
        own = Report.objects.get(unit_no=county_no, day=clock.today()).pk
    return county.pages(
        sessions,
        (
            ("bureau_officer", f"/dailyreports/unit/{county_no}/"),
            ("bureau_officer", f"/dailyreports/{own}/"), ("county_leader", f"/dailyreports/{own}/"),
            ("county_leader", f"/briefings/unit/{county_no}/"),
        ),
        TIMES,
    )  # fmt: skip


def report(found: dict[str, Any]) -> None:
    print(
        f"daily reports: {found['units']}; indicators {found['refresh_s']} s, opened in "
        f"{found['open_s']} s; drafts of schools {found['draft_school_s']} s (target {SCHOOLS_S}), "
        f"townships {found['draft_township_s']} s, county {found['draft_county_s']} s "
        f"(target {COUNTY_S}); briefing of the county {found['briefing_county_s']} s"
    )
    for one in found["pages"]:
        print(
            f"  {one['role']:18} {one['page']:60} p50 {one['p50_ms']} p95 {one['p95_ms']} ms "
            f"(target {PAGE_MS})"
        )


def main() -> None:
    county.alone("dailyreports", lambda _place, sessions: report(measure(sessions)))


if __name__ == "__main__":
    main()
