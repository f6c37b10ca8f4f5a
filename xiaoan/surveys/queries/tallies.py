"""What was said of people in rounds, counted by school and by who said it for the school: for records."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from django.db import connection

from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Forbidden
from xiaoan.surveys.models import Answer

# What was carried over from an older round nobody said anew. Of a family nobody has a record.
_SAID = """
select school_id, case when side = 'school' then by_id end as who, count(*) from surveys_answer
where answered_at >= %(since)s and answered_at < %(until)s and side <> 'carried' group by 1, 2
"""


@dataclass(frozen=True)
class Told:
    """Who said an answer for which school, and when; `who` None: a family, or nobody is known."""

    school_id: int
    who: UUID | None
    at: dt.datetime


def said(actor: Actor, since: dt.date, until: dt.date) -> dict[tuple[int, UUID | None], int]:
    """How many answers by school (person None: all of the school) and by person, of the days from `since`
    until, not including, another."""
    if not actor.is_system:
        raise Forbidden
    given = {"since": clock.at(since, dt.time()), "until": clock.at(until, dt.time())}
    found: dict[tuple[int, UUID | None], int] = {}
    with connection.cursor() as cursor:
        cursor.execute(_SAID, given)
        for school_id, who, count in cursor.fetchall():
            found[school_id, None] = found.get((school_id, None), 0) + count
            if who is not None:
                found[school_id, who] = count
    return found


def told(actor: Actor, answer_ids: Collection[UUID]) -> dict[UUID, Told]:
    """Who said some answers. Those that are no longer kept, or were carried over, are not there."""
    if not actor.is_system:
        raise Forbidden
    rows = Answer.objects.filter(pk__in=answer_ids).exclude(side="carried")
    return {
        pk: Told(school_id, by if side == "school" else None, at)
        for pk, school_id, side, by, at in rows.values_list(
            "id", "school_id", "side", "by_id", "answered_at"
        )
    }
