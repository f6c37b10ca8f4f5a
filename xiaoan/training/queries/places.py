"""Where people learn: the school of their post, or the office above schools; who needs which course."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db import connection

from xiaoan.accounts.queries import standing
from xiaoan.directory import rules as numbering
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Forbidden
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import everywhere
from xiaoan.training.queries.courses import Rule


@dataclass(frozen=True)
class Seat:
    """A school, or a township's or county's office. `school_id`: 0 of an office."""

    school_id: int
    unit_no: int

    @property
    def interval(self) -> tuple[int, int]:
        return (self.unit_no, self.unit_no + (numbering.SCHOOL if self.school_id else 1))


@dataclass(frozen=True)
class Needs:
    """Somebody in a post that needs a course. `unit_no`: of the post; `until`: of what they have."""

    course: str
    user_id: UUID
    school_id: int
    unit_no: int
    until: dt.date | None


def seat_of(unit_no: int) -> Seat:
    """The school that a number lies in; of a number above schools the office of that number."""
    if unit_no % numbering.TOWNSHIP < numbering.SCHOOL:
        return Seat(0, unit_no)
    return Seat(numbering.school_of(unit_no), numbering.school_of(unit_no))


def home_of(actor: Actor) -> Seat:
    """Where the actor learns: at their first post. Forbidden: they hold none."""
    reach = actor.reach(Permission.LEARN)
    if not reach or actor.user_id is None:
        raise Forbidden
    return seat_of(reach[0][0])


def seats_of(user_id: UUID) -> list[Seat]:
    """Every school and office where somebody is in office today, in their order."""
    with everywhere("training"):
        posts = standing.of_people([user_id], clock.today()).get(user_id, [])
    return sorted({seat_of(one.unit_no) for one in posts}, key=lambda seat: seat.unit_no)


# Whoever holds two posts at one unit is one person there; the certificate that holds longest counts.
_NEEDING = """
select p.course, g.user_id, g.school_id, g.unit_no, (
  select max(c.until) from training_certificate c
  where c.user_id = g.user_id and c.course = p.course and c.revoked_at is null and c.since <= %(day)s
) until
from unnest(%(course)s::text[], %(role)s::text[]) p (course, role)
join accounts_grant g on g.role = p.role and g.since <= %(day)s and (g.until is null or g.until > %(day)s)
join accounts_user u on u.id = g.user_id and u.is_active
where g.unit_no >= %(lo)s and g.unit_no < %(hi)s
group by 1, 2, 3, 4 order by 1, 4, 2
"""


def needing(rules: Mapping[str, Rule], day: dt.date, interval: tuple[int, int]) -> list[Needs]:
    """Who needs which of some courses inside an interval on a day; as far as the running scope reaches, of
    certificates too: ask it as the system."""
    pairs = [(rule.course, role) for rule in rules.values() for role in rule.roles]
    values: dict[str, list[str] | dt.date | int] = {
        "course": [course for course, _role in pairs], "role": [role for _course, role in pairs],
        "day": day, "lo": interval[0], "hi": interval[1],
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_NEEDING, values)
        return [Needs(*row) for row in cursor.fetchall()]
