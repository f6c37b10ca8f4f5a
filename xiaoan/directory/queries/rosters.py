"""The roll of a school as it stands, person by person, as a roster sheet names them."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection

from xiaoan.directory.queries.record import ID_PLACE
from xiaoan.directory.queries.roll import GUARDIAN_PHONE
from xiaoan.directory.rules import SCHOOL
from xiaoan.kernel import ciphers
from xiaoan.kernel.actor import Actor

STAFF_PHONE = "directory_person.phone_cipher"


@dataclass(frozen=True, slots=True)
class OnRoster:
    """One person on a roll. `kin`: name, relation and phone of who is called first and second."""

    kind: str
    unit_no: int
    number: str
    name: str
    sex: str
    birth_date: dt.date
    id_kind: str
    id_number: str
    seat: int | None
    boarder: bool | None
    room_no: int | None
    post: str
    phone: str
    kin: tuple[tuple[str, str, str] | None, ...]


# Whose enrolment runs on without an end, as an import reads the roll: what was entered for a later
# day counts. Guardians only for whom the policy shows their phones.
_ROSTER = """
select p.id, p.kind, coalesce(e.unit_no, p.school_id), p.number, p.name, p.sex, p.birth_date,
  p.id_kind, p.id_cipher, e.seat, e.boarder, e.dormitory_no, p.post, p.phone_cipher{kin}
from directory_person p
left join directory_enrolment e
  on e.school_id = p.school_id and e.person_id = p.id and e.until is null{joins}
where p.school_id = %(no)s and p.unit_no >= %(no)s and p.unit_no < %(end)s
  and (p.kind = 'staff' or e.id is not null)
order by p.kind desc, e.unit_no, e.seat, p.number, p.id
"""
_KIN = ", g{n}.id, g{n}.name, g{n}.relation, g{n}.phone_cipher"
_JOIN = """
left join directory_guardian g{n}
  on g{n}.school_id = p.school_id and g{n}.person_id = p.id and g{n}.rank = {n}"""
_RANKS = (1, 2)
_ALONE = _ROSTER.format(kin="", joins="")
_WITH_KIN = _ROSTER.format(
    kin="".join(_KIN.format(n=n) for n in _RANKS), joins="".join(_JOIN.format(n=n) for n in _RANKS)
)


def roster(actor: Actor, school_no: int, *, kin: bool) -> Iterator[OnRoster]:
    """Pupils by class and seat, then staff; nobody where the actor does not see the school."""
    if not actor.sees(school_no):
        return
    with connection.cursor() as cursor:
        # The school's numbers again as an interval, or its index is not used under row security.
        told = {"no": school_no, "end": school_no + SCHOOL}
        cursor.execute(_WITH_KIN if kin else _ALONE, told)
        for row in cursor.fetchall():
            yield _on_roster(row)


def roster_size(actor: Actor, lo: int, hi: int) -> int:
    """About how many people are on the rolls of an interval, for the bar of an export."""
    if not actor.sees(lo):
        return 0
    with connection.cursor() as cursor:
        cursor.execute(
            "select count(*) from directory_person where unit_no >= %s and unit_no < %s", [lo, hi]
        )
        (count,) = cursor.fetchone() or (0,)
    return int(count)


def _on_roster(row: tuple[Any, ...]) -> OnRoster:
    person_id, kind, unit_no, number, name, sex, born, id_kind, sealed, *rest = row
    seat, boarder, room_no, post, phone, *kin = rest
    return OnRoster(
        kind, unit_no, number, name, sex, born, id_kind,
        ciphers.unseal(sealed, place=ID_PLACE, row=person_id), seat, boarder, room_no, post,
        ciphers.unseal(phone, place=STAFF_PHONE, row=person_id) if phone else "",
        tuple(_kin(*kin[at : at + 4]) for at in range(0, len(kin), 4)),
    )  # fmt: skip


def _kin(
    guardian_id: UUID | None, name: str, relation: str, sealed: bytes
) -> tuple[str, str, str] | None:
    if guardian_id is None:
        return None
    return name, relation, ciphers.unseal(sealed, place=GUARDIAN_PHONE, row=guardian_id)
