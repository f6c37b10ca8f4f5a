"""A question and its answer: in the page, as a spreadsheet; the address says all of it."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from xiaoan.analysis import forms, queries, services
from xiaoan.analysis.pages import showing
from xiaoan.analysis.rules import Question
from xiaoan.directory.queries import Place
from xiaoan.indicators import queries as indicators
from xiaoan.kernel import clock
from xiaoan.kernel.errors import Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.permission import Permission
from xiaoan.web import sheets
from xiaoan.web.context import crumbs
from xiaoan.web.fields import put
from xiaoan.web.gate import Asked, page

# What a new question tells apart, by the kind of the unit.
_USUAL = {"county": "township", "township": "school", "school": "day"}


@page(Permission.ANALYSE)
def home_page(request: Asked) -> HttpResponse:
    """To the widest unit of the actor."""
    seen = indicators.units_seen(request.actor)
    if not seen:
        raise NotFound
    query = f"?{request.GET.urlencode()}" if request.GET else ""
    return HttpResponseRedirect(reverse("analysis:ask", args=[seen[0].no]) + query)


def asked_of(request: Asked, place: Place) -> tuple[forms.AskForm, Question | None]:
    """The form as the address has it, and the question where one is asked."""
    form = forms.AskForm(request.GET)
    asked = form.question(place.no, _USUAL[place.kind]) if form.is_valid() else None
    return form, asked if asked and asked.measures else None


@page(Permission.ANALYSE)
def ask_page(request: Asked, unit_no: int) -> HttpResponse:
    """The form, the answer under it, and the questions that were kept."""
    place = indicators.place_seen(request.actor, unit_no)
    form, asked = asked_of(request, place)
    found, errors, status = None, list[str](), 200 if form.is_valid() else 422
    if asked:
        try:
            found = queries.answer(request.actor, asked)
        except Invalid as refused:
            errors, status = put(form, refused.fields, str(refused)), 422
    return render(
        request, "analysis/ask.html", context_of(request, place, form, found, errors), status=status
    )


def context_of(
    request: Asked, place: Place, form: forms.AskForm, found: queries.Answer | None,
    errors: list[str], save_form: forms.SaveForm | None = None,
) -> dict[str, Any]:  # fmt: skip
    """What the page shows; `save_form`: one that was sent and is at fault."""
    query = request.GET.urlencode()
    save = save_form or forms.SaveForm()
    may_take = request.actor.may(Permission.EXPORT, place.no)
    return {
        "unit": place, "crumbs": _crumbs(request, place.no), "form": form, "errors": errors,
        "groups": _groups(form), "fields": showing.plain_fields(form, _USUAL[place.kind]),
        "answer": showing.shown(request.actor, found) if found else None,
        "as_of": found.as_of if found else clock.now(),
        "sheet_url": reverse("analysis:sheet", args=[place.no]) + f"?{query}" if may_take else "",
        "save_url": reverse("analysis:save", args=[place.no]) + f"?{query}",
        "save_errors": [str(one) for one in save.errors.get("name", [])] if save.is_bound else [],
        "save_name": save["name"].value() or "", "is_shared": bool(save["shared"].value()),
        "submission_id": save["submission_id"].value() or uuid7(),
        "saved": [_saved(one) for one in queries.saved(request.actor)],
        "examples": _examples(place), "units": _units(request, place),
        "files_url": reverse("analysis:files", args=[place.no]) if may_take else "",
    }  # fmt: skip


def address_of(asked: Question) -> str:
    """The address that asks exactly this."""
    given: list[tuple[str, str]] = [("m", one) for one in asked.measures]
    given += [("rows", asked.rows), ("columns", asked.columns), ("period", asked.period)]
    if asked.since and asked.until:
        given += [("since", asked.since.isoformat()), ("until", asked.until.isoformat())]
    given += [("stage", one) for one in asked.stages]
    return reverse("analysis:ask", args=[asked.unit_no]) + f"?{urlencode(given)}"


def _crumbs(request: Asked, unit_no: int) -> list[dict[str, str]]:
    found = crumbs(request.actor, unit_no)
    for one in found:
        one["url"] = ""
    return found


def _groups(form: forms.AskForm) -> list[dict[str, Any]]:
    """Indicators to tick, by group."""
    ticked = set(form["m"].value() or [])
    groups: dict[str, dict[str, Any]] = {}
    for one in indicators.catalogue():
        group = groups.setdefault(
            one.group, {"name": one.group_name, "picks": [], "is_open": False}
        )
        group["picks"].append({"key": one.key, "name": one.name, "is_on": one.key in ticked})
        group["is_open"] = group["is_open"] or one.key in ticked
    return list(groups.values())


def _saved(one: queries.SavedRow) -> dict[str, Any]:
    return {
        "name": one.name, "by": one.by, "at": one.at, "shared": one.shared, "is_own": one.is_own,
        "url": reverse("analysis:saved", args=[one.id]),
        "drop_url": reverse("analysis:drop", args=[one.id]),
    }  # fmt: skip


def _units(request: Asked, place: Place) -> list[dict[str, str]]:
    """Other units to ask of: those of one's posts."""
    query = request.GET.urlencode()
    return [
        {"name": one.name, "url": reverse("analysis:ask", args=[one.no]) + f"?{query}"}
        for one in indicators.units_seen(request.actor)
        if one.no != place.no
    ]


def _examples(place: Place) -> list[dict[str, str]]:
    """Questions to begin with, so that nobody sits before an empty form."""
    below = _USUAL[place.kind]
    asked = (
        (_("最近 7 天因病缺勤"), Question(("rollcall.sick",), place.no, below, "", "last7")),
        (_("每天因病缺勤和发热"), Question(
            ("rollcall.sick", "rollcall.fever"), place.no, "day", "", "last30"
        )),
        (_("哪里报得慢"), Question(("rollcall.classes", "rollcall.late"), place.no, below, "", "last7")),
        (_("学段之间比学习三率"), Question(
            ("learning.viewing", "learning.completion", "learning.marking"), place.no,
            "stage" if place.kind != "school" else "week", "", "last30",
        )),
        (_("物资够用几天"), Question(("supplies.met", "supplies.lasting"), place.no, below, "", "today")),
    )  # fmt: skip
    return [{"name": name, "url": address_of(one)} for name, one in asked]


@page(Permission.ANALYSE)
def sheet_page(request: Asked, unit_no: int) -> HttpResponse:
    """The answer as a spreadsheet (`?form=csv`: as text with commas)."""
    place = indicators.place_seen(request.actor, unit_no)
    _form, asked = asked_of(request, place)
    if asked is None:
        raise Invalid(_("请先选指标,再导出。"))
    as_text = request.GET.get("form") == "csv"
    found = services.take_answer(request.actor, asked, "csv" if as_text else "xlsx")
    name = _("%(unit)s问数据%(day)s") % {"unit": place.name, "day": found.last.isoformat()}
    if as_text:
        return sheets.download(showing.as_text(found), f"{name}.csv")
    mark = _("导出人 %(name)s · %(at)s · 内部资料,请勿外传") % {
        "name": request.actor.name, "at": clock.now().strftime("%Y-%m-%d %H:%M"),
    }  # fmt: skip
    content = sheets.workbook([showing.as_table(found)], mark)
    return sheets.xlsx_response(content, f"{name}.xlsx")
