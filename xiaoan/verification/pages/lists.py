"""Outside lists: hand one in with its legal basis, watch, decide what is doubtful, close; earlier lists."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from xiaoan.accounts import queries as accounts
from xiaoan.directory import queries as directory
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Invalid
from xiaoan.kernel.numbers import whole
from xiaoan.kernel.permission import Permission
from xiaoan.surveys.queries import ledger
from xiaoan.verification import queries, services
from xiaoan.verification.pages.asked import asked_id
from xiaoan.verification.pages.words import question_names, questions
from xiaoan.verification.queries import words
from xiaoan.verification.rules import claims
from xiaoan.verification.services import looking
from xiaoan.web.gate import Asked, page
from xiaoan.web.paging import pager
from xiaoan.web.sheets import xlsx_response

DOUBTS = 20
SCHOOLS_SHOWN = 100
REFRESH = 2
# A state's shape among those of the pages (see web_tags.STATES).
SHAPES = {
    "matched": "late",
    "closed": "done",
    "destroyed": "excused",
    "failed": "missed",
    "stopped": "late",
}
FIELDS = ("kind", "question", "source", "basis", "paper", "keep_days")


@page(Permission.MATCH_LISTS, methods="GET POST")
def lists_page(request: Asked) -> HttpResponse:
    """Hand in a list; what was handed in before."""
    errors: dict[str, str] = {}
    message = ""
    if request.method == "POST":
        try:
            made = _receive(request)
            return HttpResponseRedirect(reverse("verification:list", args=[made]))
        except Invalid as refused:
            message, errors = str(refused), refused.fields
    actor = request.actor
    found = queries.outside_lists(actor)
    by = accounts.names(actor, [one.by_id for one in found if one.by_id])
    names = question_names(actor)
    context = {
        "message": message,
        "errors": errors,
        "values": {name: request.POST.get(name, "") for name in FIELDS},
        "kinds": list(words.LIST_KINDS.items()),
        "questions": _choices(actor),
        "keep_days": claims.KEPT,
        "rows": [_listed(one, by, names) for one in found],
    }
    return render(request, "verification/lists.html", context, status=422 if message else 200)


def _receive(request: Asked) -> UUID:
    file = request.FILES.get("file")
    if file is None:
        raise Invalid(_("请先选择要上传的名单文件。"), {"file": _("请先选择文件。")})
    if file.size and file.size > services.LARGEST:
        raise Invalid(_("文件超过 20 MB。请分成几份上传。"), {"file": _("文件太大。")})
    said = request.POST
    round_text, _colon, category = said.get("question", "").partition(":")
    round_id = asked_id(round_text)
    if round_id is None:
        raise Invalid(_("请选择这份名单说的是哪一类人。"), {"category": _("请选择。")})
    days = said.get("keep_days", "")
    new = services.NewList(
        said.get("kind", ""), round_id, category, said.get("source", ""), said.get("basis", ""),
        said.get("paper", ""), whole(days) if days.isascii() and days.isdigit() else -1,
    )  # fmt: skip
    return services.receive(request.actor, new, file.name or "", file.read())


def _choices(actor: Actor) -> list[dict[str, Any]]:
    """The open rounds, each with what a list may claim in it."""
    return [
        {
            "title": one.title,
            "options": [
                (f"{one.id}:{code}", f"{one.title} · {name}")
                for code, name in questions(one).items()
            ],
        }
        for one in ledger.rounds(actor)
        if one.state == "open"
    ]


def _listed(one: queries.Outside, by: dict[UUID, str], names: dict[str, str]) -> dict[str, Any]:
    return {
        "url": reverse("verification:list", args=[one.id]),
        "name": one.file_name,
        "kind": words.LIST_KINDS[one.kind],
        "category": names.get(one.category, one.category),
        "source": one.source,
        "at": one.received_at,
        "by": by.get(one.by_id, "") if one.by_id else "",
        "shape": SHAPES.get(one.state, "due"),
        "state": words.STATES[one.state],
        "rows": one.rows_total,
        "differing": one.counts.get("denied", 0) + one.counts.get("silent", 0),
        "delete_on": one.delete_on,
    }


@page(Permission.MATCH_LISTS)
def list_page(request: Asked, list_id: UUID) -> HttpResponse:
    """One list: its progress, or what was found, what is doubtful, what is still to be cleared."""
    one = queries.outside_list(request.actor, list_id)
    if not one.runs and request.headers.get("HX-Request"):
        return HttpResponse(headers={"HX-Refresh": "true"})
    return _list_page(request, one)


def _list_page(request: Asked, one: queries.Outside, message: str = "") -> HttpResponse:
    actor = request.actor
    offset = whole(request.GET.get("offset", ""))
    total, doubts = queries.doubts(actor, one.id, offset, DOUBTS) if one.doubts else (0, [])
    named = [d.other for d in doubts if d.other]
    places = directory.places({one.unit_no for one in named})
    looking.listed(actor, ((one.person_id, one.unit_no, one.kind) for one in named))
    context = {
        "crumbs": [
            {"label": _("外部名单"), "url": reverse("verification:lists")},
            {"label": one.file_name, "url": ""},
        ],
        "one": one,
        "message": message,
        "refresh": REFRESH,
        "kind": words.LIST_KINDS[one.kind],
        "category": question_names(actor).get(one.category, one.category),
        "state_label": words.STATES[one.state],
        "shape": SHAPES.get(one.state, "due"),
        "why": words.of_list(one.fault),
        "as_of": clock.now(),
        "figures": _figures(one),
        "doubts": [_doubt(doubt, places) for doubt in doubts],
        "pager": pager(request, total, offset, DOUBTS),
        "schools": _schools(actor, one),
        "goes_on": claims.goes_on(one.received_at.astimezone(clock.ZONE).date()),
        "may_close": one.state in ("matched", "stopped", "failed") and not (one.open or one.doubts),
        "differing_url": f"{reverse('verification:disagreements')}?state=open",
    }
    return render(request, "verification/list.html", context, status=422 if message else 200)


def _figures(one: queries.Outside) -> list[dict[str, Any]]:
    """What became of the rows (they add up), then of the people they are about."""
    shapes = {"doubtful": "late", "refused": "missed"}
    rows = [
        _figure(label, one.counts[name], words.GRADE_NOTES[name], shapes.get(name, ""))
        for name, label in words.GRADES.items()
        if name in one.counts
    ]
    shapes = {"agrees": "done", "denied": "missed", "silent": "unknown"}
    return rows + [
        _figure(label, one.counts[name], "", shapes[name])
        for name, label in words.STANDS.items()
        if name in one.counts
    ]


def _figure(label: Any, value: int, note: Any, state: str) -> dict[str, Any]:
    return {
        "label": label,
        "value": value,
        "of": None,
        "note": "",
        "url": "",
        "state": state if value else "",
        "definition": note,
    }


def _doubt(doubt: queries.Doubt, places: dict[int, directory.Place]) -> dict[str, Any]:
    """Both sides, line by line; numbers are masked."""
    row, other = doubt.row, doubt.other
    guardians = other.guardians if other else ()
    there = places.get(other.unit_no) if other else None
    lines = (
        (_("姓名"), row.get("name", ""), other.name if other else ""),
        (_("出生日期"), row.get("birth_date", ""), other.birth_date.isoformat() if other else ""),
        (_("证件"), row.get("id_number", ""), other.id_masked if other else ""),
        (_("电话"), row.get("phone", ""), ";".join(" ".join(g) for g in guardians)),
        (_("到访地"), row.get("place", ""), ""),
        (_("班级"), "", there.name if there else ""),
    )
    return {
        "url": reverse("verification:decide", args=[doubt.id]),
        "row_no": doubt.row_no,
        "why": words.RULES[doubt.rule],
        "name": row.get("name", ""),
        "lines": [{"label": label, "row": mine, "other": theirs} for label, mine, theirs in lines],
    }


def _schools(actor: Actor, one: queries.Outside) -> list[dict[str, Any]]:
    counts = queries.by_school(actor, one.id)
    shown = sorted(counts, key=lambda no: (-counts[no]["open"], no))[:SCHOOLS_SHOWN]
    places = directory.places(shown)
    address = reverse("verification:disagreements")
    return [
        {
            "name": places[no].name if no in places else "",
            "url": f"{address}?unit={no}",
            "all": counts[no]["all"],
            "open": counts[no]["open"],
        }
        for no in shown
    ]


@page(Permission.MATCH_LISTS, methods="POST")
def list_act_page(request: Asked, list_id: UUID, act: str) -> HttpResponse:
    """Stop, start again, or close."""
    one = queries.outside_list(request.actor, list_id)
    try:
        if act == "stop":
            services.request_stop(request.actor, list_id)
        elif act == "start":
            services.start_again(request.actor, list_id)
        else:
            services.close(request.actor, list_id)
            messages.success(request, _("名单已结束。明细到期自动删除,只留条数和校验值。"))
    except Conflict as refused:
        return _list_page(request, one, str(refused))
    return HttpResponseRedirect(reverse("verification:list", args=[list_id]))


@page(Permission.MATCH_LISTS)
def errors_page(request: Asked, list_id: UUID) -> HttpResponse:
    """The sheet as it was handed in, with the reasons beside the rows."""
    content = services.errors_of(request.actor, list_id)
    return xlsx_response(content, _("名单错误") + f"-{clock.today().isoformat()}.xlsx")


@page(Permission.MATCH_LISTS)
def template_page(request: Asked) -> HttpResponse:
    """The sheet to fill in."""
    return xlsx_response(services.template(request.actor), _("外部名单模板") + ".xlsx")


@page(Permission.MATCH_LISTS, methods="POST")
def decide_page(request: Asked, match_id: UUID) -> HttpResponse:
    """The same person, or another."""
    found = services.list_of(request.actor, match_id)
    try:
        services.decide(request.actor, match_id, request.POST.get("decision", ""))
    except (Invalid, Conflict) as refused:
        return _list_page(request, queries.outside_list(request.actor, found), str(refused))
    return HttpResponseRedirect(reverse("verification:list", args=[found]))
