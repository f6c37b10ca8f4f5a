"""报告标准: every rule of the file as it holds here; and that a person says one is met."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from xiaoan.directory import queries as directory
from xiaoan.directory import rules as numbering
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.permission import Permission
from xiaoan.outbreaks import queries
from xiaoan.outbreaks import services as outbreaks
from xiaoan.outbreaks.forms import ReportForm
from xiaoan.outbreaks.services.reporting import PLACES
from xiaoan.web.context import crumbs
from xiaoan.web.gate import Asked, page

STATES = {
    "in_force": _l("现行"),
    "not_here": _l("其他地方的标准,本县没有采用"),
    "to_come": _l("还没有生效"),
    "retired": _l("已停用"),
    "off": _l("未启用"),
}


@page(Permission.SEE_SIGNALS)
def rules_page(request: Asked) -> HttpResponse:
    """Every rule: its text, number and window, the deadline and to whom, the source, who judges it."""
    actor = request.actor
    place = directory.place(max(actor.reach(Permission.SEE_SIGNALS), key=lambda r: r[1] - r[0])[0])
    shown = queries.rule_rows()
    wanted = request.GET.get("state", "in_force")
    wanted = wanted if wanted in STATES or wanted == "all" else "in_force"
    may_report = actor.may_anywhere(Permission.ACKNOWLEDGE)
    context = {
        "crumbs": crumbs(actor, place.no),
        "state": wanted,
        "states": [*STATES.items(), ("all", _("全部"))],
        "total": len(shown),
        "unconfirmed": sum(not row.confirmed for row in shown if row.state == "in_force"),
        "in_force": sum(row.state == "in_force" for row in shown),
        "rows": [_shown(row, may_report) for row in shown if wanted in ("all", row.state)],
    }
    return render(request, "outbreaks/rules.html", context)


def _shown(row: queries.RuleRow, may_report: bool) -> dict[str, Any]:
    can = may_report and row.reportable
    return {
        "rule": row,
        "state_words": STATES[row.state],
        "way_words": queries.WAY_NAMES[row.way],
        "is_ours_to_count": row.way in ("symptoms", "diagnoses", "one_child", "absence", "advice"),
        "report_url": reverse("outbreaks:report", args=[row.id]) if can else "",
    }


@page(Permission.ACKNOWLEDGE, methods="GET POST")
def report_page(request: Asked, rule_id: str) -> HttpResponse:
    """Say that a rule is met: where, how many people, found when."""
    row = queries.rule_row(rule_id)
    if row is None or not row.reportable:
        raise NotFound
    actor = request.actor
    unit_no = _unit(request)
    if unit_no is None:
        return render(request, "outbreaks/report_where.html", _where(actor, row))
    place = _place(actor, unit_no)
    roll = directory.class_roll(actor, unit_no, clock.today()) if place.kind == "class" else []
    pupils = [(one.person_id, one.name) for one in roll]
    form = ReportForm(request.POST if request.method == "POST" else None, pupils=pupils)
    made, status, errors = _sent(request, form, row, unit_no)
    if made:
        messages.success(request, _("已报告,时限从发现时起算。"))
        return HttpResponseRedirect(reverse("outbreaks:signal", args=[made]))
    context = _context(actor, row, place, form, errors)
    return render(request, "outbreaks/report.html", context, status=status)


def _place(actor: Actor, unit_no: int) -> directory.Place:
    """A school, class or room where the actor may say so."""
    if not actor.sees(unit_no):
        raise NotFound
    if not actor.may(Permission.ACKNOWLEDGE, unit_no):
        raise Forbidden
    place = directory.place(unit_no)
    if place.kind not in PLACES:
        raise NotFound
    return place


def _sent(
    request: Asked, form: ReportForm, row: queries.RuleRow, unit_no: int
) -> tuple[UUID | None, int, list[str]]:
    """The signal, if one was made; else the status and what is to be mended."""
    if request.method != "POST":
        return None, 200, []
    if not form.is_valid():
        return None, 422, [_("有几处要改,见下面。")]
    try:
        return outbreaks.report_rule(request.actor, _said(form, row, unit_no)), 302, []
    except Conflict as late:
        return None, 409, [str(late)]
    except Invalid as refused:
        return None, 422, [str(refused)]


def _unit(request: Asked) -> int | None:
    """The unit that was chosen; what is no number is not there."""
    text = request.GET.get("unit", "")
    if text:
        if not (text.isascii() and text.isdigit() and len(text) < 10):
            raise NotFound
        return int(text)
    return None


def _where(actor: Actor, row: queries.RuleRow) -> dict[str, Any]:
    """Schools, and of one's own school its classes and rooms, to choose from."""
    reach = actor.reach(Permission.ACKNOWLEDGE)
    schools = [one for lo, hi in reach for one in directory.places_inside((lo, hi), "school")]
    groups = []
    if len({one.no for one in schools}) == 1:
        within = (schools[0].no, schools[0].no + numbering.SCHOOL)
        for words, kind in ((_("班级"), "class"), (_("宿舍"), "dormitory")):
            groups.append((words, directory.places_inside(within, kind)))
    return {
        "crumbs": crumbs(actor, reach[0][0]),
        "rule": row,
        "groups": [(_("学校"), schools), *[group for group in groups if group[1]]],
        "back_url": reverse("outbreaks:rules"),
    }


def _said(form: ReportForm, row: queries.RuleRow, unit_no: int) -> outbreaks.Reported:
    given = form.cleaned_data
    return outbreaks.Reported(
        id=given["id"], rule=row.id, unit_no=unit_no, cases=given["cases"],
        detected_at=form.detected_at(), words=given["words"],
        people=frozenset(UUID(each) for each in given["people"]),
    )  # fmt: skip


def _context(
    actor: Actor, row: queries.RuleRow, place: directory.Place, form: ReportForm, errors: list[str]
) -> dict[str, Any]:
    now = clock.now().astimezone(clock.ZONE)
    first = {"id": uuid7(), "found_on": f"{now:%Y-%m-%d}", "found_at": f"{now:%H:%M}", "cases": ""}
    typed = {
        name: form[name].value() if form.is_bound else first.get(name, "") for name in form.fields
    }
    chosen = [str(each) for each in form["people"].value() or []] if form.is_bound else []
    return {
        "crumbs": crumbs(actor, place.no),
        "rule": row,
        "unit": place,
        "typed": {**typed, "people": chosen},
        "faults": {name: " ".join(map(str, form.errors.get(name, []))) for name in form.fields},
        "pupils": form.pupils,
        "errors": errors,
        "back_url": reverse("outbreaks:rules"),
    }
