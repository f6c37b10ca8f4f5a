"""On paper: the sheet by class, and the passes of a class for families without a phone."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from xiaoan.arrivals import queries
from xiaoan.arrivals.pages import address, plans
from xiaoan.arrivals.queries import passes
from xiaoan.arrivals.queries.words import REASON_NAMES
from xiaoan.directory import queries as directory
from xiaoan.kernel import clock
from xiaoan.kernel.errors import NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.web import sheets
from xiaoan.web.gate import Asked, page


@page(Permission.SEE_CLEARANCES)
def sheet_page(request: Asked, plan_id: UUID) -> HttpResponse:
    """A spreadsheet with a sheet for each class: who comes when, through which gate."""
    actor = request.actor
    held = queries.plans.held(actor, plan_id)
    place = address.school(actor, held.row.unit_no)
    found = queries.plans.everybody(actor, plan_id)
    plans.leave_trace(actor, place.no, found)
    by_class: dict[str, list[queries.plans.Placed]] = {}
    for one in found:
        by_class.setdefault(one.class_name, []).append(one)
    head = [_("姓名"), _("日子"), _("时段"), _("门"), _("同一家"), _("寄宿"), _("没有排上的原因")]
    title = _("%(school)s错峰到校安排(第 %(no)s 版)") % {"school": place.name, "no": held.row.no}
    tables = [
        sheets.Table(f"{n}{name}"[:30], f"{title} {name}", [], head, [_cells(one) for one in rows])
        for n, (name, rows) in enumerate(by_class.items(), 1)
    ]
    mark = _("%(who)s 于 %(at)s 下载") % {
        "who": actor.name, "at": f"{clock.now().astimezone(clock.ZONE):%Y-%m-%d %H:%M}"
    }  # fmt: skip
    if not tables:
        raise NotFound
    return sheets.xlsx_response(sheets.workbook(tables, mark), _("错峰到校安排.xlsx"))


def _cells(one: queries.plans.Placed) -> list[str]:
    slot = one.slot
    return [
        one.name, slot.day.isoformat() if slot else "", address.hours(slot) if slot else "",
        slot.gate_name if slot else "", str(one.family) if one.family else "",
        _("是") if one.boarder else "", str(REASON_NAMES.get(one.reason, "")),
    ]  # fmt: skip


@page(Permission.SEE_CLEARANCES)
def class_page(request: Asked, plan_id: UUID, class_no: int) -> HttpResponse:
    """The list of a class, and its passes to print and cut, while the plan is in force."""
    actor = request.actor
    held = queries.plans.held(actor, plan_id)
    address.school(actor, held.row.unit_no)
    place = directory.place(class_no)
    if place.kind != "class" or place.school_id != held.row.unit_no:
        raise NotFound
    found = queries.plans.of_class(actor, plan_id, class_no)
    plans.leave_trace(actor, class_no, found)
    ids = queries.plans.pass_ids(plan_id, class_no)
    holds = held.row.state == "published"
    context = {
        "place": place, "school": directory.place(held.row.unit_no), "row": held.row, "holds": holds,
        "rows": [
            {
                "one": one, "slot": address.slot_of(one.slot), "reason": REASON_NAMES.get(one.reason, ""),
                "url": reverse("arrivals:pupil", args=[plan_id, one.person_id]),
                "token": passes.token(ids[one.person_id], one.slot.day) if holds and one.slot else "",
            }
            for one in found
        ],
        "back_url": reverse("arrivals:plan", args=[plan_id]),
    }  # fmt: skip
    return render(request, "arrivals/passes.html", context)
