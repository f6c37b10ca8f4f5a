"""A pupil on a school's roll: enrolled, moved to another class, gone."""

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from xiaoan.directory.events import EnrolmentEnded, PupilEnrolled
from xiaoan.directory.models import Enrolment, Person
from xiaoan.directory.rules.names import search_text
from xiaoan.directory.services.rights import only_system
from xiaoan.journal import services as journal
from xiaoan.kernel import ciphers
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Invalid, NotFound
from xiaoan.kernel.ids import uuid7

ID_PLACE = "directory_person.id_cipher"
PHONE_PLACE = "directory_person.phone_cipher"
GUARDIAN_PHONE = "directory_guardian.phone_cipher"


@dataclass(frozen=True)
class NewPupil:
    """A pupil to enrol. `id_number` and `phone` are sealed on arrival."""

    school_id: int
    unit_no: int
    number: str
    name: str
    sex: str
    birth_date: dt.date
    id_number: str
    seat: int
    since: dt.date
    boarder: bool = False
    dormitory_no: int | None = None


def enrol(actor: Actor, pupil: NewPupil) -> tuple[Person, Enrolment]:
    """Put a new person on a school's roll and into a class from a day on."""
    only_system(actor)
    person_id = uuid7()
    person = Person.objects.create(
        id=person_id, identity_id=person_id, school_id=pupil.school_id, unit_no=pupil.unit_no,
        kind="student", number=pupil.number, name=pupil.name, sex=pupil.sex,
        pinyin=search_text(pupil.name), birth_date=pupil.birth_date,
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
    only_system(actor)
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
    only_system(actor)
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
