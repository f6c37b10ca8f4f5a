"""The rows of a list beside everybody who is on the roll or the staff today: set-wise, by blind index.

The rows go into a temporary table, three joins find who comes into question, and the rule decides pair
by pair. Nothing is written.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db import connection

from xiaoan.directory.queries.record import ID_PLACE
from xiaoan.directory.rules import matching as likeness
from xiaoan.directory.rules.identity.numbers import RESIDENT
from xiaoan.directory.rules.matching import Someone
from xiaoan.directory.rules.names import readings_of
from xiaoan.kernel import ciphers
from xiaoan.verification.rules import matching as rules
from xiaoan.verification.services.reading import Claimed

# A telephone that so many people share (the school's, an office's) says nothing about any of them.
MOST_BY_PHONE = 10
_ALIKE = frozenset({"name_same", "name_sounds", "name_rare", "name_part"})
_BATCH = 1000
_STAGE = """
create temporary table outside_rows (
  row_no int, id_index bytea, is_wrong bool, phone_index bytea, name text, family text, sound text,
  birth date, swapped date
) on commit drop
"""
_ASK = """
with pairs as (
  select i.row_no, p.id, 'id' as how, '' as kin from outside_rows i
    join directory_person p on p.id_index = i.id_index
  union
  select i.row_no, p.id, 'own', '' from outside_rows i
    join directory_person p on p.phone_index = i.phone_index
  union
  select i.row_no, g.person_id, 'guardian', g.name from outside_rows i
    join directory_guardian g on g.phone_index = i.phone_index and g.until is null
  union
  select i.row_no, p.id, 'birth', '' from outside_rows i
    join directory_person p on p.birth_date = i.birth
      and (left(p.name, 1) = i.family or p.pinyin like i.sound)
  union
  select i.row_no, p.id, 'birth', '' from outside_rows i
    join directory_person p on p.birth_date = i.swapped and p.name = i.name
  union
  select i.row_no, p.id, 'wrong', '' from outside_rows i
    join directory_person p on p.name = i.name and i.is_wrong and p.id_kind = 'resident'
)
select c.row_no, c.how, c.kin, p.id, p.school_id, coalesce(e.unit_no, p.school_id), p.kind, p.name,
  p.birth_date, p.id_kind, p.id_index, case when c.how = 'wrong' then p.id_cipher end
from pairs c
join directory_person p on p.id = c.id
left join directory_enrolment e on e.school_id = p.school_id and e.person_id = p.id
  and e.since <= %(day)s and (e.until is null or e.until > %(day)s)
where p.kind = 'staff' or e.id is not null
order by c.row_no, p.id
"""
# The planner knows nothing of the rows, and asked for so many, each index costs more than a table.
_ROOM = "set local work_mem = '64MB'"


@dataclass(slots=True)
class Candidate:
    """A person who comes into question for a row, and by what."""

    person_id: UUID
    school_id: int
    unit_no: int
    kind: str
    name: str
    birth_date: dt.date
    id_kind: str
    id_index: bytes
    # Only where it is held against one that was mistyped.
    id_number: str = ""
    ways: set[str] = field(default_factory=set)
    kin: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Pair:
    """A row, the person it is or may be about, how sure and by what."""

    row: Claimed
    candidate: Candidate
    found: rules.Found


def match(rows: Sequence[Claimed], day: dt.date) -> list[Pair]:
    """Whom the rows are about, in the running scope; a row of which nothing is told is about nobody."""
    named = {row.row_no: row for row in rows}
    numbers = ciphers.indexer("id")
    pairs = []
    for row_no, candidates in _candidates(rows, day).items():
        row = named[row_no]
        someone = _someone(row, numbers)
        judged = {}
        for one in _plausible(candidates):
            found = rules.judge(_evidence(row, someone, one))
            if found:
                judged[one.person_id] = found
        pairs += [Pair(row, candidates[who], found) for who, found in rules.settle(judged).items()]
    return pairs


def _plausible(candidates: Mapping[UUID, Candidate]) -> list[Candidate]:
    """Whose number it is, if it is anybody's; else all but those by a telephone that many share."""
    by_id = [one for one in candidates.values() if "id" in one.ways]
    if by_id:
        return by_id
    by_phone = [one for one in candidates.values() if one.ways & {"own", "guardian"}]
    if len(by_phone) > MOST_BY_PHONE:
        for one in by_phone:
            one.ways -= {"own", "guardian"}
    return [one for one in candidates.values() if one.ways]


def _candidates(rows: Sequence[Claimed], day: dt.date) -> dict[int, dict[UUID, Candidate]]:
    found: dict[int, dict[UUID, Candidate]] = defaultdict(dict)
    with connection.cursor() as cursor:
        cursor.execute(_STAGE)
        columns = "row_no, id_index, is_wrong, phone_index, name, family, sound, birth, swapped"
        with cursor.copy(f"copy outside_rows ({columns}) from stdin") as sheet:
            _lay_out(sheet, rows)
        cursor.execute("analyze outside_rows")
        cursor.execute(_ROOM)
        cursor.execute(_ASK, {"day": day})
        while some := cursor.fetchmany(_BATCH):
            for row_no, how, kin, person_id, *told in some:
                one = found[row_no].get(person_id)
                if one is None:
                    school_id, unit_no, kind, name, birth, id_kind, id_index = told[:-1]
                    one = Candidate(
                        person_id, school_id, unit_no, kind, name, birth, id_kind, bytes(id_index)
                    )
                    found[row_no][person_id] = one
                one.ways.add(how)
                if told[-1]:
                    one.id_number = ciphers.unseal(told[-1], place=ID_PLACE, row=person_id)
                if kin:
                    one.kin.append(kin)
        cursor.execute("set local work_mem to default")
        cursor.execute("drop table outside_rows")
    return found


def _lay_out(sheet: Any, rows: Iterable[Claimed]) -> None:
    numbers, phones = ciphers.indexer("id"), ciphers.indexer("phone")
    for row in rows:
        birth = row.birth
        sheet.write_row(
            (
                row.row_no,
                numbers(row.id_number) if row.id_number else None,
                bool(row.id_wrong),
                phones(row.phone) if row.phone else None,
                row.name,
                row.name[:1],
                _sound(row.name),
                birth,
                _swapped(birth),
            )
        )


@lru_cache(maxsize=1 << 16)
def _sound(name: str) -> str:
    """What finds the name in the search keys of who sounds the same."""
    return f"%|{''.join(readings_of(name)[0])}|%"


def _swapped(birth: dt.date | None) -> dt.date | None:
    """Day and month in each other's place, where that is a date and another one."""
    if birth is None or birth.day == birth.month:
        return None
    with suppress(ValueError):
        return birth.replace(month=birth.day, day=birth.month)
    return None


def _someone(row: Claimed, numbers: Callable[[str], bytes]) -> Someone:
    number = row.id_number or row.id_wrong
    token = numbers(number) if number else None
    return Someone(row.name, row.birth, "", row.id_kind or RESIDENT, token, number)


def _evidence(row: Claimed, someone: Someone, one: Candidate) -> rules.Evidence:
    other = Someone(one.name, one.birth_date, "", one.id_kind, one.id_index, one.id_number)
    reasons = frozenset(likeness.compare(someone, other).reasons)
    phone = "own" if "own" in one.ways else "guardian" if "guardian" in one.ways else ""
    return rules.Evidence(reasons, phone, any(_alike(row.name, kin) for kin in one.kin))


def _alike(name: str, other: str) -> bool:
    return bool(_ALIKE & set(likeness.compare(Someone(name), Someone(other)).reasons))
