"""Which lesson a row of an export is of: by its class, day, subject and time, or the one that was chosen."""

import datetime as dt
from uuid import UUID

from django.utils.translation import gettext as _

from xiaoan.directory import queries as directory
from xiaoan.directory.rules import nicknames as names
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import NotFound
from xiaoan.lessons.models import Lesson
from xiaoan.web import cells
from xiaoan.workbooks import Cell

_EARLY = 30
_Routed = tuple[UUID | None, str]


def of_no_lesson(why: str) -> tuple[str, str]:
    """The column that is to be mended, and how."""
    said = {
        "class": ("class", _("看不出是哪个班。请写花名册上的班名,如 一年级1班。")),
        "day": ("day", _("看不懂这个日期。请写成 2026-11-23。")),
        "none": ("subject", _("这个班那天没有这门课。请核对课程表,或先选一节课再导入。")),
        "several": ("start", _("这个班那天有几节课都对得上。请在表里写科目和开始时间。")),
    }
    return said[why]


class Router:
    """The lessons of a class or school of the last days, held against rows; `lessons` by id."""

    def __init__(self, actor: Actor, unit_no: int, lesson_id: UUID | None, days: int) -> None:
        self._actor, self._chosen = actor, lesson_id
        self.lessons: dict[UUID, Lesson] = {}
        self._by_day: dict[tuple[int, dt.date], list[Lesson]] = {}
        self._routes: dict[tuple[str, str, str, str], _Routed] = {}
        self._days: dict[object, str] = {}
        self._classes: dict[str, int] = {}
        self._numbers: dict[str, int] | None = None
        if lesson_id is None:
            self._load(unit_no, days)
            return
        row = Lesson.objects.filter(pk=lesson_id, unit_no=unit_no, cancelled_at=None).first()
        if row is None:
            raise NotFound
        self.lessons[row.pk] = row

    def _load(self, unit_no: int, days: int) -> None:
        place = directory.place(unit_no)
        inside = (place.no, place.end)
        self._classes = {
            names.plain(one.name): one.no
            for one in directory.places_inside(inside, "class", day=clock.today())
        }
        rows = Lesson.objects.filter(
            unit_no__gte=place.no, unit_no__lt=place.end, cancelled_at=None,
            day__gte=clock.today() - dt.timedelta(days=days),
        )  # fmt: skip
        for row in rows:
            self.lessons[row.pk] = row
            self._by_day.setdefault((row.unit_no, row.day), []).append(row)

    def length_of(self, lesson_id: UUID) -> int:
        """Seconds that a lesson lasts."""
        row = self.lessons[lesson_id]
        return int((row.ends_at - row.starts_at).total_seconds())

    def lesson_of(self, class_: str, number: str, day: Cell, subject: str, start: Cell) -> _Routed:
        """The lesson of a row, or None and why ("class", "day", "none", "several"). Without a class the
        pupil's number tells it."""
        if self._chosen is not None:
            return self._chosen, ""
        if not class_ and number and len(self._classes) > 1:
            class_ = f"#{self._by_number().get(number, '')}"
        key = (class_, self._day(day) or self._day(start), subject, cells.minute_text(start))
        if key not in self._routes:
            self._routes[key] = self._route(*key)
        return self._routes[key]

    def _day(self, cell: Cell) -> str:
        said = cell.date() if isinstance(cell, dt.datetime) else cell
        said = said.split(" ")[0] if isinstance(said, str) else said
        if said not in self._days:
            self._days[said] = cells.day_text(said)
        return self._days[said]

    def _by_number(self) -> dict[str, int]:
        if self._numbers is None:
            nos = list(self._classes.values())
            found = directory.pupil_numbers(self._actor, nos, clock.today())
            self._numbers = {n: no for no, numbers in found.items() for n in numbers}
        return self._numbers

    def _route(self, class_: str, day: str, subject: str, minute: str) -> _Routed:
        no = self._class_no(class_)
        if no is None:
            return None, "class"
        try:
            there = self._by_day.get((no, dt.date.fromisoformat(day)), [])
        except ValueError:
            return None, "day"
        code = cells.subject_in(subject)
        fits = [one for one in there if not code or one.subject == code]
        if len(fits) > 1 and minute:
            at = int(minute)
            near = [
                one for one in fits
                if cells.minutes_of(one.starts_at) - _EARLY <= at <= cells.minutes_of(one.ends_at)
            ]  # fmt: skip
            fits = near or fits
        if len(fits) == 1:
            return fits[0].pk, ""
        return None, "several" if fits else "none"

    def _class_no(self, written: str) -> int | None:
        if len(self._classes) == 1 and not written:
            return next(iter(self._classes.values()))
        if written.startswith("#"):
            return int(written[1:]) if written[1:] else None
        said = names.plain(written)
        if said in self._classes:
            return self._classes[said]
        found = [no for name, no in self._classes.items() if name in said]
        return found[0] if len(found) == 1 else None
