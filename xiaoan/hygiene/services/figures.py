"""A school's figures of a day, by arithmetic in the database: what things to do come to after a change less
what they came to before."""

from collections import Counter
from collections.abc import Iterable
from datetime import date

from django.db import connection

from xiaoan.hygiene.models import Due, Record

FIGURES = (
    "places", "dues", "done", "late", "excused", "air_dues", "air_done", "air_excused", "records", "stock_ml",
)  # fmt: skip
_ADD = """
update hygiene_school_day set places = places + %(places)s, dues = dues + %(dues)s, done = done + %(done)s,
  late = late + %(late)s, excused = excused + %(excused)s, air_dues = air_dues + %(air_dues)s,
  air_done = air_done + %(air_done)s, air_excused = air_excused + %(air_excused)s,
  records = records + %(records)s, stock_ml = stock_ml + %(stock_ml)s
where unit_no = %(school)s and day = %(day)s
"""
# The school's day is held: nobody else puts the row down meanwhile.
_PUT = """
insert into hygiene_school_day (school_id, unit_no, day, places, dues, done, late, excused, air_dues,
  air_done, air_excused, records, stock_ml, doubtful, over, under)
select %(school)s, %(school)s, %(day)s, %(places)s, %(dues)s, %(done)s, %(late)s, %(excused)s, %(air_dues)s,
  %(air_done)s, %(air_excused)s, %(records)s, %(stock_ml)s, 0, 0, 0
"""


def tally(dues: Iterable[Due]) -> Counter[str]:
    """What some things to do come to: all, done, done late, excused; airing apart too."""
    found: Counter[str] = Counter()
    for one in dues:
        states = ["dues", *([one.state] if one.state in ("done", "excused") else [])]
        found.update(states)
        found["late"] += one.state == "done" and one.late
        if one.task == "air":
            found.update(f"air_{state}" for state in states)
    return found


def add_up(school_no: int, day: date, change: Counter[str]) -> None:
    """Add to the row of a school and day, which is put down if there is none. The day is held."""
    values: dict[str, int | date | None] = {name: change[name] for name in FIGURES}
    values |= {"school": school_no, "day": day}
    with connection.cursor() as cursor:
        cursor.execute(_ADD, values)
        if not cursor.rowcount:
            cursor.execute(_PUT, values)


def of_records(rows: Iterable[Record]) -> Counter[str]:
    """What records of a day come to that replace none: how many, and how much was used of what is liquid."""
    found: Counter[str] = Counter()
    for one in rows:
        found["records"] += not one.void
        found["stock_ml"] += (one.stock_ml or 0) * (not one.void)
    return found
