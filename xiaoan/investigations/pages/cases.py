"""The line list: decided about many at once, added to, one case set right, taken away as a sheet."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from xiaoan.directory import queries as directory
from xiaoan.investigations import queries, services
from xiaoan.investigations.forms import AddCaseForm, DecideForm, OnsetForm, shown
from xiaoan.investigations.pages import words
from xiaoan.investigations.queries import frames
from xiaoan.investigations.queries.cases import LIMIT, CaseRow
from xiaoan.investigations.queries.picture import SEX_NAMES
from xiaoan.investigations.queries.words import SOURCE_NAMES, STATUS_NAMES
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from xiaoan.kernel.numbers import whole
from xiaoan.kernel.permission import Permission
from xiaoan.screening import queries as screening
from xiaoan.web import sheets
from xiaoan.web.context import crumbs
from xiaoan.web.gate import Asked, page


def frame(actor: Actor, head: queries.EventHead, here: str) -> dict[str, Any]:
    """What every page of an event shows around its own content."""
    place = directory.place(head.unit_no)
    told = place.name if place.no != head.school_id else ""
    return {
        "crumbs": crumbs(actor, head.unit_no), "as_of": clock.now(),
        "event": frames.head(head, told), "school": directory.place(head.school_id).name,
        "tabs": frames.tabs(head.id, here),
        "may_edit": head.is_running and actor.may(Permission.INVESTIGATE, head.unit_no),
    }  # fmt: skip


def require_edit(actor: Actor, event_id: UUID) -> queries.EventHead:
    head = queries.event(actor, event_id)
    if not actor.may(Permission.INVESTIGATE, head.unit_no):
        raise Forbidden
    return head


@page(Permission.SEE_EVENTS, methods="GET POST")
def cases_page(request: Asked, event_id: UUID) -> HttpResponse:
    """The line list of an event; posted: a decision about those ticked."""
    actor = request.actor
    head = queries.event(actor, event_id)
    if request.GET.get("file") == "xlsx":
        return _sheet(request, head)
    form = DecideForm(request.POST if request.method == "POST" else None)
    errors: list[str] = []
    status = 200
    if request.method == "POST":
        require_edit(actor, event_id)
        status, errors = _decide(request, event_id, form)
        if not errors:
            return HttpResponseRedirect(reverse("investigations:cases", args=[event_id]))
    rows = [words.case(one, event_id) for one in services.see_cases(actor, event_id)]
    ticked = set(request.POST.getlist("case"))
    context = frame(actor, head, "cases") | {
        "rows": [{**one, "ticked": str(one["id"]) in ticked} for one in rows],
        "counted": sum(one["is_counted"] for one in rows),
        "fields": list(shown(form)), "errors": errors,
        "add_url": reverse("investigations:add_case", args=[event_id]),
        "file_url": "?file=xlsx" if actor.may(Permission.EXPORT, head.unit_no) else "",
    }  # fmt: skip
    return render(request, "investigations/cases.html", context, status=status)


def _decide(request: Asked, event_id: UUID, form: DecideForm) -> tuple[int, list[str]]:
    """Status and what is wrong; nothing wrong: it is done."""
    versions = {}
    for text in request.POST.getlist("case"):
        pk = services.person_id(text)
        version = request.POST.get(f"version-{text}", "")
        if pk is None or not (version.isascii() and version.isdigit() and len(version) < 8):
            raise NotFound
        versions[pk] = int(version)
    if not versions:
        return 422, [_("请先勾选要判定的病例。")]
    if not form.is_valid():
        return 422, [_("有几处要改,见下面。")]
    given = form.cleaned_data
    try:
        done = services.decide_cases(
            request.actor, event_id, versions, given["status"], given["reason"]
        )
    except (Conflict, Invalid) as refused:
        return refused.status, [str(refused)]
    messages.success(request, _("已判定 %(n)s 例。") % {"n": done})
    return 200, []


@page(Permission.INVESTIGATE, methods="GET POST")
def add_page(request: Asked, event_id: UUID) -> HttpResponse:
    """Find a pupil of the school, then say when they fell ill. Posted: names stay out of addresses."""
    actor = request.actor
    head = require_edit(actor, event_id)
    form, errors, status = AddCaseForm(), [], 200
    if "person" in request.POST:
        form, status, errors = AddCaseForm(request.POST), 422, [_("有几处要改,见下面。")]
        if form.is_valid():
            try:
                services.add_case(actor, _new(event_id, form))
                messages.success(request, _("已加入病例一览表。"))
                return HttpResponseRedirect(reverse("investigations:cases", args=[event_id]))
            except (Conflict, Invalid) as refused:
                status, errors = refused.status, [str(refused)]
    text = request.POST.get("q", "")[:64].replace("\0", "")
    found = services.find(actor, event_id, text) if text else []
    context = frame(actor, head, "cases") | {
        "q": text, "rows": found, "searched": bool(text), "limit": LIMIT, "errors": errors,
        "fields": list(shown(form)), "person": str(request.POST.get("person", "")),
        "back_url": reverse("investigations:cases", args=[event_id]),
    }  # fmt: skip
    return render(request, "investigations/add_case.html", context, status=status)


def _new(event_id: UUID, form: AddCaseForm) -> services.NewCase:
    given = form.cleaned_data
    mask = int(screening.symptoms_of(given["symptoms"]))
    return services.NewCase(event_id, given["person"], onset=given["onset"], symptoms=mask)


@page(Permission.SEE_EVENTS, methods="GET POST")
def case_page(request: Asked, event_id: UUID, case_id: UUID) -> HttpResponse:
    """One case: its onset set right, who infected it."""
    actor = request.actor
    errors: list[str] = []
    status = 200
    form = None
    if request.method == "POST":
        require_edit(actor, event_id)
        form = OnsetForm(request.POST) if request.GET.get("act") == "onset" else None
        status, errors = _corrected(request, event_id, case_id, form)
        if not errors:
            return HttpResponseRedirect(reverse("investigations:case", args=[event_id, case_id]))
    rows = services.see_cases(actor, event_id)
    row = next((one for one in rows if one.id == case_id), None)
    if row is None:
        raise NotFound
    context = frame(actor, queries.event(actor, event_id), "cases") | {
        "case": words.case(row, event_id), "errors": errors,
        "fields": list(shown(form or _onset(row))), "version": row.version,
        "infected_by": row.infected_by_id,
        "sources": [(one.id, _named(one)) for one in rows if one.is_counted and one.id != case_id],
        "back_url": reverse("investigations:cases", args=[event_id]),
    }  # fmt: skip
    return render(request, "investigations/case.html", context, status=status)


def _onset(row: CaseRow) -> OnsetForm:
    return OnsetForm(
        initial={"onset": row.onset if row.onset_known else None, "onset_time": row.onset_time}
    )


def _named(one: CaseRow) -> str:
    return f"{one.no} {one.name} {one.class_name}"


def _corrected(
    request: Asked, event_id: UUID, case_id: UUID, form: OnsetForm | None
) -> tuple[int, list[str]]:
    try:
        if form is None:
            base = request.POST.get("base", "")
            version = whole(base, -1)
            by = request.POST.get("infected_by", "")
            services.set_infector(
                request.actor, event_id, case_id, version, services.person_id(by) if by else None
            )
        elif form.is_valid():
            given = form.cleaned_data
            services.correct_onset(
                request.actor, event_id, case_id, given["base"], given["onset"], given["onset_time"]
            )
        else:
            return 422, [_("有几处要改,见下面。")]
    except (Conflict, Invalid) as refused:
        return refused.status, [str(refused)]
    messages.success(request, _("已改。"))
    return 200, []


def _sheet(request: Asked, head: queries.EventHead) -> HttpResponse:
    """The line list as a workbook, marked with who took it and when."""
    rows = services.take_cases(request.actor, head.id)
    now = clock.now().astimezone(clock.ZONE)
    number = queries.number_of(head.year, head.number)
    school = directory.place(head.school_id).name
    table = sheets.Table(
        name=_("病例一览表"),
        title=_("%(school)s %(number)s 疫情病例一览表") % {"school": school, "number": number},
        above=[_("截至 %(at)s,共 %(n)s 人") % {"at": f"{now:%Y-%m-%d %H:%M}", "n": len(rows)}],
        head=[
            _("序号"), _("姓名"), _("性别"), _("班级"), _("现在"), _("宿舍"), _("发病日期"),
            _("发病时间"), _("症状"), _("判定"), _("理由"), _("来源"), _("病情和诊断"),
        ],
        rows=[_line(one) for one in rows],
        below=[_("发病日期带“*”的没有人填,是首次发现的日期。")],
    )  # fmt: skip
    mark = f"{request.actor.name} {now:%Y-%m-%d %H:%M}"
    return sheets.xlsx_response(
        sheets.workbook([table], mark), f"{school} {number} {table.name}.xlsx"
    )


def _line(one: CaseRow) -> list[sheets.Cell]:
    told = words.case(one, one.id)
    onset = one.onset.isoformat() if one.onset else _("不明")
    return [
        one.no, one.name, str(SEX_NAMES.get(one.sex, "")), one.class_name, told["now"], one.dormitory,
        onset if one.onset_known or not one.onset else f"{onset}*",
        f"{one.onset_time:%H:%M}" if one.onset_time else "", told["symptoms"],
        str(STATUS_NAMES[one.status]), told["reason"], str(SOURCE_NAMES[one.source]), told["outcome"],
    ]  # fmt: skip
