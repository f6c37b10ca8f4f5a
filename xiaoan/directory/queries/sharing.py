"""Who shares a class, a dormitory room, a bus line, a table or a guardian with somebody on a day."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db import connection

from xiaoan.kernel.actor import Actor

_ON = "{0}.since <= %(day)s and ({0}.until is null or {0}.until > %(day)s)"
_HERE = """
select distinct m.person_id, m.unit_no, m.school_id, m.boarder, m.seat from directory_enrolment m
"""
_OWN = f"""
directory_enrolment own on own.person_id = any(%(people)s::uuid[]) and {_ON.format("own")}
"""
# The guardian is known again by the keyed index of the phone; no number is opened.
_JOINS = {
    "class": f"join {_OWN} and own.unit_no = m.unit_no",
    "dormitory": f"""join {_OWN} and own.school_id = m.school_id
      and own.dormitory_no = m.dormitory_no""",
    "bus": f"""join directory_placement p on p.person_id = m.person_id and p.kind = 'bus'
      and {_ON.format("p")}
      join directory_placement q on q.person_id = any(%(people)s::uuid[]) and q.kind = 'bus'
      and {_ON.format("q")} and q.place_no = p.place_no""",
    "canteen": f"""join directory_placement p on p.person_id = m.person_id and p.kind = 'canteen'
      and {_ON.format("p")}
      join directory_placement q on q.person_id = any(%(people)s::uuid[]) and q.kind = 'canteen'
      and {_ON.format("q")} and q.place_no = p.place_no and q.label = p.label and q.label <> ''""",
    "household": """join directory_guardian g on g.person_id = m.person_id and g.until is null
      join directory_guardian h on h.person_id = any(%(people)s::uuid[]) and h.until is null
      and h.phone_index = g.phone_index""",
}
SHARED = tuple(_JOINS)
_ROLL = """
select m.person_id, m.unit_no, m.school_id, m.boarder from directory_enrolment m
where m.person_id = any(%(people)s::uuid[]) and on_roll
""".replace("on_roll", _ON.format("m"))


@dataclass(frozen=True)
class Mate:
    """A pupil on the roll of that day, the people asked about among them."""

    person_id: UUID
    unit_no: int
    school_id: int
    boarder: bool


def mates(actor: Actor, person_ids: Iterable[UUID], day: dt.date) -> list[Mate]:
    """Where these people are on the roll on a day, in the running scope."""
    return _found(actor, _ROLL, person_ids, day)


def sharing(actor: Actor, way: str, person_ids: Iterable[UUID], day: dt.date) -> list[Mate]:
    """Everybody who shares the `way` (SHARED) with one of these people on a day, in the running scope, by
    class and seat."""
    sql = f"{_HERE} {_JOINS[way]} where {_ON.format('m')} order by m.unit_no, m.seat"
    return _found(actor, sql, person_ids, day)


def _found(actor: Actor, sql: str, person_ids: Iterable[UUID], day: dt.date) -> list[Mate]:
    with connection.cursor() as cursor:
        cursor.execute(sql, {"people": list(person_ids), "day": day})
        found = [Mate(*row[:4]) for row in cursor.fetchall()]
    return [one for one in found if actor.sees(one.unit_no)]
