"""Places of a school: the list, one with what is to be done there, changes one by one and in bulk."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from xiaoan.directory import queries as directory
from xiaoan.directory.rules import school_of
from xiaoan.hygiene import rules, services
from xiaoan.hygiene.forms import ActForm, put, shown
from xiaoan.hygiene.forms.places import ManyForm, PlaceForm
from xiaoan.hygiene.pages import words
from xiaoan.hygiene.queries import doors, places, plans, units
from xiaoan.hygiene.queries.guideline_words import STAND_NAMES
from xiaoan.hygiene.queries.words import PLACE_NAMES
from xiaoan.hygiene.rules.proposing import NewPlace
from xiaoan.kernel import clock
from xiaoan.kernel.errors import Conflict, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.numbers import whole
from xiaoan.kernel.permission import Permission
from xiaoan.web.gate import Asked, page, require
from xiaoan.web.paging import pager

# What is done with many, and how it is called.
ACTS = {
    "excuse": _l("免列"), "include": _l("取消免列"), "move": _l("改楼栋和楼层"), "renew": _l("换门码"),
    "close": _l("停用"), "reopen": _l("恢复使用"),
}  # fmt: skip
_PAGE = 100


@page(Permission.SEE_HYGIENE)
def places_page(request: Asked, unit_no: int) -> HttpResponse:
    """The places of a school or class, in walking order; who plans may choose some and act on them."""
    place = units.seen(request.actor, unit_no)
    if place.kind in ("county", "township"):
        return HttpResponseRedirect(reverse("hygiene:unit", args=[unit_no]))
    school_no = school_of(unit_no)
    kind = request.GET.get("kind", "")
    stand = request.GET.get("stand", "")
    everyone = places.places_in(request.actor, school_no, place.interval, closed=stand == "closed")
    rows = [words.place(one) for one in everyone]
    rows = [
        row for row in rows
        if (kind not in rules.PLACE_KINDS or row["code"] == kind)
        and (stand not in STAND_NAMES or row["stand"] == stand)
    ]  # fmt: skip
    offset = whole(request.GET.get("offset", ""))
    keeps = request.actor.may(Permission.PLAN_HYGIENE, school_no) and place.kind == "school"
    context = {
        "unit": place, "crumbs": words.crumbs(request, unit_no), "as_of": clock.now(),
        "rows": rows[offset : offset + _PAGE],
        "total": len(rows), "pager": pager(request, len(rows), offset, _PAGE), "keeps": keeps,
        "kinds": list(PLACE_NAMES.items()), "stands": list(STAND_NAMES.items()), "kind": kind,
        "stand": stand, "acts": list(ACTS.items()), "is_all": bool(kind or stand),
        "any": bool(everyone), "does": request.actor.may(Permission.DISINFECT, unit_no),
    }  # fmt: skip
    return render(request, "hygiene/places.html", context)


@page(Permission.SEE_HYGIENE)
def plan_of_place_page(request: Asked, place_id: UUID) -> HttpResponse:
    """What the plan in force asks of one place, level by level; its code for whoever plans."""
    actor = request.actor
    one = places.place(actor, place_id)
    lines = [
        line for line in plans.lines_in_force([one.school_no], clock.today())
        if line.place_id == place_id
    ]  # fmt: skip
    names = words.line_names(actor, lines)
    context = {
        "one": words.place(one), "school": directory.place(one.school_no), "as_of": clock.now(),
        "lines": [words.line(line, names) for line in lines],
        "keeps": actor.may(Permission.PLAN_HYGIENE, one.school_no),
        "door": doors.code_of(one.id, one.code) if actor.may(Permission.PLAN_HYGIENE, one.school_no) else "",
        "back_url": reverse("hygiene:places", args=[one.unit_no]),
    }  # fmt: skip
    return render(request, "hygiene/place_plan.html", context)


def _units(school_no: int) -> list[tuple[str, Any]]:
    """Whose a place may be: the school's, or of a class, room, canteen, bus, gate."""
    found = directory.places_inside(directory.place(school_no).interval, *rules.OF_UNITS, "place")
    return [(str(school_no), _("全校")), *((str(one.no), one.name) for one in found)]


