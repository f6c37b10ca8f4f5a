"""The big screen, and the figures its charts read."""

from typing import Any

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from xiaoan.kernel.permission import Permission
from xiaoan.outbreaks.queries import SYNDROME_NAMES, SignalRow
from xiaoan.overview import queries, rules, schemas
from xiaoan.overview.pages.figures import trend_chart
from xiaoan.overview.pages.filters import read_filter
from xiaoan.overview.pages.unreported import class_row
from xiaoan.overview.queries import Figures, Row, Wall
from xiaoan.screening.queries import SLOT_NAMES
from xiaoan.web.days import said_of_day
from xiaoan.web.gate import Asked, page
from xiaoan.web.templatetags.web_tags import num, percent

REFRESH_SECONDS = 30


@page(Permission.SEE_BOARD)
def wall_page(request: Asked, unit_no: int | None = None) -> HttpResponse:
    """The big screen of a unit; its script reads it again every half minute."""
    wall = queries.wall(request.actor, unit_no)
    board = wall.board
    context = {
        "heading": f"{board.place.name}{SLOT_NAMES[board.slot]}",
        "day": board.day,
        "slot_label": SLOT_NAMES[board.slot],
        "as_of": board.as_of,
        "back_url": reverse("overview:board", args=[board.place.no]),
        "screen_url": reverse("situation:screen", args=[board.place.no]),
        "refresh": REFRESH_SECONDS,
        "child_word": schemas.child_word(board),
        "figures": _tiles(wall),
        "towns": [_town(row) for row in board.rows],
        "bands": {"done": _("95% 以上"), "late": _("80%~95%"), "missed": _("不到 80%")},
        "unreported": _silent(wall),
        "signals": [_signal(signal) for signal in wall.signals],
        "signals_total": wall.signals_total,
        "symptoms": [{"label": g.name, "n": g.people} for g in wall.groups if g.people],
        "symptoms_note": _("一人可以计入多组"),
        "no_school": said_of_day(board.day, board.off) if board.off else "",
        "trend": trend_chart(wall.trend, board.day),
    }
    return render(request, "overview/wall.html", context)


@page(Permission.SEE_BOARD)
def data_page(request: Asked, unit_no: int) -> HttpResponse:
    """The same figures as JSON, for charts."""
    wanted = read_filter(request, unit_no)
    wall = queries.wall(request.actor, unit_no, wanted.day, wanted.slot)
    return JsonResponse(schemas.as_json(wall), json_dumps_params={"ensure_ascii": False})


def _tiles(wall: Wall) -> list[dict[str, Any]]:
    total, signals = wall.board.total, wall.signals_total
    known = total.classes_reported > 0
    share = _("占已报学生 %(n)s") % {"n": percent(total.absent_sick, total.enrolled_reported)}
    home = _("送回家 %(n)s") % {"n": num(total.sent_home)}
    if not total.classes:
        tiles = [_tile(str(tile["label"]), None, "") for tile in _reported_tiles(total)]
        tiles[0]["note"] = _("这一天不上课") if wall.board.off else _("没有要报的班")
    else:
        tiles = _reported_tiles(total)
    return [
        *tiles,
        _tile(_("因病缺勤"), total.absent_sick if known else None, share if known else ""),
        _tile(_("发热"), total.fever if known else None, home if known else ""),
        {**_tile(_("异常信号"), signals, _("未办结")), "state": "missed" if signals else ""},
    ]


def _tile(label: str, value: int | None, note: str) -> dict[str, Any]:
    return {"label": label, "value": value, "of": None, "note": note}


def _reported_tiles(total: Figures) -> list[dict[str, Any]]:
    return [
        {
            "label": _("全部报齐的学校"),
            "value": total.schools_complete,
            "of": total.schools_due,
            "note": _("未报齐 %(n)s 所") % {"n": num(total.schools_missing)},
        },
        {
            "label": _("已报班级"),
            "value": total.classes_reported,
            "of": total.classes_due,
            "note": _("未报 %(n)s 个班") % {"n": num(total.classes_missing)},
            "state": "missed" if total.classes_missing else "done",
        },
        {
            "label": _("在册学生"),
            "value": total.enrolled,
            "of": None,
            "note": _unknown(total),
        },
    ]


def _unknown(total: Figures) -> str:
    said = _("情况不明 %(n)s 人") % {"n": num(total.enrolled_missing)}
    if total.enrolled_excused:
        said += " · " + _("不需报 %(n)s") % {"n": num(total.enrolled_excused)}
    return said


def _town(row: Row) -> dict[str, Any]:
    f = row.figures
    state = rules.band(f.classes_reported, f.classes_due)
    return {
        "name": row.place.name,
        "reported": f.classes_reported,
        "due": f.classes_due,
        "idle": row.idle or _("都不需报"),
        "state": state,
    }


def _silent(wall: Wall) -> dict[str, Any]:
    rows = [
        {**class_row(one), "place": f"{school} {one.place.name}"} for school, one in wall.silent
    ]
    total = wall.board.total.classes_missing
    return {"total": total, "more": max(0, total - len(rows)), "rows": rows}


def _signal(signal: SignalRow) -> dict[str, Any]:
    left = signal.minutes_left
    words = _("%(what)s %(n)d 例") % {
        "what": SYNDROME_NAMES.get(signal.syndrome, signal.syndrome),
        "n": signal.cases,
    }
    return {
        "unit": f"{signal.school} {signal.place}",
        "words": words,
        "state": signal.state,
        "left_text": _left(left) if left is not None else "",
        "overdue": left is not None and left < 0,
    }


def _left(minutes: int) -> str:
    """How long until the report is due, or since."""
    span = {"h": abs(minutes) // 60, "m": abs(minutes) % 60}
    if minutes < 0:
        return _("逾期 %(h)d 小时 %(m)d 分") % span
    return _("还剩 %(h)d 小时 %(m)d 分") % span
