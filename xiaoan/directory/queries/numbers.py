"""Pupils by number (学号) wherever they are inside an interval."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.db import connection

from xiaoan.kernel.actor import Actor, Interval
from xiaoan.kernel.scope import multirange

# Through the units, whose index cuts out a school; of the county it reads every person once for all numbers.
_BY_NUMBER = """
select p.number, e.person_id, e.unit_no from directory_person p
join directory_enrolment e on e.person_id = p.id and e.school_id = p.school_id
where p.unit_no >= %(lo)s and p.unit_no < %(hi)s and p.number = any(%(numbers)s) and p.kind = 'student'
  and e.unit_no >= %(lo)s and e.unit_no < %(hi)s and e.unit_no <@ %(seen)s::int4multirange
  and e.since <= %(day)s and (e.until is null or e.until > %(day)s)
"""


def pupils_by_number(
    actor: Actor, interval: Interval, numbers: Collection[str], day: dt.date
) -> dict[str, list[tuple[UUID, int]]]:
    """Number → whoever has it on a day inside an interval, as far as the actor sees: person and class. Two
    schools may use the same numbers."""
    wanted = sorted({one for one in numbers if one})
    found: dict[str, list[tuple[UUID, int]]] = defaultdict(list)
    if not wanted:
        return found
    lo, hi = interval
    given: dict[str, Any] = {
        "lo": lo, "hi": hi, "numbers": wanted, "day": day, "seen": multirange(actor.intervals),
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_BY_NUMBER, given)
        for number, person_id, unit_no in cursor.fetchall():
            found[number].append((person_id, unit_no))
    return found
