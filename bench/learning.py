"""The three rates after one term and after three: 4,500 classes, six subjects, a hundred school days a term.

`python -m bench.learning [--people N]` measures this alone, with sums of as many classes as the county has.
The gap of each beside them, and the checks of the drop-out watch. The bar is 300 ms for every page."""

import datetime as dt
import json
import time
from importlib import import_module
from typing import Any

from bench import county

DAYS, TERMS, SUBJECTS, REPEATS = 100, 3, 6, 20
BAR_MS = 300.0
# Of a term: lessons of each class, subject and day, and homework, with figures that differ by class and day.
_TERM = """
with classes as (select no, school_id from directory_unit where kind = 'class' and closed is null),
keys as (
  select no, school_id, subject, %(until)s::date - n as day, (no / 7 + n) %% 5 as k
  from classes, generate_series(0, %(days)s::int - 1) n, unnest(%(subjects)s::text[]) subject
)
"""
_LESSONS = f"""{_TERM}
insert into lessons_day (school_id, unit_no, day, subject, lessons, reported, minutes, due, watched, missed,
  excused, no_device, unknown)
select school_id, no, day, subject, 1, 1, 40, 44, 38 - k, k, 3, 2, 1 from keys
"""
_HOMEWORK = f"""{_TERM}
insert into homework_day (school_id, unit_no, subject, day, tasks, minutes, roll, handed, missing, excused,
  no_device, unknown, late, marked)
select school_id, no, subject, day, 1, 15, 44, 37 - k, k, 3, 2, 2, 1, 30 from keys
"""


def measure(superuser: str, sessions: dict[str, str]) -> dict[str, Any]:
    """Each page for the last term in ms, after one term and after three; what keeping the sums costs."""
    import_module("xiaoan.management.commands.serve").collect_static()
    found: dict[str, Any] = {}
    psycopg = import_module("psycopg")
    today = import_module("xiaoan.kernel.clock").today()
    with psycopg.connect(superuser, autocommit=True) as connection:
        for term in range(TERMS):
            _fill(connection, today - dt.timedelta(days=DAYS * term))
            if term in (0, TERMS - 1):
                began = time.perf_counter()
                rows = _rebuild()
                connection.execute("vacuum analyze learning_day, learning_change, lessons_day")
                connection.execute("vacuum analyze homework_day")
                pages = {name: _page(*asked) for name, asked in _pages(sessions).items()}
                found[f"terms {term + 1}"] = {
                    "rows": rows, "made_anew_s": round(time.perf_counter() - began, 1), "pages": pages
                }  # fmt: skip
    return found


def _fill(connection: Any, until: dt.date) -> None:
    """One term; the triggers rest, and the sums are made anew afterwards."""
    subjects = [one.code for one in import_module("xiaoan.directory.queries").subjects()][:SUBJECTS]
    given = {"until": until, "days": DAYS, "subjects": subjects}
    connection.execute("set session_replication_role = replica")
    for table, statement in (("lessons_day", _LESSONS), ("homework_day", _HOMEWORK)):
        # The demonstration has learned online for some days of its own.
        since = until - dt.timedelta(days=DAYS - 1)
        connection.execute(f"delete from {table} where day between %s and %s", [since, until])
        connection.execute(statement, given)
    connection.execute("set session_replication_role = origin")


def _rebuild() -> int:
    system = import_module("xiaoan.kernel.actor").system("bench")
    with import_module("xiaoan.kernel.scope").acting_as(system) as actor:
        return int(import_module("xiaoan.learning.services.sums").rebuild(actor))


def _pages(sessions: dict[str, str]) -> dict[str, tuple[str, str]]:
    return {
        "county": (sessions["bureau_officer"], "/learning/"),
        "township": (sessions["township_liaison"], "/learning/"),
        "school": (sessions["principal"], "/learning/"),
        "gap, county": (sessions["bureau_officer"], "/learning/|gap/"),
        "gap, township": (sessions["township_liaison"], "/learning/|gap/"),
        "gap, school": (sessions["principal"], "/learning/|gap/"),
        "checks, county": (sessions["bureau_officer"], "/dropout/checks/"),
        "checks, school": (sessions["principal"], "/dropout/checks/"),
    }


def _page(session: str, home: str) -> dict[str, Any]:
    client = county.browser()
    client.cookies["xiaoan"] = session
    home, _bar, tail = home.partition("|")
    last = client.get(home, follow=True).request["PATH_INFO"] + tail + "?by=term"
    taken, cpu = [], time.process_time()
    for n in range(REPEATS + 2):
        began = time.perf_counter()
        answer = client.get(last)
        if n >= 2:
            taken.append((time.perf_counter() - began) * 1000)
    order = sorted(taken)
    return {
        "status": answer.status_code, "p50_ms": round(order[len(order) // 2], 1),
        "p95_ms": round(order[int(len(order) * 0.95)], 1),
        "own_cpu_ms": round((time.process_time() - cpu) * 1000 / (REPEATS + 2), 1),
    }  # fmt: skip


def report(found: dict[str, Any]) -> None:
    print(f"three rates of a term, p50 and p95 (bar {BAR_MS:.0f} ms)")
    for terms, one in found.items():
        print(
            f"  {terms}: {one['rows']} rows of sums, made anew and measured in {one['made_anew_s']} s"
        )
        for name, page in one["pages"].items():
            print(f"    {name:14} {page['p50_ms']:7} {page['p95_ms']:7} ms, {page['status']}")


def main() -> None:
    county.alone(
        "learning",
        lambda place, sessions: print(json.dumps(measure(place.superuser, sessions), indent=1)),
    )


if __name__ == "__main__":
    main()
