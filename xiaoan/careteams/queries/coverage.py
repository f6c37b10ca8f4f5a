"""The proof of coverage: of a unit and each unit below it, how many have a carer in each role and how many a
whole team, of how many; read from what was counted with the writing."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import connection

from xiaoan.careteams.models import School
from xiaoan.careteams.queries import schemes
from xiaoan.careteams.queries.plans import hashed
from xiaoan.careteams.rules import Scheme
from xiaoan.directory import queries as directory
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Forbidden, NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import inside

BELOW = {
    "county": ("township",), "township": ("school",), "school": ("class",), "grade": ("class",),
}  # fmt: skip
# Of how many, how many.
Share = tuple[int, int]


@dataclass
class Line:
    """A unit (or the staff of one): shares by kind of person and role; role '' the whole team."""

    place: directory.Place
    shares: dict[tuple[str, str], Share] = field(default_factory=dict)
    # Of a school: whether it has begun to arrange teams.
    has_begun: bool = True

    def of(self, kind: str, role: str = "") -> Share:
        return self.shares.get((kind, role), (0, 0))

    @property
    def people(self) -> int:
        return self.of("student")[0] + self.of("staff")[0]

    @property
    def whole(self) -> int:
        return self.of("student")[1] + self.of("staff")[1]


@dataclass(frozen=True)
class Coverage:
    """A unit, the units below it, and the sum, which is their sum and that of what is the unit's own."""

    place: directory.Place
    scheme: Scheme
    lines: Sequence[Line]
    own: Line
    total: Line


_SUMS = """
select width_bucket(unit_no, %(starts)s::int[]), kind, role, sum(people), sum(held)
from careteams_tally where unit_no >= %(lo)s and unit_no < %(hi)s group by 1, 2, 3
"""


def require(actor: Actor, unit_no: int) -> directory.Place:
    """A unit whose teams the actor sees."""
    place = directory.places([unit_no]).get(unit_no)
    if place is None or not actor.sees(unit_no) or place.kind not in (*BELOW, "class"):
        raise NotFound
    if not actor.may(Permission.SEE_CARE, unit_no):
        raise Forbidden
    return place


def coverage(actor: Actor, unit_no: int) -> Coverage:
    """A unit and the units below it."""
    place = require(actor, unit_no)
    below = directory.places_inside(place.interval, *BELOW.get(place.kind, ()))
    lines = [Line(one) for one in below if one.opened <= clock.today()]
    found = _sums(place, [line.place.no for line in lines])
    own, total = Line(place, found.get(0, {})), Line(place)
    for number, line in enumerate(lines, start=1):
        line.shares = found.get(number, {})
    for line in (own, *lines):
        for key, (people, held) in line.shares.items():
            before = total.shares.get(key, (0, 0))
            total.shares[key] = (before[0] + people, before[1] + held)
    if place.kind == "township":
        begun = _begun(actor, place)
        for line in lines:
            line.has_begun = line.place.no in begun
    return Coverage(place, schemes.in_force(clock.today()), lines, own, total)


def _sums(place: directory.Place, starts: list[int]) -> dict[int, dict[tuple[str, str], Share]]:
    given: dict[str, Any] = {"starts": starts or [place.end], "lo": place.no, "hi": place.end}
    found: dict[int, dict[tuple[str, str], Share]] = defaultdict(dict)
    with connection.cursor() as cursor:
        cursor.execute(_SUMS, given)
        for number, kind, role, people, held in cursor.fetchall():
            found[number][kind, role] = (int(people), int(held))
    return found


def _begun(actor: Actor, place: directory.Place) -> set[int]:
    rows = School.objects.filter(inside((place.interval,)), inside(actor.intervals))
    return set(rows.values_list("school_id", flat=True))


_WHOLE = """
select school_id, sum(people), sum(held) from careteams_tally where role = '' group by 1
"""


def by_school(actor: Actor) -> dict[int, Share]:
    """Of each school as it stands: pupils and staff, and those with a whole team; for records."""
    if not actor.is_system:
        raise Forbidden
    with connection.cursor() as cursor:
        cursor.execute(_WHOLE)
        return {school: (int(people), int(held)) for school, people, held in cursor.fetchall()}


def has_begun(school_no: int) -> bool:
    """Whether a school of the running scope has begun to arrange teams."""
    return School.objects.filter(school_id=school_no).exists()


@dataclass(frozen=True)
class Uncovered:
    """Somebody without a whole team, and in which roles nobody looks after them."""

    person_id: UUID
    kind: str
    unit_no: int
    unit: str
    name: str
    roles: tuple[str, ...]


_UNCOVERED = """
with wanted as (
  select 'student' as kind, r.role, r.place from unnest(%(student)s::text[]) with ordinality r(role, place)
  union all
  select 'staff', r.role, r.place from unnest(%(staff)s::text[]) with ordinality r(role, place)
), people as materialized (
  select e.school_id, e.unit_no, 'student' as kind, e.person_id, e.name, e.seat::int as place
  from directory_enrolment e
  where e.unit_no >= %(lo)s and e.unit_no < %(hi)s and e.since <= %(day)s
    and (e.until is null or e.until > %(day)s)
  union all
  select p.school_id, p.unit_no, 'staff', p.id, p.name, 0 from directory_person p
  where p.unit_no = %(lo)s and p.school_id = %(lo)s and p.kind = 'staff'
)
select p.person_id, p.kind, p.unit_no, p.name, array_agg(w.role order by w.place)
from people p join wanted w on w.kind = p.kind
left join careteams_link l on l.school_id = p.school_id and l.person_id = p.person_id
  and l.role = w.role and l.until is null
where l.id is null group by p.person_id, p.kind, p.unit_no, p.name, p.place
order by p.unit_no, p.place, p.name, p.person_id offset %(offset)s limit %(limit)s
"""


def uncovered(actor: Actor, unit_no: int, offset: int, limit: int) -> list[Uncovered]:
    """Who of a school, a grade or a class lacks whom, by name; how many there are, the tally says."""
    place = require(actor, unit_no)
    if place.kind not in ("school", "grade", "class"):
        return []
    scheme, day = schemes.in_force(clock.today()), clock.today()
    given: dict[str, Any] = {
        "student": list(scheme.student), "staff": list(scheme.staff), "lo": place.no,
        "hi": place.end, "day": day, "offset": offset, "limit": limit,
    }  # fmt: skip
    with hashed() as cursor:
        cursor.execute(_UNCOVERED, given)
        rows = cursor.fetchall()
    places = directory.places({row[2] for row in rows})
    return [
        Uncovered(who, kind, no, places[no].name, name, tuple(roles))
        for who, kind, no, name, roles in rows
    ]


def schools(actor: Actor, unit_no: int) -> list[Line]:
    """Every school of a county or a township, with its shares."""
    place = require(actor, unit_no)
    if place.kind not in ("county", "township"):
        raise NotFound
    lines = [Line(one) for one in directory.places_inside(place.interval, "school")]
    found = _sums(place, [line.place.no for line in lines])
    begun = _begun(actor, place)
    for number, line in enumerate(lines, start=1):
        line.shares, line.has_begun = found.get(number, {}), line.place.no in begun
    return lines
