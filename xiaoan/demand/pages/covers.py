"""What lasts how long: of a school by item, of a township and the county by store; as a sheet."""

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from xiaoan.demand import queries, rules
from xiaoan.demand.pages import words
from xiaoan.demand.queries import live
from xiaoan.directory import queries as directory
from xiaoan.kernel import clock
from xiaoan.kernel.numbers import whole
from xiaoan.kernel.patience import be_patient
from xiaoan.kernel.permission import Permission
from xiaoan.supplies import queries as supplies
from xiaoan.supplies.queries import holding, using
from xiaoan.supplies.queries.words import item_name, unit_name
from xiaoan.web import sheets
from xiaoan.web.gate import Asked, page
from xiaoan.web.paging import pager


@page(Permission.SEE_SUPPLIES)
def home_page(request: Asked) -> HttpResponse:
    """The widest unit of which the actor sees supplies."""
    reach = max(request.actor.reach(Permission.SEE_SUPPLIES), key=lambda one: one[1] - one[0])
    return HttpResponseRedirect(reverse("demand:unit", args=[reach[0]]))


@page(Permission.SEE_SUPPLIES)
def unit_page(request: Asked, unit_no: int) -> HttpResponse:
    """Stores and items, what is out first on top; above a school also each item over all stores."""
    place = supplies.store(request.actor, unit_no)
    item = request.GET.get("item", "")
    item = item if item in using.ITEMS else ""
    offset = whole(request.GET.get("offset", ""))
    is_school = place.kind == "school"
    total, found = _found(request, place, item, offset)
    names = directory.places({one.store_no for one in found})
    held = holding.stock_at({one.store_no for one in found})
    to_count, whys = live.changed(found), live.whys(found)
    context = {
        "unit": place, "crumbs": words.crumbs(request, unit_no), "is_school": is_school,
        "as_of": max((one.at for one in found), default=None), "item": item, "total": total,
        "items": [(code, item_name(code)) for code in using.ITEMS], "now": clock.now(),
        "rows": [
            {
                **(
                    words.to_count(one, held.get((one.store_no, one.item), 0))
                    if (one.store_no, one.item) in to_count
                    else words.cover(one, why_code=whys.get((one.store_no, one.item), ""))
                ),
                "store": names[one.store_no].name,
            }
            for one in found
        ],
        "uncounted": not found and not item and not is_school,
        "wholes": [] if is_school or item else _wholes(request, unit_no),
        "pager": pager(request, total, offset, words.PAGE),
        "store_url": reverse("supplies:store", args=[unit_no]),
        "export_url": reverse("demand:export", args=[unit_no]) + (f"?item={item}" if item else ""),
    }  # fmt: skip
    return render(request, "demand/unit.html", context)


def _found(
    request: Asked, place: directory.Place, item: str, offset: int
) -> tuple[int, list[queries.Cover]]:
    """A page of the kept covers; of a school all of them, reckoned now where its stock has changed or nobody
    has counted it yet."""
    if place.kind != "school":
        return queries.page_of_covers(request.actor, place.no, item, offset, words.PAGE)
    rows = queries.cover(request.actor, place.no, own_only=True)
    if not live.is_current(place.no, rows):
        rows = live.covers(request.actor, place.no)
    rows = [one for one in rows if item in ("", one.item)]
    return len(rows), rows[offset : offset + words.PAGE]


def _wholes(request: Asked, unit_no: int) -> list[dict[str, Any]]:
    """Each item as if all stores shared what they hold, and how many stores run out too soon."""
    short = queries.below_lead(request.actor, unit_no)
    return [
        {
            **words.cover(one, link=False),
            "short": short.get(one.item, 0),
            "url": f"?item={one.item}",
        }
        for one in queries.whole(request.actor, unit_no)
    ]


@page(Permission.SEE_SUPPLIES)
def export_page(request: Asked, unit_no: int) -> HttpResponse:
    """The list of the page as a sheet, whole."""
    actor = request.actor
    be_patient()
    place = supplies.store(actor, unit_no)
    item = request.GET.get("item", "")
    found = queries.cover(actor, unit_no, [item] if item in using.ITEMS else None)
    names = directory.places({one.store_no for one in found})
    head = [
        _("单位"), _("物资"), _("计量单位"), _("可用"), _("其中用前会过期"), _("在途"), _("预计每天用"),
        _("依据"), _("最早(天)"), _("中位(天)"), _("最晚(天)"), _("最早断货"), _("预计断货"), _("最晚断货"),
        _("到货要(天)"), _("状态"),
    ]  # fmt: skip
    cells = [_cells(names[one.store_no].name, one) for one in found]
    at = clock.now().strftime("%Y-%m-%d %H:%M")
    title = _("%(unit)s 物资还能用几天") % {"unit": place.name}
    above = [_("区间为 95%;180 表示 180 天以上;空着表示不明。在途不计入。")]
    table = sheets.Table(_("还能用几天"), title, above, head, cells)
    mark = _("%(name)s %(at)s 导出") % {"name": actor.name, "at": at}
    return sheets.xlsx_response(sheets.workbook([table], mark), f"{title}.xlsx")


def _cells(store: str, one: queries.Cover) -> list[sheets.Cell]:
    return [
        store, item_name(one.item), unit_name(one.item), one.usable, one.wasted, one.coming,
        None if one.per_day is None else round(one.per_day, 1), str(words.BASIS_NAMES[one.basis]),
        one.low, one.median, one.high,
        *(day.isoformat() if day else "" for day in one.out_interval),
        rules.lead_days(one.item), words.state(one)[1],
    ]  # fmt: skip
