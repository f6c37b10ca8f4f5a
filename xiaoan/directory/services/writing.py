"""The rows that a merge writes: collected, then each table at once."""

import datetime as dt
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Model

from xiaoan.directory.models import Enrolment, Guardian, Person
from xiaoan.directory.queries import GUARDIAN_PHONE
from xiaoan.directory.rules.names import search_text
from xiaoan.directory.rules.roll import Kin, RosterRow
from xiaoan.directory.services.bulk import (
    ENROLMENT_COLUMNS,
    GUARDIAN_COLUMNS,
    PERSON_COLUMNS,
)
from xiaoan.directory.services.comparing import Known, id_index
from xiaoan.directory.services.enrolments import ID_PLACE, PHONE_PLACE
from xiaoan.kernel import ciphers, clock
from xiaoan.kernel.ids import uuid7

Line = tuple[Any, ...]
# Row security hides from the planner how many people there are: for more lines than this it takes
# reading all of them for cheaper than finding each by its index.
_AT_ONCE = 100
# Names and types of columns come from the models and from below, never from outside.
_INSERT = "insert into TABLE (NAMES) select NAMES from roster_lines"
_LINES = "with roster_lines as (select * from json_to_recordset(%s) as one (COLUMNS))"
# What a sheet leaves empty stays: null here means that nothing was said.
_CORRECT = """
update directory_person p set number = coalesce(c.number, p.number), name = c.name,
  pinyin = coalesce(c.pinyin, p.pinyin), sex = c.sex, birth_date = c.birth_date,
  id_kind = c.id_kind, id_cipher = coalesce(c.id_cipher, p.id_cipher),
  id_index = coalesce(c.id_index, p.id_index),
  phone_cipher = coalesce(c.phone_cipher, p.phone_cipher),
  phone_index = coalesce(c.phone_index, p.phone_index), post = coalesce(c.post, p.post)
from roster_lines c where p.school_id = c.school_id and p.id = c.id
"""
_CORRECT_COLUMNS = (
    "id uuid, school_id int, number text, name text, pinyin text, sex text, birth_date date, "
    "id_kind text, id_cipher bytea, id_index bytea, phone_cipher bytea, phone_index bytea, post text"
)
# Who was enrolled later than the day on which they are to leave was enrolled for a day.
_CLOSE = """
update directory_enrolment e set until = greatest(c.until, e.since + 1), ended_by = c.ended_by
from roster_lines c where e.id = c.id and e.until is null
"""
_CLOSE_COLUMNS = "id uuid, until date, ended_by text"
_NO_PLACE = (
    """
delete from directory_placement t using roster_lines c
where t.school_id = c.school_id and t.person_id = c.person_id and t.since >= c.until
""",
    """
update directory_placement t set until = c.until from roster_lines c
where t.school_id = c.school_id and t.person_id = c.person_id
  and (t.until is null or t.until > c.until)
""",
)
_TOUCH_UP = """
update directory_enrolment e set name = c.name, sex = c.sex, seat = coalesce(c.seat, e.seat)
from roster_lines c where e.id = c.id
"""
# A guardian who changed: what began today is changed in place, else the row ends and the next begins.
# The phone is bound to the row's id, so the id changes with it.
_GUARDIANS = (
    """
update directory_guardian g set id = c.id, name = c.name,
  relation = coalesce(nullif(c.relation, ''), g.relation), phone_cipher = c.phone_cipher,
  phone_index = c.phone_index
from roster_lines c where g.id = c.old_id and g.since = c.today
""",
    """
update directory_guardian g set until = c.today, past_rank = g.rank, rank = null
from roster_lines c where g.id = c.old_id
""",
    """
insert into directory_guardian (id, school_id, unit_no, person_id, name, relation, rank,
  phone_cipher, phone_index, since, may_see, may_be_called, is_legal)
select c.id, g.school_id, g.unit_no, g.person_id, c.name,
  coalesce(nullif(c.relation, ''), g.relation), g.past_rank, c.phone_cipher, c.phone_index, c.today,
  g.may_see, g.may_be_called, g.is_legal
from roster_lines c join directory_guardian g on g.id = c.old_id
""",
)
_GUARDIAN_TYPES = (
    "old_id uuid, id uuid, name text, relation text, phone_cipher bytea, phone_index bytea, "
    "today date"
)


