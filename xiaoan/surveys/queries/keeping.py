"""What the last survey round of each class says of who may come: who is unwell, of whom nothing is known.

The last round of a class is the latest whose deadline is over, else the latest that runs: a round that has
just been opened makes nobody unknown who answered the one before. Where two sides contradict each other,
nothing is known until somebody has decided.
"""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection

from xiaoan.kernel import clock
from xiaoan.surveys import rules

_LAST = """
with last as (
  select distinct on (t.unit_no) t.school_id, t.unit_no, t.round_id, t.unknown + t.contradicted as unknown,
    r.opened_at
  from surveys_tally t join surveys_round r on r.id = t.round_id
  where t.school_id = any(%(schools)s) and t.unit_no <> t.school_id and r.who <> 'staff'
    and r.state <> 'draft' and r.cleared_at is null and r.opened_at >= %(since)s
  order by t.unit_no, (r.due_at <= %(now)s) desc, r.opened_at desc
)
"""
_UNKNOWN = "select school_id, unit_no, unknown from last where unknown > 0"
_UNWELL = """
select a.id, a.school_id, a.unit_no, a.person_id, a.condition, coalesce(a.since, a.answered_at::date)
from last l join surveys_answer a on a.school_id = l.school_id and a.round_id = l.round_id
  and a.unit_no = l.unit_no and a.state = 'current'
where a.condition = any(%(conditions)s)
"""
_OF_THESE = """
select p.id from directory_person p join last l on l.unit_no = p.unit_no and l.school_id = p.school_id
where p.id = any(%(people)s) and p.kind = 'student' and not exists (
  select 1 from surveys_answer a where a.school_id = p.school_id and a.round_id = l.round_id
    and a.person_id = p.id and a.state = 'current' and a.contra_id is null)
"""


@dataclass(frozen=True)
class Unwell:
    """An answer that says a pupil has symptoms, or is kept apart (`condition`)."""

    answer_id: UUID
    school_id: int
    unit_no: int
    person_id: UUID
    condition: str
    since: dt.date


def unknown_by_class(school_nos: Sequence[int], since: dt.date) -> dict[tuple[int, int], int]:
    """(school, class) → of how many pupils nothing settled is known, by rounds opened on `since` or later; in
    the running scope."""
    with connection.cursor() as cursor:
        cursor.execute(_LAST + _UNKNOWN, _given(school_nos, since))
        return {(school, unit): n for school, unit, n in cursor.fetchall()}


def unwell(school_nos: Sequence[int], since: dt.date) -> list[Unwell]:
    """Of whom it was said that they are not well, in the running scope."""
    given = {**_given(school_nos, since), "conditions": [rules.SYMPTOMS, rules.ISOLATED]}
    with connection.cursor() as cursor:
        cursor.execute(_LAST + _UNWELL, given)
        return [Unwell(*row) for row in cursor.fetchall()]


def unanswered(
    school_nos: Sequence[int], person_ids: Collection[UUID], since: dt.date
) -> set[UUID]:
    """Of which of these pupils nothing settled is known, in the running scope."""
    if not person_ids:
        return set()
    with connection.cursor() as cursor:
        cursor.execute(_LAST + _OF_THESE, {**_given(school_nos, since), "people": list(person_ids)})
        return {who for (who,) in cursor.fetchall()}


def _given(school_nos: Sequence[int], since: dt.date) -> dict[str, Any]:
    return {
        "schools": list(school_nos), "now": clock.now(), "since": clock.at(since, dt.time.min)
    }  # fmt: skip
