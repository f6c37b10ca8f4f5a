"""A roster beside the roll: what differs, who is not known, who is elsewhere, who is missing.

Set-wise: the rows go into a temporary table by COPY (which cannot read under row security), and one
statement each asks what differs. Nothing is written.
"""

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import connection

from xiaoan.directory.rules.roll import STUDENT, Kin, RosterRow
from xiaoan.kernel import ciphers
from xiaoan.kernel.actor import Actor, system
from xiaoan.kernel.scope import enter

Index = Callable[[str], bytes]
_COLUMNS = (
    "row_no", "person_id", "kind", "school_id", "unit_no", "number", "name", "sex", "birth_date",
    "id_kind", "id_index", "seat", "boarder", "room_no", "phone_index", "post", "name_1",
    "relation_1", "index_1", "name_2", "relation_2", "index_2",
)  # fmt: skip
# The server's limits are for pages. A whole county is compared in seconds, on a busy machine in more.
_PATIENCE = """
set local statement_timeout = '5min'; set local idle_in_transaction_session_timeout = '5min'
"""
_STAGE = """
create temporary table incoming_roster (
  row_no int, person_id uuid, kind text, school_id int, unit_no int, number text, name text,
  sex text, birth_date date, id_kind text, id_index bytea, seat smallint, boarder bool, room_no int,
  phone_index bytea, post text, name_1 text, relation_1 text, index_1 bytea, name_2 text,
  relation_2 text, index_2 bytea
) on commit drop
"""
_KIN = """
  case when i.name_{n} <> '' and (g{n}.id is null or g{n}.name <> i.name_{n}
    or (i.relation_{n} <> '' and g{n}.relation <> i.relation_{n})
    or (i.index_{n} is not null and g{n}.phone_index <> i.index_{n})) then 'guardian_{n}' end"""
_DIFFERENCES = f"""
select row_no, id, kind, enrolment_id, unit_no, since, boarder, dormitory_no, seat, guardian_1,
  guardian_2, changed
from (
  select i.row_no, i.kind as row_kind, i.unit_no as row_unit_no, p.id, p.kind, e.id as enrolment_id,
    e.unit_no, e.since, e.boarder, e.dormitory_no, e.seat, g1.id as guardian_1, g2.id as guardian_2,
    array_remove(array[
      case when i.number <> '' and i.number <> p.number then 'number' end,
      case when i.name <> p.name then 'name' end,
      case when i.sex <> p.sex then 'sex' end,
      case when i.birth_date <> p.birth_date then 'birth_date' end,
      case when i.id_kind <> p.id_kind then 'id_kind' end,
      case when i.id_index <> p.id_index then 'id_number' end,
      case when i.seat <> e.seat then 'seat' end,
      case when i.boarder <> e.boarder then 'boarder' end,
      case when i.room_no is distinct from e.dormitory_no and i.room_no is not null then 'room' end,
      case when i.phone_index is distinct from p.phone_index and i.phone_index is not null
        then 'phone' end,
      case when i.post <> '' and i.post <> p.post then 'post' end,
      {_KIN.format(n=1)}, {_KIN.format(n=2)}
    ], null) as changed
  from incoming_roster i
  join directory_person p on p.school_id = i.school_id and %s
  left join directory_enrolment e
    on e.school_id = p.school_id and e.person_id = p.id and e.until is null
  left join directory_guardian g1
    on g1.school_id = p.school_id and g1.person_id = p.id and g1.rank = 1 and i.name_1 <> ''
  left join directory_guardian g2
    on g2.school_id = p.school_id and g2.person_id = p.id and g2.rank = 2 and i.name_2 <> ''
) beside
where changed <> '{{}}' or row_kind <> kind
  or (row_kind = 'student' and unit_no is distinct from row_unit_no)
"""  # noqa: S608  # no text from outside
_KNOWN_BY_NUMBER = _DIFFERENCES % "i.person_id is null and p.id_index = i.id_index"
_KNOWN_BY_DECISION = _DIFFERENCES % "p.id = i.person_id"
_STRANGERS = """
select i.row_no from incoming_roster i
left join directory_person p on p.school_id = i.school_id and p.id_index = i.id_index
where p.id is null and i.person_id is null
"""
# A child has one school in the county: a running enrolment counts before one that ended, or will.
_ELSEWHERE = """
select distinct on (i.row_no) i.row_no, p.id, p.identity_id, p.school_id, p.kind,
  case when e.until is null then e.id end, e.unit_no, e.since, e.until
from incoming_roster i
join directory_person p on p.id_index = i.id_index
left join lateral (
  select id, unit_no, since, until from directory_enrolment
  where school_id = p.school_id and person_id = p.id order by until desc nulls first limit 1
) e on true
where i.row_no = any(%s) and p.school_id <> i.school_id and p.kind = i.kind
order by i.row_no, e.id is null, e.until desc nulls first, p.id desc
"""
_ELSEWHERE_BY_DECISION = _ELSEWHERE.replace("p.id_index = i.id_index", "p.id = i.person_id")
_MISSING = """
select e.school_id, e.unit_no, e.id, e.person_id
from directory_enrolment e
join directory_person p on p.school_id = e.school_id and p.id = e.person_id
where e.until is null and e.school_id = any(%s)
  and not exists (select from incoming_roster i where i.id_index = p.id_index)
  and not exists (select from incoming_roster i where i.person_id = p.id)
  and p.id_index <> all(%s)
order by e.school_id, e.unit_no, e.id
"""


