"""The figures of the boards: a row per class, day, gate and hour, written with what they count."""

import datetime as dt
from typing import Any

from django.db import connection

from xiaoan.arrivals.models import Plan, Tally
from xiaoan.kernel import clock
from xiaoan.kernel.ids import uuid7

NOWHERE, NO_HOUR = -1, dt.time(0)
_EXPECT = """
insert into arrivals_tally (id, school_id, unit_no, day, gate, begins, gate_name, ends, expected, arrived,
late,
  resting, turned)
select gen_random_uuid(), %(school)s, p.unit_no, s.day, s.gate, s.begins, s.gate_name, s.ends, count(*), 0,
0, 0, 0
from arrivals_place p join arrivals_slot s on s.id = p.slot_id
where p.plan_id = %(plan)s and s.day >= %(today)s
group by p.unit_no, s.day, s.gate, s.begins, s.gate_name, s.ends
order by s.day, p.unit_no, s.gate, s.begins
on conflict (day, unit_no, gate, begins) do update set expected = excluded.expected,
  gate_name = excluded.gate_name, ends = excluded.ends
"""
_NOTE = """
insert into arrivals_tally (id, school_id, unit_no, day, gate, begins, gate_name, ends, expected, arrived,
late,
  resting, turned)
values (%(id)s, %(school)s, %(unit)s, %(day)s, %(gate)s, %(begins)s, %(name)s, %(ends)s, 0, %(arrived)s,
%(late)s,
  %(resting)s, %(turned)s)
on conflict (day, unit_no, gate, begins) do update set arrived = arrivals_tally.arrived + excluded.arrived,
  late = arrivals_tally.late + excluded.late, resting = arrivals_tally.resting + excluded.resting,
  turned = arrivals_tally.turned + excluded.turned
"""


def expect(plan: Plan) -> None:
    """Whom the published plan expects from today on: of days that are over it stays as it was."""
    rows = Tally.objects.filter(unit_no__gte=plan.unit_no, unit_no__lt=plan.unit_no + 4096)
    today = clock.today()
    rows.filter(day__gte=today).update(expected=0)
    if plan.state == "published":
        with connection.cursor() as cursor:
            given: dict[str, Any] = {"plan": plan.pk, "school": plan.school_id, "today": today}
            cursor.execute(_EXPECT, given)


def note(
    at: tuple[int, int, dt.date], slot: tuple[int, dt.time, dt.time, str] | None,
    change: dict[str, int],
) -> None:  # fmt: skip
    """`at`: school, class, day; `slot`: gate, hours and name of the gate, None without one on that day;
    `change`:
    of arrived, late, resting, turned."""
    gate, begins, ends, name = slot or (NOWHERE, NO_HOUR, NO_HOUR, "")
    counts = {key: change.get(key, 0) for key in ("arrived", "late", "resting", "turned")}
    values: dict[str, Any] = {
        "id": uuid7(), "school": at[0], "unit": at[1], "day": at[2], "gate": gate, "begins": begins,
        "ends": ends, "name": name, **counts,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_NOTE, values)
