"""The shapes in which figures leave: a spreadsheet for people, JSON for the charts."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from xiaoan.kernel import clock
from xiaoan.overview import queries
from xiaoan.overview.queries import Figures
from xiaoan.screening.queries import SLOT_NAMES
from xiaoan.web.days import said_of_day
from xiaoan.web.sheets import Cell, Table

_Column = tuple[Any, Callable[[Figures], Cell]]

_COLUMNS: tuple[_Column, ...] = (
    (_lazy("应报班级"), lambda f: f.classes_due),
    (_lazy("已报班级"), lambda f: f.classes_reported),
    (_lazy("未报班级"), lambda f: f.classes_missing),
    (_lazy("不需报班级"), lambda f: f.classes_excused),
    (_lazy("迟报班级"), lambda f: f.classes_late),
    (_lazy("零报告班级"), lambda f: f.zero_reports),
    (_lazy("更正次数"), lambda f: f.corrections),
    (_lazy("在册人数"), lambda f: f.enrolled),
    (_lazy("已报人数"), lambda f: f.enrolled_reported),
    (_lazy("未报人数"), lambda f: f.enrolled_missing),
    (_lazy("不需报人数"), lambda f: f.enrolled_excused),
    (_lazy("应到"), lambda f: f.expected),
    (_lazy("实到"), lambda f: f.present),
    (_lazy("因病缺勤"), lambda f: f.absent_sick),
    (_lazy("事假"), lambda f: f.absent_personal),
    (_lazy("原因不明"), lambda f: f.absent_unknown),
    (_lazy("隔离"), lambda f: f.absent_isolation),
    (_lazy("因病缺勤率(%)"), lambda f: _rounded(f.sick_rate)),
    (_lazy("迟到"), lambda f: f.late_arrivals),
    (_lazy("送回家"), lambda f: f.sent_home),
    (_lazy("发热"), lambda f: f.fever),
    (_lazy("有症状"), lambda f: f.symptomatic),
)
_DEFINITIONS = (
    _lazy("在册人数 = 已报人数 + 未报人数 + 不需报人数;未报班级的学生情况不明,不计为零。"),
    _lazy("已报人数 = 实到 + 因病缺勤 + 事假 + 原因不明 + 隔离;应到不含隔离。"),
    _lazy("因病缺勤率 = 因病缺勤 ÷ 已报人数。迟到和送回家的学生计在实到内。"),
    _lazy("零报告:班级已报,且没有学生因病缺勤、送回家或有症状。"),
)
STATUS_NAMES = {
    "due": _lazy("待报"),
    "missed": _lazy("未报"),
    "done": _lazy("已报"),
    "late": _lazy("迟报"),
    "excused": _lazy("不需报"),
}


def child_word(board: queries.Board) -> str:
    """What the rows of a table are."""
    return {"county": _("乡镇"), "township": _("学校")}.get(board.place.kind, _("班级"))


def said_of_due(off: queries.NoSchool) -> str:
    """What is due on a day without school all the same, slot by slot; '' for nothing."""
    due = _("、").join(
        _("%(slot)s %(n)d 个班") % {"slot": SLOT_NAMES[name], "n": n} for name, n in off.due
    )
    return _("仍有要报的:%(due)s。") % {"due": due} if due else ""


def of_board(board: queries.Board) -> Table:
    """The board's table with its totals."""
    state = [_("年级"), _("状态"), _("负责人")] if board.by_class else []
    return Table(
        name=_("汇总"),
        title=f"{board.place.name} {SLOT_NAMES[board.slot]}",
        above=[_as_of(board), *_of_day(board)],
        head=[_("单位"), *state, *(str(name) for name, _value in _COLUMNS), _("说明")],
        rows=[
            [row.place.name, *_state(board, row), *_cells(row.figures), row.idle]
            for row in board.rows
        ],
        total=[_("合计"), *([""] * len(state)), *_cells(board.total), ""],
        below=[str(line) for line in _DEFINITIONS],
    )


def of_unreported(silent: queries.Unreported) -> Table:
    """Every class that has not reported, with who answers for it; no phone numbers on paper."""
    return Table(
        name=_("未报班级"),
        title=f"{silent.place.name} {SLOT_NAMES[silent.slot]} {_('未报班级')}",
        above=[_as_of(silent), *_of_day(silent), *_narrowed(silent.which)],
        head=[
            _("乡镇"), _("学校"), _("班级"), _("在册人数"), _("状态"), _("截止"), _("已上报到"),
            _("催报次数"), _("负责人"), _("副手"),
        ],
        rows=[_silent(school, one) for school in silent.schools for one in school.classes],
        below=[_("共 %(n)d 个班未报。") % {"n": silent.sums.classes}],
    )  # fmt: skip


