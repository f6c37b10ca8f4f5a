"""What pages of surveys say: figures, rows and charts in words."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from xiaoan.directory import queries as directory
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.permission import Permission
from xiaoan.surveys import queries
from xiaoan.surveys.queries import labels
from xiaoan.surveys.queries.units import Progress, Sums, UnitSums
from xiaoan.web.context import crumbs
from xiaoan.web.templatetags.web_tags import num, percent

SHAPES = {"known": "done", "unknown": "due", "contradicted": "unknown"}


def trail(actor: Actor, row: queries.Round, unit_no: int) -> list[dict[str, str]]:
    """The units above, each with its page of this round."""
    found = crumbs(actor, unit_no)
    above = [place for place in directory.path_to(unit_no) if actor.sees(place.no)]
    for crumb, place in zip(found[:-1], above, strict=False):
        may = actor.may(Permission.SEE_SURVEYS, place.no)
        inside = place.end > row.unit_no and place.no < row.unit_end
        crumb["url"] = reverse("surveys:round", args=[row.pk, place.no]) if may and inside else ""
    return found


def people_url(row: queries.Round, unit_no: int, state: str) -> str:
    address = reverse("surveys:people", args=[row.pk, unit_no])
    return f"{address}?{urlencode({'state': state})}"


def figures(row: queries.Round, unit_no: int, sums: Sums, named: bool) -> list[dict[str, Any]]:
    """The strip: the roll, and the three states that sum to it; then what the answers say. Each leads to
    its people for whoever sees them by name (`named`).
    """
    shown = (
        ("all", "on_roll", "", _("这一轮要问的人:在册的学生、教职工。")),
        ("all", "known", "done", _("已有回答,并且没有互相矛盾。")),
        ("unknown", "unknown", "missed" if sums.unknown else "", _("还没有人替他们回答。")),
        (
            "contradicted", "contradicted", "unknown" if sums.contradicted else "",
            _("两方说法不同,都保留着,等人核实后定。"),
        ),
        ("key_group", "key_group", "", _("回答里属于重点人群的;同时列入重点人员。")),
        ("away", "away", "", _("现在不在本县的。")),
        ("isolated", "isolated", "", _("正在隔离的。")),
    )  # fmt: skip
    names = {**labels.LIST_NAMES, "on_roll": _("在册"), "known": _("已知")}
    return [
        {
            "label": names[column],
            "value": getattr(sums, column),
            "of": None if column == "on_roll" else sums.on_roll,
            "note": "",
            "url": people_url(row, unit_no, state) if named else "",
            "state": shape,
            "definition": definition,
        }
        for state, column, shape, definition in shown
    ]


def unit_row(row: queries.Round, one: UnitSums, named: bool) -> dict[str, Any]:
    tally = one.tally_id if named else None
    url = reverse("surveys:round", args=[row.pk, one.no])
    return {
        "name": one.name,
        "url": people_url(row, one.no, "all") if tally else url,
        "sums": one.sums,
        "unknown_url": people_url(row, one.no, "unknown") if named else "",
        "contradicted_url": people_url(row, one.no, "contradicted") if named else "",
    }


def with_staff(place: directory.Place, rows: Sequence[UnitSums]) -> list[UnitSums]:
    """The tally that bears the school's own number is that of its staff."""
    return [
        replace(one, name=_("教职工")) if one.no == place.no and place.kind == "school" else one
        for one in rows
    ]


def trend(found: Sequence[Progress]) -> dict[str, Any] | None:
    """Round by round, how many of the roll are known; nothing for a single round."""
    if len(found) < 2:
        return None
    last = found[-1].sums
    return {
        "title": _("第 %(n)d 轮已知 %(share)s") % {
            "n": found[-1].number, "share": percent(last.known, last.on_roll),
        },
        "note": _("每一轮里已知的人占在册的百分比。"),
        "days": [day_of(one.opened) for one in found],
        "unit": "%",
        "series": [
            {
                "name": _("已知"),
                "values": [_share(one.sums.known, one.sums.on_roll) for one in found],
                "texts": [_text(one.sums.known, one.sums.on_roll) for one in found],
            },
            {
                "name": _("重点人群"),
                "values": [_share(one.sums.key_group, one.sums.on_roll) for one in found],
                "texts": [_text(one.sums.key_group, one.sums.on_roll) for one in found],
            },
        ],
    }  # fmt: skip


def by_unit(unit: directory.Place, rows: Sequence[UnitSums]) -> dict[str, Any] | None:
    """The units side by side: answered of all on the roll."""
    if len(rows) < 2:
        return None
    shares = {_share(one.sums.known, one.sums.on_roll) or 0 for one in rows}
    last = min(rows, key=lambda one: _share(one.sums.known, one.sums.on_roll) or 0)
    said = {"name": last.name, "share": percent(last.sums.known, last.sums.on_roll)}
    least, alike = _("%(name)s最少:已知 %(share)s"), _("各单位一样:已知 %(share)s")
    return {
        "title": (alike if len(shares) == 1 else least) % said,
        "rows": [
            {"name": one.name, "known": one.sums.known, "on_roll": one.sums.on_roll} for one in rows
        ],
    }  # fmt: skip


def _share(part: int, whole: int) -> float | None:
    return round(100 * part / whole, 2) if whole else None


def _text(part: int, whole: int) -> str:
    return f"{percent(part, whole)} {num(part)}/{num(whole)}" if whole else "–"


def day_of(day: dt.date) -> str:
    return f"{day.month}/{day.day}"


def person_row(one: queries.Person) -> dict[str, Any]:
    """Who, where, how, as of when."""
    return {
        "name": one.name,
        "seat": one.seat or "",
        "person_id": one.person_id,
        "state": one.state,
        "shape": SHAPES[one.state],
        "state_label": labels.STATE_NAMES[one.state],
        "where": where(one.whereabouts, one.place),
        "how": str(labels.CONDITION_NAMES.get(one.condition, "")),
        "groups": labels.category_words(one.categories),
        "at": one.answered_at,
        "source": str(labels.SOURCE_NAMES.get(one.source, "")),
        "late": one.late,
        "in_bulk": one.in_bulk,
        "answer_id": one.answer_id,
    }


def where(whereabouts: str, place: str) -> str:
    words = str(labels.WHEREABOUTS_NAMES.get(whereabouts, ""))
    return f"{words}:{place}" if place else words


def repeats(row: queries.Round) -> str:
    if not row.every_days:
        return _("一次")
    words = {"n": row.every_days, "k": row.number}
    if row.next_opens:
        return _("每 %(n)d 天一轮,现在第 %(k)d 轮") % words
    return _("每 %(n)d 天一轮,第 %(k)d 轮为止") % words


def whom(row: queries.Round) -> str:
    names = {"pupils": _("学生"), "staff": _("教职工"), "both": _("学生和教职工")}
    stages = "、".join(str(directory.STAGE_NAMES[code]) for code in row.stages)
    return f"{names[row.who]}({stages})" if stages else names[row.who]


def is_late_now(row: queries.Round) -> bool:
    return clock.now() > row.due_at


def sheet_url(tally_id: UUID) -> str:
    return reverse("surveys:sheet", args=[tally_id])
