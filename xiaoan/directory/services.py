"""Changing the tree, the roll and the calendar; loading a whole school at once."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Q
from django.utils.translation import gettext as _

from xiaoan.directory.events import (
    CalendarDaySet,
    EnrolmentEnded,
    PupilEnrolled,
    RollLoaded,
    UnitOpened,
)
from xiaoan.directory.models import CalendarDay, Enrolment, Guardian, Person, Term, Unit
from xiaoan.journal import services as journal
from xiaoan.kernel import ciphers
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.permission import Permission

ID_PLACE = "directory_person.id_cipher"
PHONE_PLACE = "directory_person.phone_cipher"
GUARDIAN_PHONE = "directory_guardian.phone_cipher"


@dataclass(frozen=True)
class NewUnit:
    """A unit to open; `no` and `end` by the numbering of rules.py."""

    no: int
    end: int
    parent_no: int | None
    kind: str
    name: str
    code: str
    school_id: int
    opened: dt.date
    stage: str = ""
    cohort: int | None = None
    boarding: bool = False


@dataclass(frozen=True)
class NewPupil:
    """A pupil to enrol. `id_number` and `phone` are sealed on arrival."""

    school_id: int
    unit_no: int
    number: str
    name: str
    pinyin: str
    sex: str
    birth_date: dt.date
    id_number: str
    seat: int
    since: dt.date
    boarder: bool = False
    dormitory_no: int | None = None


def open_unit(actor: Actor, unit: NewUnit) -> Unit:
    """Open one unit. The roster import of a later release opens many."""
    _only_system(actor)
    made = Unit.objects.create(**unit.__dict__)
    journal.record(
        actor,
        UnitOpened(school_id=unit.school_id, unit_no=unit.no, unit_kind=unit.kind, code=unit.code),
    )
    return made


def enrol(actor: Actor, pupil: NewPupil) -> tuple[Person, Enrolment]:
    """Put a new person on a school's roll and into a class from a day on."""
    _only_system(actor)
    person_id = uuid7()
    person = Person.objects.create(
        id=person_id, identity_id=person_id, school_id=pupil.school_id, unit_no=pupil.unit_no,
        kind="student", number=pupil.number, name=pupil.name, pinyin=pupil.pinyin, sex=pupil.sex,
        birth_date=pupil.birth_date,
        id_cipher=ciphers.seal(pupil.id_number, place=ID_PLACE, row=person_id),
        id_index=ciphers.blind_index(pupil.id_number, kind="id"),
    )  # fmt: skip
    return person, _enrol(actor, person, pupil)


def _enrol(actor: Actor, person: Person, pupil: NewPupil) -> Enrolment:
    enrolment = Enrolment.objects.create(
        id=uuid7(), school_id=pupil.school_id, unit_no=pupil.unit_no, person_id=person.pk,
        seat=pupil.seat, name=pupil.name, sex=pupil.sex, since=pupil.since, boarder=pupil.boarder,
        dormitory_no=pupil.dormitory_no,
    )  # fmt: skip
    journal.record(
        actor,
        PupilEnrolled(
            school_id=pupil.school_id, unit_no=pupil.unit_no, person_id=person.pk,
            enrolment_id=enrolment.pk, since=pupil.since,
        ),
    )  # fmt: skip
    return enrolment


def move_to_class(
    actor: Actor, enrolment_id: UUID, to_unit_no: int, seat: int, on: dt.date
) -> Enrolment:
    """Another class of the same school from a day on: one enrolment closes, the next opens."""
    _only_system(actor)
    old = Enrolment.objects.filter(pk=enrolment_id, until=None).first()
    if old is None:
        raise NotFound
    if to_unit_no // 4096 != old.unit_no // 4096:
        raise Invalid(_("转到另一所学校要走转学手续。"))
    end_enrolment(actor, enrolment_id, on)
    Person.objects.filter(pk=old.person_id).update(unit_no=to_unit_no)
    new = Enrolment.objects.create(
        id=uuid7(), school_id=old.school_id, unit_no=to_unit_no, person_id=old.person_id, seat=seat,
        name=old.name, sex=old.sex, since=on, boarder=old.boarder, dormitory_no=old.dormitory_no,
    )  # fmt: skip
    journal.record(
        actor,
        PupilEnrolled(
            school_id=new.school_id, unit_no=to_unit_no, person_id=new.person_id,
            enrolment_id=new.pk, since=on,
        ),
    )  # fmt: skip
    return new


