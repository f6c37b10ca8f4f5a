"""The record of a school and of people in it, and the right of reply beside it."""

import datetime as dt
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from xiaoan.accountability import queries, rules, services
from xiaoan.accountability.forms import ConductForm, ReplyForm, shown
from xiaoan.accountability.queries import files, record, words
from xiaoan.directory import queries as directory
from xiaoan.kernel import clock
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.permission import Permission
from xiaoan.web.context import crumbs
from xiaoan.web.gate import Asked, page
from xiaoan.web.templatetags.web_tags import percent, share

_SHORT = ("in_time", "false", "mended", "helped")


@page(Permission.SEE_RECORD)
def home_page(request: Asked) -> HttpResponse:
    """The schools of the widest unit, in the order of the tree; one's own school at once."""
    actor, place = request.actor, queries.home(request.actor)
    month = _month(request)
    if place.kind == "school":
        return HttpResponseRedirect(_url(place.no, month))
    rows = [
        {
            "name": one.place.name, "url": _url(one.place.no, month),
            "figures": [_figure(f) for f in one.figures if f.code in _SHORT],
        }
        for one in record.schools(actor, place, month)
    ]  # fmt: skip
    context = {
        "crumbs": crumbs(actor, place.no), "place": place, "month": month, "rows": rows,
        "months": _months(month), "heads": [words.MEASURE_NAMES[one] for one in _SHORT],
    }  # fmt: skip
    return render(request, "accountability/records.html", context)


@page(Permission.SEE_RECORD, methods="GET POST")
def record_page(request: Asked, unit_no: int) -> HttpResponse:
    """One school in a month; posted: an entry (`?act=enter`), or a reply (`?act=reply`)."""
    place = queries.seen_place(request.actor, unit_no)
    if place.kind != "school":
        raise NotFound
    act, month = request.GET.get("act", ""), _month(request)
    if request.method != "POST":
        return _show(request, place, month, {}, [], 200)
    if act not in _NEEDS:
        raise NotFound
    if not request.actor.may(_NEEDS[act], unit_no):
        raise Forbidden
    form = _form(request, place, act, request.POST)
    status, errors = 422, [_("有几处要改,见下面。")]
    if form.is_valid():
        try:
            _done(request, place, act, month, form.cleaned_data)
            messages.success(request, _("已记下。"))
            return HttpResponseRedirect(_url(place.no, month))
        except (Conflict, Invalid) as refused:
            status, errors = refused.status, [str(refused)]
    return _show(request, place, month, {act: form}, errors, status)


_NEEDS = {"enter": Permission.KEEP_FILES, "reply": Permission.REPLY}


def _form(request: Asked, place: directory.Place, act: str, data: Any) -> ConductForm | ReplyForm:
    if act == "reply":
        return ReplyForm(data, prefix=act)
    people = [(str(one), name) for one, name in files.people_of(request.actor, place.no)]
    return ConductForm(data, prefix=act, people=people, initial={"day": clock.today()})


def _done(
    request: Asked, place: directory.Place, act: str, month: dt.date, given: dict[str, Any]
) -> None:
    if act == "reply":
        services.reply(request.actor, given["step_id"], place.no, month, given["text"])
        return
    who = UUID(given["user_id"]) if given["user_id"] else None
    new = services.NewConduct(
        given["step_id"],
        place.no,
        who,
        given["kind"],
        given["day"],
        given["reason"],
        given["source"],
    )
    services.enter_conduct(request.actor, new)


def _show(
    request: Asked, place: directory.Place, month: dt.date,
    forms: dict[str, ConductForm | ReplyForm], errors: list[str], status: int,
) -> HttpResponse:  # fmt: skip
    actor = request.actor
    found = services.see_record(actor, place, month)
    offered = [act for act, needs in _NEEDS.items() if actor.may(needs, place.no)]
    context = {
        "crumbs": crumbs(actor, place.no), "place": place, "month": found.month, "errors": errors,
        "figures": [_figure(one) for one in found.figures], "entries": _entries(found),
        "replies": found.replies, "reckoned_at": found.reckoned_at, "pupils": found.pupils,
        "band": _band(found.pupils), "months": _months(found.month, found.months),
        "people": [
            {"name": one.name, "figures": [_figure(f) for f in one.figures]} for one in found.people
        ],
        "heads": [words.MEASURE_NAMES[one] for one in record.OF_PEOPLE],
        "acts": [_act(request, place, act, forms.get(act)) for act in offered],
        "meanings": [(words.WORD_NAMES[one], said) for one, said in words.WORD_MEANINGS.items()],
    }  # fmt: skip
    return render(request, "accountability/record.html", context, status=status)


def _act(
    request: Asked, place: directory.Place, act: str, form: ConductForm | ReplyForm | None
) -> dict[str, Any]:
    is_answer = form is not None
    form = form or _form(request, place, act, None)
    return {
        "name": act, "title": words.RECORD_ACTS[act], "url": f"?act={act}&month={_month(request)}",
        "fields": list(shown(form)), "is_answer": is_answer,
        "step_id": (form["step_id"].value() if is_answer else "") or uuid7(),
    }  # fmt: skip


def _figure(one: record.Figure) -> dict[str, Any]:
    return {
        "name": words.MEASURE_NAMES[one.code], "says": words.MEASURE_MEANINGS.get(one.code, ""),
        "part": one.part, "whole": one.whole, "share": percent(one.part, one.whole),
        "compared": tuple(share(q) for q in one.compared) if one.compared else None,
        "compared_with": one.compared_with,
    }  # fmt: skip


def _entries(found: record.Record) -> list[dict[str, Any]]:
    return [
        {
            **one.__dict__,
            "kind_words": words.CONDUCT_NAMES[one.kind],
            "is_fault": one.kind == "fault",
        }
        for one in found.entries
    ]


def _band(pupils: int) -> str:
    n = rules.band(pupils)
    if n == len(rules.BANDS):
        return _("%(n)d 人以上") % {"n": rules.BANDS[-1]}
    low = rules.BANDS[n - 1] + 1 if n else 0
    return _("%(a)d–%(b)d 人") % {"a": low, "b": rules.BANDS[n]}


def _month(request: Asked) -> dt.date:
    text = request.GET.get("month", "")
    try:
        found = dt.date.fromisoformat(text)
    except ValueError:
        return rules.month_of(clock.today())
    inside = clock.FIRST_DAY <= found <= clock.today()
    return rules.month_of(found if inside else clock.today())


def _months(month: dt.date, known: list[dt.date] | None = None) -> list[dt.date]:
    if known:
        return sorted({*known, month}, reverse=True)
    found, one = [], rules.month_of(clock.today())
    for _n in range(12):
        found.append(one)
        one = rules.month_of(one - dt.timedelta(days=1))
    return found


def _url(unit_no: int, month: dt.date) -> str:
    return f"{reverse('accountability:record', args=[unit_no])}?month={month.isoformat()}"
