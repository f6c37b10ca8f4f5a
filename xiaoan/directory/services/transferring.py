"""From one school to another: the enrolment here ends, a person there with the same identity begins.

Whether both schools agree is the caller's matter (registry.services.transfers, merging of schools).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from xiaoan.directory.events import EnrolmentEnded, PupilEnrolled
from xiaoan.directory.models import Enrolment, Guardian, Person, Placement
from xiaoan.directory.queries import GUARDIAN_PHONE
from xiaoan.directory.rules import lives, school_of
from xiaoan.directory.rules.lives import Stretch, When
from xiaoan.directory.services import holding
from xiaoan.directory.services.enrolments import ID_PLACE, PHONE_PLACE
from xiaoan.directory.services.people import end_placements, take_back
from xiaoan.directory.services.rights import beyond
from xiaoan.journal import services as journal
from xiaoan.kernel import ciphers, clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Forbidden
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.permission import Permission

KEEPERS = (Permission.KEEP_ROLL, Permission.KEEP_SCHOOLS)


@dataclass(frozen=True)
class HandedOver:
    """Who the pupil is at the new school, and where."""

    person_id: UUID
    school_no: int
    unit_no: int


def hand_over(actor: Actor, person_id: UUID, to_unit_no: int, when: When) -> HandedOver:
    """Move a pupil to a class of another school from a day on. The actor keeps one of the two rolls."""
    to_school = school_of(to_unit_no)
    with beyond(actor):
        person = Person.objects.filter(pk=person_id, kind="student").first()
        if person is None or person.school_id == to_school:
            raise Conflict(_("这名学生不能这样转学。请刷新后核对。"))
        if not any(actor.may(p, no) for p in KEEPERS for no in (person.school_id, to_school)):
            raise Forbidden
        life = holding.lock(person)
        holding.refuse_change(life, when.since)
        old = life.last
        new = _there(life.person, to_school, to_unit_no)
        there = _life_there(new)
        if lives.return_fault([Stretch(row.since, row.until) for row in there], when.since):
            raise Conflict(_("这名学生在那所学校还有没结束的学籍。请两校核对。"))
        holding.hold_class(to_school, to_unit_no, when.since)
        holding.end(old, when.since, lives.TRANSFERRED)
        end_placements(old, when.since)
        new.save()
        row = holding.begin(new, to_unit_no, when, lives.TRANSFERRED)
        _copy_guardians(life.person, new)
        if when.since <= clock.today():
            holding.follow(clock.today(), [new.pk])
        _record(actor, old, row)
    return HandedOver(new.pk, to_school, to_unit_no)


def take_back_handing_over(actor: Actor, from_person_id: UUID, to_person_id: UUID) -> None:
    """Undo a handing over whose day has not come: both schools' rolls stay as they were before."""
    with beyond(actor):
        old = holding.lock(Person.objects.get(pk=from_person_id))
        new = holding.lock(Person.objects.get(pk=to_person_id))
        last_old, last_new = old.enrolments[-1:], new.enrolments[-1:]
        if not (last_old and last_new) or not _joined(last_old[0], last_new[0]):
            raise Conflict(_("转学之后又有变动,不能撤回。请办一次转回。"))
        take_back(new, "begin")
        take_back(old, "end")


def forget_copy(actor: Actor, person_id: UUID) -> bool:
    """Remove what a transfer copied to a school where the pupil never was; wards must be gone before.

    False, and nothing removed, for somebody whom the school knows from before.
    """
    with beyond(actor):
        if Enrolment.objects.filter(person_id=person_id).exists():
            return False
        Placement.objects.filter(person_id=person_id).delete()
        Guardian.objects.filter(person_id=person_id).delete()
        return bool(Person.objects.filter(pk=person_id, kind="student").delete()[0])


def _joined(old: Enrolment, new: Enrolment) -> bool:
    """Whether one ends and the other begins by the same transfer, on a day to come."""
    return (
        old.until == new.since
        and old.ended_by == new.begun_by == lives.TRANSFERRED
        and new.until is None
        and new.since > clock.today()
    )


def _there(person: Person, school_no: int, unit_no: int) -> Person:
    rows = Person.objects.select_for_update().filter(school_id=school_no, kind="student")
    return person_there(person, school_no, unit_no, rows.filter(id_index=person.id_index).first())


def person_there(person: Person, school_no: int, unit_no: int, known: Person | None) -> Person:
    """The same human being at the other school: known there from before, or new. Not saved."""
    if known:
        known.identity_id = person.identity_id
        return known
    pk = uuid7()
    id_number = ciphers.unseal(person.id_cipher, place=ID_PLACE, row=person.pk)
    phone = None
    if person.phone_cipher:
        said = ciphers.unseal(person.phone_cipher, place=PHONE_PLACE, row=person.pk)
        phone = ciphers.seal(said, place=PHONE_PLACE, row=pk)
    return Person(
        id=pk, identity_id=person.identity_id, school_id=school_no, unit_no=unit_no,
        kind="student", number=person.number, name=person.name, pinyin=person.pinyin,
        sex=person.sex, birth_date=person.birth_date, id_kind=person.id_kind,
        id_cipher=ciphers.seal(id_number, place=ID_PLACE, row=pk), id_index=person.id_index,
        phone_cipher=phone, phone_index=person.phone_index,
    )  # fmt: skip


def _life_there(person: Person) -> list[Enrolment]:
    rows = Enrolment.objects.filter(school_id=person.school_id, person_id=person.pk)
    return list(rows.order_by("since"))


def copy_guardians(came: Mapping[UUID, UUID]) -> None:
    """Guardians go along with pupils whom a roster brought over: the person there → the person here."""
    people = Person.objects.in_bulk([*came, *came.values()])
    for old_id, new_id in came.items():
        if old_id in people and new_id in people:
            _copy_guardians(people[old_id], people[new_id])


def _copy_guardians(old: Person, new: Person) -> None:
    """Guardians go along, unless the new school knows some from before."""
    if Guardian.objects.filter(school_id=new.school_id, person_id=new.pk, until=None).exists():
        return
    rows = Guardian.objects.filter(school_id=old.school_id, person_id=old.pk, until=None)
    for row in rows.order_by("rank"):
        copied_guardian(row, new).save(force_insert=True)


def copied_guardian(row: Guardian, person: Person) -> Guardian:
    """A guardian of a child at the child's new school; the phone is bound to the new row. Not saved."""
    pk = uuid7()
    phone = ciphers.unseal(row.phone_cipher, place=GUARDIAN_PHONE, row=row.pk)
    return Guardian(
        id=pk, school_id=person.school_id, unit_no=person.unit_no, person_id=person.pk,
        name=row.name, relation=row.relation, rank=row.rank, phone_index=row.phone_index,
        phone_cipher=ciphers.seal(phone, place=GUARDIAN_PHONE, row=pk), since=clock.today(),
        may_see=row.may_see, may_be_called=row.may_be_called, is_legal=row.is_legal,
    )  # fmt: skip


def _record(actor: Actor, old: Enrolment, new: Enrolment) -> None:
    """One fact in each school's chain, in the order in which all lock the heads of the chains."""
    facts = [
        EnrolmentEnded(
            school_id=old.school_id, unit_no=old.unit_no, person_id=old.person_id,
            enrolment_id=old.pk, until=new.since,
        ),
        PupilEnrolled(
            school_id=new.school_id, unit_no=new.unit_no, person_id=new.person_id,
            enrolment_id=new.pk, since=new.since,
        ),
    ]  # fmt: skip
    for fact in sorted(facts, key=lambda one: one.school_id):
        journal.record(actor, fact)
