"""The timetable: own entry, and many entries at once from a sheet; taken out, or not held on a day."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import astuple, dataclass
from urllib.parse import urlsplit
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from xiaoan.directory import queries as directory
from xiaoan.directory.rules.subjects import CODES
from xiaoan.journal import services as journal
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.permission import Permission
from xiaoan.lessons import rules
from xiaoan.lessons.events import LessonChanged, LessonSet
from xiaoan.lessons.models import Entry
from xiaoan.lessons.services import acting, laying_out


@dataclass(frozen=True)
class NewEntry:
    """A lesson each week (`weekday` 1–7) or on a day."""

    unit_no: int
    subject: str
    weekday: int | None
    day: dt.date | None
    starts: dt.time
    ends: dt.time
    platform: str
    link: str = ""
    title: str = ""
    teacher_id: UUID | None = None


@dataclass(frozen=True)
class Entered:
    """What a list does, or did."""

    added: int
    changed: int
    same: int


def check(new: NewEntry) -> NewEntry:
    """The entry with its texts as they are kept; Invalid at the field that is wrong."""
    if new.subject not in CODES:
        raise Invalid(_("请选科目。"), {"subject": "unknown"})
    if (new.weekday is None) == (new.day is None) or not 1 <= (new.weekday or 1) <= 7:
        raise Invalid(_("请选星期,或填一个日期,二选一。"), {"weekday": "which"})
    low, high = dt.time.fromisoformat(rules.EARLIEST), dt.time.fromisoformat(rules.LATEST)
    if not low <= new.starts < new.ends <= high:
        raise Invalid(
            _("时间应在 %(low)s 到 %(high)s 之间,结束晚于开始。")
            % {"low": rules.EARLIEST, "high": rules.LATEST},
            {"starts": "order"},
        )
    if new.platform not in rules.PLATFORMS:
        raise Invalid(_("请选平台。"), {"platform": "unknown"})
    link = acting.words(new.link, "link", 500)
    if link and (urlsplit(link).scheme not in ("https", "http") or not urlsplit(link).netloc):
        raise Invalid(_("链接请以 https:// 或 http:// 开头,从平台里复制。"), {"link": "scheme"})
    title = acting.words(new.title, "title", 60)
    return NewEntry(
        new.unit_no, new.subject, new.weekday, new.day, new.starts, new.ends, new.platform, link,
        title, new.teacher_id,
    )  # fmt: skip


@transaction.atomic
def enter(
    actor: Actor, act_id: UUID, unit_no: int, given: Sequence[NewEntry], *, dry: bool = False
) -> Entered:
    """Enter lessons of a unit; one at the same time of the same subject is changed. All or none; the same
    list again changes nothing. `dry`: only say what it would do."""
    permissions = (Permission.KEEP_LESSONS, Permission.SET_PLATFORMS)
    acting.require(actor, unit_no, *permissions)
    checked = [check(one) for one in given]
    for no in {one.unit_no for one in checked}:
        acting.require(actor, no, *permissions)
    new, changes, same = _against(checked)
    found = Entered(len(new), len(changes), same)
    if dry or acting.begin(actor, act_id, unit_no, "enter", [str(astuple(o)) for o in checked]):
        return found
    now, today = clock.now(), clock.today()
    places = directory.places({one.unit_no for one in new})
    Entry.objects.bulk_create(
        [
            Entry(
                id=uuid7(), school_id=places[one.unit_no].school_id, unit_no=one.unit_no,
                unit_end=places[one.unit_no].end, subject=one.subject, title=one.title,
                weekday=one.weekday, day=one.day, since=one.day or today, until=one.day,
                starts=one.starts, ends=one.ends, platform=one.platform, link=one.link,
                teacher_id=one.teacher_id, at=now, by_id=actor.user_id,
            )
            for one in new
        ]
    )  # fmt: skip
    Entry.objects.bulk_update(changes, ["ends", "platform", "link", "title", "teacher_id"])
    place = directory.place(unit_no)
    if new:
        journal.record(
            actor,
            LessonSet(school_id=place.school_id, unit_no=unit_no, act_id=act_id, entries=len(new)),
        )
    if changes:
        _changed(actor, act_id, unit_no, len(changes), "changed")
    laying_out.lay_out(today, (place.no, place.end))
    return found


def _against(given: Sequence[NewEntry]) -> tuple[list[NewEntry], list[Entry], int]:
    there = {
        (row.unit_no, row.weekday, row.day, row.starts, row.subject): row
        for row in Entry.objects.select_for_update()
        .filter(unit_no__in={one.unit_no for one in given}, closed_at=None)
        .order_by("id")
    }
    new: dict[tuple[object, ...], NewEntry] = {}
    changes: list[Entry] = []
    same = 0
    for one in given:
        key = (one.unit_no, one.weekday, one.day, one.starts, one.subject)
        row = there.get(key)
        if row is None:
            same += key in new
            new.setdefault(key, one)
            continue
        told = (one.ends, one.platform, one.link, one.title, one.teacher_id or row.teacher_id)
        if told == (row.ends, row.platform, row.link, row.title, row.teacher_id):
            same += 1
        else:
            row.ends, row.platform, row.link, row.title, row.teacher_id = told
            changes.append(row)
    return list(new.values()), changes, same


@transaction.atomic
def take_out(actor: Actor, act_id: UUID, entry_id: UUID, day: dt.date | None = None) -> None:
    """A lesson is taken out of the timetable from now on, or (`day`) does not take place once."""
    row = Entry.objects.select_for_update().filter(pk=entry_id).first()
    if row is None:
        raise NotFound
    acting.require(actor, row.unit_no, Permission.KEEP_LESSONS, Permission.SET_PLATFORMS)
    if acting.begin(actor, act_id, row.unit_no, "take_out", entry_id, day):
        return
    if day is None:
        Entry.objects.filter(pk=entry_id, closed_at=None).update(closed_at=clock.now())
    elif day not in row.skips:
        Entry.objects.filter(pk=entry_id).update(skips=[*row.skips, day])
    _changed(actor, act_id, row.unit_no, 1, "taken_out" if day is None else "skipped")
    laying_out.lay_out(clock.today(), (row.unit_no, row.unit_end))


def _changed(actor: Actor, act_id: UUID, unit_no: int, n: int, how: str) -> None:
    journal.record(
        actor,
        LessonChanged(
            school_id=acting.school(unit_no), unit_no=unit_no, act_id=act_id, entries=n, how=how
        ),
    )
