"""What became of a notice: by school, by class, down to the families that have not confirmed; over time."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from xiaoan.directory import queries as directory
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Interval
from xiaoan.kernel.errors import NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.notices import queries, services
from xiaoan.notices.pages import words
from xiaoan.notices.queries import reach, sent
from xiaoan.notices.queries.words import OUTCOME_NAMES, OUTCOME_SHAPES
from xiaoan.web import sheets
from xiaoan.web.gate import Asked, page
from xiaoan.web.templatetags.web_tags import percent

# Names are shown to whoever sees the pupils of a class by name.
_NAMES = (Permission.CALL_FAMILIES,)


def shown(request: Asked, row: queries.Notice, interval: Interval | None) -> dict[str, Any]:
    """Figures, rows and curve of all in sight, or inside a unit."""
    actor = request.actor
    total = reach.total(actor, row.pk, interval)
    found = reach.rows(actor, row.pk, interval)
    return {
        "total": total, "needs_ack": row.needs_ack, "figures": _figures(row, total),
        "rows": [
            {"name": one.place.name, "figures": one.figures,
             "url": reverse("notices:reach", args=[row.pk, one.place.no])}
            for one in found
        ],
        "trend": _trend(reach.curve(actor, row, interval), total),
        "by": _("班级") if found and found[0].place.kind == "class" else _("单位"),
    }  # fmt: skip


def _figures(row: queries.Notice, total: reach.Figures) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    if total.families:
        means = _("已确认的家庭数/发到的家庭数。每名学生算一户;有两个孩子的家长确认一次,两户都算。")
        confirmed = {
            "label": _("已确认的家庭"), "value": total.confirmed, "of": total.families,
            "note": percent(total.confirmed, total.families), "definition": means, "url": "",
        }  # fmt: skip
        found = [
            *([confirmed] if row.needs_ack else []),
            {"label": _("已打开的家庭"), "value": total.read, "of": total.families, "url": ""},
            {"label": _("没有账号,只有电话"), "value": total.phone_only, "of": None, "url": ""},
            {"label": _("没有账号也没有电话"), "value": total.unreachable, "of": None, "url": "",
             "state": "missed" if total.unreachable else ""},
        ]  # fmt: skip
    if total.staff:
        value = total.staff_confirmed if row.needs_ack else total.staff_read
        label = _("已确认的教职工") if row.needs_ack else _("已打开的教职工")
        found.append({"label": label, "value": value, "of": total.staff, "url": ""})
    return found


def _trend(points: list[tuple[Any, int]], total: reach.Figures) -> dict[str, Any] | None:
    if not points or not total.families:
        return None
    last = points[-1][1]
    return {
        "title": _("%(n)s/%(all)s 户已确认(%(share)s)") % {
            "n": last, "all": total.families, "share": percent(last, total.families),
        },
        "note": "", "unit": "%",
        "days": [f"{at.astimezone(clock.ZONE):%m-%d %H:%M}" for at, _n in points],
        "series": [
            {"name": _("已确认的家庭"),
             "values": [round(100 * n / total.families, 1) for _at, n in points],
             "texts": [f"{percent(n, total.families)} {n}/{total.families}" for _at, n in points]}
        ],
    }  # fmt: skip


def sheet(
    request: Asked, row: queries.Notice, interval: Interval | None, where: str
) -> HttpResponse:
    """Who was told as a spreadsheet: a row for each school, of one school for each class. Counts alone."""
    total, found = (
        reach.total(request.actor, row.pk, interval),
        reach.rows(request.actor, row.pk, interval),
    )
    title = words.title_of(row)
    heads = [
        _("单位"), _("发到的家庭"), _("有账号"), _("只有电话"), _("没有账号也没有电话"), _("已打开"),
        _("已确认"), _("其中电话确认"), _("教职工"), _("教职工已打开"), _("教职工已确认"),
    ]  # fmt: skip
    sent_at = f"{row.sent_at.astimezone(clock.ZONE):%Y-%m-%d %H:%M}" if row.sent_at else "-"
    now = f"{clock.now().astimezone(clock.ZONE):%Y-%m-%d %H:%M}"
    above = [
        _("发出:%(at)s") % {"at": sent_at}, _("截至 %(at)s") % {"at": now},
        _("按户数,每名学生算一户;没有确认的,是知道还是不知道,我们不知道。"),
    ]  # fmt: skip
    table = sheets.Table(
        _("告知情况"), f"{where} {title}", above, heads,
        [[one.place.name, *_numbers(one.figures)] for one in found],
        [_("合计"), *_numbers(total)],
    )  # fmt: skip
    mark = _("%(who)s 于 %(at)s 下载") % {"who": request.actor.name, "at": now}
    return sheets.xlsx_response(sheets.workbook([table], mark), f"{title} {_('告知情况')}.xlsx")


def _numbers(one: reach.Figures) -> list[int]:
    return [
        one.families, one.with_account, one.phone_only, one.unreachable, one.read, one.confirmed,
        one.by_call, one.staff, one.staff_read, one.staff_confirmed,
    ]  # fmt: skip


@page(Permission.WRITE_NOTICES)
def unit_page(request: Asked, notice_id: UUID, unit_no: int) -> HttpResponse:
    """What became of a notice in a school, or in a class with the families that have not confirmed."""
    actor = request.actor
    # First: who does not lead the unit learns nothing of the notice either.
    if not actor.may(Permission.WRITE_NOTICES, unit_no):
        raise NotFound
    row, place = sent.in_sight(actor, notice_id), directory.place(unit_no)
    if row.sent_at is None:
        raise NotFound
    found = shown(request, row, place.interval)
    if not (found["total"].families or found["total"].staff):
        raise NotFound
    if request.GET.get("file") == "xlsx":
        return sheet(request, row, place.interval, place.name)
    may_see = any(actor.may(one, unit_no) for one in _NAMES) and row.needs_ack
    families = reach.unconfirmed(actor, row.pk, unit_no) if may_see else []
    staff = reach.unconfirmed_staff(actor, row.pk, unit_no) if may_see else []
    services.unconfirmed_seen(actor, unit_no, [one.person_id for one in families if one.person_id])
    context = {
        "row": row, "title": words.title_of(row), "place": place, "reach": found,
        "as_of": clock.now(), "is_class": place.kind == "class", "may_see": may_see,
        "unconfirmed": [_line(one) for one in families], "staff": [_line(one) for one in staff],
        "back_url": reverse("notices:notice", args=[row.pk]),
    }  # fmt: skip
    return render(request, "notices/unit.html", context)


def _line(one: reach.Unconfirmed) -> dict[str, Any]:
    state: tuple[str, Any]
    if one.outcome:
        state = (OUTCOME_SHAPES[one.outcome], OUTCOME_NAMES[one.outcome])
    elif one.read_at:
        state = ("late", _("打开过,没有确认"))
    elif one.has_account:
        state = ("due", _("没有打开"))
    elif one.has_phone:
        state = ("unknown", _("没有账号,要打电话"))
    else:
        state = ("missed", _("没有账号也没有电话"))
    return {"name": one.name, "shape": state[0], "state": state[1], "read_at": one.read_at}
