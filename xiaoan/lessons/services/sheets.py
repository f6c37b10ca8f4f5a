"""A timetable from a sheet or calendar file: rows that are right, or which cell is wrong and how to mend."""

import datetime as dt
import re
from collections.abc import Mapping
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from icalendar import Calendar

from xiaoan.directory import queries as directory
from xiaoan.directory.rules import nicknames as names
from xiaoan.directory.rules import school_of
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Invalid
from xiaoan.kernel.permission import Permission
from xiaoan.lessons import rules
from xiaoan.lessons.queries.lessons import teachers_of
from xiaoan.lessons.services import acting, timetable
from xiaoan.lessons.services.timetable import NewEntry
from xiaoan.web import uploads
from xiaoan.web.uploads import BadCell, RowFault, Taken, Template

HEADS = {
    "class": _l("班级"), "weekday": _l("星期"), "day": _l("日期"), "starts": _l("开始"), "ends": _l("结束"),
    "subject": _l("科目"), "teacher": _l("任课教师"), "platform": _l("平台"), "link": _l("链接"),
    "title": _l("主题"),
}  # fmt: skip
TEMPLATE = Template(HEADS, ("starts", "ends", "subject"), most=5_000, longest=500)
_WEEKDAYS = {
    name: n
    for n, names_ in enumerate(("一", "二", "三", "四", "五", "六", "日"), 1)
    for name in names_
}
_WEEKDAYS["天"] = 7
_ICS_DAYS = {"MO": 1, "TU": 2, "WE": 3, "TH": 4, "FR": 5, "SA": 6, "SU": 7}
_PLATFORM = {name: code for code, name in rules.PLATFORM_NAMES.items()}
_LARGEST_ICS = 1 << 20


def read_sheet(actor: Actor, unit_no: int, name: str, content: bytes) -> Taken[NewEntry]:
    """Read a timetable for a unit; nothing is entered. Invalid: the file cannot be read at all."""
    acting.require(actor, unit_no, Permission.KEEP_LESSONS, Permission.SET_PLATFORMS)
    if name.lower().endswith(".ics"):
        return _calendar(unit_no, content)
    reader = _Reader(actor, unit_no)
    return uploads.take(name, content, TEMPLATE, reader.read)


class _Reader:
    def __init__(self, actor: Actor, unit_no: int) -> None:
        self.place = directory.place(unit_no)
        inside = (self.place.no, self.place.end)
        self.classes = {
            names.plain(one.name): one.no
            for one in directory.places_inside(inside, "class", "grade", day=clock.today())
        }
        self.teachers = _teachers(actor, unit_no)

    def read(self, _number: int, cells: dict[str, str]) -> NewEntry:
        day = _date(cells.get("day", ""))
        weekday = None if day else _weekday(cells.get("weekday", ""))
        if day is None and weekday is None:
            raise BadCell("weekday", _("请填星期(如 周一),或填日期。"))
        subject = directory.subject_of(cells.get("subject", ""))
        if not subject:
            raise BadCell("subject", _("认不出这个科目。请写课程表上的名称,如 语文、数学。"))
        new = NewEntry(
            self._unit(cells.get("class", "")), subject, weekday, day,
            _time("starts", cells.get("starts", "")), _time("ends", cells.get("ends", "")),
            _platform(cells.get("platform", "")), cells.get("link", ""), cells.get("title", ""),
            self._teacher(cells.get("teacher", "")),
        )  # fmt: skip
        try:
            return timetable.check(new)
        except Invalid as refused:
            raise BadCell(next(iter(refused.fields), "subject"), str(refused)) from None

    def _unit(self, written: str) -> int:
        if not written:
            return self.place.no
        found = self.classes.get(names.plain(written))
        if found is None:
            raise BadCell("class", _("本单位没有这个班。请写花名册上的班名,如 一年级1班。"))
        return found

    def _teacher(self, written: str) -> UUID | None:
        if not written:
            return None
        found = self.teachers.get(written, set())
        if len(found) != 1:
            raise BadCell("teacher", _("本校没有或有几位叫这个名字的教师。请留空,在课程表里选。"))
        return next(iter(found))


def _teachers(actor: Actor, unit_no: int) -> dict[str, set[UUID]]:
    found: dict[str, set[UUID]] = {}
    for who, name in teachers_of(actor, school_of(unit_no)):
        found.setdefault(name, set()).add(who)
    return found


