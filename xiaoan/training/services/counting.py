"""How each school stands: counted anew, never by adding, whenever a certificate or a post changes."""

import datetime as dt
from collections.abc import Sequence

from django.db import connection

from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Forbidden
from xiaoan.training import queries

# Whoever holds two posts at one unit counts once there; of several certificates the one that holds longest.
_COUNT = """
with needing as (
  select distinct p.course, case when g.school_id = 0 then g.unit_no else g.school_id end seat, g.user_id
  from unnest(%(pair_course)s::text[], %(pair_role)s::text[]) p (course, role)
  join accounts_grant g on g.role = p.role and g.since <= %(day)s
    and (g.until is null or g.until > %(day)s) {grants}
  join accounts_user u on u.id = g.user_id and u.is_active
),
standing as (
  select n.course, n.seat, c.ahead, (
    select max(h.until) from training_certificate h where h.user_id = n.user_id and h.course = n.course
      and h.revoked_at is null and h.since <= %(day)s
  ) until, exists (
    select from training_attempt a where a.user_id = n.user_id and a.course = n.course and a.waits
  ) waits
  from needing n join unnest(%(course)s::text[], %(ahead)s::int[]) c (course, ahead) using (course)
),
added as (
  select course, seat, count(*) needed,
    count(*) filter (where until >= %(day)s and until - %(day)s >= ahead) valid,
    count(*) filter (where until >= %(day)s and until - %(day)s < ahead) expiring,
    count(*) filter (where until < %(day)s) expired,
    count(*) filter (where until is null) missing,
    count(*) filter (where waits) waiting
  from standing group by 1, 2
)
insert into training_count (unit_no, school_id, course, needed, valid, expiring, expired, missing, waiting,
  counted_at)
select s.no, case when s.kind = 'school' then s.no else 0 end, c.course, coalesce(a.needed, 0),
  coalesce(a.valid, 0), coalesce(a.expiring, 0), coalesce(a.expired, 0), coalesce(a.missing, 0),
  coalesce(a.waiting, 0), %(now)s
from directory_unit s cross join unnest(%(course)s::text[]) c (course)
left join added a on a.seat = s.no and a.course = c.course
where s.kind in ('school', 'township', 'county') and (s.closed is null or s.closed > %(day)s) {units}
order by s.no, c.course
on conflict (unit_no, course) do update set needed = excluded.needed, valid = excluded.valid,
  expiring = excluded.expiring, expired = excluded.expired, missing = excluded.missing,
  waiting = excluded.waiting, counted_at = excluded.counted_at
"""


def recount(actor: Actor, unit_nos: Sequence[int] | None = None) -> int:
    """Count some schools and offices in their order, or all at once; of the system. Gives how many rows."""
    if not actor.is_system:
        raise Forbidden
    if unit_nos is None:
        return _run("", "", {})
    return sum(
        _run(
            "and g.unit_no >= %(lo)s and g.unit_no < %(hi)s",
            "and s.no = %(lo)s",
            dict(zip(("lo", "hi"), queries.seat_of(no).interval, strict=True)),
        )
        for no in unit_nos
    )


def _run(grants: str, units: str, more: dict[str, int]) -> int:
    found = queries.rules_of()
    pairs = [(rule.course, role) for rule in found.values() for role in rule.roles]
    values: dict[str, dt.date | dt.datetime | int | list[str] | list[int]] = {
        "pair_course": [course for course, _role in pairs],
        "pair_role": [role for _course, role in pairs],
        "course": list(found), "ahead": [rule.ahead for rule in found.values()],
        "day": clock.today(), "now": clock.now(), **more,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_COUNT.format(grants=grants, units=units), values)
        return int(cursor.rowcount)
