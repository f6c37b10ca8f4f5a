"""Exports of platforms applied: kept until confirmed, then states, names that wait, the columns."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection
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
from xiaoan.lessons.models import Import, Lesson, Mapping, Mark, Parked, Preview
from xiaoan.lessons.queries import numbers
from xiaoan.lessons.rules import Stay
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
            "people": {
                str(pk): {str(who): stay.flat() for who, stay in all_.items()}
                for pk, all_ in found.people.items()
            },
            "unknown": {
                str(pk): {name: stay.flat() for name, stay in all_.items()}
                for pk, all_ in found.unknown.items() if all_
            },
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
def apply(actor: Actor, preview_id: UUID, *, replaces: bool = False) -> Applied:
    """Apply what was shown. The same export again changes nothing; another one of a lesson adds to what the
    one before said, or (`replaces`) is all that counts. One that was sent while the lesson ran said only
    how it was until then: it never counts beside a later one. How columns are read is remembered for the
    next export with the same headings."""
    mine = acting.user(actor)
    be_patient()
    row = Preview.objects.select_for_update().filter(pk=preview_id, by_id=mine).first()
    if row is None:
        done = Import.objects.filter(pk=preview_id, by_id=actor.user_id).first()
        if done is None:
            raise NotFound
        return Applied(done.lessons, done.changed, done.parked)
    acting.require(actor, row.unit_no, Permission.TEACH, Permission.KEEP_LESSONS)
    people, unknown = _content(row)
    held = list(
        Lesson.objects.select_for_update()
        .filter(pk__in=list(people), cancelled_at=None)
        .order_by("id")
    )
    added = set() if replaces else {one.pk for one in held if _adds(one)}
    changed, parked = store_stays(actor, held, people, "export", added), _park(held, unknown, added)
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


def _content(
    row: Preview,
) -> tuple[dict[UUID, dict[UUID, Stay]], dict[UUID, dict[str, Stay]]]:
    """Lesson → pupil → stay, and lesson → name that fits nobody → stay."""
    people = {
        UUID(pk): {UUID(who): Stay.of(kept) for who, kept in all_.items()}
        for pk, all_ in row.content["people"].items()
    }
    unknown = {
        UUID(pk): {name: Stay.of(kept) for name, kept in all_.items()}
        for pk, all_ in row.content["unknown"].items()
    }
    return people, unknown


def _adds(one: Lesson) -> bool:
    """Whether an export of this lesson is kept that another one can add to."""
    return one.source == "export" and one.reported_at is not None and one.reported_at >= one.ends_at


@dataclass(frozen=True)
class Earlier:
    """Of the lessons of an export: how many have one already that it can add to, and when this very file
    was applied before, if it was."""

    lessons: int
    same_at: dt.datetime | None


def earlier(actor: Actor, unit_no: int, digest: str, lesson_ids: Collection[UUID]) -> Earlier:
    """What is kept already of the lessons of an export that was read."""
    acting.require(actor, unit_no, Permission.TEACH, Permission.KEEP_LESSONS)
    rows = Lesson.objects.filter(pk__in=list(lesson_ids), source="export", cancelled_at=None)
    same = Import.objects.filter(unit_no=unit_no, digest=digest).order_by("-at").first()
    return Earlier(sum(map(_adds, rows)), same.at if same else None)


def store_stays(
    actor: Actor, held: list[Lesson], people: Maps[UUID, Maps[UUID, Stay]], source: str,
    added: Collection[UUID] = (),
) -> int:  # fmt: skip
    """Stays (by lesson that is held, by person) become states; what is excused is asked once for each day,
    and all is kept at once. `added`: lessons to which these stays are added. Gives how many changed."""
    by_day: dict[dt.date, list[Lesson]] = defaultdict(list)
    before: dict[UUID, dict[UUID, Stay]] = {pk: {} for pk in added}
    marks = Mark.objects.filter(lesson_id__in=list(added))
    for lesson_id, who, stay in marks.values_list("lesson_id", "person_id", "stay"):
        before[lesson_id][who] = Stay.of(stay)
    for one in held:
        by_day[one.day].append(one)
    found, percent = [], numbers.percents_watched()
    for day, rows in by_day.items():
        whole = directory.class_rolls(actor, {one.unit_no for one in rows}, day)
        ids = {one.person_id for pupils in whole.values() for one in pupils}
        excused, without = queries.excused(ids, day), queries.without_device(ids, day)
        for row in rows:
            roll = reporting.due_of(row, (one.person_id for one in whole.get(row.unit_no, [])))
            states = reporting.of_export(
                row,
                roll,
                people[row.pk],
                excused,
                without,
                percent(row.unit_no),
                before.get(row.pk),
            )
            found.append(reporting.Known(row, len(roll), states))
    changed = reporting.store_many(actor, found, source)
    reporting.ask_missing(actor, changed)
    return len(changed)


def _park(held: list[Lesson], unknown: Maps[UUID, Maps[str, Stay]], added: Collection[UUID]) -> int:
    """Names that fit nobody, waiting. Where an export replaces another the names of that one go; where it
    adds to it their stays add up. Gives how many are new."""
    now, ids = clock.now(), [row.pk for row in held]
    waiting = {(one.lesson_id, one.name): one for one in Parked.objects.filter(lesson_id__in=ids)}
    made, moved, kept = [], [], set()
    for row in held:
        for name, stay in unknown.get(row.pk, {}).items():
            kept.add((row.pk, name))
            had = waiting.get((row.pk, name))
            all_ = Stay.of(had.stay).with_(stay) if had and row.pk in added else stay
            if had is None:
                made.append(Parked(
                    school_id=row.school_id, unit_no=row.unit_no, lesson_id=row.pk, name=name,
                    seconds=min(all_.seconds, _LONGEST), stay=all_.flat(), at=now,
                ))  # fmt: skip
            elif had.settled_at is None and had.stay != all_.flat():
                had.seconds, had.stay = min(all_.seconds, _LONGEST), all_.flat()
                moved.append(had)
    gone = [
        one.pk for (pk, name), one in waiting.items()
        if (pk, name) not in kept and pk not in added and one.settled_at is None
    ]  # fmt: skip
    Parked.objects.filter(pk__in=gone).delete()
    Parked.objects.bulk_update(moved, ["seconds", "stay"], batch_size=2000)
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
