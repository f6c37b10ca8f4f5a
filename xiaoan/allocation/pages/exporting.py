"""A plan as a sheet: what goes where, and per school and item the reckoning behind it."""

from dataclasses import asdict
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _

from xiaoan.allocation import queries
from xiaoan.allocation.pages import words
from xiaoan.allocation.queries.words import REASON_NAMES, STATE_NAMES
from xiaoan.kernel import clock
from xiaoan.kernel.patience import be_patient
from xiaoan.kernel.permission import Permission
from xiaoan.supplies.queries.catalogue import item_name, unit_name
from xiaoan.web import sheets
from xiaoan.web.gate import Asked, page


@page(Permission.DECIDE_ALLOCATION)
def export_page(request: Asked, plan_id: UUID) -> HttpResponse:
    """Three sheets: consignments, schools, measures."""
    be_patient()
    head = queries.plan(request.actor, plan_id)
    lines, shares = queries.lines(head), queries.shares(head)
    known = words.names({one[0] for one in lines} | {one.school_no for one in shares})
    above = [
        _("状态:%(state)s") % {"state": STATE_NAMES[head.state]},
        _("权重为自定,没有上级文件。数量按最小单位。"),
    ]
    tables = [
        _lines(head, lines, known, above),
        _shares(head, shares, known, above),
        _measures(head, above),
    ]
    now = clock.now()
    mark = _("%(name)s %(at)s 导出") % {
        "name": request.actor.name, "at": now.strftime("%Y-%m-%d %H:%M"),
    }  # fmt: skip
    return sheets.xlsx_response(sheets.workbook(tables, mark), f"{head.title} {now:%Y-%m-%d}.xlsx")


def _lines(
    head: queries.PlanHead, lines: list[tuple[int, int, str, int, int | None, UUID | None]],
    known: dict[int, str], above: list[str],
) -> sheets.Table:  # fmt: skip
    columns = [
        _("调出"), _("调入"), _("物资"), _("单位"), _("数量"), _("计算值"), _("人工改"),
        _("路程(公里)"), _("怎么来的"),
    ]  # fmt: skip
    cells: list[list[sheets.Cell]] = [
        [known[from_no], known[to_no], item_name(item), unit_name(item), n, computed,
         _("是") if n != computed else "", *_km(head, from_no, to_no)]
        for from_no, to_no, item, n, computed, _transfer in lines
    ]  # fmt: skip
    below = [_("编制:          批准:          日期:          ")]
    return sheets.Table(_("调拨单"), head.title, above, columns, cells, below=below)


def _km(head: queries.PlanHead, from_no: int, to_no: int) -> list[sheets.Cell]:
    way = head.way(from_no, to_no)
    if way is None:
        return [_("不明"), ""]
    return [round(way.km, 1), words.way(way, head.known_roads.factor)]


def _shares(
    head: queries.PlanHead,
    shares: list[queries.SchoolShare],
    known: dict[int, str],
    above: list[str],
) -> sheets.Table:
    columns = [
        _("学校"), _("物资"), _("单位"), _("标准"), _("可用"), _("缺口"), _("优先度"), _("得到"),
        _("平均分"), _("还缺"), _("为什么不多给"),
    ]  # fmt: skip
    cells: list[list[sheets.Cell]] = [
        [
            known[one.school_no], item_name(one.item), unit_name(one.item), one.required, one.held,
            one.need, round(one.weight, 2), one.gets, one.equal, one.short,
            str(REASON_NAMES[one.reason]),
        ]
        for one in shares
        if one.need
    ]  # fmt: skip
    return sheets.Table(_("各校"), head.title, above, columns, cells)


def _measures(head: queries.PlanHead, above: list[str]) -> sheets.Table:
    columns = [
        _("物资"), _("单位"), _("怎么分"), _("缺得最多的学校缺标准的百分之几"), _("共缺"),
        _("按优先度加权的缺口"), _("调出"), _("得到的学校"),
    ]  # fmt: skip
    names = {"before": _("调配前"), "plan": _("方案"), "edited": _("改后"), "equal": _("平均分")}
    cells: list[list[sheets.Cell]] = [
        [
            item_name(item), unit_name(item), name, round(100 * found[key]["worst_all"], 1),
            found[key]["unmet"], round(found[key]["weighted"]), found[key]["given"],
            found[key]["helped"],
        ]
        for item, found in head.measures["items"].items()
        for key, name in names.items()
        if key in found
    ]  # fmt: skip
    ways = [(_("方案"), asdict(queries.journeys(head))), (_("平均分"), head.measures.get("equal"))]
    below = [
        _("%(way)s:运输 %(legs)s 趟,路程共 %(km)s 公里,其中 %(n)s 趟距离不明")
        % {"way": way, "legs": one["legs"], "km": one["km"], "n": one["unknown"]}
        for way, one in ways
        if one
    ]
    return sheets.Table(_("比较"), head.title, above, columns, cells, below=below)