@dataclass(frozen=True, slots=True)
class Known:
    """A person of the row's school whose record is not what the row says.

    Without an enrolment (`enrolment_id` None) a pupil has left before, or the row is about staff.
    """

    person_id: UUID
    kind: str
    enrolment_id: UUID | None
    unit_no: int | None
    since: dt.date | None
    boarder: bool | None
    room_no: int | None
    seat: int | None
    guardian_1: UUID | None
    guardian_2: UUID | None
    changed: list[str]


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """The same ID number on the roll of another school; enrolled there still, or not any more.

    Without an enrolment it ended there, or will, on `until`.
    """

    person_id: UUID
    identity_id: UUID
    school_no: int
    kind: str
    enrolment_id: UUID | None
    unit_no: int | None
    since: dt.date | None
    until: dt.date | None


@dataclass(frozen=True, slots=True)
class Missing:
    """A pupil on the roll of a school whose sheet, said to be complete, does not name them."""

    school_no: int
    unit_no: int
    enrolment_id: UUID
    person_id: UUID


@dataclass(frozen=True)
class Comparison:
    """By row number. A row that is in none of the three is the same as on record."""

    known: dict[int, Known] = field(default_factory=dict)
    elsewhere: dict[int, Elsewhere] = field(default_factory=dict)
    strangers: frozenset[int] = frozenset()
    missing: tuple[Missing, ...] = ()


def compare_roster(
    actor: Actor,
    rows: Iterable[RosterRow],
    *,
    same: Mapping[int, UUID] | None = None,
    complete: Collection[int] = (),
    also_named: Collection[bytes] = (),
) -> Comparison:
    """Hold rows against the roll in the actor's reach.

    `same`: rows that are about a person of their school whatever the ID number says. `complete`:
    schools whose rows are all there are; `also_named`: blind indexes of people the sheet names in
    rows that are not among these, so that they are not missing.
    """
    with connection.cursor() as cursor:
        cursor.execute(_PATIENCE)
        _stage(cursor, rows, same or {})
        known: dict[int, Known] = {}
        for statement in (_KNOWN_BY_NUMBER, *([_KNOWN_BY_DECISION] if same else [])):
            cursor.execute(statement)
            known.update((n, Known(*told)) for n, *told in cursor.fetchall())
        cursor.execute(_STRANGERS)
        strangers = {n for (n,) in cursor.fetchall()}
        # Who is known here and not on the roll may be on that of another school by now.
        gone = {n for n, k in known.items() if k.kind == STUDENT and k.enrolment_id is None}
        elsewhere = _elsewhere(actor, cursor, _ELSEWHERE, strangers | gone)
        elsewhere |= _elsewhere(actor, cursor, _ELSEWHERE_BY_DECISION, set(same or ()))
        missing: tuple[Missing, ...] = ()
        if complete:
            cursor.execute(_MISSING, [list(complete), list(also_named)])
            missing = tuple(Missing(*row) for row in cursor.fetchall())
        cursor.execute("drop table incoming_roster")
    return Comparison(known, elsewhere, frozenset(strangers - elsewhere.keys()), missing)


def _elsewhere(
    actor: Actor, cursor: Any, statement: str, numbers: set[int]
) -> dict[int, Elsewhere]:
    """Whether the county knows an ID number needs a look beyond one school: the system looks."""
    if not numbers:
        return {}
    enter(system("roster"))
    cursor.execute(statement, [list(numbers)])
    found = {n: Elsewhere(*told) for n, *told in cursor.fetchall()}
    enter(actor)
    return found


def _stage(cursor: Any, rows: Iterable[RosterRow], same: Mapping[int, UUID]) -> None:
    cursor.execute(_STAGE)
    names = ", ".join(_COLUMNS)
    with cursor.copy(f"copy incoming_roster ({names}) from stdin") as sheet:
        numbers, phones = ciphers.indexer("id"), ciphers.indexer("phone")
        for row in rows:
            sheet.write_row(_line(row, same.get(row.number), numbers, phones))
    # Without figures the planner takes the table for small and goes row by row.
    cursor.execute("analyze incoming_roster")


def _line(row: RosterRow, person_id: UUID | None, numbers: Index, phones: Index) -> tuple[Any, ...]:
    first, second = row.kin
    return (
        row.number, person_id, row.kind, row.school_no, row.unit_no, row.code, row.name, row.sex,
        row.birth_date, row.id_kind, numbers(row.key), row.seat, row.boarder, row.room_no,
        phones(row.phone) if row.phone else None, row.post, *_kin(first, phones),
        *_kin(second, phones),
    )  # fmt: skip


def _kin(kin: Kin | None, phones: Index) -> tuple[str, str, bytes | None]:
    if kin is None:
        return "", "", None
    return kin.name, kin.relation, phones(kin.phone) if kin.phone else None


def id_index(key: str) -> bytes:
    """The blind index under which an ID number (the key of a row) is found."""
    return ciphers.blind_index(key, kind="id")


def id_indexes(keys: Iterable[str]) -> set[bytes]:
    """The blind indexes of many."""
    return set(map(ciphers.indexer("id"), keys))
