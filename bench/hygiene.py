"""Disinfection at the size of a county: the day laid out, records in a rush, pages after ten days and after
a term.

`python -m bench.hygiene [--people N]` measures this alone.
"""

import argparse
import datetime as dt
import os
import tempfile
import time
from importlib import import_module
from pathlib import Path
from typing import Any

from bench import county

ROLES = ("bureau_officer", "township_liaison", "principal", "class_teacher")
# Milliseconds for a page; records an hour.
BAR, RATE = 300, 25_000
TIMES, TERM, RUSH = 30, 90, 400
# What each role opens, by the number of their unit.
PAGES = (
    "/hygiene/coverage/{no}/", "/hygiene/coverage/{no}/?span=30&what=air", "/hygiene/spots/{no}/?day={day}",
    "/hygiene/dose/{no}/", "/hygiene/use/{no}/", "/hygiene/coverage/{no}/export/",
)  # fmt: skip
# Sheets to take away may take their time.
SHEETS = ("export",)


def measure(owner: str, sessions: dict[str, str]) -> dict[str, Any]:
    """Seconds to lay out and to record; pages after ten days and after a term."""
    import_module("xiaoan.management.commands.serve").collect_static()
    sizes = _sizes(owner)
    pages = _pages(sessions)
    laid = _lay_out()
    rush = _rush()
    _term(owner)
    return {
        **sizes, **laid, **rush, "after": _sizes(owner), "pages": pages, "later": _pages(sessions),
    }  # fmt: skip


def _sizes(owner: str) -> dict[str, int]:
    with import_module("psycopg").connect(owner) as connection:
        connection.execute(
            "select set_config('xiaoan.lo', '0', true), set_config('xiaoan.hi', '2147483647', true)"
        )
        found = {}
        for table in ("place", "due", "record"):
            row = connection.execute(f"select count(*) from hygiene_{table}").fetchone()
            found[table] = int(row[0])
        return found


def _lay_out() -> dict[str, Any]:
    """The next school day of every school, in the batches of the worker."""
    from xiaoan.directory import queries as directory
    from xiaoan.hygiene import services
    from xiaoan.kernel import clock
    from xiaoan.kernel.actor import system
    from xiaoan.kernel.scope import acting_as

    with acting_as(system("bench")):
        top = directory.county()
        schools = [one.no for one in directory.places_inside(top.interval, "school")]
        day = next(
            day for n in range(1, 8)
            if directory.calendar(top.no).is_school_day(day := clock.today() + dt.timedelta(days=n))
        )  # fmt: skip
    began, total = time.perf_counter(), 0
    for at in range(0, len(schools), services.BATCH):
        with acting_as(system("bench")) as actor:
            total += services.lay_out(actor, day, schools[at : at + services.BATCH])
    return {"laid_out": total, "lay_out_s": round(time.perf_counter() - began, 1)}


def _rush() -> dict[str, Any]:
    """One tap each, by whoever goes round, through the service."""
    from xiaoan.accounts import queries as accounts
    from xiaoan.hygiene import services
    from xiaoan.hygiene.models import Due, Round
    from xiaoan.kernel import clock
    from xiaoan.kernel.actor import system
    from xiaoan.kernel.ids import uuid7
    from xiaoan.kernel.scope import acting_as

    with acting_as(system("bench")):
        going = Round.objects.filter(day=clock.today()).values_list("id", "who_id")
        rounds = {pk: who for pk, who in going if who is not None}
        dues = list(
            Due.objects.filter(day=clock.today(), state="due", made=0, round_id__in=rounds)
            .order_by("id")[:RUSH]
        )  # fmt: skip
        actors = accounts.actors_of({rounds[one.round_id] for one in dues})
    times = []
    for one in dues:
        began = time.perf_counter()
        with acting_as(actors[rounds[one.round_id]]) as actor:
            sent = services.Sent(uuid7(), one.place_id, clock.now(), one.pk)
            services.record(actor, sent)
        times.append(time.perf_counter() - began)
    return {
        "recorded": len(times), "an_hour": round(3600 * len(times) / sum(times)) if times else 0,
        "record_p95_ms": round(1000 * sorted(times)[int(len(times) * 0.95)], 1) if times else 0,
    }  # fmt: skip