def end_enrolment(actor: Actor, enrolment_id: UUID, until: dt.date) -> None:
    """Close an enrolment; `until` is the first day the pupil is no longer on this roll."""
    _only_system(actor)
    row = Enrolment.objects.filter(pk=enrolment_id).first()
    if row is None:
        raise NotFound
    changed = Enrolment.objects.filter(Q(until=None), pk=enrolment_id).update(until=until)
    if not changed:
        raise Conflict(_("这条学籍记录已经结束。"))
    journal.record(
        actor,
        EnrolmentEnded(
            school_id=row.school_id, unit_no=row.unit_no, person_id=row.person_id,
            enrolment_id=row.pk, until=until,
        ),
    )  # fmt: skip


def set_term(actor: Actor, unit_no: int, name: str, since: dt.date, until: dt.date) -> None:
    """A stretch of teaching at a unit."""
    _may_set_calendar(actor, unit_no)
    Term.objects.update_or_create(
        unit_no=unit_no, since=since, defaults={"name": name, "until": until}
    )


def set_calendar_day(
    actor: Actor, unit_no: int, day: dt.date, is_school_day: bool, note: str, source: str = ""
) -> None:
    """Name a day at a unit: a holiday, or a make-up school day."""
    _may_set_calendar(actor, unit_no)
    CalendarDay.objects.update_or_create(
        unit_no=unit_no,
        day=day,
        defaults={"is_school_day": is_school_day, "note": note, "source": source},
    )
    journal.record(
        actor, CalendarDaySet(school_id=0, unit_no=unit_no, day=day, is_school_day=is_school_day)
    )


def load_units(actor: Actor, units: Sequence[NewUnit]) -> None:
    """Open many units at once; `load_roll` records the fact with the people."""
    _only_system(actor)
    Unit.objects.bulk_create([Unit(**unit.__dict__) for unit in units], batch_size=2000)


# The columns of the four bulk tables, in the order in which rows are handed to `load_roll`.
PERSON_COLUMNS = tuple(field.attname for field in Person._meta.concrete_fields)
ENROLMENT_COLUMNS = tuple(field.attname for field in Enrolment._meta.concrete_fields)
GUARDIAN_COLUMNS = tuple(field.attname for field in Guardian._meta.concrete_fields)


def load_roll(
    actor: Actor,
    people: Iterable[Sequence[Any]],
    enrolments: Iterable[Sequence[Any]],
    guardians: Iterable[Sequence[Any]],
    summary: Iterable[RollLoaded],
) -> None:
    """Load people, enrolments and guardians by COPY, and record one bulk fact per school.

    COPY cannot write under row security: rows go through a temporary table and one INSERT.
    """
    _only_system(actor)
    copy_in("directory_person", PERSON_COLUMNS, people)
    copy_in("directory_enrolment", ENROLMENT_COLUMNS, enrolments)
    copy_in("directory_guardian", GUARDIAN_COLUMNS, guardians)
    journal.record_many(actor, summary)


def copy_in(table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> int:
    """COPY `rows` into a temporary table like `table`, then insert them under its policies."""
    names = ", ".join(columns)
    with connection.cursor() as cursor:
        cursor.execute(
            f"create temporary table incoming on commit drop as select {names} from {table} limit 0"  # noqa: S608  # names come from the models
        )
        with cursor.copy(f"copy incoming ({names}) from stdin") as sheet:
            for row in rows:
                sheet.write_row(row)
        cursor.execute(f"insert into {table} ({names}) select {names} from incoming")  # noqa: S608  # as above
        count = int(cursor.rowcount)
        cursor.execute("drop table incoming")
    return count


def _only_system(actor: Actor) -> None:
    # Changing the roll by people is the roster issue; until then only commands and tasks do it.
    if not actor.is_system:
        raise Forbidden


def _may_set_calendar(actor: Actor, unit_no: int) -> None:
    if not actor.may(Permission.SET_CALENDAR, unit_no):
        raise Forbidden if actor.sees(unit_no) else NotFound
