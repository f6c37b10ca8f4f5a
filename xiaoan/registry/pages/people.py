"""A pupil's page and the acts of the school office on it."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from xiaoan.directory.services import people, placements
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Forbidden, Invalid, NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.registry.forms.fields import WhenForm, shown
from xiaoan.registry.forms.people import (
    BoardingForm,
    ClassForm,
    LeaveForm,
    PlacementForm,
    ReturnForm,
)
from xiaoan.registry.queries import beside, lives
from xiaoan.registry.services import looks
from xiaoan.web.context import crumbs
from xiaoan.web.gate import Asked, page

PLANNED = {
    "change": _l("有一项还未生效的变动。"),
    "end": _l("已定离校日期,还没到。"),
    "begin": _l("已定入学或复学日期,还没到。"),
}


@dataclass(frozen=True)
class Act:
    """What may be entered about a pupil: how the form is made, and what is done with it."""

    title: Any
    form: Callable[[lives.Life, Any], WhenForm]
    run: Callable[[Actor, UUID, WhenForm], object]
    says: Any


def _change_class(actor: Actor, person_id: UUID, form: WhenForm) -> object:
    return people.change_class(actor, person_id, int(form.cleaned_data["unit"]), form.when())


def _leave(actor: Actor, person_id: UUID, form: WhenForm) -> None:
    people.leave_school(actor, person_id, form.cleaned_data["because"], form.when())


def _return(actor: Actor, person_id: UUID, form: WhenForm) -> object:
    return people.return_to_school(actor, person_id, int(form.cleaned_data["unit"]), form.when())


def _board(actor: Actor, person_id: UUID, form: WhenForm) -> object:
    room = form.cleaned_data["room"]
    return people.change_boarding(
        actor, person_id, bool(room), int(room) if room else None, form.when()
    )


def _place(kind: str) -> Callable[[Actor, UUID, WhenForm], object]:
    def run(actor: Actor, person_id: UUID, form: WhenForm) -> object:
        no, label = form.cleaned_data["place"], form.cleaned_data["label"]
        return placements.set_placement(
            actor, person_id, kind, int(no) if no else None, label, form.when()
        )

    return run


def _places(kind: str) -> Callable[[lives.Life, Any], WhenForm]:
    return lambda life, data: PlacementForm(data, places=lives.choices(life.school.no, kind))


ACTS = {
    "class": Act(
        _l("转班"),
        lambda life, data: ClassForm(data, classes=lives.choices(life.school.no, "class")),
        _change_class,
        _l("从这天起在新班点名;以前每天的名单和已报的考勤不变。"),
    ),
    "leave": Act(
        _l("离校"),
        lambda _life, data: LeaveForm(data),
        _leave,
        _l("这天是不在校的第一天。校车和就餐安排同时结束;以前的记录都保留。"),
    ),
    "return": Act(
        _l("复学"),
        lambda life, data: ReturnForm(data, classes=lives.choices(life.school.no, "class")),
        _return,
        _l("从这天起重新在册。"),
    ),
    "boarding": Act(
        _l("住宿"),
        lambda life, data: BoardingForm(data, rooms=lives.choices(life.school.no, "dormitory")),
        _board,
        _l("从这天起按新的安排晚检。"),
    ),
    "bus": Act(_l("校车"), _places("bus"), _place("bus"), _l("从这天起按新的安排。")),
    "canteen": Act(_l("就餐"), _places("canteen"), _place("canteen"), _l("从这天起按新的安排。")),
}
FOR_ENROLLED = ("class", "boarding", "bus", "canteen", "leave")


@page(Permission.SEARCH_PEOPLE)
def life_page(request: Asked, person_id: UUID) -> HttpResponse:
    """Who this is, where they stand today, every stretch of days; the look is recorded."""
    actor = request.actor
    life = looks.see_life(actor, person_id)
    unit_no = life.unit.no if life.unit else life.school.no
    context = {
        "crumbs": crumbs(actor, unit_no),
        "life": life,
        "sections": _sections(actor, person_id, unit_no),
        "sex_label": _("男") if life.sex == "M" else _("女"),
        "class_url": _class_url(actor, life),
        "lines": [_line(line) for line in life.lines],
        "acts": _acts(life) if actor.may(Permission.KEEP_ROLL, unit_no) else [],
        "guardians_url": reverse("registry:guardians", args=[person_id])
        if actor.may(Permission.KEEP_ROLL, unit_no)
        else "",
        "transfer_url": reverse("registry:transfer_offer", args=[person_id])
        if life.enrolled and actor.may(Permission.KEEP_ROLL, unit_no)
        else "",
        "access_url": reverse("registry:access", args=[person_id])
        if actor.may(Permission.SEE_ACCESS, unit_no)
        else "",
        "planned": PLANNED.get(life.planned, ""),
        "withdraw_url": reverse("registry:withdraw", args=[person_id])
        if life.planned and actor.may(Permission.KEEP_ROLL, unit_no)
        else "",
        "elsewhere": [
            {"name": name, "url": reverse("registry:life", args=[pk])}
            for pk, name in life.elsewhere
        ],
    }
    return render(request, "registry/life.html", context)


def _sections(actor: Actor, person_id: UUID, unit_no: int) -> list[beside.Section]:
    """What apps above say of the pupil; of the pupil's health not without a trace."""
    found = beside.sections(actor, person_id)
    for one in found:
        if one.look:
            looks.seen_health(actor, person_id, unit_no, one.look)
    return found


