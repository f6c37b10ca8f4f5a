"""The timetable of a unit: seen, entered, from a sheet or calendar; when it learns online; its feed."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.core import signing
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from icalendar import Calendar, Event, vText

from xiaoan.directory import queries as directory
from xiaoan.directory.queries.places import Place
from xiaoan.kernel import clock
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.numbers import whole
from xiaoan.kernel.permission import Permission
from xiaoan.lessons import forms, services
from xiaoan.lessons.forms import Field
from xiaoan.lessons.pages import coming_back, words
from xiaoan.lessons.queries import lessons
from xiaoan.lessons.queries.at_home import at_home
from xiaoan.lessons.queries.words import PLATFORM_NAMES, WEEKDAY_NAMES
from xiaoan.web import reading, uploads
from xiaoan.web.gate import Asked, open_page, page

_KEEPS = (Permission.KEEP_LESSONS, Permission.SET_PLATFORMS)


def _fields(request: Asked, place: Place) -> list[Field]:
    subjects = tuple(
        (one.code, directory.subject_name(one.code)) for one in directory.subjects(place.stage)
    )
    teachers = tuple(
        (str(who), name) for who, name in lessons.teachers_of(request.actor, place.school_id)
    )
    return [
        Field("subject", _l("科目"), "select", subjects, required=True),
        Field(
            "weekday",
            _l("每周"),
            "select",
            tuple((str(n), one) for n, one in WEEKDAY_NAMES.items()),
        ),
        Field("day", _l("或只上一次,日期"), "date"),
        Field("starts", _l("开始"), "time", required=True),
        Field("ends", _l("结束"), "time", required=True),
        Field("platform", _l("平台"), "select", tuple(PLATFORM_NAMES.items()), required=True),
        Field("link", _l("链接(可不填)"), "url", longest=500),
        Field("teacher", _l("任课教师(可不填)"), "select", teachers),
        Field("title", _l("主题(可不填)"), longest=60),
    ]


@page(Permission.SEE_LESSONS, methods="GET POST")
def unit_page(request: Asked, unit_no: int) -> HttpResponse:
    """The timetable of a class, or what a unit broadcasts to all its classes; entered one by one."""
    place = lessons.place_of(request.actor, unit_no)
    keeps = any(request.actor.may(one, unit_no) for one in _KEEPS)
    refused = forms.Refused()
    if request.method == "POST":
        if not keeps:
            raise Forbidden
        try:
            messages.success(request, _act(request, place))
            return HttpResponseRedirect(reverse("lessons:unit", args=[unit_no]))
        except (Invalid, Conflict) as error:
            refused = forms.Refused(str(error), getattr(error, "fields", {}), error.status)
    entries = lessons.timetable(request.actor, unit_no)
    teachers = dict(lessons.teachers_of(request.actor, place.school_id))
    token = lessons.feed_token(unit_no) if keeps else ""
    context = {
        "place": place, "keeps": keeps, "error": refused.error, "today": clock.today(),
        "rows": [words.entry_row(one, unit_no, teachers) for one in entries],
        "fields": forms.drawn(_fields(request, place), request.POST, refused) if keeps else [],
        "submission_id": uuid7(), "feed_id": uuid7(), "periods": lessons.periods(request.actor, unit_no),
        "at_home": at_home(request.actor, unit_no, clock.today()) if place.kind == "class" else [],
        "is_class": place.kind == "class", "back_url": reverse("lessons:home"),
        "feed_url": request.build_absolute_uri(reverse("lessons:feed", args=[token])) if token else "",
    }  # fmt: skip
    return render(request, "lessons/unit.html", context, status=refused.status)


def _act(request: Asked, place: Place) -> str:
    said = request.POST
    act_id = reading.read_id(said.get("submission_id", ""))
    act = said.get("act", "")
    if act == "feed":
        services.renew_feed(request.actor, act_id, place.no)
        return _("日历地址已更新,旧地址失效。")
    entry_id = reading.read_optional_id(said.get("entry", ""))
    if act in ("take_out", "skip") and entry_id:
        day = forms.date_of(said, "skip_day") if act == "skip" else None
        services.take_out(request.actor, act_id, entry_id, day)
        return _("课程表已更新。")
    services.enter(
        request.actor, act_id, place.no,
        [
            services.NewEntry(
                place.no, said.get("subject", ""), forms.weekday_of(said),
                reading.read_date(said, "day"), forms.time_of(said, "starts"),
                forms.time_of(said, "ends"), said.get("platform", ""), said.get("link", ""),
                said.get("title", ""), reading.read_optional_id(said.get("teacher", "")),
            )
        ],
    )  # fmt: skip
    return _("已写进课程表。")


@page(*_KEEPS, methods="GET POST")
def sheet_page(request: Asked, unit_no: int) -> HttpResponse:
    """A timetable from a sheet or calendar file: checked first, entered whole or not at all."""
    place = lessons.place_of(request.actor, unit_no, *_KEEPS)
    context: dict[str, Any] = {
        "place": place, "submission_id": uuid7(), "heads": list(services.TIMETABLE_HEADS.values()),
        "back_url": reverse("lessons:unit", args=[unit_no]), "error": "",
    }  # fmt: skip
    status = 200
    if request.method == "POST":
        try:
            if "read" in request.POST:
                return _enter(request, place)
            context |= _checked(request, place)
        except Invalid as error:
            context["error"], status = str(error), error.status
    return render(request, "lessons/sheet.html", context, status=status)


def _checked(request: Asked, place: Place) -> dict[str, Any]:
    file = request.FILES.get("file")
    with uploads.held(file) as path:
        content = path.read_bytes()
    taken = services.read_sheet(request.actor, place.no, (file and file.name) or "", content)
    if taken.faults:
        return {"faults": taken.faults[:200]}
    would = services.enter(request.actor, uuid7(), place.no, list(taken.rows), dry=True)
    rows = [
        [one.unit_no, one.subject, one.weekday, str(one.day or ""), f"{one.starts:%H:%M}",
         f"{one.ends:%H:%M}", one.platform, one.link, one.title, str(one.teacher_id or "")]
        for one in taken.rows
    ]  # fmt: skip
    return {"would": would, "read": signing.dumps(rows, salt="lessons.sheet", compress=True)}


def _enter(request: Asked, place: Place) -> HttpResponse:
    try:
        rows = signing.loads(request.POST["read"], salt="lessons.sheet", max_age=86_400)
    except signing.BadSignature:
        raise Invalid(_("检查的结果已过期。请重新选表。"), {"file": "expired"}) from None
    given = [
        services.NewEntry(
            no, subject, weekday, dt.date.fromisoformat(day) if day else None,
            dt.time.fromisoformat(a), dt.time.fromisoformat(b), platform, link, title,
            reading.read_optional_id(teacher),
        )
        for no, subject, weekday, day, a, b, platform, link, title, teacher in rows
    ]  # fmt: skip
    act_id = reading.read_id(request.POST.get("submission_id", ""))
    done = services.enter(request.actor, act_id, place.no, given)
    messages.success(
        request,
        _("新增 %(a)s 节,改动 %(b)s 节,%(c)s 节没有变化。")
        % {"a": done.added, "b": done.changed, "c": done.same},
    )
    return HttpResponseRedirect(reverse("lessons:unit", args=[place.no]))


@page(*_KEEPS, methods="GET POST")
def periods_page(request: Asked) -> HttpResponse:
    """When units learn online; begun and ended by whoever answers for the unit."""
    actor, refused = request.actor, forms.Refused()
    asked: dict[str, Any] | None = None
    if request.method == "POST":
        try:
            asked = _asked(request)
            if asked is None and request.POST.get("back"):
                coming_back.bring(request)
                return HttpResponseRedirect(reverse("lessons:periods"))
            if asked is None:
                _set(request)
                return HttpResponseRedirect(reverse("lessons:periods"))
        except Invalid as error:
            refused = forms.Refused(str(error), error.fields, error.status)
    units = {one.no: one for right in _KEEPS for one in lessons.units_of(actor, right)}
    today = clock.today()
    # The form of a part that comes back has faults of its own.
    is_back = bool(request.POST.get("back"))
    new = ({}, forms.Refused()) if is_back else (request.POST, refused)
    context = {
        "fields": forms.drawn(_period_fields(units, today), *new), "error": refused.error,
        "submission_id": request.POST.get("submission_id") if asked else uuid7(), "asked": asked,
        "back_url": reverse("lessons:home"), "today": today,
        "rows": _period_rows(request, units, refused, today),
    }  # fmt: skip
    return render(request, "lessons/periods.html", context, status=refused.status)


def _period_fields(units: Mapping[int, Place], today: dt.date) -> list[Field]:
    return [
        Field(
            "unit_no", _l("单位"), "select",
            tuple((str(no), coming_back.named(one)) for no, one in units.items()), required=True,
        ),
        Field("since", _l("第一天"), "date", required=True, value=today.isoformat()),
        Field("until", _l("最后一天"), "date", required=True),
        Field("reason", _l("原因"), required=True, longest=200),
    ]  # fmt: skip


def _period_rows(
    request: Asked, units: Mapping[int, Place], refused: forms.Refused, today: dt.date
) -> list[dict[str, Any]]:
    found = lessons.periods(request.actor)
    back = coming_back.back_of(found)
    places = directory.places({one.unit_no for one in found})
    return [
        {
            "one": one, "place": places[one.unit_no].name,
            "ends": one.source == "ordered" and one.until >= today
            and any(request.actor.may(right, one.unit_no) for right in _KEEPS),
            "back": back.get(one.pk, []), "act_id": uuid7(),
            "parts": coming_back.fields_of(request, one, units, refused, today),
        }
        for one in found
    ]  # fmt: skip


def _asked(request: Asked) -> dict[str, Any] | None:
    """Of more than one class it is first said what it would mean; None where that was seen, or is one."""
    said = request.POST
    unit_no = whole(said.get("unit_no", ""))
    if said.get("sure") or said.get("period") or not unit_no:
        return None
    if not any(request.actor.may(right, unit_no) for right in _KEEPS):
        return None  # the service says so
    place = directory.place(unit_no)
    if place.kind == "class":
        return None
    since, until = forms.date_of(said, "since"), forms.date_of(said, "until")
    services.check_period(since, until, said.get("reason", ""))
    reach = services.reach_of(request.actor, unit_no, since)
    return {
        "place": coming_back.named(place), "unit_no": unit_no, "since": since, "until": until,
        "reason": said.get("reason", ""), "reach": reach,
    }  # fmt: skip


def _set(request: Asked) -> None:
    said = request.POST
    period = reading.read_optional_id(said.get("period", ""))
    if period is not None:
        services.end_period(request.actor, period, forms.date_of(said, "last"))
        messages.success(request, _("已改最后一天。"))
        return
    unit_no = whole(said.get("unit_no", ""))
    if not unit_no:
        raise Invalid(_("请选单位。"), {"unit_no": "missing"})
    services.set_period(
        request.actor,
        services.NewPeriod(
            reading.read_id(said.get("submission_id", "")), unit_no, forms.date_of(said, "since"),
            forms.date_of(said, "until"), said.get("reason", ""),
        ),
    )  # fmt: skip
    messages.success(request, _("已登记。这些天按课程表上网课。"))


@open_page()
def feed_page(request: Asked, token: str) -> HttpResponse:
    """The calendar of a class for families' phones: subject, time, platform, link; no name of anybody."""
    name, made, _entries = lessons.fed(token)
    calendar = Calendar()
    calendar.add("prodid", "-//xiaoan//lessons//ZH")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", vText(name))
    for one in made:
        event = Event()
        event.add("uid", f"{one.pk}@lessons.xiaoan")
        event.add("dtstamp", clock.now())
        event.add("dtstart", one.starts_at)
        event.add("dtend", one.ends_at)
        event.add("summary", directory.subject_name(one.subject))
        event.add("description", f"{PLATFORM_NAMES[one.platform]} {one.title}".strip())
        if one.link:
            event.add("url", one.link)
        calendar.add_component(event)
    return HttpResponse(calendar.to_ical(), content_type="text/calendar; charset=utf-8")
