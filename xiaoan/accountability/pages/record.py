"""The record of a school and of people in it, and the right of reply beside it."""

import datetime as dt
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from xiaoan.accountability import queries, rules, services
from xiaoan.accountability.forms import ConductForm, ReplyForm, shown
from xiaoan.accountability.pages import instants
from xiaoan.accountability.queries import files, periods, record, words
from xiaoan.accountability.queries.periods import Period
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
    period = _period(request, place)
    if place.kind == "school":
        return HttpResponseRedirect(_url(place.no, period))
    rows = [
        {
            "name": one.place.name, "url": _url(one.place.no, period),
            "figures": [figure(f) for f in one.figures if f.code in _SHORT],
        }
        for one in record.schools(actor, place, period)
    ]  # fmt: skip
    context = {
        "crumbs": crumbs(actor, place.no), "place": place, "period": period, "rows": rows,
        "choices": _choices(period, place), "meanings": instants.meanings(),
        "heads": [words.MEASURE_NAMES[one] for one in _SHORT],
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
        return _show(request, place, _period(request, place), {}, [], 200)
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
            return HttpResponseRedirect(_url(place.no, periods.month(month)))
        except (Conflict, Invalid) as refused:
            status, errors = refused.status, [str(refused)]
    return _show(request, place, periods.month(month), {act: form}, errors, status)


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
    request: Asked, place: directory.Place, period: Period,
    forms: dict[str, ConductForm | ReplyForm], errors: list[str], status: int,
) -> HttpResponse:  # fmt: skip
    actor = request.actor
    found = services.see_record(actor, place, period)
    # A reply is to a month, and an entry has its day: neither is offered of a term.
    offered = [act for act, needs in _NEEDS.items() if actor.may(needs, place.no)]
    context = {
        "crumbs": crumbs(actor, place.no), "place": place, "period": period, "errors": errors,
        "figures": [figure(one) for one in found.figures], "entries": _entries(found),
        "replies": found.replies, "reckoned_at": found.reckoned_at, "pupils": found.pupils,
        "band": _band(found.pupils), "trend": _trend(found), "people": _people(found),
        "choices": _choices(period, place, record.months_of(actor, place)),
        "heads": [words.MEASURE_NAMES[one] for one in record.OF_PEOPLE],
        "acts": [_act(request, place, act, forms.get(act)) for act in offered if not period.name],
        "meanings": instants.meanings(),
    }  # fmt: skip
    return render(request, "accountability/record.html", context, status=status)


def _people(found: record.Record) -> list[dict[str, Any]]:
    return [
        {
            "name": one.name, "figures": [figure(f) for f in one.figures], "replies": one.replies,
            "url": reverse("accountability:past_post", args=[one.user_id]),
        }
        for one in found.people
    ]  # fmt: skip


# Of these the course over the months is drawn; each stands in the table.
_DRAWN = ("in_time", "late", "missed", "mended")


def _trend(found: record.Record) -> dict[str, Any] | None:
    """The shares by month, with numerator and denominator in the table; None of a single month."""
    if len(found.course) < 2:
        return None
    by_code = [{one.code: one for one in figures} for _month, figures in found.course]
    return {
        "title": _("逐月变化"), "days": [f"{first:%Y-%m}" for first, _figures in found.course],
        "series": [
            {
                "name": words.MEASURE_NAMES[code], "values": [row[code].share for row in by_code],
                "texts": [
                    f"{percent(row[code].part, row[code].whole)} {row[code].part:,}/{row[code].whole:,}"
                    for row in by_code
                ],
            }
            for code in _DRAWN
        ],
    }  # fmt: skip


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


def figure(one: record.Figure) -> dict[str, Any]:
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


def _asked(request: Asked, what: str) -> str:
    """The day of a month or term: of the form (`?of=term:2026-09-01`) or of a link (`?term=2026-09-01`)."""
    kind, _sign, day = request.GET.get("of", "").partition(":")
    return day if kind == what else request.GET.get(what, "")


def _month(request: Asked) -> dt.date:
    text = _asked(request, "month")
    try:
        found = dt.date.fromisoformat(text)
    except ValueError:
        return rules.month_of(clock.today())
    inside = clock.FIRST_DAY <= found <= clock.today()
    return rules.month_of(found if inside else clock.today())


def _period(request: Asked, place: directory.Place) -> Period:
    """The term of the address, else the month."""
    try:
        asked = dt.date.fromisoformat(_asked(request, "term"))
    except ValueError:
        return periods.month(_month(request))
    return periods.term(place.no, asked) or periods.month(_month(request))


def _choices(
    period: Period, place: directory.Place, known: list[dt.date] | None = None
) -> dict[str, Any]:
    """Which months and terms can be chosen."""
    months = known if known is not None else []
    one = rules.month_of(clock.today())
    while known is None and len(months) < record.MOST_MONTHS:
        months.append(one)
        one = rules.month_of(one - dt.timedelta(days=1))
    if not period.name:
        months = sorted({*months, period.first}, reverse=True)
    return {"months": months, "terms": periods.terms(place.no)}


def _url(unit_no: int, period: Period) -> str:
    query = {"month": period.first} if period.since is None else {"term": period.since}
    return f"{reverse('accountability:record', args=[unit_no])}?{urlencode(query)}"
