"""Figures in words, as boards, tables, sheets and the big screen show them."""

import datetime as dt
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from xiaoan.indicators import queries as indicators
from xiaoan.indicators.queries import Described, Figure
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.situation.queries.people import Person
from xiaoan.situation.rules import order
from xiaoan.web.templatetags.web_tags import NOTHING, num, percent
from xiaoan.web.templatetags.web_tags import day as day_words

SPARK = (120, 28)
BEFORE_NAMES = {"week": _l("比上周同日"), "year": _l("比去年同日")}
CHILD_WORDS = {"county": _l("乡镇"), "township": _l("学校")}


def value(figure: Figure, kind: str) -> str:
    """95.2%, or 12; – where nothing is on record."""
    return num(figure.num) if kind == "count" else percent(figure.num, figure.den)


def parts(about: Described, figure: Figure) -> str:
    """What a share was made of: 已报班级 40 / 应报班级 42."""
    if about.kind == "count":
        return ""
    return f"{about.num_words} {num(figure.num)} / {about.den_words} {num(figure.den)}"


def apart(about: Described, figure: Figure) -> str:
    """Who or which is not known, and the schools with nothing on record; "" for neither."""
    said = []
    if figure.unknown:
        words = about.unknown_words or _("不明")
        said.append(_("%(what)s %(n)s") % {"what": words, "n": num(figure.unknown)})
    if figure.silent:
        said.append(_("没有记录的学校 %(n)s 所") % {"n": num(figure.silent)})
    return " · ".join(said)


def state(figure: Figure, *, waits: bool = False) -> dict[str, str]:
    """Shape and word. `waits`: it may still come in (deadlines.Waits), and is not short of anything yet."""
    if waits and figure.state in ("poor", "fair"):
        return {"shape": "due", "words": _("还没到时限")}
    return {
        "shape": indicators.STATE_SHAPES[figure.state],
        "words": indicators.state_words(figure.key, figure.state),
    }


def closed(about: Described, figure: Figure) -> str:
    """What stood there at the end of the day, where it is something else now."""
    if not figure.is_changed:
        return ""
    then = {"n": num(figure.closed_num), "of": num(figure.closed_den)}
    if about.kind == "count":
        return _("当日截止时 %(n)s") % then
    share = percent(figure.closed_num, figure.closed_den)
    return _("当日截止时 %(share)s %(n)s/%(of)s") % {**then, "share": share}


def change(found: order.Change, kind: str) -> dict[str, str]:
    """How it moved, in words; shape by whether that is good."""
    if found.by is None:
        return {"text": NOTHING, "shape": ""}
    if not found.by:
        return {"text": _("持平"), "shape": ""}
    words = {"n": f"{abs(found.by):g}"}
    if kind == "count":
        text = _("多 %(n)s") % words if found.by > 0 else _("少 %(n)s") % words
    else:
        text = _("升 %(n)s 个百分点") % words if found.by > 0 else _("降 %(n)s 个百分点") % words
    return {"text": text, "shape": "done" if found.is_better else "late"}


def changes(
    found: dict[str, order.Change], kind: str, day: dt.date, before: dt.date
) -> list[dict[str, str]]:
    names = {"day": against(day, before), **BEFORE_NAMES}
    return [
        {"name": str(names[name]), **change(one, kind)}
        for name, one in found.items() if one.by is not None
    ]  # fmt: skip


def against(day: dt.date, before: dt.date) -> str:
    """What a day is held against: yesterday, the day before, or the last school day and which that is."""
    if before == day - dt.timedelta(days=1):
        return _("比昨天") if day == clock.today() else _("比前一天")
    return _("比上个上课日 %(day)s") % {"day": day_words(before)}


def day_text(day: dt.date) -> str:
    return f"{day.month}/{day.day}"


def spark(about: Described, days: Sequence[Figure]) -> dict[str, Any]:
    """A line of the last days with its table; days that are not on record are gaps."""
    if not days:
        return {}
    at = {one.day: one for one in days}
    last = days[-1].day
    wanted = [last - dt.timedelta(days=n) for n in reversed(range(14))]
    values = [order.value(at[day], about.kind) if day in at else None for day in wanted]
    if sum(one is not None for one in values) < 2:
        return {}
    return {
        "size": SPARK, "lines": order.curve(values, *SPARK),
        "rows": [
            (day_text(one.day), value(one, about.kind), parts(about, one))
            for one in days
            if one.num is not None
        ],
    }  # fmt: skip


def person(found: Person | None) -> dict[str, str] | None:
    if found is None:
        return None
    return {"name": found.name, "role": found.role, "phone": found.phone}


def board_url(unit_no: int, day: dt.date) -> str:
    return f"{reverse('situation:board', args=[unit_no])}{_day(day)}"


def one_url(unit_no: int, key: str, day: dt.date, **more: object) -> str:
    """The page of an indicator; the address says everything that is shown."""
    query = {"day": day.isoformat(), **{name: text for name, text in more.items() if text}}
    return f"{reverse('situation:one', args=[unit_no, key])}?{urlencode(query)}"


def _day(day: dt.date) -> str:
    return "" if day == clock.today() else f"?day={day.isoformat()}"


def others(actor: Actor, unit_no: int, day: dt.date) -> list[dict[str, Any]]:
    """The other boards of whoever has several."""
    return [
        {"label": one.name, "url": board_url(one.no, day)}
        for one in indicators.units_seen(actor)
        if one.no != unit_no
    ]
