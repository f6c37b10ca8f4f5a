"""Who watched a lesson: said by its teacher, or by an export. Kept as counts and rows of who did not."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from django.db import connection, transaction
from django.utils.translation import gettext as _

from xiaoan.directory import queries as directory
from xiaoan.duties import services as duties
from xiaoan.journal import services as journal
from xiaoan.kernel import clock, said
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.permission import Permission
from xiaoan.lessons import queries, rules
from xiaoan.lessons.events import ViewingRecorded
from xiaoan.lessons.models import Lesson, Mark
from xiaoan.lessons.queries import numbers
from xiaoan.lessons.services import acting, laying_out
from xiaoan.outreach import services as outreach

VIEWING = "lessons.viewing"
REASON = "lessons.not_watching"
_KEEP = """
update lessons_lesson l set due = k.due, watched = k.watched, missed = k.missed, excused = k.excused,
  no_device = k.no_device, said = k.said, source = %s, reported_at = %s, reported_by_id = %s
from unnest(%s::uuid[], %s::int[], %s::int[], %s::int[], %s::int[], %s::int[], %s::bytea[])
  k(id, due, watched, missed, excused, no_device, said) where l.id = k.id
"""
_MARKS = """
insert into lessons_mark
  (id, school_id, unit_no, lesson_id, person_id, day, state, why, minutes, stay)
select id, school_id, unit_no, lesson_id, person_id, day, state, why, minutes, stay::int[]
from unnest(%s::uuid[], %s::int[], %s::int[], %s::uuid[], %s::uuid[], %s::date[], %s::text[],
  %s::text[], %s::smallint[], %s::text[])
  k(id, school_id, unit_no, lesson_id, person_id, day, state, why, minutes, stay)
