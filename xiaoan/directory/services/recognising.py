"""Rows whose ID number nobody on record has: may they be about somebody who is on record all the same?

The pairs worth a look come from the database, set-wise; rules.matching holds each against the other.
With two ID numbers of one kind only a shared phone, or name and birth date, can make up for their
difference; with two kinds a name or a birth date is enough to look.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection

from xiaoan.directory.rules import matching
from xiaoan.directory.rules.matching import Relative, Someone, Verdict
from xiaoan.directory.rules.roll import STUDENT, RosterRow
from xiaoan.directory.services.comparing import id_index
from xiaoan.kernel import ciphers
from xiaoan.kernel.actor import Actor

_STAGE = """
create temporary table stranger (row_no int, name text, birth_date date, id_kind text)
  on commit drop;
create temporary table stranger_phone (row_no int, phone_index bytea) on commit drop
"""
# A number that so many share (the school's own, given as a guardian's) says nothing.
_PHONES = """
delete from stranger_phone where phone_index in (
  select phone_index from stranger_phone group by 1 having count(*) > %(most)s
  union all select phone_index from directory_guardian
    where phone_index in (select phone_index from stranger_phone) and until is null
    group by 1 having count(*) > %(most)s)
"""
_ON_RECORD = """
select s.row_no, p.id from stranger_phone s
  join directory_guardian g on g.phone_index = s.phone_index and g.until is null
  join directory_person p on p.school_id = g.school_id and p.id = g.person_id
union
select s.row_no, p.id from stranger s
  join directory_person p on p.name = s.name and p.birth_date = s.birth_date
  where p.kind = 'student'
union
select s.row_no, p.id from stranger s
  join directory_person p on p.birth_date = s.birth_date and p.id_kind <> s.id_kind
    and (left(p.name, 1) = left(s.name, 1) or right(p.name, 1) = right(s.name, 1))
  where p.kind = 'student'
"""
_IN_THE_SHEET = """
select b.row_no, a.row_no from stranger_phone a
  join stranger_phone b on b.phone_index = a.phone_index and b.row_no > a.row_no
union
select b.row_no, a.row_no from stranger a
  join stranger b on b.name = a.name and b.birth_date = a.birth_date and b.row_no > a.row_no
"""
_PEOPLE = """
select p.id, p.school_id, p.unit_no, p.name, p.birth_date, p.sex, p.id_kind, p.id_index,
  array(select g.name from directory_guardian g where g.school_id = p.school_id
    and g.person_id = p.id and g.until is null order by g.rank),
  array(select g.phone_index from directory_guardian g where g.school_id = p.school_id
    and g.person_id = p.id and g.until is null order by g.rank),
  exists(select from directory_enrolment e
    where e.school_id = p.school_id and e.person_id = p.id and e.until is null)
from directory_person p where p.id = any(%s)
"""
# Strangers of a sheet beside whom reading the whole roll costs little.
_MANY = 1000


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody on record (`person_id`), or another row of the sheet (`row_no`).

    `id_index`: of a person on record, the blind index of their number.
    """

    person_id: UUID | None
    row_no: int
    school_no: int
    enrolled: bool
    id_index: bytes = b""


Found = dict[int, list[tuple[Candidate, Verdict]]]


def recognise(actor: Actor, rows: Sequence[RosterRow]) -> Found:
    """For each row the people in the actor's reach whom it may be about, the likeliest first."""
    by_number = {row.number: row for row in rows if row.kind == STUDENT}
    if not by_number:
        return {}
    tokens = {number: _someone(row) for number, row in by_number.items()}
    with connection.cursor() as cursor:
        _stage(cursor, tokens)
        if len(tokens) > _MANY:
            # Row security hides from the planner how many people there are to go through one by one.
            cursor.execute("set local enable_nestloop = off")
        cursor.execute(_ON_RECORD)
        pairs = cursor.fetchall()
        cursor.execute("set local enable_nestloop to default")
        cursor.execute(_IN_THE_SHEET)
        inside = cursor.fetchall()
        cursor.execute("drop table stranger; drop table stranger_phone")
        people = _people(cursor, {person_id for _number, person_id in pairs})
    found: Found = defaultdict(list)
    for number, person_id in pairs:
        candidate, other = people[person_id]
        _judge(found, number, tokens[number], candidate, other)
    for number, earlier in inside:
        row = by_number[earlier]
        candidate = Candidate(None, earlier, row.school_no, enrolled=True)
        _judge(found, number, tokens[number], candidate, tokens[earlier])
    return {n: sorted(them, key=lambda pair: -pair[1].score) for n, them in found.items()}


def _judge(found: Found, number: int, one: Someone, candidate: Candidate, other: Someone) -> None:
    verdict = matching.compare(one, other)
    if verdict.kind != matching.DIFFERENT:
        found[number].append((candidate, verdict))


def _someone(row: RosterRow) -> Someone:
    kin = tuple(
        Relative(one.name, ciphers.blind_index(one.phone, kind="phone")) for one in row.kin if one
    )
    return Someone(
        row.name, row.birth_date, row.sex, row.id_kind, id_index(row.key), row.id_number, kin
    )


def _stage(cursor: Any, tokens: dict[int, Someone]) -> None:
    cursor.execute(_STAGE)
    with cursor.copy("copy stranger from stdin") as sheet:
        for number, one in tokens.items():
            sheet.write_row((number, one.name, one.birth_date, one.id_kind))
    with cursor.copy("copy stranger_phone from stdin") as sheet:
        for number, one in tokens.items():
            for phone in {relative.phone for relative in one.relatives}:
                sheet.write_row((number, phone))
    cursor.execute("analyze stranger; analyze stranger_phone")
    cursor.execute(_PHONES, {"most": matching.MOST_IN_A_BLOCK})


def _people(cursor: Any, ids: set[UUID]) -> dict[UUID, tuple[Candidate, Someone]]:
    if not ids:
        return {}
    cursor.execute(_PEOPLE, [list(ids)])
    rows = cursor.fetchall()
    found = {}
    for pk, school, _unit, name, birth, sex, kind, index, kin, phones, enrolled in rows:
        relatives = tuple(Relative(*one) for one in zip(kin, map(bytes, phones), strict=True))
        someone = Someone(name, birth, sex, kind, bytes(index), "", relatives)
        found[pk] = (Candidate(pk, 0, school, enrolled, bytes(index)), someone)
    return found
