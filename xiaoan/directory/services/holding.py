"""Taking one pupil in hand: locked against whoever else changes the same life, with all its stretches.

Locks are taken in one order by all: roster merges, identity, person, class.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.db.models import Max, Q
from django.utils.translation import gettext as _

from xiaoan.directory import queries
from xiaoan.directory.models import Enrolment, Person, Unit
from xiaoan.directory.rules import lives
from xiaoan.directory.rules.lives import Stretch, When
from xiaoan.directory.services.rights import beyond, require
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import inside

# So long after a day what began on it is still followed, should the worker have stood still.
LOOKS_BACK = dt.timedelta(days=14)
# A merge takes this lock alone (see `alone`); single acts go beside one another, never beside it.
_BESIDE_MERGES = "select pg_advisory_xact_lock_shared(hashtext('directory.merge_roster'))"
_ALONE = "select pg_advisory_xact_lock(hashtext('directory.merge_roster'))"
_IDENTITY = "select pg_advisory_xact_lock(hashtext('directory.identity'), hashtext(%s))"
# The last judge (docs/decisions/0023): asked at once, so that whoever is too late is told.
ENROLLED_ONCE = "enrolled_once_in_the_county"
_ONCE_NOW = f"set constraints {ENROLLED_ONCE} immediate"
_ONCE_AT_THE_END = f"set constraints {ENROLLED_ONCE} deferred"
# Who is in which class on a day, for what follows the class: search, row security, guardians.
_FOLLOW = """
update {table} t set unit_no = e.unit_no from directory_enrolment e
where e.school_id = t.school_id and e.person_id = t.{key} and t.unit_no <> e.unit_no
  and e.since <= %(day)s and (e.until is null or e.until > %(day)s) {some}
"""
_FOLLOWERS = [
    ("directory_person", "id"),
    ("directory_guardian", "person_id"),
    ("directory_placement", "person_id"),
]


@dataclass
class Life:
    """A pupil at one school, locked; stretches in the order of their days."""

    person: Person
    enrolments: list[Enrolment]

    @property
    def stretches(self) -> list[Stretch]:
        return [Stretch(row.since, row.until) for row in self.enrolments]

    @property
    def last(self) -> Enrolment:
        return self.enrolments[-1]


def hold(actor: Actor, person_id: UUID, permission: Permission = Permission.KEEP_ROLL) -> Life:
    """Lock a pupil in the actor's reach; NotFound or Forbidden as everywhere."""
    seen = Person.objects.filter(inside(actor.intervals), pk=person_id, kind="student")
    person = seen.only("unit_no", "id_index").first()
    if person is None:
        raise NotFound
    require(actor, permission, person.unit_no)
    return lock(person)


def alone() -> None:
    """Many lives at once: roster merges, merging and closing of units follow one another, and no single
    act on a pupil runs beside them.
    """
    with connection.cursor() as cursor:
        cursor.execute(_ALONE)


def lock(person: Person) -> Life:
    """Lock a pupil that was found in the running scope."""
    lock_identity(bytes(person.id_index))
    held = Person.objects.select_for_update().filter(pk=person.pk).first()
    if held is None:
        raise NotFound
    rows = Enrolment.objects.filter(school_id=held.school_id, person_id=held.pk).order_by("since")
    return Life(held, list(rows))


def lock_identity(id_index: bytes) -> None:
    """One human being is changed by one act at a time, whichever schools know them."""
    with connection.cursor() as cursor:
        cursor.execute(_BESIDE_MERGES)
        cursor.execute(_IDENTITY, [id_index.hex()])


def refuse_when(when: When, school_no: int) -> None:
    """Refuse a day that lies too far ahead, before the term, or in the past without a reason."""
    terms = [(term.since, term.until) for term in queries.terms_at(school_no)]
    began = lives.term_began(terms, clock.today())
    fault = lives.when_fault(when, clock.today(), began)
    if len(when.reason) > lives.LONGEST_NOTE:
        raise Invalid(_("原因不超过 200 个字。"), {"reason": "too_long"})
    if fault == "no_reason":
        raise Invalid(_("日期已经过去:请写明为什么补记。"), {"reason": fault})
    if fault == "too_far":
        raise Invalid(_("日期太远,请核对年份。"), {"since": fault})
    if fault:
        first = began.isoformat() if began else ""
        raise Invalid(
            _("只能补记本学期的变动(%(first)s 起)。更早的请联系教育局。") % {"first": first},
            {"since": fault},
        )


def refuse_change(life: Life, on: dt.date) -> None:
    """Refuse a change of who is not enrolled, or before the stretch that runs has lasted a day."""
    fault = lives.change_fault(life.stretches, on)
    if fault == "not_enrolled":
        raise Conflict(_("这名学生已不在册(或已定离校日期),不能再改。请刷新后核对。"))
    if fault:
        raise Invalid(
            _("上一次变动从 %(since)s 起:请选这天之后的日期,或先撤回那次变动。")
            % {"since": life.last.since.isoformat()},
            {"since": fault},
        )


