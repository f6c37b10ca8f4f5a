"""Allocation as pages say it."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from xiaoan.allocation import queries, rules
from xiaoan.allocation.queries.words import PART_NAMES, REASON_NAMES, STATE_NAMES
from xiaoan.demand.queries import HORIZON
from xiaoan.directory import queries as directory
from xiaoan.supplies.queries.catalogue import item_name
from xiaoan.supplies.queries.words import amount

PAGE = 50
SHAPES = {"draft": "due", "asked": "late", "approved": "done", "withdrawn": "excused"}
# The drawing's own units: a bar, its height, the space for names and for figures.
_BAR, _GAP, _NAME, _WIDTH, _FIGURE = 14, 14, 84, 190, 84


def percent(share: float) -> str:
    return f"{share * 100:.1f} %"


def way(one: rules.Way | None, factor: float) -> str:
    """How far a journey is, and how that is known. `factor`: that of the plan, 1 before there was one."""
    if one is None:
        return _("距离不明")
    said = {"n": f"{one.said:g}", "km": f"{one.km:.1f}", "factor": f"{factor:g}"}
    if one.how == "minutes":
        words = _("车程 %(n)s 分钟,折 %(km)s 公里") % said
    elif one.how == "road":
        words = _("公路 %(n)s 公里") % said
    elif factor == 1:
        return _("直线 %(km)s 公里") % said
    else:
        said["n"] = f"{one.said:.1f}"
        return _("直线 %(n)s 公里,按 %(factor)s 倍估为 %(km)s 公里") % said
    return _("%(way)s(按全乡镇登记)") % {"way": words} if one.by_town else words


def journeys(one: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """What a way of sharing asks of the lorry; None: a plan of before this was reckoned."""
    if one is None:
        return None
    known = one["legs"] - one["unknown"]
    return {
        "legs": one["legs"], "unknown": one["unknown"], "known": known,
        "km": f"{one['km']:,.1f}" if known else "",
    }  # fmt: skip


def head(one: queries.PlanHead, place: str) -> dict[str, Any]:
    return {
        "id": one.id, "title": one.title, "place": place, "state": one.state,
        "shape": SHAPES[one.state], "words": STATE_NAMES[one.state], "made_at": one.made_at,
        "items": len(one.packs), "legs": one.measures["legs"],
    }  # fmt: skip


def measures(item: str, one: Mapping[str, Any]) -> dict[str, Any]:
    """A line of figures: shares as percent, amounts in the item's unit."""
    return {
        "worst": percent(one["worst_all"]), "worst_avoidable": percent(one["worst"]),
        "unmet": amount(item, one["unmet"]), "weighted": f"{one['weighted']:,.0f}",
        "given": amount(item, one["given"]), "helped": one["helped"], "short": one["short"],
    }  # fmt: skip


def item_row(head_: queries.PlanHead, item: str) -> dict[str, Any]:
    """An item of a plan: before, the plan as it stands, equal shares."""
    found = head_.measures["items"][item]
    return {
        "item": item, "name": item_name(item), "before": measures(item, found["before"]),
        "plan": measures(item, found.get("edited") or found["plan"]),
        "equal": measures(item, found["equal"]), "by_hand": "edited" in found,
        "proved": found["proved"], "gap": percent(found["gap"]),
    }  # fmt: skip


def names(nos: Iterable[int]) -> dict[int, str]:
    return {no: place.name for no, place in sorted(directory.places(nos).items())}


def parts(one: queries.SchoolShare, weights: Mapping[str, float]) -> list[dict[str, Any]]:
    """Each part of a priority, times its weight; with 1 they add up to it."""
    return [
        {
            "name": PART_NAMES[name], "note": _lasts(one) if name == "cover" else "",
            "share": f"{getattr(one.parts, name):.2f}",
            "weight": f"{weights[name]:g}",
            "adds": f"{getattr(one.parts, name) * weights[name]:.2f}",
        }
        for name in rules.PARTS
    ]  # fmt: skip


def _lasts(one: queries.SchoolShare) -> str:
    if one.days is None:
        return _("不明,按离标准差多少算")
    if one.days >= HORIZON:
        return _("%(n)s 天以上") % {"n": HORIZON}
    return _("%(n)s 天") % {"n": one.days}


def share(
    one: queries.SchoolShare, known: Mapping[int, str], head_: queries.PlanHead
) -> dict[str, Any]:
    item, weights = one.item, head_.weights
    return {
        "no": one.school_no, "school": known.get(one.school_no, ""), "item": item,
        "name": item_name(item), "required": amount(item, one.required),
        "held": amount(item, one.held), "need": amount(item, one.need) if one.need else "",
        "gets": amount(item, one.gets) if one.gets else "",
        "equal": amount(item, one.equal) if one.equal else "",
        "short": amount(item, one.short) if one.short else "", "weight": f"{one.weight:.2f}",
        "parts": parts(one, weights), "cases": one.cases, "events": one.events, "pupils": one.pupils,
        "reason": REASON_NAMES[one.reason], "by_hand": one.by_hand,
        "given": [
            {
                "store": known.get(part.from_no, ""), "n": amount(item, part.quantity),
                "by_hand": part.by_hand, "km": way(part.way, head_.known_roads.factor),
                "was": amount(item, part.computed or 0) if part.by_hand else "",
            }
            for part in one.given
        ],
    }  # fmt: skip


def chart(item: str, found: list[queries.Town], known: Mapping[int, str]) -> dict[str, Any]:
    """Missing of an item by township as bars from zero: before, plan, equal shares; and the table of it."""
    most = max((one.before for one in found), default=0)
    total = (
        sum(one.before for one in found),
        sum(one.plan for one in found),
        sum(one.equal for one in found),
    )
    rows = []
    for n, one in enumerate(found):
        top = n * (3 * _BAR + _GAP)
        values = ((one.before, "before"), (one.plan, "plan"), (one.equal, "equal"))
        rows.append(
            {
                "name": known.get(one.town_no, ""), "y": top + 2 * _BAR,
                "before": amount(item, one.before), "plan": amount(item, one.plan),
                "equal": amount(item, one.equal),
                "bars": [
                    {
                        "y": top + at * _BAR, "w": round(_WIDTH * value / most, 1) if most else 0,
                        "at": top + at * _BAR + 10, "kind": kind, "text": amount(item, value),
                        "x": round(_NAME + (_WIDTH * value / most if most else 0) + 4, 1),
                    }
                    for at, (value, kind) in enumerate(values)
                ],
            }
        )  # fmt: skip
    return {
        "title": _("%(item)s:共缺 %(before)s,按方案还缺 %(plan)s,平均分还缺 %(equal)s")
        % {
            "item": item_name(item), "before": amount(item, total[0]),
            "plan": amount(item, total[1]), "equal": amount(item, total[2]),
        },
        "rows": rows, "left": _NAME, "bar": _BAR - 2, "width": _NAME + _WIDTH + _FIGURE,
        "height": max(len(found) * (3 * _BAR + _GAP), 1),
    }  # fmt: skip
