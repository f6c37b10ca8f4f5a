"""Counting a class's answers anew: always from the roll and the answers, never by adding."""

import datetime as dt
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db import connection

from xiaoan.directory.rules import SCHOOL
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.ids import uuid7
from xiaoan.surveys import queries
from xiaoan.surveys.models import Round, Tally

# Locked first, counted in a later statement: that one sees what those before in the queue have written. The
# key stays free: an answer on its way in holds it, and may wait for whoever counts here.
_LOCK = (
    "select id from surveys_tally where id = any(%s) order by unit_no, round_id for no key update"
)
_COUNT = """
with wanted as (
  select id, school_id, unit_no, round_id from surveys_tally where id = any(%(ids)s)
), roll as (
  select w.id, w.round_id, e.school_id, e.person_id
  from wanted w join directory_enrolment e on e.unit_no = w.unit_no
    and e.since <= %(day)s and (e.until is null or e.until > %(day)s)
  where w.unit_no <> w.school_id
  union all
  select w.id, w.round_id, p.school_id, p.id
  from wanted w join directory_person p
    on p.unit_no = w.unit_no and p.school_id = w.school_id and p.kind = 'staff'
  where w.unit_no = w.school_id
), standing as (
  select r.id, a.id is null as missing, a.contra_id is not null as doubted, a.whereabouts,
    a.condition, a.categories, a.late
  from roll r left join surveys_answer a on a.school_id = r.school_id and a.round_id = r.round_id
    and a.person_id = r.person_id and a.state = 'current'
), counted as (
  select id, count(*) as on_roll,
    count(*) filter (where not missing and not doubted) as known,
    count(*) filter (where missing) as unknown,
    count(*) filter (where not missing and doubted) as contradicted,
    count(*) filter (where whereabouts = 'away') as away,
    count(*) filter (where condition = 'symptoms') as symptoms,
    count(*) filter (where condition = 'isolated') as isolated,
    count(*) filter (where categories <> '{}') as key_group,
    count(*) filter (where late) as late
  from standing group by id
), grouped as (
  select id, jsonb_object_agg(code, people) as by_category
  from (
    select s.id, code, count(*) as people
    from standing s cross join unnest(s.categories) code group by s.id, code
  ) each group by id
)
update surveys_tally t set
  on_roll = coalesce(c.on_roll, 0), known = coalesce(c.known, 0),
  unknown = coalesce(c.unknown, 0), contradicted = coalesce(c.contradicted, 0),
  away = coalesce(c.away, 0), symptoms = coalesce(c.symptoms, 0),
  isolated = coalesce(c.isolated, 0), key_group = coalesce(c.key_group, 0),
  late = coalesce(c.late, 0), by_category = coalesce(g.by_category, '{}'), counted_at = %(now)s
from wanted w left join counted c on c.id = w.id left join grouped g on g.id = w.id
where t.id = w.id
returning t.id, t.unknown
"""


def recount(tally_ids: Sequence[UUID], day: dt.date | None = None) -> dict[UUID, int]:
    """Count classes anew for a day; gives how many of each are unknown. Needs the system's scope."""
    if not tally_ids:
        return {}
    given: dict[str, Any] = {
        "ids": list(tally_ids),
        "day": day or clock.today(),
        "now": clock.now(),
    }
    with connection.cursor() as cursor:
        cursor.execute(_LOCK, [given["ids"]])
        cursor.execute(_COUNT, given)
        return dict(cursor.fetchall())


def tally_of(round_id: UUID, school_id: int, unit_no: int) -> Tally | None:
    """The tally of a class in a round, not locked: who counts takes the lock."""
    return Tally.objects.filter(round_id=round_id, school_id=school_id, unit_no=unit_no).first()


def recount_school(actor: Actor, school_id: int) -> None:
    """The roll of a school changed: its classes in the open rounds are counted anew, and a class that has
    just opened is counted from now on. Needs the system's scope.
    """
    asking = Round.objects.filter(state="open", unit_no__lte=school_id, unit_end__gt=school_id)
    for row in asking.order_by("id"):
        known = dict(
            Tally.objects.filter(round_id=row.pk, school_id=school_id).values_list("unit_no", "id")
        )
        interval = (school_id, school_id + SCHOOL)
        fresh = [
            Tally(
                id=uuid7(), school_id=one.school_id, unit_no=one.unit_no, round_id=row.pk,
                counted_at=clock.now(),
            )
            for one in queries.asked(actor, row, clock.today(), interval)
            if one.unit_no not in known
        ]  # fmt: skip
        Tally.objects.bulk_create(fresh, ignore_conflicts=True)
        recount([*known.values(), *(tally.pk for tally in fresh)])


def recount_open() -> int:
    """Every class of every open round: what was entered for today holds from this morning on."""
    done = 0
    for round_id in Round.objects.filter(state="open").order_by("id").values_list("id", flat=True):
        done += len(
            recount(list(Tally.objects.filter(round_id=round_id).values_list("id", flat=True)))
        )
    return done
