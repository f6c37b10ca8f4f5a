"""Cells, rows and the trend of coverage as pages say them: each state with its own shape and word."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from xiaoan.hygiene.pages.words import where
from xiaoan.hygiene.queries import coverage, matrix
from xiaoan.hygiene.queries.coverage import Share
from xiaoan.hygiene.queries.words import PLACE_NAMES
from xiaoan.kernel import clock
from xiaoan.web.sheets import Cell
from xiaoan.web.templatetags.web_tags import percent

# Shape → sign and word, as look-and-words has them.
SIGNS = {
    "done": "●",
    "late": "◐",
    "missed": "▲",
    "due": "○",
    "unknown": "◇",
    "excused": "–",
    "absent": "·",
}
_WORDS = {
    "done": _l("已做"), "late": _l("迟做"), "missed": _l("漏做"), "due": _l("待做"), "off": _l("免做"),
    "none": _l("不用做"), "no_plan": _l("无方案"), "not_laid": _l("未排"), "before": _l("还没有方案"),
    "new": _l("还没有这处"), "gone": _l("已停用"),
}  # fmt: skip
LEGEND = (
    {"shape": "done", "sign": "●", "words": _l("已做")},
    {"shape": "late", "sign": "◐", "words": _l("过了时限才做")},
    {"shape": "due", "sign": "○", "words": _l("待做,还没到时限")},
    {"shape": "missed", "sign": "▲", "words": _l("漏做")},
    {"shape": "excused", "sign": "–", "words": _l("当天不用做,或免做")},
    {"shape": "unknown", "sign": "◇", "words": _l("不在执行中的方案里,或当天没有排")},
    {"shape": "absent", "sign": "·", "words": _l("那天还没有这处,或已停用")},
)
# Of airing less often or shorter than asked is no airing: its own word.
_SHORT = _l("不足 30 分钟")


def shape_of(one: matrix.Cell) -> tuple[str, str]:
    """Shape and word of a place on a day."""
    day = one.day
    if day.state == "done":
        return ("late", str(_WORDS["late"])) if day.late else ("done", str(_WORDS["done"]))
    if day.state == "excused":
        if day.reason in ("no_plan", "not_laid"):
            return "unknown", str(_WORDS[day.reason])
        return "excused", str(_WORDS["none" if day.reason == "plan" else "off"])
    return day.state, str(_WORDS[day.state])


def place_cell(one: matrix.Cell | None, *, is_gone: bool = False) -> dict[str, Any]:
    """A cell of the matrix; None: the place was not there, not yet or (`is_gone`) no more."""
    if one is None:
        said = str(_WORDS["gone" if is_gone else "new"])
        return {"shape": "absent", "sign": SIGNS["absent"], "words": said, "part": ""}
    shape, said = shape_of(one)
    part = f"{one.done}/{one.due}" if one.due and one.done != one.due else ""
    return {"shape": shape, "sign": SIGNS[shape], "words": said, "part": part, "short": one.short}


def row(one: matrix.Row, days: Sequence[dt.date]) -> dict[str, Any]:
    place = one.place
    return {
        "name": place.name, "kind": PLACE_NAMES[place.kind], "where": where(place.building, place.floor),
        "url": reverse("hygiene:place", args=[place.id]), "missed": one.missed,
        "cells": _place_cells(one, days),
    }  # fmt: skip


def _place_cells(one: matrix.Row, days: Sequence[dt.date]) -> list[dict[str, Any]]:
    closed = one.place.closed
    return [
        place_cell(one.cells.get(day), is_gone=closed is not None and closed <= day) for day in days
    ]


_ORDER = ("missed", "due", "late", "done", "unknown", "excused")


def worst_first(rows: Sequence[matrix.Row], day: dt.date) -> list[matrix.Row]:
    """The places that were there on a day: what is missed first, then due, done, the rest."""
    there = [one for one in rows if day in one.cells]
    return sorted(there, key=lambda one: _ORDER.index(shape_of(one.cells[day])[0]))


def day_list(rows: Sequence[matrix.Row], day: dt.date) -> list[dict[str, Any]]:
    """The places of one day, as they come."""
    found = []
    for one in rows:
        cell = one.cells[day]
        said = {**row(one, []), **place_cell(cell), "due": cell.due, "done": cell.done}
        found.append({**said, "made": cell.made, "wanted": cell.wanted})
    return found


def counts(rows: Sequence[matrix.Row], day: dt.date) -> list[dict[str, Any]]:
    """How many of the places are in each state on a day, in words."""
    found = matrix.count(rows, day)
    return [
        {"shape": state, "words": _WORDS["off" if state == "excused" else state], "n": found[state]}
        for state in ("missed", "due", "done", "excused") if found.get(state)
    ]  # fmt: skip


def cell(share: Share | None, day: dt.date, *, planned: bool) -> dict[str, Any]:
    """A school, or a whole unit, on a day: so many of so many, and a share. `planned`: a plan was in force
    that day."""
    if share is None or not share.due:
        shape = "unknown" if share is None else "excused"
        what = "none" if share is not None else "not_laid" if planned else "before"
        return {"day": day, "shape": shape, "sign": SIGNS[shape], "due": 0, "words": _WORDS[what]}
    return {
        "day": day, "due": share.due, "done": share.done, "percent": percent(share.done, share.due),
        "shape": "done" if share.done == share.due else "low" if _is_low(share, day) else "",
    }  # fmt: skip


def _is_low(share: Share, day: dt.date) -> bool:
    """Under nine tenths of a day that is over."""
    return share.done * 10 < share.due * 9 and day < clock.today()


def school(
    one: coverage.School,
    days: Sequence[dt.date],
    cells: Mapping[tuple[int, dt.date], Share],
    plans: coverage.Plans,
    what: str,
) -> dict[str, Any]:
    url = reverse("hygiene:coverage", args=[one.no])
    found = []
    for day in days:
        query = urlencode({"what": what, "day": day.isoformat()})
        said = cell(cells.get((one.no, day)), day, planned=plans.had(one.no, day))
        found.append({**said, "url": f"{url}?{query}#day"})
    return {
        "name": one.name, "url": f"{url}?{urlencode({'what': what})}", "planned": one.planned,
        "share": one.share, "cells": found,
    }  # fmt: skip


def school_cells(
    one: coverage.School,
    days: Sequence[dt.date],
    cells: Mapping[tuple[int, dt.date], Share],
    plans: coverage.Plans,
) -> list[Cell]:
    share = one.share
    known = share is not None and share.due > 0
    return [
        one.name, _("执行中") if one.planned else _("没有方案"),
        share.done if share and known else None, share.due if share and known else None,
        percent(share.done, share.due) if share and known else "",
        *(
            f"{said['done']}/{said['due']}" if said["due"] else str(said["words"])
            for day in days
            for said in (cell(cells.get((one.no, day)), day, planned=plans.had(one.no, day)),)
        ),
    ]  # fmt: skip


def place_cells(one: matrix.Row, days: Sequence[dt.date]) -> list[Cell]:
    found: list[Cell] = [
        f"{said['words']} {said['part']}".strip() for said in _place_cells(one, days)
    ]
    place = one.place
    return [
        place.name, str(PLACE_NAMES[place.kind]), where(place.building, place.floor), *found
    ]  # fmt: skip


def trend(
    days: Sequence[dt.date], by_day: Mapping[dt.date, Share], what: str
) -> dict[str, Any] | None:
    """The share that was done, day by day; the title says the last whole day beside those before."""
    known = [day for day in days if day in by_day and by_day[day].due]
    if not known:
        return None
    past = known[:-1] or known
    mean, last = coverage.plus(by_day[day] for day in past), by_day[known[-1]]
    title = _("最近一天做了 %(now)s(%(done)s/%(due)s 项),此前平均 %(mean)s") % {
        "now": percent(last.done, last.due), "done": last.done, "due": last.due,
        "mean": percent(mean.done, mean.due),
    }  # fmt: skip
    shares = [by_day.get(day) for day in days]
    series = [_series(_("已做"), [(one.done, one.due) if one else (0, 0) for one in shares])]
    if what == "all":
        places = [(one.places_done, one.places) if one else (0, 0) for one in shares]
        series.append(_series(_("全部做完的场所"), places))
    return {
        "title": title, "note": _("占应做的百分比;没有应做的日子断开。"), "unit": "%",
        "days": [f"{day.month}/{day.day}" for day in days], "series": series,
    }  # fmt: skip


def _series(name: str, parts: Sequence[tuple[int, int]]) -> dict[str, Any]:
    return {
        "name": name,
        "values": [round(100 * done / due, 1) if due else None for done, due in parts],
        "texts": [f"{percent(done, due)} {done}/{due}" if due else "–" for done, due in parts],
    }  # fmt: skip
