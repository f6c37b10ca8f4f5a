"""A pupil's life at one school: enrolled, another class, boarding, gone, back.

Every act closes one stretch of days and opens the next, so that the class list of any past day can
be read again. Roll-calls that were handed in stay what they were.
"""

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from xiaoan.directory.events import (
    BoardingChanged,
    ClassChanged,
    EnrolmentEnded,
    PlanWithdrawn,
    PupilEnrolled,
)
from xiaoan.directory.models import Enrolment, Person, Placement, Unit
from xiaoan.directory.rules import lives, school_of
from xiaoan.directory.rules.lives import When
from xiaoan.directory.rules.names import search_text
from xiaoan.directory.services import holding
from xiaoan.directory.services.enrolments import ID_PLACE
from xiaoan.directory.services.rights import beyond, require
from xiaoan.journal import services as journal
from xiaoan.kernel import ciphers, clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Invalid
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.permission import Permission

# What is kept of a placement that an end cut off.
_PLACED = ("id", "kind", "place_no", "label", "since", "until")


@dataclass(frozen=True)
class Enrolling:
    """Somebody who is new at a school: what the form says, read by rules.identity."""

    unit_no: int
    number: str
    name: str
    sex: str
    birth_date: dt.date
    id_kind: str
    id_number: str
    boarder: bool = False
    room_no: int | None = None


def enrol_pupil(actor: Actor, new: Enrolling, when: When) -> UUID:
    """Put somebody on the roll who was never at this school; gives the person's id."""
    school_no = school_of(new.unit_no)
    require(actor, Permission.KEEP_ROLL, new.unit_no)
    holding.refuse_when(when, school_no)
    index = ciphers.blind_index(new.id_number, kind="id")
    holding.lock_identity(index)
    if Person.objects.filter(school_id=school_no, id_index=index).exists():
        raise Conflict(_("这个证件号已在本校名册上。如已离校,请找到这名学生,办理复学。"))
    person = _new_person(actor, new, school_no, index)
    holding.refuse_elsewhere(actor, person, when.since, described=True)
    holding.hold_class(school_no, new.unit_no, when.since)
    holding.refuse_room(school_no, new.boarder, new.room_no)
    person.save(force_insert=True)
    row = holding.begin(
        person, new.unit_no, when, lives.ENROLLED, boarder=new.boarder, room_no=new.room_no
    )
    _record_begin(actor, row)
    return person.pk


def _new_person(actor: Actor, new: Enrolling, school_no: int, index: bytes) -> Person:
    person_id = uuid7()
    with beyond(actor):
        known = Person.objects.filter(id_index=index, kind="student").order_by("id").first()
    return Person(
        id=person_id, identity_id=known.identity_id if known else person_id, school_id=school_no,
        unit_no=new.unit_no, kind="student", number=new.number, name=new.name,
        pinyin=search_text(new.name), sex=new.sex, birth_date=new.birth_date, id_kind=new.id_kind,
        id_cipher=ciphers.seal(new.id_number, place=ID_PLACE, row=person_id), id_index=index,
    )  # fmt: skip


def change_class(actor: Actor, person_id: UUID, to_unit_no: int, when: When) -> UUID:
    """Another class of the same school from a day on; gives the new enrolment's id."""
    life = holding.hold(actor, person_id)
    holding.refuse_when(when, life.person.school_id)
    holding.refuse_change(life, when.since)
    old = life.last
    if old.unit_no == to_unit_no:
        raise Invalid(_("这名学生已经在这个班。"), {"unit": "same"})
    holding.hold_class(life.person.school_id, to_unit_no, when.since)
    holding.end(old, when.since, lives.CLASS_CHANGED)
    new = holding.begin(
        life.person, to_unit_no, when, lives.CLASS_CHANGED, boarder=old.boarder,
        room_no=old.dormitory_no,
    )  # fmt: skip
    _follow(life, when.since)
    journal.record(
        actor,
        ClassChanged(
            school_id=new.school_id, unit_no=new.unit_no, person_id=new.person_id,
            enrolment_id=new.pk, from_unit_no=old.unit_no, since=when.since,
        ),
    )  # fmt: skip
    return new.pk


def change_boarding(
    actor: Actor, person_id: UUID, boarder: bool, room_no: int | None, when: When
) -> UUID:
    """Board, no longer board, or sleep in another room from a day on."""
    life = holding.hold(actor, person_id)
    holding.refuse_when(when, life.person.school_id)
    holding.refuse_change(life, when.since)
    old = life.last
    if (old.boarder, old.dormitory_no) == (boarder, room_no):
        raise Invalid(_("已经是这样,没有改动。"), {"room": "same"})
    holding.refuse_room(life.person.school_id, boarder, room_no)
    return _sleep(actor, life, boarder, room_no, when)


def change_room(actor: Actor, person_id: UUID, room_no: int | None, when: When) -> UUID:
    """A boarder sleeps in another room from a day on, or in none yet (None: waits for a bed); gives the new
    enrolment's id. Where they slept before stays as it was."""
    life = holding.hold(actor, person_id)
    holding.refuse_when(when, life.person.school_id)
    holding.refuse_change(life, when.since)
    old = life.last
    if not old.boarder:
        raise Invalid(_("这名学生不是寄宿生。请先在“学生”里登记寄宿。"), {"who": "day_pupil"})
    if room_no is not None:
        holding.refuse_room(life.person.school_id, True, room_no)
    return _sleep(actor, life, True, room_no, when)


