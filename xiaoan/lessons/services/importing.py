"""Exports of platforms applied: kept until confirmed, then states, names that wait, the columns."""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping as Maps
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.db.models import F

from xiaoan.directory import queries as directory
from xiaoan.journal import services as journal
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import NotFound
from xiaoan.kernel.patience import be_patient
from xiaoan.kernel.permission import Permission
from xiaoan.lessons import queries
from xiaoan.lessons.events import ViewingImported
from xiaoan.lessons.models import Import, Lesson, Mapping, Parked, Preview
from xiaoan.lessons.queries import numbers
from xiaoan.lessons.services import acting, reporting
from xiaoan.lessons.services.exports import Reading, Sent

_LONGEST = 10**6


@transaction.atomic
def keep_preview(actor: Actor, sent: Sent, digest: str, found: Reading) -> UUID:
    """Keep what was read until it is applied; the id of the preview."""
    place = directory.place(sent.unit_no)
    row = Preview.objects.create(
        school_id=place.school_id, unit_no=place.no, platform=sent.platform, digest=digest,
        fingerprint=found.fingerprint, columns=found.mapping,
        rows=found.rows, at=clock.now(), by_id=acting.user(actor),
        content={
            "people": {str(pk): {str(w): s for w, s in all_.items()} for pk, all_ in found.people.items()},
            "unknown": {str(pk): all_ for pk, all_ in found.unknown.items() if all_},
        },
    )  # fmt: skip
    return row.pk


@dataclass(frozen=True)
class Applied:
    """Lessons the export is of, how many of them it changed, names that wait for a person."""

    lessons: int
    changed: int
    parked: int


@transaction.atomic
def apply(actor: Actor, preview_id: UUID) -> Applied:
    """Apply what was shown. The same export again changes nothing; a later one of a lesson replaces it. How
    its columns are read is remembered for the next one with the same headings."""
    mine = acting.user(actor)
    be_patient()
    row = Preview.objects.select_for_update().filter(pk=preview_id, by_id=mine).first()
    if row is None:
        done = Import.objects.filter(pk=preview_id, by_id=actor.user_id).first()
        if done is None:
            raise NotFound
        return Applied(done.lessons, done.changed, done.parked)
    acting.require(actor, row.unit_no, Permission.TEACH, Permission.KEEP_LESSONS)
    people = {UUID(pk): all_ for pk, all_ in row.content["people"].items()}
    unknown = {UUID(pk): all_ for pk, all_ in row.content["unknown"].items()}
    held = list(
        Lesson.objects.select_for_update()
        .filter(pk__in=list(people), cancelled_at=None)
        .order_by("id")
    )
    changed, parked = store_seconds(actor, held, people, "export"), _park(held, unknown)
    _learn(actor, row)
    matched = sum(map(len, people.values()))
    Import.objects.create(
        id=row.pk, school_id=row.school_id, unit_no=row.unit_no, platform=row.platform,
        digest=row.digest, lessons=len(held), changed=changed, rows=row.rows, matched=matched,
        parked=parked, at=clock.now(), by_id=actor.user_id,
    )  # fmt: skip
    if changed or parked:
        journal.record(
            actor,
            ViewingImported(
                school_id=row.school_id, unit_no=row.unit_no, import_id=row.pk, rows=row.rows,
                lessons=len(held), changed=changed, parked=parked,
            ),
        )  # fmt: skip
    row.delete()
    return Applied(len(held), changed, parked)


def store_seconds(
    actor: Actor, held: list[Lesson], people: Maps[UUID, Maps[str, int]], source: str
) -> int:
    """Seconds (by lesson that is held, by person as text) become states; what is excused is asked once for
    each day, and all is kept at once. Gives how many lessons changed."""
    by_day: dict[dt.date, list[Lesson]] = defaultdict(list)
    for one in held:
        by_day[one.day].append(one)
    found, percent = [], numbers.percents_watched()
    for day, rows in by_day.items():
        whole = directory.class_rolls(actor, {one.unit_no for one in rows}, day)
        ids = {one.person_id for pupils in whole.values() for one in pupils}
        excused, without = queries.excused(ids, day), queries.without_device(ids, day)
        for row in rows:
            roll = [one.person_id for one in whole.get(row.unit_no, [])]
            states = reporting.of_export(
                row, roll, people[row.pk], excused, without, percent(row.unit_no)
            )
            found.append(reporting.Known(row, len(roll), states))
    changed = reporting.store_many(actor, found, source)
    reporting.ask_missing(actor, changed)
    return len(changed)


def _park(held: list[Lesson], unknown: Maps[UUID, Maps[str, int]]) -> int:
    """Names that fit nobody, waiting. Those of before whose lesson's export no longer has them go, the others
    have the seconds of this one. Gives how many are new."""
    now, ids = clock.now(), [row.pk for row in held]
    waiting = {(one.lesson_id, one.name): one for one in Parked.objects.filter(lesson_id__in=ids)}
    made, moved, kept = [], [], set()
    for row in held:
        for name, seconds in unknown.get(row.pk, {}).items():
            kept.add((row.pk, name))
            had, all_ = waiting.get((row.pk, name)), min(seconds, _LONGEST)
            if had is None:
                made.append(Parked(
                    school_id=row.school_id, unit_no=row.unit_no, lesson_id=row.pk, name=name,
                    seconds=all_, at=now,
                ))  # fmt: skip
            elif had.settled_at is None and had.seconds != all_:
                had.seconds = all_
                moved.append(had)
    gone = [one.pk for key, one in waiting.items() if key not in kept and one.settled_at is None]
    Parked.objects.filter(pk__in=gone).delete()
    Parked.objects.bulk_update(moved, ["seconds"], batch_size=2000)
    Parked.objects.bulk_create(made, batch_size=2000)
    return len(made)


def _learn(actor: Actor, row: Preview) -> None:
    Mapping.objects.update_or_create(
        fingerprint=row.fingerprint,
        defaults={
            "platform": row.platform, "columns": row.columns, "at": clock.now(),
            "by_id": actor.user_id, "used": F("used") + 1,
        },
        create_defaults={
            "platform": row.platform, "columns": row.columns, "at": clock.now(),
            "by_id": actor.user_id, "used": 1,
        },
    )  # fmt: skip