@page(Permission.PLAN_HYGIENE, methods="GET POST")
def add_page(request: Asked, school_no: int) -> HttpResponse:
    """One place more."""
    place = units.school(request.actor, school_no, Permission.PLAN_HYGIENE)
    form = PlaceForm(
        request.POST if request.method == "POST" else None, units=_units(school_no),
        initial={"unit_no": str(school_no)},
    )  # fmt: skip
    status, errors = 200, []
    if request.method == "POST":
        status = 422
        if form.is_valid():
            given = form.cleaned_data
            new = NewPlace(
                given["kind"], given["name"], int(given["unit_no"]), given["building"],
                given["floor"], given["area"],
            )  # fmt: skip
            try:
                found = services.add(request.actor, given["submission_id"], school_no, [new])
                if found.added or not found.there:
                    messages.success(request, _("已登记。它还不在方案里,请写进方案。"))
                    return _list(school_no)
                errors = put(
                    form, {"name": "taken"}, _("同一栋楼里已有这个名称的场所。请换一个名称。")
                )
            except (Conflict, Invalid) as refused:
                errors, status = _refused(form, refused), refused.status
    return _form(request, place, form, errors, status, _("登记一处场所"))


def _refused(form: Any, refused: Conflict | Invalid) -> list[str]:
    return (
        put(form, refused.fields, str(refused)) if isinstance(refused, Invalid) else [str(refused)]
    )


def _list(school_no: int) -> HttpResponse:
    return HttpResponseRedirect(reverse("hygiene:places", args=[school_no]))


def _form(
    request: Asked, place: directory.Place, form: Any, errors: list[str], status: int, title: str,
    **more: Any,
) -> HttpResponse:  # fmt: skip
    context = {
        "unit": place, "title": title, "errors": errors, "fields": list(shown(form)),
        "submission_id": form["submission_id"].value() or uuid7(), "button": title,
        "back_url": reverse("hygiene:places", args=[place.no]), **more,
    }  # fmt: skip
    return render(request, "hygiene/form.html", context, status=status)


@page(Permission.PLAN_HYGIENE, methods="GET POST")
def edit_page(request: Asked, place_id: UUID) -> HttpResponse:
    """One place put right; its acts (excuse, close, renew the code) lead on."""
    one = places.place(request.actor, place_id)
    place = units.school(request.actor, one.school_no, Permission.PLAN_HYGIENE)
    initial = {
        "kind": one.kind, "name": one.name, "building": one.building, "floor": one.floor,
        "unit_no": str(one.unit_no), "area": one.own_area,
    }  # fmt: skip
    choices = _units(place.no)
    if str(one.unit_no) not in dict(choices):
        choices.append((str(one.unit_no), _("已撤销的单位")))
    data = request.POST if request.method == "POST" else None
    form = PlaceForm(data, units=choices, initial=initial)
    status, errors = 200, []
    if request.method == "POST":
        status = 422
        if form.is_valid():
            given = form.cleaned_data
            edit = services.Edit(
                given["name"], given["kind"], given["building"], given["floor"], given["area"],
                int(given["unit_no"]),
            )  # fmt: skip
            try:
                services.change(request.actor, given["submission_id"], place_id, edit)
                messages.success(request, _("已改好。"))
                return _list(place.no)
            except (Conflict, Invalid) as refused:
                errors, status = _refused(form, refused), refused.status
    shown_place = words.place(one)
    acts = _acts_of(shown_place)
    return _form(
        request, place, form, errors, status, _("改正场所"), one=shown_place, acts=acts,
    )  # fmt: skip


def _acts_of(row: dict[str, Any]) -> list[tuple[str, Any]]:
    if row["closed"]:
        return [("reopen", ACTS["reopen"])]
    excuse = "include" if row["excused"] else "excuse"
    return [(code, ACTS[code]) for code in (excuse, "renew", "close")]


