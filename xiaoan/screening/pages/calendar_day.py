"""Naming a day of the calendar: what it is, what is to become of it, what follows, and only then done."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from xiaoan.directory import queries as directory
from xiaoan.directory import services
from xiaoan.directory.rules import MOST_DAYS, Supposed
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Forbidden, Invalid
from xiaoan.kernel.permission import Permission
from xiaoan.screening import forms, queries, rules
from xiaoan.screening.pages.calendar import day_kind, place_seen, shown
from xiaoan.web.context import crumbs
from xiaoan.web.days import read_day
from xiaoan.web.gate import Asked, page
from xiaoan.web.templatetags.web_tags import day as in_words

FIELDS = ("is_school_day", "until", "note", "source")
# So many days are named one by one; of more, the first and how many.
MOST_NAMED = 7


@page(Permission.SET_CALENDAR, methods="GET POST")
def calendar_day_page(request: Asked, unit_no: int, day: str) -> HttpResponse:
    """One day of a unit. First the form, then what follows from it, then done."""
    place, date = place_seen(request.actor, unit_no), read_day(day)
    if not request.actor.may(Permission.SET_CALENDAR, unit_no):
        raise Forbidden
    if request.method != "POST":
        return _answer(request, place, date)
    values = {name: request.POST.get(name, "").strip() for name in FIELDS}
    if request.POST.get("step") == "edit":
        return _answer(request, place, date, values=values)
    try:
        if request.POST.get("action") == "clear":
            return _clear(request, place, date, values)
        return _name(request, place, date, values)
    except Invalid as refused:
        return _answer(request, place, date, values=values, errors=str(refused).split("\n"))


def _name(
    request: Asked, place: directory.Place, date: dt.date, values: dict[str, str]
) -> HttpResponse:
    told = _read(forms.NamedDayForm(request.POST))
    until = told["until"] or date
    change = (told["is_school_day"], told["note"], told["source"])
    if request.POST.get("step") == "confirm":
        services.set_calendar_days(request.actor, place.no, date, until, *change)
        return _done(place, date)
    services.refuse_days(request.actor, place.no, date, until, *change[1:])
    supposed = Supposed(place.no, tuple(clock.days(date, until)), told["is_school_day"])
    effects = effects_of(request.actor, place, supposed)
    return _answer(request, place, date, values=values, effects=effects, action="name")


def _clear(
    request: Asked, place: directory.Place, date: dt.date, values: dict[str, str]
) -> HttpResponse:
    until = _read(forms.StretchForm(request.POST))["until"] or date
    if request.POST.get("step") == "confirm":
        services.clear_calendar_days(request.actor, place.no, date, until)
        return _done(place, date)
    services.refuse_clearing(request.actor, place.no, date, until)
    supposed = Supposed(place.no, tuple(clock.days(date, until)), None)
    effects = effects_of(request.actor, place, supposed)
    return _answer(request, place, date, values=values, effects=effects, action="clear")


def _read(form: forms.StretchForm) -> dict[str, Any]:
    if not form.is_valid():
        raise Invalid("\n".join(str(e) for found in form.errors.values() for e in found))
    return dict(form.cleaned_data)


def _done(place: directory.Place, date: dt.date) -> HttpResponse:
    month = reverse("screening:calendar", args=[place.no])
    return HttpResponseRedirect(f"{month}?month={date:%Y-%m}")


def _answer(
    request: Asked,
    place: directory.Place,
    date: dt.date,
    *,
    values: dict[str, str] | None = None,
    errors: Sequence[str] = (),
    effects: Sequence[str] = (),
    action: str = "",
) -> HttpResponse:
    (now,) = directory.calendar_dates(place.no, date, date)
    own = now.named if now.named and now.named.unit_no == place.no else None
    by = directory.place(now.named.unit_no).name if now.named else ""
    context = {
        "unit": {"name": place.name, "no": place.no, "kind": place.kind},
        "crumbs": crumbs(request.actor, place.no),
        "day": date,
        "latest": date + dt.timedelta(days=MOST_DAYS - 1),
        "past": date < clock.today(),
        "now": shown(day_kind(now, place)),
        "named": now.named,
        "by": by,
        "own": own,
        "values": values or _given(own),
        "errors": list(errors),
        "effects": list(effects),
        "action": action,
        "as_of": clock.now(),
        "back_url": f"{reverse('screening:calendar', args=[place.no])}?month={date:%Y-%m}",
    }
    return render(request, "screening/calendar_day.html", context, status=422 if errors else 200)


def _given(own: directory.NamedDay | None) -> dict[str, str]:
    """The form as it opens: what the unit has named the day, or nothing."""
    if own is None:
        return dict.fromkeys(FIELDS, "")
    school_day = "1" if own.is_school_day else "0"
    return {"is_school_day": school_day, "until": "", "note": own.note, "source": own.source}


def effects_of(actor: Actor, place: directory.Place, supposed: Supposed) -> list[str]:
    """What exactly follows, in sentences: for the days, then for today's checks."""
    found = queries.consequences(place, supposed)
    alike: dict[tuple[str, str, bool], list[dt.date]] = {}
    for one in found:
        key = (*_change(place, one), one.day == clock.today())
        alike.setdefault(key, []).append(one.day)
    said = [_says(days, *key) for key, days in alike.items()]
    others = {school.no: school.name for one in found for school in one.otherwise}
    if others:
        said.append(_others(list(others.values())))
    today = clock.today()
    if {today, today + dt.timedelta(days=1)} & set(
        supposed.days
    ):  # of tomorrow for tonight's boarders
        said += _today(actor, place, supposed)
    return said


