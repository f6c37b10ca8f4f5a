"""Positions that nobody holds today, by unit."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db import connection

from xiaoan.accounts import rules
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor, Interval
from xiaoan.kernel.permission import Permission

# One look at the tree; each unit asks the index of grants by unit and role. A school wants a keeper once
# it has dormitory rooms and somebody boards there. An account that cannot be seen counts as held.
_VACANT = """
select u.no, u.name, w.role, u.school_id, u.kind, count(*) over () as total,
  (select max(g.until) from accounts_grant g where g.unit_no = u.no and g.role = w.role
     and g.until <= %(today)s and g.until > g.since and g.deputises_id is null) as since
from directory_unit u
join unnest(%(kinds)s::text[], %(roles)s::text[]) as w (kind, role) on w.kind = u.kind
where u.no >= %(lo)s and u.no < %(hi)s and int4multirange(variadic %(reach)s::int4range[]) @> u.no
  and u.opened <= %(today)s and (u.closed is null or u.closed > %(today)s)
  and not exists (
    select 1 from accounts_grant g where g.unit_no = u.no and g.role = w.role
      and g.deputises_id is null and g.since <= %(today)s
      and (g.until is null or g.until > %(today)s)
      and not exists (select 1 from accounts_user a where a.id = g.user_id and not a.is_active))
  and (w.role <> 'dormitory_keeper' or (
    exists (select 1 from directory_unit d where d.kind = 'dormitory' and d.no >= u.no
      and d.no < u."end" and (d.closed is null or d.closed > %(today)s))
    and exists (select 1 from directory_enrolment e where e.unit_no >= u.no and e.unit_no < u."end"
      and e.boarder and e.since <= %(today)s and (e.until is null or e.until > %(today)s))))
order by u.no, w.role limit %(limit)s offset %(offset)s
"""
WANTED_ROLES = tuple(role for _kind, role in rules.WANTED)


@dataclass(frozen=True)
class Vacancy:
    """A unit that ought to have somebody in a role and has nobody; since when, if somebody was there."""

    unit_no: int
    name: str
    role: str
    school_no: int
    kind: str
    since: dt.date | None


def vacancies(
    actor: Actor, interval: Interval, role: str = "", offset: int = 0, limit: int = 100
) -> tuple[int, list[Vacancy]]:
    """How many positions are vacant inside an interval, and one page of them in the order of the tree."""
    wanted = [pair for pair in rules.WANTED if role in ("", pair[1])]
    reach = [f"[{lo},{hi})" for lo, hi in actor.reach(Permission.SEE_POSITIONS)]
    lo, hi = interval
    given: dict[str, Any] = {
        "today": clock.today(), "lo": lo, "hi": hi, "reach": reach, "limit": limit,
        "offset": offset, "kinds": [kind for kind, _role in wanted],
        "roles": [role for _kind, role in wanted],
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_VACANT, given)
        rows = cursor.fetchall()
    total = rows[0][5] if rows else 0
    return total, [
        Vacancy(no, name, code, school, kind, since)
        for no, name, code, school, kind, _n, since in rows
    ]
