"""What the recounts of days found: how many figures were held against what they are made of, which differ."""

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from xiaoan.directory import queries as directory
from xiaoan.indicators.models import Check, Difference
from xiaoan.indicators.queries.words import described
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import visible
from xiaoan.screening.queries import SLOT_NAMES

SOURCE_NAMES = {
    "journal": _("和记录链重放的不同"), "sheets": _("和逐张晨午检表的不同"),
    "duties": _("和逐条待办的不同"), "parts": _("和学习统计表的不同"),
    "anew": _("和重新计算的不同"), "sums": _("和各校相加的不同"),
}  # fmt: skip
FIELD_NAMES = {
    "num": _("分子"), "den": _("分母"), "unknown": _("不明"), "units": _("学校数"),
    "silent": _("没有记录的学校"),
}  # fmt: skip
COLUMN_NAMES = {
    "classes_due": _("应报班级"), "classes_reported": _("已报班级"), "classes_late": _("迟报班级"),
    "zero_reports": _("零报告班级"), "corrections": _("更正次数"), "enrolled_due": _("应报学生"),
    "enrolled_reported": _("已报学生"), "expected": _("应到"), "present": _("实到"),
    "absent_sick": _("因病缺勤"), "absent_personal": _("事假"), "absent_unknown": _("原因不明缺勤"),
    "absent_isolation": _("隔离未到校"), "late_arrivals": _("迟到"), "sent_home": _("送回家"),
    "fever": _("发热"), "symptomatic": _("有症状"), "resp": _("发热伴咳嗽或咽痛"),
    "gi": _("呕吐、腹泻或腹痛"), "rash": _("皮疹"), "classes_excused": _("不需报班级"),
    "enrolled_excused": _("不需报学生"),
}  # fmt: skip


@dataclass(frozen=True)
class Recount:
    """A check: of which day, when, over how many figures; how many differ, how many of a running day have
    moved since they were kept."""

    id: UUID
    day: dt.date
    at: dt.datetime
    figures: int
    differing: int
    moved: int


@dataclass(frozen=True)
class Line:
    """A figure of a unit that is `was` on the board and `should` be, by `source`."""

    place: str
    name: str
    part: str
    source: str
    was: int | None
    should: int | None


def recent(actor: Actor, most: int = 30) -> list[Recount]:
    """The last checks, the newest first; for whoever sees a board."""
    if not actor.may_anywhere(Permission.SEE_BOARD):
        return []
    rows = Check.objects.order_by("-at")[:most]
    return [Recount(row.pk, row.day, row.at, row.figures, row.differing, row.moved) for row in rows]


def differences(actor: Actor, check_id: UUID) -> list[Line]:
    """What a check found at the units whose board the actor sees."""
    seen = visible(Difference.objects.filter(check_id=check_id), actor, Permission.SEE_BOARD)
    rows = list(seen.order_by("source", "key", "unit_no", "field"))
    places = directory.places(sorted({row.unit_no for row in rows}))
    return [
        Line(
            places[row.unit_no].name if row.unit_no in places else str(row.unit_no), _name(row),
            str(FIELD_NAMES[row.field]), str(SOURCE_NAMES[row.source]), row.was, row.should,
        )
        for row in rows
    ]  # fmt: skip


def _name(row: Difference) -> str:
    if row.source != "journal":
        return described(row.key).name
    slot, _dot, column = row.key.partition(".")
    return f"{SLOT_NAMES.get(slot, slot)} {COLUMN_NAMES.get(column, column)}"
