"""Places of schools: what there is, and how each stands to the plan on a day."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection

from xiaoan.hygiene import rules
from xiaoan.hygiene.models import Place
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor, Interval
from xiaoan.kernel.errors import NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import everywhere

PLANNED, EXCUSED, UNPLANNED = "planned", "excused", "unplanned"
STANDS = (PLANNED, EXCUSED, UNPLANNED)


@dataclass(frozen=True)
class PlaceOf:
    """A place. `area` in m², of the unit where nobody has said another (None: not measured); `stand`:
    whether it is in the plan in force that day, excused by name until (not including) `excused_until`, or
    neither; `lines`: what is to be done there by the plan in force."""

    id: UUID
    school_no: int
    unit_no: int
    kind: str
    name: str
    building: str
    floor: int | None
    area: int | None
    walk: int
    code: int
    opened: dt.date
    closed: dt.date | None
    excused: str
    excused_until: dt.date | None
    excused_by_id: UUID | None
    follows: bool
    who_id: UUID | None
    often: str
    own_area: int | None
    lines: int
    stand: str

    @property
    def area_or_guess(self) -> int:
        return self.area or rules.PLACE_KINDS[self.kind].area


_COLUMNS = tuple(PlaceOf.__dataclass_fields__)
# A kitchen is not the whole canteen: only a unit's one place is as large as it.
SHARED = tuple(code for codes in rules.OF_UNITS.values() if len(codes) > 1 for code in codes)
_PLANS = """
select id from hygiene_plan
where unit_no = any(%s) and since <= %s and (until is null or until > %s)
"""
_PLACES = """
select p.id, p.school_id, p.unit_no, p.kind, p.name, p.building, p.floor,
       coalesce(p.area_m2, case when p.kind <> all(%(shared)s) then u.area_m2 end), p.walk, p.code,
       p.opened, p.closed,
       case when p.excused_until > %(day)s then p.excused else '' end,
       case when p.excused_until > %(day)s then p.excused_until end, p.excused_by_id, p.follows, p.who_id,
       p.often, p.area_m2
from hygiene_place p
left join directory_unit u on u.no = p.unit_no and p.unit_no <> p.school_id
where {where}
order by p.school_id, p.walk, p.building, p.floor nulls first, p.name, p.id
"""
# Apart from the places: under row security the planner takes either for a row or two, and would go through
# all lines of a plan for each place.
_LINES = """
select place_id, count(*) from hygiene_line where plan_id = any(%(plans)s) and not left_out group by 1
"""
_OPEN = "p.opened <= %(day)s and (p.closed is null or p.closed > %(day)s)"


def plans_on(school_nos: Iterable[int], day: dt.date) -> list[UUID]:
    """The plans in force at schools on a day: of whoever sees one class of the school too."""
    with everywhere("hygiene"), connection.cursor() as cursor:
        cursor.execute(_PLANS, [list(school_nos), day, day])
        return [row[0] for row in cursor.fetchall()]


def _read(where: str, school_nos: Sequence[int], day: dt.date, **more: Any) -> list[PlaceOf]:
    plans = plans_on(school_nos, day)
    values = {"day": day, "plans": plans, "shared": list(SHARED), **more}
    with connection.cursor() as cursor:
        cursor.execute(_LINES, values)
        lines = dict(cursor.fetchall())
        cursor.execute(_PLACES.format(where=where), values)
        return [_place(row, lines.get(row[0], 0)) for row in cursor.fetchall()]


def _place(row: tuple[Any, ...], lines: int) -> PlaceOf:
    is_excused = row[_COLUMNS.index("excused_until")] is not None
    stand = EXCUSED if is_excused else PLANNED if lines else UNPLANNED
    values: list[Any] = [*row, lines, stand]
    return PlaceOf(*values)


def places_of(
    school_nos: Sequence[int], day: dt.date | None = None, *, closed: bool = False
) -> list[PlaceOf]:
    """The places of schools that are open on a day (none: today), in walking order; `closed`: those that
    were open before too. Inside the running scope, in three statements however many schools."""
    where = "p.school_id = any(%(schools)s)" + ("" if closed else f" and {_OPEN}")
    return _read(where, school_nos, day or clock.today(), schools=list(school_nos))


def places_in(
    actor: Actor, school_no: int, interval: Interval, *, closed: bool = False
) -> list[PlaceOf]:
    """The places of a school inside an interval that the actor may see, in walking order."""
    found = places_of([school_no], closed=closed)
    lo, hi = interval
    return [
        one for one in found
        if lo <= one.unit_no < hi and actor.may(Permission.SEE_HYGIENE, one.unit_no)
    ]  # fmt: skip


def place(actor: Actor, place_id: UUID, day: dt.date | None = None) -> PlaceOf:
    """One place that the actor may see, closed ones too."""
    row = Place.objects.filter(pk=place_id).values_list("school_id", "unit_no").first()
    if row is None or not actor.may(Permission.SEE_HYGIENE, row[1]):
        raise NotFound
    return _read("p.id = %(id)s", [row[0]], day or clock.today(), id=place_id)[0]


def chosen(actor: Actor, school_no: int, place_ids: Iterable[UUID]) -> list[PlaceOf]:
    """Places of a school by their ids, closed ones too; NotFound if one is none of them."""
    wanted = set(place_ids)
    found = [one for one in places_of([school_no], closed=True) if one.id in wanted]
    if len(found) < len(wanted) or not actor.may(Permission.SEE_HYGIENE, school_no):
        raise NotFound
    return found


@dataclass(frozen=True)
class Share:
    """How many places of a school are in the plan in force, excused by name, in neither."""

    places: int = 0
    planned: int = 0
    excused: int = 0

    @property
    def unplanned(self) -> int:
        return self.places - self.planned - self.excused


# One statement for a county: a probe of the index of lines for each place.
_SHARES = """
with in_force as (
  select id, unit_no from hygiene_plan
  where unit_no >= %(lo)s and unit_no < %(hi)s and since <= %(day)s and (until is null or until > %(day)s)
)
select p.school_id, count(*), count(*) filter (where p.excused_until is null and l.is_in),
       count(*) filter (where p.excused_until is not null)
from (
  select id, school_id, case when excused_until > %(day)s then excused_until end as excused_until
  from hygiene_place
  where unit_no >= %(lo)s and unit_no < %(hi)s and opened <= %(day)s and (closed is null or closed > %(day)s)
) p
left join in_force f on f.unit_no = p.school_id
left join lateral (
  select true as is_in from hygiene_line l where l.plan_id = f.id and l.place_id = p.id and not l.left_out
  limit 1
) l on true
group by 1
"""


def shares(interval: Interval, day: dt.date | None = None) -> dict[int, Share]:
    """School → its places by how they stand; a school that has entered none is not in there. Inside the
    running scope."""
    values: dict[str, Any] = {"lo": interval[0], "hi": interval[1], "day": day or clock.today()}
    with connection.cursor() as cursor:
        cursor.execute(_SHARES, values)
        return {row[0]: Share(*row[1:]) for row in cursor.fetchall()}


def are_entered(school_no: int) -> bool:
    """Whether a school has entered any place yet, as seen by the system."""
    with everywhere("hygiene"):
        return Place.objects.filter(school_id=school_no).exists()