def _sleep(
    actor: Actor, life: holding.Life, boarder: bool, room_no: int | None, when: When
) -> UUID:
    """The same seat, another bed or none: the last enrolment ends, one that says so begins; gives its id."""
    old = life.last
    holding.end(old, when.since, lives.BOARDING_CHANGED)
    new = holding.begin(
        life.person, old.unit_no, when, lives.BOARDING_CHANGED, seat=old.seat, boarder=boarder,
        room_no=room_no,
    )  # fmt: skip
    journal.record(
        actor,
        BoardingChanged(
            school_id=new.school_id, unit_no=new.unit_no, person_id=new.person_id,
            enrolment_id=new.pk, boarder=boarder, since=when.since,
        ),
    )  # fmt: skip
    return new.pk


def leave_school(actor: Actor, person_id: UUID, because: str, when: When) -> None:
    """Off the roll from a day on: the first day on which the pupil no longer belongs to the class."""
    life = holding.hold(actor, person_id)
    if because not in lives.LEAVING:
        raise Invalid(_("请选离校原因。"), {"because": "missing"})
    holding.refuse_when(when, life.person.school_id)
    holding.refuse_change(life, when.since)
    holding.end(life.last, when.since, because)
    if when.reason.strip():
        Enrolment.objects.filter(pk=life.last.pk).update(note=when.reason.strip())
    end_placements(life.last, when.since)
    record_end(actor, life.last, when.since)


def return_to_school(actor: Actor, person_id: UUID, unit_no: int, when: When) -> UUID:
    """Back on the roll of a school one has left; gives the new enrolment's id."""
    life = holding.hold(actor, person_id)
    holding.refuse_when(when, life.person.school_id)
    fault = lives.return_fault(life.stretches, when.since)
    if fault == "enrolled":
        raise Conflict(_("这名学生已经在册。请刷新后核对。"))
    if fault:
        raise Invalid(
            _("离校日期是 %(until)s:请选这天或之后的日期。")
            % {"until": life.last.until.isoformat() if life.last.until else ""},
            {"since": fault},
        )
    holding.refuse_elsewhere(actor, life.person, when.since)
    holding.hold_class(life.person.school_id, unit_no, when.since)
    row = holding.begin(life.person, unit_no, when, lives.RETURNED)
    _follow(life, when.since)
    _record_begin(actor, row)
    return row.pk


def withdraw_plan(actor: Actor, person_id: UUID) -> str:
    """Take back what was entered for a day to come; gives which kind it was (rules.lives.planned)."""
    life = holding.hold(actor, person_id)
    what = lives.planned(life.stretches, clock.today())
    if not what:
        raise Conflict(_("没有还未生效的变动可以撤回。请刷新后核对。"))
    step = life.last.ended_by if what == "end" else life.last.begun_by
    if step == lives.TRANSFERRED and what != "change":
        raise Conflict(_("这是两校间的转学,请在“转学”里撤回。"))
    if life.last.until and what == "end":
        holding.refuse_elsewhere(actor, life.person, life.last.until)
    take_back(life, what)
    journal.record(
        actor,
        PlanWithdrawn(
            school_id=life.person.school_id, unit_no=life.last.unit_no, person_id=person_id,
            what=what,
        ),
    )  # fmt: skip
    return what


def take_back(life: holding.Life, what: str) -> None:
    """Undo the last step of a locked life, which has not begun."""
    reopened = {"end": life.last, "change": life.enrolments[-2:][0], "begin": None}[what]
    if reopened:
        holding.hold_class(reopened.school_id, reopened.unit_no, reopened.since)
    if what != "end":
        Enrolment.objects.filter(pk=life.last.pk).delete()
    if reopened:
        Enrolment.objects.filter(pk=reopened.pk).update(until=None, ended_by="", ended_with=None)
    if what == "end":
        _restore_placements(life.last)


def end_placements(row: Enrolment, until: dt.date) -> None:
    """Bus and table end with the enrolment; what was to begin later does not begin."""
    rows = Placement.objects.filter(school_id=row.school_id, person_id=row.person_id)
    cut = rows.filter(Q(until=None) | Q(until__gt=until)).order_by("since")
    kept = [{name: str(getattr(one, name) or "") for name in _PLACED} for one in cut]
    Enrolment.objects.filter(pk=row.pk).update(ended_with=kept)
    rows.filter(since__gte=until).delete()
    rows.filter(until=None).update(until=until)
    rows.filter(until__gt=until).update(until=until)


def _restore_placements(row: Enrolment) -> None:
    """What the end cut off is as it was, as far as the place is still open."""
    kept = row.ended_with or []
    open_places = set(
        Unit.objects.filter(pk__in=[one["place_no"] for one in kept], closed=None).values_list(
            "no", flat=True
        )
    )
    for one in kept:
        if int(one["place_no"]) not in open_places:
            continue
        Placement.objects.update_or_create(
            id=UUID(one["id"]),
            defaults={
                "school_id": row.school_id, "unit_no": row.unit_no, "person_id": row.person_id,
                "kind": one["kind"], "place_no": int(one["place_no"]), "label": one["label"],
                "since": one["since"], "until": one["until"] or None,
            },
        )  # fmt: skip


def record_end(actor: Actor, row: Enrolment, until: dt.date) -> None:
    journal.record(
        actor,
        EnrolmentEnded(
            school_id=row.school_id, unit_no=row.unit_no, person_id=row.person_id,
            enrolment_id=row.pk, until=until,
        ),
    )  # fmt: skip


def _record_begin(actor: Actor, row: Enrolment) -> None:
    journal.record(
        actor,
        PupilEnrolled(
            school_id=row.school_id, unit_no=row.unit_no, person_id=row.person_id,
            enrolment_id=row.pk, since=row.since,
        ),
    )  # fmt: skip


def _follow(life: holding.Life, since: dt.date) -> None:
    if since <= clock.today():
        holding.follow(clock.today(), [life.person.pk])