def _class_url(actor: Actor, life: lives.Life) -> str:
    if life.unit and actor.may(Permission.SEARCH_PEOPLE, life.unit.no):
        return reverse("registry:class", args=[life.unit.no])
    return ""


def _line(line: lives.Line) -> dict[str, Any]:
    today = clock.today()
    return {
        "about": line.about,
        "text": line.text,
        "since": line.since,
        "last": line.until - dt.timedelta(days=1) if line.until else None,
        "note": line.note,
        "running": (line.since is None or line.since <= today)
        and (line.until is None or line.until > today),
        "ahead": line.since is not None and line.since > today,
    }


def _acts(life: lives.Life) -> list[dict[str, str]]:
    names = FOR_ENROLLED if life.enrolled else ("return",)
    return [
        {
            "label": str(ACTS[name].title),
            "url": reverse("registry:act", args=[life.id, name]),
        }
        for name in names
    ]


@page(Permission.KEEP_ROLL, methods="GET POST")
def act_page(request: Asked, person_id: UUID, act: str) -> HttpResponse:
    """One act on one pupil: what, from when, and what follows."""
    actor = request.actor
    if act not in ACTS:
        raise NotFound
    life = kept(actor, person_id)
    chosen = ACTS[act]
    form = chosen.form(life, request.POST if request.method == "POST" else None)
    errors: list[str] = []
    if request.method == "POST" and form.is_valid():
        try:
            chosen.run(actor, person_id, form)
            return HttpResponseRedirect(reverse("registry:life", args=[person_id]))
        except Invalid as refused:
            errors = [str(refused)]
    return act_form(request, form, str(chosen.title), str(chosen.says), life, errors)


def kept(actor: Actor, person_id: UUID) -> lives.Life:
    """A pupil whose roll the actor keeps."""
    life = lives.life(actor, person_id)
    if not actor.may(Permission.KEEP_ROLL, life.school.no):
        raise Forbidden
    return life


def act_form(
    request: Asked, form: Any, title: str, says: str, life: lives.Life, errors: list[str]
) -> HttpResponse:
    """The form of an act, with what was wrong."""
    context = {
        "crumbs": [*crumbs(request.actor, life.unit.no if life.unit else life.school.no)],
        "title": title,
        "who": life.name,
        "says": says,
        "fields": list(shown(form)),
        "errors": errors,
        "back_url": reverse("registry:life", args=[life.id]),
    }
    return render(
        request, "registry/act.html", context, status=422 if errors or form.errors else 200
    )


@page(Permission.KEEP_ROLL, methods="POST")
def withdraw_page(request: Asked, person_id: UUID) -> HttpResponse:
    """Take back what was planned for a day to come."""
    people.withdraw_plan(request.actor, person_id)
    return HttpResponseRedirect(reverse("registry:life", args=[person_id]))
