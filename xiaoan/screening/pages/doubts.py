"""Reporting that is worth a look, in words and numbers; and the answer of whoever knows how it came about."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from xiaoan.kernel import clock
from xiaoan.kernel.errors import Invalid
from xiaoan.kernel.numbers import whole
from xiaoan.kernel.permission import Permission
from xiaoan.screening import queries
from xiaoan.screening import services as screening
from xiaoan.web.gate import Asked, page
from xiaoan.web.paging import pager

PAGE = 100
STATES = ("open", "explained", "gone")


@page(Permission.ACKNOWLEDGE)
def doubts_page(request: Asked) -> HttpResponse:
    """What the nightly look found, in the order of the units: never by number, never a ranking."""
    return _page(request)


def _page(request: Asked, errors: list[str] | None = None, typed: str = "") -> HttpResponse:
    state = request.GET.get("state", "open")
    state = state if state in STATES else "open"
    text = request.GET.get("offset", "")
    offset = whole(text)
    total, found = queries.doubts(request.actor, state, offset, PAGE)
    names = {"open": _("待说明"), "explained": _("已说明"), "gone": _("不再出现")}
    context = {
        "as_of": clock.now(),
        "state": state,
        "states": list(names.items()),
        "total": total,
        "doubts": [_doubt(one, request) for one in found],
        "pager": pager(request, total, offset, PAGE),
        "errors": errors or [],
        "typed": typed,
    }
    return render(request, "screening/doubts.html", context, status=422 if errors else 200)


def _doubt(one: queries.Shown, request: Asked) -> dict[str, Any]:
    row = one.row
    may = request.actor.may(Permission.RESOLVE, row.unit_no)
    return {
        "id": str(row.pk),
        "unit": one.unit,
        "school": one.school,
        "title": rule_words(row.rule),
        "why": why_words(row.rule, row.figures),
        "first_day": row.first_day,
        "last_day": row.last_day,
        "answer": row.answer,
        "answered_at": row.answered_at,
        "by": one.by,
        "url": reverse("screening:doubt", args=[row.pk]) if may and row.state == "open" else "",
    }


@page(Permission.ACKNOWLEDGE, methods="POST")
def explain_page(request: Asked, doubt_id: UUID) -> HttpResponse:
    """How a pattern came about."""
    answer = request.POST.get("answer", "")
    try:
        screening.explain_doubt(request.actor, doubt_id, answer)
    except Invalid as refused:
        return _page(request, [str(refused)], answer)
    messages.success(request, _("说明已保存。"))
    return HttpResponseRedirect(reverse("screening:doubts"))


def rule_words(rule: str) -> str:
    """What a pattern is called."""
    return {
        "same_figures": _("每天的数字都一样"),
        "same_sheet": _("每天的内容都一样"),
        "same_temperature": _("体温全都一样"),
        "round_values": _("体温全是整数或半度"),
        "too_fast": _("填得比人手还快"),
        "same_second": _("总在同一秒提交"),
        "always_zero": _("整个学期天天零报告"),
        "many_at_once": _("几秒里报了好几个班"),
    }[rule]


def why_words(rule: str, figures: dict[str, float]) -> str:
    """Why it is worth a look, with the numbers."""
    words: dict[str, Any] = {name: f"{value:g}" for name, value in figures.items()}
    if "likelihood" in figures:
        words["chance"] = _chance(figures["likelihood"])
    if rule == "same_second":
        second = int(figures["second"])
        words["clock"] = f"{second // 3600:02d}:{second // 60 % 60:02d}:{second % 60:02d}"
    return _WHY[rule]() % words


def _chance(likelihood: float) -> str:
    """One in how many, as people say it."""
    if likelihood <= 0:
        return _("几乎不可能")
    times = 1 / likelihood
    if times >= 1e8:
        return _("不到一亿分之一")
    return _("约 %(n)s 分之一") % {"n": f"{round(times, -3):,.0f}"}


_WHY = {
    "same_figures": lambda: _(
        "连续 %(days)s 个上课日,异常人数都是 %(people)s 人、各类人数完全相同,学生却不同。"
    ),
    "same_sheet": lambda: _("连续 %(days)s 个上课日,%(people)s 名学生的登记一字不差。"),
    "same_temperature": lambda: _("有体温的 %(readings)s 次全是 %(celsius)s ℃。"),
    "round_values": lambda: _(
        "%(readings)s 次体温全是整数或半度;照常测量,出现这种情况的可能%(chance)s。"
    ),
    "too_fast": lambda: _(
        "%(of)s 天里有 %(days)s 天,打开页面到提交不到一个人填完的时间(最长 %(seconds)s 秒)。"
    ),
    "same_second": lambda: _("%(of)s 天里有 %(days)s 天都在 %(clock)s 前后一秒内提交。"),
    "always_zero": lambda: _(
        "%(days)s 个上课日没有一人生病;按同学段各班,应有约 %(expected)s 人次,一人没有的可能%(chance)s。"
    ),
    "many_at_once": lambda: _("有 %(days)s 天,同一账号在 %(seconds)s 秒内报了 %(classes)s 个班。"),
}
