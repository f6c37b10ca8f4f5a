"""How schools stand with their drills: what the gate before opening asks, and the county's list."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import connection

from xiaoan.drills.rules import scenarios
from xiaoan.inspections.queries import sources
from xiaoan.kernel import clock

# The newest drill of each school that was held by a day, whatever became of it.
_NEWEST = """
select distinct on (unit_no) unit_no, id, scenario, name, ended_at, verdict, state from drills_drill
where unit_no = any(%s) and ended_at is not null and ended_at < %s
order by unit_no, ended_at desc, id
"""


@dataclass(frozen=True)
class DrillReadiness:
    """The newest drill of a school as of a day. `stand`: never, old (longer ago than the norm), again, open
    (findings not mended), held (not assessed yet), good. `passed`: good, or good but for findings."""

    last_held: dt.date | None = None
    drill_id: UUID | None = None
    scenario: str = ""
    name: str = ""
    passed: bool = False
    findings_open: int = 0
    stand: str = "never"


def readiness(school_nos: Sequence[int], on: dt.date) -> dict[int, DrillReadiness]:
    """Each of these schools, in two looks; under the scope in force."""
    until = clock.at(on + dt.timedelta(days=1), dt.time.min)
    with connection.cursor() as cursor:
        cursor.execute(_NEWEST, [list(school_nos), until])
        rows = {row[0]: row[1:] for row in cursor.fetchall()}
    running = sources.running(row[0] for row in rows.values())
    return {
        no: _stand(rows[no], running[rows[no][0]], on) if no in rows else DrillReadiness()
        for no in school_nos
    }


def _stand(
    row: tuple[UUID, str, str, dt.datetime, str, str], left: int, on: dt.date
) -> DrillReadiness:
    pk, scenario, name, ended_at, verdict, state = row
    held = ended_at.astimezone(clock.ZONE).date()
    passed = verdict == "passed"
    return DrillReadiness(
        held, pk, scenario, name, passed, left, _words(held, state, verdict, left, on)
    )


def _words(held: dt.date, state: str, verdict: str, left: int, on: dt.date) -> str:
    if (on - held).days > scenarios.book().norm.every_days:
        return "old"
    if state != "closed":
        return "held"
    if verdict == "again":
        return "again"
    return "open" if left else "good"
