"""Who watched a lesson: said by its teacher, or by an export. Kept as counts and rows of who did not."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from xiaoan.directory import queries as directory
from xiaoan.duties import services as duties
from xiaoan.journal import services as journal
from xiaoan.kernel import clock, said
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Invalid, NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.lessons import queries, rules
from xiaoan.lessons.events import ViewingRecorded
from xiaoan.lessons.models import Lesson, Mark
from xiaoan.lessons.queries import numbers
from xiaoan.lessons.services import acting, laying_out
from xiaoan.outreach import services as outreach

VIEWING = "lessons.viewing"
REASON = "lessons.not_watching"


@dataclass(frozen=True)
class Report:
    """Everybody watched except `missed`; `there`: excused or without a device, and yet there."""

    act_id: UUID
    lesson_id: UUID
    missed: frozenset[UUID] = frozenset()
    there: frozenset[UUID] = field(default_factory=frozenset)


@dataclass(frozen=True)
class State:
    """What is kept of a pupil who did not simply watch."""

    state: str
    why: str = ""
    minutes: int | None = None


@transaction.atomic
def report(actor: Actor, sent: Report) -> Lesson:
    """Take the exception roll-call of a lesson. Sent again is nothing new; a later one replaces it."""
    row = hold(sent.lesson_id)
    acting.require(actor, row.unit_no, Permission.TEACH, Permission.KEEP_LESSONS)
    if row.starts_at > clock.now():
        raise Invalid(_("这节课还没有开始,开始后再点名。"), {"missed": "early"})
    if acting.begin(
        actor, sent.act_id, row.unit_no, "report", row.pk, sorted(sent.missed), sorted(sent.there)
    ):
        return row
    roll = directory.class_roll(actor, row.unit_no, row.day)
    ids = {one.person_id for one in roll}
    if not sent.missed | sent.there <= ids:
        raise Invalid(_("名单里有不在本班的学生。请刷新后重新点名。"), {"missed": "strangers"})
    states = of_roll_call(ids, row.day, sent.missed, sent.there)
    store(actor, row, len(ids), states, "roll_call")
    ask_missing(actor, row)
    return row


def of_roll_call(
    ids: set[UUID], day: dt.date, missed: frozenset[UUID], there: frozenset[UUID]
) -> dict[UUID, State]:
    """Who is excused is not demanded, whoever lacks a device is told apart; the teacher's eyes go before."""
    excused, without = queries.excused(ids, day), queries.without_device(ids, day)
    found = {}
    for who in ids - there:
        if who in excused:
            found[who] = State("excused", excused[who])
        elif who in without:
            found[who] = State("no_device")
        elif who in missed:
            found[who] = State("missed")
    return found


def of_export(
    row: Lesson, roll: list[UUID], seconds: Mapping[str, int], excused: Mapping[UUID, str],
    without: set[UUID],
) -> dict[UUID, State]:  # fmt: skip
    """Seconds of a roll (by person as text) as what is kept of each who did not simply watch."""
    length = int((row.ends_at - row.starts_at).total_seconds() // 60)
    # While it runs nobody can have watched all of it.
    passed = int((clock.now() - row.starts_at).total_seconds() // 60)
    length = max(1, min(length, passed))
    percent, found = numbers.watched_percent(row.unit_no), {}
    for who in roll:
        had = seconds.get(str(who), 0)
        if rules.is_watched(had, length, percent):
            continue
        if who in excused:
            found[who] = State("excused", excused[who])
        elif who in without:
            found[who] = State("no_device")
        else:
            found[who] = State("missed", minutes=min(had // 60, 32_000))
    return found


def hold(lesson_id: UUID) -> Lesson:
    """A lesson, locked until the transaction ends; NotFound if not in sight."""
    row = Lesson.objects.select_for_update().filter(pk=lesson_id, cancelled_at=None).first()
    if row is None:
        raise NotFound
    return row


def store(
    actor: Actor, row: Lesson, due: int, states: Mapping[UUID, State], source: str,
    *, recount: bool = True,
) -> bool:  # fmt: skip
    """Keep what is known of a lesson that is held. False: it was known so already."""
    body = sorted((str(who), one.state, one.why, one.minutes) for who, one in states.items())
    sent = said.fingerprint("viewing", due, body)
    if row.said is not None and not said.is_other(row.said, sent):
        return False
    before = set(
        Mark.objects.filter(lesson_id=row.pk, state="missed").values_list("person_id", flat=True)
    )
    _keep_marks(row, states)
    counts = dict.fromkeys(rules.MARKS, 0)
    for one in states.values():
        counts[one.state] += 1
    row.due, row.watched = due, due - len(states)
    row.missed, row.excused, row.no_device = (counts[name] for name in rules.MARKS)
    row.source, row.said = source, sent
    row.reported_at, row.reported_by_id = clock.now(), actor.user_id
    row.save()
    if recount:
        laying_out.recount(row.day, [row.unit_no])
    after = {who for who, one in states.items() if one.state == "missed"}
    if row.asked_at and before - after:
        outreach.close(actor, REASON, row.pk, before - after, "watched")
    for duty in duties.hold_about(row.pk, VIEWING):
        duties.discharge(actor, duty, clock.now(), on_behalf=duty.assignee_id != actor.user_id)
    journal.record(
        actor,
        ViewingRecorded(
            school_id=row.school_id, unit_no=row.unit_no, lesson_id=row.pk, day=row.day,
            due=row.due, watched=row.watched, missed=row.missed, excused=row.excused,
            no_device=row.no_device,
        ),
    )  # fmt: skip
    return True


def _keep_marks(row: Lesson, states: Mapping[UUID, State]) -> None:
    Mark.objects.filter(lesson_id=row.pk).delete()
    Mark.objects.bulk_create(
        [
            Mark(
                school_id=row.school_id, unit_no=row.unit_no, lesson_id=row.pk, person_id=who,
                day=row.day, state=one.state, why=one.why, minutes=one.minutes,
            )
            for who, one in sorted(states.items())
        ]
    )  # fmt: skip


def ask_missing(actor: Actor, row: Lesson) -> int:
    """While the lesson runs and once it has run for long enough: whoever is known not to watch is called.
    Gives how many are new on the list; again asks nobody twice."""
    now = clock.now()
    after = dt.timedelta(minutes=numbers.call_after(row.unit_no))
    if not row.starts_at + after <= now <= row.ends_at or row.reported_at is None or not row.missed:
        return 0
    people = Mark.objects.filter(lesson_id=row.pk, state="missed").values_list(
        "person_id", flat=True
    )
    asked = outreach.ask(
        actor,
        [
            outreach.Want(
                who, row.school_id, row.unit_no, REASON, row.pk, row.starts_at, row.ends_at, 2
            )
            for who in people
        ],
    )
    Lesson.objects.filter(pk=row.pk).update(asked_at=now)
    row.asked_at = now
    return asked.lines