def hold_class(school_no: int, unit_no: int, since: dt.date) -> Unit:
    """Lock a class that takes a pupil in: it is of the school, open on the day, and not to close."""
    row = Unit.objects.select_for_update().filter(pk=unit_no, kind="class").first()
    if row is None or row.school_id != school_no:
        raise Invalid(_("请从本校的班级中选一个。"), {"unit": "unknown"})
    if row.closed is not None:
        raise Invalid(
            _("%(name)s 从 %(closed)s 起关闭,不能再转入。")
            % {"name": row.name, "closed": row.closed.isoformat()},
            {"unit": "closing"},
        )
    if row.opened > since:
        raise Invalid(
            _("%(name)s 从 %(opened)s 起才开班。")
            % {"name": row.name, "opened": row.opened.isoformat()},
            {"unit": "not_open"},
        )
    return row


def refuse_room(school_no: int, boarder: bool, room_no: int | None) -> None:
    """A boarder sleeps in an open room of the school; who does not board in none."""
    if not boarder and room_no is None:
        return
    rooms = Unit.objects.filter(kind="dormitory", school_id=school_no, closed=None)
    if not boarder or room_no is None or not rooms.filter(pk=room_no).exists():
        raise Invalid(_("请选本校的一间宿舍。"), {"room": "unknown"})


def next_seat(unit_no: int) -> int:
    """The seat after the last of a class; the caller holds the class."""
    rows = Enrolment.objects.filter(unit_no=unit_no, until=None)
    return int(rows.aggregate(last=Max("seat"))["last"] or 0) + 1


def begin(
    person: Person, unit_no: int, when: When, begun_by: str, *,
    seat: int | None = None, boarder: bool = False, room_no: int | None = None,
) -> Enrolment:  # fmt: skip
    """Open an enrolment of a person whose life is locked."""
    row = Enrolment(
        id=uuid7(), school_id=person.school_id, unit_no=unit_no, person_id=person.pk,
        seat=seat or next_seat(unit_no), name=person.name, sex=person.sex, since=when.since,
        boarder=boarder, dormitory_no=room_no, begun_by=begun_by, note=when.reason.strip(),
    )  # fmt: skip
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            row.save(force_insert=True)
            cursor.execute(_ONCE_NOW)
            cursor.execute(_ONCE_AT_THE_END)
    except IntegrityError as refused:
        if ENROLLED_ONCE not in str(refused):
            raise
        raise Conflict(_("这名学生刚刚在另一所学校入了学籍。请刷新后核对。")) from None
    return row


def end(row: Enrolment, until: dt.date, ended_by: str) -> None:
    """Close an enrolment that runs; whoever was faster makes this a conflict."""
    changed = Enrolment.objects.filter(pk=row.pk, until=None).update(until=until, ended_by=ended_by)
    if not changed:
        raise Conflict(_("这条学籍记录已经结束。"))


class NotTaken(Invalid):
    """A number of somebody on record whom the name and birth date given do not describe."""

    def __init__(self) -> None:
        said = _("这个证件号码不能登记,请核对原件;如确属本人,请联系教育局。")
        super().__init__(said, {"id_number": "not_taken"})


def refuse_elsewhere(
    actor: Actor, person: Person, since: dt.date, *, described: bool = False
) -> None:
    """A child is on the roll of one school: refuse who is enrolled at another on the day or after.

    `described`: the person is only what a form says of them. Where that is not what is on record, the
    answer does not say that the number belongs to a pupil: nobody learns who is where by guessing.
    """
    with beyond(actor):
        others = Person.objects.filter(
            Q(identity_id=person.identity_id) | Q(id_index=person.id_index), kind="student"
        ).exclude(school_id=person.school_id)
        running = Enrolment.objects.filter(
            Q(until=None) | Q(until__gt=since), person_id__in=others.values("id")
        )
        found = others.filter(pk__in=running.values("person_id"))
        told = set(found.values_list("name", "birth_date"))
        if told and described and (person.name, person.birth_date) not in told:
            raise NotTaken
        if told:
            raise Conflict(_("这名学生在本县另一所学校在册。请用“转学”向那所学校申请。"))


def have_follow(table: str, key: str = "person_id") -> None:
    """Rows of an app above that are about a pupil follow the class too. `table` has `school_id`, `unit_no`
    and the pupil under `key`, with an index that finds them. Connected in wiring.
    """
    if (table, key) not in _FOLLOWERS:
        _FOLLOWERS.append((table, key))


def began(day: dt.date) -> list[UUID]:
    """Whose stretch of days began on a day or shortly before: who may have to be followed."""
    rows = Enrolment.objects.filter(since__gt=day - LOOKS_BACK, since__lte=day)
    return list(rows.values_list("person_id", flat=True).distinct())


def follow(
    day: dt.date,
    person_ids: Sequence[UUID] | None = None,
    *,
    school_nos: Sequence[int] | None = None,
) -> int:
    """Have person, guardians and places follow the class of a day; gives how many rows did.

    `school_nos`: that all of them are at these schools, where they are found at once.
    """
    if person_ids is not None and not person_ids:
        return 0
    count = 0
    with connection.cursor() as cursor:
        for table, key in _FOLLOWERS:
            some = f"and t.{key} = any(%(people)s)" if person_ids is not None else ""
            here = "and t.school_id = any(%(schools)s)" if school_nos is not None else ""
            cursor.execute(
                _FOLLOW.format(table=table, key=key, some=f"{some} {here}"),
                {"day": day, "people": list(person_ids or ()), "schools": list(school_nos or ())},
            )
            count += cursor.rowcount
    return count
