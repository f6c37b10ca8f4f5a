"""Records of cleaning and disinfection that a second person looked at, by school and by who told them: for
records of schools and people."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection

from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Forbidden

# By the first word of each record: a correction is no second one. By school and day, as the index has it.
_SAID = """
select r.school_id, r.by_id, count(*), count(*) filter (where exists (
  select from hygiene_check c where c.root_id = r.id and c.result in ('true', 'untrue')))
from unnest(%(schools)s::int[]) as s(no)
join hygiene_record r on r.school_id = s.no and r.day = any(%(days)s) and r.replaces_id is null
group by 1, 2
"""
# The last word of whoever could tell; it is of the month in which it was said.
_CHECKED = """
select school_id, by_id, count(*), count(*) filter (where result = 'untrue') from (
  select distinct on (c.root_id) c.school_id, r.by_id, c.result, c.at from unnest(%(schools)s::int[]) as s(no)
  join hygiene_check c on c.school_id = s.no and c.at >= %(since)s and c.at < %(until)s
  join hygiene_record r on r.id = c.root_id
  where c.result in ('true', 'untrue') order by c.root_id, c.at desc, c.id desc
) last group by 1, 2
"""
Key = tuple[int, UUID | None]


@dataclass
class Tally:
    """Records of these days, and those of them that somebody looked at; records judged in these days, and
    those held untrue by the last look."""

    said: int = 0
    seen: int = 0
    checked: int = 0
    untrue: int = 0


def tallies(
    actor: Actor, schools: Sequence[int], since: dt.date, until: dt.date
) -> dict[Key, Tally]:
    """By school (person None) and by the person who told the record."""
    if not actor.is_system:
        raise Forbidden
    given: dict[str, Any] = {
        "schools": list(schools), "days": clock.days(since, until - dt.timedelta(days=1)),
        "since": clock.at(since, dt.time()), "until": clock.at(until, dt.time()),
    }  # fmt: skip
    found: dict[Key, Tally] = {}
    with connection.cursor() as cursor:
        for statement, names in ((_SAID, ("said", "seen")), (_CHECKED, ("checked", "untrue"))):
            cursor.execute(statement, given)
            for school_id, who, *counts in cursor.fetchall():
                for one in dict.fromkeys((None, who)):
                    tally = found.setdefault((school_id, one), Tally())
                    for name, count in zip(names, counts, strict=True):
                        setattr(tally, name, getattr(tally, name) + count)
    return found