def _change(place: directory.Place, one: queries.Consequence) -> tuple[str, str]:
    """Which way a day goes, and for whom."""
    way = "closing" if one.schools_closing else "opening" if one.schools_opening else ""
    schools, classes = (
        (one.schools_closing, one.classes_closing)
        if way == "closing"
        else (one.schools_opening, one.classes_opening)
    )
    if not way:
        return "", ""
    words = {"schools": schools, "classes": classes}
    if place.kind == "school":
        return way, _("本校 %(classes)s 个班") % words
    return way, _("%(schools)s 所学校 %(classes)s 个班") % words


def _says(days: list[dt.date], way: str, who: str, today: bool) -> str:
    words = {"days": _days(days), "who": who}
    if way == "closing":
        if today:  # what becomes of today's checks is said by itself
            return _("%(days)s:%(who)s由上学改为不上学。") % words
        return _("%(days)s:%(who)s由上学改为不上学,不开晨午检。") % words
    if way == "opening":
        return _("%(days)s:%(who)s由不上学改为上学,照常晨午检。") % words
    return _("%(days)s:上不上学与原来一样,只改名称和依据。") % words


def _days(days: list[dt.date]) -> str:
    if len(days) > MOST_NAMED:
        return _("%(day)s 等 %(n)s 天") % {"day": in_words(days[0]), "n": len(days)}
    return _("、").join(in_words(day) for day in days)


def _others(names: list[str]) -> str:
    words = {"names": _("、").join(names[:3]), "n": len(names)}
    if len(names) > 3:
        return _("%(names)s 等 %(n)s 所学校已自行另定这些日子,不受影响。") % words
    return _("%(names)s 已自行另定这些日子,不受影响。") % words


def _today(actor: Actor, place: directory.Place, supposed: Supposed) -> list[str]:
    """What becomes of today's checks: excused, opened again, opened; and what stays."""
    found = queries.following(actor, clock.today(), place.interval, supposed)
    said = []
    if found.excuse:
        words = {"n": len(found.excuse), "classes": len({d.unit_no for d in found.excuse})}
        said.append(
            _("今天 %(classes)s 个班还没报的 %(n)s 次检查不再应报,不算未报,也不再升级。") % words
        )
    if found.stays:
        said.append(_("今天已报的 %(n)s 次保留,照常计入。") % {"n": len(found.stays)})
    if found.reopen or found.opens:
        said += _opening(found)
    return said


def _opening(found: queries.Following) -> list[str]:
    now = clock.now()
    if not found.reopen and now.hour < rules.FIRST_HOUR:
        return [_("今天的检查 05:00 起开。")]
    classes = {duty.unit_no for duty in found.reopen} | {one.place.no for one in found.opens}
    words = {"n": len(found.reopen) + len(found.opens), "classes": len(classes)}
    said = [_("今天 %(classes)s 个班的 %(n)s 次检查马上应报。") % words]
    late = sum(duty.due_at < now for duty in found.reopen) + sum(
        clock.at(now.date(), one.slot.deadline) < now for one in found.opens
    )
    if late:
        said.append(_("其中 %(n)s 次已过时限,马上算未报,并按升级时间告知。") % {"n": late})
    return said
