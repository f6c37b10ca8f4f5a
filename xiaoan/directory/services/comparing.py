"""A roster beside the roll: what differs, who is not known, who is elsewhere, who is missing.

Set-wise: the rows go into a temporary table by COPY (which cannot read under row security), and one
statement each asks what differs. Nothing is written.
"""

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Any
from uuid import UUID

from django.db import connection

from xiaoan.directory.rules.roll import STUDENT, Kin, RosterRow
from xiaoan.kernel import ciphers
from xiaoan.kernel.actor import Actor, system
from xiaoan.kernel.patience import be_patient
from xiaoan.kernel.scope import enter

Index = Callable[[str], bytes]
# Rows handed to COPY at once; how many are many; what COPY reads as nothing, and what not as it is.
_BATCH = 1000
_MANY = 20_000
# In which the people of a county can be held against many rows without going to the disk.
_ROOM = "64MB"
_NULL = "\\N"
_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})
_COLUMNS = (
    "row_no", "person_id", "kind", "school_id", "unit_no", "number", "name", "sex", "birth_date",
    "id_kind", "id_index", "seat", "boarder", "room_no", "phone_index", "post", "name_1",
    "relation_1", "index_1", "name_2", "relation_2", "index_2",
)  # fmt: skip
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
select row_no, row_kind, identity_id, id, kind, enrolment_id, unit_no, since, boarder, dormitory_no,
  seat, guardian_1, guardian_2, changed
from (
  select i.row_no, i.kind as row_kind, i.unit_no as row_unit_no, p.identity_id, p.id, p.kind,
    e.id as enrolment_id,
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
  %s
  where %s
) beside
where id is null or changed <> '{{}}' or row_kind <> kind
  or (row_kind = 'student' and unit_no is distinct from row_unit_no)
"""  # noqa: S608  # no text from outside
_OF_KIN = "g{n}.school_id = p.school_id and g{n}.person_id = p.id and g{n}.rank = {n} and i.name_{n} <> ''"
_BESIDE = (
    ("p", "directory_person", "p.school_id = i.school_id and {}"),
    (
        "e",
        "directory_enrolment",
        "e.school_id = p.school_id and e.person_id = p.id and e.until is null",
    ),
    *((f"g{n}", "directory_guardian", _OF_KIN.format(n=n)) for n in (1, 2)),
)
# Row security hides from the planner how many people there are, so it is told how to find them: many
# by reading each table through once, few (a part that may not be pulled up) each by its index.
_THROUGH = "left join {1} {0} on {2}"
_EACH = "left join lateral (select * from {1} {0} where {2} offset 0) {0} on true"
_NUMBER = ("p.id_index = i.id_index", "i.person_id is null")
_DECISION = ("p.id = i.person_id", "p.id is not null")


def _differences(way: str, by: str, which: str) -> str:
    joins = "\n".join(way.format(*one) for one in _BESIDE)
    return _DIFFERENCES % (joins.format(by), which)


# A child has one school in the county: a running enrolment counts before one that ended, and among
# those the one that ends last, which may be on a day to come.
_ELSEWHERE = """
select distinct on (i.row_no) i.row_no, p.id, p.identity_id, p.school_id, p.kind, e.id, e.unit_no,
  e.since, (select max(x.until) from directory_enrolment x
    where x.school_id = p.school_id and x.person_id = p.id) as ends,
  p.name = i.name and p.birth_date = i.birth_date
from incoming_roster i
{join}
left join lateral (select * from directory_enrolment x
  where x.school_id = p.school_id and x.person_id = p.id and x.until is null offset 0) e on true