def _weekday(text: str) -> int | None:
    bare = re.sub(r"^(星期|周|礼拜)", "", text.strip())
    if bare.isdigit() and 1 <= int(bare) <= 7:
        return int(bare)
    return _WEEKDAYS.get(bare)


def _date(text: str) -> dt.date | None:
    if not text:
        return None
    try:
        return dt.date.fromisoformat(text.replace("/", "-")[:10])
    except ValueError:
        raise BadCell("day", _("日期请写成 2026-11-23。")) from None


def _time(code: str, text: str) -> dt.time:
    found = re.match(r"^(?:.* )?(\d{1,2})[::](\d{2})(?::\d{2})?$", text.strip())
    if found and int(found[1]) < 24 and int(found[2]) < 60:
        return dt.time(int(found[1]), int(found[2]))
    try:  # Excel keeps a time as a part of a day.
        minutes = round(float(text) * 24 * 60)
    except ValueError:
        minutes = -1
    if 0 < minutes < 24 * 60:
        return dt.time(minutes // 60, minutes % 60)
    raise BadCell(code, _("时间请写成 8:30。"))


def _platform(text: str) -> str:
    if not text:
        return "other"
    found = _PLATFORM.get(text) or next(
        (code for name, code in _PLATFORM.items() if text in name or name in text), ""
    )
    if not found:
        known = "、".join(_PLATFORM)
        raise BadCell("platform", _("认不出这个平台。请写:%(known)s。") % {"known": known})
    return found


def _calendar(unit_no: int, content: bytes) -> Taken[NewEntry]:
    """The events of an iCalendar file: weekly ones become a week's lessons, others lessons of a day."""
    uploads.refuse_large(len(content), _LARGEST_ICS)
    try:
        events = list(Calendar.from_ical(content).walk("VEVENT"))
    except ValueError:
        raise Invalid(_("读不了这个日历文件。请重新导出 .ics。"), {"file": "damaged"}) from None
    rows: list[NewEntry] = []
    faults: list[RowFault] = []
    for number, event in enumerate(events, 1):
        try:
            rows += _of_event(unit_no, event)
        except BadCell as bad:
            faults.append(RowFault(number, bad.key, str(event.get("SUMMARY", ""))[:40], str(bad)))
    if not rows and not faults:
        raise Invalid(_("日历里没有一节课。"), {"file": "empty"})
    return Taken(tuple(rows), tuple(faults))


def _of_event(unit_no: int, event: Mapping[str, object]) -> list[NewEntry]:
    summary = str(event.get("SUMMARY", ""))
    subject = directory.subject_of(summary) or next(
        (one.code for one in directory.subjects() if one.name in summary), ""
    )
    if not subject:
        raise BadCell("SUMMARY", _("标题里看不出科目。请写成 语文 这样。"))
    begins, ends = (
        getattr(event.get("DTSTART"), "dt", None),
        getattr(event.get("DTEND"), "dt", None),
    )
    if not isinstance(begins, dt.datetime) or not isinstance(ends, dt.datetime):
        raise BadCell("DTSTART", _("要有开始和结束的时刻,不能是全天。"))
    begins, ends = (
        one.astimezone(clock.ZONE) if one.tzinfo else one.replace(tzinfo=clock.ZONE)
        for one in (begins, ends)
    )
    rule = event.get("RRULE")
    weekdays: list[int | None] = [None]
    if isinstance(rule, Mapping):
        if [str(one).upper() for one in rule.get("FREQ", [])] != ["WEEKLY"]:
            raise BadCell("RRULE", _("只认每周重复的课。别的重复请逐节写。"))
        weekdays = [_ICS_DAYS.get(str(one)[-2:]) for one in rule.get("BYDAY", [])] or [
            begins.isoweekday()
        ]
    link = str(event.get("URL", "") or "")
    return [
        _checked(NewEntry(
            unit_no, subject, weekday, None if weekday else begins.date(),
            begins.time().replace(tzinfo=None, second=0), ends.time().replace(tzinfo=None, second=0),
            "other", link, "" if directory.subject_of(summary) == subject else summary[:60],
        ))
        for weekday in weekdays
    ]  # fmt: skip


def _checked(new: NewEntry) -> NewEntry:
    try:
        return timetable.check(new)
    except Invalid as refused:
        raise BadCell(next(iter(refused.fields), "SUMMARY"), str(refused)) from None
