"""The schools of a township, the units of a school, one unit, and how large places are."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from xiaoan.directory import queries as directory
from xiaoan.directory.queries import sites
from xiaoan.directory.rules import units as rules
from xiaoan.directory.services import keeping, opening
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Invalid
from xiaoan.kernel.permission import Permission
from xiaoan.registry.pages.sites import degrees
from xiaoan.registry.queries import units as queries
from xiaoan.web.context import crumbs
from xiaoan.web.gate import Asked, page

# Under which unit of a school's page a kind is added.
ADDED = (
    "grade", "building", "dormitory", "campus", "canteen", "bus", "gate", "observation", "place",
)  # fmt: skip
# What people may not close one by one here.
BELOW = {"grade": "class", "building": "dormitory"}


@page(Permission.KEEP_UNITS)
def home_page(request: Asked) -> HttpResponse:
    """To where one's units begin: the schools of the county, or the units of one's school."""
    name, unit_no = queries.home_of(request.actor)
    return HttpResponseRedirect(reverse(name, args=[unit_no]))


@page(Permission.KEEP_SCHOOLS)
def schools_page(request: Asked, unit_no: int) -> HttpResponse:
    """The schools and kindergartens of a township or the county."""
    actor = request.actor
    text = " ".join(request.GET.get("q", "").split())[: rules.LONGEST_NAME]
    over = request.GET.get("over") == "1"
    number = _page_of(request.GET.get("page", ""))
    place, total, rows = queries.schools(
        actor, unit_no, text, over=over, offset=(number - 1) * queries.PAGE
    )
    here = {"q": text, **({"over": "1"} if over else {})}
    context = {
        "crumbs": crumbs(actor, unit_no),
        "place": place,
        "q": text,
        "over": over,
        "total": total,
        "rows": [_school_row(one) for one in rows],
        "townships": queries.townships_kept(actor) if place.kind == "county" else [],
        "open_url": reverse("registry:unit_open", args=[unit_no, "school"])
        if place.kind == "township" and not over
        else "",
        "clear_url": request.path if text or over else "",
        "sites_url": reverse("registry:sites", args=[unit_no]),
        "site_url": reverse("registry:unit_site", args=[unit_no]),
        "prev_url": f"?{urlencode({**here, 'page': number - 1})}" if number > 1 else "",
        "next_url": f"?{urlencode({**here, 'page': number + 1})}"
        if number * queries.PAGE < total
        else "",
    }
    return render(request, "registry/schools.html", context)


def _page_of(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and 0 < int(text[:6]) < 10_000 else 1


def _school_row(one: queries.SchoolLine) -> dict[str, Any]:
    place = one.place
    return {
        "name": place.name,
        "url": reverse("registry:school_units", args=[place.no]),
        "township": one.township,
        "stage": directory.STAGE_NAMES.get(place.stage, ""),
        "classes": one.classes,
        "pupils": one.pupils,
        "closed": place.closed,
        "opened": place.opened if place.opened > clock.today() else None,
    }


@page(Permission.KEEP_UNITS)
def school_page(request: Asked, unit_no: int) -> HttpResponse:
    """Everything a school consists of, kind by kind."""
    actor = request.actor
    found = queries.school_units(actor, unit_no)
    school = found.school
    is_open = school.closed is None
    keeps = actor.may(Permission.KEEP_SCHOOLS, unit_no)
    context = {
        "crumbs": crumbs(actor, unit_no),
        "school": school,
        "groups": [_group(group, school.no if is_open else 0) for group in found.groups],
        "over": [_line(line) for line in found.over],
        "pupils": sum(
            line.people
            for group in found.groups
            if group.kind == "grade"
            for lines in group.below.values()
            for line in lines
        ),
        "areas_url": reverse("registry:unit_areas", args=[unit_no]),
        "promote_url": reverse("registry:unit_promote", args=[unit_no]) if is_open else "",
        "school_url": reverse("registry:unit", args=[unit_no]) if keeps else "",
    }
    return render(request, "registry/school_units.html", context)


def _group(group: queries.Group, school_no: int) -> dict[str, Any]:
    below = BELOW.get(group.kind, "")
    return {
        "kind": group.kind,
        "label": queries.KIND_NAMES[group.kind],
        "add_url": reverse("registry:unit_open", args=[school_no, group.kind]) if school_no else "",
        "rows": [
            {
                **_line(line),
                "below": [_line(one) for one in group.below.get(line.no, ())],
                "below_label": queries.KIND_NAMES.get(below, ""),
                "below_url": reverse("registry:unit_open", args=[line.no, below])
                if below and school_no and line.closed is None
                else "",
            }
            for line in group.lines
        ],
    }


def _line(line: queries.Line) -> dict[str, Any]:
    return {
        "name": line.name,
        "url": reverse("registry:unit", args=[line.no]),
        "kind": line.kind,
        "label": queries.KIND_NAMES[line.kind],
        "people": line.people,
        "counted": line.kind in ("class", "dormitory"),
        "cohort": line.cohort,
        "area": line.area_m2,
        "closed": line.closed,
        "opened": line.opened if line.is_to_come else None,
    }


@page(Permission.KEEP_UNITS)
def unit_page(request: Asked, unit_no: int) -> HttpResponse:
    """One unit: what it is, since when, what it was called, and what may be done with it."""
    actor = request.actor
    card = queries.unit_card(actor, unit_no)
    line = card.line
    context = {
        "crumbs": crumbs(actor, line.no),
        "card": card,
        "line": line,
        "label": queries.KIND_NAMES[line.kind],
        "acts": _acts(actor, line),
        "stay_url": reverse("registry:unit_stay", args=[unit_no])
        if line.closed and not line.is_over and card.closing_act == "close"
        and _may_keep(actor, line)
        else "",
        "list_url": reverse("registry:class", args=[unit_no]) if line.kind == "class" else "",
        "school_url": reverse("registry:school_units", args=[card.school.no])
        if card.school
        else "",
        "site": degrees(found[0]) if (found := sites.site_of(unit_no)) else "",
        "has_site": line.kind == "school",
    }  # fmt: skip
    return render(request, "registry/unit.html", context)


def _may_keep(actor: Actor, line: queries.Line) -> bool:
    return actor.may(opening.permission_for(line.kind), line.no)


def _acts(actor: Actor, line: queries.Line) -> list[dict[str, str]]:
    """What may be done with a unit that is open and not going to close."""
    if line.closed or not _may_keep(actor, line):
        return []
    acts = [("unit_change", _("改名"))]
    if line.kind == "school":
        acts.append(("unit_site", _("位置")))
    if line.kind in ("class", "school"):
        acts.append(
            ("unit_merge", _("并入另一个班") if line.kind == "class" else _("并入另一所学校"))
        )
    acts.append(("unit_close", _("关闭")))
    return [
        {"label": label, "url": reverse(f"registry:{name}", args=[line.no])} for name, label in acts
    ]


@page(Permission.KEEP_UNITS, methods="POST")
def stay_page(request: Asked, unit_no: int) -> HttpResponse:
    """A closing that has not come is taken back."""
    queries.kept_unit(request.actor, unit_no)
    keeping.keep_open(request.actor, unit_no)
    return HttpResponseRedirect(reverse("registry:unit", args=[unit_no]))


@page(Permission.KEEP_UNITS, methods="GET POST")
def areas_page(request: Asked, unit_no: int) -> HttpResponse:
    """How many square metres each place has that is cleaned, all in one table."""
    actor = request.actor
    school, lines = queries.with_area(actor, unit_no)
    typed = {line.no: str(line.area_m2 or "") for line in lines}
    errors: dict[int, str] = {}
    message = ""
    if request.method == "POST":
        typed = {no: request.POST.get(f"area-{no}", text).strip() for no, text in typed.items()}
        errors = {
            no: _("请写 1 到 1000000 之间的整数。") for no in typed if not _is_area(typed[no])
        }
        if not errors:
            try:
                keeping.set_areas(
                    actor, unit_no, {no: int(text) if text else None for no, text in typed.items()}
                )
                return HttpResponseRedirect(f"{request.path}?saved=1")
            except (Invalid, Conflict) as refused:
                message = str(refused)
    context = {
        "crumbs": crumbs(actor, unit_no),
        "school": school,
        "rows": [_area_row(line, typed, errors) for line in lines],
        "total": sum(line.area_m2 or 0 for line in lines),
        "missing": sum(line.area_m2 is None for line in lines),
        "wrong": len(errors),
        "errors": [message] if message else [],
        "saved": request.GET.get("saved") == "1",
        "back_url": reverse("registry:school_units", args=[unit_no]),
    }
    status = 422 if errors or message else 200
    return render(request, "registry/areas.html", context, status=status)


def _is_area(text: str) -> bool:
    plain = text.isascii() and text.isdigit() and len(text) < 8
    return not text or (plain and 0 < int(text) <= rules.LARGEST_AREA)


def _area_row(line: queries.Line, typed: dict[int, str], errors: dict[int, str]) -> dict[str, Any]:
    return {
        "field": f"area-{line.no}",
        "name": line.name,
        "label": queries.KIND_NAMES[line.kind],
        "value": typed[line.no],
        "error": errors.get(line.no, ""),
    }
