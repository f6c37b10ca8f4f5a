"""How units stand: from the county down to a school, there by name; urging; the list as a sheet."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from xiaoan.accounts.queries import ROLE_NAMES
from xiaoan.directory import queries as directory
from xiaoan.duties import queries as duty_queries
from xiaoan.duties import services as duties
from xiaoan.kernel import clock
from xiaoan.kernel.permission import Permission
from xiaoan.training import queries, rules, services
from xiaoan.training.pages import words
from xiaoan.training.queries import units
from xiaoan.training.queries.words import STATE_NAMES
from xiaoan.web import sheets
from xiaoan.web.gate import Asked, page, require

_SHOWN = (*rules.STATES, "waiting")


@page(Permission.SEE_TRAINING)
def home_page(request: Asked) -> HttpResponse:
    """To the widest unit of the actor."""
    lo, _hi = max(request.actor.reach(Permission.SEE_TRAINING), key=lambda one: one[1] - one[0])
    return HttpResponseRedirect(reverse("training:unit", args=[lo]))


@page(Permission.SEE_TRAINING)
def unit_page(request: Asked, unit_no: int) -> HttpResponse:
    """A county or township: the units below with their figures. A school, or `?office=1`: people by name."""
    place = units.unit(request.actor, unit_no)
    if place.kind in ("school", "grade") or request.GET.get("office"):
        return _people(request, place)
    rows, counted_at = units.rows(request.actor, place)
    asked = queries.rules_of()
    total = units.total(rows)
    courses = _courses(asked, total)
    context = {
        "unit": place, "crumbs": words.crumbs(request, unit_no), "as_of": counted_at,
        "courses": courses,
        "rows": [
            {
                "name": row.name,
                "url": reverse("training:unit", args=[row.unit_no]) + ("?office=1" if row.is_office else ""),
                "is_office": row.is_office,
                "cells": [row.by_course.get(one["code"], units.Figures()) for one in courses],
            }
            for row in rows
        ],
        **_acts(request, place),
    }  # fmt: skip
    return render(request, "training/unit.html", context)


def _courses(
    asked: Mapping[str, queries.Rule], total: Mapping[str, units.Figures]
) -> list[dict[str, Any]]:
    """The courses that somebody needs, with the sum of all."""
    titles, today = queries.course_titles(), clock.today()
    return [
        {
            "code": code, "title": titles.get(code, code), "all": total.get(code, units.Figures()),
            "required": rule.requires(today), "required_from": rule.required_from,
        }
        for code, rule in asked.items()
        if rule.roles
    ]  # fmt: skip


def _acts(request: Asked, place: directory.Place) -> dict[str, Any]:
    """What may be done at a unit."""
    actor, no = request.actor, place.no
    certifies = actor.may(Permission.CERTIFY, no)
    return {
        "certifies": certifies, "exports": actor.may(Permission.EXPORT, no),
        "keeps": actor.may(Permission.KEEP_COURSES, no), "urges": actor.may(Permission.URGE, no),
    }  # fmt: skip


def _people(request: Asked, place: directory.Place) -> HttpResponse:
    """By name: who is trained, expiring, missing; filtered by course and state."""
    actor, interval = request.actor, units.interval_of(place)
    everybody = units.people(interval)
    course, state = request.GET.get("course", ""), request.GET.get("state", "")
    asked = queries.rules_of()
    courses = _courses(asked, units.figures_of(everybody))
    owed = units.owed(actor, interval)
    about = duty_queries.open_about(actor, owed.values())
    open_duties = {key: about[pk][0] for key, pk in owed.items() if pk in about}
    shown = [one for one in courses if not course or one["code"] == course]
    found = [
        _person(request, one, shown, open_duties, asked)
        for one in everybody
        if any(_fits(one, each["code"], state) for each in shown)
    ]
    context = {
        "unit": place, "crumbs": words.crumbs(request, place.no), "as_of": clock.now(),
        "courses": courses, "shown": shown, "course": course, "state": state, "rows": found,
        "states": [(code, STATE_NAMES[code]) for code in rules.STATES] + [("waiting", _("等实操确认"))],
        "everybody": len(everybody), "is_seat": place.kind != "grade",
        "is_office": place.kind in ("county", "township"), **_acts(request, place),
        "may_urge": any(cell and cell["duty"] for row in found for cell in row["cells"]),
    }  # fmt: skip
    return render(request, "training/people.html", context)


def _fits(one: units.Person, code: str, state: str) -> bool:
    if code not in one.by_course:
        return False
    if state == "waiting":
        return code in one.waits
    return state not in rules.STATES or one.by_course[code].state == state


def _person(
    request: Asked, one: units.Person, shown: Sequence[dict[str, Any]],
    open_duties: Mapping[tuple[UUID, str], duty_queries.Due], asked: Mapping[str, queries.Rule],
) -> dict[str, Any]:  # fmt: skip
    cells = []
    for course in shown:
        code = course["code"]
        found = one.by_course.get(code)
        due = open_duties.get((one.user_id, code))
        cells.append(
            {**words.standing(found, waits=code in one.waits), "title": course["title"],
             "duty": str(due.id) if due else "", "urged": due.urged if due else 0,
             "why": "" if due or found.state == "valid" else _why_not_urged(asked[code])}
            if found else None
        )  # fmt: skip
    return {
        "name": one.name, "id": one.user_id, "cells": cells,
        "roles": _("、").join(str(ROLE_NAMES[role]) for role in one.roles),
    }  # fmt: skip


def _why_not_urged(rule: queries.Rule) -> str:
    """Only what is owed is urged: why somebody who is not trained does not owe it."""
    today = clock.today()
    if rule.required_from is None:
        return _("没有要求持证,不催")
    first = rule.required_from - dt.timedelta(days=rule.ahead)
    if first > today:
        return _("%(day)s 起可催") % {"day": f"{first:%Y-%m-%d}"}
    return _("待办夜里排出后可催")


@page(Permission.SEE_TRAINING, methods="POST")
def urge_page(request: Asked, unit_no: int) -> HttpResponse:
    """Urge those who were chosen; what became of it is said."""
    place = units.unit(request.actor, unit_no)
    require(request.actor, Permission.URGE, unit_no)
    chosen = []
    for text in request.POST.getlist("duty"):
        try:
            chosen.append(UUID(text))
        except ValueError:
            continue
    if not chosen:
        messages.error(request, _("请先选要催的人。"))
    else:
        said = list(duties.urge_each(request.actor, chosen).values())
        done = said.count("done")
        words_ = _("已催 %(n)s 人。") % {"n": done}
        if done < len(said):
            words_ += _("%(n)s 人刚催过或已办结,没有再催。") % {"n": len(said) - done}
        messages.success(request, words_)
    return HttpResponseRedirect(reverse("training:unit", args=[place.no]) + _back(request, place))


def _back(request: Asked, place: directory.Place) -> str:
    return "" if place.kind in ("school", "grade") else "?office=1"


@page(Permission.EXPORT)
def export_page(request: Asked, unit_no: int) -> HttpResponse:
    """Figures of the units below and, of a school, people by name; as a sheet that says who took it."""
    place = units.unit(request.actor, unit_no)
    require(request.actor, Permission.EXPORT, unit_no)
    now = clock.now()
    head = [
        _("单位"),
        _("课程"),
        _("应培训"),
        _("持证"),
        _("其中快到期"),
        _("已到期"),
        _("还没有"),
        _("等实操确认"),
    ]
    titles = queries.course_titles()
    tables = []
    if place.kind in ("county", "township"):
        rows, _at = units.rows(request.actor, place)
        cells: list[list[sheets.Cell]] = [
            _line(row.name, titles.get(code, code), figures)
            for row in rows
            for code, figures in row.by_course.items()
            if figures.needed
        ]
        tables.append(sheets.Table(_("各单位"), _title(place), [_as_of(now)], head, cells))
    people = units.people(units.interval_of(place))
    tables.append(_by_name(place, people, titles, now))
    services.take(request.actor, unit_no, sum(len(table.rows) for table in tables))
    mark = _("%(name)s %(at)s 导出") % {"name": request.actor.name, "at": f"{now:%Y-%m-%d %H:%M}"}
    name = f"{_title(place)}-{now:%Y%m%d}.xlsx"
    return sheets.xlsx_response(sheets.workbook(tables, mark), name)


def _title(place: directory.Place) -> str:
    return _("%(unit)s培训情况") % {"unit": place.name}


def _as_of(now: dt.datetime) -> str:
    return _("截至 %(at)s") % {"at": f"{now:%Y-%m-%d %H:%M}"}


def _line(name: str, title: str, one: units.Figures) -> list[sheets.Cell]:
    return [
        name, title, one.needed, one.trained, one.expiring, one.expired, one.missing, one.waiting
    ]  # fmt: skip


def _by_name(
    place: directory.Place, people: Sequence[units.Person], titles: Mapping[str, str], now: dt.datetime
) -> sheets.Table:  # fmt: skip
    cells: list[list[sheets.Cell]] = [
        [
            one.name, _("、").join(str(ROLE_NAMES[role]) for role in one.roles),
            titles.get(code, code), str(STATE_NAMES[stands.state]),
            f"{stands.until:%Y-%m-%d}" if stands.until else "",
            _("等实操确认") if code in one.waits else "",
        ]
        for one in people
        for code, stands in one.by_course.items()
    ]  # fmt: skip
    head = [_("姓名"), _("岗位"), _("课程"), _("状态"), _("有效期至"), _("备注")]
    return sheets.Table(_("人员"), _title(place), [_as_of(now)], head, cells)