def _narrowed(which: queries.Which) -> list[str]:
    """What the list was narrowed to: a part must not pass for the whole."""
    parts = [str(queries.STAGE_NAMES[which.stage])] if which.stage else []
    if which.text:
        parts.append(_("名称含“%(text)s”") % {"text": which.text})
    return [_("只列:%(parts)s") % {"parts": _(",").join(parts)}] if parts else []


def of_excused(found: queries.ExcusedClasses) -> Table:
    """Every class that need not report, with who said so, when and why."""
    return Table(
        name=_("不需报班级"),
        title=f"{found.place.name} {SLOT_NAMES[found.slot]} {_('不需报班级')}",
        above=[_as_of(found)],
        head=[_("学校"), _("班级"), _("在册人数"), _("原因"), _("登记人"), _("登记时间")],
        rows=[
            [
                row.school.name, row.place.name, row.duty.people, row.duty.why, row.by,
                row.duty.at.astimezone(clock.ZONE).strftime("%Y-%m-%d %H:%M") if row.duty.at else "",
            ]
            for row in found.rows
        ],
        below=[_("共 %(n)d 个班不需报,%(people)d 名学生。") % {"n": found.classes, "people": found.people}],
    )  # fmt: skip


def as_json(wall: queries.Wall) -> dict[str, Any]:
    """What the charts read. Rates are per cent, null while nobody has reported."""
    board = wall.board
    return {
        "unit": {"no": board.place.no, "name": board.place.name, "kind": board.place.kind},
        "day": board.day.isoformat(),
        "slot": board.slot,
        "slot_label": str(SLOT_NAMES[board.slot]),
        "as_of": board.as_of.isoformat(timespec="seconds"),
        "school_day": board.off is None,
        "no_school": said_of_day(board.day, board.off) if board.off else "",
        "total": _plain(board.total),
        "rows": [
            {"no": row.place.no, "name": row.place.name, **_plain(row.figures)}
            for row in board.rows
        ],
        "trend": [{"day": day.day.isoformat(), **_plain(day.figures)} for day in wall.trend],
        "groups": [{"code": g.code, "name": g.name, "people": g.people} for g in wall.groups],
        "signals_total": wall.signals_total,
    }


def _plain(figures: Figures) -> dict[str, Any]:
    return {
        **figures.__dict__,
        "schools_missing": figures.schools_missing,
        "classes_missing": figures.classes_missing,
        "enrolled_missing": figures.enrolled_missing,
        "enrolled": figures.enrolled,
        "absent": figures.absent,
        "sick_rate": _rounded(figures.sick_rate),
        "absence_rate": _rounded(figures.absence_rate),
        "reported_rate": _rounded(figures.reported_rate),
    }


def _cells(figures: Figures) -> list[Cell]:
    """All figures of a unit; nothing where nothing is due or excused: that is no row of zeros."""
    known = figures.classes > 0
    return [value(figures) if known else None for _name, value in _COLUMNS]


def _of_day(shown: queries.Board | queries.Unreported) -> list[str]:
    if shown.off is None:
        return []
    return [said_of_day(shown.day, shown.off), *filter(None, [said_of_due(shown.off)])]


def _state(board: queries.Board, row: queries.Row) -> list[Cell]:
    if not board.by_class:
        return []
    return [row.grade, str(STATUS_NAMES[row.status]), row.teacher]


def _silent(school: queries.SilentSchool, one: queries.SilentClass) -> list[Cell]:
    return [
        school.township,
        school.place.name,
        one.place.name,
        one.people,
        str(STATUS_NAMES[one.status]),
        one.due_at.astimezone(clock.ZONE).strftime("%H:%M"),
        one.told,
        one.urged,
        one.teacher.name if one.teacher else "",
        one.deputy.name if one.deputy else "",
    ]


def _as_of(shown: queries.Board | queries.Unreported | queries.ExcusedClasses) -> str:
    return _("%(day)s,截至 %(at)s") % {
        "day": shown.day.isoformat(),
        "at": shown.as_of.strftime("%H:%M"),
    }


def _rounded(rate: float | None) -> float | None:
    return None if rate is None else round(rate, 2)
