"""The same county with a school year behind it, and with a tenth of that."""

from collections.abc import Sequence
from typing import Any

import psycopg

# 200 school days are a year; the demonstration has 60, three and a third times.
YEAR, TENTH = 200, 20
TABLES = ("screening_roll_call", "screening_mark", "duties_duty", "overview_school_day")
EVERYWHERE = (
    "select set_config('xiaoan.lo', '0', false), set_config('xiaoan.hi', '2147483647', false)"
)
# A copy of every past day, so many days earlier, with ids of its own.
MOVED = {"id": "md5(id::text || {n})::uuid", "roll_call_id": "md5(roll_call_id::text || {n})::uuid"}
INSTANTS = ("submitted_at", "opened_at", "due_at", "done_at", "next_step_at")


Owner = psycopg.Connection[tuple[Any, ...]]


def _do(owner: Owner, text: str, values: Sequence[Any] = ()) -> psycopg.Cursor[tuple[Any, ...]]:
    return owner.execute(text, list(values) or None)


def shorten(owner: Owner) -> int:
    """Lay aside all but the last 20 school days; gives how many days are left."""
    _do(owner, EVERYWHERE)
    found = _do(
        owner,
        "select distinct day from overview_school_day order by day desc offset %s limit 1",
        [TENTH],
    ).fetchone()
    if found is None:
        return _tidy(owner)
    for table in TABLES:
        _do(owner, f"create table bench_{table} as select * from {table} where day <= %s", found)
    for table in ("screening_mark", "screening_roll_call", "duties_duty", "overview_school_day"):
        _do(owner, f"delete from {table} where day <= %s", found)
    return _tidy(owner)


def stretch(owner: Owner) -> int:
    """Put them back, and copies of the whole before them until it is a year; gives how many days."""
    _do(owner, EVERYWHERE)
    for table in TABLES:
        _do(owner, f"insert into {table} select * from bench_{table}")
    ends = _do(owner, "select max(day), min(day) from overview_school_day").fetchone()
    assert ends is not None  # an aggregate gives a row
    today, first = ends
    days = _count(owner)
    span = 7 * ((today - first).days // 7 + 1)
    for n in range(1, -(-YEAR // days)):
        for table in TABLES:
            _copy(owner, table, n * span, today)
    return _tidy(owner)


def _copy(owner: Owner, table: str, back: int, today: Any) -> None:
    names = [
        row[0]
        for row in _do(
            owner,
            "select attname from pg_attribute where attrelid = %s::regclass and attnum > 0 "
            "and not attisdropped order by attnum",
            [table],
        )
    ]
    values = [_value(name, back) for name in names]
    first = _do(owner, "select min(day) from bench_screening_roll_call").fetchone()
    _do(
        owner,
        f"insert into {table} ({', '.join(names)}) select {', '.join(values)} from {table} "
        "where day >= %s and day < %s",
        [first and first[0], today],
    )


def _value(name: str, back: int) -> str:
    if name in MOVED:
        return MOVED[name].format(n=back)
    if name in ("day", "onset"):
        return f"{name} - {back}"
    return f"{name} - interval '{back} days'" if name in INSTANTS else name


def _tidy(owner: Owner) -> int:
    for table in TABLES:
        _do(owner, f"vacuum analyze {table}")
    return _count(owner)


def _count(owner: Owner) -> int:
    (count,) = _do(owner, "select count(distinct day) from overview_school_day").fetchone() or (0,)
    return int(count)
