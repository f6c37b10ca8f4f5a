"""The acts on positions: appoint, have somebody stand in, hand over with what moves shown first, end."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from xiaoan.accounts import queries as accounts
from xiaoan.accounts.queries import positions as held_positions
from xiaoan.accounts.services.positions import Days, Post
from xiaoan.directory import queries as directory
from xiaoan.directory import rules as numbering
from xiaoan.duties import queries as duty_queries
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.numbers import whole
from xiaoan.kernel.permission import Permission
from xiaoan.registry.forms.fields import shown
from xiaoan.registry.forms.positions import AppointForm, DeputiseForm, EndForm, HandOverForm
from xiaoan.registry.services import positions
from xiaoan.registry.services.positions import Handing
from xiaoan.web.context import crumbs
from xiaoan.web.gate import Asked, page


@page(Permission.KEEP_POSITIONS, methods="GET POST")
def appoint_page(request: Asked) -> HttpResponse:
    """Choose the position, then the person and the days; what reaches the county another confirms."""
    actor = request.actor
    unit_no, role = whole(request.GET.get("unit", "")), request.GET.get("role", "")
    place = directory.places([unit_no]).get(unit_no)
    if unit_no and (place is None or not actor.sees(unit_no)):
        raise NotFound
    if place is None or not role:
        return _choose(request)
    if role not in held_positions.roles_at(actor, place.kind, place.no, place.end):
        return _choose(request, [_("这个岗位不设在这里,或不由您安排。请重新选。")], unit_no)
    people = _people(actor, place)
    form = AppointForm(
        request.POST if request.method == "POST" else None, people=people,
        initial={"who": request.GET.get("who", "")},
    )  # fmt: skip
    two = held_positions.needs_two(role)

    def run(act_id: UUID) -> str:
        who, days = UUID(form.cleaned_data["who"]), Days(form.cleaned_data["since"], form.until)
        if two:
            positions.propose(actor, who, Post(role, unit_no), days, act_id)
            return reverse("registry:proposals")
        done = positions.appoint(actor, who, Post(role, unit_no), days, act_id)
        return reverse("registry:member", args=[done.user_id])

    says = _("从这天起由这个人负责;到最后一天后自动结束。没有账号的,先开好账号,等本人接受邀请。")
    if two:
        says = _("这个岗位管到全县:提出后要由另一名经办人或县领导确认才生效。")
    title = _("任命%(role)s") % {"role": accounts.ROLE_NAMES[role]}
    back = f"{reverse('registry:vacancies')}?unit={numbering.school_of(unit_no) or unit_no}"
    return _act(request, form, run, {"title": title, "place": place, "says": says, "back": back})


def _choose(
    request: Asked, errors: list[str] | None = None, unit_no: int = 0
) -> HttpResponse:  # fmt: skip
    """The position: which role, at which unit of a school or an office."""
    actor = request.actor
    at = whole(request.GET.get("at", "")) or numbering.school_of(unit_no)
    at = at or actor.reach(Permission.KEEP_POSITIONS)[0][0]
    if not actor.may(Permission.KEEP_POSITIONS, at):
        raise NotFound
    place = directory.place(at)
    units = [place]
    if place.kind == "school":
        units += directory.places_inside(place.interval, "grade", "class")
    roles = dict.fromkeys(
        role for one in units for role in held_positions.roles_at(actor, one.kind, one.no, one.end)
    )
    context = {
        "crumbs": crumbs(actor, at),
        "errors": errors or [],
        "at": at,
        "who": request.GET.get("who", ""),
        "role": request.GET.get("role", ""),
        "unit": unit_no,
        "roles": [(role, accounts.ROLE_NAMES[role]) for role in roles],
        "units": [(one.no, one.name) for one in units],
        "back_url": reverse("registry:staff", args=[at]) if place.kind in _OFFICES else "",
    }
    return render(request, "registry/appoint.html", context, status=422 if errors else 200)


_OFFICES = ("school", "township", "county")


def _people(actor: Actor, place: directory.Place) -> list[tuple[str, str]]:
    """Who may be given a position at a place: the staff of the school, or the officials above it."""
    homes = [numbering.school_of(place.no)] if place.school_id else [place.no]
    county_no = numbering.ancestors(place.no)[-1]
    if place.kind == "township" and actor.may(Permission.SEE_POSITIONS, county_no):
        homes.append(county_no)
    found = [one for home in homes for one in held_positions.staff(actor, home)]
    return [
        (str(one.id), f"{one.name} {one.number or one.post}".strip())
        for one in found
        if one.user_id is None or one.user_id != actor.user_id
    ]


def _held(request: Asked, grant_id: UUID) -> tuple[held_positions.Held, directory.Place]:
    """A position that the actor may give and end, with its unit."""
    held = held_positions.position(request.actor, grant_id)
    if not held_positions.may_give(request.actor, held.role, held.unit_no, held.unit_end):
        raise Forbidden
    if held.state == "past":
        raise Conflict(_("这个岗位已经结束。"))
    return held, directory.place(held.unit_no)


def _already(request: Asked) -> HttpResponse | None:
    """Where the same form led when it came the first time."""
    try:
        done = held_positions.position(request.actor, _act_id(request))
    except NotFound:
        return None
    return HttpResponseRedirect(reverse("registry:member", args=[done.user_id]))


@page(Permission.KEEP_POSITIONS, methods="GET POST")
def deputise_page(request: Asked, grant_id: UUID) -> HttpResponse:
    """Have another stand in for a while."""
    held, place = _held(request, grant_id)
    people = [one for one in _people(request.actor, place) if one[0] != str(held.user_id)]
    form = DeputiseForm(request.POST if request.method == "POST" else None, people=people)

    def run(act_id: UUID) -> str:
        days = Days(form.cleaned_data["since"], form.until)
        who = UUID(form.cleaned_data["who"])
        done = positions.deputise(request.actor, grant_id, who, days, act_id)
        return reverse("registry:member", args=[done.user_id])

    says = _("这些天的待办由代理人负责,到期自动结束;%(name)s 的岗位不变。") % {"name": held.name}
    return _act(request, form, run, _about(held, place, _("代理"), says))


@page(Permission.KEEP_POSITIONS, methods="GET POST")
def end_page(request: Asked, grant_id: UUID) -> HttpResponse:
    """End a position from a day on."""
    held, place = _held(request, grant_id)
    form = EndForm(request.POST if request.method == "POST" else None)

    def run(_act_id: UUID) -> str:
        given = form.cleaned_data
        positions.end(request.actor, grant_id, given["since"], given["reason"])
        return reverse("registry:member", args=[held.user_id])

    says = _("从这天起 %(name)s 打不开这个岗位的任何页面。没有接任的人时岗位空缺,照样逐级提醒。")
    return _act(request, form, run, _about(held, place, _("结束"), says % {"name": held.name}))


@page(Permission.KEEP_POSITIONS, methods="GET POST")
def hand_over_page(request: Asked, grant_id: UUID) -> HttpResponse:
    """From one to another: first what will move, then it is done in one act."""
    again = _already(request) if request.method == "POST" else None
    if again:
        return again
    held, place = _held(request, grant_id)
    people = [one for one in _people(request.actor, place) if one[0] != str(held.user_id)]
    form = HandOverForm(request.POST if request.method == "POST" else None, people=people)
    about = _about(held, place, _("移交"), "")
    if request.method == "POST" and form.is_valid() and request.POST.get("step") != "confirm":
        return _preview(request, held, form, about)

    def run(act_id: UUID) -> str:
        given = form.cleaned_data
        handing = Handing(UUID(given["who"]), given["since"], given["reason"])
        done = positions.hand_over(request.actor, grant_id, handing, act_id)
        return reverse("registry:member", args=[done.user_id])

    about["says"] = _("下一步先列出要移交的待办,确认后才生效。")
    about["button"] = _("下一步")
    return _act(request, form, run, about)


def _about(
    held: held_positions.Held, place: directory.Place, verb: str, says: str
) -> dict[str, Any]:
    title = _("%(verb)s:%(name)s的%(role)s") % {
        "verb": verb, "name": held.name, "role": accounts.ROLE_NAMES[held.role],
    }  # fmt: skip
    back = reverse("registry:member", args=[held.user_id])
    return {"title": title, "place": place, "says": says, "back": back}


def _preview(
    request: Asked, held: held_positions.Held, form: HandOverForm, about: dict[str, Any]
) -> HttpResponse:
    """What the hand-over will do, to whom."""
    actor, day = request.actor, form.cleaned_data["since"]
    moving = duty_queries.named_in(
        actor, held.user_id, held.role, (held.unit_no, held.unit_end), max(day, clock.today())
    )
    units = directory.places({due.unit_no for due in moving})
    people = dict(getattr(form.fields["who"], "choices", ()))
    context = {
        "crumbs": crumbs(actor, held.unit_no),
        "title": about["title"],
        "unit": _where(about["place"]),
        "role": accounts.ROLE_NAMES[held.role],
        "from_name": held.name,
        "to_name": people[form.cleaned_data["who"]],
        "since": day,
        "starts_today": day <= clock.today(),
        "moving": [
            {
                "unit": units[due.unit_no].name,
                "words": duty_queries.SLOT_NAMES.get(due.slot, due.kind),
                "due_at": due.due_at,
            }
            for due in moving
        ],
        "hidden": [
            ("who", form.cleaned_data["who"]), ("since", day.isoformat()),
            ("reason", form.cleaned_data["reason"]), ("act", _act_id(request)), ("step", "confirm"),
        ],
        "back_url": reverse("registry:hand_over", args=[held.id]),
    }  # fmt: skip
    return render(request, "registry/hand_over.html", context)


def _act(
    request: Asked, form: Any, run: Callable[[UUID], str], about: dict[str, Any]
) -> HttpResponse:
    """Show a form, or do what it says and go where `run` says."""
    errors: list[str] = []
    if request.method == "POST" and form.is_valid():
        try:
            return HttpResponseRedirect(run(_act_id(request)))
        except Invalid as refused:
            errors = [str(refused)]
    place: directory.Place = about["place"]
    context = {
        "crumbs": crumbs(request.actor, place.no),
        "title": about["title"],
        "who": _where(place),
        "says": about["says"],
        "button": about.get("button", ""),
        "fields": list(shown(form)),
        "hidden": [("act", _act_id(request))],
        "errors": errors,
        "back_url": about["back"],
    }
    status = 422 if errors or form.errors else 200
    return render(request, "registry/act.html", context, status=status)


def _where(place: directory.Place) -> str:
    """A unit with its school before it."""
    school = directory.places([place.school_id]).get(place.school_id)
    names = [school.name] if school and school.no != place.no else []
    return " ".join([*names, place.name])


def _act_id(request: Asked) -> UUID:
    """The id under which the form is done once, however often it is sent."""
    try:
        found = UUID(request.POST.get("act", ""))
    except ValueError:
        return uuid7()
    return found if found.version == 7 else uuid7()
