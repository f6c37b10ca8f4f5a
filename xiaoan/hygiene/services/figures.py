"""A school's figures of a day, by arithmetic in the database: what things to do come to after a change less
what they came to before."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection

from xiaoan.hygiene import rules
from xiaoan.hygiene.models import Due, Record
from xiaoan.hygiene.services import flagging

FIGURES = (
    "places", "places_done", "places_excused", "dues", "done", "late", "excused", "air_dues", "air_done",
    "air_excused", "records", "judged", "over", "under", "stock_ml",
    "used_records", "used_m2", "used_ml", "wanted_ml", "waste_ml", *(f"of_{what}" for what in rules.OF),
)  # fmt: skip
_NAMES = ", ".join(FIGURES)
_ADD = """
update hygiene_school_day set $sums
where unit_no = %(school)s and day = %(day)s
""".replace("$sums", ", ".join(f"{name} = {name} + %({name})s" for name in FIGURES))
# The school's day is held: nobody else puts the row down meanwhile.
_PUT = f"""
insert into hygiene_school_day (school_id, unit_no, day, {_NAMES}, doubtful)
select %(school)s, %(school)s, %(day)s, {", ".join(f"%({name})s" for name in FIGURES)}, 0
"""
_PLACES = """
select school_id, count(*) filter (where excused < n and done = n - excused),
       count(*) filter (where excused = n)
from (
  select school_id, place_id, count(*) as n, count(*) filter (where state = 'done') as done,
         count(*) filter (where state = 'excused') as excused
  from hygiene_due where school_id = any(%(schools)s) and day = %(day)s
    and (%(places)s::uuid[] is null or place_id = any(%(places)s::uuid[]))
  group by school_id, place_id) p
group by school_id
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


def places(
    school_nos: Iterable[int], day: date, place_ids: Iterable[UUID] | None = None
) -> defaultdict[int, Counter[str]]:
    """School → how many of its places (of some: of these) are done altogether or excused altogether that
    day, by what is stored."""
    values: dict[str, Any] = {
        "schools": list(school_nos), "day": day,
        "places": None if place_ids is None else list(place_ids),
    }  # fmt: skip
    found: defaultdict[int, Counter[str]] = defaultdict(Counter)
    with connection.cursor() as cursor:
        cursor.execute(_PLACES, values)
        for no, done, excused in cursor.fetchall():
            found[no] = Counter(places_done=done, places_excused=excused)
    return found


def add_up(school_no: int, day: date, change: Counter[str]) -> None:
    """Add to the row of a school and day, which is put down if there is none. The day is held."""
    values: dict[str, int | date | None] = {name: change[name] for name in FIGURES}
    values |= {"school": school_no, "day": day}
    with connection.cursor() as cursor:
        cursor.execute(_ADD, values)
        if not cursor.rowcount:
            cursor.execute(_PUT, values)


def of_records(rows: Sequence[Record], flags: flagging.Figures) -> Counter[str]:
    """What records of a day come to: how many, how much was used of what is liquid, and what was flagged."""
    use = flags.use
    found = Counter(
        judged=flags.judged, over=flags.over, under=flags.under,
        used_records=use.records, used_m2=use.m2, used_ml=use.used_ml,
        wanted_ml=use.wanted_ml, waste_ml=use.waste_ml,
        **{f"of_{what}": flags.could[what] for what in rules.OF},
    )  # fmt: skip
    for one in rows:
        found["records"] += not one.void
        found["stock_ml"] += (one.stock_ml or 0) * (not one.void)
    return found
