"""A school that is kept clean, for the tests: places, the guideline's plan in force, and referees."""

import datetime as dt
from typing import Any
from uuid import UUID

from django.db import connection

from tests.builders import BUILDER, CLASS_11, CLASS_12, DAY, PRIMARY, Universe
from xiaoan.hygiene.models import SchoolDay
from xiaoan.hygiene.services import LoadedPlace, LoadedPlan, load_places, load_plans, recounting
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import acting_as

SINCE = DAY - dt.timedelta(days=70)
# Kind, unit, name; the walking order is that of the list.
PLACES = (
    ("classroom", CLASS_11, "一年级1班"),
    ("classroom", CLASS_12, "一年级2班"),
    ("toilet", PRIMARY, "1 楼 厕所"),
    ("corridor", PRIMARY, "1 楼 走廊"),
    ("yard", PRIMARY, "操场"),
)
FIGURES = [
    one.name for one in SchoolDay._meta.get_fields() if one.name not in ("id", "school_id", "unit_no", "day")
]  # fmt: skip


def loaded(
    universe: Universe, school_no: int = PRIMARY, *, state: str = "in_force", places: Any = PLACES
) -> list[LoadedPlace]:
    """Places and a plan of a school, loaded as the system."""
    users = {name: user.pk for name, user in universe.users.items()}
    rows = [
        LoadedPlace(
            uuid7(), school_no, unit_no, kind, name, "教学楼", 1, 50, 10 * n, "logistics", school_no,
            users["logistics"],
        )
        for n, (kind, unit_no, name) in enumerate(places, start=1)
    ]  # fmt: skip
    with acting_as(BUILDER):
        load_places(BUILDER, rows, SINCE)
        plan = LoadedPlan(school_no, state, SINCE, users["logistics"], users["principal"])
        load_plans(BUILDER, [plan], rows)
    return rows


def figures(day: dt.date = DAY, school_no: int = PRIMARY) -> dict[str, int]:
    """What the row of a school and day says."""
    return SchoolDay.objects.filter(unit_no=school_no, day=day).values(*FIGURES).get()


def recounted(day: dt.date = DAY, school_no: int = PRIMARY) -> dict[str, int]:
    """The same counted anew from what is due, recorded and flagged; the row itself stays as it was."""
    with connection.cursor() as cursor:
        cursor.execute("savepoint referee")
        recounting.recount([school_no], day, day)
        found = figures(day, school_no)
        cursor.execute("rollback to savepoint referee")
    return found


def named(rows: list[LoadedPlace]) -> dict[str, UUID]:
    return {one.name: one.id for one in rows}
