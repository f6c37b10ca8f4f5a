"""Coverage of a unit down the tree, a class or a staff with their teams, the ledger as a sheet."""

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from xiaoan.careteams.pages import words
from xiaoan.careteams.queries import coverage, teams
from xiaoan.careteams.queries.words import KIND_NAMES, ROLE_NAMES
from xiaoan.careteams.services import looking
from xiaoan.directory import queries as directory
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.numbers import whole
from xiaoan.kernel.permission import Permission
from xiaoan.web import sheets
from xiaoan.web.gate import Asked, page
from xiaoan.web.paging import pager


@page(Permission.SEE_CARE)
def home_page(request: Asked) -> HttpResponse:
    """The widest unit whose teams the actor sees."""
    reach = request.actor.reach(Permission.SEE_CARE)
    unit_no = max(reach, key=lambda one: one[1] - one[0])[0]
    place = directory.place(unit_no)
    name = "careteams:people" if place.kind == "class" else "careteams:unit"
    return HttpResponseRedirect(reverse(name, args=[unit_no]))


@page(Permission.SEE_CARE)
def unit_page(request: Asked, unit_no: int) -> HttpResponse:
    """How many of a unit and of each below it have a whole team; of a school who has not, by name."""
    actor = request.actor
    found = coverage.coverage(actor, unit_no)
    place = found.place
    if place.kind == "class":
        return HttpResponseRedirect(reverse("careteams:people", args=[unit_no]))
    named = place.kind in ("school", "grade")
    offset = whole(request.GET.get("offset", ""))
    missing = looking.uncovered(actor, unit_no, offset, words.PAGE) if named else []
    total = found.total.people - found.total.whole
    chosen = request.GET.get("school", "")
    if chosen.isascii() and chosen.isdigit() and len(chosen) < 10:
        return HttpResponseRedirect(reverse("careteams:import", args=[int(chosen)]))
    wide = place.kind in ("county", "township")
    keeps = place.kind == "school" and actor.may(Permission.KEEP_CARE, unit_no)
    context = {
        "unit": place, "crumbs": words.crumbs(request, unit_no), "as_of": clock.now(),
        "figures": _figures(found), "lines": [words.line(one, unit_no) for one in found.lines],
        "own": words.line(found.own, unit_no) if found.own.people else None,
        "total": words.line(found.total, unit_no), "roles": words.by_role(found),
        "named": named, "uncovered": [words.uncovered(one) for one in missing],
        "uncovered_total": total, "pager": pager(request, total, offset, words.PAGE) if named else None,
        "has_begun": place.kind != "school" or coverage.has_begun(unit_no),
        "staff_url": f"{reverse('careteams:people', args=[unit_no])}?kind=staff"
        if place.kind == "school" else "",
        "arrange_url": reverse("careteams:arrange", args=[unit_no]) if keeps else "",
        "import_url": reverse("careteams:import", args=[unit_no]) if keeps else "",
        "schools": directory.places_inside(place.interval, "school", day=clock.today())
        if wide and actor.may(Permission.KEEP_CARE, unit_no) else [],
        "many_url": reverse("careteams:many", args=[unit_no])
        if wide and actor.may(Permission.KEEP_CARE, unit_no) else "",
        "workload_url": reverse("careteams:workload", args=[unit_no])
        if place.kind == "school" else "",
        "export_url": reverse("careteams:export", args=[unit_no])
        if named and actor.may(Permission.EXPORT, unit_no) else "",
    }  # fmt: skip
    return render(request, "careteams/unit.html", context)


def _figures(found: coverage.Coverage) -> list[dict[str, Any]]:
    """People with a whole team, of how many: pupils, staff, and who still lacks somebody."""
    rows = []
    for kind in ("student", "staff"):
        people, whole = found.total.of(kind)
        label = _("%(kind)s:包联人齐全") % {"kind": KIND_NAMES[kind]}
        state = "done" if people == whole else "late"
        rows.append(
            {"label": label, "value": whole, "of": people, "state": state if people else ""}
        )
    missing = found.total.people - found.total.whole
    rows.append(
        {"label": _("还缺人的"), "value": missing, "state": "missed" if missing else "done"}
    )
    return rows


@page(Permission.SEE_CARE)
def people_page(request: Asked, unit_no: int) -> HttpResponse:
    """A class, or the staff of a school, each with the team; two may change places."""
    actor = request.actor
    kind = "staff" if request.GET.get("kind") == "staff" else "student"
    place, rows = looking.people(actor, unit_no, kind)
    found = coverage.coverage(actor, unit_no)
    people, whole = found.total.of(kind)
    keeps = actor.may(Permission.KEEP_CARE, unit_no)
    context = {
        "unit": place, "crumbs": words.crumbs(request, unit_no), "as_of": clock.now(),
        "kind": kind, "kind_label": KIND_NAMES[kind], "people": people, "whole": whole,
        "roles": words.role_names(found.scheme.roles(kind)), "rows": [words.row(one) for one in rows],
        "swap_url": reverse("careteams:swap", args=[unit_no]) if keeps and len(rows) > 1 else "",
        "act_id": uuid7(),
        "export_url": reverse("careteams:export", args=[unit_no])
        if kind == "student" and actor.may(Permission.EXPORT, unit_no) else "",
    }  # fmt: skip
    return render(request, "careteams/people.html", context)


@page(Permission.EXPORT)
def export_page(request: Asked, unit_no: int) -> HttpResponse:
    """The ledger (包联台账) of a class or a school: a sheet of pupils, and of the staff."""
    actor = request.actor
    place = coverage.require(actor, unit_no)
    if place.kind not in ("school", "grade", "class"):
        raise NotFound
    kinds = ("student", "staff") if place.kind == "school" else ("student",)
    taken = looking.take(actor, unit_no, kinds)
    title = _("%(unit)s 包联台账") % {"unit": place.name}
    now = clock.now()
    mark = _("%(name)s %(at)s 导出") % {"name": actor.name, "at": now.strftime("%Y-%m-%d %H:%M")}
    tables = [_table(actor, title, kind, rows) for kind, rows in taken.items()]
    return sheets.xlsx_response(sheets.workbook(tables, mark), f"{title} {now:%Y-%m-%d}.xlsx")


def _table(actor: Actor, title: str, kind: str, rows: list[teams.Row]) -> sheets.Table:
    places = directory.places({one.unit_no for one in rows})
    roles = [place.role for place in rows[0].seats] if rows else []
    first = (
        [_("班级"), _("座号"), _("姓名")]
        if kind == "student"
        else [_("学校"), _("工号"), _("姓名")]
    )
    head = [*first, *(str(ROLE_NAMES[code]) for code in roles)]
    cells = [
        [places[one.unit_no].name, one.number, one.name, *(seat.name for seat in one.seats)]
        for one in rows
    ]
    whole = sum(all(seat.name for seat in one.seats) for one in rows)
    below = [_("共 %(n)s 人,包联人齐全 %(whole)s 人") % {"n": len(rows), "whole": whole}]
    return sheets.Table(str(KIND_NAMES[kind]), title, [], head, cells, below=below)
