"""Lessons counted from what was heard: seconds by pupil, handed to `lessons`, each minute."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q

from xiaoan.directory import queries as directory
from xiaoan.journal import services as journal
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Forbidden
from xiaoan.kernel.patience import be_patient
from xiaoan.lessons import queries as lessons
from xiaoan.lessons.services import take_seconds
from xiaoan.platforms import rules
from xiaoan.platforms.events import ViewingCounted
from xiaoan.platforms.models import Account, Activity, Statement, Watch
from xiaoan.platforms.rules import spans
from xiaoan.platforms.services import touching

# So many lessons in one transaction.
MOST = 400
_Told = dict[UUID, list[spans.Sign]]


@transaction.atomic
def count(actor: Actor) -> int:
    """Count lessons of which something new was heard and that are over, or that run for so long that whoever
    is missing is called and of whose class enough accounts are known. Gives how many were looked at; again at
    once looks at none."""
    if not actor.is_system:
        raise Forbidden
    be_patient()
    now = clock.now()
    held = _due(now)
    if not held:
        return 0
    rows = lessons.by_ids([one.lesson_id for one in held])
    told = _signs([rows[one.lesson_id] for one in held if one.lesson_id in rows])
    people = _people(actor, [rows[one.lesson_id] for one in held if one.lesson_id in rows], told)
    seconds: dict[UUID, dict[UUID, int]] = {}
    for one in held:
        row = rows.get(one.lesson_id)
        if row is None:
            one.outcome, one.counted_at, one.dirty = "", now, False
            continue
        roll, known = people[row.pk]
        one.roll, one.known = len(roll), len(set(known.values()) & roll)
        if rules.is_enough(one.known, one.roll, running=now < row.ends_at):
            seconds[row.pk] = _seconds(row, told[row.pk], known, now)
        one.outcome, one.counted_at, one.dirty = "few", now, False
    heard = take_seconds(actor, seconds)
    for one in held:
        if one.lesson_id in seconds:
            one.outcome = "said" if one.lesson_id in heard.said else "counted"
    Watch.objects.bulk_update(
        held, ["known", "roll", "outcome", "counted_at", "dirty"], batch_size=MOST
    )
    _tell(actor, [one for one in held if one.outcome == "counted"], heard.changed)
    return len(held)


def _due(now: dt.datetime) -> list[Watch]:
    """Those to be counted now, locked, the ones that are over first; none that another worker holds."""
    after = lessons.calls_after()
    over = Q(ends_at__lte=now) & (Q(dirty=True) | Q(counted_at__lt=F("ends_at")))
    open_ = over | Q(starts_at__lte=now, ends_at__gt=now, dirty=True)
    rows = Watch.objects.filter(open_).order_by("ends_at", "lesson_id")
    ids = [
        pk
        for pk, no, starts, ends in rows.values_list("lesson_id", "unit_no", "starts_at", "ends_at")
        if ends <= now or starts + after(no) <= now
    ]
    held = Watch.objects.select_for_update(skip_locked=True).filter(open_, pk__in=ids[:MOST])
    return list(held.order_by("lesson_id"))


def _signs(rows: Sequence[lessons.Lesson]) -> dict[UUID, _Told]:
    """Lesson → account → what was heard of it that can be of the lesson."""
    found: dict[UUID, _Told] = {row.pk: defaultdict(list) for row in rows}
    if not rows:
        return found
    nos = {row.unit_no for row in rows}
    activities = {
        row.pk: row
        for row in Activity.objects.filter(
            Q(unit_no__in=nos) | Q(lesson_id__in=[row.pk for row in rows]), settled_at__isnull=False,
            is_none=False,
        )
    }  # fmt: skip
    lo = min(row.starts_at for row in rows) - touching.LATE
    hi = max(row.ends_at for row in rows) + touching.LATE
    heard = Statement.objects.filter(
        Q(activity_id__in=list(activities)) | Q(lesson_id__in=list(found)), at__range=(lo, hi), void=False
    )  # fmt: skip
    by_class: dict[int, list[lessons.Lesson]] = defaultdict(list)
    for row in rows:
        by_class[row.unit_no].append(row)
    for one in heard.order_by("at", "id").iterator():
        for row in _of(one, activities.get(one.activity_id), found, rows, by_class):
            if row.starts_at - touching.LATE <= one.at <= row.ends_at + touching.LATE:
                found[row.pk][one.account_id].append(spans.Sign(one.kind, one.at, one.seconds))
    return found


def _of(
    one: Statement, activity: Activity | None, found: Collection[UUID],
    rows: Sequence[lessons.Lesson], by_class: Mapping[int, list[lessons.Lesson]],
) -> list[lessons.Lesson]:  # fmt: skip
    """The lessons that a statement may tell of: the one it names, else those of its activity."""
    if one.lesson_id:
        return [row for row in rows if row.pk == one.lesson_id] if one.lesson_id in found else []
    if activity is None:
        return []
    if activity.lesson_id:
        return [row for row in rows if row.pk == activity.lesson_id]
    return [row for row in by_class.get(activity.unit_no, []) if touching.is_of(activity, row)]


def _people(
    actor: Actor, rows: Sequence[lessons.Lesson], told: Mapping[UUID, _Told]
) -> dict[UUID, tuple[set[UUID], dict[UUID, UUID]]]:
    """Lesson → the roll of its class that day, and account → pupil on the platforms that told of it."""
    platforms: dict[UUID, set[UUID]] = {}
    ids = {pk for of in told.values() for pk in of}
    by_account = dict(Account.objects.filter(pk__in=ids).values_list("id", "platform_id"))
    for row in rows:
        platforms[row.pk] = {by_account[pk] for pk in told[row.pk] if pk in by_account}
    rolls: dict[tuple[int, dt.date], set[UUID]] = {}
    for day in sorted({row.day for row in rows}):
        nos = {row.unit_no for row in rows if row.day == day}
        for no, pupils in directory.class_rolls(actor, nos, day).items():
            rolls[no, day] = {one.person_id for one in pupils}
    everybody = {who for roll in rolls.values() for who in roll}
    known: dict[UUID, list[tuple[UUID, UUID]]] = defaultdict(list)
    settled = Account.objects.filter(
        person_id__in=everybody, platform_id__in={pk for all_ in platforms.values() for pk in all_}
    )
    for pk, platform, who in settled.values_list("id", "platform_id", "person_id"):
        if who is not None:
            known[platform].append((pk, who))
    found = {}
    for row in rows:
        roll = rolls.get((row.unit_no, row.day), set())
        mine = {
            pk: who for platform in platforms[row.pk] for pk, who in known[platform] if who in roll
        }
        found[row.pk] = (roll, mine)
    return found


def _seconds(
    row: lessons.Lesson, told: _Told, known: Mapping[UUID, UUID], now: dt.datetime
) -> dict[UUID, int]:
    """Seconds by pupil. Several accounts of one child (a phone and a tablet) are one: what they did is put
    together, each on its own. While the lesson runs, whoever is in it now counts as there all along: who came
    late is not called."""
    passed = round((min(now, row.ends_at) - row.starts_at).total_seconds())
    found: dict[UUID, int] = defaultdict(int)
    for account, who in known.items():
        there = spans.reckon(told.get(account, []), row.starts_at, row.ends_at, now)
        had = passed if there.is_in and now < row.ends_at else there.seconds
        found[who] = max(found[who], had)
    return dict(found)


def _tell(actor: Actor, counted: Sequence[Watch], changed: int) -> None:
    """One fact for each school; where several were counted, the changes stand with the first."""
    by_school: dict[int, list[Watch]] = defaultdict(list)
    for one in counted:
        by_school[one.school_id].append(one)
    for n, (school, rows) in enumerate(sorted(by_school.items())):
        journal.record(
            actor,
            ViewingCounted(
                school_id=school, unit_no=school, lessons=len(rows), changed=changed if n == 0 else 0
            ),
        )  # fmt: skip


@transaction.atomic
def forget(actor: Actor) -> int:
    """Each night: statements that are older than they are kept, and launches that came to nothing."""
    if not actor.is_system:
        raise Forbidden
    be_patient()
    now = clock.now()
    before = now - dt.timedelta(days=rules.NUMBERS["days_kept"])
    gone, _each = Statement.objects.filter(received_at__lt=before).delete()
    Watch.objects.filter(day__lt=before.date()).delete()
    return gone
