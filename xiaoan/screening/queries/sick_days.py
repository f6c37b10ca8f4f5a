"""Who was told of as sick on which day, for all classes at once: what statistics are made of.

One statement each, over a fixed number of days, so that a night costs the same however long the record is.
"""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

import numpy as np
from django.db import connection
from numpy.typing import NDArray

from xiaoan.kernel.actor import Actor, Interval
from xiaoan.kernel.errors import Forbidden
from xiaoan.screening import rules

IntArray = NDArray[np.int64]

# A person is a number here: half a million times a UUID would be most of the work.
_TOLD = """
  select person_id, unit_no, day, symptoms, fever, onset from screening_mark
  where current and day = any(%(days)s)
    and (kind in ('absent_sick', 'sent_home') or symptoms <> 0 or fever)
    and unit_no >= %(lo)s and unit_no < %(hi)s
  union all
  select person_id, class_no, day, symptoms, false, null from screening_observation
  where withdrawn_at is null and day = any(%(days)s) and class_no >= %(lo)s and class_no < %(hi)s
  union all
  select person_id, unit_no, day, symptoms, false, null from screening_round_mark
  where current and kind = 'ill' and day = any(%(days)s)
    and unit_no >= %(lo)s and unit_no < %(hi)s
"""
_SICK = """
select hashtextextended(person_id::text, 0), unit_no, day - date '1970-01-01', bit_or(symptoms),
       bool_or(fever)::int
from (TOLD) told group by person_id, unit_no, day
""".replace("TOLD", _TOLD)
_REPORTED = """
select distinct unit_no, day - date '1970-01-01' from screening_roll_call
where state = 'current' and day = any(%(days)s) and unit_no >= %(lo)s and unit_no < %(hi)s
"""
_WHO = """
select hashtextextended(person_id::text, 0), person_id, bit_or(symptoms),
       max(onset) filter (where onset <= day)
from (TOLD) told where unit_no = any(%(units)s) group by person_id
""".replace("TOLD", _TOLD)
_EPOCH = dt.date(1970, 1, 1).toordinal()


@dataclass(frozen=True, eq=False)
class SickDays:
    """One row a person, class and day, each field of shape (n,). `person`: a number that `who_was` turns into
    the person. `day`: ordinal. `groups`: bit i for group i of those asked for.
    """

    person: IntArray
    unit_no: IntArray
    day: IntArray
    groups: IntArray


@dataclass(frozen=True)
class Who:
    """A person behind a number, with all symptoms told of in those days and the latest onset stated."""

    person_id: UUID
    symptoms: int
    onset: dt.date | None


def sick_days(
    actor: Actor, interval: Interval, days: Collection[dt.date], groups: Sequence[str]
) -> SickDays:
    """Everybody inside an interval who was told of as sick on these days; for the system alone."""
    rows = _rows(actor, _SICK, interval, days, 5)
    return SickDays(rows[0], rows[1], rows[2] + _EPOCH, _groups(rows[3], rows[4], groups))


def reported_by_all(
    actor: Actor, interval: Interval, days: Collection[dt.date]
) -> tuple[IntArray, IntArray]:
    """Class and day (ordinal) of every roll-call in force on these days; for the system alone."""
    rows = _rows(actor, _REPORTED, interval, days, 2)
    return rows[0], rows[1] + _EPOCH


def who_was(actor: Actor, days: Collection[dt.date], unit_nos: Collection[int]) -> dict[int, Who]:
    """Number → person, for those told of in these classes on these days; for the system alone."""
    if not actor.is_system:
        raise Forbidden
    with connection.cursor() as cursor:
        lo, hi = min(unit_nos), max(unit_nos) + 1
        cursor.execute(_WHO, {"days": list(days), "units": list(unit_nos), "lo": lo, "hi": hi})
        return {row[0]: Who(*row[1:]) for row in cursor.fetchall()}


def _rows(
    actor: Actor, text: str, interval: Interval, days: Collection[dt.date], width: int
) -> IntArray:
    """Columns as an array of shape (width, n)."""
    if not actor.is_system:
        raise Forbidden
    with connection.cursor() as cursor:
        cursor.execute(text, {"days": list(days), "lo": interval[0], "hi": interval[1]})
        found = cursor.fetchall()
    return np.array(found, dtype=np.int64).reshape(-1, width).T


def _groups(symptoms: IntArray, fever: IntArray, groups: Sequence[str]) -> IntArray:
    """What the rules make of each picture: asked once for each that there is."""
    pictures, at = np.unique(2 * symptoms + fever, return_inverse=True)
    known = [rules.syndromes(one >> 1, bool(one & 1)) for one in pictures.tolist()]
    bits = [sum(1 << n for n, group in enumerate(groups) if group in found) for found in known]
    return np.array(bits, dtype=np.int64)[at]
