"""The list of a class on any day; as a sheet; one more pupil on it."""

import datetime as dt
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from xiaoan.directory import queries as directory
from xiaoan.directory.services import people
from xiaoan.kernel import clock
from xiaoan.kernel.errors import Forbidden, Invalid
from xiaoan.kernel.permission import Permission
from xiaoan.registry.forms.fields import shown
from xiaoan.registry.forms.people import EnrolForm
from xiaoan.registry.queries import classes, lives
from xiaoan.registry.services import admitting, looks
from xiaoan.web import sheets
from xiaoan.web.context import crumbs
from xiaoan.web.days import read_day
from xiaoan.web.gate import Asked, page


def day_of(request: Asked) -> dt.date:
    """The day asked for, today without one."""
    text = request.GET.get("day", "")
    return read_day(text) if text else clock.today()


@page(Permission.SEARCH_PEOPLE)
def class_page(request: Asked, unit_no: int) -> HttpResponse:
    """Who was in a class on a day, and who joined or left around it."""
    actor = request.actor
    found = looks.see_class_list(actor, unit_no, day_of(request))
    keeps = actor.may(Permission.KEEP_ROLL, unit_no) and found.day >= clock.today()
    keeps = keeps and found.place.closed is None
    export = reverse("registry:class_export", args=[unit_no])
    context = {
        "crumbs": crumbs(actor, unit_no),
        "unit": found.place,
        "school": found.school,
        "then": directory.names_on([unit_no], found.day).get(unit_no, ""),
        "unit_url": reverse("registry:unit", args=[unit_no])
        if actor.may(Permission.KEEP_UNITS, unit_no)
        else "",
        "day": found.day,
        "today": clock.today(),
        "rows": [_row(one) for one in found.rows],
        "gone": [
            {
                "name": one.name,
                "url": reverse("registry:life", args=[one.person_id]),
                "until": one.until,
                "why": lives.ENDED.get(one.ended_by, ""),
            }
            for one in found.gone
        ],
        "boarders": sum(one.boarder for one in found.rows),
        "enrol_url": reverse("registry:enrol", args=[unit_no]) if keeps else "",
        "codes_url": reverse("registry:codes", args=[unit_no])
        if actor.may(Permission.INVITE_GUARDIANS, unit_no)
        else "",
        "export_url": f"{export}?day={found.day.isoformat()}"
        if actor.may(Permission.EXPORT, unit_no)
        else "",
    }
    return render(request, "registry/class.html", context)


def _row(one: classes.Listed) -> dict[str, Any]:
    return {
        **vars(one),
        "sex_label": _("男") if one.sex == "M" else _("女"),
        "url": reverse("registry:life", args=[one.person_id]),
    }


@page(Permission.EXPORT)
def class_export_page(request: Asked, unit_no: int) -> HttpResponse:
    """The list as a sheet to print; the taking is recorded."""
    found = looks.take_class_list(request.actor, unit_no, day_of(request))
    title = f"{found.school.name} {found.place.name}"
    mark = _("%(name)s 导出于 %(at)s") % {
        "name": request.actor.name,
        "at": clock.now().strftime("%Y-%m-%d %H:%M"),
    }
    table = sheets.Table(
        name=found.place.name,
        title=_("%(unit)s 名单") % {"unit": title},
        above=[_("%(day)s 在册 %(n)s 人") % {"day": found.day, "n": len(found.rows)}],
        head=[_("座号"), _("姓名"), _("性别"), _("学号"), _("宿舍"), _("转入"), _("转出")],
        rows=[
            (
                one.seat, one.name, _("男") if one.sex == "M" else _("女"), one.number, one.room,
                one.joined.isoformat() if one.joined else "",
                one.leaves.isoformat() if one.leaves else "",
            )
            for one in found.rows
        ],
    )  # fmt: skip
    name = f"{title} {found.day.isoformat()}.xlsx"
    return sheets.xlsx_response(sheets.workbook([table], mark), name)


@page(Permission.KEEP_ROLL, methods="GET POST")
def enrol_page(request: Asked, unit_no: int) -> HttpResponse:
    """Somebody new in a class."""
    actor = request.actor
    school, place = classes.place_seen(actor, unit_no)
    if not actor.may(Permission.KEEP_ROLL, unit_no):
        raise Forbidden
    form = EnrolForm(
        request.POST if request.method == "POST" else None,
        rooms=lives.choices(school.no, "dormitory"),
    )
    errors: list[str] = []
    if request.method == "POST" and form.is_valid():
        try:
            person_id = admitting.enrol(actor, _enrolling(unit_no, form), form.when())
            return HttpResponseRedirect(reverse("registry:life", args=[person_id]))
        except Invalid as refused:
            errors = [str(refused)]
    context = {
        "crumbs": crumbs(actor, unit_no),
        "title": _("新生入学"),
        "who": f"{school.name} {place.name}",
        "says": _("从这天起在这个班点名。本县其他学校在读的学生要走转学手续。"),
        "fields": list(shown(form)),
        "errors": errors,
        "back_url": reverse("registry:class", args=[unit_no]),
    }
    status = 422 if errors or form.errors else 200
    return render(request, "registry/act.html", context, status=status)


def _enrolling(unit_no: int, form: EnrolForm) -> people.Enrolling:
    given = form.cleaned_data
    room = given.get("room")
    return people.Enrolling(
        unit_no=unit_no, number=given["number"], name=given["name"], sex=given["sex"],
        birth_date=given["birth_date"], id_kind=given["id_kind"], id_number=given["id_number"],
        boarder=bool(room), room_no=int(room) if room else None,
    )  # fmt: skip