def _term(owner: str) -> None:
    """The school days of a term before those that are there, by the loader of the rehearsal."""
    from xiaoan.hygiene import services
    from xiaoan.hygiene.models import Place, Plan, SchoolDay
    from xiaoan.kernel.actor import system
    from xiaoan.kernel.scope import acting_as
    from xiaoan.rehearsal.demo.database import without_indexes
    from xiaoan.rehearsal.demo.moments import loosen_session

    loosen_session()
    with acting_as(system("bench")):
        first = SchoolDay.objects.order_by("day").values_list("day", flat=True)[0]
        schools = list(Plan.objects.exclude(since=None).values_list("unit_no", flat=True))
        days = _days_before(first)
        Plan.objects.filter(state="in_force").update(since=days[0])
        places = [
            services.LoadedPlace(
                one.pk, one.school_id, one.unit_no, one.kind, one.name, one.building, one.floor,
                one.area_m2, one.walk, "logistics", one.school_id, None,
            )
            for one in Place.objects.filter(school_id__in=schools)
        ]  # fmt: skip
        import_module("django.db").connection.cursor().execute(
            "update hygiene_line set anchor = %s + (anchor - date '2026-01-01') %% 7", [days[0]]
        )
    habits = [services.Habit(no, 20, 20, 2, 2, 2) for no in schools]
    with without_indexes(), acting_as(system("bench")) as actor:
        services.load_days(actor, places, habits, list(zip(days[1:], days[:-1], strict=True)))
    with import_module("psycopg").connect(owner, autocommit=True) as connection:
        for table in ("due", "record", "round", "flag", "school_day"):
            connection.execute(f"vacuum analyze hygiene_{table}")


def _days_before(first: dt.date) -> list[dt.date]:
    """Weekdays: what is long past needs no calendar."""
    found: list[dt.date] = []
    day = first
    while len(found) < TERM + 1:
        day -= dt.timedelta(days=1)
        if day.weekday() < 5:
            found.append(day)
    return found[::-1]


def _pages(sessions: dict[str, str]) -> list[dict[str, Any]]:
    """Median and p95 of whole pages, for whom they open."""
    from django.conf import settings

    day = import_module("xiaoan.kernel.clock").today()
    found = []
    for role in ROLES:
        client = county.browser()
        client.cookies[settings.SESSION_COOKIE_NAME] = sessions[role]
        own = client.get("/hygiene/coverage/")["Location"].rstrip("/").rsplit("/", 1)[-1]
        for path in PAGES:
            asked = path.format(no=own, day=_last_school_day(day))
            if client.get(asked).status_code == 200:
                began = time.process_time()
                times = sorted(_milliseconds(client, asked) for _ in range(TIMES))
                cpu = round(1000 * (time.process_time() - began) / TIMES, 1)
                found.append(
                    {"role": role, "page": path, "p50_ms": times[TIMES // 2],
                     "p95_ms": times[int(TIMES * 0.95)], "cpu_ms": cpu}
                )  # fmt: skip
    return found


def _last_school_day(day: dt.date) -> dt.date:
    return day - dt.timedelta(days=3 if day.weekday() == 0 else 1)


def _milliseconds(client: Any, path: str) -> float:
    began = time.perf_counter()
    assert client.get(path).status_code == 200
    return round(1000 * (time.perf_counter() - began), 1)


def report(found: dict[str, Any]) -> None:
    after = found["after"]
    print(
        f"hygiene: {found['place']} places; {found['laid_out']} things laid out in {found['lay_out_s']} s; "
        f"{found['an_hour']} records an hour by one hand (p95 {found['record_p95_ms']} ms), bar {RATE}"
    )
    print(
        f"  pages after {found['record']} records, and after {after['record']} ({after['due']} things due)"
    )
    for one, later in zip(found["pages"], found["later"], strict=True):
        is_sheet = any(word in one["page"] for word in SHEETS)
        over = " OVER" if later["p95_ms"] > BAR and not is_sheet else ""
        ratio = later["p95_ms"] / max(one["p95_ms"], 0.1)
        print(
            f"  {one['role']:18}{one['page']:44} p50 {one['p50_ms']} p95 {one['p95_ms']} then p50 "
            f"{later['p50_ms']} p95 {later['p95_ms']} x{ratio:.2f}, CPU {later['cpu_ms']}{over}"
        )


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.hygiene")
    parser.add_argument("--people", type=int, default=200_000)
    parser.add_argument("--home", type=Path, help="a county that is built already; it is changed")
    given = parser.parse_args()
    if given.home:
        _run(given.home)
        return
    with tempfile.TemporaryDirectory(prefix="xiaoan-bench-") as folder:
        home = Path(folder)
        print(f"county built in {county.build(home, given.people):.1f} s")
        _run(home)


def _run(home: Path) -> None:
    # The term is loaded without indexes, which their owner takes away.
    os.environ["XIAOAN_OWNER_DATABASE_URL"] = (
        import_module("xiaoan.embedded").start(home / "pg").owner
    )
    place = county.enter(home)
    report(measure(place.owner, import_module("bench.__main__").sessions()))
    import_module("django.db").connections.close_all()
    import_module("xiaoan.embedded").stop(home / "pg")


if __name__ == "__main__":
    main()