"""


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
    stay: tuple[int, ...] = ()

    @classmethod
    def kept(cls, one: Mark) -> "State":
        return cls(one.state, one.why, one.minutes, tuple(one.stay))


@dataclass(frozen=True)
class Known:
    """A lesson that is held, how many its roll has, and the states of those who did not simply watch."""

    row: Lesson
    due: int
    states: Mapping[UUID, State]


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
    ids = set(due_of(row, (one.person_id for one in roll)))
    if not sent.missed | sent.there <= ids:
        raise Invalid(_("名单里有不在本班的学生。请刷新后重新点名。"), {"missed": "strangers"})
    states = of_roll_call(ids, row.day, sent.missed, sent.there)
    store(actor, row, len(ids), states, "roll_call")
    ask_missing(actor, [row])
    return row


def due_of(row: Lesson, roll: Iterable[UUID]) -> list[UUID]:
    """Of whom a lesson is due: the roll, or those of it who may not come to school."""
    return [who for who in roll if not row.of_whom or who in row.of_whom]


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
    row: Lesson, roll: list[UUID], stays: Mapping[UUID, rules.Stay], excused: Mapping[UUID, str],
    without: set[UUID], percent: int, before: Mapping[UUID, rules.Stay] | None = None,
) -> dict[UUID, State]:  # fmt: skip
    """Stays of a roll as what is kept of each who did not simply watch; `percent`: so much of the lesson
    counts as watched. `before`: stays of those who by another export had not, where both add up."""
    length = int((row.ends_at - row.starts_at).total_seconds() // 60)
    # While it runs nobody can have watched all of it.
    passed = int((clock.now() - row.starts_at).total_seconds() // 60)
    length = max(1, min(length, passed))
    found = {}
    for who in roll:
        stay = stays.get(who, rules.Stay())
        if before is not None:
            if who not in before:
                continue
            stay = before[who].with_(stay)
        if not rules.is_watched(stay.seconds, length, percent):
            found[who] = _short(stay, excused.get(who), lacks=who in without)
    return found


def _short(stay: rules.Stay, excused: str | None, *, lacks: bool) -> State:
    """Of somebody who was not there for long enough; how long they were is kept for the next export."""
    kept = tuple(stay.flat()) if stay.seconds else ()
    if excused is not None:
        return State("excused", excused, stay=kept)
    if lacks:
        return State("no_device", stay=kept)
    return State("missed", minutes=min(stay.seconds // 60, 32_000), stay=kept)


def hold(lesson_id: UUID) -> Lesson:
    """A lesson, locked until the transaction ends; NotFound if not in sight."""
    row = Lesson.objects.select_for_update().filter(pk=lesson_id, cancelled_at=None).first()
    if row is None:
        raise NotFound
    return row


def store(actor: Actor, row: Lesson, due: int, states: Mapping[UUID, State], source: str) -> bool:
    """Keep what is known of a lesson that is held. False: it was known so already."""
    if not store_many(actor, [Known(row, due, states)], source):
        return False
    journal.record(
        actor,
        ViewingRecorded(
            school_id=row.school_id, unit_no=row.unit_no, lesson_id=row.pk, day=row.day,
            due=row.due, watched=row.watched, missed=row.missed, excused=row.excused,
            no_device=row.no_device,
        ),
    )  # fmt: skip
    return True


def store_many(actor: Actor, found: Iterable[Known], source: str) -> list[Lesson]:
    """Keep what is known of lessons that are held, with as many statements for thousands as for one; gives
    those that were not known so already. Whoever calls puts the fact on record: one of all."""
    new = [one for one in found if _is_new(one)]
    ids = [one.row.pk for one in new]
    if not new:
        return []
    before: dict[UUID, set[UUID]] = defaultdict(set)
    rows = Mark.objects.filter(lesson_id__in=ids, state="missed")
    for lesson_id, who in rows.values_list("lesson_id", "person_id"):
        before[lesson_id].add(who)
    _keep_marks(new)
    _keep_counts(actor, new, source)
    by_day: dict[dt.date, set[int]] = defaultdict(set)
    for one in new:
        by_day[one.row.day].add(one.row.unit_no)
        after = {who for who, state in one.states.items() if state.state == "missed"}
        if one.row.asked_at and before[one.row.pk] - after:
            outreach.close(actor, REASON, one.row.pk, before[one.row.pk] - after, "watched")
    for day, nos in sorted(by_day.items()):
        laying_out.recount(day, nos)
    for duty in duties.hold_about_many(ids, VIEWING):
        duties.discharge(actor, duty, clock.now(), on_behalf=duty.assignee_id != actor.user_id)
    return [one.row for one in new]


def _is_new(one: Known) -> bool:
    body = sorted(
        (str(who), has.state, has.why, has.minutes, *has.stay) for who, has in one.states.items()
    )
    sent = said.fingerprint("viewing", one.due, body)
    if one.row.said is not None and not said.is_other(one.row.said, sent):
        return False
    one.row.said = sent
    return True


def _keep_marks(new: Collection[Known]) -> None:
    """Rows of all lessons in one statement: an export of a school is tens of thousands."""
    Mark.objects.filter(lesson_id__in=[one.row.pk for one in new]).delete()
    marks = [
        (
            uuid7(), one.row.school_id, one.row.unit_no, one.row.pk, who, one.row.day, has.state,
            has.why, has.minutes, f"{{{','.join(map(str, has.stay))}}}",
        )
        for one in new
        for who, has in sorted(one.states.items())
    ]  # fmt: skip
    if not marks:
        return
    with connection.cursor() as cursor:
        cursor.execute(_MARKS, [list(column) for column in zip(*marks, strict=True)])


def _keep_counts(actor: Actor, new: Collection[Known], source: str) -> None:
    """Counts, source and fingerprint of each lesson, in one statement."""
    at = clock.now()
    for one in new:
        row, of = one.row, Counter(has.state for has in one.states.values())
        row.due, row.watched = one.due, one.due - len(one.states)
        row.missed, row.excused, row.no_device = (of[name] for name in rules.MARKS)
        row.source, row.reported_at, row.reported_by_id = source, at, actor.user_id
    rows = [one.row for one in new]
    columns: list[list[object]] = [
        [getattr(row, name) for row in rows]
        for name in ("id", "due", "watched", "missed", "excused", "no_device", "said")
    ]
    with connection.cursor() as cursor:
        cursor.execute(_KEEP, [source, at, actor.user_id, *columns])


def ask_missing(actor: Actor, lessons: Iterable[Lesson]) -> int:
    """While a lesson runs and once it has run for long enough: whoever is known not to watch is called.
    Gives how many are new on the list; again asks nobody twice. One asking for all the lessons."""
    now = clock.now()
    after = numbers.calls_after()
    running = {
        row.pk: row
        for row in lessons
        if row.reported_at
        and row.missed
        and row.starts_at + after(row.unit_no) <= now <= row.ends_at
    }
    if not running:
        return 0
    missed = Mark.objects.filter(lesson_id__in=list(running), state="missed")
    wants = []
    for who, pk in missed.order_by("person_id").values_list("person_id", "lesson_id"):
        row = running[pk]
        wants.append(
            outreach.Want(
                who, row.school_id, row.unit_no, REASON, row.pk, row.starts_at, row.ends_at, 2
            )
        )
    asked = outreach.ask(actor, wants)
    Lesson.objects.filter(pk__in=list(running)).update(asked_at=now)
    for row in running.values():
        row.asked_at = now
    return asked.lines
