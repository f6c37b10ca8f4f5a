"""因病缺课登记表, per class and day: what national and provincial platforms ask of schools each day.

Columns after the forms in reference §1.3 B and C: 应到、实到、缺课、其中因病缺课, fever, symptoms. No names.
The import templates of the platforms themselves were not seen: the page says so.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from xiaoan.directory import queries as directory
from xiaoan.duties.queries import Due, duties_on
from xiaoan.indicators import queries as indicators
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.screening import queries as screening

HEADS = (
    _l("学校编码"), _l("学校"), _l("年级"), _l("班级"), _l("日期"), _l("时段"), _l("状态"),
    _l("在册人数"), _l("应到"),
    _l("实到"), _l("缺课"), _l("其中因病缺课"), _l("其中因事"), _l("其中原因不明"), _l("其中隔离"),
    _l("中途因病离校"),
    _l("发热"), _l("有症状"), _l("报送时间"),
)  # fmt: skip
_STATES = {"done": _l("已报"), "late": _l("迟报"), "excused": _l("不需报")}
Cell = str | int | None


@dataclass(frozen=True)
class Absences:
    """A row per class that owed the slot; `missing`: how many have not reported."""

    rows: tuple[tuple[Cell, ...], ...]
    missing: int


def absences(actor: Actor, unit_no: int, day: dt.date, slot: str) -> Absences:
    """The classes of a unit on a day; one that has not reported has no numbers, which are not zero."""
    place = indicators.place_seen(actor, unit_no)
    dues = duties_on(actor, place.interval, day, slot)
    calls = screening.on_day(actor, place.interval, day, slot)
    marks = screening.exceptions_in(actor, place.interval, day, slot)
    classes = directory.places(due.unit_no for due in dues)
    grades = directory.places(
        one.parent_no for one in classes.values() if one.parent_no is not None
    )
    schools = directory.places({one.school_id for one in classes.values()})
    rows: list[tuple[Cell, ...]] = []
    missing = 0
    for due in dues:
        own, call = classes[due.unit_no], calls.get(due.unit_no)
        grade, school = grades.get(own.parent_no or 0), schools[own.school_id]
        head = (
            school.code,
            school.name,
            grade.name if grade else "",
            own.name,
            day.isoformat(),
            str(_SLOTS[slot]),
        )
        if call is None:
            missing += due.status != "excused"
            rows.append((*head, *_silent(due)))
        else:
            rows.append((*head, *_reported(call, marks.get(due.unit_no, []))))
    return Absences(tuple(rows), missing)


def _silent(due: Due) -> tuple[Cell, ...]:
    state = str(_STATES["excused"]) if due.status == "excused" else _("未报")
    return (state, due.people, *(None,) * (len(HEADS) - 8))


def _reported(call: screening.RollCall, marks: Sequence[screening.Exceptional]) -> tuple[Cell, ...]:
    ill = [mark for mark in marks if mark.symptoms or mark.fever]
    return (
        str(_STATES["late" if call.late else "done"]), call.enrolled, call.expected, call.present,
        call.enrolled - call.present, call.absent_sick, call.absent_personal, call.absent_unknown,
        call.absent_isolation, call.sent_home, sum(mark.fever for mark in ill), len(ill),
        f"{call.submitted_at.astimezone(clock.ZONE):%Y-%m-%d %H:%M}",
    )  # fmt: skip


_SLOTS = {"morning": _l("晨检"), "noon": _l("午检"), "evening": _l("晚检")}
