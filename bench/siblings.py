"""Households with children at two schools, at the size of a county: every pupil of every school has a slot on
one morning, and the largest school asks who is expected near a brother or sister elsewhere.

`python -m bench.siblings [--people N]` builds a demonstration, has the largest school planned by the solver
and all others laid out by SQL. Held against the same asked plainly, pair by pair in Python. Bar: 300 ms.
"""

import datetime as dt
import time
from collections import defaultdict
from importlib import import_module
from typing import Any

from bench import arrivals_desk, county

BAR_MS, TIMES = 300, 20
# Of each school without a plan: one published, twelve slots of ten minutes, its pupils dealt to them.
_PLANS = """
insert into arrivals_plan (id, school_id, unit_no, no, state, setting, made_at, published_at, placed,
  unplaced, figures, edits)
select gen_random_uuid(), s.no, s.no, 9, 'published', '{}', now(), now(), 0, 0, '{}', 0
from directory_unit s where s.kind = 'school'
  and not exists (select 1 from arrivals_plan p where p.unit_no = s.no)
"""
_SLOTS = """
insert into arrivals_slot (id, school_id, unit_no, plan_id, day, begins, ends, gate, gate_name, capacity,
  placed)
select gen_random_uuid(), p.school_id, p.unit_no, p.id, %(day)s, time '07:00' + n * interval '10 minutes',
  time '07:10' + n * interval '10 minutes', 0, '正门', 30000, 0
from arrivals_plan p, generate_series(0, 11) n where p.no = 9
"""
_PLACES = """
insert into arrivals_place (id, school_id, unit_no, plan_id, person_id, slot_id, family, line_no, boarder,
  how, reason, pass_id)
select gen_random_uuid(), e.school_id, e.unit_no, p.id, e.person_id, s.id, 0, 0, false, 'solved', '',
  gen_random_uuid()
from directory_enrolment e
join arrivals_plan p on p.school_id = e.school_id and p.no = 9
join lateral (
  select array_agg(s.id order by s.begins) ids from arrivals_slot s where s.plan_id = p.id) a on true
join arrivals_slot s on s.id = a.ids[1 + abs(hashtext(e.person_id::text)) %% 12]
where e.until is null
"""
# Every fifteenth household has another child, wherever that goes to school: the demonstration has none at two
# schools.
_KIN = """
with n as (
  select id, phone_index, row_number() over (order by md5(person_id::text)) n from directory_guardian
  where rank = 1 and until is null)
update directory_guardian g set phone_index = b.phone_index from n a join n b on b.n = a.n - 1
where a.id = g.id and a.n %% 15 = 0
"""
_PLAIN = """
select g.phone_index, g.person_id, g.school_id, s.day, s.begins from directory_guardian g
join arrivals_place p on p.person_id = g.person_id join arrivals_slot s on s.id = p.slot_id
join arrivals_plan l on l.id = p.plan_id and l.state = 'published' where g.until is null
"""


def measure(superuser: str) -> dict[str, Any]:
    """Of a county that was entered (bench.county)."""
    school, principal = arrivals_desk.largest()
    placed = len(arrivals_desk.published(school, principal))
    today = import_module("xiaoan.kernel.clock").today()
    with import_module("psycopg").connect(superuser, autocommit=True) as connection:
        for statement in (_KIN, _PLANS, _SLOTS, _PLACES):
            connection.execute(statement, {"day": today})
        for table in ("plan", "slot", "place"):
            connection.execute(f"vacuum analyze arrivals_{table}")
        plan = connection.execute(
            "select id from arrivals_plan where unit_no = %s and state = 'published'", [school]
        ).fetchone()
        rows = connection.execute(_PLAIN).fetchall()
        over = connection.execute(
            "select count(*) from arrivals_slot s where s.capacity < "
            "(select count(*) from arrivals_place p where p.slot_id = s.id)"
        ).fetchone()
        apart = connection.execute(
            "select count(*) from (select family from arrivals_place where plan_id = %s and family > 0 "
            "and slot_id is not null group by 1 having count(distinct slot_id) > 1) f",
            [plan[0]],
        ).fetchone()
    found, milliseconds = _timed(plan[0], school)
    return {
        "pupils": len({row[1] for row in rows}), "school": placed, "pairs": len(found),
        "near": sum(one.is_near for one in found), "ms": milliseconds, "over": over[0],
        "apart": apart[0], "same": _pairs(found) == _plainly(rows, school),
    }  # fmt: skip


def _timed(plan: Any, school: int) -> tuple[list[Any], float]:
    siblings = import_module("xiaoan.arrivals.queries.siblings")
    scope = import_module("xiaoan.kernel.scope")
    system = import_module("xiaoan.kernel.actor").system("bench")
    times = []
    with scope.acting_as(system):
        for _each in range(TIMES):
            began = time.perf_counter()
            found = siblings.elsewhere(plan, school)
            times.append((time.perf_counter() - began) * 1000)
    return found, round(sorted(times)[TIMES // 2], 1)


def _pairs(found: list[Any]) -> set[tuple[Any, dt.time, dt.time]]:
    return {(one.person_id, one.begins, one.other) for one in found}


def _plainly(rows: list[Any], school: int) -> set[tuple[Any, dt.time, dt.time]]:
    """Every child beside every other of the same phone, nothing clever."""
    by_phone: dict[bytes, list[Any]] = defaultdict(list)
    for phone, *child in rows:
        by_phone[bytes(phone)].append(child)
    return {
        (who, begins, other_begins)
        for children in by_phone.values()
        for who, at, day, begins in children
        for other, other_at, other_day, other_begins in children
        if at == school and other_at != school and other != who and day == other_day
    }


def report(found: dict[str, Any]) -> None:
    same = "the same as asked plainly" if found["same"] else "NOT the same as asked plainly"
    print(
        f"siblings: {found['pupils']} pupils with a slot, {found['pairs']} of a school of {found['school']} "
        f"beside a child elsewhere, {found['near']} near; {found['ms']} ms (bar {BAR_MS}), {same}; slots "
        f"over capacity {found['over']}, families of the school apart {found['apart']}"
    )


def main() -> None:
    county.alone("siblings", lambda place, _sessions: report(measure(place.superuser)))


if __name__ == "__main__":
    main()
