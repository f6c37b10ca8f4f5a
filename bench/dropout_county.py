"""The night of the drop-out watch in the whole county, and the bureau's list, over invented calls and lines.

`python -m bench.dropout_county [--people N]` measures this alone. Targets: 30 s of processor time for the
scores, pages p95 300 ms.
"""

import resource
import time
from importlib import import_module
from typing import Any

from bench import county

PAGES = (
    ("bureau_officer", "/dropout/"), ("bureau_officer", "/dropout/review/"),
    ("principal", "/dropout/scores/"), ("class_teacher", "/outreach/"),
)  # fmt: skip
TIMES = 20
# Every tenth pupil has had a task with calls and lines of the last days, every ninetieth is on the ledger.
_PUPILS = """
create temporary table bench_pupil as select row_number() over (order by person_id) n, person_id,
  school_id, unit_no from directory_enrolment
  where until is null and person_id not in (select person_id from dropout_entry)
    and person_id not in (select person_id from outreach_task)
"""
_TASKS = """
insert into outreach_task (id, school_id, unit_no, person_id, stage, round, weight, opened_at, until,
  tries, promised, broken, why, closed_at, closed_why)
select gen_random_uuid(), school_id, unit_no, person_id, 'closed', 1, 1,
  %(now)s::timestamptz - interval '9 days', %(now)s, 3, false, 0, 'family', %(now)s, 'reached'
from bench_pupil where n %% 10 = 0
"""
_LINES = """
insert into outreach_line (id, school_id, unit_no, person_id, task_id, reason, about_id, at, until,
  weight, closed_at, closed_why)
select gen_random_uuid(), t.school_id, t.unit_no, t.person_id, t.id, 'lessons.not_watching',
  gen_random_uuid(), %(now)s::timestamptz - k * interval '1 day', %(now)s, 1, %(now)s, 'reached'
from outreach_task t, generate_series(1, 8) k where t.closed_why = 'reached'
"""
_TRIES = """
insert into outreach_try (id, school_id, unit_no, person_id, task_id, way, outcome, why, who, at, by_id,
  photos, said)
select gen_random_uuid(), t.school_id, t.unit_no, t.person_id, t.id, 'call',
  case when k = 3 and uuid_hash(t.person_id) %% 2 = 0 then 'reached' else 'not_reached' end,
  '', '', %(now)s::timestamptz - (9 - 2 * k) * interval '1 day', gen_random_uuid(), '{}', ''::bytea
from outreach_task t, generate_series(1, 3) k where t.closed_why = 'reached'
"""
_ENTRIES = """
insert into dropout_entry (id, school_id, unit_no, person_id, ledger, state, opened_at, by_score, seen,
  how, steps)
select gen_random_uuid(), school_id, unit_no, person_id, 'suspected', 'open',
  %(now)s::timestamptz - (n %% 90) * interval '1 day', false, '{}', '', 0 from bench_pupil where n %% 90 = 1
"""


def measure(superuser: str, sessions: dict[str, str]) -> dict[str, Any]:
    """Rows invented, seconds of the scores on the clock and of this process's processor time (what the server
    spends comes on top, at most the clock's), pupils listed, pages with p50 and p95 in ms."""
    from xiaoan.dropout import services
    from xiaoan.kernel.actor import system
    from xiaoan.kernel.scope import acting_as

    rows = _invent(superuser)
    began, before = time.perf_counter(), _processor()
    with acting_as(system("bench")) as actor:
        listed = services.reckon(actor)
    taken, spent = time.perf_counter() - began, _processor() - before
    return {
        **rows, "listed": listed, "scores_s": round(taken, 2), "scores_cpu_s": round(spent, 2),
        "pages": county.pages(sessions, PAGES, TIMES),
    }  # fmt: skip


def _processor() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def _invent(superuser: str) -> dict[str, int]:
    now, found = import_module("xiaoan.kernel.clock").now(), {}
    with import_module("psycopg").connect(superuser, autocommit=True) as connection:
        connection.execute(_PUPILS)
        for name, text in (
            ("tasks", _TASKS), ("lines", _LINES), ("tries", _TRIES), ("entries", _ENTRIES),
        ):  # fmt: skip
            found[name] = connection.execute(text, {"now": now}).rowcount
        for table in ("outreach_task", "outreach_line", "outreach_try", "dropout_entry"):
            connection.execute(f"vacuum analyze {table}")
    return found


def report(found: dict[str, Any]) -> None:
    print(
        f"drop-out watch: {found['lines']} lines, {found['tries']} tries, {found['entries']} on the ledger; "
        f"scores in {found['scores_s']} s ({found['scores_cpu_s']} s of processor beside the server's), "
        f"{found['listed']} pupils listed"
    )
    for one in found["pages"]:
        print(f"  {one['role']:18} {one['page']:20} p50 {one['p50_ms']} p95 {one['p95_ms']} ms")


def main() -> None:
    county.alone(
        "dropout_county", lambda place, sessions: report(measure(place.superuser, sessions))
    )


if __name__ == "__main__":
    main()
