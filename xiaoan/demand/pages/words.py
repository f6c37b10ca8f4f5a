"""Cover and forecasts as pages say them."""

import datetime as dt
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from xiaoan.demand import queries, rules
from xiaoan.directory import queries as directory
from xiaoan.duties.queries.levels import LEVEL_NAMES
from xiaoan.kernel.permission import Permission
from xiaoan.supplies.queries.words import MISSING_NAMES, amount, item_name, unit_name
from xiaoan.web.context import crumbs as above
from xiaoan.web.gate import Asked

PAGE = 50
BASIS_NAMES = {"use": _l("按实际用量"), "standard": _l("按标准用量"), "unknown": _l("不明")}


def crumbs(request: Asked, unit_no: int) -> list[dict[str, str]]:
    """The units above, each with its covers as far as the actor sees them."""
    actor = request.actor
    places = [place for place in directory.path_to(unit_no) if actor.sees(place.no)]
    found = above(actor, unit_no)
    for crumb, place in zip(found, places, strict=True):
        seen = place.no != unit_no and actor.may(Permission.SEE_SUPPLIES, place.no)
        crumb["url"] = reverse("demand:unit", args=[place.no]) if seen else ""
    return found


def days(count: int | None) -> str:
    """How long something lasts; what is beyond the horizon is only said to be so long at least."""
    if count is None:
        return _("不明")
    if count >= rules.HORIZON:
        return _("%(n)s 天以上") % {"n": rules.HORIZON}
    return _("%(n)s 天") % {"n": count}


def interval(low: int | None, high: int | None) -> str:
    if low is None or high is None:
        return ""
    return f"{days(low)} – {days(high)}" if low != high else days(low)


def state(one: queries.Cover) -> tuple[str, str]:
    """How a cover stands to the time that goods take to come: shape and words."""
    if one.median is None:
        return "unknown", _("不明")
    if one.usable == 0:
        return "missed", _("没有库存")
    if one.median < rules.lead_days(one.item):
        return "missed", _("将断货")
    if one.low is not None and one.low < rules.lead_days(one.item):
        return "late", _("可能不够")
    return "done", _("够用")


WHY_NAMES = {
    "today": _l("今天起才有领用,明天起按用量计算"),
    "stock": _l("标准只写备多少,没写每天用多少;也没有以前的领用记录"),
    "size": _l("学校人数还没有统计,每晚统计"), "none": _l("没有标准,也没有领用记录"),
}  # fmt: skip


def why(code: str) -> str:
    """Why a cover is unknown, as `live.whys` says it."""
    if code in MISSING_NAMES:
        return _("标准按%(what)s计算,%(what)s未填;也没有以前的领用记录") % {
            "what": MISSING_NAMES[code]
        }
    return str(WHY_NAMES.get(code, ""))


def to_count(one: queries.Cover, usable: int) -> dict[str, Any]:
    """A row of which the stock has changed since it was counted: what is there now, and no days."""
    return {
        **cover(one), "shape": "due", "words": _("待重算"), "usable": amount(one.item, usable),
        "median": _("待重算"), "interval": "", "early": None, "middle": None, "late": None, "wasted": "",
        "why": _("库存有变动,五分钟内重算"),
    }  # fmt: skip


def cover(one: queries.Cover, *, link: bool = True, why_code: str = "") -> dict[str, Any]:
    shape, said = state(one)
    early, middle, late = one.out_interval
    return {
        "item": one.item, "name": item_name(one.item), "usable": amount(one.item, one.usable),
        "median": days(one.median), "interval": interval(one.low, one.high), "shape": shape,
        "words": said, "basis": BASIS_NAMES[one.basis], "early": early, "middle": middle, "late": late,
        "coming": amount(one.item, one.coming) if one.coming else "",
        "wasted": amount(one.item, one.wasted) if one.wasted else "",
        "why": why(why_code) if one.median is None else "",
        "per_day": per_day(one.item, one.per_day), "lead": rules.lead_days(one.item), "at": one.at,
        "url": reverse("demand:item", args=[one.store_no, one.item]) if link else "",
    }  # fmt: skip


def per_day(item: str, found: float | None) -> str:
    """Use per day: small ones with a decimal."""
    if found is None:
        return ""
    return amount(item, round(found)) if found >= 10 else f"{found:.1f} {unit_name(item)}"


def heavier(sees_events: bool) -> tuple[str, str]:
    """What a day of an outbreak is called, alone and as a line of a chart. Whoever may not see events is not
    told that there is one at a school: only that more was used on such days."""
    return (_("疫情"), _("疫情日")) if sees_events else (_("加强"), _("加强日"))


def kind_of_day(
    teaching: bool | None, level: str, outbreak: bool, *, sees_events: bool = False
) -> str:
    """上课日 · Ⅲ级响应 · 疫情; see `heavier`."""
    if teaching is None:
        return _("未记")
    parts = [_("上课日") if teaching else _("不上课")]
    if level and level != "normal":
        parts.append(str(LEVEL_NAMES[level]))
    if outbreak:
        parts.append(heavier(sees_events)[0])
    return " · ".join(parts)


def short_day(day: dt.date) -> str:
    return f"{day.month}-{day.day}"
