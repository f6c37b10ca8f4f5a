"""Required, held, gap: of a school by item, of a county by school or item; the whole as a sheet."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from xiaoan.duties.queries.levels import LEVEL_NAMES
from xiaoan.kernel import clock
from xiaoan.kernel.numbers import whole
from xiaoan.kernel.patience import be_patient
from xiaoan.kernel.permission import Permission
from xiaoan.supplies import queries, rules
from xiaoan.supplies.pages import words
from xiaoan.supplies.queries import beside, gaps, holding, standards
from xiaoan.supplies.queries.words import MISSING_NAMES, amount, item_name, unit_name
from xiaoan.web import sheets
from xiaoan.web.gate import Asked, page
from xiaoan.web.paging import pager

STATE_NAMES = {
    "short": _l("不足"), "enough": _l("达到"), "unknown": _l("不明"), "none": _l("没有标准"),
}  # fmt: skip
_SHAPES = {"short": "missed", "enough": "done", "unknown": "unknown", "none": "excused"}
_ORDER = ("short", "unknown", "enough", "none")


def _level(request: Asked, unit_no: int) -> str:
    """The level asked for; else the one in force."""
    asked = request.GET.get("level", "")
    return asked if asked in gaps.LEVELS else gaps.level_at(request.actor, unit_no)


@page(Permission.SEE_SUPPLIES)
def unit_page(request: Asked, unit_no: int) -> HttpResponse:
    """The gap table of a unit: of a school by item; above it by school, by item, or one item by school."""
    place = queries.store(request.actor, unit_no)
    level = _level(request, unit_no)
    found = gaps.schools(request.actor, unit_no, level)
    item = request.GET.get("item", "")
    context = {
        "unit": place, "crumbs": words.crumbs(request, unit_no), "as_of": clock.now(),
        "level": level, "levels": list(LEVEL_NAMES.items()), "standard": _standard(),
        "counted_at": gaps.counted_at(*place.interval), "items": words.item_choices(),
        "item": item if item in rules.ITEMS else "",
        "more": beside.links(request.actor, unit_no),
        "store_url": reverse("supplies:store", args=[unit_no]),
        "export_url": f"{reverse('supplies:export', args=[unit_no])}?level={level}",
    }  # fmt: skip
    if place.kind == "school":
        context |= _of_school(found)
    elif context["item"]:
        context |= _of_item(request, found, item)
    else:
        context |= _of_schools(request, found, level)
    return render(request, "supplies/unit.html", context)


def _standard() -> dict[str, Any]:
    one = standards.in_force()
    return {"title": one.title, "since": one.since, "source": one.source, "is_ours": one.is_ours}


def _gap(one: gaps.Gap) -> dict[str, Any]:
    missing = [str(MISSING_NAMES[basis]) for basis in one.need.unknown] if one.need else []
    required = amount(one.item, one.need.least) if one.need else ""
    return {
        "name": item_name(one.item), "state": one.state, "shape": _SHAPES[one.state],
        "words": STATE_NAMES[one.state], "required": required, "at_least": bool(missing),
        "missing": _("、").join(missing), "usable": amount(one.item, one.usable),
        "expiring": amount(one.item, one.expiring) if one.expiring else "",
        "parts": holding.parts(one.item, one.held), "aside": holding.aside(one.item, one.held),
        "short": amount(one.item, one.short) if one.short else "",
        "url": reverse("supplies:item", args=[one.school_no, one.item]),
    }  # fmt: skip


def _of_school(found: Sequence[gaps.School]) -> dict[str, Any]:
    """All items of one school, what falls short first."""
    rows = sorted(found[0].gaps.values(), key=lambda one: _ORDER.index(one.state)) if found else []
    return {
        "kind": "school", "rows": [_gap(one) for one in rows],
        "counted": bool(found and found[0].size),
        "short": sum(one.state == "short" for one in rows),
        "of": sum(one.need is not None for one in rows),
    }  # fmt: skip


def _of_schools(request: Asked, found: Sequence[gaps.School], level: str) -> dict[str, Any]:
    """The schools with most shortages first; below them each item over all schools."""
    order = sorted(found, key=lambda one: (-one.count("short"), one.no))
    offset = whole(request.GET.get("offset", ""))
    return {
        "kind": "schools", "total": len(order),
        "pager": pager(request, len(order), offset, words.PAGE),
        "short": sum(one.count("short") > 0 for one in order), "of": len(order),
        "rows": [
            {"name": one.name, "short": one.count("short"), "unknown": one.count("unknown"),
             "of": one.with_standard, "counted": one.size is not None,
             "url": f"{reverse('supplies:unit', args=[one.no])}?level={level}"}
            for one in order[offset : offset + words.PAGE]
        ],
        "totals": [_total(one, level) for one in gaps.by_item(found)],
    }  # fmt: skip


def _total(one: gaps.ItemTotal, level: str) -> dict[str, Any]:
    has = one.schools > 0
    # Of no school at all is it known what is asked for: that is not 0.
    nothing_known = bool(one.unknown_schools) and not one.required
    return {
        "name": item_name(one.item), "has": has, "schools": one.schools,
        "short_schools": one.short_schools, "unknown_schools": one.unknown_schools,
        "required": "" if nothing_known else amount(one.item, one.required),
        "at_least": bool(one.unknown_schools), "usable": amount(one.item, one.usable),
        "short": amount(one.item, one.short) if one.short else "",
        "url": f"?item={one.item}&level={level}",
    }  # fmt: skip


def _of_item(request: Asked, found: Sequence[gaps.School], item: str) -> dict[str, Any]:
    """One item, the schools that lack most of it first."""
    order = sorted(
        found, key=lambda one: (_ORDER.index(one.gaps[item].state), -one.gaps[item].short, one.no)
    )
    offset = whole(request.GET.get("offset", ""))
    return {
        "kind": "item", "item_name": item_name(item), "total": len(order),
        "pager": pager(request, len(order), offset, words.PAGE),
        "short": sum(one.gaps[item].state == "short" for one in order),
        "of": sum(one.gaps[item].need is not None for one in order),
        "rows": [
            {**_gap(one.gaps[item]), "name": one.name}
            for one in order[offset : offset + words.PAGE]
        ],
    }  # fmt: skip


@page(Permission.SEE_SUPPLIES)
def export_page(request: Asked, unit_no: int) -> HttpResponse:
    """The gap table of a unit as a sheet: a row for each school and item with a standard or stock."""
    actor = request.actor
    be_patient()
    place, level = queries.store(actor, unit_no), _level(request, unit_no)
    head = [
        _("学校"), _("物资"), _("单位"), _("标准(至少)"), _("可用"), _("可用的来源"), _("其中 30 天内到期"),
        _("缺口"), _("状态"), _("未填"),
    ]  # fmt: skip
    said = _Said()
    cells = [
        said.cells(school.name, gap)
        for school in gaps.schools(actor, unit_no, level)
        for gap in school.gaps.values()
        if gap.need or gap.usable
    ]
    now, standard = clock.now(), _standard()
    above = [
        _("响应级别:%(level)s") % {"level": LEVEL_NAMES[level]},
        _("标准:%(title)s,%(day)s 起")
        % {"title": standard["title"], "day": standard["since"].isoformat()}
        + (_("(自定,没有上级文件)") if standard["is_ours"] else f"({standard['source']})"),
    ]
    title = _("%(unit)s 物资配备与缺口") % {"unit": place.name}
    mark = _("%(name)s %(at)s 导出") % {"name": actor.name, "at": now.strftime("%Y-%m-%d %H:%M")}
    table = sheets.Table(place.name, title, above, head, cells)
    return sheets.xlsx_response(sheets.workbook([table], mark), f"{title} {now:%Y-%m-%d}.xlsx")


class _Said:
    """The rows of the sheet; each word is translated once and not for each of a county's schools."""

    def __init__(self) -> None:
        self.items = {item: (item_name(item), unit_name(item)) for item in rules.ITEMS}
        self.states = {state: str(words) for state, words in STATE_NAMES.items()}

    def cells(self, name: str, one: gaps.Gap) -> list[sheets.Cell]:
        need = one.need
        item, unit = self.items[one.item]
        return [
            name, item, unit, need.least if need else None, one.usable,
            ";".join(filter(None, (holding.parts(one.item, one.held), holding.aside(one.item, one.held)))),
            one.expiring, one.short if need else None, self.states[one.state],
            _("、").join(str(MISSING_NAMES[basis]) for basis in need.unknown)
            if need and need.unknown else "",
        ]  # fmt: skip