@page(Permission.PLAN_HYGIENE, methods="GET POST")
def act_page(request: Asked, school_no: int) -> HttpResponse:
    """What an act would do to the places that were chosen; posted: it is done."""
    place = units.school(request.actor, school_no, Permission.PLAN_HYGIENE)
    given = request.POST if request.method == "POST" else request.GET
    what = given.get("what", "")
    if what not in ACTS:
        raise NotFound
    ids = _ids(given)
    if not ids:
        messages.error(request, _("请先勾选场所。"))
        return _list(school_no)
    found = places.chosen(request.actor, school_no, ids)
    form = ManyForm(request.POST if request.method == "POST" else None, what=what)
    status, errors = 200, []
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                n = _act(request, school_no, what, ids, form.cleaned_data)
                messages.success(request, _("%(what)s:%(n)s 处。") % {"what": ACTS[what], "n": n})
                return _list(school_no)
            except (Conflict, Invalid) as refused:
                errors, status = _refused(form, refused), refused.status
    rows = [words.place(one) for one in found]
    title = _("%(what)s %(n)s 处场所") % {"what": ACTS[what], "n": len(found)}
    return _form(
        request, place, form, errors, status, title, rows=rows, what=what, effect=_EFFECTS[what],
    )  # fmt: skip


_EFFECTS = {
    "excuse": _l("这些场所不列入方案,不派任务,到期后要重新列入。免列的名单和理由打印在方案后面。"),
    "include": _l("这些场所不再免列。方案里没有它们的,要写进方案。"),
    "move": _l("这些场所改到同一栋楼、同一层。"),
    "renew": _l("旧的门码立即作废,要重新打印、张贴。"),
    "close": _l("这些场所从这天起不再消毒,以前的记录保留。"),
    "reopen": _l("这些场所从今天起恢复使用,要写进方案。"),
}


def _ids(given: QueryDict) -> list[UUID]:
    found = []
    for text in given.getlist("place"):
        try:
            found.append(UUID(text))
        except ValueError:
            raise NotFound from None
    return list(dict.fromkeys(found))


def _act(request: Asked, school_no: int, what: str, ids: list[UUID], given: dict[str, Any]) -> int:
    return services.act(
        request.actor,
        services.ManyAct(
            given["submission_id"], school_no, what, tuple(ids), given.get("note", ""),
            given.get("day"), given.get("building", ""), given.get("floor"),
        ),
    )  # fmt: skip


@page(Permission.PLAN_HYGIENE, methods="GET POST")
def order_page(request: Asked, school_no: int) -> HttpResponse:
    """The walking order: a number beside each place, or by building and floor at once."""
    place = units.school(request.actor, school_no, Permission.PLAN_HYGIENE)
    if request.method == "POST":
        form = ActForm(request.POST)
        require(request.actor, Permission.PLAN_HYGIENE, school_no)
        if not form.is_valid():
            raise Invalid(_("请刷新后重试。"), {"submission_id": "missing"})
        said = None if "natural" in request.POST else _turns(request.POST)
        n = services.order(request.actor, form.cleaned_data["submission_id"], school_no, said)
        messages.success(request, _("已排好,%(n)s 处换了顺序。") % {"n": n})
        return HttpResponseRedirect(reverse("hygiene:order", args=[school_no]))
    rows = [{**words.place(one), "n": n} for n, one in enumerate(places.places_of([school_no]), 1)]
    context = {
        "unit": place, "crumbs": words.crumbs(request, school_no), "rows": rows,
        "submission_id": uuid7(), "back_url": reverse("hygiene:places", args=[school_no]),
    }  # fmt: skip
    return render(request, "hygiene/order.html", context)


def _turns(given: QueryDict) -> dict[UUID, int]:
    """Place → the turn written beside it; a press of up or down is one place on."""
    found = {}
    for name, typed in given.items():
        try:
            place_id = UUID(name.removeprefix("n-")) if name.startswith("n-") else None
        except ValueError:
            raise NotFound from None
        if place_id is not None and (turn := whole(str(typed))):
            found[place_id] = turn
    for name, step in (("up", -1), ("down", 1)):
        text = given.get(name, "")
        if text:
            moved = _ids(QueryDict(f"place={text}"))[0]
            return {moved: max(1, found.get(moved, 1) + step)}
    return found
