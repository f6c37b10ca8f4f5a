"""The rows that a merge writes: collected, then each table at once, by COPY."""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django.db import connection

from xiaoan.directory.queries import GUARDIAN_PHONE
from xiaoan.directory.rules.names import search_text
from xiaoan.directory.rules.roll import Kin, RosterRow
from xiaoan.directory.services.bulk import (
    ENROLMENT_COLUMNS,
    GUARDIAN_COLUMNS,
    PERSON_COLUMNS,
    copy_in,
)
from xiaoan.directory.services.comparing import Known, id_index
from xiaoan.directory.services.enrolments import ID_PLACE, PHONE_PLACE
from xiaoan.kernel import ciphers
from xiaoan.kernel.ids import uuid7

Line = tuple[Any, ...]
# What a sheet leaves empty stays: null here means that nothing was said.
_CORRECT = """
update directory_person p set unit_no = c.unit_no, number = coalesce(c.number, p.number),
  name = c.name, pinyin = coalesce(c.pinyin, p.pinyin), sex = c.sex, birth_date = c.birth_date,
  id_kind = c.id_kind, id_cipher = coalesce(c.id_cipher, p.id_cipher),
  id_index = coalesce(c.id_index, p.id_index),
  phone_cipher = coalesce(c.phone_cipher, p.phone_cipher),
  phone_index = coalesce(c.phone_index, p.phone_index), post = coalesce(c.post, p.post)
from roster_lines c where p.school_id = c.school_id and p.id = c.id
"""
_CORRECT_COLUMNS = (
    "id uuid, school_id int, unit_no int, number text, name text, pinyin text, sex text, "
    "birth_date date, id_kind text, id_cipher bytea, id_index bytea, phone_cipher bytea, "
    "phone_index bytea, post text"
)
_CLOSE = """
update directory_enrolment e set until = c.until from roster_lines c
where e.id = c.id and e.until is null
"""
# Who was enrolled later than the day on which they are said to leave was enrolled for a day.
_LEAVE = """
update directory_enrolment e set until = greatest(c.until, e.since + 1) from roster_lines c
where e.id = c.id and e.until is null
"""
_TOUCH_UP = """
update directory_enrolment e set name = c.name, sex = c.sex, seat = coalesce(c.seat, e.seat)
from roster_lines c where e.id = c.id
"""
_FOLLOW = """
update directory_guardian g set unit_no = c.unit_no from roster_lines c
where g.school_id = c.school_id and g.person_id = c.person_id and g.unit_no <> c.unit_no
"""
_GUARDIANS = """
insert into directory_guardian
  (id, school_id, unit_no, person_id, name, relation, rank, phone_cipher, phone_index)
select id, school_id, unit_no, person_id, name, relation, rank, phone_cipher, phone_index
from roster_lines
on conflict (school_id, person_id, rank) do update set name = excluded.name,
  relation = case when excluded.relation = '' then directory_guardian.relation
    else excluded.relation end,
  phone_cipher = excluded.phone_cipher, phone_index = excluded.phone_index
"""
_GUARDIAN_TYPES = (
    "id uuid, school_id int, unit_no int, person_id uuid, name text, relation text, rank smallint, "
    "phone_cipher bytea, phone_index bytea"
)


