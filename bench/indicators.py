"""Figures of the whole county: reckoned anew, read by boards and asked, after one month and after three
years.

`python -m bench.indicators [--people N]` measures this alone. Targets: a look at all figures in 10 s (it is
made every ten minutes), a unit's figures p95 100 ms, a page of questions p95 300 ms, both flat in history.
"""

import datetime as dt
import statistics
import time
from collections.abc import Callable
from importlib import import_module
from typing import Any

from bench import county

LOOK_S, READ_MS, ASK_MS, TIMES = 10.0, 100.0, 300.0, 20
MONTH, YEARS = 30, 3 * 365
# Every figure of every unit on days before today, closed, as today's are.
_PAST = """
insert into indicators_figure (day, key, unit_no, school_id, num, den, unknown, units, silent, at, closed_num,
  closed_den, closed_unknown, closed_at)
select f.day - n, f.key, f.unit_no, f.school_id, f.num, f.den, f.unknown, f.units, f.silent, f.at, f.num,
  f.den, f.unknown, f.at
from indicators_figure f cross join generate_series(%(first)s::int, %(last)s::int) n
where f.day = %(today)s on conflict do nothing
"""
PAGES = (
    ("bureau_officer", "m=rollcall.sick&rows=township&period=last7"),
    ("bureau_officer", "m=rollcall.sick&m=rollcall.fever&rows=school&period=last30"),
    ("county_leader", "m=rollcall.sick&m=supplies.met&rows=week&period=term"),
    ("township_liaison", "m=learning.viewing&m=duties.done&rows=school&period=last30"),
    ("principal", "m=rollcall.sick&rows=day&period=term"),
)


def measure(superuser: str, sessions: dict[str, str]) -> dict[str, Any]:
    """Seconds of a look (first, again), rows, and pages and reads in ms with a month and three years
    behind."""
    from xiaoan.indicators import services
    from xiaoan.kernel import clock
    from xiaoan.kernel.actor import system
    from xiaoan.kernel.scope import acting_as

    def look() -> int:
        with acting_as(system("bench")) as actor:
            return services.refresh(actor, clock.today()).rows

    import_module("xiaoan.management.commands.serve").collect_static()
    found: dict[str, Any] = {"first_s": _seconds(look), "again_s": _seconds(look)}
    with import_module("psycopg").connect(superuser, autocommit=True) as connection:
        for name, first, last in (("month", 1, MONTH), ("three years", MONTH + 1, YEARS)):
            given = {"first": first, "last": last, "today": clock.today()}
            connection.execute(_PAST, given)
            connection.execute("vacuum analyze indicators_figure")
            rows = connection.execute("select count(*) from indicators_figure").fetchone()[0]
            found[name] = {"rows": rows, "reads": _reads(clock.today()), "pages": _pages(sessions)}
    return found


def _seconds(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    return round(time.perf_counter() - began, 2)


def _times(act: Callable[[], object]) -> tuple[float, float]:
    """p50 and p95 in ms."""
    act()
    times = sorted(1000 * _precise(act) for _ in range(TIMES))
    return round(statistics.median(times), 1), round(times[int(TIMES * 0.95) - 1], 1)


def _precise(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def _reads(today: dt.date) -> dict[str, tuple[float, float]]:
    """What boards read: the county's figures, its townships', every school's, a course of 30 days."""
    from xiaoan.directory import queries as directory
    from xiaoan.indicators import queries
    from xiaoan.kernel.actor import system
    from xiaoan.kernel.scope import acting_as

    actor, keys = system("bench"), [one.key for one in queries.catalogue()]
    found = {}
    with acting_as(actor):
        no = directory.county().no
        since = today - dt.timedelta(days=30)
        for name, act in (
            ("county", lambda: queries.of_unit(actor, no, today)),
            ("townships", lambda: queries.by_child(actor, no, today, keys)),
            ("schools", lambda: queries.by_school(actor, no, today, keys[:4])),
            ("course", lambda: queries.series(actor, no, keys, since, today)),
        ):
            found[name] = _times(act)
    return found


def _pages(sessions: dict[str, str]) -> list[tuple[str, str, float, float]]:
    from django.conf import settings

    found = []
    for role, query in PAGES:
        client = county.browser()
        client.cookies[settings.SESSION_COOKIE_NAME] = sessions[role]
        address = client.get("/analysis/").headers["Location"]

        def act(client: Any = client, address: str = f"{address}?{query}") -> None:
            answer = client.get(address)
            assert answer.status_code == 200, (address, answer.status_code)

        found.append((role, query, *_times(act)))
    return found


def report(found: dict[str, Any]) -> None:
    print(f"indicators: a look {found['first_s']} s, again {found['again_s']} s (target {LOOK_S})")
    for name in ("month", "three years"):
        one = found[name]
        print(f"  {name}: {one['rows']} figures")
        for what, (p50, p95) in one["reads"].items():
            print(f"    read {what:12} p50 {p50} p95 {p95} ms (target {READ_MS})")
        for role, query, p50, p95 in one["pages"]:
            print(f"    {role:18} {query:60} p50 {p50} p95 {p95} ms (target {ASK_MS})")


def main() -> None:
    county.alone("indicators", lambda place, sessions: report(measure(place.superuser, sessions)))


if __name__ == "__main__":
    main()