where p.school_id <> i.school_id and p.kind = i.kind
order by i.row_no, e.id is null, ends desc nulls last, p.id desc
"""
_WHO = "join lateral (select * from directory_person x where x.{} = {} offset 0) p on {}"
_ELSEWHERE_BY_NUMBER = _ELSEWHERE.format(
    join=_WHO.format("id_index", "i.id_index", "i.row_no = any(%s)")
)
_ELSEWHERE_BY_DECISION = _ELSEWHERE.format(
    join=_WHO.format("id", "i.person_id", "i.row_no = any(%s)")
)
# The number may have been corrected at one of the schools; the identity stays.
_ELSEWHERE_BY_IDENTITY = _ELSEWHERE.format(
    join="join unnest(%s::int[], %s::uuid[]) a (row_no, identity_id) on a.row_no = i.row_no\n"
    + _WHO.format("identity_id", "a.identity_id", "true")
)
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
    """The same human being on record at another school: enrolled there still, or not any more.

    Without an enrolment (`enrolment_id` None) that has no end, `ends` is the first day after the last.
    """

    person_id: UUID
    identity_id: UUID
    school_no: int
    kind: str
    enrolment_id: UUID | None
    unit_no: int | None
    since: dt.date | None
    ends: dt.date | None
    # Whether name and birth date of the row are those on record there.
    agrees: bool


@dataclass(frozen=True, slots=True)
class Missing:
    """A pupil on the roll of a school whose sheet, said to be complete, does not name them."""

    school_no: int
    unit_no: int
    enrolment_id: UUID
    person_id: UUID


@dataclass(frozen=True)
class Comparison:
    """By row number. A row that is in none of the three is the same as on record.

    A pupil who was at the row's school before and is not now may be in `known` and in `elsewhere`.
    """

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
    # A whole county is compared in seconds, on a busy machine in more.
    be_patient()
    with connection.cursor() as cursor:
        staged = _stage(cursor, rows, same or {})
        beside = _Beside()
        for by in (_NUMBER, *([_DECISION] if same else [])):
            beside.take(_differing(cursor, by, many=staged > _MANY))
        elsewhere = _all_elsewhere(actor, cursor, beside, set(same or ()))
        missing: tuple[Missing, ...] = ()
        if complete:
            cursor.execute(_MISSING, [list(complete), list(also_named)])
            missing = tuple(Missing(*row) for row in cursor.fetchall())
        cursor.execute("drop table incoming_roster")
    return Comparison(
        beside.known, elsewhere, frozenset(beside.strangers - elsewhere.keys()), missing
    )


def _differing(cursor: Any, by: tuple[str, str], *, many: bool) -> list[tuple[Any, ...]]:
    """The rows that are not what their school has on record."""
    if not many:
        cursor.execute(_differences(_EACH, *by))
        return list(cursor.fetchall())
    # Asked for so many, each index costs more than reading the table through once.
    cursor.execute(f"set local enable_nestloop = off; set local work_mem = '{_ROOM}'")
    cursor.execute(_differences(_THROUGH, *by))
    rows = list(cursor.fetchall())
    cursor.execute("set local enable_nestloop to default; set local work_mem to default")
    return rows


@dataclass
class _Beside:
    """What the rows' own schools say about them.

    `away`: pupils known there who are not on the roll (any more), and who they are: they may be on that
    of another school by now.
    """

    known: dict[int, Known] = field(default_factory=dict)
    strangers: set[int] = field(default_factory=set)
    away: dict[int, UUID] = field(default_factory=dict)

    def take(self, rows: Iterable[tuple[Any, ...]]) -> None:
        for number, row_kind, identity_id, *told in rows:
            if told[0] is None:
                self.strangers.add(number)
                continue
            known = self.known[number] = Known(*told)
            if known.enrolment_id is None and row_kind == known.kind == STUDENT:
                self.away[number] = identity_id


def _all_elsewhere(
    actor: Actor, cursor: Any, beside: _Beside, decided: set[int]
) -> dict[int, Elsewhere]:
    """Who of the rows is on record at another school. An enrolment that runs there counts first."""
    away = beside.away
    numbers = list(beside.strangers | away.keys())
    found = _elsewhere(actor, cursor, _ELSEWHERE_BY_NUMBER, numbers)
    found |= _elsewhere(actor, cursor, _ELSEWHERE_BY_DECISION, list(decided))
    gone = {n: one.identity_id for n, one in found.items() if one.enrolment_id is None} | away
    sought = {n: who for n, who in gone.items() if n not in found or not found[n].enrolment_id}
    more = _elsewhere(actor, cursor, _ELSEWHERE_BY_IDENTITY, list(sought), list(sought.values()))
    found.update((n, one) for n, one in more.items() if n not in found or one.enrolment_id)
    return found


def _elsewhere(
    actor: Actor, cursor: Any, statement: str, numbers: list[int], *more: list[UUID]
) -> dict[int, Elsewhere]:
    """Whether the county knows a person needs a look beyond one school: the system looks."""
    if not numbers:
        return {}
    enter(system("roster"))
    cursor.execute(statement, [numbers, *more])
    found = {n: Elsewhere(*told) for n, *told in cursor.fetchall()}
    enter(actor)
    return found


def _stage(cursor: Any, rows: Iterable[RosterRow], same: Mapping[int, UUID]) -> int:
    """Lay the rows out beside the roll; gives how many."""
    cursor.execute(_STAGE)
    names = ", ".join(_COLUMNS)
    with cursor.copy(f"copy incoming_roster ({names}) from stdin") as sheet:
        numbers, phones = ciphers.indexer("id"), ciphers.indexer("phone")
        lines = (_line(row, same.get(row.number), numbers, phones) for row in rows)
        while some := "".join(islice(lines, _BATCH)):
            sheet.write(some)
    staged = int(cursor.rowcount)
    if staged > _MANY:
        # Without figures the planner takes the table for small. It needs those of what rows are found
        # by; of all columns they take half a second.
        cursor.execute("analyze incoming_roster (row_no, person_id, school_id, id_index)")
    return staged


def _line(row: RosterRow, person_id: UUID | None, numbers: Index, phones: Index) -> str:
    """A row as COPY reads it: to have the driver look at each of its values takes longer than all else."""
    first, second = row.kin
    return (
        f"{row.number}\t{person_id or _NULL}\t{row.kind}\t{row.school_no}\t{row.unit_no}\t"
        f"{_text(row.code)}\t{_text(row.name)}\t{row.sex}\t{row.birth_date}\t{row.id_kind}\t\\\\x{numbers(row.key).hex()}\t"
        f"{_or_null(row.seat)}\t{_or_null(row.boarder)}\t{_or_null(row.room_no)}\t"
        f"{_index(row.phone, phones)}\t{_text(row.post)}\t{_kin(first, phones)}\t{_kin(second, phones)}\n"
    )


def _kin(kin: Kin | None, phones: Index) -> str:
    if kin is None:
        return f"\t\t{_NULL}"
    return f"{_text(kin.name)}\t{_text(kin.relation)}\t{_index(kin.phone, phones)}"


def _index(phone: str, phones: Index) -> str:
    return f"\\\\x{phones(phone).hex()}" if phone else _NULL


def _text(text: str) -> str:
    return text if text.isprintable() and "\\" not in text else text.translate(_ESCAPES)


def _or_null(value: int | None) -> int | str:
    return _NULL if value is None else value


def id_index(key: str) -> bytes:
    """The blind index under which an ID number (the key of a row) is found."""
    return ciphers.blind_index(key, kind="id")


def id_indexes(keys: Iterable[str]) -> set[bytes]:
    """The blind indexes of many."""
    return set(map(ciphers.indexer("id"), keys))
