"""Figures of many units over many days, by day, week or month: for questions and files.

What happens on each day (the indicator keeps its days) is added over time; what stands as it stands
(stores, plans, what is overdue) is of the last day of the stretch on which it is on record.
"""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from xiaoan.directory.queries import Place
from xiaoan.indicators import rules
from xiaoan.indicators.queries import reading
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import multirange

BUCKETS = ("all", "day", "week", "month")
_BUCKET = {
    "all": "%(first)s::date",
    "day": "day",
    "week": "date_trunc('week', day)::date",
    "month": "date_trunc('month', day)::date",
}
_WHERE = """
unit_no = any(%(units)s) and key = any(%(keys)s) and day >= %(first)s and day <= %(last)s
  and not (day = %(today)s and key = any(%(live)s)) and unit_no <@ %(reach)s::int4multirange
"""
_FLOW = """
select unit_no, {bucket}, key, sum(num), sum(den), sum(unknown), sum(units), sum(silent),
  count(num), max(at)
from indicators_figure where WHERE_ group by 1, 2, 3
""".replace("WHERE_", _WHERE)
_STOCK = """
select distinct on (unit_no, bucket, key) unit_no, {bucket} as bucket, key, num, den, unknown,
  units, silent, 1, at
from indicators_figure where WHERE_ and num is not null
order by unit_no, bucket, key, day desc
""".replace("WHERE_", _WHERE)


@dataclass(frozen=True)
class Sum:
    """A unit's figure over a stretch that begins on `since`. `days`: on how many days something is on record;
    what stands as it stands is of one day. `silent` of `units`: schools, added up over the days."""

    unit_no: int
    since: dt.date
    key: str
    num: int | None
    den: int | None
    unknown: int
    units: int
    silent: int
    days: int
    as_of: dt.datetime | None


def over(
    actor: Actor, places: Sequence[Place], keys: Collection[str], first: dt.date, last: dt.date,
    bucket: str,
) -> list[Sum]:  # fmt: skip
    """Of counties, townships or schools, where the actor sees the board; `first` and `last` are both counted.
    Units, stretches and indicators of which nothing is on record are left out."""
    live = [key for key in keys if rules.by_key(key).live]
    flow = [key for key in keys if rules.by_key(key).keeps]
    stock = [key for key in keys if not rules.by_key(key).keeps]
    given: dict[str, Any] = {
        "units": [one.no for one in places], "first": first, "last": last, "today": clock.today(),
        "live": live, "reach": multirange(actor.reach(Permission.SEE_BOARD)),
    }  # fmt: skip
    found: dict[tuple[int, dt.date, str], Sum] = {}
    with connection.cursor() as cursor:
        for statement, wanted in ((_FLOW, flow), (_STOCK, stock)):
            if wanted:
                cursor.execute(statement.format(bucket=_BUCKET[bucket]), {**given, "keys": wanted})
                for row in cursor.fetchall():
                    one = Sum(*row)
                    if one.num is not None:
                        found[one.unit_no, one.since, one.key] = one
    if live and first <= clock.today() <= last:
        _add_today(actor, places, live, (first, bucket), found)
    return [found[key] for key in sorted(found)]


def stretch_of(bucket: str, first: dt.date, day: dt.date) -> dt.date:
    """The first day of the stretch that a day is in; a week begins on Monday."""
    if bucket == "all":
        return first
    if bucket == "week":
        return day - dt.timedelta(days=day.weekday())
    return day.replace(day=1) if bucket == "month" else day


def _add_today(
    actor: Actor, places: Sequence[Place], live: Sequence[str], stretch: tuple[dt.date, str],
    found: dict[tuple[int, dt.date, str], Sum],
) -> None:  # fmt: skip
    """Of today roll-calls are read from the rows, as every board does."""
    today = clock.today()
    since = stretch_of(stretch[1], stretch[0], today)
    for place, figures in reading.of_places(actor, places, today, live):
        for key, one in figures.items():
            if one.num is None:
                continue
            was = found.get((place.no, since, key))
            found[place.no, since, key] = Sum(
                place.no, since, key, one.num + (was.num or 0 if was else 0),
                None if one.den is None else one.den + (was.den or 0 if was else 0),
                one.unknown + (was.unknown if was else 0),
                one.units + (was.units if was else 0), one.silent + (was.silent if was else 0),
                1 + (was.days if was else 0), one.as_of,
            )  # fmt: skip