class Sheet:
    """What is to be written about people, each of the school of their row."""

    def __init__(self) -> None:
        self._people: list[Line] = []
        self._corrections: list[Line] = []
        self._enrolments: list[Line] = []
        self._closings: list[Line] = []
        self._touch_ups: list[Line] = []
        self._guardians: list[Line] = []
        self._new_guardians: list[Line] = []
        self._gone: list[Line] = []

    def person(self, row: RosterRow, person_id: UUID, identity_id: UUID) -> None:
        self._people.append(
            (
                person_id, identity_id, row.school_no, row.unit_no, row.kind, row.code, row.name,
                search_text(row.name), row.sex, row.birth_date, row.id_kind,
                *_sealed_id(row, person_id), *_sealed_phone(row, person_id), row.post,
            )
        )  # fmt: skip

    def correct(self, row: RosterRow, known: Known) -> None:
        said = set(known.changed)
        if said <= {"seat", "boarder", "room", "guardian_1", "guardian_2"}:
            return
        ident = _sealed_id(row, known.person_id) if "id_number" in said else (None, None)
        phone = _sealed_phone(row, known.person_id) if "phone" in said else (None, None)
        self._corrections.append(
            (
                known.person_id, row.school_no, row.code or None, row.name,
                search_text(row.name) if "name" in said else None, row.sex, row.birth_date,
                row.id_kind, *ident, *phone, row.post or None,
            )
        )  # fmt: skip

    def enrol(
        self,
        row: RosterRow,
        person_id: UUID,
        since: dt.date,
        seat: int,
        living: tuple[bool, int | None],
        begun_by: str,
    ) -> None:
        self._enrolments.append(
            (
                uuid7(), row.school_no, row.unit_no, person_id, seat, row.name, row.sex, since,
                None, *living, begun_by,
            )
        )  # fmt: skip

    def close(self, enrolment_id: UUID, until: dt.date, ended_by: str) -> None:
        self._closings.append((enrolment_id, until, ended_by))

    def no_place(self, school_no: int, person_id: UUID, until: dt.date) -> None:
        """No seat on a bus and at a table any more at a school that is left."""
        self._gone.append((school_no, person_id, until))

    def touch_up(self, row: RosterRow, known: Known) -> None:
        self._touch_ups.append((known.enrolment_id, row.name, row.sex, row.seat))

    def guardians(
        self, row: RosterRow, person_id: UUID, known: Sequence[UUID | None], wanted: Sequence[bool]
    ) -> None:
        for rank, kin in enumerate(row.kin, start=1):
            if kin and wanted[rank - 1]:
                self._guardian(row, person_id, rank, kin, known[rank - 1])

    def _guardian(
        self, row: RosterRow, person_id: UUID, rank: int, kin: Kin, old_id: UUID | None
    ) -> None:
        guardian_id, today = uuid7(), clock.today()
        sealed = ciphers.seal(kin.phone, place=GUARDIAN_PHONE, row=guardian_id)
        index = ciphers.blind_index(kin.phone, kind="phone")
        if old_id:
            line = (old_id, guardian_id, kin.name, kin.relation, sealed, index, today)
            self._guardians.append(line)
            return
        self._new_guardians.append(
            (
                guardian_id, row.school_no, row.unit_no, person_id, kin.name, kin.relation, rank,
                sealed, index, today,
            )
        )  # fmt: skip

    def write(self) -> None:
        """Each table at once; closings before openings, since one enrolment runs at a time."""
        _apply([_CLOSE], _CLOSE_COLUMNS, self._closings)
        _apply(_NO_PLACE, "school_id int, person_id uuid, until date", self._gone)
        _add(Person, (*PERSON_COLUMNS, "post"), self._people)
        _apply([_CORRECT], _CORRECT_COLUMNS, self._corrections)
        _apply([_TOUCH_UP], "id uuid, name text, sex text, seat smallint", self._touch_ups)
        _add(Enrolment, (*ENROLMENT_COLUMNS, "begun_by"), self._enrolments)
        _add(Guardian, (*GUARDIAN_COLUMNS, "since"), self._new_guardians)
        _apply(_GUARDIANS, _GUARDIAN_TYPES, self._guardians)


def leave(closings: Iterable[tuple[UUID, dt.date, str]]) -> Counter[int]:
    """Close the enrolments of who leaves, as far as they still run; gives how many did, by school."""
    left: Counter[int] = Counter()
    with connection.cursor() as cursor:
        for beginning, given in _parts(_CLOSE_COLUMNS, list(closings)):
            cursor.execute(f"{beginning} {_CLOSE} returning e.school_id", given)
            left.update(school_no for (school_no,) in cursor.fetchall())
    return left


def _add(model: type[Model], columns: Sequence[str], lines: Sequence[Line]) -> None:
    """Insert lines with these columns."""
    names = ", ".join(columns)
    table = model._meta.db_table
    types = [f"{name} {_type(model, name)}" for name in columns]
    insert = _INSERT.replace("TABLE", table).replace("NAMES", names)
    _apply([insert], ", ".join(types), lines)


def _type(model: type[Model], column: str) -> str:
    """What the database calls the type of a column, without its length: too long must stay an error."""
    fields = {field.attname: field for field in model._meta.concrete_fields}
    return str(fields[column].db_type(connection)).partition("(")[0]


def _apply(statements: Sequence[str], types: str, lines: Sequence[Line]) -> None:
    """Run statements over lines that they know as `roster_lines`."""
    with connection.cursor() as cursor:
        for beginning, given in _parts(types, lines):
            for statement in statements:
                cursor.execute(f"{beginning} {statement}", given)


def _parts(columns: str, lines: Sequence[Line]) -> Iterator[tuple[str, list[str]]]:
    """How a statement begins that knows lines as `roster_lines`, and what is given to it.

    The lines come along with each statement, as one text: to make a table, copy into it and drop it
    again takes the database longer than all that is done with them, and arrays take the driver longer.
    """
    names = [column.split()[0] for column in columns.split(", ")]
    beginning = _LINES.replace("COLUMNS", columns)
    for at in range(0, len(lines), _AT_ONCE):
        some = [dict(zip(names, line, strict=True)) for line in lines[at : at + _AT_ONCE]]
        yield beginning, [json.dumps(some, default=_text, ensure_ascii=False)]


def _text(value: bytes | UUID | dt.date) -> str:
    """As the database reads it."""
    return f"\\x{value.hex()}" if isinstance(value, bytes) else str(value)


def _sealed_id(row: RosterRow, person_id: UUID) -> tuple[bytes, bytes]:
    sealed = ciphers.seal(row.id_number, place=ID_PLACE, row=person_id)
    return sealed, id_index(row.key)


def _sealed_phone(row: RosterRow, person_id: UUID) -> tuple[bytes | None, bytes | None]:
    if not row.phone:
        return None, None
    sealed = ciphers.seal(row.phone, place=PHONE_PLACE, row=person_id)
    return sealed, ciphers.blind_index(row.phone, kind="phone")