class Sheet:
    """What is to be written about the people of one school."""

    def __init__(self, school_no: int) -> None:
        self.school_no = school_no
        self._people: list[Line] = []
        self._corrections: list[Line] = []
        self._enrolments: list[Line] = []
        self._closings: list[Line] = []
        self._touch_ups: list[Line] = []
        self._guardians: list[Line] = []
        self._new_guardians: list[Line] = []
        self._followers: list[Line] = []

    def person(self, row: RosterRow, person_id: UUID, identity_id: UUID) -> None:
        self._people.append(
            (
                person_id, identity_id, self.school_no, row.unit_no, row.kind, row.code, row.name,
                search_text(row.name), row.sex, row.birth_date, row.id_kind,
                *_sealed_id(row, person_id), *_sealed_phone(row, person_id), row.post,
            )
        )  # fmt: skip

    def correct(self, row: RosterRow, known: Known) -> None:
        said = set(known.changed)
        if said <= {"seat", "boarder", "room", "guardian_1", "guardian_2"} and (
            known.unit_no == row.unit_no or (known.enrolment_id is None and row.kind == "staff")
        ):
            return
        ident = _sealed_id(row, known.person_id) if "id_number" in said else (None, None)
        phone = _sealed_phone(row, known.person_id) if "phone" in said else (None, None)
        self._corrections.append(
            (
                known.person_id, self.school_no, row.unit_no, row.code or None, row.name,
                search_text(row.name) if "name" in said else None, row.sex, row.birth_date,
                row.id_kind, *ident, *phone, row.post or None,
            )
        )  # fmt: skip
        self._followers.append((self.school_no, known.person_id, row.unit_no))

    def enrol(
        self,
        row: RosterRow,
        person_id: UUID,
        since: dt.date,
        seat: int,
        boarder: bool,
        room_no: int | None,
    ) -> None:
        self._enrolments.append(
            (
                uuid7(), self.school_no, row.unit_no, person_id, seat, row.name, row.sex, since,
                None, boarder, room_no,
            )
        )  # fmt: skip

    def close(self, enrolment_id: UUID, until: dt.date) -> None:
        self._closings.append((enrolment_id, until))

    def touch_up(self, row: RosterRow, known: Known) -> None:
        self._touch_ups.append((known.enrolment_id, row.name, row.sex, row.seat))

    def guardians(
        self,
        row: RosterRow,
        person_id: UUID,
        known: Sequence[UUID | None],
        wanted: Sequence[bool],
    ) -> None:
        for rank, kin in enumerate(row.kin, start=1):
            if kin and wanted[rank - 1]:
                guardian_id = known[rank - 1]
                line = self._guardian(row, person_id, rank, kin, guardian_id or uuid7())
                (self._guardians if guardian_id else self._new_guardians).append(line)

    def _guardian(
        self, row: RosterRow, person_id: UUID, rank: int, kin: Kin, guardian_id: UUID
    ) -> Line:
        sealed = ciphers.seal(kin.phone, place=GUARDIAN_PHONE, row=guardian_id)
        index = ciphers.blind_index(kin.phone, kind="phone")
        return (
            guardian_id, self.school_no, row.unit_no, person_id, kin.name, kin.relation, rank,
            sealed, index,
        )  # fmt: skip

    def write(self) -> None:
        """Each table at once; closings before openings, since one enrolment runs at a time."""
        _apply(_CLOSE, "id uuid, until date", self._closings)
        _add("directory_person", (*PERSON_COLUMNS, "post"), self._people)
        _apply(_CORRECT, _CORRECT_COLUMNS, self._corrections)
        _apply(_TOUCH_UP, "id uuid, name text, sex text, seat smallint", self._touch_ups)
        _add("directory_enrolment", ENROLMENT_COLUMNS, self._enrolments)
        _apply(_FOLLOW, "school_id int, person_id uuid, unit_no int", self._followers)
        _add("directory_guardian", GUARDIAN_COLUMNS, self._new_guardians)
        _apply(_GUARDIANS, _GUARDIAN_TYPES, self._guardians)


def leave(closings: Iterable[tuple[UUID, dt.date]]) -> int:
    """Close the enrolments of who leaves, as far as they still run; gives how many did."""
    return _apply(_LEAVE, "id uuid, until date", list(closings))


def _add(table: str, columns: Sequence[str], lines: Sequence[Line]) -> None:
    if lines:
        copy_in(table, columns, lines)


def _apply(statement: str, types: str, lines: Sequence[Line]) -> int:
    """Run `statement` over lines laid out in the temporary table `roster_lines`."""
    if not lines:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(f"create temporary table roster_lines ({types}) on commit drop")
        with cursor.copy("copy roster_lines from stdin") as sheet:
            for line in lines:
                sheet.write_row(line)
        cursor.execute("analyze roster_lines")
        cursor.execute(statement)
        count = int(cursor.rowcount)
        cursor.execute("drop table roster_lines")
    return count


def _sealed_id(row: RosterRow, person_id: UUID) -> tuple[bytes, bytes]:
    sealed = ciphers.seal(row.id_number, place=ID_PLACE, row=person_id)
    return sealed, id_index(row.key)


def _sealed_phone(row: RosterRow, person_id: UUID) -> tuple[bytes | None, bytes | None]:
    if not row.phone:
        return None, None
    sealed = ciphers.seal(row.phone, place=PHONE_PLACE, row=person_id)
    return sealed, ciphers.blind_index(row.phone, kind="phone")
